#![no_main]
//! Dates and times in the forms that editors write.

use libfuzzer_sys::fuzz_target;
use tamquan::text::date::{Stamp, StampError, long, quarter, short, weekday};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Stamp::parse(text) {
        Ok(stamp) => {
            assert_eq!(Stamp::parse(&stamp.iso()), Ok(stamp), "{text:?} is written as {:?}", stamp.iso());
            assert_eq!(Stamp::parse(&stamp.rfc3339()).map(Stamp::start), Ok(stamp.start()));
            assert!((1800..=2200).contains(&stamp.day().year()) && stamp.start() <= stamp.end());
            assert!((1..=4).contains(&quarter(stamp.day()).1));
            for lang in ["vi", "en"] {
                assert!(!long(stamp.day(), lang).is_empty() && !weekday(stamp.day(), lang).is_empty());
            }
            assert_eq!(
                Stamp::parse(&short(stamp.day(), "vi")),
                Err(StampError::DayFirst { iso: Stamp::Day(stamp.day()).iso() })
            );
        }
        Err(StampError::DayFirst { iso }) => assert!(matches!(Stamp::parse(&iso), Ok(Stamp::Day(_))), "{iso:?}"),
        Err(_) => {}
    }
});
