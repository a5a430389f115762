//! Rich Text Format (`.rtf`): groups, control words and bytes to paragraphs.
//!
//! Deletions that are tracked and hidden text are left out. What words and bytes mean is here; how they are
//! told apart is in [`token`], the encodings of fonts are in [`charset`], a text in the making is in
//! [`stream`].

mod charset;
mod stream;
mod token;

use std::collections::HashMap;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::format::{Content, File, Looks};
use super::office::{self, Block, Look, Paragraph, lay_out};
use stream::{Kind, Stream};
use token::{Token, Tokens};

/// Every file begins with the same word.
pub fn looks(file: &File<'_>) -> Looks {
    if file.head.starts_with("{\\rtf") { Looks::Surely } else { Looks::No }
}

/// How deep groups may lie in each other.
const MOST_NESTED: usize = 2_000;

/// Reads the file.
///
/// # Errors
/// A file that is cut off or built to break.
pub fn read(file: &File<'_>) -> Result<Vec<Content>, String> {
    let mut reading = Reading {
        groups: vec![Group::default()],
        streams: vec![Stream::default()],
        fonts: HashMap::new(),
        usual: WINDOWS_1252,
        bytes: Vec::new(),
        units: Vec::new(),
        skip: 0,
        heads: Vec::new(),
        feet: Vec::new(),
        notes: Vec::new(),
    };
    for token in Tokens::new(file.bytes) {
        reading.token(token)?;
    }
    Ok(reading.finish())
}

/// What is done with the text of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum To {
    Text,
    Nowhere,
    Fonts,
    /// The number of an item of a list.
    Mark,
    /// What a field is computed from.
    Field,
}

/// What holds until a group ends.
#[derive(Debug, Clone)]
struct Group {
    to: To,
    /// The text beside the text that ends with it.
    closes: Option<Kind>,
    font: i32,
    /// How many characters stand for those that do not know Unicode.
    plain: usize,
    hidden: bool,
    look: Look,
    /// Nothing has been read in it yet but that it may be skipped.
    starred: bool,
}

impl Default for Group {
    fn default() -> Group {
        Group {
            to: To::Text,
            closes: None,
            font: -1,
            plain: 1,
            hidden: false,
            look: Look::default(),
            starred: false,
        }
    }
}

/// A file while it is read.
struct Reading {
    groups: Vec<Group>,
    streams: Vec<Stream>,
    fonts: HashMap<i32, &'static Encoding>,
    usual: &'static Encoding,
    /// Bytes and UTF-16 that are not text yet.
    bytes: Vec<u8>,
    units: Vec<u16>,
    /// How many characters are still to be passed over.
    skip: usize,
    heads: Vec<String>,
    feet: Vec<String>,
    notes: Vec<String>,
}

impl Reading {
    fn token(&mut self, token: Token<'_>) -> Result<(), String> {
        if !matches!(token, Token::Byte(_)) {
            self.flush_bytes();
        }
        if !matches!(token, Token::Byte(_) | Token::Word("u", _)) {
            self.flush_units();
        }
        match token {
            Token::Open => {
                self.skip = 0;
                let group = Group { closes: None, starred: false, ..self.group().clone() };
                self.groups.push(group);
                if self.groups.len() > MOST_NESTED {
                    return Err("broken: its groups lie in each other deeper than in any letter".into());
                }
            }
            Token::Close => self.close(),
            Token::Byte(_) | Token::Symbol(_) if self.skip > 0 => self.skip -= 1,
            Token::Byte(byte) => {
                self.flush_units();
                self.bytes.push(byte);
            }
            Token::Symbol('*') => self.group_mut().starred = true,
            Token::Symbol(symbol) => self.put(match symbol {
                '~' => "\u{a0}",
                '_' => "-",
                '\\' => "\\",
                '{' => "{",
                '}' => "}",
                _ => "",
            }),
            Token::Word(word, number) => self.word(word, number),
        }
        Ok(())
    }

    fn group(&self) -> &Group {
        // There is always one: the last is never taken.
        &self.groups[self.groups.len() - 1]
    }

