//! The shape of one word of a name.

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::{take_while, take_while_m_n},
    character::complete::{char, satisfy},
    combinator::{map_opt, not, peek, recognize, value, verify},
    error::{Error, ErrorKind},
    multi::{many_m_n, many0_count},
    sequence::{pair, preceded, terminated},
};

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
        Some(c) => !(c.is_alphanumeric() || is_mark(c) || "@#/\\&".contains(c)),
        None => true,
    }
}

/// One word of a name, with nothing glued to it.
pub(super) fn name_word(rest: &str) -> IResult<&str, Word<'_>> {
    match plain_word(rest) {
        Some((text, true)) => return Ok((&rest[text.len()..], Word { text, shape: Shape::Title })),
        Some((_, false)) => return Err(nom::Err::Error(Error::new(rest, ErrorKind::Verify))),
        None => {}
    }
    let initials = dotted_initials.map(|text| Word { text, shape: Shape::Initials });
    let plain = map_opt(terminated(run, end_of_word), |text| Some(Word { text, shape: shape(text)? }));
    alt((initials, plain)).parse(rest)
}

/// A word of small letters of ASCII with a gap or a sign behind it that ends a word, and whether it begins with a capital: such are
/// nearly all, and need no closer look.
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

/// White space and mark-up between two words of a name: it never leaves the line, and columns are no gap.
pub(super) fn gap(rest: &str) -> IResult<&str, ()> {
    let space =
        |c: char| c.is_whitespace() && !matches!(c, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{85}');
    let stars = || take_while(|c| c == '*');
    value((), (stars(), take_while_m_n(1, 2, space), stars())).parse(rest)
}

/// What stands after the gap, where there is one.
pub(super) fn after_gap(rest: &str) -> &str {
    gap(rest).map_or(rest, |(next, ())| next)
}

/// `J.`, `J.R.`: the stop of the last belongs to them.
fn dotted_initials(rest: &str) -> IResult<&str, &str> {
    let initial = pair(satisfy(char::is_uppercase), char('.'));
    let end = not(satisfy(char::is_lowercase));
    recognize(terminated(many_m_n(1, 4, initial), end)).parse(rest)
}

/// Letters with hyphens and apostrophes between them: no possessive, no contraction.
fn run(rest: &str) -> IResult<&str, &str> {
    recognize(pair(letters, many0_count(joined_letters))).parse(rest)
}

fn joined_letters(rest: &str) -> IResult<&str, &str> {
    let ending = |letters: &str| {
        ["s", "t", "d", "m", "ve", "re", "ll"].iter().any(|e| e.eq_ignore_ascii_case(letters))
    };
    let after_apostrophe = verify(letters, move |letters: &str| !ending(letters));
    alt((preceded(satisfy(is_hyphen), letters), preceded(satisfy(is_apostrophe), after_apostrophe)))
        .parse(rest)
}

fn letters(rest: &str) -> IResult<&str, &str> {
    recognize(pair(satisfy(char::is_alphabetic), take_while(|c: char| c.is_alphabetic() || is_mark(c))))
        .parse(rest)
}

/// Nothing that would make the word part of a path, an address, a code or a contraction.
fn end_of_word(rest: &str) -> IResult<&str, ()> {
    let glued = satisfy(|c| c.is_alphanumeric() || "/\\@_&".contains(c));
    let dotted = preceded(char('.'), satisfy(|c: char| c.is_lowercase() || c.is_ascii_digit()));
    let contracted =
        preceded(satisfy(is_apostrophe), satisfy(|c: char| c.is_alphabetic() && !matches!(c, 's' | 'S')));
    let hyphened = preceded(satisfy(is_hyphen), satisfy(char::is_alphanumeric));
    peek(value((), not(alt((glued, dotted, contracted, hyphened))))).parse(rest)
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
