#![no_main]
//! Numbers of documents and codes of procedures, and their slugs.

use libfuzzer_sys::fuzz_target;
use tamquan::text::code::{AgencyCode, ProcedureCode};
use tamquan::text::fold::fold;
use tamquan::text::number::{DocumentNumber, NumberError, looks_like_number};
use tamquan::text::slug::{is_slug, slug};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match DocumentNumber::parse(text) {
        Ok(number) => {
            assert_eq!(number.raw, text);
            assert!(is_slug(&number.slug()), "{text:?} has the slug {:?}", number.slug());
            assert_eq!(DocumentNumber::parse(&number.raw).as_ref(), Ok(&number));
            assert!(text.starts_with(&number.serial) && text.contains(&number.issuer));
            if let Some(letter) = number.as_letter() {
                assert_eq!(letter.raw, number.raw);
            }
        }
        Err(NumberError::Spaces { suggestion }) => {
            assert!(DocumentNumber::parse(&suggestion).is_ok(), "{suggestion:?} is suggested for {text:?}");
        }
        Err(NumberError::LookAlikeD { at }) => assert!(text.is_char_boundary(at) && at < text.len()),
        Err(_) => {}
    }
    let _ = looks_like_number(text);
    if let Ok(code) = ProcedureCode::parse(text) {
        assert_eq!(ProcedureCode::parse(code.as_str()).as_ref(), Ok(&code));
    }
    if let Ok(code) = AgencyCode::parse(text) {
        assert_eq!(AgencyCode::parse(code.as_str()).as_ref(), Ok(&code));
    }
    let words = slug(text);
    assert!(words.is_empty() || is_slug(&words), "{words:?}");
    assert_eq!(slug(&words), words);
    let folded = fold(text);
    assert_eq!(fold(&folded), folded, "folding {text:?} twice");
});
