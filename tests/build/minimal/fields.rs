//! Changes every field of every page once. A build renders the outputs that show the field, and few
//! others.

use std::collections::BTreeMap;
use std::fs;

use tamquan::content::{Field, FieldType, Kind, Kinds};

use crate::minimal::work::{Cost, build};
use harness::{Built, Portal};

/// One of two values of a field, as TOML. With `late` the value is a day after every other one,
/// because some fields must not come before another field.
fn value(ty: &FieldType, two: bool, late: bool) -> String {
    let n = usize::from(two) + 1;
    let month = if late { 11 } else { 10 };
    match ty {
        FieldType::Text | FieldType::LongText => format!("\"Chữ {n}\""),
        FieldType::Date => format!("2026-{month}-1{n}"),
        FieldType::DateTime => format!("2026-{month}-1{n}T08:00:00"),
        FieldType::Integer { .. } => n.to_string(),
        FieldType::Year => format!("202{n}"),
        FieldType::Number => format!("{n}.5"),
        FieldType::Boolean => two.to_string(),
        FieldType::Email => format!("\"hop{n}@senvang.gov.vn\""),
        FieldType::Phone => format!("\"0299 3812 34{n}\""),
        FieldType::Url => format!("\"https://lamgiang.gov.vn/{n}\""),
        FieldType::File => format!("\"/files/tep-{n}.pdf\""),
        FieldType::Image => format!("\"/images/anh-{n}.png\""),
        FieldType::Page { of_kind } => {
            format!("\"@/{}/{}.md\"", of_kind.as_deref().unwrap_or("page"), ["mot", "hai"][n - 1])
        }
        FieldType::DocumentRef => format!("\"{}/QĐ-UBND\"", 14 + n),
        FieldType::DocumentNumber => format!("\"{}/QĐ-UBND\"", 40 + n),
        FieldType::ProcedureCode => format!("\"1.00487{n}\""),
        FieldType::Enum(choices) => format!("\"{}\"", choices[n - 1].value),
        FieldType::List(item) => format!("[{}]", value(item, two, late)),
        FieldType::Record(fields) => {
            let all = fields.iter().map(|field| format!("{} = {}", field.key, value(&field.ty, two, late)));
            format!("{{ {} }}", all.collect::<Vec<_>>().join(", "))
        }
    }
}

/// One of two values of a field. A file has an ending that the field allows.
fn value_of(field: &Field, two: bool) -> String {
    let value = value(&field.ty, two, field.not_before.is_some());
    match field.endings.first() {
        Some(ending) => value.replace(".pdf", &format!(".{ending}")),
        None => value,
    }
}

/// Two values of each key that a page of any kind may have.
const COMMON: [(&str, &str, &str); 28] = [
    ("title", "\"Tên\"", "\"Tên khác\""),
    ("description", "\"Mô tả\"", "\"Mô tả khác\""),
    ("date", "2026-10-20", "2026-10-21"),
    ("updated", "2026-10-22", "2026-10-23"),
    ("weight", "1", "2"),
    ("draft", "false", "true"),
    ("search", "true", "false"),
    ("listed", "true", "false"),
    ("indexed", "true", "false"),
    ("hidden", "false", "true"),
    ("slug", "\"ten\"", "\"ten-khac\""),
    ("path", "\"/duong/\"", "\"/duong-khac/\""),
    ("aliases", "[\"/cu/\"]", "[\"/cu-hon/\"]"),
    ("authors", "[\"Nguyễn Văn A\"]", "[\"Nguyễn Văn B\"]"),
    ("template", "\"mot.html\"", "\"hai.html\""),
    ("taxonomies", "{ topics = [\"Lúa\"] }", "{ topics = [\"Sen\"] }"),
    ("fulfils", "[\"thong-tin/a\"]", "[\"thong-tin/b\"]"),
    ("extra", "{ ghi_chu = \"một\" }", "{ ghi_chu = \"hai\" }"),
    ("publish_at", "2026-01-01", "2026-12-01"),
    ("expires_at", "2027-01-01", "2026-11-01"),
    ("review_by", "2026-10-01", "2027-10-01"),
    ("editor", "\"Trần Thị A\"", "\"Trần Thị B\""),
    ("source", "\"Báo Một\"", "\"Báo Hai\""),
    ("image", "\"/images/anh-1.png\"", "\"/images/anh-2.png\""),
    ("image_alt", "\"Hồ\"", "\"Sen\""),
    ("attachments", "[\"/files/tep-1.pdf\"]", "[{ file = \"/files/tep-2.pdf\", title = \"Tệp\" }]"),
    ("license", "\"CC BY 4.0\"", "\"CC0\""),
    ("related", "[\"@/page/mot.md\"]", "[\"@/page/hai.md\"]"),
];
const CORRECTIONS: (&str, &str, &str) =
    ("corrections", "[{ date = 2026-11-01, note = \"Sửa một\" }]", "[{ date = 2026-11-02, note = \"Sửa hai\" }]");

