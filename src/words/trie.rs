//! The spellings of all lists, word by word, so that a text is read against all of them at once.

use rustc_hash::FxHashMap;

/// Words lead from node to node; 0 is where every spelling begins.
#[derive(Debug, Default, Clone)]
pub(super) struct Trie {
    /// For each word the node to which it leads from the beginning; 0 where it begins no spelling.
    begins: Vec<u32>,
    edges: FxHashMap<(u32, u32), u32>,
    /// The spellings that end at each node but the first.
    ends: Vec<Ends>,
    /// Whether a word leads on from each node but the first.
    goes_on: Vec<bool>,
}

/// Spellings, (list, spelling): hardly anywhere more than one.
#[derive(Debug, Default, Clone)]
enum Ends {
    #[default]
    None,
    One((u32, u32)),
    More(Vec<(u32, u32)>),
}

impl Ends {
    fn all(&self) -> &[(u32, u32)] {
        match self {
            Ends::None => &[],
            Ends::One(spelling) => std::slice::from_ref(spelling),
            Ends::More(spellings) => spellings,
        }
    }

    fn push(&mut self, spelling: (u32, u32)) {
        match self {
            Ends::None => *self = Ends::One(spelling),
            Ends::One(first) => *self = Ends::More(vec![*first, spelling]),
            Ends::More(spellings) => spellings.push(spelling),
        }
    }

    fn forget(&mut self, list: u32) {
        if self.all().iter().any(|spelling| spelling.0 == list) {
            let others = self.all().iter().filter(|spelling| spelling.0 != list);
            *self = Ends::More(others.copied().collect());
        }
    }
}

impl Trie {
    /// Makes room for so many more spellings.
    pub(super) fn reserve(&mut self, more: usize) {
        self.edges.reserve(more);
        self.ends.reserve(more);
    }

    /// Adds a spelling by the numbers of its words.
    pub(super) fn add(&mut self, words: impl Iterator<Item = u32>, spelling: (u32, u32)) {
        let mut node = 0;
        for word in words {
            let new = self.ends.len() as u32 + 1;
            let next = if node == 0 {
                self.begin(word)
            } else {
                self.goes_on[node as usize - 1] = true;
                self.edges.entry((node, word)).or_default()
            };
            if *next == 0 {
                *next = new;
            }
            node = *next;
            if node == new {
                self.ends.push(Ends::None);
                self.goes_on.push(false);
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
        self.ends.iter_mut().for_each(|ends| ends.forget(list));
    }

    /// Whether a spelling begins with a word.
    #[inline]
    pub(super) fn begins(&self, word: u32) -> bool {
        self.begins.get(word as usize).is_some_and(|node| *node != 0)
    }

    /// Where a word leads, and the spellings that end there.
    #[inline]
    pub(super) fn step(&self, node: u32, word: u32) -> Option<(u32, &[(u32, u32)])> {
        let next = match node {
            0 => self.begins.get(word as usize),
            node if self.goes_on[node as usize - 1] => self.edges.get(&(node, word)),
            _ => None,
        };
        let next = next.copied().filter(|next| *next != 0)?;
        Some((next, self.ends(next)))
    }

    /// The spellings that end at a node other than the first.
    #[inline]
    pub(super) fn ends(&self, node: u32) -> &[(u32, u32)] {
        self.ends[node as usize - 1].all()
    }
}
