//! Where words, lines and characters begin and end in a text; all offsets are bytes.

use crate::words::goes_on;
use crate::wrapped;

/// Where the line of a byte begins.
pub fn line_start(text: &str, at: usize) -> usize {
    memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |newline| newline + 1)
}

/// Where the line of a byte begins if nothing but white space and mark-up may stand between; looks back no
/// further than these.
pub fn line_start_near(text: &str, at: usize) -> Option<usize> {
    let before = text[..at].char_indices().rev().find(|(_, c)| *c == '\n' || !is_markup(*c) && !is_dash(*c));
    match before {
        None => Some(0),
        Some((newline, '\n')) => (newline + 1 < at || !wrapped::goes_on(text, at)).then_some(newline + 1),
        Some(_) => None,
    }
}

fn is_markup(c: char) -> bool {
    matches!(c, '>' | '#' | '*' | '_' | '•' | '●' | '▪' | '◦' | '‣' | '·' | '|' | '\u{feff}' | '\u{200b}')
        || c.is_whitespace()
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—')
}

/// Past the white space, mark-up and bullets with which a line begins.
pub fn past_markup(text: &str, start: usize, end: usize) -> usize {
    let mut at = start;
    let mut chars = text[start..end.max(start)].chars().peekable();
    while let Some(c) = chars.next() {
        let bullet = match c {
            '\n' => false,
            c if is_dash(c) => chars.peek().is_some_and(|next| next.is_whitespace()),
            c => is_markup(c),
        };
        if !bullet {
            break;
        }
        at += c.len_utf8();
    }
    at
}

/// Whether nothing more stands on the line than white space, mark-up and a stop.
pub fn at_line_end(rest: &str) -> bool {
    for c in rest.chars() {
        match c {
            '\n' => return true,
            '*' | '_' | '.' | ',' | ';' | ':' | '#' | '|' => {}
            c if c.is_whitespace() => {}
            _ => return false,
        }
    }
    true
}

/// Whether a word goes on across `at`.
pub fn inside_word(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_some_and(char::is_alphanumeric) && goes_on(&text[at..])
}

/// The last border of a character at or before `at`.
pub fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The first border of a character at or after `at`.
pub fn ceil(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// The byte after the character at `at`.
pub fn next_char(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(1, char::len_utf8)
}

/// The next start of a word at or after `from` and before `end`.
pub fn next_word(text: &str, from: usize, end: usize) -> Option<usize> {
    let mut before = text[..from].chars().next_back().is_some_and(char::is_alphanumeric);
    for (offset, c) in text[from..end].char_indices() {
        let now = c.is_alphanumeric();
        if now && !before {
            return Some(from + offset);
        }
        before = now;
    }
    None
}
