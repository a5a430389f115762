//! One table as a sheet, or as several where it is longer than a sheet can be: cells by what they hold,
//! links, marks of doubt, and at the end widths, filter and frozen header.

use rust_xlsxwriter::{Color, ExcelDateTime, Format, Url, Workbook, Worksheet, XlsxError};

use super::super::{Datum, Header};

/// The rows of a sheet, its header with them.
const MOST_ROWS: u32 = 1_048_576;
/// The links of a sheet; Excel follows no more than 65,530.
const MOST_LINKS: usize = 65_000;
/// The characters of a cell, in units of UTF-16.
const MOST_UNITS: usize = 32_767;
/// Whole numbers beyond this are not told apart by a spreadsheet.
const MOST_EXACT: u64 = 1 << 53;
/// What follows a text that had to be cut.
const CUT: &str = "… (cut: a cell holds no more)";
/// The widest column, in characters.
const WIDEST: usize = 60;

/// How cells look.
pub struct Styles {
    head: Format,
    date: Format,
    link: Format,
    doubt: Format,
    doubtful_date: Format,
}

impl Styles {
    /// The one look that all workbooks have.
    pub fn new() -> Styles {
        let doubt = Color::RGB(0xFF_F2_CC);
        let day = Format::new().set_num_format("yyyy-mm-dd");
        Styles {
            head: Format::new().set_bold().set_background_color(Color::RGB(0xE7_E6_E6)),
            link: Format::new().set_hyperlink(),
            doubt: Format::new().set_background_color(doubt),
            doubtful_date: day.clone().set_background_color(doubt),
            date: day,
        }
    }
}

/// A cell of a workbook.
#[derive(Clone)]
pub struct Place {
    /// The sheet.
    pub sheet: String,
    /// The row, from 0.
    pub row: u32,
    /// The column, from 0.
    pub column: u16,
}

/// Where a cell leads.
#[derive(Clone)]
pub enum Link {
    /// To another cell.
    Place(Place),
    /// To a file, from the folder of the workbook.
    File(String),
}

/// The sheets of one table.
pub struct Sheet {
    header: Header,
    parts: Vec<Part>,
    widths: Vec<usize>,
}

struct Part {
    index: usize,
    name: String,
    row: u32,
    links: usize,
}

impl Sheet {
    /// The first sheet of a table, with its header.
    ///
    /// # Errors
    /// What the crate can fail with: a file that cannot be made.
    pub fn open(workbook: &mut Workbook, styles: &Styles, header: &Header) -> Result<Sheet, XlsxError> {
        let widths = header.columns.iter().map(|name| name.chars().count() + 3).collect();
        let mut sheet = Sheet { header: header.clone(), parts: Vec::new(), widths };
        sheet.part(workbook, styles)?;
        Ok(sheet)
    }

    fn part(&mut self, workbook: &mut Workbook, styles: &Styles) -> Result<(), XlsxError> {
        let index = workbook.worksheets().len();
        let name = named(workbook, &self.header.name, self.parts.len());
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(&name)?;
        for (at, column) in self.header.columns.iter().enumerate() {
            sheet.write_string_with_format(0, at as u16, column, &styles.head)?;
        }
        self.parts.push(Part { index, name, row: 0, links: 0 });
        Ok(())
    }

    /// Goes to the next row, on a further sheet where this one is full. Returns its first cell.
    ///
    /// # Errors
    /// As [`Sheet::open`].
    pub fn next(&mut self, workbook: &mut Workbook, styles: &Styles) -> Result<Place, XlsxError> {
        if self.parts.last().is_none_or(|part| part.row + 1 == MOST_ROWS) {
            self.part(workbook, styles)?;
        }
        let at = self.parts.len() - 1;
        let part = &mut self.parts[at];
        part.row += 1;
        Ok(Place { sheet: part.name.clone(), row: part.row, column: 0 })
    }

