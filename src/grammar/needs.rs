//! What no match of a pattern can lack: the words and lists by which [`super::cues`] finds where to try it.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::compile::Part;
use super::program::Program;
use super::reader::Reader;
use super::shape::Shape;
use crate::value::{KINDS, Kind};
use crate::words::{List, Words};

/// The most bytes that a list of values is thought to take.
const LONGEST_LIST: usize = 1_200;

/// More than any window holds of one match.
pub const ENDLESS: usize = 1 << 24;

/// White space and mark-up between the parts of a match that needs no counting.
pub const SLACK: usize = 80;

/// The most needs that are looked for.
pub const MOST_NEEDS: usize = 5;

/// Words that stand in every other sentence and so tell little.
const COMMON: [&str; 34] = [
    "a", "an", "and", "are", "as", "at", "be", "been", "by", "for", "from", "had", "has", "have", "i", "in",
    "is", "it", "its", "no", "not", "of", "on", "or", "s", "that", "the", "they", "this", "to", "was", "we",
    "were", "with",
];

/// The bytes of the longest of them.
const LONGEST_COMMON: usize = 4;

/// What shows that a need is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cue {
    /// One of these words stands there, in small letters. A space before or after a word says that no letter or
    /// digit stands on that side.
    Words(Arc<Vec<String>>),
    /// The word list of that number reads something.
    List(usize),
    /// A value of the kind of that number in [`KINDS`], of which a text has few.
    Kind(usize),
}

/// How much it tells that a value of a kind stands somewhere.
const VALUE: usize = 6;

/// What a rule needs, and how far from what it needs before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// One of these.
    pub cues: Vec<Cue>,
    /// The most bytes from the end of the cue that meets the need before (or from the start of the match) to
    /// the end of a cue that meets this one.
    pub reach: usize,
    /// How much it tells: nothing where one of its words is common, else by its shortest.
    weight: usize,
    /// Of how many words it is one.
    size: usize,
}

impl Need {
    /// The need for one of some words, at any distance.
    pub fn of_words(words: Vec<String>) -> Need {
        let (weight, size) = (weight(words.iter().map(String::as_str)), words.len());
        Need { cues: vec![Cue::Words(Arc::new(words))], reach: 0, weight, size }
    }

    /// The need for one or the other.
    fn or(mut self, other: Need) -> Need {
        self.cues.extend(other.cues);
        self.weight = self.weight.min(other.weight);
        self.size += other.size;
        self
    }
}

/// How much a set of words tells: nothing where one of them is common, else by its shortest word.
fn weight<'w>(words: impl Iterator<Item = &'w str>) -> usize {
    words.map(weight_of).min().unwrap_or(0)
}

fn weight_of(word: &str) -> usize {
    match word.trim() {
        word if word.len() <= LONGEST_COMMON && COMMON.contains(&word) => 0,
        word => word.len().min(8),
    }
}

/// The need that says most: no short or common words, then few of them.
fn best(needs: Vec<Need>) -> Option<Need> {
    needs.into_iter().max_by_key(|need| (need.weight, std::cmp::Reverse(need.size)))
}

/// The most telling needs of a rule, at most [`MOST_NEEDS`], in their order.
pub fn telling(needs: Vec<Need>) -> Vec<Need> {
    let mut order: Vec<usize> = (0..needs.len()).filter(|&at| needs[at].size > 0).collect();
    order.sort_by_key(|&at| (std::cmp::Reverse(needs[at].weight), needs[at].size));
    let keep = order.iter().filter(|&&at| needs[at].weight > 0).count().clamp(1, MOST_NEEDS);
    order.truncate(keep);
    let mut kept = Vec::new();
    let mut skipped = 0;
    for (at, need) in needs.into_iter().enumerate() {
        let reach = need.reach.saturating_add(skipped).min(ENDLESS);
        if order.contains(&at) {
            kept.push(Need { reach, ..need });
            skipped = 0;
        } else {
            skipped = reach;
        }
    }
    kept
}

/// What is known of word lists and kinds, worked out once for all rules.
pub struct Lists<'w> {
    words: &'w Words,
    longest: Vec<usize>,
    /// For each list how much it tells.
    weights: Vec<usize>,
    kinds: FxHashMap<&'static str, Need>,
}

