//! Reports over the whole site: addresses, redirects, the tree, taxonomies, the schedule.

use tera::Value;

use super::fields::reference_to;
use crate::config::Lang;
use crate::content::ItemState;
use crate::model::{BuildTime, FacetValue, NodeId, OldAddress, RedirectRule, SectionId, Site, reviews};
use crate::path::UrlPath;
use crate::plan::{FindableAddress, PageList, api_path, findable, pager_count, pager_url};
use crate::render::value::object::ObjectBuilder;
use crate::text::date::Stamp;

/// `[{url, updated, alternates: [{code, url}]}]`
pub(crate) fn address_values(site: &Site) -> Value {
    let entry = |address: FindableAddress| {
        let mut object = ObjectBuilder::new();
        object.set("url", site.config.absolute_url(address.url.as_str()));
        object.set("updated", address.updated.map_or_else(Value::none, |d| d.iso().into()));
        let translations =
            address.node.map(|id| site.translations(&site.info(id).key)).filter(|all| all.len() > 1).unwrap_or(&[]);
        let alternates = translations.iter().map(|(lang, id)| {
            let mut object = ObjectBuilder::new();
            object
                .set("code", site.lang_code(*lang))
                .set("url", site.config.absolute_url(site.info(*id).url.as_str()))
                .build()
        });
        object.set("alternates", alternates.collect::<Vec<_>>()).build()
    };
    findable(site).into_iter().map(entry).collect::<Vec<_>>().into()
}

/// `{moved: [{from, to}], gone: [url], rules: [{path, query: [{name, value}], to}]}`. The path of a
/// rule ends with a star if the rule is about all addresses that begin with it. All addresses begin
/// at the root of the host.
pub(crate) fn redirects(site: &Site) -> Value {
    let of_host = |address: &str| match address.starts_with('/') {
        true => format!("{}{address}", site.config.base_path()),
        false => address.to_owned(),
    };
    let mut moved: Vec<(String, String)> = Vec::new();
    for id in site.nodes().filter(|id| site.has_output(*id)) {
        let text = site.info(id);
        for alias in text.front.aliases.iter().filter_map(|a| UrlPath::parse(&a.to).ok()) {
            moved.push((alias.to_string(), text.url.to_string()));
        }
    }
    for page in site.pages.iter() {
        if let Some(ItemState::Moved { to }) = page.info.front.origin.as_ref().map(|origin| &origin.state)
            && is_safe_in_config(to)
        {
            moved.push((page.info.url.to_string(), to.clone()));
        }
    }
    moved.sort();
    let mut gone: Vec<String> = site
        .page_ids()
        .filter(|id| site.page(*id).gone && site.has_address(*id) && !is_moved(site, *id))
        .map(|id| site.page(id).info.url.to_string())
        .collect();
    let expired = |id: &SectionId| site.section(*id).gone && site.has_output(NodeId::Section(*id));
    gone.extend(site.section_ids().filter(expired).map(|id| site.section(id).info.url.to_string()));
    gone.sort();
    let pair = |(from, to): (String, String)| {
        let mut object = ObjectBuilder::new();
        object.set("from", of_host(&from)).set("to", of_host(&to)).build()
    };
    let gone = gone.iter().map(|url| of_host(url)).collect::<Vec<_>>();
    let mut object = ObjectBuilder::new();
    let rules = site.derived.redirects.iter().map(|rule| redirect_rule(rule, of_host)).collect::<Vec<_>>();
    object.set("moved", moved.into_iter().map(pair).collect::<Vec<_>>()).set("gone", gone).set("rules", rules).build()
}

fn redirect_rule(rule: &RedirectRule, of_host: impl Fn(&str) -> String) -> Value {
    let parameter = |(name, value): &(String, String)| {
        let mut object = ObjectBuilder::new();
        object.set("name", name.clone()).set("value", value.clone()).build()
    };
    let OldAddress { path, query, is_prefix } = &rule.from;
    let mut object = ObjectBuilder::new();
    object
        .set("path", of_host(&if *is_prefix { format!("{path}*") } else { path.clone() }))
        .set("query", query.iter().map(parameter).collect::<Vec<_>>())
        .set("to", of_host(&rule.to))
        .build()
}

/// Whether the page is an item that its publisher has moved: its page then redirects.
fn is_moved(site: &Site, id: crate::model::PageId) -> bool {
    let origin = site.page(id).info.front.origin.as_ref();
    matches!(origin.map(|origin| &origin.state), Some(ItemState::Moved { .. }))
}

/// Whether an address from another portal can be written into the settings of a host: no character
/// in it has a meaning there. An unsafe address is only left out of the settings; the page at the
/// old address redirects in any case.
fn is_safe_in_config(url: &str) -> bool {
    url.starts_with("https://")
        && url.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":/.-_~%?&=+@".contains(&byte))
}

