//! How files, and why they cannot be used, are told to users.

use std::ffi::OsStr;

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

/// An error of the system in a few words, without its number.
pub fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or folder".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => error.to_string().split(" (os error").next().unwrap_or("cannot be read").to_string(),
    }
}
