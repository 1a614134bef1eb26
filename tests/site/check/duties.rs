//! What must be public: what fulfils it, what is missing, and what a new portal is told.

use std::collections::BTreeSet;

use harness::page::in_order;
use harness::{Folder, Portal};

use super::{check, findings, line_of};
use crate::cli::tamquan;

/// The rules that these tests break.
pub(super) const RULES: [&str; 11] = [
    "commune-listed",
    "commune-public",
    "information-backlog",
    "information-listed",
    "information-public",
    "information-reviewed",
    "request-cost",
    "request-online",
    "request-page",
    "request-refusal",
    "request-time",
];

const HOW_TO: &str = "content/tiep-can-thong-tin/huong-dan.md";
const LIST: &str = "content/tiep-can-thong-tin/danh-muc.md";

fn told(portal: &Portal, more: &[&str], list: &str) -> Vec<(String, String, u64)> {
    let mut found = findings(&check(portal, &[&["--json"], more].concat()), list);
    found.sort();
    found
}

fn finding(rule: &str, file: &str, line: u64) -> (String, String, u64) {
    (rule.to_owned(), file.to_owned(), line)
}

#[test]
fn a_duty_that_nothing_fulfils_is_found() {
    let portal = Portal::example()
        .replace("content/gioi-thieu/di-tich.md", "fulfils = [\"thong-tin/q\"]\n", "")
        .replace("content/cong-khai/tuyen-quan-2026.md", "fulfils = [\"dan-chu/9\"]\n", "")
        .replace("content/to-chuc/_index.md", "\"cung-cap/don-vi\", ", "");
    let line = line_of(&portal, "portal.toml", "[[duties]]");
    let wanted =
        ["commune-public", "information-public", "request-page"].map(|rule| finding(rule, "portal.toml", line));
    assert_eq!(told(&portal, &[], "findings"), wanted);
    // A reason answers it, and an empty section is named in place of portal.toml.
    let reason = "\n[[duties]]\nduty = \"thong-tin/q\"\nwithout = \"not-arisen\"\nreason = \"Xã không có di tích.\"\n";
    let portal = portal.append("portal.toml", reason);
    let portal = portal.write(
        "content/quan-su/_index.md",
        "+++\ntitle = \"Quân sự\"\ndescription = \"Tuyển quân\"\ndate = 2026-10-01\nfulfils = [\"dan-chu/9\"]\n+++\n",
    );
    let found = told(&portal, &[], "findings");
    let rules: Vec<(&str, &str)> = found.iter().map(|(rule, file, _)| (rule.as_str(), file.as_str())).collect();
    assert_eq!(rules, [("commune-public", "content/quan-su/_index.md"), ("request-page", "portal.toml")]);
}

#[test]
fn a_list_that_no_page_shows_is_found() {
    let portal = Portal::example().replace(LIST, "{{ duties(list=\"thong-tin\") }}", "").replace(
        LIST,
        "{{ duties(list=\"dan-chu\") }}",
        "",
    );
    let line = line_of(&portal, "portal.toml", "[[duties]]");
    let wanted = ["commune-listed", "information-listed"].map(|rule| finding(rule, "portal.toml", line));
    assert_eq!(told(&portal, &[], "findings"), wanted);
}

#[test]
fn what_the_page_about_requests_does_not_say_is_found() {
    let portal = Portal::example();
    let front = "+++\ntitle = \"Hướng dẫn\"\ndescription = \"Các bước\"\ndate = 2026-09-01\nfulfils = [\"cung-cap/thu-tuc\"]\n+++";
    let portal = portal.write(HOW_TO, &format!("{front}\n\nXin đến trụ sở xã.\n"));
    let line = line_of(&portal, HOW_TO, "fulfils");
    let wanted = ["request-cost", "request-online", "request-refusal", "request-time"];
    assert_eq!(told(&portal, &[], "findings"), wanted.map(|rule| finding(rule, HOW_TO, line)));
    let right = "Gửi tới <a@b.gov.vn>, trả lời trong 12 ngày, không thu phí, bị từ chối khi thông tin đã công khai.";
    let portal = portal.write(HOW_TO, &format!("{front}\n\n{right}\n"));
    assert_eq!(told(&portal, &[], "findings"), []);
}

#[test]
fn what_was_there_before_the_law_is_asked_for_more_strictly_from_day_to_day() {
    let reason = "[[duties]]\nduty = \"thong-tin/dd\"\nwithout = \"not-arisen\"\nreason = \"Trước ngày 01 tháng 9 năm 2026 xã chưa vận động khoản đóng góp, cứu trợ nào.\"\ndate = 2026-10-20\n";
    let portal = Portal::example().replace("portal.toml", reason, "");
    let level = |day: &str| {
        let json = check(&portal, &["--json", "--as-of", day]).json();
        let all = json["findings"].as_array().expect("a list").clone();
        let found = all.into_iter().find(|one| one["rule"] == "information-backlog").expect("a finding");
        assert!(found["message"].as_str().is_some_and(|text| text.contains("thong-tin/dd.")), "{found}");
        found["level"].as_str().expect("a level").to_owned()
    };
    assert_eq!(
        ["2026-11-23", "2027-01-01", "2027-03-01", "2027-03-02"].map(level),
        ["note", "warning", "warning", "error"]
    );
}

#[test]
fn a_reason_is_looked_at_again_after_a_year() {
    let portal = Portal::example();
    let rules = |list: &str, more: &[&str]| -> BTreeSet<String> {
        told(&portal, more, list)
            .into_iter()
            .filter(|(_, file, _)| file == "portal.toml")
            .map(|(rule, ..)| rule)
            .collect()
    };
    assert!(rules("due", &["--as-of", "2027-10-01", "--due", "30"]).contains("information-reviewed"));
    assert!(rules("findings", &["--as-of", "2027-10-21"]).contains("information-reviewed"));
    assert!(!rules("findings", &["--as-of", "2027-10-20"]).contains("information-reviewed"));
}

