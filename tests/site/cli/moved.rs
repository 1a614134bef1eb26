//! Addresses that were published and are not planned any more.

use crate::cli::{Ran, tamquan};
use harness::{Portal, pdf};

fn portal() -> Portal {
    Portal::empty()
        .write("content/tin/_index.md", "+++\ntitle = \"Tin\"\nkind = \"article\"\n+++\n")
        .write("content/tin/lua.md", &article("Lúa", "Vụ xuân."))
        .write("content/tin/gao.md", &article("Gạo", "Gạo mới."))
}

fn article(title: &str, text: &str) -> String {
    format!("+++\ntitle = \"{title}\"\ndescription = \"Tin của xã.\"\ndate = 2026-11-20\n+++\n{text}\n")
}

#[track_caller]
fn build(portal: &Portal, more: &[&str]) -> Ran {
    let (site, out) = (portal.site().to_string_lossy(), portal.output().to_string_lossy());
    tamquan(["build", site.as_ref(), "-o", out.as_ref(), "--date", "2026-11-23"].iter().chain(more)).code(0)
}

/// The old and new addresses that a build tells.
#[track_caller]
fn moved(portal: &Portal, more: &[&str]) -> Vec<(String, Option<String>)> {
    let json = build(portal, &[&["--json"], more].concat()).json();
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let all = json["moved"].as_array().expect("a list");
    all.iter().map(|one| (text(&one["from"]).unwrap_or_default(), text(&one["to"]))).collect()
}

fn pair(from: &str, to: &str) -> (String, Option<String>) {
    (from.to_owned(), Some(to.to_owned()))
}

#[test]
fn a_page_with_another_address_is_found_again() {
    let first = portal();
    assert_eq!(moved(&first, &[]), []);
    // Another slug, a renamed file, a moved and edited file, and a section with another name.
    let portal = first
        .replace("content/tin/gao.md", "+++\ntitle", "+++\nslug = \"gao-moi\"\ntitle")
        .rename("content/tin/lua.md", "content/tin/lua-xuan.md");
    let both = [pair("/tin/gao/", "/tin/gao-moi/"), pair("/tin/lua/", "/tin/lua-xuan/")];
    assert_eq!(moved(&portal, &[]), both);
    assert_eq!(moved(&portal, &[]), both, "the message stays until the address leads somewhere");
    let portal =
        portal.remove("content/tin/lua-xuan.md").write("content/tin/vu-xuan.md", &article("Lúa", "Vụ xuân đã xong."));
    assert_eq!(
        moved(&portal, &[]),
        [
            pair("/tin/gao/", "/tin/gao-moi/"),
            pair("/tin/lua-xuan/", "/tin/vu-xuan/"),
            pair("/tin/lua/", "/tin/vu-xuan/"),
        ]
    );
    // The addresses come back, or get an alias.
    let portal = portal.rename("content/tin/vu-xuan.md", "content/tin/lua.md");
    let left = moved(&portal, &[]);
    assert!(left.contains(&pair("/tin/vu-xuan/", "/tin/lua/")), "{left:?}");
    let portal = portal.replace(
        "content/tin/lua.md",
        "+++\ntitle",
        "+++\naliases = [\"/tin/vu-xuan/\", \"/tin/lua-xuan/\"]\ntitle",
    );
    assert_eq!(moved(&portal, &[]), [pair("/tin/gao/", "/tin/gao-moi/")]);
}

#[test]
fn aliases_are_written_when_asked_for() {
    let portal = portal();
    build(&portal, &[]);
    let portal = portal
        .rename("content/tin/lua.md", "content/nong-nghiep/lua.md")
        .write("content/nong-nghiep/_index.md", "+++\ntitle = \"Nông nghiệp\"\nkind = \"article\"\n+++\n");
    let ran = build(&portal, &["--lang", "vi"]);
    for words in ["/tin/lua/ → /nong-nghiep/lua/ (content/nong-nghiep/lua.md)", "--keep-addresses"] {
        assert!(ran.err.contains(words), "{words} in\n{}", ran.err);
    }
    build(&portal, &["--keep-addresses"]);
    assert!(portal.read("content/nong-nghiep/lua.md").contains("aliases = [\"/tin/lua/\"]\n+++"), "the file is edited");
    let old = std::fs::read_to_string(portal.output().join("tin/lua/index.html")).expect("a page at the old address");
    assert!(old.contains("/nong-nghiep/lua/"));
    let ran = build(&portal, &["--lang", "vi"]);
    assert!(ran.err.is_empty(), "{}", ran.err);
}

