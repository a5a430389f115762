//! What has not changed is not read again, and the files are those of a full run, byte for byte.

mod common;

use std::time::{Duration, Instant};

use common::{Folder, contents, dataset, letterbook, letters};

const LETTER: &str =
    "Dear Home Secretary,\n\nKent Police was graded ‘good’ for efficiency on 2 March 2031.\n";
const FORMATS: &str = "csv,json,jsonl,xlsx";

fn extract(folder: &Folder, more: &[&str]) -> common::Run {
    let arguments = ["extract", "in", "--out", "out", "--format", FORMATS];
    letterbook(arguments.iter().chain(more)).within(folder.path()).run()
}

/// Twenty letters, converted.
fn converted() -> Folder {
    let folder = Folder::new();
    for letter in letters().iter().take(20) {
        folder.file(&format!("in/{}", letter.name), &letter.text);
    }
    extract(&folder, &[]).ends_with(0).says("20 documents converted, ");
    folder
}

/// The files that a run from scratch makes of the same documents, in a folder that stands where `out` stood.
fn from_scratch(folder: &Folder) -> std::collections::BTreeMap<String, Vec<u8>> {
    let out = folder.path().join("out");
    let aside = folder.path().join("aside");
    std::fs::rename(&out, &aside).unwrap();
    extract(folder, &[]);
    let files = dataset(&out);
    std::fs::remove_dir_all(&out).unwrap();
    std::fs::rename(&aside, &out).unwrap();
    files
}

/// Each line: what is done after a run, and how many documents the next run takes from it.
#[test]
fn a_run_after_a_change_reads_what_changed_and_writes_what_a_full_run_writes() {
    type Change = fn(&Folder);
    let changes: [(&str, Change, usize); 11] = [
        ("nothing", |_| {}, 20),
        ("a new document", |folder| drop(folder.file("in/zz.txt", LETTER)), 20),
        ("a new document before all others", |folder| drop(folder.file("in/!.txt", LETTER)), 20),
        ("a changed document", |folder| drop(folder.file(&format!("in/{}", letters()[3].name), LETTER)), 19),
        (
            "a document that is gone",
            |folder| std::fs::remove_file(folder.path().join("in").join(&letters()[3].name)).unwrap(),
            19,
        ),
        (
            "two documents that change their names",
            |folder| {
                let file = |at: usize| folder.path().join("in").join(&letters()[at].name);
                let texts = [5, 6].map(|at| std::fs::read(file(at)).unwrap());
                std::fs::write(file(5), &texts[1]).unwrap();
                std::fs::write(file(6), &texts[0]).unwrap();
            },
            18,
        ),
        ("a document that cannot be read", |folder| drop(folder.file("in/zz.txt", "")), 20),
        ("a table that somebody changed", |folder| drop(folder.file("out/dates.csv", "document,role\n")), 20),
        (
            "a table that is gone",
            |folder| std::fs::remove_file(folder.path().join("out/dates.csv")).unwrap(),
            20,
        ),
        (
            "a cache that is gone",
            |folder| std::fs::remove_dir_all(folder.path().join("out/.letterbook")).unwrap(),
            0,
        ),
        (
            "a cache that is damaged",
            |folder| {
                folder.file("out/.letterbook/last.json", "{");
                let file = folder.path().join("out/.letterbook/records");
                let mut bytes = std::fs::read(&file).unwrap();
                bytes[60] ^= 1;
                std::fs::write(&file, bytes).unwrap();
            },
            0,
        ),
    ];
    for (what, change, unchanged) in changes {
        let folder = converted();
        change(&folder);
        let run = extract(&folder, &[]);
        let said = format!("({unchanged} unchanged)");
        assert_eq!(run.err.contains(&said), unchanged > 0, "{what}: {}", run.err);
        assert!(dataset(&folder.path().join("out")) == from_scratch(&folder), "{what}");
    }
}

#[test]
fn a_run_in_which_nothing_changed_leaves_the_files_alone() {
    let folder = converted();
    let time =
        |name: &str| std::fs::metadata(folder.path().join("out").join(name)).unwrap().modified().unwrap();
    let before = (contents(&folder.path().join("out")), time("dates.csv"));
    extract(&folder, &[]).ends_with(0).says("20 documents converted (20 unchanged), ");
    assert!(before == (contents(&folder.path().join("out")), time("dates.csv")));
}

#[test]
fn force_reads_all_again_and_writes_the_same() {
    let folder = converted();
    let before = contents(&folder.path().join("out"));
    let run = extract(&folder, &["--force"]).ends_with(0);
    assert!(!run.err.contains("unchanged"), "{}", run.err);
    assert!(before == contents(&folder.path().join("out")));
}

#[test]
fn a_change_of_the_grammar_or_of_the_formats_reads_or_writes_again() {
    let folder = Folder::with(&[
        ("in/a.txt", "item: paper\n"),
        ("grammars/note/family.toml", "[[table]]\nname = \"items\"\ncolumns = [\"item\"]\n"),
        (
            "grammars/note/item.toml",
            "table = \"items\"\nvalue = \"item\"\nwithin = \"line\"\n[[rule]]\nname = \"item\"\n\
             match = 'item: {item:line}'\nfinds.\"item: paper\" = \"paper\"\n",
        ),
    ]);
    let extract = |more: &[&str]| {
        let arguments = ["extract", "in", "--out", "out", "--grammars", "grammars"];
        letterbook(arguments.iter().chain(more)).within(folder.path()).run().ends_with(0)
    };
    extract(&[]);
    extract(&[]).says("1 document converted (1 unchanged)");
    extract(&["--excel"]).says("1 document converted (1 unchanged)");
    assert!(folder.read("out/items.csv").starts_with("\u{feff}document,item,text,"));
    let rules = folder.read("grammars/note/item.toml").replace("name = \"item\"", "name = \"thing\"");
    folder.file("grammars/note/item.toml", rules);
    extract(&[]).says("1 document converted, ");
    assert!(folder.read("out/items.csv").contains("item/thing"));
}

