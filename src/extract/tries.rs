//! Where rules are tried: only where all that a rule needs stands, in its order, and before words with which
//! it can begin.
//!
//! Whatever is passed over here could not match: see [`crate::grammar::needs`] and [`crate::grammar::paths`].

use super::{Mention, note};
use crate::document::{Document, Span};
use crate::grammar::borders::{floor, next_char};
use crate::grammar::cues::Met;
use crate::grammar::effort::Effort;
use crate::grammar::program::{Place, Reach};
use crate::grammar::reader::Memory;
use crate::grammar::{Grammar, Rule, Within};
use crate::grouped::Grouped;
use crate::scan::Scan;
use crate::segment::{Anatomy, EXAMPLE, Part};

/// A rule and a window in which its words stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// The number of the rule.
    pub rule: usize,
    /// Where it is tried.
    pub window: Span,
    /// Where in the window a match can begin.
    pub begins: Span,
}

/// The rules of a grammar on a document, one after the other.
pub(super) struct Tries<'a, 'g> {
    document: &'a Document,
    anatomy: &'a Anatomy,
    grammar: &'g Grammar,
    scan: &'a Scan,
    /// Which needs are met in each sentence.
    met: Met,
    /// For each rule the numbers of the words with which it can begin.
    begun: Grouped,
    /// What has been found.
    pub(super) mentions: Vec<Mention<'g>>,
}

impl<'a, 'g> Tries<'a, 'g> {
    pub(super) fn new(
        document: &'a Document,
        anatomy: &'a Anatomy,
        grammar: &'g Grammar,
        scan: &'a Scan,
    ) -> Tries<'a, 'g> {
        let met = grammar.cues.met(&scan.hits, anatomy.sentences.len(), |at| anatomy.sentence_at(at));
        let begun = begun(document, anatomy, grammar, scan, &met);
        Tries { document, anatomy, grammar, scan, met, begun, mentions: Vec::new() }
    }

    /// Tries the rule of that number.
    pub(super) fn rule(&mut self, number: usize) {
        let Tries { grammar, scan, .. } = *self;
        let tell = grammar.starts.tell(number);
        let begins =
            if tell { !self.begun.of(number).is_empty() } else { grammar.cues.all_met(number, &scan.hits) };
        if !begins {
            return;
        }
        let rule = grammar.rule(number).1;
        if tell {
            self.before_words(number, rule);
        } else if grammar.cues.of(number).is_empty() {
            self.everywhere(number, rule);
        } else if rule.within == Within::Sentence {
            self.in_sentences(number, rule);
        } else {
            self.around_words(number, rule);
        }
    }

    /// Before every word with which the rule can begin.
    fn before_words(&mut self, number: usize, rule: &Rule) {
        let Tries { document, anatomy, grammar, scan, ref begun, .. } = *self;
        let text = &document.text;
        let tokens = scan.memory.seen.tokens();
        let mut place = place(document, grammar, &scan.memory, Span::new(0, 0));
        let (mut looks, mut past) = (false, 0);
        let mut effort = Effort::default();
        // Several paths may begin with one word.
        for same in begun.of(number).chunk_by(u32::eq) {
            let word = same[0] as usize;
            let at = tokens[word].from as usize;
            if at >= place.window.end {
                let Some((window, part)) = anatomy.window(text, at, rule.within) else { continue };
                looks = looks_in(rule, anatomy, &anatomy.parts[part]);
                past = window.start;
                place.window = window;
                effort = Effort::default();
            }
            if !looks || at < past {
                continue;
            }
            let before = word.checked_sub(1).map_or(0, |before| tokens[before].to as usize);
            let gap = Span::new(before.max(past), at);
            if grammar.cues.follow(number, &scan.hits, gap, place.window.end)
                && let Some(hit) = rule.program.before(&place, word, gap, &mut Reach::default(), &mut effort)
            {
                past = hit.span.end.max(next_char(text, hit.span.start));
                note(document, grammar, number, place.window, hit, &mut self.mentions);
            }
        }
    }

    /// In every window of a rule that needs no word.
    fn everywhere(&mut self, number: usize, rule: &Rule) {
        let anatomy = self.anatomy;
        for part in anatomy.parts.iter().filter(|part| looks_in(rule, anatomy, part)) {
            if rule.within == Within::Zone {
                self.attempt(Attempt { rule: number, window: part.span, begins: part.span });
                continue;
            }
            let first = anatomy.sentences.partition_point(|(span, _)| span.start < part.span.start);
            let inside = anatomy.sentences[first..].iter().take_while(|(span, _)| span.start < part.span.end);
            inside.for_each(|&(window, _)| self.attempt(Attempt { rule: number, window, begins: window }));
        }
    }

