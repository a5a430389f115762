//! What is wrong with gold itself: what would be passed over in silence, or match whatever is found, is told.
//!
//! How gold is compared with what was found is the matter of [`super::gold`].

use std::collections::BTreeSet;

use serde_json::Value;
use serde_json::error::Category;

use super::gold::Row;
use crate::dataset::Header;
use crate::grammar::mistake::nearest;
use crate::grammar::{Grammar, Holds};

/// Where a labeller says why.
const NOTES: [&str; 2] = ["note", "notes"];
/// What a row of gold may have besides the columns of its table.
const BESIDE: [&str; 4] = ["box", "note", "notes", "optional"];

/// The tables of a family as gold speaks of them.
pub struct Tables<'g> {
    tables: Vec<(&'g str, &'g Header)>,
    grammar: &'g Grammar,
}

impl<'g> Tables<'g> {
    /// Those of a family with these headers.
    pub fn new(grammar: &'g Grammar, headers: &'g [Header]) -> Tables<'g> {
        let named = |header: &'g Header| match header.name.as_str() {
            "documents" => ("document", header),
            name => (name, header),
        };
        let scored = headers.iter().filter(|header| header.name != "doubts");
        Tables { tables: scored.map(named).collect(), grammar }
    }

    /// What is wrong with gold, each in words with its row and what to write instead.
    pub fn faults(&self, gold: &Row) -> Vec<String> {
        let mut told = Vec::new();
        for (name, value) in gold.iter().filter(|(name, _)| !NOTES.contains(&name.as_str())) {
            let Some((_, header)) = self.tables.iter().find(|table| table.0 == name) else {
                let known: Vec<&str> = self.tables.iter().map(|table| table.0).collect();
                told.push(unknown("table", name, &known));
                continue;
            };
            let columns = header.columns.iter().map(String::as_str).filter(|name| *name != "document");
            let columns: Vec<&str> = columns.chain(BESIDE).collect();
            let rows = value.as_array().into_iter().flatten().chain([value]).filter_map(Value::as_object);
            let said: BTreeSet<&String> = rows.flat_map(Row::keys).collect();
            for column in said.into_iter().filter(|column| !columns.contains(&column.as_str())) {
                told.push(unknown(&format!("column of `{name}`"), column, &columns));
            }
            match value {
                Value::Object(cells) => told.extend(cells_at_fault(header, cells, &format!("`{name}`"))),
                rows => {
                    let rows = rows.as_array().into_iter().flatten().filter_map(Value::as_object);
                    for (row, number) in rows.zip(1..) {
                        let place = format!("row {number} of `{name}`");
                        told.extend(self.fits_any(name, row, &place));
                        told.extend(cells_at_fault(header, row, &place));
                    }
                }
            }
        }
        told
    }

    /// Says of a row that it would count as found, whatever was found.
    fn fits_any(&self, table: &str, row: &Row, place: &str) -> Option<String> {
        let by = &self.grammar.tables.iter().find(|known| known.name == table)?.score;
        let text = by.text.then(|| "text".to_string());
        let telling: Vec<&String> = by.key.iter().chain(&by.either).chain(&text).collect();
        if telling.is_empty() || telling.iter().any(|column| row.contains_key(*column)) {
            return None;
        }
        let names: Vec<String> = telling.iter().map(|column| format!("`{column}`")).collect();
        Some(format!("{place} in its gold would fit any row; give it at least one of {}", names.join(", ")))
    }
}

fn unknown(what: &str, name: &str, known: &[&str]) -> String {
    let help = nearest(name, known.iter().copied()).unwrap_or_default();
    format!("its gold speaks of a {what} `{name}`, which is none; {help}")
}

/// What is wrong with the cells of a row.
fn cells_at_fault(header: &Header, row: &Row, place: &str) -> Vec<String> {
    let cells = row.iter().filter(|(column, _)| !NOTES.contains(&column.as_str()) && *column != "box");
    let fault = |(column, value): (&String, &Value)| {
        let at = header.columns.iter().position(|known| known == column);
        let holds = at.and_then(|at| header.about.get(at)?.holds);
        let instead = match value {
            Value::Bool(_) => return None,
            _ if column == "optional" => "write true or false",
            Value::Array(_) | Value::Object(_) => {
                "a cell is a text, a number, true, false or null; write a row for each of several values"
            }
            Value::String(words) if words.trim().is_empty() => "write null where nothing is to be found",
            Value::String(words) if matches!(holds, Some(Holds::Date | Holds::Day)) && !is_date(words) => {
                "write dates as in the tables, such as 2031-05-03, 2031-05 or 2031"
            }
            _ => return None,
        };
        Some(format!("{place} in its gold has {value} for `{column}`; {instead}"))
    };
    cells.filter_map(fault).collect()
}

/// Whether words may be a date in EDTF (ISO 8601-2), by their characters.
fn is_date(words: &str) -> bool {
    words.starts_with(|first: char| first.is_ascii_digit() || "X-Y./".contains(first))
        && words.chars().all(|c| c.is_ascii_digit() || "XY-/~?%.".contains(c))
}

/// Why a text is no JSON, for people.
pub fn no_json(error: &serde_json::Error) -> String {
    match error.classify() {
        Category::Eof => "it ends too early".into(),
        _ => format!("it goes wrong in line {}, column {}", error.line(), error.column()),
    }
}
