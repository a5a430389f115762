//! The build script. What the program is made of: the grammars are built in, as their files and as families
//! that are loaded already, so a change in their folder builds it again; and a hash of the sources marks what
//! this very program has read.

#![allow(dead_code, unused_imports, reason = "the engine is here to load grammars, not to read letters")]

mod document;
mod files;
mod grammar;
mod grouped;
mod hash;
mod value;
mod words;
mod wrapped;
#[path = "grammar/image/write.rs"]
mod write;

use std::collections::hash_map::DefaultHasher;
use std::fmt::Write;
use std::fs::{self, read, read_dir};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use grammar::load::{self, families, folder};

fn main() {
    println!("cargo::rerun-if-changed=grammars");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo names a folder"));
    build_in(&out).expect("the grammars can be read, and the folder that cargo names can be written to");
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
        Ok(inside) => {
            let mut inside: Vec<PathBuf> = inside.flatten().map(|entry| entry.path()).collect();
            inside.sort();
            inside.iter().for_each(|path| note(path, hash));
        }
        Err(_) => read(path).ok().hash(hash),
    }
}

/// Writes the files of the grammars and the images of families as Rust. A family with mistakes has no image:
/// the program then loads its files, and says what is wrong.
fn build_in(out: &Path) -> Result<(), String> {
    let files = folder(Path::new("grammars"))?;
    let mut rust = String::from("static FILES: &[(&str, &str)] = &[\n");
    for name in files.keys() {
        let path = format!("/grammars/{name}");
        let _ =
            writeln!(rust, "    ({name:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {path:?}))),");
    }
    rust.push_str("];\n\nstatic IMAGES: &[(&str, &[u8])] = &[\n");
    for family in families(&files) {
        let loaded = load::load(&files, &family).ok();
        let image = loaded.and_then(|loaded| write::image(loaded).ok()).unwrap_or_default();
        let path = format!("/{family}.image");
        fs::write(out.join(&path[1..]), image).map_err(|error| error.to_string())?;
        let _ = writeln!(rust, "    ({family:?}, include_bytes!(concat!(env!(\"OUT_DIR\"), {path:?}))),");
    }
    rust.push_str("];\n");
    fs::write(out.join("grammars.rs"), rust).map_err(|error| error.to_string())
}
