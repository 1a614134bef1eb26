//! `get_pages`: which pages a template chooses, in which order, and what is told of wrong calls.

use harness::Portal;

/// A portal with documents, articles and people, and a page whose template calls `get_pages`.
fn portal() -> Portal {
    Portal::plain()
        .with_english()
        .replace("portal.toml", "[agency]", "taxonomies = [{ name = \"topics\", path = \"chu-de\" }]\n[agency]")
        .section("van-ban", "title = \"Văn bản\"\nkind = \"document\"", &[])
        .document("mot", "15/QĐ-UBND", "issued = 2026-01-05\nfield = [\"Đất đai\"]\nsigner = \"Lê An\"")
        .document("hai", "16/KH-UBND", "type = \"plan\"\nissued = 2026-03-05\nreplaces = [\"15/QĐ-UBND\"]")
        .document("ba", "17/QĐ-UBND", "issued = 2026-02-05\nfield = [\"Thuế\", \"Đất đai\"]\nsigner = \"Đỗ Bình\"")
        .section("tin", "title = \"Tin\"\nkind = \"article\"", &[])
        .section("tin/xa", "title = \"Xã\"", &[])
        .page("tin/lua", "title = \"Lúa\"\ndate = 2026-05-01\nfeatured = true\nweight = 2\ntaxonomies.topics = [\"Mùa vụ\"]")
        .page("tin/den", "title = \"Đèn\"\ndate = 2026-05-02T08:00:00\nauthors = [\"Lê An\"]\nextra.khoi = { so = 7, ten = [\"a\", \"b\"] }")
        .page("tin/xa/dan", "title = \"Dân\"\ndate = 2026-05-03\nweight = 1")
        .page("tin/an", "title = \"Ẩn\"\nlisted = false")
        .page("tin/cu", "title = \"Cũ\"\nexpires_at = 2026-01-01")
        .page("tin/nhap", "title = \"Nháp\"\ndraft = true")
        .page("tin/den.en", "title = \"Lamp\"")
        .page("tin/_index.en", "title = \"News\"")
        .section("to-chuc", "title = \"Tổ chức\"\nkind = \"unit\"", &[])
        .page("to-chuc/vp", "name = \"Văn phòng\"")
        .page("to-chuc/bm", "name = \"Bộ môn\"")
        .section("can-bo", "title = \"Cán bộ\"\nkind = \"person\"", &[])
        .page("can-bo/an", "name = \"Lê An\"\nposition = \"Chủ tịch\"\nunit = \"@/to-chuc/vp.md\"\nduties = [\"Chung\"]\nbiography = \"Quê xã.\"")
        .section("lien-ket", "title = \"Liên kết\"\nkind = \"link\"", &[])
        .page("lien-ket/cp", "name = \"Chính phủ\"\nurl = \"https://chinhphu.vn\"")
        .page("hoi", "title = \"Hỏi\"\ntemplate = \"hoi.html\"")
}

/// A template that shows what each call returns: its titles in one line.
fn template(calls: &[&str]) -> String {
    let line = |call: &&str| format!("<p>{{% for p in get_pages({call}) %}}{{{{ p.title }}}}, {{% endfor %}}</p>\n");
    let plan = "{% set plan = get_page(number=\"16/KH-UBND\") -%}\n";
    std::iter::once(plan.to_owned()).chain(calls.iter().map(line)).collect()
}

