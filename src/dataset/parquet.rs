//! Parquet: a file a table, with the types that the family declares. Built with the feature `parquet` only.
//!
//! Words, dates in EDTF and columns of which nothing is declared are texts, numbers are signed (Spark knows
//! no others), days are dates.

use std::fs::File;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use super::{Datum, Format, Header, Setting, Sheets, failures_header};
use crate::grammar::Holds;
use crate::read::{Failure, Source};

/// The rows of a group: as many are held in memory for each table.
const GROUP: usize = 16_384;

struct Parquet {
    tables: Vec<Table>,
}

struct Table {
    header: Header,
    file: SerializedFileWriter<File>,
    rows: Vec<Vec<Datum>>,
}

/// Opens a file for each table.
///
/// # Errors
/// A file that cannot be made.
pub fn open(setting: &Setting<'_>) -> std::io::Result<Box<dyn Format>> {
    let headers = setting.headers.iter().cloned().chain([failures_header()]);
    let table = |header: Header| -> std::io::Result<Table> {
        let file = File::create(setting.folder.join(format!("{}.parquet", header.name)))?;
        let told = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by("letterbook".into())
            .build();
        let fields = header.columns.iter().zip(&header.about).map(|(name, about)| field(name, about.holds));
        let fields = fields.collect::<Result<_, _>>().map_err(failed)?;
        let schema = Type::group_type_builder(&header.name).with_fields(fields).build().map_err(failed)?;
        let file = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(told)).map_err(failed)?;
        Ok(Table { header, file, rows: Vec::new() })
    };
    Ok(Box::new(Parquet { tables: headers.map(table).collect::<Result<_, _>>()? }))
}

fn failed(error: ParquetError) -> std::io::Error {
    std::io::Error::other(error.to_string())
}

fn field(name: &str, holds: Option<Holds>) -> Result<Arc<Type>, ParquetError> {
    let (physical, logical) = match holds {
        Some(Holds::Number) => (Physical::INT64, None),
        Some(Holds::Flag) => (Physical::BOOLEAN, None),
        Some(Holds::Day) => (Physical::INT32, Some(LogicalType::Date)),
        Some(Holds::Text | Holds::Date) | None => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    let field = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
    field.with_logical_type(logical).build().map(Arc::new)
}

impl Format for Parquet {
    fn document(&mut self, _: &Source, sheets: &Sheets) -> std::io::Result<()> {
        for (table, rows) in self.tables.iter_mut().zip(&sheets.tables) {
            table.rows.extend(rows.iter().cloned());
            if table.rows.len() >= GROUP {
                table.group()?;
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, failures: &[Failure]) -> std::io::Result<()> {
        if let Some(table) = self.tables.last_mut() {
            let cells = failures.iter().map(|failure| [&failure.source, failure.stage, &failure.error]);
            table.rows =
                cells.map(|cells| cells.map(|words| Datum::Text(words.to_string())).to_vec()).collect();
        }
        for mut table in self.tables {
            table.group()?;
            table.file.close().map_err(failed)?;
        }
        Ok(())
    }
}

impl Table {
    /// Writes the rows that are held.
    fn group(&mut self) -> std::io::Result<()> {
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            return Ok(());
        }
        let mut group = self.file.next_row_group().map_err(failed)?;
        for (at, about) in self.header.about.iter().enumerate() {
            let Some(mut column) = group.next_column().map_err(failed)? else { break };
            let cells = || rows.iter().map(|row| row.get(at).unwrap_or(&Datum::Empty));
            let odd = |datum: &Datum| {
                let (table, column) = (&self.header.name, &self.header.columns[at]);
                std::io::Error::other(format!(
                    "{table}.{column} is declared as {}, but a row has `{datum}`; mend `type` in family.toml",
                    about.holds.map_or("nothing", Holds::name),
                ))
            };
            match about.holds {
                Some(Holds::Number) => fill::<Int64Type>(&mut column, cells(), odd, |datum| match datum {
                    Datum::Number(number) => Some(*number),
                    _ => None,
                })?,
                Some(Holds::Flag) => fill::<BoolType>(&mut column, cells(), odd, |datum| match datum {
                    Datum::Flag(flag) => Some(*flag),
                    _ => None,
                })?,
                Some(Holds::Day) => fill::<Int32Type>(&mut column, cells(), odd, |datum| {
                    let day: jiff::civil::Date = datum.to_string().parse().ok()?;
                    Some((day - jiff::civil::date(1970, 1, 1)).get_days())
                })?,
                Some(Holds::Text | Holds::Date) | None => {
                    let words = |datum: &Datum| Some(ByteArray::from(datum.to_string().into_bytes()));
                    fill::<ByteArrayType>(&mut column, cells(), odd, words)?;
                }
            }
            column.close().map_err(failed)?;
        }
        group.close().map_err(failed)?;
        Ok(())
    }
}

/// Writes one column: the cells that are not empty, and which these are.
fn fill<'d, T: DataType>(
    column: &mut SerializedColumnWriter<'_>,
    cells: impl Iterator<Item = &'d Datum>,
    odd: impl Fn(&Datum) -> std::io::Error,
    value: impl Fn(&Datum) -> Option<T::T>,
) -> std::io::Result<()> {
    let (mut values, mut filled) = (Vec::new(), Vec::new());
    for datum in cells {
        filled.push(i16::from(*datum != Datum::Empty));
        if *datum != Datum::Empty {
            values.push(value(datum).ok_or_else(|| odd(datum))?);
        }
    }
    column.typed::<T>().write_batch(&values, Some(&filled), None).map_err(failed)?;
    Ok(())
}
