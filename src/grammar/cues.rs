//! One scan for the words that the rules need.
//!
//! At load, the words that no match of a rule can lack are worked out from its pattern. One Aho-Corasick pass
//! over a text then says which rules have all their words within one window (a sentence, a line, ...), and
//! only there are they tried. What a hit means is for the caller: this room knows words and numbers.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use regex_syntax::hir::{Class, Hir, HirKind};
use std::rc::Rc;

use rustc_hash::FxHashMap;

/// The words that must stand in any match of a regular expression: for each part that it cannot lack, the
/// words (lower case) one of which stands there. A space before or after a word says that no letter or digit
/// stands on that side; both ends of the expression are such borders.
pub fn needed(hir: &Hir) -> Vec<Vec<String>> {
    let mut needs = Vec::new();
    collect(hir, true, true, &mut needs);
    needs
}

/// Collects needs of an expression with or without a border on its left and right.
fn collect(hir: &Hir, left: bool, right: bool, needs: &mut Vec<Vec<String>>) {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = String::from_utf8_lossy(&literal.0).to_lowercase();
            words(&text, left, right, |word| needs.push(vec![word]));
        }
        HirKind::Capture(capture) => collect(&capture.sub, left, right, needs),
        HirKind::Repetition(repetition) if repetition.min > 0 => {
            // Between two rounds anything may stand.
            let once = repetition.max == Some(1);
            collect(&repetition.sub, left && once, right && once, needs);
        }
        HirKind::Concat(parts) => {
            for (at, part) in parts.iter().enumerate() {
                let left = parts[..at].iter().fold(left, |border, part| edge(part, border, Side::Right));
                let right =
                    parts[at + 1..].iter().rfold(right, |border, part| edge(part, border, Side::Left));
                collect(part, left, right, needs);
            }
        }
        HirKind::Alternation(parts) => {
            let mut either = Vec::new();
            for part in parts {
                let mut inner = Vec::new();
                collect(part, left, right, &mut inner);
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

/// The runs of letters and digits of a text, with a space where a border stands.
fn words(text: &str, left: bool, right: bool, mut found: impl FnMut(String)) {
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let before = if from > 0 || left { " " } else { "" };
                let after = if at < text.len() || right { " " } else { "" };
                found(format!("{before}{}{after}", &text[from..at]));
                start = None;
            }
            _ => {}
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Left,
    Right,
}

/// Whether there is a border on that side of an expression, seen from outside, if there is one behind it.
fn edge(hir: &Hir, behind: bool, side: Side) -> bool {
    match hir.kind() {
        HirKind::Empty => behind,
        HirKind::Look(_) => true,
        HirKind::Literal(literal) => {
            let text = String::from_utf8_lossy(&literal.0);
            let outer = if side == Side::Right { text.chars().next_back() } else { text.chars().next() };
            outer.is_none_or(|c| !c.is_alphanumeric())
        }
        HirKind::Class(class) => match class {
            Class::Unicode(class) => !class.iter().any(|range| {
                // Signs and white space come in short ranges; one that holds a letter need not be walked.
                let size = u32::from(range.end()) - u32::from(range.start());
                size > 64 || (range.start()..=range.end()).any(char::is_alphanumeric)
            }),
            Class::Bytes(_) => false,
        },
        HirKind::Capture(capture) => edge(&capture.sub, behind, side),
        HirKind::Repetition(repetition) => {
            edge(&repetition.sub, behind, side) && (repetition.min > 0 || behind)
        }
        HirKind::Concat(parts) => match side {
            Side::Right => parts.iter().fold(behind, |border, part| edge(part, border, side)),
            Side::Left => parts.iter().rfold(behind, |border, part| edge(part, border, side)),
        },
        HirKind::Alternation(parts) => parts.iter().all(|part| edge(part, behind, side)),
    }
}

/// Words that stand in every other sentence and so tell little.
const COMMON: [&str; 34] = [
    "a", "an", "and", "are", "as", "at", "be", "been", "by", "for", "from", "had", "has", "have", "i", "in",
    "is", "it", "its", "no", "not", "of", "on", "or", "s", "that", "the", "they", "this", "to", "was", "we",
    "were", "with",
];

/// The most bytes that a match of an expression takes, white space apart; words of no limit count as long
/// ones, anything of no limit as [`ENDLESS`].
pub fn longest(hir: &Hir) -> usize {
    bytes(hir)
}

/// More than any window holds of one match.
pub const ENDLESS: usize = 1 << 24;

/// White space and mark-up between the parts of a match that needs no counting.
pub const SLACK: usize = 80;

fn bytes(hir: &Hir) -> usize {
    const LONG_WORD: usize = 30;
    const LETTERS: usize = 500;
    let bytes = match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(_) => hir.properties().maximum_len().unwrap_or(4),
        HirKind::Capture(capture) => bytes(&capture.sub),
        HirKind::Repetition(repetition) => match (repetition.max, repetition.sub.kind()) {
            (Some(most), _) => bytes(&repetition.sub).saturating_mul(most as usize),
            (None, HirKind::Class(class)) => match class_size(class) {
                size if size < 100 => 1,
                size if size > LETTERS * LETTERS => ENDLESS,
                _ => LONG_WORD,
            },
            (None, _) => bytes(&repetition.sub).saturating_mul(8),
        },
        HirKind::Concat(parts) => parts.iter().map(bytes).fold(0, usize::saturating_add),
        HirKind::Alternation(parts) => parts.iter().map(bytes).max().unwrap_or(0),
    };
    bytes.min(ENDLESS)
}

