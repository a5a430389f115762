//! `letterbook test`: what does not hold, with the text around it, and what is no mistake and yet worth a
//! look.

mod common;

use common::{Folder, letterbook, read_text, root};
use letterbook::examples::coverage::ASKED_BY_KINDS;

const FAMILY: &str = "[[table]]\nname = \"events\"\ncolumns = [\"event\", \"date\"]\n";
const WORDS: &str = "[words]\n\"supper\" = [\"tea\"]\n\"concert\" = []\n\"fair\" = []\n";

/// A family with these rules.
fn family(rules: &str) -> Folder {
    let head = "table = \"events\"\nvalue = \"event\"\n";
    Folder::with(&[
        ("grammars/notice/family.toml", FAMILY),
        ("grammars/notice/words/event.toml", WORDS),
        ("grammars/notice/event.toml", &format!("{head}{rules}")),
    ])
}

fn test(folder: &Folder, more: &[&str]) -> common::Run {
    let arguments = ["test", "--grammars", "grammars"].iter().chain(more);
    letterbook(arguments).within(folder.path()).run()
}

/// Each line: what is wrong, the rule with its example, and what is said.
#[test]
fn an_example_that_does_not_hold_is_shown_with_the_text_around_what_was_found() {
    let long = "a word and ".repeat(12);
    let rule = |examples: &str| format!("[[rule]]\nname = \"event\"\nmatch = 'the {{event}}'\n{examples}\n");
    for (case, examples, said) in [
        (
            "missing",
            "[rule.finds]\n\"a tea is held\" = \"supper\"".to_string(),
            "  a tea is held\n  missing: event `supper`\n".to_string(),
        ),
        (
            "wrong",
            "[rule.finds]\n\"We saw the tea.\" = \"concert\"".to_string(),
            "  We saw the tea.\n         ^^^^^^^\n  wrong: expected event `concert`, found event `supper` by rule `event`\n"
                .to_string(),
        ),
        (
            "noisy",
            "leaves = [\"So the tea is over\"]\n[rule.finds]\n\"the tea\" = \"supper\"".to_string(),
            "  So the tea is over\n     ^^^^^^^\n  noisy: found event `supper` by rule `event`\n".to_string(),
        ),
        (
            "far inside a long text",
            format!("leaves = [\"{long}the tea {long}\"]\n[rule.finds]\n\"the tea\" = \"supper\""),
            format!(
                "  …{}the tea {}…\n  {}^^^^^^^\n  noisy:",
                &long[long.len() - 60..],
                &long[..59],
                " ".repeat(61)
            ),
        ),
        (
            "in one of several lines",
            "leaves = [\"Dear all\\nthe tea\\nYours\"]\n[rule.finds]\n\"the tea\" = \"supper\"".to_string(),
            "  the tea\n  ^^^^^^^\n  noisy:".to_string(),
        ),
    ] {
        let run = test(&family(&rule(&examples)), &[]).ends_with(1);
        assert!(run.out.contains(&said), "{case}: {said:?} is not in\n{}", run.out);
    }
}

const RULES: &str = r#"
[[rule]]
name = "any event"
match = '(the|a) {event}'
[rule.finds]
"the tea" = "supper"

[[rule]]
name = "event on a day"
match = 'the {event} on {date}'
[rule.finds]
"the tea on 3 May 2031" = "supper"

[[rule]]
name = "dead veto"
match = 'no {_:event} at all'
drop = true
leaves = ["nothing here"]
"#;

#[test]
fn rules_that_never_read_their_examples_are_warned_of_where_the_test_is_lenient() {
    let run = test(&family(RULES), &["--warnings", "--lenient"]).ends_with(0);
    assert_eq!(
        run.out,
        "notice/event.toml:14: event/event on a day: shadowed: the rule does not read its own example, `any event` does\n\
         notice/event.toml:20: event/dead veto: shadowed: the veto does not fit this wording\n"
    );
    assert_eq!(
        run.err,
        "notice: 3 rules, 3 examples, 3 hold, 0 do not\nnotice: warnings: 2 examples are shadowed\n"
    );
}

