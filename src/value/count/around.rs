//! What stands around a number and makes it something else than a count.

use std::sync::LazyLock;

use nom::{IResult, Parser, combinator::opt};

use super::lexicon::{
    CHANGES, HEDGES, MEASURES, NO_COUNT_AFTER, ONE_AMONG_MANY, OPEN_ENDS, PRONOUNS, RANGES, SOFT_HEDGES,
};
use super::number::{self, Number, gap, is_gap, is_hyphen, is_number_word, is_ordinal_unit, phrase, word};
use crate::value::date::MONTHS;
use crate::value::lexicon::{Lexicon, Ways};
use crate::value::numerals::{named_by_number, named_in_short};
use crate::words::plain;

/// Whether a word can begin after `before`.
pub(super) fn begins_word(before: &str) -> bool {
    let mut back = before.chars().rev();
    match back.next() {
        Some(c) if is_hyphen(c) || is_apostrophe(c) => !back.next().is_some_and(char::is_alphanumeric),
        Some(c) => !(c.is_alphanumeric() || is_glue(c)),
        None => true,
    }
}

/// A sign that makes one thing of itself and the number behind it.
const fn is_glue(c: char) -> bool {
    matches!(c, '£' | '$' | '€' | '¥' | '#' | '@' | '/' | '\\' | '+' | '=' | '<' | '>' | '~' | '^' | '&')
}

/// Whether the text asks or compares: `how many`, `too many`.
pub(super) fn asks(before: &str, rest: &str) -> bool {
    let many = word(rest).is_ok_and(|(_, word)| word.eq_ignore_ascii_case("many"));
    many && follows_any(before, &["how", "so", "too", "as", "not"])
}

/// Whether a bound or a guess stands before the number: it is then no number to rely on.
pub(super) fn hedges(before: &str, value: i64) -> bool {
    let number = Number { value, figures: true };
    follows_any(before, HEDGES) || number.is_rounded() && follows_any(before, SOFT_HEDGES)
}

/// Whether a number that nothing introduces can be a count after `before`.
pub(super) fn may_stand_after(before: &str, rest: &str, number: &Number) -> bool {
    let named = || {
        let directly =
            if number.figures { names_something(before) } else { names_something_directly(before) };
        directly && !is_behind_verb(before, rest)
    };
    let spoilt = if number.figures {
        glued_before(before) || numbers_a_line(before, rest) || named() || follows_any(before, &MONTHS)
    } else {
        named() || number.value == 1 && follows_any(before, PRONOUNS)
    };
    !(spoilt || goes_on(before, number) && !heads_a_point(before, rest, number) || in_range(before, number))
}

