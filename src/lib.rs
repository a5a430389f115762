//! Letterbook reads letters into datasets: dates, people, counts and gradings as tables, every cell with its
//! characters, its line and the rule that read it.
//!
//! One way through the house: [`read`] -> [`segment`] -> [`extract`] -> [`resolve`] -> [`dataset`]. What to
//! look for is not in this code but in the files under `grammars/`, loaded by [`grammar`].
//!
//! ```
//! use letterbook::{built_in, document::Document, understand};
//!
//! let grammar = built_in::load("policing").unwrap();
//! let text = "Dear Home Secretary,\n\nI note the 11 recommendations made by HMIC in its report.\n";
//! let letter = Document::new("reply.txt", text);
//! let record = understand(&letter, &grammar);
//! let count = &record.rows.iter().find(|row| row.cell("item").to_string() == "recommendation").unwrap();
//! assert_eq!(count.cell("count").to_string(), "11");
//! assert!(count.span.of(&letter.text).starts_with("11 recommendations"));
//! ```

pub mod built_in;
pub mod dataset;
pub mod document;
pub mod examples;
pub mod explain;
pub mod extract;
mod files;
pub mod grammar;
pub mod grouped;
pub mod hash;
pub mod read;
pub mod resolve;
pub mod scan;
pub mod score;
pub mod segment;
pub mod stage;
pub mod stream;
pub mod terminal;
pub mod value;
pub mod words;
mod wrapped;

use document::Document;
use grammar::Grammar;
use resolve::Record;

/// Reads one document: segments it, extracts mentions, resolves them. Never fails and never panics, whatever
/// the text.
pub fn understand<'g>(document: &Document, grammar: &'g Grammar) -> Record<'g> {
    let scan = scan::scan(&document.text, grammar);
    let anatomy = segment::segment(document, grammar, &scan);
    let findings = extract::extract(document, &anatomy, grammar, &scan);
    resolve::resolve(document, &anatomy, grammar, findings)
}
