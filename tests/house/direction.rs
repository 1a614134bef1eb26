//! Modules use only those above them in `src/lib.rs`: one direction, so that each can be read knowing what came before.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The modules in the order in which `lib.rs` lists them.
fn order() -> Vec<String> {
    let text = fs::read_to_string(src().join("lib.rs")).expect("lib.rs");
    let names = text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    names.map(str::to_owned).collect()
}

/// Every source file by its path below `src/`.
fn files(folder: &Path, below: &str, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = entry.file_name().into_string().expect("a name");
        if entry.path().is_dir() {
            files(&entry.path(), &format!("{below}{name}/"), found);
        } else if name.ends_with(".rs") {
            found.insert(format!("{below}{name}"), fs::read_to_string(entry.path()).expect("a file"));
        }
    }
}

/// The module that a file belongs to: its folder, or its name.
fn module(path: &str) -> &str {
    path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
}

/// The text without comments.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split_once("//").map_or(line, |(code, _)| code)).collect::<Vec<_>>().join("\n")
}

/// The modules that a text names by `crate::…`, with the line.
fn used(text: &str) -> Vec<(String, usize)> {
    let text = code(text);
    let mut found = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        if text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let line = text[..at].matches('\n').count() + 1;
        let rest = &text[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => found.extend(heads(list).into_iter().map(|name| (name, line))),
            None => found.push((head(rest), line)),
        }
    }
    found
}

fn head(path: &str) -> String {
    path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The first names of the paths in `a, b::{c, d}, e}`.
fn heads(list: &str) -> Vec<String> {
    let mut depth = 0;
    let mut at = 0;
    let mut names = Vec::new();
    for (i, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(head(list[at..i].trim()));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(head(list[at..i].trim()));
                at = i + 1;
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

#[test]
fn every_module_uses_only_those_above_it() {
    let order = order();
    assert!(order.len() > 15, "{order:?}");
    let rank = |name: &str| order.iter().position(|n| n == name);
    let mut found = BTreeMap::new();
    files(&src(), "", &mut found);
    let mut wrong = Vec::new();
    for (path, text) in found.iter().filter(|(path, _)| !matches!(path.as_str(), "lib.rs" | "main.rs")) {
        let own = module(path);
        let Some(mine) = rank(own) else {
            wrong.push(format!("src/{path}: lib.rs lists no module {own}"));
            continue;
        };
        for (name, line) in used(text) {
            match rank(&name) {
                Some(other) if other <= mine => {}
                Some(_) => wrong.push(format!("src/{path}:{line} uses {name}, which stands below {own} in lib.rs")),
                None => wrong.push(format!("src/{path}:{line} uses {name}, which lib.rs does not list")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `super::` from a room's own level would be a way past the other test.
#[test]
fn no_module_climbs_to_the_crate_by_super() {
    let mut found = BTreeMap::new();
    files(&src(), "", &mut found);
    let mut wrong = Vec::new();
    for (path, text) in &found {
        let depth = path.matches('/').count() + usize::from(!path.ends_with("mod.rs"));
        let climb = "super::".repeat(depth);
        for (at, line) in code(text).lines().enumerate() {
            if line.starts_with(&format!("use {climb}")) || line.starts_with(&format!("pub use {climb}")) {
                wrong.push(format!("src/{path}:{} {line}", at + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn lists_of_names_are_read_to_their_ends() {
    let names = |text: &str| used(text).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(names("use crate::{assets, data};"), ["assets", "data"]);
    assert_eq!(
        names("use crate::{\n    model::{self, Site},\n    plan,\n};\nlet x = crate::html::f();"),
        ["model", "plan", "html"]
    );
    assert_eq!(names("// use crate::cli;\nuse mycrate::x; use crate::diag::Code;"), ["diag"]);
}
