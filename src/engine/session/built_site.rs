//! What a build left, for those who look at the whole of it.

use std::borrow::Cow;
use std::fs;
use std::sync::Arc;

use super::live::LiveSite;
use crate::attachment_text::{AttachmentKind, MAX_ATTACHMENT_BYTES, read_attachment};
use crate::codec::encode;
use crate::config::Config;
use crate::diag::{Diag, Diags, catch_panic};
use crate::digest::Digest;
use crate::engine::build::assemble_site;
use crate::engine::build_options::BuildOptions;
use crate::engine::cache::{ContentRecord, digest_program};
use crate::folder::{Folder, read_named};
use crate::plan::Output;
use crate::render::World;
use crate::site_files::{ContentStore, FileStat};

/// A site whose outputs are those of the last build.
pub struct BuiltSite<'s> {
    options: &'s BuildOptions,
    live: &'s LiveSite,
}

/// The assembled site and its outputs, sorted by path.
pub(crate) type AssembledOutputs<'s> = (Arc<World>, Cow<'s, [Output]>);

impl<'s> BuiltSite<'s> {
    pub(super) fn new(options: &'s BuildOptions, live: &'s LiveSite) -> Self {
        Self { options, live }
    }

    /// The options of the build.
    pub fn options(&self) -> &'s BuildOptions {
        self.options
    }

    /// The meaning of `portal.toml`.
    ///
    /// # Errors
    /// The faults of the file, if it was changed since the build.
    pub fn config(&self) -> Result<Config, Diags> {
        let config = Config::read(&self.live.site_files.config, self.options.content.base_url.as_ref());
        config.map_err(|faults| faults.into_iter().collect())
    }

    /// The files of rules of the site: the name of the layer, the file name for messages, the text.
    pub fn rules(&self) -> &'s [(String, String, String)] {
        &self.live.site_files.rules
    }

    /// The assembled site. It is assembled now if the build had no need to.
    ///
    /// # Errors
    /// All errors of the site, if it was changed since the build.
    pub fn assemble(&self) -> Result<AssembledOutputs<'s>, Diags> {
        match &self.live.site {
            Some(site) => Ok((Arc::clone(&site.world), Cow::Borrowed(&site.outputs))),
            None => {
                let site = assemble_site(self.options, &self.live.cache)?;
                Ok((site.world, Cow::Owned(site.outputs)))
            }
        }
    }

    /// Reads the content files.
    pub fn contents(&self) -> ContentStore {
        self.live.site_files.contents()
    }

    /// The content files by path, each with the digest of all that it says.
    pub fn content_files(&self) -> Vec<(&'s str, Digest)> {
        let digest = |record: &ContentRecord| {
            let ContentRecord { digest, inherited_kind, defaults, .. } = record;
            Digest::of(&encode(&(digest, inherited_kind, defaults)))
        };
        self.live.cache.content.entries().iter().map(|(path, record)| (path.as_str(), digest(record))).collect()
    }

    /// The HTML pages in the output folder by path, each with the metadata of its file.
    pub fn html_pages(&self) -> impl Iterator<Item = (&'s str, FileStat)> + use<'s> {
        let entries = self.live.cache.outputs.entries().iter();
        entries.filter(|(path, _)| path.ends_with(".html")).map(|(path, record)| (path.as_str(), record.file))
    }

    /// The attachments of the site by path, each with the digest of its bytes.
    pub fn attachments(&self) -> Vec<(&'s str, Digest)> {
        let entries = self.live.cache.other_files.iter();
        let is_attachment = |path: &str| {
            let is_published = path.starts_with("content/") || path.starts_with("static/");
            is_published && attachment_kind(path).is_some()
        };
        entries.filter(|(path, _)| is_attachment(path)).map(|(path, (_, digest))| (path.as_str(), *digest)).collect()
    }

    /// What an attachment says. `None` if nobody can know: it is a scan, for example.
    pub fn read_attachment(&self, path: &str) -> Option<String> {
        let bytes = read_named(&self.options.folders.site.join(path), MAX_ATTACHMENT_BYTES as u64).ok()?;
        let kind = attachment_kind(path)?;
        // The libraries may panic on a broken file.
        let read = catch_panic(|| Ok::<_, Diag>(read_attachment(Arc::new(bytes), kind)));
        Some(read.ok()?.ok()?.text)
    }

    /// The text of a page in the output folder. `None` if it is not there any more.
    pub fn read_page(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.options.folders.out.join(path)).ok()
    }

    /// The digest of everything that the site is made of, and of the time as far as it matters.
    /// `contents` are its content files.
    pub fn digest(&self, contents: &[(&str, Digest)]) -> Digest {
        let cache = &self.live.cache;
        Digest::of(&encode(&(cache.model_digest, cache.time_digest, &self.live.site_files.data, contents)))
    }

    /// The digest of the program.
    pub fn program(&self) -> Digest {
        digest_program()
    }

    /// The folder of what one run leaves to the next. `None` if it cannot be written.
    pub fn cache_folder(&self) -> Option<Folder> {
        let folders = &self.options.folders;
        Folder::open_in(&folders.site, &folders.cache).ok()
    }
}

/// The kind of an attachment by the ending of its name. `None` for other files.
fn attachment_kind(path: &str) -> Option<AttachmentKind> {
    AttachmentKind::from_extension(path.rsplit_once('.')?.1)
}
