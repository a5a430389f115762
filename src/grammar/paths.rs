//! The words and values with which a match can begin, one after the other, as far as a pattern tells them.
//!
//! A path is a superset: signs between words are passed over, and it ends where a pattern leaves open what
//! follows. Where paths of all rules begin in a text is the matter of [`super::starts`].

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::class::Class;
use super::compile::Part;
use super::pattern::Slot;
use super::program::Program;
use super::reader::Reader;
use super::shape::Shape;
use crate::value::BeginsAt;
use crate::words::{Signs, WordHash, Words};

/// One thing on a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Symbol {
    /// The word of that hash.
    Word(WordHash),
    /// What the list of that number reads.
    List(u32),
    /// A value of the kind of that number.
    Kind(u32),
    /// A word that begins with a digit.
    Figure,
    /// A word after one of these signs.
    After(Signs),
}

/// The most steps of a path: what goes on from there is left to the outline.
const MOST_STEPS: u8 = 2;

/// The most paths that are told apart.
const MOST_PATHS: usize = 150;

/// So many expressions are gone through, those in repeats twice: repeats in repeats would double them each
/// time.
const MOST_SHAPES: usize = 20_000;

/// The paths of a pattern, as a tree; node 0 is where they begin.
#[derive(Debug)]
pub struct Paths {
    /// For each node but the first the one before it, and what leads from there.
    pub nodes: Vec<(u32, Symbol)>,
    /// Where paths end, in order.
    pub ends: Vec<u32>,
}

impl Paths {
    /// Whether some match begins with something of which nothing is known.
    pub fn are_open(&self) -> bool {
        self.ends.first() == Some(&0)
    }
}

/// How far a pattern has been gone through: past a node, and into a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Open {
    node: u32,
    steps: u8,
    at: At,
}

/// Where in the text between two steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum At {
    /// Where a word can begin.
    Border,
    /// In a word, of whose letters so far this is the hash; with whether it begins with a digit.
    Word(WordHash, bool),
    /// Where a value has just ended, in the middle of a word perhaps.
    Value,
}

/// On the way through a pattern.
struct Walk<'p> {
    readers: &'p [Vec<Reader>],
    slots: &'p [Slot],
    words: &'p Words,
    nodes: Vec<(u32, Symbol)>,
    /// For each node whether a path ends there.
    ended: Vec<bool>,
    known: FxHashMap<(u32, Symbol), u32>,
    /// How many expressions have been gone through.
    shapes: usize,
}

impl Program {
    /// The paths with which its matches begin.
    pub fn paths(&self, words: &Words) -> Paths {
        let mut walk = Walk {
            readers: &self.readers,
            slots: &self.slots,
            words,
            nodes: vec![(0, Symbol::List(0))],
            ended: vec![false],
            known: FxHashMap::default(),
            shapes: 0,
        };
        let mut open = vec![Open { node: 0, steps: 0, at: At::Border }];
        walk.parts(self.parts(), &mut open);
        // A pattern ends with a word.
        walk.border(&mut open);
        walk.end(&mut open);
        let Walk { nodes, ended, .. } = walk;
        let ends = (0..).zip(ended).filter_map(|(node, ended)| ended.then_some(node)).collect();
        Paths { nodes, ends }
    }
}

