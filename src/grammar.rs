//! A family of letters, compiled and valid: zones, fields, rules, word lists, tables.
//!
//! The files under `grammars/` say what a family is ([`file`]), the loader turns them into these types or
//! into a list of every mistake ([`load`]). Nothing past the loader can be half valid.

pub mod borders;
pub mod class;
pub mod code;
pub mod compile;
pub mod cues;
pub(crate) mod effort;
pub mod file;
pub mod finding;
pub mod image;
pub mod load;
mod matcher;
pub mod mistake;
pub mod names;
pub mod needs;
mod outline;
pub mod paths;
pub mod pattern;
pub mod pieces;
pub mod program;
pub mod reader;
pub mod schema;
pub mod shape;
pub mod starts;
pub mod variants;

use std::collections::BTreeMap;
use std::ops::Range;

pub use mistake::Mistake;
pub use program::{Joint, Program};
pub use reader::Got;

use serde::{Deserialize, Serialize};

use crate::value::Cell;
use crate::value::date::Lean;
use crate::words::{WordHash, Words};
use cues::Cues;

/// A family of letters.
#[derive(Debug, Serialize, Deserialize)]
pub struct Grammar {
    /// The name of its folder.
    pub family: String,
    /// The hash of its files and of those of its base: the same hash reads the same.
    pub hash: String,
    /// The anatomy of a document, in the order in which zones are tried.
    pub zones: Vec<Zone>,
    /// The zone in which a document begins.
    pub first_zone: usize,
    /// What is looked for.
    pub fields: Vec<Field>,
    /// The tables of the family but `documents`, in order.
    pub tables: Vec<Table>,
    /// The columns of `documents`, in order.
    pub columns: Vec<Column>,
    /// All word lists.
    pub words: Words,
    /// What joins the elements of a list.
    pub joint: Joint,
    /// The word list whose words say on which side of the document's date a date without a year lies.
    pub tense: Option<usize>,
    /// Words after which a full stop ends no sentence, in small letters, sorted.
    pub abbreviations: Vec<String>,
    /// Whether `03/05/2031` is the third of May.
    pub day_first: bool,
    /// The column of `documents` that says from which day relative dates count.
    pub anchor: Option<usize>,
    /// Word lists whose every mention in a text is noted.
    pub watched: Vec<usize>,
    /// One scan for all of it: rules (in the order of `rules`), then openers of zones. A rule without a need
    /// is tried in every window of its zones.
    #[serde(skip)]
    pub cues: Cues,
    /// Where rules can begin.
    #[serde(skip)]
    pub starts: starts::Starts,
    /// Where the rules stand: (field, rule), by number.
    #[serde(skip)]
    pub rules: Vec<(usize, usize)>,
    /// For each rule whether it looks at one sentence at once.
    #[serde(skip)]
    pub in_sentences: Vec<bool>,
    /// Where the openers stand: (zone, opener), by number.
    pub openers: Vec<(usize, usize)>,
    /// What lines are like that the openers fit, likewise.
    pub opener_lines: Vec<Lines>,
}

/// A stretch of a document that has a part of its own to play.
#[derive(Debug, Serialize, Deserialize)]
pub struct Zone {
    /// Its name.
    pub name: String,
    /// Whether its line breaks are only white space, so that sentences run across them.
    pub prose: bool,
    /// What opens it or is a line of it.
    pub openers: Vec<Opener>,
    /// A line of so many bytes opens it.
    pub long_line: Option<usize>,
    /// The zones that it may follow; empty: any.
    pub after: Vec<usize>,
    /// The zone that goes on after a line of this one.
    pub then: Option<usize>,
}

/// A pattern for a line.
#[derive(Debug, Serialize, Deserialize)]
pub struct Opener {
    /// What the line looks like.
    pub program: Program,
    /// Whether only this line belongs to the zone, and not what follows it.
    pub line_only: bool,
}

/// What a line must be like for an opener to fit, as far as a glance tells.
#[derive(Debug, Serialize, Deserialize)]
pub struct Lines {
    /// The words with which it begins; `None`: any.
    pub first_words: Option<Vec<WordHash>>,
    /// The fewest bytes that it has.
    pub shortest: usize,
}

impl Lines {
    /// Whether a line of so many bytes that begins with a word may do.
    #[inline]
    pub fn may_be(&self, bytes: usize, first: impl Fn() -> Option<WordHash>) -> bool {
        let begins = |words: &Vec<WordHash>| first().is_some_and(|first| words.contains(&first));
        bytes >= self.shortest && self.first_words.as_ref().is_none_or(begins)
    }
}

/// How far a rule looks at once.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Within {
    /// One line.
    Line,
    /// One sentence.
    Sentence,
    /// Lines without an empty line between them.
    Paragraph,
    /// The whole stretch of a zone.
    Zone,
}

/// A fact looked for: one file of a family.
#[derive(Debug, Serialize, Deserialize)]
pub struct Field {
    /// The name of its file.
    pub name: String,
    /// The table that its rows go to; `None` for `documents`.
    pub table: Option<usize>,
    /// The column that the examples speak of.
    pub value: String,
    /// The column whose words are the row's words; `None` for all the words that a rule matched.
    pub span: Option<String>,
    /// Its rules in order of trust.
    pub rules: Vec<Rule>,
}

