//! What belongs to the site and not to the page: navigation, banners, side columns, footers.
//!
//! An element says so by its name, its role or its class. None of these is believed of an element that holds
//! the better part of the page.

use ego_tree::NodeRef;
use scraper::Node;

const ROLES: [&str; 8] =
    ["navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu"];

/// Words of which a class or an identifier of such an element consists.
const CLASSES: [&str; 26] = [
    "cookie",
    "cookies",
    "consent",
    "gdpr",
    "breadcrumb",
    "breadcrumbs",
    "skiplink",
    "skiplinks",
    "nav",
    "navbar",
    "navigation",
    "menu",
    "sidebar",
    "share",
    "sharing",
    "social",
    "related",
    "newsletter",
    "advert",
    "advertisement",
    "ads",
    "pagination",
    "pager",
    "topbar",
    "masthead",
    "cookiebanner",
];

/// Classes of what only programs that read aloud are told.
const UNSEEN: [&str; 4] = ["visually-hidden", "visuallyhidden", "sr-only", "screen-reader"];

/// Whether an element belongs to the site. `page` is how much text the page has.
pub fn is_chrome(node: NodeRef<'_, Node>, page: usize) -> bool {
    let Some(element) = node.value().as_element() else { return false };
    let name = element.name();
    if matches!(name, "html" | "body" | "main" | "article") {
        return false;
    }
    let classes = element.attr("class").unwrap_or_default().to_lowercase();
    if UNSEEN.iter().any(|unseen| classes.contains(unseen)) {
        return true;
    }
    let role = element.attr("role").is_some_and(|role| ROLES.contains(&role.to_lowercase().as_str()));
    let id = element.attr("id").unwrap_or_default().to_lowercase();
    let mut words =
        classes.split(|c: char| !c.is_alphanumeric()).chain(id.split(|c: char| !c.is_alphanumeric()));
    let named = matches!(name, "nav" | "aside")
        || matches!(name, "header" | "footer") && is_of_the_site(node)
        || role
        || words.any(|word| CLASSES.contains(&word));
    named && !holds_the_page(node, page)
}

/// A header or footer of an article is part of it, and one with a title and no links is the title of the
/// page.
fn is_of_the_site(node: NodeRef<'_, Node>) -> bool {
    if node.value().as_element().is_some_and(|element| element.name() == "footer") {
        return !inside(node);
    }
    let (whole, links) = (length(node), linked(node));
    !inside(node) && (links > 0 || whole == 0 || !holds(node, &["h1", "h2", "p"]))
}

fn inside(node: NodeRef<'_, Node>) -> bool {
    node.ancestors().any(|above| {
        above.value().as_element().is_some_and(|element| matches!(element.name(), "article" | "main"))
    })
}

fn holds_the_page(node: NodeRef<'_, Node>, page: usize) -> bool {
    holds(node, &["main", "article"]) || length(node) * 2 > page
}

fn holds(node: NodeRef<'_, Node>, names: &[&str]) -> bool {
    node.descendants()
        .filter_map(|below| below.value().as_element())
        .any(|element| names.contains(&element.name()))
}

/// How many letters stand in links.
fn linked(node: NodeRef<'_, Node>) -> usize {
    let links =
        node.descendants().filter(|below| below.value().as_element().is_some_and(|link| link.name() == "a"));
    links.map(length).sum()
}

/// How many bytes of text, without white space, stand in a node.
pub fn length(node: NodeRef<'_, Node>) -> usize {
    let texts = node.descendants().filter(|below| {
        let above = below.parent().and_then(|above| above.value().as_element());
        !above.is_some_and(|above| matches!(above.name(), "script" | "style" | "noscript" | "template"))
    });
    texts
        .filter_map(|below| below.value().as_text())
        .map(|text| text.split_whitespace().map(str::len).sum::<usize>())
        .sum()
}
