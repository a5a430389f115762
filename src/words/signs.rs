//! What stands between two words, told apart as far as patterns do.

use serde::{Deserialize, Serialize};

use super::plain;

/// Kinds of sign, a bit for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Signs(u16);

impl Signs {
    /// No sign.
    pub const NONE: Signs = Signs(0);
    /// Signs of every kind.
    pub const ALL: Signs = Signs(u16::MAX);
    /// A line break.
    pub const NEWLINE: Signs = Signs(1);
    /// White space within a line, tabs apart.
    pub const SPACE: Signs = Signs(1 << 1);
    /// Quote marks of every kind.
    pub const QUOTE: Signs = Signs(1 << 2);
    const DASH: Signs = Signs(1 << 3);
    /// Signs of no other kind.
    pub const OTHER: Signs = Signs(1 << 15);
    /// Signs of ASCII that are of one kind.
    const ALIKE: [&[u8]; 11] = [b"*_", b",", b".", b":", b";", b"|", b"([{<", b")]}>", b"!?", b"&/", b"\t"];
    /// Signs beyond ASCII that are of a kind with signs of ASCII: quote marks, dashes, white space.
    const BEYOND: &str = "‘’‛“”„´′″«»‹›‐‑‒–—−\u{85}\u{a0}\u{1680}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\
                          \u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}";
    /// The kinds of ASCII.
    const OF_ASCII: [Signs; 128] = {
        let mut kinds = [Signs::OTHER; 128];
        let mut kind = 0;
        while kind < Signs::ALIKE.len() {
            let mut at = 0;
            while at < Signs::ALIKE[kind].len() {
                kinds[Signs::ALIKE[kind][at] as usize] = Signs(1 << (kind + 4));
                at += 1;
            }
            kind += 1;
        }
        kinds[b'\n' as usize] = Signs::NEWLINE;
        kinds[b'-' as usize] = Signs::DASH;
        kinds[b'\'' as usize] = Signs::QUOTE;
        kinds[b'"' as usize] = Signs::QUOTE;
        kinds[b'`' as usize] = Signs::QUOTE;
        let spaces = *b" \r\x0b\x0c";
        let mut at = 0;
        while at < spaces.len() {
            kinds[spaces[at] as usize] = Signs::SPACE;
            at += 1;
        }
        kinds
    };

    /// The kind of a character that is no letter and no digit.
    #[inline]
    pub fn of_char(c: char) -> Signs {
        match Signs::OF_ASCII.get(c as usize) {
            Some(kind) => *kind,
            None => match plain(c) {
                '\'' => Signs::QUOTE,
                '-' => Signs::DASH,
                c if c.is_whitespace() => Signs::SPACE,
                _ => Signs::OTHER,
            },
        }
    }

    /// The kinds of those known signs of which something holds.
    pub fn among(holds: impl Fn(char) -> bool) -> Signs {
        let ascii = ('\0'..='\x7f').filter(|c| !c.is_ascii_alphanumeric());
        let known = ascii.chain(Signs::BEYOND.chars()).filter(|c| holds(*c));
        known.map(Signs::of_char).fold(Signs::NONE, Signs::or)
    }

    /// These and others.
    #[must_use]
    #[inline]
    pub fn or(self, other: Signs) -> Signs {
        Signs(self.0 | other.0)
    }

    /// A bit for each kind.
    #[inline]
    pub fn bits(self) -> u16 {
        self.0
    }

    /// Whether some kind is in both.
    #[inline]
    pub fn meet(self, other: Signs) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether all kinds are among others.
    #[inline]
    pub fn are_of(self, others: Signs) -> bool {
        self.0 & !others.0 == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_that_look_alike_are_of_one_kind() {
        for (left, right) in [('\'', '”'), ('-', '—'), ('*', '_'), (' ', '\u{a0}'), ('(', '[')] {
            assert_eq!(Signs::of_char(left), Signs::of_char(right), "{left} {right}");
        }
        for (left, right) in [(',', '.'), (':', ';'), (' ', '\n'), ('|', '('), ('\t', ' '), ('"', '*')] {
            assert!(!Signs::of_char(left).meet(Signs::of_char(right)), "{left} {right}");
        }
    }
}
