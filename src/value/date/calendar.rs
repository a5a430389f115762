//! Where a date lies in the calendar, and how what is missing of it is found.

use super::{Date, Near, Part, Point, Season, Shape, Year};
use jiff::ToSpan;
use jiff::civil::{self, Weekday};
use serde::{Deserialize, Serialize};

/// On which side of a day a date without a year is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Lean {
    /// On that day or before it.
    Past,
    /// On that day or after it.
    Future,
    /// On whichever side is nearer; on the day before of two that are equally near.
    Either,
}

/// How many years around a day are searched for one that fits a weekday: the same date has the same weekday
/// again after 5, 6 or 11 years.
const YEARS_AROUND: i16 = 11;

impl Date {
    /// The first day that it may mean; none without a year. Winter is December to February, spring March to
    /// May.
    pub fn earliest(&self) -> Option<civil::Date> {
        self.points()?.0.first()
    }

    /// The last day that it may mean; none without a year.
    pub fn latest(&self) -> Option<civil::Date> {
        self.points()?.1.last()
    }

    /// What a relative date means in a document of that date; `None` for a date that is not relative.
    ///
    /// The document's date need not be a full day: `last year` needs only its year, and `today` in a letter
    /// of December 2015 is December 2015. Nothing results where two readings are likely (`next Friday` when
    /// this week's Friday is still to come) or where a weekday that was written contradicts.
    pub fn resolve(&self, anchor: &Date) -> Option<Date> {
        if !self.is_relative() || anchor.is_relative() {
            return None;
        }
        let early = self.seen_from(anchor.earliest()?)?;
        let late = self.seen_from(anchor.latest()?)?;
        if early == late {
            return early.fits_weekday().then_some(early);
        }
        let today = self.shape == Shape::Near(Near::Day(0));
        today.then_some(*anchor)
    }

    /// The same date in a year of the calendar: `18 July` in 2013. An interval over New Year ends in that
    /// year.
    ///
    /// `None` where it has a year already, where that year has no such day, and where a weekday that was
    /// written does not fit.
    pub fn with_year(&self, year: i16) -> Option<Date> {
        if !self.lacks_year() {
            return None;
        }
        let shape = match self.shape {
            Shape::One(point) => Shape::One(point.at(Year::Known(year))?),
            Shape::Interval(from, to) => {
                let (from, to) = join(from, to.at(Year::Known(year))?)?;
                Shape::Interval(from, to)
            }
            Shape::Near(_) => return None,
        };
        let date = Date { shape, ..*self };
        date.fits_weekday().then_some(date)
    }

    /// Whether a weekday was written with it.
    pub fn has_weekday(&self) -> bool {
        self.weekday.is_some()
    }

    /// A date without a year in the year that brings it nearest to a day, and in which a weekday that was
    /// written fits: on the side where it is looked for. One that has just been is meant even where one to
    /// come is looked for: that is thought to lie ahead by its words alone.
    pub fn nearest(&self, anchor: civil::Date, lean: Lean) -> Option<Date> {
        const JUST_BEEN: i64 = 60;
        const A_YEAR: i64 = 366;
        let here = anchor.year();
        let years = here.saturating_sub(YEARS_AROUND)..=here.saturating_add(YEARS_AROUND);
        let dates = years.filter_map(|year| self.with_year(year));
        let distance = |date: &Date| date.distance(anchor);
        let nearest = dates.clone().min_by_key(distance)?;
        let just_been = || lean == Lean::Future && distance(&nearest).is_some_and(|days| days <= JUST_BEEN);
        if nearest.leans(anchor, lean) || just_been() {
            return Some(nearest);
        }
        // A weekday can push a date years away: then the other side is meant.
        let far = |date: &Date| distance(date).is_some_and(|days| days > A_YEAR);
        let leaning = dates.filter(|date| date.leans(anchor, lean)).min_by_key(distance)?;
        Some(if self.weekday.is_some() && far(&leaning) { nearest } else { leaning })
    }

    /// Whether a day without a year is at most a quarter of a year from another in the year that brings it
    /// nearest.
    pub fn is_day_near(&self, anchor: civil::Date) -> bool {
        const A_QUARTER: i64 = 92;
        let nearest = self.nearest(anchor, Lean::Either).filter(|nearest| nearest.day().is_some());
        nearest.and_then(|nearest| nearest.distance(anchor)).is_some_and(|days| days <= A_QUARTER)
    }

