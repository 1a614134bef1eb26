//! Reads what pages and search need of attachments. Each file is read once: what was found is kept
//! in the cache folder, under a name for the bytes, the kind and the program that read them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::cache::{create_cache_folder, digest_program};
use super::monitor::BuildMonitor;
use crate::attachment_text::{AttachmentFacts, AttachmentFault, AttachmentKind, MAX_ATTACHMENT_BYTES};
use crate::codec::encode;
use crate::diag::{Diag, catch_panic};
use crate::digest::Digest;
use crate::folder::{Folder, read_named};
use crate::path::SitePath;
use crate::site_files::{SiteFiles, StaticFile, digest_file};

/// The folder of kept facts, in the cache folder.
const FACTS_FOLDER: &str = "attachments";

/// The most bytes of kept facts: the words of the longest text that is read.
const MAX_FACTS: u64 = 16 << 20;

/// An attachment on disk.
struct AttachmentFile {
    /// The path below the site.
    key: String,
    kind: AttachmentKind,
    disk: PathBuf,
}

/// The facts of all attachments of a site, by their paths below the site. `known` has the digests
/// that are known already.
pub(super) fn read_attachments(
    sources: &SiteFiles,
    known: impl Fn(&str) -> Option<Digest> + Sync,
    watch: &BuildMonitor,
) -> BTreeMap<String, Arc<AttachmentFacts>> {
    let files = attachment_files(sources);
    if files.is_empty() {
        return BTreeMap::new();
    }
    watch.begin_phase("attachments", files.len());
    let folder = create_cache_folder(sources.root()).ok();
    let program = digest_program();
    let read = files.into_par_iter().filter_map(|file| {
        let digest = known(&file.key).or_else(|| digest_file(&file.disk).ok())?;
        // Another program may find other words, and the ending of a name says how a file is read.
        let name = Digest::of_parts([digest.bytes(), &[file.kind as u8], program.bytes()]).to_string();
        let facts = read_kept(folder.as_ref(), &name).unwrap_or_else(|| {
            let facts = read_facts(&file.disk, file.kind);
            if let Some(folder) = &folder {
                // What cannot be kept is read again by the next build.
                let kept = encode(&facts);
                let _ = folder.write_atomic_unsynced(&format!("{FACTS_FOLDER}/{name}"), &kept);
            }
            facts
        });
        watch.finish_step();
        Some((file.key, name, Arc::new(facts)))
    });
    let read: Vec<(String, String, Arc<AttachmentFacts>)> = read.collect();
    let names: BTreeSet<&str> = read.iter().map(|(_, name, _)| name.as_str()).collect();
    if let Some(kept) = folder.and_then(|folder| folder.open_below(FACTS_FOLDER).ok()) {
        // A file that cannot be removed only takes space.
        let _ = kept.remove_unwanted(|name| names.contains(name));
    }
    read.into_iter().map(|(key, _, facts)| (key, facts)).collect()
}

/// The attachments of the site. Those of other portals are not read.
fn attachment_files(sources: &SiteFiles) -> Vec<AttachmentFile> {
    let file = |folder: &str, path: &SitePath, disk: PathBuf| {
        let kind = AttachmentKind::from_extension(&path.extension())?;
        Some(AttachmentFile { key: format!("{folder}/{path}"), kind, disk })
    };
    let beside = sources.beside.keys().filter_map(|path| file("content", path, sources.disk_path("content", path)));
    let statics = sources.statics.iter().filter_map(|(path, found)| match found {
        StaticFile::OnDisk { path: disk, .. } => file("static", path, disk.clone()),
        StaticFile::Imported { .. } | StaticFile::Embedded(_) => None,
    });
    beside.chain(statics).collect()
}

fn read_kept(folder: Option<&Folder>, name: &str) -> Option<AttachmentFacts> {
    let bytes = folder?.read(&format!("{FACTS_FOLDER}/{name}"), MAX_FACTS).ok()?;
    postcard::from_bytes(&bytes).ok()
}

fn read_facts(disk: &Path, kind: AttachmentKind) -> AttachmentFacts {
    let Ok(bytes) = read_named(disk, MAX_ATTACHMENT_BYTES as u64) else {
        return AttachmentFacts::unread(AttachmentFault::TooLarge);
    };
    catch_panic(|| Ok::<_, Diag>(AttachmentFacts::read(bytes, kind)))
        .unwrap_or_else(|_| AttachmentFacts::unread(AttachmentFault::Broken))
}
