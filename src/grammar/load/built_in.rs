//! The grammars that the program carries, as the build script has found them under `grammars/`.

/// A file of a grammar.
pub(super) struct File {
    /// Its path from the folder, with `/`.
    pub(super) name: &'static str,
    /// What it says.
    pub(super) text: &'static str,
    /// The same, as [`super::packed`] reads it; empty, where it cannot be packed.
    pub(super) packed: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/grammars.rs"));
