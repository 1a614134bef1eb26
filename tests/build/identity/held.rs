//! A build that holds files with errors writes what an ordinary build writes of the files that
//! counted, after every step of a random edit script.

use std::fs;
use std::path::{Path, PathBuf};

use super::edits::{Editor, sources};
use super::{clean, number, published, share, told, with_topics};
use harness::{Files, Portal, first_difference};
use tamquan::engine::{HeldFile, HeldVersion};

/// The files below a folder, with links as the files that they lead to.
fn files_through_links(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = walkdir::WalkDir::new(folder).follow_links(true).into_iter().flatten();
    let files = entries.filter(|entry| entry.file_type().is_file());
    files.filter_map(|entry| Some((entry.path().to_path_buf(), fs::read(entry.path()).ok()?))).collect()
}

/// The files of a site that a build can hold.
fn holdable(portal: &Portal) -> Files {
    let parts = ["content", "data"].into_iter().flat_map(|part| files_through_links(&portal.path(part)));
    let below =
        |path: &Path| path.strip_prefix(portal.site()).expect("a file of the site").to_string_lossy().into_owned();
    parts.map(|(path, bytes)| (below(&path), bytes)).collect()
}

/// Puts the files that links lead to in the place of the links, so that a file that is written does
/// not change under its other names.
fn replace_links(portal: &Portal) {
    let entries = walkdir::WalkDir::new(portal.path("content")).into_iter().flatten();
    let links: Vec<PathBuf> = entries.filter(|e| e.path_is_symlink()).map(|e| e.path().to_path_buf()).collect();
    for link in links {
        let files: Vec<(PathBuf, Vec<u8>)> = files_through_links(&link);
        // A link that leads nowhere is an error of the site, also in the copy.
        if files.is_empty() {
            continue;
        }
        fs::remove_file(&link).unwrap_or_else(|e| panic!("{}: {e}", link.display()));
        for (path, bytes) in files {
            fs::create_dir_all(path.parent().expect("a folder")).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            fs::write(&path, bytes).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        }
    }
}

/// A copy of the site with the files that counted in the place of those that are held.
fn counted(portal: &Portal, held: &[HeldFile], right: &Files) -> Portal {
    let mut twin = portal.copy();
    replace_links(&twin);
    for HeldFile { path, version, .. } in held {
        let at = twin.path(path);
        if at.exists() || at.is_symlink() {
            fs::remove_file(&at).unwrap_or_else(|e| panic!("{path}: {e}"));
        }
        let bytes = match version {
            HeldVersion::LeftOut => continue,
            HeldVersion::Earlier { .. } | HeldVersion::Restored { .. } => {
                right.get(path).unwrap_or_else(|| panic!("{path} was never right")).clone()
            }
            HeldVersion::WithoutReferences | HeldVersion::StandIn => {
                let kept = portal.path(&format!(".tamquan/held-notices/{path}"));
                fs::read(Path::new(&kept)).unwrap_or_else(|e| panic!("{path}: {e}"))
            }
        };
        twin = twin.write_bytes(path, &bytes);
    }
    twin
}

fn run(name: &str, start: impl Fn() -> Portal, steps: u64, seed: u64) {
    let mut editor = Editor::new(start(), seed);
    editor.portal.build_holding().0.ok();
    let mut right = holdable(&editor.portal);
    let mut good = sources(&editor.portal);
    let (mut held_steps, mut stopped, mut age) = (0, 0, 0);
    for n in 0..steps {
        let at = format!("{name}, seed {seed}, step {n}: {}", editor.step());
        let before = published(&editor.portal);
        let (built, held) = editor.portal.build_holding();
        if built.is_ok() {
            let twin = counted(&editor.portal, &held, &right);
            let clean = clean(&twin);
            assert!(clean.is_ok(), "{at}: {held:?}\n{:?}", told(&clean));
            if let Some(difference) = first_difference(built.outputs(), clean.outputs()) {
                panic!("{at}: {difference}\n{held:?}");
            }
            assert_eq!(built.warnings(), clean.warnings(), "{at}");
            right = holdable(&twin);
            held_steps += usize::from(!held.is_empty());
            if held.is_empty() {
                (good, age) = (sources(&editor.portal), 0);
            }
        } else {
            stopped += 1;
            assert!(held.is_empty(), "{at}");
            // An error outside of the content, which an ordinary build has too.
            assert_eq!(told(&built), told(&clean(&editor.portal)), "{at}");
            if let Some(difference) = first_difference(&before, built.outputs()) {
                panic!("{at}: a build that failed changed the output: {difference}");
            }
        }
        age += 1;
        if age > 8 || !built.is_ok() {
            editor.restore(&good);
            age = 0;
        }
    }
    println!("{name}: {steps} steps, {held_steps} held files, {stopped} failed");
    assert!(steps < 50 || held_steps * 20 > steps as usize, "{name}: {held_steps} of {steps}");
}

#[test]
fn held_files_of_small_sites() {
    let start = || {
        with_topics(Portal::plain().with_english())
            .section("tin", "title = \"Tin\"\nkind = \"article\"", &["Một", "Hai", "Ba", "Bốn"])
            .write("content/tin/lien-ket.md", "+++\ntitle = \"Liên kết\"\n+++\n[một](p1.md) và [hai](p2.md)\n")
    };
    run("held facts", start, share(10), number("TAMQUAN_SEED", 20261129));
}

#[test]
fn held_files_of_every_kind() {
    run("held kinds", Portal::of_every_kind, share(3), number("TAMQUAN_SEED", 40) + 1);
}
