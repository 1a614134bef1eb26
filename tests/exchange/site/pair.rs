//! Two portals that share with each other: each shows the items of the other one.

use crate::portals::{Site, holding, same};
use crate::province::{Host, KNOWN, MOUNT, Province, item, published, root_hash};
use harness::{Files, PORTAL};

/// A commune that shares its news as `tin-xa` and uses the channel of the province.
fn commune(province: &Province) -> Site {
    let share = "[[share]]\nchannel = \"tin-xa\"\ntitle = \"Tin của xã\"\nsections = [\"tin\", \"tin-tinh\"]\n";
    let (url, root) = (province.url(), province.root_hash());
    let source = format!("[sources.tinh]\nurl = \"{url}\"\nroot = \"{root}\"\n{KNOWN}");
    let commune = Site::new(&format!("{PORTAL}{source}{MOUNT}{share}"));
    commune.section("tin", "article").section("tin-tinh", "article");
    commune.page("tin/hop-dan", "Họp dân thôn", "date = 2025-10-24", "Mời dân đến họp.");
    commune.share(&["init", "tin-xa"]).code(0);
    commune
}

/// Both portals, with the host of the commune: the province mounts the commune's items into a
/// section that it shares.
fn pair() -> (Province, Site, Host) {
    let province = Province::new();
    let commune = commune(&province);
    let host = Host::of(commune.root());
    let (url, root) = (host.server.url("exchange/v1/tin-xa/"), root_hash(&commune, "tin-xa"));
    let mount = "[[mounts]]\nsource = \"xa\"\ninto = \"tin\"\n";
    province.site.add("portal.toml", &format!("[sources.xa]\nurl = \"{url}\"\nroot = \"{root}\"\n{mount}"));
    (province, commune, host)
}

#[track_caller]
fn pass(province: &Province, commune: &Site) {
    province.publish();
    commune.share(&["publish"]).code(0);
    province.site.follow();
    commune.follow();
}

/// The output without the files about the end of signatures, which change with each signing.
pub(super) fn lasting(site: &Site) -> Files {
    let mut files = site.output();
    let is_lasting =
        |path: &str| !path.ends_with("/timestamp.json") && !path.ends_with(".snapshot.json") && path != "schedule.json";
    files.retain(|path, _| is_lasting(path));
    files
}

#[test]
fn what_goes_to_and_fro_comes_to_rest() {
    let (province, commune, _host) = pair();
    pass(&province, &commune);
    assert!(commune.has("public/tin-tinh/mua-lu/index.html") && province.site.has("public/tin/hop-dan/index.html"));
    let channels = || [published(&province.site, "chi-dao"), published(&commune, "tin-xa")];
    let (before, outputs) = (channels(), [lasting(&province.site), lasting(&commune)]);
    pass(&province, &commune);
    for (one, two) in before.iter().zip(&channels()) {
        same(one, two);
    }
    for (one, two) in outputs.iter().zip([lasting(&province.site), lasting(&commune)]) {
        same(one, &two);
    }
}

#[test]
fn nothing_new_is_said_of_what_was_published_a_second_time() {
    let (province, commune, _host) = pair();
    pass(&province, &commune);
    province.publish().tells("3 items (0 new, 0 changed, 0 not shared any more)");
    commune.share(&["publish"]).code(0).tells("1 items (0 new, 0 changed, 0 not shared any more)");
}

#[test]
fn what_is_anothers_is_shown_and_never_passed_on() {
    let (province, commune, _host) = pair();
    pass(&province, &commune);
    pass(&province, &commune);
    assert!(!published(&province.site, "chi-dao").keys().any(|name| name.contains("hop-dan")));
    assert!(!published(&commune, "tin-xa").keys().any(|name| name.contains("mua-lu")));
    assert_eq!(holding(&commune.path("exchange/share"), "hồ đập"), [""; 0]);
}

#[test]
fn what_a_shared_page_includes_of_another_is_a_link_in_its_item() {
    let (province, commune, _host) = pair();
    pass(&province, &commune);
    let text = "Theo chỉ đạo của tỉnh:\n\n{{ include(source=\"tinh\", item=\"mua-lu\") }}";
    commune.page("tin/lam-theo", "Làm theo tỉnh", "date = 2025-10-26", text);
    commune.build(&[]).code(0);
    assert!(commune.shows("tin/lam-theo/").contains("Kiểm tra hồ đập."));
    commune.share(&["publish"]).code(0);
    let body = item(&commune, "tin-xa", "lam-theo").body;
    assert!(body.contains("Theo chỉ đạo của tỉnh:") && !body.contains("Kiểm tra hồ đập."), "{body}");
    assert!(body.contains("<a href=\"https://lamgiang.gov.vn/tin/mua-lu/\">Ứng phó mưa lũ</a>"), "{body}");
}
