//! `letterbook find`: the values of one kind in each line of standard input.

use std::io::{BufRead, BufWriter, Write};
use std::process::ExitCode;

use letterbook::dataset::Datum;
use letterbook::document::{Places, Span};
use letterbook::examples;
use letterbook::extract::Mention;
use letterbook::grammar::borders::next_word;
use letterbook::grammar::{Grammar, mistake};
use letterbook::value::{self, Cell, Source};
use letterbook::words::List;
use serde_json::{Map, Value, json};

use super::{Done, Stop, chosen_for, no_input};
use crate::Family;

/// Runs the command.
pub fn run(kind: &str, family: &Family) -> Done {
    let grammar = chosen_for(Some(kind), family)?;
    let finder = Finder::new(kind, grammar)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().split(b'\n') {
        let line = line.map_err(|error| no_input(&error))?;
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end_matches('\r');
        let text = text_of(line);
        let places = Places::new(&text);
        let found = finder.find(grammar, &text).into_iter().map(|(span, value)| {
            json!({
                "text": span.of(&text),
                "start": places.character(span.start),
                "end": places.character(span.end),
                "value": value,
            })
        });
        let found: Vec<Value> = found.collect();
        serde_json::to_writer(&mut out, &json!({ "text": &text, "found": found }))
            .map_err(std::io::Error::from)?;
        out.write_all(b"\n")?;
        out.flush()?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The text of a line: itself, or the `text` of the JSON object that it is.
fn text_of(line: &str) -> String {
    if line.starts_with('{')
        && let Ok(Value::Object(object)) = serde_json::from_str(line)
        && let Some(Value::String(text)) = object.get("text")
    {
        return text.clone();
    }
    line.to_string()
}

/// What reads the values: the rules of fields, a parser, or a word list.
enum Finder {
    /// The rules of the field of that name or of all that give such values, and a word list of that name for
    /// lines that are one word of it.
    Fields {
        fields: Vec<String>,
        list: Option<usize>,
    },
    Kind(&'static value::Kind),
    List(usize),
}

type Found = Vec<(Span, Map<String, Value>)>;

impl Finder {
    fn new(kind: &str, grammar: &Grammar) -> Result<Finder, Stop> {
        if grammar.fields.iter().any(|field| field.name == kind) {
            return Ok(Finder::Fields { fields: vec![kind.to_string()], list: None });
        }
        if let Some(kind) = value::kind(kind) {
            return Ok(Finder::Kind(kind));
        }
        let lists = grammar.words.lists();
        let list = lists.iter().position(|list| list.name == kind);
        let givers = grammar.fields.iter().filter(|field| field.value == kind && field.table.is_some());
        let fields: Vec<String> = givers.map(|field| field.name.clone()).collect();
        if !fields.is_empty() {
            return Ok(Finder::Fields { fields, list });
        }
        if let Some(list) = list {
            return Ok(Finder::List(list));
        }
        let fields = grammar.fields.iter().map(|field| field.name.as_str());
        let kinds = value::KINDS.iter().map(|kind| kind.name);
        let known = fields.chain(kinds).chain(lists.iter().map(|list| list.name.as_str()));
        let help = mistake::nearest(kind, known).unwrap_or_default();
        Err(Stop::fault(format!("nothing finds `{kind}`; {help}")))
    }

    fn find(&self, grammar: &Grammar, text: &str) -> Found {
        match self {
            Finder::Fields { fields, list } => {
                let word = list.and_then(|list| whole(&grammar.words.lists()[list], text));
                word.map_or_else(|| in_fields(grammar, fields, text), |word| vec![word])
            }
            Finder::Kind(kind) => {
                let source = Source { text, words: &grammar.words, day_first: grammar.day_first, seen: None };
                each_word(text, |at| {
                    let reading = (kind.read)(source, at)?;
                    Some((reading.end, values(&reading.cells)))
                })
            }
            Finder::List(list) => {
                let list = &grammar.words.lists()[*list];
                each_word(text, |at| in_list(list, text, at))
            }
        }
    }
}

/// What the rules of some fields find.
fn in_fields(grammar: &Grammar, fields: &[String], text: &str) -> Found {
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    let prose: Vec<bool> = grammar.zones.iter().map(|zone| zone.prose).collect();
    let mentions = examples::find(grammar, &fields, text, &prose);
    let sorted = |mention: &Mention<'_>| {
        // In the order of the table, the field's own column first: not in that of the rule's slots.
        let field = grammar.rule(mention.rule).0;
        let columns = field.table.map_or(&[][..], |table| &grammar.tables[table].columns);
        let place = |name: &str| columns.iter().position(|column| column == name);
        let mut cells = mention.cells.clone();
        cells.sort_by_key(|(name, _)| (*name != field.value, place(name)));
        (mention.span, values(&cells))
    };
    mentions.iter().map(sorted).collect()
}

/// The word of a list that begins at a byte of the text, and where it ends.
fn in_list(list: &List, text: &str, at: usize) -> Option<(usize, Map<String, Value>)> {
    let (end, entry) = list.read(text, at)?;
    let mut value = Map::from_iter([(list.name.clone(), Value::from(entry.name.as_str()))]);
    value.extend(entry.facts.iter().map(|(name, fact)| (name.clone(), fact.as_str().into())));
    Some((end, value))
}

/// The word of a list that is the whole text.
fn whole(list: &List, text: &str) -> Option<(Span, Map<String, Value>)> {
    let at = next_word(text, 0, text.len())?;
    let (end, value) = in_list(list, text, at)?;
    let alone = !text[..at].contains(char::is_alphanumeric) && !text[end..].contains(char::is_alphanumeric);
    alone.then(|| (Span::new(at, end), value))
}

fn values(cells: &[(&str, Cell)]) -> Map<String, Value> {
    let filled = cells.iter().filter(|cell| cell.1 != Cell::Empty);
    filled.map(|(name, cell)| (name.to_string(), Value::from(Datum::from(cell)))).collect()
}

/// What a reader finds at the starts of words, left to right.
fn each_word(text: &str, read: impl Fn(usize) -> Option<(usize, Map<String, Value>)>) -> Found {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = next_word(text, from, text.len()) {
        match read(at) {
            Some((end, value)) => {
                found.push((Span::new(at, end), value));
                from = end;
            }
            None => from = at + text[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    found
}
