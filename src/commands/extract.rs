//! `letterbook extract`: documents into datasets, or a comparison with those that are there.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use letterbook::dataset::{self, Summary, check};
use letterbook::grammar::Grammar;
use letterbook::read::{self, Failure, Source};

use super::{DIFFERS, Done, Stop, UNREAD, chosen, files, load_family, no_format};
use crate::Extract;

/// One conversion: documents of a family into a folder.
struct Job {
    grammar: Grammar,
    sources: Vec<Source>,
    failures: Vec<Failure>,
    out: PathBuf,
}

/// Runs the command.
pub fn run(options: &Extract) -> Done {
    let known: Vec<&str> = dataset::FORMATS.iter().map(|format| format.0).collect();
    if let Some(wrong) = options.format.iter().find(|format| !known.contains(&format.as_str())) {
        return Err(no_format(wrong, known.into_iter()));
    }
    let mut code = 0;
    for job in jobs(options)? {
        code = code.max(if options.check { check(&job, options)? } else { convert(&job, options)? });
    }
    Ok(ExitCode::from(code))
}

fn jobs(options: &Extract) -> Result<Vec<Job>, Stop> {
    if !options.paths.is_empty() {
        let Some(out) = options.out.clone() else {
            return Err(Stop::fault("say with --out DIR where the tables go"));
        };
        // A slip of the finger must not empty the tables of an earlier run.
        let missing = |path: &PathBuf| {
            std::fs::symlink_metadata(path).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
        };
        if options.paths.iter().all(missing) {
            let names: Vec<String> = options.paths.iter().map(|path| path.display().to_string()).collect();
            return Err(Stop::fault(format!("there is no such file or folder: {}", names.join(", "))));
        }
        let (sources, failures) = read::find(&options.paths);
        return Ok(vec![Job { grammar: chosen(&options.family)?, sources, failures, out }]);
    }
    let input = Path::new("input");
    let folders = read::inputs(input).map_err(|error| {
        Stop::fault(format!("{error}; name the documents to convert, or make a folder input/FAMILY/"))
    })?;
    let known = letterbook::grammar::load::families(&files(&options.family.grammars)?);
    let wanted = options.family.family.as_ref();
    let mut jobs = Vec::new();
    for (family, folder) in folders.into_iter().filter(|(name, _)| wanted.is_none_or(|wanted| wanted == name))
    {
        if !known.contains(&family) {
            let known = known.join(", ");
            return Err(Stop::fault(format!("input/{family}: no such family; there are {known}")));
        }
        let (sources, failures) = read::find(&[folder]);
        let out = options.out.clone().unwrap_or_else(|| Path::new("output").join(&family));
        jobs.push(Job { grammar: load_family(&family, &options.family.grammars)?, sources, failures, out });
    }
    if jobs.is_empty() {
        let family = wanted.map_or("FAMILY", String::as_str);
        return Err(Stop::fault(format!("there is no folder input/{family}/")));
    }
    Ok(jobs)
}

fn convert(job: &Job, options: &Extract) -> Result<u8, Stop> {
    let started = Instant::now();
    let summary = write(job, &job.out, options)?;
    let Summary { documents, rows, doubts, failures } = &summary;
    eprintln!(
        "{}: {} converted, {rows} rows, {}, {} in {:.2} s -> {}",
        job.grammar.family,
        number(*documents, "document"),
        number(*doubts, "doubt"),
        number(failures.len(), "failure"),
        started.elapsed().as_secs_f64(),
        job.out.display(),
    );
    for failure in failures.iter().take(5) {
        eprintln!("  {}: {}", failure.source, failure.error);
    }
    if failures.len() > 5 {
        eprintln!("  and {} more: see {}", failures.len() - 5, job.out.join("failures.csv").display());
    }
    if summary.documents == 0 && failures.is_empty() {
        eprintln!("  there was no document to convert");
    }
    Ok(if failures.is_empty() { 0 } else { UNREAD })
}

fn check(job: &Job, options: &Extract) -> Result<u8, Stop> {
    let fresh = tempfile::tempdir()?;
    write(job, fresh.path(), options)?;
    let changes = check::compare(&job.out, fresh.path())?;
    let mut out = std::io::stdout().lock();
    for change in &changes {
        writeln!(out, "{change}")?;
    }
    let family = &job.grammar.family;
    if changes.is_empty() {
        eprintln!("{family}: {} as extracted", job.out.display());
        return Ok(0);
    }
    eprintln!("{family}: {}; `letterbook extract` accepts them", number(changes.len(), "change"));
    Ok(DIFFERS)
}

fn write(job: &Job, out: &Path, options: &Extract) -> Result<Summary, Stop> {
    let bar = progress(job.sources.len());
    let written = dataset::write(&job.sources, &job.failures, &job.grammar, out, &options.format, |done| {
        bar.inc(done as u64);
    });
    bar.finish_and_clear();
    written.map_err(|error| {
        let reason = error.to_string();
        let reason = reason.split(" (os error").next().unwrap_or_default();
        Stop::fault(format!("{}: {reason}", out.display()))
    })
}

/// A bar for long runs on a terminal; nothing elsewhere.
fn progress(documents: usize) -> ProgressBar {
    if documents < 200 || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} documents, {per_sec}, {eta} left");
    ProgressBar::new(documents as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn number(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
