//! Words at places on pages to the text that a person would read, with the place of every word.
//!
//! [`lay`] is the whole way: lines in an order ([`columns`]), without running headers and page numbers
//! ([`furniture`]), joined to paragraphs ([`flow`]). Where the words come from, a PDF or a picture, is not
//! its business; [`lines`] makes lines of single characters for readers that have no more than these.

pub mod columns;
pub mod flow;
pub mod furniture;
pub mod gutters;
pub mod lines;

use super::format::Content;
use crate::document::{Area, Origin, Remark, Span};

/// Left, top, right and bottom in points (1/72 inch) from the top left corner of the page as it is shown.
pub type Frame = [f32; 4];

/// A word at its place. Lengths are in points; `y` grows downwards.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// What it says, without white space.
    pub text: String,
    /// Its left end, once the page is turned so that the words run from left to right.
    pub left: f64,
    /// Its right end.
    pub right: f64,
    /// The line on which its letters stand.
    pub base: f64,
    /// The size of its font.
    pub size: f64,
    /// Where it is on the page as it is shown.
    pub frame: Frame,
    /// What stands before it on its line.
    pub before: Gap,
}

/// What stands between two words of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gap {
    /// A space.
    #[default]
    Space,
    /// A space at which no line may end.
    NoBreak,
    /// A wide gap, as between the cells of a table.
    Wide,
}

impl Gap {
    /// The character for it.
    pub fn character(self) -> char {
        match self {
            Gap::Space => ' ',
            Gap::NoBreak => '\u{a0}',
            Gap::Wide => '\t',
        }
    }
}

/// Words on one baseline that stand near each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The words, from left to right; never none.
    pub words: Vec<Word>,
    /// When it was drawn: its number among the lines of the page.
    pub order: usize,
    /// Whether it is no part of the text but stands around it: the file says so, or it runs over the pages.
    pub artifact: bool,
}

/// A page as it is shown.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// Its width in points.
    pub width: f32,
    /// Its height in points.
    pub height: f32,
    /// Its lines in the order in which they were drawn.
    pub lines: Vec<Line>,
}

/// The text of a document's pages.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Laid {
    /// Lines of addresses are lines, paragraphs are lines of their own with an empty line between.
    pub text: String,
    /// The byte at which each page begins.
    pub pages: Vec<usize>,
    /// The words in the order of the text, with their places. A word that was cut at the end of a line has
    /// two.
    pub boxes: Vec<(Span, Area)>,
}

/// The text of pages as a document of its own.
pub fn part<'r>(pages: Vec<Page>, remarks: impl IntoIterator<Item = &'r str>) -> Content {
    let Laid { text, pages, boxes } = lay(pages);
    let first = Span::new(0, text.find(char::is_whitespace).unwrap_or(text.len()));
    let remarks = remarks.into_iter().map(|what| Remark { what: what.to_string(), span: first }).collect();
    Content::Text(text, Origin { pages, boxes, remarks, ..Origin::default() })
}

/// The text of pages.
pub fn lay(mut pages: Vec<Page>) -> Laid {
    furniture::leave_out(&mut pages);
    let ordered: Vec<Vec<columns::Block>> = pages.into_iter().map(columns::order).collect();
    flow::write(&ordered)
}

impl Line {
    /// Its left end.
    pub fn left(&self) -> f64 {
        self.words.first().map_or(0.0, |word| word.left)
    }

    /// Its right end.
    pub fn right(&self) -> f64 {
        self.words.last().map_or(0.0, |word| word.right)
    }

    /// The line on which most of its letters stand: that of its longest word.
    pub fn base(&self) -> f64 {
        self.longest().map_or(0.0, |word| word.base)
    }

    /// The size of most of its letters.
    pub fn size(&self) -> f64 {
        self.longest().map_or(0.0, |word| word.size)
    }

    fn longest(&self) -> Option<&Word> {
        self.words.iter().rev().max_by(|a, b| (a.right - a.left).total_cmp(&(b.right - b.left)))
    }

    /// Its words with a space or, before a wide gap, a tab between.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for word in &self.words {
            if !text.is_empty() {
                text.push(word.before.character());
            }
            text.push_str(&word.text);
        }
        text
    }

    /// How many characters its words have.
    pub fn characters(&self) -> usize {
        self.words.iter().map(|word| word.text.chars().count() + 1).sum::<usize>().saturating_sub(1)
    }

    /// Whether it begins as a point of a list does: a bullet, `1.`, `2.3`, `(a)`, `iv)`.
    pub fn is_point(&self) -> bool {
        self.words.first().is_some_and(|word| is_marker(&word.text)) && self.words.len() > 1
    }
}

/// Whether a word is the mark of a point in a list.
pub fn is_marker(word: &str) -> bool {
    if matches!(word, "•" | "●" | "○" | "◦" | "▪" | "■" | "–" | "—" | "-" | "*" | "·" | "o" | "➢" | "✓")
    {
        return true;
    }
    let inner = word.trim_start_matches('(').trim_end_matches([')', '.', ':']);
    let closed = inner.len() < word.len();
    let numbers = inner.split('.').all(|part| !part.is_empty() && part.len() <= 3 && is_digits(part));
    let dotted = inner.contains('.');
    let letter = inner.len() <= 4 && inner.chars().all(|c| matches!(c, 'i' | 'v' | 'x'))
        || inner.len() == 1 && inner.starts_with(|c: char| c.is_ascii_alphabetic());
    !inner.is_empty() && (numbers && (closed || dotted) || letter && closed)
}

fn is_digits(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_digit())
}