/// A change of law is a change of data: a list of a site, and the day on which it ends.
#[test]
fn a_list_of_the_site_counts_while_its_instrument_is_in_force() {
    let status = "[[instruments]]\nnumber = \"7/2026/QĐ-UBND\"\ntitle = \"Quyết định\"\nfrom = 2026-12-01\nto = 2027-06-30\ncertainty = \"read\"\n";
    let layer = "[[lists]]\nid = \"rieng\"\ntitle = \"Riêng\"\ninstrument = \"7/2026/QĐ-UBND\"\n\
                 [[lists.duties]]\nid = \"1\"\ntitle = \"Kế hoạch thôn\"\narticle = \"Điều 2\"\n\
                 [[rules]]\nid = \"rieng-du\"\ntitle = \"Đủ\"\nlevel = \"error\"\ncheck = \"duties-covered\"\nparams = { list = \"rieng\" }\n\
                 message = \"{what}\"\nfix = \"F\"\nbasis = [{ instrument = \"7/2026/QĐ-UBND\", article = \"Điều 2\", certainty = \"read\" }]\n";
    let portal = Portal::example().write("rules/legal-status.toml", status).write("rules/rieng.toml", layer);
    let is_told = |portal: &Portal, day: &str| {
        told(portal, &["--as-of", day], "findings").iter().any(|(rule, ..)| rule == "rieng-du")
    };
    assert_eq!(
        ["2026-11-30", "2026-12-01", "2027-06-30", "2027-07-01"].map(|day| is_told(&portal, day)),
        [false, true, true, false]
    );
    let portal = portal.replace("content/gioi-thieu/lich-su.md", "+++\n", "+++\nfulfils = [\"rieng/1\"]\n");
    assert!(!is_told(&portal, "2026-12-01"));
}

#[test]
fn a_list_shows_pages_reasons_and_gaps() {
    let show = "{% set found = get_duties(list=\"dan-chu\") %}{{ found.covered }}/{{ found.duties | length }}\n\
                {% for one in found.duties %}{{ one.duty }} {{ one.state }} {{ one.reason }} \
                {% for page in one.pages %}[{{ page.title }} {{ page.date or \"-\" }}] {% endfor %}{{ one.more }}\n{% endfor %}";
    let mut portal = Portal::empty()
        .section("tin", "title = \"Tin\"\nfulfils = [\"dan-chu/1\", \"dan-chu/14\"]", &[])
        .section("trong", "title = \"Trống\"\nfulfils = [\"dan-chu/2\"]", &[])
        .page("tin/a", "title = \"A\"\ndate = 2026-11-01\nfulfils = [\"dan-chu/1\"]")
        .page("tin/nhap", "title = \"Nháp\"\ndraft = true\nfulfils = [\"dan-chu/3\"]")
        .page("het", "title = \"Hết\"\nexpires_at = 2026-01-01\nfulfils = [\"dan-chu/4\"]")
        .page("bang", "title = \"Bảng\"\ntemplate = \"bang.html\"")
        .write("templates/bang.html", show)
        .append(
            "portal.toml",
            "\n[[duties]]\nduty = \"dan-chu/5\"\nwithout = \"not-competent\"\nreason = \"Do tỉnh.\"\n",
        );
    for number in 1..8 {
        portal = portal.page(
            &format!("muc/{number}"),
            &format!("title = \"Mục {number}\"\ndate = 2026-10-0{number}\nfulfils = [\"dan-chu/6\"]"),
        );
    }
    let portal = portal.write("content/muc/_index.md", "+++\ntitle = \"Mục\"\n+++\n");
    let built = portal.build().ok();
    let wanted = [
        "4/14",
        "dan-chu/1 published  [Tin 2026-11-01] [A 2026-11-01] 0",
        "dan-chu/2 missing  0",
        "dan-chu/3 missing  0",
        "dan-chu/4 missing  0",
        "dan-chu/5 not-competent Do tỉnh. 0",
        "dan-chu/6 published  [Mục 7 2026-10-07] [Mục 6 2026-10-06] [Mục 5 2026-10-05] [Mục 4 2026-10-04] [Mục 3 2026-10-03] 2",
        "dan-chu/14 published  [Tin 2026-11-01] 0",
    ];
    in_order(built.page("/bang/"), &wanted);
}

/// A new portal is told what is not filled in yet, and nothing else: each finding names its file.
#[test]
fn a_new_portal_is_told_what_is_not_filled_in() {
    let not_there_yet = [
        "budget-published",
        "commune-public",
        "domain-name",
        "information-public",
        "leaders-listed",
        "measuring-code",
        "not-filled-in",
        "portals-listed",
        "result-recorded",
        "services-listed",
        "units-listed",
        "usual-sections",
    ];
    for agency in ["commune", "province", "department", "ministry"] {
        let folder = Folder::new();
        let place = folder.path().join("cong").to_string_lossy().into_owned();
        tamquan(["new", &place, "--agency", agency, "--name", "Ủy ban nhân dân xã Sen Vàng"]).code(0);
        let found = findings(&tamquan(["check", &place, "--json"]), "findings");
        let other: Vec<_> = found.iter().filter(|(rule, ..)| !not_there_yet.contains(&rule.as_str())).collect();
        assert!(other.is_empty(), "{agency}: {other:#?}");
        let nowhere: Vec<_> = found.iter().filter(|(_, file, _)| file.is_empty()).collect();
        assert!(nowhere.is_empty(), "{agency}: {nowhere:#?}");
    }
}
