//! From mentions to a record: what the document as a whole says.
//!
//! Finding was local; here overlaps are settled ([`settle`]), dates get the year or the day that their text
//! gives them ([`dates`]), rows about one person are joined, and the columns of a document are chosen
//! ([`choose`]) as the family's tables declare. What remains uncertain becomes a [`Doubt`].

mod alike;
mod choose;
mod dates;
pub mod settle;
mod tense;

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::document::{Document, Span};
use crate::extract::{Findings, Mention, Sightings};
use crate::grammar::{Fill, From, Grammar};
use crate::segment::Anatomy;
use crate::value::Cell;
use dates::Written;

/// What a document says.
#[derive(Debug)]
pub struct Record<'g> {
    /// The cells of `documents`, one a column of the grammar, hidden ones too.
    pub document: Vec<Cell>,
    /// The rows of all tables, by table and place.
    pub rows: Vec<Row<'g>>,
    /// What is uncertain, by place.
    pub doubts: Vec<Doubt<'g>>,
    /// Mentions that are no row, and why.
    pub lost: Vec<Lost<'g>>,
}

/// A row of a table.
#[derive(Debug, Clone)]
pub struct Row<'g> {
    /// The number of the table.
    pub table: usize,
    /// The number of the rule that found it.
    pub rule: usize,
    /// Its words.
    pub span: Span,
    /// All the words that its rule matched.
    pub whole: Span,
    /// The window in which it was found.
    pub window: Span,
    /// Its cells.
    pub cells: Vec<(&'g str, Cell)>,
}

impl<'g> Row<'g> {
    /// The cell in a column; [`Cell::Empty`] where nothing is known.
    pub fn cell(&self, column: &str) -> &Cell {
        self.cells.iter().find(|cell| cell.0 == column).map_or(&Cell::Empty, |cell| &cell.1)
    }

    /// Puts a cell into a column.
    pub fn set(&mut self, column: &'g str, cell: Cell) {
        match self.cells.iter_mut().find(|known| known.0 == column) {
            Some(known) => known.1 = cell,
            None => self.cells.push((column, cell)),
        }
    }

    /// Fills its empty cells with those of another row.
    fn borrow_from(&mut self, other: &Row<'g>) {
        for (column, cell) in &other.cells {
            if *self.cell(column) == Cell::Empty {
                self.set(column, cell.clone());
            }
        }
    }
}

/// Something uncertain.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt<'g> {
    /// The table in question; `documents` for a column of the document.
    pub table: &'g str,
    /// The column.
    pub column: &'g str,
    /// What is uncertain, in stable words.
    pub doubt: String,
    /// The words that it is about.
    pub span: Span,
    /// The number of the rule that found them; `None` where no rule did.
    pub rule: Option<usize>,
}

/// A mention that became no row.
#[derive(Debug, Clone)]
pub struct Lost<'g> {
    /// The mention.
    pub mention: Mention<'g>,
    /// Why.
    pub why: Why,
}

/// Why a mention became no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A rule with more trust reads the same words.
    Overlap(usize),
    /// A veto stands there.
    Veto(usize),
    /// Another row says the same.
    Repeated,
    /// It says more about a row that stands elsewhere.
    Joined,
    /// Its date counts from a day that the document does not give.
    NoAnchor,
    /// It lacks what every row of its table has.
    Incomplete,
    /// Documents of this kind have no such rows.
    Elsewhere,
}

/// Everything that the rooms of resolving look at.
pub(crate) struct View<'a, 'g> {
    pub document: &'a Document,
    pub anatomy: &'a Anatomy,
    pub grammar: &'g Grammar,
    pub sightings: &'a Sightings<'g>,
    /// Mentions for columns of `documents`.
    pub found: &'a [Mention<'g>],
}

