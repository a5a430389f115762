//! The command line: arguments in, exit code out.

mod commands;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use mimalloc::MiMalloc;

/// To load a grammar and to read a letter are many small allocations.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Letters into datasets, every cell with its characters, its line and its rule.
#[derive(Parser)]
#[command(version, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 fine; 1 examples, gold or datasets differ; 2 a grammar or an argument \
                          is at fault; 3 some documents could not be read (the rest were converted)";

#[derive(Subcommand)]
enum Command {
    /// Convert documents into datasets
    #[command(after_help = "Example: letterbook extract letters/ --out datasets/\n\n\
        Without a PATH, every input/FAMILY/ goes to output/FAMILY/.\n\
        With PATHs, files or folders (read recursively), the tables go straight into --out.\n\n\
        Exit codes: 0 fine; 1 with --check, the datasets differ; 2 a grammar or an argument is at fault; \
        3 some documents could not be read (the rest were converted, or with --check do not differ)")]
    Extract(Extract),
    /// Run every rule on the examples it carries
    #[command(after_help = "Example: letterbook test --grammars grammars\n\n\
        Exit codes: 0 all examples hold; 1 some do not; 2 a grammar or an argument is at fault")]
    Test(Test),
    /// Score a fresh extraction against the NAME.gold.json beside each document
    #[command(after_help = "Example: letterbook score input/FAMILY\n\n\
        Exit codes: 0 every cell right, or with --floor every measure at its floor; 1 some differ; \
        2 a grammar or an argument is at fault; 3 some documents or gold files could not be read, or gold speaks \
        of what is not there")]
    Score(Score),
    /// Show a document with its zones, what each rule found, and what lost to what
    #[command(after_help = "Example: letterbook explain letter.txt --rule 'published on'\n\
        Example: letterbook explain letter.txt --html > letter.html\n\n\
        Exit codes: 0 fine; 2 a grammar or an argument is at fault; 3 the document could not be read")]
    Explain {
        /// The document
        file: PathBuf,
        /// Say instead why this rule fires or does not
        #[arg(long, value_name = "NAME")]
        rule: Option<String>,
        /// Write one page of HTML with highlights and hover text
        #[arg(long, conflicts_with = "rule")]
        html: bool,
        #[command(flatten)]
        limits: Limits,
        #[command(flatten)]
        family: Family,
    },
    /// Find values of one kind in each line of standard input; one JSON line each
    #[command(after_help = "Example: echo 'Published on 2 March 2023' | letterbook find date\n\n\
        Input lines are text, or JSON objects with `text`. KIND is a field of the family (date, title),\n\
        a kind of value (date, count, person) or a word list (office, grade).\n\n\
        Exit codes: 0 fine; 2 a grammar or an argument is at fault")]
    Find {
        /// What to find: date, count, person, grade, office, ...
        kind: String,
        #[command(flatten)]
        family: Family,
    },
    /// Make a new family that works, for you to change
    #[command(after_help = "Example: letterbook new notices\n\n\
        Makes grammars/FAMILY/ and input/FAMILY/ and overwrites nothing.\n\n\
        Exit codes: 0 fine; 2 a grammar or an argument is at fault")]
    New(New),
    /// Read JSON lines with `document` and `text`, write one record a line in the same order
    #[command(after_help = "Example: letterbook stream < letters.jsonl > records.jsonl\n\n\
        A line that cannot be read becomes a record with `error`. Exit codes: 0 fine; 2 a grammar or an \
        argument is at fault")]
    Stream {
        #[command(flatten)]
        family: Family,
        #[command(flatten)]
        jobs: Jobs,
    },
    /// Write what a shell needs to complete commands and options
    #[command(
        after_help = "Example: letterbook completions bash > ~/.local/share/bash-completion/completions/letterbook\n\n\
        Exit codes: 0 fine; 2 a grammar or an argument is at fault"
    )]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the manual pages into a folder
    #[command(after_help = "Example: letterbook man ~/.local/share/man/man1\n\n\
        Exit codes: 0 fine; 2 a grammar or an argument is at fault")]
    Man {
        /// The folder
        folder: PathBuf,
    },
    /// Read files for another letterbook
    #[command(hide = true)]
    Worker {
        #[command(flatten)]
        limits: Limits,
    },
}