/// Two values of each key of a section.
const OF_SECTIONS: [(&str, &str, &str); 9] = [
    ("sort_by", "\"date\"", "\"title\""),
    ("paginate_by", "5", "1"),
    ("page_template", "\"mot.html\"", "\"hai.html\""),
    ("transparent", "false", "true"),
    ("insert_anchor_links", "\"none\"", "\"right\""),
    ("feed", "true", "false"),
    ("in_menu", "true", "false"),
    ("menu_title", "\"Tên ngắn\"", "\"Tên ngắn khác\""),
    ("render", "true", "false"),
];

/// A page as a list of keys, so that a test can change one of them.
struct Page {
    path: String,
    keys: BTreeMap<String, String>,
}

impl Page {
    fn new(path: &str) -> Self {
        Self { path: format!("content/{path}.md"), keys: BTreeMap::new() }
    }

    fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        self.keys.insert(key.to_owned(), value.into());
        self
    }

    fn write(&self, portal: &Portal) {
        let front: String = self.keys.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
        // A link has no page of its own, and a text below it would be told.
        let body = match self.path.contains("/link/") {
            true => "",
            false => "Đoạn đầu.\n\n## Mục\n\n![Hồ](/images/anh-1.png)\n",
        };
        let text = format!("+++\n{front}+++\n{body}");
        fs::write(portal.path(&self.path), text).unwrap_or_else(|e| panic!("{}: {e}", self.path));
    }
}

/// A page of a kind with all of its fields, or only with the mandatory ones.
fn page_of(kind: &Kind, name: &str, all: bool) -> Page {
    let folder = if kind.name == "document" { "van-ban" } else { &kind.name };
    let mut page = Page::new(&format!("{folder}/{name}"));
    for field in kind.fields.iter().filter(|field| all || field.required) {
        page = page.with(&field.key, value_of(field, false));
    }
    if kind.field("title").is_none() {
        page = page.with("title", "\"Tên\"");
    }
    page.with("date", "2026-10-20").with("license", "\"CC BY 4.0\"")
}

/// A site with a page of every kind to change, and the pages that their fields refer to.
fn site() -> (Portal, Vec<Page>) {
    let mut portal = Portal::of_every_kind()
        .write("templates/mot.html", "một {{ page.title or section.title }}")
        .write("templates/hai.html", "hai {{ page.title or section.title }}")
        .page("page/mot", "title = \"Một\"")
        .page("page/hai", "title = \"Hai\"")
        .page("unit/mot", "name = \"Đơn vị một\"")
        .page("unit/hai", "name = \"Đơn vị hai\"");
    for name in ["mot", "hai"] {
        let front = format!("name = \"{name}\"\nposition = \"Chủ tịch\"\nunit = \"@/unit/{name}.md\"");
        portal =
            portal.page(&format!("person/{name}"), &format!("{front}\nbiography = \"Quê xã.\"\nduties = [\"Chung\"]"));
    }
    for n in 1..=2 {
        portal = portal
            .picture(&format!("static/images/anh-{n}.png"), 20 * n, 30)
            .write(&format!("static/files/tep-{n}.pdf"), &"x".repeat(n as usize))
            .write(&format!("static/files/tep-{n}.mp4"), &"x".repeat(n as usize))
            .write(&format!("static/files/tep-{n}.vtt"), &"x".repeat(n as usize));
    }
    let kinds = Kinds::read([]).expect("kinds");
    let pages: Vec<Page> = kinds.iter().map(|kind| page_of(kind, "doi", true)).collect();
    pages.iter().for_each(|page| page.write(&portal));
    (portal, pages)
}

/// The number of renderings over many edits, and the number of those that were needed.
#[derive(Default)]
struct Sum {
    rendered: usize,
    needed: usize,
    edits: usize,
    told: Vec<(usize, String)>,
}

