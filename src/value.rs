//! Kinds of value: what a slot of a rule can read.
//!
//! A kind reads a value that begins **exactly** at a byte of the text
//! and says where it ends; it never searches and knows no family of letters.
//! Where a value may stand is a rule's business, what it means in its document is `resolve`'s.

pub mod count;
pub mod date;
pub mod lexicon;
pub mod numerals;
pub mod person;
pub mod text;

use std::sync::LazyLock;

use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize, Serializer};

use crate::grammar::class::Bytes;
use crate::words::{Entry, Seen, Signs, Words};

pub use date::Date;
use lexicon::Lexicon;

/// What a parser of values sees: the whole text, so that it can look at what stands around the value.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The whole text of the document.
    pub text: &'a str,
    /// The word lists of the family.
    pub words: &'a Words,
    /// Whether `03/05/2031` is the third of May.
    pub day_first: bool,
    /// What the word lists read in the text, where that is known already.
    pub seen: Option<&'a Seen>,
}

impl<'a> Source<'a> {
    /// The longest spelling of a word list at `at`, as (byte after it, entry). `None` where there is no such
    /// list.
    pub fn read(&self, list: &str, at: usize) -> Option<(usize, &'a Entry)> {
        match self.seen.and_then(|seen| seen.at(at)) {
            Some(sights) => {
                let lists = self.words.lists();
                let sight = sights.iter().find(|sight| lists[sight.list as usize].name == list)?;
                Some((sight.end as usize, &lists[sight.list as usize].entries[sight.entry as usize]))
            }
            None => self.read_list(self.words.number(list)?, at),
        }
    }

    /// The lists that may read something at `at`, as in [`crate::words::Token::lists`].
    pub fn lists(&self, at: usize) -> u64 {
        self.seen.and_then(|seen| seen.token(at)).map_or(u64::MAX, |token| token.lists)
    }

    /// As [`Source::read`], for the list of that number.
    pub fn read_list(&self, number: usize, at: usize) -> Option<(usize, &'a Entry)> {
        let list = &self.words.lists()[number];
        let (end, entry) = match self.seen {
            Some(seen) => seen.read(self.words, number, self.text, at)?,
            None => list.find(self.text, at)?,
        };
        Some((end, &list.entries[entry]))
    }
}

/// One value, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The byte after the last one read.
    pub end: usize,
    /// Columns and what stands in them; the first is the value itself, and a slot may rename it.
    pub cells: Vec<(&'static str, Cell)>,
    /// Stable words for what is uncertain about the reading itself.
    pub doubts: Vec<&'static str>,
}

/// What stands in one cell of a table.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub enum Cell {
    /// Nothing is known.
    #[default]
    Empty,
    /// Words.
    Text(String),
    /// A whole number.
    Number(i64),
    /// True or false.
    Flag(bool),
    /// A date, perhaps partial or still relative to a day that resolving will find.
    #[serde(skip)]
    Date(Date),
}

impl std::fmt::Display for Cell {
    /// The words that a table shows; nothing for an empty cell or a date that is still relative.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Cell::Empty => Ok(()),
            Cell::Text(words) => f.write_str(words),
            Cell::Number(number) => write!(f, "{number}"),
            Cell::Flag(flag) => write!(f, "{flag}"),
            Cell::Date(date) => f.write_str(&date.edtf().unwrap_or_default()),
        }
    }
}

/// Where the values of a kind begin, seen from the words of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BeginsAt {
    /// With a word.
    Word,
    /// With a sign before a word; and they end with a sign, before no letter.
    Sign,
    /// With a word or before it: signs before the first word change nothing.
    Gap,
    /// Anywhere.
    Anywhere,
}

