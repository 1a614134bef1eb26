//! Sites with one fault each (`tests/broken/*/*.site`, format in `tests/broken/README.md`). A build
//! reports exactly the expected diagnostics with their places, in both languages, and writes
//! nothing. Some sites are unusual but valid, and can be built.
//!
//! `BROKEN=part-of-a-name cargo test --test site broken::` runs some of them.

mod case;
mod run;

use std::path::{Path, PathBuf};

use self::case::Case;

const GROUPS: [&str; 13] = [
    "configuration",
    "content-files",
    "data",
    "documents",
    "exchange",
    "fine",
    "front-matter",
    "kinds",
    "links",
    "markdown",
    "output",
    "pictures",
    "templates",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken")
}

fn cases(group: &str) -> Vec<Case> {
    let only = std::env::var("BROKEN").unwrap_or_default();
    let mut found: Vec<PathBuf> = files(&folder().join(group));
    found.sort();
    found.iter().filter(|path| path.to_string_lossy().contains(&only)).map(|path| Case::read(path)).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

/// Runs every case of a folder and reports all differences.
fn all_of(group: &str) {
    let failures: Vec<String> = cases(group)
        .iter()
        .filter_map(|case| run::check(case).err().map(|why| format!("── {}\n{why}", case.name)))
        .collect();
    assert!(failures.is_empty(), "{} of {group} went otherwise\n\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn a_broken_configuration_is_told() {
    all_of("configuration");
}

#[test]
fn content_files_that_cannot_be_read_or_placed_are_told() {
    all_of("content-files");
}

#[test]
fn broken_data_strings_and_style_sheets_are_told() {
    all_of("data");
}

#[test]
fn documents_and_procedures_with_wrong_numbers_or_relations_are_told() {
    all_of("documents");
}

#[test]
fn what_is_odd_and_right_is_built() {
    all_of("fine");
}

#[test]
fn broken_front_matter_is_told() {
    all_of("front-matter");
}

#[test]
fn pages_that_lack_what_their_kind_needs_are_told() {
    all_of("kinds");
}

#[test]
fn links_that_lead_nowhere_are_told() {
    all_of("links");
}

#[test]
fn markdown_that_may_not_be_published_is_told() {
    all_of("markdown");
}

#[test]
fn two_outputs_at_one_address_and_wrong_output_folders_are_told() {
    all_of("output");
}

#[test]
fn broken_pictures_are_told() {
    all_of("pictures");
}

#[test]
fn broken_templates_and_shortcodes_are_told() {
    all_of("templates");
}

#[test]
fn every_folder_of_cases_is_run() {
    let mut found: Vec<String> = files(&folder())
        .into_iter()
        .filter(|path| path.is_dir())
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
        .collect();
    found.sort();
    assert_eq!(found, GROUPS);
}

#[test]
fn the_corpus_is_large_and_a_dozen_cases_go_through_the_program() {
    let all: Vec<Case> = GROUPS.iter().flat_map(|group| cases(group)).collect();
    if std::env::var("BROKEN").is_err() {
        assert!(all.iter().filter(|case| !case.errors.is_empty()).count() >= 85, "{} cases", all.len());
        assert!(all.iter().filter(|case| case.exit.is_some()).count() >= 12);
    }
}

/// A code without a case may be one that no site can cause.
#[test]
fn every_code_is_brought_about_by_some_case() {
    if std::env::var("BROKEN").is_ok() {
        return;
    }
    let all: Vec<Case> = GROUPS.iter().flat_map(|group| cases(group)).collect();
    let told = |name: &str| {
        all.iter()
            .any(|case| case.errors.iter().any(|e| e.code == name) || case.warnings.iter().any(|w| w.code == name))
    };
    // Some codes depend on more than the files of a site: on a preview, on another process, or on
    // another portal. The tests in `tests/serve/`, `tests/build/memory.rs`, `tests/crash/links/`,
    // `tests/site/cli/`, `tests/site/model/environments.rs`
    // and `tests/exchange/site/` cover these codes.
    let elsewhere = [
        "add-exists",
        "add-into",
        "add-into-near",
        "add-kind",
        "add-kind-near",
        "add-no-section",
        "add-sections",
        "component-unlinked",
        "copy-of-feed",
        "copy-of-many",
        "directory-two-roots",
        "environment-unknown",
        "hold-unknown",
        "import-ahead",
        "import-cut",
        "import-kind",
        "include-ended",
        "include-no-block",
        "include-no-blocks",
        "include-not-fetched",
        "include-of-feed",
        "include-of-imported",
        "include-unknown",
        "include-unknown-near",
        "include-waiting",
        "locked",
        "mount-taken",
        "no-environments",
        "not-waiting",
        "nothing-waiting",
        "original-elsewhere",
        "parent-differs",
        "portal-not-listed",
        "publisher-elsewhere",
        "publisher-our-name",
        "preview-at-work",
        "preview-broke",
        "preview-port",
        "program-fault",
        "share-address",
        "share-exists",
        "share-expired",
        "share-expires-soon",
        "share-item-too-large",
        "rule-days-reversed",
        "rule-id-shape",
        "rule-pattern",
        "rule-twice",
        "share-keys-inside",
        "share-keys-replaced",
        "share-list-too-large",
        "share-no-item",
        "share-no-item-near",
        "share-no-items",
        "share-no-keys",
        "share-none",
        "share-not-begun",
        "share-not-withdrawn",
        "share-nothing-withdrawn",
        "share-publisher-id",
        "share-redirect",
        "share-root-expired",
        "share-root-expires-soon",
        "share-twice",
        "share-unknown",
        "source-exists",
        "source-expired",
        "source-refused",
        "source-stale",
        "still-shown",
        "term-of-others",
        "theme-copy-exists",
        "theme-copy-strings",
        "theme-file",
        "theme-file-near",
        "theme-no-copy",
        "uses-missing",
        "uses-unreadable",
    ];
    let codes = tamquan::diag::Code::ALL.iter().map(|code| code.name());
    // Codes about other portals do not depend on the files of a site either. A test of
    // `exchange::fault_diags` checks that each of them has a fault that causes it.
    let is_here = |name: &&str| !elsewhere.contains(name) && !name.starts_with("exchange-");
    let untold: Vec<&str> = codes.filter(is_here).filter(|name| !told(name)).collect();
    assert!(untold.is_empty(), "no case brings about {untold:?}");
}
