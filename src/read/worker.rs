//! A worker process: it reads files that it is sent, within limits of memory and time, one after the other.
//!
//! It knows nothing of grammars. [`super::pool`] starts workers and asks them. A request is the length of the
//! name (4 bytes), that of the file (8 bytes), both little-endian, the name and the bytes of the file; an
//! answer is its length (8 bytes) and the documents in the format of the crate `postcard`.

use std::io::{ErrorKind, Read, Write};

use super::{Failure, unread};
use crate::document::Document;

/// What a worker answers, for the wire: documents, or names with the reason why there is none.
type Answer = Vec<Result<Document, (String, String)>>;

/// More bytes than this are no answer.
pub const MOST_ANSWERED: u64 = 64 << 20;

/// Answers requests on standard input until it ends. Each may use so many seconds of the processor, the
/// process so many MiB of memory; where the system knows no such limits, there are none.
///
/// # Errors
/// What the reading of requests or the writing of answers fails with.
pub fn serve(seconds: u64, mebibytes: u64) -> std::io::Result<()> {
    // Whoever asked is told in the answer.
    std::panic::set_hook(Box::new(|_| {}));
    limit_memory(mebibytes);
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    loop {
        let mut lengths = [0; 12];
        match input.read_exact(&mut lengths) {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(()),
            read => read?,
        }
        let (name, file) = lengths.split_at(4);
        let name = u32::from_le_bytes(name.try_into().unwrap_or_default());
        let file = u64::from_le_bytes(file.try_into().unwrap_or_default());
        let (mut called, mut bytes) = (vec![0; name as usize], vec![0; file as usize]);
        input.read_exact(&mut called)?;
        input.read_exact(&mut bytes)?;
        limit_time(seconds);
        let name = String::from_utf8_lossy(&called);
        let mut answer = encode(super::documents(&name, &bytes));
        if answer.len() as u64 > MOST_ANSWERED {
            let why = format!("holds more than {} MiB of text", MOST_ANSWERED >> 20);
            answer = encode(vec![Err(unread(&name, why))]);
        }
        output.write_all(&(answer.len() as u64).to_le_bytes())?;
        output.write_all(&answer)?;
        output.flush()?;
    }
}

fn encode(documents: Vec<Result<Document, Failure>>) -> Vec<u8> {
    let answer: Answer =
        documents.into_iter().map(|read| read.map_err(|failure| (failure.source, failure.error))).collect();
    postcard::to_allocvec(&answer).unwrap_or_default()
}

/// The documents of an answer; `None` if it is none.
pub fn decode(answer: &[u8]) -> Option<Vec<Result<Document, Failure>>> {
    let answer: Answer = postcard::from_bytes(answer).ok()?;
    let documents = answer.into_iter().map(|read| read.map_err(|(name, why)| unread(&name, why)));
    Some(documents.collect())
}

#[cfg(unix)]
fn limit_memory(mebibytes: u64) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let most = Some(mebibytes.saturating_mul(1 << 20));
    // A system that refuses has other limits of its own; the time limit still holds.
    let _ = setrlimit(Resource::As, Rlimit { current: most, maximum: most });
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
}

/// The one who asks ends a worker that takes too long; this ends it, too, if that one is gone.
#[cfg(unix)]
fn limit_time(seconds: u64) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let used = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime).tv_sec;
    let most = u64::try_from(used).unwrap_or_default().saturating_add(seconds).saturating_add(2);
    let Rlimit { maximum, .. } = getrlimit(Resource::Cpu);
    let _ = setrlimit(Resource::Cpu, Rlimit { current: Some(most), maximum });
}

#[cfg(not(unix))]
fn limit_memory(_: u64) {}

#[cfg(not(unix))]
fn limit_time(_: u64) {}
