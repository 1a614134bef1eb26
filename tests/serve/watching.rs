//! The preview notices every edit, however it is made, and builds only after edits.

use std::fs;
use std::time::Duration;

use crate::preview::Preview;
use harness::Portal;

fn news() -> Portal {
    Portal::plain().section("tin", "title = \"Tin\"\nkind = \"article\"", &["Một", "Hai", "Ba"])
}

fn write(portal: &Portal, path: &str, text: &str) {
    let file = portal.path(path);
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    fs::write(file, text).expect("a file");
}

fn page(title: &str) -> String {
    format!("+++\ntitle = \"{title}\"\n+++\nChữ của {title}.\n")
}

#[test]
fn files_and_folders_come_go_and_change_their_names() {
    let portal = news();
    let preview = Preview::of(&portal);
    let shown = |path: &str, status: u16| preview.until(path, || preview.get(path).status == status);
    write(&portal, "content/tin/moi.md", &page("Mới"));
    shown("/tin/moi/", 200);
    fs::rename(portal.path("content/tin/moi.md"), portal.path("content/tin/ten-khac.md")).expect("a rename");
    shown("/tin/ten-khac/", 200);
    shown("/tin/moi/", 404);
    fs::remove_file(portal.path("content/tin/ten-khac.md")).expect("gone");
    shown("/tin/ten-khac/", 404);
    // Nested folders are created at once and filled afterwards.
    write(&portal, "content/a/b/c/_index.md", &page("Sâu"));
    write(&portal, "content/a/b/c/bai.md", &page("Bài"));
    shown("/a/b/c/bai/", 200);
    write(&portal, "content/a/b/c/bai.md", &page("Bài đã sửa"));
    preview.until("the edit", || preview.get("/a/b/c/bai/").text().contains("Bài đã sửa"));
    fs::rename(portal.path("content/a"), portal.path("content/z")).expect("a rename");
    shown("/z/b/c/bai/", 200);
    shown("/a/b/c/bai/", 404);
    write(&portal, "content/z/b/c/bai.md", &page("Bài sửa nữa"));
    preview.until("the edit", || preview.get("/z/b/c/bai/").text().contains("Bài sửa nữa"));
    fs::remove_dir_all(portal.path("content/z")).expect("gone");
    shown("/z/b/c/bai/", 404);
    // A folder is moved out of the site and back.
    fs::rename(portal.path("content/tin"), portal.root().join("tin")).expect("a rename");
    shown("/tin/p1/", 404);
    fs::rename(portal.root().join("tin"), portal.path("content/tin")).expect("a rename");
    shown("/tin/p1/", 200);
    write(&portal, "content/tin/p1.md", &page("Sau khi về"));
    preview.until("the edit", || preview.get("/tin/p1/").text().contains("Sau khi về"));
    preview.becomes_clean(&portal, "at the end");
}

#[test]
fn every_folder_of_the_sources_is_watched_even_if_it_is_new() {
    let portal = news();
    let preview = Preview::of(&portal);
    write(&portal, "templates/shortcodes/chao.html", "Xin chào");
    write(&portal, "content/tin/p1.md", "+++\ntitle = \"Một\"\n+++\n{{ chao() }}\n");
    preview.until("the template", || preview.get("/tin/p1/").text().contains("Xin chào"));
    write(&portal, "templates/shortcodes/chao.html", "Kính chào");
    preview.until("the edited template", || preview.get("/tin/p1/").text().contains("Kính chào"));
    write(&portal, "themes/facts/templates/404.html", "không có gì");
    preview.until("the theme", || preview.get("/khong-co").text().contains("không có gì"));
    write(&portal, "templates/404.html", "{% include \"facts/404.html\" %} cả");
    preview.until("a template above it", || preview.get("/khong-co").text().contains("không có gì cả"));
    write(&portal, "themes/facts/templates/404.html", "chẳng có gì");
    preview.until("the theme below it", || preview.get("/khong-co").text().contains("chẳng có gì cả"));
    write(&portal, "themes/nen/static/nen.txt", "nền");
    write(&portal, "themes/facts/theme.toml", "base = \"nen\"\n");
    preview.until("the base of the theme", || preview.get("/nen.txt").text() == "nền");
    write(&portal, "static/tep/a.txt", "một");
    preview.until("a file", || preview.get("/tep/a.txt").text() == "một");
    write(&portal, "static/tep/a.txt", "hai");
    preview.until("the edited file", || preview.get("/tep/a.txt").text() == "hai");
    let config = portal.read("portal.toml");
    fs::write(
        portal.path("portal.toml"),
        config.replace("paginate_by", "x").replacen("title = \"", "title = \"Mới ", 1),
    )
    .expect("an edit");
    preview.until("the configuration", || preview.get("/rss.xml").text().contains("Mới "));
    for (path, text) in [("strings/vi.ftl", "page-word = Tờ\n"), ("kinds/ruong.toml", "this is no kind")] {
        let before = preview.builds();
        write(&portal, path, text);
        preview.until(path, || preview.builds() > before);
    }
    fs::remove_dir_all(portal.path("kinds")).expect("gone");
    // The whole content is moved away, and comes back under the same name.
    fs::rename(portal.path("content"), portal.path("content.old")).expect("a rename");
    write(&portal, "content/_index.md", &page("Nhà mới"));
    preview.until("other content", || preview.get("/").text().contains("Nhà mới"));
    write(&portal, "content/_index.md", &page("Nhà mới sửa"));
    preview.until("the edit", || preview.get("/").text().contains("Nhà mới sửa"));
    preview.becomes_clean(&portal, "at the end");
}

