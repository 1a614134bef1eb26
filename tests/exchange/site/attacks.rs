//! A host that is down, and an attacker between host and portal: the portal keeps the items that it
//! showed, and the exit code distinguishes the two.

use std::fs;

use tamquan::exchange::sync::ExchangeLock;
use tamquan::exchange::sync::excerpt_path;

use crate::portals::{Site, holding, same};
use crate::province::{MOUNT, Province};

/// A word that the province publishes only after the sync of the commune.
const NEW: &str = "congdienmoi";

/// A commune that has synced once, and a province with a newer state.
fn behind() -> (Province, Site) {
    let province = Province::new();
    let commune = province.commune(MOUNT);
    commune.build(&[]).code(0);
    province.article("cong-dien", "Công điện congdienmoi", 25, "Chữ congdienmoi.").publish();
    (province, commune)
}

/// A sync and a build both end with exit code 3 and report `code`, and change nothing of the held
/// files. Metadata that was verified before the fault may be added beside them.
#[track_caller]
fn refused(commune: &Site, code: &str) {
    let (shown, held) = (commune.output(), harness::snapshot(&commune.path("exchange")));
    let lock = || ExchangeLock::read(&commune.root()).expect("a lock");
    let before = lock().sources;
    commune.source(&["sync"]).code(3).tells(code);
    let ran = commune.forget_when_asked().build(&["--json"]).code(3);
    let json = ran.json();
    assert_eq!((&json["ok"], &json["sources"][0]["verdict"]), (&true.into(), &"distrusted".into()), "{json}");
    assert!(ran.findings().iter().any(|(found, ..)| code == format!("[{found}]")), "{json}");
    same(&shown, &commune.output());
    let mut after = harness::snapshot(&commune.path("exchange"));
    let ahead = lock()
        .ahead
        .into_iter()
        .flat_map(|(source, ahead)| ahead.metadata.into_keys().map(move |name| format!("{source}/metadata/{name}")));
    ahead.for_each(|path| drop(after.remove(&path)));
    assert!(held == after, "what is held changed");
    assert_eq!(before, lock().sources);
    assert_eq!(holding(&commune.root(), NEW), [""; 0]);
}

/// Without the attacker the next sync takes everything that was refused.
#[track_caller]
fn recovers(province: &Province, commune: &Site) {
    province.host.nobody_between();
    commune.follow();
    assert!(commune.shows("tin-tinh/cong-dien/").contains(NEW));
}

#[test]
fn the_last_good_copy_is_shown_while_the_host_is_down() {
    let (Province { host, .. }, commune) = behind();
    let before = commune.output();
    drop(host);
    commune.source(&["sync"]).code(2).tells("[exchange-network]");
    let ran = commune.forget_when_asked().build(&["--json"]).code(0);
    assert_eq!(ran.json()["sources"][0]["verdict"], "unreachable");
    assert!(ran.findings().iter().any(|(code, ..)| code == "exchange-network"));
    commune.forget_when_asked().build(&[]).code(0).tells("warning[exchange-network]");
    same(&before, &commune.output());
}

#[test]
fn a_host_in_trouble_is_no_liar() {
    let (province, commune) = behind();
    let before = commune.output();
    province.host.between(|_, wire| Some(wire.answer("503 Service Unavailable", "", "")));
    commune.source(&["sync"]).code(2).tells("[exchange-status]");
    commune.forget_when_asked().build(&[]).code(0).tells("warning[exchange-status]");
    same(&before, &commune.output());
    recovers(&province, &commune);
}

#[test]
fn an_item_that_was_altered_on_the_way_is_not_taken() {
    let (province, commune) = behind();
    // The changed file has the same length: only its hash differs.
    province.host.altered(province.site.root(), ".cong-dien.json", |bytes| {
        let at = memchr::memmem::find(bytes, b"Ch\xe1\xbb\xaf").expect("the text");
        bytes[at] = b'X';
    });
    refused(&commune, "[exchange-differs]");
    recovers(&province, &commune);
}

#[test]
fn metadata_that_was_altered_on_the_way_is_not_taken() {
    for (part, code) in [
        ("timestamp.json", "[exchange-signatures]"),
        (".snapshot.json", "[exchange-differs]"),
        (".targets.json", "[exchange-differs]"),
    ] {
        let (province, commune) = behind();
        province.host.altered(province.site.root(), part, |bytes| {
            // A changed digit of a date or version leaves valid JSON of the same form.
            let at = memchr::memmem::find(bytes, b"\"expires\":\"2").expect("an end") + b"\"expires\":\"2".len();
            bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
        });
        refused(&commune, code);
        recovers(&province, &commune);
    }
}

