//! A family as bytes, loaded and valid: the build script writes what the program then carries, so that no
//! start reads a grammar.
//!
//! Patterns are in it as they are written and as outlines that are unpacked when a text first needs them,
//! since most texts need few of them; by what they are found is worked out. Examples are not: whoever runs
//! these reads the files. The bytes mean something only to the sources that wrote them (`image/write.rs`,
//! which the program itself lacks: it would only make its build longer).

use postcard::take_from_bytes;
use serde::{Deserialize, Serialize};

use super::cues::Cues;
use super::starts::Starts;
use super::{Field, Grammar, Program};

/// How rules are found: those of all fields, or of the fields of one name or value.
#[derive(Serialize, Deserialize)]
pub(crate) struct Found {
    pub(crate) cues: Cues,
    pub(crate) starts: Starts,
    pub(crate) rules: Vec<(usize, usize)>,
    pub(crate) in_sentences: Vec<bool>,
}

/// Reads a family, with all its rules or with those of the fields that have this name or give this value:
/// enough for whoever asks for nothing else. `None` where these bytes are none.
pub fn read(bytes: &'static [u8], asked: Option<&str>) -> Option<Grammar> {
    type Head = (Vec<(Option<&'static str>, &'static [u8])>, Vec<&'static [u8]>);
    let ((all, outlines), rest): (Head, _) = take_from_bytes(bytes).ok()?;
    let of = |name| all.iter().find(|(asked, _)| *asked == name).map(|(_, found)| *found);
    let found = of(asked).or_else(|| of(Some("")))?;
    let (grammar, found) =
        rayon::join(|| take_from_bytes::<Grammar>(rest), || take_from_bytes::<Found>(found));
    let ((mut grammar, _), (found, _)) = (grammar.ok()?, found.ok()?);
    programs_mut(&mut grammar).zip(outlines).for_each(|(program, outline)| program.take_drawn(outline));
    if let Some(name) = asked {
        grammar.fields.iter_mut().filter(|field| !gives(field, name)).for_each(|field| field.rules.clear());
    }
    let Found { cues, starts, rules, in_sentences } = found;
    Some(Grammar { cues, starts, rules, in_sentences, ..grammar })
}

/// The patterns of a family: of rules, then of openers of zones.
fn programs_mut(grammar: &mut Grammar) -> impl Iterator<Item = &mut Program> {
    let rules = grammar.fields.iter_mut().flat_map(|field| &mut field.rules).map(|rule| &mut rule.program);
    let zones = grammar.zones.iter_mut().flat_map(|zone| &mut zone.openers);
    rules.chain(zones.map(|opener| &mut opener.program))
}

/// Whether a field has that name or gives that value.
pub(crate) fn gives(field: &Field, name: &str) -> bool {
    field.name == name || field.value == name
}
