//! From files to staged outputs: assembles and plans the site, and renders each output.

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use super::build_options::ContentOptions;
use super::cache::{QueryTable, create_cache_folder};
use super::monitor::BuildMonitor;
use crate::config::{Config, Lang};
use crate::content::Kinds;
use crate::diag::{Code, Diag, Diags, Severity};
use crate::folder::Folder;
use crate::model::{self, ContentTree, NodeId, Placed, Site};
use crate::output_writer::OutputWriter;
use crate::parse::{self, Body};
use crate::path::SitePath;
use crate::picture_cache::PictureCache;
use crate::picture_decoder::read_orientation;
use crate::picture_metadata::{is_picture, strip_metadata};
use crate::plan::{self, Output, Recipe};
use crate::render::{self, Derivative, OutputBytes, RenderedFile, Renderer, ThemeStrings, World};
use crate::search::WordCounts;
use crate::site_files::{ContentStore, SiteFiles};
use crate::site_search::{SiteSearch, read_site_explanations};
use crate::sync::lock_unpoisoned;
use crate::text::private_key::find_private_key;
use crate::theme_copies::copies_behind;
use crate::{assets, data};

/// An assembled site with everything that its outputs are made from, and its planned outputs.
pub(super) struct AssembledSite {
    pub world: Arc<World>,
    pub renderer: Arc<Renderer>,
    /// Sorted by path.
    pub outputs: Vec<Output>,
}

/// Assembles the site and plans its outputs.
///
/// # Errors
/// All errors of the site's files, or of the site as a whole.
pub(super) fn assemble_and_plan(
    sources: &SiteFiles,
    config: Config,
    kinds: Kinds,
    files: Vec<Placed>,
    options: &ContentOptions,
    found: &mut Diags,
) -> Result<AssembledSite, Diags> {
    let mut faults = Diags::default();
    let keep = |faults: &mut Diags, found: Diags| faults.extend(found.sorted());
    let (identity, policy, base) = (config.identity.clone(), config.policy.clone(), config.base_path().to_owned());
    let site: Option<Site> = model::assemble(config, kinds, sources, files, options.now, options.drafts, found)
        .map_err(|f| keep(&mut faults, f))
        .ok();
    let assets = assets::prepare(sources.statics.iter(), &identity, &policy, &base, found)
        .map_err(|f| keep(&mut faults, f))
        .ok();
    let strings = ThemeStrings::read(&sources.strings).map_err(|f| keep(&mut faults, f)).ok();
    let data = data::read(sources, found).map_err(|f| keep(&mut faults, f)).ok();
    let renderer = Renderer::new(Arc::new(sources.templates.clone())).map_err(|f| keep(&mut faults, f)).ok();
    let (Some(mut site), Some(assets), Some(strings), Some(data), Some(renderer)) =
        (site, assets, strings, data, renderer)
    else {
        return Err(faults);
    };
    found.extend(render::policy_faults(&sources.templates, &policy));
    found.extend(copies_behind(sources)?);
    found.extend(render::missing_strings(&site.config, &sources.strings));
    found.extend(render::unused_strings(&sources.templates, &sources.strings));
    let explanations = read_site_explanations(&site, sources)?;
    let search = SiteSearch::build(&site, &explanations);
    drop_word_counts(&mut site);
    let outputs = plan::plan_outputs(&site, &assets, &search, found)?;
    let reach = render::template_fingerprints(&sources.templates);
    let contents = sources.contents();
    let read_body = Box::new(move |config: &Config, file: &SitePath, lang| read_body(&contents, config, file, lang));
    let world = Arc::new(World::new(site, search, assets, strings, data, reach, read_body));
    Ok(AssembledSite { world, renderer, outputs })
}

/// Frees the words of all bodies. The index has them now, and the build cache for later builds.
fn drop_word_counts(site: &mut Site) {
    let ContentTree { pages, sections, .. } = &mut site.tree;
    let pages = pages.iter_mut().map(|page| &mut page.info);
    let sections = sections.iter_mut().map(|section| &mut section.info);
    pages.chain(sections).for_each(|info| info.facts.word_counts = WordCounts::default());
}

