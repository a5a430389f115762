//! Records to tables: the one room that knows what a dataset looks like, and how documents become one.
//!
//! Documents go through [`crate::stage`], so memory does not grow with their number and the bytes do not
//! depend on the number of threads. A format is one file under `dataset/`.

pub mod about;
pub mod cache;
pub mod check;
pub mod csv;
pub mod json;
pub mod package;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod run;
pub mod schema;
pub mod set;
pub mod xlsx;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::document::{Area, Document, Places, Span};
use crate::grammar::names::{BOX, DOCUMENT, TOTAL};
pub use crate::grammar::names::{ORIGIN, PROVENANCE};
use crate::grammar::{About, Grammar, Holds};
use crate::read::{Failure, Source};
use crate::resolve::Record;
use crate::stage::{self, Batches};
use crate::value::Cell;

/// A cell of a dataset.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Datum {
    /// Nothing is known.
    Empty,
    /// True or false.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// Words.
    Text(String),
    /// A date in EDTF.
    Date(String),
}

impl std::fmt::Display for Datum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Datum::Empty => Ok(()),
            Datum::Flag(flag) => write!(f, "{flag}"),
            Datum::Number(number) => write!(f, "{number}"),
            Datum::Text(words) | Datum::Date(words) => f.write_str(words),
        }
    }
}

impl Datum {
    /// This datum as its column holds it: digits in a column of numbers are a number, wherever they come
    /// from.
    fn held(self, holds: impl Fn() -> Option<Holds>) -> Datum {
        match self {
            Datum::Text(words) if words.starts_with(|c: char| c.is_ascii_digit()) => {
                match words.parse().ok().filter(|_| holds() == Some(Holds::Number)) {
                    Some(number) => Datum::Number(number),
                    None => Datum::Text(words),
                }
            }
            other => other,
        }
    }
}

impl From<&Cell> for Datum {
    fn from(cell: &Cell) -> Datum {
        match cell {
            Cell::Empty => Datum::Empty,
            Cell::Flag(flag) => Datum::Flag(*flag),
            Cell::Number(number) => Datum::Number(*number),
            Cell::Text(words) => Datum::Text(words.clone()),
            Cell::Date(date) => date.edtf().map_or(Datum::Empty, Datum::Date),
        }
    }
}

impl From<Datum> for Value {
    fn from(datum: Datum) -> Value {
        match datum {
            Datum::Empty => Value::Null,
            Datum::Flag(flag) => Value::Bool(flag),
            Datum::Number(number) => Value::from(number),
            Datum::Text(words) | Datum::Date(words) => Value::String(words),
        }
    }
}

/// The name and the columns of a table, with `document` first and the provenance last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The name of the table, and of its files.
    pub name: String,
    /// What a row of it is, in a few words; nothing where the family does not say.
    pub row: String,
    /// Its columns.
    pub columns: Vec<String>,
    /// What each of these is for.
    pub about: Vec<About>,
}

/// What a row of `doubts` has between its document and its provenance.
const DOUBTS: [&str; 3] = ["table", "column", "doubt"];
/// Which of its cells says what is uncertain: the last of these.
const DOUBT: usize = DOUBTS.len();

/// The tables of a family: `documents` first, `doubts` last. Failures are a table of their own.
pub fn headers(grammar: &Grammar) -> Vec<Header> {
    let header = |name: &str, row: &str, columns: Vec<(&str, About)>, provenance: &[&'static str]| {
        let common = |name| (name, about::common(name));
        let provenance = provenance.iter().copied().map(common);
        let columns = [common(DOCUMENT)].into_iter().chain(columns).chain(provenance);
        let (columns, about) = columns.map(|(name, about)| (name.to_string(), about)).unzip();
        Header { name: name.to_string(), row: row.to_string(), columns, about }
    };
    let shown = grammar.columns.iter().filter(|column| !column.hidden);
    let shown = shown.map(|column| (column.name.as_str(), about::of_document(grammar, column)));
    let mut headers = vec![header("documents", "a document", shown.collect(), &ORIGIN)];
    for table in &grammar.tables {
        let columns = table.columns.iter().map(|name| (name.as_str(), about::of_table(table, name)));
        headers.push(header(&table.name, &table.row, columns.collect(), &PROVENANCE));
    }
    let doubts = DOUBTS.map(|name| (name, about::common(name)));
    headers.push(header("doubts", "something uncertain", doubts.to_vec(), &PROVENANCE));
    headers
}

/// The header of the table of documents that could not be read.
pub fn failures_header() -> Header {
    let columns = ["source", "stage", "error"];
    Header {
        name: "failures".into(),
        row: "a document that could not be read".into(),
        columns: columns.map(str::to_string).to_vec(),
        about: columns.map(about::common).to_vec(),
    }
}

/// The rows of one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sheets {
    /// A list of rows for each of [`headers`], each with a cell for each of its columns.
    pub tables: Vec<Vec<Vec<Datum>>>,
    /// For each table and row where its words stand on the page, where that is known; nothing for
    /// `documents`.
    pub boxes: Vec<Vec<Option<Area>>>,
    /// Whether a part of the document could not be read.
    pub partial: bool,
}

