use super::*;

/// Official sentences; each is put into every old encoding below.
const OFFICIAL: [&str; 12] = [
    "Cộng hòa xã hội chủ nghĩa Việt Nam",
    "Độc lập - Tự do - Hạnh phúc",
    "Ủy ban nhân dân xã Sen Vàng thông báo lịch tiếp công dân định kỳ tháng 6 năm 2026.",
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
    "Quyết định này có hiệu lực kể từ ngày ký.",
    "Chánh Văn phòng, Trưởng phòng Kinh tế và các đơn vị có liên quan chịu trách nhiệm thi hành.",
    "Mời bà con đến nhà văn hóa thôn để nhận giấy chứng nhận quyền sử dụng đất.",
    "Hồ sơ gồm: đơn đề nghị, bản sao giấy khai sinh, giấy tờ chứng minh nơi cư trú.",
    "Đường từ trụ sở đến chợ trung tâm đã được sửa chữa, nâng cấp.",
    "Kỳ họp thứ bảy Hội đồng nhân dân tỉnh khóa mười tám",
    "Phí, lệ phí: không thu. Thời hạn giải quyết: 03 ngày làm việc.",
    "Người dân kiến nghị về vệ sinh môi trường, nước sạch và điện chiếu sáng.",
];

/// Correct texts with the signs and letters that old encodings also use.
const CORRECT: [&str; 28] = [
    "Où êtes-vous né ? Le goût du thé thaï, naïf et haï, chez Loïc et Caïn, où Noël dûment fêté.",
    "«M. Dupont» et «Hà Nội» — « l’été », l’œuvre, le maïs, l’île, août, français, Saïgon, Huế.",
    "Le Vietnam a reçu la délégation française à l’hôtel où Loïc était; thaï, khmère, laotienne.",
    "The café's naïve façade cost £5 (€6, ¥900) — a 2½-fold rise; © 2026 Sen Vang. ® ™ § 5 ¶ 3",
    "Mô-men xoắn 5 N·m, 3 kN·m, 12 µm, 5 µg/m³, ma trận m×n, 3×4 m, 10÷12 °C, ±0,5 %, 1¼ giờ",
    "XÃ SEN VÀNG: “XÃ” — XÃ’S, XÃ–PHƯỜNG, XÃ¹, XÃ\u{A0}BẮC, Ủy ban các xã¹ và phường²",
    "«cá» – «bà»… «má»” «lá», giá «rẻ»",
    "Kế hoạch KH¹, thông báo TH¹, TB², quy định của UBND¹ và HĐND·UBND",
    "Tin tức · Sự kiện · Thông báo",
    "hoà, toà, khoá, hoá, thuỷ, quý, quỳ, loà xoà, oà, oái oăm, xoá, goá, tuý, huý",
    "Müller, Köln, Düsseldorf, Göteborg, Malmö, Tromsø, København, Århus, São Paulo, Curaçao, El Niño, Reykjavík",
    "Intel® Core™, Windows®, Sen® và Lam®",
    "Nhiệt độ 25°C–30°C, diện tích 3,5 m², thể tích 12 m³, góc 45°",
    "Người phát ngôn: ông Đỗ Đức Đạo; điện thoại: 0299·3812·345",
    "Mª Carmen, 1º, 2ª, Nº 5, ¿Qué tal? ¡Hola!",
    "Ý kiến: « Đồng ý », «Không», ‹có›, ‹không›",
    "Œuvres complètes, bœuf, cœur, sœur, nœud",
    "l'État, à côté, très, après, élève, forêt, hôpital, château, dîner, flûte",
    "Đắk Lắk, Kon Tum, Pleiku, Bắc Kạn, Y Moan Êñuôl, Krông Nô, Cư M'gar",
    "Anaïs, Raphaël, Israël, Gaël, Joël, Benoît, Zoé, Chloé, Thaïs, Maïté, Loïs",
    "tỷ lệ 3⁄4, ½, ¼, ¾; 5¼; 2¾ %",
    "a·b = c, x·y·z, A·x ≤ b, f÷g, ¬p, a×b",
    "Q&A, AT&T, R&D; 10–12; 5…6; «…»",
    "El año nuevo, mañana, señor, España; ação, não, informação; größer, Straße, schön",
    "På norsk: så må vi få øl; Søren, Åse og Bjørn; i Sverige: älv, ö, å",
    "Çà et là, deçà, reçu, leçon, garçon; ambiguë, aiguë, contiguë, canoë, maërl",
    "Ngày 5/1/2026 – 10’ – 5” – 3ʹ; “Tiếng Việt” ‘mới’",
    "Ấp Thạnh Lợi, ấp Ô Môn, sông Ô Lâu, ông Ích, ý nguyện, ô tô, ở, ừ, ạ",
];

fn typed_by_table(text: &str, table: (&str, &str)) -> String {
    text.chars().map(|c| look_up(c, (table.1, table.0)).unwrap_or(c)).collect()
}

