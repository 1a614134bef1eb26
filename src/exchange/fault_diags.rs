//! What is wrong with the exchange, as diagnostics. All are errors: whoever goes on with an older copy makes them warnings.

use std::io;
use std::path::Path;
use std::time::Duration;

use tough::schema::RoleType;

use super::FOLDER;
use super::body::{self, BodyFault};
use super::exchange_id::ExchangeId;
use super::feed::{self, FeedFault};
use super::fetch::{Budget, CertificateFault, FetchFault, FetchFaultKind, UrlFault};
use super::item::{self, ItemFault, Publisher};
use super::keys::KeyFault;
use super::limits;
use super::lock::{self, LockFault};
use super::repository;
use super::sync::SyncFault;
use super::trust::Distrust;
use super::vendored::VendoredFault;
use crate::diag::{Code, Diag};
use crate::folder::FolderFault;
use crate::table_reader::nearest_word;
use crate::text::clean::clean_line;

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;
/// Characters that are shown of what others wrote.
const MAX_SHOWN_CHARS: usize = 200;

/// Why something was not fetched.
pub fn fetch_diag(fault: &FetchFault) -> Diag {
    let diag = match fault {
        FetchFault::Address { why, .. } => Diag::error(Code::ExchangeAddress).arg("reason", url_fault_key(*why)),
        FetchFault::OutsideSource { source, .. } => {
            Diag::error(Code::ExchangeElsewhere).arg("source", shown_line(source))
        }
        FetchFault::NoAddress { .. } => Diag::error(Code::ExchangeNoAddress),
        FetchFault::PrivateAddress { address, .. } => Diag::error(Code::ExchangePrivate).arg("address", address),
        FetchFault::Unreachable { .. } => Diag::error(Code::ExchangeNetwork).arg("reason", "network-unreachable"),
        FetchFault::Closed { .. } => Diag::error(Code::ExchangeNetwork).arg("reason", "network-closed"),
        FetchFault::TimedOut { limit, .. } => Diag::error(Code::ExchangeSlow).arg("limit", limit.as_secs()),
        FetchFault::Certificate { why, .. } => Diag::error(certificate_code(*why)),
        FetchFault::Tls { .. } => Diag::error(Code::ExchangeTls),
        FetchFault::Redirect { status, to, .. } => match to {
            Some(to) => Diag::error(Code::ExchangeRedirect).arg("to", shown_line(to)).arg("status", status),
            None => Diag::error(Code::ExchangeRedirectNowhere).arg("status", status),
        },
        FetchFault::Status { status, .. } => {
            let code = match fault.kind() {
                FetchFaultKind::Transient => Code::ExchangeStatus,
                FetchFaultKind::Distrust => Code::ExchangeStatusOdd,
            };
            Diag::error(code).arg("status", status)
        }
        FetchFault::TooLarge { limit, .. } => Diag::error(Code::ExchangeTooLarge).arg("limit", format_size(*limit)),
        FetchFault::HeadTooLarge { limit, .. } => Diag::error(Code::ExchangeHead).arg("limit", format_size(*limit)),
        FetchFault::Encoded { by, .. } => Diag::error(Code::ExchangeEncoded).arg("value", shown_line(by)),
        FetchFault::InvalidHttp { .. } => Diag::error(Code::ExchangeGarbled),
        FetchFault::Budget { of, .. } => match of {
            Budget::Bytes(most) => Diag::error(Code::ExchangeBudgetBytes).arg("limit", format_size(*most)),
            Budget::Requests(most) => Diag::error(Code::ExchangeBudgetRequests).arg("limit", most),
            Budget::Time(most) => Diag::error(Code::ExchangeBudgetTime).arg("limit", to_minutes(*most)),
        },
        FetchFault::ProgramFault { .. } => Diag::error(Code::ExchangeBroken),
    };
    diag.arg("host", shown_line(fault.host()))
}

/// What an address of a source is lacking: the key of its words.
fn url_fault_key(why: UrlFault) -> &'static str {
    match why {
        UrlFault::Unreadable => "url-unreadable",
        UrlFault::TooLong => "url-long",
        UrlFault::Scheme => "url-scheme",
        UrlFault::UserInfo => "url-user-info",
        UrlFault::Port => "url-port",
        UrlFault::IpAddress => "url-literal",
        UrlFault::NotAPublicName => "url-name",
        UrlFault::Fragment => "url-fragment",
        UrlFault::NotAFolder => "url-folder",
    }
}

