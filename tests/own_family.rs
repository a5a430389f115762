//! A family of letters is a folder: parish newsletters, read by every command without a line of Rust.

mod common;

use common::{Folder, letterbook};
use serde_json::json;

/// The whole family: its tables, a word list, two fields.
const GRAMMAR: &[(&str, &str)] = &[
    (
        "grammars/newsletter/family.toml",
        r#"# What a parish newsletter tells: what is on when, and what was collected.
[[table]]
name = "events"
columns = ["event", "date"]
score = { key = ["event"] }

[[table]]
name = "collections"
columns = ["count", "cause"]
score = { key = ["count"] }

[[column]]
name = "next_event"
from = [{ table = "events", column = "event", choose = "first" }]
"#,
    ),
    (
        "grammars/newsletter/words/event.toml",
        r#"[words]
"harvest supper" = ["harvest tea", "harvest festival supper"]
"bell ringing" = ["ringing practice"]
"#,
    ),
    (
        "grammars/newsletter/event.toml",
        r#"table = "events"
value = "event"

[[rule]]
name = "event on a day"
match = '{event} (is|will be|takes place) on {date}'
[rule.finds]
"The harvest tea is on 3 May 2031." = { event = "harvest supper", date = "2031-05-03" }
"#,
    ),
    (
        "grammars/newsletter/collection.toml",
        r#"table = "collections"
value = "count"

[[rule]]
name = "given for"
match = '{count} (tins|jars|coats) (were given )?for the {cause:phrase}'
[rule.finds]
"We collected 40 tins for the food bank." = { count = "40", cause = "food bank" }
"#,
    ),
];

const MAY: &str = "St Mary’s newsletter\n\nThe harvest tea is on 3 May 2031 in the hall. We collected 40 tins for \
                   the food bank, thank you.\n\nRinging practice takes place on 4 June 2031.\n";

const GOLD: &str = r#"{
    "document": { "next_event": "harvest supper" },
    "events": [
        { "event": "harvest supper", "date": "2031-05-03" },
        { "event": "bell ringing", "date": "2031-06-04" }
    ],
    "collections": [{ "count": 40, "cause": "food bank" }]
}"#;

fn parish() -> Folder {
    let folder = Folder::with(GRAMMAR);
    folder.file("letters/may.txt", MAY);
    folder.file("letters/may.gold.json", GOLD);
    folder
}

#[test]
fn its_examples_are_run() {
    let parish = parish();
    let run = letterbook(["test", "--grammars", "grammars"]).within(parish.path()).run().ends_with(0);
    assert_eq!(run.err, "newsletter: 2 rules, 2 examples, 2 hold, 0 do not\n");
}

#[test]
fn an_example_that_does_not_hold_is_shown_with_its_line_and_the_exit_code_is_1() {
    let parish = parish();
    let wrong = GRAMMAR[2].1.replace("\"2031-05-03\"", "\"2031-05-04\"");
    parish.file(GRAMMAR[2].0, wrong);
    let run = letterbook(["test", "--grammars", "grammars"]).within(parish.path()).run().ends_with(1);
    assert_eq!(
        run.out,
        "newsletter/event.toml:8: event/event on a day\n  \
         The harvest tea is on 3 May 2031.\n      \
         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n  \
         wrong: expected date `2031-05-04`, event `harvest supper`, \
         found date `2031-05-03`, event `harvest supper` by rule `event on a day`\n"
    );
}

#[test]
fn its_documents_become_its_tables() {
    let parish = parish();
    let arguments = ["extract", "letters", "--grammars", "grammars", "--out", "tables"];
    letterbook(arguments).within(parish.path()).run().ends_with(0);
    for (table, expected) in [
        ("documents", "document,next_event,parent,reader\nmay.txt,harvest supper,,text\n"),
        (
            "events",
            "document,event,date,text,line,start,end,rule,page\n\
             may.txt,harvest supper,2031-05-03,harvest tea is on 3 May 2031,3,26,54,event/event on a day,\n\
             may.txt,bell ringing,2031-06-04,Ringing practice takes place on 4 June 2031,5,120,163,event/event on a day,\n",
        ),
        (
            "collections",
            "document,count,cause,text,line,start,end,rule,page\n\
             may.txt,40,food bank,40 tins for the food bank,3,81,106,collection/given for,\n",
        ),
        ("doubts", "document,table,column,doubt,text,line,start,end,rule,page\n"),
        ("failures", "source,stage,error\n"),
    ] {
        assert_eq!(parish.read(&format!("tables/{table}.csv")), expected, "{table}");
    }
}

