//! From the parts of a pattern to its outline.
//!
//! Letters are gathered to words, whatever groups and repeats they stand in; signs between words become what
//! may and must stand there.

use super::{ADMITTED, Ahead, Edge, Link, Node, Outline, Skip};
use crate::grammar::class::{Bytes, Class};
use crate::grammar::compile::Part;
use crate::grammar::needs::begins_with_border;
use crate::grammar::program::{Joint, Program};
use crate::grammar::reader::Reader;
use crate::grammar::shape::Shape;
use crate::value::BeginsAt;
use crate::words::{Signs, WordHash, Words};

/// The most ends of words that are told apart.
const MOST_OPEN: usize = 300;

/// So many ends of words in all rounds of a repeat are kept apart.
const MOST_ROUNDS: usize = 60;

/// So many expressions are drawn, those in repeats for each of their rounds: repeats in repeats in repeats
/// would double them each time.
const MOST_SHAPES: usize = 20_000;

const START: u32 = 1;

/// How far a pattern has been gone through: past a node, and into a word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Open {
    node: u32,
    at: At,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum At {
    /// Where a word can begin.
    Border,
    /// In a word, after these letters of it.
    Word(String),
    /// After the end of a word.
    Ended,
    /// Perhaps in the middle of a word, of which more is not known.
    Ragged,
}

impl Open {
    fn is_between_words(&self) -> bool {
        matches!(self.at, At::Border | At::Ended)
    }
}

impl Outline {
    /// The outline of a pattern.
    pub(in super::super) fn new(program: &Program, words: &Words, joint: &Joint) -> Outline {
        let nodes = vec![Draft::default(), Draft::default()];
        let mut drawing = Drawing { program, words, joint, nodes, shapes: 0 };
        let open = drawing.parts(program.parts(), vec![Open { node: START, at: At::Border }]);
        let open = drawing.settle(open);
        drawing.admit(open);
        drawing.finish()
    }
}

/// An outline in the making.
struct Drawing<'p> {
    program: &'p Program,
    words: &'p Words,
    joint: &'p Joint,
    nodes: Vec<Draft>,
    /// How many expressions have been drawn.
    shapes: usize,
}

/// A node in the making.
#[derive(Debug, Default)]
struct Draft {
    /// The words that lead on, by hash.
    words: Vec<(WordHash, Link)>,
    edges: Vec<(Edge, Link)>,
    ahead: Ahead,
}

