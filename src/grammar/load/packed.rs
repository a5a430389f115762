//! The files of a grammar as the program carries them: read already, by the build script, so that no start of the
//! program reads TOML. What a value means is left to [`super::super::file`].

pub mod format;

use std::ops::Range;

use serde::de::value::Error;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_spanned::de::{SpannedDeserializer, is_spanned};

use format::{FALSE, LIST, NUMBER, TABLE, TEXT, TRUE};

/// A value of a file, and where it stands there.
#[derive(Debug, Clone)]
pub struct Packed<'p> {
    place: Range<usize>,
    held: Held<'p>,
}

#[derive(Debug, Clone)]
enum Held<'p> {
    Text(&'p str),
    Number(i64),
    Flag(bool),
    List(Values<'p>),
    Table(Table<'p>),
}

/// The values of a list.
#[derive(Debug, Clone)]
pub struct Values<'p>(&'p [u8]);

/// The keys and values of a table, in turn.
#[derive(Debug, Clone)]
struct Table<'p> {
    rest: Values<'p>,
    /// The key that is passed over.
    without: Option<&'p str>,
}

/// A table that is being read.
struct Entries<'p> {
    table: Table<'p>,
    /// The value of the key that was read last.
    value: Option<Packed<'p>>,
}

impl<'p> Packed<'p> {
    /// The value with which some bytes begin; `None` where they hold none.
    pub fn new(bytes: &'p [u8]) -> Option<Packed<'p>> {
        Values(bytes).next()
    }

    /// Where it stands.
    pub fn place(&self) -> Range<usize> {
        self.place.clone()
    }

    /// A table without one of its keys.
    pub fn without(mut self, key: &'p str) -> Packed<'p> {
        if let Held::Table(table) = &mut self.held {
            table.without = Some(key);
        }
        self
    }

    /// The list that stands in a table under a key.
    pub fn list(&self, key: &str) -> Option<Values<'p>> {
        let Held::Table(table) = &self.held else { return None };
        table.clone().find_map(|(name, value)| match (name.held, value.held) {
            (Held::Text(name), Held::List(values)) if name == key => Some(values),
            _ => None,
        })
    }
}

impl<'p> Values<'p> {
    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*byte)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// So many bytes as the number says with which they begin.
    fn bytes(&mut self) -> Option<&'p [u8]> {
        let length = self.number()? as usize;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }
}

impl<'p> Iterator for Values<'p> {
    type Item = Packed<'p>;

    fn next(&mut self) -> Option<Packed<'p>> {
        let tag = self.byte()?;
        let start = self.number()? as usize;
        let place = start..start + self.number()? as usize;
        let held = match tag {
            TEXT => Held::Text(std::str::from_utf8(self.bytes()?).ok()?),
            NUMBER => Held::Number(self.number()? as i64),
            FALSE | TRUE => Held::Flag(tag == TRUE),
            LIST => Held::List(Values(self.bytes()?)),
            TABLE => Held::Table(Table { rest: Values(self.bytes()?), without: None }),
            _ => return None,
        };
        Some(Packed { place, held })
    }
}

impl<'p> Iterator for Table<'p> {
    type Item = (Packed<'p>, Packed<'p>);

    fn next(&mut self) -> Option<(Packed<'p>, Packed<'p>)> {
        loop {
            let (key, value) = (self.rest.next()?, self.rest.next()?);
            match (&key.held, self.without) {
                (Held::Text(key), Some(without)) if *key == without => {}
                _ => return Some((key, value)),
            }
        }
    }
}

impl<'p> Deserializer<'p> for Packed<'p> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'p>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.held {
            Held::Text(text) => visitor.visit_borrowed_str(text),
            Held::Number(number) => visitor.visit_i64(number),
            Held::Flag(flag) => visitor.visit_bool(flag),
            Held::List(values) => visitor.visit_seq(values),
            Held::Table(table) => visitor.visit_map(Entries { table, value: None }),
        }
    }

    fn deserialize_option<V: Visitor<'p>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'p>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'p>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if is_spanned(name) {
            let place = self.place();
            return visitor.visit_map(SpannedDeserializer::new(self, place));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'p>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.held {
            Held::Text(text) => visitor.visit_enum(text.into_deserializer()),
            _ => Err(Error::custom("no name of a variant")),
        }
    }

    forward_to_deserialize_any! {
        <V: Visitor<'p>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq
        tuple tuple_struct map identifier ignored_any
    }
}

impl<'p> IntoDeserializer<'p, Error> for Packed<'p> {
    type Deserializer = Packed<'p>;

    fn into_deserializer(self) -> Packed<'p> {
        self
    }
}

impl<'p> SeqAccess<'p> for Values<'p> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'p>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        self.next().map(|value| seed.deserialize(value)).transpose()
    }
}

impl<'p> MapAccess<'p> for Entries<'p> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'p>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some((key, value)) = self.table.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'p>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let value = self.value.take().ok_or_else(|| Error::custom("a value without its key"))?;
        seed.deserialize(value)
    }
}
