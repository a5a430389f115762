//! What a whole run costs over the least it could cost, and how that grows.
//!
//! On the same letters: (a) one Aho-Corasick pass with all cues, the floor; (b) understanding, on one thread,
//! in memory; (c) `extract` from files to CSV, on all cores; (d) `stream`. Then how (b) grows with the size
//! of a document and the number of rules, and how (c) and (d) grow with the number of documents, with their
//! memory. `BENCH_MB` says how much text (a) to (d) get [8], `BENCH_DOCUMENTS` the most documents [10000],
//! both in whole numbers. Times are noisy, so only their ratios are worth quoting.

use std::fs::File;
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use aho_corasick::AhoCorasick;
use letterbook::document::Document;
use letterbook::grammar::{Grammar, load};
use letterbook::{built_in, read, understand};
use regex::{Captures, Regex};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const FAMILY: &str = "policing";

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("input").join(FAMILY);
    let (sources, _) = read::find(&[PathBuf::from(&folder)]);
    let letters: Vec<Document> =
        sources.iter().flat_map(|source| source.read()).filter_map(Result::ok).collect();
    let grammar = family(&built_in::files());
    four_ways(&letters, &grammar);
    by_size(&letters, &grammar);
    by_rules(&letters);
    by_number(&letters);
}

fn family(files: &load::Files) -> Grammar {
    load::load(files, FAMILY).unwrap_or_else(|mistakes| {
        panic!("{}", mistakes.first().map(|mistake| mistake.render(false)).unwrap_or_default())
    })
}

fn asked(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|asked| asked.parse().ok()).unwrap_or(otherwise)
}

fn seconds<T>(work: impl FnOnce() -> T) -> f64 {
    let begun = Instant::now();
    black_box(work());
    begun.elapsed().as_secs_f64()
}

fn four_ways(letters: &[Document], grammar: &Grammar) {
    let bytes: usize = letters.iter().map(|letter| letter.text.len()).sum();
    let copies = (asked("BENCH_MB", 8) << 20).div_ceil(bytes.max(1));
    let megabytes = (bytes * copies) as f64 / 1e6;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!("{} letters {copies} times: {megabytes:.1} MB, {cores} cores", letters.len());
    let cues = AhoCorasick::builder().ascii_case_insensitive(true).build(grammar.cues.words());
    let cues = cues.unwrap_or_else(|error| panic!("the cues make no automaton: {error}"));
    let all = |work: &dyn Fn(&Document) -> usize| {
        seconds(|| (0..copies).map(|_| letters.iter().map(work).sum::<usize>()).sum::<usize>())
    };
    let floor = all(&|letter| cues.find_overlapping_iter(&letter.text).count());
    let one = all(&|letter| understand(letter, grammar).rows.len());
    let folder = Folder::new(letters, letters.len() * copies);
    let (extract, _) = folder.extract();
    let (stream, _) = folder.stream();
    let rate = |name: &str, time: f64, words: &str| {
        println!("{name} {:8.1} MB/s  {:6.1} times (a){words}", megabytes / time, time / floor);
    };
    rate("(a) one pass with all cues         ", floor, "");
    rate("(b) understand, one thread         ", one, "");
    let share = |time: f64| format!("; {:.2} of (b) a core", one / time / cores as f64);
    rate("(c) extract, files to CSV, all cores", extract, &share(extract));
    rate("(d) stream, all cores              ", stream, &share(stream));
}

fn by_size(letters: &[Document], grammar: &Grammar) {
    println!("\nsize of a document, and the speed of (b):");
    let all: String = letters.iter().map(|letter| letter.text.as_str()).collect();
    let mut first = None;
    for bytes in [1 << 10, 10 << 10, 100 << 10, 1 << 20, 10 << 20] {
        let text = all.repeat(bytes / all.len() + 1);
        let document = Document::new("any", &text[..text.floor_char_boundary(bytes)]);
        let times = (1 << 20) / bytes + 1;
        let time = seconds(|| (0..times).for_each(|_| drop(understand(&document, grammar))));
        let a_byte = time / (times * bytes) as f64;
        let ratio = a_byte / *first.get_or_insert(a_byte);
        println!(
            "{:>8} kB {:8.2} MB/s  {ratio:5.2} times the time a byte of 1 kB",
            bytes >> 10,
            1e-6 / a_byte
        );
    }
}

