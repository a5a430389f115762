//! A compiled pattern and how it is matched.
//!
//! A regular expression finds the place, a parser reads the value: the program alternates between pieces of
//! regular expression, each matched exactly where the one before ended, and slots. Backtracking happens only
//! between alternatives and in gaps, and is bounded, so the time for one attempt is bounded too.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use regex_automata::{Anchored, Input, meta::Regex};
use regex_syntax::hir::{Class, Hir, HirKind};

use super::cues::{self, Need};
use super::pattern::{self, Flaw, Node, Slot};
use crate::document::Span;
use crate::value::{Kind, Reading, Source};
use crate::words::{Words, goes_on};

/// The words by which word lists and kinds are found, worked out once for all rules.
pub struct ListCues<'w> {
    words: &'w Words,
    longest: Vec<usize>,
    known: RefCell<FxHashMap<u32, Rc<cues::Words>>>,
}

impl<'w> ListCues<'w> {
    /// For the lists of a family.
    pub fn new(words: &'w Words) -> ListCues<'w> {
        let longest = words.lists().iter().map(crate::words::List::longest).collect();
        ListCues { words, longest, known: RefCell::default() }
    }

    /// The words of a list.
    pub fn of_list(&self, list: usize) -> Rc<cues::Words> {
        let cues = || self.words.lists()[list].cues().collect();
        self.known(Reader::List(list), cues)
    }

    fn of_kind(&self, kind: &'static Kind) -> Rc<cues::Words> {
        self.known(Reader::Kind(kind), || kind.cues.iter().map(|cue| cue.to_string()).collect())
    }

    fn known(&self, reader: Reader, cues: impl FnOnce() -> Vec<String>) -> Rc<cues::Words> {
        let mut known = self.known.borrow_mut();
        known.entry(reader.number()).or_insert_with(|| Rc::new(cues::Words::new(cues()))).clone()
    }
}

/// A pattern, ready to match.
#[derive(Debug)]
pub struct Program {
    steps: Vec<Step>,
    /// The slots in the order in which they stand in the pattern.
    pub slots: Vec<Slot>,
    readers: Vec<Vec<Reader>>,
    nodes: Vec<Node>,
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

/// A regular expression, compiled when a text first needs it.
struct Piece {
    source: String,
    ready: OnceLock<Option<Ready>>,
}

struct Ready {
    regex: Regex,
    /// Whether it can match words of several lengths, so that a shorter match is worth a try.
    flexible: bool,
    first: FirstByte,
}

impl std::fmt::Debug for Piece {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.source)
    }
}

/// What reads a slot.
#[derive(Clone, Copy)]
pub enum Reader {
    /// A parser of values.
    Kind(&'static Kind),
    /// The word list at this place among the lists of the family.
    List(usize),
}

impl Reader {
    /// The value that begins exactly at a byte, remembered for whoever asks again.
    fn read(self, place: Place<'_>, at: usize) -> Option<Known> {
        let key = (self.number(), u32::try_from(at).ok()?);
        if let Some(known) = place.memory.read.borrow().get(&key) {
            return known.clone();
        }
        let known = match self {
            Reader::Kind(kind) => (kind.read)(place.source, at)
                .map(|reading| (reading.end, Rc::new(Got::Reading(reading)))),
            Reader::List(list) => {
                let found = place.source.words.lists()[list].find(place.source.text, at);
                found.map(|(end, entry)| (end, Rc::new(Got::Word(list, entry))))
            }
        };
        place.memory.read.borrow_mut().insert(key, known.clone());
        known
    }

    /// The starts of words in the window at which it reads something, in order.
    fn starts(self, place: Place<'_>) -> Rc<[usize]> {
        let key = (self.number(), place.window);
        if let Some(known) = place.memory.starts.borrow().get(&key) {
            return known.clone();
        }
        let mut starts = Vec::new();
        let mut from = place.window.start;
        while let Some(at) = next_word(place.source.text, from, place.window.end) {
            if self.read(place, at).is_some() {
                starts.push(at);
            }
            from = next_char(place.source.text, at);
        }
        let starts: Rc<[usize]> = starts.into();
        place.memory.starts.borrow_mut().insert(key, starts.clone());
        starts
    }

