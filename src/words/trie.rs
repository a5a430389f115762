//! The spellings of all lists, word by word, so that a text is read against all of them at once.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// Words lead from node to node; 0 is where every spelling begins.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(super) struct Trie {
    /// For each word the node to which it leads from the beginning; 0 where it begins no spelling.
    begins: Vec<u32>,
    edges: FxHashMap<(u32, u32), u32>,
    /// All nodes but the first.
    nodes: Vec<Node>,
}

/// Where a word has led.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
struct Node {
    /// The spellings that end here.
    ends: Ends,
    /// The words that lead on, a bit for each; several words share one.
    next: u64,
}

/// A spelling of a list.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct End {
    /// The number of the list.
    pub(super) list: u32,
    /// The number of the spelling in it.
    pub(super) spelling: u32,
    /// The number of the entry that it means.
    pub(super) entry: u32,
    /// Whether it is nothing but words of ASCII, in any case, with a space between them.
    pub(super) plain: bool,
}

/// Spellings: hardly anywhere more than one.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
enum Ends {
    #[default]
    None,
    One(End),
    More(Vec<End>),
}

impl Ends {
    #[inline]
    fn all(&self) -> &[End] {
        match self {
            Ends::None => &[],
            Ends::One(spelling) => std::slice::from_ref(spelling),
            Ends::More(spellings) => spellings,
        }
    }

    fn push(&mut self, spelling: End) {
        match self {
            Ends::None => *self = Ends::One(spelling),
            Ends::One(first) => *self = Ends::More(vec![*first, spelling]),
            Ends::More(spellings) => spellings.push(spelling),
        }
    }

    fn forget(&mut self, list: u32) {
        if self.all().iter().any(|spelling| spelling.list == list) {
            let others = self.all().iter().filter(|spelling| spelling.list != list);
            *self = Ends::More(others.copied().collect());
        }
    }
}

impl Trie {
    /// Makes room for so many more spellings.
    pub(super) fn reserve(&mut self, more: usize) {
        self.edges.reserve(more);
        self.nodes.reserve(more);
    }

    /// Adds a spelling by the numbers of its words.
    pub(super) fn add(&mut self, words: impl Iterator<Item = u32>, spelling: End) {
        let mut node = 0;
        for word in words {
            let new = self.nodes.len() as u32 + 1;
            let next = if node == 0 {
                self.begin(word)
            } else {
                self.nodes[node as usize - 1].next |= bit(word);
                self.edges.entry((node, word)).or_default()
            };
            if *next == 0 {
                *next = new;
            }
            node = *next;
            if node == new {
                self.nodes.push(Node::default());
            }
        }
        if let Some(node) = self.nodes.get_mut((node as usize).wrapping_sub(1)) {
            node.ends.push(spelling);
        }
    }

    fn begin(&mut self, word: u32) -> &mut u32 {
        let word = word as usize;
        if self.begins.len() <= word {
            self.begins.resize(word + 1, 0);
        }
        &mut self.begins[word]
    }

    /// Forgets the spellings of a list.
    pub(super) fn forget(&mut self, list: u32) {
        self.nodes.iter_mut().for_each(|node| node.ends.forget(list));
    }

    /// Where a word leads from the beginning.
    #[inline]
    pub(super) fn start(&self, word: u32) -> Option<u32> {
        self.begins.get(word as usize).copied().filter(|node| *node != 0)
    }

    /// Where a word leads from a node other than the first.
    #[inline]
    pub(super) fn step(&self, node: u32, word: u32) -> Option<u32> {
        let likely = self.nodes[node as usize - 1].next & bit(word) != 0;
        if likely { self.edges.get(&(node, word)).copied() } else { None }
    }

    /// The spellings that end at a node other than the first.
    #[inline]
    pub(super) fn ends(&self, node: u32) -> &[End] {
        self.nodes[node as usize - 1].ends.all()
    }
}

/// The bit of a word among those that lead on.
fn bit(word: u32) -> u64 {
    1 << (word % 64)
}
