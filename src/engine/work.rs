//! What is left to do when the last build is remembered, and what is remembered of this one.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::sync::Arc;

use rayon::prelude::*;

use super::index::{Index, Lock, Rendered, Source, Tail};
use super::make::{Rendering, make_pictures, put_together, render_all};
use super::recall::{self, Content, Known, Reader, Reading};
use super::traces::{Part, Questions, Trace, Traces};
use super::{Clock, Order, Outcome};
use crate::config::Config;
use crate::content::Kinds;
use crate::diag::Diags;
use crate::digest::Digest;
use crate::model::NodeId;
use crate::path::{SitePath, on_disk};
use crate::plan::Output;
use crate::render::Names;
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
    pub base: Digest,
    pub model: Digest,
}

/// What was done.
pub struct Done {
    pub pages: usize,
    /// Outputs of the last build that are right.
    pub kept: HashSet<String>,
    pub rendered: Vec<Shown>,
    /// Every version of a picture that the site shows.
    pub pictures: BTreeSet<String>,
    traces: NewTraces,
}

/// An output that was rendered.
pub struct Shown {
    pub path: String,
    /// Positions of the content files whose bodies it shows.
    bodies: Vec<u32>,
    pictures: Vec<String>,
}

/// What there is to write down of the traces.
enum NewTraces {
    /// Nothing was rendered.
    AsTheyWere,
    /// What was rendered, in the same site but for bodies.
    More(Part),
    /// All of another site.
    Whole { names: Names, part: Part, old: Box<Traces> },
}

