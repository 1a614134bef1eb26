//! The head of every page: title, description, canonical address, translations, Dublin Core, Open
//! Graph, feeds, JSON-LD.
//!
//! The program writes the head, not a template, so that no theme can leave out what the law
//! requires (Decree 224/2026, art. 11.5).

use std::borrow::Cow;

use crate::config::{Config, Lang};
use crate::html::{escape_into, push_attribute};
use crate::render::describe::page_data::{PageData, Translation};

/// The data that the head of a page is made of.
pub(crate) struct HtmlHead<'v> {
    pub config: &'v Config,
    /// The language of the portal's own texts on the page.
    pub lang: Lang,
    pub page: &'v PageData<'v>,
    /// The absolute address of the page.
    pub permalink: &'v str,
    /// The address of the picture that other sites show beside a link to the page. `None` if the
    /// page has no picture.
    pub shared_image: Option<String>,
    /// The counterparts in other languages; empty for a page without translations.
    pub translations: &'v [Translation<'v>],
    pub kind: HeadKind,
    /// Whether search engines are asked to leave the page out.
    pub noindex: bool,
    /// The label that tells the parts of a list apart: "Trang 2". `None` for the first part.
    pub pager_label: Option<String>,
    /// The absolute address of the previous part of a list; `None` for the first part.
    pub previous: Option<String>,
    /// The absolute address of the next part of a list; `None` for the last part.
    pub next: Option<String>,
}

/// What kind of page the head is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeadKind {
    /// The home page of a language.
    Home,
    /// An article of the portal's news.
    Article,
    /// A list without a content file.
    List,
    /// Any other page.
    Other,
}

