//! `letterbook new`: a family that works, for its author to change step by step.
//!
//! The files are those under `new/`, with the name of the family put in. They stand on their own, without a
//! base.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::{Done, Stop, reason};
use crate::New;

/// The files below the folder of grammars, and those below the folder of documents.
const GRAMMARS: [(&str, &str); 4] = [
    ("family.toml", include_str!("new/family.toml")),
    ("anatomy.toml", include_str!("new/anatomy.toml")),
    ("event.toml", include_str!("new/event.toml")),
    ("words/event.toml", include_str!("new/words.toml")),
];
const INPUT: [(&str, &str); 2] = [
    ("example.txt", include_str!("new/example.txt")),
    ("example.gold.json", include_str!("new/example.gold.json")),
];

/// Runs the command.
pub fn run(options: &New) -> Done {
    let family = &options.family;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    if !family.starts_with(|c: char| c.is_ascii_lowercase()) || !family.chars().all(plain) {
        let message = format!("`{family}` is no name for a family; use small letters, digits, - and _");
        return Err(Stop::fault(message));
    }
    let folders = [options.grammars.join(family), options.input.join(family)];
    if let Some(there) = folders.iter().find(|folder| folder.exists()) {
        let message = format!("there is a {} already; nothing was done", there.display());
        return Err(Stop::fault(message));
    }
    let files = GRAMMARS.iter().map(|file| (&folders[0], file));
    for (folder, (name, text)) in files.chain(INPUT.iter().map(|file| (&folders[1], file))) {
        let path: PathBuf = folder.join(name);
        write(&path, &text.replace("FAMILY", family)).map_err(|error| {
            Stop::fault(format!("{} cannot be written: {}", path.display(), reason(&error)))
        })?;
        say!("made {}", path.display());
    }
    let (grammars, input) = (options.grammars.display(), folders[1].display());
    say!(
        "now try\n  letterbook test --grammars {grammars} {family}\n  \
         letterbook score {input} --grammars {grammars} --family {family}\n  \
         letterbook explain {input}/example.txt --grammars {grammars} --family {family}"
    );
    Ok(ExitCode::SUCCESS)
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text)
}