#[test]
fn an_older_state_is_not_taken() {
    let (province, commune) = behind();
    let timestamp = province.site.path("exchange/share/chi-dao/metadata/timestamp.json");
    let old = fs::read(&timestamp).expect("a timestamp");
    province.article("phong-chay", "Phòng cháy rừng, sửa", 21, "Đã sửa.").publish();
    commune.follow();
    let old: &'static [u8] = old.leak();
    province
        .host
        .between(move |asked, wire| asked.path.ends_with("/timestamp.json").then(|| wire.answer("200 OK", "", old)));
    let before = commune.output();
    commune.source(&["sync"]).code(3).tells("[exchange-older]");
    commune.forget_when_asked().build(&[]).code(3).tells("warning[exchange-older]");
    same(&before, &commune.output());
    assert!(commune.shows("tin-tinh/phong-chay/").contains("Đã sửa."));
}

#[test]
fn an_older_state_is_not_taken_by_a_machine_that_lost_its_files() {
    let (province, commune) = behind();
    let folder = province.site.path("exchange/share/chi-dao");
    let old = harness::snapshot(&folder);
    province.article("phong-chay", "Phòng cháy rừng, sửa", 21, "Đã sửa.").publish();
    commune.follow();
    fs::remove_dir_all(&folder).expect("a folder");
    for (path, bytes) in old.iter().filter(|(path, _)| !path.ends_with('/')) {
        province.site.put(&format!("exchange/share/chi-dao/{path}"), bytes);
    }
    fs::remove_dir_all(commune.path("exchange")).expect("a folder");
    let lock = commune.read("exchange.lock");
    commune.source(&["sync"]).code(3).tells("[exchange-older]");
    assert_eq!(lock, commune.read("exchange.lock"));
}

#[test]
fn nothing_is_taken_of_a_channel_with_another_root() {
    let province = Province::new();
    let commune = province.commune(MOUNT);
    commune.edit("portal.toml", &province.root_hash(), &"0".repeat(64));
    commune.source(&["sync"]).code(3).tells("[exchange-root-first]");
    let ran = commune.build(&["--json"]).code(3);
    assert_eq!(ran.json()["sources"][0]["verdict"], "distrusted");
    assert_eq!(holding(&commune.root(), "mua-lu"), [""; 0]);
    assert!(!commune.has("exchange/tinh") && !commune.has("exchange.lock"));
    // Including an item of the source fails as well.
    commune.page("nhac", "Nhắc việc", "", "{{ include(source=\"tinh\", item=\"mua-lu\") }}");
    commune.build(&[]).code(1).tells("error[source-empty]");
}

#[test]
fn a_file_that_somebody_edited_is_told_and_not_shown() {
    let (_province, commune) = behind();
    let item = commune.held("tinh").items[&crate::portals::name("mua-lu")].sha256;
    let file = format!("exchange/tinh/targets/items/{item}.mua-lu.json");
    commune.edit(&file, "Kiểm tra hồ đập.", "Không cần kiểm tra.");
    let before = commune.output();
    commune.build(&["--offline"]).code(3).tells("error[exchange-altered]").tells(&file);
    same(&before, &commune.output());
}

#[test]
fn an_excerpt_that_somebody_edited_is_told_and_mended_by_the_next_sync() {
    let province = Province::new();
    let commune = province.commune(MOUNT);
    commune.build(&[]).code(0);
    let file = format!("exchange/tinh/{}", excerpt_path(&commune.held("tinh").excerpt));
    let before = (commune.read(&file), commune.output());
    commune.edit(&file, "Ứng phó mưa lũ", "Không cần ứng phó");
    commune.build(&["--offline"]).code(3).tells("error[exchange-altered]").tells(&file);
    same(&before.1, &commune.output());
    commune.source(&["sync"]).code(0);
    assert_eq!(commune.read(&file), before.0);
    commune.build(&["--offline"]).code(0);
}

#[test]
fn a_lock_of_a_newer_program_is_told_as_such_whatever_form_it_has() {
    let province = Province::new();
    let commune = province.commune(MOUNT);
    commune.build(&[]).code(0);
    let before = commune.output();
    for newer in ["version = 3", "version = 3\nnew = \"form\""] {
        let lock = commune.read("exchange.lock");
        commune.edit("exchange.lock", "version = 2", newer);
        commune.build(&["--offline"]).tells("error[exchange-lock-version]");
        same(&before, &commune.output());
        commune.put("exchange.lock", lock);
    }
    commune.edit("exchange.lock", "version = 2", "version = 2\nnew = \"form\"");
    commune.build(&["--offline"]).tells("error[exchange-lock-form]");
}
