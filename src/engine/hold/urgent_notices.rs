//! The notices of emergencies, which no mistake of others may keep from the public.

use std::collections::BTreeSet;

use crate::content::{FieldValue, FrontMatter};
use crate::diag::Diags;
use crate::engine::build::read_site_files;
use crate::engine::build_options::BuildOptions;
use crate::engine::cache::{BuildCache, ContentReader};
use crate::engine::configure::configure;
use crate::exchange::sync::ExchangeLock;

/// The kind of notices, and the field and the choice that make one urgent.
const NOTICE: (&str, &str, &str) = ("notice", "level", "emergency");

/// The files of all notices of the level `emergency`, by their paths below the site. They are found
/// without assembling the site, which has errors.
///
/// # Errors
/// The configuration or the list of files has errors.
pub(super) fn find_urgent_notices(options: &BuildOptions) -> Result<BTreeSet<String>, Diags> {
    let cache = BuildCache::load(&options.folders.site, &options.folders.cache);
    let mut sources = read_site_files(options)?;
    let (config, kinds) = configure(&mut sources, ExchangeLock::read(&options.folders.site), &options.content, &cache)?;
    let (kind, field, level) = NOTICE;
    let (Some(at), Some(notice)) = (kinds.position(kind), kinds.get(kind)) else { return Ok(BTreeSet::new()) };
    let choices = notice.fields.iter().find(|found| found.key == field).and_then(|found| found.ty.choices());
    let urgent = choices.and_then(|all| all.iter().position(|choice| choice.value == level));
    let reader = ContentReader::new(&sources, &config, &kinds, &cache);
    let content = reader.read_all(&mut Diags::default());
    let placed = reader.place_all(&content).into_iter();
    let is_urgent =
        |front: &FrontMatter| urgent.is_some() && front.field(notice, field) == urgent.map(FieldValue::Choice).as_ref();
    let urgent = placed.filter(|file| file.kind == at && file.front.origin.is_none() && is_urgent(&file.front));
    Ok(urgent.map(|file| format!("content/{}", file.file)).collect())
}
