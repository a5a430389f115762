//! The files that a loader can open.

use std::sync::Arc;

use super::folder::{Files, Text};
use crate::hash;

/// Files by their paths.
#[derive(Clone, Copy)]
pub(super) struct Shelf<'f>(pub(super) &'f Files);

impl<'f> Shelf<'f> {
    /// The paths of its files, in order.
    pub(super) fn paths(self) -> impl Iterator<Item = &'f str> {
        self.0.keys().map(String::as_str)
    }

    /// The text of a file.
    pub(super) fn text(self, path: &str) -> Option<&'f str> {
        self.0.get(path).map(|text| &**text)
    }

    /// The same, for those who keep it.
    pub(super) fn shared(self, path: &str) -> Arc<str> {
        self.0.get(path).map(Text::shared).unwrap_or_default()
    }

    /// Why a file that is there cannot be read.
    pub(super) fn why_unread(self, path: &str) -> Option<&'f str> {
        self.0.get(path)?.why_unread()
    }

    /// The hash of the files of some folders.
    pub(super) fn hash(self, folders: &[String]) -> String {
        let inside = |path: &&str| {
            path.split_once('/').is_some_and(|(folder, _)| folders.iter().any(|name| name == folder))
        };
        let paths = self.paths().filter(inside);
        hash::of_files(paths.map(|path| (path, self.text(path).unwrap_or_default())))
    }
}
