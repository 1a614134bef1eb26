//! A baseline: the findings that were there when the agency began to check. They are accepted, so
//! that what is new stands out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::finding::Finding;

/// The number of findings of each rule in each file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// The form of the file.
    version: u32,
    /// By rule, then by file or page: how many findings. Lines are left out, because every edit
    /// moves them.
    findings: BTreeMap<String, BTreeMap<String, usize>>,
}

/// The only form of the file that there is.
const VERSION: u32 = 1;

impl Baseline {
    /// The baseline that accepts these findings.
    pub fn of<'f, 'l: 'f>(findings: impl IntoIterator<Item = &'f Finding<'l>>) -> Self {
        let mut baseline = Self { version: VERSION, ..Self::default() };
        for finding in findings {
            let places = baseline.findings.entry(finding.rule.id.clone()).or_default();
            *places.entry(place_of(finding).to_owned()).or_default() += 1;
        }
        baseline
    }

    /// Reads a baseline. `None` if the text is none of this form.
    pub fn from_json(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().filter(|baseline: &Self| baseline.version == VERSION)
    }

    /// The text of the baseline.
    pub fn to_json(&self) -> String {
        // The keys are texts and the values numbers, which JSON can always express.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Takes one finding off the baseline, and returns whether it was there.
    pub(super) fn take(&mut self, finding: &Finding) -> bool {
        let places = self.findings.get_mut(&finding.rule.id);
        match places.and_then(|places| places.get_mut(place_of(finding))) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }

    /// How many findings nobody has taken off.
    pub(super) fn left(&self) -> usize {
        self.findings.values().flat_map(BTreeMap::values).sum()
    }
}

fn place_of<'f>(finding: &'f Finding) -> &'f str {
    finding.file.as_deref().or(finding.page.as_deref()).unwrap_or_default()
}
