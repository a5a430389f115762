//! A score as a table for people: measures, what was taken for what, doubts, then every difference.

use std::fmt::Write;

use super::confusion::{confused, values};
use super::floor::Regression;
use super::{Score, Tally};
use crate::terminal;

/// Values that would make a wider table than this are shown as a list of pairs.
const WIDEST: usize = 100;
/// So many documents are shown one by one: those with the lowest F1.
const MOST_DOCUMENTS: usize = 10;

/// The score in lines of text.
pub fn write(score: &Score, drops: Option<&[Regression]>) -> String {
    let mut out = String::new();
    measures(&mut out, score);
    documents(&mut out, score);
    confusions(&mut out, score);
    doubts(&mut out, score);
    if !score.wrong.is_empty() {
        out.push('\n');
    }
    for wrong in &score.wrong {
        let at = wrong.line.map_or(String::new(), |line| format!(":{line}"));
        let _ = writeln!(out, "{}{at}: {}: {}", terminal::line(&wrong.document), wrong.place(), wrong.said());
    }
    for drop in drops.unwrap_or_default() {
        let _ = writeln!(out, "{}{drop}", if drop.first { "\n" } else { "" });
    }
    terminal::text(&out).into_owned()
}

fn measures(out: &mut String, score: &Score) {
    let documents = format!("{} document{}", score.documents, if score.documents == 1 { "" } else { "s" });
    let heads = ["precision", "recall", "F1", "right", "extra", "missing"];
    let [precision, recall, f1, right, extra, missing] = heads;
    let _ = writeln!(
        out,
        "{documents:<34} {precision:>9} {recall:>7} {f1:>6} {right:>6} {extra:>6} {missing:>8}"
    );
    for (name, tally) in score.measures() {
        let cell = name.contains('.');
        line(out, &if cell { format!("  {name}") } else { name }, tally);
    }
    let _ = writeln!(out, "{:<34} {:>24.3}", "mean over the documents", score.mean_f1());
}

fn line(out: &mut String, name: &str, tally: Tally) {
    let Tally { right, extra, missing } = tally;
    let (precision, recall, f1) = (tally.precision(), tally.recall(), tally.f1());
    let _ = writeln!(
        out,
        "{name:<34} {precision:>9.3} {recall:>7.3} {f1:>6.3} {right:>6} {extra:>6} {missing:>8}"
    );
}

/// The documents in which rows or the date are not all right, the worst first.
fn documents(out: &mut String, score: &Score) {
    let mut flawed: Vec<(&str, Tally)> =
        score.each.iter().map(|one| (one.document.as_str(), one.overall())).collect();
    flawed.retain(|(_, tally)| tally.extra + tally.missing > 0);
    if flawed.is_empty() || score.documents < 2 {
        return;
    }
    flawed.sort_by(|a, b| a.1.f1().total_cmp(&b.1.f1()).then(a.0.cmp(b.0)));
    let _ = writeln!(out, "\ndocuments whose rows or date are not all right: {}", flawed.len());
    for (name, tally) in flawed.iter().take(MOST_DOCUMENTS) {
        line(out, &format!("  {}", terminal::line(name)), *tally);
    }
    if flawed.len() > MOST_DOCUMENTS {
        let _ = writeln!(out, "  and {} more: `--format json` has all", flawed.len() - MOST_DOCUMENTS);
    }
}

fn confusions(out: &mut String, score: &Score) {
    for ((table, column), counts) in score.confusions.0.iter().filter(|(_, counts)| confused(counts)) {
        let values = values(counts);
        let _ = writeln!(out, "\n{table}.{column}: what was expected (down) and what was got (across)");
        let wide = values.iter().map(|value| value.chars().count()).max().unwrap_or(0);
        if values.iter().map(|value| value.chars().count() + 2).sum::<usize>() + wide > WIDEST {
            for ((expected, got), count) in counts.iter().filter(|((expected, got), _)| expected != got) {
                let _ = writeln!(out, "  {expected} taken for {got}: {count}");
            }
            continue;
        }
        let _ = write!(out, "  {:<wide$}", "");
        for value in &values {
            let _ = write!(out, "  {value}");
        }
        out.push('\n');
        for expected in &values {
            let _ = write!(out, "  {expected:<wide$}");
            for got in &values {
                let count = counts.get(&(expected.to_string(), got.to_string()));
                let shown = count.map_or("·".to_string(), usize::to_string);
                let _ = write!(out, "  {shown:>width$}", width = got.chars().count());
            }
            out.push('\n');
        }
    }
}

fn doubts(out: &mut String, score: &Score) {
    let told = score.foretold;
    let _ = writeln!(
        out,
        "\ndoubts: {} of {} wrong cells and rows stood under a doubt; {} of {} doubts were right",
        told.doubted, told.wrong, told.justified, told.doubts
    );
}