impl Drawing<'_> {
    fn node(&mut self) -> u32 {
        self.nodes.push(Draft::default());
        self.nodes.len() as u32 - 1
    }

    fn edge(&mut self, from: u32, edge: Edge, to: u32) {
        self.nodes[from as usize].edges.push((edge, Link::to(to)));
    }

    fn parts(&mut self, parts: &[Part], mut open: Vec<Open>) -> Vec<Open> {
        for part in parts {
            if open.is_empty() {
                break;
            }
            open = match part {
                Part::Text(shape, _) => self.shape(shape, open),
                Part::LineStart => self.all(open, || Edge::LineStart),
                Part::LineEnd => self.all(open, || Edge::LineEnd),
                Part::Gap(bytes) => self.skip(open, *bytes, At::Border),
                Part::Slot(slot) => self.slot(*slot, open),
                Part::Group { alternatives, optional } => {
                    let mut after = if *optional { open.clone() } else { Vec::new() };
                    for alternative in alternatives {
                        after.extend(self.parts(alternative, open.clone()));
                    }
                    self.few(after)
                }
            };
        }
        open
    }

    fn slot(&mut self, slot: usize, open: Vec<Open>) -> Vec<Open> {
        let to = self.node();
        let readers = &self.program.readers[slot];
        if readers.iter().any(Reader::may_begin_within_word) {
            for Open { node, at } in &open {
                if let At::Word(word) = at {
                    self.edge(*node, Edge::Prefix(letters(word)), ADMITTED);
                }
            }
        }
        self.values(open, readers, to);
        if self.program.slots[slot].list {
            // Elements are parted by a sign at least.
            let next = self.parts(self.joint.0.parts(), vec![Open { node: to, at: At::Border }]);
            self.values(next, readers, to);
        }
        // What begins with a sign ends with one.
        let whole = |reader: &Reader| match reader {
            Reader::List(_) => true,
            Reader::Kind(kind) => kind.begins_at == BeginsAt::Sign,
        };
        let at = if readers.iter().all(whole) { At::Ended } else { At::Ragged };
        vec![Open { node: to, at }]
    }

    /// Leads past what one of some readers reads.
    fn values(&mut self, open: Vec<Open>, readers: &[Reader], to: u32) {
        for Open { node, .. } in self.settle(open) {
            for reader in readers {
                let edge = match reader {
                    Reader::List(list) if self.words.lists()[*list].begins_with_words() => Edge::List(*list),
                    Reader::List(list) => anything(self.words.lists()[*list].longest()),
                    Reader::Kind(kind) if kind.begins_at == BeginsAt::Anywhere => anything(kind.longest),
                    Reader::Kind(kind) => Edge::Kind(kind),
                };
                self.edge(node, edge, to);
            }
        }
    }

    fn shape(&mut self, shape: &Shape, open: Vec<Open>) -> Vec<Open> {
        if open.is_empty() {
            return open;
        }
        self.shapes += 1;
        if self.shapes > MOST_SHAPES {
            return self.admit(open);
        }
        if let Some(signs) = only_signs(shape) {
            return self.signs(open, signs, signs);
        }
        match shape {
            Shape::Literal { text, .. } => self.literal(text, open),
            Shape::Class(class) => match class.few() {
                Some(chars) => {
                    let one = |c: char| self.literal(c.encode_utf8(&mut [0; 4]), open.clone());
                    let after = chars.into_iter().flat_map(one).collect();
                    self.few(after)
                }
                None => self.run(open, class, 4),
            },
            Shape::Border => {
                let open = self.settle(open);
                open.into_iter().map(|open| Open { at: At::Border, ..open }).collect()
            }
            Shape::Start | Shape::End => self.settle(open),
            Shape::Repeat { of, min, max, .. } => self.repeat(of, *min, *max, open),
            Shape::All(parts) => parts.iter().fold(open, |open, part| self.shape(part, open)),
            Shape::Either(parts) => {
                let after = parts.iter().flat_map(|part| self.shape(part, open.clone())).collect();
                self.few(after)
            }
            Shape::Other(_) => self.admit(open),
        }
    }

    fn repeat(&mut self, of: &Shape, min: u32, max: Option<u32>, open: Vec<Open>) -> Vec<Open> {
        if let (Some(signs), 0) = (only_signs(of), min) {
            // Signs that may stand there are no way of their own, but a word may go on without them.
            let inside = |open: &&Open| matches!(open.at, At::Word(_) | At::Ragged);
            let mut after: Vec<Open> = open.iter().filter(inside).cloned().collect();
            after.extend(self.signs(open, Signs::NONE, signs));
            return after;
        }
        let mut after = if min == 0 { open.clone() } else { Vec::new() };
        match of {
            _ if max == Some(0) => {}
            _ if max == Some(1) || only_signs(of).is_some() => after.extend(self.shape(of, open)),
            Shape::Class(class) => {
                let most = max.map_or(u32::MAX / 2, |max| max.saturating_mul(4));
                after.extend(self.run(open, class, most));
            }
            of => {
                let first = self.shape(of, open);
                if let Some(rounds) = max.filter(|max| *max as usize * first.len() <= MOST_ROUNDS) {
                    after.extend(self.rounds(of, min, rounds, first));
                    return self.few(after);
                }
                // Where words end between two rounds, each leads back to where it began.
                if begins_with_border(of) || first.iter().all(Open::is_between_words) {
                    let again = self.join(first.clone());
                    let node = again.node;
                    let round = self.shape(of, vec![again.clone()]);
                    for open in self.settle(round.clone()) {
                        self.edge(open.node, Edge::Pass, node);
                    }
                    after.push(again);
                    after.extend(first.into_iter().chain(round).filter(|open| !open.is_between_words()));
                } else {
                    let again = self.shape(of, first.clone());
                    self.admit(again);
                    after.extend(first);
                }
            }
        }
        self.few(after)
    }

    /// Goes on after the first of so many rounds.
    fn rounds(&mut self, of: &Shape, min: u32, max: u32, first: Vec<Open>) -> Vec<Open> {
        let (mut open, mut after) = (first, Vec::new());
        for round in 1..=max {
            if round >= min {
                after.extend_from_slice(&open);
            }
            if round < max {
                open = self.shape(of, open);
            }
        }
        after
    }

    /// One node for all that is open.
    fn join(&mut self, open: Vec<Open>) -> Open {
        let ragged = open.iter().any(|open| open.at == At::Ragged);
        let node = self.node();
        for open in self.settle(open) {
            self.edge(open.node, Edge::Pass, node);
        }
        Open { node, at: if ragged { At::Ragged } else { At::Border } }
    }

    fn literal(&mut self, mut text: &str, mut open: Vec<Open>) -> Vec<Open> {
        while let Some(c) = text.chars().next() {
            let end = if c.is_alphanumeric() {
                let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
                open = self.letters(&text[..end], open);
                end
            } else {
                let signs = Signs::of_char(c);
                open = self.signs(open, signs, signs);
                c.len_utf8()
            };
            text = &text[end..];
        }
        open
    }

    fn letters(&mut self, letters: &str, open: Vec<Open>) -> Vec<Open> {
        let mut inside = Vec::with_capacity(open.len());
        for open in open {
            let mut word = match open.at {
                At::Border => String::new(),
                At::Word(word) => word,
                At::Ended => continue,
                At::Ragged => {
                    self.edge(open.node, Edge::Pass, ADMITTED);
                    continue;
                }
            };
            word.extend(letters.chars().flat_map(char::to_lowercase));
            inside.push(Open { at: At::Word(word), ..open });
        }
        inside
    }

    /// Some characters of a class that has letters.
    fn run(&mut self, open: Vec<Open>, class: &Class, most: u32) -> Vec<Open> {
        let to = self.node();
        // To classes the underscore and accents are letters; here they part words.
        let within_words = class.is_of_words();
        let signs = class.signs();
        let leads = || Box::new(class.leads());
        for open in open {
            match open.at {
                At::Word(word) => {
                    let middle = self.node();
                    self.edge(open.node, Edge::Prefix(letters(&word)), middle);
                    self.edge(
                        middle,
                        Edge::Skip(Skip { most, signs, some: false, partly: true, leads: leads() }),
                        to,
                    );
                }
                At::Border if within_words => {
                    self.edge(open.node, Edge::Lead(leads(), signs), to);
                }
                at => {
                    let some = at != At::Ragged;
                    self.edge(
                        open.node,
                        Edge::Skip(Skip { most, signs, some, partly: true, leads: leads() }),
                        to,
                    );
                }
            }
        }
        if within_words {
            self.edge(to, Edge::Joined(signs), to);
        }
        vec![Open { node: to, at: At::Ragged }]
    }

    /// Signs end the words that have begun.
    fn signs(&mut self, open: Vec<Open>, need: Signs, may: Signs) -> Vec<Open> {
        let node = self.node();
        for open in self.settle(open) {
            self.nodes[open.node as usize].edges.push((Edge::Pass, Link { node, need, may }));
        }
        vec![Open { node, at: At::Border }]
    }

    fn skip(&mut self, open: Vec<Open>, most: usize, at: At) -> Vec<Open> {
        let to = self.node();
        self.settle(open).into_iter().for_each(|open| self.edge(open.node, anything(most), to));
        vec![Open { node: to, at }]
    }

    /// The same edge from all that is open.
    fn all(&mut self, open: Vec<Open>, edge: impl Fn() -> Edge) -> Vec<Open> {
        let node = self.node();
        self.settle(open).into_iter().for_each(|open| self.edge(open.node, edge(), node));
        vec![Open { node, at: At::Border }]
    }

    /// Ends the words that have begun.
    fn settle(&mut self, open: Vec<Open>) -> Vec<Open> {
        let mut settled = Vec::with_capacity(open.len());
        let mut whole = None;
        for open in open {
            if let At::Word(word) = &open.at {
                let to = *whole.get_or_insert_with(|| self.node());
                self.nodes[open.node as usize].words.push((WordHash::of(word), Link::to(to)));
            } else {
                settled.push(open);
            }
        }
        settled.extend(whole.map(|node| Open { node, at: At::Border }));
        self.few(settled)
    }

    /// Nothing is known of what follows.
    fn admit(&mut self, open: Vec<Open>) -> Vec<Open> {
        open.into_iter().for_each(|open| self.edge(open.node, Edge::Pass, ADMITTED));
        Vec::new()
    }

    fn few(&mut self, mut open: Vec<Open>) -> Vec<Open> {
        open.sort_unstable();
        open.dedup();
        if open.len() > MOST_OPEN {
            return self.admit(open);
        }
        open
    }

    /// Passes over nodes that only lead to another one, and looks ahead from the others.
    fn finish(mut self) -> Outline {
        let start = self.past(Link::to(START));
        for at in 0..self.nodes.len() {
            let mut node = std::mem::take(&mut self.nodes[at]);
            // A node that only leads on stays as it is, for those that lead to it.
            if node.leads_only().is_none() {
                node.words.iter_mut().for_each(|(_, link)| *link = self.past(*link));
                node.edges.iter_mut().for_each(|(_, link)| *link = self.past(*link));
                node.words.sort_unstable();
                node.words.dedup();
            }
            self.nodes[at] = node;
        }
        self.look_ahead();
        let (mut nodes, mut words, mut edges) = (Vec::new(), Vec::new(), Vec::new());
        for mut draft in self.nodes {
            let first = (words.len() as u32, edges.len() as u32);
            words.append(&mut draft.words);
            edges.append(&mut draft.edges);
            nodes.push(Node {
                ahead: draft.ahead,
                words: (first.0, words.len() as u32),
                edges: (first.1, edges.len() as u32),
            });
        }
        Outline { nodes: nodes.into(), words: words.into(), edges: edges.into(), start }
    }

    /// Where a link leads past nodes that only lead on.
    fn past(&self, mut link: Link) -> Link {
        // No further than there are nodes: a loop leads nowhere.
        for _ in 0..self.nodes.len() {
            let Some(next) = self.nodes[link.node as usize].leads_only() else { break };
            if link.need != Signs::NONE && next.need != Signs::NONE {
                break;
            }
            link = Link { node: next.node, need: link.need.or(next.need), may: link.may.or(next.may) };
        }
        link
    }

    /// Notes what may come next, from the last node to the first until nothing changes.
    fn look_ahead(&mut self) {
        self.nodes[ADMITTED as usize].ahead = Ahead::OPEN;
        let mut changed = true;
        while changed {
            changed = false;
            for at in (0..self.nodes.len()).rev() {
                let node = &self.nodes[at];
                let mut ahead = node.ahead;
                node.words.iter().for_each(|(word, _)| ahead.add_word(*word));
                for (edge, link) in &node.edges {
                    ahead.add(edge);
                    if edge.is_no_word() {
                        let need = if matches!(edge, Edge::Pass) { link.need } else { Signs::NEWLINE };
                        ahead.add_signs(link.may);
                        ahead.join(&self.nodes[link.node as usize].ahead, need);
                    }
                }
                changed |= ahead != node.ahead;
                self.nodes[at].ahead = ahead;
            }
        }
    }
}

