use super::*;
use crate::diag::{Code, Diag, Lines, Messages, Spot};

fn toml_faults(text: &str) -> Vec<Diag> {
    from_toml(text, 0, &Lines::new(text)).err().unwrap_or_default()
}

fn yaml_faults(text: &str) -> Vec<Diag> {
    from_yaml(text, 0, &Lines::new(text)).err().unwrap_or_default()
}

/// A text with a slip, the code of its message, the line and column, and the form that the hint
/// gives.
type Slip = (&'static str, Code, (u32, u32), &'static str);

fn check(slips: &[Slip], read: fn(&str) -> Vec<Diag>) {
    let messages = Messages::new("vi");
    let mut wrong = Vec::new();
    for (text, code, (line, column), hint) in slips {
        let found = read(text);
        let shown: Vec<String> = found
            .iter()
            .map(|fault| {
                let spot = fault.spot.unwrap_or_default();
                format!("{} {}:{} {}", fault.code.name(), spot.line, spot.column, messages.hint(fault))
            })
            .collect();
        let start = format!("{} {line}:{column} ", code.name());
        let is_right = matches!(shown.as_slice(), [one] if one.starts_with(&start) && one.contains(hint));
        if !is_right {
            wrong.push(format!("{text:?}\n  wanted {start}{hint}\n  found  {}", shown.join("\n         ")));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn slips_in_toml_are_told_with_the_right_form() {
    check(
        &[
            (
                "title = \"Phong trào \"Toàn dân\" năm 2026\"",
                Code::QuoteInside,
                (1, 21),
                "title = \"Phong trào “Toàn dân” năm 2026\"",
            ),
            ("title = \"A \"B\"", Code::QuoteInside, (1, 12), "title = \"A “B”\""),
            ("title = \"\"Toàn dân\" năm 2026\"", Code::QuoteInside, (1, 10), "“Toàn dân” năm 2026\""),
            ("title = 'Nhân dân 'xã' An'", Code::QuoteInside, (1, 19), "title = \"Nhân dân 'xã' An\""),
            ("title = \"C:\\Users\\an\"", Code::Backslash, (1, 12), "title = \"C:\\\\Users\\\\an\""),
            ("title = \"C:\\data\"", Code::Backslash, (1, 12), "\"C:\\\\data\""),
            ("image = \"C:\\Users\\an\\a.jpg\"", Code::LinkDrive, (1, 12), ""),
            ("draft = True", Code::BooleanWord, (1, 9), "draft = true"),
            ("draft = FALSE", Code::BooleanWord, (1, 9), "draft = false"),
            ("draft = có", Code::BooleanWord, (1, 9), "draft = true"),
            ("draft = yes", Code::BooleanWord, (1, 9), "draft = true"),
            ("draft = null", Code::ValueMissing, (1, 9), ""),
            ("brand = #a6192e", Code::QuoteMissing, (1, 9), "brand = \"#a6192e\""),
            ("brand = # đỏ", Code::ValueMissing, (1, 9), ""),
            ("topics = [\"A\" \"B\"]", Code::CommaMissing, (1, 15), "topics = [\"A\", \"B\"]"),
            ("topics = [\"A\",, \"B\"]", Code::CommaExtra, (1, 15), ""),
            ("topics = [\"A\", \"B\"\ndate = 2026-01-05", Code::BracketUnclosed, (1, 10), "topics = [\"A\", \"B\"]"),
            ("a = 1\ntopics = [\n  \"A\",\n", Code::BracketUnclosed, (2, 10), "]"),
            ("topics = [\"A\", \"B]\ndate = 2026-01-05", Code::QuoteUnclosed, (1, 19), "topics = [\"A\", \"B\"]"),
            ("topics = [A, \"B\"]", Code::QuoteMissing, (1, 11), "\"A\""),
            ("topics = [“A”]", Code::QuoteCurly, (1, 11), "\"A\""),
            ("contact = { name = \"A\"\nb = 1", Code::BracketUnclosed, (1, 11), "contact = { name = \"A\"}"),
            ("title = \"a\"\nb = 1\ntitle = \"b\"", Code::KeyTwice, (3, 1), ""),
            ("[extra]\na = 1\n[extra]\nb = 2", Code::KeyTwice, (3, 2), ""),
            ("date: 2026-01-05", Code::AssignmentSign, (1, 5), "date = 2026-01-05"),
            ("date: 05/01/2026", Code::AssignmentSign, (1, 5), "date = 2026-01-05"),
            ("title: Lễ hội", Code::AssignmentSign, (1, 6), "title = \"Lễ hội\""),
            ("\"title\": \"Lễ hội\",", Code::AssignmentSign, (1, 8), "title = \"Lễ hội\""),
            ("title => \"x\"", Code::AssignmentSign, (1, 7), "title = \"x\""),
            ("title == \"x\"", Code::AssignmentSign, (1, 7), "title = \"x\""),
            ("title := \"x\"", Code::AssignmentSign, (1, 7), "title = \"x\""),
            ("title＝\"x\"", Code::AssignmentSign, (1, 6), "title = \"x\""),
            ("title \"Lễ hội\"", Code::AssignmentSign, (1, 6), "title = \"Lễ hội\""),
            ("tiêu đề = \"x\"", Code::KeyLetters, (1, 1), "title"),
            ("tieu de = \"x\"", Code::KeyLetters, (1, 1), "title"),
            ("mô_tả = \"x\"", Code::KeyLetters, (1, 1), "description"),
            ("[phần phụ]\na = 1", Code::KeyLetters, (1, 4), ""),
            ("title = \"Lễ hội\ndate = 2026-01-05", Code::QuoteUnclosed, (1, 9), "title = \"Lễ hội\""),
            ("title = \"Lễ hội”", Code::QuoteUnclosed, (1, 9), "title = \"Lễ hội\""),
            ("title = 'Lễ hội’", Code::QuoteUnclosed, (1, 9), "title = \"Lễ hội\""),
            ("title = \"dài\nxuống dòng\"\na = 1", Code::TextOverLines, (1, 9), "\"\"\""),
            ("a = \"\"\"x\nb = 1", Code::QuoteUnclosed, (1, 5), "\"\"\""),
            ("title = “Lễ hội”", Code::QuoteCurly, (1, 9), "title = \"Lễ hội\""),
            ("title = “Lễ hội\"", Code::QuoteCurly, (1, 9), "title = \"Lễ hội\""),
            ("title = « Lễ hội »", Code::QuoteCurly, (1, 9), "title = \" Lễ hội \""),
            ("title = Lễ hội", Code::QuoteMissing, (1, 9), "title = \"Lễ hội\""),
            ("slug = tin-tuc", Code::QuoteMissing, (1, 8), "slug = \"tin-tuc\""),
            ("unit = @/to-chuc/x.md", Code::QuoteMissing, (1, 8), "unit = \"@/to-chuc/x.md\""),
            ("phone = 02033 123 456", Code::QuoteMissing, (1, 9), "phone = \"02033 123 456\""),
            ("phone = 0912345678", Code::LeadingZero, (1, 9), "phone = \"0912345678\""),
            ("weight = 07", Code::LeadingZero, (1, 10), "weight = 7"),
            ("price = 1.500.000", Code::NumberForm, (1, 9), "1500000"),
            ("price = 1,5", Code::NumberForm, (1, 9), "1.5"),
            ("rate = 5%", Code::QuoteMissing, (1, 8), "rate = \"5%\""),
            ("title =\ndate = 2026-01-05", Code::ValueMissing, (1, 8), ""),
            ("Lễ khai giảng", Code::LineWithoutKey, (1, 1), ""),
            ("title", Code::LineWithoutKey, (1, 1), ""),
            ("= \"x\"", Code::LineWithoutKey, (1, 1), ""),
            ("// chú thích\na = 1", Code::CommentSign, (1, 1), "# chú thích"),
            ("<!-- chú thích -->\na = 1", Code::CommentSign, (1, 1), "# chú thích"),
            ("a = \"x\" // y", Code::CommentSign, (1, 9), "a = \"x\" # y"),
            ("a = \"x\",", Code::TextAfterValue, (1, 8), "a = \"x\""),
            ("a = \"x\";", Code::TextAfterValue, (1, 8), "a = \"x\""),
            ("a = \"x\" b = \"y\"", Code::TextAfterValue, (1, 9), "a = \"x\""),
            ("a = 1 b = 2", Code::TextAfterValue, (1, 5), "a = 1"),
            ("[extra\na = 1", Code::BracketUnclosed, (1, 1), "[extra]"),
            ("[[menus]\na = 1", Code::BracketUnclosed, (1, 1), "[[menus]]"),
            ("[menus]]\na = 1", Code::BracketUnclosed, (1, 1), "[[menus]]"),
            ("title = \u{a0}\"A\"", Code::InvisibleCharacter, (1, 9), ""),
            ("topics:\n  - Lúa\n  - Ngô", Code::AssignmentSign, (1, 7), "topics = […]"),
            ("a = [{ b = \"x\", c = \"Bản \"gốc\"\" }]", Code::QuoteInside, (1, 26), "\"Bản “gốc”\""),
            ("a = [\"A\"; \"B\"]", Code::CommaMissing, (1, 9), "a = [\"A\", \"B\"]"),
            ("a = \"A\", \"B\"", Code::BracketUnclosed, (1, 5), "a = [\"A\", \"B\"]"),
            ("a = (\"A\", \"B\")", Code::BracketUnclosed, (1, 5), "a = [\"A\", \"B\"]"),
            ("date = \"05/01/2026\";", Code::TextAfterValue, (1, 20), "date = 2026-01-05"),
            ("draft = false,", Code::TextAfterValue, (1, 9), "draft = false"),
            ("a = 1\na.b = 2", Code::KeyTwice, (2, 1), ""),
        ],
        toml_faults,
    );
}

#[test]
fn dates_in_toml_are_told_with_the_form_of_iso_8601() {
    let written = [
        ("5-1-2026", Code::DateDayFirst, "2026-01-05"),
        ("05.01.2026", Code::DateDayFirst, "2026-01-05"),
        ("5/1/26", Code::DateDayFirst, "2026-01-05"),
        ("28/11/2026 7h30", Code::DateDayFirst, "2026-11-28T07:30"),
        ("2026-1-5", Code::DateForm, "2026-01-05"),
        ("2026/01/05", Code::DateForm, "2026-01-05"),
        ("2026-01-05 7:30", Code::DateForm, "2026-01-05T07:30"),
        ("2026-01-05 lúc 7h30", Code::DateForm, "2026-01-05T07:30"),
        ("ngày 05 tháng 01 năm 2026", Code::DateForm, "2026-01-05"),
        ("2026-01-05 07:30:00 +0700", Code::DateForm, "2026-01-05T07:30:00+07:00"),
        ("2026-02-30", Code::DateImpossible, ""),
        ("30/02/2026", Code::DateImpossible, ""),
        ("2026-01-05T25:00", Code::DateImpossible, ""),
        ("2026-01", Code::DateShape, ""),
    ];
    for (value, code, iso) in written {
        let text = format!("date = {value}");
        let found = toml_faults(&text);
        assert_eq!(found.len(), 1, "{value}: {found:?}");
        assert_eq!((found[0].code, found[0].spot.unwrap().column), (code, 8), "{value}");
        assert!(Messages::new("vi").hint(&found[0]).ends_with(iso), "{value}: {found:?}");
    }
}

#[test]
fn slips_in_yaml_are_told_with_the_right_form() {
    check(
        &[
            ("title: \"A \"B\" C\"", Code::QuoteInside, (1, 11), "title: \"A “B” C\""),
            ("title: Phong trào: toàn dân", Code::ColonInside, (1, 18), "title: \"Phong trào: toàn dân\""),
            ("title: \"C:\\Users\\an\"", Code::Backslash, (1, 11), "title: \"C:\\\\Users\\\\an\""),
            ("title: \"\\d\"", Code::Backslash, (1, 9), "title: \"\\\\d\""),
            ("image: \"D:\\data\\a.jpg\"", Code::LinkDrive, (1, 11), ""),
            ("title: Lễ\n\tdate: 2026-01-05", Code::TabIndentation, (2, 1), ""),
            ("authors: [B #1, C]", Code::QuoteMissing, (1, 10), "authors: [\"B #1\", \"C\"]"),
            ("a:\n\t- x", Code::TabIndentation, (2, 1), ""),
            ("title: a\nb: 1\ntitle: b", Code::KeyTwice, (3, 1), ""),
            ("title = \"x\"\ndate = 2026-01-05", Code::AssignmentSign, (1, 7), "title: \"x\""),
            ("title: \"x\"\ndate = 2026-01-05", Code::AssignmentSign, (2, 6), "date: 2026-01-05"),
            ("title:Lễ hội\ndate: 2026-01-05", Code::AssignmentSign, (1, 6), "title: \"Lễ hội\""),
            ("title:Lễ hội", Code::AssignmentSign, (1, 6), "title: \"Lễ hội\""),
            ("title: x\n  date: y", Code::Indentation, (2, 3), ""),
            ("  title: x\ndate: y", Code::Indentation, (2, 1), ""),
            ("topics:\n  - a\n - b", Code::Indentation, (3, 2), ""),
            ("unit: @/to-chuc/x.md", Code::QuoteMissing, (1, 7), "unit: \"@/to-chuc/x.md\""),
            ("title: *x", Code::QuoteMissing, (1, 8), "title: \"*x\""),
            ("title: %x", Code::QuoteMissing, (1, 8), "title: \"%x\""),
            ("title: - x", Code::QuoteMissing, (1, 8), "title: \"- x\""),
            ("title: ] x", Code::QuoteMissing, (1, 8), "title: \"] x\""),
            ("topics: [A, B\ndate: 2026-01-05", Code::BracketUnclosed, (1, 9), "topics: [A, B]"),
            ("topics: [A, B", Code::BracketUnclosed, (1, 9), "topics: [A, B]"),
            ("topics: [\"A\" \"B\"]", Code::CommaMissing, (1, 14), "topics: [\"A\", \"B\"]"),
            ("title: \"x\ndate: 2026-01-05", Code::QuoteUnclosed, (1, 8), "title: \"x\""),
            ("title: 'x\ndate: 2026-01-05", Code::QuoteUnclosed, (1, 8), "title: \"x\""),
            ("title: \"a\nb\nc\"", Code::TextOverLines, (1, 8), ""),
            ("a: \"x\" y", Code::QuoteInside, (1, 6), "a: \"“x” y\""),
            ("a: \"x\", y", Code::TextAfterValue, (1, 7), "a: \"x\""),
            ("Lễ khai giảng\ntitle: x", Code::LineWithoutKey, (1, 1), ""),
            ("title: x\nLễ khai giảng", Code::LineWithoutKey, (2, 1), ""),
        ],
        yaml_faults,
    );
}

#[test]
fn a_key_that_is_there_twice_is_told_with_its_first_line() {
    for (text, line) in [
        ("title = 1\nb = 1\ntitle = 2", "1"),
        ("a = 1\n[b]\na = 1\nc = 1\na = 2", "3"),
        ("[b]\na = 1\n[c]\n[b]", "1"),
        ("a = { b = 1, b = 2 }", "1"),
        ("a.b = 1\na = 2", "1"),
    ] {
        let found = toml_faults(text);
        assert_eq!(found[0].args.iter().find(|(name, _)| *name == "line").unwrap().1, line, "{text}");
    }
}

/// A line of front matter may contain anything, so no explanation may panic or say nothing.
#[test]
fn every_cut_and_every_sign_is_explained() {
    let whole = "title = \"Lễ “hội” \\\" #\" # x\n[a.b]\nc = [\"x\", { y = 2026-01-05 }]\nd = '''x'''\n";
    let signs = ["=", ":", "\"", "'", "“", "[", "]", "{", "}", ",", "\\", "\n", "\t", "#", "ệ", "0", "-", "＝"];
    assert!(!yaml_faults("\"\n*a}[,66\n{\"\":[0\n").is_empty());
    let yaml = "ưu: \"a\"\nb: [\"x\" \"y\", {c: 'd'}]\n\"\":[0\n\n";
    for whole in [whole, yaml] {
        for at in (0..whole.len()).filter(|at| whole.is_char_boundary(*at)) {
            let (before, after) = whole.split_at(at);
            for sign in signs {
                for text in [format!("{before}{sign}{after}"), format!("{before}{sign}"), format!("{sign}{after}")] {
                    for found in [toml_faults(&text), yaml_faults(&text)] {
                        assert!(found.iter().all(|fault| fault.spot.is_some_and(|spot| spot.line > 0)), "{text:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn toml_and_yaml_of_the_same_facts_are_the_same_values() {
    let toml_text = "title = \"Lễ hội\"\nweight = 3\nlist = [\"a\", \"b\"]\n";
    let yaml_text = "title: Lễ hội\nweight: 3\nlist: [a, b]\nempty:\n";
    let one = from_toml(toml_text, 0, &Lines::new(toml_text)).unwrap();
    let two = from_yaml(yaml_text, 0, &Lines::new(yaml_text)).unwrap();
    assert_eq!(one.to_json(), two.to_json());
}

#[test]
fn every_fault_of_toml_is_told_with_its_line() {
    let text = "a = \nb = 2\nc = [1,\nd = \"x\n";
    let faults = from_toml(text, 0, &Lines::new(text)).unwrap_err();
    assert!(faults.len() >= 2, "{faults:?}");
    assert_eq!(faults[0].spot.map(|s| s.line), Some(1));
}

#[test]
fn places_count_from_the_start_of_the_file() {
    let file = "+++\ntitle = \"x\"\n+++\n";
    let node = from_toml("title = \"x\"\n", 4, &Lines::new(file)).unwrap();
    assert_eq!(node.entries()[0].spot, Spot { line: 2, column: 1, length: 5 });
    let file = "---\nten: bay\nso: [1\n---\n";
    let fault = from_yaml("ten: bay\nso: [1\n", 4, &Lines::new(file)).unwrap_err();
    assert!(fault[0].spot.is_some_and(|s| s.line >= 3));
}

#[test]
fn an_escape_cannot_write_what_no_text_can_hold() {
    for text in ["a = \"x\\u0001\"\n", "a = [\"\\uFDD0\"]\n"] {
        assert_eq!(from_toml(text, 0, &Lines::new(text)).unwrap_err()[0].code, Code::ForbiddenCharacter);
    }
    let text = "a: \"x\\x01\"\n";
    assert_eq!(from_yaml(text, 0, &Lines::new(text)).unwrap_err()[0].code, Code::ForbiddenCharacter);
}

#[test]
fn hostile_depth_is_refused() {
    let text = format!("a = {}1{}", "[".repeat(60), "]".repeat(60));
    assert!(from_toml(&text, 0, &Lines::new(&text)).is_err());
    let text = format!("a: {}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(from_yaml(&text, 0, &Lines::new(&text)).is_err());
    for sign in ["- ", "? ", "? - ", ": ? ", "-\t"] {
        let text = format!("{}a", sign.repeat(100_000));
        assert!(from_yaml(&text, 0, &Lines::new(&text)).is_err(), "{sign}");
    }
    let rule = format!("a: |\n  b\n  {}\n", "-".repeat(90));
    assert!(from_yaml(&rule, 0, &Lines::new(&rule)).is_ok());
    let steps: String = (0..60).map(|n| format!("{}a:\n", " ".repeat(n))).collect();
    assert!(from_yaml(&steps, 0, &Lines::new(&steps)).is_err());
    let (open, close) = ("[".repeat(20), "]".repeat(20));
    let aliases = format!("a: &a {open}1{close}\nb: {open}*a{close}\n");
    assert!(from_yaml(&aliases, 0, &Lines::new(&aliases)).is_err());
}
