//! A compiled pattern and how it is matched.
//!
//! Words find the place, a parser reads the value: the program alternates between steps of regular expression
//! and slots, and goes back to the last open choice where a step fails. What failed is not tried again
//! ([`super::effort`]), so the time for a text grows with its length, whatever the pattern.

use std::rc::Rc;
use std::sync::OnceLock;

use regex_automata::{Anchored, Input};

use super::borders::{at_line_end, ceil, floor, inside_word, line_start, next_char, past_markup};
use super::class::Bytes;
use super::compile::{Label, Lookup, Part, Reading, Step, Steps, readable};
use super::effort::{Effort, FEW_STEPS, LONG_RUN};
use super::first::{First, first};
use super::pattern::{self, Flaw, Slot};
use super::reader::{Got, Memory, Reader};
use crate::document::Span;
use crate::value::Source;
use crate::words::{Token, Words, bit};

/// A pattern, ready to match.
#[derive(Debug)]
pub struct Program {
    /// Made when a text first needs them.
    code: OnceLock<Steps>,
    /// For each slot the bytes with which its values begin.
    values: Vec<Bytes>,
    /// The slots in the order in which they stand in the pattern.
    pub slots: Vec<Slot>,
    pub(super) readers: Vec<Vec<Reader>>,
    pub(super) parts: Vec<Part>,
    start: Start,
    /// The text of the pattern, for messages.
    pub pattern: String,
}

/// Where a match can begin.
#[derive(Debug)]
enum Start {
    /// Where one of these reads a value.
    Values(Vec<Reader>),
    /// With a line.
    Line(Opening),
    /// Anywhere else.
    Anywhere(Opening),
}

/// The words and signs with which a match can begin.
#[derive(Debug, Default)]
struct Opening {
    /// Known words, a bit for each by its number; empty where any word will do.
    words: Vec<u64>,
    /// Lists that read one, as [`crate::words::bit`].
    lists: u64,
    /// The first bytes of words of which nothing else is known.
    others: Bytes,
    /// The first bytes of signs.
    signs: Bytes,
}

impl Opening {
    fn new(first: &First, words: &mut Words) -> Opening {
        let mut opening = Opening { others: first.others, signs: first.signs, ..Opening::default() };
        for word in &first.words {
            let number = words.learn(word) as usize;
            if opening.words.len() <= number / 64 {
                opening.words.resize(number / 64 + 1, 0);
            }
            opening.words[number / 64] |= 1 << (number % 64);
        }
        first.lists.iter().for_each(|list| opening.lists |= bit(*list));
        opening
    }

    #[inline]
    fn is_word(&self, token: &Token, byte: u8) -> bool {
        let number = token.number as usize;
        token.lists & self.lists != 0
            || self.words.get(number / 64).is_some_and(|bits| bits >> (number % 64) & 1 == 1)
            || self.others.has(byte)
            // The ruin of a quote mark looks like a letter.
            || !byte.is_ascii() && self.signs.has(byte)
    }
}

/// One value of a match.
#[derive(Debug, Clone, PartialEq)]
pub struct Capture {
    /// Which slot of the program.
    pub slot: usize,
    /// Where the value stands.
    pub span: Span,
    /// What was read.
    pub value: Rc<Got>,
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
#[derive(Debug)]
pub struct Joint(Program);

impl Joint {
    /// A joint from its pattern; `None` where the pattern is not a plain regular expression.
    pub fn new(source: &str) -> Option<Joint> {
        let program = Program::new(source, &mut |_| Err(String::new())).ok()?;
        matches!(program.parts.as_slice(), [Part::Text(..)]).then_some(Joint(program))
    }
}

/// How far an attempt got: the step that failed and where; for [`crate::explain`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reach {
    /// The byte at which it failed.
    pub at: usize,
    /// The step that failed.
    pub step: usize,
}

/// A match of so many bytes is found, and one of twice as many is not: what a pattern costs must not grow with the
/// document.
pub(super) const LONGEST_MATCH: usize = 4_096;

/// So many bytes of a regular expression are the work of a step.
const STEP_OF_REGEX: usize = 8;

