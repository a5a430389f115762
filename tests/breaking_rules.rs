//! The bar that says whether the tests of rules are worth something: of thirty random rules, each broken by a change of
//! one word in its pattern, how many are caught by `test`, by `score --floor` and by `extract --check`.
//!
//! A change of a word that stands in no example and in no document breaks nothing that could be seen: those are counted,
//! and another rule is drawn. What they lack is an example.
//!
//! `cargo test --release --test breaking_rules -- --nocapture` prints the figures.

#![cfg_attr(debug_assertions, allow(dead_code, unused_imports))]

mod common;

use std::collections::BTreeSet;
use std::sync::Arc;

use common::{Dice, documents, read_text, root};
use letterbook::dataset::{Sheets, headers};
use letterbook::document::Document;
use letterbook::extract;
use letterbook::grammar::{Grammar, Rule, check, load};
use letterbook::score::floor::Floor;
use letterbook::score::{Score, Scorer};
use letterbook::segment;
use letterbook::understand;

const SAMPLE: usize = 30;

/// What the documents of the repository come to with a grammar.
struct Reading {
    score: Score,
    tables: Vec<String>,
}

fn read(grammar: &Grammar, documents: &[(Document, String)]) -> Reading {
    let scorer = Scorer::new(grammar);
    let headers = headers(grammar);
    let mut reading = Reading { score: Score::default(), tables: Vec::new() };
    for (document, gold) in documents {
        let sheets = Sheets::new(document, grammar, &understand(document, grammar));
        reading.tables.push(serde_json::to_string(&sheets.clone().object(&headers)).unwrap());
        reading.score.take(scorer.document(document, &document.name, sheets, gold).unwrap());
    }
    reading
}

/// The words of a pattern: letters in a row that are no slot, no class and no escape.
fn words(pattern: &str) -> Vec<(usize, usize)> {
    let bytes = pattern.as_bytes();
    let mut words = Vec::new();
    let (mut at, mut depth) = (0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            letter if depth == 0 && letter.is_ascii_alphabetic() => {
                let end = at + bytes[at..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
                if end - at > 1 {
                    words.push((at, end));
                }
                at = end - 1;
            }
            _ => {}
        }
        at += 1;
    }
    words
}

/// A pattern with one of its words changed; `None` where it has none to change.
fn broken(rule: &Rule, dice: &mut Dice) -> Option<String> {
    let pattern = &rule.program.pattern;
    let words = words(pattern);
    let (start, end) = *words.get(dice.roll() as usize % words.len().max(1))?;
    Some(format!("{}{}xq{}", &pattern[..start], &pattern[start..end], &pattern[end..]))
}

/// All that a rule reads in its own examples, and all that it reads in the documents, whoever wins there.
fn reads(grammar: &Grammar, number: usize, documents: &[(Document, String)]) -> (Vec<String>, Vec<String>) {
    let rule = grammar.rule(number).1;
    let own = |document: &Document, example: bool| -> String {
        let scan = extract::scan(&document.text, grammar);
        let anatomy = match example {
            true => segment::example(&document.text, grammar, &rule.zones),
            false => segment::segment(document, grammar, &scan),
        };
        let found = extract::extract(document, &anatomy, grammar, &scan).mentions;
        let own = found.iter().filter(|mention| mention.rule == number);
        own.map(|mention| format!("{:?}", (mention.span, mention.whole, &mention.cells))).collect()
    };
    let examples = rule.examples.iter().map(|example| Document::new("", example.text.clone()));
    (
        examples.map(|document| own(&document, true)).collect(),
        documents.iter().map(|(document, _)| own(document, false)).collect(),
    )
}

/// How many rules were broken, and how many of them are caught by what.
#[derive(Default, Debug)]
struct Figures {
    /// So many words were changed at random.
    changed: usize,
    /// So many of these changes broke a rule: it reads something else than before, in its examples or in a document.
    broken: usize,
    /// So many broke it in its examples.
    in_examples: usize,
    /// Of these, by an example that does not hold.
    test: usize,
    /// Of these, by that or as newly shadowed: `test --strict`.
    strict: usize,
    /// So many broke it in a document.
    in_documents: usize,
    /// Of these, by a measure below its floor.
    floor: usize,
    /// Of these, by that or by a cell that changed.
    check: usize,
    /// By anything.
    caught: usize,
}

#[cfg(not(debug_assertions))]
#[test]
fn a_random_rule_with_a_word_of_its_pattern_changed_is_caught() {
    let files = load::folder(&root().join("grammars")).unwrap();
    let sound = load::load(&files, "policing").unwrap_or_else(|mistakes| common::refuse(&mistakes));
    let input = root().join("input/policing");
    let gold = |document: &Document| read_text(&input.join(&document.name).with_extension("gold.json"));
    let documents: Vec<(Document, String)> =
        documents(&input).into_iter().map(|document| (document.clone(), gold(&document))).collect();
    let before = read(&sound, &documents);
    let floor = Floor::default().raised(&before.score);
    let shadowed = check::run(&sound).shadowed;

    let mut dice = Dice(0x1e77e4b00c);
    let mut figures = Figures::default();
    let mut seen = BTreeSet::new();
    while figures.broken < SAMPLE {
        let number = dice.roll() as usize % sound.rules.len();
        if seen.contains(&number) {
            continue;
        }
        let (field, rule) = sound.rule(number);
        let Some(pattern) = broken(rule, &mut dice) else { continue };
        let text = files[&rule.file].replacen(&rule.program.pattern, &pattern, 1);
        let mut changed = files.clone();
        changed.insert(rule.file.clone(), Arc::from(text));
        let Ok(grammar) = load::load(&changed, "policing") else { continue };
        figures.changed += 1;
        let (now, then) = (reads(&grammar, number, &documents), reads(&sound, number, &documents));
        if now == then {
            continue;
        }
        let (in_examples, in_documents) = (now.0 != then.0, now.1 != then.1);
        seen.insert(number);
        figures.broken += 1;
        let checked = check::run(&grammar);
        let test = !checked.failed.is_empty();
        let known =
            |one: &check::Shadowed| shadowed.iter().any(|old| (old.rule, old.line) == (one.rule, one.line));
        let strict = test || !checked.shadowed.iter().all(known);
        let after = read(&grammar, &documents);
        let in_floor = !floor.drops(&after.score).is_empty();
        let in_check = in_floor || after.tables != before.tables;
        let add = |count: &mut usize, yes: bool| *count += usize::from(yes);
        add(&mut figures.in_examples, in_examples);
        add(&mut figures.test, in_examples && test);
        add(&mut figures.strict, in_examples && strict);
        add(&mut figures.in_documents, in_documents);
        add(&mut figures.floor, in_documents && in_floor);
        add(&mut figures.check, in_documents && in_check);
        add(&mut figures.caught, strict || in_check);
        if !strict && !in_check {
            let name = format!("{}/{} ({}:{})", field.name, rule.name, rule.file, rule.line);
            println!("  not caught: {name}, in its examples: {in_examples}: {pattern:?}");
        }
    }
    println!("{figures:?}");
    // What is not caught changes no value anywhere: another rule, a veto or a vote comes to the same.
    assert!(figures.strict * 100 >= figures.in_examples * 85, "{figures:?}");
    assert!(figures.caught * 100 >= SAMPLE * 65, "{figures:?}");
}
