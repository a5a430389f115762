//! What the TOML of a grammar may say. [`super::load`] checks it and compiles it.

use std::collections::BTreeMap;
use std::fmt::{self, Formatter};
use std::iter;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use toml::{Spanned, Value};

use super::Past;
use super::schema::{Cell, Condition, Expected, Spellings};
use super::{About, Choose, Within};

/// `family.toml`: the tables of a family.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FamilyFile {
    /// The folder whose zones, fields and words this family builds on.
    #[schemars(with = "Option<String>")]
    pub base: Option<Spanned<String>>,
    /// Whether `03/05/2031` is the third of May.
    #[serde(default = "yes")]
    pub day_first: bool,
    /// The column of `documents` from which relative dates count.
    #[schemars(with = "Option<String>")]
    pub anchor: Option<Spanned<String>>,
    /// Pieces of patterns by name, for all files of the family: `{=name}` in a pattern stands for one.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub pieces: PiecesFile,
    /// The tables.
    #[serde(default)]
    pub table: Vec<TableFile>,
    /// The columns of `documents`.
    #[serde(default)]
    pub column: Vec<ColumnFile>,
}

fn yes() -> bool {
    true
}

/// One `[[table]]`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TableFile {
    /// Its name.
    #[schemars(with = "String")]
    pub name: Spanned<String>,
    /// What a row of it is, for those who read the dataset: `a date`.
    #[serde(default)]
    pub row: String,
    /// Its columns.
    #[schemars(with = "Vec<String>")]
    pub columns: Vec<Spanned<String>>,
    /// What its columns are for:
    /// `about.role = { says = "What the date is of", words = ["document", "other"] }`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, About>")]
    pub about: BTreeMap<Spanned<String>, About>,
    /// Columns that the dataset does not show.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub hidden: Vec<Spanned<String>>,
    /// Rows that agree in these are one.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub unique: Vec<Spanned<String>>,
    /// A row lacks not all of these.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub needs: Vec<Spanned<String>>,
    /// How rows are joined.
    pub merge: Option<MergeFile>,
    /// What fills empty cells.
    #[serde(default)]
    pub fill: Vec<FillFile>,
    /// `{ date = "date", earliest = "earliest", latest = "latest" }`.
    pub bounds: Option<BoundsFile>,
    /// In which documents it has rows.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Condition>")]
    pub when: WhereFile,
    /// A value that at most one row has.
    pub single: Option<SingleFile>,
    /// What is doubted where parts are more than their total.
    pub sum: Option<SumFile>,
    /// How its rows are compared with gold.
    #[serde(default)]
    pub score: ScoreFile,
}

/// `[table.score]`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreFile {
    /// Columns that agree, where the gold names them.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub key: Vec<Spanned<String>>,
    /// Of these columns the first that the gold fills agrees.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub either: Vec<Spanned<String>>,
    /// Whether the words overlap.
    #[serde(default)]
    pub text: bool,
    /// Columns that say that a fact is only said again.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub again: Vec<Spanned<String>>,
    /// Rows that do not count unless the gold names the column.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Condition>")]
    pub aside: WhereFile,
    /// Rows in which one of these is empty do not count.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub filled: Vec<Spanned<String>>,
}

/// `bounds = { ... }`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BoundsFile {
    /// The column with the date.
    #[schemars(with = "String")]
    pub date: Spanned<String>,
    /// The column for the first day that it can mean.
    #[schemars(with = "String")]
    pub earliest: Spanned<String>,
    /// The column for the last.
    #[schemars(with = "String")]
    pub latest: Spanned<String>,
}

