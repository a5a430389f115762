//! What a set leaves behind: the old set after a swap, and whatever a run that was killed left.
//!
//! All of this is tidying up. What fails here is tried again by the next run.

use std::fs::{DirEntry, read_dir, remove_dir, remove_dir_all, remove_file, rename};
use std::path::{Path, PathBuf};

use super::{HIDDEN, UNFINISHED, beside, lock};
use crate::dataset::cache;
use crate::read::reason;

/// Clears away what dead runs left of sets for this folder, and finishes what they had begun to move.
pub(super) fn clear(out: &Path) {
    let _ = remove_file(out.join(UNFINISHED));
    for folder in folders(&beside(out)) {
        dead(&folder, || take_over(&folder, out));
    }
    for folder in folders(&out.join(HIDDEN)) {
        dead(&folder, || drop(move_into(&folder, out)));
    }
}

/// Removes a folder that is unfinished, and does the rest for one that is not, if the run that made it is
/// dead.
fn dead(folder: &Path, rest: impl FnOnce()) {
    let Ok(_lock) = lock(folder) else { return };
    if folder.join(UNFINISHED).exists() {
        let _ = remove_dir_all(folder);
    } else {
        rest();
    }
}

/// The folders whose names begin so and go on with two numbers.
fn folders(begin: &Path) -> Vec<PathBuf> {
    let name = begin.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let Some(Ok(entries)) = begin.parent().map(read_dir) else { return Vec::new() };
    let numbers = |rest: &str| {
        rest.split_once('-').is_some_and(|(run, number)| {
            [run, number].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
        })
    };
    let ours = entries.filter_map(Result::ok).filter(|entry| {
        let file = entry.file_name().to_string_lossy().into_owned();
        let rest = file.strip_prefix(&name).and_then(|rest| rest.strip_prefix('-'));
        rest.is_some_and(numbers) && entry.file_type().is_ok_and(|kind| kind.is_dir())
    });
    ours.map(|entry| entry.path()).collect()
}

/// What is in a folder, the cache last: its list of what was written is asked for until all else is done.
fn ours_last(folder: &Path) -> std::io::Result<Vec<DirEntry>> {
    let mut entries = read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(|entry| entry.file_name().to_string_lossy().starts_with(HIDDEN));
    Ok(entries)
}

/// Takes what the new set lacks over from the old one, and removes the rest of it.
pub(super) fn take_over(old: &Path, out: &Path) {
    let outdated = cache::outdated(old, out);
    let Ok(entries) = ours_last(old) else { return };
    for entry in entries {
        let place = out.join(entry.file_name());
        let stays = !outdated.iter().any(|name| entry.file_name() == name.as_str());
        if stays && place.symlink_metadata().is_err() {
            let _ = rename(entry.path(), place);
        } else if entry.file_name().to_string_lossy().starts_with(HIDDEN) && entry.path().is_dir() {
            let _ = remove_dir_all(entry.path());
        } else {
            let _ = remove_file(entry.path());
        }
    }
    let _ = remove_dir(old);
}

/// Moves the files of a finished set to their places, one by one, when what is out of date is gone.
pub(super) fn move_into(fresh: &Path, out: &Path) -> std::io::Result<()> {
    for name in cache::outdated(out, fresh) {
        remove_file(out.join(name))?;
    }
    for entry in ours_last(fresh)? {
        let place = out.join(entry.file_name());
        if entry.file_type()?.is_dir() && place.is_dir() {
            remove_dir_all(&place)?;
        }
        // A folder that is mounted by itself takes copies only.
        rename(entry.path(), &place).or_else(|error| match std::fs::copy(entry.path(), &place) {
            Ok(_) => remove_file(entry.path()),
            Err(_) => {
                let why = format!("{}: {}", place.display(), reason(&error));
                Err(std::io::Error::new(error.kind(), why))
            }
        })?;
    }
    remove_dir(fresh)
}
