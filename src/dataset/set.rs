//! A set of files that takes the place of the last one as a whole: a run that is killed at any moment leaves
//! a complete old set or a complete new one.
//!
//! The files are made in a hidden folder beside the output folder, and the two folders change places in one
//! step of the file system (`renameat2`). Files that are not ours go along as links to the same file. Where
//! folders cannot change places (a mounted folder, the working folder, folders within, other systems) the
//! files are made in a hidden folder inside and moved one by one; a run that is killed between two moves is
//! finished by the next.

mod leftover;
mod swap;

use std::fs::File;
use std::path::{Path, PathBuf};

use super::cache;

/// A file that says that the folder it stands in is not finished.
const UNFINISHED: &str = ".letterbook-unfinished";
/// With this begin the names of files and folders that are ours and no data.
const HIDDEN: &str = ".letterbook";

/// Whether a file or folder is ours and no data.
pub fn is_ours(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(HIDDEN))
}

/// A set in the making.
#[derive(Debug)]
pub struct Fresh {
    /// Where its files are made.
    folder: PathBuf,
    /// Where they will stand.
    out: PathBuf,
    /// Whether the folder stands beside `out`, to change places with it.
    beside: bool,
    /// Held as long as this run is alive, so that no other run takes its folder for a leftover.
    _lock: Option<File>,
}

impl Fresh {
    /// A new set for a folder, which need not be there yet. What dead runs left is cleared away.
    ///
    /// # Errors
    /// A folder that cannot be made, or a file of somebody else where the cache will stand.
    pub fn begin(out: &Path) -> std::io::Result<Fresh> {
        // A link to a folder stays a link: what it leads to changes.
        let out = std::fs::canonicalize(out).or_else(|_| std::path::absolute(out))?;
        if let Some(parent) = out.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let cache = out.join(cache::FOLDER);
        if cache.is_file() {
            return Err(std::io::Error::other(format!("{}: is a file; move it away", cache.display())));
        }
        leftover::clear(&out);
        if swap::possible(&out)
            && let Ok((folder, lock)) = make(&beside(&out))
        {
            let fresh = Fresh { folder, out, beside: true, _lock: lock };
            if swap::alike(&fresh.folder, &fresh.out) {
                return Ok(fresh);
            }
            return Fresh::inside(fresh.out.clone());
        }
        Fresh::inside(out)
    }

    fn inside(out: PathBuf) -> std::io::Result<Fresh> {
        std::fs::create_dir_all(&out)?;
        let (folder, lock) = make(&out.join(HIDDEN))?;
        Ok(Fresh { folder, out, beside: false, _lock: lock })
    }

    /// The folder in which the files are made.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Puts the set in the place of the last one. What the last run wrote and this one did not goes, and is
    /// named; files of other people stay.
    ///
    /// # Errors
    /// What the writing and moving of files can fail with.
    pub fn publish(self) -> std::io::Result<Vec<String>> {
        if cfg!(unix) {
            on_disk(&super::files(&self.folder)?)?;
        }
        let outdated = cache::outdated(&self.out, &self.folder);
        if self.beside && swap::swap(&self.folder, &self.out, &outdated).is_ok() {
            return Ok(outdated);
        }
        std::fs::create_dir_all(&self.out)?;
        self.nothing_in_the_way()?;
        // From here on a later run finishes what this one begins.
        std::fs::remove_file(self.folder.join(UNFINISHED))?;
        leftover::move_into(&self.folder, &self.out)?;
        Ok(outdated)
    }

    /// Files that are moved one by one must all find their place: half a set is none.
    fn nothing_in_the_way(&self) -> std::io::Result<()> {
        let place = |file: &PathBuf| self.out.join(file.file_name().unwrap_or_default());
        let files = super::files(&self.folder)?.into_iter().filter(|file| file.is_file());
        match files.map(|file| place(&file)).find(|place| place.is_dir()) {
            Some(place) => {
                Err(std::io::Error::other(format!("{}: is a folder; move it away", place.display())))
            }
            None => Ok(()),
        }
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        // After `publish` there is nothing here but the old set, which nobody needs.
        if self.folder.join(UNFINISHED).exists() {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

/// Brings files to the disk, so that a crash of the machine, too, leaves no empty files under the old names.
///
/// They wait side by side: file systems bring them down together, one after the other takes many times as
/// long.
fn on_disk(files: &[PathBuf]) -> std::io::Result<()> {
    let sync = |file: &PathBuf| File::open(file)?.sync_all();
    std::thread::scope(|scope| {
        let files = files.iter().filter(|file| file.is_file());
        let waiting: Vec<_> = files.map(|file| scope.spawn(move || sync(file))).collect();
        waiting
            .into_iter()
            .try_for_each(|one| one.join().unwrap_or_else(|_| Err(std::io::ErrorKind::Other.into())))
    })
}

/// How the hidden folders beside `out` begin.
fn beside(out: &Path) -> PathBuf {
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    out.with_file_name(format!(".{name}{HIDDEN}"))
}

/// A new folder whose name begins so, marked as unfinished, and the lock on it.
fn make(begin: &Path) -> std::io::Result<(PathBuf, Option<File>)> {
    let name = begin.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut last = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
    for number in 0..100 {
        let folder = begin.with_file_name(format!("{name}-{}-{number}", std::process::id()));
        match std::fs::create_dir(&folder) {
            Ok(()) => {
                let lock = lock(&folder).ok().flatten();
                File::create(folder.join(UNFINISHED))?;
                return Ok((folder, lock));
            }
            Err(error) => last = error,
        }
        if last.kind() != std::io::ErrorKind::AlreadyExists {
            break;
        }
    }
    Err(last)
}

/// The lock on a folder; nothing where folders cannot be locked.
///
/// # Errors
/// Another run holds it.
fn lock(folder: &Path) -> Result<Option<File>, std::fs::TryLockError> {
    let Ok(file) = File::open(folder) else { return Ok(None) };
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(std::fs::TryLockError::WouldBlock) => Err(std::fs::TryLockError::WouldBlock),
        Err(std::fs::TryLockError::Error(_)) => Ok(None),
    }
}
