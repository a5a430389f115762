//! A document explained: which rule gave each cell, what it won over, what voted, and a page that no text can
//! break.

mod common;

use std::collections::BTreeSet;

use common::{Folder, letterbook, letters, policing};
use letterbook::explain::trace::trace;

/// A family with rows that are joined and filled, dates without a year, votes, and a rule that loses.
const GRAMMAR: &[(&str, &str)] = &[
    (
        "grammars/notice/family.toml",
        r#"anchor = "date"

[[table]]
name = "dates"
columns = ["role", "date"]

[[table]]
name = "events"
columns = ["event", "date", "state", "said"]

[[table.fill]]
column = "state"
value = "planned"
doubt = "state not said"

[[column]]
name = "date"
from = [{ table = "dates", column = "date", where = { role = "document" } }]

[[column]]
name = "tone"
choose = "votes"
"#,
    ),
    ("grammars/notice/words/event.toml", "[words]\n\"supper\" = [\"tea\"]\n\"concert\" = []\n"),
    (
        "grammars/notice/event.toml",
        r#"table = "events"
value = "event"

[[rule]]
name = "event on a day"
match = '{event} (is|was) on {date}'
[rule.finds]
"the tea is on 3 May 2031" = { event = "supper", date = "2031-05-03" }

[[rule]]
name = "event"
match = 'the {event}'
[rule.finds]
"the tea" = "supper"

[[rule]]
name = "event with words"
match = '{event} called {said:quoted}'
[rule.finds]
"a concert called 'Spring'" = { event = "concert", said = "Spring" }
"#,
    ),
    (
        "grammars/notice/date.toml",
        r#"table = "dates"
value = "date"

[[rule]]
name = "dated"
match = '^Dated {date}'
set = { role = "document" }
[rule.finds]
"Dated 1 May 2031" = "2031-05-01"
"#,
    ),
    (
        "grammars/notice/tone.toml",
        r#"table = "documents"
value = "tone"

[[rule]]
name = "glad"
match = '\bglad\b'
set = { tone = "warm" }
weight = 3
[rule.finds]
"we are glad" = "warm"

[[rule]]
name = "must"
match = '\bmust\b'
set = { tone = "stern" }
[rule.finds]
"you must" = "stern"
"#,
    ),
];

fn explain(text: &str, more: &[&str]) -> String {
    let folder = Folder::with(GRAMMAR);
    folder.file("notice.txt", text);
    let arguments = ["explain", "notice.txt", "--grammars", "grammars"].iter().chain(more);
    letterbook(arguments).within(folder.path()).run().ends_with(0).out
}

const NOTICE: &str = "Dated 1 May 2031\n\nWe are glad that the tea is on 9 June.\nYou must bring a cup.\n\nWith thanks.\n\nThe end.\n";

const TOLD: &str = "   1 text        * Dated 1 May 2031
   3 text        * We are glad that the tea is on 9 June.
   4 text        * You must bring a cup.
   6 text          With thanks.
   8 text          The end.

documents
  date                   2031-05-01  <- a row of dates, line 1 by date/dated (notice/date.toml:5)
  tone                   warm  <- its own rules, line 3 by tone/glad (notice/tone.toml:5)
    +3 for warm: glad +3 in line 3
    +1 for stern: must +1 in line 4

dates
  line 1: \"Dated 1 May 2031\" by date/dated (notice/date.toml:5)
    role=document  date=2031-05-01

events
  line 3: \"tea is on 9 June\" by event/event on a day (notice/event.toml:5)
    event=supper  date=2031-06-09  state=planned
    date: completed from the document
    state: filled as family.toml says
    won over event/event (notice/event.toml:11) at \"the tea\"

found but no row
  line 3: \"the tea\" by event/event (notice/event.toml:11): event/event on a day (notice/event.toml:5) reads the same words and stands before it

doubts
  line 3: events.state: state not said \"tea is on 9 June\" by event/event on a day (notice/event.toml:5)

no rule touches 2 of 5 lines: 6-8
";

#[test]
fn each_cell_is_told_with_its_rule_and_what_it_won_over_and_lines_that_no_rule_touched() {
    assert_eq!(explain(NOTICE, &[]), TOLD);
}

// --- why a rule did not fire

