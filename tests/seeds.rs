//! The five real documents beside the repository: every labelled cell is read right, and every cell can be
//! traced to its words.

mod common;

use std::collections::BTreeMap;

use common::{Folder, characters, documents, letterbook, policing, shared, table};

#[test]
fn every_labelled_cell_of_the_seeds_is_right() {
    let Some(seeds) = shared("letters/seeds") else { return };
    letterbook(["score".as_ref(), seeds.as_os_str()]).run().ends_with(0).shows("5 documents");
}

#[test]
fn every_row_of_the_seeds_points_at_its_words_its_line_and_its_rule() {
    let Some(seeds) = shared("letters/seeds") else { return };
    let out = Folder::new();
    let arguments = ["extract".as_ref(), seeds.as_os_str(), "--out".as_ref(), out.path().as_os_str()];
    let run = letterbook(arguments).run();
    // The gold beside the documents is no document.
    assert_eq!((run.code, run.err.contains("5 documents converted")), (0, true), "{}", run.err);

    let texts: BTreeMap<String, String> =
        documents(&seeds).into_iter().map(|document| (document.name, document.text)).collect();
    let rules: Vec<String> = (0..policing().rules.len())
        .map(|number| {
            let (field, rule) = policing().rule(number);
            format!("{}/{}", field.name, rule.name)
        })
        .collect();
    let mut traced = 0;
    for name in ["dates", "signatories", "recipients", "recommendations", "gradings", "doubts"] {
        for row in table(&out.path().join(format!("{name}.csv"))) {
            let text = &texts[&row["document"]];
            let [line, start, end] =
                ["line", "start", "end"].map(|column| row[column].parse::<usize>().unwrap());
            let words = characters(text, start, end);
            let breaks = characters(text, 0, start).matches('\n').count();
            assert!(!words.is_empty(), "{name}: a row without words: {row:?}");
            assert_eq!(unharmed(&row["text"]), words, "{name}: {row:?}");
            assert_eq!(line, breaks + 1, "{name}: {row:?}");
            // A doubt about the choice between words of a list comes from no rule.
            let known = rules.contains(&row["rule"]) || (name == "doubts" && row["rule"].is_empty());
            assert!(known, "{name}: no such rule: {row:?}");
            traced += 1;
        }
    }
    assert!(traced > 20, "only {traced} rows in all tables");
}

/// A cell of a CSV without the apostrophe that keeps spreadsheets from running it.
fn unharmed(cell: &str) -> &str {
    let bare = cell.strip_prefix('\'').unwrap_or(cell);
    if bare.starts_with(['=', '+', '-', '@', '\t', '\r']) { bare } else { cell }
}
