//! The texts of the theme, by language (Fluent).

use std::collections::BTreeMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use crate::diag::{Code, Diag, Diags, Spot};

/// A bundle per language.
pub struct Strings(BTreeMap<String, FluentBundle<FluentResource>>);

impl Strings {
    /// Reads Fluent files in the order in which they override each other: (language, file, text).
    ///
    /// # Errors
    /// Every file that is no Fluent.
    pub fn read(files: &[(String, String, String)]) -> Result<Self, Diags> {
        let mut bundles: BTreeMap<String, FluentBundle<FluentResource>> = BTreeMap::new();
        let mut faults = Diags::default();
        for (lang, file, text) in files {
            let resource = FluentResource::try_new(text.clone()).unwrap_or_else(|(partial, errors)| {
                for error in errors {
                    let line = text[..error.pos.start.min(text.len())].matches('\n').count() as u32 + 1;
                    let spot = Spot { line, column: 1, length: 1 };
                    faults.push(Diag::error(Code::Strings).file(file).spot(spot).arg("message", error.kind));
                }
                partial
            });
            let bundle = bundles.entry(lang.clone()).or_insert_with(|| {
                let id = lang.parse().unwrap_or_default();
                let mut bundle = FluentBundle::new_concurrent(vec![id]);
                // Marks of direction would stand in every sentence and change nothing: no script here runs backwards.
                bundle.set_use_isolating(false);
                bundle
            });
            bundle.add_resource_overriding(resource);
        }
        if faults.has_errors() { Err(faults) } else { Ok(Self(bundles)) }
    }

    /// The text `key` in `lang`, else in English, else in Vietnamese.
    pub fn get<'a>(
        &self,
        lang: &str,
        key: &str,
        args: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>,
    ) -> Option<String> {
        let chain = [lang, "en", "vi"];
        let bundle = chain.iter().filter_map(|l| self.0.get(*l)).find(|b| b.has_message(key))?;
        let pattern = bundle.get_message(key)?.value()?;
        let args: FluentArgs = args.into_iter().collect();
        let mut faults = Vec::new();
        Some(bundle.format_pattern(pattern, Some(&args), &mut faults).into_owned())
    }
}
