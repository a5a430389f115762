//! PDF files, with a text layer or as pictures of pages.
//!
//! `pdf/pages.rs` takes what is drawn, [`super::layout`] makes the text of it, [`super::scan`] reads pages
//! that are pictures. Reading a hostile file may take any time and memory or end the process, so the command
//! line does it in a worker ([`super::pool`]).

#[cfg(feature = "pdf")]
mod glyphs;
#[cfg(feature = "pdf")]
mod pages;
#[cfg(feature = "pdf")]
mod picture;

use super::format::{Content, File, Looks};

/// A PDF says so in its first kilobyte; of one that was damaged there, its objects are left.
pub fn looks(file: &File<'_>) -> Looks {
    let head = &file.bytes[..file.bytes.len().min(1024)];
    let holds = |words: &[u8]| memchr::memmem::find(head, words).is_some();
    match () {
        () if holds(b"%PDF-") => Looks::Surely,
        () if holds(b"%PDF") || holds(b" 0 obj") => Looks::Perhaps,
        () => Looks::No,
    }
}

/// Reads the text of a PDF, with the place of every word.
///
/// # Errors
/// Why it cannot be read.
#[cfg(feature = "pdf")]
pub fn read(file: &File<'_>) -> Result<Vec<Content>, String> {
    use super::scan;
    let scanned = |picture: &pages::Picture| {
        let mut pages = scan::pages(&picture.pgm(), Some(picture.dots))?;
        Ok(pages.drain(..).next().unwrap_or_default())
    };
    let contents = pages::pages(file.bytes.to_vec(), scanned)?;
    let said = [
        (contents.scanned, scan::READ_FROM_A_PICTURE),
        (contents.unread, "page not read"),
        (contents.unknown, "unknown characters left out"),
    ];
    let remarks = said.into_iter().filter(|(so, _)| *so).map(|(_, what)| what);
    let mut part = super::layout::part(contents.pages, remarks);
    if let Content::Text(_, origin) = &mut part {
        origin.partial = contents.unread;
    }
    Ok(vec![part])
}

/// Reads nothing.
///
/// # Errors
/// Always.
#[cfg(not(feature = "pdf"))]
pub fn read(_: &File<'_>) -> Result<Vec<Content>, String> {
    Err("this letterbook was built without the feature `pdf`; convert the file to plain text (.txt)".into())
}
