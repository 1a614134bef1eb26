//! The forms of many languages. Spaces that do not break are written as `~` (U+00A0) and `_`
//! (U+202F).

use jiff::civil::{Date, date};

use super::LanguageForms;

fn forms(lang: &str) -> LanguageForms {
    LanguageForms::new(lang)
}

fn shown(text: &str) -> String {
    text.replace('\u{a0}', "~").replace('\u{202f}', "_")
}

const DAY: Date = date(2026, 1, 5);

#[test]
fn the_zero_stands_only_before_days_under_ten_and_the_months_one_and_two() {
    let vi = forms("vi");
    assert_eq!(vi.long(DAY), "ngày 05 tháng 01 năm 2026");
    assert_eq!(vi.long(date(2026, 6, 5)), "ngày 05 tháng 6 năm 2026");
    assert_eq!(vi.long(date(2026, 2, 12)), "ngày 12 tháng 02 năm 2026");
    assert_eq!(vi.long(date(2026, 12, 31)), "ngày 31 tháng 12 năm 2026");
}

#[test]
fn vietnamese_and_english_dates_have_the_forms_of_offices() {
    let moment = DAY.at(8, 0, 0, 0);
    for lang in ["vi", "vi-VN"] {
        let vi = forms(lang);
        assert_eq!(vi.short(DAY), "05/01/2026");
        assert_eq!(vi.short_time(moment), "08:00 05/01/2026");
        assert_eq!(vi.long_time(moment), "08:00 ngày 05 tháng 01 năm 2026");
        assert_eq!(vi.weekday(DAY), "Thứ Hai");
        assert_eq!(vi.weekday(date(2026, 1, 11)), "Chủ nhật");
    }
    let en = forms("en");
    assert_eq!(en.short(DAY), "5 January 2026");
    assert_eq!(en.long(DAY), "5 January 2026");
    assert_eq!(en.long_time(moment), "08:00, 5 January 2026");
    assert_eq!(en.weekday(DAY), "Monday");
    assert_eq!(forms("en-US").long(DAY), "January 5, 2026");
}

#[test]
fn dates_of_other_languages_are_those_of_their_readers() {
    let moment = DAY.at(18, 5, 0, 0);
    for (lang, day, time, weekday) in [
        ("fr", "5 janvier 2026", "5 janvier 2026 à 18:05", "lundi"),
        ("zh-Hant", "2026年1月5日", "2026年1月5日 18:05", "星期一"),
        ("zh-Hans", "2026年1月5日", "2026年1月5日 18:05", "星期一"),
        ("ja", "2026年1月5日", "2026年1月5日 18:05", "月曜日"),
        ("ko", "2026년 1월 5일", "2026년 1월 5일 18:05", "월요일"),
        ("lo", "5 ມັງກອນ 2026", "5 ມັງກອນ 2026, 18:05", "ວັນຈັນ"),
        ("km", "5 មករា 2026", "5 មករា 2026 នៅ\u{200b}ម៉ោង 18:05", "ចន្ទ"),
        ("pt-BR", "5 de janeiro de 2026", "5 de janeiro de 2026 às 18:05", "segunda-feira"),
        ("ar", "5 يناير 2026", "5 يناير 2026 في 18:05", "الاثنين"),
        ("ru", "5 января 2026_г.", "5 января 2026_г. в 18:05", "понедельник"),
    ] {
        let forms = forms(lang);
        assert_eq!(shown(&forms.long(DAY)), day, "{lang}");
        assert_eq!(forms.short(DAY), forms.long(DAY), "{lang}");
        assert_eq!(shown(&forms.long_time(moment)), time, "{lang}");
        assert_eq!(forms.weekday(DAY), weekday, "{lang}");
    }
}

#[test]
fn years_are_those_of_the_gregorian_calendar_in_latin_digits() {
    for lang in ["th", "ar-SA", "fa", "ps", "ne", "my", "hi", "he", "am", "ja-JP-u-ca-japanese", "ar-u-nu-arab"] {
        let forms = forms(lang);
        for text in [forms.long(DAY), forms.long_time(DAY.at(18, 5, 0, 0)), forms.group(2026)] {
            let digits: String = text.chars().filter(|c| c.is_numeric()).collect();
            assert!(digits.contains("2026") && digits.is_ascii(), "{lang}: {text}");
        }
    }
}

