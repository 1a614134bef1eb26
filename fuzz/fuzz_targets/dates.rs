#![no_main]
//! Dates and times in the forms that editors write.

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tamquan::text::date::{Stamp, StampError, quarter};
use tamquan::text::language_forms::LanguageForms;

static FORMS: LazyLock<Vec<LanguageForms>> =
    LazyLock::new(|| ["vi", "en", "ar", "th", "zh-Hant"].into_iter().map(LanguageForms::new).collect());

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Stamp::parse(text) {
        Ok(stamp) => {
            assert_eq!(Stamp::parse(&stamp.iso()), Ok(stamp), "{text:?} is written as {:?}", stamp.iso());
            assert_eq!(Stamp::parse(&stamp.rfc3339()).map(Stamp::start), Ok(stamp.start()));
            assert!((1800..=2200).contains(&stamp.day().year()) && stamp.start() <= stamp.end());
            assert!((1..=4).contains(&quarter(stamp.day()).1));
            for forms in FORMS.iter() {
                assert!(forms.long(stamp.day()).contains(&stamp.day().year().to_string()));
                assert!(!forms.weekday(stamp.day()).is_empty());
            }
            assert_eq!(
                Stamp::parse(&FORMS[0].short(stamp.day())),
                Err(StampError::DayFirst { iso: Stamp::Day(stamp.day()).iso() })
            );
        }
        Err(StampError::DayFirst { iso }) => assert!(matches!(Stamp::parse(&iso), Ok(Stamp::Day(_))), "{iso:?}"),
        Err(_) => {}
    }
});
