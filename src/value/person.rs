//! Names of persons as British official letters write them.
//!
//! `Rt Hon Dame Anna-Marie de Souza DBE MP` is two honorifics, a given name, a particle, a family name and
//! letters after it. A name never leaves its line, and stops before offices, bodies and places. A lone word
//! is a person only after an honorific; [`GIVEN`] is the kind for `Dear Anna`.

mod forename;
mod name;
mod standing;
mod title;
mod word;

use super::date::is_time;
use super::{BeginsAt, Cell, Kind, Reading, Source};
use name::{Name, name};
use standing::{Standing, bears_a_name, in_a_phrase, standing};
use title::{Titles, follows_title, titles};
use word::{Shape, after_gap, begins_name, gap, name_word};

/// A person: `{person}`. `name` is given and family name as written, without honorifics and letters.
pub const KIND: Kind = Kind {
    name: "person",
    columns: &["name", "honorific", "given", "family", "post_nominals"],
    begins_with: char::is_uppercase,
    begins_at: BeginsAt::Word,
    first_words: || None,
    slips: b"",
    sparse: true,
    longest: 140,
    read,
};

/// One given name that stands for a person: `{given_name}`, as in "Dear Anna".
///
/// Never the beginning of what `{person}` reads, and only as good as the words around it: many capitalised
/// words are no name, and the word lists do not hold them all.
pub const GIVEN: Kind = Kind {
    name: "given_name",
    columns: &["name", "given"],
    begins_with: char::is_uppercase,
    begins_at: BeginsAt::Word,
    first_words: || None,
    slips: b"",
    sparse: false,
    longest: 40,
    read: read_given,
};

/// One family name that stands for a person: `{family_name}`, as in "PCC Marsh said".
///
/// Only as good as the words around it, like [`GIVEN`], and stricter: no word that some list knows as
/// something else, unless as a frequent family name.
pub const FAMILY: Kind =
    Kind { name: "family_name", columns: &["name", "family"], read: read_family, ..GIVEN };

fn read(source: Source<'_>, at: usize) -> Option<Reading> {
    let (before, rest) = source.text.split_at_checked(at)?;
    if !rest.starts_with(char::is_uppercase) || !begins_name(before) || !may_begin(source, at) {
        return None;
    }
    let titles = titles(source, at);
    let name = name(source, &titles).filter(Name::is_whole)?;
    let end = name.end()?;
    let names_no_person = bears_a_name(source, end) || follows_title(source, at) || in_a_phrase(source, at);
    (!names_no_person).then(|| reading(source, &titles, &name, end))
}

fn read_given(source: Source<'_>, at: usize) -> Option<Reading> {
    read_alone(source, at, "given", |standing, word| match standing {
        Standing::Free => true,
        Standing::OftenFamily | Standing::SometimesFamily => forename::is_known(word),
        Standing::SometimesGiven => !is_time(source.text, at),
        Standing::Never => false,
    })
}

fn read_family(source: Source<'_>, at: usize) -> Option<Reading> {
    read_alone(source, at, "family", |standing, _| matches!(standing, Standing::Free | Standing::OftenFamily))
}

/// A name of one word, of which lists and the word itself let it be one.
fn read_alone(
    source: Source<'_>,
    at: usize,
    column: &'static str,
    may_be: impl Fn(Standing, &str) -> bool,
) -> Option<Reading> {
    let (before, rest) = source.text.split_at_checked(at)?;
    let (_, word) = name_word(rest).filter(|_| begins_name(before))?;
    let end = at + word.text.len();
    let lone = word.shape == Shape::Title
        && may_be(standing(source, at, end), word.text)
        && !bears_a_name(source, end);
    if !lone || in_a_phrase(source, at) || read(source, at).is_some() {
        return None;
    }
    let name = Cell::Text(word.text.to_string());
    Some(Reading { end, cells: vec![("name", name.clone()), (column, name)], doubts: Vec::new() })
}

/// A cheap first look: a second word follows the first, and is none in small letters unless an honorific or a
/// particle explains it.
fn may_begin(source: Source<'_>, at: usize) -> bool {
    let Some((tail, word)) = name_word(&source.text[at..]) else { return false };
    let tail = tail.strip_prefix('.').unwrap_or(tail);
    let next = after_gap(tail);
    let glued = next.len() == tail.len();
    next.starts_with(char::is_alphabetic)
        && (!glued || word.shape == Shape::Initials)
        && (name_word(next).is_some()
            || source.read("honorific", at).is_some()
            || source.read("name_particle", source.text.len() - next.len()).is_some())
}

/// Letters after a name, and where they end: `, KCB OBE`.
fn post_nominals(source: Source<'_>, mut end: usize) -> (usize, Vec<&str>) {
    let mut letters = Vec::new();
    loop {
        let tail = &source.text[end..];
        let spaced = gap(tail.strip_prefix(',').unwrap_or(tail)).map(|next| source.text.len() - next.len());
        let read = spaced.and_then(|at| source.read("post_nominal", at));
        let Some((after, entry)) = read else { return (end, letters) };
        letters.push(entry.name.as_str());
        end = after;
    }
}

fn reading(source: Source<'_>, titles: &Titles<'_>, name: &Name<'_>, name_end: usize) -> Reading {
    let (given, family) = name.given_and_family(titles);
    let (end, letters) = post_nominals(source, name_end);
    let cells = vec![
        ("name", name.written()),
        ("honorific", joined(&titles.names)),
        ("given", given),
        ("family", family),
        ("post_nominals", joined(&letters)),
    ];
    Reading { end, cells, doubts: Vec::new() }
}

fn joined(words: &[&str]) -> Cell {
    if words.is_empty() { Cell::Empty } else { Cell::Text(words.join(" ")) }
}
