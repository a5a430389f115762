//! The lines of a page in the order in which a person reads them.
//!
//! A page is cut where rows share a gutter: first what is above, then the left side, then the right, then
//! what is below; each side may be cut again. [`super::gutters`] finds the gutters. Whether two lines are one
//! paragraph is for [`super::flow`].

use super::gutters::{self, Run};
use super::{Gap, Line, Page, is_marker};

/// Lines one below the other, between the same margins.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Each line has all that stands on its row.
    pub lines: Vec<Line>,
    /// Where its lines may begin.
    pub left: f64,
    /// Where its lines may end.
    pub right: f64,
    /// Whether it is the next cell of a table: no empty line parts it from the block before.
    pub cell: bool,
}

/// Lines on one baseline, from left to right.
pub type Row = Vec<Line>;

/// More lines on a page than this are not looked through for columns: no letter has them.
const MOST_LINES: usize = 3_000;
const DEEPEST: usize = 6;
/// A gap of up to so many sizes is a space that was stretched.
const STRETCHED: f64 = 2.5;
/// From so many sizes on, what stands beside a line is another line.
const BESIDE: f64 = 4.0;

/// The blocks of a page in reading order: what stands around the text first and last, the text between.
pub fn order(page: Page) -> Vec<Block> {
    let (width, height) = (f64::from(page.width), page.height);
    let (around, lines): (Vec<Line>, Vec<Line>) = page.lines.into_iter().partition(|line| line.artifact);
    let (above, below) = around.into_iter().partition(|line| line.words[0].frame[1] < height / 2.0);
    let mut blocks = Vec::new();
    for lines in [above, lines, below] {
        if !lines.is_empty() {
            blocks.append(&mut text(lines, width));
        }
    }
    blocks
}

fn text(lines: Vec<Line>, width: f64) -> Vec<Block> {
    let deepest = if lines.len() > MOST_LINES { 0 } else { DEEPEST };
    let rows = rows(lines);
    let mut page = Parts { drawn_in_order: is_drawn_in_order(&rows), blocks: Vec::new() };
    let (left, right) = margins(rows.iter().flatten());
    // Letters have about as wide a margin on the right as on the left; short lines tell no more.
    let right = wrapped(&rows).unwrap_or_else(|| right.max((width - left.max(0.0) * 1.6).min(width * 0.8)));
    page.part(rows, (left, right), deepest, false);
    page.blocks
}

/// Where lines are wrapped, if nearly all that have another close below them are.
fn wrapped(rows: &[Row]) -> Option<f64> {
    let close: Vec<(&Line, &Line)> = rows
        .windows(2)
        .filter(|pair| pair[0].len() == 1 && pair[1].len() == 1)
        .map(|pair| (&pair[0][0], &pair[1][0]))
        .filter(|(line, next)| next.base() - line.base() < 1.6 * line.size())
        .collect();
    let (_, right) = margins(close.iter().map(|(line, _)| *line));
    let full = close.iter().filter(|(line, next)| has_no_room(line, next, right)).count();
    (full >= 3 && full * 10 >= close.len() * 7).then_some(right)
}

/// Whether the first word of the next line has no room on a line before the margin.
pub fn has_no_room(line: &Line, next: &Line, right: f64) -> bool {
    next.words.first().is_some_and(|word| right - line.right() < word.right - word.left + 0.35 * line.size())
}

/// The furthest ends of some lines.
pub fn margins<'l>(lines: impl IntoIterator<Item = &'l Line>) -> (f64, f64) {
    lines.into_iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(left, right), line| {
        (left.min(line.left()), right.max(line.right()))
    })
}

/// Whether lines were drawn from the top down, column by column or row by row: what stands below another line
/// came after it.
fn is_drawn_in_order(rows: &[Row]) -> bool {
    let (mut pairs, mut wrong) = (0, 0);
    for pair in rows.windows(2) {
        for line in &pair[0] {
            let below =
                pair[1].iter().filter(|next| next.left() < line.right() && line.left() < next.right());
            for next in below {
                pairs += 1;
                wrong += usize::from(next.order < line.order);
            }
        }
    }
    wrong <= 1 || wrong * 100 <= pairs * 15
}

/// Lines by their baselines, from the top.
pub fn rows(mut lines: Vec<Line>) -> Vec<Row> {
    lines.sort_by(|a, b| a.base().total_cmp(&b.base()).then(a.order.cmp(&b.order)));
    let mut rows: Vec<Row> = Vec::new();
    for line in lines {
        match rows.last_mut() {
            Some(row) if row.iter().any(|other| on_one_row(other, &line)) => row.push(line),
            _ => rows.push(vec![line]),
        }
    }
    rows.iter_mut()
        .for_each(|row| row.sort_by(|a, b| a.left().total_cmp(&b.left()).then(a.order.cmp(&b.order))));
    rows
}

