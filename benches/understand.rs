//! What the understanding of a document costs over the least it could cost.
//!
//! On the same bytes, in memory, on one thread: (a) one Aho-Corasick pass with all cues, the floor; (b) the
//! whole understanding: segment, extract, resolve. Times are noisy, so only their ratio is worth quoting.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use aho_corasick::AhoCorasick;
use letterbook::dataset::Sheets;
use letterbook::document::Document;
use letterbook::{built_in, read, understand};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The least that is measured at once.
const BYTES: usize = 1 << 19;
const ROUNDS: usize = 7;

fn main() {
    let started = Instant::now();
    let grammar = built_in::load("policing").unwrap_or_else(|_| panic!("the built-in grammar does not load"));
    println!("start-up: the built-in grammar loads in {:.1} ms", milliseconds(started.elapsed()));
    println!("{} rules, {} cues", grammar.rules.len(), grammar.cues.words().len());
    let floor = AhoCorasick::builder().ascii_case_insensitive(true).build(grammar.cues.words());
    let floor = floor.unwrap_or_else(|error| panic!("the cues make no automaton: {error}"));

    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("input/policing");
    let (sources, _) = read::find(&[PathBuf::from(&folder)]);
    let letters: Vec<Document> = sources.iter().flat_map(read::Source::read).flatten().collect();
    let bytes: usize = letters.iter().map(|letter| letter.text.len()).sum();
    let copies = BYTES.div_ceil(bytes.max(1));
    println!(
        "{} letters of {} bytes on average, {copies} times",
        letters.len(),
        bytes / letters.len().max(1)
    );

    let mut times: [Vec<Duration>; 3] = Default::default();
    for _ in 0..ROUNDS {
        // The three in turn, so that a slow moment of the machine falls on all.
        times[0].push(time(&letters, copies, |letter| floor.find_overlapping_iter(&letter.text).count()));
        times[1].push(time(&letters, copies, |letter| understand(letter, &grammar)));
        times[2].push(time(&letters, copies, |letter| {
            let record = understand(letter, &grammar);
            Sheets::new(letter, &grammar, &record)
        }));
    }
    let ratio = median(times[1].iter().zip(&times[0]).map(|(b, a)| b.as_secs_f64() / a.as_secs_f64()));
    let [floor, whole, tables] =
        times.map(|times| Duration::from_secs_f64(median(times.iter().map(Duration::as_secs_f64))));
    let rate = |time: Duration| (bytes * copies) as f64 / 1e6 / time.as_secs_f64();
    println!("(a) one pass with all cues      {:8.1} MB/s", rate(floor));
    println!("(b) segment, extract, resolve   {:8.1} MB/s", rate(whole));
    println!("(c) the same, and its tables    {:8.1} MB/s", rate(tables));
    println!("(b)/(a) {ratio:.1}");
}

/// The time for all letters, each so many times.
fn time<T>(letters: &[Document], copies: usize, work: impl Fn(&Document) -> T) -> Duration {
    let started = Instant::now();
    for letter in letters {
        for _ in 0..copies {
            black_box(work(letter));
        }
    }
    started.elapsed()
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