/// `[table.merge]`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeFile {
    /// Columns that agree.
    #[schemars(with = "Vec<String>")]
    pub by: Vec<Spanned<String>>,
    /// Columns that agree where both are filled.
    #[schemars(with = "Vec<String>")]
    pub same: Vec<Spanned<String>>,
    /// The column that the row to keep has filled.
    #[schemars(with = "Option<String>")]
    pub prefer: Option<Spanned<String>>,
    /// Rows that only lend their cells to others.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Condition>")]
    pub lend: WhereFile,
    /// Two columns of which rows that have only one are joined in order.
    #[schemars(with = "Option<[String; 2]>")]
    pub pair: Option<[Spanned<String>; 2]>,
}

/// `single = { column = "role", value = "document", otherwise = "other" }`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SingleFile {
    /// The column.
    #[schemars(with = "String")]
    pub column: Spanned<String>,
    /// The value that at most one row keeps: the one of the rule with the most trust.
    pub value: String,
    /// The value for the others, unless they say the same.
    pub otherwise: String,
}

/// `sum = { column = "count", by = ["item"], total = { scope = "total" }, doubt = "..." }`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SumFile {
    /// The column with the numbers.
    #[schemars(with = "String")]
    pub column: Spanned<String>,
    /// Rows that agree in these belong together.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub by: Vec<Spanned<String>>,
    /// Which of them is the total; the others are its parts.
    #[schemars(with = "BTreeMap<String, Condition>")]
    pub total: WhereFile,
    /// What is said of them all where the parts found together are more than the total.
    pub doubt: String,
}

/// `where = { column = "value" }`, `["one", "other"]` or `"!value"`.
pub type WhereFile = BTreeMap<Spanned<String>, Spanned<Value>>;

/// One `[[table.fill]]`: a column and exactly one of the sources.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FillFile {
    /// The cell to fill.
    #[schemars(with = "String")]
    pub column: Spanned<String>,
    /// For which rows.
    #[serde(default, rename = "where")]
    #[schemars(with = "BTreeMap<String, Condition>")]
    pub condition: WhereFile,
    /// In which documents.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Condition>")]
    pub when: WhereFile,
    /// Only rows whose cell in a column is what that column of `documents` has, and not empty.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub like: BTreeMap<Spanned<String>, Spanned<String>>,
    /// Only rows whose cell in a column is another than that column of `documents` has, where neither is empty.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub unlike: BTreeMap<Spanned<String>, Spanned<String>>,
    /// Only rows whose date (right behind, or else all before) lies so many years before that of the document.
    pub past: Option<Past>,
    /// What is then uncertain.
    pub doubt: Option<String>,
    /// A fixed value.
    #[schemars(with = "Option<Cell>")]
    pub value: Option<Spanned<Value>>,
    /// The nearest word of a list.
    pub near: Option<NearFile>,
    /// A fact of a word in another column.
    pub fact: Option<FactFile>,
    /// A column of `documents`.
    #[schemars(with = "Option<String>")]
    pub document: Option<Spanned<String>>,
    /// Another column of the row.
    #[schemars(with = "Option<String>")]
    pub same_as: Option<Spanned<String>>,
}

/// `near = { list = "force", reach = "sentence" }`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NearFile {
    /// The word list.
    #[schemars(with = "String")]
    pub list: Spanned<String>,
    /// A fact of the word instead of its name.
    #[schemars(with = "Option<String>")]
    pub fact: Option<Spanned<String>>,
    /// How far.
    pub reach: Within,
    /// Only words before the row's end.
    #[serde(default)]
    pub before: bool,
}

/// `fact = { of = "area", list = "territory", fact = "force" }`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FactFile {
    /// The column with the word.
    #[schemars(with = "String")]
    pub of: Spanned<String>,
    /// The word list.
    #[schemars(with = "String")]
    pub list: Spanned<String>,
    /// The fact; the word's name if none is given.
    #[schemars(with = "Option<String>")]
    pub fact: Option<Spanned<String>>,
}

