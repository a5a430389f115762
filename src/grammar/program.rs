//! A compiled pattern, and where in a text it is tried; one try is the matter of [`super::matcher`].

use std::sync::OnceLock;

use postcard::{from_bytes, to_allocvec};
use serde::{Deserialize, Serialize};

use super::borders::{floor, inside_word, line_start, line_start_near, next_char, past_markup};
use super::class::Bytes;
use super::compile::{Label, Lookup, Part, Reading, Steps, readable};
use super::effort::Effort;
use super::matcher::Matcher;
use super::outline::Outline;
use super::pattern::{self, Flaw, Slot};
use super::reader::{Got, Memory, Reader};
use crate::document::Span;
use crate::value::Source;
use crate::words::Words;

/// A pattern, ready to match.
#[derive(Debug, Serialize, Deserialize)]
pub struct Program {
    /// Made when a text first needs them.
    #[serde(skip)]
    code: OnceLock<Steps>,
    /// The same.
    #[serde(skip)]
    outline: OnceLock<Outline>,
    /// The outline as bytes, where it has been drawn before.
    #[serde(skip)]
    drawn: &'static [u8],
    /// Made when they are first asked for.
    #[serde(skip)]
    parts: OnceLock<Vec<Part>>,
    /// For each slot the bytes with which its values begin.
    values: Vec<Bytes>,
    /// The slots in the order in which they stand in the pattern.
    pub slots: Vec<Slot>,
    pub(super) readers: Vec<Vec<Reader>>,
    start: Start,
    /// The text of the pattern, for messages.
    pub pattern: String,
}

/// Where a match can begin.
#[derive(Debug, Serialize, Deserialize)]
enum Start {
    /// Where one of these reads a value.
    Values(Vec<Reader>),
    /// With a line.
    Line,
    /// Anywhere else.
    Anywhere,
}

/// One value of a match.
#[derive(Debug, Clone, PartialEq)]
pub struct Capture {
    /// Which slot of the program.
    pub slot: usize,
    /// Where the value stands.
    pub span: Span,
    /// What was read.
    pub value: Got,
}

/// A place where the whole pattern fits.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// All its words.
    pub span: Span,
    /// Its values, in order; a list slot has one for each element.
    pub captures: Vec<Capture>,
}

/// Where matching looks: the text, the stretch of it that counts, and how lists are joined.
#[derive(Clone, Copy)]
pub struct Place<'g> {
    /// Text, word lists and settings for the parsers.
    pub source: Source<'g>,
    /// Nothing is matched outside this.
    pub window: Span,
    /// What stands between two elements of a list.
    pub joint: &'g Joint,
    /// What has been read in this text before.
    pub memory: &'g Memory,
}

/// What joins the elements of a list: "A, B and C".
#[derive(Debug, Serialize, Deserialize)]
pub struct Joint(pub(super) Program);

impl Joint {
    /// A joint from its pattern; `None` where the pattern is not a plain regular expression, or grows too large.
    pub fn new(source: &str) -> Option<Joint> {
        let program = Program::new(source, &mut |_| Err(String::new())).ok()?;
        let fits = matches!(program.parts(), [Part::Text(..)]) && program.compile().is_ok();
        fits.then_some(Joint(program))
    }
}

/// How far an attempt got: the step that failed and where; for [`crate::explain`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reach {
    /// The byte at which it failed.
    pub at: usize,
    /// The step that failed.
    pub step: usize,
    /// Whether somebody asks: a place with the right first word is then tried even if it shows at a glance
    /// that nothing fits.
    pub asked: bool,
}

/// A match of so many bytes is found, and one of twice as many is not: what a pattern costs must not grow
/// with the document.
pub(super) const LONGEST_MATCH: usize = 4_096;

