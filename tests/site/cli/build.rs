//! `tamquan build`

use std::fs;

use crate::cli::{Ran, tamquan, with};
use harness::{Files, Portal, first_difference, output};

/// Builds a site into an output folder beside it.
fn build(portal: &Portal, more: &[&str]) -> Ran {
    let (site, out) = (portal.site().to_string_lossy(), portal.output().to_string_lossy());
    tamquan(["build", site.as_ref(), "-o", out.as_ref(), "--date", "2026-11-23"].iter().chain(more))
}

fn written(portal: &Portal) -> Files {
    output(portal.output())
}

#[track_caller]
fn same(one: &Files, two: &Files) {
    if let Some(difference) = first_difference(one, two) {
        panic!("{difference}");
    }
}

#[test]
fn a_good_site_ends_with_0_and_says_what_was_done() {
    let portal = Portal::of_every_kind();
    let ran = build(&portal, &["--lang", "vi"]).code(0);
    assert!(ran.out.contains("Đã dựng") && ran.err.is_empty(), "{}{}", ran.out, ran.err);
    let ran = build(&portal, &["--lang", "en", "--timings", "--fresh"]).code(0);
    assert!(ran.out.contains("Built") && ran.out.contains("Render "), "{}", ran.out);
    // The timings leave out the phases that the build skipped.
    let ran = build(&portal, &["--lang", "en", "--timings"]).code(0);
    assert!(ran.out.contains("0 new or changed") && !ran.out.contains("Render "), "{}", ran.out);
}

#[test]
fn errors_of_the_content_end_with_1_in_the_language_asked_for() {
    let portal = Portal::empty().page("tin", "title = \"Tin\"\nwieght = 3");
    let ran = build(&portal, &["--lang", "vi"]).code(1);
    for part in ["lỗi[unknown-key]", "content/tin.md:3:1", "wieght = 3", "cách sửa", "1 lỗi"] {
        assert!(ran.err.contains(part), "{part} is not in\n{}", ran.err);
    }
    let ran = build(&portal, &["--lang", "en"]).code(1);
    assert!(
        ran.err.contains("error[unknown-key]") && ran.err.contains("how to fix it") && ran.out.is_empty(),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains('\u{1b}'), "colours are for terminals");
}

#[test]
fn the_language_of_the_system_is_used_when_none_is_asked_for() {
    let portal = Portal::empty().page("tin", "weight = 3");
    let site = portal.site().to_string_lossy().into_owned();
    for (name, value, word) in [
        ("LANG", "vi_VN.UTF-8", "lỗi"),
        ("LC_ALL", "vi_VN", "lỗi"),
        ("LANG", "en_GB.UTF-8", "error"),
        ("LANG", "C.UTF-8", "error"),
        // No language is set, as on most office computers.
        ("LANG", "", "lỗi"),
    ] {
        let ran = with(&[(name, value)], ["build", site.as_str()]).code(1);
        assert!(ran.err.contains(&format!("{word}[missing-title]")), "{name}={value}: {}", ran.err);
    }
}

#[test]
fn what_lies_outside_of_the_content_ends_with_2() {
    let portal = Portal::empty();
    let nowhere = portal.root().join("khong-co");
    tamquan(["build", &nowhere.to_string_lossy()]).code(2);
    build(&portal, &["--date", "hôm qua"]).code(2);
    build(&portal, &["--date", "2026-02-30"]).code(2);
    let inside = portal.path("content/public");
    tamquan([OsStr::new("build"), portal.site().as_os_str(), OsStr::new("-o"), inside.as_os_str()]).code(2);
    assert!(!inside.exists());
}

use std::ffi::OsStr;

