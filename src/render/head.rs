//! The head of every page: title, description, canonical address, translations, Dublin Core, Open Graph, feeds, JSON-LD.
//!
//! Made here and not in templates, so that no theme can leave out what the law asks (Decree 224/2026, art. 11.5).

use tera::Value;

use super::object::{list, text};
use crate::html::{attribute, escape_into};

/// What a page's head is made of.
pub struct HtmlHead<'v> {
    pub settings: &'v Value,
    /// The page or section, or what stands for it.
    pub subject: &'v Value,
    pub title: &'v str,
    pub permalink: String,
    /// Empty for pages without translations.
    pub translations: &'v [Value],
    pub kind: &'v str,
    /// Search engines are asked to leave it out.
    pub hidden: bool,
    /// "Trang 2": tells parts of a list apart.
    pub part: Option<String>,
    pub previous: Option<String>,
    pub next: Option<String>,
}

impl HtmlHead<'_> {
    pub fn html(&self) -> String {
        let mut out = String::with_capacity(2048);
        let site_title = text(self.settings, "config.title");
        let lang = self.lang();
        let is_home = self.kind == "home";
        out.push_str("<title>");
        let mut title = self.title.to_owned();
        if let Some(part) = &self.part {
            title = format!("{title} – {part}");
        }
        if !is_home && self.title != site_title {
            title = format!("{title} – {site_title}");
        }
        escape_into(&mut out, &title);
        out.push_str("</title>\n");
        let description = text(self.subject, "description");
        meta(&mut out, "name", "description", description);
        // What is another portal's is to be found there.
        let original = text(self.subject, "origin.canonical");
        let is_own = self.subject.get_from_path("origin").is_none_or(Value::is_none);
        let is_indexed = is_own || self.subject.get_from_path("origin.index").is_some_and(Value::is_truthy);
        if self.hidden || !is_indexed {
            meta(&mut out, "name", "robots", "noindex");
        }
        if !original.is_empty() {
            link(&mut out, "canonical", original, &[]);
        } else if is_own && !self.hidden {
            link(&mut out, "canonical", &self.permalink, &[]);
            self.alternates(&mut out, lang);
        }
        for (rel, url) in [("prev", &self.previous), ("next", &self.next)] {
            if let Some(url) = url {
                link(&mut out, rel, url, &[]);
            }
        }
        self.dublin_core(&mut out, &title, lang);
        self.open_graph(&mut out, &title, lang);
        for feed in list(self.subject, "feeds") {
            link(
                &mut out,
                "alternate",
                text(feed, "url"),
                &[("type", text(feed, "mime")), ("title", text(feed, "title"))],
            );
        }
        let json_ld = text(self.subject, "json_ld");
        if !json_ld.is_empty() && !self.hidden {
            out.push_str("<script type=\"application/ld+json\">");
            out.push_str(json_ld);
            out.push_str("</script>\n");
        }
        out
    }

    fn lang(&self) -> &str {
        let own = text(self.subject, "lang");
        if own.is_empty() { text(self.settings, "config.default_language") } else { own }
    }

    fn absolute(&self, path: &str) -> String {
        format!("{}{path}", text(self.settings, "config.base_url"))
    }

    /// `hreflang`: every language that has this very page, and the default one for all others.
    fn alternates(&self, out: &mut String, lang: &str) {
        let exact: Vec<&Value> =
            self.translations.iter().filter(|t| t.get_from_path("exists").is_some_and(Value::is_truthy)).collect();
        if exact.is_empty() || self.part.is_some() {
            return;
        }
        let default = text(self.settings, "config.default_language");
        let mut all: Vec<(&str, String)> = vec![(lang, self.permalink.clone())];
        all.extend(exact.iter().map(|t| (text(t, "code"), self.absolute(text(t, "url")))));
        all.sort();
        for (code, url) in &all {
            link(out, "alternate", url, &[("hreflang", code)]);
        }
        if let Some((_, url)) = all.iter().find(|(code, _)| *code == default) {
            link(out, "alternate", url, &[("hreflang", "x-default")]);
        }
    }

    /// The six mandatory elements and those that are known besides (TT 24/2011, art. 4–9).
    fn dublin_core(&self, out: &mut String, title: &str, lang: &str) {
        link(out, "schema.DC", "http://purl.org/dc/elements/1.1/", &[]);
        link(out, "schema.DCTERMS", "http://purl.org/dc/terms/", &[]);
        let agency = text(self.settings, "agency.name");
        let original_publisher = text(self.subject, "origin.publisher");
        let authors: Vec<&str> = list(self.subject, "authors").iter().filter_map(Value::as_str).collect();
        let creator = match text(self.subject, "fields.byline") {
            "" if authors.is_empty() && !original_publisher.is_empty() => original_publisher.to_owned(),
            "" if authors.is_empty() => agency.to_owned(),
            "" => authors.join("; "),
            byline => byline.to_owned(),
        };
        let date = ["updated", "date"].into_iter().map(|key| text(self.subject, key)).find(|d| !d.is_empty());
        meta(out, "name", "DC.title", title);
        meta(out, "name", "DC.creator", &creator);
        meta(out, "name", "DC.publisher", agency);
        meta(out, "name", "DC.description", text(self.subject, "description"));
        let date = date.or_else(|| Some(text(self.settings, "config.today")).filter(|d| !d.is_empty()));
        if let Some(date) = date {
            meta(out, "name", "DC.date", date);
        }
        let number = text(self.subject, "fields.number");
        meta(out, "name", "DC.identifier", if number.is_empty() { &self.permalink } else { number });
        meta(out, "name", "DC.language", lang);
        meta(out, "name", "DC.format", "text/html");
        let kind = text(self.subject, "kind_label");
        if !kind.is_empty() {
            meta(out, "name", "DC.type", kind);
        }
        let terms = list(self.subject, "taxonomies").iter().flat_map(|t| list(t, "terms")).map(|t| text(t, "name"));
        let subject = terms.collect::<Vec<_>>().join("; ");
        if !subject.is_empty() {
            meta(out, "name", "DC.subject", &subject);
        }
        for (name, key) in [("DC.source", "source"), ("DC.source", "origin.url"), ("DC.rights", "license")] {
            let value = text(self.subject, key);
            if !value.is_empty() {
                meta(out, "name", name, value);
            }
        }
    }

    fn open_graph(&self, out: &mut String, title: &str, lang: &str) {
        meta(out, "property", "og:title", title);
        meta(out, "property", "og:type", if self.kind == "article" { "article" } else { "website" });
        meta(out, "property", "og:url", &self.permalink);
        meta(out, "property", "og:description", text(self.subject, "description"));
        meta(out, "property", "og:site_name", text(self.settings, "config.title"));
        meta(
            out,
            "property",
            "og:locale",
            match lang {
                "vi" => "vi_VN",
                "en" => "en_US",
                other => other,
            },
        );
        let image = text(self.subject, "image.url");
        if !image.is_empty() {
            meta(out, "property", "og:image", &self.absolute(image));
            meta(out, "property", "og:image:alt", text(self.subject, "image.alt"));
        }
    }
}

fn meta(out: &mut String, kind: &str, name: &str, content: &str) {
    out.push_str("<meta");
    attribute(out, kind, name);
    attribute(out, "content", content);
    out.push_str(">\n");
}

fn link(out: &mut String, rel: &str, href: &str, more: &[(&str, &str)]) {
    out.push_str("<link");
    attribute(out, "rel", rel);
    attribute(out, "href", href);
    for (name, value) in more {
        attribute(out, name, value);
    }
    out.push_str(">\n");
}
