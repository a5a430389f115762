//! What is told of a document, in words, before it is written as text or HTML.

use super::trace::{Trace, trace};
use crate::document::{Document, Places, Span};
use crate::extract::Mention;
use crate::grammar::Grammar;
use crate::resolve::{Row, Why};
use crate::value::Cell;

/// What is told of a document.
pub struct View {
    /// Its lines that are not empty.
    pub lines: Vec<Line>,
    /// The columns of `documents` that have a value.
    pub columns: Vec<Column>,
    /// The tables that have rows.
    pub tables: Vec<(String, Vec<Told>)>,
    /// What was found and became no row.
    pub lost: Vec<Lost>,
    /// What is uncertain.
    pub doubts: Vec<Doubt>,
    /// What speaks for columns of the document: (rule, words, line, span).
    pub signs: Vec<Sign>,
}

/// A line of the document.
pub struct Line {
    /// Its number, from 1.
    pub number: usize,
    /// Where it stands, with its line break.
    pub span: Span,
    /// The zone that it belongs to.
    pub zone: String,
    /// What the rules made of it.
    pub touch: Touch,
}

/// What the rules made of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Touch {
    /// A row or a column of the document rests on it.
    Read,
    /// Something was found there, and lost.
    Lost,
    /// No rule found anything.
    Nothing,
}

/// A column of `documents`.
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Where the value comes from, in words.
    pub origin: Option<String>,
    /// The words that it stands on.
    pub span: Option<Span>,
    /// What spoke for each value, where rules vote.
    pub votes: Vec<String>,
    /// The doubts about it.
    pub doubts: Vec<String>,
}

/// A row.
pub struct Told {
    /// The line on which its words begin.
    pub line: usize,
    /// Its words.
    pub span: Span,
    /// All that its rule matched.
    pub whole: Span,
    /// Its words in one line.
    pub words: String,
    /// Its rule, with file and line.
    pub rule: String,
    /// Its filled cells.
    pub cells: Vec<TellCell>,
    /// The rules that it won over, and why they lost.
    pub losers: Vec<String>,
    /// The doubts about it.
    pub doubts: Vec<String>,
}

/// A cell of a row.
pub struct TellCell {
    /// Its column.
    pub column: String,
    /// Its value.
    pub value: String,
    /// Where it comes from, unless its row's rule read it.
    pub from: Option<String>,
}

/// Something that was found and became no row.
pub struct Lost {
    /// The line.
    pub line: usize,
    /// Its place.
    pub span: Span,
    /// The words.
    pub words: String,
    /// The rule, with file and line.
    pub rule: String,
    /// Why.
    pub why: String,
}

/// Something uncertain.
pub struct Doubt {
    /// The line.
    pub line: usize,
    /// Its place.
    pub span: Span,
    /// Table and column.
    pub place: String,
    /// What is uncertain.
    pub doubt: String,
    /// The words.
    pub words: String,
    /// The rule, with file and line.
    pub rule: Option<String>,
}

/// Something that speaks for a column of the document.
pub struct Sign {
    /// Its place.
    pub span: Span,
    /// What it says.
    pub says: String,
    /// The rule, with file and line.
    pub rule: String,
}

impl View {
    /// Reads a document and tells of it.
    pub fn new(document: &Document, grammar: &Grammar) -> View {
        let teller = Teller {
            document,
            grammar,
            places: Places::new(&document.text),
            trace: trace(document, grammar),
        };
        View {
            lines: teller.lines(),
            columns: teller.columns(),
            tables: teller.tables(),
            lost: teller.lost(),
            doubts: teller.doubts(),
            signs: teller.signs(),
        }
    }
}

/// A rule by field and name, with its place in its file.
pub fn name(grammar: &Grammar, rule: usize) -> String {
    let (field, rule) = grammar.rule(rule);
    format!("{}/{} ({}:{})", field.name, rule.name, rule.file, rule.line)
}

