//! Letters in the files that they come in: what is read from each format, and that no file ends a run.

mod common;

use std::collections::BTreeSet;
use std::io::Write;

use common::{Dice, Folder, column, letterbook, table};
use letterbook::read::documents;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A zip archive of these files.
fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    // The type of an OpenDocument file stands in it in clear.
    archive_with(files, CompressionMethod::Stored)
}

/// The same with a type that is packed as it should not be.
fn packed(files: &[(&str, &str)]) -> Vec<u8> {
    archive_with(files, CompressionMethod::Deflated)
}

fn archive_with(files: &[(&str, &str)], of_type: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        let of_type = SimpleFileOptions::default().compression_method(of_type);
        let options = if *name == "mimetype" { of_type } else { SimpleFileOptions::default() };
        zip.start_file(*name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const LINKS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A Word file with this body; headers, footnotes and lists are there to be referred to.
fn docx(body: &str) -> Vec<u8> {
    let link = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{LINKS}/{kind}\" Target=\"{target}\"/>")
    };
    let links = [
        link("s", "styles", "styles.xml"),
        link("n", "numbering", "numbering.xml"),
        link("f", "footnotes", "footnotes.xml"),
        link("h1", "header", "header1.xml"),
        link("f1", "footer", "footer1.xml"),
    ];
    archive(&[
        (
            "_rels/.rels",
            &format!("<Relationships>{}</Relationships>", link("d", "officeDocument", "word/document.xml")),
        ),
        ("word/_rels/document.xml.rels", &format!("<Relationships>{}</Relationships>", links.concat())),
        ("word/document.xml", &format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>")),
        (
            "word/styles.xml",
            "<w:styles><w:docDefaults><w:pPrDefault><w:pPr><w:spacing w:after=\"160\"/></w:pPr></w:pPrDefault></w:docDefaults>\
             <w:style w:type=\"paragraph\" w:styleId=\"Close\"><w:name w:val=\"No Spacing\"/><w:pPr><w:spacing w:after=\"0\"/>\
             </w:pPr></w:style><w:style w:type=\"paragraph\" w:styleId=\"Own\"><w:basedOn w:val=\"Close\"/></w:style></w:styles>",
        ),
        (
            "word/numbering.xml",
            "<w:numbering><w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"3\"/><w:numFmt \
             w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/></w:lvl><w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt \
             w:val=\"lowerLetter\"/><w:lvlText w:val=\"%1(%2)\"/></w:lvl></w:abstractNum><w:num w:numId=\"7\">\
             <w:abstractNumId w:val=\"1\"/></w:num></w:numbering>",
        ),
        (
            "word/footnotes.xml",
            "<w:footnotes><w:footnote w:id=\"2\"><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnote></w:footnotes>",
        ),
        ("word/header1.xml", "<w:hdr><w:p><w:r><w:t>Town Hall</w:t></w:r></w:p></w:hdr>"),
        (
            "word/footer1.xml",
            "<w:ftr><w:p><w:r><w:t>Tel 1234</w:t></w:r></w:p><w:p><w:r><w:t>Page </w:t></w:r><w:fldSimple w:instr=\" PAGE \">\
             <w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>",
        ),
    ])
}

/// An OpenDocument text with this body.
fn odt(body: &str) -> Vec<u8> {
    archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        (
            "content.xml",
            &format!(
                "<office:document-content><office:automatic-styles><style:style style:name=\"P1\" style:family=\"paragraph\" \
                 style:parent-style-name=\"Wide\"/><style:style style:name=\"Gone\" style:family=\"text\">\
                 <style:text-properties text:display=\"none\"/></style:style><text:list-style style:name=\"L1\">\
                 <text:list-level-style-number text:level=\"1\" style:num-format=\"1\" style:num-suffix=\".\"/>\
                 <text:list-level-style-number text:level=\"2\" style:num-format=\"a\" style:num-suffix=\")\"/>\
                 </text:list-style></office:automatic-styles><office:body><office:text>{body}</office:text></office:body>\
                 </office:document-content>"
            ),
        ),
        (
            "styles.xml",
            "<office:document-styles><office:styles><style:style style:name=\"Wide\" style:family=\"paragraph\">\
             <style:paragraph-properties fo:margin-bottom=\"0.3cm\"/></style:style></office:styles><office:master-styles>\
             <style:master-page style:name=\"Standard\"><style:header><text:p>Town Hall</text:p></style:header><style:footer>\
             <text:p>Page <text:page-number>1</text:page-number></text:p></style:footer></style:master-page>\
             </office:master-styles></office:document-styles>",
        ),
    ])
}

