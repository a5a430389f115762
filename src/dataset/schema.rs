//! `schema.json`: the JSON Schema (2020-12) of a record, which is an object of `documents.json`, a line of
//! `documents.jsonl` and what `stream` writes; made from the same headers as the records themselves.

use serde_json::{Map, Value, json};

use super::{Header, Setting, key};
use crate::grammar::names::BOX;
use crate::grammar::{About, Holds};

/// The name of the file.
pub const FILE: &str = "schema.json";

/// The forms of EDTF that cells have: a day, month, season or year, about a year, the year unknown, an
/// interval.
const EDTF: &str = "^(\\d{4}|XXXX)(~|(-\\d{2}){1,2})?(/(\\d{4}|XXXX)(~|(-\\d{2}){1,2})?)?$";

/// Writes the file.
///
/// # Errors
/// What the writing of a file can fail with.
pub fn write(setting: &Setting<'_>) -> std::io::Result<()> {
    let text = serde_json::to_string_pretty(&record(setting.family, setting.headers))? + "\n";
    std::fs::write(setting.folder.join(FILE), text)
}

/// The schema of a record.
pub fn record(family: &str, headers: &[Header]) -> Value {
    let mut columns = properties(&headers[0], headers, &[]);
    let mut required: Vec<String> = columns.keys().cloned().collect();
    for header in &headers[1..] {
        let mut row = properties(header, &[], &["document"]);
        row.insert(BOX.into(), json!({ "$ref": "#/$defs/box" }));
        let row_required: Vec<&String> = row.keys().collect();
        let mut table = json!({
            "type": "array",
            "items": {
                "type": "object",
                "properties": row,
                "required": row_required,
                "additionalProperties": false,
            },
        });
        if !header.row.is_empty() {
            table["description"] = format!("Each is {}", header.row).into();
        }
        required.push(header.name.clone());
        columns.insert(header.name.clone(), table);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("A document of the family {family}"),
        "description": "An object of documents.json, or a line of documents.jsonl",
        "type": "object",
        "properties": columns,
        "required": required,
        "additionalProperties": false,
        "$defs": {
            "box": {
                "description": "Where the words stand on the page: left, top, width and height in points",
                "type": ["array", "null"],
                "items": { "type": "number" },
                "minItems": 4,
                "maxItems": 4,
            },
        },
    })
}

/// The columns of a table but those to be left out; a column of `documents` steps aside for a table of its
/// name.
fn properties(header: &Header, tables: &[Header], without: &[&str]) -> Map<String, Value> {
    let columns = header.columns.iter().zip(&header.about);
    let columns = columns.filter(|(name, _)| !without.contains(&name.as_str()));
    columns.map(|(name, about)| (key(name, tables), property(name, about))).collect()
}

fn property(name: &str, about: &About) -> Value {
    let (mut kinds, more) = match about.holds {
        Some(Holds::Text) => (vec!["string"], None),
        Some(Holds::Number) => (vec!["integer"], None),
        Some(Holds::Flag) => (vec!["boolean"], None),
        Some(Holds::Date) => (vec!["string"], Some(("pattern", EDTF))),
        Some(Holds::Day) => (vec!["string"], Some(("format", "date"))),
        None => (vec!["string", "integer", "boolean"], None),
    };
    if name != "document" {
        kinds.push("null");
    }
    let mut property = json!({ "type": kinds });
    if !about.says.is_empty() {
        property["description"] = about.says.clone().into();
    }
    if let Some((keyword, value)) = more {
        property[keyword] = value.into();
    }
    if !about.words.is_empty() {
        let words = about.words.iter().cloned().map(Value::from);
        property["enum"] = words.chain([Value::Null]).collect();
    }
    property
}
