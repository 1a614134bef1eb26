//! Makes items of pages, before they are signed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use rayon::prelude::*;
use url::Url;

use super::item_draft::ItemDraft;
use crate::config::{Config, Lang, ShareConfig};
use crate::diag::{Code, Diag, Diags, Severity};
use crate::exchange::body::{BodyPicture, admit};
use crate::exchange::fault_diags;
use crate::exchange::format::{
    Asset, ExchangeId, FORMAT, Item, ItemCorrection, ListingEntry, Publisher, Sha256Hash, limits,
};
use crate::folder::Folder;
use crate::model::{PageId, Site, share_faults};
use crate::picture_cache::PictureCache;
use crate::render::{Derivative, Renderer, World, exported_body, exported_fields};
use crate::sync::lock_unpoisoned;
use crate::text::date::Stamp;

/// The publisher of a channel.
///
/// # Errors
/// When the address of the portal is not https, because consumers would refuse the channel.
pub fn publisher(config: &Config, share: &ShareConfig) -> Result<Publisher, Diags> {
    let url = config.base_url.clone();
    if url.scheme() != "https" {
        let diag = Diag::error(Code::ShareAddress).file(crate::config::CONFIG_FILE).arg("value", &url);
        return Err(Diags::from(diag));
    }
    let name = config.agency.localized.first().map_or_else(String::new, |words| words.name.clone());
    Ok(Publisher { id: share.publisher.clone(), name, url })
}

/// The publisher of a channel, and its items, the newest first. `pictures` is the folder in which
/// derivatives of pictures are kept.
///
/// # Errors
/// Everything that cannot be shared, each at its file.
pub fn collect_items(
    world: &Arc<World>,
    renderer: &Arc<Renderer>,
    share: &ShareConfig,
    pictures: Option<Folder>,
) -> Result<(Publisher, Vec<ItemDraft>), Diags> {
    let site = &world.site;
    let publisher = publisher(&site.config, share)?;
    let unknown = share_faults(site, share).into_iter();
    let mut faults: Diags = unknown.map(|diag| Diag { severity: Severity::Error, ..diag }).collect();
    let mut pages: Vec<PageId> = site.page_ids().filter(|id| is_shared(site, share, *id)).collect();
    let date = |id: &PageId| site.page(*id).date.map(|date| date.start());
    pages.sort_by(|a, b| date(b).cmp(&date(a)).then_with(|| site.page(*a).info.url.cmp(&site.page(*b).info.url)));
    pages.truncate(share.latest);
    let mut ids: BTreeMap<ExchangeId, PageId> = BTreeMap::new();
    for page in &pages {
        let text = &site.page(*page).info;
        let file = text.diag_file();
        match item_id(site, *page) {
            Some(id) => {
                if let Some(other) = ids.insert(id.clone(), *page) {
                    let other = site.page(other).info.diag_file();
                    faults.push(Diag::error(Code::ShareTwice).file(file).arg("value", id).arg("other", other));
                }
            }
            None => faults.push(Diag::error(Code::NoSlug).file(file)),
        }
    }
    if faults.has_errors() {
        return Err(faults);
    }
    let kept = PictureCache::new(pictures);
    let channel = ItemExporter { world, share, publisher: &publisher, picture_store: &kept };
    let templates = renderer.templates();
    // Each worker thread needs a renderer of its own. For a few pages the existing renderer is
    // enough.
    let own = || Renderer::new(Arc::clone(templates)).unwrap_or_else(|_| Arc::clone(renderer));
    let made: Vec<Result<ItemDraft, Diags>> = match pages.len() {
        0..=20 => pages.into_iter().map(|page| channel.draft_item(renderer, page)).collect(),
        _ => pages.into_par_iter().map_init(own, |renderer, page| channel.draft_item(renderer, page)).collect(),
    };
    let mut drafts = Vec::new();
    for draft in made {
        match draft {
            Ok(draft) => drafts.push(draft),
            Err(found) => faults.extend(found.sorted()),
        }
    }
    if faults.has_errors() { Err(faults) } else { Ok((publisher, drafts)) }
}

/// Whether a page is shared. Items of other portals and unlisted pages are not.
fn is_shared(site: &Site, share: &ShareConfig, id: PageId) -> bool {
    let page = site.page(id);
    let key = page.info.key.as_str();
    let inside = |section: &String| {
        let section = section.trim_matches('/');
        section.is_empty() || key.strip_prefix(section).is_some_and(|rest| rest.starts_with('/'))
    };
    let kind = site.kind(page.kind).name.as_str();
    site.is_listed(id)
        && page.info.front.origin.is_none()
        && share.sections.iter().any(inside)
        && (share.kinds.is_empty() || share.kinds.iter().any(|name| name == kind))
}

