//! Renders one output: from its recipe and the answers to its queries to its bytes.

use std::sync::Arc;

use tera::Value;

use super::ask::page_metadata::PageMetadata;
use super::ask::query::{Query, SiteReport};
use super::ask::render_trace::RenderTrace;
use super::ask::view::View;
use super::ask::world::World;
use super::machine::corrections_feed::render_corrections_feed;
use super::machine::list_feed::render_feed;
use super::machine::{apache, caddy, feeds, host_files, iis, machine_files, nginx, sitemaps};
use super::page::html_page;
use super::template::renderer::Renderer;
use super::value::object::text_at;
use crate::diag::{Code, Diag, Diags, catch_panic};
use crate::model::{FileRef, Site};
use crate::plan::{Output, PageList, Recipe};

/// A rendered output.
pub struct RenderedFile {
    /// The content of the output.
    pub bytes: OutputBytes,
    /// What the output has seen of the site.
    pub trace: RenderTrace,
}

/// The content of an output, or the file that it is copied from.
pub enum OutputBytes {
    /// UTF-8 that a template wrote.
    Html(Vec<u8>),
    /// Text that the program wrote.
    Text(String),
    /// Bytes that the program made before it planned the outputs.
    Bytes(Vec<u8>),
    /// The unchanged bytes of a file of the site.
    File(FileRef),
    /// The bytes of a style sheet or script, by its path in `static/`.
    Asset(crate::path::SitePath),
}

/// Renders one output.
///
/// # Errors
/// A fault of a template, shortcode or file, at its place. A panic becomes a diagnostic too.
pub fn render_output(renderer: &Renderer, world: &Arc<World>, output: &Output) -> Result<RenderedFile, Diags> {
    let site = &world.site;
    let view = Arc::new(View::new(Arc::clone(world), output.recipe.lang(site)));
    let bytes = catch_panic(|| renderer.with_view(&view, || render_recipe(renderer, &view, output)));
    let bytes = bytes.map_err(|diag| {
        let all = std::iter::once(diag).chain(view.take_further_faults());
        let mut faults = Diags::default();
        faults.extend(all.map(|diag| add_source_file(site, &output.recipe, diag)));
        faults
    })?;
    Ok(RenderedFile { bytes, trace: view.take_trace() })
}

/// Gives a fault without a file the content file of the output, and one that follows from a path in
/// its front matter the place of that path.
fn add_source_file(site: &Site, recipe: &Recipe, diag: Diag) -> Diag {
    let info = match recipe {
        Recipe::Page(id) => &site.page(*id).info,
        Recipe::Section { id, .. } => &site.section(*id).info,
        _ => return diag,
    };
    // A template that was given a wrong path by the front matter of the page is right itself.
    let is_path = matches!(diag.code, Code::TargetMissing | Code::TargetNoPage | Code::TargetNoSection);
    let is_written = |to: &str| diag.args.iter().any(|(name, value)| *name == "value" && value == to);
    let written = info.front.extra_references.iter().find(|reference| is_path && is_written(&reference.to));
    match (&diag.file, &info.file) {
        (_, Some(file)) if written.is_some() => {
            let spot = written.map(|reference| reference.spot).unwrap_or_default();
            diag.file(format!("content/{file}")).spot(spot)
        }
        (None, Some(file)) => diag.file(format!("content/{file}")),
        // A fault with a file is not changed: a fault of a template is the same for every page that
        // uses the template, and so is reported once.
        _ => diag,
    }
}