    /// Kinds and lists numbered apart.
    fn number(self) -> u32 {
        match self {
            Reader::Kind(kind) => {
                let number = crate::value::KINDS.iter().position(|known| known.name == kind.name);
                number.map_or(u32::MAX, |number| number as u32)
            }
            Reader::List(list) => (crate::value::KINDS.len() + list) as u32,
        }
    }
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Reader::Kind(kind) => f.write_str(kind.name),
            Reader::List(list) => write!(f, "list {list}"),
        }
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

/// What a slot read.
#[derive(Debug, Clone, PartialEq)]
pub enum Got {
    /// By a parser.
    Reading(Reading),
    /// In a word list: the numbers of the list and of the entry.
    Word(usize, usize),
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

/// What readers found at places of one text: many rules ask for the same.
#[derive(Debug, Default)]
pub struct Memory {
    read: RefCell<FxHashMap<(u32, u32), Option<Known>>>,
    /// For a reader and a window the bytes at which it reads something.
    starts: RefCell<FxHashMap<(u32, Span), Rc<[usize]>>>,
}

/// A value with the byte after it.
type Known = (usize, Rc<Got>);

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

/// The most bytes that a list is thought to take.
const LONGEST_LIST: usize = 1_200;

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
        let mut from = begins.start.max(place.window.start);
        let starts = self.firsts.as_ref().map(|firsts| union(firsts, place));
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
        let end = place.window.end;
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
        let most = most.min(place.window.end);
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