/// A wording.
#[derive(Debug, Serialize, Deserialize)]
pub struct Rule {
    /// Its name within the field.
    pub name: String,
    /// What it looks like, as its author wrote it.
    pub written: String,
    /// The same, with its pieces put in.
    pub program: Program,
    /// How far it looks at once.
    pub within: Within,
    /// For each zone whether the rule looks there.
    pub zones: Vec<bool>,
    /// Cells that follow from the wording.
    pub set: Vec<(String, Cell)>,
    /// Whether what it matches is no row, and nothing later in order may be one there.
    pub drop: bool,
    /// How much it counts where a column is chosen by votes.
    pub weight: i64,
    /// What is uncertain about its rows.
    pub doubt: Option<String>,
    /// On which side of the document's date its dates lie.
    pub lean: Lean,
    /// Whether its dates give their year to dates after them that lack one.
    pub lends: bool,
    /// Wordings and what must be found in them.
    #[serde(skip)]
    pub examples: Vec<Example>,
    /// The file, for messages.
    pub file: String,
    /// The line of its name in the file, from 1.
    pub line: usize,
}

/// What an example calls the words of a row.
pub const TEXT: &str = "text";

/// A wording with what must be found in it; nothing, for one that must be left alone.
#[derive(Debug, Clone)]
pub struct Example {
    /// The words.
    pub text: String,
    /// The rows that the field finds there; each the cells that it must have.
    pub rows: Vec<Vec<(String, String)>>,
    /// The line in the file, from 1.
    pub line: usize,
}

/// What a column is for, told to those who read the dataset.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// What it says, in a sentence.
    #[serde(default)]
    pub says: String,
    /// What its cells hold; anything, where it is not said and does not follow from where they come from.
    #[serde(rename = "type")]
    pub holds: Option<Holds>,
    /// The words that it may hold, where it is one of a few.
    #[serde(default)]
    pub words: Vec<String>,
}

/// What the cells of a column hold, where they are not empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Holds {
    /// Words.
    Text,
    /// A whole number.
    Number,
    /// True or false.
    Flag,
    /// A date in EDTF, as complete as is known.
    Date,
    /// A day: year, month and day.
    Day,
}

impl Holds {
    /// Its name in a grammar.
    pub const fn name(self) -> &'static str {
        match self {
            Holds::Text => "text",
            Holds::Number => "number",
            Holds::Flag => "flag",
            Holds::Date => "date",
            Holds::Day => "day",
        }
    }
}

/// A table of the family.
#[derive(Debug, Serialize, Deserialize)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// What a row of it is, in a few words.
    pub row: String,
    /// What its columns are for.
    pub about: BTreeMap<String, About>,
    /// Its columns before the provenance, without `document`.
    pub columns: Vec<String>,
    /// Further columns that rules may fill and the dataset does not show.
    pub hidden: Vec<String>,
    /// Rows that agree in all these columns are one row.
    pub unique: Vec<String>,
    /// Rows about one person or thing that are joined.
    pub merge: Option<Merge>,
    /// What fills cells that no rule filled.
    pub fills: Vec<Fill>,
    /// The columns that bound a date: (date, earliest, latest).
    pub bounds: Option<(String, String, String)>,
    /// A row must have at least one of these columns filled; empty: no such demand.
    pub needs: Vec<String>,
    /// In which documents it has rows: (column of `documents`, condition).
    pub when: Vec<(usize, Condition)>,
    /// At most one row has this value in this column; others get the other value: (column, value, other).
    pub single: Option<(String, String, String)>,
    /// What is doubted where parts are more than their total.
    pub sum: Option<Sum>,
    /// How its rows are compared with gold.
    pub score: ScoreBy,
}

/// Numbers of which one is the sum of others, where they are told together.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sum {
    /// The column with the numbers.
    pub column: String,
    /// Rows that agree in these belong together.
    pub by: Vec<String>,
    /// Which of them is the total; the others are its parts.
    pub total: Vec<Condition>,
    /// What is said of them all where the parts are more than the total.
    pub doubt: String,
}

/// How rows that were found are recognised among those of the gold.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct ScoreBy {
    /// Columns that agree, where the gold names them.
    pub key: Vec<String>,
    /// Of these columns the first that the gold fills agrees.
    pub either: Vec<String>,
    /// Whether the words overlap.
    pub text: bool,
    /// Columns that say that a fact is only said again.
    pub again: Vec<String>,
    /// Rows that do not count unless the gold names the column.
    pub aside: Vec<Condition>,
    /// Rows in which one of these columns is empty do not count.
    pub filled: Vec<String>,
}

/// How rows about one person or thing are recognised and joined.
#[derive(Debug, Serialize, Deserialize)]
pub struct Merge {
    /// Columns that must agree.
    pub by: Vec<String>,
    /// Columns that must agree where both are filled, at least one of them filled in both.
    pub same: Vec<String>,
    /// The row that is kept is the first with this column filled.
    pub prefer: Option<String>,
    /// Rows of which this holds are none of their own: they lend their cells to rows that they are like.
    pub lend: Vec<Condition>,
    /// Rows with only the first of these columns are joined, in order, with rows that have only the second.
    pub pair: Option<(String, String)>,
}

