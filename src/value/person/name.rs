//! The words of one name: given names, particles and the family name.

use std::ops::Range;

use super::forename;
use super::standing::{Standing, is_given_here, standing};
use super::title::Titles;
use super::word::{Shape, Word, after_gap, gap, name_word};
use crate::value::{Cell, Source};

/// The most words in one name, particles aside.
const MOST_WORDS: usize = 4;

/// A name, word by word.
pub(super) struct Name<'a> {
    source: Source<'a>,
    /// Whether an honorific stands before it.
    titled: bool,
    words: Vec<Part<'a>>,
}

/// A word of a name in its place.
#[derive(Clone, Copy)]
struct Part<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    kind: PartKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum PartKind {
    Initials,
    Particle,
    Full(Shape),
}

/// The longest name after the honorifics; `None` where more words follow than names have.
pub(super) fn name<'a>(source: Source<'a>, titles: &Titles<'_>) -> Option<Name<'a>> {
    let mut name = Name { source, titled: !titles.names.is_empty(), words: Vec::new() };
    let mut at = titles.end;
    while let Some((particle, word)) = name.next(at) {
        at = word.end;
        name.words.extend(particle);
        name.words.push(word);
        if name.words.iter().filter(|part| part.kind != PartKind::Particle).count() > MOST_WORDS {
            return None;
        }
    }
    while name.words.last().is_some_and(|part| part.kind == PartKind::Initials) {
        name.words.pop();
    }
    (!name.words.is_empty()).then_some(name)
}

impl<'a> Name<'a> {
    /// Where it ends.
    pub(super) fn end(&self) -> Option<usize> {
        self.words.last().map(|part| part.end)
    }

    /// Whether the words are enough for a person.
    pub(super) fn is_whole(&self) -> bool {
        self.titled || self.words.len() > 1 && !self.begins_with_label()
    }

    /// All of it as it is written.
    pub(super) fn written(&self) -> Cell {
        self.words_written(0..self.words.len())
    }

    /// Given names and family name; a lone name is the family's, unless the honorific goes with given names.
    pub(super) fn given_and_family(&self, titles: &Titles<'_>) -> (Cell, Cell) {
        let particle = self.words.iter().position(|part| part.kind == PartKind::Particle);
        let lone_given = self.words.len() == 1 && titles.before_given;
        let family = particle.unwrap_or(self.words.len() - usize::from(!lone_given));
        (self.words_written(0..family), self.words_written(family..self.words.len()))
    }

    fn words_written(&self, range: Range<usize>) -> Cell {
        match self.words.get(range) {
            Some([first, .., last]) => Cell::Text(collapsed(&self.source.text[first.start..last.end])),
            Some([only]) => Cell::Text(only.text.to_string()),
            _ => Cell::Empty,
        }
    }

    /// The next word from `at`, where a gap may stand first, and a particle before it.
    fn next(&self, at: usize) -> Option<(Option<Part<'a>>, Part<'a>)> {
        let tail = &self.source.text[at..];
        let at = match (self.words.last(), gap(tail)) {
            (None, _) => at,
            (Some(_), Some(next)) => self.source.text.len() - next.len(),
            (Some(last), None) if last.kind == PartKind::Initials => at,
            (Some(_), None) => return None,
        };
        let with_particle = self.particle(at).and_then(|particle| {
            let next = after_gap(&self.source.text[particle.end..]);
            let word = self.word(self.source.text.len() - next.len())?;
            (word.kind != PartKind::Initials).then_some((Some(particle), word))
        });
        with_particle.or_else(|| Some((None, self.word(at)?)))
    }

