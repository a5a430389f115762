//! From the files of a family to a [`Grammar`], or to every mistake in them.
//!
//! Files are read one by one and their rules one by one, so that one mistake hides no other. A family with a
//! `base` takes the base's zones, fields and words too: its own rules stand before those of a field of the
//! same name, its own zones before the base's, and a word list of its own replaces the base's.

mod anatomy;
mod decode;
mod fields;
mod folder;
mod names;
mod shelf;
mod tables;
mod words;

use std::sync::Arc;

use rayon::prelude::*;
use toml::de::DeTable;
use toml::{Spanned, Value};

use super::code::*;
use super::cues::Cues;
use super::file::*;
use super::mistake::{Mistake, line_of, nearest};
use super::pieces::{self, Missing, Pieces};
use super::starts::Starts;
use super::*;
use anatomy::Anatomy;
use decode::Raw;
use fields::Scope;
pub use folder::{Files, Text, folder};
use names::Named;
use shelf::Shelf;

/// The families among the files: folders with a `family.toml`.
pub fn families(files: &Files) -> Vec<String> {
    files.keys().filter_map(|path| path.strip_suffix("/family.toml")).map(str::to_string).collect()
}

/// Loads one family.
///
/// # Errors
/// Every mistake in its files and in those of its base.
pub fn load(files: &Files, family: &str) -> Result<Grammar, Vec<Mistake>> {
    let mut loader = Loader::new(Shelf(files), Vec::new());
    // On a thread of the pool all along: to wake one for each part takes longer than some parts.
    let grammar = rayon::scope(|_| loader.family(family));
    match grammar {
        Some(grammar) if loader.mistakes.is_empty() => Ok(grammar),
        _ => {
            loader.mistakes.sort_by(|a, b| (&a.file, a.place.start).cmp(&(&b.file, b.place.start)));
            loader
                .mistakes
                .dedup_by(|a, b| (&a.file, &a.place, &a.message) == (&b.file, &b.place, &b.message));
            Err(loader.mistakes)
        }
    }
}

struct Loader<'f> {
    shelf: Shelf<'f>,
    mistakes: Vec<Mistake>,
    /// The file that is being read, for mistakes.
    root: String,
    source: &'f str,
    /// A byte of it, and its line.
    line: (usize, usize),
    /// Where the openers of zones stand, in the order of zones and openers.
    openers: Vec<Place>,
    /// The names of rules, and where their patterns stand.
    patterns: Vec<(String, Place)>,
    /// Word lists whose file cannot be read, by name, and [`ANATOMY`] and [`FAMILY`] where these cannot: that
    /// there is nothing of what they hold is no news.
    unread: Vec<String>,
    /// The pieces of patterns that can be named here.
    pieces: Arc<Pieces>,
}

/// The file of the zones of a family.
const ANATOMY: &str = "anatomy.toml";

/// The file of its tables and pieces.
const FAMILY: &str = "family.toml";

/// A place in a file.
#[derive(Clone)]
struct Place {
    file: String,
    place: Range<usize>,
}

/// The key of a file under which its rules stand.
const RULES: &str = "rule";

