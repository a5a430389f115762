//! `letterbook test`: every rule on the examples it carries, and what the documents never use.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use letterbook::examples;
use letterbook::examples::coverage::{Coverage, unasked};
use letterbook::grammar::Grammar;
use letterbook::grammar::load::{self, Files};
use letterbook::read;

use super::{DIFFERS, Done, Stop, files, known_family};
use crate::Test;

/// Runs the command.
pub fn run(options: &Test) -> Done {
    let files = files(&options.grammars)?;
    let known = load::families(&files);
    if known.is_empty() {
        return Err(Stop::fault("the grammars folder holds no family: no FAMILY/family.toml"));
    }
    for family in &options.families {
        known_family(family, &known)?;
    }
    if let Some(input) = options.input.as_ref().filter(|input| !input.is_dir()) {
        return Err(Stop::fault(format!("there is no folder {}", input.display())));
    }
    let mut mistakes = Vec::new();
    let (mut failed, mut shadowed) = (0, 0);
    for family in if options.families.is_empty() { &known } else { &options.families } {
        let grammar = match load::load(&files, family) {
            Ok(grammar) => grammar,
            Err(found) => {
                mistakes.extend(found);
                continue;
            }
        };
        let checked = examples::run(&grammar);
        failed += examples(&grammar, &checked)?;
        shadowed += checked.shadowed.len();
        let input = options.input.clone().unwrap_or_else(|| Path::new("input").join(family));
        let list = match options {
            Test { warnings: true, .. } => List::All,
            Test { lenient: false, .. } => List::Shadowed,
            _ => List::Nothing,
        };
        let mut warnings = Warnings::new(&grammar, &files, &checked);
        if input.is_dir() {
            warnings.of_documents(&input);
        }
        warnings.tell(list)?;
    }
    if !options.lenient && shadowed > 0 {
        let examples = if shadowed == 1 { "example says" } else { "examples say" };
        say!("letterbook: {shadowed} {examples} nothing of the rule; --lenient lets shadowed examples hold");
        failed += shadowed;
    }
    if !mistakes.is_empty() {
        return Err(Stop::Mistakes(mistakes));
    }
    Ok(ExitCode::from(if failed == 0 { 0 } else { DIFFERS }))
}

/// Shows the examples that do not hold, and says how many.
fn examples(grammar: &Grammar, checked: &examples::Checked) -> Result<usize, Stop> {
    let mut out = std::io::stdout().lock();
    for failure in &checked.failed {
        let (text, marks) = failure.around();
        writeln!(out, "{}:{}: {}\n  {text}", failure.file, failure.line, failure.rule)?;
        if let Some(marks) = marks {
            writeln!(out, "  {marks}")?;
        }
        writeln!(out, "  {}", failure.outcome)?;
    }
    let examples = grammar.examples();
    let bad = checked.failed.iter().map(|failure| (&failure.file, failure.line, &failure.text));
    let bad = bad.collect::<BTreeSet<_>>().len();
    let (family, rules) = (&grammar.family, grammar.rules.len());
    say!("{family}: {rules} rules, {examples} examples, {} hold, {bad} do not", examples - bad);
    Ok(checked.failed.len())
}

/// Which warnings are listed.
#[derive(PartialEq)]
enum List {
    Nothing,
    Shadowed,
    All,
}

/// What is no mistake and yet worth a look.
struct Warnings<'w> {
    grammar: &'w Grammar,
    files: &'w Files,
    /// How many there are of each kind, in words.
    counts: Vec<String>,
    /// Each of them as a line, shadowed examples first.
    lines: Vec<String>,
    /// How many of the lines are about shadowed examples.
    shadowed: usize,
}

