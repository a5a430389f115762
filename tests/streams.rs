//! What `stream` answers: a record for every line, in order, at once, whatever the line holds.

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};

use common::{Folder, letterbook, letters, root};
use serde_json::{Value, json};

fn stream(input: impl AsRef<[u8]>) -> Vec<Value> {
    letterbook(["stream"]).input(input).run().ends_with(0).lines()
}

#[test]
fn stream_answers_every_line_in_order_and_no_line_ends_it() {
    let good = |name: &str| {
        json!({ "document": name, "text": "Kent Police was graded good for efficiency." }).to_string()
    };
    let lines = [
        (good("first"), None),
        (String::new(), Some("the line is no JSON: it is empty;")),
        ("   ".into(), Some("the line is no JSON: it is empty;")),
        ("not JSON".into(), Some("the line is no JSON: it goes wrong at column 2;")),
        (format!("\u{feff}{}", good("byte-order mark")), None),
        ("[1, 2]".into(), Some("no JSON object")),
        ("null".into(), Some("no JSON object")),
        ("{\"document\": \"half\"".into(), Some("the line is no JSON: it ends too early;")),
        (json!({ "document": "no text" }).to_string(), Some("the line has no `text`; the line needs")),
        (json!({ "text": "no name" }).to_string(), Some("the line has no `document`")),
        (
            json!({ "document": 7, "text": "a number" }).to_string(),
            Some("`document` is a number, not a text"),
        ),
        (json!({ "document": "list", "text": ["a"] }).to_string(), Some("`text` is a list, not a text")),
        (json!({ "document": "null", "text": null }).to_string(), Some("`text` is null, not a text")),
        (json!({ "document": "empty", "text": "" }).to_string(), None),
        (good("with\na line break"), None),
        (format!("{}\r", good("carriage return")), None),
        (good("last"), None),
    ];
    let input: Vec<&str> = lines.iter().map(|line| line.0.as_str()).collect();
    for end in ["", "\n"] {
        let records = stream(input.join("\n") + end);
        assert_eq!(records.len(), lines.len());
        for ((line, error), record) in lines.iter().zip(&records) {
            match error {
                Some(why) => {
                    assert!(record["error"].as_str().unwrap().contains(why), "{line}: {record}");
                    let keys: Vec<&String> = record.as_object().unwrap().keys().collect();
                    assert_eq!(keys, ["document", "error", "letterbook"], "{line}: {record}");
                }
                None => {
                    let sent: Value = serde_json::from_str(line.trim_start_matches('\u{feff}')).unwrap();
                    assert_eq!(record["document"], sent["document"]);
                    assert_eq!(record.get("error"), None, "{line}: {record}");
                    assert_eq!(
                        record["gradings"].as_array().unwrap().is_empty(),
                        sent["text"] == "",
                        "{line}"
                    );
                }
            }
        }
    }
    assert_eq!(stream(""), Vec::<Value>::new());
}

#[test]
fn stream_names_the_document_of_a_line_that_lacks_its_text() {
    let [record] = stream(json!({ "document": "half" }).to_string()).try_into().unwrap();
    assert_eq!(record["document"], "half");
}

#[test]
fn stream_survives_bytes_that_are_no_text() {
    let good = json!({ "document": "good", "text": "x" }).to_string();
    let input =
        [b"\xFF\xFE{\n\x00\x01\n{\"document\": \"\xE9\", \"text\": \"\"}\n", good.as_bytes()].concat();
    let records = stream(input);
    let errors: Vec<bool> = records.iter().map(|record| record.get("error").is_some()).collect();
    assert_eq!(errors, [true, true, true, false]);
    assert_eq!(records[2]["error"], "byte 15 of the line is no UTF-8; write the line in UTF-8");
}

#[test]
fn stream_keeps_the_order_over_many_lines() {
    let lines: Vec<String> = (0..2000)
        .map(|number| json!({ "document": format!("{number}"), "text": "On 2 March 2023." }).to_string())
        .collect();
    let names: Vec<String> = stream(lines.join("\n"))
        .iter()
        .map(|record| record["document"].as_str().unwrap().to_string())
        .collect();
    assert_eq!(names, (0..2000).map(|number| number.to_string()).collect::<Vec<_>>());
}

#[test]
fn stream_gives_the_record_that_extract_writes() {
    let folder = Folder::new();
    let text = std::fs::read_to_string(root().join("input/policing/letter-kent-dated-intro.txt")).unwrap();
    folder.file("letters/reply.txt", &text);
    letterbook(["extract", "letters", "--out", "tables"]).within(folder.path()).run().ends_with(0);
    let written: Value = serde_json::from_str(&folder.read("tables/documents.json")).unwrap();
    let [mut record] =
        stream(json!({ "document": "reply.txt", "text": text }).to_string()).try_into().unwrap();
    record.as_object_mut().unwrap().shift_remove("letterbook").expect("what it was made with");
    assert_eq!(written, json!([record]));
}

