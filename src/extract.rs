//! From a document cut up to mentions: every rule over the windows in which its words stand.
//!
//! Finding is local and dumb. Whether two mentions contradict each other, what a date without a year means,
//! whom "the force" is: all that is for [`crate::resolve`], which sees the whole document.

use crate::document::{Document, Span};
use crate::grammar::borders::next_word;
use crate::grammar::cues::{MOST_SETS, SLACK};
use crate::grammar::program::{Place, Reach};
use crate::grammar::reader::Memory;
use crate::grammar::{Got, Grammar, Rule, Within};
use crate::segment::{Anatomy, EXAMPLE, Hits, Part};
use crate::value::{Cell, Source};
use crate::words::Entry;

/// What one rule found at one place: a row in the making.
#[derive(Debug, Clone)]
pub struct Mention<'g> {
    /// The number of the rule in the grammar.
    pub rule: usize,
    /// The words of the row.
    pub span: Span,
    /// All the words that the rule matched.
    pub whole: Span,
    /// The window in which it was found.
    pub window: Span,
    /// Its cells.
    pub cells: Vec<(&'g str, Cell)>,
    /// What is uncertain about the reading: (column, doubt).
    pub doubts: Vec<(&'g str, &'g str)>,
}

impl Mention<'_> {
    /// The cell in a column, if it is filled.
    pub fn cell(&self, column: &str) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.0 == column && cell.1 != Cell::Empty).map(|cell| &cell.1)
    }
}

/// A word of a watched list at its place.
#[derive(Debug, Clone, Copy)]
pub struct Sighting<'g> {
    /// The number of the list.
    pub list: usize,
    /// The word.
    pub entry: &'g Entry,
    /// Where it stands.
    pub span: Span,
}

/// All that is found in a document.
#[derive(Debug, Default)]
pub struct Findings<'g> {
    /// What the rules found, by rule and place.
    pub mentions: Vec<Mention<'g>>,
    /// The words of watched lists, by place.
    pub sightings: Vec<Sighting<'g>>,
}

/// The scan for the words of all rules, openers and watched lists.
pub fn scan<'g>(text: &str, grammar: &'g Grammar) -> Vec<(usize, &'g [(u32, u8)])> {
    let mut hits = Vec::new();
    grammar.cues.scan(text, |end, waiting| hits.push((end, waiting)));
    hits
}

/// Tries every rule in every window in which all its words stand.
pub fn extract<'g>(
    document: &Document,
    anatomy: &Anatomy,
    grammar: &'g Grammar,
    hits: &Hits<'g>,
) -> Findings<'g> {
    let mut findings = Findings::default();
    let attempts = attempts(document, anatomy, grammar, hits, &mut findings);
    let memory = Memory::default();
    for attempt in attempts {
        let reach = &mut Reach::default();
        try_rule(document, grammar, &attempt, &memory, reach, &mut findings.mentions);
    }
    findings.sightings.sort_by_key(|sighting| (sighting.span.start, sighting.list));
    findings
}

/// A rule and a window in which its words stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attempt {
    /// The number of the rule.
    pub rule: usize,
    /// Where it is tried.
    pub window: Span,
    /// Where in the window a match can begin.
    pub begins: Span,
}

/// How far the words of one rule have come in its current window.
#[derive(Clone, Copy)]
struct Waiting {
    window: Span,
    /// For each need the end of the last word that met it in reach of the need before; 0 where none did.
    met: [usize; MOST_SETS],
    /// The end of the first word that met the first need.
    first: usize,
    /// The attempt in this window, once all needs are met.
    attempt: Option<usize>,
}

impl Waiting {
    fn new(window: Span) -> Waiting {
        Waiting { window, met: [0; MOST_SETS], first: usize::MAX, attempt: None }
    }

    /// Takes a word; where a match that ends its needs with it can begin, if it ends them.
    fn take(&mut self, set: usize, end: usize, reaches: &[usize]) -> Option<Span> {
        if set == 0 {
            self.first = self.first.min(end);
        } else {
            let before = self.met[set - 1];
            if before == 0 || end <= before || end - before > reaches[set] + SLACK {
                return None;
            }
        }
        self.met[set] = end;
        if set + 1 < reaches.len() {
            return None;
        }
        let rest = reaches[1..].iter().fold(0, |sum: usize, reach| sum.saturating_add(reach + SLACK));
        let first = self.first.max(end.saturating_sub(rest));
        Some(Span::new(first.saturating_sub(reaches[0] + SLACK), end))
    }
}

