//! The words of a pattern as a graph, to see at a glance whether it can match: a try of the whole pattern
//! costs far more.
//!
//! An outline is a superset of its pattern: what it does not admit cannot match, what it admits may still
//! fail. It knows words by their hashes, what lists and parsers read, and which signs stand between two
//! words; where a pattern goes beyond that it admits everything. How it comes from a pattern is for [`draw`];
//! the match itself is the matter of [`super::matcher`].

mod ahead;
mod draw;

use serde::{Deserialize, Serialize};

use super::class::Bytes;
use super::program::Place;
use super::reader::Reader;
use crate::value::{BeginsAt, Kind};
use crate::words::{Signs, Token, WordHash, bit};
use ahead::Ahead;
pub(super) use ahead::Look;

/// So many steps are a glance; a text that takes more is left to the matcher.
const MOST_STEPS: u32 = 1_000;

/// The words of a pattern, and what may stand between them.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Outline {
    nodes: Box<[Node]>,
    /// The words that lead on from each node, one node after the other; those of a node by their hashes.
    words: Box<[(WordHash, Link)]>,
    /// What else leads on, likewise.
    edges: Box<[(Edge, Link)]>,
    start: Link,
}

/// A place between two words.
#[derive(Debug, Serialize, Deserialize)]
struct Node {
    ahead: Ahead,
    /// Where its words begin and end.
    words: (u32, u32),
    /// Where its edges do.
    edges: (u32, u32),
}

/// Where something leads: to a node, past signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Link {
    node: u32,
    /// One of these stands there, unless there is none.
    need: Signs,
    /// These may stand there, and those that are needed.
    may: Signs,
}

/// What leads from one node to another.
#[derive(Debug, Serialize, Deserialize)]
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
#[derive(Debug, Serialize, Deserialize)]
struct Skip {
    /// The most bytes.
    most: u32,
    /// What may stand between them.
    signs: Signs,
    /// Whether something must stand there: a word, or one of the signs.
    some: bool,
    /// Whether the last word may go on past them: what follows can begin within it.
    partly: bool,
    /// The bytes with which the words begin.
    leads: Box<Bytes>,
}

impl Edge {
    /// Whether it leads on past no word.
    fn is_no_word(&self) -> bool {
        matches!(self, Edge::Pass | Edge::LineStart | Edge::LineEnd)
    }

    /// Whether what it reads can begin with the signs before a word.
    fn begins_with_signs(&self) -> bool {
        matches!(self, Edge::Kind(kind) if kind.begins_at != BeginsAt::Word)
    }
}

/// From here on everything is admitted.
const ADMITTED: u32 = 0;

impl Outline {
    /// Whether the pattern may match from before the word of that number on.
    pub(super) fn admits(&self, place: &Place<'_>, number: usize) -> bool {
        let glance = self.glance(place);
        let start = Way::new(self.start, number, Signs::ALL);
        glance.goes_on(&start) && glance.leads_on(start, &mut place.memory.ways.borrow_mut())
    }

    /// Whether the pattern may begin with the word of that number or the signs before it.
    pub(super) fn begins(&self, place: &Place<'_>, number: usize) -> bool {
        self.glance(place).goes_on(&Way::new(self.start, number, Signs::ALL))
    }

    fn glance<'a>(&'a self, place: &'a Place<'a>) -> Glance<'a> {
        Glance {
            outline: self,
            place,
            tokens: place.memory.seen.tokens(),
            looks: place.memory.looks(place.source),
        }
    }
}

/// Room for the ways of a glance, made once for many.
#[derive(Debug, Default)]
pub(super) struct Ways {
    /// Those that are still to be gone.
    open: Vec<Way>,
    /// Some of those that have been gone.
    gone: [Way; GONE],
}

/// So many ways that have been gone are kept in mind, a bit for each.
const GONE: usize = u32::BITS as usize;

/// A way that is open: from a node before the word of that number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Way {
    node: u32,
    number: u32,
    /// These signs may stand before the word.
    may: Signs,
    /// One of these must, unless there is none.
    need: Signs,
}

impl Way {
    fn new(link: Link, number: usize, may: Signs) -> Way {
        Way { node: link.node, number: number as u32, may: may.or(link.may), need: link.need }
    }

    /// Its place among those that have been gone.
    fn place(&self) -> usize {
        (self.node.wrapping_mul(7) ^ self.number) as usize % GONE
    }
}

/// On the way through a text.
struct Glance<'a> {
    outline: &'a Outline,
    place: &'a Place<'a>,
    tokens: &'a [Token],
    /// For each word, and for the end of the text.
    looks: &'a [Look],
}

