//! Items of every kind, with valid and with invalid fields.

use std::collections::BTreeMap;

use jiff02::Timestamp as Time;
use proptest::prelude::*;
use serde_json::{Value, json};
use tamquan::exchange::format::{LISTING_TARGET, WITHDRAWALS_TARGET};
use tamquan::exchange::trust::Repository;
use tamquan::exchange::trust::SigningTerms;
use tamquan::folder::Folder;
use tamquan::share::KeyFolder;

use crate::province::Province;

/// All kinds, and one that the portal does not know.
pub(super) const KINDS: [&str; 18] = [
    "article",
    "document",
    "service",
    "consultation",
    "question",
    "unit",
    "person",
    "event",
    "notice",
    "project",
    "plan",
    "dataset",
    "gallery",
    "video",
    "link",
    "portal",
    "page",
    "quy-hoach",
];

/// Ids that other content of the portal may have: pages, drafts, files, pages of lists, facets, and
/// the name of a device in Windows.
pub(super) const IDS: [&str; 14] =
    ["a", "b", "c", "d", "cua-xa", "nhap", "tep", "trang", "2", "loai", "linh-vuc", "index", "con", "15-qd-ubnd"];

/// The mandatory fields of a kind, as far as another portal can give them.
pub(super) fn right(kind: &str) -> Value {
    match kind {
        "article" => json!({"byline": "Phòng Văn hóa", "event_date": "2026-11-01", "featured": true}),
        "document" => json!({"number": "7/QĐ-UBND", "type": "decision", "issuer": "UBND tỉnh", "issued": "2025-10-20",
            "effective": "2025-10-20", "summary": "Về việc của tỉnh", "field": ["Đất đai"], "replaces": ["15/QĐ-UBND"]}),
        "service" => json!({"code": "1.004873", "name": "Xác nhận", "field": "Hộ tịch", "level": "full",
            "url": "https://dichvucong.gov.vn/1", "legal_basis": ["15/QĐ-UBND"], "applicants": ["citizen"],
            "dossier": [{"name": "Tờ khai", "originals": 1}]}),
        "consultation" => {
            json!({"opens": "2026-11-01", "closes": "2026-12-01", "receiver": "Văn phòng", "email": "a@b.gov.vn"})
        }
        "question" => json!({"asked_on": "2026-11-01", "question": "Khi nào?", "field": "Đất đai"}),
        "unit" => json!({"name": "Văn phòng", "phone": "0299 3812 345", "functions": ["Tham mưu"]}),
        "person" => {
            json!({"name": "Nguyễn Văn Đạt", "position": "Chủ tịch", "biography": "Quê xã.", "duties": ["Chung"]})
        }
        "event" => json!({"starts": "2026-11-25T08:00:00", "place": "Hội trường", "chair": "Chủ tịch"}),
        "notice" => json!({"level": "warning", "ends": "2199-12-01T00:00:00"}),
        "project" => json!({"name": "Đường liên thôn", "status": "running", "budget": 1_200_000_000}),
        "plan" => json!({"period": "2026", "approved_by": "HĐND", "approved_on": "2026-07-01", "item": "budget"}),
        "dataset" => {
            json!({"publisher": "UBND tỉnh", "distributions": [{"url": "https://a.gov.vn/d", "format": "CSV"}]})
        }
        "video" => json!({"url": "https://video.gov.vn/1"}),
        "link" => json!({"url": "https://chinhphu.vn/", "name": "Chính phủ"}),
        "portal" => json!({"name": "UBND xã Bình Lam", "url": "https://binhlam.gov.vn/"}),
        _ => json!({}),
    }
}

fn texts() -> impl Strategy<Value = String> {
    let odd = [
        "Bài viết",
        "{{ 7 * 191 }}{% raw %}",
        "<script>alert(1)</script>",
        "\"'><b>",
        "a\u{202e}b",
        "15/QĐ-UBND",
        "@/dan.md",
        "https://a.gov.vn/",
        "ĐẤT ĐAI",
        "đất đai",
        "—…—",
        "北京",
        "../../x",
        "2",
        "con",
    ];
    prop_oneof![8 => prop::sample::select(odd.to_vec()).prop_map(str::to_owned), 2 => "[a-zà-ỹ ]{1,40}", 1 => Just("đ".repeat(450))]
}

