//! Finds the outputs that depend on a source file.

use std::collections::BTreeSet;

use rayon::prelude::*;
use tera::Value;

use super::current_site::CurrentSite;
use super::explanation::{FileExplanation, FileUse, Phrase};
use super::file_notes::{data_notes, find_template, template_notes};
use crate::config::is_config_file;
use crate::content::ItemState;
use crate::engine::cache::{BuildCache, Traces};
use crate::model::{FileRef, HiddenBecause, NodeId, PageId, ResolvedLink, SectionId};
use crate::path::SitePath;
use crate::plan::Recipe;
use crate::render::{self, IdNames, Query, answer_query};

/// The forms in which a query or an answer can name the file.
struct FileIdentity {
    /// The node of the file in the last build; `None` if it was no page or section.
    node: Option<NodeId>,
    /// The node of the file in the present site.
    current_node: Option<NodeId>,
    file: Option<FileRef>,
    data: Option<String>,
    asset: Option<String>,
    templates: BTreeSet<String>,
    /// The addresses and link targets by which answers name the page of the file.
    names: Vec<String>,
}

/// The outputs that depend on a file; `None` if neither the last build nor the present site uses
/// such a file.
pub(super) fn explain_file(
    file: &str,
    cache: &BuildCache,
    traces: &Traces,
    present: Option<&CurrentSite>,
) -> Option<FileExplanation> {
    // Templates are named as a site would write them: the file of the theme counts when the site
    // has none of its own.
    let all_templates = present.map(|now| now.assembled.renderer.templates());
    let named = all_templates.and_then(|templates| find_template(file, templates));
    let file = named.as_ref().map_or(file, |named| named.template.file.as_str());
    let (folder, rest) = file.split_once('/').unwrap_or(("", file));
    let content = (folder == "content").then(|| cache.content.position(rest)).flatten();
    let templates = templates_reaching(file, present);
    let state = (folder == "content").then(|| present.and_then(|now| state_of(rest, now))).flatten();
    let is_known = content.is_some() || state.is_some() || cache.other_files.contains_key(file) || named.is_some();
    let of_all = is_config_file(file) || affects_all_outputs(file, present);
    if !is_known && !of_all {
        return None;
    }
    let path = || SitePath::new(rest).ok();
    let node = content.and_then(|_| find_node(&traces.names, rest));
    let site = present.map(|now| &now.assembled.world.site);
    let now = node.and_then(|node| present?.renames.map_node(node));
    let other = match folder {
        "content" if content.is_none() => path().map(FileRef::Beside),
        "static" => path().map(FileRef::Static),
        _ => None,
    };
    let mut names = Vec::new();
    if let (Some(site), Some(id)) = (site, now) {
        let text = site.info(id);
        names = vec![format!("@/{rest}"), text.url.to_string(), site.config.absolute_url(text.url.as_str())];
        // The address of a home page occurs on every page, so that an answer with it proves no
        // dependency on the file.
        names.truncate(if text.url.as_str() == "/" { 1 } else { names.len() });
    }
    let is_static = folder == "static";
    let wanted = FileIdentity {
        node,
        current_node: now,
        data: (folder == "data").then(|| rest.to_owned()),
        asset: is_static.then(|| rest.to_owned()),
        file: other,
        templates,
        names,
    };
    let seen: Vec<Option<FileUse>> =
        traces.queries.par_iter().map(|(query, _)| find_use(query, &wanted, &traces.names, present)).collect();
    // The pages of its records are the own pages of a table.
    let is_of_table = |node: NodeId| {
        let path = traces.names.node(node).filter(|_| folder == "data");
        let record = path.and_then(|path| present?.records.record_of_file(&format!("content/{path}")));
        record.is_some_and(|record| record.file_and_line().0 == file)
    };
    let is_own = |recipe: &Recipe| match recipe {
        Recipe::Page(id) => wanted.node == Some(NodeId::Page(*id)) || is_of_table(NodeId::Page(*id)),
        Recipe::Section { id, .. } => wanted.node == Some(NodeId::Section(*id)),
        _ => false,
    };
    let is_copy = |recipe: &Recipe| match recipe {
        Recipe::Copy(copied) => wanted.file.as_ref() == Some(copied),
        Recipe::Asset(path) => wanted.asset.as_deref() == Some(path.as_str()),
        _ => false,
    };
    let mut outputs = Vec::new();
    for (path, trace) in &traces.outputs {
        let mut uses: BTreeSet<FileUse> =
            trace.query_positions.iter().filter_map(|at| seen.get(*at as usize).copied().flatten()).collect();
        uses.extend(is_own(&trace.recipe).then_some(FileUse::Own));
        uses.extend(is_copy(&trace.recipe).then_some(FileUse::Copy));
        let takes = |now: &CurrentSite| now.files_taken_from(&trace.recipe).iter().any(|from| from == file);
        uses.extend(present.is_some_and(takes).then_some(FileUse::Values));
        uses.extend(of_all.then_some(FileUse::All));
        let shows = |at: usize| cache.outputs.get(path).is_some_and(|output| output.bodies.contains(&(at as u32)));
        uses.extend(content.is_some_and(shows).then_some(FileUse::Body));
        if !uses.is_empty() {
            outputs.push((path.clone(), uses));
        }
    }
    let notes = match (&named, all_templates, present) {
        (Some(named), Some(templates), _) => template_notes(named, templates, outputs.is_empty()),
        (_, _, Some(now)) if folder == "data" => data_notes(rest, now),
        _ => Vec::new(),
    };
    Some(FileExplanation { file: file.to_owned(), state, notes, outputs })
}

