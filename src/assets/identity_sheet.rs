//! The colours of `[identity]` as a part of the style sheet of the theme.
//!
//! `portal.toml` names the colours as they are in the light mode. The tones of the other modes are
//! computed: each is the nearest one that is seen on the grounds that the theme has in that mode.

use super::colour_tokens::{ColourTokens, Mode};
use super::contrast::{GRAPHICS, GROUNDS, HIGH_CONTRAST, TEXT, with_contrast};
use crate::colour::Colour;
use crate::config::{CONFIG_FILE, ChosenColour, Identity};
use crate::diag::{Code, Diag, Diags};

/// The file of `static/` that the program writes. The style sheet of a theme imports it behind its
/// own tokens.
pub(super) const IDENTITY_SHEET: &str = "css/_identity.css";

/// The contrast that a decoration needs to be seen at all. WCAG asks nothing of it.
const DECORATION: f64 = 1.5;

/// A mode that has values of its own, and the rule that gives them.
struct ModeRule {
    before: &'static str,
    mode: Mode,
    after: &'static str,
}

const LIGHT: Mode = Mode { is_dark: false, has_more_contrast: false, class: "" };
const MODE_RULES: [ModeRule; 6] = [
    ModeRule { before: ":root{", mode: LIGHT, after: "}" },
    ModeRule {
        before: "@media (prefers-color-scheme:dark){:root:not(.light):not(.black){",
        mode: Mode { is_dark: true, ..LIGHT },
        after: "}}",
    },
    ModeRule { before: ":root.dark{", mode: Mode { class: "dark", ..LIGHT }, after: "}" },
    ModeRule {
        before: "@media (prefers-contrast:more){:root{",
        mode: Mode { has_more_contrast: true, ..LIGHT },
        after: "}}",
    },
    ModeRule {
        before: "@media (prefers-contrast:more) and (prefers-color-scheme:dark){:root:not(.light):not(.black){",
        mode: Mode { is_dark: true, has_more_contrast: true, ..LIGHT },
        after: "}}",
    },
    ModeRule { before: ":root.black{", mode: Mode { class: "black", ..LIGHT }, after: "}" },
];

/// The part of the style sheet with the colours of `identity`; empty if it has none. `tokens` are
/// those of the theme.
///
/// # Errors
/// A colour that is not seen on the grounds of the light mode, with the nearest one that is.
pub(super) fn identity_sheet(identity: &Identity, tokens: &ColourTokens) -> Result<String, Diags> {
    let grounds = |mode: Mode| -> Vec<Colour> {
        GROUNDS.iter().filter_map(|name| Some(tokens.get(name, mode)?.colour)).collect()
    };
    let nearest = |chosen: ChosenColour, mode: Mode, least: f64| {
        let grounds = grounds(mode);
        chosen.colour.nearest_tone(|tone| grounds.iter().all(|ground| tone.contrast(*ground) >= least))
    };
    let mut faults = Diags::default();
    let mut check = |key: &str, chosen: Option<ChosenColour>, least: f64| {
        let Some(chosen) = chosen else { return };
        if let Some(tone) = nearest(chosen, LIGHT, least).filter(|tone| *tone != chosen.colour) {
            let ground = grounds(LIGHT).into_iter().min_by(|a, b| {
                let contrast = |ground: &Colour| chosen.colour.contrast(*ground);
                contrast(a).total_cmp(&contrast(b))
            });
            let diag = Diag::error(Code::IdentityContrast).arg("key", key).arg("value", chosen.colour);
            let contrast = ground.map_or(0.0, |ground| chosen.colour.contrast(ground));
            let diag = with_contrast(diag, contrast, least).arg("near", tone);
            faults.push(diag.file(CONFIG_FILE).spot(chosen.spot));
        }
    };
    check("brand", identity.brand, TEXT);
    check("accent", identity.accent, DECORATION);
    if faults.has_errors() {
        return Err(faults);
    }
    let mut sheet = String::new();
    for ModeRule { before, mode, after } in &MODE_RULES {
        // A name in the least contrast looks faint on a dark ground.
        let is_light = *mode == LIGHT;
        let least = if is_light { TEXT } else { HIGH_CONTRAST };
        let tones = [
            ("--brand", identity.brand, GRAPHICS),
            ("--brand-ink", identity.brand, least),
            ("--accent", identity.accent, DECORATION),
        ];
        let mut values = String::new();
        for (name, chosen, least) in tones {
            if let Some(tone) = chosen.and_then(|chosen| nearest(chosen, *mode, least)) {
                values.push_str(&format!("{name}:{tone};"));
            }
        }
        if !values.is_empty() {
            sheet.push_str(&format!("{before}{values}{after}"));
        }
    }
    Ok(sheet)
}
