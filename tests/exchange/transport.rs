//! Channels that the TUF library reads through our transport: what is asked for, and what a fault leads to.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest, Sha256};
use tamquan::exchange::fetch::FetchFault;
use tamquan::exchange::transport::TufTransport;
use tough::{IntoVec, Repository, RepositoryLoader, TargetName};

use super::channel::{Channel, hex};
use super::harness::Folder;
use super::server::{After, Asked, Server, Wire};
use super::{fetcher_within, hasty};

const ITEM: &str = "items/lich-tiep-dan.json";

fn channel() -> Channel {
    Channel::new(&[("channel.json", b"{}"), (ITEM, b"{\"id\":\"lich-tiep-dan\"}")])
}

/// A host of these files that does otherwise where `odd` says so.
fn host(
    files: BTreeMap<String, Vec<u8>>,
    odd: impl Fn(&str, &mut Wire) -> Option<After> + Send + Sync + 'static,
) -> Server {
    Server::start(move |asked: &Asked, wire: &mut Wire| {
        let path = asked.path.strip_prefix("x/").unwrap_or_default();
        odd(path, wire).unwrap_or_else(|| match files.get(path) {
            Some(bytes) => wire.answer("200 OK", "", bytes),
            None => wire.answer("404 Not Found", "", ""),
        })
    })
}

fn transport(server: &Server, kept: Option<&Path>) -> TufTransport {
    TufTransport::new(Arc::new(fetcher_within(server, hasty())), kept)
}

async fn load(server: &Server, trusted: &[u8], transport: &TufTransport) -> Result<Repository, tough::error::Error> {
    let at = |folder: &str| server.url(&format!("x/{folder}/")).parse().expect("an address");
    let loader = RepositoryLoader::new(&trusted, at("metadata"), at("targets"));
    loader.transport(transport.clone()).load().await
}

async fn read(repository: &Repository, name: &str) -> Result<Vec<u8>, tough::error::Error> {
    let name = TargetName::new(name).expect("a name");
    repository.read_target(&name).await?.expect("a target of that name").into_vec().await
}

fn paths(server: &Server) -> Vec<String> {
    server.asked().into_iter().map(|asked| asked.path).collect()
}

/// A folder with what a consumer keeps of a channel.
fn kept(channel: &Channel) -> Folder {
    let folder = Folder::new();
    for (path, bytes) in &channel.files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    folder
}

#[tokio::test]
async fn a_first_sync_asks_for_each_file_once() {
    let channel = channel();
    let server = host(channel.files.clone(), |_, _| None);
    let transport = transport(&server, None);
    let repository = load(&server, channel.trusted(), &transport).await.expect("a channel");
    assert_eq!(read(&repository, ITEM).await.expect("an item"), b"{\"id\":\"lich-tiep-dan\"}");
    let hash = hex(&Sha256::digest(b"{\"id\":\"lich-tiep-dan\"}"));
    let item = format!("x/targets/items/{hash}.lich-tiep-dan.json");
    let metadata =
        ["2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json"].map(|n| format!("x/metadata/{n}"));
    assert_eq!(paths(&server), [&metadata[..], &[item]].concat());
    assert_eq!((transport.fault(), transport.from_kept(), server.connections()), (None, 0, 1));
}

#[tokio::test]
async fn a_sync_with_nothing_new_is_two_requests() {
    let channel = channel();
    let server = host(channel.files.clone(), |_, _| None);
    let folder = kept(&channel);
    let transport = transport(&server, Some(folder.path()));
    let repository = load(&server, channel.trusted(), &transport).await.expect("a channel");
    read(&repository, "channel.json").await.expect("a list");
    read(&repository, ITEM).await.expect("an item");
    assert_eq!(paths(&server), ["x/metadata/2.root.json", "x/metadata/timestamp.json"]);
    assert_eq!((transport.fault(), transport.from_kept()), (None, 4));
}

#[tokio::test]
async fn a_kept_target_that_was_changed_is_fetched_again() {
    let channel = channel();
    let server = host(channel.files.clone(), |_, _| None);
    let folder = kept(&channel);
    for path in channel.files.keys().filter(|path| path.contains("items/")) {
        fs::write(folder.path().join(path), "{\"id\":\"other\"}").expect("a file");
    }
    let transport = transport(&server, Some(folder.path()));
    let repository = load(&server, channel.trusted(), &transport).await.expect("a channel");
    assert_eq!(read(&repository, ITEM).await.expect("an item"), b"{\"id\":\"lich-tiep-dan\"}");
    assert_eq!(paths(&server).len(), 3);
}