impl Link {
    fn to(node: u32) -> Link {
        Link { node, need: Signs::NONE, may: Signs::NONE }
    }
}

impl Draft {
    /// Where it leads, if it only leads to another one.
    fn leads_only(&self) -> Option<Link> {
        match (self.words.as_slice(), self.edges.as_slice()) {
            ([], [(Edge::Pass, link)]) => Some(*link),
            _ => None,
        }
    }
}

/// Anything of at most so many bytes.
fn anything(most: usize) -> Edge {
    Edge::Skip(Skip {
        most: most as u32,
        signs: Signs::ALL,
        some: false,
        partly: false,
        leads: Box::new(Bytes::ALL),
    })
}

/// The signs that an expression matches, if it matches nothing else.
fn only_signs(shape: &Shape) -> Option<Signs> {
    match shape {
        Shape::Literal { text, .. } => {
            let mut signs = text.chars().map(|c| (!c.is_alphanumeric()).then(|| Signs::of_char(c)));
            signs
                .try_fold(Signs::NONE, |signs, more| Some(signs.or(more?)))
                .filter(|_| text.chars().count() == 1)
        }
        Shape::Class(class) => (!class.has_letters()).then(|| class.signs()),
        Shape::Repeat { of, min: 1.., .. } => only_signs(of),
        Shape::Either(parts) => {
            parts.iter().try_fold(Signs::NONE, |signs, part| Some(signs.or(only_signs(part)?)))
        }
        // The ruin of a quote mark looks like a letter.
        ruin => ruin.is_ruin().then_some(Signs::QUOTE),
    }
}

/// The letters of ASCII with which the beginning of a word begins.
fn letters(word: &str) -> Box<[u8]> {
    word.bytes().take_while(u8::is_ascii).collect()
}
