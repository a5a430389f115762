//! White space between columns: rows one after the other that all leave the same stretch free.
//!
//! Which of the two sides is read first, and whether they are a table, is for [`super::columns`].

use super::Line;
use super::columns::{Row, is_prose};
use super::is_marker;
use super::lines::GUTTER;

/// Rows that share a gutter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Run {
    /// The first of the rows.
    pub first: usize,
    /// The last of them.
    pub last: usize,
    /// Where the gutter begins.
    pub left: f64,
    /// Where it ends.
    pub right: f64,
}

/// In few rows a gutter is at least so many sizes wide; a narrower one may be chance.
const SURE: f64 = 2.5;
/// Lines on one side that are nearer than so many sizes belong together.
const NEAR: f64 = 1.9;

/// Blocks side by side have fewer rows than this.
const COLUMNS: usize = 20;

/// The longest run of rows with lines on both sides of a gutter.
pub fn widest_run(rows: &[Row], drawn_in_order: bool) -> Option<Run> {
    let mut best: Option<Run> = None;
    for (at, row) in rows.iter().enumerate() {
        for pair in row.windows(2) {
            let (left, right) = (pair[0].right(), pair[1].left());
            if right - left < GUTTER * pair[0].size().min(pair[1].size()) {
                continue;
            }
            // The same gutter was met in a row above.
            let known = |run: &Run| run.first <= at && at <= run.last && run.left < right && left < run.right;
            if best.as_ref().is_some_and(known) {
                continue;
            }
            let run = without_edges(rows, grow(rows, Run { first: at, last: at, left, right }));
            let Some(run) = trim(rows, run, drawn_in_order) else { continue };
            let longer = |other: &Run| (run.last - run.first) > (other.last - other.first);
            if best.as_ref().is_none_or(longer) {
                best = Some(run);
            }
        }
    }
    best
}

/// Takes in the rows above and below that leave enough of the gutter free.
fn grow(rows: &[Row], mut run: Run) -> Run {
    while run.last + 1 < rows.len() {
        let Some((left, right)) = narrowed(&rows[run.last + 1], &run) else { break };
        run = Run { last: run.last + 1, left, right, ..run };
    }
    while run.first > 0 {
        let Some((left, right)) = narrowed(&rows[run.first - 1], &run) else { break };
        run = Run { first: run.first - 1, left, right, ..run };
    }
    run
}

/// A run of columns without a row at its top or bottom that stands apart: a header or footer of two parts.
fn without_edges(rows: &[Row], run: Run) -> Run {
    let mut inner = run;
    let gap = |at: usize| rows[at + 1][0].base() - rows[at][0].base();
    let apart = |at: usize| gap(at) > 2.2 * rows[at][0].size().max(rows[at + 1][0].size());
    if run.last - run.first < 8 {
        return run;
    }
    if let Some(at) = [run.first, run.first + 1].into_iter().find(|at| apart(*at)) {
        inner.first = at + 1;
    }
    if let Some(at) = [run.last - 1, run.last - 2].into_iter().find(|at| apart(*at)) {
        inner.last = at;
    }
    let lines: Vec<Line> = rows[inner.first..=inner.last].iter().flatten().cloned().collect();
    let middle = (run.left + run.right) / 2.0;
    let (left, right): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(|line| line.left() < middle);
    let columns = run.last - run.first >= COLUMNS || is_prose(&left) || is_prose(&right);
    if columns { inner } else { run }
}

/// What a row leaves free of a gutter, if it is enough.
fn narrowed(row: &Row, run: &Run) -> Option<(f64, f64)> {
    let (mut left, mut right) = (run.left, run.right);
    for line in row {
        if line.right() <= left || line.left() >= right {
            continue;
        }
        if line.left() + line.right() < left + right {
            left = left.max(line.right());
        } else {
            right = right.min(line.left());
        }
        if right - left < line.size() {
            return None;
        }
    }
    Some((left, right))
}

/// The rows of a run that belong to it, if it is one at all.
///
/// A run begins and ends where both sides do; lines of one side beyond that belong to it where they are a
/// part of the same column.
fn trim(rows: &[Row], run: Run, drawn_in_order: bool) -> Option<Run> {
    let middle = (run.left + run.right) / 2.0;
    let is_left = |line: &Line| (line.left() + line.right()) / 2.0 < middle;
    let has = |row: &Row, left: bool| row.iter().any(|line| is_left(line) == left);
    let ends = |left: bool| {
        let first = (run.first..=run.last).find(|&at| has(&rows[at], left))?;
        let last = (run.first..=run.last).rev().find(|&at| has(&rows[at], left))?;
        Some((first, last))
    };
    let (left, right) = (ends(true)?, ends(false)?);
    let (mut first, mut last) = (left.0.max(right.0), left.1.min(right.1));
    if first > last {
        return None;
    }
    let lines = |side: bool, from: usize, to: usize| -> Vec<Line> {
        rows[from..=to].iter().flatten().filter(|line| is_left(line) == side).cloned().collect()
    };
    // The middle one of each side: a header that was drawn first tells nothing of its column.
    let drawn = |side: bool| {
        let mut orders: Vec<usize> = lines(side, first, last).iter().map(|line| line.order).collect();
        orders.sort_unstable();
        orders.get(orders.len() / 2).copied()
    };
    let (on_left, on_right) = (drawn(true)?, drawn(false)?);
    let prose = [is_prose(&lines(true, run.first, run.last)), is_prose(&lines(false, run.first, run.last))];
    let near = |a: usize, b: usize| rows[b][0].base() - rows[a][0].base() < NEAR * rows[a][0].size();
    let keep = |at: usize, beside: usize| {
        let side = has(&rows[at], true);
        let touching = near(at.min(beside), at.max(beside)) || prose[usize::from(!side)];
        let order = rows[at][0].order;
        match (drawn_in_order, side) {
            (true, true) => order < on_right,
            (true, false) => touching && order > on_left,
            (false, _) => touching,
        }
    };
    while last < run.last && keep(last + 1, last) {
        last += 1;
    }
    // What stands above on the left is read before either way; there it is not held to the margins of the
    // column.
    let above = |at: usize| keep(at, at + 1) && (!has(&rows[at], true) || near(at, at + 1) || prose[0]);
    while first > run.first && above(first - 1) {
        first -= 1;
    }
    let run = Run { first, last, ..run };
    let (left, right) = (lines(true, first, last), lines(false, first, last));
    let size = left.iter().chain(&right).map(Line::size).fold(0.0, f64::max);
    let wide = (run.right - run.left) / size.max(0.01);
    let (fewer, more) = (left.len().min(right.len()), left.len().max(right.len()));
    let marks = left.iter().filter(|line| line.words.len() == 1 && is_marker(&line.words[0].text)).count();
    // Lines of the left that were drawn before all of the right are no part of its rows.
    let last_on_left = left.iter().map(|line| line.order).max();
    let apart = drawn_in_order && left.len() > 1 && last_on_left < right.iter().map(|line| line.order).min();
    let sure =
        apart || fewer >= 4 || fewer >= 2 && wide > SURE || fewer == 1 && more >= 2 && wide > SURE + 0.5;
    (sure && marks * 2 < left.len()).then_some(run)
}
