//! Where the files of a family are taken from: a folder that was read, or the program itself.

use std::sync::Arc;

use super::built_in::{FILES, File, HASHES};
use super::fields::head_of;
use super::folder::{Files, Text};
use super::packed::Packed;
use super::packed::format::RULES;
use crate::hash;

/// The files that a loader can open.
#[derive(Clone, Copy)]
pub(super) enum Shelf<'f> {
    /// These.
    Files(&'f Files),
    /// Those that the program carries, packed.
    BuiltIn,
}

/// What a file says.
#[derive(Clone)]
pub(super) enum Written<'f> {
    Toml(&'f str),
    Packed(Packed<'f>),
}

impl<'f> Shelf<'f> {
    /// The paths of its files, in order.
    pub(super) fn paths(self) -> impl Iterator<Item = &'f str> {
        let (files, built_in) = match self {
            Shelf::Files(files) => (Some(files), &[][..]),
            Shelf::BuiltIn => (None, FILES),
        };
        files
            .into_iter()
            .flat_map(Files::keys)
            .map(String::as_str)
            .chain(built_in.iter().map(|file| file.name))
    }

    /// The text of a file.
    pub(super) fn text(self, path: &str) -> Option<&'f str> {
        match self {
            Shelf::Files(files) => files.get(path).map(|text| &**text),
            Shelf::BuiltIn => built_in(path).map(|file| file.text),
        }
    }

    /// The same, for those who keep it.
    pub(super) fn shared(self, path: &str) -> Arc<str> {
        match self {
            Shelf::Files(files) => files.get(path).map(Text::shared).unwrap_or_default(),
            Shelf::BuiltIn => self.text(path).unwrap_or_default().into(),
        }
    }

    /// Why a file that is there cannot be read.
    pub(super) fn why_unread(self, path: &str) -> Option<&'f str> {
        match self {
            Shelf::Files(files) => files.get(path)?.why_unread(),
            Shelf::BuiltIn => None,
        }
    }

    /// What a file says, as it is read soonest.
    pub(super) fn written(self, path: &str) -> Option<Written<'f>> {
        let packed = match self {
            Shelf::Files(_) => None,
            Shelf::BuiltIn => built_in(path).and_then(|file| Packed::new(file.packed)),
        };
        packed.map(Written::Packed).or_else(|| self.text(path).map(Written::Toml))
    }

    /// The hash of the files of some folders.
    pub(super) fn hash(self, folders: &[String]) -> String {
        if let Shelf::BuiltIn = self
            && let Some((_, hash)) = HASHES.iter().find(|(of, _)| *of == folders)
        {
            return hash.to_string();
        }
        let inside = |path: &&str| {
            path.split_once('/').is_some_and(|(folder, _)| folders.iter().any(|name| name == folder))
        };
        let paths = self.paths().filter(inside);
        hash::of_files(paths.map(|path| (path, self.text(path).unwrap_or_default())))
    }
}

impl<'f> Written<'f> {
    /// The same without its rules, as far as that saves work.
    pub(super) fn head(self) -> Written<'f> {
        match self {
            Written::Toml(text) => Written::Toml(head_of(text)),
            Written::Packed(packed) => Written::Packed(packed.without(RULES)),
        }
    }
}

fn built_in(path: &str) -> Option<&'static File> {
    FILES.binary_search_by(|file| file.name.cmp(path)).ok().map(|at| &FILES[at])
}
