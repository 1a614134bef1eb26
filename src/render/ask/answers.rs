//! Makes the answer to each query, as a value that templates can show.

use tera::Value;

use super::card::{attachments, card, content_path, lead, page_object, set_contents, text_object};
use super::page_files::{file_object, page_files};
use super::query::{Query, SiteReport};
use super::typed_answers::{Navigation, Siblings, link_target, page_header, pagination};
use super::world::{Answer, World};
use crate::config::Lang;
use crate::model::{FacetGroup, FacetValue, NodeId, PageId, ResolvedLink, SectionId, Site};
use crate::parse::NamedBy;
use crate::plan::{self, PageList};
use crate::render::describe::calendar_values;
use crate::render::describe::correction_values;
use crate::render::describe::duty_values;
use crate::render::describe::feed_links::{FeedLink, feed_link_values, feed_links, section_feed_links};
use crate::render::describe::fields::{self, ImageData};
use crate::render::describe::imported_items;
use crate::render::describe::page_data::{Crumb, PageData, Translation};
use crate::render::describe::settings;
use crate::render::describe::site_reports;
use crate::render::value::fingerprint::Fingerprint;
use crate::render::value::object::ObjectBuilder;

/// Answers a query. The value is Tera's `none` if the thing in question does not exist.
pub fn answer_query(world: &World, query: &Query) -> Answer {
    let site = &world.site;
    let value = match query {
        Query::Settings(lang) => return world.settings(*lang, || settings::settings(site, *lang)),
        Query::Notices(lang) => return world.notices(*lang, || settings::active_notices(site, *lang)),
        Query::Template(name) => return world.template(name),
        Query::Section(id) => return world.section(*id, || section_value(site, *id, &PageData::of_section(site, *id))),
        Query::List { list, start, count } => {
            let pages = plan::pages_of(site, *list);
            let slice = pages.get(*start..pages.len().min(start.saturating_add(*count))).unwrap_or(&[]);
            return join_answers(slice.iter().map(|id| card(world, *id)));
        }
        Query::Pages(selection) => {
            let pages = || site.select_pages(selection);
            return world.selection(selection, || join_answers(pages().into_iter().map(|id| card(world, id))));
        }
        Query::Cards(lang) => return join_answers(listed_pages(site, *lang).map(|id| card(world, id))),
        Query::Report(report) => return world.report(*report, || build_report(world, *report)),
        Query::DataFile(path) => return world.data(path).unwrap_or_else(|| Value::none().into()),
        Query::PageHeader(id) => return fingerprint_only(page_header(site, *id).fingerprint()),
        Query::Pagination(list) => return fingerprint_only(Fingerprint::of_serialized(&pagination(site, *list))),
        Query::LinkTarget { from, to } => {
            return fingerprint_only(Fingerprint::of_serialized(&link_target(site, &world.assets, *from, to)));
        }
        Query::Reference { from, to } => {
            let text = site.info(*from);
            return reference_answer(site, text.lang, site.resolve_link(&text.folder, text.lang, to));
        }
        Query::TemplatePath { lang, to } => return reference_answer(site, *lang, site.resolve_link("", *lang, to)),
        Query::PageByName { lang, by, name } => return page_by_name(site, *lang, *by, name),
        Query::Page(id) => {
            let (mut page, fingerprint) = page_object(world, *id, &PageData::of_page(site, *id));
            return Answer { value: page.build(), fingerprint };
        }
        Query::SearchIndex(lang) => {
            return fingerprint_only(Fingerprint::of_serialized(&world.search_manifest(*lang)));
        }
        Query::Datasets => {
            let ids = site.page_ids().filter(|id| is_dataset(site, *id));
            ids.map(|id| page_object(world, id, &PageData::of_page(site, id)).0.build()).collect::<Vec<_>>().into()
        }
        Query::Navigation(id) => {
            let navigation = navigation(world, *id);
            return Answer { value: navigation.to_value(), fingerprint: navigation.fingerprint() };
        }
        Query::File { file, lang } if site.media.has(file) => file_object(site, file, *lang).build(),
        Query::File { .. } => Value::none(),
        Query::Files { node, lang } => page_files(site, *node, *lang),
        Query::Asset(path) => world.assets.get(path).map_or_else(Value::none, |asset| {
            let mut object = ObjectBuilder::new();
            object.set("url", asset.url.as_str()).set("integrity", asset.integrity.as_str()).build()
        }),
        Query::Taxonomy { taxonomy, lang } => return taxonomy_answer(world, *taxonomy, *lang),
        Query::TaxonomyOf(term) => {
            let term = &site.derived.terms[*term];
            return taxonomy_answer(world, term.taxonomy, term.lang);
        }
        Query::Term(term) => {
            let text = site.derived.terms[*term].text.map(|id| content_path(&site.page(id).info));
            let mut object = ObjectBuilder::from_value(site_reports::term_value(site, *term));
            object.set("path", text.map_or_else(Value::none, Value::from)).build()
        }
        Query::FeedLinks(list) => feed_link_values(&list_feed_links(site, *list)),
        Query::Facet { group, value } => facet_value(site, *group, *value),
        Query::Source(name) => imported_items::source_value(site, name),
        Query::VerifiedSource(name) => imported_items::verified_source(site, name),
        Query::ImportedItem { source, id, lang } => imported_items::imported_item(site, source, id, *lang),
        Query::LatestItems { source, kind, latest, lang } => {
            imported_items::latest_items(site, source, kind.as_deref(), *latest, *lang)
        }
        Query::Alphabet(lang) => site_reports::alphabet(site, *lang),
        Query::SiteTree(lang) => site_reports::site_tree(site, site.home(*lang)),
        Query::Duties { list, lang } => duty_values::duties(site, list, *lang),
        Query::Calendar { id, year, lang } => calendar_values::calendar_year(site, id, *year, *lang),
        Query::Corrections(lang) => correction_values::corrections(site, *lang),
        Query::Today => crate::text::date::Stamp::Day(site.now.today()).iso().into(),
    };
    value.into()
}

