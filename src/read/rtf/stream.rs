//! A text of an RTF file in the making: the body, or the head, foot, note or box beside it.

use crate::read::office::{Block, Look, Paragraph, lay_out};

/// A text beside the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The head of a page.
    Head,
    /// Its foot.
    Foot,
    /// A note.
    Note,
    /// A text box.
    Box,
}

/// A text in the making.
#[derive(Debug, Default)]
pub struct Stream {
    /// Its paragraphs and rows.
    pub blocks: Vec<Block>,
    /// The paragraph that is open.
    pub line: String,
    /// Its number or bullet.
    pub mark: String,
    /// Where the blocks of the cell begin.
    pub cell: usize,
    /// The cells of the row so far.
    pub cells: Vec<String>,
    /// It shows the number of the page.
    pub paged: bool,
}

impl Stream {
    /// Ends a paragraph; one that shows the number of the page is left out.
    pub fn end_paragraph(&mut self, look: &Look) {
        let text = std::mem::take(&mut self.line);
        let mark = std::mem::take(&mut self.mark);
        if !std::mem::take(&mut self.paged) {
            self.blocks.push(Block::Paragraph(Paragraph { mark, text, look: look.clone() }));
        }
    }

    /// Ends a cell of a row.
    pub fn end_cell(&mut self, look: &Look) {
        self.end_paragraph(look);
        let blocks = self.blocks.split_off(self.cell.min(self.blocks.len()));
        self.cells.push(lay_out(&blocks));
    }

    /// Ends a row.
    pub fn end_row(&mut self) {
        self.blocks.push(Block::Row(std::mem::take(&mut self.cells)));
        self.cell = self.blocks.len();
    }

    /// Ends what is open.
    pub fn end(&mut self, look: &Look) {
        if !self.line.is_empty() {
            self.end_paragraph(look);
        }
        if !self.cells.is_empty() {
            self.end_row();
        }
    }

    /// The whole text.
    pub fn text(mut self, look: &Look) -> String {
        self.end(look);
        lay_out(&self.blocks)
    }
}
