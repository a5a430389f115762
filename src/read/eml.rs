//! E-mails (`.eml`): the headers that a reader sees, the body, and each attachment as a document of its own.

use mail_parser::{Address, DateTime, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::format::{Content, File, Looks};
use super::{html, text};
use crate::value::date::MONTHS;

/// Fields that programs write and people do not.
const MARKS: [&str; 7] = [
    "message-id:",
    "mime-version:",
    "received:",
    "return-path:",
    "content-type:",
    "delivered-to:",
    "x-mailer:",
];
/// Fields that memos have as well.
const FIELDS: [&str; 6] = ["from:", "to:", "subject:", "date:", "cc:", "reply-to:"];

/// An e-mail begins with fields, and some of them are none that a person would write.
pub fn looks(file: &File<'_>) -> Looks {
    let mut lines = file.head.lines().map(|line| line.trim_end_matches('\r'));
    let fields: Vec<&str> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
    let has =
        |known: &[&str]| fields.iter().filter(|line| known.iter().any(|name| line.starts_with(name))).count();
    let is_field = |line: &&&str| {
        let name = line.split(':').next().unwrap_or_default();
        line.starts_with([' ', '\t']) || line.contains(':') && !name.is_empty() && !name.contains(' ')
    };
    // What follows a field without a blank belongs to it.
    let all = fields.iter().filter(is_field).count() == fields.len();
    match (all, has(&MARKS), has(&FIELDS)) {
        (true, 1.., 1..) => Looks::Surely,
        (true, _, 2..) => Looks::Perhaps,
        _ => Looks::No,
    }
}

/// Reads the mail and its attachments.
///
/// # Errors
/// A file that is no mail, or one that is encrypted.
pub fn read(file: &File<'_>) -> Result<Vec<Content>, String> {
    let mail = MessageParser::default().parse(file.bytes).ok_or("broken: no e-mail can be read from it")?;
    let kind = mail
        .content_type()
        .map(|kind| (kind.ctype().to_string(), kind.subtype().unwrap_or_default().to_string()));
    if kind.is_some_and(|(kind, sub)| {
        kind.eq_ignore_ascii_case("multipart") && sub.eq_ignore_ascii_case("encrypted")
            || sub.to_lowercase().ends_with("pkcs7-mime")
    }) {
        return Err("encrypted: save it decrypted from your mail program".into());
    }
    let body: Vec<String> =
        mail.text_bodies().filter_map(body).filter(|body| !body.trim().is_empty()).collect();
    let whole = format!("{}\n{}", head(&mail), body.join("\n"));
    let (whole, origin) = text::mended(&whole);
    let files = mail.attachments().enumerate().filter_map(|(at, part)| attachment(&mail, part, at));
    Ok([Content::Text(whole, origin)].into_iter().chain(files).collect())
}

/// The fields that a mail program shows, one a line.
fn head(mail: &Message<'_>) -> String {
    let mut head = String::new();
    let mut field = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
            head.push_str(&format!("{name}: {value}\n"));
        }
    };
    field("From", mail.from().map(people));
    field("To", mail.to().map(people));
    field("Cc", mail.cc().map(people));
    field("Date", mail.date().and_then(day));
    field("Subject", mail.subject().map(str::to_string));
    head
}

/// Names, and addresses where there is no name.
fn people(address: &Address<'_>) -> String {
    let shown = address.iter().filter_map(|person| person.name().or(person.address()));
    shown.map(|name| name.trim().to_string()).collect::<Vec<_>>().join("; ")
}

/// The day and time where the mail was written. Its weekday follows from it and is not shown.
fn day(date: &DateTime) -> Option<String> {
    let month = MONTHS.get(usize::from(date.month).checked_sub(1)?)?;
    Some(format!("{} {month} {} {:02}:{:02}", date.day, date.year, date.hour, date.minute))
}

fn body(part: &MessagePart<'_>) -> Option<String> {
    match &part.body {
        PartType::Text(text) => {
            let flowed = part.content_type().and_then(|kind| kind.attribute("format"));
            let text = text.replace("\r\n", "\n");
            Some(if flowed.is_some_and(|format| format.eq_ignore_ascii_case("flowed")) {
                unflow(&text)
            } else {
                text
            })
        }
        PartType::Html(source) => {
            let texts = html::page(source).unwrap_or_default();
            let texts = texts
                .into_iter()
                .filter_map(|part| if let Content::Text(text, _) = part { Some(text) } else { None });
            Some(texts.collect::<Vec<_>>().join("\n"))
        }
        _ => None,
    }
}

/// Lines that end with a blank go on in the next one (RFC 3676).
fn unflow(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        out.push_str(line);
        // "-- " is the line before a signature.
        if !line.ends_with(' ') || line == "-- " {
            out.push('\n');
        }
    }
    out
}