#[test]
fn its_documents_are_scored_against_its_gold() {
    let parish = parish();
    let score = || letterbook(["score", "letters", "--grammars", "grammars"]).within(parish.path()).run();
    let right = |name: &str, run: &str| run.lines().find(|line| line.starts_with(name)).unwrap().to_string();
    let run = score().ends_with(0);
    for (name, rows) in [("events", "2"), ("collections", "1")] {
        let line = right(name, &run.out);
        let cells: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(cells[1..], ["1.000", "1.000", "1.000", rows, "0", "0"], "{line}");
    }
    parish.file("letters/may.gold.json", GOLD.replace("40", "41"));
    score().ends_with(1).shows("may.txt: collections: missing count=41");
}

#[test]
fn its_documents_are_explained() {
    let parish = parish();
    let arguments = ["explain", "letters/may.txt", "--grammars", "grammars"];
    let run = letterbook(arguments).within(parish.path()).run().ends_with(0);
    for line in [
        "   3 text        * The harvest tea is on 3 May 2031 in the hall.",
        "  next_event             harvest supper  <- a row of events, line 3 by event/event on a day (newsletter/event.toml:5)\n",
        "  line 3: \"40 tins for the food bank\" by collection/given for (newsletter/collection.toml:5)\n",
        "    event=bell ringing  date=2031-06-04\n",
    ] {
        assert!(run.out.contains(line), "{line:?} is not in\n{}", run.out);
    }
}

#[test]
fn its_values_are_found_in_lines() {
    let parish = parish();
    for (kind, value) in [
        ("event", json!({ "event": "bell ringing", "date": "2031-06-04" })),
        ("collection", json!({ "count": 3, "cause": "choir" })),
        ("date", json!({ "date": "2031-06-04" })),
    ] {
        let run = letterbook(["find", kind, "--grammars", "grammars"])
            .within(parish.path())
            .input("Ringing practice is on 4 June 2031, and there are 3 coats for the choir")
            .run()
            .ends_with(0);
        let [line] = run.lines().try_into().expect("one line for one line");
        let found = line["found"].as_array().unwrap();
        assert_eq!(found.len(), 1, "{kind}: {line}");
        for (name, cell) in value.as_object().unwrap() {
            assert_eq!(found[0]["value"][name], *cell, "{kind}: {line}");
        }
    }
}

#[test]
fn its_documents_pass_through_a_pipe() {
    let parish = parish();
    let input = json!({ "document": "may", "text": MAY }).to_string();
    let run = letterbook(["stream", "--grammars", "grammars"])
        .within(parish.path())
        .input(input)
        .run()
        .ends_with(0);
    let [record] = run.lines().try_into().expect("one record for one line");
    let keys: Vec<&str> = record.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        ["document", "next_event", "parent", "reader", "events", "collections", "doubts", "letterbook"]
    );
    assert_eq!(record["next_event"], "harvest supper");
    assert_eq!(record["collections"][0]["text"], "40 tins for the food bank");
}

#[test]
fn it_is_asked_for_by_name_where_a_folder_holds_several() {
    let parish = parish();
    parish.file("grammars/notice/family.toml", "");
    let call = |more: &[&str]| {
        let arguments = ["find", "event", "--grammars", "grammars"].iter().chain(more);
        letterbook(arguments).within(parish.path()).input("ringing practice is on 4 June 2031").run()
    };
    call(&[]).ends_with(2).says("which family? say --family with one of: newsletter, notice");
    call(&["--family", "newsletter"]).ends_with(0).shows("bell ringing");
    call(&["--family", "newsleter"]).ends_with(2).says("did you mean `newsletter`?");
}
