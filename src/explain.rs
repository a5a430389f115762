//! A document annotated, for those who write rules: its zones, what each rule found, what lost to what and why,
//! and what nobody read.

pub mod trace;

use std::fmt::Write;

use crate::document::{Document, Places, Span};
use crate::extract::{self, Attempt};
use crate::grammar::program::Reach;
use crate::grammar::{Grammar, Rule};
use crate::resolve::{self, Record, Why};
use crate::segment::{self, Anatomy};
use crate::value::Cell;

/// The document with its zones, rows, losers and doubts, as text.
pub fn document(document: &Document, grammar: &Grammar) -> String {
    let scan = extract::scan(&document.text, grammar);
    let anatomy = segment::segment(document, grammar, &scan);
    let findings = extract::extract(document, &anatomy, grammar, &scan);
    let record = resolve::resolve(document, &anatomy, grammar, findings);
    let places = Places::new(&document.text);
    let mut out = String::new();
    lines(&mut out, document, grammar, &anatomy, &record);
    columns(&mut out, grammar, &record);
    rows(&mut out, document, grammar, &places, &record);
    lost(&mut out, document, grammar, &places, &record);
    doubts(&mut out, document, grammar, &places, &record);
    out
}

fn name(grammar: &Grammar, rule: usize) -> String {
    let (field, rule) = grammar.rule(rule);
    format!("{}/{} ({}:{})", field.name, rule.name, rule.file, rule.line)
}

/// Every line with its zone; a star where some rule reads it.
fn lines(out: &mut String, document: &Document, grammar: &Grammar, anatomy: &Anatomy, record: &Record<'_>) {
    let mut at = 0;
    for (number, line) in document.text.split_inclusive('\n').enumerate() {
        let span = Span::new(at, at + line.len());
        at = span.end;
        if line.trim().is_empty() {
            continue;
        }
        let zone =
            anatomy.part_at(span.start).map_or("", |part| &grammar.zones[anatomy.parts[part].zone].name);
        let read = record.rows.iter().any(|row| row.whole.overlaps(span));
        let _ =
            writeln!(out, "{:>4} {zone:<12}{} {}", number + 1, if read { '*' } else { ' ' }, line.trim_end());
    }
}

fn columns(out: &mut String, grammar: &Grammar, record: &Record<'_>) {
    out.push_str("\ndocuments\n");
    for (column, cell) in grammar.columns.iter().zip(&record.document) {
        if *cell != Cell::Empty {
            let _ = writeln!(out, "  {:<22} {cell}", column.name);
        }
    }
}

fn rows(out: &mut String, document: &Document, grammar: &Grammar, places: &Places<'_>, record: &Record<'_>) {
    for (number, table) in grammar.tables.iter().enumerate() {
        let mut rows = record.rows.iter().filter(|row| row.table == number).peekable();
        if rows.peek().is_some() {
            let _ = writeln!(out, "\n{}", table.name);
        }
        for row in rows {
            let line = places.line(row.span.start);
            let words = one_line(row.span.of(&document.text));
            let _ = writeln!(out, "  line {line}: {words:?} by {}", name(grammar, row.rule));
            let _ = writeln!(out, "    {}", cells(&row.cells));
        }
    }
}

