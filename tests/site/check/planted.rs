//! Faults planted in copies of the example portal: each is found at its line, and nothing else is
//! found. Without them the portal has no findings.

use std::collections::BTreeSet;

use harness::Portal;

use super::{check, duties, findings, line_of, menus, with_key};

/// What is planted where: the rule, the file, words of the line that is to be named, and the change.
/// Without words, the finding names the whole file.
type Planted = (&'static str, &'static str, &'static str, Change);

enum Change {
    /// The text is added to the end of the file.
    Append(&'static str),
    /// A text is put in place of another one.
    Replace(&'static str, &'static str),
    /// The line is added to the beginning of the front matter.
    Key(&'static str),
    /// The file is new.
    New(&'static str),
}
use Change::{Append, Key, New, Replace};

const IN_CONTENT: &[Planted] = &[
    ("not-filled-in", "content/lien-he.md", "SỬA: ghi", Append("\nSỬA: ghi giờ làm việc.\n")),
    ("official-after-term", "content/lanh-dao/vu-dinh-lam.md", "term_to", Key("term_to = 2026-10-31")),
    ("review-overdue", "content/gioi-thieu/lich-su.md", "review_by", Key("review_by = 2026-11-22")),
    (
        "result-recorded",
        "data/check-result.json",
        "\"day\"",
        Replace("\"day\": \"2026-11-23\"", "\"day\": \"2025-11-23\""),
    ),
    (
        "ended-instrument-cited",
        "content/gioi-thieu/di-tich.md",
        "42/2022",
        Append("\nTrang này theo Nghị định số 42/2022/NĐ-CP.\n"),
    ),
    (
        "ended-instrument-cited",
        "content/chinh-sach/dieu-khoan-su-dung.md",
        "104/2016",
        Append("\nCăn cứ Luật số 104/2016/QH13.\n"),
    ),
    (
        "service-address",
        "content/thu-tuc/dang-ky-ket-hon.md",
        "url =",
        Replace("https://dichvucong.gov.vn/", "https://motcua.lamgiang.gov.vn/"),
    ),
    (
        "service-retired-host",
        "content/tin-tuc/hoat-dong/_index.md",
        "dichvucong.lamgiang",
        Append("\n[Nộp hồ sơ khai tử](https://dichvucong.lamgiang.gov.vn/khai-tu)\n"),
    ),
    ("service-parts", "content/thu-tuc/dang-ky-khai-tu.md", "name =", Replace("time_limit =", "#")),
    (
        "consultation-days",
        "content/lay-y-kien/quy-uoc-nha-van-hoa/index.md",
        "closes =",
        Replace("closes = 2026-12-10", "closes = 2026-11-19"),
    ),
    (
        "consultation-outcome",
        "content/lay-y-kien/chinh-sach-trong-sen/index.md",
        "closes =",
        Replace("outcome = \"@/van-ban/chi-dao-dieu-hanh/102-bc-ubnd.md\"\n", ""),
    ),
    (
        "outage-notice",
        "content/thong-bao/ngung-mot-buoi.md",
        "starts =",
        New(
            "+++\ntitle = \"Ngừng một buổi\"\ndate = 2026-11-20\nlevel = \"outage\"\nstarts = 2026-11-25T08:00:00\nexpected_recovery = 2026-11-25T12:00:00\n+++\nCổng ngừng để bảo trì.\n",
        ),
    ),
    (
        "late-answer",
        "content/hoi-dap/den-duong-thon-bon.md",
        "asked_on =",
        New("+++\nasked_on = 2026-11-07\nquestion = \"Bao giờ sửa đèn đường thôn Bốn?\"\n+++\n"),
    ),
    (
        "late-answer-on-mistake",
        "content/hoi-dap/so-ho-sai.md",
        "asked_on =",
        New("+++\nabout_mistake = true\nasked_on = 2026-11-12\nquestion = \"Số hộ thôn Bốn ghi sai?\"\n+++\n"),
    ),
    ("late-document", "content/van-ban/chi-dao-dieu-hanh/88-kh-ubnd.md", "date =", Key("date = 2026-10-21")),
    (
        "official-email",
        "content/to-chuc/tram-y-te.md",
        "email =",
        Replace("@senvang.lamgiang.gov.vn", "@senvang.example"),
    ),
    (
        "personal-identity",
        "content/tin-tuc/kinh-te-xa-hoi/_index.md",
        "001185",
        Append("\nÔng Nguyễn Văn A, căn cước số 001185012345.\n"),
    ),
    ("personal-identity", "content/cong-khai/tuyen-quan-2026.md", "CMND", Append("\nTrần Văn B, số CMND 123456789.\n")),
    ("personal-details", "content/lanh-dao/bui-thi-hai-yen.md", "05/01/1980", Append("\nBà sinh ngày 05/01/1980.\n")),
    (
        "personal-details",
        "content/chuan-bi-thien-tai.md",
        "1903",
        Append("\nGửi vào số tài khoản 1903 4567 8901 của ông B.\n"),
    ),
    ("secret-mark", "content/ke-hoach/_index.md", "TỐI MẬT", Append("\nTỐI MẬT\n")),
    ("vague-link", "content/gioi-thieu/danh-thang.md", "[tại đây]", Append("\nXem [tại đây](@/lien-he.md).\n")),
    ("vague-link", "content/gioi-thieu/lich-su-ten-goi.md", "[Xem thêm…]", Append("\n[Xem thêm…](@/lien-he.md)\n")),
    (
        "table-headings",
        "content/gioi-thieu/truyen-thong-van-hoa.md",
        "Bánh dày",
        Append("\n| | |\n|---|---|\n| Bánh dày | Rằm tháng Giêng |\n"),
    ),
];

const IN_CONFIGURATION: &[Planted] = &[
    ("parent-portal", "portal.toml", "[agency]", Replace("\nparent = { name = \"Cổng", "\n# { name = \"Cổng")),
    ("agency-facts", "portal.toml", "[agency]", Replace("\nresponsible = \"Bà", "\n# \"Bà")),
    ("agency-email", "portal.toml", "email =", Replace("ubnd@senvang.lamgiang.gov.vn", "ubnd@senvang.example")),
    (
        "domain-name",
        "portal.toml",
        "base_url",
        Replace("base_url = \"https://senvang.lamgiang", "base_url = \"https://mailinh.lamgiang"),
    ),
    ("government-portal-linked", "", "", Replace("{ url = \"https://chinhphu.vn\"", "{ url = \"https://quochoi.vn\"")),
];

fn plant(mut portal: Portal, faults: &[Planted]) -> Portal {
    for (_, file, _, change) in faults {
        let file = if file.is_empty() { "portal.toml" } else { file };
        portal = match change {
            Append(text) => portal.append(file, text),
            Replace(from, to) => portal.replace(file, from, to),
            Key(line) => with_key(portal, file, line),
            New(text) => portal.write(file, text),
        };
    }
    portal
}

/// Checks that exactly the planted faults are found.
#[track_caller]
fn are_found(portal: &Portal, faults: &[Planted]) {
    let ran = check(portal, &["--json"]);
    let found: BTreeSet<(String, String, u64)> = findings(&ran, "findings").into_iter().collect();
    let wanted = faults.iter().map(|(rule, file, words, _)| {
        let line = if words.is_empty() { 0 } else { line_of(portal, file, words) };
        ((*rule).to_owned(), (*file).to_owned(), line)
    });
    let wanted: BTreeSet<_> = wanted.collect();
    let missing: Vec<_> = wanted.difference(&found).collect();
    let too_many: Vec<_> = found.difference(&wanted).collect();
    assert!(missing.is_empty() && too_many.is_empty(), "not found: {missing:#?}\nfound too: {too_many:#?}");
}

#[test]
fn faults_in_the_content_are_found_and_nothing_else() {
    are_found(&plant(Portal::example(), IN_CONTENT), IN_CONTENT);
}

#[test]
fn faults_of_the_configuration_are_found_and_nothing_else() {
    are_found(&plant(Portal::example(), IN_CONFIGURATION), IN_CONFIGURATION);
}

/// A template with a fault of each rule about pages.
const BAD_TEMPLATE: &str = r##"<!doctype html><html><head><title> </title>
<meta name="viewport" content="width=device-width, user-scalable=no">
<meta name="DC.title" content=""></head><body><a href="/">Trang chủ</a>
<main><h1>Một</h1><h1>Hai</h1><img src="/images/emblem.svg"><table><tr><td>a</td></tr></table>
<input name="q"><button></button><p id="a"></p><p id="a"></p><marquee>Chào</marquee>
<iframe src="https://khung.example/"></iframe><p tabindex="3" style="color: red" role="buton"></p><center></center>
</main><footer>© 2026</footer></body></html>"##;

/// The rules about pages that the template breaks.
const OF_TEMPLATE: [&str; 16] = [
    "aria",
    "control-words",
    "descriptive-elements",
    "field-label",
    "foot-facts",
    "foreign-host",
    "frames-and-order",
    "head-facts",
    "heading-order",
    "identifier-twice",
    "inline-code",
    "moving-content",
    "page-frame",
    "page-title",
    "picture-words",
    "tags-in-place",
];

/// Whether a report has a finding of a rule whose message has these words.
fn tells(json: &serde_json::Value, rule: &str, words: &str) -> bool {
    let mut all = json["findings"].as_array().expect("a list").iter();
    all.any(|one| one["rule"] == rule && one["message"].as_str().is_some_and(|message| message.contains(words)))
}

#[test]
fn each_rule_about_domains_is_told() {
    let rule = "[[rules]]\nid = \"ten-tinh\"\ntitle = \"T\"\nlevel = \"error\"\ncheck = \"domain\"\n\
                message = \"{what}\"\nfix = \"F\"\nbasis = [{ instrument = \"Tam Quan\", certainty = \"read\" }]\n\
                params = { provinces = [\"lamgiang\"] }\n";
    let portal = Portal::empty().write("rules/rieng.toml", rule);
    assert!(portal.read("portal.toml").contains("name = \"Ủy ban nhân dân xã Sen Vàng\""));
    for (address, words) in [
        ("http://senvang.lamgiang.gov.vn", "https://"),
        ("https://senvang.example", ".gov.vn"),
        ("https://senvang.gov.vn", "name.province.gov.vn"),
        ("https://mailinh.lamgiang.gov.vn", "full name of the commune"),
        ("https://senvang.tinhkhac.gov.vn", "no province"),
    ] {
        let json = check(&portal, &["--json", "--base-url", address]).json();
        assert!(tells(&json, "ten-tinh", words), "{address}: {json}");
        // The rule of the program names no provinces.
        assert_eq!(tells(&json, "domain-name", ""), words != "no province", "{address}: {json}");
    }
    for address in ["https://senvang", "https://xasenvang", "https://sen-vang"] {
        let json = check(&portal, &["--json", "--base-url", &format!("{address}.lamgiang.gov.vn")]).json();
        assert!(!tells(&json, "ten-tinh", "") && !tells(&json, "domain-name", ""), "{address}: {json}");
    }
}

#[test]
fn faults_of_a_template_are_found_and_nothing_else() {
    let portal = Portal::example().write("templates/xau.html", BAD_TEMPLATE);
    let portal = with_key(portal, "content/lien-he.md", "template = \"xau.html\"");
    let found = findings(&check(&portal, &["--json"]), "findings");
    let rules: BTreeSet<&str> = found.iter().map(|(rule, ..)| rule.as_str()).collect();
    let wanted: BTreeSet<&str> = OF_TEMPLATE.into_iter().chain(["table-headings"]).chain(menus::of_frame()).collect();
    assert_eq!(rules, wanted);
    // What stands in the content is told with the file of the page; the frame has none.
    assert!(found.iter().any(|(rule, file, _)| rule == "picture-words" && file == "content/lien-he.md"));
    assert!(found.iter().all(|(rule, file, _)| rule != "page-frame" || file.is_empty()));
}

#[test]
fn faults_in_the_rows_of_a_table_are_found_there() {
    let rows = "title,description,review_by,text\nMột,Mô tả,2026-01-01,Chữ\n\
                Hai,\"Ông B, CCCD 001185012345\",2027-01-01,\"Dòng đầu\nSố CMND 123456789\"\n";
    let portal = Portal::empty().section("bang", "title = \"Bảng\"", &[]).write("data/bang.csv", rows);
    let table = "\n[[pages]]\nfrom = \"data/bang.csv\"\ninto = \"bang\"\nbody = \"text\"\n";
    let portal = portal.append("portal.toml", table);
    let found = findings(&check(&portal, &["--json"]), "findings");
    let of_table: Vec<_> = found.iter().filter(|(_, file, _)| file == "data/bang.csv").collect();
    let told: Vec<(&str, u64)> = of_table.iter().map(|(rule, _, line)| (rule.as_str(), *line)).collect();
    assert_eq!(told, [("personal-identity", 3), ("personal-identity", 4), ("review-overdue", 2)]);
}

#[test]
fn faults_in_attachments_are_found_in_their_files() {
    let portal = Portal::empty().page("tin/index", "title = \"Tin\"\nattachments = [\"danh-sach.pdf\", \"quet.pdf\"]");
    let portal = portal.write_bytes("content/tin/danh-sach.pdf", &harness::pdf(&["Nguyen Van A, 001185012345"]));
    let portal = portal.write_bytes("content/tin/quet.pdf", b"%PDF-1.4\n");
    let found = findings(&check(&portal, &["--json"]), "findings");
    let of_files: Vec<_> = found.into_iter().filter(|(_, file, _)| file.ends_with(".pdf")).collect();
    assert_eq!(of_files, [("personal-identity".to_owned(), "content/tin/danh-sach.pdf".to_owned(), 0)]);
}

#[test]
fn a_heavy_page_is_found() {
    let long = "Một đoạn văn trong bài rất dài, cứ thế mà kể mãi. ".repeat(3000);
    let lists = "- a\n".repeat(1300);
    for (text, words) in [(long, "kB of HTML"), (lists, "elements")] {
        let portal = Portal::example().append("content/gioi-thieu/lich-su.md", &format!("\n{text}"));
        let json = check(&portal, &["--json"]).json();
        let found = json["findings"].as_array().expect("a list");
        assert_eq!(found.len(), 1, "{json}");
        assert!(tells(&json, "page-weight", words), "{json}");
        assert_eq!(found[0]["file"], "content/gioi-thieu/lich-su.md");
    }
    let pictures: String = (0..21).map(|number| format!("<img src=\"/images/{number}.svg\" alt=\"\">")).collect();
    let later = pictures.replace("<img", "<img loading=\"lazy\"");
    for (pictures, is_found) in [(pictures, true), (later, false)] {
        let page = format!("<!doctype html><html lang=\"vi\"><body><main><h1>Ảnh</h1>{pictures}</main></body></html>");
        let portal = Portal::empty().write("templates/nang.html", &page);
        let portal = portal.page("nang", "title = \"Nặng\"\ntemplate = \"nang.html\"");
        assert_eq!(tells(&check(&portal, &["--json"]).json(), "page-weight", "loaded at once"), is_found);
    }
}

#[test]
fn an_empty_portal_is_told_what_it_lacks() {
    let portal = Portal::empty().replace("portal.toml", "type = \"commune\"", "type = \"ministry\"");
    let found = findings(&check(&portal, &["--json"]), "findings");
    let rules: BTreeSet<&str> = found.iter().map(|(rule, ..)| rule.as_str()).collect();
    for rule in [
        "leaders-listed",
        "units-listed",
        "services-listed",
        "usual-sections",
        "measuring-code",
        "agency-facts",
        "budget-published",
        "portals-listed",
    ] {
        assert!(rules.contains(rule), "{rule}: {rules:?}");
    }
}

/// The rules about the budget that a copy of the example portal breaks, with the files and words.
const OF_BUDGET: [(&str, &str, &str); 5] = [
    ("budget-overdue", "_index.md", ""),
    ("budget-late", "ngan-sach-quy-2-2026.md", "date ="),
    ("budget-files", "ngan-sach-quy-3-2026.md", "set ="),
    ("budget-counted-from", "du-toan-ngan-sach-2026.md", "set ="),
    ("beneficiary-list", "nha-o.md", "set ="),
];

#[test]
fn faults_of_the_budget_and_of_corrections_are_found_and_nothing_else() {
    const AT: &str = "content/cong-khai/ngan-sach";
    let support = "+++\ntitle = \"Hỗ trợ nhà ở\"\ndate = 2026-09-10\nyear = 2026\nset = \"support-result\"\ncounted_from = 2026-09-01\n+++\n";
    let portal = Portal::example()
        .replace(&format!("{AT}/ngan-sach-quy-1-2026.md"), "year = 2026", "year = 2024")
        .replace(&format!("{AT}/ngan-sach-quy-2-2026.md"), "date = 2026-07-10", "date = 2026-07-13")
        .replace(&format!("{AT}/ngan-sach-quy-3-2026.md"), "explanation =", "# =")
        .replace(&format!("{AT}/du-toan-ngan-sach-2026.md"), "counted_from =", "# =")
        .write(&format!("{AT}/nha-o.md"), support)
        .replace("content/chinh-sach/dinh-chinh.md", "{{ corrections() }}", "");
    let corrected = "content/tin-tuc/hoat-dong/mot-nam-chinh-quyen-hai-cap/index.md";
    let mut wanted: Vec<(String, String, u64)> = OF_BUDGET
        .into_iter()
        .map(|(rule, name, words)| {
            let file = format!("{AT}/{name}");
            let line = if words.is_empty() { 0 } else { line_of(&portal, &file, words) };
            (rule.to_owned(), file, line)
        })
        .collect();
    let line = line_of(&portal, corrected, "corrections =");
    wanted.push(("corrections-listed".to_owned(), corrected.to_owned(), line));
    let ran = check(&portal, &["--json"]);
    let mut found = findings(&ran, "findings");
    wanted.sort();
    found.sort();
    assert_eq!(found, wanted, "{}", ran.out);
}

#[test]
fn sets_of_the_budget_that_will_be_due_are_told_before() {
    let portal = Portal::example();
    // The tenth of April 2027 is a Saturday.
    let ran = check(&portal, &["--json", "--as-of", "2027-03-20", "--due", "30"]);
    let due: Vec<_> = findings(&ran, "due").into_iter().filter(|(rule, ..)| rule.starts_with("budget")).collect();
    let index = "content/cong-khai/ngan-sach/_index.md".to_owned();
    assert_eq!(due, [("budget-overdue".to_owned(), index.clone(), 0)], "{}", ran.out);
    let json = ran.json();
    let days: Vec<&str> =
        json["due"].as_array().expect("a list").iter().filter_map(|one| one["from"].as_str()).collect();
    assert!(days.contains(&"2027-04-13"), "{days:?}");
    let told = findings(&ran, "findings");
    let expected = told.iter().filter(|(rule, file, _)| rule == "budget-expected" && *file == index).count();
    assert_eq!(expected, 2, "{told:?}");
}

#[test]
fn the_example_portals_have_no_errors() {
    for (folder, known) in [
        ("example-site", &[][..]),
        ("tests/example-centre", &["measuring-code", "information-backlog"]),
        ("tests/example-department", &["consultation-outcome", "information-backlog"]),
        ("tests/example-ministry", &["measuring-code", "information-backlog"]),
    ] {
        let found = findings(&check(&Portal::of_repository(folder), &["--json"]), "findings");
        let rules: Vec<&str> = found.iter().map(|(rule, ..)| rule.as_str()).collect();
        assert_eq!(rules, known, "{folder}: {found:?}");
    }
}

#[test]
fn the_manual_names_every_check() {
    let manual = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/checking.md")).expect("the manual");
    let unnamed: Vec<&str> =
        tamquan::check::check_names().filter(|name| !manual.contains(&format!("`{name}`"))).collect();
    assert_eq!(unnamed, Vec::<&str>::new());
}

#[test]
fn every_rule_is_planted_somewhere() {
    let law = tamquan::law::Law::read([]).expect("the law of the program");
    let planted = IN_CONTENT.iter().chain(IN_CONFIGURATION).map(|(rule, ..)| *rule).chain(OF_TEMPLATE);
    let of_empty =
        ["leaders-listed", "units-listed", "services-listed", "usual-sections", "measuring-code", "budget-published"];
    let of_budget = OF_BUDGET.iter().map(|(rule, ..)| *rule).chain(["budget-expected", "corrections-listed"]);
    let tested: BTreeSet<&str> = planted
        .chain(of_empty)
        .chain(of_budget)
        .chain(["page-weight"])
        .chain(menus::rules())
        .chain(duties::RULES)
        .collect();
    let rules: BTreeSet<&str> = law.rules().map(|rule| rule.id.as_str()).collect();
    assert_eq!(rules, tested);
}
