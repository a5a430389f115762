//! Dates side by side, which share what is written once: `29 September and 19 November 2031`,
//! `4 and 5 March 2031`.

use super::read::Found;
use super::stretch::{Manner, Written, day_and_month, listed_month, month_of_year, season_of_year};
use super::tokens::{Parsed, gap0, gap1, keyword, miss, one_of, one_or_two_digits, season, suffix, word};
use super::{Part, Point, Year, calendar};
use nom::Parser;
use nom::branch::alt;
use nom::character::complete::char;
use nom::combinator::{opt, value};
use nom::sequence::{preceded, terminated};

/// So many dates without a year are passed on the way to the one that has it.
const LONGEST_LIST: usize = 6;

/// A date with the year that the text gives it further on, where it lacks its own and its weekday allows it.
pub fn with_year(rest: &str, written: Written) -> Written {
    if written.has_year() {
        return written;
    }
    let fits = |point: &Point| written.weekday.is_none_or(|weekday| point.fits(weekday));
    let shared = shared_year(rest, &written).or_else(|| year_of_the_next(rest, &written)).filter(fits);
    shared.map_or(written, |point| Written { point, manner: Manner::Plain, ..written })
}

/// The same month or day in the year that ends the list in which it stands.
fn shared_year(mut rest: &str, written: &Written) -> Option<Point> {
    for _ in 0..LONGEST_LIST {
        let comma = (gap0, char(','), opt((gap1, one_of(&["and", "or"]))));
        let and = (gap1, alt((value((), one_of(&["and", "or"])), value((), char('&')))));
        let item = alt((day_and_month, month_of_year, listed_month));
        let link = alt((value((), comma), value((), and)));
        let (after, next) = preceded((link, gap1), item).parse(rest).ok()?;
        if next.is_day() != written.is_day() {
            return None;
        }
        if next.has_year() {
            return calendar::join(written.point, next.point).map(|(from, _)| from);
        }
        rest = after;
    }
    None
}

/// The same in the year of a later day with which the sentence goes on:
/// `began on 5 June and ended on 16 June 2031`.
fn year_of_the_next(rest: &str, written: &Written) -> Option<Point> {
    const MOST_WORDS: usize = 2;
    let comma = opt((gap0, char(',')));
    let (mut rest, _) = (comma, gap1, keyword("and"), gap1).parse(rest).ok()?;
    for _ in 0..=MOST_WORDS {
        let (after, found) = terminated(word, gap1).parse(rest).ok()?;
        if ["on", "in"].iter().any(|lead| found.eq_ignore_ascii_case(lead)) {
            let (_, next) = preceded(opt((keyword("the"), gap1)), alt((day_and_month, month_of_year)))
                .parse(after)
                .ok()?;
            let (from, to) = calendar::join(written.point, next.point)?;
            return (next.has_year() && next.is_day() == written.is_day() && from.year == to.year)
                .then_some(from);
        }
        rest = after;
    }
    None
}

/// `4 and 5 March 2031`, days that follow each other: one stretch of time. Of other days, `4 and 11 March`,
/// the first.
pub fn days_together(input: &str) -> Parsed<'_, Found> {
    let (behind_first, (first, day)) = day_of_list(input)?;
    let (mut rest, mut last, mut follow) = (behind_first, day, true);
    for _ in 0..LONGEST_LIST {
        let (after, closing) = link_of_days(rest)?;
        if let Ok((end, to)) = day_and_month(after) {
            let Part::Day { month, day: end_day } = to.point.part else { return miss() };
            let Some(from) = Point::new(to.point.year, Part::Day { month, day }) else { return miss() };
            let from = Written { manner: Manner::DayOfList, ..Written::plain(from) };
            return match end_day - last {
                1 if closing && follow => {
                    let to = Written { manner: Manner::Days, ..to };
                    Ok((end, Found::interval(from, to)))
                }
                1.. if closing => Ok((first, Found::one(from))),
                _ => miss(),
            };
        }
        let (after, (_, next)) = day_of_list(after)?;
        if closing || next <= last {
            break;
        }
        follow &= next == last + 1;
        (rest, last) = (after, next);
    }
    miss()
}

/// The `4` of `4 and 11 March 2031`.
pub fn first_of_days(input: &str) -> Parsed<'_, Written> {
    let (_, found) = days_together(input)?;
    let (rest, _) = day_of_list(input)?;
    match found.date.points() {
        Some((point, _)) => Ok((rest, Written::plain(point))),
        None => miss(),
    }
}

/// `4`, `4th`: the number of a day, with what stands behind it.
fn day_of_list(input: &str) -> Parsed<'_, (&str, i8)> {
    let (rest, (day, _)) = (one_or_two_digits, opt(suffix)).parse(input)?;
    Ok((rest, (rest, day)))
}

/// What stands between two days of a month, and whether the second is the last.
fn link_of_days(input: &str) -> Parsed<'_, bool> {
    let and = || (gap1, alt((value((), keyword("and")), value((), char('&')))), gap1);
    let comma = || (gap0, char(','));
    alt((value(true, (opt(comma()), and())), value(false, (comma(), gap1)))).parse(input)
}

/// `March and April 2031`, months that follow each other: one stretch of time.
pub fn months_together(input: &str) -> Parsed<'_, Found> {
    let (input, from) = listed_month(input)?;
    let (rest, to) = preceded(together, month_of_year).parse(input)?;
    match calendar::join(from.point, to.point) {
        Some((point, _)) if calendar::follows(point, to.point) => {
            Ok((rest, Found::interval(Written { point, ..from }, to)))
        }
        _ => miss(),
    }
}

/// `autumn/winter 2019`.
pub fn seasons_together(input: &str) -> Parsed<'_, Found> {
    let (input, from) = season(input)?;
    let (rest, to) = preceded(together, season_of_year).parse(input)?;
    let from = Point::new(Year::Unwritten, Part::Season(from));
    match from.and_then(|from| calendar::join(from, to.point)) {
        Some((from, _)) => Ok((rest, Found::interval(Written::plain(from), to))),
        None => miss(),
    }
}

/// `and` or a slash.
pub fn together(input: &str) -> Parsed<'_, ()> {
    let and = (gap1, alt((value((), keyword("and")), value((), char('&')))), gap1);
    alt((value((), and), value((), (gap0, char('/'), gap0)))).parse(input)
}
