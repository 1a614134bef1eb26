//! The portals of the repository that show what each type of agency needs.

use harness::Portal;

/// The folder of each portal, its type of agency, and how many pages it has at least.
const EXAMPLES: [(&str, &str, usize); 5] = [
    ("example-site", "commune", 200),
    ("tests/example-centre", "province", 120),
    ("tests/example-department", "department", 100),
    ("tests/example-ministry", "ministry", 100),
    ("docs/style-guide", "commune", 80),
];

#[test]
fn every_example_builds_without_a_message() {
    for (folder, agency, pages) in EXAMPLES {
        let portal = Portal::of_repository(folder);
        assert!(portal.read("portal.toml").contains(&format!("type = \"{agency}\"")), "{folder} is no {agency}");
        let built = portal.build().ok();
        assert_eq!(built.warnings(), [], "{folder}");
        let found = built.page("metadata.jsonl").lines().count();
        assert!(found >= pages, "{folder} has {found} pages");
    }
}
