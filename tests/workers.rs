//! Hostile and broken files: each becomes a row of `failures.csv`, and the run goes on.
#![cfg(unix)]

mod common;
#[path = "common/paper.rs"]
mod paper;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::{Dice, Folder, column, contents, letterbook, table};
use paper::{Paper, encrypted, file, pdf, stream};

const LETTER: &str = "Dear Home Secretary,\n\nI welcome the report that was published on 2 March 2023.\n";

fn good() -> Vec<u8> {
    let lines: Vec<&str> = LETTER.lines().filter(|line| !line.is_empty()).collect();
    pdf(&[Paper::lines(&lines, 72.0, 72.0)])
}

/// A page that calls a form that calls the next one ten times, and so on: ten billion times.
fn endless() -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_string(),
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>".into(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>"
            .into(),
        stream("", "/X Do ".repeat(10).as_bytes()),
    ];
    for next in 6..=15 {
        let entries = format!(
            "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {next} 0 R >> >>"
        );
        objects.push(stream(&entries, "/X Do ".repeat(10).as_bytes()));
    }
    objects.push(stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9]", b"0 0 m 9 9 l S"));
    file(&objects, "")
}

/// A few kilobytes that unfold to gigabytes: many pages, each of which holds the same 48 MiB.
fn bomb() -> Vec<u8> {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    let spaces = vec![b' '; 1 << 20];
    (0..48).for_each(|_| packed.write_all(&spaces).unwrap());
    let hex: String = packed.finish().unwrap().iter().map(|byte| format!("{byte:02X}")).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_string(),
        format!("<< /Type /Pages /Count 100 /Kids [{}] >>", "3 0 R ".repeat(100)),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>".into(),
        stream("/Filter [/ASCIIHexDecode /FlateDecode]", hex.as_bytes()),
    ];
    // A page may stand in a document only once.
    let kids: Vec<String> = (0..100).map(|at| format!("{} 0 R", 5 + at)).collect();
    objects[1] = format!("<< /Type /Pages /Count 100 /Kids [{}] >>", kids.join(" "));
    let page = objects[2].clone();
    objects.extend((0..100).map(|_| page.clone()));
    file(&objects, "")
}

fn failures(folder: &Path) -> Vec<(String, String)> {
    let rows = table(&folder.join("tables/failures.csv"));
    rows.into_iter().map(|row| (row["source"].clone(), row["error"].clone())).collect()
}

#[test]
fn a_file_that_hangs_explodes_or_is_encrypted_is_a_failure_and_the_others_are_converted() {
    let folder = Folder::new();
    folder.file("letters/a.pdf", good());
    folder.file("letters/bomb.pdf", bomb());
    folder.file("letters/endless.pdf", endless());
    folder.file("letters/locked.pdf", encrypted());
    folder.file("letters/z.pdf", good());
    folder.file("letters/z.txt", LETTER);
    let begun = Instant::now();
    let arguments = ["extract", "letters", "--out", "tables", "--time-limit", "3", "--memory-limit", "256"];
    letterbook(arguments).within(folder.path()).run().ends_with(3);
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
    assert_eq!(column(&folder.path().join("tables/documents.csv"), "document"), ["a.pdf", "z.pdf", "z.txt"]);
    let failures = failures(folder.path());
    let names: Vec<&str> = failures.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["bomb.pdf", "endless.pdf", "locked.pdf"]);
    let limits = ["needs more than 256 MiB to read", "takes longer than 3 s to read"];
    assert!(limits.iter().any(|limit| failures[0].1.starts_with(limit)), "{failures:?}");
    assert!(failures[1].1.starts_with("takes longer than 3 s to read"), "{failures:?}");
    assert!(failures[2].1.contains("encrypted"), "{failures:?}");
}

/// The memory of a process and all that it started, in MiB.
fn memory(of: u32) -> u64 {
    let mut processes: Vec<(u32, u32, u64)> = Vec::new();
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Ok(status) = std::fs::read_to_string(entry.path().join("status")) else { continue };
        let number = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse::<u64>().ok()
        };
        if let (Some(process), Some(parent)) = (number("Pid:"), number("PPid:")) {
            processes.push((process as u32, parent as u32, number("VmRSS:").unwrap_or(0)));
        }
    }
    let mut tree = BTreeSet::from([of]);
    loop {
        let before = tree.len();
        tree.extend(
            processes
                .iter()
                .filter(|process| tree.contains(&process.1))
                .map(|process| process.0)
                .collect::<Vec<_>>(),
        );
        if tree.len() == before {
            break;
        }
    }
    processes.iter().filter(|process| tree.contains(&process.0)).map(|process| process.2).sum::<u64>() >> 10
}

/// A copy of a file that lost its end, or has other bytes or other numbers in some places.
fn mutant(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    match dice.roll() % 4 {
        0 => bytes.truncate(dice.roll() as usize % bytes.len()),
        1 => {
            for _ in 0..=dice.roll() % 20 {
                let at = dice.roll() as usize % bytes.len();
                bytes[at] = dice.roll() as u8;
            }
        }
        2 => {
            let numbers = ["-1", "4294967295", "1e309", "0", "99999999999999999999"];
            let at = dice.roll() as usize % bytes.len();
            if let Some(off) = bytes[at..].iter().position(u8::is_ascii_digit) {
                let number = numbers[dice.roll() as usize % numbers.len()];
                bytes.splice(at + off..=at + off, number.bytes());
            }
        }
        _ => {
            let (from, to) = (dice.roll() as usize % bytes.len(), dice.roll() as usize % bytes.len());
            let piece: Vec<u8> = bytes[from..].iter().take(200).copied().collect();
            bytes.splice(to..to, piece);
        }
    }
    // What no longer says that it is a PDF would be read as a text.
    if !bytes.starts_with(b"%PDF-") {
        bytes.splice(0..0, *b"%PDF-1.7\n");
    }
    bytes
}

