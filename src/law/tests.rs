use jiff::civil::{Date, date};

use super::*;
use crate::config::AgencyType;

fn law(own: &[(&str, &str)]) -> Law {
    Law::read(own.iter().map(|(name, text)| (*name, *name, *text))).expect("a law")
}

#[test]
fn the_files_of_the_program_have_no_faults_and_two_languages() {
    let law = law(&[]);
    assert!(law.rules().count() > 0);
    for rule in law.rules() {
        for words in [&rule.title, &rule.words.message, &rule.words.fix] {
            assert_ne!(words.get("vi"), words.get("en"), "{}", rule.id);
        }
        assert!(!rule.words.bad.is_empty() && !rule.words.good.is_empty(), "{}", rule.id);
    }
}

#[test]
fn a_rule_applies_while_an_article_is_in_force_and_is_a_warning_where_the_project_is_not_sure() {
    let rules = "[[rules]]\nid = \"a\"\ntitle = \"A\"\nlevel = [{ is = \"note\" }, { from = 2026-03-01, is = \"error\" }]\n\
                 check = \"x\"\nmessage = \"m\"\nfix = \"f\"\nbasis = [{ instrument = \"1/QĐ\", certainty = \"read\" }, \
                 { instrument = \"2/QĐ\", certainty = \"inferred\" }]\n";
    let status = "[[instruments]]\nnumber = \"1/QĐ\"\nfrom = 2026-02-01\nto = 2026-03-31\ncertainty = \"read\"\n\
                  [[instruments]]\nnumber = \"2/QĐ\"\nfrom = 2026-04-10\n";
    let law = law(&[("legal-status", status), ("own", rules)]);
    let rule = law.rule("a").expect("the rule");
    let level = |month, day| rule.level_on(&law.instruments, date(2026, month, day));
    assert_eq!([level(1, 31), level(2, 1), level(3, 1)], [None, Some(Level::Note), Some(Level::Error)]);
    assert_eq!([level(4, 1), level(4, 10)], [None, Some(Level::Warning)]);
}

#[test]
fn a_file_of_a_site_takes_the_place_of_the_layer_with_its_name() {
    let law = law(&[("trang-thong-tin", "title = \"Không quy tắc nào\"")]);
    assert!(law.layers.iter().any(|layer| layer.id == "trang-thong-tin" && layer.rules.is_empty()));
}

#[test]
fn the_last_day_of_a_set_follows_the_law_and_the_days_off() {
    let law = read_publication_law(std::iter::empty()).expect("the law of publication");
    let [calendar] = law.calendars.as_slice() else { panic!("one calendar") };
    let holidays = crate::text::workdays::Holidays::vietnam();
    let last = |set: &str, year: i16, from: Option<Date>| {
        let set = calendar.sets.iter().find(|one| one.id == set).expect("the set");
        set.last_day(year, from, &holidays)
    };
    assert_eq!(last("execution-3-months", 2026, None), Some(date(2026, 4, 10)));
    // A Saturday, and a day after which the offices are closed for Tết.
    assert_eq!(last("execution-9-months", 2026, None), Some(date(2026, 10, 12)));
    assert_eq!(last("settlement", 2026, Some(date(2027, 1, 6))), Some(date(2027, 2, 12)));
    assert_eq!(last("settlement", 2026, None), None);
    // Five working days: neither the weekend nor the first of January counts.
    assert_eq!(last("estimate-submitted", 2027, Some(date(2026, 12, 28))), Some(date(2027, 1, 5)));
    assert_eq!(last("support-policy", 2026, Some(date(2026, 11, 20))), Some(date(2026, 11, 26)));
}

#[test]
fn the_lists_have_the_points_of_their_articles() {
    let law = read_publication_law(std::iter::empty()).expect("the law of publication");
    let counts: Vec<(&str, usize)> = law.lists.iter().map(|list| (list.id.as_str(), list.duties.len())).collect();
    assert_eq!(counts, [("thong-tin", 21), ("cung-cap", 2), ("dan-chu", 14)]);
    let of = |list: usize, agency| law.lists[list].duties_of(agency).count();
    assert_eq!([of(1, AgencyType::Department), of(1, AgencyType::Commune)], [1, 2]);
    assert_eq!([of(2, AgencyType::Ministry), of(2, AgencyType::Commune)], [0, 14]);
    let dd = law.lists[0].duties.iter().find(|duty| duty.name == "thong-tin/dd").expect("point đ");
    assert_eq!(law.lists[0].cited(dd), "Điều 17 khoản 1 điểm đ, 01/2026/QH16");
}
