//! Which mentions are rows: overlaps, repeats, rows about one person.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::alike::Alike;
use super::{Lost, Row, Why, choose, doubts};
use crate::document::Span;
use crate::extract::Mention;
use crate::grammar::{Grammar, Merge};
use crate::value::Cell;

/// Keeps of overlapping mentions of a table the one whose rule stands first; a veto is kept as nothing.
pub fn overlaps<'g>(
    grammar: &'g Grammar,
    mut mentions: Vec<Mention<'g>>,
) -> (Vec<Mention<'g>>, Vec<Lost<'g>>) {
    // Rules are numbered in order of trust.
    mentions.sort_by_key(|mention| (mention.rule, mention.whole, mention.span));
    let mut kept: Vec<Mention<'g>> = Vec::new();
    let mut lost = Vec::new();
    // What is taken: by table (or field of `documents`) and start. Taken words never overlap, but for the
    // elements of one list, so the last that starts before the end of a mention is the one to ask.
    let mut taken: Vec<BTreeMap<usize, Taken>> = Vec::new();
    taken.resize_with(grammar.tables.len() + grammar.fields.len(), BTreeMap::new);
    for mention in mentions {
        let (field, rule) = grammar.rule(mention.rule);
        let group = field.table.unwrap_or(grammar.tables.len() + grammar.rules[mention.rule].0);
        let mine = if rule.drop { mention.whole } else { mention.span };
        let taken = &mut taken[group];
        let rival = taken.range(..mine.end).next_back().map(|(_, rival)| rival).filter(|rival| {
            // The elements of one list stand beside each other.
            let siblings = rival.rule == mention.rule && rival.whole == mention.whole;
            rival.end > mine.start && !siblings
        });
        match rival {
            Some(rival) if rival.drop => lost.push(Lost { mention, why: Why::Veto(rival.rule) }),
            Some(rival) => {
                let why = Why::Overlap(rival.rule);
                if let Some(winner) = rival.kept.map(|at| &mut kept[at]) {
                    doubt_what_differs(grammar, winner, &mention);
                }
                lost.push(Lost { mention, why });
            }
            None => {
                // Signs for a column of `documents` may overlap: each has its vote.
                if rule.drop || field.table.is_some() {
                    let (rule, whole, drop) = (mention.rule, mention.whole, rule.drop);
                    let kept = (!drop).then_some(kept.len());
                    taken.insert(mine.start, Taken { end: mine.end, rule, whole, drop, kept });
                }
                kept.push(mention);
            }
        }
    }
    kept.retain(|mention| !grammar.rule(mention.rule).1.drop);
    kept.sort_by_key(|mention| (mention.span, mention.rule));
    (kept, lost)
}

/// Words that a mention has taken.
struct Taken {
    end: usize,
    rule: usize,
    whole: Span,
    drop: bool,
    /// Which of the mentions that are kept; none for a veto.
    kept: Option<usize>,
}

/// Doubts the cells of a mention of which another rule of its field says something else at the very same
/// words.
///
/// Only what a rule says by its wording counts: what two slots read there differs in length more than in
/// meaning.
fn doubt_what_differs<'g>(grammar: &'g Grammar, winner: &mut Mention<'g>, loser: &Mention<'g>) {
    let ((field, _), (other, rule)) = (grammar.rule(winner.rule), grammar.rule(loser.rule));
    if !std::ptr::eq(field, other) || winner.span != loser.span {
        return;
    }
    let Some(table) = field.table.map(|table| &grammar.tables[table]) else { return };
    let otherwise = table.single.as_ref().map(|(column, _, otherwise)| (column, otherwise));
    for (column, said) in &rule.set {
        // What is said of anything that is nothing better contradicts nobody.
        if otherwise.is_some_and(|(of, word)| of == column && said.to_string() == *word) {
            continue;
        }
        let shown = table.columns.contains(column);
        let differs = winner.cell(column).is_none_or(|cell| cell != said);
        let doubt = (column.as_str(), doubts::TWO_WAYS);
        if shown && differs && !winner.doubts.contains(&doubt) {
            winner.doubts.push(doubt);
        }
    }
}

/// Joins rows about one person or thing, as the table declares.
pub fn merge<'g>(grammar: &'g Grammar, rows: &mut Vec<Row<'g>>, lost: &mut Vec<Lost<'g>>) {
    for (number, table) in grammar.tables.iter().enumerate() {
        let Some(merge) = &table.merge else { continue };
        if rows.iter().any(|row| row.table == number) {
            join(number, merge, rows, lost);
        }
        if let Some((one, other)) = &merge.pair {
            pair(number, one, other, &merge.by, rows, lost);
        }
    }
}

