//! Word lists: which spellings mean which word.
//!
//! A list is read at a place, longest spelling first, and forgives what copying does to a text: any case
//! (unless the list is exact), any white space or mark-up between words, any kind of quote mark or dash,
//! `&` for `and`, a comma more or less. It corrects no spelling: a slip that matters is one more entry.

mod seen;
mod signs;
mod trie;
mod vocabulary;

use std::sync::OnceLock;

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::grammar::class::Bytes;

pub use seen::{Seen, Sight, Stands, Token, begins_as_ruin, bit};
pub use signs::Signs;
use trie::{End, Trie};
use vocabulary::Vocabulary;

/// All lists of a family, by name.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Words {
    lists: Vec<List>,
    numbers: FxHashMap<String, usize>,
    vocabulary: Vocabulary,
    /// The spellings of all lists.
    trie: Trie,
    /// The characters, no letters or digits, with which spellings begin.
    signs: Vec<char>,
}

/// One list of words.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct List {
    /// The name of its file, and of its slot.
    pub name: String,
    /// The words in the order of the file.
    pub entries: Vec<Entry>,
    exact: bool,
    /// What its words say of persons.
    pub persons: Persons,
    /// Longest first.
    spellings: Vec<Spelling>,
    /// Hash of the first word of a spelling -> the spellings that begin so, in order. Made when a text first
    /// needs it.
    #[serde(skip)]
    begins: OnceLock<FxHashMap<WordHash, Vec<u32>>>,
    /// The bytes with which spellings begin in a text.
    leads: Bytes,
    /// Whether all of them begin with a letter or digit.
    words_first: bool,
}

/// What the words of a list are to the parser of persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Spelling {
    folded: Box<str>,
    entry: usize,
    /// Whether it is nothing but words of ASCII, in any case, with a space between them.
    plain: bool,
}

/// What a text is read by: the words of all lists and the way from one to the next.
#[derive(Debug, Default)]
pub struct Index {
    vocabulary: Vocabulary,
    trie: Trie,
    signs: Vec<char>,
}

impl Words {
    /// Some lists, of which the last of a name counts. No text can be read by them before they have their
    /// [index](Words::index): that takes a while, and their names are known without.
    pub fn without_index(lists: Vec<List>) -> Words {
        let mut words = Words {
            lists: Vec::with_capacity(lists.len()),
            numbers: FxHashMap::default(),
            vocabulary: Vocabulary::empty(),
            trie: Trie::default(),
            signs: Vec::new(),
        };
        for list in lists {
            words.put(list);
        }
        words
    }

    /// What a text is read by, from the lists.
    pub fn index(&self) -> Index {
        let mut index = Index::default();
        let spellings = self.lists.iter().map(|list| list.spellings.len()).sum();
        index.vocabulary.reserve(spellings);
        index.trie.reserve(spellings);
        for (number, list) in (0..).zip(&self.lists) {
            learn(list, number, &mut index.vocabulary, &mut index.trie, &mut index.signs);
        }
        index
    }

    /// Reads texts by an index from now on.
    pub fn read_by(&mut self, index: Index) {
        (self.vocabulary, self.trie, self.signs) = (index.vocabulary, index.trie, index.signs);
    }

    /// Adds a list; one of the same name gives way to it.
    pub fn add(&mut self, list: List) {
        let number = self.put(list);
        let Words { lists, vocabulary, trie, signs, .. } = self;
        trie.forget(number);
        learn(&lists[number as usize], number, vocabulary, trie, signs);
    }

    /// Puts a list to the others, or in place of the one of its name.
    fn put(&mut self, list: List) -> u32 {
        let number = *self.numbers.entry(list.name.clone()).or_insert(self.lists.len());
        match self.lists.get_mut(number) {
            Some(known) => *known = list,
            None => self.lists.push(list),
        }
        number as u32
    }

    /// The number by which a word (letters and digits) is known from now on, from 1.
    pub fn learn(&mut self, word: &str) -> u32 {
        self.vocabulary.learn(word)
    }

    /// The list of that name.
    pub fn list(&self, name: &str) -> Option<&List> {
        self.numbers.get(name).map(|number| &self.lists[*number])
    }

    /// All lists.
    pub fn lists(&self) -> &[List] {
        &self.lists
    }

