//! What is left to do when the last build is remembered, and what is remembered of this one.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::sync::Arc;

use rayon::prelude::*;

use super::index::{Index, Lock, Rendered, Source};
use super::make::{make_pictures, put_together, render_all};
use super::recall::{self, Content, Known, Reader, Reading};
use super::{Clock, Order, Outcome};
use crate::config::Config;
use crate::content::Kinds;
use crate::diag::Diags;
use crate::digest::Digest;
use crate::model::NodeId;
use crate::path::{SitePath, on_disk};
use crate::plan::Output;
use crate::sources::{File, Sources, ThemeFile};
use crate::write::Writer;

/// What a build knows before it looks at the site as a whole.
pub struct Work<'o> {
    pub order: &'o Order,
    pub sources: Arc<Sources>,
    /// What the last build knew.
    pub index: Index,
    pub content: Content,
    pub others: BTreeMap<String, (File, Digest)>,
    pub model: Digest,
}

/// What was made.
pub struct Done {
    pub pages: usize,
    /// Outputs that were rendered, with the content files whose bodies they show, by position.
    pub outputs: Vec<(String, Vec<u32>)>,
    /// Every version of a picture that the site shows.
    pub pictures: Vec<String>,
}

impl Work<'_> {
    /// The outputs of the last build that are what this one would make.
    pub fn kept(&self) -> HashSet<String> {
        let index = &self.index;
        let as_written = |path: &str, file: &File| {
            fs::symlink_metadata(on_disk(&self.order.out, path)).is_ok_and(|found| File::of(&found) == *file)
        };
        let same = index.model == self.model
            && index.out == self.order.out
            && index.pictures.iter().all(|(path, file)| as_written(path, file));
        if !same {
            return HashSet::new();
        }
        // The site is the same but for bodies, so the files are the same ones, in the same places.
        let now: HashMap<&str, Digest> = self
            .content
            .readings
            .iter()
            .filter_map(|reading| match &reading.source {
                Known::Now(source, _) => Some((reading.path.as_str(), source.digest)),
                Known::Before | Known::Touched(_) => None,
            })
            .collect();
        let changed: HashSet<u32> = (0..)
            .zip(&index.content)
            .filter(|(_, (path, old))| now.get(path.as_str()).is_some_and(|digest| *digest != old.digest))
            .map(|(at, _)| at)
            .collect();
        let outputs: Vec<(&String, &Rendered)> = index.outputs.iter().collect();
        let is_kept = |(path, output): &(&String, &Rendered)| {
            !output.bodies.iter().any(|body| changed.contains(body)) && as_written(path, &output.file)
        };
        outputs.into_par_iter().filter(is_kept).map(|(path, _)| path.clone()).collect()
    }

    /// Nothing changed that any output shows, and nothing is to be warned of.
    pub fn is_done(&self, kept: &HashSet<String>) -> bool {
        self.index.model == self.model && self.index.quiet && !kept.is_empty() && kept.len() == self.index.outputs.len()
    }

    /// Assembles the site, plans it, and renders what is not kept.
    ///
    /// # Errors
    /// Everything that is wrong with the site; nothing is staged any more then.
    pub fn render(
        &self,
        config: Config,
        kinds: Kinds,
        kept: &HashSet<String>,
        (clock, outcome): (&mut Clock, &mut Outcome),
    ) -> Result<(Done, Writer), Diags> {
        let files = Reader::new(&self.sources, &config, &kinds, &self.index).place_all(&self.content);
        let (world, renderer, outputs) =
            put_together(&self.sources, config, kinds, files, self.order, &mut outcome.warnings)?;
        clock.lap("assemble");
        let positions: HashMap<&str, u32> = self.sources.content.keys().map(SitePath::as_str).zip(0..).collect();
        let wanted: Vec<&Output> = outputs.iter().filter(|output| !kept.contains(&output.path)).collect();
        let old = self.index.pictures.keys().filter(|_| !kept.is_empty()).cloned();
        let writer = self.writer()?;
        let made = render_all(&world, renderer, &wanted, &writer).and_then(|(made, needs)| {
            clock.lap("render");
            Ok((made, make_pictures(&world, self.order, needs, &writer)?))
        });
        let (made, pictures) = match made {
            Ok(made) => made,
            Err(faults) => {
                writer.abandon();
                return Err(faults);
            }
        };
        clock.lap("pictures");
        let pictures: BTreeSet<String> = old.chain(pictures).collect();
        let body = |id: &NodeId| {
            let file = world.site.text(*id).file.as_ref()?;
            positions.get(file.as_str()).copied()
        };
        let outputs = made.into_iter().map(|(path, bodies)| (path, bodies.iter().filter_map(body).collect())).collect();
        let pages = world.site.pages.len();
        outcome.world = Some(world);
        Ok((Done { pages, outputs, pictures: pictures.into_iter().collect() }, writer))
    }

    /// The output folder, opened.
    ///
    /// # Errors
    /// When it is not ours, or cannot be written.
    pub fn writer(&self) -> Result<Writer, Diags> {
        Writer::open(&self.order.out, self.order.force).map_err(|fault| Diags::from_iter([fault]))
    }

    /// Leaves what this build knows to the next one.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn remember(mut self, lock: &Lock, done: Done, kept: HashSet<String>, quiet: bool) -> std::io::Result<()> {
        let nothing = done.outputs.is_empty()
            && self.index.others == self.others
            && self.index.quiet == quiet
            && self.content.readings.iter().all(|reading| matches!(reading.source, Known::Before));
        if nothing {
            return Ok(());
        }
        let written = |path: &str| {
            fs::symlink_metadata(on_disk(&self.order.out, path))
                .map_or_else(|_| File::default(), |found| File::of(&found))
        };
        let mut outputs: BTreeMap<String, Rendered> = done
            .outputs
            .into_par_iter()
            .map(|(path, bodies)| (written(&path), bodies, path))
            .map(|(file, bodies, path)| (path, Rendered { file, bodies }))
            .collect();
        let pictures =
            done.pictures.into_iter().map(|path| (written(&path), path)).map(|(file, path)| (path, file)).collect();
        outputs.extend(std::mem::take(&mut self.index.outputs).into_iter().filter(|(path, _)| kept.contains(path)));
        let mut content = BTreeMap::new();
        let mut facts = Vec::new();
        for reading in self.content.readings {
            let path = reading.path.to_string();
            let old = |index: &mut Index| {
                let source = index.content.remove(&path).unwrap_or_default();
                let facts = index.facts(&source).map(<[u8]>::to_vec);
                (source, facts)
            };
            let (mut source, kept) = match reading.source {
                Known::Now(source, facts) => (*source, Some(facts)),
                Known::Before => old(&mut self.index),
                Known::Touched(file) => {
                    let (source, facts) = old(&mut self.index);
                    (Source { file, ..source }, facts)
                }
            };
            let start = facts.len();
            source.facts = source.facts.and(kept).map(|kept| {
                facts.extend(kept);
                start..facts.len()
            });
            content.insert(path, source);
        }
        let mut index = Index {
            started: lock.started,
            settings: recall::settings(&self.sources),
            model: self.model,
            out: self.order.out.clone(),
            quiet,
            pages: done.pages,
            content,
            others: self.others,
            outputs,
            pictures,
            ..Index::default()
        };
        index.save(&self.order.site, &facts)
    }
}

