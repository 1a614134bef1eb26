//! The build that holds files: it is repeated until nothing is wrong.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::choice::{HoldableErrors, find_cause};
use super::held_file::{HeldFile, HeldVersion};
use super::last_right::LastRight;
use super::references::without_references;
use super::stand_in_section::stand_in_section;
use super::urgent_notices::find_urgent_notices;
use crate::diag::{Code, Diag, Diags, Severity};
use crate::engine::build::{assemble_site, read_site_files};
use crate::engine::build_options::{BuildOptions, BuildReport, ChangedFiles};
use crate::engine::cache::BuildCache;
use crate::engine::moved::published_files;
use crate::engine::session::Session;
use crate::engine::threads::Threads;
use crate::folder::{Folder, FolderFault, read_named};
use crate::site_files::{MAX_CONTENT, SiteFiles, Substitutes, find_on_disk};
use crate::text::nfc::nfc;

/// The texts of urgent notices without their references to held files, and the sections that stand
/// in for theirs, in the cache folder.
const NOTICES_FOLDER: &str = "held-notices";

/// How a build holds files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HoldOptions {
    /// The site as it was last published. `None` for the copies that earlier builds left in the
    /// cache folder.
    pub published: Option<PathBuf>,
}

/// A build, and what it held.
pub struct HeldBuild {
    /// The report of the build of what is right.
    pub report: BuildReport,
    /// The held files, sorted by path. Empty if the whole site is right.
    pub held: Vec<HeldFile>,
}

/// Completes a build that may have failed: takes back the changes that are wrong, and builds the
/// rest. A later build can take back what this build published, because the files that counted
/// are kept.
///
/// # Errors
/// The errors of `first`, if they are not about files that can be held, or if the site is not right
/// without them either.
pub fn build_holding(
    session: &mut Session,
    first: Result<BuildReport, Diags>,
    hold: &HoldOptions,
) -> Result<HeldBuild, Diags> {
    let options = session.options().clone();
    let BuildOptions { folders, content, .. } = &options;
    let last_right = match &hold.published {
        Some(folder) => LastRight::named(folder.clone()),
        None => LastRight::open(&folders.cache, &folders.site),
    };
    let mut holding = Holding { options: options.clone(), last_right, urgent: None, held: Vec::new() };
    let mut result = first;
    let mut told = Diags::default();
    let mut report = loop {
        let faults = match result {
            Ok(report) => break report,
            Err(faults) => faults,
        };
        let is_held = HoldableErrors::from_faults(&faults).is_some_and(|errors| holding.hold_more(&errors));
        if told.is_empty() {
            told = faults;
        }
        if !is_held {
            return Err(told);
        }
        let unknown = holding.published_without_copy();
        if !unknown.is_empty() {
            told.extend(unknown);
            return Err(told);
        }
        session.substitute(Arc::clone(&holding.options.content.substitutes));
        result = session.build(content.now, &ChangedFiles::Unknown);
    };
    holding.held.sort_by(|a, b| a.path.cmp(&b.path));
    let Holding { options, last_right, held, .. } = holding;
    if let Err(fault) = remember_right(&options, last_right) {
        report.warnings.push(unsaved_copies(&fault, &options.folders.site));
    }
    Ok(HeldBuild { report, held })
}

/// Keeps the files that counted, for later builds.
fn remember_right(options: &BuildOptions, last_right: LastRight) -> Result<(), FolderFault> {
    let Ok(site_files) = own_files(options) else { return Ok(()) };
    let today = options.content.now.today().to_string();
    last_right.update(&site_files, &options.content.substitutes, &today)
}

/// The files of the site's own folder.
fn own_files(options: &BuildOptions) -> Result<SiteFiles, Diags> {
    Threads::start().run(|| read_site_files(options))
}

fn unsaved_copies(fault: &FolderFault, site: &Path) -> Diag {
    let folder = fault.path().strip_prefix(site).unwrap_or(fault.path());
    Diag::warning(Code::OutputUnwritable).arg("folder", folder.display()).arg("reason", fault.kind())
}

/// The files held so far.
struct Holding {
    /// The options of the build, with the substitutes.
    options: BuildOptions,
    last_right: LastRight,
    /// The urgent notices; `None` if nobody has asked yet.
    urgent: Option<BTreeSet<String>>,
    held: Vec<HeldFile>,
}

