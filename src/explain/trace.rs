//! A document with what every stage said of it, and where each of its columns comes from.
//!
//! Resolving keeps what became a row and what did not; which rows and words a column of the document was
//! chosen from is worked out again here, since only those who ask why need it.

use crate::document::{Document, Span};
use crate::extract::{self, Mention, Sighting, Sightings};
use crate::grammar::{Choose, From, Grammar};
use crate::resolve::{self, Record, Row, settle};
use crate::scan::{self, Scan};
use crate::segment::{self, Anatomy};
use crate::value::Cell;

/// A document and what each stage said of it.
pub struct Trace<'g> {
    /// The words that stand in it.
    pub scan: Scan,
    /// Its zones and sentences.
    pub anatomy: Anatomy,
    /// What every rule found, before anything was settled.
    pub mentions: Vec<Mention<'g>>,
    /// The words of watched lists.
    pub sightings: Sightings<'g>,
    /// What came of it.
    pub record: Record<'g>,
    /// What speaks for columns of the document, after overlaps are settled.
    signs: Vec<Mention<'g>>,
}

/// Reads a document as [`crate::understand`] does, and keeps everything.
pub fn trace<'g>(document: &Document, grammar: &'g Grammar) -> Trace<'g> {
    let scan = scan::scan(&document.text, grammar);
    let anatomy = segment::segment(document, grammar, &scan);
    let findings = extract::extract(document, &anatomy, grammar, &scan);
    let mentions = findings.mentions.clone();
    let sightings = findings.sightings.clone();
    let for_document = |mention: &&Mention<'_>| grammar.rule(mention.rule).0.table.is_none();
    let signs = settle::overlaps(grammar, mentions.iter().filter(for_document).cloned().collect()).0;
    let record = resolve::resolve(document, &anatomy, grammar, findings);
    Trace { scan, anatomy, mentions, sightings, record, signs }
}

/// Where the value of a column of `documents` comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The words that it stands on.
    pub span: Span,
    /// The rule that read them; `None` for a word of a list that was met.
    pub rule: Option<usize>,
    /// Which source of the column gave it, in words.
    pub how: String,
}

/// What the rules said for one value of a column that is chosen by votes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    /// The value.
    pub value: String,
    /// The sum of the weights.
    pub weight: i64,
    /// Each sign: its rule, its weight and its words.
    pub signs: Vec<(usize, i64, Span)>,
}

impl Trace<'_> {
    /// The origin of a column of `documents`; `None` where it is empty or computed from nothing in the text.
    pub fn origin(&self, grammar: &Grammar, column: usize) -> Option<Origin> {
        let value = &self.record.document[column];
        if *value == Cell::Empty {
            return None;
        }
        let name = grammar.columns[column].name.as_str();
        grammar.columns[column].from.iter().find_map(|from| self.source(grammar, name, value, from))
    }

    fn source(&self, grammar: &Grammar, name: &str, value: &Cell, from: &From) -> Option<Origin> {
        let earlier = |other: usize, how: &str| {
            let mut origin = self.origin(grammar, other)?;
            origin.how = format!("{how} the column {}", grammar.columns[other].name);
            Some(origin)
        };
        match from {
            From::Rows { table, column, condition, choose } => {
                let fits = |row: &&Row<'_>| {
                    row.table == *table
                        && row.cell(column) == value
                        && condition
                            .iter()
                            .all(|condition| resolve::holds(condition, row.cell(&condition.column)))
                };
                let rows = self.record.rows.iter().filter(fits).map(|row| (row.rule, row.span));
                let (rule, span) = first_of(rows, *choose)?;
                Some(Origin {
                    span,
                    rule: Some(rule),
                    how: format!("a row of {}", grammar.tables[*table].name),
                })
            }
            From::Found(choose) => {
                let signs = self.signs.iter().filter(|sign| sign.cell(name) == Some(value));
                let (rule, span) = first_of(signs.map(|sign| (sign.rule, sign.span)), *choose)?;
                Some(Origin { span, rule: Some(rule), how: "its own rules".into() })
            }
            From::Mentions { list, fact, choose, .. } => {
                let says = |seen: &&Sighting<'_>| {
                    let word = match fact {
                        Some(fact) => seen.entry.fact(fact),
                        None => Some(seen.entry.name.as_str()),
                    };
                    word.is_some_and(|word| *value == Cell::Text(word.to_string()))
                };
                let seen = self.sightings.of(*list).iter().filter(says).map(|seen| (0, seen.span));
                let (_, span) = first_of(seen, *choose)?;
                let list = &grammar.words.lists()[*list].name;
                Some(Origin { span, rule: None, how: format!("a word of the list {list}") })
            }
            From::Fact { of, .. } => {
                let other = grammar.columns.iter().position(|column| column.name == *of)?;
                earlier(other, "what a list says of")
            }
            From::Document(other) => earlier(*other, "the same as"),
            From::Days { to, .. } => earlier(*to, "days up to"),
            From::Plus { date, .. } => earlier(*date, "days after"),
            From::AtMost { left, .. } => earlier(*left, "compared with"),
            From::Value(_) | From::Near { .. } | From::Column(_) | From::Count(_) => None,
        }
    }

    /// The votes for a column that is chosen by votes, the heaviest first; empty for all other columns.
    pub fn votes(&self, grammar: &Grammar, column: usize) -> Vec<Vote> {
        let column = &grammar.columns[column];
        if !column.from.iter().any(|from| matches!(from, From::Found(Choose::Votes))) {
            return Vec::new();
        }
        let mut votes: Vec<Vote> = Vec::new();
        for sign in &self.signs {
            let Some(cell) = sign.cell(&column.name) else { continue };
            let value = cell.to_string();
            let weight = grammar.rule(sign.rule).1.weight;
            let at = votes.iter().position(|vote| vote.value == value).unwrap_or_else(|| {
                votes.push(Vote { value, weight: 0, signs: Vec::new() });
                votes.len() - 1
            });
            votes[at].weight += weight;
            votes[at].signs.push((sign.rule, weight, sign.span));
        }
        votes.sort_by_key(|vote| std::cmp::Reverse(vote.weight));
        votes
    }

    /// What speaks for columns of the document.
    pub fn signs(&self) -> &[Mention<'_>] {
        &self.signs
    }
}

/// Of candidates with one value the one that choosing meets first.
fn first_of(candidates: impl Iterator<Item = (usize, Span)>, choose: Choose) -> Option<(usize, Span)> {
    match choose {
        Choose::Trust => candidates.min(),
        Choose::Last => candidates.max_by_key(|candidate| candidate.1),
        _ => candidates.min_by_key(|candidate| candidate.1),
    }
}