fn attempts<'g>(
    document: &Document,
    anatomy: &Anatomy,
    grammar: &'g Grammar,
    hits: &Hits<'g>,
    findings: &mut Findings<'g>,
) -> Vec<Attempt> {
    let mut waiting = vec![Waiting::new(Span::new(usize::MAX, usize::MAX)); grammar.rules.len()];
    let mut attempts: Vec<Attempt> = Vec::new();
    let mut windows = Windows::new(&document.text, anatomy);
    let rules = grammar.rules.len();
    let lists = grammar.opener_cues().end;
    for &(end, waiters) in hits {
        // A word stands before its end, and a zero byte never ends one.
        let at = end - 1;
        for &(who, set) in waiters {
            let who = who as usize;
            if who >= lists {
                sight(document, grammar, grammar.watched[who - lists], at, findings);
                continue;
            }
            if who >= rules {
                continue;
            }
            let (within, zones) = &grammar.looks[who];
            let Some((window, part)) = windows.at(at, *within) else { continue };
            if !shares(zones, anatomy, anatomy.parts[part].zone) {
                continue;
            }
            let state = &mut waiting[who];
            if state.window != window {
                *state = Waiting::new(window);
            }
            let Some(begins) = state.take(usize::from(set), end, grammar.cues.reaches(who)) else { continue };
            match state.attempt {
                Some(number) => attempts[number].begins = attempts[number].begins.join(begins),
                None => {
                    state.attempt = Some(attempts.len());
                    attempts.push(Attempt { rule: who, window, begins });
                }
            }
        }
    }
    for &who in &grammar.always {
        let rule = grammar.rule(who).1;
        for part in anatomy.parts.iter().filter(|part| looks_in(rule, anatomy, part)) {
            if rule.within == Within::Zone {
                attempts.push(Attempt { rule: who, window: part.span, begins: part.span });
                continue;
            }
            let first = anatomy.sentences.partition_point(|(span, _)| span.start < part.span.start);
            let inside = anatomy.sentences[first..].iter().take_while(|(span, _)| span.start < part.span.end);
            attempts.extend(inside.map(|&(window, _)| Attempt { rule: who, window, begins: window }));
        }
    }
    attempts.sort_unstable();
    attempts
}

/// Whether a rule looks in a part.
pub fn looks_in(rule: &Rule, anatomy: &Anatomy, part: &Part) -> bool {
    shares(&rule.zones, anatomy, part.zone)
}

fn shares(zones: &[bool], anatomy: &Anatomy, zone: usize) -> bool {
    match zone {
        EXAMPLE => anatomy.example_zones.iter().zip(zones).any(|(here, looks)| *here && *looks),
        zone => zones[zone],
    }
}

/// The last window of each size, since the words come in order.
struct Windows<'a> {
    text: &'a str,
    anatomy: &'a Anatomy,
    last: [Option<(Span, usize)>; 4],
}

impl<'a> Windows<'a> {
    fn new(text: &'a str, anatomy: &'a Anatomy) -> Windows<'a> {
        Windows { text, anatomy, last: [None; 4] }
    }

    fn at(&mut self, at: usize, within: Within) -> Option<(Span, usize)> {
        let last = &mut self.last[within as usize];
        if let Some((window, part)) = last
            && (window.start..window.end).contains(&at)
        {
            return Some((*window, *part));
        }
        let mut at = at;
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        *last = self.anatomy.window(self.text, at, within);
        *last
    }
}

/// Notes the word of a list around a byte, if one of its spellings stands there.
fn sight<'g>(document: &Document, grammar: &'g Grammar, list: usize, at: usize, findings: &mut Findings<'g>) {
    const LONGEST: usize = 90;
    let text = document.text.as_str();
    let mut from = at.saturating_sub(LONGEST);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let known = |span: Span, sightings: &[Sighting<'_>]| {
        sightings.iter().rev().take(8).any(|seen| seen.list == list && seen.span.overlaps(span))
    };
    let mut start = from;
    while let Some(word) = next_word(text, start, at + 1) {
        if let Some((end, entry)) = grammar.words.lists()[list].read(text, word)
            && end > at
        {
            let span = Span::new(word, end);
            if !known(span, &findings.sightings) {
                findings.sightings.push(Sighting { list, entry, span });
            }
            return;
        }
        start = word + text[word..].chars().next().map_or(1, char::len_utf8);
    }
}

