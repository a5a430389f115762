//! From the files of a family to a [`Grammar`], or to every mistake in them.
//!
//! Files are read one by one and their rules one by one, so that one mistake hides no other. A family with a
//! `base` takes the base's zones, fields and words too: its own rules stand before those of a field of the
//! same name, its own zones before the base's, and a word list of its own replaces the base's.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use serde::de::DeserializeOwned;
use serde::de::IntoDeserializer;
use toml::de::{DeTable, DeValue};
use toml::{Spanned, Value};

use super::cues::{Cues, MOST_SETS, Need, telling};
use super::file::*;
use super::mistake::{Mistake, line_of, nearest};
use super::pattern::Flaw;
use super::program::{ListCues, Reader};
use super::*;
use crate::words::{Entry, List};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/grammars");

/// The files of a grammar folder: path from the folder, with `/`, and text.
pub type Files = BTreeMap<String, Arc<str>>;

/// The grammars that letterbook carries in itself.
pub fn embedded() -> Files {
    fn walk(dir: &Dir<'_>, files: &mut Files) {
        for file in dir.files() {
            if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
                files.insert(path.replace('\\', "/"), text.into());
            }
        }
        dir.dirs().for_each(|dir| walk(dir, files));
    }
    let mut files = Files::new();
    walk(&EMBEDDED, &mut files);
    files
}

/// The files of a grammar folder on disk.
///
/// # Errors
/// A folder or file that cannot be read, in words.
pub fn folder(path: &Path) -> Result<Files, String> {
    let mut files = Files::new();
    for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
        let entry = entry.map_err(|error| format!("the grammars cannot be read: {error}"))?;
        if entry.path().extension().is_some_and(|extension| extension == "toml") {
            let name = entry.path().strip_prefix(path).unwrap_or(entry.path());
            let name = name.to_string_lossy().replace('\\', "/");
            let text = std::fs::read_to_string(entry.path())
                .map_err(|error| format!("{} cannot be read: {error}", entry.path().display()))?;
            files.insert(name, text.into());
        }
    }
    Ok(files)
}

/// The families among the files: folders with a `family.toml`.
pub fn families(files: &Files) -> Vec<String> {
    files.keys().filter_map(|path| path.strip_suffix("/family.toml")).map(str::to_string).collect()
}

/// Loads one family.
///
/// # Errors
/// Every mistake in its files and in those of its base.
pub fn load(files: &Files, family: &str) -> Result<Grammar, Vec<Mistake>> {
    load_with(files, family, true)
}

/// Loads one of the embedded families. Its patterns are compiled when a text first needs them, since a test
/// of letterbook itself has compiled each of them.
///
/// # Errors
/// As [`load`].
pub fn load_embedded(family: &str) -> Result<Grammar, Vec<Mistake>> {
    load_with(&embedded(), family, false)
}

fn load_with(files: &Files, family: &str, compile: bool) -> Result<Grammar, Vec<Mistake>> {
    let mut loader = Loader { files, compile, mistakes: Vec::new(), root: String::new(), source: "".into() };
    let grammar = loader.family(family);
    match grammar {
        Some(grammar) if loader.mistakes.is_empty() => Ok(grammar),
        _ => {
            loader.mistakes.sort_by(|a, b| (&a.file, a.place.start).cmp(&(&b.file, b.place.start)));
            Err(loader.mistakes)
        }
    }
}

struct Loader<'f> {
    files: &'f Files,
    /// Whether patterns are compiled now, to see that none is too large.
    compile: bool,
    mistakes: Vec<Mistake>,
    /// The file that is being read, for mistakes.
    root: String,
    source: Arc<str>,
}

