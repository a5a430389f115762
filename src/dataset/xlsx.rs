//! `FAMILY.xlsx`: a workbook with a sheet a table, for Excel, LibreOffice and whoever reads their files.
//!
//! Rows are written as they come and are not kept. What a sheet needs beside its rows (widths, filters,
//! links) is in [`sheet`]; this room knows which sheets there are and how they point to each other.

mod sheet;

use std::path::{Path, PathBuf};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use rustc_hash::FxHashMap;

use super::{Datum, Format, Header, Setting, Sheets, failures_header};
use crate::grammar::{About, Holds};
use crate::read::{Failure, Source};
use sheet::{Link, Place, Sheet, Styles};

struct Xlsx {
    workbook: Workbook,
    file: PathBuf,
    home: PathBuf,
    styles: Styles,
    headers: Vec<Header>,
    sheets: Vec<Sheet>,
}

/// Opens the workbook with a sheet for each table.
///
/// # Errors
/// A file that cannot be made.
pub fn open(setting: &Setting<'_>) -> std::io::Result<Box<dyn Format>> {
    let styles = Styles::new();
    let mut workbook = Workbook::new();
    workbook.set_tempdir(setting.folder).map_err(failed)?;
    // The clock has no place in a dataset: the same documents give the same bytes.
    let day = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title(format!("Documents of the family {}", setting.family))
            .set_creation_datetime(&day),
    );
    let mut sheets = Vec::new();
    for header in setting.headers {
        sheets.push(Sheet::open(&mut workbook, &styles, header).map_err(failed)?);
    }
    Ok(Box::new(Xlsx {
        workbook,
        file: setting.folder.join(format!("{}.xlsx", setting.family)),
        home: std::path::absolute(setting.home)?,
        styles,
        headers: setting.headers.to_vec(),
        sheets,
    }))
}

fn failed(error: XlsxError) -> std::io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => std::io::Error::other(other.to_string()),
    }
}

/// A doubt, and the column that it is about.
struct Doubt<'s> {
    row: &'s [Datum],
    column: &'s str,
    place: Option<Place>,
}

/// Doubts by the table and the stretch of their row; the stretch is of no matter in a table that has none.
type ByRow<'s> = FxHashMap<(&'s str, [Option<i64>; 2]), Vec<usize>>;

impl Xlsx {
    fn write(&mut self, source: &Source, sheets: &Sheets) -> Result<(), XlsxError> {
        let last = sheets.tables.len() - 1;
        let (mut doubts, by_row) = doubts(&self.headers, &sheets.tables[last]);
        let file = relative(&self.home, &source.path).map(Link::File);
        let mut document = None;
        for (at, rows) in sheets.tables[..last].iter().enumerate() {
            let header = &self.headers[at];
            for row in rows {
                let mut marked = Vec::new();
                let place = self.sheets[at].next(&mut self.workbook, &self.styles)?;
                let here = by_row.get(&(header.name.as_str(), span(header, row)));
                for &doubt in here.into_iter().flatten() {
                    let doubt = &mut doubts[doubt];
                    if let Some(at) = column(header, doubt.column) {
                        marked.push(at);
                        doubt.place = Some(Place { column: at as u16, ..place.clone() });
                    }
                }
                let link = if at == 0 { file.clone() } else { document.clone().map(Link::Place) };
                self.sheets[at].row(&mut self.workbook, &self.styles, row, &marked, &[(0, link)])?;
                if at == 0 {
                    document = Some(place);
                }
            }
        }
        for doubt in doubts {
            self.sheets[last].next(&mut self.workbook, &self.styles)?;
            let links = [(0, document.clone().map(Link::Place)), (1, doubt.place.map(Link::Place))];
            self.sheets[last].row(&mut self.workbook, &self.styles, doubt.row, &[], &links)?;
        }
        Ok(())
    }

