//! `letterbook completions` and `letterbook man`: what shells and `man` want to know of the commands, made
//! from the same declarations as `--help`.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Done, Stop, reason};
use crate::Cli;

const NAME: &str = "letterbook";

/// Writes the completions of a shell to standard output.
pub fn completions(shell: Shell) -> Done {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), NAME, &mut script);
    std::io::stdout().write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes a page for the program and one for each command into a folder.
pub fn pages(folder: &Path) -> Done {
    let written = std::fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(Cli::command().disable_help_subcommand(true), folder));
    written.map_err(|error| {
        Stop::fault(format!("{}: the pages cannot be written: {}", folder.display(), reason(&error)))
    })?;
    Ok(ExitCode::SUCCESS)
}
