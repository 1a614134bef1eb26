//! The same site in one process that is told after each step which files changed, as a preview is.

use std::collections::BTreeSet;
use std::path::PathBuf;

use tamquan::diag::{Diag, Diags};
use tamquan::engine::{BuildOptions, ChangedFiles, Session};

use crate::identity::edits::{has_links, sources};
use harness::{Files, Portal, output};

pub struct Preview {
    order: BuildOptions,
    session: Session,
    /// The sources at the last build.
    seen: Files,
    /// How many builds there were, and how many of them did not look at the site as a whole.
    pub builds: usize,
    pub small: usize,
}

impl Preview {
    pub fn of(portal: &Portal) -> Self {
        let order = order(portal);
        let session = Session::new(order.clone());
        Self { order, session, seen: Files::default(), builds: 0, small: 0 }
    }

    /// Builds the portal as it is now; the output, or what is wrong.
    pub fn build(&mut self, portal: &Portal) -> Result<Files, Vec<Diag>> {
        let (order, seen) = (order(portal), sources(portal));
        let is_other = |(path, bytes): &(&String, &Vec<u8>)| self.seen.get(*path) != Some(bytes);
        let now = seen.iter().filter(is_other).map(|(path, _)| path);
        let gone = self.seen.keys().filter(|path| !seen.contains_key(*path));
        let paths: BTreeSet<PathBuf> = now.chain(gone).map(|path| PathBuf::from(path.trim_end_matches('/'))).collect();
        let is_same = order.site == self.order.site && order.drafts == self.order.drafts && self.builds > 0;
        if !is_same {
            *self = Self { builds: self.builds, small: self.small, ..Self::of(portal) };
        }
        // What is reached by several names is told by one.
        let changed = if is_same && !has_links(&seen) { ChangedFiles::Paths(paths) } else { ChangedFiles::Unknown };
        self.seen = seen;
        let outcome = self.session.build(order.now, &changed).map_err(Diags::sorted)?;
        self.builds += 1;
        self.small += usize::from(outcome.phases.iter().all(|(name, _)| *name != "assemble"));
        self.session.save_last_build();
        let mut all = output(&order.out);
        all.remove(tamquan::output_writer::MARK_FILE);
        Ok(all)
    }
}

fn order(portal: &Portal) -> BuildOptions {
    let order = portal.order().clone();
    BuildOptions { out: order.site.join(".tamquan/preview"), cache_folder: order.site.join(".tamquan/serve"), ..order }
}
