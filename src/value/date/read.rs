//! What [`KIND`](super::KIND) reads: stretches of the calendar alone, in lists, side by side and in equal
//! parts.

use super::openings::{FEAST, FIGURES, FINAL, MONTH, NUMERAL, QUARTER, SEASON, THE, WEEK, promising};
use super::stretch::{Manner, Written, dated, dated_as, listed_month};
use super::tokens::{
    Parsed, dash, digits, gap0, gap1, keyword, miss, one_of, one_or_two_digits, ordinal, year,
};
use super::{Date, Part, Point, Reading, Source, Year, borders, feasts, figures, range, together};
use crate::value::lexicon::Ways;
use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::tag_no_case;
use nom::combinator::{map_opt, opt, success, value, verify};
use nom::sequence::{preceded, terminated};

const WEEKDAY_DOES_NOT_FIT: &str = "weekday does not fit";
const REPAIRED_SPELLING: &str = "repaired spelling";
const WEEK_OF_THIS_DAY: &str = "week of this day";
const FEAST_OF_THIS_DAY: &str = "feast of this day";

/// A date with everything that its words say.
pub struct Found {
    pub date: Date,
    pub manner: Manner,
    pub doubts: Vec<&'static str>,
}

impl Found {
    /// A date of one stretch.
    pub fn one(written: Written) -> Found {
        Found::new(Date::one(written.point).on(written.weekday), [Some(written), None])
    }

    /// A date that runs from one stretch to another.
    pub fn interval(from: Written, to: Written) -> Found {
        let date = Date::interval(from.point, to.point).on(from.weekday);
        Found::new(date, [Some(from), Some(to)])
    }

    fn new(date: Date, ends: [Option<Written>; 2]) -> Found {
        let mut found = Found { date, manner: Manner::Plain, doubts: Vec::new() };
        for end in ends.into_iter().flatten() {
            if end.weekday.is_some_and(|weekday| !end.point.fits(weekday)) {
                found.doubt(WEEKDAY_DOES_NOT_FIT);
            }
            if end.manner == Manner::Repaired {
                found.doubt(REPAIRED_SPELLING);
            }
            found.manner = end.manner;
        }
        found
    }

    /// Whole years, which need a look at what they count.
    pub fn years((from, to): (Point, Point), manner: Manner) -> Found {
        Found { date: Date::interval(from, to), manner, doubts: Vec::new() }
    }

    fn doubt(&mut self, doubt: &'static str) {
        if !self.doubts.contains(&doubt) {
            self.doubts.push(doubt);
        }
    }
}

/// Reads a date of [`KIND`](super::KIND).
pub fn date(source: Source<'_>, at: usize) -> Option<Reading> {
    let rest = source.text.get(at..)?;
    let begins = || borders::opens(source.text, at) && !borders::belongs_before(source.text, at);
    let opening = promising(rest).filter(|_| begins())?;
    let (after, found) = any_date(rest, opening, source.day_first).ok()?;
    let end = source.text.len() - after.len();
    borders::allows(source.text, at, end, found.manner)
        .then(|| Reading { doubts: found.doubts, ..found.date.read_to(end) })
}

/// The longest date that begins here, with what its first word opens.
fn any_date(input: &str, opening: Ways, day_first: bool) -> Parsed<'_, Found> {
    // What most ways begin with is read once for them all.
    let first = dated_as(opening, input, day_first);
    if (first.is_ok() || opening.meet(range::STARTS))
        && let Ok(range) = range::range(input, opening, day_first, &first)
    {
        return Ok(range);
    }
    if opening == FIGURES && first.is_ok() && one_or_two_digits(input).is_ok() {
        return single(input, first);
    }
    let single = |input| single(input, first.clone());
    if opening.meet(FIGURES) {
        let begins_with_year = digits(input).is_ok_and(|(_, digits)| digits.len() == 4);
        return if begins_with_year {
            alt((
                figures::years.map(|years| Found::years(years, Manner::Years)),
                figures::decade.map(|years| Found::years(years, Manner::Decade)),
                quarter,
                single,
            ))
            .parse(input)
        } else {
            let short_years = figures::short_years.map(|years| Found::years(years, Manner::ShortYears));
            alt((together::days_together, single, short_years)).parse(input)
        };
    }
    let led = |ways: Ways| verify(success(()), move |()| opening.meet(ways));
    alt((
        preceded(led(FEAST), feast),
        preceded(led(MONTH), together::months_together),
        preceded(led(SEASON), together::seasons_together),
        preceded(led(QUARTER | THE | FINAL | NUMERAL), quarter),
        preceded(led(THE | WEEK), |input| week(input, day_first)),
        single,
    ))
    .parse(input)
}

