//! The cases of `hostile/*.toml`.

use std::fs;
use std::path::Path;

/// The hash of a picture that every body declares, and of one that no body declares.
pub(super) const DECLARED: &str = "3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b";
pub(super) const UNDECLARED: &str = "a3f5b1c87de24f9961b0c5d2e8f7a6943b2c1d0e5f4a39281706f5e4d3c2b1a0";

pub(super) struct Case {
    pub name: String,
    /// The name of the file of the case.
    pub family: String,
    pub html: String,
    pub keeps: Option<String>,
    pub elements: Vec<String>,
    pub attributes: Vec<String>,
}

pub(super) fn all() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exchange/hostile");
    let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    files.sort();
    files.iter().flat_map(|path| read(path)).collect()
}

fn read(path: &Path) -> Vec<Case> {
    let family = path.file_stem().expect("a name").to_string_lossy().into_owned();
    let text = fs::read_to_string(path).expect("a file of cases");
    let file: toml::Table = text.parse().unwrap_or_else(|e| panic!("{family}: {e}"));
    let cases = file["case"].as_array().expect("cases");
    cases
        .iter()
        .map(|case| {
            let text = |key: &str| case.get(key).and_then(|v| v.as_str()).map(str::to_owned);
            let list = |key: &str| -> Vec<String> {
                let all = case.get(key).and_then(|v| v.as_array()).cloned().unwrap_or_default();
                all.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect()
            };
            let html = match (text("html"), case.get("repeat")) {
                (Some(html), Some(repeat)) => html.replace("%REPEAT%", &repeated(repeat)),
                (Some(html), None) => html,
                (None, Some(repeat)) => repeated(repeat),
                (None, None) => panic!("{family}: a case without HTML"),
            };
            Case {
                name: text("name").expect("a name"),
                family: family.clone(),
                html: html
                    .replace("%DECLARED%", &format!("asset:{DECLARED}"))
                    .replace("%UNDECLARED%", &format!("asset:{UNDECLARED}")),
                keeps: text("keeps"),
                elements: list("elements"),
                attributes: list("attributes"),
            }
        })
        .collect()
}

fn repeated(repeat: &toml::Value) -> String {
    let part = |key: &str| repeat[key].as_str().expect("text").to_owned();
    let times = repeat["times"].as_integer().expect("a number");
    let (open, close) = (part("open"), part("close"));
    let mut out = String::new();
    for n in 1..=times {
        out.push_str(&open.replace("%N%", &n.to_string()));
    }
    out.push_str(&part("inside"));
    for n in (1..=times).rev() {
        out.push_str(&close.replace("%N%", &n.to_string()));
    }
    out
}
