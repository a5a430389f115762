//! The grammar of one stretch of the calendar: a day, a month, a season or part of a year.

use super::openings::{FIGURES, MONTH, NUMERAL, PART, SEASON, SLIP, THE, THIS, WEEKDAY, opening};
use super::tokens::{
    MonthName, Parsed, anchored_year_after, cardinal, dash, far_year, gap0, gap1, keyword, miss, month,
    month_in_two_languages, one_of, one_or_two_digits, ordinal, season, suffix, weekday, year, year_after,
    year_long_past,
};
use super::{Part, Point, Season, Weekday, Year, borders, calendar, figures, slips};
use crate::value::lexicon::Ways;
use nom::Parser;
use nom::branch::alt;
use nom::character::complete::{char, satisfy};
use nom::combinator::{map_opt, not, opt, peek, value, verify};
use nom::sequence::{delimited, preceded, terminated};

/// A stretch of the calendar in words or figures.
#[derive(Clone, Copy)]
pub struct Written {
    pub point: Point,
    pub weekday: Option<Weekday>,
    pub manner: Manner,
}

/// How a date is written, as far as what stands around it must still confirm it.
#[derive(Clone, Copy, PartialEq)]
pub enum Manner {
    Plain,
    /// `May 20`, which could go on with `officers`.
    DayBehindMonth,
    /// `05/2031`, which could be a reference.
    FiguresOfMonth,
    /// `05- 2031`, which could also be a sentence that goes on.
    LooseFigures,
    /// `27.09.19`, which could be a section.
    Dotted,
    /// `2030/31`, `2019 to 2022`, which could be counts.
    Years,
    /// `30/31`, which could be almost anything.
    ShortYears,
    /// `1970’s`, which could be what a year has.
    Decade,
    /// `4 and 5 March`, of which the 4 could name anything.
    Days,
    /// The 4 of `4 and 11 March`, which could do so as well.
    DayOfList,
    /// With a slip of copying.
    Repaired,
}

impl Written {
    /// A date that needs nothing around it.
    pub const fn plain(point: Point) -> Written {
        Written { point, weekday: None, manner: Manner::Plain }
    }

    /// Whether it says in which year it lies, if only by counting from that of the document.
    pub const fn has_year(&self) -> bool {
        !matches!(self.point.year, Year::Unwritten)
    }

    /// Whether it is a day, and not a longer stretch.
    pub const fn is_day(&self) -> bool {
        matches!(self.point.part, Part::Day { .. })
    }
}

/// A date that begins and ends with one stretch: a day, a month, a season, or part of one.
pub fn dated(input: &str, day_first: bool) -> Parsed<'_, Written> {
    dated_as(opening(input), input, day_first)
}

/// The same, where it is known what its first word opens.
pub fn dated_as(opening: Ways, input: &str, day_first: bool) -> Parsed<'_, Written> {
    let day = |input| day(opening, input, day_first);
    match opening {
        FIGURES => alt((day, figures::month_and_year)).parse(input),
        MONTH => alt((day, month_of_year)).parse(input),
        THE => alt((day, qualified)).parse(input),
        WEEKDAY => day_of_week(input, day_first),
        THIS | NUMERAL | SLIP => day(input),
        PART => qualified(input),
        SEASON => season_of_year(input),
        _ => miss(),
    }
}

/// `Friday, 3rd May 2031`.
fn day_of_week(input: &str, day_first: bool) -> Parsed<'_, Written> {
    let (rest, weekday) = terminated(weekday, (opt(char('.')), gap0, opt(char(',')), gap0)).parse(input)?;
    let (rest, written) = day(opening(rest), rest, day_first)?;
    let manner = if written.manner == Manner::DayBehindMonth { Manner::Plain } else { written.manner };
    Ok((rest, Written { weekday: Some(weekday), manner, ..written }))
}