impl<'w> Lists<'w> {
    /// For the lists of a family.
    pub fn new(words: &'w Words) -> Lists<'w> {
        let lists = words.lists();
        let weight = |list: &List| weight(list.spellings().map(|spelling| spelling.0));
        Lists {
            words,
            longest: lists.iter().map(List::longest).collect(),
            weights: lists.iter().map(weight).collect(),
            kinds: KINDS.iter().filter_map(|kind| Some((kind.name, need_of(kind)?))).collect(),
        }
    }

    /// The need for a word of a list.
    pub fn of_list(&self, list: usize) -> Need {
        let size = self.words.lists()[list].entries.len();
        Need { cues: vec![Cue::List(list)], reach: 0, weight: self.weights[list], size }
    }

    fn of_slot(&self, readers: &[Reader]) -> Option<Need> {
        let mut needs = readers.iter().map(|reader| match reader {
            Reader::Kind(kind) => self.kinds.get(kind.name).cloned(),
            Reader::List(list) => Some(self.of_list(*list)),
        });
        let first = needs.next()??;
        needs.try_fold(first, |need, other| Some(need.or(other?)))
    }
}

/// The need for a value of a kind, where a text has few of them.
fn need_of(kind: &Kind) -> Option<Need> {
    kind.sparse.then(|| Need { cues: vec![Cue::Kind(kind.number())], reach: 0, weight: VALUE, size: 1 })
}

impl Program {
    /// What no match can lack, in order.
    pub fn needs(&self, lists: &Lists<'_>) -> Vec<Need> {
        let mut needs = Vec::new();
        self.collect(&self.parts, &mut 0, lists, &mut needs);
        needs
    }

    /// Collects the needs of some parts; `since` is how many bytes may stand between the last need and here.
    fn collect(&self, parts: &[Part], since: &mut usize, lists: &Lists<'_>, needs: &mut Vec<Need>) {
        for part in parts {
            let longest = self.longest(part, lists);
            let mut found = Vec::new();
            match part {
                Part::Text(shape, _) => needed(shape, true, true, &mut found),
                Part::Slot(slot) => found.extend(lists.of_slot(&self.readers[*slot])),
                Part::Group { optional: true, .. } | Part::Gap(_) | Part::LineStart | Part::LineEnd => {}
                Part::Group { alternatives, .. } => {
                    let mut ways = alternatives.iter().map(|alternative| {
                        let mut inner = Vec::new();
                        self.collect(alternative, &mut 0, lists, &mut inner);
                        best(inner)
                    });
                    let first = ways.next().flatten();
                    found.extend(ways.fold(first, |need, other| Some(need?.or(other?))));
                }
            }
            for need in found {
                needs.push(Need { reach: since.saturating_add(longest), ..need });
                // Where in the part the word stands is not known, so all of it may follow.
                *since = 0;
            }
            *since = since.saturating_add(longest);
        }
    }

