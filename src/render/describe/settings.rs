//! The values that every page of a language shows: configuration, agency, menus, notices.

use tera::Value;

use super::feed_links::{feed_link_values, section_feed_links};
use super::fields;
use super::imported_items;
use crate::config::{AllowedHost, Lang};
use crate::content::Reference;
use crate::model::{MenuNode, PageId, SEARCH_TEMPLATE, Site};
use crate::render::value::object::{ObjectBuilder, from_json};
use crate::text::phone::tel;

/// Configuration, agency and menus in a language.
pub(crate) fn settings(site: &Site, lang: Lang) -> Value {
    let config = &site.config;
    let own = config.language(lang);
    let mut inner = ObjectBuilder::new();
    inner.set("base_url", config.base_url.as_str().trim_end_matches('/')).set("base_path", config.base_path());
    inner.set("title", own.title.as_str()).set("description", own.description.as_str());
    inner.set("default_language", config.default_lang_code());
    let languages = config.langs().map(|l| {
        let language = config.language(l);
        let mut object = ObjectBuilder::new();
        object.set("code", language.code.as_str()).set("name", language.name.as_str());
        object.set("url", site.section(site.home(l)).info.url.as_str()).set("title", language.title.as_str()).build()
    });
    inner.set("languages", languages.collect::<Vec<_>>());
    inner.set("home_url", site.section(site.home(lang)).info.url.as_str());
    for (key, template) in
        [("search_url", SEARCH_TEMPLATE), ("site_map_url", "site-map.html"), ("privacy_url", "privacy.html")]
    {
        let page = site.page_with_template(lang, template);
        let url = page.map(|id| Value::from(site.page(id).info.url.as_str()));
        inner.set(key, url.unwrap_or_else(Value::none));
    }
    inner
        .set("feeds", feed_link_values(&section_feed_links(site, site.home(lang))))
        .set("extra", from_json(&config.extra));
    inner.set("indexed", config.is_indexed);
    let band = config.band.as_ref().map(|band| Value::from(band.get(&own.code)));
    inner.set("band", band.unwrap_or_else(Value::none));
    inner.set("content_security_policy", config.policy.header().as_str());
    inner.set("outside_hosts", outside_hosts(site, lang)).set("measure", measure(site, lang));
    let mut menus = ObjectBuilder::new();
    for (name, nodes) in &site.derived.menus[lang.index()] {
        menus.set_owned(name.clone(), menu(site, nodes));
    }
    let mut all = ObjectBuilder::new();
    all.set("config", inner.build()).set("agency", agency(site, lang)).set("menus", menus.build());
    all.set("identity", identity(site)).build()
}

/// What the portal looks like, as far as templates have to know it. The style sheet has the
/// colours.
fn identity(site: &Site) -> Value {
    let identity = &site.config.identity;
    let picture = |picture: &Option<Reference>| {
        let file = picture.as_ref().and_then(|picture| site.resolve_file("", &picture.to).ok());
        file.map_or_else(Value::none, |file| fields::image_value(site, &file, ""))
    };
    let mut object = ObjectBuilder::new();
    object.set("emblem", picture(&identity.emblem)).set("hero", picture(&identity.hero));
    object.set("font", identity.font.name()).build()
}

/// The hosts that pages use besides their own, for the page that tells readers of them.
fn outside_hosts(site: &Site, lang: Lang) -> Value {
    let host = |host: &AllowedHost| {
        let mut object = ObjectBuilder::new();
        object.set("host", host.origin.trim_start_matches("https://"));
        object.set("purposes", host.purposes.iter().map(|purpose| Value::from(purpose.name())).collect::<Vec<_>>());
        let reason = host.reason.as_ref().map(|reason| Value::from(reason.get(site.lang_code(lang))));
        object.set("reason", reason.unwrap_or_else(Value::none)).build()
    };
    site.config.policy.hosts.iter().map(host).collect::<Vec<_>>().into()
}

/// The state's measuring of visits. `host` is that of the portal: a preview counts no visits.
fn measure(site: &Site, lang: Lang) -> Value {
    let Some(measure) = &site.config.measure else { return Value::none() };
    let mut object = ObjectBuilder::new();
    object.set("site_id", measure.site_id.as_str()).set("origin", measure.origin.as_str());
    object.set("host", site.config.own_site.host.as_str());
    let label = measure.label.as_ref().map(|label| Value::from(label.get(site.lang_code(lang))));
    object.set("label", label.unwrap_or_else(Value::none)).build()
}

fn menu(site: &Site, nodes: &[MenuNode]) -> Value {
    let entry = |node: &MenuNode| {
        let mut object = ObjectBuilder::new();
        object.set("title", node.title.as_str()).set("url", node.url.as_str()).set("external", node.external);
        object.set("lang", node.lang.map_or_else(Value::none, |l| site.lang_code(l).into()));
        object.set("children", menu(site, &node.children)).build()
    };
    nodes.iter().map(entry).collect::<Vec<_>>().into()
}

