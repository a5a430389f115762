//! What was taken for what, in the columns whose values come from a closed set.
//!
//! A column is controlled where no parser fills it: its values stand in the grammar, as cells that rules set,
//! as fills with a value, or as the names of a word list. A column in which parsers read free text has no
//! such table.

use std::collections::{BTreeMap, BTreeSet};

use crate::grammar::{From, Grammar};
use crate::value;

/// How often a value was expected and another (or the same) was got, by table and column.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Confusions(pub BTreeMap<(String, String), Counts>);

/// How often (expected, got) was met.
pub type Counts = BTreeMap<(String, String), usize>;

impl Confusions {
    /// Notes a value of a controlled column.
    pub fn note(&mut self, table: &str, column: &str, expected: String, got: String) {
        let counts = self.0.entry((table.into(), column.into())).or_default();
        *counts.entry((expected, got)).or_default() += 1;
    }

    /// Adds those of another document.
    pub fn add(&mut self, other: &Confusions) {
        for (place, counts) in &other.0 {
            let mine = self.0.entry(place.clone()).or_default();
            for (pair, count) in counts {
                *mine.entry(pair.clone()).or_default() += count;
            }
        }
    }
}

/// The values that were expected or got, in order.
pub fn values(counts: &Counts) -> Vec<&str> {
    let both = counts.keys().flat_map(|(expected, got)| [expected.as_str(), got.as_str()]);
    both.collect::<BTreeSet<&str>>().into_iter().collect()
}

/// Whether anything was taken for something else.
pub fn confused(counts: &Counts) -> bool {
    counts.keys().any(|(expected, got)| expected != got)
}

/// The columns of controlled words: (table, column), `documents` for those of the document.
pub fn controlled(grammar: &Grammar) -> BTreeSet<(String, String)> {
    let mut closed = BTreeSet::new();
    let mut open = BTreeSet::new();
    for field in &grammar.fields {
        let table = field.table.map_or("documents", |table| &grammar.tables[table].name);
        let place = |column: &str| (table.to_string(), column.to_string());
        for rule in field.rules.iter().filter(|rule| !rule.drop) {
            closed.extend(rule.set.iter().map(|(column, _)| place(column)));
            for slot in &rule.program.slots {
                for kind in &slot.kinds {
                    match value::kind(kind) {
                        // What a parser reads into its other columns is as open as its value, but for the
                        // first when the slot gives that another name.
                        Some(kind) => {
                            let first = slot.column.as_deref().unwrap_or(kind.columns[0]);
                            open.extend([first].iter().chain(&kind.columns[1..]).map(|name| place(name)));
                        }
                        None => {
                            closed.insert(place(slot.column.as_deref().unwrap_or(kind)));
                        }
                    }
                }
            }
        }
    }
    for table in &grammar.tables {
        for fill in &table.fills {
            let place = (table.name.clone(), fill.column.clone());
            match &fill.from {
                From::Value(_) | From::Near { .. } | From::Fact { .. } => closed.insert(place),
                _ => false,
            };
        }
    }
    for column in &grammar.columns {
        let place = ("documents".to_string(), column.name.clone());
        for from in &column.from {
            let from_rows = match from {
                From::Rows { table, column, .. } => {
                    Some((grammar.tables[*table].name.clone(), column.clone()))
                }
                From::Document(other) => Some(("documents".into(), grammar.columns[*other].name.clone())),
                _ => None,
            };
            let is_open = from_rows.as_ref().is_some_and(|place| open.contains(place))
                || matches!(from, From::Days { .. } | From::Plus { .. } | From::Count(_));
            if is_open {
                open.insert(place.clone());
            } else if !matches!(from, From::Found(_)) {
                closed.insert(place.clone());
            }
        }
    }
    closed.difference(&open).cloned().collect()
}