fn certificate_code(why: CertificateFault) -> Code {
    match why {
        CertificateFault::Expired => Code::ExchangeCertificateExpired,
        CertificateFault::NotYetValid => Code::ExchangeCertificateEarly,
        CertificateFault::WrongName => Code::ExchangeCertificateName,
        CertificateFault::UnknownIssuer => Code::ExchangeCertificateIssuer,
        CertificateFault::Other => Code::ExchangeCertificate,
    }
}

/// Why a channel, or a file of it, is not to be used.
pub fn distrust_diag(why: &Distrust) -> Diag {
    match why {
        // To sign again for longer is not enough here: the root keys have to be fetched.
        Distrust::Expired(RoleType::Root) => Diag::error(Code::ExchangeExpiredRoot),
        Distrust::Expired(of) => Diag::error(Code::ExchangeExpired).arg("role", role_key(*of)),
        Distrust::Rollback(of) => Diag::error(Code::ExchangeOlder).arg("role", role_key(*of)),
        Distrust::TooFewSignatures(of) => Diag::error(Code::ExchangeSignatures).arg("role", role_key(*of)),
        Distrust::InvalidRoot => Diag::error(Code::ExchangeRoot),
        Distrust::WrongFirstRoot => Diag::error(Code::ExchangeRootFirst),
        Distrust::Mismatch => Diag::error(Code::ExchangeDiffers),
        Distrust::Malformed(of) => Diag::error(Code::ExchangeMalformed).arg("role", role_key(*of)),
        Distrust::UnsupportedSpec(of) => Diag::error(Code::ExchangeSpecification).arg("role", role_key(*of)),
        Distrust::MissingMetadata(of) => Diag::error(Code::ExchangeAbsent).arg("role", role_key(*of)),
        Distrust::TooManyRoots => Diag::error(Code::ExchangeManyRoots).arg("limit", limits::ROOTS),
        Distrust::MissingTarget(file) => Diag::error(Code::ExchangeMissing).arg("file", shown_line(file)),
    }
}

/// What is signed: the key of its words.
fn role_key(of: RoleType) -> &'static str {
    match of {
        RoleType::Root => "root",
        RoleType::Targets | RoleType::DelegatedTargets => "targets",
        RoleType::Snapshot => "snapshot",
        RoleType::Timestamp => "timestamp",
    }
}

/// What is wrong with a document that was signed.
pub fn item_diag(fault: &ItemFault) -> Diag {
    match fault {
        ItemFault::Malformed(reason) => Diag::error(Code::ExchangeItemForm).arg("reason", shown_line(reason)),
        ItemFault::UnknownFormat(found) => {
            Diag::error(Code::ExchangeItemFormat).arg("value", found).arg("limit", item::FORMAT)
        }
        ItemFault::Mismatch(name) => Diag::error(Code::ExchangeItemOther).arg("value", shown_line(name)),
        ItemFault::InvalidValue("rev") => Diag::error(Code::ExchangeItemRevision),
        ItemFault::InvalidValue(key) => Diag::error(Code::ExchangeItemValue).arg("key", key),
        ItemFault::TooManyItems(count) => {
            Diag::error(Code::ExchangeItemMany).arg("count", count).arg("limit", limits::ITEMS)
        }
        ItemFault::Body(why) => body_diag(why),
        ItemFault::InvalidPicture(sha256) => Diag::error(Code::ExchangeItemPicture).arg("value", shown_line(sha256)),
    }
}

