//! `letterbook score`: a fresh extraction against gold, and against the floors that a repository records.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use letterbook::dataset;
use letterbook::document::Document;
use letterbook::grammar::Grammar;
use letterbook::read::{self, Failure, Source};
use letterbook::score::floor::{Floor, Regression};
use letterbook::score::{self, DocumentScore, Score, Scorer};
use letterbook::terminal;

use super::{DIFFERS, Done, Stop, UNREAD, any_there, chosen, no_format, reason, threads, worker};
use crate::Score as Options;

/// Runs the command.
pub fn run(options: &Options) -> Done {
    let format = score::FORMATS.iter().find(|format| format.0 == options.format);
    let Some((_, write)) = format else {
        return Err(no_format(&options.format, score::FORMATS.iter().map(|format| format.0)));
    };
    if options.raise && options.floor.is_none() {
        return Err(Stop::fault("say with --floor FILE which floors to raise"));
    }
    threads(&options.jobs)?;
    any_there(&options.paths)?;
    let grammar = chosen(&options.family)?;
    let floor = options.floor.as_deref().map(|file| recorded(file, options.raise)).transpose()?;
    worker::start(&options.limits, None);
    let (sources, mut failures) = read::find(&options.paths);
    let golds = golds(&options.paths, &sources);
    let score = measure(&sources, &golds, grammar, &mut failures)?;
    for failure in &failures {
        let said = format!("{}: {}", failure.source, failure.error);
        say!("letterbook: {}", terminal::line(&said));
    }
    if score.documents == 0 && failures.is_empty() {
        let asked: Vec<String> = options.paths.iter().map(|path| path.display().to_string()).collect();
        let message = format!(
            "no document with a NAME.gold.json beside it in {}; gold for letter.txt is letter.gold.json",
            asked.join(", ")
        );
        return Err(Stop::fault(message));
    }
    let drops = floor.as_ref().map(|floor| floor.drops(&score));
    // A table of nothing would hide what has just been said.
    if score.documents > 0 || drops.is_some() || options.format != "table" {
        write!(std::io::stdout().lock(), "{}", write(&score, drops.as_deref()))?;
    }
    if let (Some(file), Some(floor), Some(drops)) = (&options.floor, &floor, &drops) {
        report(file, floor, drops, &score, options.raise)?;
    }
    let differs = drops.map_or(!score.wrong.is_empty(), |drops| !drops.is_empty());
    Ok(ExitCode::from(match (failures.is_empty(), differs) {
        (true, false) => 0,
        (true, true) => DIFFERS,
        _ => UNREAD,
    }))
}

const GOLD: &str = ".gold.json";

/// Every file of gold in the folders, and beside the files.
fn golds(paths: &[PathBuf], sources: &[Source]) -> BTreeSet<PathBuf> {
    let named = |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(GOLD));
    let hidden = |name: &OsStr| name.to_string_lossy().starts_with('.');
    let folders = paths.iter().filter(|path| path.is_dir()).flat_map(|path| {
        let seen = |entry: &walkdir::DirEntry| entry.depth() == 0 || !hidden(entry.file_name());
        walkdir::WalkDir::new(path).into_iter().filter_entry(seen).flatten()
    });
    let inside = folders.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
    let beside = sources.iter().map(|source| source.path.with_extension(&GOLD[1..]));
    inside.filter(|path| named(path)).chain(beside.filter(|path| path.is_file())).collect()
}

/// The paths, without the end of their names, of the documents that gold may be of: `mail#2.gold.json` is of
/// the second document of `mail`, or of `mail#2`.
fn labels(gold: &Path) -> [PathBuf; 2] {
    let name = gold.file_name().unwrap_or_default().to_string_lossy();
    let name = name.strip_suffix(GOLD).unwrap_or(&name);
    let number = |end: &str| !end.is_empty() && end.bytes().all(|byte| byte.is_ascii_digit());
    let file = name.rsplit_once('#').filter(|(_, end)| number(end)).map_or(name, |(file, _)| file);
    [gold.with_file_name(name), gold.with_file_name(file)]
}

