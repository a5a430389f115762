//! A document, where it comes from, and the places in it.
//!
//! The text is never changed once it is read: every later stage points into it. Offsets inside the program
//! are **bytes**; only the tables count characters (Unicode scalar values), and [`Places`] does that change.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A text with the name under which the tables list it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The path from the input folder, with `/`, or whatever name a stream gave. The second document of a
    /// file has `#2` behind it.
    pub name: String,
    /// The text as it was read.
    pub text: String,
    /// What its reader knows besides the text.
    pub origin: Origin,
}

impl Document {
    /// A document of which nothing but the text is known.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Document {
        Document {
            name: name.into(),
            text: text.into(),
            origin: Origin { reader: "text".into(), ..Origin::default() },
        }
    }
}

/// Where a document comes from: what readers know besides its text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// The name of the format that it was read from.
    pub reader: String,
    /// The name of the document that it came with: the mail of an attachment, the first letter of a file with
    /// many.
    pub parent: Option<String>,
    /// The bytes at which pages begin, in order, the first at 0; empty where the format has no pages.
    pub pages: Vec<usize>,
    /// Where stretches of the text stand on their pages, in order; empty where the format does not say.
    pub boxes: Vec<(Span, Area)>,
    /// What the reader repaired or guessed.
    pub remarks: Vec<Remark>,
    /// Whether a part of the file could not be read: what it lacked may be there another time.
    pub partial: bool,
}

/// A rectangle on a page, in points from the top left corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// The page, from 1.
    pub page: usize,
    /// The left edge.
    pub x: f32,
    /// The upper edge.
    pub y: f32,
    /// From the left edge to the right one.
    pub width: f32,
    /// From the upper edge to the lower one.
    pub height: f32,
}

/// Something that a reader did to make a text of a file; it becomes a doubt about the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// What was done, in stable words.
    pub what: String,
    /// The first words to which it was done.
    pub span: Span,
}

impl Origin {
    /// The page of a byte, from 1; `None` where there are no pages.
    pub fn page(&self, byte: usize) -> Option<usize> {
        let page = self.pages.partition_point(|&start| start <= byte);
        (!self.pages.is_empty()).then_some(page.max(1))
    }

    /// The rectangle around a span, as far as it stands on its first page.
    pub fn area(&self, span: Span) -> Option<Area> {
        let first = self.boxes.partition_point(|(stretch, _)| stretch.end <= span.start);
        let met = self.boxes[first..].iter().take_while(|(stretch, _)| stretch.start < span.end);
        met.map(|(_, area)| *area).reduce(|a, b| if a.page == b.page { a.around(b) } else { a })
    }
}

impl Area {
    fn around(self, other: Area) -> Area {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let right = (self.x + self.width).max(other.x + other.width);
        let bottom = (self.y + self.height).max(other.y + other.height);
        Area { page: self.page, x, y, width: right - x, height: bottom - y }
    }
}

/// A stretch of a document's text: bytes, end excluded, both on character borders.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// The span from `start` to `end`.
    pub const fn new(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    /// The words that stand here.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    /// Whether the two share at least one byte.
    pub const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies inside this span.
    pub const fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest span around both.
    pub fn join(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// Without the white space at either end.
    pub fn trim(self, text: &str) -> Span {
        let words = self.of(text);
        let start = self.start + (words.len() - words.trim_start().len());
        Span::new(start, (self.start + words.trim_end().len()).max(start))
    }

    /// Whether nothing stands here.
    pub const fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// As a range of bytes.
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// Turns byte offsets into lines and characters, for offsets asked in any order.
pub struct Places<'t> {
    text: &'t str,
    /// Byte and character offset at every `STEP` bytes or so: a short walk from the nearest answers a
    /// question.
    marks: Vec<(usize, usize)>,
    lines: Vec<usize>,
    ascii: bool,
}

const STEP: usize = 256;

impl<'t> Places<'t> {
    /// One pass over the text.
    pub fn new(text: &'t str) -> Places<'t> {
        let mut marks = vec![(0, 0)];
        let mut next = STEP;
        let ascii = text.is_ascii();
        if !ascii {
            for (characters, (byte, _)) in text.char_indices().enumerate() {
                if byte >= next {
                    marks.push((byte, characters));
                    next = byte + STEP;
                }
            }
        }
        let lines = memchr::memchr_iter(b'\n', text.as_bytes()).collect();
        Places { text, marks, lines, ascii }
    }

    /// The number of characters before `byte`.
    pub fn character(&self, byte: usize) -> usize {
        if self.ascii {
            return byte;
        }
        let at = self.marks.partition_point(|mark| mark.0 <= byte) - 1;
        let (start, characters) = self.marks[at];
        characters + self.text[start..byte].chars().count()
    }

    /// The line of `byte`, from 1.
    pub fn line(&self, byte: usize) -> usize {
        self.lines.partition_point(|&end| end < byte) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_and_lines_as_a_reader_would() {
        let text = "Zoë\nsaid ‘good’ \n".repeat(60);
        let places = Places::new(&text);
        for (characters, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(places.character(byte), characters);
            assert_eq!(places.line(byte), text[..byte].matches('\n').count() + 1);
        }
        assert_eq!(places.character(text.len()), text.chars().count());
    }

    #[test]
    fn a_page_and_a_rectangle_are_found_for_words() {
        let area = |page, x, y| Area { page, x, y, width: 10.0, height: 5.0 };
        let boxes = vec![
            (Span::new(0, 4), area(1, 0.0, 0.0)),
            (Span::new(5, 9), area(1, 20.0, 10.0)),
            (Span::new(10, 14), area(2, 0.0, 0.0)),
        ];
        let origin = Origin { pages: vec![0, 10], boxes, ..Origin::default() };
        assert_eq!([0, 9, 10, 99].map(|byte| origin.page(byte)), [Some(1), Some(1), Some(2), Some(2)]);
        assert_eq!(Origin::default().page(0), None);
        let both = Area { page: 1, x: 0.0, y: 0.0, width: 30.0, height: 15.0 };
        for (span, found) in [
            (Span::new(1, 3), Some(area(1, 0.0, 0.0))),
            (Span::new(2, 6), Some(both)),
            (Span::new(2, 12), Some(both)),
            (Span::new(4, 5), None),
            (Span::new(20, 30), None),
        ] {
            assert_eq!(origin.area(span), found, "{span:?}");
        }
    }

    #[test]
    fn trimming_a_span_of_white_space_leaves_an_empty_span_inside_it() {
        let span = Span::new(1, 4).trim("a   b");
        assert!(span.is_empty() && span.start <= 4);
    }
}
