//! What the writer of packed grammars (the build script) and their reader agree on.
//!
//! A value is a tag, where it stands in its file (first byte, then length) and what it holds. All numbers are
//! little-endian in groups of seven bits, of which the highest says whether another follows.

/// A text: its length in bytes, and these.
pub const TEXT: u8 = 0;
/// A whole number, in twos' complement.
pub const NUMBER: u8 = 1;
/// No.
pub const FALSE: u8 = 2;
/// Yes.
pub const TRUE: u8 = 3;
/// A list: the length of its values in bytes, and these.
pub const LIST: u8 = 4;
/// A table: as a list, of keys and values in turn.
pub const TABLE: u8 = 5;

/// The key of a file under which its rules stand.
pub const RULES: &str = "rule";
/// The keys of a rule that hold examples. Where patterns are not checked, examples are not read: they are most of
/// a file.
pub const EXAMPLES: [&str; 2] = ["finds", "leaves"];
