//! Counts: how many of something a text says there are.
//!
//! A count is stated in one of three ways: `counted` (`14`, `twenty-one`, `a further 19`, `both`), `vague`
//! (`several`, `a number of`, `more than 30`: there are some, and nobody knows how many) or `none` (`no`,
//! `zero`). Numbers that name a thing (`Recommendation 14`), date it, price it or rate it are no counts, and
//! neither are the ends of a range.

mod around;
mod lexicon;
mod number;

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::tag,
    combinator::{not, opt, peek, value, verify},
    sequence::{delimited, pair, preceded, terminated},
};

use std::sync::LazyLock;

use super::lexicon::{Lexicon, Ways};
use super::{BeginsAt, Cell, Kind, Reading, Source};
use lexicon::{GROUPS, HEDGES, LEADS, MANY, NO_BUT, NONE_BUT, NOT_ONE, SIZES, SOFT_HEDGES, VAGUE};
use number::{Number, gap, is_gap, is_hyphen, number, phrase, word};

/// A count: `{count}`. `count` is a whole number from 0, empty where the text is vague; `stated` is
/// `counted`, `vague` or `none`.
pub const KIND: Kind = Kind {
    name: "count",
    columns: COLUMNS,
    begins_with: char::is_alphanumeric,
    begins_at: BeginsAt::Word,
    first_words: || Some(&FIRST),
    slips: b"",
    sparse: true,
    longest: 90,
    read,
};

/// One thing told by its article alone: `{article}`, as in "a cause of concern", with the columns of a count.
///
/// It is a kind of its own because it is weak evidence: most articles count nothing, so a rule has to ask.
pub const ARTICLE: Kind = Kind {
    name: "article",
    columns: COLUMNS,
    begins_with: |c| matches!(c, 'a' | 'A'),
    begins_at: BeginsAt::Word,
    first_words: || Some(&ARTICLES),
    slips: b"",
    sparse: false,
    longest: 16,
    read: read_article,
};

const COLUMNS: &[&str] = &["count", "stated"];

/// `no forces`, `none`.
const NO: Ways = Ways(1);
/// `both`.
const BOTH: Ways = Ways(1 << 1);
/// `a single`.
const SINGLE: Ways = Ways(1 << 2);
/// `more than 30`.
const HEDGE: Ways = Ways(1 << 3);
/// `a further 19`.
const LEAD: Ways = Ways(1 << 4);
/// `several`, `a number of`.
const SOME: Ways = Ways(1 << 5);
/// `14`, `twenty-one`.
const NUMBER: Ways = Ways(1 << 6);

/// The words with which counts begin.
static FIRST: LazyLock<Lexicon> = LazyLock::new(|| {
    let phrases: [(&[&str], Ways); 10] = [
        (&["no", "not", "without", "none", "zero", "nil"], NO),
        (&["both"], BOTH),
        (&["a", "just", "only"], SINGLE),
        (HEDGES, HEDGE),
        (SOFT_HEDGES, HEDGE),
        (LEADS, LEAD),
        (VAGUE, SOME),
        (MANY, SOME),
        (&["a"], SOME),
        (&["a", "half"], NUMBER),
    ];
    let first = |phrase: &'static str| phrase.split(' ').next().unwrap_or_default();
    let listed =
        phrases.into_iter().flat_map(|(phrases, way)| phrases.iter().map(move |it| (first(it), way)));
    listed.chain(number::words().map(|word| (word, NUMBER))).collect()
});

/// The words with which a count goes on behind `a`.
static BEHIND_A: LazyLock<Lexicon> = LazyLock::new(|| {
    let second = |phrase: &'static str| phrase.strip_prefix("a ")?.split(' ').next();
    let phrases = LEADS.iter().chain(VAGUE).filter_map(|phrase| second(phrase));
    let numbers = ["single", "hundred", "thousand", "dozen"].into_iter();
    let words = phrases.chain(numbers).chain(SIZES.iter().chain(GROUPS).copied());
    words.map(|word| (word, SOME)).collect()
});

/// The words with which a count goes on behind the first word of a lead or a hedge.
static BEHIND_LEAD: LazyLock<Lexicon> = LazyLock::new(|| {
    let phrases = LEADS.iter().chain(HEDGES).chain(SOFT_HEDGES);
    let words = phrases.flat_map(|phrase| phrase.split(' ')).chain(["half"]).chain(number::words());
    words.map(|word| (word, NUMBER)).collect()
});

