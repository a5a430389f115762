//! What is wrong with a grammar file: where, what, and what instead.

use std::ops::Range;
use std::sync::Arc;

use super::borders::{ceil, floor};
use super::code::Code;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// One mistake in one file.
#[derive(Debug, Clone)]
pub struct Mistake {
    /// What kind of mistake it is.
    pub code: Code,
    /// The path of the file.
    pub file: String,
    /// The text of the file.
    pub source: Arc<str>,
    /// The bytes at fault.
    pub place: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What is said below the bytes at fault.
    pub label: Option<String>,
    /// Another place that has to do with it, and what is said there.
    pub beside: Option<(Range<usize>, String)>,
    /// What to do instead.
    pub help: Option<String>,
}

impl Mistake {
    /// The mistake drawn as a compiler would, with colours or without.
    pub fn render(&self, colour: bool) -> String {
        let mut primary = AnnotationKind::Primary.span(self.within(&self.place));
        if let Some(label) = &self.label {
            primary = primary.label(&**label);
        }
        let mut snippet = Snippet::source(&*self.source).path(&*self.file).annotation(primary);
        if let Some((place, label)) = &self.beside {
            snippet = snippet.annotation(AnnotationKind::Context.span(self.within(place)).label(&**label));
        }
        let mut group = Level::ERROR.primary_title(&*self.message).id(self.code.0).element(snippet);
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(&**help));
        }
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&[group]).to_string()
    }

    /// A place as the source has it, on the borders of characters.
    fn within(&self, place: &Range<usize>) -> Range<usize> {
        let end = place.end.min(self.source.len());
        floor(&self.source, place.start.min(end))..ceil(&self.source, end)
    }

    /// The line of the mistake, from 1.
    pub fn line(&self) -> usize {
        line_of(&self.source, self.place.start)
    }
}

/// The line of a byte of a file, from 1.
pub fn line_of(source: &str, at: usize) -> usize {
    memchr::memchr_iter(b'\n', &source.as_bytes()[..at.min(source.len())]).count() + 1
}

/// More known names than this are not all told.
const MOST_NAMES: usize = 24;
/// So many are told of them.
const FEW_NAMES: usize = 5;
/// A name less like the wrong one, of 1000, is no help.
const LITTLE: u64 = 600;

/// The known name nearest to a misspelt one, as help: "did you mean `role`?".
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let known: Vec<&str> = known.into_iter().collect();
    // Of names as far away the one that begins as what was written.
    let likeness = |name: &str| std::cmp::Reverse((strsim::jaro_winkler(wrong, name) * 1000.0) as u64);
    let close = known
        .iter()
        .map(|name| (strsim::osa_distance(wrong, name), likeness(name), name))
        .filter(|(distance, _, name)| *distance <= 1 + name.len() / 3 && *distance < name.len())
        .min();
    if let Some((_, _, name)) = close {
        return Some(format!("did you mean `{name}`?"));
    }
    let mut names = known;
    names.sort_unstable();
    names.dedup();
    let all = names.len();
    let told = if all > MOST_NAMES {
        names.retain(|name| likeness(name).0 > LITTLE);
        if names.is_empty() {
            return Some(format!("none of the {all} is like it"));
        }
        names.sort_by_key(|name| likeness(name));
        names.truncate(FEW_NAMES);
        format!("the nearest of {all}")
    } else {
        "known here".into()
    };
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    (all > 0).then(|| format!("{told}: {}", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_the_one_that_was_meant() {
        let known = ["at", "date", "person", "role"];
        for (wrong, said) in [
            ("dat", "did you mean `date`?"),
            ("dates", "did you mean `date`?"),
            ("rloe", "did you mean `role`?"),
            ("persn", "did you mean `person`?"),
            ("weather", "known here: `at`, `date`, `person`, `role`"),
        ] {
            assert_eq!(nearest(wrong, known).as_deref(), Some(said), "{wrong}");
        }
        assert_eq!(nearest("x", []), None);
        let many: Vec<String> = (0..500).map(|number| format!("rule {number}")).collect();
        assert_eq!(
            nearest("published", many.iter().map(String::as_str).chain(["published on a day"])).as_deref(),
            Some("the nearest of 501: `published on a day`")
        );
        let help = nearest("zzz", many.iter().map(String::as_str));
        assert_eq!(help.as_deref(), Some("none of the 500 is like it"));
    }
}