/// `stream` with its three pipes open.
fn running() -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_letterbook"));
    let pipes = command.arg("stream").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    pipes.spawn().expect("the program starts")
}

#[test]
fn a_line_is_answered_before_the_next_one_is_written() {
    let mut child = running();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for name in ["first", "second", "third"] {
        writeln!(input, "{}", json!({ "document": name, "text": "On 2 March 2023." })).unwrap();
        let mut line = String::new();
        output.read_line(&mut line).expect("an answer comes while the input is open");
        let record: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(record["document"], name);
    }
    drop(input);
    assert_eq!(output.read_to_end(&mut Vec::new()).unwrap(), 0);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_reader_who_goes_away_ends_the_stream_without_a_word_though_the_input_stays_open() {
    let mut child = running();
    let mut input = child.stdin.take().unwrap();
    drop(child.stdout.take());
    // One line to find out that nobody reads; the input is not closed.
    writeln!(input, "{}", json!({ "document": "a", "text": "b" })).unwrap();
    let ended = child.wait().unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((ended.code(), said.as_str()), (Some(0), ""));
    drop(input);
}

#[test]
fn a_line_beyond_the_limit_is_answered_and_the_next_one_is_read() {
    let good = json!({ "document": "good", "text": "x" }).to_string();
    let long = json!({ "document": "long", "text": "x ".repeat(17 << 20) }).to_string();
    let records = stream([&good, &long, &good].map(String::as_str).join("\n"));
    let errors: Vec<&Value> = records.iter().map(|record| &record["error"]).collect();
    let too_long = json!("the line is longer than 32 MiB; cut the document into several");
    assert_eq!(errors, [&Value::Null, &too_long, &Value::Null]);
}

#[test]
fn the_records_do_not_depend_on_the_number_of_threads() {
    let letters = letters();
    // Long and short ones in turn, so that batches end at other places.
    let lines: Vec<String> = (0..700)
        .map(|number| {
            let text = if number % 8 == 0 { &letters[number % letters.len()].text } else { "On 2 March." };
            json!({ "document": number.to_string(), "text": text }).to_string()
        })
        .collect();
    let input = lines.join("\n");
    let run = |jobs: &str| letterbook(["stream", "--jobs", jobs]).input(&input).run().ends_with(0).out;
    let one = run("1");
    assert_eq!(one.lines().count(), lines.len());
    for jobs in ["2", "7"] {
        assert!(run(jobs) == one, "{jobs} threads write other records than one");
    }
}

#[test]
fn a_record_says_with_what_it_was_made() {
    let line = |text: &str| json!({ "document": "a", "text": text }).to_string();
    let made = |input: String| stream(input).into_iter().map(|mut record| record["letterbook"].take());
    let [abc, again, other, error]: [Value; 4] =
        made([line("abc"), line("abc"), line("abd"), "{}".into()].join("\n"))
            .collect::<Vec<_>>()
            .try_into()
            .unwrap();
    // NIST FIPS 180-2, appendix B.1.
    assert_eq!(abc["text"], "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(abc["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(abc, again);
    assert_ne!(abc["text"], other["text"]);
    assert_eq!((&abc["grammar"], &Value::Null), (&error["grammar"], &error["text"]));
}

#[test]
fn the_hash_of_a_grammar_changes_with_its_files_and_those_of_its_base_and_with_no_others() {
    let grammars = root().join("grammars");
    let hash_with = |file: Option<&str>| {
        let folder = Folder::new();
        for (name, bytes) in common::contents(&grammars) {
            folder.file(&format!("grammars/{name}"), bytes);
        }
        if let Some(file) = file {
            let path = format!("grammars/{file}");
            folder.file(&path, folder.read(&path) + "\n# a remark\n");
        }
        let call = letterbook(["stream", "--grammars", "grammars", "--family", "policing"]);
        let [mut record] = call.within(folder.path()).input("{}").run().lines().try_into().unwrap();
        record["letterbook"]["grammar"].take()
    };
    let here = hash_with(None);
    for (file, same) in
        [("policing/date.toml", false), ("letter/anatomy.toml", false), ("coroner/family.toml", true)]
    {
        assert_eq!(hash_with(Some(file)) == here, same, "{file}");
    }
    let [mut built_in] = stream("{}").try_into().unwrap();
    assert_eq!(built_in["letterbook"]["grammar"].take(), here);
}
