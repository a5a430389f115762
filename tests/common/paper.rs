//! PDF files for the tests, written by hand: words in Helvetica at places on pages.
#![allow(dead_code, reason = "each test file uses its share")]

use std::fmt::Write;

/// Words to draw: what, how far from the left and from the top in points, and the size.
pub type Drawn<'t> = (&'t str, f64, f64, f64);

/// A page of A4 (595 by 842 points).
#[derive(Clone, Default)]
pub struct Paper {
    content: String,
    /// How it is turned when shown: 0, 90, 180 or 270.
    pub turned: u32,
}

impl Paper {
    pub fn new(drawn: &[Drawn<'_>]) -> Paper {
        let mut paper = Paper::default();
        for (text, left, top, size) in drawn {
            paper.draw(text, *left, *top, *size);
        }
        paper
    }

    /// Lines one below the other, 14 points apart.
    pub fn lines(lines: &[&str], left: f64, top: f64) -> Paper {
        let mut paper = Paper::default();
        for (number, line) in lines.iter().enumerate() {
            paper.draw(line, left, top + 14.0 * number as f64, 11.0);
        }
        paper
    }

    pub fn and(mut self, other: Paper) -> Paper {
        self.content.push_str(&other.content);
        self
    }

    /// A page that is shown turned, drawn so that its words run from left to right when it is.
    pub fn turned(lines: &[&str]) -> Paper {
        let mut paper = Paper { turned: 90, ..Paper::default() };
        for (number, line) in lines.iter().enumerate() {
            let across = 72.0 + 14.0 * number as f64;
            let _ = writeln!(paper.content, "BT /F 11 Tf 0 1 -1 0 {across} 72 Tm ({}) Tj ET", escaped(line));
        }
        paper
    }

    pub fn operators(operators: &str) -> Paper {
        Paper { content: operators.into(), ..Paper::default() }
    }

    fn draw(&mut self, text: &str, left: f64, top: f64, size: f64) {
        let _ = writeln!(self.content, "BT /F {size} Tf {left} {} Td ({}) Tj ET", 842.0 - top, escaped(text));
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)")
}

/// A file of these pages.
pub fn pdf(pages: &[Paper]) -> Vec<u8> {
    let mut objects = vec!["<< /Type /Catalog /Pages 2 0 R >>".to_string()];
    let kids: Vec<String> = (0..pages.len()).map(|at| format!("{} 0 R", 4 + 2 * at)).collect();
    objects.push(format!("<< /Type /Pages /Count {} /Kids [{}] >>", pages.len(), kids.join(" ")));
    objects.push("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".into());
    for (at, page) in pages.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate {} /Contents {} 0 R \
             /Resources << /Font << /F 3 0 R >> >> >>",
            page.turned,
            5 + 2 * at
        ));
        objects.push(stream("", page.content.as_bytes()));
    }
    file(&objects, "")
}

/// A stream object with these further entries. Its bytes have to be ASCII.
pub fn stream(entries: &str, bytes: &[u8]) -> String {
    let content = String::from_utf8_lossy(bytes);
    format!("<< /Length {} {entries} >>\nstream\n{content}\nendstream", bytes.len())
}

/// A file of these objects, numbered from 1; the first is the catalogue.
pub fn file(objects: &[String], trailer: &str) -> Vec<u8> {
    let mut text = String::from("%PDF-1.7\n");
    let mut starts = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        starts.push(text.len());
        let _ = write!(text, "{} 0 obj\n{object}\nendobj\n", at + 1);
    }
    let table = text.len();
    let _ = write!(text, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    text.extend(starts.iter().map(|start| format!("{start:010} 00000 n \n")));
    let _ = write!(
        text,
        "trailer\n<< /Size {} /Root 1 0 R {trailer} >>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1
    );
    text.into_bytes()
}

/// A file that opens with a password only.
pub fn encrypted() -> Vec<u8> {
    let text = String::from_utf8(pdf(&[Paper::lines(&["Dear Minister,"], 72.0, 72.0)])).unwrap_or_default();
    let entry = format!(
        "/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <{0}> /U <{0}> >> /ID [<00> <00>]",
        "41".repeat(32)
    );
    text.replace("/Root 1 0 R", &format!("/Root 1 0 R {entry}")).into_bytes()
}
