//! The columns of a document, and cells that come from elsewhere: choosing among candidates.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::{Doubt, Row, View, doubts};
use crate::document::Span;
use crate::grammar::{Choose, Column, Condition, From, Grammar, Within};
use crate::value::{Cell, Date};

/// A value that a column could take, with the words that it stands on.
struct Candidate<'a> {
    says: Says<'a>,
    span: Span,
    rule: usize,
    weight: i64,
}

/// What a candidate says.
#[derive(Clone, Copy, PartialEq)]
enum Says<'a> {
    /// What stands in a cell.
    Cell(&'a Cell),
    /// What a list says.
    Word(&'a str),
}

impl<'a> Says<'a> {
    /// Its words, as a table shows them.
    fn words(self) -> Cow<'a, str> {
        match self {
            Says::Cell(cell) => words(cell),
            Says::Word(word) => Cow::Borrowed(word),
        }
    }

    fn cell(self) -> Cell {
        match self {
            Says::Cell(cell) => cell.clone(),
            Says::Word(word) => Cell::Text(word.to_string()),
        }
    }
}

/// The words of a cell, as a table shows them.
pub(super) fn words(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Text(words) => Cow::Borrowed(words),
        cell => Cow::Owned(cell.to_string()),
    }
}

/// The cells of all columns of `documents`, in order.
pub(crate) fn columns<'g>(
    view: &View<'_, 'g>,
    rows: &[Row<'g>],
    doubts: usize,
    said: &mut Vec<Doubt<'g>>,
) -> Vec<Cell> {
    let columns = view.grammar.columns.len();
    let mut cells = vec![Cell::Empty; columns];
    choose(view, rows, 0..columns, &mut cells, doubts, said);
    cells
}

/// The cells of some columns of `documents` and of those that they look at; the others stay empty.
pub(crate) fn some<'g>(
    view: &View<'_, 'g>,
    rows: &[Row<'g>],
    columns: impl IntoIterator<Item = usize>,
) -> Vec<Cell> {
    let all = &view.grammar.columns;
    let mut asked = vec![false; all.len()];
    columns.into_iter().for_each(|column| asked[column] = true);
    // A column looks only at columns before it.
    for (number, column) in all.iter().enumerate().rev() {
        if asked[number] {
            looks_at(view.grammar, column).for_each(|other| asked[other] = true);
        }
    }
    let mut cells = vec![Cell::Empty; all.len()];
    let asked = (0..all.len()).filter(|column| asked[*column]);
    choose(view, rows, asked, &mut cells, 0, &mut Vec::new());
    cells
}

/// Chooses again the columns that depend on how many doubts there are.
pub(crate) fn recount<'g>(view: &View<'_, 'g>, rows: &[Row<'g>], cells: &mut [Cell], doubts: usize) {
    let all = &view.grammar.columns;
    let mut stale = vec![false; all.len()];
    for (number, column) in all.iter().enumerate() {
        stale[number] = column.from.iter().any(|from| matches!(from, From::Count(None)))
            || looks_at(view.grammar, column).any(|other| stale[other]);
    }
    let stale = (0..all.len()).filter(|column| stale[*column]);
    choose(view, rows, stale, cells, doubts, &mut Vec::new());
}

/// Chooses some columns, in order.
fn choose<'g>(
    view: &View<'_, 'g>,
    rows: &[Row<'g>],
    columns: impl Iterator<Item = usize>,
    cells: &mut [Cell],
    doubts: usize,
    said: &mut Vec<Doubt<'g>>,
) {
    for number in columns {
        let column = &view.grammar.columns[number];
        let asked = column.condition.iter().all(|(other, condition)| holds(condition, &cells[*other]));
        let mut sources = column.from.iter().filter(|_| asked);
        let cell = sources.find_map(|from| {
            let cell = value(view, rows, cells, &column.name, from, doubts, said);
            (cell != Cell::Empty).then_some(cell)
        });
        cells[number] = cell.unwrap_or_default();
    }
}

/// The columns that a column looks at.
fn looks_at<'a>(grammar: &'a Grammar, column: &'a Column) -> impl Iterator<Item = usize> + 'a {
    let sources = column.from.iter().flat_map(|from| match from {
        From::Fact { of, .. } => [number_of(grammar, of), None],
        From::Document(column) => [Some(*column), None],
        From::Days { from, to } => [Some(*from), Some(*to)],
        From::Plus { date, .. } => [Some(*date), None],
        From::AtMost { left, right } => [Some(*left), Some(*right)],
        _ => [None, None],
    });
    column.condition.iter().map(|(other, _)| *other).chain(sources.flatten())
}

