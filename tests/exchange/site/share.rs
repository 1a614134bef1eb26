//! Pages as items of a channel.

use tamquan::exchange::format::Sha256Hash;

use crate::province::{Province, item, published};
use harness::Files;

fn targets(province: &Province) -> Files {
    published(&province.site, "chi-dao")
}

#[test]
fn links_of_an_item_lead_to_the_portal_that_it_comes_from() {
    let province = Province::new();
    let text = "[Mưa lũ](@/tin/mua-lu.md), [mục](#chi-tiet), [cổng](/lich/), [khác](https://chinhphu.vn/tin)\n\n## Chi tiết {#chi-tiet}\n\nHết.";
    province.article("lien-ket", "Liên kết", 23, text).publish();
    let item = item(&province.site, "chi-dao", "lien-ket");
    for (address, words) in [
        ("https://lamgiang.gov.vn/tin/mua-lu/", "Mưa lũ"),
        ("https://lamgiang.gov.vn/lich/", "cổng"),
        ("https://chinhphu.vn/tin", "khác"),
    ] {
        assert!(item.body.contains(&format!("<a href=\"{address}\">{words}</a>")), "{}", item.body);
    }
    assert!(!item.body.contains("href=\"/") && !item.body.contains("@/"), "{}", item.body);
    assert_eq!(item.canonical.as_str(), "https://lamgiang.gov.vn/tin/lien-ket/");
}

#[test]
fn a_picture_is_an_asset_that_is_what_its_name_says() {
    let province = Province::new();
    province.site.picture("static/images/de.png");
    province.article("anh", "Ảnh đê", 24, "![Đê sông Lam](/images/de.png)").publish();
    let item = item(&province.site, "chi-dao", "anh");
    let [asset] = item.assets.as_slice() else { panic!("one picture: {:?}", item.assets) };
    assert!(item.body.contains(&format!("<img src=\"asset:{}\" alt=\"Đê sông Lam\"", asset.sha256)), "{}", item.body);
    let bytes = &targets(&province)[&format!("assets/{}.{}", asset.sha256, asset.extension)];
    assert_eq!((Sha256Hash::of(bytes).to_string(), bytes.len() as u64), (asset.sha256.clone(), asset.length));
    // The commune shows the page as the province does.
    let commune = province.commune(crate::province::MOUNT);
    commune.build(&[]).code(0);
    let page = commune.shows("tin-tinh/anh/");
    assert!(page.contains("alt=\"Đê sông Lam\" width=\"900\" height=\"600\"") && page.contains(".webp 400w"), "{page}");
}

#[test]
fn what_cannot_be_found_here_is_not_shared() {
    let province = Province::new();
    province.site.page("tin/nhap", "Bản nháp", "draft = true", "Chưa xong.").page(
        "tin/mai-sau",
        "Mai sau",
        "publish_at = 2199-01-01",
        "Chưa đến.",
    );
    province.site.section("rieng", "article").page("rieng/noi-bo", "Ngoài kênh", "", "Không chia sẻ.");
    province.publish().tells("3 items (0 new");
    let names: Vec<String> = targets(&province).into_keys().collect();
    for id in ["nhap", "mai-sau", "noi-bo"] {
        assert!(!names.contains(&format!("items/{id}.json")), "{names:?}");
    }
}

#[test]
fn publishing_twice_changes_no_target() {
    let province = Province::new();
    let before = targets(&province);
    province.publish().tells("3 items (0 new, 0 changed, 0 not shared any more)");
    assert!(before == targets(&province));
    assert_eq!(before.len(), 5, "the list, what was taken back, three items");
}

