//! Explains an output or a source file from the cache of the last build and from the present site.

use super::absence;
use super::candidates;
use super::current_site::{CurrentSite, shown_file};
use super::explanation::{ExplainedQuery, ExplainedSubject, Explanation, OutputExplanation, Phrase};
use super::file_uses;
use super::phrase::{self, PhraseWriter};
use crate::content::OwnSite;
use crate::engine::build_options::BuildOptions;
use crate::engine::cache::{BuildCache, RenderReason, Traces};
use crate::model::NodeId;
use crate::plan::{PageList, Recipe, RecipeSource};
use crate::render::{self, Answer, Fingerprint, IdNames, Query, answer_query};

/// Explains `what`, which is an address or the path of an output or a source file.
///
/// Returns `None` if no build has written into the output folder, or its traces cannot be read.
pub fn explain(options: &BuildOptions, what: &str) -> Option<Explanation> {
    let cache = BuildCache::load(&options.folders.site, &options.folders.cache);
    if cache.started == 0 || cache.out != options.folders.out {
        return None;
    }
    let traces = Traces::read(cache.traces())?;
    let present = CurrentSite::assemble(options, &traces.names).ok();
    let own = present.as_ref().map(|now| OwnSite::at(&now.assembled.world.site.config.base_url)).unwrap_or_default();
    let made = |path: &str| cache.outputs.get(path).is_some() || cache.pictures.get(path).is_some();
    let output = || candidates::output_candidates(options, what, &own).into_iter().find(|path| made(path));
    let source = || {
        let files = candidates::file_candidates(options, what).into_iter();
        files.filter_map(|file| file_uses::explain_file(&file, &cache, &traces, present.as_ref())).next()
    };
    let told = match source() {
        Some(uses) => ExplainedSubject::File(uses),
        None => match output() {
            Some(path) => ExplainedSubject::Output(Box::new(explain_output(&path, &cache, &traces, present.as_ref()))),
            None => match absence::explain_absence(options, what, &own, present.as_ref()) {
                why if why.is_empty() => ExplainedSubject::Unknown {
                    similar: candidates::similar_addresses(what, cache.outputs.paths().chain(cache.pictures.paths())),
                },
                why => ExplainedSubject::Absent(why),
            },
        },
    };
    Some(Explanation {
        subject: told,
        is_stale: present.as_ref().is_some_and(|now| now.is_stale),
        has_errors: present.is_none(),
    })
}

/// Explains an output or a version of a picture.
fn explain_output(path: &str, cache: &BuildCache, traces: &Traces, present: Option<&CurrentSite>) -> OutputExplanation {
    let words = PhraseWriter::new(&traces.names, present);
    let named = |at: &u32| cache.content.entries().get(*at as usize).map(|(file, _)| shown_file(file, present));
    let mut told = OutputExplanation {
        path: path.to_owned(),
        recipe: Phrase::new("recipe-picture"),
        kind: "picture",
        source_file: None,
        state: None,
        taken_from: Vec::new(),
        templates: Vec::new(),
        queries: Vec::new(),
        bodies: Vec::new(),
        pictures: Vec::new(),
        shown_by: Vec::new(),
        reason: Phrase::new("why-picture-version"),
        changed_bodies: Vec::new(),
    };
    if let Some(output) = cache.outputs.get(path) {
        told.bodies = output.bodies.iter().filter_map(named).collect();
        let picture = |at: &u32| cache.pictures.entries().get(*at as usize).map(|(path, _)| path.clone());
        told.pictures = output.pictures.iter().filter_map(picture).collect();
    } else if let Some(at) = cache.pictures.position(path) {
        let shows = cache.outputs.entries().iter().filter(|(_, output)| output.pictures.contains(&(at as u32)));
        told.shown_by = shows.map(|(path, _)| path.clone()).collect();
    }
    let Some(trace) = traces.outputs.get(path) else { return told };
    told.recipe = words.recipe_phrase(&trace.recipe);
    told.kind = trace.recipe.name();
    told.taken_from = present.map_or_else(Vec::new, |now| now.files_taken_from(&trace.recipe));
    told.source_file = recipe_file(&trace.recipe, &traces.names, present);
    if let (Some(RecipeSource::Node(id)), Some(now)) = (trace.recipe.source(), present) {
        told.state = traces.names.node(id).and_then(|file| file_uses::state_of(file, now));
    }
    let why: &[u32] = match &trace.reason {
        RenderReason::ContentChanged(changed) => {
            told.changed_bodies = changed.bodies.iter().map(|file| shown_file(file, present)).collect();
            &changed.changed_queries
        }
        _ => &[],
    };
    for (place, (query, sum)) in
        (0..).zip(trace.query_positions.iter().filter_map(|at| traces.queries.get(*at as usize)))
    {
        let now = present.map(|now| current_answer(now, query));
        if let (Query::Template(name), Some(now)) = (query, present) {
            let known: Vec<String> = told.templates.iter().map(|link| link.name.clone()).collect();
            let links = render::template_chain(now.assembled.renderer.templates(), name);
            told.templates.extend(links.into_iter().filter(|link| !known.contains(&link.name)));
        }
        told.queries.push(ExplainedQuery {
            phrase: words.query_phrase(query),
            answer_changed: now.as_ref().is_some_and(|now| now.as_ref().is_none_or(|(_, now)| now != sum)),
            answer: now.map(|now| now.map_or_else(|| Phrase::new("answer-gone"), |(phrase, _)| phrase)),
            caused_render: why.contains(&place),
        });
    }
    told.reason = phrase::reason_phrase(&trace.reason, &told.queries);
    told
}

/// The source file that an output is made for; `None` if the output belongs to the whole site.
fn recipe_file(recipe: &Recipe, names: &IdNames, present: Option<&CurrentSite>) -> Option<String> {
    let node = |id: NodeId| {
        let file = names.node(id)?;
        file.ends_with(".md").then(|| shown_file(file, present))
    };
    match recipe.source() {
        Some(RecipeSource::Node(id)) => return node(id),
        Some(RecipeSource::FacetGroup(group)) => return node(NodeId::Section(names.facet(group, 0)?.0)),
        Some(RecipeSource::File(folder, path)) => return Some(format!("{folder}/{path}")),
        None => {}
    }
    match recipe {
        Recipe::Feed { list: PageList::Recent(id) | PageList::Section(id), .. } => node(NodeId::Section(*id)),
        _ => None,
    }
}

/// The present answer to a query of the last build, as a phrase with its fingerprint; `None` if the
/// subject of the query no longer exists.
fn current_answer(site: &CurrentSite, query: &Query) -> Option<(Phrase, Fingerprint)> {
    let query = site.renames.map_query(query)?;
    let Answer { value, fingerprint: sum } = answer_query(&site.assembled.world, &query);
    Some((phrase::answer_phrase(&site.assembled.world.site, &query, &value), sum))
}