/// The number of the column of `documents` of that name.
fn number_of(grammar: &Grammar, name: &str) -> Option<usize> {
    grammar.columns.iter().position(|column| column.name == name)
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
            pick(&candidates(view, rows, name, from), *choose, name, said)
        }
        From::Mentions { choose, .. } => {
            pick(&candidates(view, rows, name, from), *choose, name, &mut Vec::new())
        }
        From::Fact { of, list, fact } => number_of(view.grammar, of)
            .map_or(Cell::Empty, |column| self::fact(view, &cells[column], *list, fact.as_deref())),
        From::Document(column) => cells[*column].clone(),
        From::Days { from, to } => match (day(*from), day(*to)) {
            (Some(from), Some(to)) => Cell::Number(i64::from((to - from).get_days())),
            _ => Cell::Empty,
        },
        From::Plus { date, days, since } => match day(*date) {
            Some(from) if since.is_none_or(|since| from >= since) => {
                let later = jiff::Span::new().try_days(*days).and_then(|days| from.checked_add(days));
                later.map_or(Cell::Empty, |day| Cell::Date(Date::from(day)))
            }
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
fn candidates<'a>(
    view: &View<'a, '_>,
    rows: &'a [Row<'_>],
    name: &str,
    from: &'a From,
) -> Vec<Candidate<'a>> {
    let candidate = |cell: &'a Cell, span: Span, rule: usize| Candidate {
        says: Says::Cell(cell),
        span,
        rule,
        weight: view.grammar.rule(rule).1.weight,
    };
    match from {
        From::Rows { table, column, condition, .. } => {
            let fitting = rows.iter().filter(|row| {
                row.table == *table
                    && condition.iter().all(|condition| holds(condition, row.cell(&condition.column)))
            });
            let filled = fitting.map(|row| (row, row.cell(column))).filter(|(_, cell)| **cell != Cell::Empty);
            filled.map(|(row, cell)| candidate(cell, row.span, row.rule)).collect()
        }
        From::Found(_) => {
            let said = view.found.iter().filter_map(|mention| Some((mention, mention.cell(name)?)));
            said.map(|(mention, cell)| candidate(cell, mention.span, mention.rule)).collect()
        }
        From::Mentions { list, fact, condition, .. } => {
            let fitting = view.sightings.of(*list).iter().filter(|seen| {
                condition
                    .iter()
                    .all(|condition| says(condition, seen.entry.fact(&condition.column).unwrap_or("")))
            });
            let candidates = fitting.filter_map(|seen| {
                let word =
                    fact.as_deref().map_or(Some(seen.entry.name.as_str()), |fact| seen.entry.fact(fact))?;
                Some(Candidate { says: Says::Word(word), span: seen.span, rule: 0, weight: 1 })
            });
            candidates.collect()
        }
        _ => Vec::new(),
    }
}

