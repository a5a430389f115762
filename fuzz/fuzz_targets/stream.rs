//! Any bytes as a stream: one record of JSON on one line for each line.
#![no_main]

use std::sync::OnceLock;

use letterbook::stream::{Recorder, next_line};
use letterbook_fuzz::families;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    static RECORDER: OnceLock<Recorder<'static>> = OnceLock::new();
    let recorder = RECORDER.get_or_init(|| Recorder::new(&families()[0]));
    let mut input = bytes;
    let mut lines = 0;
    while let Some(line) = next_line(&mut input, 2048).expect("memory can be read") {
        let record = recorder.record(&line);
        lines += 1;
        assert_eq!(record.iter().filter(|byte| **byte == b'\n').count(), 1);
        let record: serde_json::Value = serde_json::from_slice(&record).expect("a record is JSON");
        assert!(record["letterbook"]["grammar"].is_string());
    }
    let ends = bytes.iter().filter(|byte| **byte == b'\n').count();
    assert_eq!(lines, ends + usize::from(bytes.last().is_some_and(|last| *last != b'\n')));
});
