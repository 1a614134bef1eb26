#![no_main]
//! The body of an item from another portal: the HTML that a page shows is harmless and the same in
//! every run.

#[path = "../../tests/exchange/body/invariants.rs"]
mod invariants;

use invariants::{Known, faults};
use libfuzzer_sys::fuzz_target;
use tamquan::exchange::body::{BodyContext, BodyFault, BodyPicture, MAX_BYTES, admit, sanitise};

/// The beginning of the hash of the one declared picture.
const DECLARED: &str = "3a7bd3e2";

fuzz_target!(|bytes: &[u8]| {
    let Ok(html) = std::str::from_utf8(bytes) else { return };
    let origin = "https://goc.example/tin/bai-1";
    let pictures = |hash: &str| hash.starts_with(DECLARED).then(|| BodyPicture::from_hash(hash));
    let publisher = BodyContext::for_origin(origin, &pictures);
    let moved =
        |hash: &str| hash.starts_with(DECLARED).then(|| BodyPicture { src: "/anh.webp".to_owned(), size: None });
    let consumer = BodyContext { canonical: origin, pictures: &moved, parent_level: 3, prefix: "tin-7-", block: None };

    let own = match admit(html, origin, &pictures) {
        Ok(own) => own,
        Err(refused) => {
            assert_eq!(sanitise(html, &consumer).map(|_| ()), Err(refused.clone()));
            assert!(refused != BodyFault::InvalidCanonical);
            return;
        }
    };
    assert!(own.html.len() <= MAX_BYTES);
    let again = sanitise(&own.html, &publisher);
    assert_eq!(again.as_ref(), Ok(&own), "sanitised twice");
    let hashes = invariants::content(&own.html).2;
    let hashes: Vec<String> = hashes.iter().filter_map(|a| a.strip_prefix("src=")).map(str::to_owned).collect();
    assert!(hashes.iter().all(|src| src.starts_with(&format!("asset:{DECLARED}")) && src.len() == 70), "{hashes:?}");
    assert_none(&faults(&own.html, &Known { prefix: "", pictures: &hashes }), &own.html);

    let ids = invariants::content(&own.html).2;
    if let Some(id) = ids.iter().filter_map(|a| a.strip_prefix("id=")).min() {
        let block = sanitise(html, &BodyContext { block: Some(id), ..BodyContext::for_origin(origin, &pictures) });
        let block = block.expect("what has an id can be shown alone");
        assert_eq!(sanitise(&block.html, &publisher).as_ref(), Ok(&block), "a block is a body");
        assert_none(&faults(&block.html, &Known { prefix: "", pictures: &hashes }), &block.html);
    }

    let there = sanitise(html, &consumer);
    assert_eq!(there, sanitise(&own.html, &consumer), "what was published is placed as what was written");
    let there = there.expect("what can be published can be placed");
    assert_none(&faults(&there.html, &Known { prefix: "tin-7-", pictures: &["/anh.webp".to_owned()] }), &there.html);
    assert!(there.headings.iter().all(|heading| (4..=6).contains(&heading.level)));
});

fn assert_none(faults: &[String], html: &str) {
    assert!(faults.is_empty(), "{faults:#?}\n{html}");
}
