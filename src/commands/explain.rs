//! `letterbook explain`: a document annotated.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use letterbook::explain;
use letterbook::read::Source;

use super::{Done, Stop, UNREAD, chosen};
use crate::Family;

/// Runs the command.
pub fn run(file: &Path, rule: Option<&str>, html: bool, family: &Family) -> Done {
    let grammar = chosen(family)?;
    let source = Source { name: file.display().to_string(), path: file.to_path_buf() };
    let document = source
        .read()
        .map_err(|failure| Stop::Message(format!("{}: {}", failure.source, failure.error), UNREAD))?;
    let explained = match rule {
        Some(rule) => explain::rule(&document, grammar, rule).map_err(Stop::fault)?,
        None if html => explain::html(&document, grammar),
        None => explain::document(&document, grammar),
    };
    write!(std::io::stdout().lock(), "{explained}")?;
    Ok(ExitCode::SUCCESS)
}