/// Whether the document says another thing for a column at least half as often as what was chosen.
pub(crate) fn is_contested(view: &View<'_, '_>, rows: &[Row<'_>], cells: &[Cell], column: usize) -> bool {
    let chosen = words(&cells[column]);
    let column = &view.grammar.columns[column];
    column.from.iter().any(|from| {
        let mut votes: FxHashMap<Cow<'_, str>, usize> = FxHashMap::default();
        for candidate in candidates(view, rows, &column.name, from) {
            *votes.entry(candidate.says.words()).or_default() += 1;
        }
        let mine = votes.remove(&*chosen).unwrap_or(0);
        votes.values().any(|theirs| theirs * 2 >= mine)
    })
}

/// The chosen one of several candidates.
fn pick<'g>(candidates: &[Candidate<'_>], choose: Choose, name: &'g str, said: &mut Vec<Doubt<'g>>) -> Cell {
    let votes = match choose {
        Choose::Most => tally(candidates, |_| 1),
        Choose::Votes => tally(candidates, |candidate| candidate.weight),
        _ => Vec::new(),
    };
    let span = |at: usize| candidates[at].span;
    let places = 0..candidates.len();
    let chosen = match choose {
        Choose::Trust => places.min_by_key(|at| (candidates[*at].rule, span(*at))),
        Choose::First => places.min_by_key(|at| span(*at)),
        Choose::Last => places.max_by_key(|at| span(*at)),
        Choose::Most | Choose::Votes => places.max_by_key(|at| (votes[*at], std::cmp::Reverse(span(*at)))),
        Choose::Greatest => places.max_by_key(|at| match candidates[*at].says {
            Says::Cell(Cell::Number(number)) => *number,
            _ => i64::MIN,
        }),
        Choose::Agreed => places.min(),
    };
    let Some(mut chosen) = chosen else { return Cell::Empty };
    if choose == Choose::First {
        chosen = day_within(candidates, chosen).unwrap_or(chosen);
    }
    let is_rival = |other: &usize| {
        candidates[*other].says != candidates[chosen].says
            && match choose {
                Choose::Trust => candidates[*other].rule == candidates[chosen].rule,
                Choose::Votes => votes[*other] == votes[chosen],
                Choose::Agreed => true,
                _ => false,
            }
    };
    if let Some(rival) = (0..candidates.len()).find(is_rival) {
        said.push(Doubt {
            table: "documents",
            column: name,
            doubt: doubts::SEVERAL.into(),
            span: span(rival),
            rule: Some(candidates[rival].rule),
        });
        if choose == Choose::Agreed {
            return Cell::Empty;
        }
    }
    if choose == Choose::Votes && votes[chosen] <= 0 {
        return Cell::Empty;
    }
    candidates[chosen].says.cell()
}

/// The candidate that names the day of a date of which the chosen one names less, where all that name one
/// agree.
fn day_within(candidates: &[Candidate<'_>], chosen: usize) -> Option<usize> {
    let date = |at: usize| match candidates[at].says {
        Says::Cell(Cell::Date(date)) => Some(date),
        _ => None,
    };
    let said = date(chosen).filter(|date| date.day().is_none())?;
    let (from, to) = (said.earliest()?, said.latest()?);
    let day = |at: &usize| date(*at).and_then(Date::day).filter(|day| (from..=to).contains(day));
    let mut days = (0..candidates.len()).filter(|at| day(at).is_some());
    let first = days.next()?;
    days.all(|at| day(&at) == day(&first)).then_some(first)
}

/// For each candidate how much all weigh together that say the same.
fn tally(candidates: &[Candidate<'_>], weight: impl Fn(&Candidate<'_>) -> i64) -> Vec<i64> {
    if let [only] = candidates {
        return vec![weight(only)];
    }
    let mut tally: FxHashMap<Cow<'_, str>, i64> = FxHashMap::default();
    for candidate in candidates {
        *tally.entry(candidate.says.words()).or_default() += weight(candidate);
    }
    candidates.iter().map(|candidate| tally[&*candidate.says.words()]).collect()
}

/// Whether a condition holds of a cell; an empty cell has the value "".
pub(crate) fn holds(condition: &Condition, cell: &Cell) -> bool {
    match cell {
        Cell::Text(written) => says(condition, written),
        Cell::Empty => says(condition, ""),
        cell => says(condition, &words(cell)),
    }
}

fn says(condition: &Condition, written: &str) -> bool {
    condition.values.iter().any(|value| value == written) != condition.not
}

/// What a list says of the word in a cell.
pub(crate) fn fact(view: &View<'_, '_>, cell: &Cell, list: usize, fact: Option<&str>) -> Cell {
    let Cell::Text(words) = cell else { return Cell::Empty };
    let entry = view.grammar.words.lists()[list].meant(words);
    let said = entry.and_then(|entry| fact.map_or(Some(entry.name.as_str()), |fact| entry.fact(fact)));
    said.map_or(Cell::Empty, |said| Cell::Text(said.to_string()))
}

/// The word of a list that stands nearest to a row: in its own words, before them, after them; and whether
/// the text around offers another, so that the nearest is a guess.
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
    let (seen, several) = view.sightings.within(list, window);
    let next = seen.partition_point(|seen| seen.span.end <= row.whole.start);
    let own = seen.get(next).filter(|seen| seen.span.overlaps(row.whole));
    let nearest = own
        .or_else(|| next.checked_sub(1).map(|last| &seen[last]))
        .or_else(|| seen.get(next).filter(|_| !before));
    let said =
        nearest.and_then(|seen| fact.map_or(Some(seen.entry.name.as_str()), |fact| seen.entry.fact(fact)));
    (said.map_or(Cell::Empty, |said| Cell::Text(said.to_string())), own.is_none() && several)
}
