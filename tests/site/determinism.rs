//! The same inputs give the same bytes, for any number of threads, folder, time zone, language and
//! home of the user.

use std::path::Path;
use std::process::Command;

use harness::{Files, Folder, Portal, TODAY, copy, first_difference, output};

/// The outputs of the program with these environment variables and without a build cache.
fn written(site: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Files {
    let folder = Folder::new();
    let out = folder.path().join("public");
    let mut command = Command::new(env!("CARGO_BIN_EXE_tamquan"));
    command.arg("build").arg(site).arg("-o").arg(&out).arg("--fresh");
    for name in ["TZ", "LANG", "LC_ALL", "LC_MESSAGES", "SOURCE_DATE_EPOCH", "RAYON_NUM_THREADS"] {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied());
    if arguments.is_empty() {
        command.args(["--date", TODAY])
    } else {
        command.args(arguments)
    };
    let result = command.output().expect("the program runs");
    assert!(result.status.success(), "{}", String::from_utf8_lossy(&result.stderr));
    output(&out)
}

#[track_caller]
fn same(one: &Files, two: &Files) {
    assert!(one.len() > 50, "only {} files", one.len());
    if let Some(difference) = first_difference(one, two) {
        panic!("{difference}");
    }
}

#[test]
fn neither_threads_nor_surroundings_change_a_byte_of_the_example() {
    let portal = Portal::example();
    let one = written(portal.site(), &[("RAYON_NUM_THREADS", "1")], &[]);
    let eight = written(portal.site(), &[("RAYON_NUM_THREADS", "8")], &[]);
    same(&one, &eight);
    let away = Folder::new();
    let elsewhere = away.path().join("thư mục khác/cổng");
    copy(portal.site(), &elsewhere);
    let home = away.path().to_string_lossy().into_owned();
    let surroundings =
        [("TZ", "America/New_York"), ("LANG", "vi_VN.UTF-8"), ("LC_ALL", "tr_TR.UTF-8"), ("HOME", home.as_str())];
    same(&one, &written(&elsewhere, &surroundings, &[]));
}

#[test]
fn no_place_of_the_machine_stands_in_an_output() {
    let portal = Portal::example();
    let place = portal.root().to_string_lossy().into_owned();
    let files = written(portal.site(), &[], &[]);
    let told: Vec<&String> =
        files.iter().filter(|(_, b)| b.windows(place.len()).any(|w| w == place.as_bytes())).map(|(p, _)| p).collect();
    assert!(told.is_empty(), "{told:?} name {place}");
}

#[test]
fn twenty_processes_write_the_same_bytes() {
    let portal = Portal::of_every_kind();
    let first = written(portal.site(), &[], &[]);
    for kind in tamquan::content::Kinds::read([]).expect("kinds").iter() {
        let page = format!("{}/a/index.html", kind.name);
        assert!(first.contains_key(&page) || !kind.has_own_pages || kind.name == "document", "there is no {page}");
    }
    for _ in 0..20 {
        same(&first, &written(portal.site(), &[], &[]));
    }
}

#[test]
fn the_order_in_which_files_were_written_changes_nothing() {
    let portal = Portal::of_every_kind();
    let turned = Folder::new();
    let files = harness::snapshot(portal.site());
    for (path, bytes) in files.iter().rev().filter(|(path, _)| !path.ends_with('/')) {
        let target = turned.path().join(path);
        std::fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
        std::fs::write(target, bytes).expect("a file");
    }
    same(&written(portal.site(), &[], &[]), &written(turned.path(), &[], &[]));
}

#[test]
fn a_day_and_the_second_of_its_end_give_the_same_bytes() {
    let portal = Portal::of_every_kind();
    let by_day = written(portal.site(), &[], &["--date", "2026-11-23"]);
    // 2026-11-23T23:59:59+07:00
    let by_second =
        written(portal.site(), &[("SOURCE_DATE_EPOCH", "1795453199"), ("TZ", "Pacific/Auckland")], &["--drafts"]);
    same(&by_day, &by_second);
    let of_another_day = written(portal.site(), &[], &["--date", "2027-01-23"]);
    assert!(first_difference(&by_day, &of_another_day).is_some(), "the day is an input");
}

#[test]
fn a_build_over_another_equals_a_fresh_one() {
    let portal = Portal::of_every_kind();
    portal.build().ok();
    let portal = portal
        .replace("content/article/a.md", "Chữ đầu.", "Chữ khác.")
        .remove("content/event/a.md")
        .page("page/b", "title = \"Trang mới\"\naliases = [\"/cu/\"]")
        .picture("static/images/a.png", 640, 480);
    let over = portal.build().ok();
    assert!(over.added() > 0 && over.changed() > 0 && over.removed() > 0);
    let fresh = Portal::bare();
    copy(portal.site(), fresh.site());
    over.identical_to(&fresh.fresh().build().ok());
}

#[test]
fn a_build_from_within_the_folder_equals_one_from_outside() {
    let portal = Portal::of_every_kind();
    let outside = written(portal.site(), &[], &[]);
    let result = Command::new(env!("CARGO_BIN_EXE_tamquan"))
        .current_dir(portal.site())
        .args(["build", "--date", TODAY])
        .output()
        .expect("the program runs");
    assert!(result.status.success(), "{}", String::from_utf8_lossy(&result.stderr));
    same(&outside, &output(&portal.path("public")));
}
