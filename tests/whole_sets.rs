//! Runs that do not come to their end: the output folder holds a complete old or a complete new set at any
//! moment.
//!
//! `LETTERBOOK_KILLED_FILES=2000 cargo test --release --test whole_sets` kills runs over so many files.

mod common;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::{Dice, Folder, contents, dataset, letterbook, letters};

/// So many letters in `many`, none like another.
fn many(folder: &Folder, number: usize) {
    let letters = letters();
    for (copy, letter) in letters.iter().cycle().take(number).enumerate() {
        let text = format!("{}\n\nCopy {copy}\n", letter.text);
        folder.file(&format!("many/{}/{copy:05}.txt", copy / 100), text);
    }
}

/// One letter converted into `out`, beside which stands a note of somebody else.
fn converted() -> Folder {
    let folder = Folder::with(&[("in/a.txt", "Published on 2 March 2031."), ("out/notes.md", "ours")]);
    letterbook(["extract", "in", "--out", "out"]).within(folder.path()).run().ends_with(0);
    folder
}

fn extract(folder: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_letterbook"));
    command.args(["extract", "many", "--out", "out"]).args(more).current_dir(folder);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// What stands beside the folders of the test: leftovers.
fn leftovers(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let names = entries.map(|name| name.to_string_lossy().into_owned());
    names.filter(|name| !["in", "many", "out", "old"].contains(&name.as_str())).collect()
}

fn copy(from: &Path, to: &Path) {
    let _ = std::fs::remove_dir_all(to);
    for (name, bytes) in contents(from) {
        let file = to.join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }
}

#[test]
fn a_run_that_is_killed_at_any_moment_leaves_a_whole_set_and_the_next_run_ends_as_if_nothing_had_been() {
    let number = std::env::var("LETTERBOOK_KILLED_FILES").ok().and_then(|number| number.parse().ok());
    let folder = converted();
    many(&folder, number.unwrap_or(150));
    let out = folder.path().join("out");
    copy(&out, &folder.path().join("old"));
    let old = dataset(&out);
    let started = Instant::now();
    assert!(extract(folder.path(), &["--format", "csv,json,jsonl,xlsx"]).status().unwrap().success());
    let whole = started.elapsed();
    let new = dataset(&out);
    assert!(new.len() > old.len() && new["notes.md"] == b"ours");

    let mut dice = Dice(2031);
    let mut seen = BTreeMap::new();
    for round in 0..10 {
        copy(&folder.path().join("old"), &out);
        let mut child = extract(folder.path(), &["--format", "csv,json,jsonl,xlsx"]).spawn().unwrap();
        // Every second time towards the end, where the sets change.
        let part = dice.roll() % 1000;
        let part = if round % 2 == 0 { part } else { 850 + part / 4 };
        std::thread::sleep(Duration::from_micros(whole.as_micros() as u64 * part / 1000));
        let killed = child.kill().is_ok() && !child.wait().unwrap().success();
        let now = dataset(&out);
        let which = if now == old { "old" } else { "new" };
        assert!(now == old || now == new, "round {round}: neither the old nor the new set: {:?}", now.keys());
        *seen.entry((which, killed)).or_insert(0) += 1;

        let formats = ["--format", "csv,json,jsonl,xlsx"];
        assert!(extract(folder.path(), &formats).status().unwrap().success());
        assert!(dataset(&out) == new, "round {round}: another set than without the kill");
        assert_eq!(leftovers(folder.path()), [""; 0], "round {round}");
    }
    eprintln!("what stood after a kill (set, killed in time): {seen:?}");
    assert!(seen.keys().any(|(_, killed)| *killed), "all runs were over before they could be killed");
}

#[cfg(unix)]
#[test]
fn a_run_that_cannot_write_on_leaves_the_tables_of_the_last_run() {
    let folder = converted();
    let before = contents(&folder.path().join("out"));
    many(&folder, 500);
    // No file may grow over 64 KiB: the writing fails half-way, as on a full disk.
    let limited = "trap '' XFSZ; ulimit -f 64; exec \"$@\"";
    let done = Command::new("bash")
        .args(["-c", limited, "bash", env!("CARGO_BIN_EXE_letterbook"), "extract", "many", "--out", "out"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(2), "{said}");
    assert!(said.contains("File too large") && !said.contains("panicked"), "{said}");
    assert!(before == contents(&folder.path().join("out")), "the last set is not what it was");
    assert_eq!(leftovers(folder.path()), [""; 0]);
}

/// Each line: what stands in the output folder, and whether the folder itself may be replaced.
#[cfg(unix)]
#[test]
fn folders_within_and_links_and_the_working_folder_stay_what_they_are() {
    use std::os::unix::fs::MetadataExt;
    for (what, replaced) in [("file", true), ("folder", false), ("link", false), ("working", false)] {
        let folder = converted();
        let out = folder.path().join("out");
        match what {
            "folder" => drop(folder.file("out/ours/plan.md", "ours")),
            "link" => std::os::unix::fs::symlink("notes.md", out.join("link")).unwrap(),
            _ => {}
        }
        let before = std::fs::metadata(&out).unwrap().ino();
        folder.file("in/b.txt", "Published on 3 March 2031.");
        let (within, arguments) = match what {
            "working" => (out.clone(), ["extract", "../in", "--out", "."]),
            _ => (folder.path().to_path_buf(), ["extract", "in", "--out", "out"]),
        };
        letterbook(arguments).within(&within).run().ends_with(0);
        assert_eq!(common::column(&out.join("documents.csv"), "document"), ["a.txt", "b.txt"], "{what}");
        assert_eq!(std::fs::metadata(&out).unwrap().ino() != before, replaced, "{what}");
        assert_eq!(folder.read("out/notes.md"), "ours");
        assert_eq!(out.join("ours/plan.md").exists(), what == "folder");
        assert_eq!(out.join("link").is_symlink(), what == "link");
        assert_eq!(leftovers(folder.path()), [""; 0]);
        let strange = contents(&out).into_keys().find(|name| name.contains(".letterbook-"));
        assert_eq!(strange, None, "{what}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_stays_a_link() {
    let folder = converted();
    std::fs::rename(folder.path().join("out"), folder.path().join("old")).unwrap();
    std::os::unix::fs::symlink("old", folder.path().join("out")).unwrap();
    folder.file("in/b.txt", "Published on 3 March 2031.");
    letterbook(["extract", "in", "--out", "out"]).within(folder.path()).run().ends_with(0);
    assert!(folder.path().join("out").is_symlink());
    let names = common::column(&folder.path().join("old/documents.csv"), "document");
    assert_eq!(names, ["a.txt", "b.txt"]);
}

#[test]
fn a_file_with_the_name_of_our_cache_is_not_ours() {
    let folder = Folder::with(&[("in/a.txt", "Published on 2 March 2031."), ("out/.letterbook", "ours")]);
    let run = letterbook(["extract", "in", "--out", "out"]).within(folder.path()).run().ends_with(2);
    run.says(".letterbook: is a file; move it away");
    assert_eq!(contents(&folder.path().join("out")).len(), 1);
    assert_eq!(folder.read("out/.letterbook"), "ours");
}

/// Each line: what a dead run left, beside or inside the output folder, and what the next run makes of it.
#[test]
fn what_a_dead_run_left_is_finished_or_cleared_away() {
    for (left, there, gone) in [
        // Killed before its set was complete.
        (&[".out.letterbook-1-0/.letterbook-unfinished", ".out.letterbook-1-0/dates.csv"][..], "", ""),
        (&["out/.letterbook-1-0/.letterbook-unfinished", "out/.letterbook-1-0/late.md"], "", "out/late.md"),
        // Killed after the folders had changed places: a file that came meanwhile is in the old one.
        (&[".out.letterbook-1-0/late.md", ".out.letterbook-1-0/dates.csv"], "out/late.md", ""),
        (&["out/.letterbook-unfinished"], "", "out/.letterbook-unfinished"),
        // Killed between two moves.
        (&["out/.letterbook-1-0/late.md"], "out/late.md", ""),
    ] {
        let folder = converted();
        left.iter().for_each(|file| drop(folder.file(file, "left")));
        let before = dataset(&folder.path().join("out"));
        letterbook(["extract", "in", "--out", "out"]).within(folder.path()).run().ends_with(0);
        let after = dataset(&folder.path().join("out"));
        assert!(there.is_empty() || folder.read(there) == "left", "{left:?}");
        assert!(gone.is_empty() || !folder.path().join(gone).exists(), "{left:?}");
        assert!(before.iter().all(|(name, bytes)| after.get(name) == Some(bytes)), "{left:?}");
        let inside =
            contents(&folder.path().join("out")).into_keys().find(|name| name.contains("letterbook-"));
        assert_eq!((leftovers(folder.path()), inside), (vec![], None), "{left:?}");
    }
}
