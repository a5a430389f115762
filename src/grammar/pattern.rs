//! The pattern language: from the text of a rule to a small program, or to a [`Flaw`] with its place.
//!
//! A pattern is a regular expression in any case with a few signs of its own:
//!
//! | sign | means |
//! | --- | --- |
//! | a space | any white space or mark-up, so line breaks do not matter |
//! | `'` | one quote mark or apostrophe of any kind |
//! | `-` | one hyphen or dash of any kind |
//! | `^` `$` | start of a line, past its mark-up; end of a line |
//! | `\n` | one or more line breaks |
//! | `{kind}` | a value that a parser or a word list reads |
//! | `{column:kind}` | the same, for a column of another name |
//! | `{a\|b}` | the first of several kinds that reads something |
//! | `{kind+}` | a list: `A, B and C` |
//! | `{..}` `{..90}` | a gap of at most 60 (90) bytes, as short as possible, within the same sentence |
//!
//! Pieces (`{=name}`) have been put in before, by [`super::pieces`]. Matching, with its backtracking, is the business of [`super::program`].

use std::ops::Range;

/// One element of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A regular expression in the dialect of the `regex` crate, with marks for the signs of its own.
    Text(String),
    /// A value.
    Slot(Slot),
    /// At most so many bytes of anything.
    Gap(usize),
    /// The start of a line.
    LineStart,
    /// The end of a line.
    LineEnd,
    /// Alternatives with slots in them.
    Group {
        /// What may stand here, in order.
        alternatives: Vec<Vec<Node>>,
        /// Whether the group may be left out.
        optional: bool,
    },
}

/// A place in a pattern where a value is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// The column that takes the value, if it is not the kind's own.
    pub column: Option<String>,
    /// Names of kinds or word lists, in order of preference.
    pub kinds: Vec<String>,
    /// Whether several values may stand here as a list.
    pub list: bool,
    /// Where the slot stands in the pattern, in bytes.
    pub place: (usize, usize),
}

/// What is wrong with a pattern, and where, in bytes of the pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The bytes at fault.
    pub place: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do instead.
    pub help: String,
}

/// Reads a pattern.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn parse(pattern: &str) -> Result<Vec<Node>, Flaw> {
    let mut parser = Parser { pattern, at: 0, depth: 0 };
    let mut alternatives = parser.alternatives()?;
    if parser.at < pattern.len() {
        return Err(parser.flaw(
            parser.at..parser.at + 1,
            "this bracket closes nothing",
            "write `\\)` for the character itself",
        ));
    }
    if alternatives.len() == 1 {
        return Ok(alternatives.remove(0));
    }
    Ok(match as_text(&alternatives) {
        Some(text) => vec![Node::Text(format!("(?:{text})"))],
        None => vec![Node::Group { alternatives, optional: false }],
    })
}

/// A sign of the pattern language within a [`Node::Text`], where one character stands for it.
pub(super) struct Sign {
    /// What stands for it: a character that no text has.
    pub(super) mark: char,
    /// As the grammar writes it.
    pub(super) written: &'static str,
    /// The regular expression that it means.
    pub(super) meaning: &'static str,
}

pub(super) static SIGNS: [Sign; 4] = [SPACE, DASH, QUOTE, LINE_BREAK];

const SPACE: Sign = Sign { mark: '\u{E000}', written: " ", meaning: r"[\s*_]+" };
const DASH: Sign = Sign { mark: '\u{E001}', written: "-", meaning: "[-‐‑‒–—−]" };
/// Any quote mark, also as it looks when UTF-8 was read as windows-1252.
const QUOTE: Sign =
    Sign {
        mark: '\u{E002}', written: "'", meaning: "(?:['\"‘’‛“”„`´′″«»‹›]|â€[œ™˜\u{9d}]?)"
    };
const LINE_BREAK: Sign =
    Sign { mark: '\u{E003}', written: r"\n", meaning: r"[^\S\n]*[*_,;]*[^\S\n]*\n[\s>*_]*" };
const DEFAULT_GAP: usize = 60;
/// Brackets deeper than that are refused, as the crate `regex-syntax` is told to do.
const DEEPEST: usize = 60;

