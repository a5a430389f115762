//! One try to match a program where a match could begin.
//!
//! Words find the place, a parser reads the value: the matcher takes the steps of a program one after another
//! and goes back to the last open choice where one fails. What failed is not tried again ([`super::effort`]),
//! so the time for a text grows with its length, whatever the pattern.

use regex_automata::{Anchored, Input};

use super::borders::{at_line_end, ceil, floor, inside_word, line_start_near, next_char, past_markup};
use super::class::folded;
use super::compile::{Step, Steps};
use super::effort::{Effort, FEW_STEPS, LONG_RUN};
use super::program::{Capture, LONGEST_MATCH, Place, Program, Reach};
use crate::document::Span;

/// So many bytes of a regular expression are the work of a step.
const STEP_OF_REGEX: usize = 8;

/// A choice left open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choice {
    step: u32,
    at: u32,
    /// Where a run ended or a gap goes on looking; `at` for any other step.
    cursor: u32,
    /// Where a run may end at the earliest.
    least: u32,
    /// How many captures there were.
    captures: u32,
}

/// A program at a place of a text.
pub(super) struct Matcher<'p> {
    program: &'p Program,
    code: &'p Steps,
    place: &'p Place<'p>,
    text: &'p str,
    start: usize,
    /// The byte after the last that may be matched.
    pub(super) end: usize,
}

