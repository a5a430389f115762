//! The codes of mistakes: stable, so that they can be looked up, searched for and counted.
//!
//! A code is never given a new meaning. `grammars/README.md` lists them all; a test holds both together.

/// What kind of mistake it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub &'static str);

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

macro_rules! codes {
    ($($name:ident $code:literal $meaning:literal)*) => {
        $(#[doc = $meaning] pub const $name: Code = Code($code);)*
        /// All codes with what they mean.
        pub const CODES: &[(Code, &str)] = &[$(($name, $meaning)),*];
    };
}

codes! {
    NOT_TOML "LB001" "The file is no TOML."
    UNKNOWN_KEY "LB002" "A key that this part of a file does not know."
    MISSING_KEY "LB003" "A key that must be there is not."
    WRONG_VALUE "LB004" "A value of the wrong kind: a text where a list belongs, a word that is none of the known ones."
    NOT_A_LIST_OF_TABLES "LB005" "`rule` is written as something else than `[[rule]]`."
    NO_FAMILY "LB006" "There is no folder of that name: a family, or the `base` of one."
    BASE_IN_A_CIRCLE "LB007" "A family is its own base, or the base of its base."
    UNREADABLE "LB008" "The file cannot be read: it is no UTF-8, no plain file, or a link that leads nowhere."
    NO_COLUMN "LB010" "There is no column of that name."
    NO_TABLE "LB011" "There is no table of that name."
    NO_ZONE "LB012" "There is no zone of that name."
    NO_LIST "LB013" "There is no word list of that name."
    NO_FACT "LB014" "No word of the list has a fact of that name."
    NO_COLUMN_BEFORE "LB015" "The column stands after this one, or nowhere: columns are worked out in order."
    NOT_A_NAME "LB016" "A name of a table or column that is no plain name."
    NAME_TAKEN "LB017" "A name that another table or column has, or one of the dataset itself."
    BAD_PATTERN "LB020" "The pattern cannot be read: a bracket, a repeat, a sign of the pattern language."
    NO_READER "LB021" "Nothing reads a slot: no kind of value and no word list has that name."
    NO_SLOT_COLUMN "LB022" "The table has no column for what a slot reads."
    NO_WORD "LB023" "The pattern has no word to find it by."
    BAD_JOINT "LB024" "The joint of lists is no plain regular expression."
    NO_PIECE "LB025" "There is no piece of that name."
    NO_EXAMPLE "LB030" "The rule has no example."
    SECOND_RULE "LB031" "Two rules of a file have one name."
    NOT_A_CELL "LB032" "A cell that is no text, whole number, true or false."
    NO_LEAN "LB033" "Dates lean to no such side."
    UNEVEN_CHOICE "LB034" "What is found has a choice of another length than its wording has."
    NOT_ONE_SOURCE "LB040" "A fill has no source, or several."
    NO_SOURCE "LB041" "A column has a source that is none."
    HALF_NEGATION "LB042" "A condition in which some values are negated and others not."
    NOT_A_DAY "LB043" "A day that is none, or is not written as `2017-05-02`."
    LIST_NAMED_AS_KIND "LB050" "A word list has the name of a kind of value."
    NOT_SPELLINGS "LB051" "A word has no list of spellings, or one with something else in it."
    NOT_A_FACT "LB052" "A fact of a word is no text."
    NO_LETTERS "LB053" "A word or a spelling without letters."
    NO_SUCH_CASE "LB054" "`case` is something else than `\"exact\"`."
    NO_SUCH_PERSONS "LB055" "`persons` is something else than `\"never\"` or `\"places\"`."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_code_is_given_twice_and_they_stand_in_order() {
        assert!(CODES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
