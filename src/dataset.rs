//! Records to tables: the one room that knows what a dataset looks like, and that works in parallel.
//!
//! Documents are taken in ordered chunks, so memory does not grow with their number and the bytes do not
//! depend on the number of threads. A format is one file under `dataset/`.

pub mod check;
pub mod csv;
pub mod json;

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::document::{Area, Document, Places, Span};
use crate::grammar::Grammar;
use crate::read::{Failure, Source};
use crate::resolve::Record;
use crate::value::Cell;

/// A cell of a dataset.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(untagged)]
pub enum Datum {
    /// Nothing is known.
    Empty,
    /// True or false.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// Words; dates in EDTF.
    Text(String),
}

impl std::fmt::Display for Datum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Datum::Empty => Ok(()),
            Datum::Flag(flag) => write!(f, "{flag}"),
            Datum::Number(number) => write!(f, "{number}"),
            Datum::Text(words) => f.write_str(words),
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
            Cell::Date(date) => date.edtf().map_or(Datum::Empty, Datum::Text),
        }
    }
}

impl From<Datum> for Value {
    fn from(datum: Datum) -> Value {
        match datum {
            Datum::Empty => Value::Null,
            Datum::Flag(flag) => Value::Bool(flag),
            Datum::Number(number) => Value::from(number),
            Datum::Text(words) => Value::String(words),
        }
    }
}

/// The name and the columns of a table, with `document` first and the provenance last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The name of the table, and of its files.
    pub name: String,
    /// Its columns.
    pub columns: Vec<String>,
}

/// The columns with which a row says where it comes from. `page` is empty where a document has no pages. JSON has
/// `box` behind them: `[x, y, width, height]` on that page in points, or null.
pub const PROVENANCE: [&str; 6] = ["text", "line", "start", "end", "rule", "page"];
/// The columns with which `documents` says what a document was read from.
pub const ORIGIN: [&str; 2] = ["parent", "reader"];

/// The tables of a family: `documents` first, `doubts` last. Failures are a table of their own.
pub fn headers(grammar: &Grammar) -> Vec<Header> {
    let header = |name: &str, columns: Vec<&str>, provenance: &[&str]| Header {
        name: name.to_string(),
        columns: ["document"].iter().chain(&columns).chain(provenance).map(|name| name.to_string()).collect(),
    };
    let shown = grammar.columns.iter().filter(|column| !column.hidden);
    let mut headers = vec![header("documents", shown.map(|column| column.name.as_str()).collect(), &ORIGIN)];
    for table in &grammar.tables {
        let columns = table.columns.iter().map(String::as_str).collect();
        headers.push(header(&table.name, columns, &PROVENANCE));
    }
    headers.push(header("doubts", vec!["table", "column", "doubt"], &PROVENANCE));
    headers
}

/// The header of the table of documents that could not be read.
pub fn failures_header() -> Header {
    let columns = ["source", "stage", "error"].map(str::to_string).to_vec();
    Header { name: "failures".into(), columns }
}

/// The rows of one document.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheets {
    /// A list of rows for each of [`headers`], each with a cell for each of its columns.
    pub tables: Vec<Vec<Vec<Datum>>>,
    /// For each table and row where its words stand on the page, where that is known; nothing for `documents`.
    pub boxes: Vec<Vec<Option<Area>>>,
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
        let cells = shown.map(|(_, cell)| Datum::from(cell));
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
                    Some(day) => day.map_or(Datum::Empty, |day| Datum::Text(day.to_string())),
                    None => row.cell(column).into(),
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
        Sheets { tables, boxes }
    }

    /// The document as one object: the columns of `documents`, then its rows of each table under the table's
    /// name. A column of the same name as a table (`recommendations`) steps aside: `recommendations_total`.
    pub fn object(self, headers: &[Header]) -> Map<String, Value> {
        let mut sheets = self.tables.into_iter().zip(self.boxes);
        let mut object = Map::new();
        let first = sheets.next().and_then(|(mut rows, _)| rows.pop()).unwrap_or_default();
        for (column, datum) in headers[0].columns.iter().zip(first) {
            let taken = headers[1..].iter().any(|header| header.name == *column);
            object.insert(if taken { format!("{column}_total") } else { column.clone() }, datum.into());
        }
        for (header, (rows, boxes)) in headers[1..].iter().zip(sheets) {
            let row = |(cells, area): (Vec<Datum>, Option<Area>)| {
                let cells = cells.into_iter().map(Value::from);
                let cells = header.columns.iter().cloned().zip(cells).skip(1);
                Value::Object(cells.chain([("box".to_string(), rectangle(area))]).collect())
            };
            let rows = rows.into_iter().zip(boxes).map(row).collect();
            object.insert(header.name.clone(), Value::Array(rows));
        }
        object
    }
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
    fn document(&mut self, sheets: &Sheets) -> std::io::Result<()>;
    /// Takes the documents that could not be read, and closes the files.
    ///
    /// # Errors
    /// What the writing of a file can fail with.
    fn finish(self: Box<Self>, failures: &[Failure]) -> std::io::Result<()>;
}

