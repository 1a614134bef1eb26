//! `tamquan share`: the content that the portal shares with other portals.

use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};
use url::Url;

use super::command_context::{CommandContext, CommandResult};
use super::exit::Exit;
use super::fetch_context::FetchContext;
use super::print::print_warnings;
use crate::config::{CONFIG_FILE, Config, ShareConfig as Shared};
use crate::diag::{Code, Diag, Diags, Messages};
use crate::engine::{self, BuildOptions};
use crate::exchange::format::{ExchangeId, Publisher, Withdrawal, WithdrawalState};
use crate::exchange::public_url::is_safe_link;
use crate::model::BuildTime;
use crate::share::{self, Channel, KeyFolder};
use crate::text::date::{OFFSET, Stamp, clock};

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
    Init {
        /// The channel, by its name in portal.toml
        channel: String,
    },
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
        /// The channel, by its name in portal.toml
        channel: String,
        /// Where the new keys go: a folder that is not there yet
        #[arg(long, value_name = "FOLDER")]
        new_keys: PathBuf,
    },
    /// Take an item back
    Withdraw {
        /// The channel, by its name in portal.toml
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
        /// The channel, by its name in portal.toml
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
        if all.is_empty() {
            return Err(Diags::from(Diag::error(Code::ShareNone)));
        }
        let is_meant = |share: &&Shared| name.is_none_or(|name| share.channel.as_str() == name);
        let found: Vec<&Shared> = all.iter().filter(is_meant).collect();
        if found.is_empty() {
            let names: Vec<&str> = all.iter().map(|share| share.channel.as_str()).collect();
            let diag = Diag::error(Code::ShareUnknown).arg("value", name.unwrap_or_default());
            return Err(Diags::from(diag.arg("choices", names.join(", "))));
        }
        Ok(found)
    }

    fn find_share<'c>(&self, config: &'c Config, name: &str) -> Result<&'c Shared, Diags> {
        Ok(self.select_shares(config, Some(name))?[0])
    }

    fn key_folder(&self, share: &Shared) -> Result<KeyFolder, Diags> {
        if let Some(folder) = self.keys {
            return KeyFolder::new(folder.to_path_buf());
        }
        let usual = KeyFolder::default_path(&share.publisher, &share.channel);
        let usual = usual.ok_or_else(|| Diags::from(Diag::error(Code::ShareNoKeys)))?;
        if !usual.exists()
            && let Some(old) = self.channel(share)?.published_publisher()?
            && old.id != share.publisher
        {
            // The keys lie under the name with which the channel was created.
            let diag = Diag::error(Code::SharePublisherId).file(CONFIG_FILE).spot(share.spot);
            let diag = diag.arg("channel", &share.channel).arg("old", &old.id).arg("new", &share.publisher);
            return Err(Diags::from(diag.arg("url", &old.url)));
        }
        KeyFolder::new(usual)
    }

    /// Carries out a step for each channel. A fault of one channel does not keep the others from
    /// being signed: a timer would otherwise let all of them expire.
    fn for_each_share(&self, shares: Vec<&Shared>, step: impl Fn(&Shared) -> Result<(), Diags>) -> CommandResult {
        let mut faults = Diags::default();
        for share in shares {
            if let Err(found) = step(share) {
                faults.extend(found.sorted());
            }
        }
        if faults.has_errors() { Err(faults) } else { Ok(Exit::Ok) }
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
        let args = [
            ("channel", share.channel.to_string()),
            ("keys", folder.path().display().to_string()),
            ("root", channel.root_codes()?.first().map_or_else(String::new, ToString::to_string)),
            ("url", format!("{}{}/", config.base_url, share.published_folder())),
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
        let again = self.items_to_publish_again(&shares, again)?;
        let options = BuildOptions::for_site(
            self.context.site.to_path_buf(),
            BuildTime::from_instant(self.context.fetch_context.now),
        );
        let (world, renderer) = engine::assemble(&options)?;
        self.for_each_share(shares, |share| {
            let folder = self.key_folder(share)?;
            self.channel(share)?.check_begun()?;
            let keys = folder.read(share.terms)?;
            let (publisher, drafts) =
                share::collect_items(&world, &renderer, share, engine::picture_cache_folder(&options.folders.site))?;
            let published = self.channel(share)?.publish(&publisher, drafts, &keys, &again)?;
            let args = [
                ("channel", share.channel.to_string()),
                ("listed", published.listed.to_string()),
                ("added", published.added.len().to_string()),
                ("changed", published.changed.len().to_string()),
                ("removed", published.removed.len().to_string()),
                ("expires", local_minute(&published.expires)),
            ];
            self.context.print_message("share-published", &args);
            if published.has_new_publisher {
                self.context.print_message("share-new-publisher", &args);
            }
            Ok(())
        })
    }

    /// The items that are to be listed again, which must be withdrawn from one of the channels.
    fn items_to_publish_again(&self, shares: &[&Shared], typed: &[String]) -> Result<Vec<ExchangeId>, Diags> {
        let mut again = Vec::new();
        for item in typed {
            let id = item_id(item)?;
            let mut withdrawn = Vec::new();
            for share in shares {
                withdrawn.extend(self.channel(share)?.withdrawals()?.items.into_iter().map(|word| word.id));
            }
            if !withdrawn.contains(&id) {
                let names: Vec<&str> = withdrawn.iter().map(ExchangeId::as_str).collect();
                let diag = match names.is_empty() {
                    true => Diag::error(Code::ShareNothingWithdrawn),
                    false => Diag::error(Code::ShareNotWithdrawn).arg("choices", names.join(", ")),
                };
                return Err(Diags::from(diag.arg("value", id)));
            }
            again.push(id);
        }
        Ok(again)
    }

    fn resign(&self, name: Option<&str>) -> CommandResult {
        let config = self.context.read_config()?;
        self.for_each_share(self.select_shares(&config, name)?, |share| {
            let folder = self.key_folder(share)?;
            self.channel(share)?.check_begun()?;
            let keys = folder.read_online(share.terms)?;
            let expires = self.channel(share)?.resign(&keys)?;
            let args = [("channel", share.channel.to_string()), ("expires", local_minute(&expires))];
            self.context.print_message("share-resigned", &args);
            Ok(())
        })
    }

    fn rotate(&self, name: &str, folder: &Path) -> CommandResult {
        let config = self.context.read_config()?;
        let share = self.find_share(&config, name)?;
        let channel = self.channel(share)?;
        let known = channel.root_codes()?;
        let old = self.key_folder(share)?;
        let old_keys = old.read(share.terms)?;
        let new = KeyFolder::new(folder.to_path_buf())?;
        let new_keys = new.generate(share.terms)?;
        let expires = channel.rotate(&old_keys, &new_keys)?;
        let lines: Vec<String> = known.iter().map(|code| format!("  {code}")).collect();
        let args = [
            ("channel", share.channel.to_string()),
            ("new", new.path().display().to_string()),
            ("old", old.path().display().to_string()),
            ("expires", local_minute(&expires)),
            ("root", channel.root_codes()?.last().map_or_else(String::new, ToString::to_string)),
            ("roots", lines.join("\n")),
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
        let id = item_id(item)?;
        // An address of this portal may be written without its host. Other portals refuse all that
        // is no link.
        let target = |to: &str| config.base_url.join(to.trim()).ok().filter(is_safe_link);
        let told = |to: &str| Diags::from(Diag::error(Code::ShareRedirect).arg("value", to));
        let to = to.map(|to| target(to).ok_or_else(|| told(to))).transpose()?;
        let state = match state {
            WithdrawalStateArg::Withdrawn => WithdrawalState::Withdrawn,
            WithdrawalStateArg::Gone => WithdrawalState::Gone,
            WithdrawalStateArg::Redirect => WithdrawalState::Redirect,
            WithdrawalStateArg::Vanish => WithdrawalState::Vanish,
        };
        let at = Stamp::Day(BuildTime::from_instant(self.context.fetch_context.now).today()).iso();
        let args = [("item", id.to_string()), ("channel", share.channel.to_string())];
        let word = Withdrawal { id, rev: 0, state, at, to, title: None, note: note.map(str::to_owned) };
        self.channel(share)?.withdraw(word, &keys)?;
        self.context.print_message("share-withdrawn", &args);
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
        let channel = self.channel(share)?;
        let is_fine = found.is_empty();
        print_warnings(found, self.context.site, self.context.messages);
        let codes: Vec<String> = channel.root_codes()?.iter().map(|code| format!("  {code}")).collect();
        let args = [
            ("count", asked.len().to_string()),
            ("expires", local_minute(&channel.expires()?)),
            ("roots", codes.join("\n")),
        ];
        self.context.print_message("share-audited", &args);
        Ok(if is_fine { Exit::Ok } else { Exit::ContentErrors })
    }
}

/// The item that an argument means: its name, or the address or file of its page, whose last part
/// is the name.
fn item_id(typed: &str) -> Result<ExchangeId, Diags> {
    let plain = typed.trim().trim_end_matches('/');
    let last = plain.rsplit(['/', '\\']).next().unwrap_or(plain);
    let last = last.strip_suffix(".md").unwrap_or(last);
    ExchangeId::new(last).map_err(|_| Diags::from(Diag::error(Code::NotAName).arg("value", typed)))
}

/// A time as people read it here: the day and the minute in the local time of Viet Nam.
fn local_minute(moment: &str) -> String {
    let Ok(instant) = moment.parse::<jiff::Timestamp>() else { return moment.to_owned() };
    let local = OFFSET.to_datetime(instant);
    format!("{} {}", Stamp::Day(local.date()).iso(), clock(local))
}
