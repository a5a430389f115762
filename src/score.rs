//! An extraction against gold: precision, recall and F1 per table and column, every wrong cell shown.
//!
//! `NAME.gold.json` beside a document names what its labeller vouches for; what it leaves out is not scored.
//! How a row is recognised in gold is in [`gold`], how one document is measured in [`measure`]; here the
//! documents are added up. How a score is written is for the formats ([`FORMATS`]), what it may not fall
//! under for [`floor`].

pub mod confusion;
mod faults;
pub mod floor;
mod github;
pub mod gold;
mod json;
mod junit;
pub mod measure;
mod table;

use std::collections::BTreeMap;

use crate::dataset::Sheets;
use crate::document::Document;
use crate::grammar::Grammar;
use confusion::Confusions;
use floor::Regression;
pub use measure::Scorer;

/// Right, extra and missing cells or rows.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Found and labelled.
    pub right: usize,
    /// Found and not labelled.
    pub extra: usize,
    /// Labelled and not found.
    pub missing: usize,
}

impl Tally {
    /// The share of what was found that is right; 1 where nothing was found.
    pub fn precision(self) -> f64 {
        share(self.right, self.right + self.extra)
    }

    /// The share of what is labelled that was found; 1 where nothing is labelled.
    pub fn recall(self) -> f64 {
        share(self.right, self.right + self.missing)
    }

    /// The harmonic mean of both.
    pub fn f1(self) -> f64 {
        share(2 * self.right, 2 * self.right + self.extra + self.missing)
    }

    /// Adds another tally.
    pub fn add(&mut self, other: Tally) {
        self.right += other.right;
        self.extra += other.extra;
        self.missing += other.missing;
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The document.
    pub document: String,
    /// The table; `documents` for a column of the document.
    pub table: String,
    /// The column; `None` for a row that is missing or too many.
    pub column: Option<String>,
    /// The line in the document, from 1, where it is known.
    pub line: Option<u64>,
    /// What the gold says; `None` for a row too many.
    pub expected: Option<String>,
    /// What was found; `None` for a row that is missing.
    pub got: Option<String>,
    /// The rule that found it.
    pub rule: Option<String>,
    /// The doubts about what was found.
    pub doubts: Vec<String>,
}

impl Wrong {
    /// The table and, for a cell, the column: `dates.role`.
    pub fn place(&self) -> String {
        match &self.column {
            Some(column) => format!("{}.{column}", self.table),
            None => self.table.clone(),
        }
    }

    /// What is wrong, in words: "expected good, got adequate (rule grading/grade at areas)".
    pub fn said(&self) -> String {
        let mut said = match (&self.expected, &self.got) {
            (Some(expected), Some(got)) => format!("expected {expected}, got {got}"),
            (Some(expected), None) => format!("missing {expected}"),
            (None, Some(got)) => format!("extra {got}"),
            (None, None) => String::new(),
        };
        if let Some(rule) = &self.rule {
            said += &format!(" (rule {rule})");
        }
        if !self.doubts.is_empty() {
            said += &format!(" (doubt: {})", self.doubts.join("; "));
        }
        said
    }
}

/// How well doubts foretell errors: only cells and doubts on which gold has a word are counted.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Foretold {
    /// Wrong cells, and rows too many.
    pub wrong: usize,
    /// Of these, those under a doubt.
    pub doubted: usize,
    /// Doubts about cells that gold speaks of.
    pub doubts: usize,
    /// Of these, those about a cell that is wrong.
    pub justified: usize,
}

/// The score of one document.
#[derive(Debug, Default, Clone)]
pub struct DocumentScore {
    /// Its name.
    pub document: String,
    /// Its file, as a reader can open it.
    pub file: String,
    /// Rows, by table.
    pub rows: BTreeMap<String, Tally>,
    /// Cells, by table and column; `documents` for columns of the document.
    pub cells: BTreeMap<(String, String), Tally>,
    /// What was taken for what.
    pub confusions: Confusions,
    /// Its doubts against its errors.
    pub foretold: Foretold,
    /// What is wrong with the gold itself, in words: names that are none, words that stand nowhere.
    pub faults: Vec<String>,
    /// Every difference, in order.
    pub wrong: Vec<Wrong>,
}

