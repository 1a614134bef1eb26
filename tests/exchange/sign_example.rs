//! Signs the channels of the example centre and syncs the example site: `cargo run --release
//! --example sign_example`.
//!
//! The keys are deleted afterwards. The signatures are valid for a century, so that the example
//! never has to be signed again. The codes of the new roots are written into
//! `example-site/portal.toml`.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use tamquan::config::{CONFIG_FILE, Config, ConfigText, ShareConfig};
use tamquan::diag::{Diags, Messages, show_diags};
use tamquan::engine::{BuildFolders, BuildOptions, assemble};
use tamquan::exchange::fetch::NetworkScope;
use tamquan::exchange::sync::ExchangeLock;
use tamquan::exchange::trust::SigningTerms;
use tamquan::exchange::trust::{Keyring, SigningKey};
use tamquan::model::BuildTime;
use tamquan::pull::{PullJob, SourceOutcome, SourceSelection};
use tamquan::share::{Channel, collect_items};

/// The day on which the example was signed.
const SIGNED: &str = "2026-11-27T00:00:00Z";
/// A century, in days.
const LONG: u16 = 36_500;
const TERMS: SigningTerms =
    SigningTerms { root_days: LONG, targets_days: LONG, online_days: LONG, ..SigningTerms::COMMUNE };

/// The sites that use the channels of the centre.
const SITES: [&str; 2] = ["example-site", "tests/docs-site"];

fn main() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scratch = std::env::temp_dir().join(format!("tamquan-example-{}", std::process::id()));
    let result = run(here, &scratch);
    let _ = fs::remove_dir_all(&scratch);
    if let Err(faults) = result {
        eprintln!("{}", show_diags(&faults.sorted(), &Messages::new("en"), false, |_, _| None));
        std::process::exit(1);
    }
}

fn run(here: &Path, scratch: &Path) -> Result<(), Diags> {
    let now: Timestamp = SIGNED.parse().expect("a moment");
    let centre = here.join("tests/example-centre");
    let options = BuildOptions {
        folders: BuildFolders { site: centre.clone(), out: scratch.join("out"), cache: scratch.join("cache") },
        ..BuildOptions::for_site(centre, BuildTime::from_instant(now))
    };
    let (world, renderer) = assemble(&options)?;
    let centre = world.site.config.base_url.to_string();
    let mut roots = Vec::new();
    for share in &world.site.config.exchange.shares {
        let share = ShareConfig { terms: TERMS, ..share.clone() };
        let make = |count: u8| (0..count).map(|_| SigningKey::generate().expect("a key")).collect();
        let keys = Keyring { root: make(TERMS.root_keys), targets: make(TERMS.targets_keys), online: make(1) };
        let (publisher, drafts) =
            collect_items(&world, &renderer, &share, tamquan::folder::Folder::create(&scratch.join("cache")).ok())?;
        let channel = Channel::new(scratch, &share, now)?;
        channel.init(&keys, &publisher)?;
        let published = channel.publish(&publisher, drafts, &keys, &[])?;
        println!("{}: {} items", share.channel, published.listed);
        roots.push((format!("{centre}{}/", share.published_folder()), channel.root_codes()?[0].to_string()));
    }
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let host = format!("http://127.0.0.1:{}/", listener.local_addr().expect("an address").port());
    let folder = scratch.join("exchange/share");
    std::thread::spawn(move || serve(&listener, &folder));
    for site in SITES {
        take(&here.join(site), &roots, (&centre, &host), now)?;
    }
    Ok(())
}

/// Syncs a site with `host`, which stands in for the address `centre`, and saves the new codes.
fn take(site: &Path, roots: &[(String, String)], (centre, host): (&str, &str), now: Timestamp) -> Result<(), Diags> {
    let portal = fs::read_to_string(site.join(CONFIG_FILE)).expect("portal.toml");
    let portal = roots.iter().fold(portal, |portal, (url, root)| with_root(&portal, url, root));
    let config = Config::read(&ConfigText::new(portal.replace(centre, host)), None);
    let config = config.map_err(|faults| faults.into_iter().collect::<Diags>())?;
    let _ = fs::remove_dir_all(site.join("exchange"));
    let _ = fs::remove_file(site.join("exchange.lock"));
    let pull = PullJob {
        site,
        config: &config,
        copy: None,
        scope: NetworkScope::LoopbackForTests,
        now,
        accepts_publisher: false,
    };
    for report in pull.run(&SourceSelection::Named(BTreeSet::new()))?.reports {
        match report.outcome {
            SourceOutcome::Failed { why, .. } => return Err(Diags::from_iter([why])),
            SourceOutcome::Synced { held, .. } => {
                println!("{}: {held} items taken as {}", site.display(), report.source)
            }
            SourceOutcome::Feed { .. } => {}
        }
    }
    let mut lock = ExchangeLock::read(site).expect("a lock");
    for held in lock.sources.values_mut() {
        held.url = held.url.replace(host, centre);
    }
    lock.write(site).expect("a lock");
    fs::write(site.join(CONFIG_FILE), portal).expect("portal.toml");
    Ok(())
}

/// `portal.toml` with another code of the root after the address of a channel.
fn with_root(portal: &str, url: &str, root: &str) -> String {
    let lines: Vec<&str> = portal.lines().collect();
    let at = lines.iter().position(|line| line.starts_with("url = ") && line.contains(url));
    let is_next = |line: usize| at.is_some_and(|at| line == at + 1);
    let line = |(number, line): (usize, &&str)| match is_next(number) {
        true => format!("root = \"{root}\"\n"),
        false => format!("{line}\n"),
    };
    lines.iter().enumerate().map(line).collect()
}

/// Serves the files of `exchange/share/`, as the host of the centre would.
fn serve(listener: &TcpListener, folder: &Path) {
    for stream in listener.incoming().flatten() {
        let _ = answer(stream, folder);
    }
}

fn answer(mut stream: TcpStream, folder: &Path) -> std::io::Result<()> {
    loop {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            if stream.read(&mut byte)? == 0 {
                return Ok(());
            }
            head.push(byte[0]);
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let path = head.split(' ').nth(1).and_then(|path| path.strip_prefix("/exchange/v1/")).unwrap_or_default();
        let file: PathBuf = folder.join(path);
        let (status, body) = match fs::read(&file) {
            Ok(bytes) if !path.contains("..") => ("200 OK", bytes),
            _ => ("404 Not Found", Vec::new()),
        };
        write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n", body.len())?;
        stream.write_all(&body)?;
    }
}
