//! [`YEAR`](super::YEAR) and [`MONTH`](super::MONTH): words that are a date in some places only.

use super::together::together;
use super::tokens::{
    MONTHS, MonthName, month as month_name, month_named, weekday_named, year as four_digits,
};
use super::{Date, Part, Point, Reading, Source, Year};
use super::{borders, feasts, openings, read};
use crate::value::lexicon::Lexicon;
use std::sync::LazyLock;

/// Words behind which a month is no person and no verb.
static BEFORE_A_MONTH: &[&str] = &[
    "in", "by", "since", "during", "until", "till", "from", "to", "of", "before", "after", "early", "late",
    "mid", "this", "last", "next", "every", "each", "between", "and", "for", "through", "on",
];

/// Those of them that stand before no person: `in June`, but `by June Hartley`.
static BEFORE_A_TIME: &[&str] = &[
    "in", "since", "during", "until", "till", "early", "late", "mid", "this", "last", "next", "every",
    "each", "between", "through", "on",
];

/// The words of [`MONTH`](super::MONTH).
pub static MONTH_NAMES: LazyLock<Lexicon> =
    LazyLock::new(|| MONTHS.into_iter().map(|month| (month, openings::MONTH)).collect());

/// Reads a date of [`YEAR`](super::YEAR).
pub fn year(source: Source<'_>, at: usize) -> Option<Reading> {
    let Source { text, .. } = source;
    let rest = text.get(at..)?;
    if !matches!(rest.as_bytes(), [b'1', b'8' | b'9', ..] | [b'2', b'0', ..]) || !borders::opens(text, at) {
        return None;
    }
    let (after, year) = four_digits(rest).ok()?;
    let end = text.len() - after.len();
    let date = Date::one(Point::new(Year::Known(year), Part::Year)?);
    let of_a_day = || names_a_day(borders::word_before(text, at));
    let counts = || borders::counts_a_thing(text, at) || borders::is_behind_unit(text, end);
    let alone = borders::closes(text, at, end)
        && !is_decade(year, after)
        && !is_among_figures(text, at, end)
        && !of_a_day()
        && !counts();
    alone.then(|| date.read_to(end))
}

/// Whether a year behind that word is the rest of a date, which was not read for a reason: `31 June 2019`.
fn names_a_day(word: &str) -> bool {
    month_named(word).is_some() || weekday_named(word).is_some() || feasts::is_name(word)
}

/// `1970’s`, `1990 s`.
fn is_decade(year: i16, after: &str) -> bool {
    let mark = |c| c == ' ' || crate::words::plain(c) == '\'';
    let behind_s = after.trim_start_matches(mark).strip_prefix('s');
    year % 10 == 0 && behind_s.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Whether it is one group of a longer number, as of a telephone, or an end of a range of numbers: years may
/// stand beside years.
fn is_among_figures(text: &str, at: usize, end: usize) -> bool {
    let before = text[..at].trim_end_matches(borders::is_space);
    let after = text[end..].trim_start_matches(|c| borders::is_space(c) || crate::words::plain(c) == '-');
    let digits_before = before.bytes().rev().take_while(u8::is_ascii_digit).count();
    let digits_after = after.bytes().take_while(u8::is_ascii_digit).count();
    let is_year = |digits: &str| four_digits(digits).is_ok();
    (digits_before > 0 && !is_year(&before[before.len() - digits_before..]))
        || (digits_after > 0 && !is_year(&after[..digits_after]))
}

/// Whether what stands before the name of a month on its line says that it is a time: `in June`, `5 June`.
pub fn is_time(text: &str, at: usize) -> bool {
    borders::is_behind_day(text, at) || borders::is_behind(text, at, BEFORE_A_TIME)
}

/// Reads a date of [`MONTH`](super::MONTH).
pub fn month(source: Source<'_>, at: usize) -> Option<Reading> {
    let Source { text, .. } = source;
    let rest = text.get(at..)?;
    if !rest.starts_with(['J', 'F', 'M', 'A', 'S', 'O', 'N', 'D']) || !borders::opens(text, at) {
        return None;
    }
    let (after, name) = month_name(rest).ok()?;
    let end = text.len() - after.len();
    let is_month = name.full
        && name.capital
        && !borders::is_behind_day(text, at)
        && !is_person_or_verb(text, at, end, name)
        && read::date(source, at).is_none();
    if !is_month || !borders::closes(text, at, end) {
        return None;
    }
    let month = |number| Point::new(Year::Unwritten, Part::Month(number));
    let from = month(name.number)?;
    match next_month(after, name.number) {
        Some((after, number)) if borders::is_behind(text, at, BEFORE_A_TIME) => {
            Some(Date::interval(from, month(number)?).read_to(text.len() - after.len()))
        }
        _ => Some(Date::one(from).read_to(end)),
    }
}

/// The month that `and` joins to the one before it: `in May and June` is one stretch of time. With what
/// stands behind it.
fn next_month(after: &str, number: i8) -> Option<(&str, i8)> {
    let (after, ()) = together(after).ok()?;
    let (after, next) = month_name(after).ok()?;
    (next.full && next.capital && next.number == number + 1).then_some((after, next.number))
}

/// `Theresa May`, `June Smith`, `May I`, `March with us`: nothing before it says that it is a month.
fn is_person_or_verb(text: &str, at: usize, end: usize, name: MonthName) -> bool {
    if borders::is_behind(text, at, BEFORE_A_MONTH) {
        return false;
    }
    let capital = |word: &str| word.starts_with(|c: char| c.is_ascii_uppercase());
    let next = borders::next_word(text, end);
    capital(borders::word_before(text, at)) || capital(next) || (name.is_verb() && !next.is_empty())
}
