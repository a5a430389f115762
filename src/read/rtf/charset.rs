//! The encodings that RTF names by numbers: code pages of Windows, and the character sets of its fonts.

use encoding_rs::{self as known, Encoding};

/// The encoding of a code page; `None` where it is not known.
pub fn page(number: i32) -> Option<&'static Encoding> {
    let label = match number {
        10000 => return Some(known::MACINTOSH),
        932 => return Some(known::SHIFT_JIS),
        936 => return Some(known::GBK),
        949 => return Some(known::EUC_KR),
        950 => return Some(known::BIG5),
        65001 => return Some(known::UTF_8),
        number => format!("windows-{number}"),
    };
    Encoding::for_label(label.as_bytes())
}

/// The encoding of a font by its character set; `None` for those that have the one of the file.
pub fn of_font(number: i32) -> Option<&'static Encoding> {
    match number {
        77 => page(10000),
        128 => page(932),
        129 => page(949),
        134 => page(936),
        136 => page(950),
        161 => page(1253),
        162 => page(1254),
        163 => page(1258),
        177 => page(1255),
        178 => page(1256),
        186 => page(1257),
        204 => page(1251),
        222 => page(874),
        238 => page(1250),
        _ => None,
    }
}
