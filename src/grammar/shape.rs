//! The structure of a piece of regular expression: what the matcher runs and what the needs are read from.
//!
//! Nearly all that grammars write is literals, classes, repeats and alternatives. What goes beyond these (a
//! border of Unicode words, a flag) is left to the `regex` crate, as one [`Shape::Other`].

mod quick;

use std::sync::Arc;

use regex_automata::meta;
use regex_automata::meta::Regex;
use regex_automata::util::syntax;
use regex_syntax::ast::{
    AssertionKind, Ast, Flag, FlagsItemKind, GroupKind, RepetitionKind, RepetitionRange, parse::ParserBuilder,
};

use super::class::{Class, folded};
use super::pattern::SIGNS;
use crate::words::begins_as_ruin;

/// The structure of a regular expression.
#[derive(Debug, Clone)]
pub enum Shape {
    /// Words; in small letters where case does not matter.
    Literal {
        /// The words.
        text: String,
        /// Whether case matters.
        exact: bool,
    },
    /// One character of a set.
    Class(Arc<Class>),
    /// A border of an ASCII word.
    Border,
    /// The start of the text that is looked at: `\A`.
    Start,
    /// Its end: `\z`.
    End,
    /// Something again and again.
    Repeat {
        /// What.
        of: Arc<Shape>,
        /// How often at least.
        min: u32,
        /// How often at most; `None`: without limit.
        max: Option<u32>,
        /// Whether more is better than less.
        greedy: bool,
    },
    /// One after the other.
    All(Vec<Shape>),
    /// One of them, the first that will do.
    Either(Vec<Shape>),
    /// What only the crate of regular expressions knows, as it reads it; [`build`] makes it.
    Other(Arc<str>),
}

thread_local! {
    /// What the signs of patterns mean, in their order; of each thread its own, since all count who shares
    /// them.
    static MEANINGS: Vec<Shape> = SIGNS.iter().filter_map(|sign| Shape::parse(sign.meaning).ok()).collect();
}

/// What a character means that is the mark of a sign.
fn meaning(c: char) -> Option<Shape> {
    let sign = (c as usize).checked_sub(SIGNS[0].mark as usize).filter(|sign| *sign < SIGNS.len())?;
    MEANINGS.with(|meanings| meanings.get(sign).cloned())
}

/// Why there is no shape.
enum Refusal {
    /// The expression is wrong.
    Wrong(String),
    /// It is right, but no shape has it.
    Beyond,
}

/// The most bytes that an expression of the `regex` crate may take when compiled.
const SIZE_LIMIT: usize = 4 << 20;

impl Shape {
    /// Whether it is what a quote mark becomes where a text was read in the wrong encoding.
    pub(super) fn is_ruin(&self) -> bool {
        match self {
            Shape::All(parts) if parts.len() <= 2 => {
                matches!(&parts[..], [Shape::Literal { text, .. }, ..] if begins_as_ruin(text))
            }
            _ => false,
        }
    }

    /// The structure of a [`super::pattern::Node::Text`], in which case does not matter.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(source: &str) -> Result<Shape, String> {
        match quick::parse(source) {
            Some(shape) => Ok(shape),
            None => Shape::parse_all(source),
        }
    }

    /// The fewest bytes that it matches.
    pub fn shortest(&self) -> usize {
        match self {
            // In another case a character may take fewer bytes.
            Shape::Literal { text, .. } => text.chars().count(),
            Shape::Class(_) => 1,
            Shape::Border | Shape::Start | Shape::End | Shape::Other(_) => 0,
            Shape::Repeat { of, min, .. } => of.shortest().saturating_mul(*min as usize),
            Shape::All(parts) => parts.iter().map(Shape::shortest).fold(0, usize::saturating_add),
            Shape::Either(parts) => parts.iter().map(Shape::shortest).min().unwrap_or(0),
        }
    }

    /// As [`Shape::parse`], by way of the syntax tree of the crate, which knows the whole language and all
    /// mistakes.
    fn parse_all(source: &str) -> Result<Shape, String> {
        let ast = ParserBuilder::new().nest_limit(60).build().parse(source);
        let ast = ast.map_err(|error| error.kind().to_string())?;
        match shape(&ast, source, true) {
            Ok(shape) => Ok(shape),
            Err(Refusal::Wrong(message)) => Err(message),
            Err(Refusal::Beyond) => {
                let source = SIGNS.iter().fold(source.to_string(), |source, sign| {
                    source.replace(sign.mark, &format!("(?:{})", sign.meaning))
                });
                Ok(Shape::Other(source.into()))
            }
        }
    }
}

