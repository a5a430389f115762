//! What holds for every text: nothing panics, every value stands where it says, and time grows with the text.

mod common;

use common::{characters, letters, policing};
use letterbook::dataset::{Datum, Sheets, csv, headers};
use letterbook::document::Document;
use letterbook::grammar::load;
use letterbook::understand;
use letterbook::value::Source;
use letterbook::words::Seen;
use proptest::prelude::*;
use serde_json::Value;

/// Pieces of which letters are made, and pieces that trip readers of texts.
const PIECES: &[&str] = &[
    "Dear Home Secretary,",
    "Yours sincerely",
    "Zoë Marsh",
    "Rt Hon ",
    "Police and Crime Commissioner for ",
    "Kent",
    " graded ",
    "‘good’",
    "requires improvement",
    " for ",
    " and ",
    ", ",
    "2 March 2023",
    "18 July",
    "spring 2031",
    "2015/16",
    "31/02/2020",
    "00/00/0000",
    "9999999999999999999",
    "eleven recommendations",
    "no ",
    "two causes of concern",
    "published on ",
    "From:",
    "To:",
    "cc ",
    "Our Ref: ",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    " ",
    "\u{a0}",
    "\u{2028}",
    "\u{0}",
    "\u{feff}",
    "\u{301}",
    "’",
    "\"",
    "(",
    ")",
    "**",
    "_",
    "•",
    "- ",
    ". ",
    "?!",
    "ﬀ",
    "İ",
    "ß",
    "👩‍👩‍👧",
    "â€™",
    "文字",
    "\u{202e}",
];

fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(PIECES).prop_map(String::from),
        2 => any::<String>(),
        1 => "\\PC{0,40}",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Stretches of the letters of the repository, cut and joined anywhere.
fn spliced() -> impl Strategy<Value = String> {
    let texts: Vec<Vec<char>> = letters().into_iter().map(|letter| letter.text.chars().collect()).collect();
    let stretch = (prop::sample::select(texts), any::<prop::sample::Index>(), 1..400_usize).prop_map(
        |(text, at, length)| {
            let start = at.index(text.len());
            text[start..(start + length).min(text.len())].iter().collect::<String>()
        },
    );
    prop::collection::vec(stretch, 1..8).prop_map(|stretches| stretches.concat())
}

fn holds(text: String) -> Result<(), TestCaseError> {
    let document = Document::new("any.txt", text);
    let text = &document.text;
    let record = understand(&document, policing());

    let spans = record.rows.iter().flat_map(|row| [row.span, row.whole, row.window]);
    for span in spans.chain(record.doubts.iter().map(|doubt| doubt.span)) {
        prop_assert!(span.start <= span.end && span.end <= text.len(), "{span:?} of {}", text.len());
        prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end), "{span:?}");
    }
    for row in &record.rows {
        prop_assert!(!row.span.of(text).is_empty(), "a row without words: {row:?}");
        prop_assert!(row.window.contains(row.span), "a row outside its window: {row:?}");
    }
    prop_assert!(record.rows.is_sorted_by_key(|row| (row.table, row.span)), "rows out of order");
    prop_assert!(record.doubts.is_sorted_by_key(|doubt| doubt.span), "doubts out of order");

    let sheets = Sheets::new(&document, policing(), &record);
    for (header, rows) in headers(policing()).iter().zip(&sheets.tables) {
        for row in rows {
            prop_assert_eq!(row.len(), header.columns.len(), "{}", header.name);
            if let [
                ..,
                Datum::Text(words),
                Datum::Number(line),
                Datum::Number(start),
                Datum::Number(end),
                _,
            ] = &row[..]
            {
                prop_assert_eq!(words, &characters(text, *start as usize, *end as usize));
                let breaks = characters(text, 0, *start as usize).matches('\n').count();
                prop_assert_eq!(*line as usize, breaks + 1);
            }
        }
    }
    agree(&sheets)?;
    let again = Sheets::new(&document, policing(), &understand(&document, policing()));
    prop_assert!(sheets == again, "a second reading differs");
    Ok(())
}

