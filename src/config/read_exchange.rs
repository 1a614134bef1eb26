//! Reads and checks the parts of `portal.toml` about other portals.

use jiff::SignedDuration;
use url::Url;

use super::agency::AgencyType;
use super::config_file::CONFIG_FILE;
use crate::diag::{Code, Diag, Spot};
use crate::exchange::attribution::is_shared_suffix;
use crate::exchange::fault_diags;
use crate::exchange::format::ExchangeId;
use crate::exchange::format::Sha256Hash;
use crate::exchange::public_url::is_safe_link;
use crate::exchange::trust::SigningTerms;
use crate::node::Node;
use crate::path::SitePath;
use crate::table_reader::{NamedChoice, TableReader};

use super::exchange_config::{ExchangeConfig, Mount, ShareConfig, SourceConfig, SourceKind, StalePolicy};

/// The time after which a source without `max_age` is asked again.
const DEFAULT_MAX_AGE: SignedDuration = SignedDuration::from_hours(6);

/// What to do with content whose signatures have expired.
pub(super) const STALE_CHOICES: [NamedChoice<StalePolicy>; 3] = [
    NamedChoice::new("fail", "dừng dựng", "stop the build", StalePolicy::Fail),
    NamedChoice::new("notice", "ghi chú", "show a notice", StalePolicy::Notice),
    NamedChoice::new("omit", "bỏ đi", "leave out", StalePolicy::Omit),
];

/// Whether new content waits until somebody accepts it.
pub(super) const APPROVE_CHOICES: [NamedChoice<bool>; 2] =
    [NamedChoice::new("auto", "tự động", "by itself", false), NamedChoice::new("manual", "duyệt tay", "by hand", true)];

/// For how long signatures hold.
pub(super) const TERMS_CHOICES: [NamedChoice<SigningTerms>; 3] = [
    NamedChoice::new("centre", "trung tâm, tỉnh, bộ", "province or ministry", SigningTerms::CENTRE),
    NamedChoice::new("commune", "xã", "commune", SigningTerms::COMMUNE),
    NamedChoice::new("emergency", "khẩn cấp", "emergency", SigningTerms::EMERGENCY),
];

/// Reads `sources`, `mounts` and `share`. `host` is the host of the portal, `agency` the type of
/// its owner.
pub(super) fn read(reader: &mut TableReader, host: Option<&str>, agency: Option<AgencyType>) -> ExchangeConfig {
    let table = reader.table("sources");
    let sources = table.map_or_else(Vec::new, |table| read_sources(reader, table));
    // A mount of a source that has a fault of its own is right.
    let is_written = |name: &str| table.is_some_and(|table| table.entries().iter().any(|entry| entry.key == name));
    let mounts = reader.list("mounts").iter();
    let mounts = mounts.filter_map(|node| read_mount(reader, node, &sources, &is_written)).collect();
    let mut shares: Vec<ShareConfig> = Vec::new();
    for node in reader.list("share") {
        let Some(share) = read_share(reader, node, host, agency) else { continue };
        if shares.iter().any(|other| other.channel == share.channel) {
            reader.report_fault(Diag::error(Code::DuplicateName).arg("value", &share.channel), node.spot);
        }
        shares.push(share);
    }
    ExchangeConfig { sources, mounts, shares }
}

