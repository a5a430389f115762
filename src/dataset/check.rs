//! What changed between the datasets in a folder and fresh ones, cell by cell.

use std::collections::BTreeMap;
use std::path::Path;

/// One difference between two datasets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The file.
    pub file: String,
    /// The document, where the row names one.
    pub document: String,
    /// The line of the file, from 1: of the new one, or of the old one for a row that is gone.
    pub line: usize,
    /// What changed.
    pub what: What,
}

/// What can change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A row is new.
    Added(String),
    /// A row is gone.
    Gone(String),
    /// A cell changed: column, before, now.
    Cell(String, String, String),
    /// The columns of the table changed.
    Columns,
    /// The whole file is missing in the one or the other, or is no table and differs.
    File(&'static str),
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Change { file, document, line, what } = self;
        match what {
            What::Added(row) => write!(f, "{file}:{line}: + {row}"),
            What::Gone(row) => write!(f, "{file}:{line}: - {row}"),
            What::Cell(column, before, now) => {
                write!(f, "{file}:{line}: {document}: {column}: `{before}` -> `{now}`")
            }
            What::Columns => write!(f, "{file}: the columns differ"),
            What::File(how) => write!(f, "{file}: {how}"),
        }
    }
}

/// All differences between the files of two folders; only files that the fresh run wrote are looked at.
///
/// # Errors
/// A file that cannot be read.
pub fn compare(committed: &Path, fresh: &Path) -> std::io::Result<Vec<Change>> {
    let mut changes = Vec::new();
    for path in super::files(fresh)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let new = std::fs::read(&path)?;
        let old = match std::fs::read(committed.join(&name)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                changes.push(whole(&name, "not there yet"));
                continue;
            }
            Err(error) => return Err(error),
        };
        if old == new {
            continue;
        }
        let before = changes.len();
        if name.ends_with(".csv") {
            tables(&name, &old, &new, &mut changes)?;
        }
        if changes.len() == before {
            changes.push(whole(&name, "differs"));
        }
    }
    Ok(changes)
}

fn whole(file: &str, how: &'static str) -> Change {
    Change { file: file.into(), document: String::new(), line: 1, what: What::File(how) }
}

type Rows = Vec<(usize, Vec<String>)>;

fn read(bytes: &[u8]) -> std::io::Result<(Vec<String>, Rows)> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header = reader.headers()?.iter().map(str::to_string).collect();
    let mut rows = Rows::new();
    for record in reader.records() {
        let record = record?;
        let line = record.position().map_or(0, |position| position.line() as usize);
        rows.push((line, record.iter().map(str::to_string).collect()));
    }
    Ok((header, rows))
}

fn tables(file: &str, old: &[u8], new: &[u8], changes: &mut Vec<Change>) -> std::io::Result<()> {
    let ((columns, old), (new_columns, new)) = (read(old)?, read(new)?);
    if columns != new_columns {
        changes.push(Change { file: file.into(), document: String::new(), line: 1, what: What::Columns });
        return Ok(());
    }
    let mut documents: BTreeMap<String, (Rows, Rows)> = BTreeMap::new();
    for (at, rows) in [old, new].into_iter().enumerate() {
        for row in rows {
            let both = documents.entry(row.1.first().cloned().unwrap_or_default()).or_default();
            if at == 0 { both.0.push(row) } else { both.1.push(row) }
        }
    }
    for (document, (old, new)) in documents {
        rows(file, &document, &columns, old, new, changes);
    }
    Ok(())
}

/// Pairs what is left of the rows of a document after equal ones are taken out: those that agree in most cells.
fn rows(
    file: &str,
    document: &str,
    columns: &[String],
    mut old: Rows,
    mut new: Rows,
    changes: &mut Vec<Change>,
) {
    old.retain(|row| match new.iter().position(|other| other.1 == row.1) {
        Some(at) => {
            new.remove(at);
            false
        }
        None => true,
    });
    let change = |line: usize, what: What| Change {
        file: file.to_string(),
        document: document.to_string(),
        line,
        what,
    };
    for (line, row) in new {
        let alike =
            |other: &Vec<String>| row.iter().zip(other).filter(|(a, b)| a == b && !a.is_empty()).count();
        let best = old.iter().enumerate().max_by_key(|(at, other)| (alike(&other.1), usize::MAX - at));
        match best.filter(|(_, other)| alike(&other.1) * 2 > row.len() / 2).map(|(at, _)| at) {
            Some(at) => {
                let (_, before) = old.remove(at);
                for ((column, before), now) in columns.iter().zip(before).zip(&row) {
                    if before != *now {
                        let what = What::Cell(column.clone(), before, now.clone());
                        changes.push(change(line, what));
                    }
                }
            }
            None => changes.push(change(line, What::Added(row.join(" | ")))),
        }
    }
    for (line, row) in old {
        changes.push(change(line, What::Gone(row.join(" | "))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_names_the_cell_that_changed_and_rows_that_came_or_went() {
        let old = "document,grade,area\na.txt,good,custody\na.txt,good,people\nb.txt,inadequate,vetting\n";
        let new = "document,grade,area\na.txt,good,custody\na.txt,adequate,people\nc.txt,good,custody\n";
        let mut changes = Vec::new();
        tables("gradings.csv", old.as_bytes(), new.as_bytes(), &mut changes).unwrap();
        let said: Vec<String> = changes.iter().map(Change::to_string).collect();
        assert_eq!(
            said,
            [
                "gradings.csv:3: a.txt: grade: `good` -> `adequate`",
                "gradings.csv:4: - b.txt | inadequate | vetting",
                "gradings.csv:4: + c.txt | good | custody",
            ]
        );
    }
}
