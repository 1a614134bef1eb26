#![no_main]
//! Feeds of portals that do not use the exchange.

use std::collections::HashSet;

use libfuzzer_sys::fuzz_target;
use tamquan::exchange::feed::{MAX_ENTRIES, MAX_LINK, MAX_SUMMARY, MAX_TITLE, read};
use tamquan::text::date::Stamp;
use tamquan::text::nfc::{first_forbidden, nfc};
use url::Url;

fuzz_target!(|bytes: &[u8]| {
    let base = Url::parse("https://cong.example/").expect("an address");
    let Ok(feed) = read(bytes, &base) else { return };
    assert!(feed.entries.len() <= MAX_ENTRIES);
    feed.title.iter().for_each(|title| line(title, MAX_TITLE));
    let mut links = HashSet::new();
    for entry in &feed.entries {
        line(&entry.title, MAX_TITLE);
        entry.summary.iter().for_each(|summary| line(summary, MAX_SUMMARY));
        let link = &entry.link;
        assert!(
            matches!(link.scheme(), "http" | "https") && link.host_str().is_some_and(|host| !host.is_empty()),
            "{link}"
        );
        assert!(link.username().is_empty() && link.password().is_none() && link.as_str().len() <= MAX_LINK, "{link}");
        assert!(links.insert(link), "{link} twice");
        if let Some(stamp) = entry.date {
            assert_eq!(Stamp::parse(&stamp.iso()), Ok(stamp));
        }
    }
    // Without its last character no feed is complete. In UTF-16 the last character has two bytes,
    // so such feeds are skipped.
    let whole = bytes.trim_ascii_end();
    if !bytes.contains(&0) {
        assert!(read(&whole[..whole.len() - 1], &base).is_err(), "half a feed was read");
    }
});

/// The properties of every text of a feed.
fn line(text: &str, longest: usize) {
    assert!(text.chars().any(char::is_alphanumeric), "nothing to read in {text:?}");
    assert!(text.chars().count() <= longest && nfc(text) == text && first_forbidden(text).is_none(), "{text:?}");
    assert_eq!(text.split_whitespace().collect::<Vec<_>>().join(" "), text);
}
