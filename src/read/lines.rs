//! A text in the making: readers say where words, lines and paragraphs are, and here they become white space.
//!
//! Between two pieces of text stands the widest gap that was asked for since the first, so nobody has to know
//! what comes next, and neither the beginning nor the end has empty lines.

/// What stands between two pieces of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// They run on.
    None,
    /// Another word.
    Word,
    /// Another cell of a row.
    Cell,
    /// Another line.
    Line,
    /// Another paragraph: an empty line.
    Paragraph,
    /// Another page.
    Page,
}

impl Gap {
    const fn text(self) -> &'static str {
        match self {
            Gap::None => "",
            Gap::Word => " ",
            Gap::Cell => "\t",
            Gap::Line => "\n",
            Gap::Paragraph => "\n\n",
            Gap::Page => "\n\n\u{c}",
        }
    }
}

/// A text in the making.
#[derive(Debug)]
pub struct Lines {
    text: String,
    gap: Gap,
    mark: String,
}

impl Default for Lines {
    fn default() -> Lines {
        Lines { text: String::new(), gap: Gap::None, mark: String::new() }
    }
}

impl Lines {
    /// Asks for a gap before what follows.
    pub fn gap(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    /// A line break that somebody wrote: a second one leaves an empty line.
    pub fn line_break(&mut self) {
        self.gap(if self.gap == Gap::Line { Gap::Paragraph } else { Gap::Line });
    }

    /// Puts the mark of an item of a list in front of what follows.
    pub fn mark(&mut self, mark: &str) {
        self.mark.push_str(mark);
    }

    /// Forgets a mark that nothing followed.
    pub fn unmark(&mut self) {
        self.mark.clear();
    }

    /// Text in which white space only parts words.
    pub fn words(&mut self, text: &str) {
        for (at, word) in text.split(is_space).enumerate() {
            if at > 0 {
                self.gap(Gap::Word);
            }
            self.exact(word);
        }
    }

    /// Text as it is.
    pub fn exact(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if !self.text.is_empty() || self.gap == Gap::Page {
            self.text.push_str(self.gap.text());
        }
        self.gap = Gap::None;
        self.text.push_str(&std::mem::take(&mut self.mark));
        // A soft hyphen says where a word may be broken, and no reader sees it.
        self.text.extend(text.chars().filter(|c| *c != '\u{ad}'));
    }

    /// The cells of a row: on one line, or one below the other where one of them has more lines than one.
    pub fn cells(&mut self, cells: &[String]) {
        let tall = cells.iter().any(|cell| cell.trim_end().contains('\n'));
        for cell in cells {
            self.gap(if tall { Gap::Paragraph } else { Gap::Cell });
            for (at, line) in cell.trim_end().split('\n').enumerate() {
                if at > 0 {
                    self.line_break();
                }
                self.exact(line);
            }
        }
    }

    /// The text, with a line end behind it.
    pub fn finish(mut self) -> String {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text
    }
}

/// White space that parts words and says nothing else: a no-break space is part of the text.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\n' | '\r' | '\t' | '\u{c}')
}

/// The number of an item as a list shows it: `format` is `1`, `a`, `A`, `i` or `I`.
pub fn numeral(number: usize, format: char) -> String {
    match format {
        'a' | 'A' if number > 0 => {
            // After z come aa, bb: as word processors count.
            let letter = char::from(b'a' + ((number - 1) % 26) as u8);
            let word: String = std::iter::repeat_n(letter, ((number - 1) / 26 + 1).min(9)).collect();
            if format == 'A' { word.to_uppercase() } else { word }
        }
        'i' | 'I' if (1..4000).contains(&number) => {
            let roman = roman(number);
            if format == 'I' { roman.to_uppercase() } else { roman }
        }
        _ => number.to_string(),
    }
}

fn roman(mut number: usize) -> String {
    const SIGNS: [(usize, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut roman = String::new();
    for (worth, sign) in SIGNS {
        while number >= worth {
            roman.push_str(sign);
            number -= worth;
        }
    }
    roman
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_gap_that_was_asked_for_stands_between_two_pieces() {
        let mut lines = Lines::default();
        lines.gap(Gap::Paragraph);
        lines.words(" Jane\n Marsh ");
        lines.line_break();
        lines.words(" Kent ");
        lines.line_break();
        lines.line_break();
        lines.words("1 May");
        lines.words("2031");
        lines.gap(Gap::Cell);
        lines.words("good");
        lines.gap(Gap::Paragraph);
        assert_eq!(lines.finish(), "Jane Marsh\nKent\n\n1 May2031\tgood\n");
    }

    #[test]
    fn numbers_of_items_are_written_as_lists_show_them() {
        for (number, format, shown) in [
            (3, '1', "3"),
            (3, 'a', "c"),
            (28, 'A', "BB"),
            (4, 'i', "iv"),
            (1999, 'I', "MCMXCIX"),
            (0, 'a', "0"),
        ] {
            assert_eq!(numeral(number, format), shown);
        }
    }
}
