//! The words that somebody asks for: each has a number, by which a text is read word by word.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::plain;
use crate::value::{KINDS, Kinds};

/// Folded words with their numbers, from 1.
#[derive(Debug, Clone)]
pub(super) struct Vocabulary {
    numbers: FxHashMap<Box<str>, u32>,
    /// For each number the kinds of value with which lexicons hold the word; 0 is any other word.
    kinds: Vec<Kinds>,
}

impl Default for Vocabulary {
    /// The words with which values begin.
    fn default() -> Vocabulary {
        let mut vocabulary = Vocabulary { numbers: FxHashMap::default(), kinds: vec![0] };
        for (number, kind) in KINDS.iter().enumerate() {
            for word in (kind.first_words)().into_iter().flat_map(|lexicon| lexicon.words()) {
                let word = vocabulary.learn(word);
                vocabulary.kinds[word as usize] |= 1 << number;
            }
        }
        vocabulary
    }
}

impl Vocabulary {
    /// The number of the first word of a text, new or not; of its first sign where it begins with none.
    pub(super) fn learn(&mut self, text: &str) -> u32 {
        let number = self.kinds.len() as u32;
        let known = *self.numbers.entry(first(text).into()).or_insert(number);
        if known == number {
            self.kinds.push(0);
        }
        known
    }

    /// The number of a folded word; 0 for one that nobody asks for.
    #[inline]
    pub(super) fn number(&self, folded: &str) -> u32 {
        self.numbers.get(folded).copied().unwrap_or(0)
    }

    /// The kinds of value in whose lexicons the word of that number stands.
    #[inline]
    pub(super) fn kinds(&self, number: u32) -> Kinds {
        self.kinds[number as usize]
    }
}

/// A word in small letters.
pub(super) fn fold(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).collect()
}

fn first(text: &str) -> Cow<'static, str> {
    let length = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    match text.chars().next().map(plain) {
        Some('&') => "and".into(),
        Some(sign) if length == 0 => sign.to_string().into(),
        _ => fold(&text[..length]).into(),
    }
}
