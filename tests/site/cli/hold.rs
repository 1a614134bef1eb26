//! `tamquan build --hold`: what is wrong is held back, and the rest is published.

use crate::cli::{Ran, tamquan};
use harness::Portal;

const ARTICLE: &str = "description = \"Tin của xã.\"\ndate = 2026-11-20";

fn article(title: &str, text: &str) -> String {
    format!("+++\ntitle = \"{title}\"\n{ARTICLE}\n+++\n{text}\n")
}

fn portal() -> Portal {
    Portal::empty()
        .write("content/tin/_index.md", "+++\ntitle = \"Tin\"\nkind = \"article\"\n+++\n")
        .write("content/tin/lua.md", &article("Lúa", "Vụ xuân."))
        .write("content/tin/gao.md", &article("Gạo", "Xem [lúa](lua.md)."))
}

#[track_caller]
fn build(portal: &Portal, day: &str, more: &[&str]) -> Ran {
    let (site, out) = (portal.site().to_string_lossy(), portal.output().to_string_lossy());
    tamquan(["build", site.as_ref(), "-o", out.as_ref(), "--date", day, "--json"].iter().chain(more))
}

/// Builds with `--hold`, and returns the held files with their versions.
#[track_caller]
fn hold(portal: &Portal, code: i32) -> Vec<(String, String)> {
    let json = build(portal, "2026-11-23", &["--hold", "--verify"]).code(code).json();
    assert_eq!(json["ok"], code == 0, "{json:#}");
    let held = json["held"].as_array().cloned().unwrap_or_default();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    held.iter().map(|file| (text(&file["file"]), text(&file["version"]))).collect()
}

fn page(portal: &Portal, path: &str) -> Option<String> {
    std::fs::read_to_string(portal.output().join(path).join("index.html")).ok()
}

fn pairs(held: &[(String, String)]) -> Vec<(&str, &str)> {
    held.iter().map(|(file, version)| (file.as_str(), version.as_str())).collect()
}

#[test]
fn a_changed_file_counts_as_it_was_and_a_new_one_as_a_draft() {
    let portal = portal();
    assert_eq!(hold(&portal, 0), []);
    let portal = portal
        .write("content/tin/lua.md", &article("Lúa mới", "Thiếu [tệp](khong-co.pdf)."))
        .write("content/tin/khoai.md", &article("Khoai", "Ảnh ![x](khong-co.jpg)."))
        .write("content/tin/sua.md", &article("Bão số 5", "Gió giật cấp 12."));
    let held = hold(&portal, 5);
    assert_eq!(pairs(&held), [("content/tin/khoai.md", "left-out"), ("content/tin/lua.md", "earlier")]);
    assert!(page(&portal, "tin/sua").is_some_and(|html| html.contains("cấp 12")));
    assert!(page(&portal, "tin/lua").is_some_and(|html| html.contains("Vụ xuân")));
    assert!(page(&portal, "tin/khoai").is_none());
    // Without `--hold` nothing is published, and the errors are the same.
    build(&portal, "2026-11-23", &[]).code(1);
    // What is mended counts.
    let portal = portal
        .write("content/tin/lua.md", &article("Lúa mới", "Vụ mùa."))
        .write("content/tin/khoai.md", &article("Khoai", "Củ."));
    assert_eq!(hold(&portal, 0), []);
    assert!(page(&portal, "tin/lua").is_some_and(|html| html.contains("Vụ mùa")));
}

#[test]
fn what_breaks_because_of_a_held_file_is_held_in_turn() {
    let portal = portal();
    hold(&portal, 0);
    // The new page has an error, the changed page links to it, and a third page links to a heading
    // of the changed page.
    let portal = portal
        .write("content/tin/moi.md", &article("Mới", "![x](khong-co.jpg)"))
        .write("content/tin/lua.md", &article("Lúa", "## Giống lúa\n\nXem [mới](moi.md)."))
        .write("content/tin/gao.md", &article("Gạo", "Xem [giống](lua.md#giong-lua)."));
    let held = hold(&portal, 5);
    assert_eq!(
        pairs(&held),
        [("content/tin/gao.md", "earlier"), ("content/tin/lua.md", "earlier"), ("content/tin/moi.md", "left-out")]
    );
    assert!(page(&portal, "tin/gao").is_some_and(|html| html.contains("Xem")));
}

