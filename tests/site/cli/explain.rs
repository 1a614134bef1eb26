//! `tamquan explain`

use std::fs;

use crate::cli::{Ran, tamquan};
use harness::Portal;

fn run(command: &str, portal: &Portal, more: &[&str]) -> Ran {
    let (site, out) = (portal.site().to_string_lossy(), portal.output().to_string_lossy());
    let first = [command, site.as_ref()];
    tamquan(first.iter().chain(more).chain(&["-o", out.as_ref(), "--date", "2026-11-23"]))
}

fn built() -> Portal {
    let portal = Portal::plain().section("tin", "title = \"Tin\"\nkind = \"article\"", &["Một", "Hai", "Ba"]);
    run("build", &portal, &[]).code(0);
    portal
}

#[test]
fn an_output_is_explained_in_both_languages() {
    let portal = built();
    let ran = run("explain", &portal, &["/tin/", "--lang", "en"]).code(0);
    for part in ["tin/index.html", "content/tin/_index.md", "first build", "List tin, pages 1–20: 3 pages", "list.html"]
    {
        assert!(ran.out.contains(part), "{part} is not in\n{}", ran.out);
    }
    assert!(!ran.out.contains('\u{1b}') && ran.err.is_empty(), "{}", ran.out);
    assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "{}", ran.out);
    let ran = run("explain", &portal, &["/tin/", "--lang", "vi"]).code(0);
    for part in ["lần dựng đầu tiên", "Danh sách tin, trang 1–20: 3 trang"] {
        assert!(ran.out.contains(part), "{part} is not in\n{}", ran.out);
    }
}

#[test]
fn a_source_file_is_explained() {
    let portal = built();
    let ran = run("explain", &portal, &["content/tin/p1.md", "--lang", "en"]).code(0);
    assert!(ran.out.contains("The page of this file\n  tin/p1/index.html"), "{}", ran.out);
    let json = run("explain", &portal, &["content/tin/p1.md", "--json"]).code(0).json();
    assert_eq!((&json["found"], &json["file"]), (&"source".into(), &"content/tin/p1.md".into()));
    let ways = json["outputs"]["tin/p1/index.html"].as_array().expect("ways");
    assert!(ways.contains(&"own".into()) && ways.contains(&"body".into()), "{ways:?}");
    assert_eq!(json["count"].as_u64(), json["outputs"].as_object().map(|all| all.len() as u64));
}

#[test]
fn json_tells_all_of_an_output() {
    let portal = built();
    let site = portal.read("content/tin/p1.md");
    std::thread::sleep(std::time::Duration::from_millis(30));
    fs::write(portal.path("content/tin/p1.md"), site.replace("Một", "Mốt")).expect("an edit");
    run("build", &portal, &[]).code(0);
    let json = run("explain", &portal, &["/tin/", "--json", "--lang", "en"]).code(0).json();
    assert_eq!(json["found"], "output");
    assert_eq!((&json["path"], &json["kind"]), (&"tin/index.html".into(), &"section".into()));
    assert_eq!((&json["stale"], &json["broken"]), (&false.into(), &false.into()));
    assert_eq!(json["why"]["kind"], "answers");
    assert!(json["why"]["questions"].as_array().is_some_and(|all| !all.is_empty()), "{}", json["why"]);
    let questions = json["questions"].as_array().expect("questions");
    let list = questions.iter().find(|question| question["kind"] == "list").expect("a list");
    assert_eq!((&list["was_why"], &list["differs"]), (&true.into(), &false.into()));
    assert_eq!(list["names"]["list"], "tin");
    assert!(list["answer"].as_str().is_some_and(|answer| answer.starts_with("3 pages")), "{list}");
    for key in ["recipe", "source", "templates", "bodies", "pictures"] {
        assert!(!json[key].is_null(), "{key}");
    }
}

