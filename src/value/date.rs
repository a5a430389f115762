//! Dates as British letters write them, complete or not.
//!
//! Four kinds share one type. [`KIND`] reads what stands in the calendar by itself (`3 May 2031`,
//! `spring 2031`, `2030/31`, `between 3 and 8 July`), [`RELATIVE`] what only the day of writing explains
//! (`today`, `last month`), [`YEAR`] and [`MONTH`] words that are a date in some places and not in others.
//!
//! A [`Date`] is never more exact than the words: what was not written is not there, and is filled in only by
//! [`Date::resolve`], [`Date::with_year`] and [`Date::nearest`].

mod alone;
mod borders;
mod calendar;
mod edtf;
mod feasts;
mod figures;
mod openings;
mod range;
mod read;
mod relative;
mod slips;
mod stretch;
mod together;
mod tokens;

pub use alone::is_time;
pub use calendar::Lean;
pub use edtf::NotADate;
pub use jiff::civil::Weekday;
pub use tokens::{MONTHS, runs_over};

use super::{BeginsAt, Cell, Kind, Reading, Source};
use jiff::civil;

/// Dates that the calendar alone explains, down to `18 July` and `early November`, and months with a year
/// counted from the document's (`May this year`). No bare year and no bare month.
///
/// Doubts: `weekday does not fit`, `repaired spelling` (a slip of copying), `week of this day`,
/// `feast of this day`.
pub const KIND: Kind = Kind {
    name: "date",
    columns: &["date"],
    begins_with: char::is_alphanumeric,
    begins_at: BeginsAt::Word,
    first_words: || Some(&openings::FIRST),
    slips: openings::SLIPS,
    sparse: true,
    longest: 100,
    read: read::date,
};

/// Dates that only the day of writing explains: `today (Friday)`, `last month`, `earlier this year`,
/// `last July`.
pub const RELATIVE: Kind = Kind {
    name: "relative",
    columns: &["date"],
    begins_with: |c| matches!(c.to_ascii_lowercase(), 't' | 'y' | 'l' | 'n' | 'e'),
    begins_at: BeginsAt::Word,
    first_words: || Some(&relative::FIRST),
    slips: b"",
    sparse: true,
    longest: 48,
    read: relative::relative,
};

/// A year from 1800 to 2099 standing alone: `2031`.
pub const YEAR: Kind = Kind {
    name: "year",
    columns: &["date"],
    begins_with: |c| matches!(c, '1' | '2'),
    begins_at: BeginsAt::Word,
    first_words: || None,
    slips: b"",
    sparse: true,
    longest: 8,
    read: alone::year,
};

/// A capitalised month standing alone: `May`.
pub const MONTH: Kind = Kind {
    name: "month",
    columns: &["date"],
    begins_with: |c| matches!(c, 'J' | 'F' | 'M' | 'A' | 'S' | 'O' | 'N' | 'D'),
    begins_at: BeginsAt::Word,
    first_words: || Some(&alone::MONTH_NAMES),
    slips: b"",
    sparse: true,
    longest: 16,
    read: alone::month,
};

/// A date as it was written: a day, month, season or year, an interval of two of them, or a distance from a
/// day that is not known yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Date {
    shape: Shape,
    weekday: Option<Weekday>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Shape {
    One(Point),
    /// From the beginning of the first to the end of the second.
    Interval(Point, Point),
    /// Counted from the day of writing.
    Near(Near),
}

/// A stretch of the calendar that has a name. Made by [`Point::new`], which refuses days that no month has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Point {
    year: Year,
    part: Part,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Year {
    Known(i16),
    Unwritten,
    /// So many years after that of the document: `last year` is -1.
    Anchored(i16),
}

/// Which part of a year. Months and days count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    Year,
    /// A year as `mid-2017` says it.
    AboutYear,
    Season(Season),
    Month(i8),
    Day {
        month: i8,
        day: i8,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Season {
    Spring,
    Summer,
    Autumn,
    Winter,
}

/// A distance from the day of writing; a step is -1 for the last, 0 for this and 1 for the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Near {
    Day(i8),
    Week(i8),
    Month(i8),
    /// `last Friday`: the day of the week is the date's own.
    Weekday(i8),
    /// `last July`, `next spring`.
    Named(i8, Part),
}

impl Date {
    const fn one(point: Point) -> Date {
        Date { shape: Shape::One(point), weekday: None }
    }

    const fn interval(from: Point, to: Point) -> Date {
        Date { shape: Shape::Interval(from, to), weekday: None }
    }

    const fn near(near: Near) -> Date {
        Date { shape: Shape::Near(near), weekday: None }
    }

    const fn on(self, weekday: Option<Weekday>) -> Date {
        Date { weekday, ..self }
    }

    fn read_to(self, end: usize) -> Reading {
        Reading { end, cells: vec![("date", Cell::Date(self))], doubts: Vec::new() }
    }

    /// The first and the last stretch; the same one twice unless this is an interval.
    const fn points(&self) -> Option<(Point, Point)> {
        match self.shape {
            Shape::One(point) => Some((point, point)),
            Shape::Interval(from, to) => Some((from, to)),
            Shape::Near(_) => None,
        }
    }

    /// The single full day that this is, if it is one.
    pub fn day(&self) -> Option<civil::Date> {
        match self.shape {
            Shape::One(point @ Point { part: Part::Day { .. }, .. }) => point.first(),
            _ => None,
        }
    }

    /// The first year that it names, as a number of the calendar.
    pub fn year(&self) -> Option<i16> {
        match self.points()?.0.year {
            Year::Known(year) => Some(year),
            Year::Unwritten | Year::Anchored(_) => None,
        }
    }

    /// Whether it has a place in every year and does not say in which: `18 July`, `between March and May`.
    pub fn lacks_year(&self) -> bool {
        self.points().is_some_and(|(from, _)| from.year == Year::Unwritten)
    }

    /// Whether only the date of the document explains it: `today`, `last July`, `May this year`.
    pub fn is_relative(&self) -> bool {
        self.points().is_none_or(|(from, _)| matches!(from.year, Year::Anchored(_)))
    }

    /// The day of the week that was written with it (with the first day, in an interval).
    pub const fn weekday(&self) -> Option<Weekday> {
        self.weekday
    }
}

impl From<civil::Date> for Date {
    fn from(day: civil::Date) -> Date {
        let part = Part::Day { month: day.month(), day: day.day() };
        Date::one(Point { year: Year::Known(day.year()), part })
    }
}
