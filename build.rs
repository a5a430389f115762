//! What the program is made of: the grammars are built in, packed and with their hashes, so a change in their folder
//! builds it again, and a hash of the sources marks what this very program has read.

#[path = "src/hash.rs"]
#[expect(dead_code, reason = "the program hashes texts, too")]
mod hash;
#[path = "build/pack.rs"]
mod pack;

use std::collections::BTreeMap;
use std::collections::hash_map::DefaultHasher;
use std::fmt::Write;
use std::fs::{read, read_dir, read_to_string, write};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use toml::de::DeTable;

fn main() {
    println!("cargo::rerun-if-changed=grammars");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo names a folder"));
    build_in(&out).expect("the folder that cargo names can be written to");
    let mut hash = DefaultHasher::new();
    for path in ["build", "src", "Cargo.toml", "Cargo.lock"] {
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
        Ok(_) => inside(path).iter().for_each(|path| note(path, hash)),
        Err(_) => read(path).ok().hash(hash),
    }
}

/// What stands in a folder, by name.
fn inside(folder: &Path) -> Vec<PathBuf> {
    let mut inside: Vec<PathBuf> =
        read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    inside.sort();
    inside
}

/// Writes the files of the grammars as Rust: their names, texts and packed texts, and the hashes of families.
fn build_in(out: &Path) -> std::io::Result<()> {
    let mut files = BTreeMap::new();
    find(Path::new("grammars"), "", &mut files)?;
    let mut rust = String::from("pub(super) static FILES: &[File] = &[\n");
    for (number, (name, text)) in files.iter().enumerate() {
        let packed = format!("{number}.packed");
        write(out.join(&packed), pack::pack(text).unwrap_or_default())?;
        let text =
            format!("include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {:?}))", format!("/grammars/{name}"));
        let packed = format!("include_bytes!(concat!(env!(\"OUT_DIR\"), {:?}))", format!("/{packed}"));
        let _ = writeln!(rust, "    File {{ name: {name:?}, text: {text}, packed: {packed} }},");
    }
    rust.push_str("];\n\npub(super) static HASHES: &[(&[&str], &str)] = &[\n");
    for (family, text) in
        files.iter().filter_map(|(name, text)| Some((name.strip_suffix("/family.toml")?, text)))
    {
        let folders: Vec<String> = [family.to_string()].into_iter().chain(base(text)).collect();
        let of = |name: &str| folders.iter().any(|folder| name.split('/').next() == Some(folder));
        let of_family = files.iter().filter(|(name, _)| of(name)).map(|(name, text)| (&**name, &**text));
        let _ = writeln!(rust, "    (&{folders:?}, {:?}),", hash::of_files(of_family));
    }
    rust.push_str("];\n");
    write(out.join("grammars.rs"), rust)
}

/// The TOML files of a folder and of those in it: name from the folder, with `/`, and text.
fn find(folder: &Path, name: &str, files: &mut BTreeMap<String, String>) -> std::io::Result<()> {
    for path in inside(folder) {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let name = if name.is_empty() { file.to_string() } else { format!("{name}/{file}") };
        if path.is_dir() {
            find(&path, &name, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.insert(name, read_to_string(&path)?);
        }
    }
    Ok(())
}

/// The folder that a family builds on.
fn base(family: &str) -> Option<String> {
    let table = DeTable::parse(family).ok()?.into_inner();
    table.get("base")?.get_ref().as_str().map(str::to_string)
}
