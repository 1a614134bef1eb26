//! Feeds: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1, and iCalendar (RFC 5545) for events.

use serde_json::json;
use tera::Value;

use crate::html::escape_into;
use crate::plan::FeedFormat;
use crate::render::value::object::{list_at, text_at};
use crate::text::date::Stamp;

/// The values that a feed is made of.
pub(crate) struct SiteFeed<'v> {
    /// The answer to `Query::Settings`.
    pub settings: &'v Value,
    /// The code of the language.
    pub lang: &'v str,
    pub title: &'v str,
    pub description: &'v str,
    /// The absolute address of the list.
    pub list_url: String,
    /// The absolute address of the feed itself.
    pub feed_url: String,
    /// The cards of the entries, newest first.
    pub items: &'v [Value],
    /// The date of a feed without entries, and of an entry without a date. It is a constant and not
    /// the time of the build, which would change the file with every build.
    pub fallback_date: Stamp,
}

impl SiteFeed<'_> {
    pub(crate) fn render_as(&self, format: FeedFormat) -> String {
        match format {
            FeedFormat::Rss => self.render_rss(),
            FeedFormat::Atom => self.render_atom(),
            FeedFormat::Json => self.render_json(),
        }
    }

    /// The day on which an entry was published: its date, which may lie in the future.
    fn item_published(item: &Value) -> Option<Stamp> {
        ["date", "updated"].into_iter().find_map(|key| Stamp::parse(text_at(item, key)).ok())
    }

    /// The last change of an entry that has happened.
    fn item_updated(item: &Value) -> Option<Stamp> {
        Stamp::parse(text_at(item, "last_change")).ok()
    }

    fn last_updated(&self) -> Stamp {
        self.items.iter().filter_map(Self::item_updated).max().unwrap_or(self.fallback_date)
    }

    fn agency_name(&self) -> &str {
        text_at(self.settings, "agency.name")
    }

    /// The authors that an entry names, or else the agency.
    fn creators<'i>(&'i self, item: &'i Value) -> Vec<&'i str> {
        let names: Vec<&str> = list_at(item, "creators").iter().filter_map(Value::as_str).collect();
        if names.is_empty() { vec![self.agency_name()] } else { names }
    }

    fn render_rss(&self) -> String {
        let mut out = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel>\n",
        );
        push_element(&mut out, "title", self.title);
        push_element(&mut out, "link", &self.list_url);
        push_element(&mut out, "description", self.description);
        push_element(&mut out, "language", self.lang);
        push_element(&mut out, "lastBuildDate", &self.last_updated().rfc822());
        out.push_str("<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"");
        escape_into(&mut out, &self.feed_url);
        out.push_str("\"/>\n");
        for item in self.items {
            out.push_str("<item>\n");
            push_element(&mut out, "title", text_at(item, "title"));
            push_element(&mut out, "link", text_at(item, "permalink"));
            out.push_str("<guid isPermaLink=\"true\">");
            escape_into(&mut out, text_at(item, "permalink"));
            out.push_str("</guid>\n");
            if let Some(stamp) = Self::item_published(item) {
                push_element(&mut out, "pubDate", &stamp.rfc822());
            }
            for name in self.creators(item) {
                push_element(&mut out, "dc:creator", name);
            }
            for term in list_at(item, "taxonomies").iter().flat_map(|t| list_at(t, "terms")) {
                push_element(&mut out, "category", text_at(term, "name"));
            }
            // Readers take this text for HTML, so it is escaped as HTML first.
            let mut html = String::new();
            escape_into(&mut html, text_at(item, "description"));
            push_element(&mut out, "description", &html);
            out.push_str("</item>\n");
        }
        out.push_str("</channel>\n</rss>\n");
        out
    }

    fn render_atom(&self) -> String {
        let mut out = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"",
        );
        escape_into(&mut out, self.lang);
        out.push_str("\">\n");
        push_element(&mut out, "id", &self.feed_url);
        push_element(&mut out, "title", self.title);
        push_element(&mut out, "subtitle", self.description);
        push_element(&mut out, "updated", &self.last_updated().rfc3339());
        for (rel, kind, url) in
            [("self", "application/atom+xml", &self.feed_url), ("alternate", "text/html", &self.list_url)]
        {
            out.push_str(&format!("<link rel=\"{rel}\" type=\"{kind}\" href=\""));
            escape_into(&mut out, url);
            out.push_str("\"/>\n");
        }
        out.push_str("<author>");
        push_element(&mut out, "name", self.agency_name());
        out.push_str("</author>\n");
        for item in self.items {
            out.push_str("<entry>\n");
            push_element(&mut out, "id", text_at(item, "permalink"));
            push_element(&mut out, "title", text_at(item, "title"));
            // An entry without an author has that of the feed (RFC 4287, section 4.2.1).
            for name in list_at(item, "creators").iter().filter_map(Value::as_str) {
                out.push_str("<author>");
                push_element(&mut out, "name", name);
                out.push_str("</author>\n");
            }
            out.push_str("<link rel=\"alternate\" type=\"text/html\" href=\"");
            escape_into(&mut out, text_at(item, "permalink"));
            out.push_str("\"/>\n");
            if let Some(stamp) = Self::item_published(item) {
                push_element(&mut out, "published", &stamp.rfc3339());
            }
            push_element(&mut out, "updated", &Self::item_updated(item).unwrap_or(self.fallback_date).rfc3339());
            for term in list_at(item, "taxonomies").iter().flat_map(|t| list_at(t, "terms")) {
                out.push_str("<category term=\"");
                escape_into(&mut out, text_at(term, "name"));
                out.push_str("\"/>\n");
            }
            push_element(&mut out, "summary", text_at(item, "description"));
            out.push_str("</entry>\n");
        }
        out.push_str("</feed>\n");
        out
    }

    fn render_json(&self) -> String {
        let items: Vec<serde_json::Value> = self
            .items
            .iter()
            .map(|item| {
                let mut entry = serde_json::Map::new();
                entry.insert("id".into(), text_at(item, "permalink").into());
                entry.insert("url".into(), text_at(item, "permalink").into());
                entry.insert("title".into(), text_at(item, "title").into());
                entry.insert("content_text".into(), text_at(item, "description").into());
                if let Some(stamp) = Self::item_published(item) {
                    entry.insert("date_published".into(), stamp.rfc3339().into());
                }
                if let Some(stamp) = Self::item_updated(item).filter(|_| !text_at(item, "updated").is_empty()) {
                    entry.insert("date_modified".into(), stamp.rfc3339().into());
                }
                let authors = self.creators(item).into_iter().map(|name| json!({"name": name}));
                entry.insert("authors".into(), authors.collect());
                let image = text_at(item, "image.url");
                if !image.is_empty() {
                    entry
                        .insert("image".into(), format!("{}{image}", text_at(self.settings, "config.base_url")).into());
                }
                let tags: Vec<&str> = list_at(item, "taxonomies")
                    .iter()
                    .flat_map(|t| list_at(t, "terms"))
                    .map(|t| text_at(t, "name"))
                    .collect();
                if !tags.is_empty() {
                    entry.insert("tags".into(), tags.into());
                }
                serde_json::Value::Object(entry)
            })
            .collect();
        let feed = json!({
            "version": "https://jsonfeed.org/version/1.1", "title": self.title, "home_page_url": self.list_url, "feed_url": self.feed_url,
            "description": self.description, "language": self.lang, "authors": [{"name": self.agency_name()}], "items": items,
        });
        format!("{feed:#}\n")
    }
}

