#![no_main]
//! A file of strings (Fluent): the program reports a fault in it, or can format each of its
//! messages.

#[path = "common/faults.rs"]
mod faults;

use libfuzzer_sys::fuzz_target;
use tamquan::render::ThemeStrings;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let file = ("vi".to_owned(), "strings/vi.ftl".to_owned(), text.to_owned());
    match ThemeStrings::read(&[file]) {
        Err(found) => faults::check(text, &found.sorted()),
        Ok(strings) => {
            for key in text.lines().filter_map(|line| line.split_once('=').map(|(key, _)| key.trim())).take(20) {
                let args = [("n", 3.into()), ("x", "Lâm Giang".into())];
                let _ = strings.get("vi", key, args);
            }
        }
    }
});
