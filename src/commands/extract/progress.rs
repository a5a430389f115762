//! What a run tells while it works, and at its end: on a terminal a bar, elsewhere nothing but the summary.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use letterbook::dataset::Summary;
use letterbook::dataset::run::Outcome;
use letterbook::read::Source;

use super::{Job, number};
use crate::Extract;

/// What is told while a run works.
pub struct Progress {
    bar: ProgressBar,
    failures: AtomicUsize,
    verbose: bool,
}

impl Progress {
    /// Nothing has been done of so many documents.
    pub fn new(documents: usize, quiet: bool, verbose: bool) -> Progress {
        // A terminal that cannot move its cursor shows each state of a bar on a line of its own.
        let dumb = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
        let bar = if quiet || dumb || !std::io::stderr().is_terminal() {
            ProgressBar::hidden()
        } else {
            let template = "{bar:30} {pos}/{len} documents, {per_sec}, {eta} left{msg}";
            let style = ProgressStyle::with_template(template);
            ProgressBar::new(documents as u64)
                .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        };
        Progress { bar, failures: AtomicUsize::new(0), verbose }
    }

    /// A document is done.
    pub fn tell(&self, source: &Source, outcome: Outcome<'_>) {
        if let Outcome::Failed(_) = outcome {
            let failures = self.failures.fetch_add(1, Ordering::Relaxed) + 1;
            self.bar.set_message(format!(", {}", number(failures, "failure")));
        }
        self.bar.inc(1);
        if self.verbose {
            let line = match outcome {
                Outcome::Converted { rows, doubts, known } => {
                    let known = if known { " (unchanged)" } else { "" };
                    format!("{}: {}, {}{known}", source.name, number(rows, "row"), number(doubts, "doubt"))
                }
                Outcome::Failed(failure) => format!("{}: {}", source.name, failure.error),
            };
            self.bar.suspend(|| eprintln!("{line}"));
        }
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

/// What came of a run, and what to look at next.
pub(super) fn report(job: &Job, summary: &Summary, took: Duration, formats: &[String], options: &Extract) {
    let Summary { documents, unchanged, rows, doubts, failures, .. } = summary;
    if !options.quiet {
        let unchanged = if *unchanged > 0 { format!(" ({unchanged} unchanged)") } else { String::new() };
        eprintln!(
            "{}: {} converted{unchanged}, {rows} rows, {}, {} in {:.2} s -> {}",
            job.grammar.family,
            number(*documents, "document"),
            number(*doubts, "doubt"),
            number(failures.len(), "failure"),
            took.as_secs_f64(),
            job.out.display(),
        );
    }
    for failure in failures.iter().take(5) {
        eprintln!("  {}: {}", failure.source, failure.error);
    }
    let file = |table: &str| {
        let named = |format: &&String| ["csv", "json", "jsonl"].contains(&format.as_str());
        let file = formats.iter().find(named).map(|format| format!("{table}.{format}"));
        job.out.join(file.unwrap_or_else(|| format!("{}.xlsx", job.grammar.family)))
    };
    if failures.len() > 5 {
        eprintln!("  and {} more: see {}", failures.len() - 5, file("failures").display());
    }
    if options.quiet {
        return;
    }
    if *documents == 0 && failures.is_empty() {
        eprintln!("  there was no document to convert");
    }
    let told = options.verbose || std::io::stderr().is_terminal();
    let most = summary.kinds.iter().max_by_key(|(name, count)| (*count, std::cmp::Reverse(*name)));
    if let (true, Some((kind, times)), Some((document, doubts))) = (told, most, &summary.doubtful) {
        eprintln!(
            "  look next at the doubts in {}: `{kind}` is the most frequent ({times}), {document} has the most ({doubts})",
            file("doubts").display(),
        );
        eprintln!("  `letterbook explain FILE` shows why a document was read so");
    }
}