/// How many characters a class has.
fn class_size(class: &Class) -> usize {
    match class {
        Class::Unicode(class) => class
            .iter()
            .map(|range| u32::from(range.end()) as usize - u32::from(range.start()) as usize + 1)
            .sum(),
        Class::Bytes(_) => 256,
    }
}

/// Words that meet a need, shared among the rules that read the same word list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The words, as [`needed`] gives them.
    pub words: Vec<String>,
    /// How much they tell: nothing where one of them is common, else by the shortest.
    weight: usize,
}

impl Words {
    /// A set of words; repeated ones count once.
    pub fn new(mut words: Vec<String>) -> Words {
        words.sort_unstable();
        words.dedup();
        let weight = weight(&words);
        Words { words, weight }
    }
}

/// What a rule needs: a word of one of these sets, and how far from the word before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The sets.
    pub sets: Vec<Rc<Words>>,
    /// The most bytes from the end of the word that meets the need before (or from the start of the match) to
    /// the end of a word that meets this one.
    pub reach: usize,
}

impl Need {
    fn weight(&self) -> usize {
        self.sets.iter().map(|set| set.weight).min().unwrap_or(0)
    }

    fn size(&self) -> usize {
        self.sets.iter().map(|set| set.words.len()).sum()
    }
}

/// The need that says most: no short or common words, then few of them.
pub fn best_need(needs: Vec<Need>) -> Option<Need> {
    needs.into_iter().max_by_key(|need| (need.weight(), std::cmp::Reverse(need.size())))
}

/// How much a set of words tells: nothing where one of them is common, else by its shortest word.
fn weight(set: &[String]) -> usize {
    let word = |word: &String| match word.trim() {
        word if COMMON.contains(&word) => 0,
        // A part of a word stands inside many others.
        trimmed => trimmed.len().min(8) - usize::from(trimmed.len() < word.len()).saturating_sub(1),
    };
    set.iter().map(word).min().unwrap_or(0)
}

/// The set that says most.
fn best(sets: Vec<Vec<String>>) -> Option<Vec<String>> {
    sets.into_iter().max_by_key(|set| (weight(set), std::cmp::Reverse(set.len())))
}

/// The most telling needs of a rule, at most `most`, in their order.
pub fn telling(needs: Vec<Need>, most: usize) -> Vec<Need> {
    let mut order: Vec<usize> = (0..needs.len()).filter(|&at| needs[at].size() > 0).collect();
    order.sort_by_key(|&at| (std::cmp::Reverse(needs[at].weight()), needs[at].size()));
    let keep = order.iter().filter(|&&at| needs[at].weight() > 0).count().clamp(1, most);
    order.truncate(keep);
    let mut kept = Vec::new();
    let mut skipped = 0;
    for (at, need) in needs.into_iter().enumerate() {
        let reach = need.reach.saturating_add(skipped).min(ENDLESS);
        if order.contains(&at) {
            kept.push(Need { sets: need.sets, reach });
            skipped = 0;
        } else {
            skipped = reach;
        }
    }
    kept
}

