//! `extract --watch`: looks at the folders again and again and converts what has arrived or changed.
//!
//! Looking is by the size and time of each file, every second, which works on any system and on folders of
//! other machines. A file is left out for as long as it differs from the last look: somebody is still writing
//! it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use letterbook::read::Source;

use super::{Job, convert_sources, sources_of};
use crate::Extract;
use crate::commands::Done;

/// How long from one look to the next.
const PAUSE: Duration = Duration::from_secs(1);
/// A file that has not been written to for so long is finished, at the first look.
const SETTLED: Duration = Duration::from_secs(2);

type State = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

/// Runs until the process is stopped.
pub(super) fn run(jobs: &[Job], options: &Extract, formats: &[String]) -> Done {
    if !options.quiet {
        say!("watching; stop with Ctrl-C");
    }
    let mut looks: Vec<Look> = jobs.iter().map(|_| Look::default()).collect();
    loop {
        for (job, look) in jobs.iter().zip(&mut looks) {
            // A folder that is gone may be on its way back: its tables stay till then.
            if job.paths.iter().any(|path| !path.exists()) {
                continue;
            }
            let (sources, failures) = sources_of(job);
            let finished = look.again(sources);
            let errors: Vec<String> = failures.iter().map(|failure| failure.source.clone()).collect();
            let Some(finished) = look.news(finished, errors) else { continue };
            if let Err(stop) = convert_sources(job, &finished, &failures, options, formats) {
                // A full disk may have room again at the next change.
                stop.report();
            }
        }
        std::thread::sleep(PAUSE);
    }
}

/// What the last look at the folders of a job saw.
#[derive(Default)]
struct Look {
    /// Every file; nothing before the first look.
    seen: Option<State>,
    /// What was converted last, and what could not be found then.
    converted: Option<(State, Vec<String>)>,
}

impl Look {
    /// Looks again. Gives the sources that nobody is writing any more.
    fn again(&mut self, sources: Vec<Source>) -> Vec<Source> {
        let now: State = sources.iter().map(|source| (source.path.clone(), state(&source.path))).collect();
        let finished = |path: &PathBuf| match &self.seen {
            Some(seen) => seen.get(path) == now.get(path),
            None => now.get(path).and_then(|state| state.1?.elapsed().ok()).is_some_and(|age| age > SETTLED),
        };
        let finished = sources.into_iter().filter(|source| finished(&source.path)).collect();
        self.seen = Some(now);
        finished
    }

    /// The sources, if they are not those that were converted last.
    fn news(&mut self, sources: Vec<Source>, errors: Vec<String>) -> Option<Vec<Source>> {
        let seen = self.seen.as_ref()?;
        // Where all files are still being written there is nothing to say yet.
        if self.converted.is_none() && sources.is_empty() && !seen.is_empty() {
            return None;
        }
        let of = |source: &Source| Some((source.path.clone(), *seen.get(&source.path)?));
        let now: (State, _) = (sources.iter().filter_map(of).collect(), errors);
        // The rows of a file that is written again stay until it is finished.
        let held = |path: &PathBuf| seen.contains_key(path) && !now.0.contains_key(path);
        let before = self.converted.as_ref();
        if before.is_some_and(|before| *before == now || before.0.keys().any(held)) {
            return None;
        }
        self.converted = Some(now);
        Some(sources)
    }
}

fn state(path: &PathBuf) -> (u64, Option<SystemTime>) {
    std::fs::metadata(path).map_or((0, None), |data| (data.len(), data.modified().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: PathBuf) -> Source {
        Source { name: path.display().to_string(), path }
    }

    #[test]
    fn a_file_that_is_being_written_is_waited_for_and_converted_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.txt");
        let mut look = Look::default();
        // What is written before each look, and how many files are then converted; `None`: nothing to do.
        for (written, converted) in [
            ("", Some(0)),
            ("one", None),
            ("one two", None),
            ("", Some(1)),
            ("", None),
            ("three", None),
            ("", Some(1)),
        ] {
            if !written.is_empty() {
                std::fs::write(&file, written).unwrap();
            }
            let sources = if file.exists() { vec![source(file.clone())] } else { Vec::new() };
            let finished = look.again(sources);
            assert_eq!(
                look.news(finished, Vec::new()).map(|sources| sources.len()),
                converted,
                "{written:?}"
            );
        }
    }
}
