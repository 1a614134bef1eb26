//! Sites in folders that the program works on, and the results of its runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use serde_json::Value;
use tamquan::exchange::format::ExchangeId;
use tamquan::exchange::sync::{ExchangeLock, LockedSource};

use harness::{Files, Folder, copy, output, picture};

/// The time of all builds of this run: signatures begin and end by the clock, so no fixed day would
/// do.
#[allow(clippy::disallowed_methods)]
pub(crate) fn moment() -> &'static str {
    static MOMENT: OnceLock<String> = OnceLock::new();
    MOMENT.get_or_init(|| {
        let past = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a clock");
        past.as_secs().to_string()
    })
}

/// The result of a run of the program.
pub(crate) struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    #[track_caller]
    pub(crate) fn code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.err);
        self
    }

    /// Checks that the errors contain a text, such as a code in brackets.
    #[track_caller]
    pub(crate) fn tells(self, needle: &str) -> Self {
        assert!(self.out.contains(needle) || self.err.contains(needle), "no {needle:?} in\n{}\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub(crate) fn tells_not(self, needle: &str) -> Self {
        assert!(!self.out.contains(needle) && !self.err.contains(needle), "{needle:?} in\n{}\n{}", self.out, self.err);
        self
    }

    /// The single JSON object on standard output.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}\n{}", self.out, self.err))
    }

    /// The code, file and line of each diagnostic of a build with `--json`.
    #[track_caller]
    pub(crate) fn findings(&self) -> Vec<(String, String, u64)> {
        let json = self.json();
        let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
        let one = |one: &Value| (text(one, "code"), text(one, "file"), one["line"].as_u64().unwrap_or_default());
        json["diagnostics"].as_array().expect("diagnostics").iter().map(one).collect()
    }
}

/// The program with these arguments, allowed to fetch from the loopback.
pub(crate) fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tamquan"));
    for name in ["LANG", "LC_ALL", "LC_MESSAGES"] {
        command.env_remove(name);
    }
    command.env("SOURCE_DATE_EPOCH", moment()).args(["--lang", "en", "--loopback-for-tests"]).args(args);
    command
}

pub(crate) fn ran(command: &mut Command) -> Ran {
    let result = command.output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Ran { code: result.status.code(), out: text(result.stdout), err: text(result.stderr) }
}

/// A site, with the folder of its keys beside it.
pub(crate) struct Site(Arc<Folder>);

impl Site {
    /// A portal with a home page.
    pub(crate) fn new(portal: &str) -> Self {
        let site = Self(Arc::new(Folder::new()));
        site.put("portal.toml", portal).put("content/_index.md", harness::HOME);
        site
    }

    /// A copy of the source files, as on another machine: outputs and build cache are left out.
    pub(crate) fn copied(&self) -> Self {
        let other = Self(Arc::new(Folder::new()));
        copy(&self.root(), &other.root());
        other
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.0.path().join("site")
    }

    pub(crate) fn keys(&self) -> PathBuf {
        self.0.path().join("keys")
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub(crate) fn put(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let file = self.path(path);
        fs::create_dir_all(file.parent().expect("a file lies in a folder")).expect("a folder");
        fs::write(&file, bytes).unwrap_or_else(|e| panic!("{path}: {e}"));
        self
    }

    #[track_caller]
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    /// Replaces every `from` by `to`; the file must contain `from`.
    #[track_caller]
    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) -> &Self {
        let old = self.read(path);
        assert!(old.contains(from), "{path} does not hold {from:?}:\n{old}");
        self.put(path, old.replace(from, to))
    }

    pub(crate) fn add(&self, path: &str, text: &str) -> &Self {
        self.put(path, self.read(path) + text)
    }

    /// Adds a section with pages of one kind.
    pub(crate) fn section(&self, folder: &str, kind: &str) -> &Self {
        let front = format!("+++\ntitle = \"Mục {folder}\"\nkind = \"{kind}\"\n+++\n");
        self.put(&format!("content/{folder}/_index.md"), front)
    }