fn agency(site: &Site, lang: Lang) -> Value {
    let agency = &site.config.agency;
    let words = &agency.localized[lang.index()];
    let text = |t: &Option<String>| t.as_deref().map_or_else(Value::none, Into::into);
    let href = |t: &Option<String>| t.as_deref().and_then(tel).map_or_else(Value::none, Into::into);
    let mut object = ObjectBuilder::new();
    object
        .set("type", agency.kind.name())
        .set("name", words.name.as_str())
        .set("short_name", words.short_name.as_str());
    object.set("code", text(&agency.code)).set("admin_code", text(&agency.admin_code));
    object.set("responsible", text(&words.responsible)).set("address", text(&words.address));
    object.set("phone", text(&agency.phone)).set("phone_href", href(&agency.phone)).set("email", text(&agency.email));
    object.set("hotline", text(&agency.hotline)).set("hotline_href", href(&agency.hotline));
    let parent = words.parent.as_ref().map(|parent| {
        let mut object = ObjectBuilder::new();
        object.set("name", parent.name.as_str()).set("url", parent.url.as_str()).build()
    });
    object.set("parent", parent.unwrap_or_else(Value::none)).build()
}

/// The largest number of notices on a page. Readers do not read more of them, and each notice is
/// repeated on every page of the portal.
const MAX_NOTICES: usize = 10;

/// The notices in force, at most [`MAX_NOTICES`]: the gravest first, and within one level those of
/// this portal first, which knows best what its readers need now.
///
/// A graver notice of another portal comes before a lighter one of this portal: an emergency of the
/// province must not wait behind a note on opening hours. Only sources with the setting `notices`
/// take part.
pub(crate) fn active_notices(site: &Site, lang: Lang) -> Value {
    let severity = ["emergency", "outage", "warning", "info"];
    let mut active: Vec<(usize, PageId)> = Vec::new();
    for id in site.page_ids().filter(|id| site.page(*id).info.lang == lang && site.is_listed(*id)) {
        let kind = site.kind(site.page(id).kind);
        let origin = site.page(id).info.front.origin.as_ref();
        let is_asked = |source: &str| site.imports.sources.get(source).is_some_and(|holding| holding.notices);
        if origin.is_some_and(|origin| !is_asked(&origin.source)) {
            continue;
        }
        if kind.name != "notice" || !site.is_in_state(id, "active") {
            continue;
        }
        let level =
            match (site.page(id).info.front.field(kind, "level"), kind.field("level").and_then(|f| f.ty.choices())) {
                (Some(crate::content::FieldValue::Choice(at)), Some(choices)) => {
                    choices.get(*at).map_or("", |c| c.value.as_str())
                }
                _ => "",
            };
        active.push((severity.iter().position(|s| *s == level).unwrap_or(severity.len()), id));
    }
    active.sort_by(|a, b| {
        let key = |id: PageId| (std::cmp::Reverse(site.page(id).date), site.page(id).info.key.as_str());
        let is_others = |id: PageId| site.page(id).info.front.origin.is_some();
        a.0.cmp(&b.0).then_with(|| is_others(a.1).cmp(&is_others(b.1))).then_with(|| key(a.1).cmp(&key(b.1)))
    });
    let count = active.len();
    // The section of the first notice that is left out.
    let list = active.get(MAX_NOTICES).map(|(_, id)| &site.section(site.shown_section(site.page(*id).section)).info);
    let all = list.map_or_else(Value::none, |list| {
        let mut object = ObjectBuilder::new();
        object.set("url", list.url.as_str()).set("title", list.title.as_str()).set("count", count).build()
    });
    active.truncate(MAX_NOTICES);
    let entry = |(_, id): (usize, PageId)| {
        let text = &site.page(id).info;
        let kind = site.kind(site.page(id).kind);
        let mut object = ObjectBuilder::new();
        object.set("title", text.title.as_str()).set("url", text.url.as_str());
        object.set("summary", text.facts.summary.as_str()).set("description", text.description.as_str());
        // Readers of a warning must see which portal published it.
        let origin = imported_items::origin_value(site, text);
        object.set("origin", origin).set("all", all.clone());
        for key in ["level", "starts", "ends", "expected_recovery"] {
            let found =
                kind.field(key).and_then(|f| Some(fields::field_value(site, id, f, text.front.field(kind, key)?)));
            object.set(key, found.unwrap_or_else(Value::none));
        }
        object.build()
    };
    active.into_iter().map(entry).collect::<Vec<_>>().into()
}
