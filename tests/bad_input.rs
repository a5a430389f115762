//! What nobody would call a letter: the run goes on, the message is clear, the exit code is right.

mod common;

use std::path::Path;

use common::{Dice, Folder, column, contents, letterbook, letters, table};

const LETTER: &str = "Dear Home Secretary,\n\nI welcome the report that HMIC published on 2 March 2023.\n\n\
                      Yours sincerely\n\nZoë Marsh\nPolice and Crime Commissioner for Kent\n";

fn extract(folder: &Folder) -> common::Run {
    letterbook(["extract", "letters", "--out", "tables"]).within(folder.path()).run()
}

/// The rows of `failures.csv`.
fn failures(folder: &Folder) -> Vec<[String; 3]> {
    table(&folder.path().join("tables/failures.csv"))
        .into_iter()
        .map(|mut row| ["source", "stage", "error"].map(|name| row.remove(name).unwrap()))
        .collect()
}

fn converted(folder: &Folder) -> Vec<String> {
    column(&folder.path().join("tables/documents.csv"), "document")
}

fn utf16(text: &str) -> Vec<u8> {
    [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).expect("the text is Latin-1")).collect()
}

fn random(bytes: usize) -> Vec<u8> {
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    (0..bytes).map(|_| dice.roll().to_le_bytes()[0]).collect()
}

#[test]
fn a_file_that_is_no_text_is_listed_with_the_reason_and_the_others_are_converted() {
    let unread: &[(&str, Vec<u8>, &str)] = &[
        ("blank.txt", b" \n\t\r\n".to_vec(), "the file holds no words"),
        (
            "broken mark.txt",
            [utf16(LETTER), vec![0]].concat(),
            "the byte-order mark promises an encoding that the bytes break",
        ),
        ("empty.txt", vec![], "the file is empty"),
        ("mark only.txt", vec![0xEF, 0xBB, 0xBF], "the file holds no words"),
        ("random.txt", random(65_536), "not a text: it is full of control characters"),
        (
            "report.pdf",
            b"%PDF-1.7".to_vec(),
            "the PDF is broken or cut off; open it in a viewer and print it to a new one",
        ),
        ("zeros.txt", vec![0; 4096], "not a text: it is full of control characters"),
    ];
    let folder = Folder::with(&[("letters/good.txt", LETTER), ("letters/sub/too.md", LETTER)]);
    for (name, bytes, _) in unread {
        folder.file(&format!("letters/{name}"), bytes);
    }
    let run = extract(&folder).ends_with(3).says("2 documents converted").says("7 failures");
    // A few on the screen, all in the table.
    assert_eq!(
        run.err.lines().filter(|line| line.starts_with("  ") && line.contains(": ")).count(),
        6,
        "{}",
        run.err
    );
    let expected: Vec<[String; 3]> =
        unread.iter().map(|(name, _, why)| [*name, "read", *why].map(String::from)).collect();
    assert_eq!(failures(&folder), expected);
    assert_eq!(converted(&folder), ["good.txt", "sub/too.md"]);
    let listed: serde_json::Value = serde_json::from_str(&folder.read("tables/failures.json")).unwrap();
    assert_eq!(listed.as_array().unwrap().len(), unread.len());
    assert_eq!(
        listed[2],
        serde_json::json!({ "source": "empty.txt", "stage": "read", "error": "the file is empty" })
    );
}

/// Each line: how the letter is written, and the line of its signature.
#[test]
fn a_letter_in_another_encoding_or_with_other_line_ends_is_the_same_letter() {
    for (name, bytes, line) in [
        ("UTF-8", LETTER.as_bytes().to_vec(), "7"),
        ("UTF-8 with a mark", [b"\xEF\xBB\xBF", LETTER.as_bytes()].concat(), "7"),
        ("UTF-16 with a mark", utf16(LETTER), "7"),
        ("UTF-16 without a mark", utf16(LETTER)[2..].to_vec(), "7"),
        ("Latin-1", latin1(LETTER), "7"),
        ("UTF-7", LETTER.replace('ë', "+AOs-").into_bytes(), "7"),
        ("CRLF", LETTER.replace('\n', "\r\n").into_bytes(), "7"),
        ("a stray zero byte", LETTER.replace("I welcome", "I\0 welcome").into_bytes(), "7"),
        ("no line end at the end", LETTER.trim_end().as_bytes().to_vec(), "7"),
        ("empty lines around it", format!("\n\n\n{LETTER}\n\n").into_bytes(), "10"),
    ] {
        let folder = Folder::new();
        folder.file("letters/reply.txt", bytes);
        extract(&folder).ends_with(0);
        assert_eq!(failures(&folder), [[""; 3]; 0], "{name}");
        let signatories = table(&folder.path().join("tables/signatories.csv"));
        let cells: Vec<&str> =
            ["name", "area", "line"].iter().map(|cell| signatories[0][*cell].as_str()).collect();
        assert_eq!(cells, ["Zoë Marsh", "Kent", line], "{name}");
        assert_eq!(column(&folder.path().join("tables/dates.csv"), "date"), ["2023-03-02"], "{name}");
    }
}

