//! Any files of a grammar: they load, or every mistake is told with a place in them.
//!
//! The input is the files one after the other, each below a line `=== PATH`.
#![no_main]

use letterbook::grammar::load::{self, Files};
use letterbook::understand;
use letterbook_fuzz::document;
use libfuzzer_sys::fuzz_target;

const FAMILY: &str = "[[table]]\nname = \"t\"\ncolumns = [\"date\", \"a\", \"b\"]\n[[column]]\nname = \"c\"\n";

fuzz_target!(|text: &str| {
    let mut files = Files::from([("n/family.toml".into(), FAMILY.into())]);
    for file in text.split("=== ").skip(1) {
        let (path, text) = file.split_once('\n').unwrap_or((file, ""));
        files.insert(path.into(), text.into());
    }
    for family in load::families(&files) {
        match load::load(&files, &family) {
            Ok(grammar) => drop(understand(&document("Harvest on 3 May 2031.\n\nYours, A B"), &grammar)),
            Err(mistakes) => {
                assert!(!mistakes.is_empty());
                mistakes.iter().for_each(|mistake| drop((mistake.line(), mistake.render(false))));
            }
        }
    }
});
