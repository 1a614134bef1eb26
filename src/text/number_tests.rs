use super::*;

fn read(s: &str) -> DocumentNumber {
    DocumentNumber::parse(s).unwrap_or_else(|error| unreachable!("{s}: {error:?}"))
}

#[test]
fn the_rules_are_well_formed() {
    for rule in [&NORMATIVE, &ADMINISTRATIVE, &LETTER, &PARTY, &EARLY, &CONSTITUTION] {
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
        ("235/2009/TTLT/BTC-BGTVT", "235", 2009, Some("TTLT"), "BTC-BGTVT"),
        ("72/2025/NQLT/UBTVQH15-CP-ĐCTUBTWMTTQVN", "72", 2025, Some("NQLT"), "UBTVQH15-CP-ĐCTUBTWMTTQVN"),
        ("12/2009/CT-UBND", "12", 2009, Some("CT"), "UBND"),
        ("25/2003/CT-TTg", "25", 2003, Some("CT"), "TTg"),
        ("30a/2008/NQ-CP", "30a", 2008, Some("NQ"), "CP"),
        ("888a/2015/UBTVQH13", "888a", 2015, None, "UBTVQH13"),
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
fn a_sign_at_the_end_belongs_to_no_number() {
    for text in ["15/QĐ-UBND/", "15/QĐ-UBND-", "15/QĐ-UBND.", "42/2022/NĐ-CP/"] {
        let Err(NumberError::Mistyped { mistake, suggestion }) = DocumentNumber::parse(text) else {
            unreachable!("{text}")
        };
        assert_eq!((mistake, suggestion.as_str()), (NumberMistake::Sign, &text[..text.len() - 1]), "{text}");
    }
    for text in ["\"15/QĐ-UBND\"", "“15/QĐ-UBND”", "15/QĐ-UBND\""] {
        let Err(NumberError::Mistyped { mistake, suggestion }) = DocumentNumber::parse(text) else {
            unreachable!("{text}")
        };
        assert_eq!((mistake, suggestion.as_str()), (NumberMistake::Sign, "15/QĐ-UBND"), "{text}");
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
        ("15A/QĐ-UBND", "15A", "QĐ", "UBND"),
        ("7/QyĐ-VP.HC", "7", "QyĐ", "VP.HC"),
        ("17/VBHN-BTC", "17", "VBHN", "BTC"),
        ("04/VBHN-VPQH", "04", "VBHN", "VPQH"),
        ("1234/QĐ-UB", "1234", "QĐ", "UB"),
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
fn early_documents_carry_no_year() {
    for (raw, serial, type_code, issuer) in [
        ("73-CP", "73", None, "CP"),
        ("111-HĐBT", "111", None, "HĐBT"),
        ("250-TTg", "250", None, "TTg"),
        ("64-SL", "64", None, "SL"),
        ("23-L/CTN", "23", Some("L"), "CTN"),
        ("21-LCT/HĐNN8", "21", Some("LCT"), "HĐNN8"),
        ("34-NQ/QHK6", "34", Some("NQ"), "QHK6"),
    ] {
        let number = read(raw);
        let found = (number.serial.as_str(), number.year, number.type_code.as_deref(), number.issuer.as_str());
        assert_eq!(found, (serial, None, type_code, issuer), "{raw}");
    }
}

#[test]
fn a_constitution_is_named_by_its_year() {
    for (raw, year) in [("Hiến pháp 2013", 2013), ("Hiến pháp năm 1946", 1946)] {
        let number = read(raw);
        assert_eq!((number.form, number.year, number.raw.as_str()), (NumberForm::Constitution, Some(year), raw));
    }
    assert_eq!(read("Hiến pháp năm 2013").slug(), "hien-phap-nam-2013");
    assert!(DocumentNumber::parse("Hiến pháp").is_err());
}

#[test]
fn a_mistake_of_typing_is_named_with_the_right_number() {
    use NumberMistake::*;
    for (written, mistake, suggestion) in [
        ("Số15/QĐ-UBND", Prefix, "15/QĐ-UBND"),
        ("Số 15/QĐ-UBND", Prefix, "15/QĐ-UBND"),
        ("số: 15/QĐ-UBND", Prefix, "15/QĐ-UBND"),
        ("Quyết định số 15/qd-ubnd", Prefix, "15/QĐ-UBND"),
        ("Thông tư 12/2021/TT-BXD", Prefix, "12/2021/TT-BXD"),
        ("15/QĐ–UBND", Dash, "15/QĐ-UBND"),
        ("15/QĐ\u{2011}UBND", Dash, "15/QĐ-UBND"),
        ("15/QD—UBND", Dash, "15/QĐ-UBND"),
        ("15/QD-UBND", PlainD, "15/QĐ-UBND"),
        ("42/2022/ND-CP", PlainD, "42/2022/NĐ-CP"),
        ("12/NQ-HDND", PlainD, "12/NQ-HĐND"),
        ("12/2026/NQ-HDND", PlainD, "12/2026/NQ-HĐND"),
        ("7/QyD-UBND", PlainD, "7/QyĐ-UBND"),
        ("111-HDBT", PlainD, "111-HĐBT"),
        ("15/qđ-ubnd", Case, "15/QĐ-UBND"),
        ("15/qd-ubnd", Case, "15/QĐ-UBND"),
        ("20/2020/qđ-ttg", Case, "20/2020/QĐ-TTg"),
        ("15a/qđ-ubnd", Case, "15a/QĐ-UBND"),
        ("12/TTR-UBND", Case, "12/TTr-UBND"),
        ("15/QĐ-UBND.", Sign, "15/QĐ-UBND"),
        ("15/QĐ_UBND", Sign, "15/QĐ-UBND"),
        ("15/QĐ.UBND", Sign, "15/QĐ-UBND"),
        ("15\u{2215}QĐ-UBND", Sign, "15/QĐ-UBND"),
        ("15\\QĐ-UBND", Sign, "15/QĐ-UBND"),
        ("１５/QĐ-UBND", Sign, "15/QĐ-UBND"),
        ("15/QĐ-UBND\u{200B}", Sign, "15/QĐ-UBND"),
        ("15/QĐ-UBND năm 2026", Suffix, "15/QĐ-UBND"),
        ("15/QĐ-UBND ngày 05/01/2026", Suffix, "15/QĐ-UBND"),
        ("15/QĐ-UBND (2026)", Suffix, "15/QĐ-UBND"),
        ("15/QĐ-UBND/2026", Suffix, "15/QĐ-UBND"),
        ("02/ctr-UBND", Case, "02/CTr-UBND"),
    ] {
        let suggestion = suggestion.to_owned();
        assert_eq!(DocumentNumber::parse(written), Err(NumberError::Mistyped { mistake, suggestion }), "{written}");
    }
    for written in
        ["/QĐ-UBND", "QĐ-UBND", "15-QĐ-UBND", "Quyết định 15", "42/2022/XX-CP", "15/", "15/Q Đ/UBND/X", "15//QĐ-UBND"]
    {
        assert_eq!(DocumentNumber::parse(written), Err(NumberError::Shape), "{written}");
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

#[test]
fn the_case_of_the_letter_and_zeros_do_not_make_another_number() {
    assert_eq!(number_key("015A/QĐ-UBND"), number_key("15a/QĐ-UBND"));
    assert_ne!(number_key("15a/QĐ-UBND"), number_key("15b/QĐ-UBND"));
    assert_eq!(number_key("Hiến pháp 2013"), "Hiến pháp 2013");
}
