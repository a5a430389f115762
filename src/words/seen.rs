//! Where words begin in a text, and what the lists read at each.
//!
//! Every list is read once at every start of a word, in one pass: whoever asks later only looks it up.

use super::signs::Signs;
use super::trie::End;
use super::vocabulary::{Tail, fold};
use super::{WordHash, Words, plain};
use crate::grouped::Grouped;
use crate::value::{Kinds, openers};

/// Places in a text, as bits with their sums, so that the number of a place is found at once.
#[derive(Debug, Default)]
struct Marks {
    bits: Vec<u64>,
    /// How many marks stand before each word of bits.
    before: Vec<u32>,
}

impl Marks {
    fn of(tokens: &[Token], length: usize) -> Marks {
        let mut bits = vec![0; length / 64 + 1];
        for token in tokens {
            bits[token.from as usize / 64] |= 1 << (token.from % 64);
        }
        let mut sum = 0;
        let before = bits.iter().map(|word: &u64| {
            sum += word.count_ones();
            sum - word.count_ones()
        });
        let before = before.collect();
        Marks { bits, before }
    }

    /// How many marks stand before a place, and whether it is one.
    #[inline]
    fn rank(&self, place: usize) -> (usize, bool) {
        let Some(word) = self.bits.get(place / 64) else {
            return (self.before.last().map_or(0, |_| usize::MAX), false);
        };
        let bit = 1 << (place % 64);
        let before = self.before[place / 64] + (word & (bit - 1)).count_ones();
        (before as usize, word & bit != 0)
    }
}

/// What a list reads at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sight {
    /// The number of the list.
    pub list: u32,
    /// The number of the entry in it.
    pub entry: u32,
    /// Its first byte.
    pub from: u32,
    /// The byte after its words.
    pub end: u32,
}

/// A word of a list at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stands {
    /// Its first byte.
    pub from: u32,
    /// The byte after it.
    pub to: u32,
    /// The number of its entry in the list.
    pub entry: u32,
}

/// A word of a text: letters and digits without anything between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Its first byte.
    pub from: u32,
    /// The byte after it.
    pub to: u32,
    /// Its number in [`Words::learn`]; 0 for one that nobody asks for.
    pub number: u32,
    /// Its hash.
    pub hash: WordHash,
    /// What stands between the word before and this one.
    pub before: Signs,
    /// Its place in the trail.
    trail: u32,
    /// Whether all of it is ASCII.
    ascii: bool,
    /// Where its sights begin among all.
    sights: u32,
    /// The lists that read something here: a bit for each, several lists may share one.
    pub lists: u64,
}

/// The bit of a list in [`Token::lists`].
pub fn bit(list: usize) -> u64 {
    1 << (list % 64)
}

/// The words of one text, and what the lists read there.
#[derive(Debug, Default)]
pub struct Seen {
    tokens: Vec<Token>,
    /// What stands after the last word.
    after: Signs,
    marks: Marks,
    sights: Vec<Sight>,
    /// For each list its words, in order.
    by_list: Grouped<Stands>,
    /// The words with which values may begin of which a text has few, each with the kinds of these.
    openers: Vec<(u32, Kinds)>,
}

/// Spellings that end at one place, and the byte after them if nothing else is to be looked at.
struct Reached<'w> {
    ends: &'w [End],
    end: Option<u32>,
}

impl Seen {
    /// Looks through a text. Words beyond the first 4 GiB are not seen.
    pub fn new(text: &str, words: &Words) -> Seen {
        let mut seen = Seen::default();
        let (trail, signs) = seen.cut(text, words);
        seen.marks = Marks::of(&seen.tokens, text.len());
        seen.sights.reserve(seen.tokens.len() * 2);
        let mut path = Vec::new();
        for number in 0..seen.tokens.len() {
            seen.look(number, text, words, &trail, &mut path);
        }
        let stands = |sight: &Sight| Stands { from: sight.from, to: sight.end, entry: sight.entry };
        let mut stand: Vec<_> = seen.sights.iter().map(|sight| (sight.list, stands(sight))).collect();
        // Spellings that begin with a sign are so few that each list is asked.
        for &at in &signs {
            for (number, list) in (0..).zip(&words.lists) {
                let found = list.find(text, at);
                let stands = |(end, entry)| Stands { from: at as u32, to: end as u32, entry: entry as u32 };
                stand.extend(found.map(|found| (number, stands(found))));
            }
        }
        if !signs.is_empty() {
            stand.sort_by_key(|(_, word)| word.from);
        }
        seen.by_list = Grouped::new(words.lists.len(), &stand);
        seen
    }

