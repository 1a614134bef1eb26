#![no_main]
//! Files of kinds. After a line `+++` the file may have front matter of a page of that kind.

#[path = "common/faults.rs"]
mod faults;

use libfuzzer_sys::fuzz_target;
use tamquan::content::{Kinds, read_front_matter};
use tamquan::diag::Lines;
use tamquan::node;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (kind, front) = text.split_once("\n+++\n").unwrap_or((text, ""));
    let Ok(front) = node::from_toml(front, 0, &Lines::new(front)) else { return };
    faults::check_node(&front);
    // Most inputs are not TOML: they end here, because the built-in kinds are read again for every
    // other input.
    if let Err(found) = node::from_toml(kind, 0, &Lines::new(kind)) {
        faults::check(kind, &found);
        return;
    }
    // A kind with a new name, and a kind that extends a built-in one.
    for name in ["own", "document"] {
        let kinds = match Kinds::read([(name, "kinds/own.toml", kind)]) {
            Ok(kinds) => kinds,
            Err(found) => {
                faults::check(kind, &found);
                continue;
            }
        };
        let own = kinds.get(name).expect("a kind that was read is there");
        for field in &own.fields {
            assert!(own.label_of(&field.key, "vi").is_some());
        }
        for is_section in [false, true] {
            let _ = read_front_matter(&front, "content/a.md", own, is_section, &[]);
        }
    }
});
