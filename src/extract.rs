//! From a document cut up to mentions: every rule over the windows in which its words stand.
//!
//! Finding is local and dumb. Whether two mentions contradict each other, what a date without a year means,
//! whom "the force" is: all that is for [`crate::resolve`], which sees the whole document.

mod sightings;
mod tries;

use crate::document::{Document, Span};
use crate::grammar::program::Match;
use crate::grammar::{Got, Grammar};
use crate::scan::Scan;
use crate::segment::Anatomy;
use crate::value::Cell;

pub use sightings::{Sighting, Sightings};
use tries::Tries;
pub use tries::{Attempt, looks, looks_in, try_rule};

/// What one rule found at one place: a row in the making.
#[derive(Debug, Clone)]
pub struct Mention<'g> {
    /// The number of the rule in the grammar.
    pub rule: usize,
    /// The words of the row.
    pub span: Span,
    /// All the words that the rule matched.
    pub whole: Span,
    /// The window in which it was found.
    pub window: Span,
    /// Its cells.
    pub cells: Vec<(&'g str, Cell)>,
    /// What is uncertain about the reading: (column, doubt).
    pub doubts: Vec<(&'g str, &'g str)>,
}

impl Mention<'_> {
    /// The cell in a column, if it is filled.
    pub fn cell(&self, column: &str) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.0 == column && cell.1 != Cell::Empty).map(|cell| &cell.1)
    }
}

/// All that is found in a document.
#[derive(Debug, Default)]
pub struct Findings<'g> {
    /// What the rules found, by rule and place.
    pub mentions: Vec<Mention<'g>>,
    /// The words of watched lists.
    pub sightings: Sightings<'g>,
}

/// Tries every rule in every window in which all its words stand.
pub fn extract<'g>(
    document: &Document,
    anatomy: &Anatomy,
    grammar: &'g Grammar,
    scan: &Scan,
) -> Findings<'g> {
    let mentions = mentions(document, anatomy, grammar, scan, 0..grammar.rules.len());
    Findings { sightings: Sightings::new(grammar, &scan.memory.seen), mentions }
}

/// Tries only these rules, by number.
pub fn mentions<'g>(
    document: &Document,
    anatomy: &Anatomy,
    grammar: &'g Grammar,
    scan: &Scan,
    rules: impl IntoIterator<Item = usize>,
) -> Vec<Mention<'g>> {
    let mut tries = Tries::new(document, anatomy, grammar, scan);
    rules.into_iter().for_each(|rule| tries.rule(rule));
    tries.mentions
}

/// Adds the rows of a match of a rule.
fn note<'g>(
    document: &Document,
    grammar: &'g Grammar,
    number: usize,
    window: Span,
    hit: Match,
    mentions: &mut Vec<Mention<'g>>,
) {
    let (field, rule) = grammar.rule(number);
    // Cells borrow from the grammar, the text is only looked at.
    let mut cells = Vec::with_capacity(rule.set.len() + 2 * hit.captures.len());
    cells.extend(rule.set.iter().map(|(column, cell)| (column.as_str(), cell.clone())));
    let mut doubts = Vec::new();
    // What a value brings along gives way to what another slot has read itself.
    let mut along = Vec::new();
    let mut rows: Vec<(Span, Cells<'g>, Cells<'g>)> = Vec::new();
    let mut span = None;
    for capture in &hit.captures {
        let slot = &rule.program.slots[capture.slot];
        let column = slot.column.as_deref();
        if column == Some("_") {
            continue;
        }
        if slot.list {
            rows.push((capture.span, Vec::new(), Vec::new()));
        }
        let (own, along) = match rows.last_mut() {
            Some((_, own, along)) if slot.list => (own, along),
            _ => (&mut cells, &mut along),
        };
        fill(grammar, column, &capture.value, &mut doubts, |column, cell, first| {
            if field.span.as_deref() == Some(column) {
                span = Some(capture.span);
            }
            put(if first { &mut *own } else { &mut *along }, column, cell);
        });
    }
    let whole = hit.span.trim(&document.text);
    if rows.is_empty() {
        along.into_iter().for_each(|(column, cell)| put(&mut cells, column, cell));
        let span = span.unwrap_or(whole);
        mentions.push(Mention { rule: number, span, whole, window, cells, doubts });
        return;
    }
    let single = rows.len() == 1;
    for (element, mut row, own_along) in rows {
        let has = |name| row.iter().chain(&own_along).any(|cell| cell.0 == name);
        let listed = field.span.as_deref().is_some_and(has);
        for (column, cell) in cells.iter().chain(&own_along).chain(&along) {
            put(&mut row, column, cell.clone());
        }
        let span = match field.span {
            Some(_) if listed || single => element,
            Some(_) => span.unwrap_or(whole),
            None => whole,
        };
        let doubts = doubts.clone();
        mentions.push(Mention { rule: number, span, whole, window, cells: row, doubts });
    }
}

/// Cells by their columns.
type Cells<'g> = Vec<(&'g str, Cell)>;

/// Adds a cell to those that are there; what is there stays.
fn put<'g>(cells: &mut Cells<'g>, column: &'g str, cell: Cell) {
    match cells.iter_mut().find(|known| known.0 == column) {
        Some(known) if known.1 == Cell::Empty => known.1 = cell,
        Some(_) => {}
        None => cells.push((column, cell)),
    }
}

/// Tells the cells that a captured value fills, under the names of the slot: first its own, then what it brings
/// along.
fn fill<'g>(
    grammar: &'g Grammar,
    column: Option<&'g str>,
    value: &Got,
    doubts: &mut Vec<(&'g str, &'g str)>,
    mut tell: impl FnMut(&'g str, Cell, bool),
) {
    match value {
        Got::Reading(reading) => {
            let main = column.or(reading.cells.first().map(|cell| cell.0)).unwrap_or_default();
            doubts.extend(reading.doubts.iter().map(|doubt| (main, *doubt)));
            for (at, (name, cell)) in reading.cells.iter().enumerate() {
                tell(if at == 0 { main } else { name }, cell.clone(), at == 0);
            }
        }
        Got::Word(list, entry) => {
            let list = &grammar.words.lists()[*list];
            let entry = &list.entries[*entry];
            tell(column.unwrap_or(&list.name), Cell::Text(entry.name.clone()), true);
            for (fact, value) in entry.facts.iter().filter(|(fact, _)| Some(fact.as_str()) != column) {
                tell(fact, Cell::Text(value.clone()), false);
            }
        }
    }
}