/// Parses the body of a content file whose facts came from the cache, because an output shows it.
fn read_body(contents: &ContentStore, config: &Config, file: &SitePath, lang: Lang) -> Result<Body, Diag> {
    let settings =
        parse::ParseSettings { lang: config.lang_code(lang), highlight: config.highlight, own_site: &config.own_site };
    let parsed = parse::read_content_file(contents, file, settings)?;
    // The file had no faults when its record was made: a fault now means that an editor is just
    // writing it.
    match parsed.text.faults.into_iter().find(|fault| fault.severity == Severity::Error) {
        Some(fault) => Err(fault),
        None => Ok(parsed.text.body),
    }
}

/// An output that was rendered and staged, with its dependencies.
pub(super) struct StagedOutput {
    /// The path below the output folder.
    pub path: String,
    pub recipe: Recipe,
    /// The nodes whose bodies, or data derived from their bodies, the output shows.
    pub bodies: Vec<NodeId>,
    /// The paths of the versions of pictures that the output shows.
    pub pictures: Vec<String>,
    /// The positions of its queries in the query table.
    pub query_positions: Vec<u32>,
}

/// Renders and stages outputs.
///
/// # Errors
/// The errors of all outputs.
pub(super) fn render_all(
    world: &Arc<World>,
    first: Arc<Renderer>,
    outputs: &[&Output],
    writer: &OutputWriter,
    questions: &QueryTable,
    watch: &BuildMonitor,
) -> Result<(Vec<StagedOutput>, Vec<Derivative>), Diags> {
    watch.begin_phase("render", outputs.len());
    let faults: Mutex<Diags> = Mutex::default();
    let templates = Arc::clone(first.templates());
    let idle: Mutex<Vec<Arc<Renderer>>> = Mutex::new(vec![first]);
    let needs: Mutex<HashSet<Derivative>> = Mutex::default();
    let one = |output: &&Output| {
        let waiting = lock_unpoisoned(&idle).pop();
        let renderer = match waiting.map_or_else(|| Renderer::new(Arc::clone(&templates)), Ok) {
            Ok(renderer) => renderer,
            Err(found) => {
                lock_unpoisoned(&faults).extend(found.sorted());
                return None;
            }
        };
        let begun = watch.begin_output(&renderer);
        let made = render::render_output(&renderer, world, output);
        watch.end_output(&renderer, output, begun);
        let staged = |made: RenderedFile| stage_output(world, output, &made, writer).map(|()| made.trace);
        let made = made.and_then(|made| staged(made).map_err(Diags::from));
        lock_unpoisoned(&idle).push(renderer);
        if let Recipe::Page(id) = output.recipe {
            world.release_body(NodeId::Page(id));
        }
        match made {
            Ok(seen) => {
                let asked = questions.add_all(seen.queries.into_iter());
                let pictures = seen.derivatives.iter().map(|needed| needed.path().to_owned()).collect();
                if !seen.derivatives.is_empty() {
                    lock_unpoisoned(&needs).extend(seen.derivatives);
                }
                let (path, recipe) = (output.path.clone(), output.recipe.clone());
                Some(StagedOutput { path, recipe, bodies: seen.bodies, pictures, query_positions: asked })
            }
            Err(found) => {
                lock_unpoisoned(&faults).extend(found.sorted());
                None
            }
        }
    };
    // Pages first: outputs that show many pages are rendered when most bodies have been freed.
    let (mut options, others): (Vec<usize>, Vec<usize>) =
        (0..outputs.len()).partition(|at| matches!(outputs[*at].recipe, Recipe::Page(_)));
    options.extend(others);
    let made = options.par_iter().filter_map(|at| one(&outputs[*at]).map(|rendering| (*at, rendering)));
    let mut made: Vec<(usize, StagedOutput)> = made.collect();
    made.sort_unstable_by_key(|(at, _)| *at);
    let made = made.into_iter().map(|(_, rendering)| rendering).collect();
    let faults = std::mem::take(&mut *lock_unpoisoned(&faults));
    if faults.has_errors() {
        return Err(faults);
    }
    let mut needs: Vec<Derivative> = std::mem::take(&mut *lock_unpoisoned(&needs)).into_iter().collect();
    needs.sort();
    Ok((made, needs))
}

