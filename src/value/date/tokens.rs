//! The words and figures that dates are made of, and what may stand between them.

use super::borders::{is_behind_day, is_space, leading_word};
use super::{Season, Year};
use crate::value::numerals::{ONES, ORDINAL_ONES, ORDINAL_TENS, TENS, YEARS};
use crate::words::plain;
use jiff::civil::Weekday;
use nom::branch::alt;
use nom::character::complete::{char, satisfy};
use nom::combinator::{map_opt, not, opt, peek, value, verify};
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};

/// What is left of the text and what was read; an error says only that it was something else.
pub type Parsed<'a, T> = IResult<&'a str, T, ()>;

/// Years written with two digits lie less than this many years after 2000, or else in the century before.
const PIVOT: i16 = 50;

/// The names of the months, in their order.
pub static MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The names of the months in Welsh, in their order.
static WELSH_MONTHS: [&str; 12] = [
    "Ionawr",
    "Chwefror",
    "Mawrth",
    "Ebrill",
    "Mai",
    "Mehefin",
    "Gorffennaf",
    "Awst",
    "Medi",
    "Hydref",
    "Tachwedd",
    "Rhagfyr",
];

/// The days of the week, each with its names, the full one first.
pub static WEEKDAYS: [(Weekday, &[&str]); 7] = [
    (Weekday::Monday, &["monday", "mon"]),
    (Weekday::Tuesday, &["tuesday", "tue", "tues"]),
    (Weekday::Wednesday, &["wednesday", "wed", "weds"]),
    (Weekday::Thursday, &["thursday", "thu", "thur", "thurs"]),
    (Weekday::Friday, &["friday", "fri"]),
    (Weekday::Saturday, &["saturday", "sat"]),
    (Weekday::Sunday, &["sunday", "sun"]),
];

/// No parser looks further for the next word than this many bytes of white space.
const WIDEST_GAP: usize = 200;

pub fn miss<'a, T>() -> Parsed<'a, T> {
    Err(nom::Err::Error(()))
}

/// White space and emphasis marks, no blank line; perhaps nothing.
pub fn gap0(input: &str) -> Parsed<'_, ()> {
    let mut lines = 0;
    let mut end = 0;
    for c in input.chars() {
        match c {
            '\n' if lines == 1 => return Ok((input, ())),
            '\n' => lines += 1,
            '*' | '\u{200b}' => {}
            c if c.is_whitespace() => {}
            _ => break,
        }
        end += c.len_utf8();
        if end > WIDEST_GAP {
            return Ok((input, ()));
        }
    }
    Ok((&input[end..], ()))
}

/// The same, at least one character.
pub fn gap1(input: &str) -> Parsed<'_, ()> {
    let (rest, ()) = gap0(input)?;
    if rest.len() < input.len() { Ok((rest, ())) } else { miss() }
}

/// White space within a line; perhaps nothing.
pub fn space0(input: &str) -> Parsed<'_, ()> {
    Ok((input.trim_start_matches(|c: char| c != '\n' && c.is_whitespace()), ()))
}

/// White space within a line, at least one character.
pub fn space1(input: &str) -> Parsed<'_, ()> {
    let (rest, ()) = space0(input)?;
    if rest.len() < input.len() { Ok((rest, ())) } else { miss() }
}

/// A hyphen or a dash, but none as long as the dash that ends a clause.
pub fn dash(input: &str) -> Parsed<'_, char> {
    satisfy(|c| c != '—' && plain(c) == '-').parse(input)
}

/// Letters up to something that is none.
pub fn word(input: &str) -> Parsed<'_, &str> {
    let (found, rest) = input.split_at(leading_word(input).len());
    if found.is_empty() || rest.starts_with(char::is_alphabetic) { miss() } else { Ok((rest, found)) }
}

/// A certain word in any case.
pub fn keyword<'a>(wanted: &'static str) -> impl Parser<&'a str, Output = &'a str, Error = ()> {
    verify(word, move |found: &str| found.eq_ignore_ascii_case(wanted))
}

/// One of certain words in any case.
pub fn one_of<'a>(wanted: &'static [&'static str]) -> impl Parser<&'a str, Output = &'a str, Error = ()> {
    verify(word, move |found: &str| wanted.iter().any(|word| found.eq_ignore_ascii_case(word)))
}

/// The name of a month.
#[derive(Clone, Copy)]
pub struct MonthName {
    /// From 1.
    pub number: i8,
    /// Whether it is written in full.
    pub full: bool,
    /// Whether it can be nothing but a month beside a day: not `may`, `march` or `dec` in small letters.
    pub sure: bool,
    /// Whether it begins with a capital.
    pub capital: bool,
}

impl MonthName {
    /// Whether the name is also a verb.
    pub const fn is_verb(self) -> bool {
        matches!(self.number, 3 | 5)
    }
}

