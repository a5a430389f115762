//! What fuzzing found: each input once brought the program down, and is understood now.

mod common;

use common::policing;
use letterbook::dataset::Sheets;
use letterbook::document::Document;
use letterbook::understand;
use letterbook::value::{KINDS, Source};

/// Each line: what was wrong, and the input.
const INPUTS: &[(&str, &str)] = &[
    ("a wide space before figures of a month", "A\u{2028}02/2020"),
    ("a wide space before loose figures", "2\u{2028}/[[table]]02/2020\u{1d}i/hon 6"),
    ("a wide space inside a relative date", "It came last\u{a0}Tuesday and earlier this\u{a0}year."),
];

#[test]
fn what_once_brought_the_program_down_is_understood() {
    for (what, text) in INPUTS {
        let source = Source { text, words: &policing().words, day_first: true, seen: None };
        for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
            for kind in KINDS {
                let end = (kind.read)(source, at).map(|reading| reading.end);
                assert!(end.is_none_or(|end| text.is_char_boundary(end)), "{what}: {} at {at}", kind.name);
            }
        }
        let document = Document::new("", *text);
        let record = understand(&document, policing());
        assert_eq!(Sheets::new(&document, policing(), &record).tables[0].len(), 1, "{what}");
    }
}
