//! Ordered lines to text: paragraphs that were wrapped are joined, all other lines stay lines.
//!
//! A line was wrapped if the first word of the next one had no room on it. So the lines of an address, which
//! have room, stay apart. The order of lines is for [`super::columns`].

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::columns::{Block, has_no_room};
use super::{Frame, Laid, Line};
use crate::document::{Area, Span};

/// What stands between two lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Between {
    /// The second goes on with the first.
    Nothing,
    Line,
    Paragraph,
}

/// How the documents's lines lie.
struct Habits {
    /// The distance of lines in a paragraph, in sizes.
    pitch: f64,
    /// The words that stand whole in it.
    words: FxHashSet<String>,
    /// Whether words are cut at the end of lines.
    cuts_words: bool,
}

/// So many characters in a line are more than an address has.
const LONG: usize = 45;

/// The text of the blocks of each page.
pub fn write(pages: &[Vec<Block>]) -> Laid {
    let pages: Vec<Vec<Block>> =
        pages.iter().map(|page| page.iter().filter(|b| !b.lines.is_empty()).cloned().collect()).collect();
    let habits = Habits::of(&pages);
    let mut laid = Laid::default();
    let mut last: Option<(&Block, &Line, bool)> = None;
    for (at, page) in pages.iter().enumerate() {
        let mut begins = None;
        for block in page {
            let confirmed = is_wrapped(block);
            let broken = habits.broken(block);
            for (index, line) in block.lines.iter().enumerate() {
                let between = match last {
                    None => None,
                    Some((_, before, _)) if index > 0 => {
                        let next = block.lines.get(index + 1);
                        let wraps = !broken[index] && has_no_room(before, line, block.right);
                        Some(habits.within(wraps, confirmed, before, line, next))
                    }
                    Some((old, before, wrapped)) => {
                        Some(habits.across(old, wrapped, before, block, line, begins.is_none()))
                    }
                };
                let begin = laid.put(between, line, at + 1, &habits);
                begins.get_or_insert(begin);
                last = Some((block, line, confirmed));
            }
        }
        laid.pages.push(begins.unwrap_or(laid.text.len()));
    }
    if !laid.text.is_empty() {
        laid.text.push('\n');
    }
    laid
}

impl Habits {
    fn of(pages: &[Vec<Block>]) -> Habits {
        let blocks = || pages.iter().flatten();
        let mut wrapped = Vec::new();
        let mut all: BTreeMap<i64, usize> = BTreeMap::new();
        let mut cut: Vec<String> = Vec::new();
        let mut ends = 0;
        let mut words = FxHashSet::default();
        for block in blocks() {
            for pair in block.lines.windows(2) {
                let pitch = (pair[1].base() - pair[0].base()) / pair[0].size().max(0.01);
                if pitch <= 0.5 || pitch > 4.0 {
                    continue;
                }
                *all.entry((pitch * 20.0).round() as i64).or_default() += 1;
                if pair[0].characters() >= LONG && has_no_room(&pair[0], &pair[1], block.right) {
                    wrapped.push(pitch);
                    ends += 1;
                    if let Some((first, second)) = halves(&pair[0], &pair[1]) {
                        cut.push(format!("{first}{second}").to_lowercase());
                    }
                }
            }
            words.extend(block.lines.iter().flat_map(|line| &line.words).map(|word| bare(&word.text)));
        }
        let mode = all
            .iter()
            .max_by_key(|(pitch, count)| (**count, -**pitch))
            .map(|(pitch, _)| *pitch as f64 / 20.0);
        let pitch = if wrapped.len() >= 2 {
            let middle = wrapped.len() / 2;
            *wrapped.select_nth_unstable_by(middle, f64::total_cmp).1
        } else {
            mode.unwrap_or(1.2)
        };
        let whole = cut.iter().filter(|word| words.contains(&bare(word))).count();
        let cuts_words = whole > 0 || cut.len() * 25 > ends;
        Habits { pitch: pitch.clamp(0.9, 2.2), words, cuts_words }
    }

