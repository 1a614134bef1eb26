//! `tamquan source add`: checks what was typed, then the channel, and writes `portal.toml` at the
//! end.

use std::collections::BTreeSet;

use url::Url;

use super::config_edit;
use super::config_edit::NewSource;
use super::source_commands::SourceCommands;
use crate::cli::command_context::CommandResult;
use crate::cli::exit::Exit;
use crate::cli::print::{print_failure, print_stderr};
use crate::config::{Config, ConfigText, channel_from_url};
use crate::diag::{Code, Diag, Diags};
use crate::exchange::fault_diags;
use crate::exchange::fetch::{FetchBounds, Fetcher, SourceUrl};
use crate::exchange::format::{ExchangeId, Sha256Hash};
use crate::path::SitePath;
use crate::pull::{ChannelCopy, PullJob, SourceOutcome, SourceSelection, fetch_root_codes};
use crate::site_files::SiteFiles;
use crate::table_reader::nearest_word;

impl SourceCommands<'_> {
    /// Adds a source, when it was fetched and verified.
    pub(super) fn add_source(&self, added: &NewSource) -> CommandResult {
        // Faults that `portal.toml` has already are reported at their lines.
        self.context.read_config()?;
        let text = self.config_text()?;
        let base = self.source_url(added)?;
        let name = source_name(added, &base)?;
        config_edit::check_name_free(&text, &name)?;
        let into = added.into.map(|into| self.mount_section(into)).transpose()?;
        let root = match (added.feed, added.root) {
            (true, _) => None,
            (false, Some(typed)) => {
                let root = Sha256Hash::from_typed(typed);
                Some(root.ok_or_else(|| Diags::from(Diag::error(Code::NotADigest).arg("value", typed)))?)
            }
            (false, None) => match self.find_root(added, &base)? {
                Ok(root) => Some(root),
                Err(exit) => return Ok(exit),
            },
        };
        let root = root.map(|root| root.to_string());
        let written = config_edit::add_source(&text, added, base.url(), &name, root.as_deref(), into.as_ref())?;
        let config = Config::read(&ConfigText::new(written.clone()), None)
            .map_err(|faults| faults.into_iter().collect::<Diags>())?;
        // If the source cannot be fetched, nothing is written: the user can run the command again.
        let pull = PullJob { copy: added.from, ..self.pull_job(&config) };
        let pulled = pull.run(&SourceSelection::Named(BTreeSet::from([name.clone()])))?;
        for report in &pulled.reports {
            if let SourceOutcome::Failed { why, is_distrusted } = &report.outcome {
                print_failure(Diags::from(why.clone()), self.context.site, self.context.messages);
                return Ok(if *is_distrusted { Exit::Distrust } else { Exit::CouldNotRun });
            }
        }
        self.write_config(&written)?;
        let key = if added.from.is_some() { "source-added-by-hand" } else { "source-added" };
        self.context.print_message(key, &[("name", name)]);
        Ok(self.print_report(pulled))
    }

    /// The address as it was typed, without what surrounds it in a letter. A channel is a folder.
    fn source_url(&self, added: &NewSource) -> Result<SourceUrl, Diags> {
        let typed = added.url.trim().trim_matches(['<', '>', '"', '“', '”']);
        let folder = format!("{typed}/");
        let typed = if added.feed || typed.ends_with('/') || typed.contains(['?', '#']) { typed } else { &folder };
        SourceUrl::parse_within(typed, self.context.fetch_context.scope)
            .map_err(|why| Diags::from(fault_diags::source_url_diag(typed, why)))
    }

    /// The section that receives the items, which must exist: a build would refuse the mount.
    fn mount_section(&self, typed: &str) -> Result<SitePath, Diags> {
        let plain = typed.trim().replace('\\', "/");
        let plain = plain.trim_matches('/').trim_end_matches("_index.md").trim_matches('/');
        let plain = plain.strip_prefix("content/").unwrap_or(plain);
        let path =
            SitePath::new(plain).map_err(|_| Diags::from(Diag::error(Code::PathCharacter).arg("value", typed)))?;
        let content = self.context.site.join("content");
        if content.join(path.as_str()).join("_index.md").is_file() {
            return Ok(path);
        }
        let sections: Vec<String> = SiteFiles::content_disk_paths(self.context.site)
            .iter()
            .filter_map(|file| Some(file.strip_prefix(&content).ok()?.to_str()?.strip_suffix("/_index.md")?.to_owned()))
            .collect();
        let diag = match nearest_word(plain, sections.iter().map(String::as_str)) {
            Some(near) => Diag::error(Code::MountNoSectionNear).arg("near", near),
            None => Diag::error(Code::MountNoSection),
        };
        Err(Diags::from(diag.arg("value", plain)))
    }

    /// The root to begin with when none was typed: that of a directory, or with the consent of the
    /// user the newest one of the channel. Otherwise the exit code, after the codes were printed.
    fn find_root(&self, added: &NewSource, base: &SourceUrl) -> Result<Result<Sha256Hash, Exit>, Diags> {
        if let Some(root) = self.root_from_directories(base.url())? {
            return Ok(Ok(root));
        }
        let fetcher = Fetcher::new(base, FetchBounds::default(), self.context.fetch_context.scope);
        let copy = added.from.zip(channel_from_url(base.url()));
        let copy = copy.map(|(folder, channel)| ChannelCopy::open(folder, base.clone(), &channel)).transpose();
        let codes = match copy {
            Ok(Some(copy)) => fetch_root_codes(&copy),
            Ok(None) => fetch_root_codes(&fetcher),
            Err(fault) => Err(fault.into()),
        };
        let codes = match codes {
            Ok(codes) => codes,
            Err(fault) => {
                let diag = fault_diags::sync_diag(&fault, self.context.site);
                print_failure(Diags::from(diag), self.context.site, self.context.messages);
                let is_distrusted = fault_diags::is_distrust(&fault);
                return Ok(Err(if is_distrusted { Exit::Distrust } else { Exit::CouldNotRun }));
            }
        };
        let Some(newest) = codes.last().copied() else { return Ok(Err(Exit::CouldNotRun)) };
        if added.trusts_first_use {
            print_stderr(&self.context.messages.text("source-trusted", &[("root", newest.to_string())]));
            return Ok(Ok(newest));
        }
        let all: Vec<String> = codes.iter().map(|code| format!("  {code}")).collect();
        let args = [
            ("host", base.host().to_owned()),
            ("root", newest.to_string()),
            ("roots", all.join("\n")),
            ("count", (codes.len() - 1).to_string()),
        ];
        let key = if codes.len() > 1 { "source-compare-many" } else { "source-compare" };
        print_stderr(&self.context.messages.text(key, &args));
        Ok(Err(Exit::CouldNotRun))
    }

    /// The hash of the first root, if a stored directory gives it.
    fn root_from_directories(&self, url: &Url) -> Result<Option<Sha256Hash>, Diags> {
        let config = self.context.read_config()?;
        let lock = self.read_lock()?;
        self.read_imports(&config, &lock)?.root_from_directories(url).map_err(Diags::from)
    }
}

/// The name of the new source: the typed one, that of the channel, or a part of the host of a feed.
fn source_name(added: &NewSource, base: &SourceUrl) -> Result<String, Diags> {
    let channel = channel_from_url(base.url());
    if !added.feed && channel.is_none() {
        return Err(Diags::from(Diag::error(Code::NotAChannel).arg("value", base)));
    }
    let host = || crate::text::slug::slug(base.host().trim_start_matches("www.").split('.').next().unwrap_or(""));
    let name = match (added.name, channel.filter(|_| !added.feed)) {
        (Some(name), _) => name.trim().to_owned(),
        (None, Some(channel)) => channel.to_string(),
        (None, None) => host(),
    };
    if ExchangeId::new(&name).is_err() {
        return Err(Diags::from(Diag::error(Code::NotAName).arg("value", &name)));
    }
    Ok(name)
}
