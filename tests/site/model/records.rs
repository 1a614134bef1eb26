//! Pages from data: each record of a table is a page, as if somebody had written its file.

use harness::{Built, Portal};

/// A table of procedures with the headings of an office.
const PROCEDURES: &str = "\u{feff}STT;Mã thủ tục;Tên thủ tục;Lĩnh vực;Mức độ trực tuyến;Nộp hồ sơ trực tuyến;Đối tượng thực hiện;Căn cứ pháp lý;Nội dung\r
1;1.004873;Cấp bản sao trích lục hộ tịch;Hộ tịch;Toàn trình;https://dichvucong.gov.vn/1;citizen;123/2015/NĐ-CP; 04/2020/TT-BTP;\r
2;1.001193;Đăng ký khai sinh;Hộ tịch;full;https://dichvucong.gov.vn/2;\"Citizen\nforeigner\";;\"## Nơi nộp\n\nXem [trích lục](@/thu-tuc/1-004873.md).\"\r
3;2.000635;Cấp giấy phép;Đất đai;Cung cấp thông tin;https://dichvucong.gov.vn/3;;;\r
";

fn procedures(table: &str) -> Portal {
    // The legal basis has two items in one cell, so its cell is in quotation marks.
    let table = table.replace("123/2015/NĐ-CP; 04/2020/TT-BTP", "\"123/2015/NĐ-CP; 04/2020/TT-BTP\"");
    let pages = "[[pages]]\nfrom = \"data/thu-tuc.csv\"\ninto = \"thu-tuc\"\nbody = \"Nội dung\"\ncolumns = { \"STT\" = false }\n";
    Portal::empty()
        .append("portal.toml", pages)
        .write("content/thu-tuc/_index.md", "+++\ntitle = \"Thủ tục\"\nkind = \"service\"\n+++\n")
        .write("data/thu-tuc.csv", &table)
}

/// The code, file, line and column of each fault.
fn places(built: &Built) -> Vec<(&'static str, &str, u32, u32)> {
    let place = |diag: &'_ tamquan::diag::Diag| diag.spot.map_or((0, 0), |spot| (spot.line, spot.column));
    let faults = built.faults().iter();
    faults.map(|diag| (diag.code.name(), diag.file.as_deref().unwrap_or(""), place(diag).0, place(diag).1)).collect()
}

#[test]
fn a_row_is_a_page_like_any_other() {
    let built = procedures(PROCEDURES).build().ok();
    assert!(built.warnings().is_empty(), "{:?}", built.warnings());
    built
        .contains("/thu-tuc/1-004873/", "Cấp bản sao trích lục hộ tịch")
        .contains("/thu-tuc/1-004873/", "Toàn trình")
        .contains("/thu-tuc/1-004873/", "04/2020/TT-BTP")
        .contains("/thu-tuc/1-001193/", "<h2 id=\"noi-nop\">")
        .contains("/thu-tuc/1-001193/", "href=\"/thu-tuc/1-004873/\"")
        .contains("/thu-tuc/", "Đăng ký khai sinh")
        .contains("/thu-tuc/linh-vuc/dat-dai/", "Cấp giấy phép")
        .contains("/thu-tuc/doi-tuong/nguoi-nuoc-ngoai/", "Đăng ký khai sinh")
        .contains("/sitemap.xml", "/thu-tuc/2-000635/")
        .contains("/metadata.jsonl", "Đăng ký khai sinh");
    assert_eq!(built.json("/api/thu-tuc.json")["items"].as_array().map_or(0, Vec::len), 3);
    assert_eq!(built.found("khai sinh")[0], "/thu-tuc/1-001193/");
}

#[test]
fn a_page_is_the_same_as_if_it_was_written() {
    let written = "+++\nkind = \"article\"\ntitle = \"Lúa\"\ndate = 2026-11-05\nfeatured = true\nauthors = [\"An\", \"Bình\"]\n\n[taxonomies]\ntopics = [\"Nông nghiệp\"]\n\n[extra]\nvu = \"Mùa\"\n+++\nGặt **xong**.\n\n## Sau vụ\n";
    let portal = || {
        Portal::empty()
            .replace("portal.toml", "[agency]", "taxonomies = [{ name = \"topics\", path = \"chu-de\" }]\n[agency]")
            .write("content/tin/_index.md", "+++\ntitle = \"Tin\"\n+++\n")
    };
    let table = "title;Ngày đăng;Tin nổi bật;Tác giả;topics;Vụ;Bài\nLúa;5/11/2026;x;An; Bình;Nông nghiệp;Mùa;\"Gặt **xong**.\n\n## Sau vụ\n\"\n"
        .replace("An; Bình", "\"An; Bình\"");
    let pages = "[[pages]]\nfrom = \"data/tin.csv\"\ninto = \"tin\"\nkind = \"article\"\nbody = \"Bài\"\ncolumns = { \"Vụ\" = \"extra.vu\" }\n";
    let from_table = portal().append("portal.toml", pages).write("data/tin.csv", &table).build().ok();
    let from_file = portal().append("portal.toml", pages).write("data/tin.csv", "title;Bài\n").replace(
        "portal.toml",
        "columns = { \"Vụ\" = \"extra.vu\" }\n",
        "",
    );
    let from_file = from_file.write("content/tin/lua.md", written).build().ok();
    from_table.identical_to(&from_file);
}

