//! Plain text and Markdown: from bytes in whatever encoding to a text.
//!
//! Also what other readers need for theirs: the encoding of bytes, and the mending of text that went through
//! a wrong one.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::format::{Content, File, Looks};
use super::merged;
use crate::document::{Origin, Remark, Span};

/// Said where UTF-8 was once read as windows-1252 ("itâ€™s"), and mended.
pub const MENDED: &str = "wrong encoding mended";
/// Said where the encoding is neither written in the file nor the usual one.
pub const GUESSED: &str = "encoding guessed";

/// Any bytes may be a text; whether they are is found out by reading them.
pub fn looks(_: &File<'_>) -> Looks {
    Looks::Perhaps
}

/// Reads the text.
///
/// # Errors
/// Why the bytes are no text.
pub fn read(file: &File<'_>) -> Result<Vec<Content>, String> {
    let (text, guessed) = decode(file.bytes)?;
    let (mut text, guessed) = utf7(&text).map_or((text, guessed), |text| (text, true));
    // Old Macs end a line with a carriage return alone.
    if !text.contains('\n') {
        text = text.replace('\r', "\n");
    }
    let letters = merged::split(&text);
    Ok(letters.into_iter().map(|letter| part(letter, guessed)).collect())
}

fn part(text: &str, guessed: bool) -> Content {
    let (text, mut origin) = mended(text);
    if guessed && let Some(at) = text.find(|c: char| !c.is_ascii()) {
        origin.remarks.push(Remark { what: GUESSED.into(), span: word(&text, at) });
    }
    // A text from a printer or a PDF has its pages apart by form feeds.
    let feeds = text.match_indices('\u{c}').map(|(at, _)| at + 1);
    let starts: Vec<usize> = feeds.filter(|&at| !text[at..].trim().is_empty()).collect();
    if !starts.is_empty() {
        origin.pages = [0].into_iter().chain(starts).collect();
    }
    Content::Text(text, origin)
}

/// The text of a file's bytes, and whether its encoding was guessed: by its byte-order mark, as UTF-8, as
/// UTF-16, or as what the bytes look most like.
///
/// # Errors
/// Why the bytes are no text.
pub fn decode(bytes: &[u8]) -> Result<(String, bool), &'static str> {
    if bytes.is_empty() {
        return Err("the file is empty");
    }
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or((unmarked(bytes), 0));
    let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]);
    let (text, guessed) = match text {
        Some(text) => (text.into_owned(), false),
        None if mark > 0 => return Err("the byte-order mark promises an encoding that the bytes break"),
        None => {
            let encoding = guess(bytes);
            let text = encoding.decode_without_bom_handling(bytes).0.into_owned();
            (text, encoding != WINDOWS_1252)
        }
    };
    let odd = text.chars().filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}')).count();
    if odd * 50 > text.len() {
        return Err("not a text: it is full of control characters");
    }
    if text.trim().is_empty() {
        return Err("the file holds no words");
    }
    Ok((text, guessed))
}

/// UTF-16 of Western text has a zero in every other byte; all else is tried as UTF-8 first.
fn unmarked(bytes: &[u8]) -> &'static Encoding {
    let head = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |at: usize| head.iter().skip(at).step_by(2).filter(|byte| **byte == 0).count();
    let (first, second, pairs) = (zeros(0), zeros(1), head.len() / 2);
    match pairs {
        0 => UTF_8,
        _ if second * 2 > pairs && first * 20 < pairs => UTF_16LE,
        _ if first * 2 > pairs && second * 20 < pairs => UTF_16BE,
        _ => UTF_8,
    }
}