#[test]
fn the_cache_is_of_no_concern_to_git() {
    assert_eq!(converted().read("out/.letterbook/.gitignore"), "*\n");
}

#[test]
fn a_rerun_over_many_unchanged_letters_takes_a_fraction_of_the_time() {
    let folder = Folder::new();
    for (copy, letter) in letters().iter().cycle().take(600).enumerate() {
        folder.file(&format!("in/{copy:04}.txt"), format!("{}\n\nCopy {copy}\n", letter.text));
    }
    let timed = |more: &[&str]| {
        let started = Instant::now();
        let arguments = ["extract", "in", "--out", "out"];
        letterbook(arguments.iter().chain(more)).within(folder.path()).run().ends_with(0);
        started.elapsed()
    };
    let full = timed(&[]);
    let fraction = (0..3).map(|_| timed(&[])).min().unwrap().as_secs_f64() / full.as_secs_f64();
    eprintln!("a rerun takes {:.0} % of the time of a full run", fraction * 100.0);
    assert!(fraction < 0.5, "a rerun takes {fraction:.2} of the time of a full run");
}

#[test]
fn watching_converts_what_arrives_and_waits_for_what_is_still_written() {
    let folder = Folder::with(&[("in/a.txt", LETTER)]);
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_letterbook"))
        .args(["extract", "in", "--out", "out", "--watch", "--quiet"])
        .current_dir(folder.path())
        .spawn()
        .unwrap();
    let names = |wanted: &[&str]| {
        let file = folder.path().join("out/documents.csv");
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(60) {
            if file.is_file() && common::column(&file, "document") == wanted {
                return true;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        false
    };
    let first = names(&["a.txt"]);
    folder.file("in/b.txt", LETTER);
    let second = names(&["a.txt", "b.txt"]);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(first && second, "first {first}, second {second}");
}

#[test]
fn another_family_in_the_same_folder_reads_all_again() {
    let folder = converted();
    let run = extract(&folder, &["--family", "coroner"]).ends_with(0);
    run.says("coroner: 20 documents converted, ");
    assert!(folder.read("out/concerns.csv").starts_with("document,"));
}

/// Tables are no documents, also where the two stand in one folder.
#[test]
fn tables_among_the_documents_are_not_read() {
    let folder = converted();
    for (out, converted) in [("in", "20 documents converted"), ("in/below", "20 documents converted")] {
        for _ in 0..2 {
            let arguments = ["extract", "in", "--out", out, "--format", FORMATS, "--force"];
            letterbook(arguments).within(folder.path()).run().ends_with(0).says(converted);
        }
        for (name, _) in dataset(&folder.path().join(out)) {
            std::fs::remove_file(folder.path().join(out).join(name)).unwrap();
        }
        for letter in letters().iter().take(20) {
            folder.file(&format!("in/{}", letter.name), &letter.text);
        }
    }
}

#[test]
fn a_workbook_is_checked_like_any_table() {
    let folder = converted();
    let arguments = ["extract", "in", "--out", "out", "--check"];
    letterbook(arguments).within(folder.path()).run().ends_with(0).says("out as extracted");
    let workbook = folder.path().join("out/policing.xlsx");
    let mut bytes = std::fs::read(&workbook).unwrap();
    bytes.push(0);
    std::fs::write(&workbook, bytes).unwrap();
    letterbook(arguments).within(folder.path()).run().ends_with(1).shows("policing.xlsx: differs");
}

#[test]
fn files_of_one_name_in_two_folders_are_told_apart() {
    let folder = Folder::with(&[("one/a.txt", LETTER), ("two/a.txt", LETTER), ("two/b.txt", LETTER)]);
    let arguments = ["extract", "one", "two", "two/b.txt", "two", "--out", "out"];
    letterbook(arguments).within(folder.path()).run().ends_with(0).says("3 documents converted");
    let names = common::column(&folder.path().join("out/documents.csv"), "document");
    assert_eq!(names, ["b.txt", "one/a.txt", "two/a.txt"]);
}

#[cfg(unix)]
#[test]
fn files_whose_names_differ_in_odd_bytes_keep_names_of_their_own() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = Folder::with(&[("in/a/b.txt", LETTER), ("in/a\\b.txt", LETTER)]);
    for name in [b"in/c\xfe.txt", b"in/c\xff.txt"] {
        // Some systems have no such names.
        if std::fs::write(folder.path().join(OsStr::from_bytes(name)), LETTER).is_err() {
            return;
        }
    }
    letterbook(["extract", "in", "--out", "out"]).within(folder.path()).run().ends_with(0);
    let names = common::column(&folder.path().join("out/documents.csv"), "document");
    assert_eq!(names, ["a/b.txt", "a\\b.txt", "c\\xFE.txt", "c\\xFF.txt"]);
}