    /// The number of the list of that name.
    pub fn number(&self, list: &str) -> Option<usize> {
        self.numbers.get(list).copied()
    }
}

/// Learns the spellings of a list, word by word.
fn learn(list: &List, number: u32, vocabulary: &mut Vocabulary, trie: &mut Trie, signs: &mut Vec<char>) {
    for (at, spelling) in (0..).zip(&list.spellings) {
        match spelling.folded.chars().next().filter(|c| !c.is_alphanumeric()) {
            Some(sign) if signs.contains(&sign) => {}
            Some(sign) => signs.push(sign),
            None => {
                let words = spelling.folded.split(|c: char| !c.is_alphanumeric());
                let words = words.filter(|word| !word.is_empty());
                let &Spelling { entry, plain, .. } = spelling;
                let end = End { list: number, spelling: at, entry: entry as u32, plain };
                trie.add(words.map(|word| vocabulary.learn(word)), end);
            }
        }
    }
}

impl List {
    /// A list from (entry, its spellings). With `exact`, capitals matter.
    pub fn new(name: &str, exact: bool, words: Vec<(Entry, Vec<String>)>) -> List {
        let mut list = List {
            name: name.to_string(),
            entries: Vec::with_capacity(words.len()),
            exact,
            persons: Persons::Unsaid,
            spellings: Vec::new(),
            begins: OnceLock::new(),
            leads: Bytes::default(),
            words_first: true,
        };
        let mut all = Vec::new();
        for (entry, spellings) in words {
            for spelling in spellings.iter().chain([&entry.name]) {
                let folded: Box<str> = list.fold(spelling).into();
                let plain = !exact && folded.bytes().all(|c| c == b' ' || c.is_ascii_alphanumeric());
                all.push(Spelling { folded, entry: list.entries.len(), plain });
            }
            list.entries.push(entry);
        }
        let mut seen = FxHashSet::with_capacity_and_hasher(all.len(), FxBuildHasher);
        let new: Vec<bool> = all.iter().map(|spelling| seen.insert(&*spelling.folded)).collect();
        let new = all.into_iter().zip(new).filter_map(|(spelling, new)| new.then_some(spelling));
        list.spellings = new.collect();
        list.spellings.sort_by_key(|spelling| std::cmp::Reverse(spelling.folded.len()));
        for spelling in &list.spellings {
            let first = spelling.folded.chars().next().unwrap_or(' ');
            list.leads.add_char(first);
            list.words_first &= first.is_alphanumeric();
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
        if text[..at].chars().next_back().is_some_and(char::is_alphanumeric) {
            return None;
        }
        let spellings = self.begins().get(&WordHash::first(&text[at..], self.exact))?;
        spellings.iter().find_map(|spelling| self.find_spelling(*spelling as usize, text, at))
    }

    /// The entry that all the words of a cell mean.
    pub fn meant(&self, words: &str) -> Option<&Entry> {
        let spellings = self.begins().get(&WordHash::first(words, self.exact))?;
        let mut spellings = spellings.iter().map(|spelling| &self.spellings[*spelling as usize]);
        // Nearly always they are written as in the list.
        let same = spellings.find(|known| known.plain && known.folded.eq_ignore_ascii_case(words));
        match same {
            Some(spelling) => Some(&self.entries[spelling.entry]),
            None => self.read(words, 0).filter(|(end, _)| *end == words.len()).map(|(_, entry)| entry),
        }
    }

    fn begins(&self) -> &FxHashMap<WordHash, Vec<u32>> {
        self.begins.get_or_init(|| {
            let mut begins: FxHashMap<WordHash, Vec<u32>> = FxHashMap::default();
            for (at, spelling) in self.spellings.iter().enumerate() {
                let first = WordHash::first(&spelling.folded, self.exact);
                begins.entry(first).or_default().push(at as u32);
            }
            begins
        })
    }

    /// As [`List::find`], for one spelling, by its number.
    fn find_spelling(&self, spelling: usize, text: &str, at: usize) -> Option<(usize, usize)> {
        let spelling = &self.spellings[spelling];
        let end = at + self.reads(&spelling.folded, &text[at..])?;
        (!goes_on(&text[end..])).then_some((end, spelling.entry))
    }

    /// The most bytes that a spelling is thought to take.
    pub fn longest(&self) -> usize {
        self.spellings.first().map_or(0, |spelling| spelling.folded.len()) * 3 / 2 + 24
    }

    /// Every spelling, folded, with its entry.
    pub fn spellings(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.spellings.iter().map(|s| (&*s.folded, &self.entries[s.entry]))
    }

    /// Whether all its spellings begin with a letter or digit.
    pub fn begins_with_words(&self) -> bool {
        self.words_first
    }

    /// The bytes with which its words begin in a text.
    pub fn leads(&self) -> Bytes {
        self.leads
    }

    /// How many bytes of `rest` the spelling takes.
    fn reads(&self, folded: &str, rest: &str) -> Option<usize> {
        let mut at = 0;
        let mut wanted = folded;
        loop {
            // Nearly all of it is letters of ASCII.
            let alike = wanted.bytes().zip(rest[at..].bytes()).take_while(|(want, have)| {
                let have = if self.exact { *have } else { have.to_ascii_lowercase() };
                want.is_ascii_alphanumeric() && *want == have
            });
            let alike = alike.count();
            at += alike;
            wanted = &wanted[alike..];
            let Some(want) = wanted.chars().next() else { break };
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

    fn fold(&self, words: &str) -> String {
        // Most are of ASCII with a space between words.
        let mut apart = true;
        let simple = words.bytes().all(|byte| {
            let word = byte.is_ascii_graphic() && !matches!(byte, b',' | b'&' | b'"' | b'`');
            let fine = word || byte == b' ' && !apart;
            apart = !word;
            fine
        });
        if simple && !apart {
            return if self.exact { words.to_string() } else { words.to_ascii_lowercase() };
        }
        let mut folded = String::with_capacity(words.len());
        for c in words.chars().filter(|c| *c != ',') {
            match plain(c) {
                '&' => folded.push_str("and"),
                c if c.is_whitespace() => {
                    if !folded.ends_with(' ') && !folded.is_empty() {
                        folded.push(' ');
                    }
                }
                c if self.exact => folded.push(c),
                c if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
                c => folded.extend(c.to_lowercase()),
            }
        }
        if folded.ends_with(' ') {
            folded.pop();
        }
        folded
    }
}

/// The hash of a word in small letters, made letter by letter; words may share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct WordHash(u32);

impl WordHash {
    /// Adds a letter, in small letters.
    #[inline]
    pub fn letter(&mut self, c: char) {
        if c.is_ascii() {
            self.small(c.to_ascii_lowercase());
        } else {
            c.to_lowercase().for_each(|c| self.small(c));
        }
    }

    #[inline]
    fn small(&mut self, c: char) {
        // As `rustc-hash` 1 does for a number.
        const SEED: u32 = 0x9E37_79B9;
        self.0 = (self.0.rotate_left(5) ^ u32::from(c)).wrapping_mul(SEED);
    }

    /// A whole word.
    #[inline]
    pub fn of(word: &str) -> WordHash {
        let mut hash = WordHash::default();
        match word.is_ascii() {
            true => word.bytes().for_each(|byte| hash.small(char::from(byte.to_ascii_lowercase()))),
            false => word.chars().for_each(|c| hash.letter(c)),
        }
        hash
    }

    /// One of so many places, a power of two, alike for the same word.
    #[inline]
    fn place(self, places: usize) -> usize {
        // The first bits are the best.
        self.0.rotate_left(places.trailing_zeros()) as usize & (places - 1)
    }

    /// One of 64, alike for the same word.
    #[inline]
    pub fn bit(self) -> u64 {
        1 << (self.0 >> 26)
    }

    /// The first word of a text, its letters and digits up to something else; or else its first sign.
    fn first(text: &str, exact: bool) -> WordHash {
        let mut hash = WordHash::default();
        let mut letters = text.chars().take_while(|c| c.is_alphanumeric()).peekable();
        if letters.peek().is_none() {
            match text.chars().next().map(plain) {
                Some('&') => return WordHash::of("and"),
                sign => sign.into_iter().for_each(|c| hash.letter(c)),
            }
        }
        letters.for_each(|c| if exact { hash.small(c) } else { hash.letter(c) });
        hash
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
