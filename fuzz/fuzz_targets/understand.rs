//! Any text understood: rows in order, each with its words, and JSON and CSV of the same cells.
#![no_main]

use letterbook::dataset::{Sheets, headers};
use letterbook::understand;
use letterbook_fuzz::{document, families};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let document = document(text);
    for grammar in families() {
        let record = understand(&document, grammar);
        for row in &record.rows {
            assert!(row.window.contains(row.span) && !row.span.of(text).is_empty(), "{row:?}");
        }
        assert!(record.rows.is_sorted_by_key(|row| (row.table, row.span)));
        let headers = headers(grammar);
        let sheets = Sheets::new(&document, grammar, &record);
        for (header, rows) in headers.iter().zip(&sheets.tables) {
            assert!(rows.iter().all(|row| row.len() == header.columns.len()), "{}", header.name);
        }
        assert!(!sheets.object(&headers).is_empty());
    }
});