/// A day of a month.
fn day(opening: Ways, input: &str, day_first: bool) -> Parsed<'_, Written> {
    let full_date = |input| match figures::has_mark(input) {
        true => figures::full_date(input, day_first),
        false => miss(),
    };
    match opening {
        FIGURES => alt((full_date, day_and_month)).parse(input),
        MONTH => alt((full_date, month_and_day)).parse(input),
        THE | THIS | NUMERAL | SLIP => day_and_month(input),
        _ => miss(),
    }
}

/// `3 May 2031` with or without the year, and with slips of copying only where there is one.
pub fn day_and_month(input: &str) -> Parsed<'_, Written> {
    let correct = day_then_month(input);
    if correct.as_ref().is_ok_and(|(_, written)| written.has_year()) {
        return correct;
    }
    slips::repaired(input).or(correct)
}

/// `3rd of May 2031`, `the third day of May`, `16. nov. 2016`.
fn day_then_month(input: &str) -> Parsed<'_, Written> {
    let (input, _) = opt((one_of(&["the", "this"]), gap1)).parse(input)?;
    let (input, (day, dotted)) = alt((figures_before_month, words_before_month)).parse(input)?;
    let (input, name) = month_in_two_languages(input)?;
    let (rest, year) = opt(|input| year_of_day(input, name)).parse(input)?;
    // `on page 16. November 2016 saw`: behind a full stop a sentence may begin.
    let sentence = dotted && (year.is_none() || (name.full && name.capital));
    // A year of no calendar here makes another date of it: `4 June 2200`.
    let strange = || year.is_none() && far_year(rest).is_ok();
    if sentence || (year.is_none() && !name.sure) || strange() {
        return miss();
    }
    point(rest, year.unwrap_or(Year::Unwritten), Part::Day { month: name.number, day })
}

/// The year behind day and month, which may be long past.
fn year_of_day(input: &str, name: MonthName) -> Parsed<'_, Year> {
    let past = preceded(gap1, year_long_past).map(Year::Known);
    alt((|input| year_after(input, name), past)).parse(input)
}

/// `3rd of `, up to the month; and whether a dot stands behind the figures.
fn figures_before_month(input: &str) -> Parsed<'_, (i8, bool)> {
    let (input, day) = one_or_two_digits(input)?;
    let (input, marked) = opt((gap0, suffix)).parse(input)?;
    let (input, dot) = opt(verify(char('.'), |_| marked.is_none())).parse(input)?;
    let (input, _) = (gap0, opt(of)).parse(input)?;
    Ok((input, (day, dot.is_some())))
}

/// `third of `, up to the month: `the second March report` shows why `of` is needed.
fn words_before_month(input: &str) -> Parsed<'_, (i8, bool)> {
    let (input, day) = terminated(ordinal, (gap1, of)).parse(input)?;
    Ok((input, (day, false)))
}

/// `of `, `day of `.
pub fn of(input: &str) -> Parsed<'_, ()> {
    value((), (opt((keyword("day"), gap1)), keyword("of"), gap1)).parse(input)
}

/// `May 3rd, 2031`, `May 3`, `January first 2000`.
fn month_and_day(input: &str) -> Parsed<'_, Written> {
    let (input, name) = month(input)?;
    let (input, _) =
        (opt(verify(char('.'), |_| !name.full)), gap1, opt((keyword("the"), gap1))).parse(input)?;
    let (input, (day, without_year)) = alt((figures_behind_month, words_behind_month)).parse(input)?;
    let (rest, year) = opt(|input| year_after(input, name)).parse(input)?;
    let part = Part::Day { month: name.number, day };
    match (year, without_year) {
        (Some(year), _) => point(rest, year, part),
        (None, Some(manner)) if name.sure && !borders::is_inside_number(input) => {
            let (rest, written) = point(input, Year::Unwritten, part)?;
            Ok((rest, Written { manner, ..written }))
        }
        _ => miss(),
    }
}