impl<'p> Matcher<'p> {
    /// For the match that begins exactly at `start`.
    #[inline]
    pub(super) fn new(program: &'p Program, place: &'p Place<'p>, start: usize) -> Matcher<'p> {
        let text = place.source.text;
        // The same end for many starts, so that what failed for one has failed for the next.
        let past = (start - place.window.start) / LONGEST_MATCH * LONGEST_MATCH;
        let end = match place.window.start + past + 2 * LONGEST_MATCH {
            far if far >= place.window.end => place.window.end,
            far => ceil(text, far),
        };
        Matcher { program, code: program.code(), place, text, start, end }
    }

    /// The byte after the match, and its values.
    pub(super) fn run(&self, reach: &mut Reach, effort: &mut Effort) -> Option<(usize, Vec<Capture>)> {
        // Taken and given back, so that not every try asks for memory.
        let mut open = self.place.memory.choices.take();
        let mut captures = Vec::new();
        let to = self.steps(&mut captures, reach, effort, &mut open);
        open.clear();
        self.place.memory.choices.replace(open);
        Some((to?, captures))
    }

    fn steps(
        &self,
        captures: &mut Vec<Capture>,
        reach: &mut Reach,
        effort: &mut Effort,
        open: &mut Vec<Choice>,
    ) -> Option<usize> {
        let (text, end) = (self.text, self.end);
        let bytes = text.as_bytes();
        let (mut step, mut at, mut cursor, mut earliest) = (0, self.start, self.start, self.start);
        let mut steps = 0;
        loop {
            steps += 1;
            let many = steps > FEW_STEPS;
            if many && !effort.spend(&mut steps) || effort.is_spent() {
                return None;
            }
            let next = match &self.code.steps[step] {
                Step::Word(word) => word.step(bytes, at, end).map(|to| (step + 1, to)),
                Step::One(class) => class.step(text, at, end).map(|to| (step + 1, to)),
                Step::TextStart => (at == self.place.window.start).then_some((step + 1, at)),
                Step::TextEnd => (at == self.place.window.end).then_some((step + 1, at)),
                Step::Border => word_border(bytes, at).then_some((step + 1, at)),
                Step::Jump(to) => Some((*to as usize, at)),
                Step::End => {
                    if !inside_word(text, at) {
                        return Some(at);
                    }
                    None
                }
                Step::Char(c) => {
                    let next = text[at..end].chars().next();
                    let fits = |have: &char| have == c || folded(*have) == *c;
                    next.filter(fits).map(|have| (step + 1, at + have.len_utf8()))
                }
                Step::LineStart => {
                    let line = line_start_near(text, at);
                    let begins = |line: usize| line == at || past_markup(text, line, end) == at;
                    line.is_some_and(begins).then_some((step + 1, at))
                }
                Step::LineEnd => at_line_end(&text[at..]).then_some((step + 1, at)),
                Step::Slot(slot) => {
                    let before = captures.len();
                    let to = self.slot(*slot as usize, at, captures);
                    steps += captures.len() - before;
                    to.map(|to| (step + 1, to))
                }
                Step::Other(regex) => {
                    // On a second try the piece must end before where it ended last.
                    let most = if cursor > at { floor(text, cursor - 1) } else { end };
                    let here = Input::new(&text[..most]).range(at..).anchored(Anchored::Yes);
                    regex.find(here).map(|found| {
                        steps += (found.end() - at) / STEP_OF_REGEX;
                        if found.end() > at {
                            open.push(choice(step, at, found.end(), captures));
                        }
                        (step + 1, found.end())
                    })
                }
                // All others leave choices open.
                _ if many && cursor == at && !effort.is_new(step, at) => None,
                Step::Fork(first, second) => {
                    let (first, second) = (*first as usize, *second as usize);
                    match (self.goes_on(first, at), self.goes_on(second, at)) {
                        (true, true) => {
                            open.push(choice(second, at, at, captures));
                            Some((first, at))
                        }
                        (true, false) => Some((first, at)),
                        (false, true) => Some((second, at)),
                        (false, false) => None,
                    }
                }
                Step::Switch(switch) => {
                    let ways = switch.ways((at < end).then(|| bytes[at]));
                    open.extend(ways.iter().skip(1).rev().map(|way| choice(*way as usize, at, at, captures)));
                    ways.first().map(|way| (*way as usize, at))
                }
                Step::Run { class, min, max, whole: true } => {
                    let run = class.run(text, at, end, *min, *max);
                    run.filter(|(_, last)| self.goes_on(step + 1, *last)).map(|(_, last)| (step + 1, last))
                }
                Step::Run { class, min, max, .. } => {
                    let unlimited = *max == u16::MAX;
                    let known = effort.knows(step);
                    // On a second try the run must end before where it ended last.
                    let run = if cursor > at {
                        Some((earliest, floor(text, cursor - 1)))
                    } else if known
                        && unlimited
                        && let Some(last) = effort.end_of_run(step, at)
                    {
                        class.run(text, at, end, *min, *min).map(|(least, _)| (least, last))
                    } else {
                        class.run(text, at, end, *min, *max)
                    };
                    run.filter(|(least, last)| least <= last).and_then(|(least, last)| {
                        let to = self.back(step, least, last, effort)?;
                        if known || last - at >= LONG_RUN {
                            steps += (last - to) / LONG_RUN;
                            let stretch = (unlimited && cursor == at).then_some((at, last));
                            effort.cover(text, step, (to, last), stretch);
                        }
                        if to > least {
                            open.push(Choice { least: least as u32, ..choice(step, at, to, captures) });
                        }
                        Some((step + 1, to))
                    })
                }
                Step::Gap(_) if inside_word(text, at) => None,
                Step::Gap(most) => {
                    let most = floor(text, (at + *most as usize).min(end));
                    let known = effort.covered(step, cursor).map(|(_, high)| next_char(text, high));
                    let from = known.unwrap_or(cursor);
                    self.after_gap(step + 1, from, most).map(|to| {
                        if many {
                            effort.cover(text, step, (from, to), None);
                        }
                        open.push(choice(step, at, next_char(text, to), captures));
                        (step + 1, to)
                    })
                }
            };
            match next {
                Some((to, byte)) => (step, at, cursor) = (to, byte, byte),
                None => {
                    *reach = (*reach).max(Reach { at, step, ..*reach });
                    let choice = open.pop()?;
                    captures.truncate(choice.captures as usize);
                    (step, at) = (choice.step as usize, choice.at as usize);
                    (cursor, earliest) = (choice.cursor as usize, choice.least as usize);
                }
            }
        }
    }

    /// Whether a step can go on with the byte at `at`.
    #[inline]
    fn goes_on(&self, step: usize, at: usize) -> bool {
        let begins = self.code.begins(step);
        if at < self.end { begins.has(self.text.as_bytes()[at]) } else { begins.is_all() }
    }

    /// The last byte from `last` back to `least` at which the run of a step can end so that the next goes on;
    /// `None` where all of them have been tried.
    fn back(&self, step: usize, least: usize, last: usize, effort: &Effort) -> Option<usize> {
        let known = effort.knows(step);
        let border = matches!(self.code.steps[step + 1], Step::Border);
        let mut to = last;
        loop {
            if known && let Some((low, _)) = effort.covered(step, to) {
                if low <= least {
                    return None;
                }
                to = floor(self.text, low - 1);
            } else if to > least
                && (!self.goes_on(step + 1, to) || border && !word_border(self.text.as_bytes(), to))
            {
                to = floor(self.text, to - 1);
            } else {
                return Some(to);
            }
        }
    }

    /// The next byte from `from` on, at most `most`, where the step after a gap could begin.
    fn after_gap(&self, step: usize, from: usize, most: usize) -> Option<usize> {
        let text = self.text;
        let begins = self.code.begins(step);
        let value = matches!(self.code.steps[step], Step::Slot(_));
        (from..=most).take_while(|at| *at < text.len()).find(|&at| {
            begins.has(text.as_bytes()[at])
                && text.is_char_boundary(at)
                && !inside_word(text, at)
                && (!value || text[at..].starts_with(char::is_alphanumeric))
        })
    }

    fn slot(&self, slot: usize, at: usize, captures: &mut Vec<Capture>) -> Option<usize> {
        let mut to = self.read(slot, at, captures)?;
        if self.program.slots[slot].list {
            while let Some(next) = self.element(slot, to, captures) {
                to = next;
            }
        }
        Some(to)
    }

    /// One more element of a list, past its joint and an opening quote.
    fn element(&self, slot: usize, at: usize, captures: &mut Vec<Capture>) -> Option<usize> {
        let place = Place { window: Span::new(self.place.window.start, self.end), ..*self.place };
        let joint =
            Matcher::new(&place.joint.0, &place, at).run(&mut Reach::default(), &mut Effort::small())?.0;
        if joint == at {
            return None;
        }
        self.read(slot, joint, captures)
    }

    fn read(&self, slot: usize, at: usize, captures: &mut Vec<Capture>) -> Option<usize> {
        if at >= self.end {
            return None;
        }
        for reader in &self.program.readers[slot] {
            if let Some((to, value)) = self.place.memory.read(*reader, self.place.source, at)
                && to <= self.end
                && to > at
            {
                captures.push(Capture { slot, span: Span::new(at, to), value });
                return Some(to);
            }
        }
        None
    }
}

#[inline]
fn choice(step: usize, at: usize, cursor: usize, captures: &[Capture]) -> Choice {
    let (step, at, cursor, captures) = (step as u32, at as u32, cursor as u32, captures.len() as u32);
    Choice { step, at, cursor, least: at, captures }
}

/// Whether a word of ASCII letters, digits and `_` begins or ends at a byte.
#[inline]
fn word_border(text: &[u8], at: usize) -> bool {
    let word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    word(text.get(at.wrapping_sub(1))) != word(text.get(at))
}
