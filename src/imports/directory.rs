//! Directories: channels whose items list portals, each with its channels and the hashes of their
//! first roots. Any portal can list any other one, so only a source that `portal.toml` calls a
//! directory is believed.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use url::Url;

use super::ImportedSource;
use super::site_imports::Imports;
use crate::diag::{Code, Diag};
use crate::exchange::format::Sha256Hash;

/// The kind of items that describe portals. A channel with such items is a directory.
pub const PORTAL_KIND: &str = "portal";

/// A portal in a directory: the fields of its item.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Portal {
    /// The name of the portal for people.
    #[serde(default)]
    pub name: String,
    /// The address of the portal: `https://host/`.
    pub url: Url,
    /// The channels of the portal.
    #[serde(default)]
    pub channels: Vec<PortalChannel>,
}

/// A channel of a portal, with the hash of its first root.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PortalChannel {
    /// The address of the channel.
    pub url: Url,
    /// The SHA-256 of a root of the channel, with which its chain begins.
    #[serde(deserialize_with = "typed_root")]
    pub root: Sha256Hash,
}

/// Reads a code that an author of a directory copied, in groups for example.
fn typed_root<'de, D: Deserializer<'de>>(from: D) -> Result<Sha256Hash, D::Error> {
    let text = String::deserialize(from)?;
    Sha256Hash::from_typed(&text).ok_or_else(|| D::Error::custom("no SHA-256"))
}

impl Imports {
    /// The SHA-256 of the first root of a channel, as the directories among the sources give it.
    /// `None` if no directory lists the channel.
    ///
    /// # Errors
    /// When two entries give different roots. Neither is preferred, because it is unknown which of
    /// them is correct.
    pub fn root_from_directories(&self, url: &Url) -> Result<Option<Sha256Hash>, Diag> {
        let mut found: Option<(String, Sha256Hash)> = None;
        for (holding, portal) in self.listed_portals() {
            for channel in portal.channels.into_iter().filter(|channel| channel.url == *url) {
                let place = format!("{}: {}", holding.name(), portal.url);
                match &found {
                    Some((first, root)) if *root != channel.root => {
                        let diag = Diag::error(Code::DirectoryTwoRoots).arg("value", url);
                        return Err(diag.arg("first", first).arg("second", place));
                    }
                    Some(_) => {}
                    None => found = Some((place, channel.root)),
                }
            }
        }
        Ok(found.map(|(_, root)| root))
    }

    /// The portals that directories list, each with the source that lists it.
    pub fn listed_portals(&self) -> impl Iterator<Item = (&ImportedSource, Portal)> {
        let believed = self.sources.values().filter(|holding| holding.is_directory);
        let all = believed.flat_map(|holding| holding.items().map(move |held| (holding, held)));
        all.filter(|(_, held)| held.entry.kind == PORTAL_KIND).filter_map(|(holding, held)| {
            let item = self.read_item(holding, &held.entry.id, &held.sha256).ok()?;
            let portal = serde_json::from_value(serde_json::Value::Object(item.fields)).ok()?;
            Some((holding, portal))
        })
    }
}
