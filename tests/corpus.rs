//! Letters that other tools have made into Word files, web pages and so on are read as well as plain text.
//!
//! `corpus/make.py` makes the files; where its tools are missing nothing is tested, and a notice says so.

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Folder, letterbook, root};
use serde_json::Value;

/// How much worse than plain text a format may be.
const BAR: f64 = 0.01;

/// A Python with what the script needs, if all tools are there.
fn python() -> Option<PathBuf> {
    let own =
        std::env::var_os("LETTERBOOK_PYTHON_ENV").map_or(root().join("target/corpus-python"), PathBuf::from);
    let works = |command: &mut Command| command.output().is_ok_and(|done| done.status.success());
    let mut pythons = [own.join("bin/python"), PathBuf::from("python3")].into_iter();
    let python = pythons.find(|python| works(Command::new(python).args(["-c", "import docx"])));
    let tools = ["soffice", "pandoc"].iter().all(|tool| works(Command::new(tool).arg("--version")));
    if python.is_none() || !tools {
        eprintln!("skipped: LibreOffice, pandoc or python-docx is missing; tests/corpus/install gets them");
    }
    python.filter(|_| tools)
}

/// F1 over all rows and cells of the documents of a folder.
fn f1(folder: &Path) -> (f64, String) {
    let run = letterbook(["score".as_ref(), folder.as_os_str(), "--format".as_ref(), "json".as_ref()]).run();
    let score: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("no score: {}", run.err));
    let each = score["each"].as_array().unwrap();
    let sum = |name: &str| each.iter().map(|one| one["overall"][name].as_f64().unwrap()).sum::<f64>();
    let (right, wrong) = (sum("right"), sum("extra") + sum("missing"));
    (2.0 * right / (2.0 * right + wrong), format!("{} documents", each.len()))
}

#[test]
fn letters_in_the_files_of_other_tools_are_read_as_well_as_plain_text() {
    let Some(python) = python() else { return };
    let folder = Folder::new();
    let letters = root().join("input/policing");
    let script = root().join("tests/corpus/make.py");
    let made = Command::new(python).arg(script).args([&letters, folder.path()]).status().unwrap();
    assert!(made.success(), "the corpus cannot be made");
    let plain = f1(&letters);
    let mut formats = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let found = f1(&path);
        let name = path.file_name().unwrap().to_string_lossy();
        println!("{name}: {:.4}, plain text {:.4}", found.0, plain.0);
        assert_eq!(found.1, plain.1, "{name}");
        assert!(plain.0 - found.0 <= BAR, "{name}: {:.4}, plain text {:.4}", found.0, plain.0);
        formats += 1;
    }
    assert!(formats >= 10, "only {formats} folders were made");
}
