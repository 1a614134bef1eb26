//! The contrast of every pair of colours that a theme shows together (WCAG 2.2, 1.4.3, 1.4.6 and
//! 1.4.11), in every mode.

use std::collections::BTreeMap;

use super::colour_tokens::{ColourTokens, Mode, TokenPlace};
use crate::diag::{Code, Diag, Diags};

/// The least contrast of text (1.4.3).
pub(super) const TEXT: f64 = 4.5;
/// The least contrast of text for readers who ask for more (1.4.6).
pub(super) const HIGH_CONTRAST: f64 = 7.0;
/// The least contrast of what is no text and says something: borders of fields, marks (1.4.11).
pub(super) const GRAPHICS: f64 = 3.0;

/// The grounds that text stands on.
pub(super) const GROUNDS: [&str; 4] = ["--ground", "--paper", "--paper-deep", "--raised"];

/// Colours that stand on grounds.
struct Pairs {
    fronts: &'static [&'static str],
    grounds: &'static [&'static str],
    is_text: bool,
}

/// The names of the built-in theme. A pair of which a theme lacks a name is not checked.
const PAIRS: [Pairs; 9] = [
    Pairs { fronts: &["--ink", "--soft", "--link", "--visited", "--brand-ink"], grounds: &GROUNDS, is_text: true },
    Pairs {
        fronts: &["--action", "--action-deep"],
        grounds: &["--ground", "--raised", "--action-ground"],
        is_text: true,
    },
    Pairs { fronts: &["--on-action"], grounds: &["--action", "--action-deep"], is_text: true },
    Pairs { fronts: &["--ink", "--good"], grounds: &["--good-ground"], is_text: true },
    Pairs { fronts: &["--ink", "--care"], grounds: &["--care-ground"], is_text: true },
    Pairs { fronts: &["--ink", "--bad"], grounds: &["--bad-ground"], is_text: true },
    Pairs { fronts: &["--ink", "--plain", "--link"], grounds: &["--plain-ground"], is_text: true },
    Pairs { fronts: &["--edge", "--brand"], grounds: &["--ground", "--paper", "--raised"], is_text: false },
    Pairs { fronts: &["--focus"], grounds: &["--ground", "--paper", "--focus-halo"], is_text: false },
];

/// A pair that is seen too little, in the first of its modes.
struct Weak {
    contrast: f64,
    least: f64,
    near: Option<String>,
}

/// Reports the pairs that are seen too little, each once for its two declarations.
pub(super) fn check_contrast(tokens: &ColourTokens, found: &mut Diags) {
    let mut weak: BTreeMap<(TokenPlace, &str, &str), Weak> = BTreeMap::new();
    let has_high_contrast = tokens.has_high_contrast();
    for mode in Mode::all() {
        for Pairs { fronts, grounds, is_text } in &PAIRS {
            let least = match (is_text, has_high_contrast && mode.is_of_high_contrast()) {
                (true, true) => HIGH_CONTRAST,
                (true, false) => TEXT,
                (false, _) => GRAPHICS,
            };
            for (front, ground) in fronts.iter().flat_map(|front| grounds.iter().map(move |ground| (*front, *ground))) {
                let (Some(one), Some(two)) = (tokens.get(front, mode), tokens.get(ground, mode)) else { continue };
                let contrast = one.colour.contrast(two.colour);
                if contrast < least {
                    let passes = |tone: crate::colour::Colour| tone.contrast(two.colour) >= least;
                    let near = one.colour.nearest_tone(passes).map(|tone| tone.to_string());
                    weak.entry((one.place.clone(), front, ground)).or_insert(Weak { contrast, least, near });
                }
            }
        }
    }
    for ((place, front, ground), Weak { contrast, least, near }) in weak {
        let diag = Diag::warning(Code::TokenContrast).arg("front", front).arg("ground", ground);
        let diag = with_contrast(diag, contrast, least).arg("near", near.as_deref().unwrap_or("none"));
        found.push(diag.file(format!("static/{}", place.file)).spot(place.spot));
    }
}

/// Adds a contrast and the least one that is allowed, rounded down so that 4.499 does not look like
/// enough.
pub(super) fn with_contrast(diag: Diag, contrast: f64, least: f64) -> Diag {
    [("contrast", contrast), ("least", least)].into_iter().fold(diag, |diag, (name, value)| {
        let text = format!("{:.2}", (value * 100.0).floor() / 100.0);
        diag.arg_by_language(name, &text.replace('.', ","), &text)
    })
}
