//! The space between the paragraphs of a Word file, by their styles and their own properties.

use std::collections::HashMap;

use crate::read::docx::{is_on, number};
use crate::read::office::Look;
use crate::read::xml::Element;

/// What a style or a paragraph says; nothing where it leaves that to the style it is based on.
#[derive(Debug, Default, Clone)]
struct Said {
    before: Option<i32>,
    after: Option<i32>,
    close: Option<bool>,
    heading: bool,
    number: Option<(String, usize)>,
    based: Option<String>,
}

/// The styles of paragraphs.
#[derive(Debug, Default)]
pub struct Styles {
    known: HashMap<String, Said>,
    usual: Said,
    default: Option<String>,
}

/// How long a chain of styles may be.
const MOST_BASED: usize = 16;

impl Styles {
    /// From the file of styles.
    pub fn new(root: &Element) -> Styles {
        let mut styles = Styles::default();
        for element in root.elements().flat_map(Element::elements) {
            match (&*element.name, element.attribute("styleId")) {
                ("docDefaults", _) => {
                    let usual = element.child("pPrDefault").and_then(|usual| usual.child("pPr"));
                    styles.usual = usual.map(said).unwrap_or_default();
                }
                ("style", Some(id)) if element.attribute("type") == Some("paragraph") => {
                    let mut said = element.child("pPr").map(said).unwrap_or_default();
                    let value = |name: &str| element.child(name).and_then(|own| own.attribute("val"));
                    said.based = value("basedOn").map(str::to_string);
                    said.heading |= value("name").is_some_and(|name| {
                        let name = name.to_lowercase();
                        name.starts_with("heading") || name == "title"
                    });
                    if element.attribute("default").is_some_and(|value| matches!(value, "1" | "true" | "on"))
                    {
                        styles.default = Some(id.to_string());
                    }
                    styles.known.insert(id.to_string(), said);
                }
                _ => {}
            }
        }
        styles
    }

    /// What a style says, with what it is based on, the nearest first.
    fn chain(&self, style: Option<&str>) -> impl Iterator<Item = &Said> {
        let first = style.or(self.default.as_deref()).and_then(|style| self.known.get(style));
        std::iter::successors(first, |said| said.based.as_ref().and_then(|based| self.known.get(based)))
            .take(MOST_BASED)
    }

    /// The list and level that a style numbers its paragraphs with.
    pub fn number(&self, style: Option<&str>) -> Option<(String, usize)> {
        self.chain(style).find_map(|said| said.number.clone())
    }

    /// How a paragraph of a style looks, with its own properties.
    pub fn look(&self, style: Option<&str>, properties: &Element) -> Look {
        let own = said(properties);
        let all = || [&own].into_iter().chain(self.chain(style)).chain([&self.usual]);
        let close = all().find_map(|said| said.close).unwrap_or(false);
        Look {
            before: all().find_map(|said| said.before).unwrap_or(0),
            after: all().find_map(|said| said.after).unwrap_or(0),
            close: close.then(|| style.unwrap_or_default().to_string()),
            heading: all().any(|said| said.heading),
        }
    }
}

fn said(properties: &Element) -> Said {
    let spacing = properties.child("spacing");
    let space = |name: &str, automatic: &str| {
        let spacing = spacing?;
        if spacing.attribute(automatic).is_some_and(|value| matches!(value, "1" | "true" | "on")) {
            return Some(280);
        }
        spacing.attribute(name).and_then(|value| value.parse().ok())
    };
    Said {
        before: space("before", "beforeAutospacing"),
        after: space("after", "afterAutospacing"),
        close: properties.child("contextualSpacing").map(is_on),
        heading: properties.child("outlineLvl").is_some_and(|level| level.attribute("val") != Some("9")),
        number: properties.child("numPr").map(number::of),
        based: None,
    }
}
