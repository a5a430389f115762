//! Two folders change places in one step of the file system, where it can do that.

use std::path::Path;

use super::{HIDDEN, UNFINISHED, leftover};

/// Whether the folder may change places with another: it is there and holds nothing but files and what is
/// ours, and nobody works in it. Folders within could be anything, a whole project even.
pub(super) fn possible(out: &Path) -> bool {
    if !cfg!(unix) || out.file_name().is_none() {
        return false;
    }
    let Ok(entries) = std::fs::read_dir(out) else { return !out.exists() };
    let working = std::env::current_dir().and_then(std::fs::canonicalize);
    if working.is_ok_and(|working| working.starts_with(out)) {
        return false;
    }
    entries.filter_map(Result::ok).all(|entry| {
        let ours = entry.file_name().to_string_lossy().starts_with(HIDDEN);
        entry.file_type().is_ok_and(|kind| kind.is_file() || (ours && kind.is_dir()))
    })
}

/// Makes the new folder like the old one; `false` where it cannot be: it has another owner or is on another
/// disk.
#[cfg(unix)]
pub(super) fn alike(fresh: &Path, out: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let Ok(old) = std::fs::metadata(out) else { return !out.exists() };
    let set = std::fs::set_permissions(fresh, old.permissions());
    std::fs::metadata(fresh).is_ok_and(|new| {
        let of = |data: &std::fs::Metadata| (data.dev(), data.uid(), data.gid());
        set.is_ok() && of(&new) == of(&old)
    })
}

#[cfg(not(unix))]
pub(super) fn alike(_: &Path, _: &Path) -> bool {
    false
}

/// Puts the new folder in the place of the old one, and takes the old one away with what is out of date.
pub(super) fn swap(fresh: &Path, out: &Path, outdated: &[String]) -> std::io::Result<()> {
    if !out.exists() {
        std::fs::rename(fresh, out)?;
        sync(out);
        return std::fs::remove_file(out.join(UNFINISHED));
    }
    carry(fresh, out, outdated)?;
    exchange(fresh, out)?;
    sync(out);
    let _ = std::fs::remove_file(out.join(UNFINISHED));
    // What is left to do is to tidy up, and a later run can do that as well.
    leftover::take_over(fresh, out);
    Ok(())
}

/// Links what is in the old folder and not in the new one into the new one, but for what is out of date.
fn carry(fresh: &Path, out: &Path, outdated: &[String]) -> std::io::Result<()> {
    for entry in std::fs::read_dir(out)? {
        let entry = entry?;
        let link = fresh.join(entry.file_name());
        let stays = !outdated.iter().any(|name| entry.file_name() == name.as_str());
        if stays && entry.file_type()?.is_file() && !link.exists() {
            std::fs::hard_link(entry.path(), &link)
                .or_else(|_| std::fs::copy(entry.path(), &link).map(drop))?;
        }
    }
    Ok(())
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

/// Brings the names in the folder above to the disk; a system that cannot do so does it in its own time.
fn sync(out: &Path) {
    if let Some(Ok(parent)) = out.parent().map(std::fs::File::open) {
        let _ = parent.sync_all();
    }
}
