//! What changed between the datasets in a folder and fresh ones, cell by cell.
//!
//! Files that agree byte for byte are not looked into. How rows are told to be the same is in [`rows`], how a
//! change is written in [`say`].

mod rows;
pub mod say;

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use rows::Rows;

/// One difference between two datasets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The file.
    pub file: String,
    /// The table, where the file holds several.
    pub table: Option<String>,
    /// The document, where the row names one.
    pub document: String,
    /// The line of the file, from 1: of the new one, or of the old one for a row that is gone; 0 where lines
    /// say nothing.
    pub line: usize,
    /// What changed.
    pub what: What,
}

/// A row: its cells by column.
pub type Cells = Vec<(String, String)>;

/// What can change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A row is new.
    Added(Cells),
    /// A row is gone.
    Gone(Cells),
    /// A cell changed.
    Cell {
        /// Its column.
        column: String,
        /// What it was.
        before: String,
        /// What it is.
        now: String,
    },
    /// A row says the same at another place of its document.
    Moved {
        /// Its words.
        text: String,
        /// The line of the document on which it stood, with its characters.
        before: String,
        /// Where it stands now.
        now: String,
    },
    /// A row stands at another place among the rows of its document.
    Reordered {
        /// The line of the old file.
        before: usize,
    },
    /// The columns of the table changed.
    Columns {
        /// Those that are no more.
        gone: Vec<String>,
        /// Those that are new.
        new: Vec<String>,
    },
    /// The whole file is missing in the one or the other, or differs in no cell.
    File(&'static str),
}

/// All differences between the files of two folders; only files that the fresh run wrote are looked at.
///
/// # Errors
/// A file that cannot be read.
pub fn compare(committed: &Path, fresh: &Path) -> std::io::Result<Vec<Change>> {
    let mut changes = Vec::new();
    // The package holds the hashes of the tables: it is looked at when these have said what changed.
    let (package, files): (Vec<_>, Vec<_>) =
        super::files(fresh)?.into_iter().partition(|path| path.ends_with(super::package::FILE));
    for path in files.into_iter().chain(package) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let new = std::fs::read(&path)?;
        let old = match plain(&committed.join(&name)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                changes.push(whole(&name, "not there yet"));
                continue;
            }
            Err(_) => {
                let folder = committed.join(&name).is_dir();
                changes
                    .push(whole(&name, if folder { "is a folder; move it away" } else { "cannot be read" }));
                continue;
            }
        };
        if old == new {
            continue;
        }
        let before = changes.len();
        let told = changes.iter().any(|change: &Change| change.file.ends_with(".csv"));
        if name.ends_with(".csv") {
            if csv(&name, &old, &new, &mut changes).is_err() {
                changes.push(whole(&name, "is no CSV"));
            }
        } else if told && name == super::package::FILE {
            continue;
        } else if !told {
            // Where the tables have said what changed, the same in another format is one line.
            json(&name, &old, &new, &mut changes);
        }
        if changes.len() == before {
            changes.push(whole(&name, "differs"));
        }
    }
    Ok(changes)
}

/// The names of the formats of which a folder holds the dataset of a family.
pub fn formats(folder: &Path, family: &str) -> Vec<String> {
    let held = |name: &&str| {
        ["documents", family].iter().any(|first| folder.join(format!("{first}.{name}")).is_file())
    };
    super::FORMATS.iter().map(|format| format.0).filter(held).map(str::to_string).collect()
}

/// Whether the CSV of a folder is written for Excel.
pub fn excel(folder: &Path) -> bool {
    let mut head = [0; super::csv::MARK.len()];
    let table = folder.join("documents.csv");
    let file = Some(table).filter(|table| table.is_file()).and_then(|table| std::fs::File::open(table).ok());
    let read = file.and_then(|mut file| std::io::Read::read_exact(&mut file, &mut head).ok());
    read.is_some() && head == super::csv::MARK
}

/// The bytes of a plain file: a pipe would be waited for.
fn plain(path: &Path) -> std::io::Result<Vec<u8>> {
    match std::fs::metadata(path)?.is_file() {
        true => std::fs::read(path),
        false => Err(std::io::Error::other("no plain file")),
    }
}