/// The one text of a file.
fn text(name: &str, bytes: &[u8]) -> String {
    let mut read = documents(name, bytes);
    assert_eq!(read.len(), 1, "{read:?}");
    read.remove(0).unwrap().text
}

/// Each line: a body, and the text that is read from it.
#[test]
fn a_word_file_is_read_as_it_is_printed() {
    let p = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let styled = |style: &str, text: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let item = |level: u8, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"7\"/></w:numPr><w:spacing w:after=\"0\"/></w:pPr>\
             <w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    for (body, read) in [
        (p("One") + &p("Two"), "One\n\nTwo\n"),
        (styled("Own", "Jane Marsh") + &styled("Own", "Kent") + &p("Dear Karl"), "Jane Marsh\nKent\nDear Karl\n"),
        (
            "<w:p><w:r><w:t>12 </w:t></w:r><w:r><w:t>May</w:t><w:br/><w:t>a</w:t><w:tab/><w:t>b &amp; c</w:t></w:r></w:p>".into(),
            "12 May\na\tb & c\n",
        ),
        (item(0, "a") + &item(1, "b") + &item(1, "c") + &item(0, "d") + &item(1, "e"), "3. a\n3(a) b\n3(b) c\n4. d\n4(a) e\n"),
        (
            format!("<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>{}", p("Kent"), p("good"), p("After")),
            "Kent\tgood\n\nAfter\n",
        ),
        (
            "<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins>\
             <w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r></w:p>"
                .into(),
            "new\n",
        ),
        (
            "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>one </w:t></w:r></w:p>".to_string() + &p("line"),
            "one line\n",
        ),
        (
            "<w:p><w:r><w:t>Word</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>".into(),
            "Word[1]\n\n[1] A note.\n",
        ),
        (
            format!(
                "<w:p><w:r><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx></mc:Choice>\
                 <mc:Fallback><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></mc:Fallback></mc:AlternateContent>\
                 </w:r><w:r><w:t>Body</w:t></w:r></w:p>",
                p("Boxed")
            ),
            "Boxed\n\nBody\n",
        ),
        (
            p("Dear Karl")
                + "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"h1\"/><w:footerReference w:type=\"default\" r:id=\"f1\"/>\
                   </w:sectPr>",
            "Town Hall\n\nDear Karl\n\nTel 1234\n",
        ),
    ] {
        assert_eq!(text("letter.docx", &docx(&body)), read, "{body}");
    }
}

/// Each line: a body, and the text that is read from it below the head of the page.
#[test]
fn an_open_document_is_read_as_it_is_printed() {
    for (body, read) in [
        (
            "<text:p>Jane Marsh</text:p><text:p>Kent</text:p><text:p/><text:p>Dear</text:p>",
            "Jane Marsh\nKent\n\nDear\n",
        ),
        ("<text:p text:style-name=\"P1\">One</text:p><text:p>Two</text:p>", "One\n\nTwo\n"),
        (
            "<text:h>Plan</text:h><text:p>1<text:s text:c=\"2\"/>2<text:tab/>3<text:line-break/>4</text:p>",
            "Plan\n\n1  2\t3\n4\n",
        ),
        (
            "<text:list text:style-name=\"L1\"><text:list-item><text:p>a</text:p><text:list><text:list-item><text:p>b</text:p>\
             </text:list-item></text:list></text:list-item><text:list-item><text:p>c</text:p></text:list-item></text:list>",
            "1. a\na) b\n2. c\n",
        ),
        (
            "<table:table><table:table-row><table:table-cell><text:p>Kent</text:p></table:table-cell><table:table-cell>\
             <text:p>good</text:p></table:table-cell></table:table-row></table:table>",
            "Kent\tgood\n",
        ),
        (
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>old</text:p></text:deletion></text:changed-region>\
             </text:tracked-changes><text:p>new <text:span text:style-name=\"Gone\">hidden</text:span></text:p>",
            "new\n",
        ),
        (
            "<text:p>Word<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p>\
             </text:note-body></text:note></text:p>",
            "Word[1]\n[1] A note.\n",
        ),
        (
            "<text:p><draw:frame><draw:text-box><text:p>Boxed</text:p></draw:text-box></draw:frame>Body</text:p>",
            "Boxed\nBody\n",
        ),
    ] {
        assert_eq!(text("letter.odt", &odt(body)), format!("Town Hall\n\n{read}"), "{body}");
    }
}

