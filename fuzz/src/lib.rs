//! What the targets share: the families that letterbook carries, loaded once.

use std::sync::OnceLock;

use letterbook::built_in;
use letterbook::document::Document;
use letterbook::grammar::Grammar;

/// Every family that is built in.
pub fn families() -> &'static [Grammar] {
    static FAMILIES: OnceLock<Vec<Grammar>> = OnceLock::new();
    FAMILIES.get_or_init(|| {
        let names = built_in::families();
        let load = |name: &String| built_in::load(name).expect("a built-in family loads");
        names.iter().map(load).collect()
    })
}

/// A text as a document.
pub fn document(text: &str) -> Document {
    Document::new("any", text)
}
