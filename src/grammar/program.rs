//! A compiled pattern and how it is matched.
//!
//! A regular expression finds the place, a parser reads the value: the program alternates between pieces of
//! regular expression, each matched exactly where the one before ended, and slots. Backtracking happens only
//! between alternatives, in gaps and to shorter matches of a piece. It is bounded, and so is the length of a
//! match, so the time for one attempt is bounded too.

use std::rc::Rc;

use super::borders::{at_line_end, ceil, floor, inside_word, line_start, next_char, next_word, past_markup};
use super::pattern::{self, Flaw, Node, Slot};
use super::piece::{self, Piece};
use super::reader::{self, Got, Memory, Reader};
use crate::document::Span;
use crate::value::Source;

/// A pattern, ready to match.
#[derive(Debug)]
pub struct Program {
    steps: Vec<Step>,
    /// The slots in the order in which they stand in the pattern.
    pub slots: Vec<Slot>,
    pub(super) readers: Vec<Vec<Reader>>,
    pub(super) nodes: Vec<Node>,
    /// What a match begins with, where that is always a value.
    firsts: Option<Vec<Reader>>,
    /// The text of the pattern, for messages.
    pub pattern: String,
}

#[derive(Debug)]
enum Step {
    Text(Piece),
    Slot(usize),
    Gap(usize),
    LineStart,
    LineEnd,
    Fork { first: usize, second: usize },
    Jump(usize),
    End,
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
pub struct Joint(Piece);

impl Joint {
    /// A joint from its pattern; `None` where the pattern is not a plain regular expression.
    pub fn new(source: &str) -> Option<Joint> {
        match pattern::parse(source).ok()?.as_slice() {
            [Node::Text(text)] => Some(Joint(Piece::new(&text.source))),
            _ => None,
        }
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

/// Attempts are cut off here; no honest pattern comes near it.
const MOST_STEPS: usize = 4_000;

/// The most bytes of a match: what a pattern costs must not grow with the document.
const LONGEST_MATCH: usize = 4_096;

/// How many bytes past the end of a gap the piece after it is looked for.
const LOOK_PAST: usize = 200;

impl Program {
    /// Compiles a pattern; `lookup` turns a slot's word into what reads it.
    ///
    /// # Errors
    /// Every flaw found, each with its place in the pattern.
    pub fn new(
        pattern: &str,
        lookup: &mut dyn FnMut(&str) -> Result<Reader, String>,
    ) -> Result<Program, Vec<Flaw>> {
        let nodes = pattern::parse(pattern).map_err(|flaw| vec![flaw])?;
        let mut program = Program {
            steps: Vec::new(),
            slots: Vec::new(),
            readers: Vec::new(),
            nodes: Vec::new(),
            firsts: None,
            pattern: pattern.to_string(),
        };
        let mut flaws = Vec::new();
        program.compile(&nodes, lookup, &mut flaws);
        program.steps.push(Step::End);
        program.nodes = nodes;
        let mut firsts = Vec::new();
        program.firsts = program.first_readers(0, &mut firsts).then_some(firsts);
        if flaws.is_empty() { Ok(program) } else { Err(flaws) }
    }

    fn compile(
        &mut self,
        nodes: &[Node],
        lookup: &mut dyn FnMut(&str) -> Result<Reader, String>,
        flaws: &mut Vec<Flaw>,
    ) {
        for node in nodes {
            match node {
                Node::Text(text) => {
                    if let Err(error) = text.parsed() {
                        flaws.push(regex_flaw(&text.source, &error, &self.pattern));
                    }
                    self.steps.push(Step::Text(Piece::new(&text.source)));
                }
                Node::Slot(slot) => {
                    let mut readers = Vec::new();
                    for kind in &slot.kinds {
                        match lookup(kind) {
                            Ok(reader) => readers.push(reader),
                            Err(help) => flaws.push(Flaw {
                                place: slot.place.0..slot.place.1,
                                message: format!("nothing reads `{kind}`"),
                                help,
                            }),
                        }
                    }
                    self.steps.push(Step::Slot(self.slots.len()));
                    self.slots.push(slot.clone());
                    self.readers.push(readers);
                }
                Node::Gap(bytes) => self.steps.push(Step::Gap(*bytes)),
                Node::LineStart => self.steps.push(Step::LineStart),
                Node::LineEnd => self.steps.push(Step::LineEnd),
                Node::Group { alternatives, optional } => {
                    let mut ends = Vec::new();
                    for (at, alternative) in alternatives.iter().enumerate() {
                        let last = at + 1 == alternatives.len() && !optional;
                        let fork = self.steps.len();
                        if !last {
                            self.steps.push(Step::Fork { first: fork + 1, second: 0 });
                        }
                        self.compile(alternative, lookup, flaws);
                        if !last {
                            ends.push(self.steps.len());
                            self.steps.push(Step::Jump(0));
                            let next = self.steps.len();
                            self.steps[fork] = Step::Fork { first: fork + 1, second: next };
                        }
                    }
                    let after = self.steps.len();
                    for end in ends {
                        self.steps[end] = Step::Jump(after);
                    }
                }
            }
        }
    }

    /// Collects what reads first from a step on; false where that may be something else than a value.
    fn first_readers(&self, step: usize, firsts: &mut Vec<Reader>) -> bool {
        match &self.steps[step] {
            Step::Slot(slot) => {
                firsts.extend(&self.readers[*slot]);
                true
            }
            Step::Jump(to) => self.first_readers(*to, firsts),
            Step::Fork { first, second } => {
                self.first_readers(*first, firsts) && self.first_readers(*second, firsts)
            }
            _ => false,
        }
    }

    /// Every place where the pattern fits that begins in a stretch of the window, left to right, none overlapping
    /// another.
    pub fn find(&self, place: Place<'_>, begins: Span, reach: &mut Reach) -> Vec<Match> {
        let mut found = Vec::new();
        let mut from = floor(place.source.text, begins.start).max(place.window.start);
        let starts = self.firsts.as_ref().map(|firsts| reader::union(firsts, place));
        let next = |from: usize| match &starts {
            Some(starts) => starts.get(starts.partition_point(|&start| start < from)).copied(),
            None => self.next_start(place, from),
        };
        while let Some(start) = next(from) {
            match self.at(place, start, reach) {
                Some(hit) => {
                    from = hit.span.end.max(next_char(place.source.text, start));
                    found.push(hit);
                }
                None => from = next_char(place.source.text, start),
            }
            if from > begins.end.min(place.window.end) {
                break;
            }
        }
        found
    }

    /// Whether the pattern fits anywhere in the window.
    pub fn fits(&self, place: Place<'_>) -> bool {
        !self.find(place, place.window, &mut Reach::default()).is_empty()
    }

    /// The next byte at or after `from` where a match could begin.
    fn next_start(&self, place: Place<'_>, from: usize) -> Option<usize> {
        let text = place.source.text;
        let window = place.window;
        if from > window.end {
            return None;
        }
        match self.steps.first()? {
            Step::LineStart => {
                let mut at = from;
                loop {
                    let start = past_markup(text, line_start(text, at), window.end);
                    if start >= from && start >= window.start {
                        return (start < window.end).then_some(start);
                    }
                    at = at + memchr::memchr(b'\n', &text.as_bytes()[at..window.end])? + 1;
                }
            }
            Step::Text(piece) => piece.start_from(text, from, window.end),
            _ => next_word(text, from, window.end),
        }
    }

    /// The match that begins exactly at `start`.
    fn at(&self, place: Place<'_>, start: usize, reach: &mut Reach) -> Option<Match> {
        let text = place.source.text;
        let end = place.window.end.min(ceil(text, start + LONGEST_MATCH));
        let place = Place { window: Span::new(place.window.start, end), ..place };
        let mut captures: Vec<Capture> = Vec::new();
        // What is left to try: (step, byte, captures to keep, where a gap goes on looking).
        let mut retry: Vec<(usize, usize, usize, usize)> = Vec::new();
        let (mut step, mut at, mut cursor) = (0, start, start);
        for _ in 0..MOST_STEPS {
            let next = match &self.steps[step] {
                Step::End if inside_word(text, at) => None,
                Step::End => {
                    return Some(Match { span: Span::new(start, at), captures });
                }
                Step::Jump(to) => Some((*to, at)),
                Step::Fork { first, second } => {
                    retry.push((*second, at, captures.len(), at));
                    Some((*first, at))
                }
                Step::LineStart => (past_markup(text, line_start(text, at), end) == at
                    || line_start(text, at) == at)
                    .then_some((step + 1, at)),
                Step::LineEnd => at_line_end(&text[at..]).then_some((step + 1, at)),
                Step::Text(piece) => {
                    // On a second try the piece must end before where it ended last.
                    let most = if cursor > at { cursor - 1 } else { end };
                    piece.end_at(text, at, most).map(|(end, flexible)| {
                        if flexible {
                            retry.push((step, at, captures.len(), end));
                        }
                        (step + 1, end)
                    })
                }
                Step::Slot(slot) => self.slot(place, *slot, at, &mut captures).map(|to| (step + 1, to)),
                Step::Gap(most) => match self.after_gap(place, step + 1, cursor.max(at), at + most) {
                    Some(to) => {
                        retry.push((step, at, captures.len(), next_char(text, to)));
                        Some((step + 1, to))
                    }
                    None => None,
                },
            };
            match next {
                Some((to, byte)) => (step, at, cursor) = (to, byte, byte),
                None => {
                    *reach = (*reach).max(Reach { at, step });
                    let (to, byte, keep, look) = retry.pop()?;
                    captures.truncate(keep);
                    (step, at, cursor) = (to, byte, look);
                }
            }
        }
        None
    }

    /// The next byte from `from` on, at most `most`, where the step after a gap could begin.
    fn after_gap(&self, place: Place<'_>, step: usize, from: usize, most: usize) -> Option<usize> {
        let text = place.source.text;
        let most = floor(text, most.min(place.window.end));
        if from > most {
            return None;
        }
        match &self.steps[step] {
            Step::Text(piece) => {
                // A match that begins by `most` is seen though the search ends soon after.
                let end = place.window.end.min(ceil(text, most + LOOK_PAST));
                piece.start_from(text, from, end).filter(|start| *start <= most)
            }
            _ => next_word(text, from, most),
        }
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
        let (joint, _) = place.joint.0.end_at(place.source.text, at, place.window.end)?;
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
            if let Some((end, value)) = reader.read(place, at)
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
        match &self.steps[step] {
            Step::Text(piece) => format!("`{}`", readable(&piece.source)),
            Step::Slot(slot) => {
                let slot = &self.slots[*slot];
                format!("`{}`", &self.pattern[slot.place.0..slot.place.1])
            }
            Step::Gap(bytes) => format!("what follows a gap of at most {bytes} bytes"),
            Step::LineStart => "the start of a line".into(),
            Step::LineEnd => "the end of a line".into(),
            _ => "the end of a word".into(),
        }
    }

    /// Compiles every piece now instead of at its first use.
    ///
    /// # Errors
    /// A pattern that grows beyond the size limit.
    pub fn compile_all(&self) -> Result<(), Flaw> {
        for step in &self.steps {
            if let Step::Text(piece) = step
                && let Err(message) = piece::build(&piece.source)
            {
                return Err(Flaw {
                    place: 0..self.pattern.len(),
                    message,
                    help: "make repeats such as `{1,900}` smaller, or use a gap, `{..}`".into(),
                });
            }
        }
        Ok(())
    }
}

/// A piece of regular expression as the grammar writes it.
fn readable(source: &str) -> String {
    use pattern::{DASH, QUOTE, SPACE};
    source.replace(SPACE, " ").replace(DASH, "-").replace(QUOTE, "'").replace("(?:", "(")
}

fn regex_flaw(source: &str, error: &regex_syntax::Error, pattern: &str) -> Flaw {
    let message = match error {
        regex_syntax::Error::Parse(error) => error.kind().to_string(),
        regex_syntax::Error::Translate(error) => error.kind().to_string(),
        _ => "not a regular expression".into(),
    };
    // The piece was translated, so its own offsets help nobody: point at the words that it came from.
    let written = readable(source);
    let place = pattern.find(&written).map_or(0..pattern.len(), |start| start..start + written.len());
    Flaw { place, message, help: "see \"Patterns\" in grammars/README.md".into() }
}
