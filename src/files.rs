//! How files, and why they cannot be used, are told to users.

use std::ffi::OsStr;
use std::path::Path;

/// The name of a file as tables have it: its folders parted by `/`, a byte that is no UTF-8 as `\xFF`, so
/// that two files have two names.
pub(crate) fn shown(name: &OsStr) -> String {
    let mut shown = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        shown += &chunk.valid().replace(std::path::MAIN_SEPARATOR, "/");
        shown.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02X}")));
    }
    shown
}

/// The text of a file, if it is a plain one, since a pipe would be waited for and a device never ends; without a
/// byte-order mark.
///
/// # Errors
/// What the reading can fail with; `InvalidData` where it is no UTF-8.
pub fn text_of(path: &Path) -> std::io::Result<String> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(std::io::Error::other("it is no plain file"));
    }
    let text = std::fs::read_to_string(path)?;
    Ok(text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_string))
}

/// An error of the system in a few words, without its number.
pub fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or folder".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => error.to_string().split(" (os error").next().unwrap_or("cannot be read").to_string(),
    }
}
