//! The exchange at the size of a country: a full channel is published, pulled by a commune, polled
//! by all communes, and used in a build.
//!
//! Usage: `exchange_scale ROOM DISK [--rows publish,pull,poll,build] [--rounds N] [--check]`
//!
//! The program needs two empty folders: `ROOM` in memory for the computations, and `DISK` on a disk
//! for the time that the disk adds.

#[path = "exchange_scale/articles.rs"]
mod articles;
#[path = "exchange_scale/build.rs"]
mod build;
#[path = "exchange_scale/host.rs"]
mod host;
#[path = "exchange_scale/publish.rs"]
mod publish;
#[path = "exchange_scale/pull.rs"]
mod pull;
#[path = "exchange_scale/table.rs"]
mod table;
#[allow(dead_code, reason = "the corpus uses the rest of it")]
#[path = "corpus/text.rs"]
mod text;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use build::Sources;
use jiff::Timestamp;
use table::Table;
use tamquan::config::{Config, ConfigText};
use tamquan::diag::{Diags, Messages, show_diags};
use tamquan::exchange::fetch::NetworkScope;
use tamquan::pull::PullJob;

type Fault = Box<dyn Error + Send + Sync>;

/// The parts of a build are measured with the same allocator as the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USAGE: &str = "usage: exchange_scale ROOM DISK [--rows publish,pull,poll,build] [--rounds N] [--check]";
const ROWS: [&str; 4] = ["publish", "pull", "poll", "build"];

/// The rows to measure, the program and the folders.
pub struct Bench {
    /// The path of the program.
    tamquan: PathBuf,
    /// A folder of this run in memory, which the caller removes. It is the same as `disk` where the
    /// system has no file system in memory.
    room: PathBuf,
    disk: PathBuf,
    rounds: usize,
    rows: Vec<String>,
    check: bool,
}

fn main() -> ExitCode {
    let Some(bench) = arguments(std::env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match measure(&bench) {
        Ok(held) if held || !bench.check => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(fault) => {
            eprintln!("exchange_scale: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn arguments(mut given: impl Iterator<Item = String>) -> Option<Bench> {
    // The program is beside the folder of the examples.
    let tamquan = std::env::current_exe().ok()?.parent()?.with_file_name("tamquan");
    let [room, disk] = [given.next()?, given.next()?].map(|folder| PathBuf::from(folder).canonicalize().ok());
    let (mut rows, mut rounds, mut check) = (ROWS.map(str::to_owned).to_vec(), 5, false);
    while let Some(argument) = given.next() {
        match argument.as_str() {
            "--rows" => rows = given.next()?.split(',').map(str::to_owned).collect(),
            "--rounds" => rounds = given.next()?.parse().ok().filter(|&n| n > 0)?,
            "--check" => check = true,
            _ => return None,
        }
    }
    let is_known = rows.iter().all(|row| ROWS.contains(&row.as_str()));
    is_known.then_some(Bench { tamquan, room: room?, disk: disk?, rounds, rows, check })
}

fn measure(bench: &Bench) -> Result<bool, Fault> {
    let cores = std::thread::available_parallelism()?;
    println!("{cores} cores; {} rounds; what is shown is their middle, then the least and the most", bench.rounds);
    let mut table = Table::default();
    let has = |row: &str| bench.rows.iter().any(|given| given == row);
    if has("publish") {
        publish::library(bench, &mut table)?;
        publish::program(bench, &mut table)?;
    }
    if has("pull") || has("poll") {
        pull::commune(bench, &mut table)?;
    }
    if has("build") {
        for (listed, pictured) in [(25, false), (25, true), (publish::FULL, false)] {
            build::sources(bench, &mut table, Sources { listed, pictured })?;
        }
    }
    Ok(table.held())
}

impl Bench {
    fn path(&self, name: &str) -> PathBuf {
        self.room.join(name)
    }

    /// Runs the program. Returns the elapsed seconds and the CPU seconds.
    fn run(&self, arguments: &[&str]) -> Result<(f64, f64), Fault> {
        let log = self.path("log");
        let to = fs::File::create(&log)?;
        let mut command = Command::new(&self.tamquan);
        command.args(["--lang", "en", "--loopback-for-tests"]).args(arguments);
        command.stdin(Stdio::null()).stdout(to.try_clone()?).stderr(to);
        let (before, begin) = (processors(), Instant::now());
        let status = command.status()?;
        let (wall, cpu) = (begin.elapsed().as_secs_f64(), processors() - before);
        match status.success() {
            true => Ok((wall, cpu)),
            false => Err(format!("{arguments:?}: {status}\n{}", fs::read_to_string(log)?).into()),
        }
    }
}

/// The CPU seconds of all child processes that have ended, in steps of 1/100; 0 where the system
/// does not report them.
fn processors() -> f64 {
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let rest = text.rsplit(')').next().unwrap_or_default();
    // cutime and cstime are the 16th and 17th field. The first two fields are cut off already.
    let ticks: f64 = rest.split_whitespace().skip(13).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    ticks / 100.0
}

/// The time of the machine, by which signatures end.
#[allow(clippy::disallowed_methods, reason = "a program of its own, which says what time it is")]
fn now() -> Timestamp {
    Timestamp::now()
}

fn told(faults: &Diags) -> Fault {
    show_diags(&faults.clone().sorted(), &Messages::new("en"), false, |_, _| None).into()
}

/// A pull of a site from hosts on this machine.
fn pull_job<'a>(site: &'a Path, config: &'a Config) -> PullJob<'a> {
    let scope = NetworkScope::LoopbackForTests;
    PullJob { site, config, copy: None, scope, now: now(), accepts_publisher: false }
}

fn config(site: &Path) -> Result<Config, Fault> {
    let text = fs::read_to_string(site.join("portal.toml"))?;
    Config::read(&ConfigText::new(text), None).map_err(|faults| told(&faults.into_iter().collect()))
}

fn text(path: &Path) -> Result<&str, Fault> {
    path.to_str().ok_or_else(|| "a folder whose name is no text".into())
}