#[test]
fn a_megabyte_in_one_line_is_read() {
    let text = letters().iter().map(|letter| letter.text.as_str()).collect::<Vec<_>>().join(" ");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ") + " ";
    let megabyte = text.repeat((1 << 20) / text.len() + 1);
    let folder = Folder::with(&[
        ("letters/letters.txt", megabyte.as_str()),
        ("letters/one word.txt", &"a".repeat(1 << 20)),
    ]);
    extract(&folder).ends_with(0);
    assert_eq!(converted(&folder), ["letters.txt", "one word.txt"]);
    let lines = column(&folder.path().join("tables/dates.csv"), "line");
    assert!(!lines.is_empty() && lines.iter().all(|line| line == "1"));
}

#[test]
fn a_file_may_have_any_name() {
    let mut names =
        vec!["'quoted'.txt", "-dash.txt", "a, b.txt", "it is\ta tab.txt", "plain", "ünïcödé 文.txt"];
    if cfg!(unix) {
        names.extend(["a \"double\" quote.txt", "two\nlines.txt", "*.txt"]);
    }
    names.sort_unstable();
    let folder = Folder::new();
    names.iter().for_each(|name| drop(folder.file(&format!("letters/{name}"), LETTER)));
    extract(&folder).ends_with(0);
    // A dash in front would make a formula of the name.
    let harmless =
        names.iter().map(|name| if name.starts_with('-') { format!("'{name}") } else { name.to_string() });
    assert_eq!(converted(&folder), harmless.collect::<Vec<_>>());
    let objects: serde_json::Value = serde_json::from_str(&folder.read("tables/documents.json")).unwrap();
    let written: Vec<&str> =
        objects.as_array().unwrap().iter().map(|object| object["document"].as_str().unwrap()).collect();
    assert_eq!(written, names);
}

/// Each line: a command that shows words of the letter or its name.
#[cfg(unix)]
#[test]
fn what_a_terminal_would_obey_never_reaches_it_from_a_letter_or_its_name() {
    let thanks = "We are grateful to the inspectors for their work. ".repeat(5);
    let letter = "Dear Home Secretary,\n\nI welcome the report \u{1B}]0;x\u{7}that HMIC published on 2\u{1B} March 2023.\n";
    let letter = format!("{letter}{thanks}\n");
    let letter = letter.as_str();
    let folder = Folder::with(&[
        ("letters/a\u{1B}[31m\nb.txt", letter),
        ("letters/a\u{1B}[31m\nb.gold.json", "{\"dates\": []}"),
        ("letters/e\u{1B}[2J.txt", ""),
        ("letter.txt", letter),
    ]);
    for arguments in [
        &["extract", "letters", "--out", "tables", "--verbose"][..],
        &["extract", "letters", "--out", "tables", "--check"],
        &["score", "letters"],
        &["explain", "letter.txt"],
        &["explain", "letter.txt", "--rule", "nosuch \u{1B}[31m"],
        &["explain", "nosuch\u{1B}[31m\n"],
    ] {
        if arguments.contains(&"--check") {
            folder.file("letters/a\u{1B}[31m\nb.txt", letter.replace("March", "May"));
        }
        let run = letterbook(arguments).within(folder.path()).run();
        let said = run.out + &run.err;
        assert!(!said.contains("control characters"), "{arguments:?}: {said}");
        assert!(!said.contains(['\u{1B}', '\u{7}']) && said.contains('␛'), "{arguments:?}: {said:?}");
        assert!(!said.contains("\nb.txt"), "{arguments:?}: {said}");
    }
}

