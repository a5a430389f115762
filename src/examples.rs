//! Runs the rules on the examples that they carry.
//!
//! An example is run against its whole field, so the order of rules and the vetoes are tested too. It stands
//! in the zones of its rule: whether these are the right parts of a document is for gold to tell. What the
//! documents of a folder never use is for [`coverage`].

pub mod coverage;

use rayon::prelude::*;

use crate::document::{Document, Span};
use crate::extract::{self, Mention};
use crate::grammar::{Example, Field, Grammar, Rule, TEXT};
use crate::resolve::settle;
use crate::scan;
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
    /// What was found and should not be; `None` where nothing was.
    pub found: Option<Span>,
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

/// An example that its own rule does not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shadowed {
    /// The number of the rule.
    pub rule: usize,
    /// The line of the example, from 1.
    pub line: usize,
    /// The numbers of the rules that read it instead; empty for a veto that does not fit.
    pub by: Vec<usize>,
}

/// What came of the examples of a family.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The examples that do not hold, in the order of the files.
    pub failed: Vec<Failed>,
    /// The examples that hold, but only by other rules.
    pub shadowed: Vec<Shadowed>,
}

/// All examples of a family that do not hold, in the order of the files.
pub fn check(grammar: &Grammar) -> Vec<Failed> {
    run(grammar).failed
}

/// Runs all examples of a family.
pub fn run(grammar: &Grammar) -> Checked {
    let each: Vec<Checked> =
        (0..grammar.rules.len()).into_par_iter().map(|number| rule(grammar, number)).collect();
    let mut checked = Checked::default();
    for one in each {
        checked.failed.extend(one.failed);
        checked.shadowed.extend(one.shadowed);
    }
    checked
}

/// Runs the examples of the rule of that number.
pub fn rule(grammar: &Grammar, number: usize) -> Checked {
    let mut checked = Checked::default();
    let (field, rule) = grammar.rule(number);
    for example in &rule.examples {
        let (outcomes, shadowed) = example_of(grammar, number, example);
        checked.shadowed.extend(shadowed);
        checked.failed.extend(outcomes.into_iter().map(|(found, outcome)| Failed {
            file: rule.file.clone(),
            line: example.line,
            rule: format!("{}/{}", field.name, rule.name),
            text: example.text.clone(),
            found,
            outcome,
        }));
    }
    checked
}

/// Whether an example of the rule of that number holds, and by that rule.
pub fn holds(grammar: &Grammar, number: usize, example: &Example) -> bool {
    let (outcomes, shadowed) = example_of(grammar, number, example);
    outcomes.is_empty() && shadowed.is_none()
}

/// What is wrong with an example; and where nothing is, whether it holds without its rule.
fn example_of(
    grammar: &Grammar,
    number: usize,
    example: &Example,
) -> (Vec<(Option<Span>, Outcome)>, Option<Shadowed>) {
    let (field, rule) = grammar.rule(number);
    let found = mentions(grammar, &[&field.name], &example.text, &rule.zones);
    let outcomes = outcomes(grammar, field, example, &found.kept);
    // A veto leaves nothing: that it fits is all that it does.
    let reads = match rule.drop {
        true => found.raw.contains(&number),
        false => example.rows.is_empty() || found.readers.contains(&number),
    };
    let mut by = found.readers;
    by.sort_unstable();
    by.dedup();
    // That the rules of a family stand before those of its base is as it should be.
    let of_family = |number: usize| grammar.rule(number).1.file.starts_with(&format!("{}/", grammar.family));
    let by_its_own = of_family(number) || by.is_empty() || !by.iter().all(|other| of_family(*other));
    let shadowed = outcomes.is_empty() && !reads && by_its_own;
    (outcomes, shadowed.then_some(Shadowed { rule: number, line: example.line, by }))
}

/// What some fields find in a text that stands in the given zones.
pub fn find<'g>(grammar: &'g Grammar, fields: &[&str], text: &str, zones: &[bool]) -> Vec<Mention<'g>> {
    mentions(grammar, fields, text, zones).kept
}

