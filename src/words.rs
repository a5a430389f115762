//! Word lists: which spellings mean which word.
//!
//! A list is read at a place, longest spelling first, and forgives what copying does to a text: any case
//! (unless the list is exact), any white space or mark-up between words, any kind of quote mark or dash,
//! `&` for `and`, a comma more or less. It corrects no spelling: a slip that matters is one more entry.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

/// All lists of a family, by name.
#[derive(Debug, Default, Clone)]
pub struct Words {
    lists: Vec<List>,
}

/// One list of words.
#[derive(Debug, Clone)]
pub struct List {
    /// The name of its file, and of its slot.
    pub name: String,
    /// The words in the order of the file.
    pub entries: Vec<Entry>,
    exact: bool,
    /// What its words say of persons.
    pub persons: Persons,
    /// Hash of the first word of a spelling -> the spellings that begin so, longest first.
    spellings: FxHashMap<u64, Vec<Spelling>>,
}

/// What the words of a list are to the parser of persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Persons {
    /// Nothing to it.
    #[default]
    Unsaid,
    /// No part of a name: offices, programmes.
    Never,
    /// Places and bodies named by them: no name, though a single word can be a family name too (`Kent`).
    Places,
}

/// One word: its name, and what the list says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// How the tables write it.
    pub name: String,
    /// Further facts, `("force", "West Mercia Police")`: a slot fills columns of these names with them.
    pub facts: Vec<(String, String)>,
}

impl Entry {
    /// What the list says of the word under this name.
    pub fn fact(&self, name: &str) -> Option<&str> {
        self.facts.iter().find(|fact| fact.0 == name).map(|fact| fact.1.as_str())
    }
}

#[derive(Debug, Clone)]
struct Spelling {
    folded: Box<str>,
    entry: usize,
}

impl Words {
    /// Adds a list; one of the same name gives way to it.
    pub fn add(&mut self, list: List) {
        self.lists.retain(|known| known.name != list.name);
        self.lists.push(list);
    }

    /// The list of that name.
    pub fn list(&self, name: &str) -> Option<&List> {
        self.lists.iter().find(|list| list.name == name)
    }

    /// All lists.
    pub fn lists(&self) -> &[List] {
        &self.lists
    }

    /// The longest spelling of a list at `at`, as (byte after it, entry). `None` where there is no such list.
    pub fn read(&self, list: &str, text: &str, at: usize) -> Option<(usize, &Entry)> {
        self.list(list)?.read(text, at)
    }
}

impl List {
    /// A list from (entry, its spellings). With `exact`, capitals matter.
    pub fn new(name: &str, exact: bool, words: Vec<(Entry, Vec<String>)>) -> List {
        let mut list = List {
            name: name.to_string(),
            entries: Vec::new(),
            exact,
            persons: Persons::Unsaid,
            spellings: FxHashMap::default(),
        };
        for (entry, spellings) in words {
            let at = list.entries.len();
            for spelling in spellings.iter().chain([&entry.name]) {
                let folded: Box<str> = list.fold(spelling).into();
                let first = list.first_word(&folded);
                let known: &mut Vec<Spelling> = list.spellings.entry(first).or_default();
                if !known.iter().any(|other| other.folded == folded) {
                    known.push(Spelling { folded, entry: at });
                }
            }
            list.entries.push(entry);
        }
        for spellings in list.spellings.values_mut() {
            spellings.sort_by_key(|spelling| std::cmp::Reverse(spelling.folded.len()));
        }
        list
    }

    /// The same list, whose words are no persons.
    #[must_use]
    pub fn without_persons(mut self, persons: Persons) -> List {
        self.persons = persons;
        self
    }

    /// The longest spelling that begins at `at` and ends with a word: (byte after it, entry).
    pub fn read(&self, text: &str, at: usize) -> Option<(usize, &Entry)> {
        self.find(text, at).map(|(end, entry)| (end, &self.entries[entry]))
    }

    /// As [`List::read`], with the number of the entry.
    pub fn find(&self, text: &str, at: usize) -> Option<(usize, usize)> {
        let rest = &text[at..];
        if text[..at].chars().next_back().is_some_and(char::is_alphanumeric) {
            return None;
        }
        let spellings = self.spellings.get(&self.first_word(rest))?;
        spellings.iter().find_map(|spelling| {
            let length = self.reads(&spelling.folded, rest)?;
            let ends_word = !goes_on(&rest[length..]);
            ends_word.then_some((at + length, spelling.entry))
        })
    }