#[test]
fn objects_of_json_are_pages_with_their_types() {
    let json = r#"[
  { "code": "1.004873", "name": "Trích lục", "field": "Hộ tịch", "level": "Toàn trình", "url": "https://dichvucong.gov.vn/1",
    "fees": [{ "name": "Lệ phí", "amount": 8000 }], "legal_basis": ["123/2015/NĐ-CP"], "result": null, "copies": " ",
    "text": "Đoạn đầu.\n\n## Nơi nộp\n" },
  { "code": "1.001193", "name": "Khai sinh", "field": "Hộ tịch", "level": "full", "url": "https://dichvucong.gov.vn/2" }
]"#;
    let pages = "[[pages]]\nfrom = \"data/thu-tuc.json\"\ninto = \"thu-tuc\"\nkind = \"service\"\nbody = \"text\"\n";
    let portal = Portal::empty()
        .append("portal.toml", pages)
        .write("content/thu-tuc/_index.md", "+++\ntitle = \"Thủ tục\"\n+++\n")
        .write("data/thu-tuc.json", json);
    let built = portal.build().ok();
    built
        .contains("/thu-tuc/1-004873/", "8.000")
        .contains("/thu-tuc/1-004873/", "<h2 id=\"noi-nop\">")
        .omits("/thu-tuc/1-004873/", "Kết quả")
        .has("thu-tuc/1-001193/index.html");
    // Faults have their places: a value, a part of the text, and a key that is missing.
    let built = portal
        .replace("data/thu-tuc.json", "8000", "\"nhiều\"")
        .replace("data/thu-tuc.json", "## Nơi nộp", "[x](khong-co.md)")
        .replace("data/thu-tuc.json", "\"level\": \"full\", ", "")
        .build();
    assert_eq!(
        places(&built),
        [
            ("not-a-number", "data/thu-tuc.json", 3, 44),
            ("link-page", "data/thu-tuc.json", 4, 13),
            ("missing-field", "data/thu-tuc.json", 5, 13),
        ]
    );
}

#[test]
fn faults_of_rows_are_told_together_at_their_cells() {
    let table = PROCEDURES
        .replace("Hộ tịch;Toàn trình", "Hộ tịch;Một nửa")
        .replace("https://dichvucong.gov.vn/3", "dichvucong")
        .replace("Đăng ký khai sinh;", ";")
        .replace("@/thu-tuc/1-004873.md", "@/thu-tuc/khong-co.md");
    let portal = procedures(&table).write("content/sai.md", "+++\ntitle = \"Sai\"\nlop = 1\n+++\n");
    assert_eq!(
        places(&portal.build()),
        [
            ("unknown-key-far", "content/sai.md", 3, 1),
            ("not-a-choice-near", "data/thu-tuc.csv", 2, 50),
            ("record-cell-empty", "data/thu-tuc.csv", 3, 12),
            ("link-page", "data/thu-tuc.csv", 6, 5),
            ("not-a-url", "data/thu-tuc.csv", 7, 53),
        ]
    );
}

#[test]
fn a_table_with_the_month_first_is_found_out() {
    let portal = Portal::empty()
        .append("portal.toml", "[[pages]]\nfrom = \"data/a.csv\"\ninto = \"a\"\n")
        .write("content/a/_index.md", "+++\ntitle = \"A\"\n+++\n")
        .write("data/a.csv", "title;date\nLúa;05/01/2026\nKhoai;01/13/2026\n");
    assert_eq!(places(&portal.build()), [("date-form", "data/a.csv", 3, 7)]);
}

#[test]
fn a_page_keeps_its_address_when_rows_move() {
    let mut rows: Vec<&str> = PROCEDURES.split("\r\n").collect();
    let before = procedures(PROCEDURES).build().ok();
    let last = rows.remove(3);
    rows.insert(1, last);
    procedures(&rows.join("\r\n")).build().ok().identical_to(&before);
}

