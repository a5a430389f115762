//! What every column of a dataset is for and what its cells hold: as the family declares it, or as it follows
//! from where its cells come from. How a format tells it is the format's.

use crate::grammar::{About, Column, From, Grammar, Holds, Table};

/// The columns that every family has, and what they are for.
const COMMON: [(&str, Holds, &str); 15] = [
    ("document", Holds::Text, "The document: its path from the input folder"),
    (
        "parent",
        Holds::Text,
        "The document that it came with: the mail of an attachment, the first of a file with many",
    ),
    ("reader", Holds::Text, "The format that it was read from"),
    ("text", Holds::Text, "The words of the document that the row was read from"),
    ("line", Holds::Number, "The line of the document on which they begin, from 1"),
    ("start", Holds::Number, "The character of the document at which they begin, from 0"),
    ("end", Holds::Number, "The character at which they end, itself excluded"),
    ("rule", Holds::Text, "The rule that read them, as field/rule"),
    ("page", Holds::Number, "The page of the document on which they begin, from 1, where it has pages"),
    ("table", Holds::Text, "The table of the row that is in doubt"),
    ("column", Holds::Text, "The column that is in doubt"),
    ("doubt", Holds::Text, "What is uncertain, in a few stable words"),
    ("source", Holds::Text, "The document, or the file or folder that could not be read"),
    ("stage", Holds::Text, "At which stage it failed"),
    ("error", Holds::Text, "Why the document could not be read"),
];

/// A column that every family has.
pub fn common(name: &str) -> About {
    let known = COMMON.iter().find(|known| known.0 == name);
    known.map_or_else(About::default, |(_, holds, says)| About {
        says: says.to_string(),
        holds: Some(*holds),
        words: Vec::new(),
    })
}

/// A column of a table of the family.
pub fn of_table(table: &Table, column: &str) -> About {
    let mut about = table.about.get(column).cloned().unwrap_or_default();
    about.holds = about.holds.or_else(|| bound(table, column)).or(worded(&about));
    about
}

/// A column of `documents`.
pub fn of_document(grammar: &Grammar, column: &Column) -> About {
    let mut about = column.about.clone();
    about.holds = about.holds.or_else(|| from(grammar, column)).or(worded(&about));
    about
}

/// What the columns of a date and of its bounds hold.
fn bound(table: &Table, column: &str) -> Option<Holds> {
    let (date, earliest, latest) = table.bounds.as_ref()?;
    match column {
        column if column == date => Some(Holds::Date),
        column if column == earliest || column == latest => Some(Holds::Day),
        _ => None,
    }
}

/// A column that somebody described without a type holds words.
fn worded(about: &About) -> Option<Holds> {
    (!about.says.is_empty() || !about.words.is_empty()).then_some(Holds::Text)
}

/// What follows from the sources of a column, where all of them agree.
fn from(grammar: &Grammar, column: &Column) -> Option<Holds> {
    let mut kinds = column.from.iter().map(|from| match from {
        From::Days { .. } | From::Count(_) => Some(Holds::Number),
        From::AtMost { .. } => Some(Holds::Flag),
        From::Plus { .. } => Some(Holds::Day),
        From::Rows { table, column, .. } => of_table(&grammar.tables[*table], column).holds,
        From::Document(column) => of_document(grammar, &grammar.columns[*column]).holds,
        From::Fact { .. } | From::Mentions { .. } => Some(Holds::Text),
        From::Value(_) | From::Near { .. } | From::Column(_) | From::Found(_) => None,
    });
    let first = kinds.next()??;
    // A day is a date as well.
    kinds.try_fold(first, |one, other| match (one, other?) {
        (one, other) if one == other => Some(one),
        (Holds::Date, Holds::Day) | (Holds::Day, Holds::Date) => Some(Holds::Date),
        _ => None,
    })
}
