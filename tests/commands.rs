//! The commands as somebody meets them at a terminal or in a pipe.

mod common;

use common::{Folder, letterbook, root};
use serde_json::json;

const COMMANDS: [&str; 9] =
    ["extract", "test", "score", "explain", "find", "new", "stream", "completions", "man"];

#[test]
fn every_command_helps_with_an_example_and_its_exit_codes() {
    let help = letterbook(["--help"]).run().ends_with(0);
    let listed: Vec<&str> = help.out.lines().skip_while(|line| *line != "Commands:").skip(1).collect();
    let listed: Vec<&str> = listed
        .iter()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(listed, [&COMMANDS[..], &["help"]].concat());
    for command in COMMANDS {
        let help = letterbook([command, "--help"]).run().ends_with(0).out;
        let example = help.lines().find(|line| line.starts_with("Example: ")).unwrap_or_default();
        assert!(example.contains(&format!("letterbook {command} ")), "{command}: {help}");
        assert!(help.contains("Exit codes: 0 "), "{command}: {help}");
        let words = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("2 a grammar or an argument is at fault"), "{command}: {help}");
    }
}

#[test]
fn a_misspelt_family_is_told_in_one_line_with_the_nearest_name() {
    let said = "letterbook: there is no family `polcing`; did you mean `policing`?\n";
    for arguments in [
        &["extract", "input", "--out", "out", "--family", "polcing"][..],
        &["extract", "--family", "polcing"],
        &["test", "polcing"],
        &["score", "input", "--family", "polcing"],
        &["find", "date", "--family", "polcing"],
    ] {
        let run = letterbook(arguments).within(root()).run().ends_with(2);
        assert_eq!((run.out.as_str(), run.err.as_str()), ("", said), "{arguments:?}");
    }
}

// --- find

#[test]
fn a_misspelt_kind_is_told_with_the_one_that_was_meant() {
    letterbook(["find", "dat"]).run().ends_with(2).says("nothing finds `dat`; did you mean `date`?");
}

#[test]
fn find_answers_every_line_with_one_line() {
    let lines = [
        ("Published on 2 March 2023", vec!["2023-03-02"]),
        ("", vec![]),
        ("no date here", vec![]),
        ("{\"text\": \"Sent on 4 June 2031.\"}", vec!["2031-06-04"]),
        ("{\"id\": 1} on 1 May 2020", vec!["2020-05-01"]),
        ("{broken on 1 May 2020", vec!["2020-05-01"]),
        ("on 1 May 2020 and 2 May 2021\r", vec!["2020-05-01", "2021-05-02"]),
    ];
    let input: Vec<&str> = lines.iter().map(|line| line.0).collect();
    let run = letterbook(["find", "date"]).input(input.join("\n")).run().ends_with(0);
    let answers = run.lines();
    assert_eq!(answers.len(), lines.len());
    for ((line, expected), answer) in lines.iter().zip(answers) {
        let found = answer["found"].as_array().unwrap();
        let dates: Vec<&str> = found.iter().map(|found| found["value"]["date"].as_str().unwrap()).collect();
        assert_eq!(dates, *expected, "{line:?}");
    }
}

/// Whatever the order of the slots of the rule that reads the line.
#[test]
fn find_gives_the_keys_of_a_value_in_one_order() {
    for (kind, lines, keys) in [
        ("date", ["Published on 2 March 2031", "3 May 2031"], ["date", "role"]),
        ("grade", ["It was graded good for efficiency.", "Efficiency: good"], ["grade", "area"]),
    ] {
        let run = letterbook(["find", kind]).input(lines.join("\n")).run().ends_with(0);
        for answer in run.out.lines() {
            let places = keys.map(|key| answer.find(&format!("\"{key}\":")));
            assert!(places[0].is_some() && places[0] < places[1], "{answer}");
        }
    }
}

#[test]
fn find_counts_offsets_in_characters() {
    for text in [
        "2 March 2023",
        "Zoë’s reply of 2 March 2023, sent",
        "𝒳 – «ñandú»: 2 March 2023",
        "e\u{301}\u{a0}👩‍👩‍👧 2 March 2023",
    ] {
        for input in [text.to_string(), json!({ "text": text }).to_string()] {
            let run = letterbook(["find", "date"]).input(input).run().ends_with(0);
            let [answer] = run.lines().try_into().unwrap();
            assert_eq!(answer["text"], text);
            let found = &answer["found"][0];
            let [start, end] = ["start", "end"].map(|name| found[name].as_u64().unwrap() as usize);
            assert_eq!(common::characters(text, start, end), "2 March 2023", "{text}");
            assert_eq!(found["text"], "2 March 2023", "{text}");
        }
    }
}

