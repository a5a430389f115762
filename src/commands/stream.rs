//! `letterbook stream`: JSON lines in, one record a line out, in the same order.

use std::io::{BufReader, Read, Write};
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, sync_channel};

use letterbook::stage::{FULL, MOST_THINGS, results, work_through};
use letterbook::stream::{LONGEST_LINE, Line, Recorder, next_line};

use super::{Done, chosen, no_input, threads};
use crate::{Family, Jobs};

/// What is asked of standard input at once.
const BUFFER: usize = 256 << 10;

/// Runs the command.
///
/// One thread reads, one sees to the work and this one writes. When this one ends, because all is done or
/// because nobody reads the records, the program ends and the others with it.
pub fn run(family: &Family, jobs: &Jobs) -> Done {
    threads(jobs)?;
    let recorder = Recorder::new(chosen(family)?);
    let lines = lines(std::io::stdin());
    let (sender, records) = results();
    std::thread::spawn(move || {
        let work = |line: std::io::Result<Line>| line.map(|line| recorder.record(&line));
        work_through(batches(&lines), work, sender);
    });
    let mut out = std::io::stdout().lock();
    for batch in records {
        let mut bytes = Vec::new();
        let mut unread = None;
        for record in batch {
            match record {
                Ok(record) => bytes.extend(record),
                Err(error) => unread = Some(error),
            }
        }
        out.write_all(&bytes)?;
        out.flush()?;
        if let Some(error) = unread {
            return Err(no_input(&error));
        }
    }
    Ok(ExitCode::SUCCESS)
}

type Lines = Vec<std::io::Result<Line>>;

/// The lines of an input as they come: as many at once as there are without waiting.
fn lines(input: impl Read + Send + 'static) -> Receiver<Lines> {
    let (sender, receiver) = sync_channel::<Lines>(2);
    std::thread::spawn(move || {
        let mut input = BufReader::with_capacity(BUFFER, input);
        let mut lines = Lines::new();
        loop {
            let line = next_line(&mut input, LONGEST_LINE).transpose();
            let last = !matches!(line, Some(Ok(_)));
            lines.extend(line);
            let more = memchr::memchr(b'\n', input.buffer()).is_some() && lines.len() < MOST_THINGS;
            if more && !last {
                continue;
            }
            let taken = sender.send(std::mem::take(&mut lines));
            if last || taken.is_err() {
                return;
            }
        }
    });
    receiver
}

/// Batches of what has come: nothing waits for lines that are still to come.
fn batches(lines: &Receiver<Lines>) -> impl Iterator<Item = Lines> {
    std::iter::from_fn(move || {
        let mut batch = lines.recv().ok()?;
        let size = |lines: &Lines| -> u64 { lines.iter().flatten().map(Line::size).sum() };
        let mut bytes = size(&batch);
        while batch.len() < MOST_THINGS
            && bytes < FULL
            && let Ok(more) = lines.try_recv()
        {
            bytes += size(&more);
            batch.extend(more);
        }
        Some(batch)
    })
}
