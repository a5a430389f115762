//! `datapackage.json`: what is in the CSV files, for programs that know Frictionless Data
//! (<https://specs.frictionlessdata.io>, version 1), with the size and the SHA-256 of each file.

use std::io::Write;
use std::path::Path;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Header;
use crate::grammar::{About, Holds};

/// The name of the file.
pub const FILE: &str = "datapackage.json";

#[derive(Serialize)]
struct Package {
    profile: &'static str,
    name: String,
    title: String,
    resources: Vec<Resource>,
}

/// One file of the package.
#[derive(Serialize)]
pub struct Resource {
    profile: &'static str,
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    path: String,
    format: &'static str,
    mediatype: &'static str,
    encoding: &'static str,
    bytes: u64,
    hash: String,
    dialect: Dialect,
    schema: Schema,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Dialect {
    delimiter: &'static str,
    line_terminator: &'static str,
    double_quote: bool,
    header: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    fields: Vec<Field>,
    missing_values: [&'static str; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    foreign_keys: Vec<ForeignKey>,
}

#[derive(Serialize)]
struct Field {
    name: String,
    r#type: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    constraints: Option<Constraints>,
}

#[derive(Serialize)]
struct Constraints {
    #[serde(skip_serializing_if = "Option::is_none")]
    required: Option<bool>,
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    words: Vec<String>,
}

#[derive(Serialize)]
struct ForeignKey {
    fields: &'static str,
    reference: Reference,
}

#[derive(Serialize)]
struct Reference {
    resource: &'static str,
    fields: &'static str,
}

impl Resource {
    /// The file `path` with a table under this header.
    pub fn new(header: &Header, path: &str, sealed: &Sealed, excel: bool) -> Resource {
        let fields = header.columns.iter().zip(&header.about).map(|(name, about)| field(name, about));
        let of_a_document =
            header.name != "documents" && header.columns.iter().any(|name| name == "document");
        let key = || ForeignKey {
            fields: "document",
            reference: Reference { resource: "documents", fields: "document" },
        };
        Resource {
            profile: "tabular-data-resource",
            name: plain(&header.name),
            description: row(header),
            path: path.to_string(),
            format: "csv",
            mediatype: "text/csv",
            encoding: "utf-8",
            bytes: sealed.bytes,
            hash: format!("sha256:{}", sealed.sha256),
            dialect: Dialect {
                delimiter: ",",
                line_terminator: if excel { "\r\n" } else { "\n" },
                double_quote: true,
                header: true,
            },
            schema: Schema {
                fields: fields.collect(),
                missing_values: [""],
                foreign_keys: if of_a_document { vec![key()] } else { Vec::new() },
            },
        }
    }
}

fn row(header: &Header) -> String {
    if header.row.is_empty() { String::new() } else { format!("A row is {}", header.row) }
}

fn field(name: &str, about: &About) -> Field {
    // A date in EDTF may be a month, a year or an interval, which no type of the specification holds.
    let r#type = match about.holds {
        Some(Holds::Text | Holds::Date) => "string",
        Some(Holds::Number) => "integer",
        Some(Holds::Flag) => "boolean",
        Some(Holds::Day) => "date",
        None => "any",
    };
    let required = ["document", "source"].contains(&name).then_some(true);
    let constraints = (required.is_some() || !about.words.is_empty())
        .then(|| Constraints { required, words: about.words.clone() });
    Field { name: name.to_string(), r#type, description: about.says.clone(), constraints }
}

/// A name as the specification wants it: small letters, digits, `.`, `_` and `-`.
fn plain(name: &str) -> String {
    let sign = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' };
    name.to_lowercase().chars().map(sign).collect()
}

/// Writes the file.
///
/// # Errors
/// What the writing of a file can fail with.
pub fn write(folder: &Path, family: &str, resources: Vec<Resource>) -> std::io::Result<()> {
    let package = Package {
        profile: "tabular-data-package",
        name: plain(family),
        title: format!("Documents of the family {family}"),
        resources,
    };
    std::fs::write(folder.join(FILE), serde_json::to_string_pretty(&package)? + "\n")
}

/// What was written through a [`Seal`].
pub struct Sealed {
    /// How many bytes.
    pub bytes: u64,
    /// Their SHA-256, in hexadecimal.
    pub sha256: String,
}

/// A writer that counts and hashes what passes through it.
pub struct Seal<W> {
    inner: W,
    bytes: u64,
    hash: Sha256,
}

impl<W: Write> Seal<W> {
    /// A seal on a writer to which nothing was written.
    pub fn new(inner: W) -> Seal<W> {
        Seal { inner, bytes: 0, hash: Sha256::new() }
    }

    /// What has been written.
    pub fn close(self) -> Sealed {
        let sha256 = self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Sealed { bytes: self.bytes, sha256 }
    }
}

impl<W: Write> Write for Seal<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_knows_the_size_and_the_hash_of_what_passed() {
        let mut seal = Seal::new(Vec::new());
        seal.write_all(b"abc").unwrap();
        let sealed = seal.close();
        assert_eq!(sealed.bytes, 3);
        // FIPS 180-2, appendix B.1.
        assert_eq!(sealed.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn a_name_that_the_specification_would_refuse_is_made_plain() {
        assert_eq!(plain("Ofsted replies/2031"), "ofsted-replies-2031");
    }
}
