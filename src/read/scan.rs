//! Pictures of pages (PNG, JPEG, TIFF, and pages of PDFs) read by the program Tesseract, if it is installed.
//!
//! What it read is kept in a folder, if one was named, under a name made of the picture and the version: so
//! it is never of another picture. `scan/table.rs` reads its tables; lines and paragraphs are for
//! [`super::layout`].

mod table;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use super::format::{Content, File, Looks};
use super::layout::{self, Page};

/// The remark on each document that was read so.
pub const READ_FROM_A_PICTURE: &str = "read from a picture";

const MISSING: &str = "a picture of a page, and Tesseract, which reads such, is not installed \
                       (Debian, Ubuntu: apt-get install tesseract-ocr; macOS: brew install tesseract; \
                       Windows: winget install UB-Mannheim.TesseractOCR)";

static KEPT_IN: OnceLock<PathBuf> = OnceLock::new();

/// Keeps what is read from pictures in a folder, for as long as the process lives. A folder that cannot be
/// written is no error: nothing is kept then. The first call counts.
pub fn keep_in(folder: PathBuf) {
    let _ = KEPT_IN.set(folder);
}

/// PNG, JPEG and TIFF, by their first bytes.
pub fn looks(file: &File<'_>) -> Looks {
    let marks: [&[u8]; 4] = [b"\x89PNG\r\n\x1a\n", b"\xFF\xD8\xFF", b"II*\0", b"MM\0*"];
    if marks.iter().any(|mark| file.bytes.starts_with(mark)) { Looks::Surely } else { Looks::No }
}

/// Reads the pages of a picture. Their places are in its pixels.
///
/// # Errors
/// Why they cannot be read; how to install Tesseract where it is missing.
pub fn read(file: &File<'_>) -> Result<Vec<Content>, String> {
    let pages = pages(file.bytes, None)?;
    if pages.iter().all(|page| page.lines.is_empty()) {
        return Err("no words are seen in the picture".into());
    }
    Ok(vec![layout::part(pages, [READ_FROM_A_PICTURE])])
}

/// The pages of a picture in a format that Tesseract knows. With `dots`, the pixels of an inch, places are in
/// points.
///
/// # Errors
/// Why they cannot be read.
pub fn pages(bytes: &[u8], dots: Option<f64>) -> Result<Vec<Page>, String> {
    let version = version().ok_or(MISSING)?;
    let kept = KEPT_IN.get().map(|folder| {
        let mut hash = blake3::Hasher::new();
        let dots = dots.map_or(0, |dots| dots.round() as u32);
        hash.update(format!("{version}\n{dots}\n").as_bytes()).update(bytes);
        (folder, format!("{}.tsv", hash.finalize().to_hex()))
    });
    let scale = dots.map_or(1.0, |dots| 72.0 / dots);
    if let Some((folder, name)) = &kept
        && let Ok(table) = std::fs::read_to_string(folder.join(name))
    {
        return Ok(table::pages(&table, scale));
    }
    let table = recognise(bytes, dots)?;
    if let Some((folder, name)) = &kept {
        // Without it the next run takes longer; that is all.
        let _ = keep(folder, name, &table);
    }
    Ok(table::pages(&table, scale))
}

/// Writes a file that is there as a whole or not at all.
fn keep(folder: &Path, name: &str, table: &str) -> std::io::Result<()> {
    let hidden = folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    if hidden && !folder.is_dir() {
        std::fs::create_dir_all(folder)?;
        // Not to be committed with the tables that it lies beside.
        std::fs::write(folder.join(".gitignore"), "*\n")?;
    }
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(table.as_bytes())?;
    file.persist(folder.join(name))?;
    Ok(())
}

/// What Tesseract calls itself; `None` where it is not installed.
fn version() -> Option<&'static str> {
    static VERSION: OnceLock<Option<String>> = OnceLock::new();
    let ask = || {
        let said = Command::new("tesseract").arg("--version").stdin(Stdio::null()).output().ok()?;
        let said = [said.stdout, said.stderr].concat();
        Some(String::from_utf8_lossy(&said).lines().next().unwrap_or_default().to_string())
    };
    VERSION.get_or_init(ask).as_deref()
}

/// Tesseract's table of the words in a picture.
fn recognise(bytes: &[u8], dots: Option<f64>) -> Result<String, String> {
    let mut command = Command::new("tesseract");
    command.args(["stdin", "stdout", "-l", "eng"]);
    if let Some(dots) = dots {
        command.args(["--dpi", &format!("{dots:.0}")]);
    }
    // Its own threads wait for each other more than they work; pages are read at the same time instead.
    command.arg("tsv").env("OMP_THREAD_LIMIT", "1");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|_| MISSING)?;
    let mut input = child.stdin.take();
    let output = std::thread::scope(|threads| {
        threads.spawn(move || input.as_mut().map(|input| input.write_all(bytes)));
        child.wait_with_output()
    });
    let output = output.map_err(|_| "Tesseract could not be run")?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr).to_lowercase();
    Err(if said.contains("failed loading language") {
        "Tesseract has no data for English (Debian, Ubuntu: apt-get install tesseract-ocr-eng)".into()
    } else {
        "Tesseract cannot read the picture; it may be broken or far too large".into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_folder_of_what_was_read_is_passed_over_by_git() {
        let folder = tempfile::tempdir().unwrap();
        for (name, ignored) in [(".letterbook-cache", true), ("mine", false)] {
            let kept = folder.path().join("out").join(name);
            keep(&kept, "a.tsv", "words").unwrap();
            keep(&kept, "b.tsv", "words").unwrap();
            assert_eq!(
                std::fs::read_to_string(kept.join(".gitignore")).is_ok_and(|text| text == "*\n"),
                ignored
            );
            assert_eq!(std::fs::read_to_string(kept.join("b.tsv")).unwrap(), "words");
        }
    }
}