/// Scores the documents that have gold beside them, and tells of gold without a document.
fn measure(
    sources: &[Source],
    golds: &BTreeSet<PathBuf>,
    grammar: &Grammar,
    failures: &mut Vec<Failure>,
) -> Result<Score, Stop> {
    let wanted: BTreeSet<PathBuf> = golds.iter().flat_map(|gold| labels(gold)).collect();
    let labelled = sources.iter().filter(|source| wanted.contains(&source.path.with_extension("")));
    let labelled: Vec<Source> = labelled.cloned().collect();
    let scorer = Scorer::new(grammar);
    let one =
        |source: &Source, document: &Document, sheets| -> Result<Option<(PathBuf, DocumentScore)>, Failure> {
            let fail = |error: String| Failure { source: document.name.clone(), stage: "score", error };
            // `mail.eml#2` has its gold in `mail#2.gold.json`.
            let number = document.name.strip_prefix(&source.name).unwrap_or_default();
            let stem = source.path.file_stem().unwrap_or_default().to_string_lossy();
            let gold = source.path.with_file_name(format!("{stem}{number}.gold.json"));
            if !gold.is_file() {
                return Ok(None);
            }
            let text = read::text_of(&gold).map_err(|error| match error.kind() {
                std::io::ErrorKind::InvalidData => fail("its gold is no UTF-8; save it as UTF-8".into()),
                _ => fail(format!("its gold cannot be read: {}", reason(&error))),
            })?;
            let file = format!("{}{number}", source.path.display());
            scorer.document(document, &file, sheets, &text).map(|score| Some((gold, score))).map_err(fail)
        };
    let mut score = Score::default();
    let mut used = BTreeSet::new();
    dataset::each(&labelled, grammar, one, |done| {
        match done {
            Ok(one) => one.into_iter().for_each(|(gold, mut one)| {
                used.insert(gold);
                let fault = |error| Failure { source: one.document.clone(), stage: "score", error };
                failures.extend(std::mem::take(&mut one.faults).into_iter().map(fault));
                score.take(one);
            }),
            Err(failure) => failures.push(failure),
        }
        Ok(())
    })?;
    for gold in golds.difference(&used) {
        let of = labelled.iter().find(|source| labels(gold).contains(&source.path.with_extension("")));
        let failed =
            |source: &Source| failures.iter().any(|failure| failure.source.starts_with(&source.name));
        let error = match of {
            None => "there is no document beside this gold",
            // That has been told.
            Some(source) if failed(source) => continue,
            Some(_) => "the file beside this gold has no such document",
        };
        let source = gold.display().to_string();
        failures.push(Failure { source, stage: "score", error: error.into() });
    }
    Ok(score)
}

/// The floors of a file; none yet where they are about to be raised for the first time.
fn recorded(file: &Path, raise: bool) -> Result<Floor, Stop> {
    match read::text_of(file) {
        Ok(text) => Floor::parse(&text)
            .map_err(|error| Stop::fault(format!("{} is no file of floors: {error}", file.display()))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && raise => Ok(Floor::default()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let file = file.display();
            Err(Stop::fault(format!("there is no file {file}; `--floor {file} --raise` makes it")))
        }
        Err(error) => Err(Stop::fault(format!("{} cannot be read: {}", file.display(), reason(&error)))),
    }
}

/// Lifts the floors where that was asked for, and says how it stands with them.
fn report(file: &Path, floor: &Floor, drops: &[Regression], score: &Score, raise: bool) -> Result<(), Stop> {
    let raised = floor.raised(score);
    if raise && raised != *floor {
        std::fs::write(file, raised.text()).map_err(|error| {
            Stop::fault(format!("{} cannot be written: {}", file.display(), reason(&error)))
        })?;
        say!("floors: {} lifted to what was measured", file.display());
    }
    match drops.len() {
        0 if !raise && raised != *floor => {
            say!("floors: {} holds and can be lifted with --raise", file.display());
        }
        0 => say!("floors: {} holds", file.display()),
        fell => say!("floors: {fell} below those of {}", file.display()),
    }
    Ok(())
}
