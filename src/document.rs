//! A document and the places in it.
//!
//! The text is never changed once it is read: every later stage points into it. Offsets inside the program
//! are **bytes**; only the tables count characters (Unicode scalar values), and [`Places`] does that change.

use std::ops::Range;

/// A text with the name under which the tables list it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The path from the input folder, with `/`, or whatever name a stream gave.
    pub name: String,
    /// The text as it was read.
    pub text: String,
}

/// A stretch of a document's text: bytes, end excluded, both on character borders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
    /// Byte and character offset at every `STEP` bytes or so: a short walk from the nearest answers a question.
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
    fn trimming_a_span_of_white_space_leaves_an_empty_span_inside_it() {
        let span = Span::new(1, 4).trim("a   b");
        assert!(span.is_empty() && span.start <= 4);
    }
}
