//! What a word is like, as bits, and what the next word must be like for a pattern to go on: one comparison
//! tells most words apart.
//!
//! Several things may share a bit, so what is told apart here differs, and what is not may differ all the
//! same.

use serde::{Deserialize, Serialize};

use super::Edge;
use crate::grammar::class::Bytes;
use crate::words::{Signs, Token, WordHash, bit};

/// In [`Look::more`] of every word and of the end: what is open goes on with it.
const ANY: u64 = 1 << 63;

/// Bits in [`Look::more`] for the signs before a word.
fn stand(signs: Signs) -> u64 {
    u64::from(signs.bits()) << 32
}

/// A word of a text with the signs before it, or the end of the text.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Look {
    /// A bit by its hash.
    words: u64,
    /// The lists that read something there, as [`bit`].
    lists: u64,
    /// [`ANY`], a bit for each kind of which a value begins there, and one for each kind of sign before it.
    more: u64,
    /// A bit by its first byte.
    leads: u64,
    /// The byte after it.
    pub(super) to: u32,
    /// What stands before it.
    pub(super) before: Signs,
    /// Its first byte.
    pub(super) first: u8,
}

impl Look {
    /// That of a word; the kinds are added later.
    pub(in super::super) fn of(token: &Token, text: &str) -> Look {
        let first = text.as_bytes()[token.from as usize];
        let (words, lists, leads) = (token.hash.bit(), token.lists, lead(first));
        let more = ANY | stand(token.before);
        Look { words, lists, more, leads, to: token.to, before: token.before, first }
    }

    /// That of the end of a text, after these signs.
    pub(in super::super) fn of_end(text: &str, before: Signs) -> Look {
        let mut look =
            Look { words: 0, lists: 0, more: ANY, leads: 0, to: text.len() as u32, before, first: 0 };
        look.add_border();
        look
    }

    /// Adds that the text begins or ends there, and a line with it.
    pub(in super::super) fn add_border(&mut self) {
        self.more |= stand(Signs::ALL);
    }

    /// Adds a kind of which a value begins there.
    pub(in super::super) fn add(&mut self, kind: usize) {
        self.more |= 1 << kind;
    }

    /// The kinds of which a value begins there, a bit for each.
    pub(in super::super) fn kinds(&self) -> u32 {
        self.more as u32
    }
}

/// What the next word and the signs before it must be like for some way to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Ahead {
    words: u64,
    lists: u64,
    more: u64,
    leads: u64,
    /// [`ANY`] where nothing must stand before it, or bits for signs of which one does.
    need: u64,
    /// Signs that may stand before it beside those that may already.
    signs: Signs,
}

impl Ahead {
    /// Anything may follow, or nothing.
    pub(super) const OPEN: Ahead =
        Ahead { words: 0, lists: 0, more: ANY, leads: 0, need: ANY, signs: Signs::ALL };

    /// Whether a way can go on with a word before which these signs may stand.
    #[inline]
    pub(super) fn is(&self, look: &Look, may: Signs) -> bool {
        let alike = self.words & look.words
            | self.lists & look.lists
            | self.more & look.more
            | self.leads & look.leads;
        alike != 0 && self.need & look.more != 0 && look.before.are_of(may.or(self.signs))
    }

    /// Whether a word may be one of those that lead on; true for some that are not.
    #[inline]
    pub(super) fn has_word(&self, look: &Look) -> bool {
        self.words & look.words != 0
    }

    pub(super) fn add_word(&mut self, word: WordHash) {
        self.words |= word.bit();
        self.need |= ANY;
    }

    /// Adds that such signs may stand before the word.
    pub(super) fn add_signs(&mut self, signs: Signs) {
        self.signs = self.signs.or(signs);
    }

    /// Adds what leads on past one of these signs, or past nothing.
    pub(super) fn join(&mut self, other: &Ahead, need: Signs) {
        self.words |= other.words;
        self.lists |= other.lists;
        self.more |= other.more;
        self.leads |= other.leads;
        self.need |= if need == Signs::NONE { other.need } else { stand(need) };
        self.add_signs(other.signs);
    }

    /// Adds what leads on along an edge.
    pub(super) fn add(&mut self, edge: &Edge) {
        if !edge.is_no_word() {
            self.need |= ANY;
        }
        match edge {
            Edge::Prefix(letters) => {
                let mut leads = Bytes::default();
                leads.add_char(letters.first().map_or(' ', |byte| char::from(*byte)));
                self.add_leads(&leads);
            }
            Edge::Lead(bytes, signs) => {
                self.add_leads(bytes);
                self.add_signs(*signs);
            }
            Edge::List(list) => self.lists |= bit(*list),
            Edge::Kind(kind) if kind.sparse => {
                self.more |= 1 << kind.number();
            }
            Edge::Kind(_) | Edge::Skip(..) | Edge::Joined(_) => {
                self.join(&Ahead::OPEN, Signs::NONE);
            }
            Edge::Pass | Edge::LineStart | Edge::LineEnd => {}
        }
    }

    fn add_leads(&mut self, bytes: &Bytes) {
        bytes.iter().for_each(|byte| self.leads |= lead(byte));
    }
}

/// A bit for a first byte.
fn lead(byte: u8) -> u64 {
    1 << (byte & 63)
}
