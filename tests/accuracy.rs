//! How well the rules read letters: the bars under which no change may fall.

mod common;

use std::collections::BTreeSet;
use std::path::Path;

use common::{documents, policing, root, shared};
use letterbook::dataset::Sheets;
use letterbook::document::Document;
use letterbook::score::{Score, Tally};
use letterbook::understand;

fn score(folder: &Path) -> Score {
    score_as(folder, |document| document)
}

/// The score of documents that are changed before they are read.
fn score_as(folder: &Path, change: impl Fn(Document) -> Document) -> Score {
    let mut score = Score::default();
    for document in documents(folder).into_iter().map(change) {
        let gold = folder.join(&document.name).with_extension("gold.json");
        let gold = common::read_text(&gold);
        let sheets = Sheets::new(&document, policing(), &understand(&document, policing()));
        score
            .add(&document, policing(), sheets, &gold)
            .unwrap_or_else(|error| panic!("{}: {error}", document.name));
    }
    score
}

/// Each line: what is measured, what it is, and the least that it may be.
#[track_caller]
fn assert_bars(score: &Score, bars: &[(&str, f64, f64)]) {
    let low: Vec<String> = bars
        .iter()
        .filter(|(_, value, bar)| value < bar)
        .map(|(what, value, bar)| format!("{what} is {value:.4}, under the bar of {bar}"))
        .collect();
    assert!(low.is_empty(), "{}\n\n{score}", low.join("\n"));
}

fn cell(score: &Score, table: &str, column: &str) -> Tally {
    score.cells.get(&(table.into(), column.into())).copied().unwrap_or_default()
}

fn kinds(score: &Score) -> Tally {
    cell(score, "documents", "kind")
}

/// Of the rows found that are wrong or have a wrong cell, the share of which a doubt is said; 1 where none is
/// wrong.
fn doubted_share(folder: &Path, score: &Score) -> f64 {
    let wrong: BTreeSet<(&str, &str, u64)> = score
        .wrong
        .iter()
        .filter(|wrong| wrong.got.is_some() && wrong.table != "documents")
        .filter_map(|wrong| Some((wrong.document.as_str(), wrong.table.as_str(), wrong.line?)))
        .collect();
    let mut doubted = BTreeSet::new();
    for document in documents(folder) {
        for doubt in understand(&document, policing()).doubts {
            let line = document.text[..doubt.span.start].matches('\n').count() as u64 + 1;
            doubted.insert((document.name.clone(), doubt.table.to_string(), line));
        }
    }
    let told = wrong.iter().filter(|(document, table, line)| {
        doubted.contains(&((*document).to_string(), (*table).to_string(), *line))
    });
    if wrong.is_empty() { 1.0 } else { told.count() as f64 / wrong.len() as f64 }
}

#[test]
fn the_letters_of_the_repository_are_read_at_98_in_100() {
    let score = score(&root().join("input/policing"));
    assert!(score.documents >= 30, "only {} documents have gold", score.documents);
    let all = score.overall();
    assert!(all.right > 300, "only {} rows are right", all.right);
    assert_bars(&score, &[("F1 of all rows and document dates", all.f1(), 0.98)]);
}

/// The document with its long lines broken before the word that would pass a width, as mail and plain-text
/// copies have it; lines with columns stay as they are.
fn broken_at(width: usize, document: &Document) -> Document {
    let mut text = String::new();
    for line in document.text.lines() {
        let columns = ["|", "\t", "   "].iter().any(|sign| line.contains(sign));
        let mut length = 0;
        for word in line.split_inclusive(' ') {
            let more = word.trim_end().chars().count();
            if !columns && length > 0 && length + more > width {
                text.truncate(text.trim_end_matches(' ').len());
                text.push('\n');
                length = 0;
            }
            text.push_str(word);
            length += word.chars().count();
        }
        text.push('\n');
    }
    Document::new(&document.name, text)
}

#[test]
fn letters_are_read_as_well_when_their_lines_are_broken() {
    for (folder, width) in [("input/policing", 72), ("input/policing", 90)] {
        let all = score_as(&root().join(folder), |document| broken_at(width, &document)).overall();
        assert!(all.f1() >= 0.975, "{folder}, broken at {width}: {all:?}");
    }
    let Some(folder) = shared("letters/restated") else { return };
    let score = score_as(&folder, |document| broken_at(72, &document));
    assert_bars(&score, &[("F1 of all rows and document dates", score.overall().f1(), 0.98)]);
}

#[test]
fn the_restated_letters_are_read_at_96_in_100_and_rarely_wrongly() {
    let Some(folder) = shared("letters/restated") else { return };
    let score = score(&folder);
    assert_eq!(score.documents, 29);
    let all = score.overall();
    assert_bars(
        &score,
        &[
            ("F1 of all rows and document dates", all.f1(), 0.96),
            ("their precision", all.precision(), 0.98),
            ("the share of right kinds", kinds(&score).recall(), 0.8),
            ("F1 of roles of dates", cell(&score, "dates", "role").f1(), 0.93),
            ("F1 of scopes", cell(&score, "recommendations", "scope").f1(), 0.93),
            ("F1 of subjects", cell(&score, "gradings", "subject").f1(), 0.93),
            ("F1 of areas of gradings", cell(&score, "gradings", "area").f1(), 0.93),
            ("F1 of areas of people", cell(&score, "signatories", "area").f1(), 0.93),
            ("the share of wrong rows with a doubt", doubted_share(&folder, &score), 0.5),
        ],
    );
}
