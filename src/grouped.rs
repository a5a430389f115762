//! Things in groups, one group after the other in one piece of memory.

use serde::{Deserialize, Serialize};

/// Things, mostly numbers, by the group to which they belong.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Grouped<T = u32> {
    /// For each group where its members begin among all; and the end.
    first: Vec<u32>,
    members: Vec<T>,
}

impl<T: Copy + Default> Grouped<T> {
    /// From pairs of a group and a member; the members of a group stay in the order of the pairs.
    pub fn new(groups: usize, pairs: &[(u32, T)]) -> Grouped<T> {
        let mut first = vec![0; groups + 2];
        pairs.iter().for_each(|(group, _)| first[*group as usize + 2] += 1);
        let mut sum = 0;
        for first in &mut first {
            sum += *first;
            *first = sum;
        }
        // The beginning of each group, one place too far, moves to its end, which is the beginning of the
        // next.
        let mut members = vec![T::default(); pairs.len()];
        for &(group, member) in pairs {
            let next = &mut first[group as usize + 1];
            members[*next as usize] = member;
            *next += 1;
        }
        first.pop();
        Grouped { first, members }
    }

    /// The members of a group; none where there is no such group.
    #[inline]
    pub fn of(&self, group: usize) -> &[T] {
        match self.first.get(group..group + 2) {
            Some(&[from, to]) => &self.members[from as usize..to as usize],
            _ => &[],
        }
    }
}

impl Grouped {
    /// The same, each group in the order of its numbers.
    #[must_use]
    pub fn sorted(mut self) -> Grouped {
        for ends in self.first.windows(2).filter(|ends| ends[1] - ends[0] > 1) {
            let members = &mut self.members[ends[0] as usize..ends[1] as usize];
            // Nearly all are in order already.
            if !members.is_sorted() {
                members.sort_unstable();
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_a_group_stand_together_in_the_order_in_which_they_came() {
        let grouped = Grouped::new(4, &[(2, 7), (0, 3), (2, 5), (3, 1)]);
        assert_eq!((0..4).map(|group| grouped.of(group)).collect::<Vec<_>>(), [&[3][..], &[], &[7, 5], &[1]]);
        assert!(grouped.of(4).is_empty());
        assert_eq!(grouped.sorted().of(2), [5, 7]);
    }
}
