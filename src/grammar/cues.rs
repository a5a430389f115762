//! One scan for what the rules need.
//!
//! Whole words and lists have been looked up word by word before ([`crate::words::Seen`]), values that are
//! few have been read once ([`Memory`]); [`prefixes`] knows beginnings of words, and one Aho-Corasick pass
//! finds parts of words that stand elsewhere. Equal needs of several rules are one need. What it means that a
//! need is met somewhere is for the caller: this room knows needs and places.

mod prefixes;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Match, MatchKind};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::needs::{Cue, Need, SLACK};
use super::reader::Memory;
use crate::document::Span;
use crate::grouped::Grouped;
use crate::value::{KINDS, Source};
use crate::words::Words;
use prefixes::Prefixes;

/// The scanner over all needs of all who wait.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Cues {
    /// Finds parts of words that need not begin one.
    parts: Finder,
    /// For each of these whether a word ends on its right.
    borders: Vec<bool>,
    /// For each of these the needs that it meets.
    of_part: Grouped,
    /// Finds beginnings of words.
    prefixes: Prefixes,
    /// For each of these the needs that it meets.
    of_prefix: Grouped,
    /// For each whole word by its number, the needs that it meets.
    of_word: Grouped,
    /// All words and parts of words, some of them more than once.
    words: Vec<String>,
    /// For each list that somebody needs, the needs that it meets.
    of_list: Vec<(usize, Vec<u32>)>,
    /// For each kind of value that somebody needs, the needs that it meets.
    of_kind: Vec<(usize, Vec<u32>)>,
    /// How many different needs there are.
    needs: usize,
    /// For each that waits its needs, in order: the need and its reach.
    waiting: Grouped<(u32, u32)>,
}

/// Where the needs are met in a text: for each the bytes after its cues.
#[derive(Debug, Default)]
pub struct Hits(Grouped);

impl Hits {
    /// The bytes after the cues that meet a need, in order.
    pub fn of(&self, need: u32) -> &[u32] {
        self.0.of(need as usize)
    }
}

/// Which needs are met in each of some windows, a bit for each.
#[derive(Debug)]
pub struct Met {
    /// How many numbers hold the bits of a window.
    width: usize,
    bits: Vec<u64>,
}

impl Cues {
    /// Which needs are met in each of so many windows; `window` finds that of a byte.
    pub fn met(&self, hits: &Hits, windows: usize, window: impl Fn(usize) -> Option<usize>) -> Met {
        let width = self.needs.div_ceil(64);
        let mut bits = vec![0; width * windows];
        for need in 0..self.needs {
            for &end in hits.of(need as u32) {
                if let Some(window) = window(end as usize - 1) {
                    bits[window * width + need / 64] |= 1 << (need % 64);
                }
            }
        }
        Met { width, bits }
    }

    /// Whether all needs of one who waits are met in the window of that number.
    #[inline]
    pub fn all_met_in(&self, who: usize, met: &Met, window: usize) -> bool {
        let bits = &met.bits[window * met.width..(window + 1) * met.width];
        // With its first need a rule often begins, and it is asked where one does.
        self.of(who).iter().rev().all(|(need, _)| bits[*need as usize / 64] >> (need % 64) & 1 == 1)
    }

