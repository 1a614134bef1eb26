//! The events that browsers receive.

use std::fs;

use crate::preview::Preview;
use harness::Portal;

fn news() -> Portal {
    Portal::plain()
        .section("tin", "title = \"Tin\"\nkind = \"article\"", &["Một", "Hai"])
        .append("content/tin/p1.md", "Đầu.\n\n")
}

fn append(portal: &Portal, path: &str, text: &str) {
    fs::write(portal.path(path), portal.read(path) + text).expect("an edit");
}

#[test]
fn an_edit_is_told_with_the_addresses_that_changed() {
    let portal = news();
    let preview = Preview::of(&portal);
    let mut news = preview.news();
    append(&portal, "content/tin/p1.md", "Câu thêm.\n");
    let event = news.next();
    assert_eq!((event.name.as_str(), event.changed()), ("reload", vec!["/tin/p1/"]));
    assert!(preview.get("/tin/p1/").text().contains("Câu thêm"));
    // A page has the number of its build: an older page receives the events since then.
    let mut again = preview.news_since(&event.id);
    assert_eq!(again.next().name, "ok");
    append(&portal, "content/tin/p1.md", "Câu nữa.\n");
    news.until("reload");
    let mut late = preview.news_since(&event.id);
    assert_eq!((late.next().name.as_str(), late.next().changed()), ("ok", vec!["/tin/p1/"]));
    // A page of another run of the program is told to reload.
    let mut other = preview.news_since("1-2026-1");
    other.next();
    let event = other.next();
    assert!(event.name == "reload" && event.data["changed"].is_null());
}

#[test]
fn a_build_that_changes_nothing_is_no_news() {
    let portal = news();
    let preview = Preview::of(&portal);
    let mut news = preview.news();
    let before = preview.builds();
    append(&portal, "content/tin/p1.md", "");
    preview.until("a build", || preview.builds() > before);
    assert!(news.is_silent());
}

#[test]
fn errors_are_told_with_their_place_and_the_last_good_page_stays() {
    let portal = news();
    let preview = Preview::of(&portal);
    let mut news = preview.news();
    let good = portal.read("content/tin/p1.md");
    append(&portal, "content/tin/p1.md", "{{ khong_co() }}\n");
    let event = news.next();
    assert_eq!(event.name, "fault");
    let error = &event.data["errors"][0];
    assert_eq!((&error["file"], &error["line"], &error["column"]), (&"content/tin/p1.md".into(), &6.into(), &1.into()));
    assert_eq!(error["source"], "{{ khong_co() }}");
    assert!(error["hint"].as_str().is_some_and(|hint| !hint.is_empty()));
    let page = preview.get("/tin/p1/");
    assert!(page.status == 200 && page.text().contains("Đầu.") && !page.text().contains("khong_co"));
    // The terminal shows the error as `build` does.
    preview.until("the terminal", || preview.complained().contains("Nothing was written."));
    assert!(
        preview.complained().contains("error[shortcode-unknown]")
            && preview.complained().contains("content/tin/p1.md:6:1")
    );
    // A browser that connects now receives the error too.
    assert_eq!(preview.news_since("").next().name, "fault");
    // The preview keeps the edits that were made while the site was broken.
    append(&portal, "content/tin/p2.md", "Chữ của bài hai.\n");
    assert_eq!(news.next().name, "fault");
    fs::write(portal.path("content/tin/p1.md"), good).expect("an edit");
    assert_eq!(news.next().name, "ok");
    news.until("reload");
    assert!(preview.get("/tin/p2/").text().contains("Chữ của bài hai"));
    preview.becomes_clean(&portal, "after the errors");
}

#[test]
fn a_portal_that_was_never_good_shows_its_errors_until_it_is() {
    let portal = news().append("content/tin/p1.md", "{{ khong_co() }}\n\n1 < 2 & 3\n");
    let preview = Preview::of(&portal);
    let page = preview.get("/tin/");
    assert_eq!(page.status, 503);
    assert!(page.text().contains("content/tin/p1.md:6:1") && page.text().contains("live.js"), "{}", page.text());
    assert!(page.header("content-security-policy").contains("script-src 'self'"));
    let mut news = preview.news();
    fs::write(portal.path("content/tin/p1.md"), "+++\ntitle = \"Một\"\n+++\n").expect("an edit");
    assert_eq!(news.next().name, "ok");
    assert_eq!(preview.get("/tin/").status, 200);
}

#[test]
fn style_sheets_alone_are_told_as_such() {
    // This file replaces the one of the theme.
    let own = "static/css/sen.css";
    let portal = Portal::empty().write(own, "body { color: #111 }\n");
    let css = |preview: &Preview| {
        let page = preview.get("/").text();
        let rest = page.split("rel=\"stylesheet\" href=\"").nth(1).expect("a style sheet");
        let sum = page.split("data-page=\"").nth(1).map(|rest| rest[..10].to_owned());
        (rest.split('"').next().unwrap_or_default().to_owned(), sum)
    };
    let preview = Preview::of(&portal);
    let mut news = preview.news();
    let before = css(&preview);
    fs::write(portal.path(own), "body { color: #222 }\n").expect("an edit");
    let event = news.next();
    assert_eq!(event.name, "css");
    let after = css(&preview);
    assert!(event.changed().contains(&"/") && event.changed().contains(&after.0.as_str()), "{event:?}");
    assert_ne!(before.0, after.0);
    assert_eq!(before.1, after.1, "the page is the same apart from its style sheet");
    assert_eq!((preview.get(&before.0).status, preview.get(&after.0).status), (404, 200));
    assert!(preview.get(&after.0).text().contains("#222"));
    assert!(preview.get(&after.0).header("cache-control").contains("immutable"));
    // Together with a text, a style sheet is a change like any other.
    fs::write(portal.path(own), "body { color: #333 }\n").expect("an edit");
    append(&portal, "content/_index.md", "Chữ.\n");
    assert_eq!(news.next().name, "reload");
}
