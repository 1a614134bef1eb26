//! The result of a build, which later builds do not change.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tamquan::diag::{Diag, Diags, Messages, Severity, show_diags};
use tamquan::engine::{BuildOptions, BuildReport};
use tamquan::site_files::ExcerptFinder;

use super::folder::{Folder, snapshot};

/// The bytes of files by their paths.
pub type Files = BTreeMap<String, Vec<u8>>;

pub struct Built {
    /// The folder of the site and its outputs exists as long as this value.
    _folder: Arc<Folder>,
    site: PathBuf,
    outcome: Result<BuildReport, Vec<Diag>>,
    outputs: Files,
}

impl Built {
    pub(super) fn new(folder: Arc<Folder>, options: &BuildOptions, result: Result<BuildReport, Diags>) -> Self {
        let outcome = result.map_err(Diags::sorted);
        let mut outputs = snapshot(&options.folders.out);
        outputs.retain(|path, _| !path.ends_with('/') && path != tamquan::output_writer::MARK_FILE);
        Self { _folder: folder, site: options.folders.site.clone(), outcome, outputs }
    }

    /// Checks that the build succeeded.
    #[track_caller]
    pub fn ok(self) -> Self {
        if let Err(faults) = &self.outcome {
            panic!("the build failed:\n{}", self.words(faults));
        }
        self
    }

    /// Checks that the build failed with exactly these errors (code, file, line); line 0 means an
    /// error without a line.
    #[track_caller]
    pub fn fails_with(self, expected: &[(&str, &str, u32)]) -> Self {
        let mut found: Vec<(&str, &str, u32)> = self.errors().iter().map(|d| place(d)).collect();
        let mut wanted = expected.to_vec();
        found.sort_unstable();
        wanted.sort_unstable();
        assert!(found == wanted, "wanted {wanted:?}\nfound {found:?}\n{}", self.words(self.faults()));
        self
    }

    pub fn is_ok(&self) -> bool {
        self.outcome.is_ok()
    }

    /// The diagnostics of a failed build; empty after a successful one.
    pub fn faults(&self) -> &[Diag] {
        self.outcome.as_ref().err().map_or(&[], Vec::as_slice)
    }

    pub fn errors(&self) -> Vec<&Diag> {
        self.faults().iter().filter(|d| d.severity == Severity::Error).collect()
    }

    /// The codes and files of the warnings of a successful build.
    #[track_caller]
    pub fn warnings(&self) -> Vec<(&str, &str)> {
        let mut found: Vec<(&str, &str)> =
            self.outcome().warnings.iter().map(|d| (d.code.name(), d.file.as_deref().unwrap_or(""))).collect();
        found.sort_unstable();
        found
    }

    #[track_caller]
    pub fn outcome(&self) -> &BuildReport {
        match &self.outcome {
            Ok(outcome) => outcome,
            Err(faults) => panic!("the build failed:\n{}", self.words(faults)),
        }
    }

    /// The text of the output at an address.
    #[track_caller]
    pub fn page(&self, url: &str) -> &str {
        let path = file_of(url);
        let bytes =
            self.outputs.get(&path).unwrap_or_else(|| panic!("there is no {path}; there are:\n{}", self.names()));
        std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{path} is no text"))
    }

    /// The addresses that search finds for these words in Vietnamese, in order.
    pub fn found(&self, words: &str) -> Vec<String> {
        let read = |path: &str| self.outputs.get(path).cloned();
        let manifest = &self.outputs["search/vi.json"];
        let answer = tamquan::search::search(manifest, &read, words, 100).unwrap_or_default();
        answer.results.into_iter().map(|result| result.url).collect()
    }

    /// The JSON of the output at an address.
    #[track_caller]
    pub fn json(&self, url: &str) -> serde_json::Value {
        serde_json::from_str(self.page(url)).unwrap_or_else(|e| panic!("{url}: {e}"))
    }

