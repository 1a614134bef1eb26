//! Changes by hand in the output folder. The next build repairs them, and changes nothing outside
//! of the folder.

use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::cut_off::{Ran, arguments, build, clean, is_whole, outputs, recovers, run, site, skip};
use harness::{Files, Portal, first_difference, snapshot};

/// Sleeps until the clock of the file system has moved.
fn a_while() {
    std::thread::sleep(Duration::from_millis(10));
}

/// A change by hand of an output. `outside` is a folder beside the site.
type Hand = fn(output: &Path, outside: &Path);

fn kept_outside(outside: &Path) -> PathBuf {
    let file = outside.join("cua-nguoi-khac.txt");
    fs::write(&file, "của người khác").expect("a file outside");
    file
}

/// Changes of files.
const TO_FILES: [(&str, Hand); 9] = [
    ("deleted", |output, _| fs::remove_file(output).expect("no file")),
    ("emptied", |output, _| fs::write(output, "").expect("an empty file")),
    ("changed in one byte", |output, _| {
        let mut bytes = fs::read(output).expect("an output");
        if let Some(byte) = bytes.first_mut() {
            *byte ^= 1;
        }
        fs::write(output, bytes).expect("another file");
    }),
    ("changed, with its old time", |output, _| {
        let time = fs::metadata(output).and_then(|found| found.modified()).expect("a time");
        let bytes: Vec<u8> = fs::read(output).expect("an output").iter().map(|byte| byte ^ 1).collect();
        fs::write(output, bytes).expect("another file");
        fs::File::options().write(true).open(output).and_then(|file| file.set_modified(time)).expect("the old time");
    }),
    ("replaced by a folder", |output, _| {
        fs::remove_file(output).expect("no file");
        fs::create_dir_all(output.join("trong")).expect("a folder");
        fs::write(output.join("trong/tep.txt"), "x").expect("a file in it");
    }),
    ("replaced by a link to another file", |output, outside| {
        fs::remove_file(output).expect("no file");
        symlink(kept_outside(outside), output).expect("a link");
    }),
    ("replaced by a link to itself, moved elsewhere", |output, outside| {
        fs::rename(output, outside.join("doi")).expect("it moved");
        symlink(outside.join("doi"), output).expect("a link");
    }),
    ("replaced by another name of another file", |output, outside| {
        fs::remove_file(output).expect("no file");
        fs::hard_link(kept_outside(outside), output).expect("a second name");
    }),
    ("replaced by a pipe", |output, _| {
        fs::remove_file(output).expect("no file");
        assert!(Command::new("mkfifo").arg(output).status().is_ok_and(|status| status.success()), "a pipe");
    }),
];

/// Changes of folders.
const TO_FOLDERS: [(&str, Hand); 5] = [
    ("deleted", |output, _| fs::remove_dir_all(output).expect("no folder")),
    ("replaced by a file", |output, _| {
        fs::remove_dir_all(output).expect("no folder");
        fs::write(output, "x").expect("a file");
    }),
    ("replaced by a link to nowhere", |output, outside| {
        fs::remove_dir_all(output).expect("no folder");
        symlink(outside.join("khong-co"), output).expect("a link");
    }),
    ("replaced by a link to another folder", |output, outside| {
        fs::remove_dir_all(output).expect("no folder");
        kept_outside(outside);
        symlink(outside, output).expect("a link");
    }),
    ("given files of others", |output, _| {
        fs::write(output.join("la.txt"), "x").expect("a strange file");
        fs::write(output.join(std::ffi::OsStr::from_bytes(b"\xff")), "x").expect("a strange name");
        fs::create_dir_all(output.join("la/trong")).expect("a strange folder");
        symlink("/", output.join("lien-ket")).expect("a strange link");
    }),
];

/// The output is moved elsewhere and replaced by a link to its new place. Its bytes are the written
/// ones, but a build writes no links.
const MOVED: (&str, Hand) = ("replaced by a link to itself, moved elsewhere", |output, outside| {
    fs::rename(output, outside.join("doi")).expect("it moved");
    symlink(outside.join("doi"), output).expect("a link");
});

