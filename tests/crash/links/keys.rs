//! Private keys: the program creates them outside of every portal, and publishes no file that holds
//! one.

use std::fs;
use std::os::unix::fs::symlink;

use crate::links::{build, portal, tamquan};
use harness::{Portal, snapshot};

const SHARE: &str = "[[share]]\nchannel = \"kk\"\npublisher = \"xa\"\ntitle = \"K\"\nsections = [\"/\"]\n";

#[track_caller]
fn is_refused(portal: &Portal, keys: &std::path::Path) {
    let site = portal.site().to_string_lossy().into_owned();
    let keys = keys.to_string_lossy().into_owned();
    let before = snapshot(portal.root());
    for what in [&["init", "kk"][..], &["publish"], &["resign"]] {
        let ran = tamquan(&[&["share", "--site", &site, "--keys", &keys][..], what].concat());
        // The commands fail with different exit codes, because the portal has no channel yet.
        assert!(ran.code.is_some_and(|code| code != 0), "{keys} {what:?}");
        assert!(ran.err.contains("error[share-keys-inside]"), "{keys} {what:?}: {}", ran.err);
        assert_eq!(snapshot(portal.root()), before, "{keys}");
    }
}

#[test]
fn keys_are_not_made_in_any_portal() {
    let portal = portal().append("portal.toml", SHARE);
    let other = portal.root().join("khac");
    fs::create_dir_all(other.join("sau")).expect("a folder");
    fs::write(other.join("portal.toml"), "").expect("a file");
    symlink(portal.path("static"), portal.root().join("lien-ket")).expect("a link");
    // This link in the portal leads out of it. git would commit the link, and a build that follows
    // the link would publish the keys.
    symlink(portal.root().join("ngoai"), portal.path("khoa")).expect("a link");
    fs::create_dir_all(portal.root().join("ngoai")).expect("a folder");
    for keys in [
        "site/static/khoa",
        "site",
        "site/khoa-moi/sau",
        "khac",
        "khac/sau/hon",
        "lien-ket/khoa",
        "lien-ket",
        "site/khoa/k",
    ] {
        is_refused(&portal, &portal.root().join(keys));
    }
}

#[test]
fn new_keys_are_not_made_in_a_portal_either() {
    let portal = portal().append("portal.toml", SHARE);
    let site = portal.site().to_string_lossy().into_owned();
    let keys = portal.root().join("keys").to_string_lossy().into_owned();
    let run = |what: &[&str]| tamquan(&[&["share", "--site", &site, "--keys", &keys][..], what].concat());
    run(&["init", "kk"]).code(0, "init");
    let inside = portal.path("static/khoa").to_string_lossy().into_owned();
    run(&["rotate", "kk", "--new-keys", &inside]).code(1, "rotate").tells("share-keys-inside", "static/khoa", "rotate");
    assert!(!portal.path("static/khoa").exists());
}

#[test]
fn a_file_with_a_private_key_is_not_published() {
    let pem = |label: &str| format!("-----BEGIN {label}-----\nMC4CAQAwBQYDK2VwBCIEIAAA\n-----END {label}-----\n");
    let texts = [
        pem("PRIVATE KEY"),
        pem("ENCRYPTED PRIVATE KEY"),
        pem("RSA PRIVATE KEY"),
        pem("EC PRIVATE KEY"),
        pem("OPENSSH PRIVATE KEY"),
        pem("PGP PRIVATE KEY BLOCK"),
        format!("{{\"key\": \"{}\"}}", pem("PRIVATE KEY").replace('\n', "\\n")),
        format!("{}{}", "nhật ký\n".repeat(9_000), pem("PRIVATE KEY")),
    ];
    let themed = || portal().replace("portal.toml", "[agency]", "theme = \"rieng\"\n[agency]");
    let places = ["static/khoa/root-1.pem", "static/x.txt", "static/js/a.js", "content/tin/khoa.pem", "content/bi-mat"];
    for text in &texts {
        for path in places {
            let portal = portal().write(path, text);
            build(&portal, &[]).code(1, path).tells("private-key", path, path);
            assert!(!portal.path("public").exists(), "{path}");
        }
    }
    for path in ["static/khoa.pem", "themes/rieng/static/khoa.pem"] {
        let portal = themed().write("themes/rieng/static/b.txt", "b").write(path, &texts[0]);
        build(&portal, &[]).code(1, path).tells("private-key", "static/khoa.pem", path);
    }
    let portal = portal().write("content/bai.md", &format!("+++\ntitle = \"Bài\"\n+++\n```\n{}```\n", texts[0]));
    build(&portal, &[]).code(1, "a page").tells("private-key", "content/bai.md:5:6", "a page");
    let portal = portal.remove("content/bai.md").write("data/k.json", &texts[6]);
    build(&portal, &[]).code(1, "data").tells("private-key", "data/k.json", "data");
}

#[test]
fn a_key_that_comes_after_a_build_is_found_and_the_site_stays() {
    let portal = portal();
    build(&portal, &[]).code(0, "no key");
    let before = snapshot(&portal.path("public"));
    let portal = portal.write("static/khoa.pem", "-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----\n");
    for _ in 0..2 {
        build(&portal, &[]).code(1, "a key").tells("private-key", "static/khoa.pem", "a key");
        assert_eq!(snapshot(&portal.path("public")), before);
    }
    build(&portal.remove("static/khoa.pem"), &[]).code(0, "no key");
}

#[test]
fn what_is_public_of_keys_may_be_published() {
    let certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    let public = "-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----\n";
    let portal = portal()
        .write("static/a.crt", certificate)
        .write("static/a.pem", public)
        .page("huong-dan", "title = \"Khóa\"")
        .append("content/huong-dan.md", "Đừng gửi tệp có chữ PRIVATE KEY cho ai.\n");
    build(&portal, &[]).code(0, "public keys");
}

#[test]
fn fetching_from_this_machine_is_said() {
    let portal = portal();
    let site = portal.site().to_string_lossy().into_owned();
    let ran = tamquan(&["--loopback-for-tests", "build", &site]).code(0, "loopback");
    assert!(ran.err.contains("--loopback-for-tests is on"), "{}", ran.err);
    assert!(!tamquan(&["build", &site]).err.contains("loopback"));
}
