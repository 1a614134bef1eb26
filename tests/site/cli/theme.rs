//! `tamquan theme`

use std::fs;

use crate::cli::{Ran, tamquan};
use harness::Portal;

fn run(portal: &Portal, arguments: &[&str]) -> Ran {
    let site = portal.site().to_string_lossy().into_owned();
    tamquan(["theme"].iter().copied().chain(arguments.iter().copied()).chain(["--site", &site, "--lang", "en"]))
}

fn sen(path: &str) -> String {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/sen").join(path);
    fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
}

/// The state of a file in the list.
fn state(portal: &Portal, path: &str) -> String {
    let json = run(portal, &["list", "--json"]).code(0).json();
    let files = json["files"].as_array().expect("files");
    let file = files.iter().find(|file| file["path"] == path).unwrap_or_else(|| panic!("{path} is not in {json}"));
    file["state"].as_str().expect("a state").to_owned()
}

#[test]
fn the_list_has_every_file_and_component_of_the_theme() {
    let portal = Portal::empty();
    let json = run(&portal, &["list", "--json"]).code(0).json();
    let mut paths = Vec::new();
    let mut open = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/sen")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            let inside = entry.to_string_lossy().split_once("/themes/sen/").expect("a file of the theme").1.to_owned();
            if entry.is_dir() { open.push(entry) } else { paths.push(inside) }
        }
    }
    paths.sort();
    let files = json["files"].as_array().expect("files");
    assert_eq!(files.iter().map(|file| file["path"].as_str().expect("a path")).collect::<Vec<_>>(), paths);
    assert!(files.iter().all(|file| file["state"] == "unchanged" && file["theme"] == "sen"), "{json}");
    let components = json["components"].as_array().expect("components");
    let defined = sen("templates/components.html").matches("{% component ").count();
    assert_eq!((components.len(), &json["themes"]), (defined, &serde_json::json!(["sen"])));
    let text = run(&portal, &["list"]).code(0).out;
    assert!(text.contains("templates/page.html") && text.contains("\nbadge "), "{text}");
    let text = run(&portal, &["list", "--changed"]).code(0).out;
    assert!(text.contains("replaces no file") && !text.contains("page.html"), "{text}");
}

#[test]
fn a_file_of_the_theme_is_shown_by_each_of_its_names() {
    let portal = Portal::empty().write("templates/page.html", "của cổng");
    for name in ["templates/page.html", "page.html", "sen/page.html", "sen/templates/page.html", "./page.html"] {
        assert_eq!(run(&portal, &["show", name]).code(0).out, sen("templates/page.html"), "{name}");
    }
    assert_eq!(run(&portal, &["show", "css/units.css"]).code(0).out, sen("static/css/units.css"));
    assert_eq!(run(&portal, &["show", "strings/en.ftl"]).code(0).out, sen("strings/en.ftl"));
    let before = harness::snapshot(portal.root());
    for (name, words) in [
        ("pgae.html", "Did you mean \"page.html\"?"),
        ("templates/pgae.html", "Did you mean \"templates/page.html\"?"),
        ("qqqqqq", "tamquan theme list"),
        ("", "tamquan theme list"),
        ("/etc/hostname", "tamquan theme list"),
        ("../portal.toml", "tamquan theme list"),
        ("templates/../../portal.toml", "has no file"),
        ("templates", "tamquan theme list"),
        ("rong/page.html", "tamquan theme list"),
        ("sen/", "tamquan theme list"),
    ] {
        for command in ["show", "copy", "diff", "confirm"] {
            let ran = run(&portal, &[command, name]).code(1);
            assert!(ran.err.contains(words) && ran.out.is_empty(), "{command} {name}: {}", ran.err);
        }
    }
    assert!(before == harness::snapshot(portal.root()));
}