impl Walk<'_> {
    fn parts(&mut self, parts: &[Part], open: &mut Vec<Open>) {
        for part in parts {
            if open.is_empty() {
                break;
            }
            match part {
                Part::Text(shape, _) => self.shape(shape, open),
                Part::LineStart => {}
                Part::LineEnd | Part::Gap(_) => {
                    self.border(open);
                    self.end(open);
                }
                Part::Slot(slot) => {
                    self.values(&self.readers[*slot], open);
                    // How many more values follow in a list is not known.
                    if self.slots[*slot].list {
                        self.end(open);
                    }
                }
                Part::Group { alternatives, optional } => {
                    self.either(alternatives, *optional, open, |walk, parts, open| walk.parts(parts, open));
                }
            }
        }
    }

    /// One of several ways, or none of them.
    fn either<W>(
        &mut self,
        ways: &[W],
        optional: bool,
        open: &mut Vec<Open>,
        go: fn(&mut Self, &W, &mut Vec<Open>),
    ) {
        let before = std::mem::take(open);
        let mut after = Vec::new();
        for way in ways {
            after.clone_from(&before);
            go(self, way, &mut after);
            open.append(&mut after);
        }
        if optional {
            open.extend(before);
        }
        self.few(open);
    }

    fn shape(&mut self, shape: &Shape, open: &mut Vec<Open>) {
        if open.is_empty() {
            return;
        }
        self.shapes += 1;
        if self.shapes > MOST_SHAPES {
            return self.end(open);
        }
        match shape {
            Shape::Literal { text, .. } => self.literal(text, open),
            Shape::Class(class) if class.has_letters() => match class.few() {
                Some(chars) => self.either(&chars, false, open, |walk, c, open| {
                    walk.literal(c.encode_utf8(&mut [0; 4]), open);
                }),
                None => self.class(class, open),
            },
            Shape::Class(_) | Shape::Border | Shape::Start | Shape::End => self.border(open),
            Shape::Repeat { max: Some(0), .. } => {}
            Shape::Repeat { of, min, max, .. } => {
                let before = if *min == 0 { open.clone() } else { Vec::new() };
                self.shape(of, open);
                // Signs lead nowhere, however many there are.
                let signs = matches!(&**of, Shape::Class(class) if !class.has_letters());
                if *max != Some(1) && !signs {
                    let mut again = open.clone();
                    self.shape(of, &mut again);
                    again.retain(|again| !open.contains(again));
                    self.end(&mut again);
                }
                if *min == 0 {
                    open.extend(before);
                    self.few(open);
                }
            }
            // The ruin of a quote mark looks like a letter.
            ruin if ruin.is_ruin() => self.border(open),
            Shape::All(parts) => parts.iter().for_each(|part| self.shape(part, open)),
            Shape::Either(parts) => {
                self.either(parts, false, open, |walk, part, open| walk.shape(part, open));
            }
            Shape::Other(_) => self.end(open),
        }
    }

    fn literal(&mut self, text: &str, open: &mut Vec<Open>) {
        for (at, letters) in text.split(|c: char| !c.is_alphanumeric()).enumerate() {
            if at > 0 {
                self.border(open);
            }
            self.letters(letters, open);
        }
    }

    fn letters(&mut self, letters: &str, open: &mut Vec<Open>) {
        if letters.is_empty() {
            return;
        }
        open.retain_mut(|open| {
            let (mut word, figure) = match open.at {
                At::Border => (WordHash::default(), letters.starts_with(|c: char| c.is_ascii_digit())),
                At::Word(word, figure) => (word, figure),
                At::Value => {
                    self.ended[open.node as usize] = true;
                    return false;
                }
            };
            letters.chars().for_each(|c| word.letter(c));
            open.at = At::Word(word, figure);
            true
        });
    }

    /// Ends the words that have begun, and values.
    fn border(&mut self, open: &mut Vec<Open>) {
        self.words(open);
        open.iter_mut().for_each(|open| open.at = At::Border);
        self.few(open);
    }

    /// Ends the words that have begun.
    fn words(&mut self, open: &mut Vec<Open>) {
        open.retain_mut(|open| match open.at {
            At::Word(word, _) => {
                let next = self.step(*open, Symbol::Word(word), At::Border);
                next.is_some_and(|next| {
                    *open = next;
                    true
                })
            }
            At::Border | At::Value => true,
        });
    }

    fn values(&mut self, readers: &[Reader], open: &mut Vec<Open>) {
        // Lists and nearly all parsers read nothing in the middle of a word.
        if readers.iter().any(Reader::may_begin_within_word) {
            self.end(open);
        }
        self.words(open);
        for before in std::mem::take(open) {
            if before.at == At::Value {
                self.ended[before.node as usize] = true;
                continue;
            }
            for reader in readers {
                let symbol = match reader {
                    Reader::List(list) if self.words.lists()[*list].begins_with_words() => {
                        Symbol::List(*list as u32)
                    }
                    Reader::Kind(kind) if kind.sparse => Symbol::Kind(kind.number() as u32),
                    Reader::Kind(kind) if kind.begins_at == BeginsAt::Sign => {
                        self.last(before, Symbol::After(kind.first_signs()));
                        continue;
                    }
                    _ => {
                        self.ended[before.node as usize] = true;
                        continue;
                    }
                };
                open.extend(self.step(before, symbol, At::Value));
            }
        }
        self.few(open);
    }

    /// A character that may be a letter: of such words no more is known.
    fn class(&mut self, class: &Class, open: &mut Vec<Open>) {
        if class.is_of_figures() {
            open.retain(|open| {
                let begins = open.at == At::Border;
                if begins {
                    self.last(*open, Symbol::Figure);
                }
                !begins
            });
        }
        self.end(open);
    }

    /// Ends a path with a step of which no more is known.
    fn last(&mut self, open: Open, symbol: Symbol) {
        if let Some(open) = self.step(open, symbol, At::Value) {
            self.ended[open.node as usize] = true;
        }
    }

    /// One step on, unless there are enough.
    fn step(&mut self, from: Open, symbol: Symbol, at: At) -> Option<Open> {
        let new = self.nodes.len() as u32;
        let node = *self.known.entry((from.node, symbol)).or_insert(new);
        if node == new {
            self.nodes.push((from.node, symbol));
            self.ended.push(false);
        }
        let steps = from.steps + 1;
        if steps == MOST_STEPS {
            self.ended[node as usize] = true;
            return None;
        }
        Some(Open { node, steps, at })
    }

    /// Ends paths where what follows is not known.
    fn end(&mut self, open: &mut Vec<Open>) {
        for open in open.drain(..) {
            match open.at {
                At::Word(_, true) => self.last(open, Symbol::Figure),
                _ => self.ended[open.node as usize] = true,
            }
        }
    }

    /// Leaves what no path has ended before, each once; nothing where that is too much.
    fn few(&mut self, open: &mut Vec<Open>) {
        open.retain(|open| !self.is_past(open.node));
        if !open.is_sorted() {
            open.sort_unstable();
        }
        open.dedup();
        if open.len() > MOST_PATHS {
            self.end(open);
        }
    }

    /// Whether a path ends at a node or before it, so that what goes on from there tells nothing.
    fn is_past(&self, node: u32) -> bool {
        let mut at = node as usize;
        while at != 0 && !self.ended[at] {
            at = self.nodes[at].0 as usize;
        }
        self.ended[at]
    }
}