/// What the reading of a file may use.
#[derive(Args)]
struct Limits {
    /// Seconds for a file that is no plain text; one that takes longer is a failure
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    time_limit: u64,
    /// MiB of memory for each process that reads such files; one that needs more is a failure
    #[arg(long, value_name = "MIB", default_value_t = 512, value_parser = clap::value_parser!(u64).range(64..))]
    memory_limit: u64,
    /// Where text read from pictures is kept for the next run [default with `extract`: a hidden folder in
    /// --out, without that in output/]
    #[arg(long, value_name = "DIR")]
    ocr_cache: Option<PathBuf>,
}

#[derive(Args)]
struct Extract {
    /// Files or folders to convert
    paths: Vec<PathBuf>,
    #[command(flatten)]
    family: Family,
    /// Where the tables go [default: output/FAMILY without a PATH]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[arg(long, value_delimiter = ',', value_parser = plain, help = commands::extract::formats())]
    format: Option<Vec<String>>,
    /// Write CSV for Excel: with a byte-order mark and \r\n
    #[arg(long, conflicts_with = "check")]
    excel: bool,
    /// Read all documents again, even those that have not changed since the last run
    #[arg(long = "force", conflicts_with_all = ["check", "watch"])]
    anew: bool,
    /// Go on and convert what arrives or changes, until stopped
    #[arg(long, conflicts_with = "check")]
    watch: bool,
    /// Say only what went wrong
    #[arg(long, short, conflicts_with = "verbose")]
    quiet: bool,
    /// Say a line about each document
    #[arg(long, short)]
    verbose: bool,
    #[command(flatten)]
    jobs: Jobs,
    /// Write nothing; show what a fresh extraction would change in the tables that are there
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    limits: Limits,
}

#[derive(Args)]
struct New {
    /// Its name, which is that of its folders
    family: String,
    /// Where its rules go
    #[arg(long, value_name = "DIR", default_value = "grammars")]
    grammars: PathBuf,
    /// Where its documents go
    #[arg(long, value_name = "DIR", default_value = "input")]
    input: PathBuf,
}

#[derive(Args)]
struct Test {
    /// Families to test; all of them if none is named
    families: Vec<String>,
    #[command(flatten)]
    grammars: Grammars,
    /// Documents on which rules should fire [default: input/FAMILY, where there is one]
    #[arg(long, value_name = "DIR")]
    input: Option<PathBuf>,
    /// List what is no mistake and yet worth a look: silent rules, unused words
    #[arg(long)]
    warnings: bool,
    /// Let an example hold that another rule reads in place of its own
    #[arg(long)]
    lenient: bool,
}

#[derive(Args)]
struct Score {
    /// Files or folders with documents and their gold
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    family: Family,
    #[command(flatten)]
    jobs: Jobs,
    /// How the score is written: table, json, junit or github
    #[arg(long, default_value = "table", value_parser = plain)]
    format: String,
    /// Fail only where a measure is below the one recorded in this file
    #[arg(long, value_name = "FILE")]
    floor: Option<PathBuf>,
    /// Lift the recorded floors to what was measured
    #[arg(long)]
    raise: bool,
    #[command(flatten)]
    limits: Limits,
}

#[derive(Args)]
struct Family {
    /// The family of letters [default: policing]
    #[arg(long, value_name = "F")]
    family: Option<String>,
    #[command(flatten)]
    grammars: Grammars,
}

#[derive(Args)]
struct Jobs {
    /// How many documents are worked on at once [default: one a core]; the results are the same
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
}

#[derive(Args)]
struct Grammars {
    /// Use the grammars of this folder instead of those built in
    #[arg(long, value_name = "DIR")]
    grammars: Option<PathBuf>,
}

/// The name of a format, however it is written.
fn plain(name: &str) -> Result<String, std::convert::Infallible> {
    Ok(name.trim().to_lowercase())
}

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(commands::fault));
    let done = match Cli::parse().command {
        Command::Extract(options) => commands::extract::run(&options),
        Command::Test(options) => commands::test::run(&options),
        Command::Score(options) => commands::score::run(&options),
        Command::Explain { file, rule, html, limits, family } => {
            commands::explain::run(&file, rule.as_deref(), html, &limits, &family)
        }
        Command::Find { kind, family } => commands::find::run(&kind, &family),
        Command::New(options) => commands::new::run(&options),
        Command::Stream { family, jobs } => commands::stream::run(&family, &jobs),
        Command::Completions { shell } => commands::manual::completions(shell),
        Command::Man { folder } => commands::manual::pages(&folder),
        Command::Worker { limits } => commands::worker::run(&limits),
    };
    done.unwrap_or_else(|stop| stop.report())
}
