//! One document against its gold.

use std::collections::BTreeSet;

use serde_json::Value;

use super::confusion::controlled;
use super::faults::{Tables, no_json};
use super::gold::{self, Labelled, Row, cell, describe, same, words};
use super::{DocumentScore, Wrong};
use crate::dataset::{Header, Sheets, headers};
use crate::document::{Document, Places};
use crate::explain::trace;
use crate::grammar::{Grammar, Table};

/// What the scoring of documents of one family needs, made once.
pub struct Scorer<'g> {
    grammar: &'g Grammar,
    headers: Vec<Header>,
    controlled: BTreeSet<(String, String)>,
}

impl<'g> Scorer<'g> {
    /// For the documents of a family.
    pub fn new(grammar: &'g Grammar) -> Scorer<'g> {
        Scorer { grammar, headers: headers(grammar), controlled: controlled(grammar) }
    }

    /// Scores the tables of one document, which stands in `file`.
    ///
    /// # Errors
    /// Gold that is not what gold looks like, in words.
    pub fn document(
        &self,
        document: &Document,
        file: &str,
        sheets: Sheets,
        gold: &str,
    ) -> Result<DocumentScore, String> {
        // Words that a labeller copied from a file are mended as the words of the file are.
        let gold = crate::read::text::mended(gold).0;
        let gold: Value = serde_json::from_str(&gold)
            .map_err(|error| format!("its gold is no JSON: {}", no_json(&error)))?;
        let gold = gold.as_object().ok_or("its gold is no JSON object")?;
        let cells = sheets.tables[0].first().cloned().unwrap_or_default();
        let columns: Row =
            self.headers[0].columns.iter().cloned().zip(cells.into_iter().map(Value::from)).collect();
        let mut found = sheets.object(&self.headers);
        let doubts = found.remove("doubts").unwrap_or_default();
        let mut one = One {
            scorer: self,
            name: &document.name,
            doubts: gold::rows(&doubts).unwrap_or_default(),
            score: DocumentScore {
                document: document.name.clone(),
                file: file.to_string(),
                faults: Tables::new(self.grammar, &self.headers).faults(gold),
                ..DocumentScore::default()
            },
        };
        if let Some(expected) = gold.get("document") {
            let expected = expected.as_object().ok_or("`document` in the gold is no object")?;
            for (column, value) in expected {
                let doubts: Vec<&Row> = one.doubts_about("documents", column, None);
                one.foresee(&doubts, same(value, cell(&columns, column)));
                one.cell("documents", column, value, cell(&columns, column), None, &doubts);
            }
        }
        let places = Places::new(&document.text);
        for table in &self.grammar.tables {
            let Some(expected) = gold.get(&table.name) else { continue };
            let expected = gold::rows(expected)
                .ok_or_else(|| format!("`{}` in the gold is no list of rows", table.name))?;
            let labelled: Vec<Labelled<'_>> =
                expected.into_iter().map(|row| Labelled::new(document, &places, row)).collect();
            // What was read from a page may have other signs and breaks than the text that gold was written
            // for.
            if document.origin.reader == "text" {
                one.score.faults.extend(labelled.iter().filter_map(Labelled::astray).map(|words| {
                    format!(
                        "its gold has {words:?} in `{}`, which stands nowhere in the document",
                        table.name
                    )
                }));
            }
            let got = found.remove(&table.name).unwrap_or_default();
            one.table(table, labelled, &gold::rows(&got).unwrap_or_default());
        }
        let mut score = one.score;
        self.origins(document, &places, &mut score.wrong);
        Ok(score)
    }

    /// Says of wrong columns of the document which rule gave them, and where.
    fn origins(&self, document: &Document, places: &Places<'_>, wrong: &mut [Wrong]) {
        if !wrong.iter().any(|wrong| wrong.table == "documents") {
            return;
        }
        let trace = trace::trace(document, self.grammar);
        for wrong in wrong.iter_mut().filter(|wrong| wrong.table == "documents") {
            let name = wrong.column.as_deref().unwrap_or_default();
            let number = self.grammar.columns.iter().position(|column| column.name == name);
            let Some(origin) = number.and_then(|number| trace.origin(self.grammar, number)) else { continue };
            wrong.line = Some(places.line(origin.span.start) as u64);
            wrong.rule = origin.rule.map(|rule| {
                let (field, rule) = self.grammar.rule(rule);
                format!("{}/{}", field.name, rule.name)
            });
        }
    }
}

/// A document that is being scored.
struct One<'a, 'g> {
    scorer: &'a Scorer<'g>,
    name: &'a str,
    doubts: Vec<&'a Row>,
    score: DocumentScore,
}

impl<'a> One<'a, '_> {
    /// The doubts about a column; of a row, where one is given.
    fn doubts_about(&self, table: &str, column: &str, row: Option<&Row>) -> Vec<&'a Row> {
        let about = |doubt: &&&Row| {
            doubt.get("table").and_then(Value::as_str) == Some(table)
                && doubt.get("column").and_then(Value::as_str) == Some(column)
                && row.is_none_or(|row| {
                    ["start", "end", "rule"].iter().all(|name| doubt.get(*name) == row.get(*name))
                })
        };
        self.doubts.iter().filter(about).copied().collect()
    }

    /// All doubts about a row.
    fn doubts_of(&self, table: &str, row: &Row) -> Vec<&'a Row> {
        let about = |doubt: &&&Row| {
            doubt.get("table").and_then(Value::as_str) == Some(table)
                && ["start", "end", "rule"].iter().all(|name| doubt.get(*name) == row.get(*name))
        };
        self.doubts.iter().filter(about).copied().collect()
    }

    /// Counts doubts about a cell or row that gold speaks of.
    fn foresee(&mut self, doubts: &[&Row], right: bool) {
        self.score.foretold.doubts += doubts.len();
        self.score.foretold.justified += if right { 0 } else { doubts.len() };
    }

    fn cell(
        &mut self,
        table: &str,
        column: &str,
        expected: &Value,
        got: &Value,
        row: Option<&Row>,
        doubts: &[&Row],
    ) {
        let place = (table.to_string(), column.to_string());
        if self.scorer.controlled.contains(&place) {
            let got = if same(expected, got) { words(expected) } else { words(got) };
            self.score.confusions.note(table, column, words(expected), got);
        }
        let tally = self.score.cells.entry(place).or_default();
        if same(expected, got) {
            tally.right += usize::from(!expected.is_null());
            return;
        }
        tally.missing += usize::from(!expected.is_null());
        tally.extra += usize::from(!got.is_null());
        self.wrong(Wrong {
            document: self.name.to_string(),
            table: table.to_string(),
            column: Some(column.to_string()),
            line: row.and_then(|row| row.get("line")?.as_u64()),
            expected: Some(words(expected)),
            got: Some(words(got)),
            rule: row.and_then(|row| Some(row.get("rule")?.as_str()?.to_string())),
            doubts: said(doubts),
        });
    }

    fn wrong(&mut self, wrong: Wrong) {
        if wrong.got.is_some() {
            self.score.foretold.wrong += 1;
            self.score.foretold.doubted += usize::from(!wrong.doubts.is_empty());
        }
        self.score.wrong.push(wrong);
    }

    fn table(&mut self, table: &Table, gold: Vec<Labelled<'_>>, got: &[&Row]) {
        let (key, name) = (&table.score, table.name.as_str());
        let named: BTreeSet<String> = gold.iter().flat_map(|gold| gold.row.keys().cloned()).collect();
        let counts = |row: &Row| key.counts(row, |column| named.contains(column));
        let got: Vec<&Row> = got.iter().filter(|row| counts(row)).copied().collect();
        let gold: Vec<Labelled<'_>> = gold.into_iter().filter(|gold| counts(gold.row)).collect();
        let pairs = gold::pairs(key, &gold, &got);
        let mut tally = super::Tally::default();
        let mut missing: Vec<&Labelled<'_>> = Vec::new();
        for (labelled, pair) in gold.iter().zip(&pairs).filter(|(labelled, _)| !labelled.optional()) {
            let Some(found) = pair.map(|found| got[found]) else {
                tally.missing += 1;
                missing.push(labelled);
                self.wrong(Wrong {
                    document: self.name.to_string(),
                    table: name.to_string(),
                    column: None,
                    line: labelled.line,
                    expected: Some(describe(labelled.row)),
                    got: None,
                    rule: None,
                    doubts: Vec::new(),
                });
                continue;
            };
            tally.right += 1;
            self.paired(table, labelled.row, found);
        }
        let mut extra: Vec<&Row> = Vec::new();
        for (at, row) in got.iter().enumerate() {
            let forgiven = || {
                gold.iter()
                    .any(|gold| key.says_again(gold.row, row) || (gold.optional() && gold.overlaps(row)))
            };
            if pairs.contains(&Some(at)) || forgiven() {
                continue;
            }
            tally.extra += 1;
            extra.push(row);
            let doubts = self.doubts_of(name, row);
            self.foresee(&doubts, false);
            self.wrong(Wrong {
                document: self.name.to_string(),
                table: name.to_string(),
                column: None,
                line: row.get("line").and_then(Value::as_u64),
                expected: None,
                got: Some(describe(row)),
                rule: row.get("rule").and_then(Value::as_str).map(str::to_string),
                doubts: said(&doubts),
            });
        }
        self.mistaken_keys(table, &missing, extra);
        self.score.rows.entry(name.to_string()).or_default().add(tally);
    }

    /// The cells of a row of gold and of the row that was found for it.
    fn paired(&mut self, table: &Table, gold: &Row, found: &Row) {
        let name = table.name.as_str();
        for (column, value) in gold {
            if matches!(column.as_str(), "text" | "optional" | "note" | "notes") {
                continue;
            }
            let got = cell(found, column);
            let doubts = self.doubts_about(name, column, Some(found));
            self.foresee(&doubts, same(value, got));
            if table.score.scores(column) {
                self.cell(name, column, value, got, Some(found), &doubts);
            } else if self.scorer.controlled.contains(&(table.name.clone(), column.clone())) {
                self.score.confusions.note(name, column, words(value), words(value));
            }
        }
    }

    /// A row that is missing and one too many which differ in one controlled key column: a word was taken for
    /// another.
    fn mistaken_keys(&mut self, table: &Table, missing: &[&Labelled<'_>], mut extra: Vec<&Row>) {
        let is_controlled =
            |column: &&String| self.scorer.controlled.contains(&(table.name.clone(), column.to_string()));
        let columns: Vec<&String> = table.score.key.iter().filter(is_controlled).collect();
        for labelled in missing {
            let found = columns.iter().find_map(|column| {
                let expected = labelled.row.get(*column)?;
                let alike = |row: &&Row| table.score.agrees(labelled, row, Some(column));
                Some((*column, expected, extra.iter().position(alike)?))
            });
            if let Some((column, expected, at)) = found {
                let got = words(cell(extra.remove(at), column));
                self.score.confusions.note(&table.name, column, words(expected), got);
            }
        }
    }
}

fn said(doubts: &[&Row]) -> Vec<String> {
    doubts.iter().filter_map(|doubt| Some(doubt.get("doubt")?.as_str()?.to_string())).collect()
}
