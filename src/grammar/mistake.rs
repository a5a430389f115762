//! What is wrong with a grammar file: where, what, and what instead.

use std::ops::Range;
use std::sync::Arc;

use super::borders::{ceil, floor};
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// One mistake in one file.
#[derive(Debug, Clone)]
pub struct Mistake {
    /// The path of the file.
    pub file: String,
    /// The text of the file.
    pub source: Arc<str>,
    /// The bytes at fault.
    pub place: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do instead.
    pub help: Option<String>,
}

impl Mistake {
    /// The mistake drawn as a compiler would, with colours or without.
    pub fn render(&self, colour: bool) -> String {
        let end = self.place.end.min(self.source.len());
        let place = floor(&self.source, self.place.start.min(end))..ceil(&self.source, end);
        let snippet =
            Snippet::source(&*self.source).path(&*self.file).annotation(AnnotationKind::Primary.span(place));
        let mut group = Level::ERROR.primary_title(&*self.message).element(snippet);
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(&**help));
        }
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&[group]).to_string()
    }

    /// The line of the mistake, from 1.
    pub fn line(&self) -> usize {
        line_of(&self.source, self.place.start)
    }
}

/// The line of a byte of a file, from 1.
pub fn line_of(source: &str, at: usize) -> usize {
    source.as_bytes()[..at.min(source.len())].iter().filter(|&&byte| byte == b'\n').count() + 1
}

/// The known name nearest to a misspelt one, as help: "did you mean `role`?".
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let known: Vec<&str> = known.into_iter().collect();
    let close = known
        .iter()
        .map(|name| (strsim::osa_distance(wrong, name), name))
        .filter(|(distance, name)| *distance <= 1 + name.len() / 3)
        .min();
    match close {
        Some((_, name)) => Some(format!("did you mean `{name}`?")),
        None if known.is_empty() => None,
        None => {
            let mut names: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            names.sort();
            names.dedup();
            Some(format!("known here: {}", names.join(", ")))
        }
    }
}
