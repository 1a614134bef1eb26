//! What a run remembers, accepts and writes.

use harness::Portal;

use super::{check, check_in, findings, line_of, with_key};
use crate::cli::Ran;

const CONTACT: &str = "content/lien-he.md";
const HISTORY: &str = "content/lich-su.md";

/// A portal with two days of review, one before and one after the day of the check.
fn portal() -> Portal {
    let portal = Portal::empty().page("lien-he", "title = \"Liên hệ\"\nreview_by = 2026-11-20");
    portal.page("lich-su", "title = \"Lịch sử\"\nreview_by = 2026-12-10")
}

/// The files and lines of the overdue reviews in a list of a report.
fn reviews(ran: &Ran, list: &str) -> Vec<(String, u64)> {
    let found = findings(ran, list).into_iter().filter(|(rule, ..)| rule == "review-overdue");
    found.map(|(_, file, line)| (file, line)).collect()
}

#[test]
fn a_second_run_looks_at_what_has_changed_and_finds_the_same() {
    let portal = portal();
    let first = check(&portal, &["--json"]);
    assert_eq!(reviews(&first, "findings"), [(CONTACT.to_owned(), 3)]);
    let json = first.json();
    let all = ["texts", "pages"].iter().filter_map(|key| json[key].as_u64()).sum::<u64>();
    assert!(all > 6 && json["looked_at"].as_u64() == Some(all), "{json}");
    let second = check(&portal, &["--json"]).json();
    assert_eq!((&second["findings"], second["looked_at"].as_u64()), (&json["findings"], Some(0)));
    // A line more in the front matter moves the finding, and no page changes.
    let portal = with_key(portal, CONTACT, "# Xem lại hằng năm.");
    let third = check(&portal, &["--json"]);
    assert_eq!(reviews(&third, "findings"), [(CONTACT.to_owned(), line_of(&portal, CONTACT, "review_by"))]);
    assert_eq!(third.json()["looked_at"].as_u64(), Some(1));
    // What is mended is found no more, and what is gone is forgotten.
    let portal = portal.rename(CONTACT, "content/lien-lac.md");
    let fourth = check(&portal, &["--json"]);
    assert_eq!(reviews(&fourth, "findings"), [("content/lien-lac.md".to_owned(), 4)]);
    let fifth = check(&portal.remove("content/lien-lac.md"), &["--json"]);
    assert_eq!(reviews(&fifth, "findings"), []);
    assert_eq!(fifth.json()["texts"].as_u64(), json["texts"].as_u64().map(|texts| texts - 1));
}

#[test]
fn findings_to_come_are_told_with_their_day() {
    let portal = portal();
    let ran = check(&portal, &["--json", "--due", "30"]);
    assert_eq!(reviews(&ran, "due"), [(HISTORY.to_owned(), 3)]);
    assert_eq!(ran.json()["due"][0]["from"], "2026-12-11");
    assert_eq!(reviews(&check(&portal, &["--json", "--due", "17"]), "due"), []);
    let later = check(&portal, &["--json", "--as-of", "2026-12-11"]);
    assert_eq!(reviews(&later, "findings").len(), 2);
    // The output folder is still that of the day of the build.
    let again = check(&portal, &["--json"]);
    assert_eq!((reviews(&again, "findings").len(), again.json()["looked_at"].as_u64()), (1, Some(0)));
}

#[test]
fn a_baseline_accepts_what_was_there_and_nothing_new() {
    let portal = portal();
    check(&portal, &["--deny", "warnings"]).code(1);
    let file = portal.path("cu.json").to_string_lossy().into_owned();
    check(&portal, &["--baseline", &file, "--write-baseline"]).code(0);
    let ran = check(&portal, &["--json", "--deny", "notes", "--baseline", &file]).code(0);
    assert_eq!((findings(&ran, "findings").len(), reviews(&ran, "accepted").len()), (0, 1));
    let portal = with_key(portal, "content/_index.md", "review_by = 2026-01-01");
    let ran = check(&portal, &["--json", "--deny", "notes", "--baseline", &file]).code(1);
    assert_eq!(reviews(&ran, "findings"), [("content/_index.md".to_owned(), 2)]);
}

