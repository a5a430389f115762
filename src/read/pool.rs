//! Worker processes for files that may harm the one that reads them, started when the first such file comes.
//!
//! A worker that takes too long is ended and replaced; one that ends by itself, too. Either way the file
//! becomes a failure and the run goes on. What a worker does is in [`super::worker`].

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Mutex, OnceLock};
use std::thread::Builder;
use std::time::Duration;

use super::worker::{self, MOST_ANSWERED};
use super::{Failure, unread};
use crate::document::Document;

/// What workers may use, and how they are started.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The program to start as a worker, and its first arguments; `--time-limit` and `--memory-limit` follow.
    pub program: (PathBuf, Vec<String>),
    /// Seconds for a file.
    pub seconds: u64,
    /// MiB of memory for a worker.
    pub mebibytes: u64,
    /// Where text read from pictures is kept, if anywhere.
    pub kept: Option<PathBuf>,
}

/// Workers that wait for files.
pub struct Pool {
    limits: Limits,
    idle: Mutex<Vec<Worker>>,
}

static RUNNING: OnceLock<Pool> = OnceLock::new();

/// Has all files but plain text read in workers from now on. The first call counts.
pub fn start(limits: Limits) {
    let _ = RUNNING.set(Pool { limits, idle: Mutex::new(Vec::new()) });
}

/// The workers, if [`start`] was called.
pub fn running() -> Option<&'static Pool> {
    RUNNING.get()
}

/// A worker is replaced after so many files: what it holds of them is given back.
const MOST_FILES: usize = 250;

struct Worker {
    child: Child,
    answers: Receiver<Vec<u8>>,
    /// The last that it said on standard error, once it has ended.
    last_words: Receiver<String>,
    files: usize,
    ended: bool,
}

/// Why a worker gave no answer.
enum NoAnswer {
    /// There is none: the system would not start it.
    Unstarted(String),
    Slow,
    Memory,
    Depth,
    Broken,
}

/// What the runtime of Rust says on standard error before it ends a process. There is no other sign of it
/// that safe code could give; a test holds both to what is said.
const SAID: [(&str, NoAnswer); 2] =
    [("memory allocation of", NoAnswer::Memory), ("overflowed its stack", NoAnswer::Depth)];
/// So much of what a worker says on standard error is kept, in bytes.
const LAST_WORDS: usize = 4096;
/// So long a worker that was ended may take to close its standard error.
const FAREWELL: Duration = Duration::from_secs(1);

impl Pool {
    /// The documents of a file, read by a worker. Never panics, and waits no longer than the limit; twice
    /// that where a worker that had read other files ended and a new one tries again.
    pub fn read(&self, name: &str, bytes: &[u8]) -> Vec<Result<Document, Failure>> {
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        let fresh = idle.is_none();
        let mut read = self.ask(idle, name, bytes);
        // It may have been the files before that used up the memory.
        if !fresh && matches!(read, Err(NoAnswer::Memory | NoAnswer::Broken)) {
            read = self.ask(None, name, bytes);
        }
        read.unwrap_or_else(|lost| vec![Err(unread(name, self.reason(&lost)))])
    }

    fn ask(
        &self,
        worker: Option<Worker>,
        name: &str,
        bytes: &[u8],
    ) -> Result<Vec<Result<Document, Failure>>, NoAnswer> {
        let mut worker = match worker {
            Some(worker) => worker,
            None => {
                Worker::start(&self.limits).map_err(|error| NoAnswer::Unstarted(super::reason(&error)))?
            }
        };
        let answer = worker.ask(name, bytes, Duration::from_secs(self.limits.seconds))?;
        worker.files += 1;
        if worker.files < MOST_FILES
            && let Ok(mut idle) = self.idle.lock()
        {
            idle.push(worker);
        }
        worker::decode(&answer).filter(|read| !read.is_empty()).ok_or(NoAnswer::Broken)
    }

    fn reason(&self, lost: &NoAnswer) -> String {
        let Limits { seconds, mebibytes, .. } = self.limits;
        match lost {
            NoAnswer::Unstarted(why) => format!(
                "no process could be started to read it: {why}; end other programs or raise the limits of the system \
                 (ulimit), and run again"
            ),
            NoAnswer::Slow => {
                format!("takes longer than {seconds} s to read; raise --time-limit, or save it anew")
            }
            NoAnswer::Memory => {
                format!("needs more than {mebibytes} MiB to read; raise --memory-limit, or save it anew")
            }
            NoAnswer::Depth => "broken: its parts lie in each other without end".into(),
            NoAnswer::Broken => {
                "broken: its reader stopped; open it in another program and save it anew".into()
            }
        }
    }
}