/// Words without their line breaks.
pub fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Why a mention is no row, in words.
pub fn why(grammar: &Grammar, why: Why) -> String {
    match why {
        Why::Overlap(rule) => format!("{} reads the same words and stands before it", name(grammar, rule)),
        Why::Veto(rule) => format!("vetoed by {}", name(grammar, rule)),
        Why::Repeated => "says again what another row says".into(),
        Why::Joined => "is joined with the row about the same person or thing".into(),
        Why::NoAnchor => "counts from a date that the document does not give".into(),
        Why::Incomplete => "lacks what every row of its table has".into(),
        Why::Elsewhere => "stands in a document of a kind that has no such rows".into(),
    }
}

struct Teller<'a, 'g> {
    document: &'a Document,
    grammar: &'g Grammar,
    places: Places<'a>,
    trace: Trace<'g>,
}

impl Teller<'_, '_> {
    fn words(&self, span: Span) -> String {
        one_line(span.of(&self.document.text))
    }

    fn lines(&self) -> Vec<Line> {
        let (anatomy, record) = (&self.trace.anatomy, &self.trace.record);
        let mut read: Vec<Span> = record.rows.iter().map(|row| row.whole).collect();
        read.extend(self.trace.signs().iter().map(|sign| sign.whole));
        let lost: Vec<Span> = record.lost.iter().map(|lost| lost.mention.whole).collect();
        let mut lines = Vec::new();
        let mut at = 0;
        for (number, line) in self.document.text.split_inclusive('\n').enumerate() {
            let span = Span::new(at, at + line.len());
            at = span.end;
            if line.trim().is_empty() {
                continue;
            }
            let part = anatomy.part_at(span.start);
            let zone = part.map_or("", |part| &self.grammar.zones[anatomy.parts[part].zone].name);
            let touch = match () {
                () if read.iter().any(|read| read.overlaps(span)) => Touch::Read,
                () if lost.iter().any(|lost| lost.overlaps(span)) => Touch::Lost,
                () => Touch::Nothing,
            };
            lines.push(Line { number: number + 1, span, zone: zone.to_string(), touch });
        }
        lines
    }

    fn columns(&self) -> Vec<Column> {
        let record = &self.trace.record;
        let filled = self.grammar.columns.iter().zip(&record.document).enumerate();
        let filled = filled.filter(|(_, (_, cell))| **cell != Cell::Empty);
        filled
            .map(|(number, (column, cell))| {
                let origin = self.trace.origin(self.grammar, number);
                let said = origin.as_ref().map(|origin| {
                    let line = self.places.line(origin.span.start);
                    let by =
                        origin.rule.map_or(String::new(), |rule| format!(" by {}", name(self.grammar, rule)));
                    format!("{}, line {line}{by}", origin.how)
                });
                let doubts = record.doubts.iter();
                let doubts = doubts.filter(|doubt| doubt.table == "documents" && doubt.column == column.name);
                Column {
                    name: column.name.clone(),
                    value: cell.to_string(),
                    origin: said,
                    span: origin.map(|origin| origin.span),
                    votes: self.votes(number),
                    doubts: doubts.map(|doubt| doubt.doubt.clone()).collect(),
                }
            })
            .collect()
    }

    fn votes(&self, column: usize) -> Vec<String> {
        let votes = self.trace.votes(self.grammar, column);
        let said = votes.into_iter().map(|vote| {
            let signs = vote.signs.iter().map(|(rule, weight, span)| {
                let line = self.places.line(span.start);
                format!("{} {weight:+} in line {line}", self.grammar.rule(*rule).1.name)
            });
            format!("{:+} for {}: {}", vote.weight, vote.value, signs.collect::<Vec<_>>().join("; "))
        });
        said.collect()
    }

    fn tables(&self) -> Vec<(String, Vec<Told>)> {
        let mut tables = Vec::new();
        for (number, table) in self.grammar.tables.iter().enumerate() {
            let rows = self.trace.record.rows.iter().filter(|row| row.table == number);
            let rows: Vec<Told> = rows.map(|row| self.row(&table.name, row)).collect();
            if !rows.is_empty() {
                tables.push((table.name.clone(), rows));
            }
        }
        tables
    }