/// The rules of the family once more, so many times, with other words in their patterns.
fn copied(times: usize) -> load::Files {
    let mut files = built_in::files();
    let pattern = Regex::new(r"(?s)match = ('''.*?'''|'[^']*')").unwrap_or_else(|error| panic!("{error}"));
    let piece = Regex::new(r"\{[^}]*\}|\[[^\]]*\]|\\.|\(\?[a-z-]*:?|[a-z]{4,}|.")
        .unwrap_or_else(|error| panic!("{error}"));
    let fields: Vec<(String, String)> = (files.iter())
        .filter(|(path, text)| {
            path.starts_with(&format!("{FAMILY}/"))
                && path.matches('/').count() == 1
                && text.contains("[[rule]]")
        })
        .map(|(path, text)| (path.trim_end_matches(".toml").to_string(), text.to_string()))
        .collect();
    for copy in 1..times {
        let end = char::from(b'a' + (copy % 26) as u8);
        let other = |whole: &Captures<'_>| {
            let words = piece.replace_all(&whole[1], |one: &Captures<'_>| {
                let same = !one[0].starts_with(|c: char| c.is_ascii_lowercase()) || one[0].len() < 4;
                if same { one[0].to_string() } else { format!("{}q{end}", &one[0]) }
            });
            format!("match = {words}")
        };
        for (path, text) in &fields {
            files.insert(format!("{path}_{copy}.toml"), pattern.replace_all(text, other).into_owned().into());
        }
    }
    files
}

fn by_rules(letters: &[Document]) {
    println!("\nrules, and the time of (b):");
    let mut first = None;
    for times in [1, 4, 16] {
        let grammar = family(&copied(times));
        let rounds = || seconds(|| letters.iter().for_each(|letter| drop(understand(letter, &grammar))));
        rounds();
        let time = (0..5).map(|_| rounds()).fold(f64::INFINITY, f64::min);
        let ratio = time / *first.get_or_insert(time);
        println!("{:>8} rules {:8.1} ms  {ratio:5.2} times the time", grammar.rules.len(), time * 1e3);
    }
}

fn by_number(letters: &[Document]) {
    println!("\nnumber of documents, and the time and the memory of (c) and (d):");
    let most = asked("BENCH_DOCUMENTS", 10_000);
    for number in [1, 100, 1_000, 10_000, 100_000, 1_000_000].into_iter().filter(|number| *number <= most) {
        let folder = Folder::new(letters, number);
        let ((extract, first), (stream, second)) = (folder.extract(), folder.stream());
        println!(
            "{number:>8} documents  extract {:9.1} ms, {first:4} MB  stream {:9.1} ms, {second:4} MB",
            extract * 1e3,
            stream * 1e3
        );
    }
}

/// Letters as files in folders of a thousand, and as lines. Equal letters are links to one file.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new(letters: &[Document], number: usize) -> Folder {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("no temporary folder: {error}"));
        let filled = Folder::fill(folder.path(), letters, number);
        filled.unwrap_or_else(|error| panic!("the temporary folder cannot be filled: {error}"));
        Folder(folder)
    }

    fn fill(folder: &Path, letters: &[Document], number: usize) -> std::io::Result<()> {
        let mut lines = BufWriter::new(File::create(folder.join("lines"))?);
        for at in 0..number {
            let letter = &letters[at % letters.len()];
            let shelf = folder.join(format!("files/{:04}", at / 1000));
            let path = shelf.join(format!("{:03}.txt", at % 1000));
            std::fs::create_dir_all(&shelf)?;
            // A file may have some ten thousand links.
            let model = folder.join(format!("models/{}-{}", at % letters.len(), at / letters.len() / 10_000));
            if !model.exists() {
                std::fs::create_dir_all(folder.join("models"))?;
                std::fs::write(&model, &letter.text)?;
            }
            std::fs::hard_link(&model, path)?;
            serde_json::to_writer(
                &mut lines,
                &serde_json::json!({ "document": at.to_string(), "text": letter.text }),
            )?;
            lines.write_all(b"\n")?;
        }
        lines.flush()
    }

    fn extract(&self) -> (f64, usize) {
        let out = self.0.path().join("out");
        let mut command = Command::new(env!("CARGO_BIN_EXE_letterbook"));
        command.args(["extract", "--format", "csv", "--out"]).arg(out).arg(self.0.path().join("files"));
        run(&mut command)
    }

    fn stream(&self) -> (f64, usize) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_letterbook"));
        let lines = File::open(self.0.path().join("lines"));
        command.arg("stream").stdin(lines.unwrap_or_else(|error| panic!("{error}")));
        run(&mut command)
    }
}

/// The seconds and the most megabytes of a run; 0 where the system does not tell.
fn run(command: &mut Command) -> (f64, usize) {
    let begun = Instant::now();
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut child: Child = child.unwrap_or_else(|error| panic!("the program does not start: {error}"));
    let mut most = 0;
    while let Ok(None) = child.try_wait() {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<usize>().ok());
        most = most.max(peak.unwrap_or(0) >> 10);
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    (begun.elapsed().as_secs_f64(), most)
}