/// One `[[column]]` of `documents`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnFile {
    /// Its name.
    #[schemars(with = "String")]
    pub name: Spanned<String>,
    /// Whether the dataset leaves it out.
    #[serde(default)]
    pub hidden: bool,
    /// What it is for: `about = { says = "Days from the report to the reply" }`.
    #[serde(default)]
    pub about: About,
    /// What must hold of columns before it.
    #[serde(default, rename = "where")]
    #[schemars(with = "BTreeMap<String, Condition>")]
    pub condition: WhereFile,
    /// How rules' finds for this column are chosen from, where it has no other source.
    pub choose: Option<Choose>,
    /// Sources in order; the first that gives a value counts.
    #[serde(default)]
    #[schemars(with = "Vec<SourceFile>")]
    pub from: Vec<Spanned<SourceFile>>,
    /// Whole days between two columns.
    pub days: Option<DaysFile>,
    /// A date some days later.
    pub plus: Option<PlusFile>,
    /// Whether one column is at most another.
    pub at_most: Option<AtMostFile>,
    /// How many rows a table has.
    #[schemars(with = "Option<String>")]
    pub count: Option<Spanned<String>>,
}

/// One source of a column: rows of a table, mentions of a list, a fact, or the finds of rules.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// Rows of a table.
    #[schemars(with = "Option<String>")]
    pub table: Option<Spanned<String>>,
    /// The column of these rows, or (without `table`) an earlier column of `documents`.
    #[schemars(with = "Option<String>")]
    pub column: Option<Spanned<String>>,
    /// Mentions of a word list.
    #[schemars(with = "Option<String>")]
    pub list: Option<Spanned<String>>,
    /// A fact of the word instead of its name.
    #[schemars(with = "Option<String>")]
    pub fact: Option<Spanned<String>>,
    /// Which rows or words.
    #[serde(default, rename = "where")]
    #[schemars(with = "BTreeMap<String, Condition>")]
    pub condition: WhereFile,
    /// Which of several.
    #[serde(default)]
    pub choose: Choose,
}

/// `days = { from = "...", to = "..." }`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DaysFile {
    /// The earlier column.
    #[schemars(with = "String")]
    pub from: Spanned<String>,
    /// The later column.
    #[schemars(with = "String")]
    pub to: Spanned<String>,
}

/// `plus = { date = "...", days = 55, since = "2017-05-02" }`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlusFile {
    /// The column with the date.
    #[schemars(with = "String")]
    pub date: Spanned<String>,
    /// How many days, a hundred years at most.
    #[schemars(with = "i64")]
    pub days: Spanned<i64>,
    /// Not for dates before this day.
    #[schemars(with = "Option<String>")]
    pub since: Option<Spanned<String>>,
}

/// `at_most = { left = "...", right = "..." }`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AtMostFile {
    /// The one column.
    #[schemars(with = "String")]
    pub left: Spanned<String>,
    /// The other.
    #[schemars(with = "String")]
    pub right: Spanned<String>,
}

/// `anatomy.toml`: the zones of a document and how its text is cut.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnatomyFile {
    /// The zone in which a document begins.
    #[schemars(with = "Option<String>")]
    pub first: Option<Spanned<String>>,
    /// What joins the elements of a list.
    #[schemars(with = "Option<String>")]
    pub joint: Option<Spanned<String>>,
    /// The word list that says on which side of the document's date a date without a year lies: its words
    /// have a fact `lean`, `past`, `future` or `either`, and the fact `alone = "no"` where one of the other
    /// side not far before them counts.
    #[schemars(with = "Option<String>")]
    pub tense: Option<Spanned<String>>,
    /// Words after which a full stop ends no sentence.
    #[serde(default)]
    pub abbreviations: Vec<String>,
    /// The zones, in the order in which they are tried.
    #[serde(default)]
    pub zone: Vec<ZoneFile>,
}

