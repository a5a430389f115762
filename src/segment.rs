//! From a document to its parts: which zone each line belongs to, and where sentences end.
//!
//! Segmenting never fails: every line belongs to a zone. What the zones are and how their lines look is the
//! business of the family's `anatomy.toml`; this room only walks the lines.

use std::cell::Cell;

use crate::document::{Document, Span};
use crate::grammar::program::Place;
use crate::grammar::{Grammar, Within, Zone};
use crate::grouped::Grouped;
use crate::scan::Scan;
use crate::wrapped;

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
    /// Where sentences begin.
    sentence_starts: Starts,
    lines: Lines,
    /// The paragraph that was asked for last: who asks for the next thing in it need not look for its ends
    /// again.
    paragraph: Cell<Span>,
}

/// The lines of a text, without their breaks.
#[derive(Debug, Default)]
struct Lines {
    spans: Vec<Span>,
    starts: Starts,
    /// The number of the part of each.
    parts: Vec<usize>,
}

/// Where the stretches of a text begin, so that the one in which a byte stands is found at once.
#[derive(Debug, Default)]
struct Starts {
    /// For each block of bytes how many begin before its end.
    begun: Vec<u32>,
}

/// Cuts a document into parts and sentences.
pub fn segment(document: &Document, grammar: &Grammar, scan: &Scan) -> Anatomy {
    let text = &document.text;
    let mut lines = Lines::new(text);
    let candidates = candidates(&lines, grammar, scan);
    let mut zones: Vec<usize> = Vec::with_capacity(lines.spans.len());
    let mut zone = grammar.first_zone;
    // The first of the lines that go on with a zone which a line before them has opened.
    let mut going_on = 0;
    let long_line = grammar.zones.iter().filter_map(|zone| zone.long_line).min().unwrap_or(usize::MAX);
    let whole = wrapped::whole_lines(text, &lines.spans);
    for (number, &line) in lines.spans.iter().enumerate() {
        let openers = candidates.of(number);
        let end = whole[number];
        // Most lines only go on with their zone.
        let (here, next) = if openers.is_empty() && end - line.start < long_line {
            (zone, zone)
        } else {
            zone_of(document, grammar, line, end, zone, openers, scan)
        };
        if (here, next) != (zone, zone) {
            if grammar.zones[here].prose && !grammar.zones[zone].prose {
                let first = wrapped::first_of_paragraph(text, &lines.spans[going_on..=number]);
                zones[going_on + first..].fill(here);
            }
            going_on = number + 1;
        }
        zones.push(here);
        zone = next;
    }
    let parts = parts(text, &mut lines, &zones);
    let is_prose = |part: &Part| grammar.zones[part.zone].prose;
    Anatomy::new(text, grammar, Vec::new(), parts, lines, is_prose)
}

/// The stretches of lines of one zone, each line being of the zone of that number.
fn parts(text: &str, lines: &mut Lines, zones: &[usize]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (line, &zone) in lines.spans.iter().zip(zones) {
        let end = (line.end + 1).min(text.len());
        match parts.last_mut() {
            Some(part) if part.zone == zone => part.span.end = end,
            _ => parts.push(Part { zone, span: Span::new(line.start, end) }),
        }
        lines.parts.push(parts.len() - 1);
    }
    parts
}

/// An example as a document of its own: one part, in the given zones.
pub fn example(text: &str, grammar: &Grammar, zones: &[bool]) -> Anatomy {
    let parts = vec![Part { zone: EXAMPLE, span: Span::new(0, text.len()) }];
    let mut lines = Lines::new(text);
    lines.parts = vec![0; lines.spans.len()];
    Anatomy::new(text, grammar, zones.to_vec(), parts, lines, |_| true)
}

