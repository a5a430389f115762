//! From the nodes of a pattern to its parts, and from these to the steps that the matcher takes.
//!
//! The steps are only made when a text first needs them: most documents need few of a family's rules.

use std::sync::Arc;

use regex_automata::meta::Regex;
use rustc_hash::FxHashMap;

use super::class::{Bytes, Class, lead};
use super::pattern::{Flaw, Node, SIGNS, Slot};
use super::program::LONGEST_MATCH;
use super::reader::Reader;
use super::shape::Shape;

/// A node of a pattern whose regular expressions and slots are known.
#[derive(Debug)]
pub enum Part {
    /// A piece of regular expression, with what is written.
    Text(Shape, String),
    /// The slot of that number.
    Slot(usize),
    /// At most so many bytes of anything.
    Gap(usize),
    /// The start of a line.
    LineStart,
    /// The end of a line.
    LineEnd,
    /// Alternatives with slots in them.
    Group {
        /// What may stand here, in order.
        alternatives: Vec<Vec<Part>>,
        /// Whether the group may be left out.
        optional: bool,
    },
}

/// One step of the matcher. Where two ways are open, the first is tried first.
#[derive(Debug)]
pub(super) enum Step {
    Word(Word),
    /// A character beyond ASCII, in either case.
    Char(char),
    One(Arc<Class>),
    /// As many characters of a class as there are; fewer where what follows fails.
    Run {
        class: Arc<Class>,
        min: u16,
        max: u16,
        /// Whether what follows begins with none of its characters, so that fewer are never worth a try.
        whole: bool,
    },
    Border,
    TextStart,
    TextEnd,
    Other(Box<Regex>),
    Fork(u32, u32),
    /// One of several ways, by the byte that stands there.
    Switch(Box<Switch>),
    Jump(u32),
    Slot(u32),
    Gap(u32),
    LineStart,
    LineEnd,
    End,
}

/// Up to eight bytes, in either case where they are letters of ASCII.
#[derive(Debug)]
pub(super) struct Word {
    bytes: u64,
    /// The bits that do not matter: those that tell small letters from capitals.
    either: u64,
    length: u8,
}

impl Word {
    const LONGEST: usize = 8;

    fn new(bytes: &[u8], exact: bool) -> Word {
        let mut word = Word { bytes: 0, either: 0, length: bytes.len() as u8 };
        for (at, byte) in bytes.iter().enumerate() {
            let either = if !exact && byte.is_ascii_alphabetic() { 0x20 } else { 0 };
            word.bytes |= u64::from(byte | either) << (8 * at);
            word.either |= u64::from(either) << (8 * at);
        }
        word
    }

    /// Its first byte, in both cases.
    fn first(&self) -> [u8; 2] {
        let (byte, either) = (self.bytes as u8, self.either as u8);
        [byte, byte & !either]
    }

    /// The byte after it, if it stands at `at` and ends by `end`.
    #[inline]
    pub(super) fn step(&self, text: &[u8], at: usize, end: usize) -> Option<usize> {
        let to = at + usize::from(self.length);
        if to > end {
            return None;
        }
        let have = match text.get(at..at + Word::LONGEST) {
            Some(bytes) => u64::from_le_bytes(bytes.try_into().ok()?),
            None => {
                let mut bytes = [0; Word::LONGEST];
                bytes[..to - at].copy_from_slice(&text[at..to]);
                u64::from_le_bytes(bytes)
            }
        };
        let mine = have & (u64::MAX >> (64 - 8 * u32::from(self.length)));
        (mine | self.either == self.bytes).then_some(to)
    }
}

/// Several ways on, in order, and which of them are worth a try before which byte.
#[derive(Debug, Default)]
pub(super) struct Switch {
    ways: Vec<u32>,
    /// For each byte, and last for the end of the text, which of `lists` holds its ways.
    table: Vec<u16>,
    lists: Vec<Box<[u32]>>,
}

impl Switch {
    /// The ways worth a try before a byte; `None` is the end of the text.
    pub(super) fn ways(&self, byte: Option<u8>) -> &[u32] {
        &self.lists[usize::from(self.table[byte.map_or(256, usize::from)])]
    }

    /// Notes before which bytes each way is worth a try.
    fn fill(&mut self, begins: &[Bytes]) {
        let mut lists: Vec<Vec<u32>> = vec![Vec::new()];
        let mut table = vec![0; 257];
        // Lists that the way in hand joins, and what they become.
        let mut grown: Vec<(usize, usize)> = Vec::new();
        for &way in &self.ways {
            grown.clear();
            let bytes = &begins[way as usize];
            let end = bytes.is_all().then_some(256);
            for byte in bytes.iter().map(usize::from).chain(end) {
                let old = table[byte];
                let known = grown.iter().find(|known| known.0 == old);
                table[byte] = known.map(|known| known.1).unwrap_or_else(|| {
                    lists.push([&lists[old][..], &[way]].concat());
                    grown.push((old, lists.len() - 1));
                    lists.len() - 1
                });
            }
        }
        // Many lists have grown into others and stand before no byte.
        let mut places = vec![None; lists.len()];
        for list in table {
            let place = *places[list].get_or_insert_with(|| {
                self.lists.push(std::mem::take(&mut lists[list]).into());
                self.lists.len() - 1
            });
            self.table.push(place as u16);
        }
    }
}

