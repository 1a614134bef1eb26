//! Withdrawn items: what a portal still shows and keeps of them.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

use crate::portals::{Site, command, holding};
use crate::province::{MOUNT, Province};
use harness::page::main;

/// A word that only the item contains. Lower-case ASCII letters are the same in every form of a
/// text.
const MARK: &str = "thonvyqaz";

/// A province with an item and a picture; every part of the item contains the mark.
fn province() -> Province {
    let province = Province::new();
    province.site.picture("static/images/de.png").page(
        "tin/de-song",
        "Sạt lở đê thonvyqaz",
        "date = 2025-10-25\ndescription = \"Tóm tắt về thonvyqaz\"\nauthors = [\"Phạm Thonvyqaz\"]\nlicense = \"thonvyqaz\"",
        "Đê ở thonvyqaz sạt lở.\n\n## Mục thonvyqaz\n\n![Ảnh thonvyqaz](/images/de.png)",
    );
    province.publish();
    province
}

/// A page that shows the item as a whole, as a card, in part and in a list.
const NOTE: &str = "Xem.\n\n{{ include(source=\"tinh\", item=\"de-song\") }}\n\n{{ include(source=\"tinh\", item=\"de-song\", as=\"card\") }}\n
{{ include(source=\"tinh\", latest=3) }}\n";

fn commune(province: &Province) -> Site {
    let commune = province.commune(MOUNT);
    commune.page("nhac", "Nhắc việc", "", NOTE);
    commune.build(&[]).code(0);
    commune
}

/// The paths of all pictures and their derivatives.
fn pictures(site: &Site) -> Vec<String> {
    let files = harness::snapshot(&site.root()).into_keys();
    let is_picture = |path: &String| [".png", ".webp", ".jpg", ".avif"].iter().any(|end| path.ends_with(end));
    files.filter(is_picture).collect()
}

#[test]
fn no_byte_of_what_vanished_is_left() {
    let province = province();
    let commune = commune(&province);
    let before = holding(&commune.root(), MARK);
    for place in [
        "public/tin-tinh/de-song/index.html",
        "public/nhac/index.html",
        "public/search/",
        "public/api/",
        "exchange/tinh/targets/items/",
        ".tamquan/index",
    ] {
        assert!(before.iter().any(|path| path.starts_with(place)), "{place} shows nothing of it: {before:?}");
    }
    let revision = commune.held("tinh").items[&crate::portals::name("de-song")].clone();
    let hashes: Vec<String> = revision.assets.values().chain([&revision.sha256]).map(ToString::to_string).collect();
    assert_eq!(hashes.len(), 2, "the item and its picture");
    let pictures_before = pictures(&commune);
    for place in ["public/img/", "exchange/tinh/targets/assets/", ".tamquan/pictures/"] {
        assert!(pictures_before.iter().any(|path| path.starts_with(place)), "{place}: {pictures_before:?}");
    }
    province.withdraw("de-song", "vanish", &[]);
    commune.follow().tells("[include-ended]");
    assert_eq!(holding(&commune.root(), MARK), [""; 0]);
    assert_eq!(pictures(&commune), [""; 0]);
    for hash in &hashes {
        // The list of changes of the last build names the removed files.
        let left = holding(&commune.root(), hash);
        assert!(left.iter().all(|path| path == ".tamquan/changes.json"), "{left:?}");
    }
    // The other item keeps its place.
    assert!(commune.shows("tin-tinh/mua-lu/").contains("Chủ động sơ tán dân."));
}

#[test]
fn what_vanished_leaves_no_page_and_no_way_to_one() {
    let province = province();
    let commune = commune(&province);
    assert!(commune.has("public/tin-tinh/de-song/index.html"));
    province.withdraw("de-song", "vanish", &[]);
    commune.follow();
    assert!(!commune.has("public/tin-tinh/de-song"));
    for file in ["_redirects", "sitemap.xml", "tin-tinh/"] {
        assert!(!commune.shows(file).contains("/tin-tinh/de-song"), "{file}");
    }
    assert!(!commune.shows_search().contains("de-song"));
}

#[test]
fn what_vanished_goes_by_a_build_that_asks_too() {
    let province = province();
    let commune = commune(&province);
    province.withdraw("de-song", "vanish", &[]);
    commune.forget_when_asked().build(&[]).code(0);
    assert_eq!(holding(&commune.root(), MARK), [""; 0]);
}

#[test]
fn a_revision_that_waits_vanishes_too() {
    let province = Province::new();
    let commune = province.commune(&format!("approve = \"manual\"\n{MOUNT}"));
    commune.source(&["sync"]).code(0);
    commune.source(&["update", "tinh"]).code(0);
    commune.build(&[]).code(0);
    province.article("de-song", "Đê thonvyqaz", 25, "Chữ thonvyqaz.").publish();
    commune.follow();
    assert!(holding(&commune.path("exchange"), MARK).len() == 3, "the list, its excerpt and the item wait");
    assert_eq!(holding(&commune.path("public"), MARK), [""; 0]);
    province.withdraw("de-song", "vanish", &[]);
    commune.follow();
    assert_eq!(holding(&commune.root(), MARK), [""; 0]);
}

#[test]
fn what_was_taken_back_may_be_read_below_a_notice() {
    let province = province();
    let commune = commune(&province);
    assert!(!commune.shows("tin-tinh/de-song/").contains("Nội dung này đã bị thu hồi"));
    province.withdraw("de-song", "withdrawn", &["--note", "Thay bằng công điện số 05"]);
    commune.follow();
    let page = commune.shows("tin-tinh/de-song/");
    harness::page::in_order(
        main(&page),
        &["Nội dung này đã bị thu hồi", "Thay bằng công điện số 05", "<h1>", "Đê ở thonvyqaz sạt lở."],
    );
    let note = commune.shows("nhac/");
    harness::page::in_order(main(&note), &["Nội dung này đã bị thu hồi", "Đê ở thonvyqaz sạt lở."]);
}

#[test]
fn a_notice_stands_in_the_place_of_what_is_gone() {
    let province = province();
    let commune = commune(&province);
    province.withdraw("de-song", "gone", &[]);
    commune.follow().tells("warning[include-ended]").tells("content/nhac.md");
    let page = commune.shows("tin-tinh/de-song/");
    assert!(page.contains("data-template=\"410.html\"") && page.contains("noindex"), "{page}");
    let rules = ["_redirects", "_hosting/nginx.conf", "_hosting/Caddyfile"].map(|file| commune.shows(file)).concat();
    assert!(rules.contains("/tin-tinh/de-song") && rules.contains("410"), "{rules}");
    assert!(main(&commune.shows("nhac/")).contains("đã thu hồi nội dung này"));
    for file in ["sitemap.xml", "tin-tinh/", "api/tin-tinh.json"] {
        assert!(!commune.shows(file).contains("de-song"), "{file}");
    }
    assert!(!commune.shows_search().contains("de-song"));
    // Only the notices have the title, and nothing has the text.
    assert_eq!(holding(&commune.path("public"), MARK), ["nhac/index.html", "tin-tinh/de-song/index.html"]);
    assert!(!page.contains("Đê ở") && !page.contains("Phạm"), "{page}");
}

/// The day of the withdrawals of this run, as pages write it.
fn day_of(commune: &Site) -> String {
    commune.held("tinh").withdrawn[0].at.clone()
}

#[test]
fn what_is_gone_is_told_with_its_title_its_publisher_its_day_and_the_reason() {
    let province = province();
    let commune = commune(&province);
    province.withdraw("de-song", "gone", &["--note", "Thay bằng Công điện số 13 <b>"]);
    commune.follow();
    let day = day_of(&commune);
    for page in ["tin-tinh/de-song/", "nhac/"] {
        let html = commune.shows(page);
        let notice = ["Sạt lở đê thonvyqaz", "Ủy ban nhân dân tỉnh Lam Giang đã thu hồi nội dung này", &day];
        harness::page::in_order(main(&html), &[&notice[..], &["Thay bằng Công điện số 13 &lt;b&gt;"]].concat());
    }
    commune.source(&["audit"]).tells("Thay bằng Công điện số 13");
    // A later word replaces the earlier one, and the sync says so.
    province.withdraw("de-song", "gone", &["--note", "Thay bằng Công điện số 14"]);
    commune.source(&["sync"]).code(0).tells("withdrew: de-song").tells_not("nothing new");
    commune.build(&[]).code(0);
    let page = commune.shows("tin-tinh/de-song/");
    assert!(page.contains("Công điện số 14") && page.contains(MARK) && !page.contains("Công điện số 13"), "{page}");
}

#[test]
fn a_sync_tells_what_was_withdrawn() {
    for state in ["withdrawn", "gone", "vanish"] {
        let province = province();
        let commune = commune(&province);
        province.withdraw("de-song", state, &[]);
        commune.source(&["sync"]).code(0).tells("withdrew: de-song").tells_not("nothing new");
        commune.source(&["sync"]).code(0).tells("nothing new").tells_not("withdrew");
    }
}

#[test]
fn a_record_without_the_title_is_of_an_earlier_program() {
    let province = province();
    let commune = commune(&province);
    province.withdraw("de-song", "gone", &["--note", "Lý do"]);
    commune.follow();
    commune.edit("exchange.lock", "title = \"Sạt lở đê thonvyqaz\"\n", "");
    commune.build(&["--frozen"]).code(0);
    let page = commune.shows("tin-tinh/de-song/");
    assert!(main(&page).contains("Lý do") && !page.contains(MARK), "{page}");
    commune.edit("exchange.lock", "note = \"Lý do\"", "note = \"Lý do khác\"");
    commune.build(&["--frozen"]).code(3).tells("[exchange-unsigned]");
}

#[test]
fn what_vanishes_after_it_was_gone_leaves_no_title() {
    let province = province();
    let commune = commune(&province);
    province.withdraw("de-song", "gone", &[]);
    commune.follow();
    province.withdraw("de-song", "vanish", &[]);
    commune.follow();
    assert_eq!(holding(&commune.root(), MARK), [""; 0]);
}

#[test]
fn what_is_told_of_anothers_item_is_not_passed_on() {
    let province = province();
    let commune = commune(&province);
    province.withdraw("de-song", "gone", &["--note", "Lý do của tỉnh"]);
    commune.add("portal.toml", "[[share]]\nchannel = \"tin-xa\"\ntitle = \"Tin xã\"\nsections = [\"tin-xa\"]\n");
    commune.section("tin-xa", "article").page("tin-xa/nhac-lai", "Nhắc lại", "date = 2025-10-26", NOTE);
    commune.source(&["sync"]).code(0);
    commune.share(&["init", "tin-xa"]).code(0);
    commune.share(&["publish"]).code(0);
    assert_eq!(holding(&commune.path("exchange/share"), MARK), [""; 0]);
    assert_eq!(holding(&commune.path("exchange/share"), "lý do của tỉnh"), [""; 0]);
}

const TO: &str = "https://lamgiang.gov.vn/tin/cong-dien-05/";

/// A commune that showed an item whose source has moved since.
fn moved() -> Site {
    let province = province();
    let commune = commune(&province);
    province.withdraw("de-song", "redirect", &["--to", TO]);
    commune.follow();
    commune
}

#[test]
fn the_address_of_what_moved_leads_there() {
    let commune = moved();
    let page = commune.shows("tin-tinh/de-song/");
    assert!(page.contains(&format!("http-equiv=\"refresh\" content=\"0; url={TO}\"")), "{page}");
    assert!(page.contains(&format!("<a href=\"{TO}\"")) && !page.contains(MARK), "{page}");
    let note = commune.shows("nhac/");
    assert!(main(&note).contains(&format!("<a href=\"{TO}\" rel=\"external\">")), "{note}");
    assert!(!commune.shows_search().contains("de-song") && !commune.shows("tin-tinh/").contains("de-song"));
}

#[test]
fn the_host_sends_on_to_where_it_moved() {
    let commune = moved();
    let (plain, nginx) = (commune.shows("_redirects"), commune.shows("_hosting/nginx.conf"));
    assert!(plain.contains(&format!("/tin-tinh/de-song/ {TO} 301\n")), "{plain}");
    assert!(nginx.contains(&format!("location = /tin-tinh/de-song/ {{ return 301 {TO}; }}\n")), "{nginx}");
    assert!(commune.shows("_hosting/Caddyfile").contains(&format!("redir /tin-tinh/de-song/ {TO} permanent\n")));
}

#[test]
fn what_is_published_again_is_shown_again() {
    let province = province();
    let commune = commune(&province);
    province.withdraw("de-song", "gone", &[]);
    commune.follow();
    // The item stays hidden until the publisher or the portal says otherwise.
    province.publish();
    commune.follow();
    assert!(commune.shows("tin-tinh/de-song/").contains("data-template=\"410.html\""));
    province.site.share(&["publish", "--again", "de-songg"]).code(1).tells("[share-not-withdrawn]").tells("de-song");
    province.site.share(&["publish", "--again", "De Song"]).code(1).tells("[not-a-name]");
    province.site.share(&["publish", "--again", "de-song"]).code(0);
    commune.follow().tells_not("include-ended");
    assert!(commune.shows("tin-tinh/de-song/").contains("Đê ở thonvyqaz sạt lở."));
}

#[test]
fn what_is_not_listed_any_more_goes() {
    let province = province();
    let commune = commune(&province);
    fs::remove_file(province.site.path("content/tin/de-song.md")).expect("a file");
    province.publish().tells("1 not shared any more");
    commune.follow().tells("[include-ended]");
    assert!(!commune.has("public/tin-tinh/de-song"));
    assert_eq!(holding(&commune.root(), MARK), [""; 0]);
}

#[test]
fn what_was_only_included_leaves_no_page_behind() {
    let province = province();
    let commune = province.commune(&format!("{MOUNT}filter = {{ kind = \"event\" }}\n"));
    commune.page("nhac", "Nhắc việc", "", NOTE).page("tin-tinh/de-song", "Đê của xã", "", "Chữ của xã.");
    commune.build(&[]).code(0);
    province.withdraw("de-song", "gone", &[]);
    // A page of the commune with the id of the item keeps its address.
    commune.follow().tells("[include-ended]");
    assert!(commune.shows("tin-tinh/de-song/").contains("Chữ của xã."));
}

#[test]
fn no_byte_of_what_vanished_is_left_in_a_preview() {
    let province = province();
    let commune = commune(&province);
    let root = commune.root();
    let mut process = command(&["serve", &root.to_string_lossy(), "--port", "14131"]);
    let mut process = process.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program runs");
    let words = BufReader::new(process.stdout.take().expect("its words"));
    let (say, said) = std::sync::mpsc::channel();
    std::thread::spawn(move || words.lines().map_while(Result::ok).try_for_each(|line| say.send(line)));
    // The first line has the address, the second line reports the build.
    let lines: Vec<_> = (0..2).map(|_| said.recv_timeout(Duration::from_secs(60))).collect();
    process.kill().expect("it is killed");
    process.wait().expect("it ends");
    assert!(!holding(&commune.path(".tamquan/preview"), MARK).is_empty(), "the preview was built: {lines:?}");
    province.withdraw("de-song", "vanish", &[]);
    commune.follow();
    assert_eq!(holding(&commune.root(), MARK), [""; 0]);
}
