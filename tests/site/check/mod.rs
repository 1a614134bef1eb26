//! `tamquan check`.

mod duties;
mod faults;
mod menus;
mod planted;
mod run;
mod shapes;

use harness::Portal;

use crate::cli::{Ran, tamquan};

/// Checks a portal for a day on which the example portal has no findings.
fn check(portal: &Portal, more: &[&str]) -> Ran {
    check_in("en", portal, more)
}

/// Checks a portal, with messages in a language.
fn check_in(lang: &str, portal: &Portal, more: &[&str]) -> Ran {
    let site = portal.site().to_string_lossy();
    let out = portal.output().to_string_lossy();
    let fixed = ["check", site.as_ref(), "-o", out.as_ref(), "--date", "2026-11-23", "--lang", lang];
    tamquan(fixed.iter().chain(more))
}

/// The findings of a report, each as rule, file and line; the line is 0 if the finding is about the
/// whole file, and the file is empty if no file is to blame.
fn findings(ran: &Ran, list: &str) -> Vec<(String, String, u64)> {
    let json = ran.json();
    let all = json[list].as_array().expect("a list").iter();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    all.map(|one| (text(&one["rule"]), text(&one["file"]), one["line"].as_u64().unwrap_or(0))).collect()
}

/// Adds a line to the beginning of the front matter of a file.
fn with_key(portal: Portal, file: &str, line: &str) -> Portal {
    let text = portal.read(file);
    let rest = text.strip_prefix("+++\n").expect("front matter");
    portal.write(file, &format!("+++\n{line}\n{rest}"))
}

/// The line of a file in which some words stand.
#[track_caller]
fn line_of(portal: &Portal, file: &str, words: &str) -> u64 {
    let text = portal.read(file);
    let at = text.find(words).unwrap_or_else(|| panic!("{file} has no {words:?}"));
    1 + text[..at].matches('\n').count() as u64
}
