//! Builds a case and compares the diagnostics with the expected ones.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;

use tamquan::diag::{Diag, Messages, Severity, show_diags};
use tamquan::engine::{self, BuildOptions};
use tamquan::output_writer::{MARK_FILE, MARK_TEXT};
use tamquan::site_files::ExcerptFinder;

use super::case::{Case, Expected, What};
use harness::{Files, Portal, first_difference, snapshot};

/// The time limit for a build; no case needs so much time.
const PATIENCE: Duration = Duration::from_secs(60);

/// The diagnostics of a build, and the expected outputs that are missing.
struct Told {
    errors: Vec<Diag>,
    warnings: Vec<Diag>,
    fine: bool,
}

pub(super) fn check(case: &Case) -> Result<(), String> {
    let portal = lay_out(case);
    let told = build_and_compare(case, &portal)?;
    if case.fine {
        return check_fine(case, &portal, &told);
    }
    if told.fine {
        return Err("it was built".into());
    }
    compare(case, &told.errors, portal.site())?;
    // The same build again, over the outputs of an earlier build.
    if !case.foreign && case.out.is_none() {
        publish_before(&portal);
        build_and_compare(case, &portal)?;
    }
    if let Some(exit) = case.exit {
        through_the_program(case, &portal, exit)?;
    }
    Ok(())
}

fn lay_out(case: &Case) -> Portal {
    let mut portal = if case.bare { Portal::bare() } else { Portal::empty() };
    if let Some(date) = &case.date {
        portal = portal.on(date);
    }
    if let Some(out) = &case.out {
        portal = portal.into_folder(out);
    }
    for file in &case.files {
        let path = portal.site().join(&file.path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        let name = file.path.to_string_lossy().into_owned();
        match &file.what {
            What::Bytes(bytes) => fs::write(&path, bytes).expect("a file"),
            What::Link(to) => portal = portal.link(&name, to),
            What::Folder => fs::create_dir_all(&path).expect("a folder"),
            What::Gone => portal = portal.remove(&name),
            What::Sparse(bytes) => {
                fs::File::create(&path).and_then(|file| file.set_len(*bytes)).expect("a sparse file");
            }
            What::Picture(width, height) => portal = portal.picture(&name, *width, *height),
            What::Socket => drop(std::os::unix::net::UnixListener::bind(&path).expect("a socket")),
            What::Pipe => assert!(Command::new("mkfifo").arg(&path).status().expect("mkfifo").success()),
        }
    }
    if case.foreign {
        fs::create_dir_all(portal.output()).expect("a folder");
        fs::write(portal.output().join("luan-van.docx"), "of somebody else").expect("a file");
    }
    portal
}

fn publish_before(portal: &Portal) {
    let out = portal.output();
    fs::create_dir_all(out.join("tin-cu")).expect("a folder");
    fs::write(out.join(MARK_FILE), MARK_TEXT).expect("a file");
    fs::write(out.join("index.html"), "as it was").expect("a file");
    fs::write(out.join("tin-cu/index.html"), "as it was").expect("a file");
}

/// All files of the portal except for the build cache.
fn all_files(portal: &Portal) -> Files {
    let mut files = snapshot(portal.root());
    files.retain(|path, _| !path.starts_with("site/.tamquan/"));
    files
}

fn build_and_compare(case: &Case, portal: &Portal) -> Result<Told, String> {
    let before = all_files(portal);
    let told = build(portal.options())?;
    if !case.fine
        && let Some(difference) = first_difference(&before, &all_files(portal))
    {
        return Err(format!("something was written: {difference}"));
    }
    Ok(told)
}

/// Builds in a thread of its own, so that a panic and an endless build become results of the test.
fn build(options: &BuildOptions) -> Result<Told, String> {
    let (send, receive) = mpsc::channel();
    let options = options.clone();
    let worker = std::thread::spawn(move || {
        let told = match engine::build(&options) {
            Ok(outcome) => Told { errors: Vec::new(), warnings: outcome.warnings.sorted(), fine: true },
            Err(faults) => {
                let (errors, warnings) = faults.sorted().into_iter().partition(|d| d.severity == Severity::Error);
                Told { errors, warnings, fine: false }
            }
        };
        // The test does not wait any more when the build was too slow.
        let _ = send.send(told);
    });
    match receive.recv_timeout(PATIENCE) {
        Ok(told) => Ok(told),
        Err(mpsc::RecvTimeoutError::Timeout) => Err(format!("no end after {PATIENCE:?}")),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            Err(format!("it panicked: {:?}", worker.join().err().and_then(|e| e.downcast::<String>().ok())))
        }
    }
}

fn check_fine(case: &Case, portal: &Portal, told: &Told) -> Result<(), String> {
    if !told.fine {
        return Err(words(&told.errors, portal.site()));
    }
    compare_warnings(case, &told.warnings, portal.site())?;
    let files = snapshot(portal.output());
    for (path, text) in &case.contains {
        let Some(bytes) = files.get(path) else {
            return Err(format!("there is no {path}; there are {:?}", files.keys()));
        };
        if !String::from_utf8_lossy(bytes).contains(text) {
            return Err(format!("{path} does not hold {text:?}:\n{}", String::from_utf8_lossy(bytes)));
        }
    }
    Ok(())
}

