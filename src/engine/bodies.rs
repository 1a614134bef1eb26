//! A build in which nothing but the bodies of known files changed: the site stands as it was, and what shows them is rendered.
//!
//! It decides as every build does, on the files that changed alone: that the others did not is for the watcher to know, and
//! that nobody else writes to the output folder is for the lock.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use super::index::{Change, Index, Source};
use super::make::{Together, make_pictures, render_all};
use super::model;
use super::reason::Changed;
use super::recall::{Known as Reading, Reader};
use super::session::Known;
use super::traces::{self, Part, Questions, Trace};
use super::watch::Watch;
use super::work::{self, Shown};
use super::{Clock, Order, Outcome, unwritable};
use crate::diag::Diags;
use crate::model::{NodeId, check_links, check_links_of};
use crate::parse::Facts;
use crate::path::SitePath;
use crate::plan::Output;
use crate::render::{BodyCell, World};
use crate::sources::{File, Seen, Sources};
use crate::write::{Left, MARK, Writer};

/// A site in memory, as it stands in the output folder.
pub struct Live {
    pub sources: Sources,
    pub index: Index,
    /// The site, when it was assembled.
    pub site: Option<Together>,
    pub warnings: Diags,
}

/// A content file that changed, and of which others see nothing new.
struct Edited {
    path: SitePath,
    file: File,
    /// Its position in the index.
    at: usize,
    /// What is to be remembered of it; none when it was only touched.
    read: Option<(Source, Vec<u8>)>,
    /// Its node, and the body that is to stand there; none when it is the same, or not published now.
    text: Option<(NodeId, Facts, BodyCell)>,
}

/// A build, with what it rendered and the traces of that.
type Made = (Outcome, Vec<Shown>, Part);

impl Live {
    /// What the next build starts from, when more than bodies changed.
    pub fn known(self) -> Known {
        Known { index: self.index, sources: Some(self.sources) }
    }

    /// Builds the site after `changed` may have changed; none when it has to be looked at as a whole.
    pub fn build_bodies(
        &mut self,
        order: &Order,
        changed: &BTreeSet<PathBuf>,
        started: i128,
    ) -> Option<Result<Outcome, Diags>> {
        // An output folder that somebody deleted is to be filled as a whole.
        if self.index.is_long() || !order.out.join(MARK).exists() {
            return None;
        }
        let mut clock = Clock::default();
        let mut edited = self.edited(order, changed)?;
        clock.lap("parse");
        exchange(&mut self.site, &mut edited)?;
        let result = self.render(order, &edited, clock);
        let Some(Ok((outcome, rendered, part))) = result else {
            exchange(&mut self.site, &mut edited)?;
            return result.map(|result| result.map(|(outcome, ..)| outcome));
        };
        self.remember(order, started, edited, &rendered, &part);
        Some(Ok(outcome))
    }

    /// The files that changed; none when somebody else can see what changed in them.
    fn edited(&self, order: &Order, changed: &BTreeSet<PathBuf>) -> Option<Vec<Edited>> {
        let site = &self.site.as_ref()?.world.site;
        let known = || self.index.content.entries().iter().map(|(_, source)| source);
        if model::moment(order.now, known()) != self.index.moment {
            return None;
        }
        let reader = Reader::new(&self.sources, &site.config, &site.kinds, &self.index);
        let mut edited = Vec::new();
        for path in changed {
            let Seen::File(path, file) = self.sources.look_again(path)? else { continue };
            let at = self.index.content.position(path.as_str())?;
            let old = &self.index.content.entries()[at].1;
            let reading = reader.again(&path, file, old)?;
            let (read, text) = match reading.source {
                Reading::Before | Reading::Touched(_) => (None, None),
                Reading::Now(source, facts) => {
                    let same = source.meaning == old.meaning && source.facts.is_some() && old.facts.is_some();
                    let placed = reading.placed.into_inner().ok()?.filter(|_| same)?;
                    let node = site.find(&placed.name.key, placed.name.lang);
                    let node = node.filter(|id| site.text(*id).file.as_ref() == Some(&path));
                    let (seen, body) = (placed.facts, placed.body);
                    let body = body.map_or_else(BodyCell::new, |body| BodyCell::from(Ok(body)));
                    (Some((*source, facts)), node.map(|id| (id, seen, body)))
                }
            };
            edited.push(Edited { path, file, at, read, text });
        }
        Some(edited)
    }

