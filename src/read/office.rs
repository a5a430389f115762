//! What the formats of word processors share: a zip archive of XML files, and paragraphs with the space
//! between them.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::format::Content;
use super::lines::{Gap, Lines};
use super::xml::{self, Element};
use super::{merged, text};

/// How much a file of the archive, and all that are read, may grow to: an archive may claim anything.
const MOST_BYTES: u64 = 64 << 20;

/// More bytes than this are no type of a file.
const LONGEST_TYPE: u64 = 256;

/// The archive.
pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

impl<'a> Package<'a> {
    /// Opens the archive.
    ///
    /// # Errors
    /// Bytes that are none.
    pub fn open(bytes: &'a [u8]) -> Result<Package<'a>, String> {
        let archive = ZipArchive::new(Cursor::new(bytes))
            .map_err(|_| "broken: it is a zip archive, but cut off or damaged".to_string())?;
        Ok(Package { archive, left: 2 * MOST_BYTES })
    }

    /// Reads one of its files as XML; `None` where there is no such file.
    ///
    /// # Errors
    /// A file that cannot be unpacked, is too large, or is no XML.
    pub fn part(&mut self, name: &str) -> Result<Option<Element>, String> {
        let file = match self.archive.by_name(name.trim_start_matches('/')) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(why)) if why.contains("assword") => {
                return Err("encrypted: save it without a password".into());
            }
            Err(_) => return Err(format!("broken: {name} in it is damaged")),
        };
        let most = MOST_BYTES.min(self.left);
        let mut bytes = Vec::new();
        let read = file.take(most + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > most {
            return Err(format!("too large: {name} in it unpacks to more than {} MiB", most >> 20));
        }
        read.map_err(|_| format!("broken: {name} in it is damaged"))?;
        self.left -= bytes.len() as u64;
        let (text, _, _) = encoding_rs::UTF_8.decode(&bytes);
        xml::parse(&text).map(Some)
    }
}

/// The type that an archive says to be of in its first file (`mimetype`); empty where it says none.
pub fn mimetype(bytes: &[u8]) -> String {
    let mut said = String::new();
    if let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes))
        && let Ok(file) = archive.by_name("mimetype")
    {
        let _ = file.take(LONGEST_TYPE).read_to_string(&mut said);
    }
    said
}

/// A paragraph or a row of a table.
#[derive(Debug)]
pub enum Block {
    /// A paragraph.
    Paragraph(Paragraph),
    /// The cells of a row.
    Row(Vec<String>),
    /// What follows begins a page.
    Page,
}

/// A paragraph.
#[derive(Debug, Default)]
pub struct Paragraph {
    /// Its number or bullet in a list.
    pub mark: String,
    /// Its text; `\n` are line breaks, form feeds page breaks.
    pub text: String,
    /// How it stands among others.
    pub look: Look,
}

/// The space around a paragraph, in twentieths of a point.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Look {
    /// Above it.
    pub before: i32,
    /// Below it.
    pub after: i32,
    /// Its style, where paragraphs of one style have no space between them.
    pub close: Option<String>,
    /// It is a heading.
    pub heading: bool,
}

/// The least space that makes an empty line.
const LEAST_SPACE: i32 = 40;
/// Paragraphs of so many characters are no lines of one block, even where no space parts them.
const LONG: usize = 120;

/// The text of blocks.
pub fn lay_out(blocks: &[Block]) -> String {
    let mut lines = Lines::default();
    let mut last: Option<&Paragraph> = None;
    for block in blocks {
        match block {
            Block::Page => lines.gap(Gap::Page),
            Block::Row(cells) => {
                lines.gap(if last.is_some() { Gap::Paragraph } else { Gap::Line });
                lines.cells(cells);
                lines.gap(Gap::Line);
                last = None;
            }
            Block::Paragraph(paragraph) if paragraph.text.trim().is_empty() => {
                lines.gap(Gap::Paragraph);
                pages(&mut lines, &paragraph.text);
            }
            Block::Paragraph(paragraph) => {
                lines.gap(last.map_or(Gap::Paragraph, |last| between(last, paragraph)));
                lines.mark(&paragraph.mark);
                pages(&mut lines, paragraph.text.trim_end_matches([' ', '\n', '\t']));
                last = Some(paragraph);
            }
        }
    }
    lines.finish()
}

/// The text of a paragraph while it is read.
#[derive(Default)]
pub struct Line {
    /// What it says.
    pub text: String,
    /// Text boxes that hang on it.
    pub boxes: Vec<Block>,
    /// Whether it shows the number of the page.
    pub paged: bool,
}

/// The lines of a paragraph, which may hold page breaks.
fn pages(lines: &mut Lines, text: &str) {
    for (page, text) in text.split('\u{c}').enumerate() {
        if page > 0 {
            lines.gap(Gap::Page);
        }
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                lines.line_break();
            }
            lines.exact(line.trim_end());
        }
    }
}

fn between(last: &Paragraph, next: &Paragraph) -> Gap {
    let close = last.look.close.is_some() && last.look.close == next.look.close;
    let space = if close { 0 } else { last.look.after.max(next.look.before) };
    let long = |paragraph: &Paragraph| paragraph.text.chars().count() > LONG;
    let apart = last.look.heading || next.look.heading || long(last) && long(next);
    if space >= LEAST_SPACE || apart { Gap::Paragraph } else { Gap::Line }
}

/// The documents of a text that a word processor has written: around it the heads and feet of its pages,
/// once.
pub fn parts(heads: &[String], body: &str, feet: &[String]) -> Vec<Content> {
    let mut letters: Vec<String> =
        merged::split(body).into_iter().map(|letter| letter.replace('\u{c}', "")).collect();
    let around = |texts: &[String]| {
        let mut seen: Vec<&str> = Vec::new();
        for text in texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty()) {
            if !seen.contains(&text) && !body.contains(text) {
                seen.push(text);
            }
        }
        seen.join("\n\n")
    };
    let (head, feet) = (around(heads), around(feet));
    if let Some(first) = letters.first_mut().filter(|_| !head.is_empty()) {
        *first = format!("{head}\n\n{first}");
    }
    if let Some(last) = letters.last_mut().filter(|_| !feet.is_empty()) {
        *last = format!("{}\n\n{feet}\n", last.trim_end());
    }
    letters
        .into_iter()
        .map(|letter| {
            let (letter, origin) = text::mended(&letter);
            Content::Text(letter, origin)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(text: &str, after: i32) -> Block {
        Block::Paragraph(Paragraph {
            text: text.into(),
            look: Look { after, ..Look::default() },
            ..Paragraph::default()
        })
    }

    #[test]
    fn paragraphs_without_space_are_lines_and_others_stand_apart() {
        let long = "We shall meet at the town hall in May. ".repeat(4);
        let long = long.trim_end();
        let blocks = [
            paragraph("Jane Marsh", 0),
            paragraph("Kent", 160),
            paragraph("Dear Karl,", 0),
            paragraph("", 0),
            paragraph(long, 0),
            paragraph(long, 0),
            Block::Row(vec!["a".into(), "b".into()]),
            Block::Row(vec!["c".into(), "d\ne".into()]),
            paragraph("one\ntwo\u{c}three", 0),
        ];
        let text = format!(
            "Jane Marsh\nKent\n\nDear Karl,\n\n{long}\n\n{long}\n\na\tb\n\nc\n\nd\ne\n\none\ntwo\n\n\u{c}three\n"
        );
        assert_eq!(lay_out(&blocks), text);
    }
}
