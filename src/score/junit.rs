//! A score as JUnit XML: a suite a document, a case a table or column that its gold speaks of; the floors are
//! a suite.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::floor::Regression;
use super::{DocumentScore, Score, Wrong};

/// The score as JUnit XML.
pub fn write(score: &Score, drops: Option<&[Regression]>) -> String {
    let mut report = Report::new("letterbook score");
    report.add_test_suites(score.each.iter().map(suite));
    if let Some(drops) = drops {
        let mut suite = TestSuite::new("floor");
        if drops.is_empty() {
            suite.add_test_case(TestCase::new("every measure", TestCaseStatus::success()));
        }
        for drop in drops {
            let mut case = TestCase::new(drop.measure.clone(), failure(&drop.to_string(), ""));
            case.set_classname("floor");
            suite.add_test_case(case);
        }
        report.add_test_suite(suite);
    }
    report.to_string().unwrap_or_default()
}

fn suite(one: &DocumentScore) -> TestSuite {
    let mut suite = TestSuite::new(one.document.clone());
    let mut places: Vec<String> = one.rows.keys().cloned().collect();
    places.extend(one.cells.keys().map(|(table, column)| format!("{table}.{column}")));
    for place in places {
        let wrong: Vec<&Wrong> = one.wrong.iter().filter(|wrong| wrong.place() == place).collect();
        let status = match wrong.as_slice() {
            [] => TestCaseStatus::success(),
            [first, ..] => {
                let lines: Vec<String> = wrong
                    .iter()
                    .map(|wrong| {
                        let line = wrong.line.map_or(String::new(), |line| format!(":{line}"));
                        format!("{}{line}: {}", one.file, wrong.said())
                    })
                    .collect();
                failure(&first.said(), &lines.join("\n"))
            }
        };
        let mut case = TestCase::new(place, status);
        case.set_classname(one.document.clone());
        suite.add_test_case(case);
    }
    suite
}

fn failure(message: &str, description: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_message(message.to_string());
    if !description.is_empty() {
        status.set_description(description.to_string());
    }
    status
}
