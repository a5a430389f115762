//! From mentions to a record: what the document as a whole says.
//!
//! Finding was local; here overlaps are settled ([`settle`]), dates get the year or the day that their text
//! gives them ([`dates`]), cells that no rule filled are filled ([`fill`]), rows about one person are joined, and
//! the columns of a document are chosen ([`choose`]) as the family's tables declare. What remains uncertain
//! becomes a [`Doubt`] ([`doubts`]).

mod alike;
mod choose;
mod dates;
pub mod doubts;
mod fill;
pub mod settle;
mod tense;

use crate::document::{Document, Span};
use crate::extract::{Findings, Mention, Sightings};
use crate::grammar::Grammar;
use crate::segment::Anatomy;
use crate::value::Cell;
pub(crate) use choose::holds;
use doubts::about;

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
    let (mut rows, found) = sorted(grammar, kept, &mut doubts);
    let view = View { document, anatomy, grammar, sightings: &findings.sightings, found: &found };
    let written = dates::resolve(&view, &mut rows, &mut doubts, &mut lost);
    fill::fill(&view, &mut rows, &written, None, &mut doubts);
    settle::merge(grammar, &mut rows, &mut lost);
    let first = choose::some(&view, &rows, fill::asked_by_rows(grammar, &rows));
    fill::fill(&view, &mut rows, &written, Some(&first), &mut doubts);
    settle::merge(grammar, &mut rows, &mut lost);
    settle::place(grammar, &first, &mut rows, &mut lost);
    settle::single(grammar, &mut rows);
    settle::complete(grammar, &mut rows, &mut lost);
    settle::repeats(grammar, &mut rows, &mut lost);
    rows.sort_by_key(|row| (row.table, row.span, row.rule));
    doubts::of_reading(document, &mut doubts);
    doubts::of_rows(grammar, &rows, &mut doubts);
    doubts::forget_lost(&lost, &mut doubts);
    doubts::sort(&mut doubts);
    doubts.dedup();
    let mut chosen = Vec::new();
    let mut cells = choose::columns(&view, &rows, doubts.len(), &mut chosen);
    // Choosing says its own doubts, so the number of doubts is known only now.
    if !chosen.is_empty() {
        doubts.append(&mut chosen);
        doubts::sort(&mut doubts);
        choose::recount(&view, &rows, &mut cells, doubts.len());
    }
    Record { document: cells, rows, doubts, lost }
}

/// Mentions as rows of tables and as finds for columns of the document, with what their rules doubt.
fn sorted<'g>(
    grammar: &'g Grammar,
    mentions: Vec<Mention<'g>>,
    doubts: &mut Vec<Doubt<'g>>,
) -> (Vec<Row<'g>>, Vec<Mention<'g>>) {
    let (mut rows, mut found) = (Vec::new(), Vec::new());
    for mention in mentions {
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
    (rows, found)
}
