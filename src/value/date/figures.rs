//! Dates in figures: `03/05/2031`, `2031-05-03`, `3-May-2031`, `05/2031`, `2030/31`.

use super::borders::leading_word;
use super::slips::is_word_of_year;
use super::stretch::{Manner, Written};
use super::tokens::{
    Parsed, dash, digits, gap0, gap1, miss, month, month_named, short_year, space0, space1, suffix,
    welsh_month, year,
};
use super::{Part, Point, Year};
use crate::value::lexicon::{Lexicon, Ways};
use crate::value::numerals::YEARS;
use crate::words::plain;
use nom::branch::alt;
use nom::character::complete::{char, satisfy};
use nom::combinator::{not, opt, peek, value, verify};
use nom::sequence::{preceded, terminated};
use nom::{AsChar, Parser};
use std::sync::LazyLock;

/// Words of letters that go on behind the first figures of a date, months aside: `3 to 8 July`, `3rd`,
/// `1990 s`.
static BEHIND: LazyLock<Lexicon> = LazyLock::new(|| {
    let words = ["of", "day", "to", "until", "till", "through", "and", "s", "q", "h"];
    words.into_iter().map(|word| (word, Ways(1))).collect()
});

/// Whether the figures at the start of a text can begin a date, as far as what stands behind them can tell.
pub fn may_begin(input: &str) -> bool {
    let digits = input.bytes().take_while(u8::is_ascii_digit).count();
    let behind = &input[digits..];
    if !matches!(digits, 1 | 2 | 4) {
        return false;
    }
    match behind.chars().next() {
        Some('.') => return may_go_on_behind_dot(&behind[1..]),
        Some(c) if c.is_alphanumeric() || matches!(plain(c), '/' | '-' | '\'') => return true,
        Some(c) if c.is_whitespace() || matches!(c, '*' | '\u{200b}') => {}
        // `3, 4 and 7 May`.
        Some(',') => {
            return gap1(&behind[1..]).is_ok_and(|(next, ())| next.starts_with(|c: char| c.is_ascii_digit()));
        }
        _ => return false,
    }
    // Nothing goes on past an empty line.
    let Ok((next, ())) = gap1(behind) else { return !is_last_of_line(behind) };
    match next.chars().next() {
        Some(c) if c.is_ascii_alphanumeric() => {
            is_behind_figures(leading_word(next))
                || suffix(next).is_ok_and(|(rest, _)| ends_suffix(rest))
                || is_word_of_year(next)
        }
        Some(c) => matches!(plain(c), '/' | '-' | '&'),
        None => false,
    }
}

/// `27.09.19`, `16. nov. 2016`: whether a date can go on so behind the dot after its first figures.
fn may_go_on_behind_dot(rest: &str) -> bool {
    let (figures, behind) = rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count());
    if !figures.is_empty() {
        return behind.starts_with('.');
    }
    gap0(rest).is_ok_and(|(next, ())| is_behind_figures(leading_word(next)))
}

/// Whether a word goes on behind the first figures of a date.
fn is_behind_figures(word: &str) -> bool {
    BEHIND.ways(word) != Ways::NONE || month_named(word).is_some() || welsh_month(word).is_some()
}

/// Whether only white space and emphasis marks follow on the line.
fn is_last_of_line(rest: &str) -> bool {
    rest.trim_start_matches(|c: char| c != '\n' && (c.is_whitespace() || matches!(c, '*' | '\u{200b}')))
        .starts_with('\n')
}

/// Whether a word ends behind `3rd`, or a date goes on.
fn ends_suffix(rest: &str) -> bool {
    let word = leading_word(rest);
    word.is_empty() || is_behind_figures(word)
}

/// One of the three fields.
#[derive(Clone, Copy)]
enum Field {
    /// A number and how many digits it has.
    Figures(i16, usize),
    Month(i8),
}

/// What stands between two fields.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Slash,
    Dot,
    Dash,
}

/// Whether the first word is followed by what stands between the fields of a full date.
pub fn has_mark(input: &str) -> bool {
    mark(input.trim_start_matches(|c: char| c.is_ascii_alphanumeric())).is_ok()
}

