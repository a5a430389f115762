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
        warnings(&grammar, &files, &checked, &input, list)?;
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

/// Counts what is no mistake and yet worth a look; shows it where that was asked for.
fn warnings(
    grammar: &Grammar,
    files: &Files,
    checked: &examples::Checked,
    input: &PathBuf,
    listed: List,
) -> Result<(), Stop> {
    let mut shown: Vec<String> = Vec::new();
    let mut counts: Vec<String> = Vec::new();
    let place = |number: usize| {
        let (field, rule) = grammar.rule(number);
        format!("{}:{}: {}/{}", rule.file, rule.line, field.name, rule.name)
    };
    for shadowed in &checked.shadowed {
        let (field, rule) = grammar.rule(shadowed.rule);
        let by: Vec<String> =
            shadowed.by.iter().map(|rule| format!("`{}`", grammar.rule(*rule).1.name)).collect();
        let how = match by.as_slice() {
            [] => "the veto does not fit this wording".to_string(),
            by => format!("the rule does not read its own example, {} does", by.join(", ")),
        };
        shown.push(format!("{}:{}: {}/{}: shadowed: {how}", rule.file, shadowed.line, field.name, rule.name));
    }
    count(&mut counts, checked.shadowed.len(), "example is", "examples are", "shadowed");
    let shadowed = shown.len();
    let unasked = unasked(grammar);
    let list = |name: &str| {
        let own = format!("{}/words/{name}.toml", grammar.family);
        let end = format!("/words/{name}.toml");
        files.keys().find(|path| **path == own).or_else(|| files.keys().find(|path| path.ends_with(&end)))
    };
    let file = |name: &str| list(name).cloned().unwrap_or_default();
    shown.extend(unasked.iter().map(|name| format!("{}:1: unused: nothing asks for this list", file(name))));
    count(&mut counts, unasked.len(), "list is", "lists are", "asked for by nothing");
    if input.is_dir() {
        let mut coverage = Coverage::new(grammar);
        let (sources, _) = read::find(std::slice::from_ref(input));
        let documents = sources.iter().flat_map(read::Source::read).flatten();
        documents.for_each(|document| coverage.document(&document, grammar));
        let silent: Vec<usize> = coverage.silent().collect();
        let never = format!("never fires on {}", input.display());
        shown.extend(silent.iter().map(|rule| format!("{}: silent: the rule {never}", place(*rule))));
        let (one, many) = ("rule never fires", "rules never fire");
        count(&mut counts, silent.len(), one, many, &format!("on {}", input.display()));
        let unmet = coverage.unmet(grammar);
        for (name, word) in &unmet {
            let text = list(name).and_then(|path| files.get(path));
            let line =
                text.and_then(|text| text.lines().position(|line| line.contains(&format!("\"{word}\""))));
            let line = line.map_or(1, |line| line + 1);
            shown.push(format!("{}:{line}: unmet: `{word}` is in no example and no document", file(name)));
        }
        count(&mut counts, unmet.len(), "word is", "words are", "in no example and no document");
    }
    if counts.is_empty() {
        return Ok(());
    }
    let more = if listed == List::All { "" } else { " (--warnings lists them)" };
    say!("{}: warnings: {}{more}", grammar.family, counts.join("; "));
    shown.truncate(match listed {
        List::Nothing => 0,
        List::Shadowed => shadowed,
        List::All => shown.len(),
    });
    let mut out = std::io::stdout().lock();
    for line in shown {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn count(counts: &mut Vec<String>, number: usize, one: &str, many: &str, what: &str) {
    if number > 0 {
        counts.push(format!("{number} {} {what}", if number == 1 { one } else { many }));
    }
}
