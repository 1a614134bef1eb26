//! `tamquan add`

use crate::cli::{Ran, tamquan, with};
use harness::{Folder, Portal, snapshot};
use tamquan::content::Kinds;

/// Runs `add` in a portal on 23 November 2026.
fn add(portal: &Portal, arguments: &[&str]) -> Ran {
    let site = portal.site().to_string_lossy().into_owned();
    let all = ["add"].iter().chain(arguments).copied().chain(["--site", &site, "--lang", "en"]);
    with(&[("SOURCE_DATE_EPOCH", "1795406400")], all)
}

fn portal() -> Portal {
    Portal::empty()
        .section("tin-tuc", "title = \"Tin\"\nkind = \"article\"", &[])
        .section("tin-tuc/hoat-dong", "title = \"Hoạt động\"", &[])
        .section("van-ban", "title = \"Văn bản\"\nkind = \"document\"", &[])
        .section("y-kien", "title = \"Ý kiến\"\nkind = \"question\"", &[])
        .section("hoi-dap-a", "title = \"A\"\nkind = \"notice\"", &[])
        .section("hoi-dap-b", "title = \"B\"\nkind = \"notice\"", &[])
}

#[test]
fn a_page_is_made_in_the_section_for_its_kind() {
    let portal = portal();
    let ran = add(&portal, &["article", "Lễ hội đình Cả"]).code(0);
    let text = portal.read("content/tin-tuc/le-hoi-dinh-ca.md");
    let front = "+++\ntitle = \"Lễ hội đình Cả\"\ndraft = true  # xóa dòng này khi bài đã xong\ndate = 2026-11-23  # Ngày\n\n# Các dòng dưới đây";
    assert!(text.starts_with(front), "{text}");
    assert!(text.contains("\n# byline = \"(SỬA)\"  # Tác giả, nguồn tin\n"), "{text}");
    for words in ["content/tin-tuc/le-hoi-dinh-ca.md was created", "--into: tin-tuc/hoat-dong\n", " --drafts\n"] {
        assert!(ran.out.contains(words), "{words:?} in\n{}", ran.out);
    }
    // Words that nobody put in quotes are one title, and a kind has its label too.
    add(&portal, &["Tin", "bài", "--into", "content/tin-tuc/hoat-dong/"]).code(1);
    add(&portal, &["tin bài", "Ra", "quân", "--into", "@/tin-tuc/hoat-dong/_index.md"]).code(0);
    assert!(portal.read("content/tin-tuc/hoat-dong/ra-quan.md").contains("title = \"Ra quân\""));
    let ran = add(&portal, &["document", "15/QĐ-UBND"]).code(0);
    assert!(ran.out.contains("To fill in: Loại văn bản, "), "{}", ran.out);
    assert!(portal.read("content/van-ban/15-qd-ubnd/index.md").contains("\ntype = \"decision\""));
    // The only section of a kind counts, also if it has another name than the usual one.
    add(&portal, &["question", "Khi nào?"]).code(0);
    assert!(portal.read("content/y-kien/khi-nao.md").contains("asked_on = 2026-11-23"));
    // In a section of another kind, a page names its own.
    add(&portal, &["notice", "Mất nước", "--into", "tin-tuc"]).code(0);
    assert!(portal.read("content/tin-tuc/mat-nuoc.md").contains("\nkind = \"notice\"\n"));
    add(&portal, &["page", "Index", "--into", "/"]).code(0);
    assert!(portal.read("content/index/index.md").contains("title = \"Index\""));
    // All of it is built at once, and a draft is published by nobody.
    assert_eq!(portal.build().ok().warnings(), []);
    let json = tamquan(["list", &portal.site().to_string_lossy(), "drafts", "provisional", "--json"]).code(1);
    assert!(json.err.contains("(SỬA).pdf"), "the file of the document is told as missing: {}", json.err);
    let portal = portal.remove("content/van-ban/15-qd-ubnd/index.md");
    let json = tamquan(["list", &portal.site().to_string_lossy(), "drafts", "provisional", "--json"]).code(0).json();
    assert_eq!(
        (json["drafts"].as_array().map(Vec::len), json["provisional"].as_array().map(Vec::len)),
        (Some(5), Some(5))
    );
}

