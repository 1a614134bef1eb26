#![no_main]
//! The settings in `portal.toml`.

#[path = "common/faults.rs"]
mod faults;

use libfuzzer_sys::fuzz_target;
use tamquan::config::{Config, ConfigText};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Config::read(&ConfigText::new(text.to_owned()), None) {
        Err(found) => {
            assert!(!found.is_empty(), "refused without a word");
            faults::check(text, &found);
        }
        Ok(config) => {
            assert_eq!(config.langs().count(), config.languages.len());
            assert_eq!(config.agency.localized.len(), config.languages.len());
            for lang in config.langs() {
                assert_eq!(config.lang_by_code(config.lang_code(lang)), Some(lang), "two languages of one code");
            }
            let address = config.absolute_url("/tin-tuc/");
            let url = url(&address);
            assert!(url.ends_with("/tin-tuc/"), "{address} is no address of a page");
        }
    }
});

/// The path of an address.
fn url(address: &str) -> &str {
    let rest = address.split_once("://").expect("an address has a scheme").1;
    assert!(!rest.contains(['?', '#', ' ']), "{address}");
    rest
}
