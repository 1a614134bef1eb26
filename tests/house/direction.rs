//! Modules use only the modules above them, so that the code can be read from the top: the rooms in
//! the order of `src/lib.rs`, and the files of each room in the order of its `mod.rs`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::paths::{code, paths};

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The text of every source file, by its path below `src/`.
fn files() -> BTreeMap<String, String> {
    fn collect(folder: &Path, below: &str, found: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let entry = entry.expect("an entry");
            let name = entry.file_name().into_string().expect("a name");
            if entry.path().is_dir() {
                collect(&entry.path(), &format!("{below}{name}/"), found);
            } else if name.ends_with(".rs") {
                found.insert(format!("{below}{name}"), fs::read_to_string(entry.path()).expect("a file"));
            }
        }
    }
    let mut found = BTreeMap::new();
    collect(&src(), "", &mut found);
    found
}

/// The path of a file's module from the crate. `render/view.rs` gives `render`, `view`; a `mod.rs`
/// gives its folder, and `lib.rs` gives the crate.
fn module(path: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = path.trim_end_matches(".rs").split('/').collect();
    if matches!(parts.last(), Some(&"mod" | &"lib" | &"main")) {
        parts.pop();
    }
    parts
}

/// The modules of a `mod.rs` or of `lib.rs`.
struct Room {
    /// The names of the modules, in order.
    modules: Vec<String>,
    /// The names that the room re-exports, with the module of each.
    passed_on: BTreeMap<String, String>,
}

impl Room {
    fn of(text: &str) -> Self {
        let code = code(text);
        let declared = |line: &str| {
            let line = line.trim();
            let end = line.strip_suffix(';')?;
            let start = end.rfind("mod ").filter(|at| *at == 0 || end[..*at].ends_with(' '))?;
            Some(end[start + "mod ".len()..].to_owned())
        };
        let modules: Vec<String> = code.lines().filter_map(declared).collect();
        let mut passed_on = BTreeMap::new();
        for statement in code.split(';') {
            let Some((_, tree)) = statement.split_once("use ") else { continue };
            let tree = tree.trim().trim_start_matches("self::");
            for (path, _) in paths(&format!("self::{tree};")) {
                if let [_, module, .., name] = path.as_slice() {
                    passed_on.insert(name.clone(), module.clone());
                }
            }
        }
        Self { modules, passed_on }
    }

    /// The module of the room that defines a name.
    fn find(&self, name: &str) -> Option<&str> {
        let module = self.modules.iter().find(|module| *module == name);
        module.or_else(|| self.passed_on.get(name)).map(String::as_str)
    }

    fn rank(&self, module: &str) -> Option<usize> {
        self.modules.iter().position(|name| name == module)
    }
}

/// The absolute path of a path that a file uses.
fn absolute(module: &[&str], path: &[String]) -> Vec<String> {
    let up = path.iter().take_while(|part| *part == "super").count();
    let from = if path[0] == "crate" { &[] } else { &module[..module.len().saturating_sub(up)] };
    from.iter().map(|part| (*part).to_owned()).chain(path[up.max(1)..].iter().cloned()).collect()
}

#[test]
fn every_module_uses_only_those_above_it() {
    let files = files();
    let is_room = |path: &&String| path.ends_with("mod.rs") || *path == "lib.rs";
    let rooms: BTreeMap<Vec<&str>, Room> =
        files.iter().filter(|(path, _)| is_room(path)).map(|(path, text)| (module(path), Room::of(text))).collect();
    assert!(rooms.len() > 15, "{} rooms", rooms.len());
    let mut wrong = Vec::new();
    for (path, text) in files.iter().filter(|(path, _)| !is_room(path) && *path != "main.rs") {
        let own = module(path);
        for (used, line) in paths(text) {
            let used = absolute(&own, &used);
            // The two modules are compared in each room that contains both, up to the room where
            // their paths part.
            for depth in 0..own.len().min(used.len()) {
                let Some(room) = rooms.get(&own[..depth]) else { break };
                let Some(other) = room.find(&used[depth]) else { break };
                if other == own[depth] {
                    continue;
                }
                let (mine, theirs) = (room.rank(own[depth]), room.rank(other));
                if theirs > mine {
                    let room =
                        if depth == 0 { "lib.rs".to_owned() } else { format!("{}/mod.rs", own[..depth].join("/")) };
                    wrong.push(format!("src/{path}:{line} uses {other}, which src/{room} lists below {}", own[depth]));
                }
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Then the definition of a name is one step away, and no file depends on the `mod.rs` above it.
#[test]
fn a_mod_rs_lists_modules_and_what_they_pass_on_and_nothing_else() {
    let mut wrong = Vec::new();
    for (path, text) in files().iter().filter(|(path, _)| path.ends_with("mod.rs") || path.as_str() == "lib.rs") {
        for statement in code(text).split(';') {
            let mut statement = statement.trim();
            while let Some((_, rest)) = statement.strip_prefix("#").and_then(|rest| rest.split_once(']')) {
                statement = rest.trim();
            }
            let bare = statement.strip_prefix("pub").map_or(statement, |rest| {
                rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or(rest, |(_, rest)| rest)
            });
            if !(bare.is_empty() || bare.trim_start().starts_with("mod ") || bare.trim_start().starts_with("use ")) {
                wrong.push(format!("src/{path}: {}", statement.lines().next().unwrap_or_default()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_room_is_a_folder_with_a_mod_rs() {
    let files = files();
    let folders = files.keys().filter_map(|path| path.rsplit_once('/')).map(|(folder, _)| folder.to_owned());
    let wrong: Vec<String> = folders.filter(|folder| files.contains_key(&format!("{folder}.rs"))).collect();
    assert!(wrong.is_empty(), "these have a file beside them instead: {wrong:?}");
}
