//! What a style sheet says of elements that matters for a text: which are hidden, and which paragraphs stand
//! close.
//!
//! Only what letters need: selectors of one element or class, and rules outside of `@media` and the like.

use scraper::node::Element;

/// What is known of styles.
#[derive(Debug, Default)]
pub struct Styles {
    hidden: Vec<String>,
    tight: Vec<String>,
}

impl Styles {
    /// Reads one more style sheet.
    pub fn add(&mut self, sheet: &str) {
        let mut depth = 0;
        let mut selectors = String::new();
        for piece in sheet.split_inclusive(['{', '}']) {
            if let Some(words) = piece.strip_suffix('{') {
                depth += 1;
                if depth == 1 {
                    selectors = words.rsplit("*/").next().unwrap_or_default().trim().to_lowercase();
                }
                continue;
            }
            if depth == 1 && !selectors.starts_with('@') {
                let declarations = piece.to_lowercase();
                let names = || selectors.split(',').map(|selector| selector.trim().to_string());
                if hides(&declarations) {
                    self.hidden.extend(names());
                }
                if is_tight(&declarations) {
                    self.tight.extend(names());
                }
            }
            depth = if depth > 0 { depth - 1 } else { 0 };
        }
    }

    /// Whether an element is not shown.
    pub fn hides(&self, element: &Element) -> bool {
        element.attr("hidden").is_some()
            || own(element).is_some_and(|own| hides(&own))
            || meets(&self.hidden, element)
    }

    /// Whether a paragraph has no space below it.
    pub fn is_tight(&self, element: &Element) -> bool {
        let own = own(element).and_then(|own| space_below(&own));
        own.map_or_else(|| meets(&self.tight, element), |space| !space)
    }
}

/// The declarations at the element itself.
fn own(element: &Element) -> Option<String> {
    element.attr("style").map(str::to_lowercase)
}

fn meets(selectors: &[String], element: &Element) -> bool {
    selectors.iter().any(|selector| {
        let (name, class) = selector.split_once('.').unwrap_or((selector, ""));
        (name.is_empty() || name == element.name())
            && (class.is_empty() || element.classes().any(|own| own.eq_ignore_ascii_case(class)))
            && !selector.is_empty()
    })
}

fn declared<'d>(declarations: &'d str, name: &str) -> Option<&'d str> {
    let of = |declaration: &'d str| declaration.split_once(':').filter(|(own, _)| own.trim() == name);
    declarations.split([';', '}']).filter_map(of).map(|(_, value)| value.trim()).next_back()
}

fn hides(declarations: &str) -> bool {
    declared(declarations, "display").is_some_and(|value| value.starts_with("none"))
        || declared(declarations, "visibility").is_some_and(|value| value.starts_with("hidden"))
}

fn is_tight(declarations: &str) -> bool {
    space_below(declarations) == Some(false)
}

/// Whether there is space below; `None` where that is not said.
fn space_below(declarations: &str) -> Option<bool> {
    let bottom = declared(declarations, "margin-bottom").or_else(|| {
        let sides: Vec<&str> = declared(declarations, "margin")?.split_whitespace().collect();
        sides.get(2).or(sides.first()).copied()
    })?;
    let end = bottom.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(bottom.len());
    bottom[..end].parse().ok().map(|space: f64| space > 0.02)
}