    /// Adds a page with a title, more front matter and a text.
    pub(crate) fn page(&self, path: &str, title: &str, more: &str, text: &str) -> &Self {
        self.put(&format!("content/{path}.md"), format!("+++\ntitle = \"{title}\"\n{more}\n+++\n{text}\n"))
    }

    pub(crate) fn picture(&self, path: &str) -> &Self {
        self.put(path, picture(path, 900, 600))
    }

    fn run(&self, before: &[&str], args: &[&str]) -> Ran {
        ran(&mut command(&[before, args].concat()))
    }

    pub(crate) fn build(&self, args: &[&str]) -> Ran {
        self.run(&["build", &self.root().to_string_lossy()], args)
    }

    pub(crate) fn source(&self, args: &[&str]) -> Ran {
        self.run(&["source", "--site", &self.root().to_string_lossy()], args)
    }

    pub(crate) fn share(&self, args: &[&str]) -> Ran {
        let (site, keys) = (self.root(), self.keys());
        self.run(&["share", "--site", &site.to_string_lossy(), "--keys", &keys.to_string_lossy()], args)
    }

    /// Syncs and builds; both must succeed.
    #[track_caller]
    pub(crate) fn follow(&self) -> Ran {
        self.source(&["sync"]).code(0);
        self.build(&[]).code(0)
    }

    /// Makes the next build contact the sources again.
    pub(crate) fn forget_when_asked(&self) -> &Self {
        match fs::remove_dir_all(self.path(".tamquan/exchange")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => panic!("{error}"),
            _ => self,
        }
    }

    /// All outputs except for the mark file.
    pub(crate) fn output(&self) -> Files {
        output(&self.path("public"))
    }

    /// The text of the output at an address.
    #[track_caller]
    pub(crate) fn shows(&self, url: &str) -> String {
        let end = if url.is_empty() || url.ends_with('/') { "index.html" } else { "" };
        self.read(&format!("public/{url}{end}"))
    }

    /// The text of the search index: its manifest, its cards and its vocabulary.
    pub(crate) fn shows_search(&self) -> String {
        let is_text = |path: &str| path.starts_with("search/") && (path.ends_with(".json") || path.ends_with(".txt"));
        let files = self.output().into_iter().filter(|(path, _)| is_text(path));
        files.map(|(_, bytes)| String::from_utf8(bytes).expect("text")).collect()
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.path(path).exists()
    }

    /// The entry of a source in the lock.
    #[track_caller]
    pub(crate) fn held(&self, source: &str) -> LockedSource {
        ExchangeLock::read(&self.root()).expect("a lock").sources.remove(&name(source)).expect("the source is held")
    }

    /// The files that the last build wrote or removed.
    pub(crate) fn changes(&self) -> Vec<String> {
        let json: Value = serde_json::from_str(&self.read(".tamquan/changes.json")).expect("JSON");
        let all = ["added", "changed", "removed"].map(|key| json[key].as_array().expect("a list").clone()).concat();
        let mut all: Vec<String> = all.iter().map(|path| path.as_str().expect("a path").to_owned()).collect();
        all.sort();
        all
    }
}

pub(crate) fn name(text: &str) -> ExchangeId {
    ExchangeId::new(text).expect("a name")
}

/// The files below a folder whose name or content contains a text, in upper or lower case.
pub(crate) fn holding(folder: &Path, needle: &str) -> Vec<String> {
    let holds = |bytes: &[u8]| {
        let small = bytes.to_ascii_lowercase();
        memchr::memmem::find(&small, needle.as_bytes()).is_some()
    };
    let files = harness::snapshot(folder);
    files.into_iter().filter(|(path, bytes)| holds(path.as_bytes()) || holds(bytes)).map(|(path, _)| path).collect()
}

/// Checks that both sets of files are equal.
#[track_caller]
pub(crate) fn same(one: &Files, two: &Files) {
    if let Some(difference) = harness::first_difference(one, two) {
        panic!("{difference}");
    }
}
