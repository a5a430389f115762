//! Dates with two ends: `between 3 and 8 July 2031`, `March 2020 to May 2021`, `2019 to 2022`.

use super::calendar::join;
use super::openings::{BOUND, FIGURES, MONTH, THE, WEEKDAY};
use super::read::Found;
use super::stretch::{Manner, Written, dated, listed_month};
use super::tokens::{
    MonthName, Parsed, dash, gap0, gap1, keyword, miss, month as month_name, one_of, one_or_two_digits,
    space0, suffix, weekday, year, year_after,
};
use super::{Part, Point, Weekday, Year};
use crate::value::lexicon::Ways;
use crate::words::plain;
use nom::Parser;
use nom::branch::alt;
use nom::character::complete::char;
use nom::combinator::{not, opt, peek, value};
use nom::sequence::{preceded, terminated};

/// With what a range begins whose first end is no date of one stretch.
pub const STARTS: Ways = Ways(BOUND.0 | THE.0 | WEEKDAY.0 | MONTH.0 | FIGURES.0);

/// The word before the first end.
#[derive(Clone, Copy, PartialEq)]
enum Lead {
    Between,
    From,
    Nothing,
}

/// What stands between the two ends.
#[derive(Clone, Copy, PartialEq)]
enum Link {
    Word,
    Dash,
}

/// The first end: `3` in `3 to 14 July` has yet to find its month.
enum Start {
    Point(Written),
    Day(i8, Option<Weekday>),
}

/// An interval with the words that lead it; `first` is the date of one stretch with which the text begins.
pub fn range<'a>(
    input: &'a str,
    opening: Ways,
    day_first: bool,
    first: &Parsed<'a, Written>,
) -> Parsed<'a, Found> {
    let whole = input;
    let (input, lead) = if opening.meet(BOUND) { lead(input)? } else { (input, Lead::Nothing) };
    let end = |input| alt((|input| dated(input, day_first), bare_year, listed_month)).parse(input);
    let (input, start) = match first {
        Ok((rest, written)) if input.len() == whole.len() => (*rest, Start::Point(*written)),
        Err(_) if input.len() == whole.len() => {
            alt((alt((bare_year, listed_month)).map(Start::Point), bare_day)).parse(input)?
        }
        _ => alt((end.map(Start::Point), bare_day)).parse(input)?,
    };
    let (input, link) = link(input, lead)?;
    let (rest, end) = alt((end, |input| day_of_same_month(input, &start))).parse(input)?;
    match interval(lead, link, &start, end) {
        Some(found) => Ok((rest, found)),
        None => miss(),
    }
}

fn lead(input: &str) -> Parsed<'_, Lead> {
    let words = alt((value(Lead::Between, keyword("between")), value(Lead::From, keyword("from"))));
    opt(terminated(words, gap1)).map(|lead| lead.unwrap_or(Lead::Nothing)).parse(input)
}

/// `and` only behind `between`: elsewhere it joins two dates. A dash stands on the line of the first end,
/// where one on the next begins an item of a list.
fn link(input: &str, lead: Lead) -> Parsed<'_, Link> {
    let words: &[&str] = match lead {
        Lead::Between => &["and", "to"],
        Lead::From | Lead::Nothing => &["to", "until", "till", "through"],
    };
    let (next, ()) = gap0(input)?;
    // Most dates stand alone.
    if !next.starts_with(|c: char| matches!(plain(c), '-' | 'a' | 'A' | 't' | 'T' | 'u' | 'U')) {
        return miss();
    }
    alt((
        value(Link::Dash, (space0, dash, space0)),
        value(Link::Word, (gap1, one_of(words), gap1, opt((keyword("the"), gap1)))),
    ))
    .parse(input)
}

/// `3`, `Monday 3rd`.
fn bare_day(input: &str) -> Parsed<'_, Start> {
    let lead = opt(terminated(weekday, (opt(char(',')), gap1)));
    let the = opt((keyword("the"), gap1));
    let (rest, (weekday, _, day, _)) = (lead, the, one_or_two_digits, opt(suffix)).parse(input)?;
    Ok((rest, Start::Day(day, weekday)))
}

/// A year alone, as only an end of a range may be.
fn bare_year(input: &str) -> Parsed<'_, Written> {
    let (rest, year) = year(input)?;
    match Point::new(Year::Known(year), Part::Year) {
        Some(point) => Ok((rest, Written::plain(point))),
        None => miss(),
    }
}

/// `8, 2031` behind `July 3`.
fn day_of_same_month<'a>(input: &'a str, start: &Start) -> Parsed<'a, Written> {
    let Start::Point(Written {
        point: Point { year: Year::Unwritten, part: Part::Day { month, .. } }, ..
    }) = start
    else {
        return miss();
    };
    let in_full = MonthName { number: *month, full: true, sure: true, capital: true };
    let (rest, (day, _)) = (one_or_two_digits, opt(suffix)).parse(input)?;
    let (rest, year) = opt(|input| year_after(input, in_full)).parse(rest)?;
    not(peek(preceded(gap0, month_name))).parse(rest)?;
    match Point::new(year.unwrap_or(Year::Unwritten), Part::Day { month: *month, day }) {
        Some(point) => Ok((rest, Written::plain(point))),
        None => miss(),
    }
}

/// The two ends, each with what it takes from the other.
fn interval(lead: Lead, link: Link, start: &Start, end: Written) -> Option<Found> {
    let start = match *start {
        Start::Point(start) => start,
        Start::Day(day, weekday) => {
            let Part::Day { month, .. } = end.point.part else { return None };
            let point = Point::new(end.point.year, Part::Day { month, day })?;
            Written { weekday, ..Written::plain(point) }
        }
    };
    if !belong(lead, link, start.point, end.point) {
        return None;
    }
    let (from, to) = join(start.point, end.point)?;
    if level(from) == Level::Year && level(to) == Level::Year {
        return Some(Found::years((from, to), Manner::Years));
    }
    Some(Found::interval(Written { point: from, ..start }, Written { point: to, ..end }))
}

#[derive(PartialEq)]
enum Level {
    Year,
    Month,
    Day,
}

const fn level(point: Point) -> Level {
    match point.part {
        Part::Year | Part::AboutYear => Level::Year,
        Part::Season(_) | Part::Month(_) => Level::Month,
        Part::Day { .. } => Level::Day,
    }
}

/// Whether two dates with a link between them are one interval, and not a title and a date
/// (`Report 2014 - 3 May 2018`), the time of a day (`1900 to 2000`) or two names (`April to June`).
fn belong(lead: Lead, link: Link, from: Point, to: Point) -> bool {
    let no_year = |point: Point| point.year == Year::Unwritten;
    if level(from) != level(to) {
        let year_from_month = !no_year(from) || (level(from) != Level::Year && level(to) != Level::Year);
        return !no_year(to) && year_from_month && (link == Link::Word || lead != Lead::Nothing);
    }
    match level(from) {
        Level::Year => !(is_round(from) && is_round(to)),
        Level::Month => lead != Lead::Nothing || !no_year(from) || !no_year(to),
        Level::Day => true,
    }
}

fn is_round(point: Point) -> bool {
    matches!(point.year, Year::Known(year) if year % 100 == 0)
}
