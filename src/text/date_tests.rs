use super::*;

fn day(year: i16, month: i8, day: i8) -> Date {
    Date::constant(year, month, day)
}

fn iso(s: &str) -> Result<String, StampError> {
    Stamp::parse(s).map(Stamp::iso)
}

#[test]
fn a_day_and_a_time_are_read() {
    assert_eq!(Stamp::parse("2026-01-05"), Ok(Stamp::Day(day(2026, 1, 5))));
    assert_eq!(Stamp::parse("2024-02-29"), Ok(Stamp::Day(day(2024, 2, 29))));
    for written in ["2026-01-05T08:00", "2026-01-05T08:00:00", "2026-01-05 08:00", "2026-01-05t08:00:00.999"] {
        assert_eq!(Stamp::parse(written), Ok(Stamp::Time(day(2026, 1, 5).at(8, 0, 0, 0))), "{written}");
    }
}

#[test]
fn an_offset_is_brought_to_vietnam() {
    for written in ["2026-01-05T01:00:00Z", "2026-01-05T08:00+07:00", "2026-01-04T20:00:00-05:00"] {
        assert_eq!(iso(written), Ok("2026-01-05T08:00:00+07:00".to_owned()), "{written}");
    }
    assert_eq!(iso("2025-12-31T20:00:00.5z"), Ok("2026-01-01T03:00:00+07:00".to_owned()));
}

#[test]
fn what_is_not_a_date_is_refused() {
    for written in [
        "",
        "2026",
        "2026-01",
        "01/2026",
        "2026-01-05T",
        "2026-01-05T08",
        "2026-01-05X08:00",
        "2026-01-05T08:00.5",
        "2026-01-05T08:00:00:00",
        "2026-01-05Z",
        "+026-01-05",
        "２０２６-01-05",
        "1/2/3",
        "1.2.26",
        "1.500.000",
        "0912345678",
        "10.1.26.3",
        "5//2026",
        "đ/1/2026",
        "7h30",
        "hôm qua",
        "quý I năm 2026",
        "15/2026/QĐ-UBND",
        "mồng 5 Tết",
    ] {
        assert_eq!(Stamp::parse(written), Err(StampError::Shape), "{written}");
    }
}

#[test]
fn what_does_not_exist_is_told_from_what_is_misspelt() {
    for written in [
        "2026-02-30",
        "2026-13-01",
        "2026-00-10",
        "2025-02-29",
        "2026-01-05T24:00",
        "2026-01-05T08:60",
        "2026-01-05T08:00:60",
        "2026-01-05T08:00+25:00",
        "30/02/2026",
    ] {
        assert_eq!(Stamp::parse(written), Err(StampError::Range), "{written}");
    }
}

#[test]
fn years_have_bounds() {
    for written in ["1799-12-31", "2201-01-01", "0026-01-05", "2200-12-31T23:00:00Z", "05/01/0226"] {
        assert_eq!(Stamp::parse(written), Err(StampError::Year), "{written}");
    }
    assert!(Stamp::parse("1800-01-01").is_ok() && Stamp::parse("2200-12-31").is_ok());
}

#[test]
fn a_day_written_first_is_suggested_in_the_right_form() {
    for (written, iso) in [
        ("05/01/2026", "2026-01-05"),
        ("5/1/2026", "2026-01-05"),
        ("05-01-2026", "2026-01-05"),
        ("5–1–2026", "2026-01-05"),
        ("5.1.2026", "2026-01-05"),
        ("5. 1. 2026", "2026-01-05"),
        ("5/1/26", "2026-01-05"),
        ("1/9/98", "1998-09-01"),
        ("05012026", "2026-01-05"),
        ("ngày 5/1/2026", "2026-01-05"),
        ("“05/01/2026”", "2026-01-05"),
        ("Thứ Hai, 05/01/2026", "2026-01-05"),
        ("thứ 2 ngày 05/01/2026", "2026-01-05"),
        ("05/01/2026 08:00", "2026-01-05T08:00"),
        ("05/01/2026, 8:00:30", "2026-01-05T08:00:30"),
        ("28/11/2026 7h30", "2026-11-28T07:30"),
        ("28/11/2026 lúc 7 giờ 30 phút", "2026-11-28T07:30"),
        ("28/11/2026 7g", "2026-11-28T07:00"),
        ("7h30 ngày 28/11/2026", "2026-11-28T07:30"),
        ("7h 28/11/2026", "2026-11-28T07:00"),
        ("14:00 - 28/11/2026", "2026-11-28T14:00"),
        ("28/11/2026 2:30 PM", "2026-11-28T14:30"),
        ("28/11/2026 7h30 sáng", "2026-11-28T07:30"),
        ("28/11/2026 2 giờ chiều", "2026-11-28T14:00"),
        ("28/11/2026 12:05 AM", "2026-11-28T00:05"),
        ("5/1/2026 7:30 SA", "2026-01-05T07:30"),
        ("5/1/2026 3:30 CH", "2026-01-05T15:30"),
        ("5/1/2026 12:30 SA", "2026-01-05T00:30"),
    ] {
        assert_eq!(Stamp::parse(written), Err(StampError::DayFirst { iso: iso.to_owned() }), "{written}");
    }
}

