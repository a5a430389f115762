//! From the elements of a page to lines and paragraphs, after what browsers do with them.

use ego_tree::NodeRef;
use scraper::node::Element;
use scraper::{Html, Node};

use super::chrome::{is_chrome, length};
use super::style::Styles;
use crate::read::lines::{Gap, Lines, numeral};

/// The least text that makes an article, or what stands outside of all, a document of its own, in bytes.
const LEAST_DOCUMENT: usize = 400;
/// Where the walk goes no deeper and takes the text as it comes.
const MOST_NESTED: usize = 600;

/// What is never shown as text.
const SKIPPED: [&str; 24] = [
    "head", "script", "style", "template", "noscript", "svg", "iframe", "object", "audio", "video", "canvas",
    "button", "select", "datalist", "dialog", "map", "input", "textarea", "progress", "meter", "rp", "rt",
    "del", "s",
];

/// The documents of a page.
pub fn texts(html: &Html) -> Vec<String> {
    let root = html.tree.root();
    let mut styles = Styles::default();
    for node in named(root, "style") {
        let sheet: String =
            node.children().filter_map(|text| text.value().as_text()).map(|text| &**text).collect();
        styles.add(&sheet);
    }
    let walk = Walk { styles, page: length(root) };
    let articles = walk.articles(root);
    if articles.len() > 1 {
        let around = walk.text(root, true);
        let around = Some(around).filter(|text| text.len() >= LEAST_DOCUMENT);
        return around
            .into_iter()
            .chain(articles.into_iter().map(|article| walk.text(article, false)))
            .collect();
    }
    let whole = walk.text(root, false);
    // A page that names its main part has the rest around it.
    let main = named(root, "main").next().map(|main| walk.text(main, false));
    vec![main.filter(|main| main.len() * 2 > whole.len()).unwrap_or(whole)]
}

fn named<'a>(root: NodeRef<'a, Node>, name: &'static str) -> impl Iterator<Item = NodeRef<'a, Node>> {
    root.descendants()
        .filter(move |node| node.value().as_element().is_some_and(|element| element.name() == name))
}

/// What the walk needs to know of the page.
struct Walk {
    styles: Styles,
    page: usize,
}

/// Where the walk stands.
struct State {
    lines: Lines,
    /// Lists that are open: the next number, how numbers are written, and whether they count down.
    lists: Vec<Option<(i64, char, bool)>>,
    /// White space is kept.
    exact: bool,
    /// Articles are left out.
    around: bool,
}

