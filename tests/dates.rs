//! Dates as British official letters write them, and the figures and words there that are none.

use jiff::civil;
use letterbook::value::date::{self, Date, Lean, Weekday};
use letterbook::value::{Cell, Kind, Reading, Source};
use letterbook::words::Words;
use proptest::prelude::*;

fn read(kind: &Kind, text: &str, at: usize) -> Option<(Date, Reading)> {
    let words = Words::default();
    let reading = (kind.read)(Source { text, words: &words, day_first: true, seen: None }, at)?;
    match reading.cells.as_slice() {
        [("date", Cell::Date(date))] => Some((*date, reading)),
        other => panic!("unexpected cells {other:?}"),
    }
}

/// The dates that begin at a word of the text, from left to right; `?` stands for a value that is still
/// relative.
fn dates_in<'t>(kind: &Kind, text: &'t str) -> Vec<(&'t str, String)> {
    let mut found = Vec::new();
    let mut free = 0;
    let mut in_word = false;
    for (at, c) in text.char_indices() {
        let begins_word = c.is_alphanumeric() && !in_word;
        in_word = c.is_alphanumeric();
        if !begins_word || at < free {
            continue;
        }
        if let Some((date, reading)) = read(kind, text, at) {
            free = reading.end;
            let words = &text[at..free];
            found.push((words, date.edtf().unwrap_or_else(|| "?".to_string())));
        }
    }
    found
}

#[track_caller]
fn assert_dates(kind: &Kind, table: &[(&str, &[(&str, &str)])]) {
    for (text, expected) in table {
        let found = dates_in(kind, text);
        let found: Vec<_> = found.iter().map(|(words, value)| (*words, value.as_str())).collect();
        assert_eq!(found, *expected, "{text:?}");
    }
}

/// Each text is one date as a whole.
#[track_caller]
fn assert_whole(kind: &Kind, table: &[(&str, &str)]) {
    for (text, value) in table {
        assert_dates(kind, &[(text, &[(text, value)])]);
    }
}

#[track_caller]
fn assert_silent(kind: &Kind, texts: &[&str]) {
    for text in texts {
        assert_dates(kind, &[(text, &[])]);
    }
}

/// The one date that a text is.
#[track_caller]
fn one(kind: &Kind, text: &str) -> Date {
    let (date, reading) = read(kind, text, 0).unwrap_or_else(|| panic!("nothing in {text:?}"));
    assert_eq!(reading.end, text.len(), "{text:?}");
    date
}

fn doubts(text: &str) -> Vec<&'static str> {
    read(&date::KIND, text, 0).unwrap_or_else(|| panic!("nothing in {text:?}")).1.doubts
}

