//! The engine knows no family of letters: its words stand in the grammars and nowhere in the code.
//!
//! Comments, documentation and unit tests may name them. Texts in quotes may not: what the program says to
//! its user is code too.

mod common;

use std::ops::Range;

use common::{read_text, root};

/// Words of the family, as they look when a name or a sentence is cut into words.
const WORDS: &[&[&str]] = &[
    &["police"],
    &["policing"],
    &["constable"],
    &["constables"],
    &["constabulary"],
    &["force"],
    &["forces"],
    &["commissioner"],
    &["commissioners"],
    &["pcc"],
    &["hmic"],
    &["hmicfrs"],
    &["hmi"],
    &["peel"],
    &["inspector"],
    &["inspectors"],
    &["inspectorate"],
    &["inspection"],
    &["recommendation"],
    &["recommendations"],
    &["grading"],
    &["gradings"],
    &["graded"],
    &["mayor"],
    &["coroner"],
    &["crime"],
    &["home", "secretary"],
    &["home", "office"],
    &["requires", "improvement"],
    &["cause", "of", "concern"],
    &["causes", "of", "concern"],
    &["area", "for", "improvement"],
    &["areas", "for", "improvement"],
];

/// The one place that names the family that is meant where none is named.
const DEFAULT: (&str, &str) = ("commands.rs", "const DEFAULT_FAMILY: &str = \"policing\";");

/// An option that many programs have.
const OPTION: (&str, &str) =
    ("main.rs", "#[arg(long = \"force\", conflicts_with_all = [\"check\", \"watch\"])]");

