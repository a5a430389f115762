//! Which mentions are rows: overlaps, repeats, rows about one person.

use super::{Lost, Row, Why, choose};
use crate::extract::Mention;
use crate::grammar::Grammar;
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
    for mention in mentions {
        let (field, rule) = grammar.rule(mention.rule);
        let rival = kept.iter().find_map(|other| {
            let (other_field, other_rule) = grammar.rule(other.rule);
            let same = match field.table {
                Some(table) => other_field.table == Some(table),
                None => other_field.name == field.name && other_rule.drop,
            };
            // The elements of one list stand beside each other.
            let siblings = other.rule == mention.rule && other.whole == mention.whole;
            let span = if other_rule.drop { other.whole } else { other.span };
            let mine = if rule.drop { mention.whole } else { mention.span };
            (same && !siblings && span.overlaps(mine)).then_some((other.rule, other_rule.drop))
        });
        match rival {
            Some((rule, true)) => lost.push(Lost { mention, why: Why::Veto(rule) }),
            Some((rule, false)) => lost.push(Lost { mention, why: Why::Overlap(rule) }),
            None => kept.push(mention),
        }
    }
    kept.retain(|mention| !grammar.rule(mention.rule).1.drop);
    kept.sort_by_key(|mention| (mention.span, mention.rule));
    (kept, lost)
}

/// Joins rows about one person or thing, as the table declares.
pub fn merge<'g>(grammar: &'g Grammar, rows: &mut Vec<Row<'g>>, lost: &mut Vec<Lost<'g>>) {
    for (number, table) in grammar.tables.iter().enumerate() {
        let Some(merge) = &table.merge else { continue };
        let (mine, mut others): (Vec<_>, Vec<_>) = rows.drain(..).partition(|row| row.table == number);
        let lends = |row: &Row<'_>| {
            !merge.lend.is_empty() && merge.lend.iter().all(|lend| choose::holds(lend, row.cell(&lend.column)))
        };
        let (lenders, mine): (Vec<_>, Vec<_>) = mine.into_iter().partition(lends);
        let mut groups: Vec<Vec<Row<'g>>> = Vec::new();
        for row in mine {
            let role = |known: &Row<'_>| merge.by.iter().all(|column| known.cell(column) == row.cell(column));
            let known = groups
                .iter_mut()
                .find(|group| group.iter().any(|known| role(known) && alike(known, &row, merge)));
            match known {
                Some(group) => group.push(row),
                None => groups.push(vec![row]),
            }
        }
        for mut group in groups {
            let complete = |row: &Row<'_>| merge.same.iter().all(|column| *row.cell(column) != Cell::Empty);
            let best = merge
                .prefer
                .as_ref()
                .and_then(|column| group.iter().position(|row| *row.cell(column) != Cell::Empty && complete(row)))
                .or_else(|| group.iter().position(complete));
            let mut row = group.remove(best.unwrap_or(0));
            for other in group.iter().chain(lenders.iter().filter(|lender| alike(lender, &row, merge)).collect::<Vec<_>>()) {
                for (column, cell) in &other.cells {
                    if *row.cell(column) == Cell::Empty {
                        row.set(column, cell.clone());
                    }
                }
            }
            lost.extend(group.into_iter().map(|other| Lost { mention: mention_of(other), why: Why::Joined }));
            others.push(row);
        }
        // Lenders go on lending: what they fill may be asked for again later.
        others.extend(lenders);
        *rows = others;
        if let Some((one, other)) = &merge.pair {
            pair(number, one, other, &merge.by, rows, lost);
        }
    }
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
    // A row with the other column alone says nothing more where a full row says the same.
    let full: Vec<Cell> = rows
        .iter()
        .filter(|row| mine(row) && !empty(row, one) && !empty(row, other))
        .map(|row| row.cell(other).clone())
        .collect();
    let said = |row: &Row<'_>| mine(row) && empty(row, one) && full.contains(row.cell(other));
    let (again, kept): (Vec<_>, Vec<_>) = rows.drain(..).partition(said);
    *rows = kept;
    lost.extend(again.into_iter().map(|row| Lost { mention: mention_of(row), why: Why::Repeated }));
    let mut alone = 0;
    // A row that finds no partner is passed over.
    while let Some(to) =
        rows.iter().enumerate().skip(alone).find(|(_, row)| mine(row) && !empty(row, one) && empty(row, other))
    {
        let to = to.0;
        let fits = |row: &Row<'_>| {
            mine(row)
                && empty(row, one)
                && !empty(row, other)
                && by.iter().all(|column| row.cell(column) == rows[to].cell(column))
        };
        let Some(from) = rows.iter().position(fits) else {
            alone = to + 1;
            continue;
        };
        let lender = rows.remove(from);
        let to = to - usize::from(from < to);
        alone = alone.saturating_sub(usize::from(from < alone));
        for (column, cell) in &lender.cells {
            if *rows[to].cell(column) == Cell::Empty {
                rows[to].set(column, cell.clone());
            }
        }
        lost.push(Lost { mention: mention_of(lender), why: Why::Joined });
    }
    // What is left of the other column is one more title of those who have a partner.
    let named: Vec<Vec<Cell>> = rows
        .iter()
        .filter(|row| mine(row) && !empty(row, one) && !empty(row, other))
        .map(|row| by.iter().map(|column| row.cell(column).clone()).collect())
        .collect();
    let left = |row: &Row<'_>| {
        let group: Vec<Cell> = by.iter().map(|column| row.cell(column).clone()).collect();
        mine(row) && empty(row, one) && !empty(row, other) && named.contains(&group)
    };
    let (left, kept): (Vec<_>, Vec<_>) = rows.drain(..).partition(left);
    *rows = kept;
    lost.extend(left.into_iter().map(|row| Lost { mention: mention_of(row), why: Why::Joined }));
}