#[test]
fn an_edit_is_another_revision_of_one_item() {
    let province = Province::new();
    let before = targets(&province);
    let rev = |id: &str| item(&province.site, "chi-dao", id).entry.rev;
    let (edited, other) = (rev("mua-lu"), rev("phong-chay"));
    province.site.edit("content/tin/mua-lu.md", "Kiểm tra hồ đập.", "Kiểm tra hồ đập mỗi giờ.");
    province.publish().tells("3 items (0 new, 1 changed, 0 not shared any more)");
    assert!(rev("mua-lu") > edited);
    assert_eq!(rev("phong-chay"), other);
    let after = targets(&province);
    let changed: Vec<&String> =
        after.iter().filter(|(name, bytes)| before.get(*name) != Some(*bytes)).map(|(n, _)| n).collect();
    assert_eq!(changed, ["channel.json", "items/mua-lu.json"]);
}

#[test]
fn two_pages_of_one_name_are_told_both() {
    let province = Province::new();
    let before = targets(&province);
    province.site.page(
        "lich/mua-lu",
        "Họp về mưa lũ",
        "starts = 2025-11-26T08:00:00\nplace = \"Hội trường\"\nchair = \"Chủ tịch\"",
        "Họp.",
    );
    let ran = province.site.share(&["publish"]).code(1).tells("error[share-twice]");
    ran.tells("content/tin/mua-lu.md").tells("content/lich/mua-lu.md");
    assert!(before == targets(&province));
}

#[test]
fn the_portal_serves_the_channel_as_it_lies_in_the_site() {
    let province = Province::new();
    province.site.build(&[]).code(0);
    let served = harness::snapshot(&province.site.path("public/exchange/v1/chi-dao"));
    let lies = harness::snapshot(&province.site.path("exchange/share/chi-dao"));
    assert!(served == lies && served.contains_key("metadata/timestamp.json"));
}

#[test]
fn a_channel_that_was_not_begun_is_told() {
    let province = Province::new();
    province.site.add("portal.toml", "[[share]]\nchannel = \"tin-khan\"\ntitle = \"Tin khẩn\"\nsections = [\"tin\"]\n");
    province.site.share(&["publish", "tin-khan"]).code(1).tells("share-not-begun");
    province.site.share(&["publish", "chi-da"]).code(1).tells("share-unknown").tells("chi-dao");
    province.site.share(&["init", "chi-dao"]).code(1).tells("share-exists");
}

#[test]
fn who_follows_a_channel_follows_its_keys() {
    let province = Province::new();
    let commune = province.commune(crate::province::MOUNT);
    commune.follow();
    let (new, old) = (province.site.keys().with_file_name("keys-2"), province.site.keys());
    province.site.share(&["rotate", "chi-dao", "--new-keys", &new.to_string_lossy()]).code(0);
    // The old keys cannot sign any more.
    province.article("moi", "Tin mới", 28, "Ký bằng khóa mới.");
    province.site.share(&["publish"]).code(1).tells("[share-keys-replaced]");
    std::fs::remove_dir_all(&old).expect("the old keys");
    std::fs::rename(&new, &old).expect("the new keys in their place");
    province.publish();
    commune.follow();
    assert!(commune.shows("tin-tinh/moi/").contains("Ký bằng khóa mới."));
    // A new consumer may begin with the old root or with the new one.
    let later = province.commune(crate::province::MOUNT);
    later.follow();
    crate::portals::same(&commune.output(), &later.output());
}

#[test]
fn an_item_is_named_by_its_name_or_the_address_of_its_page() {
    let province = Province::new();
    for typed in ["mua-lu", "https://lamgiang.gov.vn/tin/mua-lu/", "/tin/mua-lu", "content\\tin\\mua-lu.md"] {
        province.site.share(&["withdraw", "chi-dao", typed]).code(0).tells("mua-lu was withdrawn");
    }
}

#[test]
fn an_item_that_is_not_there_is_told_with_those_that_are() {
    let province = Province::new();
    let withdraw = |item: &str| province.site.share(&["withdraw", "chi-dao", item]).code(1);
    withdraw("mua-lo").tells("[share-no-item-near]").tells("“mua-lu”");
    withdraw("cong-dien-13").tells("[share-no-item]").tells("phong-chay, mua-lu").tells_not("–");
    let empty = Province::empty();
    empty.site.share(&["withdraw", "chi-dao", "cong-dien-13"]).code(1).tells("[share-no-items]").tells("share publish");
    let none = crate::portals::Site::new(harness::PORTAL);
    for command in [&["publish"][..], &["resign"], &["init", "tin"], &["withdraw", "tin", "mot"]] {
        none.share(command).code(1).tells("[share-none]").tells_not("–");
    }
}

