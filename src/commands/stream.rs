//! `letterbook stream`: JSON lines in, one record a line out, in the same order.

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::process::ExitCode;

use letterbook::dataset::{self, Header, Sheets};
use letterbook::document::Document;
use letterbook::grammar::Grammar;
use rayon::prelude::*;
use serde_json::{Map, Value, json};

use super::{Done, chosen};
use crate::Family;

/// The most lines that are worked on at once.
const BATCH: usize = 512;

/// Runs the command.
pub fn run(family: &Family) -> Done {
    let grammar = chosen(family)?;
    let headers = dataset::headers(grammar);
    let mut input = BufReader::with_capacity(1 << 20, std::io::stdin().lock());
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut batch: Vec<Vec<u8>> = Vec::new();
    loop {
        let mut line = Vec::new();
        let read = input.read_until(b'\n', &mut line)?;
        if read > 0 {
            batch.push(line);
        }
        // What has come so far is answered as soon as there is no more to read at once.
        let waiting = read > 0 && batch.len() < BATCH && input.buffer().contains(&b'\n');
        if waiting {
            continue;
        }
        let records: Vec<Value> =
            batch.par_iter().map(|line| Value::Object(record(line, grammar, &headers))).collect();
        for record in records {
            serde_json::to_writer(&mut out, &record).map_err(std::io::Error::from)?;
            out.write_all(b"\n")?;
        }
        out.flush()?;
        batch.clear();
        if read == 0 {
            return Ok(ExitCode::SUCCESS);
        }
    }
}

/// The record of one line; an object with `error` where the line is none.
fn record(line: &[u8], grammar: &Grammar, headers: &[Header]) -> Map<String, Value> {
    let error = |document: Value, error: String| {
        let Value::Object(object) = json!({ "document": document, "error": error }) else { unreachable!() };
        object
    };
    let object: Map<String, Value> = match serde_json::from_slice(line) {
        Ok(Value::Object(object)) => object,
        Ok(_) => return error(Value::Null, "the line is no JSON object".into()),
        Err(why) => return error(Value::Null, format!("the line is no JSON: {why}")),
    };
    let name = object.get("document").cloned().unwrap_or_default();
    let (Some(document), Some(text)) = (name.as_str(), object.get("text").and_then(Value::as_str)) else {
        return error(name, "the line needs `document` and `text`, both texts".into());
    };
    let document = Document::new(document, text);
    let record = letterbook::understand(&document, grammar);
    Sheets::new(&document, grammar, &record).object(headers)
}
