//! Lets the checks look at what has changed since the last run.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::applied_rules::AppliedRule;
use super::check_form::Check;
use super::finder::Finder;
use super::found::{Found, Place, Within};
use super::html_page::HtmlPage;
use super::memory::Memory;
use super::subjects::{PageSort, PageSubject, PortalSubject, TextSubject};
use crate::content::Reference;
use crate::diag::Diags;
use crate::digest::Digest;
use crate::engine::BuiltSite;
use crate::law::Law;
use crate::model::{NodeId, Site};
use crate::node::NodeValue;
use crate::path::SitePath;
use crate::plan::{Output, Recipe, output_source_file};
use crate::records::Record;
use crate::render::World;
use crate::site_files::FileStat;

/// What the checks look at, and with which rules.
pub(super) struct Look<'s, 'l> {
    pub(super) built: &'s BuiltSite<'s>,
    pub(super) law: &'l Law,
    pub(super) rules: &'s [AppliedRule<'l>],
}

impl Look<'_, '_> {
    /// Brings the memory up to date, and returns how many texts, attachments and pages were looked
    /// at.
    ///
    /// # Errors
    /// All errors of the site, if it was changed since the build.
    pub(super) fn bring_up_to_date(&self, memory: &mut Memory) -> Result<usize, Diags> {
        let texts = self.built.content_files();
        let portal_digest = self.built.digest(&texts);
        let pages: Vec<(&str, FileStat)> = self.built.html_pages().collect();
        let new_texts: Vec<_> =
            texts.iter().filter(|(path, digest)| memory.texts.get(*path).is_none_or(|old| old.0 != *digest)).collect();
        let new_pages: Vec<_> =
            pages.iter().filter(|(path, file)| memory.pages.get(*path).is_none_or(|old| old.0 != *file)).collect();
        let is_same_portal = memory.portal.as_ref().is_some_and(|(digest, _)| *digest == portal_digest);
        let attachments = self.built.attachments();
        let is_new =
            |(path, digest): &&(&str, Digest)| memory.attachments.get(*path).is_none_or(|(then, _)| then != digest);
        let new_attachments: Vec<_> = attachments.iter().filter(is_new).collect();
        let is_in = |all: &[(&str, Digest)], path: &str| all.binary_search_by(|(other, _)| (*other).cmp(path)).is_ok();
        memory.texts.retain(|path, _| is_in(&texts, path));
        memory.attachments.retain(|path, _| is_in(&attachments, path));
        memory.pages.retain(|path, _| pages.binary_search_by(|(other, _)| (*other).cmp(path)).is_ok());
        let looked_at = new_texts.len() + new_attachments.len() + new_pages.len();
        if looked_at == 0 && is_same_portal {
            return Ok(0);
        }
        let (world, outputs) = self.built.assemble()?;
        let found = self.look_at_attachments(&new_attachments);
        memory.attachments.extend(found);
        let found = self.look_at_texts(&world, &new_texts);
        memory.texts.extend(found);
        let found = self.look_at_pages(&world, &outputs, &new_pages);
        memory.pages.extend(found);
        memory.portal = Some((portal_digest, self.look_at_portal(&world)));
        memory.is_changed = true;
        Ok(looked_at)
    }

    fn look_at_texts(&self, world: &Arc<World>, new: &[&(&str, Digest)]) -> BTreeMap<String, (Digest, Vec<Found>)> {
        let site = &world.site;
        let own = site.nodes().filter(|id| site.info(*id).front.origin.is_none());
        let nodes: HashMap<&str, NodeId> =
            own.filter_map(|id| Some((site.info(id).file.as_ref()?.as_str(), id))).collect();
        let contents = self.built.contents();
        let look = |(path, digest): &&(&str, Digest)| {
            let mut found = Vec::new();
            // A draft has no findings: nobody sees it.
            if let Some(id) = nodes.get(path)
                && let Ok(file) = SitePath::new(path)
            {
                let name = format!("content/{path}");
                let look = |text: &str, found: &mut Vec<Found>| {
                    self.look_at_text(&TextSubject::new(&site.tree, *id, &name, text, self.law), found);
                };
                match contents.record(&file) {
                    Some(record) => look_at_record(record, &mut found, look),
                    None => {
                        let bytes = contents.read(&file).ok();
                        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
                        text.into_iter().for_each(|text| look(&text, &mut found));
                    }
                }
            }
            ((*path).to_owned(), (*digest, found))
        };
        new.par_iter().map(look).collect()
    }

