//! `tamquan share`: the content that the portal shares with other portals.

use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};
use url::Url;

use super::command_context::{CommandContext, CommandResult};
use super::exit::Exit;
use super::fetch_context::FetchContext;
use super::print::print_warnings;
use crate::config::{Config, ShareConfig as Shared};
use crate::diag::{Code, Diag, Diags, Messages};
use crate::engine::{self, BuildOptions};
use crate::exchange::format::{ExchangeId, Publisher, Withdrawal, WithdrawalState};
use crate::imports::day_of_moment;
use crate::model::BuildTime;
use crate::share::{self, Channel, KeyFolder};
use crate::text::date::Stamp;

#[derive(Debug, clap::Args)]
pub(super) struct ShareArgs {
    /// The folder of the portal
    #[arg(short, long, default_value = ".", global = true)]
    site: PathBuf,
    /// The folder of the channel's keys [default: tamquan/keys/PUBLISHER/CHANNEL among your
    /// settings]
    #[arg(long, global = true)]
    keys: Option<PathBuf>,
    #[command(subcommand)]
    command: ShareCommand,
}

#[derive(Debug, Subcommand)]
enum ShareCommand {
    /// Begin a channel that portal.toml names under [[share]]: make its keys and an empty list
    Init { channel: String },
    /// Publish the pages of the channel's sections as they are now
    Publish {
        /// The channel; all when none is named
        channel: Option<String>,
        /// Items that were taken back and are to be published again
        #[arg(long, value_name = "ITEM")]
        again: Vec<String>,
    },
    /// Sign again what is published, before the signatures end: for a timer
    Resign {
        /// The channel; all when none is named
        channel: Option<String>,
    },
    /// Give the channel new keys, when one was lost or seen by others, or once a year
    Rotate {
        channel: String,
        /// Where the new keys go: a folder that is not there yet
        #[arg(long, value_name = "FOLDER")]
        new_keys: PathBuf,
    },
    /// Take an item back
    Withdraw {
        channel: String,
        /// The item: the last part of its address
        item: String,
        /// What is to become of it in other portals
        #[arg(long, value_enum, default_value = "gone")]
        state: WithdrawalStateArg,
        /// Why, for those who read it
        #[arg(long)]
        note: Option<String>,
        /// Where its address leads from now on, for --state redirect
        #[arg(long, value_name = "URL", required_if_eq("state", "redirect"))]
        to: Option<String>,
    },
    /// Ask other portals what they show of the channel: of what was taken back, and whose component
    /// they are
    Audit {
        channel: String,
        /// Portals to ask, beside those that this one lists
        portals: Vec<String>,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum WithdrawalStateArg {
    /// It may be read, under a notice
    Withdrawn,
    /// A notice stands in its place
    Gone,
    /// Its address leads elsewhere
    Redirect,
    /// No byte of it may be left anywhere
    Vanish,
}

/// Runs the command.
pub(super) fn run_share(args: &ShareArgs, asking: FetchContext, messages: &Messages) -> Exit {
    let context = CommandContext { site: &args.site, fetch_context: asking, messages };
    let commands = ShareCommands { context, keys: args.keys.as_deref() };
    context.run(|| match &args.command {
        ShareCommand::Init { channel } => commands.init(channel),
        ShareCommand::Publish { channel, again } => commands.publish(channel.as_deref(), again),
        ShareCommand::Resign { channel } => commands.resign(channel.as_deref()),
        ShareCommand::Rotate { channel, new_keys } => commands.rotate(channel, new_keys),
        ShareCommand::Withdraw { channel, item, state, note, to } => {
            commands.withdraw(channel, item, *state, note.as_deref(), to.as_deref())
        }
        ShareCommand::Audit { channel, portals } => commands.audit(channel, portals),
    })
}

/// The commands of `tamquan share`.
struct ShareCommands<'a> {
    context: CommandContext<'a>,
    /// The folder of keys that was given as an argument.
    keys: Option<&'a Path>,
}

impl ShareCommands<'_> {
    /// The channel of that name, or all.
    fn select_shares<'c>(&self, config: &'c Config, name: Option<&str>) -> Result<Vec<&'c Shared>, Diags> {
        let all = &config.exchange.shares;
        let found: Vec<&Shared> =
            all.iter().filter(|share| name.is_none_or(|name| share.channel.as_str() == name)).collect();
        if found.is_empty() {
            let names: Vec<&str> = all.iter().map(|share| share.channel.as_str()).collect();
            let choices = if names.is_empty() { "–".to_owned() } else { names.join(", ") };
            return Err(Diags::from(
                Diag::error(Code::ShareUnknown).arg("value", name.unwrap_or("–")).arg("choices", choices),
            ));
        }
        Ok(found)
    }

    fn find_share<'c>(&self, config: &'c Config, name: &str) -> Result<&'c Shared, Diags> {
        Ok(self.select_shares(config, Some(name))?[0])
    }

    fn key_folder(&self, share: &Shared) -> Result<KeyFolder, Diags> {
        let usual = || KeyFolder::default_path(&share.publisher, &share.channel);
        let folder = self.keys.map(Path::to_path_buf).or_else(usual);
        KeyFolder::new(folder.ok_or_else(|| Diags::from(Diag::error(Code::ShareNoKeys)))?)
    }

    fn channel<'c>(&self, share: &'c Shared) -> Result<Channel<'c>, Diags> {
        Channel::new(self.context.site, share, self.context.fetch_context.now)
    }

    fn publisher(&self, config: &Config, share: &Shared) -> Result<Publisher, Diags> {
        share::publisher(config, share)
    }

    fn init(&self, name: &str) -> CommandResult {
        let config = self.context.read_config()?;
        let share = self.find_share(&config, name)?;
        let publisher = self.publisher(&config, share)?;
        let channel = self.channel(share)?;
        channel.check_absent()?;
        let folder = self.key_folder(share)?;
        let keys = folder.generate(share.terms)?;
        channel.init(&keys, &publisher)?;
        let root = channel.root_hash()?.to_string();
        let url = format!("{}{}/", config.base_url, share.published_folder());
        let args = [
            ("channel", share.channel.to_string()),
            ("keys", folder.path().display().to_string()),
            ("root", root),
            ("url", url),
            ("count", share.terms.root_keys.to_string()),
            ("threshold", share.terms.root_threshold.to_string()),
            ("days", share.terms.online_days.to_string()),
        ];
        self.context.print_message("share-begun", &args);
        self.context
            .print_message(if share.terms.root_keys > 1 { "share-begun-many" } else { "share-begun-one" }, &args);
        Ok(Exit::Ok)
    }

    fn publish(&self, name: Option<&str>, again: &[String]) -> CommandResult {
        let config = self.context.read_config()?;
        let shares = self.select_shares(&config, name)?;
        let again: Vec<ExchangeId> = again.iter().filter_map(|item| ExchangeId::new(item).ok()).collect();
        let options = BuildOptions::for_site(
            self.context.site.to_path_buf(),
            BuildTime::from_instant(self.context.fetch_context.now),
        );
        let (world, renderer) = engine::assemble(&options)?;
        for share in shares {
            let keys = self.key_folder(share)?.read(share.terms)?;
            let (publisher, drafts) =
                share::collect_items(&world, &renderer, share, engine::picture_cache_folder(&options.folders.site))?;
            let published = self.channel(share)?.publish(&publisher, drafts, &keys, &again)?;
            let args = [
                ("channel", share.channel.to_string()),
                ("listed", published.listed.to_string()),
                ("added", published.added.len().to_string()),
                ("changed", published.changed.len().to_string()),
                ("removed", published.removed.len().to_string()),
                ("expires", day_of_moment(&published.expires).to_owned()),
            ];
            self.context.print_message("share-published", &args);
        }
        Ok(Exit::Ok)
    }

    fn resign(&self, name: Option<&str>) -> CommandResult {
        let config = self.context.read_config()?;
        for share in self.select_shares(&config, name)? {
            let keys = self.key_folder(share)?.read_online(share.terms)?;
            let expires = self.channel(share)?.resign(&keys)?;
            self.context.print_message(
                "share-resigned",
                &[("channel", share.channel.to_string()), ("expires", day_of_moment(&expires).to_owned())],
            );
        }
        Ok(Exit::Ok)
    }

    fn rotate(&self, name: &str, folder: &Path) -> CommandResult {
        let config = self.context.read_config()?;
        let share = self.find_share(&config, name)?;
        let channel = self.channel(share)?;
        channel.root_hash()?;
        let old = self.key_folder(share)?;
        let old_keys = old.read(share.terms)?;
        let new = KeyFolder::new(folder.to_path_buf())?;
        let new_keys = new.generate(share.terms)?;
        let expires = channel.rotate(&old_keys, &new_keys)?;
        let args = [
            ("channel", share.channel.to_string()),
            ("new", new.path().display().to_string()),
            ("old", old.path().display().to_string()),
            ("expires", day_of_moment(&expires).to_owned()),
        ];
        self.context.print_message("share-rotated", &args);
        Ok(Exit::Ok)
    }

    fn withdraw(
        &self,
        name: &str,
        item: &str,
        state: WithdrawalStateArg,
        note: Option<&str>,
        to: Option<&str>,
    ) -> CommandResult {
        let config = self.context.read_config()?;
        let share = self.find_share(&config, name)?;
        let keys = self.key_folder(share)?.read(share.terms)?;
        let id = ExchangeId::new(item).map_err(|_| Diags::from(Diag::error(Code::NotAName).arg("value", item)))?;
        let to = match to.map(Url::parse) {
            None => None,
            Some(Ok(url)) if url.scheme() == "https" => Some(url),
            Some(_) => return Err(Diags::from(Diag::error(Code::SourceAddress).arg("value", to.unwrap_or_default()))),
        };
        let state = match state {
            WithdrawalStateArg::Withdrawn => WithdrawalState::Withdrawn,
            WithdrawalStateArg::Gone => WithdrawalState::Gone,
            WithdrawalStateArg::Redirect => WithdrawalState::Redirect,
            WithdrawalStateArg::Vanish => WithdrawalState::Vanish,
        };
        let at = Stamp::Day(BuildTime::from_instant(self.context.fetch_context.now).today()).iso();
        let word = Withdrawal { id, rev: 0, state, at, to, note: note.map(str::to_owned) };
        self.channel(share)?.withdraw(word, &keys)?;
        self.context
            .print_message("share-withdrawn", &[("item", item.to_owned()), ("channel", share.channel.to_string())]);
        Ok(Exit::Ok)
    }

    fn audit(&self, name: &str, portals: &[String]) -> CommandResult {
        let config = self.context.read_config()?;
        let share = self.find_share(&config, name)?;
        let words = self.channel(share)?.withdrawals()?;
        let options = BuildOptions::for_site(
            self.context.site.to_path_buf(),
            BuildTime::from_instant(self.context.fetch_context.now),
        );
        let (world, _) = engine::assemble(&options)?;
        let url = config.base_url.join(&format!("{}/", share.published_folder()));
        let url = url.map_err(|_| Diags::from(Diag::error(Code::ShareAddress).arg("value", &config.base_url)))?;
        let mut asked = share::own_listed_portals(&world.site);
        for portal in portals {
            asked.push(
                Url::parse(portal).map_err(|_| Diags::from(Diag::error(Code::SourceAddress).arg("value", portal)))?,
            );
        }
        let mut found = Diags::default();
        for portal in &asked {
            match share::fetch_uses(portal, self.context.fetch_context.scope) {
                Ok(uses) => found.extend(share::check_uses(&world.site, &url, &words, portal, uses.as_ref())),
                Err(mut diag) => {
                    diag.severity = crate::diag::Severity::Warning;
                    found.push(diag);
                }
            }
        }
        let expires = self.channel(share)?.expires()?;
        let is_fine = found.is_empty();
        print_warnings(found, self.context.site, self.context.messages);
        let args = [("count", asked.len().to_string()), ("expires", day_of_moment(&expires).to_owned())];
        self.context.print_message("share-audited", &args);
        Ok(if is_fine { Exit::Ok } else { Exit::ContentErrors })
    }
}