#[test]
fn a_date_in_another_form_is_suggested_in_the_right_form() {
    for (written, iso) in [
        ("2026-1-5", "2026-01-05"),
        ("2O26-01-O5", "2026-01-05"),
        ("2026-0l-05", "2026-01-05"),
        ("2026/01/05", "2026-01-05"),
        ("2026.1.5", "2026-01-05"),
        ("20260105", "2026-01-05"),
        ("ngày 05 tháng 01 năm 2026", "2026-01-05"),
        ("5 tháng 1, 2026", "2026-01-05"),
        ("Bình An, ngày 5 tháng 1 năm 2026", ""),
        ("7h30 ngày 5 tháng 1 năm 2026", "2026-01-05T07:30"),
        ("2026-01-05 7:30", "2026-01-05T07:30"),
        ("2026-01-05T8:00", "2026-01-05T08:00"),
        ("2026-01-05T08:00+7", "2026-01-05T08:00+07:00"),
        ("2026-01-05 07:30:00 +0700", "2026-01-05T07:30:00+07:00"),
        ("2026-01-05T07:30:00 +07:00", "2026-01-05T07:30:00+07:00"),
        ("2013-12-02 7:37:00 -0400", "2013-12-02T07:37:00-04:00"),
        ("2026-01-05 07:30 UTC", "2026-01-05T07:30+00:00"),
        ("2026-01-05 07:30 GMT+7", "2026-01-05T07:30+07:00"),
        ("Mon, 05 Jan 2026 08:00:00 +0700", "2026-01-05T08:00:00+07:00"),
        ("January 5th, 2026", ""),
        ("January 5, 2026", "2026-01-05"),
        ("5 January 2026", "2026-01-05"),
        ("05-Jan-26", "2026-01-05"),
        ("01/25/2026", "2026-01-25"),
        (" 2026-01-05", "2026-01-05"),
        ("2026–01–05", "2026-01-05"),
    ] {
        let wanted = match iso {
            "" => StampError::Shape,
            iso => StampError::OtherForm { iso: iso.to_owned() },
        };
        assert_eq!(Stamp::parse(written), Err(wanted), "{written}");
    }
}

#[test]
fn a_day_lasts_from_midnight_to_its_last_second() {
    let whole = Stamp::Day(day(2026, 1, 5));
    assert_eq!(whole.start(), day(2026, 1, 5).at(0, 0, 0, 0));
    assert_eq!(whole.end(), day(2026, 1, 5).at(23, 59, 59, 0));
    let moment = Stamp::Time(day(2026, 1, 5).at(8, 0, 0, 0));
    assert_eq!((moment.day(), moment.start()), (day(2026, 1, 5), moment.end()));
}

#[test]
fn moments_are_ordered_and_a_day_precedes_its_midnight() {
    let earlier = Stamp::Time(day(2026, 1, 4).at(23, 0, 0, 0));
    let whole = Stamp::Day(day(2026, 1, 5));
    let midnight = Stamp::Time(day(2026, 1, 5).at(0, 0, 0, 0));
    assert!(earlier < whole && whole < midnight);
}

#[test]
fn machine_forms_carry_the_offset() {
    let moment = Stamp::Time(day(2026, 1, 5).at(8, 0, 0, 0));
    assert_eq!(moment.iso(), "2026-01-05T08:00:00+07:00");
    assert_eq!(moment.rfc822(), "Mon, 05 Jan 2026 08:00:00 +0700");
    let whole = Stamp::Day(day(2026, 9, 2));
    assert_eq!(whole.iso(), "2026-09-02");
    assert_eq!(whole.rfc3339(), "2026-09-02T00:00:00+07:00");
    assert_eq!(whole.rfc822(), "Wed, 02 Sep 2026 00:00:00 +0700");
}

#[test]
fn a_machine_form_is_read_back_as_itself() {
    for written in ["2026-01-05", "2026-01-05T08:00:00+07:00"] {
        assert_eq!(iso(written), Ok(written.to_owned()));
    }
}

#[test]
fn hours_are_counted_to_24() {
    assert_eq!(clock(day(2026, 1, 5).at(8, 0, 0, 0)), "08:00");
    assert_eq!(clock(day(2026, 1, 5).at(18, 5, 0, 0)), "18:05");
}

#[test]
fn quarters_have_three_months() {
    assert_eq!(quarter(day(2026, 3, 31)), (2026, 1));
    assert_eq!(quarter(day(2026, 4, 1)), (2026, 2));
    assert_eq!(quarter(day(2026, 9, 30)), (2026, 3));
    assert_eq!(quarter(day(2026, 12, 1)), (2026, 4));
}
