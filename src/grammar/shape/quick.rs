//! A reader for what nearly all patterns are made of, since a family has thousands of pieces and each run
//! reads them all. Whatever it does not know, mistakes too, it leaves to the parser of the crate.

use std::sync::Arc;

use super::{Shape, meaning, push};
use crate::grammar::class::{Class, folded};

/// The shape of an expression; `None` where it holds anything out of the ordinary.
pub(super) fn parse(source: &str) -> Option<Shape> {
    let mut reader = Reader { rest: source, depth: 0, open: Vec::new() };
    let shape = reader.either(true)?;
    reader.rest.is_empty().then_some(shape)
}

struct Reader<'s> {
    rest: &'s str,
    depth: usize,
    /// The parts of expressions that are not whole yet, the innermost last.
    open: Vec<Shape>,
}

impl<'s> Reader<'s> {
    /// Alternatives up to a bracket that closes, or to the end.
    fn either(&mut self, fold: bool) -> Option<Shape> {
        let mut way = self.all(fold)?;
        let from = self.open.len();
        while let Some(rest) = self.rest.strip_prefix('|') {
            self.rest = rest;
            self.open.push(way);
            way = self.all(fold)?;
        }
        if self.open.len() == from {
            return Some(way);
        }
        self.open.push(way);
        Some(Shape::Either(self.open.split_off(from)))
    }

    fn all(&mut self, fold: bool) -> Option<Shape> {
        let (word, ends) = self.word();
        if ends && !word.is_empty() {
            self.rest = &self.rest[word.len()..];
            return Some(Shape::Literal { text: cased(word, fold), exact: !fold });
        }
        let from = self.open.len();
        while !self.rest.is_empty() && !self.rest.starts_with(['|', ')']) {
            let (word, _) = self.word();
            if !word.is_empty() {
                self.rest = &self.rest[word.len()..];
                self.push_word(from, word, fold);
                continue;
            }
            let one = self.one(fold)?;
            let part = self.times(one)?;
            push(&mut self.open, from, part);
        }
        if self.open.len() == from + 1 {
            self.open.pop()
        } else {
            Some(Shape::All(self.open.split_off(from)))
        }
    }

    /// Letters and digits in a row, but for one that stands behind and is repeated; and whether an
    /// alternative ends with them.
    fn word(&self) -> (&'s str, bool) {
        let length = self.rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        match self.rest.as_bytes().get(length) {
            None | Some(b'|' | b')') => (&self.rest[..length], true),
            Some(b'?' | b'*' | b'+' | b'{') => (&self.rest[..length.saturating_sub(1)], false),
            Some(_) => (&self.rest[..length], false),
        }
    }

    /// One character, class or group.
    fn one(&mut self, fold: bool) -> Option<Shape> {
        let c = self.rest.chars().next()?;
        match c {
            '[' => {
                let length = class(self.rest)?;
                self.class(length, fold)
            }
            '.' => self.class(1, fold),
            '\\' => match self.rest.chars().nth(1)? {
                'd' | 'D' | 's' | 'S' | 'w' | 'W' => self.class(2, fold),
                'A' => {
                    self.rest = &self.rest[2..];
                    Some(Shape::Start)
                }
                'z' => {
                    self.rest = &self.rest[2..];
                    Some(Shape::End)
                }
                sign if sign.is_ascii_punctuation() => {
                    self.rest = &self.rest[2..];
                    Some(literal(sign, fold))
                }
                _ => None,
            },
            '(' => self.group(fold),
            '^' | '$' | '*' | '+' | '?' | '{' | '}' | ']' => None,
            c => {
                self.rest = &self.rest[c.len_utf8()..];
                Some(meaning(c).unwrap_or_else(|| literal(c, fold)))
            }
        }
    }

    fn class(&mut self, length: usize, fold: bool) -> Option<Shape> {
        let (written, rest) = self.rest.split_at(length);
        self.rest = rest;
        Class::of(written, fold).ok().map(Shape::Class)
    }

