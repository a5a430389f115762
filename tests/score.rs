//! A score for people, for machines and for a repository that records how good it was.

mod common;

use common::{Folder, letterbook};
use serde_json::Value;

/// A family in which each kind of error can be made.
const GRAMMAR: &[(&str, &str)] = &[
    (
        "grammars/notice/family.toml",
        r#"[[table]]
name = "events"
columns = ["event", "state", "date", "place"]
score = { key = ["event"], text = true }

[[table.fill]]
column = "state"
value = "planned"
doubt = "state not said"

[[column]]
name = "first_event"
from = [{ table = "events", column = "event", choose = "first" }]
"#,
    ),
    ("grammars/notice/words/event.toml", "[words]\n\"supper\" = [\"tea\"]\n\"concert\" = []\n"),
    (
        "grammars/notice/event.toml",
        r#"table = "events"
value = "event"

[[rule]]
name = "cancelled"
match = '{event} on {date} (is|was) cancelled'
set = { state = "cancelled" }
[rule.finds]
"the concert on 3 May 2031 is cancelled" = { event = "concert", state = "cancelled" }

[[rule]]
name = "event at a place"
match = '{event} is on {date}( at the {place:phrase})?'
[rule.finds]
"the tea is on 3 May 2031 at the mill" = { event = "supper", place = "mill" }
"#,
    ),
];

const NOTICE: &str = "The tea is on 3 May 2031 at the old mill.\n\nThe concert on 4 May 2031 is cancelled.\n";

/// A folder with the family, the notice and this gold.
fn notice(gold: &str) -> Folder {
    let folder = Folder::with(GRAMMAR);
    folder.file("in/a.txt", NOTICE);
    folder.file("in/a.gold.json", gold);
    folder
}

fn score(folder: &Folder, more: &[&str]) -> common::Run {
    let arguments = ["score", "in", "--grammars", "grammars"].iter().chain(more);
    letterbook(arguments).within(folder.path()).run()
}

const RIGHT: &str = r#"{
    "document": { "first_event": "supper" },
    "events": [
        { "event": "supper", "state": "planned", "date": "2031-05-03", "place": "old mill", "text": "tea" },
        { "event": "concert", "state": "cancelled", "text": "concert" }
    ]
}"#;

/// Wrong: a state, a place, an event taken for another, a row too many, a column of the document.
const WRONG: &str = r#"{
    "document": { "first_event": "concert" },
    "events": [
        { "event": "supper", "state": "cancelled", "place": "new, 100% mill", "text": "tea" },
        { "event": "supper", "text": "The concert on 4 May 2031" }
    ]
}"#;

const TOLD: &str = "\
1 document                         precision  recall     F1  right  extra  missing
events                                 0.500   0.500  0.500      1      1        1
  documents.first_event                0.000   0.000  0.000      0      1        1
  events.place                         0.000   0.000  0.000      0      1        1
  events.state                         0.000   0.000  0.000      0      1        1
all cells                              0.000   0.000  0.000      0      3        3
all rows and document dates            0.500   0.500  0.500      1      1        1
mean over the documents                               0.500

documents.first_event: what was expected (down) and what was got (across)
           concert  supper
  concert        ·       1
  supper         ·       ·

events.event: what was expected (down) and what was got (across)
           concert  supper
  concert        ·       ·
  supper         1       1

events.state: what was expected (down) and what was got (across)
             cancelled  planned
  cancelled          ·        1
  planned            ·        ·

doubts: 1 of 4 wrong cells and rows stood under a doubt; 1 of 1 doubts were right

a.txt:1: documents.first_event: expected concert, got supper (rule event/event at a place)
a.txt:1: events.state: expected cancelled, got planned (rule event/event at a place) (doubt: state not said)
a.txt:1: events.place: expected new, 100% mill, got old mill (rule event/event at a place)
a.txt:3: events: missing event=supper text=The concert on 4 May 2031
a.txt:3: events: extra event=concert state=cancelled date=2031-05-04 text=concert on 4 May 2031 is cancelled (rule event/cancelled)
";

#[test]
fn a_score_tells_measures_and_confusions_and_doubts_and_every_wrong_cell_with_its_rule() {
    assert_eq!(score(&notice(WRONG), &[]).ends_with(1).out, TOLD);
    let right = score(&notice(RIGHT), &[]).ends_with(0).out;
    assert!(
        right.ends_with(
            "\ndoubts: 0 of 0 wrong cells and rows stood under a doubt; 0 of 1 doubts were right\n"
        ),
        "{right}"
    );
    assert!(!right.contains("expected"), "{right}");
}

