//! A build with 20 sources of 25 items each, compared with the same site with as many pages of its
//! own.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use jiff::Timestamp;
use tamquan::exchange::format::ExchangeId;
use tamquan::exchange::format::Publisher;
use tamquan::exchange::sync::ExchangeLock;
use tamquan::imports::{Imports, VerificationRecord};
use tamquan::pull::{SourceOutcome, SourceSelection};
use tamquan::share::ItemDraft;

use crate::articles::{self, Article, articles};
use crate::host::Host;
use crate::publish::Centre;
use crate::table::{Middle, Table};
use crate::{Bench, Fault, config, now, pull_job, text, told};

const OWN: usize = 2_000;
const SECTIONS: usize = 10;
const SOURCES: usize = 20;
const EACH: usize = 25;
/// The time of a build with pages of other portals, relative to a build with own pages.
const MOST: f64 = 1.10;
/// The time of a build without changes, relative to such a build without sources.
const MOST_IDLE: f64 = 1.25;
/// The share of a clean build that the verification of all held files may take.
const MOST_VERIFYING: f64 = 0.05;

/// The steps that are measured for each site.
const STEPS: [&str; 3] = ["clean", "nothing changed", "one body edited"];

/// A site, with the elapsed seconds and the CPU seconds of its builds.
struct Built {
    site: PathBuf,
    wall: [Vec<f64>; 3],
    cpu: [Vec<f64>; 3],
}

impl Built {
    fn new(site: PathBuf) -> Self {
        Self { site, wall: Default::default(), cpu: Default::default() }
    }

    fn step(&mut self, bench: &Bench, step: usize) -> Result<(), Fault> {
        let out = self.site.join("public");
        let mut arguments = vec!["build", text(&self.site)?, "--offline"];
        if step == 0 {
            for folder in [&out, &self.site.join(".tamquan")] {
                drop(fs::remove_dir_all(folder));
            }
            arguments.push("--fresh");
        }
        let (wall, cpu) = bench.run(&arguments)?;
        self.wall[step].push(wall);
        self.cpu[step].push(cpu);
        Ok(())
    }

    fn pages(&self) -> usize {
        let files = walkdir::WalkDir::new(self.site.join("public")).into_iter().flatten();
        files.filter(|file| file.file_name() == "index.html").count()
    }
}

/// The properties of the sources.
#[derive(Clone, Copy)]
pub(crate) struct Sources {
    /// The items that each source lists; the newest 25 are mounted.
    pub listed: usize,
    /// Whether a tenth of the items has a picture, whose derivatives take most of a clean build.
    pub pictured: bool,
}

/// Builds the three sites in turn, and prints their times.
pub(crate) fn sources(bench: &Bench, table: &mut Table, what: Sources) -> Result<(), Fault> {
    let Sources { listed, pictured } = what;
    let of = if pictured { ", a tenth with a picture" } else { "" };
    table.part(&format!(
        "a site of {OWN} pages, built offline with {SOURCES} sources: {EACH} items of each{of}, of {listed} that it lists"
    ));
    let room = bench.path(&format!("built-{listed}-{pictured}"));
    let own = articles(5, 0..OWN, false);
    let all = |n: usize| articles(100 + n as u64, 0..listed, pictured);
    let foreign: Vec<Vec<Article>> = (0..SOURCES).map(|n| all(n).split_off(listed - EACH)).collect();
    let mut more = String::new();
    let mut hosts = Vec::new();
    for n in 0..SOURCES {
        let centre = Centre::new(&room.join(format!("source-{n}")), &format!("kenh-{n}"), listed)?;
        centre.publish_articles(&all(n))?;
        let host = Host::start(&centre.served())?;
        let _ = write!(
            more,
            "\n[sources.nguon-{n}]\nurl = \"{}\"\nroot = \"{}\"\nindex = true\n\
             name = \"Cổng nguồn {n}\"\nhosts = [\"senvang.lamgiang.gov.vn\"]\n\n\
             [[mounts]]\nsource = \"nguon-{n}\"\ninto = \"nguon-{n}\"\nfilter = {{ latest = {EACH} }}\n",
            host.url(&format!("kenh-{n}")),
            centre.root()?
        );
        hosts.push(host);
    }
    let mut sections: Vec<String> = (0..SECTIONS).map(|n| format!("muc-{n}")).collect();
    sections.extend((0..SOURCES).map(|n| format!("nguon-{n}")));
    let mut all = [("with-sources", more.as_str()), ("with-pages", ""), ("without", "")]
        .map(|(name, more)| (Built::new(room.join(name)), more));
    for (built, more) in &all {
        articles::site(&built.site, &sections, more)?;
        for (n, article) in own.iter().enumerate() {
            article.write(&built.site.join(format!("content/muc-{}", n % SECTIONS)))?;
        }
    }
    for (n, items) in foreign.iter().enumerate() {
        let section = all[1].0.site.join(format!("content/nguon-{n}"));
        items.iter().try_for_each(|article| article.write(&section))?;
    }
    sync(&all[0].0.site, table)?;
    for round in 0..bench.rounds {
        for step in 0..STEPS.len() {
            // Another site begins in each round.
            for turn in 0..all.len() {
                let (built, _) = &mut all[(turn + round) % 3];
                if step == 2 {
                    let edited = own[OWN / 2].edited(&format!("Câu được sửa ở lượt {round}."));
                    edited.write(&built.site.join(format!("content/muc-{}", OWN / 2 % SECTIONS)))?;
                }
                built.step(bench, step)?;
            }
        }
    }
    let [(with, _), (pages, _), (without, _)] = &all;
    show(table, with, pages, without)?;
    parts(bench, table, with, &foreign)
}

