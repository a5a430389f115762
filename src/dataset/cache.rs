//! What an earlier run read, kept beside its tables so that the next run need not read it again.
//!
//! Everything here is a guess that is checked: a document counts as known only if its bytes, the program and
//! the grammar are those of the earlier run, by their hashes. A cache that is damaged, cut off or gone costs
//! time and nothing else. Failures are never kept, since what was missing may be there by now.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use blake3::{Hash, Hasher};
use serde::{Deserialize, Serialize};

use super::{Sheets, Summary};
use crate::read::{self, Source};

/// The folder of the cache, within that of the tables.
pub const FOLDER: &str = ".letterbook";
const RECORDS: &str = "records";
const LAST: &str = "last.json";
/// The first bytes of the records. A change of their layout is a change of the program, which the stamp
/// tells.
const MAGIC: &[u8; 16] = b"letterbook cache";
/// More than any document has; a greater length is damage.
const MOST_BYTES: u32 = 1 << 30;

/// What a reading depends on besides the document: the program, the grammar, options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp(Hash);

impl Stamp {
    /// The stamp of these parts, in this order.
    pub fn new<'p>(parts: impl IntoIterator<Item = &'p [u8]>) -> Stamp {
        let mut hasher = Hasher::new();
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
        }
        Stamp(hasher.finalize())
    }
}

/// The hash of a file's bytes; nothing for what is no file or too large, and where it cannot be read.
pub fn hash(path: &Path) -> Option<Hash> {
    // A pipe gives its bytes once, and they are the reader's.
    let data =
        std::fs::metadata(path).ok().filter(|data| data.is_file() && data.len() <= read::MOST_BYTES)?;
    let mut hasher = Hasher::new();
    if data.len() < 1 << 16 {
        hasher.update(&std::fs::read(path).ok()?);
    } else {
        hasher.update_reader(File::open(path).ok()?).ok()?;
    }
    Some(hasher.finalize())
}

/// What is known of one file: the hash of its bytes, and the tables of its documents as bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The hash of the file.
    pub hash: Hash,
    tables: Vec<u8>,
}

impl Entry {
    /// An entry for a file of this hash; nothing where the tables cannot be kept.
    pub fn new(hash: Hash, sheets: &[Sheets]) -> Option<Entry> {
        let tables = postcard::to_allocvec(sheets).ok()?;
        (tables.len() < MOST_BYTES as usize).then_some(Entry { hash, tables })
    }

    /// The tables of each of its documents.
    pub fn sheets(&self) -> Option<Vec<Sheets>> {
        postcard::from_bytes(&self.tables).ok()
    }

    /// The first bytes of a hash over all of it, by which damage is seen.
    fn check(&self, name: &str) -> [u8; 8] {
        let mut hasher = Hasher::new();
        hasher.update(name.as_bytes()).update(self.hash.as_bytes()).update(&self.tables);
        let mut check = [0; 8];
        hasher.finalize_xof().fill(&mut check);
        check
    }
}

/// The entries of an earlier run, asked for in the order of documents.
pub struct Known {
    file: Option<BufReader<File>>,
    next: Option<(String, Entry)>,
}

impl Known {
    /// The entries under a folder of tables; none where there are none for this stamp.
    pub fn open(out: &Path, stamp: Stamp) -> Known {
        let open = || {
            let mut file = BufReader::new(File::open(out.join(FOLDER).join(RECORDS)).ok()?);
            let mut head = [0; MAGIC.len() + blake3::OUT_LEN];
            file.read_exact(&mut head).ok()?;
            let (magic, stamped) = head.split_at(MAGIC.len());
            (magic == MAGIC && stamped == stamp.0.as_bytes()).then_some(file)
        };
        Known { file: open(), next: None }
    }

    /// No entries.
    pub fn none() -> Known {
        Known { file: None, next: None }
    }

    /// The entry of a document, which comes after all that were asked for before.
    pub fn take(&mut self, name: &str) -> Option<Entry> {
        loop {
            if self.next.is_none() {
                self.next = self.file.as_mut().and_then(record);
                if self.next.is_none() {
                    self.file = None;
                    return None;
                }
            }
            match self.next.as_ref().map(|next| next.0.as_str().cmp(name))? {
                std::cmp::Ordering::Less => self.next = None,
                std::cmp::Ordering::Equal => return self.next.take().map(|next| next.1),
                std::cmp::Ordering::Greater => return None,
            }
        }
    }
}

