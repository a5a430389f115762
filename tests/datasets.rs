//! The datasets: tables, columns and cells as the contract says, whatever the number of threads, and never
//! half.

mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use common::{Folder, characters, contents, dataset, letterbook, letters, read_text, root, table};
use letterbook::value::Date;
use serde_json::Value;

/// The contract: every table with its header line.
const HEADERS: &[(&str, &str)] = &[
    (
        "documents",
        "document,kind,date,title,office,area,force,recipient,reference,inspectorate,programme,report_published,\
         days_to_reply,reply_due,reply_in_time,recommendations,areas_for_improvement,causes_of_concern,doubts,parent,reader",
    ),
    ("dates", "document,role,date,earliest,latest,text,line,start,end,rule,page"),
    (
        "signatories",
        "document,role,name,honorific,given,family,post_nominals,office,area,text,line,start,end,rule,page",
    ),
    (
        "recipients",
        "document,role,name,honorific,given,family,post_nominals,office,text,line,start,end,rule,page",
    ),
    ("recommendations", "document,item,count,stated,scope,by,text,line,start,end,rule,page"),
    ("gradings", "document,grade,subject,area,standing,text,line,start,end,rule,page"),
    ("doubts", "document,table,column,doubt,text,line,start,end,rule,page"),
    ("failures", "source,stage,error"),
];

fn policing() -> PathBuf {
    root().join("input/policing")
}

fn extract(documents: &Path, out: &Path) -> common::Call {
    letterbook(["extract".as_ref(), documents.as_os_str(), "--out".as_ref(), out.as_os_str()])
}

/// The letters of the repository converted, once for all tests that only look.
fn tables() -> &'static Path {
    static TABLES: OnceLock<Folder> = OnceLock::new();
    let made = || {
        let out = Folder::new();
        extract(&policing(), out.path()).run().ends_with(0);
        out
    };
    TABLES.get_or_init(made).path()
}

fn rows(name: &str) -> Vec<BTreeMap<String, String>> {
    table(&tables().join(format!("{name}.csv")))
}

/// The tables with provenance.
fn traced() -> impl Iterator<Item = &'static str> {
    HEADERS
        .iter()
        .filter(|(_, header)| header.ends_with("text,line,start,end,rule,page"))
        .map(|(name, _)| *name)
}

#[test]
fn every_table_is_written_with_its_header_even_when_it_is_empty() {
    let empty = Folder::new();
    let none = Folder::new();
    extract(none.path(), empty.path()).run().ends_with(0);
    let expected: Vec<String> = ["datapackage.json", "documents.json", "failures.json", "schema.json"]
        .map(String::from)
        .into_iter()
        .chain(HEADERS.iter().map(|(name, _)| format!("{name}.csv")))
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect();
    for out in [empty.path(), tables()] {
        assert_eq!(dataset(out).into_keys().collect::<Vec<_>>(), expected);
    }
    for (name, header) in HEADERS {
        let file = format!("{name}.csv");
        assert_eq!(read_text(&empty.path().join(&file)), format!("{header}\n"), "{file}");
        assert_eq!(read_text(&tables().join(&file)).lines().next(), Some(*header), "{file}");
    }
    assert_eq!(read_text(&empty.path().join("documents.json")), "[\n]\n");
    assert_eq!(read_text(&empty.path().join("failures.json")), "[]\n");
}

#[test]
fn rows_stand_in_the_order_of_documents_and_of_their_places() {
    let names: Vec<String> = letters().into_iter().map(|letter| letter.name).collect();
    let listed: Vec<String> =
        rows("documents").into_iter().map(|mut row| row.remove("document").unwrap()).collect();
    assert_eq!(listed, names);
    assert!(names.is_sorted());
    for name in traced() {
        let places: Vec<(String, usize)> = rows(name)
            .into_iter()
            .map(|row| (row["document"].clone(), row["start"].parse().unwrap()))
            .collect();
        assert!(places.is_sorted(), "{name}");
    }
}

