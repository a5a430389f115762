//! `letterbook score`: a fresh extraction against gold.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use letterbook::dataset::Sheets;
use letterbook::read;
use letterbook::score::Score;

use super::{DIFFERS, Done, Stop, UNREAD, chosen};
use crate::Family;

/// Runs the command.
pub fn run(paths: &[PathBuf], family: &Family) -> Done {
    let grammar = chosen(family)?;
    let (sources, failures) = read::find(paths);
    let mut unread = failures.len();
    for failure in failures {
        eprintln!("letterbook: {}: {}", failure.source, failure.error);
    }
    let mut score = Score::default();
    for source in &sources {
        let gold = source.path.with_extension("gold.json");
        if !gold.is_file() {
            continue;
        }
        let scored = source.read().map_err(|failure| failure.error).and_then(|document| {
            let gold = std::fs::read_to_string(&gold).map_err(|error| error.to_string())?;
            let record = letterbook::understand(&document, &grammar);
            let sheets = Sheets::new(&document, &grammar, &record);
            score.add(&document, &grammar, sheets, &gold)
        });
        if let Err(error) = scored {
            eprintln!("letterbook: {}: {error}", source.name);
            unread += 1;
        }
    }
    if score.documents == 0 && unread == 0 {
        return Err(Stop::fault("no document with a NAME.gold.json beside it"));
    }
    write!(std::io::stdout().lock(), "{score}")?;
    Ok(ExitCode::from(match (unread, score.wrong.is_empty()) {
        (0, true) => 0,
        (0, false) => DIFFERS,
        _ => UNREAD,
    }))
}
