//! OpenDocument texts (`.odt`): the text as it is shown and printed.
//!
//! Deletions that are tracked stand apart in the file and are not read, so changes count as accepted. Styles
//! and lists are in [`style`]; what the formats of word processors share is in the room `office`.

mod style;

use std::collections::HashMap;

use super::format::{Content, File, Looks};
use super::office::{self, Block, Line, Package, Paragraph, lay_out};
use super::xml::{Element, Node};
use style::{List, Styles};

/// The archive says its type, as it is or packed, or at least has the files of such a one.
pub fn looks(file: &File<'_>) -> Looks {
    let holds = |name: &[u8]| memchr::memmem::find(file.bytes, name).is_some();
    match file.bytes.starts_with(b"PK") {
        true if holds(b"opendocument.text") => Looks::Surely,
        true if holds(b"content.xml") && holds(b"META-INF/manifest.xml") => {
            match office::mimetype(file.bytes).contains("opendocument.text") {
                true => Looks::Surely,
                false => Looks::Perhaps,
            }
        }
        _ => Looks::No,
    }
}

/// Reads the file.
///
/// # Errors
/// A file that is broken, encrypted, or blown up.
pub fn read(file: &File<'_>) -> Result<Vec<Content>, String> {
    let mut package = Package::open(file.bytes)?;
    if package
        .part("META-INF/manifest.xml")?
        .is_some_and(|manifest| !manifest.all("encryption-data").is_empty())
    {
        return Err("encrypted: save it without a password".into());
    }
    let content = package.part("content.xml")?.ok_or("broken: there is no document in it")?;
    let shared = package.part("styles.xml")?.unwrap_or_default();
    let styles = Styles::new(&[&shared, &content]);
    let mut reading = Reading { styles, counts: HashMap::new(), notes: Vec::new() };
    let body = content.all("body").into_iter().next().and_then(|body| body.child("text"));
    let body = body.ok_or("broken: there is no text in it")?;
    let mut blocks = Vec::new();
    reading.blocks(body, None, &mut blocks);
    for (at, note) in std::mem::take(&mut reading.notes).into_iter().enumerate() {
        let mark = format!("[{}] ", at + 1);
        blocks.push(Block::Paragraph(Paragraph { mark, text: note, ..Paragraph::default() }));
    }
    let (mut heads, mut feet) = (Vec::new(), Vec::new());
    let used = reading.styles.pages(body);
    for page in shared.all("master-page") {
        let name = page.attribute("name").unwrap_or_default();
        if !used.iter().any(|used| used == name) {
            continue;
        }
        for element in page.elements().filter(|element| element.attribute("display") != Some("false")) {
            let texts = match &*element.name {
                "header" | "header-first" => &mut heads,
                "footer" | "footer-first" => &mut feet,
                _ => continue,
            };
            let mut blocks = Vec::new();
            reading.blocks(element, None, &mut blocks);
            texts.push(lay_out(&blocks));
        }
    }
    Ok(office::parts(&heads, &lay_out(&blocks), &feet))
}

/// A document while it is read.
struct Reading {
    styles: Styles,
    /// For each kind of list the next numbers of its levels.
    counts: HashMap<String, Vec<usize>>,
    notes: Vec<String>,
}

/// Where a paragraph stands in a list.
#[derive(Clone)]
struct Place {
    list: String,
    level: usize,
    mark: String,
}

impl Reading {
    fn blocks(&mut self, within: &Element, place: Option<&Place>, out: &mut Vec<Block>) {
        // Only the first paragraph of an item bears its mark.
        let mut mark = place.map(|place| place.mark.clone()).unwrap_or_default();
        for element in within.elements() {
            match &*element.name {
                "p" | "h" => self.paragraph(element, std::mem::take(&mut mark), out),
                "list" => self.list(element, place, out),
                "table-row" => {
                    let cells = cells(element).into_iter().map(|cell| {
                        let mut blocks = Vec::new();
                        self.blocks(cell, None, &mut blocks);
                        lay_out(&blocks)
                    });
                    let cells = cells.collect();
                    out.push(Block::Row(cells));
                }
                "tracked-changes" | "annotation" | "forms" | "sequence-decls" | "number" | "title"
                | "desc" => {}
                "section" if element.attribute("display") == Some("none") => {}
                _ => self.blocks(element, None, out),
            }
        }
    }

