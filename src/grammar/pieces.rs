//! Pieces of patterns that have a name: `{=forces}` in a pattern stands for the piece `forces`.
//!
//! A piece is put in as a group before the pattern is read, so nothing after the loader knows of pieces. What
//! is wrong in a pattern is told at the place where the author wrote it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::pattern::Flaw;

/// The pieces of a family and of the file that is being read, by name.
pub type Pieces = BTreeMap<String, String>;

/// So deep may pieces stand in pieces: deeper, one holds itself.
const DEEPEST: usize = 8;

/// A pattern with its pieces put in.
#[derive(Debug)]
pub struct Whole {
    /// The pattern.
    pub pattern: String,
    /// Bytes of it that are pieces, and the bytes of the written pattern that name them.
    places: Vec<(Range<usize>, Range<usize>)>,
}

/// Why a pattern has no whole.
#[derive(Debug)]
pub enum Missing {
    /// There is no piece of this name.
    Unknown(String, Range<usize>),
    /// The pieces stand in each other, or a name never ends.
    Broken(Flaw),
}

/// Puts the pieces into a pattern.
///
/// # Errors
/// The first name that no piece has, or that cannot be put in.
pub fn whole(pattern: &str, pieces: &Pieces) -> Result<Whole, Missing> {
    let mut whole = Whole { pattern: String::with_capacity(pattern.len()), places: Vec::new() };
    let mut from = 0;
    while let Some(start) = pattern[from..].find("{=").map(|at| from + at) {
        let Some(length) = pattern[start..].find('}') else {
            let message = "this name of a piece is never closed";
            return Err(Missing::Broken(Flaw::new(start..start + 2, message, "close it with `}`")));
        };
        let place = start..start + length + 1;
        let mut put = String::new();
        put_in(&pattern[start + 2..place.end - 1], pieces, 0, &mut put).map_err(|name| match name {
            Some(name) => Missing::Unknown(name, place.clone()),
            None => Missing::Broken(Flaw::new(
                place.clone(),
                format!("this piece holds itself, or pieces in pieces more than {DEEPEST} deep"),
                "write out what it stands for in one of the pieces",
            )),
        })?;
        whole.pattern.push_str(&pattern[from..start]);
        let begin = whole.pattern.len();
        whole.pattern.push_str(&put);
        whole.places.push((begin..whole.pattern.len(), place.clone()));
        from = place.end;
    }
    whole.pattern.push_str(&pattern[from..]);
    Ok(whole)
}

/// Adds a piece as a group; `Err` with a name that no piece has, or with none where the pieces never end.
fn put_in(name: &str, pieces: &Pieces, depth: usize, into: &mut String) -> Result<(), Option<String>> {
    let piece = pieces.get(name).ok_or_else(|| Some(name.to_string()))?;
    if depth == DEEPEST {
        return Err(None);
    }
    into.push_str("(?:");
    let mut from = 0;
    while let Some(start) = piece[from..].find("{=").map(|at| from + at) {
        let Some(length) = piece[start..].find('}') else { break };
        into.push_str(&piece[from..start]);
        put_in(&piece[start + 2..start + length], pieces, depth + 1, into)?;
        from = start + length + 1;
    }
    into.push_str(&piece[from..]);
    into.push(')');
    Ok(())
}

impl Whole {
    /// The bytes of the written pattern for bytes of the whole one.
    pub fn written(&self, place: Range<usize>) -> Range<usize> {
        let at = |byte: usize, end: bool| {
            let mut shift = 0;
            for (put, name) in &self.places {
                if byte < put.start || end && byte == put.start {
                    break;
                }
                if byte < put.end || end && byte == put.end {
                    return if end { name.end } else { name.start };
                }
                shift = name.end as isize - put.end as isize;
            }
            byte.saturating_add_signed(shift)
        };
        let (start, end) = (at(place.start, false), at(place.end, true));
        start..end.max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces() -> Pieces {
        let pieces = [("come", "came|went"), ("soon", "{=come} soon"), ("self", "a{=self}")];
        pieces.map(|(name, piece)| (name.to_string(), piece.to_string())).into()
    }

    #[test]
    fn a_piece_is_put_in_as_a_group() {
        for (pattern, expected) in [
            ("they {date}", "they {date}"),
            ("they {=come}( back)?", "they (?:came|went)( back)?"),
            ("({=soon}|{=come})", "((?:(?:came|went) soon)|(?:came|went))"),
        ] {
            assert_eq!(whole(pattern, &pieces()).unwrap().pattern, expected);
        }
    }

    #[test]
    fn places_are_those_that_the_author_wrote() {
        let whole = whole("they {=come} and {=come} back", &pieces()).unwrap();
        assert_eq!(whole.pattern, "they (?:came|went) and (?:came|went) back");
        for (there, here) in [
            (0..4, 0..4),
            (5..18, 5..12),
            (8..12, 5..12),
            (19..22, 13..16),
            (26..28, 17..24),
            (37..41, 25..29),
        ] {
            assert_eq!(whole.written(there.clone()), here, "{there:?}");
        }
    }

    #[test]
    fn names_that_no_piece_has_and_pieces_without_end_are_told() {
        assert!(
            matches!(whole("a {=gone}", &pieces()), Err(Missing::Unknown(name, place)) if name == "gone" && place == (2..9))
        );
        assert!(matches!(whole("{=self}", &pieces()), Err(Missing::Broken(_))));
        assert!(matches!(whole("{=come", &pieces()), Err(Missing::Broken(_))));
    }
}
