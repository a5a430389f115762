//! What no match of a pattern can lack: the words by which [`super::cues`] finds where to try it.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::cues::{self, Need};
use super::pattern::Node;
use super::program::Program;
use super::reader::Reader;
use crate::value::Kind;
use crate::words::Words;

/// The most bytes that a list is thought to take.
const LONGEST_LIST: usize = 1_200;

/// The words by which word lists and kinds are found, worked out once for all rules.
pub struct ListCues<'w> {
    words: &'w Words,
    longest: Vec<usize>,
    known: RefCell<FxHashMap<u32, Rc<cues::Words>>>,
}

impl<'w> ListCues<'w> {
    /// For the lists of a family.
    pub fn new(words: &'w Words) -> ListCues<'w> {
        let longest = words.lists().iter().map(crate::words::List::longest).collect();
        ListCues { words, longest, known: RefCell::default() }
    }

    /// The words of a list.
    pub fn of_list(&self, list: usize) -> Rc<cues::Words> {
        let cues = || self.words.lists()[list].cues().collect();
        self.known(Reader::List(list), cues)
    }

    fn of_kind(&self, kind: &'static Kind) -> Rc<cues::Words> {
        self.known(Reader::Kind(kind), || kind.cues.iter().map(|cue| cue.to_string()).collect())
    }

    fn known(&self, reader: Reader, cues: impl FnOnce() -> Vec<String>) -> Rc<cues::Words> {
        let mut known = self.known.borrow_mut();
        known.entry(reader.number()).or_insert_with(|| Rc::new(cues::Words::new(cues()))).clone()
    }
}

impl Program {
    /// What no match can lack, in order.
    pub fn needs(&self, words: &ListCues<'_>) -> Vec<Need> {
        let mut needs = Vec::new();
        self.collect_needs(&self.nodes, &mut 0, &mut 0, words, &mut needs);
        needs
    }

    /// Collects the needs of some nodes; `since` is how many bytes may stand between the last need and here.
    /// Slots are numbered as they stand, so every node is visited even where nothing is needed of it.
    fn collect_needs(
        &self,
        nodes: &[Node],
        slot: &mut usize,
        since: &mut usize,
        words: &ListCues<'_>,
        needs: &mut Vec<Need>,
    ) {
        for node in nodes {
            let longest = self.longest(node, *slot, words);
            match node {
                Node::Text(text) => {
                    for words in cues::needed(text.hir()) {
                        let sets = vec![Rc::new(cues::Words::new(words))];
                        needs.push(Need { sets, reach: since.saturating_add(longest) });
                        // Where in the piece the word stands is not known, so all of it may follow.
                        *since = 0;
                    }
                }
                Node::Slot(_) => {
                    if let Some(sets) = self.slot_needs(*slot, words) {
                        needs.push(Need { sets, reach: since.saturating_add(longest) });
                        *since = 0;
                    }
                    *slot += 1;
                }
                Node::Group { alternatives, optional } => {
                    let mut either = Some(Vec::new());
                    for alternative in alternatives {
                        let mut inner = Vec::new();
                        self.collect_needs(alternative, slot, &mut 0, words, &mut inner);
                        let best = cues::best_need(inner).filter(|_| !optional);
                        either = either.zip(best).map(|(either, best)| [either, best.sets].concat());
                    }
                    if let Some(sets) = either {
                        needs.push(Need { sets, reach: since.saturating_add(longest) });
                        *since = 0;
                    }
                }
                Node::Gap(_) | Node::LineStart | Node::LineEnd => {}
            }
            *since = since.saturating_add(longest);
        }
    }

    /// The most bytes that a node takes; `slot` is the number of its first slot.
    fn longest(&self, node: &Node, slot: usize, words: &ListCues<'_>) -> usize {
        match node {
            Node::Text(text) => cues::longest(text.hir()),
            Node::Gap(bytes) => *bytes,
            Node::LineStart | Node::LineEnd => 0,
            Node::Slot(one) if one.list => LONGEST_LIST,
            Node::Slot(_) => {
                let readers = self.readers[slot].iter().map(|reader| match reader {
                    Reader::Kind(kind) => kind.longest,
                    Reader::List(list) => words.longest[*list],
                });
                readers.max().unwrap_or(0)
            }
            Node::Group { alternatives, .. } => {
                let mut slot = slot;
                let mut longest = 0;
                for alternative in alternatives {
                    let mut bytes: usize = 0;
                    for node in alternative {
                        bytes = bytes.saturating_add(self.longest(node, slot, words));
                        slot += slots(node);
                    }
                    longest = longest.max(bytes);
                }
                longest
            }
        }
    }

    fn slot_needs(&self, slot: usize, words: &ListCues<'_>) -> Option<Vec<Rc<cues::Words>>> {
        let mut needs = Vec::new();
        for reader in &self.readers[slot] {
            match reader {
                Reader::Kind(kind) if kind.cues.is_empty() => return None,
                Reader::Kind(kind) => needs.push(words.of_kind(kind)),
                Reader::List(list) => needs.push(words.of_list(*list)),
            }
        }
        Some(needs)
    }
}

/// How many slots a node holds.
fn slots(node: &Node) -> usize {
    match node {
        Node::Slot(_) => 1,
        Node::Group { alternatives, .. } => alternatives.iter().flatten().map(slots).sum(),
        _ => 0,
    }
}