#[test]
fn a_withdrawn_item_leads_to_a_page() {
    let province = Province::new();
    let withdraw =
        |to: &str| province.site.share(&["withdraw", "chi-dao", "mua-lu", "--state", "redirect", "--to", to]);
    for to in ["http://lamgiang.gov.vn/tin/", "javascript:alert(1)", "https://a@b.vn/", "https://10.0.0.1/"] {
        withdraw(to).code(1).tells("[share-redirect]");
    }
    withdraw("/tin/phong-chay/").code(0);
    let words = published(&province.site, "chi-dao").remove("withdrawn.json").expect("a list");
    let words = String::from_utf8(words).expect("UTF-8");
    assert!(words.contains("\"to\":\"https://lamgiang.gov.vn/tin/phong-chay/\""), "{words}");
}

#[test]
fn nothing_waiting_is_told_as_that() {
    let province = Province::new();
    let commune = province.commune(crate::province::MOUNT);
    commune.source(&["sync"]).code(0);
    commune.source(&["update", "tinh", "mua-lu"]).code(1).tells("[nothing-waiting]").tells_not("–");
}

/// The keys lie under the name that the portal had when the channel was created.
#[test]
fn a_portal_that_moved_is_told_where_its_keys_are() {
    let province = Province::new();
    let settings = province.site.keys().with_file_name("settings");
    let usual = settings.join("tamquan/keys/lamgiang/chi-dao");
    std::fs::create_dir_all(usual.parent().expect("a folder")).expect("a folder");
    std::fs::rename(province.site.keys(), &usual).expect("the usual place");
    let share = |command: &str| {
        let root = province.site.root();
        let args = ["share", "--site", &root.to_string_lossy(), command];
        crate::portals::ran(crate::portals::command(&args).env("XDG_CONFIG_HOME", &settings))
    };
    share("publish").code(0).tells_not("--new-publisher");
    province.site.edit("portal.toml", "https://lamgiang.gov.vn", "https://tinhlamgiang.gov.vn");
    for command in ["publish", "resign"] {
        let ran = share(command).code(1).tells("[share-publisher-id]").tells("publisher = \"lamgiang\"");
        ran.tells("portal.toml:").tells_not("exchange-key-missing");
    }
    province.site.edit("portal.toml", "channel = \"chi-dao\"\n", "channel = \"chi-dao\"\npublisher = \"lamgiang\"\n");
    // The address is new, so a person at each consumer has to accept it.
    share("publish").code(0).tells("--new-publisher");
    share("publish").code(0).tells_not("--new-publisher");
}

/// The creation of a channel was cut off after its keys and before its lists.
#[test]
fn a_channel_that_was_half_created_is_completed() {
    let province = Province::new();
    let whole = province.site.keys().with_file_name("keys");
    let folder = province.site.path("exchange/share/chi-dao");
    std::fs::remove_dir_all(&folder).expect("the channel");
    let settings = tamquan::exchange::trust::SigningTerms::CENTRE;
    let keys = tamquan::share::KeyFolder::new(whole).expect("a folder").read(settings).expect("keys");
    #[allow(clippy::disallowed_methods)]
    let now = jiff02::Timestamp::now();
    let folder = tamquan::folder::Folder::create(&folder).expect("a folder");
    tamquan::exchange::trust::Repository::create(folder, &keys, settings, now).expect("a repository");
    province.site.share(&["withdraw", "chi-dao", "mua-lu"]).code(1).tells("[share-no-items]");
    province.publish().tells("3 items (3 new");
    let commune = province.commune(crate::province::MOUNT);
    commune.follow();
}
