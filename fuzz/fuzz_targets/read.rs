//! Any bytes as a file: documents with words in them, or the reason why there are none.
#![no_main]

use letterbook::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match read::decode(bytes) {
        Ok(text) => assert!(!text.trim().is_empty()),
        Err(why) => assert!(!why.is_empty()),
    }
});
