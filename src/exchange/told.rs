//! What is wrong with the exchange, as diagnostics. All are errors: whoever goes on with an older copy makes them warnings.

use std::io;
use std::path::Path;
use std::time::Duration;

use tough::schema::RoleType;

use super::FOLDER;
use super::body::{self, BodyFault};
use super::feed::{self, FeedFault};
use super::fetch::{Budget, CertificateFault, FetchFault, FetchFaultKind, UrlFault};
use super::item::{self, ItemFault, Publisher};
use super::keys::KeyFault;
use super::limits;
use super::lock::{self, LockFault};
use super::name::ExchangeId;
use super::repository;
use super::sync::SyncFault;
use super::trust::Distrust;
use super::vendored::VendoredFault;
use crate::diag::{Code, Diag};
use crate::folder::FolderFault;
use crate::reader::nearest;
use crate::text::clean::line;

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;
/// Characters that are shown of what others wrote.
const SHOWN: usize = 200;

/// Why something was not fetched.
pub fn fetch(fault: &FetchFault) -> Diag {
    let diag = match fault {
        FetchFault::Address { why, .. } => Diag::error(Code::ExchangeAddress).arg("reason", lacking(*why)),
        FetchFault::Elsewhere { source, .. } => Diag::error(Code::ExchangeElsewhere).arg("source", clean(source)),
        FetchFault::NoAddress { .. } => Diag::error(Code::ExchangeNoAddress),
        FetchFault::Private { address, .. } => Diag::error(Code::ExchangePrivate).arg("address", address),
        FetchFault::Unreachable { .. } => Diag::error(Code::ExchangeNetwork).arg("reason", "network-unreachable"),
        FetchFault::Closed { .. } => Diag::error(Code::ExchangeNetwork).arg("reason", "network-closed"),
        FetchFault::Slow { limit, .. } => Diag::error(Code::ExchangeSlow).arg("limit", limit.as_secs()),
        FetchFault::Certificate { why, .. } => Diag::error(certificate(*why)),
        FetchFault::Tls { .. } => Diag::error(Code::ExchangeTls),
        FetchFault::Redirect { status, to, .. } => match to {
            Some(to) => Diag::error(Code::ExchangeRedirect).arg("to", clean(to)).arg("status", status),
            None => Diag::error(Code::ExchangeRedirectNowhere).arg("status", status),
        },
        FetchFault::Status { status, .. } => {
            let code = match fault.kind() {
                FetchFaultKind::Later => Code::ExchangeStatus,
                FetchFaultKind::Trust => Code::ExchangeStatusOdd,
            };
            Diag::error(code).arg("status", status)
        }
        FetchFault::TooLarge { limit, .. } => Diag::error(Code::ExchangeTooLarge).arg("limit", size(*limit)),
        FetchFault::Head { limit, .. } => Diag::error(Code::ExchangeHead).arg("limit", size(*limit)),
        FetchFault::Encoded { by, .. } => Diag::error(Code::ExchangeEncoded).arg("value", clean(by)),
        FetchFault::Garbled { .. } => Diag::error(Code::ExchangeGarbled),
        FetchFault::Budget { of, .. } => match of {
            Budget::Bytes(most) => Diag::error(Code::ExchangeBudgetBytes).arg("limit", size(*most)),
            Budget::Requests(most) => Diag::error(Code::ExchangeBudgetRequests).arg("limit", most),
            Budget::Time(most) => Diag::error(Code::ExchangeBudgetTime).arg("limit", minutes(*most)),
        },
        FetchFault::Broken { .. } => Diag::error(Code::ExchangeBroken),
    };
    diag.arg("host", clean(fault.host()))
}

/// What an address of a source is lacking: the key of its words.
fn lacking(why: UrlFault) -> &'static str {
    match why {
        UrlFault::Unreadable => "url-unreadable",
        UrlFault::Long => "url-long",
        UrlFault::Scheme => "url-scheme",
        UrlFault::UserInfo => "url-user-info",
        UrlFault::Port => "url-port",
        UrlFault::Literal => "url-literal",
        UrlFault::Name => "url-name",
        UrlFault::Fragment => "url-fragment",
        UrlFault::Folder => "url-folder",
    }
}

