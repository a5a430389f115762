//! Mistakes in a grammar: all of them at once, each with its place and what to write instead.

mod common;

use common::{Folder, contents, letterbook};
use letterbook::grammar::code::CODES;
use letterbook::grammar::load;

const FAMILY: &str = r#"[[table]]
name = "events"
columns = ["event", "date"]
unique = ["evnt"]

[[column]]
name = "next_event"
from = [{ table = "event", column = "event" }]
"#;

const ANATOMY: &str = r#"first = "head"

[[zone]]
name = "head"
then = "bodi"
opens = ["^Dear "]

[[zone]]
name = "body"
prose = true
long_line = 60
"#;

const EVENT: &str = r#"table = "events"
value = "event"

[[rule]]
name = "event on a day"
match = '{evnt} (is|will be) on {date}'
[rule.finds]
"The harvest tea is on 3 May 2031." = { event = "harvest supper", dat = "2031-05-03" }

[[rule]]
name = "event, day before"
mach = 'On {date} we have {event}'
[rule.finds]
"On 3 May 2031 we have harvest tea." = "harvest supper"

[[rule]]
name = "nothing shown"
match = '{event} again'

[[rule]]
name = "an open bracket"
match = '{event} (is|was here'
zones = ["boddy"]
set = { evemt = "x" }
finds."harvest tea was here" = "harvest supper"
"#;

const WORDS: &str = r#"[words]
"harvest supper" = ["harvest tea"]
"bell ringing" = "ringing practice"
"#;

const SAID: &str = r#"error[LB012]: there is no zone `bodi`
 --> newsletter/anatomy.toml:5:8
  |
5 | then = "bodi"
  |        ^^^^^^
  |
  = help: did you mean `body`?

error[LB021]: nothing reads `evnt`
 --> newsletter/event.toml:6:10
  |
6 | match = '{evnt} (is|will be) on {date}'
  |          ^^^^^^
  |
  = help: did you mean `event`?

error[LB010]: there is no column `dat`
 --> newsletter/event.toml:8:67
  |
8 | "The harvest tea is on 3 May 2031." = { event = "harvest supper", dat = "2031-05-03" }
  |                                                                   ^^^
  |
  = help: did you mean `date`?

error[LB002]: unknown key `mach`
  --> newsletter/event.toml:12:1
   |
12 | mach = 'On {date} we have {event}'
   | ^^^^
   |
   = help: did you mean `match`?

error[LB030]: rule `nothing shown` has no example
  --> newsletter/event.toml:17:8
   |
17 | name = "nothing shown"
   |        ^^^^^^^^^^^^^^^
   |
   = help: add `finds."a wording" = "what is found"`

error[LB020]: this bracket is never closed
  --> newsletter/event.toml:22:18
   |
22 | match = '{event} (is|was here'
   |                  ^
   |
   = help: close it with `)`, or write `\(` for the character itself

error[LB012]: there is no zone `boddy`
  --> newsletter/event.toml:23:10
   |
23 | zones = ["boddy"]
   |          ^^^^^^^
   |
   = help: did you mean `body`?

error[LB010]: there is no column `evemt`
  --> newsletter/event.toml:24:9
   |
24 | set = { evemt = "x" }
   |         ^^^^^
   |
   = help: did you mean `event`?

error[LB010]: there is no column `evnt`
 --> newsletter/family.toml:4:11
  |
4 | unique = ["evnt"]
  |           ^^^^^^
  |
  = help: did you mean `event`?

error[LB011]: there is no table `event`
 --> newsletter/family.toml:8:19
  |
8 | from = [{ table = "event", column = "event" }]
  |                   ^^^^^^^
  |
  = help: did you mean `events`?

error[LB051]: `bell ringing` needs a list of spellings
 --> newsletter/words/event.toml:3:18
  |
3 | "bell ringing" = "ringing practice"
  |                  ^^^^^^^^^^^^^^^^^^
  |
  = help: `[]` where the name is the only one, or `{ also = [...], fact = "..." }`

letterbook: 11 mistakes in the grammars; nothing was done
"#;