    /// Cuts the text into words. Gives the trail, which is the numbers of all words and of `&` as `and`, and
    /// the places of signs with which spellings begin.
    fn cut(&mut self, text: &str, words: &Words) -> (Vec<u32>, Vec<usize>) {
        const BYTES_OF_A_WORD: usize = 5;
        let text = &text[..text.floor_char_boundary(u32::MAX as usize)];
        let and = words.vocabulary.number("and");
        self.tokens.reserve(text.len() / BYTES_OF_A_WORD);
        self.openers.reserve(text.len() / BYTES_OF_A_WORD);
        let (mut trail, mut signs) = (Vec::with_capacity(text.len() / BYTES_OF_A_WORD), Vec::new());
        let mut cut = Vec::with_capacity(text.len() / BYTES_OF_A_WORD);
        let mut at = 0;
        while let Some(&byte) = text.as_bytes().get(at) {
            if byte == b' ' {
                self.after = self.after.or(Signs::SPACE);
                at += 1;
                continue;
            }
            if let Some(word) = Word::at(text, at) {
                at = word.to;
                cut.push((word, std::mem::take(&mut self.after), trail.len()));
                trail.push(0);
                continue;
            }
            if !byte.is_ascii()
                && let Some(rest) = text[at..].strip_prefix(RUIN)
            {
                let last = rest.chars().next().filter(|c| matches!(c, 'œ' | '™' | '˜' | '\u{9d}'));
                at += RUIN.len() + last.map_or(0, char::len_utf8);
                self.after = self.after.or(Signs::QUOTE);
                continue;
            }
            let c = text[at..].chars().next().unwrap_or(' ');
            self.after = self.after.or(Signs::of_char(c));
            if c == '&' {
                trail.push(and);
            }
            if !words.signs.is_empty() && words.signs.contains(&plain(c)) {
                signs.push(at);
            }
            at += c.len_utf8();
        }
        // All at once: to wait for the memory of each word costs more than to look for it.
        for (word, before, place) in cut {
            trail[place] = self.note(&word, before, text, place as u32, words);
        }
        (trail, signs)
    }

    /// Notes a word, which has such signs before it, and gives its number.
    fn note(&mut self, word: &Word, before: Signs, text: &str, trail: u32, words: &Words) -> u32 {
        let written = &text[word.from..word.to];
        let (number, hash) = match word.ascii {
            Some((hash, tail)) => (words.vocabulary.find(hash, tail, |known| alike(known, written)), hash),
            None => {
                let small = fold(written);
                (words.vocabulary.number(&small), WordHash::of(&small))
            }
        };
        let kinds = openers(text.as_bytes()[word.from], word.letters, words.vocabulary.kinds(number));
        if kinds != 0 {
            self.openers.push((self.tokens.len() as u32, kinds));
        }
        let (from, to, ascii) = (word.from as u32, word.to as u32, word.ascii.is_some());
        self.tokens.push(Token { from, to, number, hash, before, trail, ascii, sights: 0, lists: 0 });
        number
    }

