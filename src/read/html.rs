//! Web pages: the text that a reader sees, without what the site puts around it.
//!
//! How elements become lines is in [`walk`], what belongs to the site and not to the page in [`chrome`], and
//! what a style sheet hides in [`style`].

mod chrome;
mod style;
mod walk;

use encoding_rs::Encoding;
use scraper::Html;

use super::format::{Content, File, Looks};
use super::text;

/// How deep elements may lie in each other. Browsers stop at 512; parsing takes time with the square of it.
const MOST_NESTED: usize = 2_000;

/// A page says so at its beginning; other text may hold tags.
pub fn looks(file: &File<'_>) -> Looks {
    let head = file.head.as_str();
    let tags = ["<p>", "<p ", "<div", "<body", "<table", "<br", "<head", "<meta", "<title", "<h1", "<span"];
    let starts = ["<!doctype html", "<html"].iter().any(|start| head.starts_with(start));
    if starts || head.starts_with('<') && head.contains("<html") {
        Looks::Surely
    } else if head.starts_with('<') && tags.iter().any(|tag| head.contains(tag)) {
        Looks::Perhaps
    } else {
        Looks::No
    }
}

/// Reads a page; several documents where it holds several articles.
///
/// # Errors
/// Why there is no text in it.
pub fn read(file: &File<'_>) -> Result<Vec<Content>, String> {
    page(&decode(file)?)
}

/// The documents of a page that is text already.
///
/// # Errors
/// A page that no browser would show.
pub fn page(source: &str) -> Result<Vec<Content>, String> {
    if nesting(source) > MOST_NESTED {
        return Err(format!("broken: its elements lie in each other more than {MOST_NESTED} deep"));
    }
    let html = Html::parse_document(source);
    let texts = walk::texts(&html);
    Ok(texts
        .into_iter()
        .map(|text| {
            let (text, origin) = text::mended(&text);
            Content::Text(text, origin)
        })
        .collect())
}

/// The text of the file: by its mark, by the encoding that it names, or as any text.
fn decode(file: &File<'_>) -> Result<String, String> {
    if Encoding::for_bom(file.bytes).is_none()
        && let Some(encoding) = named(&file.head)
        && !std::str::from_utf8(file.bytes).is_ok_and(|text| !text.is_ascii())
    {
        return Ok(encoding.decode(file.bytes).0.into_owned());
    }
    Ok(text::decode(file.bytes)?.0)
}

/// The encoding that a page names. A page that can be read names none that is not ASCII at heart.
fn named(head: &str) -> Option<&'static Encoding> {
    let (_, label) = head.split_once("charset=").or_else(|| head.split_once("encoding="))?;
    let label = label.trim_start_matches(['"', '\'', ' ']);
    let end = label.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:".contains(c)).unwrap_or(label.len());
    Encoding::for_label(&label.as_bytes()[..end]).filter(|encoding| encoding.is_ascii_compatible())
}

/// How deep elements lie in each other at most, without those that end by themselves. What stands in a
/// comment, a script or a style sheet is no element, but for those of pictures and formulas.
fn nesting(source: &str) -> usize {
    const ENDLESS: [&str; 28] = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
        "track", "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "option", "tbody", "thead", "tfoot",
        "colgroup", "rt", "rp",
    ];
    let (mut depth, mut most) = (0_usize, 0);
    let (mut drawn, mut past) = (0_usize, 0);
    let bytes = source.as_bytes();
    for at in memchr::memchr_iter(b'<', bytes) {
        if at < past {
            continue;
        }
        if source[at..].starts_with("<!--") {
            past = source[at..].find("-->").map_or(source.len(), |end| at + end);
            continue;
        }
        let closes = bytes.get(at + 1) == Some(&b'/');
        let start = at + 1 + usize::from(closes);
        let length = bytes[start..].iter().take(16).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let name = source[start..start + length].to_ascii_lowercase();
        if name.is_empty() || ENDLESS.contains(&name.as_str()) {
            continue;
        }
        let step = |count: usize| if closes { count.saturating_sub(1) } else { count + 1 };
        depth = step(depth);
        most = most.max(depth);
        match name.as_str() {
            "svg" | "math" => drawn = step(drawn),
            "script" | "style" if !closes && drawn == 0 => past = end_of(&name, source, start),
            _ => {}
        }
    }
    most
}

