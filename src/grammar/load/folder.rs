//! The files of a grammar folder, as they stand on the disk. One that cannot be read stands among them with
//! the reason, for whoever opens it; what the others say is the matter of the loader.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::files::{self, reason, shown};

/// The files of a grammar folder: path from the folder, with `/`, and text.
pub type Files = BTreeMap<String, Text>;

/// The text of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    text: Arc<str>,
    unread: Option<String>,
}

impl Text {
    /// A file that cannot be read, and why, in words.
    pub fn unread(why: impl Into<String>) -> Text {
        Text { text: Arc::default(), unread: Some(why.into()) }
    }

    /// Why it cannot be read.
    pub fn why_unread(&self) -> Option<&str> {
        self.unread.as_deref()
    }

    /// The text, for those who keep it; empty where it cannot be read.
    pub fn shared(&self) -> Arc<str> {
        self.text.clone()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text { text: text.into(), unread: None }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text { text: text.into(), unread: None }
    }
}

impl std::ops::Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// The files of a grammar folder on disk.
///
/// # Errors
/// A folder that cannot be listed, in words.
pub fn folder(path: &Path) -> Result<Files, String> {
    let mut files = Files::new();
    for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            let why = error.io_error().map_or_else(|| error.to_string(), reason);
            format!("{} cannot be read: {why}", error.path().unwrap_or(path).display())
        })?;
        // Editors and systems keep hidden files beside those of authors.
        let hidden = entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".");
        let folder = entry.file_type().is_dir();
        if !folder && !hidden && entry.path().extension().is_some_and(|extension| extension == "toml") {
            let name = shown(entry.path().strip_prefix(path).unwrap_or(entry.path()).as_os_str());
            files.insert(name, text_of(entry.path()).map_or_else(Text::unread, Text::from));
        }
    }
    Ok(files)
}

/// The text of a file, or why there is none.
fn text_of(path: &Path) -> Result<String, String> {
    files::text_of(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::InvalidData => "it is no UTF-8".into(),
        _ => reason(&error),
    })
}