    /// The most bytes that a part takes, white space apart.
    fn longest(&self, part: &Part, lists: &Lists<'_>) -> usize {
        match part {
            Part::Text(shape, _) => longest(shape),
            Part::Gap(bytes) => *bytes,
            Part::LineStart | Part::LineEnd => 0,
            Part::Slot(slot) if self.slots[*slot].list => LONGEST_LIST,
            Part::Slot(slot) => {
                let readers = self.readers[*slot].iter().map(|reader| match reader {
                    Reader::Kind(kind) => kind.longest,
                    Reader::List(list) => lists.longest[*list],
                });
                readers.max().unwrap_or(0)
            }
            Part::Group { alternatives, .. } => {
                let ways = alternatives.iter().map(|alternative| {
                    alternative.iter().map(|part| self.longest(part, lists)).fold(0, usize::saturating_add)
                });
                ways.max().unwrap_or(0)
            }
        }
    }
}

/// Collects what no match of a regular expression can lack, with or without a border on its left and right.
fn needed(shape: &Shape, left: bool, right: bool, needs: &mut Vec<Need>) {
    match shape {
        Shape::Literal { text, .. } => {
            words(&text.to_lowercase(), left, right, |word| needs.push(Need::of_words(vec![word])));
        }
        Shape::Repeat { of, min, max, .. } if *min > 0 => {
            // Between two rounds anything may stand.
            let once = *max == Some(1);
            needed(of, left && once, right && once, needs);
        }
        Shape::All(parts) => {
            for (at, part) in parts.iter().enumerate() {
                let left = parts[..at].iter().fold(left, |border, part| edge(part, border, Side::Right));
                let right =
                    parts[at + 1..].iter().rfold(right, |border, part| edge(part, border, Side::Left));
                needed(part, left, right, needs);
            }
        }
        Shape::Either(parts) => {
            let mut either = Vec::new();
            for part in parts {
                // Nearly all alternatives are words: of each the one that says most.
                if let Shape::Literal { text, .. } = part {
                    let mut most: Option<(usize, String)> = None;
                    words(&text.to_lowercase(), left, right, |word| {
                        let weight = weight_of(&word);
                        if most.as_ref().is_none_or(|most| most.0 <= weight) {
                            most = Some((weight, word));
                        }
                    });
                    let Some((_, word)) = most else { return };
                    either.push(word);
                    continue;
                }
                let mut inner = Vec::new();
                needed(part, left, right, &mut inner);
                let Some(need) = best(inner) else { return };
                for cue in need.cues {
                    match cue {
                        Cue::Words(words) => either.extend(words.iter().cloned()),
                        Cue::List(_) | Cue::Kind(_) => return,
                    }
                }
            }
            either.sort_unstable();
            either.dedup();
            needs.push(Need::of_words(either));
        }
        Shape::Repeat { .. } | Shape::Class(_) | Shape::Border | Shape::End | Shape::Other(_) => {}
    }
}

/// The runs of letters and digits of a text, with a space where a border stands.
fn words(text: &str, left: bool, right: bool, mut found: impl FnMut(String)) {
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let mut word = String::with_capacity(at - from + 2);
                word.extend((from > 0 || left).then_some(' '));
                word.push_str(&text[from..at]);
                word.extend((at < text.len() || right).then_some(' '));
                found(word);
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
fn edge(shape: &Shape, behind: bool, side: Side) -> bool {
    match shape {
        Shape::Border | Shape::End => true,
        Shape::Literal { text, .. } => {
            let outer = if side == Side::Right { text.chars().next_back() } else { text.chars().next() };
            outer.is_none_or(|c| !c.is_alphanumeric())
        }
        Shape::Class(class) => !class.has_letters(),
        Shape::Repeat { of, min, .. } => edge(of, behind, side) && (*min > 0 || behind),
        Shape::All(parts) => match side {
            Side::Right => parts.iter().fold(behind, |border, part| edge(part, border, side)),
            Side::Left => parts.iter().rfold(behind, |border, part| edge(part, border, side)),
        },
        Shape::Either(parts) => parts.iter().all(|part| edge(part, behind, side)),
        Shape::Other(_) => false,
    }
}

/// The most bytes that a match of an expression takes, white space apart; words of no limit count as long
/// ones, anything of no limit as [`ENDLESS`].
fn longest(shape: &Shape) -> usize {
    const LONG_WORD: usize = 30;
    const LETTERS: usize = 500;
    let bytes = match shape {
        Shape::Border | Shape::End => 0,
        Shape::Literal { text, .. } => text.len(),
        Shape::Class(_) => 4,
        Shape::Other(_) => ENDLESS,
        Shape::Repeat { of, max, .. } => match (max, &**of) {
            (Some(most), of) => longest(of).saturating_mul(*most as usize),
            (None, Shape::Class(class)) => match class.size() {
                size if size < 100 => 1,
                size if size > LETTERS * LETTERS => ENDLESS,
                _ => LONG_WORD,
            },
            (None, of) => longest(of).saturating_mul(8),
        },
        Shape::All(parts) => parts.iter().map(longest).fold(0, usize::saturating_add),
        Shape::Either(parts) => parts.iter().map(longest).max().unwrap_or(0),
    };
    bytes.min(ENDLESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_no_match_can_lack_are_found_with_their_borders() {
        for (source, expected) in [
            ("published on", " published | on "),
            ("grad(?:ing|e) of", " grad|e /ing | of "),
            ("(?:the )?report", " report "),
            ("(?:the)?report", "report "),
            ("(?:made|issued)", " issued / made "),
            ("(?:made|[a-z]+)", ""),
            (r"(?-u:\b)publish\w*", " publish"),
            ("[ ]?Ref:", " ref "),
        ] {
            let mut needs = Vec::new();
            needed(&Shape::parse(source).unwrap(), true, true, &mut needs);
            let words = needs.iter().map(|need| match &need.cues[0] {
                Cue::Words(words) => words.join("/"),
                Cue::List(_) | Cue::Kind(_) => String::new(),
            });
            assert_eq!(words.collect::<Vec<_>>().join("|"), expected, "{source}");
        }
    }
}