/// The answer to a query that [`super::view::View`] answers with a type of its own.
fn fingerprint_only(fingerprint: Fingerprint) -> Answer {
    Answer { value: Value::none(), fingerprint }
}

/// The feeds of a list. Empty for a list that has none.
pub(crate) fn list_feed_links(site: &Site, list: PageList) -> Vec<FeedLink> {
    match list {
        PageList::Term(term) if site.config.taxonomies[site.derived.terms[term].taxonomy].feed => {
            feed_links(&site.derived.terms[term].name, &site.derived.terms[term].url)
        }
        PageList::Section(id) | PageList::Recent(id) => section_feed_links(site, id),
        PageList::Term(_) | PageList::Facet { .. } => Vec::new(),
    }
}

fn facet_value(site: &Site, group_at: usize, value_at: usize) -> Value {
    let facets = &site.derived.facets;
    let group = &facets[group_at];
    let mut object = ObjectBuilder::new();
    object.set("key", group.field.as_str()).set("label", group.label.as_str());
    let value = &group.values[value_at];
    object.set("value", fields::labelled_value(&value.value, &value.label, Some(value.url.as_str())));
    let parts = group.parts.iter().zip(&value.parts).map(|(group, value)| {
        let (group, value) = (&facets[*group], &facets[*group].values[*value]);
        let mut object = ObjectBuilder::new();
        object.set("label", group.label.as_str());
        object.set("value", fields::labelled_value(&value.value, &value.label, Some(value.url.as_str()))).build()
    });
    object.set("parts", parts.collect::<Vec<_>>());
    let narrower = facets.iter().filter_map(|pair| narrower_lists(site, pair, group_at, value_at));
    object.set("narrower", narrower.collect::<Vec<_>>());
    if group.is_pair() {
        // Not the whole section: it has the number of pages of all values, and every list would be
        // rendered again after each new page.
        let text = &site.section(group.section).info;
        let mut section = ObjectBuilder::new();
        section.set("title", text.title.as_str()).set("url", text.url.as_str());
        section.set("kind", site.kind(site.section(group.section).kind).name.as_str());
        section.set("render", site.has_output(NodeId::Section(group.section))).set("facets", Vec::<Value>::new());
        object.set("section", section.build());
    }
    object.set("updated", value.updated.map_or_else(Value::none, |d| d.iso().into()));
    object.set("url", value.url.as_str()).build()
}