fn record(file: &mut BufReader<File>) -> Option<(String, Entry)> {
    let name = String::from_utf8(bytes(file)?).ok()?;
    let mut hash = [0; blake3::OUT_LEN];
    file.read_exact(&mut hash).ok()?;
    let entry = Entry { hash: Hash::from_bytes(hash), tables: bytes(file)? };
    let mut check = [0; 8];
    file.read_exact(&mut check).ok()?;
    (check == entry.check(&name)).then_some((name, entry))
}

fn bytes(file: &mut BufReader<File>) -> Option<Vec<u8>> {
    let mut length = [0; 4];
    file.read_exact(&mut length).ok()?;
    let length = Some(u32::from_le_bytes(length)).filter(|length| *length < MOST_BYTES)?;
    let mut bytes = Vec::new();
    let read = file.take(length.into()).read_to_end(&mut bytes).ok()?;
    (read == length as usize).then_some(bytes)
}

/// The entries that a run writes for the next one.
pub struct Keeper {
    folder: PathBuf,
    file: Option<BufWriter<File>>,
}

impl Keeper {
    /// Begins the cache in a folder in which tables are made. Where it cannot be written there is none.
    pub fn open(folder: &Path, stamp: Stamp) -> Keeper {
        let folder = folder.join(FOLDER);
        let open = || -> std::io::Result<BufWriter<File>> {
            std::fs::create_dir_all(&folder)?;
            // The cache is of use to nobody else.
            std::fs::write(folder.join(".gitignore"), "*\n")?;
            let mut file = BufWriter::new(File::create(folder.join(RECORDS))?);
            file.write_all(MAGIC)?;
            file.write_all(stamp.0.as_bytes())?;
            Ok(file)
        };
        let file = open().ok();
        Keeper { folder, file }
    }

    /// No cache.
    pub fn none() -> Keeper {
        Keeper { folder: PathBuf::new(), file: None }
    }

    /// Whether entries are kept.
    pub fn keeps(&self) -> bool {
        self.file.is_some()
    }

    /// Keeps an entry.
    pub fn put(&mut self, name: &str, entry: &Entry) {
        let Some(file) = &mut self.file else { return };
        let length = |part: &[u8]| (part.len() as u32).to_le_bytes();
        let record = [
            &length(name.as_bytes())[..],
            name.as_bytes(),
            entry.hash.as_bytes(),
            &length(&entry.tables),
            &entry.tables,
            &entry.check(name),
        ];
        // After a record that is half there nothing could be read, so there is nothing after it.
        if record.iter().try_for_each(|part| file.write_all(part)).is_err() {
            self.file = None;
        }
    }

    /// Closes the records and notes what the run was.
    pub fn close(self, last: &Last) {
        let Some(mut file) = self.file else { return };
        if file.flush().is_ok()
            && let Ok(text) = serde_json::to_vec(last)
        {
            let _ = std::fs::write(self.folder.join(LAST), text);
        }
    }
}

/// What the last run read and wrote, as hashes: if all are the same now, there is nothing to do; and what it
/// wrote and the next one does not write is out of date.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    /// The stamp, the formats and every source with its bytes; nothing where a source could not be read.
    pub read: Option<String>,
    /// How many sources there were: a first look.
    pub sources: usize,
    /// The files that were written.
    pub written: Vec<Written>,
    /// What came of it.
    pub summary: Summary,
}

/// A file that was written.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Its hash.
    pub hash: String,
}

impl Last {
    /// The note of the last run under a folder of tables.
    pub fn open(out: &Path) -> Option<Last> {
        serde_json::from_slice(&std::fs::read(out.join(FOLDER).join(LAST)).ok()?).ok()
    }

    /// Whether the files that it wrote are all there and as they were written.
    pub fn stands(&self, out: &Path) -> bool {
        let size = |path: &Path| std::fs::metadata(path).map(|data| data.len()).ok();
        self.written.iter().all(|file| size(&out.join(&file.name)) == Some(file.bytes))
            && self.written.iter().all(|file| {
                hash(&out.join(&file.name)).is_some_and(|hash| hash.to_hex().as_str() == file.hash)
            })
    }
}

/// The names of the files in the folder of an old set that are no part of a new one: its run wrote them, that
/// of the new one does not, and nobody has changed them since.
pub fn outdated(old: &Path, new: &Path) -> Vec<String> {
    let (Some(before), Some(now)) = (Last::open(old), Last::open(new)) else { return Vec::new() };
    let ours = |file: &Written| {
        // What stands in a file on the disk must not lead out of the folder.
        let named = Path::new(&file.name).file_name().is_some_and(|name| name == file.name.as_str());
        let path = old.join(&file.name);
        named
            && path.symlink_metadata().is_ok_and(|is| is.is_file())
            && Written::new(&path).as_ref() == Some(file)
    };
    let gone = before.written.iter().filter(|file| !now.written.iter().any(|new| new.name == file.name));
    gone.filter(|file| ours(file)).map(|file| file.name.clone()).collect()
}

