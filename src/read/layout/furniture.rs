//! Running headers, running footers and page numbers: recognised over the pages and left out.
//!
//! A letterhead that runs over all pages is kept once, at the top of the first; a running footer once, at the
//! end of the last. So neither stands inside a sentence that goes on over the page.

use rustc_hash::FxHashMap;

use super::{Line, Page};

/// The part of a page, at its top and at its bottom, in which furniture stands.
const MARGIN: f64 = 0.16;
/// Page numbers stand further out than this.
const EDGE: f64 = 0.1;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Side {
    Top,
    Bottom,
}

/// Leaves furniture out of pages.
pub fn leave_out(pages: &mut [Page]) {
    let several = pages.len() > 1;
    // Where each repeated line stands: what it says without its digits, its side, and its height.
    let mut met: FxHashMap<(Side, i64, String), Vec<usize>> = FxHashMap::default();
    let mut drawn: FxHashMap<(Side, i64), Vec<usize>> = FxHashMap::default();
    for (at, page) in pages.iter().enumerate() {
        for line in &page.lines {
            let Some((side, height)) = side(page, line, MARGIN) else { continue };
            let pages = met.entry((side, height, pattern(line))).or_default();
            if pages.last() != Some(&at) {
                pages.push(at);
            }
            let pages = drawn.entry((side, height)).or_default();
            if line.artifact && pages.last() != Some(&at) {
                pages.push(at);
            }
        }
    }
    let repeated = |side: Side, height: i64, pattern: &str| -> Vec<usize> {
        let mut pages: Vec<usize> = [-1, 0, 1]
            .iter()
            .filter_map(|off| met.get(&(side, height + off, pattern.to_string())))
            .flatten()
            .copied()
            .collect();
        pages.sort_unstable();
        pages.dedup();
        pages
    };
    let total = pages.len();
    for (at, page) in pages.iter_mut().enumerate() {
        let lines = std::mem::take(&mut page.lines);
        let kept = lines.into_iter().filter_map(|mut line| {
            // What the file calls an artifact is text unless it stands in a margin: some call whole pages so.
            let artifact = std::mem::take(&mut line.artifact);
            let Some((side, height)) = side(page, &line, MARGIN) else { return Some(line) };
            let words = line.text();
            if edge(page, &line) && is_page_number(&words, at + 1, total)
                || edge(page, &line) && is_print_mark(&words)
            {
                return None;
            }
            line.artifact = artifact;
            if !several {
                return Some(line);
            }
            let pattern = pattern(&line);
            let mut on = repeated(side, height, &pattern);
            if artifact && on.len() < 2 {
                on = drawn.get(&(side, height)).cloned().unwrap_or_default();
            }
            let keeps = if side == Side::Top { on.first() } else { on.last() };
            let everywhere = on.len() >= 2
                && (on.len() * 10 >= total * 4 || on.windows(3).any(|run| run[2] == run[0] + 2));
            line.artifact |= everywhere;
            let kept =
                keeps == Some(&at) && pattern.chars().any(char::is_alphabetic) && !is_numbering(&words);
            (!everywhere || kept).then_some(line)
        });
        page.lines = kept.collect();
    }
}

/// On which side a line stands if it is in a margin, and how high, in steps of 3 points.
fn side(page: &Page, line: &Line, margin: f64) -> Option<(Side, i64)> {
    let height = f64::from(page.height);
    let frame = line.words.first()?.frame;
    let middle = f64::from(frame[1] + frame[3]) / 2.0;
    let step = (middle / 3.0).round() as i64;
    if middle < margin * height {
        Some((Side::Top, step))
    } else if middle > (1.0 - margin) * height {
        // From the bottom, since pages may differ in height.
        Some((Side::Bottom, ((height - middle) / 3.0).round() as i64))
    } else {
        None
    }
}

fn edge(page: &Page, line: &Line) -> bool {
    side(page, line, EDGE).is_some()
}

/// What a line says, with one sign for each number.
fn pattern(line: &Line) -> String {
    let mut pattern = String::new();
    for c in line.text().chars() {
        match c {
            c if c.is_ascii_digit() => {
                if !pattern.ends_with('#') {
                    pattern.push('#');
                }
            }
            c if c.is_whitespace() => pattern.push(' '),
            c => pattern.extend(c.to_lowercase()),
        }
    }
    pattern
}

/// Whether a line is no more than the number of its page: `2`, `- 2 -`, `Page 2`, `2 of 7`, `Page 2 / 7`.
fn is_page_number(words: &str, page: usize, pages: usize) -> bool {
    let inner = words
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '|' | '[' | ']' | '.'));
    let (named, inner) = match inner.get(..4).filter(|start| start.eq_ignore_ascii_case("page")) {
        Some(_) => (true, inner[4..].trim_start()),
        None => (false, inner),
    };
    let mut numbers = inner.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let between: String = inner.chars().filter(|c| !c.is_ascii_digit() && !c.is_whitespace()).collect();
    let (first, second, third) = (numbers.next(), numbers.next(), numbers.next());
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<usize>().ok());
    match (number(first), second, third) {
        (Some(first), None, None) => {
            // A part of a longer document may begin with any number, but they are small.
            between.is_empty() && (named || first == page || pages > 1 && first >= page && first < 1000)
        }
        (Some(first), Some(_), None) => {
            matches!(between.to_lowercase().as_str(), "of" | "/" | "|")
                && number(second).is_some_and(|all| first <= all)
        }
        _ => false,
    }
}

/// Whether a line holds the number of its page beside other words.
fn is_numbering(words: &str) -> bool {
    let words = words.to_lowercase();
    let lone = words.trim().len() < 14;
    lone && words.split_whitespace().next() == Some("page")
}

/// Whether a line is what a browser prints around a page: its address, or the time of printing.
fn is_print_mark(words: &str) -> bool {
    let address = ["http://", "https://", "file://"].iter().any(|start| words.starts_with(start));
    let time = words.split_once(", ").is_some_and(|(day, time)| {
        day.split('/').count() == 3
            && day.split('/').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
            && time.starts_with(|c: char| c.is_ascii_digit())
            && time.contains(':')
    });
    address && !words.contains(' ') || time
}
