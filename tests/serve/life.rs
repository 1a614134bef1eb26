//! The start and the end of a preview, and other processes beside it.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::preview::Preview;
use harness::Portal;

fn news() -> Portal {
    Portal::plain().section("tin", "title = \"Tin\"\nkind = \"article\"", &["Một"])
}

/// Runs the program to its end. Returns the exit code and the errors.
fn run(arguments: &[&str]) -> (Option<i32>, String) {
    let ran = Command::new(env!("CARGO_BIN_EXE_tamquan")).args(arguments).args(["--lang", "en"]).output();
    let ran = ran.expect("the program runs");
    (ran.status.code(), String::from_utf8_lossy(&ran.stderr).into_owned())
}

#[test]
fn a_signal_ends_it_at_once_with_nothing_left() {
    for signal in ["TERM", "INT"] {
        let portal = news();
        let mut preview = Preview::of(&portal);
        let mut news = preview.news();
        assert!(news.is_silent());
        let begun = Instant::now();
        preview.signal(signal);
        assert_eq!(preview.ended().code(), Some(0), "{signal}");
        assert!(begun.elapsed() < Duration::from_secs(2), "{signal}: {:?}", begun.elapsed());
        assert!(TcpStream::connect(("127.0.0.1", preview.port)).is_err(), "{signal}: the port is open");
        // The lock and the port are free again.
        Preview::of(&portal);
    }
}

#[test]
fn a_port_that_is_taken_is_passed_over_and_told() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let portal = news();
    let preview = Preview::start(&portal, &["--port", &port.to_string()], None);
    assert!(preview.port > port);
    assert!(preview.said()[0].contains(&format!("Port {port} is taken")), "{:?}", preview.said());
    assert_eq!(preview.get("/").status, 200);
}

#[test]
fn what_cannot_run_ends_with_2() {
    let portal = Portal::bare();
    let nowhere = portal.path("khong-co");
    for folder in [&nowhere, &portal.site().to_path_buf()] {
        let (code, said) = run(&["serve", &folder.to_string_lossy(), "--port", "0"]);
        assert!(code == Some(2) && said.contains("error[no-site]"), "{code:?} {said}");
    }
    assert!(!nowhere.exists() && fs::read_dir(portal.site()).is_ok_and(|mut entries| entries.next().is_none()));
    let portal = news();
    let site = portal.site().to_string_lossy().into_owned();
    let foreign = portal.root().join("cua-toi");
    fs::create_dir_all(&foreign).and_then(|()| fs::write(foreign.join("a"), "x")).expect("a folder");
    let (code, said) = run(&["serve", &site, "--port", "0", "-o", &foreign.to_string_lossy()]);
    assert!(code == Some(2) && said.contains("error[output-foreign]"), "{code:?} {said}");
    // A second preview of the same portal would write into the output folder of the first one.
    let _first = Preview::of(&portal);
    let (code, said) = run(&["serve", &site, "--port", "0"]);
    assert!(code == Some(2) && said.contains("error[preview-at-work]"), "{code:?} {said}");
}

#[test]
fn builds_by_hand_go_on_beside_it() {
    let portal = news();
    let preview = Preview::of(&portal);
    let site = portal.site().to_string_lossy().into_owned();
    for n in 0..10 {
        let text = format!("+++\ntitle = \"Lần {n}\"\n+++\nChữ.\n");
        fs::write(portal.path("content/tin/p1.md"), text).expect("an edit");
        let begun = Instant::now();
        // During a build of the preview this build fails and has to be repeated.
        while run(&["build", &site]).0 != Some(0) {
            assert!(begun.elapsed() < Duration::from_secs(10), "the build by hand never got its turn");
        }
        preview.until("the edit", || preview.get("/tin/p1/").text().contains(&format!("Lần {n}")));
        assert!(portal.read("public/tin/p1/index.html").contains(&format!("Lần {n}")));
    }
    preview.becomes_clean(&portal, "at the end");
}

#[test]
fn another_build_at_work_does_not_hold_up_the_preview() {
    let portal = news();
    let preview = Preview::of(&portal);
    portal.build().ok();
    let lock = fs::OpenOptions::new().write(true).open(portal.path(".tamquan/lock")).expect("the lock");
    lock.lock().expect("to hold it");
    fs::write(portal.path("content/tin/p1.md"), "+++\ntitle = \"Sau\"\n+++\n").expect("an edit");
    preview.until("the edit", || preview.get("/tin/p1/").text().contains("Sau"));
}

#[test]
fn a_preview_that_another_process_does_not_let_go_of_cannot_be_shown() {
    let portal = news().write(".tamquan/serve/lock", "");
    let lock = fs::OpenOptions::new().write(true).open(portal.path(".tamquan/serve/lock")).expect("the lock");
    lock.lock().expect("to hold it");
    let (code, said) = run(&["serve", &portal.site().to_string_lossy(), "--port", "0"]);
    assert!(code == Some(2) && said.contains("error[locked]"), "{code:?} {said}");
}

#[test]
fn drafts_are_shown_when_asked_for_and_published_output_is_left_alone() {
    let portal = news().page("tin/nhap", "title = \"Nháp\"\ndraft = true");
    let preview = Preview::with(&portal, &["--drafts"]);
    assert_eq!(preview.get("/tin/nhap/").status, 200);
    assert!(!portal.path("public").exists());
    drop(preview);
    let preview = Preview::with(&portal, &["--base-url", "https://senvang.lamgiang.gov.vn"]);
    assert_eq!(preview.get("/tin/nhap/").status, 404);
    assert!(preview.get("/tin/").text().contains("https://senvang.lamgiang.gov.vn/tin/"));
}

#[test]
fn a_page_comes_at_its_hour_with_no_edit() {
    // The modification time of a new file serves as the clock of the test.
    let touched = fs::metadata(news().path("portal.toml")).and_then(|found| found.modified()).expect("a time");
    let stamp = jiff::Timestamp::try_from(touched).expect("a moment");
    let now = jiff::tz::Offset::constant(7).to_datetime(stamp);
    let at = now.checked_add(jiff::Span::new().seconds(4)).expect("an hour").strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let portal = news().page("tin/den", &format!("title = \"Đến giờ\"\npublish_at = {at}"));
    let preview = Preview::start(&portal, &["--port", "0"], None);
    preview.until("the first build", || preview.builds() == 1);
    assert_eq!(preview.get("/tin/den/").status, 404);
    let mut news = preview.news();
    assert!(news.until("reload").changed().contains(&"/tin/den/"));
    assert_eq!((preview.get("/tin/den/").status, preview.builds()), (200, 2));
}