/// The name of a month or its abbreviation, without a dot.
pub fn month(input: &str) -> Parsed<'_, MonthName> {
    map_opt(word, month_named).parse(input)
}

/// The same, with the Welsh name before or behind it, as letters in both languages have it: `Awst / August`.
pub fn month_in_two_languages(input: &str) -> Parsed<'_, MonthName> {
    let slash = |input| value((), (gap0, char('/'), gap0)).parse(input);
    let (rest, before) = opt(terminated(map_opt(word, welsh_month), slash)).parse(input)?;
    let (rest, name) = month(rest)?;
    let (rest, behind) = opt(preceded(slash, map_opt(word, welsh_month))).parse(rest)?;
    let agrees = before.or(behind).is_none_or(|number| number == name.number);
    if agrees { Ok((rest, name)) } else { miss() }
}

/// The number of the month with a Welsh name.
pub fn welsh_month(word: &str) -> Option<i8> {
    let at = WELSH_MONTHS.iter().position(|name| word.eq_ignore_ascii_case(name))?;
    i8::try_from(at + 1).ok()
}

/// Whether a date runs from one line to the next: its year stands there, or its month with the day at the end
/// of a line with other words.
pub fn runs_over(line: &str, next: &str) -> bool {
    let last = line.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    if month_named(last).is_some() {
        return year(next).is_ok_and(|(rest, _)| !rest.starts_with('/'));
    }
    let day = || line.contains(is_space) && is_behind_day(&format!("{line} "), line.len() + 1);
    month_named(leading_word(next)).is_some_and(|month| month.full) && day()
}

/// The month of that name, abbreviated or not.
pub fn month_named(word: &str) -> Option<MonthName> {
    let number: i8 = match &lower_start(word)? {
        b"jan" => 1,
        b"feb" => 2,
        b"mar" => 3,
        b"apr" => 4,
        b"may" => 5,
        b"jun" => 6,
        b"jul" => 7,
        b"aug" => 8,
        b"sep" => 9,
        b"oct" => 10,
        b"nov" => 11,
        b"dec" => 12,
        _ => return None,
    };
    let full = usize::try_from(number - 1).is_ok_and(|at| word.eq_ignore_ascii_case(MONTHS[at]));
    let short = word.len() == 3 || word.eq_ignore_ascii_case("sept");
    let capital = word.starts_with(|c: char| c.is_ascii_uppercase());
    let name = MonthName { number, full, capital, sure: false };
    (full || short).then_some(MonthName { sure: capital || (full && !name.is_verb()), ..name })
}

/// A day of the week in full or abbreviated, without a dot.
pub fn weekday(input: &str) -> Parsed<'_, Weekday> {
    map_opt(word, weekday_named).parse(input)
}

/// The day of the week of that name, abbreviated or not.
pub fn weekday_named(word: &str) -> Option<Weekday> {
    let start = lower_start(word)?;
    let (weekday, names) = WEEKDAYS.iter().find(|(_, names)| names[0].as_bytes().starts_with(&start))?;
    names.iter().any(|name| word.eq_ignore_ascii_case(name)).then_some(*weekday)
}

/// The first three letters in lower case.
fn lower_start(word: &str) -> Option<[u8; 3]> {
    word.as_bytes().first_chunk::<3>().map(|start| start.map(|byte| byte.to_ascii_lowercase()))
}

/// A season.
pub fn season(input: &str) -> Parsed<'_, Season> {
    alt((
        value(Season::Spring, keyword("spring")),
        value(Season::Summer, keyword("summer")),
        value(Season::Autumn, keyword("autumn")),
        value(Season::Winter, keyword("winter")),
    ))
    .parse(input)
}

/// `third`, `twenty-second`.
pub fn ordinal(input: &str) -> Parsed<'_, i8> {
    spelled(input, &ORDINAL_ONES, &ORDINAL_TENS)
}

/// `three`, `twenty two`.
pub fn cardinal(input: &str) -> Parsed<'_, i8> {
    spelled(input, &ONES, &CARDINAL_TENS)
}

/// `last` before, `this` around and `next` after the day of writing.
pub fn step(input: &str) -> Parsed<'_, i8> {
    alt((value(-1, keyword("last")), value(0, keyword("this")), value(1, keyword("next")))).parse(input)
}

/// The words with which the number of a day in words begins.
pub fn first_of_day() -> impl Iterator<Item = &'static str> {
    ORDINAL_ONES.iter().chain(&ORDINAL_TENS).chain(&CARDINAL_TENS).copied()
}

/// Twenty and thirty: no month has more days.
const CARDINAL_TENS: [&str; 2] = [TENS[0], TENS[1]];