#[test]
fn a_language_without_names_of_months_has_the_english_dates() {
    for lang in ["hmn", "cjm", "xx", "", "no language"] {
        assert_eq!(forms(lang).long(DAY), "5 January 2026", "{lang}");
        assert_eq!(forms(lang).long_time(DAY.at(8, 0, 0, 0)), "08:00, 5 January 2026", "{lang}");
    }
}

#[test]
fn thousands_are_grouped_by_the_language() {
    for (lang, number) in [
        ("vi", "1.234.567"),
        ("vi-VN", "1.234.567"),
        ("en", "1,234,567"),
        ("fr", "1_234_567"),
        ("ru", "1~234~567"),
        ("pt-BR", "1.234.567"),
        ("hi", "12,34,567"),
        ("ar", "1,234,567"),
        ("zh-Hant", "1,234,567"),
        ("hmn", "1,234,567"),
    ] {
        assert_eq!(shown(&forms(lang).group(1_234_567)), number, "{lang}");
    }
    let vi = forms("vi");
    assert_eq!(vi.group(999), "999");
    assert_eq!(vi.group(-1000), "-1.000");
    assert_eq!(vi.group(0), "0");
}

#[test]
fn the_largest_numbers_are_written_too() {
    assert!(forms("vi").group(i128::MIN).starts_with("-170.141."));
    assert!(forms("vi").decimal(f64::MAX, 2).ends_with(",00"));
}

#[test]
fn decimals_follow_the_sign_of_the_language() {
    let vi = forms("vi");
    assert_eq!(vi.decimal(1234.5, 2), "1.234,50");
    assert_eq!(forms("en").decimal(1234.5, 2), "1,234.50");
    assert_eq!(shown(&forms("fr").decimal(1234.5, 2)), "1_234,50");
    assert_eq!(vi.decimal(98.66, 1), "98,7");
    assert_eq!(vi.decimal(7.0, 0), "7");
}

#[test]
fn what_rounds_to_zero_has_no_sign() {
    let vi = forms("vi");
    assert_eq!(vi.decimal(-0.001, 2), "0,00");
    assert_eq!(vi.decimal(-0.0, 0), "0");
    assert_eq!(vi.decimal(-0.5, 1), "-0,5");
}

#[test]
fn what_is_no_number_is_a_dash_and_absurd_precision_is_cut() {
    let vi = forms("vi");
    assert_eq!(vi.decimal(f64::NAN, 2), "–");
    assert_eq!(vi.decimal(f64::INFINITY, 2), "–");
    assert_eq!(vi.decimal(1.0, usize::MAX).len(), 22);
}

#[test]
fn money_names_its_currency() {
    assert_eq!(forms("vi").money(1_234_567), "1.234.567 đồng");
    assert_eq!(forms("en").money(1_234_567), "VND 1,234,567");
    assert_eq!(shown(&forms("fr").money(1_234_567)), "VND 1_234_567");
}

#[test]
fn sizes_use_the_unit_a_reader_expects() {
    let vi = forms("vi");
    assert_eq!(vi.file_size(512), "512 B");
    assert_eq!(vi.file_size(820_000), "820 kB");
    assert_eq!(vi.file_size(3_100_000), "3,1 MB");
    assert_eq!(forms("en").file_size(3_100_000), "3.1 MB");
    assert_eq!(forms("pt-BR").file_size(3_100_000), "3,1 MB");
    assert_eq!(vi.file_size(3_000_000), "3 MB");
    assert_eq!(vi.file_size(120_400_000), "120 MB");
    assert_eq!(vi.file_size(2_500_000_000), "2,5 GB");
}

#[test]
fn rounding_moves_into_the_next_unit() {
    let vi = forms("vi");
    for (bytes, size) in [
        (999, "999 B"),
        (1000, "1 kB"),
        (999_499, "999 kB"),
        (999_500, "1 MB"),
        (99_960_000, "100 MB"),
        (999_999_999, "1 GB"),
        (u64::MAX, "18.446.744 TB"),
    ] {
        assert_eq!(vi.file_size(bytes), size);
    }
}

#[test]
fn forms_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + Clone>() {}
    shared::<LanguageForms>();
}