/// Changes one output by hand and builds: the unchanged site, the site with another sentence, and
/// the site with another title.
fn try_hand(name: &str, hand: Hand, path: &str, new: &[Files; 3]) -> Vec<String> {
    let edits: [fn(Portal) -> Portal; 3] = [
        |portal| portal,
        |portal| portal.append("content/tin/p1.md", "\nCâu thêm.\n"),
        |portal| portal.replace("content/tin/p2.md", "Hai", "Hai mươi"),
    ];
    let one = |(edit, new): (fn(Portal) -> Portal, &Files)| {
        let portal = site();
        build(&portal);
        a_while();
        let outside = portal.root().join("ngoai");
        fs::create_dir_all(&outside).expect("a folder outside");
        hand(&portal.output().join(path), &outside);
        let before = snapshot(&outside);
        let portal = edit(portal);
        let ran = run(&portal);
        let wrong = if ran.code == Some(0) {
            let difference = first_difference(&outputs(&portal), new);
            difference.or_else(|| recovers(&portal, new).err())
        } else {
            Some(format!("{:?} {}", ran.code, ran.err))
        };
        let wrong = wrong.or_else(|| first_difference(&before, &snapshot(&outside)));
        wrong.map(|wrong| format!("{path} {name}: {wrong}\n"))
    };
    edits.into_iter().zip(new).filter_map(one).collect()
}

/// The outputs of clean builds after the three edits.
fn edited() -> [Files; 3] {
    let portal = site();
    [
        clean(&portal),
        clean(&site().append("content/tin/p1.md", "\nCâu thêm.\n")),
        clean(&portal.replace("content/tin/p2.md", "Hai", "Hai mươi")),
    ]
}