/// A text that was written as UTF-7 (RFC 2152), as old mails were: every `+` in it begins a run of base64 of
/// signs that Western text has beyond ASCII, or stands before a `-` for itself.
fn utf7(text: &str) -> Option<String> {
    if !text.contains('+') || !text.is_ascii() {
        return None;
    }
    let decode = mail_parser::decoders::charsets::map::charset_decoder(b"utf-7")?;
    let western =
        |c: char| matches!(c, '\u{a0}'..='\u{24f}' | '\u{2010}'..='\u{203a}' | '\u{20ac}' | '\u{2122}');
    let (mut read, mut rest, mut found) = (String::with_capacity(text.len()), text, false);
    while let Some((before, after)) = rest.split_once('+') {
        let end = after.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '/'));
        let run = &after[..end.unwrap_or(after.len())];
        rest = &after[run.len()..];
        read += before;
        if run.is_empty() && rest.starts_with('-') {
            read.push('+');
        } else {
            let signs = decode(format!("+{run}-").as_bytes());
            if signs.is_empty() || !signs.chars().all(western) {
                return None;
            }
            read += &signs;
            found = true;
        }
        rest = rest.strip_prefix('-').unwrap_or(rest);
    }
    found.then(|| read + rest)
}

/// The encoding of bytes that are no Unicode. Detectors do not know MacRoman; there quotes are 0xD2 to 0xD5,
/// which in windows-1252 are capital letters that stand inside no word and at the end of none. In
/// windows-1252 they are 0x91 to 0x94, which in MacRoman are small letters.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let small = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_lowercase);
    let letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
    let opens = |at: usize| !letter(bytes.get(at - 1)) && letter(bytes.get(at + 1));
    let closes =
        |at: usize| small(bytes.get(at - 1)) && (small(bytes.get(at + 1)) || !letter(bytes.get(at + 1)));
    let count = |quotes: [u8; 2], fits: &dyn Fn(usize) -> bool| {
        (1..bytes.len()).filter(|&at| quotes.contains(&bytes[at]) && fits(at)).count()
    };
    let of_mac = count([0xD2, 0xD4], &opens) + count([0xD3, 0xD5], &closes);
    let of_windows = count([0x91, 0x93], &opens) + count([0x92, 0x94], &closes);
    if of_mac > of_windows {
        return MACINTOSH;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(Some(b"uk"), Utf8Detection::Deny);
    // Letters in this alphabet are by far the most; the detector needs many bytes to be sure of another one.
    let foreign = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    if foreign * 20 < bytes.len() { WINDOWS_1252 } else { encoding }
}

/// The text with what went through a wrong encoding mended, and a remark where it was.
pub fn mended(text: &str) -> (String, Origin) {
    let mut origin = Origin::default();
    let mut text = text.to_string();
    let mut first = None;
    // Some text went wrong twice.
    for _ in 0..2 {
        let Some((better, at)) = mend(&text) else { break };
        first = first.or(Some(at));
        text = better;
    }
    if let Some(at) = first {
        origin.remarks.push(Remark { what: MENDED.into(), span: word(&text, at.min(text.len())) });
    }
    (text, origin)
}

/// One round of mending, with the byte of the first character that was mended; `None` where there is nothing
/// to mend.
fn mend(text: &str) -> Option<(String, usize)> {
    if !text.contains(['Â', 'Ã', 'Ä', 'Å', 'â']) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut first = None;
    let mut rest = text.chars();
    while let Some(c) = rest.clone().next() {
        match broken(rest.clone()) {
            Some((whole, length)) => {
                first = first.or(Some(out.len()));
                out.push(whole);
                rest.nth(length - 1);
            }
            None => {
                out.push(c);
                rest.next();
            }
        }
    }
    first.map(|at| (out, at))
}

/// The character whose UTF-8 bytes, read as windows-1252, stand next, and how many characters these are.
fn broken(mut rest: impl Iterator<Item = char>) -> Option<(char, usize)> {
    let lead = byte(rest.next()?)?;
    let length = match lead {
        0xC2..=0xC5 => 2,
        0xE2 => 3,
        _ => return None,
    };
    let mut bytes = vec![lead];
    for _ in 1..length {
        bytes.push(byte(rest.next()?)?);
    }
    let whole = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    // Letters of Europe, punctuation, signs of currency: what letters have.
    let likely = matches!(whole, '\u{a0}'..='\u{17f}' | '\u{2010}'..='\u{2122}');
    likely.then_some((whole, length))
}

