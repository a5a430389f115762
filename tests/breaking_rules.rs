//! The bar that says whether the tests of rules are worth something: a word of a pattern is changed, and
//! `test` says so. A sample is a random word of each of thirty random rules of all families; pieces of
//! patterns are drawn like rules.
//!
//! `cargo test --release --test breaking_rules -- --nocapture` prints the figures;
//! `cargo test --release --test breaking_rules -- --ignored --nocapture` breaks every word of every rule, and
//! lists those that no example needs.

#![cfg_attr(debug_assertions, allow(dead_code, unused_imports))]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use common::{Dice, root};
use letterbook::examples;
use letterbook::grammar::load::Files;
use letterbook::grammar::pieces::{self, Pieces};
use letterbook::grammar::{Example, Grammar, load};
use rayon::prelude::*;

const FAMILIES: [&str; 2] = ["policing", "coroner"];
const BASE: &str = "letter";
const SAMPLE: usize = 30;
const SEEDS: u64 = 20;

/// The pattern of a rule, or a piece of patterns.
#[derive(Clone)]
struct Pattern {
    file: String,
    name: String,
    line: usize,
    text: String,
    /// Where its words stand in the text, in bytes.
    words: Vec<Range<usize>>,
}

/// The words of a pattern: letters in a row that are no slot, no class and no escape.
fn words(pattern: &str) -> Vec<Range<usize>> {
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
                    words.push(at..end);
                }
                at = end - 1;
            }
            _ => {}
        }
        at += 1;
    }
    words
}

/// The patterns in the files of a family and its base, one a line as the files have them.
fn patterns(files: &Files, folders: &[&str]) -> Vec<Pattern> {
    let mut patterns = Vec::new();
    for (file, text) in files {
        let Some((folder, name)) = file.split_once('/') else { continue };
        if !folders.contains(&folder) || name.contains('/') || name == "anatomy.toml" {
            continue;
        }
        let (mut name, mut pieces) = (String::new(), false);
        for (number, line) in text.lines().enumerate() {
            let (key, value) = line.split_once(" = ").unwrap_or((line, ""));
            match key {
                _ if line.starts_with('[') => pieces = line == "[pieces]",
                _ if value.is_empty() || key.starts_with(['#', '"']) => {}
                "name" if !pieces => name = value.trim_matches('"').to_string(),
                _ if pieces || key == "match" => {
                    if pieces {
                        name = format!("{{={key}}}");
                    }
                    let read: toml::Table = toml::from_str(line).expect("a pattern stands on one line");
                    let pattern = read[key].as_str().expect("a pattern is a text");
                    let (file, name, words) = (file.clone(), name.clone(), words(pattern));
                    patterns.push(Pattern { file, name, line: number + 1, text: pattern.to_string(), words });
                }
                _ => {}
            }
        }
    }
    patterns
}

/// A pattern, with marks around some of its words.
fn marked(pattern: &Pattern, words: &[&Range<usize>]) -> String {
    let (mut text, mut done) = (String::new(), 0);
    for word in words {
        text += &format!("{}«{}»", &pattern.text[done..word.start], &pattern.text[(*word).clone()]);
        done = word.end;
    }
    text + &pattern.text[done..]
}

/// A grammar of which patterns are broken, one word at a time.
struct Bench {
    grammar: Grammar,
    /// The patterns of the family and of its base.
    patterns: Vec<Pattern>,
    /// The examples, by the numbers of their rules.
    examples: Vec<(usize, Example)>,
}

impl Bench {
    fn new(files: &Files, family: &str) -> Bench {
        let grammar = load::load(files, family).unwrap_or_else(|mistakes| common::refuse(&mistakes));
        let patterns = patterns(files, &[family, BASE]);
        let of =
            |number| grammar.rule(number).1.examples.iter().map(move |example| (number, example.clone()));
        let examples = (0..grammar.rules.len()).flat_map(of).collect();
        Bench { grammar, patterns, examples }
    }

    fn all(files: &Files) -> Vec<Bench> {
        FAMILIES.iter().map(|family| Bench::new(files, family)).collect()
    }

    /// The pieces that a file knows, with one pattern in place of another.
    fn pieces(&self, file: &str, pattern: &Pattern, text: &str) -> Pieces {
        let mut pieces = Pieces::new();
        let known = |one: &&Pattern| one.file == file || one.file.ends_with("/family.toml");
        for one in self.patterns.iter().filter(known) {
            if let Some(name) = one.name.strip_prefix("{=") {
                let is_it = one.file == pattern.file && one.name == pattern.name;
                let text = if is_it { text } else { &one.text };
                pieces.insert(name.trim_end_matches('}').to_string(), text.to_string());
            }
        }
        pieces
    }