#[test]
fn documents_of_several_folders_stand_in_the_order_of_their_paths() {
    let folder =
        Folder::with(&[("in/b/2.txt", "b2"), ("in/b.txt", "b"), ("in/a/9.txt", "a9"), ("in/B.txt", "B")]);
    extract(&folder.path().join("in"), &folder.path().join("out")).run().ends_with(0);
    let names = common::column(&folder.path().join("out/documents.csv"), "document");
    assert_eq!(names, ["B.txt", "a/9.txt", "b.txt", "b/2.txt"]);
}

#[test]
fn every_row_gives_the_characters_of_its_document_and_their_line() {
    let texts: BTreeMap<String, String> =
        letters().into_iter().map(|letter| (letter.name, letter.text)).collect();
    let mut seen = 0;
    for object in objects() {
        let text = &texts[object["document"].as_str().unwrap()];
        for name in traced() {
            for row in object[name].as_array().unwrap() {
                let [line, start, end] =
                    ["line", "start", "end"].map(|column| row[column].as_u64().unwrap() as usize);
                assert_eq!(row["text"], characters(text, start, end), "{name}: {row}");
                assert_eq!(line, characters(text, 0, start).matches('\n').count() + 1, "{name}: {row}");
                assert!(start < end, "{name}: {row}");
                seen += 1;
            }
        }
    }
    assert!(seen > 400, "only {seen} rows");
}

fn objects() -> Vec<Value> {
    serde_json::from_str(&read_text(&tables().join("documents.json"))).unwrap()
}

#[test]
fn json_says_cell_by_cell_what_csv_says() {
    let objects = objects();
    let table_names: Vec<&str> =
        HEADERS[1..].iter().map(|(name, _)| *name).filter(|name| *name != "failures").collect();
    let documents = rows("documents");
    assert_eq!(documents.len(), objects.len());
    for (row, object) in documents.iter().zip(&objects) {
        let columns: Vec<&str> = HEADERS[0].1.split(',').collect();
        // A column that is named like a table steps aside.
        let keys: Vec<String> = columns
            .iter()
            .map(|name| if table_names.contains(name) { format!("{name}_total") } else { name.to_string() })
            .collect();
        let written: Vec<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(
            written,
            keys.iter().map(String::as_str).chain(table_names.iter().copied()).collect::<Vec<_>>()
        );
        for (column, key) in columns.iter().zip(&keys) {
            assert_eq!(row[*column], in_csv(&object[key]), "documents.{column} of {}", object["document"]);
        }
    }
    for name in table_names {
        let header = HEADERS.iter().find(|(table, _)| *table == name).unwrap().1;
        let mut in_json = Vec::new();
        for object in &objects {
            for row in object[name].as_array().unwrap() {
                let mut row = row.as_object().unwrap().clone();
                // The place on the page is in JSON alone.
                assert_eq!(row.remove("box"), Some(Value::Null));
                let columns: Vec<&str> =
                    ["document"].into_iter().chain(row.keys().map(String::as_str)).collect();
                assert_eq!(columns.join(","), header);
                let cells = [&object["document"]].into_iter().chain(row.values()).map(in_csv);
                in_json
                    .push(columns.iter().map(|name| name.to_string()).zip(cells).collect::<BTreeMap<_, _>>());
            }
        }
        assert_eq!(rows(name), in_json, "{name}");
    }
}

/// A cell of JSON as CSV writes it.
fn in_csv(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(words) if words.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{words}"),
        Value::String(words) => words.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        other => panic!("{other} is no cell"),
    }
}

#[test]
fn csv_is_rfc_4180_with_plain_line_ends() {
    for (name, header) in HEADERS {
        let text = read_text(&tables().join(format!("{name}.csv")));
        assert!(text.ends_with('\n') && !text.contains('\r') && !text.starts_with('\u{feff}'), "{name}");
        let read = parse(&text);
        assert!(read.iter().all(|row| row.len() == header.split(',').count()), "{name}");
        let as_read: Vec<Vec<String>> = rows(name)
            .into_iter()
            .map(|mut row| header.split(',').map(|column| row.remove(column).unwrap()).collect())
            .collect();
        assert_eq!(read[1..], as_read, "{name}");
    }
}

/// CSV by the letter of RFC 4180 (with `\n` for CRLF), written down here to lean on no library.
fn parse(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut chars = text.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    assert!(!quoted && row.is_empty() && cell.is_empty(), "the last line is not whole");
    rows
}