/// Tries one rule in one window.
pub fn try_rule<'g>(
    document: &Document,
    grammar: &'g Grammar,
    attempt: &Attempt,
    memory: &Memory,
    reach: &mut Reach,
    mentions: &mut Vec<Mention<'g>>,
) {
    let (field, rule) = grammar.rule(attempt.rule);
    let place = Place {
        source: Source { text: &document.text, words: &grammar.words, day_first: grammar.day_first },
        window: attempt.window,
        joint: &grammar.joint,
        memory,
    };
    // The captures of a match borrow from the grammar, the text is only looked at.
    for hit in rule.program.find(place, attempt.begins, reach) {
        let mut cells: Vec<(&'g str, Cell)> =
            rule.set.iter().map(|(column, cell)| (column.as_str(), cell.clone())).collect();
        let mut doubts = Vec::new();
        let mut rows: Vec<(Span, Vec<(&'g str, Cell)>)> = Vec::new();
        let mut span = None;
        for capture in &hit.captures {
            let slot = &rule.program.slots[capture.slot];
            let column = slot.column.as_deref();
            if column == Some("_") {
                continue;
            }
            let filled = fill(grammar, column, &capture.value, &mut doubts);
            if field.span.as_deref().is_some_and(|name| filled.iter().any(|cell| cell.0 == name)) {
                span = Some(capture.span);
            }
            if slot.list {
                rows.push((capture.span, filled));
            } else {
                merge(&mut cells, filled);
            }
        }
        let whole = hit.span.trim(&document.text);
        if rows.is_empty() {
            rows.push((span.unwrap_or(whole), Vec::new()));
        }
        let single = rows.len() == 1;
        for (element, filled) in rows {
            let listed = field.span.as_deref().is_some_and(|name| filled.iter().any(|cell| cell.0 == name));
            let mut row = filled;
            merge(&mut row, cells.clone());
            let span = match field.span {
                Some(_) if listed || single => element,
                Some(_) => span.unwrap_or(whole),
                None => whole,
            };
            let (window, doubts) = (attempt.window, doubts.clone());
            mentions.push(Mention { rule: attempt.rule, span, whole, window, cells: row, doubts });
        }
    }
}

/// Adds cells to those that are there; what is there stays.
fn merge<'g>(cells: &mut Vec<(&'g str, Cell)>, more: Vec<(&'g str, Cell)>) {
    for (column, cell) in more {
        match cells.iter_mut().find(|known| known.0 == column) {
            Some(known) if known.1 == Cell::Empty => known.1 = cell,
            Some(_) => {}
            None => cells.push((column, cell)),
        }
    }
}

/// The cells that a captured value fills, under the names of the slot.
fn fill<'g>(
    grammar: &'g Grammar,
    column: Option<&'g str>,
    value: &Got,
    doubts: &mut Vec<(&'g str, &'g str)>,
) -> Vec<(&'g str, Cell)> {
    match value {
        Got::Reading(reading) => {
            let main = reading.cells.first().map_or("", |cell| cell.0);
            doubts.extend(reading.doubts.iter().map(|doubt| (column.unwrap_or(main), *doubt)));
            let named = |at: usize, name: &'static str| if at == 0 { column.unwrap_or(name) } else { name };
            let cells = reading.cells.iter().enumerate();
            cells.map(|(at, (name, cell))| (named(at, name), cell.clone())).collect()
        }
        Got::Word(list, entry) => {
            let list = &grammar.words.lists()[*list];
            let entry = &list.entries[*entry];
            let mut cells = vec![(column.unwrap_or(&list.name), Cell::Text(entry.name.clone()))];
            for (fact, value) in &entry.facts {
                if Some(fact.as_str()) != column {
                    cells.push((fact.as_str(), Cell::Text(value.clone())));
                }
            }
            cells
        }
    }
}