#[test]
fn an_address_that_nobody_makes_offers_those_near_it() {
    let portal = built();
    let ran = run("explain", &portal, &["/tin/p9/", "--lang", "vi"]).code(1);
    assert!(ran.err.contains("/tin/p1/") && ran.out.is_empty(), "{}", ran.err);
    let json = run("explain", &portal, &["/tin/p9/", "--json"]).code(1).json();
    assert!(json["near"].as_array().is_some_and(|near| near.contains(&"/tin/p1/".into())), "{json}");
    let ran = run("explain", &portal, &["qqqqqq", "--lang", "en"]).code(1);
    assert!(!ran.err.contains("Did you mean"), "{}", ran.err);
}

#[test]
fn what_was_not_built_has_to_be_built_first() {
    let portal = Portal::empty();
    let ran = run("explain", &portal, &["/", "--lang", "en"]).code(2);
    assert!(ran.err.contains("tamquan build"), "{}", ran.err);
    let nowhere = portal.root().join("khong-co");
    tamquan(["explain", &nowhere.to_string_lossy(), "/"]).code(2);
    tamquan(["explain"]).code(2);
}

#[test]
fn explaining_writes_nothing() {
    let portal = built();
    let before = harness::snapshot(portal.root());
    run("explain", &portal, &["/tin/"]).code(0);
    run("explain", &portal, &["content/tin/p1.md"]).code(0);
    assert!(before == harness::snapshot(portal.root()));
}

#[test]
fn a_file_that_is_not_on_the_site_says_why() {
    let portal = Portal::plain()
        .section("tin", "title = \"Tin\"\nkind = \"article\"", &["Một"])
        .write("content/tin/nhap.md", "+++\ntitle = \"Nháp\"\ndraft = true\n+++\n")
        .write("content/tin/hen.md", "+++\ntitle = \"Hẹn\"\npublish_at = 2026-12-01T08:00:00\n+++\n")
        .write("content/tin/cu.md", "+++\ntitle = \"Cũ\"\nexpires_at = 2026-01-01\n+++\n")
        .write("content/kin/_index.md", "+++\ntitle = \"Kín\"\ndraft = true\n+++\n")
        .write("content/kin/trong.md", "+++\ntitle = \"Trong\"\n+++\n");
    run("build", &portal, &[]).code(0);
    for (file, kind, words) in [
        ("content/tin/nhap.md", "draft", "bản nháp"),
        ("content/tin/hen.md", "scheduled", "2026-12-01"),
        ("content/kin/trong.md", "hidden-section", "content/kin/_index.md"),
        ("content/tin/cu.md", "gone", "hết hạn"),
    ] {
        let ran = run("explain", &portal, &[file, "--lang", "vi"]).code(0);
        assert!(ran.out.contains(words), "{file}: {}", ran.out);
        let json = run("explain", &portal, &[file, "--json"]).code(0).json();
        assert_eq!(json["not_published"]["kind"], kind, "{json}");
    }
    // A draft that no build has read yet.
    fs::write(portal.path("content/tin/moi.md"), "+++\ntitle = \"Mới\"\ndraft = true\n+++\n").expect("a file");
    assert!(run("explain", &portal, &["content/tin/moi.md", "--lang", "vi"]).code(0).out.contains("bản nháp"));
    let json = run("explain", &portal, &["content/tin/p1.md", "--json"]).code(0).json();
    assert!(json["not_published"].is_null(), "{json}");
}

#[test]
fn files_of_the_theme_and_paths_of_this_machine_are_understood() {
    let portal = built();
    let json = run("explain", &portal, &["templates/page.html", "--json"]).code(0).json();
    assert_eq!(json["file"], "themes/facts/templates/page.html");
    assert!(json["outputs"]["tin/p1/index.html"].is_array(), "{json}");
    let absolute = portal.path("content/tin/p1.md");
    for name in [absolute.to_str().expect("a path"), "content\\tin\\p1.md"] {
        assert_eq!(run("explain", &portal, &[name, "--json"]).code(0).json()["file"], "content/tin/p1.md");
    }
    let portal = Portal::empty().section("tin", "title = \"Tin\"\nkind = \"article\"", &["Một"]);
    run("build", &portal, &[]).code(0);
    let json = run("explain", &portal, &["templates/base.html", "--json"]).code(0).json();
    assert_eq!(json["file"], "sen: templates/base.html");
}

