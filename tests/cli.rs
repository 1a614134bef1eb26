//! The command line is a contract: scripts use it.

mod harness;

#[path = "cli/build.rs"]
mod build;
#[path = "cli/explain.rs"]
mod explain;
#[path = "cli/new.rs"]
mod new;
#[path = "cli/verify.rs"]
mod verify;

use std::ffi::OsStr;
use std::process::Command;

/// What came of running the program.
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The one JSON object that it printed.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        let json: serde_json::Value = serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}", self.out));
        assert!(json.is_object(), "{json}");
        json
    }

    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.err);
        self
    }
}

/// Runs the program with no language of the system.
pub fn tamquan<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Ran {
    with(&[], arguments)
}

pub fn with<S: AsRef<OsStr>>(variables: &[(&str, &str)], arguments: impl IntoIterator<Item = S>) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tamquan"));
    for name in ["LANG", "LC_ALL", "LC_MESSAGES", "SOURCE_DATE_EPOCH"] {
        command.env_remove(name);
    }
    let result = command.envs(variables.iter().copied()).args(arguments).output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Ran { code: result.status.code(), out: text(result.stdout), err: text(result.stderr) }
}

#[test]
fn help_and_version_are_fine() {
    for argument in ["--help", "--version", "help"] {
        let ran = tamquan([argument]).code(0);
        assert!(ran.out.contains("tamquan") && ran.err.is_empty(), "{argument}");
    }
}

#[test]
fn what_nobody_can_mean_could_not_run() {
    for arguments in
        [vec![], vec!["bild"], vec!["build", "--no-such-flag"], vec!["new"], vec!["new", "x", "--agency", "village"]]
    {
        let ran = tamquan(&arguments).code(2);
        assert!(ran.out.is_empty() && !ran.err.is_empty(), "{arguments:?}");
    }
}

#[test]
fn completions_are_printed_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = tamquan(["completions", shell]).code(0);
        assert!(ran.out.contains("tamquan") && ran.out.contains("base-url"), "{shell}");
    }
    tamquan(["completions", "cmd"]).code(2);
}
