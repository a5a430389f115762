//! The bar that says whether the tests of rules are worth something: a word of a pattern is changed, and `test` says
//! so; or `score --floor` or `extract --check` say so, where the documents of `input/` use it. A sample is a random word
//! of each of thirty random rules; pieces of patterns are drawn like rules.
//!
//! `cargo test --release --test breaking_rules -- --nocapture` prints the figures;
//! `cargo test --release --test breaking_rules -- --ignored --nocapture` lists every word that no example needs.

#![cfg_attr(debug_assertions, allow(dead_code, unused_imports))]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use common::{Dice, documents, read_text, root};
use letterbook::dataset::{Sheets, headers};
use letterbook::document::Document;
use letterbook::grammar::load::Files;
use letterbook::grammar::pieces::{self, Pieces};
use letterbook::grammar::{Example, Grammar, check, load};
use letterbook::score::floor::Floor;
use letterbook::score::{Score, Scorer};
use letterbook::understand;
use rayon::prelude::*;

const SAMPLE: usize = 30;
const SEEDS: u64 = 20;

/// What is true now; these figures only rise. In hundredths of all samples together:
const CAUGHT_OF_ALL: usize = 95;
/// Of each sample of thirty:
const CAUGHT_OF_SAMPLE: usize = 26;

/// The pattern of a rule, or a piece of patterns.
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
struct Bench<'p> {
    grammar: Grammar,
    patterns: &'p [Pattern],
    /// The examples of a field, by the numbers of their rules.
    examples: Vec<(usize, Example)>,
}

impl<'p> Bench<'p> {
    fn new(files: &Files, family: &str, patterns: &'p [Pattern]) -> Bench<'p> {
        let grammar = load::load(files, family).unwrap_or_else(|mistakes| common::refuse(&mistakes));
        let of =
            |number| grammar.rule(number).1.examples.iter().map(move |example| (number, example.clone()));
        let examples = (0..grammar.rules.len()).flat_map(of).collect();
        Bench { grammar, patterns, examples }
    }

    /// The pieces that a file knows, with one pattern in place of another.
    fn pieces(&self, file: &str, pattern: &Pattern, text: &str) -> Pieces {
        let mut pieces = Pieces::new();
        let known = |one: &&Pattern| one.file == file || one.file.ends_with("/family.toml");
        for one in self.patterns.iter().filter(known) {
            if let Some(name) = one.name.strip_prefix("{=") {
                let text = if std::ptr::eq(one, pattern) { text } else { &one.text };
                pieces.insert(name.trim_end_matches('}').to_string(), text.to_string());
            }
        }
        pieces
    }

    /// Breaks a word, looks at the grammar and at the numbers of the rules that are broken, and mends it.
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
        // Only an example in which the word stands can be read in another way; its last letter may be optional.
        let stem = pattern.text[word.start..word.end - 1].to_lowercase();
        self.broken(pattern, word, |bench, own| {
            let grammar = &bench.grammar;
            let field = |number: &usize| grammar.rules[*number].0;
            let fields: BTreeSet<usize> = own.iter().map(field).collect();
            let examples = bench.examples.iter().filter(|(number, _)| fields.contains(&field(number)));
            let (first, then): (Vec<_>, Vec<_>) = examples.partition(|(number, _)| own.contains(number));
            first.into_iter().chain(then).any(|(number, example)| {
                example.text.to_lowercase().contains(&stem) && !check::holds(grammar, *number, example)
            })
        })
    }
}

/// What the documents of the repository come to with a grammar: their score and their tables.
fn read(grammar: &Grammar, documents: &[(Document, String)]) -> (Score, Vec<String>) {
    let scorer = Scorer::new(grammar);
    let headers = headers(grammar);
    let (mut score, mut tables) = (Score::default(), Vec::new());
    for (document, gold) in documents {
        let sheets = Sheets::new(document, grammar, &understand(document, grammar));
        tables.push(serde_json::to_string(&sheets.clone().object(&headers)).expect("a table is JSON"));
        score.take(scorer.document(document, &document.name, sheets, gold).expect("gold can be read"));
    }
    (score, tables)
}

/// How many of a sample were caught, and by what first.
#[derive(Default, Debug)]
struct Figures {
    /// By an example that does not hold.
    test: usize,
    /// Of the others, by a measure below its floor.
    floor: usize,
    /// Of the others, by a cell that changed.
    check: usize,
    /// By nothing.
    missed: usize,
}