#[test]
fn a_copy_changes_nothing_and_is_remembered() {
    let portal = Portal::of_every_kind();
    let plain = portal.build().ok();
    let text = run(&portal, &["copy", "page.html"]).code(0).out;
    assert!(text.contains("templates/page.html") && text.contains("{% extends \"sen/page.html\" %}"), "{text}");
    run(&portal, &["copy", "static/css/sen/_hero.css"]).code(0);
    run(&portal, &["copy", "emblems.svg"]).code(0);
    assert_eq!(portal.read("templates/page.html"), sen("templates/page.html"));
    assert_eq!(portal.read("theme-originals/sen/templates/page.html"), sen("templates/page.html"));
    let built = portal.build().ok();
    assert!(built.outputs() == plain.outputs());
    assert_eq!(built.warnings(), []);
    assert_eq!(state(&portal, "templates/page.html"), "same");
    let portal = portal.append("templates/page.html", "\n{# của xã #}\n");
    assert_eq!(state(&portal, "templates/page.html"), "copied");
    assert_eq!(portal.build().ok().warnings(), []);
    // A file of the portal is never overwritten.
    let before = harness::snapshot(portal.site());
    let ran = run(&portal, &["copy", "page.html"]).code(1);
    assert!(ran.err.contains("already has this file"), "{}", ran.err);
    let ran = run(&portal, &["copy", "strings/vi.ftl"]).code(1);
    assert!(ran.err.contains("only the strings that it changes"), "{}", ran.err);
    assert!(before == harness::snapshot(portal.site()));
}

#[test]
fn a_copy_of_an_earlier_theme_is_told_with_the_difference() {
    let portal = Portal::empty().page("tin", "title = \"Tin\"");
    run(&portal, &["copy", "page.html"]).code(0);
    // The theme was another one when the portal copied its file.
    let old = sen("templates/page.html").replace("class=\"entry\"", "class=\"old-entry\"");
    let portal = portal
        .write("theme-originals/sen/templates/page.html", &old)
        .write("templates/page.html", &(old.clone() + "{# của xã #}\n"));
    assert_eq!(portal.build().ok().warnings(), [("theme-copy-behind", "templates/page.html")]);
    assert_eq!(portal.build().ok().warnings(), [("theme-copy-behind", "templates/page.html")]);
    assert_eq!(state(&portal, "templates/page.html"), "behind");
    let text = run(&portal, &["list", "--changed"]).code(0).out;
    assert!(text.contains("tamquan theme diff templates/page.html") && !text.contains("section.html"), "{text}");
    let text = run(&portal, &["diff", "page.html"]).code(0).out;
    assert!(text.contains("--- theme-originals/sen/templates/page.html\n+++ sen: templates/page.html\n"), "{text}");
    assert!(text.contains("\n-<article class=\"old-entry\">\n+<article class=\"entry\">\n"), "{text}");
    assert!(!text.contains("của xã"), "{text}");
    let text = run(&portal, &["diff", "page.html", "--own"]).code(0).out;
    assert!(text.contains("--- templates/page.html\n") && text.contains("\n-{# của xã #}"), "{text}");
    // What the portal took over is confirmed.
    run(&portal, &["confirm", "page.html"]).code(0);
    assert_eq!(portal.build().ok().warnings(), []);
    assert_eq!(state(&portal, "templates/page.html"), "copied");
    let text = run(&portal, &["diff", "page.html"]).code(0).out;
    assert!(text.contains("has not changed this file"), "{text}");
    // Git may write the lines as Windows does.
    let windows = sen("templates/page.html").replace('\n', "\r\n");
    let portal = portal.write("theme-originals/sen/templates/page.html", &windows);
    assert_eq!(portal.build().ok().warnings(), []);
    // Without the copy, nothing is behind.
    let portal = portal.write("theme-originals/sen/templates/page.html", &old).remove("templates/page.html");
    assert_eq!(portal.build().ok().warnings(), []);
    assert_eq!(state(&portal, "templates/page.html"), "unchanged");
}

#[test]
fn a_file_that_this_program_did_not_copy_is_compared_and_can_be_followed() {
    let portal = Portal::empty().write("templates/404.html", "{% extends \"base.html\" %}\n");
    assert_eq!(state(&portal, "templates/404.html"), "replaced");
    assert_eq!(portal.build().ok().warnings(), []);
    let text = run(&portal, &["diff", "404.html"]).code(0).out;
    assert!(text.contains("It is not known") && text.contains("\n--- templates/404.html\n+++ sen: "), "{text}");
    run(&portal, &["confirm", "404.html"]).code(0);
    assert_eq!(state(&portal, "templates/404.html"), "copied");
    for command in ["diff", "confirm"] {
        let ran = run(&portal, &[command, "410.html"]).code(1);
        assert!(ran.err.contains("no file \"templates/410.html\" of its own"), "{}", ran.err);
    }
    let portal = portal.write("strings/vi.ftl", "skip-to-content = Tới phần chính\n");
    assert_eq!(state(&portal, "strings/vi.ftl"), "added");
    let portal = portal.write_bytes("static/fonts/be-vietnam-pro-700.woff2", &[0, 1, 2]);
    let text = run(&portal, &["diff", "fonts/be-vietnam-pro-700.woff2"]).code(0).out;
    assert!(text.contains("are no texts"), "{text}");
}