/// Joins rows of a table that are alike; they come to stand after the rows of other tables.
fn join<'g>(table: usize, merge: &'g Merge, rows: &mut Vec<Row<'g>>, lost: &mut Vec<Lost<'g>>) {
    let mut mine: Vec<Row<'g>> = rows.extract_if(.., |row| row.table == table).collect();
    let lenders: Vec<Row<'g>> = mine.extract_if(.., |row| lends(row, merge)).collect();
    let mut lending = Alike::new(merge, &[], lenders.iter().chain(&mine));
    lenders.iter().enumerate().for_each(|(number, lender)| lending.note(lender, number));
    for mut group in groups(mine, merge) {
        let complete = |row: &Row<'_>| merge.same.iter().all(|column| *row.cell(column) != Cell::Empty);
        let best = merge
            .prefer
            .as_ref()
            .and_then(|column| group.iter().position(|row| *row.cell(column) != Cell::Empty && complete(row)))
            .or_else(|| group.iter().position(complete));
        let mut row = group.remove(best.unwrap_or(0));
        let from = lending.all(&row);
        for other in group.iter().chain(from.into_iter().map(|lender| &lenders[lender])) {
            row.borrow_from(other);
        }
        lost.extend(group.into_iter().map(|other| Lost { mention: mention_of(other), why: Why::Joined }));
        rows.push(row);
    }
    // Lenders go on lending: what they fill may be asked for again later.
    rows.extend(lenders);
}

/// Whether a row is none of its own.
fn lends(row: &Row<'_>, merge: &Merge) -> bool {
    !merge.lend.is_empty() && merge.lend.iter().all(|lend| choose::holds(lend, row.cell(&lend.column)))
}

/// Rows that are alike, together.
fn groups<'g>(rows: Vec<Row<'g>>, merge: &Merge) -> Vec<Vec<Row<'g>>> {
    if rows.len() == 1 {
        return vec![rows];
    }
    let mut groups: Vec<Vec<Row<'g>>> = Vec::new();
    let mut known = Alike::new(merge, &merge.by, rows.iter());
    for row in rows {
        let group = known.first(&row).unwrap_or(groups.len());
        if group == groups.len() {
            groups.push(Vec::new());
        }
        known.note(&row, group);
        groups[group].push(row);
    }
    groups
}

/// Joins rows that have only the one column, in order, with rows that have only the other.
fn pair<'g>(
    table: usize,
    one: &'g str,
    other: &'g str,
    by: &[String],
    rows: &mut Vec<Row<'g>>,
    lost: &mut Vec<Lost<'g>>,
) {
    let empty = |row: &Row<'_>, column: &str| *row.cell(column) == Cell::Empty;
    let mine = |row: &Row<'_>| row.table == table;
    rows.sort_by_key(|row| (row.table, row.span));
    let lonely = |row: &Row<'_>| mine(row) && empty(row, one) && !empty(row, other);
    if !rows.iter().any(lonely) {
        return;
    }
    // A row with the other column alone says nothing more where a full row says the same.
    let full: Vec<&Cell> = rows
        .iter()
        .filter(|row| mine(row) && !empty(row, one) && !empty(row, other))
        .map(|row| row.cell(other))
        .collect();
    let again: Vec<bool> = rows.iter().map(|row| lonely(row) && full.contains(&row.cell(other))).collect();
    drop_rows(rows, &again, Why::Repeated, lost);
    let mut alone = 0;
    // A row that finds no partner is passed over.
    while let Some(to) = rows
        .iter()
        .enumerate()
        .skip(alone)
        .find(|(_, row)| mine(row) && !empty(row, one) && empty(row, other))
    {
        let to = to.0;
        let fits =
            |row: &Row<'_>| lonely(row) && by.iter().all(|column| row.cell(column) == rows[to].cell(column));
        let Some(from) = rows.iter().position(fits) else {
            alone = to + 1;
            continue;
        };
        let lender = rows.remove(from);
        let to = to - usize::from(from < to);
        alone = alone.saturating_sub(usize::from(from < alone));
        rows[to].borrow_from(&lender);
        lost.push(Lost { mention: mention_of(lender), why: Why::Joined });
    }
    // What is left of the other column is one more title of those who have a partner.
    let group = |row: &Row<'_>| -> Vec<Cell> { by.iter().map(|column| row.cell(column).clone()).collect() };
    let named: Vec<Vec<Cell>> =
        rows.iter().filter(|row| mine(row) && !empty(row, one) && !empty(row, other)).map(group).collect();
    let left: Vec<bool> = rows.iter().map(|row| lonely(row) && named.contains(&group(row))).collect();
    drop_rows(rows, &left, Why::Joined, lost);
}