/// Why a content file has no page in the present site, or only a notice in its place. `None` if it
/// has one, or if the site has no such file.
pub(super) fn state_of(file: &str, present: &CurrentSite) -> Option<Phrase> {
    let site = &present.assembled.world.site;
    if let Some(because) = site.hidden_because(file) {
        return Some(match because {
            HiddenBecause::Draft => Phrase::new("state-draft"),
            HiddenBecause::Scheduled(at) => Phrase::new("state-scheduled").arg("date", at.iso()),
            HiddenBecause::Section(folder) => {
                Phrase::new("state-hidden-section").arg("file", format!("content/{folder}/_index.md"))
            }
        });
    }
    let node = site.nodes().find(|id| site.info(*id).file.as_ref().is_some_and(|own| own.as_str() == file))?;
    let is_gone = match node {
        NodeId::Page(page) => site.page(page).gone,
        NodeId::Section(section) => site.section(section).gone,
    };
    let origin = site.info(node).front.origin.as_deref();
    match origin.map(|origin| (&origin.source, &origin.state)) {
        Some((source, ItemState::Withdrawn { at, .. } | ItemState::Gone { at, .. })) => {
            return Some(Phrase::new("state-withdrawn").arg("source", source).arg("date", at));
        }
        Some((source, ItemState::Moved { to })) => {
            return Some(Phrase::new("state-moved").arg("source", source).arg("url", to));
        }
        Some((_, ItemState::Live)) | None => {}
    }
    if is_gone {
        return Some(Phrase::new("state-gone"));
    }
    (!site.has_output(node)).then(|| Phrase::new("state-no-page"))
}

/// The names of the templates that are, include or extend a template file.
fn templates_reaching(file: &str, present: Option<&CurrentSite>) -> BTreeSet<String> {
    let Some(present) = present else { return BTreeSet::new() };
    let templates = present.assembled.renderer.templates();
    let reaches = |name: &&str| render::template_chain(templates, name).iter().any(|link| link.file == file);
    if templates.all().all(|(_, template)| template.file != file) {
        return BTreeSet::new();
    }
    templates.iter().map(|(name, _)| name).filter(reaches).map(str::to_owned).collect()
}