fn newsletter() -> Folder {
    let letter = "The harvest tea is on 3 May 2031.\n";
    Folder::with(&[
        ("grammars/newsletter/family.toml", FAMILY),
        ("grammars/newsletter/anatomy.toml", ANATOMY),
        ("grammars/newsletter/event.toml", EVENT),
        ("grammars/newsletter/words/event.toml", WORDS),
        ("letters/may.txt", letter),
        ("tables/events.csv", "those of the last run\n"),
    ])
}

#[test]
fn every_mistake_of_every_file_is_shown_at_once_with_its_place_and_its_help() {
    let newsletter = newsletter();
    let run = letterbook(["test", "--grammars", "grammars"]).within(newsletter.path()).run().ends_with(2);
    assert_eq!(run.err, SAID);
    assert_eq!(run.out, "");
}

#[test]
fn no_command_goes_on_with_a_grammar_at_fault_and_nothing_is_written() {
    let newsletter = newsletter();
    let before = contents(newsletter.path());
    for arguments in [
        ["extract", "letters", "--out", "tables", "--grammars", "grammars"].as_slice(),
        &["extract", "letters", "--out", "new", "--grammars", "grammars"],
        &["extract", "letters", "--out", "tables", "--check", "--grammars", "grammars"],
        &["score", "letters", "--grammars", "grammars"],
        &["explain", "letters/may.txt", "--grammars", "grammars"],
        &["find", "event", "--grammars", "grammars"],
        &["stream", "--grammars", "grammars"],
    ] {
        let run = letterbook(arguments).within(newsletter.path()).run().ends_with(2);
        assert_eq!((run.out.as_str(), run.err.as_str()), ("", SAID), "{arguments:?}");
        assert_eq!(contents(newsletter.path()), before, "{arguments:?}");
    }
    assert!(!newsletter.path().join("new").exists());
}

#[test]
fn a_mistake_in_the_head_of_a_family_hides_none_in_its_other_files() {
    let newsletter = newsletter();
    newsletter.file("grammars/newsletter/family.toml", format!("anker = \"date\"\n{FAMILY}"));
    let run = letterbook(["test", "--grammars", "grammars"]).within(newsletter.path()).run().ends_with(2);
    for said in
        ["unknown key `anker`", "did you mean `anchor`?", "unknown key `mach`", "there is no zone `bodi`"]
    {
        assert!(run.err.contains(said), "{said:?} is not in\n{}", run.err);
    }
}

/// A small family without a mistake.
const SOUND: &[(&str, &str)] = &[
    (
        "n/family.toml",
        r#"[[table]]
name = "events"
columns = ["event", "date", "place"]

[[column]]
name = "next_event"
from = [{ table = "events", column = "event" }]
"#,
    ),
    ("n/anatomy.toml", "first = \"body\"\n\n[[zone]]\nname = \"body\"\nprose = true\n"),
    (
        "n/words/event.toml",
        "[words]\n\"harvest supper\" = { also = [\"harvest tea\"], season = \"autumn\" }\n",
    ),
    (
        "n/event.toml",
        r#"table = "events"
value = "event"

[[rule]]
name = "event"
match = 'the {event}'
[rule.finds]
"the harvest tea" = "harvest supper"
"#,
    ),
];

