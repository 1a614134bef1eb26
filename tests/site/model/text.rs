//! The HTML that Markdown becomes.

use harness::Portal;
use harness::page::{between, in_order};

#[track_caller]
fn html(markdown: &str) -> String {
    let built = Portal::plain().text("a", markdown).build().ok();
    between(built.page("/a/"), "<main>", "</main>").to_owned()
}

#[test]
fn headings_have_ids_of_plain_letters() {
    let html = html("## Điều 3. Đối tượng\n\n### Khoản 1\n\n## Điều 3. Đối tượng\n\n## Riêng {#rieng}\n\n## ???");
    for id in ["dieu-3-doi-tuong", "khoan-1", "dieu-3-doi-tuong-2", "rieng", "muc"] {
        assert!(html.contains(&format!("id=\"{id}\"")), "{id} is not in\n{html}");
    }
}

#[test]
fn levels_of_headings_are_never_skipped() {
    let html = html("# Một\n\n#### Hai\n\n## Ba");
    in_order(&html, &["<h2 id=\"mot\">", "<h3 id=\"hai\">", "<h3 id=\"ba\">"]);
    assert!(!html.contains("<h1") && !html.contains("<h4"), "{html}");
}

#[test]
fn the_table_of_contents_is_the_tree_of_headings() {
    let built = Portal::plain()
        .write("templates/page.html", "{% for a in page.toc %}{{ a.title }}#{{ a.id }}\n{% for b in a.children %}- {{ b.title }}\n{% endfor %}{% endfor %}")
        .text("a", "## Một\n\n### Một *a*\n\n### Một b\n\n## Hai")
        .build()
        .ok();
    assert_eq!(built.page("/a/").trim(), "Một#mot\n- Một a\n- Một b\nHai#hai");
}

#[test]
fn anchors_stand_beside_headings_when_a_section_wants_them() {
    let portal = Portal::plain()
        .section("luat", "title = \"Luật\"\ninsert_anchor_links = \"right\"", &[])
        .text("luat/a", "## Điều 1")
        .text("b", "## Điều 1");
    let built = portal.build().ok();
    built.contains("/luat/a/", "href=\"#dieu-1\"").omits("/b/", "href=\"#dieu-1\"");
}

#[test]
fn tables_say_what_their_heads_are_and_can_be_scrolled() {
    let html = html("| Thôn | Hộ |\n|---|---:|\n| Đông Liên | 120 |");
    in_order(
        &html,
        &[
            "role=\"region\"",
            "tabindex=\"0\"",
            "<th scope=\"col\">Thôn</th>",
            "class=\"right\">Hộ",
            "<td>Đông Liên</td>",
            "120</td>",
        ],
    );
}

#[test]
fn footnotes_lead_there_and_back() {
    let html = html("Một[^a] hai[^b] lại[^a].\n\n[^b]: Chú thích hai.\n[^a]: Chú thích một.\n");
    in_order(
        &html,
        &[">1</a>", ">2</a>", ">1</a>", "<section class=\"footnotes\"", "Chú thích một.", "Chú thích hai."],
    );
    for link in html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(html.contains(&format!("id=\"{link}\"")), "#{link} leads nowhere\n{html}");
    }
}

#[test]
fn alerts_have_a_name_in_the_language_of_the_page() {
    for (kind, name) in [
        ("NOTE", "Lưu ý"),
        ("TIP", "Gợi ý"),
        ("IMPORTANT", "Quan trọng"),
        ("WARNING", "Cảnh báo"),
        ("CAUTION", "Thận trọng"),
    ] {
        let html = html(&format!("> [!{kind}]\n> Nội dung."));
        in_order(&html, &[&format!("alert-{}", kind.to_lowercase()), name, "Nội dung."]);
    }
    assert!(html("> Lời trích").contains("<blockquote>"));
}