/// Each line: a name, the bytes, and the format that they are read in.
#[test]
fn the_bytes_decide_on_the_format_and_the_name_only_where_they_leave_it_open() {
    let word = docx("<w:p><w:r><w:t>Dear</w:t></w:r></w:p>");
    let mail = b"From: a@example.org\nTo: b@example.org\n\nDear";
    for (name, bytes, reader) in [
        ("letter.txt", word.as_slice(), "docx"),
        ("letter", &odt("<text:p>Dear</text:p>"), "odt"),
        ("letter.doc", b"{\\rtf1 Dear}", "rtf"),
        ("letter.txt", b"<!DOCTYPE html><p>Dear", "html"),
        ("letter.txt", b"<p>Dear", "text"),
        ("letter.html", b"<p>Dear", "html"),
        ("letter.html", b"Dear", "text"),
        ("letter.eml", mail, "eml"),
        ("letter.txt", mail, "text"),
        ("letter.pdf", b"Dear", "text"),
    ] {
        let read = documents(name, bytes);
        assert_eq!(read[0].as_ref().map(|document| document.origin.reader.as_str()), Ok(reader), "{name}");
    }
}

/// What the name of a stream makes of a file of Office up to 2003.
fn ole(stream: &str) -> Vec<u8> {
    let name = stream.encode_utf16().flat_map(u16::to_le_bytes);
    b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".iter().copied().chain([0; 1016]).chain(name).collect()
}

