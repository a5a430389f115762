//! Cells that no rule filled: what a family says that they hold then, from what stands near or from what the whole
//! document says.

use std::collections::BTreeMap;

use super::dates::Written;
use super::doubts::{self, about};
use super::{Doubt, Row, View, choose};
use crate::grammar::{Fill, From, Grammar};
use crate::value::Cell;

/// The columns of the document that its rows ask for.
pub(super) fn asked_by_rows<'a>(
    grammar: &'a Grammar,
    rows: &'a [Row<'_>],
) -> impl Iterator<Item = usize> + 'a {
    let tables = grammar.tables.iter().enumerate();
    let tables = tables.filter(|(number, _)| rows.iter().any(|row| row.table == *number));
    tables.flat_map(move |(number, table)| {
        let fills = table.fills.iter().filter(move |fill| lacks(rows, number, &fill.column));
        let by_fills = fills.flat_map(|fill| {
            let from = match fill.from {
                From::Document(column) => Some(column),
                _ => None,
            };
            let compared = fill.compared.iter().map(|compared| compared.document);
            fill.when.iter().map(|(column, _)| *column).chain(compared).chain(from)
        });
        table.when.iter().map(|(column, _)| *column).chain(by_fills)
    })
}

/// Whether some row of a table has nothing in a column.
fn lacks(rows: &[Row<'_>], table: usize, column: &str) -> bool {
    rows.iter().any(|row| row.table == table && *row.cell(column) == Cell::Empty)
}

/// A fill that may fill a row of a document.
struct Filling<'g> {
    fill: &'g Fill,
    /// What is then uncertain.
    doubt: Option<&'g str>,
}

/// The fills of a table that this document asks for; without a document those that look at none.
fn fillings<'g>(
    view: &View<'_, 'g>,
    rows: &[Row<'g>],
    table: usize,
    document: Option<&[Cell]>,
) -> Vec<Filling<'g>> {
    let here = |fill: &Fill, cells: &[Cell]| {
        fill.when.iter().all(|(column, condition)| choose::holds(condition, &cells[*column]))
    };
    let in_time = |fill: &&Fill| {
        let late =
            matches!(fill.from, From::Document(_)) || !fill.when.is_empty() || !fill.compared.is_empty();
        !late || document.is_some_and(|cells| here(fill, cells))
    };
    let fills = view.grammar.tables[table].fills.iter();
    fills
        .filter(in_time)
        .map(|fill| {
            let doubt = fill.doubt.as_deref().filter(|_| match (&fill.from, document) {
                // What the document says with one voice is no doubt.
                (From::Document(column), Some(cells)) => {
                    lacks(rows, table, &fill.column) && choose::is_contested(view, rows, cells, *column)
                }
                _ => true,
            });
            Filling { fill, doubt }
        })
        .collect()
}

/// Whether a row agrees with its document, or differs from it, in all columns in which a fill wants it to.
fn compares(fill: &Fill, row: &Row<'_>, document: &[Cell]) -> bool {
    fill.compared.iter().all(|compared| {
        let (here, there) = (row.cell(&compared.column), &document[compared.document]);
        *here != Cell::Empty && *there != Cell::Empty && (here == there) == compared.same
    })
}

/// Fills cells that no rule filled: without a document from what stands near, with one from its columns.
pub(super) fn fill<'g>(
    view: &View<'_, 'g>,
    rows: &mut [Row<'g>],
    written: &Written,
    document: Option<&[Cell]>,
    said: &mut Vec<Doubt<'g>>,
) {
    let mut of_tables: Vec<Option<Vec<Filling<'g>>>> = Vec::new();
    of_tables.resize_with(view.grammar.tables.len(), || None);
    for row in rows.iter() {
        of_tables[row.table].get_or_insert_with(|| fillings(view, rows, row.table, document));
    }
    // Cells that are still empty after the document itself was asked.
    let mut blanks = BTreeMap::new();
    for row in rows {
        let table = &view.grammar.tables[row.table];
        for Filling { fill, doubt } in of_tables[row.table].iter().flatten() {
            if *row.cell(&fill.column) != Cell::Empty
                || !fill
                    .condition
                    .iter()
                    .all(|condition| choose::holds(condition, row.cell(&condition.column)))
                || document.is_some_and(|document| !compares(fill, row, document))
                || fill.past.is_some_and(|past| !written.all_past(view, row, past))
            {
                continue;
            }
            let mut contested = false;
            let cell = match &fill.from {
                From::Value(cell) => cell.clone(),
                From::Column(column) => row.cell(column).clone(),
                From::Document(column) => document.map(|cells| cells[*column].clone()).unwrap_or_default(),
                From::Fact { of, list, fact } => choose::fact(view, row.cell(of), *list, fact.as_deref()),
                From::Near { list, fact, reach, before } => {
                    let (cell, guessed) = choose::near(view, row, *list, fact.as_deref(), *reach, *before);
                    contested = guessed;
                    cell
                }
                _ => Cell::Empty,
            };
            if cell == Cell::Empty {
                if matches!(fill.from, From::Document(_)) {
                    blanks.insert((fill.column.as_str(), row.span, row.rule), row.table);
                }
                continue;
            }
            blanks.remove(&(fill.column.as_str(), row.span, row.rule));
            row.set(&fill.column, cell);
            if let Some(doubt) = doubt.or(contested.then_some(doubts::SEVERAL)) {
                said.push(about(&table.name, &fill.column, doubt, row.span, row.rule));
            }
        }
    }
    let blanks = blanks.into_iter();
    said.extend(blanks.map(|((column, span, rule), table)| {
        about(&view.grammar.tables[table].name, column, doubts::NOT_NAMED, span, rule)
    }));
}
