//! Links in the source files: no link publishes a file that is hidden or a draft.

use std::fs;
use std::os::unix::fs::symlink;

use crate::links::{build, home, portal};
use harness::{Portal, snapshot};

/// A portal with hidden files, a draft, and a theme of its own.
fn full() -> Portal {
    portal()
        .append("portal.toml", "")
        .write(".git/config", "bí mật\n")
        .write(".git/objects/a.txt", "bí mật\n")
        .write(".env", "bí mật\n")
        .write(".tamquan/index", "x")
        .write("exchange/tinh/targets/items/mot.json", "{}")
        .write("content/tin-sau.md", "+++\ntitle = \"Bí mật\"\ndraft = true\n+++\n")
        .write("content/ke-hoach/_index.md", "+++\ntitle = \"Kế hoạch\"\n+++\n")
        .write("content/ke-hoach/so.csv", "a\n1\n")
        .write("public/.tamquan-output", "x")
        .write("public/cu.html", "cũ\n")
        .write("themes/rieng/static/b.txt", "b\n")
}

#[track_caller]
fn is_refused(portal: Portal, link: &str, to: &str) {
    let at = portal.path(link);
    fs::create_dir_all(at.parent().expect("a folder")).expect("a folder");
    if at.is_dir() {
        fs::remove_dir_all(&at).expect("no folder");
    }
    symlink(to, &at).expect("a link");
    let before = snapshot(&portal.path("public"));
    let what = format!("{link} -> {to}");
    build(&portal, &[]).code(1, &what).tells("link-leaves", link, &what);
    assert_eq!(snapshot(&portal.path("public")), before, "{what}");
}

#[test]
fn a_link_to_what_is_hidden_or_not_published_is_told() {
    for (link, to) in [
        ("static/g", "../.git"),
        ("static/g", "../.git/objects"),
        ("static/env.txt", "../.env"),
        ("static/c", "../content"),
        ("static/rieng.md", "../content/tin-sau.md"),
        ("static/so.csv", "../content/ke-hoach/so.csv"),
        ("static/sau/hon/c", "../../../content/ke-hoach"),
        ("static/e", "../exchange"),
        ("static/e", "../exchange/tinh/targets"),
        ("static/p", "../public"),
        ("static/cu.html", "../public/cu.html"),
        ("static/tat-ca", ".."),
        ("static/m", "../.tamquan"),
        ("static", ".tamquan"),
        ("static", ".git"),
        ("static", "content"),
        ("static", "public"),
        ("static", "."),
        ("content/g", "../.git"),
        ("content/env.txt", "../.env"),
        ("content/tin/e", "../../exchange"),
        ("content/p", "../public"),
        ("content", ".git"),
        ("content", "exchange"),
        ("content/tin/rieng.txt", "../tin-sau.md"),
        ("content/tin/so.csv", "../ke-hoach/so.csv"),
        ("templates/404.html", "../content/tin-sau.md"),
        ("data/so.csv", "../content/ke-hoach/so.csv"),
        ("data", "content/ke-hoach"),
        ("templates", "content"),
        ("data/k.json", "../.tamquan/index"),
        ("data/g", "../.git"),
        ("data", ".git"),
        ("templates/g", "../.git"),
        ("templates", ".git"),
        ("strings", ".git"),
        ("kinds", ".git"),
        ("kinds/a.toml", "../.env"),
    ] {
        is_refused(full(), link, to);
    }
}

#[test]
fn a_theme_is_no_way_around() {
    for (link, to) in [
        ("themes/rieng/static/g", "../../../.git"),
        ("themes/rieng/static/c", "../../../content"),
        ("themes/rieng/static/e", "../../../exchange"),
        ("themes/rieng/static/p", "../../../public"),
        ("themes/rieng/static", "../../content"),
        ("themes/rieng/templates/g", "../../../.git"),
        ("themes/rieng/strings", "../../.git"),
        ("themes/rieng/static/tat-ca", "../../.."),
    ] {
        let portal = full().replace("portal.toml", "[agency]", "theme = \"rieng\"\n[agency]");
        is_refused(portal, link, to);
    }
    let themed = || full().replace("portal.toml", "[agency]", "theme = \"rieng\"\n[agency]");
    let outside = home(&full()).to_string_lossy().into_owned();
    // The theme itself is a link, or the folder of themes.
    is_refused(themed().write(".git/static/x.txt", "x"), "themes/rieng", "../.git");
    is_refused(themed().write(".git/rieng/static/x.txt", "x"), "themes", ".git");
    let portal = themed();
    fs::create_dir_all(portal.root().join("ngoai/static")).expect("a folder");
    fs::write(portal.root().join("ngoai/static/x.txt"), "x").expect("a file");
    is_refused(portal, "themes/rieng", "../../ngoai");
    drop(outside);
}

#[test]
fn links_to_links_are_followed_to_their_end() {
    let portal = full();
    symlink("../.env", portal.path("static/b.txt")).expect("a link");
    symlink("b.txt", portal.path("static/c.txt")).expect("a link");
    build(&portal, &[]).code(1, "a chain").tells("link-leaves", "static/b.txt", "a chain").tells(
        "link-leaves",
        "static/c.txt",
        "a chain",
    );
}

#[test]
fn portal_toml_is_no_link_out_of_the_site() {
    let portal = full();
    let outside = home(&portal).join("portal.toml");
    fs::rename(portal.path("portal.toml"), &outside).expect("a move");
    symlink(&outside, portal.path("portal.toml")).expect("a link");
    build(&portal, &[]).code(1, "outside").tells("link-leaves", "portal.toml", "outside");
}

#[test]
fn links_to_what_is_published_anyway_are_followed() {
    let portal = portal()
        .write("static/.well-known/a.txt", "a\n")
        .write("themes/chung/b.txt", "b\n")
        .write("content/ke-hoach/_index.md", "+++\ntitle = \"Kế hoạch\"\n+++\n")
        .link("static/wk", ".well-known")
        .link("static/b.txt", "../themes/chung/b.txt")
        .link("static/c.txt", "a.txt")
        .link("content/ke-hoach/a.txt", "../../static/a.txt")
        .link("content/ke-hoach-2", "ke-hoach");
    build(&portal, &[]).code(0, "links inside");
    for path in [".well-known/a.txt", "wk/a.txt", "b.txt", "c.txt", "ke-hoach/a.txt", "ke-hoach-2/index.html"] {
        assert!(portal.path("public").join(path).is_file(), "{path}");
    }
}
