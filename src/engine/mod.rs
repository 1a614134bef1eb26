//! One build, as code: read, parse, assemble, plan, render, commit. `build`, `serve` and `check` all call [`build`].

mod index;
mod recall;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::config::{Config, Lang};
use crate::content::Kinds;
use crate::diag::{Code, Diag, Diags, Severity};
use crate::digest::Digest;
use crate::images::Kept;
use crate::model::{self, NodeId, Now, Placed, Site};
use crate::parse::{self, Body};
use crate::path::{SitePath, on_disk};
use crate::plan::{self, Output};
use crate::render::{self, Bytes, Derivative, Renderer, Strings, World, lock};
use crate::sources::{File, Sources, ThemeFile};
use crate::write::{Changes, Writer};
use crate::{assets, data};
use index::{Busy, CACHE, Index, Lock, Rendered, Source};
use recall::{Content, Known, Reader, Reading};

/// What a build is asked to do.
#[derive(Debug, Clone)]
pub struct Order {
    /// The site's folder.
    pub site: PathBuf,
    /// The output folder.
    pub out: PathBuf,
    pub base_url: Option<String>,
    pub drafts: bool,
    pub now: Now,
    /// Do not use what earlier builds left in `.tamquan/`.
    pub fresh: bool,
    /// Write into a folder that is not ours.
    pub force: bool,
}

/// What a build did.
#[derive(Default)]
pub struct Outcome {
    pub pages: usize,
    pub outputs: usize,
    /// How many of them were rendered; the others were kept.
    pub rendered: usize,
    pub changes: Changes,
    pub phases: Vec<(&'static str, Duration)>,
    /// Warnings: the site was built all the same.
    pub warnings: Diags,
    /// The site that was built.
    pub world: Option<Arc<World>>,
}

/// Builds a site.
///
/// What the last build left in `.tamquan/` is used as far as it is true: a file that is the same is not read again, and an
/// output is kept when the site without its bodies is the same, the bodies it shows are, and it is as it was written.
///
/// # Errors
/// Everything that is wrong with it. The output folder is then as it was.
pub fn build(order: &Order) -> Result<Outcome, Diags> {
    let mut clock = Clock::default();
    let mut outcome = Outcome::default();
    refuse_output_inside_sources(order)?;
    let lock = take_lock(&order.site)?;
    let index = if order.fresh { Index::default() } else { Index::load(&order.site) };
    // Read: which files there are, what the configuration means.
    let mut sources = Sources::read(&order.site, std::slice::from_ref(&order.out))?;
    let (config, kinds) = configure(&mut sources, order)?;
    let sources = Arc::new(sources);
    clock.lap("read");
    // Parse: one file at a time, those that changed.
    let content = Reader::new(&sources, &config, &kinds, &index).all(&mut outcome.warnings);
    let others = recall::others(&sources, &index);
    let model = fingerprint(order, &sources, &content.readings, &others, &index);
    let work = Work { order, sources, index, content, others, model };
    let kept = work.kept();
    clock.lap("parse");
    let (done, writer) = if work.is_done(&kept) {
        let pictures = work.index.pictures.keys().cloned().collect();
        (Done { pages: work.index.pages, outputs: Vec::new(), pictures }, work.writer()?)
    } else {
        work.render(config, kinds, &kept, (&mut clock, &mut outcome))?
    };
    // Commit: the new site takes the place of the old.
    let rendered = done.outputs.iter().map(|(path, _)| path.as_str());
    let planned: HashSet<&str> = rendered.chain(kept.iter().map(String::as_str)).collect();
    let planned: HashSet<&str> = planned.into_iter().chain(done.pictures.iter().map(String::as_str)).collect();
    let changes = writer.commit(&planned).map_err(|e| unwritable(&order.out, &e))?;
    outcome.pages = done.pages;
    outcome.outputs = planned.len();
    outcome.rendered = done.outputs.len();
    if let Some(lock) = lock {
        remember_changes(order, &changes);
        // What cannot be remembered costs time later and nothing else.
        let _ = work.remember(&lock, done, kept, outcome.warnings.is_empty());
    }
    outcome.changes = changes;
    clock.lap("write");
    outcome.phases = clock.laps;
    Ok(outcome)
}

/// What a build knows before it looks at the site as a whole.
struct Work<'o> {
    order: &'o Order,
    sources: Arc<Sources>,
    /// What the last build knew.
    index: Index,
    content: Content,
    others: BTreeMap<String, (File, Digest)>,
    model: Digest,
}