impl Worker {
    fn start(limits: &Limits) -> std::io::Result<Worker> {
        let mut command = Command::new(&limits.program.0);
        command.args(&limits.program.1);
        command.arg("--time-limit").arg(limits.seconds.to_string());
        command.arg("--memory-limit").arg(limits.mebibytes.to_string());
        // What the allocator holds in reserve from the start would not count against the limit.
        command.env("MIMALLOC_ARENA_RESERVE", "16MiB");
        if let Some(folder) = &limits.kept {
            command.arg("--ocr-cache").arg(folder);
        }
        #[cfg(unix)]
        {
            // A group of its own, so that what it starts ends with it.
            use std::os::unix::process::CommandExt;
            command.process_group(0);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let (output, error) = (child.stdout.take(), child.stderr.take());
        let (answer, answers) = channel();
        let (say, last_words) = channel();
        let worker = Worker { child, answers, last_words, files: 0, ended: false };
        // A pipe that nobody empties would hold the worker up.
        Builder::new().spawn(move || {
            let mut output = output;
            while let Some(one) = output.as_mut().and_then(receive) {
                if answer.send(one).is_err() {
                    break;
                }
            }
        })?;
        Builder::new().spawn(move || drop(say.send(error.map(last_words_of).unwrap_or_default())))?;
        Ok(worker)
    }

    fn ask(&mut self, name: &str, bytes: &[u8], limit: Duration) -> Result<Vec<u8>, NoAnswer> {
        let Some(mut input) = self.child.stdin.take() else { return Err(NoAnswer::Broken) };
        std::thread::scope(|scope| {
            // A worker that does not read would hold up whoever writes. One that is gone is noticed below.
            let writing = Builder::new().spawn_scoped(scope, move || {
                let _ = send(&mut input, name, bytes);
                input
            });
            let writing = writing.map_err(|error| NoAnswer::Unstarted(super::reason(&error)))?;
            match self.answers.recv_timeout(limit) {
                Ok(answer) => {
                    self.child.stdin = writing.join().ok();
                    Ok(answer)
                }
                // Either ends the worker, and with it the writing.
                Err(RecvTimeoutError::Timeout) => {
                    self.end();
                    Err(NoAnswer::Slow)
                }
                Err(RecvTimeoutError::Disconnected) => Err(self.autopsy()),
            }
        })
    }

    /// Why a worker ended: its last words tell.
    fn autopsy(&mut self) -> NoAnswer {
        if self.end().is_some_and(|status| is_out_of_time(&status)) {
            return NoAnswer::Slow;
        }
        let words = self.last_words.recv_timeout(FAREWELL).unwrap_or_default();
        let said = SAID.into_iter().find(|(said, _)| words.contains(said));
        said.map_or(NoAnswer::Broken, |(_, lost)| lost)
    }

    /// Ends the worker and all that it started, and says how it ended.
    fn end(&mut self) -> Option<ExitStatus> {
        // Once it was waited for, its number may be that of another process.
        if std::mem::replace(&mut self.ended, true) {
            return None;
        }
        #[cfg(unix)]
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw) {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = self.child.kill();
        self.child.wait().ok()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(unix)]
fn is_out_of_time(status: &ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    status.signal() == Some(rustix::process::Signal::XCPU.as_raw())
}

#[cfg(not(unix))]
fn is_out_of_time(_: &ExitStatus) -> bool {
    false
}

/// Sends a request, as [`worker`] says what that is.
fn send(input: &mut impl Write, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    input.write_all(&(name.len() as u32).to_le_bytes())?;
    input.write_all(&(bytes.len() as u64).to_le_bytes())?;
    input.write_all(name.as_bytes())?;
    input.write_all(bytes)?;
    input.flush()
}

/// The end of what is said, when all is said.
fn last_words_of(mut error: impl Read) -> String {
    let (mut words, mut chunk) = (Vec::new(), [0; LAST_WORDS]);
    while let Ok(length @ 1..) = error.read(&mut chunk) {
        words.extend_from_slice(&chunk[..length]);
        words.drain(..words.len().saturating_sub(LAST_WORDS));
    }
    String::from_utf8_lossy(&words).into_owned()
}

/// The next answer, if there is one.
fn receive(output: &mut impl Read) -> Option<Vec<u8>> {
    let mut length = [0; 8];
    output.read_exact(&mut length).ok()?;
    let length = u64::from_le_bytes(length);
    if length > MOST_ANSWERED {
        return None;
    }
    let mut answer = Vec::new();
    output.take(length).read_to_end(&mut answer).ok()?;
    (answer.len() as u64 == length).then_some(answer)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// Each line: what is started in place of a worker, and how the reason begins that is given for a file.
    #[test]
    fn workers_that_do_not_start_or_read_or_end_are_told_apart_within_the_limit() {
        for (program, script, said) in [
            (
                "/no/such/program",
                "",
                "no process could be started to read it: there is no such file or folder; end other",
            ),
            ("/bin/sh", "sleep 60", "takes longer than 5 s to read"),
            ("/bin/sh", "sleep 60 > /dev/null & exit", "broken: its reader stopped"),
            // More than a pipe holds.
            ("/bin/sh", "head -c 1000000 /dev/zero >&2", "broken: its reader stopped"),
            ("/bin/sh", "echo memory allocation of 9 bytes failed >&2", "needs more than 64 MiB to read"),
            (
                "/bin/sh",
                "echo thread 'main' has overflowed its stack >&2",
                "broken: its parts lie in each other",
            ),
        ] {
            let program = (program.into(), vec!["-c".into(), script.into()]);
            let limits = Limits { program, seconds: 5, mebibytes: 64, kept: None };
            let begun = std::time::Instant::now();
            // More than a pipe holds, and nobody reads it.
            let read = Pool { limits, idle: Mutex::default() }.read("a.pdf", &vec![0; 1 << 20]);
            let why: Vec<String> = read.into_iter().filter_map(|read| Some(read.err()?.error)).collect();
            assert!(matches!(why.as_slice(), [why] if why.starts_with(said)), "{script}: {why:?}");
            assert!(begun.elapsed() < Duration::from_secs(30), "{script}");
        }
    }
}