impl Program {
    /// Compiles a pattern; `lookup` turns a slot's word into what reads it.
    ///
    /// # Errors
    /// Every flaw found, each with its place in the pattern.
    pub fn new<'l>(pattern: &'l str, lookup: &'l mut Lookup<'l>) -> Result<Program, Vec<Flaw>> {
        let nodes = pattern::parse(pattern).map_err(|flaw| vec![flaw])?;
        let mut reading = Reading::new(pattern, lookup);
        let parts = reading.nodes(nodes);
        let Reading { slots, readers, values, flaws, .. } = reading;
        if !flaws.is_empty() {
            return Err(flaws);
        }
        let mut firsts = Vec::new();
        let start = if first_readers(&parts, &readers, &mut firsts) {
            Start::Values(firsts)
        } else {
            match parts[..] {
                [Part::LineStart, ..] => Start::Line,
                _ => Start::Anywhere,
            }
        };
        let pattern = pattern.to_string();
        Ok(Program {
            code: OnceLock::new(),
            outline: OnceLock::new(),
            drawn: &[],
            values,
            slots,
            readers,
            parts: parts.into(),
            start,
            pattern,
        })
    }

    /// What it is made of.
    pub(super) fn parts(&self) -> &[Part] {
        self.parts.get_or_init(|| {
            // What reads the slots is known, so nothing is looked up.
            let mut lookup = |_: &str| Ok((Reader::List(0), Bytes::default()));
            let nodes = pattern::parse(&self.pattern).unwrap_or_default();
            Reading::new(&self.pattern, &mut lookup).nodes(nodes)
        })
    }

    /// Whether a match can only begin with a line.
    pub fn begins_with_line(&self) -> bool {
        matches!(self.start, Start::Line)
    }

    /// Makes the steps now instead of when a text first needs them.
    ///
    /// # Errors
    /// A pattern that grows too large.
    pub fn compile(&self) -> Result<(), Flaw> {
        let steps = Steps::new(self.parts(), &self.values)
            .map_err(|(message, help)| Flaw::new(0..self.pattern.len(), message, help))?;
        self.code.get_or_init(|| steps);
        Ok(())
    }

    /// The steps; those of a pattern that grows too large, which the loader refuses, never match.
    pub(super) fn code(&self) -> &Steps {
        self.code.get_or_init(|| Steps::new(self.parts(), &self.values).unwrap_or_else(|_| Steps::never()))
    }

    /// Draws the outline, as bytes.
    ///
    /// # Errors
    /// postcard's; none are known.
    #[allow(dead_code, reason = "for the build script")]
    pub(crate) fn draw(&self, words: &Words, joint: &Joint) -> Result<Vec<u8>, postcard::Error> {
        to_allocvec(&Outline::new(self, words, joint))
    }

    /// Takes over the outline that was drawn before.
    pub(super) fn take_drawn(&mut self, outline: &'static [u8]) {
        self.drawn = outline;
    }

    /// Whether the pattern may match from before the word of that number on.
    pub(super) fn admits(&self, place: &Place<'_>, number: usize, reach: &Reach) -> bool {
        let outline = self.outline.get_or_init(|| {
            let drawn = from_bytes(self.drawn).ok();
            drawn.unwrap_or_else(|| Outline::new(self, place.source.words, place.joint))
        });
        if reach.asked { outline.begins(place, number) } else { outline.admits(place, number) }
    }

    /// Every place where the pattern fits that begins in a stretch of the window, left to right, none
    /// overlapping another.
    pub fn find(&self, place: &Place<'_>, begins: Span, reach: &mut Reach) -> Vec<Match> {
        let mut found = Vec::new();
        let effort = &mut Effort::default();
        let mut from = begins.start;
        let mut add = |hit: Match| {
            let past = hit.span.end.max(next_char(place.source.text, hit.span.start));
            found.push(hit);
            past
        };
        if let Start::Values(readers) = &self.start {
            // Worked out once, since there may be as many matches as values.
            for start in place.memory.starts(readers, place, begins) {
                if start >= from
                    && self.admits(place, place.memory.seen.number_of(start).0, reach)
                    && let Some(hit) = self.at(place, start, reach, effort)
                {
                    from = add(hit);
                }
            }
            return found;
        }
        while let Some(hit) = self.next(place, Span::new(from, begins.end), reach, effort) {
            from = add(hit);
        }
        found
    }

    /// Whether the pattern fits somewhere in the window and begins in a stretch of it.
    pub fn fits(&self, place: &Place<'_>, begins: Span) -> bool {
        self.next(place, begins, &mut Reach::default(), &mut Effort::default()).is_some()
    }

    /// The first place where the pattern fits that begins in a stretch of the window.
    fn next(&self, place: &Place<'_>, begins: Span, reach: &mut Reach, effort: &mut Effort) -> Option<Match> {
        let text = place.source.text;
        let from = floor(text, begins.start).max(place.window.start);
        let end = begins.end.min(place.window.end);
        if from > end {
            return None;
        }
        let bytes = text.as_bytes();
        let seen = &place.memory.seen;
        match &self.start {
            Start::Values(readers) => {
                let starts = place.memory.starts(readers, place, Span::new(from, end));
                starts.into_iter().find_map(|start| {
                    let admits = self.admits(place, seen.number_of(start).0, reach);
                    admits.then(|| self.at(place, start, reach, effort)).flatten()
                })
            }
            Start::Line => {
                let mut at = from;
                loop {
                    if let Some(line) = line_start_near(text, at) {
                        let start = past_markup(text, line, place.window.end);
                        if start > end {
                            return None;
                        }
                        if start >= from
                            && start < place.window.end
                            && self.admits(place, seen.number_of(start).0, reach)
                            && let Some(hit) = self.at(place, start, reach, effort)
                        {
                            return Some(hit);
                        }
                    }
                    at = at + memchr::memchr(b'\n', &bytes[at..end])? + 1;
                }
            }
            Start::Anywhere => {
                let mut past = from;
                let first = seen.number_of(from).0;
                for (number, token) in (first..).zip(seen.tokens_from(from)) {
                    let gap = Span::new(past, token.from as usize);
                    if gap.end >= end {
                        break;
                    }
                    if let Some(hit) = self.before(place, number, gap, reach, effort) {
                        return Some(hit);
                    }
                    past = token.to as usize;
                }
                self.in_gap(place, Span::new(past.min(end), end), reach, effort)
            }
        }
    }

    /// The first match that begins with a sign of the gap before the word of that number, or with that word.
    pub fn before(
        &self,
        place: &Place<'_>,
        number: usize,
        gap: Span,
        reach: &mut Reach,
        effort: &mut Effort,
    ) -> Option<Match> {
        if !self.admits(place, number, reach) {
            return None;
        }
        match &self.start {
            Start::Values(_) => self.at(place, gap.end, reach, effort),
            Start::Line => {
                let text = place.source.text;
                let start = past_markup(text, line_start(text, gap.end), place.window.end);
                let inside = (gap.start..=gap.end).contains(&start);
                inside.then(|| self.at(place, start, reach, effort)).flatten()
            }
            Start::Anywhere => {
                let hit = self.in_gap(place, gap, reach, effort);
                hit.or_else(|| self.at(place, gap.end, reach, effort))
            }
        }
    }

    /// The first match that begins with a sign between two words.
    fn in_gap(&self, place: &Place<'_>, gap: Span, reach: &mut Reach, effort: &mut Effort) -> Option<Match> {
        let text = place.source.text;
        let begins = self.code().begins(0);
        let mut signs = (gap.start..gap.end).filter(|at| {
            begins.has(text.as_bytes()[*at]) && text.is_char_boundary(*at) && !inside_word(text, *at)
        });
        signs.find_map(|at| self.at(place, at, reach, effort))
    }

    /// The match that begins exactly at `start`.
    pub(super) fn at(
        &self,
        place: &Place<'_>,
        start: usize,
        reach: &mut Reach,
        effort: &mut Effort,
    ) -> Option<Match> {
        let matcher = Matcher::new(self, place, start);
        effort.until(matcher.end);
        let (to, captures) = matcher.run(reach, effort)?;
        effort.forget();
        Some(Match { span: Span::new(start, to), captures })
    }

    /// The part of the pattern at a step, in words, for messages.
    pub fn describe(&self, step: usize) -> String {
        let code = self.code();
        match &code.labels[usize::from(code.pieces[step])] {
            Label::Text(source) => format!("`{}`", readable(source)),
            Label::Slot(slot) => {
                let slot = &self.slots[*slot];
                format!("`{}`", &self.pattern[slot.place.0..slot.place.1])
            }
            Label::Gap(bytes) => format!("what follows a gap of at most {bytes} bytes"),
            Label::LineStart => "the start of a line".into(),
            Label::LineEnd => "the end of a line".into(),
            Label::End => "the end of a word".into(),
        }
    }
}

/// Collects what reads first; false where that may be something else than a value.
fn first_readers(parts: &[Part], readers: &[Vec<Reader>], firsts: &mut Vec<Reader>) -> bool {
    match parts.split_first() {
        Some((Part::Slot(slot), _)) => {
            firsts.extend(&readers[*slot]);
            true
        }
        Some((Part::Group { alternatives, optional }, rest)) => {
            alternatives.iter().all(|parts| first_readers(parts, readers, firsts))
                && (!optional || first_readers(rest, readers, firsts))
        }
        _ => false,
    }
}