/// Four times the text may cost a little more than four times the time, but not sixteen times.
#[test]
fn one_thing_said_again_and_again_costs_no_more_than_its_length() {
    let grammar = letterbook::built_in::load("policing").unwrap();
    let seconds = |words: &str, times: usize| {
        let text = words.repeat(times);
        let document = letterbook::document::Document::new("again.txt", text);
        let once = || {
            let begun = std::time::Instant::now();
            letterbook::understand(&document, &grammar);
            begun.elapsed().as_secs_f64()
        };
        (0..3).map(|_| once()).fold(f64::INFINITY, f64::min)
    };
    for words in ["3 May 2031, ", "'good' ", "Jane Smith ", "a ", "Dear\n", "(", "14 recommendations for "] {
        let (short, long) = (seconds(words, 5_000), seconds(words, 20_000));
        assert!(long < 10.0 * short.max(0.002), "{words:?}: {short:.4} s, then {long:.4} s");
    }
}

#[test]
fn a_file_named_like_a_formula_is_harmless_in_every_table() {
    let folder = Folder::with(&[("letters/=1+1.txt", LETTER), ("letters/=2+2.pdf", "%PDF-1.7")]);
    extract(&folder).ends_with(3);
    assert_eq!(converted(&folder), ["'=1+1.txt"]);
    assert_eq!(column(&folder.path().join("tables/dates.csv"), "document"), ["'=1+1.txt"]);
    assert_eq!(failures(&folder)[0][0], "'=2+2.pdf");
    let read = |name: &str| serde_json::from_str::<serde_json::Value>(&folder.read(name)).unwrap();
    assert_eq!(read("tables/documents.json")[0]["document"], "=1+1.txt");
    assert_eq!(read("tables/failures.json")[0]["source"], "=2+2.pdf");
}

#[test]
fn a_folder_without_documents_gives_empty_tables_and_says_so() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path().join("letters/empty")).unwrap();
    extract(&folder).ends_with(0).says("0 documents converted").says("there was no document to convert");
    assert_eq!(converted(&folder), [""; 0]);
    assert_eq!(folder.read("tables/documents.json"), "[\n]\n");
}

#[test]
fn hidden_files_and_gold_are_no_documents() {
    let folder = Folder::with(&[
        ("letters/a.txt", LETTER),
        ("letters/a.gold.json", "{}"),
        ("letters/.hidden.txt", LETTER),
        ("letters/.git/config", LETTER),
    ]);
    extract(&folder).ends_with(0).says("1 document converted");
    assert_eq!(converted(&folder), ["a.txt"]);
}

#[test]
fn a_file_that_is_not_there_is_a_failure_among_those_that_are() {
    let folder = Folder::with(&[("a.txt", LETTER)]);
    let run = letterbook(["extract", "a.txt", "b.txt", "--out", "tables"]).within(folder.path()).run();
    run.ends_with(3).says("1 document converted").says("b.txt: there is no such file");
    assert_eq!(converted(&folder), ["a.txt"]);
    assert_eq!(failures(&folder), [["b.txt", "read", "there is no such file or folder"].map(String::from)]);
}