/// Opens the files of a format in a folder for tables with these headers.
pub type Open = fn(&Path, &[Header]) -> std::io::Result<Box<dyn Format>>;

/// The formats by name.
pub const FORMATS: &[(&str, Open)] = &[("csv", csv::open), ("json", json::open)];

/// How many documents are worked on at once.
const CHUNK: usize = 512;

/// What came of a run.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Documents converted.
    pub documents: usize,
    /// Rows written, without `documents` and doubts.
    pub rows: usize,
    /// Doubts written.
    pub doubts: usize,
    /// Documents that could not be read.
    pub failures: Vec<Failure>,
}

/// Reads and understands sources in order and in parallel, does some work on each document's tables there, and
/// hands what came of it on in that order.
///
/// # Errors
/// What `take` fails with.
pub fn each<T: Send>(
    sources: &[Source],
    grammar: &Grammar,
    mut tick: impl FnMut(usize),
    work: impl Fn(&Source, &Document, Sheets) -> Result<T, Failure> + Sync,
    mut take: impl FnMut(Result<T, Failure>) -> std::io::Result<()>,
) -> std::io::Result<()> {
    for chunk in sources.chunks(CHUNK) {
        let one = |source: &Source| -> Vec<Result<T, Failure>> {
            let understood = |document: Result<Document, Failure>| {
                let document = document?;
                let record = crate::understand(&document, grammar);
                let sheets = Sheets::new(&document, grammar, &record);
                work(source, &document, sheets)
            };
            source.read().into_iter().map(understood).collect()
        };
        let done: Vec<Result<T, Failure>> = chunk.par_iter().flat_map_iter(one).collect();
        done.into_iter().try_for_each(&mut take)?;
        tick(chunk.len());
    }
    Ok(())
}

/// Reads and understands sources in order and in parallel, and hands each document's tables on in that order.
///
/// # Errors
/// What `take` fails with.
pub fn convert(
    sources: &[Source],
    grammar: &Grammar,
    tick: impl FnMut(usize),
    mut take: impl FnMut(Sheets) -> std::io::Result<()>,
) -> std::io::Result<Summary> {
    let mut summary = Summary::default();
    each(
        sources,
        grammar,
        tick,
        |_, _, sheets| Ok(sheets),
        |done| {
            match done {
                Ok(sheets) => {
                    let last = sheets.tables.len() - 1;
                    summary.documents += 1;
                    summary.doubts += sheets.tables[last].len();
                    summary.rows += sheets.tables[1..last].iter().map(Vec::len).sum::<usize>();
                    take(sheets)?;
                }
                Err(failure) => summary.failures.push(failure),
            }
            Ok(())
        },
    )?;
    Ok(summary)
}

/// Converts sources to files in a folder; `unread` are failures from before. The files appear whole at the end of the run; one that is stopped
/// before leaves those of the last run.
///
/// # Errors
/// A folder that cannot be written to.
pub fn write(
    sources: &[Source],
    unread: &[Failure],
    grammar: &Grammar,
    out: &Path,
    formats: &[String],
    tick: impl FnMut(usize),
) -> std::io::Result<Summary> {
    std::fs::create_dir_all(out)?;
    let fresh = tempfile::Builder::new().prefix(".letterbook-").tempdir_in(out)?;
    let headers = headers(grammar);
    let mut writers = Vec::new();
    for (name, open) in FORMATS {
        if formats.iter().any(|format| format == name) {
            writers.push(open(fresh.path(), &headers)?);
        }
    }
    let mut summary = convert(sources, grammar, tick, |sheets| {
        writers.iter_mut().try_for_each(|writer| writer.document(&sheets))
    })?;
    summary.failures.splice(0..0, unread.iter().cloned());
    for writer in writers {
        writer.finish(&summary.failures)?;
    }
    for file in files(fresh.path())? {
        let name = file.file_name().unwrap_or_default();
        std::fs::rename(&file, out.join(name))?;
    }
    Ok(summary)
}

/// The files of a folder, by name.
fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries: Result<Vec<_>, _> = std::fs::read_dir(folder)?.collect();
    let mut files: Vec<PathBuf> = entries?.into_iter().map(|entry| entry.path()).collect();
    files.sort();
    Ok(files)
}