    /// Writes the row to which [`Sheet::next`] went, with doubts marked in some columns and links on some.
    ///
    /// # Errors
    /// As [`Sheet::open`].
    pub fn row(
        &mut self,
        workbook: &mut Workbook,
        styles: &Styles,
        cells: &[Datum],
        marked: &[usize],
        links: &[(usize, Option<Link>)],
    ) -> Result<(), XlsxError> {
        let at = self.parts.len() - 1;
        let part = &mut self.parts[at];
        let sheet = workbook.worksheet_from_index(part.index)?;
        for (at, datum) in cells.iter().enumerate() {
            let link = links.iter().find(|link| link.0 == at).and_then(|link| link.1.as_ref());
            let width = write(sheet, part, at as u16, datum, marked.contains(&at), link, styles)?;
            if let Some(widest) = self.widths.get_mut(at) {
                *widest = (*widest).max(width);
            }
        }
        Ok(())
    }

    /// Gives the sheets their widths, filters and frozen headers.
    ///
    /// # Errors
    /// As [`Sheet::open`].
    pub fn close(self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        let last = self.header.columns.len().saturating_sub(1) as u16;
        for part in self.parts {
            let sheet = workbook.worksheet_from_index(part.index)?;
            for (at, width) in self.widths.iter().enumerate() {
                sheet.set_column_width(at as u16, (*width).min(WIDEST) as f64)?;
            }
            sheet.autofilter(0, 0, part.row, last)?;
            sheet.set_freeze_panes(1, 1)?;
        }
        Ok(())
    }
}

/// Writes one cell and returns how wide it is, in characters.
fn write(
    sheet: &mut Worksheet,
    part: &mut Part,
    column: u16,
    datum: &Datum,
    doubtful: bool,
    link: Option<&Link>,
    styles: &Styles,
) -> Result<usize, XlsxError> {
    let (row, none) = (part.row, Format::default());
    let plain = if doubtful { &styles.doubt } else { &none };
    match datum {
        Datum::Empty if doubtful => sheet.write_blank(row, column, plain)?,
        Datum::Empty => return Ok(0),
        Datum::Flag(flag) => sheet.write_boolean_with_format(row, column, *flag, plain)?,
        Datum::Number(number) if number.unsigned_abs() <= MOST_EXACT => {
            sheet.write_number_with_format(row, column, *number as f64, plain)?
        }
        Datum::Number(number) => sheet.write_string_with_format(row, column, number.to_string(), plain)?,
        Datum::Date(words) if let Some(day) = day(words) => {
            let style = if doubtful { &styles.doubtful_date } else { &styles.date };
            sheet.write_date_with_format(row, column, &day, style)?
        }
        Datum::Text(words) | Datum::Date(words) => {
            let words = fitting(words);
            match link.and_then(url).filter(|_| part.links < MOST_LINKS) {
                Some(url) => {
                    part.links += 1;
                    let style = if doubtful { &styles.doubt } else { &styles.link };
                    sheet.write_url_with_options(row, column, url, &*words, "", Some(style))?
                }
                None => sheet.write_string_with_format(row, column, &*words, plain)?,
            }
        }
    };
    let shown = datum.to_string();
    Ok(shown.lines().next().unwrap_or_default().chars().count() + 1)
}

/// A full date that Excel and LibreOffice count alike: they differ before March 1900.
fn day(words: &str) -> Option<ExcelDateTime> {
    let day: jiff::civil::Date = words.parse().ok().filter(|_| words.len() == "2031-01-01".len())?;
    let counted = day >= jiff::civil::date(1900, 3, 1);
    let (year, month, day) = (day.year() as u16, day.month() as u8, day.day() as u8);
    if counted { ExcelDateTime::from_ymd(year, month, day).ok() } else { None }
}

/// A text that fits a cell.
fn fitting(words: &str) -> std::borrow::Cow<'_, str> {
    if words.len() <= MOST_UNITS || words.encode_utf16().count() <= MOST_UNITS {
        return words.into();
    }
    let room = MOST_UNITS - CUT.encode_utf16().count();
    let mut units = 0;
    let end = words.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > room
    });
    let end = end.map_or(words.len(), |(at, _)| at);
    format!("{}{CUT}", &words[..end]).into()
}