    /// Lets the checks of texts look at what attachments say. A page of a PDF file has no lines
    /// that an officer could look up, so that a finding is about the whole file.
    fn look_at_attachments(&self, new: &[&(&str, Digest)]) -> BTreeMap<String, (Digest, Vec<Found>)> {
        let look = |(path, digest): &&(&str, Digest)| {
            let mut found = Vec::new();
            if let Some(text) = self.built.read_attachment(path) {
                self.look_at_text(&TextSubject::of_attachment(path, &text, self.law), &mut found);
            }
            for one in &mut found {
                if let Place::File(_, within) = &mut one.place {
                    *within = Within::Whole;
                }
            }
            found.sort();
            found.dedup();
            ((*path).to_owned(), (*digest, found))
        };
        new.par_iter().map(look).collect()
    }

    fn look_at_text(&self, subject: &TextSubject, found: &mut Vec<Found>) {
        self.for_each_rule(found, |check, finder| {
            if let Check::Text(check) = check {
                check(subject, finder);
            }
        });
    }

    fn look_at_pages(
        &self,
        world: &Arc<World>,
        outputs: &[Output],
        new: &[&(&str, FileStat)],
    ) -> BTreeMap<String, (FileStat, Vec<Found>)> {
        let look = |(path, stat): &&(&str, FileStat)| {
            let mut found = Vec::new();
            let output = outputs.binary_search_by(|output| output.path.as_str().cmp(path)).ok().map(|at| &outputs[at]);
            if let (Some(output), Some(html)) = (output, self.built.read_page(path)) {
                let (file, _) = output_source_file(&world.site, output);
                let subject = PageSubject {
                    output: path,
                    file: &file,
                    page: &HtmlPage::parse(&html),
                    bytes: html.len(),
                    config: &world.site.config,
                    lang: output.recipe.lang(&world.site),
                    sort: page_sort(&world.site, &output.recipe),
                    fulfils: fulfilled_by(&world.site, &output.recipe),
                };
                self.for_each_rule(&mut found, |check, finder| {
                    if let Check::Page(check) = check {
                        check(&subject, finder);
                    }
                });
            }
            ((*path).to_owned(), (*stat, found))
        };
        new.par_iter().map(look).collect()
    }

    fn look_at_portal(&self, world: &World) -> Vec<Found> {
        let subject = PortalSubject { world };
        let mut found = Vec::new();
        self.for_each_rule(&mut found, |check, finder| {
            if let Check::Portal(check) = check {
                check(&subject, finder);
            }
        });
        found
    }

    fn for_each_rule(&self, found: &mut Vec<Found>, mut look: impl FnMut(&Check, &mut Finder)) {
        for applied in self.rules {
            look(&applied.check, &mut Finder::new(&applied.rule.id, found));
        }
    }
}

/// What sort of page a recipe makes.
fn page_sort(site: &Site, recipe: &Recipe) -> PageSort {
    match recipe {
        Recipe::Redirect { .. } => PageSort::Redirect,
        Recipe::NotFound(_) | Recipe::Gone(_) => PageSort::Error,
        Recipe::Section { id, pager: 0 } if site.section(*id).parent.is_none() => PageSort::Home,
        _ => PageSort::Usual,
    }
}

/// The names of the duties that the content file of a page fulfils. Further parts of a list fulfil
/// none.
fn fulfilled_by<'s>(site: &'s Site, recipe: &Recipe) -> &'s [Reference] {
    match recipe {
        Recipe::Page(id) => &site.page(*id).info.front.fulfils,
        Recipe::Section { id, pager: 0 } => &site.section(*id).info.front.fulfils,
        _ => &[],
    }
}

/// Lets the checks of texts look at each value of a record, and at its text. Places count from the
/// first line of the record.
fn look_at_record(record: &Record, found: &mut Vec<Found>, mut look: impl FnMut(&str, &mut Vec<Found>)) {
    let mut values = vec![record.front()];
    while let Some(node) = values.pop() {
        match &node.value {
            NodeValue::Text(text) => {
                let before = found.len();
                look(text, found);
                for one in &mut found[before..] {
                    if let Place::File(_, within) = &mut one.place {
                        *within = Within::At(node.spot);
                    }
                }
            }
            NodeValue::List(items) => values.extend(items.iter().cloned()),
            NodeValue::Table(entries) => values.extend(entries.iter().map(|entry| entry.node.clone())),
            _ => {}
        }
    }
    let before = found.len();
    look(record.body(), found);
    for one in &mut found[before..] {
        if let Place::File(_, Within::At(spot)) = &mut one.place {
            spot.line += record.body_line();
        }
    }
}
