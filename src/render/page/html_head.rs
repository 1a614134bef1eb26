//! The head of every page: title, description, canonical address, translations, Dublin Core, Open
//! Graph, feeds, JSON-LD.
//!
//! The program writes the head, not a template, so that no theme can leave out what the law
//! requires (Decree 224/2026, art. 11.5).

use tera::Value;

use crate::html::{escape_into, push_attribute};
use crate::render::value::object::{list_at, text_at};

/// The values that the head of a page is made of.
pub(crate) struct HtmlHead<'v> {
    /// The answer to `Query::Settings`.
    pub settings: &'v Value,
    /// The page or section, or the object that takes its place on a generated page.
    pub subject: &'v Value,
    /// The title of the page, without that of the portal.
    pub title: &'v str,
    /// The absolute address of the page.
    pub permalink: String,
    /// The counterparts in other languages; empty for a page without translations.
    pub translations: &'v [Value],
    /// The name of the kind, or `home`, `section` or `list`.
    pub kind: &'v str,
    /// Whether search engines are asked to leave the page out.
    pub noindex: bool,
    /// The label that tells the parts of a list apart: "Trang 2". `None` for the first part.
    pub pager_label: Option<String>,
    /// The absolute address of the previous part of a list; `None` for the first part.
    pub previous: Option<String>,
    /// The absolute address of the next part of a list; `None` for the last part.
    pub next: Option<String>,
}

