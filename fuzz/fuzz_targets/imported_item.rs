#![no_main]
//! Items of other portals as pages of this one. The first two lines of the input are the kind of
//! the section and the kind of the item. The rest is the fields of the item as JSON; if it cannot
//! be parsed, it is the title.

use std::sync::{Arc, OnceLock};

use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use tamquan::assets::{self, StaticAssets};
use tamquan::config::{Config, ConfigText, Identity, Policy};
use tamquan::content::{Defaults, ItemState, Kinds, NO_SITE, Origin};
use tamquan::diag::{Diags, Severity};
use tamquan::exchange::attribution::PublisherHosts;
use tamquan::imports::ImportEnvelope;
use tamquan::model::{self, BuildTime, ContentName, Placed};
use tamquan::parse::{self, ParseSettings, ParsedFile};
use tamquan::path::SitePath;
use tamquan::plan;
use tamquan::site_files::SiteFiles;
use tamquan::site_search::SiteSearch;

const PORTAL: &str = "base_url = \"https://senvang.lamgiang.gov.vn\"\ntitle = \"Xã Sen Vàng\"\n[agency]\ntype = \"commune\"\n\
    name = \"UBND xã Sen Vàng\"\n[sources.tinh]\nurl = \"https://lamgiang.gov.vn/exchange/v1/tin/\"\n\
    root = \"0000000000000000000000000000000000000000000000000000000000000000\"\n\
    [[mounts]]\nsource = \"tinh\"\ninto = \"m\"\n";
const DOCUMENT: &str = "number = \"15/QĐ-UBND\"\ntype = \"decision\"\nissuer = \"UBND xã\"\nissued = 2025-10-20\n\
    effective = 2025-10-20\nsummary = \"Của xã\"\nfiles = [\"/files/a.pdf\"]\nfield = [\"Đất đai\"]\nkind = \"document\"";
/// The outputs that one item may add: its page and those of its facets, at most 50 values of each
/// of five facets.
const OUTPUTS: usize = 60;

/// A portal on disk, which is read once, because its own files never change.
fn sources() -> &'static (SiteFiles, StaticAssets) {
    static SOURCES: OnceLock<(SiteFiles, StaticAssets)> = OnceLock::new();
    SOURCES.get_or_init(|| {
        let root = std::env::temp_dir().join(format!("tamquan-fuzz-{}", std::process::id()));
        std::fs::create_dir_all(root.join("static/files")).expect("a folder");
        std::fs::write(root.join("portal.toml"), PORTAL).expect("a file");
        std::fs::write(root.join("static/files/a.pdf"), "%PDF-1.7").expect("a file");
        let mut sources = SiteFiles::read(&root, None, &[], &Arc::default()).expect("a portal");
        sources.read_theme("sen", tamquan::diag::Spot::default()).expect("a theme");
        let assets = assets::prepare(
            sources.statics.iter(),
            &Identity::default(),
            &Policy::default(),
            "",
            &mut Diags::default(),
        )
        .expect("style sheets");
        (sources, assets)
    })
}

fn own(config: &Config, kinds: &Kinds, path: &str, front: &str) -> Placed {
    let text = format!("+++\n{front}\n+++\n[a](@/m/a.md) [a](/m/a/) {{{{ document(path=\"@/m/a.md\") }}}}\n");
    let settings = ParseSettings { lang: "vi", highlight: false, own_site: &NO_SITE };
    let parsed = parse::parse(&format!("content/{path}"), text.as_bytes(), settings);
    placed(config, kinds, path, parsed)
}

fn placed(config: &Config, kinds: &Kinds, path: &str, parsed: ParsedFile) -> Placed {
    let name = ContentName::parse(config, path).expect("a name");
    let defaults = Defaults { folder_kind: kinds.position("page").unwrap_or(0), ..Defaults::default() };
    model::place(SitePath::new(path).expect("a path"), name, parsed, kinds, &defaults, &[])
}

/// The number of outputs of a portal, and the diagnostics.
fn planned(files: Vec<Placed>, config: Config, kinds: Kinds) -> (usize, Diags) {
    let (sources, assets) = sources();
    let mut found = Diags::default();
    let now = BuildTime::from_instant("2026-11-23T00:00:00Z".parse().expect("a moment"));
    let site = model::assemble(config, kinds, sources, files, now, false, &mut found);
    let site = site.unwrap_or_else(|faults| panic!("an item ends the build: {:?}", faults.sorted()));
    let search = SiteSearch::build(&site, &[]);
    let outputs = plan::plan_outputs(&site, assets, &search, &mut found);
    (outputs.unwrap_or_else(|faults| panic!("an item ends the build: {:?}", faults.sorted())).len(), found)
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut parts = text.splitn(3, '\n');
    let (section, kind, said) = (parts.next(), parts.next(), parts.next().unwrap_or_default());
    let (section, kind) = (section.unwrap_or_default(), kind.unwrap_or_default());
    let kinds = Kinds::read([]).expect("the built-in kinds");
    let config = Config::read(&ConfigText::new(PORTAL.to_owned()), None).expect("a configuration");
    let section = if kinds.get(section).is_some() { section } else { "page" };
    let (fields, title) = match serde_json::from_str::<Value>(said) {
        Ok(Value::Object(fields)) => (Value::Object(fields), "Bài"),
        _ => (json!({}), said),
    };
    let origin = Origin {
        source: "tinh".to_owned(),
        id: "a".to_owned(),
        rev: 1,
        publisher: "UBND tỉnh".to_owned(),
        publisher_url: "https://lamgiang.gov.vn/".to_owned(),
        claimed_name: String::new(),
        hosts: PublisherHosts::default(),
        is_future_dated: false,
        canonical: String::new(),
        state: ItemState::Live,
    };
    let item = json!({
        "format": 1, "id": "a", "rev": 1, "kind": kind, "lang": "vi", "title": title, "channel": "tin", "fields": fields,
        "canonical": "https://lamgiang.gov.vn/tin/a/", "body": "<p>Chữ.</p>",
        "publisher": {"id": "lamgiang", "name": "UBND tỉnh", "url": "https://lamgiang.gov.vn/"},
    });
    let envelope =
        ImportEnvelope { origin, item: Some(item.to_string().into_bytes()) }.to_bytes().expect("an envelope");
    let files = || {
        let front =
            [("m/_index.md", format!("title = \"Mục\"\nkind = \"{section}\"")), ("m/vb.md", DOCUMENT.to_owned())];
        front.map(|(path, front)| own(&config, &kinds, path, &front)).into_iter().collect::<Vec<_>>()
    };
    let (before, _) = planned(files(), config.clone(), kinds.clone());
    let page = placed(&config, &kinds, "m/a.md", parse::imported("content/m/a.md", &envelope));
    let (after, found) = planned(files().into_iter().chain([page]).collect(), config.clone(), kinds.clone());
    assert!(after <= before + OUTPUTS, "{after} outputs after {before}");
    assert!(found.iter().all(|diag| diag.severity == Severity::Warning), "{found:?}");
});