/// The number begins what a point of a paper says, right behind the point's own: `2.3 Eight areas`, `3 Two causes`.
fn heads_a_point(before: &str, rest: &str, number: &Number) -> bool {
    /// No point has a longer number, with the white space around it; so no long line is gone through.
    const LONGEST: usize = 12;
    let near = &before[before.floor_char_boundary(before.len().saturating_sub(LONGEST))..];
    let from_start = (near.len() == before.len()).then_some(near);
    let Some(line) = near.rsplit_once('\n').map(|(_, line)| line).or(from_start) else { return false };
    let point = line.trim();
    let begins = if number.figures { point.contains('.') } else { rest.starts_with(char::is_uppercase) };
    let numbered = point.starts_with(|c: char| c.is_ascii_digit());
    numbered && begins && point.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// Whether a number can be a count with `tail` after it.
pub(super) fn may_stand_before(tail: &str, number: &Number) -> bool {
    if ends_number(tail).is_err() {
        return false;
    }
    let Ok((next, ())) = gap(tail) else { return true };
    if !may_spoil(next) {
        return true;
    }
    let tens = number.value >= 20 && number.value % 10 == 0;
    let ordinal = tens && word(next).is_ok_and(|(_, word)| is_ordinal_unit(word));
    let one = number.value == 1 && begins_with_any(next, ONE_AMONG_MANY);
    !(one || ordinal || measures(next) || dates(next) || begins_range(next) || number::number(next).is_ok())
}

/// Whether what follows a number can make it no count, as far as its first word tells.
fn may_spoil(next: &str) -> bool {
    static FIRST: LazyLock<Lexicon> = LazyLock::new(|| {
        // `a.m`, `o’clock`, and half or all of a number.
        let letters = ["a", "p", "o", "half"];
        let phrases = ONE_AMONG_MANY.iter().chain(MEASURES).chain(RANGES).chain(OPEN_ENDS);
        let first = phrases.filter_map(|phrase| phrase.split(' ').next());
        let words = first.chain(letters).chain(["of"]).chain(MONTHS).chain(number::words());
        words.chain(number::ordinals()).map(|word| (word, Ways(1))).collect()
    });
    let letters = super::letters(next);
    letters == 0 || FIRST.ways(&next[..letters]) != Ways::NONE
}

/// Nothing that makes one word of the number and what follows: `14%`, `2015/16`, `3.1`, `two-year`.
pub(super) fn ends_number(tail: &str) -> IResult<&str, ()> {
    let mut ahead = tail.chars();
    let (first, second) = (ahead.next(), ahead.next());
    let glued = match first {
        None => false,
        Some(c)
            if c.is_alphanumeric() || matches!(c, '%' | '‰' | '/' | '\\' | '_' | '@' | '+' | '=' | '°') =>
        {
            true
        }
        Some(c) if is_hyphen(c) || is_apostrophe(c) => second.is_some_and(char::is_alphanumeric),
        Some('.' | ',' | ':') => second.is_some_and(|c| c.is_ascii_digit()),
        Some(_) => false,
    };
    if glued { super::refuse(tail) } else { Ok((tail, ())) }
}

/// Figures are part of what stands right before them: `£14`, `3.14`, `-5`, `section 55(5)`.
fn glued_before(before: &str) -> bool {
    let mut back = before.chars().rev();
    let glued = match back.next() {
        Some(c) if is_hyphen(c) || c == '.' => true,
        Some(',' | ':' | '(') => back.next().is_some_and(|c| c.is_ascii_digit()),
        _ => false,
    };
    glued || before.trim_end().ends_with(['£', '$', '€', '¥', '%'])
}

/// The figures number a line: `3. Next steps`, `(2) Vetting`.
fn numbers_a_line(before: &str, rest: &str) -> bool {
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let marks = |c: char| c != '\n' && (c.is_whitespace() || matches!(c, '*' | '('));
    let before = before.trim_end_matches(marks);
    after.starts_with(['.', ')']) && (before.is_empty() || before.ends_with('\n'))
}

/// The figures name a thing, alone or in a list: `Recommendation 14`, `recommendations 10, 12 and 22`.
fn names_something(before: &str) -> bool {
    const LONGEST_LIST: usize = 40;
    let lists = std::iter::successors(Some(before), |before| strip_joiner(before).and_then(strip_figures));
    lists.take(LONGEST_LIST).any(names_something_directly)
}

fn names_something_directly(before: &str) -> bool {
    let Some(spaced) = strip_gap(before) else { return false };
    // `the report’s five` names no section.
    if last_word(spaced).0.ends_with(is_apostrophe) {
        return false;
    }
    if let Some(abbreviated) = spaced.strip_suffix('.') {
        return named_in_short(last_word(abbreviated).1);
    }
    let word = last_word(spaced).1;
    named_by_number(word) || NO_COUNT_AFTER.iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// `number` before it is a verb: behind a plural or a pronoun (`the recommendations number six`), where no
/// list of numbers begins that name them.
fn is_behind_verb(before: &str, rest: &str) -> bool {
    let Some(head) = strip_gap(before).and_then(|before| strip_word(before, "number")).and_then(strip_gap)
    else {
        return false;
    };
    let word = last_word(head).1;
    let plural = word.len() > 3 && word.ends_with('s') && !word.ends_with("ss");
    let pronoun = ["which", "they", "these", "those", "now", "all", "together", "thus"]
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known));
    let Ok((tail, _)) = number::number(rest) else { return false };
    let joined = tail.trim_start_matches(|c: char| is_gap(c) || is_dash(c) || matches!(c, ',' | '&'));
    let joined = (phrase("and"), gap).parse(joined).map_or(joined, |(next, _)| next);
    (plural || pronoun) && number::number(joined).is_err()
}

/// The number goes on from a number: the `five` of `a hundred and five`, a group of a telephone number.
///
/// A year may stand before a number in words: `in 2031 five forces`.
fn goes_on(before: &str, number: &Number) -> bool {
    let Some((head, word)) = strip_gap(before).map(last_word) else { return false };
    let hundred = !number.figures
        && word.eq_ignore_ascii_case("and")
        && strip_gap(head).is_some_and(|earlier| {
            let word = last_word(earlier).1;
            ["hundred", "thousand"].iter().any(|name| name.eq_ignore_ascii_case(word))
        });
    let year = !number.figures && word.parse().is_ok_and(number::is_year);
    hundred || !year && is_number(word)
}

/// The number is an end of a range that begins before it: `5 to 7`, `two or three`, `between 5 and 7`; but
/// not `from 7 to 5`, which tells of two times.
fn in_range(before: &str, number: &Number) -> bool {
    let last = strip_gap(before).map(last_word);
    let behind =
        |wanted: &str| last.filter(|(_, word)| word.eq_ignore_ascii_case(wanted)).map(|(head, _)| head);
    let joined = behind("to").or_else(|| behind("or"));
    let dashed = before.trim_end_matches(' ').strip_suffix(is_dash);
    let lower = |earlier: &str| is_number(last_word(earlier.trim_end()).1);
    if behind("to").is_some_and(|earlier| changes_to(earlier, number.value)) {
        return false;
    }
    let between = behind("between").is_some()
        || behind("and").and_then(strip_gap).is_some_and(|earlier| {
            let (head, word) = last_word(earlier);
            is_number(word) && strip(head, "between").is_some()
        });
    between || joined.or(dashed).is_some_and(lower)
}

