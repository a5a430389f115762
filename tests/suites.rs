//! Public suites of cases beside the repository: how much of them `find` reads, and where it stays silent.

mod common;

use std::fmt::Write;

use common::{letterbook, shared};
use serde_json::Value;

/// What was measured on a suite, and what it got wrong.
#[derive(Default)]
struct Measured {
    expected: usize,
    found: usize,
    valued: usize,
    right: usize,
    nothing: usize,
    silent: usize,
    wrong: String,
}

impl Measured {
    /// One line of a suite against what was found in its text.
    fn add(&mut self, case: &Value, answer: &Value) {
        let text = case["text"].as_str().unwrap();
        assert_eq!(answer["text"], text);
        let found = answer["found"].as_array().unwrap();
        let expected = case["expected"].as_array().unwrap();
        if expected.is_empty() {
            self.nothing += 1;
            self.silent += usize::from(found.is_empty());
            self.note(found.is_empty(), "noise", case, found);
        }
        for date in expected {
            let (start, end) = place(text, date["text"].as_str().unwrap());
            let overlaps = |value: &&Value| {
                let [from, to] = ["start", "end"].map(|side| value[side].as_u64().unwrap() as usize);
                from < end && start < to
            };
            let overlapping: Vec<&Value> = found.iter().filter(overlaps).collect();
            self.expected += 1;
            self.found += usize::from(!overlapping.is_empty());
            self.note(!overlapping.is_empty(), "missing", case, found);
            if !overlapping.is_empty() && date.get("date").is_some() {
                let right = overlapping.iter().any(|value| value["value"]["date"] == date["date"]);
                self.valued += 1;
                self.right += usize::from(right);
                self.note(right, "wrong", case, found);
            }
        }
    }

    fn note(&mut self, fine: bool, fault: &str, case: &Value, found: &[Value]) {
        if !fine {
            writeln!(self.wrong, "{fault}: {} found {}", case["text"], Value::from(found)).unwrap();
        }
    }
}

/// Where in a text the expected words stand, in characters; the suite gives some of them in lower case.
fn place(text: &str, words: &str) -> (usize, usize) {
    let (lower, words) = (text.to_lowercase(), words.to_lowercase());
    let at = lower.find(&words).unwrap_or_else(|| panic!("{words:?} is not in {text:?}"));
    let start = lower[..at].chars().count();
    (start, start + words.chars().count())
}

#[test]
fn dates_of_a_public_suite_are_found_and_right_and_nothing_else_is() {
    let Some(suite) = shared("suites/recognizers_dates.jsonl") else { return };
    let cases = common::read_text(&suite);
    let run = letterbook(["find", "date"]).input(&cases).run().ends_with(0);
    let mut measured = Measured::default();
    for (case, answer) in cases.lines().zip(run.lines()) {
        measured.add(&serde_json::from_str(case).unwrap(), &answer);
    }
    let Measured { expected, found, valued, right, nothing, silent, wrong } = measured;
    eprintln!(
        "{found} of {expected} found, {right} of {valued} right, {silent} of {nothing} silent\n{wrong}"
    );
    assert!(expected > 100 && nothing > 40 && valued > 20, "{expected} {nothing} {valued}");
    assert!(found * 100 >= expected * 90, "{found} of {expected} found\n{wrong}");
    assert!(right * 100 >= valued * 97, "{right} of {valued} right\n{wrong}");
    assert!(silent * 100 >= nothing * 97, "{silent} of {nothing} silent\n{wrong}");
}
