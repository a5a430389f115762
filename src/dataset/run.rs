//! A run: sources to the files of a dataset. What has not changed since the last run is not read again, and
//! the new files take the place of the old ones as a whole.

use std::path::Path;

use rayon::prelude::*;

use super::cache::{self, Entry, Keeper, Known, Last, Roll, Stamp, Written};
use super::set::Fresh;
use super::{FORMATS, Format, Setting, Sheets, Summary, files, headers};
use crate::grammar::Grammar;
use crate::read::{Failure, Source};
use crate::stage::MOST_THINGS;

/// What a run is to do.
pub struct Run<'r> {
    /// What it reads.
    pub sources: &'r [Source],
    /// What could not be found.
    pub unread: &'r [Failure],
    /// The family.
    pub grammar: &'r Grammar,
    /// The folder for the files.
    pub out: &'r Path,
    /// The folder that links in a workbook count from: where the files will stand in the end.
    pub home: &'r Path,
    /// The formats, by name; those that nobody knows are passed over.
    pub formats: &'r [String],
    /// Whether CSV has a byte-order mark and `\r\n`.
    pub excel: bool,
    /// What the reading depends on besides the documents; nothing, for a run that keeps no cache.
    pub stamp: Option<Stamp>,
    /// Whether to read all again, whatever is known.
    pub anew: bool,
}

/// What came of a source.
#[derive(Debug, Clone, Copy)]
pub struct Outcome<'o> {
    /// How many documents it gave.
    pub documents: usize,
    /// How many rows these have, without `documents` and doubts.
    pub rows: usize,
    /// How many doubts.
    pub doubts: usize,
    /// Whether they were known from the last run.
    pub known: bool,
    /// What of it could not be read.
    pub failures: &'o [Failure],
}

