//! Word lists: a file under `words/` is a list.

use super::*;
use crate::words::{Entry, List, Persons};

impl Loader<'_> {
    /// The lists of some folders, still without their index.
    pub(super) fn words(&mut self, folders: &[String]) -> Words {
        let own = |folder: &String| {
            let prefix = format!("{folder}/words/");
            let paths = self.shelf.paths().filter(move |path| path.starts_with(&prefix));
            paths.map(str::to_string).collect::<Vec<_>>()
        };
        let paths: Vec<String> = folders.iter().rev().flat_map(own).collect();
        let lists = self.each_file(&paths, |loader, path| {
            let name = path.rsplit('/').next()?.trim_end_matches(".toml");
            let head = loader.open(path).and_then(|written| loader.head(written));
            let Some(file) = head.and_then(|head| loader.read::<WordsFile>(head)) else {
                loader.unread.push(name.to_string());
                return None;
            };
            if crate::value::kind(name).is_some() {
                let help = Some("a slot could not tell the two apart: give the file another name".into());
                let message = format!("`{name}` is the name of a kind of value");
                loader.mistake(LIST_NAMED_AS_KIND, 0..0, message, help);
            }
            Some(loader.list(name, file))
        });
        Words::without_index(lists)
    }

    pub(super) fn list(&mut self, name: &str, file: WordsFile) -> List {
        let exact = match &file.list.case {
            Some(case) if case.get_ref() == "exact" => true,
            Some(case) => {
                let help = Some("`case = \"exact\"`, or leave it out".to_string());
                self.mistake(NO_SUCH_CASE, case.span(), format!("unknown case `{}`", case.get_ref()), help);
                false
            }
            None => false,
        };
        // The order of the file, not of the alphabet: the entry that stands first has the spelling.
        let mut words = file.words;
        words.sort_by_key(|word| word.0.span().start);
        let mut entries = Vec::with_capacity(words.len());
        for (name, value) in words {
            let (place, name) = (name.span(), name.into_inner());
            let (mut spellings, mut facts) = (Vec::new(), Vec::new());
            let around = value.span();
            match value.into_inner() {
                Value::Array(also) => self.spellings(also, &around, &mut spellings),
                Value::Table(table) => {
                    for (fact, value) in table {
                        match (fact.as_str(), value) {
                            ("also", Value::Array(also)) => self.spellings(also, &around, &mut spellings),
                            (_, Value::String(text)) => facts.push((fact, text)),
                            _ => self.mistake(
                                NOT_A_FACT,
                                self.inside(around.clone(), &fact),
                                format!("`{fact}` of `{name}` is not in quotes"),
                                Some("`also` is a list of spellings, every other fact a text".into()),
                            ),
                        }
                    }
                }
                _ => self.mistake(
                    NOT_SPELLINGS,
                    around,
                    format!("`{name}` needs a list of spellings"),
                    Some("`[]` where the name is the only one, or `{ also = [...], fact = \"...\" }`".into()),
                ),
            }
            if !has_letters(&name) {
                let help = Some("a word needs at least one letter or digit".to_string());
                self.mistake(NO_LETTERS, place, "a word without letters", help);
                continue;
            }
            entries.push((Entry { name, facts }, spellings));
        }
        let persons = match file.list.persons.as_ref().map(|persons| persons.get_ref().as_str()) {
            None => Persons::Unsaid,
            Some("never") => Persons::Never,
            Some("places") => Persons::Places,
            Some(other) => {
                let place = file.list.persons.as_ref().map_or(0..0, Spanned::span);
                let help =
                    Some("`persons = \"never\"` or `persons = \"places\"`, or leave it out".to_string());
                self.mistake(NO_SUCH_PERSONS, place, format!("unknown standing of persons `{other}`"), help);
                Persons::Unsaid
            }
        };
        List::new(name, exact, entries).without_persons(persons)
    }

    pub(super) fn spellings(&mut self, also: Vec<Value>, place: &Range<usize>, spellings: &mut Vec<String>) {
        spellings.reserve(also.len());
        for value in also {
            match value {
                Value::String(text) if has_letters(&text) => spellings.push(text),
                Value::String(text) => {
                    let place = self.inside(place.clone(), &text);
                    let help = Some("a spelling needs at least one letter or digit".to_string());
                    self.mistake(NO_LETTERS, place, "a spelling without letters", help);
                }
                other => {
                    let place = self.inside(place.clone(), &other.to_string());
                    let help = Some("such as `[\"supper\", \"tea\"]`".to_string());
                    self.mistake(NOT_SPELLINGS, place, "a spelling is words in quotes", help);
                }
            }
        }
    }
}

/// Whether words can be found by it: a letter or a digit at least.
fn has_letters(words: &str) -> bool {
    words.contains(char::is_alphanumeric)
}
