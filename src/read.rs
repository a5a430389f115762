//! Files and folders to documents. What cannot be read becomes a [`Failure`] and stops nothing.
//!
//! Which format a file has, and the list of formats, is in [`format`]; a format is one file under `read/`.
//! What a text means is for the rooms that follow.

mod docx;
mod eml;
mod foreign;
pub mod format;
mod html;
pub mod layout;
mod lines;
mod merged;
mod odt;
mod office;
mod pdf;
pub mod pool;
mod rtf;
pub mod scan;
pub mod text;
pub mod worker;
mod xml;

use std::io::Read;
use std::path::{Path, PathBuf};

use crate::document::{Document, Origin};
use crate::files::shown;
pub use crate::files::{reason, text_of};
use format::{Content, File};

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
    /// At which stage: `find`, `read`, `understand` or, of gold, `score`.
    pub stage: &'static str,
    /// Why, in words.
    pub error: String,
}

/// The largest file that is read.
pub(crate) const MOST_BYTES: u64 = 256 << 20;
/// How deep files may lie in files: an attachment of a mail that is attached to a mail.
const MOST_NESTED: usize = 4;

/// All documents of the given files and folders, by name; folders are read recursively, without hidden files
/// and without gold. A file named twice counts once; of two files with one name each is named with its
/// folder. Links are not followed.
pub fn find(paths: &[PathBuf]) -> (Vec<Source>, Vec<Failure>) {
    let mut sources = Vec::new();
    let mut failures = Vec::new();
    for path in paths {
        if !path.is_dir() {
            let name = path.file_name().unwrap_or(path.as_os_str());
            sources.push(Source { name: shown(name), path: path.clone() });
            continue;
        }
        let visible = |entry: &walkdir::DirEntry| {
            entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
        };
        for entry in walkdir::WalkDir::new(path).sort_by_file_name().into_iter().filter_entry(visible) {
            match entry {
                Ok(entry) if entry.file_type().is_file() => {
                    let name = entry.path().strip_prefix(path).unwrap_or(entry.path());
                    let name = shown(name.as_os_str());
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
    tell_apart(&mut sources);
    (sources, failures)
}

/// Files of one name in several of the folders that were asked for get the whole path as a name, as it was
/// given.
fn tell_apart(sources: &mut Vec<Source>) {
    // Mostly there are none, and a copy of a million names is no small thing.
    if sources.windows(2).all(|pair| pair[0].name != pair[1].name) {
        return;
    }
    let mut apart = Vec::new();
    for same in sources.chunk_by(|one, other| one.name == other.name) {
        if let [one] = same {
            apart.push(one.clone());
            continue;
        }
        let mut files = Vec::new();
        for source in same {
            let file = std::fs::canonicalize(&source.path).unwrap_or_else(|_| source.path.clone());
            if !files.contains(&file) {
                files.push(file);
                apart.push(source.clone());
            }
        }
        if let (2.., from) = (files.len(), apart.len() - files.len()) {
            for source in &mut apart[from..] {
                source.name = shown(source.path.as_os_str());
            }
        }
    }
    apart.sort();
    *sources = apart;
}

impl Source {
    /// Reads the documents of the file, each under its own name, or why there is none: never nothing.
    ///
    /// Files other than plain text are read in worker processes once [`pool::start`] was called, else in this
    /// one.
    pub fn read(&self) -> Vec<Result<Document, Failure>> {
        let bytes = match self.bytes() {
            Ok(bytes) => bytes,
            Err(error) => return vec![Err(unread(&self.name, error))],
        };
        match pool::running() {
            Some(pool) if format::is_risky(&File::new(&self.name, &bytes)) => pool.read(&self.name, &bytes),
            _ => documents(&self.name, &bytes),
        }
    }

    /// The bytes of the file, if it is a plain one: a pipe would be waited for, and a device never ends.
    fn bytes(&self) -> Result<Vec<u8>, String> {
        let is = std::fs::metadata(&self.path).map_err(|error| reason(&error))?;
        if !is.is_file() {
            return Err(if is.is_dir() {
                "a folder (directory), not a file"
            } else {
                "no plain file but a pipe or a device"
            }
            .into());
        }
        if is.len() > MOST_BYTES {
            return Err(format!(
                "larger than {} MiB, the most that is read: split it, or save only its text",
                MOST_BYTES >> 20
            ));
        }
        let file = open(&self.path).map_err(|error| reason(&error))?;
        let mut bytes = Vec::with_capacity(is.len() as usize + 1);
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|error| reason(&error))?;
        Ok(bytes)
    }
}

/// Opens a file and never waits for it: it may have become a pipe since it was looked at.
fn open(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits() as i32);
    }
    options.open(path)
}

/// The documents in the bytes of a file of this name: at least one, or a failure. The first has the name of
/// the file; those that follow are called `NAME#2`, `NAME#3` and have the first for their parent.
pub fn documents(name: &str, bytes: &[u8]) -> Vec<Result<Document, Failure>> {
    let mut found = Vec::new();
    gather(name, &File::new(name, bytes), None, None, &mut found);
    found
}

/// The name of a document of a file: the first is number 1.
pub fn numbered(name: &str, number: usize) -> String {
    if number == 1 { name.to_string() } else { format!("{name}#{number}") }
}

/// Reads a file. One within another is named where it cannot be read: by its own name and how deep it lies.
fn gather(
    name: &str,
    file: &File<'_>,
    within: Option<(&str, usize)>,
    parent: Option<&str>,
    found: &mut Vec<Result<Document, Failure>>,
) {
    let failed = |own: &str, error: String| match within {
        Some((label, _)) => Err(unread(own, format!("{label}: {error}"))),
        None => Err(unread(own, error)),
    };
    let (reader, parts) = match format::read(file) {
        Ok(read) => read,
        Err(error) => return found.push(failed(name, error)),
    };
    let nested = within.map_or(0, |(_, nested)| nested);
    for (at, part) in parts.into_iter().enumerate() {
        let own = numbered(name, at + 1);
        let parent = if at == 0 { parent } else { Some(name) };
        match part {
            Content::Text(text, _) if text.trim().is_empty() => {
                found.push(failed(&own, "the file holds no words".into()));
            }
            Content::Text(text, origin) => {
                let parent = parent.map(str::to_string);
                let origin = Origin { reader: reader.to_string(), parent, ..origin };
                found.push(Ok(Document { name: own, text, origin }));
            }
            Content::File { name: label, .. } if nested >= MOST_NESTED => {
                found.push(Err(unread(&own, format!("{label}: lies in too many files, one in the other"))));
            }
            Content::File { name: label, bytes } => {
                gather(&own, &File::new(&label, &bytes), Some((&label, nested + 1)), parent, found);
            }
        }
    }
}

fn unread(name: &str, error: String) -> Failure {
    Failure { source: name.to_string(), stage: "read", error }
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