/// TCVN3 has no code for most capitals: its capital fonts draw them from the small letters.
fn typed_in_tcvn3(text: &str) -> String {
    let small = |c: char| {
        if look_up(c, (TCVN3.1, TCVN3.0)).is_some() { c } else { c.to_lowercase().next().unwrap_or(c) }
    };
    let mapped: String = text.chars().map(|c| if c.is_ascii() { c } else { small(c) }).collect();
    typed_by_table(&mapped, TCVN3)
}

fn typed_in_vps(text: &str) -> String {
    let small = |c: char| {
        if look_up(c, (VPS.1, VPS.0)).is_some() { c } else { c.to_lowercase().next().unwrap_or(c) }
    };
    let mapped: String = text.chars().map(|c| if c.is_ascii() { c } else { small(c) }).collect();
    typed_by_table(&mapped, VPS)
}

fn typed_in_vni(text: &str) -> String {
    let vowels = "aeouyôöAEOUYÔÖ";
    let marks = "øùûõïâàáåãäêèéúüë";
    text.chars()
        .map(|c| {
            if c.is_ascii() {
                return c.to_string();
            }
            if let Some(single) = look_up(c, (VNI_LETTERS.1, VNI_LETTERS.0)) {
                return single.to_string();
            }
            let pairs = vowels.chars().flat_map(|vowel| {
                let upper = vowel.is_uppercase();
                marks.chars().map(move |mark| {
                    format!("{vowel}{}", if upper { mark.to_uppercase().to_string() } else { mark.to_string() })
                })
            });
            let wanted = c.to_string();
            pairs.into_iter().find(|pair| vni(pair).as_deref() == Some(wanted.as_str())).unwrap_or(wanted)
        })
        .collect()
}

/// UTF-8 opened as Windows-1252; bytes it has no sign for stay as controls.
fn misread_as_1252(text: &str) -> String {
    let shown = |byte: u8| match byte {
        0x80..=0x9F => {
            WINDOWS_1252.chars().nth(usize::from(byte) - 0x80).filter(|c| *c != '.').unwrap_or(char::from(byte))
        }
        _ => char::from(byte),
    };
    text.bytes().map(shown).collect()
}

#[test]
fn the_tables_pair_every_sign_with_a_letter() {
    for (from, to) in [TCVN3, VPS, VNI_LETTERS, VNI_TONES, VNI_CIRCUMFLEX, VNI_BREVE] {
        assert_eq!(from.chars().count(), to.chars().count(), "{from}");
    }
    assert_eq!(WINDOWS_1252.chars().count(), 32);
}

#[test]
fn correct_texts_are_left_alone() {
    for text in CORRECT.iter().chain(&OFFICIAL) {
        let found: Vec<&str> = find(text).into_iter().filter_map(|range| text.get(range)).collect();
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

#[test]
fn every_official_sentence_is_found_in_every_old_encoding() {
    for text in OFFICIAL {
        for (name, typed) in [
            ("TCVN3", typed_in_tcvn3(text)),
            ("VNI", typed_in_vni(text)),
            ("VPS", typed_in_vps(text)),
            ("UTF-8", misread_as_1252(text)),
        ] {
            assert!(!find(&typed).is_empty(), "{name}: {typed}");
        }
    }
}

#[test]
fn known_samples_are_found_as_one_run() {
    for sample in [
        "Céng hßa x· héi chñ nghÜa ViÖt Nam",
        "§éc lËp - Tù do - H¹nh phóc",
        "Xin chaøo caùc baïn",
        "Öôùc mô cuûa ngöôøi daân Vieät Nam",
        "Ti‰ng ViŒt",
        "Cá»™ng hÃ²a xÃ£ há»™i chá»§ nghÄ©a Viá»‡t Nam",
    ] {
        let found = find(sample);
        assert_eq!(found.len(), 1, "{sample}");
        assert!(found.iter().all(|range| range.len() * 10 > sample.len() * 7), "{sample}: {found:?}");
    }
}

#[test]
fn a_run_ends_with_its_line_and_has_its_place() {
    let text = "Tốt.\nQuyÕt ®Þnh\nTốt.\nnghÞ ®Þnh";
    let found: Vec<&str> = find(text).into_iter().filter_map(|range| text.get(range)).collect();
    assert_eq!(found, ["QuyÕt ®Þnh", "nghÞ ®Þnh"]);
}

#[test]
fn what_was_meant_is_recovered() {
    for (typed, meant) in [
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("Öôùc mô cuûa ngöôøi daân", "Ước mơ của người dân"),
        ("NghÎ ÇÎnh", "Nghị định"),
        ("Cá»™ng hÃ²a xÃ£ há»™i", "Cộng hòa xã hội"),
    ] {
        assert_eq!(recover(typed).as_deref(), Some(meant));
    }
    assert_eq!(recover("plain text"), None);
    assert_eq!(recover("Œuvres complètes"), None);
}

#[test]
fn official_sentences_survive_the_way_there_and_back() {
    for text in OFFICIAL {
        assert_eq!(recover(&misread_as_1252(text)).as_deref(), Some(text));
        assert_eq!(recover(&typed_in_vni(text)).map(|t| t.to_lowercase()), Some(text.to_lowercase()));
        assert_eq!(recover(&typed_in_tcvn3(text)).map(|t| t.to_lowercase()), Some(text.to_lowercase()));
    }
}
