//! A recipe and questions in, bytes out.

mod answers;
mod body_cell;
mod brief;
mod card;
mod chain;
mod content;
mod echo;
mod export;
mod feed_links;
mod feeds;
mod fields;
mod filters;
mod functions;
mod head;
mod hosting;
mod json;
mod kinds;
mod linked_data;
mod machine;
mod meter;
mod object;
mod page;
mod picture;
mod query;
mod settings;
mod shared;
mod sitemaps;
mod strings;
mod sum;
mod templates;
mod view;
mod whole;
mod world;

pub use crate::parse::NamedBy;
pub use answers::answer;
pub use body_cell::BodyCell;
pub use chain::{TemplateLink, TemplateRelation, chain};
pub use content::unknown_shortcodes;
pub use echo::WordingChange;
pub use export::{body as exported_body, fields as exported_fields};
pub use hosting::HEADERS;
pub use meter::TemplateRun;
pub use object::{ObjectBuilder, from_json};
pub use picture::{Derivative, PictureFormat};
pub use query::{IdMap, IdNames, Query, SiteReport};
pub use strings::ThemeStrings;
pub use sum::Fingerprint;
pub use templates::{Renderer, Templates, reach};
pub use view::{RenderTrace, View, lock};
pub use whole::addresses;
pub use world::{Answer, BodyReader, World};

use std::sync::Arc;

use tera::Value;

use crate::config::Lang;
use crate::diag::{Diag, caught};
use crate::model::{FileRef, Site};
use crate::plan::{self, FeedFormat, Output, PageList, Recipe};
use crate::text::date::Stamp;
use brief::PageMetadata;
use feeds::SiteFeed;
use object::text;

