//! What may stand before and behind a date, and what shows that figures are something else.

use super::stretch::Manner;
use super::tokens::{month_named, ordinal, suffix};
use crate::value::numerals::named_by_number;
use crate::words::plain;

/// Words behind which `May 20` is a day.
static TIME_WORDS: &[&str] = &["on", "by", "until", "till", "since", "before", "after"];

/// Words behind which the first number of `4 and 5 March` is a day.
static DAYS_FOLLOW: &[&str] = &["on", "both", "dates", "of", "the", "for"];

/// Words behind which the numbers of `4, 11 and 25 March` are days.
static LISTED_DAYS_FOLLOW: &[&str] = &["on", "both", "dates", "beginning", "commencing", "starting"];

/// Words behind which `27.09.19` is a day.
static DAY_FOLLOWS: &[&str] = &["on", "dated", "until", "till", "since", "from"];

/// Words behind which `24/25` is a financial year.
static BUDGET_WORDS: &[&str] = &["for", "in", "during", "since", "from", "fy", "year", "years", "budget"];

/// Words that end like nouns but go on after a financial year, where a noun would be what the figures count.
static AFTER_A_BUDGET: &[&str] = &[
    "allows", "as", "brings", "covers", "funds", "gives", "has", "includes", "is", "its", "keeps", "makes",
    "pays", "provides", "puts", "remains", "sets", "shows", "starts", "this", "us", "was",
];

/// Small words that go on after a date, where a noun would be what the figures count.
static AFTER_A_DATE: &[&str] = &[
    "a", "about", "after", "all", "also", "an", "and", "as", "at", "because", "before", "but", "by", "for",
    "from", "had", "has", "have", "he", "i", "if", "in", "into", "is", "it", "its", "of", "on", "or", "our",
    "she", "so", "that", "the", "their", "they", "this", "through", "to", "until", "was", "we", "were",
    "when", "where", "which", "while", "who", "will", "with",
];

/// Words that four figures count.
static UNITS: &[&str] = &[
    "per",
    "percent",
    "km",
    "miles",
    "metres",
    "hours",
    "hrs",
    "minutes",
    "days",
    "weeks",
    "months",
    "years",
    "officers",
    "people",
    "offences",
    "crimes",
    "incidents",
    "cases",
    "staff",
    "victims",
    "calls",
    "pounds",
    "million",
    "residents",
    "children",
    "arrests",
    "complaints",
    "reports",
    "records",
    "posts",
    "words",
    "pcs",
    "specials",
    "volunteers",
    "times",
    "homes",
    "households",
    "vehicles",
    "women",
    "men",
    "respondents",
];

/// Whether a date may begin at `at`: not inside a word, a number, an amount of money or a reference.
pub fn opens(text: &str, at: usize) -> bool {
    let mut before = text[..at].chars().rev();
    let Some(last) = before.next() else { return true };
    let earlier = before.next();
    let joined = earlier.is_some_and(char::is_alphanumeric);
    let number = earlier.is_some_and(|c| c.is_ascii_digit());
    match last {
        c if c.is_alphanumeric() => false,
        '£' | '$' | '€' | '#' | '@' | '=' | '+' | '~' | '\\' | '/' | '%' | '&' => false,
        '-' | '‐' | '‑' | '_' | '.' => !joined,
        '–' | ',' | ':' => !number,
        _ => true,
    }
}

/// Whether a date of that manner may stand where it stands.
pub fn allows(text: &str, at: usize, end: usize, manner: Manner) -> bool {
    let confirmed = match manner {
        Manner::DayBehindMonth => is_behind(text, at, TIME_WORDS) || !is_counting(text, end),
        Manner::FiguresOfMonth => !is_behind_identifier(text, at),
        Manner::LooseFigures => !is_behind_identifier(text, at) && next_word(text, end).is_empty(),
        Manner::Dotted => {
            is_behind(text, at, DAY_FOLLOWS) || is_labelled(text, at) || is_alone(text, at, end)
        }
        Manner::Days => is_behind(text, at, DAYS_FOLLOW),
        Manner::DayOfList => is_in_list_of_days(text, at),
        Manner::Decade => is_behind(text, at, &["the"]) || !text[at..end].contains(|c| plain(c) == '\''),
        Manner::Years => !is_behind_unit(text, end),
        Manner::ShortYears => is_financial(text, at, end),
        Manner::Plain | Manner::Repaired => true,
    };
    confirmed && closes(text, at, end)
}

