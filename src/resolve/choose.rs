//! The columns of a document, and cells that come from elsewhere: choosing among candidates.

use rustc_hash::FxHashMap;

use super::{Doubt, Row, View};
use crate::document::Span;
use crate::grammar::{Choose, Condition, From, Within};
use crate::value::{Cell, Date};

/// A value that a column could take, with the words that it stands on.
struct Candidate {
    cell: Cell,
    span: Span,
    rule: usize,
    weight: i64,
}

/// The cells of all columns of `documents`, in order.
pub(crate) fn columns<'g>(
    view: &View<'_, 'g>,
    rows: &[Row<'g>],
    doubts: usize,
    said: &mut Vec<Doubt<'g>>,
) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    for column in &view.grammar.columns {
        let asked = column.condition.iter().all(|(other, condition)| holds(condition, &cells[*other]));
        let cell = if asked {
            column
                .from
                .iter()
                .map(|from| value(view, rows, &cells, &column.name, from, doubts, said))
                .find(|cell| *cell != Cell::Empty)
        } else {
            None
        };
        cells.push(cell.unwrap_or_default());
    }
    cells
}

fn value<'g>(
    view: &View<'_, 'g>,
    rows: &[Row<'g>],
    cells: &[Cell],
    name: &'g str,
    from: &From,
    doubts: usize,
    said: &mut Vec<Doubt<'g>>,
) -> Cell {
    let day = |column: usize| match &cells[column] {
        Cell::Date(date) => date.day(),
        _ => None,
    };
    match from {
        From::Rows { choose, .. } | From::Found(choose) => {
            pick(candidates(view, rows, name, from), *choose, name, said)
        }
        From::Mentions { choose, .. } => {
            pick(candidates(view, rows, name, from), *choose, name, &mut Vec::new())
        }
        From::Fact { of, list, fact } => {
            let column = view.grammar.columns.iter().position(|column| column.name == *of);
            column.map_or(Cell::Empty, |column| self::fact(view, &cells[column], *list, fact.as_deref()))
        }
        From::Document(column) => cells[*column].clone(),
        From::Days { from, to } => match (day(*from), day(*to)) {
            (Some(from), Some(to)) => Cell::Number(i64::from((to - from).get_days())),
            _ => Cell::Empty,
        },
        From::Plus { date, days, since } => match day(*date) {
            Some(from) if since.is_none_or(|since| from >= since) => from
                .checked_add(jiff::Span::new().days(*days))
                .map_or(Cell::Empty, |day| Cell::Date(Date::from(day))),
            _ => Cell::Empty,
        },
        From::AtMost { left, right } => match (&cells[*left], &cells[*right]) {
            (Cell::Number(left), Cell::Number(right)) => Cell::Flag(left <= right),
            _ => match (day(*left), day(*right)) {
                (Some(left), Some(right)) => Cell::Flag(left <= right),
                _ => Cell::Empty,
            },
        },
        From::Count(None) => Cell::Number(doubts as i64),
        From::Count(Some(table)) => {
            Cell::Number(rows.iter().filter(|row| row.table == *table).count() as i64)
        }
        From::Value(cell) => cell.clone(),
        From::Near { .. } | From::Column(_) => Cell::Empty,
    }
}