/// A family in which a rule can fail in every way: zones, vetoes, order, needs, kinds of document, dates to
/// count from.
const WHY: &[(&str, &str)] = &[
    (
        "grammars/notice/family.toml",
        r#"anchor = "date"

[[table]]
name = "events"
columns = ["event", "date", "place"]
unique = ["event", "date"]
needs = ["date"]

[[table]]
name = "helpers"
columns = ["count"]
when = { kind = "notice" }

[[column]]
name = "date"

[[column]]
name = "kind"
choose = "votes"
"#,
    ),
    (
        "grammars/notice/anatomy.toml",
        "first = \"head\"\n[[zone]]\nname = \"body\"\nprose = true\nopens = ['^Dear ']\n[[zone]]\nname = \"head\"\n",
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
leaves = ["the concert is cancelled"]

[[rule]]
name = "on a day"
match = '{event} (is|was) (held )?on {date}( in {place:phrase})?'
[rule.finds]
"tea is on 3 May 2031" = "supper"

[[rule]]
name = "some day"
match = '{event} (is|was) (held )?{date:relative}'
[rule.finds]
"tea is today" = "supper"

[[rule]]
name = "alone"
match = 'the {event}'
[rule.finds]
"the tea" = "supper"
"#,
    ),
    (
        "grammars/notice/helper.toml",
        "table = \"helpers\"\nvalue = \"count\"\nzones = [\"body\"]\n[[rule]]\nname = \"helpers\"\n\
         match = '{count} helpers'\n[rule.finds]\n\"four helpers\" = 4\n",
    ),
    (
        "grammars/notice/kind.toml",
        "table = \"documents\"\nvalue = \"kind\"\n\
         [[rule]]\nname = \"plea\"\nmatch = 'please'\nset = { kind = \"plea\" }\nweight = 2\n\
         [rule.finds]\n\"please\" = \"plea\"\n\
         [[rule]]\nname = \"notice\"\nmatch = 'notice'\nset = { kind = \"notice\" }\n\
         [rule.finds]\n\"notice\" = \"notice\"\n",
    ),
    (
        "grammars/notice/number.toml",
        "table = \"helpers\"\nvalue = \"count\"\nzones = [\"head\"]\nwithin = \"line\"\n[[rule]]\nname = \"number\"\n\
         match = '^@{count:line}$'\n[rule.finds]\n\"@four\" = \"four\"\n",
    ),
];

#[test]
fn what_is_told_of_votes_and_origins_is_what_the_columns_of_all_specimens_were_chosen_by() {
    let grammar = policing();
    let mut voted = 0;
    for document in letters() {
        let trace = trace(&document, grammar);
        for (number, column) in grammar.columns.iter().enumerate() {
            let value = trace.record.document[number].to_string();
            let votes = trace.votes(grammar, number);
            if let (Some(heaviest), false) = (votes.first(), value.is_empty()) {
                let chosen = votes.iter().find(|vote| vote.value == value).map(|vote| vote.weight);
                assert_eq!(chosen, Some(heaviest.weight), "{}: {}", document.name, column.name);
                voted += 1;
            }
            if let Some(origin) = trace.origin(grammar, number) {
                let rule = origin.rule.map(|rule| grammar.rule(rule).1.name.as_str());
                let stands = document.text.get(origin.span.start..origin.span.end);
                assert!(stands.is_some_and(|text| !text.is_empty()), "{}: {rule:?}", document.name);
            }
        }
    }
    assert!(voted >= 20, "{voted}");
}

/// Each line: the case, the document, the rule that is asked for, and what is said of it.
#[test]
fn a_rule_that_did_not_fire_is_told_why_at_each_place() {
    let mut cases = 0;
    for (case, text, rule, said) in [
        (
            "no cue",
            "Dear all,\nwelcome.\n",
            "on a day",
            "none of the words that it needs stands anywhere in the document",
        ),
        (
            "the words too far apart",
            "Dear all,\nthe tea was fine. Come on 3 May 2031.\n",
            "on a day",
            "line 1, zone body: some of the words that it needs stand in this sentence, but not all of them in its order: ` (",
        ),
        (
            "wrong zone",
            "The tea is on 3 May 2031\nDear all,\n",
            "on a day",
            "line 1, zone head: the rule does not look in this zone; it looks in body; it would fit \"tea is on 3 May 2031\"",
        ),
        (
            "a piece that failed",
            "Dear all, the tea will be on 3 May 2031.\n",
            "on a day",
            "does not fit at \"will be on 3 May 2031.\"",
        ),
        (
            "a value refused by its parser",
            "Dear all, the tea is on 33 May 2031.\n",
            "on a day",
            "`{date}` reads nothing at \"33 May 2031.\"",
        ),
        (
            "a word that is not in its list",
            "Dear all, the meal is on 3 May 2031, no tea.\n",
            "on a day",
            "line 1, zone body: some of the words that it needs stand in this sentence",
        ),
        (
            "lost to an earlier rule",
            "Dear all, the tea is on 3 May 2031.\n",
            "alone",
            "found \"the tea\", but lost to event/on a day (notice/event.toml:12)",
        ),
        (
            "vetoed",
            "Dear all, the concert is cancelled.\n",
            "alone",
            "found \"the concert\", but vetoed by event/cancelled (notice/event.toml:6)",
        ),
        (
            "a veto and what it keeps off",
            "Dear all, the concert is cancelled.\n",
            "cancelled",
            "a veto on \"concert is cancelled\" that keeps off alone",
        ),
        (
            "said again",
            "Dear all, the tea is on 3 May 2031. I repeat, tea is on 3 May 2031.\n",
            "on a day",
            "found \"tea is on 3 May 2031\", but it says again what another row says",
        ),
        (
            "without what every row has",
            "Dear all, the tea is hot.\n",
            "alone",
            "found \"the tea\", but it lacks what every row of its table has",
        ),
        (
            "no date to count from",
            "Dear all, the tea is today.\n",
            "some day",
            "found \"tea is today\", but it counts from a date that the document does not give",
        ),
        (
            "another kind of document",
            "Dear all, please bring four helpers.\n",
            "helpers",
            "found \"four helpers\", but it stands in a document of a kind that has no such rows",
        ),
        (
            "outvoted",
            "Dear all, a notice: please come.\n",
            "notice",
            "found \"notice\", which speaks for notice, but the column kind took plea",
        ),
        (
            "two places in one sentence",
            "Dear all, the tea is on 3 May 2031 and the concert is on 4 May 2031.\n",
            "on a day",
            "found \"tea is on 3 May 2031\"\n  line 1, zone body: found \"concert is on 4 May 2031\"",
        ),
        (
            "a rule that needs no word",
            "Notice\n@four\nDear all,\n",
            "number",
            "  line 2, zone head: found \"@four\"",
        ),
    ] {
        let folder = Folder::with(WHY);
        folder.file("notice.txt", text);
        let arguments = ["explain", "notice.txt", "--grammars", "grammars", "--rule", rule];
        let shown = letterbook(arguments).within(folder.path()).run().ends_with(0).out;
        assert!(shown.contains(said), "{case}: {said:?} is not in\n{shown}");
        cases += 1;
    }
    assert!(cases >= 12);
}

