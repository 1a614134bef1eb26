//! Attachments: search finds pages by the words of the files that they offer, and pages say how
//! long a file is.

use harness::{Portal, pdf};

fn portal() -> Portal {
    Portal::empty()
        .write_bytes("static/files/mau.pdf", &pdf(&["rosemary"]))
        .write_bytes("content/tin/a/ke-hoach.pdf", &pdf(&["lavender", "", "saffron"]))
        .write_bytes("content/tin/b/quyet-dinh.pdf", &pdf(&["marjoram"]))
        .section("tin", "title = \"Tin\"", &[])
        .write(
            "content/tin/a/index.md",
            "+++\ntitle = \"Kế hoạch\"\nattachments = [{ file = \"ke-hoach.pdf\", title = \"Bản đầy đủ\" }]\n+++\n",
        )
        .write(
            "content/tin/b/index.md",
            "+++\ntitle = \"Quyết định\"\n+++\n[Toàn văn](quyet-dinh.pdf#page=1) và [mẫu](/files/mau.pdf)\n",
        )
}

#[test]
fn a_page_is_found_by_the_words_of_its_attachments() {
    let built = portal().build().ok();
    assert_eq!(built.found("saffron"), ["/tin/a/"]);
    assert_eq!(built.found("marjoram"), ["/tin/b/"]);
    assert_eq!(built.found("rosemary"), ["/tin/b/"]);
    assert_eq!(built.found("lavender marjoram").len(), 2);
    assert_eq!(built.warnings(), []);
}

#[test]
fn what_is_not_published_is_not_found() {
    let portal = portal().replace("content/tin/a/index.md", "title = \"K", "draft = true\ntitle = \"K");
    assert!(portal.build().ok().found("saffron").is_empty());
}

#[test]
fn a_title_comes_before_words_of_an_attachment() {
    let portal = portal().page("tin/c", "title = \"Saffron\"");
    let built = portal.append("content/tin/c.md", "Lavender.\n").build().ok();
    // Who types a whole title wants that page.
    assert_eq!(built.found("saffron"), ["/tin/c/"]);
    assert_eq!(built.found("lavender"), ["/tin/c/", "/tin/a/"]);
}

#[test]
fn a_download_says_how_many_pages_it_has() {
    let built = portal().build().ok();
    built.contains("/tin/a/", "3 trang");
}

#[test]
fn a_file_whose_words_nobody_can_read_is_told_and_published() {
    let locked = String::from_utf8_lossy(&pdf(&["x"])).replace(
        "/Root 1 0 R",
        "/Root 1 0 R /Encrypt << /Filter /Standard /V 1 /R 2 /O (x) /U (y) /P -4 >> /ID [<00> <00>]",
    );
    let built = portal()
        .write_bytes("content/tin/a/ke-hoach.pdf", &pdf(&["", ""]))
        .write_bytes("content/tin/b/quyet-dinh.pdf", b"%PDF-1.4\nnothing")
        .write_bytes("static/files/mau.pdf", locked.as_bytes())
        .build()
        .ok();
    assert_eq!(
        built.warnings(),
        [
            ("attachments-unread", "content/tin/a/ke-hoach.pdf"),
            ("attachments-unread", "content/tin/b/quyet-dinh.pdf"),
            ("attachments-unread", "static/files/mau.pdf"),
        ]
    );
    built.contains("/tin/a/", "2 trang");
    built.has("tin/a/ke-hoach.pdf").has("tin/b/quyet-dinh.pdf").has("files/mau.pdf");
}

/// The kind of a file is part of what is read of it, also when its bytes were read before.
#[test]
fn the_same_bytes_under_another_ending_are_another_file() {
    let portal = portal().write_bytes("static/files/mau.docx", &pdf(&["rosemary"]));
    for _ in 0..2 {
        let built = portal.build().ok();
        assert_eq!(built.found("rosemary"), ["/tin/b/"]);
        assert_eq!(built.warnings(), [("attachments-unread", "static/files/mau.docx")]);
    }
}

#[test]
fn what_is_too_long_is_found_by_its_beginning_and_told() {
    let pages: Vec<&str> = std::iter::once("thyme").chain(std::iter::repeat_n("x", 2_000)).collect();
    let built = portal().write_bytes("static/files/mau.pdf", &pdf(&pages)).build().ok();
    assert_eq!(built.found("thyme"), ["/tin/b/"]);
    assert_eq!(built.warnings(), [("attachments-unread", "static/files/mau.pdf")]);
}