#[test]
fn json_is_one_object_whether_it_went_well_or_not() {
    let portal = Portal::empty().page("tin", "title = \"Tin\"");
    let json = build(&portal, &["--json"]).code(0).json();
    assert_eq!(json["ok"], true);
    assert_eq!(json["pages"], 1);
    assert_eq!(json["outputs"].as_u64(), Some(written(&portal).len() as u64 - 1), "all files but the mark");
    assert_eq!(json["diagnostics"].as_array().map(Vec::len), Some(0));
    let portal = portal.append("content/tin.md", "Tie\u{302}\u{301}ng").page("sai", "weight = \"3\"");
    let ran = build(&portal, &["--json", "--lang", "vi"]).code(1);
    let json = ran.json();
    assert_eq!(json["ok"], false);
    let all = json["diagnostics"].as_array().expect("diagnostics");
    let wrong = all.iter().find(|d| d["code"] == "wrong-type").expect("the wrong type");
    assert_eq!(
        (&wrong["severity"], &wrong["file"], &wrong["line"], &wrong["column"]),
        (&"error".into(), &"content/sai.md".into(), &2.into(), &10.into())
    );
    assert!(wrong["message"].as_str().is_some_and(|m| m.contains("số nguyên")) && wrong["hint"].is_string());
    assert!(ran.err.is_empty(), "{}", ran.err);
}

#[test]
fn json_tells_each_finding_once_and_always_in_the_same_order() {
    let mut portal = Portal::plain().write("templates/page.html", "{{ page.nothing }}");
    for n in 0..40 {
        portal = portal.page(&format!("p{n}"), "title = \"P\"");
    }
    let told = || build(&portal, &["--json"]).code(1).json()["diagnostics"].to_string();
    let first = told();
    assert_eq!(first.matches("\"code\"").count(), 1, "{first}");
    let portal = (0..20).fold(Portal::empty(), |portal, n| portal.text(&format!("p{n}"), "{{ khong_co() }}"));
    let told = || build(&portal, &["--json"]).code(1).json()["diagnostics"].to_string();
    let first = told();
    assert_eq!(first.matches("\"code\"").count(), 20, "{first}");
    for _ in 0..5 {
        assert_eq!(told(), first);
    }
}

#[test]
fn warnings_are_told_and_the_site_is_built() {
    let portal = Portal::empty().page("tin", "title = \"Tie\u{302}\u{301}ng\"");
    let ran = build(&portal, &["--lang", "vi"]).code(0);
    assert!(ran.err.contains("lưu ý[not-nfc]") && ran.out.contains("1 lưu ý"), "{}{}", ran.out, ran.err);
}

#[test]
fn the_output_folder_is_public_inside_the_site_by_default() {
    let portal = Portal::empty();
    tamquan([OsStr::new("build"), portal.site().as_os_str()]).code(0);
    assert!(portal.path("public/index.html").exists());
    // The output folder is not a source of the next build.
    let json = tamquan([OsStr::new("build"), portal.site().as_os_str(), OsStr::new("--json")]).code(0).json();
    assert_eq!((&json["added"], &json["removed"]), (&0.into(), &0.into()));
}

#[test]
fn a_second_build_changes_nothing() {
    let portal = Portal::example();
    build(&portal, &[]).code(0);
    let first = written(&portal);
    let json = build(&portal, &["--json"]).code(0).json();
    assert_eq!((&json["added"], &json["changed"], &json["removed"]), (&0.into(), &0.into(), &0.into()));
    same(&first, &written(&portal));
}

#[test]
fn a_file_that_is_the_same_is_not_written_again() {
    let portal = Portal::empty().page("tin", "title = \"Tin\"");
    build(&portal, &[]).code(0);
    let time = |path: &str| fs::metadata(portal.output().join(path)).and_then(|m| m.modified()).expect("a time");
    let before = (time("tin/index.html"), time("favicon.svg"));
    std::thread::sleep(std::time::Duration::from_millis(20));
    build(&portal, &[]).code(0);
    assert_eq!(before, (time("tin/index.html"), time("favicon.svg")));
}

