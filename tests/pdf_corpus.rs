//! The letters of the repository as PDFs and scans that other programs made: read as well as the plain texts.
//!
//! `tests/corpus/pdf.sh` makes them in `target/corpus/pdf`; without them these tests say that they are
//! skipped.

mod common;

use std::path::{Path, PathBuf};

use common::{documents, letterbook, read_text, root};

fn corpus() -> Option<PathBuf> {
    let folder = root().join("target/corpus/pdf");
    if folder.join("scan").is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: there is no corpus of PDFs; tests/corpus/pdf.sh makes it");
    None
}

/// F1 of all rows, by `letterbook score`: with its workers, as users run it.
fn f1(folder: &Path) -> f64 {
    let arguments = ["score".as_ref(), folder.as_os_str(), "--format".as_ref(), "json".as_ref()];
    let run = letterbook(arguments).env("RAYON_NUM_THREADS", "2").run();
    assert!(run.code < 2, "{}", run.err);
    let score: serde_json::Value = serde_json::from_str(&run.out).expect("the score is JSON");
    let measure = |name: &str| score["measures"][name]["f1"].as_f64();
    measure("all rows and document dates").expect("the score has an overall F1")
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// How many words of one text stand in another in the same order.
fn in_order(a: &[&str], b: &[&str]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for word in a {
        let mut before = 0;
        for (at, other) in b.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if word == other { before + 1 } else { above.max(row[at]) };
            before = above;
        }
    }
    row[b.len()]
}

/// The lines of addresses, signatures and lists: those of blocks in which every line is short.
fn short_lines(text: &str) -> Vec<String> {
    let blocks = text.split("\n\n").map(|block| block.trim().lines().collect::<Vec<_>>());
    let short = blocks.filter(|block| block.len() > 1 && block.iter().all(|line| line.chars().count() <= 60));
    short.flatten().map(|line| words(line).join(" ")).collect()
}

#[test]
fn pdfs_of_three_producers_are_read_as_well_as_plain_text() {
    let Some(corpus) = corpus() else { return };
    let plain = f1(&corpus.join("plain"));
    for producer in ["libreoffice", "chromium", "letterhead", "reportlab", "columns"] {
        let found = f1(&corpus.join(producer));
        eprintln!("{producer}: F1 {found:.4}, of plain text {plain:.4}");
        assert!(found >= plain - 0.02, "{producer}: F1 is {found:.4}, that of plain text {plain:.4}");
    }
}

#[test]
fn words_keep_their_order_and_lines_of_addresses_and_signatures_their_ends() {
    let Some(corpus) = corpus() else { return };
    for producer in ["libreoffice", "chromium", "letterhead", "reportlab", "columns"] {
        let (mut all, mut kept, mut lines, mut whole) = (0, 0, 0, 0);
        for document in documents(&corpus.join(producer)) {
            let source = Path::new(&document.name).with_extension("txt");
            let plain = read_text(&corpus.join("plain").join(source));
            let (before, after) = (words(&plain), words(&document.text));
            all += before.len();
            kept += in_order(&before, &after);
            let found: Vec<String> = document.text.lines().map(|line| words(line).join(" ")).collect();
            let short = short_lines(&plain);
            lines += short.len();
            for line in short {
                if found.contains(&line) {
                    whole += 1;
                } else {
                    eprintln!("{producer}: {}: {line}", document.name);
                }
            }
        }
        let share = |part: usize, of: usize| part as f64 / of as f64;
        eprintln!("{producer}: words {:.4}, lines {whole} of {lines}", share(kept, all));
        assert!(share(kept, all) >= 0.99, "{producer}: {kept} of {all} words are in order");
        assert!(share(whole, lines) >= 0.97, "{producer}: {whole} of {lines} lines are whole");
    }
}

#[test]
fn scans_are_read_nearly_as_well_as_plain_text() {
    let Some(corpus) = corpus() else { return };
    if std::process::Command::new("tesseract").arg("--version").output().is_err() {
        eprintln!("skipped: Tesseract is not installed");
        return;
    }
    let (plain, found) = (f1(&corpus.join("plain")), f1(&corpus.join("scan")));
    eprintln!("scans: F1 {found:.4}, of plain text {plain:.4}");
    assert!(found >= plain - 0.08, "F1 of scans is {found:.4}, that of plain text {plain:.4}");
}