fn whole(file: &str, how: &'static str) -> Change {
    Change { file: file.into(), table: None, document: String::new(), line: 1, what: What::File(how) }
}

fn read(bytes: &[u8]) -> std::io::Result<(Vec<String>, Rows)> {
    let bytes = bytes.strip_prefix(super::csv::MARK).unwrap_or(bytes);
    let mut reader = ::csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header = reader.headers()?.iter().map(str::to_string).collect();
    let mut rows = Rows::new();
    for record in reader.records() {
        let record = record?;
        let line = record.position().map_or(0, |position| position.line() as usize);
        rows.push((line, record.iter().map(str::to_string).collect()));
    }
    Ok((header, rows))
}

fn csv(file: &str, old: &[u8], new: &[u8], changes: &mut Vec<Change>) -> std::io::Result<()> {
    let ((columns, old), (new_columns, new)) = (read(old)?, read(new)?);
    table(file, None, (columns, old), (new_columns, new), changes);
    Ok(())
}

/// The differences of one table, document by document.
fn table(
    file: &str,
    table: Option<&str>,
    (columns, old): (Vec<String>, Rows),
    (new_columns, new): (Vec<String>, Rows),
    changes: &mut Vec<Change>,
) {
    let change = |document: &str, line: usize, what: What| Change {
        file: file.to_string(),
        table: table.map(str::to_string),
        document: document.to_string(),
        line,
        what,
    };
    if columns != new_columns {
        let without = |some: &[String], other: &[String]| -> Vec<String> {
            some.iter().filter(|column| !other.contains(column)).cloned().collect()
        };
        let (gone, new) = (without(&columns, &new_columns), without(&new_columns, &columns));
        changes.push(change("", 1, What::Columns { gone, new }));
        return;
    }
    let mut documents: BTreeMap<String, (Rows, Rows)> = BTreeMap::new();
    for (at, rows) in [old, new].into_iter().enumerate() {
        for row in rows {
            let both = documents.entry(row.1.first().cloned().unwrap_or_default()).or_default();
            if at == 0 { both.0.push(row) } else { both.1.push(row) }
        }
    }
    for (document, (old, new)) in documents {
        let found = rows::compare(&columns, old, new);
        changes.extend(found.into_iter().map(|(line, what)| change(&document, line, what)));
    }
}

/// The differences of an array of documents with their rows; none where either side is no such thing.
fn json(file: &str, old: &[u8], new: &[u8], changes: &mut Vec<Change>) {
    let (Some(old), Some(mut new)) = (tables(old), tables(new)) else { return };
    for (name, old) in old {
        let fresh = new.remove(&name).unwrap_or_default();
        table(file, Some(&name), old, fresh, changes);
    }
    for (name, fresh) in new {
        table(file, Some(&name), Default::default(), fresh, changes);
    }
}

/// The tables of a JSON dataset, with the columns that their first row has.
fn tables(bytes: &[u8]) -> Option<BTreeMap<String, (Vec<String>, Rows)>> {
    let lines = serde_json::Deserializer::from_slice(bytes).into_iter();
    let all: Vec<Map<String, Value>> =
        serde_json::from_slice(bytes).or_else(|_| lines.collect::<Result<_, _>>()).ok()?;
    let mut tables: BTreeMap<String, (Vec<String>, Rows)> = BTreeMap::new();
    let words = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(words) => words.clone(),
        other => other.to_string(),
    };
    for object in &all {
        let document = object.get("document").map(words).unwrap_or_default();
        let mut add = |table: &str, cells: Vec<(&String, &Value)>| {
            let (columns, rows) = tables.entry(table.to_string()).or_default();
            if columns.is_empty() {
                *columns = std::iter::once("document".to_string())
                    .chain(cells.iter().map(|cell| cell.0.clone()))
                    .collect();
            }
            rows.push((
                0,
                std::iter::once(document.clone()).chain(cells.iter().map(|cell| words(cell.1))).collect(),
            ));
        };
        add(
            "documents",
            object.iter().filter(|(name, value)| *name != "document" && !value.is_array()).collect(),
        );
        for (name, rows) in object {
            for row in rows.as_array().into_iter().flatten().filter_map(Value::as_object) {
                add(name, row.iter().collect());
            }
        }
    }
    Some(tables)
}