/// Whether all outputs depend on a file: a kind of content, or a string file of the theme.
fn affects_all_outputs(file: &str, present: Option<&CurrentSite>) -> bool {
    let texts = || present.is_some_and(|now| now.shared_files.iter().any(|text| text == file));
    matches!(file.split_once('/'), Some(("kinds" | "strings" | "themes", _))) && texts()
}

/// The node that the last build made of a content file. The numbers of nodes have no gaps, so that
/// the search ends at the first unknown number.
fn find_node(names: &IdNames, file: &str) -> Option<NodeId> {
    let sections = (0..).map(|n| NodeId::Section(SectionId(n)));
    let pages = (0..).map(|n| NodeId::Page(PageId(n)));
    let find = |mut ids: Box<dyn Iterator<Item = NodeId>>| {
        ids.find_map(|id| match names.node(id) {
            Some(name) => (name == file).then_some(Some(id)),
            None => Some(None),
        })
        .flatten()
    };
    find(Box::new(sections)).or_else(|| find(Box::new(pages)))
}

/// How a query depends on a file; `None` if it does not.
fn find_use(query: &Query, wanted: &FileIdentity, names: &IdNames, present: Option<&CurrentSite>) -> Option<FileUse> {
    match query {
        Query::Template(name) => return wanted.templates.contains(name).then_some(FileUse::Template),
        Query::DataFile(path) => return (wanted.data.as_ref() == Some(path)).then_some(FileUse::Data),
        Query::Asset(path) => return (wanted.asset.as_ref() == Some(path)).then_some(FileUse::File),
        Query::File { file, .. } => return (wanted.file.as_ref() == Some(file)).then_some(FileUse::File),
        Query::Files { node, .. } if wanted.node.is_none() => {
            let (Some(FileRef::Beside(path)), Some(present)) = (&wanted.file, present) else { return None };
            let now = present.renames.map_node(*node)?;
            let is_among = present.assembled.world.site.files_of(now).any(|own| own == path);
            return is_among.then_some(FileUse::File);
        }
        _ => {}
    }
    if let (Some(file), Query::Reference { from, to } | Query::LinkTarget { from, to }) = (&wanted.file, query) {
        let site = &present?.assembled.world.site;
        let from = site.info(present?.renames.map_node(*from)?);
        return matches!(site.resolve_link(&from.folder, from.lang, to), Ok(ResolvedLink::File { file: found, .. }) if found == *file)
            .then_some(FileUse::File);
    }
    let node = wanted.node?;
    let about = match query {
        Query::Page(id) => Some(NodeId::Page(*id)),
        Query::Section(id) => Some(NodeId::Section(*id)),
        Query::PageHeader(id) | Query::Navigation(id) | Query::Files { node: id, .. } => Some(*id),
        Query::Reference { from, .. } | Query::LinkTarget { from, .. } => Some(*from),
        _ => None,
    };
    if about.is_some_and(|about| names.node(about) == names.node(node) && about == node) {
        return Some(FileUse::Asked);
    }
    let (present, now) = (present?, wanted.current_node?);
    let site = &present.assembled.world.site;
    let query = present.renames.map_query(query)?;
    if let Query::LinkTarget { from, to } = &query {
        let from = site.info(*from);
        return matches!(site.resolve_link(&from.folder, from.lang, to), Ok(ResolvedLink::Node { id, .. }) if id == now)
            .then_some(FileUse::Asked);
    }
    let value = answer_query(&present.assembled.world, &query).value;
    if let (Query::PageByName { .. }, NodeId::Page(page)) = (&query, now) {
        return (value.as_u64() == Some(u64::from(page.0))).then_some(FileUse::Asked);
    }
    mentions(&value, &wanted.names).then_some(FileUse::Asked)
}

/// Whether an answer contains one of these names.
fn mentions(value: &Value, names: &[String]) -> bool {
    if let Some(text) = value.as_str() {
        return names.iter().any(|name| name == text);
    }
    if let Some(items) = value.as_array() {
        return items.iter().any(|item| mentions(item, names));
    }
    value.as_map().is_some_and(|map| map.iter().any(|(_, item)| mentions(item, names)))
}