#[test]
fn a_page_that_is_gone_is_told_once() {
    let portal = portal();
    build(&portal, &[]);
    let portal = portal.remove("content/tin/lua.md");
    assert_eq!(moved(&portal, &[]), [("/tin/lua/".to_owned(), None)]);
    assert_eq!(moved(&portal, &[]), []);
    // Its content turns up again, in another file.
    let portal = portal.write("content/tin/xuan.md", &article("Lúa", "Vụ xuân."));
    assert_eq!(moved(&portal, &[]), [pair("/tin/lua/", "/tin/xuan/")]);
}

#[test]
fn a_document_is_known_by_its_number() {
    let document = |title: &str, slug: &str| {
        format!(
            "+++\ntitle = \"{title}\"\nslug = \"{slug}\"\nnumber = \"15/QĐ-UBND\"\ntype = \"decision\"\nissued = 2026-03-01\n\
             effective = 2026-03-01\nissuer = \"UBND xã\"\nsigner = \"An\"\nsummary = \"Về đất.\"\nfiles = [\"a.pdf\"]\n+++\n\nChữ.\n"
        )
    };
    let portal = portal()
        .write("content/van-ban/_index.md", "+++\ntitle = \"Văn bản\"\nkind = \"document\"\n+++\n")
        .write("content/van-ban/a/index.md", &document("Quyết định", "qd-15"))
        .write("content/van-ban/a/a.pdf", "%PDF-1.4");
    build(&portal, &[]);
    let portal = portal
        .rename("content/van-ban/a", "content/van-ban/b")
        .write("content/van-ban/b/index.md", &document("Quyết định về đất", "dat-dai"));
    let told = [pair("/van-ban/qd-15/", "/van-ban/dat-dai/"), pair("/van-ban/qd-15/a.pdf", "/van-ban/dat-dai/a.pdf")];
    assert_eq!(moved(&portal, &[]), told);
}

#[test]
fn drafts_and_expired_pages_have_not_moved() {
    let portal = portal().write(
        "content/tin/nhap.md",
        "+++\ntitle = \"Nháp\"\ndescription = \"x\"\ndate = 2026-11-20\ndraft = true\n+++\nNháp.\n",
    );
    build(&portal, &["--drafts"]);
    assert_eq!(moved(&portal, &[]), []);
    let portal = portal.replace("content/tin/lua.md", "+++\ntitle", "+++\nexpires_at = 2026-11-22\ntitle");
    assert_eq!(moved(&portal, &[]), [], "the address says that the page is gone");
}

#[test]
fn a_machine_that_never_built_the_portal_compares_it_with_a_copy() {
    let published = portal();
    let portal = published.copy().rename("content/tin/lua.md", "content/tin/lua-xuan.md");
    let folder = published.site().to_string_lossy().into_owned();
    assert_eq!(moved(&portal, &["--published", &folder]), [pair("/tin/lua/", "/tin/lua-xuan/")]);
    assert!(!published.path(".tamquan").exists(), "nothing is written in the other folder");
    build(&portal, &["--published", &folder, "--keep-addresses"]);
    assert!(portal.read("content/tin/lua-xuan.md").contains("aliases = [\"/tin/lua/\"]"));
}