#[test]
fn the_files_of_a_theme_below_another_one_are_listed_and_copied() {
    let portal = Portal::empty()
        .replace("portal.toml", "[agency]", "theme = \"rong\"\n[agency]")
        .write("themes/rong/theme.toml", "base = \"sen\"\n")
        .write("themes/rong/templates/page.html", "{% extends \"sen/page.html\" %}\n")
        .write("templates/hinh.html", "{% component icon(name: string) -%}{{ name }}{%- endcomponent icon %}");
    let json = run(&portal, &["list", "--json"]).code(0).json();
    assert_eq!(json["themes"], serde_json::json!(["rong", "sen"]));
    let of = |path: &str| {
        let files = json["files"].as_array().expect("files");
        files.iter().filter(|file| file["path"] == path).map(|file| file["theme"].clone()).collect::<Vec<_>>()
    };
    assert_eq!((of("templates/page.html"), of("templates/404.html")), (vec!["rong".into()], vec!["sen".into()]));
    let components = json["components"].as_array().expect("components");
    let icon = components.iter().find(|component| component["name"] == "icon").expect("icon");
    assert_eq!((&icon["own"], &icon["file"]), (&true.into(), &"templates/hinh.html".into()));
    let text = run(&portal, &["list"]).code(0).out;
    assert!(text.contains("rong → sen") && text.contains("defined anew in templates/hinh.html"), "{text}");
    assert_eq!(run(&portal, &["show", "page.html"]).code(0).out, "{% extends \"sen/page.html\" %}\n");
    assert_eq!(run(&portal, &["show", "sen/page.html"]).code(0).out, sen("templates/page.html"));
    run(&portal, &["copy", "page.html"]).code(0);
    assert_eq!(portal.read("theme-originals/rong/templates/page.html"), "{% extends \"sen/page.html\" %}\n");
    // An edit of the theme in the portal is an update of the theme too.
    let portal = portal
        .append("templates/page.html", "{% block lead %}{% endblock lead %}\n")
        .append("themes/rong/templates/page.html", "{% block side %}{% endblock side %}\n");
    assert_eq!(portal.build().ok().warnings(), [("theme-copy-behind", "templates/page.html")]);
    let portal = portal.remove("themes/rong/templates/page.html");
    assert_eq!(portal.build().ok().warnings(), [("theme-copy-alone", "templates/page.html")]);
}

#[test]
fn a_link_is_not_followed_out_of_the_portal() {
    let portal = Portal::empty().write("../elsewhere/a.txt", "");
    let portal = portal.link("theme-originals", "../elsewhere");
    let ran = run(&portal, &["copy", "page.html"]).code(1);
    assert!(ran.err.contains("theme-originals"), "{}", ran.err);
    assert!(!portal.path("templates/page.html").exists() && !portal.path("../elsewhere/sen").exists());
}

#[test]
fn help_is_there_in_both_languages() {
    for (lang, words) in [("vi", "Xem các tệp của giao diện"), ("en", "Look at the files of the theme")] {
        let ran = tamquan(["theme", "--help", "--lang", lang]).code(0);
        assert!(ran.out.contains(words), "{}", ran.out);
    }
    let ran = tamquan(["theme", "copy", "--help", "--lang", "vi"]).code(0);
    assert!(ran.out.contains("theme-originals/") && !ran.out.contains("The file"), "{}", ran.out);
    let nowhere = tamquan(["theme", "list", "--site", "/khong-co", "--lang", "en"]);
    assert_eq!((nowhere.code, nowhere.out.is_empty()), (Some(2), true), "{}", nowhere.err);
}