/// A file, made.
pub struct RenderedFile {
    pub bytes: OutputBytes,
    pub seen: RenderTrace,
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
pub fn render(renderer: &Renderer, world: &Arc<World>, output: &Output) -> Result<RenderedFile, Diag> {
    let site = &world.site;
    let view = Arc::new(View::new(Arc::clone(world), lang_of(site, &output.recipe)));
    let bytes = caught(|| renderer.with(&view, || make(renderer, &view, output)));
    let bytes = bytes.map_err(|diag| told(site, &output.recipe, diag))?;
    Ok(RenderedFile { bytes, seen: view.close() })
}

/// A fault without a file is told at the source of the output.
fn told(site: &Site, recipe: &Recipe, diag: Diag) -> Diag {
    let source = match recipe {
        Recipe::Page(id) => site.page(*id).text.file.as_ref(),
        Recipe::Section { id, .. } => site.section(*id).text.file.as_ref(),
        _ => None,
    };
    match (&diag.file, source) {
        (None, Some(file)) => diag.file(format!("content/{file}")),
        // A fault of a template is the same one on every page that uses it.
        _ => diag,
    }
}

fn lang_of(site: &Site, recipe: &Recipe) -> Lang {
    match recipe {
        Recipe::Page(id) => site.page(*id).text.lang,
        Recipe::Section { id, .. } | Recipe::Api(id) | Recipe::Calendar(id) => site.section(*id).text.lang,
        Recipe::Taxonomy { lang, .. }
        | Recipe::NotFound(lang)
        | Recipe::Gone(lang)
        | Recipe::Search(lang)
        | Recipe::Redirect { lang, .. } => *lang,
        Recipe::Term { term, .. } => site.terms[*term].lang,
        Recipe::Facet { group, .. } => site.section(site.facets[*group].section).text.lang,
        Recipe::Feed { list, .. } => plan::lang_of(site, *list),
        _ => Lang::DEFAULT,
    }
}

fn make(renderer: &Renderer, view: &View, output: &Output) -> Result<OutputBytes, Diag> {
    let settings = || view.ask(Query::Settings(view.lang));
    let base_url = || text(&settings(), "config.base_url").to_owned();
    let report = |report: SiteReport| view.ask(Query::Report(report));
    let all = |list: PageList| view.ask(Query::List { list, start: 0, count: usize::MAX });
    Ok(OutputBytes::Text(match &output.recipe {
        Recipe::Page(_)
        | Recipe::Section { .. }
        | Recipe::Taxonomy { .. }
        | Recipe::Term { .. }
        | Recipe::Facet { .. } => {
            return page::html(renderer, view, &output.recipe).map(OutputBytes::Html);
        }
        Recipe::NotFound(_) | Recipe::Gone(_) | Recipe::Redirect { .. } => {
            return page::html(renderer, view, &output.recipe).map(OutputBytes::Html);
        }
        Recipe::Feed { list, format } => feed(view, *list, *format),
        Recipe::Calendar(id) => {
            let section = view.ask(Query::Section(*id));
            let (settings, events) = (settings(), all(PageList::Section(*id)));
            let host = view.config().base_url.host_str().unwrap_or("localhost");
            feeds::calendar(
                text(&section, "title"),
                text(&settings, "agency.name"),
                host,
                events.as_array().unwrap_or(&[]),
            )
        }
        Recipe::Sitemap(part) => sitemaps::sitemap(report(SiteReport::Addresses).as_array().unwrap_or(&[]), *part),
        Recipe::SitemapIndex => sitemaps::sitemap_index(&base_url(), report(SiteReport::Addresses).len().unwrap_or(0)),
        Recipe::SitemapText => sitemaps::text_map(report(SiteReport::Addresses).as_array().unwrap_or(&[])),
        Recipe::Robots => sitemaps::robots(&base_url()),
        Recipe::SecurityTxt => {
            let today = view.ask(Query::Today);
            sitemaps::security_txt(&settings(), today.as_str().unwrap_or_default())
        }
        Recipe::Search(lang) => machine::search(view.briefs(Some(*lang))),
        Recipe::Api(id) => {
            machine::section(&view.ask(Query::Section(*id)), all(PageList::Section(*id)).as_array().unwrap_or(&[]))
        }
        Recipe::ApiIndex => machine::sections(&report(SiteReport::Sections)),
        Recipe::Metadata => {
            let lists = report(SiteReport::Lists);
            let lists = lists.as_array().unwrap_or_default().iter().map(PageMetadata::of_list);
            let addresses = report(SiteReport::Addresses);
            let subjects = view.briefs(None).chain(lists);
            machine::metadata(&settings(), addresses.as_array().unwrap_or(&[]), subjects)
        }
        Recipe::Catalogue => machine::catalogue(&settings(), view.ask(Query::Datasets).as_array().unwrap_or_default()),
        Recipe::Schedule => machine::schedule(&report(SiteReport::Schedule)),
        Recipe::Uses => machine::uses(&settings(), &report(SiteReport::Uses)),
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

fn feed(view: &View, of: PageList, format: FeedFormat) -> String {
    let config = view.config();
    let settings = view.ask(Query::Settings(view.lang));
    let items = view.ask(Query::List { list: of, start: 0, count: config.feed_limit });
    let site_title = text(&settings, "config.title").to_owned();
    let (name, description) = match of {
        PageList::Section(id) | PageList::News(id) => {
            let section = view.ask(Query::Section(id));
            (text(&section, "title").to_owned(), text(&section, "description").to_owned())
        }
        PageList::Term(term) => {
            let name = text(&view.ask(Query::Term(term)), "name").to_owned();
            (name.clone(), format!("{name} – {site_title}"))
        }
        PageList::Facet { group, value } => {
            let label = text(&view.ask(Query::Facet { group, value }), "value.label").to_owned();
            (label.clone(), label)
        }
    };
    let home = view.parts(of).url(0);
    let title = if name == site_title { name } else { format!("{name} – {site_title}") };
    let feed = SiteFeed {
        lang: view.code(),
        title: &title,
        description: &description,
        own: config.absolute(home.file(format.file()).as_str()),
        home: config.absolute(home.as_str()),
        items: items.as_array().unwrap_or(&[]),
        fallback: Stamp::Day(jiff::civil::date(2000, 1, 1)),
        settings: &settings,
    };
    feed.write(format)
}