struct Parser<'p> {
    pattern: &'p str,
    at: usize,
    /// In how many brackets it is.
    depth: usize,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        &self.pattern[self.at..]
    }

    fn flaw(&self, place: Range<usize>, message: &str, help: &str) -> Flaw {
        Flaw { place, message: message.to_string(), help: help.to_string() }
    }

    fn alternatives(&mut self) -> Result<Vec<Vec<Node>>, Flaw> {
        let mut alternatives = Vec::new();
        let mut nodes = Vec::new();
        while let Some(c) = self.rest().chars().next() {
            match c {
                ')' => break,
                '|' => {
                    self.at += 1;
                    alternatives.push(std::mem::take(&mut nodes));
                }
                // Most of a pattern is words with spaces between them.
                ' ' => {
                    self.at += 1;
                    add_text(&mut nodes, SPACE.mark.encode_utf8(&mut [0; 4]));
                }
                c if c.is_ascii_alphanumeric() => {
                    let length = self.rest().bytes().take_while(u8::is_ascii_alphanumeric).count();
                    add_text(&mut nodes, &self.rest()[..length]);
                    self.at += length;
                }
                c => {
                    let node = self.node(c)?;
                    push(&mut nodes, node);
                }
            }
        }
        alternatives.push(nodes);
        Ok(alternatives)
    }

    fn node(&mut self, c: char) -> Result<Node, Flaw> {
        let start = self.at;
        self.at += c.len_utf8();
        Ok(match c {
            '\'' => sign(&QUOTE),
            '-' => sign(&DASH),
            '^' => Node::LineStart,
            '$' => Node::LineEnd,
            '\\' => match self.rest().chars().next() {
                Some('n') => {
                    self.at += 1;
                    sign(&LINE_BREAK)
                }
                // Borders of ASCII words: automata are fast with these, and a program checks its ends itself.
                Some('b') => {
                    self.at += 1;
                    text(r"(?-u:\b)")
                }
                Some(escaped) => {
                    self.at += escaped.len_utf8();
                    if matches!(escaped, 'p' | 'P' | 'x' | 'u') && self.rest().starts_with('{') {
                        self.at += self.rest().find('}').map_or(self.rest().len(), |end| end + 1);
                    }
                    text(&self.pattern[start..self.at])
                }
                None => {
                    return Err(self.flaw(
                        start..start + 1,
                        "a pattern cannot end with a backslash",
                        "write `\\\\` for the character itself",
                    ));
                }
            },
            '[' => {
                self.class(start)?;
                text(&self.pattern[start..self.at])
            }
            '(' => self.group(start)?,
            '{' if !self.rest().starts_with(|c: char| c.is_ascii_digit() || c == ',') => self.slot(start)?,
            other => text(other.encode_utf8(&mut [0; 4])),
        })
    }

    /// A character class, copied as it is.
    fn class(&mut self, start: usize) -> Result<(), Flaw> {
        let mut depth = 1;
        let mut escaped = false;
        for (offset, c) in self.rest().char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '[' => depth += 1,
                ']' if offset > 0 => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.at += offset + 1;
                return Ok(());
            }
        }
        Err(self.flaw(start..self.pattern.len(), "this `[` is never closed", "close it with `]`"))
    }

    fn group(&mut self, start: usize) -> Result<Node, Flaw> {
        let mut flags = "?:".to_string();
        if self.rest().starts_with('?') {
            let end = self.rest().find([':', ')']).filter(|&end| self.rest().as_bytes()[end] == b':');
            let Some(end) = end else {
                return Err(self.flaw(
                    start..self.at + 1,
                    "unknown kind of group",
                    "groups are `(...)`, `(?:...)` and `(?-i:...)` where capitals matter",
                ));
            };
            flags = self.rest()[..=end].to_string();
            self.at += end + 1;
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            let help = "write what they hold one after the other, or as rules of their own";
            let message = format!("brackets lie more than {DEEPEST} deep in one another");
            return Err(self.flaw(start..start + 1, &message, help));
        }
        let alternatives = self.alternatives()?;
        self.depth -= 1;
        if !self.rest().starts_with(')') {
            return Err(self.flaw(
                start..start + 1,
                "this bracket is never closed",
                "close it with `)`, or write `\\(` for the character itself",
            ));
        }
        self.at += 1;
        let quantifier = self.quantifier();
        if let Some(text) = as_text(&alternatives) {
            return Ok(Node::Text(format!("({flags}{text}){quantifier}")));
        }
        match quantifier.as_str() {
            "" | "?" => Ok(Node::Group { alternatives, optional: quantifier == "?" }),
            _ => Err(self.flaw(
                self.at - quantifier.len()..self.at,
                "a group that holds a slot cannot be repeated",
                "it may be optional (`?`); a slot repeats as a list, `{name+}`",
            )),
        }
    }

    fn quantifier(&mut self) -> String {
        let rest = self.rest();
        let mut length = match rest.chars().next() {
            Some('?' | '*' | '+') => 1,
            Some('{') if rest[1..].starts_with(|c: char| c.is_ascii_digit() || c == ',') => {
                rest.find('}').map_or(0, |end| end + 1)
            }
            _ => 0,
        };
        if length > 0 && rest[length..].starts_with('?') {
            length += 1;
        }
        let quantifier = rest[..length].to_string();
        self.at += length;
        quantifier
    }

    fn slot(&mut self, start: usize) -> Result<Node, Flaw> {
        let Some(length) = self.rest().find('}') else {
            return Err(self.flaw(start..start + 1, "this `{` is never closed", "close the slot with `}`"));
        };
        let inside = self.rest()[..length].to_string();
        self.at += length + 1;
        let place = start..self.at;
        if let Some(size) = inside.strip_prefix("..") {
            return match size.parse() {
                _ if size.is_empty() => Ok(Node::Gap(DEFAULT_GAP)),
                Ok(bytes) if bytes <= 400 => Ok(Node::Gap(bytes)),
                _ => Err(self.flaw(place, "not a length for a gap", "write `{..}` or `{..90}`, at most 400")),
            };
        }
        let (column, kinds) = match inside.split_once(':') {
            Some((column, kinds)) => (Some(column.trim().to_string()), kinds),
            None => (None, inside.as_str()),
        };
        let list = kinds.ends_with('+');
        let kinds: Vec<String> =
            kinds.trim_end_matches('+').split('|').map(|kind| kind.trim().to_string()).collect();
        let named = |name: &String| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit())
        };
        if !kinds.iter().chain(&column).all(named) {
            return Err(self.flaw(
                place,
                "not a slot",
                "a slot is `{kind}`, `{column:kind}`, `{one|other}` or a list `{kind+}`, in small letters",
            ));
        }
        Ok(Node::Slot(Slot { column, kinds, list, place: (place.start, place.end) }))
    }
}