impl Holding {
    /// Holds files because of errors. Returns whether something was held.
    fn hold_more(&mut self, errors: &HoldableErrors) -> bool {
        let is_first = self.held.is_empty();
        let mut is_more = false;
        for path in errors.files() {
            let causes = errors.of_file(path);
            if self.hold_as_section(path, &causes) {
                is_more = true;
            } else if let Some(other) = self.file_in_the_way(path, &causes) {
                self.hold(other, causes);
                is_more = true;
            } else if !is_first && self.is_urgent(path) && self.hold_references(path, &causes) {
                is_more = true;
            } else if !self.is_held(path) && self.last_right.is_changed(&self.options.folders.site, path) {
                self.hold(path.to_owned(), causes);
                is_more = true;
            }
        }
        is_more || self.hold_causes(errors)
    }

    /// The changed file at whose address an urgent notice is to be published. The notice counts.
    fn file_in_the_way(&mut self, path: &str, causes: &[Diag]) -> Option<String> {
        let is_duplicate = |cause: &&Diag| matches!(cause.code, Code::DuplicateUrl | Code::DuplicatePage);
        let duplicate = causes.iter().find(is_duplicate)?;
        let (_, other) = duplicate.args.iter().find(|(name, _)| *name == "other")?;
        // A row of a table is named with its line.
        let is_line = |(_, line): &(&str, &str)| line.bytes().all(|byte| byte.is_ascii_digit());
        let other = other.rsplit_once(':').filter(is_line).map_or(other.as_str(), |(file, _)| file);
        let may_be_held = !self.is_held(other) && self.last_right.is_changed(&self.options.folders.site, other);
        (may_be_held && self.is_urgent(path) && !self.is_urgent(other)).then(|| other.to_owned())
    }

    /// An error for each file that is to be left out although it was published: nobody knows the
    /// version that was right, and what was published must not vanish.
    fn published_without_copy(&self) -> Vec<Diag> {
        let is_left_out = |held: &&HeldFile| held.version == HeldVersion::LeftOut;
        let left_out: Vec<&HeldFile> = self.held.iter().filter(is_left_out).collect();
        if left_out.is_empty() {
            return Vec::new();
        }
        let BuildOptions { folders, .. } = &self.options;
        let cache = BuildCache::load(&folders.site, &folders.cache);
        let published = if cache.out == folders.out { published_files(&cache) } else { BTreeSet::new() };
        let was_published =
            |held: &&HeldFile| held.path.strip_prefix("content/").is_some_and(|path| published.contains(path));
        let unknown = left_out.into_iter().filter(was_published);
        unknown.map(|held| Diag::error(Code::HoldUnknown).file(&held.path)).collect()
    }

    fn is_held(&self, path: &str) -> bool {
        self.options.content.substitutes.contains(path)
    }

    /// Lets the version of a file that was last right count.
    fn hold(&mut self, path: String, causes: Vec<Diag>) {
        let version = self.last_right.version(&path);
        let since = self.last_right.since(&path);
        let is_there = find_on_disk(&self.options.folders.site, &path).exists();
        let state = match (&version, is_there) {
            (None, _) => HeldVersion::LeftOut,
            (Some(_), true) => HeldVersion::Earlier { since },
            (Some(_), false) => HeldVersion::Restored { since },
        };
        self.substitute(&path, version);
        self.held.push(HeldFile { path, version: state, causes });
    }

    fn substitute(&mut self, path: &str, place: Option<PathBuf>) {
        Arc::make_mut(&mut self.options.content.substitutes).insert(path.to_owned(), place);
    }

    /// Whether a file is a notice of an emergency.
    fn is_urgent(&mut self, path: &str) -> bool {
        let find = || Threads::start().run(|| find_urgent_notices(&self.options)).unwrap_or_default();
        self.urgent.get_or_insert_with(find).contains(path)
    }

    /// Takes the references out of an urgent notice that is wrong only because of what is held.
    /// Returns whether there were any.
    fn hold_references(&mut self, path: &str, causes: &[Diag]) -> bool {
        let site = &self.options.folders.site;
        let place =
            self.options.content.substitutes.place(path).map_or_else(|| find_on_disk(site, path), Path::to_path_buf);
        let spots: Option<Vec<_>> = causes.iter().map(|cause| cause.spot).collect();
        let text = read_named(&place, MAX_CONTENT).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let (Some(spots), Some(text)) = (spots, text) else { return false };
        let text = nfc(text.trim_start_matches('\u{feff}')).into_owned();
        let Some(without) = without_references(&text, &spots).filter(|without| *without != text) else { return false };
        self.substitute_text(path, &without, HeldVersion::WithoutReferences, causes)
    }