/// An entry of the schedule. The order of the fields is that of the entries.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct ScheduleEntry {
    at: String,
    /// An address, a file or a source; `key` says which.
    place: String,
    becomes: String,
    key: &'static str,
    /// What an expiring signature is given for; `None` for other changes.
    signed: Option<&'static str>,
    /// The year and the set of a calendar; `None` for other changes.
    set: Option<(i16, String)>,
}

/// `[{at, url, becomes}]`; a scheduled file has `file` instead of `url`, and becomes `published`. A
/// channel that the site shares becomes `expiring`, then `expired`, and `signed` says whether its
/// content or its keys are meant. A source, with `source` instead of `url`, becomes `expired`. A set of a
/// calendar has `calendar`, `year` and `set` instead of `url`, and becomes `due`, `overdue` or
/// `missing`.
pub(crate) fn schedule(site: &Site) -> Value {
    let changes = site.derived.scheduled_changes.iter().map(|moment| ScheduleEntry {
        at: Stamp::Time(moment.at).iso(),
        place: site.info(moment.node).url.to_string(),
        becomes: moment.new_state.clone(),
        key: "url",
        signed: None,
        set: None,
    });
    let channels = site.derived.channel_changes.iter().filter(|change| change.at > site.now.time);
    let channels = channels.map(|change| ScheduleEntry {
        at: Stamp::Time(change.at).iso(),
        place: change.url.clone(),
        becomes: change.new_state.to_owned(),
        key: "url",
        signed: Some(change.part.name()),
        set: None,
    });
    let sources = site.imports.sources.values().filter_map(|source| {
        let ends = BuildTime::from_instant(source.expires()?).time;
        (ends > site.now.time).then(|| ScheduleEntry {
            at: Stamp::Time(ends).iso(),
            place: source.name().to_owned(),
            becomes: "expired".to_owned(),
            key: "source",
            signed: None,
            set: None,
        })
    });
    let files = site.scheduled_files().map(|(at, file)| ScheduleEntry {
        at: at.rfc3339(),
        place: file,
        becomes: "published".to_owned(),
        key: "file",
        signed: None,
        set: None,
    });
    let calendars = site.derived.calendar_changes.iter().map(|change| ScheduleEntry {
        at: Stamp::Time(change.at).iso(),
        place: change.calendar.clone(),
        becomes: change.new_state.name().to_owned(),
        key: "calendar",
        signed: None,
        set: Some((change.year, change.set.clone())),
    });
    let entries = changes.chain(channels).chain(sources).chain(files).chain(calendars);
    let mut entries: Vec<ScheduleEntry> = entries.collect();
    entries.sort();
    let entry = |entry: ScheduleEntry| {
        let mut object = ObjectBuilder::new();
        object.set("at", entry.at).set(entry.key, entry.place).set("becomes", entry.becomes);
        if let Some(part) = entry.signed {
            object.set("signed", part);
        }
        if let Some((year, set)) = entry.set {
            object.set("year", i64::from(year)).set("set", set);
        }
        object.build()
    };
    entries.into_iter().map(entry).collect::<Vec<_>>().into()
}

/// `[{on, url, file}]`: the days on which pages are due for a review, in order. A day that has passed
/// stays until the page has another one.
pub(crate) fn review_days(site: &Site) -> Value {
    let entry = |(on, id): (Stamp, NodeId)| {
        let text = site.info(id);
        let mut object = ObjectBuilder::new();
        object.set("on", Stamp::Day(on.day()).iso()).set("url", text.url.to_string());
        object.set("file", text.file.as_ref().map_or_else(String::new, ToString::to_string)).build()
    };
    reviews(site).into_iter().map(entry).collect::<Vec<_>>().into()
}

/// `[{title, url, lang, kind, api, count}]`
pub(crate) fn sections(site: &Site) -> Value {
    let visible = site.section_ids().filter(|id| site.is_shown(*id));
    let entry = |id: SectionId| {
        let section = site.section(id);
        let mut object = ObjectBuilder::new();
        object
            .set("title", section.info.title.as_str())
            .set("url", site.config.absolute_url(section.info.url.as_str()));
        object.set("lang", site.lang_code(section.info.lang)).set("kind", site.kind(section.kind).name.as_str());
        object
            .set("api", site.config.absolute_url(&format!("/{}", api_path(site, id))))
            .set("count", site.contents(id).pages.len())
            .build()
    };
    visible.map(entry).collect::<Vec<_>>().into()
}

