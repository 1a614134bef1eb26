//! Languages beyond Vietnamese and English: their codes, dates and numbers, text that runs from
//! right to left, and strings that the theme does not have.

use std::fs;
use std::path::Path;

use harness::Portal;

/// A portal with the built-in theme that has a further language.
fn with_language(code: &str) -> Portal {
    Portal::empty().append("portal.toml", &format!("[languages.{code}]\ntitle = \"Sen Vang\"\n"))
}

#[test]
fn a_code_with_a_script_or_a_country_stands_in_names_addresses_and_pages() {
    let languages = "[languages.zh-Hant]\ntitle = \"蓮黃社\"\n[languages.pt-BR]\ntitle = \"Comuna\"\n";
    let built = Portal::plain()
        .append("portal.toml", languages)
        .append("portal.toml", "[agency.zh-Hant]\nname = \"蓮黃社人民委員會\"\n")
        .section("tin", "title = \"Tin\"\nkind = \"article\"", &[])
        .page("tin/_index.zh-Hant", "title = \"新聞\"\nkind = \"article\"")
        .page("tin/le-hoi", "title = \"Lễ hội\"")
        .page("tin/le-hoi.zh-Hant", "title = \"節日\"")
        // A telephone wrote this name.
        .page("tin/le-hoi.PT-br", "title = \"Festa\"")
        .write("strings/zh-hant.ftl", "page-word = 頁\n")
        .build()
        .ok();
    built
        .contains("/zh-hant/tin/le-hoi/", "<html lang=\"zh-Hant\"><title>節日")
        .contains("/zh-hant/tin/le-hoi/", "content=\"蓮黃社人民委員會\"")
        .contains("/zh-hant/tin/le-hoi/", "property=\"og:locale\" content=\"zh_TW\"")
        .contains("/zh-hant/tin/le-hoi/", "name=\"DC.language\" content=\"zh-Hant\"")
        .contains("/pt-br/tin/le-hoi/", "<html lang=\"pt-BR\"><title>Festa")
        .contains("/pt-br/tin/le-hoi/", "property=\"og:locale\" content=\"pt_BR\"");
    for (code, url) in [("zh-Hant", "/zh-hant/tin/le-hoi/"), ("pt-BR", "/pt-br/tin/le-hoi/"), ("vi", "/tin/le-hoi/")] {
        let address = format!("hreflang=\"{code}\" href=\"https://senvang.lamgiang.gov.vn{url}\"");
        built.contains("/sitemap.xml", &address);
        built.contains("/tin/le-hoi/", &format!("hreflang=\"{code}\""));
    }
    built
        .contains("/zh-hant/rss.xml", "<language>zh-Hant</language>")
        .contains("/api/zh-hant/tin.json", "節日")
        .contains("/search/zh-Hant.json", "\"lang\": \"zh-Hant\"")
        .contains("/_redirects", "/zh-hant/* /zh-hant/404.html 404")
        .has("/zh-hant/410.html");
}

#[test]
fn dates_and_numbers_are_those_of_the_language() {
    let amounts = "{{ 1234567 | money }}; {{ 1234.5 | number(decimals=1) }}; {{ 3100000 | filesize }}; \
        {{ trans(key=\"papers\", n=1) }}; {{ trans(key=\"papers\", n=1234) }}; \
        {{ \"2026-01-05T18:05\" | date(format=\"datetime\") }}; {{ \"2026-01-05\" | date }}; \
        {{ \"2026-01-05\" | date(format=\"weekday\") }}";
    let papers = "papers = { $n ->\n    [one] { $n } papier\n   *[other] { $n } papiers\n }\n";
    let built = with_language("fr")
        .write("templates/amounts.html", amounts)
        .page("a", "title = \"A\"\ntemplate = \"amounts.html\"")
        .page("a.fr", "title = \"A\"\ntemplate = \"amounts.html\"")
        .write("strings/vi.ftl", "papers = { $n } tờ\n")
        .write("strings/fr.ftl", papers)
        .build()
        .ok();
    built.contains(
        "/a/",
        "1.234.567 đồng; 1.234,5; 3,1 MB; 1 tờ; 1.234 tờ; 18:05 ngày 05 tháng 01 năm 2026; 05/01/2026; Thứ Hai",
    );
    built.contains(
        "/fr/a/",
        "VND 1\u{202f}234\u{202f}567; 1\u{202f}234,5; 3,1 MB; 1 papier; 1\u{202f}234 papiers; \
         5 janvier 2026 à 18:05; 5 janvier 2026; lundi",
    );
}

