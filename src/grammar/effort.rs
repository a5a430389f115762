//! What a pattern has tried in vain, so that nothing is tried twice: this bounds the time that a rule can
//! take.
//!
//! A step that failed at a byte fails there again, however it is reached, as long as matches must end by the
//! same byte. So what failed is kept from one start to the next, and a long run or gap that has gone through
//! its ends is not gone through again by the next one. What a step is, is for [`super::program`].

use rustc_hash::FxHashSet;

use super::borders::next_char;

/// From here on choices are noted, so that none is tried twice: most attempts end long before.
pub(super) const FEW_STEPS: usize = 400;

/// The most steps beyond the first few of each attempt, for all attempts that must end by the same byte. No
/// honest pattern comes near it.
const MOST_STEPS: usize = 200_000;

/// A run of so many bytes is long enough to be remembered.
pub(super) const LONG_RUN: usize = 64;

/// What has been tried in vain by one pattern.
#[derive(Debug)]
pub struct Effort {
    /// The byte by which matches must end.
    end: usize,
    left: usize,
    /// Steps and bytes that fail.
    states: FxHashSet<(usize, usize)>,
    covers: Vec<Cover>,
}

/// The ends of a run or gap that were tried in vain: all from `low` to `high`.
#[derive(Debug)]
struct Cover {
    step: usize,
    low: usize,
    high: usize,
    /// A run that begins from here to `last` ends at `last`, where its length is not limited.
    from: usize,
    last: usize,
}

impl Default for Effort {
    fn default() -> Effort {
        Effort { end: 0, left: MOST_STEPS, states: FxHashSet::default(), covers: Vec::new() }
    }
}

impl Effort {
    /// For a small pattern inside another one.
    pub(super) fn small() -> Effort {
        Effort { left: MOST_STEPS / 100, ..Effort::default() }
    }

    /// Begins anew where matches must end by another byte than before.
    pub(super) fn until(&mut self, end: usize) {
        if self.end != end {
            self.end = end;
            self.left = MOST_STEPS;
            self.forget();
        }
    }

    /// Forgets what was tried, since some of it was not in vain.
    pub(super) fn forget(&mut self) {
        if !self.states.is_empty() {
            self.states.clear();
        }
        self.covers.clear();
    }

    /// Whether nothing is left: the pattern then gives up until matches must end elsewhere.
    #[inline]
    pub(super) fn is_spent(&self) -> bool {
        self.left == 0
    }

    /// Takes the steps beyond the few from what is left; false where nothing is left.
    pub(super) fn spend(&mut self, steps: &mut usize) -> bool {
        self.left = self.left.saturating_sub(*steps - FEW_STEPS);
        *steps = FEW_STEPS;
        self.left > 0
    }

    /// Whether a step is tried at a byte for the first time.
    pub(super) fn is_new(&mut self, step: usize, at: usize) -> bool {
        self.states.insert((step, at))
    }

    fn of(&self, step: usize) -> Option<&Cover> {
        self.covers.iter().find(|cover| cover.step == step)
    }

    /// Whether ends of this step have been noted.
    pub(super) fn knows(&self, step: usize) -> bool {
        !self.covers.is_empty() && self.of(step).is_some()
    }

    /// Where a run of any length ends that begins at a byte, if that is known.
    pub(super) fn end_of_run(&self, step: usize, at: usize) -> Option<usize> {
        self.of(step).filter(|cover| (cover.from..=cover.last).contains(&at)).map(|cover| cover.last)
    }

    /// The first and the last of the ends around `to` that were all tried in vain.
    pub(super) fn covered(&self, step: usize, to: usize) -> Option<(usize, usize)> {
        let cover = self.of(step).filter(|cover| (cover.low..=cover.high).contains(&to))?;
        Some((cover.low, cover.high))
    }

    /// Notes that the ends from `low` to `high` are tried; `stretch` is where an unlimited run begins and
    /// ends at the latest.
    pub(super) fn cover(
        &mut self,
        text: &str,
        step: usize,
        (low, high): (usize, usize),
        stretch: Option<(usize, usize)>,
    ) {
        let Some(cover) = self.covers.iter_mut().find(|cover| cover.step == step) else {
            let (from, last) = stretch.unwrap_or((1, 0));
            self.covers.push(Cover { step, low, high, from, last });
            return;
        };
        if low <= next_char(text, cover.high) && next_char(text, high) >= cover.low {
            (cover.low, cover.high) = (cover.low.min(low), cover.high.max(high));
        } else {
            (cover.low, cover.high) = (low, high);
        }
        match stretch {
            Some((from, last)) if cover.last == last => cover.from = cover.from.min(from),
            Some(stretch) => (cover.from, cover.last) = stretch,
            None => {}
        }
    }
}