/// Each line: what is wrong, and how the sound family becomes so: a file, some words of it (none: its end; of
/// a file that is not there yet: all), and what stands there instead.
const MISTAKES: &[(&str, &str, &str, &str)] = &[
    ("a file that is no TOML", "n/words/event.toml", "{ also", "{{ also"),
    ("a key that is not known, in a rule", "n/event.toml", "match =", "mach ="),
    (
        "a key that is not known, in a fill",
        "n/family.toml",
        "\n[[column]]",
        "\n[[table.fill]]\ncolumn = \"place\"\nvalues = \"x\"\n\n[[column]]",
    ),
    ("a key that is missing", "n/event.toml", "value = \"event\"\n", ""),
    ("a text where a list belongs", "n/family.toml", "[\"event\", \"date\", \"place\"]", "\"event\""),
    ("a list where a text belongs", "n/event.toml", "name = \"event\"", "name = [\"event\"]"),
    ("a number where true or false belongs", "n/anatomy.toml", "prose = true", "prose = 1"),
    ("a text where a number belongs", "n/event.toml", "match =", "weight = \"2\"\nmatch ="),
    ("a word that is none of the known ones", "n/event.toml", "match =", "within = \"sentense\"\nmatch ="),
    ("one rule instead of a list of rules", "n/event.toml", "[[rule]]", "[rule]"),
    ("a family that is its own base", "n/family.toml", "[[table]]", "base = \"n\"\n[[table]]"),
    ("a base that is not there", "n/family.toml", "[[table]]", "base = \"leter\"\n[[table]]"),
    ("a column that is not there", "n/event.toml", "value = \"event\"", "value = \"evnt\""),
    (
        "a column that is not there, in an example",
        "n/event.toml",
        "= \"harvest supper\"",
        "= { evnt = \"harvest supper\" }",
    ),
    (
        "a column that is not there, in a condition",
        "n/family.toml",
        "column = \"event\" }",
        "column = \"event\", where = { plaice = \"x\" } }",
    ),
    ("a table whose name is a path", "n/family.toml", "name = \"events\"", "name = \"../events\""),
    ("a table that every dataset has", "n/family.toml", "name = \"events\"", "name = \"doubts\""),
    (
        "two tables of one name",
        "n/family.toml",
        "[[column]]",
        "[[table]]\nname = \"events\"\ncolumns = [\"date\"]\n\n[[column]]",
    ),
    ("a column with a capital", "n/family.toml", "\"place\"]", "\"Place\"]"),
    ("a column that every row has", "n/family.toml", "\"place\"]", "\"place\", \"text\"]"),
    ("two columns of one name", "n/family.toml", "\"place\"]", "\"place\", \"date\"]"),
    (
        "a column of documents that every dataset has",
        "n/family.toml",
        "[[column]]",
        "[[column]]\nname = \"reader\"\n\n[[column]]",
    ),
    (
        "a column by whose name JSON calls another",
        "n/family.toml",
        "[[column]]",
        "[[column]]\nname = \"events\"\n\n[[column]]\nname = \"events_total\"\n\n[[column]]",
    ),
    ("a column with sources of two kinds", "n/family.toml", "from = [", "count = \"events\"\nfrom = ["),
    (
        "more days than any calendar has",
        "n/family.toml",
        "[[column]]",
        "[[column]]\nname = \"first\"\n[[column]]\nname = \"later\"\nplus = { date = \"first\", days = 99999999 }\n\n[[column]]",
    ),
    ("a table that is not there", "n/event.toml", "table = \"events\"", "table = \"event\""),
    ("a zone that is not there", "n/event.toml", "match =", "zones = [\"bodi\"]\nmatch ="),
    (
        "a word list that is not there",
        "n/family.toml",
        "{ table = \"events\", column = \"event\" }",
        "{ list = \"evnt\" }",
    ),
    (
        "a fact that no word has",
        "n/family.toml",
        "{ table = \"events\", column = \"event\" }",
        "{ list = \"event\", fact = \"seeson\" }",
    ),
    (
        "a fact that no word has, in a condition",
        "n/family.toml",
        "{ table = \"events\", column = \"event\" }",
        "{ list = \"event\", where = { seeson = \"x\" } }",
    ),
    (
        "a fact that no word has, near a row",
        "n/family.toml",
        "\n[[column]]",
        "\n[[table.fill]]\ncolumn = \"place\"\nnear = { list = \"event\", fact = \"seeson\", reach = \"zone\" }\n\n[[column]]",
    ),
    (
        "a column that stands too late",
        "n/family.toml",
        "from = [{ table = \"events\", column = \"event\" }]",
        "from = [{ column = \"next_event\" }]",
    ),
    ("a bracket that is never closed", "n/event.toml", "the {event}", "(the {event}"),
    ("a bracket that closes nothing", "n/event.toml", "the {event}", "the {event})"),
    ("a slot that is never closed", "n/event.toml", "the {event}", "the {event"),
    ("a class that is never closed", "n/event.toml", "the {event}", "the {event} [a"),
    ("a range the wrong way round", "n/event.toml", "the {event}", "the {event} [z-a]"),
    ("a pattern that grows too large", "n/event.toml", "the {event}", "the {event} [^a]{1,100000}"),
    ("a slot that nothing reads", "n/event.toml", "the {event}", "the {evnt}"),
    ("a slot that no column takes", "n/event.toml", "the {event}", "the {event} in {year}, {site:phrase}"),
    ("a piece that nothing defines", "n/event.toml", "the {event}", "the {=evening} {event}"),
    (
        "a piece that cannot be read",
        "n/event.toml",
        "[[rule]]",
        "[pieces]\nevening = '(late|last'\n\n[[rule]]",
    ),
    (
        "a piece that holds itself",
        "n/event.toml",
        "[[rule]]",
        "[pieces]\nevening = 'late {=evening}'\n\n[[rule]]",
    ),
    (
        "pieces in pieces in pieces",
        "n/event.toml",
        "[[rule]]\nname = \"event\"\nmatch = 'the {event}'",
        "[pieces]\na = 'a'\nb = 'b{=a}'\nc = 'c{=b}'\nd = 'd{=c}'\ne = 'e{=d}'\nf = 'f{=e}'\ng = 'g{=f}'\nh = 'h{=g}'\n\
         i = 'i{=h}'\nj = 'j{=i}'\n\n[[rule]]\nname = \"event\"\nmatch = 'the {=j} {event}'",
    ),
    ("a name of a piece without an end", "n/event.toml", "the {event}", "the {event} {=evening"),
    (
        "a flaw behind a piece",
        "n/event.toml",
        "[[rule]]\nname = \"event\"\nmatch = 'the {event}'",
        "[pieces]\nlate = 'a|b'\n\n[[rule]]\nname = \"event\"\nmatch = '{=late} the {evnt}'",
    ),
    (
        "two zones of one name",
        "n/anatomy.toml",
        "[[zone]]",
        "[[zone]]\nname = \"body\"\n\n[[zone]]\nname = \" \"\n\n[[zone]]",
    ),
    (
        "a condition without a value",
        "n/family.toml",
        "from = [{ table",
        "from = [{ where = { event = [] }, table",
    ),
    ("a rule without a word to find it by", "n/event.toml", "the {event}", "\\d+(x)?"),
    ("a zone without a word to find it by", "n/anatomy.toml", "", "opens = ['^\\d+']\n"),
    ("a joint that cannot be read", "n/anatomy.toml", "first", "joint = \"{event}\"\nfirst"),
    ("a joint that grows too large", "n/anatomy.toml", "first", "joint = \"a[^a]{1,100000}\"\nfirst"),
    ("a choice of another length", "n/event.toml", "= \"harvest supper\"", "= \"{harvest|spring} supper\""),
    (
        "a rule without an example",
        "n/event.toml",
        "[rule.finds]\n\"the harvest tea\" = \"harvest supper\"\n",
        "",
    ),
    (
        "a veto without a wording",
        "n/event.toml",
        "[rule.finds]\n\"the harvest tea\" = \"harvest supper\"\n",
        "drop = true\n",
    ),
    (
        "two rules of one name",
        "n/event.toml",
        "",
        "\n[[rule]]\nname = \"event\"\nmatch = 'an {event}'\nfinds.\"an harvest tea\" = \"harvest supper\"\n",
    ),
    ("a cell that is a list", "n/event.toml", "match =", "set = { place = [\"x\"] }\nmatch ="),
    ("an expected date without quotes", "n/event.toml", "= \"harvest supper\"", "= { date = 2031-05-03 }"),
    ("an expected fraction", "n/event.toml", "= \"harvest supper\"", "= 1.5"),
    (
        "a condition with a fraction",
        "n/family.toml",
        "column = \"event\" }",
        "column = \"event\", where = { place = 1.5 } }",
    ),
    (
        "a fill with a list",
        "n/family.toml",
        "\n[[column]]",
        "\n[[table.fill]]\ncolumn = \"place\"\nvalue = [\"x\"]\n\n[[column]]",
    ),
    ("dates that lean nowhere", "n/event.toml", "match =", "lean = \"left\"\nmatch ="),
    (
        "a fill from two sources",
        "n/family.toml",
        "\n[[column]]",
        "\n[[table.fill]]\ncolumn = \"place\"\nvalue = \"x\"\nsame_as = \"event\"\n\n[[column]]",
    ),
    (
        "a source that is none",
        "n/family.toml",
        "{ table = \"events\", column = \"event\" }",
        "{ table = \"events\" }",
    ),
    (
        "a condition that is half a negation",
        "n/family.toml",
        "column = \"event\" }",
        "column = \"event\", where = { place = [\"!x\", \"y\"] } }",
    ),
    (
        "a day that is none",
        "n/family.toml",
        "",
        "\n[[column]]\nname = \"due\"\nplus = { date = \"next_event\", days = 5, since = \"2 May 2017\" }\n",
    ),
    ("a list with the name of a kind", "n/words/date.toml", "", "[words]\n\"a\" = []\n"),
    (
        "a word without a list of spellings",
        "n/words/event.toml",
        "{ also = [\"harvest tea\"], season = \"autumn\" }",
        "\"harvest tea\"",
    ),
    ("a fact that is no text", "n/words/event.toml", "\"autumn\"", "4"),
    ("a word without letters", "n/words/event.toml", "\"harvest supper\"", "\" \""),
    ("a spelling without letters", "n/words/event.toml", "\"harvest tea\"", "\"\""),
    ("a spelling of signs only", "n/words/event.toml", "\"harvest tea\"", "\"…!\""),
    ("a number among the spellings", "n/words/event.toml", "\"harvest tea\"", "5"),
    ("a list without words", "n/words/none.toml", "", "# No words yet.\n\n[list]\ncase = \"exact\"\n"),
    (
        "a field without a table below a comment",
        "n/other.toml",
        "",
        "# What others say.\n\nvalue = \"event\"\n",
    ),
    ("a case that is none", "n/words/event.toml", "[words]", "[list]\ncase = \"exakt\"\n[words]"),
    (
        "a standing of persons that is none",
        "n/words/event.toml",
        "[words]",
        "[list]\npersons = \"nobody\"\n[words]",
    ),
];