    fn row(&self, table: &str, row: &Row<'_>) -> Told {
        let record = &self.trace.record;
        let filled = row.cells.iter().filter(|cell| cell.1 != Cell::Empty);
        let cells = filled.map(|(column, cell)| TellCell {
            column: column.to_string(),
            value: cell.to_string(),
            from: self.source(row, column, cell),
        });
        let beaten = record.lost.iter().filter(|lost| {
            matches!(lost.why, Why::Overlap(rule) if rule == row.rule) && lost.mention.span.overlaps(row.span)
        });
        let losers = beaten.map(|lost| {
            format!("{} at {:?}", name(self.grammar, lost.mention.rule), self.words(lost.mention.span))
        });
        let about = record
            .doubts
            .iter()
            .filter(|doubt| doubt.table == table && doubt.span == row.span && doubt.rule == Some(row.rule));
        Told {
            line: self.places.line(row.span.start),
            span: row.span,
            whole: row.whole,
            words: self.words(row.span),
            rule: name(self.grammar, row.rule),
            cells: cells.collect(),
            losers: losers.collect(),
            doubts: about.map(|doubt| format!("{}: {}", doubt.column, doubt.doubt)).collect(),
        }
    }

    /// Where a cell comes from that the row's own rule did not read.
    fn source(&self, row: &Row<'_>, column: &str, cell: &Cell) -> Option<String> {
        let own = |mention: &&Mention<'_>| mention.rule == row.rule && mention.span == row.span;
        let read: Vec<&Cell> =
            self.trace.mentions.iter().filter(own).filter_map(|mention| mention.cell(column)).collect();
        if read.contains(&cell) {
            return None;
        }
        if !read.is_empty() {
            return Some("completed from the document".into());
        }
        // A row that was joined has been filled before: what counts is what its own rule read.
        let joined = self.trace.record.lost.iter().filter(|lost| lost.why == Why::Joined).find(|lost| {
            let own = |mention: &&Mention<'_>| {
                mention.rule == lost.mention.rule && mention.span == lost.mention.span
            };
            self.trace.mentions.iter().filter(own).any(|mention| mention.cell(column) == Some(cell))
        });
        Some(match joined {
            Some(lost) => {
                let line = self.places.line(lost.mention.span.start);
                format!("line {line} by {}", name(self.grammar, lost.mention.rule))
            }
            None => "filled as family.toml says".into(),
        })
    }

    fn lost(&self) -> Vec<Lost> {
        let lost = self.trace.record.lost.iter().map(|lost| Lost {
            line: self.places.line(lost.mention.span.start),
            span: lost.mention.span,
            words: self.words(lost.mention.span),
            rule: name(self.grammar, lost.mention.rule),
            why: why(self.grammar, lost.why),
        });
        lost.collect()
    }

    fn doubts(&self) -> Vec<Doubt> {
        let doubts = self.trace.record.doubts.iter().map(|doubt| Doubt {
            line: self.places.line(doubt.span.start),
            span: doubt.span,
            // A doubt about the whole document names no column.
            place: format!("{}.{}", doubt.table, doubt.column).trim_end_matches('.').to_string(),
            doubt: doubt.doubt.clone(),
            words: self.words(doubt.span),
            rule: doubt.rule.map(|rule| name(self.grammar, rule)),
        });
        doubts.collect()
    }

    fn signs(&self) -> Vec<Sign> {
        let signs = self.trace.signs().iter().map(|sign| {
            let filled = sign.cells.iter().filter(|cell| cell.1 != Cell::Empty);
            let says = filled.map(|(column, cell)| format!("{column}={cell}"));
            Sign {
                span: sign.span,
                says: says.collect::<Vec<_>>().join("  "),
                rule: name(self.grammar, sign.rule),
            }
        });
        signs.collect()
    }
}