    /// Which lines stand in a stretch whose lines mostly end where there is room: these were ended by hand.
    fn broken(&self, block: &Block) -> Vec<bool> {
        let mut broken = vec![false; block.lines.len()];
        let near =
            |a: &Line, b: &Line| b.base() - a.base() <= (self.pitch * 1.3 + 0.05) * a.size().max(b.size());
        let mut begin = 0;
        for stretch in block.lines.chunk_by(near) {
            let pairs = stretch.windows(2).filter(|pair| !pair[1].is_point());
            let full = pairs.clone().filter(|pair| has_no_room(&pair[0], &pair[1], block.right)).count();
            let all = pairs.clone().count();
            let roomy = all - full;
            // In prose, few lines begin with a capital; those of addresses and lists do.
            let capitals = pairs.clone().filter(|pair| begins_anew(&pair[1])).count();
            // Without the end of a sentence, lines between capitals are those of an address or a heading.
            let names = pairs.clone().all(|pair| begins_anew(&pair[1]) && ends_with_a_name(&pair[0]));
            let sentence = stretch.last().is_some_and(ends_a_sentence);
            let by_hand =
                roomy >= 2 && roomy > full * 2 || all >= 3 && capitals * 5 >= all * 4 || names && !sentence;
            broken[begin..begin + stretch.len()].fill(by_hand);
            begin += stretch.len();
        }
        broken
    }

    /// What stands between two lines of one block.
    fn within(
        &self,
        wraps: bool,
        confirmed: bool,
        before: &Line,
        line: &Line,
        next: Option<&Line>,
    ) -> Between {
        let size = before.size().max(line.size()).max(0.01);
        let pitch = (line.base() - before.base()) / size;
        if pitch > self.pitch * 1.3 + 0.05 {
            return Between::Paragraph;
        }
        // Both on one row, far apart.
        if pitch < 0.3 {
            return Between::Line;
        }
        let alike = before.size().min(line.size()) > 0.85 * size;
        let indent = (line.left() - before.left()) / size;
        let full = wraps && (confirmed || before.characters() >= LONG);
        if full && alike && !line.is_point() && !is_labelled(line) && indent.abs() < 6.0 {
            if indent > 0.9
                && !before.is_point()
                && next.is_some_and(|next| next.left() < line.left() - 0.5 * size)
            {
                return Between::Paragraph;
            }
            return Between::Nothing;
        }
        let prose = before.characters() >= LONG || confirmed && line.characters() >= LONG;
        if indent > 0.9
            && prose
            && !before.is_point()
            && next.is_some_and(|next| next.left() < line.left() - 0.5 * size)
        {
            return Between::Paragraph;
        }
        Between::Line
    }

    /// What stands between the last line of a block and the first of the next one.
    fn across(
        &self,
        old: &Block,
        wrapped: bool,
        before: &Line,
        block: &Block,
        line: &Line,
        page: bool,
    ) -> Between {
        let ends = ends_a_sentence(before);
        let goes_on = line.words.first().is_some_and(|word| word.text.starts_with(char::is_lowercase));
        let long = before.characters() >= LONG || wrapped;
        let alike = (before.size() / line.size().max(0.01) - 1.0).abs() < 0.15;
        if long && alike && !line.is_point() && has_no_room(before, line, old.right) && (goes_on || !ends) {
            return Between::Nothing;
        }
        if block.cell {
            return Between::Line;
        }
        let below = (line.base() - before.base()) / before.size().max(line.size()).max(0.01);
        if !page && below > 0.3 && below <= self.pitch * 1.3 + 0.05 {
            Between::Line
        } else {
            Between::Paragraph
        }
    }

    /// Whether a word that is cut at the end of a line loses its hyphen.
    fn drops_hyphen(&self, first: &str, second: &str) -> bool {
        let whole = bare(&format!("{first}{second}"));
        if self.words.contains(&whole) {
            return true;
        }
        !self.words.contains(&bare(&format!("{first}-{second}"))) && self.cuts_words
    }
}

