//! Feeds of portals that do not sign: titles and links, as plain text.

use std::sync::{Arc, Mutex};

use crate::portals::{Site, same};
use crate::province::Host;
use crate::server::{After, Asked, Wire};
use harness::PORTAL;
use harness::page::{in_order, main};

/// A feed as agencies write it: HTML in CDATA, dates in Vietnamese form.
const FEED: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>
<rss version=\"2.0\"><channel><title>Báo Lam Giang</title><link>https://bao.lamgiang.gov.vn/</link>
<item><title><![CDATA[<b>Lũ</b> trên sông Lam &amp; sông Con]]></title><link>https://bao.lamgiang.gov.vn/lu-song-lam</link>
<description><![CDATA[<p onclick=\"x()\">Nước lên <script>alert(1)</script>nhanh.</p>]]></description><pubDate>25/10/2025 07:30</pubDate></item>
<item><title>Gặt sớm</title><link>https://bao.lamgiang.gov.vn/gat-som</link><pubDate>21/10/2025</pubDate></item>
</channel></rss>";

/// A host with a feed, whose ETag changes with the feed.
pub(super) struct Newspaper {
    pub host: Host,
    feed: Arc<Mutex<String>>,
}

impl Newspaper {
    fn new() -> Self {
        let feed = Arc::new(Mutex::new(FEED.to_owned()));
        let host = Host::of("/khong-co".into());
        let now = Arc::clone(&feed);
        host.between(move |asked, wire| Some(answer(&now.lock().expect("no panic"), asked, wire)));
        Self { host, feed }
    }

    fn says(&self, feed: &str) {
        *self.feed.lock().expect("no panic") = feed.to_owned();
    }
}

fn answer(feed: &str, asked: &Asked, wire: &mut Wire) -> After {
    let tag = format!("\"{}\"", feed.len());
    if asked.header("if-none-match") == Some(&tag) {
        wire.head("304 Not Modified", &format!("ETag: {tag}\r\n"));
        return After::Keep;
    }
    wire.answer("200 OK", &format!("ETag: {tag}\r\n"), feed)
}

/// A commune that shows the feed of a newspaper as a list.
pub(super) fn province_of_a_feed() -> (Newspaper, Site) {
    let paper = Newspaper::new();
    let commune = Site::new(&format!("{PORTAL}[sources.bao]\nfeed = \"{}\"\n", paper.host.server.url("tin.rss")));
    commune.section("tin-tinh", "article");
    commune.page("bao", "Báo chí", "", "{{ include(source=\"bao\", latest=5) }}");
    (paper, commune)
}

#[test]
fn a_feed_is_a_list_of_titles_and_links() {
    let (_paper, commune) = province_of_a_feed();
    commune.build(&[]).code(0);
    let page = commune.shows("bao/");
    let main = main(&page);
    in_order(
        main,
        &[
            "<a href=\"https://bao.lamgiang.gov.vn/lu-song-lam\" rel=\"external\">Lũ trên sông Lam &amp; sông Con</a>",
            "25/10/2025",
            "<a href=\"https://bao.lamgiang.gov.vn/gat-som\" rel=\"external\">Gặt sớm</a>",
            "21/10/2025",
            "Theo bản tin của",
            "Báo Lam Giang",
        ],
    );
    assert!(!main.contains("<b>") && !main.contains("alert(1)") && !main.contains("onclick"), "{main}");
}

#[test]
fn a_feed_that_is_the_same_is_not_sent_again() {
    let (paper, commune) = province_of_a_feed();
    commune.build(&[]).code(0);
    let (before, lock) = (commune.output(), commune.read("exchange.lock"));
    commune.source(&["sync"]).code(0).tells("nothing new");
    let asked = paper.host.server.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[1].header("if-none-match"), Some(format!("\"{}\"", FEED.len()).as_str()));
    commune.build(&[]).code(0);
    same(&before, &commune.output());
    assert_eq!(lock, commune.read("exchange.lock"));
}

#[test]
fn what_is_new_in_a_feed_is_shown() {
    let (paper, commune) = province_of_a_feed();
    commune.build(&[]).code(0);
    paper.says(&FEED.replace("Gặt sớm", "Gặt lúa sớm hơn"));
    commune.follow();
    assert!(main(&commune.shows("bao/")).contains("Gặt lúa sớm hơn"));
    assert_eq!(commune.changes(), ["bao/index.html"]);
    // The site holds one file of the feed, not one file for each sync.
    let held = harness::snapshot(&commune.path("exchange/bao"));
    assert_eq!(held.len(), 1, "{:?}", held.keys());
}

#[test]
fn the_old_list_stays_when_a_feed_is_broken() {
    let (paper, commune) = province_of_a_feed();
    commune.build(&[]).code(0);
    let before = commune.output();
    for (broken, code) in [
        ("<html><body>Bảo trì</body></html>", "exchange-feed-none"),
        ("<!DOCTYPE x [<!ENTITY a \"b\">]><rss><channel/></rss>", "exchange-feed-entities"),
        (&FEED[..FEED.len() / 2], "exchange-feed-malformed"),
    ] {
        paper.says(broken);
        commune.source(&["sync"]).code(2).tells(&format!("[{code}]"));
        commune.forget_when_asked().build(&[]).code(0).tells(&format!("warning[{code}]"));
        same(&before, &commune.output());
    }
}

#[test]
fn a_list_of_a_feed_that_was_never_fetched_fails() {
    let (paper, commune) = province_of_a_feed();
    paper.host.between(|_, wire| Some(wire.answer("404 Not Found", "", "")));
    commune.build(&[]).code(1).tells("[source-empty]").tells("content/bao.md");
}

#[test]
fn what_was_fetched_from_another_address_is_not_shown() {
    let (paper, commune) = province_of_a_feed();
    commune.build(&[]).code(0);
    assert!(commune.shows("bao/").contains("Gặt sớm"));
    commune.edit("portal.toml", "tin.rss", "khac.rss");
    // As if the source were a new one.
    commune.build(&["--offline"]).code(1).tells("[source-empty]");
    paper.says(&FEED.replace("Gặt sớm", "Gặt muộn"));
    commune.build(&[]).code(0);
    assert!(commune.shows("bao/").contains("Gặt muộn"));
}