impl Loader<'_> {
    fn mistake(&mut self, place: Range<usize>, message: impl Into<String>, help: Option<String>) {
        self.mistakes.push(Mistake {
            file: self.root.clone(),
            source: self.source.clone(),
            place,
            message: message.into(),
            help,
        });
    }

    fn open(&mut self, path: &str) -> Option<Arc<str>> {
        let text = self.files.get(path)?.clone();
        self.root = path.to_string();
        self.source = text.clone();
        Some(text)
    }

    /// Reads a value of a file, noting what is wrong with it.
    fn read<T: DeserializeOwned>(&mut self, value: Spanned<DeValue<'_>>) -> Option<T> {
        let place = value.span();
        match T::deserialize(value.into_deserializer()) {
            Ok(read) => Some(read),
            Err(error) => {
                let place = error.span().unwrap_or(place);
                self.decode_mistake(place, error.message());
                None
            }
        }
    }

    /// serde's message, with the nearest name for an unknown one.
    fn decode_mistake(&mut self, place: Range<usize>, message: &str) {
        let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
        let help = match (message.starts_with("unknown"), names.split_first()) {
            (true, Some((wrong, known))) => nearest(wrong, known.iter().copied()),
            _ => None,
        };
        let message = message.split(", expected").next().unwrap_or(message).replace("field", "key");
        self.mistake(place, message, help);
    }

    /// The tables of a file: its head without the repeated tables under `key`, and these one by one.
    fn split<'t>(
        &mut self,
        text: &'t str,
        key: &str,
    ) -> Option<(Spanned<DeValue<'t>>, Vec<Spanned<DeValue<'t>>>)> {
        let (table, errors) = DeTable::parse_recoverable(text);
        let broken = !errors.is_empty();
        for error in errors {
            self.mistake(error.span().unwrap_or(0..0), format!("not TOML: {}", error.message()), None);
        }
        if broken {
            return None;
        }
        let place = 0..text.find('\n').unwrap_or(text.len());
        let mut table = table.into_inner();
        let items = match table.remove(key) {
            Some(value) if value.get_ref().is_array() => match value.into_inner() {
                DeValue::Array(array) => array.into_iter().collect(),
                _ => Vec::new(),
            },
            Some(other) => {
                let help = format!("write one or more `[[{key}]]`");
                self.mistake(other.span(), format!("`{key}` is a list of tables"), Some(help));
                Vec::new()
            }
            None => Vec::new(),
        };
        Some((Spanned::new(place, DeValue::Table(table)), items))
    }

    fn family(&mut self, family: &str) -> Option<Grammar> {
        let path = format!("{family}/family.toml");
        let Some(text) = self.open(&path) else {
            let known = families(self.files);
            self.root = path;
            let help = nearest(family, known.iter().map(String::as_str));
            self.mistake(0..0, format!("there is no family `{family}`"), help);
            return None;
        };
        let (head, _) = self.split(&text, "\u{0}")?;
        let file: FamilyFile = self.read(head)?;
        let base = file.base.as_ref().map(|base| base.get_ref().clone());
        if let Some(name) = &file.base
            && !self.files.keys().any(|path| path.starts_with(&format!("{}/", name.get_ref())))
        {
            let folders: Vec<&str> = self.files.keys().filter_map(|path| path.split('/').next()).collect();
            let help = nearest(name.get_ref(), folders);
            self.mistake(name.span(), format!("there is no folder `{}`", name.get_ref()), help);
        }
        let folders: Vec<String> = [Some(family.to_string()), base].into_iter().flatten().collect();

        let words = self.words(&folders);
        let (zones, first_zone, joint, abbreviations) = self.anatomy(&folders, &words)?;
        self.open(&path);
        let tables = self.tables(&file, &words);
        let columns = self.columns(&file, &tables, &words);
        let anchor = file.anchor.as_ref().and_then(|anchor| {
            let names = columns.iter().map(|column| column.name.as_str());
            self.position(anchor, names, "column of `documents`")
        });
        let mut grammar = Grammar {
            family: family.to_string(),
            zones,
            first_zone,
            fields: Vec::new(),
            tables,
            columns,
            words,
            joint,
            abbreviations,
            day_first: file.day_first,
            anchor,
            watched: Vec::new(),
            cues: Cues::new(&[]),
            always: Vec::new(),
            rules: Vec::new(),
            looks: Vec::new(),
            openers: Vec::new(),
        };
        grammar.fields = self.fields(&folders, &grammar);
        grammar.watched = watched(&grammar);
        self.cues(&mut grammar);
        Some(grammar)
    }

    /// The place of a name among the known ones.
    fn position<'a>(
        &mut self,
        name: &Spanned<String>,
        known: impl Iterator<Item = &'a str> + Clone,
        what: &str,
    ) -> Option<usize> {
        let found = known.clone().position(|known| known == name.get_ref());
        if found.is_none() {
            let help = nearest(name.get_ref(), known);
            self.mistake(name.span(), format!("there is no {what} `{}`", name.get_ref()), help);
        }
        found
    }

    fn words(&mut self, folders: &[String]) -> Words {
        let mut words = Words::default();
        for folder in folders.iter().rev() {
            let prefix = format!("{folder}/words/");
            let paths: Vec<String> =
                self.files.keys().filter(|path| path.starts_with(&prefix)).cloned().collect();
            for path in paths {
                let Some(text) = self.open(&path) else { continue };
                let Some((head, _)) = self.split(&text, "\u{0}") else { continue };
                let Some(file) = self.read::<WordsFile>(head) else { continue };
                let name = path[prefix.len()..].trim_end_matches(".toml").to_string();
                if crate::value::kind(&name).is_some() {
                    let help = Some("a slot could not tell the two apart: give the file another name".into());
                    self.mistake(0..0, format!("`{name}` is the name of a kind of value"), help);
                }
                let list = self.list(&name, file);
                words.add(list);
            }
        }
        words
    }

    fn list(&mut self, name: &str, file: WordsFile) -> List {
        let exact = match &file.list.case {
            Some(case) if case.get_ref() == "exact" => true,
            Some(case) => {
                let help = Some("`case = \"exact\"`, or leave it out".to_string());
                self.mistake(case.span(), format!("unknown case `{}`", case.get_ref()), help);
                false
            }
            None => false,
        };
        let mut words = Vec::new();
        let mut places: Vec<(Range<usize>, Value)> = Vec::new();
        for (key, value) in file.words {
            places.push((value.span(), value.get_ref().clone()));
            words.push((key.span(), key.into_inner()));
        }
        // The order of the file, not of the alphabet: the entry that stands first has the spelling.
        let mut order: Vec<usize> = (0..words.len()).collect();
        order.sort_by_key(|&at| words[at].0.start);
        let mut entries = Vec::new();
        for at in order {
            let (place, name) = words[at].clone();
            let (mut spellings, mut facts) = (Vec::new(), Vec::new());
            match &places[at].1 {
                Value::Array(also) => self.spellings(also, &places[at].0, &mut spellings),
                Value::Table(table) => {
                    for (fact, value) in table {
                        match (fact.as_str(), value) {
                            ("also", Value::Array(also)) => {
                                self.spellings(also, &places[at].0, &mut spellings)
                            }
                            (_, Value::String(text)) => facts.push((fact.clone(), text.clone())),
                            _ => self.mistake(
                                places[at].0.clone(),
                                format!("`{fact}` of `{name}` is not in quotes"),
                                Some("`also` is a list of spellings, every other fact a text".into()),
                            ),
                        }
                    }
                }
                _ => self.mistake(
                    places[at].0.clone(),
                    format!("`{name}` needs a list of spellings"),
                    Some("`[]` where the name is the only one, or `{ also = [...], fact = \"...\" }`".into()),
                ),
            }
            if name.trim().is_empty() {
                self.mistake(place, "a word without letters", None);
                continue;
            }
            entries.push((Entry { name, facts }, spellings));
        }
        List::new(name, exact, entries)
    }

    fn spellings(&mut self, also: &[Value], place: &Range<usize>, spellings: &mut Vec<String>) {
        for value in also {
            match value.as_str() {
                Some(text) if !text.trim().is_empty() => spellings.push(text.to_string()),
                _ => self.mistake(place.clone(), "a spelling is words in quotes", None),
            }
        }
    }

    /// A pattern compiled, its flaws noted at their places in the file.
    fn program(&mut self, pattern: &Spanned<String>, words: &Words) -> Option<Program> {
        let mut lookup = |name: &str| {
            if let Some(kind) = crate::value::kind(name) {
                return Ok(Reader::Kind(kind));
            }
            if let Some(list) = words.lists().iter().position(|list| list.name == name) {
                return Ok(Reader::List(list));
            }
            let kinds = crate::value::KINDS.iter().map(|kind| kind.name);
            let known = kinds.chain(words.lists().iter().map(|list| list.name.as_str()));
            Err(nearest(name, known).unwrap_or_default())
        };
        let flaws = match Program::new(pattern.get_ref(), &mut lookup) {
            Ok(program) if !self.compile => return Some(program),
            Ok(program) => match program.compile_all() {
                Ok(()) => return Some(program),
                Err(flaw) => vec![flaw],
            },
            Err(flaws) => flaws,
        };
        for flaw in flaws {
            self.flaw(pattern, flaw);
        }
        None
    }

    fn flaw(&mut self, pattern: &Spanned<String>, flaw: Flaw) {
        let span = pattern.span();
        let written = &self.source[span.clone()];
        let quotes = if written.starts_with("'''") || written.starts_with("\"\"\"") { 3 } else { 1 };
        let quotes = quotes + usize::from(quotes == 3 && written[3..].starts_with('\n'));
        let start = span.start + quotes + flaw.place.start;
        let end = (span.start + quotes + flaw.place.end).min(span.end);
        self.mistake(start.min(end)..end, flaw.message, Some(flaw.help));
    }

    #[allow(clippy::type_complexity)]
    fn anatomy(
        &mut self,
        folders: &[String],
        words: &Words,
    ) -> Option<(Vec<Zone>, usize, Joint, Vec<String>)> {
        let mut files = Vec::new();
        for folder in folders {
            let path = format!("{folder}/anatomy.toml");
            let Some(text) = self.open(&path) else { continue };
            let Some((head, _)) = self.split(&text, "\u{0}") else { continue };
            if let Some(file) = self.read::<AnatomyFile>(head) {
                files.push((path, file));
            }
        }
        let names: Vec<String> = files
            .iter()
            .flat_map(|(_, file)| file.zone.iter().map(|zone| zone.name.get_ref().clone()))
            .collect();
        let known = || names.iter().map(String::as_str);
        let mut zones = Vec::new();
        let mut first = None;
        let mut joint = None;
        let mut abbreviations = Vec::new();
        for (path, file) in &files {
            self.open(path);
            if let Some(name) = &file.first
                && first.is_none()
            {
                first = self.position(name, known(), "zone");
            }
            if let Some(pattern) = &file.joint
                && joint.is_none()
            {
                joint = Joint::new(pattern.get_ref());
                if joint.is_none() {
                    let help = Some("it is a regular expression without slots".to_string());
                    self.mistake(pattern.span(), "this joint cannot be read", help);
                }
            }
            abbreviations.extend(file.abbreviations.iter().map(|word| word.to_lowercase()));
            for zone in &file.zone {
                let mut openers = Vec::new();
                for (patterns, line_only) in [(&zone.lines, true), (&zone.opens, false)] {
                    for pattern in patterns {
                        if let Some(program) = self.program(pattern, words) {
                            openers.push(Opener { program, line_only });
                        }
                    }
                }
                let after =
                    zone.after.iter().filter_map(|name| self.position(name, known(), "zone")).collect();
                let then = zone.then.as_ref().and_then(|name| self.position(name, known(), "zone"));
                zones.push(Zone {
                    name: zone.name.get_ref().clone(),
                    prose: zone.prose,
                    openers,
                    long_line: zone.long_line,
                    after,
                    then,
                });
            }
        }
        if zones.is_empty() {
            // A family of one folder may do without an anatomy: then all is text.
            zones.push(Zone {
                name: "text".into(),
                prose: true,
                openers: Vec::new(),
                long_line: None,
                after: Vec::new(),
                then: None,
            });
        }
        let joint = joint.or_else(|| Joint::new("(,| and|, and) "));
        Some((zones, first.unwrap_or(0), joint?, abbreviations))
    }

    fn tables(&mut self, file: &FamilyFile, words: &Words) -> Vec<Table> {
        let document_columns: Vec<&str> =
            file.column.iter().map(|column| column.name.get_ref().as_str()).collect();
        file.table
            .iter()
            .map(|table| {
                let names: Vec<&str> =
                    table.columns.iter().chain(&table.hidden).map(String::as_str).collect();
                let known = |this: &mut Self, name: &Spanned<String>| {
                    this.position(name, names.iter().copied(), "column");
                    name.get_ref().clone()
                };
                let merge = table.merge.as_ref().map(|merge| Merge {
                    by: merge.by.iter().map(|name| known(self, name)).collect(),
                    same: merge.same.iter().map(|name| known(self, name)).collect(),
                    prefer: merge.prefer.as_ref().map(|name| known(self, name)),
                    lend: self.conditions(&merge.lend, &names),
                    pair: merge.pair.as_ref().map(|[one, two]| (known(self, one), known(self, two))),
                });
                let unique = table.unique.iter().map(|name| known(self, name)).collect();
                let needs = table.needs.iter().map(|name| known(self, name)).collect();
                let score = ScoreBy {
                    key: table.score.key.iter().map(|name| known(self, name)).collect(),
                    either: table.score.either.iter().map(|name| known(self, name)).collect(),
                    text: table.score.text,
                    again: table.score.again.iter().map(|name| known(self, name)).collect(),
                    aside: self.conditions(&table.score.aside, &names),
                    filled: table.score.filled.iter().map(|name| known(self, name)).collect(),
                };
                let bounds = table.bounds.as_ref().map(|bounds| {
                    (
                        known(self, &bounds.date),
                        known(self, &bounds.earliest),
                        known(self, &bounds.latest),
                    )
                });
                let single = table.single.as_ref().map(|single| {
                    (known(self, &single.column), single.value.clone(), single.otherwise.clone())
                });
                let when = self.document_conditions(&table.when, &document_columns);
                let fills = table
                    .fill
                    .iter()
                    .filter_map(|fill| self.fill(fill, &names, &document_columns, words))
                    .collect();
                Table {
                    name: table.name.get_ref().clone(),
                    columns: table.columns.clone(),
                    hidden: table.hidden.clone(),
                    unique,
                    merge,
                    fills,
                    bounds,
                    needs,
                    when,
                    single,
                    score,
                }
            })
            .collect()
    }

    fn word_list(&mut self, name: &Spanned<String>, words: &Words) -> Option<usize> {
        self.position(name, words.lists().iter().map(|list| list.name.as_str()), "word list")
    }

    fn fill(
        &mut self,
        fill: &FillFile,
        columns: &[&str],
        document: &[&str],
        words: &Words,
    ) -> Option<Fill> {
        self.position(&fill.column, columns.iter().copied(), "column")?;
        let mut sources = Vec::new();
        if let Some(value) = &fill.value {
            sources.push(From::Value(cell(value)?));
        }
        if let Some(near) = &fill.near {
            sources.push(From::Near {
                list: self.word_list(&near.list, words)?,
                fact: near.fact.clone(),
                reach: near.reach,
                before: near.before,
            });
        }
        if let Some(fact) = &fill.fact {
            self.position(&fact.of, columns.iter().copied(), "column")?;
            sources.push(From::Fact {
                of: fact.of.get_ref().clone(),
                list: self.word_list(&fact.list, words)?,
                fact: fact.fact.clone(),
            });
        }
        if let Some(name) = &fill.document {
            sources.push(From::Document(self.position(
                name,
                document.iter().copied(),
                "column of `documents`",
            )?));
        }
        if let Some(name) = &fill.same_as {
            self.position(name, columns.iter().copied(), "column")?;
            sources.push(From::Column(name.get_ref().clone()));
        }
        if sources.len() != 1 {
            let help = Some("give one of `value`, `near`, `fact`, `document`, `same_as`".to_string());
            self.mistake(fill.column.span(), "a fill has exactly one source", help);
            return None;
        }
        Some(Fill {
            column: fill.column.get_ref().clone(),
            condition: self.conditions(&fill.condition, columns),
            when: self.document_conditions(&fill.when, document),
            from: sources.remove(0),
            doubt: fill.doubt.clone(),
        })
    }

    fn conditions(&mut self, file: &WhereFile, columns: &[&str]) -> Vec<Condition> {
        let mut conditions = Vec::new();
        for (column, value) in file {
            if !columns.is_empty() && self.position(column, columns.iter().copied(), "column").is_none() {
                continue;
            }
            let written: Vec<String> = match value.get_ref() {
                Value::Array(values) => values.iter().filter_map(words_of).collect(),
                other => words_of(other).into_iter().collect(),
            };
            let not = !written.is_empty() && written.iter().all(|value| value.starts_with('!'));
            if written.iter().any(|value| value.starts_with('!')) != not {
                let help = Some("either all values begin with `!` or none".to_string());
                self.mistake(value.span(), "a condition that is half a negation", help);
            }
            let values = written.iter().map(|value| value.trim_start_matches('!').to_string()).collect();
            conditions.push(Condition { column: column.get_ref().clone(), values, not });
        }
        conditions
    }

    /// Conditions on columns of `documents`, with their places.
    fn document_conditions(&mut self, file: &WhereFile, columns: &[&str]) -> Vec<(usize, Condition)> {
        let conditions = self.conditions(file, if columns.is_empty() { &[""] } else { columns });
        let placed = conditions.into_iter().filter_map(|condition| {
            let at = columns.iter().position(|name| *name == condition.column)?;
            Some((at, condition))
        });
        placed.collect()
    }

    fn columns(&mut self, file: &FamilyFile, tables: &[Table], words: &Words) -> Vec<Column> {
        let names: Vec<&str> = file.column.iter().map(|column| column.name.get_ref().as_str()).collect();
        let mut columns = Vec::new();
        for (number, column) in file.column.iter().enumerate() {
            let earlier = &names[..number];
            let mut from = Vec::new();
            if let Some(days) = &column.days
                && let (Some(start), Some(end)) =
                    (self.earlier(&days.from, earlier), self.earlier(&days.to, earlier))
            {
                from.push(From::Days { from: start, to: end });
            }
            if let Some(plus) = &column.plus
                && let Some(date) = self.earlier(&plus.date, earlier)
            {
                let since = plus.since.as_ref().and_then(|since| {
                    let day = since.get_ref().parse().ok();
                    if day.is_none() {
                        let help = Some("write it as `\"2017-05-02\"`".to_string());
                        self.mistake(since.span(), "not a day", help);
                    }
                    day
                });
                from.push(From::Plus { date, days: plus.days, since });
            }
            if let Some(at_most) = &column.at_most
                && let (Some(left), Some(right)) =
                    (self.earlier(&at_most.left, earlier), self.earlier(&at_most.right, earlier))
            {
                from.push(From::AtMost { left, right });
            }
            if let Some(table) = &column.count {
                let known = tables.iter().map(|table| table.name.as_str());
                if table.get_ref() == "doubts" {
                    from.push(From::Count(None));
                } else if let Some(table) = self.position(table, known, "table") {
                    from.push(From::Count(Some(table)));
                }
            }
            for source in &column.from {
                from.extend(self.source(source, tables, words, earlier));
            }
            if let Some(choose) = column.choose {
                from.push(From::Found(choose));
            }
            if from.is_empty() {
                from.push(From::Found(Choose::Trust));
            }
            let condition = self.document_conditions(&column.condition, earlier);
            columns.push(Column {
                name: column.name.get_ref().clone(),
                hidden: column.hidden,
                condition,
                from,
            });
        }
        columns
    }

    fn earlier(&mut self, name: &Spanned<String>, earlier: &[&str]) -> Option<usize> {
        self.position(name, earlier.iter().copied(), "column before this one")
    }

    fn source(
        &mut self,
        source: &Spanned<SourceFile>,
        tables: &[Table],
        words: &Words,
        earlier: &[&str],
    ) -> Option<From> {
        let place = source.span();
        let source = source.get_ref();
        match (&source.table, &source.column, &source.list) {
            (Some(table), Some(column), None) => {
                let names = tables.iter().map(|table| table.name.as_str());
                let table = self.position(table, names, "table")?;
                let known: Vec<&str> = table_columns(&tables[table]).collect();
                self.position(column, known.iter().copied(), "column")?;
                Some(From::Rows {
                    table,
                    column: column.get_ref().clone(),
                    condition: self.conditions(&source.condition, &known),
                    choose: source.choose,
                })
            }
            (None, None, Some(list)) => Some(From::Mentions {
                list: self.word_list(list, words)?,
                fact: source.fact.clone(),
                condition: self.conditions(&source.condition, &[]),
                choose: source.choose,
            }),
            (None, Some(column), Some(list)) => {
                self.earlier(column, earlier)?;
                Some(From::Fact {
                    of: column.get_ref().clone(),
                    list: self.word_list(list, words)?,
                    fact: source.fact.clone(),
                })
            }
            (None, Some(column), None) => Some(From::Document(self.earlier(column, earlier)?)),
            (None, None, None) => Some(From::Found(source.choose)),
            _ => {
                let help = "give `table` and `column`, or `list`, or `column` and `list`, or only `choose`";
                self.mistake(place, "no such source", Some(help.into()));
                None
            }
        }
    }

    fn fields(&mut self, folders: &[String], grammar: &Grammar) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::new();
        for folder in folders {
            let prefix = format!("{folder}/");
            let paths: Vec<String> = self
                .files
                .keys()
                .filter(|path| path.strip_prefix(&prefix).is_some_and(|rest| !rest.contains('/')))
                .filter(|path| !path.ends_with("/family.toml") && !path.ends_with("/anatomy.toml"))
                .cloned()
                .collect();
            for path in paths {
                let Some(text) = self.open(&path) else { continue };
                let Some((head, rules)) = self.split(&text, "rule") else { continue };
                let Some(file) = self.read::<FieldFile>(head) else { continue };
                let name = path[prefix.len()..].trim_end_matches(".toml").to_string();
                let Some(field) = self.field(&name, &file, rules, grammar) else { continue };
                match fields.iter_mut().find(|known| known.name == name) {
                    Some(known) => known.rules.extend(field.rules),
                    None => fields.push(field),
                }
            }
        }
        fields
    }

    fn field(
        &mut self,
        name: &str,
        file: &FieldFile,
        rules: Vec<Spanned<DeValue<'_>>>,
        grammar: &Grammar,
    ) -> Option<Field> {
        let table = match file.table.get_ref().as_str() {
            "documents" => None,
            _ => {
                let tables = grammar.tables.iter().map(|table| table.name.as_str());
                Some(self.position(&file.table, tables.chain(["documents"]), "table")?)
            }
        };
        let columns: Vec<&str> = match table {
            Some(table) => table_columns(&grammar.tables[table]).collect(),
            None => grammar.columns.iter().map(|column| column.name.as_str()).collect(),
        };
        for column in [Some(&file.value), file.span.as_ref()].into_iter().flatten() {
            self.position(column, columns.iter().copied(), "column");
        }
        let mut field = Field {
            name: name.to_string(),
            table,
            value: file.value.get_ref().clone(),
            span: file.span.as_ref().map(|span| span.get_ref().clone()),
            rules: Vec::new(),
        };
        for rule in rules {
            let Some(rule) = self.read::<RuleFile>(rule) else { continue };
            if let Some(other) = field.rules.iter().find(|other| other.name == *rule.name.get_ref()) {
                let message = format!("a second rule `{}`", other.name);
                let help = Some(format!("the first stands in line {}", other.line));
                self.mistake(rule.name.span(), message, help);
            }
            field.rules.extend(self.rule(rule, file, &field, &columns, grammar));
        }
        Some(field)
    }

    fn rule(
        &mut self,
        rule: RuleFile,
        file: &FieldFile,
        field: &Field,
        columns: &[&str],
        grammar: &Grammar,
    ) -> Option<Rule> {
        let program = self.program(&rule.pattern, &grammar.words);
        let zone_names = || grammar.zones.iter().map(|zone| zone.name.as_str());
        let named = rule.zones.as_ref().unwrap_or(&file.zones);
        let mut zones = vec![named.is_empty(); grammar.zones.len()];
        for name in named {
            // The field's own zones are checked once for each rule, but reported at one place only.
            match zone_names().position(|zone| zone == name.get_ref()) {
                Some(zone) => zones[zone] = true,
                None if rule.zones.is_some() || field.rules.is_empty() => {
                    self.position(name, zone_names(), "zone");
                }
                None => {}
            }
        }
        let mut set = Vec::new();
        for (column, value) in &rule.set {
            self.position(column, columns.iter().copied(), "column");
            match cell(value) {
                Some(cell) => set.push((column.get_ref().clone(), cell)),
                None => self.mistake(column.span(), "a cell is a text, a whole number, true or false", None),
            }
        }
        let lean = match rule.lean.as_ref().map(|lean| lean.get_ref().as_str()) {
            None | Some("either") => Lean::Either,
            Some("past") => Lean::Past,
            Some("future") => Lean::Future,
            Some(other) => {
                let place = rule.lean.as_ref().map_or(0..0, Spanned::span);
                let help = Some("`past`, `future` or `either`".to_string());
                self.mistake(place, format!("dates cannot lean to the `{other}`"), help);
                Lean::Either
            }
        };
        let name = rule.name.get_ref().clone();
        if rule.finds.is_empty() && !(rule.drop && !rule.leaves.is_empty()) {
            let help = if rule.drop {
                "a veto needs at least one wording under `leaves`"
            } else {
                "add `finds.\"a wording\" = \"what is found\"`"
            };
            self.mistake(rule.name.span(), format!("rule `{name}` has no example"), Some(help.into()));
        }
        let mut examples = Vec::new();
        for (text, value) in &rule.finds {
            let line = line_of(&self.source, text.span().start);
            let rows = self.expected(text, value, field, columns);
            examples.push(Example { text: text.get_ref().clone(), rows, line });
        }
        for text in &rule.leaves {
            let line = line_of(&self.source, text.span().start);
            examples.push(Example { text: text.get_ref().clone(), rows: Vec::new(), line });
        }
        let program = program?;
        if !rule.drop {
            self.slot_columns(&rule.pattern, &program, columns);
        }
        Some(Rule {
            within: rule.within.or(file.within).unwrap_or(Within::Sentence),
            zones,
            set,
            drop: rule.drop,
            weight: rule.weight.unwrap_or(1),
            doubt: rule.doubt,
            lean,
            lends: rule.lends,
            examples,
            file: self.root.clone(),
            line: line_of(&self.source, rule.name.span().start),
            name,
            program,
        })
    }

    /// The column of every slot must be one of the table.
    fn slot_columns(&mut self, pattern: &Spanned<String>, program: &Program, columns: &[&str]) {
        for slot in &program.slots {
            let names: Vec<&str> = match &slot.column {
                Some(column) => vec![column],
                None => slot
                    .kinds
                    .iter()
                    .map(|kind| crate::value::kind(kind).map_or(kind.as_str(), |kind| kind.columns[0]))
                    .collect(),
            };
            for name in names {
                if name != "_" && !columns.contains(&name) {
                    let help = nearest(name, columns.iter().copied()).unwrap_or_default();
                    let help =
                        format!("{help}; write `{{column:{name}}}`, or `{{_:{name}}}` if no column takes it");
                    let place = slot.place.0..slot.place.1;
                    let message = format!("the table has no column `{name}`");
                    self.flaw(pattern, Flaw { place, message, help });
                }
            }
        }
    }

    /// What an example expects: a value, a table of columns, or a list of these.
    fn expected(
        &mut self,
        text: &Spanned<String>,
        value: &Value,
        field: &Field,
        columns: &[&str],
    ) -> Vec<Vec<(String, String)>> {
        let rows: Vec<&Value> = match value {
            Value::Array(values) => values.iter().collect(),
            one => vec![one],
        };
        rows.into_iter()
            .map(|row| match row {
                Value::Table(table) => table
                    .iter()
                    .filter_map(|(column, value)| {
                        if !columns.contains(&column.as_str()) {
                            let help = nearest(column, columns.iter().copied());
                            self.mistake(text.span(), format!("there is no column `{column}`"), help);
                        }
                        Some((column.clone(), words_of(value)?))
                    })
                    .collect(),
                value => vec![(field.value.clone(), words_of(value).unwrap_or_default())],
            })
            .collect()
    }

    fn cues(&mut self, grammar: &mut Grammar) {
        let lists = ListCues::new(&grammar.words);
        let mut needs = Vec::new();
        for (number, field) in grammar.fields.iter().enumerate() {
            for (place, rule) in field.rules.iter().enumerate() {
                grammar.rules.push((number, place));
                grammar.looks.push((rule.within, rule.zones.clone()));
                let sets = telling(rule.program.needs(&lists), MOST_SETS);
                let prose = |(zone, looks): (&Zone, &bool)| zone.prose && *looks;
                let short = !grammar.zones.iter().zip(&rule.zones).any(prose);
                if sets.is_empty() && short {
                    grammar.always.push(grammar.rules.len() - 1);
                } else if sets.is_empty() {
                    self.open(&rule.file);
                    let start = self.source.find(&format!("\"{}\"", rule.name)).unwrap_or(0);
                    let message = format!("rule `{}` has no word to find it by", rule.name);
                    let help = "a pattern needs a word, a word list or a date outside optional parts, \
                                or zones that are no prose";
                    self.mistake(start..start + rule.name.len() + 2, message, Some(help.into()));
                }
                needs.push(sets);
            }
        }
        for (number, zone) in grammar.zones.iter().enumerate() {
            for (place, opener) in zone.openers.iter().enumerate() {
                grammar.openers.push((number, place));
                let sets = telling(opener.program.needs(&lists), MOST_SETS);
                if sets.is_empty() {
                    self.mistakes.push(Mistake {
                        file: format!("zone `{}`", zone.name),
                        source: opener.program.pattern.as_str().into(),
                        place: 0..opener.program.pattern.len(),
                        message: "this line has no word to find it by".into(),
                        help: Some("give it a word outside optional parts, or use `long_line`".into()),
                    });
                }
                needs.push(sets);
            }
        }
        for &list in &grammar.watched {
            needs.push(vec![Need { sets: vec![lists.of_list(list)], reach: 0 }]);
        }
        grammar.cues = Cues::new(&needs);
    }
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
