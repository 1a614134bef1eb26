//! The same site in a session of one process. After each step the session receives the paths of the
//! changed files, as in a preview.

use std::collections::BTreeSet;
use std::path::PathBuf;

use tamquan::diag::{Diag, Diags};
use tamquan::engine::{BuildFolders, BuildOptions, ChangedFiles, Session};

use crate::identity::edits::{has_links, sources};
use harness::{Files, Portal, output};

pub(super) struct Preview {
    options: BuildOptions,
    session: Session,
    /// The source files at the last build.
    seen: Files,
    /// The number of builds, and of those among them that did not assemble the whole site.
    pub builds: usize,
    pub small: usize,
}

impl Preview {
    pub(super) fn of(portal: &Portal) -> Self {
        let options = options(portal);
        let session = Session::new(options.clone());
        Self { options, session, seen: Files::default(), builds: 0, small: 0 }
    }

    /// Builds the portal as it is now. Returns the outputs, or the errors.
    pub(super) fn build(&mut self, portal: &Portal) -> Result<Files, Vec<Diag>> {
        let (options, seen) = (options(portal), sources(portal));
        let is_other = |(path, bytes): &(&String, &Vec<u8>)| self.seen.get(*path) != Some(bytes);
        let now = seen.iter().filter(is_other).map(|(path, _)| path);
        let gone = self.seen.keys().filter(|path| !seen.contains_key(*path));
        let paths: BTreeSet<PathBuf> = now.chain(gone).map(|path| PathBuf::from(path.trim_end_matches('/'))).collect();
        let is_same = options.folders.site == self.options.folders.site
            && options.content.drafts == self.options.content.drafts
            && self.builds > 0;
        if !is_same {
            *self = Self { builds: self.builds, small: self.small, ..Self::of(portal) };
        }
        // A watcher reports a file with several paths by only one of them; then the session has to
        // compare all files.
        let changed = if is_same && !has_links(&seen) { ChangedFiles::Paths(paths) } else { ChangedFiles::Unknown };
        self.seen = seen;
        let outcome = self.session.build(options.content.now, &changed).map_err(Diags::sorted)?;
        self.builds += 1;
        self.small += usize::from(outcome.phases.iter().all(|(name, _)| *name != "assemble"));
        self.session.save_last_build();
        let mut all = output(&options.folders.out);
        all.remove(tamquan::output_writer::MARK_FILE);
        Ok(all)
    }
}

fn options(portal: &Portal) -> BuildOptions {
    let site = portal.site().to_path_buf();
    let (out, cache) = (site.join(".tamquan/preview"), site.join(".tamquan/serve"));
    BuildOptions { folders: BuildFolders { site, out, cache }, ..portal.options().clone() }
}
