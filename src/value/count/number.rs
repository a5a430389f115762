//! Whole numbers, in figures and in British words, up to 999,999. (`zero` says that there is none: see
//! `none`.)

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::tag,
    character::complete::{char, satisfy},
    combinator::{map_opt, not, opt, value, verify},
    sequence::{pair, preceded, terminated},
};

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use crate::value::lexicon::Lexicon;
use crate::value::numerals::{MULTIPLES, NEAR_YEARS, ONES, ORDINAL_ONES, TENS};
use crate::words::plain;

/// A whole number, read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    /// 0 to 999,999.
    pub(super) value: i64,
    /// Whether it stands in figures.
    pub(super) figures: bool,
}

impl Number {
    /// Whether it is one that people round: nobody says `about two` of things that can be counted.
    pub(super) const fn is_rounded(&self) -> bool {
        self.value >= 10
    }
}

/// A number in figures or in words.
pub(super) fn number(rest: &str) -> IResult<&str, Number> {
    let figures = rest.starts_with(|c: char| c.is_ascii_digit());
    let (tail, value) = if figures { self::figures(rest)? } else { in_words(rest)? };
    Ok((tail, Number { value, figures }))
}

/// `14`, `1,400`: no leading zero, nothing that is a year.
fn figures(rest: &str) -> IResult<&str, i64> {
    let (first, tail) = split_figures(rest);
    let no_zero = !first.starts_with('0');
    if let Some((hundreds, tail)) = tail.strip_prefix(',').map(split_figures)
        && (first.len() <= 3 && no_zero && hundreds.len() == 3)
    {
        return Ok((tail, parsed(first) * 1000 + parsed(hundreds)));
    }
    let plain = first == "0" || first.len() <= 6 && no_zero;
    if plain && !is_year(parsed(first)) { Ok((tail, parsed(first))) } else { super::refuse(rest) }
}

/// Whether a number can be that of a year.
pub(super) fn is_year(number: i64) -> bool {
    i16::try_from(number).is_ok_and(|year| NEAR_YEARS.contains(&year))
}

/// The figures that stand first, and what follows them.
fn split_figures(rest: &str) -> (&str, &str) {
    rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count())
}

/// The value of at most six figures.
fn parsed(figures: &str) -> i64 {
    figures.bytes().fold(0, |value, figure| value * 10 + i64::from(figure - b'0'))
}

/// `two thousand three hundred and forty-five`, `half a dozen`.
fn in_words(rest: &str) -> IResult<&str, i64> {
    let (tail, first) = word(rest)?;
    // Most words begin no number, most numbers are one word, and the ways to go on are many.
    let more = |tail| (joint, verify(word, is_number_word)).parse(tail).is_ok();
    match value_of(first) {
        Some(value) if !more(tail) => return Ok((tail, value)),
        None if !(is_number_word(first) || is_a_or_half(first)) => return super::refuse(rest),
        _ => {}
    }
    let below = below_thousand(rest);
    let goes_on = |tail| (joint, alt((exactly("thousand"), exactly("dozen")))).parse(tail).is_ok();
    // A number below a thousand that nothing multiplies is all there is.
    if below.as_ref().is_ok_and(|(tail, _)| !goes_on(tail)) {
        return below;
    }
    alt((thousands, dozens, |_| below.clone(), many_hundred)).parse(rest)
}

fn is_a_or_half(word: &str) -> bool {
    word.eq_ignore_ascii_case("a") || word.eq_ignore_ascii_case("half")
}

/// `two thousand three hundred and forty-five`; the comma of `two thousand, three hundred` only stands
/// before hundreds, so that `two thousand, five of which` is two thousand.
fn thousands(rest: &str) -> IResult<&str, i64> {
    let thousands = terminated(alt((below_thousand, value(1, exactly("a")))), (joint, exactly("thousand")));
    let hundreds = preceded((opt(char(',')), joint), hundreds);
    let others = alt((hundreds, preceded(and, below_hundred)));
    let (rest, (thousands, others)) = pair(thousands, opt(others)).parse(rest)?;
    Ok((rest, thousands * 1000 + others.unwrap_or(0)))
}

/// `a dozen`, `half a dozen`, `two dozen`.
fn dozens(rest: &str) -> IResult<&str, i64> {
    let half = value(6, (exactly("half"), joint, exactly("a"), joint, exactly("dozen")));
    let dozens = terminated(alt((unit, value(1, exactly("a")))), (joint, exactly("dozen")));
    alt((half, dozens.map(|dozens| dozens * 12))).parse(rest)
}

fn below_thousand(rest: &str) -> IResult<&str, i64> {
    alt((hundreds, below_hundred)).parse(rest)
}

/// `one hundred and five`, `a hundred`.
fn hundreds(rest: &str) -> IResult<&str, i64> {
    some_hundred(alt((unit, value(1, exactly("a"))))).parse(rest)
}

/// `fifteen hundred`.
fn many_hundred(rest: &str) -> IResult<&str, i64> {
    some_hundred(teen).parse(rest)
}

fn some_hundred<'a, P>(how_many: P) -> impl Parser<&'a str, Output = i64, Error = P::Error>
where
    P: Parser<&'a str, Output = i64, Error = nom::error::Error<&'a str>>,
{
    let hundreds = terminated(how_many, (joint, exactly("hundred")));
    pair(hundreds, opt(preceded(and, below_hundred)))
        .map(|(hundreds, others)| hundreds * 100 + others.unwrap_or(0))
}

