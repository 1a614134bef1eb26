//! Checks the channels that the site shares: their sections and kinds, and the terms of their
//! signatures.

use super::build_time::BuildTime;
use super::content_tree::ContentTree;
use super::derived::{ChannelChange, SignedPart};
use super::node::NodeId;
use crate::config::{CONFIG_FILE, Lang, ShareConfig};
use crate::diag::{Code, Diag, Diags};
use crate::site_files::OwnChannel;
use crate::table_reader::nearest_word;
use crate::text::date::{Stamp, clock};

/// Reports what is wrong with the channels of the site, as warnings: the site itself is right.
pub(super) fn check_own_channels(tree: &ContentTree, channels: &[OwnChannel], faults: &mut Diags) {
    for share in &tree.config.exchange.shares {
        faults.extend(share_faults(tree, share));
    }
    for channel in channels {
        faults.extend(term_warnings(channel, tree.now));
    }
}

/// The sections and kinds of a channel that the site does not have, as warnings. `share publish`
/// refuses to publish such a channel.
pub fn share_faults(tree: &ContentTree, share: &ShareConfig) -> Vec<Diag> {
    let sections = || tree.section_ids().map(|id| tree.section(id).info.key.as_str());
    let is_section = |key: &str| matches!(tree.find(key, Lang::DEFAULT), Some(NodeId::Section(_)));
    let told = |code, value: &str, near: Option<&str>| {
        let diag = Diag::warning(code).file(CONFIG_FILE).spot(share.spot).arg("value", value);
        diag.arg("channel", &share.channel).arg("near", near.unwrap_or_default())
    };
    let section = |written: &String| {
        let key = written.trim_matches('/');
        let near = nearest_word(key, sections().filter(|key| !key.is_empty()));
        (!is_section(key)).then(|| match near {
            Some(near) => told(Code::ShareNoSectionNear, written, Some(near)),
            None => told(Code::ShareNoSection, written, None),
        })
    };
    let kinds = || tree.kinds.iter().map(|kind| kind.name.as_str());
    let kind = |written: &String| {
        let is_known = kinds().any(|name| name == written.as_str());
        let choices = || kinds().collect::<Vec<_>>().join(", ");
        (!is_known).then(|| told(Code::ShareNoKind, written, None).arg("choices", choices()))
    };
    share.sections.iter().filter_map(section).chain(share.kinds.iter().filter_map(kind)).collect()
}

/// Warnings about signatures that have expired or are to be renewed: at most one about the root,
/// which is renewed in another way, and one about the rest.
fn term_warnings(channel: &OwnChannel, now: BuildTime) -> impl Iterator<Item = Diag> {
    let instant = now.to_instant();
    let of = [
        (channel.terms.content, Code::ShareExpired, Code::ShareExpiresSoon),
        (channel.terms.root, Code::ShareRootExpired, Code::ShareRootExpiresSoon),
    ];
    of.into_iter().filter_map(move |(term, expired, soon)| {
        let code = if term.expires <= instant {
            expired
        } else if term.renew_at <= instant {
            soon
        } else {
            return None;
        };
        let ends = BuildTime::from_instant(term.expires).time;
        let diag = Diag::warning(code).file(CONFIG_FILE).spot(channel.spot).arg("channel", &channel.channel);
        Some(diag.arg("date", Stamp::Day(ends.date()).iso()).arg("time", clock(ends)))
    })
}

/// The moments at which something is to be said of a channel.
pub(super) fn find_channel_changes(channels: &[OwnChannel]) -> Vec<ChannelChange> {
    let mut found = Vec::new();
    for channel in channels {
        for (part, term) in [(SignedPart::Content, channel.terms.content), (SignedPart::Root, channel.terms.root)] {
            for (at, new_state) in [(term.renew_at, "expiring"), (term.expires, "expired")] {
                let url = format!("/{}/", channel.published_folder);
                let at = BuildTime::from_instant(at).time;
                found.push(ChannelChange { folder: channel.folder.clone(), part, at, url, new_state });
            }
        }
    }
    found
}
