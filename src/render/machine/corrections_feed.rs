//! The feed of the corrections in a language.

use tera::Value;

use super::feeds::SiteFeed;
use crate::config::Lang;
use crate::plan::FeedFormat;
use crate::render::ask::query::Query;
use crate::render::ask::view::View;
use crate::render::value::object::{ObjectBuilder, list_at, text_at};
use crate::text::date::Stamp;

/// Renders the newest corrections: each is an entry with the title of its page.
pub(crate) fn render_corrections_feed(view: &View, lang: Lang, format: FeedFormat) -> String {
    let config = view.config();
    let settings = view.ask(Query::Settings(lang));
    let corrections = view.ask(Query::Corrections(lang));
    let entry = |correction: &Value| {
        let date = text_at(correction, "date");
        // Readers tell entries apart by their addresses, and a page may have several corrections.
        let number = correction.get_from_path("number").and_then(Value::as_i64).unwrap_or(1);
        let address = config.absolute_url(&format!("{}#correction-{number}", text_at(correction, "url")));
        let mut object = ObjectBuilder::new();
        object.set("title", text_at(correction, "title")).set("permalink", address).set("date", date);
        object.set("description", text_at(correction, "note")).set("updated", date).set("last_change", date).build()
    };
    let items: Vec<Value> = list_at(&corrections, "items").iter().take(config.feed_limit).map(entry).collect();
    let name = view.text_or("corrections", "Đính chính");
    let title = format!("{name} – {}", text_at(&settings, "config.title"));
    let address = |wanted: &str| {
        let feeds = list_at(&corrections, "feeds");
        let feed = feeds.iter().find(|feed| text_at(feed, "mime") == wanted);
        config.absolute_url(feed.map_or("/", |feed| text_at(feed, "url")))
    };
    let feed = SiteFeed {
        lang: view.lang_code(),
        title: &title,
        description: &title,
        feed_url: address(format.mime()),
        list_url: config.absolute_url(text_at(&settings, "config.home_url")),
        items: &items,
        fallback_date: Stamp::Day(jiff::civil::date(2000, 1, 1)),
        settings: &settings,
    };
    feed.render_as(format)
}
