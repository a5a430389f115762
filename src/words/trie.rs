//! The spellings of all lists, word by word, so that a text is read against all of them at once.

use rustc_hash::FxHashMap;

/// Words lead from node to node; 0 is where every spelling begins.
#[derive(Debug, Default, Clone)]
pub(super) struct Trie {
    /// For each word the node to which it leads from the beginning; 0 where it begins no spelling.
    begins: Vec<u32>,
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
            let next = if node == 0 { self.begin(word) } else { self.edges.entry((node, word)).or_default() };
            if *next == 0 {
                *next = new;
            }
            node = *next;
            if node == new {
                self.ends.push(Vec::new());
            }
        }
        if let Some(ends) = self.ends.get_mut((node as usize).wrapping_sub(1)) {
            ends.push(spelling);
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
        self.ends.iter_mut().for_each(|ends| ends.retain(|spelling| spelling.0 != list));
    }

    /// Whether a spelling begins with a word.
    #[inline]
    pub(super) fn begins(&self, word: u32) -> bool {
        self.begins.get(word as usize).is_some_and(|node| *node != 0)
    }

    /// Where a word leads, and the spellings that end there.
    #[inline]
    pub(super) fn step(&self, node: u32, word: u32) -> Option<(u32, &[(u32, u32)])> {
        let next = if node == 0 { self.begins.get(word as usize) } else { self.edges.get(&(node, word)) };
        let next = next.copied().filter(|next| *next != 0)?;
        Some((next, &self.ends[next as usize - 1]))
    }
}