/// What was made.
struct Done {
    pages: usize,
    /// Outputs that were rendered, with the content files whose bodies they show, by position.
    outputs: Vec<(String, Vec<u32>)>,
    /// Every version of a picture that the site shows.
    pictures: Vec<String>,
}

impl Work<'_> {
    /// The outputs of the last build that are what this one would make.
    fn kept(&self) -> HashSet<String> {
        let index = &self.index;
        let as_written = |path: &str, file: &File| {
            fs::symlink_metadata(on_disk(&self.order.out, path)).is_ok_and(|found| File::of(&found) == *file)
        };
        let same = index.model == self.model
            && index.out == self.order.out
            && index.pictures.iter().all(|(path, file)| as_written(path, file));
        if !same {
            return HashSet::new();
        }
        // The site is the same but for bodies, so the files are the same ones, in the same places.
        let now: HashMap<&str, Digest> = self
            .content
            .readings
            .iter()
            .filter_map(|reading| match &reading.source {
                Known::Now(source, _) => Some((reading.path.as_str(), source.digest)),
                Known::Before | Known::Touched(_) => None,
            })
            .collect();
        let changed: HashSet<u32> = (0..)
            .zip(&index.content)
            .filter(|(_, (path, old))| now.get(path.as_str()).is_some_and(|digest| *digest != old.digest))
            .map(|(at, _)| at)
            .collect();
        let outputs: Vec<(&String, &Rendered)> = index.outputs.iter().collect();
        let is_kept = |(path, output): &(&String, &Rendered)| {
            !output.bodies.iter().any(|body| changed.contains(body)) && as_written(path, &output.file)
        };
        outputs.into_par_iter().filter(is_kept).map(|(path, _)| path.clone()).collect()
    }

    /// Nothing changed that any output shows, and nothing is to be warned of.
    fn is_done(&self, kept: &HashSet<String>) -> bool {
        self.index.model == self.model && self.index.quiet && !kept.is_empty() && kept.len() == self.index.outputs.len()
    }

    /// Assembles the site, plans it, and renders what is not kept.
    fn render(
        &self,
        config: Config,
        kinds: Kinds,
        kept: &HashSet<String>,
        (clock, outcome): (&mut Clock, &mut Outcome),
    ) -> Result<(Done, Writer), Diags> {
        let files = Reader::new(&self.sources, &config, &kinds, &self.index).place_all(&self.content);
        let (world, renderer, outputs) =
            put_together(&self.sources, config, kinds, files, self.order, &mut outcome.warnings)?;
        clock.lap("assemble");
        let positions: HashMap<&str, u32> = self.sources.content.keys().map(SitePath::as_str).zip(0..).collect();
        let wanted: Vec<&Output> = outputs.iter().filter(|output| !kept.contains(&output.path)).collect();
        let old = self.index.pictures.keys().filter(|_| !kept.is_empty()).cloned();
        let writer = self.writer()?;
        let made = render_all(&world, renderer, &wanted, &writer).and_then(|(made, needs)| {
            clock.lap("render");
            Ok((made, make_pictures(&world, self.order, needs, &writer)?))
        });
        let (made, pictures) = match made {
            Ok(made) => made,
            Err(faults) => {
                writer.abandon();
                return Err(faults);
            }
        };
        clock.lap("pictures");
        let pictures: BTreeSet<String> = old.chain(pictures).collect();
        let body = |id: &NodeId| {
            let file = world.site.text(*id).file.as_ref()?;
            positions.get(file.as_str()).copied()
        };
        let outputs = made.into_iter().map(|(path, bodies)| (path, bodies.iter().filter_map(body).collect())).collect();
        let pages = world.site.pages.len();
        outcome.world = Some(world);
        Ok((Done { pages, outputs, pictures: pictures.into_iter().collect() }, writer))
    }

    fn writer(&self) -> Result<Writer, Diags> {
        Writer::open(&self.order.out, self.order.force).map_err(|fault| Diags::from_iter([fault]))
    }

    /// Leaves what this build knows to the next one.
    fn remember(mut self, lock: &Lock, done: Done, kept: HashSet<String>, quiet: bool) -> std::io::Result<()> {
        let nothing = done.outputs.is_empty()
            && self.index.others == self.others
            && self.index.quiet == quiet
            && self.content.readings.iter().all(|reading| matches!(reading.source, Known::Before));
        if nothing {
            return Ok(());
        }
        let written = |path: &str| {
            fs::symlink_metadata(on_disk(&self.order.out, path))
                .map_or_else(|_| File::default(), |found| File::of(&found))
        };
        let mut outputs: BTreeMap<String, Rendered> = done
            .outputs
            .into_par_iter()
            .map(|(path, bodies)| (written(&path), bodies, path))
            .map(|(file, bodies, path)| (path, Rendered { file, bodies }))
            .collect();
        let pictures =
            done.pictures.into_iter().map(|path| (written(&path), path)).map(|(file, path)| (path, file)).collect();
        outputs.extend(std::mem::take(&mut self.index.outputs).into_iter().filter(|(path, _)| kept.contains(path)));
        let mut content = BTreeMap::new();
        let mut facts = Vec::new();
        for reading in self.content.readings {
            let path = reading.path.to_string();
            let old = |index: &mut Index| {
                let source = index.content.remove(&path).unwrap_or_default();
                let facts = index.facts(&source).map(<[u8]>::to_vec);
                (source, facts)
            };
            let (mut source, kept) = match reading.source {
                Known::Now(source, facts) => (*source, Some(facts)),
                Known::Before => old(&mut self.index),
                Known::Touched(file) => {
                    let (source, facts) = old(&mut self.index);
                    (Source { file, ..source }, facts)
                }
            };
            let start = facts.len();
            source.facts = source.facts.and(kept).map(|kept| {
                facts.extend(kept);
                start..facts.len()
            });
            content.insert(path, source);
        }
        let mut index = Index {
            started: lock.started,
            settings: recall::settings(&self.sources),
            model: self.model,
            out: self.order.out.clone(),
            quiet,
            pages: done.pages,
            content,
            others: self.others,
            outputs,
            pictures,
            ..Index::default()
        };
        index.save(&self.order.site, &facts)
    }
}