impl Walk {
    /// The articles of the page that are documents: long, and not part of each other.
    fn articles<'a>(&self, root: NodeRef<'a, Node>) -> Vec<NodeRef<'a, Node>> {
        let in_another = |node: &NodeRef<'_, Node>| {
            node.ancestors().any(|above| {
                above.value().as_element().is_some_and(|element| element.name() == "article")
                    || self.skips(above)
            })
        };
        named(root, "article").filter(|node| length(*node) >= LEAST_DOCUMENT && !in_another(node)).collect()
    }

    fn text(&self, root: NodeRef<'_, Node>, around: bool) -> String {
        let mut state = State { lines: Lines::default(), lists: Vec::new(), exact: false, around };
        self.node(root, &mut state, 0);
        state.lines.finish()
    }

    fn skips(&self, node: NodeRef<'_, Node>) -> bool {
        let Some(element) = node.value().as_element() else { return false };
        SKIPPED.contains(&element.name()) || self.styles.hides(element) || is_chrome(node, self.page)
    }

    fn node(&self, node: NodeRef<'_, Node>, state: &mut State, depth: usize) {
        match node.value() {
            Node::Text(text) if state.exact => {
                for (at, line) in text.split('\n').enumerate() {
                    if at > 0 {
                        state.lines.line_break();
                    }
                    state.lines.exact(line);
                }
            }
            Node::Text(text) => state.lines.words(text),
            Node::Element(_) if self.skips(node) => {}
            Node::Element(element) => self.element(node, element, state, depth),
            Node::Document | Node::Fragment => self.children(node, state, depth),
            _ => {}
        }
    }

    fn children(&self, node: NodeRef<'_, Node>, state: &mut State, depth: usize) {
        if depth > MOST_NESTED {
            node.descendants()
                .filter_map(|below| below.value().as_text())
                .for_each(|text| state.lines.words(text));
            return;
        }
        node.children().for_each(|child| self.node(child, state, depth + 1));
    }

    fn element(&self, node: NodeRef<'_, Node>, element: &Element, state: &mut State, depth: usize) {
        let gap = self.gap(element, !state.lists.is_empty());
        state.lines.gap(gap);
        match element.name() {
            "br" => state.lines.line_break(),
            "article" if state.around && length(node) >= LEAST_DOCUMENT => {}
            "ul" | "menu" => self.list(node, None, state, depth),
            "ol" => {
                let number = |name: &str| element.attr(name).and_then(|value| value.trim().parse().ok());
                let down = element.attr("reversed").is_some();
                let items = node.children().filter(|item| is(*item, "li")).count() as i64;
                let first = number("start").unwrap_or(if down { items } else { 1 });
                let format = element.attr("type").and_then(|format| format.chars().next()).unwrap_or('1');
                self.list(node, Some((first, format, down)), state, depth);
            }
            "li" => {
                let mark =
                    state.lists.last_mut().and_then(|list| list.as_mut()).map(|(next, format, down)| {
                        let number =
                            element.attr("value").and_then(|value| value.parse().ok()).unwrap_or(*next);
                        *next = if *down { number.saturating_sub(1) } else { number.saturating_add(1) };
                        usize::try_from(number)
                            .map_or(format!("{number}. "), |n| format!("{}. ", numeral(n, *format)))
                    });
                state.lines.mark(mark.as_deref().unwrap_or("• "));
                self.children(node, state, depth);
                state.lines.unmark();
            }
            "tr" => self.row(node, state, depth),
            "pre" => {
                let before = std::mem::replace(&mut state.exact, true);
                self.children(node, state, depth);
                state.exact = before;
            }
            "q" => {
                state.lines.exact("“");
                self.children(node, state, depth);
                state.lines.exact("”");
            }
            // A raised number is a note; "5th" and the like run on.
            "sup" => match raised(node) {
                Some(number) => state.lines.exact(&format!("[{number}]")),
                None => self.children(node, state, depth),
            },
            _ => self.children(node, state, depth),
        }
        state.lines.gap(gap);
    }

    fn list(
        &self,
        node: NodeRef<'_, Node>,
        numbers: Option<(i64, char, bool)>,
        state: &mut State,
        depth: usize,
    ) {
        state.lists.push(numbers);
        self.children(node, state, depth);
        state.lists.pop();
    }

    /// The cells of a row stand on one line, unless one of them has more lines than one: then one below the
    /// other.
    fn row(&self, node: NodeRef<'_, Node>, state: &mut State, depth: usize) {
        let cells = node.children().filter(|cell| is(*cell, "td") || is(*cell, "th"));
        let cells: Vec<String> = cells
            .filter(|cell| !self.skips(*cell))
            .map(|cell| {
                let mut own =
                    State { lines: Lines::default(), lists: Vec::new(), exact: state.exact, around: false };
                self.children(cell, &mut own, depth);
                own.lines.finish()
            })
            .collect();
        state.lines.cells(&cells);
    }

    /// The gap before and after an element.
    fn gap(&self, element: &Element, in_list: bool) -> Gap {
        match element.name() {
            "p" if self.styles.is_tight(element) => Gap::Line,
            "ul" | "ol" | "menu" | "dl" if in_list => Gap::Line,
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "ul" | "ol" | "menu" | "dl"
            | "table" | "pre" | "figure" | "section" | "article" | "main" | "header" | "footer" | "aside"
            | "form" | "fieldset" | "details" | "address" | "hgroup" | "hr" => Gap::Paragraph,
            "div" | "li" | "dt" | "dd" | "tr" | "caption" | "figcaption" | "summary" | "legend"
            | "center" | "body" | "thead" | "tbody" | "tfoot" | "option" => Gap::Line,
            _ => Gap::None,
        }
    }
}

fn is(node: NodeRef<'_, Node>, name: &str) -> bool {
    node.value().as_element().is_some_and(|element| element.name() == name)
}

/// The number in a raised text that is nothing but a number.
fn raised(node: NodeRef<'_, Node>) -> Option<String> {
    let text: String =
        node.descendants().filter_map(|below| below.value().as_text()).map(|text| &**text).collect();
    let number = text.trim().trim_matches(['[', ']', '(', ')']);
    (!number.is_empty() && number.len() < 4 && number.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| number.to_string())
}
