//! `letterbook extract`: documents into datasets, or a comparison with those that are there.

mod progress;
mod watch;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use letterbook::dataset::cache::Stamp;
use letterbook::dataset::check::{self, Change, say};
use letterbook::dataset::run::Run;
use letterbook::dataset::{self, Summary};
use letterbook::grammar::Grammar;
use letterbook::read::{self, Failure, Source};

use super::{
    DIFFERS, Done, Library, Stop, UNREAD, any_there, chosen, known_family, no_format, reason, threads, worker,
};
use crate::Extract;
use progress::Progress;

/// Where datasets go without `--out`: a folder of each family below it.
const OUT: &str = "output";

/// One conversion: documents of a family into a folder.
struct Job {
    grammar: &'static Grammar,
    paths: Vec<PathBuf>,
    out: PathBuf,
}

/// The formats to write, for the help.
pub fn formats() -> String {
    let known: Vec<&str> = dataset::FORMATS.iter().map(|format| format.0).collect();
    format!(
        "Formats to write: {} [default: {}]; with --check, text or json: how the changes are written",
        known.join(", "),
        dataset::DEFAULT_FORMATS.join(",")
    )
}

/// Runs the command.
pub fn run(options: &Extract) -> Done {
    threads(&options.jobs)?;
    let known: Vec<&str> = dataset::FORMATS.iter().map(|format| format.0).collect();
    let asked = options.format.as_deref();
    if options.check {
        if let Some(wrong) =
            asked.into_iter().flatten().find(|format| !["text", "json"].contains(&format.as_str()))
        {
            return Err(Stop::fault(format!("with --check the format is text or json, not `{wrong}`")));
        }
        worker::start(&options.limits, None);
        return checks(&planned(options)?, asked.is_some_and(|asked| asked.contains(&"json".to_string())));
    }
    if let Some(wrong) = asked.into_iter().flatten().find(|format| !known.contains(&format.as_str())) {
        return Err(no_format(wrong, known.into_iter()));
    }
    let formats: Vec<String> = asked.map_or_else(defaults, <[String]>::to_vec);
    let jobs = planned(options)?;
    worker::start(&options.limits, Some(options.out.as_deref().unwrap_or(Path::new(OUT))));
    if options.watch {
        return watch::run(&jobs, options, &formats);
    }
    let mut code = 0;
    for job in &jobs {
        code = code.max(convert(job, options, &formats)?);
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

/// What is to be converted where, as the arguments ask for it.
fn planned(options: &Extract) -> Result<Vec<Job>, Stop> {
    let stands = |out: &PathBuf| out.ancestors().find(|above| above.exists()).map(Path::to_path_buf);
    if let Some(file) = options.out.as_ref().and_then(stands).filter(|above| !above.is_dir()) {
        let file = file.display();
        return Err(Stop::fault(format!(
            "{file}: this is no folder; say with --out DIR a folder for the tables"
        )));
    }
    if !options.paths.is_empty() {
        let Some(out) = options.out.clone() else {
            return Err(Stop::fault("say with --out DIR where the tables go"));
        };
        any_there(&options.paths)?;
        return Ok(vec![Job { grammar: chosen(&options.family)?, paths: options.paths.clone(), out }]);
    }
    let library = Library::open(&options.family.grammars)?;
    let known = library.families();
    let wanted = options.family.family.as_ref();
    wanted.map_or(Ok(()), |wanted| known_family(wanted, &known))?;
    let folders = read::inputs(Path::new("input")).map_err(|error| {
        Stop::fault(format!("{error}; name the documents to convert, or make a folder input/FAMILY/"))
    })?;
    let mut jobs = Vec::new();
    for (family, folder) in folders.into_iter().filter(|(name, _)| wanted.is_none_or(|wanted| wanted == name))
    {
        if !known.contains(&family) {
            let known = known.join(", ");
            return Err(Stop::fault(format!("input/{family}: no such family; there are {known}")));
        }
        let out = options.out.clone().unwrap_or_else(|| Path::new(OUT).join(&family));
        jobs.push(Job { grammar: library.family(&family)?, paths: vec![folder], out });
    }
    if jobs.is_empty() {
        let family = wanted.map_or("FAMILY", String::as_str);
        return Err(Stop::fault(format!("there is no folder input/{family}/")));
    }
    if let (Some(out), [_, _, ..]) = (&options.out, jobs.as_slice()) {
        let names: Vec<&str> = jobs.iter().map(|job| job.grammar.family.as_str()).collect();
        let (out, names) = (out.display(), names.join(", "));
        return Err(Stop::fault(format!(
            "{out} cannot hold the tables of several families ({names}); say with --family which one, or leave --out away"
        )));
    }
    Ok(jobs)
}

/// What a job reads: the tables that it writes are no documents, should they stand among these.
fn sources_of(job: &Job) -> (Vec<Source>, Vec<Failure>) {
    let (mut sources, failures) = read::find(&job.paths);
    let ours = dataset::file_names(job.grammar);
    let out = std::fs::canonicalize(&job.out).ok();
    sources.retain(|source| {
        let name = source.path.file_name().unwrap_or_default();
        let folder = || std::fs::canonicalize(source.path.parent()?).ok();
        !ours.iter().any(|ours| name == ours.as_str()) || out.is_none() || folder() != out
    });
    (sources, failures)
}

/// Converts what a job reads, and gives the exit code.
fn convert(job: &Job, options: &Extract, formats: &[String]) -> Result<u8, Stop> {
    let (sources, failures) = sources_of(job);
    convert_sources(job, &sources, &failures, options, formats)
}

/// The same for these of its sources, and those that could not be found.
fn convert_sources(
    job: &Job,
    sources: &[Source],
    unread: &[Failure],
    options: &Extract,
    formats: &[String],
) -> Result<u8, Stop> {
    let started = Instant::now();
    let run = Run {
        sources,
        unread,
        grammar: job.grammar,
        out: &job.out,
        home: &job.out,
        formats,
        excel: options.excel,
        stamp: Some(stamp(job.grammar)),
        anew: options.anew,
    };
    let summary = write(&run, &Progress::new(sources.len(), options.quiet, options.verbose))?;
    progress::report(job, &summary, started.elapsed(), formats, options);
    Ok(if summary.failures.is_empty() { 0 } else { UNREAD })
}

/// What the reading of a document depends on: the sources of this program, and the grammar.
fn stamp(grammar: &Grammar) -> Stamp {
    Stamp::new([env!("LETTERBOOK_SOURCES").as_bytes(), grammar.hash.as_bytes()])
}

/// What a fresh extraction would change, and how many documents cannot be read.
fn check(job: &Job, silent: bool) -> Result<(Vec<Change>, usize), Stop> {
    let mut formats = check::formats(&job.out, &job.grammar.family);
    if formats.is_empty() {
        formats = defaults();
    }
    let fresh = tempfile::tempdir().map_err(|error| {
        let folder = tempfile::env::temp_dir();
        let folder = folder.display();
        let why = reason(&error);
        Stop::fault(format!(
            "{folder}: the fresh tables cannot be written there: {why}; TMPDIR names another folder"
        ))
    })?;
    let (sources, unread) = sources_of(job);
    let run = Run {
        sources: &sources,
        unread: &unread,
        grammar: job.grammar,
        out: fresh.path(),
        home: &job.out,
        formats: &formats,
        excel: check::excel(&job.out),
        stamp: None,
        anew: true,
    };
    let summary = write(&run, &Progress::new(sources.len(), silent, false))?;
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
        (0, 0) => say!("{family}: {out} as extracted"),
        (0, failures) => {
            say!("{family}: {out} as extracted; {} could not be read", number(failures, "document"));
        }
        (changes, _) => {
            say!("{family}: {}; the same command without --check accepts them", number(changes, "change"))
        }
    }
    Ok((changes, failures))
}

fn write(run: &Run<'_>, progress: &Progress) -> Result<Summary, Stop> {
    let written = run.write(&|source, outcome| progress.tell(source, outcome));
    progress.clear();
    written.map_err(|error| {
        Stop::fault(format!("{}: the tables cannot be written: {}", run.out.display(), reason(&error)))
    })
}

fn defaults() -> Vec<String> {
    dataset::DEFAULT_FORMATS.map(str::to_string).to_vec()
}

fn number(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