fn take_lock(site: &Path) -> Result<Option<Lock>, Diags> {
    // Where there is no portal, nothing is put.
    if !site.join(crate::config::FILE).exists() {
        return Ok(None);
    }
    match Lock::take(site) {
        Ok(lock) => Ok(Some(lock)),
        Err(Busy::Unwritable) => Ok(None),
        Err(Busy::Locked) => Err(Diags::from_iter([Diag::error(Code::Locked).arg("folder", site.display())])),
    }
}

/// All that the site is made of, except the bodies and what follows from them: with the same digest, every output that shows
/// the same bodies is the same.
fn fingerprint(
    order: &Order,
    sources: &Sources,
    readings: &[Reading],
    others: &BTreeMap<String, (File, Digest)>,
    index: &Index,
) -> Digest {
    let templates: Vec<(&str, &str, &str)> =
        sources.templates.iter().map(|(name, t)| (name.as_str(), t.file.as_str(), t.text.as_str())).collect();
    let statics: Vec<(&str, bool)> =
        sources.statics.iter().map(|(path, file)| (path.as_str(), matches!(file, ThemeFile::Embedded(_)))).collect();
    let others: Vec<(&str, &Digest)> = others.iter().map(|(path, (_, digest))| (path.as_str(), digest)).collect();
    let known = readings.iter().filter_map(|reading| Some((reading.path.as_str(), reading.source(index)?)));
    let mut content: Vec<(&str, &Digest, usize)> =
        known.clone().map(|(path, s)| (path, &s.meaning, s.inherited)).collect();
    content.sort_unstable();
    // Within a day only the hours that the files name can change anything; one counts as long as a second.
    let today = order.now.today();
    let hours = known.flat_map(|(_, source)| &source.hours).filter(|hour| hour.day() == today);
    let mut hours: Vec<(String, i64)> =
        hours.map(|hour| (hour.iso(), order.now.time.duration_since(hour.start()).as_secs().clamp(-2, 2))).collect();
    hours.sort_unstable();
    let site = (recall::settings(sources), &order.base_url, order.drafts, today.to_string(), hours);
    let theme = (templates, &sources.strings, statics);
    Digest::of(&postcard::to_stdvec(&(site, theme, others, content)).unwrap_or_default())
}