/// The kinds of reasons why something is not on the site.
fn absent(portal: &Portal, what: &str) -> Vec<String> {
    let json = run("explain", portal, &[what, "--json"]).code(0).json();
    assert_eq!(json["found"], "absent", "{what}: {json}");
    let why = json["why"].as_array().expect("reasons").iter();
    why.map(|why| why["kind"].as_str().expect("a kind").to_owned()).collect()
}

#[test]
fn an_address_that_is_not_on_the_site_says_which_file_has_it_and_why_it_is_missing() {
    let portal = Portal::plain()
        .with_english()
        .replace("portal.toml", "[agency]", "[[pages]]\nfrom = \"data/hoi.csv\"\ninto = \"hoi\"\n[agency]")
        .write("data/hoi.csv", "title\nMột câu\n")
        .section("hoi", "title = \"Hỏi\"", &[])
        .section("tin", "title = \"Tin\"\nkind = \"article\"", &["Một"])
        .page("tin/nhap", "title = \"Nháp\"\ndraft = true\nslug = \"ten-khac\"")
        .page("tin/hen", "title = \"Hẹn\"\npublish_at = 2026-12-01")
        .page("tin/cu", "title = \"Cũ\"\nexpires_at = 2026-01-01")
        .write("content/chi-anh.en.md", "+++\ntitle = \"English alone\"\n+++\n")
        .write("content/tin/bai.md~", "")
        .write("ghi-chu/a.md", "")
        .write("ghi-chu.docx", "");
    run("build", &portal, &[]).code(0);
    let draft = run("explain", &portal, &["/tin/ten-khac/", "--lang", "vi"]).code(0).out;
    assert!(
        draft.contains("/tin/ten-khac/\nTrang của địa chỉ này nằm trong content/tin/nhap.md\nChưa đăng"),
        "{draft}"
    );
    for (what, kinds) in [
        ("/tin/ten-khac/", &["page", "draft"] as &[&str]),
        ("https://senvang.lamgiang.gov.vn/tin/hen/", &["page", "scheduled"]),
        ("https://tinh.gov.vn/tin/", &["host"]),
        ("/en/tin/p1/", &["language"]),
        ("/chi-anh/", &["language"]),
        ("/hoi/khong-co/", &["record"]),
        ("content/hoi/khong-co.md", &["record"]),
        ("content/tin/p1.en.md", &["language"]),
        ("content/tin/p1/index.md", &["other-file"]),
        ("content/tin/bai.md~", &["name"]),
        ("content/tin", &["folder"]),
        ("ghi-chu/a.md", &["unread"]),
        ("ghi-chu.docx", &["outside"]),
    ] {
        assert_eq!(absent(&portal, what), kinds, "{what}");
    }
    let text = run("explain", &portal, &["/en/tin/p1/", "--lang", "en"]).code(0).out;
    assert!(text.contains("content/tin/p1.md is the page") && text.contains("create content/tin/p1.en.md"), "{text}");
    // A page that has ended has an output, which says so.
    let json = run("explain", &portal, &["/tin/cu/", "--json"]).code(0).json();
    assert_eq!((&json["found"], &json["not_published"]["kind"]), (&"output".into(), &"gone".into()), "{json}");
    // The last build does not know what came after it.
    let portal = portal.page("tin/moi", "title = \"Mới\"");
    assert_eq!(absent(&portal, "content/tin/moi.md"), ["new"]);
    assert_eq!(absent(&portal, "/tin/moi/"), ["page", "new"]);
    // A draft with an error of its own hides no answer that its name gives.
    let portal = portal.page("tin/sai", "title = \"Sai\"\nimage = \"khong-co.jpg\"\nimage_alt = \"x\"\ndraft = true");
    assert_eq!(absent(&portal, "/hoi/khong-co/"), ["record"]);
    // With errors, nobody knows.
    let portal = portal.write("content/hong.md", "+++\ntitle = \n+++\n");
    let ran = run("explain", &portal, &["/tin/ten-khac/", "--lang", "en"]).code(1);
    assert!(ran.err.contains("tamquan build"), "{}", ran.err);
}

