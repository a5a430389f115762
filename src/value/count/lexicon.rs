//! The words around numbers, by what they make of them.

/// Words before a number that leave it as exact as it is.
pub(super) const LEADS: &[&str] = &[
    "a further",
    "an additional",
    "a total of",
    "a combined total of",
    "total of",
    "another",
    "all of the",
    "all the",
    "all",
    "just",
    "only",
    "exactly",
];

/// Words before a number that make it a bound or a guess.
pub(super) const HEDGES: &[&str] = &[
    "some",
    "approximately",
    "roughly",
    "nearly",
    "almost",
    "at least",
    "at most",
    "more than",
    "fewer than",
    "less than",
    "no more than",
    "no fewer than",
    "no less than",
    "not more than",
    "as many as",
    "up to",
    "upwards of",
    "in excess of",
];

/// Words that do so only before big numbers: `about 300 forces`, but `a letter about two forces`.
pub(super) const SOFT_HEDGES: &[&str] = &["about", "around", "over"];

/// Words that say some without a number.
pub(super) const VAGUE: &[&str] =
    &["a few", "numerous", "several", "some", "many", "various", "multiple", "countless"];

/// Plurals of numbers, before `of`.
pub(super) const MANY: &[&str] = &["dozens", "scores", "hundreds", "thousands", "lots", "plenty", "handfuls"];

/// Nouns of `a ... of` that say some.
pub(super) const GROUPS: &[&str] = &[
    "number",
    "series",
    "range",
    "handful",
    "variety",
    "host",
    "raft",
    "set",
    "couple",
    "lot",
    "list",
    "multitude",
    "minority",
    "array",
];

/// Adjectives before such nouns.
pub(super) const SIZES: &[&str] = &[
    "large",
    "larger",
    "small",
    "smaller",
    "significant",
    "considerable",
    "substantial",
    "limited",
    "wide",
    "wider",
    "broad",
    "whole",
    "great",
    "good",
    "high",
    "low",
    "long",
    "short",
    "further",
    "huge",
    "fair",
    "growing",
];

/// Words after `no` or `not any` that make it no count.
pub(super) const NO_BUT: &[&str] = &[
    "one", "longer", "doubt", "matter", "later", "earlier", "sooner", "more", "less", "fewer", "better",
    "way", "such",
];

/// Words after `none`, `zero` and `nil` that do.
pub(super) const NONE_BUT: &[&str] = &["the", "other", "too", "tolerance", "so", "point", "hours", "carbon"];

/// Words after an article that leave the number open, or halve it.
pub(super) const NOT_ONE: &[&str] = &[
    "number",
    "few",
    "lot",
    "great",
    "good",
    "dozen",
    "hundred",
    "thousand",
    "million",
    "billion",
    "half",
    "quarter",
    "third of",
    "fifth of",
    "tenth of",
    "majority",
    "proportion",
    "total",
    "range",
    "series",
    "variety",
    "handful",
    "couple",
    "host",
    "raft",
    "set",
    "minority",
    "mix",
    "mixture",
    "combination",
    "lack",
    "absence",
];

/// Words before a number that is no count, though it names nothing: an age, a year, a call.
pub(super) const NO_COUNT_AFTER: &[&str] =
    &["aged", "age", "under", "year", "act", "call", "calling", "dial", "dialling", "ring", "ringing"];

/// Words before `from` with which a number becomes another.
pub(super) const CHANGES: &[&str] = &[
    "fall",
    "falls",
    "fell",
    "fallen",
    "falling",
    "drop",
    "drops",
    "dropped",
    "dropping",
    "down",
    "reduced",
    "reducing",
    "cut",
    "rise",
    "rises",
    "rose",
    "risen",
    "rising",
    "grow",
    "grew",
    "grown",
    "growing",
    "up",
    "increase",
    "increased",
    "increasing",
    "decrease",
    "decreased",
    "go",
    "went",
    "gone",
    "going",
    "changed",
    "moved",
];

/// Words with which `one` is a pronoun.
pub(super) const PRONOUNS: &[&str] = &["this", "that", "each", "every", "any", "no", "which", "another"];

/// Words after `one` that make it no number: `one another`, `one by one`.
pub(super) const ONE_AMONG_MANY: &[&str] = &["another", "by one", "at a time", "and all", "and the same"];

/// Words between the ends of a range, and between the parts of a fraction.
pub(super) const RANGES: &[&str] = &["to", "or", "in"];

/// Words after a number that leave open how many more there are.
pub(super) const OPEN_ENDS: &[&str] = &["or more", "or so", "or fewer", "or less", "and a half", "or both"];

/// Words after a number that make it a measure.
pub(super) const MEASURES: &[&str] = &[
    "per cent",
    "percent",
    "percentage",
    "pct",
    "am",
    "pm",
    "noon",
    "hrs",
    "hundred",
    "thousand",
    "million",
    "billion",
    "trillion",
    "m",
    "bn",
    "k",
    "p",
    "pence",
    "pounds",
    "half",
    "halves",
    "third",
    "thirds",
    "quarter",
    "quarters",
    "fifths",
    "tenths",
];
