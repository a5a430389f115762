//! Counts as British official letters state them, and the numbers there that count nothing.

use letterbook::value::{Cell, Reading, Source, count, kind};
use letterbook::words::Words;
use proptest::prelude::*;

/// Reads at the `>` of a text.
fn read_at_mark(read: fn(Source<'_>, usize) -> Option<Reading>, marked: &str) -> Option<(String, Reading)> {
    let at = marked.find('>').unwrap_or_else(|| panic!("no mark in {marked:?}"));
    let text = marked.replacen('>', "", 1);
    let words = Words::default();
    let reading = read(Source { text: &text, words: &words, day_first: true, seen: None }, at)?;
    Some((text[at..reading.end].to_string(), reading))
}

/// What a reading says: the number, or the word for there being none.
fn said(reading: &Reading) -> String {
    match reading.cells.as_slice() {
        [("count", Cell::Number(count)), ("stated", Cell::Text(stated))] => format!("{count} {stated}"),
        [("count", Cell::Empty), ("stated", Cell::Text(stated))] => stated.clone(),
        other => panic!("unexpected cells {other:?}"),
    }
}

#[track_caller]
fn assert_reads(marked: &str, read: &str, says: &str) {
    let found = read_at_mark(count::KIND.read, marked).map(|(text, reading)| (text, said(&reading)));
    assert_eq!(found, Some((read.to_string(), says.to_string())), "{marked}");
}

#[test]
fn the_kind_is_listed_with_the_columns_of_the_datasets() {
    assert_eq!(kind("count").map(|kind| kind.columns), Some(&["count", "stated"][..]));
}

#[test]
fn every_spelling_of_a_whole_number_reads_back() {
    let table = std::env::var("NUMBER_WORDS").map_or_else(
        |_| include_str!("tables/number_words.tsv").to_string(),
        |path| std::fs::read_to_string(path).unwrap(),
    );
    for row in table.lines() {
        let (number, words) = row.split_once('\t').unwrap();
        let stated = if number == "0" { "none" } else { "counted" };
        assert_reads(&format!("made >{words} recommendations"), words, &format!("{number} {stated}"));
        let shouted = words.to_uppercase();
        assert_reads(&format!(">{shouted} OF THEM"), &shouted, &format!("{number} {stated}"));
    }
}

#[test]
fn a_printed_count_reads_back_as_itself() {
    for count in (0..2_000).chain([9_999, 10_000, 99_999, 123_456, 999_999]) {
        // Four figures that could be a year are left to dates.
        let stated = if count == 0 { "none" } else { "counted" };
        if !(1900..=2099).contains(&count) && count > 0 {
            assert_reads(
                &format!("made >{count} recommendations"),
                &count.to_string(),
                &format!("{count} {stated}"),
            );
        }
    }
}

#[test]
fn numbers_count() {
    for (marked, read, says) in [
        ("I note the >11 recommendations", "11", "11 counted"),
        ("with more than that, >1,400 officers", "1,400", "1400 counted"),
        ("made >five (5) recommendations", "five (5)", "5 counted"),
        ("made >5 (five) recommendations", "5 (five)", "5 counted"),
        ("made >five (2031) recommendations", "five", "5 counted"),
        ("with >a further 19 areas", "a further 19", "19 counted"),
        ("and >another three of which", "another three", "3 counted"),
        ("made >a total of 12 recommendations", "a total of 12", "12 counted"),
        ("in >all five areas", "all five", "5 counted"),
        ("of the report’s >five recommendations", "five", "5 counted"),
        ("of the report's >12 recommendations", "12", "12 counted"),
        ("accepts >all of the eight", "all of the eight", "8 counted"),
        (">both recommendations", "both", "2 counted"),
        ("made >just two recommendations", "just two", "2 counted"),
        ("found >only one cause of concern", "only one", "1 counted"),
        ("found >a single cause of concern", "a single", "1 counted"),
        ("one of the >two recommendations", "two", "2 counted"),
        (">one of the two recommendations", "one", "1 counted"),
        (">11 out of 12 areas", "11", "11 counted"),
        ("11 out of >12 areas", "12", "12 counted"),
        ("Vetting AFIs (>5)", "5", "5 counted"),
        ("In 2031 >five forces", "five", "5 counted"),
        ("made **>14** recommendations", "14", "14 counted"),
        ("made >twenty\u{a0}one recommendations", "twenty\u{a0}one", "21 counted"),
        ("made >twenty\none recommendations", "twenty\none", "21 counted"),
        ("made >twenty‑one recommendations", "twenty‑one", "21 counted"),
        ("a letter about >two recommendations", "two", "2 counted"),
        ("(>two for chief constables)", "two", "2 counted"),
        (">Four recommendations were made", "Four", "4 counted"),
        ("14 recommendations; >six of which", "six", "6 counted"),
        ("made >half a dozen recommendations", "half a dozen", "6 counted"),
        ("recommendation 14 and >five areas for improvement", "five", "5 counted"),
        ("two thousand, >five of which", "five", "5 counted"),
        (">two thousand, five of which", "two thousand", "2000 counted"),
        ("The total was >14.", "14", "14 counted"),
        ("The total was >14, of which", "14", "14 counted"),
        (">14 recommendations", "14", "14 counted"),
        (">5 may be met", "5", "5 counted"),
        ("recommendations—>14 of them", "14", "14 counted"),
        ("made >0 recommendations", "0", "0 none"),
        ("made >no recommendations", "no", "0 none"),
        ("There were >no further recommendations", "no further", "0 none"),
        ("does >not any recommendation", "not any", "0 none"),
        (">zero recommendations", "zero", "0 none"),
        ("Causes of concern: >nil", "nil", "0 none"),
        (">None of the recommendations", "None", "0 none"),
        ("makes >a number of recommendations", "a number of", "vague"),
        ("makes >a large number of recommendations", "a large number of", "vague"),
        ("makes >numerous recommendations", "numerous", "vague"),
        ("makes >several recommendations", "several", "vague"),
        ("makes >some recommendations", "some", "vague"),
        (">Many of the recommendations", "Many", "vague"),
        ("makes >various recommendations", "various", "vague"),
        ("makes >a series of recommendations", "a series of", "vague"),
        ("makes >a range of recommendations", "a range of", "vague"),
        ("makes >multiple recommendations", "multiple", "vague"),
        ("makes >a handful of recommendations", "a handful of", "vague"),
        ("makes >a few recommendations", "a few", "vague"),
        ("makes >some 14 recommendations", "some 14", "vague"),
        ("makes >at least three recommendations", "at least three", "vague"),
        ("makes >more than a dozen recommendations", "more than a dozen", "vague"),
        ("makes >no more than three recommendations", "no more than three", "vague"),
        ("makes >over 30 recommendations", "over 30", "vague"),
        ("makes >as many as 14 recommendations", "as many as 14", "vague"),
        ("makes >no fewer than 14 recommendations", "no fewer than 14", "vague"),
        ("makes >in excess of 20 recommendations", "in excess of 20", "vague"),
        ("fell from 22 to >nine recommendations", "nine", "9 counted"),
        ("from twenty-two to >9 this year", "9", "9 counted"),
        ("down from 14 to >five", "five", "5 counted"),
        ("has risen from one to >three", "three", "3 counted"),
        ("up from 9\nto >22", "22", "22 counted"),
        ("The recommendations number >six.", "six", "6 counted"),
        ("Our areas for improvement now number >14", "14", "14 counted"),
        ("those, which number >nine, are below", "nine", "9 counted"),
        ("as told.\n2.3 >Eight areas were found", "Eight", "8 counted"),
        ("4.1.2 >14 areas were found", "14", "14 counted"),
        ("3  >Two causes were found", "Two", "2 counted"),
    ] {
        assert_reads(marked, read, says);
    }
}

#[test]
fn other_numbers_do_not() {
    for marked in [
        ">14th",
        ">14% of",
        ">14 per cent",
        ">£14",
        "£>14",
        "£ >14",
        ">14.5",
        ">3.1 Overview",
        "3.>1 Overview",
        ">2015/16",
        "2015/>16",
        "2015-16 and 2016->17",
        ">14 May 2031",
        ">14 of May",
        "3rd May >2031",
        "in >2031",
        "seen in part\n2 >three",
        "1 >2 3",
        "May >14",
        "at >10.30",
        ">10:30",
        "10:>30",
        ">10am",
        ">10 pm",
        ">10 o’clock",
        "sections 10 and >22",
        "sections 10, 12 and >22",
        "section >55",
        "Section 55(>5)",
        "page >3 of",
        "Outcome >16",
        "Grade >1 calls",
        "Category >3 referrals",
        "No. >5",
        "p. >5",
        ">1). Investigating crime",
        ">2. Next steps",
        "Text.\n  >3. Recommendation",
        "(>1) Vetting",
        ">24/7",
        ">01245 291600",
        "01245 >291600",
        "0116 >229 8980",
        "LE>19 2BX",
        ">2BX",
        ">1PN",
        ">two-year plan",
        ">12-month",
        "COVID->19",
        "twenty->five",
        "twenty >five",
        "a hundred and >five",
        "one hundred >five",
        "between >5 and 7",
        " between 5 and >7",
        ">3 - 14 July",
        "3 - >14 forces",
        ">5 to 7 forces",
        "5 to >7 forces",
        "fell from >22 to nine",
        "rose from >one to three",
        "from 5 to >7 forces",
        "the numbers from 5 to >7",
        "it heard from 9 to >22",
        "section 7 to >5",
        "up to >5",
        "Recommendation number >six",
        "Recommendations number >six and seven",
        "Recommendations number >6, 7 and 9",
        "the address number >6",
        "number >six",
        ">two or three recommendations",
        "two or >three recommendations",
        ">one or more",
        ">one in five victims",
        ">two thirds",
        ">one third of",
        ">twenty first",
        ">twenty fifteen",
        "twenty >fifteen",
        "nineteen >ninety",
        "no >one",
        ">no one",
        ">No longer",
        ">no doubt",
        ">one by one to our partners",
        ">one at a time",
        ">No, we",
        ">no-one",
        "this >one",
        ">one another",
        ">one-off",
        "how >many",
        "as >many",
        "at least >three",
        "more than >1,400",
        "over >30",
        "fewer than >five",
        "up to >12",
        ">14 million",
        ">1,400 thousand",
        ">1,40 others",
        ">12345678",
        ">1990s",
        ">one’s",
        ">five (6) areas",
        ">a recommendation",
        ">an area",
        ">another cause",
        ">something",
        ">nothing",
        ">zero tolerance",
        ">both the force and",
        ">5+ areas",
        ">allowed 5",
        "Act >1996",
        "the >number of",
        "under >18",
        "Friday 3 and >4 May",
        ">seconds",
        ">tension",
        ">oneness",
        ">",
        "",
    ] {
        let marked = if marked.contains('>') { marked.to_string() } else { format!("{marked}>") };
        assert_eq!(read_at_mark(count::KIND.read, &marked), None, "{marked}");
    }
}

#[test]
fn an_article_counts_one_for_the_rule_that_asks() {
    for (marked, read) in [
        ("identified >a cause of concern", "a"),
        ("identified >an accelerated cause of concern", "an"),
        ("and >another cause of concern", "another"),
        ("and >a further cause of concern", "a further"),
        (">A cause of concern was", "A"),
    ] {
        let found = read_at_mark(count::ARTICLE.read, marked);
        let found = found.map(|(text, reading)| (text, said(&reading)));
        assert_eq!(found, Some((read.to_string(), "1 counted".to_string())), "{marked}");
    }
    for marked in [
        ">a number of",
        ">a few",
        ">a dozen areas",
        ">a hundred",
        ">a further 19",
        ">a single",
        ">another three",
        ">a third of",
        ">a lot of",
        ">a great many",
        ">all five",
        ">area",
        "PL>A",
        ">a.m.",
        ">a",
        ">A/B",
        ">A1",
    ] {
        assert_eq!(read_at_mark(count::ARTICLE.read, marked), None, "{marked}");
    }
}

/// Texts of the words and signs that the grammar looks at, glued at random.
fn texts() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "14",
        "1,400",
        "0",
        "twenty",
        "one",
        "hundred",
        "and",
        "thousand",
        "a",
        "dozen",
        "both",
        "all",
        "no",
        "not any",
        "some",
        "more than",
        "a number of",
        "recommendation",
        "May",
        "between",
        "to",
        "or",
        " ",
        " ",
        " ",
        "\u{a0}",
        "\n",
        "\n\n",
        "-",
        "–",
        "—",
        "’",
        "(",
        ")",
        ".",
        ",",
        "%",
        "£",
        "é",
        "ß",
        "🙂",
        "**",
        "/",
        ":",
        "per cent",
    ]);
    prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn no_text_makes_it_panic_or_leave_the_text(text in prop_oneof![texts(), ".{0,40}"]) {
        let words = Words::default();
        let source = Source { text: &text, words: &words, day_first: true, seen: None };
        for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            for kind in [&count::KIND, &count::ARTICLE] {
                if let Some(reading) = (kind.read)(source, at) {
                    prop_assert!(at < reading.end && text.is_char_boundary(reading.end));
                    prop_assert!(reading.cells.iter().map(|cell| cell.0).eq(kind.columns.iter().copied()));
                }
            }
        }
    }
}
