//! What the last build knows of an output or of a source file, and what the site says of it now.

mod candidates;
mod phrase;
mod current_site;
mod file_uses;

pub use file_uses::{FileExplanation, FileUse};
pub use phrase::Phrase;

use super::BuildOptions;
use super::build_cache::BuildCache;
use super::reason::RenderReason;
use super::traces::Traces;
use crate::model::{FileRef, NodeId};
use crate::plan::Recipe;
use crate::render::{self, IdNames, Query, TemplateLink};
use current_site::CurrentSite;
use phrase::PhraseWriter;

/// What can be said of an address or a file.
pub struct Explanation {
    pub subject: ExplainedSubject,
    /// The site is another one than that of the last build: content, day or options.
    pub is_stale: bool,
    /// The site has errors now: what questions are answered is not known.
    pub has_errors: bool,
}

pub enum ExplainedSubject {
    Output(Box<OutputExplanation>),
    File(FileExplanation),
    /// Nobody makes it and nobody uses it; these are the nearest.
    Unknown {
        similar: Vec<String>,
    },
}

/// An output, and what it was made of.
pub struct OutputExplanation {
    pub path: String,
    pub recipe: Phrase,
    /// What the recipe is, in a word.
    pub kind: &'static str,
    pub source_file: Option<String>,
    /// The template of a page first, then those of shortcodes, each with what it reaches.
    pub templates: Vec<TemplateLink>,
    pub queries: Vec<ExplainedQuery>,
    /// Content files whose bodies it shows, or shows what follows from them.
    pub bodies: Vec<String>,
    pub pictures: Vec<String>,
    /// For a version of a picture: the outputs that show it.
    pub shown_by: Vec<String>,
    pub reason: Phrase,
    /// The files whose bodies had changed.
    pub changed_bodies: Vec<String>,
}

/// A question that an output asked.
pub struct ExplainedQuery {
    pub phrase: Phrase,
    /// The answer that it has now; none when the site cannot be put together.
    pub answer: Option<Phrase>,
    /// The answer is another one than at the last build.
    pub answer_changed: bool,
    /// Another answer than before was why the output was rendered.
    pub caused_render: bool,
}

/// Says what is known of `what`: an address, or a path of an output or a source file.
///
/// None when nothing was built yet into the output folder.
pub fn explain(order: &BuildOptions, what: &str) -> Option<Explanation> {
    let index = BuildCache::load(&order.site, &order.cache_folder);
    if index.started == 0 || index.out != order.out {
        return None;
    }
    let traces = Traces::read(index.traces())?;
    let present = CurrentSite::assemble(order, &traces.names).ok();
    let host = present.as_ref().and_then(|now| now.assembled.world.site.config.base_url.host_str().map(str::to_owned));
    let made = |path: &str| index.outputs.get(path).is_some() || index.pictures.get(path).is_some();
    let output = || candidates::output_candidates(order, what, host.as_deref()).into_iter().find(|path| made(path));
    let source = || {
        let files = candidates::file_candidates(order, what).into_iter();
        files.filter_map(|file| file_uses::explain_file(&file, &index, &traces, present.as_ref())).next()
    };
    let told = match source() {
        Some(uses) => ExplainedSubject::File(uses),
        None => match output() {
            Some(path) => ExplainedSubject::Output(Box::new(explain_output(&path, &index, &traces, present.as_ref()))),
            None => ExplainedSubject::Unknown {
                similar: candidates::similar_addresses(what, index.outputs.paths().chain(index.pictures.paths())),
            },
        },
    };
    Some(Explanation {
        subject: told,
        is_stale: present.as_ref().is_some_and(|now| now.is_stale),
        has_errors: present.is_none(),
    })
}

fn explain_output(path: &str, index: &BuildCache, traces: &Traces, present: Option<&CurrentSite>) -> OutputExplanation {
    let words = PhraseWriter::new(&traces.names, present);
    let named = |at: &u32| index.content.entries().get(*at as usize).map(|(file, _)| format!("content/{file}"));
    let mut told = OutputExplanation {
        path: path.to_owned(),
        recipe: Phrase::new("recipe-picture"),
        kind: "picture",
        source_file: None,
        templates: Vec::new(),
        queries: Vec::new(),
        bodies: Vec::new(),
        pictures: Vec::new(),
        shown_by: Vec::new(),
        reason: Phrase::new("why-picture-version"),
        changed_bodies: Vec::new(),
    };
    if let Some(output) = index.outputs.get(path) {
        told.bodies = output.bodies.iter().filter_map(named).collect();
        let picture = |at: &u32| index.pictures.entries().get(*at as usize).map(|(path, _)| path.clone());
        told.pictures = output.pictures.iter().filter_map(picture).collect();
    } else if let Some(at) = index.pictures.position(path) {
        let shows = index.outputs.entries().iter().filter(|(_, output)| output.pictures.contains(&(at as u32)));
        told.shown_by = shows.map(|(path, _)| path.clone()).collect();
    }
    let Some(trace) = traces.outputs.get(path) else { return told };
    told.recipe = words.recipe_phrase(&trace.recipe);
    told.kind = trace.recipe.name();
    told.source_file = recipe_file(&trace.recipe, &traces.names);
    let why: &[u32] = match &trace.reason {
        RenderReason::ContentChanged(changed) => {
            told.changed_bodies = changed.bodies.iter().map(|file| format!("content/{file}")).collect();
            &changed.changed_queries
        }
        _ => &[],
    };
    for (place, (query, sum)) in
        (0..).zip(trace.query_positions.iter().filter_map(|at| traces.queries.get(*at as usize)))
    {
        let now = present.map(|now| now.answer_query(query));
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

/// The file that an output is made for; none when it speaks of the whole site.
fn recipe_file(recipe: &Recipe, names: &IdNames) -> Option<String> {
    let node = |id: NodeId| {
        let file = names.node(id)?;
        file.ends_with(".md").then(|| format!("content/{file}"))
    };
    match recipe {
        Recipe::Page(id) => node(NodeId::Page(*id)),
        Recipe::Section { id, .. } | Recipe::Api(id) | Recipe::Calendar(id) => node(NodeId::Section(*id)),
        Recipe::Facet { group, .. } => node(NodeId::Section(names.facet(*group, 0)?.0)),
        Recipe::Feed { list: crate::plan::PageList::Recent(id) | crate::plan::PageList::Section(id), .. } => {
            node(NodeId::Section(*id))
        }
        Recipe::Copy(FileRef::Beside(path)) => Some(format!("content/{path}")),
        Recipe::Copy(FileRef::Static(path)) | Recipe::Asset(path) => Some(format!("static/{path}")),
        _ => None,
    }
}
