//! What the first word or figure of a date tells of the rest: which ways of writing one begin so.

use std::sync::LazyLock;

use super::borders::leading_word;
use super::tokens::{MONTHS, WEEKDAYS, first_of_day, gap1};
use super::{feasts, figures};
use crate::value::lexicon::{Lexicon, Ways};

/// `the`, before any of several words.
pub const THE: Ways = Ways(1);
/// `this`, before the day of a month.
pub const THIS: Ways = Ways(1 << 1);
/// `between` or `from`, before a range.
pub const BOUND: Ways = Ways(1 << 2);
/// The name of a month, abbreviated or not.
pub const MONTH: Ways = Ways(1 << 3);
/// A day of the week.
pub const WEEKDAY: Ways = Ways(1 << 4);
/// A season.
pub const SEASON: Ways = Ways(1 << 5);
/// `early`, `the end of`.
pub const PART: Ways = Ways(1 << 6);
/// The first word of a feast.
pub const FEAST: Ways = Ways(1 << 7);
/// `week`, `w/c`.
pub const WEEK: Ways = Ways(1 << 8);
/// `last` or `final`, before a quarter.
pub const FINAL: Ways = Ways(1 << 9);
/// The number of a day in words.
pub const NUMERAL: Ways = Ways(1 << 10);
/// A digit.
pub const FIGURES: Ways = Ways(1 << 11);
/// A letter that stands for a digit.
pub const SLIP: Ways = Ways(1 << 12);
/// `Q3`, `H1`.
pub const QUARTER: Ways = Ways(1 << 13);

/// Words with which a date goes on only before another of its words.
const LEADS: Ways = Ways(THE.0 | THIS.0 | BOUND.0);

/// Letters that begin a day with a slip in words that no list could hold: `lstDecember`.
pub const SLIPS: &[u8] = b"lI";

/// The words of letters with which dates begin.
pub static FIRST: LazyLock<Lexicon> = LazyLock::new(|| {
    let groups: [(&[&str], Ways); 9] = [
        (&["the"], THE),
        (&["this"], THIS),
        (&["between", "from"], BOUND),
        (&["sept"], MONTH),
        (&["spring", "summer", "autumn", "winter"], SEASON),
        (&["early", "late", "mid", "middle", "start", "beginning", "end"], PART),
        (feasts::FIRST, FEAST),
        (&["week", "weeks", "w"], WEEK),
        (&["last", "final"], FINAL),
    ];
    let listed = groups.into_iter().flat_map(|(words, ways)| words.iter().map(move |word| (*word, ways)));
    let months = MONTHS.iter().flat_map(|month| [(*month, MONTH), (&month[..3], MONTH)]);
    let weekdays = WEEKDAYS.iter().flat_map(|(_, names)| *names).map(|name| (*name, WEEKDAY));
    listed.chain(months).chain(weekdays).chain(first_of_day().map(|word| (word, NUMERAL))).collect()
});

/// What the first word of a text opens.
pub fn opening(text: &str) -> Ways {
    match text.as_bytes() {
        [b'0'..=b'9', ..] => FIGURES,
        [b'Q' | b'q' | b'H' | b'h', b'0'..=b'9', ..] => QUARTER,
        [b'l' | b'I' | b'O' | b'o', b'0'..=b'9', ..] | [b'l' | b'I', b's', b't', ..] => SLIP,
        [b'W' | b'w', next, ..] if *next != b'/' && !next.is_ascii_alphabetic() => Ways::NONE,
        _ => FIRST.ways(leading_word(text)),
    }
}

/// What a date opens that can begin here: asked at every word, so that other words cost next to nothing.
pub fn promising(text: &str) -> Option<Ways> {
    const MOST_LEADS: usize = 2;
    let first = opening(text);
    let (mut rest, mut next) = (text, first);
    for _ in 0..MOST_LEADS {
        if !next.meet(LEADS) {
            break;
        }
        rest = gap1(&rest[leading_word(rest).len()..]).ok()?.0;
        next = opening(rest);
    }
    let fits = match next {
        FIGURES => figures::may_begin(rest),
        NUMERAL | FINAL => goes_on(rest),
        FEAST => feasts::may_begin(rest),
        next => next != Ways::NONE && !next.meet(LEADS),
    };
    fits.then_some(first)
}

/// Whether a date can go on behind the number of a day or of a part of a year in words, which most texts only
/// count with: `the first of May`, `the last quarter`.
fn goes_on(text: &str) -> bool {
    let behind = text[leading_word(text).len()..].trim_start_matches(|c| !char::is_alphanumeric(c));
    let word = leading_word(behind);
    ["of", "day", "quarter", "half"].iter().any(|known| word.eq_ignore_ascii_case(known))
        || FIRST.ways(word).meet(NUMERAL)
}

#[cfg(test)]
mod tests {
    use super::super::tokens::{month_named, weekday_named};
    use super::*;

    #[test]
    fn the_lexicon_holds_every_name_of_a_month_or_a_weekday_and_no_other() {
        let names = |word: &str| {
            let month = if month_named(word).is_some() { MONTH } else { Ways::NONE };
            let weekday = if weekday_named(word).is_some() { WEEKDAY } else { Ways::NONE };
            month | weekday
        };
        let held = |word: &str| Ways(FIRST.ways(word).0 & (MONTH | WEEKDAY).0);
        let letters = || 'a'..='z';
        let short = letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| [a, b, c])));
        for word in short.map(String::from_iter).chain(FIRST.words().map(String::from)) {
            assert_eq!(names(&word), held(&word), "{word}");
            assert_eq!(names(&word), held(&word.to_uppercase()), "{word}");
        }
        for word in ["Sept", "thurs", "Weds", "Tues", "septe", "Marchs"] {
            assert_eq!(names(word), held(word), "{word}");
        }
    }

    #[test]
    fn what_begins_a_date_is_seen_from_its_first_words() {
        for text in [
            "2ndDecember 2031",
            "l1 April 2020",
            "lst May 2031",
            "IstMay 2031",
            "O3 May 2031",
            "3O June 2019",
            "3 0ctober 2031",
            "2 Decernber 2015",
            "the **third** of May",
            "from the 3rd",
            "w/c 3 May",
            "Q3 2031",
            "1990 s",
            "2031 – 05",
            "3 & 4 May",
            "3, 4 and 7 May",
            "weeks beginning 4 and 11 May",
            "3 thMay 2031",
        ] {
            assert!(promising(text).is_some(), "{text}");
        }
        for text in
            ["the force", "12 recommendations", "we", "123 May", "3, May", "2031", "from the this May"]
        {
            assert!(promising(text).is_none(), "{text}");
        }
    }
}