fn certificate(why: CertificateFault) -> Code {
    match why {
        CertificateFault::Expired => Code::ExchangeCertificateExpired,
        CertificateFault::Early => Code::ExchangeCertificateEarly,
        CertificateFault::Name => Code::ExchangeCertificateName,
        CertificateFault::Issuer => Code::ExchangeCertificateIssuer,
        CertificateFault::Other => Code::ExchangeCertificate,
    }
}

/// Why a channel, or a file of it, is not to be used.
pub fn distrust(why: &Distrust) -> Diag {
    match why {
        // To sign again for longer is not enough here: the root keys have to be fetched.
        Distrust::Expired(RoleType::Root) => Diag::error(Code::ExchangeExpiredRoot),
        Distrust::Expired(of) => Diag::error(Code::ExchangeExpired).arg("role", role(*of)),
        Distrust::Older(of) => Diag::error(Code::ExchangeOlder).arg("role", role(*of)),
        Distrust::Signatures(of) => Diag::error(Code::ExchangeSignatures).arg("role", role(*of)),
        Distrust::Root => Diag::error(Code::ExchangeRoot),
        Distrust::FirstRoot => Diag::error(Code::ExchangeRootFirst),
        Distrust::Differs => Diag::error(Code::ExchangeDiffers),
        Distrust::Malformed(of) => Diag::error(Code::ExchangeMalformed).arg("role", role(*of)),
        Distrust::Specification(of) => Diag::error(Code::ExchangeSpecification).arg("role", role(*of)),
        Distrust::Absent(of) => Diag::error(Code::ExchangeAbsent).arg("role", role(*of)),
        Distrust::ManyRoots => Diag::error(Code::ExchangeManyRoots).arg("limit", limits::ROOTS),
        Distrust::Missing(file) => Diag::error(Code::ExchangeMissing).arg("file", clean(file)),
    }
}

/// What is signed: the key of its words.
fn role(of: RoleType) -> &'static str {
    match of {
        RoleType::Root => "root",
        RoleType::Targets | RoleType::DelegatedTargets => "targets",
        RoleType::Snapshot => "snapshot",
        RoleType::Timestamp => "timestamp",
    }
}

/// What is wrong with a document that was signed.
pub fn item(fault: &ItemFault) -> Diag {
    match fault {
        ItemFault::Form(reason) => Diag::error(Code::ExchangeItemForm).arg("reason", clean(reason)),
        ItemFault::Format(found) => {
            Diag::error(Code::ExchangeItemFormat).arg("value", found).arg("limit", item::FORMAT)
        }
        ItemFault::Other(name) => Diag::error(Code::ExchangeItemOther).arg("value", clean(name)),
        ItemFault::Value("rev") => Diag::error(Code::ExchangeItemRevision),
        ItemFault::Value(key) => Diag::error(Code::ExchangeItemValue).arg("key", key),
        ItemFault::Many(count) => Diag::error(Code::ExchangeItemMany).arg("count", count).arg("limit", limits::ITEMS),
        ItemFault::Body(why) => refused(why),
        ItemFault::Picture(sha256) => Diag::error(Code::ExchangeItemPicture).arg("value", clean(sha256)),
    }
}

