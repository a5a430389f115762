//! Lines of JSON to records, one for each: what other engines pipe their documents through.
//!
//! A line that cannot be read, and a document on which the program fails, become records too, with `error`.
//! Who reads the lines and who takes the records is for the command.

use std::io::{BufRead, ErrorKind};

use serde_json::error::Category;
use serde_json::{Map, Value, json};

use crate::dataset::{self, Header, Sheets};
use crate::document::Document;
use crate::grammar::Grammar;
use crate::grammar::names::MADE_BY;
use crate::{hash, stage, understand};

/// The longest line that is read, in bytes; the rest of a longer one is passed over.
pub const LONGEST_LINE: usize = 32 << 20;

/// A line as it came, without its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// It was longer than the limit.
    TooLong,
}

impl Line {
    /// The bytes that it takes.
    pub fn size(&self) -> u64 {
        match self {
            Line::Bytes(bytes) => bytes.len() as u64,
            Line::TooLong => 0,
        }
    }
}

/// The next line of an input, `None` at its end. Never holds more than `longest` bytes and one buffer.
///
/// # Errors
/// An input that cannot be read.
pub fn next_line(input: &mut impl BufRead, longest: usize) -> std::io::Result<Option<Line>> {
    let mut line = Vec::new();
    let (mut begun, mut too_long) = (false, false);
    loop {
        let buffer = match input.fill_buf() {
            Ok(buffer) => buffer,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        begun |= !buffer.is_empty();
        let end = memchr::memchr(b'\n', buffer);
        let part = &buffer[..end.unwrap_or(buffer.len())];
        too_long |= line.len() + part.len() > longest;
        if too_long {
            line = Vec::new();
        } else {
            line.extend_from_slice(part);
        }
        let used = part.len() + usize::from(end.is_some());
        input.consume(used);
        if end.is_some() || used == 0 {
            let line = if too_long { Line::TooLong } else { Line::Bytes(line) };
            return Ok(begun.then_some(line));
        }
    }
}

/// Makes records with one grammar.
pub struct Recorder<'g> {
    grammar: &'g Grammar,
    headers: Vec<Header>,
}

impl<'g> Recorder<'g> {
    /// A recorder for a family.
    pub fn new(grammar: &'g Grammar) -> Recorder<'g> {
        Recorder { grammar, headers: dataset::headers(grammar) }
    }

    /// The record of a line and its end: an object of JSON on one line.
    ///
    /// It holds what [`Sheets::object`] gives, and under `letterbook` what it was made with: the `version`,
    /// the hash of the `grammar`, and that of the `text` as [`hash::of_text`] gives it. The same three make
    /// the same record. Where there is none it holds `document` (null where it is not known), `error` and
    /// `letterbook`.
    pub fn record(&self, line: &Line) -> Vec<u8> {
        self.record_by(line, |document| {
            let record = understand(document, self.grammar);
            Sheets::new(document, self.grammar, &record)
        })
    }

    fn record_by(&self, line: &Line, sheets: impl Fn(&Document) -> Sheets) -> Vec<u8> {
        let mut text = Value::Null;
        let record = document(line).and_then(|document| {
            text = hash::of_text(&document.text).into();
            let object = stage::guarded(|| sheets(&document).object(&self.headers));
            object.map_err(|error| (Value::String(document.name), error))
        });
        let mut record = record.unwrap_or_else(|(document, error)| {
            Map::from_iter([("document".into(), document), ("error".into(), error.into())])
        });
        let made =
            json!({ "version": env!("CARGO_PKG_VERSION"), "grammar": self.grammar.hash, "text": text });
        record.insert(MADE_BY.into(), made);
        let mut line = Value::Object(record).to_string().into_bytes();
        line.push(b'\n');
        line
    }
}

/// The document of a line.
///
/// # Errors
/// Its name as far as it is known, and why there is none.
fn document(line: &Line) -> Result<Document, (Value, String)> {
    let unnamed = |error: String| (Value::Null, error);
    let Line::Bytes(bytes) = line else {
        let most = LONGEST_LINE >> 20;
        return Err(unnamed(format!("the line is longer than {most} MiB; cut the document into several")));
    };
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to() + 1;
        unnamed(format!("byte {at} of the line is no UTF-8; write the line in UTF-8"))
    })?;
    // Programs on Windows begin a file with a mark that is no part of its first line.
    let text = text.trim_start_matches('\u{feff}');
    let value = serde_json::from_str(text).map_err(|error| {
        let why = match error.classify() {
            _ if text.trim().is_empty() => "it is empty".into(),
            Category::Eof => "it ends too early".into(),
            _ => format!("it goes wrong at column {}", error.column()),
        };
        unnamed(format!("the line is no JSON: {why}; write one object a line"))
    })?;
    let Value::Object(mut object) = value else {
        return Err(unnamed("the line is no JSON object; write {\"document\": NAME, \"text\": TEXT}".into()));
    };
    let (name, text) = match (object.remove("document"), object.remove("text")) {
        (Some(Value::String(name)), Some(Value::String(text))) => return Ok(Document::new(name, text)),
        other => other,
    };
    let wrong = match (&name, &text) {
        (Some(Value::String(_)), None) => "the line has no `text`".into(),
        (Some(Value::String(_)), Some(text)) => format!("`text` is {}, not a text", kind(text)),
        (Some(name), _) => format!("`document` is {}, not a text", kind(name)),
        (None, _) => "the line has no `document`".into(),
    };
    let error = format!("{wrong}; the line needs `document` and `text`, both texts");
    Err((name.unwrap_or_default(), error))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::built_in;

    #[test]
    fn lines_are_read_whole_and_long_ones_passed_over() {
        let bytes = |text: &str| Line::Bytes(text.into());
        for (input, lines) in [
            ("", vec![]),
            ("\n", vec![bytes("")]),
            ("a\nbc", vec![bytes("a"), bytes("bc")]),
            ("a\n\nb\n", vec![bytes("a"), bytes(""), bytes("b")]),
            ("12345\n123456\n1\n", vec![bytes("12345"), Line::TooLong, bytes("1")]),
            ("123456789", vec![Line::TooLong]),
        ] {
            // A buffer of two bytes cuts every line somewhere.
            for capacity in [2, 1024] {
                let mut input = std::io::BufReader::with_capacity(capacity, input.as_bytes());
                let read = std::iter::from_fn(|| next_line(&mut input, 5).expect("memory can be read"));
                assert_eq!(read.collect::<Vec<_>>(), lines);
            }
        }
    }

    #[test]
    fn a_fault_of_the_program_becomes_a_record() {
        let grammar = built_in::load(&built_in::families()[0]).unwrap_or_else(|_| panic!("a grammar loads"));
        let line = Line::Bytes(br#"{"document": "a", "text": "b"}"#.to_vec());
        let record = Recorder::new(&grammar).record_by(&line, |_| panic!("no ink"));
        let record: Value = serde_json::from_slice(&record).expect("a record is JSON");
        assert_eq!(record["document"], "a");
        assert!(record["error"].as_str().is_some_and(|error| error.contains("no ink")), "{record}");
        assert_eq!(record["letterbook"]["text"], hash::of_text("b"));
    }
}
