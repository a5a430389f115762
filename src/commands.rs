//! What each command does, and what they share: loading grammars and stopping with a message.

/// Says something to the user, on standard error. That nobody reads it any more must not stop the work.
macro_rules! say {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($words)*);
    }};
}

pub mod explain;
pub mod extract;
pub mod find;
pub mod manual;
pub mod new;
pub mod score;
pub mod stream;
pub mod test;
pub mod worker;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use letterbook::grammar::{Grammar, Mistake, load, mistake};
use letterbook::read::reason;
use letterbook::{built_in, stage, terminal};

use crate::{Family, Grammars, Jobs};

/// Examples, gold or datasets differ.
pub const DIFFERS: u8 = 1;
/// A grammar or an argument is at fault.
pub const FAULT: u8 = 2;
/// Some documents could not be read.
pub const UNREAD: u8 = 3;

/// The family that is meant where none is named.
const DEFAULT_FAMILY: &str = "policing";

/// Why a command cannot go on.
pub enum Stop {
    /// A sentence for the user, and the exit code.
    Message(String, u8),
    /// Mistakes in a grammar.
    Mistakes(Vec<Mistake>),
    /// Whoever read the output has closed it.
    Closed,
}

impl Stop {
    /// A fault in an argument or a grammar.
    pub fn fault(message: impl Into<String>) -> Stop {
        Stop::Message(message.into(), FAULT)
    }

    /// Tells the user and gives the exit code.
    pub fn report(self) -> ExitCode {
        match self {
            Stop::Message(message, code) => {
                say!("letterbook: {}", terminal::line(&message));
                ExitCode::from(code)
            }
            Stop::Mistakes(mistakes) => {
                let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
                for mistake in &mistakes {
                    say!("{}\n", mistake.render(colour));
                }
                let number = mistakes.len();
                let noun = if number == 1 { "mistake" } else { "mistakes" };
                say!("letterbook: {number} {noun} in the grammars; nothing was done");
                ExitCode::from(FAULT)
            }
            Stop::Closed => ExitCode::SUCCESS,
        }
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Stop {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Stop::Closed,
            _ => Stop::fault(reason(&error)),
        }
    }
}

/// Standard input that cannot be read.
pub fn no_input(error: &std::io::Error) -> Stop {
    Stop::fault(match error.kind() {
        std::io::ErrorKind::IsADirectory => {
            "standard input is a folder (directory), not lines; `letterbook extract FOLDER --out DIR` reads folders".into()
        }
        _ => format!("standard input cannot be read: {}", reason(error)),
    })
}

/// A fault in `--format`, with what there is instead.
pub fn no_format<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Stop {
    let known: Vec<&str> = known.collect();
    let more =
        if wrong == "parquet" { "; it is only there where built with `--features parquet`" } else { "" };
    Stop::fault(format!("no format `{wrong}`; there are {}{more}", known.join(", ")))
}

/// Stops where there is none of the files and folders: a slip of the finger must not empty the tables of an
/// earlier run.
pub fn any_there(paths: &[PathBuf]) -> Result<(), Stop> {
    let missing = |path: &PathBuf| {
        std::fs::symlink_metadata(path).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
    };
    if !paths.iter().all(missing) {
        return Ok(());
    }
    let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    Err(Stop::fault(format!("there is no such file or folder: {}", names.join(", "))))
}

/// Says that the program itself is at fault, and where; in place of the message that Rust would print.
pub fn fault(panic: &std::panic::PanicHookInfo<'_>) {
    let place = panic.location().map(|place| format!(" ({}:{})", place.file(), place.line()));
    say!("letterbook: a fault of the program{}; please report it", place.unwrap_or_default());
}

/// Starts as many threads as were asked for; to be called before anything works in parallel.
pub fn threads(jobs: &Jobs) -> Result<(), Stop> {
    stage::threads(jobs.jobs.map(usize::from)).map_err(Stop::fault)
}

/// A finished command.
pub type Done = Result<ExitCode, Stop>;

/// The grammar files that were asked for.
pub fn files(grammars: &Grammars) -> Result<load::Files, Stop> {
    match &grammars.grammars {
        None => Ok(built_in::files()),
        Some(folder) if folder.is_dir() => load::folder(folder).map_err(Stop::fault),
        Some(folder) => Err(Stop::fault(format!("there is no folder {}", folder.display()))),
    }
}

/// The grammars that were asked for, read once.
pub enum Library {
    /// Those built in, loaded already.
    BuiltIn,
    /// The files of a folder.
    Folder(load::Files),
}

impl Library {
    /// Opens the folder that was named, if one was.
    pub fn open(grammars: &Grammars) -> Result<Library, Stop> {
        Ok(match grammars.grammars {
            None => Library::BuiltIn,
            Some(_) => Library::Folder(files(grammars)?),
        })
    }

    /// The names of its families.
    pub fn families(&self) -> Vec<String> {
        match self {
            Library::BuiltIn => built_in::families(),
            Library::Folder(files) => load::families(files),
        }
    }

    /// One of its families. The process ends with the work on it, so it is never taken apart.
    pub fn family(&self, family: &str) -> Result<&'static Grammar, Stop> {
        self.family_for(family, None)
    }

    /// The same; where a value is named, of families built in the rules that give it are enough.
    fn family_for(&self, family: &str, value: Option<&str>) -> Result<&'static Grammar, Stop> {
        known_family(family, &self.families())?;
        let loaded = match (self, value) {
            (Library::BuiltIn, Some(value)) => built_in::load_for(family, value),
            (Library::BuiltIn, None) => built_in::load(family),
            (Library::Folder(files), _) => load::load(files, family),
        };
        loaded.map(|grammar| &*Box::leak(Box::new(grammar))).map_err(Stop::Mistakes)
    }

    /// The family that was asked for: the named one, the only one, or `policing`.
    fn name_of(&self, family: &Family) -> Result<String, Stop> {
        if let Some(name) = &family.family {
            return Ok(name.clone());
        }
        match self.families().as_slice() {
            [only] => Ok(only.clone()),
            [] => Err(Stop::fault("the grammars folder holds no family: no FAMILY/family.toml")),
            known if known.iter().any(|name| name == DEFAULT_FAMILY) => Ok(DEFAULT_FAMILY.to_string()),
            known => {
                let message = format!("which family? say --family with one of: {}", known.join(", "));
                Err(Stop::fault(message))
            }
        }
    }
}

/// Stops with the nearest name where there is no such family.
pub fn known_family(family: &str, known: &[String]) -> Result<(), Stop> {
    if known.iter().any(|name| name == family) {
        return Ok(());
    }
    let help = mistake::nearest(family, known.iter().map(String::as_str)).unwrap_or_default();
    Err(Stop::fault(format!("there is no family `{family}`; {help}")))
}

/// The family that was asked for: the named one, the only one of the folder, or `policing`.
pub fn chosen(family: &Family) -> Result<&'static Grammar, Stop> {
    chosen_for(None, family)
}

/// The same, for whoever asks for one value or field only.
pub fn chosen_for(value: Option<&str>, family: &Family) -> Result<&'static Grammar, Stop> {
    let library = Library::open(&family.grammars)?;
    library.family_for(&library.name_of(family)?, value)
}
