//! Digests of the model: of everything that the outputs of a site depend on, except for the bodies
//! that they show.

use std::collections::BTreeMap;

use super::records::ContentRecord;
use crate::codec::encode;
use crate::digest::Digest;
use crate::engine::build_options::ContentOptions;
use crate::model::BuildTime;
use crate::site_files::{FileStat, SiteFiles, StaticFile};

/// The digest of everything that affects the parsing of a content file, except for the file itself
/// and the kind that its folder sets.
pub(crate) fn digest_settings(sources: &SiteFiles) -> Digest {
    let kinds = sources.kinds.iter().flat_map(|(name, _, text)| [name.as_bytes(), text.as_bytes()]);
    Digest::of_parts(sources.config.parts().chain(kinds))
}

/// The digest of the input of every output, whatever it asks: the configuration, the kinds of
/// content, the strings of the theme.
pub(crate) fn digest_base(options: &ContentOptions, sources: &SiteFiles) -> Digest {
    let all = (digest_settings(sources), &options.base_url, options.drafts, &sources.strings);
    Digest::of(&encode(&all))
}

/// The digest of everything that the site is made of, except for bodies, data derived from bodies,
/// and the time.
pub(crate) fn digest_model<'s>(
    base: Digest,
    sources: &SiteFiles,
    known: impl Iterator<Item = (&'s str, &'s ContentRecord)>,
    others: &BTreeMap<String, (FileStat, Digest)>,
) -> Digest {
    let templates: Vec<(&str, &str, &str)> =
        sources.templates.all().map(|(name, t)| (name, t.file.as_str(), t.text.as_str())).collect();
    let statics: Vec<(&str, bool)> =
        sources.statics.iter().map(|(path, file)| (path.as_str(), matches!(file, StaticFile::Embedded(_)))).collect();
    let others: Vec<(&str, &Digest)> = others.iter().map(|(path, (_, digest))| (path.as_str(), digest)).collect();
    let mut content: Vec<(&str, &Digest, usize)> =
        known.map(|(path, s)| (path, &s.visible_digest, s.inherited_kind)).collect();
    content.sort_unstable();
    Digest::of(&encode(&(base, &sources.rules, templates, statics, others, content)))
}

/// The digest of the time, as far as it matters. Within a day, only the hours named in content
/// files and the terms of the site's own channels can change an output or a warning; each hour is
/// compared with `now` to the second.
pub(crate) fn digest_time<'s>(
    now: BuildTime,
    sources: &SiteFiles,
    known: impl Iterator<Item = &'s ContentRecord>,
) -> Digest {
    let today = now.today();
    let hours = known.flat_map(|source| &source.hours).filter(|hour| hour.day() == today);
    let mut hours: Vec<(String, i64)> =
        hours.map(|hour| (hour.iso(), now.time.duration_since(hour.start()).as_secs().clamp(-2, 2))).collect();
    hours.sort_unstable();
    hours.dedup();
    // The terms of the site's own channels are read from files that `digest_model` covers.
    let instant = now.to_instant();
    let terms = sources.own_channels.iter().flat_map(|channel| channel.terms.moments());
    let passed: Vec<bool> = terms.map(|at| at <= instant).collect();
    Digest::of(&encode(&(today.to_string(), hours, passed)))
}
