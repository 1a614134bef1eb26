//! A small client over the chain of `exchange::trust`, for suites that test TUF clients as
//! programs. It takes the commands of theupdateframework/tuf-conformance:
//!
//! ```sh
//! tuf_client --metadata-dir DIR init ROOT
//! tuf_client --metadata-dir DIR --metadata-url URL refresh
//! tuf_client --metadata-dir DIR --metadata-url URL --target-name PATH --target-base-url URL \
//!     --target-dir DIR download
//! ```
//!
//! The suite is not part of this repository. `tests/exchange/trust/` has its cases that a client
//! without delegations can pass, written anew.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};
use jiff::Timestamp;
use tamquan::exchange::fetch::{FetchBounds, FetchFault, FetchResponse, Fetcher, NetworkScope, SourceUrl};
use tamquan::exchange::format::limits;
use tamquan::exchange::trust::{MetadataSource, TrustChain};
use tough::schema::RoleType;

#[derive(Parser)]
struct Arguments {
    #[arg(long)]
    metadata_dir: PathBuf,
    #[arg(long, global = true)]
    metadata_url: Option<String>,
    #[arg(long, global = true)]
    target_name: Vec<String>,
    #[arg(long, global = true)]
    target_base_url: Option<String>,
    #[arg(long, global = true)]
    target_dir: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Init { root: PathBuf },
    Refresh,
    Download,
}

type Done<T> = Result<T, Box<dyn Error>>;

fn main() {
    if let Err(fault) = run(&Arguments::parse()) {
        eprintln!("{fault}");
        std::process::exit(1);
    }
}

fn run(arguments: &Arguments) -> Done<()> {
    let folder = &arguments.metadata_dir;
    let url = || arguments.metadata_url.as_deref().ok_or("--metadata-url is missing");
    match &arguments.command {
        Command::Init { root } => {
            fs::create_dir_all(folder)?;
            fs::copy(root, folder.join("root.json"))?;
            Ok(())
        }
        Command::Refresh => refresh(folder, url()?).map(drop),
        Command::Download => {
            let chain = refresh(folder, url()?)?;
            let base = arguments.target_base_url.as_deref().ok_or("--target-base-url is missing")?;
            let to = arguments.target_dir.as_deref().ok_or("--target-dir is missing")?;
            arguments.target_name.iter().try_for_each(|name| download(&chain, name, base, to))
        }
    }
}

/// The files of a repository at an address.
struct Host(Fetcher);

impl Host {
    fn at(url: &str) -> Done<Self> {
        let url = format!("{}/", url.trim_end_matches('/').replacen("localhost", "127.0.0.1", 1));
        let base = SourceUrl::parse_within(&url, NetworkScope::LoopbackForTests).map_err(|why| format!("{why:?}"))?;
        Ok(Self(Fetcher::new(&base, FetchBounds::default(), NetworkScope::LoopbackForTests)))
    }
}

impl MetadataSource for Host {
    fn get(&mut self, name: &str, limit: u64) -> Result<Option<Vec<u8>>, FetchFault> {
        let broken = |_| FetchFault::ProgramFault { host: name.to_owned() };
        let url = self.0.base().url().join(name).map_err(broken)?;
        match self.0.get(&url, limit, None)? {
            FetchResponse::Body { bytes, .. } => Ok(Some(bytes)),
            FetchResponse::Missing | FetchResponse::Unchanged => Ok(None),
        }
    }
}

const ROLES: [RoleType; 3] = [RoleType::Timestamp, RoleType::Snapshot, RoleType::Targets];

/// Updates the metadata. Verified metadata is saved, also before a failure.
#[allow(clippy::disallowed_methods)]
fn refresh(folder: &Path, url: &str) -> Done<TrustChain> {
    let path = |role: RoleType| folder.join(format!("{role}.json"));
    let mut chain = TrustChain::from_root(&fs::read(path(RoleType::Root))?).map_err(|why| format!("{why:?}"))?;
    for role in ROLES {
        if let Ok(bytes) = fs::read(path(role)) {
            chain.restore_role(role, &bytes);
        }
    }
    let updated = chain.update(&mut Host::at(url)?, Timestamp::now());
    let files = chain.files();
    for role in [RoleType::Root].into_iter().chain(ROLES) {
        let ending = format!(".{role}.json");
        let version = |name: &str| name.strip_suffix(&ending)?.parse::<u64>().ok();
        let newest = files.iter().filter_map(|(name, bytes)| Some((version(name)?, bytes))).max();
        if let Some((_, bytes)) = newest {
            fs::write(path(role), bytes)?;
        }
    }
    updated.map_err(|fault| format!("{fault:?}"))?;
    Ok(chain)
}

fn download(chain: &TrustChain, name: &str, base: &str, to: &Path) -> Done<()> {
    fs::create_dir_all(to)?;
    let file = to.join(name.replace('/', "%2F"));
    if fs::read(&file).is_ok_and(|bytes| chain.verify_target(name, bytes).is_ok()) {
        return Ok(());
    }
    let target = chain.target(name).ok_or("there is no such target")?;
    let hash = target.name_hash().ok_or("no hash of a known algorithm")?;
    let (folder, last) = name.rsplit_once('/').map_or(("", name), |(folder, last)| (folder, last));
    let slash = if folder.is_empty() { "" } else { "/" };
    let path = format!("{folder}{slash}{hash}.{last}");
    let bytes = Host::at(base)?.get(&path, limits::TARGETS)?.ok_or("the file is not there")?;
    let signed = chain.verify_target(name, bytes).map_err(|why| format!("{why:?}"))?;
    Ok(fs::write(file, signed.bytes())?)
}
