//! Dates without a year or a day, and what tells them: the tense of a clause, and other dates.

mod common;

use common::policing;
use letterbook::document::Document;
use letterbook::understand;

/// The dates of a sentence in a letter of 28 June 2031.
fn dates(sentence: &str) -> Vec<String> {
    let text = format!("28 June 2031\n\nDear Home Secretary,\n\n{sentence}\n\nYours sincerely,\n\nAnn Marsh");
    let record = understand(&Document::new("any.txt", text), policing());
    let dates = record.rows.iter().filter(|row| policing().tables[row.table].name == "dates");
    dates.skip(1).map(|row| row.cell("date").to_string()).collect()
}

#[test]
fn a_date_without_a_year_lies_where_the_tense_of_its_clause_says() {
    for (sentence, expected) in [
        ("Compliance was 54% in November and is 83% in the force now.", "2030-11"),
        ("A new chief was brought in, and from November officers will record it all.", "2031-11"),
        ("Staff delivered thousands of parcels between August and October.", "2030-08/2030-10"),
        ("All of it will be delivered between August and October.", "2031-08/2031-10"),
        ("The last grades, in March, were good.", "2031-03"),
        ("The last grades, in November, were good.", "2030-11"),
        ("The inspectorate said in November that we are good with money.", "2030-11"),
        ("My predecessor stood down, and I am no candidate in November.", "2031-11"),
        ("She agreed to report on the pilot in November.", "2031-11"),
        // A day that is near is meant, whatever the tense.
        ("She has called a meeting of the board on 12 July.", "2031-07-12"),
        // No word tells, so the nearest is meant.
        ("In November I meet the board.", "2031-11"),
    ] {
        assert_eq!(dates(sentence), [expected], "{sentence}");
    }
}

#[test]
fn a_weekday_never_pushes_a_date_years_away() {
    for (sentence, expected) in [
        ("I want it by Friday 29th March.", "2030-03-29"),
        ("I want it by Saturday 29th March.", "2031-03-29"),
        ("I want it by Monday 29th March.", "2032-03-29"),
    ] {
        assert_eq!(dates(sentence), [expected], "{sentence}");
    }
}

#[test]
fn the_first_of_several_dates_takes_its_day_from_those_that_name_it() {
    for (sentence, expected) in [
        ("The report was published in May 2031. It was published on 4 May 2031.", "2031-05-04"),
        ("The report was published in May 2031. Another was published on 4 June 2031.", "2031-05"),
        // Which day it was is left open.
        (
            "Reports were published in May 2031. One was published on 4 May 2031, one was published on 6 May 2031.",
            "2031-05",
        ),
    ] {
        let text =
            format!("28 June 2031\n\nDear Home Secretary,\n\n{sentence}\n\nYours sincerely,\n\nAnn Marsh");
        let record = understand(&Document::new("any.txt", text), policing());
        let column = policing().columns.iter().position(|column| column.name == "report_published");
        assert_eq!(record.document[column.unwrap()].to_string(), expected, "{sentence}");
    }
}

/// The dates of a text that has no date of its own.
fn dates_alone(text: &str) -> Vec<String> {
    let record = understand(&Document::new("any.txt", text), policing());
    let dates = record.rows.iter().filter(|row| policing().tables[row.table].name == "dates");
    dates.map(|row| row.cell("date").to_string()).collect()
}

#[test]
fn a_date_in_a_text_without_a_day_takes_its_year_from_the_others_if_they_allow_it() {
    for (text, expected) in [
        ("It was published on 3 May 2031. We met on 9 June.", ["2031-05-03", "2031-06-09"]),
        ("We met on 9 June. It was published on 3 July 2031.", ["2031-06-09", "2031-07-03"]),
        // What is to come lies behind what has been.
        ("It was published on 3 May 2031. We will meet on 9 February.", ["2031-05-03", "XXXX-02-09"]),
        ("We will meet on 9 June. It was published on 3 July 2031.", ["XXXX-06-09", "2031-07-03"]),
    ] {
        assert_eq!(dates_alone(text), expected, "{text}");
    }
    let far = "So it goes on and on. ".repeat(20);
    for (weekday, expected) in [("Monday", "2031-06-09"), ("Tuesday", "XXXX-06-09")] {
        let text = format!("It was published on 3 May 2031. {far}\n\nWe met on {weekday} 9 June.");
        assert_eq!(dates_alone(&text), ["2031-05-03", expected], "{weekday}");
    }
}

#[test]
fn a_grade_is_of_the_time_that_stands_right_behind_it() {
    for (sentence, expected) in [
        ("Good at vetting in 2025, the force has slipped to ‘adequate’.", ["previous", "current"]),
        ("In 2025 it was good at vetting and adequate at custody.", ["previous", "previous"]),
        ("The force is good at vetting in 2031 and adequate at custody in 2025.", ["current", "previous"]),
    ] {
        let text = format!(
            "28 June 2031\n\nDear Home Secretary,\n\nI write about the report.\n\n{sentence}\n\nYours sincerely,"
        );
        let record = understand(&Document::new("any.txt", text), policing());
        let grades = record.rows.iter().filter(|row| policing().tables[row.table].name == "gradings");
        let standings: Vec<String> = grades.map(|row| row.cell("standing").to_string()).collect();
        assert_eq!(standings, expected, "{sentence}");
    }
}