    /// Lets a plain section count for a new one with an error, or for one that is missing, if the
    /// notice of an emergency lies in its folder. Returns whether it does.
    fn hold_as_section(&mut self, path: &str, causes: &[Diag]) -> bool {
        if !path.ends_with("/_index.md") || self.is_held(path) || self.last_right.version(path).is_some() {
            return false;
        }
        let Ok(sources) = own_files(&self.options) else { return false };
        match stand_in_section(&sources, path) {
            Some(text) => self.substitute_text(path, &text, HeldVersion::StandIn, causes),
            None => false,
        }
    }

    /// Lets another text count for a file. Returns whether the text could be kept for the build.
    fn substitute_text(&mut self, path: &str, text: &str, version: HeldVersion, causes: &[Diag]) -> bool {
        let folder = self.options.folders.cache.join(NOTICES_FOLDER);
        let written = Folder::create_in(&self.options.folders.site, &folder)
            .and_then(|notices| notices.write_atomic_unsynced(path, text.as_bytes()));
        if written.is_err() {
            return false;
        }
        let is_new = !self.is_held(path);
        self.substitute(path, Some(find_on_disk(&folder, path)));
        if is_new {
            self.held.push(HeldFile { path: path.to_owned(), version, causes: causes.to_vec() });
        }
        true
    }

    /// Holds a change that breaks files that have not changed themselves.
    fn hold_causes(&mut self, errors: &HoldableErrors) -> bool {
        let broken: BTreeSet<String> = errors.files().into_iter().map(str::to_owned).collect();
        let Ok(site_files) = own_files(&self.options) else { return false };
        let mut changed = self.last_right.changed_paths(&site_files);
        changed.retain(|path| !self.is_held(path));
        // An urgent notice is taken back only if nothing else helps.
        changed.sort_by_cached_key(|path| self.is_urgent(path));
        let causes: Vec<Diag> = errors.errors.iter().flat_map(|(_, diag)| self.first_causes(diag)).collect();
        if !self.is_broken_without(&broken, &[]) {
            // The errors show only when pages are rendered: any of the changes can be the cause.
            let others: Vec<String> = changed.iter().filter(|path| !self.is_urgent(path)).cloned().collect();
            let all = if others.is_empty() { changed } else { others };
            let is_more = !all.is_empty();
            all.into_iter().for_each(|path| self.hold(path, causes.clone()));
            return is_more;
        }
        match find_cause(changed.len(), |count| self.is_broken_without(&broken, &changed[..count])) {
            Some(at) => {
                self.hold(changed.swap_remove(at), causes);
                true
            }
            None => false,
        }
    }

    /// Whether one of the files `broken` has an error when `more` files are held.
    fn is_broken_without(&self, broken: &BTreeSet<String>, more: &[String]) -> bool {
        let mut substitutes = Substitutes::clone(&self.options.content.substitutes);
        for path in more {
            substitutes.insert(path.clone(), self.last_right.version(path));
        }
        let mut options = self.options.clone();
        options.content.substitutes = Arc::new(substitutes);
        let cache = BuildCache::load(&options.folders.site, &options.folders.cache);
        let faults = Threads::start().run(|| assemble_site(&options, &cache).map(drop)).err().unwrap_or_default();
        let is_there = |fault: &Diag| {
            fault.severity == Severity::Error && fault.file.as_ref().is_some_and(|file| broken.contains(file))
        };
        faults.iter().any(is_there)
    }

    /// The errors behind an error: a section that is missing because it is held has its own.
    fn first_causes(&self, diag: &Diag) -> Vec<Diag> {
        let is_of_section = |held: &&HeldFile| diag.file.as_ref() == Some(&held.path);
        match self.held.iter().find(is_of_section).filter(|_| diag.code == Code::SectionMissing) {
            Some(section) => section.causes.clone(),
            None => vec![self.with_version(diag)],
        }
    }

    /// An error of a held file with the path of the version that counted, so that its line is found
    /// there.
    fn with_version(&self, diag: &Diag) -> Diag {
        let mut diag = diag.clone();
        let place = diag.file.as_ref().and_then(|file| self.options.content.substitutes.place(file));
        if let Some(place) = place {
            let shown = place.strip_prefix(&self.options.folders.site).unwrap_or(place);
            diag.file = Some(shown.display().to_string());
        }
        diag
    }
}