/// A kind of value.
pub struct Kind {
    /// Its name in a slot: `{date}`.
    pub name: &'static str,
    /// The columns that it fills, the value itself first.
    pub columns: &'static [&'static str],
    /// Whether a value can begin with a character: a cheap first look.
    pub begins_with: fn(char) -> bool,
    /// Where its values begin, seen from the words of a text.
    pub begins_at: BeginsAt,
    /// The words of ASCII letters alone with which a value can begin; `None` where any can. Words with other
    /// letters or figures in them always may.
    pub first_words: fn() -> Option<&'static Lexicon>,
    /// First letters of further such words, which cannot be listed.
    pub slips: &'static [u8],
    /// Whether only few words of a text begin one: its values are then found once for the whole text, and
    /// rules look among them.
    pub sparse: bool,
    /// The most bytes that a value is thought to take; a longer one may be overlooked.
    pub longest: usize,
    /// Reads the value that begins exactly at a byte of the text, on a character border.
    pub read: fn(Source<'_>, usize) -> Option<Reading>,
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.number().serialize(to)
    }
}

impl<'de> Deserialize<'de> for &'static Kind {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<&'static Kind, D::Error> {
        let number = usize::deserialize(from)?;
        KINDS.get(number).ok_or_else(|| D::Error::custom("no kind has this number"))
    }
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl Kind {
    /// The bytes with which its values begin.
    pub fn begins(&self) -> Bytes {
        static OF_KINDS: LazyLock<Vec<Bytes>> =
            LazyLock::new(|| KINDS.iter().map(Kind::find_begins).collect());
        OF_KINDS[self.number()]
    }

    /// The signs with which its values begin.
    pub fn first_signs(&self) -> Signs {
        Signs::among(self.begins_with)
    }

    /// Its place in [`KINDS`].
    #[inline]
    pub fn number(&self) -> usize {
        let named = || KINDS.iter().position(|kind| kind.name == self.name);
        KINDS.element_offset(self).or_else(named).unwrap_or(0)
    }

    fn find_begins(&self) -> Bytes {
        let mut begins = Bytes::default();
        ('\0'..='\x7f').filter(|c| (self.begins_with)(*c)).for_each(|c| begins.add(c as u8));
        // Letters and signs beyond ASCII are not told apart by their bytes.
        if ['é', 'É', '“'].into_iter().any(self.begins_with) {
            (0x80..=0xFF).for_each(|byte| begins.add(byte));
        }
        begins
    }
}

/// Kinds, a bit for each by its number.
pub type Kinds = u16;

/// Which kinds of value can begin with a word, by its first byte; only kinds of which a text has few.
struct Openers {
    /// Those of which some value begins with the byte.
    fit: Kinds,
    /// Those of which one begins with words of letters that no lexicon holds.
    unlisted: Kinds,
}

static OPENERS: LazyLock<[Openers; 256]> = LazyLock::new(|| {
    std::array::from_fn(|byte| {
        let mut openers = Openers { fit: 0, unlisted: 0 };
        for (number, kind) in KINDS.iter().enumerate().filter(|(_, kind)| kind.sparse) {
            let unlisted = (kind.first_words)().is_none() || kind.slips.contains(&(byte as u8));
            openers.fit |= Kinds::from(kind.begins().has(byte as u8)) << number;
            openers.unlisted |= Kinds::from(unlisted) << number;
        }
        openers
    })
});

/// The kinds of which a text has few values and one can begin with a word: by its first byte, by whether it
/// is all letters of ASCII, and by the kinds in whose lexicons it stands.
#[inline]
pub fn openers(first: u8, letters: bool, listed: Kinds) -> Kinds {
    let by_byte = &OPENERS[first as usize];
    if letters { by_byte.fit & (by_byte.unlisted | listed) } else { by_byte.fit }
}

/// The one list of kinds.
pub static KINDS: &[Kind] = &[
    date::KIND,
    date::RELATIVE,
    date::YEAR,
    date::MONTH,
    count::KIND,
    count::ARTICLE,
    person::KIND,
    person::GIVEN,
    person::FAMILY,
    text::LINE,
    text::HEADING,
    text::QUOTED,
    text::PHRASE,
    text::REFERENCE,
];

/// The kind of that name.
pub fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}