#[test]
fn editors_that_write_beside_and_rename_are_followed_with_one_build() {
    let portal = news();
    let preview = Preview::of(&portal);
    let mut news = preview.news();
    let before = preview.builds();
    // vim saves like this: it creates a test file, makes a backup, writes the new file, and removes
    // the backup.
    write(&portal, "content/tin/4913", "");
    fs::remove_file(portal.path("content/tin/4913")).expect("gone");
    fs::rename(portal.path("content/tin/p1.md"), portal.path("content/tin/p1.md~")).expect("a rename");
    write(&portal, "content/tin/p1.md", &page("Một của vim"));
    fs::remove_file(portal.path("content/tin/p1.md~")).expect("gone");
    news.until("reload");
    assert!(preview.get("/tin/p1/").text().contains("Một của vim"));
    // Most other editors write a hidden file and rename it.
    write(&portal, "content/tin/.p2.md.tmp", &page("Hai của trình khác"));
    fs::rename(portal.path("content/tin/.p2.md.tmp"), portal.path("content/tin/p2.md")).expect("a rename");
    news.until("reload");
    assert!(preview.get("/tin/p2/").text().contains("Hai của trình khác"));
    assert!(preview.builds() - before <= 3, "{:?}", preview.said());
}

#[test]
fn what_is_no_source_leads_to_no_build() {
    let portal = news();
    let preview = Preview::of(&portal);
    let built = portal.build().ok();
    let before = preview.builds();
    write(&portal, ".tamquan/a", "x");
    write(&portal, ".tamquan/preview/b.html", "x");
    write(&portal, "public/c.html", "x");
    write(&portal, "content/tin/.p1.md.swp", "x");
    write(&portal, "content/tin/p1.md~", "x");
    write(&portal, "ghi-chu.txt", "x");
    write(&portal, ".git/index", "x");
    for path in ["content/tin/p1.md", "portal.toml"] {
        portal.read(path);
    }
    let _ = fs::read_dir(portal.path("content")).expect("a folder").count();
    preview.a_while();
    assert_eq!(preview.builds(), before, "{:?}", preview.said());
    drop(built);
}

#[test]
fn thousands_of_files_at_once_are_a_few_builds() {
    let mut portal = news();
    for n in 0..2_500 {
        portal = portal.write(&format!("content/tin/m{}/b{n}.md", n % 50), &page(&format!("Bài {n}")));
    }
    let preview = Preview::of(&portal);
    let before = preview.builds();
    for n in 0..2_500 {
        let path = portal.path(&format!("content/tin/m{}/b{n}.md", n % 50));
        match n % 5 {
            0 => fs::remove_file(path).expect("gone"),
            1 => fs::rename(&path, path.with_file_name(format!("ten{n}.md"))).expect("a rename"),
            _ => fs::write(path, page(&format!("Bài {n} sửa"))).expect("an edit"),
        }
    }
    for n in 0..200 {
        write(&portal, &format!("content/them/c{n}/bai.md"), &page(&format!("Thêm {n}")));
    }
    preview.becomes_clean(&portal, "after the checkout");
    preview.a_while();
    let builds = preview.builds() - before;
    assert!((1..=8).contains(&builds), "{builds} builds: {:?}", preview.said());
}

#[test]
fn what_links_lead_to_is_watched() {
    let portal = news()
        .write("kho/bai/_index.md", &page("Kho"))
        .write("kho/bai/x.md", &page("Ích"))
        .write("le/y.md", &page("Lẻ"))
        .link("content/kho", "../kho/bai")
        .link("content/tin/y.md", "../../le/y.md");
    let preview = Preview::of(&portal);
    assert_eq!((preview.get("/kho/x/").status, preview.get("/tin/y/").status), (200, 200));
    write(&portal, "kho/bai/x.md", &page("Ích sửa"));
    preview.until("the linked folder", || preview.get("/kho/x/").text().contains("Ích sửa"));
    write(&portal, "le/y.md", &page("Lẻ sửa"));
    preview.until("the linked file", || preview.get("/tin/y/").text().contains("Lẻ sửa"));
    // A link is made while the preview runs.
    write(&portal, "moi/z/bai.md", &page("Mới"));
    std::os::unix::fs::symlink("../moi/z", portal.path("content/noi")).expect("a link");
    preview.until("the new link", || preview.get("/noi/bai/").status == 200);
    write(&portal, "moi/z/bai.md", &page("Mới sửa"));
    preview.until("behind the new link", || preview.get("/noi/bai/").text().contains("Mới sửa"));
}

#[test]
fn a_folder_can_be_looked_through_instead() {
    let portal = news();
    let preview = Preview::with(&portal, &["--poll"]);
    assert!(preview.said().iter().any(|line| line.contains("every second")), "{:?}", preview.said());
    write(&portal, "content/tin/p1.md", &page("Sửa"));
    preview.until("the edit", || preview.get("/tin/p1/").text().contains("Chữ của Sửa"));
    fs::remove_file(portal.path("content/tin/p2.md")).expect("gone");
    preview.until("a removed page", || preview.get("/tin/p2/").status == 404);
    // The preview serves a page a moment before it reports the build.
    preview.a_while();
    let before = preview.builds();
    std::thread::sleep(Duration::from_millis(2_500));
    assert_eq!(preview.builds(), before);
    preview.becomes_clean(&portal, "at the end");
}
