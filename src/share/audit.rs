//! Checks whether portals agree that one is a component of the other, and whether withdrawn items
//! are still shown. Both follow from the published file `exchange/uses.json` and from directories.

use serde::Deserialize;
use url::Url;

use crate::config::CONFIG_FILE;
use crate::content::FieldValue;
use crate::diag::{Code, Diag};
use crate::exchange::fault_diags;
use crate::exchange::fetch::{FetchBounds, FetchFault, FetchResponse, Fetcher, NetworkScope, SourceUrl};
use crate::exchange::format::{ExchangeId, Withdrawals, limits, strict_json};
use crate::model::Site;

/// `exchange/uses.json` of a portal.
#[derive(Debug, Clone, Deserialize)]
pub struct PortalUses {
    /// The statement of the portal about itself.
    pub portal: PortalIdentity,
    /// The items that the portal shows.
    pub items: Vec<PortalItemUse>,
}

/// The statement of a portal about itself.
#[derive(Debug, Clone, Deserialize)]
pub struct PortalIdentity {
    pub url: Url,
    pub name: String,
    /// The parent portal. `None` if the portal names none.
    pub parent: Option<ParentUrl>,
}

/// The address of the parent portal.
#[derive(Debug, Clone, Deserialize)]
pub struct ParentUrl {
    pub url: Url,
}

/// An item that a portal shows.
#[derive(Debug, Clone, Deserialize)]
pub struct PortalItemUse {
    /// The address of the channel of the item.
    pub channel: String,
    pub id: ExchangeId,
    /// The revision that the portal shows.
    pub rev: u64,
    /// The addresses of the pages that show the item.
    #[serde(default)]
    pub pages: Vec<String>,
}

/// Where a directory and `portal.toml` do not agree on whose component this portal is (Decree
/// 224/2026, art. 11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ComponentFault {
    /// A portal that is not the parent lists this one.
    ParentDiffers {
        /// The name of the source with the list.
        source: String,
        /// The address of the portal that publishes the list.
        publisher: String,
    },
    /// The list of the parent lacks this portal.
    NotListed {
        /// The address of the parent.
        parent: String,
    },
}

/// What the directories among the sources and `portal.toml` do not agree on. Without the directory
/// of the parent, nothing is known of its list.
pub fn component_faults(site: &Site) -> Vec<ComponentFault> {
    let own = &site.config.base_url;
    let parent = site.config.agency.localized.first().and_then(|words| words.parent.as_ref());
    let parent = parent.and_then(|parent| Url::parse(&parent.url).ok());
    let mut found = Vec::new();
    let (mut asked, mut listed) = (false, false);
    for (holding, portal) in site.imports.listed_portals() {
        let publisher = Url::parse(&holding.publisher_url).ok();
        let is_parent = publisher.is_some() && is_same_portal(publisher.as_ref(), parent.as_ref());
        asked |= is_parent;
        if !is_same_portal(Some(&portal.url), Some(own)) {
            continue;
        }
        listed |= is_parent;
        if !is_parent {
            let source = holding.name().to_owned();
            found.push(ComponentFault::ParentDiffers { source, publisher: holding.publisher_url.clone() });
        }
    }
    if asked && !listed {
        found.push(ComponentFault::NotListed { parent: parent.map_or_else(String::new, |parent| parent.to_string()) });
    }
    found
}

/// [`component_faults`] as warnings.
pub fn check_component(site: &Site) -> Vec<Diag> {
    let told = component_faults(site).into_iter().map(|fault| match fault {
        ComponentFault::ParentDiffers { source, publisher } => {
            Diag::warning(Code::ParentDiffers).arg("source", source).arg("value", publisher)
        }
        ComponentFault::NotListed { parent } => Diag::warning(Code::PortalNotListed).arg("value", parent),
    });
    told.map(|diag| diag.file(CONFIG_FILE)).collect()
}

/// Whether two addresses are of the same portal: one host may have several, each below a path.
fn is_same_portal(one: Option<&Url>, other: Option<&Url>) -> bool {
    let place = |url: &Url| (url.origin(), root_path(url).to_owned());
    matches!((one, other), (Some(one), Some(other)) if place(one) == place(other))
}

/// The path of a portal on its host, without the slash at its end.
fn root_path(portal: &Url) -> &str {
    portal.path().trim_end_matches('/')
}

/// The portals that this portal lists: the addresses of its pages of the kind `portal`.
pub fn own_listed_portals(site: &Site) -> Vec<Url> {
    let pages = site.pages.iter().filter(|page| !page.gone && page.info.front.origin.is_none());
    let portals = pages.filter(|page| site.kind(page.kind).name == crate::imports::PORTAL_KIND);
    let url = |page: &crate::model::Page| {
        let text = page.info.front.field(site.kind(page.kind), "url").and_then(FieldValue::as_text)?;
        Url::parse(text).ok()
    };
    let mut all: Vec<Url> = portals.filter_map(url).collect();
    all.sort();
    all.dedup();
    all
}

/// Fetches the uses that a portal publishes. `None` if it publishes none.
///
/// # Errors
/// When the address is not allowed, or the file cannot be fetched or read.
pub fn fetch_uses(portal: &Url, reach: NetworkScope) -> Result<Option<PortalUses>, Diag> {
    let base = portal
        .join(&format!("{}/exchange/", root_path(portal)))
        .map_err(|_| Diag::error(Code::SourceAddress).arg("value", portal))?;
    let base = SourceUrl::parse_within(base.as_str(), reach)
        .map_err(|why| fault_diags::source_url_diag(portal.as_str(), why))?;
    let url = base.url().join("uses.json").map_err(|_| Diag::error(Code::SourceAddress).arg("value", portal))?;
    let got = Fetcher::new(&base, FetchBounds::default(), reach).get(&url, limits::LIST, None);
    match got.map_err(|fault: FetchFault| fault_diags::fetch_diag(&fault))? {
        FetchResponse::Body { bytes, .. } => {
            let read = strict_json::read(&bytes).ok().and_then(|value| serde_json::from_value(value).ok());
            read.map(Some).ok_or_else(|| Diag::error(Code::UsesUnreadable).arg("value", portal))
        }
        FetchResponse::Missing | FetchResponse::Unchanged => Ok(None),
    }
}

/// Checks the uses of a channel by a portal, and its statement about its parent portal.
pub fn check_uses(
    site: &Site,
    channel: &Url,
    words: &Withdrawals,
    portal: &Url,
    uses: Option<&PortalUses>,
) -> Vec<Diag> {
    let Some(uses) = uses else { return vec![Diag::warning(Code::UsesMissing).arg("value", portal)] };
    let of_channel = uses.items.iter().filter(|used| used.channel == channel.as_str());
    let mut found: Vec<Diag> = of_channel
        .filter_map(|used| {
            let word = words.find(&used.id, used.rev)?;
            let stays = word.state == crate::exchange::format::WithdrawalState::Withdrawn;
            (!stays && !used.pages.is_empty()).then(|| {
                let diag = Diag::warning(Code::StillShown).arg("value", portal).arg("item", &used.id);
                diag.arg("pages", used.pages.join(", "))
            })
        })
        .collect();
    let is_child = own_listed_portals(site).iter().any(|url| is_same_portal(Some(url), Some(portal)));
    if is_child && !is_same_portal(uses.portal.parent.as_ref().map(|parent| &parent.url), Some(&site.config.base_url)) {
        found.push(Diag::warning(Code::ComponentUnlinked).arg("value", portal));
    }
    found
}
