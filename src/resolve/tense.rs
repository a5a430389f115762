//! On which side of the document's date a date without a year lies, where its rule does not say: by the words
//! of tense around it.

use super::View;
use crate::document::Span;
use crate::extract::Sighting;
use crate::grammar::borders::{ceil, floor};
use crate::value::date::Lean;

/// What the words of the list of tenses say of a date in its window: the last of them before it in its own
/// clause, else the next behind it there, else the last before the clause, else the next behind it.
pub(super) fn of(view: &View<'_, '_>, date: Span, window: Span) -> Lean {
    let Some(list) = view.grammar.tense else { return Lean::Either };
    let text = &view.document.text;
    let from = floor(text, date.start.saturating_sub(FAR)).max(window.start);
    let window = Span::new(from, ceil(text, date.end + FAR).min(window.end));
    let clause = clause(text, date, window);
    let (words, _) = view.sightings.within(list, window);
    let before = &words[..words.partition_point(|word| word.span.start < date.start)];
    let own = &before[before.partition_point(|word| word.span.start < clause.start)..];
    let behind = words[before.len()..].iter().find(|word| word.span.start >= date.end);
    let near = behind.filter(|word| word.span.start < clause.end.min(date.end + NEAR));
    lean(own)
        .or_else(|| lean(near.map(std::slice::from_ref)?))
        .or_else(|| lean(before))
        .or_else(|| lean(behind.filter(|word| word.span.start < date.end + NEAR).map(std::slice::from_ref)?))
        .unwrap_or(Lean::Either)
}

/// No clause is longer: what a date costs does not grow with its window.
const FAR: usize = 500;

/// So many bytes around a word others belong to it.
const NEAR: usize = 60;

/// What the last of some words says: one that does not stand alone (`delivered`) is of the side of a word
/// before it (`will be delivered`).
fn lean(words: &[Sighting<'_>]) -> Option<Lean> {
    let (last, before) = words.split_last()?;
    let alone = last.entry.fact("alone") != Some("no");
    let other = before.last().filter(|word| !alone && word.span.end + NEAR > last.span.start);
    match other.unwrap_or(last).entry.fact("lean")? {
        "past" => Some(Lean::Past),
        "future" => Some(Lean::Future),
        "either" => Some(Lean::Either),
        _ => None,
    }
}

/// The stretch of the window around a date that no comma, colon, semicolon or bracket cuts.
fn clause(text: &str, date: Span, window: Span) -> Span {
    const CUTS: [char; 7] = [',', ';', ':', '(', ')', '–', '\n'];
    let cut = |stretch: Span| text.get(stretch.start..stretch.end);
    let before = cut(Span::new(window.start, date.start)).and_then(|before| before.rfind(CUTS));
    let behind = cut(Span::new(date.end, window.end)).and_then(|behind| behind.find(CUTS));
    let start = before.map_or(window.start, |at| window.start + at);
    let end = behind.map_or(window.end, |at| date.end + at);
    Span::new(start, end)
}
