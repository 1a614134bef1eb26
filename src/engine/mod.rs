//! One build, as code: read, parse, assemble, plan, render, commit. `build`, `serve` and `check` all call [`build`].

mod index;
mod kept;
mod make;
mod recall;
mod session;
mod traces;
mod work;

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::config::Config;
use crate::content::Kinds;
use crate::diag::{Code, Diag, Diags};
use crate::model::Now;
use crate::render::World;
use crate::sources::Sources;
use crate::write::Changes;
use index::{Busy, CACHE, Index, Lock};
use recall::{Known, Reader};
pub use session::{Changed, Session};
use work::Work;

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
    /// How many content files were read and parsed, for what they mean or for their bodies.
    pub parsed: usize,
    /// How many of the outputs were rendered; the others were kept.
    pub rendered: usize,
    /// Which.
    pub rendered_paths: Vec<String>,
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
    let base = work::base(order, &sources);
    let model = work::fingerprint(base, order, &sources, &content.readings, &others, &index);
    let work = Work { order, sources, index, content, others, base, model };
    let kept = work.kept_by_model();
    clock.lap("parse");
    let (done, writer) = match kept {
        Some(kept) if work.is_done(&kept) => (work.nothing(kept), work.writer()?),
        kept => work.render(config, kinds, kept, (&mut clock, &mut outcome))?,
    };
    // Commit: the new site takes the place of the old.
    let rendered = done.rendered.iter().map(|output| &output.path);
    let planned = rendered.chain(&done.kept).chain(&done.pictures).map(String::as_str);
    let planned: HashSet<&str> = planned.collect();
    let changes = writer.commit(&planned).map_err(|e| unwritable(&order.out, &e))?;
    outcome.pages = done.pages;
    outcome.outputs = planned.len();
    outcome.rendered = done.rendered.len();
    outcome.rendered_paths = done.rendered.iter().map(|output| output.path.clone()).collect();
    let read = work.content.readings.iter().filter(|reading| matches!(reading.source, Known::Now(..))).count();
    outcome.parsed = read + outcome.world.as_ref().map_or(0, |world| world.bodies_read());
    if let Some(lock) = lock {
        remember_changes(order, &changes);
        // What cannot be remembered costs time later and nothing else.
        let _ = work.remember(&lock, done, outcome.warnings.is_empty());
    }
    outcome.changes = changes;
    clock.lap("write");
    outcome.phases = clock.laps;
    Ok(outcome)
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