impl<'w> Warnings<'w> {
    fn new(grammar: &'w Grammar, files: &'w Files, checked: &examples::Checked) -> Warnings<'w> {
        let shadowed = checked.shadowed.len();
        let mut warnings = Warnings { grammar, files, counts: Vec::new(), lines: Vec::new(), shadowed };
        warnings.of_examples(checked);
        warnings.of_lists();
        warnings
    }

    /// Examples that say nothing of their rule.
    fn of_examples(&mut self, checked: &examples::Checked) {
        for shadowed in &checked.shadowed {
            let (field, rule) = self.grammar.rule(shadowed.rule);
            let by: Vec<String> =
                shadowed.by.iter().map(|rule| format!("`{}`", self.grammar.rule(*rule).1.name)).collect();
            let how = match by.as_slice() {
                [] => "the veto does not fit this wording".to_string(),
                by => format!("the rule does not read its own example, {} does", by.join(", ")),
            };
            let (file, line) = (&rule.file, shadowed.line);
            self.lines.push(format!("{file}:{line}: {}/{}: shadowed: {how}", field.name, rule.name));
        }
        self.count(checked.shadowed.len(), "example is", "examples are", "shadowed");
    }

    /// Word lists that nothing asks for.
    fn of_lists(&mut self) {
        let unasked = unasked(self.grammar);
        for name in &unasked {
            self.lines.push(format!("{}:1: unused: nothing asks for this list", self.file_of(name)));
        }
        self.count(unasked.len(), "list is", "lists are", "asked for by nothing");
    }

    /// Rules and words that some documents never need.
    fn of_documents(&mut self, input: &PathBuf) {
        let mut coverage = Coverage::new(self.grammar);
        let (sources, _) = read::find(std::slice::from_ref(input));
        let documents = sources.iter().flat_map(read::Source::read).flatten();
        documents.for_each(|document| coverage.document(&document, self.grammar));
        let silent: Vec<usize> = coverage.silent().collect();
        let there = format!("on {}", input.display());
        for number in &silent {
            let (field, rule) = self.grammar.rule(*number);
            let place = format!("{}:{}: {}/{}", rule.file, rule.line, field.name, rule.name);
            self.lines.push(format!("{place}: silent: the rule never fires {there}"));
        }
        self.count(silent.len(), "rule never fires", "rules never fire", &there);
        let unmet = coverage.unmet(self.grammar);
        for (name, word) in &unmet {
            let file = self.file_of(name);
            let written = format!("\"{word}\"");
            let line =
                self.files.get(file).and_then(|text| text.lines().position(|line| line.contains(&written)));
            let line = line.map_or(1, |line| line + 1);
            self.lines.push(format!("{file}:{line}: unmet: `{word}` is in no example and no document"));
        }
        self.count(unmet.len(), "word is", "words are", "in no example and no document");
    }

    /// The file of a list: the family's own, or that of its base.
    fn file_of(&self, list: &str) -> &'w str {
        let own = format!("{}/words/{list}.toml", self.grammar.family);
        let end = format!("/words/{list}.toml");
        let own = self.files.keys().find(|path| **path == own);
        own.or_else(|| self.files.keys().find(|path| path.ends_with(&end))).map_or("", String::as_str)
    }

    fn count(&mut self, number: usize, one: &str, many: &str, what: &str) {
        if number > 0 {
            self.counts.push(format!("{number} {} {what}", if number == 1 { one } else { many }));
        }
    }

    /// Says how many there are, and lists those that were asked for.
    fn tell(mut self, listed: List) -> Result<(), Stop> {
        if self.counts.is_empty() {
            return Ok(());
        }
        let more = if listed == List::All { "" } else { " (--warnings lists them)" };
        say!("{}: warnings: {}{more}", self.grammar.family, self.counts.join("; "));
        self.lines.truncate(match listed {
            List::Nothing => 0,
            List::Shadowed => self.shadowed,
            List::All => self.lines.len(),
        });
        let mut out = std::io::stdout().lock();
        for line in self.lines {
            writeln!(out, "{line}")?;
        }
        Ok(())
    }
}