/// Compares the warnings. One that is expected without a place or without words may have any.
fn compare_warnings(case: &Case, found: &[Diag], site: &Path) -> Result<(), String> {
    let mut beyond: Vec<&Diag> = found.iter().collect();
    // Those with a place come first, so that the others find no warning that is theirs.
    for with_place in [true, false] {
        for wanted in case.warnings.iter().filter(|wanted| wanted.at.is_some() == with_place) {
            let is_meant = |d: &&Diag| {
                d.code.name() == wanted.code
                    && d.file.as_deref().unwrap_or("") == wanted.file
                    && (wanted.at.is_none() || d.spot.map(|s| (s.line, s.column)) == wanted.at)
            };
            let Some(at) = beyond.iter().position(is_meant) else {
                return Err(format!(
                    "not told: {} {} {:?}\n{}",
                    wanted.code,
                    wanted.file,
                    wanted.at,
                    words(found, site)
                ));
            };
            let diag = beyond.remove(at);
            if !holds_words(diag, wanted) {
                return Err(format!("{} is not said in these words\n{}", wanted.code, words(found, site)));
            }
        }
    }
    let beyond: Vec<Diag> = beyond.into_iter().cloned().collect();
    if beyond.is_empty() { Ok(()) } else { Err(format!("told beyond:\n{}", words(&beyond, site))) }
}

fn compare(case: &Case, found: &[Diag], site: &Path) -> Result<(), String> {
    let line = |code: &str, file: &str, at: Option<(u32, u32)>| match at {
        Some((line, column)) => format!("{code} {file}:{line}:{column}"),
        None => format!("{code} {file}"),
    };
    let of_diag = |d: &Diag| line(d.code.name(), d.file.as_deref().unwrap_or(""), d.spot.map(|s| (s.line, s.column)));
    let mut beyond: Vec<&Diag> = found.iter().collect();
    let mut untold: Vec<String> = Vec::new();
    for wanted in &case.errors {
        let wanted = line(&wanted.code, &wanted.file, wanted.at);
        match beyond.iter().position(|d| of_diag(d) == wanted) {
            Some(at) => drop(beyond.remove(at)),
            None => untold.push(wanted),
        }
    }
    if !untold.is_empty() || !beyond.is_empty() {
        let some: Vec<Diag> = beyond.iter().take(10).map(|d| (*d).clone()).collect();
        return Err(format!("not told: {untold:#?}\ntold beyond ({}):\n{}", beyond.len(), words(&some, site)));
    }
    for wanted in &case.errors {
        let of = |d: &&Diag| of_diag(d) == line(&wanted.code, &wanted.file, wanted.at);
        if !found.iter().filter(of).any(|diag| says(diag, wanted)) {
            return Err(format!(
                "{} is not said in the words {:?} and {:?}\n{}",
                wanted.code,
                wanted.english,
                wanted.vietnamese,
                words(found, site)
            ));
        }
    }
    Ok(())
}

/// Whether message and hint contain the expected words, in both languages. Every error needs some
/// words.
fn says(diag: &Diag, wanted: &Expected) -> bool {
    !wanted.english.is_empty() && !wanted.vietnamese.is_empty() && holds_words(diag, wanted)
}

fn holds_words(diag: &Diag, wanted: &Expected) -> bool {
    [("en", &wanted.english), ("vi", &wanted.vietnamese)].iter().all(|(lang, word)| {
        let messages = Messages::new(lang);
        format!("{}\n{}", messages.message(diag), messages.hint(diag)).contains(word.as_str())
    })
}

fn words(found: &[Diag], site: &Path) -> String {
    let mut text = String::new();
    for lang in ["en", "vi"] {
        let mut excerpts = ExcerptFinder::new(site);
        let shown = show_diags(found, &Messages::new(lang), false, |file, spot| excerpts.find(file, spot));
        text.push_str(&shown);
    }
    text
}

fn through_the_program(case: &Case, portal: &Portal, exit: i32) -> Result<(), String> {
    let date = case.date.as_deref().unwrap_or(harness::TODAY);
    let mut command = Command::new(env!("CARGO_BIN_EXE_tamquan"));
    command
        .arg("build")
        .arg(portal.site())
        .arg("-o")
        .arg(portal.output())
        .args(["--date", date, "--json", "--lang", "en"]);
    let output = command.output().map_err(|e| e.to_string())?;
    let errors = String::from_utf8_lossy(&output.stderr);
    if output.status.code() != Some(exit) || errors.contains("panicked") {
        return Err(format!("the program ended with {:?}, not {exit}\n{errors}", output.status));
    }
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).map_err(|e| format!("--json: {e}"))?;
    let mut found: Vec<&str> = json["diagnostics"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|d| d["severity"] == "error")
        .filter_map(|d| d["code"].as_str())
        .collect();
    let mut wanted: Vec<&str> = case.errors.iter().map(|e| e.code.as_str()).collect();
    found.sort_unstable();
    wanted.sort_unstable();
    if found == wanted { Ok(()) } else { Err(format!("the program tells {found:?}")) }
}