#[test]
fn find_knows_fields_and_kinds_and_word_lists() {
    for (kind, text, value) in [
        (
            "grading",
            "The force was graded ‘good’ for efficiency.",
            json!({ "grade": "good", "area": "efficiency" }),
        ),
        ("grade", "requiring improvement", json!({ "grade": "requires improvement" })),
        ("grade", "It was graded good for efficiency.", json!({ "grade": "good", "area": "efficiency" })),
        ("office", "the Chief Constable", json!({ "office": "Chief Constable" })),
        (
            "person",
            "Dame Jane Marsh DBE",
            json!({ "honorific": "Dame", "family": "Marsh", "post_nominals": "DBE" }),
        ),
        ("count", "eleven", json!({ "count": 11 })),
        ("year", "2016", json!({ "date": "2016" })),
    ] {
        let run = letterbook(["find", kind]).input(text).run().ends_with(0);
        let [answer] = run.lines().try_into().unwrap();
        for (name, cell) in value.as_object().unwrap() {
            assert_eq!(answer["found"][0]["value"][name], *cell, "{kind}: {answer}");
        }
    }
}

#[test]
fn find_leaves_words_that_are_no_values() {
    for (kind, text) in [
        ("grade", "The force made good progress, with outstanding support."),
        ("grade", "Forces are graded outstanding, good, requires improvement or inadequate."),
        ("count", "See paragraph 14 of the report, or call 101."),
        ("date", "The second page may wait; ring 020 7035 2015."),
        ("person", "The Home Secretary wrote to Greater Manchester Police in May."),
        ("office", "A constable of Kent Police spoke."),
    ] {
        let run = letterbook(["find", kind]).input(text).run().ends_with(0);
        let [answer] = run.lines().try_into().unwrap();
        assert_eq!(answer["found"], json!([]), "{kind}: {text}");
    }
}

// --- score

/// Each line: the gold, the exit code, and what is shown.
#[test]
fn score_ends_with_0_when_every_cell_is_right_and_with_1_when_one_is_not() {
    let text = "Dear Home Secretary,\n\nThe report was published on 2 March 2023.\n";
    for (gold, code, shown) in [
        (
            json!({ "dates": [{ "date": "2023-03-02", "role": "report published", "text": "2 March 2023" }] }),
            0,
            "dates ",
        ),
        (
            json!({ "recipients": [{ "role": "addressee", "office": "Home Secretary" }], "gradings": [] }),
            0,
            "recipients ",
        ),
        (json!({}), 0, "1 document "),
        (
            json!({ "dates": [{ "date": "2023-03-03", "text": "2 March 2023" }] }),
            1,
            "a.txt:3: dates: missing date=2023-03-03",
        ),
        (
            json!({ "dates": [{ "date": "2023-03-02", "role": "deadline" }] }),
            1,
            "a.txt:3: dates.role: expected deadline, got report published",
        ),
        (json!({ "dates": [] }), 1, "a.txt:3: dates: extra role=report published date=2023-03-02"),
        (
            json!({ "document": { "recipient": null } }),
            1,
            "documents.recipient: expected nothing, got Home Secretary (rule recipient/",
        ),
        (json!({ "dates": [{ "date": "2023-03-02", "optional": true }] }), 0, "1 document "),
    ] {
        let folder =
            Folder::with(&[("a.txt", text), ("a.gold.json", &gold.to_string()), ("without gold.txt", text)]);
        letterbook(["score".as_ref(), folder.path().as_os_str()]).run().ends_with(code).shows(shown);
    }
}

// --- test

#[test]
fn test_counts_rules_and_examples_of_the_families_that_are_named() {
    for arguments in [&["test"][..], &["test", "policing"]] {
        let run = letterbook(arguments).run();
        // What does not hold is the business of the grammars' own test.
        assert!(run.code < 2, "{}", run.err);
        let line = run.err.lines().find(|line| line.starts_with("policing: ")).unwrap();
        assert!(line.contains(" examples, ") && line.ends_with(" 0 do not"), "{line}");
    }
}

// --- explain

