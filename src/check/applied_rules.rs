//! The rules that apply to a portal, each with its check.

use super::catalogue;
use super::check_form::Check;
use crate::codec::encode;
use crate::config::{CONFIG_FILE, CheckSettings, Config};
use crate::diag::{Diag, Diags, Spot};
use crate::digest::Digest;
use crate::engine::BuiltSite;
use crate::law::{Law, LayerUse, Rule};
use crate::node::Node;
use crate::table_reader::{ChoiceName, TableReader, not_a_choice_diag};

/// A rule that applies to the portal, with its check.
pub(super) struct AppliedRule<'l> {
    pub(super) rule: &'l Rule,
    pub(super) check: Check,
}

/// The law of a portal: that of the program, changed by the files in `rules/` and by `[check]`.
///
/// # Errors
/// All faults of these files, and the names in `[check]` that the law does not have.
pub(super) fn law_of(built: &BuiltSite, settings: &CheckSettings) -> Result<Law, Diags> {
    let own = built.rules().iter().map(|(name, file, text)| (name.as_str(), file.as_str(), text.as_str()));
    let mut law = Law::read(own).map_err(|faults| faults.into_iter().collect::<Diags>())?;
    let unknown: Vec<Diag> = unknown_names(&law, settings).into_iter().map(|diag| diag.file(CONFIG_FILE)).collect();
    if !unknown.is_empty() {
        return Err(unknown.into_iter().collect());
    }
    for continued in &settings.continued {
        law.instruments.continue_until(&continued.instrument, continued.until);
    }
    Ok(law)
}

/// The digest of what decides about the rules of a portal: a finding of other rules is worth
/// nothing.
pub(super) fn digest_rules(built: &BuiltSite, config: &Config) -> Digest {
    let CheckSettings { layers, continued, .. } = &config.check;
    let layers: Vec<&str> = layers.iter().map(|(name, _)| name.as_str()).collect();
    let continued: Vec<(&str, Option<String>)> =
        continued.iter().map(|one| (one.instrument.as_str(), one.until.map(|day| day.to_string()))).collect();
    Digest::of(&encode(&(built.program(), built.rules(), config.agency.kind.name(), layers, continued)))
}

/// Reports the names in `[check]` that the law does not have.
fn unknown_names(law: &Law, settings: &CheckSettings) -> Vec<Diag> {
    let layers: Vec<ChoiceName> = law.layers.iter().map(|layer| choice(&layer.id, &layer.title)).collect();
    let rules: Vec<ChoiceName> = law.rules().map(|rule| choice(&rule.id, &rule.title)).collect();
    let instruments: Vec<ChoiceName> = law.instruments.iter().map(|one| choice(&one.number, &one.title)).collect();
    let named_layers = settings.layers.iter().map(|(name, spot)| (name, *spot, &layers));
    let named_rules = settings.waivers.iter().map(|waiver| (&waiver.rule, waiver.spot, &rules));
    let named_instruments = settings.continued.iter().map(|one| (&one.instrument, one.spot, &instruments));
    let named = named_layers.chain(named_rules).chain(named_instruments);
    let is_unknown = |(name, _, choices): &(&String, Spot, &Vec<ChoiceName>)| !choices.iter().any(|c| c.word == *name);
    named.filter(is_unknown).map(|(name, spot, choices)| not_a_choice_diag(name, choices).spot(spot)).collect()
}

fn choice<'c>(word: &'c str, title: &'c crate::table_reader::LocalizedText) -> ChoiceName<'c> {
    ChoiceName { word, code: None, vi: title.get("vi"), en: title.get("en") }
}

/// The rules that bind the agency, with their checks.
///
/// # Errors
/// The rules that name a check which does not exist, or give it other parameters than it takes.
pub(super) fn apply_rules<'l>(law: &'l Law, config: &Config) -> Result<Vec<AppliedRule<'l>>, Diags> {
    let mut faults = Diags::default();
    let mut applied = Vec::new();
    let wanted = law.layers.iter().filter(|layer| {
        layer.use_ == LayerUse::Always || config.check.layers.iter().any(|(name, _)| *name == layer.id)
    });
    let nothing = Node::empty_table();
    for layer in wanted {
        let file = format!("rules/{}.toml", layer.id);
        for rule in layer.rules.iter().filter(|rule| rule.binds(config.agency.kind)) {
            let Some(read) = catalogue::find(&rule.check) else {
                let names: Vec<ChoiceName> =
                    catalogue::check_names().map(|word| ChoiceName { word, code: None, vi: "", en: "" }).collect();
                faults.push(not_a_choice_diag(&rule.check, &names).file(&file).spot(rule.spot));
                continue;
            };
            let mut params = TableReader::new(rule.params.as_ref().unwrap_or(&nothing), &file);
            let check = read(&mut params);
            faults.extend(params.finish());
            applied.push(AppliedRule { rule, check });
        }
    }
    if faults.has_errors() { Err(faults) } else { Ok(applied) }
}
