//! What of a family a folder of documents never uses: rules that never fire, lists that nothing asks for,
//! words that stand in no document and no example.
//!
//! Nothing of this is a mistake. A rule may wait for a letter that has not come yet; the list of those that
//! wait is where an author looks for rules that no longer fit anything.

use crate::document::Document;
use crate::extract::{self, Findings};
use crate::grammar::{From, Grammar};
use crate::resolve::settle;
use crate::scan::{self, Scan};
use crate::segment;
use crate::value;
use crate::words::Persons;

/// The lists that kinds of value ask by name.
pub const ASKED_BY_KINDS: [&str; 5] =
    ["honorific", "name_particle", "not_a_name", "phrase_stop", "post_nominal"];

/// What has been used so far.
#[derive(Debug, Clone)]
pub struct Coverage {
    /// For each rule, by number, whether it fired: a row, a sign or a veto.
    pub fired: Vec<bool>,
    /// For each list the entries that were met.
    met: Vec<Vec<bool>>,
}

impl Coverage {
    /// Nothing used yet but the words of the examples.
    pub fn new(grammar: &Grammar) -> Coverage {
        let lists = grammar.words.lists();
        let mut coverage = Coverage {
            fired: vec![false; grammar.rules.len()],
            met: lists.iter().map(|list| vec![false; list.entries.len()]).collect(),
        };
        let rules = grammar.fields.iter().flat_map(|field| &field.rules);
        for example in rules.flat_map(|rule| &rule.examples) {
            coverage.words(grammar, &scan::scan(&example.text, grammar));
        }
        coverage
    }

    /// Notes what a document uses.
    pub fn document(&mut self, document: &Document, grammar: &Grammar) {
        let scan = scan::scan(&document.text, grammar);
        let anatomy = segment::segment(document, grammar, &scan);
        let Findings { mentions, .. } = extract::extract(document, &anatomy, grammar, &scan);
        let vetoes = mentions.iter().filter(|mention| grammar.rule(mention.rule).1.drop);
        vetoes.for_each(|mention| self.fired[mention.rule] = true);
        let kept = settle::overlaps(grammar, mentions).0;
        kept.iter().for_each(|mention| self.fired[mention.rule] = true);
        self.words(grammar, &scan);
    }

    /// Notes the words of lists that a scan has met.
    fn words(&mut self, grammar: &Grammar, scan: &Scan) {
        for list in 0..grammar.words.lists().len() {
            for word in scan.memory.seen.of_list(list) {
                self.met[list][word.entry as usize] = true;
            }
        }
    }

    /// The numbers of the rules that never fired.
    pub fn silent(&self) -> impl Iterator<Item = usize> {
        self.fired.iter().enumerate().filter(|(_, fired)| !**fired).map(|(rule, _)| rule)
    }

    /// The words that were never met: list and name, of lists that something asks for.
    pub fn unmet<'g>(&self, grammar: &'g Grammar) -> Vec<(&'g str, &'g str)> {
        let unasked = unasked(grammar);
        let mut unmet = Vec::new();
        for (list, met) in grammar.words.lists().iter().zip(&self.met) {
            if unasked.contains(&list.name.as_str()) {
                continue;
            }
            let entries = list.entries.iter().zip(met).filter(|(_, met)| !**met);
            unmet.extend(entries.map(|(entry, _)| (list.name.as_str(), entry.name.as_str())));
        }
        unmet
    }
}

/// The lists that no pattern, no fill, no column and no kind of value asks for.
pub fn unasked(grammar: &Grammar) -> Vec<&str> {
    let lists = grammar.words.lists();
    let mut asked = vec![false; lists.len()];
    for (number, list) in lists.iter().enumerate() {
        let by_kinds = ASKED_BY_KINDS.contains(&list.name.as_str());
        asked[number] = by_kinds || list.persons != Persons::Unsaid || value::kind(&list.name).is_some();
    }
    let rules = grammar.fields.iter().flat_map(|field| &field.rules).map(|rule| &rule.program);
    let openers = grammar.zones.iter().flat_map(|zone| &zone.openers).map(|opener| &opener.program);
    for kind in rules.chain(openers).flat_map(|program| &program.slots).flat_map(|slot| &slot.kinds) {
        if let Some(number) = lists.iter().position(|list| list.name == *kind) {
            asked[number] = true;
        }
    }
    grammar.tense.into_iter().for_each(|list| asked[list] = true);
    let fills = grammar.tables.iter().flat_map(|table| &table.fills).map(|fill| &fill.from);
    for from in fills.chain(grammar.columns.iter().flat_map(|column| &column.from)) {
        if let From::Near { list, .. } | From::Fact { list, .. } | From::Mentions { list, .. } = from {
            asked[*list] = true;
        }
    }
    lists.iter().zip(asked).filter(|(_, asked)| !asked).map(|(list, _)| list.name.as_str()).collect()
}
