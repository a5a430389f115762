//! The words that somebody asks for: each has a number, by which a text is read word by word.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{WordHash, plain};
use crate::value::{KINDS, Kinds};

/// Folded words with their numbers, from 1.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Vocabulary {
    /// Hashes with their numbers, each at its place or as soon behind it as there was room; a power of two of
    /// them, at least half of them free, which have the number 0.
    places: Vec<(WordHash, u32)>,
    /// What is known of each word, by its number; 0 is any other word.
    known: Vec<Known>,
    /// Their letters, likewise.
    letters: Vec<Box<str>>,
}

/// The last bytes of a word, in small letters: all of a short one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Tail(u64);

impl Tail {
    /// Adds a byte.
    #[inline]
    pub(super) fn push(&mut self, byte: u8) {
        self.0 = self.0 << 8 | u64::from(byte);
    }

    fn of(small: &str) -> Tail {
        let mut tail = Tail::default();
        small.bytes().for_each(|byte| tail.push(byte));
        tail
    }

    /// Whether these are all the bytes of a word.
    #[inline]
    fn is_whole(self) -> bool {
        self.0 >> 56 == 0
    }
}

/// A word that somebody asks for.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Known {
    tail: Tail,
    /// The kinds of value with which lexicons hold it.
    kinds: Kinds,
}

impl Default for Vocabulary {
    /// The words with which values begin.
    fn default() -> Vocabulary {
        let mut vocabulary = Vocabulary::empty();
        for (number, kind) in KINDS.iter().enumerate() {
            for word in (kind.first_words)().into_iter().flat_map(|lexicon| lexicon.words()) {
                let word = vocabulary.learn(word);
                vocabulary.known[word as usize].kinds |= 1 << number;
            }
        }
        vocabulary
    }
}

impl Vocabulary {
    /// One that knows no word, not even those of values.
    pub(super) fn empty() -> Vocabulary {
        let places = vec![(WordHash::default(), 0); 2];
        Vocabulary { places, known: vec![Known::default()], letters: vec![Box::default()] }
    }

    /// The number of the first word of a text, new or not; of its first sign where it begins with none.
    pub(super) fn learn(&mut self, text: &str) -> u32 {
        let word = first(text);
        let (hash, tail) = (WordHash::of(&word), Tail::of(&word));
        match self.find(hash, tail, |known| known == word) {
            0 => {
                self.reserve(1);
                let number = self.known.len() as u32;
                self.put(hash, number);
                self.known.push(Known { tail, kinds: 0 });
                self.letters.push(word.into());
                number
            }
            known => known,
        }
    }

    /// Makes room for so many more words.
    pub(super) fn reserve(&mut self, more: usize) {
        let places = ((self.known.len() + more) * 2).next_power_of_two();
        if places > self.places.len() {
            let full = std::mem::replace(&mut self.places, vec![(WordHash::default(), 0); places]);
            full.into_iter()
                .filter(|(_, number)| *number != 0)
                .for_each(|(hash, number)| self.put(hash, number));
        }
    }

    /// Notes the number of a word, which is new.
    fn put(&mut self, hash: WordHash, number: u32) {
        let mut place = hash.place(self.places.len());
        while self.places[place].1 != 0 {
            place = (place + 1) & (self.places.len() - 1);
        }
        self.places[place] = (hash, number);
    }

    /// The number of a word in small letters; 0 for one that nobody asks for.
    pub(super) fn number(&self, small: &str) -> u32 {
        self.find(WordHash::of(small), Tail::of(small), |known| known == small)
    }

    /// The number of the word with that hash and that tail, which passes as the wanted one where it is longer
    /// than its tail; 0 for one that nobody asks for.
    #[inline]
    pub(super) fn find(&self, hash: WordHash, tail: Tail, wanted: impl Fn(&str) -> bool) -> u32 {
        let is = |number: usize| {
            self.known[number].tail == tail && (tail.is_whole() || wanted(&self.letters[number]))
        };
        let mut place = hash.place(self.places.len());
        loop {
            let (known, number) = self.places[place];
            if number == 0 || known == hash && is(number as usize) {
                return number;
            }
            place = (place + 1) & (self.places.len() - 1);
        }
    }

    /// The kinds of value in whose lexicons the word of that number stands.
    #[inline]
    pub(super) fn kinds(&self, number: u32) -> Kinds {
        self.known[number as usize].kinds
    }
}

/// A word in small letters.
pub(super) fn fold(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).collect()
}

fn first(text: &str) -> Cow<'_, str> {
    // Nearly all that is learnt is a word in small letters.
    if !text.is_empty() && text.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()) {
        return text.into();
    }
    let length = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    match text.chars().next().map(plain) {
        Some('&') => "and".into(),
        Some(sign) if length == 0 => sign.to_string().into(),
        _ => fold(&text[..length]).into(),
    }
}