#[test]
fn an_output_spoilt_in_any_way_is_put_right_and_nothing_outside_is_touched() {
    let new = edited();
    let picture =
        new[0].keys().find(|path| path.starts_with("img/") && !path.ends_with('/')).expect("a picture").clone();
    let files =
        ["index.html", "tin/p1/index.html", "en/tin/p1/index.html", "sitemap.xml", "tin/sen/bieu.pdf", &picture];
    let mut wrong = Vec::new();
    for path in files {
        for (name, hand) in TO_FILES {
            wrong.extend(try_hand(name, hand, path, &new));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

#[test]
fn a_folder_spoilt_in_any_way_is_put_right_and_nothing_outside_is_touched() {
    let new = edited();
    let mut wrong = Vec::new();
    for path in ["tin", "tin/p1", "tin/sen", "img", "en", "api"] {
        for (name, hand) in TO_FOLDERS {
            wrong.extend(try_hand(name, hand, path, &new));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

#[test]
fn a_folder_moved_elsewhere_and_linked_is_made_again() {
    let new = edited();
    let (name, hand) = MOVED;
    let folders = ["tin", "tin/p1", "tin/sen", "img", "en", "api"];
    let wrong: Vec<String> = folders.iter().flat_map(|path| try_hand(name, hand, path, &new)).collect();
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

#[test]
fn an_output_folder_that_is_a_link_is_written_where_it_leads() {
    let portal = site();
    let new = clean(&portal);
    let elsewhere = portal.root().join("www");
    fs::create_dir_all(&elsewhere).expect("a folder");
    symlink(&elsewhere, portal.output()).expect("a link");
    assert_eq!(run(&portal).code, Some(0));
    assert_eq!(first_difference(&snapshot(&elsewhere), &new), None);
    recovers(&portal, &new).expect("a sound site");
    assert!(portal.output().is_symlink());
}

#[test]
fn a_failing_first_build_leaves_the_place_of_the_output_as_it_was() {
    for make in [
        |_: &Path| {},
        |out: &Path| fs::create_dir_all(out).expect("a folder"),
        |out: &Path| {
            let elsewhere = out.with_file_name("www");
            fs::create_dir_all(&elsewhere).expect("a folder");
            symlink(elsewhere, out).expect("a link");
        },
    ] {
        let portal = site().write("templates/page.html", "{{ page.khong_co }}");
        make(portal.output());
        let before = snapshot(portal.root()).into_iter().filter(|(path, _)| !path.starts_with("site/")).collect();
        assert_eq!(run(&portal).code, Some(1));
        let after = snapshot(portal.root()).into_iter().filter(|(path, _)| !path.starts_with("site/")).collect();
        assert_eq!(first_difference(&before, &after), None);
    }
}

#[test]
fn what_stands_where_the_stage_is_to_be_is_in_nobodys_way() {
    let stages: [Hand; 3] = [
        |stage, _| fs::write(stage, "x").expect("a file"),
        |stage, outside| {
            kept_outside(outside);
            symlink(outside, stage).expect("a link");
        },
        |stage, _| {
            fs::create_dir_all(stage.join("tin/p1")).expect("a folder");
            fs::write(stage.join("tin/p1/index.html"), "half a pa").expect("a file");
            fs::write(stage.join("la.html"), "x").expect("a file");
        },
    ];
    let [same, edited, _] = edited();
    for stage in stages {
        let portal = site();
        build(&portal);
        let outside = portal.root().join("ngoai");
        fs::create_dir_all(&outside).expect("a folder outside");
        let lay = || stage(&portal.output().join(".tamquan-stage"), &outside);
        lay();
        let before = snapshot(&outside);
        assert!(!build(&portal).out.contains("render"));
        assert_eq!(first_difference(&outputs(&portal), &same), None);
        lay();
        let portal = portal.append("content/tin/p1.md", "\nCâu thêm.\n");
        build(&portal);
        assert_eq!(first_difference(&outputs(&portal), &edited), None);
        assert_eq!(first_difference(&before, &snapshot(&outside)), None);
    }
}

/// A copy of the program that runs as a user without the rights of root.
struct Nobody {
    program: PathBuf,
}

impl Nobody {
    const ID: u32 = 65534;

    /// `None` where the test may not change the user.
    fn of(portal: &Portal) -> Option<Self> {
        let program = portal.root().join("tamquan");
        // Another process makes the copy. A file that is open for writing cannot be executed, and a
        // test that starts a process at the same moment would inherit the open file of this one.
        let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_tamquan")).arg(&program).status();
        assert!(copied.is_ok_and(|status| status.success()), "a copy of the program");
        let can = Command::new(&program).arg("--version").uid(Self::ID).gid(Self::ID).output();
        if let Err(error) = can {
            skip(&format!("only root can become somebody else: {error}"));
            return None;
        }
        let mut all = vec![portal.root().to_path_buf()];
        while let Some(path) = all.pop() {
            chown(&path, Some(Self::ID), Some(Self::ID)).expect("another owner");
            all.extend(fs::read_dir(&path).into_iter().flatten().flatten().map(|entry| entry.path()));
        }
        Some(Self { program })
    }

    fn run(&self, portal: &Portal) -> Ran {
        let mut command = Command::new(&self.program);
        command.args(&arguments(portal)[1..]).uid(Self::ID).gid(Self::ID);
        Ran::of(command.output().expect("the program runs"))
    }
}

fn permit(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
}

#[test]
fn where_one_may_not_write_or_read_the_old_site_stays_or_the_new_one_stands() {
    let portal = site();
    let Some(nobody) = Nobody::of(&portal) else { return };
    let [old, new, _] = edited();
    let page = portal.read("content/tin/p1.md");
    for (path, mode) in [
        ("", 0o555),
        ("", 0o000),
        ("tin", 0o555),
        ("tin/p1", 0o555),
        ("tin/p1", 0o000),
        ("api", 0o555),
        ("tin/p1/index.html", 0o000),
        ("tin/p1/index.html", 0o444),
        ("sitemap.xml", 0o000),
    ] {
        let at = format!("{path:?} with {mode:o}");
        assert_eq!(nobody.run(&portal).code, Some(0), "{at}");
        fs::write(portal.path("content/tin/p1.md"), format!("{page}\nCâu thêm.\n")).expect("an edit");
        let spoilt = portal.output().join(path);
        let before = fs::metadata(&spoilt).expect("an output").permissions().mode();
        permit(&spoilt, mode);
        let ran = nobody.run(&portal);
        // A build may have replaced a file by one with other permissions.
        if spoilt.is_dir() {
            permit(&spoilt, before);
        }
        match ran.code {
            Some(0) => assert_eq!(first_difference(&outputs(&portal), &new), None, "{at}"),
            code => {
                assert!(code == Some(2) && ran.err.contains("error[output-unwritable]"), "{at}: {code:?} {}", ran.err);
                is_whole(&outputs(&portal), (&old, &new), true).unwrap_or_else(|wrong| panic!("{at}: {wrong}"));
            }
        }
        let ran = nobody.run(&portal);
        assert_eq!(ran.code, Some(0), "{at}: {}", ran.err);
        assert_eq!(first_difference(&outputs(&portal), &new), None, "{at}");
        fs::write(portal.path("content/tin/p1.md"), &page).expect("the edit undone");
    }
}
