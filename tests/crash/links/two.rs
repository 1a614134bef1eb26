//! Two builds in one output folder at the same time.

use std::fs;
use std::path::{Path, PathBuf};

use tamquan::diag::{Code, Diags};
use tamquan::engine::{BuildFolders, BuildOptions, ChangedFiles, Session};
use tamquan::output_writer::MARK_FILE;

use crate::links::{build, command, end_of, portal};
use harness::{Files, Portal, first_difference, snapshot};

/// A site with so many pages, each with the text `word`.
fn site(word: &str, pages: usize) -> Portal {
    let titles: Vec<String> = (0..pages).map(|n| format!("{word} {n}")).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    Portal::plain().section("tin", &format!("title = \"{word}\"\nkind = \"article\""), &titles)
}

fn into(portal: &Portal, out: &Path) -> BuildOptions {
    let options = portal.options().clone();
    BuildOptions { folders: BuildFolders { out: out.to_path_buf(), ..options.folders }, ..options }
}

fn is_locked(faults: &Diags) -> bool {
    faults.iter().all(|fault| fault.code == Code::Locked) && faults.could_not_run()
}

/// The outputs of the site in a folder of its own.
fn clean(portal: &Portal) -> Files {
    let twin = portal.copy();
    build(&twin, &[]).code(0, "a clean build");
    snapshot(&twin.path("public"))
}

#[test]
fn an_output_folder_that_somebody_holds_is_left_alone() {
    let portal = portal();
    let out = portal.root().join("ra");
    let out_text = out.to_string_lossy().into_owned();
    build(&portal, &["-o", &out_text]).code(0, "alone");
    let before = snapshot(&out);
    let mark = fs::OpenOptions::new().write(true).open(out.join(MARK_FILE)).expect("the mark");
    mark.lock().expect("to hold it");
    let portal = portal.append("content/tin.md", "Thêm.\n");
    build(&portal, &["-o", &out_text]).code(2, "held").tells("locked", "", "held");
    build(&portal, &["-o", &out_text, "--force", "--fresh"]).code(2, "by force").tells("locked", "", "by force");
    assert_eq!(first_difference(&snapshot(&out), &before), None);
    mark.unlock().expect("to let it go");
    build(&portal, &["-o", &out_text]).code(0, "free");
    // No lock file is among the outputs, and the mark file is unchanged.
    let names: Vec<String> = snapshot(&out).into_keys().filter(|name| name.starts_with(".tamquan")).collect();
    assert_eq!(names, [MARK_FILE]);
    assert_eq!(fs::read(out.join(MARK_FILE)).expect("the mark"), tamquan::output_writer::MARK_TEXT.as_bytes());
}

#[test]
fn a_session_holds_its_output_between_two_builds() {
    let (one, two) = (site("Một", 3), site("Hai", 3));
    let out = one.root().join("ra");
    let mut first = Session::new(into(&one, &out));
    first.build(one.options().content.now, &ChangedFiles::Unknown).expect("a build");
    first.save_last_build();
    let before = snapshot(&out);
    let mut second = Session::new(into(&two, &out));
    assert!(is_locked(&second.build(two.options().content.now, &ChangedFiles::Unknown).err().expect("it is held")));
    assert_eq!(first_difference(&snapshot(&out), &before), None);
    // A build that had nothing to do took the lock as well.
    drop(first);
    let mut first = Session::new(into(&one, &out));
    assert!(first.build(one.options().content.now, &ChangedFiles::Unknown).expect("a build").rendered.is_empty());
    assert!(is_locked(&second.build(two.options().content.now, &ChangedFiles::Unknown).err().expect("it is held")));
    drop(first);
    second.build(two.options().content.now, &ChangedFiles::Unknown).expect("it is free");
    assert!(fs::read_to_string(out.join("tin/p1/index.html")).expect("a page").contains("Hai 0"));
}

#[test]
fn an_output_folder_that_was_deleted_is_held_again() {
    let (one, two) = (site("Một", 3), site("Hai", 3));
    let out = one.root().join("ra");
    let mut first = Session::new(into(&one, &out));
    first.build(one.options().content.now, &ChangedFiles::Unknown).expect("a build");
    fs::remove_dir_all(&out).expect("no output");
    first.build(one.options().content.now, &ChangedFiles::Unknown).expect("a build");
    let mut second = Session::new(into(&two, &out));
    assert!(is_locked(&second.build(two.options().content.now, &ChangedFiles::Unknown).err().expect("it is held")));
}

#[test]
fn of_two_sites_built_at_once_into_one_folder_none_ends_well_with_the_other_ones_pages() {
    let (one, two) = (site("Một", 200), site("Hai", 200));
    let (pages_one, pages_two) = (clean(&one), clean(&two));
    for _ in 0..4 {
        let out: PathBuf = one.root().join("chung");
        let run = |portal: &Portal| {
            let (site, out) = (portal.site().to_string_lossy(), out.to_string_lossy());
            command(&["build", &site, "-o", &out, "--date", harness::TODAY]).spawn().expect("the program runs")
        };
        let mut both = [run(&one), run(&two)];
        let codes = both.each_mut().map(|child| end_of(child).and_then(|status| status.code()));
        assert!(codes.contains(&Some(0)) && codes.iter().all(|code| matches!(code, Some(0 | 2))), "{codes:?}");
        let found = snapshot(&out);
        let is = |pages: &Files| first_difference(&found, pages).is_none();
        // Both builds succeed when one of them began after the end of the other.
        let is_right = match codes {
            [Some(0), Some(2)] => is(&pages_one),
            [Some(2), Some(0)] => is(&pages_two),
            _ => is(&pages_one) || is(&pages_two),
        };
        assert!(is_right, "{codes:?}");
        fs::remove_dir_all(&out).expect("no output");
    }
}

#[test]
fn a_mark_that_cannot_be_locked_is_no_hindrance() {
    use std::os::unix::fs::PermissionsExt as _;
    let portal = portal();
    build(&portal, &[]).code(0, "alone");
    let mark = portal.path("public").join(MARK_FILE);
    fs::set_permissions(&mark, fs::Permissions::from_mode(0o444)).expect("permissions");
    build(&portal.append("content/tin.md", "Thêm.\n"), &[]).code(0, "a mark that cannot be written");
}