/// `{label, values: [{label, url, count}]}`: the lists of `pair` that are narrower than that of a
/// value. `None` if it has none.
fn narrower_lists(site: &Site, pair: &FacetGroup, group_at: usize, value_at: usize) -> Option<Value> {
    let own = pair.parts.iter().position(|part| *part == group_at)?;
    let other = 1 - own.min(1);
    let group = &site.derived.facets[*pair.parts.get(other)?];
    let mut values: Vec<(usize, Value)> = Vec::new();
    for list in pair.values.iter().filter(|list| list.parts.get(own) == Some(&value_at)) {
        let at = *list.parts.get(other)?;
        let mut object = ObjectBuilder::new();
        object.set("label", group.values[at].label.as_str()).set("url", list.url.as_str());
        values.push((at, object.set("count", list.pages.len()).build()));
    }
    values.sort_by_key(|(at, _)| *at);
    let values: Vec<Value> = values.into_iter().map(|(_, value)| value).collect();
    let mut object = ObjectBuilder::new();
    (!values.is_empty()).then(|| object.set("label", group.label.as_str()).set("values", values).build())
}

fn build_report(world: &World, report: SiteReport) -> Value {
    let site = &world.site;
    match report {
        SiteReport::Addresses => site_reports::address_values(site),
        SiteReport::Redirects => site_reports::redirects(site),
        SiteReport::Schedule => site_reports::schedule(site),
        SiteReport::Reviews => site_reports::review_days(site),
        SiteReport::Sections => site_reports::sections(site),
        SiteReport::Lists => {
            let sections = site
                .section_ids()
                .filter(|id| site.is_shown(*id))
                .map(|id| world.section(id, || section_value(site, id, &PageData::of_section(site, id))).value);
            let mut lists: Vec<Value> = sections.collect();
            lists.extend(site_reports::list_values(site));
            lists.into()
        }
        SiteReport::Uses => imported_items::item_uses(site),
        SiteReport::RobotsRules => site.derived.robots_rules.as_str().into(),
        SiteReport::Assets => {
            let urls = site.media.all_statics().filter_map(|(path, _)| world.assets.url(path));
            urls.map(Value::from).collect::<Vec<_>>().into()
        }
    }
}

fn taxonomy_answer(world: &World, taxonomy: usize, lang: Lang) -> Answer {
    world.taxonomy(taxonomy, lang, || site_reports::taxonomy_value(&world.site, taxonomy, lang))
}

/// Joins several answers into one. Its fingerprint is made of their fingerprints, so that no value
/// is hashed again.
fn join_answers<'w>(answers: impl Iterator<Item = &'w Answer>) -> Answer {
    let (values, sums): (Vec<Value>, Vec<Fingerprint>) =
        answers.map(|answer| (answer.value.clone(), answer.fingerprint)).unzip();
    Answer { value: values.into(), fingerprint: Fingerprint::of_fingerprints(sums.into_iter()) }
}

/// The fingerprint of the answer to [`Query::Cards`], for callers that need no values.
pub(crate) fn cards_fingerprint(world: &World, lang: Option<Lang>) -> Fingerprint {
    Fingerprint::of_fingerprints(listed_pages(&world.site, lang).map(|id| card(world, id).fingerprint))
}

/// The listed pages, in one language; `None` means in all languages.
pub(crate) fn listed_pages(site: &Site, lang: Option<Lang>) -> impl Iterator<Item = PageId> {
    site.page_ids().filter(move |id| site.is_listed(*id) && lang.is_none_or(|lang| site.page(*id).info.lang == lang))
}

/// Whether a page is listed and describes a dataset of this portal.
pub(crate) fn is_dataset(site: &Site, id: PageId) -> bool {
    let is_own = site.page(id).info.front.origin.is_none();
    is_own && site.is_listed(id) && site.kind(site.page(id).kind).name == "dataset"
}

/// The id of the page with that number or code. The fingerprint covers the file of the page and not
/// the id, because the page may have another id in the next build.
fn page_by_name(site: &Site, lang: Lang, by: NamedBy, name: &str) -> Answer {
    let id = site.find_named_page(by, name, lang);
    let value = id.map_or_else(Value::none, |id| id.0.into());
    Answer { value, fingerprint: Fingerprint::of_serialized(&id.map(|id| &site.page(id).info.file)) }
}

