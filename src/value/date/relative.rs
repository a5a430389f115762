//! The grammar of [`RELATIVE`](super::RELATIVE): dates that only the day of writing explains.

use super::borders;
use super::tokens::{
    Parsed, gap0, gap1, keyword, month_named, one_of, season, step, weekday, weekday_named, word,
};
use super::{Date, Near, Part, Point, Reading, Source, Year};
use crate::value::lexicon::{Lexicon, Ways};
use nom::Parser;
use nom::branch::alt;
use nom::character::complete::char;
use nom::combinator::{map_opt, opt, value};
use nom::sequence::{delimited, preceded, terminated};
use std::sync::LazyLock;

/// Words behind which `last year` is a length of time: `over the last year`.
static BEFORE_A_LENGTH: &[&str] =
    &["the", "a", "each", "every", "per", "my", "our", "your", "his", "her", "its", "their"];

/// The words with which one begins.
pub static FIRST: LazyLock<Lexicon> = LazyLock::new(|| {
    let days = ["today", "yesterday", "tomorrow"];
    let steps = ["this", "last", "next"];
    let steps = steps.into_iter().chain(PARTS).map(|word| (word, STEP));
    days.map(|word| (word, DAY)).into_iter().chain(steps).collect()
});

/// What stands before `this` or `last` and changes little.
const PARTS: [&str; 4] = ["early", "earlier", "late", "later"];

const DAY: Ways = Ways(1);
const STEP: Ways = Ways(1 << 1);

/// Reads a date of [`RELATIVE`](super::RELATIVE).
pub fn relative(source: Source<'_>, at: usize) -> Option<Reading> {
    let rest = source.text.get(at..)?;
    let opening = FIRST.ways(borders::leading_word(rest));
    if opening == Ways::NONE || !borders::opens(source.text, at) {
        return None;
    }
    let date = if opening.meet(DAY) { near_day(rest) } else { near_hours(rest).or_else(|_| stepped(rest)) };
    let (after, date) = date.ok()?;
    let end = source.text.len() - after.len();
    // `last Tuesday, 3 March 2031` is no riddle.
    if weekday_is_dated(source, at, end) {
        return None;
    }
    let begins_with_step = step(rest).is_ok();
    let a_length = begins_with_step && borders::is_behind(source.text, at, BEFORE_A_LENGTH);
    (!a_length && borders::closes(source.text, at, end)).then(|| date.read_to(end))
}

/// Whether the last word of a relative date begins a date of the calendar that goes on behind it.
fn weekday_is_dated(source: Source<'_>, at: usize, end: usize) -> bool {
    let words = &source.text[at..end];
    let last = at + words.trim_end_matches(|c: char| !c.is_whitespace()).len();
    let weekday = weekday_named(&source.text[last..end]).is_some();
    weekday && super::read::date(source, last).is_some_and(|reading| reading.end > end)
}

/// `today`, `today (Friday)`, `yesterday afternoon`.
fn near_day(input: &str) -> Parsed<'_, Date> {
    let days =
        alt((value(0, keyword("today")), value(-1, keyword("yesterday")), value(1, keyword("tomorrow"))));
    day_on(terminated(days, opt((gap1, hours)))).parse(input)
}

/// `this morning`, `earlier this evening`, `last night`.
fn near_hours(input: &str) -> Parsed<'_, Date> {
    let part = opt(terminated(one_of(&PARTS), gap1));
    let this = value(0, (keyword("this"), gap1, hours));
    let last = value(-1, (keyword("last"), gap1, keyword("night")));
    day_on(preceded(part, alt((this, last)))).parse(input)
}

/// The hours of a day.
fn hours(input: &str) -> Parsed<'_, &str> {
    one_of(&["morning", "afternoon", "evening"]).parse(input)
}

/// So many days from now, perhaps with the day of the week in brackets.
fn day_on<'t>(
    days: impl Parser<&'t str, Output = i8, Error = ()>,
) -> impl Parser<&'t str, Output = Date, Error = ()> {
    let in_brackets = delimited((gap0, char('('), gap0), weekday, (gap0, char(')')));
    (days, opt(in_brackets)).map(|(days, weekday)| Date::near(Near::Day(days)).on(weekday))
}

/// `last month`, `earlier this year`, `last July`, `next Friday`.
fn stepped(input: &str) -> Parsed<'_, Date> {
    let (input, (_, step)) = (opt(terminated(one_of(&PARTS), gap1)), terminated(step, gap1)).parse(input)?;
    map_opt(word, |name| stretch(step, name)).parse(input)
}

/// What a name means behind `last`, `this` or `next`.
fn stretch(step: i8, name: &str) -> Option<Date> {
    let is = |wanted: &str| name.eq_ignore_ascii_case(wanted);
    if is("week") {
        return Some(Date::near(Near::Week(step)));
    }
    if is("month") {
        return Some(Date::near(Near::Month(step)));
    }
    if is("year") {
        return Point::new(Year::Anchored(step.into()), Part::Year).map(Date::one);
    }
    part_of_year(name).map_or_else(|| day_of_week(step, name), |part| near_part(step, part))
}

/// A season, or a month in full: `this may` is no month.
fn part_of_year(name: &str) -> Option<Part> {
    let month = || month_named(name).filter(|month| month.full && month.capital);
    match season(name) {
        Ok((_, season)) => Some(Part::Season(season)),
        Err(_) => month().map(|month| Part::Month(month.number)),
    }
}

/// This spring is that of the year; the last one was over and the next one is still to begin.
fn near_part(step: i8, part: Part) -> Option<Date> {
    match step {
        0 => Point::new(Year::Anchored(0), part).map(Date::one),
        _ => Some(Date::near(Near::Named(step, part))),
    }
}

/// A weekday in full: `last sat` is none.
fn day_of_week(step: i8, name: &str) -> Option<Date> {
    let weekday = weekday_named(name).filter(|_| name.to_ascii_lowercase().ends_with("day"))?;
    Some(Date::near(Near::Weekday(step)).on(Some(weekday)))
}