fn cells(cells: &[(&str, Cell)]) -> String {
    let filled = cells.iter().filter(|cell| cell.1 != Cell::Empty);
    let shown = filled.map(|(column, cell)| match cell {
        Cell::Date(date) => format!("{column}={date}"),
        cell => format!("{column}={cell}"),
    });
    shown.collect::<Vec<_>>().join("  ")
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn lost(out: &mut String, document: &Document, grammar: &Grammar, places: &Places<'_>, record: &Record<'_>) {
    if !record.lost.is_empty() {
        out.push_str("\nfound but no row\n");
    }
    for lost in &record.lost {
        let mention = &lost.mention;
        let why = match lost.why {
            Why::Overlap(rule) => {
                format!("{} reads the same words and stands before it", name(grammar, rule))
            }
            Why::Veto(rule) => format!("vetoed by {}", name(grammar, rule)),
            Why::Repeated => "says again what another row says".into(),
            Why::Joined => "joined with the row about the same person or thing".into(),
            Why::NoAnchor => "counts from a date that the document does not give".into(),
            Why::Incomplete => "lacks what every row of its table has".into(),
            Why::Elsewhere => "documents of this kind have no such rows".into(),
        };
        let line = places.line(mention.span.start);
        let words = one_line(mention.span.of(&document.text));
        let _ = writeln!(out, "  line {line}: {words:?} by {}: {why}", name(grammar, mention.rule));
    }
}

fn doubts(
    out: &mut String,
    document: &Document,
    grammar: &Grammar,
    places: &Places<'_>,
    record: &Record<'_>,
) {
    if !record.doubts.is_empty() {
        out.push_str("\ndoubts\n");
    }
    for doubt in &record.doubts {
        let line = places.line(doubt.span.start);
        let words = one_line(doubt.span.of(&document.text));
        let by = doubt.rule.map_or(String::new(), |rule| format!(" by {}", name(grammar, rule)));
        let _ =
            writeln!(out, "  line {line}: {}.{}: {} {words:?}{by}", doubt.table, doubt.column, doubt.doubt);
    }
}

/// Why a rule did or did not fire, place by place.
///
/// # Errors
/// No rule of that name, with the nearest names.
pub fn rule(document: &Document, grammar: &Grammar, wanted: &str) -> Result<String, String> {
    let numbers: Vec<usize> = (0..grammar.rules.len())
        .filter(|&number| {
            let (field, rule) = grammar.rule(number);
            rule.name == wanted || format!("{}/{}", field.name, rule.name) == wanted
        })
        .collect();
    if numbers.is_empty() {
        let names = grammar.fields.iter().flat_map(|field| field.rules.iter().map(|rule| rule.name.as_str()));
        let near = crate::grammar::mistake::nearest(wanted, names).unwrap_or_default();
        return Err(format!("there is no rule `{wanted}`; {near}"));
    }
    let scan = extract::scan(&document.text, grammar);
    let anatomy = segment::segment(document, grammar, &scan);
    let findings = extract::extract(document, &anatomy, grammar, &scan);
    let record = resolve::resolve(document, &anatomy, grammar, findings);
    let mut out = String::new();
    for number in numbers {
        one_rule(&mut out, document, grammar, &anatomy, &scan, &record, number);
    }
    Ok(out)
}

fn one_rule(
    out: &mut String,
    document: &Document,
    grammar: &Grammar,
    anatomy: &Anatomy,
    scan: &extract::Scan,
    record: &Record<'_>,
    number: usize,
) {
    let places = Places::new(&document.text);
    let rule = grammar.rule(number).1;
    let _ = writeln!(out, "{}\n  match {}", name(grammar, number), rule.program.pattern);
    let windows = extract::looks(document, anatomy, grammar, scan, number);
    if windows.is_empty() {
        out.push_str("  none of the words that it needs stands anywhere in the document\n");
    }
    for (window, part, begins) in windows {
        let line = places.line(window.start);
        let zone = &grammar.zones[anatomy.parts[part].zone].name;
        let _ = write!(out, "  line {line}, zone {zone}: ");
        let why = if !extract::looks_in(rule, anatomy, &anatomy.parts[part]) {
            format!("the rule does not look in this zone; it looks in {}", zones(grammar, rule))
        } else if begins.is_none() {
            "some of the words that it needs stand here, but not all of them in its order".to_string()
        } else {
            attempt(document, grammar, scan, record, number, window)
        };
        let _ = writeln!(out, "{why}");
    }
}

fn zones(grammar: &Grammar, rule: &Rule) -> String {
    let zones = grammar.zones.iter().zip(&rule.zones).filter(|(_, looks)| **looks);
    zones.map(|(zone, _)| zone.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn attempt(
    document: &Document,
    grammar: &Grammar,
    scan: &extract::Scan,
    record: &Record<'_>,
    number: usize,
    window: Span,
) -> String {
    let mut reach = Reach::default();
    let mut mentions = Vec::new();
    let attempt = Attempt { rule: number, window, begins: window };
    extract::try_rule(document, grammar, &attempt, &scan.memory, &mut reach, &mut mentions);
    let Some(mention) = mentions.first() else {
        let rule = grammar.rule(number).1;
        let end = document.text[reach.at..window.end.max(reach.at)].chars().take(40).collect::<String>();
        return format!("{} does not fit at {:?}", rule.program.describe(reach.step), one_line(&end));
    };
    let lost =
        record.lost.iter().find(|lost| lost.mention.rule == number && lost.mention.span == mention.span);
    match lost.map(|lost| lost.why) {
        None => format!("found {:?}", one_line(mention.span.of(&document.text))),
        Some(Why::Overlap(rule)) => format!("found, but lost to {}", name(grammar, rule)),
        Some(Why::Veto(rule)) => format!("found, but vetoed by {}", name(grammar, rule)),
        Some(Why::Repeated) => "found, but another row says the same".into(),
        Some(Why::Joined) => "found, and joined with another row".into(),
        Some(Why::NoAnchor) => "found, but the document gives no date to count from".into(),
        Some(Why::Incomplete) => "found, but it lacks what every row of the table has".into(),
        Some(Why::Elsewhere) => "found, but documents of this kind have no such rows".into(),
    }
}
