//! What reads the slots of a pattern, and what has been read in a text before.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::borders::{next_char, next_word};
use super::program::Place;
use crate::document::Span;
use crate::value::{Kind, Reading};

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
    pub(super) fn read(self, place: Place<'_>, at: usize) -> Option<Known> {
        let key = (self.number(), u32::try_from(at).ok()?);
        if let Some(known) = place.memory.read.borrow().get(&key) {
            return known.clone();
        }
        let known = match self {
            Reader::Kind(kind) => {
                (kind.read)(place.source, at).map(|reading| (reading.end, Rc::new(Got::Reading(reading))))
            }
            Reader::List(list) => {
                let found = place.source.words.lists()[list].find(place.source.text, at);
                found.map(|(end, entry)| (end, Rc::new(Got::Word(list, entry))))
            }
        };
        place.memory.read.borrow_mut().insert(key, known.clone());
        known
    }

    /// The starts of words in the window at which it reads something, in order.
    fn starts(self, place: Place<'_>) -> Starts {
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
        let starts: Starts = starts.into();
        place.memory.starts.borrow_mut().insert(key, starts.clone());
        starts
    }

    /// Kinds and lists numbered apart.
    pub(super) fn number(self) -> u32 {
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

/// What a slot read.
#[derive(Debug, Clone, PartialEq)]
pub enum Got {
    /// By a parser.
    Reading(Reading),
    /// In a word list: the numbers of the list and of the entry.
    Word(usize, usize),
}

/// What readers found at places of one text: many rules ask for the same.
#[derive(Debug, Default)]
pub struct Memory {
    read: RefCell<FxHashMap<(u32, u32), Option<Known>>>,
    /// For a reader and a window the bytes at which it reads something.
    starts: RefCell<FxHashMap<(u32, Span), Starts>>,
}

/// Bytes at which a reader reads something, in order.
pub(super) type Starts = Rc<[usize]>;

/// A value with the byte after it.
type Known = (usize, Rc<Got>);

/// The starts of several readers, in order.
pub(super) fn union(readers: &[Reader], place: Place<'_>) -> Starts {
    if let [reader] = readers {
        return reader.starts(place);
    }
    let mut starts: Vec<usize> = readers.iter().flat_map(|reader| reader.starts(place).to_vec()).collect();
    starts.sort_unstable();
    starts.dedup();
    starts.into()
}