    fn slot(
        &self,
        place: Place<'_>,
        slot: usize,
        at: usize,
        captures: &mut Vec<Capture>,
    ) -> Option<usize> {
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

    fn read(
        &self,
        place: Place<'_>,
        slot: usize,
        at: usize,
        captures: &mut Vec<Capture>,
    ) -> Option<usize> {
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

    /// What no match can lack, in order.
    pub fn needs(&self, words: &ListCues<'_>) -> Vec<Need> {
        let mut needs = Vec::new();
        self.collect_needs(&self.nodes, &mut 0, &mut 0, words, &mut needs);
        needs
    }

    /// Collects the needs of some nodes; `since` is how many bytes may stand between the last need and here.
    /// Slots are numbered as they stand, so every node is visited even where nothing is needed of it.
    fn collect_needs(
        &self,
        nodes: &[Node],
        slot: &mut usize,
        since: &mut usize,
        words: &ListCues<'_>,
        needs: &mut Vec<Need>,
    ) {
        for node in nodes {
            let longest = self.longest(node, *slot, words);
            match node {
                Node::Text(text) => {
                    for words in cues::needed(text.hir()) {
                        let sets = vec![Rc::new(cues::Words::new(words))];
                        needs.push(Need { sets, reach: since.saturating_add(longest) });
                        // Where in the piece the word stands is not known, so all of it may follow.
                        *since = 0;
                    }
                }
                Node::Slot(_) => {
                    if let Some(sets) = self.slot_needs(*slot, words) {
                        needs.push(Need { sets, reach: since.saturating_add(longest) });
                        *since = 0;
                    }
                    *slot += 1;
                }
                Node::Group { alternatives, optional } => {
                    let mut either = Some(Vec::new());
                    for alternative in alternatives {
                        let mut inner = Vec::new();
                        self.collect_needs(alternative, slot, &mut 0, words, &mut inner);
                        let best = cues::best_need(inner).filter(|_| !optional);
                        either = either.zip(best).map(|(either, best)| [either, best.sets].concat());
                    }
                    if let Some(sets) = either {
                        needs.push(Need { sets, reach: since.saturating_add(longest) });
                        *since = 0;
                    }
                }
                Node::Gap(_) | Node::LineStart | Node::LineEnd => {}
            }
            *since = since.saturating_add(longest);
        }
    }

    /// The most bytes that a node takes; `slot` is the number of its first slot.
    fn longest(&self, node: &Node, slot: usize, words: &ListCues<'_>) -> usize {
        match node {
            Node::Text(text) => cues::longest(text.hir()),
            Node::Gap(bytes) => *bytes,
            Node::LineStart | Node::LineEnd => 0,
            Node::Slot(one) if one.list => LONGEST_LIST,
            Node::Slot(_) => {
                let readers = self.readers[slot].iter().map(|reader| match reader {
                    Reader::Kind(kind) => kind.longest,
                    Reader::List(list) => words.longest[*list],
                });
                readers.max().unwrap_or(0)
            }
            Node::Group { alternatives, .. } => {
                let mut slot = slot;
                let mut longest = 0;
                for alternative in alternatives {
                    let mut bytes: usize = 0;
                    for node in alternative {
                        bytes = bytes.saturating_add(self.longest(node, slot, words));
                        slot += slots(node);
                    }
                    longest = longest.max(bytes);
                }
                longest
            }
        }
    }

    fn slot_needs(&self, slot: usize, words: &ListCues<'_>) -> Option<Vec<Rc<cues::Words>>> {
        let mut needs = Vec::new();
        for reader in &self.readers[slot] {
            match reader {
                Reader::Kind(kind) if kind.cues.is_empty() => return None,
                Reader::Kind(kind) => needs.push(words.of_kind(kind)),
                Reader::List(list) => needs.push(words.of_list(*list)),
            }
        }
        Some(needs)
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
}

impl Piece {
    fn new(source: &str) -> Piece {
        Piece { source: source.to_string(), ready: OnceLock::new() }
    }

    /// `None` only for a pattern beyond the size limit, which the loader has refused before.
    fn ready(&self) -> Option<&Ready> {
        self.ready.get_or_init(|| build(&self.source).ok()).as_ref()
    }

    /// The byte after the first choice of a match that begins exactly at `at` and ends by `end`, and whether
    /// shorter ones are worth a try.
    fn end_at(&self, text: &str, at: usize, end: usize) -> Option<(usize, bool)> {
        let ready = self.ready()?;
        if !ready.first.may_stand(text.as_bytes(), at, end) {
            return None;
        }
        // The start is known, so half a search is enough.
        let input = Input::new(text).range(at..end).anchored(Anchored::Yes);
        ready.regex.search_half(&input).map(|hit| (hit.offset(), ready.flexible && hit.offset() > at))
    }

    /// The first start of a match between `from` and `end` that stands inside no word.
    fn start_from(&self, text: &str, mut from: usize, end: usize) -> Option<usize> {
        let regex = &self.ready()?.regex;
        loop {
            let start = regex.search(&Input::new(text).range(from..end))?.start();
            if !inside_word(text, start) {
                return Some(start);
            }
            from = next_char(text, start);
        }
    }
}

/// The bytes with which a match of a piece can begin: most places are ruled out by their first byte.
#[derive(Clone)]
struct FirstByte {
    bytes: [bool; 256],
    /// Whether the empty match is one, so that any byte may stand there.
    any: bool,
}

impl FirstByte {
    fn of(hir: &Hir) -> FirstByte {
        let mut first = FirstByte { bytes: [false; 256], any: true };
        first.any = first.add(hir);
        first
    }

    /// Adds the first bytes of an expression; whether it can be empty.
    fn add(&mut self, hir: &Hir) -> bool {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => true,
            HirKind::Literal(literal) => match literal.0.first() {
                Some(&byte) => {
                    self.bytes[usize::from(byte)] = true;
                    false
                }
                None => true,
            },
            HirKind::Class(Class::Unicode(class)) => {
                for range in class.iter() {
                    // Beyond ASCII all lead bytes will do.
                    let (start, end) = (u32::from(range.start()), u32::from(range.end()));
                    (start..=end.min(0x7F)).for_each(|c| self.bytes[c as usize] = true);
                    if end > 0x7F {
                        self.bytes[0x80..].fill(true);
                    }
                }
                false
            }
            HirKind::Class(Class::Bytes(_)) => {
                self.bytes.fill(true);
                false
            }
            HirKind::Capture(capture) => self.add(&capture.sub),
            HirKind::Repetition(repetition) => self.add(&repetition.sub) || repetition.min == 0,
            HirKind::Concat(parts) => parts.iter().all(|part| self.add(part)),
            HirKind::Alternation(parts) => {
                parts.iter().fold(false, |empty, part| self.add(part) || empty)
            }
        }
    }

    fn may_stand(&self, text: &[u8], at: usize, end: usize) -> bool {
        self.any || (at < end && self.bytes[usize::from(text[at])])
    }
}

const SIZE_LIMIT: usize = 4 << 20;

fn build(source: &str) -> Result<Ready, String> {
    let parsed = regex_syntax::ParserBuilder::new().case_insensitive(true).nest_limit(60).build().parse(source);
    let hir = parsed.map_err(|error| error.to_string())?;
    let flexible = hir.properties().minimum_len() != hir.properties().maximum_len();
    let first = FirstByte::of(&hir);
    let config = Regex::config().nfa_size_limit(Some(SIZE_LIMIT)).hybrid_cache_capacity(1 << 20);
    let regex = Regex::builder().configure(config).build_from_hir(&hir);
    match regex {
        Ok(regex) => Ok(Ready { regex, flexible, first }),
        Err(error) if error.size_limit().is_some() => {
            Err("this pattern grows too large when compiled".to_string())
        }
        Err(error) => Err(error.to_string()),
    }
}

impl Program {
    /// Compiles every piece now instead of at its first use.
    ///
    /// # Errors
    /// A pattern that grows beyond the size limit.
    pub fn compile_all(&self) -> Result<(), Flaw> {
        for step in &self.steps {
            if let Step::Text(piece) = step
                && let Err(message) = build(&piece.source)
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
    let quote = "(?:['\"‘’‛“”„`´′″«»‹›]|â€[œ™˜\u{9d}]?)";
    source.replace(r"(?:[\s*_]+)", " ").replace("[-‐‑‒–—−]", "-").replace(quote, "'").replace("(?:", "(")
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

/// The starts of several readers, in order.
fn union(readers: &[Reader], place: Place<'_>) -> Rc<[usize]> {
    if let [reader] = readers {
        return reader.starts(place);
    }
    let mut starts: Vec<usize> = readers.iter().flat_map(|reader| reader.starts(place).to_vec()).collect();
    starts.sort_unstable();
    starts.dedup();
    starts.into()
}

/// How many slots a node holds.
fn slots(node: &Node) -> usize {
    match node {
        Node::Slot(_) => 1,
        Node::Group { alternatives, .. } => alternatives.iter().flatten().map(slots).sum(),
        _ => 0,
    }
}

fn line_start(text: &str, at: usize) -> usize {
    memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |newline| newline + 1)
}

/// Past the white space, mark-up and bullets with which a line begins.
pub fn past_markup(text: &str, start: usize, end: usize) -> usize {
    let mut at = start;
    let mut chars = text[start..end.max(start)].chars().peekable();
    while let Some(c) = chars.next() {
        let bullet = match c {
            '\n' => false,
            '>' | '#' | '*' | '_' | '•' | '●' | '▪' | '◦' | '‣' | '·' | '|' | '\u{feff}' | '\u{200b}' => true,
            '-' | '–' | '—' => chars.peek().is_some_and(|next| next.is_whitespace()),
            c => c.is_whitespace(),
        };
        if !bullet {
            break;
        }
        at += c.len_utf8();
    }
    at
}

fn at_line_end(rest: &str) -> bool {
    for c in rest.chars() {
        match c {
            '\n' => return true,
            '*' | '_' | '.' | ',' | ';' | ':' | '#' | '|' => {}
            c if c.is_whitespace() => {}
            _ => return false,
        }
    }
    true
}

/// Whether a word goes on across `at`.
fn inside_word(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_some_and(char::is_alphanumeric) && goes_on(&text[at..])
}

fn ceil(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

fn next_char(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(1, char::len_utf8)
}

/// The next start of a word at or after `from` and before `end`.
pub fn next_word(text: &str, from: usize, end: usize) -> Option<usize> {
    let mut before = text[..from].chars().next_back().is_some_and(char::is_alphanumeric);
    for (offset, c) in text[from..end].char_indices() {
        let now = c.is_alphanumeric();
        if now && !before {
            return Some(from + offset);
        }
        before = now;
    }
    None
}