    /// In every sentence that has all that the rule needs.
    fn in_sentences(&mut self, number: usize, rule: &Rule) {
        let anatomy = self.anatomy;
        for (sentence, &(window, part)) in anatomy.sentences.iter().enumerate() {
            if self.grammar.cues.all_met_in(number, &self.met, sentence) {
                self.in_window(number, rule, window, part);
            }
        }
    }

    /// In every window in which the word stands that is the rarest of those that the rule needs.
    fn around_words(&mut self, number: usize, rule: &Rule) {
        let Tries { document, anatomy, grammar, scan, .. } = *self;
        let Some(rarest) = grammar.cues.rarest(number, &scan.hits) else { return };
        // The end of the last window: what stands before it has been seen.
        let mut past = 0;
        for &end in scan.hits.of(rarest) {
            let end = end as usize;
            if end <= past {
                continue;
            }
            let at = floor(&document.text, end - 1);
            let Some((window, part)) = anatomy.window(&document.text, at, rule.within) else { continue };
            past = window.end;
            self.in_window(number, rule, window, part);
        }
    }

    fn in_window(&mut self, number: usize, rule: &Rule, window: Span, part: usize) {
        if looks_in(rule, self.anatomy, &self.anatomy.parts[part])
            && let Some(begins) = self.grammar.cues.begins(number, &self.scan.hits, window)
        {
            self.attempt(Attempt { rule: number, window, begins });
        }
    }

    fn attempt(&mut self, attempt: Attempt) {
        let (memory, reach) = (&self.scan.memory, &mut Reach::default());
        try_rule(self.document, self.grammar, &attempt, memory, reach, &mut self.mentions);
    }
}

/// For each rule the numbers of the words with which it can begin, where all that it needs stands around
/// them.
fn begun(document: &Document, anatomy: &Anatomy, grammar: &Grammar, scan: &Scan, met: &Met) -> Grouped {
    let source = scan.memory.source(&document.text, grammar);
    let tokens = scan.memory.seen.tokens();
    let mut here = (u32::MAX, None);
    let mut found = Vec::new();
    grammar.starts.find(source, &scan.memory, |number, word| {
        let who = number as usize;
        let worth = if grammar.in_sentences[who] {
            if here.0 != word {
                here = (word, anatomy.sentence_at(tokens[word as usize].from as usize));
            }
            here.1.is_some_and(|sentence| {
                grammar.cues.all_met_in(who, met, sentence)
                    && looks_in(grammar.rule(who).1, anatomy, &anatomy.parts[anatomy.sentences[sentence].1])
            })
        } else {
            grammar.cues.all_met(who, &scan.hits)
        };
        if worth {
            found.push((number, word));
        }
    });
    Grouped::new(grammar.rules.len(), &found)
}

fn place<'a>(document: &'a Document, grammar: &'a Grammar, memory: &'a Memory, window: Span) -> Place<'a> {
    Place { source: memory.source(&document.text, grammar), window, joint: &grammar.joint, memory }
}

/// Tries one rule in one window.
pub fn try_rule<'g>(
    document: &Document,
    grammar: &'g Grammar,
    attempt: &Attempt,
    memory: &Memory,
    reach: &mut Reach,
    mentions: &mut Vec<Mention<'g>>,
) {
    let rule = grammar.rule(attempt.rule).1;
    let place = place(document, grammar, memory, attempt.window);
    for hit in rule.program.find(&place, attempt.begins, reach) {
        note(document, grammar, attempt.rule, attempt.window, hit, mentions);
    }
}

/// The windows in which some cue of a rule stands, each with the number of its part and where a match can
/// begin, if it can; for [`crate::explain`].
pub fn looks(
    document: &Document,
    anatomy: &Anatomy,
    grammar: &Grammar,
    scan: &Scan,
    number: usize,
) -> Vec<(Span, usize, Option<Span>)> {
    let rule = grammar.rule(number).1;
    let needs = grammar.cues.of(number).iter();
    let mut ends: Vec<u32> = needs.flat_map(|(need, _)| scan.hits.of(*need)).copied().collect();
    ends.sort_unstable();
    let mut windows: Vec<(Span, usize, Option<Span>)> = Vec::new();
    for end in ends {
        let at = floor(&document.text, end as usize - 1);
        let Some((window, part)) = anatomy.window(&document.text, at, rule.within) else { continue };
        if windows.last().is_none_or(|last| last.0 != window) {
            windows.push((window, part, grammar.cues.begins(number, &scan.hits, window)));
        }
    }
    windows
}

/// Whether a rule looks in a part.
pub fn looks_in(rule: &Rule, anatomy: &Anatomy, part: &Part) -> bool {
    match part.zone {
        EXAMPLE => anatomy.example_zones.iter().zip(&rule.zones).any(|(here, looks)| *here && *looks),
        zone => rule.zones[zone],
    }
}
