//! How well the rules read letters: the bars under which no change may fall.

mod common;

use std::path::Path;

use common::{documents, policing, root, shared};
use letterbook::dataset::Sheets;
use letterbook::score::{Score, Tally};
use letterbook::understand;

fn score(folder: &Path) -> Score {
    let mut score = Score::default();
    for document in documents(folder) {
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

fn kinds(score: &Score) -> Tally {
    score.cells.get(&("documents".into(), "kind".into())).copied().unwrap_or_default()
}

#[test]
fn the_letters_of_the_repository_are_read_at_98_in_100() {
    let score = score(&root().join("input/policing"));
    assert!(score.documents >= 30, "only {} documents have gold", score.documents);
    let all = score.overall();
    assert!(all.right > 300, "only {} rows are right", all.right);
    assert_bars(&score, &[("F1 of all rows and document dates", all.f1(), 0.98)]);
}

#[test]
fn the_restated_letters_are_read_at_92_in_100_and_rarely_wrongly() {
    let Some(folder) = shared("letters/restated") else { return };
    let score = score(&folder);
    assert_eq!(score.documents, 29);
    let all = score.overall();
    assert_bars(
        &score,
        &[
            ("F1 of all rows and document dates", all.f1(), 0.92),
            ("their precision", all.precision(), 0.95),
            ("the share of right kinds", kinds(&score).recall(), 0.8),
        ],
    );
}