/// Day, month and year with the same mark between them, in any order that leaves no doubt.
pub fn full_date(input: &str, day_first: bool) -> Parsed<'_, Written> {
    let (input, first) = field(input)?;
    let (input, (mark, second)) = (mark, field).parse(input)?;
    let (input, third) = preceded(verify(self::mark, |other| *other == mark), field).parse(input)?;
    let (year, month, day) = match (first, second, third) {
        (Field::Figures(year, 4), Field::Figures(month, 1 | 2), Field::Figures(day, 1 | 2)) => {
            (year, month, day)
        }
        (Field::Figures(a, 1 | 2), Field::Figures(b, length @ (1 | 2)), Field::Figures(year, digits)) => {
            let (day, month) = if day_first { (a, b) } else { (b, a) };
            if (mark, digits, length) == (Mark::Dot, 2, 2) {
                return dotted(input, short_year(year), month, day);
            }
            let Some(year) = last_year(year, digits, mark) else { return miss() };
            (year, month, day)
        }
        (Field::Figures(year, 4), Field::Month(month), Field::Figures(day, 1 | 2))
        | (Field::Figures(year, 4), Field::Figures(day, 1 | 2), Field::Month(month))
        | (Field::Figures(day, 1 | 2), Field::Month(month), Field::Figures(year, 4))
        | (Field::Month(month), Field::Figures(day, 1 | 2), Field::Figures(year, 4)) => {
            (year, month.into(), day)
        }
        _ => return miss(),
    };
    match calendar_day(year, month, day) {
        Some(point) => Ok((input, Written::plain(point))),
        None => miss(),
    }
}

/// `27.09.19`, which could be the number of a section.
fn dotted(rest: &str, year: i16, month: i16, day: i16) -> Parsed<'_, Written> {
    match calendar_day(year, month, day) {
        Some(point) => Ok((rest, Written { manner: Manner::Dotted, ..Written::plain(point) })),
        None => miss(),
    }
}

/// The year that ends a date: two digits only behind slashes, where dots make a section and dashes a sort
/// code.
fn last_year(number: i16, digits: usize, mark: Mark) -> Option<i16> {
    match (digits, mark) {
        (4, _) => Some(number),
        (2, Mark::Slash) => Some(short_year(number)),
        _ => None,
    }
}

fn calendar_day(year: i16, month: i16, day: i16) -> Option<Point> {
    let part = Part::Day { month: month.try_into().ok()?, day: day.try_into().ok()? };
    YEARS.contains(&year).then(|| Point::new(Year::Known(year), part)).flatten()
}

fn field(input: &str) -> Parsed<'_, Field> {
    let figures = verify(digits, |digits: &str| digits.len() <= 4);
    if input.starts_with(|c: char| c.is_ascii_digit()) {
        figures.map(|digits| Field::Figures(digits.parse().unwrap_or(0), digits.len())).parse(input)
    } else {
        month.map(|name| Field::Month(name.number)).parse(input)
    }
}

fn mark(input: &str) -> Parsed<'_, Mark> {
    let (behind, ()) = space0(input)?;
    if let Some(rest) = behind.strip_prefix('/') {
        return value(Mark::Slash, space0).parse(rest);
    }
    match input.strip_prefix('.') {
        Some(rest) => Ok((rest, Mark::Dot)),
        None => value(Mark::Dash, dash).parse(input),
    }
}

/// `05/2031`, `05-2031`, `2031-05`, `2031/05`, `2031- 05`, `2031 May`, where the second number makes no pair
/// of years.
pub fn month_and_year(input: &str) -> Parsed<'_, Written> {
    alt((month_then_year, year_then_month, year_then_name)).parse(input)
}

fn month_then_year(input: &str) -> Parsed<'_, Written> {
    let (input, month) = verify(digits, |digits: &str| digits.len() <= 2).parse(input)?;
    let (input, (loose, year)) = (link, year).parse(input)?;
    figures_of_month(input, year, month, loose)
}

fn year_then_month(input: &str) -> Parsed<'_, Written> {
    let (input, (year, loose)) = (year, link).parse(input)?;
    let (input, month) = two_digits(input)?;
    let ambiguous = month.parse().is_ok_and(|month| (1..=LONGEST_CYCLE).contains(&years_on(year, month)));
    if ambiguous { miss() } else { figures_of_month(input, year, month, loose) }
}