/// What is told of each source as soon as it is done, in no order, from several threads.
pub type Tell<'t> = &'t (dyn Fn(&Source, Outcome<'_>) + Sync);

impl Run<'_> {
    /// Does it. A run that is stopped before its end leaves the files of the last one.
    ///
    /// # Errors
    /// A folder that cannot be written to.
    pub fn write(&self, tell: Tell<'_>) -> std::io::Result<Summary> {
        let fresh = Fresh::begin(self.out)?;
        if let Some(summary) = self.unchanged()? {
            return Ok(summary);
        }
        let headers = headers(self.grammar);
        let setting = Setting {
            folder: fresh.folder(),
            home: self.home,
            family: &self.grammar.family,
            headers: &headers,
            excel: self.excel,
        };
        let asked = FORMATS.iter().filter(|format| self.formats.iter().any(|asked| asked == format.0));
        let mut writers: Vec<Box<dyn Format>> =
            asked.map(|(_, open)| open(&setting)).collect::<Result<_, _>>()?;
        let mut summary = Summary::default();
        let mut cache = self.cache(fresh.folder());
        for chunk in self.sources.chunks(MOST_THINGS) {
            let known: Vec<_> = chunk.iter().map(|source| (source, cache.known.take(&source.name))).collect();
            let keeps = cache.keeper.keeps();
            let done: Vec<_> =
                known.into_par_iter().map(|(source, known)| self.one(source, known, keeps, tell)).collect();
            for (source, done) in chunk.iter().zip(done) {
                cache.put(source, done.entry.as_ref());
                for sheets in &done.sheets {
                    summary.take(sheets, done.known);
                    writers.iter_mut().try_for_each(|writer| writer.document(source, sheets))?;
                }
                summary.failures.extend(done.failures);
            }
        }
        summary.failures.splice(0..0, self.unread.iter().cloned());
        for writer in writers {
            writer.finish(&summary.failures)?;
        }
        cache.close(fresh.folder(), self.sources.len(), &summary);
        summary.removed = fresh.publish()?;
        Ok(summary)
    }

    /// What came of the last run, if this one would read and write the very same.
    fn unchanged(&self) -> std::io::Result<Option<Summary>> {
        let (Some(stamp), false) = (self.stamp, self.anew) else { return Ok(None) };
        let Some(last) = Last::open(self.out) else { return Ok(None) };
        if last.sources != self.sources.len() || !self.unread.is_empty() {
            return Ok(None);
        }
        let mut roll = Roll::new(stamp, &std::path::absolute(self.home)?, self.formats, self.excel);
        for chunk in self.sources.chunks(MOST_THINGS) {
            let hashes: Option<Vec<_>> = chunk.par_iter().map(|source| cache::hash(&source.path)).collect();
            let Some(hashes) = hashes else { return Ok(None) };
            chunk.iter().zip(&hashes).for_each(|(source, hash)| roll.feed(source, hash));
        }
        if Some(roll.close()) != last.read || !last.stands(self.out) {
            return Ok(None);
        }
        Ok(Some(Summary { unchanged: last.summary.documents, ..last.summary }))
    }

    fn cache(&self, folder: &Path) -> Cache {
        let Some(stamp) = self.stamp else {
            return Cache { known: Known::none(), keeper: Keeper::none(), roll: None };
        };
        let known = if self.anew { Known::none() } else { Known::open(self.out, stamp) };
        let home = std::path::absolute(self.home).ok();
        let roll = home.map(|home| Roll::new(stamp, &home, self.formats, self.excel));
        Cache { known, keeper: Keeper::open(folder, stamp), roll }
    }

    /// Reads one source, or takes what is known of it.
    fn one(&self, source: &Source, known: Option<Entry>, keeps: bool, tell: Tell<'_>) -> Done {
        let hash = if keeps { cache::hash(&source.path) } else { None };
        if let (Some(entry), Some(hash)) = (known, hash)
            && entry.hash == hash
            && let Some(sheets) = entry.sheets()
        {
            let done = Done { sheets, failures: Vec::new(), entry: Some(entry), known: true };
            done.tell(source, tell);
            return done;
        }
        let mut done = Done { sheets: Vec::new(), failures: Vec::new(), entry: None, known: false };
        for read in super::read(source, self.grammar, |_, sheets| Ok(sheets)) {
            match read {
                Ok(sheets) => done.sheets.push(sheets),
                Err(failure) => done.failures.push(failure),
            }
        }
        done.tell(source, tell);
        // A file that was written to meanwhile is not what was hashed.
        let hash = hash.filter(|hash| cache::hash(&source.path).is_some_and(|now| now == *hash));
        // What could not be read for want of another program may be read when that is there.
        let whole = done.failures.is_empty() && !done.sheets.iter().any(|sheets| sheets.partial);
        if let (Some(hash), true) = (hash, whole) {
            done.entry = Entry::new(hash, &done.sheets);
        }
        done
    }
}

/// What came of a source: the tables of each of its documents, and those that could not be read.
struct Done {
    sheets: Vec<Sheets>,
    failures: Vec<Failure>,
    /// What to keep of it; nothing where something failed.
    entry: Option<Entry>,
    known: bool,
}

impl Done {
    fn tell(&self, source: &Source, tell: Tell<'_>) {
        let counts = self.sheets.iter().map(Sheets::count);
        let (rows, doubts) = counts.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        let documents = self.sheets.len();
        tell(source, Outcome { documents, rows, doubts, known: self.known, failures: &self.failures });
    }
}

/// What is known from the last run and kept for the next.
struct Cache {
    known: Known,
    keeper: Keeper,
    /// The hash of all sources; nothing as soon as one of them has none.
    roll: Option<Roll>,
}

impl Cache {
    fn put(&mut self, source: &Source, entry: Option<&Entry>) {
        match entry {
            Some(entry) => {
                self.keeper.put(&source.name, entry);
                if let Some(roll) = &mut self.roll {
                    roll.feed(source, &entry.hash);
                }
            }
            None => self.roll = None,
        }
    }

    fn close(self, folder: &Path, sources: usize, summary: &Summary) {
        let written = || -> Option<Vec<Written>> {
            let files = files(folder).ok()?.into_iter();
            let data = files.filter(|file| file.is_file() && !super::set::is_ours(file));
            data.map(|file| Written::new(&file)).collect()
        };
        let read = self.roll.map(Roll::close);
        if let Some(written) = written() {
            self.keeper.close(&Last { read, sources, written, summary: summary.clone() });
        }
    }
}