/// The byte of a character in windows-1252.
fn byte(c: char) -> Option<u8> {
    match u32::from(c) {
        code @ 0x80..=0xff => u8::try_from(code).ok(),
        code if code < 0x80 => None,
        _ => match *WINDOWS_1252.encode(c.encode_utf8(&mut [0; 4])).0 {
            [byte] => Some(byte),
            _ => None,
        },
    }
}

/// The word around a byte.
fn word(text: &str, at: usize) -> Span {
    let start = text[..at].trim_end_matches(|c: char| !c.is_whitespace()).len();
    let end = text[at..].find(char::is_whitespace).map_or(text.len(), |space| at + space);
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn utf_7_is_told_from_text_with_plus_signs() {
        for (written, read) in [
            ("a caf+AOk- and +IBw-good+IB0-, 1 +- 1", Some("a café and “good”, 1 + 1")),
            ("+AKM-5", Some("£5")),
            ("Telephone +44 1622 677055", None),
            ("Telephone +44-1622-677055", None),
            ("Grade 5+ and a+b", None),
            ("It has +- 1", None),
            ("no sign", None),
        ] {
            assert_eq!(utf7(written).as_deref(), read, "{written}");
        }
    }

    #[test]
    fn bytes_are_read_in_the_encoding_that_they_are_in() {
        let marked = [&[0xFF, 0xFE][..], &utf16("Zoë £5", u16::to_le_bytes)].concat();
        for (bytes, text) in [
            ("Zoë £5".as_bytes(), Ok("Zoë £5")),
            (b"\xEF\xBB\xBFgood", Ok("good")),
            (b"Zo\xEB \xA35 \x91good\x92", Ok("Zoë £5 ‘good’")),
            (b"The force\xD5s \xD2good\xD3 work", Ok("The force’s “good” work")),
            (b"Zo\x91 on the force\xD5s \xD4good\xD5 work", Ok("Zoë on the force’s ‘good’ work")),
            (&marked, Ok("Zoë £5")),
            (&utf16("Zoë £5", u16::to_le_bytes), Ok("Zoë £5")),
            (&utf16("Zoë £5", u16::to_be_bytes), Ok("Zoë £5")),
            (b"", Err("the file is empty")),
            (b" \n\t", Err("the file holds no words")),
            (b"\x00\x01\x02\x03abc\x04", Err("not a text: it is full of control characters")),
        ] {
            assert_eq!(decode(bytes).as_ref().map(|read| read.0.as_str()).map_err(|why| *why), text);
        }
    }

    #[test]
    fn text_that_went_through_a_wrong_encoding_is_mended_and_said() {
        for (text, whole, words) in [
            ("Itâ€™s Â£5 for ZoÃ«.", "It’s £5 for Zoë.", Some("It’s")),
            ("a â€œgoodâ€\u{9d} one", "a “good” one", Some("“good”")),
            ("ItÃ¢â‚¬â„¢s twice", "It’s twice", Some("It’s")),
            ("Zoë said ‘good’; Ŷ, É» and â stay.", "Zoë said ‘good’; Ŷ, É» and â stay.", None),
        ] {
            let (text, origin) = mended(text);
            assert_eq!(text, whole);
            assert_eq!(origin.remarks.first().map(|remark| remark.span.of(&text)), words, "{text}");
        }
    }

    #[test]
    fn lines_that_end_as_on_an_old_mac_are_lines() {
        for (bytes, whole) in
            [(&b"one\r\rtwo"[..], "one\n\ntwo"), (b"one\r\ntwo\rthree", "one\r\ntwo\rthree")]
        {
            let parts = read(&File::new("a.txt", bytes)).unwrap();
            assert!(matches!(&parts[0], Content::Text(text, _) if text == whole), "{whole:?}");
        }
    }

    #[test]
    fn form_feeds_are_pages() {
        let Content::Text(text, origin) = part("one\n\u{c}two\n\u{c}", false) else { panic!("no text") };
        assert_eq!((text.as_str(), origin.pages), ("one\n\u{c}two\n\u{c}", vec![0, 5]));
    }
}