fn sign(sign: &Sign) -> Node {
    Node::Text(sign.mark.to_string())
}

fn text(source: &str) -> Node {
    Node::Text(source.to_string())
}

/// Adds to the text at the end of some nodes.
fn add_text(nodes: &mut Vec<Node>, source: &str) {
    match nodes.last_mut() {
        Some(Node::Text(before)) => before.push_str(source),
        _ => nodes.push(text(source)),
    }
}

/// Adds a node, joining texts so that each piece is one regular expression.
fn push(nodes: &mut Vec<Node>, node: Node) {
    match (nodes.last_mut(), node) {
        (Some(Node::Text(before)), Node::Text(text)) => before.push_str(&text),
        (_, node) => nodes.push(node),
    }
}

/// The alternatives as one regular expression, where they hold nothing else.
///
/// Plain words stand longest first: the first that fits is taken, and `sent on` is meant by `sent|sent on`.
fn as_text(alternatives: &[Vec<Node>]) -> Option<String> {
    let texts: Option<Vec<&str>> = alternatives
        .iter()
        .map(|nodes| match nodes.as_slice() {
            [] => Some(""),
            [Node::Text(text)] => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let mut texts = texts?;
    let is_plain = |text: &&str| text.chars().all(|c| c.is_alphanumeric() || c == SPACE.mark);
    if texts.iter().all(is_plain) {
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
    }
    Some(texts.join("|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_space_is_white_space_but_not_inside_a_class() {
        assert_eq!(parse("a [ b]").unwrap(), vec![text(&format!("a{}[ b]", SPACE.mark))]);
    }

    #[test]
    fn groups_without_slots_stay_regular_expressions() {
        assert_eq!(parse("grad(ing|e)s?").unwrap(), vec![text("grad(?:ing|e)s?")]);
        assert_eq!(parse(r"(?-i:PCC){2,3}").unwrap(), vec![text("(?-i:PCC){2,3}")]);
    }

    #[test]
    fn slots_gaps_and_optional_groups_become_nodes() {
        let nodes = parse("by {who:person|office+}( of {territory})?{..90}$").unwrap();
        let Node::Slot(slot) = &nodes[1] else { panic!("{nodes:?}") };
        assert_eq!((slot.column.as_deref(), slot.list), (Some("who"), true));
        assert_eq!(slot.kinds, ["person", "office"]);
        assert!(matches!(&nodes[2], Node::Group { optional: true, alternatives } if alternatives.len() == 1));
        assert_eq!(nodes[3..], [Node::Gap(90), Node::LineEnd]);
    }

    #[test]
    fn flaws_name_their_place_and_a_way_out() {
        for (pattern, place, help) in [
            ("made {count", 5..6, "close the slot"),
            ("made (a|b", 5..6, "close it with `)`"),
            ("made a)", 6..7, r"write `\)`"),
            ("[ab", 0..3, "close it with `]`"),
            ("{Count}", 0..7, "small letters"),
            ("( {count})+", 10..11, "repeats as a list"),
            ("{..9000}", 0..8, "at most 400"),
            ("a\\", 1..2, "write `\\\\`"),
        ] {
            let flaw = parse(pattern).unwrap_err();
            assert_eq!(flaw.place, place, "{pattern}");
            assert!(flaw.help.contains(help), "{pattern}: {}", flaw.help);
        }
    }
}
