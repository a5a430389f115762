//! PDF files: what a person would read there, and where it stands.

mod common;
#[path = "common/paper.rs"]
mod paper;

use common::{Dice, Folder, letterbook, table};
use paper::{Paper, encrypted, pdf};

/// The text of the only document in a file.
#[track_caller]
fn text(file: &[u8]) -> String {
    let mut read = letterbook::read::documents("letter.pdf", file);
    assert_eq!(read.len(), 1);
    read.remove(0).unwrap_or_else(|failure| panic!("{}", failure.error)).text
}

const WRAPPED: [&str; 3] = [
    "I welcome the report of the inspectors, who visited the county during the spring of last",
    "year and who spoke to more than two hundred officers. I have asked for a plan of what",
    "is to be done. It will be published.",
];

#[test]
fn lines_of_an_address_stay_lines_and_wrapped_lines_become_a_paragraph() {
    let page = Paper::lines(&["Jane Marsh", "The Old Mill", "Kent ME1 1AA"], 72.0, 72.0)
        .and(Paper::lines(&WRAPPED, 72.0, 142.0))
        .and(Paper::lines(&["Yours sincerely,", "Zoe Marsh", "Commissioner"], 72.0, 212.0));
    let expected = format!(
        "Jane Marsh\nThe Old Mill\nKent ME1 1AA\n\n{}\n\nYours sincerely,\nZoe Marsh\nCommissioner\n",
        WRAPPED.join(" ")
    );
    assert_eq!(text(&pdf(&[page])), expected);
}

#[test]
fn blocks_side_by_side_are_read_one_after_the_other_however_they_were_drawn() {
    let left = ["Office of the Mayor", "1 High Street", "Maidstone"];
    let right = ["Our ref AB/12", "3 May 2031", "www.example.org"];
    let block_by_block = Paper::lines(&left, 72.0, 72.0).and(Paper::lines(&right, 400.0, 72.0));
    let mut row_by_row = Paper::default();
    for (number, (left, right)) in left.iter().zip(right).enumerate() {
        let top = 72.0 + 14.0 * number as f64;
        row_by_row = row_by_row.and(Paper::new(&[(left, 72.0, top, 11.0), (right, 400.0, top, 11.0)]));
    }
    for (how, head) in [("block by block", block_by_block), ("row by row", row_by_row)] {
        let read = text(&pdf(&[head.and(Paper::lines(&WRAPPED, 72.0, 142.0))]));
        let expected = format!("{}\n\n{}\n\n{}\n", left.join("\n"), right.join("\n"), WRAPPED.join(" "));
        assert_eq!(read, expected, "{how}");
    }
}

const COLUMN: [&str; 6] = [
    "The inspectors were with us for",
    "ten days in the spring and saw",
    "all that they had asked to see of",
    "our work with those who are in",
    "need of help and of those who",
    "give it to them every day.",
];

#[test]
fn columns_are_not_mixed_even_if_lines_were_drawn_in_any_order() {
    let mut drawn: Vec<(&str, f64, f64, f64)> = Vec::new();
    for (number, line) in COLUMN.iter().enumerate() {
        let top = 120.0 + 13.0 * number as f64;
        drawn.push((line, 72.0, top, 10.0));
        drawn.push((line, 320.0, top, 10.0));
    }
    let expected = format!("{0}\n\n{0}\n", COLUMN.join(" "));
    let mut dice = Dice(7);
    for _ in 0..20 {
        assert_eq!(text(&pdf(&[Paper::new(&drawn)])), expected, "{drawn:?}");
        drawn.sort_by_cached_key(|_| dice.roll());
    }
}

#[test]
fn the_cells_of_a_table_stay_in_their_rows() {
    let mut drawn = Vec::new();
    for (number, (label, value)) in
        [("Date:", "3 May 2031"), ("Reference:", "AB/12"), ("Force:", "Kent")].into_iter().enumerate()
    {
        let top = 72.0 + 20.0 * number as f64;
        drawn.extend([(label, 72.0, top, 11.0), (value, 220.0, top, 11.0)]);
    }
    assert_eq!(text(&pdf(&[Paper::new(&drawn)])), "Date:\t3 May 2031\nReference:\tAB/12\nForce:\tKent\n");
}

