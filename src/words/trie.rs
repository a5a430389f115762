//! The spellings of all lists, word by word, so that a text is read against all of them at once.

use rustc_hash::FxHashMap;

/// Words lead from node to node; 0 is where every spelling begins.
#[derive(Debug, Default, Clone)]
pub(super) struct Trie {
    edges: FxHashMap<(u32, u32), u32>,
    /// The spellings that end at each node but the first: (list, spelling).
    ends: Vec<Vec<(u32, u32)>>,
}

impl Trie {
    /// Adds a spelling by the numbers of its words.
    pub(super) fn add(&mut self, words: impl Iterator<Item = u32>, spelling: (u32, u32)) {
        let mut node = 0;
        for word in words {
            let new = self.ends.len() as u32 + 1;
            node = *self.edges.entry((node, word)).or_insert(new);
            if node == new {
                self.ends.push(Vec::new());
            }
        }
        if let Some(ends) = self.ends.get_mut((node as usize).wrapping_sub(1)) {
            ends.push(spelling);
        }
    }

    /// Forgets the spellings of a list.
    pub(super) fn forget(&mut self, list: u32) {
        self.ends.iter_mut().for_each(|ends| ends.retain(|spelling| spelling.0 != list));
    }

    /// Where a word leads, and the spellings that end there.
    #[inline]
    pub(super) fn step(&self, node: u32, word: u32) -> Option<(u32, &[(u32, u32)])> {
        let next = *self.edges.get(&(node, word))?;
        Some((next, &self.ends[next as usize - 1]))
    }
}
