//! What a run remembers, accepts and writes.

use harness::Portal;

use super::{check, findings, line_of, with_key};

/// A portal whose only findings of one rule are two overdue reviews.
fn portal() -> Portal {
    let portal = with_key(Portal::example(), "content/lien-he.md", "review_by = 2026-11-20");
    with_key(portal, "content/gioi-thieu/lich-su.md", "review_by = 2026-12-10")
}

#[test]
fn a_second_run_looks_at_what_has_changed_and_finds_the_same() {
    let portal = portal();
    let first = check(&portal, &["--json"]).code(0);
    assert_eq!(findings(&first, "findings"), [("review-overdue".to_owned(), "content/lien-he.md".to_owned(), 2)]);
    let json = first.json();
    assert_eq!(json["looked_at"].as_u64(), Some(json["texts"].as_u64().unwrap() + json["pages"].as_u64().unwrap()));
    let second = check(&portal, &["--json"]).json();
    assert_eq!((&second["findings"], second["looked_at"].as_u64()), (&json["findings"], Some(0)));
    // An edit moves the finding, and only the text, its page and those that show it are looked at.
    let portal = with_key(portal, "content/lien-he.md", "# Xem lại hằng năm.");
    let third = check(&portal, &["--json"]);
    assert_eq!(findings(&third, "findings")[0].2, line_of(&portal, "content/lien-he.md", "review_by"));
    assert_eq!(third.json()["looked_at"].as_u64(), Some(1));
}

#[test]
fn findings_to_come_are_told_with_their_day() {
    let portal = portal();
    let ran = check(&portal, &["--json", "--due", "30"]);
    let json = ran.json();
    let mut due = json["due"].as_array().expect("a list").iter();
    let review = due.find(|one| one["file"] == "content/gioi-thieu/lich-su.md").expect("the review");
    assert_eq!(
        (&review["rule"], &review["line"], &review["from"]),
        (&"review-overdue".into(), &2.into(), &"2026-12-11".into())
    );
    let before = findings(&check(&portal, &["--json", "--due", "17"]), "due");
    assert!(before.iter().all(|(_, file, _)| file != "content/gioi-thieu/lich-su.md"), "{before:?}");
    let later = check(&portal, &["--json", "--as-of", "2026-12-11"]);
    assert!(findings(&later, "findings").iter().any(|(_, file, _)| file == "content/gioi-thieu/lich-su.md"));
}

#[test]
fn waivers_and_baselines_accept_findings() {
    let portal = portal();
    check(&portal, &["--deny", "warnings"]).code(1);
    let baseline = portal.path("cu.json").to_string_lossy().into_owned();
    check(&portal, &["--baseline", &baseline, "--write-baseline"]).code(0);
    let ran = check(&portal, &["--json", "--deny", "notes", "--baseline", &baseline]).code(0);
    assert_eq!((findings(&ran, "findings").len(), findings(&ran, "accepted").len()), (0, 1));
    let waiver = "\n[[check.waivers]]\nrule = \"review-overdue\"\nfile = \"content/lien-he.md\"\nreason = \"Chờ số mới\"\nuntil = 2026-11-30\n";
    let portal = portal.append("portal.toml", waiver);
    let ran = check(&portal, &["--json", "--deny", "notes"]).code(0);
    assert_eq!(ran.json()["accepted"][0]["accepted"]["reason"], "Chờ số mới");
    // The day after its last one, the waiver accepts nothing.
    let ran = check(&portal, &["--json", "--as-of", "2026-12-01"]);
    assert!(findings(&ran, "findings").iter().any(|(_, file, _)| file == "content/lien-he.md"));
}

#[test]
fn a_change_of_law_is_a_change_of_data() {
    let status = "[[instruments]]\nnumber = \"224/2026/NĐ-CP\"\ntitle = \"Cũ\"\nfrom = 2026-07-01\nto = 2026-11-30\n\
                  certainty = \"read\"\nsuccessor = \"9/2026/NĐ-CP\"\n[[instruments]]\nnumber = \"9/2026/NĐ-CP\"\n\
                  title = \"Mới\"\nfrom = 2026-12-01\ncertainty = \"read\"\n";
    let rule = "[[rules]]\nid = \"reviewed-in-time\"\ntitle = \"Rà soát\"\nlevel = \"error\"\ncheck = \"overdue-review\"\n\
                basis = [{ instrument = \"9/2026/NĐ-CP\", article = \"Điều 1\", certainty = \"read\" }]\n\
                message = \"Quá hạn {day}.\"\nfix = \"Xem lại.\"\n";
    let portal = portal().write("rules/legal-status.toml", status).write("rules/moi.toml", rule);
    let rules = |day: &str| {
        let ran = check(&portal, &["--json", "--as-of", day]);
        let found = findings(&ran, "findings").into_iter().filter(|(_, file, _)| file == "content/lien-he.md");
        found.map(|(rule, ..)| rule).collect::<Vec<_>>()
    };
    assert_eq!(rules("2026-11-30"), ["review-overdue"]);
    assert_eq!(rules("2026-12-01"), ["reviewed-in-time"]);
}

#[test]
fn the_report_for_hosts_of_repositories_has_rules_and_places() {
    let portal = portal();
    let file = portal.path("ket-qua.sarif");
    check(&portal, &["--sarif", &file.to_string_lossy()]).code(0);
    let sarif: serde_json::Value = serde_json::from_str(&portal.read("ket-qua.sarif")).expect("JSON");
    let run = &sarif["runs"][0];
    assert!(run["tool"]["driver"]["rules"].as_array().is_some_and(|rules| rules.len() > 30));
    let place = &run["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "content/lien-he.md");
    assert_eq!(place["region"]["startLine"], 2);
}

#[test]
fn people_read_what_is_wrong_why_and_what_to_do() {
    let out = check(&portal(), &[]).code(0).out;
    for words in [
        "warning[review-overdue]: Content is reviewed in time",
        "Basis: Điều 9 khoản 3, 224/2026/NĐ-CP",
        "content/lien-he.md:2:13",
        "The review was due on 20/11/2026.",
        "how to fix it: Read the content again",
        "0 errors, 1 warning, 0 notes from",
    ] {
        assert!(out.contains(words), "{words}\n{out}");
    }
}
