//! A commune that uses 30 items of a full channel, and 3,321 communes that poll one centre.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use tamquan::exchange::fetch::{FetchBounds, FetchResponse, Fetcher, NetworkScope, SourceUrl};
use tamquan::exchange::format::limits;
use tamquan::pull::{SourceOutcome, SourceSelection};

use crate::articles::{self, Article, articles};
use crate::host::{Host, Seen};
use crate::publish::{Centre, FULL};
use crate::table::{Middle, Table};
use crate::{Bench, Fault, config, pull_job, told};

/// The number of communes of the country.
const CONSUMERS: u64 = 3_321;
const MOUNTED: usize = 25;
const INCLUDED: usize = 5;
/// The seconds after which polling ends; the rest is extrapolated.
const PATIENCE: u64 = 60;

/// The costs of syncs, as the host counted them.
#[derive(Default)]
struct Taken {
    seconds: Vec<f64>,
    requests: Vec<f64>,
    /// The bytes of bodies, and of all traffic.
    bodies: Vec<f64>,
    wire: Vec<f64>,
    /// The number of files that were written.
    files: Vec<f64>,
}

pub(crate) fn commune(bench: &Bench, table: &mut Table) -> Result<(), Fault> {
    let centre = Centre::new(&bench.path("centre"), "tin-tuc", FULL)?;
    let all = articles(1, 0..FULL + bench.rounds, true);
    centre.publish_articles(&all[..FULL])?;
    let host = Host::start(&centre.served())?;
    let site = bench.path("commune");
    consumer(&site, &host, &centre, &all[..FULL])?;
    let (mut first, mut same, mut one) = (Taken::default(), Taken::default(), Taken::default());
    for round in 1..=bench.rounds {
        for folder in ["exchange", ".tamquan"] {
            drop(fs::remove_dir_all(site.join(folder)));
        }
        drop(fs::remove_file(site.join("exchange.lock")));
        sync(&site, &host, &mut first, MOUNTED + INCLUDED)?;
        sync(&site, &host, &mut same, 0)?;
        // A new item displaces the oldest one in a full channel; here the channel keeps the
        // included items.
        let kept: Vec<Article> = all[..INCLUDED].iter().chain(&all[INCLUDED + round..FULL + round]).cloned().collect();
        centre.publish_articles(&kept)?;
        sync(&site, &host, &mut one, 1)?;
    }
    if bench.rows.iter().any(|row| row == "pull") {
        table.part(&format!("a commune with {MOUNTED} mounted and {INCLUDED} included items of a channel of {FULL}"));
        first.show(table, "first sync", None);
        same.show(table, "nothing new", Some((2.0, 5_000.0)));
        one.show(table, "one new item", None);
        sizes(&centre, table)?;
    }
    if bench.rows.iter().any(|row| row == "poll") {
        table.part(&format!("{CONSUMERS} communes at one centre"));
        reckoned(table, &same, &one);
        polls(&host, table)?;
    }
    Ok(())
}

fn consumer(site: &Path, host: &Host, centre: &Centre, all: &[Article]) -> Result<(), Fault> {
    let more = format!(
        "\n[sources.centre]\nurl = \"{}\"\nroot = \"{}\"\n\n[[mounts]]\nsource = \"centre\"\ninto = \"tin-tren\"\n\
         filter = {{ kind = \"article\", latest = {MOUNTED} }}\n",
        host.url("tin-tuc"),
        centre.root()?
    );
    articles::site(site, &["tin-tren".to_owned(), "tin-xa".to_owned()], &more)?;
    for article in articles(2, 0..20, false) {
        article.write(&site.join("content/tin-xa"))?;
    }
    let includes: Vec<String> = all[..INCLUDED]
        .iter()
        .map(|article| format!("{{{{ include(source=\"centre\", item=\"{}\") }}}}\n\n", article.id))
        .collect();
    let page = format!("+++\ntitle = \"Tin cần biết\"\ndate = 2024-01-01\n+++\n\n{}", includes.concat());
    Ok(fs::write(site.join("content/tin-xa/can-biet.md"), page)?)
}

