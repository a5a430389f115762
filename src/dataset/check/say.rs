//! A change as a line for people, with colours for a terminal, and as JSON.

use anstyle::{AnsiColor, Style};
use serde_json::{Map, Value, json};

use super::{Cells, Change, What};
use crate::terminal;

const ADDED: Style = AnsiColor::Green.on_default();
const GONE: Style = AnsiColor::Red.on_default();
const MOVED: Style = AnsiColor::Cyan.on_default();
const PLACE: Style = Style::new().dimmed();

impl std::fmt::Display for Change {
    /// One line without colours.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&line(self, |_, words| words.to_string()))
    }
}

/// One line with the colours of a terminal.
pub fn coloured(change: &Change) -> String {
    line(change, |style, words| format!("{style}{words}{style:#}"))
}

fn line(change: &Change, paint: impl Fn(Style, &str) -> String) -> String {
    let Change { file, table, document, line, what } = change;
    let document = terminal::line(document);
    let paint = |style, words: &str| paint(style, &terminal::line(words));
    let row = |cells: &Cells| cells.iter().map(|cell| cell.1.as_str()).collect::<Vec<_>>().join(" | ");
    let table = table.as_ref().map_or(String::new(), |table| format!(": {table}"));
    let file = match line {
        0 => format!("{file}{table}:"),
        line => format!("{file}:{line}{table}:"),
    };
    let place = paint(PLACE, &file);
    match what {
        What::Added(cells) => format!("{place} {}", paint(ADDED, &format!("+ {}", row(cells)))),
        What::Gone(cells) => format!("{place} {}", paint(GONE, &format!("- {}", row(cells)))),
        What::Cell { column, before, now } => {
            let (before, now) = (paint(GONE, &format!("`{before}`")), paint(ADDED, &format!("`{now}`")));
            format!("{place} {document}: {column}: {before} -> {now}")
        }
        What::Moved { text, before, now } => {
            format!("{place} {document}: {} `{text}`: {before} -> {now}", paint(MOVED, "moved"))
        }
        What::Reordered { before } => {
            format!("{place} {document}: {} from line {before} of the table", paint(MOVED, "moved"))
        }
        What::Columns { gone, new } => {
            let file = &change.file;
            let said = |what: &str, names: &[String]| match names {
                [] => String::new(),
                names => format!("; {what}: {}", names.join(", ")),
            };
            format!("{file}: the columns differ{}{}", said("gone", gone), said("new", new))
        }
        What::File(how) => format!("{}: {how}", change.file),
    }
}

/// The change as an object.
pub fn json(change: &Change) -> Value {
    let row = |cells: &Cells| -> Value {
        cells
            .iter()
            .map(|(column, cell)| (column.clone(), Value::from(cell.as_str())))
            .collect::<Map<_, _>>()
            .into()
    };
    let (kind, more) = match &change.what {
        What::Added(cells) => ("added", json!({ "row": row(cells) })),
        What::Gone(cells) => ("gone", json!({ "row": row(cells) })),
        What::Cell { column, before, now } => {
            ("changed", json!({ "column": column, "before": before, "now": now }))
        }
        What::Moved { text, before, now } => ("moved", json!({ "text": text, "before": before, "now": now })),
        What::Reordered { before } => ("moved", json!({ "before": format!("line {before} of the table") })),
        What::Columns { gone, new } => ("columns", json!({ "gone": gone, "new": new })),
        What::File(how) => ("file", json!({ "how": how })),
    };
    let mut all = json!({ "change": kind, "file": change.file });
    if let Some(all) = all.as_object_mut() {
        if let Some(table) = &change.table {
            all.insert("table".into(), table.as_str().into());
        }
        if !change.document.is_empty() {
            all.insert("document".into(), change.document.as_str().into());
        }
        if change.line > 0 {
            all.insert("line".into(), change.line.into());
        }
        if let Value::Object(more) = more {
            all.extend(more);
        }
    }
    all
}
