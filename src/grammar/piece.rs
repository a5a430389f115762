//! One piece of regular expression within a pattern, and where its matches can begin.
//!
//! Pieces are compiled when a text first needs them: most documents need few of a family's rules.

use std::sync::OnceLock;

use regex_automata::{Anchored, Input, meta::Regex};
use regex_syntax::hir::{Class, Hir, HirKind};

use super::borders::{inside_word, next_char};

/// A regular expression, compiled when a text first needs it.
pub(super) struct Piece {
    pub(super) source: String,
    ready: OnceLock<Option<Box<Ready>>>,
}

pub(super) struct Ready {
    regex: Regex,
    /// Whether it can match words of several lengths, so that a shorter match is worth a try.
    flexible: bool,
    first: FirstByte,
}

impl std::fmt::Debug for Piece {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.source)
    }
}

impl Piece {
    pub(super) fn new(source: &str) -> Piece {
        Piece { source: source.to_string(), ready: OnceLock::new() }
    }

    /// `None` only for a pattern beyond the size limit, which the loader has refused before.
    fn ready(&self) -> Option<&Ready> {
        self.ready.get_or_init(|| build(&self.source).ok().map(Box::new)).as_deref()
    }

    /// The byte after the first choice of a match that begins exactly at `at` and ends by `end`, and whether
    /// shorter ones are worth a try.
    pub(super) fn end_at(&self, text: &str, at: usize, end: usize) -> Option<(usize, bool)> {
        let ready = self.ready()?;
        if !ready.first.may_stand(text.as_bytes(), at, end) {
            return None;
        }
        // The start is known, so half a search is enough.
        let input = Input::new(text).range(at..end).anchored(Anchored::Yes);
        ready.regex.search_half(&input).map(|hit| (hit.offset(), ready.flexible && hit.offset() > at))
    }

    /// The first start of a match between `from` and `end` that stands inside no word.
    pub(super) fn start_from(&self, text: &str, mut from: usize, end: usize) -> Option<usize> {
        let regex = &self.ready()?.regex;
        loop {
            let start = regex.search(&Input::new(text).range(from..end))?.start();
            if !inside_word(text, start) {
                return Some(start);
            }
            from = next_char(text, start);
        }
    }
}

/// The bytes with which a match of a piece can begin: most places are ruled out by their first byte.
#[derive(Clone)]
struct FirstByte {
    bytes: [bool; 256],
    /// Whether the empty match is one, so that any byte may stand there.
    any: bool,
}

impl FirstByte {
    fn of(hir: &Hir) -> FirstByte {
        let mut first = FirstByte { bytes: [false; 256], any: true };
        first.any = first.add(hir);
        first
    }

    /// Adds the first bytes of an expression; whether it can be empty.
    fn add(&mut self, hir: &Hir) -> bool {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => true,
            HirKind::Literal(literal) => match literal.0.first() {
                Some(&byte) => {
                    self.bytes[usize::from(byte)] = true;
                    false
                }
                None => true,
            },
            HirKind::Class(Class::Unicode(class)) => {
                for range in class.iter() {
                    // Beyond ASCII all lead bytes will do.
                    let (start, end) = (u32::from(range.start()), u32::from(range.end()));
                    (start..=end.min(0x7F)).for_each(|c| self.bytes[c as usize] = true);
                    if end > 0x7F {
                        self.bytes[0x80..].fill(true);
                    }
                }
                false
            }
            HirKind::Class(Class::Bytes(_)) => {
                self.bytes.fill(true);
                false
            }
            HirKind::Capture(capture) => self.add(&capture.sub),
            HirKind::Repetition(repetition) => self.add(&repetition.sub) || repetition.min == 0,
            HirKind::Concat(parts) => parts.iter().all(|part| self.add(part)),
            HirKind::Alternation(parts) => {
                let mut empty = false;
                for part in parts {
                    empty |= self.add(part);
                }
                empty
            }
        }
    }

    fn may_stand(&self, text: &[u8], at: usize, end: usize) -> bool {
        self.any || (at < end && self.bytes[usize::from(text[at])])
    }
}

/// What a compiled piece may take, in bytes.
const SIZE_LIMIT: usize = 4 << 20;

/// Compiles a piece; an error says in words why it cannot be.
pub(super) fn build(source: &str) -> Result<Ready, String> {
    let parsed =
        regex_syntax::ParserBuilder::new().case_insensitive(true).nest_limit(60).build().parse(source);
    let hir = parsed.map_err(|error| error.to_string())?;
    let flexible = hir.properties().minimum_len() != hir.properties().maximum_len();
    let first = FirstByte::of(&hir);
    let config = Regex::config().nfa_size_limit(Some(SIZE_LIMIT)).hybrid_cache_capacity(1 << 20);
    let regex = Regex::builder().configure(config).build_from_hir(&hir);
    match regex {
        Ok(regex) => Ok(Ready { regex, flexible, first }),
        Err(error) if error.size_limit().is_some() => {
            Err("this pattern grows too large when compiled".to_string())
        }
        Err(error) => Err(error.to_string()),
    }
}
