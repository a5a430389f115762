//! The numbers of lists in a Word file: the file says how they are made, not what they are.

use std::collections::HashMap;

use crate::read::lines::numeral;
use crate::read::xml::Element;

/// How the items of one level of a list are numbered.
#[derive(Debug, Clone)]
struct Level {
    start: usize,
    format: String,
    /// `%1.%2` and the like.
    text: String,
    style: Option<String>,
}

/// The lists of a file, and how far they have come.
#[derive(Debug, Default)]
pub struct Numbers {
    /// Kinds of lists by number.
    kinds: HashMap<String, Vec<Level>>,
    /// For each list its kind, and the levels at which it starts anew.
    lists: HashMap<String, (String, HashMap<usize, usize>)>,
    counts: HashMap<String, Vec<Option<usize>>>,
    begun: Vec<String>,
}

/// Levels that a list may have.
const LEVELS: usize = 9;

/// The list and level that the property of a paragraph names.
pub fn of(property: &Element) -> (String, usize) {
    let value = |name: &str| property.child(name).and_then(|own| own.attribute("val"));
    let level = value("ilvl").and_then(|level| level.parse().ok()).unwrap_or(0);
    (value("numId").unwrap_or("0").to_string(), level)
}

impl Numbers {
    /// From the file of lists.
    pub fn new(root: &Element) -> Numbers {
        let mut numbers = Numbers::default();
        for element in root.elements().flat_map(Element::elements) {
            if let ("abstractNum", Some(id)) = (&*element.name, element.attribute("abstractNumId")) {
                let levels = element.elements().filter(|level| &*level.name == "lvl").take(LEVELS).map(level);
                numbers.kinds.insert(id.to_string(), levels.collect());
            }
            if let ("num", Some(id)) = (&*element.name, element.attribute("numId")) {
                let kind =
                    element.child("abstractNumId").and_then(|kind| kind.attribute("val")).unwrap_or_default();
                let anew = element.elements().filter(|own| &*own.name == "lvlOverride").filter_map(|own| {
                    let start = own.child("startOverride")?.attribute("val")?.parse().ok()?;
                    Some((own.attribute("ilvl")?.parse().ok()?, start))
                });
                numbers.lists.insert(id.to_string(), (kind.to_string(), anew.collect()));
            }
        }
        numbers
    }

    /// The mark of the next paragraph of a list; empty where it is in none.
    pub fn mark(&mut self, place: Option<(String, usize)>, style: Option<&str>) -> String {
        let Some((list, mut at)) = place else { return String::new() };
        let Some((kind, anew)) = self.lists.get(&list) else { return String::new() };
        let Some(levels) = self.kinds.get(kind) else { return String::new() };
        if let Some(own) =
            levels.iter().position(|level| level.style.is_some() && level.style.as_deref() == style)
        {
            at = own;
        }
        let Some(level) = levels.get(at) else { return String::new() };
        let counts = self.counts.entry(kind.clone()).or_insert_with(|| vec![None; LEVELS]);
        if !self.begun.contains(&list) {
            self.begun.push(list.clone());
            for (&at, &start) in anew.iter().filter(|(at, _)| **at < LEVELS) {
                counts[at] = start.checked_sub(1);
            }
        }
        counts[at] = Some(counts[at].map_or(level.start, |count| count.saturating_add(1)));
        counts[at + 1..].fill(None);
        match level.format.as_str() {
            "none" => return String::new(),
            "bullet" => return "• ".into(),
            _ => {}
        }
        let mut mark = level.text.clone();
        for (place, level) in levels.iter().enumerate().take(at + 1) {
            let number = counts[place].unwrap_or(level.start);
            mark = mark.replace(&format!("%{}", place + 1), &shown(number, &level.format));
        }
        if mark.is_empty() { mark } else { format!("{mark} ") }
    }
}

fn level(element: &Element) -> Level {
    let value = |name: &str| element.child(name).and_then(|own| own.attribute("val"));
    Level {
        start: value("start").and_then(|start| start.parse().ok()).unwrap_or(1),
        format: value("numFmt").unwrap_or("decimal").to_string(),
        text: value("lvlText").unwrap_or_default().to_string(),
        style: value("pStyle").map(str::to_string),
    }
}

fn shown(number: usize, format: &str) -> String {
    match format {
        "lowerLetter" => numeral(number, 'a'),
        "upperLetter" => numeral(number, 'A'),
        "lowerRoman" => numeral(number, 'i'),
        "upperRoman" => numeral(number, 'I'),
        "decimalZero" => format!("{number:02}"),
        "bullet" | "none" => String::new(),
        _ => number.to_string(),
    }
}
