//! The feed of a list.

use super::feeds::SiteFeed;
use crate::plan::{FeedFormat, PageList};
use crate::render::ask::query::Query;
use crate::render::ask::view::View;
use crate::render::value::object::text_at;
use crate::text::date::Stamp;

/// Renders the feed of the newest pages of a list.
pub(crate) fn render_feed(view: &View, of: PageList, format: FeedFormat) -> String {
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
