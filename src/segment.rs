//! From a document to its parts: which zone each line belongs to, and where sentences end.
//!
//! Segmenting never fails: every line belongs to a zone. What the zones are and how their lines look is the
//! business of the family's `anatomy.toml`; this room only walks the lines.

use crate::document::{Document, Span};
use crate::extract::Scan;
use crate::grammar::borders::line_start;
use crate::grammar::program::Place;
use crate::grammar::reader::Memory;
use crate::grammar::{Grammar, Within};

/// A stretch of lines of one zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The number of the zone in the grammar; [`EXAMPLE`] for an example, which stands in several.
    pub zone: usize,
    /// Its bytes.
    pub span: Span,
}

/// The zone of a text that is only an example: that of [`Anatomy::example_zones`].
pub const EXAMPLE: usize = usize::MAX;

/// A document cut up.
#[derive(Debug, Default)]
pub struct Anatomy {
    /// For an example the zones that it stands in, by number.
    pub example_zones: Vec<bool>,
    /// The parts, in order; together they are the whole text.
    pub parts: Vec<Part>,
    /// Sentences, or lines where a zone is no prose, in order; with the number of their part.
    pub sentences: Vec<(Span, usize)>,
}

/// Cuts a document into parts and sentences.
pub fn segment(document: &Document, grammar: &Grammar, scan: &Scan) -> Anatomy {
    let text = &document.text;
    let mut parts: Vec<Part> = Vec::new();
    let mut zone = grammar.first_zone;
    let candidates = candidates(text, grammar, scan);
    let mut candidates = candidates.as_slice();
    let mut start = 0;
    while start < text.len() {
        let end = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |at| start + at + 1);
        let line = Span::new(start, end);
        start = end;
        let (openers, later) =
            candidates.split_at(candidates.partition_point(|candidate| candidate.line <= line.start));
        candidates = later;
        let (here, next) = zone_of(document, grammar, line, zone, openers, &scan.memory);
        zone = next;
        match parts.last_mut() {
            Some(part) if part.zone == here => part.span.end = line.end,
            _ => parts.push(Part { zone: here, span: line }),
        }
    }
    let mut anatomy = Anatomy { parts, ..Anatomy::default() };
    for (number, part) in anatomy.parts.iter().enumerate() {
        let prose = grammar.zones[part.zone].prose;
        sentences(text, part.span, prose, &grammar.abbreviations, |span| {
            anatomy.sentences.push((span, number));
        });
    }
    anatomy
}

/// An example as a document of its own: one part, in the given zones.
pub fn example(text: &str, grammar: &Grammar, zones: &[bool]) -> Anatomy {
    let span = Span::new(0, text.len());
    let mut anatomy = Anatomy {
        parts: vec![Part { zone: EXAMPLE, span }],
        example_zones: zones.to_vec(),
        ..Anatomy::default()
    };
    sentences(text, span, true, &grammar.abbreviations, |span| anatomy.sentences.push((span, 0)));
    anatomy
}

/// The zone of a line, and the zone that goes on after it.
fn zone_of(
    document: &Document,
    grammar: &Grammar,
    line: Span,
    current: usize,
    openers: &[Candidate],
    memory: &Memory,
) -> (usize, usize) {
    let words = line.trim(&document.text);
    if words.is_empty() {
        return (current, current);
    }
    let place = Place {
        source: memory.source(&document.text, grammar),
        window: words,
        joint: &grammar.joint,
        memory,
    };
    let later = |zone: usize| {
        openers.iter().any(|opener| opener.zone > zone)
            || grammar.zones[zone + 1..].iter().any(|zone| zone.long_line.is_some())
    };
    for (number, zone) in grammar.zones.iter().enumerate() {
        if !zone.after.is_empty() && !zone.after.contains(&current) {
            continue;
        }
        // Where no other zone can follow, it does not matter whether this one opens again.
        if number == current && zone.openers.iter().all(|opener| !opener.line_only) && !later(number) {
            break;
        }
        let fits = openers.iter().filter(|opener| opener.zone == number).find_map(|candidate| {
            let opener = &zone.openers[candidate.opener];
            opener.program.fits(&place).then_some(opener.line_only)
        });
        match fits {
            Some(true) => return (number, zone.then.unwrap_or(current)),
            Some(false) => return (number, number),
            None if zone.long_line.is_some_and(|length| words.end - words.start >= length) => {
                return (number, number);
            }
            None => {}
        }
    }
    (current, current)
}

/// An opener whose words all stand in a line.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    /// The first byte of the line.
    line: usize,
    zone: usize,
    opener: usize,
}

/// The openers worth a try, by line.
fn candidates(text: &str, grammar: &Grammar, scan: &Scan) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    for (number, &(zone, opener)) in grammar.openers.iter().enumerate() {
        let who = grammar.opener_cues().start + number;
        let Some(rarest) = grammar.cues.rarest(who, &scan.hits) else { continue };
        let mut past = 0;
        for &end in scan.hits.of(rarest) {
            let end = end as usize;
            if end <= past {
                continue;
            }
            let line = line_start(text, end);
            past = memchr::memchr(b'\n', &text.as_bytes()[end..]).map_or(text.len(), |newline| end + newline);
            if grammar.cues.begins(who, &scan.hits, Span::new(line, past)).is_some() {
                candidates.push(Candidate { line, zone, opener });
            }
        }
    }
    candidates.sort_unstable();
    candidates
}