/// A cell of a row beside one of its document, where neither is empty.
#[derive(Debug, Serialize, Deserialize)]
pub struct Compared {
    /// The column of the row.
    pub column: String,
    /// The column of `documents`.
    pub document: usize,
    /// Whether they are to agree or to differ.
    pub same: bool,
}

/// What fills a cell that no rule filled.
#[derive(Debug, Serialize, Deserialize)]
pub struct Fill {
    /// The cell.
    pub column: String,
    /// Which rows.
    pub condition: Vec<Condition>,
    /// In which documents: (column of `documents`, condition).
    pub when: Vec<(usize, Condition)>,
    /// Only rows that agree with the document here, or differ from it.
    pub compared: Vec<Compared>,
    /// Only rows of so long ago.
    pub past: Option<Past>,
    /// From where.
    pub from: From,
    /// What is then uncertain.
    pub doubt: Option<String>,
}

/// Of long ago: the date right behind a row, or else all that stand before it, lie at least so many years before
/// that of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Past {
    /// How many years.
    pub years: i16,
    /// How far before.
    pub reach: Within,
}

/// Where a value comes from that no rule of its own found.
#[derive(Debug, Serialize, Deserialize)]
pub enum From {
    /// A fixed value.
    Value(Cell),
    /// The nearest mention of a word of a list, no farther than this.
    Near {
        /// The word list.
        list: usize,
        /// A fact of the word instead of its name.
        fact: Option<String>,
        /// How far.
        reach: Within,
        /// Only words before the row.
        before: bool,
    },
    /// A fact of a word that stands in another column.
    Fact {
        /// The other column.
        of: String,
        /// The word list.
        list: usize,
        /// The fact; `None`: the name of the word.
        fact: Option<String>,
    },
    /// A column of `documents`.
    Document(usize),
    /// Another column of the same row.
    Column(String),
    /// A column of the rows of a table.
    Rows {
        /// The table.
        table: usize,
        /// The column.
        column: String,
        /// Which rows.
        condition: Vec<Condition>,
        /// Which of several.
        choose: Choose,
    },
    /// The mentions of a word list in the whole text.
    Mentions {
        /// The word list.
        list: usize,
        /// A fact of the word instead of its name.
        fact: Option<String>,
        /// Only words of which this holds.
        condition: Vec<Condition>,
        /// Which of several.
        choose: Choose,
    },
    /// What the field's rules for `documents` found.
    Found(Choose),
    /// Whole days from one date to another.
    Days {
        /// The earlier column.
        from: usize,
        /// The later column.
        to: usize,
    },
    /// A date so many days later, for dates from a day on.
    Plus {
        /// The column with the date.
        date: usize,
        /// How many days.
        days: i64,
        /// Not for dates before this one.
        since: Option<jiff::civil::Date>,
    },
    /// Whether one column is at most another.
    AtMost {
        /// The one.
        left: usize,
        /// The other.
        right: usize,
    },
    /// How many rows a table has; `None` for the doubts.
    Count(Option<usize>),
}

/// Which of several candidates is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Choose {
    /// The one of the rule with the most trust; the first of these.
    #[default]
    Trust,
    /// The first in the document; a date without its day takes it from those that name it, where they agree.
    First,
    /// The last in the document.
    Last,
    /// The one met most often; the first of these.
    Most,
    /// The one whose rules weigh most.
    Votes,
    /// The greatest number.
    Greatest,
    /// The one on which all agree; none where they differ.
    Agreed,
}

/// A condition on a column: its value is (or is not) one of these.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Condition {
    /// The column.
    pub column: String,
    /// The values.
    pub values: Vec<String>,
    /// Whether it must be none of them.
    pub not: bool,
}

/// A column of `documents`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Whether the dataset leaves it out.
    pub hidden: bool,
    /// What it is for.
    pub about: About,
    /// What must hold of columns before it; (column, condition).
    pub condition: Vec<(usize, Condition)>,
    /// Where its value comes from, the first that gives one.
    pub from: Vec<From>,
}

impl Grammar {
    /// The rule of that number.
    #[inline]
    pub fn rule(&self, number: usize) -> (&Field, &Rule) {
        let (field, rule) = self.rules[number];
        (&self.fields[field], &self.fields[field].rules[rule])
    }

    /// The number of the zone of that name.
    pub fn zone(&self, name: &str) -> Option<usize> {
        self.zones.iter().position(|zone| zone.name == name)
    }

    /// The numbers of the openers of zones in [`Grammar::cues`].
    pub fn opener_cues(&self) -> Range<usize> {
        self.rules.len()..self.rules.len() + self.openers.len()
    }

    /// How many examples the rules carry.
    pub fn examples(&self) -> usize {
        self.fields.iter().flat_map(|field| &field.rules).map(|rule| rule.examples.len()).sum()
    }
}
