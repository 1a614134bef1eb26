//! Reports characters that look like others, and characters that are not visible.

use crate::diag::{Code, Diag, Lines};
use crate::text::nfc::{CharacterFaultKind, faults};

/// Reports characters that look like others, and characters that are not visible.
pub fn character_faults(text: &str, lines: &Lines, found: &mut Vec<Diag>) {
    const MOST: usize = 20;
    // Errors and warnings are counted separately, so that many warnings do not hide an error.
    let (mut errors, mut warnings) = (0, 0);
    for fault in faults(text) {
        let count = if fault.kind == CharacterFaultKind::Invisible { &mut warnings } else { &mut errors };
        *count += 1;
        if *count > MOST {
            continue;
        }
        let range = fault.at..fault.at + fault.len;
        let spot = lines.spot(range.clone());
        let value = text.get(range).unwrap_or("");
        let shown: String = match fault.kind {
            CharacterFaultKind::Invisible | CharacterFaultKind::Control | CharacterFaultKind::Private => {
                value.chars().next().map_or_else(String::new, |c| format!("U+{:04X}", c as u32))
            }
            _ => value.to_owned(),
        };
        let diag = match fault.kind {
            CharacterFaultKind::EthForD => Diag::error(Code::LookAlikeD),
            CharacterFaultKind::LegacyEncoding => Diag::error(Code::LegacyEncoding),
            CharacterFaultKind::Control | CharacterFaultKind::Private => Diag::error(Code::ForbiddenCharacter),
            CharacterFaultKind::Invisible => Diag::warning(Code::InvisibleCharacter),
        };
        found.push(diag.spot(spot).arg("value", shown));
    }
}