/// What a field finds, and by the numbers of its rules which fit, and which of them did not lose.
struct Found<'g> {
    kept: Vec<Mention<'g>>,
    readers: Vec<usize>,
    raw: Vec<usize>,
}

fn mentions<'g>(grammar: &'g Grammar, fields: &[&str], text: &str, zones: &[bool]) -> Found<'g> {
    let document = Document::new("", text);
    let anatomy = segment::example(text, grammar, zones);
    let scan = scan::scan(text, grammar);
    let own = |number: &usize| fields.contains(&grammar.rule(*number).0.name.as_str());
    let rules = (0..grammar.rules.len()).filter(own);
    let mentions = extract::mentions(&document, &anatomy, grammar, &scan, rules);
    let raw = mentions.iter().map(|mention| mention.rule).collect();
    let mut kept = settle::overlaps(grammar, mentions).0;
    let readers = kept.iter().map(|mention| mention.rule).collect();
    // A column of a document is one cell, however many signs speak for it.
    let mut seen: Vec<Cell> = Vec::new();
    kept.retain(|mention| {
        let field = grammar.rule(mention.rule).0;
        let cell = mention.cell(&field.value).cloned().unwrap_or_default();
        let again = field.table.is_none() && seen.contains(&cell);
        seen.push(cell);
        !again
    });
    Found { kept, readers, raw }
}

fn outcomes(
    grammar: &Grammar,
    field: &Field,
    example: &Example,
    found: &[Mention<'_>],
) -> Vec<(Option<Span>, Outcome)> {
    let mut expected: Vec<&Vec<(String, String)>> = example.rows.iter().collect();
    let mut extra = Vec::new();
    for mention in found {
        match expected.iter().position(|row| fits(row, mention, &example.text)) {
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
            Some(mention) => (Some(mention.span), Outcome::Wrong(wanted(row), described(mention, Some(row)))),
            None => (None, Outcome::Missing(wanted(row))),
        });
    }
    outcomes.extend(extra.map(|mention| (Some(mention.span), Outcome::Noisy(described(mention, None)))));
    outcomes
}

fn fits(row: &[(String, String)], mention: &Mention<'_>, text: &str) -> bool {
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

/// A cell as an example writes it: a relative date by its own words. [`TEXT`] is all the words of the row.
fn words(mention: &Mention<'_>, column: &str, text: &str) -> String {
    match mention.cell(column) {
        _ if column == TEXT => mention.span.of(text).to_string(),
        Some(Cell::Date(date)) if date.edtf().is_none() => mention.span.of(text).to_string(),
        Some(cell) => cell.to_string(),
        None => String::new(),
    }
}

impl Failed {
    /// The words of the example around what was found, and a line of marks below it. An example of several
    /// lines or of very many words is shown around the place only.
    pub fn around(&self) -> (String, Option<String>) {
        const MOST: usize = 60;
        let Some(found) = self.found else { return (self.text.trim_end().replace('\n', "\n  "), None) };
        let line_start = self.text[..found.start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = self.text[found.start..].find('\n').map_or(self.text.len(), |at| found.start + at);
        let before: Vec<char> = self.text[line_start..found.start].chars().collect();
        let words = &self.text[found.start..found.end.min(line_end)];
        let after: Vec<char> = self.text[found.end.min(line_end)..line_end].chars().collect();
        let cut = before.len().saturating_sub(MOST);
        let (dots, before) = (if cut > 0 { "…" } else { "" }, before[cut..].iter().collect::<String>());
        let more = if after.len() > MOST { "…" } else { "" };
        let after: String = after.iter().take(MOST).collect();
        let indent = dots.chars().count() + before.chars().count();
        let marks = format!("{}{}", " ".repeat(indent), "^".repeat(words.chars().count().max(1)));
        (format!("{dots}{before}{words}{after}{more}"), Some(marks))
    }
}