    /// Notes what the lists read where a word begins.
    fn look<'w>(
        &mut self,
        number: usize,
        text: &str,
        words: &'w Words,
        trail: &[u32],
        path: &mut Vec<Reached<'w>>,
    ) {
        let first = self.sights.len();
        let token = &mut self.tokens[number];
        token.sights = first as u32;
        let Some(mut node) = words.trie.start(token.number) else { return };
        let from = token.from;
        path.clear();
        // The last word of the trail, as long as nothing but a space stands between all its words.
        let mut last = Some(number).filter(|_| token.ascii);
        let mut behind = trail[token.trail as usize + 1..].iter();
        loop {
            let ends = words.trie.ends(node);
            if !ends.is_empty() {
                path.push(Reached { ends, end: last.map(|last| self.tokens[last].to) });
            }
            let Some(next) = behind.next().and_then(|word| words.trie.step(node, *word)) else { break };
            node = next;
            last = last.and_then(|last| self.joined(last, text));
        }
        let mut lists = 0;
        // The longest come last.
        for &Reached { ends, end } in path.iter().rev() {
            for &End { list, spelling, entry, plain } in ends.iter().rev() {
                let bit = bit(list as usize);
                if lists & bit != 0 && self.sights[first..].iter().any(|sight| sight.list == list) {
                    continue;
                }
                let find =
                    || words.lists[list as usize].find_spelling(spelling as usize, text, from as usize);
                let end = match end {
                    Some(end) if plain => Some(end),
                    _ => find().map(|(end, _)| end as u32),
                };
                if let Some(end) = end {
                    self.sights.push(Sight { list, entry, from, end });
                    lists |= bit;
                }
            }
        }
        self.tokens[number].lists = lists;
    }

    /// The word of ASCII that stands one space behind another.
    fn joined(&self, word: usize, text: &str) -> Option<usize> {
        let (this, next) = (&self.tokens[word], self.tokens.get(word + 1)?);
        let spaced = next.from == this.to + 1 && text.as_bytes()[this.to as usize] == b' ';
        (spaced && next.ascii).then_some(word + 1)
    }

    /// What the lists read at a byte; `None` where no word begins.
    #[inline]
    pub fn at(&self, at: usize) -> Option<&[Sight]> {
        let (number, begins) = self.marks.rank(at);
        begins.then(|| {
            let end = self.tokens.get(number + 1).map_or(self.sights.len(), |next| next.sights as usize);
            &self.sights[self.tokens[number].sights as usize..end]
        })
    }

    /// What a list reads at a byte: (byte after it, entry).
    pub fn read(&self, words: &Words, list: usize, text: &str, at: usize) -> Option<(usize, usize)> {
        match self.at(at) {
            Some(sights) => {
                let sight = sights.iter().find(|sight| sight.list as usize == list)?;
                Some((sight.end as usize, sight.entry as usize))
            }
            None if text[at..].starts_with(|c: char| words.signs.contains(&plain(c))) => {
                words.lists[list].find(text, at)
            }
            None => None,
        }
    }

    /// What a list reads anywhere, in order; its words may overlap.
    pub fn of_list(&self, list: usize) -> &[Stands] {
        self.by_list.of(list)
    }

    /// What the lists read where the word of that number begins.
    #[inline]
    pub fn sights(&self, number: usize) -> &[Sight] {
        let end = self.tokens.get(number + 1).map_or(self.sights.len(), |next| next.sights as usize);
        &self.sights[self.tokens[number].sights as usize..end]
    }

    /// What stands after the last word.
    pub fn after(&self) -> Signs {
        self.after
    }

    /// The number of the first word that begins at a byte or after it, and whether it begins there.
    #[inline]
    pub fn number_of(&self, at: usize) -> (usize, bool) {
        let (number, begins) = self.marks.rank(at);
        (number.min(self.tokens.len()), begins)
    }

    /// All words, in order.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The words with which a value of a kind may begin, by the number of the kind; for a kind of which a
    /// text has few.
    pub fn openers(&self, kind: usize) -> impl Iterator<Item = &Token> {
        let of_kind = self.openers.iter().filter(move |(_, kinds)| kinds >> kind & 1 == 1);
        of_kind.map(|(word, _)| &self.tokens[*word as usize])
    }

    /// The words that begin at a byte or after it.
    pub fn tokens_from(&self, at: usize) -> &[Token] {
        &self.tokens[self.marks.rank(at).0.min(self.tokens.len())..]
    }

    /// The word that begins at a byte.
    #[inline]
    pub fn token(&self, at: usize) -> Option<&Token> {
        let (number, begins) = self.marks.rank(at);
        begins.then(|| &self.tokens[number])
    }

    /// The starts of words from a byte on.
    pub fn words_from(&self, at: usize) -> impl Iterator<Item = usize> {
        self.tokens_from(at).iter().map(|token| token.from as usize)
    }
}

