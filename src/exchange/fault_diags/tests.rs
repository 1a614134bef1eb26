//! Every fault of the exchange has words in both languages.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tough::schema::RoleType;

use super::*;
use crate::diag::{Code, Diag, Messages};
use crate::exchange::body::BodyFault;
use crate::exchange::feed::FeedFault;
use crate::exchange::fetch::{Budget, CertificateFault, CopyFault, FetchFault, UrlFault};
use crate::exchange::format::{ExchangeId, ItemFault, Publisher};
use crate::exchange::sync::{LockFault, SyncFault, VendoredFault};
use crate::exchange::trust::{Distrust, KeyFault, PublishFault};
use crate::folder::FolderFault;

fn fetch_diags() -> Vec<Diag> {
    let host = || "a.example".to_owned();
    let text = || "x".to_owned();
    let limit = 5 << 20;
    let time = Duration::from_secs(90);
    let urls = {
        use UrlFault::*;
        [Unreadable, TooLong, Scheme, UserInfo, Port, IpAddress, NotAPublicName, Fragment, NotAFolder]
    };
    let certificates = {
        use CertificateFault::*;
        [Expired, NotYetValid, WrongName, UnknownIssuer, Other]
    };
    let budgets = [Budget::Bytes(limit), Budget::Requests(5), Budget::Time(time)];
    let mut all = vec![
        FetchFault::OutsideSource { host: host(), source: text() },
        FetchFault::NoAddress { host: host() },
        FetchFault::PrivateAddress { host: host(), address: [10, 0, 0, 1].into() },
        FetchFault::Unreachable { host: host() },
        FetchFault::Tls { host: host() },
        FetchFault::Closed { host: host() },
        FetchFault::TimedOut { host: host(), limit: time },
        FetchFault::Redirect { host: host(), status: 301, to: None },
        FetchFault::Redirect { host: host(), status: 301, to: Some(text()) },
        FetchFault::Status { host: host(), status: 206 },
        FetchFault::Status { host: host(), status: 503 },
        FetchFault::TooLarge { host: host(), limit },
        FetchFault::HeadTooLarge { host: host(), limit },
        FetchFault::Encoded { host: host(), by: text() },
        FetchFault::InvalidHttp { host: host() },
        FetchFault::WebPage { host: host() },
        FetchFault::NoChannel { host: host() },
        FetchFault::ProgramFault { host: String::new() },
    ];
    let copies = [
        CopyFault::NoChannel,
        CopyFault::Missing(text()),
        CopyFault::Unreadable(text(), io::ErrorKind::PermissionDenied),
    ];
    all.extend(copies.map(|why| FetchFault::Copy { host: host(), why }));
    all.extend(urls.map(|why| FetchFault::Address { host: host(), why }));
    all.extend(certificates.map(|why| FetchFault::Certificate { host: host(), why }));
    all.extend(budgets.map(|of| FetchFault::Budget { host: host(), of }));
    all.into_iter().map(|fault| sync_diag(&SyncFault::Fetch(fault), Path::new("/site"))).collect()
}

fn distrust_diags(site: &Path) -> Vec<Diag> {
    let mut all = Vec::new();
    for of in [RoleType::Root, RoleType::Targets, RoleType::Snapshot, RoleType::Timestamp] {
        let whys = [
            Distrust::Expired(of),
            Distrust::Rollback(of),
            Distrust::TooFewSignatures(of),
            Distrust::Malformed(of),
            Distrust::UnsupportedSpec(of),
            Distrust::MissingMetadata(of),
        ];
        all.extend(whys.map(|why| distrust_diag(&why)));
        all.push(sync_diag(&SyncFault::Distrust(Distrust::MissingMetadata(of)), site));
        all.push(publish_diag(&PublishFault::TooFewKeys(of)));
    }
    let whys = [
        Distrust::InvalidRoot,
        Distrust::WrongFirstRoot,
        Distrust::Mismatch,
        Distrust::TooManyRoots,
        Distrust::MissingTarget("x".to_owned()),
    ];
    all.extend(whys.map(|why| sync_diag(&SyncFault::Distrust(why), site)));
    all
}

