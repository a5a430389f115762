//! Any text cut up: the parts are the whole text, in order, and every sentence lies within it.
#![no_main]

use letterbook::{scan, segment};
use letterbook_fuzz::{document, families};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let document = document(text);
    for grammar in families() {
        let scan = scan::scan(text, grammar);
        let anatomy = segment::segment(&document, grammar, &scan);
        let mut past = 0;
        for part in &anatomy.parts {
            assert_eq!(part.span.start, past, "a part begins where the last one ends");
            past = part.span.end;
            assert!(text.is_char_boundary(past));
        }
        assert_eq!(past, text.len(), "the parts are the whole text");
        for (span, _) in &anatomy.sentences {
            assert!(span.start <= span.end && text.get(span.range()).is_some(), "{span:?}");
        }
    }
});
