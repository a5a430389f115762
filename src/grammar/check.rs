//! Runs the rules on the examples that they carry.
//!
//! An example is run against its whole field, so the order of rules and the vetoes are tested too. It stands
//! in the zones of its rule: whether these are the right parts of a document is for gold to tell.

use super::{Example, Field, Grammar, Rule};
use crate::document::Document;
use crate::extract::{self, Mention};
use crate::resolve::settle;
use crate::segment;
use crate::value::Cell;

/// An example that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// The file of the rule.
    pub file: String,
    /// The line of the example, from 1.
    pub line: usize,
    /// Field and rule.
    pub rule: String,
    /// The words of the example.
    pub text: String,
    /// What is wrong.
    pub outcome: Outcome,
}

/// What can be wrong with an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// This was expected and not found.
    Missing(String),
    /// This was found and not expected; with the rule that found it.
    Noisy(String),
    /// One thing was expected and another found; with the rule that found it.
    Wrong(String, String),
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Outcome::Missing(expected) => write!(f, "missing: {expected}"),
            Outcome::Noisy(found) => write!(f, "noisy: found {found}"),
            Outcome::Wrong(expected, found) => write!(f, "wrong: expected {expected}, found {found}"),
        }
    }
}

/// All examples of a family that do not hold, in the order of the files.
pub fn check(grammar: &Grammar) -> Vec<Failed> {
    let mut failed = Vec::new();
    for field in &grammar.fields {
        for rule in &field.rules {
            for example in &rule.examples {
                failed.extend(outcomes(grammar, field, rule, example).into_iter().map(|outcome| Failed {
                    file: rule.file.clone(),
                    line: example.line,
                    rule: format!("{}/{}", field.name, rule.name),
                    text: example.text.clone(),
                    outcome,
                }));
            }
        }
    }
    failed
}

/// What a field finds in a text that stands in the given zones.
pub fn find<'g>(grammar: &'g Grammar, field: &str, text: &str, zones: &[bool]) -> Vec<Mention<'g>> {
    let document = Document { name: String::new(), text: text.to_string() };
    let anatomy = segment::example(text, grammar, zones);
    let scan = extract::scan(text, grammar);
    let mut mentions = extract::extract(&document, &anatomy, grammar, &scan).mentions;
    mentions.retain(|mention| grammar.rule(mention.rule).0.name == field);
    let mut kept = settle::overlaps(grammar, mentions).0;
    // A column of a document is one cell, however many signs speak for it.
    let mut seen: Vec<Cell> = Vec::new();
    kept.retain(|mention| {
        let field = grammar.rule(mention.rule).0;
        let cell = mention.cell(&field.value).cloned().unwrap_or_default();
        let again = field.table.is_none() && seen.contains(&cell);
        seen.push(cell);
        !again
    });
    kept
}

fn outcomes(grammar: &Grammar, field: &Field, rule: &Rule, example: &Example) -> Vec<Outcome> {
    let found = find(grammar, &field.name, &example.text, &rule.zones);
    let mut expected: Vec<&Vec<(String, String)>> = example.rows.iter().collect();
    let mut extra = Vec::new();
    for mention in &found {
        match expected.iter().position(|row| holds(row, mention, &example.text)) {
            Some(at) => {
                expected.remove(at);
            }
            None => extra.push(mention),
        }
    }
    let described = |mention: &Mention<'_>, row: Option<&Vec<(String, String)>>| {
        let (_, rule): (&Field, &Rule) = grammar.rule(mention.rule);
        format!("{} by rule `{}`", shown(field, mention, row, &example.text), rule.name)
    };
    let mut outcomes = Vec::new();
    let mut extra = extra.into_iter();
    for row in expected {
        outcomes.push(match extra.next() {
            Some(mention) => Outcome::Wrong(wanted(row), described(mention, Some(row))),
            None => Outcome::Missing(wanted(row)),
        });
    }
    outcomes.extend(extra.map(|mention| Outcome::Noisy(described(mention, None))));
    outcomes
}

fn holds(row: &[(String, String)], mention: &Mention<'_>, text: &str) -> bool {
    row.iter().all(|(column, value)| words(mention, column, text) == *value)
}

fn wanted(row: &[(String, String)]) -> String {
    let cells: Vec<String> = row.iter().map(|(column, value)| format!("{column} `{value}`")).collect();
    cells.join(", ")
}

fn shown(field: &Field, mention: &Mention<'_>, row: Option<&Vec<(String, String)>>, text: &str) -> String {
    let columns: Vec<&str> = match row {
        Some(row) => row.iter().map(|cell| cell.0.as_str()).collect(),
        None => vec![field.value.as_str()],
    };
    let cell = |column: &&str| format!("{column} `{}`", words(mention, column, text));
    columns.iter().map(cell).collect::<Vec<_>>().join(", ")
}

/// A cell as an example writes it: a relative date by its own words.
fn words(mention: &Mention<'_>, column: &str, text: &str) -> String {
    match mention.cell(column) {
        Some(Cell::Date(date)) if date.edtf().is_none() => mention.span.of(text).to_string(),
        Some(cell) => cell.to_string(),
        None => String::new(),
    }
}