/// What an author reads of one change to the sound family.
fn said(file: &str, from: &str, to: &str) -> String {
    let mut files: load::Files =
        SOUND.iter().map(|(name, text)| (name.to_string(), (*text).into())).collect();
    let before = files.get(file).cloned().unwrap_or_else(|| "".into());
    assert!(before.contains(from), "{from:?} is not in {file}");
    let after = if from.is_empty() { format!("{before}{to}") } else { before.replacen(from, to, 1) };
    files.insert(file.to_string(), after.as_str().into());
    let mistakes = load::load(&files, "n").map(|_| ()).expect_err(&format!("{file}: {to}"));
    mistakes.iter().map(|mistake| mistake.render(false) + "\n").collect()
}

/// What an author reads of the sound family with a file that cannot be read, below which nothing else is at
/// fault.
fn unread(file: &str) -> String {
    let mut files: load::Files =
        SOUND.iter().map(|(name, text)| (name.to_string(), (*text).into())).collect();
    files.insert(file.to_string(), load::Text::unread("it is no UTF-8"));
    let mistakes = load::load(&files, "n").map(|_| ()).expect_err(file);
    mistakes.iter().map(|mistake| mistake.render(false) + "\n").collect()
}

#[test]
fn a_file_that_cannot_be_read_is_one_mistake_and_what_it_holds_is_not_missed() {
    for file in ["n/event.toml", "n/words/event.toml", "n/anatomy.toml", "n/family.toml"] {
        let said = unread(file);
        assert!(said.starts_with("error[LB008]: this file cannot be read: it is no UTF-8"), "{said}");
        assert!(said.contains(file) && said.contains("help: save it as UTF-8"), "{said}");
        assert_eq!(said.matches("error[").count(), 1, "{said}");
    }
}

