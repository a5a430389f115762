//! The words of a pattern as a graph, to see at a glance whether it can match: a try of the whole pattern costs far
//! more.
//!
//! An outline is a superset of its pattern: what it does not admit cannot match, what it admits may still fail. It
//! knows words by their hashes, what lists and parsers read, and which signs stand between two words; where a
//! pattern goes beyond that it admits everything. How it comes from a pattern is for [`draw`]; the match itself is
//! the matter of [`super::matcher`].

mod draw;

use super::class::Bytes;
use super::program::Place;
use super::reader::Reader;
use crate::value::{BeginsAt, Kind};
use crate::words::{Signs, Token, WordHash, bit};

/// So many steps are a glance; a text that takes more is left to the matcher.
const MOST_STEPS: u32 = 1_000;

/// From here on ways are noted, so that none is taken again and again.
const FEW_STEPS: u32 = 100;

/// The words of a pattern, and what may stand between them.
#[derive(Debug)]
pub(super) struct Outline {
    nodes: Box<[Node]>,
    start: Link,
}

/// A place between two words.
#[derive(Debug, Default)]
struct Node {
    /// The words that lead on, by hash.
    words: Vec<(WordHash, Link)>,
    edges: Vec<(Edge, Link)>,
    ahead: Ahead,
}

/// Where something leads: to a node, past signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Link {
    node: u32,
    /// One of these stands there, unless there is none.
    need: Signs,
    /// These may stand there, and those that are needed.
    may: Signs,
}

/// What leads from one node to another.
#[derive(Debug)]
enum Edge {
    /// No word.
    Pass,
    /// The start of a line.
    LineStart,
    /// The end of a line.
    LineEnd,
    /// A word that begins with these small letters of ASCII.
    Prefix(Box<[u8]>),
    /// A word that begins with one of these bytes, after such signs perhaps.
    Lead(Box<Bytes>, Signs),
    /// A word that only such signs part from the one before.
    Joined(Signs),
    /// What the list of that number reads.
    List(usize),
    /// A value of that kind, which begins as the kind says.
    Kind(&'static Kind),
    /// Whole words, with such signs between them.
    Skip(Skip),
}

/// Words that are passed over.
#[derive(Debug, Clone, Copy)]
struct Skip {
    /// The most bytes.
    most: u32,
    /// What may stand between them.
    signs: Signs,
    /// Whether something must stand there: a word, or one of the signs.
    some: bool,
}

impl Edge {
    /// Whether what it reads can begin with the signs before a word.
    fn begins_with_signs(&self) -> bool {
        matches!(self, Edge::Kind(kind) if kind.begins_at != BeginsAt::Word)
    }
}

/// What the next word and the signs before it must be like for some way to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Ahead {
    /// Whether nothing is known of it.
    open: bool,
    /// A bit for each word, by its hash; words may share one.
    words: u64,
    /// Lists that read something, as [`bit`].
    lists: u64,
    /// Kinds of value that begin with it, a bit for each.
    kinds: u32,
    /// Bytes with which it begins.
    leads: Bytes,
    /// Signs that may stand before it beside those that may already.
    signs: Signs,
}

impl Ahead {
    #[inline]
    fn is(&self, token: &Token, kinds: u32, may: Signs, text: &[u8]) -> bool {
        self.open
            || token.before.are_of(may.or(self.signs))
                && (self.words & token.hash.bit() != 0
                    || self.lists & token.lists != 0
                    || self.kinds & kinds != 0
                    || self.leads.has(text[token.from as usize]))
    }
}

/// From here on everything is admitted.
const ADMITTED: u32 = 0;

impl Outline {
    /// Whether the pattern may match from before the word of that number on.
    pub(super) fn admits(&self, place: &Place<'_>, number: usize) -> bool {
        let mut glance = self.glance(place);
        if !glance.goes_on(self.start, number, Signs::ALL) {
            return false;
        }
        // Taken and given back, so that not every glance asks for memory.
        glance.ways = place.memory.ways.take();
        glance.open(self.start, number, Signs::ALL);
        let admits = glance.leads_on();
        glance.ways.clear();
        place.memory.ways.replace(glance.ways);
        admits
    }

    /// Whether the pattern may begin with the word of that number or the signs before it.
    pub(super) fn begins(&self, place: &Place<'_>, number: usize) -> bool {
        self.glance(place).goes_on(self.start, number, Signs::ALL)
    }