    /// Whether it lies, or may lie, on that side of a day.
    pub fn leans(&self, anchor: civil::Date, lean: Lean) -> bool {
        match lean {
            Lean::Past => self.earliest().is_some_and(|day| day <= anchor),
            Lean::Future => self.latest().is_some_and(|day| day >= anchor),
            Lean::Either => true,
        }
    }

    /// Whether the weekday that was written, if any, is that of the (first) day, if it is known.
    pub(super) fn fits_weekday(&self) -> bool {
        let point = self.points().map(|(from, _)| from);
        self.weekday.is_none_or(|weekday| point.is_none_or(|point| point.fits(weekday)))
    }

    /// Days between the date and a day; 0 where the day lies in it.
    fn distance(&self, day: civil::Date) -> Option<i64> {
        let after = days_between(day, self.earliest()?);
        let before = days_between(self.latest()?, day);
        Some(after.max(before).max(0))
    }

    /// What a relative date means on a day.
    fn seen_from(&self, day: civil::Date) -> Option<Date> {
        let shape = match self.shape {
            Shape::One(point) => Shape::One(point.anchored(day.year())?),
            Shape::Interval(from, to) => {
                Shape::Interval(from.anchored(day.year())?, to.anchored(day.year())?)
            }
            Shape::Near(near) => near.seen_from(day, self.weekday)?.shape,
        };
        Some(Date { shape, ..*self })
    }
}

impl Near {
    fn seen_from(self, day: civil::Date, weekday: Option<Weekday>) -> Option<Date> {
        match self {
            Near::Day(step) => Some(day.checked_add(step.days()).ok()?.into()),
            Near::Week(step) => week(day, step),
            Near::Month(step) => {
                let month = day.checked_add(step.months()).ok()?;
                Some(Date::one(Point::new(Year::Known(month.year()), Part::Month(month.month()))?))
            }
            Near::Weekday(step) => near_weekday(day, weekday?, step).map(Date::from),
            Near::Named(step, part) => nearest_named(day, part, step).map(Date::one),
        }
    }
}

/// The week, Monday to Sunday, that lies `step` weeks after that of a day.
fn week(day: civil::Date, step: i8) -> Option<Date> {
    let since_monday = i64::from(day.weekday().to_monday_zero_offset());
    let monday = day.checked_add((i64::from(step) * 7 - since_monday).days()).ok()?;
    let sunday = monday.checked_add(6.days()).ok()?;
    Some(Date::interval(Date::from(monday).points()?.0, Date::from(sunday).points()?.0))
}

/// The last such weekday before a day, the one of the same week (Monday to Sunday), or the one of the next
/// week.
///
/// `next Friday` before this week's Friday is said of both, so that nothing is answered then.
fn near_weekday(day: civil::Date, weekday: Weekday, step: i8) -> Option<civil::Date> {
    let in_week = weekday.to_monday_zero_offset() - day.weekday().to_monday_zero_offset();
    let days = match step {
        0 => in_week,
        1 if in_week > 0 => return None,
        1 => in_week + 7,
        _ if in_week < 0 => in_week,
        _ => in_week - 7,
    };
    day.checked_add(days.days()).ok()
}

/// The last month or season of a name that is over on a day, or the next that has not begun.
fn nearest_named(day: civil::Date, part: Part, step: i8) -> Option<Point> {
    let here = day.year();
    let mut points = [here, here + step.signum() as i16, here + 2 * step.signum() as i16]
        .into_iter()
        .filter_map(|year| Point::new(Year::Known(year), part));
    if step < 0 {
        points.find(|point| point.last().is_some_and(|last| last < day))
    } else {
        points.find(|point| point.first().is_some_and(|first| first > day))
    }
}

