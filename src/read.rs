//! Files and folders to documents. What cannot be read becomes a [`Failure`] and stops nothing.
//!
//! Which format a file has, and the list of formats, is in [`format`]; a format is one file under `read/`. What a text
//! means is for the rooms that follow.

mod docx;
mod eml;
pub mod format;
mod html;
mod lines;
mod merged;
mod odt;
mod office;
mod pdf;
mod rtf;
pub mod text;
mod xml;

use std::path::{Path, PathBuf};

use crate::document::{Document, Origin};
use format::{File, Part};

/// A file to be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The name of the document: the path from the folder that was asked for, with `/`.
    pub name: String,
    /// Where the file is.
    pub path: PathBuf,
}

/// A document that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Its name.
    pub source: String,
    /// At which stage: `find` or `read`.
    pub stage: &'static str,
    /// Why, in words.
    pub error: String,
}

/// The largest file that is read.
const MOST_BYTES: u64 = 256 << 20;
/// How deep files may lie in files: an attachment of a mail that is attached to a mail.
const MOST_NESTED: usize = 4;

/// All documents of the given files and folders, by name; folders are read recursively, without hidden files
/// and without gold. A file named twice counts once. Links are not followed.
pub fn find(paths: &[PathBuf]) -> (Vec<Source>, Vec<Failure>) {
    let mut sources = Vec::new();
    let mut failures = Vec::new();
    for path in paths {
        if !path.is_dir() {
            let name = path.file_name().unwrap_or(path.as_os_str());
            sources.push(Source { name: name.to_string_lossy().into_owned(), path: path.clone() });
            continue;
        }
        let visible = |entry: &walkdir::DirEntry| {
            entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
        };
        for entry in walkdir::WalkDir::new(path).sort_by_file_name().into_iter().filter_entry(visible) {
            match entry {
                Ok(entry) if entry.file_type().is_file() => {
                    let name = entry.path().strip_prefix(path).unwrap_or(entry.path());
                    let name = name.to_string_lossy().replace('\\', "/");
                    if !name.ends_with(".gold.json") {
                        sources.push(Source { name, path: entry.path().to_path_buf() });
                    }
                }
                Ok(_) => {}
                Err(error) => failures.push(Failure {
                    source: error.path().unwrap_or(path).display().to_string(),
                    stage: "find",
                    error: error.io_error().map_or_else(|| error.to_string(), reason),
                }),
            }
        }
    }
    sources.sort();
    sources.dedup();
    (sources, failures)
}

impl Source {
    /// Reads the documents of the file, each under its own name, or why there is none: never nothing.
    pub fn read(&self) -> Vec<Result<Document, Failure>> {
        match self.bytes() {
            Ok(bytes) => documents(&self.name, &bytes),
            Err(error) => vec![Err(unread(&self.name, error))],
        }
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        let size = std::fs::metadata(&self.path).map_err(|error| reason(&error))?.len();
        if size > MOST_BYTES {
            return Err(format!("larger than {} MiB", MOST_BYTES >> 20));
        }
        std::fs::read(&self.path).map_err(|error| reason(&error))
    }
}

/// The documents in the bytes of a file of this name: at least one, or a failure. The first has the name of the file;
/// those that follow are called `NAME#2`, `NAME#3` and have the first for their parent.
pub fn documents(name: &str, bytes: &[u8]) -> Vec<Result<Document, Failure>> {
    let mut found = Vec::new();
    gather(name, &File::new(name, bytes), None, 0, &mut found);
    found
}

/// The name of a document of a file: the first is number 1.
pub fn numbered(name: &str, number: usize) -> String {
    if number == 1 { name.to_string() } else { format!("{name}#{number}") }
}

fn gather(
    name: &str,
    file: &File<'_>,
    parent: Option<&str>,
    nested: usize,
    found: &mut Vec<Result<Document, Failure>>,
) {
    let (reader, parts) = match format::read(file) {
        Ok(read) => read,
        Err(error) => return found.push(Err(unread(name, error))),
    };
    for (at, part) in parts.into_iter().enumerate() {
        let own = numbered(name, at + 1);
        let parent = if at == 0 { parent } else { Some(name) };
        match part {
            Part::Text(text, _) if text.trim().is_empty() => {
                found.push(Err(unread(&own, "the file holds no words".into())));
            }
            Part::Text(text, origin) => {
                let parent = parent.map(str::to_string);
                let origin = Origin { reader: reader.to_string(), parent, ..origin };
                found.push(Ok(Document { name: own, text, origin }));
            }
            Part::File { name: label, .. } if nested >= MOST_NESTED => {
                found.push(Err(unread(&own, format!("{label}: lies in too many files, one in the other"))));
            }
            Part::File { name: label, bytes } => {
                let first = found.len();
                gather(&own, &File::new(&label, &bytes), parent, nested + 1, found);
                for failure in found[first..].iter_mut().filter_map(|read| read.as_mut().err()) {
                    failure.error = format!("{label}: {}", failure.error);
                }
            }
        }
    }
}

fn unread(name: &str, error: String) -> Failure {
    Failure { source: name.to_string(), stage: "read", error }
}

/// An error of the system in a few words, without its number.
fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => error.to_string().split(" (os error").next().unwrap_or("cannot be read").to_string(),
    }
}

/// The families that have an input folder: (family, folder), by name.
///
/// # Errors
/// Why the input folder cannot be listed.
pub fn inputs(input: &Path) -> Result<Vec<(String, PathBuf)>, String> {
    let entries =
        std::fs::read_dir(input).map_err(|error| format!("{}: {}", input.display(), reason(&error)))?;
    let mut folders: Vec<(String, PathBuf)> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
        .filter(|(name, _)| !name.starts_with('.'))
        .collect();
    folders.sort();
    Ok(folders)
}