/// Whether a date may end at `end`: not inside a word or a number, nor before the rest of a reference.
pub fn closes(text: &str, at: usize, end: usize) -> bool {
    let mut behind = text[end..].chars();
    let Some(next) = behind.next() else { return true };
    let number = behind.clone().next().is_some_and(|c| c.is_ascii_digit());
    let joined = behind.next().is_some_and(char::is_alphanumeric);
    let in_figures = !text[at..end].contains(|c: char| c.is_ascii_alphabetic());
    match next {
        'T' => in_figures && number,
        c if c.is_alphanumeric() => false,
        '%' => false,
        '-' | '‐' | '‑' | '/' | '_' | '=' | '@' | '\\' if in_figures => !joined,
        '-' | '‐' | '‑' | '–' | '/' => !number,
        '.' | ':' => !(in_figures && number),
        _ => true,
    }
}

/// Whether the first word of a date belongs to what stands before it: the `3` of `Recommendation 3`, the
/// `May` of `32 May`, the `third` of `a third`.
pub fn belongs_before(text: &str, at: usize) -> bool {
    let first = leading_word(&text[at..]);
    if first.is_empty() {
        counts_a_thing(text, at) || ends_days(text, at)
    } else if month_named(first).is_some() {
        is_behind_day(text, at)
    } else {
        ordinal(first).is_ok() && is_behind(text, at, &["a", "one"])
    }
}

