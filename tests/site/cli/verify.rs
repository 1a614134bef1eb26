//! `tamquan build --verify`, `--timings`, and the progress bar of terminals.

use std::fs;
use std::process::Command;
use std::time::Instant;

use crate::cli::{Ran, tamquan};
use harness::{Portal, output};

fn build(portal: &Portal, more: &[&str]) -> Ran {
    let (site, out) = (portal.site().to_string_lossy(), portal.output().to_string_lossy());
    tamquan(["build", site.as_ref(), "-o", out.as_ref(), "--date", "2026-11-23"].iter().chain(more))
}

#[test]
fn what_is_right_is_verified_and_left_as_it_is() {
    let portal = Portal::of_every_kind();
    let ran = build(&portal, &["--verify", "--lang", "en"]).code(0);
    let files = output(portal.output());
    assert!(ran.out.contains(&format!("{} files verified", files.len() - 1)), "{}", ran.out);
    let json = build(&portal, &["--verify", "--json"]).code(0).json();
    assert_eq!((&json["ok"], &json["rendered"]), (&true.into(), &0.into()));
    assert_eq!(json["verified"]["files"].as_u64(), Some(files.len() as u64 - 1));
    assert!(files == output(portal.output()));
    assert!(!portal.path(".tamquan/verify").exists());
}

/// A picture in the picture cache is damaged: a build that trusts the cache writes wrong bytes.
#[test]
fn a_poisoned_memory_is_found_and_named() {
    let portal = Portal::plain()
        .picture("static/anh.png", 900, 600)
        .write("templates/shortcodes/anh.html", "{{ picture(path=\"/anh.png\", alt=\"Cầu\") }}")
        .text("tin", "Đầu.\n\n![Cầu](/anh.png)");
    build(&portal, &["--verify"]).code(0);
    let kept = fs::read_dir(portal.path(".tamquan/pictures")).expect("kept pictures").flatten().next().expect("one");
    let name = kept.file_name().to_string_lossy().into_owned();
    let mut bytes = fs::read(kept.path()).expect("its bytes");
    let at = bytes.len() / 2;
    bytes[at] ^= 0xff;
    fs::write(kept.path(), bytes).expect("poison");
    fs::remove_file(portal.output().join("img").join(&name)).expect("a picture less");
    build(&portal, &[]).code(0);
    let before = output(portal.output());
    let ran = build(&portal, &["--verify", "--lang", "en"]).code(1);
    assert!(ran.err.contains(&format!("img/{name} differs from byte {at}")), "{}", ran.err);
    let ran = build(&portal, &["--verify", "--lang", "vi"]).code(1);
    assert!(ran.err.contains(&format!("img/{name} khác từ byte {at}")), "{}", ran.err);
    let json = build(&portal, &["--verify", "--json"]).code(1).json();
    assert_eq!(json["ok"], false);
    let faults = json["verified"]["faults"].as_array().expect("faults");
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!((&faults[0]["what"], &faults[0]["difference"]["byte"]), (&"differs".into(), &at.into()));
    assert!(before == output(portal.output()), "it writes nothing into the output");
}

#[test]
fn timings_tell_templates_and_outputs_only_when_asked_for() {
    let portal = Portal::of_every_kind();
    let json = build(&portal, &["--json"]).code(0).json();
    assert!(json["timings"].is_null() && json["parsed"].as_u64() > Some(10), "{json}");
    let json = build(&portal, &["--json", "--timings", "--fresh"]).code(0).json();
    let list = |name: &str| json["timings"][name].as_array().cloned().unwrap_or_default();
    let named = |all: Vec<serde_json::Value>, name: &str| all.into_iter().find(|one| one["name"] == name);
    assert_eq!(list("outputs").len() as u64, json["rendered"].as_u64().unwrap_or_default().min(100));
    let table = named(list("templates"), "shortcodes/table.html").expect("the shortcode");
    assert!(table["outputs"].as_u64() >= Some(10) && table["worst"].is_string(), "{table}");
    assert!(named(list("templates"), "article.html").is_some_and(|one| one["total"].as_f64() > Some(0.0)));
    assert!(named(list("recipes"), "page").is_some());
    assert!(json["timings"]["phases"]["render"].is_number());
    let ran = build(&portal, &["--timings", "--fresh", "--lang", "vi"]).code(0);
    for part in ["Tạo các trang", "Khuôn mẫu tốn thời gian nhất", ".html", "Tệp kết quả tốn thời gian nhất"]
    {
        assert!(ran.out.contains(part), "{part} is not in\n{}", ran.out);
    }
    let ran = build(&portal, &["--timings", "--lang", "en"]).code(0);
    assert!(ran.out.contains("Outputs: 0 made") && !ran.out.contains("Slowest"), "{}", ran.out);
}

/// All bytes that a terminal receives. `script`, which every system has, provides the terminal.
fn on_a_terminal(portal: &Portal, more: &str) -> String {
    let (site, out) = (portal.site().display(), portal.output().display());
    let line = format!("'{}' --lang en build '{site}' -o '{out}' {more}", env!("CARGO_BIN_EXE_tamquan"));
    let ran = Command::new("script").args(["-qec", &line, "/dev/null"]).env("TERM", "xterm").output().expect("script");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stdout));
    String::from_utf8_lossy(&ran.stdout).into_owned()
}

#[test]
fn a_quick_build_shows_no_progress() {
    let portal = Portal::empty();
    let text = on_a_terminal(&portal, "");
    assert!(text.contains("Built") && !text.contains('\u{1b}'), "{text:?}");
}

#[test]
fn a_long_build_shows_progress_on_a_terminal_and_nowhere_else() {
    // The encoding of these pictures takes seconds on any machine.
    let names: Vec<String> = (0..12).map(|n| format!("anh-{n}.jpg")).collect();
    let portal =
        names.iter().fold(Portal::empty(), |portal, name| portal.picture(&format!("content/{name}"), 5000, 4000));
    let shown: String = names.iter().map(|name| format!("![Ảnh]({name})\n\n")).collect();
    let portal = portal.append("content/_index.md", &shown);
    let begun = Instant::now();
    let ran = build(&portal, &["--fresh"]).code(0);
    assert!(ran.err.is_empty() && !ran.out.contains('\u{1b}'), "a pipe gets none: {}{}", ran.out, ran.err);
    assert!(begun.elapsed().as_secs_f64() > 1.5, "too quick to show anything: {:?}", begun.elapsed());
    let text = on_a_terminal(&portal, "--fresh");
    assert!(text.contains("Pictures"), "{text:?}");
    // The progress bar is erased before the summary is printed.
    let last = text.rsplit_once("\u{1b}[2K").map_or(text.as_str(), |(_, rest)| rest);
    assert!(last.contains("Built") && !last.contains("Pictures"), "{text:?}");
    let text = on_a_terminal(&portal, "--fresh --json");
    assert!(!text.contains('\u{1b}'), "{text:?}");
}