/// How a quote mark begins when UTF-8 was read as windows-1252: it looks like a letter and is none.
const RUIN: &str = "â€";

/// Whether a text begins as such a quote mark.
pub fn begins_as_ruin(text: &str) -> bool {
    text.starts_with(RUIN)
}

/// A word as it is cut from a text.
struct Word {
    from: usize,
    /// The byte after it.
    to: usize,
    /// Its hash and its tail, where all of it is ASCII.
    ascii: Option<(WordHash, Tail)>,
    /// Whether all of it is letters of ASCII.
    letters: bool,
}

impl Word {
    /// The letters and digits that stand at a byte.
    #[inline]
    fn at(text: &str, from: usize) -> Option<Word> {
        let (length, letters, hash, tail) = ascii_word(&text.as_bytes()[from..]);
        let word = Word { from, to: from + length, ascii: Some((hash, tail)), letters };
        match text.as_bytes().get(word.to).is_none_or(u8::is_ascii) {
            true => (length > 0).then_some(word),
            false => Word::beyond_ascii(text, word),
        }
    }

    /// The word that begins so and may go on with letters beyond ASCII.
    fn beyond_ascii(text: &str, begun: Word) -> Option<Word> {
        let mut word = begun;
        while let Some(c) = letter(&text[word.to..]) {
            let behind = word.to + c.len_utf8();
            let to = behind + ascii_word(&text.as_bytes()[behind..]).0;
            word = Word { to, ascii: None, letters: false, ..word };
        }
        (word.to > word.from).then_some(word)
    }
}

/// How many letters and digits of ASCII stand first, whether all are letters, and their hash and tail.
#[inline]
fn ascii_word(bytes: &[u8]) -> (usize, bool, WordHash, Tail) {
    /// The letters and digits in small letters; 0 for all else.
    static SMALL: [u8; 256] = {
        let mut small = [0; 256];
        let mut byte = 0;
        while byte < 128 {
            if (byte as u8).is_ascii_alphanumeric() {
                small[byte] = (byte as u8).to_ascii_lowercase();
            }
            byte += 1;
        }
        small
    };
    let (mut length, mut letters, mut hash, mut tail) = (0, true, WordHash::default(), Tail::default());
    for byte in bytes {
        let small = SMALL[*byte as usize];
        if small == 0 {
            break;
        }
        letters &= small >= b'a';
        hash.small(char::from(small));
        tail.push(small);
        length += 1;
    }
    (length, letters && length > 0, hash, tail)
}

/// Whether a word of ASCII is one in small letters, as most are from the first.
#[inline]
fn alike(small: &str, word: &str) -> bool {
    small == word || small.eq_ignore_ascii_case(word)
}

/// The letter or digit beyond ASCII with which a text begins.
fn letter(text: &str) -> Option<char> {
    if text.as_bytes().first().is_none_or(u8::is_ascii) {
        return None;
    }
    let c = text.chars().next()?;
    // Nearly all are quote marks and dashes.
    let sign = matches!(c, '\u{2010}'..='\u{205e}');
    (!sign && c.is_alphanumeric() && !text.starts_with(RUIN)).then_some(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Entry, List};

    #[test]
    fn every_list_is_read_at_every_start_of_a_word() {
        let entry = |name: &str| (Entry { name: name.into(), facts: Vec::new() }, Vec::new());
        let mut words = Words::default();
        words.add(List::new("office", false, vec![entry("Chief Constable"), entry("Chief")]));
        words.add(List::new("sign", false, vec![entry("§ 5"), entry("(Acting)")]));
        let text = "Émile, chief  constable (acting), read § 5 to xChief";
        let seen = Seen::new(text, &words);
        let read: Vec<&str> = seen.words_from(0).map(|at| &text[at..at + 2]).collect();
        assert_eq!(read.len(), 8, "{read:?}");
        let of = |list: usize| -> Vec<&str> {
            seen.of_list(list).iter().map(|word| &text[word.from as usize..word.to as usize]).collect()
        };
        assert_eq!((of(0), of(1)), (vec!["chief  constable"], vec!["(acting)", "§ 5"]));
        assert_eq!(seen.words_from(text.len()).count(), 0);
    }
}
