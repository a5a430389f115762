//! The shape of one word of a name.

/// A word that could be part of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) shape: Shape,
}

/// How a word of a name is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// `J.R.`, `J`.
    Initials,
    /// `SMITH`, `BJ`.
    Capitals,
    /// `Smith`, `O’Brien`, `McDonald`, `Anne-Marie`.
    Title,
}

/// Whether a name can begin after `before`: not inside a word, a path or another name.
pub(super) fn begins_name(before: &str) -> bool {
    let mut back = before.chars().rev();
    let (last, earlier) = (back.next(), back.next());
    match last {
        Some(c) if is_hyphen(c) || is_apostrophe(c) || c == '_' => {
            !earlier.is_some_and(char::is_alphanumeric)
        }
        Some('.') => !earlier.is_some_and(char::is_uppercase),
        Some(c) => !(c.is_alphanumeric() || is_mark(c) || matches!(c, '@' | '#' | '/' | '\\' | '&')),
        None => true,
    }
}

/// One word of a name, with nothing glued to it, and what stands behind it.
pub(super) fn name_word(rest: &str) -> Option<(&str, Word<'_>)> {
    let (text, shape) = match plain_word(rest) {
        Some((text, true)) => (text, Shape::Title),
        Some((_, false)) => return None,
        None => match dotted_initials(rest) {
            Some(text) => (text, Shape::Initials),
            None => {
                let text = run(rest).filter(|text| ends_word(&rest[text.len()..]))?;
                (text, shape(text)?)
            }
        },
    };
    Some((&rest[text.len()..], Word { text, shape }))
}

/// A word of small letters of ASCII with a gap or a sign behind it that ends a word, and whether it begins
/// with a capital: such are nearly all, and need no closer look.
fn plain_word(rest: &str) -> Option<(&str, bool)> {
    let (first, others) = rest.as_bytes().split_first()?;
    let others = others.iter().position(|byte| !byte.is_ascii_lowercase())?;
    let ends = matches!(
        rest.as_bytes()[1 + others..],
        [b' ' | b'\n' | b',' | b':' | b';' | b')' | b'*', ..] | [b'.', b' ' | b'\n', ..]
    );
    let lone_capital = others == 0 && first.is_ascii_uppercase();
    (ends && !lone_capital && first.is_ascii_alphabetic())
        .then(|| (&rest[..=others], first.is_ascii_uppercase()))
}

/// What stands behind the white space and mark-up between two words of a name: it never leaves the line, and
/// columns are no gap.
pub(super) fn gap(rest: &str) -> Option<&str> {
    let space =
        |c: char| c.is_whitespace() && !matches!(c, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{85}');
    let next = rest.trim_start_matches('*').strip_prefix(space)?;
    Some(next.strip_prefix(space).unwrap_or(next).trim_start_matches('*'))
}

/// What stands after the gap, where there is one.
pub(super) fn after_gap(rest: &str) -> &str {
    gap(rest).unwrap_or(rest)
}

/// `J.`, `J.R.`: the stop of the last belongs to them.
fn dotted_initials(rest: &str) -> Option<&str> {
    const MOST: usize = 4;
    let initials =
        std::iter::successors(Some(rest), |rest| rest.strip_prefix(char::is_uppercase)?.strip_prefix('.'));
    let behind = initials.take(MOST + 1).last()?;
    let found = behind.len() < rest.len() && !behind.starts_with(char::is_lowercase);
    found.then(|| &rest[..rest.len() - behind.len()])
}

/// Letters with hyphens and apostrophes between them: no possessive, no contraction.
fn run(rest: &str) -> Option<&str> {
    let mut behind = after_letters(rest)?;
    while let Some(next) = after_joined_letters(behind) {
        behind = next;
    }
    Some(&rest[..rest.len() - behind.len()])
}

fn after_joined_letters(rest: &str) -> Option<&str> {
    let ending = |letters: &str| {
        ["s", "t", "d", "m", "ve", "re", "ll"].iter().any(|e| e.eq_ignore_ascii_case(letters))
    };
    if let Some(letters) = rest.strip_prefix(is_hyphen) {
        return after_letters(letters);
    }
    let letters = rest.strip_prefix(is_apostrophe)?;
    let behind = after_letters(letters)?;
    (!ending(&letters[..letters.len() - behind.len()])).then_some(behind)
}

fn after_letters(rest: &str) -> Option<&str> {
    let behind = rest.strip_prefix(char::is_alphabetic)?;
    Some(behind.trim_start_matches(|c: char| c.is_alphabetic() || is_mark(c)))
}

/// Whether nothing follows that would make the word part of a path, an address, a code or a contraction.
fn ends_word(rest: &str) -> bool {
    let mut ahead = rest.chars();
    let (first, second) = (ahead.next(), ahead.next());
    let goes_on = match first {
        None => false,
        Some(c) if c.is_alphanumeric() || matches!(c, '/' | '\\' | '@' | '_' | '&') => true,
        Some('.') => second.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit()),
        Some(c) if is_apostrophe(c) => second.is_some_and(|c| c.is_alphabetic() && !matches!(c, 's' | 'S')),
        Some(c) => is_hyphen(c) && second.is_some_and(char::is_alphanumeric),
    };
    !goes_on
}

/// How the word is written, where names are written so.
fn shape(word: &str) -> Option<Shape> {
    let letters = || word.chars().filter(|c| c.is_alphabetic());
    if letters().all(char::is_uppercase) {
        return match letters().count() {
            1 => Some(Shape::Initials),
            2 => Some(Shape::Capitals),
            _ => letters().any(is_vowel).then_some(Shape::Capitals),
        };
    }
    let mut parts = word.split(is_hyphen);
    let first = parts.next()?;
    let led = is_title(first) || ARTICLES.contains(&first) && first.len() < word.len();
    (led && parts.all(is_title)).then_some(Shape::Title)
}

/// `Smith`, `McDonald`, `O’Brien`, `d’Arcy`: a capital, and another only after what takes one.
fn is_title(part: &str) -> bool {
    if let Some((before, after)) = part.split_once(is_apostrophe) {
        let led = matches!(before, "O" | "D" | "d" | "o" | "L" | "M" | "N");
        return (led || is_title(before))
            && !after.contains(is_apostrophe)
            && (is_title(after) || is_lower(after));
    }
    let mut after_prefix = PREFIXES.iter().filter_map(|prefix| part.strip_prefix(prefix));
    is_capitalised(part) || after_prefix.any(is_capitalised)
}

fn is_capitalised(part: &str) -> bool {
    let mut letters = part.chars();
    letters.next().is_some_and(char::is_uppercase) && part.chars().count() > 1 && is_lower(letters.as_str())
}

fn is_lower(part: &str) -> bool {
    part.chars().all(|c| c.is_lowercase() || is_mark(c))
}

/// A mark that joins the letter before it, as in a decomposed `ë`.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '‛' | '`' | '´' | 'ʼ')
}

fn is_vowel(c: char) -> bool {
    !c.is_ascii() || "AEIOUY".contains(c)
}

/// Beginnings after which a name takes a second capital.
const PREFIXES: &[&str] = &["Mc", "Mac", "Fitz", "De", "Le", "La", "Di", "Da", "Du", "Van", "Ap", "St"];

/// Arabic articles, which a hyphen joins to the name: `al-Rashid`.
const ARTICLES: &[&str] = &["al", "el", "ul", "ad", "an", "ar", "as"];
