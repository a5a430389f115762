//! Why a rule did or did not fire, place by place.

use std::fmt::Write;

use super::trace::{Trace, trace};
use super::view::{name, one_line, why};
use crate::document::{Document, Places, Span};
use crate::extract::{self, Attempt};
use crate::grammar::program::Reach;
use crate::grammar::{Grammar, Rule};
use crate::resolve::{Record, Why};

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
    let trace = trace(document, grammar);
    let mut out = String::new();
    for number in numbers {
        one_rule(&mut out, document, grammar, &trace, number);
    }
    Ok(out)
}

fn one_rule(out: &mut String, document: &Document, grammar: &Grammar, trace: &Trace<'_>, number: usize) {
    let Trace { scan, anatomy, record, .. } = trace;
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
        Some(other) => format!("found, but {}", why(grammar, other)),
    }
}
