//! Any pattern over any text: it is refused, or it is tried in bounded time and matches where it says.
//!
//! The input is the pattern, a line break, and the text.
#![no_main]

use letterbook::grammar::load::{self, Files};
use letterbook::understand;
use letterbook_fuzz::document;
use libfuzzer_sys::fuzz_target;

const FAMILY: &str = "[[table]]\nname = \"t\"\ncolumns = [\"date\", \"year\", \"count\", \"line\"]\n";

fuzz_target!(|input: &str| {
    let Some((pattern, text)) = input.split_once('\n') else { return };
    if pattern.contains('\'') {
        return;
    }
    let rule = format!(
        "table = \"t\"\nvalue = \"date\"\n[[rule]]\nname = \"a\"\nmatch = '{pattern}'\nfinds.\"x\" = \"x\"\n"
    );
    let files = Files::from([("n/family.toml".into(), FAMILY.into()), ("n/d.toml".into(), rule.into())]);
    let Ok(grammar) = load::load(&files, "n") else { return };
    let document = document(text);
    for row in understand(&document, &grammar).rows {
        assert!(row.window.contains(row.span) && !row.span.of(text).is_empty());
    }
});
