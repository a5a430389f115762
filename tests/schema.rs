//! The JSON Schemas of the grammar files: those that are committed are those that the types give.

mod common;

use common::{read_text, root};
use letterbook::grammar::schema;
use serde_json::Value;

/// With `LETTERBOOK_WRITE_SCHEMAS=1` the test writes them first.
#[test]
fn the_committed_schemas_are_those_of_the_types() {
    for (name, text) in schema::all() {
        let path = root().join(format!("grammars/schema/{name}.json"));
        if std::env::var_os("LETTERBOOK_WRITE_SCHEMAS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &text).unwrap();
        }
        let again = "run this test with LETTERBOOK_WRITE_SCHEMAS=1 and commit what changed";
        assert!(
            path.is_file() && read_text(&path) == text,
            "grammars/schema/{name}.json is not current: {again}"
        );
    }
}

#[test]
fn every_key_has_a_description_and_strange_keys_are_refused() {
    for (name, text) in schema::all() {
        let schema: Value = serde_json::from_str(&text).unwrap();
        let definitions = schema["$defs"].as_object().unwrap().iter();
        for (part, schema) in
            definitions.map(|(part, schema)| (part.as_str(), schema)).chain([(name, &schema)])
        {
            let Some(properties) = schema["properties"].as_object() else { continue };
            assert_eq!(schema["additionalProperties"], false, "{name}: {part}");
            for (key, property) in properties {
                assert!(property["description"].is_string(), "{name}: {part}.{key} has no description");
            }
        }
    }
}

#[test]
fn the_files_of_the_repository_fit_their_schemas() {
    let schemas: Vec<(&str, Value)> =
        schema::all().into_iter().map(|(name, text)| (name, serde_json::from_str(&text).unwrap())).collect();
    let files = letterbook::grammar::load::folder(&root().join("grammars")).unwrap();
    for (path, text) in files {
        let kind = match path.rsplit('/').next().unwrap() {
            "family.toml" => "family",
            "anatomy.toml" => "anatomy",
            _ if path.contains("/words/") => "words",
            _ => "field",
        };
        let file: toml::Value = toml::from_str(&text).unwrap();
        let file = serde_json::to_value(&file).unwrap();
        let schema = &schemas.iter().find(|schema| schema.0 == kind).unwrap().1;
        if let Err(why) = fits(schema, schema, &file) {
            panic!("{path}: {why}");
        }
    }
}

/// As much of JSON Schema as the schemas use.
fn fits(root: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    if let Some(path) = schema["$ref"].as_str() {
        return fits(root, &root["$defs"][path.strip_prefix("#/$defs/").unwrap()], value);
    }
    for all in schema["allOf"].as_array().into_iter().flatten() {
        fits(root, all, value)?;
    }
    for some in ["anyOf", "oneOf"] {
        if let Some(some) = schema[some].as_array()
            && !some.iter().any(|schema| fits(root, schema, value).is_ok())
        {
            return Err(format!("{value} fits none of {some:?}"));
        }
    }
    let types = match &schema["type"] {
        Value::Null => Vec::new(),
        Value::String(one) => vec![one.as_str()],
        several => several.as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect(),
    };
    let of_type = |name: &&str| match *name {
        "string" => value.is_string(),
        "integer" => value.is_i64(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        other => panic!("a type {other}"),
    };
    if !types.is_empty() && !types.iter().any(of_type) {
        return Err(format!("{value} is no {types:?}"));
    }
    if let Some(known) = schema["enum"].as_array()
        && !known.contains(value)
    {
        return Err(format!("{value} is none of {known:?}"));
    }
    if schema.get("const").is_some_and(|only| only != value) {
        return Err(format!("{value} is not {}", schema["const"]));
    }
    for value in value.as_array().into_iter().flatten() {
        if schema["items"].is_object() {
            fits(root, &schema["items"], value)?;
        }
    }
    for (key, value) in value.as_object().into_iter().flatten() {
        match (&schema["properties"][key], &schema["additionalProperties"]) {
            (Value::Null, Value::Bool(false)) => return Err(format!("the key {key} is not known")),
            (Value::Null, Value::Object(_)) => {
                fits(root, &schema["additionalProperties"], value).map_err(|why| format!("{key}: {why}"))?;
            }
            (Value::Null, _) => {}
            (property, _) => fits(root, property, value).map_err(|why| format!("{key}: {why}"))?,
        }
    }
    for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value.is_object() && value.get(key).is_none() {
            return Err(format!("the key {key} is missing"));
        }
    }
    Ok(())
}