// --- the page

/// Text that would break out of a page that does not escape it.
const HOSTILE: &str = "Dated 1 May 2031 <script>alert(1)</script>\n\n\
    The concert called '\"><img src=x onerror=alert(2)>' is near.\n\
    The tea called '</style></title></textarea>' & &lt;b&gt; <!-- and ]]> are on.\n\
    A concert called 'javascript:alert(3)' \u{202e}reversed\u{202c}. We are glad `${x}` {{y}}.\n";

#[test]
fn a_page_shows_the_same_with_hover_text_and_runs_nothing() {
    let page = explain(NOTICE, &["--html"]);
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">"), "{page}");
    for said in [
        "default-src 'none'",
        "title=\"events\nevent: supper\ndate: 2031-06-09\nstate: planned\nevent/event on a day (notice/event.toml:5)\n\
         won over event/event (notice/event.toml:11) at &quot;the tea&quot;\ndoubt about state: state not said",
        " is on 9 June</mark></a></span>.</td>",
        "<tr id=\"line-6\" class=\"untouched\">",
        "+3 for warm: glad +3 in line 3",
    ] {
        assert!(page.contains(said), "{said:?} is not in\n{page}");
    }
}

#[test]
fn no_text_of_a_document_becomes_a_tag_of_the_page() {
    let calm = explain(NOTICE, &["--html"]);
    let page = explain(HOSTILE, &["--html"]);
    let own = ["br", "div", "li", "ul", "q", "h2"].map(str::to_string);
    let known: BTreeSet<String> = tags(&calm).into_iter().chain(own).collect();
    let strange: Vec<String> = tags(&page).difference(&known).cloned().collect();
    assert_eq!(strange, [""; 0]);
    for escaped in [
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&quot;&gt;&lt;img src=x onerror=alert(2)&gt;",
        "&lt;/style&gt;&lt;/title&gt;",
        "&amp;lt;b&amp;gt; &lt;!-- and ]]&gt;",
    ] {
        assert!(page.contains(escaped), "{escaped:?} is not in\n{page}");
    }
    assert_eq!(words(&page), words_of(HOSTILE));
}

/// The names of all tags of a page, outside its style.
fn tags(page: &str) -> BTreeSet<String> {
    let (before, rest) = page.split_once("<style>").unwrap();
    let after = rest.split_once("</style>").unwrap().1;
    let mut tags = BTreeSet::new();
    for part in before.split('<').skip(1).chain(after.split('<').skip(1)) {
        let name: String =
            part.trim_start_matches('/').chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
        tags.insert(name.to_lowercase());
    }
    tags
}

/// What a browser shows as the lines of the document.
fn words(page: &str) -> Vec<String> {
    let cells = page.split("<td class=\"words\">").skip(1).map(|cell| cell.split_once("</td>").unwrap().0);
    cells
        .map(|cell| {
            let mut shown = String::new();
            let mut inside = false;
            for c in cell.chars() {
                match c {
                    '<' => inside = true,
                    '>' if inside => inside = false,
                    c if !inside => shown.push(c),
                    _ => {}
                }
            }
            let shown = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
            shown.replace("&amp;", "&")
        })
        .collect()
}

fn words_of(text: &str) -> Vec<String> {
    text.lines().filter(|line| !line.trim().is_empty()).map(str::to_string).collect()
}