#[test]
fn every_date_reads_back_and_lies_between_its_bounds() {
    let read = |cell: &str| cell.parse::<Date>().unwrap_or_else(|error| panic!("{cell:?}: {error}"));
    let mut seen = 0;
    for row in rows("dates") {
        let date = read(&row["date"]);
        assert_eq!(date.edtf().as_deref(), Some(row["date"].as_str()));
        let day = |column: &str| {
            let cell = &row[column];
            (!cell.is_empty())
                .then(|| cell.parse::<jiff::civil::Date>().unwrap_or_else(|error| panic!("{row:?}: {error}")))
        };
        let (earliest, latest) = (day("earliest"), day("latest"));
        assert_eq!((earliest, latest), (date.earliest(), date.latest()), "{row:?}");
        assert!(earliest <= latest, "{row:?}");
        // A date without a year has no bounds, any other has both.
        assert_eq!(earliest.is_none(), row["date"].starts_with("XXXX"), "{row:?}");
        seen += 1;
    }
    assert!(seen > 100, "only {seen} dates");
    for row in rows("documents") {
        for column in ["date", "report_published", "reply_due"] {
            if !row[column].is_empty() {
                assert_eq!(read(&row[column]).edtf().as_deref(), Some(row[column].as_str()), "{row:?}");
            }
        }
    }
}

#[test]
fn words_of_a_controlled_list_are_those_of_the_contract() {
    for (name, column, words) in [
        ("documents", "kind", "letter statement form article other"),
        ("documents", "reply_in_time", "true false"),
        ("dates", "role", "document|report published|inspection|deadline|term|other"),
        ("signatories", "role", "signatory author spokesperson"),
        ("recipients", "role", "addressee cc"),
        ("recommendations", "item", "recommendation|area for improvement|cause of concern"),
        ("recommendations", "stated", "counted vague none"),
        (
            "recommendations",
            "scope",
            "total|chief constables|police and crime commissioners|home office|college of policing|other",
        ),
        ("gradings", "grade", "outstanding|good|adequate|requires improvement|inadequate"),
        ("gradings", "standing", "current previous other"),
    ] {
        let words: Vec<&str> = words.split(if words.contains('|') { '|' } else { ' ' }).collect();
        let optional = name == "documents" || column == "scope";
        for row in rows(name) {
            let cell = row[column].as_str();
            assert!(words.contains(&cell) || (optional && cell.is_empty()), "{name}.{column}: {cell:?}");
        }
    }
}

#[test]
fn the_numbers_of_a_document_follow_from_its_dates() {
    let mut replies = 0;
    for row in rows("documents") {
        let day = |column: &str| row[column].parse::<jiff::civil::Date>().ok();
        let days = |from: &str, to: &str| Some((day(to)? - day(from)?).get_days().to_string());
        if !row["days_to_reply"].is_empty() {
            assert_eq!(Some(&row["days_to_reply"]), days("report_published", "date").as_ref(), "{row:?}");
        }
        if !row["reply_due"].is_empty() {
            replies += 1;
            assert_eq!(days("report_published", "reply_due").as_deref(), Some("55"), "{row:?}");
            assert!(row["report_published"].as_str() >= "2017-05-02", "{row:?}");
        }
        if !row["reply_in_time"].is_empty() {
            assert_eq!(row["reply_in_time"] == "true", day("date") <= day("reply_due"), "{row:?}");
        }
        let doubts = rows("doubts").iter().filter(|doubt| doubt["document"] == row["document"]).count();
        assert_eq!(row["doubts"], doubts.to_string(), "{row:?}");
    }
    assert!(replies > 3, "only {replies} replies have a day by which they are due");
}