#[test]
fn the_same_is_told_as_json() {
    let all: Value =
        serde_json::from_str(&score(&notice(WRONG), &["--format", "json"]).ends_with(1).out).unwrap();
    assert_eq!(all["measures"]["events"]["f1"], 0.5);
    assert_eq!(all["each"][0]["overall"]["missing"], 1);
    assert_eq!(all["wrong"].as_array().unwrap().len(), 5);
    let state = &all["wrong"][1];
    assert_eq!(state["line"], 1);
    assert_eq!((&state["expected"], &state["got"]), (&"cancelled".into(), &"planned".into()));
    assert_eq!(
        (&state["rule"], &state["doubts"][0]),
        (&"event/event at a place".into(), &"state not said".into())
    );
    assert_eq!(all["doubts"]["wrong_under_a_doubt"], 1);
    assert!(all.get("below_the_floor").is_none());
}

#[test]
fn annotations_are_escaped_as_the_runner_wants_it() {
    let said = score(&notice(WRONG), &["--format", "github"]).ends_with(1).out;
    let place = said.lines().find(|line| line.contains("events.place")).unwrap();
    assert_eq!(
        place,
        "::error file=in/a.txt,line=1,title=events.place::expected new, 100%25 mill, got old mill (rule event/event at a place)"
    );
    assert_eq!(said.lines().count(), 5);
}

#[test]
fn junit_has_a_suite_a_document_and_a_case_a_column() {
    let said = score(&notice(WRONG), &["--format", "junit"]).ends_with(1).out;
    assert!(
        said.contains("<testsuite name=\"a.txt\" tests=\"4\" skipped=\"0\" errors=\"0\" failures=\"4\">"),
        "{said}"
    );
    assert!(said.contains("<testcase name=\"events.state\" classname=\"a.txt\">"), "{said}");
    let hostile = WRONG.replace("new, 100% mill", "<b>&\\\"]]>\\u0007");
    let said = score(&notice(&hostile), &["--format", "junit"]).ends_with(1).out;
    assert!(said.contains("&lt;b&gt;&amp;") && !said.contains("<b>") && !said.contains('\u{7}'), "{said}");
}

#[test]
fn a_floor_is_raised_and_held_and_tells_what_fell() {
    let folder = notice(RIGHT);
    score(&folder, &["--floor", "floor.json"]).ends_with(2).says("`--floor floor.json --raise` makes it");
    score(&folder, &["--raise"]).ends_with(2).says("say with --floor FILE");
    folder.file("in/a.gold.json", WRONG);
    score(&folder, &["--floor", "floor.json", "--raise"]).ends_with(0).says("floors: floor.json lifted");
    let low = folder.read("floor.json");
    score(&folder, &["--floor", "floor.json"]).ends_with(0).says("floors: floor.json holds");

    folder.file("in/a.gold.json", RIGHT);
    score(&folder, &["--floor", "floor.json"]).ends_with(0).says("can be lifted with --raise");
    assert_eq!(folder.read("floor.json"), low);
    score(&folder, &["--floor", "floor.json", "--raise"]).ends_with(0).says("lifted");
    let high = folder.read("floor.json");
    assert!(high.contains("\"events.state\": {\n      \"precision\": 1.0,"), "{high}");

    folder.file("in/a.gold.json", WRONG);
    let fell = "below the floor: events.state recall is 0, the floor is 1";
    score(&folder, &["--floor", "floor.json"]).ends_with(1).shows(fell).says("below those of floor.json");
    score(&folder, &["--floor", "floor.json", "--raise"]).ends_with(1).shows(fell);
    assert_eq!(folder.read("floor.json"), high, "raising has lowered a floor");
    let github = ["--floor", "floor.json", "--format", "github"];
    score(&folder, &github)
        .ends_with(1)
        .shows("::error title=below the floor::below the floor: events.state")
        .shows("::warning file=in/a.txt,line=1");
    score(&folder, &["--floor", "floor.json", "--format", "junit"])
        .ends_with(1)
        .shows("<testsuite name=\"floor\"");

    for (text, why) in [
        ("{\"documents\": \"many\"}", "line 1 is none of `{\"documents\": 30, \"floors\": {\"dates\": {"),
        ("[]", "line 1 is none of `{\"documents\": 30"),
        ("", "it is no JSON: it ends too early\n"),
        ("{", "it is no JSON: it ends too early\n"),
        ("{\n  oops", "it is no JSON: it goes wrong in line 2, column 3\n"),
    ] {
        folder.file("floor.json", text);
        let run = score(&folder, &["--floor", "floor.json"]).ends_with(2);
        run.says("floor.json is no file of floors: ").says(why);
    }
}

#[test]
fn gold_may_begin_with_a_byte_order_mark() {
    let marked = notice(&format!("\u{feff}{RIGHT}"));
    assert_eq!(score(&marked, &[]).ends_with(0).out, score(&notice(RIGHT), &[]).out);
}

