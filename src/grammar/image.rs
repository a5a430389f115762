//! A family as bytes, loaded and valid: the build script writes what the program then carries, so that no start reads a
//! grammar.
//!
//! Patterns are in it as they are written and as outlines that are unpacked when a text first needs them, since most
//! texts need few of them; by what they are found is worked out. Examples are not: whoever runs these reads the files.
//! The bytes mean something only to the sources that wrote them.

use postcard::{take_from_bytes, to_allocvec};
use serde::{Deserialize, Serialize};

use super::cues::Cues;
use super::starts::Starts;
use super::{Field, Grammar, Program, finding};

/// How rules are found: those of all fields, or of the fields of one name or value.
#[derive(Serialize, Deserialize)]
struct Found {
    cues: Cues,
    starts: Starts,
    rules: Vec<(usize, usize)>,
    in_sentences: Vec<bool>,
}

/// For whom: nothing is for all fields. Behind it what [`Found`] is as bytes.
type Asked = (Option<String>, Vec<u8>);

/// Writes a family.
///
/// # Errors
/// postcard's, for a cell that no grammar file can hold.
pub fn write(mut grammar: Grammar) -> Result<Vec<u8>, postcard::Error> {
    let named = grammar.fields.iter().flat_map(|field| [&field.name, &field.value]).cloned();
    let mut names: Vec<Option<String>> = named.map(Some).chain([None, Some(String::new())]).collect();
    names.sort();
    names.dedup();
    let mut all: Vec<Asked> = Vec::new();
    for name in names {
        let asked = |field: &Field| name.as_ref().is_none_or(|name| gives(field, name));
        let mut aside = Vec::new();
        for (number, field) in grammar.fields.iter_mut().enumerate().filter(|(_, field)| !asked(field)) {
            aside.push((number, std::mem::take(&mut field.rules)));
        }
        finding::work_out(&mut grammar);
        let Grammar { cues, starts, rules, in_sentences, .. } = &mut grammar;
        let found = Found {
            cues: std::mem::take(cues),
            starts: std::mem::take(starts),
            rules: std::mem::take(rules),
            in_sentences: std::mem::take(in_sentences),
        };
        all.push((name, to_allocvec(&found)?));
        aside.into_iter().for_each(|(number, rules)| grammar.fields[number].rules = rules);
    }
    let Grammar { words, joint, .. } = &grammar;
    let outlines = programs(&grammar).map(|program| program.draw(words, joint));
    let outlines: Vec<Vec<u8>> = outlines.collect::<Result<_, _>>()?;
    to_allocvec(&(all, outlines, grammar))
}

/// Reads a family, with all its rules or with those of the fields that have this name or give this value: enough for
/// whoever asks for nothing else. `None` where these bytes are none.
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
fn programs(grammar: &Grammar) -> impl Iterator<Item = &Program> {
    let rules = grammar.fields.iter().flat_map(|field| &field.rules).map(|rule| &rule.program);
    rules.chain(grammar.zones.iter().flat_map(|zone| &zone.openers).map(|opener| &opener.program))
}

/// The same, to be changed.
fn programs_mut(grammar: &mut Grammar) -> impl Iterator<Item = &mut Program> {
    let rules = grammar.fields.iter_mut().flat_map(|field| &mut field.rules).map(|rule| &mut rule.program);
    let zones = grammar.zones.iter_mut().flat_map(|zone| &mut zone.openers);
    rules.chain(zones.map(|opener| &mut opener.program))
}

fn gives(field: &Field, name: &str) -> bool {
    field.name == name || field.value == name
}
