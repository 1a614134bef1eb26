use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use super::handle::MAX_DEPTH;
use super::*;

/// A temporary folder with a folder `site` to work in, and a folder `home` that must not change.
/// The test removes it at its end.
struct TestFolders(PathBuf);

impl TestFolders {
    fn new(name: &str) -> Self {
        let room = std::env::temp_dir().join(format!("tamquan-folder-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&room);
        for folder in ["site", "home/a"] {
            fs::create_dir_all(room.join(folder)).expect("a folder");
        }
        for file in ["home/f", "home/a/f"] {
            fs::write(room.join(file), "quan trọng").expect("a file");
        }
        Self(room)
    }

    fn site(&self) -> PathBuf {
        self.0.join("site")
    }

    fn home(&self) -> PathBuf {
        self.0.join("home")
    }

    fn open(&self) -> Folder {
        Folder::open(&self.site()).expect("the folder")
    }

    #[track_caller]
    fn assert_home_untouched(&self) {
        for file in ["f", "a/f"] {
            assert_eq!(fs::read_to_string(self.home().join(file)).expect("the file"), "quan trọng");
        }
        assert_eq!(Folder::open(&self.home()).expect("home").entries("").expect("entries").len(), 2);
        assert_eq!(Folder::open(&self.home()).expect("home").entries("a").expect("entries").len(), 1);
    }
}

impl Drop for TestFolders {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[track_caller]
fn assert_link_fault<T: std::fmt::Debug>(done: Result<T, FolderFault>, at: &Path) {
    match done {
        Err(FolderFault::Link(path)) => assert_eq!(path, at),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_link_at_any_level_is_told_with_its_path_and_nothing_is_done() {
    let room = TestFolders::new("levels");
    for (link, rel) in [("x", "x/a/f"), ("y/x", "y/x/f"), ("y/z/x", "y/z/x/a/f"), ("y/f", "y/f")] {
        let at = room.site().join(link);
        fs::create_dir_all(at.parent().expect("a parent")).expect("a folder");
        symlink(room.home().join(if link == "y/f" { "f" } else { "" }), &at).expect("a link");
        let site = room.open();
        assert_link_fault(site.read(rel, 100), &at);
        assert_link_fault(site.write_atomic(rel, b"x"), &at);
        assert_link_fault(site.write_if_changed(rel, b"x"), &at);
        assert_link_fault(site.lock(rel), &at);
        assert_link_fault(site.open_to_edit(rel), &at);
        assert_link_fault(site.open_below(link), &at);
        assert_link_fault(site.create_below(link), &at);
        assert_link_fault(site.entries(link), &at);
        if link != rel {
            assert_link_fault(site.create_below(&format!("{link}/more")), &at);
            assert_link_fault(site.create_file(rel), &at);
            assert_link_fault(site.remove_file(rel), &at);
            assert_link_fault(site.remove_folder(&format!("{link}/a")), &at);
            assert_link_fault(site.remove_tree(rel), &at);
            assert_link_fault(site.metadata(rel), &at);
            assert_link_fault(site.rename(rel, &site, "moved"), &at);
            fs::write(room.site().join("own"), "x").expect("a file");
            assert_link_fault(site.rename("own", &site, rel), &at);
        }
        room.assert_home_untouched();
        fs::remove_file(at).expect("the link");
    }
}

#[test]
fn a_dangling_link_and_one_that_stays_inside_are_links_too() {
    let room = TestFolders::new("dangling");
    fs::create_dir(room.site().join("real")).expect("a folder");
    for to in ["khong-co", "real", "."] {
        let at = room.site().join("x");
        symlink(to, &at).expect("a link");
        assert_link_fault(room.open().create_below("x"), &at);
        assert_link_fault(room.open().write_atomic("x", b"x"), &at);
        assert_link_fault(room.open().write_atomic("x/f", b"x"), &at);
        assert_link_fault(room.open().lock("x"), &at);
        fs::remove_file(at).expect("the link");
    }
}

#[test]
fn only_plain_relative_paths_are_taken() {
    let room = TestFolders::new("plain");
    for rel in ["..", "../home/f", "a/../../home/f", "/etc/passwd", "./f", "a//b", "a/", "a\0b"] {
        assert!(matches!(room.open().write_atomic(rel, b"x"), Err(FolderFault::NotPlain(_))), "{rel:?}");
        assert!(matches!(room.open().remove_tree(rel), Err(FolderFault::NotPlain(_))), "{rel:?}");
        assert!(matches!(room.open().create_below(rel), Err(FolderFault::NotPlain(_))), "{rel:?}");
    }
    for rel in ["", ".", "a/.."] {
        assert!(
            matches!(room.open().remove_tree(rel), Err(FolderFault::NotPlain(_)) | Err(FolderFault::Disk(..))),
            "{rel:?}"
        );
    }
}

#[test]
fn a_folder_that_is_replaced_by_a_link_while_it_is_held_changes_nothing_elsewhere() {
    let room = TestFolders::new("race");
    let old = room.site().join("kenh");
    fs::create_dir_all(old.join("a")).expect("a folder");
    for file in ["f", "a/f"] {
        fs::write(old.join(file), "cũ").expect("a file");
    }
    let held = room.open().open_below("kenh").expect("the folder");
    let aside = room.site().join("aside");
    fs::rename(&old, &aside).expect("a rename");
    symlink(room.home(), &old).expect("a link");
    held.write_atomic("moi", b"x").expect("a file");
    held.remove_unwanted(|path| path == "moi").expect("a sweep");
    held.remove_tree("a").expect("a removal");
    held.remove_file("f").expect("a removal");
    let left: Vec<_> = held.entries("").expect("entries").into_iter().map(|entry| entry.name).collect();
    assert_eq!(left, ["moi"]);
    assert_eq!(fs::read_to_string(aside.join("moi")).expect("the file"), "x");
    room.assert_home_untouched();
}

#[test]
fn removing_and_sweeping_take_links_as_links() {
    let room = TestFolders::new("sweep");
    let make = || {
        for folder in ["kenh/a/b", "kenh/c"] {
            fs::create_dir_all(room.site().join(folder)).expect("a folder");
        }
        fs::write(room.site().join("kenh/a/giu"), "x").expect("a file");
        fs::write(room.site().join("kenh/a/b/bo"), "x").expect("a file");
        symlink(room.home(), room.site().join("kenh/a/b/home")).expect("a link");
        symlink(room.home().join("f"), room.site().join("kenh/c/f")).expect("a link");
        symlink("../..", room.site().join("kenh/c/up")).expect("a link");
    };
    make();
    room.open().open_below("kenh").expect("kenh").remove_unwanted(|path| path == "a/giu").expect("a sweep");
    assert_eq!(room.open().entries("kenh/a/b").expect("entries"), []);
    assert_eq!(room.open().entries("kenh/c").expect("entries"), []);
    assert_eq!(room.open().entries("kenh/a").expect("entries").len(), 2);
    make();
    room.open().remove_tree("kenh").expect("a removal");
    assert_eq!(room.open().entries("").expect("entries"), []);
    symlink(room.home(), room.site().join("kenh")).expect("a link");
    assert_link_fault(room.open().open_below("kenh"), &room.site().join("kenh"));
    room.open().remove_tree("kenh").expect("a removal");
    assert_eq!(room.open().entries("").expect("entries"), []);
    // A link under a wanted name is not the file that was written there.
    symlink(room.home().join("f"), room.site().join("giu")).expect("a link");
    assert_link_fault(room.open().remove_unwanted(|path| path == "giu"), &room.site().join("giu"));
    room.assert_home_untouched();
}

#[test]
fn what_an_earlier_run_left_is_replaced_and_never_followed() {
    let room = TestFolders::new("left");
    fs::write(room.site().join("f.new"), "nửa").expect("a file");
    room.open().write_atomic("f", "đủ".as_bytes()).expect("a file");
    symlink(room.home().join("f"), room.site().join("g.new")).expect("a link");
    room.open().write_atomic("g", "đủ".as_bytes()).expect("a file");
    for file in ["f", "g"] {
        assert_eq!(fs::read_to_string(room.site().join(file)).expect("the file"), "đủ");
    }
    assert_eq!(room.open().entries("").expect("entries").len(), 2);
    room.assert_home_untouched();
}

#[test]
fn keeping_touches_nothing_that_is_the_same() {
    let room = TestFolders::new("keep");
    room.open().write_if_changed("a/f", b"x").expect("a file");
    let first = room.open().metadata("a/f").expect("the file");
    room.open().write_if_changed("a/f", b"x").expect("a file");
    assert_eq!(room.open().metadata("a/f").expect("the file"), first);
    room.open().write_if_changed("a/f", b"xyz").expect("a file");
    assert_eq!(room.open().read("a/f", 3).expect("the file"), b"xyz");
    assert!(matches!(room.open().read("a/f", 2), Err(FolderFault::TooLarge { limit: 2, .. })));
    assert!(room.open().read("a/g", 2).is_err_and(|fault| fault.is_missing()));
    assert!(room.open().metadata("b/g").is_ok_and(|found| found.is_none()));
}

#[test]
fn pipes_devices_folders_and_endless_files_are_told_at_once() {
    let room = TestFolders::new("pipe");
    let fifo = room.site().join("fifo");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status().expect("mkfifo");
    assert!(made.success());
    fs::create_dir(room.site().join("folder")).expect("a folder");
    let _socket = std::os::unix::net::UnixListener::bind(room.site().join("socket")).expect("a socket");
    for rel in ["fifo", "folder", "socket"] {
        assert!(matches!(room.open().read(rel, 9), Err(FolderFault::NotAFile(_))), "{rel}");
        assert!(matches!(read_named(&room.site().join(rel), 9), Err(FolderFault::NotAFile(_))), "{rel}");
    }
    for rel in ["fifo", "socket"] {
        assert!(matches!(room.open().lock(rel), Err(FolderFault::NotAFile(_))), "{rel}");
    }
    assert!(matches!(read_named(Path::new("/dev/zero"), 9), Err(FolderFault::NotAFile(_))));
    let sparse = fs::File::create(room.site().join("sparse")).expect("a file");
    sparse.set_len(100 << 30).expect("a length");
    assert!(matches!(room.open().read("sparse", 9), Err(FolderFault::TooLarge { .. })));
    assert!(matches!(read_named(&room.site().join("sparse"), 9), Err(FolderFault::TooLarge { .. })));
    // A write replaces a pipe by a regular file.
    room.open().write_atomic("fifo", b"x").expect("a file");
    assert_eq!(room.open().read("fifo", 9).expect("the file"), b"x");
}

#[test]
fn one_at_a_time_holds_a_lock() {
    let room = TestFolders::new("lock");
    let first = room.open().lock("a/lock").expect("the lock");
    assert!(matches!(room.open().lock("a/lock"), Err(FolderFault::Locked(_))));
    first.unlock().expect("an unlocking");
    room.open().lock("a/lock").expect("the lock");
    fs::create_dir(room.site().join("b")).expect("a folder");
    assert!(matches!(room.open().lock("b"), Err(FolderFault::Disk(..) | FolderFault::NotAFile(_))));
}

#[test]
fn kept_folders_are_found_by_any_path_and_few_are_open() {
    let room = TestFolders::new("kept");
    let kept = OpenFolders::new(room.open());
    for rel in ["a/b/c", "a/b", "a/b/d", "e", "", "a/b/c"] {
        kept.with_folder(rel, true, |folder| folder.write_atomic("f", rel.as_bytes())).expect("a file");
    }
    for rel in ["a/b/c", "a/b", "a/b/d", "e", ""] {
        assert_eq!(fs::read_to_string(room.site().join(rel).join("f")).expect("the file"), rel);
    }
    assert!(kept.with_folder("a/x", false, Folder::list).is_err_and(|fault| fault.is_missing()));
    symlink(room.home(), room.site().join("x")).expect("a link");
    assert_link_fault(kept.with_folder("x/a", true, |folder| folder.list()), &room.site().join("x"));
    assert!(matches!(kept.with_folder("a//b", true, |folder| folder.list()), Err(FolderFault::NotPlain(_))));
    assert_eq!(kept.lock_idle().len(), 1);
    room.assert_home_untouched();
}

#[test]
fn folders_in_each_other_without_end_are_told() {
    let room = TestFolders::new("deep");
    let mut at = room.open();
    for _ in 0..MAX_DEPTH + 9 {
        at = at.create_below("d").expect("a folder");
    }
    assert!(matches!(room.open().remove_unwanted(|_| true), Err(FolderFault::TooDeep(_))));
    assert!(matches!(room.open().remove_tree("d"), Err(FolderFault::TooDeep(_))));
}
