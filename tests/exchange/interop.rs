//! Interoperation with another program: python-tuf reads our channels, and we read the channels of
//! python-tuf.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::centre::{Centre, Content, now, ring};
use harness::Folder;

/// The version that the tests were written for: another one may have other functions.
const TUF: &str = "tuf==6.*";

/// A Python with python-tuf; `None` where it cannot be installed.
fn python() -> Option<&'static PathBuf> {
    // Tests run in parallel: python-tuf is installed once.
    static PYTHON: OnceLock<Option<PathBuf>> = OnceLock::new();
    PYTHON.get_or_init(installed).as_ref()
}

/// A virtual environment in `target/`, created on first use.
fn installed() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python-tuf");
    let python = folder.join("bin/python");
    let run = |program: &Path, args: &[&str]| {
        let output = Command::new(program).args(args).output();
        output.is_ok_and(|output| output.status.success())
    };
    let has_tuf = || run(&python, &["-c", "import tuf.ngclient, securesystemslib.signer"]);
    if has_tuf() {
        return Some(python);
    }
    run(Path::new("python3"), &["-m", "venv", folder.to_str()?]);
    run(&python, &["-m", "pip", "install", "--quiet", TUF, "securesystemslib[crypto]"]);
    let found = has_tuf().then_some(python);
    assert!(found.is_some() || std::env::var_os("TAMQUAN_TEST_ALL").is_none(), "python-tuf cannot be had");
    found
}

/// Runs a script of `tests/exchange/python`. Returns its output.
fn script(python: &Path, name: &str, args: &[&str]) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exchange/python").join(name);
    let output = Command::new(python).arg(path).args(args).output().expect("Python");
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn content() -> Content {
    Content::of(&[("mot", 1, "Một"), ("hai", 3, "Hai")])
}

#[test]
fn what_is_published_here_is_read_by_python_tuf() {
    let Some(python) = python() else { return };
    let mut centre = Centre::new(&content());
    // The keys change twice, so that the client has to follow the chain of roots.
    for _ in 0..2 {
        let new = ring(centre.terms);
        let old = std::mem::replace(&mut centre.keys, new);
        centre.repository.rotate(&old, &centre.keys, centre.terms, now()).expect("a rotation");
    }
    let root = centre.folder.join("metadata/1.root.json");
    let url = centre.server.url("");
    let files = content().files();
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    let args: Vec<&str> = [root.to_str().expect("a path"), &url].into_iter().chain(names).collect();
    let printed = script(python, "read.py", &args);
    let read: Vec<String> = printed.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let published: Vec<String> = files.into_values().map(|bytes| String::from_utf8(bytes).expect("UTF-8")).collect();
    assert_eq!(read, published);
}

#[test]
fn what_python_tuf_publishes_is_read_here() {
    let Some(python) = python() else { return };
    let mut centre = Centre::new(&Content::default());
    let work = Folder::new();
    let (files, channel) = (work.path().join("files"), work.path().join("channel"));
    for (name, bytes) in content().files() {
        let path = files.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a target");
    }
    script(python, "publish.py", &[files.to_str().expect("a path"), channel.to_str().expect("a path")]);
    fs::remove_dir_all(&centre.folder).expect("away");
    fs::rename(&channel, &centre.folder).expect("in its place");
    centre.root = fs::read(centre.folder.join("metadata/1.root.json")).expect("a root");
    let synced = centre.sync().expect("a sync");
    assert_eq!(synced.fetched.len(), 2);
    assert_eq!(centre.shown(), [("hai".to_owned(), 3), ("mot".to_owned(), 1)]);
    assert_eq!(centre.sync().expect("a sync").fetched.len(), 0);
}
