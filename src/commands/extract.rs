//! `letterbook extract`: documents into datasets, or a comparison with those that are there.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use letterbook::dataset::check::{self, Change, say};
use letterbook::dataset::{self, Summary};
use letterbook::grammar::Grammar;
use letterbook::read::{self, Failure, Source};

use super::{DIFFERS, Done, Stop, UNREAD, chosen, files, known_family, load_family, no_format, worker};
use crate::Extract;

/// One conversion: documents of a family into a folder.
struct Job {
    grammar: &'static Grammar,
    sources: Vec<Source>,
    failures: Vec<Failure>,
    out: PathBuf,
}

/// Runs the command.
pub fn run(options: &Extract) -> Done {
    let known: Vec<&str> = dataset::FORMATS.iter().map(|format| format.0).collect();
    let asked = options.format.as_deref();
    if options.check {
        if let Some(wrong) =
            asked.into_iter().flatten().find(|format| !["text", "json"].contains(&format.as_str()))
        {
            return Err(Stop::fault(format!("with --check the format is text or json, not `{wrong}`")));
        }
        worker::start(&options.limits, None);
        return checks(&jobs(options)?, asked.is_some_and(|asked| asked.contains(&"json".to_string())));
    }
    if let Some(wrong) = asked.into_iter().flatten().find(|format| !known.contains(&format.as_str())) {
        return Err(no_format(wrong, known.into_iter()));
    }
    let formats: Vec<String> =
        asked.map_or_else(|| known.iter().map(|name| name.to_string()).collect(), <[String]>::to_vec);
    let mut code = 0;
    let jobs = jobs(options)?;
    worker::start(&options.limits, jobs.first().map(|job| job.out.as_path()));
    for job in jobs {
        code = code.max(convert(&job, &formats)?);
    }
    Ok(ExitCode::from(code))
}

/// Compares every dataset; datasets that differ weigh more than documents that cannot be read.
fn checks(jobs: &[Job], as_json: bool) -> Done {
    let mut changes = Vec::new();
    let mut unread = false;
    for job in jobs {
        let (found, failures) = check(job, as_json)?;
        changes.extend(found.iter().map(say::json));
        unread |= failures > 0;
    }
    if as_json {
        let mut out = std::io::stdout().lock();
        serde_json::to_writer_pretty(&mut out, &changes).map_err(std::io::Error::from)?;
        writeln!(out)?;
    }
    Ok(ExitCode::from(match (changes.is_empty(), unread) {
        (false, _) => DIFFERS,
        (true, true) => UNREAD,
        (true, false) => 0,
    }))
}

fn jobs(options: &Extract) -> Result<Vec<Job>, Stop> {
    if let Some(out) = options.out.as_ref().filter(|out| out.is_file()) {
        let out = out.display();
        return Err(Stop::fault(format!(
            "{out}: this is a file; say with --out DIR a folder for the tables"
        )));
    }
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
    if let Some(wanted) = wanted {
        known_family(wanted, &known)?;
    }
    if jobs.is_empty() {
        let family = wanted.map_or("FAMILY", String::as_str);
        return Err(Stop::fault(format!("there is no folder input/{family}/")));
    }
    Ok(jobs)
}

fn convert(job: &Job, formats: &[String]) -> Result<u8, Stop> {
    let started = Instant::now();
    let summary = write(job, &job.out, formats)?;
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

/// What a fresh extraction would change, and how many documents cannot be read.
fn check(job: &Job, silent: bool) -> Result<(Vec<Change>, usize), Stop> {
    let mut formats = check::formats(&job.out);
    if formats.is_empty() {
        formats = dataset::FORMATS.iter().map(|format| format.0.to_string()).collect();
    }
    let fresh = tempfile::tempdir()?;
    let summary = write(job, fresh.path(), &formats)?;
    let changes = check::compare(&job.out, fresh.path())?;
    if !silent {
        let mut out = anstream::stdout().lock();
        for change in &changes {
            writeln!(out, "{}", say::coloured(change))?;
        }
    }
    let (family, out) = (&job.grammar.family, job.out.display());
    let failures = summary.failures.len();
    match (changes.len(), failures) {
        (0, 0) => eprintln!("{family}: {out} as extracted"),
        (0, failures) => {
            eprintln!("{family}: {out} as extracted; {} could not be read", number(failures, "document"));
        }
        (changes, _) => {
            eprintln!("{family}: {}; `letterbook extract` accepts them", number(changes, "change"))
        }
    }
    Ok((changes, failures))
}

fn write(job: &Job, out: &Path, formats: &[String]) -> Result<Summary, Stop> {
    let bar = progress(job.sources.len());
    let written = dataset::write(&job.sources, &job.failures, job.grammar, out, formats, |done| {
        bar.inc(done as u64);
    });
    bar.finish_and_clear();
    written.map_err(|error| {
        let reason = error.to_string();
        let reason = reason.split(" (os error").next().unwrap_or_default();
        Stop::fault(format!("{}: the tables cannot be written: {reason}", out.display()))
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