impl HtmlHead<'_> {
    pub(crate) fn html(&self) -> String {
        let mut out = String::with_capacity(2048);
        let page = self.page;
        let site_title = self.site_title();
        out.push_str("<title>");
        let mut title = page.title.to_string();
        if let Some(part) = &self.pager_label {
            title = format!("{title} – {part}");
        }
        if self.kind != HeadKind::Home && page.title != site_title {
            title = format!("{title} – {site_title}");
        }
        escape_into(&mut out, &title);
        out.push_str("</title>\n");
        push_meta(&mut out, "name", "description", &page.description);
        if self.noindex || !page.is_indexed || !self.config.is_indexed {
            push_meta(&mut out, "name", "robots", "noindex");
        }
        match &page.origin {
            Some(origin) if !origin.canonical.is_empty() => push_link(&mut out, "canonical", origin.canonical, &[]),
            Some(_) => {}
            None if self.noindex => {}
            None => {
                push_link(&mut out, "canonical", self.permalink, &[]);
                self.push_alternates(&mut out);
            }
        }
        for (rel, url) in [("prev", &self.previous), ("next", &self.next)] {
            if let Some(url) = url {
                push_link(&mut out, rel, url, &[]);
            }
        }
        self.push_dublin_core(&mut out, &title);
        self.push_open_graph(&mut out, &title);
        for feed in &page.feeds {
            let more = [("type", feed.format.mime()), ("title", feed.title.as_str())];
            push_link(&mut out, "alternate", feed.url.as_str(), &more);
        }
        if !page.json_ld.is_empty() && !self.noindex {
            out.push_str("<script type=\"application/ld+json\">");
            out.push_str(&page.json_ld);
            out.push_str("</script>\n");
        }
        out
    }

    fn site_title(&self) -> &str {
        &self.config.language(self.lang).title
    }

    /// Writes the `hreflang` links: one for every language that has this very page, and the default
    /// language for all others.
    fn push_alternates(&self, out: &mut String) {
        let exact: Vec<&Translation> = self.translations.iter().filter(|translation| translation.exists).collect();
        if exact.is_empty() || self.pager_label.is_some() {
            return;
        }
        let default = self.config.default_lang_code();
        let mut all: Vec<(&str, String)> = vec![(self.page.lang, self.permalink.to_owned())];
        all.extend(exact.iter().map(|translation| (translation.code, self.config.absolute_url(&translation.url))));
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
    fn push_dublin_core(&self, out: &mut String, title: &str) {
        let page = self.page;
        push_link(out, "schema.DC", "http://purl.org/dc/elements/1.1/", &[]);
        push_link(out, "schema.DCTERMS", "http://purl.org/dc/terms/", &[]);
        let agency = self.config.agency.localized[self.lang.index()].name.as_str();
        push_meta(out, "name", "DC.title", title);
        push_meta(out, "name", "DC.creator", &self.creator(agency));
        push_meta(out, "name", "DC.publisher", agency);
        push_meta(out, "name", "DC.description", &page.description);
        if let Some(date) = page.updated.or(page.date) {
            push_meta(out, "name", "DC.date", &date.iso());
        }
        let number = page.number.filter(|number| !number.is_empty());
        push_meta(out, "name", "DC.identifier", number.unwrap_or(self.permalink));
        push_meta(out, "name", "DC.language", page.lang);
        push_meta(out, "name", "DC.format", "text/html");
        let terms = page.terms.join("; ");
        let original = page.origin.as_ref().map(|origin| origin.url());
        let elements = [
            ("DC.type", page.kind_label),
            ("DC.subject", Some(terms.as_str())),
            ("DC.source", page.source),
            ("DC.source", original),
            ("DC.rights", page.license),
        ];
        for (name, value) in elements {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                push_meta(out, "name", name, value);
            }
        }
    }

    /// The authors of the page, or else the publisher of the original, or the agency.
    fn creator<'a>(&'a self, agency: &'a str) -> Cow<'a, str> {
        let page = self.page;
        if !page.creators.is_empty() {
            return page.creators.join("; ").into();
        }
        let publisher = page.origin.as_ref().map(|origin| origin.publisher);
        publisher.filter(|publisher| !publisher.is_empty()).unwrap_or(agency).into()
    }

    fn push_open_graph(&self, out: &mut String, title: &str) {
        let page = self.page;
        push_meta(out, "property", "og:title", title);
        let ty = if self.kind == HeadKind::Article { "article" } else { "website" };
        push_meta(out, "property", "og:type", ty);
        push_meta(out, "property", "og:url", self.permalink);
        push_meta(out, "property", "og:description", &page.description);
        push_meta(out, "property", "og:site_name", self.site_title());
        push_meta(out, "property", "og:locale", &open_graph_locale(page.lang));
        if let (Some(image), Some(url)) = (&page.image, self.shared_image.as_ref().filter(|url| !url.is_empty())) {
            push_meta(out, "property", "og:image", &self.config.absolute_url(url));
            push_meta(out, "property", "og:image:alt", image.alt);
        }
    }
}

/// The locale of Open Graph: a language and a country. A language without a country has that of
/// most of its readers; a language that is not listed stands alone.
fn open_graph_locale(code: &str) -> String {
    let mut parts = code.split('-');
    let language = parts.next().unwrap_or_default();
    let is_country = |part: &&str| part.len() == 2 || part.len() == 3 && part.bytes().all(|b| b.is_ascii_digit());
    let country = parts.clone().find(is_country).or_else(|| match (language, parts.next()) {
        ("zh", Some("Hant")) => Some("TW"),
        _ => COUNTRIES.iter().find(|(of, _)| *of == language).map(|(_, country)| *country),
    });
    country.map_or_else(|| language.to_owned(), |country| format!("{language}_{country}"))
}

/// The countries of the languages that portals in Vietnam have.
const COUNTRIES: [(&str, &str); 13] = [
    ("de", "DE"),
    ("en", "US"),
    ("es", "ES"),
    ("fr", "FR"),
    ("ja", "JP"),
    ("km", "KH"),
    ("ko", "KR"),
    ("lo", "LA"),
    ("pt", "PT"),
    ("ru", "RU"),
    ("th", "TH"),
    ("vi", "VN"),
    ("zh", "CN"),
];

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
