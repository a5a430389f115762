//! Mistakes in a grammar: all of them at once, each with its place and what to write instead.

mod common;

use common::{Folder, contents, letterbook};

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

const SAID: &str = r#"error: there is no zone `bodi`
 --> newsletter/anatomy.toml:5:8
  |
5 | then = "bodi"
  |        ^^^^^^
  |
  = help: did you mean `body`?

error: nothing reads `evnt`
 --> newsletter/event.toml:6:10
  |
6 | match = '{evnt} (is|will be) on {date}'
  |          ^^^^^^
  |
  = help: did you mean `event`?

error: there is no column `dat`
 --> newsletter/event.toml:8:1
  |
8 | "The harvest tea is on 3 May 2031." = { event = "harvest supper", dat = "2031-05-03" }
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: did you mean `date`?

error: unknown key `mach`
  --> newsletter/event.toml:12:1
   |
12 | mach = 'On {date} we have {event}'
   | ^^^^
   |
   = help: did you mean `match`?

error: rule `nothing shown` has no example
  --> newsletter/event.toml:17:8
   |
17 | name = "nothing shown"
   |        ^^^^^^^^^^^^^^^
   |
   = help: add `finds."a wording" = "what is found"`

error: this bracket is never closed
  --> newsletter/event.toml:22:18
   |
22 | match = '{event} (is|was here'
   |                  ^
   |
   = help: close it with `)`, or write `\(` for the character itself

error: there is no zone `boddy`
  --> newsletter/event.toml:23:10
   |
23 | zones = ["boddy"]
   |          ^^^^^^^
   |
   = help: did you mean `body`?

error: there is no column `evemt`
  --> newsletter/event.toml:24:9
   |
24 | set = { evemt = "x" }
   |         ^^^^^
   |
   = help: did you mean `event`?

error: there is no column `evnt`
 --> newsletter/family.toml:4:11
  |
4 | unique = ["evnt"]
  |           ^^^^^^
  |
  = help: did you mean `event`?

error: there is no table `event`
 --> newsletter/family.toml:8:19
  |
8 | from = [{ table = "event", column = "event" }]
  |                   ^^^^^^^
  |
  = help: did you mean `events`?

error: `bell ringing` needs a list of spellings
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

/// Each line: a file, what is wrong with it, and what the author reads.
#[test]
fn a_single_mistake_is_told_with_what_to_write_instead() {
    let rule = |pattern: &str| {
        format!(
            "table = \"events\"\nvalue = \"event\"\n[[rule]]\nname = \"a\"\nmatch = '{pattern}'\n\
             finds.\"harvest tea\" = \"harvest supper\"\n"
        )
    };
    for (file, text, said) in [
        (
            "event.toml",
            "table = \"evens\"\nvalue = \"event\"\n".to_string(),
            ["no table `evens`", "`events`"],
        ),
        ("event.toml", "table = \"events\"\nvalue = \"evnt\"\n".to_string(), ["no column `evnt`", "`event`"]),
        ("event.toml", rule("{event"), ["never closed", "}"]),
        ("event.toml", rule("{event})"), ["closes nothing", "\\)"]),
        ("event.toml", rule("{event} [a"), ["[", "help"]),
        ("event.toml", rule("{event} [z-a]"), ["z-a", "help"]),
        ("event.toml", rule("{place:event}"), ["no column `place`", "known here"]),
        ("event.toml", rule("{event} [^a]{1,100000}"), ["event.toml:5", "help"]),
        (
            "words/date.toml",
            "[words]\n\"a\" = []\n".to_string(),
            ["`date` is the name of a kind", "another name"],
        ),
        (
            "words/event.toml",
            "[list]\ncase = \"exakt\"\n[words]\n\"a\" = []\n".to_string(),
            ["`exakt`", "exact"],
        ),
        ("words/event.toml", "[words]\n\"a\" = [\n".to_string(), ["not TOML", "event.toml"]),
    ] {
        let folder = Folder::with(&[
            ("n/family.toml", "[[table]]\nname = \"events\"\ncolumns = [\"event\", \"date\"]\n"),
            ("n/words/event.toml", "[words]\n\"harvest supper\" = [\"harvest tea\"]\n"),
        ]);
        folder.file(&format!("n/{file}"), &text);
        let run = letterbook(["test".as_ref(), "--grammars".as_ref(), folder.path().as_os_str()]).run();
        assert_eq!(run.code, 2, "{text}\n{}", run.err);
        for said in said.iter().chain([&format!("n/{file}:").as_str(), &"^"]) {
            assert!(run.err.contains(said), "{said:?} is not said of\n{text}\n{}", run.err);
        }
    }
}
