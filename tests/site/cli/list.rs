//! `tamquan list`

use crate::cli::{Ran, tamquan};
use harness::Portal;

fn list(portal: &Portal, more: &[&str]) -> Ran {
    let site = portal.site().to_string_lossy();
    tamquan(["list", site.as_ref(), "--date", "2026-11-23", "--lang", "en"].iter().chain(more))
}

fn portal() -> Portal {
    Portal::empty()
        .with_english()
        .page("nhap", "title = \"Nháp\"\ndraft = true\nreview_by = 2026-12-24")
        .page("sau", "title = \"Sau\"\npublish_at = 2026-11-25")
        .page("sap-het", "title = \"Sắp hết\"\nexpires_at = 2026-12-23")
        .page("con-lau", "title = \"Còn lâu\"\nexpires_at = 2026-12-24")
        .page("het", "title = \"Hết\"\nexpires_at = 2026-11-22")
        .page("xem-lai", "title = \"Xem lại\"\nreview_by = 2026-10-01")
        .page("dien", "title = \"Điền\"\ndescription = \"[SỬA: mô tả]\"")
        .page("dich", "title = \"Dịch\"")
        .write("content/dich.en.md", "+++\ntitle = \"Translated\"\n+++\n")
        .section("tep", "title = \"Tệp\"", &["Một"])
        .write("content/tep/khong-ai-nhac.pdf", "%PDF-1.4")
}

fn files(json: &serde_json::Value, list: &str) -> Vec<String> {
    let of_list = json[list].as_array().expect("a list").iter();
    of_list.map(|entry| entry["file"].as_str().expect("a file").to_owned()).collect()
}

#[test]
fn editors_see_what_needs_them() {
    let json = list(&portal(), &["--json"]).code(0).json();
    assert_eq!(files(&json, "drafts"), ["content/nhap.md"]);
    assert_eq!(files(&json, "planned"), ["content/sau.md"]);
    assert_eq!(files(&json, "expiring"), ["content/sap-het.md"]);
    assert_eq!(files(&json, "review"), ["content/xem-lai.md"]);
    assert_eq!(json["review"][0]["at"], "2026-10-01");
    assert_eq!(files(&json, "provisional"), ["content/dien.md"]);
    assert_eq!(json["provisional"][0]["places"], 1);
    assert_eq!(files(&json, "unused"), ["content/tep/khong-ai-nhac.pdf"]);
    let untranslated = files(&json, "untranslated");
    assert!(untranslated.contains(&"content/sau.md".to_owned()), "{untranslated:?}");
    assert!(!untranslated.contains(&"content/dich.md".to_owned()), "{untranslated:?}");
    assert_eq!(json["untranslated"][0]["languages"][0], "en");
}

#[test]
fn days_say_what_is_near() {
    let json = list(&portal(), &["expiring", "review", "--days", "31", "--json"]).code(0).json();
    assert_eq!(files(&json, "expiring"), ["content/sap-het.md", "content/con-lau.md"]);
    assert_eq!(files(&json, "review"), ["content/xem-lai.md", "content/nhap.md"]);
    assert!(json.get("drafts").is_none());
    list(&portal(), &["--days", "nhiều"]).code(2);
    list(&portal(), &["nhap"]).code(2);
}

#[test]
fn people_read_names_and_days() {
    let ran = list(&portal(), &["review", "drafts", "unused"]).code(0);
    assert_eq!(
        ran.out,
        "Pages to review within 30 days: 1\n  2026-10-01  content/xem-lai.md  Xem lại\nDrafts: 1\n  content/nhap.md  Nháp\nFiles that no text names: 1\n  content/tep/khong-ai-nhac.pdf\n"
    );
    let broken = portal().write("content/x.md", "+++\ntitle = \n+++\n");
    let ran = list(&broken, &[]).code(1);
    assert!(ran.err.contains("content/x.md"), "{}", ran.err);
}
