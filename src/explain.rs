//! A document annotated, for those who write rules: its zones, what each rule found, what lost to what and
//! why, and what nobody read.
//!
//! [`trace`] keeps what every stage said, [`view`] puts it into words, and the other rooms write these down.

mod html;
mod rule;
mod text;
pub mod trace;
pub mod view;

use crate::document::Document;
use crate::grammar::Grammar;
pub use rule::rule;
use view::View;

/// The document with its zones, rows, losers, doubts and votes, as text.
pub fn document(document: &Document, grammar: &Grammar) -> String {
    text::write(document, &View::new(document, grammar))
}

/// The same as one page of HTML that needs no other file and runs no script.
pub fn html(document: &Document, grammar: &Grammar) -> String {
    html::write(document, grammar, &View::new(document, grammar))
}