/// Steps, what each belongs to, and with which bytes it goes on.
#[derive(Debug, Default)]
pub(super) struct Steps {
    pub(super) steps: Vec<Step>,
    /// For each step which of `sets` holds the bytes with which it and what follows can begin.
    begins: Vec<u16>,
    sets: Vec<Bytes>,
    /// For each step the piece of the pattern that it belongs to, for messages.
    pub(super) pieces: Vec<u16>,
    pub(super) labels: Vec<Label>,
}

/// A piece of a pattern, for messages.
#[derive(Debug)]
pub(super) enum Label {
    Text(String),
    Slot(usize),
    Gap(usize),
    LineStart,
    LineEnd,
    End,
}

/// Turns the word of a slot into what reads it and the bytes with which its values begin, or says what else
/// there is.
pub type Lookup<'l> = dyn FnMut(&str) -> Result<(Reader, Bytes), String> + 'l;

/// No pattern that a person writes comes near it.
const MOST_STEPS: usize = 20_000;

/// A pattern on its way to parts.
pub(super) struct Reading<'l> {
    pub(super) slots: Vec<Slot>,
    pub(super) readers: Vec<Vec<Reader>>,
    /// For each slot the bytes with which its values begin.
    pub(super) values: Vec<Bytes>,
    pub(super) flaws: Vec<Flaw>,
    pattern: &'l str,
    lookup: &'l mut Lookup<'l>,
}

impl<'l> Reading<'l> {
    pub(super) fn new(pattern: &'l str, lookup: &'l mut Lookup<'l>) -> Reading<'l> {
        let (slots, readers, values, flaws) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Reading { slots, readers, values, flaws, pattern, lookup }
    }

    pub(super) fn nodes(&mut self, nodes: Vec<Node>) -> Vec<Part> {
        nodes.into_iter().filter_map(|node| self.node(node)).collect()
    }

    fn node(&mut self, node: Node) -> Option<Part> {
        Some(match node {
            Node::Text(source) => match Shape::parse(&source) {
                Ok(shape) => Part::Text(shape, source),
                Err(message) => {
                    self.flaws.push(regex_flaw(&source, message, self.pattern));
                    return None;
                }
            },
            Node::Slot(slot) => {
                let mut readers = Vec::new();
                let mut begins = Bytes::default();
                for kind in &slot.kinds {
                    match (self.lookup)(kind) {
                        Ok((reader, bytes)) => {
                            readers.push(reader);
                            begins.join(&bytes);
                        }
                        Err(help) => {
                            let place = slot.place.0..slot.place.1;
                            let flaw = Flaw::new(place, format!("nothing reads `{kind}`"), help);
                            self.flaws.push(Flaw { unread: Some(kind.clone()), ..flaw });
                        }
                    }
                }
                self.slots.push(slot);
                self.readers.push(readers);
                self.values.push(begins);
                Part::Slot(self.slots.len() - 1)
            }
            Node::Gap(bytes) => Part::Gap(bytes),
            Node::LineStart => Part::LineStart,
            Node::LineEnd => Part::LineEnd,
            Node::Group { alternatives, optional } => {
                let alternatives = alternatives.into_iter().map(|nodes| self.nodes(nodes)).collect();
                Part::Group { alternatives, optional }
            }
        })
    }
}

/// Parts on their way to steps.
struct Compiler {
    out: Steps,
    /// What is too large, in words: message and help.
    flaw: Option<(String, &'static str)>,
}

impl Steps {
    /// The steps for parts, whose slots begin with the given bytes.
    ///
    /// # Errors
    /// What is too large, in words: message and help.
    pub(super) fn new(parts: &[Part], values: &[Bytes]) -> Result<Steps, (String, &'static str)> {
        let mut compiler = Compiler { out: Steps::default(), flaw: None };
        compiler.parts(parts);
        compiler.label(Label::End);
        compiler.push(Step::End);
        if compiler.full() {
            let help = "make repeats such as `{1,900}` smaller, or use a gap, `{..}`";
            compiler.flaw = Some(("this pattern grows too large when compiled".into(), help));
        }
        match compiler.flaw {
            Some(flaw) => Err(flaw),
            None => {
                compiler.out.find_begins(values);
                Ok(compiler.out)
            }
        }
    }
}

impl Compiler {
    fn label(&mut self, label: Label) {
        self.out.labels.push(label);
    }

