//! Diagnostics: what is wrong, how severe it is, and where.

use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::codes::Code;
use super::spot::Spot;
use crate::folder::FolderFault;

/// The severity of a diagnostic.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Severity {
    /// The fault must be corrected: a build with an error writes no output.
    Error,
    /// The fault can stay: a build with warnings writes its output.
    Warning,
}

/// The maximum length of an argument of a message, in characters. A key or a value of a file can be
/// as long as the file.
pub(super) const LONGEST_ARGUMENT: usize = 1_000;

/// The maximum length of an argument in one language, in characters. The list of the types of
/// documents, with their names, has to fit.
const LONGEST_LIST: usize = 4 * LONGEST_ARGUMENT;

/// The character between the Vietnamese and the English text of an argument. No text of a site can
/// contain it, because it is a control character.
pub(super) const LANGUAGE_DIVIDER: char = '\u{1f}';

/// One error or warning.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diag {
    /// What is wrong. The code selects the message and the hint.
    pub code: Code,
    /// How grave the fault is. The caller decides it, because one code can be both: a refused item
    /// stops no pull, for example.
    pub severity: Severity,
    /// The file, relative to the site's folder (or as the user named it, outside of that folder).
    /// `None` if the diagnostic is not about a file.
    pub file: Option<String>,
    /// The place in the file. `None` if the diagnostic is about the whole file.
    pub spot: Option<Spot>,
    /// The arguments of the message, with the names that its text uses.
    pub args: Vec<(&'static str, String)>,
}

impl Diag {
    /// An error without a file, a place and arguments.
    pub fn error(code: Code) -> Self {
        Self { code, severity: Severity::Error, file: None, spot: None, args: Vec::new() }
    }

    /// A warning without a file, a place and arguments.
    pub fn warning(code: Code) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code) }
    }

    /// Sets the file.
    pub fn file(mut self, file: impl fmt::Display) -> Self {
        self.file = Some(file.to_string());
        self
    }

    /// Sets the place in the file.
    pub fn spot(mut self, spot: Spot) -> Self {
        self.spot = Some(spot);
        self
    }

    /// Adds an argument of the message. A longer value than the limit is cut.
    pub fn arg(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        let mut text = value.to_string();
        if let Some((end, _)) = text.char_indices().nth(LONGEST_ARGUMENT) {
            text.truncate(end);
            text.push('…');
        }
        self.args.push((name, text));
        self
    }

    /// Adds an argument whose text differs by the language of the message.
    pub fn arg_by_language(mut self, name: &'static str, vi: &str, en: &str) -> Self {
        let longest = LONGEST_LIST;
        let cut = |text: &str| match text.char_indices().nth(longest - 2) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text.to_owned(),
        };
        self.args.push((name, format!("{}{LANGUAGE_DIVIDER}{}", cut(vi), cut(en))));
        self
    }

    /// A diagnostic for a fault in a folder, with the path relative to `site`.
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

    /// Orders diagnostics by file, place, severity, code and arguments.
    fn compare(&self, other: &Self) -> std::cmp::Ordering {
        let place = |d: &Self| (d.spot, d.severity, d.code);
        let by_file = self.file.cmp(&other.file);
        by_file.then_with(|| place(self).cmp(&place(other))).then_with(|| self.args.cmp(&other.args))
    }
}

/// All diagnostics of a run. Their order when shown does not depend on the threads that found them.
#[derive(Clone, Default, Debug)]
pub struct Diags(Vec<Diag>);

impl Diags {
    /// Adds a diagnostic.
    pub fn push(&mut self, diag: Diag) {
        self.0.push(diag);
    }

    /// Adds diagnostics behind those that are there.
    pub fn extend(&mut self, diags: impl IntoIterator<Item = Diag>) {
        self.0.extend(diags);
    }

    /// Whether there is an error among the diagnostics.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|d| d.severity == Severity::Error)
    }

    /// Whether all errors lie outside of the content: in the usage, or in a folder that cannot be
    /// read or written.
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

    /// The errors that mean that content of another portal is not what its publisher signed.
    fn distrust_errors(&self) -> impl Iterator<Item = &Diag> {
        self.0.iter().filter(|diag| diag.severity == Severity::Error && diag.code.is_distrust())
    }

    /// Whether a person must examine content of another portal before anything else.
    pub fn has_distrust(&self) -> bool {
        self.distrust_errors().next().is_some()
    }

    /// Only the errors about content that is not what was signed, if there are any; otherwise all
    /// diagnostics. The other faults of such a site may follow from the altered content alone, and
    /// their messages would quote it.
    pub fn distrust_or_all(self) -> Self {
        if self.has_distrust() { self.distrust_errors().cloned().collect() } else { self }
    }

    /// All diagnostics, in the order in which they were added and with duplicates.
    pub fn iter(&self) -> impl Iterator<Item = &Diag> {
        self.0.iter()
    }

    /// Whether the run has found neither errors nor warnings.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number of diagnostics of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|d| d.severity == severity).count()
    }

    /// The diagnostics by file, place and severity, without duplicates.
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