    /// The most telling word of each spelling, between spaces: one of these stands, alone, wherever the list
    /// reads anything.
    pub fn cues(&self) -> impl Iterator<Item = String> {
        self.spellings.values().flatten().filter_map(|spelling| {
            spelling
                .folded
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| *word != "and")
                .max_by_key(|word| word.len())
                .map(|word| format!(" {word} "))
        })
    }

    /// The most bytes that a spelling is thought to take.
    pub fn longest(&self) -> usize {
        let letters =
            self.spellings.values().flatten().map(|spelling| spelling.folded.len()).max().unwrap_or(0);
        letters * 3 / 2 + 24
    }

    /// Every spelling, folded, with its entry.
    pub fn spellings(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.spellings.values().flatten().map(|s| (&*s.folded, &self.entries[s.entry]))
    }

    /// How many bytes of `rest` the spelling takes.
    fn reads(&self, folded: &str, rest: &str) -> Option<usize> {
        let mut at = 0;
        let mut wanted = folded;
        while let Some(want) = wanted.chars().next() {
            if want == ' ' {
                let gap = gap(&rest[at..]);
                if gap == 0 {
                    return None;
                }
                at += gap;
                wanted = &wanted[1..];
                continue;
            }
            let have = rest[at..].chars().next()?;
            if self.same(want, have) {
                wanted = &wanted[want.len_utf8()..];
            } else if have == '&' && wanted.starts_with("and") {
                wanted = &wanted[3..];
            } else {
                return None;
            }
            at += have.len_utf8();
        }
        Some(at)
    }

    /// Whether a letter of a text is one of a folded spelling.
    fn same(&self, want: char, have: char) -> bool {
        if want == have {
            return true;
        }
        match have.is_ascii() {
            _ if self.exact => plain(have) == want,
            true => have.to_ascii_lowercase() == want || plain(have) == want,
            false => self.fold_char(have).eq([want]),
        }
    }

    fn fold_char(&self, c: char) -> impl Iterator<Item = char> + use<> {
        plain(c).to_lowercase()
    }

    /// The hash of the first word, folded: the letters and digits up to something else.
    fn first_word(&self, text: &str) -> u64 {
        let mut hasher = FxHasher::default();
        let mut letters = 0;
        for c in text.chars().take_while(|c| c.is_alphanumeric()) {
            letters += 1;
            if self.exact {
                hasher.write_u32(u32::from(c));
            } else if c.is_ascii() {
                hasher.write_u32(u32::from(c.to_ascii_lowercase()));
            } else {
                c.to_lowercase().for_each(|c| hasher.write_u32(u32::from(c)));
            }
        }
        if letters == 0 && !text.starts_with('&') {
            text.chars().take(1).map(plain).for_each(|c| hasher.write_u32(u32::from(c)));
        } else if letters == 0 {
            "and".chars().for_each(|c| hasher.write_u32(u32::from(c)));
        }
        hasher.finish()
    }

    fn fold(&self, words: &str) -> String {
        let plain = words.chars().filter(|c| *c != ',').map(plain);
        let folded: String =
            if self.exact { plain.collect() } else { plain.flat_map(char::to_lowercase).collect() };
        folded.replace('&', "and").split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// The bytes of white space, mark-up and at most one comma between two words.
fn gap(text: &str) -> usize {
    let mut seen = 0;
    let mut comma = false;
    for c in text.chars() {
        match c {
            ',' if !comma => comma = true,
            '*' | '_' => {}
            c if c.is_whitespace() => {}
            _ => break,
        }
        seen += c.len_utf8();
    }
    seen
}

/// Whether a word goes on with this: a letter or digit that is not the ruin of a quote mark, as it looks when
/// UTF-8 was read as windows-1252.
pub fn goes_on(rest: &str) -> bool {
    rest.chars().next().is_some_and(char::is_alphanumeric) && !rest.starts_with("â€")
}

/// Quote marks and dashes of every kind as the one on the keyboard.
pub fn plain(c: char) -> char {
    match c {
        '‘' | '’' | '‛' | '“' | '”' | '„' | '"' | '`' | '´' | '′' | '″' | '«' | '»' | '‹' | '›' => {
            '\''
        }
        '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(exact: bool, words: &[(&str, &[&str])]) -> List {
        let words = words.iter().map(|(name, also)| {
            let entry = Entry { name: name.to_string(), facts: Vec::new() };
            (entry, also.iter().map(|s| s.to_string()).collect())
        });
        List::new("test", exact, words.collect())
    }

    #[test]
    fn a_list_forgives_what_copying_does_to_a_text() {
        let offices = list(false, &[("Police and Crime Commissioner", &["PCC"]), ("Commissioner", &[])]);
        for (text, read) in [
            ("Police & Crime\nCommissioner for", "Police & Crime\nCommissioner"),
            ("POLICE\u{a0}AND  CRIME COMMISSIONER", "POLICE\u{a0}AND  CRIME COMMISSIONER"),
            ("**Police** and Crime Commissioner**", "**Police** and Crime Commissioner"),
            ("PCC’s", "PCC"),
        ] {
            let at = text.len() - text.trim_start_matches('*').len();
            let (end, entry) = offices.read(text, at).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((entry.name.as_str(), &text[..end]), ("Police and Crime Commissioner", read));
        }
    }

    #[test]
    fn a_word_ends_where_a_word_ends() {
        let offices = list(false, &[("PCC", &[])]);
        assert!(offices.read("PCCs", 0).is_none());
        assert!(offices.read("xPCC", 1).is_none());
    }

    #[test]
    fn the_longest_spelling_wins() {
        let forces = list(false, &[("Leicester", &[]), ("Leicester, Leicestershire and Rutland", &[])]);
        let text = "Leicester, Leicestershire & Rutland";
        assert_eq!(forces.read(text, 0).unwrap().0, text.len());
        assert_eq!(forces.read("Leicester, Leeds", 0).unwrap().0, 9);
    }

    #[test]
    fn an_exact_list_minds_capitals() {
        let letters = list(true, &[("DL", &[]), ("WS", &[])]);
        assert!(letters.read("DL", 0).is_some());
        assert!(letters.read("dl", 0).is_none());
    }
}
