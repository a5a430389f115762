//! The words with which a match can begin, so that most places are passed over without a try.

use super::class::Bytes;
use super::compile::Part;
use super::reader::Reader;
use super::shape::Shape;

/// With what the matches of a pattern begin.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct First {
    /// One of these words, in small letters.
    pub words: Vec<String>,
    /// A word of one of these lists, by number.
    pub lists: Vec<usize>,
    /// Perhaps a sign, neither letter nor digit, with one of these bytes.
    pub signs: Bytes,
    /// Perhaps another word than these, with one of these bytes.
    pub others: Bytes,
}

/// The most words that are told apart.
const MOST_WORDS: usize = 200;

/// With what the matches of some parts begin.
pub fn first(parts: &[Part], readers: &[Vec<Reader>]) -> First {
    let mut walk = Walk { first: First::default(), readers };
    let ends = walk.parts(parts, vec![String::new()]);
    // A pattern ends with a word.
    walk.close(ends, true);
    let mut first = walk.first;
    first.words.sort_unstable();
    first.words.dedup();
    if first.words.len() > MOST_WORDS {
        first.others = Bytes::ALL;
    }
    first
}

/// On the way through a pattern with the beginnings of words so far; the empty one has not begun.
struct Walk<'r> {
    first: First,
    readers: &'r [Vec<Reader>],
}

impl Walk<'_> {
    fn parts(&mut self, parts: &[Part], mut open: Vec<String>) -> Vec<String> {
        for part in parts {
            if open.is_empty() {
                return open;
            }
            open = match part {
                Part::Text(shape, _) => self.shape(shape, open),
                Part::LineStart => open,
                Part::LineEnd => self.close(open, true),
                Part::Gap(_) => {
                    // What it skips is unknown, and so is what the match begins with where nothing has begun.
                    self.close(open, false)
                }
                Part::Slot(slot) => {
                    if open.iter().any(String::is_empty) {
                        for reader in &self.readers[*slot] {
                            match reader {
                                Reader::List(list) => self.first.lists.push(*list),
                                Reader::Kind(kind) => {
                                    let begins = kind.begins();
                                    self.first.others.join(&begins);
                                    self.first.signs.join(&begins.without_letters());
                                }
                            }
                        }
                    }
                    let begun = open.into_iter().filter(|word| !word.is_empty()).collect();
                    self.close(begun, false)
                }
                Part::Group { alternatives, optional } => {
                    let mut after = if *optional { open.clone() } else { Vec::new() };
                    for alternative in alternatives {
                        after.extend(self.parts(alternative, open.clone()));
                    }
                    self.few(after)
                }
            };
        }
        open
    }

    fn shape(&mut self, shape: &Shape, open: Vec<String>) -> Vec<String> {
        match shape {
            Shape::Literal { text, .. } => {
                let mut open = open;
                for c in text.chars().flat_map(char::to_lowercase) {
                    if c.is_alphanumeric() {
                        open.iter_mut().for_each(|word| word.push(c));
                    } else {
                        open = self.sign(open, &Bytes::of_char(c));
                    }
                }
                open
            }
            Shape::Class(class) if class.has_letters() => {
                let leads = class.leads();
                let begun = open.into_iter().filter(|word| {
                    if word.is_empty() {
                        self.first.others.join(&leads);
                        self.first.signs.join(&leads.without_letters());
                    }
                    !word.is_empty()
                });
                let begun = begun.collect();
                self.close(begun, false)
            }
            Shape::Class(class) => self.sign(open, &class.leads()),
            Shape::Border | Shape::End => {
                let (begun, fresh): (Vec<_>, Vec<_>) = open.into_iter().partition(|word| !word.is_empty());
                self.close(begun, true);
                fresh
            }
            Shape::Repeat { of, min, max, .. } => {
                let mut after = if *min == 0 { open.clone() } else { Vec::new() };
                if *max != Some(0) {
                    let once = self.shape(of, open);
                    // Another round can add letters to a word that has not ended.
                    let again = *max != Some(1);
                    after.extend(if again { self.close(once, false) } else { once });
                }
                self.few(after)
            }
            Shape::All(parts) => parts.iter().fold(open, |open, part| self.shape(part, open)),
            Shape::Either(parts) => {
                let after = parts.iter().flat_map(|part| self.shape(part, open.clone())).collect();
                self.few(after)
            }
            Shape::Other(_) => self.close(open, false),
        }
    }

    /// A sign ends the words that have begun; where none has, the match begins with it.
    fn sign(&mut self, open: Vec<String>, bytes: &Bytes) -> Vec<String> {
        if open.iter().any(String::is_empty) {
            self.first.signs.join(bytes);
        }
        let begun = open.into_iter().filter(|word| !word.is_empty()).collect();
        self.close(begun, true)
    }

    /// Ends all words, which are whole or go on in a way that is not known. Nothing stays open.
    fn close(&mut self, open: Vec<String>, whole: bool) -> Vec<String> {
        for word in open {
            match (word.is_empty(), whole) {
                (true, _) => {
                    self.first.others = Bytes::ALL;
                    self.first.signs = Bytes::ALL.without_letters();
                }
                (false, true) => self.first.words.push(word),
                (false, false) => self.first.others.add_char(word.chars().next().unwrap_or(' ')),
            }
        }
        Vec::new()
    }

    fn few(&mut self, mut open: Vec<String>) -> Vec<String> {
        open.sort_unstable();
        open.dedup();
        if open.len() > MOST_WORDS {
            return self.close(open, false);
        }
        open
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::program::Program;

    #[test]
    fn the_words_with_which_a_match_begins_are_told_as_far_as_they_can_be() {
        for (pattern, words, lists, signs, others) in [
            ("(published|issued) on", "issued published", 0, false, false),
            ("replac(es|ed) by", "replaced replaces", 0, false, false),
            (r"\breports?\b{..20} on", "report reports", 0, false, false),
            ("report{..20} on", "", 0, false, true),
            ("[(]?(the )?{office}", "the", 1, true, false),
            ("({office}|our) said", "our", 1, false, false),
            (r"\w+ said", "", 0, true, true),
            ("^Re: it", "re", 0, false, false),
            ("{year}", "", 0, false, true),
        ] {
            let mut lookup = |name: &str| match name {
                "office" => Ok((Reader::List(7), Bytes::ALL)),
                name => Ok((Reader::Kind(crate::value::kind(name).unwrap()), Bytes::ALL)),
            };
            let program = Program::new(pattern, &mut lookup).unwrap();
            let first = first(&program.parts, &program.readers);
            assert_eq!(first.words.join(" "), words, "{pattern}");
            assert_eq!(
                (first.lists.len(), !first.signs.is_empty(), !first.others.is_empty()),
                (lists, signs, others),
                "{pattern}"
            );
        }
    }
}