/// The outcome over all documents.
#[derive(Debug, Default, Clone)]
pub struct Score {
    /// How many documents had gold.
    pub documents: usize,
    /// Rows, by table.
    pub rows: BTreeMap<String, Tally>,
    /// Cells, by table and column; `documents` for columns of the document.
    pub cells: BTreeMap<(String, String), Tally>,
    /// What was taken for what, in columns of controlled words.
    pub confusions: Confusions,
    /// Doubts against errors.
    pub foretold: Foretold,
    /// Every difference, in order.
    pub wrong: Vec<Wrong>,
    /// The documents one by one.
    pub each: Vec<DocumentScore>,
}

/// All rows of all tables and the dates of the documents together: what one number says.
fn overall(rows: &BTreeMap<String, Tally>, cells: &BTreeMap<(String, String), Tally>) -> Tally {
    let mut all = Tally::default();
    rows.values().for_each(|tally| all.add(*tally));
    if let Some(dates) = cells.get(&("documents".into(), "date".into())) {
        all.add(*dates);
    }
    all
}

/// The name of the measure of [`Score::overall`].
pub const OVERALL: &str = "all rows and document dates";
/// The name of the measure of [`Score::all_cells`].
pub const ALL_CELLS: &str = "all cells";

impl DocumentScore {
    /// All its rows and its date together.
    pub fn overall(&self) -> Tally {
        overall(&self.rows, &self.cells)
    }
}

impl Score {
    /// All rows of all tables and the dates of the documents together.
    pub fn overall(&self) -> Tally {
        overall(&self.rows, &self.cells)
    }

    /// All cells of all columns together.
    pub fn all_cells(&self) -> Tally {
        let mut all = Tally::default();
        self.cells.values().for_each(|tally| all.add(*tally));
        all
    }

    /// The mean of the F1 of the documents, each with the same weight.
    pub fn mean_f1(&self) -> f64 {
        let sum: f64 = self.each.iter().map(|one| one.overall().f1()).sum();
        if self.each.is_empty() { 1.0 } else { sum / self.each.len() as f64 }
    }

    /// Every measure by name, in the order in which it is shown.
    pub fn measures(&self) -> Vec<(String, Tally)> {
        let mut measures: Vec<(String, Tally)> = Vec::new();
        measures.extend(self.rows.iter().map(|(table, tally)| (table.clone(), *tally)));
        let cells = self.cells.iter();
        measures.extend(cells.map(|((table, column), tally)| (format!("{table}.{column}"), *tally)));
        measures.push((ALL_CELLS.into(), self.all_cells()));
        measures.push((OVERALL.into(), self.overall()));
        measures
    }

    /// Scores one document.
    ///
    /// # Errors
    /// Gold that is not what gold looks like, in words.
    pub fn add(
        &mut self,
        document: &Document,
        grammar: &Grammar,
        sheets: Sheets,
        gold: &str,
    ) -> Result<(), String> {
        let one = Scorer::new(grammar).document(document, &document.name, sheets, gold)?;
        self.take(one);
        Ok(())
    }

    /// Adds the score of a document.
    pub fn take(&mut self, one: DocumentScore) {
        self.documents += 1;
        for (table, tally) in &one.rows {
            self.rows.entry(table.clone()).or_default().add(*tally);
        }
        for (place, tally) in &one.cells {
            self.cells.entry(place.clone()).or_default().add(*tally);
        }
        self.confusions.add(&one.confusions);
        self.foretold.wrong += one.foretold.wrong;
        self.foretold.doubted += one.foretold.doubted;
        self.foretold.doubts += one.foretold.doubts;
        self.foretold.justified += one.foretold.justified;
        self.wrong.extend(one.wrong.iter().cloned());
        self.each.push(one);
    }
}

impl std::fmt::Display for Score {
    /// A table for people, then every difference.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&table::write(self, None))
    }
}

/// Writes a score, with the measures that fell under their floor where there is one.
pub type Write = fn(&Score, Option<&[Regression]>) -> String;

/// The formats by name.
pub const FORMATS: &[(&str, Write)] =
    &[("table", table::write), ("json", json::write), ("junit", junit::write), ("github", github::write)];