impl Sheets {
    /// The tables of a record.
    pub fn new(document: &Document, grammar: &Grammar, record: &Record<'_>) -> Sheets {
        let places = Places::new(&document.text);
        let name = || Datum::Text(document.name.clone());
        let provenance = |span: Span, rule: Option<usize>| {
            let rule = rule.map_or(Datum::Empty, |rule| {
                let (field, rule) = grammar.rule(rule);
                Datum::Text(format!("{}/{}", field.name, rule.name))
            });
            let number = |number: usize| Datum::Number(number as i64);
            let page = document.origin.page(span.start);
            [
                Datum::Text(span.of(&document.text).to_string()),
                number(places.line(span.start)),
                number(places.character(span.start)),
                number(places.character(span.end)),
                rule,
                page.map_or(Datum::Empty, number),
            ]
        };
        let mut tables: Vec<Vec<Vec<Datum>>> = vec![Vec::new(); grammar.tables.len() + 2];
        let mut boxes: Vec<Vec<Option<Area>>> = vec![Vec::new(); tables.len()];
        let parent = document.origin.parent.clone().map_or(Datum::Empty, Datum::Text);
        let origin = [parent, Datum::Text(document.origin.reader.clone())];
        let shown = grammar.columns.iter().zip(&record.document).filter(|(column, _)| !column.hidden);
        let cells = shown.map(|(column, cell)| Datum::from(cell).held(|| column.about.holds));
        tables[0].push([name()].into_iter().chain(cells).chain(origin).collect());
        for row in &record.rows {
            let table = &grammar.tables[row.table];
            let mut cells = vec![name()];
            for column in &table.columns {
                let bound = table.bounds.as_ref().and_then(|(date, earliest, latest)| {
                    let Cell::Date(date) = row.cell(date) else { return None };
                    match column {
                        column if column == earliest => Some(date.earliest()),
                        column if column == latest => Some(date.latest()),
                        _ => None,
                    }
                });
                cells.push(match bound {
                    Some(day) => day.map_or(Datum::Empty, |day| Datum::Date(day.to_string())),
                    None => Datum::from(row.cell(column)).held(|| table.about.get(column)?.holds),
                });
            }
            cells.extend(provenance(row.span, Some(row.rule)));
            tables[row.table + 1].push(cells);
            boxes[row.table + 1].push(document.origin.area(row.span));
        }
        let doubts = grammar.tables.len() + 1;
        for doubt in &record.doubts {
            let mut cells = vec![name()];
            cells.extend([doubt.table, doubt.column, &doubt.doubt].map(|words| Datum::Text(words.into())));
            cells.extend(provenance(doubt.span, doubt.rule));
            tables[doubts].push(cells);
            boxes[doubts].push(document.origin.area(doubt.span));
        }
        Sheets { tables, boxes, partial: document.origin.partial }
    }

    /// How many rows there are, without `documents` and doubts, and how many doubts.
    pub fn count(&self) -> (usize, usize) {
        let sizes: Vec<usize> = self.tables.iter().map(Vec::len).collect();
        match sizes.as_slice() {
            [_, rows @ .., doubts] => (rows.iter().sum(), *doubts),
            _ => (0, 0),
        }
    }

    /// The document as one object: the columns of `documents`, then its rows of each table under the table's
    /// name. A column of the same name as a table (`recommendations`) steps aside: `recommendations_total`.
    pub fn object(self, headers: &[Header]) -> Map<String, Value> {
        let mut sheets = self.tables.into_iter().zip(self.boxes);
        let mut object = Map::new();
        let first = sheets.next().and_then(|(mut rows, _)| rows.pop()).unwrap_or_default();
        for (column, datum) in headers[0].columns.iter().zip(first) {
            object.insert(key(column, headers), datum.into());
        }
        for (header, (rows, boxes)) in headers[1..].iter().zip(sheets) {
            let row = |(cells, area): (Vec<Datum>, Option<Area>)| {
                let cells = cells.into_iter().map(Value::from);
                let cells = header.columns.iter().cloned().zip(cells).skip(1);
                Value::Object(cells.chain([(BOX.to_string(), rectangle(area))]).collect())
            };
            let rows = rows.into_iter().zip(boxes).map(row).collect();
            object.insert(header.name.clone(), Value::Array(rows));
        }
        object
    }
}

/// The key of a column of `documents` in JSON: `NAME_total` where a table has the column's name.
fn key(column: &str, headers: &[Header]) -> String {
    let taken = headers.iter().skip(1).any(|header| header.name == column);
    if taken { format!("{column}{TOTAL}") } else { column.to_string() }
}

/// `[x, y, width, height]` to a tenth of a point.
fn rectangle(area: Option<Area>) -> Value {
    let tenth = |points: f32| (f64::from(points) * 10.0).round() / 10.0;
    area.map(|area| [area.x, area.y, area.width, area.height].map(tenth)).into()
}

