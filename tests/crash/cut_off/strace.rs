//! Runs of the program under `strace`: which of its calls change the disk, and what it does when
//! one of them fails.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitStatus};

use crate::cut_off::{Ran, arguments};
use harness::{Folder, Portal};

/// The calls that change files. A question mark marks a name that some machines do not have.
const CHANGING: &str = "openat,write,?pwrite64,?writev,?mkdir,mkdirat,?rename,?renameat,renameat2,?unlink,unlinkat,\
                        ?rmdir,ftruncate,?fallocate,?copy_file_range,?sendfile,?symlink,symlinkat,?link,linkat,?chmod,\
                        fchmod,fchmodat,utimensat,fsync";
/// The calls on files that change nothing.
const HARMLESS: &str = "access,close,dup,epoll_create1,eventfd2,execve,faccessat,faccessat2,fcntl,flock,fstat,getcwd,\
                        getdents64,ioctl,lseek,lstat,mmap,newfstatat,open,poll,pread64,read,readlink,readlinkat,stat,statx";

/// A call on a file: the `nth` call of its thread with this name and path. The path is relative to
/// the folder of site and output.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Call {
    pub name: String,
    pub path: String,
    pub nth: usize,
    /// Whether the call opens a file for reading.
    pub reads: bool,
}

/// How a call is disturbed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Fault {
    /// The call fails with this error.
    Error(&'static str),
    /// The process is killed at the call.
    Kill,
}

impl Call {
    /// What sort of file the call is about: the folder below the output folder or the site, and the
    /// ending of its name.
    pub(super) fn sort_of_file(&self) -> (String, String) {
        let folder: Vec<&str> = self.path.split('/').take(2).collect();
        let ending = Path::new(&self.path).extension().unwrap_or_default();
        let is_deep = self.path.matches('/').count() > 1;
        let folder = if is_deep && !self.path.contains(".tamquan") { folder[0].to_owned() } else { folder.join("/") };
        (folder, ending.to_string_lossy().into_owned())
    }

    /// All ways to disturb this call.
    pub(super) fn faults(&self) -> [Fault; 3] {
        let (one, two) = match self.name.as_str() {
            "openat" if self.reads => ("EACCES", "EIO"),
            "openat" | "mkdir" => ("ENOSPC", "EACCES"),
            "write" => ("ENOSPC", "EIO"),
            _ => ("EROFS", "EIO"),
        };
        [Fault::Error(one), Fault::Error(two), Fault::Kill]
    }
}

fn missing(error: std::io::Error) -> ! {
    panic!("strace: {error}. These tests need it: apt-get install strace")
}

/// Whether the test may trace processes here.
pub(super) fn is_permitted() -> bool {
    let result = Command::new("strace").args(["-f", "-o", "/dev/null", "true"]).output();
    let result = result.unwrap_or_else(|error| missing(error));
    let why = String::from_utf8_lossy(&result.stderr).into_owned();
    result.status.success() || crate::cut_off::skip(&format!("processes may not be traced here: {why}"))
}

/// Builds on one thread, so that every run makes the same calls in the same order.
fn traced(portal: &Portal, options: &[String]) -> (ExitStatus, Ran, String) {
    let folder = Folder::new();
    let log = folder.path().join("log");
    let mut command = Command::new("strace");
    command.args(["-f", "-y", "-qq", "-o"]).arg(&log).args(options).args(arguments(portal));
    let result = command.env("RAYON_NUM_THREADS", "1").output().unwrap_or_else(|error| missing(error));
    let log = fs::read_to_string(log).unwrap_or_default();
    (result.status, Ran::of(result), log)
}

/// Builds without a disturbance. Returns the calls on files of the portal that change something, or
/// that open an output or the build cache.
pub(super) fn record(portal: &Portal) -> Vec<Call> {
    let (status, ran, log) = traced(portal, &["--seccomp-bpf".into(), format!("-etrace={CHANGING}")]);
    assert!(status.success(), "{}", ran.err);
    let root = format!("{}/", portal.root().display());
    let mut calls: Vec<Call> = Vec::new();
    let mut seen: Vec<(&str, String, Vec<String>)> = Vec::new();
    for line in log.lines() {
        let Some((name, paths)) = paths_of(line) else { continue };
        let Some(full) = paths.iter().find(|path| path.starts_with(&root)).cloned() else { continue };
        // `strace` counts the calls of each thread separately.
        let thread = line.split(' ').next().unwrap_or_default();
        let nth = 1 + seen.iter().filter(|(t, n, p)| *t == thread && *n == name && p.contains(&full)).count();
        seen.push((thread, name.clone(), paths));
        let writes = ["O_CREAT", "O_WRONLY", "O_RDWR"].iter().any(|flag| line.contains(flag));
        let reads = name == "openat" && !writes;
        let path = full.trim_start_matches(&root).to_owned();
        // Other tests cover source files that cannot be read.
        if !reads || !path.starts_with("site/") || path.starts_with("site/.tamquan") {
            calls.push(Call { name, path, nth, reads });
        }
    }
    calls
}

/// The name of a call and the absolute paths among its arguments.
fn paths_of(line: &str) -> Option<(String, Vec<String>)> {
    let (name, rest) = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ').split_once('(')?;
    let arguments = rest.rsplit_once(") = ").map_or(rest, |(arguments, _)| arguments);
    let all = |text: &str, open: &str, close: char| -> Vec<String> {
        let parts = text.split(open).skip(1).filter_map(|part| part.split(close).next());
        parts.map(|path| format!("/{path}")).collect()
    };
    // The other arguments of a write are data, not paths.
    let arguments = if name.contains("write") { arguments.split(',').next()? } else { arguments };
    let mut paths = all(arguments, "\"/", '"');
    paths.extend(all(arguments, "</", '>'));
    Some((name.to_owned(), paths))
}

/// The names of calls on files that a build makes and that the lists above do not have.
pub(super) fn unknown_calls(portal: &Portal) -> BTreeSet<String> {
    let (status, ran, log) = traced(portal, &["-etrace=%file,%desc".into()]);
    assert!(status.success(), "{}", ran.err);
    let known: BTreeSet<&str> = CHANGING.split(',').chain(HARMLESS.split(',')).map(|n| n.trim_matches('?')).collect();
    let is_name = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let names = log.lines().filter_map(paths_of).map(|(name, _)| name);
    names.filter(|name| is_name(name) && !known.contains(name.as_str())).collect()
}

/// Builds with one disturbed call.
///
/// # Errors
/// Returns an error when the build did not make that call.
pub(super) fn disturbed(portal: &Portal, call: &Call, fault: Fault) -> Result<Ran, String> {
    let Call { name, nth, .. } = call;
    let what = match fault {
        Fault::Error(error) => format!("error={error}"),
        Fault::Kill => "signal=SIGKILL".to_owned(),
    };
    let path = portal.root().join(&call.path);
    let mut options = vec![format!("-etrace={name}"), format!("-einject={name}:{what}:when={nth}")];
    options.push(format!("-P{}", path.display()));
    if fault != Fault::Kill {
        // The option makes `strace` faster, but the program would lose signals.
        options.push("--seccomp-bpf".into());
    }
    let (_, ran, log) = traced(portal, &options);
    let was_disturbed = if fault == Fault::Kill { ran.code.is_none() } else { log.contains("(INJECTED)") };
    if was_disturbed { Ok(ran) } else { Err(format!("nothing happened to it:\n{log}\n{}", ran.err)) }
}
