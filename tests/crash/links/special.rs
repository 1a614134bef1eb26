//! Pipes, sockets and endless files in place of the files that the program reads. The program
//! reports each at once, or does without the file.

use std::fs;

use crate::links::{build, endless, pipe, portal, tamquan};
use harness::Portal;

fn themed() -> Portal {
    portal().write("themes/rieng/static/b.txt", "b\n").replace("portal.toml", "[agency]", "theme = \"rieng\"\n[agency]")
}

/// Source files, and the diagnostic for a pipe in place of each.
const SOURCES: [(&str, &str); 12] = [
    ("portal.toml", "unreadable"),
    ("content/a.md", "strange-file"),
    ("content/a.pdf", "strange-file"),
    ("content/a.png", "strange-file"),
    ("data/a.json", "strange-file"),
    ("strings/vi.ftl", "strange-file"),
    ("templates/page.html", "strange-file"),
    ("kinds/a.toml", "strange-file"),
    ("static/a.bin", "strange-file"),
    ("static/css/a.css", "strange-file"),
    ("themes/rieng/static/a.bin", "strange-file"),
    ("themes/rieng/templates/a.html", "strange-file"),
];

#[test]
fn a_pipe_in_the_place_of_a_source_is_told_at_once() {
    for (path, code) in SOURCES {
        let portal = themed();
        let _ = fs::remove_file(portal.path(path));
        pipe(&portal.path(path));
        let ran = build(&portal, &[]).tells(code, path, path);
        assert!(matches!(ran.code, Some(1 | 2)), "{path}: {:?}", ran.code);
    }
}

#[test]
fn an_endless_source_is_told_at_once() {
    for (path, _) in SOURCES {
        let portal = themed();
        let _ = fs::remove_file(portal.path(path));
        endless(&portal.path(path));
        // A file that is published unchanged has another size limit than a text.
        let is_published = [".pdf", ".png", ".bin", ".css"].iter().any(|end| path.ends_with(end));
        let code = if is_published { "file-too-large" } else { "too-large" };
        build(&portal, &[]).code(1, path).tells(code, path, path);
    }
}

#[test]
fn what_is_strange_in_the_memory_is_as_good_as_nothing() {
    for path in ["index", "changes.json", "CACHEDIR.TAG", "index.new", "changes.json.new", "lock", "pictures", "serve"]
    {
        for make in [pipe, endless] {
            let portal = portal();
            make(&portal.path(".tamquan").join(path));
            build(&portal, &[]).code(0, path);
            build(&portal.append("content/tin.md", "Thêm.\n"), &[]).code(0, path);
        }
    }
}

#[test]
fn a_strange_version_of_a_picture_is_made_again() {
    for make in [pipe, endless] {
        let portal = portal();
        build(&portal, &[]).code(0, "pictures");
        let versions: Vec<_> = fs::read_dir(portal.path(".tamquan/pictures")).expect("pictures").flatten().collect();
        assert!(!versions.is_empty());
        for version in versions {
            fs::remove_file(version.path()).expect("no file");
            make(&version.path());
        }
        fs::remove_dir_all(portal.path("public")).expect("no output");
        build(&portal, &[]).code(0, "pictures");
    }
}

#[test]
fn strange_outputs_are_put_right() {
    for path in ["tin/index.html", "index.html", "_headers", ".tamquan-stage"] {
        for make in [pipe, endless] {
            let portal = portal();
            build(&portal, &[]).code(0, path);
            let at = portal.path("public").join(path);
            let _ = fs::remove_file(&at);
            make(&at);
            build(&portal, &["--fresh"]).code(0, path);
            assert!(path.starts_with('.') || at.metadata().is_ok_and(|found| found.is_file() && found.len() < 1 << 20));
        }
    }
}

#[test]
fn a_pipe_that_stands_where_the_mark_should_is_no_mark() {
    let portal = portal();
    pipe(&portal.path("public/.tamquan-output"));
    build(&portal, &[]).code(2, "a pipe").tells("output-foreign", "", "a pipe");
}

#[test]
fn strange_keys_and_channels_are_told_at_once() {
    let share = "[[share]]\nchannel = \"kk\"\npublisher = \"xa\"\ntitle = \"K\"\nsections = [\"/\"]\n";
    for make in [pipe, endless] {
        let portal = portal().append("portal.toml", share);
        let keys = portal.root().join("keys");
        let (site, folder) = (portal.site().to_string_lossy().into_owned(), keys.to_string_lossy().into_owned());
        let run = |what: &[&str]| tamquan(&[&["share", "--site", &site, "--keys", &folder][..], what].concat());
        run(&["init", "kk"]).code(0, "init");
        for path in ["metadata/timestamp.json", "metadata/1.root.json", "targets"] {
            let at = portal.path("exchange/share/kk").join(path);
            let aside = portal.root().join("aside");
            fs::rename(&at, &aside).expect("a move");
            make(&at);
            let ran = run(&["publish"]);
            assert!(ran.code.is_some_and(|code| code != 0), "{path}: {}", ran.err);
            fs::remove_file(&at).expect("no file");
            fs::rename(&aside, &at).expect("a move");
        }
        let online = keys.join("online.pem");
        fs::remove_file(&online).expect("no key");
        make(&online);
        run(&["resign"]).code(1, "a strange key");
    }
}