#[test]
fn a_thousand_damaged_files_are_each_a_document_or_a_failure_and_memory_stays_small() {
    let folder = Folder::new();
    let mut dice = Dice(0x5EED);
    let mut seeds = vec![
        good(),
        pdf(&[Paper::lines(&["One", "two"], 72.0, 72.0), Paper::turned(&["Three", "four"])]),
        encrypted(),
        String::from_utf8_lossy(&good()).replace("/Length", "/Filter /ASCIIHexDecode /Length").into_bytes(),
    ];
    // With files that other programs made, if tests/corpus/pdf.sh was run.
    for producer in ["libreoffice", "chromium", "reportlab", "columns"] {
        let folder = common::root().join("target/corpus/pdf").join(producer);
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut files: Vec<_> =
            files.filter(|path| path.extension().is_some_and(|end| end == "pdf")).collect();
        files.sort();
        seeds.extend(files.iter().take(2).map(|path| std::fs::read(path).unwrap()));
    }
    for number in 0..1000 {
        let bytes = mutant(&seeds[number % seeds.len()], &mut dice);
        folder.file(&format!("letters/{number:04}.pdf"), bytes);
    }
    for number in 0..3 {
        folder.file(&format!("letters/bomb{number}.pdf"), bomb());
        folder.file(&format!("letters/endless{number}.pdf"), endless());
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_letterbook"))
        .args(["extract", "letters", "--out", "tables", "--time-limit", "5"])
        .current_dir(folder.path())
        .env("RAYON_NUM_THREADS", "2")
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        most = most.max(memory(child.id()));
        std::thread::sleep(Duration::from_millis(20));
    }
    let done = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(3), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    assert!(most < 1536, "the processes took {most} MiB");
    let read = column(&folder.path().join("tables/documents.csv"), "document");
    let failed: Vec<String> = failures(folder.path()).into_iter().map(|failure| failure.0).collect();
    let accounted: BTreeSet<&String> = read.iter().chain(&failed).collect();
    assert_eq!(accounted.len(), 1006);
    assert!(read.len() > 250, "only {} were read", read.len());
    eprintln!("{} read, {} failures, at most {most} MiB", read.len(), failed.len());
}

#[test]
fn pipes_devices_and_links_in_a_folder_are_not_opened_and_nothing_is_written_elsewhere() {
    let folder = Folder::new();
    folder.file("letters/a.pdf", good());
    folder.file("elsewhere/secret.pdf", good());
    let pipe = folder.path().join("letters/pipe.pdf");
    assert!(Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success()));
    std::os::unix::fs::symlink("../elsewhere/secret.pdf", folder.path().join("letters/link.pdf")).unwrap();
    let before = contents(&folder.path().join("letters"));
    // Named outright, a pipe is a failure; in a folder it is passed over.
    let run = letterbook(["extract", "letters", "letters/pipe.pdf", "/dev/zero", "--out", "tables"]);
    run.within(folder.path()).run().ends_with(3).says("pipe.pdf: no plain file but a pipe or a device");
    assert_eq!(column(&folder.path().join("tables/documents.csv"), "document"), ["a.pdf"]);
    assert_eq!(contents(&folder.path().join("letters")), before);
    let names: BTreeSet<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(names, BTreeSet::from(["elsewhere", "letters", "tables"].map(String::from)));
}

/// Each line: how `extract` is called for pictures of two families, and where what was read of them is kept.
#[test]
fn what_is_read_of_pictures_is_kept_in_the_folder_of_out_or_in_that_of_all_families() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    folder.file("input/policing/a.png", b"\x89PNG\r\n\x1a\na");
    folder.file("input/coroner/b.png", b"\x89PNG\r\n\x1a\nb");
    // In place of Tesseract: a page with one word.
    let rows = r"1\t1\t0\t0\t0\t0\t0\t0\t600\t800\t-1\t\n5\t1\t1\t1\t1\t1\t10\t10\t50\t20\t96\tLetter\n";
    let script =
        format!("#!/bin/sh\n[ \"$1\" = --version ] && exec echo one\ncat > /dev/null\nprintf '{rows}'\n");
    let program = folder.file("bin/tesseract", script);
    std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path =
        format!("{}:{}", folder.path().join("bin").display(), std::env::var("PATH").unwrap_or_default());
    for (arguments, kept, pictures) in [
        (&["extract"][..], "output/.letterbook-cache", 2),
        (&["extract", "input/policing", "--out", "out"], "out/.letterbook-cache", 1),
        (&["extract", "--ocr-cache", "kept", "--force"], "kept", 2),
    ] {
        letterbook(arguments).within(folder.path()).env("PATH", &path).run().ends_with(0);
        let files = contents(&folder.path().join(kept)).into_keys();
        assert_eq!(files.filter(|name| name.ends_with(".tsv")).count(), pictures, "{arguments:?}");
    }
    let elsewhere = contents(&folder.path().join("output")).into_keys().filter(|name| name.ends_with(".tsv"));
    assert_eq!(elsewhere.count(), 2);
}