fn body_and_feed_diags(line: u64) -> Vec<Diag> {
    let text = || "x".to_owned();
    let bodies = [
        BodyFault::TooLong { bytes: 300_000 },
        BodyFault::TooLongAfterTidy { bytes: 300_000 },
        BodyFault::TooDeep { line, element: String::new() },
        BodyFault::TooManyElements { line },
        BodyFault::TooManyReopened { line, element: text() },
        BodyFault::TooManyAttributes { line, element: text(), number: 65 },
        BodyFault::TagTooLong { line },
        BodyFault::Unstable,
        BodyFault::InvalidCanonical,
        BodyFault::NoSuchBlock { ids: vec![text()] },
    ];
    let mut all = bodies.map(|why| body_diag(&why)).to_vec();
    let feeds = {
        use FeedFault::*;
        [TooLong, Encoding, NotAFeed, Entities, TooDeep, Malformed { at: 9 }]
    };
    all.extend(feeds.map(|fault| feed_diag(&fault)));
    all
}

fn other_diags() -> Vec<Diag> {
    let (text, line) = (|| "x".to_owned(), 3);
    let error = |kind: io::ErrorKind| io::Error::from(kind);
    let path = PathBuf::from("/site/exchange/lam-giang/metadata/1.root.json");
    let publisher = Publisher {
        id: ExchangeId::new("x").expect("a name"),
        name: text(),
        url: "https://x.example/".parse().expect("an address"),
    };
    let (site, source) = (Path::new("/site"), ExchangeId::new("lam-giang").expect("a name"));
    let mut all = vec![
        sync_diag(&SyncFault::Folder(FolderFault::Disk(path.clone(), error(io::ErrorKind::StorageFull))), site),
        sync_diag(&SyncFault::Publisher { held: Box::new(publisher.clone()), listed: Box::new(publisher) }, site),
        vendored_diag(&VendoredFault::Altered("metadata/1.root.json".to_owned()), &source, site),
        vendored_diag(&VendoredFault::Unsigned("metadata/1.root.json".to_owned()), &source, site),
        vendored_diag(&VendoredFault::UnsignedLock, &source, site),
        restored_diag("exchange/lam-giang/targets/x.json"),
        lock_diag(&LockFault::Malformed(text()), site),
        lock_diag(&LockFault::Version(1), site),
        lock_diag(&LockFault::Version(3), site),
        publish_diag(&PublishFault::Disk(path.clone(), error(io::ErrorKind::StorageFull))),
        publish_diag(&PublishFault::Exists),
        publish_diag(&PublishFault::Broken(path.clone())),
        publish_diag(&PublishFault::InvalidTargetName(text())),
        publish_diag(&PublishFault::OutOfRange),
        key_diag(&KeyFault::Malformed, &path),
        key_diag(&KeyFault::Random, &path),
    ];
    all.extend(distrust_diags(site));
    let items = {
        use ItemFault::*;
        [
            Malformed(text()),
            UnknownFormat(2),
            Mismatch(text()),
            InvalidValue("rev"),
            InvalidValue("title"),
            TooManyItems(2_001),
            Body(BodyFault::Unstable),
            InvalidPicture(text()),
        ]
    };
    all.extend(items.map(|fault| sync_diag(&SyncFault::Item(fault), site)));
    all.extend(body_and_feed_diags(line));
    let kinds = [io::ErrorKind::AlreadyExists, io::ErrorKind::NotFound, io::ErrorKind::PermissionDenied];
    all.extend(kinds.map(|kind| key_diag(&KeyFault::Disk(error(kind)), &path)));
    all
}

#[test]
fn every_fault_is_told_in_both_languages() {
    let all = [fetch_diags(), other_diags()].concat();
    let unused = |code: &&Code| code.name().starts_with("exchange-") && !all.iter().any(|diag| diag.code == **code);
    assert_eq!(Code::ALL.iter().find(unused), None, "a code that no fault has");
    let altered = all.iter().find(|diag| diag.code == Code::ExchangeAltered).and_then(|diag| diag.file.as_deref());
    assert_eq!(altered, Some("exchange/lam-giang/metadata/1.root.json"), "no path of this machine");
    for lang in ["vi", "en"] {
        let messages = Messages::new(lang);
        for diag in &all {
            for text in [messages.message(diag), messages.hint(diag)] {
                assert!(!text.is_empty() && !text.contains('{') && text != diag.code.name(), "{lang}: {text}");
                assert!(!text.contains("url-") && !text.contains("network-"), "{lang}: {text}");
            }
        }
    }
}
