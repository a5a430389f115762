//! The styles of an OpenDocument text, as far as they matter for a text: spaces, page breaks, lists, what is
//! hidden.

use std::collections::HashMap;

use crate::read::lines::numeral;
use crate::read::office::Look;
use crate::read::xml::Element;

#[derive(Debug, Default, Clone)]
struct Style {
    parent: Option<String>,
    before: Option<i32>,
    after: Option<i32>,
    close: Option<bool>,
    breaks: Option<bool>,
    hidden: Option<bool>,
    page: Option<String>,
}

/// How a level of a list is numbered.
#[derive(Debug, Clone)]
pub struct List {
    /// It has bullets.
    pub bullet: bool,
    /// `1`, `a`, `A`, `i` or `I`; empty where nothing is shown.
    pub format: String,
    /// What stands before the number.
    pub prefix: String,
    /// What stands behind it.
    pub suffix: String,
    /// The first number.
    pub start: usize,
    /// How many levels are shown.
    pub levels: usize,
}

impl List {
    /// A number as this level shows it.
    pub fn number(&self, number: usize) -> String {
        numeral(number, self.format.chars().next().unwrap_or('1'))
    }
}

/// All styles of a file.
#[derive(Debug, Default)]
pub struct Styles {
    known: HashMap<String, Style>,
    usual: Style,
    lists: HashMap<String, Vec<Option<List>>>,
}

/// How long a chain of styles may be, and how deep lists.
const MOST_BASED: usize = 16;
const LEVELS: usize = 10;

impl Styles {
    /// From the files in which styles stand.
    pub fn new(roots: &[&Element]) -> Styles {
        let mut styles = Styles::default();
        for root in roots {
            for element in root
                .all("default-style")
                .into_iter()
                .filter(|own| own.attribute("family") == Some("paragraph"))
            {
                styles.usual = style(element);
            }
            for element in root.all("style") {
                if let Some(name) = element.attribute("name") {
                    styles.known.insert(name.to_string(), style(element));
                }
            }
            for element in root.all("list-style") {
                let mut levels = vec![None; LEVELS];
                for level in element.elements() {
                    let at = level.attribute("level").and_then(|at| at.parse::<usize>().ok()).unwrap_or(0);
                    if let Some(known) = at.checked_sub(1).and_then(|at| levels.get_mut(at)) {
                        *known = Some(list(level));
                    }
                }
                styles.lists.insert(element.attribute("name").unwrap_or_default().to_string(), levels);
            }
        }
        styles
    }

    fn chain(&self, name: &str) -> impl Iterator<Item = &Style> {
        let above = |style: &&Style| style.parent.as_ref().and_then(|parent| self.known.get(parent));
        std::iter::successors(self.known.get(name), above).take(MOST_BASED).chain([&self.usual])
    }

    /// How paragraphs of a style look.
    pub fn look(&self, name: &str) -> Look {
        let close = self.chain(name).find_map(|style| style.close).unwrap_or(false);
        Look {
            before: self.chain(name).find_map(|style| style.before).unwrap_or(0),
            after: self.chain(name).find_map(|style| style.after).unwrap_or(0),
            close: close.then(|| name.to_string()),
            heading: false,
        }
    }

    /// Whether paragraphs of a style begin a page. Only the style itself counts.
    pub fn breaks(&self, name: &str) -> bool {
        self.chain(name).find_map(|style| style.breaks).unwrap_or(false)
    }

    /// Whether text of a style is not shown.
    pub fn is_hidden(&self, name: &str) -> bool {
        self.chain(name).find_map(|style| style.hidden).unwrap_or(false)
    }

    /// The kinds of pages that the paragraphs of a text ask for, and the usual one.
    pub fn pages(&self, body: &Element) -> Vec<String> {
        let mut pages = vec!["Standard".to_string()];
        for paragraph in [body.all("p"), body.all("h"), body.all("table")].into_iter().flatten() {
            let style = paragraph.attribute("style-name").and_then(|name| self.known.get(name));
            pages.extend(style.and_then(|style| style.page.clone()));
        }
        pages
    }

    /// How a level of a list is numbered, from 0; bullets where nothing is known of it.
    pub fn list(&self, name: &str, level: usize) -> List {
        let known = self.lists.get(name).and_then(|levels| levels.get(level)?.clone());
        known.unwrap_or_else(|| List {
            bullet: true,
            format: String::new(),
            prefix: String::new(),
            suffix: String::new(),
            start: 1,
            levels: 1,
        })
    }
}

fn style(element: &Element) -> Style {
    let paragraph = element.child("paragraph-properties");
    let said = |name: &str| paragraph.and_then(|paragraph| paragraph.attribute(name));
    let space = |name: &str| said(name).or_else(|| said("margin")).and_then(twentieths);
    let text = element.child("text-properties").and_then(|text| text.attribute("display"));
    let page = element.attribute("master-page-name").filter(|page| !page.is_empty()).map(str::to_string);
    let breaks = said("break-before").map(|value| value == "page");
    Style {
        parent: element.attribute("parent-style-name").map(str::to_string),
        before: space("margin-top"),
        after: space("margin-bottom"),
        close: said("contextual-spacing").map(|value| value == "true"),
        breaks: breaks.or(page.as_ref().map(|_| true)),
        hidden: text.map(|value| value == "none"),
        page,
    }
}

fn list(level: &Element) -> List {
    let said = |name: &str| level.attribute(name).unwrap_or_default().to_string();
    let number = |name: &str| level.attribute(name).and_then(|value| value.parse().ok()).unwrap_or(1);
    List {
        bullet: &*level.name == "list-level-style-bullet",
        format: said("num-format"),
        prefix: said("num-prefix"),
        suffix: said("num-suffix"),
        start: number("start-value"),
        levels: number("display-levels"),
    }
}

/// A length in twentieths of a point; a share of the parent's is taken for none.
fn twentieths(length: &str) -> Option<i32> {
    let at = length.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-')?;
    let value: f64 = length[..at].parse().ok()?;
    let points = match &length[at..] {
        "cm" => value * 28.35,
        "mm" => value * 2.835,
        "in" => value * 72.0,
        "pt" => value,
        "pc" => value * 12.0,
        "px" => value * 0.75,
        _ => return None,
    };
    // A length that no page has is clipped by the conversion.
    Some((points * 20.0) as i32)
}