fn read_sources(reader: &mut TableReader, table: &Node) -> Vec<SourceConfig> {
    let mut found: Vec<SourceConfig> = Vec::new();
    for entry in table.entries() {
        let Ok(name) = ExchangeId::new(&entry.key) else {
            reader.report_fault(Diag::error(Code::NotAName).arg("value", &entry.key), entry.spot);
            continue;
        };
        let mut inner = TableReader::new(&entry.node, CONFIG_FILE);
        let from = read_source_kind(&mut inner, entry.spot);
        let max_age = match inner.text("max_age").as_deref() {
            None => Some(DEFAULT_MAX_AGE),
            Some("never") => None,
            Some(text) => {
                let age = parse_duration(text);
                if age.is_none() {
                    let spot = inner.spot_of("max_age");
                    inner.report_fault(Diag::error(Code::NotADuration).arg("value", text), spot);
                }
                age
            }
        };
        let stale = inner.choice("stale", &STALE_CHOICES).unwrap_or(StalePolicy::Notice);
        let manual = inner.choice("approve", &APPROVE_CHOICES).unwrap_or(false);
        let index = inner.flag("index").unwrap_or(false);
        let directory = inner.flag("directory").unwrap_or(false);
        let publisher = inner.text("name");
        let hosts = read_hosts(&mut inner);
        let notices = inner.flag("notices").unwrap_or(false);
        let relations = inner.flag("relations").unwrap_or(false);
        reader.faults.extend(inner.finish());
        let spot = entry.spot;
        found.extend(from.map(|from| SourceConfig {
            name,
            spot,
            kind: from,
            max_age,
            stale_policy: stale,
            needs_approval: manual,
            index,
            directory,
            publisher,
            hosts,
            notices,
            relations,
        }));
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

/// Reads names of hosts as they are written in addresses: `lamgiang.gov.vn`.
fn read_hosts(inner: &mut TableReader) -> Vec<String> {
    let hosts = inner.texts("hosts");
    for host in &hosts {
        // The name must be the whole address: no path and no port.
        let url = Url::parse(&format!("https://{host}/")).ok();
        let is_name = url.is_some_and(|url| is_safe_link(&url) && url.host_str() == Some(host) && url.path() == "/");
        if !is_name || is_shared_suffix(host) {
            let spot = inner.spot_of("hosts");
            inner.report_fault(Diag::error(Code::NotAHost).arg("value", host), spot);
        }
    }
    hosts
}

fn read_source_kind(inner: &mut TableReader, spot: Spot) -> Option<SourceKind> {
    if inner.take_node("feed").is_some() {
        return Some(SourceKind::Feed { url: read_source_url(inner, "feed")? });
    }
    if inner.take_node("url").is_none() {
        inner.report_fault(Diag::error(Code::MissingKey).arg("key", "url"), spot);
        let _ = inner.take_node("root");
        return None;
    }
    let url = read_source_url(inner, "url");
    let root = inner.required_text("root");
    let hash = Sha256Hash::from_typed(&root);
    if hash.is_none() && !root.is_empty() {
        let at = inner.spot_of("root");
        inner.report_fault(Diag::error(Code::NotADigest).arg("value", &root), at);
    }
    let channel = url.as_ref().and_then(channel_from_url);
    if url.is_some() && channel.is_none() {
        let at = inner.spot_of("url");
        let written = inner.take_node("url").and_then(Node::as_text).unwrap_or_default();
        inner.report_fault(Diag::error(Code::NotAChannel).arg("value", written), at);
    }
    Some(SourceKind::Channel { url: url?, channel: channel?, root: hash? })
}

/// The name of the channel at an address: the last part of the path, which must end with `/`.
/// `None` if the address is not that of a channel.
pub fn channel_from_url(url: &Url) -> Option<ExchangeId> {
    let path = url.path().strip_suffix('/')?;
    ExchangeId::new(path.rsplit('/').next()?).ok().filter(|_| url.query().is_none() && url.fragment().is_none())
}

/// Reads an `https` address, or an `http` address of this machine, which tests use. The code that
/// fetches decides whether such an address may be asked.
fn read_source_url<'a>(inner: &mut TableReader<'a>, key: &'a str) -> Option<Url> {
    let text = inner.required_text(key);
    let url = Url::parse(&text).ok().filter(|url| {
        let is_here = matches!(url.host_str(), Some("127.0.0.1" | "[::1]"));
        url.has_host() && (url.scheme() == "https" || (url.scheme() == "http" && is_here))
    });
    if url.is_none() && !text.is_empty() {
        let spot = inner.spot_of(key);
        inner.report_fault(Diag::error(Code::SourceAddress).arg("value", &text), spot);
    }
    url
}

/// Reads a number with a unit: `30m`, `6h`, `2d`.
fn parse_duration(text: &str) -> Option<SignedDuration> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let number: i64 = number.parse().ok().filter(|n| (1..=10_000).contains(n))?;
    match unit {
        "m" => Some(SignedDuration::from_mins(number)),
        "h" => Some(SignedDuration::from_hours(number)),
        "d" => Some(SignedDuration::from_hours(number * 24)),
        _ => None,
    }
}

