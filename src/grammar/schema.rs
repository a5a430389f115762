//! JSON Schemas of the grammar files, for editors: made from the types that read these files
//! ([`super::file`]).
//!
//! Where a file may say one thing in several ways, the reading is done by hand, and the types here say what
//! is allowed.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, generate::SchemaSettings};
use serde_json::{Value, json};

use super::file::{AnatomyFile, FamilyFile, FieldFile, RuleFile, WordsFile};

/// A cell: a text, a whole number, true or false. A date stands in quotes.
#[derive(JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "only its schema is used")]
pub enum Cell {
    /// Words; dates in EDTF.
    Text(String),
    /// A whole number.
    Number(i64),
    /// True or false.
    Flag(bool),
}

/// The value of a column, or several; with `!` before it: none of these. `""` is an empty cell.
#[derive(JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "only its schema is used")]
pub enum Condition {
    /// One value.
    One(Cell),
    /// One of these values.
    Several(Vec<Cell>),
}

/// What is found in a wording: a value, the cells of a row, or a list of these.
#[derive(JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "only its schema is used")]
pub enum Expected {
    /// The value of the field's column.
    Value(Cell),
    /// The cells of a row.
    Row(BTreeMap<String, Cell>),
    /// Several rows.
    Rows(Vec<Expected>),
}

/// The spellings of a word, or a table with `also` (its spellings) and facts.
#[derive(JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "only its schema is used")]
pub enum Spellings {
    /// Its other spellings; none where its name is the only one.
    List(Vec<String>),
    /// Its other spellings under `also`, and what the list says of it.
    Facts(BTreeMap<String, Fact>),
}

/// A fact of a word, or under `also` its spellings.
#[derive(JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "only its schema is used")]
pub enum Fact {
    /// A fact.
    Text(String),
    /// Spellings.
    Spellings(Vec<String>),
}

/// The schemas: name of the file and text.
pub fn all() -> Vec<(&'static str, String)> {
    let mut field = of::<FieldFile>();
    // The rules of a file are read one by one, so that one mistake hides no other; to an editor they are one
    // list.
    let mut rule = of::<RuleFile>();
    let definitions = rule.get_mut("$defs").map(Value::take);
    if let Some(object) = rule.as_object_mut() {
        object.remove("$defs");
        object.remove("$schema");
    }
    let of_field = field["$defs"].take();
    let both =
        [definitions, Some(of_field)].into_iter().flatten().filter_map(|some| some.as_object().cloned());
    let mut defs: serde_json::Map<String, Value> = both.flatten().collect();
    defs.insert("RuleFile".into(), rule);
    field["$defs"] = defs.into();
    field["properties"]["rule"] = json!({ "description": "The wordings, in order of trust.", "type": "array", "items": { "$ref": "#/$defs/RuleFile" } });
    [
        ("family", of::<FamilyFile>()),
        ("anatomy", of::<AnatomyFile>()),
        ("field", field),
        ("words", of::<WordsFile>()),
    ]
    .into_iter()
    .map(|(name, schema)| (name, serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"))
    .collect()
}

fn of<T: JsonSchema>() -> Value {
    let schema: Schema = SchemaSettings::draft07().into_generator().into_root_schema_for::<T>();
    // Editors for TOML know draft 7 best; its definitions are found under either name.
    let text = serde_json::to_string(&schema).unwrap_or_default().replace("#/definitions/", "#/$defs/");
    let mut value: Value = serde_json::from_str(&text).unwrap_or_default();
    if let Some(object) = value.as_object_mut() {
        let definitions = object.remove("definitions").unwrap_or_else(|| json!({}));
        object.insert("$defs".into(), definitions);
    }
    value
}