#[tokio::test]
async fn kept_metadata_that_does_not_hold_is_told_from_a_fault_of_the_host() {
    let channel = channel();
    let server = host(channel.files.clone(), |_, _| None);
    let folder = kept(&channel);
    fs::write(folder.path().join("metadata/1.snapshot.json"), "{}").expect("a file");
    let with = transport(&server, Some(folder.path()));
    assert!(load(&server, channel.trusted(), &with).await.is_err());
    assert_eq!((with.fault(), with.from_kept()), (None, 1));
    let without = transport(&server, None);
    assert!(load(&server, channel.trusted(), &without).await.is_ok());
}

#[tokio::test]
async fn newer_roots_are_always_asked_for() {
    let mut channel = channel();
    let trusted = channel.trusted().to_vec();
    channel.sign("2.root.json", &channel.root(2));
    let server = host(channel.files.clone(), |_, _| None);
    let folder = kept(&channel);
    load(&server, &trusted, &transport(&server, Some(folder.path()))).await.expect("a channel");
    assert_eq!(
        paths(&server),
        ["2.root.json", "3.root.json", "timestamp.json"].map(|name| format!("x/metadata/{name}"))
    );
}

/// The library alone would take each of these for "there is no newer root", and go on with keys that may be revoked.
#[tokio::test]
async fn a_root_that_cannot_be_had_ends_the_sync() {
    type Odd = fn(&mut Wire) -> After;
    let cases: [(&str, Odd); 7] = [
        ("status", |wire| wire.answer("500 Internal Server Error", "", "")),
        ("status", |wire| wire.answer("403 Forbidden", "", "")),
        ("redirect", |wire| wire.answer("302 Found", "Location: /login\r\n", "")),
        ("too-large", |wire| wire.answer("200 OK", "", vec![b' '; 1024 * 1024 + 1])),
        ("encoded", |wire| wire.answer("200 OK", "Content-Encoding: gzip\r\n", "x")),
        ("closed", |_| After::Close),
        ("slow", |wire| {
            wire.drip(b"HTTP/1.1 404 Not Found\r\n\r\n", Duration::from_millis(200));
            After::Close
        }),
    ];
    for (name, odd) in cases {
        let channel = channel();
        let server = host(channel.files.clone(), move |path, wire| (path == "metadata/2.root.json").then(|| odd(wire)));
        let folder = kept(&channel);
        let transport = transport(&server, Some(folder.path()));
        assert!(load(&server, channel.trusted(), &transport).await.is_err(), "{name}");
        assert_eq!(transport.fault().expect("a fault").name(), name);
        assert_eq!(paths(&server), ["x/metadata/2.root.json"], "{name}: nothing more is asked");
    }
}

#[tokio::test]
async fn a_host_that_goes_away_in_the_middle_ends_the_sync() {
    let channel = channel();
    for gone in ["metadata/timestamp.json", "metadata/1.snapshot.json", "metadata/1.targets.json"] {
        let server = host(channel.files.clone(), move |path, wire| {
            (path == gone).then(|| {
                wire.head("200 OK", "Content-Length: 100\r\n");
                After::Close
            })
        });
        let transport = transport(&server, None);
        assert!(load(&server, channel.trusted(), &transport).await.is_err(), "{gone}");
        assert!(matches!(transport.fault(), Some(FetchFault::Closed { .. })), "{gone}");
    }
}

#[tokio::test]
async fn a_target_that_cannot_be_had_leaves_the_others() {
    let long = vec![b' '; 256 * 1024 + 1];
    let channel = Channel::new(&[("items/long.json", &long), (ITEM, b"{}"), ("items/missing.json", b"{ }")]);
    let server = host(channel.files.clone(), |path, wire| {
        path.ends_with("missing.json").then(|| wire.answer("404 Not Found", "", ""))
    });
    let transport = transport(&server, None);
    let repository = load(&server, channel.trusted(), &transport).await.expect("a channel");
    assert!(read(&repository, "items/missing.json").await.is_err());
    assert_eq!(transport.fault(), None, "what is missing is for the caller to judge");
    assert!(read(&repository, "items/long.json").await.is_err());
    assert_eq!(transport.fault().expect("a fault").name(), "too-large");
    assert_eq!(read(&repository, ITEM).await.expect("an item"), b"{}");
}

#[tokio::test]
async fn a_channel_that_names_files_of_no_format_is_strange() {
    let channel = Channel::new(&[("other/a.json", b"{}"), ("items/b c.json", b"{}")]);
    let server = host(channel.files.clone(), |_, _| None);
    for name in ["other/a.json", "items/b c.json"] {
        let transport = transport(&server, None);
        let repository = load(&server, channel.trusted(), &transport).await.expect("a channel");
        assert!(read(&repository, name).await.is_err(), "{name}");
        assert_eq!(transport.fault().expect("a fault").name(), "strange", "{name}");
    }
}