#[test]
fn pieces_are_not_missed_where_the_head_of_a_family_that_holds_them_is_at_fault() {
    let mut files: load::Files =
        SOUND.iter().map(|(name, text)| (name.to_string(), (*text).into())).collect();
    let edits = [
        ("n/family.toml", "[[table]]", "[pieces]\nfestive = 'village|school'\n\n[[table]]"),
        (
            "n/family.toml",
            "\n[[column]]",
            "\n[[table.fill]]\ncolumn = \"place\"\nvalues = \"x\"\n\n[[column]]",
        ),
        ("n/event.toml", "match = '", "match = '({=festive} )?"),
    ];
    for (file, from, to) in edits {
        let before = files[file].clone();
        assert!(before.contains(from), "{from:?} is not in {file}");
        files.insert(file.into(), before.replacen(from, to, 1).as_str().into());
    }
    let mistakes = load::load(&files, "n").map(|_| ()).expect_err("a key is not known");
    let said: Vec<&str> = mistakes.iter().map(|mistake| mistake.message.as_str()).collect();
    assert_eq!(said, ["unknown key `values`"]);
}

#[test]
fn every_message_is_what_it_was() {
    let files = SOUND.iter().map(|(name, text)| (name.to_string(), (*text).into())).collect();
    load::load(&files, "n").unwrap_or_else(|mistakes| common::refuse(&mistakes));
    let told = MISTAKES.iter().map(|(what, file, from, to)| format!("## {what}\n\n{}", said(file, from, to)));
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"));
}

