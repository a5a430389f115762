//! One scan for what the rules need.
//!
//! Whole words and lists have been looked up word by word before ([`crate::words::Seen`], values that are few have been read once ([`Memory`])); one Aho-Corasick
//! pass finds parts of words. Equal needs of several rules are one need. What it means that a need is met
//! somewhere is for the caller: this room knows needs and places.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rustc_hash::FxHashMap;

use super::needs::{Cue, Need, SLACK};
use super::reader::Memory;
use crate::document::Span;
use crate::value::{KINDS, Source};
use crate::words::Words;

/// The scanner over all needs of all who wait.
#[derive(Debug)]
pub struct Cues {
    /// Finds parts of words.
    automaton: Option<AhoCorasick>,
    /// For each part of a word, whether one ends on its left and on its right.
    borders: Vec<(bool, bool)>,
    /// For each part of a word, the needs that it meets.
    of_part: Vec<Vec<u32>>,
    /// For each whole word by its number, the needs that it meets.
    of_word: Vec<Vec<u32>>,
    /// All words and parts of words.
    words: Vec<String>,
    /// For each list that somebody needs, the needs that it meets.
    of_list: Vec<(usize, Vec<u32>)>,
    /// For each kind of value that somebody needs, the needs that it meets.
    of_kind: Vec<(usize, Vec<u32>)>,
    /// How many different needs there are.
    needs: usize,
    /// For each that waits its needs, in order: the need and its reach.
    waiting: Vec<Vec<(u32, usize)>>,
}

/// Where the needs are met in a text.
#[derive(Debug, Default)]
pub struct Hits {
    /// For each need where its ends begin among all; and the end.
    first: Vec<u32>,
    /// The byte after each cue, in order.
    ends: Vec<u32>,
}

impl Hits {
    /// The bytes after the cues that meet a need, in order.
    pub fn of(&self, need: u32) -> &[u32] {
        let need = need as usize;
        &self.ends[self.first[need] as usize..self.first[need + 1] as usize]
    }
}

