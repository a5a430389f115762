//! The words of watched lists at their places, to ask which stands near.

use crate::document::Span;
use crate::grammar::Grammar;
use crate::words::{Entry, Seen};

/// A word of a watched list at its place.
#[derive(Debug, Clone, Copy)]
pub struct Sighting<'g> {
    /// The word.
    pub entry: &'g Entry,
    /// Where it stands.
    pub span: Span,
}

/// The words of all watched lists in a text; of one list none overlaps another.
#[derive(Debug, Default, Clone)]
pub struct Sightings<'g>(Vec<OfList<'g>>);

#[derive(Debug, Clone)]
struct OfList<'g> {
    list: usize,
    words: Vec<Sighting<'g>>,
    /// For each word how many, it and those that follow it, are of one name.
    alike: Vec<usize>,
}

impl<'g> Sightings<'g> {
    /// All in a text.
    pub(super) fn new(grammar: &'g Grammar, seen: &Seen) -> Sightings<'g> {
        let of_list = |&list: &usize| {
            let mut words: Vec<Sighting<'g>> = Vec::new();
            for word in seen.of_list(list) {
                let span = Span::new(word.from as usize, word.to as usize);
                if words.last().is_none_or(|last| last.span.end <= span.start) {
                    let entry = &grammar.words.lists()[list].entries[word.entry as usize];
                    words.push(Sighting { entry, span });
                }
            }
            let mut alike = vec![1; words.len()];
            for at in (1..words.len()).rev() {
                if words[at - 1].entry.name == words[at].entry.name {
                    alike[at - 1] = alike[at] + 1;
                }
            }
            OfList { list, words, alike }
        };
        Sightings(grammar.watched.iter().map(of_list).collect())
    }

    /// Those of a list, by place.
    pub fn of(&self, list: usize) -> &[Sighting<'g>] {
        self.find(list).map_or(&[], |of_list| &of_list.words)
    }

    /// Those of a list that begin in a window, by place; and whether they are of several names.
    pub fn within(&self, list: usize, window: Span) -> (&[Sighting<'g>], bool) {
        let Some(OfList { words, alike, .. }) = self.find(list) else { return (&[], false) };
        let first = words.partition_point(|seen| seen.span.start < window.start);
        let inside = &words[first..];
        let inside = &inside[..inside.partition_point(|seen| seen.span.start < window.end)];
        (inside, alike.get(first).is_some_and(|alike| *alike < inside.len()))
    }

    fn find(&self, list: usize) -> Option<&OfList<'g>> {
        self.0.iter().find(|of_list| of_list.list == list)
    }
}
