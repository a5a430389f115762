//! Names: those that a family gives its tables and columns (each plain, each given once, none a name that
//! every dataset has of itself), and those that it asks for.

use super::super::names::{BOX, DOCUMENT, MADE_BY, ORIGIN, PROVENANCE, TABLES, TOTAL, is_plain};
use super::*;

/// What a name that is asked for is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    Table,
    /// A column of the table in question.
    Column,
    /// A column of `documents`.
    DocumentColumn,
    /// A column of `documents` that stands before the one in question.
    EarlierColumn,
    Zone,
    List,
    Fact,
}

impl Named {
    /// The code of the mistake that there is none.
    fn code(self) -> Code {
        match self {
            Named::Table => NO_TABLE,
            Named::Column | Named::DocumentColumn => NO_COLUMN,
            Named::EarlierColumn => NO_COLUMN_BEFORE,
            Named::Zone => NO_ZONE,
            Named::List => NO_LIST,
            Named::Fact => NO_FACT,
        }
    }

    /// That there is none of that name.
    fn is_missing(self, name: &str) -> String {
        match self {
            Named::Table => format!("there is no table `{name}`"),
            Named::Column => format!("there is no column `{name}`"),
            Named::DocumentColumn => format!("there is no column of `documents` `{name}`"),
            Named::EarlierColumn => format!("there is no column `{name}` before this one"),
            Named::Zone => format!("there is no zone `{name}`"),
            Named::List => format!("there is no word list `{name}`"),
            Named::Fact => format!("there is no fact `{name}`"),
        }
    }
}

impl Loader<'_> {
    /// Notes what is wrong with the names of a family's tables and columns.
    pub(super) fn names(&mut self, file: &FamilyFile) {
        self.new_names("table", file.table.iter().map(|table| &table.name), TABLES);
        for table in &file.table {
            let of_rows = [DOCUMENT, BOX].into_iter().chain(PROVENANCE);
            self.new_names("column", table.columns.iter().chain(&table.hidden), of_rows);
        }
        self.renamed(file);
        let of_documents = [DOCUMENT, MADE_BY].into_iter().chain(ORIGIN);
        self.new_names("column", file.column.iter().map(|column| &column.name), of_documents);
    }

    /// Notes columns of `documents` that have the name which JSON gives another that is called like a table.
    fn renamed(&mut self, file: &FamilyFile) {
        let names = || file.column.iter().map(|column| column.name.get_ref().as_str());
        let tables = || file.table.iter().map(|table| table.name.get_ref().as_str()).chain(TABLES);
        for column in &file.column {
            let like = column.name.get_ref().strip_suffix(TOTAL);
            if let Some(like) =
                like.filter(|like| tables().any(|table| table == *like) && names().any(|name| name == *like))
            {
                let message =
                    format!("JSON has the column `{like}` under this name, since there is a table `{like}`");
                self.mistake(NAME_TAKEN, column.name.span(), message, Some("give it another name".into()));
            }
        }
    }

    /// Notes which names are none, or taken: by the dataset or by one before.
    fn new_names<'n>(
        &mut self,
        what: &str,
        names: impl Iterator<Item = &'n Spanned<String>>,
        taken: impl IntoIterator<Item = &'static str> + Clone,
    ) {
        let mut given: Vec<&str> = Vec::new();
        for name in names {
            let (written, place) = (name.get_ref().as_str(), name.span());
            if !is_plain(written) {
                let help = "small letters, digits and `_`, a letter first, 60 at most".to_string();
                self.mistake(NOT_A_NAME, place, format!("`{written}` is no name of a {what}"), Some(help));
            } else if taken.clone().into_iter().any(|taken| taken == written) {
                let message = format!("every dataset has a {what} `{written}` of its own");
                self.mistake(NAME_TAKEN, place, message, Some("give it another name".into()));
            } else if given.contains(&written) {
                let message = format!("there is a {what} `{written}` before this one");
                self.mistake(NAME_TAKEN, place, message, Some("give it another name, or take it out".into()));
            }
            given.push(written);
        }
    }

    /// Notes a name of a zone that says nothing, or is one before.
    pub(super) fn new_zone(&mut self, name: &Spanned<String>, before: &[&str]) {
        let (written, place) = (name.get_ref().as_str(), name.span());
        if written.trim().is_empty() {
            let help = Some("give it one".to_string());
            self.mistake(NOT_A_NAME, place, "a zone without a name", help);
        } else if before.contains(&written) {
            let message = format!("there is a zone `{written}` before this one");
            self.mistake(NAME_TAKEN, place, message, Some("give it another name, or take it out".into()));
        }
    }

    /// The place of a name among the known ones.
    pub(super) fn position<'a>(
        &mut self,
        name: &Spanned<String>,
        known: impl Iterator<Item = &'a str> + Clone,
        what: Named,
    ) -> Option<usize> {
        let found = known.clone().position(|known| known == name.get_ref());
        if found.is_none() {
            let help = nearest(name.get_ref(), known);
            let unread = match what {
                Named::List => self.unread.contains(name.get_ref()),
                Named::Zone => self.unread.iter().any(|name| name == ANATOMY),
                _ => false,
            };
            if !unread {
                self.mistake(what.code(), name.span(), what.is_missing(name.get_ref()), help);
            }
        }
        found
    }
}
