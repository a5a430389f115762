//! An extraction against gold: precision, recall and F1 per table and column, every wrong cell shown.
//!
//! `NAME.gold.json` beside a document names what its labeller vouches for; what it leaves out is not scored.
//! A row is found when its key columns agree. A row that careful readers disagree on (`"optional": true`) is
//! neither right nor wrong, nor is another value at its words, nor is a labelled fact said again.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::dataset::{Header, Sheets, headers};
use crate::document::Document;
use crate::grammar::{Grammar, ScoreBy, Table};
use crate::words::plain;

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

    fn add(&mut self, other: Tally) {
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
    /// The table and, for a cell, the column.
    pub place: String,
    /// The line in the document, from 1, where it is known.
    pub line: Option<u64>,
    /// What the gold says; `None` for a row too many.
    pub expected: Option<String>,
    /// What was found; `None` for a row that is missing.
    pub got: Option<String>,
    /// The rule that found it.
    pub rule: Option<String>,
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
    /// Every difference, in order.
    pub wrong: Vec<Wrong>,
}

impl Score {
    /// All rows of all tables and the dates of the documents together.
    pub fn overall(&self) -> Tally {
        let mut all = Tally::default();
        self.rows.values().for_each(|tally| all.add(*tally));
        if let Some(dates) = self.cells.get(&("documents".into(), "date".into())) {
            all.add(*dates);
        }
        all
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
        let headers = &headers(grammar);
        let gold: Value =
            serde_json::from_str(gold).map_err(|error| format!("the gold is no JSON: {error}"))?;
        let gold = gold.as_object().ok_or("the gold is no JSON object")?;
        self.documents += 1;
        let columns = first_row(headers, &sheets);
        if let Some(expected) = gold.get("document") {
            let expected = expected.as_object().ok_or("`document` in the gold is no object")?;
            for (column, value) in expected {
                let got = columns.get(column).cloned().unwrap_or(Value::Null);
                self.cell(document, "documents", column, value, &got, None);
            }
        }
        let mut found = sheets.object(headers);
        for table in &grammar.tables {
            let Some(expected) = gold.get(&table.name) else { continue };
            let expected =
                rows(expected).ok_or_else(|| format!("`{}` in the gold is no list of rows", table.name))?;
            let got = found.remove(&table.name).unwrap_or_default();
            self.table(document, table, &expected, &rows(&got).unwrap_or_default());
        }
        Ok(())
    }

    fn cell(
        &mut self,
        document: &Document,
        table: &str,
        column: &str,
        expected: &Value,
        got: &Value,
        row: Option<&Row>,
    ) {
        let tally = self.cells.entry((table.to_string(), column.to_string())).or_default();
        if same(expected, got) {
            tally.right += usize::from(!expected.is_null());
            return;
        }
        tally.missing += usize::from(!expected.is_null());
        tally.extra += usize::from(!got.is_null());
        self.wrong.push(Wrong {
            document: document.name.clone(),
            place: format!("{table}.{column}"),
            line: row.and_then(|row| row.get("line")?.as_u64()),
            expected: Some(words(expected)),
            got: Some(words(got)),
            rule: row.and_then(|row| Some(row.get("rule")?.as_str()?.to_string())),
        });
    }

    fn table(&mut self, document: &Document, table: &Table, gold: &[&Row], got: &[&Row]) {
        let (key, table) = (&table.score, table.name.as_str());
        let counts = |row: &&&Row| {
            let named = |column: &str| gold.iter().any(|row| row.contains_key(column));
            let aside = key.aside.iter().filter(|condition| !named(&condition.column)).any(|condition| {
                row.get(&condition.column).is_some_and(|value| condition.values.contains(&words(value)))
            });
            let empty = key.filled.iter().any(|column| row.get(column).is_some_and(Value::is_null));
            !aside && !empty
        };
        let got: Vec<&Row> = got.iter().filter(counts).copied().collect();
        let gold: Vec<&Row> = gold.iter().filter(counts).copied().collect();
        let pairs = pairs(document, key, &gold, &got);
        let optional = |row: &Row| row.get("optional") == Some(&Value::Bool(true));
        let mut tally = Tally::default();
        for (at, row) in gold.iter().enumerate().filter(|(_, row)| !optional(row)) {
            match pairs[at] {
                Some(found) => {
                    tally.right += 1;
                    for (column, value) in row.iter().filter(|(column, _)| key.scores(column)) {
                        let cell = got[found].get(column).cloned().unwrap_or(Value::Null);
                        self.cell(document, table, column, value, &cell, Some(got[found]));
                    }
                }
                None => {
                    tally.missing += 1;
                    self.wrong.push(Wrong {
                        document: document.name.clone(),
                        place: table.to_string(),
                        line: None,
                        expected: Some(describe(row)),
                        got: None,
                        rule: None,
                    });
                }
            }
        }
        for (at, row) in got.iter().enumerate() {
            let paired = pairs.contains(&Some(at));
            let forgiven = || {
                gold.iter().any(|gold| {
                    key.says_again(gold, row)
                        || (optional(gold) && gold.contains_key("text") && overlap(document, gold, row))
                })
            };
            if paired || forgiven() {
                continue;
            }
            tally.extra += 1;
            self.wrong.push(Wrong {
                document: document.name.clone(),
                place: table.to_string(),
                line: row.get("line").and_then(Value::as_u64),
                expected: None,
                got: Some(describe(row)),
                rule: row.get("rule").and_then(Value::as_str).map(str::to_string),
            });
        }
        self.rows.entry(table.to_string()).or_default().add(tally);
    }
}

type Row = Map<String, Value>;

fn rows(value: &Value) -> Option<Vec<&Row>> {
    value.as_array()?.iter().map(Value::as_object).collect()
}