/// A link as Excel wants it; none where it is too long for Excel.
fn url(link: &Link) -> Option<Url> {
    match link {
        Link::Place(Place { sheet, row, column }) => {
            let sheet = sheet.replace('\'', "''");
            let cell = rust_xlsxwriter::utility::row_col_to_cell(*row, *column);
            Some(Url::new(format!("internal:'{sheet}'!{cell}")))
        }
        // A number sign would begin a place in the file, and XML has no signs of control.
        Link::File(way)
            if way.contains(|c: char| c == '#' || c.is_control()) || way.encode_utf16().count() > 600 =>
        {
            None
        }
        Link::File(way) => Some(Url::new(format!("file:///{way}"))),
    }
}

/// A name that no sheet has yet and that Excel allows: 31 units, without `[]:*?/\`.
fn named(workbook: &mut Workbook, table: &str, part: usize) -> String {
    let sign = |c: char| if "[]:*?/\\'".contains(c) { '-' } else { c };
    let table: String = table.chars().map(sign).collect();
    let taken: Vec<String> = workbook.worksheets().iter().map(|sheet| sheet.name().to_lowercase()).collect();
    let mut number = part + 1;
    loop {
        let end = if number > 1 { format!(" {number}") } else { String::new() };
        let mut name = table.clone();
        while name.encode_utf16().count() + end.len() > 31 {
            name.pop();
        }
        name.push_str(&end);
        if !taken.contains(&name.to_lowercase()) {
            return name;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_full_dates_that_all_programs_count_alike_are_days() {
        for (words, is) in [
            ("2031-05-14", true),
            ("1900-03-01", true),
            ("1900-02-28", false),
            ("1899-12-31", false),
            ("2031-05", false),
            ("2031", false),
            ("XXXX-05-14", false),
            ("2031-05-14/2031-05-16", false),
        ] {
            assert_eq!(day(words).is_some(), is, "{words}");
        }
    }

    #[test]
    fn a_text_that_is_too_long_for_a_cell_is_cut_and_says_so() {
        for (words, whole) in
            [("é".repeat(32_767), true), ("é".repeat(32_768), false), ("👩".repeat(20_000), false)]
        {
            let fitted = fitting(&words);
            assert!(fitted.encode_utf16().count() <= MOST_UNITS);
            assert_eq!(fitted == words, whole);
            assert_eq!(fitted.ends_with(CUT), !whole);
        }
    }

    #[test]
    fn a_table_longer_than_a_sheet_goes_on_in_another() {
        let (mut workbook, styles) = (Workbook::new(), Styles::new());
        let header =
            Header { name: "dates".into(), row: "".into(), columns: vec!["date".into()], about: vec![] };
        let mut sheet = Sheet::open(&mut workbook, &styles, &header).unwrap();
        sheet.parts[0].row = MOST_ROWS - 2;
        for (name, row) in [("dates", MOST_ROWS - 1), ("dates 2", 1), ("dates 2", 2)] {
            let place = sheet.next(&mut workbook, &styles).unwrap();
            assert_eq!((place.sheet.as_str(), place.row), (name, row));
            sheet.row(&mut workbook, &styles, &[Datum::Date("2031-05-14".into())], &[], &[]).unwrap();
        }
        sheet.close(&mut workbook).unwrap();
        assert!(workbook.save_to_buffer().is_ok());
    }

    #[test]
    fn sheets_have_names_that_excel_allows_and_that_differ() {
        let mut workbook = Workbook::new();
        let styles = Styles::new();
        for (table, name) in [
            ("dates", "dates"),
            ("Dates", "Dates 2"),
            ("in/out", "in-out"),
            ("a table with a very long name indeed", "a table with a very long name i"),
            ("a table with a very long name in truth", "a table with a very long name 2"),
        ] {
            let header =
                Header { name: table.into(), row: "".into(), columns: vec!["a".into()], about: vec![] };
            let sheet = Sheet::open(&mut workbook, &styles, &header).unwrap();
            assert_eq!(sheet.parts[0].name, name);
        }
    }
}
