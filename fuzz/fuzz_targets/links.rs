#![no_main]
//! Links, pipes and folders at any place of a portal, before its first build or between two: what a
//! pull request can put there. Whatever stands there, the program writes and deletes nothing but
//! files of its own, and publishes nothing that is hidden or lies elsewhere.
//!
//! The input is a list of changes, three bytes each: what is put there, the place, and where a link
//! leads.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use tamquan::engine::{BuildOptions, build};
use tamquan::exchange::format::ExchangeId;
use tamquan::exchange::sync::ExchangeLock;
use tamquan::exchange::sync::SourceFolder;
use tamquan::model::BuildTime;

/// Text that must never be published: it stands in hidden files, in a draft, and outside.
const SECRET: &str = "khong-duoc-cong-bo";
/// No input needs more, and each change costs a call of the disk.
const CHANGES: usize = 12;

/// Places of a portal: what builds read, what they write, and what is hidden.
const PLACES: [&str; 36] = [
    "content",
    "content/_index.md",
    "content/tin",
    "content/tin/a.md",
    "content/tin/b/index.md",
    "content/tin/b/anh.txt",
    "content/nhap.md",
    "static",
    "static/files",
    "static/files/a.txt",
    "static/.well-known",
    "static/.an",
    "data",
    "data/so.toml",
    "strings",
    "templates",
    "templates/page.html",
    "kinds",
    "themes",
    "themes/plain",
    "themes/plain/static",
    "themes/plain/templates",
    "exchange",
    "exchange/tinh",
    "exchange/tinh/targets",
    "exchange/tinh/targets/items",
    "exchange.lock",
    ".tamquan",
    ".tamquan/index",
    ".tamquan/lock",
    ".tamquan/pictures",
    ".tamquan/changes.json",
    "public",
    "public/tin",
    "public/tin/a/index.html",
    ".git",
];
/// Where links lead, as they are written; `OUT` is the folder outside.
const TARGETS: [&str; 23] = [
    "OUT",
    "OUT/tep.txt",
    "OUT/thu-muc",
    "OUT/khong-co",
    ".",
    "..",
    "../..",
    "/",
    "khong-co",
    ".git",
    "../.git",
    "../../.git/config",
    "../.env",
    "../content",
    "../content/nhap.md",
    "../public",
    "../.tamquan",
    "../exchange",
    "../static",
    "SITE/content/tin",
    "SITE/content/nhap.md",
    "SITE/.git",
    "../../nhap.md",
];

/// A folder for all inputs: the site, and beside it what must stay as it is.
fn room() -> &'static PathBuf {
    static ROOM: OnceLock<PathBuf> = OnceLock::new();
    ROOM.get_or_init(|| std::env::temp_dir().join(format!("tamquan-fuzz-links-{}", std::process::id())))
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// The portal and what is outside of it, made anew.
fn reset() -> (PathBuf, PathBuf) {
    let room = room();
    let _ = fs::remove_dir_all(room);
    let (site, outside) = (room.join("site"), room.join("outside"));
    let portal = "base_url = \"https://senvang.lamgiang.gov.vn\"\ntitle = \"Sen Vàng\"\ntheme = \"plain\"\n\
        [agency]\ntype = \"commune\"\nname = \"UBND xã Sen Vàng\"\n";
    for (path, text) in [
        ("portal.toml", portal),
        ("content/_index.md", "+++\ntitle = \"Trang chủ\"\n+++\n"),
        ("content/tin/a.md", "+++\ntitle = \"A\"\ndate = 2026-01-05\n+++\nMột.\n"),
        ("content/tin/b/index.md", "+++\ntitle = \"B\"\ndate = 2026-01-05\n+++\nHai.\n"),
        ("content/tin/b/anh.txt", "kèm\n"),
        ("static/files/a.txt", "tệp\n"),
        ("data/so.toml", "so = 1\n"),
        ("themes/plain/templates/page.html", "<title>{{ page.title }}</title>{{ page.content }}"),
        ("themes/plain/templates/section.html", "{% for page in section.pages %}{{ page.title }}{% endfor %}"),
        ("themes/plain/templates/index.html", "{{ section.content }}"),
        ("themes/plain/templates/404.html", "404"),
        ("themes/plain/templates/410.html", "410"),
        ("themes/plain/templates/redirect.html", "{{ target }}"),
        ("themes/plain/static/a.css", "a{color:red}"),
        ("exchange/tinh/targets/items/x.json", "{}"),
    ] {
        write(&site.join(path), text);
    }
    write(&site.join("content/nhap.md"), &format!("+++\ntitle = \"Nháp\"\ndraft = true\n+++\n{SECRET}\n"));
    write(&site.join(".env"), SECRET);
    write(&site.join(".git/config"), SECRET);
    write(&site.join("static/.an/tep.txt"), SECRET);
    write(&outside.join("tep.txt"), SECRET);
    // Nobody can tell a second name of a file from the first: it may be published, and not be written.
    write(&outside.join("chung.txt"), "chung\n");
    write(&outside.join("thu-muc/tep.md"), SECRET);
    write(&outside.join("thu-muc/index.html"), SECRET);
    (site, outside)
}