    /// Renders what shows the bodies that changed, and puts it in its place.
    fn render(&self, order: &Order, edited: &[Edited], mut clock: Clock) -> Option<Result<Made, Diags>> {
        let Together { world, renderer, outputs } = self.site.as_ref()?;
        let site = &world.site;
        let index = &self.index;
        let nodes: Vec<NodeId> = edited.iter().filter_map(|e| Some(e.text.as_ref()?.0)).collect();
        let mut faults: Diags = nodes.iter().flat_map(|id| check_links_of(site, *id)).collect();
        // What stood there is what was exchanged: with other headings, links from elsewhere may lead nowhere.
        let moved = |(id, old, _): &(NodeId, Facts, BodyCell)| old.ids != site.text(*id).facts.ids;
        if edited.iter().filter_map(|e| e.text.as_ref()).any(moved) {
            faults = Diags::default();
            check_links(site, &mut faults);
        }
        if faults.has_errors() {
            return Some(Err(faults));
        }
        let bodies: Vec<u32> = edited.iter().filter(|e| e.text.is_some()).map(|e| e.at as u32).collect();
        let shows = |output: &&Output| {
            index.outputs.get(&output.path).is_some_and(|old| old.bodies.iter().any(|at| bodies.contains(at)))
        };
        let wanted: Vec<&Output> = if bodies.is_empty() { Vec::new() } else { outputs.iter().filter(shows).collect() };
        let writer = match Writer::open(&order.out, order.force) {
            Ok(writer) => writer,
            Err(fault) => return Some(Err([fault].into_iter().collect())),
        };
        let questions = Questions::default();
        let watch = Watch::new(order);
        let made = render_all(world, Arc::clone(renderer), &wanted, &nodes, &writer, &questions, &watch);
        let made = made.and_then(|(made, needs)| make_pictures(world, order, needs, &writer, &watch).map(|()| made));
        clock.lap("render");
        let made = match made {
            Ok(made) => made,
            Err(faults) => {
                writer.abandon();
                return Some(Err(faults));
            }
        };
        let (rendered, mut traced): (Vec<Shown>, Vec<(String, Trace)>) = work::shown(&self.sources, site, made).unzip();
        for (path, trace) in &mut traced {
            let shown =
                index.outputs.get(path).into_iter().flat_map(|old| &old.bodies).filter(|at| bodies.contains(at));
            let files = shown.filter_map(|at| index.content.entries().get(*at as usize)).map(|(file, _)| file.clone());
            trace.reason = Changed::bodies(files.collect());
        }
        // With other pictures, some have to come or go.
        let places: HashMap<&str, u32> = index.pictures.paths().zip(0..).collect();
        let same = |shown: &Shown| {
            let old = index.outputs.get(&shown.path).map(|old| &old.pictures);
            let now: Option<Vec<u32>> = shown.pictures.iter().map(|path| places.get(path.as_str()).copied()).collect();
            now.is_some_and(|now| old == Some(&now))
        };
        if !rendered.iter().all(same) {
            writer.abandon();
            return None;
        }
        let changes = match writer.commit(&Left::Everything) {
            Ok(changes) => changes,
            Err(error) => return Some(Err(unwritable(&order.out, &error))),
        };
        clock.lap("write");
        let outcome = Outcome {
            pages: index.pages,
            outputs: index.outputs.len() + index.pictures.len(),
            parsed: edited.iter().filter(|e| e.read.is_some()).count(),
            rendered: rendered.iter().map(|shown| shown.path.clone()).collect(),
            changes,
            contents: index.content.len(),
            kept: index.outputs.len().saturating_sub(rendered.len()),
            pictures: index.pictures.len(),
            pictures_made: watch.pictures_made(),
            phases: clock.laps,
            warnings: self.warnings.clone(),
            timings: watch.timings(),
        };
        Some(Ok((outcome, rendered, Part::new(questions, traced))))
    }

    fn remember(&mut self, order: &Order, started: i128, edited: Vec<Edited>, rendered: &[Shown], part: &Part) {
        let index = &mut self.index;
        let mut change = Change { started, ..Change::default() };
        for Edited { path, file, at, read, .. } in edited {
            self.sources.content.insert(path, file);
            match read {
                Some((source, facts)) => change.read(index, at, &source, &facts),
                None => change.content.push((at, Source { file, ..index.content.entries()[at].1.clone() })),
            }
        }
        change.wrote(index, &order.out, rendered);
        if !rendered.is_empty() {
            change.traces = traces::write(part);
        }
        // What cannot be written costs the next process time and nothing else.
        let _ = index.add(change);
    }
}

/// Puts the new bodies in the place of the old, and the old in that of the new. None when somebody else holds the site, which
/// nobody does between two builds.
fn exchange(site: &mut Option<Together>, edited: &mut [Edited]) -> Option<()> {
    let world: &mut World = Arc::get_mut(&mut site.as_mut()?.world)?;
    for (id, facts, body) in edited.iter_mut().filter_map(|e| e.text.as_mut()) {
        (*facts, *body) = world.put_body(*id, std::mem::take(facts), std::mem::take(body));
    }
    Some(())
}
