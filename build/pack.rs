//! Packs a file of a grammar, so that the program need not read TOML when it starts. What the bytes are is said in
//! [`format`]; `src/grammar/load/packed.rs` reads them.

#[path = "../src/grammar/load/packed/format.rs"]
mod format;

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use format::{EXAMPLES, FALSE, LIST, NUMBER, RULES, TABLE, TEXT, TRUE};

/// A file packed, without the examples of its rules; nothing, if it holds what a grammar never does: the loader says
/// what is wrong with it.
pub fn pack(text: &str) -> Option<Vec<u8>> {
    let mut table = DeTable::parse(text).ok()?;
    if let Some(DeValue::Array(rules)) = table.get_mut().get_mut(RULES).map(Spanned::get_mut) {
        for rule in rules.iter_mut() {
            if let DeValue::Table(keys) = rule.get_mut() {
                EXAMPLES.iter().for_each(|key| drop(keys.remove(*key)));
            }
        }
    }
    let mut packed = Vec::new();
    put_table(&table.span(), table.get_ref(), &mut packed)?;
    Some(packed)
}

fn put(value: &Spanned<DeValue<'_>>, into: &mut Vec<u8>) -> Option<()> {
    let place = value.span();
    match value.get_ref() {
        DeValue::String(text) => put_text(&place, text, into),
        DeValue::Integer(digits) => {
            put_head(NUMBER, &place, into);
            let number = i64::from_str_radix(digits.as_str(), digits.radix()).ok()?;
            put_number(number as u64, into);
        }
        DeValue::Boolean(flag) => put_head(if *flag { TRUE } else { FALSE }, &place, into),
        DeValue::Array(values) => {
            let mut inside = Vec::new();
            values.iter().try_for_each(|value| put(value, &mut inside))?;
            put_head(LIST, &place, into);
            put_bytes(&inside, into);
        }
        DeValue::Table(table) => put_table(&place, table, into)?,
        DeValue::Float(_) | DeValue::Datetime(_) => return None,
    }
    Some(())
}

fn put_table(place: &Range<usize>, table: &DeTable<'_>, into: &mut Vec<u8>) -> Option<()> {
    let mut inside = Vec::new();
    for (key, value) in table {
        put_text(&key.span(), key.get_ref(), &mut inside);
        put(value, &mut inside)?;
    }
    put_head(TABLE, place, into);
    put_bytes(&inside, into);
    Some(())
}

fn put_text(place: &Range<usize>, text: &str, into: &mut Vec<u8>) {
    put_head(TEXT, place, into);
    put_bytes(text.as_bytes(), into);
}

fn put_head(tag: u8, place: &Range<usize>, into: &mut Vec<u8>) {
    into.push(tag);
    put_number(place.start as u64, into);
    put_number(place.len() as u64, into);
}

fn put_bytes(bytes: &[u8], into: &mut Vec<u8>) {
    put_number(bytes.len() as u64, into);
    into.extend(bytes);
}

fn put_number(mut number: u64, into: &mut Vec<u8>) {
    while number >= 0x80 {
        into.push(number as u8 | 0x80);
        number >>= 7;
    }
    into.push(number as u8);
}