/// Every path below a folder: of a file its bytes, of a link where it leads.
fn snapshot(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut left = vec![folder.to_path_buf()];
    while let Some(path) = left.pop() {
        let Ok(found) = fs::symlink_metadata(&path) else { continue };
        let what = if found.is_symlink() {
            fs::read_link(&path).expect("a link").into_os_string().into_encoded_bytes()
        } else if found.is_dir() {
            left.extend(fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("an entry").path()));
            Vec::new()
        } else if found.is_file() {
            fs::read(&path).expect("a file")
        } else {
            b"special".to_vec()
        };
        all.insert(path.strip_prefix(folder).expect("below it").to_path_buf(), what);
    }
    all
}

/// Puts something at a place; a change that the disk refuses is none.
fn change(site: &Path, outside: &Path, [what, place, target]: [u8; 3]) {
    let place = site.join(PLACES[usize::from(place) % PLACES.len()]);
    let target = TARGETS[usize::from(target) % TARGETS.len()];
    let target = target.replace("OUT", &outside.to_string_lossy()).replace("SITE", &site.to_string_lossy());
    // What stood there goes, or is moved to where the link leads.
    let is_moved = what & 8 != 0 && target.ends_with("khong-co");
    // Links on the way to the place would lead these calls astray as they would lead the program.
    let parent = place.parent().expect("a folder");
    if fs::canonicalize(parent).ok().as_deref() != Some(parent) {
        return;
    }
    match is_moved {
        true => drop(fs::rename(&place, outside.join("khong-co"))),
        false => drop(fs::remove_file(&place).or_else(|_| fs::remove_dir_all(&place))),
    }
    let _ = match what & 7 {
        0 => fs::create_dir(&place),
        1 => std::process::Command::new("mkfifo").arg(&place).status().map(drop),
        2 => fs::write(&place, "khác\n"),
        3 => fs::hard_link(outside.join("chung.txt"), &place),
        _ => symlink(target, &place),
    };
}

/// What a build may not touch: everything but its output, its memory and, in a sync, the folder of
/// the source with the lock.
fn untouched(room: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let own = ["site/public", "site/.tamquan"];
    let mut all = snapshot(room);
    // A link in the place of an own folder is not the folder.
    all.retain(|path, _| !own.iter().any(|own| path.starts_with(own) && !room.join(own).is_symlink()));
    all
}

fn order(site: &Path) -> BuildOptions {
    let now = BuildTime::from_instant("2026-11-29T00:00:00Z".parse::<Timestamp>().expect("a moment"));
    BuildOptions::for_site(site.to_path_buf(), now)
}

fn builds_and_touches_nothing_else(site: &Path) {
    let before = untouched(room());
    let built = build(&order(site));
    assert_eq!(untouched(room()), before, "a build touched what is not its own");
    if built.is_ok() {
        let public = site.join("public");
        assert!(!public.is_symlink(), "an output folder that is a link");
        for (path, bytes) in snapshot(&public) {
            // The staging folder and the mark are files of the program.
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains(SECRET), "{} is published", path.display());
        }
    }
}

fuzz_target!(|data: &[u8]| {
    static WITHOUT_CHANGES: OnceLock<()> = OnceLock::new();
    WITHOUT_CHANGES.get_or_init(|| {
        let (site, _) = reset();
        if let Err(faults) = build(&order(&site)) {
            let told: Vec<String> = faults.sorted().into_iter().map(|fault| format!("{fault:?}")).collect();
            panic!("the portal does not build, so nothing would be tested: {}", told.join("\n"));
        }
    });
    let (site, outside) = reset();
    let site = fs::canonicalize(site).expect("a folder");
    let outside = fs::canonicalize(outside).expect("a folder");
    let (changes, _) = data.as_chunks::<3>();
    let changes = &changes[..changes.len().min(CHANGES)];
    // Changes above this one come between two builds.
    let (first, second) = changes.split_at(data.first().map_or(0, |byte| usize::from(*byte) % (changes.len() + 1)));
    first.iter().for_each(|step| change(&site, &outside, *step));
    builds_and_touches_nothing_else(&site);
    second.iter().for_each(|step| change(&site, &outside, *step));
    builds_and_touches_nothing_else(&site);
    // What a sync does with the disk.
    let mut before = snapshot(room());
    if let Ok(folder) = SourceFolder::for_source(&site, &ExchangeId::new("tinh").expect("a name")) {
        let _ = folder.write_if_changed("targets/items/moi.json", b"{}");
        let _ = folder.sweep(|path| path == "targets/items/moi.json");
    }
    let _ = ExchangeLock::default().write(&site);
    let mut after = snapshot(room());
    let is_own = |path: &Path| {
        let is_folder = !room().join("site/exchange").is_symlink();
        path == Path::new("site/exchange.lock") || (is_folder && path.starts_with("site/exchange"))
    };
    before.retain(|path, _| !is_own(path));
    after.retain(|path, _| !is_own(path));
    assert_eq!(before, after, "a sync touched what is not its own");
});