#[test]
fn a_removal_that_breaks_another_page_is_held() {
    let portal = portal();
    hold(&portal, 0);
    let portal = portal
        .remove("content/tin/lua.md")
        .write("content/tin/khac.md", &article("Khác", "Tin khác."))
        .write("content/tin/_index.md", "+++\ntitle = \"Tin tức\"\nkind = \"article\"\n+++\n");
    let held = hold(&portal, 5);
    assert_eq!(pairs(&held), [("content/tin/lua.md", "restored")]);
    assert!(page(&portal, "tin/lua").is_some() && page(&portal, "tin/khac").is_some());
    assert!(page(&portal, "tin").is_some_and(|html| html.contains("Tin tức")));
    // The cause is shown with its place.
    let (site, out) = (portal.site().to_string_lossy(), portal.output().to_string_lossy());
    let ran = tamquan(["build", &site, "-o", &out, "--date", "2026-11-24", "--hold", "--lang", "vi"]).code(5);
    for words in ["content/tin/lua.md: đã xóa nhưng vẫn còn trên trang, từ ngày 23 tháng 11 năm 2026", "gao.md:6"]
    {
        assert!(ran.err.contains(words), "{words} in\n{}", ran.err);
    }
}

#[test]
fn of_two_files_that_clash_the_new_one_is_held() {
    let document = |title: &str| {
        format!(
            "+++\ntitle = \"{title}\"\nnumber = \"15/QĐ-UBND\"\ntype = \"decision\"\nissued = 2026-03-01\n\
             effective = 2026-03-01\nissuer = \"UBND xã\"\nsigner = \"An\"\nsummary = \"Về đất.\"\n\
             files = [\"a.pdf\"]\n+++\n\nChữ.\n"
        )
    };
    let portal = portal()
        .write("content/van-ban/_index.md", "+++\ntitle = \"Văn bản\"\nkind = \"document\"\n+++\n")
        .write("content/van-ban/cu/index.md", &document("Quyết định cũ"))
        .write("content/van-ban/cu/a.pdf", "%PDF-1.4");
    hold(&portal, 0);
    let portal = portal
        .write("content/van-ban/a/index.md", &document("Quyết định mới"))
        .write("content/van-ban/a/a.pdf", "%PDF-1.4");
    let held = hold(&portal, 5);
    assert_eq!(pairs(&held), [("content/van-ban/a/index.md", "left-out")]);
}

#[test]
fn data_and_files_beside_pages_are_held() {
    let portal = portal()
        .write("data/thu.csv", "Khoản,Số\nThuế,5\n")
        .write("content/tin/bang.md", &article("Bảng", "{{ table(data=\"thu.csv\", caption=\"Thu\") }}"))
        .write("content/tin/tep/index.md", &article("Tệp", "[Tệp](a.pdf)"))
        .write("content/tin/tep/a.pdf", "%PDF-1.4 a");
    hold(&portal, 0);
    let portal = portal
        .write("data/thu.csv", "Khoản,Số\nThuế,5,6,7\n")
        .remove("content/tin/tep/a.pdf")
        .write("content/tin/moi.md", &article("Mới", "Tin mới."));
    let held = hold(&portal, 5);
    assert_eq!(pairs(&held), [("content/tin/tep/a.pdf", "restored"), ("data/thu.csv", "earlier")]);
    assert!(page(&portal, "tin/moi").is_some());
    assert!(portal.output().join("tin/tep/a.pdf").exists());
}

#[test]
fn templates_and_the_configuration_are_never_held() {
    let portal = portal();
    hold(&portal, 0);
    let portal = portal
        .write("content/tin/lua.md", &article("Lúa", "[x](khong-co.pdf)"))
        .write("templates/article.html", "{% extends \"page.html\" %}{{ khong_co() }}");
    let ran = build(&portal, "2026-11-23", &["--hold"]).code(1).json();
    assert!(ran.get("held").is_none(), "{ran:#}");
    let portal = portal.remove("templates/article.html").append("portal.toml", "khong = 1\n");
    build(&portal, "2026-11-23", &["--hold"]).code(1);
}

