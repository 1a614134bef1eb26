//! Findings: what is wrong, how bad it is, and where.

use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::codes::Code;
use super::spot::Spot;
use crate::folder::FolderFault;

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Severity {
    Error,
    Warning,
}

/// The longest text that a message names, in characters: a key or a value of a file can be as long
/// as the file.
pub(super) const LONGEST_ARGUMENT: usize = 1_000;

/// One finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diag {
    pub code: Code,
    pub severity: Severity,
    /// The file, relative to the site's folder (or as given, outside it).
    pub file: Option<String>,
    pub spot: Option<Spot>,
    /// What the message names, by the names its text uses.
    pub args: Vec<(&'static str, String)>,
}

impl Diag {
    pub fn error(code: Code) -> Self {
        Self { code, severity: Severity::Error, file: None, spot: None, args: Vec::new() }
    }

    pub fn warning(code: Code) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code) }
    }

    pub fn file(mut self, file: impl fmt::Display) -> Self {
        self.file = Some(file.to_string());
        self
    }

    pub fn spot(mut self, spot: Spot) -> Self {
        self.spot = Some(spot);
        self
    }

    pub fn arg(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        let mut text = value.to_string();
        if let Some((end, _)) = text.char_indices().nth(LONGEST_ARGUMENT) {
            text.truncate(end);
            text.push('…');
        }
        self.args.push((name, text));
        self
    }

    /// Why something could not be done in a folder, at its path below `site`.
    pub fn from_folder_fault(fault: &FolderFault, site: &Path) -> Self {
        let path = fault.path().strip_prefix(site).unwrap_or(fault.path());
        let shown = path.to_string_lossy().replace(|c: char| c.is_control(), "\u{fffd}");
        match fault {
            FolderFault::Link(_) => Self::error(Code::LinkLeaves).file(shown),
            FolderFault::TooLarge { limit, .. } => Self::error(Code::TooLarge).file(shown).arg("limit", limit >> 20),
            FolderFault::Locked(_) => Self::error(Code::Locked).arg("folder", site.display()),
            other => Self::error(Code::Unreadable).file(shown).arg("reason", other.kind()),
        }
    }

    /// By file, place, severity, and what it says.
    fn compare(&self, other: &Self) -> std::cmp::Ordering {
        let place = |d: &Self| (d.spot, d.severity, d.code);
        let by_file = self.file.cmp(&other.file);
        by_file.then_with(|| place(self).cmp(&place(other))).then_with(|| self.args.cmp(&other.args))
    }
}

/// Every finding of a run; its order does not depend on which thread found what.
#[derive(Clone, Default, Debug)]
pub struct Diags(Vec<Diag>);

impl Diags {
    pub fn push(&mut self, diag: Diag) {
        self.0.push(diag);
    }

    pub fn extend(&mut self, diags: impl IntoIterator<Item = Diag>) {
        self.0.extend(diags);
    }

    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|d| d.severity == Severity::Error)
    }

    /// Whether all that is wrong lies outside of the content: usage, or a folder that cannot be read or written.
    pub fn could_not_run(&self) -> bool {
        let outside = |d: &Diag| {
            matches!(
                d.code,
                Code::Locked
                    | Code::NoSite
                    | Code::OutputForeign
                    | Code::OutputInsideSources
                    | Code::OutputUnwritable
                    | Code::PreviewAtWork
                    | Code::PreviewBroke
                    | Code::PreviewPort
                    | Code::ProgramFault
            ) || (d.code == Code::Unreadable && d.file.as_deref() == Some("portal.toml"))
        };
        self.0.iter().all(outside)
    }

    /// The findings that say that something of another portal is not what its publisher signed.
    fn distrust_errors(&self) -> impl Iterator<Item = &Diag> {
        self.0.iter().filter(|diag| diag.severity == Severity::Error && diag.code.is_distrust())
    }

    /// Whether somebody has to look at content of another portal before anything else.
    pub fn has_distrust(&self) -> bool {
        self.distrust_errors().next().is_some()
    }

    /// The errors that say that something is not what was signed, when there are any; else
    /// everything. What else is wrong with such a site may follow from that alone, and would say
    /// what an altered file holds.
    pub fn distrust_or_all(self) -> Self {
        if self.has_distrust() { self.distrust_errors().cloned().collect() } else { self }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Diag> {
        self.0.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|d| d.severity == severity).count()
    }

    /// By file, place, severity; the same finding once.
    pub fn sorted(mut self) -> Vec<Diag> {
        self.0.sort_by(Diag::compare);
        self.0.dedup();
        self.0
    }
}

impl FromIterator<Diag> for Diags {
    fn from_iter<I: IntoIterator<Item = Diag>>(iter: I) -> Self {
        Self(iter.into_iter().collect())
    }
}

impl From<Diag> for Diags {
    fn from(diag: Diag) -> Self {
        Self(vec![diag])
    }
}