/// The byte from which on an element of that name is closed.
fn end_of(name: &str, source: &str, from: usize) -> usize {
    let mut rest = source[from..].match_indices("</").map(|(at, _)| from + at);
    let closes = |at: &usize| {
        let end = source.as_bytes()[at + 2..].get(..name.len());
        end.is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes()))
    };
    rest.find(closes).unwrap_or(source.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_texts(source: &[u8]) -> Vec<String> {
        let parts = read(&File::new("page.html", source)).unwrap();
        let text = |part| if let Content::Text(text, _) = part { text } else { panic!("a page holds texts") };
        parts.into_iter().map(text).collect()
    }

    /// Each line: a page, and the text that a reader sees.
    #[test]
    fn a_page_is_read_as_it_is_seen() {
        for (page, text) in [
            ("<p>One\n  two</p><p>Three<br>four", "One two\n\nThree\nfour\n"),
            (
                "<div>Jane Marsh</div><div>Kent</div><div><br></div><div>Dear</div>",
                "Jane Marsh\nKent\n\nDear\n",
            ),
            ("a<br><br>b<br>", "a\n\nb\n"),
            ("<b>bo</b>ld, 5<sup>th</sup> May<sup>2</sup>", "bold, 5th May[2]\n"),
            ("<ul><li>a<li><p>b</p></ul><ol start=3 type=a><li>c<li>d</ol>", "• a\n\n• b\n\nc. c\nd. d\n"),
            (
                "<table><tr><th>Kent<td>good<tr><td>Sussex<td> <b>poor</b></table>",
                "Kent\tgood\nSussex\tpoor\n",
            ),
            ("<table><tr><td>Our office<br>Kent<td>Your ref</table>", "Our office\nKent\n\nYour ref\n"),
            ("<pre>a  b\n  c</pre>", "a  b\n  c\n"),
            ("<p>a<script>x</script><style>y</style><p hidden>b<p style='display: none'>c", "a\n"),
            ("<style>.x{display:none} @media print{.y{display:none}}</style><p class=x>a<p class=y>b", "b\n"),
            (
                "<style>p.n{margin:0cm}</style><p class=n>Jane<p class=n>Kent<p class=n><br><p class=n>Dear",
                "Jane\nKent\n\nDear\n",
            ),
            ("<style>p{margin-bottom: 0.08in}</style><p>One<p>Two", "One\n\nTwo\n"),
            ("<style>p{margin:0}</style><p style='margin-bottom: 3pt'>One<p>Two", "One\n\nTwo\n"),
            ("<p style='margin-bottom: 0cm'>Jane</p><p style='margin-bottom:0cm'>Kent</p>", "Jane\nKent\n"),
            ("<p>a&nbsp;&amp; b&shy;c &pound;5</p>", "a\u{a0}& bc £5\n"),
            ("<p>It&acirc;&euro;&trade;s</p>", "It’s\n"),
        ] {
            assert_eq!(read_texts(page.as_bytes()), [text], "{page}");
        }
    }

    #[test]
    fn what_the_site_puts_around_a_page_is_no_part_of_it() {
        let body = "<h1>The plan</h1><p>We shall meet at the town hall in May, and there will be tea.</p>";
        for (case, page) in [
            ("nav", format!("<nav><a>Home</a></nav>{body}")),
            ("header", format!("<header><img><ul><li><a>Home</a></ul></header>{body}<footer>© Us</footer>")),
            ("banner", format!("<div class='cookie-banner'>We use cookies</div>{body}")),
            ("role", format!("<div role=navigation>Menu</div>{body}<div role=contentinfo>Us</div>")),
            ("aside", format!("{body}<aside>Other news of today</aside>")),
            ("hidden to the eye", format!("<a class='visually-hidden'>Skip</a>{body}")),
            ("outside of main", format!("<div>Town council</div><main>{body}</main><div>Tel 1234</div>")),
        ] {
            let text = "The plan\n\nWe shall meet at the town hall in May, and there will be tea.\n";
            assert_eq!(read_texts(page.as_bytes()), [text], "{case}");
        }
        // What only looks like it stays.
        for page in [
            "<body class='has-cookie-banner nav'><p>All of it.</p></body>".to_string(),
            "<header><h1>Reply</h1><p>Title of a document.</p></header><p>More.</p>".to_string(),
        ] {
            assert!(!read_texts(page.as_bytes())[0].is_empty(), "{page}");
        }
        assert!(read_texts(b"<header><h1>Reply</h1></header><p>More.</p>")[0].starts_with("Reply\n"));
    }

    #[test]
    fn articles_beside_each_other_are_documents_and_teasers_are_not() {
        let long = "We shall meet at the town hall in May, and there will be tea. ".repeat(10);
        let page = format!("<h1>All</h1><article><p>One. {long}</article><article><p>Two. {long}</article>");
        let texts = read_texts(page.as_bytes());
        let starts: Vec<&str> = texts.iter().map(|text| &text[..4]).collect();
        assert_eq!(starts, ["One.", "Two."]);
        let page = format!("<article><p>One. {long}</article><article>More news</article>");
        assert_eq!(read_texts(page.as_bytes()).len(), 1);
    }

    #[test]
    fn a_page_is_read_in_the_encoding_that_it_names() {
        for page in [
            b"<html><meta charset='windows-1252'><p>Zo\xEB \x91good\x92".as_slice(),
            "<html><p>Zoë ‘good’".as_bytes(),
            "\u{feff}<html><p>Zoë ‘good’".as_bytes(),
            "<html><meta charset=iso-8859-1><p>Zoë ‘good’".as_bytes(),
        ] {
            assert_eq!(read_texts(page), ["Zoë ‘good’\n"]);
        }
    }

    #[test]
    fn what_a_script_holds_lies_in_no_element() {
        let many = "a<b ".repeat(3_000);
        for (source, fine) in [
            (format!("<script>{many}</SCRIPT><p>Dear"), true),
            (format!("<!-- {many} --><p>Dear"), true),
            (format!("<svg><style>{many}</style></svg><p>Dear"), false),
            (format!("<div>{many}</div><p>Dear"), false),
        ] {
            assert_eq!(page(&source).is_ok(), fine, "{}", &source[..20]);
        }
    }

    #[test]
    fn a_page_of_nothing_but_beginnings_is_refused_or_read_in_short_time() {
        let begun = std::time::Instant::now();
        assert!(page(&"<div>".repeat(100_000)).is_err());
        assert!(page(&"<b>".repeat(100_000)).is_err());
        assert_eq!(page(&"<p>a".repeat(20_000)).unwrap().len(), 1);
        assert!(page(&format!("{}deep", "<div>".repeat(1_900))).is_ok());
        assert!(begun.elapsed().as_secs() < 30);
    }
}
