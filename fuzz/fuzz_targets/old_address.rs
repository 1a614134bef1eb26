#![no_main]
//! Old addresses in `data/redirects.csv`: none of them can become an instruction of a host.

use libfuzzer_sys::fuzz_target;
use tamquan::model::OldAddress;

fuzz_target!(|text: &str| {
    let Some(old) = OldAddress::parse(text) else { return };
    let written = old.to_string();
    assert_eq!(OldAddress::parse(&written).as_ref(), Some(&old), "{written}");
    assert!(written.starts_with('/') && !written.starts_with("//"), "{written}");
    // The signs that begin something in the settings of nginx, Caddy, Apache, and in `_redirects`.
    let is_sign = |c: char| {
        c.is_whitespace() && c != ' '
            || c.is_control()
            || "\"'`$;{}[]\\^|<>#%".contains(c)
            || !c.is_ascii() && !c.is_alphanumeric()
    };
    assert!(!written.contains(is_sign), "{written}");
});