#[test]
fn a_failing_build_leaves_the_old_output_as_it_was() {
    let portal = Portal::of_every_kind();
    build(&portal, &[]).code(0);
    let before = written(&portal);
    let broken = [
        ("content/article/a.md", "Trang article", "Trang khác\"\nkhoa_la = \"x"),
        ("content/article/a.md", "Chữ đầu.", "Chữ khác. {{ khong_co() }}"),
        ("content/article/a.md", "Chữ đầu.", "Chữ khác. [x](@/khong-co.md)"),
        ("portal.toml", "[agency]", "khoa_la = 1\n[agency]"),
    ];
    for (file, from, to) in broken {
        let good = portal.read(file);
        fs::write(portal.path(file), good.replace(from, to)).expect("a file");
        build(&portal, &[]).code(1);
        same(&before, &written(&portal));
        fs::write(portal.path(file), good).expect("a file");
    }
    // A template that fails for some pages makes the whole build fail.
    fs::create_dir_all(portal.path("templates")).expect("a folder");
    fs::write(portal.path("templates/event.html"), "{{ page.fields.khong_co }}").expect("a file");
    build(&portal, &[]).code(1);
    same(&before, &written(&portal));
    fs::remove_file(portal.path("templates/event.html")).expect("a file");
    let json = build(&portal, &["--json"]).code(0).json();
    assert_eq!((&json["added"], &json["changed"], &json["removed"]), (&0.into(), &0.into(), &0.into()));
}

#[test]
fn the_outputs_of_a_removed_page_go() {
    let portal = Portal::empty().page("tin/a", "title = \"A\"\naliases = [\"/cu/\"]").page("tin/b", "title = \"B\"");
    build(&portal, &[]).code(0);
    fs::write(portal.output().join("tin/a/la.txt"), "of somebody").expect("a file");
    let portal = portal.remove("content/tin/a.md");
    let json = build(&portal, &["--json"]).code(0).json();
    let files = written(&portal);
    assert!(!files.keys().any(|path| path.starts_with("tin/a/") || path.starts_with("cu/")), "{:?}", files.keys());
    assert!(!portal.output().join("tin/a").exists() && !portal.output().join("cu").exists());
    assert!(files.contains_key("tin/b/index.html"));
    // The page, its file, the alias, and three files of the search index, which changed their
    // names.
    assert_eq!(json["removed"], 6);
}

#[test]
fn a_folder_of_somebody_else_is_refused_unless_forced() {
    let portal = Portal::empty();
    fs::create_dir_all(portal.output()).expect("a folder");
    let thesis = portal.output().join("luan-van.docx");
    fs::write(&thesis, "of somebody").expect("a file");
    let ran = build(&portal, &["--lang", "vi"]).code(2);
    assert!(ran.err.contains("--force") && thesis.exists(), "{}", ran.err);
    build(&portal, &["--force"]).code(0);
    assert!(!thesis.exists() && portal.output().join("index.html").exists());
    // From now on the output folder has a mark file.
    build(&portal, &[]).code(0);
}

#[test]
fn an_empty_folder_is_taken() {
    let portal = Portal::empty();
    fs::create_dir_all(portal.output()).expect("a folder");
    build(&portal, &[]).code(0);
}

#[test]
fn drafts_are_built_when_asked_for() {
    let portal = Portal::empty()
        .page("nhap", "title = \"Nháp\"\ndraft = true")
        .page("mai", "title = \"Mai\"\npublish_at = 2026-12-01");
    build(&portal, &[]).code(0);
    assert!(!written(&portal).contains_key("nhap/index.html") && !written(&portal).contains_key("mai/index.html"));
    build(&portal, &["--drafts"]).code(0);
    assert!(written(&portal).contains_key("nhap/index.html") && written(&portal).contains_key("mai/index.html"));
}

#[test]
fn the_address_of_the_portal_can_be_given() {
    let portal = Portal::empty();
    build(&portal, &["--base-url", "https://thu.lamgiang.gov.vn"]).code(0);
    let home = String::from_utf8(written(&portal)["index.html"].clone()).expect("UTF-8");
    assert!(home.contains("https://thu.lamgiang.gov.vn/") && !home.contains("https://senvang.lamgiang.gov.vn"));
    let ran = build(&portal, &["--base-url", "lamgiang", "--lang", "en"]).code(1);
    assert!(ran.err.contains("base-url"), "{}", ran.err);
}