/// `forty-five`, `forty five`, `forty`, `five`.
fn below_hundred(rest: &str) -> IResult<&str, i64> {
    let compound = pair(ten, opt(preceded(joint, unit))).map(|(tens, units)| tens + units.unwrap_or(0));
    let teen = terminated(teen, not(pair(joint, exactly("hundred"))));
    alt((compound, teen, unit)).parse(rest)
}

fn unit(rest: &str) -> IResult<&str, i64> {
    named(1..=9).parse(rest)
}

fn teen(rest: &str) -> IResult<&str, i64> {
    named(10..=19).parse(rest)
}

fn ten(rest: &str) -> IResult<&str, i64> {
    named(20..=90).parse(rest)
}

/// A word that means one of these numbers.
fn named<'a>(
    numbers: RangeInclusive<i64>,
) -> impl Parser<&'a str, Output = i64, Error = nom::error::Error<&'a str>> {
    map_opt(word, move |word| value_of(word).filter(|value| numbers.contains(value)))
}

/// What joins the words of a number: a hyphen of some kind, or a gap.
fn joint(rest: &str) -> IResult<&str, ()> {
    alt((value((), satisfy(is_hyphen)), gap)).parse(rest)
}

/// The same, with or without an `and`.
fn and(rest: &str) -> IResult<&str, ()> {
    let and = alt((exactly("and"), value((), tag("&"))));
    value((), pair(joint, opt(terminated(and, joint)))).parse(rest)
}

fn exactly<'a>(
    wanted: &'static str,
) -> impl Parser<&'a str, Output = (), Error = nom::error::Error<&'a str>> {
    move |rest: &'a str| {
        let stands = rest.get(..wanted.len()).is_some_and(|word| word.eq_ignore_ascii_case(wanted));
        let tail = stands.then(|| &rest[wanted.len()..]);
        match tail.filter(|tail| !tail.starts_with(char::is_alphanumeric)) {
            Some(tail) => Ok((tail, ())),
            None => Err(nom::Err::Error(nom::error::Error::new(rest, nom::error::ErrorKind::Tag))),
        }
    }
}

/// A run of ASCII letters with no letter or figure after it.
pub(super) fn word(rest: &str) -> IResult<&str, &str> {
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, behind) = rest.split_at(letters);
    if word.is_empty() || behind.starts_with(char::is_alphanumeric) {
        super::refuse(rest)
    } else {
        Ok((behind, word))
    }
}

/// White space or mark-up.
pub(super) fn is_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, '*' | '_')
}

/// White space and mark-up between two words of a paragraph: at most one line break.
pub(super) fn gap(rest: &str) -> IResult<&str, ()> {
    let end = rest.find(|c| !is_gap(c)).unwrap_or(rest.len());
    let lines = rest[..end].bytes().filter(|byte| *byte == b'\n').count();
    if end > 0 && lines < 2 { Ok((&rest[end..], ())) } else { super::refuse(rest) }
}

/// These words, in any case and with any gaps between them.
pub(super) fn phrase<'a>(
    words: &'static str,
) -> impl Parser<&'a str, Output = (), Error = nom::error::Error<&'a str>> {
    move |rest: &'a str| {
        words.split(' ').enumerate().try_fold((rest, ()), |(rest, ()), (nth, wanted)| {
            let rest = if nth == 0 { rest } else { gap(rest)?.0 };
            exactly(wanted).parse(rest)
        })
    }
}

/// The words that numbers are made of.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    ONES.iter().chain(&TENS).chain(&MULTIPLES).copied()
}

/// What a word means that numbers are made of.
#[derive(Clone, Copy)]
enum Meaning {
    /// A number below a hundred.
    Number(i64),
    /// `hundred` and the like.
    Multiple,
}

fn meaning(word: &str) -> Option<Meaning> {
    static WORDS: LazyLock<Lexicon<Meaning>> = LazyLock::new(|| {
        let numbers = ONES.iter().zip(1..).chain(TENS.iter().zip((20..).step_by(10)));
        let numbers = numbers.map(|(word, number)| (*word, Meaning::Number(number)));
        Lexicon::new(numbers.chain(MULTIPLES.map(|word| (word, Meaning::Multiple))))
    });
    WORDS.get(word)
}

/// Whether the word is one of those that numbers are made of.
pub(super) fn is_number_word(word: &str) -> bool {
    meaning(word).is_some()
}

/// What a word means that is a number below a hundred.
fn value_of(word: &str) -> Option<i64> {
    match meaning(word)? {
        Meaning::Number(number) => Some(number),
        Meaning::Multiple => None,
    }
}

/// Whether the word is an ordinal that could end a number: `twenty first`.
pub(super) fn is_ordinal_unit(word: &str) -> bool {
    ordinals().any(|name| name.eq_ignore_ascii_case(word))
}

/// The hyphen and the dashes that people type for it.
pub(super) fn is_hyphen(c: char) -> bool {
    c != '—' && plain(c) == '-'
}

/// The ordinals that end a compound number.
pub(super) fn ordinals() -> impl Iterator<Item = &'static str> {
    ORDINAL_ONES.into_iter().take(9)
}