/// `3`, `3rd`: the day, and how a date is written that ends with it.
fn figures_behind_month(input: &str) -> Parsed<'_, (i8, Option<Manner>)> {
    let (input, day) = one_or_two_digits(input)?;
    let (input, marked) = opt(suffix).parse(input)?;
    let manner = if marked.is_some() { Manner::Plain } else { Manner::DayBehindMonth };
    not(peek(satisfy(char::is_alphanumeric))).parse(input)?;
    Ok((input, (day, Some(manner))))
}

/// `first`, `twenty two`: the day, with which no date can end.
fn words_behind_month(input: &str) -> Parsed<'_, (i8, Option<Manner>)> {
    alt((ordinal, cardinal)).map(|day| (day, None)).parse(input)
}

/// `May 2031`, `May of 2031`, `Dec-2018`, `May this year`.
pub fn month_of_year(input: &str) -> Parsed<'_, Written> {
    let (rest, name) = month(input)?;
    let plain = |input| preceded((opt(char('.')), gap1), year).map(Year::Known).parse(input);
    let joined = |input| preceded(dash, year).map(Year::Known).parse(input);
    // No small word may stand between `may` and its year: `which may in 2031 be`.
    let (rest, year) = if name.sure {
        alt((|input| year_after(input, name), joined)).parse(rest)?
    } else {
        alt((plain, joined)).parse(rest)?
    };
    point(rest, year, Part::Month(name.number))
}

/// `spring 2031`, `summer of 2019`, `autumn last year`, `winter 2019/20`.
pub fn season_of_year(input: &str) -> Parsed<'_, Written> {
    let (rest, season) = season(input)?;
    let (rest, year) = alt((
        map_opt(preceded((gap1, opt((keyword("of"), gap1))), figures::years), |years| {
            winter_of(season, years)
        }),
        preceded((opt(char(',')), gap1, opt((keyword("of"), gap1))), year.map(Year::Known)),
        anchored_year_after,
    ))
    .parse(rest)?;
    point(rest, year, Part::Season(season))
}

/// The year in which a winter begins that is named by two.
fn winter_of(season: Season, (from, to): (Point, Point)) -> Option<Year> {
    let one_winter = calendar::follows(from, to);
    (season == Season::Winter && one_winter).then_some(from.year)
}

/// `late 2018`, `mid-2017`, `early November`, `the end of June 2020`: the stretch itself, since no one can
/// say which part of it is meant; only the middle of a year has a value of its own.
fn qualified(input: &str) -> Parsed<'_, Written> {
    let (input, middle) = alt((part_of_time, edge_of_time)).parse(input)?;
    let whole_year = move |input| {
        let (rest, year) = year(input)?;
        point(rest, Year::Known(year), if middle { Part::AboutYear } else { Part::Year })
    };
    alt((season_of_year, month_of_year, listed_month, whole_year)).parse(input)
}

/// `early `, `mid-`, `late in `: whether it is the middle.
fn part_of_time(input: &str) -> Parsed<'_, bool> {
    let part = alt((value(false, one_of(&["early", "late"])), value(true, keyword("mid"))));
    terminated(part, (alt((value((), dash), gap1)), opt((keyword("in"), gap1)))).parse(input)
}

/// `the end of `: whether it is the middle.
fn edge_of_time(input: &str) -> Parsed<'_, bool> {
    let edge = alt((value(false, one_of(&["start", "beginning", "end"])), value(true, keyword("middle"))));
    delimited(opt((keyword("the"), gap1)), edge, (gap1, keyword("of"), gap1)).parse(input)
}

/// A month by its name alone, which only a list or a range makes a date.
pub fn listed_month(input: &str) -> Parsed<'_, Written> {
    let (rest, name) = verify(month, |name: &MonthName| name.sure).parse(input)?;
    point(rest, Year::Unwritten, Part::Month(name.number))
}

/// A stretch of the calendar, unless there is none such: the 31st of June.
pub fn point(rest: &str, year: Year, part: Part) -> Parsed<'_, Written> {
    match Point::new(year, part) {
        Some(point) => Ok((rest, Written::plain(point))),
        None => miss(),
    }
}