impl<'f> Loader<'f> {
    /// A loader that has read nothing; `unread` are lists that cannot be read.
    fn new(shelf: Shelf<'f>, unread: Vec<String>) -> Loader<'f> {
        Loader {
            shelf,
            mistakes: Vec::new(),
            root: String::new(),
            source: "",
            line: (0, 1),
            openers: Vec::new(),
            patterns: Vec::new(),
            unread,
            pieces: Arc::default(),
        }
    }

    /// Reads files side by side, each with a loader of its own, and keeps their mistakes and, in order, what
    /// they hold.
    fn each_file<T: Send>(
        &mut self,
        paths: &[String],
        read: impl Fn(&mut Loader<'f>, &str) -> Option<T> + Sync,
    ) -> Vec<T> {
        let (shelf, unread, pieces) = (self.shelf, self.unread.clone(), self.pieces.clone());
        // The files differ much in length.
        let read = paths.par_iter().with_max_len(1).map(|path| {
            let mut loader = Loader::new(shelf, unread.clone());
            loader.pieces = pieces.clone();
            let held = read(&mut loader, path);
            (held, loader)
        });
        let mut all = Vec::new();
        for (held, loader) in read.collect::<Vec<_>>() {
            self.mistakes.extend(loader.mistakes);
            self.patterns.extend(loader.patterns);
            self.unread.extend(loader.unread.into_iter().filter(|name| !unread.contains(name)));
            all.extend(held);
        }
        all
    }

    fn mistake(&mut self, code: Code, place: Range<usize>, message: impl Into<String>, help: Option<String>) {
        let place = self.here(place);
        self.mistake_at(code, place, message, help);
    }

    fn mistake_at(&mut self, code: Code, at: Place, message: impl Into<String>, help: Option<String>) {
        let Place { file, place } = at;
        let (source, message) = (self.shelf.shared(&file), message.into());
        self.mistakes.push(Mistake { code, file, source, place, message, label: None, beside: None, help });
    }

    /// Says something below the bytes of the last mistake.
    fn label(&mut self, label: impl Into<String>) {
        if let Some(last) = self.mistakes.last_mut() {
            last.label = Some(label.into());
        }
    }

    /// A place in the file that is being read.
    fn here(&self, place: Range<usize>) -> Place {
        Place { file: self.root.clone(), place }
    }

    /// Turns to a file; nothing where there is none, or where it cannot be read, which is noted.
    fn open(&mut self, path: &str) -> Option<&'f str> {
        if let Some(why) = self.shelf.why_unread(path) {
            self.root = path.to_string();
            self.source = "";
            let help = why.contains("UTF-8").then(|| "save it as UTF-8".to_string());
            self.mistake(UNREADABLE, 0..0, format!("this file cannot be read: {why}"), help);
            return None;
        }
        let text = self.shelf.text(path)?;
        self.root = path.to_string();
        self.source = text;
        self.line = (0, 1);
        Some(text)
    }

    fn family(&mut self, family: &str) -> Option<Grammar> {
        let path = format!("{family}/family.toml");
        if self.shelf.text(&path).is_none() {
            let known: Vec<&str> =
                self.shelf.paths().filter_map(|path| path.strip_suffix("/family.toml")).collect();
            self.root = path;
            let help = nearest(family, known);
            self.mistake(NO_FAMILY, 0..0, format!("there is no family `{family}`"), help);
            return None;
        }
        let head = self.open(&path).and_then(|written| self.head(written));
        let file = head.and_then(|head| self.read::<FamilyFile>(head));
        let Some(file) = file.filter(|file| self.has_a_base(family, file)) else {
            self.files_of(family);
            return None;
        };
        let folders = folders_of(family, file.base.as_ref().map(|base| base.get_ref().as_str()));
        let words = self.words(&folders);
        let (grammar, index) =
            rayon::join(|| self.without_words(family, &folders, &file, &words), || words.index());
        let mut grammar = grammar?;
        grammar.words = words;
        grammar.words.read_by(index);
        grammar.watched = watched(&grammar);
        self.find_rules(&mut grammar);
        Some(grammar)
    }

    /// A family but for its words, which have no index yet, and for how its rules are found.
    fn without_words(
        &mut self,
        family: &str,
        folders: &[String],
        file: &FamilyFile,
        words: &Words,
    ) -> Option<Grammar> {
        self.pieces(&file.pieces, words);
        let Anatomy { zones, first_zone, joint, tense, abbreviations } = self.anatomy(folders, words)?;
        self.open(&format!("{family}/family.toml"));
        self.names(file);
        let tables = self.tables(file, words);
        let columns = self.columns(file, &tables, words);
        let anchor = file.anchor.as_ref().and_then(|anchor| {
            let names = columns.iter().map(|column| column.name.as_str());
            self.position(anchor, names, Named::DocumentColumn)
        });
        let mut grammar = Grammar {
            family: family.to_string(),
            hash: self.shelf.hash(folders),
            zones,
            first_zone,
            fields: Vec::new(),
            tables,
            columns,
            words: Words::without_index(Vec::new()),
            joint,
            tense,
            abbreviations,
            day_first: file.day_first,
            anchor,
            watched: Vec::new(),
            cues: Cues::default(),
            starts: Starts::default(),
            opener_lines: Vec::new(),
            rules: Vec::new(),
            in_sentences: Vec::new(),
            openers: Vec::new(),
        };
        grammar.fields = self.fields(folders, &grammar, words);
        Some(grammar)
    }

    /// Whether the base of a family, if it has one, is none that leads back to it; one that is not there is
    /// noted.
    fn has_a_base(&mut self, family: &str, file: &FamilyFile) -> bool {
        let Some(name) = &file.base else { return true };
        if !self.shelf.paths().any(|path| path.starts_with(&format!("{}/", name.get_ref()))) {
            let folders: Vec<&str> = self.shelf.paths().filter_map(|path| path.split('/').next()).collect();
            let help = nearest(name.get_ref(), folders);
            self.mistake(NO_FAMILY, name.span(), format!("there is no folder `{}`", name.get_ref()), help);
        }
        if !self.comes_back(family, name.get_ref()) {
            return true;
        }
        let message = match name.get_ref() == family {
            true => "this family is its own base".into(),
            false => format!("this family is a base of `{}`, too", name.get_ref()),
        };
        let help = "what two families share stands in a folder of its own, which has no `base`";
        self.mistake(BASE_IN_A_CIRCLE, name.span(), message, Some(help.into()));
        false
    }

    /// Whether the bases of a base lead to a family.
    fn comes_back(&self, family: &str, base: &str) -> bool {
        let mut seen = vec![base.to_string()];
        while let Some(last) = seen.last().filter(|last| *last != family) {
            match self.base_of(last) {
                Some(next) if !seen.contains(&next) => seen.push(next),
                _ => return false,
            }
        }
        true
    }

    /// The base that a family names, as far as its file can be read.
    fn base_of(&self, family: &str) -> Option<String> {
        let (table, _) = DeTable::parse_recoverable(self.shelf.text(&format!("{family}/family.toml"))?);
        table.get_ref().get("base")?.get_ref().as_str().map(str::to_string)
    }

    /// Notes what can be told of the files of a family whose tables are not known.
    fn files_of(&mut self, family: &str) {
        self.unread.push(FAMILY.to_string());
        let base = self.base_of(family).filter(|base| base != family);
        let folders = folders_of(family, base.as_deref());
        let words = self.words(&folders);
        let text = self.shelf.text(&format!("{family}/family.toml")).unwrap_or_default();
        // What the base holds would be missed everywhere.
        if base.is_none() && (text.is_empty() || text.lines().any(|line| line.starts_with("base"))) {
            return;
        }
        let anatomy = self.anatomy(&folders, &words);
        let zones = anatomy.map(|anatomy| anatomy.zones).unwrap_or_default();
        self.openers.clear();
        let scope = Scope { words: &words, zones: &zones, columns: None, value: "" };
        for path in self.field_paths(family) {
            let Some(written) = self.open(&path) else { continue };
            let Some((head, rules)) = self.split(written, RULES) else { continue };
            let head = self.read::<FieldFile>(head);
            self.rules(rules, head.as_ref(), &scope);
        }
    }

    /// The files of a folder that are fields, by name.
    fn field_paths(&self, folder: &str) -> Vec<String> {
        let prefix = format!("{folder}/");
        let paths = self.shelf.paths().filter(|path| {
            path.strip_prefix(&prefix)
                .is_some_and(|rest| !rest.contains('/') && rest != FAMILY && rest != ANATOMY)
        });
        paths.map(str::to_string).collect()
    }

    /// The place of a word inside another place; the whole of that where it is not found.
    fn inside(&self, place: Range<usize>, word: &str) -> Range<usize> {
        let written = self.source.get(place.clone()).unwrap_or_default();
        match written.find(word) {
            Some(at) if !word.is_empty() => place.start + at..place.start + at + word.len(),
            _ => place,
        }
    }

    /// Notes a value that can be no cell.
    fn no_cell(&mut self, place: Range<usize>, value: &Value) {
        let message = format!("`{value}` is no cell: a cell is a text, a whole number, true or false");
        let help = match value {
            Value::Datetime(_) => "a date stands in quotes, too",
            Value::Float(_) => "write a fraction as a text, in quotes",
            _ => "a list is for rows or for the values of a condition, `{ ... }` for the cells of a row",
        };
        self.mistake(NOT_A_CELL, place, message, Some(help.into()));
    }

    /// Works out by what rules and zones are found in a text, and notes those that nothing finds.
    fn find_rules(&mut self, grammar: &mut Grammar) {
        let lost = finding::work_out(grammar);
        for &number in &lost.rules {
            let (_, rule) = grammar.rule(number);
            let message = format!("rule `{}` has no word to find it by", rule.name);
            let help = "a pattern needs a word, a word list or a date outside optional parts, \
                        or zones that are no prose";
            let known = |(name, place): &&(String, Place)| place.file == rule.file && *name == rule.name;
            if let Some((_, place)) = self.patterns.iter().find(known).cloned() {
                self.mistake_at(NO_WORD, place, message, Some(help.into()));
            }
        }
        for number in lost.openers {
            if let Some(place) = self.openers.get(number).cloned() {
                let zone = &grammar.zones[grammar.openers[number].0].name;
                let message = format!("this line of the zone `{zone}` has no word to find it by");
                let help = "give it a word outside optional parts, or use `long_line`";
                self.mistake_at(NO_WORD, place, message, Some(help.into()));
            }
        }
    }
}

/// The folders that make a family.
fn folders_of(family: &str, base: Option<&str>) -> Vec<String> {
    [Some(family), base].into_iter().flatten().map(str::to_string).collect()
}

/// The lists whose mentions anywhere are asked for by fills and columns.
fn watched(grammar: &Grammar) -> Vec<usize> {
    let fills = grammar.tables.iter().flat_map(|table| &table.fills).map(|fill| &fill.from);
    let columns = grammar.columns.iter().flat_map(|column| &column.from);
    let mut lists: Vec<usize> = fills
        .chain(columns)
        .filter_map(|from| match from {
            From::Near { list, .. } | From::Mentions { list, .. } => Some(*list),
            _ => None,
        })
        .chain(grammar.tense)
        .collect();
    lists.sort_unstable();
    lists.dedup();
    lists
}

fn table_columns(table: &Table) -> impl Iterator<Item = &str> + Clone {
    table.columns.iter().chain(&table.hidden).map(String::as_str)
}

fn cell(value: &Value) -> Option<Cell> {
    match value {
        Value::String(text) => Some(Cell::Text(text.clone())),
        Value::Integer(number) => Some(Cell::Number(*number)),
        Value::Boolean(flag) => Some(Cell::Flag(*flag)),
        _ => None,
    }
}

fn words_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Boolean(flag) => Some(flag.to_string()),
        _ => None,
    }
}