/// An attachment as a file. Pictures that stand in the text of a mail are no attachments.
fn attachment(mail: &Message<'_>, part: &MessagePart<'_>, at: usize) -> Option<Content> {
    let inline = !part.content_disposition().is_some_and(|kind| kind.is_attachment());
    let picture = part.content_type().is_some_and(|kind| kind.ctype().eq_ignore_ascii_case("image"));
    if inline && picture {
        return None;
    }
    let subtype = part.content_type().and_then(|kind| kind.subtype()).unwrap_or_default();
    if subtype.eq_ignore_ascii_case("pgp-signature") || subtype.to_lowercase().ends_with("pkcs7-signature") {
        return None;
    }
    let name = part.attachment_name().map(str::to_string);
    match &part.body {
        PartType::Text(text) | PartType::Html(text) => {
            let usual = if matches!(part.body, PartType::Html(_)) { "html" } else { "txt" };
            let name = name.unwrap_or_else(|| format!("attachment {}.{usual}", at + 1));
            // Text is decoded already; a mark keeps it from being guessed again.
            let decoded = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
            Some(Content::File { name, bytes: decoded })
        }
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
            let name = name.unwrap_or_else(|| format!("attachment {}", at + 1));
            Some(Content::File { name, bytes: bytes.to_vec() })
        }
        PartType::Message(inner) => {
            let name = name.or_else(|| inner.subject().map(|subject| format!("{subject}.eml")));
            let name = name.unwrap_or_else(|| format!("attachment {}.eml", at + 1));
            let raw = mail.raw_message.get(part.offset_body as usize..part.offset_end as usize);
            let bytes = raw.filter(|raw| !raw.is_empty()).unwrap_or(&inner.raw_message).to_vec();
            Some(Content::File { name, bytes })
        }
        PartType::Multipart(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::documents;

    const MAIL: &str = "From: =?utf-8?q?Zo=C3=AB_Marsh?= <zoe@example.org>\r\nTo: Karl Lund <k@example.org>,\r\n \
        lena@example.org\r\nDate: Wed, 14 May 2031 10:03:00 +0100\r\nSubject: The\r\n plan\r\nMIME-Version: 1.0\r\n";

    fn read_all(source: &str) -> Vec<(String, Option<String>, String)> {
        let read = documents("mail.eml", source.as_bytes()).into_iter();
        read.map(|read| match read {
            Ok(document) => (document.name, document.origin.parent, document.text),
            Err(failure) => (failure.source, None, failure.error),
        })
        .collect()
    }

    #[test]
    fn a_mail_is_read_with_its_head_and_its_attachments_are_documents() {
        let source = format!(
            "{MAIL}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=windows-1252\r\n\
             Content-Transfer-Encoding: quoted-printable\r\n\r\nDear Karl,=20\r\n\r\nIt=92s good.\r\n--b\r\n\
             Content-Type: text/html\r\nContent-Disposition: attachment; filename=plan.html\r\n\r\n<p>Plan<p>B\r\n--b\r\n\
             Content-Type: image/png\r\nContent-Disposition: inline\r\n\r\nx\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n\
             From: lena@example.org\r\nSubject: Old\r\nMIME-Version: 1.0\r\n\r\nNo.\r\n--b\r\n\
             Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=x.bin\r\n\r\n\u{1}\u{2}\u{3}\r\n\
             --b--\r\n"
        );
        let read = read_all(&source);
        let head =
            "From: Zoë Marsh\nTo: Karl Lund; lena@example.org\nDate: 14 May 2031 10:03\nSubject: The plan\n";
        assert_eq!(read[0], ("mail.eml".into(), None, format!("{head}\nDear Karl, \n\nIt’s good.")));
        let parent = Some("mail.eml".to_string());
        assert_eq!(read[1], ("mail.eml#2".into(), parent.clone(), "Plan\n\nB\n".into()));
        assert_eq!(
            read[2],
            ("mail.eml#3".into(), parent, "From: lena@example.org\nSubject: Old\n\nNo.".into())
        );
        assert_eq!((read[3].0.as_str(), read[3].2.starts_with("x.bin: not a text")), ("mail.eml#4", true));
    }

    #[test]
    fn plain_text_comes_before_html_and_flowed_lines_are_joined() {
        let source = format!(
            "{MAIL}Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; format=flowed\r\n\r\n\
             One \r\nline.\r\n-- \r\nZ\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Other\r\n--b--\r\n"
        );
        assert!(read_all(&source)[0].2.ends_with("\n\nOne line.\n-- \nZ\n"));
        let source = format!("{MAIL}Content-Type: text/html\r\n\r\n<div>Zo&euml;</div><div>Kent</div>");
        assert!(read_all(&source)[0].2.ends_with("\n\nZoë\nKent\n"));
    }

    #[test]
    fn a_memo_is_no_mail() {
        let file = |text: &str| looks(&File::new("memo.txt", text.as_bytes()));
        assert_eq!(file("From: Jane\nTo: Karl\n\nDear Karl"), Looks::Perhaps);
        assert_eq!(file("From: Jane Marsh\nwho is well\nTo: Karl\n\nDear Karl"), Looks::No);
        assert_eq!(file("Dear Karl,\n\nFrom: x"), Looks::No);
        assert_eq!(file(&MAIL.replace("\r\n", "\n")), Looks::Surely);
    }
}
