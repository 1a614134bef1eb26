#![no_main]

use libfuzzer_sys::fuzz_target;
use tamquan::text::date::Stamp;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(stamp) = Stamp::parse(text) else { return };
    assert_eq!(Stamp::parse(&stamp.iso()), Ok(stamp), "{text:?} is written as {:?}", stamp.iso());
});