/// Why the body of an item cannot be shown.
pub fn body_diag(why: &BodyFault) -> Diag {
    let at = |code, line: &u64| Diag::error(code).arg("line", line);
    let long = |code, bytes: &usize| {
        Diag::error(code).arg("size", format_kib(*bytes as u64)).arg("limit", format_size(body::MAX_BYTES as u64))
    };
    match why {
        BodyFault::TooLong { bytes } => long(Code::ExchangeBodyLong, bytes),
        BodyFault::TooLongAfterTidy { bytes } => long(Code::ExchangeBodyGrown, bytes),
        BodyFault::TooDeep { line, .. } => at(Code::ExchangeBodyDeep, line).arg("limit", body::MAX_DEPTH),
        BodyFault::TooManyElements { line } => at(Code::ExchangeBodyElements, line).arg("limit", body::MAX_ELEMENTS),
        BodyFault::TooManyReopened { line, .. } => at(Code::ExchangeBodyReopened, line),
        BodyFault::TooManyAttributes { line, element, number } => at(Code::ExchangeBodyAttributes, line)
            .arg("element", shown_line(element))
            .arg("count", number)
            .arg("limit", body::MAX_ATTRIBUTES),
        BodyFault::TagTooLong { line } => {
            at(Code::ExchangeBodyTag, line).arg("limit", format_size(body::MAX_TAG_BYTES as u64))
        }
        BodyFault::Unstable => Diag::error(Code::ExchangeBodyUnstable),
        BodyFault::NoSuchBlock { ids } => {
            Diag::error(Code::ExchangeBodyBlock).arg("choices", shown_line(&ids.join(", ")))
        }
        BodyFault::InvalidCanonical => Diag::error(Code::ExchangeBodyCanonical),
    }
}

/// Why nothing is taken from a feed.
pub fn feed_diag(fault: &FeedFault) -> Diag {
    match fault {
        FeedFault::TooLong => Diag::error(Code::ExchangeFeedTooLarge).arg("limit", format_size(feed::MAX_BYTES as u64)),
        FeedFault::Encoding => Diag::error(Code::ExchangeFeedEncoding),
        FeedFault::NotAFeed => Diag::error(Code::ExchangeFeedNone),
        FeedFault::Entities => Diag::error(Code::ExchangeFeedEntities),
        FeedFault::TooDeep => Diag::error(Code::ExchangeFeedTooDeep).arg("limit", feed::MAX_DEPTH),
        FeedFault::Malformed { at } => Diag::error(Code::ExchangeFeedMalformed).arg("at", at),
    }
}

/// Why the lock cannot be used.
pub fn lock_diag(fault: &LockFault, site: &Path) -> Diag {
    let diag = match fault {
        LockFault::Folder(fault) => folder_diag(fault, site),
        LockFault::Malformed(reason) => Diag::error(Code::ExchangeLockForm).arg("reason", shown_line(reason)),
        LockFault::Version(found) if *found < lock::VERSION => Diag::error(Code::ExchangeLockOld).arg("value", found),
        LockFault::Version(found) => Diag::error(Code::ExchangeLockVersion).arg("value", found),
    };
    diag.file(lock::FILE)
}

/// Why a folder of the site cannot be read or written.
pub fn folder_diag(fault: &FolderFault, site: &Path) -> Diag {
    match fault {
        FolderFault::Disk(path, error) => disk_diag(path.strip_prefix(site).unwrap_or(path).display(), error),
        fault => Diag::from_folder_fault(fault, site),
    }
}

/// Why a build uses nothing of a source. An altered file is told alone: what it would have held is
/// not looked at, and nothing is said of it.
pub fn vendored_diag(why: &VendoredFault, source: &ExchangeId, site: &Path) -> Diag {
    match why {
        VendoredFault::Altered(path) => altered_diag(&source_file_path(source, path)),
        VendoredFault::Unsigned(path) => unsigned_diag(source, &source_file_path(source, path)),
        VendoredFault::UnsignedLock => unsigned_diag(source, lock::FILE),
        VendoredFault::Distrust(why) => distrust_diag(why).file(lock::FILE).arg("source", source),
        VendoredFault::Folder(fault) => folder_diag(fault, site),
    }
}

/// A file of the site that says what its publisher did not sign.
fn unsigned_diag(source: &ExchangeId, file: &str) -> Diag {
    Diag::error(Code::ExchangeUnsigned).arg("file", file).arg("source", source).file(file)
}

/// A file of the site that was not the one that its publisher signed, and is now.
pub fn restored_diag(file: &str) -> Diag {
    Diag::warning(Code::ExchangeRestored).arg("file", file).file(file)
}

/// The path in the site of a file of a source.
fn source_file_path(source: &ExchangeId, path: &str) -> String {
    format!("{FOLDER}/{source}/{path}")
}

