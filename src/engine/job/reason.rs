//! Writes into the trace of each rendered output why it was rendered.

use std::collections::HashMap;

use rayon::prelude::*;

use super::build_job::BuildJob;
use super::pending_reasons::PendingReason;
use crate::engine::cache::{CACHE_FILE, QueryTable, RenderReason, ShownChanges, Trace};
use crate::sync::lock_unpoisoned;

impl BuildJob {
    /// Why no output of the last build could be kept; `None` if some could.
    fn full_build_reason(&self) -> Option<RenderReason> {
        // A cache that was read has the time of its build.
        if self.cache.started == 0 {
            return Some(if self.options.fresh {
                RenderReason::FreshBuild
            } else if self.options.folders.cache.join(CACHE_FILE).exists() {
                RenderReason::OtherProgram
            } else {
                RenderReason::NoCache
            });
        }
        (self.cache.out != self.options.folders.out)
            .then_some(RenderReason::OtherFolder)
            .or_else(|| (self.cache.base_digest != self.base_digest).then_some(RenderReason::BaseChanged))
    }

    /// Writes into each trace why its output was rendered.
    pub(crate) fn give_reasons(&self, traced: &mut [(String, Trace)], questions: &QueryTable) {
        let otherwise = self.full_build_reason().unwrap_or(RenderReason::NewOutput);
        let notes = std::mem::take(&mut *lock_unpoisoned(&self.reasons.by_output));
        let changed = std::mem::take(&mut *lock_unpoisoned(&self.reasons.changed_queries));
        let changed: HashMap<u32, u32> =
            changed.into_iter().filter_map(|(at, query)| Some((at, questions.position(&query?)?))).collect();
        let content = self.cache.content.entries();
        traced.par_iter_mut().for_each(|(path, trace)| {
            trace.reason = match notes.get(path) {
                None => otherwise.clone(),
                Some(PendingReason::Ready(reason)) => reason.clone(),
                Some(PendingReason::Changed { bodies, answers }) => {
                    let files =
                        bodies.iter().map(|at| content.get(*at as usize).map_or("", |(file, _)| file).to_owned());
                    ShownChanges::new_reason(files.collect(), answers, &trace.query_positions, |old| {
                        changed.get(&old).copied()
                    })
                }
            };
        });
    }
}
