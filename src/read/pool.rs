//! Worker processes for files that may harm the one that reads them, started when the first such file comes.
//!
//! A worker that takes too long is ended and replaced; one that ends by itself, too. Either way the file becomes a
//! failure and the run goes on. What a worker does is in [`super::worker`].

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Mutex, OnceLock};
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
    files: usize,
    ended: bool,
}

/// Why a worker gave no answer.
enum Lost {
    Slow,
    Memory,
    Depth,
    Broken,
}

impl Pool {
    /// The documents of a file, read by a worker. Never panics and never waits longer than the limit.
    pub fn read(&self, name: &str, bytes: &[u8]) -> Vec<Result<Document, Failure>> {
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        let fresh = idle.is_none();
        let mut read = self.ask(idle, name, bytes);
        // It may have been the files before that used up the memory.
        if !fresh && matches!(read, Err(Lost::Memory | Lost::Broken)) {
            read = self.ask(None, name, bytes);
        }
        read.unwrap_or_else(|lost| vec![Err(unread(name, self.reason(&lost)))])
    }

    fn ask(
        &self,
        worker: Option<Worker>,
        name: &str,
        bytes: &[u8],
    ) -> Result<Vec<Result<Document, Failure>>, Lost> {
        let mut worker = match worker {
            Some(worker) => worker,
            None => Worker::start(&self.limits).ok_or(Lost::Broken)?,
        };
        let answer = worker.ask(name, bytes, Duration::from_secs(self.limits.seconds))?;
        worker.files += 1;
        if worker.files < MOST_FILES
            && let Ok(mut idle) = self.idle.lock()
        {
            idle.push(worker);
        }
        worker::decode(&answer).filter(|read| !read.is_empty()).ok_or(Lost::Broken)
    }

    fn reason(&self, lost: &Lost) -> String {
        let Limits { seconds, mebibytes, .. } = self.limits;
        match lost {
            Lost::Slow => {
                format!("takes longer than {seconds} s to read; raise --time-limit, or save it anew")
            }
            Lost::Memory => {
                format!("needs more than {mebibytes} MiB to read; raise --memory-limit, or save it anew")
            }
            Lost::Depth => "broken: its parts lie in each other without end".into(),
            Lost::Broken => "broken: its reader stopped; open it in another program and save it anew".into(),
        }
    }
}

impl Worker {
    fn start(limits: &Limits) -> Option<Worker> {
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
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().ok()?;
        let mut output = child.stdout.take()?;
        let (send, answers) = channel();
        std::thread::spawn(move || {
            while let Some(answer) = receive(&mut output) {
                if send.send(answer).is_err() {
                    break;
                }
            }
        });
        Some(Worker { child, answers, files: 0, ended: false })
    }

    fn ask(&mut self, name: &str, bytes: &[u8], limit: Duration) -> Result<Vec<u8>, Lost> {
        // A worker that is gone is noticed below.
        let _ = self.send(name, bytes);
        match self.answers.recv_timeout(limit) {
            Ok(answer) => Ok(answer),
            Err(RecvTimeoutError::Timeout) => Err(Lost::Slow),
            Err(RecvTimeoutError::Disconnected) => Err(self.autopsy()),
        }
    }

    fn send(&mut self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        let Some(input) = self.child.stdin.as_mut() else { return Ok(()) };
        input.write_all(&(name.len() as u32).to_le_bytes())?;
        input.write_all(&(bytes.len() as u64).to_le_bytes())?;
        input.write_all(name.as_bytes())?;
        input.write_all(bytes)?;
        input.flush()
    }

    /// Why a worker ended: its last words tell.
    fn autopsy(&mut self) -> Lost {
        let slow = self.end().is_some_and(|status| is_out_of_time(&status));
        let mut words = String::new();
        if let Some(error) = self.child.stderr.take() {
            let _ = error.take(4096).read_to_string(&mut words);
        }
        match words {
            _ if slow => Lost::Slow,
            words if words.contains("memory allocation") => Lost::Memory,
            words if words.contains("overflowed its stack") => Lost::Depth,
            _ => Lost::Broken,
        }
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
