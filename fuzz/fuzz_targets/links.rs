#![no_main]
//! Links, pipes and folders at any place of a portal, before its first build or between two builds,
//! as a pull request can put them there. The program writes and deletes only its own files, and
//! publishes no file that is hidden or outside of the portal.
//!
//! The input is a list of changes with three bytes each: the kind of the change, its place, and the
//! target of a link.

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

/// A text that no build may publish: hidden files, a draft and files outside of the portal contain
/// it.
const SECRET: &str = "khong-duoc-cong-bo";
/// More changes find nothing new, and each change costs a system call.
const CHANGES: usize = 12;

/// Places in a portal: paths that a build reads or writes, and hidden paths.
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
/// The targets of links; `OUT` is replaced by the folder outside.
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

/// A folder for all inputs: the site, and beside it files that must not change.
fn room() -> &'static PathBuf {
    static ROOM: OnceLock<PathBuf> = OnceLock::new();
    ROOM.get_or_init(|| std::env::temp_dir().join(format!("tamquan-fuzz-links-{}", std::process::id())))
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// Writes the portal and the files outside of it again.
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
    // A hard link cannot be distinguished from the file: a build may publish this file, but must
    // not write to it.
    write(&outside.join("chung.txt"), "chung\n");
    write(&outside.join("thu-muc/tep.md"), SECRET);
    write(&outside.join("thu-muc/index.html"), SECRET);
    (site, outside)
}

/// All paths below a folder, with the bytes of each file and the target of each link.
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

/// Makes one change. A change that the disk refuses has no effect.
fn change(site: &Path, outside: &Path, [what, place, target]: [u8; 3]) {
    let place = site.join(PLACES[usize::from(place) % PLACES.len()]);
    let target = TARGETS[usize::from(target) % TARGETS.len()];
    let target = target.replace("OUT", &outside.to_string_lossy()).replace("SITE", &site.to_string_lossy());
    // The file at the place is removed, or moved to the target of the link.
    let is_moved = what & 8 != 0 && target.ends_with("khong-co");
    // A link above the place would lead these calls outside of the portal.
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

/// The files that a build must not change: all files except for the output, the build cache and, in
/// a sync, the folder of the source and the lock.
fn untouched(room: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let own = ["site/public", "site/.tamquan"];
    let mut all = snapshot(room);
    // A link in place of one of these folders does not count as the folder.
    all.retain(|path, _| !own.iter().any(|own| path.starts_with(own) && !room.join(own).is_symlink()));
    all
}

fn options(site: &Path) -> BuildOptions {
    let now = BuildTime::from_instant("2026-11-29T00:00:00Z".parse::<Timestamp>().expect("a moment"));
    BuildOptions::for_site(site.to_path_buf(), now)
}

fn builds_and_touches_nothing_else(site: &Path) {
    let before = untouched(room());
    let built = build(&options(site));
    assert_eq!(untouched(room()), before, "a build touched what is not its own");
    if built.is_ok() {
        let public = site.join("public");
        assert!(!public.is_symlink(), "an output folder that is a link");
        for (path, bytes) in snapshot(&public) {
            // The staging folder and the mark file belong to the program.
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains(SECRET), "{} is published", path.display());
        }
    }
}

fuzz_target!(|data: &[u8]| {
    static WITHOUT_CHANGES: OnceLock<()> = OnceLock::new();
    WITHOUT_CHANGES.get_or_init(|| {
        let (site, _) = reset();
        if let Err(faults) = build(&options(&site)) {
            let told: Vec<String> = faults.sorted().into_iter().map(|fault| format!("{fault:?}")).collect();
            panic!("the portal does not build, so nothing would be tested: {}", told.join("\n"));
        }
    });
    let (site, outside) = reset();
    let site = fs::canonicalize(site).expect("a folder");
    let outside = fs::canonicalize(outside).expect("a folder");
    let (changes, _) = data.as_chunks::<3>();
    let changes = &changes[..changes.len().min(CHANGES)];
    // The first byte says how many changes precede the first build. The others are made between
    // the two builds.
    let (first, second) = changes.split_at(data.first().map_or(0, |byte| usize::from(*byte) % (changes.len() + 1)));
    first.iter().for_each(|step| change(&site, &outside, *step));
    builds_and_touches_nothing_else(&site);
    second.iter().for_each(|step| change(&site, &outside, *step));
    builds_and_touches_nothing_else(&site);
    // A sync may change only its own files.
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