/// A small family in which every way of losing can be met.
const GRAMMAR: &[(&str, &str)] = &[
    (
        "grammars/notice/family.toml",
        "[[table]]\nname = \"events\"\ncolumns = [\"event\", \"date\"]\nneeds = [\"event\"]\nunique = [\"event\", \"date\"]\n",
    ),
    (
        "grammars/notice/anatomy.toml",
        "first = \"head\"\n[[zone]]\nname = \"head\"\n[[zone]]\nname = \"body\"\nprose = true\nopens = ['^We are glad']\n",
    ),
    ("grammars/notice/words/event.toml", "[words]\n\"supper\" = [\"tea\"]\n\"concert\" = []\n"),
    (
        "grammars/notice/event.toml",
        r#"table = "events"
value = "event"
zones = ["body"]

[[rule]]
name = "cancelled"
match = '{_:event} (is|was) cancelled'
drop = true
leaves = ["the concert was cancelled"]

[[rule]]
name = "event on a day"
match = '{event} (is|was) on {date}'
[rule.finds]
"the tea is on 3 May 2031" = { event = "supper", date = "2031-05-03" }

[[rule]]
name = "event that is"
match = '{event} (is|was) on'
[rule.finds]
"the tea is on" = "supper"

[[rule]]
name = "event"
match = 'the {event}'
[rule.finds]
"the tea" = "supper"
"#,
    ),
];

fn explain(text: &str, more: &[&str]) -> String {
    let folder = Folder::with(GRAMMAR);
    folder.file("notice.txt", text);
    let arguments = ["explain", "notice.txt", "--grammars", "grammars"].iter().chain(more);
    letterbook(arguments).within(folder.path()).run().ends_with(0).out
}

const NOTICE: &str = "the tea is on 3 May 2031\n\nWe are glad to say that the tea is on 3 May 2031. It is early.\n\
                      In short: the concert was cancelled. Again, the tea is on 3 May 2031.\n";

#[test]
fn explain_shows_zones_and_winners_and_losers() {
    let shown = explain(NOTICE, &[]);
    for line in [
        "   1 head          the tea is on 3 May 2031\n",
        "   3 body        * We are glad to say",
        "\nevents\n  line 3: \"tea is on 3 May 2031\" by event/event on a day (notice/event.toml:12)\n    \
         event=supper  date=2031-05-03\n",
        "\nfound but no row\n",
        "\"tea is on\" by event/event that is (notice/event.toml:18): \
         event/event on a day (notice/event.toml:12) reads the same words and stands before it\n",
        "line 4: \"the concert\" by event/event (notice/event.toml:24): vetoed by event/cancelled (notice/event.toml:6)\n",
        "line 4: \"tea is on 3 May 2031\" by event/event on a day (notice/event.toml:12): \
         says again what another row says\n",
    ] {
        assert!(shown.contains(line), "{line:?} is not in\n{shown}");
    }
}

/// Each line: a document, a rule, and what is said of it.
#[test]
fn explain_tells_why_a_rule_did_not_fire() {
    for (case, text, rule, said) in [
        (
            "no word",
            "We are glad.\n",
            "event",
            "none of the words that it needs stands anywhere in the document",
        ),
        (
            "half its words",
            "We are glad of the concert.\n",
            "cancelled",
            "line 1, zone body: some of the words that it needs",
        ),
        ("fired", "We are glad of the tea.\n", "event", "line 1, zone body: found \"the tea\""),
        (
            "wrong zone",
            "the tea is on 3 May 2031\n",
            "event on a day",
            "line 1, zone head: the rule does not look in this zone; it looks in body",
        ),
        (
            "a piece that failed",
            "We are glad that the tea is on Mayday 2031, of 3 May.\n",
            "event on a day",
            "`{date}` reads nothing at \"Mayday 2031",
        ),
        (
            "lost",
            "We are glad that the tea is on 3 May 2031.\n",
            "event that is",
            "found \"tea is on\", but lost to event/event on a day (notice/event.toml:12)",
        ),
        (
            "vetoed",
            "We are glad that the concert was cancelled.\n",
            "event",
            "found \"the concert\", but vetoed by event/cancelled (notice/event.toml:6)",
        ),
        (
            "by field and name",
            "We are glad of the tea.\n",
            "event/event",
            "event/event (notice/event.toml:24)\n  match the {event}\n  line 1, zone body: found \"the tea\"\n",
        ),
    ] {
        let shown = explain(text, &["--rule", rule]);
        assert!(shown.contains(said), "{case}: {said:?} is not in\n{shown}");
    }
}

