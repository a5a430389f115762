//! What no match of a pattern can lack: the words and lists by which [`super::cues`] finds where to try it.

use std::borrow::Cow;

use smallvec::{SmallVec, smallvec};

use super::compile::Part;
use super::program::Program;
use super::reader::Reader;
use super::shape::Shape;
use crate::value::Kind;
use crate::words::{List, Words};

/// The most bytes that a list of values is thought to take.
const LONGEST_LIST: usize = 1_200;

/// More than any window holds of one match.
pub const ENDLESS: usize = 1 << 24;

/// White space and mark-up between the parts of a match that needs no counting.
pub const SLACK: usize = 80;

/// The most needs that are looked for.
pub const MOST_NEEDS: usize = 5;

/// Words that stand in every other sentence and so tell little, by their length.
const COMMON: [&[&str]; 5] = [
    &[],
    &["a", "i", "s"],
    &["an", "as", "at", "be", "by", "in", "is", "it", "no", "of", "on", "or", "to", "we"],
    &["and", "are", "for", "had", "has", "its", "not", "the", "was"],
    &["been", "from", "have", "that", "they", "this", "were", "with"],
];

/// A word, or a part of one, that shows that a need is met.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cue<'p> {
    /// Its letters and digits, in small letters.
    pub letters: Cow<'p, str>,
    /// Whether no letter or digit stands on its left.
    pub left: bool,
    /// Whether no letter or digit stands on its right.
    pub right: bool,
}

/// How much it tells that a value of a kind stands somewhere.
const VALUE: usize = 6;

/// What a rule needs, and how far from what it needs before: one of these words, lists or kinds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Need<'p> {
    /// Words, one of which stands there.
    pub words: Vec<Cue<'p>>,
    /// The numbers of word lists, one of which reads something.
    pub lists: Vec<usize>,
    /// The numbers in [`crate::value::KINDS`] of kinds of value of which a text has few, one of which stands
    /// there.
    pub kinds: Vec<usize>,
    /// The most bytes from the end of what meets the need before (or from the start of the match) to the end
    /// of what meets this one.
    pub reach: usize,
    /// How much it tells: nothing where one of its words is common, else by its shortest.
    weight: usize,
    /// Of how many words it is one.
    size: usize,
}