#[test]
fn an_emergency_is_published_whatever_others_break() {
    let urgent = |text: &str| {
        format!(
            "+++\ntitle = \"Bão số 5\"\nlevel = \"emergency\"\nstarts = 2026-11-23\nends = 2026-11-25\n+++\n{text}\n"
        )
    };
    let portal = portal().write("content/khan/_index.md", "+++\ntitle = \"Thông báo\"\nkind = \"notice\"\n+++\n");
    hold(&portal, 0);
    let portal = portal
        .remove("content/tin/lua.md")
        .write("content/tin/so-tan.md", &article("Sơ tán", "![x](khong-co.jpg)"))
        .write("content/khan/bao.md", &urgent("Xem [nơi sơ tán](@/tin/so-tan.md) và [lúa](@/tin/gao.md)."));
    let held = hold(&portal, 5);
    assert_eq!(
        pairs(&held),
        [
            ("content/khan/bao.md", "without-references"),
            ("content/tin/lua.md", "restored"),
            ("content/tin/so-tan.md", "left-out"),
        ]
    );
    let html = page(&portal, "khan/bao").expect("the notice");
    assert!(html.contains("Xem nơi sơ tán và <a href=\"/tin/gao/\">lúa</a>"), "{html}");
    // A notice that is wrong by itself is held like any other file, as it was published.
    let portal = portal.write("content/khan/bao.md", &urgent("Xem [tệp](khong-co.pdf)."));
    assert_eq!(pairs(&hold(&portal, 5))[0], ("content/khan/bao.md", "earlier"));
    assert!(page(&portal, "khan/bao").is_some_and(|html| html.contains("Xem nơi sơ tán")));
}

#[test]
fn a_machine_without_copies_takes_the_portal_as_it_was_published() {
    let published = portal();
    let portal = published.copy().write("content/tin/lua.md", &article("Lúa mới", "[x](khong-co.pdf)"));
    let folder = published.site().to_string_lossy().into_owned();
    let json = build(&portal, "2026-11-23", &["--hold", "--published", &folder]).code(5).json();
    assert_eq!(json["held"][0]["file"], "content/tin/lua.md");
    assert_eq!(json["held"][0]["version"], "earlier");
    assert!(page(&portal, "tin/lua").is_some_and(|html| html.contains("Vụ xuân")));
    assert!(!published.path(".tamquan").exists(), "nothing is written in the other folder");
}

#[test]
fn the_configuration_can_ask_for_it() {
    let portal = portal().replace("portal.toml", "[agency]", "[build]\non_error = \"hold\"\n[agency]");
    build(&portal, "2026-11-01", &[]).code(0);
    let portal = portal.write("content/tin/lua.md", &article("Lúa mới", "[x](khong-co.pdf)"));
    let json = build(&portal, "2026-11-23", &[]).code(5).json();
    assert_eq!(json["held"][0]["since"], "2026-11-01");
    let portal = portal.replace("portal.toml", "\"hold\"", "\"stop\"");
    build(&portal, "2026-11-23", &[]).code(1);
}

#[test]
fn a_published_page_without_a_known_version_does_not_vanish() {
    let portal = portal();
    // A build that holds nothing keeps no copies.
    build(&portal, "2026-11-23", &[]).code(0);
    let portal = portal
        .write("content/tin/lua.md", &article("Lúa mới", "[x](khong-co.pdf)"))
        .write("content/tin/khoai.md", &article("Khoai", "[x](khong-co.pdf)"));
    let json = build(&portal, "2026-11-24", &["--hold"]).code(1).json();
    let codes: Vec<_> =
        json["diagnostics"].as_array().into_iter().flatten().map(|one| (&one["code"], &one["file"])).collect();
    assert!(codes.iter().any(|(code, file)| *code == "hold-unknown" && *file == "content/tin/lua.md"), "{codes:?}");
    assert_eq!(codes.iter().filter(|(code, _)| *code == "hold-unknown").count(), 1, "{codes:?}");
    assert!(page(&portal, "tin/lua").is_some_and(|html| html.contains("Vụ xuân")));
}

