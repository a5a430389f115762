//! What the tests share: running the program, folders of their own, tables read back, the grammars.
#![allow(dead_code, reason = "each test file uses its share")]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use letterbook::built_in;
use letterbook::document::Document;
use letterbook::grammar::{Grammar, Mistake};
use letterbook::read::{self, Source};

/// What a run of the program gave.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// A run of the program that is about to start.
pub struct Call {
    command: Command,
    input: Vec<u8>,
}

/// The program with these arguments.
pub fn letterbook<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Call {
    let mut command = Command::new(env!("CARGO_BIN_EXE_letterbook"));
    command.args(arguments);
    Call { command, input: Vec::new() }
}

impl Call {
    pub fn arg(mut self, argument: &str) -> Call {
        self.command.arg(argument);
        self
    }

    pub fn within(mut self, folder: &Path) -> Call {
        self.command.current_dir(folder);
        self
    }

    pub fn input(mut self, bytes: impl AsRef<[u8]>) -> Call {
        self.input = bytes.as_ref().to_vec();
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Call {
        self.command.env(name, value);
        self
    }

    /// Runs to the end. No run of any test may panic.
    #[track_caller]
    pub fn run(mut self) -> Run {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().expect("the program starts");
        let mut stdin = child.stdin.take().expect("standard input is a pipe");
        let input = self.input;
        // Beside the reading of the output, or two full pipes would wait for each other.
        let feed = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let done = child.wait_with_output().expect("the program ends");
        feed.join().expect("the input is fed");
        let run = Run {
            code: done.status.code().unwrap_or(-1),
            out: String::from_utf8(done.stdout).expect("standard output is UTF-8"),
            err: String::from_utf8_lossy(&done.stderr).into_owned(),
        };
        let fault = ["panicked", "a fault of the program"].iter().any(|words| run.err.contains(words));
        assert!(!fault, "{:?} panicked:\n{}", self.command, run.err);
        run
    }
}

impl Run {
    /// This run, if it ended with the code; else the test fails and shows what was said.
    #[track_caller]
    pub fn ends_with(self, code: i32) -> Run {
        assert_eq!(self.code, code, "exit code\n--- out\n{}\n--- err\n{}", self.out, self.err);
        self
    }

    /// This run, if standard error holds the words.
    #[track_caller]
    pub fn says(self, words: &str) -> Run {
        assert!(self.err.contains(words), "{words:?} is not on standard error:\n{}", self.err);
        self
    }

    /// This run, if standard output holds the words.
    #[track_caller]
    pub fn shows(self, words: &str) -> Run {
        assert!(self.out.contains(words), "{words:?} is not on standard output:\n{}", self.out);
        self
    }

    /// Standard output as JSON lines.
    pub fn lines(&self) -> Vec<serde_json::Value> {
        self.out.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
    }
}

/// A folder that goes when the test is over.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Folder {
        Folder(tempfile::tempdir().expect("a temporary folder can be made"))
    }

    /// A folder with these files.
    pub fn with<B: AsRef<[u8]>>(files: &[(&str, B)]) -> Folder {
        let folder = Folder::new();
        for (name, bytes) in files {
            folder.file(name, bytes);
        }
        folder
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("a folder is made");
        std::fs::write(&path, bytes).expect("a file is written");
        path
    }

    pub fn read(&self, name: &str) -> String {
        read_text(&self.path().join(name))
    }
}

pub fn read_text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every file below a folder with its bytes, hidden ones too.
pub fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("the folder is read"));
    let files = files.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).expect("a file stands below its folder");
            (name.display().to_string(), std::fs::read(entry.path()).expect("a file is read"))
        })
        .collect()
}

/// The files of a dataset with their bytes: all below a folder but what letterbook keeps there for itself.
pub fn dataset(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = contents(folder);
    files.retain(|name, _| !name.starts_with(".letterbook"));
    files
}

/// The rows of a CSV file, each its cells by column.
pub fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader =
        csv::Reader::from_path(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let header = reader.headers().expect("a table has a header").clone();
    let rows = reader.records().map(|row| row.expect("a table has as many cells in every row"));
    rows.map(|row| header.iter().zip(&row).map(|(name, cell)| (name.to_string(), cell.to_string())).collect())
        .collect()
}

/// One column of a CSV file.
pub fn column(path: &Path, name: &str) -> Vec<String> {
    table(path).into_iter().map(|mut row| row.remove(name).expect("the column is there")).collect()
}

/// The folder of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder beside the repository, or nothing and a notice where it is absent.
pub fn shared(path: &str) -> Option<PathBuf> {
    let shared = root().join("../shared");
    if !shared.join("letters").is_dir() {
        eprintln!("skipped: there is no ../shared/letters beside the repository");
        return None;
    }
    Some(shared.join(path))
}

/// The documents of a folder that can be read, by name.
pub fn documents(folder: &Path) -> Vec<Document> {
    let (sources, failures) = read::find(&[folder.to_path_buf()]);
    assert!(failures.is_empty(), "{failures:?}");
    let documents: Vec<Document> = sources
        .iter()
        .flat_map(Source::read)
        .map(|read| read.unwrap_or_else(|failure| panic!("{failure:?}")))
        .collect();
    assert!(!documents.is_empty(), "no documents in {}", folder.display());
    documents
}

/// The letters that the repository carries.
pub fn letters() -> Vec<Document> {
    documents(&root().join("input/policing"))
}

/// The family that the program carries, loaded once a test file.
pub fn policing() -> &'static Grammar {
    static POLICING: OnceLock<Grammar> = OnceLock::new();
    POLICING.get_or_init(|| built_in::load("policing").unwrap_or_else(|mistakes| refuse(&mistakes)))
}

/// Fails with the mistakes of a grammar as its author would see them.
#[track_caller]
pub fn refuse(mistakes: &[Mistake]) -> ! {
    let shown: Vec<String> = mistakes.iter().map(|mistake| mistake.render(false)).collect();
    panic!("the grammar does not load\n{}", shown.join("\n\n"))
}

/// The characters `start..end` of a text.
pub fn characters(text: &str, start: usize, end: usize) -> String {
    text.chars().take(end).skip(start).collect()
}

/// Random numbers that are the same in every run (xorshift).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}