/// A way to write a dataset: bytes, table by table or all in one.
pub trait Format {
    /// Takes the next document.
    ///
    /// # Errors
    /// What the writing of a file can fail with.
    fn document(&mut self, source: &Source, sheets: &Sheets) -> std::io::Result<()>;
    /// Takes the documents that could not be read, and closes the files.
    ///
    /// # Errors
    /// What the writing of a file can fail with.
    fn finish(self: Box<Self>, failures: &[Failure]) -> std::io::Result<()>;
}

/// What the files of a dataset are written for.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'s> {
    /// The folder in which they are made.
    pub folder: &'s Path,
    /// The folder in which they will stand: links count from it.
    pub home: &'s Path,
    /// The name of the family.
    pub family: &'s str,
    /// The tables, without that of failures.
    pub headers: &'s [Header],
    /// Whether CSV has a byte-order mark and `\r\n`.
    pub excel: bool,
}

/// Opens the files of a format.
pub type Open = fn(&Setting<'_>) -> std::io::Result<Box<dyn Format>>;

/// The formats by name.
pub const FORMATS: &[(&str, Open)] = &[
    ("csv", csv::open),
    ("json", json::open),
    ("jsonl", json::open_lines),
    ("xlsx", xlsx::open),
    #[cfg(feature = "parquet")]
    ("parquet", parquet::open),
];

/// The names of all files that a run of a family may write, in any format.
pub fn file_names(grammar: &Grammar) -> Vec<String> {
    let tables = headers(grammar).into_iter().map(|header| header.name).chain([failures_header().name]);
    let of = |table: String| FORMATS.iter().map(move |(format, _)| format!("{table}.{format}"));
    let beside = [package::FILE.to_string(), schema::FILE.to_string(), format!("{}.xlsx", grammar.family)];
    tables.flat_map(of).chain(beside).collect()
}

/// The formats that are written where none is asked for.
pub const DEFAULT_FORMATS: [&str; 2] = ["csv", "json"];

/// What came of a run.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Documents converted.
    pub documents: usize,
    /// How many of these had not changed since the last run.
    pub unchanged: usize,
    /// Rows written, without `documents` and doubts.
    pub rows: usize,
    /// Doubts written.
    pub doubts: usize,
    /// How many doubts of each kind.
    pub kinds: BTreeMap<String, usize>,
    /// The document with the most doubts, and how many it has.
    pub doubtful: Option<(String, usize)>,
    /// Documents that could not be read. They are not kept for the next run.
    #[serde(skip)]
    pub failures: Vec<Failure>,
    /// Files of the last run into the folder that are no part of this one, and are gone.
    #[serde(skip)]
    pub removed: Vec<String>,
}

impl Summary {
    fn take(&mut self, sheets: &Sheets, known: bool) {
        let (rows, doubts) = sheets.count();
        self.documents += 1;
        self.unchanged += usize::from(known);
        self.rows += rows;
        self.doubts += doubts;
        let first = sheets.tables.first().and_then(|rows| rows.first()?.first());
        if let (Some(name), true) = (first, doubts > self.doubtful.as_ref().map_or(0, |most| most.1)) {
            self.doubtful = Some((name.to_string(), doubts));
        }
        for row in sheets.tables.last().into_iter().flatten() {
            if let Some(Datum::Text(doubt)) = row.get(DOUBT) {
                *self.kinds.entry(doubt.clone()).or_default() += 1;
            }
        }
    }
}

/// Reads a source and does some work on the tables of each of its documents. A fault of the program in one of
/// them harms no other.
fn read<T>(
    source: &Source,
    grammar: &Grammar,
    work: impl Fn(&Document, Sheets) -> Result<T, Failure>,
) -> Vec<Result<T, Failure>> {
    let understood = |document: Result<Document, Failure>| {
        let document = document?;
        let sheets =
            stage::guarded(|| Sheets::new(&document, grammar, &crate::understand(&document, grammar)));
        let fault = |error| Failure { source: document.name.clone(), stage: "understand", error };
        work(&document, sheets.map_err(fault)?)
    };
    source.read().into_iter().map(understood).collect()
}

/// Reads and understands sources in order and in parallel, does some work on each document's tables there,
/// and hands what came of it on in that order.
///
/// # Errors
/// What `take` fails with.
pub fn each<T: Send>(
    sources: &[Source],
    grammar: &Grammar,
    work: impl Fn(&Source, &Document, Sheets) -> Result<T, Failure> + Sync,
    mut take: impl FnMut(Result<T, Failure>) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let size = |source: &&Source| std::fs::metadata(&source.path).map_or(0, |file| file.len());
    let one = |source: &Source| read(source, grammar, |document, sheets| work(source, document, sheets));
    stage::in_order(Batches::new(sources.iter(), size), one, |done| {
        done.into_iter().flatten().try_for_each(&mut take)
    })
}

/// The files of a folder, by name.
fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries: Result<Vec<_>, _> = std::fs::read_dir(folder)?.collect();
    let mut files: Vec<PathBuf> = entries?.into_iter().map(|entry| entry.path()).collect();
    files.sort();
    Ok(files)
}