/// Whether `from` and a number stand at the end of `before` that became `value`: a greater one, since no
/// range goes down, or one that rose.
fn changes_to(before: &str, value: i64) -> bool {
    const LONGEST: usize = 48;
    let near = &before[before.floor_char_boundary(before.len().saturating_sub(LONGEST))..];
    let lower = near.to_ascii_lowercase();
    let Some((lead, first)) = lower.rsplit_once("from").filter(|(lead, _)| begins_word(lead)) else {
        return false;
    };
    let first = gap(first).and_then(|(first, ())| number::number(first));
    let whole = first.ok().filter(|(tail, _)| tail.trim_end().is_empty());
    whole.is_some_and(|(_, first)| first.value > value || first.value < value && follows_any(lead, CHANGES))
}

/// A measure, a price, a share or a time follows.
fn measures(next: &str) -> bool {
    let clock = ["a.m", "p.m", "o'clock", "o’clock"];
    let lower = |wanted: &str| next.get(..wanted.len()).is_some_and(|have| have.eq_ignore_ascii_case(wanted));
    next.starts_with('%') || clock.iter().any(|c| lower(c)) || begins_with_any(next, MEASURES)
}

/// A month follows; `may` in lower case is the verb.
fn dates(next: &str) -> bool {
    let (next, _) = opt((phrase("of"), gap)).parse(next).unwrap_or((next, None));
    word(next).is_ok_and(|(_, word)| {
        word.starts_with(char::is_uppercase) && MONTHS.iter().any(|month| month.eq_ignore_ascii_case(word))
    })
}

/// The number is the lower end of a range or the upper part of a fraction: `5 to 7`, `one in five`.
fn begins_range(next: &str) -> bool {
    let dashed = next.strip_prefix(is_dash).map(|rest| rest.trim_start_matches(' '));
    let joined = RANGES.iter().find_map(|words| (phrase(words), gap).parse(next).ok());
    let upper = dashed.or(joined.map(|(rest, _)| rest));
    upper.is_some_and(|rest| number::number(rest).is_ok()) || begins_with_any(next, OPEN_ENDS)
}

/// Whether the text goes on with one of these phrases.
fn begins_with_any(next: &str, phrases: &'static [&'static str]) -> bool {
    super::any_phrase(phrases).parse(next).is_ok()
}

/// Whether one of these phrases and a gap stand at the end of `before`.
fn follows_any(before: &str, phrases: &[&str]) -> bool {
    // Most phrases fail at their last word.
    let Some(spaced) = strip_gap(before) else { return false };
    let word = last_word(spaced).1;
    let ends = |words: &&&str| {
        words.len() >= word.len() && !word.is_empty() && {
            let (head, last) = words.as_bytes().split_at(words.len() - word.len());
            last[0].eq_ignore_ascii_case(&word.as_bytes()[0])
                && last.eq_ignore_ascii_case(word.as_bytes())
                && head.last().is_none_or(|byte| *byte == b' ')
        }
    };
    phrases.iter().filter(ends).any(|words| strip(before, words).is_some())
}

/// `before` without these words and the gap after them, where it ends with them.
fn strip<'a>(before: &'a str, words: &str) -> Option<&'a str> {
    words.rsplit(' ').try_fold(before, |before, word| strip_word(strip_gap(before)?, word))
}

fn strip_word<'a>(before: &'a str, wanted: &str) -> Option<&'a str> {
    let (head, word) = last_word(before);
    word.eq_ignore_ascii_case(wanted).then_some(head)
}

/// `before` without the gap at its end; a gap there must be.
fn strip_gap(before: &str) -> Option<&str> {
    let head = before.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'));
    gap(&before[head.len()..]).is_ok().then_some(head)
}

/// What joins the last two of a list of numbers, stripped.
fn strip_joiner(before: &str) -> Option<&str> {
    let joins = |word: &str| ["and", "to", "or"].iter().any(|known| word.eq_ignore_ascii_case(known));
    let last = strip_gap(before).map(last_word);
    let joined = last.filter(|(_, word)| joins(word)).map(|(head, _)| head);
    let signed = || before.trim_end().strip_suffix(|c| is_dash(c) || matches!(c, ',' | '&'));
    joined.or_else(signed)
}

fn strip_figures(before: &str) -> Option<&str> {
    let before = before.trim_end_matches(|c: char| c.is_whitespace() || c == ',');
    let head = before.trim_end_matches(|c: char| c.is_ascii_digit());
    (head.len() < before.len()).then_some(head)
}

/// What stands before the last word of `before`, and that word, which is empty where something else ends it.
fn last_word(before: &str) -> (&str, &str) {
    let head = before.trim_end_matches(char::is_alphanumeric);
    (head, &before[head.len()..])
}

fn is_number(word: &str) -> bool {
    is_number_word(word) || !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

fn is_dash(c: char) -> bool {
    plain(c) == '-'
}
