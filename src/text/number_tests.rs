use super::*;

fn read(s: &str) -> DocumentNumber {
    DocumentNumber::parse(s).unwrap_or_else(|error| unreachable!("{s}: {error:?}"))
}

fn refused(s: &str) -> &'static str {
    match DocumentNumber::parse(s) {
        Err(NumberError::Shape { hint }) => hint,
        other => unreachable!("{s}: {other:?}"),
    }
}

#[test]
fn the_rules_are_well_formed() {
    for rule in [&NORMATIVE, &ADMINISTRATIVE, &LETTER, &PARTY] {
        assert!(rule.is_some());
    }
}

#[test]
fn normative_documents_carry_a_year() {
    for (raw, serial, year, type_code, issuer) in [
        ("42/2022/NĐ-CP", "42", 2022, Some("NĐ"), "CP"),
        ("22/2023/TT-BTTTT", "22", 2023, Some("TT"), "BTTTT"),
        ("20/2020/QĐ-TTg", "20", 2020, Some("QĐ"), "TTg"),
        ("043/2025/QĐ-UBND", "043", 2025, Some("QĐ"), "UBND"),
        ("12/2026/NQ-HĐND", "12", 2026, Some("NQ"), "HĐND"),
        ("148/2025/QH15", "148", 2025, None, "QH15"),
        ("01/2022/UBTVQH15", "01", 2022, None, "UBTVQH15"),
        ("03/2022/PL-UBTVQH15", "03", 2022, Some("PL"), "UBTVQH15"),
        ("66.13/2026/NQ-CP", "66.13", 2026, Some("NQ"), "CP"),
        ("05/2014/TTLT-BTNMT-BTC", "05", 2014, Some("TTLT"), "BTNMT-BTC"),
    ] {
        let number = read(raw);
        assert_eq!(number.form, NumberForm::Normative, "{raw}");
        assert_eq!(
            (number.serial.as_str(), number.year, number.type_code.as_deref()),
            (serial, Some(year), type_code),
            "{raw}"
        );
        assert_eq!((number.issuer.as_str(), number.to_string().as_str()), (issuer, raw));
    }
}

#[test]
fn administrative_documents_carry_a_type() {
    for (raw, serial, type_code, issuer) in [
        ("15/QĐ-UBND", "15", "QĐ", "UBND"),
        ("237/NQ-UBTVQH16", "237", "NQ", "UBTVQH16"),
        ("405/QĐ-BKHCN", "405", "QĐ", "BKHCN"),
        ("02/CTr-UBND", "02", "CTr", "UBND"),
        ("15a/KH-UBND", "15a", "KH", "UBND"),
        ("7/QyĐ-VP.HC", "7", "QyĐ", "VP.HC"),
    ] {
        let number = read(raw);
        assert_eq!(number.form, NumberForm::Administrative, "{raw}");
        assert_eq!((number.serial.as_str(), number.year), (serial, None));
        assert_eq!((number.type_code.as_deref(), number.issuer.as_str()), (Some(type_code), issuer));
    }
}

#[test]
fn letters_have_no_type() {
    for (raw, issuer) in [("4946/BTTTT-CĐSQG", "BTTTT"), ("123/UBND-VX", "UBND"), ("88/VP", "VP")] {
        let number = read(raw);
        assert_eq!((number.form, number.type_code, number.issuer.as_str()), (NumberForm::Letter, None, issuer));
    }
}

#[test]
fn a_known_letter_overrules_the_code_of_a_type() {
    let number = read("565/CT-CS");
    assert_eq!((number.form, number.type_code.as_deref()), (NumberForm::Administrative, Some("CT")));
    assert_eq!(number.as_letter().map(|letter| letter.issuer).as_deref(), Some("CT"));
    assert_eq!(read("148/2025/QH15").as_letter(), None);
}

#[test]
fn documents_of_the_party_turn_the_order_round() {
    let number = read("57-NQ/TW");
    assert_eq!(
        (number.form, number.type_code.as_deref(), number.issuer.as_str()),
        (NumberForm::Party, Some("NQ"), "TW")
    );
}

#[test]
fn numbers_become_addresses() {
    for (raw, slug) in [("224/2026/NĐ-CP", "224-2026-nd-cp"), ("15/QĐ-UBND", "15-qd-ubnd"), ("57-NQ/TW", "57-nq-tw")]
    {
        assert_eq!(read(raw).slug(), slug);
    }
}

#[test]
fn look_alikes_and_decomposed_letters_are_named() {
    assert_eq!(DocumentNumber::parse("15/QÐ-UBND"), Err(NumberError::LookAlikeD { at: 4 }));
    assert_eq!(DocumentNumber::parse("15/QƉ-UBND"), Err(NumberError::LookAlikeD { at: 4 }));
    assert_eq!(DocumentNumber::parse("15/QĐ-TRE\u{309}"), Err(NumberError::NotNfc));
    assert_eq!(DocumentNumber::parse("  "), Err(NumberError::Empty));
}

#[test]
fn spaces_are_taken_out_in_a_suggestion() {
    for written in ["15 /QĐ-UBND", "15/QĐ - UBND", " 15/QĐ-UBND", "15/QĐ-UBND\u{A0}"] {
        let suggestion = "15/QĐ-UBND".to_owned();
        assert_eq!(DocumentNumber::parse(written), Err(NumberError::Spaces { suggestion }), "{written:?}");
    }
    // The mark joins the letter once the space between them is gone.
    let suggestion = "15/TÁ".to_owned();
    assert_eq!(DocumentNumber::parse("15/TA \u{301}"), Err(NumberError::Spaces { suggestion }));
}

#[test]
fn the_likely_fault_is_hinted_at() {
    for (written, hint) in [
        ("Số 15/QĐ-UBND", "prefix"),
        ("số: 15/QĐ-UBND", "prefix"),
        ("/QĐ-UBND", "serial"),
        ("QĐ-UBND", "serial"),
        ("15/QĐ–UBND", "dash"),
        ("15-QĐ-UBND", "no-slash"),
        ("Quyết định 15", "serial"),
        ("15/qđ-ubnd", "lower-case"),
        ("15/QD-UBND", "plain-d"),
        ("42/2022/ND-CP", "plain-d"),
        ("12/NQ-HDND", "plain-d"),
        ("12/2026/NQ-HDND", "plain-d"),
        ("42/2022/XX-CP", "type"),
        ("15/", "shape"),
        ("15/Q Đ/UBND/X", "shape"),
        ("15//QĐ-UBND", "shape"),
    ] {
        assert_eq!(refused(written), hint, "{written}");
    }
}

#[test]
fn what_is_meant_as_a_number_looks_like_one() {
    for written in ["15/QĐ-UBND", "15/QÐ-UBND", " 15/QĐ - UBND", "15/QD-UBND", "148/2025/QH15", "57-NQ/TW", "88/VP"]
    {
        assert!(looks_like_number(written), "{written}");
    }
    for written in
        ["", "@/van-ban/x.md", "01/2026", "24/7", "3/A", "05/01/2026", "https://a.vn/1/B", "15", "Luật Đất đai"]
    {
        assert!(!looks_like_number(written), "{written}");
    }
}