    fn group(&mut self, fold: bool) -> Option<Shape> {
        const DEEPEST: usize = 40;
        const BORDER: &str = r"(?-u:\b)";
        if let Some(rest) = self.rest.strip_prefix(BORDER) {
            self.rest = rest;
            return Some(Shape::Border);
        }
        let kinds = [("(?:", fold), ("(?-i:", false), ("(?i:", true)];
        let kind = kinds.into_iter().find_map(|(opens, fold)| Some((self.rest.strip_prefix(opens)?, fold)));
        let (rest, fold) = match kind {
            Some(kind) => kind,
            None if self.rest.starts_with("(?") => return None,
            None => (&self.rest[1..], fold),
        };
        self.rest = rest;
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let inner = self.either(fold)?;
        self.depth -= 1;
        self.rest = self.rest.strip_prefix(')')?;
        Some(inner)
    }

    /// What was read, as often as is written behind it.
    fn times(&mut self, of: Shape) -> Option<Shape> {
        let (min, max, length) = match self.rest.bytes().next() {
            Some(b'?') => (0, Some(1), 1),
            Some(b'*') => (0, None, 1),
            Some(b'+') => (1, None, 1),
            Some(b'{') => {
                let end = self.rest.find('}')?;
                let (min, max) = match self.rest[1..end].split_once(',') {
                    None => (&self.rest[1..end], &self.rest[1..end]),
                    Some(bounds) => bounds,
                };
                let min = min.parse().ok()?;
                let max = if max.is_empty() { None } else { Some(max.parse().ok()?) };
                if max.is_some_and(|max| max < min) {
                    return None;
                }
                (min, max, end + 1)
            }
            _ => return Some(of),
        };
        self.rest = &self.rest[length..];
        let lazy = self.rest.strip_prefix('?');
        self.rest = lazy.unwrap_or(self.rest);
        if self.rest.starts_with(['?', '*', '+', '{']) {
            return None;
        }
        Some(Shape::Repeat { of: Arc::new(of), min, max, greedy: lazy.is_none() })
    }

    /// Adds letters and digits of ASCII to the parts from that number on, joining words.
    fn push_word(&mut self, from: usize, word: &str, fold: bool) {
        match self.open[from..].last_mut() {
            Some(Shape::Literal { text, exact }) if *exact != fold => {
                let from = text.len();
                text.push_str(word);
                if fold {
                    text[from..].make_ascii_lowercase();
                }
            }
            _ => self.open.push(Shape::Literal { text: cased(word, fold), exact: !fold }),
        }
    }
}

/// Letters and digits of ASCII, small where case does not matter.
fn cased(word: &str, fold: bool) -> String {
    if fold { word.to_ascii_lowercase() } else { word.to_string() }
}

fn literal(c: char, fold: bool) -> Shape {
    Shape::Literal { text: if fold { folded(c) } else { c }.to_string(), exact: !fold }
}

/// The bytes of the class that begins a text, if no class stands inside it.
fn class(text: &str) -> Option<usize> {
    let start = if text.starts_with("[^") { 2 } else { 1 };
    let mut chars = text[start..].char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            '[' => return None,
            ']' if at > 0 => return Some(start + at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_quickly_is_what_the_parser_of_the_crate_reads() {
        for source in [
            "made|issued",
            "grad(?:ing|e)s? of",
            r"(?-i:PCC){2,3} \d+(?:\.\d)?",
            r"[^\]a-z]{0,60}?x*",
            "a{3}b{2,}",
            "(|a)(b|)",
            "\u{E000}of\u{E000}'?\u{E002}?",
            r"(?-u:\b)Chief(?-u:\b).+\(x\)",
            "Ünder",
            r"[.]?\s*\z",
        ] {
            let slow = Shape::parse_all(source).unwrap();
            assert_eq!(format!("{:?}", parse(source)), format!("{:?}", Some(slow)), "{source}");
        }
    }

    #[test]
    fn what_is_out_of_the_ordinary_is_left_to_it() {
        for source in
            [r"\bx", "^x", r"\p{Lu}", "(?s:.)", "[[:alpha:]]", "x**", "*x", "(x", "x)", "[x", "x{2", "x{3,2}"]
        {
            assert!(parse(source).is_none(), "{source}");
        }
    }
}