#[test]
fn a_file_in_the_output_folder_that_no_build_made_is_told() {
    let portal = Portal::empty();
    let site = |portal: &Portal| portal.site().to_string_lossy().into_owned();
    tamquan(["build", &site(&portal)]).code(0);
    let portal = portal.write("public/la.txt", "lạ");
    let json = tamquan(["explain", &site(&portal), "public/la.txt", "--json"]).code(0).json();
    assert_eq!(json["why"][0]["kind"], "output", "{json}");
}

#[test]
fn a_template_says_where_it_comes_from_and_what_replaces_it() {
    let portal = Portal::empty()
        .section("tin", "title = \"Tin\"\nkind = \"article\"", &["Một"])
        .write("templates/article.html", "{% extends \"sen/article.html\" %}")
        .write("templates/404.html", "{% extends \"base.html\" %}")
        .write("templates/rieng.html", "riêng");
    run("build", &portal, &[]).code(0);
    for (file, shown, kinds) in [
        ("templates/article.html", "templates/article.html", &["template-replaces"] as &[&str]),
        ("sen/article.html", "sen: templates/article.html", &["template-replaced", "template-needed"]),
        ("themes/sen/templates/404.html", "sen: templates/404.html", &["template-replaced"]),
        ("templates/base.html", "sen: templates/base.html", &["template-theme"]),
        ("templates/rieng.html", "templates/rieng.html", &["template-own", "template-unused"]),
    ] {
        let json = run("explain", &portal, &[file, "--json"]).code(0).json();
        assert_eq!((&json["found"], &json["file"]), (&"source".into(), &shown.into()), "{json}");
        let notes = json["notes"].as_array().expect("notes").iter();
        let found: Vec<&str> = notes.map(|note| note["kind"].as_str().expect("a kind")).collect();
        assert_eq!(found, kinds, "{file}");
    }
    let text = run("explain", &portal, &["sen/article.html", "--lang", "en"]).code(0).out;
    assert!(text.contains("templates/article.html replaces it") && text.contains("tin/p1/index.html"), "{text}");
}

#[test]
fn a_data_file_says_who_reads_it() {
    let portal = Portal::empty()
        .replace("portal.toml", "[agency]", "[[pages]]\nfrom = \"data/hoi.csv\"\ninto = \"hoi\"\n[agency]")
        .section("hoi", "title = \"Hỏi\"", &[])
        .write("data/hoi.csv", "title\nMột câu\n")
        .write("data/so.csv", "a,b\n1,2\n")
        .write("data/bo.csv", "a,b\n1,2\n")
        .write("data/redirects.csv", "from,to\n/Cu.aspx,/hoi/\n")
        .write("templates/shortcodes/so.html", "{% set d = load_data(path=\"so.csv\") %}{{ d | length }}")
        .text("bang", "{{ table(data=\"so.csv\", caption=\"Số\") }}");
    run("build", &portal, &[]).code(0);
    for (file, kinds) in [
        ("data/hoi.csv", &["data-table"] as &[&str]),
        ("data/so.csv", &["data-template", "data-shortcode"]),
        ("data/bo.csv", &["data-unused"]),
        ("data/redirects.csv", &["data-redirects"]),
    ] {
        let json = run("explain", &portal, &[file, "--json"]).code(0).json();
        let notes = json["notes"].as_array().expect("notes").iter();
        let found: Vec<&str> = notes.map(|note| note["kind"].as_str().expect("a kind")).collect();
        assert_eq!(found, kinds, "{file}: {json}");
    }
    let text = run("explain", &portal, &["data/so.csv", "--lang", "en"]).code(0).out;
    assert!(text.contains("The shortcode table in content/bang.md takes it."), "{text}");
}