/// Whether the figures at `at` are the last of some days: the `16` of `5 to 16 June`.
fn ends_days(text: &str, at: usize) -> bool {
    let day = |figures: &str| figures.parse().ok().filter(|day: &u8| (1..=31).contains(day));
    let before = text[..at].trim_end_matches(' ');
    let Some(before) = before.strip_suffix(" to").or_else(|| before.strip_suffix(['-', '–'])) else {
        return false;
    };
    let before = before.trim_end_matches(' ');
    let first = &before[before.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
    let glued =
        before[..before.len() - first.len()].ends_with(|c: char| c.is_alphanumeric() || plain(c) == '-');
    let rest = &text[at..];
    let last = &rest[..rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len()];
    let named = || counts_a_thing(text, before.len() - first.len());
    !glued && day(first).zip(day(last)).is_some_and(|(first, last)| first < last) && !named()
}

/// Whether the figures at `at` say which page, section or recommendation.
pub fn counts_a_thing(text: &str, at: usize) -> bool {
    word_behind(text, at).is_some_and(named_by_number)
}

/// Whether one of the words stands directly before `at`, on the same line; a short one perhaps with a dot.
pub fn is_behind(text: &str, at: usize, words: &[&str]) -> bool {
    let before = word_behind(text, at);
    before.is_some_and(|word| words.iter().any(|known| word.eq_ignore_ascii_case(known)))
}

/// The word behind which a date at `at` stands so; empty where something else stands there.
fn word_behind(text: &str, at: usize) -> Option<&str> {
    const ABBREVIATION: usize = 3;
    let before = text[..at].trim_end_matches(is_space);
    if before.len() == at {
        return None;
    }
    let (before, dotted) = before.strip_suffix('.').map_or((before, false), |before| (before, true));
    let word = trailing_word(before);
    // The `s` of `the report’s 2015 findings` is no section; a quote may begin with any word.
    let mut signs = without(before, word).chars().rev();
    let possessive =
        signs.next().is_some_and(|c| plain(c) == '\'') && signs.next().is_some_and(char::is_alphanumeric);
    (!possessive && (!dotted || word.len() <= ABBREVIATION)).then_some(word)
}

/// Whether the number of a day stands directly before `at`, on the same line: `31 `, `31st of `.
pub fn is_behind_day(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches(is_space);
    let word = trailing_word(before);
    let before = if word.eq_ignore_ascii_case("of") {
        without(before, word).trim_end_matches(is_space)
    } else {
        before
    };
    let word = trailing_word(before);
    let before =
        if suffix(word).is_ok_and(|(rest, _)| rest.is_empty()) { without(before, word) } else { before };
    let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
    let time = before[..before.len() - digits].ends_with(':');
    (1..=2).contains(&digits) && !time && before.len() < at
}

/// Whether the numbers of days up to `at`, perhaps none, stand behind a word after which they are days:
/// `on the 4th, `.
fn is_in_list_of_days(text: &str, at: usize) -> bool {
    const LONGEST_LIST: usize = 6;
    let mut at = at;
    for _ in 0..LONGEST_LIST {
        let before = text[..at].trim_end_matches(is_space);
        let Some(earlier) = before.strip_suffix(',') else { break };
        let word = trailing_word(earlier);
        let figures = if suffix(word).is_ok_and(|(rest, _)| rest.is_empty()) {
            without(earlier, word)
        } else {
            earlier
        };
        let head = figures.trim_end_matches(|c: char| c.is_ascii_digit());
        if !(1..=2).contains(&(figures.len() - head.len())) {
            return false;
        }
        at = head.len();
    }
    let before = text[..at].trim_end_matches(is_space);
    let at = if word_before(text, at).eq_ignore_ascii_case("the") { before.len() - 3 } else { at };
    is_behind(text, at, LISTED_DAYS_FOLLOW)
}

/// Whether a word in capitals or one with figures stands before `at`: `HMIC 12/2015`.
fn is_behind_identifier(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches(is_space);
    // A space may be several bytes wide.
    let rest = before.trim_end_matches(|c: char| !c.is_whitespace());
    let word = &before[rest.len()..];
    word.ends_with(char::is_alphanumeric) && !word.contains(char::is_lowercase)
}

/// Whether a label with a colon stands before `at`, and none that numbers things: `Issued: `.
fn is_labelled(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches(is_label_space);
    let Some(label) = before.strip_suffix(':') else { return false };
    let label = trailing_word(label.trim_end_matches(is_label_space));
    !label.is_empty() && !named_by_number(label)
}

const fn is_label_space(c: char) -> bool {
    is_space(c) || c == '*'
}

/// Whether nothing else stands on the line.
fn is_alone(text: &str, at: usize, end: usize) -> bool {
    let before = text[..at].rsplit('\n').next().unwrap_or_default();
    let after = text[end..].split('\n').next().unwrap_or_default();
    before.trim().is_empty() && after.trim().is_empty()
}

/// Whether the text goes on with a word that figures before it would count.
fn is_counting(text: &str, end: usize) -> bool {
    let word = next_word(text, end);
    let small = word.starts_with(|c: char| c.is_ascii_lowercase());
    is_inside_number(&text[end..]) || (small && !AFTER_A_DATE.contains(&word))
}

/// Whether the text goes on with something that is counted in thousands.
pub fn is_behind_unit(text: &str, end: usize) -> bool {
    let word = next_word(text, end);
    is_inside_number(&text[end..]) || UNITS.iter().any(|unit| word.eq_ignore_ascii_case(unit))
}

/// Whether two short years are those of a budget, and no part of a whole: `in 19/20 cases`.
fn is_financial(text: &str, at: usize, end: usize) -> bool {
    let word = next_word(text, end);
    let whole = word == "of" || (word.ends_with('s') && !AFTER_A_BUDGET.contains(&word));
    is_behind(text, at, BUDGET_WORDS) && !whole && !is_behind_unit(text, end)
}

/// Whether what follows a number belongs to it: `3.5`, `3,000`, `10:30`, `20%`.
pub fn is_inside_number(rest: &str) -> bool {
    let mut rest = rest.chars();
    match rest.next() {
        Some('%') => true,
        Some('.' | ',' | ':') => rest.next().is_some_and(|c| c.is_ascii_digit()),
        _ => false,
    }
}

/// The word before white space, on the same line; empty where something else stands there.
pub fn word_before(text: &str, at: usize) -> &str {
    trailing_word(text[..at].trim_end_matches(is_space))
}

/// The word behind white space; empty where something else stands there.
pub fn next_word(text: &str, end: usize) -> &str {
    let rest = text[end..].trim_start();
    if text.len() - rest.len() > end { leading_word(rest) } else { "" }
}

/// The letters that the text begins with.
pub fn leading_word(text: &str) -> &str {
    &text[..text.bytes().take_while(u8::is_ascii_alphabetic).count()]
}

/// The letters that the text ends with.
fn trailing_word(text: &str) -> &str {
    &text[text.len() - text.bytes().rev().take_while(u8::is_ascii_alphabetic).count()..]
}

fn without<'a>(text: &'a str, end: &str) -> &'a str {
    text.strip_suffix(end).unwrap_or(text)
}

/// White space within a line.
pub const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{a0}')
}
