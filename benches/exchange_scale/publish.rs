//! Publications of a full channel: by the library from items, and by the program from the pages of
//! a site.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use tamquan::config::{Config, ShareConfig};
use tamquan::engine::{self, BuildOptions, CACHE_FOLDER};
use tamquan::exchange::format::Publisher;
use tamquan::exchange::format::Sha256Hash;
use tamquan::exchange::trust::SigningTerms;
use tamquan::exchange::trust::{Keyring, SigningKey};
use tamquan::model::BuildTime;
use tamquan::share::{self, Channel, ItemDraft, KeyFolder};

use crate::articles::{self, Article, articles, drafts};
use crate::table::Table;
use crate::{Bench, Fault, config, now, told};

/// The items of a full channel.
pub(crate) const FULL: usize = 2_000;
/// The most seconds that a publication may take.
const MOST: f64 = 2.0;

/// The publisher of one channel.
pub(crate) struct Centre {
    pub site: PathBuf,
    pub config: Config,
    pub publisher: Publisher,
    keys: Keyring,
}

pub(crate) fn ring(terms: SigningTerms) -> Result<Keyring, Fault> {
    let make = |count: u8| -> Result<Vec<SigningKey>, Fault> {
        (0..count).map(|_| SigningKey::generate().map_err(|_| "no key".into())).collect()
    };
    Ok(Keyring { root: make(terms.root_keys)?, targets: make(terms.targets_keys)?, online: make(1)? })
}

impl Centre {
    /// Creates a channel in a site that has only its `portal.toml`.
    pub(crate) fn new(site: &Path, channel: &str, latest: usize) -> Result<Self, Fault> {
        articles::site(site, &["tin-tuc".to_owned()], &shared(channel, latest))?;
        let config = config(site)?;
        let share = &config.exchange.shares[0];
        let publisher = share::publisher(&config, share).map_err(|faults| told(&faults))?;
        let keys = ring(share.terms)?;
        let centre = Self { site: site.to_path_buf(), publisher, keys, config };
        centre.channel()?.init(&centre.keys, &centre.publisher).map_err(|faults| told(&faults))?;
        Ok(centre)
    }

    pub(crate) fn share(&self) -> &ShareConfig {
        &self.config.exchange.shares[0]
    }

    fn channel(&self) -> Result<Channel<'_>, Fault> {
        Channel::new(&self.site, self.share(), now()).map_err(|faults| told(&faults))
    }

    pub(crate) fn drafts(&self, articles: &[Article]) -> Result<Vec<ItemDraft>, Fault> {
        drafts(articles, &self.share().channel, &self.publisher)
    }

    /// Publishes exactly these items. Returns the elapsed seconds.
    pub(crate) fn publish(&self, drafts: Vec<ItemDraft>) -> Result<f64, Fault> {
        let begin = Instant::now();
        self.channel()?.publish(&self.publisher, drafts, &self.keys, &[]).map_err(|faults| told(&faults))?;
        Ok(begin.elapsed().as_secs_f64())
    }

    pub(crate) fn publish_articles(&self, articles: &[Article]) -> Result<f64, Fault> {
        self.publish(self.drafts(articles)?)
    }

    /// The code of the root, which consumers receive by another way.
    pub(crate) fn root(&self) -> Result<Sha256Hash, Fault> {
        self.channel()?.root_codes().map(|codes| codes[0]).map_err(|faults| told(&faults))
    }

    /// The folder that a host serves.
    pub(crate) fn served(&self) -> PathBuf {
        self.site.join("exchange/share")
    }
}

fn shared(channel: &str, latest: usize) -> String {
    format!("\n[[share]]\nchannel = \"{channel}\"\ntitle = \"Tin tức\"\nsections = [\"tin-tuc\"]\nlatest = {latest}\n")
}

/// Measures publications by the library, from items in memory.
pub(crate) fn library(bench: &Bench, table: &mut Table) -> Result<(), Fault> {
    table.part(&format!("a channel of {FULL} items published by the library"));
    let old = articles(1, 0..FULL, true);
    let new = one_edited(&old);
    for (place, folder) in [("", &bench.room), (", on the disk", &bench.disk)] {
        if !place.is_empty() && bench.room == bench.disk {
            continue;
        }
        let room = folder.join("channel");
        let (mut first, mut again, mut same, mut alone) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for _ in 0..bench.rounds {
            let centre = Centre::new(&room, "tin-tuc", FULL)?;
            let result = (|| -> Result<(), Fault> {
                first.push(centre.publish_articles(&old)?);
                again.push(centre.publish_articles(&new)?);
                same.push(centre.publish_articles(&new)?);
                alone.push(writing(&centre)?);
                Ok(())
            })();
            fs::remove_dir_all(&room)?;
            result?;
        }
        // The limit applies to the computation in memory: the time of a disk depends on the
        // machine.
        let most = place.is_empty().then_some(MOST);
        let middle = crate::table::Middle::of;
        table.figure(&format!("all items new{place}"), middle(&first), "s", most);
        table.row(&format!("  of it: the files alone{place}"), &alone, "s");
        table.figure(&format!("one item changed{place}"), middle(&again), "s", most);
        table.row(&format!("nothing changed{place}"), &same, "s");
    }
    Ok(())
}

