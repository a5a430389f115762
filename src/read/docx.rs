//! Word files (`.docx`): Office Open XML, the text as it is shown and printed.
//!
//! Tracked changes count as accepted. Numbers of lists are in [`number`], spaces between paragraphs in
//! [`style`]; what the formats of word processors share is in the room `office`.

mod number;
mod style;

use std::collections::BTreeMap;

use super::format::{Content, File, Looks};
use super::office::{self, Block, Line, Package, Paragraph, lay_out};
use super::xml::{Element, Node};
use number::Numbers;
use style::Styles;

/// The archive names its files in clear.
pub fn looks(file: &File<'_>) -> Looks {
    let holds = |name: &[u8]| memchr::memmem::find(file.bytes, name).is_some();
    let word = file.bytes.starts_with(b"PK") && holds(b"word/") && !holds(b"opendocument.text");
    if word { Looks::Surely } else { Looks::No }
}

/// Reads the file.
///
/// # Errors
/// A file that is broken, encrypted, or blown up.
pub fn read(file: &File<'_>) -> Result<Vec<Content>, String> {
    let mut package = Package::open(file.bytes)?;
    let top = package.part("_rels/.rels")?.unwrap_or_default();
    let main =
        target(&top, "/officeDocument").map_or("word/document.xml", |target| target.trim_start_matches('/'));
    let (folder, name) = main.rsplit_once('/').unwrap_or(("", main));
    let document = package.part(main)?.ok_or("broken: there is no document in it")?;
    let links = package.part(&format!("{folder}/_rels/{name}.rels"))?.unwrap_or_default();
    let path = |target: &str| match target.strip_prefix('/') {
        Some(whole) => whole.to_string(),
        None => format!("{folder}/{target}"),
    };
    let mut linked = |kind: &str| match target(&links, kind) {
        Some(target) => package.part(&path(target)).map(Option::unwrap_or_default),
        None => Ok(Element::default()),
    };
    let mut reading = Reading {
        styles: Styles::new(&linked("/styles")?),
        numbers: Numbers::new(&linked("/numbering")?),
        notes: BTreeMap::new(),
        shown: Vec::new(),
        joined: None,
    };
    for (kind, prefix) in [("/footnotes", "footnoteReference"), ("/endnotes", "endnoteReference")] {
        for note in notes(linked(kind)?) {
            let id = note.attribute("id").unwrap_or_default().to_string();
            reading.notes.insert((prefix, id), note);
        }
    }
    let mut blocks = Vec::new();
    reading.blocks(&document, &mut blocks);
    let notes = std::mem::take(&mut reading.shown);
    for (at, note) in notes.into_iter().enumerate() {
        let mark = format!("[{}] ", at + 1);
        blocks.push(Block::Paragraph(Paragraph { mark, text: note, ..Paragraph::default() }));
    }
    let (mut heads, mut feet) = (Vec::new(), Vec::new());
    for section in document.all("sectPr") {
        for (kind, texts) in [("headerReference", &mut heads), ("footerReference", &mut feet)] {
            for reference in section.elements().filter(|element| *element.name == *kind) {
                // The first page has its own only where the section says so; those of even pages repeat the
                // others.
                let shown = match reference.attribute("type") {
                    Some("first") => section.child("titlePg").is_some_and(is_on),
                    Some("even") => false,
                    _ => true,
                };
                let part = reference.attribute("id").and_then(|id| by_id(&links, id)).filter(|_| shown);
                if let Some(part) = part.map(|target| package.part(&path(target))).transpose()?.flatten() {
                    let mut blocks = Vec::new();
                    reading.blocks(&part, &mut blocks);
                    texts.push(lay_out(&blocks));
                }
            }
        }
    }
    Ok(office::parts(&heads, &lay_out(&blocks), &feet))
}

fn relations(links: &Element) -> impl Iterator<Item = &Element> {
    links.elements().flat_map(Element::elements)
}

fn target<'l>(links: &'l Element, kind: &str) -> Option<&'l str> {
    let of_kind = |link: &&Element| link.attribute("Type").is_some_and(|own| own.ends_with(kind));
    relations(links).find(of_kind).and_then(|link| link.attribute("Target"))
}

fn by_id<'l>(links: &'l Element, id: &str) -> Option<&'l str> {
    relations(links).find(|link| link.attribute("Id") == Some(id)).and_then(|link| link.attribute("Target"))
}

fn notes(root: Element) -> Vec<Element> {
    let inner = root.children.into_iter().flat_map(|node| match node {
        Node::Element(element) => element.children,
        Node::Text(_) => Vec::new(),
    });
    inner.filter_map(|node| if let Node::Element(note) = node { Some(note) } else { None }).collect()
}

/// Whether a property that can be switched is on.
fn is_on(property: &Element) -> bool {
    !matches!(property.attribute("val"), Some("0" | "false" | "off" | "none"))
}

/// A document while it is read.
struct Reading {
    styles: Styles,
    numbers: Numbers,
    /// Footnotes and endnotes by kind of reference and number.
    notes: BTreeMap<(&'static str, String), Element>,
    /// The notes that were met.
    shown: Vec<String>,
    /// A paragraph whose end was deleted: the next one goes on with it.
    joined: Option<Paragraph>,
}

impl Reading {
    /// The paragraphs and rows in an element, at any depth.
    fn blocks(&mut self, within: &Element, out: &mut Vec<Block>) {
        for element in within.elements() {
            match &*element.name {
                "p" => self.paragraph(element, out),
                "tbl" => self.table(element, out),
                "del" | "moveFrom" | "sectPr" | "txbxContent" => {}
                "AlternateContent" => {
                    if let Some(choice) = element.child("Choice").or_else(|| element.child("Fallback")) {
                        self.blocks(choice, out);
                    }
                }
                _ => self.blocks(element, out),
            }
        }
    }

