//! The families that the program carries: their files, and each as an [`image`], written by the build script.

use crate::grammar::load::{self, Files};
use crate::grammar::{Grammar, Mistake, image};

include!(concat!(env!("OUT_DIR"), "/grammars.rs"));

/// The files under `grammars/`.
pub fn files() -> Files {
    FILES.iter().map(|(name, text)| (name.to_string(), (*text).into())).collect()
}

/// The families among them.
pub fn families() -> Vec<String> {
    IMAGES.iter().map(|(family, _)| family.to_string()).collect()
}

/// One of the families.
///
/// # Errors
/// Every mistake in its files and in those of its base.
pub fn load(family: &str) -> Result<Grammar, Vec<Mistake>> {
    read(family, None)
}

/// The same, with the rules of those fields only that have this name or give this value: enough for whoever
/// asks for nothing else. The other fields are there without rules.
///
/// # Errors
/// As [`load`].
pub fn load_for(family: &str, value: &str) -> Result<Grammar, Vec<Mistake>> {
    read(family, Some(value))
}

fn read(family: &str, asked: Option<&str>) -> Result<Grammar, Vec<Mistake>> {
    let image = IMAGES.iter().find(|(name, _)| *name == family);
    // A family with mistakes has an empty image: its files say what is wrong.
    image.and_then(|(_, bytes)| image::read(bytes, asked)).map_or_else(|| load::load(&files(), family), Ok)
}

#[cfg(test)]
#[path = "grammar/image/write.rs"]
mod write;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_in_is_what_the_same_files_say() {
        assert_eq!(families(), load::families(&files()));
        for (family, carried) in IMAGES {
            let loaded = load::load(&files(), family).unwrap_or_else(|_| panic!("{family} has mistakes"));
            assert!(write::image(loaded).as_deref() == Ok(*carried), "{family} differs");
        }
    }
}