#[test]
fn an_address_that_another_document_took_is_told_and_can_be_kept() {
    let document = |day: &str| {
        format!(
            "+++\ntitle = \"Quyết định\"\nnumber = \"15/QĐ-UBND\"\ntype = \"decision\"\nissued = {day}\neffective = {day}\n\
             issuer = \"UBND xã\"\nsigner = \"An\"\nsummary = \"Về đất.\"\nfiles = [\"a.pdf\"]\n+++\n\nChữ {day}.\n"
        )
    };
    let portal = portal()
        .write("content/van-ban/_index.md", "+++\ntitle = \"Văn bản\"\nkind = \"document\"\n+++\n")
        .write("content/van-ban/moi/index.md", &document("2026-03-02"))
        .write_bytes("content/van-ban/moi/a.pdf", &pdf(&["Tai lieu"]));
    build(&portal, &[]);
    // The archive is entered later: the older decision would take the address.
    let portal = portal
        .write("content/van-ban/cu/index.md", &document("2025-03-01"))
        .write_bytes("content/van-ban/cu/a.pdf", &pdf(&["Tai lieu"]));
    let ran = build(&portal, &["--lang", "vi"]);
    let line = "/van-ban/15-qd-ubnd/ nay là trang của content/van-ban/cu/index.md; content/van-ban/moi/index.md chuyển sang /van-ban/15-qd-ubnd-2026/";
    assert!(ran.err.contains(line), "{}", ran.err);
    let ran = build(&portal, &["--keep-addresses", "--lang", "vi"]);
    assert!(!ran.err.contains("/van-ban/15-qd-ubnd-2026/"), "{}", ran.err);
    assert!(portal.read("content/van-ban/moi/index.md").starts_with("+++\nslug = \"15-qd-ubnd\"\n"));
    let page =
        |address: &str| std::fs::read_to_string(portal.output().join(address).join("index.html")).expect("a page");
    assert!(page("van-ban/15-qd-ubnd").contains("Chữ 2026-03-02."));
    assert!(page("van-ban/15-qd-ubnd-2025").contains("Chữ 2025-03-01."));
    // What was at an address only between the two builds of the command is not told.
    let ran = build(&portal, &["--lang", "vi"]);
    assert!(ran.err.is_empty(), "{}", ran.err);
}

#[test]
fn a_file_that_was_renamed_is_found_by_its_bytes_and_kept_by_a_rule() {
    let portal = portal()
        .write("content/tin/lua/index.md", &article("Lúa gạo", "Xem [kế hoạch](ke-hoach.pdf)."))
        .write("content/tin/lua/ke-hoach.pdf", "%PDF-1.7 kế hoạch")
        .write("static/files/Biểu mẫu.docx", "PK biểu mẫu")
        .write("static/files/bo.docx", "PK bỏ")
        .remove("content/tin/lua.md");
    build(&portal, &[]);
    let portal = portal
        .rename("content/tin/lua/ke-hoach.pdf", "content/tin/lua/ke-hoach-2026.pdf")
        .replace("content/tin/lua/index.md", "ke-hoach.pdf", "ke-hoach-2026.pdf")
        .rename("static/files/Biểu mẫu.docx", "static/files/mau-don.docx")
        .remove("static/files/bo.docx");
    let told = [
        pair("/files/Biểu mẫu.docx", "/files/mau-don.docx"),
        ("/files/bo.docx".to_owned(), None),
        pair("/tin/lua/ke-hoach.pdf", "/tin/lua/ke-hoach-2026.pdf"),
    ];
    assert_eq!(moved(&portal, &[]), told);
    // The file that is gone is told once.
    assert_eq!(moved(&portal, &[]), [told[0].clone(), told[2].clone()]);
    let ran = build(&portal, &["--lang", "vi", "--keep-addresses"]);
    let written = "data/redirects.csv: đã ghi /files/Biểu mẫu.docx dẫn đến /files/mau-don.docx.";
    assert!(ran.err.contains(written), "{}", ran.err);
    assert_eq!(
        portal.read("data/redirects.csv"),
        "from,to\n/files/Biểu mẫu.docx,/files/mau-don.docx\n/tin/lua/ke-hoach.pdf,/tin/lua/ke-hoach-2026.pdf\n"
    );
    let rules = std::fs::read_to_string(portal.output().join("_redirects")).expect("the rules of a host");
    assert!(rules.contains("/tin/lua/ke-hoach-2026.pdf"), "{rules}");
    assert_eq!(moved(&portal, &[]), []);
    // A file that changes keeps its address, and another page of the same name is no other file.
    let portal = portal.write("content/tin/lua/ke-hoach-2026.pdf", "%PDF-1.7 sửa");
    assert_eq!(moved(&portal, &[]), []);
}

#[test]
fn the_files_of_a_page_move_with_it_and_go_with_it() {
    let portal = portal()
        .write("content/tin/lua/index.md", &article("Lúa gạo", "Xem [kế hoạch](ke-hoach.pdf)."))
        .write("content/tin/lua/ke-hoach.pdf", "%PDF-1.7 kế hoạch")
        .remove("content/tin/lua.md");
    build(&portal, &[]);
    let portal = portal.rename("content/tin/lua", "content/tin/mua");
    let told = [pair("/tin/lua/", "/tin/mua/"), pair("/tin/lua/ke-hoach.pdf", "/tin/mua/ke-hoach.pdf")];
    assert_eq!(moved(&portal, &[]), told);
    build(&portal, &["--keep-addresses"]);
    assert!(portal.read("content/tin/mua/index.md").contains("aliases = [\"/tin/lua/\"]"));
    assert_eq!(moved(&portal, &[]), []);
    // One message for a page that is gone with its files, and none when it has expired.
    let portal = portal.remove("data/redirects.csv").rename("content/tin/mua", "nhap");
    assert_eq!(moved(&portal, &[]), [("/tin/lua/".to_owned(), None), ("/tin/mua/".to_owned(), None)]);
    let portal = portal.rename("nhap", "content/tin/mua");
    assert_eq!(moved(&portal, &[]), []);
    let portal = portal.replace("content/tin/mua/index.md", "+++\ntitle", "+++\nexpires_at = 2026-11-22\ntitle");
    assert_eq!(moved(&portal, &[]), []);
}

