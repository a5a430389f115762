//! The names of tables and columns that every dataset has of itself, and what a name of a family may be.
//!
//! A table is a file of that name and a key of JSON, a column a heading, a key and a slot: so a name is
//! plain, and no dataset has it twice. That a family keeps to this is for [`super::load`] to see.

/// The tables that every dataset has.
pub const TABLES: [&str; 3] = ["documents", "doubts", "failures"];

/// The first column of every table.
pub const DOCUMENT: &str = "document";

/// The columns with which a row says where it comes from. `page` is empty where a document has no pages. JSON
/// has `box` behind them: `[x, y, width, height]` on that page in points, or null.
pub const PROVENANCE: [&str; 6] = ["text", "line", "start", "end", "rule", "page"];

/// What JSON has besides, in a row.
pub const BOX: &str = "box";

/// The columns with which `documents` says what a document was read from.
pub const ORIGIN: [&str; 2] = ["parent", "reader"];

/// What JSON puts behind the name of a column of `documents` that a table has, too.
pub const TOTAL: &str = "_total";

/// What a record of a stream has besides: by what it was made.
pub const MADE_BY: &str = "letterbook";

/// Whether a name is plain: small letters of ASCII, digits and `_`, a letter first, 60 at most.
pub fn is_plain(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    name.len() <= 60 && name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(plain)
}