// --- completions and manual pages

#[test]
fn shells_can_complete_every_command_and_its_options() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = letterbook(["completions", shell]).run().ends_with(0).out;
        for word in COMMANDS.iter().chain(&["excel", "watch", "quiet"]) {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    letterbook(["completions", "basic"]).run().ends_with(2).says("bash");
}

#[test]
fn there_is_a_manual_page_for_every_command() {
    let folder = Folder::new();
    let pages = folder.path().join("man1");
    letterbook(["man".as_ref(), pages.as_os_str()]).run().ends_with(0);
    for command in COMMANDS {
        let page = folder.read(&format!("man1/letterbook-{command}.1"));
        assert!(page.contains(".SH SYNOPSIS") && page.contains("Exit codes"), "{command}: {page}");
    }
    assert!(folder.read("man1/letterbook.1").contains("letterbook\\-extract(1)"));
    let file = folder.file("file", "");
    letterbook(["man".as_ref(), file.as_os_str()]).run().ends_with(2).says("the pages cannot be written");
}

// --- what a run says

/// Each line: what is not there, the command, and what is said.
#[cfg(unix)]
#[test]
fn an_error_of_the_system_says_where_it_happened() {
    let folder = Folder::with(&[("a.txt", "It is dated 2 March 2031.\n")]);
    let check = letterbook(["extract", "a.txt", "--out", "out", "--check"]).within(folder.path());
    let said = "letterbook: /nowhere: the fresh tables cannot be written there: there is no such file or folder; \
                TMPDIR names another folder\n";
    assert!(check.env("TMPDIR", "/nowhere").run().ends_with(2).err.ends_with(said));
    for arguments in [&["stream"][..], &["find", "date"]] {
        let input = std::fs::File::open(folder.path()).unwrap();
        let mut run = std::process::Command::new(env!("CARGO_BIN_EXE_letterbook"));
        let done = run.args(arguments).stdin(input).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(
            said.starts_with("letterbook: standard input is a folder (directory), not lines; "),
            "{said}"
        );
        assert_eq!(done.status.code(), Some(2));
    }
}

#[test]
fn one_row_is_a_row() {
    let folder = Folder::with(&[("a.txt", "It is dated 2 March 2031.\n")]);
    let run = letterbook(["extract", "a.txt", "--out", "out"]).within(folder.path()).run();
    run.ends_with(0).says("1 document converted, 1 row, 0 doubts");
    folder.file("a.txt", "It is dated 3 March 2031.\n");
    let check = letterbook(["extract", "a.txt", "--out", "out", "--check"]).within(folder.path()).run();
    check.ends_with(1).says("; the same command without --check accepts them\n");
}

/// Each line: options, and what stands on standard error, with the time left out.
#[test]
fn a_run_says_as_much_as_it_is_asked_to() {
    let letter = "It was graded good for efficiency. Published in May.\n";
    let files = [("in/a.txt", letter), ("in/b.txt", "")];
    let summary = "policing: 1 document converted, 2 rows, 2 doubts, 1 failure in _ s -> out\n";
    let failure = "  b.txt: the file is empty\n";
    let (line, failed) = ("a.txt: 2 rows, 2 doubts\n", "b.txt: the file is empty\n");
    let timed = regex::Regex::new(r"\d+\.\d\d s").unwrap();
    let next = "  look next at the doubts in out/doubts.csv: `no year` is the most frequent (1), a.txt has the most (2)\n  \
                `letterbook explain FILE` shows why a document was read so\n";
    for (option, said) in [
        ("", vec![format!("{summary}{failure}")]),
        ("--quiet", vec![failure.to_string()]),
        (
            "--verbose",
            vec![
                format!("{line}{failed}{summary}{failure}{next}"),
                format!("{failed}{line}{summary}{failure}{next}"),
            ],
        ),
    ] {
        let folder = Folder::with(&files);
        let arguments = ["extract", "in", "--out", "out", option];
        let run =
            letterbook(arguments.iter().filter(|argument| !argument.is_empty())).within(folder.path()).run();
        let err = timed.replace(&run.err, "_ s").into_owned();
        assert!(run.out.is_empty() && said.contains(&err), "{option}: {err}");
    }
}
