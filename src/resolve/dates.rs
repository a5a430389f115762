//! What dates mean in their document.
//!
//! A date without a year takes it from the words before it ("in 2013 ... on 18 July"), from the document's
//! own date, on the side that its rule or the tense of its clause tells, or from another date of the text; a
//! relative one ("today") counts from the document's own date. Where none is there, the year stays open and the
//! relative date is no row. No year and no day is invented.

use super::doubts::{self, about};
use super::{Doubt, Lost, Row, View, Why, choose, settle, tense};
use crate::document::Span;

use crate::grammar::Past;
use crate::value::date::Lean;
use crate::value::{Cell, Date};

/// Resolves the dates of all rows.
pub(crate) fn resolve<'g>(
    view: &View<'_, 'g>,
    rows: &mut Vec<Row<'g>>,
    said: &mut Vec<Doubt<'g>>,
    lost: &mut Vec<Lost<'g>>,
) -> Written {
    let own = own_date(view, rows);
    // The date of the document is a row like others, and may have got its year just now.
    let mut given: Vec<(usize, Date)> = Vec::new();
    for row in rows.iter().filter(|row| view.grammar.rule(row.rule).1.lends) {
        for (_, cell) in &row.cells {
            if let Cell::Date(date) = cell
                && !date.lacks_year()
                && !date.is_relative()
            {
                given.push((row.span.start, *date));
            }
        }
    }
    let given = Given::new(given);
    let mut adrift = vec![false; rows.len()];
    for (number, row) in rows.iter_mut().enumerate() {
        let rule = view.grammar.rule(row.rule).1;
        let table = &view.grammar.tables[row.table].name;
        let place = (row.span, row.window);
        for (column, cell) in &mut row.cells {
            let Cell::Date(date) = cell else { continue };
            let (found, doubt) = if date.is_relative() {
                let found = own.as_ref().and_then(|own| date.resolve(own));
                // "April last year" is still an April; "today" is nothing without its day.
                adrift[number] |= found.is_none() && date.edtf().is_none();
                (found, found.is_none().then_some(doubts::NO_ANCHOR))
            } else if date.lacks_year() {
                with_year(view, date, place, rule.lean, &own, &given)
            } else {
                continue;
            };
            *date = found.unwrap_or(*date);
            said.extend(doubt.map(|doubt| about(table, column, doubt, row.span, row.rule)));
        }
    }
    let written = Written::new(rows, own);
    settle::drop_rows(rows, &adrift, Why::NoAnchor, lost);
    written
}

/// A date without a year in the year that its sentence gives it, or the day of writing, or another date of the text;
/// with what is then uncertain.
fn with_year(
    view: &View<'_, '_>,
    date: &Date,
    (span, window): (Span, Span),
    lean: Lean,
    own: &Option<Date>,
    given: &Given,
) -> (Option<Date>, Option<&'static str>) {
    let day = own.as_ref().and_then(|own| own.day().or_else(|| own.earliest()));
    let lean = match lean {
        // "She has called a meeting on 12 April": a day that is near is meant, whatever the tense.
        Lean::Either if day.is_some_and(|day| date.is_day_near(day)) => Lean::Either,
        Lean::Either => tense::of(view, span, window),
        told => told,
    };
    let leans = |date: &Date| day.is_none_or(|day| date.leans(day, lean));
    let sentence = Given::between(&given.all, window.start, span.start);
    let certain = year_of(date, sentence)
        .filter(leans)
        .or_else(|| own.as_ref().and_then(|own| date.resolve(own)))
        .or_else(|| date.nearest(day?, lean));
    if certain.is_some() {
        return (certain, None);
    }
    let near = given.near(view, span.start);
    let before = year_of(date, near).filter(|dated| !is_passed(dated, near, lean));
    if let Some(dated) = before.or_else(|| given.on_that_weekday(date)) {
        return (Some(dated), Some(doubts::YEAR_BEFORE));
    }
    // What is to come does not lie before what is told next.
    match given.after(span.start, date).filter(|_| lean != Lean::Future) {
        Some(dated) => (Some(dated), Some(doubts::YEAR_AFTER)),
        None => (None, Some(doubts::NO_YEAR)),
    }
}

/// Whether a date that is told as one to come lies before another.
fn is_passed(date: &Date, other: Option<Date>, lean: Lean) -> bool {
    let ends = date.latest().zip(other.and_then(|other| other.earliest()));
    lean == Lean::Future && ends.is_some_and(|(latest, other)| latest < other)
}

/// The dates that a document gives anywhere, and its own.
pub(crate) struct Written {
    /// By place.
    all: Vec<(usize, Date)>,
    own: Option<Date>,
}

