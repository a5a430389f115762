//! Which rows are about one person or thing, found without a look at each pair: a document may name
//! thousands.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use super::{Row, choose};
use crate::grammar::Merge;
use crate::value::Cell;

/// Columns of [`Merge::same`], a bit for each.
type Columns = u64;

/// Rows by what tells them alike: they agree in the columns of [`Merge::same`] that both have, at least one;
/// and in some further columns.
pub(super) struct Alike<'m> {
    merge: &'m Merge,
    by: &'m [String],
    /// The columns that rows have.
    have: Vec<Columns>,
    /// By the columns that a row has, those that it shares with another, and what it says there: the numbers
    /// under which such rows were noted, the least first.
    noted: FxHashMap<(Columns, Columns, String), Vec<usize>>,
}

impl<'m> Alike<'m> {
    /// For rows that will be noted or asked about.
    pub(super) fn new<'r, 'g: 'r>(
        merge: &'m Merge,
        by: &'m [String],
        rows: impl Iterator<Item = &'r Row<'g>>,
    ) -> Alike<'m> {
        let mut have: Vec<Columns> = rows.map(|row| columns(row, merge)).collect();
        have.sort_unstable();
        have.dedup();
        Alike { merge, by, have, noted: FxHashMap::default() }
    }

    /// Notes a row under a number.
    pub(super) fn note(&mut self, row: &Row<'_>, number: usize) {
        let mine = columns(row, self.merge);
        let mut shared: Vec<Columns> = self.have.iter().map(|other| mine & other).collect();
        shared.sort_unstable();
        shared.dedup();
        for shared in shared.into_iter().filter(|shared| *shared != 0) {
            let noted = self.noted.entry((mine, shared, self.said(row, shared))).or_default();
            noted.push(number);
            let last = noted.len() - 1;
            if number < noted[0] {
                noted.swap(0, last);
            }
        }
    }

    /// The least number of the rows that are like this one.
    pub(super) fn first(&self, row: &Row<'_>) -> Option<usize> {
        self.like(row).filter_map(|numbers| numbers.first().copied()).min()
    }

    /// The numbers of all rows that are like this one, in order.
    pub(super) fn all(&self, row: &Row<'_>) -> Vec<usize> {
        let mut all: Vec<usize> = self.like(row).flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn like(&self, row: &Row<'_>) -> impl Iterator<Item = &Vec<usize>> {
        let mine = columns(row, self.merge);
        let have = if self.noted.is_empty() { &[][..] } else { &self.have };
        have.iter().filter(move |theirs| mine & **theirs != 0).filter_map(move |theirs| {
            let shared = mine & theirs;
            self.noted.get(&(*theirs, shared, self.said(row, shared)))
        })
    }

    /// What a row says in the columns in which rows must agree, without capitals.
    fn said(&self, row: &Row<'_>, shared: Columns) -> String {
        let same = self.merge.same.iter().enumerate();
        let same = same.filter(|(at, _)| shared >> at & 1 == 1).map(|(_, column)| column);
        let mut said = String::new();
        for column in same {
            said.push_str(&choose::words(row.cell(column)).to_ascii_lowercase());
            said.push('\n');
        }
        for column in self.by {
            said.push_str(&choose::words(row.cell(column)));
            said.push('\n');
        }
        said
    }
}

/// The columns that a row has.
fn columns(row: &Row<'_>, merge: &Merge) -> Columns {
    let same = merge.same.iter().take(Columns::BITS as usize).enumerate();
    same.filter(|(_, column)| *row.cell(column) != Cell::Empty).fold(0, |have, (at, _)| have | 1 << at)
}

/// Rows of a table that would be alike, were it not for one letter in one column.
#[derive(Default)]
pub(super) struct NearMisses<'r, 'g> {
    /// By column, what stands in the others, and the words of the column with or without one letter.
    noted: FxHashMap<u64, Vec<&'r Row<'g>>>,
}

impl<'r, 'g> NearMisses<'r, 'g> {
    /// Shorter words are too much alike.
    const LONG_ENOUGH: usize = 4;
    /// So many rows are compared with one that may be near them.
    const FEW: usize = 16;

    /// Notes a row; true where one noted before differs from it by a letter in that column.
    pub(super) fn note(&mut self, row: &'r Row<'g>, merge: &Merge, column: &str) -> bool {
        let words = |row: &Row<'_>| choose::words(row.cell(column)).to_lowercase();
        let mine = words(row);
        let others = || merge.same.iter().filter(|other| *other != column);
        if mine.len() < Self::LONG_ENOUGH || others().any(|other| *row.cell(other) == Cell::Empty) {
            return false;
        }
        let near = |known: &&Row<'_>| {
            let theirs = words(known);
            others().all(|other| row.cell(other) == known.cell(other))
                && strsim::osa_distance(&mine, &theirs) == 1
        };
        let mut hasher = FxHasher::default();
        column.hash(&mut hasher);
        others().for_each(|other| choose::words(row.cell(other)).hash(&mut hasher));
        let key = |words: &str, without: usize| {
            let mut hasher = hasher.clone();
            let left = words.char_indices().filter(|(at, _)| *at != without);
            left.for_each(|(_, c)| c.hash(&mut hasher));
            hasher.finish()
        };
        // Words that differ by one letter are alike without it.
        let keys = mine.char_indices().map(|(at, _)| at).chain([mine.len()]).map(|at| key(&mine, at));
        let mut missed = false;
        for key in keys {
            let known = self.noted.entry(key).or_default();
            missed |= known.iter().any(near);
            if known.len() < Self::FEW && known.iter().all(|known| words(known) != mine) {
                known.push(row);
            }
        }
        missed
    }
}
