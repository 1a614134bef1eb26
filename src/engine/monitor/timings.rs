//! Where the time of rendering went: by output, by template, by what is made. Measured only when asked for.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::plan::Recipe;
use crate::render::TemplateRun;
use crate::sync::lock_unpoisoned;

/// Where the time of rendering went. Times are summed over all threads; each list has the slowest first.
#[derive(Debug, Default, Clone)]
pub struct Timings {
    /// By template, with those of shortcodes. A template's time holds that of the shortcodes inside it.
    pub templates: Vec<TimingEntry>,
    /// By what the outputs are: page, section, feed …
    pub recipes: Vec<TimingEntry>,
    /// Each output.
    pub outputs: Vec<(String, Duration)>,
}

/// The time that something took in all outputs that it was used in.
#[derive(Debug, Default, Clone)]
pub struct TimingEntry {
    pub name: String,
    /// In how many outputs.
    pub outputs: usize,
    /// How many times.
    pub times: usize,
    pub total: Duration,
    /// The most that it took in one output, and which that is.
    pub max: Duration,
    pub worst: String,
    /// The templates inside which it was rendered; a shortcode in the text of a page is inside none.
    pub inside: Vec<String>,
}

impl TimingEntry {
    /// The mean time in one output.
    pub fn mean(&self) -> Duration {
        self.total.checked_div(self.outputs as u32).unwrap_or_default()
    }

    fn add(&mut self, time: Duration, times: usize, output: &str) {
        self.outputs += 1;
        self.times += times;
        self.total += time;
        // Of those that took the same, the first by path: which came first is for the threads to say.
        if self.worst.is_empty() || (time, output) > (self.max, self.worst.as_str()) {
            self.max = time;
            output.clone_into(&mut self.worst);
        }
    }
}

/// Measures the outputs of one build.
#[derive(Default)]
pub(super) struct Stopwatch(Mutex<Vec<OutputTiming>>);

struct OutputTiming {
    path: String,
    recipe: &'static str,
    time: Duration,
    laps: Vec<TemplateRun>,
}

impl Stopwatch {
    pub(super) fn record(&self, path: &str, recipe: &Recipe, begun: Instant, laps: Vec<TemplateRun>) {
        let measured = OutputTiming { path: path.to_owned(), recipe: recipe.name(), time: begun.elapsed(), laps };
        lock_unpoisoned(&self.0).push(measured);
    }

    /// What came of it.
    pub(super) fn into_timings(self) -> Timings {
        let mut all = std::mem::take(&mut *lock_unpoisoned(&self.0));
        all.sort_by(|a, b| b.time.cmp(&a.time).then_with(|| a.path.cmp(&b.path)));
        let mut templates: BTreeMap<&str, TimingEntry> = BTreeMap::new();
        let mut recipes: BTreeMap<&str, TimingEntry> = BTreeMap::new();
        for output in &all {
            recipes.entry(output.recipe).or_default().add(output.time, 1, &output.path);
            let mut here: BTreeMap<&str, (Duration, usize)> = BTreeMap::new();
            for lap in &output.laps {
                let (time, times) = here.entry(&lap.template).or_default();
                *time += lap.time;
                *times += 1;
                let spent = templates.entry(&lap.template).or_default();
                if let Some(inside) = lap.caller.as_ref().filter(|inside| !spent.inside.contains(inside)) {
                    spent.inside.push(inside.clone());
                }
            }
            for (template, (time, times)) in here {
                templates.entry(template).or_default().add(time, times, &output.path);
            }
        }
        let list = |all: BTreeMap<&str, TimingEntry>| {
            let mut list: Vec<TimingEntry> =
                all.into_iter().map(|(name, spent)| TimingEntry { name: name.to_owned(), ..spent }).collect();
            list.iter_mut().for_each(|spent| spent.inside.sort());
            list.sort_by(|a, b| b.total.cmp(&a.total).then_with(|| a.name.cmp(&b.name)));
            list
        };
        let (templates, recipes) = (list(templates), list(recipes));
        Timings { templates, recipes, outputs: all.into_iter().map(|output| (output.path, output.time)).collect() }
    }
}
