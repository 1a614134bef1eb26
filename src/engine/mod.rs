//! One build, as code: read, parse, assemble, plan, render, commit. `build`, `serve` and `check` all call [`build`].

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::config::Config;
use crate::content::Kinds;
use crate::diag::{Code, Diag, Diags};
use crate::images::Kept;
use crate::model::{self, FolderKinds, Name, Now, Placed, Site};
use crate::parse::{self, Parsed};
use crate::path::SitePath;
use crate::plan::{self, Output};
use crate::render::{self, Bytes, Derivative, Made, Renderer, Strings, World, lock};
use crate::sources::Sources;
use crate::write::{Changes, Writer};
use crate::{assets, data};

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
    pub changes: Changes,
    pub phases: Vec<(&'static str, Duration)>,
    /// Warnings: the site was built all the same.
    pub warnings: Diags,
    /// The site that was built.
    pub world: Option<Arc<World>>,
}

/// The folder of things that make the next build faster. It may be deleted at any time.
const CACHE: &str = ".tamquan";

/// Builds a site.
///
/// # Errors
/// Everything that is wrong with it. The output folder is then as it was.
pub fn build(order: &Order) -> Result<Outcome, Diags> {
    let mut clock = Clock::default();
    let mut outcome = Outcome::default();
    refuse_output_inside_sources(order)?;
    // Read: which files there are, what the configuration means.
    let mut sources = Sources::read(&order.site, std::slice::from_ref(&order.out))?;
    let (config, kinds) = configure(&mut sources, order)?;
    clock.lap("read");
    // Parse: one file at a time.
    let files = parse_all(&sources, &config, &kinds, &mut outcome.warnings);
    clock.lap("parse");
    // Assemble and plan: the whole site, every output.
    let (world, renderer, outputs) = put_together(&sources, config, kinds, files, order, &mut outcome.warnings)?;
    clock.lap("assemble");
    // Render and stage: each output by itself.
    let writer = Writer::open(&order.out, order.force).map_err(|d| Diags::from_iter([d]))?;
    let rendered = render_all(&world, renderer, &outputs, &writer);
    let rendered = rendered.and_then(|needs| {
        clock.lap("render");
        make_pictures(&world, order, needs, &writer)
    });
    let pictures = match rendered {
        Ok(pictures) => pictures,
        Err(faults) => {
            writer.abandon();
            return Err(faults);
        }
    };
    clock.lap("pictures");
    // Commit: the new site takes the place of the old.
    let planned: HashSet<&str> =
        outputs.iter().map(|o| o.path.as_str()).chain(pictures.iter().map(String::as_str)).collect();
    let changes = writer.commit(&planned).map_err(|e| unwritable(&order.out, &e))?;
    remember_changes(order, &changes);
    clock.lap("write");
    outcome.pages = world.site.pages.len();
    outcome.outputs = planned.len();
    outcome.changes = changes;
    outcome.phases = clock.laps;
    outcome.world = Some(world);
    Ok(outcome)
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

/// Sections first: they say of which kind the pages below them are.
fn parse_all(sources: &Sources, config: &Config, kinds: &Kinds, found: &mut Diags) -> Vec<Placed> {
    let taxonomies: Vec<String> = config.taxonomies.iter().map(|t| t.name.clone()).collect();
    let (mut sections, mut pages) = (Vec::new(), Vec::new());
    for file in &sources.content {
        match Name::read(config, file.as_str()) {
            Ok(name) if name.is_section => sections.push((file, name)),
            Ok(name) => pages.push((file, name)),
            Err(code) => {
                found.push(Diag::error(Code::UnknownLanguage).file(format!("content/{file}")).arg("value", code));
            }
        }
    }
    let plain = kinds.position("page").unwrap_or(0);
    let read = |(file, name): (&SitePath, Name), folders: &FolderKinds| {
        let settings = parse::Settings { lang: config.code(name.lang), highlight: config.highlight };
        let parsed = match sources.content_bytes(file) {
            Ok(bytes) => parse::parse(&format!("content/{file}"), &bytes, settings),
            Err(fault) => Parsed::unreadable(fault),
        };
        let inherited = folders.kind(&name.home);
        model::place(file.clone(), name, parsed, kinds, inherited, &taxonomies)
    };
    let mut files: Vec<Placed> =
        sections.into_par_iter().map(|section| read(section, &FolderKinds::default())).collect();
    let folders = FolderKinds::of(files.iter(), plain);
    for section in &mut files {
        section.kind = folders.kind(&section.name.home);
    }
    files.par_extend(pages.into_par_iter().map(|page| read(page, &folders)));
    files
}

type Together = (Arc<World>, Arc<Renderer>, Vec<Output>);

fn put_together(
    sources: &Sources,
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
    Ok((Arc::new(World::new(site, assets, strings, data)), renderer, outputs))
}

/// Renders and stages every output; returns the pictures that they need.
fn render_all(
    world: &Arc<World>,
    first: Arc<Renderer>,
    outputs: &[Output],
    writer: &Writer,
) -> Result<Vec<Derivative>, Diags> {
    let faults: Mutex<Diags> = Mutex::new(render::unknown_shortcodes(&first, &world.site).into_iter().collect());
    let templates = Arc::clone(first.templates());
    let idle: Mutex<Vec<Arc<Renderer>>> = Mutex::new(vec![first]);
    let needs: Mutex<HashSet<Derivative>> = Mutex::default();
    outputs.par_iter().for_each(|output| {
        let waiting = lock(&idle).pop();
        let renderer = match waiting.map_or_else(|| Renderer::new(Arc::clone(&templates)), Ok) {
            Ok(renderer) => renderer,
            Err(found) => return lock(&faults).extend(found.sorted()),
        };
        let made = render::render(&renderer, world, output)
            .and_then(|made| stage(world, output, &made, writer).map(|()| made));
        match made {
            Ok(made) if !made.needs.is_empty() => lock(&needs).extend(made.needs),
            Ok(_) => {}
            Err(fault) => lock(&faults).push(fault),
        }
        lock(&idle).push(renderer);
    });
    let faults = std::mem::take(&mut *lock(&faults));
    if faults.has_errors() {
        return Err(faults);
    }
    let mut needs: Vec<Derivative> = std::mem::take(&mut *lock(&needs)).into_iter().collect();
    needs.sort();
    Ok(needs)
}

fn stage(world: &World, output: &Output, made: &Made, writer: &Writer) -> Result<(), Diag> {
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
    if !needs.is_empty() && folder.is_some() {
        // Being unable to keep them costs time later and nothing else.
        let _ = mark_cache(&order.site.join(CACHE));
    }
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

/// Makes the folder with the two files that tell back-up programs and git to leave it alone.
fn mark_cache(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    for (name, text) in [("CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n"), (".gitignore", "*\n")] {
        let path = folder.join(name);
        if !path.exists() {
            fs::write(path, text)?;
        }
    }
    Ok(())
}

/// `changes.json` lies beside the output and not in it: it tells of two builds, and the output of one alone.
fn remember_changes(order: &Order, changes: &Changes) {
    let json = serde_json::json!({"added": changes.added, "changed": changes.changed, "removed": changes.removed});
    let folder = order.site.join(CACHE);
    // A site on a read-only disk is built all the same.
    let _ = mark_cache(&folder).and_then(|()| fs::write(folder.join("changes.json"), format!("{json:#}\n")));
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
