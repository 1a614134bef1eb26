//! Every fault of the exchange has words in both languages.

use std::path::PathBuf;

use super::*;
use crate::diag::Messages;

fn of_fetch() -> Vec<Diag> {
    let host = || "a.example".to_owned();
    let text = || "x".to_owned();
    let limit = 5 << 20;
    let time = Duration::from_secs(90);
    let urls = {
        use UrlFault::*;
        [Unreadable, Long, Scheme, UserInfo, Port, Literal, Name, Fragment, Folder]
    };
    let certificates = {
        use CertificateFault::*;
        [Expired, Early, Name, Issuer, Other]
    };
    let budgets = [Budget::Bytes(limit), Budget::Requests(5), Budget::Time(time)];
    let mut all = vec![
        FetchFault::Elsewhere { host: host(), source: text() },
        FetchFault::NoAddress { host: host() },
        FetchFault::Private { host: host(), address: [10, 0, 0, 1].into() },
        FetchFault::Unreachable { host: host() },
        FetchFault::Tls { host: host() },
        FetchFault::Closed { host: host() },
        FetchFault::Slow { host: host(), limit: time },
        FetchFault::Redirect { host: host(), status: 301, to: None },
        FetchFault::Redirect { host: host(), status: 301, to: Some(text()) },
        FetchFault::Status { host: host(), status: 206 },
        FetchFault::Status { host: host(), status: 503 },
        FetchFault::TooLarge { host: host(), limit },
        FetchFault::Head { host: host(), limit },
        FetchFault::Encoded { host: host(), by: text() },
        FetchFault::Garbled { host: host() },
        FetchFault::Broken { host: String::new() },
    ];
    all.extend(urls.map(|why| FetchFault::Address { host: host(), why }));
    all.extend(certificates.map(|why| FetchFault::Certificate { host: host(), why }));
    all.extend(budgets.map(|of| FetchFault::Budget { host: host(), of }));
    all.into_iter().map(|fault| sync(&SyncFault::Fetch(fault), Path::new("/site"))).collect()
}

fn of_others() -> Vec<Diag> {
    use repository::PublishFault;
    let (text, line) = (|| "x".to_owned(), 3);
    let error = |kind: io::ErrorKind| io::Error::from(kind);
    let path = PathBuf::from("/site/exchange/lam-giang/metadata/1.root.json");
    let publisher = Publisher {
        id: ExchangeId::new("x").expect("a name"),
        name: text(),
        url: "https://x.example/".parse().expect("an address"),
    };
    let (site, source) = (Path::new("/site"), ExchangeId::new("lam-giang").expect("a name"));
    let roles = [RoleType::Root, RoleType::Targets, RoleType::Snapshot, RoleType::Timestamp];
    let mut all = vec![
        sync(&SyncFault::Folder(FolderFault::Disk(path.clone(), error(io::ErrorKind::StorageFull))), site),
        sync(&SyncFault::Publisher { held: Box::new(publisher.clone()), listed: Box::new(publisher) }, site),
        unvouched(&VendoredFault::Altered("metadata/1.root.json".to_owned()), &source, site),
        unvouched(&VendoredFault::Unsigned("metadata/1.root.json".to_owned()), &source, site),
        unvouched(&VendoredFault::Lock, &source, site),
        restored("exchange/lam-giang/targets/x.json"),
        lock(&LockFault::Form(text()), site),
        lock(&LockFault::Version(1), site),
        lock(&LockFault::Version(3), site),
        publish(&PublishFault::Disk(path.clone(), error(io::ErrorKind::StorageFull))),
        publish(&PublishFault::Exists),
        publish(&PublishFault::Broken(path.clone())),
        publish(&PublishFault::Target(text())),
        publish(&PublishFault::Number),
        key(&KeyFault::Form, &path),
        key(&KeyFault::Random, &path),
    ];
    for of in roles {
        let whys = [
            Distrust::Expired(of),
            Distrust::Older(of),
            Distrust::Signatures(of),
            Distrust::Malformed(of),
            Distrust::Specification(of),
            Distrust::Absent(of),
        ];
        all.extend(whys.map(|why| distrust(&why)));
        all.push(publish(&PublishFault::Keys(of)));
    }
    let whys = [Distrust::Root, Distrust::FirstRoot, Distrust::Differs, Distrust::ManyRoots, Distrust::Missing(text())];
    all.extend(whys.map(|why| sync(&SyncFault::Distrust(why), site)));
    let items = {
        use ItemFault::*;
        [
            Form(text()),
            Format(2),
            Other(text()),
            Value("rev"),
            Value("title"),
            Many(2_001),
            Body(BodyFault::Unstable),
            Picture(text()),
        ]
    };
    all.extend(items.map(|fault| sync(&SyncFault::Item(fault), site)));
    let bodies = [
        BodyFault::Long { bytes: 300_000 },
        BodyFault::Grown { bytes: 300_000 },
        BodyFault::Deep { line, element: String::new() },
        BodyFault::Elements { line },
        BodyFault::Reopened { line, element: text() },
        BodyFault::Attributes { line, element: text(), number: 65 },
        BodyFault::Tag { line },
        BodyFault::Unstable,
        BodyFault::Canonical,
        BodyFault::NoBlock { ids: vec![text()] },
    ];
    all.extend(bodies.map(|why| refused(&why)));
    let feeds = {
        use FeedFault::*;
        [TooLong, Encoding, NotAFeed, Entities, TooDeep, Malformed { at: 9 }]
    };
    all.extend(feeds.map(|fault| feed(&fault)));
    let kinds = [io::ErrorKind::AlreadyExists, io::ErrorKind::NotFound, io::ErrorKind::PermissionDenied];
    all.extend(kinds.map(|kind| key(&KeyFault::Disk(error(kind)), &path)));
    all
}

#[test]
fn every_fault_is_told_in_both_languages() {
    let all = [of_fetch(), of_others()].concat();
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