#[test]
fn every_code_is_met_in_a_message_and_explained_in_the_documentation() {
    let all = MISTAKES.iter().map(|(_, file, from, to)| said(file, from, to)).chain([unread("n/event.toml")]);
    let all: String = all.collect();
    let unmet: Vec<String> = CODES
        .iter()
        .map(|(code, _)| code.to_string())
        .filter(|code| !all.contains(&format!("error[{code}]")))
        .collect();
    assert_eq!(unmet, [""; 0], "codes that no mistake above has");
    let documented = common::read_text(&common::root().join("grammars/README.md"));
    let rows: Vec<&str> = documented.lines().filter(|line| line.starts_with("| `LB")).collect();
    let expected: Vec<String> =
        CODES.iter().map(|(code, meaning)| format!("| `{code}` | {meaning} |")).collect();
    assert_eq!(rows, expected, "the table of codes in grammars/README.md");
}

/// Each line: the bases of three families, and what is said of the first.
#[test]
fn bases_lead_back_to_no_family() {
    for (bases, said) in [
        ([Some("a"), None, None], Some("this family is its own base\n --> a/family.toml:1:8")),
        ([Some("b"), Some("a"), None], Some("this family is a base of `b`, too\n --> a/family.toml:1:8")),
        ([Some("b"), Some("c"), Some("a")], Some("this family is a base of `b`, too")),
        ([Some("b"), Some("c"), Some("b")], None),
        ([Some("b"), None, Some("a")], None),
    ] {
        let family = |base: Option<&str>| {
            let base = base.map_or(String::new(), |base| format!("base = \"{base}\"\n"));
            format!("{base}[[table]]\nname = \"events\"\ncolumns = [\"event\"]\n")
        };
        let names = ["a", "b", "c"].into_iter().zip(bases);
        let anatomy = |zone: &str| format!("first = \"{zone}\"\n[[zone]]\nname = \"{zone}\"\n");
        let files = names.flat_map(|(name, base)| {
            [(format!("{name}/family.toml"), family(base)), (format!("{name}/anatomy.toml"), anatomy(name))]
        });
        let files: load::Files = files.map(|(name, text)| (name, text.as_str().into())).collect();
        let told = load::load(&files, "a")
            .err()
            .map(|mistakes| mistakes.iter().map(|mistake| mistake.render(false)).collect::<String>());
        match (said, &told) {
            (None, None) => {}
            (Some(said), Some(told)) if told.contains("LB007") && told.contains(said) => {}
            _ => panic!("{bases:?}: {told:?}"),
        }
    }
}