#[test]
fn a_waiver_accepts_findings_until_its_last_day() {
    let waiver = "\n[[check.waivers]]\nrule = \"review-overdue\"\nfile = \"content/lien-he.md\"\n\
                  reason = \"Chờ số mới\"\nuntil = 2026-11-30\n";
    let portal = portal().append("portal.toml", waiver);
    let ran = check(&portal, &["--json"]);
    assert_eq!((reviews(&ran, "findings"), reviews(&ran, "accepted")), (vec![], vec![(CONTACT.to_owned(), 3)]));
    assert_eq!(ran.json()["accepted"][0]["accepted"]["reason"], "Chờ số mới");
    assert_eq!(ran.json()["remarks"], serde_json::json!([]));
    let ran = check(&portal, &["--json", "--as-of", "2026-12-01"]);
    assert_eq!(reviews(&ran, "findings"), [(CONTACT.to_owned(), 3)]);
    assert_eq!(ran.json()["remarks"][0]["what"], "waiver-ended");
}

#[test]
fn what_accepts_nothing_any_more_is_told_and_breaks_nothing() {
    let settings = "\n[[check.waivers]]\nrule = \"secret-mark\"\nreason = \"Bản in\"\nuntil = 2027-01-31\n\
                    [[check.continued]]\ninstrument = \"22/2023/TT-BTTTT\"\nby = \"Công bố số 1\"\nuntil = 2027-06-30\n";
    let portal = portal().append("portal.toml", settings);
    let file = portal.path("cu.json").to_string_lossy().into_owned();
    check(&portal, &["--baseline", &file, "--write-baseline"]).code(0);
    let portal = portal.replace(CONTACT, "review_by = 2026-11-20", "review_by = 2027-11-20");
    let ran = check(&portal, &["--json", "--baseline", &file, "--deny", "notes"]).code(0);
    let json = ran.json();
    let remarks = json["remarks"].as_array().expect("a list");
    let what: Vec<&str> = remarks.iter().filter_map(|remark| remark["what"].as_str()).collect();
    assert_eq!(what, ["waiver-unused", "continued", "baseline-mended"], "{json}");
    assert_eq!((&remarks[1]["by"], &remarks[2]["count"]), (&"Công bố số 1".into(), &1.into()));
    for key in ["format", "program", "day", "law_day", "portal", "layers"] {
        assert!(!json[key].is_null(), "{key}");
    }
    let out = check(&portal, &["--baseline", &file]).out;
    for words in [
        "The waiver of secret-mark in [check] (until 31 January 2027) accepts nothing any more",
        "22/2023/TT-BTTTT goes on by Công bố số 1, until 30 June 2027.",
        "Findings of the baseline that are mended: 1.",
    ] {
        assert!(out.contains(words), "{words}\n{out}");
    }
}

#[test]
fn a_change_of_law_is_a_change_of_data() {
    let status = "[[instruments]]\nnumber = \"224/2026/NĐ-CP\"\ntitle = \"Cũ\"\nfrom = 2026-07-01\nto = 2026-11-30\n\
                  certainty = \"read\"\nsuccessor = \"9/2026/NĐ-CP\"\n[[instruments]]\nnumber = \"9/2026/NĐ-CP\"\n\
                  title = \"Mới\"\nfrom = 2026-12-01\ncertainty = \"read\"\n";
    let rule = "[[rules]]\nid = \"reviewed-in-time\"\ntitle = \"Rà soát\"\nlevel = \"error\"\ncheck = \"overdue-review\"\n\
                basis = [{ instrument = \"9/2026/NĐ-CP\", article = \"Điều 1\", certainty = \"read\" }]\n\
                message = \"Quá hạn {day}.\"\nfix = \"Xem lại.\"\n";
    let portal = portal().write("rules/legal-status.toml", status).write("rules/moi.toml", rule);
    let rules = |day: &str| {
        let ran = check(&portal, &["--json", "--as-of", day]);
        let found = findings(&ran, "findings").into_iter().filter(|(_, file, _)| file == CONTACT);
        found.map(|(rule, ..)| rule).collect::<Vec<_>>()
    };
    assert_eq!(rules("2026-11-30"), ["review-overdue"]);
    assert_eq!(rules("2026-12-01"), ["reviewed-in-time"]);
}

