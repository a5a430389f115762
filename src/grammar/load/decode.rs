//! From the text of a file to what it says, and from what TOML and serde say of its mistakes to what an
//! author of a grammar can use.

use serde::de::{DeserializeOwned, IntoDeserializer};
use toml::de::{DeTable, DeValue};

use super::*;

/// A value of a file that is still to be read.
pub(super) type Raw<'t> = Spanned<DeValue<'t>>;

impl Loader<'_> {
    /// Reads a value of a file, noting what is wrong with it. A key that is not known is taken out and the
    /// rest read on, so that it hides nothing.
    pub(super) fn read<T: DeserializeOwned>(&mut self, mut value: Raw<'_>) -> Option<T> {
        let place = value.span();
        let mut unknown = false;
        loop {
            let error = match T::deserialize(value.clone().into_deserializer()) {
                Ok(read) => return Some(read),
                Err(error) => error,
            };
            let at = error.span().unwrap_or_else(|| place.clone());
            let key = unknown_key(error.message());
            // What is missing has perhaps only been misspelt, and that has been said.
            if !(unknown && error.message().starts_with("missing field")) {
                self.decode_mistake(at, error.message());
            }
            let removed = match (key, value.get_mut()) {
                (Some(key), DeValue::Table(table)) => table.remove(key.as_str()).is_some(),
                _ => false,
            };
            if !removed {
                return None;
            }
            unknown = true;
        }
    }

    /// serde's message, with the nearest name for an unknown one.
    fn decode_mistake(&mut self, place: Range<usize>, message: &str) {
        let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
        let (first, rest) = names.split_first().map_or(("", &[][..]), |(first, rest)| (*first, rest));
        let near = || nearest(first, rest.iter().copied());
        if message.starts_with("unknown field") {
            self.mistake(UNKNOWN_KEY, place, format!("unknown key `{first}`"), near());
        } else if message.starts_with("unknown variant") {
            self.mistake(WRONG_VALUE, place, format!("unknown value `{first}`"), near());
        } else if message.starts_with("missing field") {
            let help = if first == "words" { "[words]".into() } else { format!("{first} = ...") };
            let help = Some(format!("add `{help}`"));
            self.mistake(MISSING_KEY, place, format!("the key `{first}` is missing"), help);
        } else {
            let (found, wanted) = message.split_once(", expected ").unwrap_or((message, ""));
            let found = found.trim_start_matches("invalid type: ").trim_start_matches("invalid value: ");
            let help = (!wanted.is_empty()).then(|| format!("write {}", readable(wanted)));
            self.mistake(WRONG_VALUE, place, format!("{} does not belong here", readable(found)), help);
        }
    }

    /// The head of a file without repeated tables.
    pub(super) fn head<'t>(&mut self, text: &'t str) -> Option<Raw<'t>> {
        Some(Spanned::new(first_line(text), DeValue::Table(self.table_of(text, None)?)))
    }

    /// The tables of a file: its head without the repeated tables under `key`, and these one by one.
    pub(super) fn split<'t>(&mut self, text: &'t str, key: &str) -> Option<(Raw<'t>, Vec<Raw<'t>>)> {
        let mut table = self.table_of(text, Some(key))?;
        let items = match table.remove(key) {
            Some(value) if value.get_ref().is_array() => match value.into_inner() {
                DeValue::Array(array) => array.into_iter().collect(),
                _ => Vec::new(),
            },
            Some(other) => {
                self.no_list(key, other.span());
                Vec::new()
            }
            None => Vec::new(),
        };
        Some((Spanned::new(first_line(text), DeValue::Table(table)), items))
    }

    /// The whole of a file, if it is TOML; `key` is that of its repeated tables.
    fn table_of<'t>(&mut self, text: &'t str, key: Option<&str>) -> Option<DeTable<'t>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        let broken = !errors.is_empty();
        for error in errors {
            let place = error.span().unwrap_or(0..0);
            match key.filter(|_| error.message() == "duplicate key") {
                // `[rule]` below a `[[rule]]`: what is left of the rules is not said.
                Some(key) if text.get(place.clone()) == Some(key) => self.no_list(key, place),
                _ => self.mistake(NOT_TOML, place, format!("not TOML: {}", error.message()), None),
            }
        }
        (!broken).then(|| table.into_inner())
    }

    /// Notes a table where there should be a list of them.
    fn no_list(&mut self, key: &str, place: Range<usize>) {
        let help = format!("write one or more `[[{key}]]`");
        self.mistake(NOT_A_LIST_OF_TABLES, place, format!("`{key}` is a list of tables"), Some(help));
    }
}

/// The key that serde does not know.
fn unknown_key(message: &str) -> Option<String> {
    message.strip_prefix("unknown field `")?.split('`').next().map(str::to_string)
}

/// serde's words for kinds of values, in those of the documentation.
fn readable(words: &str) -> String {
    // The name of a type in the code says nothing to an author.
    if words.starts_with("struct ") {
        return "a table, `{ ... }`".into();
    }
    let mut words = words.to_string();
    for (theirs, ours) in [
        ("a string", "a text in quotes"),
        ("string ", "the text "),
        ("a sequence", "a list, `[...]`"),
        ("sequence", "a list"),
        ("a map", "a table, `{ ... }`"),
        ("map", "a table"),
        ("a boolean", "true or false"),
        ("boolean `", "`"),
        ("integer `", "the number `"),
        ("floating point `", "the number `"),
        ("i16", "a whole number, not a large one"),
        ("i64", "a whole number"),
        ("usize", "a whole number, 0 or more"),
        ("u64", "a whole number, 0 or more"),
    ] {
        if words == theirs || theirs.ends_with(['`', ' ']) && words.starts_with(theirs) {
            words = words.replacen(theirs, ours, 1);
            break;
        }
    }
    words
}

/// The first line of a file that says anything.
fn first_line(text: &str) -> Range<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim_end();
        if !words.is_empty() && !words.trim_start().starts_with('#') {
            return at..at + words.len();
        }
        at += line.len();
    }
    0..0
}
