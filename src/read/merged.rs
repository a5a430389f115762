//! Many letters in one text: a mail merge, or copies of letters one behind the other, with page breaks
//! between them.
//!
//! Most texts with page breaks are one letter on many pages, so a page begins a letter only where it shows
//! that plainly: it repeats the first page, or it greets as the first page does.

/// Of a greeting ("Dear Ms Marsh,") and of a line that is worth comparing.
const LONGEST_GREETING: usize = 60;
const SHORTEST_LINE: usize = 20;
/// How far down a page a greeting may stand, in lines that hold words.
const GREETED_WITHIN: usize = 25;

/// The letters of a text whose pages are apart by form feeds; one, if in doubt.
pub fn split(text: &str) -> Vec<&str> {
    let mut starts = vec![0];
    let breaks = text.match_indices('\u{c}').map(|(at, _)| at + 1);
    let pages: Vec<usize> = [0].into_iter().chain(breaks).collect();
    let end = |page: usize| pages.get(page + 1).map_or(text.len(), |next| next - 1);
    let of = |page: usize| &text[pages[page]..end(page)];
    if pages.len() < 2 {
        return vec![text];
    }
    let Some(first) = (0..pages.len()).find(|page| !of(*page).trim().is_empty()) else { return vec![text] };
    let (model, greeting) = (lines(of(first)), greeting(of(first)));
    for (page, start) in pages.iter().enumerate().skip(first + 1) {
        let greets = greeting.is_some() && self::greeting(of(page)) == greeting;
        if greets || repeats(&lines(of(page)), &model) {
            starts.push(*start);
        }
    }
    let ends = starts.iter().skip(1).map(|next| next - 1).chain([text.len()]);
    starts.iter().zip(ends).map(|(start, end)| &text[*start..end]).collect()
}

fn lines(page: &str) -> Vec<&str> {
    page.lines().map(str::trim).filter(|line| line.chars().count() >= SHORTEST_LINE).collect()
}

/// Whether most of a page stands on the first page too. A running head is a line or two of many.
fn repeats(page: &[&str], model: &[&str]) -> bool {
    let known = page.iter().filter(|line| model.contains(line)).count();
    known >= 3 && known * 2 >= page.len()
}

/// The first word of a short line that ends with a comma and stands alone near the top of a page.
fn greeting(page: &str) -> Option<&str> {
    let mut seen = 0;
    let lines: Vec<&str> = page.lines().map(str::trim).collect();
    for (at, line) in lines.iter().enumerate() {
        seen += usize::from(!line.is_empty());
        let alone = |other: Option<&&str>| other.is_none_or(|other| other.is_empty());
        let before = at.checked_sub(1).and_then(|before| lines.get(before));
        let short = line.ends_with(',') && line.chars().count() <= LONGEST_GREETING;
        if short && alone(before) && alone(lines.get(at + 1)) {
            return line.split_whitespace().next();
        }
        if seen > GREETED_WITHIN {
            break;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "We shall meet at the town hall in May.\nPlease bring the plan that we agreed on.\n\
                        There will be tea and cake for everybody.\n";

    /// Each line: a text, and how many letters it holds.
    #[test]
    fn a_page_begins_a_letter_only_where_that_is_plain() {
        let greeted = |name: &str, body: &str| format!("1 May 2031\n\nDear {name},\n\n{body}\n");
        for (case, text, letters) in [
            ("one page", greeted("Jane", BODY), 1),
            (
                "a second page",
                format!("{}\u{c}And so we hope that you will come.\nWith thanks\n", greeted("Jane", BODY)),
                1,
            ),
            (
                "a mail merge",
                [greeted("Jane", BODY), greeted("Karl", BODY), greeted("Lena", BODY)].join("\u{c}"),
                3,
            ),
            ("two letters", format!("{}\u{c}{}", greeted("Jane", BODY), greeted("Karl", "No.")), 2),
            ("a merge without greeting", format!("For Jane\n{BODY}\u{c}For Karl\n{BODY}"), 2),
            ("two pages each", format!("{0}\u{c}More.\n\u{c}{0}\u{c}More.\n", greeted("Jane", BODY)), 2),
            (
                "a running head",
                format!(
                    "Report of the committee, May 2031\n{BODY}\u{c}Report of the committee, May 2031\nNothing else."
                ),
                1,
            ),
            ("empty pages", "\u{c}\u{c}word".to_string(), 1),
        ] {
            assert_eq!(split(&text).len(), letters, "{case}");
            assert_eq!(split(&text).join("\u{c}"), text, "{case}");
        }
    }
}
