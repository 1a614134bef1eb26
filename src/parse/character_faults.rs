//! Reports characters that look like others, and characters that are not visible.

use std::borrow::Cow;

use crate::diag::{Code, Diag, Lines};
use crate::text::nfc::{CharacterFault, CharacterFaultKind, faults, mend};

/// Mends the characters of a text in NFC of which it is certain what they mean, and reports all
/// faults of its characters. A mended kind of fault is reported once.
pub(crate) fn mend_characters<'t>(text: Cow<'t, str>, found: &mut Vec<Diag>) -> Cow<'t, str> {
    let faults = faults(&text);
    let text = mend(text, &faults);
    report_faults(&text, &faults, found);
    text
}

fn report_faults(text: &str, faults: &[CharacterFault], found: &mut Vec<Diag>) {
    if faults.is_empty() {
        return;
    }
    let lines = Lines::new(text);
    const MOST: usize = 20;
    // Errors and warnings are counted separately, so that many warnings do not hide an error.
    let (mut errors, mut warnings) = (0, 0);
    let mut mended: Vec<CharacterFaultKind> = Vec::new();
    for fault in faults {
        let range = fault.at..fault.at + fault.len;
        let spot = lines.spot(range.clone());
        let mended_code = match fault.kind {
            CharacterFaultKind::EthForD => Some(Code::LookAlikeD),
            CharacterFaultKind::Symbol => Some(Code::SymbolFont),
            CharacterFaultKind::PageBreak => Some(Code::PageBreak),
            _ => None,
        };
        if let Some(code) = mended_code {
            if !mended.contains(&fault.kind) {
                mended.push(fault.kind);
                found.push(Diag::warning(code).spot(spot).arg("value", word_at(text, fault.at)));
            }
            continue;
        }
        let is_warning = matches!(fault.kind, CharacterFaultKind::Invisible | CharacterFaultKind::Replacement);
        let count = if is_warning { &mut warnings } else { &mut errors };
        *count += 1;
        if *count > MOST {
            continue;
        }
        let value = text.get(range).unwrap_or("");
        let shown: String = match fault.kind {
            CharacterFaultKind::LegacyEncoding => value.to_owned(),
            CharacterFaultKind::Replacement => word_at(text, fault.at).to_owned(),
            _ => value.chars().next().map_or_else(String::new, |c| format!("U+{:04X}", c as u32)),
        };
        let diag = match fault.kind {
            CharacterFaultKind::LegacyEncoding => Diag::error(Code::LegacyEncoding),
            CharacterFaultKind::Invisible => Diag::warning(Code::InvisibleCharacter),
            CharacterFaultKind::Replacement => Diag::warning(Code::LostCharacter),
            _ => Diag::error(Code::ForbiddenCharacter),
        };
        found.push(diag.spot(spot).arg("value", shown));
    }
}

/// The word that the byte `at` is part of.
fn word_at(text: &str, at: usize) -> &str {
    let (before, after) = text.split_at(at);
    let start = before.rfind(char::is_whitespace).map_or(0, |space| space + 1);
    let end = after.find(char::is_whitespace).map_or(text.len(), |space| at + space);
    text.get(start..end).unwrap_or_default()
}