    fn push(&mut self, step: Step) -> usize {
        self.out.steps.push(step);
        self.out.pieces.push((self.out.labels.len().max(1) - 1) as u16);
        self.out.steps.len() - 1
    }

    /// The number of the next step.
    fn next(&self) -> u32 {
        self.out.steps.len() as u32
    }

    fn full(&self) -> bool {
        self.out.steps.len() > MOST_STEPS
    }

    fn parts(&mut self, parts: &[Part]) {
        for part in parts {
            match part {
                Part::Text(shape, source) => {
                    self.label(Label::Text(source.clone()));
                    self.shape(shape);
                }
                Part::Slot(slot) => self.labelled(Label::Slot(*slot), Step::Slot(*slot as u32)),
                Part::Gap(bytes) => self.labelled(Label::Gap(*bytes), Step::Gap(*bytes as u32)),
                Part::LineStart => self.labelled(Label::LineStart, Step::LineStart),
                Part::LineEnd => self.labelled(Label::LineEnd, Step::LineEnd),
                Part::Group { alternatives, optional } => {
                    let ways: Vec<&Vec<Part>> = alternatives.iter().collect();
                    self.either(ways, *optional, |compiler, parts| compiler.parts(parts));
                }
            }
        }
    }

    fn labelled(&mut self, label: Label, step: Step) {
        self.label(label);
        self.push(step);
    }

    /// One of several ways, or with `optional` none of them.
    fn either<T>(&mut self, ways: Vec<T>, optional: bool, mut compile: impl FnMut(&mut Self, T)) {
        let switch = self.push(Step::End);
        let (mut starts, mut ends) = (Vec::new(), Vec::new());
        for way in ways {
            starts.push(self.next());
            compile(self, way);
            ends.push(self.push(Step::End));
        }
        let after = self.next();
        starts.extend(optional.then_some(after));
        ends.into_iter().for_each(|end| self.out.steps[end] = Step::Jump(after));
        self.out.steps[switch] = match starts[..] {
            [first, second] => Step::Fork(first, second),
            _ => Step::Switch(Box::new(Switch { ways: starts, ..Switch::default() })),
        };
    }

    fn shape(&mut self, shape: &Shape) {
        if self.full() {
            return;
        }
        match shape {
            Shape::Literal { text, exact: true } => self.word(text, true),
            Shape::Literal { text, exact: false } => self.words(text),
            Shape::Class(class) => {
                self.push(Step::One(class.clone()));
            }
            Shape::Border => {
                self.push(Step::Border);
            }
            Shape::Start => {
                self.push(Step::TextStart);
            }
            Shape::End => {
                self.push(Step::TextEnd);
            }
            Shape::Other(source) => match super::shape::build(source) {
                Ok(regex) => {
                    self.push(Step::Other(Box::new(regex)));
                }
                Err(message) => self.flaw = Some((message, "see \"Patterns\" in grammars/README.md")),
            },
            Shape::All(parts) => parts.iter().for_each(|part| self.shape(part)),
            Shape::Either(parts) => {
                self.either(parts.iter().collect(), false, |compiler, part| compiler.shape(part));
            }
            Shape::Repeat { of, min, max, greedy } => self.repeat(of, *min, *max, *greedy),
        }
    }

    /// Words in either case: runs of ASCII, and the characters between them one by one.
    fn words(&mut self, text: &str) {
        let mut from = 0;
        for (at, c) in text.char_indices().filter(|(_, c)| !c.is_ascii()) {
            self.word(&text[from..at], false);
            self.push(Step::Char(c));
            from = at + c.len_utf8();
        }
        self.word(&text[from..], false);
    }

    fn word(&mut self, text: &str, exact: bool) {
        for bytes in text.as_bytes().chunks(Word::LONGEST) {
            self.push(Step::Word(Word::new(bytes, exact)));
        }
    }