/// Drops rows of tables that documents of this kind do not have, and rows that only lent their cells.
pub fn place<'g>(grammar: &'g Grammar, document: &[Cell], rows: &mut Vec<Row<'g>>, lost: &mut Vec<Lost<'g>>) {
    let gone = |row: &Row<'_>| {
        let table = &grammar.tables[row.table];
        table.merge.as_ref().is_some_and(|merge| lends(row, merge))
            || !table.when.iter().all(|(column, condition)| choose::holds(condition, &document[*column]))
    };
    let gone: Vec<bool> = rows.iter().map(gone).collect();
    drop_rows(rows, &gone, Why::Elsewhere, lost);
}

/// Leaves a value that at most one row may have with the row whose rule has the most trust, and with rows
/// that say the same.
pub fn single<'g>(grammar: &'g Grammar, rows: &mut [Row<'g>]) {
    for (number, table) in grammar.tables.iter().enumerate() {
        let Some((column, value, otherwise)) = &table.single else { continue };
        let held = Cell::Text(value.clone());
        let holds = |row: &Row<'_>| row.table == number && *row.cell(column) == held;
        let Some(best) = rows.iter().filter(|row| holds(row)).min_by_key(|row| (row.rule, row.span)) else {
            continue;
        };
        let same = |row: &Row<'_>, best: &Row<'_>| {
            table.columns.iter().all(|column| row.cell(column) == best.cell(column))
        };
        let best = best.clone();
        for row in rows.iter_mut().filter(|row| holds(row)) {
            if !same(row, &best) {
                row.set(column, Cell::Text(otherwise.clone()));
            }
        }
    }
}

/// What a row says in some columns.
pub(super) fn said<'r>(row: &'r Row<'_>, columns: &[String]) -> Vec<Cow<'r, str>> {
    columns.iter().map(|column| choose::words(row.cell(column))).collect()
}

/// Drops rows that lack what every row of their table has.
pub fn complete<'g>(grammar: &'g Grammar, rows: &mut Vec<Row<'g>>, lost: &mut Vec<Lost<'g>>) {
    let lacking = |row: &Row<'_>| {
        let needs = &grammar.tables[row.table].needs;
        !needs.is_empty() && needs.iter().all(|column| *row.cell(column) == Cell::Empty)
    };
    let lacking: Vec<bool> = rows.iter().map(lacking).collect();
    drop_rows(rows, &lacking, Why::Incomplete, lost);
}

/// Keeps of rows that say the same the one that stands first.
pub fn repeats<'g>(grammar: &'g Grammar, rows: &mut Vec<Row<'g>>, lost: &mut Vec<Lost<'g>>) {
    rows.sort_by_key(|row| (row.table, row.span, row.rule));
    let mut known: FxHashSet<(usize, Vec<Cow<'_, str>>)> = FxHashSet::default();
    let repeated: Vec<bool> = rows
        .iter()
        .map(|row| {
            let unique = &grammar.tables[row.table].unique;
            !unique.is_empty() && !known.insert((row.table, said(row, unique)))
        })
        .collect();
    drop_rows(rows, &repeated, Why::Repeated, lost);
}

/// Drops the rows for which it is said.
pub(super) fn drop_rows<'g>(rows: &mut Vec<Row<'g>>, gone: &[bool], why: Why, lost: &mut Vec<Lost<'g>>) {
    let mut gone = gone.iter();
    let gone = rows.extract_if(.., |_| gone.next().is_some_and(|gone| *gone));
    lost.extend(gone.map(|row| Lost { mention: mention_of(row), why }));
}

/// A row as the mention that it was.
pub(super) fn mention_of<'g>(row: Row<'g>) -> Mention<'g> {
    Mention {
        rule: row.rule,
        span: row.span,
        whole: row.whole,
        window: row.window,
        cells: row.cells,
        doubts: Vec::new(),
    }
}
