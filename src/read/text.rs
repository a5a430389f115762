//! Plain text and Markdown: from bytes in whatever encoding to a text.

use crate::document::Origin;

use super::format::{File, Looks, Part};

/// Any bytes may be a text; whether they are is found out by reading them.
pub fn looks(_: &File<'_>) -> Looks {
    Looks::Perhaps
}

/// Reads the text.
///
/// # Errors
/// Why the bytes are no text.
pub fn read(file: &File<'_>) -> Result<Vec<Part>, String> {
    let text = decode(file.bytes)?;
    Ok(vec![Part::Text(text, Origin::default())])
}

/// The text of a file's bytes: by its byte-order mark, as UTF-8, or else as windows-1252.
///
/// # Errors
/// Why the bytes are no text.
pub fn decode(bytes: &[u8]) -> Result<String, &'static str> {
    if bytes.is_empty() {
        return Err("the file is empty");
    }
    let (encoding, mark) = encoding_rs::Encoding::for_bom(bytes).unwrap_or((encoding_rs::UTF_8, 0));
    let text = match encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]) {
        Some(text) => text.into_owned(),
        None if mark > 0 => return Err("the byte-order mark promises an encoding that the bytes break"),
        None => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    };
    let odd = text.chars().filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}')).count();
    if odd * 50 > text.len() {
        return Err("not a text: it is full of control characters");
    }
    if text.trim().is_empty() {
        return Err("the file holds no words");
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_in_the_encoding_that_they_are_in() {
        let utf16: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain("Zoë £5".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for (bytes, text) in [
            ("Zoë £5".as_bytes(), Ok("Zoë £5")),
            (b"\xEF\xBB\xBFgood", Ok("good")),
            (b"Zo\xEB \xA35 \x91good\x92", Ok("Zoë £5 ‘good’")),
            (&utf16, Ok("Zoë £5")),
            (b"", Err("the file is empty")),
            (b" \n\t", Err("the file holds no words")),
            (b"\x00\x01\x02\x03abc\x04", Err("not a text: it is full of control characters")),
        ] {
            assert_eq!(decode(bytes).as_deref().map_err(|why| *why), text);
        }
    }
}