fn first_row(headers: &[Header], sheets: &Sheets) -> Row {
    let cells = sheets.0[0].first().cloned().unwrap_or_default();
    headers[0].columns.iter().cloned().zip(cells.into_iter().map(Value::from)).collect()
}

impl ScoreBy {
    fn scores(&self, column: &str) -> bool {
        !self.key.iter().any(|key| key == column) && !matches!(column, "text" | "optional" | "note" | "notes")
    }

    fn agrees(&self, document: &Document, gold: &Row, got: &Row) -> bool {
        let columns = self.key.iter().all(|column| match gold.get(column) {
            Some(value) => same(value, got.get(column).unwrap_or(&Value::Null)),
            None => true,
        });
        columns
            && self.either_agrees(gold, got)
            && (!self.text || !gold.contains_key("text") || overlap(document, gold, got))
    }

    /// Whether the first of the `either` columns that the gold fills agrees, and those before it are empty.
    fn either_agrees(&self, gold: &Row, got: &Row) -> bool {
        for column in &self.either {
            let found = got.get(column).unwrap_or(&Value::Null);
            match gold.get(column) {
                Some(value) if !value.is_null() => return same(value, found),
                Some(_) if !found.is_null() => return false,
                _ => {}
            }
        }
        true
    }

    fn says_again(&self, gold: &Row, got: &Row) -> bool {
        !self.again.is_empty()
            && self.again.iter().all(|column| {
                gold.get(column).is_some_and(|value| same(value, got.get(column).unwrap_or(&Value::Null)))
            })
    }
}

/// For each row of the gold the row that was found for it: first those that agree in most columns.
fn pairs(document: &Document, key: &ScoreBy, gold: &[&Row], got: &[&Row]) -> Vec<Option<usize>> {
    let mut likely: Vec<(usize, usize, usize)> = Vec::new();
    for (g, row) in gold.iter().enumerate() {
        for (f, found) in got.iter().enumerate() {
            if key.agrees(document, row, found) {
                let alike = row.iter().filter(|(column, value)| {
                    key.scores(column) && same(value, found.get(*column).unwrap_or(&Value::Null))
                });
                likely.push((alike.count(), g, f));
            }
        }
    }
    likely.sort_by_key(|&(alike, g, f)| (std::cmp::Reverse(alike), g, f));
    let mut pairs = vec![None; gold.len()];
    for (_, g, f) in likely {
        if pairs[g].is_none() && !pairs.contains(&Some(f)) {
            pairs[g] = Some(f);
        }
    }
    pairs
}

/// Whether the words of the gold, wherever they stand in the document, overlap those that were found.
fn overlap(document: &Document, gold: &Row, got: &Row) -> bool {
    let (Some(words), Some(start), Some(end)) = (
        gold.get("text").and_then(Value::as_str),
        got.get("start").and_then(Value::as_u64),
        got.get("end").and_then(Value::as_u64),
    ) else {
        return false;
    };
    let characters = words.chars().count() as u64;
    document.text.match_indices(words).any(|(byte, _)| {
        let from = document.text[..byte].chars().count() as u64;
        from < end && start < from + characters
    })
}

/// Whether two values are the same but for kinds of quote marks and white space.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::String(a), Value::String(b)) => fold(a) == fold(b),
        (a, b) => a == b,
    }
}

fn fold(words: &str) -> String {
    let plain: String = words.chars().map(plain).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn words(value: &Value) -> String {
    match value {
        Value::Null => "nothing".into(),
        Value::String(words) => words.clone(),
        other => other.to_string(),
    }
}

fn describe(row: &Row) -> String {
    let hidden = ["line", "start", "end", "rule", "earliest", "latest", "stated"];
    let cells = row.iter().filter(|(column, value)| !value.is_null() && !hidden.contains(&column.as_str()));
    cells.map(|(column, value)| format!("{column}={}", words(value))).collect::<Vec<_>>().join(" ")
}

impl std::fmt::Display for Score {
    /// A table for people, then every difference.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let line = |f: &mut std::fmt::Formatter<'_>, name: &str, tally: Tally| {
            writeln!(
                f,
                "{name:<34} {:>9.3} {:>7.3} {:>6.3} {:>6} {:>6} {:>8}",
                tally.precision(),
                tally.recall(),
                tally.f1(),
                tally.right,
                tally.extra,
                tally.missing
            )
        };
        writeln!(
            f,
            "{:<34} {:>9} {:>7} {:>6} {:>6} {:>6} {:>8}",
            format!("{} document{}", self.documents, if self.documents == 1 { "" } else { "s" }),
            "precision",
            "recall",
            "F1",
            "right",
            "extra",
            "missing"
        )?;
        for (table, tally) in &self.rows {
            line(f, table, *tally)?;
        }
        for ((table, column), tally) in &self.cells {
            line(f, &format!("  {table}.{column}"), *tally)?;
        }
        line(f, "all rows and document dates", self.overall())?;
        for wrong in &self.wrong {
            let at = wrong.line.map_or(String::new(), |line| format!(":{line}"));
            write!(f, "\n{}{at}: {}: ", wrong.document, wrong.place)?;
            match (&wrong.expected, &wrong.got) {
                (Some(expected), Some(got)) => write!(f, "expected {expected}, got {got}")?,
                (Some(expected), None) => write!(f, "missing {expected}")?,
                (None, Some(got)) => write!(f, "extra {got}")?,
                (None, None) => {}
            }
            if let Some(rule) = &wrong.rule {
                write!(f, " (rule {rule})")?;
            }
        }
        if !self.wrong.is_empty() {
            writeln!(f)?;
        }
        Ok(())
    }
}