impl HtmlHead<'_> {
    pub(crate) fn html(&self) -> String {
        let mut out = String::with_capacity(2048);
        let site_title = text_at(self.settings, "config.title");
        let lang = self.lang();
        let is_home = self.kind == "home";
        out.push_str("<title>");
        let mut title = self.title.to_owned();
        if let Some(part) = &self.pager_label {
            title = format!("{title} – {part}");
        }
        if !is_home && self.title != site_title {
            title = format!("{title} – {site_title}");
        }
        escape_into(&mut out, &title);
        out.push_str("</title>\n");
        let description = text_at(self.subject, "description");
        push_meta(&mut out, "name", "description", description);
        // Search engines should find the content of another portal there, unless the source is set
        // to be indexed here.
        let original = text_at(self.subject, "origin.canonical");
        let is_own = self.subject.get_from_path("origin").is_none_or(Value::is_none);
        let is_indexed = is_own || self.subject.get_from_path("origin.index").is_some_and(Value::is_truthy);
        if self.noindex || !is_indexed {
            push_meta(&mut out, "name", "robots", "noindex");
        }
        if !original.is_empty() {
            push_link(&mut out, "canonical", original, &[]);
        } else if is_own && !self.noindex {
            push_link(&mut out, "canonical", &self.permalink, &[]);
            self.push_alternates(&mut out, lang);
        }
        for (rel, url) in [("prev", &self.previous), ("next", &self.next)] {
            if let Some(url) = url {
                push_link(&mut out, rel, url, &[]);
            }
        }
        self.push_dublin_core(&mut out, &title, lang);
        self.push_open_graph(&mut out, &title, lang);
        for feed in list_at(self.subject, "feeds") {
            push_link(
                &mut out,
                "alternate",
                text_at(feed, "url"),
                &[("type", text_at(feed, "mime")), ("title", text_at(feed, "title"))],
            );
        }
        let json_ld = text_at(self.subject, "json_ld");
        if !json_ld.is_empty() && !self.noindex {
            out.push_str("<script type=\"application/ld+json\">");
            out.push_str(json_ld);
            out.push_str("</script>\n");
        }
        out
    }

    fn lang(&self) -> &str {
        let own = text_at(self.subject, "lang");
        if own.is_empty() { text_at(self.settings, "config.default_language") } else { own }
    }

    fn absolute(&self, path: &str) -> String {
        format!("{}{path}", text_at(self.settings, "config.base_url"))
    }

    /// Writes the `hreflang` links: one for every language that has this very page, and the default
    /// language for all others.
    fn push_alternates(&self, out: &mut String, lang: &str) {
        let exact: Vec<&Value> =
            self.translations.iter().filter(|t| t.get_from_path("exists").is_some_and(Value::is_truthy)).collect();
        if exact.is_empty() || self.pager_label.is_some() {
            return;
        }
        let default = text_at(self.settings, "config.default_language");
        let mut all: Vec<(&str, String)> = vec![(lang, self.permalink.clone())];
        all.extend(exact.iter().map(|t| (text_at(t, "code"), self.absolute(text_at(t, "url")))));
        all.sort();
        for (code, url) in &all {
            push_link(out, "alternate", url, &[("hreflang", code)]);
        }
        if let Some((_, url)) = all.iter().find(|(code, _)| *code == default) {
            push_link(out, "alternate", url, &[("hreflang", "x-default")]);
        }
    }

    /// Writes the six mandatory elements of Dublin Core, and those of the others that have a value
    /// (TT 24/2011, art. 4–9).
    fn push_dublin_core(&self, out: &mut String, title: &str, lang: &str) {
        push_link(out, "schema.DC", "http://purl.org/dc/elements/1.1/", &[]);
        push_link(out, "schema.DCTERMS", "http://purl.org/dc/terms/", &[]);
        let agency = text_at(self.settings, "agency.name");
        let original_publisher = text_at(self.subject, "origin.publisher");
        let authors: Vec<&str> = list_at(self.subject, "authors").iter().filter_map(Value::as_str).collect();
        let creator = match text_at(self.subject, "fields.byline") {
            "" if authors.is_empty() && !original_publisher.is_empty() => original_publisher.to_owned(),
            "" if authors.is_empty() => agency.to_owned(),
            "" => authors.join("; "),
            byline => byline.to_owned(),
        };
        let date = ["updated", "date"].into_iter().map(|key| text_at(self.subject, key)).find(|d| !d.is_empty());
        push_meta(out, "name", "DC.title", title);
        push_meta(out, "name", "DC.creator", &creator);
        push_meta(out, "name", "DC.publisher", agency);
        push_meta(out, "name", "DC.description", text_at(self.subject, "description"));
        let date = date.or_else(|| Some(text_at(self.settings, "config.today")).filter(|d| !d.is_empty()));
        if let Some(date) = date {
            push_meta(out, "name", "DC.date", date);
        }
        let number = text_at(self.subject, "fields.number");
        push_meta(out, "name", "DC.identifier", if number.is_empty() { &self.permalink } else { number });
        push_meta(out, "name", "DC.language", lang);
        push_meta(out, "name", "DC.format", "text/html");
        let kind = text_at(self.subject, "kind_label");
        if !kind.is_empty() {
            push_meta(out, "name", "DC.type", kind);
        }
        let terms =
            list_at(self.subject, "taxonomies").iter().flat_map(|t| list_at(t, "terms")).map(|t| text_at(t, "name"));
        let subject = terms.collect::<Vec<_>>().join("; ");
        if !subject.is_empty() {
            push_meta(out, "name", "DC.subject", &subject);
        }
        for (name, key) in [("DC.source", "source"), ("DC.source", "origin.url"), ("DC.rights", "license")] {
            let value = text_at(self.subject, key);
            if !value.is_empty() {
                push_meta(out, "name", name, value);
            }
        }
    }

    fn push_open_graph(&self, out: &mut String, title: &str, lang: &str) {
        push_meta(out, "property", "og:title", title);
        push_meta(out, "property", "og:type", if self.kind == "article" { "article" } else { "website" });
        push_meta(out, "property", "og:url", &self.permalink);
        push_meta(out, "property", "og:description", text_at(self.subject, "description"));
        push_meta(out, "property", "og:site_name", text_at(self.settings, "config.title"));
        push_meta(
            out,
            "property",
            "og:locale",
            match lang {
                "vi" => "vi_VN",
                "en" => "en_US",
                other => other,
            },
        );
        let image = text_at(self.subject, "image.url");
        if !image.is_empty() {
            push_meta(out, "property", "og:image", &self.absolute(image));
            push_meta(out, "property", "og:image:alt", text_at(self.subject, "image.alt"));
        }
    }
}

fn push_meta(out: &mut String, kind: &str, name: &str, content: &str) {
    out.push_str("<meta");
    push_attribute(out, kind, name);
    push_attribute(out, "content", content);
    out.push_str(">\n");
}

fn push_link(out: &mut String, rel: &str, href: &str, more: &[(&str, &str)]) {
    out.push_str("<link");
    push_attribute(out, "rel", rel);
    push_attribute(out, "href", href);
    for (name, value) in more {
        push_attribute(out, name, value);
    }
    out.push_str(">\n");
}