fn read_mount(
    reader: &mut TableReader,
    node: &Node,
    sources: &[SourceConfig],
    is_written: &dyn Fn(&str) -> bool,
) -> Option<Mount> {
    let mut inner = TableReader::new(node, CONFIG_FILE);
    let written = inner.required_text("source");
    let source = sources.iter().find(|source| source.name.as_str() == written);
    match source.map(|source| &source.kind) {
        Some(SourceKind::Channel { .. }) => {}
        Some(SourceKind::Feed { .. }) => {
            let spot = inner.spot_of("source");
            inner.report_fault(Diag::error(Code::MountOfFeed).arg("value", &written), spot);
        }
        None if written.is_empty() || is_written(&written) => {}
        None => {
            let spot = inner.spot_of("source");
            inner.report_fault(
                fault_diags::unknown_source_diag(&written, sources.iter().map(|source| source.name.as_str())),
                spot,
            );
        }
    }
    let into = inner.text("into").and_then(|text| {
        let path = SitePath::new(section_path(&text)).ok();
        if path.is_none() {
            let spot = inner.spot_of("into");
            inner.report_fault(Diag::error(Code::PathCharacter).arg("value", &text), spot);
        }
        path
    });
    let (mut kind, mut latest) = (None, None);
    if let Some(table) = inner.table("filter") {
        let mut filter = TableReader::new(table, CONFIG_FILE);
        kind = filter.text("kind");
        latest = filter.count("latest", 1..=2_000);
        inner.faults.extend(filter.finish());
    }
    reader.faults.extend(inner.finish());
    Some(Mount { source: source?.name.clone(), spot: node.spot, into, kind, latest })
}

/// The folder of a section below `content/`, of every form in which people write it: `tin-tuc`,
/// `/tin-tuc/`, `@/tin-tuc/_index.md`.
pub(crate) fn section_path(text: &str) -> &str {
    let path = text.trim().trim_start_matches('@').trim_matches('/');
    path.strip_suffix("_index.md").unwrap_or(path).trim_end_matches('/')
}

fn read_share(
    reader: &mut TableReader,
    node: &Node,
    host: Option<&str>,
    agency: Option<AgencyType>,
) -> Option<ShareConfig> {
    let mut inner = TableReader::new(node, CONFIG_FILE);
    let channel = read_name(&mut inner, "channel", None);
    let title = inner.required_text("title");
    // The default is the beginning of the portal's host: `senvang` for `senvang.lamgiang.gov.vn`.
    let first = host.and_then(|host| host.trim_start_matches("www.").split('.').next());
    let publisher = read_name(&mut inner, "publisher", first);
    let sections: Vec<String> = inner.texts("sections").iter().map(|text| section_path(text).to_owned()).collect();
    if sections.is_empty() {
        inner.report_fault(Diag::error(Code::MissingKey).arg("key", "sections"), node.spot);
    }
    let kinds = inner.texts("kinds");
    let latest = inner.count("latest", 1..=2_000).unwrap_or(200);
    let terms = inner.choice("terms", &TERMS_CHOICES).unwrap_or(match agency {
        Some(AgencyType::Province | AgencyType::Ministry) => SigningTerms::CENTRE,
        Some(AgencyType::Commune | AgencyType::Department) | None => SigningTerms::COMMUNE,
    });
    reader.faults.extend(inner.finish());
    Some(ShareConfig {
        channel: channel?,
        spot: node.spot,
        title,
        publisher: publisher?,
        sections,
        kinds,
        latest,
        terms,
    })
}

/// Reads a name; `otherwise` is the value if the key is absent. With `None`, the key is required.
fn read_name<'a>(inner: &mut TableReader<'a>, key: &'a str, otherwise: Option<&str>) -> Option<ExchangeId> {
    let text = match (inner.take_node(key), otherwise) {
        (None, Some(otherwise)) => otherwise.to_owned(),
        _ => inner.required_text(key),
    };
    let name = ExchangeId::new(&text).ok();
    if name.is_none() && !text.is_empty() {
        let spot = inner.spot_of(key);
        inner.report_fault(Diag::error(Code::NotAName).arg("value", &text), spot);
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_numbers_with_a_unit() {
        assert_eq!(parse_duration("30m"), Some(SignedDuration::from_mins(30)));
        assert_eq!(parse_duration("2d"), Some(SignedDuration::from_hours(48)));
        for text in ["", "6", "h", "0h", "-1h", "6 h", "6w", "10001d", "giờ"] {
            assert_eq!(parse_duration(text), None, "{text}");
        }
    }
}
