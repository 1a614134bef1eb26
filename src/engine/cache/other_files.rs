//! The files of a site other than content files: their digests, and the verified channels.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use rayon::prelude::*;

use super::build_cache::BuildCache;
use crate::digest::Digest;
use crate::exchange::format::ExchangeId as SourceName;
use crate::folder::EntryMetadata;
use crate::imports::VerificationRecord;
use crate::path::SitePath;
use crate::site_files::{FileStat, ORIGINALS_FOLDER, SiteFiles, StaticFile, digest_file};

/// The digests of all other files of the site, by their paths below the site.
pub(crate) fn digest_other_files(sources: &SiteFiles, cache: &BuildCache) -> BTreeMap<String, (FileStat, Digest)> {
    let on_disk = |folder: &'static str, path: &SitePath| sources.disk_path(folder, path);
    let beside = sources.beside.iter().map(|(path, file)| (format!("content/{path}"), *file, on_disk("content", path)));
    let data = sources.data.iter().map(|(path, file)| (format!("data/{path}"), *file, on_disk("data", path)));
    let statics = sources.statics.iter().filter_map(|(path, file)| match file {
        StaticFile::OnDisk { path: disk, file } | StaticFile::Imported { path: disk, file, .. } => {
            Some((format!("static/{path}"), *file, disk.clone()))
        }
        // Embedded in the program.
        StaticFile::Embedded(_) => None,
    });
    // A build compares them with the present files of the theme.
    let originals = sources.originals.iter();
    let originals =
        originals.map(|(path, file)| (format!("{ORIGINALS_FOLDER}/{path}"), *file, on_disk(ORIGINALS_FOLDER, path)));
    let all: Vec<_> = beside.chain(data).chain(statics).chain(originals).collect();
    let digest = |(path, file, disk): (String, FileStat, std::path::PathBuf)| {
        let known =
            cache.other_files.get(&path).filter(|(then, _)| cache.is_unchanged(then, &file)).map(|(_, digest)| *digest);
        // A file that cannot be read is reported by the code that needs its bytes.
        let digest = known.unwrap_or_else(|| digest_file(Path::new(&disk)).unwrap_or_default());
        (path, (file, digest))
    };
    let imports = sources.imports().source_digests().map(|(name, digest)| (name, (FileStat::default(), digest)));
    // The path of a verified file identifies its bytes, so that no digest is computed.
    let verified = sources.imports().verifications().flat_map(|(_, what, _)| &what.files);
    let verified = verified.map(|(path, found)| (path.clone(), (FileStat::from_entry(found), Digest::default())));
    let read: Vec<_> = all.into_par_iter().map(digest).collect();
    read.into_iter().chain(imports).chain(verified).collect()
}

/// Returns a lookup: it finds the channels that the build of this cache verified and whose files
/// have not changed since, with the time when the first signature expires.
pub(crate) fn verified_channel_lookup(
    cache: &BuildCache,
) -> impl Fn(&SourceName, &VerificationRecord) -> Option<Timestamp> + Sync + '_ {
    move |source, what| {
        let (digest, ends) = cache.verified_channels.get(source.as_str())?;
        let is_known = |(path, found): (&String, &EntryMetadata)| {
            cache.other_files.get(path).is_some_and(|(then, _)| cache.is_unchanged(then, &FileStat::from_entry(found)))
        };
        let is_same = *digest == what.digest && what.files.iter().all(is_known);
        if is_same { Timestamp::from_second(*ends).ok() } else { None }
    }
}

/// The verified channels, in the form in which the cache stores them.
pub(crate) fn verified_channels(sources: &SiteFiles) -> BTreeMap<String, (Digest, i64)> {
    let vouched = sources.imports().verifications();
    vouched.map(|(source, what, ends)| (source.clone(), (what.digest, ends.as_second()))).collect()
}
