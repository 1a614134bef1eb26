//! A recipe and questions in, bytes out.

mod answers;
mod body_cell;
mod page_metadata;
mod card;
mod template_chain;
mod holes;
mod wording_change;
mod export;
mod feed_links;
mod feeds;
mod fields;
mod filters;
mod functions;
mod html_head;
mod hosting;
mod json_writer;
mod list_cards;
mod linked_data;
mod machine_files;
mod template_timer;
mod object;
mod html_page;
mod picture;
mod query;
mod settings;
mod imported_items;
mod sitemaps;
mod strings;
mod fingerprint;
mod templates;
mod view;
mod site_reports;
mod world;

pub use crate::parse::NamedBy;
pub use answers::answer_query;
pub use body_cell::BodyCell;
pub use export::{exported_body, exported_fields};
pub use fingerprint::Fingerprint;
pub use holes::find_unknown_shortcodes;
pub use hosting::RESPONSE_HEADERS;
pub use object::{ObjectBuilder, from_json};
pub use picture::{Derivative, PictureFormat};
pub use query::{IdMap, IdNames, Query, SiteReport};
pub use site_reports::public_addresses;
pub use strings::ThemeStrings;
pub use template_chain::{TemplateLink, TemplateRelation, template_chain};
pub use template_timer::TemplateRun;
pub use templates::{Renderer, Templates, template_fingerprints};
pub use view::{RenderTrace, View};
pub use wording_change::WordingChange;
pub use world::{Answer, BodyReader, World};

use std::sync::Arc;

use tera::Value;

use crate::config::Lang;
use crate::diag::{Diag, catch_panic};
use crate::model::{FileRef, Site};
use crate::plan::{self, FeedFormat, Output, PageList, Recipe};
use crate::text::date::Stamp;
use feeds::SiteFeed;
use object::text_at;
use page_metadata::PageMetadata;

/// A file, made.
pub struct RenderedFile {
    pub bytes: OutputBytes,
    pub trace: RenderTrace,
}

pub enum OutputBytes {
    /// UTF-8, of a template.
    Html(Vec<u8>),
    Text(String),
    /// The very bytes of a file of the site.
    File(FileRef),
    /// The bytes of a style sheet or script, by its path in `static/`.
    Asset(crate::path::SitePath),
}

/// Makes one file.
///
/// # Errors
/// What went wrong, where.
pub fn render_output(renderer: &Renderer, world: &Arc<World>, output: &Output) -> Result<RenderedFile, Diag> {
    let site = &world.site;
    let view = Arc::new(View::new(Arc::clone(world), lang_of_recipe(site, &output.recipe)));
    let bytes = catch_panic(|| renderer.with_view(&view, || render_recipe(renderer, &view, output)));
    let bytes = bytes.map_err(|diag| add_source_file(site, &output.recipe, diag))?;
    Ok(RenderedFile { bytes, trace: view.take_trace() })
}

/// A fault without a file is told at the source of the output.
fn add_source_file(site: &Site, recipe: &Recipe, diag: Diag) -> Diag {
    let source = match recipe {
        Recipe::Page(id) => site.page(*id).info.file.as_ref(),
        Recipe::Section { id, .. } => site.section(*id).info.file.as_ref(),
        _ => None,
    };
    match (&diag.file, source) {
        (None, Some(file)) => diag.file(format!("content/{file}")),
        // A fault of a template is the same one on every page that uses it.
        _ => diag,
    }
}