/// The words with which one thing begins that is told by its article alone.
static ARTICLES: LazyLock<Lexicon> =
    LazyLock::new(|| ["a", "an", "another"].into_iter().map(|word| (word, NUMBER)).collect());

/// What a text says of how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Amount {
    Counted(i64),
    Vague,
    None,
}

fn read(source: Source<'_>, at: usize) -> Option<Reading> {
    let (before, rest) = source.text.split_at_checked(at)?;
    let opening = opening(rest);
    if opening == Ways::NONE || !around::begins_word(before) {
        return None;
    }
    let bare = || opening.meet(NUMBER).then(|| bare(before, rest)).flatten();
    let (tail, amount) = led(rest, opening).or_else(bare)?;
    let spoilt = match amount {
        Amount::Counted(value) => around::hedges(before, value),
        Amount::Vague => around::asks(before, rest),
        Amount::None => false,
    };
    (!spoilt).then(|| reading(source.text.len() - tail.len(), amount))
}

fn read_article(source: Source<'_>, at: usize) -> Option<Reading> {
    let (before, rest) = source.text.split_at_checked(at)?;
    if !rest.starts_with(['a', 'A']) || !around::begins_word(before) || read(source, at).is_some() {
        return None;
    }
    let (tail, ()) = article(rest).ok()?;
    Some(reading(source.text.len() - tail.len(), Amount::Counted(1)))
}

fn reading(end: usize, amount: Amount) -> Reading {
    let (count, stated) = match amount {
        Amount::Counted(0) | Amount::None => (Cell::Number(0), "none"),
        Amount::Counted(count) => (Cell::Number(count), "counted"),
        Amount::Vague => (Cell::Empty, "vague"),
    };
    let cells = vec![("count", count), ("stated", Cell::Text(stated.to_string()))];
    Reading { end, cells, doubts: Vec::new() }
}

/// What the first word of a count opens; a figure opens a number.
fn opening(rest: &str) -> Ways {
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        return NUMBER;
    }
    let (word, behind) = rest.split_at(letters(rest));
    let next = || behind.trim_start_matches(|c| is_hyphen(c) || is_gap(c));
    let led_on = |words: &Lexicon, next: &str| words.ways(&next[..letters(next)]) != Ways::NONE;
    if word.eq_ignore_ascii_case("a") && !led_on(&BEHIND_A, next()) {
        return Ways::NONE;
    }
    let opened = FIRST.ways(word);
    let leads = opened.meet(HEDGE | LEAD);
    if leads && !next().starts_with(|c: char| c.is_ascii_digit()) && !led_on(&BEHIND_LEAD, next()) {
        return opened.without(HEDGE | LEAD);
    }
    opened
}

/// How many letters of ASCII a text begins with.
fn letters(rest: &str) -> usize {
    rest.bytes().take_while(u8::is_ascii_alphabetic).count()
}

/// `14`, `five (5)`: a number without words that introduce it, so that what stands before it matters.
fn bare<'a>(before: &str, rest: &'a str) -> Option<(&'a str, Amount)> {
    let (tail, number) = counting_number(rest).ok()?;
    around::may_stand_after(before, rest, &number).then_some((tail, Amount::Counted(number.value)))
}

/// A count with words that make it one, on one of the ways that its first word opens.
fn led(rest: &str, opening: Ways) -> Option<(&str, Amount)> {
    type Way = fn(&str) -> IResult<&str, Amount>;
    const WAYS: [(Ways, Way); 6] =
        [(NO, none), (BOTH, both), (SINGLE, a_single), (HEDGE, hedged), (LEAD, introduced), (SOME, vague)];
    WAYS.into_iter().filter(|(way, _)| opening.meet(*way)).find_map(|(_, read)| read(rest).ok())
}

/// `both`, which says two; `both the force and ...` counts nothing.
fn both(rest: &str) -> IResult<&str, Amount> {
    let listing = preceded(gap, any_phrase(&["the", "in", "by", "on", "for", "from", "to", "as", "a", "an"]));
    value(Amount::Counted(2), terminated(phrase("both"), not(listing))).parse(rest)
}

/// `a single`.
fn a_single(rest: &str) -> IResult<&str, Amount> {
    let lead = opt(terminated(any_phrase(&["just", "only"]), gap));
    value(Amount::Counted(1), preceded(lead, phrase("a single"))).parse(rest)
}