#[test]
fn bare_addresses_become_links_without_the_stop_after_them() {
    let html = html("Xem https://chinhphu.vn/tin?a=1&b=2. Và (https://a.vn/x_(y)), `https://b.vn`.");
    assert!(
        html.contains("href=\"https://chinhphu.vn/tin?a=1&amp;b=2\">https://chinhphu.vn/tin?a=1&amp;b=2</a>. Và"),
        "{html}"
    );
    assert!(html.contains("href=\"https://a.vn/x_(y)\"") && html.contains("<code>https://b.vn</code>"), "{html}");
}

#[test]
fn task_lists_and_strikethrough_are_read_out() {
    let html = html("- [x] Xong\n- [ ] Chưa\n\n~~bỏ~~");
    in_order(&html, &["aria-label=\"Đã xong\"", "aria-label=\"Chưa xong\"", "<del>bỏ</del>"]);
}

#[test]
fn code_has_classes_and_no_styles() {
    let html = html("```rust\nfn main() {}\n```\n\n```khong-biet\na < b\n```");
    assert!(html.contains("class=\"c-") && html.contains("a &lt; b") && !html.contains("style="), "{html}");
    let plain = Portal::plain()
        .replace("portal.toml", "[agency]", "highlight = false\n[agency]")
        .text("a", "```rust\nfn main() {}\n```")
        .build()
        .ok();
    plain.omits("/a/", "class=\"c-").contains("/a/", "fn main() {}");
}

#[test]
fn text_is_escaped() {
    let html = html("1 < 2 & \"ba\" &amp; &copy;");
    assert!(
        html.contains("1 &lt; 2 &amp; \"ba\" &amp; ©") || html.contains("1 &lt; 2 &amp; &quot;ba&quot; &amp; ©"),
        "{html}"
    );
}

#[test]
fn harmless_html_is_kept() {
    let html = html(
        "H<sub>2</sub>O, <abbr title=\"Ủy ban nhân dân\">UBND</abbr>\n\n<details><summary>Thêm</summary>\n\nChữ **đậm**\n\n</details>",
    );
    in_order(
        &html,
        &[
            "H<sub>2</sub>O",
            "<abbr title=\"Ủy ban nhân dân\">UBND</abbr>",
            "<details><summary>",
            "<strong>đậm</strong>",
            "</details>",
        ],
    );
}

#[test]
fn a_shortcode_stands_in_place_of_its_paragraph_or_in_a_line() {
    let built = Portal::plain()
        .write("templates/shortcodes/the.html", "<b>{{ chu }}</b>{{ body if body is defined else \"\" }}")
        .text("a", "{{ the(chu=\"một mình\") }}\n\nTrong {{ the(chu=\"dòng\") }} này.\n\n{% the(chu=\"có thân\") %}\n\nThân *nghiêng*, [đây](@/_index.md).\n\n{% end %}\n")
        .build()
        .ok();
    let html = between(built.page("/a/"), "<main>", "</main>");
    in_order(
        html,
        &[
            "<b>một mình</b>",
            "<p>Trong <b>dòng</b> này.</p>",
            "<b>có thân</b><p>Thân <em>nghiêng</em>, <a href=\"/\">đây</a>.</p>",
        ],
    );
    assert!(!html.contains("<p><b>một mình"), "{html}");
}

#[test]
fn shortcodes_know_their_page_and_stand_inside_each_other() {
    let built = Portal::plain()
        .write("templates/shortcodes/hop.html", "[{{ body }}]")
        .write("templates/shortcodes/ten.html", "{{ page.title }} {{ agency.name }} {{ lang }}")
        .text("a", "{% hop() %}\n\n{% hop() %}\n\n{{ ten() }}\n\n{% end %}\n\n{% end %}")
        .build()
        .ok();
    let html: String = between(built.page("/a/"), "<main>", "</main>").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(html.replace(['\n', ' '], "").contains("[[BàiỦybannhândânxãSenVàngvi]]"), "{html}");
}