/// What JSON says of a document is what CSV says, but for the apostrophe before a formula.
fn agree(sheets: &Sheets) -> Result<(), TestCaseError> {
    let headers = headers(policing());
    let object = sheets.clone().object(&headers);
    for (header, rows) in headers[1..].iter().zip(&sheets.tables[1..]) {
        let said = object[&header.name].as_array().map(Vec::as_slice).unwrap_or_default();
        prop_assert_eq!(said.len(), rows.len(), "{}", header.name);
        for (row, said) in rows.iter().zip(said) {
            for (column, datum) in header.columns.iter().zip(row).skip(1) {
                let cell = csv::cell(datum);
                let words = match &said[column] {
                    Value::Null => String::new(),
                    Value::String(words) => words.clone(),
                    other => other.to_string(),
                };
                let harmless = cell.strip_prefix('\'').unwrap_or(&cell);
                prop_assert!(cell == words || harmless == words, "{}: {} and {}", column, cell, words);
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_and_every_value_stands_where_it_says(text in any_text()) {
        holds(text)?;
    }

    #[test]
    fn letters_cut_and_joined_anywhere_are_read_and_every_value_stands_where_it_says(text in spliced()) {
        holds(text)?;
    }

    #[test]
    fn a_line_on_standard_input_is_answered_whatever_it_says(text in any_text()) {
        // Two of the readers behind `find`, without the cost of a program for each case.
        for field in ["date", "grading"] {
            let zones: Vec<bool> = policing().zones.iter().map(|zone| zone.prose).collect();
            for mention in letterbook::examples::find(policing(), &[field], &text, &zones) {
                prop_assert!(!mention.span.of(&text).is_empty());
            }
        }
    }
}

/// Pieces of dates, counts and names, whole and broken.
const PIECES_OF_VALUES: &[&str] = &[
    "1",
    "3",
    "12",
    "31",
    "123",
    "2031",
    "1391",
    "1,400",
    "2030/31",
    "24/25",
    "03/05/2031",
    "3-May-2031",
    "05- 2031",
    "27.09.19",
    "1990s",
    "1970’s",
    "Q3",
    "h1",
    "l1",
    "lst",
    "Ist",
    "O3",
    "3O",
    "2O19",
    "2nd",
    "2ndDecember",
    "lstDecernber",
    "3rdMay",
    "May2031",
    "May",
    "may",
    "MARCH",
    "Sept",
    "Dec",
    "0ctober",
    "Ju1y",
    "to",
    "until",
    "through",
    "and",
    "&",
    "or",
    "of",
    "the",
    "this",
    "last",
    "next",
    "in",
    "from",
    "between",
    "early",
    "mid",
    "late",
    "end",
    "Easter",
    "Christmas",
    "Boxing",
    "Good",
    "New",
    "Year",
    "Day",
    "Sunday",
    "friday",
    "Weds",
    "spring",
    "Winter",
    "week",
    "commencing",
    "w/c",
    "W/c",
    "quarter",
    "half",
    "third",
    "first",
    "twenty",
    "thirtieth",
    "year",
    "month",
    "today",
    "tomorrow",
    "earlier",
    "five",
    "fifteen",
    "hundred",
    "thousand",
    "dozen",
    "a",
    "A",
    "an",
    "both",
    "no",
    "not",
    "any",
    "without",
    "none",
    "zero",
    "just",
    "only",
    "single",
    "further",
    "additional",
    "another",
    "all",
    "total",
    "some",
    "several",
    "many",
    "few",
    "number",
    "large",
    "dozens",
    "more",
    "than",
    "at",
    "least",
    "up",
    "about",
    "forces",
    "Mr",
    "Dame",
    "Rt",
    "Hon",
    "The",
    "Anna",
    "Jane",
    "Steve",
    "Kent",
    "Green",
    "Marsh",
    "McDonald",
    "O’Brien",
    "d’Arcy",
    "de",
    "van",
    "al-Rashid",
    "Anne-Marie",
    "HOLROYD",
    "J.",
    "J.R.",
    "JR",
    "B",
    "OBE",
    "MP",
    "Émile",
    "Zoë",
    "’",
    "(",
    ")",
    "(5)",
    ".",
    ":",
    "/",
    "*",
    "**",
    "_",
    "\n",
    "\u{a0}",
    "\u{200b}",
    "â€™",
    "K",
    "\u{212a}",
    "ü",
];

fn any_values() -> impl Strategy<Value = String> {
    let piece = (
        prop::sample::select(PIECES_OF_VALUES),
        any::<bool>(),
        prop::sample::select(&[" ", " ", " ", " ", "", "-", ", ", "  ", "\n"][..]),
    );
    let pieces = piece.prop_map(|(word, as_is, gap)| {
        let word = if as_is { word.to_string() } else { word.to_uppercase() };
        word + gap
    });
    prop::collection::vec(pieces, 1..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_value_begins_with_a_word_that_was_thought_to_begin_none(text in any_values()) {
        let seen = Seen::new(&text, &policing().words);
        let source = Source { text: &text, words: &policing().words, day_first: true, seen: None };
        for kind in letterbook::value::KINDS.iter().filter(|kind| kind.sparse) {
            let openers: Vec<u32> = seen.openers(kind.number()).map(|word| word.from).collect();
            let fits = |at: u32| text[at as usize..].chars().next().is_some_and(kind.begins_with);
            for word in seen.tokens().iter().filter(|word| fits(word.from)) {
                let reads = (kind.read)(source, word.from as usize);
                prop_assert!(reads.is_none() || openers.contains(&word.from), "{} at {}", kind.name, word.from);
            }
        }
    }
}

/// A gap of so many bytes may end anywhere, also inside a character.
#[test]
fn a_gap_that_ends_inside_a_character_is_no_trouble() {
    let files = load::Files::from([
        ("n/family.toml".into(), "[[table]]\nname = \"t\"\ncolumns = [\"date\"]\n".into()),
        (
            "n/d.toml".into(),
            "table = \"t\"\nvalue = \"date\"\n[[rule]]\nname = \"a\"\nmatch = 'harvest{..}{date}'\n\
             finds.\"harvest on 3 May 2031\" = \"2031-05-03\"\n"
                .into(),
        ),
    ]);
    let grammar = load::load(&files, "n").unwrap_or_else(|mistakes| common::refuse(&mistakes));
    for filling in ["é", "並", "👩"] {
        for before in ["", "a", "aa", "aaa"] {
            for (length, found) in [(8, 1), (40, 0)] {
                let text = format!("harvest {before}{} 3 May 2031", filling.repeat(length));
                let record = understand(&Document::new("", text.clone()), &grammar);
                // Forty of the shortest are 80 bytes.
                assert_eq!(record.rows.len(), found, "{text}");
            }
        }
    }
}

/// How far back a match may begin is counted in bytes, and may lead inside a character too.
#[test]
fn wide_characters_before_a_word_are_no_trouble() {
    for filling in ["é", "並", "👩"] {
        for length in 0..200 {
            let text = format!("{} ‘good’ on 2 March 2023", filling.repeat(length));
            holds(text).unwrap_or_else(|error| panic!("{length} times {filling}: {error}"));
        }
    }
}

#[test]
fn a_text_is_read_as_the_same_whatever_was_read_before_it() {
    let letters = letters();
    let read = |letter: &Document| Sheets::new(letter, policing(), &understand(letter, policing()));
    let forward: Vec<Sheets> = letters.iter().map(read).collect();
    let mut backward: Vec<Sheets> = letters.iter().rev().map(read).collect();
    backward.reverse();
    assert!(forward == backward);
}

/// All rows of all tables with what a stretch of so many bytes before the document adds to their places.
fn rows_after(text: &str, before: &str) -> Vec<(String, usize, usize, Vec<String>)> {
    let document = Document::new("any.txt", format!("{before}{text}"));
    let record = understand(&document, policing());
    let table = |number: usize| policing().tables[number].name.clone();
    let rows = record.rows.iter().map(|row| {
        let cells = row.cells.iter().map(|(column, cell)| format!("{column}={cell}")).collect();
        (table(row.table), row.span.start - before.len(), row.span.end - before.len(), cells)
    });
    let doubts = record.doubts.iter().map(|doubt| {
        let said = vec![format!("{}: {}", doubt.column, doubt.doubt)];
        let place = (doubt.span.start - before.len(), doubt.span.end - before.len());
        (doubt.table.to_string(), place.0, place.1, said)
    });
    let mut all: Vec<_> = rows.collect();
    all.extend(doubts);
    let columns = record.document.iter().map(ToString::to_string).collect();
    all.push(("documents".into(), 0, 0, columns));
    all
}

#[test]
fn what_stands_before_a_document_moves_its_values_and_changes_nothing_else() {
    for letter in letters() {
        let alone = rows_after(&letter.text, "");
        for before in
            ["\n", "\n\n \n", "Cookie settings\n", "Cookie settings\n\nAccept all\n\n", "Search\n\u{a0}\n"]
        {
            assert_eq!(rows_after(&letter.text, before), alone, "{} after {before:?}", letter.name);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn words_before_a_value_move_it_and_change_nothing_else(text in any_text()) {
        const BEFORE: &str = "Nothing is said here of anybody.\n\n";
        let moved = format!("{BEFORE}{text}");
        for kind in letterbook::value::KINDS {
            let read = |text: &str, at: usize| {
                let source = letterbook::value::Source { text, words: &policing().words, day_first: true, seen: None };
                (kind.read)(source, at)
            };
            for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
                let here = read(&text, at);
                let there = read(&moved, at + BEFORE.len()).map(|mut reading| {
                    reading.end -= BEFORE.len();
                    reading
                });
                prop_assert_eq!(&here, &there, "{} at {}", kind.name, at);
                if let Some(reading) = here {
                    prop_assert!(reading.end > at && text.is_char_boundary(reading.end));
                }
            }
        }
    }
}

/// How many times as long a letter takes when it stands in a document twenty times.
#[cfg(not(debug_assertions))]
fn growth(text: &str) -> f64 {
    let best = |rounds: usize, text: String| {
        let document = Document::new("", text);
        let times = (0..rounds).map(|_| {
            let started = std::time::Instant::now();
            let record = understand(&document, policing());
            std::hint::black_box(Sheets::new(&document, policing(), &record));
            started.elapsed().as_secs_f64()
        });
        times.fold(f64::INFINITY, f64::min)
    };
    let one = best(9, text.to_string());
    best(3, format!("{text}\n").repeat(20)) / one
}

#[cfg(not(debug_assertions))]
#[test]
fn twenty_times_the_text_takes_less_than_sixty_times_the_time() {
    let mut letters = letters();
    letters.sort_by_key(|letter| std::cmp::Reverse(letter.text.len()));
    for letter in letters.iter().take(8) {
        for (how, text) in
            [("one after another", letter.text.clone()), ("in one line", letter.text.replace('\n', " "))]
        {
            // Other tests run beside this one, so a bad time is asked for again; a good one is no accident.
            let factor = (0..5).map(|_| growth(&text)).find(|factor| *factor < 60.0);
            assert!(factor.is_some(), "{} {how}: five times more than sixty times as long", letter.name);
        }
    }
}