impl Sum {
    fn add(&mut self, name: String, cost: &Cost) {
        let wasted = cost.wasted();
        self.rendered += cost.rendered.len();
        self.needed += cost.needed.len();
        self.edits += 1;
        self.told
            .push((wasted.len(), format!("{name}: {} for {}, {wasted:?}", cost.rendered.len(), cost.needed.len())));
    }

    /// Checks that at most so many hundredths of the renderings were unnecessary.
    #[track_caller]
    fn held_to(mut self, hundredths: usize) {
        self.told.sort_by_key(|(wasted, _)| std::cmp::Reverse(*wasted));
        for (_, told) in self.told.iter().take(12) {
            println!("{told}");
        }
        let Self { rendered, needed, edits, .. } = self;
        println!("{edits} edits: {rendered} outputs rendered, {needed} changed");
        assert!((rendered - needed) * 100 <= rendered * hundredths, "{rendered} rendered for {needed}");
    }
}

/// Changes a key, builds, and adds the cost of the build to `sum`.
fn change(portal: &Portal, page: &mut Page, (key, to): (&str, String), before: &Built, sum: &mut Sum) -> Built {
    page.keys.insert(key.to_owned(), to.clone());
    page.write(portal);
    let at = format!("{key} = {to} in {}", page.path);
    let (built, cost) = build(portal, before, &at);
    sum.add(at, &cost);
    built
}

#[test]
fn every_field_of_every_kind_is_seen_where_it_is_shown() {
    let (portal, pages) = site();
    let mut before = portal.build().ok();
    let mut sum = Sum::default();
    let kinds = Kinds::read([]).expect("kinds");
    for (kind, mut page) in kinds.iter().zip(pages) {
        for field in &kind.fields {
            let to = value_of(field, true);
            before = change(&portal, &mut page, (&field.key, to), &before, &mut sum);
        }
    }
    // A list depends on whole cards, also when it shows only a part of them: hence the high bound.
    sum.held_to(60);
}

#[test]
fn every_key_that_all_pages_have_is_seen_where_it_is_shown() {
    let mut sum = Sum::default();
    // One kind with a feed, and one with numbers, facets and relations.
    for kind in ["article", "document"] {
        let (portal, pages) = site();
        let mut before = portal.build().ok();
        let kinds = Kinds::read([]).expect("kinds");
        let at = kinds.position(kind).expect("a kind");
        let mut page = pages.into_iter().nth(at).expect("its page");
        for (key, one, two) in COMMON.into_iter().chain([CORRECTIONS]) {
            for to in [one, two] {
                // `image_alt` is an error in a page without `image`.
                if key == "image_alt" || kinds.at(at).field(key).is_some() {
                    continue;
                }
                if key == "image" {
                    page = page.with("image_alt", "\"Hồ\"");
                }
                before = change(&portal, &mut page, (key, to.to_owned()), &before, &mut sum);
            }
            // A key that changes or removes the address is taken out again: otherwise it would hide
            // the effect of the next key.
            if matches!(
                key,
                "path"
                    | "draft"
                    | "search"
                    | "listed"
                    | "indexed"
                    | "hidden"
                    | "template"
                    | "publish_at"
                    | "expires_at"
            ) {
                page.keys.remove(key);
            }
        }
        before = change(&portal, &mut page, ("image_alt", "\"Sen\"".to_owned()), &before, &mut sum);
        drop(before);
    }
    // The manifest of search is a small output that is rendered with every changed file.
    sum.held_to(34);
}

#[test]
fn every_key_of_a_section_is_seen_where_it_is_shown() {
    let (portal, _) = site();
    let mut before = portal.build().ok();
    let mut sum = Sum::default();
    for folder in ["article", "van-ban"] {
        let kind = if folder == "article" { "article" } else { "document" };
        let mut page =
            Page::new(&format!("{folder}/_index")).with("title", "\"Mục\"").with("kind", format!("\"{kind}\""));
        for (key, one, two) in OF_SECTIONS.into_iter().chain(COMMON.into_iter().take(2)) {
            for to in [one, two, one] {
                before = change(&portal, &mut page, (key, to.to_owned()), &before, &mut sum);
            }
            page.keys.retain(|other, _| other != key || key == "title");
        }
    }
    sum.held_to(40);
}

#[test]
fn the_list_of_keys_that_all_pages_have_is_whole() {
    let mut known: Vec<&str> = COMMON.iter().map(|(key, ..)| *key).chain([CORRECTIONS.0, "kind", "term"]).collect();
    let mut all = tamquan::content::COMMON_KEYS.to_vec();
    known.sort_unstable();
    all.sort_unstable();
    assert_eq!(known, all);
}