impl Cues {
    /// A scanner for some that wait, each for all its needs in their order; their words are learnt.
    pub fn new(waiting: &[Vec<Need>], vocabulary: &mut Words) -> Cues {
        let mut cues = Cues {
            automaton: None,
            borders: Vec::new(),
            of_part: Vec::new(),
            of_word: Vec::new(),
            words: Vec::new(),
            of_list: Vec::new(),
            of_kind: Vec::new(),
            needs: 0,
            waiting: Vec::new(),
        };
        // Needs by their words, lists and kinds.
        let mut known: FxHashMap<(Vec<&str>, [Vec<usize>; 2]), u32> = FxHashMap::default();
        let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
        for needs in waiting {
            let mut mine = Vec::new();
            for need in needs {
                let (mut words, mut lists, mut kinds) = (Vec::new(), Vec::new(), Vec::new());
                for cue in &need.cues {
                    match cue {
                        Cue::Words(of) => words.extend(of.iter().map(String::as_str)),
                        Cue::List(list) => lists.push(*list),
                        Cue::Kind(kind) => kinds.push(*kind),
                    }
                }
                words.sort_unstable();
                words.dedup();
                lists.sort_unstable();
                lists.dedup();
                kinds.sort_unstable();
                kinds.dedup();
                let new = known.len() as u32;
                let id = *known.entry((words.clone(), [lists.clone(), kinds.clone()])).or_insert(new);
                if id == new {
                    for word in words {
                        let borders = (word.starts_with(' '), word.ends_with(' '));
                        let plain = word.trim();
                        if borders == (true, true) && plain.chars().all(char::is_alphanumeric) {
                            let number = vocabulary.learn(plain) as usize;
                            if cues.of_word.len() <= number {
                                cues.of_word.resize(number + 1, Vec::new());
                            }
                            cues.of_word[number].push(id);
                            continue;
                        }
                        let place = *numbers.entry(word).or_insert_with(|| {
                            cues.borders.push(borders);
                            cues.of_part.push(Vec::new());
                            cues.of_part.len() - 1
                        });
                        cues.of_part[place].push(id);
                    }
                    lists.into_iter().for_each(|list| note(&mut cues.of_list, list, id));
                    kinds.into_iter().for_each(|kind| note(&mut cues.of_kind, kind, id));
                }
                mine.push((id, need.reach));
            }
            cues.waiting.push(mine);
        }
        cues.needs = known.len();
        let mut words = vec![""; numbers.len()];
        numbers.iter().for_each(|(word, place)| words[*place] = word.trim());
        let all = waiting.iter().flatten().flat_map(|need| &need.cues).filter_map(|cue| match cue {
            Cue::Words(words) => Some(words),
            Cue::List(_) | Cue::Kind(_) => None,
        });
        cues.words = all.flat_map(|words| words.iter()).map(|word| word.trim().to_string()).collect();
        cues.words.sort_unstable();
        cues.words.dedup();
        cues.automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&words)
            .ok();
        cues
    }

    /// Where the needs are met in a text.
    pub fn scan(&self, source: Source<'_>, memory: &Memory) -> Hits {
        let (text, seen) = (source.text, &memory.seen);
        let mut found: Vec<(u32, u32)> = Vec::new();
        let bytes = text.as_bytes();
        // A letter beyond ASCII counts as a border: that costs a needless try, never a match.
        let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
        for hit in self.automaton.iter().flat_map(|automaton| automaton.find_overlapping_iter(text)) {
            let word = hit.pattern().as_usize();
            let (left, right) = self.borders[word];
            let inside = (left && hit.start() > 0 && letter(hit.start() - 1)) || (right && letter(hit.end()));
            if !inside {
                found.extend(self.of_part[word].iter().map(|need| (*need, hit.end() as u32)));
            }
        }
        for token in seen.tokens() {
            let needs = self.of_word.get(token.number as usize).into_iter().flatten();
            found.extend(needs.map(|need| (*need, token.to)));
        }
        for (list, needs) in &self.of_list {
            for word in seen.of_list(*list) {
                found.extend(needs.iter().map(|need| (*need, word.to)));
            }
        }
        for (kind, needs) in &self.of_kind {
            for value in memory.values(&KINDS[*kind], source) {
                found.extend(needs.iter().map(|need| (*need, value.to)));
            }
        }
        self.sorted(&found)
    }

    /// The ends of each need together, in order.
    fn sorted(&self, found: &[(u32, u32)]) -> Hits {
        let mut first = vec![0; self.needs + 1];
        found.iter().for_each(|(need, _)| first[*need as usize + 1] += 1);
        for need in 0..self.needs {
            first[need + 1] += first[need];
        }
        let mut next = first.clone();
        let mut ends = vec![0; found.len()];
        for &(need, end) in found {
            let next = &mut next[need as usize];
            ends[*next as usize] = end;
            *next += 1;
        }
        // Words come in order, and so does nearly all that a list or a parser reads.
        for need in 0..self.needs {
            let mine = &mut ends[first[need] as usize..first[need + 1] as usize];
            if !mine.is_sorted() {
                mine.sort_unstable();
            }
        }
        Hits { first, ends }
    }

    /// The needs of one who waits, in order: each with its reach, as in [`Need::reach`].
    pub fn of(&self, who: usize) -> &[(u32, usize)] {
        &self.waiting[who]
    }

    /// The need of one who waits that is met least often; `None` where one is not met at all.
    pub fn rarest(&self, who: usize, hits: &Hits) -> Option<u32> {
        let needs = self.waiting[who].iter().map(|(need, _)| *need);
        needs.min_by_key(|need| hits.of(*need).len()).filter(|need| !hits.of(*need).is_empty())
    }

    /// Where in a window a match of one who waits can begin; `None` where its needs are not met there, in order
    /// and in reach of each other.
    pub fn begins(&self, who: usize, hits: &Hits, window: Span) -> Option<Span> {
        let needs = &self.waiting[who];
        let inside = |need: u32| {
            let ends = hits.of(need);
            let from = ends.partition_point(|end| (*end as usize) <= window.start);
            // Few stand in one window.
            let inside = ends[from..].iter().take_while(|end| **end as usize <= window.end).count();
            &ends[from..from + inside]
        };
        let first = inside(needs.first()?.0);
        // Those ends that can follow on the needs before.
        let mut after = std::borrow::Cow::Borrowed(first);
        for &(need, reach) in &needs[1..] {
            let reach = reach.saturating_add(SLACK);
            let mut before = after.iter().peekable();
            let mut last = None;
            let mut met = Vec::new();
            for &end in inside(need) {
                while let Some(&earlier) = before.next_if(|earlier| **earlier < end) {
                    last = Some(earlier);
                }
                if last.is_some_and(|last| (end - last) as usize <= reach) {
                    met.push(end);
                }
            }
            after = met.into();
            if after.is_empty() {
                return None;
            }
        }
        let last = *after.last()? as usize;
        let earliest = *after.first()? as usize;
        let reach = |needs: &[(u32, usize)]| {
            needs.iter().fold(0, |sum: usize, (_, reach)| sum.saturating_add(reach.saturating_add(SLACK)))
        };
        let start = (*first.first()? as usize).max(earliest.saturating_sub(reach(&needs[1..])));
        let start = start.saturating_sub(needs[0].1.saturating_add(SLACK));
        Some(Span::new(start.max(window.start), last.min(window.end)))
    }

    /// All words and parts of words that somebody waits for, in small letters.
    pub fn words(&self) -> &[String] {
        &self.words
    }
}

/// Adds a need to those that something meets.
fn note(known: &mut Vec<(usize, Vec<u32>)>, what: usize, need: u32) {
    match known.iter_mut().find(|known| known.0 == what) {
        Some(known) => known.1.push(need),
        None => known.push((what, vec![need])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scan_says_where_each_need_is_met_and_by_whom_it_is_awaited() {
        let need = |words: &[&str], reach| {
            let mut need = Need::of_words(words.iter().map(|word| word.to_string()).collect());
            need.reach = reach;
            need
        };
        let mut words = Words::default();
        let waiting = [
            vec![need(&[" report "], 10)],
            vec![need(&["grad"], 10), need(&[" report "], 40)],
            vec![need(&[" report "], 10), need(&["grad"], 40)],
        ];
        let cues = Cues::new(&waiting, &mut words);
        let text = "A REPORT on reported grading";
        let source = Source { text, words: &words, day_first: true, seen: None };
        let hits = cues.scan(source, &Memory::new(text, &words));
        let whole = Span::new(0, text.len());
        let begins: Vec<Option<Span>> = (0..3).map(|who| cues.begins(who, &hits, whole)).collect();
        assert_eq!(begins, [Some(Span::new(0, 8)), None, Some(Span::new(0, 25))]);
        assert_eq!(cues.rarest(0, &hits).map(|need| hits.of(need).to_vec()), Some(vec![8]));
    }
}
