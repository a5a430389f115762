//! Full dates with slips of copying, as character recognition makes them.

use super::stretch::{Manner, Written, of, point};
use super::tokens::{MONTHS, Parsed, gap0, gap1, miss, month_named, suffix};
use super::{Part, Year};
use crate::value::numerals::YEARS;
use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::{tag_no_case, take_while1};
use nom::character::complete::{char, satisfy};
use nom::combinator::{not, opt, peek, recognize, verify};
use nom::sequence::{preceded, terminated};

/// `l1 April 2020`, `2 Decernber 2015`, `3O June 2019`: a full date with a slip in one or two of its words,
/// but not in both month and year.
pub fn repaired(input: &str) -> Parsed<'_, Written> {
    let letters = take_while1(|c: char| c.is_ascii_alphanumeric());
    let (input, (day, day_slipped)) = slipped_day(input)?;
    let (input, written_month) = preceded((gap0, opt(of)), letters).parse(input)?;
    let (rest, (year, year_slipped)) = preceded((opt(char(',')), gap1), slipped_year).parse(input)?;
    let (month, month_slipped) = match month_named(written_month) {
        Some(name) => (Some(name.number), false),
        None => (repaired_month(written_month), true),
    };
    let one_sure = (day_slipped || month_slipped || year_slipped) && !(month_slipped && year_slipped);
    let Some(month) = month.filter(|_| one_sure) else { return miss() };
    let (rest, written) = point(rest, Year::Known(year), Part::Day { month, day })?;
    Ok((rest, Written { manner: Manner::Repaired, ..written }))
}

/// Whether a word follows with what may be a year behind it, as the month of a date with slips does.
pub fn is_word_of_year(input: &str) -> bool {
    let letters = take_while1(|c: char| c.is_ascii_alphanumeric());
    (letters, opt(char(',')), gap1, slipped_year).parse(input).is_ok()
}

/// A day whose figures may be letters that look like them, and whether they are.
fn slipped_day(input: &str) -> Parsed<'_, (i8, bool)> {
    let lone = recognize(terminated(satisfy(|c| matches!(c, 'l' | 'I')), peek(tag_no_case("st"))));
    let figures = verify(take_while1(is_figure_or_slip), |word: &str| {
        word.len() <= 2 && word.contains(|c: char| c.is_ascii_digit())
    });
    let (rest, word) = terminated(alt((lone, figures)), opt((gap0, suffix))).parse(input)?;
    match i8::try_from(figures_of(word)) {
        Ok(day) => Ok((rest, (day, has_slip(word)))),
        Err(_) => miss(),
    }
}

/// A year in four figures, at least two of them digits, and whether the others are not.
fn slipped_year(input: &str) -> Parsed<'_, (i16, bool)> {
    let four = verify(take_while1(is_figure_or_slip), |word: &str| {
        word.len() == 4 && word.bytes().filter(u8::is_ascii_digit).count() >= 2
    });
    let (rest, word) = terminated(four, not(peek(satisfy(char::is_alphanumeric)))).parse(input)?;
    match figures_of(word) {
        year if YEARS.contains(&year) => Ok((rest, (year, has_slip(word)))),
        _ => miss(),
    }
}

const fn is_figure_or_slip(c: char) -> bool {
    matches!(c, '0'..='9' | 'l' | 'I' | 'O' | 'o')
}

fn has_slip(figures: &str) -> bool {
    figures.contains(char::is_alphabetic)
}

/// The number that at most four figures or letters for figures mean.
fn figures_of(word: &str) -> i16 {
    word.bytes().fold(0, |number, figure| {
        let digit = match figure {
            b'l' | b'I' => 1,
            b'O' | b'o' => 0,
            figure => i16::from(figure - b'0'),
        };
        number * 10 + digit
    })
}

/// The month that a word with a slip means: letters taken for others, or in a long name any one slip.
fn repaired_month(word: &str) -> Option<i8> {
    const LONG: usize = 6;
    let looks = word.to_ascii_lowercase().replace("rn", "m").replace('0', "o").replace('1', "l");
    let means = |name: &&str| {
        let name = name.to_ascii_lowercase();
        name == looks || (name.len() >= LONG && strsim::osa_distance(&name, &looks) == 1)
    };
    let at = MONTHS.iter().position(means)?;
    i8::try_from(at + 1).ok()
}
