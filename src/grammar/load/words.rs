//! Word lists: a file under `words/` is a list.

use super::*;
use crate::words::{Entry, List, Persons};

impl Loader<'_> {
    pub(super) fn words(&mut self, folders: &[String]) -> Words {
        let own = |folder: &String| {
            let prefix = format!("{folder}/words/");
            let paths = self.shelf.paths().filter(move |path| path.starts_with(&prefix));
            paths.map(str::to_string).collect::<Vec<_>>()
        };
        let paths: Vec<String> = folders.iter().rev().flat_map(own).collect();
        let lists = self.each_file(&paths, |loader, path| {
            let written = loader.open(path)?;
            let name = path.rsplit('/').next()?.trim_end_matches(".toml");
            let head = loader.split(written, "\u{0}").map(|(head, _)| head);
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
        let mut words = Words::default();
        lists.into_iter().for_each(|list| words.add(list));
        words
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
                                NOT_A_FACT,
                                self.inside(places[at].0.clone(), fact),
                                format!("`{fact}` of `{name}` is not in quotes"),
                                Some("`also` is a list of spellings, every other fact a text".into()),
                            ),
                        }
                    }
                }
                _ => self.mistake(
                    NOT_SPELLINGS,
                    places[at].0.clone(),
                    format!("`{name}` needs a list of spellings"),
                    Some("`[]` where the name is the only one, or `{ also = [...], fact = \"...\" }`".into()),
                ),
            }
            if name.trim().is_empty() {
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

    pub(super) fn spellings(&mut self, also: &[Value], place: &Range<usize>, spellings: &mut Vec<String>) {
        for value in also {
            match value.as_str() {
                Some(text) if !text.trim().is_empty() => spellings.push(text.to_string()),
                _ => {
                    let help = Some("such as `[\"supper\", \"tea\"]`".to_string());
                    self.mistake(NO_LETTERS, place.clone(), "a spelling is words in quotes", help);
                }
            }
        }
    }
}