/// `more than 30`, `some 14`: a number that is not the number.
fn hedged(rest: &str) -> IResult<&str, Amount> {
    let firm = preceded(pair(any_phrase(HEDGES), gap), counting_number);
    let soft = preceded(pair(any_phrase(SOFT_HEDGES), gap), verify(counting_number, Number::is_rounded));
    value(Amount::Vague, alt((firm, soft))).parse(rest)
}

/// `a further 19`, `all five`, `a total of just 12`.
fn introduced(rest: &str) -> IResult<&str, Amount> {
    let second = opt(terminated(any_phrase(LEADS), gap));
    let lead = (any_phrase(LEADS), gap, second);
    preceded(lead, counting_number).map(|number| Amount::Counted(number.value)).parse(rest)
}

/// A number that counts, as far as what follows it can tell, with its gloss.
fn counting_number(rest: &str) -> IResult<&str, Number> {
    let (tail, number) = number(rest)?;
    let (tail, gloss) = opt(gloss).parse(tail)?;
    let agrees = gloss.is_none_or(|gloss| gloss == number.value);
    if agrees && around::may_stand_before(tail, &number) { Ok((tail, number)) } else { refuse(rest) }
}

/// The ` (5)` of `five (5)`.
fn gloss(rest: &str) -> IResult<&str, i64> {
    delimited(pair(gap, tag("(")), number, tag(")")).map(|number| number.value).parse(rest)
}

/// `no`, `no further`, `not any`, `none`.
fn none(rest: &str) -> IResult<&str, Amount> {
    let more = opt(preceded(gap, any_phrase(&["further", "additional", "other", "new"])));
    let no = (any_phrase(&["no", "not any", "without any"]), more, following_word(NO_BUT));
    let nothing = (any_phrase(&["none", "zero", "nil"]), around::ends_number, not_followed_by(NONE_BUT));
    value(Amount::None, alt((value((), no), value((), nothing)))).parse(rest)
}

/// `several`, `a large number of`, `dozens of`.
fn vague(rest: &str) -> IResult<&str, Amount> {
    let size = opt(terminated(any_phrase(SIZES), gap));
    let group = value((), (phrase("a"), gap, size, any_phrase(GROUPS), gap, phrase("of")));
    let many = value((), (any_phrase(MANY), gap, phrase("of")));
    value(Amount::Vague, alt((group, many, any_phrase(VAGUE)))).parse(rest)
}

/// `a`, `an`, `another`, `a further` before one thing.
fn article(rest: &str) -> IResult<&str, ()> {
    let more = opt(preceded(gap, any_phrase(&["further", "additional", "new"])));
    let article = (any_phrase(&["a", "an"]), more);
    let article = alt((value((), article), phrase("another")));
    terminated(article, following_word(NOT_ONE)).parse(rest)
}

/// A word that follows and is none of these.
fn following_word<'a>(
    but: &'static [&'static str],
) -> impl Parser<&'a str, Output = (), Error = nom::error::Error<&'a str>> {
    value((), (not_followed_by(but), peek(pair(gap, word))))
}

fn not_followed_by<'a>(
    words: &'static [&'static str],
) -> impl Parser<&'a str, Output = (), Error = nom::error::Error<&'a str>> {
    not(pair(gap, any_phrase(words)))
}

/// Any of these phrases, the first that fits.
fn any_phrase<'a>(
    phrases: &'static [&'static str],
) -> impl Parser<&'a str, Output = (), Error = nom::error::Error<&'a str>> {
    move |rest: &'a str| {
        // Most phrases fail in their first letter, or else in their first word.
        let letter = rest.as_bytes().first().map(u8::to_ascii_lowercase);
        let likely = |words: &&&str| words.as_bytes().first().copied() == letter;
        let mut phrases = phrases.iter().filter(likely).filter(|words| shares_first_word(words, rest));
        phrases.find_map(|words| phrase(words).parse(rest).ok()).map_or_else(|| refuse(rest), Ok)
    }
}

/// Whether a text begins as a phrase in small letters does, as far as the first space.
fn shares_first_word(words: &str, rest: &str) -> bool {
    let first = words.bytes().take_while(|byte| *byte != b' ');
    let mut have = rest.bytes();
    first.into_iter().all(|wanted| have.next().is_some_and(|have| have.eq_ignore_ascii_case(&wanted)))
}

fn refuse<T>(rest: &str) -> IResult<&str, T> {
    Err(nom::Err::Error(nom::error::Error::new(rest, nom::error::ErrorKind::Verify)))
}