fn days_between(from: civil::Date, to: civil::Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

/// The two ends of an interval, where one may take its year from the other: `29 September to 4 May 2031`
/// begins in
/// 2030. `None` where they do not follow each other.
pub(super) fn join(from: Point, to: Point) -> Option<(Point, Point)> {
    let (from, to) = match (from.year, to.year) {
        (Year::Unwritten, Year::Unwritten) => (from, to),
        (Year::Unwritten, year) => (from.at_or_before(to, year)?, to),
        (year, Year::Unwritten) => (from, to.at_or_after(from, year)?),
        (Year::Known(_), Year::Known(_)) | (Year::Anchored(_), Year::Anchored(_)) => (from, to),
        _ => return None,
    };
    let ordered = match (from.order(), to.order()) {
        ((None, first), (None, last)) => first.0 != last.0 || first < last,
        (first, last) => first < last || (first == last && from.part != to.part),
    };
    ordered.then_some((from, to))
}

/// Whether one stretch begins on the day after the other ends.
pub(super) fn follows(from: Point, to: Point) -> bool {
    let day_after = from.in_some_year().and_then(Point::last).and_then(|last| last.tomorrow().ok());
    day_after.is_some() && day_after == to.in_some_year().and_then(Point::first)
}

impl Point {
    /// A stretch of the calendar, if there is such a one, in a year of four figures.
    pub(super) fn new(year: Year, part: Part) -> Option<Point> {
        let any_leap_year = 2000;
        let in_year = match year {
            Year::Known(year @ 0..=9999) => year,
            Year::Known(_) => return None,
            Year::Unwritten | Year::Anchored(_) => any_leap_year,
        };
        let (month, day) = match part {
            Part::Year | Part::AboutYear if year == Year::Unwritten => return None,
            Part::Year | Part::AboutYear | Part::Season(_) => (1, 1),
            Part::Month(month) => (month, 1),
            Part::Day { month, day } => (month, day),
        };
        civil::Date::new(in_year, month, day).ok().map(|_| Point { year, part })
    }

    /// The same part of another year.
    pub(super) fn at(self, year: Year) -> Option<Point> {
        Point::new(year, self.part)
    }

    /// Whether its day, if it is a known one, has that weekday.
    pub(super) fn fits(self, weekday: Weekday) -> bool {
        !matches!(self.part, Part::Day { .. }) || self.first().is_none_or(|day| day.weekday() == weekday)
    }

    /// Its first day, if the year is known.
    pub(super) fn first(self) -> Option<civil::Date> {
        let year = self.known_year()?;
        let (month, day) = match self.part {
            Part::Year | Part::AboutYear => (1, 1),
            Part::Season(season) => (season.first_month(), 1),
            Part::Month(month) => (month, 1),
            Part::Day { month, day } => (month, day),
        };
        civil::Date::new(year, month, day).ok()
    }

    /// Its last day, if the year is known.
    pub(super) fn last(self) -> Option<civil::Date> {
        let year = self.known_year()?;
        let (year, month) = match self.part {
            Part::Year | Part::AboutYear => (year, 12),
            Part::Season(Season::Winter) => (year.checked_add(1)?, 2),
            Part::Season(season) => (year, season.first_month() + 2),
            Part::Month(month) => (year, month),
            Part::Day { .. } => return self.first(),
        };
        civil::Date::new(year, month, 1).ok().map(civil::Date::last_of_month)
    }

    const fn known_year(self) -> Option<i16> {
        match self.year {
            Year::Known(year) => Some(year),
            Year::Unwritten | Year::Anchored(_) => None,
        }
    }

    /// With the year of a document in place of one counted from it.
    fn anchored(self, document: i16) -> Option<Point> {
        match self.year {
            Year::Anchored(years) => self.at(Year::Known(document.checked_add(years)?)),
            _ => Some(self),
        }
    }

    /// With a known year in place of one counted from that of a document.
    fn in_some_year(self) -> Option<Point> {
        self.anchored(2000)
    }

    /// In a year, or in the one before where it would come after `end`.
    fn at_or_before(self, end: Point, year: Year) -> Option<Point> {
        let point = self.at(year)?;
        if point.order() > end.order() { self.at(year.shifted(-1)?) } else { Some(point) }
    }

    /// In a year, or in the one after where it would come before `start`.
    fn at_or_after(self, start: Point, year: Year) -> Option<Point> {
        let point = self.at(year)?;
        if point.order() < start.order() { self.at(year.shifted(1)?) } else { Some(point) }
    }

    /// What orders points whose years are counted alike: the year, then month and day of the beginning.
    fn order(self) -> (Option<i16>, (i8, i8)) {
        let year = match self.year {
            Year::Known(year) | Year::Anchored(year) => Some(year),
            Year::Unwritten => None,
        };
        let begins = match self.part {
            Part::Year | Part::AboutYear => (0, 0),
            Part::Season(season) => (season.first_month(), 0),
            Part::Month(month) => (month, 0),
            Part::Day { month, day } => (month, day),
        };
        (year, begins)
    }
}

impl Year {
    fn shifted(self, years: i16) -> Option<Year> {
        match self {
            Year::Known(year) => year.checked_add(years).map(Year::Known),
            Year::Anchored(year) => year.checked_add(years).map(Year::Anchored),
            Year::Unwritten => Some(Year::Unwritten),
        }
    }
}

impl Season {
    /// The meteorological seasons of these islands, three whole months each.
    const fn first_month(self) -> i8 {
        match self {
            Season::Spring => 3,
            Season::Summer => 6,
            Season::Autumn => 9,
            Season::Winter => 12,
        }
    }
}