/// The id of an item: the last part of the address of its page. If the page is not in the default
/// language, the code of its language is added.
fn item_id(site: &Site, id: PageId) -> Option<ExchangeId> {
    let text = &site.page(id).info;
    let last = text.url.as_str().trim_end_matches('/').rsplit('/').next()?;
    match text.lang {
        Lang::DEFAULT => ExchangeId::new(last).ok(),
        lang => ExchangeId::new(&format!("{last}-{}", site.config.language(lang).address_code())).ok(),
    }
}

struct ItemExporter<'s> {
    world: &'s Arc<World>,
    share: &'s ShareConfig,
    publisher: &'s Publisher,
    picture_store: &'s PictureCache,
}

impl ItemExporter<'_> {
    fn draft_item(&self, renderer: &Arc<Renderer>, id: PageId) -> Result<ItemDraft, Diags> {
        let site = &self.world.site;
        let page = site.page(id);
        let text = &page.info;
        let front = &text.front;
        let file = text.diag_file();
        let at_file = |diag: Diag| Diags::from(if diag.file.is_some() { diag } else { diag.file(&file) });
        let (html, needs) = exported_body(renderer, self.world, id).map_err(at_file)?;
        let (html, assets, pictures) = self.embed_pictures(html, &needs)?;
        let canonical = site.config.absolute_url(text.url.as_str());
        let declared =
            |hash: &str| assets.iter().any(|asset| asset.sha256 == hash).then(|| BodyPicture::from_hash(hash));
        let clean = admit(&html, &canonical, &declared).map_err(|why| at_file(fault_diags::body_diag(&why)))?;
        let name = item_id(site, id).ok_or_else(|| at_file(Diag::error(Code::NoSlug)))?;
        let canonical =
            Url::parse(&canonical).map_err(|_| at_file(Diag::error(Code::ShareAddress).arg("value", "")))?;
        let summary = if text.description.is_empty() { &text.facts.summary } else { &text.description };
        let correction = |c: &crate::content::Correction| ItemCorrection { date: c.date.iso(), note: c.note.clone() };
        let item = Item {
            format: FORMAT,
            entry: ListingEntry {
                id: name,
                rev: 1,
                kind: site.kind(page.kind).name.clone(),
                lang: site.lang_code(text.lang).to_owned(),
                title: text.title.chars().filter(|c| !c.is_control()).take(500).collect(),
                summary: summary.chars().take(2_000).collect(),
                published: page.date.map(format_stamp),
            },
            channel: self.share.channel.clone(),
            publisher: self.publisher.clone(),
            modified: front.updated.map(format_stamp),
            canonical,
            license: front.license.clone(),
            authors: front.authors.clone(),
            fields: exported_fields(site, id),
            body: clean.html,
            assets,
            corrections: front.corrections.iter().map(correction).collect(),
            valid_to: front.expires_at.map(|at| at.day().to_string()),
        };
        Ok(ItemDraft { item, pictures })
    }

    /// Replaces the addresses of pictures in the HTML by their hashes. Returns the HTML, the list
    /// of the pictures, and their bytes by target name.
    #[expect(clippy::type_complexity, reason = "three things that are made in one pass and taken apart at once")]
    fn embed_pictures(
        &self,
        mut html: String,
        needs: &[Derivative],
    ) -> Result<(String, Vec<Asset>, BTreeMap<String, Vec<u8>>), Diags> {
        let media = &self.world.site.media;
        let made: Mutex<BTreeMap<&Derivative, Result<Vec<u8>, Diag>>> = Mutex::default();
        self.picture_store.get_all(media, needs, |need, bytes| drop(lock_unpoisoned(&made).insert(need, bytes)));
        let made = std::mem::take(&mut *lock_unpoisoned(&made));
        let (mut assets, mut pictures) = (Vec::new(), BTreeMap::new());
        for (need, bytes) in made {
            let bytes = bytes.map_err(Diags::from)?;
            let extension = need.url.rsplit('.').next().unwrap_or("jpg").to_owned();
            let sha256 = Sha256Hash::of(&bytes).to_string();
            let length = bytes.len() as u64;
            if length > limits::ASSET {
                continue;
            }
            html = html.replace(&format!("src=\"{}\"", need.url), &format!("src=\"asset:{sha256}\""));
            let asset = Asset { sha256, extension, length };
            pictures.insert(asset.target(), bytes);
            if !assets.contains(&asset) {
                assets.push(asset);
            }
        }
        assets.sort_by(|a, b| a.sha256.cmp(&b.sha256));
        Ok((html, assets, pictures))
    }
}

fn format_stamp(stamp: Stamp) -> String {
    match stamp {
        Stamp::Day(day) => day.to_string(),
        Stamp::Time(_) => stamp.rfc3339(),
    }
}
