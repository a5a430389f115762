//! Any bytes as a file: documents with words in them, or the reason why there are none.
#![no_main]

use letterbook::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let found = read::documents("any", bytes);
    assert!(!found.is_empty());
    for one in found {
        match one {
            Ok(document) => assert!(!document.text.trim().is_empty()),
            Err(failure) => assert!(!failure.error.is_empty()),
        }
    }
});