    /// A scanner for some that wait, each for all its needs in their order; their words are learnt.
    pub fn new(waiting: &[Vec<Need<'_>>], vocabulary: &mut Words) -> Cues {
        let mut cues = Cues::default();
        let mut known = FxHashMap::default();
        let (mut parts, mut begins) = (Parts::default(), Parts::default());
        let mut of_word = Vec::new();
        let mut learnt = FxHashSet::default();
        let mut waits = Vec::new();
        for (who, needs) in (0..).zip(waiting) {
            for need in needs {
                let new = known.len() as u32;
                let id = *known.entry((&*need.words, &*need.lists, &*need.kinds)).or_insert(new);
                waits.push((who, (id, u32::try_from(need.reach).unwrap_or(u32::MAX))));
                if id < new {
                    continue;
                }
                for word in &need.words {
                    if word.left && word.right {
                        let number = vocabulary.learn(&word.letters);
                        if learnt.insert(number) {
                            cues.words.push((&*word.letters).into());
                        }
                        of_word.push((number, id));
                    } else if word.left {
                        begins.add(word, id);
                    } else {
                        parts.add(word, id);
                    }
                }
                need.lists.iter().for_each(|list| note(&mut cues.of_list, *list, id));
                need.kinds.iter().for_each(|kind| note(&mut cues.of_kind, *kind, id));
            }
        }
        cues.waiting = Grouped::new(waiting.len(), &waits);
        cues.needs = known.len();
        let numbers = of_word.iter().map(|(number, _)| number + 1).max().unwrap_or(0);
        cues.of_word = Grouped::new(numbers as usize, &of_word);
        cues.prefixes = Prefixes::new(begins.all.iter().map(|part| &*part.letters));
        cues.of_prefix = Grouped::new(begins.all.len(), &begins.needs);
        cues.of_part = Grouped::new(parts.all.len(), &parts.needs);
        cues.borders = parts.all.iter().map(|part| part.right).collect();
        cues.words.extend(begins.all.iter().chain(&parts.all).map(|part| (&*part.letters).into()));
        cues.parts = parts.all.iter().map(|part| part.letters.to_string()).collect::<Vec<_>>().into();
        cues
    }

    /// Where the needs are met in a text.
    pub fn scan(&self, source: Source<'_>, memory: &Memory) -> Hits {
        let (text, seen) = (source.text, &memory.seen);
        let mut found: Vec<(u32, u32)> = Vec::new();
        let bytes = text.as_bytes();
        // A letter beyond ASCII counts as a border: that costs a needless try, never a match.
        let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
        for hit in self.parts.find(text) {
            let word = hit.pattern().as_usize();
            if !(self.borders[word] && letter(hit.end())) {
                let needs = self.of_part.of(word).iter();
                found.extend(needs.map(|need| (*need, hit.end() as u32)));
            }
        }
        for token in seen.tokens() {
            found.extend(self.of_word.of(token.number as usize).iter().map(|need| (*need, token.to)));
            self.prefixes.of(&bytes[token.from as usize..token.to as usize], |prefix, length| {
                let needs = self.of_prefix.of(prefix as usize).iter();
                found.extend(needs.map(|need| (*need, token.from + length as u32)));
            });
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
        Hits(Grouped::new(self.needs, &found).sorted())
    }

    /// The needs of one who waits, in order: each with its reach, as in [`Need::reach`].
    #[inline]
    pub fn of(&self, who: usize) -> &[(u32, u32)] {
        self.waiting.of(who)
    }

    /// Whether all needs of one who waits are met somewhere.
    pub fn all_met(&self, who: usize, hits: &Hits) -> bool {
        self.of(who).iter().all(|(need, _)| !hits.of(*need).is_empty())
    }

    /// The need of one who waits that is met least often; `None` where one is not met at all.
    pub fn rarest(&self, who: usize, hits: &Hits) -> Option<u32> {
        let needs = self.of(who).iter().map(|(need, _)| *need);
        needs.min_by_key(|need| hits.of(*need).len()).filter(|need| !hits.of(*need).is_empty())
    }

    /// Where in a window a match of one who waits can begin; `None` where its needs are not met there, in
    /// order and in reach of each other.
    pub fn begins(&self, who: usize, hits: &Hits, window: Span) -> Option<Span> {
        let needs = self.of(who);
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
            let reach = reach as usize + SLACK;
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
        let reach =
            |needs: &[(u32, u32)]| needs.iter().map(|(_, reach)| *reach as usize + SLACK).sum::<usize>();
        let start = (*first.first()? as usize).max(earliest.saturating_sub(reach(&needs[1..])));
        let start = start.saturating_sub(reach(&needs[..1]));
        Some(Span::new(start.max(window.start), last.min(window.end)))
    }

    /// Whether the needs of one who waits can be met in order by a match that begins at a byte or after it,
    /// in the gap before a word, and ends by `end`.
    pub fn follow(&self, who: usize, hits: &Hits, gap: Span, end: usize) -> bool {
        let (mut low, mut high) = (gap.start, gap.end);
        for &(need, reach) in self.of(who) {
            let ends = hits.of(need);
            let first = ends.partition_point(|end| *end as usize <= low);
            let most = (high + reach as usize + SLACK).min(end);
            let Some(next) = ends.get(first).map(|next| *next as usize).filter(|next| *next <= most) else {
                return false;
            };
            let last = first + ends[first..].partition_point(|end| *end as usize <= most);
            (low, high) = (next, ends[last - 1] as usize);
        }
        true
    }

    /// All words and parts of words that somebody waits for, in small letters, each once and in order.
    pub fn words(&self) -> Vec<&str> {
        let mut words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        words.sort_unstable();
        words.dedup();
        words
    }
}

/// Finds parts of words anywhere in a text, in any case.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<String>")]
struct Finder {
    letters: Vec<String>,
    automaton: Option<AhoCorasick>,
}

impl From<Vec<String>> for Finder {
    fn from(letters: Vec<String>) -> Finder {
        let builder = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(&letters);
        Finder { automaton: builder.ok(), letters }
    }
}

impl From<Finder> for Vec<String> {
    fn from(finder: Finder) -> Vec<String> {
        finder.letters
    }
}

impl Finder {
    fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Match> + 't {
        self.automaton.iter().flat_map(move |automaton| automaton.find_overlapping_iter(text))
    }
}

/// Parts of words, and the needs that they meet.
#[derive(Default)]
struct Parts<'p> {
    numbers: FxHashMap<&'p Cue<'p>, u32>,
    all: Vec<&'p Cue<'p>>,
    /// Numbers of parts, and needs that they meet.
    needs: Vec<(u32, u32)>,
}

impl<'p> Parts<'p> {
    fn add(&mut self, part: &'p Cue<'p>, need: u32) {
        let number = *self.numbers.entry(part).or_insert_with(|| {
            self.all.push(part);
            self.all.len() as u32 - 1
        });
        self.needs.push((number, need));
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
        let need = |letters: &'static str, whole, reach| {
            let cue = Cue { letters: letters.into(), left: whole, right: whole };
            let mut need = Need::of_words(vec![cue]);
            need.reach = reach;
            need
        };
        let mut words = Words::default();
        let waiting = [
            vec![need("report", true, 10)],
            vec![need("grad", false, 10), need("report", true, 40)],
            vec![need("report", true, 10), need("grad", false, 40)],
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
