//! The messages of the preview in the terminal, and the same texts for browsers.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::state::SiteFault;
use super::terminal_code::terminal_code;
use super::window::Edit;
use crate::diag::{self, Diag, Messages, Severity, show_diags};
use crate::engine::BuildReport;
use crate::site_files::ExcerptFinder;

/// The most errors that a browser shows.
const MAX_ERRORS_SHOWN: usize = 25;

/// Writes messages to the terminal in one language.
pub(super) struct Terminal {
    messages: Messages,
    lang: &'static str,
    colour: bool,
    site: PathBuf,
}

/// Why a build was made.
pub(super) enum RebuildReason {
    /// The first build of the preview.
    First,
    /// Files were edited.
    Edited(Edit),
    /// The moment of a scheduled change has come.
    Scheduled,
}

impl Terminal {
    pub(super) fn new(lang: &str, colour: bool, site: &Path) -> Self {
        let messages = Messages::new(lang);
        Self { messages, lang: message_language(lang), colour, site: site.to_path_buf() }
    }

    pub(super) fn show_address(&self, address: &str) {
        self.print_message("preview-address", &[("address", format!("{address}/"))]);
    }

    /// Writes the address that admits the next device, and a code with the address for its camera.
    pub(super) fn show_device_address(&self, address: &str) {
        self.print_message("preview-device-address", &[("address", address.to_owned())]);
        // The address is enough where the code cannot be drawn.
        let _ = write!(std::io::stdout(), "{}", terminal_code(address).unwrap_or_default());
    }

    pub(super) fn show_port_taken(&self, port: u16, other: u16) {
        self.print_message("preview-port-taken", &[("port", port.to_string()), ("other", other.to_string())]);
    }

    pub(super) fn show_waiting(&self) {
        self.print_message("preview-waiting", &[]);
    }

    pub(super) fn show_polling(&self, reason: &str) {
        self.print_message("preview-polling", &[("reason", reason.to_owned())]);
    }

    /// Writes one line about a successful build.
    pub(super) fn show_built(&self, why: &RebuildReason, report: &BuildReport, milliseconds: u128) {
        let ms = ("ms", milliseconds.to_string());
        let what = match why {
            RebuildReason::First => {
                return self.print_message("preview-first", &[("pages", report.pages.to_string()), ms]);
            }
            RebuildReason::Scheduled => self.messages.text("preview-moment", &[]),
            RebuildReason::Edited(edit) => self.describe_edit(edit),
        };
        let changes = &report.changes;
        let changed = changes.added.len() + changes.changed.len() + changes.removed.len();
        let numbers =
            [("what", what), ("rendered", report.rendered.len().to_string()), ("changed", changed.to_string()), ms];
        self.print_message("preview-built", &numbers);
    }

    fn describe_edit(&self, edit: &Edit) -> String {
        let shown = |path: &PathBuf| path.to_string_lossy().replace(|c: char| c.is_control(), "\u{fffd}");
        match (edit.paths.first(), edit.paths.len()) {
            (Some(path), 1) => shown(path),
            (Some(path), n) => {
                self.messages.text("preview-more", &[("file", shown(path)), ("more", (n - 1).to_string())])
            }
            (None, _) => self.messages.text("preview-all", &[]),
        }
    }

    /// Writes diagnostics with excerpts of their files, as `tamquan build` does.
    pub(super) fn show_findings(&self, found: &[Diag]) {
        // A closed terminal is not a reason to stop.
        let _ = write!(std::io::stderr(), "{}", self.format_findings(found, self.colour));
    }

    /// Writes the errors of a failed build, and their number.
    pub(super) fn show_failed(&self, faults: &[Diag]) {
        self.show_findings(faults);
        let [errors, warnings] =
            [Severity::Error, Severity::Warning].map(|severity| count(faults, severity).to_string());
        let _ = writeln!(
            std::io::stderr(),
            "{}",
            self.messages.text("summary-failed", &[("errors", errors), ("warnings", warnings)])
        );
    }

    /// The errors for browsers. `never` means that there is no good version to show.
    pub(super) fn site_fault(&self, faults: &[Diag], never: bool) -> SiteFault {
        let word = |key: &str| self.messages.text(key, &[]);
        let wrong: Vec<&Diag> = faults.iter().filter(|diag| diag.severity == Severity::Error).collect();
        let title = if never { "preview-title-never" } else { "preview-title" };
        let rest = wrong.len().saturating_sub(MAX_ERRORS_SHOWN);
        let mut excerpts = ExcerptFinder::new(&self.site);
        let json = json!({
            "title": self.messages.text(title, &[("errors", wrong.len().to_string())]),
            "lang": self.lang,
            "mend": word("preview-mend"),
            "last": (!never).then(|| word("preview-last")),
            "close": word("preview-close"),
            "hint": word("label-hint"),
            "errors": wrong.iter().take(MAX_ERRORS_SHOWN).map(|diag| self.error_json(diag, &mut excerpts)).collect::<Vec<_>>(),
            "rest": (rest > 0).then(|| self.messages.text("preview-rest", &[("more", rest.to_string())])),
        });
        SiteFault { json: json.to_string().into(), text: self.format_findings(faults, false).into() }
    }

    fn error_json(&self, diag: &Diag, excerpts: &mut ExcerptFinder) -> Value {
        let mut error = diag::diag_json(diag, &self.messages);
        let found = diag.file.as_ref().zip(diag.spot).and_then(|(file, spot)| excerpts.find(file, spot));
        let line = found.map(|excerpt| excerpt.text);
        if let Some(members) = error.as_object_mut() {
            members.insert("source".to_owned(), line.into());
        }
        error
    }

    fn format_findings(&self, found: &[Diag], colour: bool) -> String {
        let mut excerpts = ExcerptFinder::new(&self.site);
        show_diags(found, &self.messages, colour, |file, spot| excerpts.find(file, spot))
    }

    fn print_message(&self, key: &str, args: &[(&str, String)]) {
        let _ = writeln!(std::io::stdout(), "{}", self.messages.text(key, args));
    }
}

fn count(faults: &[Diag], severity: Severity) -> usize {
    faults.iter().filter(|diag| diag.severity == severity).count()
}

/// The language of messages for a language name.
pub(super) fn message_language(name: &str) -> &'static str {
    if name.starts_with("vi") { "vi" } else { "en" }
}
