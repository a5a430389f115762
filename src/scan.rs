//! The one pass over a text before anything is cut up or tried: which words of which lists stand in it, and
//! where what the rules need is met.
//!
//! What that means for zones is for [`crate::segment`], and where rules are tried for it for
//! [`crate::extract`].

use crate::grammar::Grammar;
use crate::grammar::cues::Hits;
use crate::grammar::reader::Memory;

/// What the pass over a text found.
#[derive(Debug)]
pub struct Scan {
    /// What the word lists read, and with time the parsers.
    pub memory: Memory,
    /// Where the needs of rules and openers are met.
    pub hits: Hits,
}

/// Looks through a text for the words of all rules and openers, and of all lists.
pub fn scan(text: &str, grammar: &Grammar) -> Scan {
    let memory = Memory::new(text, &grammar.words);
    let source = memory.source(text, grammar);
    let hits = grammar.cues.scan(source, &memory);
    Scan { memory, hits }
}
