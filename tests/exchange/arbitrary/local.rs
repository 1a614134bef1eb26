//! A portal with pages that lead to items of another portal.

use proptest::prelude::*;

use crate::arbitrary::items::{IDS, KINDS};
use crate::portals::Site;
use crate::province::Province;
use harness::Portal;

/// The settings of the portal.
#[derive(Debug, Clone)]
pub(super) struct Local {
    /// The kind of the section that the items are mounted into.
    pub kind: &'static str,
    /// The number of entries on one page of its list.
    pub parts: Option<usize>,
    pub english: bool,
}

pub(super) fn locals() -> impl Strategy<Value = Local> {
    let kinds: Vec<&'static str> = KINDS.iter().copied().filter(|kind| *kind != "quy-hoach").collect();
    let parts = prop_oneof![Just(None), Just(Some(0)), Just(Some(1)), Just(Some(3))];
    (prop::sample::select(kinds), parts, any::<bool>()).prop_map(|(kind, parts, english)| Local {
        kind,
        parts,
        english,
    })
}

/// The portal, with the source `tinh` mounted into the section `m`.
pub(super) fn commune(province: &Province, local: &Local) -> Site {
    let english = if local.english { "[languages.en]\ntitle = \"Sen Vang\"\n" } else { "" };
    let menu = "[[menus]]\nname = \"main\"\n[[menus.items]]\npage = \"m/a.md\"\n[[menus.items]]\ntitle = \"B\"\nurl = \"/m/b/\"\n";
    let commune = province.commune(&format!("[[mounts]]\nsource = \"tinh\"\ninto = \"m\"\n{english}{menu}"));
    let parts = local.parts.map_or(String::new(), |parts| format!("paginate_by = {parts}\n"));
    let section = |title: &str| format!("+++\ntitle = \"{title}\"\nkind = \"{}\"\n{parts}+++\n", local.kind);
    commune.put("content/m/_index.md", section("Mục"));
    if local.english {
        commune.put("content/_index.en.md", harness::HOME).put("content/m/_index.en.md", section("Part"));
        commune.page("m/c.en", "Own", "kind = \"page\"", "Words.");
    }
    commune.page("m/cua-xa", "Của xã", "kind = \"page\"", "Chữ của xã.");
    commune.page("m/nhap", "Nháp", "kind = \"page\"\ndraft = true", "Chữ.");
    commune.put("static/m/tep/index.html", "Của xã.").put("static/files/a.pdf", harness::pdf(&["Tai lieu"]));
    // Drafts, pages of the portal and `index.md` are not items: a link to a heading that they do
    // not have is an error of the portal.
    let is_item = |id: &&&str| !["nhap", "index", "cua-xa", "c"].contains(*id);
    let to =
        IDS.iter().filter(is_item).map(|id| format!("[{id}](@/m/{id}.md), [{id}](/m/{id}/), [{id}](@/m/{id}.md#a)"));
    let to: Vec<String> = to.collect();
    let shown = "{{ document(number=\"7/QĐ-UBND\") }}\n\n{{ service(code=\"1.004873\") }}\n\n{{ contact(unit=\"@/m/d.md\") }}\n\n\
        {{ children(path=\"@/m/_index.md\") }}";
    commune.page("dan", "Dẫn", "", &format!("{}\n\n{shown}", to.join("\n")));
    commune.section("van-ban", "document");
    let front = "number = \"15/QĐ-UBND\"\ntype = \"decision\"\nissuer = \"UBND xã\"\nissued = 2025-10-20\n\
        effective = 2025-10-20\nsummary = \"Của xã\"\nfiles = [\"/files/a.pdf\"]\nfield = [\"Đất đai\"]\namended_by = [\"@/m/d.md\"]";
    commune.put("content/van-ban/mot.md", format!("+++\n{front}\n+++\n"));
    commune
}

/// Adds pages of the portal to the section with the items, one of each kind.
pub(super) fn own_of_every_kind(commune: &Site) {
    let all = Portal::of_every_kind();
    for folder in ["static", "data"] {
        harness::copy(&all.path(folder), &commune.path(folder));
    }
    for kind in KINDS {
        let path = all.path(&format!("content/{kind}/a.md"));
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        let text =
            text.replacen("+++\n", &format!("+++\nkind = \"{kind}\"\n"), 1).replace("@/unit/a.md", "@/m/cua-unit.md");
        let text: Vec<&str> = text.lines().filter(|line| !line.starts_with("taxonomies")).collect();
        commune.put(&format!("content/m/cua-{kind}.md"), text.join("\n") + "\n");
    }
}
