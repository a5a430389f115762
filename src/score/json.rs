//! A score as one JSON object, with every document and every difference.

use serde_json::{Map, Value, json};

use super::floor::{Measure, Regression};
use super::{DocumentScore, Score, Tally, Wrong};

/// The score as JSON.
pub fn write(score: &Score, drops: Option<&[Regression]>) -> String {
    let measures: Map<String, Value> =
        score.measures().into_iter().map(|(name, tally)| (name, measure(tally))).collect();
    let confusions: Vec<Value> = score
        .confusions
        .0
        .iter()
        .flat_map(|((table, column), counts)| {
            counts.iter().map(move |((expected, got), count)| {
                json!({ "table": table, "column": column, "expected": expected, "got": got, "count": count })
            })
        })
        .collect();
    let told = score.foretold;
    let mut all = json!({
        "documents": score.documents,
        "measures": measures,
        "mean_f1": score.mean_f1(),
        "each": score.each.iter().map(document).collect::<Vec<Value>>(),
        "confusions": confusions,
        "doubts": {
            "wrong": told.wrong,
            "wrong_under_a_doubt": told.doubted,
            "doubts": told.doubts,
            "doubts_that_were_right": told.justified,
        },
        "wrong": score.wrong.iter().map(wrong).collect::<Vec<Value>>(),
    });
    if let Some(drops) = drops {
        let drop =
            |drop: &Regression| json!({ "measure": drop.measure, "floor": drop.floor, "now": drop.now });
        all["below_the_floor"] = drops.iter().map(drop).collect();
    }
    serde_json::to_string_pretty(&all).map(|text| text + "\n").unwrap_or_default()
}

fn measure(tally: Tally) -> Value {
    let Tally { right, extra, missing } = tally;
    let Measure { precision, recall, f1 } = tally.into();
    json!({
        "precision": precision, "recall": recall, "f1": f1,
        "right": right, "extra": extra, "missing": missing,
    })
}

fn document(one: &DocumentScore) -> Value {
    let mut measures: Map<String, Value> =
        one.rows.iter().map(|(table, tally)| (table.clone(), measure(*tally))).collect();
    let cells = one.cells.iter();
    measures.extend(cells.map(|((table, column), tally)| (format!("{table}.{column}"), measure(*tally))));
    json!({ "document": one.document, "overall": measure(one.overall()), "measures": measures })
}

fn wrong(wrong: &Wrong) -> Value {
    json!({
        "document": wrong.document,
        "table": wrong.table,
        "column": wrong.column,
        "line": wrong.line,
        "expected": wrong.expected,
        "got": wrong.got,
        "rule": wrong.rule,
        "doubts": wrong.doubts,
    })
}
