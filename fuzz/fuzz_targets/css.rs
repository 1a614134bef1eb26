#![no_main]
//! The style sheets in `static/`.

#[path = "common/faults.rs"]
mod faults;

use std::sync::Once;

use libfuzzer_sys::fuzz_target;
use tamquan::assets::minify;

static HOOK: Once = Once::new();

fuzz_target!(|bytes: &[u8]| {
    // The fuzzer ends at every panic, also at a panic of the library that the program catches and
    // reports. Therefore its hook is removed; a panic that is not caught still ends the fuzzer.
    HOOK.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    match minify(bytes, "static/css/a.css") {
        Ok(small) => {
            let text = std::str::from_utf8(&small).expect("a style sheet is text");
            // The second call may return a fault, because lightningcss does not change the escapes
            // in unknown rules.
            let _ = minify(text.as_bytes(), "static/css/a.css");
        }
        // CSS has more kinds of line ends than other texts.
        Err(found) => {
            faults::check(&String::from_utf8_lossy(bytes).replace(['\r', '\u{c}'], "\n"), &[found]);
        }
    }
});
