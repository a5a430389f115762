//! What is uncertain about a record: the doubts that resolving itself has, in words that never change, and which of all
//! doubts stay, in what order.
//!
//! What a reading of a value or a rule doubts comes with the mention; the README lists all doubts, and a test compares.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::alike::NearMisses;
use super::settle::said;
use super::{Doubt, Lost, Row, Why, choose};
use crate::document::{Document, Span};
use crate::grammar::Grammar;
use crate::value::Cell;

macro_rules! doubts {
    ($($(#[doc = $about:literal])* $name:ident $words:literal)*) => {
        $($(#[doc = $about])* pub(super) const $name: &str = $words;)*
        /// All doubts that resolving has of itself.
        pub const ALL: &[&str] = &[$($words),*];
    };
}

doubts! {
    /// The text offers more than one value for a cell.
    SEVERAL "several candidates"
    /// Another rule that reads the same words says another thing of them.
    TWO_WAYS "read in two ways"
    /// Two rows would be about one person or thing, were it not for one letter.
    SPELLINGS "spelled in two ways"
    /// A row has only part of what tells rows alike, beside fuller ones that it may repeat.
    IN_PART "name in part"
    /// A cell that the document was asked for stayed empty.
    NOT_NAMED "not named"
    /// A relative date without a date of the document.
    NO_ANCHOR "no date to count from"
    /// A date without a year that nothing gives.
    NO_YEAR "no year"
    /// The year is that of a date before.
    YEAR_BEFORE "year from the text before"
    /// The year is that of a date after.
    YEAR_AFTER "year from the text after"
}

/// A doubt about a cell of a row.
pub(super) fn about<'g>(table: &'g str, column: &'g str, doubt: &str, span: Span, rule: usize) -> Doubt<'g> {
    Doubt { table, column, doubt: doubt.to_string(), span, rule: Some(rule) }
}

/// Doubts what the rows of a document say together.
pub(super) fn of_rows<'g>(grammar: &'g Grammar, rows: &[Row<'g>], doubts: &mut Vec<Doubt<'g>>) {
    near_misses(grammar, rows, doubts);
    parts(grammar, rows, doubts);
    sums(grammar, rows, doubts);
}

/// Doubts what the reading of the file had to repair.
pub(super) fn of_reading<'g>(document: &Document, doubts: &mut Vec<Doubt<'g>>) {
    doubts.extend(document.origin.remarks.iter().map(|remark| Doubt {
        table: "documents",
        column: "",
        doubt: remark.what.clone(),
        span: remark.span,
        rule: None,
    }));
}

/// Takes out doubts about rows that are none any more.
pub(super) fn forget_lost(lost: &[Lost<'_>], doubts: &mut Vec<Doubt<'_>>) {
    let gone =
        lost.iter().filter(|lost| matches!(lost.why, Why::Repeated | Why::Incomplete | Why::Elsewhere));
    let gone: FxHashSet<(Span, usize)> = gone.map(|lost| (lost.mention.span, lost.mention.rule)).collect();
    doubts.retain(|doubt| {
        doubt.table == "documents" || !doubt.rule.is_some_and(|rule| gone.contains(&(doubt.span, rule)))
    });
}

/// Puts doubts into the order of the text.
pub(super) fn sort(doubts: &mut [Doubt<'_>]) {
    doubts.sort_by(|a, b| (a.span, a.table, a.column, &a.doubt).cmp(&(b.span, b.table, b.column, &b.doubt)));
}

/// Doubts the later of two rows that would be about one person or thing, were it not for one letter.
fn near_misses<'g>(grammar: &'g Grammar, rows: &[Row<'g>], doubts: &mut Vec<Doubt<'g>>) {
    // Rows are in the order of their tables.
    for rows in rows.chunk_by(|one, next| one.table == next.table).filter(|rows| rows.len() > 1) {
        let table = &grammar.tables[rows[0].table];
        let Some(merge) = &table.merge else { continue };
        let mut known = NearMisses::default();
        for row in rows {
            for column in &merge.same {
                if known.note(row, merge, column) {
                    doubts.push(about(&table.name, column, SPELLINGS, row.span, row.rule));
                }
            }
        }
    }
}

/// Doubts rows that have only part of what tells rows alike, beside fuller ones that they may repeat.
fn parts<'g>(grammar: &'g Grammar, rows: &[Row<'g>], doubts: &mut Vec<Doubt<'g>>) {
    let has = |row: &Row<'_>, column: &String| *row.cell(column) != Cell::Empty;
    // Where full rows stand, the first and the last place of those that agree.
    let mut full: FxHashMap<_, (Span, Span)> = FxHashMap::default();
    for row in rows {
        let Some(merge) = &grammar.tables[row.table].merge else { continue };
        if merge.same.iter().all(|column| has(row, column)) {
            full.entry((row.table, said(row, &merge.by))).or_insert((row.span, row.span)).1 = row.span;
        }
    }
    for row in rows {
        let table = &grammar.tables[row.table];
        let Some(merge) = &table.merge else { continue };
        let Some(lacking) = merge.same.iter().find(|column| !has(row, column)) else { continue };
        let in_part = merge.same.iter().any(|column| has(row, column));
        let beside = full.get(&(row.table, said(row, &merge.by)));
        if in_part && beside.is_some_and(|(first, last)| *first != row.span || *last != row.span) {
            doubts.push(about(&table.name, lacking, IN_PART, row.span, row.rule));
        }
    }
}

/// Doubts a total and its parts, found in one window, where the parts are more than the total.
fn sums<'g>(grammar: &'g Grammar, rows: &[Row<'g>], doubts: &mut Vec<Doubt<'g>>) {
    for (number, table) in grammar.tables.iter().enumerate() {
        let Some(sum) = &table.sum else { continue };
        let is_total =
            |row: &Row<'_>| sum.total.iter().all(|total| choose::holds(total, row.cell(&total.column)));
        let amount = |row: &Row<'_>| match row.cell(&sum.column) {
            Cell::Number(amount) => *amount,
            _ => 0,
        };
        let mut together: BTreeMap<_, Vec<&Row<'_>>> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.table == number && amount(row) > 0) {
            together.entry((row.window, said(row, &sum.by))).or_default().push(row);
        }
        for rows in together.values() {
            let (totals, parts): (Vec<&Row<'_>>, Vec<&Row<'_>>) = rows.iter().partition(|row| is_total(row));
            let [total] = totals[..] else { continue };
            let in_parts = parts.iter().map(|row| amount(row)).fold(0, i64::saturating_add);
            if in_parts > amount(total) {
                for row in rows {
                    doubts.push(about(&table.name, &sum.column, &sum.doubt, row.span, row.rule));
                }
            }
        }
    }
}