#[test]
fn pages_that_run_from_right_to_left_say_so_and_links_keep_their_direction() {
    let built = with_language("ar")
        .write("strings/ar.ftl", "home = الرئيسية\n")
        .section("tin", "title = \"Tin\"\nkind = \"article\"", &[])
        .page("tin/_index.ar", "title = \"أخبار\"\nkind = \"article\"")
        .page("tin/a", "title = \"Lễ hội\"\ndate = 2026-01-05")
        .page("tin/a.ar", "title = \"مهرجان\"\ndate = 2026-01-05")
        .build()
        .ok();
    built
        .contains("/ar/tin/a/", "<html lang=\"ar\" dir=\"rtl\">")
        .contains("/ar/tin/a/", "5 يناير 2026")
        .contains("/ar/tin/a/", "الرئيسية")
        .contains("/ar/tin/a/", "hreflang=\"vi\"><span lang=\"vi\" dir=\"auto\">")
        .contains("/tin/a/", "hreflang=\"ar\"><span lang=\"ar\" dir=\"auto\">العربية")
        .omits("/tin/a/", "dir=\"rtl\"");
}

/// What stands at a side of the page has to move to the other one where lines run from right to
/// left.
#[test]
fn the_style_sheets_of_the_theme_name_sides_by_the_direction_of_the_text() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/sen/static/css/sen");
    // The margins of paper are those of the decree; both sides of an arrow that points down are
    // alike; what is as wide as its box floats to no side.
    let fine = ["@page", "rotate(", "float: left; width: 100%", "[dir=\"rtl\"]", "mask-position: right bottom"];
    let mut faults = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        for line in fs::read_to_string(&path).unwrap().lines().filter(|line| !fine.iter().any(|f| line.contains(f))) {
            for declaration in line.split(['{', '}', ';']) {
                let Some((name, value)) = declaration.trim().split_once(": ") else { continue };
                if has_side(name) || has_side(value) || has_unlike_sides(name, value) {
                    faults.push(format!("{}: {declaration}", path.display()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

fn has_side(words: &str) -> bool {
    words.split(['-', ' ', ',', '(', ')']).any(|word| matches!(word, "left" | "right"))
}

/// Whether a value for all four sides or corners differs between the left and the right.
fn has_unlike_sides(name: &str, value: &str) -> bool {
    let parts: Vec<&str> = value.split(' ').collect();
    match (name, parts.as_slice()) {
        ("padding" | "margin" | "inset" | "border-width" | "scroll-margin", [_, right, _, left]) => right != left,
        ("border-radius", [start, end, low_end, low_start]) => start != end || low_end != low_start,
        _ => false,
    }
}

#[test]
fn strings_that_a_language_lacks_are_told_and_stand_in_english() {
    let all = with_language("fr").page("a.fr", "title = \"A\"").build().ok();
    assert_eq!(all.warnings().into_iter().filter(is_strings).collect::<Vec<_>>(), [("strings-missing", "portal.toml")]);
    all.contains("/fr/a/", ">Home</a>");
    let some = with_language("fr").page("a.fr", "title = \"A\"").write("strings/fr.ftl", "home = Accueil\n").build();
    let some = some.ok();
    let found: Vec<_> = some.warnings().into_iter().filter(is_strings).collect();
    assert_eq!(found, [("strings-missing", "strings/fr.ftl")]);
    some.contains("/fr/a/", "Accueil").contains("/fr/a/", "Listen to this page");
    let english = Portal::empty().with_english().build().ok();
    assert_eq!(english.warnings().into_iter().filter(is_strings).count(), 0);
}

fn is_strings((code, _): &(&str, &str)) -> bool {
    *code == "strings-missing"
}

#[test]
fn labels_without_a_text_of_the_language_stand_in_english() {
    let built = Portal::plain()
        .append("portal.toml", "[languages.fr]\ntitle = \"Sen Vang\"\n")
        .section("tin", "title = \"Tin\"\nkind = \"article\"", &[])
        .page("tin/_index.fr", "title = \"Actualités\"\nkind = \"article\"")
        .page("tin/a.fr", "title = \"A\"")
        .build()
        .ok();
    built.contains("/fr/tin/a/", "name=\"DC.type\" content=\"Article\"").omits("/fr/tin/a/", "Tin bài");
}

#[test]
fn menus_of_a_third_language_have_what_is_translated_and_one_way_to_the_rest() {
    let menus = "items = [{ page = \"@/mot.md\" }, { page = \"@/hai.md\" }, { page = \"@/ba.md\" }]";
    let portal = with_language("fr").with_english();
    let built = portal
        .append("portal.toml", &format!("[[menus]]\nname = \"main\"\n{menus}\n[[menus]]\nname = \"footer\"\n{menus}\n"))
        .page("mot", "title = \"Một\"")
        .page("mot.fr", "title = \"Un\"")
        .page("mot.en", "title = \"One\"")
        .page("hai", "title = \"Hai\"")
        .page("hai.en", "title = \"Two\"")
        .page("ba", "title = \"Ba\"")
        .build()
        .ok();
    built.contains("/fr/mot/", "href=\"/fr/mot/\"");
    for untranslated in ["href=\"/hai/\"", "href=\"/en/hai/\"", "href=\"/ba/\""] {
        built.omits("/fr/mot/", untranslated);
    }
    built.contains("/fr/mot/", "<a href=\"/\" hreflang=\"vi\" lang=\"vi\"");
    built.contains("/en/mot/", "href=\"/en/hai/\"").omits("/en/mot/", "href=\"/ba/\"");
}
