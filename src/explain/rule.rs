//! Why a rule did or did not fire, place by place.
//!
//! This is the one room that asks the engine how far an attempt got ([`Reach`]).

use std::fmt::Write;

use super::trace::{Trace, trace};
use super::view::{name, one_line, why};
use crate::document::{Document, Places, Span};
use crate::extract::{self, Attempt, Mention};
use crate::grammar::program::Reach;
use crate::grammar::{Grammar, Rule, Within};
use crate::resolve::Why;
use crate::value::Cell;

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
    let teller = Teller { document, grammar, trace: &trace, places: Places::new(&document.text) };
    let mut out = String::new();
    numbers.into_iter().for_each(|number| teller.rule(&mut out, number));
    Ok(out)
}

struct Teller<'a, 'g> {
    document: &'a Document,
    grammar: &'g Grammar,
    trace: &'a Trace<'g>,
    places: Places<'a>,
}

/// How an attempt in one window ended.
enum Outcome<'g> {
    Found(Vec<Mention<'g>>),
    /// What did not fit, in words.
    Failed(String),
}

impl<'g> Teller<'_, 'g> {
    fn rule(&self, out: &mut String, number: usize) {
        let rule = self.grammar.rule(number).1;
        let _ = writeln!(out, "{}\n  match {}", name(self.grammar, number), rule.written);
        let windows = self.windows(number);
        if windows.is_empty() {
            out.push_str("  none of the words that it needs stands anywhere in the document\n");
        }
        for (window, part, all_words) in windows {
            let zone = &self.grammar.zones[self.trace.anatomy.parts[part].zone].name;
            let here = extract::looks_in(rule, &self.trace.anatomy, &self.trace.anatomy.parts[part]);
            for said in self.window(number, rule, window, here, all_words) {
                let _ = writeln!(out, "  line {}, zone {zone}: {said}", self.places.line(window.start));
            }
        }
    }

    /// The windows in which some of a rule's words stand, with their part and whether all do; for a rule that
    /// needs no word, all windows of its zones.
    fn windows(&self, number: usize) -> Vec<(Span, usize, bool)> {
        let (document, grammar) = (self.document, self.grammar);
        let Trace { anatomy, scan, .. } = self.trace;
        let rule = grammar.rule(number).1;
        if !grammar.cues.of(number).is_empty() {
            let windows = extract::looks(document, anatomy, grammar, scan, number);
            return windows
                .into_iter()
                .map(|(window, part, begins)| (window, part, begins.is_some()))
                .collect();
        }
        let mut windows: Vec<(Span, usize, bool)> = Vec::new();
        let mut at = 0;
        for line in document.text.split_inclusive('\n') {
            let words = at + line.len() - line.trim_start().len();
            at += line.len();
            if line.trim().is_empty() {
                continue;
            }
            let Some((window, part)) = anatomy.window(&document.text, words, rule.within) else { continue };
            let looks = extract::looks_in(rule, anatomy, &anatomy.parts[part]);
            if looks && windows.last().is_none_or(|last| last.0 != window) {
                windows.push((window, part, true));
            }
        }
        windows
    }

    /// What is said of a window: one line a place at which the rule fits, or one of why it does not.
    fn window(&self, number: usize, rule: &Rule, window: Span, here: bool, all_words: bool) -> Vec<String> {
        let outcome = self.attempt(number, window);
        if !here {
            let zones = self.grammar.zones.iter().zip(&rule.zones).filter(|(_, looks)| **looks);
            let zones = zones.map(|(zone, _)| zone.name.as_str()).collect::<Vec<_>>().join(", ");
            let more = match outcome {
                Outcome::Found(found) => {
                    let words = found.first().map_or(window, |mention| mention.whole);
                    format!("; it would fit {:?}", self.words(words))
                }
                Outcome::Failed(_) => String::new(),
            };
            return vec![format!("the rule does not look in this zone; it looks in {zones}{more}")];
        }
        match outcome {
            Outcome::Found(found) => found.iter().map(|mention| self.fate(rule, mention)).collect(),
            Outcome::Failed(how) if all_words => vec![how],
            Outcome::Failed(how) => {
                let within = match rule.within {
                    Within::Line => "this line",
                    Within::Sentence => "this sentence",
                    Within::Paragraph => "this paragraph",
                    Within::Zone => "this zone",
                };
                vec![format!(
                    "some of the words that it needs stand in {within}, but not all of them in its order: {how}"
                )]
            }
        }
    }

    fn attempt(&self, number: usize, window: Span) -> Outcome<'g> {
        let mut reach = Reach { asked: true, ..Reach::default() };
        let mut found = Vec::new();
        let attempt = Attempt { rule: number, window, begins: window };
        let memory = &self.trace.scan.memory;
        extract::try_rule(self.document, self.grammar, &attempt, memory, &mut reach, &mut found);
        if !found.is_empty() {
            return Outcome::Found(found);
        }
        if reach.at < window.start {
            return Outcome::Failed("what it begins with stands nowhere here".into());
        }
        let piece = self.grammar.rule(number).1.program.describe(reach.step);
        let rest = self.document.text.get(reach.at..window.end.max(reach.at)).unwrap_or_default();
        let rest = one_line(&rest.chars().take(40).collect::<String>());
        let verb = if piece.starts_with("`{") { "reads nothing" } else { "does not fit" };
        Outcome::Failed(match rest.as_str() {
            "" => format!("{piece} {verb}: nothing is left there"),
            rest => format!("{piece} {verb} at {rest:?}"),
        })
    }

    /// What became of something that the rule found.
    fn fate(&self, rule: &Rule, mention: &Mention<'_>) -> String {
        let words = self.words(mention.span);
        let same = |other: &Mention<'_>| other.rule == mention.rule && other.span == mention.span;
        if rule.drop {
            let veto = |lost: &&crate::resolve::Lost<'_>| {
                lost.why == Why::Veto(mention.rule) && lost.mention.span.overlaps(mention.whole)
            };
            let kept_off: Vec<String> = self
                .trace
                .record
                .lost
                .iter()
                .filter(veto)
                .map(|lost| self.grammar.rule(lost.mention.rule).1.name.clone())
                .collect();
            return match kept_off.as_slice() {
                [] => format!("a veto on {words:?} that keeps nothing off"),
                names => format!("a veto on {words:?} that keeps off {}", names.join(", ")),
            };
        }
        let lost = self.trace.record.lost.iter().find(|lost| same(&lost.mention));
        match lost.map(|lost| lost.why) {
            Some(Why::Overlap(rule)) => format!("found {words:?}, but lost to {}", name(self.grammar, rule)),
            Some(Why::Veto(rule)) => format!("found {words:?}, but vetoed by {}", name(self.grammar, rule)),
            Some(other) => format!("found {words:?}, but it {}", why(self.grammar, other)),
            None => match self.outvoted(mention) {
                Some(said) => format!("found {words:?}, {said}"),
                None => format!("found {words:?}"),
            },
        }
    }

    /// For a column of the document that took another value: which.
    fn outvoted(&self, mention: &Mention<'_>) -> Option<String> {
        let field = self.grammar.rule(mention.rule).0;
        if field.table.is_some() {
            return None;
        }
        let cell = mention.cell(&field.value)?;
        let column = self.grammar.columns.iter().position(|column| column.name == field.value)?;
        let value = &self.trace.record.document[column];
        if value == cell {
            return None;
        }
        let taken = match value {
            Cell::Empty => "stayed empty".to_string(),
            value => format!("took {value}"),
        };
        Some(format!("which speaks for {cell}, but the column {} {taken}", field.value))
    }

    fn words(&self, span: Span) -> String {
        one_line(span.of(&self.document.text))
    }
}