/// Why the body of an item cannot be shown.
pub fn refused(why: &BodyFault) -> Diag {
    let at = |code, line: &u64| Diag::error(code).arg("line", line);
    let long =
        |code, bytes: &usize| Diag::error(code).arg("size", kib(*bytes as u64)).arg("limit", size(body::LENGTH as u64));
    match why {
        BodyFault::Long { bytes } => long(Code::ExchangeBodyLong, bytes),
        BodyFault::Grown { bytes } => long(Code::ExchangeBodyGrown, bytes),
        BodyFault::Deep { line, .. } => at(Code::ExchangeBodyDeep, line).arg("limit", body::DEPTH),
        BodyFault::Elements { line } => at(Code::ExchangeBodyElements, line).arg("limit", body::ELEMENTS),
        BodyFault::Reopened { line, .. } => at(Code::ExchangeBodyReopened, line),
        BodyFault::Attributes { line, element, number } => at(Code::ExchangeBodyAttributes, line)
            .arg("element", clean(element))
            .arg("count", number)
            .arg("limit", body::ATTRIBUTES),
        BodyFault::Tag { line } => at(Code::ExchangeBodyTag, line).arg("limit", size(body::TAG as u64)),
        BodyFault::Unstable => Diag::error(Code::ExchangeBodyUnstable),
        BodyFault::NoBlock { ids } => Diag::error(Code::ExchangeBodyBlock).arg("choices", clean(&ids.join(", "))),
        BodyFault::Canonical => Diag::error(Code::ExchangeBodyCanonical),
    }
}

/// Why nothing is taken from a feed.
pub fn feed(fault: &FeedFault) -> Diag {
    match fault {
        FeedFault::TooLong => Diag::error(Code::ExchangeFeedTooLarge).arg("limit", size(feed::MAX_BYTES as u64)),
        FeedFault::Encoding => Diag::error(Code::ExchangeFeedEncoding),
        FeedFault::NotAFeed => Diag::error(Code::ExchangeFeedNone),
        FeedFault::Entities => Diag::error(Code::ExchangeFeedEntities),
        FeedFault::TooDeep => Diag::error(Code::ExchangeFeedTooDeep).arg("limit", feed::MAX_DEPTH),
        FeedFault::Malformed { at } => Diag::error(Code::ExchangeFeedMalformed).arg("at", at),
    }
}

/// Why the lock cannot be used.
pub fn lock(fault: &LockFault, site: &Path) -> Diag {
    let diag = match fault {
        LockFault::Folder(fault) => folder(fault, site),
        LockFault::Form(reason) => Diag::error(Code::ExchangeLockForm).arg("reason", clean(reason)),
        LockFault::Version(found) if *found < lock::VERSION => Diag::error(Code::ExchangeLockOld).arg("value", found),
        LockFault::Version(found) => Diag::error(Code::ExchangeLockVersion).arg("value", found),
    };
    diag.file(lock::FILE)
}

/// Why a folder of the site cannot be read or written.
pub fn folder(fault: &FolderFault, site: &Path) -> Diag {
    match fault {
        FolderFault::Disk(path, error) => disk(path.strip_prefix(site).unwrap_or(path).display(), error),
        fault => Diag::folder(fault, site),
    }
}

/// Why a build uses nothing of a source. An altered file is told alone: what it would have held is
/// not looked at, and nothing is said of it.
pub fn unvouched(why: &VendoredFault, source: &ExchangeId, site: &Path) -> Diag {
    match why {
        VendoredFault::Altered(path) => altered(&held_file(source, path)),
        VendoredFault::Unsigned(path) => unsigned(source, &held_file(source, path)),
        VendoredFault::Lock => unsigned(source, lock::FILE),
        VendoredFault::Distrust(why) => distrust(why).file(lock::FILE).arg("source", source),
        VendoredFault::Folder(fault) => folder(fault, site),
    }
}

/// A file of the site that says what its publisher did not sign.
fn unsigned(source: &ExchangeId, file: &str) -> Diag {
    Diag::error(Code::ExchangeUnsigned).arg("file", file).arg("source", source).file(file)
}

/// A file of the site that was not the one that its publisher signed, and is now.
pub fn restored(file: &str) -> Diag {
    Diag::warning(Code::ExchangeRestored).arg("file", file).file(file)
}

/// The path in the site of a file of a source.
fn held_file(source: &ExchangeId, path: &str) -> String {
    format!("{FOLDER}/{source}/{path}")
}

/// Why a source was not brought up to date.
pub fn sync(fault: &SyncFault, site: &Path) -> Diag {
    match fault {
        SyncFault::Fetch(fault) => fetch(fault),
        SyncFault::Distrust(why) => distrust(why),
        SyncFault::Item(fault) => item(fault),
        SyncFault::Publisher { held, listed } => {
            let who = |publisher: &Publisher| clean(&format!("{} ({})", publisher.name, publisher.url));
            Diag::error(Code::ExchangePublisher).arg("old", who(held)).arg("new", who(listed))
        }
        SyncFault::Folder(fault) => folder(fault, site),
    }
}

