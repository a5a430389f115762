//! Examples that stand for several: `It was {rated|judged} good` is two examples, one for each word in
//! braces.
//!
//! Where an example has several such choices they go side by side: the first variant has the first of each,
//! the second the second of each, and a choice that is shorter begins again. So there are as many variants as
//! the longest choice has, and every word of each stands in one of them. Braces without `|` are only braces.

use std::ops::Range;

/// The choices of an example: the bytes of the braces with what they hold.
fn choices(text: &str) -> Vec<(Range<usize>, Vec<&str>)> {
    let mut choices = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find('{').map(|at| from + at) {
        let Some(length) = text[open + 1..].find(['{', '}']) else { break };
        let end = open + 1 + length;
        let inside = &text[open + 1..end];
        if text[end..].starts_with('}') && inside.contains('|') {
            choices.push((open..end + 1, inside.split('|').collect()));
            from = end + 1;
        } else {
            from = end.max(open + 1);
        }
    }
    choices
}

/// How many words each choice of an example has; none where it is one example.
pub fn sizes(text: &str) -> Vec<usize> {
    choices(text).iter().map(|(_, words)| words.len()).collect()
}

/// How many examples a text stands for.
pub fn count(text: &str) -> usize {
    sizes(text).into_iter().max().unwrap_or(1)
}

/// The variant of that number, from 0.
pub fn variant(text: &str, number: usize) -> String {
    let mut written = String::with_capacity(text.len());
    let mut from = 0;
    for (place, words) in choices(text) {
        written.push_str(&text[from..place.start]);
        written.push_str(words[number % words.len()]);
        from = place.end;
    }
    written.push_str(&text[from..]);
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_go_side_by_side_and_the_shorter_begins_again() {
        for (text, variants) in [
            ("It was good.", vec!["It was good."]),
            ("It was {rated|judged} good.", vec!["It was rated good.", "It was judged good."]),
            ("{I|We|They} {am|are}", vec!["I am", "We are", "They am"]),
            ("so{ far|}", vec!["so far", "so"]),
            ("{ } {a}} {b|c", vec!["{ } {a}} {b|c"]),
            ("{ {é|b}", vec!["{ é", "{ b"]),
        ] {
            let found: Vec<String> = (0..count(text)).map(|number| variant(text, number)).collect();
            assert_eq!(found, variants, "{text}");
        }
    }
}