fn configure(sources: &mut Sources, order: &Order) -> Result<(Config, Kinds), Diags> {
    let config = Config::read(&sources.config, order.base_url.as_deref());
    let own = sources.kinds.iter().map(|(name, file, text)| (name.as_str(), file.as_str(), text.as_str()));
    let kinds = Kinds::read(own);
    let mut faults = Diags::default();
    if let Ok(config) = &config
        && let Err(found) = sources.read_theme(&config.theme)
    {
        faults.extend(found.sorted());
    }
    match (config, kinds) {
        (Ok(config), Ok(kinds)) if !faults.has_errors() => Ok((config, kinds)),
        (config, kinds) => {
            faults.extend(config.err().into_iter().chain(kinds.err()).flatten());
            Err(faults)
        }
    }
}

type Together = (Arc<World>, Arc<Renderer>, Vec<Output>);

fn put_together(
    sources: &Arc<Sources>,
    config: Config,
    kinds: Kinds,
    files: Vec<Placed>,
    order: &Order,
    found: &mut Diags,
) -> Result<Together, Diags> {
    let mut faults = Diags::default();
    let keep = |faults: &mut Diags, found: Diags| faults.extend(found.sorted());
    let site: Option<Site> = model::assemble(config, kinds, sources, files, order.now, order.drafts, found)
        .map_err(|f| keep(&mut faults, f))
        .ok();
    let assets = assets::prepare(sources.statics.iter()).map_err(|f| keep(&mut faults, f)).ok();
    let strings = Strings::read(&sources.strings).map_err(|f| keep(&mut faults, f)).ok();
    let data = data::read(sources).map_err(|f| keep(&mut faults, f)).ok();
    let renderer = Renderer::new(Arc::new(sources.templates.clone())).map_err(|f| keep(&mut faults, f)).ok();
    let (Some(site), Some(assets), Some(strings), Some(data), Some(renderer)) = (site, assets, strings, data, renderer)
    else {
        return Err(faults);
    };
    let outputs = plan::plan(&site, &assets)?;
    let sources = Arc::clone(sources);
    let read_body = Box::new(move |config: &Config, file: &SitePath, lang| read_body(&sources, config, file, lang));
    Ok((Arc::new(World::new(site, assets, strings, data, read_body)), renderer, outputs))
}

/// The body of a file that was remembered, and that an output shows.
fn read_body(sources: &Sources, config: &Config, file: &SitePath, lang: Lang) -> Result<Body, Diag> {
    let settings = parse::Settings { lang: config.code(lang), highlight: config.highlight };
    let parsed = parse::parse(&format!("content/{file}"), &sources.content_bytes(file)?, settings);
    // It was without fault when it was remembered: it is being written at this moment.
    match parsed.text.faults.into_iter().find(|fault| fault.severity == Severity::Error) {
        Some(fault) => Err(fault),
        None => Ok(parsed.text.body),
    }
}

/// Outputs with the nodes whose bodies they show, and the pictures that they need.
type Made = (Vec<(String, Vec<NodeId>)>, Vec<Derivative>);

/// Renders and stages every output.
fn render_all(world: &Arc<World>, first: Arc<Renderer>, outputs: &[&Output], writer: &Writer) -> Result<Made, Diags> {
    let faults: Mutex<Diags> = Mutex::new(render::unknown_shortcodes(&first, &world.site).into_iter().collect());
    let templates = Arc::clone(first.templates());
    let idle: Mutex<Vec<Arc<Renderer>>> = Mutex::new(vec![first]);
    let needs: Mutex<HashSet<Derivative>> = Mutex::default();
    let one = |output: &&Output| {
        let waiting = lock(&idle).pop();
        let renderer = match waiting.map_or_else(|| Renderer::new(Arc::clone(&templates)), Ok) {
            Ok(renderer) => renderer,
            Err(found) => {
                lock(&faults).extend(found.sorted());
                return None;
            }
        };
        let made = render::render(&renderer, world, output);
        let made = made.and_then(|made| stage(world, output, &made, writer).map(|()| made.seen));
        lock(&idle).push(renderer);
        match made {
            Ok(seen) => {
                if !seen.needs.is_empty() {
                    lock(&needs).extend(seen.needs);
                }
                Some((output.path.clone(), seen.bodies))
            }
            Err(fault) => {
                lock(&faults).push(fault);
                None
            }
        }
    };
    let made = outputs.par_iter().filter_map(one).collect();
    let faults = std::mem::take(&mut *lock(&faults));
    if faults.has_errors() {
        return Err(faults);
    }
    let mut needs: Vec<Derivative> = std::mem::take(&mut *lock(&needs)).into_iter().collect();
    needs.sort();
    Ok((made, needs))
}