#[test]
fn shortcodes_that_follow_each_other_are_all_shown() {
    let portal = Portal::plain()
        .write("templates/shortcodes/hop.html", "[{{ body | safe }}]")
        .write("templates/shortcodes/dau.html", "!");
    let hop = "{% hop() %}\n\nmột\n\n{% end %}\n\n";
    for (text, wanted) in [
        (format!("{hop}{hop}"), "[<p>một</p>][<p>một</p>]"),
        (format!("{hop}{{{{ dau() }}}}\n\n{hop}"), "[<p>một</p>]![<p>một</p>]"),
        (format!("{{{{ dau() }}}}\n\n{{{{ dau() }}}}\n\n{hop}{{{{ dau() }}}}"), "!![<p>một</p>]!"),
        (format!("{hop}![a](/images/a.svg)\n\n{hop}chữ"), "[<p>một</p>]<p><img"),
        (format!("{{% hop() %}}\n\n{hop}{hop}{{% end %}}"), "[[<p>một</p>][<p>một</p>]]"),
    ] {
        let portal = portal
            .copy()
            .write("static/images/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"></svg>")
            .text("a", &text);
        let html = between(portal.build().ok().page("/a/"), "<main>", "</main>").replace('\n', "");
        assert!(html.starts_with(wanted), "{html}, not {wanted}");
        assert_eq!(html.matches("một").count(), text.matches("một").count(), "{html}");
    }
}

#[test]
fn the_shortcodes_of_the_theme_show_what_they_name() {
    let built = Portal::of_every_kind()
        .text("a", "{{ document(number=\"15/QĐ-UBND\") }}\n\n{{ service(code=\"1.004873\") }}\n\n{{ contact(unit=\"@/unit/a.md\") }}\n\n{{ contact() }}\n\n{{ video(url=\"https://video.gov.vn/1\", title=\"Phim\") }}\n\n{% notice(level=\"warning\", title=\"Chú ý\") %}\n\nChữ.\n\n{% end %}")
        .build()
        .ok();
    let wanted = [
        "href=\"/van-ban/15-qd-ubnd/\"",
        "href=\"/service/a/\"",
        "href=\"/unit/a/\"",
        "Ủy ban nhân dân xã Sen Vàng",
        "href=\"https://video.gov.vn/1\"",
        "callout-warning",
        "Chú ý",
        "<p>Chữ.</p>",
    ];
    in_order(between(built.page("/a/"), "<main", "</main>"), &wanted);
    // The template of each kind shows the table of a data file.
    in_order(built.page("/article/a/"), &["<caption>Dân số</caption>", "<th scope=\"col\">thôn</th>", "Đông Liên"]);
}

#[test]
fn links_between_files_become_addresses() {
    let built = Portal::plain()
        .text("tin/a", "[b](b.md#muc-hai) [c](@/luat/c.md) [nhà](/) [mục](#day)\n\n## Đây")
        .text("tin/b", "## Mục hai")
        .text("luat/c", "")
        .build()
        .ok();
    let html = between(built.page("/tin/a/"), "<main>", "</main>");
    in_order(html, &["href=\"/tin/b/#muc-hai\"", "href=\"/luat/c/\"", "href=\"/\"", "href=\"#day\""]);
}

#[test]
fn links_to_elsewhere_are_marked_and_mail_is_not() {
    let html = html("[a](https://a.vn) <b@c.gov.vn> [gọi](tel:+842993812345)");
    in_order(
        &html,
        &[
            "<a class=\"external\" href=\"https://a.vn\">",
            "<a href=\"mailto:b@c.gov.vn\">",
            "<a href=\"tel:+842993812345\">",
        ],
    );
}

#[test]
fn the_description_is_the_first_paragraph_when_none_is_written() {
    let built = Portal::plain()
        .text("a", "Đoạn **đầu**.\n\nĐoạn hai.")
        .text("b", "Trước.\n\n<!-- more -->\n\nSau.")
        .build()
        .ok();
    built.contains("/a/", "<meta name=\"description\" content=\"Đoạn đầu.\">").contains("/b/", "content=\"Trước.\"");
}

#[test]
fn linked_data_tells_a_text_that_is_a_list_by_its_description() {
    let notice = "title = \"Rét\"\ndescription = \"Rét hại đến ngày 27.\"\ndate = 2026-11-22\nlevel = \"info\"";
    let question = "question = \"Gọi ai?\"\ndescription = \"Gọi xã.\"\nasked_on = 2026-11-20\nanswered_on = 2026-11-21";
    for (kind, front, text) in [("notice", notice, "Rét hại đến ngày 27."), ("question", question, "Gọi xã.")]
    {
        for body in ["", "- Che chuồng.\n- Giữ ấm."] {
            let built = Portal::empty()
                .section("muc", &format!("title = \"Mục\"\nkind = \"{kind}\""), &[])
                .write("content/muc/a.md", &format!("+++\n{front}\n+++\n{body}\n"))
                .build()
                .ok();
            let data = between(built.page("/muc/a/"), "application/ld+json\">", "</script>");
            assert!(data.contains(&format!("\"text\":\"{text}\"")), "{body:?}: {data}");
        }
    }
}

/// A law as it is copied: one line for each part, without marks and with few empty lines.
const COPIED_LAW: &str = "\
Căn cứ Hiến pháp;
Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi điều chỉnh
Luật này quy định về đò ngang.
Điều 2. Giải thích từ ngữ
1. Bến đò gồm:
a) Bến chính;
d) Bến phụ:
- Bến tạm;
+ Bến mùa khô;
đ) Bến khác.
2. Người lái đò.
**Chương II**
**TỔ CHỨC VÀ HOẠT ĐỘNG**
**CỦA BẾN**

