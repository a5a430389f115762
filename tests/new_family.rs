//! A new family works at once, and the recipes for a CI server work on it.

mod common;

use std::path::Path;
use std::process::{Command, Output};

use common::{Folder, contents, letterbook, read_text, root};

fn made() -> Folder {
    let folder = Folder::new();
    letterbook(["new", "notices"])
        .within(folder.path())
        .run()
        .ends_with(0)
        .says("made grammars/notices/event.toml");
    folder
}

#[test]
fn a_new_family_passes_its_test_and_its_score_without_a_warning() {
    let folder = made();
    let files: Vec<String> = contents(folder.path()).into_keys().collect();
    assert_eq!(
        files,
        [
            "grammars/notices/anatomy.toml",
            "grammars/notices/event.toml",
            "grammars/notices/family.toml",
            "grammars/notices/words/event.toml",
            "input/notices/example.gold.json",
            "input/notices/example.txt",
        ]
    );
    let tested = letterbook(["test", "--grammars", "grammars"]).within(folder.path()).run().ends_with(0);
    assert_eq!(
        (tested.out.as_str(), tested.err.as_str()),
        ("", "notices: 2 rules, 4 examples, 4 hold, 0 do not\n")
    );
    let scored = letterbook(["score", "input/notices", "--grammars", "grammars"]).within(folder.path()).run();
    let scored = scored.ends_with(0).out;
    assert!(
        scored.contains("all cells                              1.000   1.000  1.000      2      0        0"),
        "{scored}"
    );
    letterbook(["explain", "input/notices/example.txt", "--grammars", "grammars"])
        .within(folder.path())
        .run()
        .ends_with(0)
        .shows("vetoed by event/if it is dry");
}

#[test]
fn a_family_that_is_there_is_left_alone_and_a_strange_name_is_refused() {
    let folder = made();
    let before = contents(folder.path());
    let new = |name: &str| letterbook(["new", name]).within(folder.path()).run().ends_with(2);
    new("notices").says("there is a grammars/notices already; nothing was done");
    for name in ["", "Notices", "../notices", "my notices", "1st"] {
        new(name).says("is no name for a family");
    }
    assert_eq!(contents(folder.path()), before);
}

/// The program on the path, in a folder.
fn shell(folder: &Path, script: &str) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_letterbook")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    Command::new("sh").args(["-c", script]).current_dir(folder).env("PATH", path).output().unwrap()
}

#[track_caller]
fn ends_with(code: i32, done: &Output) {
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(code), "{said}");
}

/// The commands of a fenced block or a workflow, with the family put in.
fn commands(text: &str) -> Vec<String> {
    let lines = text.lines().map(|line| line.trim().trim_start_matches("run: "));
    lines
        .filter(|line| line.starts_with("letterbook "))
        .map(|line| line.replace("FAMILY", "notices").replace("$notices", "notices"))
        .collect()
}

#[cfg(unix)]
#[test]
fn the_recipes_for_a_ci_server_pass_on_a_sound_repository_and_fail_on_a_broken_one() {
    let folder = made();
    let recipe = commands(&read_text(&root().join("docs/checks.md")));
    assert_eq!(recipe.len(), 2, "{recipe:?}");
    for command in recipe {
        ends_with(0, &shell(folder.path(), &command));
    }
    let script = read_text(&root().join("docs/ci/check-letters.sh"));
    folder.file("check-letters.sh", script);
    let workflow = commands(&read_text(&root().join("docs/ci/letters.yml")));
    assert_eq!(workflow.len(), 4, "{workflow:?}");
    ends_with(0, &shell(folder.path(), "sh check-letters.sh notices"));
    for command in &workflow {
        ends_with(0, &shell(folder.path(), command));
    }

    let rules = folder.read("grammars/notices/event.toml");
    folder.file("grammars/notices/event.toml", rules.replace("|takes place)", "|takes plaice)"));
    let done = shell(folder.path(), "sh check-letters.sh notices");
    ends_with(1, &done);
    let said = String::from_utf8_lossy(&done.stdout);
    for caught in [
        "missing: event `bell ringing`",
        "below the floor: events recall is 0.5, the floor is 1",
        "events.csv:3: - example.txt",
    ] {
        assert!(said.contains(caught), "{caught:?} is not in\n{said}");
    }
    let failed =
        workflow.iter().filter(|command| shell(folder.path(), command).status.code() == Some(1)).count();
    assert_eq!(failed, 3, "the report alone fails nothing");
}