#[test]
fn nothing_is_written_when_the_place_or_the_name_is_in_doubt() {
    let portal = portal().page("tin-tuc/co-roi", "title = \"Có rồi\"").page("tin-tuc/thu-muc/index", "title = \"Có\"");
    let before = snapshot(portal.root());
    for (arguments, words) in [
        (vec!["artcle", "Tin"], "Did you mean article? The kinds are: article (Article"),
        (vec!["qqqqqqqqqq", "Tin"], "The kinds are: article"),
        (vec!["notice", "Tin"], "The sections are: hoi-dap-a, hoi-dap-b"),
        (vec!["service", "Tin"], "content/thu-tuc/_index.md with its title and the line kind = \"service\""),
        (vec!["article", "Tin", "--into", "tin-tc"], "Did you mean --into tin-tuc?"),
        (vec!["article", "Tin", "--into", "qqqqqqqqqq"], "content/qqqqqqqqqq/_index.md"),
        (vec!["article", "Tin", "--into", "../.."], "There is no section"),
        (vec!["article", "Có rồi"], "content/tin-tuc/co-roi.md"),
        (vec!["article", "Thư mục"], "content/tin-tuc/thu-muc"),
        (vec!["article", "— … —"], "No address can be made"),
        (vec!["article", ""], "No address can be made"),
    ] {
        let ran = add(&portal, &arguments).code(1);
        assert!(ran.err.contains(words) && ran.out.is_empty(), "{arguments:?}: {}", ran.err);
    }
    add(&portal, &["article"]).code(2);
    assert!(before == snapshot(portal.root()));
}

#[test]
fn an_error_of_another_page_is_no_reason_to_refuse_and_a_link_is_not_followed() {
    let portal = portal().write("content/tin-tuc/sai.md", "+++\ntitle = \n+++\n");
    add(&portal, &["article", "Tin"]).code(0);
    let portal = portal.replace("portal.toml", "[agency]", "[agncy]");
    let ran = add(&portal, &["article", "Tin nữa"]).code(1);
    assert!(ran.err.contains("portal.toml"), "{}", ran.err);
    let portal = portal.replace("portal.toml", "[agncy]", "[agency]").link("content/tin-tuc/ngoai", "/tmp");
    add(&portal, &["article", "Ngoài"]).code(1);
}

#[test]
fn a_new_portal_takes_a_page_of_every_kind() {
    let folder = Folder::new();
    let site = folder.path().join("cong").to_string_lossy().into_owned();
    tamquan(["new", &site, "--agency", "province", "--name", "Ủy ban nhân dân tỉnh Lam Giang"]).code(0);
    let plain = tamquan(["build", &site, "--lang", "en"]).code(0);
    let kinds = Kinds::read([]).expect("the kinds of the program");
    // A plain page may stand in many sections, and a new portal has none for the portals of others.
    let has_section = |name: &&str| !["page", "portal"].contains(name);
    let names = kinds.iter().filter(|kind| kind.has_own_pages).map(|kind| kind.name.as_str()).filter(has_section);
    for kind in names.chain(["gazette"]) {
        let ran = tamquan(["add", kind, "Việc mới", "--site", &site]).code(0);
        assert!(ran.out.starts_with("Đã tạo ") && ran.out.contains("xóa dòng draft = true"), "{}", ran.out);
    }
    let ran = tamquan(["add", "link", "Liên kết mới", "--site", &site]).code(0);
    assert!(ran.out.contains("content/lien-ket/lien-ket-moi.md"), "{}", ran.out);
    let built = tamquan(["build", &site, "--lang", "en"]).code(0);
    assert_eq!(built.err, plain.err);
}

#[test]
fn a_portal_in_another_language_has_comments_in_english() {
    let portal = Portal::empty().replace("portal.toml", "[agency]", "default_language = \"en\"\n[agency]").section(
        "news",
        "title = \"News\"\nkind = \"article\"",
        &[],
    );
    add(&portal, &["article", "Opening day"]).code(0);
    let text = portal.read("content/news/opening-day.md");
    assert!(text.contains("draft = true  # remove this line") && text.contains("# Byline"), "{text}");
    assert!(text.contains("\n(SỬA: write the text here.)\n"), "{text}");
}