Mục 1

Người lái đò

Điều 3. Giấy tờ

a) Giấy phép;

b) Theo [điểm đ](#dieu-2-khoan-1-diem-dd).

Điều 4. Luật này có hiệu lực từ ngày 01 tháng 01 năm 2026.
";

#[test]
fn a_copied_law_has_headings_and_lists_with_ids() {
    let html = html(COPIED_LAW);
    in_order(
        &html,
        &[
            "<h2 id=\"chuong-i-quy-dinh-chung\">Chương I. QUY ĐỊNH CHUNG</h2>",
            "<h3 id=\"dieu-1\">Điều 1. Phạm vi điều chỉnh</h3>",
            "<p>Luật này quy định về đò ngang.</p>",
            "<ol>\n<li id=\"dieu-2-khoan-1\">Bến đò gồm:<ul class=\"points\">\n<li id=\"dieu-2-khoan-1-diem-a\">a) Bến chính;</li>",
            "<li id=\"dieu-2-khoan-1-diem-d\">d) Bến phụ:<ul>\n<li>Bến tạm;<ul>\n<li>Bến mùa khô;</li>",
            "<li id=\"dieu-2-khoan-1-diem-dd\">đ) Bến khác.</li>\n</ul>",
            "<li id=\"dieu-2-khoan-2\">Người lái đò.</li>\n</ol>",
            "Chương II</strong>. <strong>TỔ CHỨC VÀ HOẠT ĐỘNG</strong> <strong>CỦA BẾN</strong></h2>",
            ">Mục 1. Người lái đò</h3>",
            "<h4 id=\"dieu-3\">Điều 3. Giấy tờ</h4>",
            "<ul class=\"points\">\n<li id=\"dieu-3-diem-a\"><p>a) Giấy phép;</p>",
            "href=\"#dieu-2-khoan-1-diem-dd\"",
            "<p id=\"dieu-4\">Điều 4. Luật này có hiệu lực từ ngày 01 tháng 01 năm 2026.</p>",
        ],
    );
    assert!(!html.contains('*') && !html.contains('#') || html.matches('#').count() == 1, "{html}");
}

#[test]
fn a_list_of_articles_has_no_headings() {
    let html = html("Các điều:\nĐiều 1. Phạm vi\nĐiều 2. Đối tượng\nĐiều 3. Hiệu lực\n\nNơi nhận:\n- Lưu: VT.");
    assert!(!html.contains("<h") && html.contains("<p id=\"dieu-2\">Điều 2. Đối tượng</p>"), "{html}");
}

#[test]
fn points_are_lists_in_letters_and_below_marked_articles() {
    let plan = html("Kính gửi: Các thôn\nI. MỤC ĐÍCH\n1. Tuyên truyền:\na) Trên loa;\nb) Trên bảng tin.\n");
    in_order(
        &plan,
        &["<h2 id=\"i-muc-dich\">I. MỤC ĐÍCH</h2>", "<li>Tuyên truyền:<ul class=\"points\">\n<li>a) Trên loa;</li>"],
    );
    let marked = html("## Điều 7. Nhiệm vụ\n\n1. Một:\na) Hai;\nb) Ba.\n10. Mười:\n\na) Hai.\n\n## Phụ lục\n\n1. Một");
    in_order(
        &marked,
        &[
            "<h2 id=\"dieu-7-nhiem-vu\">",
            "<li id=\"dieu-7-khoan-1-diem-a\">a) Hai;</li>",
            "<li id=\"dieu-7-khoan-10\" value=\"10\">",
            "<li id=\"dieu-7-khoan-10-diem-a\">",
            "<h2 id=\"phu-luc\">",
            "<li>Một</li>",
        ],
    );
}

#[test]
fn marks_that_are_inserted_are_never_seen() {
    let before = "Điều 1. Một:";
    for lines in [
        "\ta) Một;\n\tb) Hai.",
        "    a) Một;\n    b) Hai.",
        "chữ\n10. Mười:\n\na) Một;\n\nb) Hai.",
        "1. Một\n      a) Một;",
        "- Một\na) Một;\n  b) Hai.",
        "> a) Một;\n> b) Hai.",
        "<div>\na) Một;\n</div>",
        "x | y\n--|--\na) Một | 1\nb) Hai | 2",
        "1. Một:\n\nĐoạn.\n\na) Một;\n\n10. Mười:\n\n- Gạch\n\na) Một;",
        "[^1]: a) Một;\na) Hai\n\nXem[^1].",
        "2) Hai:\na) Một;\n3. Ba:\nb) Hai",
        "```\na) Một\n```\n",
        "chữ\n–\n10. Mười\n\na) Một;",
    ] {
        let html = html(&format!("{before}\n{lines}\n"));
        assert!(!html.contains('*') && !html.contains("#</"), "{lines}\n---\n{html}");
    }
}

#[test]
fn titles_of_a_copied_law_are_whole() {
    for (text, expected) in [
        ("Mục 1. QUY ĐỊNH\nVỀ HỒ SƠ\nĐiều 9. Hồ sơ\n1. Một", ">Mục 1. QUY ĐỊNH VỀ HỒ SƠ</h2>"),
        ("PHẦN II\nNỘI DUNG\nA. HIỆN TRẠNG\nI. Dân số\nBa", ">PHẦN II. NỘI DUNG</h2>"),
        (
            "Điều 7. Trách nhiệm của Ủy ban nhân dân xã và\nMặt trận Tổ quốc\n1. Một",
            ">Điều 7. Trách nhiệm của Ủy ban nhân dân xã và Mặt trận Tổ quốc</h2>",
        ),
        (
            "Điều 1. Thành lập Tổ kiểm tra do ông\nLê Văn Mẫu làm Tổ trưởng.\nĐiều 2. B",
            "<p id=\"dieu-1\">Điều 1. Thành lập Tổ kiểm tra do ông\nLê Văn Mẫu làm Tổ trưởng.</p>",
        ),
        ("Điều 5. Điều kiện làm việc\n1. Một", ">Điều 5. Điều kiện làm việc</h2>"),
        ("Điều 4. Quyền của cá nhân, tổ chức\n1. Một", ">Điều 4. Quyền của cá nhân, tổ chức</h2>"),
        ("Điều 6. Áp dụng pháp luật\nLuật này", ">Điều 6. Áp dụng pháp luật</h2>"),
        ("Điều 8. Chuyển đổi số\n1. Một", ">Điều 8. Chuyển đổi số</h2>"),
        ("Điều 9. Giải quyết\na) Một", ">Điều 9. Giải quyết</h2>"),
        ("Điều 2\nLuật này áp dụng.\nĐiều 3.Hiệu lực\n1. Một", ">Điều 2</h2>"),
        ("Kế hoạch\nI. Mục đích\n1. Một\nII. Yêu cầu\n1. Hai", ">II. Yêu cầu</h2>"),
        (
            "I. Một\n1. Con\na) Chắt\na.1) Chút\nb) Hai\nII. Hai\nBa",
            "<li>a) Chắt<ul class=\"points\">\n<li>a.1) Chút</li>",
        ),
    ] {
        let html = html(text);
        assert!(html.contains(expected), "{text}\n---\n{html}");
    }
}

#[test]
fn clauses_in_quotation_marks_have_no_ids_of_the_article_around() {
    let html =
        html("Điều 1. Sửa đổi\n1. Sửa Điều 5:\n“Điều 5. Nguyên tắc\n1. Công khai;\n2. Minh bạch.”\n2. Sửa khoản 2:");
    assert!(
        html.contains("<li id=\"dieu-1-khoan-2\">Sửa khoản 2:")
            || html.contains("<li id=\"dieu-1-khoan-2\" value=\"2\">Sửa khoản 2:"),
        "{html}"
    );
    assert!(!html.contains("khoan-2-2"), "{html}");
}

#[test]
fn lines_in_a_quotation_are_kept() {
    let html = html("> c) Một;\n> d) Hai;\n> đ) Ba\n> e) Bốn\n\nĐiều 1. A\n");
    assert_eq!(html.matches("<br>").count(), 3, "{html}");
}

#[test]
fn lines_of_code_get_no_empty_lines() {
    let html = html("Điều 1. A\n\n```\nchữ\n| a | b |\n|---|---|\n> Một\nHai\n1. Một\na) Hai\n```\n");
    assert!(html.contains("chữ\n| a | b |\n|---|---|\n&gt; Một\nHai\n1. Một\na) Hai\n</code>"), "{html}");
}

#[test]
fn bars_below_zero_begin_at_zero() {
    let chart = |numbers: [&str; 2]| {
        let rows = numbers.map(|number| format!("| Năm | {number} |\n")).concat();
        let body =
            format!("{{% chart(kind=\"bar\", caption=\"Tăng\") %}}\n| Năm | Tăng |\n|---|---:|\n{rows}{{% end %}}\n");
        let built = Portal::empty().text("a", &body).build().ok();
        between(built.page("/a/"), "<ul class=\"chart-rows\">", "</ul>").to_owned()
    };
    let both = chart(["6,5", "-1,5"]);
    in_order(
        &both,
        &["x=\"18.75%\" width=\"81.25%\"", "x1=\"18.75%\"", "x=\"0.0%\" width=\"18.75%\"", "x1=\"18.75%\""],
    );
    let below = chart(["-1", "−2"]);
    in_order(&below, &["x=\"50.0%\" width=\"50.0%\"", "x=\"0.0%\" width=\"100.0%\""]);
    let above = chart(["1", "2"]);
    in_order(&above, &["<rect width=\"50.0%\"", "<rect width=\"100.0%\""]);
    assert!(!above.contains("<line"));
}
