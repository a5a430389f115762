//! Plain words: the rest of a line, what stands in quotes, a phrase, a reference.

use super::{BeginsAt, Cell, Kind, Reading, Source};
use crate::words::plain;

/// The rest of the line: at most 200 characters, without mark-up at its end.
pub const LINE: Kind = Kind {
    name: "line",
    columns: &["line"],
    begins_with: |_| true,
    begins_at: BeginsAt::Anywhere,
    first_words: || None,
    slips: b"",
    sparse: false,
    longest: 800,
    read: line,
};

/// What stands between quote marks that open exactly here; the marks are not part of the value.
pub const QUOTED: Kind = Kind {
    name: "quoted",
    columns: &["quoted"],
    begins_with: |c| plain(c) == '\'',
    begins_at: BeginsAt::Sign,
    first_words: || None,
    slips: b"",
    sparse: false,
    longest: 280,
    read: quoted,
};

/// One to ten words up to punctuation, a bracket or a word of the list `phrase_stop`.
pub const PHRASE: Kind = Kind {
    name: "phrase",
    columns: &["phrase"],
    begins_with: |_| true,
    begins_at: BeginsAt::Gap,
    first_words: || None,
    slips: b"",
    sparse: false,
    longest: 180,
    read: phrase,
};

/// A reference such as `JC/jpi`: letters, digits and `/ - . _` with no space.
pub const REFERENCE: Kind = Kind {
    name: "reference",
    columns: &["reference"],
    begins_with: |_| true,
    begins_at: BeginsAt::Anywhere,
    first_words: || None,
    slips: b"",
    sparse: false,
    longest: 80,
    read: reference,
};

/// The rest of the line without a date that ends it.
pub const HEADING: Kind = Kind { name: "heading", columns: &["heading"], read: heading, ..LINE };

const LONGEST_LINE: usize = 200;
/// Bytes.
const LONGEST_QUOTE: usize = 240;
/// Bytes.
const LONGEST_REFERENCE: usize = 80;
const MOST_WORDS: usize = 10;

fn reading(source: Source<'_>, name: &'static str, at: usize, end: usize) -> Option<Reading> {
    let mut words = String::with_capacity(end - at);
    for word in source.text[at..end].split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    (!words.is_empty()).then(|| Reading { end, cells: vec![(name, Cell::Text(words))], doubts: Vec::new() })
}

fn line(source: Source<'_>, at: usize) -> Option<Reading> {
    reading(source, "line", at, line_end(source, at)?)
}

/// The byte after the last word of the line; `None` where there is none or the line is too long.
fn line_end(source: Source<'_>, at: usize) -> Option<usize> {
    let mut end = at;
    // Never further than the longest line, since a line may be the whole document.
    for (number, (offset, c)) in source.text[at..].char_indices().take_while(|(_, c)| *c != '\n').enumerate()
    {
        if c.is_whitespace() || matches!(c, '*' | '_' | '#') {
            continue;
        }
        if number >= LONGEST_LINE {
            return None;
        }
        end = at + offset + c.len_utf8();
    }
    (end > at).then_some(end)
}

fn heading(source: Source<'_>, at: usize) -> Option<Reading> {
    let end = line_end(source, at)?;
    let words = &source.text[at..end];
    let mut inside = false;
    let begins = |(offset, c): (usize, char)| {
        let before = std::mem::replace(&mut inside, c.is_alphanumeric());
        (inside && !before).then_some(at + offset)
    };
    let mut words_begin = words.char_indices().filter_map(begins).skip(1);
    let date = words_begin.find(|&start| {
        let reading = (super::date::KIND.read)(source, start);
        reading.is_some_and(|reading| reading.end == end)
    });
    let kept =
        date.map_or(words, |date| source.text[at..date].trim_end_matches(|c: char| !c.is_alphanumeric()));
    reading(source, "heading", at, at + kept.len())
}

