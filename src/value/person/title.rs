//! The honorifics before a name.

use super::standing::is_phrase;
use super::word::gap;
use crate::value::Source;

/// More than stand before any name: `Air Vice-Marshal the Rt Hon Professor Lord`.
const MOST_TITLES: usize = 6;

/// Honorifics, as many as stack: `Rt Hon Dame`.
pub(super) struct Titles<'a> {
    /// In the spelling of the list.
    pub(super) names: Vec<&'a str>,
    /// Whether a lone name after them is a given name.
    pub(super) before_given: bool,
    /// Where the name begins.
    pub(super) end: usize,
}

/// The honorifics that begin at `at`, perhaps none.
pub(super) fn titles(source: Source<'_>, at: usize) -> Titles<'_> {
    let mut titles = Titles { names: Vec::new(), before_given: false, end: at };
    while titles.names.len() < MOST_TITLES
        && let Some((end, entry)) = title(source, titles.end)
    {
        titles.names.push(&entry.name);
        titles.before_given = entry.fact("alone") == Some("given");
        titles.end = end;
    }
    titles
}

/// Whether an honorific stands right before `at`: the person then begins there.
pub(super) fn follows_title(source: Source<'_>, at: usize) -> bool {
    let before = source.text[..at].trim_end_matches([' ', '\u{a0}', '*', '.']);
    let start = before.trim_end_matches(char::is_alphabetic).len();
    start < before.len() && title(source, start).is_some_and(|(end, _)| end == at)
}

/// One honorific and the gap after it; `Lord Mayor` is none.
fn title(source: Source<'_>, at: usize) -> Option<(usize, &crate::words::Entry)> {
    if !source.text[at..].starts_with(char::is_uppercase) {
        return None;
    }
    let (end, entry) = source.read("honorific", at)?;
    let tail = &source.text[end..];
    let next = gap(tail.strip_prefix('.').unwrap_or(tail))?;
    (!is_phrase(source, at)).then_some((source.text.len() - next.len(), entry))
}
