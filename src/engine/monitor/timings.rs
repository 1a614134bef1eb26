//! The time of rendering by output, by template and by recipe; measured only if the options ask for
//! it.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::plan::Recipe;
use crate::render::TemplateRun;
use crate::sync::lock_unpoisoned;

/// The time of rendering. Times are summed over all threads; each list begins with the slowest
/// entry.
#[derive(Debug, Default, Clone)]
pub struct Timings {
    /// By template, including the templates of shortcodes. The time of a template includes the time
    /// of the shortcodes inside it.
    pub templates: Vec<TimingEntry>,
    /// By recipe: page, section, feed …
    pub recipes: Vec<TimingEntry>,
    /// By path of the output.
    pub outputs: Vec<(String, Duration)>,
}

/// The time that a template or recipe took in all outputs.
#[derive(Debug, Default, Clone)]
pub struct TimingEntry {
    /// The name of the template or recipe.
    pub name: String,
    /// The number of outputs.
    pub outputs: usize,
    /// The number of times it was rendered.
    pub times: usize,
    /// The time in all outputs together.
    pub total: Duration,
    /// The longest time in one output.
    pub max: Duration,
    /// The path of the output with the longest time, below the output folder.
    pub worst: String,
    /// The templates that called it. A shortcode in the text of a page has no calling template.
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
        // Of outputs with the same time, the first by path counts: the order in which they arrive
        // depends on the threads.
        if self.worst.is_empty() || (time, output) > (self.max, self.worst.as_str()) {
            self.max = time;
            output.clone_into(&mut self.worst);
        }
    }
}

/// Collects the times of the outputs of one build.
#[derive(Default)]
pub(super) struct Stopwatch(Mutex<Vec<OutputTiming>>);

/// The time of one output.
struct OutputTiming {
    path: String,
    recipe: &'static str,
    time: Duration,
    laps: Vec<TemplateRun>,
}

impl Stopwatch {
    /// Records the time since `begun` for an output.
    pub(super) fn record(&self, path: &str, recipe: &Recipe, begun: Instant, laps: Vec<TemplateRun>) {
        let measured = OutputTiming { path: path.to_owned(), recipe: recipe.name(), time: begun.elapsed(), laps };
        lock_unpoisoned(&self.0).push(measured);
    }

    /// Sums up the times.
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