fn quoted(source: Source<'_>, at: usize) -> Option<Reading> {
    // One character more, to see that the word ends.
    let rest = &source.text[at..source.text.ceil_char_boundary(at + LONGEST_QUOTE + 8)];
    let open = rest.chars().next().filter(|c| plain(*c) == '\'')?;
    let close: &[char] = match open {
        '‘' | '‛' => &['’', '\''],
        '“' | '„' => &['”', '"'],
        '«' => &['»'],
        '‹' => &['›'],
        '’' | '”' | '´' | '′' | '″' | '»' | '›' => return None,
        _ => &[open, '’', '”'],
    };
    let inside = open.len_utf8();
    let ends = |offset: usize| {
        !rest[offset..].chars().nth(1).is_some_and(char::is_alphanumeric)
            && !rest[..offset].ends_with(char::is_whitespace)
    };
    let length = rest[inside..]
        .match_indices(close)
        .map(|(offset, _)| inside + offset)
        .find(|&offset| ends(offset))
        .filter(|&offset| offset < LONGEST_QUOTE && !rest[..offset].contains("\n\n"))?;
    let closing = rest[length..].chars().next().map_or(0, char::len_utf8);
    let mut reading = reading(source, "quoted", at + inside, at + length)?;
    reading.end = at + length + closing;
    Some(reading)
}

fn phrase(source: Source<'_>, at: usize) -> Option<Reading> {
    let rest = &source.text[at..];
    let mut end = 0;
    let mut words = 0;
    for (offset, word) in word_offsets(rest) {
        let gap = &rest[end..offset];
        let broken = gap.chars().any(|c| !(c == ' ' || c == '\u{a0}' || c == '\n')) || gap.contains("\n\n");
        let stop = source.read("phrase_stop", at + offset).is_some();
        if words == MOST_WORDS || (words > 0 && broken) || stop {
            break;
        }
        words += 1;
        end = offset + word.len();
    }
    if words == 0 {
        return None;
    }
    reading(source, "phrase", at, at + end)
}

/// Words with their inner hyphens and apostrophes, each with its offset.
fn word_offsets(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let inner = |c: char| c.is_alphanumeric() || matches!(c, '-' | '‑' | '\'' | '’' | '&');
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text[from..].find(char::is_alphanumeric)?;
        let length = text[start..].find(|c| !inner(c)).unwrap_or(text.len() - start);
        from = start + length;
        Some((start, text[start..from].trim_end_matches(|c: char| !c.is_alphanumeric())))
    })
}

fn reference(source: Source<'_>, at: usize) -> Option<Reading> {
    let rest = &source.text[at..];
    let sign = |c: char| c.is_alphanumeric() || matches!(c, '/' | '-' | '.' | '_');
    let within = &rest[..rest.ceil_char_boundary(LONGEST_REFERENCE + 1)];
    let length = within.find(|c| !sign(c)).unwrap_or(within.len());
    if length > LONGEST_REFERENCE {
        return None;
    }
    let kept = rest[..length].trim_end_matches(['.', '-', '/', '_']);
    (kept.len() > 1).then(|| reading(source, "reference", at, at + kept.len()))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Words;

    fn read(kind: &Kind, text: &str) -> Option<(String, usize)> {
        let words = Words::default();
        let reading = (kind.read)(Source { text, words: &words, day_first: true, seen: None }, 0)?;
        match &reading.cells[0].1 {
            Cell::Text(words) => Some((words.clone(), reading.end)),
            _ => None,
        }
    }

    #[test]
    fn words_are_read_as_far_as_they_go() {
        for (kind, text, expected) in [
            (&LINE, "Our plan for 2031** \nnext", Some("Our plan for 2031")),
            (&LINE, "   \nnext", None),
            (&HEADING, "Regional Units December 2031\nnext", Some("Regional Units")),
            (&HEADING, "Since May 2031 all is well", Some("Since May 2031 all is well")),
            (&QUOTED, "‘Managing the force’s people’ was", Some("Managing the force’s people")),
            (&QUOTED, "“good” and “bad”", Some("good")),
            (&QUOTED, "'open only", None),
            (&PHRASE, "use of resources, and more", Some("use of resources")),
            (&PHRASE, "the way\nit works (or not)", Some("the way it works")),
            (&PHRASE, "...", None),
            (&REFERENCE, "JC/jpi.\n", Some("JC/jpi")),
            (&REFERENCE, &"a/".repeat(50), None),
        ] {
            assert_eq!(read(kind, text).map(|found| found.0).as_deref(), expected, "{text}");
        }
    }
}