/// One `[[zone]]`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ZoneFile {
    /// Its name.
    #[schemars(with = "String")]
    pub name: Spanned<String>,
    /// Whether sentences run across its line breaks.
    #[serde(default)]
    pub prose: bool,
    /// Lines that are of this zone, each by itself.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub lines: Vec<Spanned<String>>,
    /// Lines with which it opens.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub opens: Vec<Spanned<String>>,
    /// A line of so many bytes opens it.
    pub long_line: Option<usize>,
    /// The zones that it may follow.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub after: Vec<Spanned<String>>,
    /// The zone that goes on after one of `lines`.
    #[schemars(with = "Option<String>")]
    pub then: Option<Spanned<String>>,
}

/// The head of a field file; its rules are read one by one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldFile {
    /// The table of its rows, or `documents`.
    #[schemars(with = "String")]
    pub table: Spanned<String>,
    /// The column that the examples speak of.
    #[schemars(with = "String")]
    pub value: Spanned<String>,
    /// The column whose words are the row's words.
    #[schemars(with = "Option<String>")]
    pub span: Option<Spanned<String>>,
    /// The zones of its rules, unless they say otherwise.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub zones: Vec<Spanned<String>>,
    /// How far its rules look, unless they say otherwise.
    pub within: Option<Within>,
    /// Pieces of patterns by name, for this file: `{=name}` in a pattern stands for one.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub pieces: PiecesFile,
}

/// `[pieces]`: pieces of patterns by name.
pub type PiecesFile = BTreeMap<Spanned<String>, Spanned<String>>;

/// One `[[rule]]`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// Its name.
    #[schemars(with = "String")]
    pub name: Spanned<String>,
    /// The pattern.
    #[serde(rename = "match")]
    #[schemars(with = "String")]
    pub pattern: Spanned<String>,
    /// Where it looks.
    #[schemars(with = "Option<Vec<String>>")]
    pub zones: Option<Vec<Spanned<String>>>,
    /// How far it looks at once.
    pub within: Option<Within>,
    /// Cells that follow from the wording.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Cell>")]
    pub set: BTreeMap<Spanned<String>, Value>,
    /// Whether it is a veto.
    #[serde(default)]
    pub drop: bool,
    /// Its weight in a vote.
    pub weight: Option<i64>,
    /// What is uncertain about its rows.
    pub doubt: Option<String>,
    /// Where its dates lie from the document's date: `past`, `future` or `either`.
    #[schemars(with = "Option<String>")]
    pub lean: Option<Spanned<String>>,
    /// Whether its dates give their year to dates after them: not where a year is only part of a name.
    #[serde(default = "yes")]
    pub lends: bool,
    /// Wordings and what is found in them.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Expected>")]
    pub finds: BTreeMap<Spanned<String>, Spanned<Value>>,
    /// Wordings in which nothing is found.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub leaves: Vec<Spanned<String>>,
}

/// A file under `words/`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WordsFile {
    /// How the list is read.
    #[serde(default)]
    pub list: ListFile,
    /// The words.
    #[schemars(with = "BTreeMap<String, Spellings>")]
    #[serde(deserialize_with = "pairs")]
    pub words: Pairs,
}

/// The keys and values of a table.
pub type Pairs = Vec<(Spanned<String>, Spanned<Value>)>;

/// Reads keys and values, which are too many for a map to be made that nobody asks for a key.
fn pairs<'de, D: Deserializer<'de>>(table: D) -> Result<Pairs, D::Error> {
    struct Read;

    impl<'de> Visitor<'de> for Read {
        type Value = Pairs;

        fn expecting(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
            formatter.write_str("a map")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<Self::Value, A::Error> {
            iter::from_fn(|| table.next_entry().transpose()).collect()
        }
    }

    table.deserialize_map(Read)
}

/// `[list]`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListFile {
    /// `"exact"` where capitals matter.
    #[schemars(with = "Option<String>")]
    pub case: Option<Spanned<String>>,
    /// `"never"` where its words are no part of a person's name, `"places"` where they are places.
    #[schemars(with = "Option<String>")]
    pub persons: Option<Spanned<String>>,
}