/// Writes an output to the stage. Files of the site that are published unchanged are searched for
/// private keys here, because their bytes are in memory anyway: no file is read for the search, and
/// an output that is kept was searched when it was rendered.
fn stage_output(
    world: &World,
    output: &Output,
    made: &render::RenderedFile,
    writer: &OutputWriter,
) -> Result<(), Diag> {
    let secret = |file: String, bytes: &[u8]| match find_private_key(bytes) {
        Some(_) => Err(Diag::error(Code::PrivateKey).file(file)),
        None => Ok(()),
    };
    let result = match &made.bytes {
        OutputBytes::Html(bytes) | OutputBytes::Bytes(bytes) => writer.stage(&output.path, bytes),
        OutputBytes::Text(text) => writer.stage(&output.path, text.as_bytes()),
        OutputBytes::Asset(path) => {
            let bytes = world.assets.get(path.as_str()).map_or(&[][..], |asset| asset.bytes.as_slice());
            secret(format!("static/{path}"), bytes)?;
            writer.stage(&output.path, bytes)
        }
        OutputBytes::File(file) => match world.site.media.bytes(file) {
            Ok(bytes) => {
                let shown = file.site_path();
                secret(shown.clone(), &bytes)?;
                match without_metadata(&bytes) {
                    Some(bytes) => writer.stage(&output.path, &bytes),
                    None => return Err(Diag::error(Code::BrokenImage).file(shown)),
                }
            }
            Err(error) => return Err(Diag::error(Code::Unreadable).file(file.path()).arg("reason", error.kind())),
        },
    };
    result.map_err(|error| Diag::error(Code::OutputUnwritable).arg("folder", &output.path).arg("reason", error.kind()))
}

/// The bytes of a file as they are published: a picture loses what a camera wrote into it, any
/// other file stays as it is. `None` for a picture that is cut off.
fn without_metadata(bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    if !is_picture(bytes) {
        return Some(Cow::Borrowed(bytes));
    }
    strip_metadata(bytes, read_orientation(bytes)).map(Cow::Owned)
}

/// The folder of the versions of pictures, which all output folders of the site in the folder
/// `site` share. `None` if it
/// cannot be written.
pub fn picture_cache_folder(site: &Path) -> Option<Folder> {
    create_cache_folder(site).ok()
}

/// Makes and stages the versions of pictures. Those that the cache of `site` has are not made
/// again.
///
/// # Errors
/// One for each picture that cannot be read or written.
pub(super) fn make_pictures(
    world: &World,
    site: Option<&Path>,
    needs: Vec<Derivative>,
    writer: &OutputWriter,
    watch: &BuildMonitor,
) -> Result<(), Diags> {
    watch.begin_phase("pictures", needs.len());
    let kept = PictureCache::new(site.filter(|_| !needs.is_empty()).and_then(picture_cache_folder));
    let faults: Mutex<Diags> = Mutex::default();
    kept.get_all(&world.site.media, &needs, |wanted, bytes| {
        let path = wanted.path();
        let staged = bytes.and_then(|bytes| {
            writer
                .stage(path, &bytes)
                .map_err(|e| Diag::error(Code::OutputUnwritable).arg("folder", path).arg("reason", e.kind()))
        });
        if let Err(fault) = staged {
            lock_unpoisoned(&faults).push(fault);
        }
        watch.finish_step();
    });
    watch.add_made_pictures(kept.made_count());
    let faults = std::mem::take(&mut *lock_unpoisoned(&faults));
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}