fn on_one_row(a: &Line, b: &Line) -> bool {
    let apart = a.right() <= b.left() + 0.3 * a.size() || b.right() <= a.left() + 0.3 * a.size();
    apart && (a.base() - b.base()).abs() < 0.35 * a.size().min(b.size())
}

struct Parts {
    drawn_in_order: bool,
    blocks: Vec<Block>,
}

impl Parts {
    /// Adds the blocks of some rows between two margins.
    fn part(&mut self, rows: Vec<Row>, margins: (f64, f64), deepest: usize, cell: bool) {
        if rows.is_empty() {
            return;
        }
        let run = if deepest == 0 { None } else { gutters::widest_run(&rows, self.drawn_in_order) };
        let Some(Run { first, last, left, right }) = run else {
            let lines = rows.into_iter().flat_map(|row| merge(row, false)).collect();
            self.blocks.push(Block { lines, left: margins.0, right: margins.1, cell });
            return;
        };
        let mut above = rows;
        let mut within = above.split_off(first);
        let below = within.split_off(last - first + 1);
        self.part(above, margins, deepest - 1, cell);
        self.sides(within, (left + right) / 2.0, margins, deepest - 1);
        self.part(below, margins, deepest - 1, false);
    }

    /// Adds two sides of a gutter: one after the other, or cell by cell if they are a table.
    fn sides(&mut self, within: Vec<Row>, middle: f64, outer: (f64, f64), deepest: usize) {
        let is_left = |line: &Line| (line.left() + line.right()) / 2.0 < middle;
        let mut drawn: Vec<&Line> = within.iter().flatten().collect();
        drawn.sort_by_key(|line| line.order);
        let switches = drawn.windows(2).filter(|pair| is_left(pair[0]) != is_left(pair[1])).count();
        let (left, right): (Vec<Line>, Vec<Line>) =
            within.iter().flatten().cloned().partition(|line| is_left(line));
        let fewer = left.len().min(right.len());
        let side_by_side = self.drawn_in_order && (switches <= 2 || switches * 2 < fewer);
        let line_by_line = !self.drawn_in_order || drawn.len() * 2 < (switches + 1) * 3;
        if side_by_side || line_by_line && is_text(&left, &right, &within) {
            for side in [left, right] {
                let bounds = margins(&side);
                self.part(rows(side), bounds, deepest, false);
            }
        } else if line_by_line {
            let lines = within.into_iter().flat_map(|row| merge(row, true)).collect();
            self.blocks.push(Block { lines, left: outer.0, right: outer.1, cell: false });
        } else {
            let bounds = [margins(&left), margins(&right)];
            let mut first = true;
            for cell in drawn.chunk_by(|a, b| is_left(a) == is_left(b)) {
                let bounds = bounds[usize::from(!is_left(cell[0]))];
                self.part(rows(cell.iter().map(|line| (*line).clone()).collect()), bounds, deepest, !first);
                first = false;
            }
        }
    }
}

/// Whether the two sides of a gutter are texts of their own and no cells of a table.
fn is_text(left: &[Line], right: &[Line], within: &[Row]) -> bool {
    let pitches: Vec<f64> = within.windows(2).map(|pair| pair[1][0].base() - pair[0][0].base()).collect();
    let tight = pitches.iter().zip(within).filter(|(pitch, row)| **pitch < 1.5 * row[0].size()).count();
    let labels = left.iter().filter(|line| is_label(line)).count();
    is_prose(left) || is_prose(right) && labels * 2 < left.len() || {
        tight * 4 >= pitches.len() * 3 && labels * 2 < left.len() && labels < left.len()
    }
}

/// Whether a line says what the line beside it is: it ends with a colon, or is the mark of a point.
fn is_label(line: &Line) -> bool {
    let last = line.words.last().map_or("", |word| word.text.as_str());
    last.ends_with(':') || line.words.len() == 1 && is_marker(last)
}

/// Whether most lines reach the margin on the right, as those of a paragraph do.
pub fn is_prose(lines: &[Line]) -> bool {
    let (left, right) = margins(lines);
    let reach = lines.iter().filter(|line| line.right() > right - 0.18 * (right - left)).count();
    let characters: usize = lines.iter().map(Line::characters).sum();
    lines.len() >= 5 && reach * 20 >= lines.len() * 11 && characters >= lines.len() * 20
}

/// A row as one line with tabs, or as several where a line stands far beside another.
fn merge(row: Row, table: bool) -> Vec<Line> {
    let cells = row.len();
    let mut merged: Vec<Line> = Vec::new();
    for mut line in row {
        let Some(last) = merged.last_mut() else {
            merged.push(line);
            continue;
        };
        let gap = (line.left() - last.right()) / last.size().max(line.size()).max(0.01);
        if !table && cells == 2 && gap > BESIDE && !is_label(last) {
            merged.push(line);
            continue;
        }
        if let Some(word) = line.words.first_mut() {
            word.before = if gap > STRETCHED { Gap::Wide } else { Gap::Space };
        }
        last.words.append(&mut line.words);
    }
    merged
}
