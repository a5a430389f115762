//! What the program is made of: the grammars are built in, so a change in their folder builds it again, and a hash
//! of the sources marks what this very program has read.

use std::collections::hash_map::DefaultHasher;
use std::fs::{read, read_dir};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=grammars");
    let mut hash = DefaultHasher::new();
    for path in ["src", "Cargo.toml", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={path}");
        note(Path::new(path), &mut hash);
    }
    // The features and the machine it is built for.
    for (name, value) in std::env::vars().filter(|(name, _)| name.starts_with("CARGO_FEATURE_")) {
        (name, value).hash(&mut hash);
    }
    std::env::var("TARGET").ok().hash(&mut hash);
    println!("cargo::rustc-env=LETTERBOOK_SOURCES={:016x}", hash.finish());
}

/// Hashes a file, or all files of a folder with their names. A file that is missing is noted as such.
fn note(path: &Path, hash: &mut DefaultHasher) {
    path.hash(hash);
    match read_dir(path) {
        Ok(folder) => {
            let mut inside: Vec<PathBuf> = folder.flatten().map(|entry| entry.path()).collect();
            inside.sort();
            inside.iter().for_each(|path| note(path, hash));
        }
        Err(_) => read(path).ok().hash(hash),
    }
}
