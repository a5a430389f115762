//! Writes a family as [`crate::grammar::image`] reads it. A part of the build script, and of a test.

use postcard::to_allocvec;

use crate::grammar::image::{Found, gives};
use crate::grammar::{Field, Grammar, Program, finding};

/// For whom: nothing is for all fields. Behind it what [`Found`] is as bytes.
type Asked = (Option<String>, Vec<u8>);

/// Writes a family.
///
/// # Errors
/// postcard's, for a cell that no grammar file can hold.
pub fn image(mut grammar: Grammar) -> Result<Vec<u8>, postcard::Error> {
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

/// The patterns of a family: of rules, then of openers of zones.
fn programs(grammar: &Grammar) -> impl Iterator<Item = &Program> {
    let rules = grammar.fields.iter().flat_map(|field| &field.rules).map(|rule| &rule.program);
    rules.chain(grammar.zones.iter().flat_map(|zone| &zone.openers).map(|opener| &opener.program))
}
