//! Files that are told by their bytes and cannot be read: what they are, and what to do instead.

use memchr::memmem;

use super::office;

/// How files begin, and what is said of them.
const MARKS: &[(&[u8], &str)] = &[
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "a compressed file; unpack it first"),
    (b"BZh", "a compressed file; unpack it first"),
    (b"\xFD7zXZ", "a compressed file; unpack it first"),
    (b"7z\xBC\xAF", "a compressed file; unpack it first"),
    (b"Rar!", "a compressed file; unpack it first"),
];

/// What stands in a zip archive, and what is said of it; the last one fits any.
const IN_ZIP: &[(&str, &str)] = &[
    ("xl/workbook", "an Excel workbook, not a letter; if it holds one, save that as .docx or .txt"),
    ("ppt/presentation", "PowerPoint slides, not a letter; if they hold one, save that as .docx or .txt"),
    ("application/epub+zip", "an e-book (EPUB), not a letter; if it holds one, save that as .docx or .txt"),
    ("opendocument.spreadsheet", "a spreadsheet, not a letter; if it holds one, save that as .odt or .txt"),
    ("opendocument.presentation", "slides, not a letter; if they hold one, save that as .odt or .txt"),
    ("", "a zip archive that is no letter; unpack it, or convert what it holds to .docx, .odt or .txt"),
];

/// How the files of Office began up to 2003, and an encrypted one today: OLE compound files, [MS-CFB] 2.2.
const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// The streams of such a file, and what is said of it; the last one fits any.
const IN_OLE: &[(&str, &str)] = &[
    ("EncryptedPackage", "encrypted: save it without a password"),
    ("__substg1.0", "an Outlook message (.msg); save it as .eml"),
    ("WordDocument", "an old Word file (.doc); save it as .docx"),
    ("Workbook", "an old Excel file (.xls), not a letter; if it holds one, save that as .docx or .txt"),
    (
        "PowerPoint",
        "an old PowerPoint file (.ppt), not a letter; if it holds one, save that as .docx or .txt",
    ),
    ("", "an old Office file; save it as .docx"),
];

/// What a file is that cannot be read, and what to do instead.
pub fn told(bytes: &[u8]) -> Option<&'static str> {
    let with = |list: &'static [(&str, &str)], holds: &dyn Fn(&str) -> bool| {
        list.iter().find(|(mark, _)| holds(mark)).map(|(_, said)| *said)
    };
    if bytes.starts_with(b"PK\x03\x04") {
        let said = office::mimetype(bytes);
        return with(IN_ZIP, &|name| said.contains(name) || memmem::find(bytes, name.as_bytes()).is_some());
    }
    if bytes.starts_with(OLE) {
        let wide = |name: &str| name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        return with(IN_OLE, &|name| memmem::find(bytes, &wide(name)).is_some());
    }
    MARKS.iter().find(|(mark, _)| bytes.starts_with(mark)).map(|(_, said)| *said)
}
