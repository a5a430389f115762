//! `letterbook score`: a fresh extraction against gold, and against the floors that a repository records.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use letterbook::dataset;
use letterbook::document::Document;
use letterbook::grammar::Grammar;
use letterbook::read::{self, Failure, Source};
use letterbook::score::floor::{Drop, Floor};
use letterbook::score::{self, DocumentScore, Score, Scorer};

use super::{DIFFERS, Done, Stop, UNREAD, any_there, chosen, no_format, threads, worker};
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
    let score = measure(&sources, grammar, &mut failures)?;
    for failure in &failures {
        eprintln!("letterbook: {}: {}", failure.source, failure.error);
    }
    if score.documents == 0 && failures.is_empty() {
        return Err(Stop::fault("no document with a NAME.gold.json beside it"));
    }
    let drops = floor.as_ref().map(|floor| floor.drops(&score));
    write!(std::io::stdout().lock(), "{}", write(&score, drops.as_deref()))?;
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

/// Scores the documents that have gold beside them.
fn measure(sources: &[Source], grammar: &Grammar, failures: &mut Vec<Failure>) -> Result<Score, Stop> {
    let labelled: Vec<Source> =
        sources.iter().filter(|source| source.path.with_extension("gold.json").is_file()).cloned().collect();
    let scorer = Scorer::new(grammar);
    let one = |source: &Source, document: &Document, sheets| -> Result<Option<DocumentScore>, Failure> {
        let fail = |error: String| Failure { source: document.name.clone(), stage: "score", error };
        // `mail.eml#2` has its gold in `mail#2.gold.json`.
        let number = document.name.strip_prefix(&source.name).unwrap_or_default();
        let stem = source.path.file_stem().unwrap_or_default().to_string_lossy();
        let gold = source.path.with_file_name(format!("{stem}{number}.gold.json"));
        if !gold.is_file() {
            return Ok(None);
        }
        let gold = std::fs::read_to_string(gold)
            .map_err(|error| fail(format!("its gold cannot be read: {error}")))?;
        let file = format!("{}{number}", source.path.display());
        scorer.document(document, &file, sheets, &gold).map(Some).map_err(fail)
    };
    let mut score = Score::default();
    dataset::each(&labelled, grammar, one, |done| {
        match done {
            Ok(one) => one.into_iter().for_each(|one| score.take(one)),
            Err(failure) => failures.push(failure),
        }
        Ok(())
    })?;
    Ok(score)
}

/// The floors of a file; none yet where they are about to be raised for the first time.
fn recorded(file: &Path, raise: bool) -> Result<Floor, Stop> {
    match std::fs::read_to_string(file) {
        Ok(text) => Floor::parse(&text)
            .map_err(|error| Stop::fault(format!("{} is no file of floors: {error}", file.display()))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && raise => Ok(Floor::default()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let file = file.display();
            Err(Stop::fault(format!("there is no file {file}; `--floor {file} --raise` makes it")))
        }
        Err(error) => Err(Stop::fault(format!("{} cannot be read: {error}", file.display()))),
    }
}

/// Lifts the floors where that was asked for, and says how it stands with them.
fn report(file: &Path, floor: &Floor, drops: &[Drop], score: &Score, raise: bool) -> Result<(), Stop> {
    let raised = floor.raised(score);
    if raise && raised != *floor {
        std::fs::write(file, raised.text())
            .map_err(|error| Stop::fault(format!("{} cannot be written: {error}", file.display())))?;
        eprintln!("floors: {} lifted to what was measured", file.display());
    }
    match drops.len() {
        0 if !raise && raised != *floor => {
            eprintln!("floors: {} holds and can be lifted with --raise", file.display());
        }
        0 => eprintln!("floors: {} holds", file.display()),
        fell => eprintln!("floors: {fell} below those of {}", file.display()),
    }
    Ok(())
}
