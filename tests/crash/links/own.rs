//! Links in the folders that the program writes to.

use std::fs;
use std::os::unix::fs::symlink;

use crate::links::{build, home, portal, tamquan};
use harness::{Portal, snapshot};

/// Every path that the program writes in a site, at every level, with the temporary files that it
/// renames.
const OWN: [&str; 33] = [
    ".tamquan",
    ".tamquan/.gitignore",
    ".tamquan/CACHEDIR.TAG",
    ".tamquan/changes.json",
    ".tamquan/changes.json.new",
    ".tamquan/exchange",
    ".tamquan/exchange/lock",
    ".tamquan/exchange/tinh",
    ".tamquan/exchange/tinh/tuf",
    ".tamquan/exchange/tinh/tuf/latest_known_time.json",
    ".tamquan/index",
    ".tamquan/index.new",
    ".tamquan/lock",
    ".tamquan/pictures",
    ".tamquan/pictures/ho.1234.webp",
    ".tamquan/pictures/ho.1234.webp.new",
    ".tamquan/preview",
    ".tamquan/preview.lock",
    ".tamquan/serve",
    ".tamquan/serve/index",
    ".tamquan/serve/lock",
    ".tamquan/verify",
    "exchange",
    "exchange/share",
    "exchange/share/kk",
    "exchange/share/kk/metadata",
    "exchange/share/kk/metadata/timestamp.json",
    "exchange/share/kk/targets/items",
    "exchange/tinh",
    "exchange/tinh/metadata/1.root.json",
    "exchange/tinh/targets",
    "exchange/tinh/targets/items",
    "public",
];

/// A portal with a link at `path` that leads to `to`.
fn linked(path: &str, to: &str) -> Portal {
    let portal = portal();
    let to = match to.strip_prefix("home") {
        Some(rest) => home(&portal).join(rest.trim_start_matches('/')),
        None => to.into(),
    };
    let at = portal.path(path);
    fs::create_dir_all(at.parent().expect("a folder")).expect("a folder");
    symlink(to, at).expect("a link");
    portal
}

#[test]
fn a_link_at_any_place_that_a_build_writes_is_told_before_anything_is_written() {
    for path in OWN {
        for to in ["home", "home/quan-trong.txt", "khong-co", "..", "."] {
            let portal = linked(path, to);
            let before = snapshot(portal.root());
            let what = format!("{path} -> {to}");
            build(&portal, &[]).code(1, &what).tells("link-leaves", path, &what);
            assert_eq!(snapshot(portal.root()), before, "{what}");
        }
    }
}

#[test]
fn no_command_writes_through_a_link() {
    for path in
        [".tamquan", ".tamquan/lock", ".tamquan/pictures", "exchange", "exchange/share/kk", "exchange/tinh", "public"]
    {
        let portal = linked(path, "home").append(
            "portal.toml",
            "[[share]]\nchannel = \"kk\"\npublisher = \"xa\"\ntitle = \"K\"\nsections = [\"/\"]\n",
        );
        let (site, keys) = (portal.site().to_string_lossy().into_owned(), portal.root().join("keys"));
        let keys = keys.to_string_lossy();
        let commands: [&[&str]; 7] = [
            &["build", &site, "--verify"],
            &["build", &site, "--offline", "--force", "--fresh"],
            &["build", &site, "--frozen"],
            &["share", "--site", &site, "--keys", &keys, "init", "kk"],
            &["share", "--site", &site, "--keys", &keys, "publish"],
            &["source", "--site", &site, "sync"],
            &["source", "--site", &site, "remove", "tinh"],
        ];
        let before = snapshot(portal.root());
        for command in commands {
            let what = format!("{path}, {command:?}");
            tamquan(command).code(1, &what).tells("link-leaves", path, &what);
            assert_eq!(snapshot(portal.root()), before, "{what}");
        }
        // A preview has another output folder.
        if path == "public" {
            continue;
        }
        // `serve` ends with 2 for every fault that prevents it from starting.
        tamquan(&["serve", &site, "--port", "0"]).code(2, path).tells("link-leaves", path, path);
        assert_eq!(snapshot(portal.root()), before, "{path}: serve");
    }
}

