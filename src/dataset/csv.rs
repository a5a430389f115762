//! CSV after RFC 4180: UTF-8, `\n`, one file a table, safe to open in a spreadsheet.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use super::{Datum, Format, Header, Sheets, failures_header};
use crate::read::Failure;

type Table = csv::Writer<BufWriter<File>>;

struct Csv {
    folder: PathBuf,
    tables: Vec<Table>,
}

/// Opens a file for each table.
///
/// # Errors
/// A file that cannot be made.
pub fn open(folder: &Path, headers: &[Header]) -> std::io::Result<Box<dyn Format>> {
    let tables = headers.iter().map(|header| table(folder, header)).collect::<Result<_, _>>()?;
    Ok(Box::new(Csv { folder: folder.to_path_buf(), tables }))
}

fn table(folder: &Path, header: &Header) -> std::io::Result<Table> {
    let file = File::create(folder.join(format!("{}.csv", header.name)))?;
    let mut table =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(BufWriter::new(file));
    table.write_record(&header.columns)?;
    Ok(table)
}

impl Format for Csv {
    fn document(&mut self, sheets: &Sheets) -> std::io::Result<()> {
        for (table, rows) in self.tables.iter_mut().zip(&sheets.tables) {
            for row in rows {
                table.write_record(row.iter().map(cell))?;
            }
        }
        Ok(())
    }

    fn finish(self: Box<Self>, failures: &[Failure]) -> std::io::Result<()> {
        for mut table in self.tables {
            table.flush()?;
        }
        let mut table = table(&self.folder, &failures_header())?;
        for failure in failures {
            let row = [&failure.source, failure.stage, &failure.error];
            table.write_record(row.map(|words| cell(&Datum::Text(words.to_string()))))?;
        }
        table.flush()
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
