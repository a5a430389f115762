//! Dates in the tables: the Extended Date/Time Format of ISO 8601-2, level 1, and the unspecified year of
//! level 2.

use super::{Date, Near, Part, Point, Season, Shape, Year};
use std::fmt;
use std::str::FromStr;

/// Words that are no date in the forms of [`Date::edtf`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotADate;

impl fmt::Display for NotADate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date in EDTF")
    }
}

impl std::error::Error for NotADate {}

impl Date {
    /// The date as the tables write it: `2015-12-02`, `2015-12`, `2015`, `2015-21` (spring; 22 summer, 23
    /// autumn, 24 winter), `2021-05/2021-06`, `2015/2016`, `2017~`, `XXXX-12-12`, `XXXX-05`.
    ///
    /// A relative date keeps the month or day that it names (`April last year` is `XXXX-04`); one that names
    /// none (`today`, `last year`) has no value before it is resolved.
    pub fn edtf(&self) -> Option<String> {
        let written = self.to_string();
        (!written.is_empty()).then_some(written)
    }
}

impl fmt::Display for Date {
    /// Writes [`Date::edtf`], and nothing for a date that has no such value.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.shape {
            Shape::One(point) if point.is_named() => point.fmt(f),
            Shape::Interval(from, to) if from.is_named() && to.is_named() => write!(f, "{from}/{to}"),
            Shape::Near(Near::Named(_, part)) => match Point::new(Year::Unwritten, part) {
                Some(point) if point.is_named() => point.fmt(f),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }
}

impl Point {
    /// Whether EDTF can name it: it has no words for a season of an unknown year.
    const fn is_named(self) -> bool {
        matches!(self.year, Year::Known(_)) || matches!(self.part, Part::Month(_) | Part::Day { .. })
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.year {
            Year::Known(year) => write!(f, "{year:04}")?,
            Year::Unwritten | Year::Anchored(_) => f.write_str("XXXX")?,
        }
        match self.part {
            Part::Year => Ok(()),
            Part::AboutYear => f.write_str("~"),
            Part::Season(season) => write!(f, "-{}", season.code()),
            Part::Month(month) => write!(f, "-{month:02}"),
            Part::Day { month, day } => write!(f, "-{month:02}-{day:02}"),
        }
    }
}

impl FromStr for Date {
    type Err = NotADate;

    /// Reads every form that [`Date::edtf`] writes.
    fn from_str(written: &str) -> Result<Date, NotADate> {
        let date = match written.split_once('/') {
            Some((from, to)) => Date::interval(point(from)?, point(to)?),
            None => Date::one(point(written)?),
        };
        let from_and_to = date.points().ok_or(NotADate)?;
        let both_or_neither =
            (from_and_to.0.year == Year::Unwritten) == (from_and_to.1.year == Year::Unwritten);
        both_or_neither.then_some(date).ok_or(NotADate)
    }
}

fn point(written: &str) -> Result<Point, NotADate> {
    let (year, rest) = written.split_at_checked(4).ok_or(NotADate)?;
    let part = match *rest.as_bytes() {
        [] => Part::Year,
        [b'~'] => Part::AboutYear,
        [b'-', a, b] => month_or_season(two_digits(a, b)?)?,
        [b'-', a, b, b'-', c, d] => Part::Day { month: two_digits(a, b)?, day: two_digits(c, d)? },
        _ => return Err(NotADate),
    };
    let point = Point::new(self::year(year)?, part).ok_or(NotADate)?;
    point.is_named().then_some(point).ok_or(NotADate)
}

fn year(written: &str) -> Result<Year, NotADate> {
    match written {
        "XXXX" => Ok(Year::Unwritten),
        // The standard library would also take a sign.
        _ if !written.bytes().all(|byte| byte.is_ascii_digit()) => Err(NotADate),
        _ => written.parse().map(Year::Known).map_err(|_| NotADate),
    }
}

fn month_or_season(code: i8) -> Result<Part, NotADate> {
    let season = Season::ALL.into_iter().find(|season| season.code() == code).map(Part::Season);
    season.or((1..=12).contains(&code).then_some(Part::Month(code))).ok_or(NotADate)
}

fn two_digits(tens: u8, ones: u8) -> Result<i8, NotADate> {
    match (tens, ones) {
        (b'0'..=b'9', b'0'..=b'9') => Ok(((tens - b'0') * 10 + (ones - b'0')) as i8),
        _ => Err(NotADate),
    }
}

impl Season {
    const ALL: [Season; 4] = [Season::Spring, Season::Summer, Season::Autumn, Season::Winter];

    /// The number that stands in the place of a month (ISO 8601-2, 4.8).
    const fn code(self) -> i8 {
        match self {
            Season::Spring => 21,
            Season::Summer => 22,
            Season::Autumn => 23,
            Season::Winter => 24,
        }
    }
}