/// The zone of a line, which runs on up to a byte, and the zone that goes on after it.
fn zone_of(
    document: &Document,
    grammar: &Grammar,
    line: Span,
    end: usize,
    current: usize,
    mut openers: &[u32],
    scan: &Scan,
) -> (usize, usize) {
    let words = line.trim(&document.text);
    if words.is_empty() {
        return (current, current);
    }
    let place = Place {
        source: scan.memory.source(&document.text, grammar),
        window: words,
        joint: &grammar.joint,
        memory: &scan.memory,
    };
    let length = if end > line.end { end } else { words.end } - words.start;
    let is_long = |zone: &Zone| zone.long_line.is_some_and(|least| length >= least);
    for (number, zone) in grammar.zones.iter().enumerate() {
        let here = |opener: &&u32| grammar.openers[**opener as usize].0 == number;
        let (mine, later) = openers.split_at(openers.iter().take_while(here).count());
        openers = later;
        if !zone.after.is_empty() && !zone.after.contains(&current) {
            continue;
        }
        let is_long_line = is_long(zone);
        let goes_on = || zone.openers.iter().all(|opener| !opener.line_only);
        // Where no other zone can follow, it does not matter whether this one opens again.
        if number == current
            && later.is_empty()
            && goes_on()
            && !grammar.zones[number + 1..].iter().any(is_long)
        {
            break;
        }
        // Nor does it matter by what it opens.
        if is_long_line && goes_on() {
            return (number, number);
        }
        let opener = mine.iter().find(|opener| opens(**opener as usize, grammar, &place, scan));
        let opener = opener.map(|opener| &zone.openers[grammar.openers[*opener as usize].1]);
        match opener {
            Some(opener) if opener.line_only => return (number, zone.then.unwrap_or(current)),
            Some(_) => return (number, number),
            None if is_long_line => return (number, number),
            None => {}
        }
    }
    (current, current)
}

/// Whether an opener fits a line: it is tried only where its words let it begin.
fn opens(opener: usize, grammar: &Grammar, place: &Place<'_>, scan: &Scan) -> bool {
    let who = grammar.opener_cues().start + opener;
    let (zone, number) = grammar.openers[opener];
    let opener = &grammar.zones[zone].openers[number];
    let begins = grammar.cues.begins(who, &scan.hits, place.window);
    begins.is_some_and(|begins| opener.program.fits(place, begins))
}

/// The openers worth a try: for each line those of which the rarest word stands there, and that may fit it at
/// a glance.
fn candidates(lines: &Lines, grammar: &Grammar, scan: &Scan) -> Grouped {
    let mut found: Vec<(u32, u32)> = Vec::new();
    for ((opener, who), fit) in grammar.opener_cues().enumerate().zip(&grammar.opener_lines) {
        let Some(rarest) = grammar.cues.rarest(who, &scan.hits) else { continue };
        let mut past = 0;
        for &end in scan.hits.of(rarest) {
            let end = end as usize;
            if end <= past {
                continue;
            }
            let Some(line) = lines.at(end) else { continue };
            let Span { start, end } = lines.spans[line];
            past = end;
            let first = || scan.memory.seen.tokens_from(start).first().map(|word| word.hash);
            if fit.may_be(end - start, first) {
                found.push((line as u32, opener as u32));
            }
        }
    }
    Grouped::new(lines.spans.len(), &found)
}

/// Calls `found` for every sentence of a part, which is so many lines.
fn sentences(text: &str, lines: &[Span], prose: bool, abbreviations: &[String], mut found: impl FnMut(Span)) {
    let Some(end) = lines.last().map(|line| (line.end + 1).min(text.len())) else { return };
    let mut start = lines[0].start;
    let mut push = |to: usize| {
        let sentence = Span::new(start, to).trim(text);
        if !sentence.is_empty() {
            found(sentence);
        }
        start = to;
    };
    for (number, line) in lines.iter().enumerate() {
        if prose {
            for stop in memchr::memchr3_iter(b'.', b'!', b'?', line.of(text).as_bytes()) {
                let stop = line.start + stop;
                let part = Span::new(lines[0].start, end);
                if full_stop(text, part, stop, abbreviations) {
                    // Closing quotes and brackets belong to the sentence that they close.
                    push(stop + 1 + closing(&text[stop + 1..end]));
                }
            }
        }
        let next = lines.get(number + 1);
        let ends = match prose {
            true => wrapped::breaks(text, line, next),
            false => {
                !next.is_some_and(|next| wrapped::is_wrapped(line.of(text).trim(), next.of(text).trim()))
            }
        };
        if ends {
            push((line.end + 1).min(end));
        }
    }
    push(end);
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
    let word = text[span.start..at].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    !is_initial(word) && !is_abbreviation(word, abbreviations)
}

fn is_initial(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next().is_none()
}

/// Whether a word, in any case, is one of those in small letters, sorted.
fn is_abbreviation(word: &str, abbreviations: &[String]) -> bool {
    let small = || word.bytes().map(|byte| byte.to_ascii_lowercase());
    abbreviations.binary_search_by(|known| known.bytes().cmp(small())).is_ok()
}