/// A date of one stretch. One that lacks its year takes it from the next of a list:
/// `29 September and 19 November 2031`; a month alone must find one.
fn single<'a>(input: &'a str, first: Parsed<'a, Written>) -> Parsed<'a, Found> {
    if let Ok((rest, written)) = first {
        return Ok((rest, Found::one(together::with_year(rest, written))));
    }
    let (rest, written) = listed_month(input)?;
    let written = together::with_year(rest, written);
    if written.has_year() { Ok((rest, Found::one(written))) } else { miss() }
}

/// `Easter 2018`, `Christmas Day 2019`; a feast that lasts is its first day, with a doubt.
fn feast(input: &str) -> Parsed<'_, Found> {
    let (rest, (name, year)) = feasts::feast(input)?;
    let Some(point) = name.day(year) else { return miss() };
    let mut found = Found::one(Written::plain(point));
    if name.lasts() {
        found.doubt(FEAST_OF_THIS_DAY);
    }
    Ok((rest, found))
}

/// `the third quarter of 2016`, `Q3 2016`, `2016-H2`: calendar months.
fn quarter(input: &str) -> Parsed<'_, Found> {
    let joined = || alt((value((), (gap0, dash, gap0)), gap1));
    let (rest, ((first, last), year)) = alt((
        (terminated(quarter_in_figures, joined()), year),
        (terminated(year, joined()), quarter_in_figures).map(|(year, months)| (months, year)),
        (quarter_in_words, year),
    ))
    .parse(input)?;
    let month = |number| Point::new(Year::Known(year), Part::Month(number)).map(Written::plain);
    match (month(first), month(last)) {
        (Some(from), Some(to)) => Ok((rest, Found::interval(from, to))),
        _ => miss(),
    }
}

/// The first and the last month of `Q3`, `H1`.
fn quarter_in_figures(input: &str) -> Parsed<'_, (i8, i8)> {
    let quarter = preceded(tag_no_case("q"), one_or_two_digits);
    let half = preceded(tag_no_case("h"), one_or_two_digits);
    alt((map_opt(quarter, |nth| months(nth, 3)), map_opt(half, |nth| months(nth, 6)))).parse(input)
}

/// The first and the last month of `the third quarter of `.
fn quarter_in_words(input: &str) -> Parsed<'_, (i8, i8)> {
    let nth = alt((verify(ordinal, |nth| *nth <= 4).map(Some), value(None, one_of(&["last", "final"]))));
    let length = alt((value(3, keyword("quarter")), value(6, keyword("half"))));
    let joined = alt((value((), (dash, gap0)), gap1));
    let words = (terminated(nth, joined), terminated(length, (gap1, opt((keyword("of"), gap1)))));
    let months_of = |(nth, length): (Option<i8>, i8)| months(nth.unwrap_or(12 / length), length);
    preceded(opt((keyword("the"), gap1)), map_opt(words, months_of)).parse(input)
}

/// The first and last month of one of the equal parts of a year.
fn months(nth: i8, length: i8) -> Option<(i8, i8)> {
    (1..=12 / length).contains(&nth).then(|| (length * (nth - 1) + 1, length * nth))
}

/// `week commencing 3 May 2031`: that day, for which days the week has is not written.
fn week(input: &str, day_first: bool) -> Parsed<'_, Found> {
    let which = one_of(&["of", "commencing", "beginning", "starting", "ending"]);
    let spelled = (opt((keyword("the"), gap1)), one_of(&["week", "weeks"]), gap1, which, gap1);
    let lead = alt((value((), spelled), value((), (tag_no_case("w/c"), gap1))));
    let day = |input| alt((together::first_of_days, |input| dated(input, day_first))).parse(input);
    let (rest, written) = preceded(lead, day).parse(input)?;
    let written = together::with_year(rest, written);
    if !written.is_day() {
        return miss();
    }
    let mut found = Found::one(written);
    found.doubt(WEEK_OF_THIS_DAY);
    Ok((rest, found))
}
