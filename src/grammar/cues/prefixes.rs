//! With which of many beginnings a word begins: its first letters tell most words apart at one look.

use serde::{Deserialize, Serialize};

use crate::grouped::Grouped;

/// Beginnings of words by their numbers, from 0.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Prefixes {
    /// The letters of each, small ones.
    letters: Vec<Box<[u8]>>,
    /// Those of three bytes and more, by the place of these.
    long: Grouped,
    /// The others.
    short: Vec<u32>,
    /// A bit for each byte with which one of these begins.
    leads: u64,
}

impl Prefixes {
    /// From letters, small ones.
    pub(super) fn new<'p>(all: impl Iterator<Item = &'p str>) -> Prefixes {
        let mut prefixes = Prefixes::default();
        let mut long = Vec::new();
        for (number, letters) in (0..).zip(all) {
            match letters.as_bytes() {
                [a, b, c, ..] => long.push((place([*a, *b, *c]) as u32, number)),
                short => {
                    prefixes.leads |= short.first().map_or(0, |first| lead(*first));
                    prefixes.short.push(number);
                }
            }
            prefixes.letters.push(letters.as_bytes().into());
        }
        prefixes.long = Grouped::new(PLACES, &long);
        prefixes
    }

    /// Calls `found` with each with which a word begins, capitals or not, and how many bytes it has.
    #[inline]
    pub(super) fn of(&self, word: &[u8], mut found: impl FnMut(u32, usize)) {
        let mut test = |number: &u32| {
            let letters = &self.letters[*number as usize];
            if word.get(..letters.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(letters)) {
                found(*number, letters.len());
            }
        };
        if let [a, b, c, ..] = word {
            self.long.of(place([*a, *b, *c])).iter().for_each(&mut test);
        }
        if word.first().is_some_and(|first| lead(*first) & self.leads != 0) {
            self.short.iter().for_each(test);
        }
    }
}

const PLACES: usize = 1 << 10;

/// One of [`PLACES`] for three bytes, the same for capitals and small letters.
#[inline]
fn place(first: [u8; 3]) -> usize {
    let bits = first.iter().fold(0, |bits: u32, byte| bits << 5 | u32::from(byte & 31));
    (bits.wrapping_mul(0x9E37_79B9) >> 22) as usize
}

/// A bit for a first byte, the same for capitals and small letters.
#[inline]
fn lead(byte: u8) -> u64 {
    1 << (byte & 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_all_the_beginnings_with_which_it_begins() {
        let prefixes = Prefixes::new(["report", "re", "rep", "reports", "up"].into_iter());
        let of = |word: &str| {
            let mut found = Vec::new();
            prefixes.of(word.as_bytes(), |number, bytes| found.push((number, bytes)));
            found.sort_unstable();
            found
        };
        assert_eq!(of("Reported"), [(0, 6), (1, 2), (2, 3)]);
        assert_eq!(of("re"), [(1, 2)]);
        assert_eq!(of("u"), []);
        assert_eq!(of("the"), []);
    }
}
