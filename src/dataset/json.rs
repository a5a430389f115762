//! `documents.json`: one array, an object a document with its rows of every table.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use serde_json::{Map, Value};

use super::{Format, Header, Sheets};
use crate::read::Failure;

struct Json {
    out: BufWriter<File>,
    failures: BufWriter<File>,
    headers: Vec<Header>,
    empty: bool,
}

/// Opens `documents.json` and `failures.json`.
///
/// # Errors
/// A file that cannot be made.
pub fn open(folder: &Path, headers: &[Header]) -> std::io::Result<Box<dyn Format>> {
    let file = |name: &str| File::create(folder.join(name)).map(BufWriter::new);
    let mut out = file("documents.json")?;
    out.write_all(b"[")?;
    Ok(Box::new(Json { out, failures: file("failures.json")?, headers: headers.to_vec(), empty: true }))
}

impl Format for Json {
    fn document(&mut self, sheets: &Sheets) -> std::io::Result<()> {
        self.out.write_all(if self.empty { b"\n" } else { b",\n" })?;
        self.empty = false;
        serde_json::to_writer_pretty(&mut self.out, &sheets.clone().object(&self.headers))?;
        Ok(())
    }

    fn finish(mut self: Box<Self>, failures: &[Failure]) -> std::io::Result<()> {
        self.out.write_all(b"\n]\n")?;
        self.out.flush()?;
        let failures: Vec<Value> = failures.iter().map(|failure| Value::Object(object(failure))).collect();
        serde_json::to_writer_pretty(&mut self.failures, &failures)?;
        self.failures.write_all(b"\n")?;
        self.failures.flush()
    }
}

fn object(failure: &Failure) -> Map<String, Value> {
    let cells = [("source", failure.source.as_str()), ("stage", failure.stage), ("error", &failure.error)];
    cells.into_iter().map(|(name, words)| (name.to_string(), Value::from(words))).collect()
}