#[test]
fn pages_are_named_by_what_tells_them_apart() {
    let page = |kind: &str, more: &str, table: &str| {
        Portal::empty()
            .append(
                "portal.toml",
                &format!("[[pages]]\nfrom = \"data/a.csv\"\ninto = \"a\"\nkind = \"{kind}\"\n{more}"),
            )
            .write("content/a/_index.md", "+++\ntitle = \"A\"\n+++\n")
            .write("data/a.csv", table)
            .build()
            .ok()
    };
    page("page", "", "title\nĐường dây nóng\nIndex\n").has("a/duong-day-nong/index.html").has("a/index/index.html");
    page("page", "", "Tiêu đề;slug\nĐường dây nóng;goi\n").has("a/goi/index.html");
    page("page", "name = \"Số\"\n", "Số;title\nA-1;Một\nA-2;Một\n").has("a/a-1/index.html").has("a/a-2/index.html");
    page("question", "", "Câu hỏi;Ngày hỏi\nKhi nào gặt?;05/11/2026\n").has("a/khi-nao-gat/index.html");
    let long = "chữ ".repeat(80);
    let built = page("page", "", &format!("title\n{long}\n"));
    assert!(built.outputs().keys().any(|path| path.starts_with("a/chu-chu-") && path.len() < 150));
}

#[test]
fn documents_of_one_number_are_pages_of_their_years() {
    let table = "number;type;Cơ quan ban hành;Ngày ban hành;Ngày có hiệu lực;Trích yếu;Tệp văn bản
15/QĐ-UBND;QĐ;UBND xã Sen Vàng;05/01/2025;05/01/2025;Về lúa;a.pdf
15/QĐ-UBND;Quyết định;UBND xã Sen Vàng;6/1/2026;6/1/2026;Về khoai;/files/b.pdf
";
    let portal = Portal::empty()
        .append("portal.toml", "[[pages]]\nfrom = \"data/van-ban.csv\"\ninto = \"van-ban\"\nkind = \"document\"\n")
        .write("content/van-ban/_index.md", "+++\ntitle = \"Văn bản\"\n+++\n")
        .write("content/van-ban/a.pdf", "x")
        .write("static/files/b.pdf", "x")
        .write("data/van-ban.csv", table);
    let built = portal.build().ok();
    built
        .contains("/van-ban/15-qd-ubnd/", "Về lúa")
        .contains("/van-ban/15-qd-ubnd/", "/van-ban/a.pdf")
        .contains("/van-ban/15-qd-ubnd-2026/", "Về khoai");
}

#[test]
fn a_row_can_have_a_language() {
    let portal = |language: &str, table: &str| {
        Portal::plain()
            .with_english()
            .append(
                "portal.toml",
                &format!("[[pages]]\nfrom = \"data/a.csv\"\ninto = \"a\"\nlanguage = \"{language}\"\n"),
            )
            .write("content/a/_index.md", "+++\ntitle = \"A\"\n+++\n")
            .write("content/a/_index.en.md", "+++\ntitle = \"A\"\n+++\n")
            .write("data/a.csv", table)
    };
    let built = portal("Ngôn ngữ", "slug;title;Ngôn ngữ\nlua;Lúa;\nlua;Rice;en\n").build().ok();
    built.contains("/a/lua/", "Lúa").contains("/en/a/lua/", "Rice").contains("/a/lua/", "other en /en/a/lua/ true");
    portal("en", "slug;title\nlua;Rice\n").build().ok().has("en/a/lua/index.html").lacks("a/lua/index.html");
}

#[test]
fn drafts_and_dates_hold_for_rows() {
    let table = "title;draft;publish_at;expires_at;aliases\nNháp;có;;;\nSau;;01/12/2026;;\nTrước;;;01/11/2026;\nNay;không;;;/cu/\n";
    let portal = Portal::plain()
        .append("portal.toml", "[[pages]]\nfrom = \"data/a.csv\"\ninto = \"a\"\n")
        .write("content/a/_index.md", "+++\ntitle = \"A\"\n+++\n")
        .write("data/a.csv", table);
    let built = portal.build().ok();
    built.lacks("a/nhap/index.html").lacks("a/sau/index.html").has("a/nay/index.html").contains("/cu/", "/a/nay/");
    built.contains("/a/truoc/", "gone");
    portal.on("2026-12-02").with_drafts().build().ok().has("a/nhap/index.html").has("a/sau/index.html");
}