impl Written {
    fn new(rows: &[Row<'_>], own: Option<Date>) -> Written {
        let dates = rows.iter().flat_map(|row| {
            let dates = row.cells.iter().filter_map(|(_, cell)| match cell {
                Cell::Date(date) => Some(*date),
                _ => None,
            });
            dates.map(|date| (row.span.start, date))
        });
        let mut all: Vec<_> = dates.collect();
        all.sort_by_key(|(at, _)| *at);
        Written { all, own }
    }

    /// Whether the date right behind a row is of so long ago, or else all that stand before it, if any do.
    pub(crate) fn all_past(&self, view: &View<'_, '_>, row: &Row<'_>, past: Past) -> bool {
        /// More dates in one window than any sentence has, so that thousands of rows and dates cost their
        /// number.
        const MOST_DATES: usize = 20;
        /// So few bytes are between a row and a date that goes with it: ` in `, `, back in `.
        const RIGHT_BEHIND: usize = 12;
        let Some(now) = self.own.as_ref().and_then(Date::earliest) else { return false };
        let Some((window, _)) = view.anatomy.window(&view.document.text, row.span.start, past.reach) else {
            return false;
        };
        let is_past = |date: &Date| {
            date.latest().is_some_and(|last| last.year().saturating_add(past.years) <= now.year())
        };
        let next = self.all.get(self.all.partition_point(|(at, _)| *at < row.span.end));
        if let Some((at, date)) = next.filter(|(at, _)| *at <= row.span.end + RIGHT_BEHIND)
            && let Some(between) = view.document.text.get(row.span.end..*at)
            && !between.contains(['.', ';', '\n'])
        {
            return is_past(date);
        }
        let end = self.all.partition_point(|(at, _)| *at < row.span.start);
        let before = self.all[..end].iter().rev().take_while(|(at, _)| *at >= window.start);
        let mut before = before.take(MOST_DATES).peekable();
        before.peek().is_some() && before.all(|(_, date)| is_past(date))
    }
}

/// The document's own date, with a year from the text around where it is written without.
fn own_date<'g>(view: &View<'_, 'g>, rows: &[Row<'g>]) -> Option<Date> {
    let column = view.grammar.anchor?;
    let chosen = choose::some(view, rows, [column]);
    let Cell::Date(date) = &chosen[column] else { return None };
    (!date.is_relative() && !date.lacks_year()).then_some(*date)
}

/// Dates with their years, by place.
struct Given {
    all: Vec<(usize, Date)>,
    /// Those that are a month or less.
    narrow: Vec<(usize, Date)>,
    /// The years of these, each once.
    years: Vec<i16>,
}

impl Given {
    fn new(mut all: Vec<(usize, Date)>) -> Given {
        all.sort_by_key(|(at, _)| *at);
        let narrow: Vec<_> = all.iter().filter(|(_, date)| narrow(date)).copied().collect();
        let year = |(_, date): &(usize, Date)| Some(date.earliest()?.year());
        let mut years: Vec<i16> = narrow.iter().filter_map(year).collect();
        years.sort_unstable();
        years.dedup();
        Given { all, narrow, years }
    }

    /// The last date that stands between two bytes.
    fn between(dates: &[(usize, Date)], from: usize, to: usize) -> Option<Date> {
        let last = dates.partition_point(|(at, _)| *at < to).checked_sub(1)?;
        (dates[last].0 >= from).then_some(dates[last].1)
    }

    /// The last date with month and year in the same part of the text, not far before.
    fn near(&self, view: &View<'_, '_>, at: usize) -> Option<Date> {
        const NOT_FAR: usize = 240;
        let part = view.anatomy.parts[view.anatomy.part_at(at)?].span;
        Given::between(&self.narrow, part.start.max(at.saturating_sub(NOT_FAR)), at)
    }

    /// A date with a weekday in the only year of the text in which the two fit.
    fn on_that_weekday(&self, date: &Date) -> Option<Date> {
        if !date.has_weekday() {
            return None;
        }
        let mut fitting = self.years.iter().filter_map(|year| date.with_year(*year));
        fitting.next().filter(|_| fitting.next().is_none())
    }

    /// The date in the last year in which it stands before the next date of the text.
    fn after(&self, at: usize, date: &Date) -> Option<Date> {
        let next = self.narrow.get(self.narrow.partition_point(|(place, _)| *place <= at))?.1.earliest()?;
        let found = date.nearest(next, Lean::Past)?;
        // A weekday can push a date years away: that is no neighbour.
        (0..366).contains(&(next - found.earliest()?).get_days()).then_some(found)
    }
}

/// Whether a date is a month or less.
fn narrow(date: &Date) -> bool {
    let (earliest, latest) = (date.earliest(), date.latest());
    earliest.zip(latest).is_some_and(|(earliest, latest)| (latest - earliest).get_days() <= 31)
}

/// The date in the year of another, where the day and the weekday allow it.
fn year_of(date: &Date, other: Option<Date>) -> Option<Date> {
    let other = other?;
    // A span of years says no single year.
    let (earliest, latest) = (other.earliest()?, other.latest()?);
    (earliest.year() == latest.year()).then(|| date.with_year(earliest.year()))?
}
