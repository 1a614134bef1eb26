//! Wrong values in `[check]` and in the files of rules are told at their lines, all at once.

use harness::Portal;

use super::check;

/// A right rule, as lines.
const RULE: &str = "[[rules]]
id = \"so-cu\"
title = \"Số cũ\"
basis = [{ instrument = \"224/2026/NĐ-CP\", certainty = \"read\" }]
level = \"error\"
check = \"written-words\"
params = { pattern = \"0299 3812 000\" }
message = \"Còn số cũ.\"
fix = \"Thay số mới.\"
";

/// Checks that a check ends with an error, and names the code and the place.
#[track_caller]
fn is_told(portal: &Portal, code: &str, place: &str) {
    let ran = check(portal, &[]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains(&format!("error[{code}]")) && ran.err.contains(place), "{code} {place}\n{}", ran.err);
    assert!(ran.err.contains("how to fix it"), "{}", ran.err);
}

#[test]
fn wrong_rules_are_told_at_their_lines() {
    let portal = Portal::empty().write("rules/rieng.toml", RULE);
    assert_eq!(check(&portal, &["--json"]).json()["counts"]["error"].as_u64().map(|n| n > 0), Some(true));
    for (from, to, code, line) in [
        ("id = \"so-cu\"", "id = \"Số cũ\"", "rule-id-shape", 2),
        ("id = \"so-cu\"", "id = \"page-title\"", "rule-twice", 2),
        ("id = \"so-cu\"", "idd = \"so-cu\"", "unknown-key", 2),
        ("title = \"Số cũ\"", "title = 5", "wrong-type", 3),
        ("title = \"Số cũ\"\n", "", "missing-key", 1),
        ("224/2026/NĐ-CP", "224/2062/NĐ-CP", "not-a-choice-near", 4),
        ("basis = [{", "basis = [] # [{", "missing-key", 4),
        ("certainty = \"read\"", "certainty = \"sure\"", "not-a-choice", 4),
        ("certainty = \"read\"", "from = 2026-03-01, to = 2026-02-01", "rule-days-reversed", 4),
        ("level = \"error\"", "level = \"eror\"", "not-a-choice-near", 5),
        ("level = \"error\"", "level = [{ from = 2026-13-01, is = \"error\" }]", "date-impossible", 5),
        ("check = \"written-words\"", "check = \"writen-words\"", "not-a-choice-near", 2),
        ("pattern = \"0299 3812 000\"", "pattern = \"(0299\"", "rule-pattern", 7),
        ("pattern = \"0299 3812 000\"", "patern = \"0299\"", "unknown-key", 7),
        ("params = {", "params = 5 # {", "wrong-type", 7),
        ("fix = \"Thay số mới.\"", "agencies = [\"xã\"]\nfix = \"F\"", "choice-label", 9),
    ] {
        let portal = portal.copy().replace("rules/rieng.toml", from, to);
        is_told(&portal, code, &format!("rules/rieng.toml:{line}:"));
    }
}

/// A right calendar, as lines.
const CALENDAR: &str = "[[calendars]]
id = \"rieng\"
title = \"Lịch riêng\"
kind = \"budget\"
instrument = \"73/2026/NĐ-CP\"
from = 2026

[[calendars.sets]]
id = \"settlement\"
title = \"Quyết toán\"
article = \"Điều 37\"
due = { days = 30, after = \"issued\" }
expected_by = { month = 4, day = 30, year = 1 }
";

#[test]
fn wrong_calendars_are_told_at_their_lines() {
    let portal = Portal::empty().write("rules/rieng.toml", CALENDAR);
    assert_eq!(check(&portal, &["--json"]).json()["counts"]["error"].as_u64().map(|n| n > 0), Some(true));
    for (from, to, code, line) in [
        ("kind = \"budget\"", "kind = \"buget\"", "not-a-choice-near", 4),
        ("73/2026/NĐ-CP", "73/2062/NĐ-CP", "not-a-choice-near", 5),
        ("from = 2026", "from = 26", "number-out-of-bounds", 6),
        ("id = \"settlement\"", "id = \"setlement\"", "not-a-choice-near", 9),
        ("article = \"Điều 37\"\n", "", "missing-key", 8),
        ("due = {", "# due = {", "missing-key", 8),
        ("days = 30, ", "", "missing-key", 12),
        ("after = \"issued\"", "after = \"isued\"", "not-a-choice-near", 12),
        ("days = 30", "day = 30", "unknown-key", 12),
        ("month = 4", "month = 14", "number-out-of-bounds", 13),
    ] {
        let portal = portal.copy().replace("rules/rieng.toml", from, to);
        is_told(&portal, code, &format!("rules/rieng.toml:{line}:"));
    }
}

#[test]
fn wrong_settings_are_told_at_their_lines() {
    let portal = Portal::empty();
    let first = 1 + portal.read("portal.toml").matches('\n').count();
    for (text, code, line) in [
        ("[check]\nlayers = [\"tiep-cam\"]\n", "not-a-choice-near", 1),
        ("[check]\nlayers = [5]\n", "wrong-type", 1),
        ("[check]\nlayers = \"tiep-can\"\n", "wrong-type", 1),
        ("[check]\nlayer = [\"tiep-can\"]\n", "unknown-key", 1),
        ("[[check.waivers]]\nrule = \"page-titel\"\nreason = \"a\"\nuntil = 2027-01-01\n", "not-a-choice-near", 1),
        ("[[check.waivers]]\nreason = \"a\"\nuntil = 2027-01-01\n", "missing-key", 0),
        ("[[check.waivers]]\nrule = \"page-title\"\nuntil = 2027-01-01\n", "missing-key", 0),
        ("[[check.waivers]]\nrule = \"page-title\"\nreason = \"a\"\n", "missing-key", 0),
        ("[[check.waivers]]\nrule = \"page-title\"\nreason = \"a\"\nuntil = \"mai\"\n", "date-shape", 3),
        ("[check]\ncontinued = [{ instrument = \"22/2032/TT-BTTTT\", by = \"1\" }]\n", "not-a-choice-near", 1),
        ("[check]\ncontinued = [{ instrument = \"22/2023/TT-BTTTT\" }]\n", "missing-key", 1),
        ("check = true\n[extra]\n", "wrong-type", 0),
    ] {
        // A key without a table stands before the tables.
        let is_top = text.starts_with("check =");
        let config = portal.read("portal.toml");
        let whole = if is_top { format!("check = true\n{config}") } else { format!("{config}{text}") };
        let portal = portal.copy().write("portal.toml", &whole);
        let line = if is_top { 1 } else { first + line };
        is_told(&portal, code, &format!("portal.toml:{line}:"));
    }
}

#[test]
fn what_cannot_be_read_or_written_is_told() {
    let portal = Portal::empty().write("cu.json", "{}");
    let file = portal.path("cu.json").to_string_lossy().into_owned();
    assert!(check(&portal, &["--baseline", &file]).code(2).err.contains("is no baseline"));
    let file = portal.path("khong/co.sarif").to_string_lossy().into_owned();
    assert!(check(&portal, &["--sarif", &file]).code(2).err.contains("cannot be written"));
    assert!(check(&portal, &["--as-of", "mai"]).code(2).err.contains("error["));
}
