//! A score as annotations that GitHub Actions shows beside the lines of the documents.
//!
//! Without floors each difference is an error. With floors only what fell under one is, and differences are
//! warnings.

use std::fmt::Write;

use super::floor::Regression;
use super::{Score, Wrong};

/// The score as workflow commands, one a line.
pub fn write(score: &Score, drops: Option<&[Regression]>) -> String {
    let mut out = String::new();
    let level = if drops.is_some() { "warning" } else { "error" };
    for one in &score.each {
        for wrong in &one.wrong {
            annotation(&mut out, level, &one.file, wrong);
        }
    }
    for drop in drops.unwrap_or_default() {
        let _ = writeln!(out, "::error title=below the floor::{}", message(&drop.to_string()));
    }
    out
}

fn annotation(out: &mut String, level: &str, file: &str, wrong: &Wrong) {
    let line = wrong.line.map_or(String::new(), |line| format!(",line={line}"));
    let (file, title) = (property(file), property(&wrong.place()));
    let _ = writeln!(out, "::{level} file={file}{line},title={title}::{}", message(&wrong.said()));
}

/// Text after the second `::`, as the runner wants it escaped.
pub fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text of a property, which a comma or a colon would end.
pub fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