/// The expression of a [`Shape::Other`], compiled: that takes so long that it waits until a text needs it.
///
/// # Errors
/// What is wrong with it, in words.
pub(super) fn build(source: &str) -> Result<Regex, String> {
    let built = Regex::builder()
        .syntax(syntax::Config::new().case_insensitive(true))
        .configure(meta::Config::new().nfa_size_limit(Some(SIZE_LIMIT)))
        .build(source);
    built.map_err(|error| match error.syntax_error() {
        Some(error) => error.to_string(),
        None => "this pattern grows too large when compiled".into(),
    })
}

/// Adds a part to those from that number on, joining words.
fn push(parts: &mut Vec<Shape>, from: usize, part: Shape) {
    match (parts[from..].last_mut(), part) {
        (Some(Shape::Literal { text, exact }), Shape::Literal { text: more, exact: also_exact })
            if *exact == also_exact =>
        {
            text.push_str(&more);
        }
        (_, part) => parts.push(part),
    }
}

fn shape(ast: &Ast, source: &str, fold: bool) -> Result<Shape, Refusal> {
    match ast {
        Ast::Empty(_) => Ok(Shape::All(Vec::new())),
        Ast::Literal(literal) => Ok(meaning(literal.c).unwrap_or_else(|| Shape::Literal {
            text: if fold { folded(literal.c) } else { literal.c }.to_string(),
            exact: !fold,
        })),
        Ast::Dot(_) | Ast::ClassUnicode(_) | Ast::ClassPerl(_) | Ast::ClassBracketed(_) => {
            let span = ast.span();
            let written = &source[span.start.offset..span.end.offset];
            Class::of(written, fold).map(Shape::Class).map_err(Refusal::Wrong)
        }
        Ast::Repetition(repetition) => {
            let (min, max) = match &repetition.op.kind {
                RepetitionKind::ZeroOrOne => (0, Some(1)),
                RepetitionKind::ZeroOrMore => (0, None),
                RepetitionKind::OneOrMore => (1, None),
                RepetitionKind::Range(RepetitionRange::Exactly(times)) => (*times, Some(*times)),
                RepetitionKind::Range(RepetitionRange::AtLeast(times)) => (*times, None),
                RepetitionKind::Range(RepetitionRange::Bounded(min, max)) => (*min, Some(*max)),
            };
            let of = Arc::new(shape(&repetition.ast, source, fold)?);
            Ok(Shape::Repeat { of, min, max, greedy: repetition.greedy })
        }
        Ast::Group(group) => {
            let GroupKind::NonCapturing(flags) = &group.kind else {
                return shape(&group.ast, source, fold);
            };
            let mut on = true;
            let mut fold = fold;
            let mut ascii = false;
            for item in &flags.items {
                match item.kind {
                    FlagsItemKind::Negation => on = false,
                    FlagsItemKind::Flag(Flag::CaseInsensitive) => fold = on,
                    FlagsItemKind::Flag(Flag::Unicode) if !on => ascii = true,
                    FlagsItemKind::Flag(_) => return Err(Refusal::Beyond),
                }
            }
            match &*group.ast {
                Ast::Assertion(border) if ascii && border.kind == AssertionKind::WordBoundary => {
                    Ok(Shape::Border)
                }
                _ if ascii => Err(Refusal::Beyond),
                inner => shape(inner, source, fold),
            }
        }
        Ast::Alternation(either) => {
            let parts = either.asts.iter().map(|ast| shape(ast, source, fold)).collect::<Result<_, _>>()?;
            Ok(Shape::Either(parts))
        }
        Ast::Concat(all) => {
            let mut parts: Vec<Shape> = Vec::with_capacity(all.asts.len());
            for ast in &all.asts {
                push(&mut parts, 0, shape(ast, source, fold)?);
            }
            Ok(if parts.len() == 1 { parts.remove(0) } else { Shape::All(parts) })
        }
        Ast::Assertion(start) if start.kind == AssertionKind::StartText => Ok(Shape::Start),
        Ast::Assertion(end) if end.kind == AssertionKind::EndText => Ok(Shape::End),
        Ast::Assertion(_) | Ast::Flags(_) => Err(Refusal::Beyond),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_match_has_all_that_is_not_optional() {
        for (source, bytes) in
            [("re(ports?|view)", 6), (r".{20,}(?-u:\b)(is|was)", 22), ("é[a-z]?", 1), ("(x|)*", 0)]
        {
            assert_eq!(Shape::parse(source).map(|shape| shape.shortest()), Ok(bytes), "{source}");
        }
    }
}