fn push_element(out: &mut String, name: &str, value: &str) {
    out.push_str(&format!("<{name}>"));
    escape_into(out, value);
    out.push_str(&format!("</{name}>\n"));
}

/// The events of a section as a calendar. `namespace` tells the events of this portal from those of
/// all others: its host, and its path there.
pub(crate) fn render_calendar(title: &str, agency: &str, namespace: &str, events: &[Value]) -> String {
    let mut out = String::new();
    let mut line = |name: &str, value: &str| push_folded_line(&mut out, &format!("{name}:{value}"));
    line("BEGIN", "VCALENDAR");
    line("VERSION", "2.0");
    line("PRODID", &format!("-//{}//tamquan//VI", escape_ics(agency)));
    line("X-WR-CALNAME", &escape_ics(title));
    // A calendar has at least one component (RFC 5545, section 3.6). Viet Nam has one time zone
    // without summer time.
    for (name, value) in [
        ("BEGIN", "VTIMEZONE"),
        ("TZID", "Asia/Ho_Chi_Minh"),
        ("BEGIN", "STANDARD"),
        ("DTSTART", "19750613T000000"),
        ("TZOFFSETFROM", "+0700"),
        ("TZOFFSETTO", "+0700"),
        ("END", "STANDARD"),
        ("END", "VTIMEZONE"),
    ] {
        line(name, value);
    }
    for event in events {
        let Ok(starts) = Stamp::parse(text_at(event, "fields.starts")) else { continue };
        line("BEGIN", "VEVENT");
        line("UID", &format!("{}@{namespace}", text_at(event, "url").trim_matches('/').replace('/', ".")));
        // The file depends on its contents alone, so the time of writing is not known: the last
        // change takes its place, or the event's own start.
        let updated = Stamp::parse(text_at(event, "updated")).ok();
        line("DTSTAMP", &format_utc(updated.unwrap_or(starts)));
        if let Some(updated) = updated {
            line("LAST-MODIFIED", &format_utc(updated));
        }
        let (name, value) = date_property("DTSTART", starts);
        line(&name, &value);
        if let Some(ends) =
            Stamp::parse(text_at(event, "fields.ends")).ok().and_then(|ends| exclusive_end(starts, ends))
        {
            let (name, value) = date_property("DTEND", ends);
            line(&name, &value);
        }
        line("SUMMARY", &escape_ics(text_at(event, "title")));
        line("LOCATION", &escape_ics(text_at(event, "fields.place")));
        line("DESCRIPTION", &escape_ics(text_at(event, "description")));
        line("URL", text_at(event, "permalink"));
        line("END", "VEVENT");
    }
    line("END", "VCALENDAR");
    out
}