#[test]
fn pages_are_chosen_by_kind_section_language_and_values() {
    let documents = "kind=\"document\", sort=\"number\"";
    let cases: Vec<(String, &str)> = [
        // Lists are in the order of the section, or else of the kind, or else newest first.
        ("kind=\"article\"", "Dân, Đèn, Lúa, "),
        ("section=\"@/tin/_index.md\"", "Dân, Đèn, Lúa, "),
        ("kind=\"unit\"", "Bộ môn, Văn phòng, "),
        ("kind=\"article\", section=\"@/tin/xa/_index.md\"", "Dân, "),
        ("kind=\"document\", section=\"@/tin/_index.md\"", ""),
        ("kind=\"link\"", "Chính phủ, "),
        ("limit=2", "Dân, Đèn, "),
        ("kind=\"article\", lang=\"en\"", "Lamp, "),
        ("section=\"@/tin/_index.md\", lang=\"en\"", "Lamp, "),
        ("section=\"@/tin/xa/_index.md\", lang=\"en\"", ""),
        // Values.
        ("kind=\"article\", where={\"featured\": true}", "Lúa, "),
        ("kind=\"article\", where={\"featured\": false}", ""),
        ("where={\"topics\": \"mùa vụ\"}", "Lúa, "),
        ("where={\"topics\": \"Không có\"}", ""),
        ("where={\"authors\": \"Lê An\"}", "Đèn, "),
        ("where={\"date\": \"2026-05-02\"}", "Đèn, "),
        ("where={\"date\": [\"2026-05-02\", \"2026-05-03\"]}", "Dân, Đèn, "),
        ("where={\"weight\": 2}", "Lúa, "),
        ("where={\"extra.khoi.so\": 7}", "Đèn, "),
        ("where={\"extra.khoi.ten\": \"b\"}", "Đèn, "),
        ("where={\"extra.khong\": \"b\"}", ""),
        ("where={\"unit\": \"@/to-chuc/vp.md\"}", "Lê An, "),
        ("where={\"unit\": \"@/to-chuc/bm.md\"}", ""),
        ("where={\"replaces\": \"15/QĐ-UBND\"}", "Kế hoạch số 16/KH-UBND, "),
        ("where={\"replaces\": \"@/van-ban/mot.md\"}", "Kế hoạch số 16/KH-UBND, "),
        ("where={\"status\": \"replaced\"}", "Quyết định số 15/QĐ-UBND, "),
        ("where={\"field\": \"Đất đai\", \"signer\": \"Lê An\"}", "Quyết định số 15/QĐ-UBND, "),
        ("where={\"field\": []}", ""),
        ("kind=\"document\", where={\"type\": plan.fields.type}", "Kế hoạch số 16/KH-UBND, "),
        // Orders.
        ("kind=\"article\", sort=\"date\"", "Lúa, Đèn, Dân, "),
        ("kind=\"article\", sort=\"-date\"", "Dân, Đèn, Lúa, "),
        ("kind=\"article\", sort=\"title\"", "Dân, Đèn, Lúa, "),
        ("kind=\"article\", sort=\"-title\"", "Lúa, Đèn, Dân, "),
        ("kind=\"article\", sort=\"weight\"", "Dân, Lúa, Đèn, "),
        ("kind=\"article\", sort=\"-weight\"", "Lúa, Dân, Đèn, "),
    ]
    .into_iter()
    .map(|(call, titles)| (call.to_owned(), titles))
    .chain([
        (
            format!("{documents}, where={{\"field\": \"Đất đai\"}}"),
            "Quyết định số 15/QĐ-UBND, Quyết định số 17/QĐ-UBND, ",
        ),
        (
            "kind=\"document\", sort=\"type\", limit=3".to_owned(),
            "Quyết định số 17/QĐ-UBND, Quyết định số 15/QĐ-UBND, Kế hoạch số 16/KH-UBND, ",
        ),
        // A document without a signer comes last in both directions.
        (
            "kind=\"document\", sort=\"-signer\"".to_owned(),
            "Quyết định số 15/QĐ-UBND, Quyết định số 17/QĐ-UBND, Kế hoạch số 16/KH-UBND, ",
        ),
    ])
    .collect();
    let calls: Vec<&str> = cases.iter().map(|(call, _)| call.as_str()).collect();
    let built = portal().write("templates/hoi.html", &template(&calls)).build().ok();
    let shown = built.page("/hoi/").lines().map(|line| line.trim_start_matches("<p>").trim_end_matches("</p>"));
    let wrong: Vec<String> = cases
        .iter()
        .zip(shown)
        .filter(|((_, wanted), found)| wanted != found)
        .map(|((call, wanted), found)| format!("{call}\n  {wanted:?} wanted\n  {found:?} found"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_page_in_another_language_gets_pages_of_its_language() {
    let portal = portal()
        .page("hoi.en", "title = \"Ask\"\ntemplate = \"hoi.html\"")
        .write("templates/hoi.html", &template(&["section=\"@/tin/_index.md\"", "section=\"@/tin/xa/_index.md\""]));
    let built = portal.build().ok();
    assert_eq!(built.page("/en/hoi/").trim(), "<p>Lamp, </p>\n<p></p>");
}

/// Wrong values of each argument, with the code and words of the message in both languages.
const WRONG: [(&str, &str, &str, &str); 40] = [
    ("kind=\"Văn bản\"", "choice-label", "document", "document"),
    ("kind=\"documents\"", "not-a-choice-near", "document", "document"),
    ("kind=\"xe-dap\"", "not-a-choice", "article (Article)", "article (Tin bài)"),
    ("kind=\"\"", "not-a-choice", "Choose one", "Chọn một"),
    (
        "kind=5",
        "selection-type",
        "The argument kind of get_pages must be a text",
        "Đối số kind của get_pages phải là một đoạn chữ",
    ),
    ("kind=none", "selection-type", "an if around the call", "lệnh if"),
    ("kind=[\"article\"]", "selection-type", "kind", "kind"),
    ("kinds=\"article\"", "call-argument", "Did you mean \"kind\"", "Có phải là “kind”"),
    ("tai=1", "call-argument", "It takes: kind, lang, limit, section, sort, where", "Hàm này nhận: kind"),
    ("section=\"@/khong/_index.md\"", "target-missing", "@/khong/_index.md", "@/khong/_index.md"),
    ("section=\"@/tin/lua.md\"", "target-no-section", "@/tin/lua.md", "@/tin/lua.md"),
    ("section=\"\"", "target-missing", "", ""),
    ("section=1", "selection-type", "section", "section"),
    ("lang=\"fr\"", "not-a-choice", "vi (Tiếng Việt), en (English)", "vi (Tiếng Việt), en (English)"),
    ("lang=\"VI\"", "choice-label", "vi", "vi"),
    ("lang=true", "selection-type", "lang", "lang"),
    ("where=\"type\"", "selection-type", "where of get_pages must be a table", "where của get_pages phải là một bảng"),
    ("where=[\"type\"]", "selection-type", "where={\"type\": \"decision\"}", "where={\"type\": \"decision\"}"),
    (
        "kind=\"document\", where={\"tipe\": \"decision\"}",
        "selection-key",
        "Did you mean \"type\"",
        "Có phải là “type”",
    ),
    ("kind=\"page\", where={\"khonggiong\": 1}", "selection-key", "authors, date, editor", "authors, date, editor"),
    ("where={\"khonggiong\": 1}", "selection-key", "Name the kind", "Ghi thêm loại nội dung"),
    ("where={\"topic\": \"Lúa\"}", "selection-key", "topics", "topics"),
    ("where={\"title\": \"Lúa\"}", "selection-key", "title", "title"),
    ("where={\"extra.\": 1}", "selection-key", "extra.", "extra."),
    ("kind=\"document\", where={\"type\": \"Quyết định\"}", "choice-label", "decision", "decision"),
    ("where={\"status\": \"in-forse\"}", "not-a-choice-near", "in-force", "in-force"),
    (
        "where={\"featured\": \"true\"}",
        "selection-type",
        "\"featured\" in where must be true or false",
        "“featured” trong where phải là true hoặc false",
    ),
    ("where={\"weight\": \"2\"}", "selection-type", "a whole number", "một số nguyên"),
    ("where={\"budget\": \"nhiều\"}", "selection-type", "number", "số"),
    (
        "where={\"date\": \"hôm qua\"}",
        "selection-type",
        "a day such as \"2026-01-31\"",
        "một ngày, ví dụ \"2026-01-31\"",
    ),
    ("where={\"unit\": \"vp\"}", "selection-type", "the path of a page", "đường dẫn của một trang"),
    ("where={\"unit\": \"@/to-chuc/khong.md\"}", "target-missing", "@/to-chuc/khong.md", "@/to-chuc/khong.md"),
    ("where={\"files\": \"a.pdf\"}", "selection-field", "A field of the type file", "kiểu file"),
    ("where={\"topics\": 3}", "selection-type", "topics", "topics"),
    ("kind=\"article\", sort=\"fetured\"", "selection-key", "featured", "featured"),
    ("sort=\"--date\"", "selection-key", "-date", "-date"),
    ("sort=\"replaces\"", "selection-field", "does not sort pages", "sắp xếp các trang"),
    ("limit=0", "selection-limit", "from 1 to 1000", "từ 1 đến 1000"),
    ("limit=1001", "selection-limit", "1001", "1001"),
    ("limit=\"5\"", "selection-type", "The argument limit of get_pages must be a whole number", "một số nguyên"),
];

#[test]
fn a_wrong_call_is_told_at_its_line() {
    let call = |call: &str| format!("{{% for p in get_pages({call}) %}}{{% endfor %}}");
    let cases: Vec<_> = WRONG.iter().map(|(wrong, code, en, vi)| (call(wrong), *code, *en, *vi)).collect();
    check_faults_of_templates(portal().write("templates/hoi.html", ""), &cases);
}

/// Builds the portal with a page for each of the texts of templates, and checks that each template
/// has one fault, at its line, with this code and these words in English and Vietnamese.
#[track_caller]
pub(super) fn check_faults_of_templates(mut portal: Portal, cases: &[(String, &str, &str, &str)]) {
    for (at, (text, ..)) in cases.iter().enumerate() {
        portal = portal
            .page(&format!("sai/s{at}"), &format!("title = \"S{at}\"\ntemplate = \"s{at}.html\""))
            .write(&format!("templates/s{at}.html"), &format!("\n{text}\n"));
    }
    let built = portal.build();
    let mut wrong = Vec::new();
    for (at, (text, code, en, vi)) in cases.iter().enumerate() {
        let file = format!("templates/s{at}.html");
        let found = built.faults().iter().find(|diag| diag.file.as_deref() == Some(&file));
        let line = found.and_then(|diag| diag.spot).map(|spot| spot.line);
        let words = |lang| {
            let messages = tamquan::diag::Messages::new(lang);
            found.map_or_else(String::new, |diag| messages.message(diag) + "\n" + &messages.hint(diag))
        };
        let is_told = found.is_some_and(|diag| diag.code.name() == *code) && line == Some(2);
        if !is_told || !words("en").contains(en) || !words("vi").contains(vi) {
            wrong.push(format!("{text}: {found:?}\n  {}\n  {}", words("en"), words("vi")));
        }
    }
    assert!(wrong.is_empty() && built.faults().len() == cases.len(), "{}", wrong.join("\n"));
}