/// A source that `portal.toml` does not have; the nearest of those it has.
pub fn unknown_source<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Diag {
    let diag = match nearest(name, known) {
        Some(near) => Diag::error(Code::UnknownSourceNear).arg("near", near),
        None => Diag::error(Code::UnknownSource),
    };
    diag.arg("value", clean(name))
}

/// An address that cannot be a source.
pub fn address(url: &str, why: UrlFault) -> Diag {
    Diag::error(Code::ExchangeAddress).arg("reason", lacking(why)).arg("host", clean(url))
}

/// A host that has no feed at its address.
pub fn no_feed(host: &str) -> Diag {
    Diag::error(Code::ExchangeFeedNone).arg("host", clean(host))
}

/// A file that was verified is another one now; its path in the site.
pub fn altered(file: &str) -> Diag {
    let folder = file.match_indices('/').nth(1).map_or(file, |(at, _)| &file[..at]);
    Diag::error(Code::ExchangeAltered).arg("file", file).arg("folder", folder).file(file)
}

/// Whether somebody has to look at it; otherwise a later attempt may succeed.
pub fn is_trust(fault: &SyncFault) -> bool {
    match fault {
        SyncFault::Fetch(fault) => fault.kind() == FetchFaultKind::Trust,
        SyncFault::Distrust(_) | SyncFault::Item(_) | SyncFault::Publisher { .. } => true,
        SyncFault::Folder(_) => false,
    }
}

/// Why nothing was published.
pub fn publish(fault: &repository::PublishFault) -> Diag {
    use repository::PublishFault;
    match fault {
        PublishFault::Disk(path, error) => disk(path.display(), error),
        PublishFault::Keys(of) => Diag::error(Code::ExchangeShareKeys).arg("role", role(*of)),
        PublishFault::Exists => Diag::error(Code::ExchangeShareExists),
        PublishFault::Broken(path) => Diag::error(Code::ExchangeShareBroken).arg("path", path.display()),
        PublishFault::Target(name) => Diag::error(Code::ExchangeShareName).arg("value", clean(name)),
        PublishFault::Number => Diag::error(Code::ExchangeShareNumber),
    }
}

/// Why a key cannot be had, or not be kept at `path`.
pub fn key(fault: &KeyFault, path: &Path) -> Diag {
    let diag = match fault {
        KeyFault::Disk(error) => match error.kind() {
            io::ErrorKind::AlreadyExists => Diag::error(Code::ExchangeKeyExists),
            io::ErrorKind::NotFound => Diag::error(Code::ExchangeKeyMissing),
            kind => Diag::error(Code::ExchangeKeyDisk).arg("reason", kind),
        },
        KeyFault::Form => Diag::error(Code::ExchangeKeyForm),
        KeyFault::Random => Diag::error(Code::ExchangeKeyRandom),
    };
    diag.arg("path", path.display())
}

/// A file that the system does not let be read or written.
pub fn disk(path: impl std::fmt::Display, error: &io::Error) -> Diag {
    Diag::error(Code::ExchangeDisk).arg("path", path).arg("reason", error.kind())
}

/// Bytes, in words that are exact.
fn size(bytes: u64) -> String {
    if bytes.is_multiple_of(MIB) { format!("{} MiB", bytes / MIB) } else { kib(bytes) }
}

/// Never less than there is, so that what is over a limit is seen to be.
fn kib(bytes: u64) -> String {
    format!("{} KiB", bytes.div_ceil(KIB))
}

fn minutes(time: Duration) -> u64 {
    time.as_secs().div_ceil(60)
}

/// What others wrote, made fit to be shown: one short line.
fn clean(text: &str) -> String {
    match line(text, SHOWN) {
        line if line.is_empty() => "…".to_owned(),
        line => line,
    }
}

#[cfg(test)]
mod tests;