    fn repeat(&mut self, of: &Shape, min: u32, max: Option<u32>, greedy: bool) {
        if max.unwrap_or(min) as usize > LONGEST_MATCH {
            let message = format!("a repeat of more than {LONGEST_MATCH}, the most bytes that a match has");
            self.flaw = Some((message, "count to less, or do not count: `+` and `*`"));
            return;
        }
        if let (Shape::Class(class), true) = (of, greedy) {
            let max = max.map_or(u16::MAX, |max| max as u16);
            self.push(Step::Run { class: class.clone(), min: min as u16, max, whole: false });
            return;
        }
        for _ in 0..min {
            if self.full() {
                return;
            }
            self.shape(of);
        }
        let ordered =
            |first, second| if greedy { Step::Fork(first, second) } else { Step::Fork(second, first) };
        match max {
            None => {
                let fork = self.push(Step::Fork(0, 0));
                self.shape(of);
                self.push(Step::Jump(fork as u32));
                self.out.steps[fork] = ordered(fork as u32 + 1, self.next());
            }
            Some(max) => {
                let mut forks = Vec::new();
                for _ in min..max {
                    if self.full() {
                        return;
                    }
                    forks.push(self.push(Step::Fork(0, 0)));
                    self.shape(of);
                }
                let after = self.next();
                forks.into_iter().for_each(|fork| self.out.steps[fork] = ordered(fork as u32 + 1, after));
            }
        }
    }
}

impl Steps {
    /// Steps that never match: a fork without a way.
    pub(super) fn never() -> Steps {
        let switch = Switch { table: vec![0; 257], lists: vec![Box::default()], ..Switch::default() };
        let labels = vec![Label::End];
        let steps = vec![Step::Switch(Box::new(switch))];
        Steps { steps, begins: vec![0], sets: vec![Bytes::default()], pieces: vec![0], labels }
    }

    /// The bytes with which a step and what follows can begin.
    #[inline]
    pub(super) fn begins(&self, step: usize) -> &Bytes {
        &self.sets[usize::from(self.begins[step])]
    }

    /// Works out the bytes with which each step goes on, from the last to the first; where steps jump back
    /// they are gone through until nothing changes.
    fn find_begins(&mut self, values: &[Bytes]) {
        let mut begins = vec![Bytes::default(); self.steps.len()];
        // What stands between a jump back and its target is gone through again.
        let mut again = vec![false; self.steps.len()];
        for (at, step) in self.steps.iter().enumerate() {
            if let Step::Jump(to) = step
                && *to as usize <= at
            {
                again[*to as usize..=at].fill(true);
            }
        }
        let mut changed = true;
        while changed {
            changed = false;
            for at in (0..self.steps.len()).rev() {
                let bytes = self.begins_at(at, &begins, values);
                changed |= again[at] && begins[at] != bytes;
                begins[at] = bytes;
            }
        }
        for (at, step) in self.steps.iter_mut().enumerate() {
            match step {
                Step::Switch(switch) => switch.fill(&begins),
                Step::Run { class, whole, .. } => *whole = !class.leads().meets(&begins[at + 1]),
                _ => {}
            }
        }
        let mut numbers: FxHashMap<Bytes, u16> = FxHashMap::default();
        for bytes in begins {
            let number = *numbers.entry(bytes).or_insert_with(|| {
                self.sets.push(bytes);
                (self.sets.len() - 1) as u16
            });
            self.begins.push(number);
        }
    }

    fn begins_at(&self, at: usize, begins: &[Bytes], values: &[Bytes]) -> Bytes {
        let mut bytes = Bytes::default();
        match &self.steps[at] {
            Step::Word(word) => word.first().into_iter().for_each(|byte| bytes.add(byte)),
            Step::Char(c) => {
                bytes.add(lead(*c));
                c.to_uppercase().take(1).for_each(|c| bytes.add(lead(c)));
            }
            Step::One(class) => bytes = class.leads(),
            Step::Run { class, min, .. } => {
                bytes = class.leads();
                if *min == 0 {
                    bytes.join(&begins[at + 1]);
                }
            }
            Step::Border | Step::TextStart => bytes = begins[at + 1],
            Step::Fork(first, second) => {
                bytes = begins[*first as usize];
                bytes.join(&begins[*second as usize]);
            }
            Step::Switch(switch) => switch.ways.iter().for_each(|way| bytes.join(&begins[*way as usize])),
            Step::Jump(to) => bytes = begins[*to as usize],
            Step::Slot(slot) => bytes = values[*slot as usize],
            Step::Other(_) | Step::Gap(_) | Step::LineStart | Step::LineEnd | Step::TextEnd | Step::End => {
                bytes = Bytes::ALL;
            }
        }
        bytes
    }
}

/// A piece of regular expression as the grammar writes it.
pub(super) fn readable(source: &str) -> String {
    let signs = SIGNS.iter().fold(source.to_string(), |source, sign| source.replace(sign.mark, sign.written));
    signs.replace("(?:", "(")
}

fn regex_flaw(source: &str, message: String, pattern: &str) -> Flaw {
    // The piece was translated, so its own offsets help nobody: point at the words that it came from.
    let written = readable(source);
    let place = pattern.find(&written).map_or(0..pattern.len(), |start| start..start + written.len());
    let help = if message.contains("too large") {
        "make repeats such as `{1,900}` smaller, or use a gap, `{..}`"
    } else {
        "see \"Patterns\" in grammars/README.md"
    };
    Flaw::new(place, message, help)
}