/// `{name, label, url, translations: [{code, url}], updated, terms: [{name, url, count, updated}]}`
pub(crate) fn taxonomy_value(site: &Site, taxonomy: usize, lang: Lang) -> Value {
    let config = &site.config.taxonomies[taxonomy];
    let mut object = ObjectBuilder::new();
    object.set("name", config.name.as_str()).set("label", config.label.get(site.lang_code(lang)));
    object.set("url", site.taxonomy_url(taxonomy, lang).as_str());
    let others = site.config.langs().filter(|other| *other != lang && site.terms_of(taxonomy, *other).next().is_some());
    let translation = |other: Lang| {
        let mut object = ObjectBuilder::with_capacity(2);
        let url = site.taxonomy_url(taxonomy, other);
        object.set("code", site.lang_code(other)).set("url", url.as_str()).build()
    };
    object.set("translations", others.map(translation).collect::<Vec<_>>());
    let updated = site.terms_of(taxonomy, lang).filter_map(|(_, term)| term.updated).max();
    object.set("updated", updated.map_or_else(Value::none, |d| d.iso().into()));
    object.set("terms", site.terms_of(taxonomy, lang).map(|(at, _)| term_value(site, at)).collect::<Vec<_>>()).build()
}

/// `{name, url, count, updated}`
pub(crate) fn term_value(site: &Site, term: usize) -> Value {
    let term = &site.derived.terms[term];
    let mut object = ObjectBuilder::new();
    object.set("name", term.name.as_str()).set("url", term.url.as_str()).set("count", term.pages.len());
    object.set("updated", term.updated.map_or_else(Value::none, |d| d.iso().into())).build()
}

/// `[{title, url, description, children}]`: the sections, and the pages of each section that shows
/// all its pages on one page. The pages of longer sections are left out: readers find them in the
/// section, and a site map of a hundred thousand lines would be of no use.
pub(crate) fn site_tree(site: &Site, id: SectionId) -> Value {
    let listed = site.contents(id);
    let mut entries: Vec<Value> = Vec::new();
    for inner in listed.sections.iter().filter(|id| site.is_shown(**id)) {
        let mut object = ObjectBuilder::from_value(reference_to(site, NodeId::Section(*inner)));
        entries.push(object.set("children", site_tree(site, *inner)).build());
    }
    let few = pager_count(site, PageList::Section(id)) == 1;
    for page in listed.pages.iter().filter(|p| few && site.page(**p).section == id && site.is_listed(**p)) {
        let mut object = ObjectBuilder::from_value(reference_to(site, NodeId::Page(*page)));
        entries.push(object.set("children", Vec::<Value>::new()).build());
    }
    entries.into()
}

/// The letters of the alphabetical index of a language, without numbers of pages, so that a new
/// page changes none of the pages that show the letters.
pub(crate) fn alphabet(site: &Site, lang: Lang) -> Value {
    let letters = site.alphabet(lang).into_iter().flat_map(|group| &group.values);
    let letter = |value: &FacetValue| {
        ObjectBuilder::new().set("label", value.label.as_str()).set("url", value.url.as_str()).build()
    };
    letters.map(letter).collect::<Vec<Value>>().into()
}

/// The titles, descriptions and addresses of the lists that sections have on several pages, and of
/// terms, facets and taxonomies. `SiteReport::Lists` has the sections themselves as well.
pub(crate) fn list_values(site: &Site) -> Vec<Value> {
    let mut found = Vec::new();
    let mut add = |of: PageList, title: &str, lang: Lang| {
        for pager in 0..pager_count(site, of) {
            let mut object = ObjectBuilder::new();
            object.set("permalink", site.config.absolute_url(pager_url(site, of, pager).as_str())).set("title", title);
            object
                .set("description", format!("{title} – {}", site.config.language(lang).title))
                .set("lang", site.lang_code(lang));
            found.push(object.build());
        }
    };
    for id in site.section_ids() {
        let text = &site.section(id).info;
        if pager_count(site, PageList::Section(id)) > 1 {
            add(PageList::Section(id), &text.title, text.lang);
        }
    }
    for (term, entry) in site.derived.terms.iter().enumerate() {
        add(PageList::Term(term), &entry.name, entry.lang);
    }
    for (group, facet) in site.derived.facets.iter().enumerate() {
        let text = &site.section(facet.section).info;
        for (value, entry) in facet.values.iter().enumerate() {
            add(PageList::Facet { group, value }, &format!("{}: {}", text.title, entry.label), text.lang);
        }
    }
    for (at, taxonomy) in site.config.taxonomies.iter().enumerate() {
        for lang in site.config.langs() {
            let label = taxonomy.label.get(site.lang_code(lang));
            let mut object = ObjectBuilder::new();
            object.set("permalink", site.config.absolute_url(site.taxonomy_url(at, lang).as_str())).set("title", label);
            object
                .set("description", format!("{label} – {}", site.config.language(lang).title))
                .set("lang", site.lang_code(lang));
            found.push(object.build());
        }
    }
    found
}