#[test]
fn an_alias_and_a_rule_that_are_taken_out_are_told_once() {
    let portal = portal()
        .replace("content/tin/lua.md", "+++\ntitle", "+++\naliases = [\"/cu/\"]\ntitle")
        .write("data/redirects.csv", "from,to\n/xua/,/tin/gao/\n/ngoai/,https://a.gov.vn/\n/tin/cu.aspx,/tin/\n");
    build(&portal, &[]);
    let portal = portal.replace("content/tin/lua.md", "aliases = [\"/cu/\"]\n", "").remove("data/redirects.csv");
    let told = [pair("/cu/", "/tin/lua/"), ("/ngoai/".to_owned(), None), pair("/xua/", "/tin/gao/")];
    assert_eq!(moved(&portal, &[]), told);
    assert_eq!(moved(&portal, &[]), []);
    build(&portal, &["--keep-addresses"]);
    assert!(portal.read("content/tin/lua.md").contains("aliases = [\"/cu/\"]"));
    assert!(portal.read("content/tin/gao.md").contains("aliases = [\"/xua/\"]"));
    assert_eq!(moved(&portal, &[]), []);
}

#[test]
fn a_list_whose_address_changes_is_told() {
    let topic = |name: &str| format!("+++\n[taxonomies]\ntopics = [\"{name}\"]");
    let portal = portal().replace("portal.toml", "base_url", "taxonomies = [{ name = \"topics\" }]\nbase_url");
    let text = portal.read("content/tin/lua.md");
    let with = |name: &str| {
        let body = text.strip_prefix("+++\n").and_then(|rest| rest.split_once("+++\n")).expect("front matter");
        format!("+++\n{}{}\n+++\n{}", body.0, topic(name).trim_start_matches("+++\n"), body.1)
    };
    let portal = portal.write("content/tin/lua.md", &with("An sinh"));
    build(&portal, &[]);
    let portal = portal.write("content/tin/lua.md", &with("An sinh xã hội"));
    let ran = build(&portal, &["--lang", "vi"]);
    assert!(ran.err.contains("an-sinh/ nay không còn dẫn đến đâu"), "{}", ran.err);
    assert_eq!(moved(&portal, &[]), []);
}

#[test]
fn many_files_that_move_are_all_found() {
    let portal =
        (0..300).fold(portal(), |portal, at| portal.write(&format!("static/cu/{at}.pdf"), &format!("%PDF {at}")));
    build(&portal, &[]);
    let portal = portal.rename("static/cu", "static/moi");
    let told = moved(&portal, &[]);
    assert_eq!(told.len(), 300);
    for (from, to) in told {
        assert_eq!(to, Some(from.replace("/cu/", "/moi/")));
    }
}

/// The page of a row has no file for an alias: its old address is a rule.
#[test]
fn the_old_address_of_a_row_is_kept_by_a_rule() {
    let pages = "[[pages]]\nfrom = \"data/cay.csv\"\ninto = \"tin\"\nkind = \"page\"\nname = \"ma\"\nbody = \"bai\"\n";
    let portal = portal().append("portal.toml", pages).write("data/cay.csv", "ma;title;bai\nc1;Khoai;Củ to.\n");
    assert_eq!(moved(&portal, &[]), []);
    let portal = portal.replace("data/cay.csv", "c1;", "c2;");
    assert_eq!(moved(&portal, &[]), [pair("/tin/c1/", "/tin/c2/")]);
    build(&portal, &["--keep-addresses"]);
    assert_eq!(portal.read("data/redirects.csv"), "from,to\n/tin/c1/,/tin/c2/\n");
    assert_eq!(moved(&portal, &[]), []);
}