/// Each line: what stands in a document, and how CSV shows it.
#[test]
fn a_cell_that_a_spreadsheet_would_run_is_harmless_in_csv_and_untouched_in_json() {
    for (words, shown) in [
        ("=HYPERLINK(\"http://example.org\")", "'=HYPERLINK(\"http://example.org\")"),
        ("+44 20 7946 0000", "'+44 20 7946 0000"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("good, =1", "good, =1"),
        ("a \"quoted\" word", "a \"quoted\" word"),
    ] {
        let folder = Folder::with(&[
            ("grammars/note/family.toml", "[[table]]\nname = \"items\"\ncolumns = [\"item\"]\n"),
            (
                "grammars/note/item.toml",
                "table = \"items\"\nvalue = \"item\"\nspan = \"item\"\nwithin = \"line\"\n[[rule]]\nname = \"item\"\n\
                 match = 'item: {item:line}'\nfinds.\"item: paper\" = \"paper\"\n",
            ),
        ]);
        folder.file("in/note.txt", format!("item: {words}\n"));
        let arguments = ["extract", "in", "--grammars", "grammars", "--out", "out"];
        letterbook(arguments).within(folder.path()).run().ends_with(0);
        let rows = table(&folder.path().join("out/items.csv"));
        let cells = ["item", "text", "start", "end"].map(|column| rows[0][column].clone());
        let end = (6 + words.chars().count()).to_string();
        assert_eq!(cells, [shown, shown, "6", &end].map(String::from));
        let json: Value = serde_json::from_str(&folder.read("out/documents.json")).unwrap();
        assert_eq!(
            (&json[0]["items"][0]["item"], &json[0]["items"][0]["text"]),
            (&words.into(), &words.into())
        );
    }
}

#[test]
fn one_two_and_seven_threads_write_the_same_bytes() {
    for jobs in ["1", "2", "7"] {
        let out = Folder::new();
        extract(&policing(), out.path()).arg("--jobs").arg(jobs).run().ends_with(0);
        assert!(dataset(out.path()) == dataset(tables()), "{jobs} threads write other tables");
    }
}

#[test]
fn one_two_and_seven_threads_find_the_same_score() {
    let score = |jobs| {
        let run = letterbook(["score", "--format", "json", "--jobs", jobs, "input/policing"]);
        run.within(root()).run().out
    };
    let one = score("1");
    assert!(one.len() > 1000, "{one}");
    for jobs in ["2", "7"] {
        assert!(score(jobs) == one, "{jobs} threads find another score");
    }
}

#[test]
fn only_the_formats_that_were_asked_for_are_written() {
    let folder = Folder::with(&[("in/a.txt", "Published on 2 March 2023.")]);
    for (format, files) in [("csv", 9), ("json", 3), ("json,csv", 12), ("jsonl", 3), ("xlsx", 1)] {
        let out = Folder::new();
        let more = ["--format", format, "--out"].map(std::ffi::OsStr::new);
        let arguments =
            [&["extract".as_ref(), folder.path().as_os_str()], &more[..], &[out.path().as_os_str()]];
        letterbook(arguments.concat()).run().ends_with(0);
        assert_eq!(dataset(out.path()).len(), files, "{format}");
    }
}

#[test]
fn without_a_path_every_input_folder_goes_to_its_output_folder() {
    let folder = Folder::new();
    folder.file("input/policing/a.txt", "Published on 2 March 2023.");
    folder.file("input/policing/sub/b.txt", "Published on 3 March 2023.");
    letterbook(["extract"]).within(folder.path()).run().ends_with(0).says("2 documents converted");
    let dates = table(&folder.path().join("output/policing/dates.csv"));
    let cells: Vec<(&str, &str)> =
        dates.iter().map(|row| (row["document"].as_str(), row["date"].as_str())).collect();
    assert_eq!(cells, [("a.txt", "2023-03-02"), ("sub/b.txt", "2023-03-03")]);
    letterbook(["extract", "--check"]).within(folder.path()).run().ends_with(0);
}

// --- what changed

const REPLY: &str = "Dear Home Secretary,\n\nI welcome the report that HMIC published on 2 March 2023. Kent Police was \
                     graded ‘good’ for efficiency and\n‘inadequate’ for vetting.\n\nYours sincerely\n\nZoë Marsh\n\
                     Police and Crime Commissioner for Kent\n";

/// Two letters in `in`, converted into `out`.
fn converted() -> Folder {
    let folder = Folder::with(&[("in/a.txt", REPLY), ("in/b.txt", &REPLY.replace("2 March", "3 March"))]);
    convert(&folder).ends_with(0);
    folder
}

fn convert(folder: &Folder) -> common::Run {
    letterbook(["extract", "in", "--out", "out"]).within(folder.path()).run()
}

fn check(folder: &Folder) -> common::Run {
    letterbook(["extract", "in", "--out", "out", "--check"]).within(folder.path()).run()
}

#[test]
fn a_check_of_fresh_tables_finds_nothing_and_writes_nothing() {
    let folder = converted();
    // A file that extract does not write is nobody's business.
    folder.file("out/notes.md", "ours");
    let before = contents(folder.path());
    assert_eq!(check(&folder).ends_with(0).out, "");
    assert!(before == contents(folder.path()), "a check has written something");
}

#[test]
fn a_check_where_nothing_was_extracted_makes_no_folder() {
    let folder = Folder::with(&[("in/a.txt", REPLY)]);
    check(&folder).ends_with(1).shows("documents.csv: not there yet");
    assert!(!folder.path().join("out").exists());
}

#[test]
fn a_check_tells_of_a_document_that_cannot_be_read_any_more() {
    let folder = converted();
    folder.file("in/b.txt", "");
    let run = check(&folder);
    assert_eq!(run.code, 1, "{}", run.out);
    run.shows("documents.csv:3: - b.txt").shows("failures.csv:2: + b.txt | read | the file is empty");
}

#[test]
fn a_check_names_the_one_cell_that_was_changed() {
    let folder = converted();
    let before = folder.read("out/gradings.csv");
    assert_eq!(before.matches("a.txt,inadequate,").count(), 1, "{before}");
    folder.file("out/gradings.csv", before.replace("a.txt,inadequate,", "a.txt,outstanding,"));
    let changed = contents(folder.path());

    let run = check(&folder).ends_with(1).says("1 change");
    assert_eq!(run.out, "gradings.csv:3: a.txt: grade: `outstanding` -> `inadequate`\n");
    assert!(changed == contents(folder.path()), "a check has written something");

    convert(&folder).ends_with(0);
    assert_eq!(folder.read("out/gradings.csv"), before);
    assert_eq!(check(&folder).ends_with(0).out, "");
}

/// Each line: what was done to the tables, and what a check says.
#[test]
fn a_check_tells_rows_and_columns_and_files_that_came_or_went() {
    let without_a =
        |text: String| text.split_inclusive('\n').filter(|line| !line.starts_with("a.txt")).collect();
    let with_ghost =
        |text: String| format!("{text}ghost.txt{}\n", ",".repeat(HEADERS[0].1.matches(',').count()));
    type Change<'a> = (&'a str, &'a dyn Fn(String) -> String, &'a str);
    let changes: [Change<'_>; 5] = [
        ("documents.csv", &without_a, "documents.csv:2: + a.txt | letter | "),
        ("documents.csv", &with_ghost, "documents.csv:4: - ghost.txt | "),
        (
            "documents.csv",
            &|text| text.replacen("kind", "sort", 1),
            "documents.csv: the columns differ; gone: sort; new: kind",
        ),
        (
            "documents.json",
            &|text| text.replacen("\"inadequate\"", "\"good\"", 1),
            "documents.json: gradings: a.txt: grade: `good` -> `inadequate`",
        ),
        ("documents.json", &|text| format!("{text}\n"), "documents.json: differs"),
    ];
    let folder = converted();
    for (file, change, said) in changes {
        let file = format!("out/{file}");
        let before = folder.read(&file);
        folder.file(&file, change(before.clone()));
        check(&folder).ends_with(1).shows(said);
        folder.file(&file, before);
    }
    std::fs::remove_file(folder.path().join("out/dates.csv")).unwrap();
    check(&folder).ends_with(1).shows("dates.csv: not there yet");
    folder.file("out/dates.csv", b"\xFF\xFE\x00,\"");
    check(&folder).ends_with(1).shows("dates.csv: is no CSV");
    std::fs::remove_file(folder.path().join("out/dates.csv")).unwrap();
    if std::process::Command::new("mkfifo")
        .arg(folder.path().join("out/dates.csv"))
        .status()
        .is_ok_and(|s| s.success())
    {
        check(&folder).ends_with(1).shows("dates.csv: cannot be read");
        std::fs::remove_file(folder.path().join("out/dates.csv")).unwrap();
    }
    std::fs::create_dir(folder.path().join("out/dates.csv")).unwrap();
    check(&folder).ends_with(1).shows("dates.csv: is a folder; move it away");
    folder.file("out/doubts.csv", "changed\n");
    let run =
        letterbook(["extract", "in", "--out", "out", "--force"]).within(folder.path()).run().ends_with(2);
    run.says("dates.csv: is a folder; move it away");
    // Tables that have a place were not changed without those that have none.
    assert_eq!(folder.read("out/doubts.csv"), "changed\n");
}

