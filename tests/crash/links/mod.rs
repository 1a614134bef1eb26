//! Links, pipes, endless files, keys and unknown files in the folders of a portal, as a pull
//! request, an archive or an accident can put them there. The program writes and deletes only its
//! own files, publishes nothing hidden, and never waits for a pipe.

mod keys;
mod own;
mod shown;
mod special;
mod two;

use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use harness::{Portal, TODAY};

/// The result of a run of the program.
pub(crate) struct Ran {
    pub code: Option<i32>,
    pub err: String,
}

impl Ran {
    #[track_caller]
    pub(crate) fn code(self, code: i32, what: &str) -> Self {
        assert_eq!(self.code, Some(code), "{what}: {}", self.err);
        self
    }

    #[track_caller]
    pub(crate) fn tells(self, code: &str, place: &str, what: &str) -> Self {
        let is_told = self.err.contains(&format!("error[{code}]")) && self.err.contains(place);
        assert!(is_told, "{what}: {code} at {place} is not told:\n{}", self.err);
        self
    }
}

/// No run takes as long as this: a program that runs longer waits for a pipe.
const LONGEST: Duration = Duration::from_secs(60);

pub(crate) fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tamquan"));
    command.env_remove("LC_ALL").env_remove("LC_MESSAGES").env("SOURCE_DATE_EPOCH", "1795420800");
    command.args(["--lang", "en"]).args(args).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// Runs the program. A run that does not end in time is killed, and the test fails.
#[track_caller]
pub(crate) fn tamquan(args: &[&str]) -> Ran {
    let mut child = command(args).spawn().expect("the program runs");
    let mut told = child.stderr.take().expect("its errors");
    let read = std::thread::spawn(move || {
        let mut err = String::new();
        told.read_to_string(&mut err).expect("UTF-8");
        err
    });
    let code = end_of(&mut child).unwrap_or_else(|| panic!("{args:?} does not end"));
    Ran { code: code.code(), err: read.join().expect("its errors") }
}

/// How a program ended; `None` when it had to be killed.
fn end_of(child: &mut Child) -> Option<std::process::ExitStatus> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("a status") {
            return Some(status);
        }
        if begun.elapsed() > LONGEST {
            child.kill().expect("an end");
            child.wait().expect("a status");
            return None;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Builds a site into its folder `public`, unless `more` names another one.
#[track_caller]
pub(crate) fn build(portal: &Portal, more: &[&str]) -> Ran {
    let site = portal.site().to_string_lossy();
    tamquan(&[&["build", site.as_ref(), "--date", TODAY][..], more].concat())
}

/// A portal, and beside it a folder `home` that the program must not change.
pub(crate) fn portal() -> Portal {
    let portal = Portal::empty()
        .write("static/a.txt", "a\n")
        .page("tin", "title = \"Tin\"")
        .picture("static/images/ho.png", 60, 40)
        .append("content/tin.md", "![Hồ](/images/ho.png)\n");
    for file in ["quan-trong.txt", "thu/anh.jpg", "thu/sau/b.txt", "index", "preview/z", "items/mot.json"] {
        let path = portal.root().join("home").join(file);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, "không được động tới\n").expect("a file");
    }
    portal
}

pub(crate) fn home(portal: &Portal) -> std::path::PathBuf {
    portal.root().join("home")
}

pub(crate) fn pipe(path: &Path) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo").success());
}

/// A sparse file of 100 GB.
pub(crate) fn endless(path: &Path) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::File::create(path).and_then(|file| file.set_len(100 << 30)).expect("a file");
}
