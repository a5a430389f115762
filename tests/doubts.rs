//! Doubts: said where a cell may be wrong, and only there.

mod common;

use common::policing;
use letterbook::document::Document;
use letterbook::{built_in, understand};

/// The doubts about a text, each `table.column: doubt`, in order.
fn doubts(text: &str) -> Vec<String> {
    let document = Document::new("any.txt", text);
    let record = understand(&document, policing());
    record.doubts.iter().map(|doubt| format!("{}.{}: {}", doubt.table, doubt.column, doubt.doubt)).collect()
}

#[test]
fn what_may_be_wrong_is_doubted() {
    for (text, expected) in [
        // A weekday that is not that of the date, and a slip that was read over.
        (
            "Date: Friday 3 May 2032\n\nDear Home Secretary,\n\nI welcome the report.",
            "dates.date: weekday does not fit",
        ),
        (
            "Date: l1 April 2031\n\nDear Home Secretary,\n\nI welcome the report.",
            "dates.date: repaired spelling",
        ),
        // The sentence names no force, and the document names two as often.
        (
            "Kent Police and Sussex Police were visited.\n\nThe force was graded good for vetting.",
            "gradings.subject: subject from the document",
        ),
        // Nor does it here, where its paragraph names two.
        (
            "Kent Police and Sussex Police were visited. The force was graded good for vetting.",
            "gradings.subject: several candidates",
        ),
        // The sentence names two areas before its grade: the nearer one is likely,
        (
            "Kent Police was told about vetting and about leadership, and was rated ‘inadequate’ by inspectors.",
            "gradings.grade: grade and area apart",
        ),
        // but not where both are far from it.
        (
            "Kent Police was told about vetting and about leadership, which took the inspectors who came to see it \
             the whole of that long spring and half of the summer, and was rated ‘inadequate’ by them.",
            "gradings.area: several candidates",
        ),
        // Nothing in the document says whose grade it is.
        ("The service was graded ‘good’ for efficiency.", "gradings.subject: not named"),
        // An earlier inspection is in sight.
        (
            "Kent Police was graded good for vetting, and at the last inspection there was no grade.",
            "gradings.standing: perhaps of another time",
        ),
        // Written three years on.
        (
            "9 May 2022\n\nDear Home Secretary,\n\nIn 2019 the inspectors graded Kent Police good for vetting.",
            "gradings.standing: perhaps of another time",
        ),
        // One letter apart: one person or two?
        (
            "Zoe Billington, HM Inspector of Constabulary, said: “It is fine.”\n\nHM Inspector Zoe Bilington \
             added: “And more.”",
            "signatories.family: spelled in two ways",
        ),
        // Eight cannot be six and five.
        (
            "HMIC made eight recommendations, six of which were for chief constables and five for the Home Office.",
            "recommendations.count: parts exceed the total",
        ),
        ("The report was published today.", "dates.date: no date to count from"),
        ("The panel met on 18 July to discuss it.", "dates.date: no year"),
    ] {
        let found = doubts(text);
        assert!(found.iter().any(|doubt| doubt == expected), "{expected} is not said of {text:?}: {found:?}");
    }
}

#[test]
fn what_is_sure_is_not_doubted() {
    for text in [
        "Date: Saturday 3 May 2031\n\nDear Home Secretary,\n\nKent Police was graded good for vetting.",
        "I write about Kent Police. The force was graded good for vetting.",
        "Kent Police was graded good for vetting and adequate for leadership.",
        "The report of 3 May 2031 made 11 recommendations, four of which are for chief constables.",
        "HMIC made eight recommendations: five for chief constables, two for the Home Office and one for the \
         College of Policing.",
        "Jane Marsh, Police and Crime Commissioner for Kent, said: “It is fine.”",
    ] {
        assert_eq!(doubts(text), [""; 0], "{text:?}");
    }
}

#[test]
fn the_readme_explains_every_doubt_and_no_other() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &std::path::Path| std::fs::read_to_string(path).unwrap();
    let readme = read(&root.join("README.md"));
    let table = readme.split("| doubt | meaning |").nth(1).unwrap().split("\n\n").next().unwrap();
    let first_cells = table.lines().filter_map(|row| row.strip_prefix("| ")?.split(" | ").next());
    let explained: Vec<&str> = first_cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();

    let mut said: Vec<&str> = letterbook::resolve::doubts::ALL.to_vec();
    let coroner = built_in::load("coroner").unwrap();
    for grammar in [policing(), &coroner] {
        let rules = grammar.fields.iter().flat_map(|field| &field.rules);
        said.extend(rules.filter_map(|rule| rule.doubt.as_deref()));
        for table in &grammar.tables {
            said.extend(table.fills.iter().filter_map(|fill| fill.doubt.as_deref()));
            said.extend(table.sum.as_ref().map(|sum| sum.doubt.as_str()));
        }
    }
    let unexplained: Vec<&&str> = said.iter().filter(|doubt| !explained.contains(doubt)).collect();
    assert!(unexplained.is_empty(), "{unexplained:?}");

    // What values and readers doubt stands in their code.
    let sources = walkdir::WalkDir::new(root.join("src")).into_iter().flatten();
    let code: String =
        sources.filter(|entry| entry.file_type().is_file()).map(|entry| read(entry.path())).collect();
    let unsaid: Vec<&&str> = explained
        .iter()
        .filter(|doubt| !said.contains(doubt) && !code.contains(&format!("\"{doubt}\"")))
        .collect();
    assert!(unsaid.is_empty() && explained.len() > 20, "{unsaid:?}");
}