    /// A particle, which no name begins with unless an honorific does.
    fn particle(&self, at: usize) -> Option<Part<'a>> {
        if self.words.is_empty() && !self.titled {
            return None;
        }
        let text = self.source.text;
        let (end, _) = self.source.read("name_particle", at)?;
        let glued = text[end..].starts_with(['-', '\'', '’']);
        (!glued).then(|| Part { start: at, end, text: &text[at..end], kind: PartKind::Particle })
    }

    /// The word at `at`, where it may stand after the words so far.
    fn word(&self, at: usize) -> Option<Part<'a>> {
        let (tail, word) = name_word(&self.source.text[at..])?;
        let kind = self.kind(word, tail).filter(|_| !self.ends_before_letters(at))?;
        let part = Part { start: at, end: at + word.text.len(), text: word.text, kind };
        let fits = word.shape == Shape::Initials || self.takes(&part);
        fits.then_some(part)
    }

    /// What the word is in this name; `None` where the two are not written in the same way.
    fn kind(&self, word: Word<'_>, tail: &str) -> Option<PartKind> {
        let style = self.words.iter().find_map(|part| match part.kind {
            PartKind::Full(shape) => Some(shape),
            _ => None,
        });
        let before_title = || name_word(after_gap(tail)).is_some_and(|(_, next)| next.shape == Shape::Title);
        match word.shape {
            Shape::Initials => Some(PartKind::Initials),
            Shape::Capitals if word.text.len() == 2 && style != Some(Shape::Capitals) && before_title() => {
                Some(PartKind::Initials)
            }
            shape if style.is_none_or(|style| style == shape) => Some(PartKind::Full(shape)),
            // `Ann HOLROYD`: after what is surely a given name.
            Shape::Capitals if word.text.len() > 2 && style == Some(Shape::Title) && self.is_given() => {
                Some(PartKind::Full(Shape::Capitals))
            }
            _ => None,
        }
    }

    /// Whether the words so far are given names for sure.
    fn is_given(&self) -> bool {
        self.words.iter().all(|part| part.kind == PartKind::Initials || forename::is_known(part.text))
    }

    /// Whether the word at `at` is rather the first of the letters after a name: `JOHN SMITH CBE`.
    fn ends_before_letters(&self, at: usize) -> bool {
        let complete = self.words.len() > usize::from(!self.titled) || !self.is_given();
        !self.words.is_empty() && complete && self.source.read("post_nominal", at).is_some()
    }

    /// Whether the lists let the word come next.
    fn takes(&self, part: &Part<'_>) -> bool {
        let standing = standing(self.source, part.start, part.end);
        let Some(last) = self.words.last() else {
            return match standing {
                Standing::Free => true,
                Standing::OftenFamily | Standing::SometimesFamily => {
                    self.titled
                        || forename::is_known(part.text)
                        || is_given_here(self.source, part.start, part.end)
                }
                Standing::SometimesGiven => is_given_here(self.source, part.start, part.end),
                Standing::Never => false,
            };
        };
        let after_given = last.kind == PartKind::Initials || forename::is_known(last.text);
        let second = self.words.len() == 1;
        match standing {
            Standing::Free => true,
            Standing::OftenFamily => second || after_given,
            Standing::SometimesFamily => {
                after_given || second && self.titled && !is_of(&self.source.text[part.end..])
            }
            Standing::SometimesGiven | Standing::Never => false,
        }
    }

    /// Whether it begins with a lone letter that is rather a label or a word: `Plan B`, `A Chief Constable`.
    fn begins_with_label(&self) -> bool {
        let Some(first) = self.words.first() else { return false };
        let mut letters = first.text.chars();
        let lone = letters.next().filter(|_| letters.next().is_none());
        let before = self.source.text[..first.start].trim_end_matches([' ', '\u{a0}']);
        lone.is_some_and(|letter| matches!(letter, 'A' | 'I') || before.ends_with(char::is_alphanumeric))
    }
}

/// `of` or `for` follows, as it follows offices.
fn is_of(tail: &str) -> bool {
    ["of ", "for "].iter().any(|word| after_gap(tail).starts_with(word))
}

/// Without mark-up, and one space for each gap.
fn collapsed(written: &str) -> String {
    let words = written.split(|c: char| c.is_whitespace() || c == '*');
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
