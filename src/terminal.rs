//! Texts and names of others as a terminal may show them: with a control character a letter could recolour,
//! clear or rename the terminal, and a file name could make two lines of one message.
//!
//! Each such character is shown as its picture (`␛`); what is written as data keeps it.

use std::borrow::Cow;

/// A text of several lines: line breaks and tabs stay.
pub fn text(words: &str) -> Cow<'_, str> {
    shown(words, |c| !matches!(c, '\n' | '\t'))
}

/// What is to stand in one line.
pub fn line(words: &str) -> Cow<'_, str> {
    shown(words, |_| true)
}

fn shown(words: &str, counts: impl Fn(char) -> bool) -> Cow<'_, str> {
    let hides = |c: char| hidden(c) && counts(c);
    if !words.contains(hides) {
        return words.into();
    }
    words.chars().map(|c| if hides(c) { picture(c) } else { c }).collect::<String>().into()
}

/// Whether a terminal would obey a character: controls, and marks that turn the direction of what follows.
fn hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The picture of a character; the mark for what cannot be shown where there is none.
fn picture(c: char) -> char {
    match c {
        '\u{7F}' => '\u{2421}',
        c if c < ' ' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::REPLACEMENT_CHARACTER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        for (words, as_text, as_line) in [
            ("Zoë’s\tletter\n", "Zoë’s\tletter\n", "Zoë’s␉letter␊"),
            ("\u{1B}[31mred\r\n", "␛[31mred␍\n", "␛[31mred␍␊"),
            ("\u{9B}2J\u{7F}\0", "\u{FFFD}2J␡␀", "\u{FFFD}2J␡␀"),
            ("\u{202E}txt.exe", "\u{FFFD}txt.exe", "\u{FFFD}txt.exe"),
        ] {
            assert_eq!((text(words).as_ref(), line(words).as_ref()), (as_text, as_line));
        }
        assert!(matches!(line("plain"), Cow::Borrowed("plain")));
    }
}
