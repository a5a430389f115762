//! What reads the slots of a pattern, and what has been read in a text before.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::Grammar;
use super::matcher::Choice;
use super::outline::{Look, Ways};
use super::program::Place;
use crate::document::Span;
use crate::value::{BeginsAt, KINDS, Kind, Reading, Source};
use crate::words::{Seen, Words};

/// What reads a slot.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub enum Reader {
    /// A parser of values.
    Kind(&'static Kind),
    /// The word list at this place among the lists of the family.
    List(usize),
}

impl Reader {
    /// Whether it may read something in the middle of a word; lists and nearly all parsers do not.
    pub(super) fn may_begin_within_word(&self) -> bool {
        match self {
            Reader::Kind(kind) => matches!(kind.begins_at, BeginsAt::Gap | BeginsAt::Anywhere),
            Reader::List(_) => false,
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

/// What a slot read.
#[derive(Debug, Clone, PartialEq)]
pub enum Got {
    /// By a parser.
    Reading(Rc<Reading>),
    /// In a word list: the numbers of the list and of the entry.
    Word(usize, usize),
}

/// What readers found at places of one text: many rules ask for the same.
#[derive(Debug, Default)]
pub struct Memory {
    /// What the word lists read.
    pub seen: Seen,
    /// For each kind of which a text has few values, by its number, all of them.
    values: [OnceCell<Box<[Value]>>; KINDS.len()],
    /// What each word of the text is like, and its end.
    looks: OnceCell<Box<[Look]>>,
    /// What the parsers of other kinds read: kind and byte.
    read: RefCell<FxHashMap<(usize, usize), Option<Known>>>,
    /// For a reader and a window the bytes at which it reads something.
    starts: RefCell<FxHashMap<(usize, Span), Starts>>,
    /// Room for the choices that matching leaves open.
    pub(super) choices: RefCell<Vec<Choice>>,
    /// Room for the ways of a glance.
    pub(super) ways: RefCell<Ways>,
}

/// A value at its place.
#[derive(Debug)]
pub(super) struct Value {
    pub(super) from: u32,
    /// The byte after it.
    pub(super) to: u32,
    reading: Rc<Reading>,
}

/// Bytes at which a reader reads something, in order.
type Starts = Rc<[usize]>;

/// A value with the byte after it.
pub(super) type Known = (usize, Got);

impl Memory {
    /// For a text: the word lists are read now, the parsers when they are asked.
    pub fn new(text: &str, words: &Words) -> Memory {
        Memory { seen: Seen::new(text, words), ..Memory::default() }
    }

    /// What the parsers see of the text.
    pub fn source<'a>(&'a self, text: &'a str, grammar: &'a Grammar) -> Source<'a> {
        let seen = Some(&self.seen);
        Source { text, words: &grammar.words, day_first: grammar.day_first, seen }
    }

    /// The value that begins exactly at a byte, remembered for whoever asks again.
    pub(super) fn read(&self, reader: Reader, source: Source<'_>, at: usize) -> Option<Known> {
        match reader {
            Reader::Kind(kind) if kind.sparse => {
                let values = self.values(kind, source);
                let value = &values[values.binary_search_by_key(&(at as u32), |value| value.from).ok()?];
                Some((value.to as usize, Got::Reading(value.reading.clone())))
            }
            Reader::Kind(kind) => {
                let key = (kind.number(), at);
                if let Some(known) = self.read.borrow().get(&key) {
                    return known.clone();
                }
                let known =
                    (kind.read)(source, at).map(|reading| (reading.end, Got::Reading(Rc::new(reading))));
                self.read.borrow_mut().insert(key, known.clone());
                known
            }
            Reader::List(list) => {
                let (end, entry) = self.seen.read(source.words, list, source.text, at)?;
                Some((end, Got::Word(list, entry)))
            }
        }
    }

    /// The byte after the value that begins exactly at a byte; for a kind of which a text has few.
    pub(super) fn end_of(&self, kind: &'static Kind, source: Source<'_>, at: usize) -> Option<usize> {
        let values = self.values(kind, source);
        let value = &values[values.binary_search_by_key(&(at as u32), |value| value.from).ok()?];
        Some(value.to as usize)
    }

    /// What each word is like, with the kinds of which a text has few; and its end.
    pub(super) fn looks(&self, source: Source<'_>) -> &[Look] {
        self.looks.get_or_init(|| {
            let words = self.seen.tokens().iter().map(|token| Look::of(token, source.text));
            let end = Look::of_end(source.text, self.seen.after());
            let mut looks = Vec::with_capacity(words.len() + 1);
            looks.extend(words.chain([end]));
            looks[0].add_border();
            for (number, kind) in KINDS.iter().enumerate().filter(|(_, kind)| kind.sparse) {
                for value in self.values(kind, source) {
                    looks[self.seen.number_of(value.from as usize).0].add(number);
                }
            }
            looks.into()
        })
    }

    /// All values of a kind, in order; for a kind of which a text has few.
    pub(super) fn values(&self, kind: &'static Kind, source: Source<'_>) -> &[Value] {
        self.values[kind.number()].get_or_init(|| {
            let read = self.seen.openers(kind.number()).filter_map(|word| {
                let reading = (kind.read)(source, word.from as usize)?;
                Some(Value { from: word.from, to: reading.end as u32, reading: Rc::new(reading) })
            });
            read.collect()
        })
    }

    /// The bytes of a stretch of the window at which one of the readers reads something, in order.
    pub(super) fn starts(&self, readers: &[Reader], place: &Place<'_>, stretch: Span) -> Vec<usize> {
        let end = (stretch.end + 1).min(place.window.end);
        let mut starts = Vec::new();
        for reader in readers {
            match reader {
                Reader::List(list) => {
                    let words = self.seen.of_list(*list);
                    let first = words.partition_point(|word| (word.from as usize) < stretch.start);
                    let inside = words[first..].iter().map(|word| word.from as usize);
                    starts.extend(inside.take_while(|start| *start < end));
                }
                Reader::Kind(kind) if kind.sparse => {
                    let values = self.values(kind, place.source);
                    let first = values.partition_point(|value| (value.from as usize) < stretch.start);
                    let inside = values[first..].iter().map(|value| value.from as usize);
                    starts.extend(inside.take_while(|start| *start < end));
                }
                Reader::Kind(kind) => {
                    let known = self.kind_starts(kind, place);
                    let first = known.partition_point(|start| *start < stretch.start);
                    starts.extend(known[first..].iter().copied().take_while(|start| *start < end));
                }
            }
        }
        if readers.len() > 1 {
            starts.sort_unstable();
            starts.dedup();
        }
        starts
    }

    fn kind_starts(&self, kind: &'static Kind, place: &Place<'_>) -> Starts {
        let key = (kind.number(), place.window);
        if let Some(known) = self.starts.borrow().get(&key) {
            return known.clone();
        }
        let words = self.seen.words_from(place.window.start).take_while(|at| *at < place.window.end);
        let may_begin = |at: &usize| may_begin(kind, place.source.text, *at);
        let reads = |at: &usize| self.read(Reader::Kind(kind), place.source, *at).is_some();
        let starts: Starts = words.filter(may_begin).filter(reads).collect();
        self.starts.borrow_mut().insert(key, starts.clone());
        starts
    }
}

/// Whether a value of a kind can begin at a byte, seen from that alone.
fn may_begin(kind: &Kind, text: &str, at: usize) -> bool {
    let byte = text.as_bytes()[at];
    !byte.is_ascii() || (kind.begins_with)(char::from(byte))
}
