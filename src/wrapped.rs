//! Texts whose lines were broken at some width, as mails and plain copies have them: which breaks end
//! something, and which only a line.

use std::ops::RangeInclusive;

use crate::document::Span;
use crate::value::date::runs_over;

/// So many characters has a line that is full.
const FULL: RangeInclusive<usize> = 55..=115;

/// Whether the break between a line and the next is more than white space: an empty line or a list item
/// follows, or the lines around it are not those of a paragraph wrapped at some width.
pub fn breaks(text: &str, line: &Span, next: Option<&Span>) -> bool {
    let next = next.map_or("", |next| next.of(text).trim());
    let before = line.of(text).trim();
    if next.is_empty() || before.is_empty() || begins_anew(next) {
        return true;
    }
    if next.starts_with(|c: char| c.is_lowercase()) || runs_over(before, next) {
        return false;
    }
    // A heading over one long line is no wrapped paragraph; a last line is shorter than the others.
    !is_full(before) || is_longer(next)
}

fn is_full(line: &str) -> bool {
    line.len() >= *FULL.start() && !is_longer(line) && FULL.contains(&line.chars().count())
}

/// Whether a line is longer than any that was broken.
fn is_longer(line: &str) -> bool {
    line.chars().nth(*FULL.end()).is_some()
}

/// Whether a line was broken only because it was full: the first word of the next has no room in it, and that
/// goes on with a small letter or is no longer.
fn runs_on(line: &str, next: &str) -> bool {
    if next.is_empty() || !is_full(line) || is_longer(next) || begins_anew(next) {
        return false;
    }
    let (length, width) = (line.chars().count(), next.chars().count());
    let word = next.split_whitespace().next().map_or(0, |word| word.chars().count());
    next.starts_with(char::is_lowercase) || length.max(width) < length + 1 + word
}

/// Whether a full line goes on with a small letter on the next.
pub fn is_wrapped(line: &str, next: &str) -> bool {
    next.starts_with(char::is_lowercase) && runs_on(line, next)
}

/// For each line its end, or that of the line into which it runs on over others.
pub fn whole_lines(text: &str, lines: &[Span]) -> Vec<usize> {
    let mut ends: Vec<usize> = lines.iter().map(|line| line.end).collect();
    for number in (1..lines.len()).rev() {
        if runs_on(lines[number - 1].of(text).trim(), lines[number].of(text).trim()) {
            ends[number - 1] = ends[number];
        }
    }
    ends
}

/// The number of the line with which the paragraph begins to which the last line belongs, as far as each line
/// up to there runs on into the next.
pub fn first_of_paragraph(text: &str, lines: &[Span]) -> usize {
    let runs_on = |pair: &&[Span]| runs_on(pair[0].of(text).trim(), pair[1].of(text).trim());
    lines.len() - 1 - lines.windows(2).rev().take_while(runs_on).count()
}

/// Whether the line that begins at a byte goes on with a sentence that the line before was too short for: it
/// begins with a small letter, and that is full and ends with a word or a comma.
pub fn goes_on(text: &str, at: usize) -> bool {
    /// Where lines are broken, none of the next is longer.
    const LINES_AROUND: usize = 8;
    if !text[at..].starts_with(char::is_lowercase) || labelled(&text[at..]) {
        return false;
    }
    let before = text[..at].trim_end();
    let broken = text[before.len()..at].bytes().filter(|byte| *byte == b'\n').count() == 1;
    let line = before[before.rfind('\n').map_or(0, |newline| newline + 1)..].trim_start();
    let open =
        line.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '’' | '\'' | '”' | '"' | ')'));
    let mut next = text[at..].lines().take(LINES_AROUND);
    broken && open && is_full(line) && !next.any(is_longer)
}

/// Whether a line begins with a short label, or like an item of a list.
fn begins_anew(line: &str) -> bool {
    list_item(line) || labelled(line)
}

/// A label that is no word of the sentence before, as `areas:` can be: `cc: `, `Ref: `.
fn labelled(line: &str) -> bool {
    const LONGEST: usize = 4;
    let letters = line.chars().take(LONGEST + 1).take_while(|c| c.is_alphabetic()).count();
    (1..=LONGEST).contains(&letters) && line.chars().nth(letters) == Some(':')
}

/// A bullet, or a number or letter with a bracket or stop.
fn list_item(line: &str) -> bool {
    let mut chars = line.chars();
    match chars.next() {
        Some('•' | '●' | '▪' | '◦' | '‣' | '·' | '*' | '#' | '>') => true,
        Some('-' | '–' | '—') => chars.next().is_some_and(char::is_whitespace),
        Some('(') => line.find(')').is_some_and(|end| end <= 5),
        Some(c) if c.is_ascii_digit() => {
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
            let number = &line[..line.len() - rest.len()];
            // Four figures are a year.
            let parts_are_short = number.split('.').all(|part| part.len() <= 3);
            number.len() <= 6 && parts_are_short && (rest.starts_with(')') || number.ends_with('.'))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line that is full: the next word had no room.
    const LINE: &str = "The report of the inspectors was laid before the panel in May";

    #[test]
    fn a_full_line_runs_on_where_the_next_word_had_no_room() {
        for (line, next, runs) in [
            (LINE, "and it was welcomed.", true),
            (LINE, "Members welcomed it.", true),
            ("The report was laid", "and it was welcomed.", false),
            (LINE, "", false),
            (LINE, "- and it was welcomed.", false),
            (LINE, "2. It was welcomed.", false),
            (LINE, "cc: Ann Marsh, Commissioner", false),
            (LINE, "areas: vetting and custody", true),
            (LINE, &LINE.repeat(2), false),
            (
                LINE,
                "A line that is longer than the one before it, so that its first word had room there.",
                false,
            ),
        ] {
            assert_eq!(runs_on(line, next), runs, "{line} / {next}");
        }
    }

    #[test]
    fn a_break_within_a_date_ends_nothing() {
        for (line, next, ends) in [
            ("By July", "2031 all of it will be done.", false),
            ("It was out on the 4th", "September 2031.", false),
            ("It was out on 4", "September 2031.", false),
            ("By July", "2031/32 all of it will be done.", true),
            ("Of these", "2031 were done.", true),
            ("4", "September 2031.", true),
            ("There were 4", "Sept papers.", true),
        ] {
            let text = format!("{line}\n{next}");
            let spans = [Span::new(0, line.len()), Span::new(line.len() + 1, text.len())];
            assert_eq!(breaks(&text, &spans[0], Some(&spans[1])), ends, "{text}");
        }
    }

    #[test]
    fn a_line_goes_on_with_a_sentence_only_among_lines_that_were_broken() {
        for (after, goes) in [
            ("\nmeeting on 31 August.\n", true),
            ("\n\nmeeting on 31 August.\n", false),
            ("\nMeeting on 31 August.\n", false),
            (".\nmeeting on 31 August.\n", false),
            ("\ncc: Ann Marsh\n", false),
            (&format!("\nmeeting on 31 August.\n\n{}\n", LINE.repeat(2)), false),
        ] {
            let text = format!("{LINE}{after}");
            let at = LINE.len() + after.find(|c: char| c.is_alphabetic()).unwrap_or(0);
            assert_eq!(goes_on(&text, at), goes, "{after:?}");
        }
    }
}