    /// Breaks a word, looks at the grammar and at the numbers of the rules that are broken, and mends them.
    fn broken<T>(
        &mut self,
        pattern: &Pattern,
        word: &Range<usize>,
        look: impl FnOnce(&Self, &[usize]) -> T,
    ) -> T {
        let text = format!("{}xq{}", &pattern.text[..word.end], &pattern.text[word.end..]);
        let mut sound = Vec::new();
        for number in 0..self.grammar.rules.len() {
            let rule = self.grammar.rule(number).1;
            let is_it = rule.file == pattern.file && rule.name == pattern.name;
            if !is_it && !rule.written.contains("{=") {
                continue;
            }
            let written = if is_it { &text } else { &rule.written };
            let pieces = self.pieces(&rule.file, pattern, &text);
            let whole = pieces::whole(written, &pieces).expect("its pieces are known").pattern;
            if whole != rule.program.pattern {
                let own = self.grammar.try_pattern(number, &whole).expect("a word more breaks no pattern");
                sound.push((number, own));
            }
        }
        let numbers: Vec<usize> = sound.iter().map(|(number, _)| *number).collect();
        let seen = look(self, &numbers);
        for (number, own) in sound {
            let (field, rule) = self.grammar.rules[number];
            self.grammar.fields[field].rules[rule].program = own;
        }
        seen
    }

    /// Whether some example no longer holds where a word is broken: what `test` says.
    fn fails(&mut self, pattern: &Pattern, word: &Range<usize>) -> bool {
        // Only an example in which the word stands can be read in another way; its last letter may be
        // optional.
        let stem = pattern.text[word.start..word.end - 1].to_lowercase();
        self.broken(pattern, word, |bench, own| {
            let grammar = &bench.grammar;
            let field = |number: &usize| grammar.rules[*number].0;
            let fields: BTreeSet<usize> = own.iter().map(field).collect();
            let examples = bench.examples.iter().filter(|(number, _)| fields.contains(&field(number)));
            let (first, then): (Vec<_>, Vec<_>) = examples.partition(|(number, _)| own.contains(number));
            first.into_iter().chain(then).any(|(number, example)| {
                example.text.to_lowercase().contains(&stem) && !examples::holds(grammar, *number, example)
            })
        })
    }
}

/// Whether it says so where a word is broken, in one of the families that have the pattern.
fn caught(benches: &mut [Bench], pattern: &Pattern, word: &Range<usize>) -> bool {
    let folder = pattern.file.split('/').next().unwrap_or_default();
    let known = |bench: &&mut Bench| folder == BASE || folder == bench.grammar.family;
    benches.iter_mut().filter(known).any(|bench| bench.fails(pattern, word))
}

/// All patterns that have words.
fn drawn(files: &Files) -> Vec<Pattern> {
    let mut drawn = patterns(files, &[FAMILIES[0], FAMILIES[1], BASE]);
    drawn.retain(|pattern| !pattern.words.is_empty());
    drawn
}

#[cfg(not(debug_assertions))]
#[test]
fn a_random_word_of_a_random_rule_that_is_changed_is_caught() {
    let files = load::folder(&root().join("grammars")).unwrap();
    let drawn = drawn(&files);
    let mut benches = Bench::all(&files);
    for bench in &benches {
        let checked = examples::run(&bench.grammar);
        assert!(checked.failed.is_empty() && checked.shadowed.is_empty(), "{}", bench.grammar.family);
    }

    let mut missed = Vec::new();
    for seed in 1..=SEEDS {
        let mut dice = Dice(0x1e77e4b00c * seed);
        let mut sample: BTreeSet<usize> = BTreeSet::new();
        let before = missed.len();
        while sample.len() < SAMPLE {
            let number = dice.roll() as usize % drawn.len();
            if !sample.insert(number) {
                continue;
            }
            let pattern = &drawn[number];
            let word = &pattern.words[dice.roll() as usize % pattern.words.len()];
            if !caught(&mut benches, pattern, word) {
                let marked = marked(pattern, &[word]);
                missed.push(format!("{}:{}: {}: {marked}", pattern.file, pattern.line, pattern.name));
            }
        }
        println!("sample {seed}: caught {} of {SAMPLE}", SAMPLE + before - missed.len());
    }
    assert!(missed.is_empty(), "no example needs these words:\n{}", missed.join("\n"));
}

#[cfg(not(debug_assertions))]
#[test]
#[ignore = "it breaks every word of every rule, which takes a minute"]
fn every_word_of_every_rule_that_is_changed_is_caught() {
    let files = load::folder(&root().join("grammars")).unwrap();
    let only = std::env::var("LETTERBOOK_FIELD").unwrap_or_default();
    let mut chosen = drawn(&files);
    chosen.retain(|pattern| pattern.file.contains(&only));
    let missed: Vec<Vec<&Range<usize>>> = chosen
        .par_iter()
        .map_init(
            || Bench::all(&files),
            |benches, pattern| pattern.words.iter().filter(|word| !caught(benches, pattern, word)).collect(),
        )
        .collect();
    let mut by_folder: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for (pattern, missed) in chosen.iter().zip(&missed) {
        let figures = by_folder.entry(pattern.file.split('/').next().unwrap_or_default()).or_default();
        figures[0] += 1;
        figures[1] += pattern.words.len();
        figures[2] += missed.len();
        if !missed.is_empty() {
            let (marked, all) = (marked(pattern, missed), pattern.words.len());
            println!("{}:{}: {} ({all} words)\n    {marked}", pattern.file, pattern.line, pattern.name);
        }
    }
    for (folder, [patterns, words, missed]) in by_folder {
        println!("{folder}: {patterns} patterns, {words} words, {missed} missed");
    }
    let missed: usize = missed.iter().map(Vec::len).sum();
    assert_eq!(missed, 0, "no example needs the words that are marked above");
}
