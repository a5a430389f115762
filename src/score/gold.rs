//! Gold: what a labeller vouches for, and which row that was found is which row of it.
//!
//! A row is found when its key columns agree. A row that careful readers disagree on (`"optional": true`) is
//! neither right nor wrong, nor is another value at its words, nor is a labelled fact said again.

use serde_json::{Map, Value};

use crate::document::{Document, Places};
use crate::grammar::ScoreBy;
use crate::words::plain;

/// A row of gold or of a dataset: its cells by column.
pub type Row = Map<String, Value>;

/// The rows of a table in gold; `None` where it is no list of rows.
pub fn rows(value: &Value) -> Option<Vec<&Row>> {
    value.as_array()?.iter().map(Value::as_object).collect()
}

/// A row of gold with the places of its words in the document.
pub struct Labelled<'a> {
    /// The cells that are vouched for.
    pub row: &'a Row,
    /// Wherever its words stand: characters, end excluded.
    places: Vec<(u64, u64)>,
    /// The line of the first of these, from 1.
    pub line: Option<u64>,
}

impl<'a> Labelled<'a> {
    /// The row with its places.
    pub fn new(document: &Document, places: &Places<'_>, row: &'a Row) -> Labelled<'a> {
        let words = row.get("text").and_then(Value::as_str).filter(|words| !words.is_empty());
        let found = words.map(|words| stand(&document.text, words)).unwrap_or_default();
        let place =
            |(start, end): &(usize, usize)| (places.character(*start) as u64, places.character(*end) as u64);
        Labelled {
            row,
            places: found.iter().map(place).collect(),
            line: found.first().map(|(start, _)| places.line(*start) as u64),
        }
    }

    /// Whether careful readers disagree on it.
    pub fn optional(&self) -> bool {
        self.row.get("optional") == Some(&Value::Bool(true))
    }

    /// Words that stand nowhere in the document.
    pub fn astray(&self) -> Option<&str> {
        self.row
            .get("text")
            .and_then(Value::as_str)
            .filter(|words| !words.is_empty() && self.places.is_empty())
    }

    /// Whether its words, wherever they stand, overlap those that were found.
    pub fn overlaps(&self, got: &Row) -> bool {
        let place = |name: &str| got.get(name).and_then(Value::as_u64);
        let (Some(start), Some(end)) = (place("start"), place("end")) else { return false };
        self.places.iter().any(|(from, to)| *from < end && start < *to)
    }
}

/// Where words stand in a text: as they are, or else with other white space, as when a letter comes as a PDF.
fn stand(text: &str, words: &str) -> Vec<(usize, usize)> {
    let exact: Vec<(usize, usize)> =
        text.match_indices(words).map(|(byte, words)| (byte, byte + words.len())).collect();
    if !exact.is_empty() {
        return exact;
    }
    let loose: Vec<String> = words.split_whitespace().map(regex::escape).collect();
    let Ok(loose) = regex::Regex::new(&loose.join(r"\s+")) else { return exact };
    loose.find_iter(text).map(|found| (found.start(), found.end())).collect()
}

impl ScoreBy {
    /// Whether a column is scored on the rows that are found.
    pub fn scores(&self, column: &str) -> bool {
        !self.key.iter().any(|key| key == column) && !matches!(column, "text" | "optional" | "note" | "notes")
    }

    /// Whether a row counts at all; `named` says which columns the gold names anywhere.
    pub fn counts(&self, row: &Row, named: impl Fn(&str) -> bool) -> bool {
        let aside = self.aside.iter().filter(|condition| !named(&condition.column)).any(|condition| {
            row.get(&condition.column).is_some_and(|value| condition.values.contains(&words(value)))
        });
        let empty = self.filled.iter().any(|column| row.get(column).is_some_and(Value::is_null));
        !aside && !empty
    }

    /// Whether a row that was found is the row of the gold, but for the column `except`.
    pub fn agrees(&self, gold: &Labelled<'_>, got: &Row, except: Option<&str>) -> bool {
        let columns =
            self.key.iter().filter(|column| Some(column.as_str()) != except).all(|column| {
                match gold.row.get(column) {
                    Some(value) => same(value, cell(got, column)),
                    None => true,
                }
            });
        columns
            && self.either_agrees(gold.row, got)
            && (!self.text || !gold.row.contains_key("text") || gold.overlaps(got))
    }

    /// Whether the first of the `either` columns that the gold fills agrees, and those before it are empty.
    fn either_agrees(&self, gold: &Row, got: &Row) -> bool {
        for column in &self.either {
            let found = cell(got, column);
            match gold.get(column) {
                Some(value) if !value.is_null() => return same(value, found),
                Some(_) if !found.is_null() => return false,
                _ => {}
            }
        }
        true
    }

    /// Whether a row only says again what a row of the gold says.
    pub fn says_again(&self, gold: &Row, got: &Row) -> bool {
        !self.again.is_empty()
            && self
                .again
                .iter()
                .all(|column| gold.get(column).is_some_and(|value| same(value, cell(got, column))))
    }
}

/// For each row of the gold the row that was found for it: first those that agree in most columns.
pub fn pairs(key: &ScoreBy, gold: &[Labelled<'_>], got: &[&Row]) -> Vec<Option<usize>> {
    let mut likely: Vec<(usize, usize, usize)> = Vec::new();
    for (g, labelled) in gold.iter().enumerate() {
        for (f, found) in got.iter().enumerate() {
            if key.agrees(labelled, found, None) {
                let alike = labelled
                    .row
                    .iter()
                    .filter(|(column, value)| key.scores(column) && same(value, cell(found, column)));
                likely.push((alike.count(), g, f));
            }
        }
    }
    likely.sort_by_key(|&(alike, g, f)| (std::cmp::Reverse(alike), g, f));
    let mut pairs = vec![None; gold.len()];
    let mut taken = vec![false; got.len()];
    for (_, g, f) in likely {
        if pairs[g].is_none() && !taken[f] {
            pairs[g] = Some(f);
            taken[f] = true;
        }
    }
    pairs
}

/// The cell of a row in a column; null where it has none.
pub fn cell<'r>(row: &'r Row, column: &str) -> &'r Value {
    row.get(column).unwrap_or(&Value::Null)
}

/// Whether two values are the same but for kinds of quote marks and white space; a labeller may write a
/// number as words.
pub fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::String(words), Value::Number(number)) | (Value::Number(number), Value::String(words)) => {
            *words == number.to_string()
        }
        (Value::String(a), Value::String(b)) => a == b || fold(a) == fold(b),
        (a, b) => a == b,
    }
}

fn fold(words: &str) -> String {
    let plain: String = words.chars().map(plain).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A value as a reader is shown it.
pub fn words(value: &Value) -> String {
    match value {
        Value::Null => "nothing".into(),
        Value::String(words) if !words.is_empty() => words.clone(),
        other => other.to_string(),
    }
}

/// The filled cells of a row in one line.
pub fn describe(row: &Row) -> String {
    let hidden =
        ["line", "start", "end", "rule", "page", "box", "earliest", "latest", "stated", "note", "notes"];
    let cells = row.iter().filter(|(column, value)| !value.is_null() && !hidden.contains(&column.as_str()));
    let shown = cells.map(|(column, value)| format!("{column}={}", words(value)));
    shown.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}