#[cfg(not(debug_assertions))]
#[test]
fn a_random_word_of_a_random_rule_that_is_changed_is_caught() {
    let files = load::folder(&root().join("grammars")).unwrap();
    let input = root().join("input/policing");
    let gold = |document: &Document| read_text(&input.join(&document.name).with_extension("gold.json"));
    let documents: Vec<(Document, String)> =
        documents(&input).into_iter().map(|document| (document.clone(), gold(&document))).collect();
    let patterns = patterns(&files, &["policing", "letter"]);
    let drawn: Vec<&Pattern> = patterns.iter().filter(|pattern| !pattern.words.is_empty()).collect();
    let mut bench = Bench::new(&files, "policing", &patterns);
    let (score, tables) = read(&bench.grammar, &documents);
    let floor = Floor::default().raised(&score);

    let mut caught = Vec::new();
    for seed in 1..=SEEDS {
        let mut dice = Dice(0x1e77e4b00c * seed);
        let mut sample: BTreeSet<usize> = BTreeSet::new();
        let mut figures = Figures::default();
        while sample.len() < SAMPLE {
            let number = dice.roll() as usize % drawn.len();
            if !sample.insert(number) {
                continue;
            }
            let pattern = drawn[number];
            let word = &pattern.words[dice.roll() as usize % pattern.words.len()];
            if bench.fails(pattern, word) {
                figures.test += 1;
                continue;
            }
            let (now, then) = bench.broken(pattern, word, |bench, _| read(&bench.grammar, &documents));
            if !floor.drops(&now).is_empty() {
                figures.floor += 1;
            } else if then != tables {
                figures.check += 1;
            } else {
                figures.missed += 1;
                let (Pattern { file, line, name, text, .. }, word) = (pattern, word.clone());
                println!("  not caught: `{}` of {name} ({file}:{line})", &text[word]);
            }
        }
        println!("sample {seed} of {SAMPLE}: {figures:?}");
        caught.push(SAMPLE - figures.missed);
    }
    let (sum, least) = (caught.iter().sum::<usize>(), caught.iter().min().copied().unwrap_or_default());
    println!("caught {sum} of {}, at least {least} of {SAMPLE}", SAMPLE * caught.len());
    assert!(sum * 100 >= SAMPLE * caught.len() * CAUGHT_OF_ALL, "{caught:?}");
    assert!(least >= CAUGHT_OF_SAMPLE, "{caught:?}");
}

#[cfg(not(debug_assertions))]
#[test]
#[ignore = "a list for authors: it breaks every word of every rule"]
fn every_word_that_no_example_needs_is_listed() {
    let files = load::folder(&root().join("grammars")).unwrap();
    let only = std::env::var("LETTERBOOK_FIELD").unwrap_or_default();
    for (family, base) in [("policing", "letter"), ("coroner", "coroner")] {
        let patterns = patterns(&files, &[family, base]);
        let of_interest = |one: &&Pattern| one.file.contains(&only) && !one.words.is_empty();
        let chosen: Vec<&Pattern> = patterns.iter().filter(of_interest).collect();
        let missed: Vec<Vec<&Range<usize>>> = chosen
            .par_iter()
            .map_init(
                || Bench::new(&files, family, &patterns),
                |bench, pattern| {
                    let words = pattern.words.iter();
                    words.filter(|word| !bench.fails(pattern, word)).collect()
                },
            )
            .collect();
        let mut by_file: BTreeMap<&str, [f64; 4]> = BTreeMap::new();
        for (pattern, missed) in chosen.iter().zip(&missed) {
            let figures = by_file.entry(&pattern.file).or_default();
            figures[0] += 1.0;
            figures[1] += pattern.words.len() as f64;
            figures[2] += missed.len() as f64;
            figures[3] += missed.len() as f64 / pattern.words.len() as f64;
            if !missed.is_empty() {
                let (missed, all) = (marked(pattern, missed), pattern.words.len());
                println!("{}:{}: {} ({all} words)\n    {missed}", pattern.file, pattern.line, pattern.name);
            }
        }
        let mut all = [0.0; 4];
        for (file, figures) in by_file {
            println!("{file}: patterns, words, missed words, sum of shares missed: {figures:?}");
            all.iter_mut().zip(figures).for_each(|(sum, figure)| *sum += figure);
        }
        println!("{family}: {all:?}: a random word of a random rule is missed with {:.3}", all[3] / all[0]);
    }
}