impl<'p> Need<'p> {
    /// The need for one of some words, at any distance.
    pub fn of_words(words: Vec<Cue<'p>>) -> Need<'p> {
        let (weight, size) = (weight(words.iter().map(|word| &*word.letters)), words.len());
        Need { words, weight, size, ..Need::default() }
    }

    /// The need for one or the other.
    fn or(mut self, other: Need<'p>) -> Need<'p> {
        self.words.extend(other.words);
        self.lists.extend(other.lists);
        self.kinds.extend(other.kinds);
        self.weight = self.weight.min(other.weight);
        self.size += other.size;
        self
    }

    /// Puts what meets it in order, each once, so that needs that are alike are equal.
    fn sort(&mut self) {
        sort(&mut self.words);
        sort(&mut self.lists);
        sort(&mut self.kinds);
    }
}

fn sort<T: Ord>(all: &mut Vec<T>) {
    if !all.is_sorted_by(|one, next| one < next) {
        all.sort_unstable();
        all.dedup();
    }
}

/// How much a set of words tells: nothing where one of them is common, else by its shortest word.
fn weight<'w>(words: impl Iterator<Item = &'w str>) -> usize {
    words.map(weight_of).min().unwrap_or(0)
}

fn weight_of(word: &str) -> usize {
    let common = COMMON.get(word.len()).is_some_and(|common| common.contains(&word));
    if common { 0 } else { word.len().min(8) }
}

/// The need that says most: no short or common words, then few of them.
fn best(needs: Vec<Need<'_>>) -> Option<Need<'_>> {
    needs.into_iter().max_by_key(|need| (need.weight, std::cmp::Reverse(need.size)))
}

/// The most telling needs of a rule, at most [`MOST_NEEDS`], in their order.
pub fn telling(needs: Vec<Need<'_>>) -> Vec<Need<'_>> {
    let mut order: Vec<usize> = (0..needs.len()).filter(|&at| needs[at].size > 0).collect();
    order.sort_by_key(|&at| (std::cmp::Reverse(needs[at].weight), needs[at].size));
    let keep = order.iter().filter(|&&at| needs[at].weight > 0).count().clamp(1, MOST_NEEDS);
    order.truncate(keep);
    let mut kept = Vec::with_capacity(order.len());
    let mut skipped = 0;
    for (at, mut need) in needs.into_iter().enumerate() {
        let reach = need.reach.saturating_add(skipped).min(ENDLESS);
        if order.contains(&at) {
            need.sort();
            kept.push(Need { reach, ..need });
            skipped = 0;
        } else {
            skipped = reach;
        }
    }
    kept
}

/// What is known of word lists, worked out once for all rules.
pub struct Lists {
    /// For each list the most bytes that a word of it takes.
    longest: Vec<usize>,
    /// For each list how much it tells.
    weights: Vec<usize>,
    /// For each list how many words it has.
    sizes: Vec<usize>,
}

impl Lists {
    /// For the lists of a family.
    pub fn new(words: &Words) -> Lists {
        let lists = words.lists();
        let weight = |list: &List| weight(list.spellings().map(|spelling| spelling.0));
        Lists {
            longest: lists.iter().map(List::longest).collect(),
            weights: lists.iter().map(weight).collect(),
            sizes: lists.iter().map(|list| list.entries.len()).collect(),
        }
    }

    /// The need for a word of a list.
    fn of_list<'p>(&self, list: usize) -> Need<'p> {
        let (weight, size) = (self.weights[list], self.sizes[list]);
        Need { lists: vec![list], weight, size, ..Need::default() }
    }

    fn of_slot<'p>(&self, readers: &[Reader]) -> Option<Need<'p>> {
        let mut needs = readers.iter().map(|reader| match reader {
            Reader::Kind(kind) => of_kind(kind),
            Reader::List(list) => Some(self.of_list(*list)),
        });
        let first = needs.next()??;
        needs.try_fold(first, |need, other| Some(need.or(other?)))
    }
}

/// The need for a value of a kind, where a text has few of them.
fn of_kind<'p>(kind: &Kind) -> Option<Need<'p>> {
    kind.sparse.then(|| Need { kinds: vec![kind.number()], weight: VALUE, size: 1, ..Need::default() })
}

impl Program {
    /// What no match can lack, in order.
    pub fn needs<'p>(&'p self, lists: &Lists) -> Vec<Need<'p>> {
        let mut needs = Vec::new();
        self.collect(self.parts(), &mut 0, lists, &mut needs);
        needs
    }

    /// Collects the needs of some parts; `since` is how many bytes may stand between the last need and here.
    fn collect<'p>(&'p self, parts: &'p [Part], since: &mut usize, lists: &Lists, needs: &mut Vec<Need<'p>>) {
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
    fn longest(&self, part: &Part, lists: &Lists) -> usize {
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
fn needed<'p>(shape: &'p Shape, left: bool, right: bool, needs: &mut Vec<Need<'p>>) {
    match shape {
        Shape::Literal { text, .. } => {
            words(text, left, right, |word| needs.push(Need::of_words(vec![word])));
        }
        Shape::Repeat { of, min, max, .. } if *min > 0 => {
            // A round may stand between two others.
            let once = *max == Some(1);
            let left = left && (once || edge(of, false, Side::Right));
            let right = right && (once || edge(of, false, Side::Left));
            needed(of, left, right, needs);
        }
        Shape::All(parts) => {
            // Whether a border stands behind each part.
            let mut behind: SmallVec<[bool; 16]> = smallvec![right; parts.len()];
            for at in (1..parts.len()).rev() {
                behind[at - 1] = edge(&parts[at], behind[at], Side::Left);
            }
            let mut before = left;
            for (part, behind) in parts.iter().zip(behind) {
                needed(part, before, behind, needs);
                before = edge(part, before, Side::Right);
            }
        }
        Shape::Either(parts) => needs.extend(one_of(parts, left, right)),
        Shape::Repeat { .. } | Shape::Class(_) | Shape::Other(_) => {}
        Shape::Border | Shape::Start | Shape::End => {}
    }
}

/// The need for one of several expressions: of each for the word that says most.
fn one_of(parts: &[Shape], left: bool, right: bool) -> Option<Need<'_>> {
    let mut either = Vec::with_capacity(parts.len());
    for part in parts {
        // Nearly all alternatives are words.
        if let Shape::Literal { text, .. } = part {
            let mut most: Option<(usize, Cue<'_>)> = None;
            words(text, left, right, |word| {
                let weight = weight_of(&word.letters);
                if most.as_ref().is_none_or(|most| most.0 <= weight) {
                    most = Some((weight, word));
                }
            });
            either.push(most?.1);
        } else {
            let mut inner = Vec::new();
            needed(part, left, right, &mut inner);
            either.extend(best(inner)?.words);
        }
    }
    sort(&mut either);
    Some(Need::of_words(either))
}

/// The runs of letters and digits of a text, with the borders on their sides.
fn words<'p>(text: &'p str, left: bool, right: bool, mut found: impl FnMut(Cue<'p>)) {
    let mut left = left;
    let mut all = text.split(|c: char| !c.is_alphanumeric()).peekable();
    while let Some(letters) = all.next() {
        if !letters.is_empty() {
            found(Cue { letters: small(letters), left, right: right || all.peek().is_some() });
        }
        left = true;
    }
}

/// Letters and digits in small letters.
fn small(letters: &str) -> Cow<'_, str> {
    if letters.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()) {
        return letters.into();
    }
    letters.to_lowercase().into()
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Left,
    Right,
}

/// Whether there is a border on that side of an expression, seen from outside, if there is one behind it.
fn edge(shape: &Shape, behind: bool, side: Side) -> bool {
    match shape {
        Shape::Border | Shape::Start | Shape::End => true,
        // The ruin of a quote mark looks like a letter.
        ruin if ruin.is_ruin() => true,
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

/// Whether what an expression matches begins with a border of words.
pub(super) fn begins_with_border(shape: &Shape) -> bool {
    edge(shape, false, Side::Left)
}

/// The most bytes that a match of an expression takes, white space apart; words of no limit count as long
/// ones, anything of no limit as [`ENDLESS`].
fn longest(shape: &Shape) -> usize {
    const LONG_WORD: usize = 30;
    const LETTERS: usize = 500;
    let bytes = match shape {
        Shape::Border | Shape::Start | Shape::End => 0,
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
            let shape = Shape::parse(source).unwrap();
            let mut needs = Vec::new();
            needed(&shape, true, true, &mut needs);
            let border = |border| if border { " " } else { "" };
            let written = |cue: &Cue| format!("{}{}{}", border(cue.left), cue.letters, border(cue.right));
            let words = needs.iter().map(|need| need.words.iter().map(written).collect::<Vec<_>>().join("/"));
            assert_eq!(words.collect::<Vec<_>>().join("|"), expected, "{source}");
        }
    }
}
