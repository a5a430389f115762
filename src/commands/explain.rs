//! `letterbook explain`: a document annotated.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use letterbook::document::Document;
use letterbook::explain;
use letterbook::read::{Failure, Source};
use letterbook::terminal;

use super::{Done, Stop, UNREAD, chosen, worker};
use crate::{Family, Limits};

/// Runs the command.
pub fn run(file: &Path, rule: Option<&str>, html: bool, limits: &Limits, family: &Family) -> Done {
    worker::start(limits, None);
    let grammar = chosen(family)?;
    let document = document(file)?;
    let explained = match rule {
        Some(rule) => explain::rule(&document, grammar, rule).map_err(Stop::fault)?,
        None if html => explain::html(&document, grammar),
        None => explain::document(&document, grammar),
    };
    let shown = if html { explained.into() } else { terminal::text(&explained) };
    write!(std::io::stdout().lock(), "{shown}")?;
    Ok(ExitCode::SUCCESS)
}

/// The most names that are told of the documents of a file.
const FEW: usize = 5;

/// Names in one line, not all of many.
fn few(names: &[String]) -> String {
    let told = names[..names.len().min(FEW)].join(", ");
    if names.len() > FEW { format!("{told} and {} more", names.len() - FEW) } else { told }
}

/// The document of a file, or of `FILE#2` the second one.
fn document(file: &Path) -> Result<Document, Stop> {
    let wanted = file.display().to_string();
    let (path, _) = wanted.split_once('#').filter(|_| !file.exists()).unwrap_or((&wanted, ""));
    let mut read = Source { name: path.to_string(), path: path.into() }.read();
    let name = |read: &Result<Document, Failure>| match read {
        Ok(document) => document.name.clone(),
        Err(failure) => failure.source.clone(),
    };
    let Some(at) = read.iter().position(|read| name(read) == wanted) else {
        let names: Vec<String> = read.iter().map(name).collect();
        return Err(Stop::fault(format!("there is no document {wanted}; the file holds {}", few(&names))));
    };
    if read.len() > 1 && path == wanted {
        let others: Vec<String> = read.iter().map(name).filter(|name| *name != wanted).collect();
        say!("the file holds more documents: {}", terminal::line(&few(&others)));
    }
    read.swap_remove(at)
        .map_err(|failure| Stop::Message(format!("{}: {}", failure.source, failure.error), UNREAD))
}
