//! XML as a small tree, for the formats of word processors.
//!
//! Names are without their prefix, since programs choose these freely. Entities that a file declares are not
//! looked at, so none can grow; depth and number of elements are limited.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// How deep elements may lie in each other.
const MOST_NESTED: usize = 256;
/// How many elements and texts a file may have.
const MOST_NODES: usize = 2_000_000;

/// An element.
#[derive(Debug, Default)]
pub struct Element {
    /// Its name without prefix.
    pub name: Box<str>,
    attributes: Vec<(Box<str>, Box<str>)>,
    /// What stands in it.
    pub children: Vec<Node>,
}

/// What stands in an element.
#[derive(Debug)]
pub enum Node {
    /// An element.
    Element(Element),
    /// Text.
    Text(String),
}

impl Element {
    /// The attribute of this name without prefix.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| **own == *name).map(|(_, value)| &**value)
    }

    /// The text right in it, without that of its elements.
    pub fn words(&self) -> String {
        let texts = self
            .children
            .iter()
            .filter_map(|node| if let Node::Text(text) = node { Some(text.as_str()) } else { None });
        texts.collect()
    }

    /// The elements in it.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children
            .iter()
            .filter_map(|node| if let Node::Element(element) = node { Some(element) } else { None })
    }

    /// The first element in it of this name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| *element.name == *name)
    }

    /// All elements of this name in it, at any depth, in order.
    pub fn all<'e>(&'e self, name: &str) -> Vec<&'e Element> {
        let mut found = Vec::new();
        self.gather(name, &mut found);
        found
    }

    fn gather<'e>(&'e self, name: &str, found: &mut Vec<&'e Element>) {
        for element in self.elements() {
            if *element.name == *name {
                found.push(element);
            }
            element.gather(name, found);
        }
    }
}

/// The tree of a text in XML; its root holds the outermost element.
///
/// # Errors
/// What is wrong with the text.
pub fn parse(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::default()];
    let mut nodes = 0;
    loop {
        let event = reader.read_event().map_err(|_| "broken: its XML is damaged".to_string())?;
        nodes += 1;
        if nodes > MOST_NODES || open.len() > MOST_NESTED {
            return Err("broken: its XML is larger or deeper than that of any letter".into());
        }
        match event {
            Event::Start(start) => open.push(element(&start)),
            Event::Empty(start) => add(&mut open, Node::Element(element(&start))),
            Event::End(_) => close(&mut open),
            Event::Text(text) => add_text(&mut open, &text.xml10_content()),
            Event::CData(text) => add_text(&mut open, &text.into_inner()),
            Event::GeneralRef(entity) => match entity.resolve_char_ref() {
                Ok(Some(c)) => add_text(&mut open, c.encode_utf8(&mut [0; 4])),
                _ => add_text(
                    &mut open,
                    quick_xml::escape::resolve_predefined_entity(&entity).unwrap_or_default(),
                ),
            },
            Event::Eof => break,
            _ => {}
        }
    }
    if open.len() > 1 {
        return Err("broken: its XML ends too early".into());
    }
    Ok(open.swap_remove(0))
}

fn close(open: &mut Vec<Element>) {
    if open.len() > 1
        && let Some(done) = open.pop()
    {
        add(open, Node::Element(done));
    }
}

fn add(open: &mut [Element], node: Node) {
    if let Some(last) = open.last_mut() {
        last.children.push(node);
    }
}

fn add_text(open: &mut [Element], more: &str) {
    let Some(last) = open.last_mut() else { return };
    match last.children.last_mut() {
        Some(Node::Text(text)) => text.push_str(more),
        _ => last.children.push(Node::Text(more.to_string())),
    }
}

fn element(start: &BytesStart<'_>) -> Element {
    let mut attributes = Vec::new();
    for attribute in start.attributes().with_checks(false).flatten() {
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).unwrap_or_default();
        let name: &str = attribute.key.local_name().into_inner();
        attributes.push((name.into(), value.into()));
    }
    Element { name: start.local_name().into_inner().into(), attributes, children: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_has_names_without_prefix_and_entities_of_xml_only() {
        let root = parse("<?xml version='1.0'?><a:x b:c='1 &amp; 2'>p &lt;q&#233;<y/>&none;r</a:x>").unwrap();
        let x = root.child("x").unwrap();
        assert_eq!(x.attribute("c"), Some("1 & 2"));
        let texts: Vec<String> = x.children.iter().map(|node| format!("{node:?}")).collect();
        assert_eq!(texts[0], "Text(\"p <qé\")");
        assert_eq!(texts[2], "Text(\"r\")");
    }

    #[test]
    fn what_is_broken_or_built_to_break_is_refused() {
        let laughs = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><x>&b;</x>";
        assert!(
            parse(laughs).unwrap().child("x").unwrap().children.is_empty()
                || !format!("{:?}", parse(laughs)).contains("ha")
        );
        for text in ["<a><b></a>", "<a>", "<a", &"<a>".repeat(1000), &"<a/>".repeat(MOST_NODES + 1)] {
            assert!(parse(text).is_err(), "{}", &text[..text.len().min(20)]);
        }
    }
}