/// The scanner over all words of all rules.
#[derive(Debug)]
pub struct Cues {
    automaton: Option<AhoCorasick>,
    /// For each word, who waits for it: (who, which of its sets, from 0).
    waiting: Vec<Vec<(u32, u8)>>,
    /// For each word, whether it stands alone on its left and on its right.
    borders: Vec<(bool, bool)>,
    /// For each that waits, how far apart the words of its sets may stand.
    reaches: Vec<Vec<usize>>,
}

/// The most sets of words that one rule may wait for.
pub const MOST_SETS: usize = 5;

impl Cues {
    /// A scanner for `rules`, each the sets of words that it needs (at most [`MOST_SETS`]). A rule that
    /// needs nothing is never reported.
    pub fn new(rules: &[Vec<Need>]) -> Cues {
        let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
        let mut words: Vec<&str> = Vec::new();
        let mut borders = Vec::new();
        let mut waiting: Vec<Vec<(u32, u8)>> = Vec::new();
        for (who, sets) in rules.iter().enumerate() {
            // Last set first: a word that meets two of them must not meet both at once.
            for (bit, set) in sets.iter().enumerate().rev() {
                for word in set.sets.iter().flat_map(|words| &words.words) {
                    let number = *numbers.entry(word).or_insert_with(|| {
                        words.push(word.trim());
                        borders.push((word.starts_with(' '), word.ends_with(' ')));
                        waiting.push(Vec::new());
                        words.len() - 1
                    });
                    // Who waits is counted up, so the same one can only stand last.
                    if waiting[number].last() != Some(&(who as u32, bit as u8)) {
                        waiting[number].push((who as u32, bit as u8));
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
        let reaches = rules.iter().map(|needs| needs.iter().map(|need| need.reach).collect()).collect();
        Cues { automaton, waiting, borders, reaches }
    }

    /// Calls `hit` with the byte after the word, who waits for it and with which of its sets, for every word of
    /// the text, in order of their ends.
    pub fn scan<'a>(&'a self, text: &str, mut hit: impl FnMut(usize, &'a [(u32, u8)])) {
        let Some(automaton) = &self.automaton else { return };
        let bytes = text.as_bytes();
        // A letter beyond ASCII counts as a border: that costs a needless try, never a match.
        let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
        for found in automaton.find_overlapping_iter(text) {
            let word = found.pattern().as_usize();
            let (left, right) = self.borders[word];
            let inside =
                (left && found.start() > 0 && letter(found.start() - 1)) || (right && letter(found.end()));
            if !inside {
                hit(found.end(), &self.waiting[word]);
            }
        }
    }

    /// How many sets `who` waits for: each must be met, one after the other.
    pub fn wanted(&self, who: usize) -> u8 {
        self.reaches[who].len() as u8
    }

    /// How far apart the words of the sets of `who` may stand, as in [`Need::reach`].
    pub fn reaches(&self, who: usize) -> &[usize] {
        &self.reaches[who]
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
    fn the_words_that_no_match_can_lack_are_found_with_their_borders() {
        for (source, expected) in [
            ("published on", " published | on "),
            ("grad(?:ing|e) of", " grad|ing /e | of "),
            ("(?:the )?report", " report "),
            ("(?:the)?report", "report "),
            ("(?:made|issued)", " made / issued "),
            ("(?:made|[a-z]+)", ""),
            (r"\bpublish\w*", " publish"),
            ("[ ]?Ref:", " ref "),
        ] {
            let hir = regex_syntax::parse(source).unwrap();
            let needs: Vec<String> = needed(&hir).iter().map(|set| set.join("/")).collect();
            assert_eq!(needs.join("|"), expected, "{source}");
        }
    }

    #[test]
    fn a_scan_reports_who_waits_for_a_word() {
        let sets = |words: &[&str]| {
            let words = words.iter().map(|word| word.to_string()).collect();
            vec![Need { sets: vec![Rc::new(Words::new(words))], reach: 0 }]
        };
        let cues = Cues::new(&[sets(&[" report "]), sets(&["grad", " report "])]);
        let mut hits = Vec::new();
        cues.scan("A REPORT on reported grading", |end, who| hits.push((end, who.len())));
        assert_eq!(hits, [(8, 2), (25, 1)]);
    }
}