/// Why a source was not brought up to date.
pub fn sync_diag(fault: &SyncFault, site: &Path) -> Diag {
    match fault {
        SyncFault::Fetch(fault) => fetch_diag(fault),
        SyncFault::Distrust(why) => distrust_diag(why),
        SyncFault::Item(fault) => item_diag(fault),
        SyncFault::Publisher { held, listed } => {
            let who = |publisher: &Publisher| shown_line(&format!("{} ({})", publisher.name, publisher.url));
            Diag::error(Code::ExchangePublisher).arg("old", who(held)).arg("new", who(listed))
        }
        SyncFault::Folder(fault) => folder_diag(fault, site),
    }
}

/// A source that `portal.toml` does not have; the nearest of those it has.
pub fn unknown_source_diag<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Diag {
    let diag = match nearest_word(name, known) {
        Some(near) => Diag::error(Code::UnknownSourceNear).arg("near", near),
        None => Diag::error(Code::UnknownSource),
    };
    diag.arg("value", shown_line(name))
}

/// An address that cannot be a source.
pub fn source_url_diag(url: &str, why: UrlFault) -> Diag {
    Diag::error(Code::ExchangeAddress).arg("reason", url_fault_key(why)).arg("host", shown_line(url))
}

/// A host that has no feed at its address.
pub fn no_feed_diag(host: &str) -> Diag {
    Diag::error(Code::ExchangeFeedNone).arg("host", shown_line(host))
}

/// A file that was verified is another one now; its path in the site.
pub fn altered_diag(file: &str) -> Diag {
    let folder = file.match_indices('/').nth(1).map_or(file, |(at, _)| &file[..at]);
    Diag::error(Code::ExchangeAltered).arg("file", file).arg("folder", folder).file(file)
}

/// Whether somebody has to look at it; otherwise a later attempt may succeed.
pub fn is_distrust(fault: &SyncFault) -> bool {
    match fault {
        SyncFault::Fetch(fault) => fault.kind() == FetchFaultKind::Distrust,
        SyncFault::Distrust(_) | SyncFault::Item(_) | SyncFault::Publisher { .. } => true,
        SyncFault::Folder(_) => false,
    }
}

/// Why nothing was published.
pub fn publish_diag(fault: &repository::PublishFault) -> Diag {
    use repository::PublishFault;
    match fault {
        PublishFault::Disk(path, error) => disk_diag(path.display(), error),
        PublishFault::TooFewKeys(of) => Diag::error(Code::ExchangeShareKeys).arg("role", role_key(*of)),
        PublishFault::Exists => Diag::error(Code::ExchangeShareExists),
        PublishFault::Broken(path) => Diag::error(Code::ExchangeShareBroken).arg("path", path.display()),
        PublishFault::InvalidTargetName(name) => Diag::error(Code::ExchangeShareName).arg("value", shown_line(name)),
        PublishFault::OutOfRange => Diag::error(Code::ExchangeShareNumber),
    }
}

/// Why a key cannot be had, or not be kept at `path`.
pub fn key_diag(fault: &KeyFault, path: &Path) -> Diag {
    let diag = match fault {
        KeyFault::Disk(error) => match error.kind() {
            io::ErrorKind::AlreadyExists => Diag::error(Code::ExchangeKeyExists),
            io::ErrorKind::NotFound => Diag::error(Code::ExchangeKeyMissing),
            kind => Diag::error(Code::ExchangeKeyDisk).arg("reason", kind),
        },
        KeyFault::Malformed => Diag::error(Code::ExchangeKeyForm),
        KeyFault::Random => Diag::error(Code::ExchangeKeyRandom),
    };
    diag.arg("path", path.display())
}

/// A file that the system does not let be read or written.
pub fn disk_diag(path: impl std::fmt::Display, error: &io::Error) -> Diag {
    Diag::error(Code::ExchangeDisk).arg("path", path).arg("reason", error.kind())
}

/// Bytes, in words that are exact.
fn format_size(bytes: u64) -> String {
    if bytes.is_multiple_of(MIB) { format!("{} MiB", bytes / MIB) } else { format_kib(bytes) }
}

/// Never less than there is, so that what is over a limit is seen to be.
fn format_kib(bytes: u64) -> String {
    format!("{} KiB", bytes.div_ceil(KIB))
}

fn to_minutes(time: Duration) -> u64 {
    time.as_secs().div_ceil(60)
}

/// What others wrote, made fit to be shown: one short line.
fn shown_line(text: &str) -> String {
    match clean_line(text, MAX_SHOWN_CHARS) {
        line if line.is_empty() => "…".to_owned(),
        line => line,
    }
}

#[cfg(test)]
mod tests;