/// Each line: gold with one name misspelt or words that are not there, and what is said of it.
#[test]
fn what_is_wrong_with_the_gold_itself_is_told_and_the_rest_is_scored() {
    for (from, to, said) in [
        (
            "events",
            "evnts",
            "a.txt: its gold speaks of a table `evnts`, which is none; did you mean `events`?",
        ),
        (
            "\"place\"",
            "\"plaice\"",
            "a.txt: its gold speaks of a column of `events` `plaice`, which is none; did you",
        ),
        (
            "first_event",
            "frst_event",
            "a column of `document` `frst_event`, which is none; did you mean `first_event`?",
        ),
        (
            "\"text\": \"tea\"",
            "\"text\": \"teas\"",
            "its gold has \"teas\" in `events`, which stands nowhere",
        ),
    ] {
        assert!(RIGHT.contains(from), "{from}");
        score(&notice(&RIGHT.replacen(from, to, 1)), &[]).ends_with(3).says(said).shows("1 document ");
    }
    let noted = RIGHT
        .replacen('{', "{ \"notes\": [\"by hand\"], ", 1)
        .replace("\"mill\"", "\"mill\", \"note\": \"old\"");
    score(&notice(&noted), &[]).ends_with(0);
}

/// Each line: a part of gold, what is written in its place, and what is said of it.
#[test]
fn gold_that_would_count_whatever_is_found_is_told_with_its_row_and_what_to_write_instead() {
    let second = "{ \"event\": \"concert\", \"state\": \"cancelled\", \"text\": \"concert\" }";
    for (from, to, said) in [
        (
            second,
            "{}",
            "row 2 of `events` in its gold would fit any row; give it at least one of `event`, `text`",
        ),
        (second, "{ \"state\": \"cancelled\" }", "row 2 of `events` in its gold would fit any row; give"),
        (
            "\"text\": \"tea\"",
            "\"optional\": \"yes\"",
            "row 1 of `events` in its gold has \"yes\" for `optional`; write true or false",
        ),
        (
            "\"old mill\"",
            "[\"old mill\"]",
            "row 1 of `events` in its gold has [\"old mill\"] for `place`; a cell is a text, a number,",
        ),
        (
            "\"old mill\"",
            "\"\"",
            "row 1 of `events` in its gold has \"\" for `place`; write null where nothing is to be found",
        ),
        (
            "\"2031-05-03\"",
            "\"3 May 2031\"",
            "row 1 of `events` in its gold has \"3 May 2031\" for `date`; write dates as in the tables, such as",
        ),
        ("\"supper\" },", "{} },", "`document` in its gold has {} for `first_event`; a cell is a text"),
    ] {
        assert!(RIGHT.contains(from), "{from}");
        let folder = notice(&RIGHT.replacen(from, to, 1));
        folder.file(
            "grammars/notice/family.toml",
            GRAMMAR[0].1.replacen("score =", "about.date = { says = \"When\", type = \"date\" }\nscore =", 1),
        );
        score(&folder, &[]).ends_with(3).says(&format!("a.txt: {said}")).shows("1 document ");
    }
    let empty = RIGHT.replacen("\"old mill\"", "\"\"", 1);
    score(&notice(&empty), &[]).shows("events.place: expected \"\", got old mill");
}

/// Each line: files of gold beside `a.txt`, and what is said of the last one.
#[test]
fn gold_without_a_document_is_told() {
    let folder = notice(RIGHT);
    for (gold, said) in [
        ("in/b.gold.json", "in/b.gold.json: there is no document beside this gold"),
        ("in/a#2.gold.json", "in/a#2.gold.json: the file beside this gold has no such document"),
        ("in/sub/a.gold.json", "in/sub/a.gold.json: there is no document beside this gold"),
    ] {
        let file = folder.file(gold, RIGHT);
        score(&folder, &[]).ends_with(3).says(said).shows("1 document ");
        std::fs::remove_file(file).unwrap();
    }
    folder.file("in/.hidden/a.gold.json", RIGHT);
    score(&folder, &[]).ends_with(0);
}

#[test]
fn gold_that_cannot_be_read_is_told_without_a_table_of_nothing() {
    let folder = notice("{");
    assert_eq!(
        score(&folder, &[]).ends_with(3).says("a.txt: its gold is no JSON: it ends too early\n").out,
        ""
    );
    folder.file("in/a.gold.json", b"{\"notes\": \"caf\xE9\"}");
    assert_eq!(score(&folder, &[]).ends_with(3).says("its gold is no UTF-8; save it as UTF-8\n").out, "");
}

#[test]
fn a_format_that_is_none_is_told_with_those_that_are() {
    score(&notice(RIGHT), &["--format", "xml"])
        .ends_with(2)
        .says("no format `xml`; there are table, json, junit, github");
}