impl Written {
    /// A file as it stands now.
    pub fn new(path: &Path) -> Option<Written> {
        let name = path.file_name()?.to_str()?.to_string();
        let bytes = std::fs::metadata(path).ok()?.len();
        Some(Written { name, bytes, hash: hash(path)?.to_hex().to_string() })
    }
}

/// The hash of all that a run reads, fed in the order of its sources.
pub struct Roll(Hasher);

impl Roll {
    /// Begins with what holds for all sources.
    pub fn new(stamp: Stamp, home: &Path, formats: &[String], excel: bool) -> Roll {
        let mut hasher = Hasher::new();
        hasher.update(stamp.0.as_bytes());
        let formats = format!("{} {excel}", formats.join(","));
        for part in [formats.as_bytes(), home.as_os_str().as_encoded_bytes()] {
            hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
        }
        Roll(hasher)
    }

    /// The next source with the hash of its bytes.
    pub fn feed(&mut self, source: &Source, hash: &Hash) {
        // The path counts because workbooks lead to it.
        let path = std::path::absolute(&source.path).unwrap_or_default();
        for part in [source.name.as_bytes(), path.as_os_str().as_encoded_bytes()] {
            self.0.update(&(part.len() as u64).to_le_bytes()).update(part);
        }
        self.0.update(hash.as_bytes());
    }

    /// The hash of all.
    pub fn close(self) -> String {
        self.0.finalize().to_hex().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Datum;
    use crate::document::Area;

    fn sheets(words: &str) -> Vec<Sheets> {
        let area = Area { page: 1, x: 0.1, y: 2.0, width: 3.0, height: 4.0 };
        let tables = vec![vec![vec![
            Datum::Text(words.into()),
            Datum::Empty,
            Datum::Flag(true),
            Datum::Number(-7),
            Datum::Date("2031-05".into()),
        ]]];
        vec![Sheets { tables, boxes: vec![vec![Some(area), None]], partial: false }; 2]
    }

    fn kept(names: &[&str], stamp: Stamp) -> tempfile::TempDir {
        let out = tempfile::tempdir().unwrap();
        let mut keeper = Keeper::open(out.path(), stamp);
        for name in names {
            keeper.put(name, &Entry::new(blake3::hash(name.as_bytes()), &sheets(name)).unwrap());
        }
        let last = Last {
            read: Some("r".into()),
            sources: names.len(),
            written: vec![],
            summary: Summary::default(),
        };
        keeper.close(&last);
        assert_eq!(Last::open(out.path()), Some(last));
        out
    }

    #[test]
    fn what_was_kept_is_known_by_name_for_the_same_stamp_only() {
        // A name of 32 bytes, like a hash, is a name.
        let long = "b".repeat(32);
        let stamp = Stamp::new([&b"one"[..]]);
        let out = kept(&["a.txt", &long, "c.txt"], stamp);
        let mut known = Known::open(out.path(), stamp);
        for (name, is) in [("a.txt", true), ("aa.txt", false), (&long, true), ("d.txt", false)] {
            let entry = known.take(name);
            assert_eq!(entry.is_some(), is, "{name}");
            if let Some(entry) = entry {
                assert_eq!(entry.hash, blake3::hash(name.as_bytes()));
                assert_eq!(entry.sheets(), Some(sheets(name)));
            }
        }
        assert!(Known::open(out.path(), Stamp::new([&b"two"[..]])).take("a.txt").is_none());
        assert_ne!(Stamp::new([&b"ab"[..], b"c"]), Stamp::new([&b"a"[..], b"bc"]));
    }

    #[test]
    fn damage_anywhere_never_gives_another_entry() {
        let stamp = Stamp::new([]);
        let out = kept(&["a.txt", "b.txt"], stamp);
        let file = out.path().join(FOLDER).join(RECORDS);
        let whole = std::fs::read(&file).unwrap();
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x41;
            for bytes in [&damaged, &whole[..at]] {
                std::fs::write(&file, bytes).unwrap();
                let mut known = Known::open(out.path(), stamp);
                for name in ["a.txt", "b.txt"] {
                    if let Some(entry) = known.take(name) {
                        assert_eq!(entry.sheets(), Some(sheets(name)), "byte {at}");
                    }
                }
            }
        }
    }
}