fn render_recipe(renderer: &Renderer, view: &View, output: &Output) -> Result<OutputBytes, Diag> {
    let settings = || view.ask(Query::Settings(view.lang));
    let base_url = || text_at(&settings(), "config.base_url").to_owned();
    let report = |report: SiteReport| view.ask(Query::Report(report));
    let all = |list: PageList| view.ask(Query::List { list, start: 0, count: usize::MAX });
    Ok(OutputBytes::Text(match &output.recipe {
        Recipe::Page(_)
        | Recipe::Section { .. }
        | Recipe::Taxonomy { .. }
        | Recipe::Term { .. }
        | Recipe::Facet { .. } => {
            return html_page::render_page(renderer, view, &output.recipe).map(OutputBytes::Html);
        }
        Recipe::NotFound(_) | Recipe::Gone(_) | Recipe::Redirect { .. } => {
            return html_page::render_page(renderer, view, &output.recipe).map(OutputBytes::Html);
        }
        Recipe::Feed { list, format } => render_feed(view, *list, *format),
        Recipe::CorrectionsFeed { lang, format } => render_corrections_feed(view, *lang, *format),
        Recipe::Calendar(id) => {
            let section = view.ask(Query::Section(*id));
            let (settings, events) = (settings(), all(PageList::Section(*id)));
            let config = view.config();
            let host = config.base_url.host_str().unwrap_or("localhost");
            let namespace = format!("{host}{}", config.base_path().replace('/', "."));
            feeds::render_calendar(
                text_at(&section, "title"),
                text_at(&settings, "agency.name"),
                &namespace,
                events.as_array().unwrap_or(&[]),
            )
        }
        Recipe::Sitemap(part) => sitemaps::sitemap(report(SiteReport::Addresses).as_array().unwrap_or(&[]), *part),
        Recipe::SitemapIndex => sitemaps::sitemap_index(&base_url(), report(SiteReport::Addresses).len().unwrap_or(0)),
        Recipe::SitemapText => sitemaps::sitemap_text(report(SiteReport::Addresses).as_array().unwrap_or(&[])),
        Recipe::Robots => {
            let is_indexed = settings().get_from_path("config.indexed").and_then(Value::as_bool).unwrap_or(true);
            sitemaps::robots_txt(&base_url(), is_indexed, report(SiteReport::RobotsRules).as_str().unwrap_or_default())
        }
        Recipe::SecurityTxt => {
            let today = view.ask(Query::Today);
            sitemaps::security_txt(&settings(), today.as_str().unwrap_or_default())
        }
        Recipe::Search(lang) => view.search_manifest(*lang),
        Recipe::SearchFile(path) => return Ok(OutputBytes::Bytes(view.search_file(path).unwrap_or_default())),
        Recipe::Api(id) => machine_files::section_json(
            &view.ask(Query::Section(*id)),
            all(PageList::Section(*id)).as_array().unwrap_or(&[]),
        ),
        Recipe::ApiIndex => machine_files::sections_json(&report(SiteReport::Sections)),
        Recipe::Metadata => {
            let lists = report(SiteReport::Lists);
            let lists = lists.as_array().unwrap_or_default().iter().map(PageMetadata::from_list);
            let addresses = report(SiteReport::Addresses);
            let subjects = view.page_metadata(None).chain(lists);
            machine_files::metadata_lines(&settings(), addresses.as_array().unwrap_or(&[]), subjects)
        }
        Recipe::Catalogue => {
            machine_files::dcat_catalogue(&settings(), view.ask(Query::Datasets).as_array().unwrap_or_default())
        }
        Recipe::Schedule => machine_files::schedule_json(&report(SiteReport::Schedule), &report(SiteReport::Reviews)),
        Recipe::Uses => machine_files::uses_json(&settings(), &report(SiteReport::Uses)),
        Recipe::Headers => {
            let assets = report(SiteReport::Assets);
            host_files::headers(&settings(), assets.as_array().unwrap_or_default().iter().filter_map(Value::as_str))
        }
        Recipe::Redirects => host_files::redirects(&settings(), &report(SiteReport::Redirects)),
        Recipe::Nginx => nginx::nginx(&settings(), &report(SiteReport::Redirects)),
        Recipe::Caddy => caddy::caddy(&settings(), &report(SiteReport::Redirects)),
        Recipe::Apache => apache::htaccess(&settings(), &report(SiteReport::Redirects)),
        Recipe::Iis => iis::web_config(&settings(), &report(SiteReport::Redirects)),
        Recipe::Copy(file) => return Ok(OutputBytes::File(file.clone())),
        Recipe::Asset(path) => return Ok(OutputBytes::Asset(path.clone())),
    }))
}