#[test]
fn a_check_ends_with_3_where_nothing_differs_but_documents_cannot_be_read() {
    let folder = converted();
    folder.file("in/b.txt", "");
    convert(&folder).ends_with(3);
    let run = check(&folder).ends_with(3).says("as extracted; 1 document could not be read");
    assert_eq!(run.out, "");
}

#[test]
fn a_check_tells_a_row_that_only_moved_from_one_that_changed() {
    let folder = converted();
    folder.file("in/a.txt", format!("\n\n{REPLY}"));
    let run = check(&folder).ends_with(1);
    let moved =
        "gradings.csv:2: a.txt: moved `‘good’ for efficiency`: line 3, 103..124 -> line 5, 105..126\n";
    assert!(run.out.contains(moved), "{}", run.out);
    assert!(!run.out.contains("line: `"), "{}", run.out);
}

#[test]
fn a_check_can_be_read_by_a_machine_and_has_colours_only_on_a_terminal() {
    let folder = converted();
    let before = folder.read("out/gradings.csv");
    folder.file("out/gradings.csv", before.replace("a.txt,inadequate,", "a.txt,outstanding,"));
    let with = |more: &[&str]| {
        let arguments = ["extract", "in", "--out", "out", "--check"].iter().chain(more);
        letterbook(arguments).within(folder.path()).env("CLICOLOR_FORCE", "1").run()
    };
    let json: serde_json::Value =
        serde_json::from_str(&with(&["--format", "json"]).ends_with(1).out).unwrap();
    assert_eq!(
        json,
        serde_json::json!([{
            "change": "changed", "file": "gradings.csv", "document": "a.txt", "line": 3,
            "column": "grade", "before": "outstanding", "now": "inadequate",
        }])
    );
    let coloured = with(&[]).ends_with(1).out;
    assert!(coloured.contains("\u{1b}[31m`outstanding`\u{1b}[0m -> \u{1b}[32m`inadequate`"), "{coloured:?}");
    assert!(!check(&folder).out.contains('\u{1b}'));
    with(&["--format", "csv"]).ends_with(2).says("with --check the format is text or json, not `csv`");
    folder.file("out/gradings.csv", before);
    assert_eq!(with(&["--format", "json"]).ends_with(0).out, "[]\n");
}