/// The end of an event as a calendar has it: the first moment after the event, of the same type as
/// its start and later than it (RFC 5545, section 3.6.1). `None` for an event without duration.
fn exclusive_end(starts: Stamp, ends: Stamp) -> Option<Stamp> {
    let next_day = || ends.day().tomorrow().ok();
    let end = match (starts, ends) {
        (Stamp::Day(_), _) => Stamp::Day(next_day()?),
        (Stamp::Time(_), Stamp::Day(_)) => Stamp::Time(next_day()?.to_datetime(jiff::civil::Time::midnight())),
        (Stamp::Time(_), Stamp::Time(_)) => ends,
    };
    (end.start() > starts.start()).then_some(end)
}

fn format_utc(stamp: Stamp) -> String {
    // Vietnam is seven hours ahead of UTC all year round.
    let time = stamp.start();
    let time = time.checked_sub(jiff::Span::new().hours(7)).unwrap_or(time);
    time.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn date_property(name: &str, stamp: Stamp) -> (String, String) {
    match stamp {
        Stamp::Day(day) => (format!("{name};VALUE=DATE"), day.strftime("%Y%m%d").to_string()),
        Stamp::Time(_) => (name.to_owned(), format_utc(stamp)),
    }
}

fn escape_ics(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n").replace('\r', "")
}

/// Appends a line folded into lines of at most 75 bytes (RFC 5545, 3.1), cut between characters.
fn push_folded_line(out: &mut String, line: &str) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_ends_at_the_first_moment_after_it() {
        let stamp = |text: &str| Stamp::parse(text).unwrap();
        for (starts, ends, end) in [
            ("2026-11-24", "2026-11-26", Some(("DTEND;VALUE=DATE", "20261127"))),
            ("2026-11-24", "2026-11-24", Some(("DTEND;VALUE=DATE", "20261125"))),
            ("2026-11-24", "2026-11-24T10:00", Some(("DTEND;VALUE=DATE", "20261125"))),
            ("2026-11-24T08:00", "2026-11-24T10:00", Some(("DTEND", "20261124T030000Z"))),
            ("2026-11-24T08:00", "2026-11-24", Some(("DTEND", "20261124T170000Z"))),
            ("2026-11-24T08:00", "2026-11-24T08:00", None),
        ] {
            let found = exclusive_end(stamp(starts), stamp(ends)).map(|end| date_property("DTEND", end));
            let end = end.map(|(name, value)| (name.to_owned(), value.to_owned()));
            assert_eq!(found, end, "{starts} {ends}");
        }
    }
}