fn value(text: &str) -> Date {
    text.parse().unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

fn written(date: Option<Date>) -> String {
    date.and_then(|date| date.edtf()).unwrap_or_else(|| "nothing".to_string())
}

#[test]
fn full_dates_in_words() {
    assert_whole(
        &date::KIND,
        &[
            ("3 May 2031", "2031-05-03"),
            ("03 May 2031", "2031-05-03"),
            ("3rd May 2031", "2031-05-03"),
            ("3rd of May 2031", "2031-05-03"),
            ("3 rd May 2031", "2031-05-03"),
            ("3 May, 2031", "2031-05-03"),
            ("3 may 2031", "2031-05-03"),
            ("3 MAY 2031", "2031-05-03"),
            ("the 3rd of May 2031", "2031-05-03"),
            ("the third of May 2031", "2031-05-03"),
            ("this fourth day of May 2016", "2016-05-04"),
            ("twenty second of june 2017", "2017-06-22"),
            ("the thirty-first of March 2019", "2019-03-31"),
            ("Saturday 3 May 2031", "2031-05-03"),
            ("Saturday, 3rd May 2031", "2031-05-03"),
            ("Sat. the 3rd of May, 2031", "2031-05-03"),
            ("May 3, 2031", "2031-05-03"),
            ("May 3rd 2031", "2031-05-03"),
            ("May the 3rd, 2031", "2031-05-03"),
            ("Thursday, March 20, 2025", "2025-03-20"),
            ("Dec. 31 , 1994", "1994-12-31"),
            ("January first 2000", "2000-01-01"),
            ("january 12 of 2016", "2016-01-12"),
            ("monday, jan twenty two, 2018", "2018-01-22"),
            ("16. nov. 2016", "2016-11-16"),
            ("16 Sept. 2016", "2016-09-16"),
            ("2ndDecember 2015", "2015-12-02"),
            ("3 May ’21", "2021-05-03"),
            ("29 February 2020", "2020-02-29"),
        ],
    );
}

#[test]
fn full_dates_in_figures_have_the_day_first() {
    assert_whole(
        &date::KIND,
        &[
            ("03/05/2031", "2031-05-03"),
            ("3/5/2031", "2031-05-03"),
            ("03 / 05 / 2031", "2031-05-03"),
            ("3.5.2031", "2031-05-03"),
            ("03.05.31", "2031-05-03"),
            ("3-5-2031", "2031-05-03"),
            ("3–5–2031", "2031-05-03"),
            ("03/05/21", "2021-05-03"),
            ("03/05/98", "1998-05-03"),
            ("Saturday 03/05/2031", "2031-05-03"),
            ("2019-09-27", "2019-09-27"),
            ("2019/09/27", "2019-09-27"),
            ("2019/sep/01", "2019-09-01"),
            ("2019-aug-1", "2019-08-01"),
            ("2020/23/Sep", "2020-09-23"),
            ("23/Sep/2020", "2020-09-23"),
            ("Sep-23-2020", "2020-09-23"),
        ],
    );
    let words = Words::default();
    let american = Source { text: "03/05/2031", words: &words, day_first: false, seen: None };
    let reading = (date::KIND.read)(american, 0).unwrap();
    assert_eq!(reading.cells, [("date", Cell::Date(value("2031-03-05")))]);
}

#[test]
fn a_date_stands_among_other_words_and_takes_none_of_them() {
    assert_dates(
        &date::KIND,
        &[
            ("Date:3rd May 2031", &[("3rd May 2031", "2031-05-03")]),
            ("08:45 03/05/2031", &[("03/05/2031", "2031-05-03")]),
            ("3 May 2031, 2:14 pm", &[("3 May 2031", "2031-05-03")]),
            ("May 3, 2031 9.00 am", &[("May 3, 2031", "2031-05-03")]),
            ("2019-09-27T10:00:00", &[("2019-09-27", "2019-09-27")]),
            (
                "PUBLISHED: 09:49 03 May 2031 | UPDATED: 09:54 04 May 2031",
                &[("03 May 2031", "2031-05-03"), ("04 May 2031", "2031-05-04")],
            ),
            ("By 31 August 2021, the service", &[("31 August 2021", "2021-08-31")]),
            ("(3 May 2031)", &[("3 May 2031", "2031-05-03")]),
            ("here (5 to 16 June 2031)", &[("5 to 16 June 2031", "2031-06-05/2031-06-16")]),
            ("page 5 – 16 June 2031", &[("16 June 2031", "2031-06-16")]),
            ("Dyddiad: 3 Mai / May 2031", &[("3 Mai / May 2031", "2031-05-03")]),
            ("3rd August/Awst 2031", &[("3rd August/Awst 2031", "2031-08-03")]),
            ("“3 May 2031”.", &[("3 May 2031", "2031-05-03")]),
            ("it closed on 3 May 2031.2 The force", &[("3 May 2031", "2031-05-03")]),
            ("10am on Friday 3 May 2030, with", &[("Friday 3 May 2030", "2030-05-03")]),
            (
                "3 May 2018\n- 5 June 2018: talk",
                &[("3 May 2018", "2018-05-03"), ("5 June 2018", "2018-06-05")],
            ),
            ("Report 2014 - 3 May 2018", &[("3 May 2018", "2018-05-03")]),
        ],
    );
}

#[test]
fn figures_with_dots_and_a_short_year_are_a_date_only_where_one_is_expected() {
    assert_dates(
        &date::KIND,
        &[
            ("Issued: 27.09.19", &[("27.09.19", "2019-09-27")]),
            ("**Date:** 27.09.19", &[("27.09.19", "2019-09-27")]),
            ("Meeting on 27.09.19.", &[("27.09.19", "2019-09-27")]),
            ("a letter dated 7.09.19 said", &[("7.09.19", "2019-09-07")]),
            ("Cwmbran\n27.09.19\nDear Ann", &[("27.09.19", "2019-09-27")]),
            ("Issued: 27.9.19", &[]),
            ("as in 27.09.19 above", &[]),
        ],
    );
}

#[test]
fn a_date_may_break_over_lines_and_mark_up_but_not_over_a_blank_line() {
    assert_whole(
        &date::KIND,
        &[
            ("3 May\n2031", "2031-05-03"),
            ("3\u{a0}May\u{a0}\u{a0}2031", "2031-05-03"),
            ("3** May *2031", "2031-05-03"),
            ("between March\r\nand May 2021", "2021-03/2021-05"),
        ],
    );
    assert_dates(&date::KIND, &[("3 May\n\n2031", &[("3 May", "XXXX-05-03")])]);
}

#[test]
fn parts_of_a_date_stay_parts() {
    assert_whole(
        &date::KIND,
        &[
            ("18 July", "XXXX-07-18"),
            ("Tuesday 16 July", "XXXX-07-16"),
            ("Tuesday, December 12", "XXXX-12-12"),
            ("July 11", "XXXX-07-11"),
            ("29 February", "XXXX-02-29"),
            ("May 2031", "2031-05"),
            ("May, 2031", "2031-05"),
            ("November , 2016", "2016-11"),
            ("May of 2031", "2031-05"),
            ("Dec-2018", "2018-12"),
            ("may 2019", "2019-05"),
            ("2016 june", "2016-06"),
            ("11/2016", "2016-11"),
            ("2016-11", "2016-11"),
            ("spring 2031", "2031-21"),
            ("summer of 2019", "2019-22"),
            ("winter 2019/20", "2019-24"),
            ("winter of 2019/20", "2019-24"),
            ("winter of 2019-20", "2019-24"),
            ("early November", "XXXX-11"),
        ],
    );
}

#[test]
fn only_the_middle_of_a_year_is_more_than_the_year() {
    assert_whole(
        &date::KIND,
        &[
            ("late 2018", "2018"),
            ("early 2031", "2031"),
            ("mid-2017", "2017~"),
            ("the middle of 2007", "2007~"),
            ("mid-November 2021", "2021-11"),
            ("early November 2021", "2021-11"),
            ("end of June 2020", "2020-06"),
            ("the end of 2024", "2024"),
            ("beginning of 2000", "2000"),
        ],
    );
}

#[test]
fn intervals_share_what_is_written_once() {
    assert_whole(
        &date::KIND,
        &[
            ("between 3 and 8 July 2031", "2031-07-03/2031-07-08"),
            ("3 - 14 July 2031", "2031-07-03/2031-07-14"),
            ("3rd to 14th July 2031", "2031-07-03/2031-07-14"),
            ("11–22 October 2031", "2031-10-11/2031-10-22"),
            ("3 to 14 July", "XXXX-07-03/XXXX-07-14"),
            ("July 3-8, 2031", "2031-07-03/2031-07-08"),
            ("from Monday 3 to Friday 7 June 2019", "2019-06-03/2019-06-07"),
            ("between 29 September and 19 November 2031", "2031-09-29/2031-11-19"),
            ("29 December to 4 January 2031", "2030-12-29/2031-01-04"),
            ("March and April 2031", "2031-03/2031-04"),
            ("Between March and May 2021", "2021-03/2021-05"),
            ("between March and May", "XXXX-03/XXXX-05"),
            ("from May to July 2019", "2019-05/2019-07"),
            ("Nov-Feb 2017", "2016-11/2017-02"),
            ("April 2019 to March", "2019-04/2020-03"),
            ("March 2020 to May 2021", "2020-03/2021-05"),
            ("between May 2015 and 2018", "2015-05/2018"),
            ("between 2015 June and 2018 May", "2015-06/2018-05"),
            ("from 10/06/2019 to 12/06/2019", "2019-06-10/2019-06-12"),
            ("autumn/winter 2019", "2019-23/2019-24"),
            ("the third quarter of 2016", "2016-07/2016-09"),
            ("Q3 2016", "2016-07/2016-09"),
            ("2019-H2", "2019-07/2019-12"),
            ("from the middle of 2007 to the end of 2008", "2007~/2008"),
        ],
    );
}

#[test]
fn feasts_are_days_and_those_that_last_are_doubted() {
    assert_whole(
        &date::KIND,
        &[
            ("Easter Sunday 2018", "2018-04-01"),
            ("Good Friday, 2024", "2024-03-29"),
            ("Easter Monday of 2000", "2000-04-24"),
            ("Boxing Day 2019", "2019-12-26"),
            ("Christmas Eve 2019", "2019-12-24"),
            ("New Year’s Day 2020", "2020-01-01"),
            ("New Year's Eve 2020", "2020-12-31"),
        ],
    );
    for (text, value) in [("Easter 2038", "2038-04-25"), ("Christmas 2019", "2019-12-25")] {
        assert_whole(&date::KIND, &[(text, value)]);
        assert_eq!(doubts(text), ["feast of this day"], "{text}");
    }
    assert_silent(&date::KIND, &["Christmas", "Easter Road 2018", "a good 2018", "the New Year 2020"]);
}

#[test]
fn months_in_figures_may_have_a_space_behind_their_sign() {
    assert_dates(
        &date::KIND,
        &[
            ("out 11- 2016", &[("11- 2016", "2016-11")]),
            ("out 2016/ 11.", &[("2016/ 11", "2016-11")]),
            ("in 2016- 11 officers", &[]),
            ("HMIC 11/ 2016", &[]),
        ],
    );
}

#[test]
fn pairs_of_years() {
    assert_whole(
        &date::KIND,
        &[
            ("2030/31", "2030/2031"),
            ("2030-31", "2030/2031"),
            ("2010-11", "2010/2011"),
            ("1999/00", "1999/2000"),
            ("2030–2032", "2030/2032"),
            ("2023-25", "2023/2025"),
            ("2019 to 2022", "2019/2022"),
            ("between 2007 and 2009", "2007/2009"),
            ("1990s", "1990/1999"),
            ("1990 s", "1990/1999"),
        ],
    );
    assert_dates(
        &date::KIND,
        &[
            ("My budget for 24/25 paid for", &[("24/25", "2024/2025")]),
            ("The plan for 24/25 provides", &[("24/25", "2024/2025")]),
            ("in 19/20 cases", &[]),
            ("some 24/25 of them", &[]),
            ("since the 1970’s,", &[("1970’s", "1970/1979")]),
            ("said 2010’s report", &[]),
            ("1995s", &[]),
        ],
    );
}

#[test]
fn dates_in_a_list_share_the_last_year_and_stay_two() {
    assert_dates(
        &date::KIND,
        &[
            (
                "29 September and 19 November 2031",
                &[("29 September", "2031-09-29"), ("19 November 2031", "2031-11-19")],
            ),
            (
                "on 3 May, 5 June and 7 July 2031",
                &[("3 May", "2031-05-03"), ("5 June", "2031-06-05"), ("7 July 2031", "2031-07-07")],
            ),
            ("March and September 2031", &[("March", "2031-03"), ("September 2031", "2031-09")]),
            (
                "It began on 5 June and ended on 16 June 2031.",
                &[("5 June", "2031-06-05"), ("16 June 2031", "2031-06-16")],
            ),
            (
                "from 5 June, and was done on the 1st of July 2031",
                &[("5 June", "2031-06-05"), ("the 1st of July 2031", "2031-07-01")],
            ),
            ("in June and ended in July 2031", &[("June", "2031-06"), ("July 2031", "2031-07")]),
            // The year of an earlier day, of another sentence or of what is told of says nothing.
            (
                "on 5 June and read on 3 March 2031",
                &[("5 June", "XXXX-06-05"), ("3 March 2031", "2031-03-03")],
            ),
            (
                "on 5 June and read the report published on 16 July 2031",
                &[("5 June", "XXXX-06-05"), ("16 July 2031", "2031-07-16")],
            ),
            ("on 5 June. And on 16 July 2031", &[("5 June", "XXXX-06-05"), ("16 July 2031", "2031-07-16")]),
            ("June and read on 16 July 2031", &[("16 July 2031", "2031-07-16")]),
            ("18 March. In 2013 we", &[("18 March", "XXXX-03-18")]),
        ],
    );
}

#[test]
fn days_of_one_month_are_a_stretch_where_they_follow_each_other() {
    assert_dates(
        &date::KIND,
        &[
            ("on 4 and 5 March 2031", &[("4 and 5 March 2031", "2031-03-04/2031-03-05")]),
            ("on the 4th & 5th March", &[("4th & 5th March", "XXXX-03-04/XXXX-03-05")]),
            ("on 3, 4 and 5 March 2031", &[("3, 4 and 5 March 2031", "2031-03-03/2031-03-05")]),
            ("on 4 and 9 March 2031", &[("4", "2031-03-04"), ("9 March 2031", "2031-03-09")]),
            (
                "on the 3rd, 4th and 7th of May",
                &[("3rd", "XXXX-05-03"), ("4th", "XXXX-05-04"), ("7th of May", "XXXX-05-07")],
            ),
            ("pages 4 and 9 March 2031", &[("9 March 2031", "2031-03-09")]),
            ("recommendations 3, 4 and 7 May 2031", &[("7 May 2031", "2031-05-07")]),
            ("on 9 and 4 March 2031", &[("4 March 2031", "2031-03-04")]),
            ("on page 3, 4 May 2031", &[("4 May 2031", "2031-05-04")]),
            ("on 30, 31 and 32 March", &[]),
            ("Recommendations 4 and 5 March", &[("5 March", "XXXX-03-05")]),
            ("on 30 and 31 June 2031", &[]),
        ],
    );
}

#[test]
fn a_year_counted_from_the_document_belongs_to_the_date() {
    for (text, edtf, resolved) in [
        ("May this year", "XXXX-05", "2031-05"),
        ("April last year", "XXXX-04", "2030-04"),
        ("3 May next year", "XXXX-05-03", "2032-05-03"),
        ("between March and May this year", "XXXX-03/XXXX-05", "2031-03/2031-05"),
        ("November to January this year", "XXXX-11/XXXX-01", "2030-11/2031-01"),
    ] {
        let date = one(&date::KIND, text);
        assert!(date.is_relative() && !date.lacks_year(), "{text}");
        assert_eq!(written(Some(date)), edtf, "{text}");
        assert_eq!(written(date.resolve(&value("2031-06"))), resolved, "{text}");
    }
    assert_eq!(written(one(&date::KIND, "spring last year").resolve(&value("2031"))), "2030-21");
}

#[test]
fn figures_and_names_that_are_no_dates() {
    assert_silent(
        &date::KIND,
        &[
            "Ref: JC/12/2015",
            "HMIC 12/2015",
            "circular 11/2016",
            "on 24/7 duty since 9/11",
            "£3 May",
            "version 3.5.2031",
            "see 12.05.19 below",
            "Section: 12.05.19",
            "on 32.05.19",
            "12.05.19 and 12.06.20",
            "section 12.10.21",
            "sort code 20-45-12",
            "at 4.22, or 4-22",
            "6,107.31 August 2019",
            "31 June 2019",
            "Friday 31 June 2019",
            "4 June 2200",
            "3 May 20311",
            "30 February 2031",
            "13/25/2020",
            "2017-13-12",
            "2015-1-32",
            "32-2015",
            "2009-11",
            "Tel: +86 2010-2015-86",
            "020 7035 2015",
            "SW1P 4DF",
            "The ssn is 123-12-1234",
            "8/1.5",
            "in 2031",
            "in May and in March",
            "Theresa May MP",
            "it may this year",
            "which may in 2031 be",
            "paragraph 5 March",
            "week 3 of May",
            "In May 20 officers joined",
            "May 20% of them",
            "May 2,000 officers",
            "between 1900 and 2000 hours",
            "2014 to 2018 officers",
            "from 2 to 3 officers",
            "the second half",
            "in the third quarter",
            "the first prize",
            "a spring in his step",
        ],
    );
}

#[test]
fn what_follows_a_month_and_a_number_decides_whether_it_is_a_day() {
    assert_dates(
        &date::KIND,
        &[
            ("on July 20 officers came", &[("July 20", "XXXX-07-20")]),
            ("July 20, when", &[("July 20", "XXXX-07-20")]),
            ("July 20 and", &[("July 20", "XXXX-07-20")]),
            ("July 20th officers came", &[("July 20th", "XXXX-07-20")]),
            ("In July 20 officers came", &[]),
            ("on 20 July 2200 officers came", &[("20 July", "XXXX-07-20")]),
        ],
    );
}

#[test]
fn a_sentence_may_end_between_a_number_and_a_month() {
    assert_dates(
        &date::KIND,
        &[
            ("see page 16. November 2016 saw", &[("November 2016", "2016-11")]),
            ("a third of May 2019 arrests", &[("May 2019", "2019-05")]),
        ],
    );
}

#[test]
fn slips_of_copying_are_repaired_and_doubted() {
    for (text, edtf) in [
        ("l1 April 2020", "2020-04-11"),
        ("lst May 2020", "2020-05-01"),
        ("3O June 2019", "2019-06-30"),
        ("2 Decernber 2015", "2015-12-02"),
        ("3 0ctober 2019", "2019-10-03"),
        ("3 Febuary 2019", "2019-02-03"),
        ("3 May 2O19", "2019-05-03"),
        ("Wednesday 2 Decernber 2015", "2015-12-02"),
    ] {
        assert_eq!(written(Some(one(&date::KIND, text))), edtf, "{text}");
        assert_eq!(doubts(text), ["repaired spelling"], "{text}");
    }
    assert_silent(&date::KIND, &["3 Decernber", "l1 officers 2020", "3 Memberships 2019"]);
}

#[test]
fn a_weekday_that_does_not_fit_is_doubted() {
    assert_eq!(doubts("Wednesday 2 December 2015"), [""; 0]);
    assert_eq!(doubts("Thursday 2 December 2015"), ["weekday does not fit"]);
    assert_eq!(doubts("Thursday 2 December"), [""; 0]);
    assert_eq!(one(&date::KIND, "Thursday 2 December").weekday(), Some(Weekday::Thursday));
}

#[test]
fn a_week_is_the_day_by_which_it_is_named() {
    for (text, edtf) in [
        ("week commencing 3 May 2031", "2031-05-03"),
        ("the week of Monday 5 May 2031", "2031-05-05"),
        ("w/c 5 May", "XXXX-05-05"),
        ("weeks commencing 5 May", "XXXX-05-05"),
    ] {
        assert_eq!(written(Some(one(&date::KIND, text))), edtf, "{text}");
        assert_eq!(doubts(text), ["week of this day"], "{text}");
    }
}

#[test]
fn relative_dates_wait_for_an_anchor() {
    for (text, in_full, month_only) in [
        ("today", "2015-12-02", "2015-12"),
        ("today (Wednesday)", "2015-12-02", "2015-12"),
        ("today (Friday)", "nothing", "2015-12"),
        ("yesterday", "2015-12-01", "nothing"),
        ("yesterday evening", "2015-12-01", "nothing"),
        ("this morning", "2015-12-02", "2015-12"),
        ("last night", "2015-12-01", "nothing"),
        ("tomorrow", "2015-12-03", "nothing"),
        ("last week", "2015-11-23/2015-11-29", "nothing"),
        ("this week", "2015-11-30/2015-12-06", "nothing"),
        ("this month", "2015-12", "2015-12"),
        ("last month", "2015-11", "2015-11"),
        ("next year", "2016", "2016"),
        ("earlier this year", "2015", "2015"),
        ("late last year", "2014", "2014"),
        ("last July", "2015-07", "2015-07"),
        ("last December", "2014-12", "2014-12"),
        ("next March", "2016-03", "2016-03"),
        ("this March", "2015-03", "2015-03"),
        ("this spring", "2015-21", "2015-21"),
        ("last autumn", "2015-23", "2015-23"),
        ("last winter", "2014-24", "2014-24"),
        ("last Friday", "2015-11-27", "nothing"),
        ("last Tuesday", "2015-12-01", "nothing"),
        ("this Friday", "2015-12-04", "nothing"),
        ("next Monday", "2015-12-07", "nothing"),
        ("next Friday", "nothing", "nothing"),
    ] {
        let date = one(&date::RELATIVE, text);
        assert!(date.is_relative() && !date.lacks_year(), "{text}");
        assert_eq!(date.earliest(), None, "{text}");
        assert_eq!(written(date.resolve(&value("2015-12-02"))), in_full, "{text} in a letter of a day");
        assert_eq!(written(date.resolve(&value("2015-12"))), month_only, "{text} in a letter of a month");
    }
}

#[test]
fn relative_dates_are_found_in_a_text() {
    assert_dates(
        &date::RELATIVE,
        &[
            ("published today.", &[("today", "?")]),
            ("today’s report", &[("today", "?")]),
            ("came out today (Thursday)", &[("today (Thursday)", "?")]),
            ("released this morning (Thursday)", &[("this morning (Thursday)", "?")]),
            ("out earlier this afternoon", &[("earlier this afternoon", "?")]),
            ("yesterday (Wednesday 23 December)", &[("yesterday", "?")]),
            ("last month's report", &[("last month", "?")]),
            ("last July’s", &[("last July", "XXXX-07")]),
        ],
    );
    assert_silent(
        &date::RELATIVE,
        &[
            "over the last year",
            "over the last 13 years",
            "the last week of term",
            "this may be",
            "this report",
            "next sat",
            "last but not least",
        ],
    );
}

#[test]
fn years_stand_alone() {
    assert_dates(
        &date::YEAR,
        &[
            ("In 2018 the force", &[("2018", "2018")]),
            ("The 2008 and 2015 inspections", &[("2008", "2008"), ("2015", "2015")]),
            ("in 2014, but", &[("2014", "2014")]),
            ("since 2014.", &[("2014", "2014")]),
            ("2014’s report", &[("2014", "2014")]),
            ("HMIC’s 2014 report", &[("2014", "2014")]),
        ],
    );
    assert_silent(
        &date::YEAR,
        &[
            "s.2015",
            "section 2015",
            "p. 2015",
            "£2015",
            "#2015",
            "2,015 and 2015,000",
            "2015.5",
            "2015%",
            "2015 officers",
            "JC/2015",
            "2015/16",
            "2015-1-32",
            "A2015",
            "020 7035 2015",
            "2015 86",
            "2015 - 32",
            "1970's",
            "1990 s",
            "PO Box 2015",
            "31 June 2019",
            "2150",
        ],
    );
}

#[test]
fn months_stand_alone() {
    assert_dates(
        &date::MONTH,
        &[
            ("elected in May I wanted", &[("May", "XXXX-05")]),
            ("In June Her Majesty", &[("June", "XXXX-06")]),
            ("in December.", &[("December", "XXXX-12")]),
            ("June’s report", &[("June", "XXXX-06")]),
            ("“In October, on efficiency", &[("October", "XXXX-10")]),
            ("'By May it was", &[("May", "XXXX-05")]),
            ("in May and June, when", &[("May and June", "XXXX-05/XXXX-06")]),
            ("in May and August", &[("May", "XXXX-05"), ("August", "XXXX-08")]),
        ],
    );
    assert_silent(
        &date::MONTH,
        &[
            "Theresa May",
            "June Smith",
            "May I ask",
            "it may",
            "in may",
            "3 May",
            "31 June",
            "May 2031",
            "May this year",
            "Dec",
        ],
    );
}

#[test]
fn bounds_are_the_first_and_last_day() {
    for (text, earliest, latest) in [
        ("2015-12-02", "2015-12-02", "2015-12-02"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2015", "2015-01-01", "2015-12-31"),
        ("2017~", "2017-01-01", "2017-12-31"),
        ("2015-21", "2015-03-01", "2015-05-31"),
        ("2015-24", "2015-12-01", "2016-02-29"),
        ("2021-05/2021-06", "2021-05-01", "2021-06-30"),
        ("2015/2016", "2015-01-01", "2016-12-31"),
    ] {
        let date = value(text);
        assert_eq!(date.earliest(), earliest.parse().ok(), "{text}");
        assert_eq!(date.latest(), latest.parse().ok(), "{text}");
    }
    assert_eq!(value("XXXX-05").earliest(), None);
    assert_eq!(value("2015-12-02").day(), Some(civil::date(2015, 12, 2)));
    assert_eq!(value("2015-12").day(), None);
    assert_eq!(value("2015/2016").year(), Some(2015));
}

#[test]
fn a_year_is_set_only_where_the_date_fits() {
    assert_eq!(written(value("XXXX-07-18").with_year(2013)), "2013-07-18");
    assert_eq!(written(value("XXXX-02-29").with_year(2013)), "nothing");
    assert_eq!(written(value("XXXX-11/XXXX-02").with_year(2013)), "2012-11/2013-02");
    assert_eq!(written(value("2013-07-18").with_year(2014)), "nothing");
    let tuesday = one(&date::KIND, "Tuesday 16 July");
    assert_eq!(written(tuesday.with_year(2019)), "2019-07-16");
    assert_eq!(written(tuesday.with_year(2018)), "nothing");
}

#[test]
fn the_nearest_date_leans_as_told_unless_it_has_just_been() {
    let letter = civil::date(2025, 3, 6);
    for (text, past, future, either) in [
        // One that has just been is meant even where one to come is looked for.
        ("18 February", "2025-02-18", "2025-02-18", "2025-02-18"),
        ("20 April", "2024-04-20", "2025-04-20", "2025-04-20"),
        ("18 December", "2024-12-18", "2025-12-18", "2024-12-18"),
        ("6 March", "2025-03-06", "2025-03-06", "2025-03-06"),
        ("1 December", "2024-12-01", "2025-12-01", "2024-12-01"),
        ("early March", "2025-03", "2025-03", "2025-03"),
        // A weekday pushes it years away: the other side is meant.
        ("Tuesday 16 July", "2024-07-16", "2024-07-16", "2024-07-16"),
        ("29 February", "2024-02-29", "2028-02-29", "2024-02-29"),
        ("between November and January", "2024-11/2025-01", "2024-11/2025-01", "2024-11/2025-01"),
    ] {
        let date = one(&date::KIND, text);
        let near = |lean| written(date.nearest(letter, lean));
        assert_eq!((near(Lean::Past), near(Lean::Future)), (past.to_string(), future.to_string()), "{text}");
        assert_eq!(near(Lean::Either), either, "{text}");
    }
}

#[test]
fn what_is_no_edtf_of_ours_is_refused() {
    for text in [
        "",
        "XXXX",
        "2015-13",
        "2015-1",
        "2015-20",
        "2015-02-30",
        "+015",
        "2015-+1",
        "2015/",
        "2015/XXXX-05",
        "XXXX~",
        "XXXX-21",
        "２０１５",
        "2015-12-02-03",
        "1/2/3",
    ] {
        assert!(text.parse::<Date>().is_err(), "{text:?}");
    }
}

const ALL: [&Kind; 4] = [&date::KIND, &date::RELATIVE, &date::YEAR, &date::MONTH];

/// Reads everywhere, and checks what must hold of anything that is read.
fn check_everywhere(text: &str) {
    for at in 0..=text.len() + 1 {
        for kind in ALL {
            let Some((date, reading)) = read(kind, text, at) else { continue };
            assert!(text.is_char_boundary(reading.end) && at < reading.end, "{text:?} at {at}");
            if let Some(edtf) = date.edtf() {
                assert_eq!(value(&edtf).edtf(), Some(edtf), "{text:?} at {at}");
            }
            let bounds = date.earliest().zip(date.latest());
            assert!(bounds.is_none_or(|(earliest, latest)| earliest <= latest), "{text:?} at {at}");
            for lean in [Lean::Past, Lean::Future, Lean::Either] {
                for day in [civil::Date::MIN, civil::date(2025, 3, 6), civil::Date::MAX] {
                    date.nearest(day, lean);
                    date.resolve(&day.into());
                }
            }
        }
    }
}

/// Texts made of what dates are made of, so that most of them nearly are some.
fn near_dates() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "3",
        "31",
        "29",
        "l1",
        "3O",
        "12",
        "2015",
        "2016",
        "1999",
        "16",
        "May",
        "February",
        "june",
        "Nov",
        "Decernber",
        "Friday",
        "Tue",
        "the",
        "of",
        "and",
        "to",
        "between",
        "from",
        "this",
        "last",
        "next",
        "year",
        "month",
        "week",
        "third",
        "twenty",
        "spring",
        "winter",
        "early",
        "mid",
        "end",
        "quarter",
        "Q3",
        "H2",
        "first",
        "today",
        "st",
        "nd",
        "w/c",
        "/",
        "-",
        "–",
        ",",
        ".",
        "’",
        "(",
        ")",
        "*",
        "\n",
        "\n\n",
        "\u{a0}",
        "é",
        "£",
        "%",
        "officers",
    ]);
    let gaps = prop::sample::select(vec!["", " ", " ", " "]);
    prop::collection::vec((words, gaps), 1..9)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(word, gap)| [word, gap]).collect())
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,40}") {
        check_everywhere(&text);
    }

    #[test]
    fn no_text_that_is_nearly_a_date_makes_it_panic(text in near_dates()) {
        check_everywhere(&text);
    }

    #[test]
    fn every_value_reads_back(text in "([0-9]{4}|XXXX)(-[0-3][0-9]){0,2}~?(/([0-9]{4}|XXXX)(-[0-3][0-9]){0,2}~?)?") {
        if let Ok(date) = text.parse::<Date>() {
            prop_assert_eq!(date.edtf(), Some(text));
        }
    }

    #[test]
    fn every_day_is_read_as_it_is_written(year in 1800i16..=2099, month in 1i8..=12, day in 1i8..=31) {
        let text = format!("{day}.{month}.{year}");
        let expected = civil::Date::new(year, month, day).ok();
        prop_assert_eq!(read(&date::KIND, &text, 0).and_then(|(date, _)| date.day()), expected);
    }
}
