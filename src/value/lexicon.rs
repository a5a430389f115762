//! Words by which a parser knows at once which of its ways can lead anywhere.

use std::ops::{BitOr, BitOrAssign};

use rustc_hash::FxHashMap;

/// No word of a lexicon is longer, in bytes.
const LONGEST: usize = 16;

/// Ways on which a parser can go: a set of bits, which each parser names for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ways(pub u16);

impl Ways {
    /// Nowhere to go.
    pub const NONE: Ways = Ways(0);

    /// Whether one of these is among them.
    pub const fn meet(self, others: Ways) -> bool {
        self.0 & others.0 != 0
    }

    /// These but for others.
    pub const fn without(self, others: Ways) -> Ways {
        Ways(self.0 & !others.0)
    }
}

impl BitOr for Ways {
    type Output = Ways;

    fn bitor(self, others: Ways) -> Ways {
        Ways(self.0 | others.0)
    }
}

impl BitOrAssign for Ways {
    fn bitor_assign(&mut self, others: Ways) {
        self.0 |= others.0;
    }
}

/// Words of ASCII letters in any case, each with what is to be known of it: mostly the ways that it opens.
#[derive(Debug)]
pub struct Lexicon<K = Ways> {
    known: FxHashMap<Box<[u8]>, K>,
    /// For each length the first letters of its words, a bit for each: few words of a text need a closer
    /// look.
    first: [u32; LONGEST + 1],
}

impl<K: Copy> Lexicon<K> {
    /// Words with what is to be known of each; of a word that comes twice what comes last.
    pub fn new<'a>(words: impl Iterator<Item = (&'a str, K)>) -> Lexicon<K> {
        let mut lexicon = Lexicon { known: FxHashMap::default(), first: [0; LONGEST + 1] };
        for (word, known) in words {
            let word = lexicon.room(word);
            lexicon.known.insert(word, known);
        }
        lexicon
    }

    /// Makes room for a word: in small letters.
    fn room(&mut self, word: &str) -> Box<[u8]> {
        let word = word.to_ascii_lowercase().into_bytes().into_boxed_slice();
        debug_assert!(word.len() <= LONGEST && word.iter().all(u8::is_ascii_alphabetic));
        self.first[word.len()] |= word.first().map_or(0, |first| letter(*first));
        word
    }

    /// What is to be known of a word, if it is among them.
    pub fn get(&self, word: &str) -> Option<K> {
        let likely =
            |first: &u8| self.first.get(word.len()).is_some_and(|letters| letters & letter(*first) != 0);
        if !word.as_bytes().first().is_some_and(likely) {
            return None;
        }
        let mut folded = [0; LONGEST];
        let folded = &mut folded[..word.len()];
        folded.copy_from_slice(word.as_bytes());
        folded.make_ascii_lowercase();
        self.known.get(&*folded).copied()
    }

    /// All words, in small letters.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.known.keys().filter_map(|word| std::str::from_utf8(word).ok())
    }
}

impl Lexicon {
    /// The ways that a word opens; none if it is not among them.
    pub fn ways(&self, word: &str) -> Ways {
        self.get(word).unwrap_or_default()
    }
}

/// The bit of a letter in any case.
const fn letter(letter: u8) -> u32 {
    1 << (letter & 31)
}

impl<'a> FromIterator<(&'a str, Ways)> for Lexicon {
    /// A word that comes twice opens the ways of both.
    fn from_iter<I: IntoIterator<Item = (&'a str, Ways)>>(words: I) -> Lexicon {
        let mut lexicon = Lexicon::new([].into_iter());
        for (word, ways) in words {
            let word = lexicon.room(word);
            *lexicon.known.entry(word).or_default() |= ways;
        }
        lexicon
    }
}
