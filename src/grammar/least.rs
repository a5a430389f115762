//! What a text holds at the least where a pattern matches: a look at it is cheaper than a try.
//!
//! The words that no match can lack are the matter of [`super::needs`]; here it is the signs and the length.

use super::class::Bytes;
use super::compile::Part;
use super::program::Program;
use super::shape::Shape;

/// How long a match is at the least, and the signs of which it has one.
#[derive(Debug, Default)]
pub struct Least {
    bytes: usize,
    /// For each sign that no match can lack, the bytes with which it begins.
    signs: Vec<Bytes>,
}

impl Least {
    /// What all matches of a pattern have.
    pub fn of(program: &Program) -> Least {
        let mut least = Least::default();
        least.parts(&program.parts);
        least
    }

    /// Whether a text has as much.
    pub fn is_in(&self, text: &str) -> bool {
        text.len() >= self.bytes && self.signs.iter().all(|sign| text.bytes().any(|byte| sign.has(byte)))
    }

    fn parts(&mut self, parts: &[Part]) {
        for part in parts {
            match part {
                Part::Text(shape, _) => self.shape(shape),
                Part::Group { alternatives, optional: false } => {
                    self.either(alternatives.iter().map(|parts| {
                        let mut least = Least::default();
                        least.parts(parts);
                        least
                    }));
                }
                _ => {}
            }
        }
    }

    /// Adds what a shape has; words have different lengths in different cases and are passed over.
    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Class(class) => {
                self.bytes = self.bytes.saturating_add(1);
                let leads = class.leads();
                let is_rare = !class.has_letters() && !leads.has(b' ');
                if is_rare && !self.signs.contains(&leads) {
                    self.signs.push(leads);
                }
            }
            Shape::Repeat { of, min, .. } if *min > 0 => {
                let before = self.bytes;
                self.shape(of);
                let once = self.bytes - before;
                self.bytes = before.saturating_add(once.saturating_mul(*min as usize));
            }
            Shape::All(parts) => parts.iter().for_each(|part| self.shape(part)),
            Shape::Either(parts) => self.either(parts.iter().map(|part| {
                let mut least = Least::default();
                least.shape(part);
                least
            })),
            _ => {}
        }
    }

    fn either(&mut self, ways: impl Iterator<Item = Least>) {
        self.bytes = self.bytes.saturating_add(ways.map(|way| way.bytes).min().unwrap_or(0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_a_sign_or_too_short_is_no_match() {
        for (pattern, bytes, signs) in [
            ("^.{20,}\\b(is|are)\\b.{5,}", 25, 0),
            ("reports?[.!?]", 1, 1),
            ("[^>]{2,} ?[>»›] ?news", 3, 1),
            ("home( [>»]| page)?", 0, 0),
            ("(a[.;]|b)([|;]|[d-f]{3})", 1, 0),
        ] {
            let program = Program::new(pattern, &mut |_| Err(String::new())).unwrap();
            let least = Least::of(&program);
            assert_eq!((least.bytes, least.signs.len()), (bytes, signs), "{pattern}");
        }
        let program = Program::new("reports?[.!?]", &mut |_| Err(String::new())).unwrap();
        let least = Least::of(&program);
        assert!(least.is_in("Reports!") && !least.is_in("Reports"));
    }
}
