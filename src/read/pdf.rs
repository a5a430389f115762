//! PDF: told by its mark, and not read yet.

use super::format::{File, Looks, Part};

/// A PDF says so in its first kilobyte.
pub fn looks(file: &File<'_>) -> Looks {
    let head = &file.bytes[..file.bytes.len().min(1024)];
    if memchr::memmem::find(head, b"%PDF-").is_some() { Looks::Surely } else { Looks::No }
}

/// Reads nothing yet.
///
/// # Errors
/// Always.
pub fn read(_: &File<'_>) -> Result<Vec<Part>, String> {
    Err("files of type .pdf are not read; convert it to plain text (.txt)".into())
}