/// A number in words up to 39; which of them are days is a matter of the month.
fn spelled<'a>(input: &'a str, ones: &'static [&str; 19], tens: &'static [&str; 2]) -> Parsed<'a, i8> {
    let (rest, first) = word(input)?;
    if let Some(tens) = place_among(&CARDINAL_TENS, first) {
        let joined = alt((value((), dash), gap1));
        let ones = map_opt(word, |one| place_among(&ones[..9], one));
        if let Ok((rest, ones)) = preceded(joined, ones).parse(rest) {
            return Ok((rest, 10 + 10 * tens + ones));
        }
    }
    let tens = || place_among(tens, first).map(|tens| 10 + 10 * tens);
    place_among(ones, first).or_else(tens).map_or_else(miss, |number| Ok((rest, number)))
}

/// The place of a word in a row, from 1.
fn place_among(row: &[&str], found: &str) -> Option<i8> {
    let at = row.iter().position(|word| found.eq_ignore_ascii_case(word))?;
    i8::try_from(at + 1).ok()
}

/// One or two digits, no more.
pub fn one_or_two_digits(input: &str) -> Parsed<'_, i8> {
    map_opt(digits, |digits| (digits.len() <= 2).then(|| digits.parse().ok()).flatten()).parse(input)
}

/// Digits up to something that is none.
pub fn digits(input: &str) -> Parsed<'_, &str> {
    let (found, rest) = input.split_at(input.bytes().take_while(u8::is_ascii_digit).count());
    if found.is_empty() { miss() } else { Ok((rest, found)) }
}

/// `st`, `nd`, `rd`, `th` behind the figures of a day.
pub fn suffix(input: &str) -> Parsed<'_, &str> {
    let found = input
        .get(..2)
        .filter(|letters| ["st", "nd", "rd", "th"].iter().any(|suffix| letters.eq_ignore_ascii_case(suffix)));
    found.map_or_else(miss, |found| Ok((&input[found.len()..], found)))
}

/// A year in four digits with no further digit or letter behind it.
pub fn year(input: &str) -> Parsed<'_, i16> {
    let number = map_opt(digits, |digits| (digits.len() == 4).then(|| digits.parse().ok()).flatten());
    let known = verify(number, |year| YEARS.contains(year));
    terminated(known, not(peek(satisfy(char::is_alphanumeric)))).parse(input)
}

/// The year that two digits mean.
pub const fn short_year(digits: i16) -> i16 {
    if digits < PIVOT { 2000 + digits } else { 1900 + digits }
}

/// The year behind a month or a day: `, 2031`, `of 2031`, ` ’31`, `this year`; a dot may follow an
/// abbreviation.
pub fn year_after(input: &str, month: MonthName) -> Parsed<'_, Year> {
    let (input, _) = opt(verify(char('.'), |_| !month.full)).parse(input)?;
    alt((known_year_after, verify(anchored_year_after, |_| month.sure), verify(clipped_year, |_| month.sure)))
        .parse(input)
}

/// Figures behind a day and a month that are no year that is read, with no word behind that they could count.
pub fn far_year(input: &str) -> Parsed<'_, ()> {
    let figures =
        verify(preceded(gap1, digits), |figures: &str| figures.len() >= 4 && !figures.starts_with('0'));
    value((), terminated(figures, not(peek((gap0, satisfy(char::is_alphanumeric)))))).parse(input)
}

/// Four figures that are too few years for one of today, with no word behind that they could count: `1391`.
pub fn year_long_past(input: &str) -> Parsed<'_, i16> {
    let number = map_opt(digits, |digits| (digits.len() == 4).then(|| digits.parse().ok()).flatten());
    let past = verify(number, |year| (1000..*YEARS.start()).contains(year));
    terminated(past, not(peek((gap0, satisfy(char::is_alphanumeric))))).parse(input)
}

/// `, 2031`, `of 2031`, `in 2031`.
fn known_year_after(input: &str) -> Parsed<'_, Year> {
    let comma = preceded(gap0, char(','));
    let (input, _) = (opt(comma), gap0, opt((one_of(&["of", "in"]), gap1))).parse(input)?;
    year.map(Year::Known).parse(input)
}

/// `this year`, `of last year`, `earlier this year`.
pub fn anchored_year_after(input: &str) -> Parsed<'_, Year> {
    let (input, _) = (gap1, opt((one_of(&["of", "earlier", "later"]), gap1))).parse(input)?;
    terminated(step, (gap1, keyword("year"))).map(|step| Year::Anchored(step.into())).parse(input)
}

/// `’31`.
fn clipped_year(input: &str) -> Parsed<'_, Year> {
    let mark = satisfy(|c| plain(c) == '\'');
    let two = verify(digits, |digits: &str| digits.len() == 2);
    let year = map_opt(two, |digits: &str| digits.parse().ok()).map(|digits| Year::Known(short_year(digits)));
    preceded((gap1, mark), terminated(year, not(peek(satisfy(char::is_alphanumeric))))).parse(input)
}