fn lang_of_recipe(site: &Site, recipe: &Recipe) -> Lang {
    match recipe {
        Recipe::Page(id) => site.page(*id).info.lang,
        Recipe::Section { id, .. } | Recipe::Api(id) | Recipe::Calendar(id) => site.section(*id).info.lang,
        Recipe::Taxonomy { lang, .. }
        | Recipe::NotFound(lang)
        | Recipe::Gone(lang)
        | Recipe::Search(lang)
        | Recipe::Redirect { lang, .. } => *lang,
        Recipe::Term { term, .. } => site.terms[*term].lang,
        Recipe::Facet { group, .. } => site.section(site.facets[*group].section).info.lang,
        Recipe::Feed { list, .. } => plan::lang_of_list(site, *list),
        _ => Lang::DEFAULT,
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
        Recipe::Calendar(id) => {
            let section = view.ask(Query::Section(*id));
            let (settings, events) = (settings(), all(PageList::Section(*id)));
            let host = view.config().base_url.host_str().unwrap_or("localhost");
            feeds::render_calendar(
                text_at(&section, "title"),
                text_at(&settings, "agency.name"),
                host,
                events.as_array().unwrap_or(&[]),
            )
        }
        Recipe::Sitemap(part) => sitemaps::sitemap(report(SiteReport::Addresses).as_array().unwrap_or(&[]), *part),
        Recipe::SitemapIndex => sitemaps::sitemap_index(&base_url(), report(SiteReport::Addresses).len().unwrap_or(0)),
        Recipe::SitemapText => sitemaps::sitemap_text(report(SiteReport::Addresses).as_array().unwrap_or(&[])),
        Recipe::Robots => sitemaps::robots_txt(&base_url()),
        Recipe::SecurityTxt => {
            let today = view.ask(Query::Today);
            sitemaps::security_txt(&settings(), today.as_str().unwrap_or_default())
        }
        Recipe::Search(lang) => machine_files::search_index(view.page_metadata(Some(*lang))),
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
        Recipe::Schedule => machine_files::schedule_json(&report(SiteReport::Schedule)),
        Recipe::Uses => machine_files::uses_json(&settings(), &report(SiteReport::Uses)),
        Recipe::Headers => {
            let assets = report(SiteReport::Assets);
            hosting::headers(assets.as_array().unwrap_or_default().iter().filter_map(Value::as_str))
        }
        Recipe::Redirects => hosting::redirects(&settings(), &report(SiteReport::Redirects)),
        Recipe::Nginx => hosting::nginx(&settings(), &report(SiteReport::Redirects)),
        Recipe::Caddy => hosting::caddy(&settings(), &report(SiteReport::Redirects)),
        Recipe::Copy(file) => return Ok(OutputBytes::File(file.clone())),
        Recipe::Asset(path) => return Ok(OutputBytes::Asset(path.clone())),
    }))
}

fn render_feed(view: &View, of: PageList, format: FeedFormat) -> String {
    let config = view.config();
    let settings = view.ask(Query::Settings(view.lang));
    let items = view.ask(Query::List { list: of, start: 0, count: config.feed_limit });
    let site_title = text_at(&settings, "config.title").to_owned();
    let (name, description) = match of {
        PageList::Section(id) | PageList::Recent(id) => {
            let section = view.ask(Query::Section(id));
            (text_at(&section, "title").to_owned(), text_at(&section, "description").to_owned())
        }
        PageList::Term(term) => {
            let name = text_at(&view.ask(Query::Term(term)), "name").to_owned();
            (name.clone(), format!("{name} – {site_title}"))
        }
        PageList::Facet { group, value } => {
            let label = text_at(&view.ask(Query::Facet { group, value }), "value.label").to_owned();
            (label.clone(), label)
        }
    };
    let home = view.pagination(of).url(0);
    let title = if name == site_title { name } else { format!("{name} – {site_title}") };
    let feed = SiteFeed {
        lang: view.lang_code(),
        title: &title,
        description: &description,
        feed_url: config.absolute_url(home.file(format.file_name()).as_str()),
        list_url: config.absolute_url(home.as_str()),
        items: items.as_array().unwrap_or(&[]),
        fallback_date: Stamp::Day(jiff::civil::date(2000, 1, 1)),
        settings: &settings,
    };
    feed.render_as(format)
}