#[test]
fn the_report_for_hosts_of_repositories_has_rules_and_places() {
    let portal = portal();
    let file = portal.path("ket-qua.sarif");
    check(&portal, &["--sarif", &file.to_string_lossy()]).code(1);
    let sarif: serde_json::Value = serde_json::from_str(&portal.read("ket-qua.sarif")).expect("JSON");
    let run = &sarif["runs"][0];
    assert!(run["tool"]["driver"]["rules"].as_array().is_some_and(|rules| rules.len() > 30));
    let mut results = run["results"].as_array().expect("a list").iter();
    let review = results.find(|result| result["ruleId"] == "review-overdue").expect("the review");
    let place = &review["locations"][0]["physicalLocation"];
    assert_eq!((&place["artifactLocation"]["uri"], &place["region"]["startLine"]), (&CONTACT.into(), &3.into()));
}

#[test]
fn the_report_to_print_says_what_was_checked_found_and_not_looked_at() {
    let waiver = "\n[[check.waivers]]\nrule = \"leaders-listed\"\nreason = \"Chờ <bầu>\"\nuntil = 2026-11-30\n";
    let portal = portal().append("portal.toml", waiver);
    let file = portal.path("bao-cao.html").to_string_lossy().into_owned();
    check_in("vi", &portal, &["--html", &file]).code(1);
    let html = portal.read("bao-cao.html");
    for words in [
        "<html lang=\"vi\">",
        "ngày 23 tháng 11 năm 2026",
        "<code>content/lien-he.md:3:13</code>",
        "Điều 9 khoản 3, 224/2026/NĐ-CP",
        "Chờ &lt;bầu&gt; (đến hết ngày 30 tháng 11 năm 2026)",
        "Những gì chưa kiểm tra ở đây",
        "(đã đọc bản sao)",
    ] {
        assert!(html.contains(words), "{words}\n{html}");
    }
}

#[test]
fn people_read_what_is_wrong_why_and_what_to_do() {
    let out = check(&portal(), &[]).code(1).out;
    for words in [
        "warning[review-overdue]: Content is reviewed in time",
        "Basis: Điều 9 khoản 3, 224/2026/NĐ-CP",
        "content/lien-he.md:3:13",
        "The review was due on 20/11/2026.",
        "how to fix it: Read the content again",
    ] {
        assert!(out.contains(words), "{words}\n{out}");
    }
}

#[test]
fn a_recorded_result_is_shown_and_gets_old() {
    let statement = "title = \"Khả năng tiếp cận\"\n+++\n{{ check_result(layer=\"tiep-can\") }}";
    let portal = Portal::empty().write("content/tiep-can.md", &format!("+++\n{statement}\n"));
    let missing = |ran: &Ran, list: &str| {
        let mut found = findings(ran, list).into_iter();
        found.find(|(rule, ..)| rule == "result-recorded").map(|(_, file, line)| (file, line))
    };
    let first = check(&portal, &["--json", "--record"]);
    assert_eq!(missing(&first, "findings"), Some(("content/tiep-can.md".to_owned(), 4)));
    // The file counts from the next build on.
    let page =
        |portal: &Portal| std::fs::read_to_string(portal.output().join("tiep-can/index.html")).expect("the page");
    assert!(page(&portal).contains("Chưa có kết quả kiểm tra"));
    let second = check(&portal, &["--json"]);
    assert_eq!(missing(&second, "findings"), None);
    assert!(page(&portal).contains("Vào ngày 23 tháng 11 năm 2026"), "{}", page(&portal));
    let record: serde_json::Value = serde_json::from_str(&portal.read("data/check-result.json")).expect("JSON");
    let rule = |id: &str| {
        record["layers"]
            .as_array()
            .expect("layers")
            .iter()
            .flat_map(|layer| layer["rules"].as_array().expect("rules"))
            .find(|rule| rule["id"] == id)
            .cloned()
    };
    assert_eq!(rule("result-recorded"), None);
    assert_eq!(rule("page-title").expect("the rule")["places"], 0);
    // After a year, the finding begins.
    let line = line_of(&portal, "data/check-result.json", "\"day\"");
    let later = check(&portal, &["--json", "--as-of", "2027-11-23"]);
    assert_eq!(missing(&later, "findings"), Some(("data/check-result.json".to_owned(), line)));
}
