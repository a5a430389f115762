//! Single characters at places to words and lines.
//!
//! Characters come in the order in which they were drawn. A line ends where the next character is not just
//! to the right of the last one. The order of lines is for [`super::columns`].

use rustc_hash::FxHashSet;

use super::{Frame, Gap, Line, Word};

/// A character at its place, on a page that is turned so that characters run from left to right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// The character; white space parts words.
    pub character: char,
    /// Its left end, in points.
    pub left: f64,
    /// Where the next one would stand.
    pub right: f64,
    /// The line on which it stands; grows downwards.
    pub base: f64,
    /// The size of its font.
    pub size: f64,
    /// Whether the file says that it is no part of the text.
    pub artifact: bool,
}

/// A gap of more than this many sizes parts lines: it may be the space between two columns.
pub const GUTTER: f64 = 1.2;
/// A gap of more than this many sizes parts words where no space was drawn.
const SPACE: f64 = 0.15;

/// The lines of a page. `frame` says where left, top, right and bottom are on the page as it is shown.
pub fn lines(marks: &[Mark], frame: impl Fn(Frame) -> Frame) -> Vec<Line> {
    let mut seen = FxHashSet::default();
    let mut lines: Vec<Line> = Vec::new();
    let mut run: Vec<Mark> = Vec::new();
    let mut end = 0.0;
    for mark in marks {
        if !(mark.size > 0.01 && mark.left.is_finite() && mark.base.is_finite() && mark.right.is_finite()) {
            continue;
        }
        if mark.character.is_whitespace() {
            if !run.is_empty() {
                run.push(*mark);
            }
            continue;
        }
        if drawn_before(&mut seen, mark) {
            continue;
        }
        if !run.is_empty() && !follows(&run, end, mark) {
            finish(&mut lines, &mut run, &frame);
        }
        run.push(*mark);
        end = mark.right;
    }
    finish(&mut lines, &mut run, &frame);
    lines
}

/// Whether the same character stands there already: some programs draw twice to make letters bold.
fn drawn_before(seen: &mut FxHashSet<(char, i64, i64)>, mark: &Mark) -> bool {
    let step = mark.size * 0.08;
    let (x, y) = ((mark.left / step).round() as i64, (mark.base / step).round() as i64);
    let near = [-1, 0, 1].into_iter().flat_map(|dx| [-1, 0, 1].map(|dy| (dx, dy)));
    let before = near
        .into_iter()
        .any(|(dx, dy)| seen.contains(&(mark.character, x.saturating_add(dx), y.saturating_add(dy))));
    seen.insert((mark.character, x, y));
    before
}

/// Whether a character goes on the line: near its baseline, and to the right of its end without a wide gap.
fn follows(run: &[Mark], end: f64, mark: &Mark) -> bool {
    let Some(last) = run.iter().rev().find(|mark| !mark.character.is_whitespace()) else { return false };
    let size = last.size.max(mark.size);
    let gap = mark.left - end;
    (mark.base - last.base).abs() < 0.45 * size
        && gap > -0.5 * size
        && gap < GUTTER * size
        && last.artifact == mark.artifact
}

/// Makes a line of the characters, and empties them.
fn finish(lines: &mut Vec<Line>, run: &mut Vec<Mark>, frame: &impl Fn(Frame) -> Frame) {
    let threshold = word_gap(run);
    let mut words: Vec<Word> = Vec::new();
    let mut word: Vec<Mark> = Vec::new();
    let mut before = Gap::Space;
    for mark in run.iter() {
        let space = mark.character.is_whitespace();
        let apart = word.last().is_some_and(|last| {
            let size = last.size.max(mark.size);
            mark.left - last.right > threshold * size || is_note(&word, mark)
        });
        if (space || apart) && !word.is_empty() {
            words.push(Word { before, ..join(&word, frame) });
            word.clear();
            before = Gap::Space;
        }
        if !space {
            word.push(*mark);
        } else if mark.character == '\u{a0}' {
            before = Gap::NoBreak;
        }
    }
    if !word.is_empty() {
        words.push(Word { before, ..join(&word, frame) });
    }
    // Some programs draw every space so.
    if words.len() > 3 && words[1..].iter().all(|word| word.before == Gap::NoBreak) {
        words.iter_mut().for_each(|word| word.before = Gap::Space);
    }
    if !words.is_empty() {
        let artifact = run.first().is_some_and(|mark| mark.artifact);
        lines.push(Line { words, order: lines.len(), artifact });
    }
    run.clear();
}