    fn group_mut(&mut self) -> &mut Group {
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    fn stream(&mut self) -> &mut Stream {
        let last = self.streams.len() - 1;
        &mut self.streams[last]
    }

    fn close(&mut self) {
        self.skip = 0;
        if self.groups.len() < 2 {
            return;
        }
        let Some(group) = self.groups.pop() else { return };
        let Some(kind) = group.closes else { return };
        if self.streams.len() < 2 {
            return;
        }
        let Some(mut stream) = self.streams.pop() else { return };
        if kind == Kind::Box {
            stream.end(&group.look);
            let here = self.stream();
            here.blocks.append(&mut stream.blocks);
            return;
        }
        let text = stream.text(&group.look);
        match kind {
            Kind::Head => self.heads.push(text),
            Kind::Foot => self.feet.push(text),
            Kind::Note | Kind::Box => {
                self.notes.push(text.trim().to_string());
                let mark = format!("[{}]", self.notes.len());
                self.put(&mark);
            }
        }
    }

    fn flush_bytes(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let encoding = self.fonts.get(&self.group().font).copied().unwrap_or(self.usual);
        let bytes = std::mem::take(&mut self.bytes);
        let text = encoding.decode_without_bom_handling(&bytes).0;
        self.put(&text);
    }

    fn flush_units(&mut self) {
        if !self.units.is_empty() {
            let units = std::mem::take(&mut self.units);
            self.put(&String::from_utf16_lossy(&units));
        }
    }

    fn put(&mut self, text: &str) {
        let (to, hidden) = (self.group().to, self.group().hidden);
        if hidden {
            return;
        }
        match to {
            To::Text => self.stream().line.push_str(text),
            To::Mark => self.stream().mark.push_str(text),
            To::Field => {
                let code = text.split_whitespace().next().unwrap_or_default();
                self.stream().paged |= matches!(code, "PAGE" | "NUMPAGES" | "SECTIONPAGES");
            }
            To::Nowhere | To::Fonts => {}
        }
    }

    fn open(&mut self, kind: Kind) {
        if self.group().to == To::Text && self.group().closes.is_none() {
            self.streams.push(Stream::default());
            let group = self.group_mut();
            group.closes = Some(kind);
            group.look = Look::default();
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        let starred = std::mem::take(&mut self.group_mut().starred);
        let on = number != Some(0);
        match word {
            "u" => {
                if let Some(unit) = number.filter(|_| self.group().to != To::Nowhere) {
                    self.units.push((unit & 0xffff) as u16);
                }
                self.skip = self.group().plain;
            }
            "uc" => self.group_mut().plain = number.unwrap_or(1).clamp(0, 16) as usize,
            "ansicpg" => self.usual = number.and_then(charset::page).unwrap_or(self.usual),
            "mac" => self.usual = encoding_rs::MACINTOSH,
            "f" => self.group_mut().font = number.unwrap_or(0),
            "fcharset" if self.group().to == To::Fonts => {
                let font = self.group().font;
                if let Some(encoding) = number.and_then(charset::of_font) {
                    self.fonts.insert(font, encoding);
                }
            }
            "plain" => {
                let group = self.group_mut();
                (group.hidden, group.font) = (false, -1);
            }
            "v" | "deleted" => self.group_mut().hidden = on,
            "pard" => self.group_mut().look = Look::default(),
            "sb" => self.group_mut().look.before = number.unwrap_or(0),
            "sa" => self.group_mut().look.after = number.unwrap_or(0),
            "sbauto" if on => self.group_mut().look.before = 280,
            "saauto" if on => self.group_mut().look.after = 280,
            "contextualspace" => self.group_mut().look.close = on.then(String::new),
            "outlinelevel" => self.group_mut().look.heading = true,
            "header" | "headerl" | "headerr" | "headerf" => self.open(Kind::Head),
            "footer" | "footerl" | "footerr" | "footerf" => self.open(Kind::Foot),
            "footnote" => self.open(Kind::Note),
            "shptxt" | "dptxbxtext" => self.open(Kind::Box),
            "shpinst" | "fldrslt" | "field" | "do" | "shprslt"
                if starred || word == "field" || word == "fldrslt" => {}
            "fonttbl" => self.group_mut().to = To::Fonts,
            "fldinst" => {
                self.group_mut().to = if self.group().to == To::Nowhere { To::Nowhere } else { To::Field }
            }
            "listtext" | "pntext" if self.group().to == To::Text => self.group_mut().to = To::Mark,
            "colortbl" | "stylesheet" | "info" | "pict" | "nonshppict" | "filetbl" | "objdata" | "sp"
            | "xe" | "tc" | "upr" | "private" | "shprslt" | "listtable" => self.group_mut().to = To::Nowhere,
            _ if starred => self.group_mut().to = To::Nowhere,
            _ => self.mark(word),
        }
    }

    /// Words that stand for characters, lines and cells.
    fn mark(&mut self, word: &str) {
        let text = match word {
            "tab" if self.group().to == To::Mark => " ",
            "tab" | "nestcell" => "\t",
            "line" | "lbr" => "\n",
            "page" => "\u{c}",
            "emdash" => "—",
            "endash" => "–",
            "lquote" => "‘",
            "rquote" => "’",
            "ldblquote" => "“",
            "rdblquote" => "”",
            "bullet" => "•",
            "emspace" | "enspace" | "qmspace" => " ",
            _ => "",
        };
        if !text.is_empty() {
            return self.put(text);
        }
        if self.group().to != To::Text {
            return;
        }
        let look = self.group().look.clone();
        match word {
            "par" | "nestrow" => self.stream().end_paragraph(&look),
            "cell" => self.stream().end_cell(&look),
            "row" => self.stream().end_row(),
            "trowd" if self.stream().cells.is_empty() => {
                let stream = self.stream();
                stream.cell = stream.blocks.len();
            }
            "pagebb" => self.stream().blocks.push(Block::Page),
            "sect" => {
                let stream = self.stream();
                stream.end_paragraph(&look);
                stream.blocks.push(Block::Page);
            }
            // The section that begins here goes on on the same page.
            "sbknone" => {
                let stream = self.stream();
                if stream.line.is_empty() && matches!(stream.blocks.last(), Some(Block::Page)) {
                    stream.blocks.pop();
                }
            }
            _ => {}
        }
    }

    fn finish(mut self) -> Vec<Content> {
        self.flush_bytes();
        self.flush_units();
        while self.groups.len() > 1 {
            self.close();
        }
        let mut stream = self.streams.swap_remove(0);
        stream.end(&self.groups.swap_remove(0).look);
        for (at, note) in self.notes.into_iter().enumerate() {
            let mark = format!("[{}] ", at + 1);
            let look = Look { before: 200, ..Look::default() };
            stream.blocks.push(Block::Paragraph(Paragraph { mark, text: note, look }));
        }
        office::parts(&self.heads, &lay_out(&stream.blocks), &self.feet)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(source: &str) -> String {
        let parts = read(&File::new("a.rtf", source.as_bytes())).unwrap();
        let texts = parts
            .into_iter()
            .map(|part| if let Content::Text(text, _) = part { text } else { String::new() });
        texts.collect::<Vec<_>>().join("|")
    }

    /// Each line: what stands in a file, and the text of it.
    #[test]
    fn a_file_is_read_as_it_is_printed() {
        for (source, read) in [
            (r"Jane Marsh\par Kent\par\par Dear Karl,\par", "Jane Marsh\nKent\n\nDear Karl,\n"),
            (r"\sa160 One\par Two\line three\par", "One\n\nTwo\nthree\n"),
            (r"It\'92s \u163\'a35, Zo\u235 e \endash  \ldblquote x\rdblquote", "It’s £5, Zoë – “x”\n"),
            (r"{\uc0\u8217}s {\uc2\u8217 ab}c", "’s ’c\n"),
            (r"{\f1 \'c4}{\f0 \'c4}", "ДÄ\n"),
            (r"{\deleted old }{\revised new} {\v hidden}shown", "new shown\n"),
            (r"{\listtext 1.\tab}One\par{\pntext a)\tab}Two\par", "1. One\na) Two\n"),
            (r"\trowd\intbl a\cell b\cell\row\trowd c\cell d\cell\row\pard after", "a\tb\nc\td\n\nafter\n"),
            (
                r"{\field{\*\fldinst HYPERLINK x}{\fldrslt link}} and {\*\unknown no}{\pict 00ff}",
                "link and\n",
            ),
            (
                r"{\header Our office\par}{\footer Page {\field{\*\fldinst PAGE}{\fldrslt 1}}\par}Dear",
                "Our office\n\nDear\n",
            ),
            (r"word{\super 1{\footnote {\super 1} A note.}} more", "word1[1] more\n\n[1] 1 A note.\n"),
            (r"a\bin3 }}}b \{c\} d\~e", "ab {c} d\u{a0}e\n"),
            (r"For Jane\sect\sbknone on the same page", "For Jane\non the same page\n"),
        ] {
            let fonts = r"{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}}{\colortbl;\red1;}";
            let source = format!(r"{{\rtf1\ansi\ansicpg1252{fonts}{source}}}");
            assert_eq!(text(&source), read, "{source}");
        }
    }

    #[test]
    fn broken_files_are_read_as_far_as_they_go_or_refused() {
        assert_eq!(text(r"{\rtf1 cut o"), "cut o\n");
        assert_eq!(text(r"{\rtf1 more}}} than"), "more than\n");
        assert!(read(&File::new("a.rtf", "{\\rtf1".repeat(100_000).as_bytes())).is_err());
        assert_eq!(text(r"{\rtf1 \u99999999999 \'zz \uc-5 \bin99999999 x"), "zz\n");
    }
}
