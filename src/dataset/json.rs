//! `documents.json`, one array, an object a document with its rows of every table; the same as
//! `documents.jsonl`, an object a line; and beside either the JSON Schema of such an object
//! ([`super::schema`]).

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use serde_json::{Map, Value};

use super::{Format, Header, Setting, Sheets, schema};
use crate::read::{Failure, Source};

struct Json {
    out: BufWriter<File>,
    failures: BufWriter<File>,
    headers: Vec<Header>,
    lines: bool,
    empty: bool,
}

/// Opens `documents.json` and `failures.json`.
///
/// # Errors
/// A file that cannot be made.
pub fn open(setting: &Setting<'_>) -> std::io::Result<Box<dyn Format>> {
    let mut json = new(setting, false)?;
    json.out.write_all(b"[")?;
    Ok(Box::new(json))
}

/// Opens `documents.jsonl` and `failures.jsonl`.
///
/// # Errors
/// A file that cannot be made.
pub fn open_lines(setting: &Setting<'_>) -> std::io::Result<Box<dyn Format>> {
    Ok(Box::new(new(setting, true)?))
}

fn new(setting: &Setting<'_>, lines: bool) -> std::io::Result<Json> {
    let ending = if lines { "jsonl" } else { "json" };
    let file = |name: &str| create(setting.folder, &format!("{name}.{ending}"));
    schema::write(setting)?;
    let (out, failures) = (file("documents")?, file("failures")?);
    Ok(Json { out, failures, headers: setting.headers.to_vec(), lines, empty: true })
}

fn create(folder: &Path, name: &str) -> std::io::Result<BufWriter<File>> {
    File::create(folder.join(name)).map(BufWriter::new)
}

impl Format for Json {
    fn document(&mut self, _: &Source, sheets: &Sheets) -> std::io::Result<()> {
        let object = sheets.clone().object(&self.headers);
        if self.lines {
            return line(&mut self.out, &object);
        }
        self.out.write_all(if self.empty { b"\n" } else { b",\n" })?;
        self.empty = false;
        serde_json::to_writer_pretty(&mut self.out, &object)?;
        Ok(())
    }

    fn finish(mut self: Box<Self>, failures: &[Failure]) -> std::io::Result<()> {
        let mut failures = failures.iter().map(object);
        if self.lines {
            failures.try_for_each(|failure| line(&mut self.failures, &failure))?;
        } else {
            self.out.write_all(b"\n]\n")?;
            serde_json::to_writer_pretty(&mut self.failures, &failures.collect::<Vec<_>>())?;
            self.failures.write_all(b"\n")?;
        }
        self.out.flush()?;
        self.failures.flush()
    }
}

fn line(out: &mut impl Write, object: &Map<String, Value>) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, object)?;
    out.write_all(b"\n")
}

fn object(failure: &Failure) -> Map<String, Value> {
    let cells = [("source", failure.source.as_str()), ("stage", failure.stage), ("error", &failure.error)];
    cells.into_iter().map(|(name, words)| (name.to_string(), Value::from(words))).collect()
}
