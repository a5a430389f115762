//! Sets of characters, and of the bytes with which something can begin.

use std::sync::{Arc, LazyLock, Mutex};

use regex_syntax::ast::{Ast, parse::Parser};
use regex_syntax::hir::translate::Translator;
use regex_syntax::hir::{Class as HirClass, HirKind};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::words::Signs;

/// A set of characters.
#[derive(Debug, PartialEq, Eq)]
pub struct Class {
    ascii: u128,
    /// All its characters as they are written, in order.
    ranges: Box<[(char, char)]>,
    /// Whether it is everything but these.
    negated: bool,
    /// Whether the case of a character does not matter.
    fold: bool,
    /// Whether a letter or digit is in it, as far as that is told cheaply.
    letters: bool,
    /// The bytes with which its characters begin.
    leads: Bytes,
    /// How many characters it has, at least.
    size: usize,
    /// The kinds of its signs.
    signs: Signs,
}

/// Classes by whether case matters and what is written.
type Known = [FxHashMap<String, Arc<Class>>; 2];

/// Patterns write the same few classes again and again.
static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);

impl Class {
    /// The class that a part of a regular expression writes: `[a-z]`, `\d`, `.`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn of(written: &str, fold: bool) -> Result<Arc<Class>, String> {
        let mut known = KNOWN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(class) = known[usize::from(fold)].get(written) {
            return Ok(class.clone());
        }
        let ast = Parser::new().parse(written).map_err(|error| error.kind().to_string())?;
        let class = Arc::new(Class::new(&ast, written, fold)?);
        known[usize::from(fold)].insert(written.to_string(), class.clone());
        Ok(class)
    }

    fn new(ast: &Ast, source: &str, fold: bool) -> Result<Class, String> {
        // What is negated is negated after the case is forgotten: `[^a]` is no `A` either.
        let (inner, negated) = match ast {
            Ast::ClassBracketed(class) if class.negated => {
                let mut inner = class.clone();
                inner.negated = false;
                (Ast::ClassBracketed(inner), true)
            }
            other => (other.clone(), false),
        };
        let hir = Translator::new().translate(source, &inner).map_err(|error| error.kind().to_string())?;
        let ranges: Box<[(char, char)]> = match hir.kind() {
            HirKind::Class(HirClass::Unicode(class)) => {
                class.iter().map(|range| (range.start(), range.end())).collect()
            }
            HirKind::Literal(literal) => {
                let written = String::from_utf8_lossy(&literal.0);
                written.chars().map(|c| (c, c)).collect()
            }
            _ => Box::default(),
        };
        let mut class = Class {
            ascii: 0,
            ranges,
            negated,
            fold,
            letters: false,
            leads: Bytes::default(),
            size: 0,
            signs: Signs::NONE,
        };
        class.ascii = class.find_ascii();
        class.letters = class.find_letters();
        class.leads = class.find_leads();
        class.size = class.find_size();
        class.signs = class.find_signs();
        Ok(class)
    }

    fn writes(&self, c: char) -> bool {
        let after = self.ranges.partition_point(|range| range.0 <= c);
        after > 0 && c <= self.ranges[after - 1].1
    }

    fn decide(&self, c: char) -> bool {
        let either_case = || folded(c) != c && self.writes(folded(c)) || self.writes(capital(c));
        (self.writes(c) || self.fold && either_case()) != self.negated
    }

    /// Whether a character is in it.
    pub fn has(&self, c: char) -> bool {
        if c.is_ascii() {
            self.ascii >> u32::from(c) & 1 == 1
        } else {
            self.leads.has(lead(c)) && self.decide(c)
        }
    }

    /// The byte after the character at `at`, if that is in the set and ends by `end`.
    #[inline]
    pub fn step(&self, text: &str, at: usize, end: usize) -> Option<usize> {
        if at >= end {
            return None;
        }
        let byte = text.as_bytes()[at];
        // Of ASCII the first byte is the character.
        if byte.is_ascii() || !self.leads.has(byte) {
            return self.leads.has(byte).then_some(at + 1);
        }
        let c = text[at..].chars().next()?;
        self.decide(c).then_some(at + c.len_utf8())
    }

    /// How far its characters reach from `at`, at least `min` of them and at most `max`: the byte after the
    /// last of the least, and after the last of all.
    #[inline]
    pub fn run(&self, text: &str, at: usize, end: usize, min: u16, max: u16) -> Option<(usize, usize)> {
        let bytes = &text.as_bytes()[..end];
        let (mut least, mut to, mut left) = (at, at, max);
        while left > 0 && to < end {
            let byte = bytes[to];
            // Of ASCII the first byte is the character.
            if !self.leads.has(byte) {
                break;
            }
            if byte.is_ascii() {
                to += 1;
            } else {
                let Some(next) = self.step(text, to, end) else { break };
                to = next;
            }
            left -= 1;
            if max - left == min {
                least = to;
            }
        }
        (max - left >= min).then_some((least, to))
    }

    /// How many characters it has, at least.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The kinds of which it may have signs, worked out once.
    pub fn signs(&self) -> Signs {
        self.signs
    }

    fn find_signs(&self) -> Signs {
        let signs = Signs::among(|c| self.has(c));
        if self.leads.has_beyond_ascii() { signs.or(Signs::OTHER) } else { signs }
    }

    fn find_size(&self) -> usize {
        let written: usize =
            self.ranges.iter().map(|(first, last)| *last as usize - *first as usize + 1).sum();
        if self.negated { (char::MAX as usize).saturating_sub(written) } else { written }
    }

    /// Whether a letter or digit is in it, as far as that is told cheaply.
    pub fn has_letters(&self) -> bool {
        self.letters
    }

    /// Whether of ASCII it has letters or digits and no sign but `_`.
    pub fn is_of_words(&self) -> bool {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        ('\0'..='\x7f').any(|c| c != '_' && word(c) && self.has(c))
            && !('\0'..='\x7f').any(|c| !word(c) && self.has(c))
    }

    /// Whether of ASCII it has digits and nothing else.
    pub fn is_of_figures(&self) -> bool {
        const DIGITS: u128 = 0x3FF << b'0';
        self.ascii != 0 && self.ascii & !DIGITS == 0
    }

    /// Its characters, where they are few and all of ASCII.
    pub fn few(&self) -> Option<Vec<char>> {
        const FEW: u32 = 8;
        let few = !self.leads.has_beyond_ascii() && self.ascii.count_ones() <= FEW;
        few.then(|| ('\0'..='\x7f').filter(|c| self.has(*c)).collect())
    }

    /// What [`Class::decide`] says of the characters of ASCII.
    fn find_ascii(&self) -> u128 {
        let bits =
            |first: char, last: char| u128::MAX << u32::from(first) & u128::MAX >> (127 - u32::from(last));
        let ascii = self.ranges.iter().take_while(|range| range.0.is_ascii());
        let mut set = ascii.fold(0, |set, range| set | bits(range.0, range.1.min('\x7f')));
        if self.fold {
            let apart = u32::from('a') - u32::from('A');
            set |= (set & bits('A', 'Z')) << apart | (set & bits('a', 'z')) >> apart;
        }
        if self.negated { !set } else { set }
    }

    fn find_letters(&self) -> bool {
        // Signs and white space come in short ranges; one that holds a letter need not be walked.
        const SHORT: u32 = 2_048;
        let letters = |first: u32, last: u32| {
            last.saturating_sub(first) > SHORT
                || (first..=last).filter_map(char::from_u32).any(char::is_alphanumeric)
        };
        if !self.negated {
            return self.ranges.iter().any(|&(first, last)| letters(first.into(), last.into()));
        }
        let starts = std::iter::once(0).chain(self.ranges.iter().map(|range| u32::from(range.1) + 1));
        let ends = self.ranges.iter().map(|range| u32::from(range.0)).chain([u32::from(char::MAX) + 1]);
        starts.zip(ends).any(|(start, end)| start < end && letters(start, end - 1))
    }

    /// The bytes with which its characters begin.
    pub fn leads(&self) -> Bytes {
        self.leads
    }

    fn find_leads(&self) -> Bytes {
        let mut leads = Bytes::default();
        (0..128).filter(|byte| self.ascii >> byte & 1 == 1).for_each(|byte| leads.add(byte));
        if self.negated {
            (0xC2..=0xF4).for_each(|byte| leads.add(byte));
        }
        let mut beyond = false;
        for &(first, last) in &self.ranges {
            if !last.is_ascii() {
                let first = if first.is_ascii() { '\u{80}' } else { first };
                (lead(first)..=lead(last)).for_each(|byte| leads.add(byte));
                beyond = true;
            }
        }
        // The other case of a letter may begin otherwise.
        if beyond && self.fold {
            (0xC3..=0xF4).for_each(|byte| leads.add(byte));
        }
        leads
    }
}

