//! What the word lists say about a word that could be part of a name.

use super::word::{Shape, gap, is_hyphen, name_word};
use crate::value::Source;
use crate::value::date::is_time;
use crate::words::{Persons, bit};

/// How far a word can be trusted to be part of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// No list knows it.
    Free,
    /// A word that is a family name after any given name: `Green`.
    OftenFamily,
    /// A word or a place that is one after an honorific or a known given name only: `May`, `Kent`.
    SometimesFamily,
    /// A month that is a given name where nothing says that it is a time: `June`.
    SometimesGiven,
    /// A word of official prose, an honorific, an office, a body, or the beginning of a longer name of a
    /// place.
    Never,
}

/// The lists of what is no person that may read something at `at`.
fn no_persons(source: Source<'_>, at: usize) -> impl Iterator<Item = (usize, Persons)> {
    let may_read = source.lists(at);
    let lists =
        source.words.lists().iter().enumerate().filter(move |(number, _)| may_read & bit(*number) != 0);
    lists.map(|(number, list)| (number, list.persons)).filter(|list| list.1 != Persons::Unsaid)
}

const NOT_A_NAME: &str = "not_a_name";

/// What the lists say of the word from `at` to `end`.
pub(super) fn standing(source: Source<'_>, at: usize, end: usize) -> Standing {
    let own = own_standing(source, at, end);
    let title = || own.is_none() && source.read("honorific", at).is_some_and(|read| read.0 >= end);
    if own == Some(Standing::SometimesGiven) {
        return Standing::SometimesGiven;
    }
    if own == Some(Standing::Never) || compound_of_others(source, at, end) || title() {
        return Standing::Never;
    }
    no_persons(source, at).fold(own.unwrap_or(Standing::Free), |standing, (list, persons)| {
        match source.read_list(list, at) {
            Some((read, _)) if read > end => Standing::Never,
            Some((read, _)) if read == end && standing == Standing::Free => {
                if persons == Persons::Places {
                    Standing::SometimesFamily
                } else {
                    Standing::Never
                }
            }
            _ => standing,
        }
    })
}

/// What the list of words that are no names says.
fn own_standing(source: Source<'_>, at: usize, end: usize) -> Option<Standing> {
    let (read, entry) = source.read(NOT_A_NAME, at)?;
    match entry.fact("family") {
        Some(_) if read < end => None,
        Some("often") if read == end => Some(Standing::OftenFamily),
        Some("sometimes") if read == end => Some(Standing::SometimesFamily),
        None if read == end && entry.fact("given").is_some() => Some(Standing::SometimesGiven),
        _ => Some(Standing::Never),
    }
}

/// Whether a word that is mostly something else, a month, is a given name where it stands: a family name
/// follows on the line, and nothing before it says that it is a time.
pub(super) fn is_given_here(source: Source<'_>, at: usize, end: usize) -> bool {
    let fact = || source.read(NOT_A_NAME, at).filter(|read| read.0 == end)?.1.fact("given");
    let family_follows = || {
        let next = gap(&source.text[end..])?;
        let (tail, word) = name_word(next).filter(|(_, word)| word.shape != Shape::Initials)?;
        let [start, end] = [next, tail].map(|rest| source.text.len() - rest.len());
        let free = matches!(standing(source, start, end), Standing::Free | Standing::OftenFamily);
        (free && word.text.len() > 1).then_some(())
    };
    fact().is_some() && !is_time(source.text, at) && family_follows().is_some()
}

/// Whether a later part of a word with hyphens is no name: `Fact-Finding`.
fn compound_of_others(source: Source<'_>, at: usize, end: usize) -> bool {
    let hyphens = source.text[at..end].char_indices().filter(|(_, c)| is_hyphen(*c));
    let mut parts = hyphens.map(|(hyphen, c)| at + hyphen + c.len_utf8());
    parts.any(|part| own_standing(source, part, end) == Some(Standing::Never))
}

/// Whether a phrase of several words that is no person begins here: `Lord Mayor`.
pub(super) fn is_phrase(source: Source<'_>, at: usize) -> bool {
    phrases(source, at).any(|_| true)
}

/// Whether the place lies inside such a phrase: at the `Mercia` of `West Mercia`.
pub(super) fn in_a_phrase(source: Source<'_>, at: usize) -> bool {
    const WORDS_BACK: usize = 4;
    let line = source.text[..at].char_indices().rev().take_while(|(_, c)| *c != '\n');
    let starts = line
        .filter(|&(start, c)| c.is_alphabetic() && !source.text[..start].ends_with(char::is_alphanumeric));
    starts.take(WORDS_BACK).any(|(start, _)| phrases(source, start).any(|end| end > at))
}

/// The ends of the phrases of several words that begin at `at` and are no persons.
fn phrases(source: Source<'_>, at: usize) -> impl Iterator<Item = usize> {
    let lists = no_persons(source, at).map(|list| list.0).chain(source.words.number(NOT_A_NAME));
    lists.filter_map(move |list| {
        let (end, _) = source.read_list(list, at)?;
        source.text[at..end].contains(char::is_whitespace).then_some(end)
    })
}

/// Whether a word follows on the line that says a thing bears the name before it: `Inquiry`, `Street`.
pub(super) fn bears_a_name(source: Source<'_>, end: usize) -> bool {
    let Some(next) = gap(&source.text[end..]) else { return false };
    let thing = source.read(NOT_A_NAME, source.text.len() - next.len());
    next.starts_with(char::is_uppercase) && thing.is_some_and(|(_, entry)| entry.fact("names").is_some())
}