#[test]
fn links_of_a_memory_that_was_written_before_are_told_too() {
    for path in [".tamquan", ".tamquan/index", ".tamquan/lock", ".tamquan/pictures", ".tamquan/changes.json"] {
        let portal = portal();
        build(&portal, &[]).code(0, path);
        let at = portal.path(path);
        let moved = home(&portal).join("moved");
        fs::rename(&at, &moved).expect("a move");
        symlink(&moved, &at).expect("a link");
        let before = snapshot(portal.root());
        let portal = portal.append("content/tin.md", "Thêm.\n");
        build(&portal, &[]).code(1, path).tells("link-leaves", path, path);
        let mut after = snapshot(portal.root());
        after.insert("site/content/tin.md".to_owned(), before["site/content/tin.md"].clone());
        assert_eq!(after, before, "{path}");
    }
}

#[test]
fn a_link_on_the_way_to_an_output_folder_in_the_site_is_told() {
    for (link, out) in [("ra", "ra/web"), ("ra", "ra"), ("ra/sau", "ra/sau/web/moi"), ("ra", "khac/../ra/web")] {
        let portal = linked(link, "home");
        let out = portal.path(out).to_string_lossy().into_owned();
        let before = snapshot(portal.root());
        build(&portal, &["-o", &out]).code(1, &out).tells("link-leaves", link, &out);
        assert_eq!(snapshot(portal.root()), before, "{out}");
    }
}

#[test]
fn links_on_the_way_to_the_site_and_to_an_output_outside_of_it_are_the_users_own() {
    let portal = portal();
    let (real, site) = (portal.root().join("that"), portal.root().join("lien-ket"));
    fs::create_dir_all(&real).expect("a folder");
    symlink(portal.site(), &site).expect("a link");
    symlink(&real, portal.root().join("web")).expect("a link");
    let out = portal.root().join("web/ra").to_string_lossy().into_owned();
    tamquan(&["build", &site.to_string_lossy(), "-o", &out]).code(0, "links of the user");
    assert!(real.join("ra/tin/index.html").is_file());
    tamquan(&["build", &site.to_string_lossy()]).code(0, "links of the user");
    assert!(portal.path("public/tin/index.html").is_file());
}

#[test]
fn a_mark_that_is_a_link_marks_nothing_and_is_never_written_through() {
    let portal = portal();
    let out = portal.root().join("ra");
    fs::create_dir_all(&out).expect("a folder");
    fs::write(out.join("la.txt"), "x").expect("a file");
    symlink(home(&portal).join("quan-trong.txt"), out.join(".tamquan-output")).expect("a link");
    let before = snapshot(&home(&portal));
    let out = out.to_string_lossy().into_owned();
    build(&portal, &["-o", &out]).code(2, "a link").tells("output-foreign", "", "a link");
    build(&portal, &["-o", &out, "--force"]).code(0, "by force");
    assert_eq!(snapshot(&home(&portal)), before);
    assert!(!portal.root().join("ra/.tamquan-output").is_symlink());
}

#[test]
fn a_second_name_of_a_file_elsewhere_is_not_written_into() {
    let portal = portal();
    let before = snapshot(&home(&portal));
    fs::create_dir_all(portal.path(".tamquan")).expect("a folder");
    for name in ["lock", "index", "changes.json", "CACHEDIR.TAG", "index.new"] {
        fs::hard_link(home(&portal).join("quan-trong.txt"), portal.path(".tamquan").join(name)).expect("a name");
    }
    build(&portal, &[]).code(0, "a second name");
    let portal = portal.append("content/tin.md", "Thêm.\n");
    build(&portal, &[]).code(0, "a second name");
    assert_eq!(snapshot(&home(&portal)), before);
}

#[test]
fn a_new_portal_is_written_into_a_folder_and_not_through_what_lies_in_it() {
    let portal = portal();
    let site = portal.root().join("moi");
    tamquan(&["new", &site.to_string_lossy()]).code(0, "a new portal");
    assert!(site.join("portal.toml").is_file());
    let other = portal.root().join("khac");
    fs::create_dir_all(&other).expect("a folder");
    symlink(home(&portal), other.join("content")).expect("a link");
    let before = snapshot(&home(&portal));
    tamquan(&["new", &other.to_string_lossy()]).code(2, "a folder with a link");
    assert_eq!(snapshot(&home(&portal)), before);
}