/// Whether a line begins with a capital or a number.
fn begins_anew(line: &Line) -> bool {
    let mut characters = line.words.iter().flat_map(|word| word.text.chars());
    characters.find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_uppercase() || c.is_numeric())
}

/// Whether the last word of a line begins with a capital or a number.
fn ends_with_a_name(line: &Line) -> bool {
    let word = line.words.last().map_or("", |word| word.text.as_str());
    word.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_uppercase() || c.is_numeric())
}

fn ends_a_sentence(line: &Line) -> bool {
    line.words.last().is_some_and(|word| word.text.ends_with(['.', '!', '?', ':', ';', '”', '’', '"']))
}

/// Whether a line begins with a label: `To:`, `Date:`.
fn is_labelled(line: &Line) -> bool {
    begins_anew(line) && line.words.len() > 1 && line.words[0].text.ends_with(':')
}

/// Whether the lines of a block are those of wrapped paragraphs: most of them are full.
fn is_wrapped(block: &Block) -> bool {
    let pairs = block.lines.windows(2);
    let full = pairs.clone().filter(|pair| has_no_room(&pair[0], &pair[1], block.right)).count();
    let characters: usize = block.lines.iter().map(Line::characters).sum();
    full >= 3 && full * 2 >= pairs.len() && characters >= block.lines.len() * 25
}

/// The two halves of a word that a hyphen cuts at the end of a line.
fn halves<'l>(line: &'l Line, next: &'l Line) -> Option<(&'l str, &'l str)> {
    let last = line.words.last()?.text.as_str();
    let first = last.strip_suffix(['-', '\u{2010}', '\u{ad}'])?;
    let second = next.words.first()?.text.as_str();
    let letters = first.ends_with(char::is_alphabetic) && second.starts_with(char::is_lowercase);
    (letters && first.chars().count() > 1).then_some((first, second))
}

/// A word without signs around it, in small letters.
fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

fn area([left, top, right, bottom]: Frame, page: usize) -> Area {
    Area { page, x: left, y: top, width: right - left, height: bottom - top }
}

impl Laid {
    /// Adds a line, and says where it begins.
    fn put(&mut self, between: Option<Between>, line: &Line, page: usize, habits: &Habits) -> usize {
        match between {
            None => {}
            Some(Between::Nothing) => self.go_on(line, habits),
            Some(Between::Line) => self.text.push('\n'),
            Some(Between::Paragraph) => self.text.push_str("\n\n"),
        }
        let begin = self.text.len();
        for (at, word) in line.words.iter().enumerate() {
            if at > 0 {
                self.text.push(word.before.character());
            }
            let start = self.text.len();
            self.text.push_str(&word.text);
            self.boxes.push((Span::new(start, self.text.len()), area(word.frame, page)));
        }
        begin
    }

    /// Makes ready for a line that goes on with the last one.
    fn go_on(&mut self, line: &Line, habits: &Habits) {
        let last = self.text.rsplit([' ', '\n', '\t']).next().unwrap_or_default().to_string();
        let second = line.words.first().map_or("", |word| word.text.as_str());
        let hyphen = last.chars().last().filter(|c| matches!(c, '-' | '\u{2010}' | '\u{ad}'));
        let Some(hyphen) = hyphen else {
            // A dash or a stroke between words stands without spaces on a line, too.
            self.text.push(' ');
            return;
        };
        let first = &last[..last.len() - hyphen.len_utf8()];
        let letters = first.chars().count() > 1
            && first.ends_with(char::is_alphabetic)
            && second.starts_with(char::is_lowercase);
        if hyphen == '\u{ad}' || letters && habits.drops_hyphen(first, second) {
            self.text.truncate(self.text.len() - hyphen.len_utf8());
            if let Some((span, _)) = self.boxes.last_mut() {
                span.end = self.text.len();
            }
        } else if !first.ends_with(char::is_alphanumeric) {
            self.text.push(' ');
        }
    }
}