#[test]
fn no_word_of_a_family_stands_in_the_code() {
    let src = root().join("src");
    let mut found = Vec::new();
    let mut files = 0;
    for entry in walkdir::WalkDir::new(&src).sort_by_file_name() {
        let entry = entry.unwrap();
        if !entry.file_type().is_file() {
            continue;
        }
        files += 1;
        let name = entry.path().strip_prefix(&src).unwrap().display().to_string();
        let text = read_text(entry.path());
        let text = if name.ends_with(".rs") { code(&text) } else { text };
        let known = |line: &str| [DEFAULT, OPTION].contains(&(name.as_str(), line.trim()));
        let lines = text.lines().enumerate().filter(|(_, line)| !known(line));
        for (number, line) in lines {
            for word in family_words(line) {
                found.push(format!("src/{name}:{}: {word}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(files > 20, "only {files} files under src/");
    assert!(found.is_empty(), "{} places\n{}", found.len(), found.join("\n"));
}

#[test]
fn the_default_family_is_named_in_one_line() {
    let text = code(&read_text(&root().join("src").join(DEFAULT.0)));
    assert_eq!(text.lines().filter(|line| line.trim() == DEFAULT.1).count(), 1);
}

#[test]
fn the_search_sees_names_and_texts_and_passes_by_comments_and_tests() {
    for (source, expected) in [
        ("fn main_force() {}", vec!["force"]),
        ("struct HomeSecretary;", vec!["home secretary"]),
        ("let a = \"graded // not a comment\";", vec!["graded"]),
        ("let a = r#\"the \"PEEL\" programme\"#;", vec!["peel"]),
        ("const HMIC_NAME: char = '\"'; // police", vec!["hmic"]),
        ("/* a /* nested */ police */ let mayor = '\\'';", vec!["mayor"]),
        ("/// Police\n//! police\nfn a<'police>() {}", vec!["police"]),
        ("let a = \"enforce reinforced forced workforce enforcement\";", vec![]),
        ("let a = \"the Act is in force\";", vec![]),
        ("#[cfg(test)]\nmod tests {\n    const A: &str = \"police } {\";\n}\nlet crime = 1;", vec!["crime"]),
        ("#[cfg(test)]\nuse police;\nlet crime = 1;", vec!["crime"]),
    ] {
        let code = code(source);
        assert_eq!(code.lines().count(), source.lines().count(), "{source}");
        let found: Vec<String> = code.lines().flat_map(family_words).collect();
        assert_eq!(found, expected, "{source}");
    }
}

/// The words of a family in a line of code.
fn family_words(line: &str) -> Vec<String> {
    let words = words(line);
    let mut found = Vec::new();
    for at in 0..words.len() {
        for known in WORDS {
            let here = words[at..].iter().map(String::as_str).take(known.len());
            // What is "in force" or "comes into force" is a law.
            let law = *known == ["force"] && at > 0 && matches!(words[at - 1].as_str(), "in" | "into");
            if here.eq(known.iter().copied()) && !law {
                found.push(known.join(" "));
            }
        }
    }
    found
}

/// The words of a line in small letters: `main_force`, `MainForce` and `main force` are the same two.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in line.chars() {
        let begins = !c.is_alphanumeric() || (c.is_uppercase() && before.is_lowercase());
        if begins {
            words.push(String::new());
        }
        if c.is_alphanumeric() {
            words.last_mut().unwrap().extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// What a stretch of a source file is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stretch {
    Code,
    Quoted,
    Comment,
}

/// The source without comments and without what is only for tests; the lines keep their numbers.
fn code(source: &str) -> String {
    let mut kept: Vec<u8> = source.bytes().collect();
    // Signs in quotes open no blocks.
    let mut bare = kept.clone();
    let blank = |bytes: &mut [u8], range: Range<usize>| {
        bytes[range].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
    };
    for (stretch, range) in stretches(source) {
        if stretch == Stretch::Comment {
            blank(&mut kept, range.clone());
        }
        if stretch != Stretch::Code {
            blank(&mut bare, range);
        }
    }
    let bare = String::from_utf8(bare).unwrap();
    for (start, mark) in bare.match_indices("#[cfg(test)]") {
        let inside = start + mark.len();
        let end = match bare[inside..].find(['{', ';']) {
            Some(at) if bare[inside + at..].starts_with('{') => block(&bare, inside + at),
            Some(at) => inside + at + 1,
            None => bare.len(),
        };
        blank(&mut kept, start..end);
    }
    String::from_utf8(kept).unwrap()
}

/// The byte after the block that opens at `open`.
fn block(bare: &str, open: usize) -> usize {
    let mut depth = 0;
    for (at, byte) in bare.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return at + 1,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    bare.len()
}

/// The source cut into comments, texts in quotes, and the rest.
fn stretches(source: &str) -> Vec<(Stretch, Range<usize>)> {
    let mut stretches = Vec::new();
    let mut at = 0;
    while at < source.len() {
        let rest = &source[at..];
        let hashes = rest.strip_prefix('r').map(|raw| raw.len() - raw.trim_start_matches('#').len());
        let in_name = source[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let (stretch, length) = if rest.starts_with("//") {
            (Stretch::Comment, rest.find('\n').unwrap_or(rest.len()))
        } else if rest.starts_with("/*") {
            (Stretch::Comment, nested(rest))
        } else if let Some(hashes) = hashes.filter(|hashes| !in_name && rest[1 + hashes..].starts_with('"')) {
            let close = format!("\"{}", "#".repeat(hashes));
            let open = hashes + 2;
            (Stretch::Quoted, rest[open..].find(&close).map_or(rest.len(), |end| open + end + close.len()))
        } else if rest.starts_with('"') {
            (Stretch::Quoted, quoted(rest, '"'))
        } else if rest.starts_with('\'') && (rest.starts_with("'\\") || rest.chars().nth(2) == Some('\'')) {
            // Anything else after this sign is a lifetime.
            (Stretch::Quoted, quoted(rest, '\''))
        } else {
            (Stretch::Code, rest.chars().next().map_or(1, char::len_utf8))
        };
        stretches.push((stretch, at..at + length));
        at += length;
    }
    stretches
}

/// The length of a text in quotes, past escapes.
fn quoted(rest: &str, mark: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == mark => return at + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

/// The length of a block comment with those inside it.
fn nested(rest: &str) -> usize {
    let mut depth = 0;
    for at in (0..rest.len()).filter(|at| rest.is_char_boundary(*at)) {
        if rest[at..].starts_with("/*") {
            depth += 1;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            if depth == 0 {
                return at + 2;
            }
        }
    }
    rest.len()
}