/// The gap, in sizes, from which on two characters belong to two words. Spaced letters have wide gaps all
/// over.
fn word_gap(run: &[Mark]) -> f64 {
    let mut gaps: Vec<f64> = run
        .windows(2)
        .filter(|pair| pair.iter().all(|mark| !mark.character.is_whitespace()))
        .map(|pair| (pair[1].left - pair[0].right) / pair[0].size.max(pair[1].size))
        .collect();
    if gaps.len() < 4 {
        return SPACE;
    }
    let middle = gaps.len() / 2;
    let (_, median, _) = gaps.select_nth_unstable_by(middle, f64::total_cmp);
    SPACE.max(*median * 1.6 + 0.02)
}

/// Whether a small raised digit after a word is the mark of a footnote, which is no part of the word.
fn is_note(word: &[Mark], mark: &Mark) -> bool {
    word.last().is_some_and(|last| {
        mark.character.is_ascii_digit()
            && mark.size < 0.8 * last.size
            && last.base - mark.base > 0.15 * last.size
    })
}

fn join(marks: &[Mark], frame: &impl Fn(Frame) -> Frame) -> Word {
    let text: String = marks.iter().map(|mark| mark.character).collect();
    let largest = marks.iter().max_by(|a, b| a.size.total_cmp(&b.size)).unwrap_or(&marks[0]);
    let (size, base) = (largest.size, largest.base);
    let left = marks.iter().map(|mark| mark.left).fold(f64::INFINITY, f64::min);
    let right = marks.iter().map(|mark| mark.right).fold(left, f64::max);
    let frame = frame([left, base - 0.8 * size, right, base + 0.2 * size].map(|number| number as f32));
    Word { text, left, right, base, size, frame, before: Gap::Space }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Characters of half their size's width, from `left` on; `gap` sizes stand between them.
    fn marks(words: &str, left: f64, base: f64, size: f64, gap: f64) -> Vec<Mark> {
        let step = size * (0.5 + gap);
        let mark = |(at, character): (usize, char)| {
            let left = left + at as f64 * step;
            Mark { character, left, right: left + size * 0.5, base, size, artifact: false }
        };
        words.chars().enumerate().map(mark).collect()
    }

    fn read(marks: &[Mark]) -> Vec<String> {
        lines(marks, |frame| frame).iter().map(Line::text).collect()
    }

    #[test]
    fn characters_become_words_and_lines_by_the_gaps_between_them() {
        let twice = [marks("bold", 0.0, 0.0, 10.0, 0.0), marks("bold", 0.3, 0.0, 10.0, 0.0)].concat();
        let note = [marks("report.", 0.0, 0.0, 10.0, 0.0), marks("12", 35.0, -4.0, 6.0, 0.0)].concat();
        let ordinal = [marks("11", 0.0, 0.0, 10.0, 0.0), marks("th", 10.0, -4.0, 6.0, 0.0)].concat();
        for (what, marks, expected) in [
            ("a space that was drawn", marks("two words", 0.0, 0.0, 10.0, 0.0), &["two words"][..]),
            (
                "a space that was left",
                [marks("two", 0.0, 0.0, 10.0, 0.0), marks("words", 18.0, 0.0, 10.0, 0.0)].concat(),
                &["two words"],
            ),
            ("spaced letters", marks("NOTICE", 0.0, 0.0, 10.0, 0.4), &["NOTICE"]),
            ("letters drawn twice", twice, &["bold"]),
            ("the mark of a footnote", note, &["report. 12"]),
            ("a raised ending", ordinal, &["11th"]),
            (
                "a wide gap",
                [marks("left", 0.0, 0.0, 10.0, 0.0), marks("right", 90.0, 0.0, 10.0, 0.0)].concat(),
                &["left", "right"],
            ),
            (
                "the next line",
                [marks("one", 0.0, 0.0, 10.0, 0.0), marks("two", 0.0, 12.0, 10.0, 0.0)].concat(),
                &["one", "two"],
            ),
        ] {
            assert_eq!(read(&marks), expected, "{what}");
        }
    }
}
