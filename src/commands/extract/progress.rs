//! What a run tells while it works, and at its end: on a terminal a bar, elsewhere nothing but the summary.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use letterbook::dataset::Summary;
use letterbook::dataset::run::Outcome;
use letterbook::read::Source;
use letterbook::terminal;

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
            let template = "{bar:30} {pos}/{len} documents, {rate}, {eta} left{msg}";
            let style =
                ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
            let style = style.with_key("rate", |state: &ProgressState, out: &mut dyn std::fmt::Write| {
                let _ = write!(out, "{:.1}/s", state.per_sec());
            });
            ProgressBar::new(documents as u64).with_style(style)
        };
        Progress { bar, failures: AtomicUsize::new(0), verbose }
    }

    /// A source is done.
    pub fn tell(&self, source: &Source, outcome: Outcome<'_>) {
        let new = outcome.failures.len();
        if new > 0 {
            let failures = self.failures.fetch_add(new, Ordering::Relaxed) + new;
            self.bar.set_message(format!(", {}", number(failures, "failure")));
        }
        self.bar.inc(1);
        if !self.verbose {
            return;
        }
        let Outcome { documents, rows, doubts, known, failures } = outcome;
        let mut lines: Vec<String> =
            failures.iter().map(|failure| format!("{}: {}", failure.source, failure.error)).collect();
        if documents > 0 {
            let many = if documents > 1 { format!("{documents} documents, ") } else { String::new() };
            let known = if known { " (unchanged)" } else { "" };
            let (rows, doubts) = (number(rows, "row"), number(doubts, "doubt"));
            lines.insert(0, format!("{}: {many}{rows}, {doubts}{known}", source.name));
        }
        self.bar.suspend(|| lines.iter().for_each(|line| say!("{}", terminal::line(line))));
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
        say!(
            "{}: {} converted{unchanged}, {}, {}, {} in {:.2} s -> {}",
            job.grammar.family,
            number(*documents, "document"),
            number(*rows, "row"),
            number(*doubts, "doubt"),
            number(failures.len(), "failure"),
            took.as_secs_f64(),
            job.out.display(),
        );
    }
    if !options.quiet && !summary.removed.is_empty() {
        say!(
            "  removed: {}, which the last run wrote here and this one does not",
            summary.removed.join(", ")
        );
    }
    let file = |table: &str| {
        let name = match formats.iter().find(|format| ["csv", "json", "jsonl"].contains(&format.as_str())) {
            Some(format) if format == "csv" || table == "failures" => format!("{table}.{format}"),
            Some(format) => format!("documents.{format}"),
            None => format!("{}.xlsx", job.grammar.family),
        };
        job.out.join(name)
    };
    for failure in failures.iter().take(5) {
        say!("  {}", terminal::line(&format!("{}: {}", failure.source, failure.error)));
    }
    if failures.len() > 5 {
        say!("  and {} more: see {}", failures.len() - 5, file("failures").display());
    }
    if options.quiet {
        return;
    }
    if *documents == 0 && failures.is_empty() {
        say!("  there was no document to convert");
    }
    let told = options.verbose || std::io::stderr().is_terminal();
    let most = summary.kinds.iter().max_by_key(|(name, count)| (*count, std::cmp::Reverse(*name)));
    if let (true, Some((kind, times)), Some((document, doubts))) = (told, most, &summary.doubtful) {
        say!(
            "  look next at the doubts in {}: `{kind}` is the most frequent ({times}), {} has the most ({doubts})",
            file("doubts").display(),
            terminal::line(document),
        );
        say!("  `letterbook explain FILE` shows why a document was read so");
    }
}