/// The sign between month and year, and whether a space follows it.
fn link(input: &str) -> Parsed<'_, bool> {
    (slash_or_dash, opt(space1)).map(|(_, space)| space.is_some()).parse(input)
}

fn figures_of_month<'a>(rest: &'a str, year: i16, month: &str, loose: bool) -> Parsed<'a, Written> {
    let part = month.parse().map(Part::Month).ok();
    let manner = if loose { Manner::LooseFigures } else { Manner::FiguresOfMonth };
    match part.and_then(|part| Point::new(Year::Known(year), part)) {
        Some(point) => Ok((rest, Written { manner, ..Written::plain(point) })),
        None => miss(),
    }
}

/// `1990s`, `1970’s`, `1990 s`: the ten years, from the first to the last.
pub fn decade(input: &str) -> Parsed<'_, (Point, Point)> {
    let (input, figures) =
        verify(digits, |digits: &str| digits.len() == 4 && digits.ends_with('0')).parse(input)?;
    let from = figures.parse().unwrap_or(0);
    let apostrophe = satisfy(|c| c != ' ' && crate::words::plain(c) == '\'');
    let (rest, _) = (opt(apostrophe), space0, char('s')).parse(input)?;
    if YEARS.contains(&from) && !rest.starts_with(char::is_alphanumeric) {
        pair(rest, from, from + 9)
    } else {
        miss()
    }
}

/// `2031 May` on one line, no day or year behind it.
fn year_then_name(input: &str) -> Parsed<'_, Written> {
    let (rest, (year, (), name)) = (year, space1, month).parse(input)?;
    let ends = not(peek((gap0, satisfy(AsChar::is_dec_digit)))).parse(rest).is_ok();
    let verb = name.is_verb() && (gap1, satisfy(AsChar::is_alpha)).parse(rest).is_ok();
    match Point::new(Year::Known(year), Part::Month(name.number)) {
        Some(point) if ends && !verb => Ok((rest, Written::plain(point))),
        _ => miss(),
    }
}

fn slash_or_dash(input: &str) -> Parsed<'_, char> {
    alt((char('/'), dash)).parse(input)
}

/// Pairs of years further apart are no budget, plan or cycle of inspections.
const LONGEST_CYCLE: i16 = 10;

/// A pair so far apart is one even where it could be a month: `2010-11`, but not `2009-11`.
const SURE_PAIR: i16 = 1;

/// `2030/31`, `2030-31`, `2030–2032`.
pub fn years(input: &str) -> Parsed<'_, (Point, Point)> {
    let (input, from) = terminated(year, slash_or_dash).parse(input)?;
    let (input, last) = verify(digits, |digits: &str| matches!(digits.len(), 2 | 4)).parse(input)?;
    let number: i16 = last.parse().unwrap_or(0);
    let years = if last.len() == 2 { years_on(from, number) } else { number - from };
    let may_be_month = last.len() == 2 && number <= 12;
    let longest = if may_be_month { SURE_PAIR } else { LONGEST_CYCLE };
    if (1..=longest).contains(&years) { pair(input, from, from + years) } else { miss() }
}

/// `30/31`, which is a pair of years only in some places.
pub fn short_years(input: &str) -> Parsed<'_, (Point, Point)> {
    let (input, (from, _, to)) = (two_digits, char('/'), two_digits).parse(input)?;
    match (from.parse::<i16>(), to.parse::<i16>()) {
        (Ok(from @ 10..=49), Ok(to)) if to == from + 1 => pair(input, 2000 + from, 2000 + to),
        _ => miss(),
    }
}

fn two_digits(input: &str) -> Parsed<'_, &str> {
    verify(digits, |digits: &str| digits.len() == 2).parse(input)
}

/// How many years on the next year lies that ends in those two digits.
const fn years_on(from: i16, two_digits: i16) -> i16 {
    (two_digits - from).rem_euclid(100)
}

fn pair(rest: &str, from: i16, to: i16) -> Parsed<'_, (Point, Point)> {
    not(peek((slash_or_dash, satisfy(char::is_alphanumeric)))).parse(rest)?;
    let year = |year| Point::new(Year::Known(year), Part::Year);
    match (year(from), year(to)) {
        (Some(from), Some(to)) => Ok((rest, (from, to))),
        _ => miss(),
    }
}
