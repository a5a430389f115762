//! The grammars that the program carries: they load, their examples hold, and checking them is quick.

mod common;

use std::collections::BTreeMap;
#[cfg(not(debug_assertions))]
use std::time::{Duration, Instant};

use common::{refuse, root};
use letterbook::built_in;
use letterbook::examples;
use letterbook::grammar::{Grammar, load};
use letterbook::words::plain;

/// The families on disk, every pattern compiled: [`load::load`] refuses one that is too large.
fn families() -> Vec<Grammar> {
    let files = load::folder(&root().join("grammars")).unwrap();
    let families = load::families(&files);
    assert!(!families.is_empty(), "no family under grammars/");
    families.iter().map(|family| load::load(&files, family).unwrap_or_else(|found| refuse(&found))).collect()
}

#[test]
fn every_pattern_of_every_family_compiles() {
    for grammar in families() {
        assert!(grammar.rules.len() > 50, "{}: only {} rules", grammar.family, grammar.rules.len());
    }
}

#[test]
fn the_program_carries_the_grammars_that_stand_on_disk() {
    assert_eq!(built_in::files(), load::folder(&root().join("grammars")).unwrap());
}

#[test]
fn every_example_of_every_rule_holds() {
    for grammar in families() {
        let failed: Vec<String> = examples::check(&grammar)
            .iter()
            .map(|failed| {
                format!(
                    "{}:{}: {}: {:?}: {}",
                    failed.file, failed.line, failed.rule, failed.text, failed.outcome
                )
            })
            .collect();
        assert!(failed.is_empty(), "{} examples do not hold\n{}", failed.len(), failed.join("\n"));
    }
}

#[test]
fn every_rule_carries_an_example_and_a_family_at_least_250() {
    for grammar in families() {
        let rules = grammar.fields.iter().flat_map(|field| field.rules.iter().map(move |rule| (field, rule)));
        let bare: Vec<String> = rules
            .filter(|(_, rule)| rule.examples.is_empty())
            .map(|(field, rule)| format!("{}/{} ({}:{})", field.name, rule.name, rule.file, rule.line))
            .collect();
        assert_eq!(bare, [""; 0], "rules without an example");
        assert!(grammar.examples() >= 250, "{}: {} examples", grammar.family, grammar.examples());
    }
}

/// Only where the program is as fast as it can be. The best of three: a test beside this one may take the
/// time.
#[cfg(not(debug_assertions))]
#[test]
fn checking_all_examples_takes_less_than_a_second() {
    for grammar in families() {
        let times = (0..3).map(|_| {
            let started = Instant::now();
            std::hint::black_box(examples::check(&grammar));
            started.elapsed()
        });
        let best = times.min().unwrap();
        assert!(best < Duration::from_secs(1), "{}: {best:?}", grammar.family);
    }
}

#[test]
fn no_word_list_gives_a_spelling_twice() {
    let files = load::folder(&root().join("grammars")).unwrap();
    let mut twice = Vec::new();
    for (path, text) in files.iter().filter(|(path, _)| path.contains("/words/")) {
        let file: toml::Table = text.parse().unwrap_or_else(|error| panic!("{path}: {error}"));
        let exact = file.get("list").and_then(|list| list.get("case")).is_some();
        let mut meant: BTreeMap<String, &str> = BTreeMap::new();
        for (name, value) in file["words"].as_table().unwrap() {
            let also = value.as_array().or_else(|| value.get("also")?.as_array());
            let also = also.into_iter().flatten().map(|spelling| spelling.as_str().unwrap());
            for spelling in also.chain([name.as_str()]) {
                if let Some(other) = meant.insert(fold(spelling, exact), name) {
                    twice.push(format!("{path}: {spelling:?} stands under {other:?} and under {name:?}"));
                }
            }
        }
        assert!(!meant.is_empty(), "{path} is empty");
    }
    assert!(twice.is_empty(), "{} spellings\n{}", twice.len(), twice.join("\n"));
}

/// A spelling as a list reads it: a second one that folds to the same adds nothing, or means two things.
fn fold(spelling: &str, exact: bool) -> String {
    let folded: String = spelling.chars().filter(|c| *c != ',').map(plain).collect();
    let folded = if exact { folded } else { folded.to_lowercase() };
    folded.replace('&', "and").split_whitespace().collect::<Vec<_>>().join(" ")
}
