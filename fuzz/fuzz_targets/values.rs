//! Each kind of value at each place of any text: a value ends behind its beginning, on a border of
//! characters.
#![no_main]

use letterbook::dataset::Datum;
use letterbook::value::{KINDS, Source};
use letterbook_fuzz::families;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let grammar = &families()[text.len() % families().len()];
    let source = Source { text, words: &grammar.words, day_first: grammar.day_first, seen: None };
    for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
        for kind in KINDS {
            let Some(reading) = (kind.read)(source, at) else { continue };
            assert!(at < reading.end && text.is_char_boundary(reading.end), "{} at {at}", kind.name);
            reading.cells.iter().for_each(|(_, cell)| drop(Datum::from(cell)));
        }
    }
});