/// Syncs once and checks that the sync brings so many new items.
fn sync(site: &Path, host: &Host, taken: &mut Taken, items: usize) -> Result<(), Fault> {
    let config = config(site)?;
    let pull = pull_job(site, &config);
    let old = stamps(site);
    let (before, begin) = (host.seen(), Instant::now());
    let pulled = pull.run(&SourceSelection::Named(BTreeSet::new())).map_err(|faults| told(&faults))?;
    taken.seconds.push(begin.elapsed().as_secs_f64());
    let Seen { requests, wire } = host.seen().since(before);
    taken.requests.push(requests as f64);
    taken.wire.push(wire as f64);
    taken.files.push(stamps(site).iter().filter(|(file, written)| old.get(*file) != Some(written)).count() as f64);
    let Some(report) = pulled.reports.first() else { return Err("no source was asked".into()) };
    taken.bodies.push(report.usage.bytes as f64);
    match &report.outcome {
        SourceOutcome::Synced { new, .. } if new.len() == items => Ok(()),
        came => Err(format!("{items} new items were expected, not {came:?}\n{}", told(&pulled.warnings)).into()),
    }
}

/// The modification time of each file of a site.
fn stamps(site: &Path) -> BTreeMap<PathBuf, SystemTime> {
    let files = walkdir::WalkDir::new(site).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    files.filter_map(|entry| Some((entry.path().to_path_buf(), entry.metadata().ok()?.modified().ok()?))).collect()
}

impl Taken {
    fn show(&self, table: &mut Table, name: &str, most: Option<(f64, f64)>) {
        table.figure(&format!("{name}: requests"), Middle::of(&self.requests), "", most.map(|most| most.0));
        table.row(&format!("{name}: bytes of bodies"), &self.bodies, "B");
        table.figure(
            &format!("{name}: bytes of all, with heads"),
            Middle::of(&self.wire),
            "B",
            most.map(|most| most.1),
        );
        table.row(&format!("{name}: files written"), &self.files, "");
        table.row(&format!("{name}: time"), &self.seconds, "s");
    }
}

/// Prints the sizes of the files that a consumer fetches as a whole after any change of a channel.
fn sizes(centre: &Centre, table: &mut Table) -> Result<(), Fault> {
    let mut all = Vec::new();
    for entry in walkdir::WalkDir::new(centre.served()) {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type().is_file() {
            all.push((name, entry.metadata()?.len() as f64));
        }
    }
    for part in ["targets.json", "channel.json"] {
        let largest = all.iter().filter(|(name, _)| name.ends_with(part)).map(|(_, size)| *size);
        table.row(
            &format!("  {part}, which is fetched whole when anything is new"),
            &[largest.fold(0.0, f64::max)],
            "B",
        );
    }
    Ok(())
}

fn reckoned(table: &mut Table, same: &Taken, one: &Taken) {
    let all = CONSUMERS as f64;
    let [requests, wire, new] = [&same.requests, &same.wire, &one.wire].map(|taken| Middle::of(taken).middle);
    table.row("polled hourly, nothing new: requests a second", &[all * requests / 3_600.0], "");
    table.row("polled hourly, nothing new: a day", &[all * wire * 24.0 / 1e6], "MB");
    table.row("one new item, had by all", &[all * new / 1e6], "MB");
    table.row("one new item, had by all within an hour", &[all * new * 8.0 / 3_600.0 / 1e6], "Mbit/s");
}

/// Sends the polls of communes without new items, one after another, each over a connection of its
/// own.
fn polls(host: &Host, table: &mut Table) -> Result<(), Fault> {
    let base =
        SourceUrl::parse_within(&host.url("tin-tuc"), NetworkScope::LoopbackForTests).map_err(|_| "no address")?;
    let (before, begin) = (host.seen(), Instant::now());
    let mut done = 0;
    while done < CONSUMERS && begin.elapsed() < Duration::from_secs(PATIENCE) {
        let fetcher = Fetcher::new(&base, FetchBounds::default(), NetworkScope::LoopbackForTests);
        for (file, is_there) in [("metadata/2.root.json", false), ("metadata/timestamp.json", true)] {
            let got = fetcher.get(&base.url().join(file)?, limits::METADATA, None);
            match got {
                Ok(FetchResponse::Body { .. }) if is_there => {}
                Ok(FetchResponse::Missing) if !is_there => {}
                other => return Err(format!("{file}: {other:?}").into()),
            }
        }
        done += 1;
    }
    let seconds = begin.elapsed().as_secs_f64();
    let Seen { requests, wire } = host.seen().since(before);
    if done < CONSUMERS {
        table.note(&format!("stopped after {done} polls: the figures below are scaled up"));
    }
    let scale = CONSUMERS as f64 / done as f64;
    table.row("all polled once: requests", &[scale * requests as f64], "");
    table.row("all polled once: bytes of all, with heads", &[scale * wire as f64 / 1e6], "MB");
    table.row("all polled once, one after another, on this machine", &[scale * seconds], "s");
    Ok(())
}