#[cfg(unix)]
#[test]
fn a_dangling_link_stops_nothing() {
    let folder = Folder::with(&[("letters/a.txt", LETTER)]);
    std::os::unix::fs::symlink("nowhere", folder.path().join("letters/dangling.txt")).unwrap();
    let run = letterbook(["extract", "letters/dangling.txt", "--out", "tables"]).within(folder.path()).run();
    run.ends_with(3).says("dangling.txt: there is no such file");
    // Inside a folder links are not followed, so that none leads out of it or round in a circle.
    std::os::unix::fs::symlink("..", folder.path().join("letters/circle")).unwrap();
    extract(&folder).ends_with(0);
    assert_eq!(converted(&folder), ["a.txt"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_a_failure() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with(&[("letters/a.txt", LETTER), ("letters/secret.txt", LETTER)]);
    let secret = folder.path().join("letters/secret.txt");
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&secret).is_ok() {
        eprintln!("skipped: this user may read every file");
        return;
    }
    extract(&folder).ends_with(3).says("secret.txt: permission denied");
    assert_eq!(converted(&folder), ["a.txt"]);
    assert_eq!(failures(&folder), [["secret.txt", "read", "permission denied"].map(String::from)]);
}

/// Each line: arguments, and what is said of them. The exit code is 2, and nothing is written.
#[test]
fn an_argument_at_fault_is_named_and_nothing_is_done() {
    let folder =
        Folder::with(&[("letters/a.txt", LETTER), ("input/newsletters/a.txt", LETTER), ("file", "")]);
    let before = contents(folder.path());
    for (arguments, said) in [
        (&["extract", "letters"][..], &["--out DIR"][..]),
        (&["extract", "letters", "--out", "new", "--format", "xls"], &["no format `xls`", "csv, json"]),
        (&["extract", "letters", "--out", "new", "--format", "csv, "], &["no format ``"]),
        (
            &["extract", "letters", "--out", "new", "--family", "polcing"],
            &["no family `polcing`", "`policing`"],
        ),
        (&["extract", "letters", "--out", "new", "--grammars", "nowhere"], &["no folder nowhere"]),
        (&["extract", "letters", "--out", "new", "--grammars", "letters"], &["no family"]),
        (&["extract"], &["input/newsletters: no such family", "policing"]),
        (&["extract", "--family", "policing"], &["no folder input/policing/"]),
        (&["extract", "letters", "--out", "file"], &["file: this is no folder; say with --out DIR"]),
        (
            &["extract", "letters", "--out", "file/below/it"],
            &["letterbook: file: this is no folder; say with"],
        ),
        (&["test", "polcing"], &["no family `polcing`", "`policing`"]),
        (&["test", "--input", "nowhere"], &["there is no folder nowhere"]),
        (&["score", "nowhere"], &["there is no such file or folder: nowhere"]),
        (&["score", "letters"], &["no document with a NAME.gold.json beside it"]),
        (&["score"], &["<PATHS>"]),
        (&["explain", "letters/a.txt", "--rule", "dear ofice"], &["no rule `dear ofice`", "did you mean"]),
        (&["explain", "letters/a.txt", "--rule", "quux"], &["no rule `quux`; the nearest of "]),
        (&["find", "grde"], &["nothing finds `grde`", "did you mean `grade`?"]),
        (&["find"], &["<KIND>"]),
        (&["stream", "letters"], &["unexpected argument 'letters'"]),
        (&["extrakt"], &["unrecognized subcommand 'extrakt'", "extract"]),
    ] {
        let run = letterbook(arguments).within(folder.path()).run();
        assert_eq!(run.code, 2, "{arguments:?}\n{}", run.err);
        for said in said {
            assert!(run.err.contains(said), "{said:?} is not said of {arguments:?}\n{}", run.err);
        }
        assert_eq!(run.out, "", "{arguments:?}");
        assert_eq!(contents(folder.path()), before, "{arguments:?}");
        assert!(!folder.path().join("new").exists(), "{arguments:?}");
    }
}

#[test]
fn a_document_that_cannot_be_read_cannot_be_explained() {
    let folder = Folder::with(&[("empty.txt", "")]);
    for (file, why) in [
        ("empty.txt", "the file is empty"),
        ("none.txt", "there is no such file or folder"),
        (".", "a folder (directory), not a file"),
    ] {
        letterbook(["explain", file]).within(folder.path()).run().ends_with(3).says(why);
    }
}

#[test]
fn gold_that_is_no_gold_is_told_and_the_other_documents_are_scored() {
    let folder = Folder::with(&[
        ("a.txt", LETTER),
        ("b.txt", LETTER),
        ("a.gold.json", "{"),
        ("b.gold.json", "{\"dates\": []}"),
    ]);
    let run = letterbook(["score".as_ref(), folder.path().as_os_str()]).run().ends_with(3);
    run.says("a.txt: its gold is no JSON").shows("b.txt:3: dates: extra");
}

#[test]
fn a_reader_who_goes_away_is_no_error() {
    use std::process::{Command, Stdio};
    let line = "{\"document\": \"a\", \"text\": \"The force was graded good at efficiency.\"}\n";
    let folder = Folder::with(&[("in.jsonl", line.repeat(5000))]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_letterbook"))
        .arg("stream")
        .stdin(std::fs::File::open(folder.path().join("in.jsonl")).unwrap())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let done = child.wait_with_output().unwrap();
    assert_eq!((done.status.code(), String::from_utf8_lossy(&done.stderr).as_ref()), (Some(0), ""));
    assert!(Path::new(folder.path()).exists());
}

/// A pager that is closed, a disk that is full: the tables are written all the same.
#[cfg(target_os = "linux")]
#[test]
fn messages_that_nobody_can_read_stop_nothing() {
    let folder = Folder::with(&[("in/a.txt", "On 2 March 2031.\n"), ("in/b.txt", "")]);
    for arguments in
        [&["extract", "in", "--out", "out", "--verbose"][..], &["extract", "gone", "--out", "out"]]
    {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut call = std::process::Command::new(env!("CARGO_BIN_EXE_letterbook"));
        let ended = call.args(arguments).current_dir(folder.path()).stderr(full).status().unwrap();
        assert_eq!(ended.code(), Some(if arguments[1] == "in" { 3 } else { 2 }), "{arguments:?}");
    }
    assert!(folder.read("out/dates.csv").contains("2031-03-02"));
}
