//! A portal can be built whatever items a publisher signs, and wherever the portal mounts them. Its
//! own pages keep their bytes unless they show an item, every address that a page names exists, and
//! the size of the output is bounded by the size of the signed items.
//!
//! `TAMQUAN_CASES` sets the number of channels.

mod items;
mod local;

use self::items::{IDS, KINDS, right, signed};
use self::local::{Local, commune};
use harness::Files;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

/// The number of channels; each takes about half a second on one core.
const CASES: u32 = 64;
/// The upper bound for the bytes of a page without its content: usually the theme needs 14,000,
/// with the linked data.
const PAGE: usize = 24_000;
/// The files that one item may add: its page, and those of 20 values of each of two lists and of
/// its other facets.
const FILES_OF_ITEM: usize = 48;
/// The number of times that an output may repeat a byte of an item, apart from lists: the title,
/// the summary and the short fields are in the head, the linked data, the text, the neighbours and
/// the machine-readable files.
const REPEATED: usize = 40;

fn cases() -> u32 {
    std::env::var("TAMQUAN_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(CASES)
}

/// Whether a file may change although it names no item: machine-readable files about the whole
/// site, the page that leads to every item, and the list of the section with the items, which names
/// their publisher and the number of its pages.
fn speaks_of_items(path: &str) -> bool {
    let folders = ["api/", "search/", "exchange/", "_hosting/", "m/trang/", "en/m/page/"];
    let name = path.rsplit('/').next().unwrap_or(path);
    folders.iter().any(|folder| path.starts_with(folder))
        || name.starts_with("sitemap")
        || ["metadata.jsonl", "schedule.json", "_redirects"].contains(&name)
        || ["m/index.html", "en/m/index.html", "dan/index.html"].contains(&path)
}

/// Checks that the files of the portal are unchanged unless they show an item.
fn same_but_for_items(before: &Files, after: &Files, items: &[Value]) {
    let words: Vec<String> = items
        .iter()
        .flat_map(|item| {
            let id = item["id"].as_str().expect("an id");
            let address = format!("/m/{id}/");
            let title = item["title"].as_str().expect("a title").chars().take(20).collect::<String>();
            [address, title]
        })
        .collect();
    for (path, bytes) in before {
        // The files of the index are named by their content.
        if path.starts_with("search/") {
            continue;
        }
        let Some(now) = after.get(path) else { panic!("{path} is not there any more") };
        if now == bytes || speaks_of_items(path) {
            continue;
        }
        let text = String::from_utf8_lossy(now);
        let shows = words.iter().any(|word| text.contains(word.as_str()));
        assert!(shows, "{path} is another one and shows no item:\n{text}");
    }
}

/// Checks that every address of this portal that a page names exists.
fn links_lead_somewhere(files: &Files) {
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let text = String::from_utf8_lossy(bytes);
        for part in text.split(" href=\"/").skip(1) {
            let to = part.split(['"', '#']).next().unwrap_or_default();
            let file = if to.is_empty() || to.ends_with('/') { format!("{to}index.html") } else { to.to_owned() };
            assert!(files.contains_key(&file), "{path} names /{to}");
        }
    }
}

fn is_bounded(before: &Files, after: &Files, items: &[Value]) {
    let size = |files: &Files| files.values().map(Vec::len).sum::<usize>();
    let signed: usize = items.iter().map(|item| item.to_string().len()).sum();
    let files = after.len().saturating_sub(before.len());
    assert!(files <= items.len() * FILES_OF_ITEM, "{files} files of {} items", items.len());
    let bytes = size(after).saturating_sub(size(before));
    // An earlier page may name at most ten notices and a few neighbours more than before.
    let most = (files + before.len()) * PAGE + signed * REPEATED;
    assert!(bytes <= most, "{bytes} bytes of {signed} in {} items and {files} files", items.len());
}

fn hold(items: &[Value], local: &Local) {
    let province = signed(items);
    let commune = commune(&province, local);
    commune.build(&["--offline"]).code(0);
    let before = commune.output();
    let ran = commune.build(&["--json"]).code(0);
    let after = commune.output();
    // The portal refuses only items in a language that it does not have: the other checks apply to
    // mounted items.
    let spoken = items.iter().filter(|item| item["lang"] == "vi" || (local.english && item["lang"] == "en")).count();
    assert_eq!(commune.held("tinh").items.len(), spoken, "{}", ran.out);
    for (code, file, _) in ran.findings() {
        let is_placed = file.starts_with("exchange/tinh/")
            || ["content/dan.md", "portal.toml", "content/van-ban/mot.md"].contains(&file.as_str());
        assert!(is_placed, "{code} is told at {file:?}");
    }
    assert!(ran.findings().len() <= items.len() * 4 + IDS.len() * 4, "{}", ran.out);
    same_but_for_items(&before, &after, items);
    links_lead_somewhere(&after);
    is_bounded(&before, &after, items);
}

#[test]
fn whatever_items_say_the_portal_stands() {
    let config = ProptestConfig {
        cases: cases(),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..ProptestConfig::default()
    };
    // Every run tries the same channels.
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let strategy = (items::channel(), local::locals());
    let result = runner.run(&strategy, |(items, local)| {
        hold(&items, &local);
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn pages_of_every_kind_stand_in_sections_of_every_kind() {
    let mut all = Vec::new();
    for kind in KINDS {
        let item = |id: String, fields: Value| json!({"id": id, "kind": kind, "title": format!("Bài {id}"), "body": "<p>Chữ.</p>", "published": "2025-10-20", "fields": fields});
        all.push(item(format!("day-{kind}"), right(kind)));
        all.push(item(format!("trong-{kind}"), json!({})));
    }
    let province = signed(&all);
    let commune = commune(&province, &Local { kind: "page", parts: None, english: false });
    local::own_of_every_kind(&commune);
    commune.build(&[]).code(0);
    for section in KINDS.iter().filter(|kind| **kind != "quy-hoach") {
        commune
            .put("content/m/_index.md", format!("+++\ntitle = \"Mục\"\nkind = \"{section}\"\npaginate_by = 0\n+++\n"));
        commune.build(&["--offline"]).code(0);
        let (list, home) = (commune.shows("m/"), commune.shows(""));
        for item in &all {
            let (id, kind) = (item["id"].as_str().expect("an id"), item["kind"].as_str().expect("a kind"));
            // A valid item of the kind `link` leads to its own address.
            let to = if id == "day-link" { "https://chinhphu.vn/".to_owned() } else { format!("/m/{id}/") };
            assert!(
                list.contains(&format!("href=\"{to}\"")) || (kind == "portal" && *section == "portal"),
                "{id} among {section}"
            );
        }
        assert!(home.contains("<h1"), "{section}");
        links_lead_somewhere(&commune.output());
    }
}