#[test]
fn a_check_looks_at_the_formats_that_are_there() {
    let folder = converted();
    std::fs::remove_file(folder.path().join("out/documents.json")).unwrap();
    std::fs::remove_file(folder.path().join("out/failures.json")).unwrap();
    assert_eq!(check(&folder).ends_with(0).out, "");
}

#[test]
fn a_file_where_the_tables_should_go_is_told_as_such() {
    let folder = converted();
    for more in [&[][..], &["--check"]] {
        let arguments = ["extract", "in", "--out", "in/a.txt"].iter().chain(more);
        letterbook(arguments)
            .within(folder.path())
            .run()
            .ends_with(2)
            .says("in/a.txt: this is no folder; say with --out DIR a folder");
    }
}

#[test]
fn one_folder_is_not_given_the_tables_of_several_families() {
    let folder = Folder::with(&[("input/policing/a.txt", "It was published in May 2031.\n")]);
    folder.file("input/coroner/b.txt", "It was published in June 2031.\n");
    let run = |arguments: &[&str]| letterbook(arguments).within(folder.path()).run();
    for more in [&[][..], &["--check"]] {
        let arguments = [&["extract", "--out", "out"][..], more].concat();
        run(&arguments)
            .ends_with(2)
            .says("several families (coroner, policing); say with --family which one");
        assert!(!folder.path().join("out").exists());
    }
    run(&["extract", "--out", "out", "--family", "coroner"]).ends_with(0);
}