/// A JSON value of any type, for any field.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        texts().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(json!(1.5e300)),
        Just(Value::Null),
        Just(json!("")),
        Just(json!("2199-01-01")),
        Just(json!("2025-02-30")),
        Just(json!("a".repeat(30_000))),
        Just(json!("@/van-ban/mot.md")),
        Just(json!("15/QĐ-UBND")),
    ];
    leaf.prop_recursive(3, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            Just(Value::from((0..2_000).map(|n| format!("f{n}")).collect::<Vec<_>>())),
            Just(json!([{"number": "15/QĐ-UBND", "title": "Quyết định"}, {"number": "x", "url": "javascript:1"}])),
            prop::collection::hash_map(texts(), inner, 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// The fields of a kind, each valid, missing or invalid, with some fields that no kind has.
fn fields(kind: &'static str) -> impl Strategy<Value = Value> {
    let all: Vec<(String, Value)> = right(kind).as_object().expect("an object").clone().into_iter().collect();
    let count = all.len();
    let changes = prop::collection::vec(
        prop_oneof![6 => Just(None), 1 => Just(Some(None)), 2 => value().prop_map(|v| Some(Some(v)))],
        count,
    );
    let keys =
        ["amends", "replaces", "field", "issuer", "unit", "parent", "title", "slug", "kind", "aliases", "draft", "la"];
    let more = prop::collection::vec((prop::sample::select(keys.to_vec()), value()), 0..3);
    (changes, more).prop_map(move |(changes, more)| {
        let mut object = serde_json::Map::new();
        for ((key, value), change) in all.iter().zip(changes) {
            match change {
                None => drop(object.insert(key.clone(), value.clone())),
                Some(None) => {}
                Some(Some(other)) => drop(object.insert(key.clone(), other)),
            }
        }
        object.extend(more.into_iter().map(|(key, value)| (key.to_owned(), value)));
        Value::Object(object)
    })
}

fn item(id: &'static str) -> impl Strategy<Value = Value> {
    let days = ["2025-10-20", "2026-11-25T08:00:00+07:00", "9999-12-31", "zzzz", "2025-02-30", ""];
    let langs = prop_oneof![8 => Just("vi"), 2 => Just("en"), 1 => Just("fr")];
    let bodies =
        ["<p>Chữ.</p>", "<h2 id=\"a\">Mục</h2><table><tr><td>1</td></tr></table>", "", "<h2 id=\"main\">{{ x }}</h2>"];
    let kinds = prop::sample::select(KINDS.to_vec());
    let fields = kinds.prop_flat_map(|kind| fields(kind).prop_map(move |fields| (kind, fields)));
    let texts = (texts(), texts(), prop::collection::vec(texts(), 0..30));
    let rest = (prop::sample::select(days.to_vec()), langs, prop::sample::select(bodies.to_vec()));
    (fields, texts, rest).prop_map(move |((kind, fields), (title, summary, authors), (day, lang, body))| {
        // The program refuses a listing as a whole when a title in it has no letter.
        let title = if title.chars().any(char::is_alphanumeric) { title } else { format!("Bài {title}") };
        json!({"id": id, "kind": kind, "lang": lang, "title": title, "summary": summary, "published": day, "authors": authors,
            "fields": fields, "body": body})
    })
}

/// Some items with distinct ids.
pub(super) fn channel() -> impl Strategy<Value = Vec<Value>> {
    let ids = prop::sample::subsequence(IDS.to_vec(), 1..=IDS.len());
    ids.prop_flat_map(|ids| ids.into_iter().map(|id| item(id).boxed()).collect::<Vec<_>>())
}

/// The time of the machine, as the program signs.
#[allow(clippy::disallowed_methods)]
fn now() -> Time {
    Time::now()
}

/// A channel of these items without any change: each has its own members and the mandatory ones.
pub(super) fn signed(items: &[Value]) -> Province {
    let province = Province::empty();
    let publisher = json!({"id": "lamgiang", "name": "UBND tỉnh Lam Giang", "url": "https://lamgiang.gov.vn/"});
    let listed = ["id", "rev", "kind", "lang", "title", "summary", "published"];
    let mut files = BTreeMap::new();
    let mut entries = Vec::new();
    for more in items {
        let id = more["id"].as_str().expect("an id");
        let mut item = json!({
            "format": 1, "rev": 1, "lang": "vi", "channel": "chi-dao", "publisher": publisher,
            "canonical": format!("https://lamgiang.gov.vn/tin/{id}/"),
        });
        let object = item.as_object_mut().expect("an object");
        object.extend(more.as_object().expect("an object").clone());
        let entry = listed.iter().filter_map(|key| Some(((*key).to_owned(), object.get(*key)?.clone())));
        entries.push(Value::Object(entry.collect()));
        files.insert(format!("items/{id}.json"), item.to_string().into_bytes());
    }
    let list = json!({"format": 1, "channel": "chi-dao", "title": "Chỉ đạo", "publisher": publisher, "items": entries});
    files.insert(LISTING_TARGET.to_owned(), list.to_string().into_bytes());
    files.insert(WITHDRAWALS_TARGET.to_owned(), json!({"format": 1, "items": []}).to_string().into_bytes());
    let keys = KeyFolder::new(province.site.keys()).expect("a folder").read(SigningTerms::COMMUNE).expect("keys");
    let mut repository =
        Repository::open(Folder::open(&province.site.path("exchange/share/chi-dao")).expect("a folder"))
            .expect("a channel");
    repository.publish(&files, &keys, SigningTerms::COMMUNE, now()).expect("a publication");
    province
}
