//! `tamquan new`

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use tamquan::text::slug::slug;

use crate::cli::tamquan;
use harness::{Folder, output, snapshot};

const AGENCIES: [&str; 4] = ["commune", "province", "department", "ministry"];

/// The files that the law requires from a kind of agency.
fn wanted(agency: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/scaffold/files/coverage.toml"))
        .expect("coverage");
    let table: toml::Table = text.parse().expect("TOML");
    let rows = table[agency].as_array().expect("a list");
    rows.iter().map(|row| row["path"].as_str().expect("a path").to_owned()).collect()
}

/// The text of a key in front matter that has a line of its own.
fn key<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let front = text.split("+++").nth(1)?;
    front
        .lines()
        .find_map(|line| line.strip_prefix(name)?.trim_start().strip_prefix('='))
        .map(|v| v.trim().trim_matches('"'))
}

/// The path of the output for the page of a content file.
fn published(site: &Path, path: &str) -> Option<String> {
    let content = path.strip_prefix("content/")?.strip_suffix(".md")?;
    let text = fs::read_to_string(site.join(path)).expect("a file");
    if key(&text, "draft") == Some("true") {
        return None;
    }
    let (content, english) = content.strip_suffix(".en").map_or((content, false), |inner| (inner, true));
    let mut parts: Vec<String> = content.split('/').map(str::to_owned).collect();
    if matches!(parts.last().map(String::as_str), Some("_index" | "index")) {
        parts.pop();
    }
    if let (Some(last), Some(slug)) = (parts.last_mut(), key(&text, "slug")) {
        *last = slug.to_owned();
    }
    let mut url: String = parts.iter().map(|part| format!("{}/", slug(part))).collect();
    if english {
        url = format!("en/{url}");
    }
    Some(format!("{url}index.html"))
}

#[test]
fn a_new_portal_of_every_agency_builds_with_all_that_the_law_asks() {
    for agency in AGENCIES {
        let folder = Folder::new();
        let site = folder.path().join("cong");
        let place = site.to_string_lossy().into_owned();
        let ran = tamquan(["new", &place, "--agency", agency, "--name", "Ủy ban nhân dân xã Sen Vàng", "--lang", "vi"])
            .code(0);
        assert!(ran.out.contains(&place), "{}", ran.out);
        let config = fs::read_to_string(site.join("portal.toml")).expect("portal.toml");
        assert!(
            config.contains("Ủy ban nhân dân xã Sen Vàng") && config.contains(&format!("\"{agency}\"")),
            "{config}"
        );
        assert!(!config.contains("{{"), "{config}");
        let ran = tamquan(["build", &place, "--lang", "en"]).code(0);
        let codes: Vec<&str> =
            ran.err.lines().filter_map(|line| line.strip_prefix("warning[")?.split(']').next()).collect();
        assert_eq!(
            codes,
            ["provisional-host", "provisional-text"],
            "{agency}: only what is to be filled in is told\n{}",
            ran.err
        );
        let files = output(&site.join("public"));
        let rows = wanted(agency);
        assert!(rows.len() > 30, "{agency}: {} files", rows.len());
        for path in rows {
            assert!(site.join(&path).exists(), "{agency}: {path} is not in the new portal");
            let Some(page) = published(&site, &path) else { continue };
            let text = fs::read_to_string(site.join(&path)).expect("a file");
            // A page of the kind `link` has no output of its own: the list of its section shows it.
            let shown = key(&text, "url").is_some_and(|url| {
                let list = page.rsplitn(3, '/').nth(2).unwrap_or("");
                files.get(&format!("{list}/index.html")).is_some_and(|b| String::from_utf8_lossy(b).contains(url))
            });
            assert!(files.contains_key(&page) || shown, "{agency}: {path} is not published as {page}");
        }
    }
}

#[test]
fn a_name_with_quotes_and_line_breaks_stays_a_name() {
    let folder = Folder::new();
    let site = folder.path().join("cong");
    let place = site.to_string_lossy().into_owned();
    tamquan(["new", &place, "--name", "Ủy ban \"nhân dân\"\nxã \\ Sen"]).code(0);
    tamquan(["build", &place]).code(0);
    let home = String::from_utf8(output(&site.join("public"))["index.html"].clone()).expect("UTF-8");
    assert!(home.contains("Ủy ban &quot;nhân dân&quot; xã \\ Sen"));
}

#[test]
fn a_name_is_not_needed() {
    let folder = Folder::new();
    let place = folder.path().join("cong").to_string_lossy().into_owned();
    tamquan(["new", &place, "--agency", "ministry"]).code(0);
    tamquan(["build", &place]).code(0);
}

#[test]
fn a_folder_with_something_in_it_is_refused() {
    let folder = Folder::new();
    fs::write(folder.path().join("ghi-chu.txt"), "của tôi").expect("a file");
    let before = snapshot(folder.path());
    let ran = tamquan(["new", &folder.path().to_string_lossy(), "--lang", "vi"]).code(2);
    assert!(ran.err.contains("không trống"), "{}", ran.err);
    assert_eq!(before, snapshot(folder.path()));
}

#[test]
fn a_file_in_the_place_of_the_folder_is_refused() {
    let folder = Folder::new();
    let file = folder.path().join("ghi-chu.txt");
    fs::write(&file, "của tôi").expect("a file");
    tamquan(["new", &file.to_string_lossy()]).code(2);
    assert_eq!(fs::read_to_string(&file).expect("the file"), "của tôi");
}

#[test]
fn an_empty_folder_is_taken() {
    let folder = Folder::new();
    tamquan(["new", &folder.path().to_string_lossy()]).code(0);
    assert!(folder.path().join("portal.toml").exists());
}

#[test]
fn a_channel_is_published_after_it_was_created() {
    let folder = Folder::new();
    let site = folder.path().join("cong");
    let place = site.to_string_lossy().into_owned();
    tamquan(["new", &place]).code(0);
    let config = site.join("portal.toml");
    let text = fs::read_to_string(&config).expect("portal.toml");
    let share = "[[share]]\nchannel = \"tin-xa\"\ntitle = \"Tin\"\nsections = [\"tin-tuc\"]\n";
    fs::write(&config, format!("{text}\n{share}")).expect("portal.toml");
    let keys = folder.path().join("khoa").to_string_lossy().into_owned();
    for step in ["publish", "resign"] {
        let ran = tamquan(["share", "--site", &place, "--keys", &keys, step, "tin-xa", "--lang", "vi"]);
        assert!(ran.err.contains("share-not-begun") && ran.err.contains("tamquan share init tin-xa"), "{}", ran.err);
    }
}
