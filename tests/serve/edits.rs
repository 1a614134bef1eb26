//! Many edits of one site: each leads to one or two builds, and the memory of the process does not
//! grow.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::preview::Preview;
use harness::Portal;

const EDITS: usize = 200;

fn write(portal: &Portal, path: &str, text: &str) {
    let file = portal.path(path);
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    fs::write(file, text).expect("a file");
}

/// The content files that no other file links to, in order.
fn pages(portal: &Portal) -> Vec<PathBuf> {
    let entries = fs::read_dir(portal.path("content/tin")).expect("a folder").flatten().map(|entry| entry.path());
    let is_page = |path: &PathBuf| path.extension().is_some_and(|e| e == "md") && !path.ends_with("_index.md");
    let mut found: Vec<PathBuf> = entries.filter(is_page).collect();
    found.sort();
    found
}

fn edit(path: &Path, change: impl FnOnce(String) -> String) {
    let old = fs::read_to_string(path).expect("a file");
    fs::write(path, change(old)).expect("an edit");
}

/// Makes one edit of some sort, after which the site can still be built.
fn step(portal: &Portal, n: usize) {
    let all = pages(portal);
    let page = &all[n * 7 % all.len()];
    match n % 16 {
        0 | 5 | 9 => edit(page, |old| format!("{old}\nCâu thêm số {n}.\n")),
        1 => edit(page, |old| old.replacen("title = \"", &format!("title = \"{n} "), 1)),
        2 | 10 => write(portal, &format!("content/tin/moi-{n}.md"), &format!("+++\ntitle = \"Mới {n}\"\n+++\nBài.\n")),
        3 => fs::remove_file(page).expect("gone"),
        4 => fs::rename(page, page.with_file_name(format!("ten-{n}.md"))).expect("a rename"),
        6 => write(portal, "templates/shortcodes/so.html", &format!("<b>{n}</b>")),
        7 => write(portal, "static/css/sen.css", &format!("body {{ margin: {n}px }}\n")),
        8 => edit(&portal.path("portal.toml"), |old| old.replacen("title = \"", &format!("title = \"{n} "), 1)),
        11 => write(portal, "data/dan-so.csv", &format!("thôn,người\nĐông Liên,{n}\n")),
        12 => write(portal, &format!("content/muc/m{n}/_index.md"), &format!("+++\ntitle = \"Mục {n}\"\n+++\n")),
        13 => write(portal, &format!("content/muc/m{}/sau/bai.md", n - 1), &format!("+++\ntitle = \"Sâu {n}\"\n+++\n")),
        14 => {
            let hidden = page.with_file_name(format!(".luu-{n}"));
            fs::write(&hidden, format!("+++\ntitle = \"Lưu {n}\"\n+++\nKhác hẳn.\n")).expect("a file");
            fs::rename(hidden, page).expect("a rename");
        }
        _ if n % 32 == 15 => {
            let from = portal.path(&format!("content/muc/m{}", n - 3));
            fs::rename(from, portal.path(&format!("content/muc/k{n}"))).expect("a rename");
        }
        _ => fs::remove_dir_all(portal.path(&format!("content/muc/m{}", n - 3))).expect("gone"),
    }
}

#[test]
fn after_every_edit_the_preview_is_what_a_clean_build_gives() {
    let mut portal = Portal::empty()
        .write("data/dan-so.csv", "thôn,người\nĐông Liên,420\n")
        .write("templates/shortcodes/so.html", "<b>0</b>")
        .write("content/muc/_index.md", "+++\ntitle = \"Mục\"\n+++\n")
        .page("dan-so", "title = \"Dân số\"")
        .append("content/dan-so.md", "{{ so() }}\n\n{{ table(data=\"dan-so.csv\", caption=\"Dân số\") }}\n")
        .section("tin", "title = \"Tin\"\nkind = \"article\"", &[]);
    for n in 0..30 {
        portal = portal.page(&format!("tin/bai-{n}"), &format!("title = \"Bài {n}\""));
    }
    let preview = Preview::of(&portal);
    let before = preview.builds();
    let mut warm = 0;
    for n in 0..EDITS {
        step(&portal, n);
        // Some edits follow at once, others during the build, and others after the build.
        std::thread::sleep(Duration::from_millis([0, 5, 15, 40, 120][n * 3 % 5]));
        if n % 10 == 9 {
            preview.becomes_clean(&portal, &format!("after edit {n}"));
        }
        if n == EDITS / 2 - 1 {
            warm = preview.memory();
        }
    }
    preview.becomes_clean(&portal, "at the end");
    preview.a_while();
    let builds = preview.builds() - before;
    assert!(builds <= 2 * EDITS, "{builds} builds");
    assert_eq!(preview.complained(), "");
    let now = preview.memory();
    println!("{EDITS} edits, {builds} builds, {warm} KiB, then {now} KiB");
    assert!(now < warm * 13 / 10, "{warm} KiB grew to {now} KiB");
}