    fn glance<'a>(&'a self, place: &'a Place<'a>) -> Glance<'a> {
        Glance {
            nodes: &self.nodes,
            place,
            text: place.source.text.as_bytes(),
            tokens: place.memory.seen.tokens(),
            kinds: place.memory.kinds(place.source),
            ways: Vec::new(),
            left: MOST_STEPS,
        }
    }
}

/// A way that is open: from a node before the word of that number, where these signs may stand before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Way {
    node: u32,
    number: u32,
    may: Signs,
}

/// On the way through a text.
struct Glance<'a> {
    nodes: &'a [Node],
    place: &'a Place<'a>,
    text: &'a [u8],
    tokens: &'a [Token],
    /// For each word the kinds of which a value begins with it.
    kinds: &'a [u32],
    ways: Vec<Way>,
    /// How many steps are left.
    left: u32,
}

impl Glance<'_> {
    /// Whether some way leads to the end, or too many are open to tell.
    fn leads_on(&mut self) -> bool {
        let mut tried = None;
        while let Some(way) = self.ways.pop() {
            if way.node == ADMITTED || self.left == 0 {
                return true;
            }
            if self.left < MOST_STEPS - FEW_STEPS {
                let tried = tried.get_or_insert([None; 128]);
                let known = &mut tried[(way.node.wrapping_mul(7) ^ way.number) as usize % tried.len()];
                if known.replace(way) == Some(way) {
                    continue;
                }
            }
            self.go_on(way);
        }
        self.left == 0
    }

    /// Opens a way, unless what stands next shows that it ends there.
    #[inline]
    fn open(&mut self, link: Link, number: usize, may: Signs) {
        self.left = self.left.saturating_sub(1);
        let may = may.or(link.may);
        if self.goes_on(link, number, may) {
            self.ways.push(Way { node: link.node, number: number as u32, may });
        }
    }

    /// Whether what stands next lets a way go on.
    #[inline]
    fn goes_on(&self, link: Link, number: usize, may: Signs) -> bool {
        let ahead = &self.nodes[link.node as usize].ahead;
        match self.tokens.get(number) {
            Some(token) => {
                (link.need == Signs::NONE || token.before.meet(link.need))
                    && ahead.is(token, self.kinds[number], may, self.text)
            }
            None => {
                let after = self.place.memory.seen.after();
                (link.need == Signs::NONE || after.meet(link.need)) && ahead.open
            }
        }
    }

    fn go_on(&mut self, Way { node, number, may }: Way) {
        let number = number as usize;
        let nodes = self.nodes;
        let here = &nodes[node as usize];
        let Some(token) = self.tokens.get(number) else { return self.end(here, may) };
        let inside = token.to as usize <= self.place.window.end;
        let near = inside && token.before.are_of(may);
        if near && !here.words.is_empty() {
            let first = here.words.partition_point(|(word, _)| *word < token.hash);
            let same = here.words[first..].iter().take_while(|(word, _)| *word == token.hash);
            same.for_each(|(_, link)| self.open(*link, number + 1, Signs::NONE));
        }
        for (edge, link) in &here.edges {
            match edge {
                Edge::Pass => self.open(*link, number, may),
                Edge::LineStart | Edge::LineEnd => {
                    if number == 0 && matches!(edge, Edge::LineStart) || token.before.meet(Signs::NEWLINE) {
                        self.open(*link, number, may);
                    }
                }
                Edge::Skip(skip) => self.skip(*link, number, may, skip),
                Edge::Lead(bytes, signs) => {
                    let near = inside && token.before.are_of(may.or(*signs));
                    if near && bytes.has(self.text[token.from as usize]) {
                        self.open(*link, number + 1, Signs::NONE);
                    }
                }
                Edge::Joined(signs) => {
                    if inside && token.before.are_of(*signs) {
                        self.open(*link, number + 1, Signs::NONE);
                    }
                }
                Edge::Prefix(_) | Edge::List(_) | Edge::Kind(_) => {
                    if near || inside && edge.begins_with_signs() {
                        self.word(edge, *link, number, token);
                    }
                }
            }
        }
    }

    /// Goes on where no word follows.
    fn end(&mut self, here: &Node, may: Signs) {
        for (edge, link) in &here.edges {
            if matches!(edge, Edge::Pass | Edge::LineStart | Edge::LineEnd | Edge::Skip(..)) {
                self.open(*link, self.tokens.len(), may);
            }
        }
    }

    /// Goes on past a word, or a value that begins with it.
    fn word(&mut self, edge: &Edge, link: Link, number: usize, token: &Token) {
        let from = token.from as usize;
        match edge {
            Edge::Prefix(letters) => {
                let word = &self.text[from..token.to as usize];
                if word.get(..letters.len()).is_some_and(|word| word.eq_ignore_ascii_case(letters)) {
                    self.open(link, number + 1, Signs::NONE);
                }
            }
            Edge::List(list) if token.lists & bit(*list) != 0 => {
                let sights = self.place.memory.seen.sights(number);
                if let Some(sight) = sights.iter().find(|sight| sight.list as usize == *list) {
                    self.past(link, sight.end as usize);
                }
            }
            Edge::Kind(kind) if kind.begins_at == BeginsAt::Sign => {
                let past = number.checked_sub(1).map_or(0, |before| self.tokens[before].to as usize);
                for (at, c) in self.place.source.text[past..from].char_indices() {
                    if (kind.begins_with)(c) {
                        self.value(kind, past + at, link);
                    }
                }
            }
            Edge::Kind(kind) => self.value(kind, from, link),
            _ => {}
        }
    }

    /// Goes on past a value that begins exactly at a byte.
    fn value(&mut self, kind: &'static Kind, at: usize, link: Link) {
        let Place { source, memory, .. } = *self.place;
        let end = match kind.sparse {
            true => memory.end_of(kind, source, at),
            false => memory.read(Reader::Kind(kind), source, at).map(|(end, _)| end),
        };
        end.into_iter().for_each(|end| self.past(link, end));
    }

    fn past(&mut self, link: Link, end: usize) {
        let next = self.place.memory.seen.number_of(end).0;
        // A value may end with signs.
        let whole = next > 0 && self.tokens[next - 1].to as usize >= end;
        self.open(link, next, if whole { Signs::NONE } else { Signs::ALL });
    }

    /// Goes on past no word and past each of the next, as far as the bytes and the signs between them allow.
    fn skip(&mut self, link: Link, number: usize, may: Signs, skip: &Skip) {
        let tokens = &self.tokens[number..];
        let mut between = may.or(skip.signs);
        if !skip.some || tokens[0].before.meet(skip.signs) {
            self.open(link, number, between);
        }
        let most = (tokens[0].from as usize + skip.most as usize).min(self.place.window.end);
        for (number, token) in (number + 1..).zip(tokens) {
            if token.to as usize > most || !token.before.are_of(between) || self.left == 0 {
                break;
            }
            between = skip.signs;
            self.open(link, number, between);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::document::Span;
    use crate::extract;
    use crate::grammar::borders::inside_word;
    use crate::grammar::effort::Effort;
    use crate::grammar::load::{families, folder, load};
    use crate::grammar::program::{Place, Program, Reach};

    /// Where a pattern matches in a text, looked for at every character.
    fn matches(program: &Program, place: &Place<'_>) -> Vec<usize> {
        let text = place.source.text;
        let starts = (0..text.len()).filter(|at| text.is_char_boundary(*at) && !inside_word(text, *at));
        let fits =
            |at: &usize| program.at(place, *at, &mut Reach::default(), &mut Effort::default()).is_some();
        starts.filter(fits).collect()
    }

    #[test]
    fn no_place_where_a_rule_matches_is_passed_over() {
        let files = folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("grammars")).unwrap();
        let mut seen = 0;
        for family in families(&files) {
            let grammar = load(&files, &family).unwrap_or_else(|_| panic!("{family} does not load"));
            for number in 0..grammar.rules.len() {
                let rule = grammar.rule(number).1;
                for example in &rule.examples {
                    let scan = extract::scan(&example.text, &grammar);
                    let place = Place {
                        source: scan.memory.source(&example.text, &grammar),
                        window: Span::new(0, example.text.len()),
                        joint: &grammar.joint,
                        memory: &scan.memory,
                    };
                    let mut begun = Vec::new();
                    grammar.starts.find(place.source, &scan.memory, |who, word| begun.push((who as usize, word)));
                    for start in matches(&rule.program, &place) {
                        let word = scan.memory.seen.number_of(start).0;
                        let begun = begun.contains(&(number, word as u32));
                        let (name, text) = (&rule.name, &example.text);
                        assert!(
                            rule.program.admits(&place, word, &Reach::default()),
                            "{name} at {start} of {text:?}"
                        );
                        assert!(begun || !grammar.starts.tell(number), "{name} at {start} of {text:?}");
                        seen += 1;
                    }
                }
            }
        }
        assert!(seen > 10_000, "only {seen} matches");
    }
}