/// All that the site is made of, except the bodies and what follows from them: with the same digest, every output that shows
/// the same bodies is the same.
pub fn fingerprint(
    order: &Order,
    sources: &Sources,
    readings: &[Reading],
    others: &BTreeMap<String, (File, Digest)>,
    index: &Index,
) -> Digest {
    let templates: Vec<(&str, &str, &str)> =
        sources.templates.iter().map(|(name, t)| (name.as_str(), t.file.as_str(), t.text.as_str())).collect();
    let statics: Vec<(&str, bool)> =
        sources.statics.iter().map(|(path, file)| (path.as_str(), matches!(file, ThemeFile::Embedded(_)))).collect();
    let others: Vec<(&str, &Digest)> = others.iter().map(|(path, (_, digest))| (path.as_str(), digest)).collect();
    let known = readings.iter().filter_map(|reading| Some((reading.path.as_str(), reading.source(index)?)));
    let mut content: Vec<(&str, &Digest, usize)> =
        known.clone().map(|(path, s)| (path, &s.meaning, s.inherited)).collect();
    content.sort_unstable();
    // Within a day only the hours that the files name can change anything; one counts as long as a second.
    let today = order.now.today();
    let hours = known.flat_map(|(_, source)| &source.hours).filter(|hour| hour.day() == today);
    let mut hours: Vec<(String, i64)> =
        hours.map(|hour| (hour.iso(), order.now.time.duration_since(hour.start()).as_secs().clamp(-2, 2))).collect();
    hours.sort_unstable();
    let site = (recall::settings(sources), &order.base_url, order.drafts, today.to_string(), hours);
    let theme = (templates, &sources.strings, statics);
    Digest::of(&postcard::to_stdvec(&(site, theme, others, content)).unwrap_or_default())
}