/// What a source offers for a column; nothing where it takes no choice.
fn candidates(view: &View<'_, '_>, rows: &[Row<'_>], name: &str, from: &From) -> Vec<Candidate> {
    match from {
        From::Rows { table, column, condition, .. } => {
            let fitting = rows.iter().filter(|row| {
                row.table == *table
                    && condition.iter().all(|condition| holds(condition, row.cell(&condition.column)))
            });
            fitting.map(|row| candidate(view, row.cell(column), row.span, row.rule)).collect()
        }
        From::Found(_) => {
            let said = view.found.iter().filter_map(|mention| Some((mention, mention.cell(name)?)));
            said.map(|(mention, cell)| candidate(view, cell, mention.span, mention.rule)).collect()
        }
        From::Mentions { list, fact, condition, .. } => {
            let seen = view.sightings.iter().filter(|seen| seen.list == *list);
            let fitting = seen.filter(|seen| {
                condition
                    .iter()
                    .all(|condition| says(condition, seen.entry.fact(&condition.column).unwrap_or("")))
            });
            let candidates = fitting.filter_map(|seen| {
                let word =
                    fact.as_deref().map_or(Some(seen.entry.name.as_str()), |fact| seen.entry.fact(fact))?;
                Some(Candidate { cell: Cell::Text(word.to_string()), span: seen.span, rule: 0, weight: 1 })
            });
            candidates.collect()
        }
        _ => Vec::new(),
    }
}

/// Whether the document says another thing for a column at least half as often as what was chosen.
pub(crate) fn is_contested(view: &View<'_, '_>, rows: &[Row<'_>], cells: &[Cell], column: usize) -> bool {
    let chosen = &cells[column];
    let column = &view.grammar.columns[column];
    column.from.iter().any(|from| {
        let offered = candidates(view, rows, &column.name, from);
        let mut votes: FxHashMap<String, usize> = FxHashMap::default();
        for candidate in offered.iter().filter(|candidate| candidate.cell != Cell::Empty) {
            *votes.entry(candidate.cell.to_string()).or_default() += 1;
        }
        let mine = votes.remove(&chosen.to_string()).unwrap_or(0);
        votes.values().any(|theirs| theirs * 2 >= mine)
    })
}

fn candidate(view: &View<'_, '_>, cell: &Cell, span: Span, rule: usize) -> Candidate {
    Candidate { cell: cell.clone(), span, rule, weight: view.grammar.rule(rule).1.weight }
}

/// The chosen one of several candidates.
fn pick<'g>(
    mut candidates: Vec<Candidate>,
    choose: Choose,
    name: &'g str,
    said: &mut Vec<Doubt<'g>>,
) -> Cell {
    candidates.retain(|candidate| candidate.cell != Cell::Empty);
    let mut tally: FxHashMap<String, i64> = FxHashMap::default();
    if matches!(choose, Choose::Most | Choose::Votes) {
        for candidate in &candidates {
            let weight = if choose == Choose::Votes { candidate.weight } else { 1 };
            *tally.entry(candidate.cell.to_string()).or_default() += weight;
        }
    }
    let votes = |of: &Cell| tally.get(&of.to_string()).copied().unwrap_or(0);
    let position = |candidate: &&Candidate| candidate.span;
    let chosen = match choose {
        Choose::Trust => candidates.iter().min_by_key(|candidate| (candidate.rule, candidate.span)),
        Choose::First => candidates.iter().min_by_key(position),
        Choose::Last => candidates.iter().max_by_key(position),
        Choose::Most | Choose::Votes => candidates
            .iter()
            .max_by_key(|candidate| (votes(&candidate.cell), std::cmp::Reverse(candidate.span))),
        Choose::Greatest => candidates.iter().max_by_key(|candidate| match candidate.cell {
            Cell::Number(number) => number,
            _ => i64::MIN,
        }),
        Choose::Agreed => candidates.first(),
    };
    let Some(chosen) = chosen else { return Cell::Empty };
    let rival = candidates.iter().find(|other| {
        other.cell != chosen.cell
            && match choose {
                Choose::Trust => other.rule == chosen.rule,
                Choose::Votes => votes(&other.cell) == votes(&chosen.cell),
                Choose::Agreed => true,
                _ => false,
            }
    });
    if let Some(rival) = rival {
        said.push(Doubt {
            table: "documents",
            column: name,
            doubt: super::SEVERAL.into(),
            span: rival.span,
            rule: Some(rival.rule),
        });
        if choose == Choose::Agreed {
            return Cell::Empty;
        }
    }
    if choose == Choose::Votes && votes(&chosen.cell) <= 0 {
        return Cell::Empty;
    }
    chosen.cell.clone()
}

/// Whether a condition holds of a cell; an empty cell has the value "".
pub(crate) fn holds(condition: &Condition, cell: &Cell) -> bool {
    match cell {
        Cell::Text(written) => says(condition, written),
        Cell::Empty => says(condition, ""),
        cell => says(condition, &cell.to_string()),
    }
}

fn says(condition: &Condition, written: &str) -> bool {
    condition.values.iter().any(|value| value == written) != condition.not
}

/// What a list says of the word in a cell.
pub(crate) fn fact(view: &View<'_, '_>, cell: &Cell, list: usize, fact: Option<&str>) -> Cell {
    let Cell::Text(words) = cell else { return Cell::Empty };
    let entry = view.grammar.words.lists()[list]
        .read(words, 0)
        .filter(|(end, _)| *end == words.len())
        .map(|(_, entry)| entry);
    let said = entry.and_then(|entry| fact.map_or(Some(entry.name.as_str()), |fact| entry.fact(fact)));
    said.map_or(Cell::Empty, |said| Cell::Text(said.to_string()))
}

/// The word of a list that stands nearest to a row: in its own words, before them, after them; and whether the text
/// around offers another, so that the nearest is a guess.
pub(crate) fn near(
    view: &View<'_, '_>,
    row: &Row<'_>,
    list: usize,
    fact: Option<&str>,
    reach: Within,
    before: bool,
) -> (Cell, bool) {
    let text = &view.document.text;
    let Some((window, _)) = view.anatomy.window(text, row.span.start, reach) else {
        return (Cell::Empty, false);
    };
    let first = view.sightings.partition_point(|seen| seen.span.start < window.start);
    let inside = view.sightings[first..].iter().take_while(|seen| seen.span.start < window.end);
    let within = inside.filter(|seen| seen.list == list);
    let nearest = within.clone().filter(|seen| !before || seen.span.start < row.whole.end).min_by_key(
        |seen| match seen.span {
            span if span.overlaps(row.whole) => (0, 0),
            span if span.end <= row.whole.start => (1, row.whole.start - span.end),
            span => (2, span.start - row.whole.end),
        },
    );
    let own = nearest.is_some_and(|seen| seen.span.overlaps(row.whole));
    let others = || nearest.is_some_and(|near| within.clone().any(|seen| seen.entry.name != near.entry.name));
    let said =
        nearest.and_then(|seen| fact.map_or(Some(seen.entry.name.as_str()), |fact| seen.entry.fact(fact)));
    (said.map_or(Cell::Empty, |said| Cell::Text(said.to_string())), !own && others())
}