/// Each line: a file that is none to be read, and what is said of it.
#[cfg(unix)]
#[test]
fn a_grammar_file_that_cannot_be_read_is_named_with_the_reason_among_the_other_mistakes() {
    let newsletter = newsletter();
    let grammars = newsletter.path().join("grammars/newsletter");
    std::fs::create_dir(grammars.join("folder.toml")).unwrap();
    let test = || letterbook(["test", "--grammars", "grammars"]).within(newsletter.path()).run();
    assert_eq!(test().ends_with(2).err, SAID, "a folder is no file");
    newsletter.file("grammars/newsletter/latin.toml", b"caf\xE9 = 1\n");
    let says = |why: &str| {
        let run = test().ends_with(2).says(&format!("error[LB008]: this file cannot be read: {why}\n"));
        run.says("error[LB020]: this bracket is never closed").says("letterbook: 12 mistakes in the grammars")
    };
    says("it is no UTF-8").says("newsletter/latin.toml");
    std::fs::remove_file(grammars.join("latin.toml")).unwrap();
    std::os::unix::fs::symlink("nowhere", grammars.join("link.toml")).unwrap();
    says("there is no such file or folder").says("newsletter/link.toml");
    std::fs::remove_file(grammars.join("link.toml")).unwrap();
    if std::process::Command::new("mkfifo")
        .arg(grammars.join("pipe.toml"))
        .status()
        .is_ok_and(|s| s.success())
    {
        says("it is no plain file").says("newsletter/pipe.toml");
    }
}

#[test]
fn a_byte_order_mark_before_a_grammar_is_no_part_of_it() {
    let folder = Folder::new();
    for (name, text) in SOUND {
        folder.file(&format!("grammars/{name}"), format!("\u{feff}{text}"));
    }
    letterbook(["test", "--grammars", "grammars"]).within(folder.path()).run().ends_with(0);
}

/// Rules with a mistake of each kind that does not depend on a table.
const FAULTY_RULES: &str = r#"
[[rule]]
name = "a word that is none"
match = 'the {evnt}'
finds."the harvest tea" = "harvest supper"

[[rule]]
name = "a word that is none"
match = 'the {event} (was|is)'
lean = "left"
zones = ["nowhere"]
set = { place = 1.5 }

[[rule]]
name = "choices"
match = '(a|the) {event}'
finds."{a|the} harvest tea" = "{harvest supper|b|c}"
"#;

#[test]
fn a_head_at_fault_hides_no_mistake_in_the_rules_below_it() {
    let wanted = ["LB021", "LB031", "LB033", "LB012", "LB032", "LB030", "LB034"];
    for (file, head, from, code) in [
        ("n/event.toml", "table = \"event\"", "table = \"events\"", "LB011"),
        ("n/event.toml", "tabel = \"events\"", "table = \"events\"", "LB002"),
        ("n/family.toml", "[[tabel]]", "[[table]]", "LB002"),
        ("n/family.toml", "[[table]", "[[table]]", "LB001"),
        ("n/event.toml", "table = \"events\"", "table = \"events\"", ""),
    ] {
        let mut files: load::Files =
            SOUND.iter().map(|(name, text)| (name.to_string(), (*text).into())).collect();
        let rules = format!("table = \"events\"\nvalue = \"event\"\n{FAULTY_RULES}");
        files.insert("n/event.toml".into(), rules.into());
        let text = files[file].replacen(from, head, 1);
        files.insert(file.into(), text.into());
        let mistakes = load::load(&files, "n").map(|_| ()).expect_err(head);
        let codes: Vec<&str> = mistakes.iter().map(|mistake| mistake.code.0).collect();
        let missed: Vec<&&str> = wanted.iter().filter(|wanted| !codes.contains(wanted)).collect();
        let all: String = mistakes.iter().map(|mistake| mistake.render(false) + "\n").collect();
        assert!(missed.is_empty() && (code.is_empty() || codes.contains(&code)), "{head}: {missed:?}\n{all}");
        assert!(
            !codes.contains(&"LB010") && !codes.contains(&"LB013"),
            "{head}: a mistake that is none\n{all}"
        );
    }
}

#[test]
fn one_rule_below_a_list_of_rules_is_told_as_such() {
    let all = said("n/event.toml", "match = 'the {event}'", "match = 'the {event}'\n[rule]\nname = \"x\"\n#");
    assert!(all.starts_with("error[LB005]: `rule` is a list of tables\n --> n/event.toml:7:2"), "{all}");
    assert_eq!(all.matches("error[").count(), 1, "{all}");
}
