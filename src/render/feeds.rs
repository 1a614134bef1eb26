//! Feeds: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1, and iCalendar (RFC 5545) for events.

use serde_json::json;
use tera::Value;

use super::object::{list, text};
use crate::html::escape_into;
use crate::plan::FeedFormat;
use crate::text::date::Stamp;

/// What a feed is made of.
pub struct SiteFeed<'v> {
    pub settings: &'v Value,
    pub lang: &'v str,
    pub title: &'v str,
    pub description: &'v str,
    /// Absolute addresses of the list and of the feed itself.
    pub home: String,
    pub own: String,
    /// Cards, newest first.
    pub items: &'v [Value],
    /// When nothing is listed: the moment of the build is not in the file, so the feed is dated by its agency's day one.
    pub fallback: Stamp,
}

impl SiteFeed<'_> {
    pub fn write(&self, format: FeedFormat) -> String {
        match format {
            FeedFormat::Rss => self.rss(),
            FeedFormat::Atom => self.atom(),
            FeedFormat::Json => self.json(),
        }
    }

    fn stamp(item: &Value) -> Option<Stamp> {
        ["date", "updated"].into_iter().find_map(|key| Stamp::parse(text(item, key)).ok())
    }

    fn changed(item: &Value) -> Option<Stamp> {
        Stamp::parse(text(item, "updated")).ok().or_else(|| Self::stamp(item))
    }

    fn newest(&self) -> Stamp {
        self.items.iter().filter_map(Self::changed).max().unwrap_or(self.fallback)
    }

    fn agency(&self) -> &str {
        text(self.settings, "agency.name")
    }

    fn rss(&self) -> String {
        let mut out = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel>\n",
        );
        element(&mut out, "title", self.title);
        element(&mut out, "link", &self.home);
        element(&mut out, "description", self.description);
        element(&mut out, "language", self.lang);
        element(&mut out, "lastBuildDate", &self.newest().rfc822());
        out.push_str("<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"");
        escape_into(&mut out, &self.own);
        out.push_str("\"/>\n");
        for item in self.items {
            out.push_str("<item>\n");
            element(&mut out, "title", text(item, "title"));
            element(&mut out, "link", text(item, "permalink"));
            out.push_str("<guid isPermaLink=\"true\">");
            escape_into(&mut out, text(item, "permalink"));
            out.push_str("</guid>\n");
            if let Some(stamp) = Self::stamp(item) {
                element(&mut out, "pubDate", &stamp.rfc822());
            }
            element(&mut out, "dc:creator", self.agency());
            for term in list(item, "taxonomies").iter().flat_map(|t| list(t, "terms")) {
                element(&mut out, "category", text(term, "name"));
            }
            element(&mut out, "description", text(item, "description"));
            out.push_str("</item>\n");
        }
        out.push_str("</channel>\n</rss>\n");
        out
    }

    fn atom(&self) -> String {
        let mut out = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"",
        );
        escape_into(&mut out, self.lang);
        out.push_str("\">\n");
        element(&mut out, "id", &self.own);
        element(&mut out, "title", self.title);
        element(&mut out, "subtitle", self.description);
        element(&mut out, "updated", &self.newest().rfc3339());
        for (rel, kind, url) in [("self", "application/atom+xml", &self.own), ("alternate", "text/html", &self.home)] {
            out.push_str(&format!("<link rel=\"{rel}\" type=\"{kind}\" href=\""));
            escape_into(&mut out, url);
            out.push_str("\"/>\n");
        }
        out.push_str("<author>");
        element(&mut out, "name", self.agency());
        out.push_str("</author>\n");
        for item in self.items {
            out.push_str("<entry>\n");
            element(&mut out, "id", text(item, "permalink"));
            element(&mut out, "title", text(item, "title"));
            out.push_str("<link rel=\"alternate\" type=\"text/html\" href=\"");
            escape_into(&mut out, text(item, "permalink"));
            out.push_str("\"/>\n");
            if let Some(stamp) = Self::stamp(item) {
                element(&mut out, "published", &stamp.rfc3339());
            }
            element(&mut out, "updated", &Self::changed(item).unwrap_or(self.fallback).rfc3339());
            for term in list(item, "taxonomies").iter().flat_map(|t| list(t, "terms")) {
                out.push_str("<category term=\"");
                escape_into(&mut out, text(term, "name"));
                out.push_str("\"/>\n");
            }
            element(&mut out, "summary", text(item, "description"));
            out.push_str("</entry>\n");
        }
        out.push_str("</feed>\n");
        out
    }

    fn json(&self) -> String {
        let items: Vec<serde_json::Value> = self
            .items
            .iter()
            .map(|item| {
                let mut entry = serde_json::Map::new();
                entry.insert("id".into(), text(item, "permalink").into());
                entry.insert("url".into(), text(item, "permalink").into());
                entry.insert("title".into(), text(item, "title").into());
                entry.insert("content_text".into(), text(item, "description").into());
                if let Some(stamp) = Self::stamp(item) {
                    entry.insert("date_published".into(), stamp.rfc3339().into());
                }
                if let Ok(stamp) = Stamp::parse(text(item, "updated")) {
                    entry.insert("date_modified".into(), stamp.rfc3339().into());
                }
                let image = text(item, "image.url");
                if !image.is_empty() {
                    entry.insert("image".into(), format!("{}{image}", text(self.settings, "config.base_url")).into());
                }
                let tags: Vec<&str> =
                    list(item, "taxonomies").iter().flat_map(|t| list(t, "terms")).map(|t| text(t, "name")).collect();
                if !tags.is_empty() {
                    entry.insert("tags".into(), tags.into());
                }
                serde_json::Value::Object(entry)
            })
            .collect();
        let feed = json!({
            "version": "https://jsonfeed.org/version/1.1", "title": self.title, "home_page_url": self.home, "feed_url": self.own,
            "description": self.description, "language": self.lang, "authors": [{"name": self.agency()}], "items": items,
        });
        format!("{feed:#}\n")
    }
}