fn stage(world: &World, output: &Output, made: &render::Made, writer: &Writer) -> Result<(), Diag> {
    let result = match &made.bytes {
        Bytes::Html(bytes) => writer.stage(&output.path, bytes),
        Bytes::Text(text) => writer.stage(&output.path, text.as_bytes()),
        Bytes::Asset(path) => {
            writer.stage(&output.path, world.assets.get(path.as_str()).map_or(&[], |a| a.bytes.as_slice()))
        }
        Bytes::File(file) => match world.site.media.bytes(file) {
            Ok(bytes) => writer.stage(&output.path, &bytes),
            Err(error) => return Err(Diag::error(Code::Unreadable).file(file.path()).arg("reason", error.kind())),
        },
    };
    result.map_err(|error| Diag::error(Code::OutputUnwritable).arg("folder", &output.path).arg("reason", error.kind()))
}

/// Makes and stages the versions of pictures; returns their paths.
fn make_pictures(world: &World, order: &Order, needs: Vec<Derivative>, writer: &Writer) -> Result<Vec<String>, Diags> {
    let folder = (!order.fresh).then(|| order.site.join(CACHE).join("pictures"));
    let kept = Kept::new(folder);
    let faults: Vec<Diag> = needs
        .par_iter()
        .filter_map(|wanted| {
            let path = wanted.url.trim_start_matches('/');
            let result = kept.get(&world.site.media, wanted).and_then(|bytes| {
                writer
                    .stage(path, &bytes)
                    .map_err(|e| Diag::error(Code::OutputUnwritable).arg("folder", path).arg("reason", e.kind()))
            });
            result.err()
        })
        .collect();
    if faults.is_empty() {
        Ok(needs.into_iter().map(|n| n.url.trim_start_matches('/').to_owned()).collect())
    } else {
        Err(faults.into_iter().collect())
    }
}

/// `changes.json` lies beside the output and not in it: it tells of two builds, and the output of one alone.
fn remember_changes(order: &Order, changes: &Changes) {
    let json = serde_json::json!({"added": changes.added, "changed": changes.changed, "removed": changes.removed});
    // A site on a read-only disk is built all the same.
    let _ = fs::write(order.site.join(CACHE).join("changes.json"), format!("{json:#}\n"));
}

/// An output folder inside `content/` or another source folder would be read by the next build.
fn refuse_output_inside_sources(order: &Order) -> Result<(), Diags> {
    let absolute = |path: &Path| {
        let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        // The part that exists may be reached through links.
        let mut rest = Vec::new();
        let mut at = whole.as_path();
        loop {
            if let Ok(real) = fs::canonicalize(at) {
                return rest.iter().rev().fold(real, |path: PathBuf, part| path.join(part));
            }
            match (at.parent(), at.file_name()) {
                (Some(up), Some(name)) => {
                    rest.push(name.to_owned());
                    at = up;
                }
                _ => return whole.clone(),
            }
        }
    };
    let (site, out) = (absolute(&order.site), absolute(&order.out));
    let sources = ["content", "data", "templates", "static", "strings", "kinds", "themes"];
    let inside = sources.iter().any(|folder| out.starts_with(site.join(folder)));
    if inside || site.starts_with(&out) {
        return Err(Diags::from_iter([Diag::error(Code::OutputInsideSources).arg("folder", order.out.display())]));
    }
    Ok(())
}

fn unwritable(out: &Path, error: &std::io::Error) -> Diags {
    Diags::from_iter([Diag::error(Code::OutputUnwritable).arg("folder", out.display()).arg("reason", error.kind())])
}

/// Time by phase.
struct Clock {
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Default for Clock {
    fn default() -> Self {
        Self { last: Instant::now(), laps: Vec::new() }
    }
}

impl Clock {
    fn lap(&mut self, name: &'static str) {
        self.laps.push((name, self.last.elapsed()));
        self.last = Instant::now();
    }
}