/// Each line: bytes that are no letter, and what is said of them.
#[test]
fn a_file_that_cannot_be_read_says_why_and_what_to_do() {
    let laughs = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;'>]><w:document><w:body><w:p><w:r><w:t>&b;</w:t></w:r>\
                  </w:p></w:body></w:document>";
    let deep = "<w:p>".repeat(5_000);
    let blown = format!("<w:document>{}</w:document>", " ".repeat(80 << 20));
    let encrypted = archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", "<m><f><encryption-data/></f></m>"),
    ]);
    let whole = docx("<w:p><w:r><w:t>Dear</w:t></w:r></w:p>");
    for (name, bytes, said) in [
        ("bomb.docx", archive(&[("word/document.xml", &blown)]), "too large: word/document.xml"),
        ("laughs.docx", archive(&[("word/document.xml", laughs)]), "the file holds no words"),
        ("deep.docx", archive(&[("word/document.xml", &deep)]), "broken"),
        ("none.docx", archive(&[("word/other.xml", "<a/>")]), "broken: there is no document in it"),
        (
            "cut.docx",
            whole[..whole.len() / 2].to_vec(),
            "broken: it is a zip archive, but cut off or damaged",
        ),
        ("secret.odt", encrypted, "encrypted: save it without a password"),
        ("a.zip", archive(&[("a.txt", "a")]), "a zip archive that is no letter; unpack it"),
        ("a.xlsx", archive(&[("xl/workbook.xml", "<a/>")]), "an Excel workbook, not a letter"),
        ("a.pptx", archive(&[("ppt/presentation.xml", "<a/>")]), "PowerPoint slides, not a letter"),
        ("a.epub", archive(&[("mimetype", "application/epub+zip")]), "an e-book (EPUB), not a letter"),
        ("b.epub", packed(&[("mimetype", "application/epub+zip")]), "an e-book (EPUB), not a letter"),
        ("b.ods", packed(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet")]), "a spreadsheet"),
        (
            "a.ods",
            archive(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet")]),
            "a spreadsheet",
        ),
        ("a.doc", ole("WordDocument"), "an old Word file (.doc); save it as .docx"),
        ("a.xls", ole("Workbook"), "an old Excel file (.xls)"),
        ("a.msg", ole("__substg1.0_1000001F"), "an Outlook message (.msg); save it as .eml"),
        ("secret.docx", ole("EncryptedPackage"), "encrypted: save it without a password"),
        ("a.mpp", ole("Props"), "an old Office file; save it as .docx"),
        ("deep.html", "<div>".repeat(100_000).into_bytes(), "broken: its elements lie in each other"),
        ("deep.rtf", b"{\\rtf1".repeat(100_000), "broken: its groups lie in each other"),
        ("table.csv", b"a,b\n1,2\n".to_vec(), "files of type .csv hold data and no letters"),
        (
            "secret.eml",
            b"From: a@example.org\nMIME-Version: 1.0\nContent-Type: multipart/encrypted; boundary=b\n\n--b\n"
                .to_vec(),
            "encrypted: save it decrypted",
        ),
    ] {
        let read = documents(name, &bytes);
        let error = read[0].as_ref().map(|document| &document.text).unwrap_err();
        assert!(read.len() == 1 && error.error.contains(said), "{name}: {}", error.error);
    }
}

#[test]
fn an_open_document_whose_type_is_packed_is_read_under_any_name() {
    let text = "<d><body><text><p>Dear Home Secretary</p></text></body></d>";
    let files = [
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", "<m/>"),
        ("content.xml", text),
    ];
    for name in ["letter.odt", "letter", "letter.txt"] {
        let read = documents(name, &packed(&files));
        let document = read[0].as_ref().unwrap_or_else(|failure| panic!("{name}: {}", failure.error));
        assert_eq!(
            (document.text.trim(), &*document.origin.reader),
            ("Dear Home Secretary", "odt"),
            "{name}"
        );
    }
}

#[test]
fn of_mails_in_mails_the_one_that_cannot_be_read_is_named_once() {
    let mut mail = String::new();
    for level in 1..=9 {
        let within = format!(
            "Content-Type: message/rfc822\r\nContent-Disposition: attachment; filename=lvl{}.eml",
            level - 1
        );
        mail = format!(
            "From: a@example.org\r\nSubject: {level}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b{level}\r\n\r\n\
             --b{level}\r\nContent-Type: text/plain\r\n\r\nDear all\r\n--b{level}\r\n{within}\r\n\r\n{mail}\r\n--b{level}--\r\n"
        );
    }
    let errors: Vec<String> = documents("mail.eml", mail.as_bytes())
        .into_iter()
        .filter_map(|read| Some(read.err()?.error))
        .collect();
    assert!(!errors.is_empty(), "all of them are read");
    assert!(errors.iter().all(|error| error.matches(".eml: ").count() == 1), "{errors:?}");
    assert!(errors.iter().any(|error| error.contains(": lies in too many files")), "{errors:?}");
}

/// A reply by mail with another one attached.
fn mail() -> String {
    let letter = |grade: &str| {
        format!(
            "Dear Home Secretary,\r\n\r\nI welcome this report. Kent Police was graded ‘{grade}’ for efficiency.\r\n\r\nYours sincerely\r\nZoe Marsh\r\n"
        )
    };
    format!(
        "From: Zoe Marsh <z@example.org>\r\nTo: post@example.org\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}--b\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment; filename=old.txt\r\n\r\n{}--b--\r\n",
        letter("good"),
        letter("inadequate")
    )
}

#[test]
fn a_mail_and_what_is_attached_are_documents_with_gold_of_their_own() {
    let folder = Folder::with(&[("in/mail.eml", mail().as_str())]);
    folder.file("in/mail.gold.json", "{\"gradings\": [{\"grade\": \"good\", \"text\": \"good\"}]}");
    folder.file(
        "in/mail#2.gold.json",
        "{\"gradings\": [{\"grade\": \"inadequate\", \"text\": \"inadequate\"}]}",
    );
    letterbook(["extract", "in", "--out", "out"])
        .within(folder.path())
        .run()
        .ends_with(0)
        .says("2 documents");
    let rows = table(&folder.path().join("out/documents.csv"));
    let cells: Vec<[&str; 3]> =
        rows.iter().map(|row| ["document", "parent", "reader"].map(|name| row[name].as_str())).collect();
    assert_eq!(cells, [["mail.eml", "", "eml"], ["mail.eml#2", "mail.eml", "text"]]);
    assert_eq!(column(&folder.path().join("out/gradings.csv"), "grade"), ["good", "inadequate"]);
    letterbook(["score", "in"]).within(folder.path()).run().ends_with(0).shows("2 documents");
    letterbook(["explain", "in/mail.eml#2"]).within(folder.path()).run().ends_with(0).shows("inadequate");
    let run = letterbook(["explain", "in/mail.eml"]).within(folder.path()).run().ends_with(0);
    run.says("the file holds more documents: in/mail.eml#2").shows("good");
    letterbook(["explain", "in/mail.eml#3"])
        .within(folder.path())
        .run()
        .ends_with(2)
        .says("there is no document");
}

#[test]
fn of_many_attachments_a_few_are_named() {
    let part = "\r\n--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nDear\r\n";
    let folder = Folder::with(&[("mail.eml", mail().replacen("\r\n--b", &(part.repeat(8) + "\r\n--b"), 1))]);
    let few = ["#2", "#3", "#4", "#5", "#6"].map(|number| format!("mail.eml{number}")).join(", ");
    let run = letterbook(["explain", "mail.eml"]).within(folder.path()).run().ends_with(0);
    run.says(&format!("the file holds more documents: {few} and 4 more\n"));
    let run = letterbook(["explain", "mail.eml#99"]).within(folder.path()).run().ends_with(2);
    run.says("the file holds mail.eml, mail.eml#2, mail.eml#3, mail.eml#4, mail.eml#5 and 5 more\n");
}

/// Each line: what stands between two letters of one file, and how many documents these are.
#[test]
fn a_mail_merge_is_as_many_documents_as_letters_and_a_second_page_is_none() {
    let p = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let letter = |name: &str| p(&format!("Dear {name},")) + &p("We shall meet at the town hall in May.");
    let page = "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>";
    let section = "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>";
    for (body, names) in [
        (letter("Jane") + page + &letter("Karl"), vec!["a.docx", "a.docx#2"]),
        (
            letter("Jane") + section + &letter("Karl") + section + &letter("Lena"),
            vec!["a.docx", "a.docx#2", "a.docx#3"],
        ),
        (letter("Jane") + page + &p("With kind regards from all of us here"), vec!["a.docx"]),
    ] {
        let read = documents("a.docx", &docx(&body));
        let found: Vec<&str> = read.iter().map(|read| read.as_ref().unwrap().name.as_str()).collect();
        assert_eq!(found, names);
        for (at, document) in read.iter().flatten().enumerate() {
            assert_eq!(document.origin.parent.as_deref(), (at > 0).then_some("a.docx"));
            assert!(document.text.starts_with("Dear ") && document.origin.pages.is_empty());
        }
    }
}

#[test]
fn what_a_reader_mended_is_a_doubt_about_the_document() {
    let folder = Folder::with(&[("in/a.txt", "Dear Karl,\n\nItâ€™s fine.\n")]);
    letterbook(["extract", "in", "--out", "out"]).within(folder.path()).run().ends_with(0).says("1 doubt");
    let doubts = table(&folder.path().join("out/doubts.csv"));
    let cells = ["table", "column", "doubt", "text", "line"].map(|name| doubts[0][name].as_str());
    assert_eq!(cells, ["documents", "", "wrong encoding mended", "It’s", "3"]);
}

#[test]
fn a_text_with_form_feeds_has_pages_and_every_row_says_its_own() {
    let folder =
        Folder::with(&[("in/a.txt", "Published on 2 March 2023.\n\u{c}\nPublished on 3 March 2023.\n")]);
    letterbook(["extract", "in", "--out", "out"]).within(folder.path()).run().ends_with(0);
    assert_eq!(column(&folder.path().join("out/dates.csv"), "page"), ["1", "2"]);
    let json: serde_json::Value = serde_json::from_str(&folder.read("out/documents.json")).unwrap();
    let date = &json[0]["dates"][1];
    assert_eq!((&date["page"], &date["box"]), (&serde_json::json!(2), &serde_json::Value::Null));
}

/// One file of each format, with something of all that is read from it.
fn specimens() -> Vec<(&'static str, Vec<u8>)> {
    let body = "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"7\"/></w:numPr></w:pPr><w:r><w:t>12 May 2031</w:t>\
                <w:footnoteReference w:id=\"2\"/></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>Kent</w:t></w:r></w:p></w:tc>\
                </w:tr></w:tbl><w:sectPr><w:headerReference w:type=\"default\" r:id=\"h1\"/></w:sectPr>";
    let text = "<text:list text:style-name=\"L1\"><text:list-item><text:p>12 May</text:p></text:list-item></text:list>\
                <table:table><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>\
                </table:table><text:p text:style-name=\"P1\">a<text:s text:c=\"3\"/>b</text:p>";
    let rtf = "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 A;}}{\\header Hall\\par}\\sa160 Zo\\'eb \\u8217\\'92s\\par\
               {\\listtext 1.\\tab}one{\\footnote note}\\par\\trowd a\\cell b\\cell\\row\\pard{\\field{\\*\\fldinst PAGE}{\\fldrslt 1}}}";
    let html = "<!DOCTYPE html><html><head><meta charset=utf-8><style>p.x{margin:0}</style></head><body><nav><a>x</a></nav>\
                <article><h1>Zoë</h1><ol start=3><li>a<li>b</ol><table><tr><td>a<td>b<br>c</table><pre>x\ny</pre></article></body>";
    vec![
        ("a.docx", docx(body)),
        ("a.odt", odt(text)),
        ("a.rtf", rtf.into()),
        ("a.html", html.into()),
        ("a.eml", mail().into()),
    ]
}

/// Copies of a file with a few bytes changed, cut out, repeated, or cut off.
fn mutants(bytes: &[u8], count: usize, dice: &mut Dice) -> Vec<Vec<u8>> {
    let mut mutant = || {
        let mut copy = bytes.to_vec();
        for _ in 0..dice.roll() % 6 + 1 {
            let at = dice.roll() as usize % copy.len().max(1);
            let end = (at + dice.roll() as usize % 40).min(copy.len());
            match dice.roll() % 7 {
                _ if copy.is_empty() => {}
                0 => copy.truncate(at),
                1 => drop(copy.drain(at..end)),
                2 => {
                    let again = copy[at..end].repeat(dice.roll() as usize % 50);
                    copy.splice(at..at, again);
                }
                3 => drop(copy.splice(at..end, b"-99999999999999999999".iter().copied())),
                4 => {
                    copy[at] = [b'<', b'>', b'{', b'}', b'\\', b'&', b'"', 0, 0xff][dice.roll() as usize % 9]
                }
                _ => copy[at] ^= 1 << (dice.roll() % 8),
            }
        }
        copy
    };
    (0..count).map(|_| mutant()).collect()
}

/// The files of an archive changed and packed again, so that what is broken is inside.
fn packed_mutants(bytes: &[u8], count: usize, dice: &mut Dice) -> Vec<Vec<u8>> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for name in names {
        let mut content = Vec::new();
        std::io::copy(&mut zip.by_name(&name).unwrap(), &mut content).unwrap();
        files.push((name, content));
    }
    let mut packed = || {
        let chosen = dice.roll() as usize % files.len();
        let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (at, (name, content)) in files.iter().enumerate() {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            let changed = if at == chosen { mutants(content, 1, dice).remove(0) } else { content.clone() };
            zip.write_all(&changed).unwrap();
        }
        zip.finish().unwrap().into_inner()
    };
    (0..count).map(|_| packed()).collect()
}

#[test]
fn every_one_of_1500_damaged_files_is_a_document_or_a_failure() {
    let mut dice = Dice(0x5EED_0F1E_77E2_B00C);
    let folder = Folder::new();
    let mut names = BTreeSet::new();
    for (name, bytes) in specimens() {
        let is_packed = bytes.starts_with(b"PK");
        let mut damaged = mutants(&bytes, if is_packed { 150 } else { 300 }, &mut dice);
        if is_packed {
            damaged.extend(packed_mutants(&bytes, 150, &mut dice));
        }
        for (number, bytes) in damaged.into_iter().enumerate() {
            let name = format!("{number:03}-{name}");
            folder.file(&format!("in/{name}"), bytes);
            names.insert(name);
        }
    }
    assert_eq!(names.len(), 1500);
    let run = letterbook(["extract", "in", "--out", "out"]).within(folder.path()).run();
    assert!([0, 3].contains(&run.code), "{}", run.err);
    let failures = table(&folder.path().join("out/failures.csv"));
    for failure in &failures {
        assert!(!failure["error"].contains("gave up"), "{failure:?}");
    }
    let listed = column(&folder.path().join("out/documents.csv"), "document");
    let listed = listed.into_iter().chain(failures.into_iter().map(|mut row| row.remove("source").unwrap()));
    let found: BTreeSet<String> = listed.map(|name| name.split('#').next().unwrap().to_string()).collect();
    assert_eq!(found, names);
}
