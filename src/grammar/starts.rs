//! Where in a text the paths of all rules begin: one walk over its words.
//!
//! What a path is and why it says only where a match *can* begin is told in [`super::paths`].

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::outline::Look;
use super::paths::{Paths, Symbol};
use super::reader::Memory;
use crate::grouped::Grouped;
use crate::value::{KINDS, Kind, Source};
use crate::words::{Signs, Token, bit};

/// The paths of all rules as one tree.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Starts {
    nodes: Vec<Node>,
    /// Where a symbol leads from a node.
    edges: FxHashMap<(u32, Symbol), u32>,
    /// For each node the rules whose paths end there.
    rules: Grouped,
    /// The kinds of value that lead somewhere.
    kinds: Vec<&'static Kind>,
    /// For each rule whether its paths tell where it can begin.
    tell: Vec<bool>,
}

/// Where paths come through.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
struct Node {
    /// The lists that lead on, as [`bit`].
    lists: u64,
    /// The kinds that lead on, a bit for each.
    kinds: u32,
    /// The words that lead on, a bit by the hash of each.
    words: u64,
    /// Whether words that begin with a digit lead on.
    figures: bool,
    /// The signs after which a word leads on.
    after: Vec<Signs>,
    /// Whether anything leads on.
    goes_on: bool,
}

/// Where paths begin that begin anywhere, and those that begin with a line.
const ROOTS: [u32; 2] = [0, 1];

impl Starts {
    /// The tree of some paths, those of each rule with whether it begins with a line.
    pub fn new(paths: &[(Paths, bool)]) -> Starts {
        let mut starts = Starts { nodes: vec![Node::default(); 2], ..Starts::default() };
        let most =
            paths.iter().filter(|(paths, _)| !paths.are_open()).map(|(paths, _)| paths.nodes.len()).sum();
        starts.nodes.reserve(most);
        starts.edges.reserve(most);
        let mut ends = Vec::with_capacity(most);
        for (rule, (paths, line)) in paths.iter().enumerate() {
            starts.tell.push(!paths.are_open());
            if !paths.are_open() {
                let end = |node| ends.push((node, rule as u32));
                starts.add(paths, ROOTS[usize::from(*line)], end);
            }
        }
        starts.rules = Grouped::new(starts.nodes.len(), &ends);
        let kinds = starts.nodes.iter().fold(0, |kinds, node| kinds | node.kinds);
        starts.kinds = KINDS.iter().filter(|kind| kinds >> kind.number() & 1 == 1).collect();
        starts
    }

    /// Adds the paths of a rule; `end` is called with each node where one ends.
    fn add(&mut self, paths: &Paths, root: u32, mut end: impl FnMut(u32)) {
        // Only nodes on the way to an end, and none past one.
        let mut wanted = vec![false; paths.nodes.len()];
        for &end in &paths.ends {
            let mut at = end;
            while !std::mem::replace(&mut wanted[at as usize], true) && at != 0 {
                at = paths.nodes[at as usize].0;
            }
        }
        let mut ends = vec![false; paths.nodes.len()];
        paths.ends.iter().for_each(|end| ends[*end as usize] = true);
        let mut mine: Vec<Option<u32>> = vec![None; paths.nodes.len()];
        mine[0] = Some(root);
        for (at, (before, symbol)) in paths.nodes.iter().enumerate().skip(1) {
            let (Some(before), true) =
                (mine[*before as usize].filter(|_| !ends[*before as usize]), wanted[at])
            else {
                continue;
            };
            let new = self.nodes.len() as u32;
            let node = *self.edges.entry((before, *symbol)).or_insert(new);
            if node == new {
                self.nodes.push(Node::default());
            }
            let from = &mut self.nodes[before as usize];
            from.goes_on = true;
            match symbol {
                Symbol::Word(word) => from.words |= word.bit(),
                Symbol::List(list) => from.lists |= bit(*list as usize),
                Symbol::Kind(kind) => from.kinds |= 1 << kind,
                Symbol::Figure => from.figures = true,
                Symbol::After(signs) if from.after.contains(signs) => {}
                Symbol::After(signs) => from.after.push(*signs),
            }
            if ends[at] {
                end(node);
            }
            mine[at] = Some(node);
        }
    }

    /// Whether the paths of a rule tell where it can begin.
    pub fn tell(&self, rule: usize) -> bool {
        self.tell[rule]
    }

    /// Calls `found` with the number of each rule and of each word with which it can begin, word by word;
    /// with a pair perhaps more than once.
    pub fn find(&self, source: Source<'_>, memory: &Memory, found: impl FnMut(u32, u32)) {
        let tokens = memory.seen.tokens();
        let looks = memory.looks(source);
        let mut walk = Walk { starts: self, source, memory, tokens, looks, begins: 0, found };
        for (number, token) in tokens.iter().enumerate() {
            walk.begins = number as u32;
            walk.at(ROOTS[0], number);
            if number == 0 || token.before.meet(Signs::NEWLINE) {
                walk.at(ROOTS[1], number);
            }
        }
    }
}

struct Walk<'a, F> {
    starts: &'a Starts,
    source: Source<'a>,
    memory: &'a Memory,
    tokens: &'a [Token],
    looks: &'a [Look],
    begins: u32,
    found: F,
}

impl<F: FnMut(u32, u32)> Walk<'_, F> {
    /// At a node before a word.
    fn at(&mut self, node: u32, number: usize) {
        let ends = self.starts.rules.of(node as usize);
        ends.iter().for_each(|rule| (self.found)(*rule, self.begins));
        let here = &self.starts.nodes[node as usize];
        let Some(token) = self.tokens.get(number).filter(|_| here.goes_on) else { return };
        if here.words & token.hash.bit() != 0 {
            self.step(node, Symbol::Word(token.hash), number + 1);
        }
        // Digits of other scripts are not told apart from letters.
        let first = self.source.text.as_bytes()[token.from as usize];
        if here.figures && (first.is_ascii_digit() || !first.is_ascii()) {
            self.step(node, Symbol::Figure, number + 1);
        }
        for signs in here.after.iter().filter(|signs| token.before.meet(**signs)) {
            self.step(node, Symbol::After(*signs), number + 1);
        }
        self.values(node, number);
    }

    fn step(&mut self, node: u32, symbol: Symbol, next: usize) {
        if let Some(&to) = self.starts.edges.get(&(node, symbol)) {
            self.at(to, next);
        }
    }

    fn values(&mut self, node: u32, number: usize) {
        let here = &self.starts.nodes[node as usize];
        let token = &self.tokens[number];
        let (memory, starts) = (self.memory, self.starts);
        if here.lists & token.lists != 0 {
            for sight in memory.seen.sights(number) {
                if here.lists & bit(sight.list as usize) != 0 {
                    self.step(node, Symbol::List(sight.list), memory.seen.number_of(sight.end as usize).0);
                }
            }
        }
        let kinds = here.kinds & self.looks[number].kinds();
        if kinds != 0 {
            for kind in starts.kinds.iter().filter(|kind| kinds >> kind.number() & 1 == 1) {
                if let Some(end) = memory.end_of(kind, self.source, token.from as usize) {
                    self.step(node, Symbol::Kind(kind.number() as u32), memory.seen.number_of(end).0);
                }
            }
        }
    }
}
