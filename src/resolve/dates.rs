//! What dates mean in their document.
//!
//! A date without a year takes it from the words before it ("in 2013 ... on 18 July") or from the document's
//! own date; a relative one ("today") counts from the document's own date. Where neither is there, the year
//! stays open and the relative date is no row. No year and no day is invented.

use super::{Doubt, Lost, Row, View, Why, about, choose};
use crate::extract::Mention;
use crate::value::date::Lean;
use crate::value::{Cell, Date};

/// Resolves the dates of all rows.
pub fn resolve<'g>(
    view: &View<'_, 'g>,
    rows: &mut Vec<Row<'g>>,
    doubts: &mut Vec<Doubt<'g>>,
    lost: &mut Vec<Lost<'g>>,
) {
    let own = own_date(view, rows, doubts);
    // The date of the document is a row like others, and may have got its year just now.
    let mut given: Vec<(usize, Date)> = Vec::new();
    for row in rows.iter().filter(|row| view.grammar.rule(row.rule).1.lends) {
        for (_, cell) in &row.cells {
            if let Cell::Date(date) = cell
                && !date.lacks_year()
                && !date.is_relative()
            {
                given.push((row.span.start, date.clone()));
            }
        }
    }
    let mut adrift = Vec::new();
    for (number, row) in rows.iter_mut().enumerate() {
        let rule = view.grammar.rule(row.rule).1;
        let table = &view.grammar.tables[row.table];
        let (span, window) = (row.span, row.window);
        for (column, cell) in &mut row.cells {
            let Cell::Date(date) = cell else { continue };
            if date.is_relative() {
                match own.as_ref().and_then(|own| date.resolve(own)) {
                    Some(resolved) => *date = resolved,
                    None => {
                        // "April last year" is still an April; "today" is nothing without its day.
                        if date.edtf().is_none() {
                            adrift.push(number);
                        }
                        let doubt = about(&table.name, column, "no date to count from", span, row.rule);
                        doubts.push(doubt);
                    }
                }
            } else if date.lacks_year() {
                let sentence = before(&given, window.start, span.start);
                let near = near(view, &given, span.start);
                let day = own.as_ref().and_then(|own| own.day().or_else(|| own.earliest()));
                let found = year_of(date, sentence)
                    .map(|date| (date, None))
                    .or_else(|| {
                        let date = own.as_ref().and_then(|own| date.resolve(own))
                            .or_else(|| date.nearest(day?, rule.lean))?;
                        Some((date, None))
                    })
                    .or_else(|| year_of(date, near).map(|date| (date, Some("year from the text before"))))
                    .or_else(|| after(&given, span.start, date).map(|date| (date, Some("year from the text after"))));
                if let Some((dated, doubt)) = found {
                    *date = dated;
                    if let Some(doubt) = doubt {
                        doubts.push(about(&table.name, column, doubt, span, row.rule));
                    }
                } else {
                    doubts.push(about(&table.name, column, "no year", span, row.rule));
                }
            }
        }
    }
    for number in adrift.into_iter().rev() {
        let row = rows.remove(number);
        let mention = Mention {
            rule: row.rule,
            span: row.span,
            whole: row.whole,
            window: row.window,
            cells: row.cells,
            doubts: Vec::new(),
        };
        lost.push(Lost { mention, why: Why::NoAnchor });
    }
}

/// The document's own date, with a year from the text around where it is written without.
fn own_date<'g>(view: &View<'_, 'g>, rows: &mut [Row<'g>], _doubts: &mut Vec<Doubt<'g>>) -> Option<Date> {
    let column = view.grammar.anchor?;
    let chosen = choose::columns(view, rows, 0, &mut Vec::new());
    let Cell::Date(date) = &chosen[column] else { return None };
    (!date.is_relative() && !date.lacks_year()).then(|| date.clone())
}

/// The last date that stands between two bytes.
fn before(given: &[(usize, Date)], from: usize, to: usize) -> Option<&Date> {
    given.iter().filter(|(at, _)| (from..to).contains(at)).max_by_key(|(at, _)| *at).map(|(_, date)| date)
}

/// The last date with month and year in the same part of the text, not far before.
fn near<'a>(view: &View<'_, '_>, given: &'a [(usize, Date)], at: usize) -> Option<&'a Date> {
    const NOT_FAR: usize = 240;
    let part = view.anatomy.parts[view.anatomy.part_at(at)?].span;
    let from = part.start.max(at.saturating_sub(NOT_FAR));
    let dated: Vec<(usize, Date)> =
        given.iter().filter(|(_, date)| narrow(date)).cloned().collect();
    let found = before(&dated, from, at)?.clone();
    given.iter().find(|(_, date)| *date == found).map(|(_, date)| date)
}

/// The date in the last year in which it stands before the next date of the text.
fn after(given: &[(usize, Date)], at: usize, date: &Date) -> Option<Date> {
    let next = given.iter().filter(|(place, date)| *place > at && narrow(date)).min_by_key(|(place, _)| *place);
    let found = date.nearest(next?.1.earliest()?, Lean::Past)?;
    // A weekday can push a date years away: that is no neighbour.
    let gap = next?.1.earliest()? - found.earliest()?;
    (0..366).contains(&gap.get_days()).then_some(found)
}

/// Whether a date is a month or less.
fn narrow(date: &Date) -> bool {
    let (earliest, latest) = (date.earliest(), date.latest());
    earliest.zip(latest).is_some_and(|(earliest, latest)| (latest - earliest).get_days() <= 31)
}

/// The date in the year of another, where the day and the weekday allow it.
fn year_of(date: &Date, other: Option<&Date>) -> Option<Date> {
    let other = other?;
    // A span of years says no single year.
    let (earliest, latest) = (other.earliest()?, other.latest()?);
    (earliest.year() == latest.year()).then(|| date.with_year(earliest.year()))?
}