fn element(out: &mut String, name: &str, value: &str) {
    out.push_str(&format!("<{name}>"));
    escape_into(out, value);
    out.push_str(&format!("</{name}>\n"));
}

/// The events of a section as a calendar.
pub fn calendar(title: &str, agency: &str, host: &str, events: &[Value]) -> String {
    let mut out = String::new();
    let mut line = |name: &str, value: &str| fold(&mut out, &format!("{name}:{value}"));
    line("BEGIN", "VCALENDAR");
    line("VERSION", "2.0");
    line("PRODID", &format!("-//{}//tamquan//VI", ics(agency)));
    line("X-WR-CALNAME", &ics(title));
    for event in events {
        let Ok(starts) = Stamp::parse(text(event, "fields.starts")) else { continue };
        line("BEGIN", "VEVENT");
        line("UID", &format!("{}@{host}", text(event, "url").trim_matches('/').replace('/', ".")));
        // The moment of writing is not known to a file that depends on its contents alone: the event's own stands in.
        line("DTSTAMP", &utc(starts));
        let (name, value) = moment("DTSTART", starts);
        line(&name, &value);
        if let Ok(ends) = Stamp::parse(text(event, "fields.ends")) {
            let (name, value) = moment("DTEND", ends);
            line(&name, &value);
        }
        line("SUMMARY", &ics(text(event, "title")));
        line("LOCATION", &ics(text(event, "fields.place")));
        line("DESCRIPTION", &ics(text(event, "description")));
        line("URL", text(event, "permalink"));
        line("END", "VEVENT");
    }
    line("END", "VCALENDAR");
    out
}

fn utc(stamp: Stamp) -> String {
    // Vietnam is seven hours ahead of UTC, always.
    let time = stamp.start();
    let time = time.checked_sub(jiff::Span::new().hours(7)).unwrap_or(time);
    time.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn moment(name: &str, stamp: Stamp) -> (String, String) {
    match stamp {
        Stamp::Day(day) => (format!("{name};VALUE=DATE"), day.strftime("%Y%m%d").to_string()),
        Stamp::Time(_) => (name.to_owned(), utc(stamp)),
    }
}

fn ics(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n").replace('\r', "")
}

/// Lines of at most 75 bytes (RFC 5545, 3.1), cut between characters.
fn fold(out: &mut String, line: &str) {
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > 74 {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out.push_str("\r\n");
}