/// Settles what the mentions of a document mean together.
pub fn resolve<'g>(
    document: &Document,
    anatomy: &Anatomy,
    grammar: &'g Grammar,
    findings: Findings<'g>,
) -> Record<'g> {
    let mut doubts = Vec::new();
    let (kept, mut lost) = settle::overlaps(grammar, findings.mentions);
    let mut rows = Vec::new();
    let mut found = Vec::new();
    for mention in kept {
        let (field, rule) = grammar.rule(mention.rule);
        let table = field.table.map_or("documents", |table| &grammar.tables[table].name);
        for (column, doubt) in &mention.doubts {
            doubts.push(about(table, column, doubt, mention.span, mention.rule));
        }
        if let Some(doubt) = &rule.doubt {
            doubts.push(about(table, &field.value, doubt, mention.span, mention.rule));
        }
        match field.table {
            None => found.push(mention),
            Some(table) => rows.push(Row {
                table,
                rule: mention.rule,
                span: mention.span,
                whole: mention.whole,
                window: mention.window,
                cells: mention.cells,
            }),
        }
    }
    let view = View { document, anatomy, grammar, sightings: &findings.sightings, found: &found };
    let written = dates::resolve(&view, &mut rows, &mut doubts, &mut lost);
    fill(&view, &mut rows, &written, None, &mut doubts);
    settle::merge(grammar, &mut rows, &mut lost);
    let first = choose::some(&view, &rows, asked_by_rows(grammar, &rows));
    fill(&view, &mut rows, &written, Some(&first), &mut doubts);
    settle::merge(grammar, &mut rows, &mut lost);
    settle::place(grammar, &first, &mut rows, &mut lost);
    settle::single(grammar, &mut rows);
    settle::complete(grammar, &mut rows, &mut lost);
    settle::repeats(grammar, &mut rows, &mut lost);
    rows.sort_by_key(|row| (row.table, row.span, row.rule));
    let repaired = document.origin.remarks.iter().map(|remark| Doubt {
        table: "documents",
        column: "",
        doubt: remark.what.clone(),
        span: remark.span,
        rule: None,
    });
    doubts.extend(repaired);
    settle::near_misses(grammar, &rows, &mut doubts);
    settle::parts(grammar, &rows, &mut doubts);
    settle::sums(grammar, &rows, &mut doubts);
    // A doubt about a row that is none any more is no doubt.
    let gone =
        lost.iter().filter(|lost| matches!(lost.why, Why::Repeated | Why::Incomplete | Why::Elsewhere));
    let gone: FxHashSet<(Span, usize)> =
        gone.map(|lost: &Lost<'_>| (lost.mention.span, lost.mention.rule)).collect();
    doubts.retain(|doubt: &Doubt<'_>| {
        doubt.table == "documents" || !doubt.rule.is_some_and(|rule| gone.contains(&(doubt.span, rule)))
    });
    doubts.sort_by(|a, b| (a.span, a.table, a.column, &a.doubt).cmp(&(b.span, b.table, b.column, &b.doubt)));
    doubts.dedup();
    let mut chosen = Vec::new();
    let mut cells = choose::columns(&view, &rows, doubts.len(), &mut chosen);
    // Choosing says its own doubts, so the number of doubts is known only now.
    if !chosen.is_empty() {
        doubts.append(&mut chosen);
        doubts.sort_by(|a, b| {
            (a.span, a.table, a.column, &a.doubt).cmp(&(b.span, b.table, b.column, &b.doubt))
        });
        choose::recount(&view, &rows, &mut cells, doubts.len());
    }
    Record { document: cells, rows, doubts, lost }
}

/// What is said of a cell for which the text offers more than one value.
pub(crate) const SEVERAL: &str = "several candidates";

pub(crate) fn about<'g>(table: &'g str, column: &'g str, doubt: &str, span: Span, rule: usize) -> Doubt<'g> {
    Doubt { table, column, doubt: doubt.to_string(), span, rule: Some(rule) }
}

/// The columns of the document that its rows ask for.
fn asked_by_rows<'a>(grammar: &'a Grammar, rows: &'a [Row<'_>]) -> impl Iterator<Item = usize> + 'a {
    let tables = grammar.tables.iter().enumerate();
    let tables = tables.filter(|(number, _)| rows.iter().any(|row| row.table == *number));
    tables.flat_map(move |(number, table)| {
        let fills = table.fills.iter().filter(move |fill| lacks(rows, number, &fill.column));
        let by_fills = fills.flat_map(|fill| {
            let from = match fill.from {
                From::Document(column) => Some(column),
                _ => None,
            };
            fill.when.iter().map(|(column, _)| *column).chain(from)
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
        let late = matches!(fill.from, From::Document(_)) || !fill.when.is_empty();
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

/// Fills cells that no rule filled: without a document from what stands near, with one from its columns.
fn fill<'g>(
    view: &View<'_, 'g>,
    rows: &mut [Row<'g>],
    written: &Written,
    document: Option<&[Cell]>,
    doubts: &mut Vec<Doubt<'g>>,
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
            if let Some(doubt) = doubt.or(contested.then_some(SEVERAL)) {
                doubts.push(about(&table.name, &fill.column, doubt, row.span, row.rule));
            }
        }
    }
    let blanks = blanks.into_iter();
    doubts.extend(blanks.map(|((column, span, rule), table)| {
        about(&view.grammar.tables[table].name, column, "not named", span, rule)
    }));
}
