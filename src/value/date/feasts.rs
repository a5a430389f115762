//! Days that go by the name of a feast: `Easter 2018`, `Boxing Day 2019`.

use super::borders::leading_word;
use super::tokens::{Parsed, gap0, gap1, keyword, one_of, year};
use super::{Part, Point, Year};
use nom::Parser;
use nom::branch::alt;
use nom::character::complete::{char, satisfy};
use nom::combinator::{not, opt, value};
use nom::sequence::preceded;

/// A feast, and how its day is found.
#[derive(Clone, Copy, PartialEq)]
pub enum Feast {
    /// So many days after Easter Sunday.
    Easter(i8),
    /// A season that is named for its first day.
    Season,
    Christmas,
    /// Always on that day of that month.
    Fixed {
        month: i8,
        day: i8,
    },
}

impl Feast {
    /// Whether the name is also that of a longer time.
    pub const fn lasts(self) -> bool {
        matches!(self, Feast::Season | Feast::Christmas)
    }

    /// Its day in a year.
    pub fn day(self, year: i16) -> Option<Point> {
        let (month, day) = match self {
            Feast::Easter(after) => days_after_easter(year, after)?,
            Feast::Season => days_after_easter(year, 0)?,
            Feast::Christmas => (12, 25),
            Feast::Fixed { month, day } => (month, day),
        };
        Point::new(Year::Known(year), Part::Day { month, day })
    }
}

/// The words with which the name of a feast begins.
pub static FIRST: &[&str] = &["easter", "christmas", "boxing", "good", "new"];

/// Whether a word is the name of a feast by itself.
pub fn is_name(word: &str) -> bool {
    ["easter", "christmas"].iter().any(|name| word.eq_ignore_ascii_case(name))
}

/// Whether the second word lets the name of a feast begin here, where the first is a word of many things.
pub fn may_begin(text: &str) -> bool {
    let (first, behind) = text.split_at(leading_word(text).len());
    let second: &[&str] = match first.as_bytes().first().map(u8::to_ascii_lowercase) {
        Some(b'g') => &["friday"],
        Some(b'b') => &["day"],
        Some(b'n') => &["year", "years"],
        _ => return true,
    };
    preceded(gap1, one_of(second)).parse(behind).is_ok()
}

/// A feast and its year.
pub fn feast(input: &str) -> Parsed<'_, (Feast, i16)> {
    let of = (opt(char(',')), gap1, opt((one_of(&["of", "in"]), gap1)));
    let (rest, (name, _, year)) = (name, of, year).parse(input)?;
    // `Christmas 2019/20` is a winter.
    not((gap0, satisfy(|c| matches!(c, '/' | '-' | '–')))).parse(rest)?;
    Ok((rest, (name, year)))
}

fn name(input: &str) -> Parsed<'_, Feast> {
    let fixed = |month, day| Feast::Fixed { month, day };
    let new_year = (keyword("new"), gap1, one_of(&["year", "years"]), opt(possessive), gap1);
    let easter = preceded(
        (keyword("easter"), gap1),
        alt((value(Feast::Easter(0), keyword("sunday")), value(Feast::Easter(1), keyword("monday")))),
    );
    let christmas = preceded(
        (keyword("christmas"), gap1),
        alt((value(fixed(12, 24), keyword("eve")), value(fixed(12, 25), keyword("day")))),
    );
    alt((
        easter,
        value(Feast::Season, keyword("easter")),
        christmas,
        value(Feast::Christmas, keyword("christmas")),
        value(Feast::Easter(-2), (keyword("good"), gap1, keyword("friday"))),
        value(fixed(12, 26), (keyword("boxing"), gap1, keyword("day"))),
        preceded(new_year, alt((value(fixed(12, 31), keyword("eve")), value(fixed(1, 1), keyword("day"))))),
    ))
    .parse(input)
}

/// `’s`.
fn possessive(input: &str) -> Parsed<'_, ()> {
    value((), (satisfy(|c| crate::words::plain(c) == '\''), char('s'))).parse(input)
}

/// Month and day of a day counted from Easter Sunday, in the Gregorian calendar (Meeus, Jones and Butcher).
fn days_after_easter(year: i16, after: i8) -> Option<(i8, i8)> {
    let year = i32::from(year);
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let moon = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
    let late = (golden + 11 * moon + 22 * sunday) / 451;
    let days = moon + sunday - 7 * late + 114;
    let march_first = jiff::civil::Date::new(i16::try_from(year).ok()?, 3, 1).ok()?;
    let day =
        march_first.checked_add(jiff::Span::new().days((days / 31 - 3) * 31 + days % 31 + i32::from(after)));
    day.ok().map(|day| (day.month(), day.day()))
}
