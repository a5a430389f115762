//! CSV after RFC 4180: UTF-8, one file a table, safe to open in a spreadsheet, with the `datapackage.json`
//! that tells programs what is in the files ([`super::package`]).

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use super::package::{self, Resource, Seal};
use super::{Datum, Format, Header, Setting, Sheets, failures_header};
use crate::read::{Failure, Source};

struct Csv {
    folder: PathBuf,
    family: String,
    excel: bool,
    headers: Vec<Header>,
    tables: Vec<Table>,
}

type Table = csv::Writer<Seal<BufWriter<File>>>;

/// Opens a file for each table.
///
/// # Errors
/// A file that cannot be made.
pub fn open(setting: &Setting<'_>) -> std::io::Result<Box<dyn Format>> {
    let mut csv = Csv {
        folder: setting.folder.to_path_buf(),
        family: setting.family.to_string(),
        excel: setting.excel,
        headers: setting.headers.to_vec(),
        tables: Vec::new(),
    };
    csv.headers.push(failures_header());
    csv.tables = csv.headers.iter().map(|header| csv.table(header)).collect::<Result<_, _>>()?;
    Ok(Box::new(csv))
}

impl Csv {
    fn table(&self, header: &Header) -> std::io::Result<Table> {
        let file = File::create(self.folder.join(file(header)))?;
        let mut file = Seal::new(BufWriter::new(file));
        let end = if self.excel { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        if self.excel {
            file.write_all(MARK)?;
        }
        let mut table = csv::WriterBuilder::new().terminator(end).from_writer(file);
        table.write_record(&header.columns)?;
        Ok(table)
    }
}

/// The byte-order mark, by which Excel knows UTF-8.
pub const MARK: &[u8] = "\u{feff}".as_bytes();

fn file(header: &Header) -> String {
    format!("{}.csv", header.name)
}

impl Format for Csv {
    fn document(&mut self, _: &Source, sheets: &Sheets) -> std::io::Result<()> {
        for (table, rows) in self.tables.iter_mut().zip(&sheets.tables) {
            for row in rows {
                table.write_record(row.iter().map(cell))?;
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, failures: &[Failure]) -> std::io::Result<()> {
        if let Some(table) = self.tables.last_mut() {
            for failure in failures {
                let row = [&failure.source, failure.stage, &failure.error];
                table.write_record(row.map(|words| cell(&Datum::Text(words.to_string()))))?;
            }
        }
        let mut resources = Vec::new();
        for (header, table) in self.headers.iter().zip(self.tables) {
            let mut file = table.into_inner().map_err(|error| std::io::Error::from(error.error().kind()))?;
            file.flush()?;
            resources.push(Resource::new(header, &self::file(header), &file.close(), self.excel));
        }
        package::write(&self.folder, &self.family, resources)
    }
}

/// A cell as CSV shows it. One that a spreadsheet would run as a formula gets an apostrophe in front, as
/// OWASP advises ("CSV Injection"); numbers are none.
pub fn cell(datum: &Datum) -> String {
    match datum {
        Datum::Text(words) if words.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{words}"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_made_harmless_and_a_number_is_left_alone() {
        for (datum, shown) in [
            (Datum::Text("=1+1".into()), "'=1+1"),
            (Datum::Text("@SUM(A1)".into()), "'@SUM(A1)"),
            (Datum::Text("good".into()), "good"),
            (Datum::Number(-3), "-3"),
            (Datum::Empty, ""),
        ] {
            assert_eq!(cell(&datum), shown);
        }
    }
}
