//! Datasets as other programs see them: `tests/tools/check_datasets.py` runs the programs, where they are
//! installed (`tests/tools/install`).

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Folder, letterbook, root};

/// A Python with the packages that check datasets, or nothing and a notice.
fn python() -> Option<PathBuf> {
    let python = std::env::var_os("LETTERBOOK_PYTHON").map(PathBuf::from);
    let python = python.unwrap_or_else(|| root().join("target/checks/bin/python"));
    let has_packages = Command::new(&python)
        .args(["-c", "import frictionless, jsonschema, openpyxl, pandas, pyarrow"])
        .output()
        .is_ok_and(|done| done.status.success());
    if !has_packages {
        eprintln!("skipped: no Python with the packages that tests/tools/install installs");
        return None;
    }
    Some(python)
}

fn check(python: &Path, arguments: &[&str]) {
    let script = root().join("tests/tools/check_datasets.py");
    let done = Command::new(python).arg(script).args(arguments).output().expect("Python starts");
    let said = String::from_utf8_lossy(&done.stdout);
    eprintln!("{said}");
    assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
}

fn extract(family: &str, more: &[&str]) -> Folder {
    let folder = Folder::new();
    let input = root().join("input").join(family);
    // With a document whose words a spreadsheet could take for more than words.
    let odd = "=2+5 is no title_x0041_\n\n14 May 2031\n\nDear Home Secretary,\n\nHMIC graded \u{c}Kent Police\r\n\
               ‘good’ at _x000D_ preventing crime on 3 April 1899; I note 11 recommendations.\n\nYours sincerely\n\n\
               Jane Marsh\nPolice and Crime Commissioner for Kent\n";
    folder.file("in/an odd one.txt", odd);
    // No link in XML can lead to this one.
    #[cfg(unix)]
    folder.file("in/a \u{1}name.txt", odd);
    folder.file("in/empty.txt", "");
    for file in std::fs::read_dir(input).unwrap().map(|entry| entry.unwrap()) {
        if file.file_type().unwrap().is_file() {
            folder.file(&format!("in/{}", file.file_name().display()), std::fs::read(file.path()).unwrap());
        }
    }
    let formats =
        if cfg!(feature = "parquet") { "csv,json,jsonl,xlsx,parquet" } else { "csv,json,jsonl,xlsx" };
    let arguments = ["extract", "in", "--out", "out", "--family", family, "--format", formats];
    letterbook(arguments.iter().chain(more)).within(folder.path()).run().ends_with(3);
    folder
}

#[test]
fn packages_and_schemas_hold_for_validators_of_others() {
    let Some(python) = python() else { return };
    for (family, more) in [("policing", &[][..]), ("policing", &["--excel"]), ("coroner", &[])] {
        let folder = extract(family, more);
        let out = folder.path().join("out").display().to_string();
        check(&python, &["package", &out]);
        check(&python, &["schema", &out]);
    }
}

#[test]
fn a_workbook_says_cell_by_cell_what_csv_says_with_types_and_links() {
    let Some(python) = python() else { return };
    for family in ["policing", "coroner"] {
        let folder = extract(family, &[]);
        check(&python, &["workbook", &folder.path().join("out").display().to_string(), family]);
    }
}

#[test]
fn libreoffice_reads_a_workbook_as_csv_says() {
    let Some(python) = python() else { return };
    if Command::new("localc").arg("--version").output().is_err() {
        eprintln!("skipped: there is no LibreOffice Calc; tests/tools/install installs it");
        return;
    }
    for family in ["policing", "coroner"] {
        let folder = extract(family, &[]);
        check(&python, &["libreoffice", &folder.path().join("out").display().to_string(), family]);
    }
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_says_cell_by_cell_what_csv_says() {
    let Some(python) = python() else { return };
    let folder = extract("policing", &[]);
    check(&python, &["parquet", &folder.path().join("out").display().to_string()]);
}