    fn table(&mut self, table: &Element, out: &mut Vec<Block>) {
        for row in rows(table, "tr") {
            let deleted = row.child("trPr").is_some_and(|look| look.child("del").is_some());
            if deleted {
                continue;
            }
            let mut cells = Vec::new();
            for cell in rows(row, "tc") {
                let mut blocks = Vec::new();
                self.blocks(cell, &mut blocks);
                cells.push(lay_out(&blocks));
            }
            out.push(Block::Row(cells));
        }
    }

    fn paragraph(&mut self, element: &Element, out: &mut Vec<Block>) {
        let nothing = Element::default();
        let properties = element.child("pPr").unwrap_or(&nothing);
        let style = properties.child("pStyle").and_then(|style| style.attribute("val"));
        let mut line = Line::default();
        self.inline(element, &mut line);
        out.append(&mut line.boxes);
        let on = |name: &str| properties.child(name).is_some_and(is_on);
        if line.paged
            || properties.child("rPr").is_some_and(|look| look.child("vanish").is_some_and(is_on))
                && line.text.is_empty()
        {
            return;
        }
        if on("pageBreakBefore") {
            out.push(Block::Page);
        }
        let numbered = properties.child("numPr").map(number::of).or_else(|| self.styles.number(style));
        let mark =
            if line.text.trim().is_empty() { String::new() } else { self.numbers.mark(numbered, style) };
        let look = self.styles.look(style, properties);
        let mut paragraph = Paragraph { mark, text: line.text, look };
        if let Some(before) = self.joined.take() {
            paragraph =
                Paragraph { text: before.text + &paragraph.text, look: paragraph.look, mark: before.mark };
        }
        let end = properties.child("rPr");
        if end.is_some_and(|end| end.child("del").is_some() || end.child("moveFrom").is_some()) {
            self.joined = Some(paragraph);
            return;
        }
        out.push(Block::Paragraph(paragraph));
        if let Some(section) = properties.child("sectPr") {
            let kind = section.child("type").and_then(|kind| kind.attribute("val"));
            if kind != Some("continuous") {
                out.push(Block::Page);
            }
        }
    }

    fn inline(&mut self, within: &Element, line: &mut Line) {
        for element in within.elements() {
            match &*element.name {
                "pPr" | "rPr" | "del" | "moveFrom" | "delText" | "tabs" | "rt" | "sdtPr" | "delInstrText" => {
                }
                "r" if hidden(element) => {}
                "t" => element.children.iter().for_each(|node| {
                    if let Node::Text(text) = node {
                        line.text.push_str(text);
                    }
                }),
                "tab" | "ptab" => line.text.push('\t'),
                "br" if element.attribute("type") == Some("page") => line.text.push('\u{c}'),
                "br" | "cr" => line.text.push('\n'),
                "noBreakHyphen" => line.text.push('-'),
                "sym" => line.text.extend(symbol(element)),
                "instrText" | "fldSimple" => {
                    let code =
                        element.attribute("instr").map(str::to_string).unwrap_or_else(|| element.words());
                    line.paged |=
                        matches!(code.split_whitespace().next(), Some("PAGE" | "NUMPAGES" | "SECTIONPAGES"));
                    if &*element.name == "fldSimple" {
                        self.inline(element, line);
                    }
                }
                "footnoteReference" => self.note("footnoteReference", element, line),
                "endnoteReference" => self.note("endnoteReference", element, line),
                "AlternateContent" => {
                    if let Some(choice) = element.child("Choice").or_else(|| element.child("Fallback")) {
                        self.inline(choice, line);
                    }
                }
                "txbxContent" => self.blocks(element, &mut line.boxes),
                _ => self.inline(element, line),
            }
        }
    }

    fn note(&mut self, kind: &'static str, reference: &Element, line: &mut Line) {
        let id = reference.attribute("id").unwrap_or_default().to_string();
        // Taken out, so that a note that refers to itself ends.
        let Some(note) = self.notes.remove(&(kind, id)) else { return };
        self.shown.push(String::new());
        let at = self.shown.len();
        line.text.push_str(&format!("[{at}]"));
        let mut blocks = Vec::new();
        self.blocks(&note, &mut blocks);
        if let Some(shown) = self.shown.get_mut(at - 1) {
            *shown = lay_out(&blocks).trim().to_string();
        }
    }
}

/// The rows of a table or the cells of a row, also where controls are wrapped around them.
fn rows<'e>(within: &'e Element, name: &str) -> Vec<&'e Element> {
    let mut found = Vec::new();
    for element in within.elements() {
        match &*element.name {
            own if own == name => found.push(element),
            "sdt" | "sdtContent" | "ins" | "moveTo" | "customXml" | "smartTag" => {
                found.extend(rows(element, name))
            }
            _ => {}
        }
    }
    found
}

fn hidden(run: &Element) -> bool {
    run.child("rPr").and_then(|look| look.child("vanish")).is_some_and(is_on)
}

/// A character of a symbol font; those of the fonts' own private area are bullets and boxes.
fn symbol(element: &Element) -> Option<char> {
    let code = u32::from_str_radix(element.attribute("char")?, 16).ok()?;
    if (0xF000..=0xF0FF).contains(&code) { Some('•') } else { char::from_u32(code) }
}
