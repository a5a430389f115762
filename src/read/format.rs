//! Which format a file has, and the one list of formats.
//!
//! The bytes decide: first a mark that only one format has, then how the text is built. The file name is
//! asked only where the bytes leave the choice open.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::document::Origin;

use super::{docx, eml, foreign, html, odt, pdf, rtf, scan, text};

/// A file to be read, with what choosing its format needs.
pub struct File<'a> {
    /// Its bytes.
    pub bytes: &'a [u8],
    /// The last part of its name after a dot, in small letters; empty where it has none.
    pub extension: String,
    /// How it begins, in small letters, as far as ASCII tells it: for UTF-16 too.
    pub head: String,
}

/// How much of a file is looked at for its beginning.
const HEAD: usize = 4096;

impl<'a> File<'a> {
    /// A file of this name.
    pub fn new(name: &str, bytes: &'a [u8]) -> File<'a> {
        let name = name.rsplit('/').next().unwrap_or(name);
        let extension = name.rsplit_once('.').map_or_else(String::new, |(_, end)| end.to_lowercase());
        let head = bytes.iter().take(HEAD).filter(|byte| byte.is_ascii() && **byte != 0);
        let head: String = head.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
        File { bytes, extension, head: head.trim_start().to_string() }
    }
}

/// Something that a file holds.
pub enum Content {
    /// A document. Who read it and its parent are filled in afterwards.
    Text(String, Origin),
    /// A file within the file, to be read as if it stood alone.
    File {
        /// Its own name.
        name: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
}

/// Whether a file has a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    /// It has not.
    No,
    /// It may; its name decides.
    Perhaps,
    /// It has.
    Surely,
}

/// A format that is read.
pub struct FileFormat {
    /// Its name in the column `reader`.
    pub name: &'static str,
    /// How files of it are mostly called, in small letters.
    pub extensions: &'static [&'static str],
    /// Whether a file has it.
    pub looks: fn(&File<'_>) -> Looks,
    /// The documents of a file, at least one, or why there are none.
    pub read: fn(&File<'_>) -> Result<Vec<Content>, String>,
}

/// What is read as plain text: all that no other format has.
const PLAIN_TEXT: &FileFormat = &FORMATS[FORMATS.len() - 1];

/// All formats, the ones that are told apart most surely first. The last one takes what is left.
#[rustfmt::skip]
pub const FORMATS: &[FileFormat] = &[
    FileFormat { name: "pdf", extensions: &["pdf"], looks: pdf::looks, read: pdf::read },
    FileFormat { name: "picture", extensions: &["png", "jpg", "jpeg", "tif", "tiff"], looks: scan::looks, read: scan::read },
    FileFormat { name: "docx", extensions: &["docx", "docm"], looks: docx::looks, read: docx::read },
    FileFormat { name: "odt", extensions: &["odt", "ott"], looks: odt::looks, read: odt::read },
    FileFormat { name: "rtf", extensions: &["rtf"], looks: rtf::looks, read: rtf::read },
    FileFormat { name: "eml", extensions: &["eml", "mht", "mhtml"], looks: eml::looks, read: eml::read },
    FileFormat { name: "html", extensions: &["html", "htm", "xhtml"], looks: html::looks, read: html::read },
    FileFormat { name: "text", extensions: &["txt", "text", "md", "markdown"], looks: text::looks, read: text::read },
];

/// Text that is data and no letter, told by the file name since anything may stand in it.
const DATA: &[&str] = &[
    "css", "csv", "ics", "ini", "js", "json", "jsonl", "log", "ndjson", "py", "rs", "sh", "sql", "svg",
    "tex", "toml", "ts", "tsv", "vcf", "xml", "yaml", "yml",
];

/// The format of a file: what its bytes show, else what its name says of bytes that may be so, else plain
/// text.
pub fn choose(file: &File<'_>) -> &'static FileFormat {
    let looks: Vec<Looks> = FORMATS.iter().map(|format| (format.looks)(file)).collect();
    let with = |fits: &dyn Fn(Looks, &FileFormat) -> bool| {
        FORMATS.iter().zip(&looks).find(|(format, looks)| fits(**looks, format)).map(|(format, _)| format)
    };
    let named = |format: &FileFormat| format.extensions.contains(&file.extension.as_str());
    with(&|looks, _| looks == Looks::Surely)
        .or_else(|| with(&|looks, format| looks == Looks::Perhaps && named(format)))
        .unwrap_or(PLAIN_TEXT)
}

/// Whether reading a file may take any time and memory, or end the process: all formats but plain text.
pub fn is_risky(file: &File<'_>) -> bool {
    !file.bytes.is_empty() && choose(file).name != PLAIN_TEXT.name
}

/// Reads a file in the format that it has: the name of the format, and what the file holds.
///
/// # Errors
/// Why it cannot be read, and what to do instead.
pub fn read(file: &File<'_>) -> Result<(&'static str, Vec<Content>), String> {
    if file.bytes.is_empty() {
        return Err("the file is empty".into());
    }
    let format = choose(file);
    if format.name == PLAIN_TEXT.name {
        if let Some(why) = foreign::told(file.bytes) {
            return Err(why.into());
        }
        if DATA.contains(&file.extension.as_str()) {
            return Err(format!(
                "files of type .{} hold data and no letters; name it .txt if it is one",
                file.extension
            ));
        }
    }
    // The crates that parse files promise not to panic; a file that shows otherwise must not end the run.
    let parts = catch_unwind(AssertUnwindSafe(|| (format.read)(file)));
    let parts = parts.unwrap_or_else(|_| Err(format!("broken: the reader of {} gave up", format.name)))?;
    if parts.is_empty() {
        return Err("the file holds no words".into());
    }
    Ok((format.name, parts))
}