/// Drops rows of tables that documents of this kind do not have, and rows that only lent their cells.
pub fn place<'g>(grammar: &'g Grammar, document: &[Cell], rows: &mut Vec<Row<'g>>, lost: &mut Vec<Lost<'g>>) {
    let (kept, gone): (Vec<_>, Vec<_>) = rows.drain(..).partition(|row| {
        let table = &grammar.tables[row.table];
        let lent = table.merge.as_ref().is_some_and(|merge| {
            !merge.lend.is_empty() && merge.lend.iter().all(|lend| choose::holds(lend, row.cell(&lend.column)))
        });
        !lent && table.when.iter().all(|(column, condition)| choose::holds(condition, &document[*column]))
    });
    *rows = kept;
    lost.extend(gone.into_iter().map(|row| Lost { mention: mention_of(row), why: Why::Elsewhere }));
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

fn alike(a: &Row<'_>, b: &Row<'_>, merge: &crate::grammar::Merge) -> bool {
    let same = |column: &String| match (a.cell(column), b.cell(column)) {
        (Cell::Empty, _) | (_, Cell::Empty) => None,
        (Cell::Text(one), Cell::Text(other)) => Some(one.eq_ignore_ascii_case(other)),
        (one, other) => Some(one == other),
    };
    let agree: Vec<Option<bool>> = merge.same.iter().map(same).collect();
    agree.contains(&Some(true))
        && !agree.contains(&Some(false))
}

/// Drops rows that lack what every row of their table has.
pub fn complete<'g>(grammar: &'g Grammar, rows: &mut Vec<Row<'g>>, lost: &mut Vec<Lost<'g>>) {
    let (whole, lacking): (Vec<Row<'g>>, Vec<Row<'g>>) = rows.drain(..).partition(|row| {
        let needs = &grammar.tables[row.table].needs;
        needs.is_empty() || needs.iter().any(|column| *row.cell(column) != Cell::Empty)
    });
    *rows = whole;
    lost.extend(lacking.into_iter().map(|row| Lost { mention: mention_of(row), why: Why::Incomplete }));
}

/// Keeps of rows that say the same the one that stands first.
pub fn repeats<'g>(grammar: &'g Grammar, rows: &mut Vec<Row<'g>>, lost: &mut Vec<Lost<'g>>) {
    rows.sort_by_key(|row| (row.table, row.span, row.rule));
    let mut kept: Vec<Row<'g>> = Vec::new();
    for row in rows.drain(..) {
        let unique = &grammar.tables[row.table].unique;
        let again = !unique.is_empty()
            && kept.iter().any(|known| {
                known.table == row.table && unique.iter().all(|column| known.cell(column) == row.cell(column))
            });
        if again {
            lost.push(Lost { mention: mention_of(row), why: Why::Repeated });
        } else {
            kept.push(row);
        }
    }
    *rows = kept;
}

fn mention_of<'g>(row: Row<'g>) -> Mention<'g> {
    Mention {
        rule: row.rule,
        span: row.span,
        whole: row.whole,
        window: row.window,
        cells: row.cells,
        doubts: Vec::new(),
    }
}