#[test]
fn running_headers_and_page_numbers_do_not_break_a_sentence_that_goes_over_the_page() {
    let page = |number: &str, lines: &[&str]| {
        Paper::new(&[
            ("Office of the Mayor", 72.0, 40.0, 9.0),
            (number, 280.0, 810.0, 9.0),
            ("Telephone 01632 960000", 72.0, 790.0, 9.0),
        ])
        .and(Paper::lines(lines, 72.0, 650.0))
    };
    let file = pdf(&[page("Page 1 of 2", &WRAPPED[..2]), page("Page 2 of 2", &WRAPPED[2..])]);
    let expected = format!("Office of the Mayor\n\n{}\n\nTelephone 01632 960000\n", WRAPPED.join(" "));
    assert_eq!(text(&file), expected);
}

#[test]
fn a_page_that_is_shown_turned_is_read_as_it_is_shown() {
    assert_eq!(text(&pdf(&[Paper::turned(&["Jane Marsh", "The Old Mill"])])), "Jane Marsh\nThe Old Mill\n");
}

#[test]
fn a_word_cut_at_the_end_of_a_line_is_joined_and_a_hyphen_that_belongs_there_is_kept() {
    let lines = [
        "The inspection was long, and the county is content with what was seen of its inspec-",
        "tion and with the plan for the year, which is to be well-known to all of them by mid-",
        "summer. The office is well-",
        "known to all.",
    ];
    let read = text(&pdf(&[Paper::lines(&lines[..3], 72.0, 72.0)]));
    assert!(read.contains("of its inspection and"), "{read}");
    assert!(read.contains("well-known to all"), "{read}");
}

#[test]
fn each_cell_says_its_page_and_in_json_its_place_there() {
    let page = Paper::lines(&["Dear Home Secretary,"], 72.0, 72.0);
    let second = Paper::lines(&["I note the report published on 3 May 2031."], 72.0, 100.0);
    let folder = Folder::new();
    folder.file("letters/reply.pdf", pdf(&[page, second]));
    letterbook(["extract", "letters", "--out", "tables"]).within(folder.path()).run().ends_with(0);
    let dates = table(&folder.path().join("tables/dates.csv"));
    assert_eq!((dates[0]["date"].as_str(), dates[0]["page"].as_str()), ("2031-05-03", "2"));
    let objects: serde_json::Value = serde_json::from_str(&folder.read("tables/documents.json")).unwrap();
    let place: Vec<f64> = serde_json::from_value(objects[0]["dates"][0]["box"].clone()).unwrap();
    // The date stands right of the words before it, on a line whose letters stand 100 points from the top.
    let [left, top, width, height] = place[..] else { panic!("{place:?}") };
    assert!(180.0 < left && left < 260.0 && left + width < 320.0, "{place:?}");
    assert!(88.0 < top && top < 100.0 && top + height > 100.0 && height < 15.0, "{place:?}");
}

#[test]
fn a_pdf_that_cannot_be_read_says_why() {
    let whole = pdf(&[Paper::lines(&["Dear Minister,"], 72.0, 72.0)]);
    for (what, file, why) in [
        ("a password", encrypted(), "the PDF is encrypted and opens with a password only"),
        ("no words", pdf(&[Paper::operators("0 0 m 10 10 l S")]), "the PDF holds no words"),
        ("no pages", whole[..60].to_vec(), "the PDF"),
    ] {
        let read = letterbook::read::documents("letter.pdf", &file);
        let failure = read[0].as_ref().expect_err(what);
        assert!(failure.error.starts_with(why), "{what}: {}", failure.error);
    }
}

#[test]
fn a_page_of_a_size_that_none_can_have_is_told_as_such() {
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1e30 -1e30] /Contents 4 0 R >>";
    let catalog = "<< /Type /Catalog /Pages 2 0 R >>";
    let pages = "<< /Type /Pages /Count 1 /Kids [3 0 R] >>";
    let objects = [catalog.to_string(), pages.into(), page.into(), paper::stream("", b"BT ET")];
    let read = letterbook::read::documents("a.pdf", &paper::file(&objects, ""));
    let why = &read[0].as_ref().map(|document| &document.text).unwrap_err().error;
    assert!(
        why.starts_with("the PDF has no page that can be shown: it is cut off, or its pages have a size"),
        "{why}"
    );
}