#[test]
fn a_rule_that_does_not_read_its_own_example_fails_and_is_listed() {
    let folder = family(RULES);
    folder.file("grammars/notice/words/place.toml", "[words]\n\"mill\" = []\n");
    let last = "letterbook: 2 examples say nothing of the rule; --lenient lets shadowed examples hold\n";
    for (more, lines) in [(&[][..], 2), (&["--warnings"], 3)] {
        let run = test(&folder, more).ends_with(1);
        assert_eq!(run.out.lines().count(), lines, "{}", run.out);
        assert_eq!(run.out.matches(": shadowed: ").count(), 2, "{}", run.out);
        assert!(run.err.ends_with(last), "{}", run.err);
    }
}

#[test]
fn rules_and_words_and_lists_that_no_document_uses_are_warned_of() {
    let rules = "[[rule]]\nname = \"the event\"\nmatch = 'the {event}'\n[rule.finds]\n\"the tea\" = \"supper\"\n\n\
                 [[rule]]\nname = \"an event\"\nmatch = 'a {event}'\n[rule.finds]\n\"a tea\" = \"supper\"\n";
    let folder = family(rules);
    folder.file("grammars/notice/words/place.toml", "[words]\n\"mill\" = []\n");
    folder.file("input/notice/a.txt", "We held a concert.\n");
    let told = test(&folder, &[]).ends_with(0);
    assert_eq!(told.out, "");
    assert_eq!(
        told.err.lines().last().unwrap(),
        "notice: warnings: 1 list is asked for by nothing; 1 rule never fires on input/notice; \
         1 word is in no example and no document (--warnings lists them)"
    );
    let listed = test(&folder, &["--warnings"]).ends_with(0).out;
    assert_eq!(
        listed,
        "notice/words/place.toml:1: unused: nothing asks for this list\n\
         notice/event.toml:4: event/the event: silent: the rule never fires on input/notice\n\
         notice/words/event.toml:4: unmet: `fair` is in no example and no document\n"
    );
    folder.file("letters/a.txt", "We held the concert, and a fair.\n");
    let other = test(&folder, &["--input", "letters"]).ends_with(0);
    assert!(!other.err.contains("never fires") && !other.err.contains("word is"), "{}", other.err);
}

/// What kinds of value ask by name stands in quotes in the code; of the others nobody would know that they
/// are used.
#[test]
fn what_a_slot_reads_itself_goes_before_what_a_word_brings_along() {
    let folder = family(
        "[[rule]]\nname = \"event\"\nmatch = 'the {event+} (in {date:phrase}|then)'\n[rule.finds]\n\
         \"the tea in spring\" = { event = \"supper\", date = \"spring\" }\n\
         \"the tea and concert in spring\" = [{ event = \"supper\", date = \"spring\" }, { event = \"concert\" }]\n\
         \"the tea then\" = { event = \"supper\", date = \"2031-05\" }\n",
    );
    let words =
        "[words]\n\"supper\" = { also = [\"tea\"], date = \"2031-05\" }\n\"concert\" = []\n\"fair\" = []\n";
    folder.file("grammars/notice/words/event.toml", words);
    // The file that an editor locks.
    folder.file("grammars/notice/.#event.toml", "locked");
    test(&folder, &["notice"]).ends_with(0);
}

#[test]
fn the_lists_that_kinds_of_value_ask_for_are_known() {
    let mut code = String::new();
    for entry in walkdir::WalkDir::new(root().join("src")) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() && !entry.path().ends_with("grammar/coverage.rs") {
            code += &read_text(entry.path());
        }
    }
    let unknown: Vec<&str> =
        ASKED_BY_KINDS.into_iter().filter(|list| !code.contains(&format!("\"{list}\""))).collect();
    assert_eq!(unknown, [""; 0]);
    // A call with a name in it, wherever it stands.
    for before in ["words.read(\"", "words.list(\"", ".list(\"", ".read(\""] {
        let names = code.split(before).skip(1).filter_map(|rest| rest.split('"').next());
        let missing: Vec<&str> =
            names.filter(|name| name.contains('_') && !ASKED_BY_KINDS.contains(name)).collect();
        assert_eq!(missing, [""; 0], "{before}");
    }
}