impl Lines {
    fn new(text: &str) -> Lines {
        let mut spans = Vec::new();
        let mut start = 0;
        for newline in memchr::memchr_iter(b'\n', text.as_bytes()) {
            spans.push(Span::new(start, newline));
            start = newline + 1;
        }
        if start < text.len() {
            spans.push(Span::new(start, text.len()));
        }
        let starts = Starts::new(text.len(), &spans, |line| line.start);
        Lines { spans, starts, parts: Vec::new() }
    }

    /// The number of the line in which a byte stands, or its break.
    fn at(&self, at: usize) -> Option<usize> {
        self.starts.last(at, |line| self.spans[line].start)
    }

    /// The lines of a part.
    fn of(&self, part: Span) -> &[Span] {
        let first = self.at(part.start).unwrap_or(0);
        let last = self.at(part.end.saturating_sub(1)).map_or(0, |last| last + 1);
        &self.spans[first..last]
    }
}

impl Starts {
    /// So many bytes lie in one or two sentences.
    const BLOCK: usize = 16;

    /// Of stretches in order.
    fn new<T>(length: usize, stretches: &[T], start: impl Fn(&T) -> usize) -> Starts {
        let mut begun = vec![0; length / Starts::BLOCK + 1];
        let mut block = 0;
        for (number, stretch) in (0..).zip(stretches) {
            let here = start(stretch) / Starts::BLOCK;
            begun[block..here.max(block)].fill(number);
            block = here;
        }
        begun[block..].fill(stretches.len() as u32);
        Starts { begun }
    }

    /// The number of the last that begins at a byte or before it.
    #[inline]
    fn last(&self, at: usize, start: impl Fn(usize) -> usize) -> Option<usize> {
        let mut begun = *self.begun.get(at / Starts::BLOCK)? as usize;
        while begun > 0 && start(begun - 1) > at {
            begun -= 1;
        }
        begun.checked_sub(1)
    }
}

impl Anatomy {
    /// Cuts parts, which are lines, into sentences.
    fn new(
        text: &str,
        grammar: &Grammar,
        example_zones: Vec<bool>,
        parts: Vec<Part>,
        lines: Lines,
        is_prose: impl Fn(&Part) -> bool,
    ) -> Anatomy {
        let mut found = Vec::new();
        for (number, part) in parts.iter().enumerate() {
            let note = |span| found.push((span, number));
            sentences(text, lines.of(part.span), is_prose(part), &grammar.abbreviations, note);
        }
        let sentence_starts = Starts::new(text.len(), &found, |(span, _)| span.start);
        let paragraph = Cell::default();
        Anatomy { example_zones, parts, sentences: found, sentence_starts, lines, paragraph }
    }

    /// The number of the sentence in which a byte stands (or after which it stands).
    #[inline]
    pub fn sentence_at(&self, at: usize) -> Option<usize> {
        self.sentence_starts.last(at, |sentence| self.sentences[sentence].0.start)
    }

    /// The number of the part in which a byte stands.
    pub fn part_at(&self, at: usize) -> Option<usize> {
        self.lines.at(at).map(|line| self.lines.parts[line])
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
        let line = self.lines.at(at)?;
        let part = self.lines.parts[line];
        let span = self.parts[part].span;
        let window = match within {
            Within::Zone | Within::Sentence => span,
            Within::Line => self.lines.spans[line],
            Within::Paragraph => self.paragraph(text, span, line),
        };
        Some((window, part))
    }

    /// The lines of a part around one of them up to the next empty line on either side.
    fn paragraph(&self, text: &str, part: Span, line: usize) -> Span {
        let lines = &self.lines.spans;
        let known = self.paragraph.get();
        if (known.start..known.end).contains(&lines[line].start) {
            return known;
        }
        let goes_on = |line: &&Span| {
            line.start >= part.start && line.start < part.end && !line.of(text).trim().is_empty()
        };
        let before = lines[..line].iter().rev().take_while(goes_on).last();
        let behind = lines[line + 1..].iter().take_while(goes_on).last();
        let (first, last) = (before.unwrap_or(&lines[line]), behind.unwrap_or(&lines[line]));
        let found = Span::new(first.start, (last.end + 1).min(part.end));
        if goes_on(&&lines[line]) {
            self.paragraph.set(found);
        }
        found
    }
}
