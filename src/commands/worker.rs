//! `letterbook worker`, which no user calls: reads files for another letterbook. And how that one calls it.

use std::path::Path;
use std::process::ExitCode;

use letterbook::read::{pool, scan, worker};

use super::Done;
use crate::Limits;

/// Runs the command.
pub fn run(limits: &Limits) -> Done {
    if let Some(folder) = &limits.ocr_cache {
        scan::keep_in(folder.clone());
    }
    worker::serve(limits.time_limit, limits.memory_limit)?;
    Ok(ExitCode::SUCCESS)
}

/// Has files that are no plain text read in workers. What is read from pictures is kept below `out`, the
/// folder of the datasets, if it is not to be kept elsewhere.
pub fn start(limits: &Limits, out: Option<&Path>) {
    // Where the system does not tell the name of the program, files are read without workers.
    let Ok(program) = std::env::current_exe() else { return };
    pool::start(pool::Limits {
        program: (program, vec!["worker".into()]),
        seconds: limits.time_limit,
        mebibytes: limits.memory_limit,
        kept: limits.ocr_cache.clone().or_else(|| out.map(|out| out.join(".letterbook-cache"))),
    });
}
