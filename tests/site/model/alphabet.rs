//! The alphabetical index of a portal that has a search page.

use harness::Portal;
use harness::page::in_order;

/// A portal with a search page and pages with these titles.
fn portal(titles: &[&str]) -> Portal {
    Portal::plain()
        .write("themes/facts/templates/search.html", "{% for l in alphabet() %}letter {{ l.label }} {{ l.url }}\n{% endfor %}")
        .write(
            "themes/facts/templates/alphabet.html",
            "{{ letter.label }}: {{ letter.value.label }}\n{% include \"list.html\" %}part {{ paginator.current_index }} of {{ paginator.number_pagers }}\n",
        )
        .page("tim", "title = \"Tìm kiếm\"\ntemplate = \"search.html\"")
        .section("tin", "title = \"Tin\"\nkind = \"article\"", titles)
}

#[test]
fn titles_stand_under_their_letters_in_the_order_of_the_dictionary() {
    let titles = ["Đất đai", "Ăn toàn", "Áo dài", "An ninh", "Ấp Đông", "145/QĐ-UBND", "“Ở” là gì?", "Dân số", "Жизнь"];
    let built = portal(&titles).build().ok();
    let letters = ["0–9 /a-z/0-9/", "A /a-z/a/", "Ă /a-z/aw/", "Â /a-z/aa/", "D /a-z/d/", "Đ /a-z/dd/"];
    let more = ["Ơ /a-z/ow/", "T /a-z/t/", "Khác /a-z/other/"];
    let lines: Vec<String> = letters.iter().chain(&more).map(|line| format!("letter {line}\n")).collect();
    assert_eq!(built.page("/tim/").trim_start(), lines.concat());
    in_order(built.page("/a-z/a/"), &["A–Z: A\n", "<li>An ninh</li>", "<li>Áo dài</li>", "part 1 of 1"]);
    built.contains("/a-z/t/", "<li>Tìm kiếm</li>").omits("/a-z/d/", "<li>Đất đai</li>");
    assert!(built.page("/sitemap.xml").contains("/a-z/dd/</loc>"));
    // The index is no facet of the home page or of search.
    built.omits("/", "facet ").omits("/search/vi.json", "A–Z");
}

#[test]
fn a_long_letter_has_several_parts() {
    let titles: Vec<String> = (0..250).map(|at| format!("Hội nghị {at:03}")).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let built = portal(&titles).build().ok();
    built.contains("/a-z/h/", "part 1 of 3").contains("/a-z/h/", "<li>Hội nghị 099</li>");
    built.contains("/a-z/h/trang/3/", "<li>Hội nghị 249</li>").lacks("/a-z/h/trang/4/");
}

#[test]
fn a_language_without_a_search_page_has_no_index() {
    let english = portal(&["Một"])
        .with_english()
        .write("content/tin/p1.en.md", "+++\ntitle = \"Đình Cả\"\n+++\n")
        .write("content/tin/_index.en.md", "+++\ntitle = \"News\"\nkind = \"article\"\n+++\n");
    english.build().ok().has("/a-z/m/").lacks("/en/a-z/d/");
    let both = english.write("content/tim.en.md", "+++\ntitle = \"Search\"\ntemplate = \"search.html\"\n+++\n");
    both.build().ok().contains("/en/a-z/d/", "<li>Đình Cả</li>").contains("/en/tim/", "letter S /en/a-z/s/");
    Portal::plain().page("a", "title = \"A\"").build().ok().lacks("/a-z/a/");
}