impl Work<'_> {
    /// Nothing changed that any output shows, and nothing is to be told: what was read in this build may hold a mistake even
    /// when no output shows it.
    pub fn is_done(&self, kept: &HashSet<String>) -> bool {
        let is_known = |reading: &Reading| !matches!(reading.source, Known::Now(..));
        self.index.quiet
            && self.content.readings.iter().all(is_known)
            && !kept.is_empty()
            && kept.len() == self.index.outputs.len()
    }

    /// There is nothing to do.
    pub fn nothing(&self, kept: HashSet<String>) -> Done {
        let pictures = self.index.pictures.keys().cloned().collect();
        Done { pages: self.index.pages, kept, rendered: Vec::new(), pictures, traces: NewTraces::AsTheyWere }
    }

    /// Assembles the site, plans it, and renders what is not `kept`.
    ///
    /// # Errors
    /// Everything that is wrong with the site; nothing is staged any more then.
    pub fn render(
        &self,
        config: Config,
        kinds: Kinds,
        kept: Option<HashSet<String>>,
        (clock, outcome): (&mut Clock, &mut Outcome),
    ) -> Result<(Done, Writer), Diags> {
        let files = Reader::new(&self.sources, &config, &kinds, &self.index).place_all(&self.content);
        let (world, renderer, outputs) =
            put_together(&self.sources, config, kinds, files, self.order, &mut outcome.warnings)?;
        clock.lap("assemble");
        let same_model = kept.is_some();
        let old = if same_model { Traces::default() } else { Traces::read(self.index.traces()).unwrap_or_default() };
        let kept = kept.unwrap_or_else(|| self.kept_by_answers(&world, &outputs, &old));
        clock.lap("compare");
        let wanted: Vec<&Output> = outputs.iter().filter(|output| !kept.contains(&output.path)).collect();
        let writer = self.writer()?;
        let questions = Questions::default();
        let made = render_all(&world, renderer, &wanted, &writer, &questions).and_then(|(made, needs)| {
            clock.lap("render");
            make_pictures(&world, self.order, needs, &writer)?;
            Ok(made)
        });
        let made = match made {
            Ok(made) => made,
            Err(faults) => {
                writer.abandon();
                return Err(faults);
            }
        };
        clock.lap("pictures");
        let (rendered, traced): (Vec<Shown>, Vec<(String, Trace)>) = self.shown(&world.site, made).unzip();
        let part = Part::new(questions, traced);
        let traces = match (same_model, rendered.is_empty()) {
            (true, true) => NewTraces::AsTheyWere,
            (true, false) => NewTraces::More(part),
            (false, _) => NewTraces::Whole { names: Names::of(&world.site), part, old: Box::new(old) },
        };
        let mut pictures: BTreeSet<String> = rendered.iter().flat_map(|output| output.pictures.clone()).collect();
        let old_pictures: Vec<&String> = self.index.pictures.keys().collect();
        let still = kept.iter().filter_map(|path| self.index.outputs.get(path)).flat_map(|output| &output.pictures);
        pictures.extend(still.filter_map(|at| old_pictures.get(*at as usize)).map(|path| (*path).clone()));
        let pages = world.site.pages.len();
        outcome.world = Some(world);
        Ok((Done { pages, kept, rendered, pictures, traces }, writer))
    }

    /// What was rendered, in the names of the index.
    fn shown<'a>(
        &'a self,
        site: &'a crate::model::Site,
        made: Vec<Rendering>,
    ) -> impl Iterator<Item = (Shown, (String, Trace))> + 'a {
        let positions: HashMap<&str, u32> = self.sources.content.keys().map(SitePath::as_str).zip(0..).collect();
        let body = move |id: &NodeId| positions.get(site.text(*id).file.as_ref()?.as_str()).copied();
        made.into_iter().map(move |Rendering { path, recipe, bodies, pictures, asked }| {
            let bodies = bodies.iter().filter_map(&body).collect();
            (Shown { path: path.clone(), bodies, pictures }, (path, Trace { recipe, asked }))
        })
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
    pub fn remember(mut self, lock: &Lock, done: Done, quiet: bool) -> std::io::Result<()> {
        let nothing = matches!(done.traces, NewTraces::AsTheyWere)
            && done.kept.len() == self.index.outputs.len()
            && self.index.others == self.others
            && self.index.quiet == quiet
            && self.content.readings.iter().all(|reading| matches!(reading.source, Known::Before));
        if nothing {
            return Ok(());
        }
        let traces = self.traces(done.traces, &done.kept);
        let pictures: BTreeMap<String, File> = done
            .pictures
            .into_iter()
            .map(|path| (self.written(&path), path))
            .map(|(file, path)| (path, file))
            .collect();
        let outputs = self.outputs(&done.kept, done.rendered, &pictures);
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
        let index = Index {
            started: lock.started,
            settings: recall::settings(&self.sources),
            base: self.base,
            model: self.model,
            out: self.order.out.clone(),
            quiet,
            pages: done.pages,
            content,
            others: self.others,
            outputs,
            pictures,
            facts: Tail::of(facts),
            traces: Tail::of(traces),
            at: None,
        };
        index.save(&self.order.site)
    }

    fn traces(&self, new: NewTraces, kept: &HashSet<String>) -> Vec<u8> {
        // Values of these types can always be written.
        let write = |part: &Part| postcard::to_stdvec(part).unwrap_or_default();
        let old = self.index.traces();
        match new {
            NewTraces::AsTheyWere => old.to_vec(),
            NewTraces::More(part) => [old, &write(&part)].concat(),
            NewTraces::Whole { names, part, old } => write(&Traces::write(names, part, kept, &old)),
        }
    }

    /// What is remembered of the outputs, those kept and those rendered.
    fn outputs(
        &self,
        kept: &HashSet<String>,
        rendered: Vec<Shown>,
        pictures: &BTreeMap<String, File>,
    ) -> BTreeMap<String, Rendered> {
        let places: HashMap<&str, u32> = pictures.keys().map(String::as_str).zip(0..).collect();
        let positions: HashMap<&str, u32> = self.sources.content.keys().map(SitePath::as_str).zip(0..).collect();
        let content: Vec<Option<u32>> =
            self.index.content.keys().map(|path| positions.get(path.as_str()).copied()).collect();
        let shown: Vec<Option<u32>> =
            self.index.pictures.keys().map(|path| places.get(path.as_str()).copied()).collect();
        let now = |table: &[Option<u32>], old: &[u32]| -> Vec<u32> {
            old.iter().filter_map(|at| table.get(*at as usize).copied().flatten()).collect()
        };
        let old = kept.par_iter().filter_map(|path| {
            let Rendered { file, bodies, pictures } = self.index.outputs.get(path)?;
            let output = Rendered { file: *file, bodies: now(&content, bodies), pictures: now(&shown, pictures) };
            Some((path.clone(), output))
        });
        let new = rendered.into_par_iter().map(|Shown { path, bodies, pictures }| {
            let pictures = pictures.iter().filter_map(|path| places.get(path.as_str()).copied()).collect();
            let file = self.written(&path);
            (path, Rendered { file, bodies, pictures })
        });
        let all: Vec<(String, Rendered)> = old.chain(new).collect();
        all.into_iter().collect()
    }

    /// What the disk says of an output now.
    fn written(&self, path: &str) -> File {
        fs::symlink_metadata(on_disk(&self.order.out, path)).map_or_else(|_| File::default(), |found| File::of(&found))
    }
}

/// What every output is made of, whatever it asks: the configuration, the kinds, the texts of the theme.
pub fn base(order: &Order, sources: &Sources) -> Digest {
    let all = (recall::settings(sources), &order.base_url, order.drafts, &sources.strings);
    Digest::of(&postcard::to_stdvec(&all).unwrap_or_default())
}

/// All that the site is made of, except the bodies and what follows from them: with the same digest, every output that shows
/// the same bodies is the same.
pub fn fingerprint(
    base: Digest,
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
    let site = (base, today.to_string(), hours);
    let theme = (templates, statics);
    Digest::of(&postcard::to_stdvec(&(site, theme, others, content)).unwrap_or_default())
}