/// The first byte of a character.
pub fn lead(c: char) -> u8 {
    c.encode_utf8(&mut [0; 4]).as_bytes()[0]
}

/// A character as a small letter, where that is one character.
pub fn folded(c: char) -> char {
    let mut small = c.to_lowercase();
    small.next().filter(|_| small.next().is_none()).unwrap_or(c)
}

fn capital(c: char) -> char {
    let mut capital = c.to_uppercase();
    capital.next().filter(|_| capital.next().is_none()).unwrap_or(c)
}

/// A set of bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Bytes([u64; 4]);

impl Bytes {
    /// Every byte.
    pub const ALL: Bytes = Bytes([u64::MAX; 4]);
    /// The digits of ASCII among the first 64 bytes.
    const DIGITS: u64 = 0x3FF << b'0';
    /// The letters of ASCII among the next.
    const LETTERS: u64 = 0x3FF_FFFF << (b'A' - 64) | 0x3FF_FFFF << (b'a' - 64);

    /// Whether a byte of a character beyond ASCII is in it.
    pub fn has_beyond_ascii(&self) -> bool {
        self.0[2] != 0 || self.0[3] != 0
    }

    /// Adds a byte.
    pub fn add(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    /// Whether some byte is in both.
    pub fn meets(&self, other: &Bytes) -> bool {
        self.0.iter().zip(other.0).any(|(mine, theirs)| mine & theirs != 0)
    }

    /// The first byte of a character.
    pub fn of_char(c: char) -> Bytes {
        let mut bytes = Bytes::default();
        bytes.add(lead(c));
        bytes
    }

    /// Adds the first bytes of a character in either case; beyond ASCII and for signs that come in several
    /// kinds, all that may stand for it.
    pub fn add_char(&mut self, c: char) {
        if c.is_ascii_alphanumeric() {
            self.add(c.to_ascii_lowercase() as u8);
            self.add(c.to_ascii_uppercase() as u8);
        } else {
            *self = Bytes::ALL;
        }
        // `&` stands for `and`.
        if c.eq_ignore_ascii_case(&'a') {
            self.add(b'&');
        }
    }

    /// Adds all of another set.
    pub fn join(&mut self, other: &Bytes) {
        self.0.iter_mut().zip(other.0).for_each(|(mine, theirs)| *mine |= theirs);
    }

    /// Whether a byte is in it.
    #[inline]
    pub fn has(&self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1
    }

    /// The bytes that are in it, in order.
    pub fn iter(&self) -> impl Iterator<Item = u8> {
        (0..4).zip(self.0).flat_map(|(word, mut bits)| {
            std::iter::from_fn(move || {
                let bit = (bits != 0).then(|| bits.trailing_zeros() as u8)?;
                bits &= bits - 1;
                Some(64 * word + bit)
            })
        })
    }

    /// Whether it is [`Bytes::ALL`].
    pub fn is_all(&self) -> bool {
        *self == Bytes::ALL
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        *self == Bytes::default()
    }

    /// The same without letters and digits of ASCII.
    pub fn without_letters(&self) -> Bytes {
        let [digits, letters, more, most] = self.0;
        Bytes([digits & !Bytes::DIGITS, letters & !Bytes::LETTERS, more, most])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_set_says_of_ascii_is_what_it_says_character_by_character() {
        for written in ["[a-z]", "[^a]", r"\d", r"\W", "[K-k]", ".", "[\u{80}-\u{ff}x]", r"[^\n]", "[@\\[`{]"]
        {
            for fold in [false, true] {
                let class = Class::of(written, fold).unwrap();
                for c in '\0'..='\x7f' {
                    assert_eq!(class.has(c), class.decide(c), "{written} {fold} {c:?}");
                }
            }
        }
    }

    #[test]
    fn signs_are_what_is_no_letter_or_digit() {
        let signs = Bytes::ALL.without_letters();
        for byte in 0..=u8::MAX {
            assert_eq!(signs.has(byte), !byte.is_ascii_alphanumeric(), "{byte}");
        }
        assert!(signs.iter().eq((0..=u8::MAX).filter(|byte| !byte.is_ascii_alphanumeric())));
    }

    #[test]
    fn a_class_has_the_kinds_of_its_signs() {
        for (class, inside, outside) in [
            (r"[^\n]", " *,.-“", "\n"),
            (r"[\s*_]", " \n\t*\u{a0}", ",.-"),
            (r"\w", "_", " ,"),
            ("[-–]", "-", " "),
        ] {
            let signs = Class::of(class, true).unwrap().signs();
            assert!(inside.chars().all(|c| signs.meet(Signs::of_char(c))), "{class}");
            assert!(!outside.chars().any(|c| signs.meet(Signs::of_char(c))), "{class}");
        }
    }
}
