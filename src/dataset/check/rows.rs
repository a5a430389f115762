//! Which row of a document is which row of the other dataset, and what changed in it.
//!
//! Equal rows are taken out first; of those that are left, rows that agree in most cells are one row that
//! changed.

use std::collections::{BTreeMap, HashMap, VecDeque};

use super::{Cells, What};

/// Rows with their lines in the file.
pub(super) type Rows = Vec<(usize, Vec<String>)>;

/// The columns that say where in its document a row stands.
const PLACE: [&str; 4] = ["line", "start", "end", "page"];

/// What changed between the rows of one document, each with its line.
pub(super) fn compare(columns: &[String], old: Rows, new: Rows) -> Vec<(usize, What)> {
    let mut changes = Vec::new();
    let (mut old, new, equal) = without_equal(old, new);
    for (before, now) in out_of_order(&equal) {
        changes.push((now, What::Reordered { before }));
    }
    let pairs = alike(&old, &new);
    for (at, (line, row)) in new.iter().enumerate() {
        match pairs.get(&at) {
            Some(&other) => {
                let before = std::mem::take(&mut old[other].1);
                changes.extend(changed(columns, before, row).into_iter().map(|what| (*line, what)));
            }
            None => changes.push((*line, What::Added(cells(columns, row)))),
        }
    }
    let gone = old.iter().filter(|(_, row)| !row.is_empty());
    changes.extend(gone.map(|(line, row)| (*line, What::Gone(cells(columns, row)))));
    changes
}

fn cells(columns: &[String], row: &[String]) -> Cells {
    columns.iter().cloned().zip(row.iter().cloned()).collect()
}

/// The rows without those that both sides have, and the lines (before, now) of those.
fn without_equal(old: Rows, new: Rows) -> (Rows, Rows, Vec<(usize, usize)>) {
    let mut known: HashMap<Vec<String>, VecDeque<usize>> = HashMap::new();
    for (line, row) in &new {
        known.entry(row.clone()).or_default().push_back(*line);
    }
    let mut equal = Vec::new();
    let mut taken: HashMap<Vec<String>, usize> = HashMap::new();
    let mut left = Rows::new();
    for (line, row) in old {
        match known.get_mut(&row).and_then(VecDeque::pop_front) {
            Some(now) => {
                equal.push((line, now));
                *taken.entry(row).or_default() += 1;
            }
            None => left.push((line, row)),
        }
    }
    let mut fresh = Rows::new();
    for (line, row) in new {
        match taken.get_mut(&row) {
            Some(count) if *count > 0 => *count -= 1,
            _ => fresh.push((line, row)),
        }
    }
    (left, fresh, equal)
}

/// Of rows in their old order those that do not stand in a longest run that keeps its order.
fn out_of_order(equal: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length the row that ends the run of that length with the smallest new line.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; equal.len()];
    for (at, (_, now)) in equal.iter().enumerate() {
        // Rows without lines are never out of order.
        let length = ends.partition_point(|&end| equal[end].1 < *now || *now == 0);
        before[at] = length.checked_sub(1).map(|last| ends[last]);
        if length == ends.len() { ends.push(at) } else { ends[length] = at }
    }
    let mut kept = vec![false; equal.len()];
    let mut at = ends.last().copied();
    while let Some(row) = at {
        kept[row] = true;
        at = before[row];
    }
    equal.iter().zip(kept).filter(|(_, kept)| !kept).map(|(row, _)| *row).collect()
}

/// For rows of the new side the row of the old side that they were: most alike first, each only once.
fn alike(old: &Rows, new: &Rows) -> BTreeMap<usize, usize> {
    let mut likely: Vec<(usize, usize, usize)> = Vec::new();
    for (n, (_, row)) in new.iter().enumerate() {
        for (o, (_, other)) in old.iter().enumerate() {
            let alike = row.iter().zip(other).filter(|(a, b)| a == b && !a.is_empty()).count();
            if alike * 2 > row.len() / 2 {
                likely.push((alike, n, o));
            }
        }
    }
    likely.sort_by_key(|&(alike, n, o)| (std::cmp::Reverse(alike), n, o));
    let mut pairs = BTreeMap::new();
    let mut taken = vec![false; old.len()];
    for (_, n, o) in likely {
        if !taken[o] && !pairs.contains_key(&n) {
            pairs.insert(n, o);
            taken[o] = true;
        }
    }
    pairs
}

/// What changed in a row: its place alone, or cells.
fn changed(columns: &[String], before: Vec<String>, now: &[String]) -> Vec<What> {
    let cell = |row: &[String], name: &str| {
        columns
            .iter()
            .position(|column| column == name)
            .and_then(|at| row.get(at).cloned())
            .unwrap_or_default()
    };
    let place =
        |row: &[String]| format!("line {}, {}..{}", cell(row, "line"), cell(row, "start"), cell(row, "end"));
    let mut differ = columns.iter().zip(before.iter().zip(now)).filter(|(_, (before, now))| before != now);
    if differ.all(|(column, _)| PLACE.contains(&column.as_str())) && before.len() == now.len() {
        return vec![What::Moved { text: cell(now, "text"), before: place(&before), now: place(now) }];
    }
    let cells = columns.iter().zip(before.into_iter().zip(now));
    cells
        .filter(|(_, (before, now))| before != *now)
        .map(|(column, (before, now))| What::Cell { column: column.clone(), before, now: now.clone() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Rows {
        let row = |line: &str| line.split(',').map(str::to_string).collect();
        text.lines().enumerate().map(|(at, line)| (at + 2, row(line))).collect()
    }

    /// Each line: what the rows were, what they are, and what is said.
    #[test]
    fn rows_come_and_go_and_change_and_move() {
        let columns = ["document", "grade", "text", "line", "start", "end"].map(str::to_string);
        for (case, old, new, said) in [
            ("nothing", "a,good,x,1,0,1", "a,good,x,1,0,1", vec![]),
            ("added", "", "a,good,x,1,0,1", vec!["2 +good"]),
            ("gone", "a,good,x,1,0,1", "", vec!["2 -good"]),
            ("changed", "a,good,x,1,0,1", "a,bad,x,1,0,1", vec!["2 grade good>bad"]),
            ("moved", "a,good,x,1,0,1", "a,good,x,3,9,10", vec!["2 x line 1, 0..1>line 3, 9..10"]),
            (
                "two alike",
                "a,good,x,1,0,1\na,good,x,1,5,6",
                "a,good,x,1,5,6\na,good,x,1,7,8",
                vec!["3 x line 1, 0..1>line 1, 7..8"],
            ),
            (
                "another order",
                "a,good,x,1,0,1\na,bad,y,1,5,6\na,fair,z,1,8,9",
                "a,bad,y,1,5,6\na,fair,z,1,8,9\na,good,x,1,0,1",
                vec!["4 from line 2"],
            ),
        ] {
            let found = compare(&columns, rows(old), rows(new));
            let shown = found.iter().map(|(line, what)| match what {
                What::Added(row) => format!("{line} +{}", row[1].1),
                What::Gone(row) => format!("{line} -{}", row[1].1),
                What::Cell { column, before, now } => format!("{line} {column} {before}>{now}"),
                What::Moved { text, before, now } => format!("{line} {text} {before}>{now}"),
                What::Reordered { before } => format!("{line} from line {before}"),
                other => format!("{other:?}"),
            });
            assert_eq!(shown.collect::<Vec<_>>(), said, "{case}");
        }
    }
}