impl Glance<'_> {
    /// Whether a way leads to the end, or too many are open to tell.
    fn leads_on(&self, start: Way, room: &mut Ways) -> bool {
        let Ways { open: ways, gone } = room;
        ways.clear();
        let mut steps = self.go_on(start, ways);
        // The others in that room were gone in other glances.
        let mut known = 1 << start.place();
        gone[start.place()] = start;
        while let Some(way) = ways.pop() {
            steps += 1;
            if steps > MOST_STEPS {
                return true;
            }
            if !self.goes_on(&way) {
                continue;
            }
            if way.node == ADMITTED {
                return true;
            }
            let place = way.place();
            if known >> place & 1 == 0 || gone[place] != way {
                known |= 1_u32 << place;
                gone[place] = way;
                steps += self.go_on(way, ways);
            }
        }
        steps > MOST_STEPS
    }

    /// Whether what stands next lets a way go on.
    #[inline]
    fn goes_on(&self, way: &Way) -> bool {
        let look = &self.looks[way.number as usize];
        let ahead = &self.outline.nodes[way.node as usize].ahead;
        ahead.is(look, way.may) && (way.need == Signs::NONE || look.before.meet(way.need))
    }

    /// Opens what a way leads to; says how many words it passed over.
    fn go_on(&self, Way { node, number, may, .. }: Way, ways: &mut Vec<Way>) -> u32 {
        let (outline, number) = (self.outline, number as usize);
        let here = &outline.nodes[node as usize];
        let edges = &outline.edges[here.edges.0 as usize..here.edges.1 as usize];
        let Some(token) = self.tokens.get(number) else {
            self.end(edges, may, ways);
            return 0;
        };
        let look = &self.looks[number];
        let inside = look.to as usize <= self.place.window.end;
        let near = inside && look.before.are_of(may);
        if near && here.ahead.has_word(look) {
            let words = &outline.words[here.words.0 as usize..here.words.1 as usize];
            let first = words.partition_point(|(word, _)| *word < token.hash);
            let same = words[first..].iter().take_while(|(word, _)| *word == token.hash);
            same.for_each(|(_, link)| ways.push(Way::new(*link, number + 1, Signs::NONE)));
        }
        let mut passed = 0;
        for (edge, link) in edges {
            match edge {
                Edge::Pass => {
                    let way = Way::new(*link, number, may);
                    if self.goes_on(&way) {
                        ways.push(way);
                    }
                }
                Edge::LineStart | Edge::LineEnd => {
                    if number == 0 && matches!(edge, Edge::LineStart) || look.before.meet(Signs::NEWLINE) {
                        ways.push(Way::new(*link, number, may));
                    }
                }
                Edge::Skip(skip) => passed += self.skip(*link, number, may, skip, ways),
                Edge::Lead(bytes, signs) => {
                    if inside && look.before.are_of(may.or(*signs)) && bytes.has(look.first) {
                        ways.push(Way::new(*link, number + 1, Signs::NONE));
                    }
                }
                Edge::Joined(signs) => {
                    if inside && look.before.are_of(*signs) {
                        ways.push(Way::new(*link, number + 1, Signs::NONE));
                    }
                }
                Edge::Prefix(_) | Edge::List(_) | Edge::Kind(_) => {
                    if near || inside && edge.begins_with_signs() {
                        self.word(edge, *link, number, token, ways);
                    }
                }
            }
        }
        passed
    }

    /// Goes on where no word follows.
    fn end(&self, edges: &[(Edge, Link)], may: Signs, ways: &mut Vec<Way>) {
        for (edge, link) in edges {
            if edge.is_no_word() || matches!(edge, Edge::Skip(..)) {
                ways.push(Way::new(*link, self.tokens.len(), may));
            }
        }
    }

    /// Goes on past a word, or a value that begins with it.
    fn word(&self, edge: &Edge, link: Link, number: usize, token: &Token, ways: &mut Vec<Way>) {
        let from = token.from as usize;
        match edge {
            Edge::Prefix(letters) => {
                let word = &self.place.source.text.as_bytes()[from..token.to as usize];
                if word.get(..letters.len()).is_some_and(|word| word.eq_ignore_ascii_case(letters)) {
                    ways.push(Way::new(link, number + 1, Signs::NONE));
                }
            }
            Edge::List(list) if token.lists & bit(*list) != 0 => {
                let sights = self.place.memory.seen.sights(number);
                if let Some(sight) = sights.iter().find(|sight| sight.list as usize == *list) {
                    self.past(link, sight.end as usize, ways);
                }
            }
            Edge::Kind(kind) if kind.begins_at == BeginsAt::Sign => {
                let past = number.checked_sub(1).map_or(0, |before| self.tokens[before].to as usize);
                for (at, c) in self.place.source.text[past..from].char_indices() {
                    if (kind.begins_with)(c) {
                        self.value(kind, past + at, link, ways);
                    }
                }
            }
            Edge::Kind(kind) => self.value(kind, from, link, ways),
            _ => {}
        }
    }

    /// Goes on past a value that begins exactly at a byte.
    fn value(&self, kind: &'static Kind, at: usize, link: Link, ways: &mut Vec<Way>) {
        let Place { source, memory, .. } = *self.place;
        let end = match kind.sparse {
            true => memory.end_of(kind, source, at),
            false => memory.read(Reader::Kind(kind), source, at).map(|(end, _)| end),
        };
        end.into_iter().for_each(|end| self.past(link, end, ways));
    }

    fn past(&self, link: Link, end: usize, ways: &mut Vec<Way>) {
        let next = self.place.memory.seen.number_of(end).0;
        // A value may end with signs.
        let whole = next > 0 && self.tokens[next - 1].to as usize >= end;
        ways.push(Way::new(link, next, if whole { Signs::NONE } else { Signs::ALL }));
    }

    /// Goes on past no word and past each of the next, as far as the bytes and the signs between them allow;
    /// says how many those are.
    fn skip(&self, link: Link, number: usize, may: Signs, skip: &Skip, ways: &mut Vec<Way>) -> u32 {
        let looks = &self.looks[number..];
        let mut between = may.or(skip.signs);
        if !skip.some || looks[0].before.meet(skip.signs) {
            ways.push(Way::new(link, number, between));
        }
        let most = self.tokens[number].from as usize + skip.most as usize;
        let end = self.place.window.end;
        let ahead = &self.outline.nodes[link.node as usize].ahead;
        // All but the last are words.
        let mut past = 0;
        for pair in looks.windows(2).take(MOST_STEPS as usize + 1) {
            let to = pair[0].to as usize;
            let last = if skip.partly { self.tokens[number + past].from as usize + 1 } else { to };
            let inside = last <= most && to <= end && skip.leads.has(pair[0].first);
            if !inside || !pair[0].before.are_of(between) {
                break;
            }
            between = skip.signs;
            past += 1;
            let needed = link.need == Signs::NONE || pair[1].before.meet(link.need);
            if needed && ahead.is(&pair[1], between.or(link.may)) {
                ways.push(Way::new(link, number + past, between));
            }
        }
        past as u32
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::document::Span;
    use crate::grammar::borders::inside_word;
    use crate::grammar::effort::Effort;
    use crate::grammar::load::{families, folder, load};
    use crate::grammar::program::{Joint, Place, Program, Reach};
    use crate::grammar::reader::Memory;
    use crate::scan;
    use crate::value::Source;
    use crate::words::Words;

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
                    let scan = scan::scan(&example.text, &grammar);
                    let place = Place {
                        source: scan.memory.source(&example.text, &grammar),
                        window: Span::new(0, example.text.len()),
                        joint: &grammar.joint,
                        memory: &scan.memory,
                    };
                    let mut begun = Vec::new();
                    grammar
                        .starts
                        .find(place.source, &scan.memory, |who, word| begun.push((who as usize, word)));
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

    #[test]
    fn an_outline_admits_whatever_its_pattern_matches() {
        let pieces = [
            r"\S",
            ".{0,9}",
            ".{2,3}",
            "[a-z]{2,3}",
            r"\w+",
            "ab",
            " ",
            r"[^\n]{1,3}",
            "(ab|abc)?",
            "-?",
            r"[A-Z]\w*",
            "( [a-z]+){0,2}",
            r"\b",
            "[ab]",
            r"[\s,]*",
            "^",
            "$",
        ];
        let texts = ["ab abc abcdef", "Cc abcdef\nab", "a-b abcdef, abc", "(ab) ab’s A1b"];
        let words = Words::default();
        let joint = Joint::new(",").unwrap();
        let mut seen = 0;
        for number in 0..pieces.len().pow(3) {
            let [one, two, three] =
                [0, 1, 2].map(|place| pieces[number / pieces.len().pow(place) % pieces.len()]);
            let pattern = format!("{one}{two}{three}");
            // Signs alone are no match that a rule looks for.
            let signs = |piece| [" ", "-?", r"\b", r"[\s,]*", "^", "$"].contains(&piece);
            if [one, two, three].into_iter().all(signs) {
                continue;
            }
            let Ok(program) = Program::new(&pattern, &mut |_| Err(String::new())) else { continue };
            for text in texts {
                let memory = Memory::new(text, &words);
                let source = Source { text, words: &words, day_first: true, seen: Some(&memory.seen) };
                let place =
                    Place { source, window: Span::new(0, text.len()), joint: &joint, memory: &memory };
                for start in matches(&program, &place) {
                    let word = memory.seen.number_of(start).0;
                    let admitted = program.admits(&place, word, &Reach::default());
                    assert!(admitted, "{pattern} at {start} of {text:?}");
                    seen += 1;
                }
            }
        }
        assert!(seen > 10_000, "only {seen} matches");
    }
}