/// Measures the seconds of a function.
fn timed<T>(taken: &mut Vec<f64>, what: impl FnOnce() -> T) -> T {
    let begin = Instant::now();
    let made = what();
    taken.push(begin.elapsed().as_secs_f64());
    made
}

/// Measures each step that a build with own pages does not have.
fn parts(bench: &Bench, table: &mut Table, built: &Built, foreign: &[Vec<Article>]) -> Result<(), Fault> {
    let site = built.site.as_path();
    let config = config(site)?;
    let mut taken: [Vec<f64>; 7] = Default::default();
    let [lock, verified, held, digests, pages, bytes, bodies] = &mut taken;
    let publisher =
        Publisher { id: name("nguon")?, name: "Nguồn".to_owned(), url: "https://nguon.example/".parse()? };
    let drafts = foreign.iter().flatten().map(|article| article.draft(&name("kenh")?, &publisher));
    let drafts = drafts.collect::<Result<Vec<ItemDraft>, Fault>>()?;
    for _ in 0..bench.rounds {
        let read = timed(lock, || ExchangeLock::read(site)).map_err(|fault| format!("{fault:?}"))?;
        let first = timed(verified, || Imports::read(site, &config, &read, now(), &|_, _| None));
        let first = first.map_err(|faults| told(&faults))?;
        let ends: BTreeMap<&String, Timestamp> = first.verifications().map(|(name, _, ends)| (name, ends)).collect();
        let recall = |name: &ExchangeId, _: &VerificationRecord| ends.get(&name.to_string()).copied();
        let imports =
            timed(held, || Imports::read(site, &config, &read, now(), &recall)).map_err(|faults| told(&faults))?;
        timed(digests, || imports.source_digests().count());
        let files: Vec<_> = timed(pages, || {
            imports
                .pages()
                .filter(|page| imports.page_dependencies(page).is_ok_and(|(disk, _)| disk.is_some()))
                .cloned()
                .collect()
        });
        let page = |path| imports.page_bytes(path).is_ok();
        let all = timed(bytes, || files.iter().filter(|path| page(path)).count());
        let fits = timed(bodies, || drafts.iter().filter(|draft| draft.item.check_body().is_ok()).count());
        if [all, fits] != [SOURCES * EACH; 2] {
            return Err(format!("{all} items are held, {fits} are fit to be shown").into());
        }
    }
    let verifying: Vec<f64> = verified.iter().zip(&*held).map(|(verified, held)| verified - held).collect();
    table.row("clean: every file held against its signatures", &verifying, "s");
    let share = Middle::of_ratios(&verifying, &built.wall[0]);
    table.figure("clean: the same, of the build", share, "times", Some(MOST_VERIFYING));
    table.row("each build: what is held read from the lock and excerpts", held, "s");
    table.row("  of it: the lock alone", lock, "s");
    table.row("each build: digests of what the sources say", digests, "s");
    table.row("each build: pages listed, with what they depend on", pages, "s");
    table.row("clean: items read and compared with the lock", bytes, "s");
    table.row("clean: bodies made fit to be shown, on one core", bodies, "s");
    Ok(())
}

fn name(text: &str) -> Result<ExchangeId, Fault> {
    ExchangeId::new(text).map_err(|_| "no name".into())
}

fn show(table: &mut Table, with: &Built, pages: &Built, without: &Built) -> Result<(), Fault> {
    let expected = SOURCES * EACH;
    if with.pages() != pages.pages() || with.pages() < without.pages() + expected {
        let all = [with, pages, without].map(Built::pages);
        return Err(format!("the sites have {all:?} pages: the first two should be the same").into());
    }
    for (step, name) in STEPS.iter().enumerate() {
        for (which, built) in [("500 items of others", with), ("500 own pages instead", pages), ("neither", without)] {
            table.row(&format!("{name}, {which}"), &built.wall[step], "s");
        }
        let ratio = |other: &Built| Middle::of_ratios(&with.wall[step], &other.wall[step]);
        table.figure(&format!("{name}: beside 500 own pages"), ratio(pages), "times", Some(MOST));
        let sum = |built: &Built| built.cpu[step].iter().sum::<f64>();
        table.row(&format!("{name}: the same, of processors"), &[sum(with) / sum(pages).max(0.01)], "times");
        let most = (step == 1).then_some(MOST_IDLE);
        table.figure(&format!("{name}: beside neither"), ratio(without), "times", most);
    }
    Ok(())
}

/// Syncs all sources, and then once more without changes.
fn sync(site: &Path, table: &mut Table) -> Result<(), Fault> {
    let config = config(site)?;
    for (name, items) in [("all fetched at first", EACH), ("all asked, nothing new", 0)] {
        let pull = pull_job(site, &config);
        let begin = Instant::now();
        let pulled = pull.run(&SourceSelection::Named(BTreeSet::new())).map_err(|faults| told(&faults))?;
        let seconds = begin.elapsed().as_secs_f64();
        for report in &pulled.reports {
            match &report.outcome {
                SourceOutcome::Synced { new, .. } if new.len() == items => {}
                came => return Err(format!("{}: {came:?}", report.source).into()),
            }
        }
        table.row(name, &[seconds], "s");
    }
    Ok(())
}
