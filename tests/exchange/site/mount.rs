//! Items as pages of a section.

use serde_json::Value;

use crate::portals::Site;
use crate::province::{MOUNT, Province};
use harness::page::{between, main};

fn mounted(more: &str) -> (Province, Site) {
    let province = Province::new();
    let commune = province.commune(&format!("{more}{MOUNT}"));
    commune.build(&[]).code(0);
    (province, commune)
}

/// The first node of the linked data in a page.
fn told(page: &str) -> Value {
    let json = between(page, "<script type=\"application/ld+json\">", "</script>");
    let all: Value = serde_json::from_str(json).expect("JSON");
    all["@graph"][0].clone()
}

#[test]
fn every_item_is_a_page_of_the_section() {
    let (_province, commune) = mounted("");
    for (id, title, text) in [
        ("mua-lu", "Ứng phó mưa lũ", "Kiểm tra hồ đập."),
        ("phong-chay", "Phòng cháy rừng", "Cấm lửa trong rừng."),
        ("hop-bao", "Họp báo quý", "Mời dự họp."),
    ] {
        let page = commune.shows(&format!("tin-tinh/{id}/"));
        let main = main(&page);
        assert!(main.contains(&format!("<h1>{title}</h1>")) && main.contains(text), "{main}");
        assert!(commune.shows("tin-tinh/").contains(&format!("<a href=\"/tin-tinh/{id}/\">{title}</a>")));
    }
}

#[test]
fn a_page_says_whose_it_is() {
    let (_province, commune) = mounted("");
    let page = commune.shows("tin-tinh/mua-lu/");
    let origin = between(&page, "<section class=\"origin\"", "</section>");
    assert!(origin.contains("<strong>Ủy ban nhân dân tỉnh Lam Giang</strong>"));
    assert!(origin.contains("<a href=\"https://lamgiang.gov.vn/tin/mua-lu/\" rel=\"external\">Xem bản gốc tại"));
    let told = told(&page);
    assert_eq!(told["isBasedOn"], "https://lamgiang.gov.vn/tin/mua-lu/");
    assert_eq!(told["sourceOrganization"]["name"], "Ủy ban nhân dân tỉnh Lam Giang");
    assert_eq!(told["sourceOrganization"]["url"], "https://lamgiang.gov.vn/");
}

#[test]
fn search_engines_are_sent_to_the_original() {
    let (_province, commune) = mounted("");
    let page = commune.shows("tin-tinh/mua-lu/");
    assert!(page.contains("<link rel=\"canonical\" href=\"https://lamgiang.gov.vn/tin/mua-lu/\">"));
    assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"));
    assert_eq!(page.matches("rel=\"canonical\"").count(), 1);
}

#[test]
fn search_engines_may_list_it_here_when_the_portal_says_so() {
    let (_province, commune) = mounted("index = true\n");
    let page = commune.shows("tin-tinh/mua-lu/");
    assert!(!page.contains("noindex"), "{page}");
    assert!(page.contains("<link rel=\"canonical\" href=\"https://lamgiang.gov.vn/tin/mua-lu/\">"));
}

#[test]
fn people_find_it_by_search_and_machines_are_not_given_it() {
    let (_province, commune) = mounted("");
    commune.page("tin-tinh/cua-xa", "Tin của xã", "date = 2025-10-23", "Chữ của xã.");
    commune.build(&[]).code(0);
    let search = commune.shows_search();
    for id in ["mua-lu", "phong-chay", "hop-bao", "cua-xa"] {
        assert!(search.contains(&format!("\"{id}/\"")), "{search}");
    }
    let own = |file: &str| file.ends_with(".xml") || file.ends_with("feed.json") || file == "sitemap.txt";
    let mut seen = 0;
    for (file, bytes) in commune.output().into_iter().filter(|(file, _)| own(file)) {
        let text = String::from_utf8(bytes).expect("text");
        seen += usize::from(text.contains("cua-xa"));
        for id in ["mua-lu", "phong-chay", "hop-bao"] {
            assert!(!text.contains(id), "{file} has {id}:\n{text}");
        }
    }
    assert!(seen >= 4, "what is of the commune stands in {seen} of its sitemap and feeds");
}

#[test]
fn a_mount_takes_a_kind_and_the_newest() {
    let province = Province::new();
    let filtered = |filter: &str| {
        let commune = province.commune(&format!("{MOUNT}filter = {{ {filter} }}\n"));
        commune.build(&[]).code(0);
        ["mua-lu", "phong-chay", "hop-bao"].map(|id| commune.has(&format!("public/tin-tinh/{id}/index.html")))
    };
    assert_eq!(filtered("kind = \"article\""), [true, true, false]);
    assert_eq!(filtered("latest = 2"), [false, true, true]);
    assert_eq!(filtered("kind = \"article\", latest = 1"), [false, true, false]);
}

#[test]
fn an_item_of_a_kind_here_has_its_fields() {
    let (_province, commune) = mounted("");
    let page = commune.shows("tin-tinh/hop-bao/");
    assert!(page.contains("data-template=\"event.html\""), "{page}");
    assert!(main(&page).contains("Hội trường"));
}

