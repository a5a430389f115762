//! Floors: measures as they are recorded in a file of the repository, under which none may fall.
//!
//! The file is JSON, so that a change of it is a diff of numbers:
//! `{"documents": 30, "floors": {"dates.role": {"precision": 1, "recall": 0.99, "f1": 0.995}}}`. Raising only
//! lifts; to lower a floor is to edit the file, where a reviewer sees it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::error::Category;

use super::faults::no_json;
use super::{OVERALL, Score, Tally};

/// Recorded measures.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floor {
    /// How many documents had gold.
    pub documents: usize,
    /// The measures by name.
    pub floors: BTreeMap<String, Measure>,
}

/// One measure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// The share of what was found that is right.
    pub precision: f64,
    /// The share of what is labelled that was found.
    pub recall: f64,
    /// The harmonic mean of both.
    pub f1: f64,
}

/// A measure that fell under its floor.
#[derive(Debug, Clone, PartialEq)]
pub struct Regression {
    /// Which measure: `dates.role recall`, or `documents`.
    pub measure: String,
    /// What is recorded.
    pub floor: String,
    /// What was measured.
    pub now: String,
    /// Whether it is the first of all.
    pub first: bool,
}

impl std::fmt::Display for Regression {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "below the floor: {} is {}, the floor is {}", self.measure, self.now, self.floor)
    }
}

/// Differences smaller than this are the rounding of the file.
const ROUNDING: f64 = 1e-6;

impl From<Tally> for Measure {
    /// Rounded as the file has it.
    fn from(tally: Tally) -> Measure {
        let round = |share: f64| (share * 1e6).round() / 1e6;
        Measure { precision: round(tally.precision()), recall: round(tally.recall()), f1: round(tally.f1()) }
    }
}

impl Measure {
    fn parts(self) -> [(&'static str, f64); 3] {
        [("precision", self.precision), ("recall", self.recall), ("F1", self.f1)]
    }

    fn highest(self, other: Measure) -> Measure {
        Measure {
            precision: self.precision.max(other.precision),
            recall: self.recall.max(other.recall),
            f1: self.f1.max(other.f1),
        }
    }
}

impl Floor {
    /// The floors of a file.
    ///
    /// # Errors
    /// Why the text is no file of floors, in words.
    pub fn parse(text: &str) -> Result<Floor, String> {
        serde_json::from_str(text).map_err(|error| match error.classify() {
            Category::Data => format!(
                "line {} is none of `{{\"documents\": 30, \"floors\": {{\"dates\": {{\"precision\": 1, \"recall\": 1, \
                 \"f1\": 1}}}}}}`",
                error.line()
            ),
            _ => format!("it is no JSON: {}", no_json(&error)),
        })
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        // Numbers and names can always be written.
        serde_json::to_string_pretty(self).map(|text| text + "\n").unwrap_or_default()
    }

    /// What fell: a measure under its floor, one that is measured no more, documents without their gold.
    pub fn drops(&self, score: &Score) -> Vec<Regression> {
        let mut drops = Vec::new();
        let mut note = |measure: String, floor: String, now: String| {
            drops.push(Regression { measure, floor, now, first: drops.is_empty() });
        };
        if score.documents < self.documents {
            note("documents with gold".into(), self.documents.to_string(), score.documents.to_string());
        }
        let measures: BTreeMap<String, Tally> = score.measures().into_iter().collect();
        for (name, floor) in &self.floors {
            let Some(tally) = measures.get(name) else {
                note(name.clone(), floor.f1.to_string(), "measured no more".into());
                continue;
            };
            for ((part, floor), (_, now)) in floor.parts().into_iter().zip(Measure::from(*tally).parts()) {
                if now < floor - ROUNDING {
                    note(format!("{name} {part}"), floor.to_string(), now.to_string());
                }
            }
        }
        drops
    }

    /// The floors lifted to what was measured, where that is higher; new measures are added.
    pub fn raised(&self, score: &Score) -> Floor {
        let mut raised = self.clone();
        raised.documents = raised.documents.max(score.documents);
        for (name, tally) in score.measures() {
            let now = Measure::from(tally);
            let floor = raised.floors.entry(name).or_insert(now);
            *floor = floor.highest(now);
        }
        raised
    }

    /// The floor of the one number that says most.
    pub fn overall(&self) -> Option<Measure> {
        self.floors.get(OVERALL).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(right: usize, extra: usize, missing: usize) -> Score {
        let rows = BTreeMap::from([("dates".to_string(), Tally { right, extra, missing })]);
        Score { documents: 2, rows, ..Score::default() }
    }

    #[test]
    fn a_floor_holds_what_was_measured_and_nothing_under_it() {
        let floor = Floor::default().raised(&score(2, 0, 1));
        assert_eq!(Floor::parse(&floor.text()).as_ref(), Ok(&floor));
        assert_eq!(floor.drops(&score(2, 0, 1)), []);
        assert_eq!(floor.drops(&score(3, 0, 0)), []);
        let said: Vec<String> = floor.drops(&score(1, 0, 2)).iter().map(Regression::to_string).collect();
        assert_eq!(
            said,
            [
                "below the floor: all rows and document dates recall is 0.333333, the floor is 0.666667",
                "below the floor: all rows and document dates F1 is 0.5, the floor is 0.8",
                "below the floor: dates recall is 0.333333, the floor is 0.666667",
                "below the floor: dates F1 is 0.5, the floor is 0.8",
            ]
        );
    }

    #[test]
    fn raising_lifts_and_never_lowers() {
        let floor = Floor::default().raised(&score(2, 0, 1));
        assert_eq!(floor.raised(&score(1, 0, 2)), floor);
        assert_eq!(
            floor.raised(&score(3, 1, 0)).floors["dates"],
            Measure { precision: 1.0, recall: 1.0, f1: 0.857143 }
        );
    }

    #[test]
    fn documents_and_measures_that_are_gone_are_told() {
        let floor = Floor::default().raised(&score(2, 0, 1));
        let said: Vec<String> = floor.drops(&Score::default()).iter().map(Regression::to_string).collect();
        assert_eq!(said[0], "below the floor: documents with gold is 0, the floor is 2");
        assert!(said.contains(&"below the floor: dates is measured no more, the floor is 0.8".to_string()));
    }
}
