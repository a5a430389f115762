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
//! | `{..}` `{..90}` | a gap of at most 60 (90) bytes between two words, as short as possible, within the window of the rule |
//!
//! Pieces (`{=name}`) have been put in before, by [`super::pieces`]. Matching, with its backtracking, is the
//! business of [`super::program`].

use std::iter;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The kind of value that nothing reads, where this is the flaw.
    pub unread: Option<String>,
}

impl Flaw {
    pub(crate) fn new(place: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Flaw {
        Flaw { place, message: message.into(), help: help.into(), unread: None }
    }
}

/// Reads a pattern.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn parse(pattern: &str) -> Result<Vec<Node>, Flaw> {
    let mut parser = Parser { pattern, at: 0, depth: 0 };
    let mut text = String::with_capacity(pattern.len() * 2);
    let ways = parser.alternatives(&mut text)?;
    if parser.at < pattern.len() {
        return Err(parser.flaw(
            parser.at..parser.at + 1,
            "this bracket closes nothing",
            "write `\\)` for the character itself",
        ));
    }
    Ok(match ways {
        Ways::Text(1) => Vec::from_iter(some_text(&text)),
        Ways::Text(_) => vec![Node::Text(format!("(?:{text})"))],
        Ways::Nodes(mut alternatives) if alternatives.len() == 1 => alternatives.remove(0),
        Ways::Nodes(alternatives) => vec![Node::Group { alternatives, optional: false }],
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

/// What was read up to the end of a group.
enum Ways {
    /// So many alternatives, as one regular expression that has been written.
    Text(usize),
    /// Alternatives that are more than that.
    Nodes(Vec<Vec<Node>>),
}

/// Alternatives of which some are read: a regular expression as long as nothing else stands in them.
struct Open {
    /// Where they begin in the text that is being written.
    begin: usize,
    /// Where those after the first begin there.
    starts: SmallVec<[usize; 12]>,
    /// Whether they hold only words.
    plain: bool,
    /// The alternatives, and the nodes of the last, where they hold something else.
    nodes: Option<(Vec<Vec<Node>>, Vec<Node>)>,
}

impl Open {
    fn new(begin: usize) -> Open {
        Open { begin, starts: SmallVec::new(), plain: true, nodes: None }
    }

    /// Ends an alternative.
    fn bar(&mut self, text: &mut String) {
        match &mut self.nodes {
            Some((alternatives, nodes)) => {
                nodes.extend(some_text(&text[self.begin..]));
                text.truncate(self.begin);
                alternatives.push(std::mem::take(nodes));
            }
            None => {
                text.push('|');
                self.starts.push(text.len());
            }
        }
    }

    /// Adds what is no regular expression, and what has been written before it.
    fn push(&mut self, node: Node, text: &mut String) {
        let (_, nodes) = self.nodes.get_or_insert_with(|| {
            let mut from = self.begin;
            let mut alternatives = Vec::new();
            for start in self.starts.drain(..) {
                alternatives.push(Vec::from_iter(some_text(&text[from..start - 1])));
                from = start;
            }
            text.replace_range(self.begin..from, "");
            (alternatives, Vec::new())
        });
        nodes.extend(some_text(&text[self.begin..]));
        text.truncate(self.begin);
        nodes.push(node);
    }

    fn close(mut self, text: &mut String) -> Ways {
        if self.nodes.is_some() {
            self.bar(text);
        }
        match self.nodes {
            Some((alternatives, _)) => Ways::Nodes(alternatives),
            None => {
                if self.plain && !self.starts.is_empty() {
                    longest_first(text, self.begin, &self.starts);
                }
                Ways::Text(self.starts.len() + 1)
            }
        }
    }
}

impl<'p> Parser<'p> {
    fn rest(&self) -> &'p str {
        &self.pattern[self.at..]
    }

    fn flaw(&self, place: Range<usize>, message: &str, help: &str) -> Flaw {
        Flaw::new(place, message, help)
    }

    /// Reads alternatives up to a bracket that closes, or to the end; as far as they are a regular expression
    /// it is added to the text.
    fn alternatives(&mut self, text: &mut String) -> Result<Ways, Flaw> {
        let mut open = Open::new(text.len());
        while let Some(c) = self.rest().chars().next() {
            match c {
                ')' => break,
                '|' => {
                    self.at += 1;
                    open.bar(text);
                }
                // Most of a pattern is words with spaces between them.
                ' ' => {
                    self.at += 1;
                    text.push(SPACE.mark);
                }
                c if c.is_ascii_alphanumeric() => {
                    let length = self.rest().bytes().take_while(u8::is_ascii_alphanumeric).count();
                    text.push_str(&self.rest()[..length]);
                    self.at += length;
                }
                c => {
                    open.plain &= c.is_alphanumeric();
                    if let Some(node) = self.node(c, text)? {
                        open.push(node, text);
                    }
                }
            }
        }
        Ok(open.close(text))
    }

    /// Reads one element: adds it to the text, or gives it back where it is no regular expression.
    fn node(&mut self, c: char, text: &mut String) -> Result<Option<Node>, Flaw> {
        let start = self.at;
        self.at += c.len_utf8();
        match c {
            '\'' => text.push(QUOTE.mark),
            '-' => text.push(DASH.mark),
            '^' => return Ok(Some(Node::LineStart)),
            '$' => return Ok(Some(Node::LineEnd)),
            '\\' => match self.rest().chars().next() {
                Some('n') => {
                    self.at += 1;
                    text.push(LINE_BREAK.mark);
                }
                // Borders of ASCII words: automata are fast with these, and a program checks its ends itself.
                Some('b') => {
                    self.at += 1;
                    text.push_str(r"(?-u:\b)");
                }
                Some(escaped) => {
                    self.at += escaped.len_utf8();
                    if matches!(escaped, 'p' | 'P' | 'x' | 'u') && self.rest().starts_with('{') {
                        self.at += self.rest().find('}').map_or(self.rest().len(), |end| end + 1);
                    }
                    text.push_str(&self.pattern[start..self.at]);
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
                text.push_str(&self.pattern[start..self.at]);
            }
            '(' => return self.group(start, text),
            '{' if !self.rest().starts_with(|c: char| c.is_ascii_digit() || c == ',') => {
                return self.slot(start).map(Some);
            }
            other => text.push(other),
        }
        Ok(None)
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

    fn group(&mut self, start: usize, text: &mut String) -> Result<Option<Node>, Flaw> {
        let mut flags = "?:";
        if self.rest().starts_with('?') {
            let end = self.rest().find([':', ')']).filter(|&end| self.rest().as_bytes()[end] == b':');
            let Some(end) = end else {
                return Err(self.flaw(
                    start..self.at + 1,
                    "unknown kind of group",
                    "groups are `(...)`, `(?:...)` and `(?-i:...)` where capitals matter",
                ));
            };
            flags = &self.rest()[..=end];
            self.at += end + 1;
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            let help = "write what they hold one after the other, or as rules of their own";
            let message = format!("brackets lie more than {DEEPEST} deep in one another");
            return Err(self.flaw(start..start + 1, &message, help));
        }
        let begin = text.len();
        text.push('(');
        text.push_str(flags);
        let ways = self.alternatives(text)?;
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
        let Ways::Nodes(alternatives) = ways else {
            text.push(')');
            text.push_str(quantifier);
            return Ok(None);
        };
        text.truncate(begin);
        match quantifier {
            "" | "?" => Ok(Some(Node::Group { alternatives, optional: quantifier == "?" })),
            _ => Err(self.flaw(
                self.at - quantifier.len()..self.at,
                "a group that holds a slot cannot be repeated",
                "it may be optional (`?`); a slot repeats as a list, `{name+}`",
            )),
        }
    }

    fn quantifier(&mut self) -> &'p str {
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
        self.at += length;
        &rest[..length]
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

/// A regular expression as a node, if it is not empty.
fn some_text(text: &str) -> Option<Node> {
    (!text.is_empty()).then(|| Node::Text(text.to_string()))
}

/// Sorts the alternatives at the end of a text, plain words, of which those after the first begin at
/// `starts`: the first that fits is taken, and `sent on` is meant by `sent|sent on`.
fn longest_first(text: &mut String, begin: usize, starts: &[usize]) {
    let begins = iter::once(begin).chain(starts.iter().copied());
    let ends = starts.iter().map(|start| start - 1).chain([text.len()]);
    if ends.zip(begins).is_sorted_by(|(end, begin), (next_end, next)| end - begin >= next_end - next) {
        return;
    }
    let mut ways: Vec<&str> = text[begin..].split('|').collect();
    ways.sort_by_key(|way| std::cmp::Reverse(way.len()));
    let sorted = ways.join("|");
    text.replace_range(begin.., &sorted);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(source: &str) -> Node {
        Node::Text(source.to_string())
    }

    #[test]
    fn quote_marks_and_dashes_are_those_that_words_know() {
        for (sign, plain) in [(&QUOTE, '\''), (&DASH, '-')] {
            let meaning = regex::Regex::new(&format!("^(?:{})$", sign.meaning)).unwrap();
            for c in (0..=0xffff).filter_map(char::from_u32) {
                assert_eq!(
                    meaning.is_match(&c.to_string()),
                    crate::words::plain(c) == plain,
                    "{c:?} {plain:?}"
                );
            }
        }
    }

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
