//! Files and folders to documents. What cannot be read becomes a [`Failure`] and stops nothing.
//!
//! Text and Markdown are read, in UTF-8, UTF-16 with a byte-order mark, or windows-1252. What the text means
//! is for the rooms that follow.

pub mod layout;
#[cfg(feature = "pdf")]
pub mod pdf;

use std::path::{Path, PathBuf};

use crate::document::Document;

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
const TEXT: [&str; 4] = ["txt", "text", "md", "markdown"];

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
    /// Reads the document.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn read(&self) -> Result<Document, Failure> {
        let fail = |error: String| Failure { source: self.name.clone(), stage: "read", error };
        let extension = self.path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
        if let Some(extension) = extension.filter(|extension| !TEXT.contains(&extension.as_str())) {
            return Err(fail(format!(
                "files of type .{extension} are not read; convert it to plain text (.txt)"
            )));
        }
        let size = std::fs::metadata(&self.path).map_err(|error| fail(reason(&error)))?.len();
        if size > MOST_BYTES {
            return Err(fail(format!("larger than {} MiB", MOST_BYTES >> 20)));
        }
        let bytes = std::fs::read(&self.path).map_err(|error| fail(reason(&error)))?;
        let text = decode(&bytes).map_err(|why| fail(why.into()))?;
        Ok(Document { name: self.name.clone(), text })
    }
}

/// An error of the system in a few words, without its number.
fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => error.to_string().split(" (os error").next().unwrap_or("cannot be read").to_string(),
    }
}

/// The text of a file's bytes: by its byte-order mark, as UTF-8, or else as windows-1252.
///
/// # Errors
/// Why the bytes are no text.
pub fn decode(bytes: &[u8]) -> Result<String, &'static str> {
    if bytes.is_empty() {
        return Err("the file is empty");
    }
    let (encoding, mark) = encoding_rs::Encoding::for_bom(bytes).unwrap_or((encoding_rs::UTF_8, 0));
    let text = match encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]) {
        Some(text) => text.into_owned(),
        None if mark > 0 => return Err("the byte-order mark promises an encoding that the bytes break"),
        None => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    };
    let odd = text.chars().filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}')).count();
    if odd * 50 > text.len() {
        return Err("not a text: it is full of control characters");
    }
    if text.trim().is_empty() {
        return Err("the file holds no words");
    }
    Ok(text)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_in_the_encoding_that_they_are_in() {
        let utf16: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain("Zoë £5".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for (bytes, text) in [
            ("Zoë £5".as_bytes(), Ok("Zoë £5")),
            (b"\xEF\xBB\xBFgood", Ok("good")),
            (b"Zo\xEB \xA35 \x91good\x92", Ok("Zoë £5 ‘good’")),
            (&utf16, Ok("Zoë £5")),
            (b"", Err("the file is empty")),
            (b" \n\t", Err("the file holds no words")),
            (b"\x00\x01\x02\x03abc\x04", Err("not a text: it is full of control characters")),
        ] {
            assert_eq!(decode(bytes).as_deref().map_err(|why| *why), text);
        }
    }
}