    fn list(&mut self, element: &Element, outer: Option<&Place>, out: &mut Vec<Block>) {
        let level = outer.map_or(0, |outer| outer.level + 1);
        let own = element.attribute("style-name").map(str::to_string);
        let list = own.or_else(|| outer.map(|outer| outer.list.clone())).unwrap_or_default();
        let how = self.styles.list(&list, level);
        let goes_on = element.attribute("continue-numbering") == Some("true")
            || element.attribute("continue-list").is_some();
        let counts = self.counts.entry(list.clone()).or_default();
        if !goes_on || counts.len() <= level {
            counts.truncate(level);
            let first = |styles: &Styles, level| styles.list(&list, level).start;
            (counts.len()..=level).for_each(|level| counts.push(first(&self.styles, level)));
        }
        for item in element.elements() {
            let start = item.attribute("start-value").and_then(|start| start.parse().ok());
            let number = self.counts.get_mut(&list).and_then(|counts| counts.get_mut(level));
            let mut mark = String::new();
            if &*item.name == "list-item"
                && let Some(next) = number
            {
                let own = start.unwrap_or(*next);
                // An item that only holds a list has no number of its own.
                if item.elements().any(|inner| matches!(&*inner.name, "p" | "h")) {
                    *next = own.saturating_add(1);
                    mark = self.mark(&list, level, own, &how);
                }
            }
            if let Some(written) = item.child("number") {
                mark = format!("{} ", written.words());
            }
            self.blocks(item, Some(&Place { list: list.clone(), level, mark }), out);
        }
    }

    fn mark(&self, list: &str, level: usize, number: usize, how: &List) -> String {
        if how.bullet {
            return "• ".into();
        }
        if how.format.is_empty() {
            return String::new();
        }
        let above = level.saturating_sub(how.levels.saturating_sub(1))..level;
        let counts = self.counts.get(list);
        let above = above.filter_map(|level| {
            let count = counts?.get(level)?.saturating_sub(1);
            Some(self.styles.list(list, level).number(count))
        });
        let numbers: Vec<String> = above.chain([how.number(number)]).collect();
        format!("{}{}{} ", how.prefix, numbers.join("."), how.suffix)
    }

    fn paragraph(&mut self, element: &Element, mark: String, out: &mut Vec<Block>) {
        let mut line = Line::default();
        self.inline(element, &mut line);
        out.append(&mut line.boxes);
        let style = element.attribute("style-name").unwrap_or_default();
        if line.paged || self.styles.is_hidden(style) {
            return;
        }
        if self.styles.breaks(style) {
            out.push(Block::Page);
        }
        let mut look = self.styles.look(style);
        look.heading |= &*element.name == "h";
        let mark = if line.text.trim().is_empty() { String::new() } else { mark };
        out.push(Block::Paragraph(Paragraph { mark, text: line.text, look }));
    }

    fn inline(&mut self, within: &Element, line: &mut Line) {
        for node in &within.children {
            let element = match node {
                // White space is collapsed as in a page of the web; the rest is written as elements.
                Node::Text(text) => {
                    for (at, word) in text.split([' ', '\n', '\r', '\t']).enumerate() {
                        let spaced = line.text.is_empty() || line.text.ends_with([' ', '\n', '\t']);
                        if at > 0 && !spaced {
                            line.text.push(' ');
                        }
                        line.text.push_str(word);
                    }
                    continue;
                }
                Node::Element(element) => element,
            };
            match &*element.name {
                "s" => {
                    let count = element.attribute("c").and_then(|count| count.parse().ok()).unwrap_or(1);
                    line.text.extend(std::iter::repeat_n(' ', std::cmp::min(count, 100)));
                }
                "tab" => line.text.push('\t'),
                "line-break" => line.text.push('\n'),
                "note" => self.note(element, line),
                "text-box" => {
                    let mut blocks = Vec::new();
                    self.blocks(element, None, &mut blocks);
                    line.boxes.append(&mut blocks);
                }
                "page-number" | "page-count" => line.paged = true,
                "span" if self.styles.is_hidden(element.attribute("style-name").unwrap_or_default()) => {}
                "annotation" | "hidden-text" | "title" | "desc" | "tracked-changes" | "ruby-text"
                | "number" => {}
                "p" | "h" | "list" | "table" => self.blocks(element, None, &mut line.boxes),
                _ => self.inline(element, line),
            }
        }
    }

    fn note(&mut self, note: &Element, line: &mut Line) {
        self.notes.push(String::new());
        let at = self.notes.len();
        line.text.push_str(&format!("[{at}]"));
        let mut blocks = Vec::new();
        if let Some(body) = note.child("note-body") {
            self.blocks(body, None, &mut blocks);
        }
        if let Some(shown) = self.notes.get_mut(at - 1) {
            *shown = lay_out(&blocks).trim().to_string();
        }
    }
}

fn cells(row: &Element) -> Vec<&Element> {
    row.elements().filter(|cell| &*cell.name == "table-cell").collect()
}