/// A choice left open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choice {
    step: usize,
    at: usize,
    /// How many captures there were.
    captures: usize,
    /// Where a run ended or a gap goes on looking; `at` for any other step.
    cursor: usize,
    /// Where a run may end at the earliest.
    least: usize,
}

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
            // Until its words are known, any will do.
            let opening =
                Opening { others: Bytes::ALL, signs: Bytes::ALL.without_letters(), ..Opening::default() };
            if matches!(parts[..], [Part::LineStart, ..]) {
                Start::Line(opening)
            } else {
                Start::Anywhere(opening)
            }
        };
        let pattern = pattern.to_string();
        Ok(Program { code: OnceLock::new(), values, slots, readers, parts, start, pattern })
    }

    /// With what its matches begin.
    pub fn first(&self) -> First {
        first(&self.parts, &self.readers)
    }

    /// Makes the words known with which its matches begin: places with other words are then passed over.
    pub fn learn(&mut self, first: &First, words: &mut Words) {
        match &mut self.start {
            Start::Values(_) => {}
            Start::Line(opening) | Start::Anywhere(opening) => *opening = Opening::new(first, words),
        }
    }

    /// Makes the steps now instead of when a text first needs them.
    ///
    /// # Errors
    /// A pattern that grows too large.
    pub fn compile(&self) -> Result<(), Flaw> {
        let steps = Steps::new(&self.parts, &self.values).map_err(|(message, help)| Flaw {
            place: 0..self.pattern.len(),
            message,
            help: help.into(),
        })?;
        self.code.get_or_init(|| steps);
        Ok(())
    }

    /// The steps; those of a pattern that grows too large, which the loader refuses, never match.
    fn code(&self) -> &Steps {
        self.code.get_or_init(|| Steps::new(&self.parts, &self.values).unwrap_or_else(|_| Steps::never()))
    }

    /// Every place where the pattern fits that begins in a stretch of the window, left to right, none overlapping
    /// another.
    pub fn find(&self, place: Place<'_>, begins: Span, reach: &mut Reach) -> Vec<Match> {
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

    /// Whether the pattern fits anywhere in the window.
    pub fn fits(&self, place: Place<'_>) -> bool {
        self.next(place, place.window, &mut Reach::default(), &mut Effort::default()).is_some()
    }

    /// The first place where the pattern fits that begins in a stretch of the window.
    fn next(&self, place: Place<'_>, begins: Span, reach: &mut Reach, effort: &mut Effort) -> Option<Match> {
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
                starts.into_iter().find_map(|start| self.at(place, start, reach, effort))
            }
            Start::Line(opening) => {
                let mut at = from;
                loop {
                    let start = past_markup(text, line_start(text, at), place.window.end);
                    if start > end {
                        return None;
                    }
                    let fits = || match seen.token(start) {
                        Some(token) => opening.is_word(token, bytes[start]),
                        None => opening.signs.has(bytes[start]),
                    };
                    if start >= from
                        && start < place.window.end
                        && fits()
                        && let Some(hit) = self.at(place, start, reach, effort)
                    {
                        return Some(hit);
                    }
                    at = at + memchr::memchr(b'\n', &bytes[at..end])? + 1;
                }
            }
            Start::Anywhere(opening) => {
                let signs = !opening.signs.is_empty();
                let mut past = from;
                for token in seen.tokens_from(from) {
                    let start = token.from as usize;
                    if signs {
                        let gap = (past..start.min(end)).filter(|at| opening.signs.has(bytes[*at]));
                        let mut gap = gap.filter(|at| text.is_char_boundary(*at) && !inside_word(text, *at));
                        if let Some(hit) = gap.find_map(|at| self.at(place, at, reach, effort)) {
                            return Some(hit);
                        }
                        past = token.to as usize;
                    }
                    if start >= end {
                        return None;
                    }
                    if opening.is_word(token, bytes[start])
                        && let Some(hit) = self.at(place, start, reach, effort)
                    {
                        return Some(hit);
                    }
                }
                let mut rest = (past..end).filter(|at| signs && opening.signs.has(bytes[*at]));
                rest.find_map(|at| {
                    if text.is_char_boundary(at) { self.at(place, at, reach, effort) } else { None }
                })
            }
        }
    }

    /// The match that begins exactly at `start`.
    fn at(&self, place: Place<'_>, start: usize, reach: &mut Reach, effort: &mut Effort) -> Option<Match> {
        // The same end for many starts, so that what failed for one has failed for the next.
        let past = (start - place.window.start) / LONGEST_MATCH * LONGEST_MATCH;
        let end =
            place.window.end.min(ceil(place.source.text, place.window.start + past + 2 * LONGEST_MATCH));
        let place = Place { window: Span::new(place.window.start, end), ..place };
        effort.until(end);
        let mut captures = Vec::new();
        let to = self.run(place, start, &mut captures, reach, effort)?;
        effort.forget();
        Some(Match { span: Span::new(start, to), captures })
    }

    /// The byte after the match that begins exactly at `start`.
    fn run(
        &self,
        place: Place<'_>,
        start: usize,
        captures: &mut Vec<Capture>,
        reach: &mut Reach,
        effort: &mut Effort,
    ) -> Option<usize> {
        // Taken and given back, so that not every attempt asks for memory.
        let mut open = place.memory.choices.take();
        let end_of_match = self.steps(place, start, captures, reach, effort, &mut open);
        open.clear();
        place.memory.choices.replace(open);
        end_of_match
    }

    fn steps(
        &self,
        place: Place<'_>,
        start: usize,
        captures: &mut Vec<Capture>,
        reach: &mut Reach,
        effort: &mut Effort,
        open: &mut Vec<Choice>,
    ) -> Option<usize> {
        let text = place.source.text;
        let end = place.window.end;
        let code = self.code();
        let (mut step, mut at, mut cursor, mut earliest) = (0, start, start, start);
        let mut steps = 0;
        loop {
            steps += 1;
            let many = steps > FEW_STEPS;
            if many && !effort.spend(&mut steps) || effort.is_spent() {
                return None;
            }
            let choice = |step, cursor| Choice { step, at, captures: captures.len(), cursor, least: at };
            let next = match &code.steps[step] {
                Step::Fork(..) | Step::Switch(_) | Step::Run { .. } | Step::Gap(_)
                    if many && cursor == at && !effort.is_new(step, at) =>
                {
                    None
                }
                Step::End if inside_word(text, at) => None,
                Step::End => return Some(at),
                Step::Word(word) => word.step(text.as_bytes(), at, end).map(|to| (step + 1, to)),
                Step::Char(c) => {
                    let next = text[at..end].chars().next();
                    let fits = |have: &char| have == c || super::class::folded(*have) == *c;
                    next.filter(fits).map(|have| (step + 1, at + have.len_utf8()))
                }
                Step::One(class) => class.step(text, at, end).map(|to| (step + 1, to)),
                Step::Run { class, min, max } => {
                    let unlimited = *max == u16::MAX;
                    let known = effort.knows(step);
                    // On a second try the run must end before where it ended last.
                    let run = if cursor > at {
                        Some((earliest, floor(text, cursor - 1)))
                    } else if known
                        && unlimited
                        && let Some(last) = effort.end_of_run(step, at)
                    {
                        class.run(text, at, end, *min, *min).map(|(least, _)| (least, last))
                    } else {
                        class.run(text, at, end, *min, *max)
                    };
                    run.filter(|(least, last)| least <= last).and_then(|(least, last)| {
                        let note = known || last - at >= LONG_RUN;
                        let border = matches!(code.steps[step + 1], Step::Border);
                        let mut to = last;
                        loop {
                            if known && let Some((low, _)) = effort.covered(step, to) {
                                if low <= least {
                                    return None;
                                }
                                to = floor(text, low - 1);
                            } else if to > least
                                && (!Self::goes_on(code, step + 1, text, to, end)
                                    || border && !word_border(text, to))
                            {
                                to = floor(text, to - 1);
                            } else {
                                break;
                            }
                        }
                        if note {
                            steps += (last - to) / LONG_RUN;
                            let stretch = (unlimited && cursor == at).then_some((at, last));
                            effort.cover(text, step, (to, last), stretch);
                        }
                        if to > least {
                            open.push(Choice { least, ..choice(step, to) });
                        }
                        Some((step + 1, to))
                    })
                }
                Step::Border => word_border(text, at).then_some((step + 1, at)),
                Step::Other(regex) => {
                    // On a second try the piece must end before where it ended last.
                    let most = if cursor > at { floor(text, cursor - 1) } else { end };
                    let here = Input::new(&text[..most]).range(at..).anchored(Anchored::Yes);
                    regex.find(here).map(|found| {
                        steps += (found.end() - at) / STEP_OF_REGEX;
                        if found.end() > at {
                            open.push(choice(step, found.end()));
                        }
                        (step + 1, found.end())
                    })
                }
                Step::Jump(to) => Some((*to as usize, at)),
                Step::Fork(first, second) => {
                    let (first, second) = (*first as usize, *second as usize);
                    match (
                        Self::goes_on(code, first, text, at, end),
                        Self::goes_on(code, second, text, at, end),
                    ) {
                        (true, true) => {
                            open.push(choice(second, at));
                            Some((first, at))
                        }
                        (true, false) => Some((first, at)),
                        (false, true) => Some((second, at)),
                        (false, false) => None,
                    }
                }
                Step::Switch(switch) => {
                    let ways = switch.ways((at < end).then(|| text.as_bytes()[at]));
                    open.extend(ways.iter().skip(1).rev().map(|way| choice(*way as usize, at)));
                    ways.first().map(|way| (*way as usize, at))
                }
                Step::Slot(slot) => {
                    let before = captures.len();
                    let to = self.slot(place, *slot as usize, at, captures);
                    steps += captures.len() - before;
                    to.map(|to| (step + 1, to))
                }
                Step::Gap(most) => {
                    let most = floor(text, (at + *most as usize).min(end));
                    let known = effort.covered(step, cursor).map(|(_, high)| next_char(text, high));
                    let from = known.unwrap_or(cursor);
                    Self::after_gap(code, text, step + 1, from, most).map(|to| {
                        if many {
                            effort.cover(text, step, (from, to), None);
                        }
                        open.push(choice(step, next_char(text, to)));
                        (step + 1, to)
                    })
                }
                Step::LineStart => {
                    let line = line_start(text, at);
                    (line == at || past_markup(text, line, end) == at).then_some((step + 1, at))
                }
                Step::LineEnd => at_line_end(&text[at..]).then_some((step + 1, at)),
            };
            match next {
                Some((to, byte)) => (step, at, cursor) = (to, byte, byte),
                None => {
                    *reach = (*reach).max(Reach { at, step });
                    let choice = open.pop()?;
                    captures.truncate(choice.captures);
                    (step, at, cursor, earliest) = (choice.step, choice.at, choice.cursor, choice.least);
                }
            }
        }
    }

    /// Whether a step can go on with the byte at `at`.
    #[inline]
    fn goes_on(code: &Steps, step: usize, text: &str, at: usize, end: usize) -> bool {
        let begins = code.begins(step);
        if at < end { begins.has(text.as_bytes()[at]) } else { begins.is_all() }
    }

    /// The next byte from `from` on, at most `most`, where the step after a gap could begin.
    fn after_gap(code: &Steps, text: &str, step: usize, from: usize, most: usize) -> Option<usize> {
        let begins = code.begins(step);
        let value = matches!(code.steps[step], Step::Slot(_));
        (from..=most).take_while(|at| *at < text.len()).find(|&at| {
            begins.has(text.as_bytes()[at])
                && text.is_char_boundary(at)
                && !inside_word(text, at)
                && (!value || text[at..].starts_with(char::is_alphanumeric))
        })
    }

    fn slot(&self, place: Place<'_>, slot: usize, at: usize, captures: &mut Vec<Capture>) -> Option<usize> {
        let keep = captures.len();
        let mut end = self.read(place, slot, at, captures)?;
        if self.slots[slot].list {
            while let Some(next) = self.element(place, slot, end, captures) {
                end = next;
            }
        }
        if end > place.window.end {
            captures.truncate(keep);
            return None;
        }
        Some(end)
    }

    /// One more element of a list, past its joint and an opening quote.
    fn element(
        &self,
        place: Place<'_>,
        slot: usize,
        at: usize,
        captures: &mut Vec<Capture>,
    ) -> Option<usize> {
        let joint = &place.joint.0;
        let joint = joint.run(place, at, &mut Vec::new(), &mut Reach::default(), &mut Effort::small())?;
        if joint == at {
            return None;
        }
        self.read(place, slot, joint, captures)
    }

    fn read(&self, place: Place<'_>, slot: usize, at: usize, captures: &mut Vec<Capture>) -> Option<usize> {
        if at >= place.window.end {
            return None;
        }
        for reader in &self.readers[slot] {
            if let Some((end, value)) = place.memory.read(*reader, place.source, at)
                && end <= place.window.end
                && end > at
            {
                captures.push(Capture { slot, span: Span::new(at, end), value });
                return Some(end);
            }
        }
        None
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

/// Whether a word of ASCII letters, digits and `_` begins or ends at a byte.
fn word_border(text: &str, at: usize) -> bool {
    let word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    word(text.as_bytes().get(at.wrapping_sub(1))) != word(text.as_bytes().get(at))
}
