//! Faults planted in menus, in lists of portals and in what lists of other portals say.

use std::collections::BTreeSet;

use harness::Portal;

use super::{check, findings, line_of};

/// The rules about links that every page has, each with the line of a menu that follows it.
const LINKED: [(&str, &str); 3] = [
    ("terms-linked", "  { page = \"@/chinh-sach/dieu-khoan-su-dung.md\" },\n"),
    ("conduct-linked", "  { page = \"@/chinh-sach/quy-tac-ung-xu.md\" },\n"),
    ("complaints-linked", "  { page = \"@/chinh-sach/khieu-nai-va-bao-ve-nguoi-dung.md\" },\n"),
];

/// All rules about links that every page has. The theme of the program leads to the site map itself.
pub(super) fn of_frame() -> impl Iterator<Item = &'static str> {
    LINKED.iter().map(|(rule, _)| *rule).chain(["data-protection-linked", "site-map-linked"])
}

/// The rules of a circular that counts only where somebody said that it goes on.
const OF_CIRCULAR: [&str; 4] = ["home-linked", "introduction-linked", "portals-linked", "services-linked"];

/// The rules that these tests break.
pub(super) fn rules() -> impl Iterator<Item = &'static str> {
    of_frame().chain(OF_CIRCULAR).chain(["portals-listed", "portals-name-each-other"])
}

#[test]
fn a_menu_without_a_link_that_every_page_needs_is_found() {
    for (rule, line) in LINKED {
        let portal = Portal::example().replace("portal.toml", line, "");
        let found = findings(&check(&portal, &["--json"]), "findings");
        assert_eq!(found, [(rule.to_owned(), String::new(), 0)]);
    }
    // Two pages are about the protection of users.
    let portal = Portal::example().replace("portal.toml", LINKED[2].1, "");
    let portal = portal.replace("portal.toml", "  { page = \"@/chinh-sach/bao-ve-du-lieu-ca-nhan.md\" },\n", "");
    let found = findings(&check(&portal, &["--json"]), "findings");
    let rules: BTreeSet<&str> = found.iter().map(|(rule, ..)| rule.as_str()).collect();
    assert_eq!(rules, ["complaints-linked", "data-protection-linked"].into());
}

#[test]
fn the_rules_of_an_ended_circular_count_where_it_goes_on() {
    let continued = "\n[[check.continued]]\ninstrument = \"22/2023/TT-BTTTT\"\nby = \"Công bố số 01/2026\"\n";
    let bare = "<!doctype html><html lang=\"vi\"><body><main><h1>Trống</h1></main></body></html>";
    let portal = || Portal::of_repository("tests/example-ministry");
    let of_circular = |portal: &Portal| {
        let found = findings(&check(portal, &["--json"]), "findings");
        found
            .into_iter()
            .map(|(rule, ..)| rule)
            .filter(|rule| OF_CIRCULAR.contains(&rule.as_str()))
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(of_circular(&portal().append("portal.toml", continued)), BTreeSet::new());
    let portal = portal().write("templates/article.html", bare);
    assert_eq!(of_circular(&portal), BTreeSet::new());
    let portal = portal.append("portal.toml", continued);
    assert_eq!(of_circular(&portal), OF_CIRCULAR.map(str::to_owned).into());
}

#[test]
fn a_portal_that_another_one_lists_names_it_as_its_parent() {
    let portal = Portal::example();
    let parent = "url = \"https://lamgiang.gov.vn\" }";
    let portal = portal.replace("portal.toml", parent, "url = \"https://lamphu.gov.vn\" }");
    let found = findings(&check(&portal, &["--json"]), "findings");
    let line = line_of(&portal, "portal.toml", "\nparent =") + 1;
    assert_eq!(found, [("portals-name-each-other".to_owned(), "portal.toml".to_owned(), line)]);
    // A list of the parent that lacks the portal is told too.
    let portal = Portal::example();
    let json = check(&portal, &["--json", "--base-url", "https://mailinh.lamgiang.gov.vn"]).json();
    let all = json["findings"].as_array().expect("a list");
    assert!(all.iter().any(|one| one["rule"] == "portals-name-each-other"), "{json}");
}
