//! What is told of a document, as text for a terminal.

use std::fmt::Write;

use super::view::{Line, Told, Touch, View};
use crate::document::Document;

/// The lines of the document, then what was read, lost and left.
pub fn write(document: &Document, view: &View) -> String {
    let mut out = String::new();
    for line in &view.lines {
        let mark = match line.touch {
            Touch::Read => '*',
            Touch::Lost => '-',
            Touch::Nothing => ' ',
        };
        let words = line.span.of(&document.text).trim_end();
        let _ = writeln!(out, "{:>4} {:<12}{mark} {words}", line.number, line.zone);
    }
    columns(&mut out, view);
    for (table, rows) in &view.tables {
        let _ = writeln!(out, "\n{table}");
        rows.iter().for_each(|told| row(&mut out, told));
    }
    if !view.lost.is_empty() {
        out.push_str("\nfound but no row\n");
    }
    for lost in &view.lost {
        let _ = writeln!(out, "  line {}: {:?} by {}: {}", lost.line, lost.words, lost.rule, lost.why);
    }
    if !view.doubts.is_empty() {
        out.push_str("\ndoubts\n");
    }
    for doubt in &view.doubts {
        let by = doubt.rule.as_ref().map_or(String::new(), |rule| format!(" by {rule}"));
        let _ =
            writeln!(out, "  line {}: {}: {} {:?}{by}", doubt.line, doubt.place, doubt.doubt, doubt.words);
    }
    untouched(&mut out, view);
    out
}

fn columns(out: &mut String, view: &View) {
    out.push_str("\ndocuments\n");
    for column in &view.columns {
        let _ = write!(out, "  {:<22} {}", column.name, column.value);
        if let Some(origin) = &column.origin {
            let _ = write!(out, "  <- {origin}");
        }
        out.push('\n');
        for vote in &column.votes {
            let _ = writeln!(out, "    {vote}");
        }
    }
}

fn row(out: &mut String, told: &Told) {
    let _ = writeln!(out, "  line {}: {:?} by {}", told.line, told.words, told.rule);
    let cells = told.cells.iter().map(|cell| format!("{}={}", cell.column, cell.value));
    let _ = writeln!(out, "    {}", cells.collect::<Vec<_>>().join("  "));
    for cell in &told.cells {
        if let Some(from) = &cell.from {
            let _ = writeln!(out, "    {}: {from}", cell.column);
        }
    }
    for loser in &told.losers {
        let _ = writeln!(out, "    won over {loser}");
    }
}

/// The lines that no rule touched, as runs of numbers.
fn untouched(out: &mut String, view: &View) {
    let bare: Vec<&Line> = view.lines.iter().filter(|line| line.touch == Touch::Nothing).collect();
    if bare.is_empty() {
        return;
    }
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let mut last = None;
    for (at, line) in view.lines.iter().enumerate().filter(|(_, line)| line.touch == Touch::Nothing) {
        match (runs.last_mut(), last) {
            (Some(run), Some(before)) if at == before + 1 => run.1 = line.number,
            _ => runs.push((line.number, line.number)),
        }
        last = Some(at);
    }
    let runs =
        runs.into_iter().map(|(from, to)| if from == to { from.to_string() } else { format!("{from}-{to}") });
    let _ = writeln!(
        out,
        "\nno rule touches {} of {} lines: {}",
        bare.len(),
        view.lines.len(),
        runs.collect::<Vec<_>>().join(", ")
    );
}