/// The seconds for writing the files of a channel in the same way as a publication does.
fn writing(centre: &Centre) -> Result<f64, Fault> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(centre.served()) {
        let entry = entry?;
        if entry.file_type().is_file() {
            files.push((
                centre.site.join("again").join(entry.path().strip_prefix(centre.served())?),
                fs::read(entry.path())?,
            ));
        }
    }
    let begin = Instant::now();
    for (path, bytes) in &files {
        fs::create_dir_all(path.parent().ok_or("no folder")?)?;
        fs::write(path, bytes)?;
    }
    Ok(begin.elapsed().as_secs_f64())
}

fn one_edited(articles: &[Article]) -> Vec<Article> {
    let mut new = articles.to_vec();
    let half = new.len() / 2;
    if let Some(article) = new.get_mut(half) {
        *article = article.edited("Câu được sửa.");
    }
    new
}

/// Measures `tamquan share publish`, which reads pages.
pub(crate) fn program(bench: &Bench, table: &mut Table) -> Result<(), Fault> {
    table.part(&format!("a channel of {FULL} items published by `tamquan share publish`, from {FULL} pages"));
    let (site, keys) = (bench.path("sharing"), bench.path("keys"));
    articles::site(&site, &["tin-tuc".to_owned()], &shared("tin-tuc", FULL))?;
    let section = site.join("content/tin-tuc");
    let all = articles(1, 0..FULL, true);
    all.iter().try_for_each(|article| article.write(&section))?;
    let (where_site, where_keys) = (crate::text(&site)?, crate::text(&keys)?);
    let share = |what: &[&str]| bench.run(&[&["share", "--site", where_site, "--keys", where_keys], what].concat());
    let mut taken: [Vec<f64>; 4] = Default::default();
    for round in 0..bench.rounds {
        for folder in [site.join("exchange"), site.join(CACHE_FOLDER), keys.clone()] {
            drop(fs::remove_dir_all(folder));
        }
        share(&["init", "tin-tuc"])?;
        let (wall, cpu) = share(&["publish", "tin-tuc"])?;
        taken[0].push(wall);
        taken[1].push(cpu);
        all[FULL / 2].edited(&format!("Câu được sửa ở lượt {round}.")).write(&section)?;
        let (wall, cpu) = share(&["publish", "tin-tuc"])?;
        taken[2].push(wall);
        taken[3].push(cpu);
    }
    let [first, first_cpu, again, again_cpu] = taken;
    table.target("all items new", &first, "s", MOST);
    table.row("  of processors", &first_cpu, "s");
    table.target("one page changed", &again, "s", MOST);
    table.row("  of processors", &again_cpu, "s");
    phases(bench, table, &site, &keys)
}

/// Measures each step of the program separately.
fn phases(bench: &Bench, table: &mut Table, site: &Path, keys: &Path) -> Result<(), Fault> {
    let config = config(site)?;
    let share = &config.exchange.shares[0];
    let keys =
        KeyFolder::new(keys.to_path_buf()).and_then(|keys| keys.read(share.terms)).map_err(|faults| told(&faults))?;
    let mut taken: [Vec<f64>; 4] = Default::default();
    for _ in 0..bench.rounds {
        drop(fs::remove_dir_all(site.join(CACHE_FOLDER)));
        let options = BuildOptions::for_site(site.to_path_buf(), BuildTime::from_instant(now()));
        let begin = Instant::now();
        let (world, renderer) = engine::assemble(&options).map_err(|faults| told(&faults))?;
        taken[0].push(begin.elapsed().as_secs_f64());
        for kept in 1..=2 {
            let begin = Instant::now();
            let (publisher, drafts) =
                share::collect_items(&world, &renderer, share, engine::picture_cache_folder(&options.folders.site))
                    .map_err(|faults| told(&faults))?;
            taken[kept].push(begin.elapsed().as_secs_f64());
            let begin = Instant::now();
            let channel = Channel::new(site, share, now()).map_err(|faults| told(&faults))?;
            channel.publish(&publisher, drafts, &keys, &[]).map_err(|faults| told(&faults))?;
            if kept == 2 {
                taken[3].push(begin.elapsed().as_secs_f64());
            }
        }
    }
    let [assemble, first, again, publish] = taken;
    table.row("  of it: the site read and put together", &assemble, "s");
    table.row("  of it: pages made items, with new pictures", &first, "s");
    table.row("  of it: pages made items, pictures kept from before", &again, "s");
    table.row("  of it: published, nothing changed", &publish, "s");
    Ok(())
}
