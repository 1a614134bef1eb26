#![no_main]
//! A style sheet of `static/`.

#[path = "common/faults.rs"]
mod faults;

use std::sync::Once;

use libfuzzer_sys::fuzz_target;
use tamquan::assets::minify;

static HOOK: Once = Once::new();

fuzz_target!(|bytes: &[u8]| {
    // The fuzzer ends at every panic, also at one of the library that the program catches and reports:
    // its hook is taken away, and a panic that is not caught ends it all the same.
    HOOK.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    match minify(bytes, "static/css/a.css") {
        Ok(small) => {
            let text = std::str::from_utf8(&small).expect("a style sheet is text");
            // Reading it again may find a fault, for lightningcss writes escapes of rules that it
            // does not know as they are.
            let _ = minify(text.as_bytes(), "static/css/a.css");
        }
        // A style sheet has more sorts of line ends than other texts.
        Err(found) => {
            faults::check(&String::from_utf8_lossy(bytes).replace(['\r', '\u{c}'], "\n"), &[found]);
        }
    }
});
