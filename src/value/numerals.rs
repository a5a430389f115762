//! The words that numbers are made of, and the words that say what a number is: what counts and dates both go
//! by.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use super::lexicon::Lexicon;

/// The numbers from one to nineteen.
pub const ONES: [&str; 19] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

/// Twenty, thirty and so on.
pub const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// What multiplies the number before it.
pub const MULTIPLES: [&str; 3] = ["hundred", "thousand", "dozen"];

/// The ordinals of [`ONES`].
pub const ORDINAL_ONES: [&str; 19] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
];

/// The ordinals of [`TENS`], as far as months have days.
pub const ORDINAL_TENS: [&str; 2] = ["twentieth", "thirtieth"];

/// The years that four figures can be; others are taken for counts: `on 3 May 1200 officers`.
pub const YEARS: RangeInclusive<i16> = 1800..=2099;

/// Those that four figures are even before a noun that they could count: `2031 recommendations`.
pub const NEAR_YEARS: RangeInclusive<i16> = 1900..=2099;

/// Things that a number names, so that it is neither a count nor a day: `Recommendation 3 May`, `section 12`.
const NAMED: &[&str] = &[
    "section",
    "sections",
    "subsection",
    "paragraph",
    "paragraphs",
    "page",
    "pages",
    "part",
    "parts",
    "chapter",
    "article",
    "schedule",
    "clause",
    "regulation",
    "rule",
    "code",
    "circular",
    "annex",
    "appendix",
    "category",
    "grade",
    "level",
    "tier",
    "stage",
    "phase",
    "step",
    "version",
    "volume",
    "figure",
    "table",
    "question",
    "pillar",
    "objective",
    "priority",
    "aim",
    "theme",
    "item",
    "point",
    "cause",
    "case",
    "action",
    "outcome",
    "number",
    "numbers",
    "reference",
    "type",
    "class",
    "band",
    "scale",
    "operation",
    "box",
    "floor",
    "room",
    "unit",
    "suite",
    "flat",
    "extension",
    "telephone",
    "week",
    "day",
];

/// Their short forms, with or without a stop.
const NAMED_IN_SHORT: &[&str] = &[
    "no", "nos", "p", "pp", "para", "paras", "s", "ss", "art", "ch", "fig", "rec", "ref", "vol", "tel",
    "ext", "v",
];

/// Whether a number behind that word names something.
pub fn named_by_number(word: &str) -> bool {
    static WORDS: LazyLock<Lexicon<()>> =
        LazyLock::new(|| Lexicon::new(NAMED.iter().chain(NAMED_IN_SHORT).map(|word| (*word, ()))));
    WORDS.get(word).is_some()
}

/// Whether the word is the short form of such a thing, which a stop may end.
pub fn named_in_short(word: &str) -> bool {
    NAMED_IN_SHORT.iter().any(|short| word.eq_ignore_ascii_case(short))
}