fn section_value(site: &Site, id: SectionId, data: &PageData) -> Value {
    let (section, listed) = (site.section(id), site.contents(id));
    let text = &section.info;
    let kind = site.kind(section.kind);
    let mut object = text_object(site, text, 24);
    let fallback = format!("{} – {}", text.title, site.config.language(text.lang).title);
    object.set("lead", lead(text, &fallback));
    set_contents(&mut object, &text.facts.headings);
    object.set("kind", kind.name.as_str()).set("kind_label", kind.label.get(site.lang_code(text.lang)));
    object.set("summary", text.facts.summary.as_str()).set("word_count", text.facts.words);
    object.set("indexed", data.is_indexed);
    let subsections = listed.sections.iter().filter(|id| site.is_shown(**id)).map(|id| {
        let mut object = ObjectBuilder::from_value(fields::reference_to(site, NodeId::Section(*id)));
        let inner = site.section(*id);
        object.set("path", content_path(&inner.info)).set("kind", site.kind(inner.kind).name.as_str());
        object.set("count", site.contents(*id).pages.len()).build()
    });
    object.set("subsections", subsections.collect::<Vec<_>>());
    let facets = site.facets_of(id).map(|group| {
        let value = |v: &FacetValue| {
            let mut object = ObjectBuilder::new();
            object
                .set("label", v.label.as_str())
                .set("value", v.value.as_str())
                .set("url", v.url.as_str())
                .set("count", v.pages.len())
                .build()
        };
        let mut object = ObjectBuilder::new();
        object.set("key", group.field.as_str()).set("label", group.label.as_str());
        let shown: Vec<Value> = group.listed_values().map(value).collect();
        object.set("more", group.values.len() - shown.len()).set("values", shown).build()
    });
    object.set("facets", facets.collect::<Vec<_>>());
    object.set("feeds", feed_link_values(&data.feeds));
    let above = section.parent.map(|up| NodeId::Section(site.shown_section(up)));
    object.set("section", above.map_or_else(Value::none, |up| fields::reference_to(site, up)));
    object.set("render", site.has_output(NodeId::Section(id)));
    let image = data.image.as_ref().map(ImageData::to_value);
    object.set("image", image.unwrap_or_else(Value::none)).set("attachments", attachments(site, text));
    object.set("review_by", text.front.review_by.map_or_else(Value::none, |d| d.iso().into()));
    object.set("updated", data.updated.map_or_else(Value::none, |d| d.iso().into()));
    object.set("json_ld", data.json_ld.as_str());
    object.build()
}

/// The answer to [`Query::Navigation`].
pub(crate) fn navigation(world: &World, id: NodeId) -> Navigation<'_> {
    let site = &world.site;
    let ancestors = site.ancestors(id).into_iter().filter(|id| site.is_shown(*id));
    let around = match id {
        NodeId::Page(page) => Some(&site.derived.neighbours[page.0 as usize]),
        NodeId::Section(_) => None,
    };
    Navigation {
        ancestors: ancestors.map(|id| Crumb::of_section(site, id)).collect(),
        translations: Translation::all(site, id),
        siblings: around.map(|around| {
            let end =
                |id: Option<PageId>| id.map_or_else(Value::none, |id| fields::reference_to(site, NodeId::Page(id)));
            let related = join_answers(around.related.iter().map(|id| card(world, *id)));
            Siblings { previous: end(around.previous), next: end(around.next), related }
        }),
    }
}

/// `{kind, url, lang?, title?, …}`; `none` if the reference leads nowhere. The fingerprint does
/// not cover the id of the node, because the node may have another id in the next build.
fn reference_answer(site: &Site, lang: Lang, target: Result<ResolvedLink, crate::model::LinkFault>) -> Answer {
    let mut object = ObjectBuilder::with_capacity(6);
    let mut node = None;
    match target {
        Ok(ResolvedLink::Generated { url, suffix }) => {
            object.set("kind", "generated").set("url", format!("{url}{suffix}"))
        }
        Ok(ResolvedLink::SamePage(fragment)) => object.set("kind", "here").set("url", format!("#{fragment}")),
        Ok(ResolvedLink::File { file, .. }) => {
            object = file_object(site, &file, lang);
            object.set("kind", "file")
        }
        Ok(ResolvedLink::Node { id, suffix }) => {
            let text = site.info(id);
            let has_output = site.has_output(id);
            // Whether an item of another portal has a page is up to its publisher. No template of
            // this portal is wrong when the item has none any more.
            let is_shown = has_output || text.front.origin.is_none();
            let url = if is_shown { format!("{}{suffix}", text.url) } else { String::new() };
            object.set("kind", "node").set("url", url).set("title", text.title.as_str());
            object.set("lang", if text.lang == lang { Value::none() } else { site.lang_code(text.lang).into() });
            let (what, number) = match id {
                NodeId::Page(page) => ("page", page.0),
                NodeId::Section(section) => ("section", section.0),
            };
            object.set("render", has_output);
            node = Some(number);
            object.set("node", what)
        }
        Err(_) => return Value::none().into(),
    };
    let fingerprint = object.fingerprint();
    if let Some(number) = node {
        object.set("id", number);
    }
    Answer { value: object.build(), fingerprint }
}