/// Calls `found` for every sentence of a stretch of text.
fn sentences(text: &str, span: Span, prose: bool, abbreviations: &[String], mut found: impl FnMut(Span)) {
    let bytes = text.as_bytes();
    let mut start = span.start;
    let mut at = span.start;
    let mut push = |from: usize, to: usize| {
        let sentence = Span::new(from, to).trim(text);
        if !sentence.is_empty() {
            found(sentence);
        }
    };
    while let Some(offset) =
        bytes[at..span.end].iter().position(|byte| matches!(byte, b'\n' | b'.' | b'!' | b'?'))
    {
        let stop = at + offset;
        at = stop + 1;
        let ends = match bytes[stop] {
            b'\n' => !prose || breaks(text, span, stop),
            _ => prose && full_stop(text, span, stop, abbreviations),
        };
        if ends {
            // Closing quotes and brackets belong to the sentence that they close.
            if bytes[stop] != b'\n' {
                at += closing(&text[at..span.end]);
            }
            push(start, at);
            start = at;
        }
    }
    push(start, span.end);
}

fn closing(rest: &str) -> usize {
    rest.chars().take_while(|c| matches!(c, '’' | '”' | '"' | '\'' | ')' | ']')).map(char::len_utf8).sum()
}

/// Whether the stop at `at` ends a sentence: white space and no small letter follows, and it ends no
/// abbreviation or initial.
fn full_stop(text: &str, span: Span, at: usize, abbreviations: &[String]) -> bool {
    let rest = &text[at + 1..span.end];
    let rest = &rest[closing(rest)..];
    let Some(space) = rest.chars().next() else { return true };
    if !space.is_whitespace() {
        return false;
    }
    let follows = rest.trim_start().chars().next();
    if follows.is_some_and(|c| c.is_lowercase()) {
        return false;
    }
    if text.as_bytes()[at] != b'.' {
        return true;
    }
    let before = &text[span.start..at];
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    !initial && !abbreviations.iter().any(|known| known.eq_ignore_ascii_case(word))
}

const WRAPPED: std::ops::RangeInclusive<usize> = 55..=115;

/// Whether the line break at `at` is more than white space: an empty line or a list item follows, or the
/// lines around it are not those of a paragraph wrapped at some width.
fn breaks(text: &str, span: Span, at: usize) -> bool {
    let line = |from: usize| {
        let rest = &text[from.min(span.end)..span.end];
        rest.split('\n').next().unwrap_or("")
    };
    let after = line(at + 1);
    let next = after.trim();
    let before = text[span.start..at].rsplit('\n').next().unwrap_or("").trim();
    if next.is_empty() || before.is_empty() || list_item(next) {
        return true;
    }
    if next.starts_with(|c: char| c.is_lowercase()) {
        return false;
    }
    if !WRAPPED.contains(&before.chars().count()) {
        return true;
    }
    // A heading over one long line is no wrapped paragraph; a last line is shorter than the others.
    next.chars().count() > *WRAPPED.end()
}

/// Whether a line begins like an item of a list: a bullet, or a number or letter with a bracket or stop.
fn list_item(line: &str) -> bool {
    let mut chars = line.chars();
    match chars.next() {
        Some('•' | '●' | '▪' | '◦' | '‣' | '·' | '*' | '#' | '>') => true,
        Some('-' | '–' | '—') => chars.next().is_some_and(char::is_whitespace),
        Some('(') => line.find(')').is_some_and(|end| end <= 5),
        Some(c) if c.is_ascii_digit() => {
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
            let number = &line[..line.len() - rest.len()];
            // Four figures are a year.
            let parts_are_short = number.split('.').all(|part| part.len() <= 3);
            number.len() <= 6 && parts_are_short && (rest.starts_with(')') || number.ends_with('.'))
        }
        _ => false,
    }
}

impl Anatomy {
    /// The number of the sentence in which a byte stands (or after which it stands).
    pub fn sentence_at(&self, at: usize) -> Option<usize> {
        self.sentences.partition_point(|(span, _)| span.start <= at).checked_sub(1)
    }

    /// The number of the part in which a byte stands.
    pub fn part_at(&self, at: usize) -> Option<usize> {
        self.parts.partition_point(|part| part.span.start <= at).checked_sub(1)
    }

    /// The window of that size around a byte, with the number of its part.
    pub fn window(&self, text: &str, at: usize, within: Within) -> Option<(Span, usize)> {
        if within == Within::Sentence {
            return self
                .sentences
                .get(self.sentence_at(at)?)
                .copied()
                .filter(|sentence| at <= sentence.0.end);
        }
        let part = self.part_at(at)?;
        let span = self.parts[part].span;
        let window = match within {
            Within::Zone | Within::Sentence => span,
            Within::Line => {
                let start = memchr::memrchr(b'\n', &text.as_bytes()[span.start..at])
                    .map_or(span.start, |newline| span.start + newline + 1);
                let end = memchr::memchr(b'\n', &text.as_bytes()[at..span.end])
                    .map_or(span.end, |newline| at + newline);
                Span::new(start, end)
            }
            Within::Paragraph => paragraph(text, span, at),
        };
        Some((window, part))
    }
}

/// The lines around `at` up to the next empty line on either side.
fn paragraph(text: &str, span: Span, at: usize) -> Span {
    let line_of = |at: usize| {
        memchr::memrchr(b'\n', &text.as_bytes()[span.start..at])
            .map_or(span.start, |newline| span.start + newline + 1)
    };
    let mut start = line_of(at);
    while start > span.start {
        let before = line_of(start - 1);
        if text[before..start].trim().is_empty() {
            break;
        }
        start = before;
    }
    let mut end = at;
    for (number, line) in text[at..span.end].split_inclusive('\n').enumerate() {
        if number > 0 && line.trim().is_empty() {
            break;
        }
        end += line.len();
    }
    Span::new(start, end)
}
