//! `letterbook test`: every rule on the examples it carries.

use std::io::Write;
use std::process::ExitCode;

use letterbook::grammar::{check, load};

use super::{DIFFERS, Done, Stop, files, known_family};
use crate::Grammars;

/// Runs the command.
pub fn run(families: &[String], grammars: &Grammars) -> Done {
    let files = files(grammars)?;
    let known = load::families(&files);
    if known.is_empty() {
        return Err(Stop::fault("the grammars folder holds no family: no FAMILY/family.toml"));
    }
    for family in families {
        known_family(family, &known)?;
    }
    let mut mistakes = Vec::new();
    let mut failed = 0;
    let mut out = std::io::stdout().lock();
    for family in if families.is_empty() { &known } else { families } {
        let grammar = match load::load(&files, family) {
            Ok(grammar) => grammar,
            Err(found) => {
                mistakes.extend(found);
                continue;
            }
        };
        let failures = check::check(&grammar);
        for failure in &failures {
            writeln!(
                out,
                "{}:{}: {}\n  {}\n  {}",
                failure.file, failure.line, failure.rule, failure.text, failure.outcome
            )?;
        }
        failed += failures.len();
        let examples = grammar.examples();
        let bad: std::collections::BTreeSet<_> =
            failures.iter().map(|failure| (&failure.file, failure.line, &failure.text)).collect();
        eprintln!(
            "{family}: {} rules, {examples} examples, {} hold, {} do not",
            grammar.rules.len(),
            examples - bad.len(),
            bad.len()
        );
    }
    if !mistakes.is_empty() {
        return Err(Stop::Mistakes(mistakes));
    }
    Ok(ExitCode::from(if failed == 0 { 0 } else { DIFFERS }))
}