    fn close(mut self, failures: &[Failure]) -> Result<(), XlsxError> {
        let header = failures_header();
        let mut sheet = Sheet::open(&mut self.workbook, &self.styles, &header)?;
        for failure in failures {
            let cells = [&failure.source, failure.stage, &failure.error];
            let row = cells.map(|words| Datum::Text(words.to_string()));
            sheet.next(&mut self.workbook, &self.styles)?;
            sheet.row(&mut self.workbook, &self.styles, &row, &[], &[])?;
        }
        self.headers.push(header);
        self.sheets.push(sheet);
        let explained = explain(&self.headers);
        let about = Header {
            name: "columns".into(),
            row: "a column of a sheet".into(),
            columns: ["sheet", "column", "says", "holds", "words"].map(str::to_string).to_vec(),
            about: vec![About::default(); 5],
        };
        let mut sheet = Sheet::open(&mut self.workbook, &self.styles, &about)?;
        for row in explained {
            sheet.next(&mut self.workbook, &self.styles)?;
            sheet.row(&mut self.workbook, &self.styles, &row, &[], &[])?;
        }
        self.sheets.push(sheet);
        for sheet in self.sheets {
            sheet.close(&mut self.workbook)?;
        }
        self.workbook.save(&self.file)
    }
}

impl Format for Xlsx {
    fn document(&mut self, source: &Source, sheets: &Sheets) -> std::io::Result<()> {
        self.write(source, sheets).map_err(failed)
    }

    fn finish(self: Box<Self>, failures: &[Failure]) -> std::io::Result<()> {
        self.close(failures).map_err(failed)
    }
}

fn column(header: &Header, name: &str) -> Option<usize> {
    header.columns.iter().position(|column| column == name)
}

/// Where the words of a row stand, as far as its table says so.
fn span(header: &Header, row: &[Datum]) -> [Option<i64>; 2] {
    ["start", "end"].map(|name| match row.get(column(header, name)?)? {
        Datum::Number(at) => Some(*at),
        _ => None,
    })
}

/// The doubts, whose table is the last, and what each is about.
fn doubts<'s>(headers: &'s [Header], rows: &'s [Vec<Datum>]) -> (Vec<Doubt<'s>>, ByRow<'s>) {
    let header = &headers[headers.len() - 1];
    let (mut doubts, mut by_row) = (Vec::new(), ByRow::default());
    for row in rows {
        let word = |name| match column(header, name).map(|at| &row[at]) {
            Some(Datum::Text(word)) => word.as_str(),
            _ => "",
        };
        let (table, about) = (word("table"), word("column"));
        // A doubt names the words of its row; one about the document has words of its own.
        let named = headers.iter().find(|header| header.name == table);
        let spanned = named.is_some_and(|named| column(named, "start").is_some());
        let span = if spanned { span(header, row) } else { [None; 2] };
        by_row.entry((table, span)).or_default().push(doubts.len());
        doubts.push(Doubt { row, column: about, place: None });
    }
    (doubts, by_row)
}

/// A row for every table and every column: what it is, what it holds.
fn explain(headers: &[Header]) -> Vec<Vec<Datum>> {
    let mut rows = Vec::new();
    for header in headers {
        let says = if header.row.is_empty() { String::new() } else { format!("A row is {}", header.row) };
        rows.push([header.name.clone(), String::new(), says, String::new(), String::new()]);
        for (name, about) in header.columns.iter().zip(&header.about) {
            let holds = match about.holds {
                Some(Holds::Text) => "words",
                Some(Holds::Number) => "whole number",
                Some(Holds::Flag) => "true or false",
                Some(Holds::Date) => "date: a day, or as text in EDTF where it is less than a day",
                Some(Holds::Day) => "day",
                None => "",
            };
            let words = about.words.join("; ");
            rows.push([header.name.clone(), name.clone(), about.says.clone(), holds.into(), words]);
        }
    }
    let cell = |words: String| if words.is_empty() { Datum::Empty } else { Datum::Text(words) };
    rows.into_iter().map(|row| row.map(cell).to_vec()).collect()
}

/// The way from a folder to a file, with `/`.
fn relative(from: &Path, to: &Path) -> Option<String> {
    let to = std::path::absolute(to).ok()?;
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    if shared == 0 {
        return None;
    }
    let up = from[shared..].iter().map(|_| "..".to_string());
    let down = to[shared..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
    Some(up.chain(down).collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_link_counts_from_the_folder_in_which_the_workbook_stands() {
        for (from, to, way) in [
            ("/a/out", "/a/in/b.txt", "../in/b.txt"),
            ("/a", "/a/b.txt", "b.txt"),
            ("/x/y/z", "/a.txt", "../../../a.txt"),
        ] {
            assert_eq!(relative(Path::new(from), Path::new(to)).as_deref(), Some(way));
        }
    }
}