#[test]
fn a_slip_in_its_section_keeps_no_emergency_back() {
    let notice = |text: &str, level: &str| {
        let times = "starts = 2026-11-20\nends = 2026-12-30";
        format!("+++\ntitle = \"Bão\"\ndescription = \"Bão số 5.\"\nlevel = \"{level}\"\n{times}\n+++\n{text}\n")
    };
    let section = "+++\ntitle = \"Thông báo\"\nkind = \"notice\"\n+++\n";
    for slip in ["+++\ntitle = \"Thông báo\nkind = \"notice\"\n+++\n", "+++\ntitle = \"TB\"\nkind = \"notic\"\n+++\n"]
    {
        let portal = portal()
            .write("content/thong-bao/_index.md", section)
            .write("content/thong-bao/cu.md", &notice("Cũ.", "emergency"));
        assert_eq!(hold(&portal, 0), []);
        let portal = portal
            .write("content/thong-bao/_index.md", slip)
            .write("content/thong-bao/bao.md", &notice("Gió giật cấp 12.", "emergency"))
            .write("content/thong-bao/cu.md", &notice("Sửa.", "emergency"));
        assert_eq!(pairs(&hold(&portal, 5)), [("content/thong-bao/_index.md", "earlier")]);
        assert!(page(&portal, "thong-bao/bao").is_some_and(|html| html.contains("cấp 12")));
        assert!(page(&portal, "thong-bao/cu").is_some_and(|html| html.contains("Sửa.")));
    }
    // The section is as new as the notice, or nobody wrote it.
    for slip in [
        Some("+++\ntitle = \"Thông báo\nkind = \"notice\"\n+++\n"),
        Some("+++\ntitle = \"TB\"\nkind = \"notic\"\n+++\n"),
        None,
    ] {
        let portal = portal();
        assert_eq!(hold(&portal, 0), []);
        let portal = portal.write("content/khan/bao.md", &notice("Gió giật cấp 12.", "emergency"));
        let portal = match slip {
            Some(slip) => portal.write("content/khan/_index.md", slip),
            None => portal,
        };
        assert_eq!(pairs(&hold(&portal, 5)), [("content/khan/_index.md", "stand-in")], "{slip:?}");
        assert!(page(&portal, "khan/bao").is_some_and(|html| html.contains("cấp 12")), "{slip:?}");
    }
    // A notice of less weight waits for the section, whose error is told.
    let waiting = portal()
        .write("content/khan/_index.md", "+++\ntitle = \"Thông báo\nkind = \"notice\"\n+++\n")
        .write("content/khan/tin.md", &notice("Tin thường.", "info"));
    let json = build(&waiting, "2026-11-23", &["--hold"]).code(5).json();
    let codes: Vec<&str> = json["held"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|held| held["causes"].as_array().into_iter().flatten())
        .filter_map(|cause| cause["code"].as_str())
        .collect();
    assert!(!codes.is_empty() && codes.iter().all(|code| *code == "quote-unclosed"), "{json:#}");
    // A notice of less weight does not take its address.
    let portal = portal().write("content/thong-bao/_index.md", section);
    assert_eq!(hold(&portal, 0), []);
    let portal = portal
        .write("content/thong-bao/Bao.md", &notice("Tin thường.", "info"))
        .write("content/thong-bao/bao.md", &notice("Gió giật cấp 12.", "emergency"));
    assert_eq!(pairs(&hold(&portal, 5)), [("content/thong-bao/Bao.md", "left-out")]);
    assert!(page(&portal, "thong-bao/bao").is_some_and(|html| html.contains("cấp 12")));
}

/// A table whose rows are pages is one file, and is held as a whole.
#[test]
fn a_table_of_pages_counts_as_it_was_last_right() {
    let pages = "\n[[pages]]\nfrom = \"data/tin.csv\"\ninto = \"tin\"\nbody = \"bai\"\n";
    let portal = portal().append("portal.toml", pages).write("data/tin.csv", "title;bai\nKhoai;Củ.\n");
    assert_eq!(hold(&portal, 0), []);
    // One row has an error, another one is new, and a page links to the new one.
    let portal = portal
        .write("data/tin.csv", "title;bai\nKhoai;![x](khong-co.jpg)\nSắn;Củ.\n")
        .write("content/tin/lua.md", &article("Lúa", "Xem [sắn](san.md)."))
        .write("content/tin/sua.md", &article("Bão số 5", "Gió giật cấp 12."));
    let held = hold(&portal, 5);
    assert_eq!(pairs(&held), [("content/tin/lua.md", "earlier"), ("data/tin.csv", "earlier")]);
    assert!(page(&portal, "tin/khoai").is_some_and(|html| html.contains("Củ.")));
    assert!(page(&portal, "tin/san").is_none());
    assert!(page(&portal, "tin/sua").is_some_and(|html| html.contains("cấp 12")));
    let portal = portal.write("data/tin.csv", "title;bai\nKhoai;Củ to.\nSắn;Củ.\n");
    assert_eq!(hold(&portal, 0), []);
    assert!(page(&portal, "tin/khoai").is_some_and(|html| html.contains("Củ to.")));
    // What is published does not vanish: a table that is gone is an error of portal.toml.
    let portal = portal.remove("data/tin.csv");
    hold(&portal, 1);
    assert!(page(&portal, "tin/khoai").is_some());
}
