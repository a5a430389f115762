//! One scan for the words that the rules need.
//!
//! At load, the words that no match of a rule can lack are worked out from its pattern. One Aho-Corasick pass
//! over a text then says which rules have all their words within one window (a sentence, a line, ...), and
//! only there are they tried. What a hit means is for the caller: this room knows words and numbers.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use regex_syntax::hir::{Hir, HirKind};
use std::collections::HashMap;

/// The words that must stand in any match of a regular expression: for each part that it cannot lack, the
/// words (lower case) one of which stands there.
pub fn needed(source: &str) -> Vec<Vec<String>> {
    let parsed = regex_syntax::ParserBuilder::new().nest_limit(60).build().parse(source);
    let mut needs = Vec::new();
    if let Ok(hir) = parsed {
        collect(&hir, &mut needs);
    }
    needs
}

fn collect(hir: &Hir, needs: &mut Vec<Vec<String>>) {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = String::from_utf8_lossy(&literal.0).to_lowercase();
            // The parts of a word on either side of a sign that folds are words of their own.
            let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            needs.extend(words.map(|word| vec![word.to_string()]));
        }
        HirKind::Capture(capture) => collect(&capture.sub, needs),
        HirKind::Repetition(repetition) if repetition.min > 0 => collect(&repetition.sub, needs),
        HirKind::Concat(parts) => parts.iter().for_each(|part| collect(part, needs)),
        HirKind::Alternation(parts) => {
            let mut either = Vec::new();
            for part in parts {
                let mut inner = Vec::new();
                collect(part, &mut inner);
                match best(inner) {
                    Some(words) => either.extend(words),
                    None => return,
                }
            }
            needs.push(either);
        }
        _ => {}
    }
}

/// The set that says most: no short words, then few of them.
pub fn best(sets: Vec<Vec<String>>) -> Option<Vec<String>> {
    sets.into_iter().max_by_key(|set| {
        let shortest = set.iter().map(String::len).min().unwrap_or(0).min(8);
        (shortest, std::cmp::Reverse(set.len()))
    })
}

/// The most telling sets of words, at most `most`, for a rule whose parts need `sets`.
pub fn telling(sets: Vec<Vec<String>>, most: usize) -> Vec<Vec<String>> {
    let mut sets: Vec<Vec<String>> = sets.into_iter().filter(|set| !set.is_empty()).collect();
    sets.sort_by_key(|set| {
        let shortest = set.iter().map(String::len).min().unwrap_or(0).min(8);
        (std::cmp::Reverse(shortest), set.len())
    });
    sets.dedup();
    let weak = |set: &Vec<String>| set.iter().any(|word| word.len() < 4);
    let keep = sets.iter().filter(|set| !weak(set)).count().clamp(1, most);
    sets.truncate(keep);
    sets
}

/// The scanner over all words of all rules.
#[derive(Debug)]
pub struct Cues {
    automaton: Option<AhoCorasick>,
    /// For each word, who waits for it: (who, which of its sets).
    waiting: Vec<Vec<(u32, u8)>>,
    /// For each that waits, all its sets as bits.
    wanted: Vec<u8>,
}

/// The most sets of words that one rule may wait for.
pub const MOST_SETS: usize = 4;

impl Cues {
    /// A scanner for `rules`, each the sets of words that it needs (at most [`MOST_SETS`]). A rule that
    /// needs nothing is never reported.
    pub fn new(rules: &[Vec<Vec<String>>]) -> Cues {
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut words: Vec<&str> = Vec::new();
        let mut waiting: Vec<Vec<(u32, u8)>> = Vec::new();
        for (who, sets) in rules.iter().enumerate() {
            for (bit, set) in sets.iter().enumerate() {
                for word in set {
                    let number = *numbers.entry(word).or_insert_with(|| {
                        words.push(word);
                        waiting.push(Vec::new());
                        words.len() - 1
                    });
                    if !waiting[number].contains(&(who as u32, 1 << bit)) {
                        waiting[number].push((who as u32, 1 << bit));
                    }
                }
            }
        }
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&words)
            .ok();
        let wanted = rules.iter().map(|sets| ((1u16 << sets.len()) - 1) as u8).collect();
        Cues { automaton, waiting, wanted }
    }

    /// Calls `hit` with (byte after the word, who waits, which of its sets) for every word of the text, in
    /// order of their ends.
    pub fn scan<'a>(&'a self, text: &str, mut hit: impl FnMut(usize, &'a [(u32, u8)])) {
        if let Some(automaton) = &self.automaton {
            for found in automaton.find_overlapping_iter(text) {
                hit(found.end(), &self.waiting[found.pattern().as_usize()]);
            }
        }
    }

    /// The sets that `who` waits for, as bits.
    pub fn wanted(&self, who: usize) -> u8 {
        self.wanted[who]
    }

    /// The number of words found in the text: the scan alone, for the bench.
    pub fn count(&self, text: &str) -> usize {
        self.automaton.as_ref().map_or(0, |automaton| automaton.find_overlapping_iter(text).count())
    }

    /// How many words are scanned for.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether there is nothing to scan for.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_no_match_can_lack_are_found() {
        for (source, expected) in [
            ("published on", vec![vec!["published on"]]),
            ("grad(?:ing|e) of", vec![vec!["grad"], vec!["ing", "e"], vec!["of"]]),
            ("(?:the )?report", vec![vec!["report"]]),
            ("(?:made|issued)", vec![vec!["made", "issued"]]),
            ("(?:made|[a-z]+)", vec![]),
        ] {
            let words: Vec<Vec<String>> = needed(source);
            let expected: Vec<Vec<String>> = expected
                .into_iter()
                .flat_map(|set: Vec<&str>| match set[..] {
                    [one] => one.split(' ').map(|word| vec![word.to_string()]).collect::<Vec<_>>(),
                    _ => vec![set.iter().map(|word| word.to_string()).collect()],
                })
                .collect();
            assert_eq!(words, expected, "{source}");
        }
    }

    #[test]
    fn a_scan_reports_who_waits_for_a_word() {
        let sets = |words: &[&str]| vec![words.iter().map(|word| word.to_string()).collect::<Vec<_>>()];
        let cues = Cues::new(&[sets(&["report"]), sets(&["grading", "report"])]);
        let mut hits = Vec::new();
        cues.scan("A REPORT on grading", |end, who| hits.push((end, who.len())));
        assert_eq!(hits, [(8, 2), (19, 1)]);
    }
}
