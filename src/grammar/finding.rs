//! By what the rules of a family and the openers of its zones are found in a text: worked out once, from
//! their patterns.

use rayon::prelude::*;

use super::compile::Part;
use super::cues::Cues;
use super::needs::{Lists, telling};
use super::paths::Symbol;
use super::program::Program;
use super::starts::Starts;
use super::{Grammar, Lines, Opener, Rule, Within, Zone};
use crate::words::Words;

/// What nothing finds, by number.
#[derive(Debug, Default)]
pub struct Lost {
    /// Rules, which are then tried everywhere; those of zones with short lines may be.
    pub rules: Vec<usize>,
    /// Openers of zones.
    pub openers: Vec<usize>,
}

/// Numbers the rules and openers of a family and works out how they are found; its words learn what is then
/// looked for.
pub fn work_out(grammar: &mut Grammar) -> Lost {
    let (words, lists) = (&grammar.words, Lists::new(&grammar.words));
    let rules: Vec<&Rule> = grammar.fields.iter().flat_map(|field| &field.rules).collect();
    let of_rules = rules.par_iter().map(|Rule { program, .. }| {
        (telling(program.needs(&lists)), (program.paths(words), program.begins_with_line()))
    });
    let openers: Vec<&Opener> = grammar.zones.iter().flat_map(|zone| &zone.openers).collect();
    let of_openers = openers
        .par_iter()
        .map(|Opener { program, .. }| (telling(program.needs(&lists)), lines(program, words)));
    let ((of_rules, paths), (of_openers, opener_lines)): ((Vec<_>, Vec<_>), (Vec<_>, Vec<_>)) =
        rayon::join(|| of_rules.unzip(), || of_openers.unzip());
    let mut lost = Lost::default();
    for (number, (rule, needs)) in rules.iter().zip(&of_rules).enumerate() {
        let prose = |(zone, looks): (&Zone, &bool)| zone.prose && *looks;
        if needs.is_empty() && grammar.zones.iter().zip(&rule.zones).any(prose) {
            lost.rules.push(number);
        }
    }
    lost.openers = (0..of_openers.len()).filter(|at| of_openers[*at].is_empty()).collect();
    grammar.in_sentences = rules.iter().map(|rule| rule.within == Within::Sentence).collect();
    let numbered = |lengths: Vec<usize>| {
        (0..).zip(lengths).flat_map(|(at, length)| (0..length).map(move |place| (at, place)))
    };
    grammar.rules = numbered(grammar.fields.iter().map(|field| field.rules.len()).collect()).collect();
    grammar.openers = numbered(grammar.zones.iter().map(|zone| zone.openers.len()).collect()).collect();
    grammar.opener_lines = opener_lines;
    let needs = [of_rules, of_openers].concat();
    let words = &mut grammar.words;
    (grammar.cues, grammar.starts) = rayon::join(|| Cues::new(&needs, words), || Starts::new(&paths));
    lost
}

/// What the lines are like that a pattern fits.
fn lines(program: &Program, words: &Words) -> Lines {
    let paths = program.paths(words);
    let first = paths.nodes.iter().skip(1).filter(|(before, _)| *before == 0);
    let word = |(_, symbol): &(u32, Symbol)| match symbol {
        Symbol::Word(word) => Some(*word),
        _ => None,
    };
    let known = !paths.are_open() && program.begins_with_line();
    let first_words = known.then(|| first.map(word).collect()).flatten();
    Lines { first_words, shortest: shortest(program.parts()) }
}

/// The fewest bytes that a match has, but for those of values.
fn shortest(parts: &[Part]) -> usize {
    let of_part = |part: &Part| match part {
        Part::Text(shape, _) => shape.shortest(),
        Part::Group { alternatives, optional: false } => {
            alternatives.iter().map(|parts| shortest(parts)).min().unwrap_or(0)
        }
        _ => 0,
    };
    parts.iter().map(of_part).fold(0, usize::saturating_add)
}