    #[track_caller]
    pub fn has(&self, path: &str) -> &Self {
        assert!(self.outputs.contains_key(&file_of(path)), "there is no {path}; there are:\n{}", self.names());
        self
    }

    #[track_caller]
    pub fn lacks(&self, path: &str) -> &Self {
        assert!(!self.outputs.contains_key(&file_of(path)), "there is a {path}");
        self
    }

    #[track_caller]
    pub fn contains(&self, path: &str, needle: &str) -> &Self {
        let text = self.page(path);
        assert!(text.contains(needle), "{path} does not hold {needle:?}:\n{}", body(text));
        self
    }

    #[track_caller]
    pub fn omits(&self, path: &str, needle: &str) -> &Self {
        let text = self.page(path);
        assert!(!text.contains(needle), "{path} holds {needle:?}:\n{}", body(text));
        self
    }

    /// All outputs.
    pub fn outputs(&self) -> &Files {
        &self.outputs
    }

    /// The paths of the outputs that contain a text.
    pub fn holding(&self, needle: &str) -> Vec<&str> {
        let holds = |bytes: &[u8]| bytes.windows(needle.len()).any(|part| part == needle.as_bytes());
        self.outputs.iter().filter(|(_, bytes)| holds(bytes)).map(|(path, _)| path.as_str()).collect()
    }

    /// Checks that both builds wrote the same bytes.
    #[track_caller]
    pub fn identical_to(&self, other: &Built) -> &Self {
        if let Some(difference) = first_difference(&self.outputs, &other.outputs) {
            panic!("{difference}");
        }
        self
    }

    // The counts of the work that the build did.

    #[track_caller]
    pub fn added(&self) -> usize {
        self.outcome().changes.added.len()
    }

    #[track_caller]
    pub fn changed(&self) -> usize {
        self.outcome().changes.changed.len()
    }

    #[track_caller]
    pub fn removed(&self) -> usize {
        self.outcome().changes.removed.len()
    }

    fn names(&self) -> String {
        self.outputs.keys().map(|path| format!("  {path}\n")).collect()
    }

    fn words(&self, faults: &[Diag]) -> String {
        let mut excerpts = ExcerptFinder::new(&self.site);
        show_diags(faults, &Messages::new("en"), false, |file, spot| excerpts.find(file, spot))
    }
}

/// The code, file and line of a diagnostic.
pub fn place(diag: &Diag) -> (&'static str, &str, u32) {
    (diag.code.name(), diag.file.as_deref().unwrap_or(""), diag.spot.map_or(0, |s| s.line))
}

/// The file that a host sends for an address. The path of a file is unchanged.
fn file_of(url: &str) -> String {
    let path = url.strip_prefix('/').unwrap_or(url);
    if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
}

/// The part of a page that a failed assertion shows: everything after its head and menus.
fn body(text: &str) -> &str {
    text.find("<main").map_or(text, |at| &text[at..])
}

/// The first file that differs between two outputs, and the place of the difference.
pub fn first_difference(one: &Files, two: &Files) -> Option<String> {
    if let Some(path) = one.keys().find(|p| !two.contains_key(*p)) {
        return Some(format!("only the first has {path}"));
    }
    if let Some(path) = two.keys().find(|p| !one.contains_key(*p)) {
        return Some(format!("only the second has {path}"));
    }
    let (path, a, b) = one.iter().find_map(|(path, a)| two.get(path).filter(|b| *b != a).map(|b| (path, a, b)))?;
    let at = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let around =
        |bytes: &[u8]| String::from_utf8_lossy(&bytes[at.saturating_sub(60)..bytes.len().min(at + 60)]).into_owned();
    let mut text = String::new();
    let _ = write!(text, "{path} differs at byte {at}:\n  {:?}\n  {:?}", around(a), around(b));
    Some(text)
}

/// The files of an output folder, for a comparison of outputs that the program wrote.
pub fn output(folder: &Path) -> Files {
    let mut files = snapshot(folder);
    files.retain(|path, _| !path.ends_with('/'));
    files
}