#[test]
fn a_build_with_nothing_new_writes_nothing() {
    let (_province, commune) = mounted("");
    let json = commune.forget_when_asked().build(&["--json"]).code(0).json();
    assert_eq!((&json["added"], &json["changed"], &json["removed"]), (&0.into(), &0.into(), &0.into()));
    assert_eq!(json["sources"][0]["requests"], 2, "{json}");
    assert_eq!(json["rendered"], 0, "{json}");
}

#[test]
fn items_of_two_sources_with_one_name_stay_apart() {
    let (one, two) = (Province::new(), Province::new());
    two.article("mua-lu", "Mưa lũ ở tỉnh khác", 20, "Chữ của tỉnh khác.").publish();
    let commune = one.commune("");
    let source = format!("[sources.khac]\nurl = \"{}\"\nroot = \"{}\"\n", two.url(), two.root_hash());
    let other = MOUNT.replace("\"tinh\"", "\"khac\"");
    commune.add("portal.toml", &format!("{source}{MOUNT}{other}"));
    commune.page("the", "Thẻ", "", "{{ include(source=\"tinh\", item=\"mua-lu\", as=\"card\") }}");
    let ran = commune.build(&[]);
    // The build fails with an error, or the card leads to the item that it shows.
    if ran.code == Some(0) {
        let page = commune.shows("the/");
        let link = harness::page::links(main(&page))[0];
        assert!(link.starts_with("https://") || commune.shows(&link[1..]).contains("Kiểm tra hồ đập."), "{link}");
    } else {
        ran.tells("[mount-taken]");
    }
}

#[test]
fn an_item_in_another_language_of_the_portal_is_a_page_of_that() {
    let (province, commune) = bilingual();
    let page = commune.shows("en/tin-tinh/flood/");
    assert!(page.contains("<html lang=\"en\"") && main(&page).contains("Move to high ground."), "{page}");
    assert!(!commune.has("public/tin-tinh/flood") && !commune.has("public/tin-tinh/crue"));
    assert!(!commune.held("tinh").items.contains_key(&crate::portals::name("crue")), "a language of nobody here");
    drop(province);
}

#[test]
fn a_notice_stands_where_an_item_in_another_language_stood() {
    let (province, commune) = bilingual();
    province.withdraw("flood", "gone", &[]);
    commune.follow();
    assert!(!commune.has("public/tin-tinh/flood"), "there was nothing at that address");
    assert!(commune.shows("en/tin-tinh/flood/").contains("data-template=\"410.html\""));
}

/// An item in English and one in French, in a portal that speaks Vietnamese and English.
fn bilingual() -> (Province, Site) {
    let item = |id: &str, lang: &str| {
        let text = "<p>Move to high ground.</p>";
        serde_json::json!({"id": id, "lang": lang, "title": "Flood warning", "body": text, "published": "2025-10-20"})
    };
    let province = crate::site::hostile::signed(&[item("flood", "en"), item("crue", "fr")]);
    let commune = province.commune(&format!("{MOUNT}[languages.en]\ntitle = \"Sen Vang Commune\"\n"));
    commune.put("content/_index.en.md", harness::HOME);
    commune.put("content/tin-tinh/_index.en.md", "+++\ntitle = \"Province news\"\nkind = \"article\"\n+++\n");
    commune.build(&[]).code(0);
    (province, commune)
}

#[test]
fn an_item_of_every_kind_that_both_know_keeps_its_kind() {
    let province = of_every_kind();
    let commune = province.commune(MOUNT);
    let ran = commune.build(&["--json"]).code(0);
    let plain: Vec<String> =
        ran.findings().into_iter().filter(|(code, ..)| code == "import-kind").map(|f| f.1).collect();
    assert!(commune.held("tinh").items.len() > 12, "hardly anything was shared");
    assert_eq!(plain, [""; 0], "shown as plain pages, although this program made them");
}

/// A province that shares a page of every kind.
fn of_every_kind() -> Province {
    let all = harness::Portal::of_every_kind();
    let province = Province::empty();
    for folder in ["content", "static", "data"] {
        harness::copy(&all.path(folder), &province.site.path(folder));
    }
    let path = |name: &str| province.site.path(&format!("content/{name}"));
    for folder in std::fs::read_dir(path("")).expect("a folder").flatten() {
        let kind = folder.file_name().into_string().expect("a name");
        // Items of a channel need ids of their own. The second language of the site is not needed
        // here.
        for file in ["_index.en.md", "a.en.md"] {
            let _ = std::fs::remove_file(folder.path().join(file));
        }
        if folder.path().join("a.md").exists() {
            std::fs::rename(folder.path().join("a.md"), path(&format!("{kind}/mot-{kind}.md"))).expect("renamed");
        }
    }
    std::fs::remove_file(path("_index.en.md")).expect("a file");
    province.site.edit("content/person/mot-person.md", "@/unit/a.md", "@/unit/mot-unit.md");
    province.site.edit("portal.toml", "\"tin\", \"lich\"", "\"/\"");
    let topics = "taxonomies = [{ name = \"topics\", path = \"chu-de\" }]\n[agency]";
    province.site.edit("portal.toml", "[agency]", topics);
    province.publish();
    province
}
