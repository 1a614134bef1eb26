//! Feeds as portals publish them. Each file of `exchange/feeds` gives the entries of
//! `expected.toml`; a damaged feed gives an error or complete entries.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tamquan::exchange::feed::{
    Feed, FeedEntry, FeedFault, FeedType, MAX_BYTES, MAX_ENTRIES, MAX_LINK, MAX_SUMMARY, MAX_TITLE, read,
};
use tamquan::text::nfc::{first_forbidden, nfc};
use toml::{Table, Value};
use url::Url;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exchange/feeds")
}

fn bytes(file: &str) -> Vec<u8> {
    fs::read(folder().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn expected() -> Table {
    fs::read_to_string(folder().join("expected.toml")).expect("expected.toml").parse().expect("TOML")
}

fn base() -> Url {
    Url::parse(expected()["base"].as_str().expect("base")).expect("an address")
}

fn date(entry: &FeedEntry) -> String {
    entry.date.map(|stamp| stamp.iso()).unwrap_or_default()
}

/// The differences between a feed and its expected content.
fn differences(wanted: &Table, feed: &Feed) -> Vec<String> {
    let mut found = Vec::new();
    let mut same = |key: &str, is: Value| {
        if let Some(value) = wanted.get(key)
            && *value != is
        {
            found.push(format!("{key} is {is}, not {value}"));
        }
    };
    let form = match feed.feed_type {
        FeedType::Rss => "rss",
        FeedType::Atom => "atom",
        FeedType::Json => "json",
    };
    same("is", form.into());
    same("items", i64::try_from(feed.entries.len()).expect("a number").into());
    let list = |of: &dyn Fn(&FeedEntry) -> String| Value::Array(feed.entries.iter().map(|e| of(e).into()).collect());
    same("titles", list(&|e| e.title.clone()));
    same("links", list(&|e| e.link.to_string()));
    same("dates", list(&date));
    if let Some(first) = feed.entries.first() {
        same("title", first.title.clone().into());
        same("link", first.link.as_str().into());
        same("summary", first.summary.clone().unwrap_or_default().into());
        // Without an expected date the entry must have none.
        let day = wanted.get("date").and_then(Value::as_str).unwrap_or_default();
        if date(first) != day {
            found.push(format!("date is {:?}, not {day:?}", date(first)));
        }
    }
    found
}

/// The properties of every feed, whatever its text was.
fn check(feed: &Feed) {
    assert!(feed.entries.len() <= MAX_ENTRIES);
    let mut links = BTreeSet::new();
    let text = |text: &str, longest: usize| {
        assert!(text.chars().any(char::is_alphanumeric), "nothing to read in {text:?}");
        assert!(text.chars().count() <= longest && nfc(text) == text && first_forbidden(text).is_none(), "{text:?}");
        assert_eq!(text.split_whitespace().collect::<Vec<_>>().join(" "), text);
    };
    feed.title.iter().for_each(|title| text(title, MAX_TITLE));
    for entry in &feed.entries {
        text(&entry.title, MAX_TITLE);
        entry.summary.iter().for_each(|summary| text(summary, MAX_SUMMARY));
        let link = &entry.link;
        assert!(
            matches!(link.scheme(), "http" | "https") && link.host_str().is_some_and(|host| !host.is_empty()),
            "{link}"
        );
        assert!(link.username().is_empty() && link.password().is_none() && link.as_str().len() <= MAX_LINK, "{link}");
        assert!(links.insert(link), "{link} twice");
    }
}

#[test]
fn every_file_gives_what_is_expected_of_it() {
    let expected = expected();
    let base = base();
    let mut wrong = Vec::new();
    let mut files = BTreeSet::new();
    let mut refused = Vec::new();
    for wanted in expected["feed"].as_array().expect("feeds") {
        let wanted = wanted.as_table().expect("a table");
        let file = wanted["file"].as_str().expect("a file");
        assert!(files.insert(file.to_owned()), "{file} twice");
        let lenient = wanted.get("lenient").is_some();
        match (read(&bytes(file), &base), wanted["is"].as_str()) {
            (Err(_), Some("broken")) => {}
            (Ok(_), Some("broken")) => wrong.push(format!("{file}: was read")),
            (Err(_), _) if lenient => refused.push(file.to_owned()),
            (Err(fault), _) => wrong.push(format!("{file}: {fault:?}")),
            (Ok(feed), _) => {
                check(&feed);
                wrong.extend(differences(wanted, &feed).into_iter().map(|what| format!("{file}: {what}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let there = fs::read_dir(folder()).expect("a folder").map(|e| e.expect("an entry").file_name());
    let there: BTreeSet<String> = there.map(|name| name.into_string().expect("a name")).collect();
    let unknown: Vec<_> = there.difference(&files).filter(|name| *name != "expected.toml").collect();
    assert!(unknown.is_empty(), "expected.toml does not mention {unknown:?}");
    // The reader refuses no other of the files that it may refuse.
    assert_eq!(refused, ["rss-cdata-nested.xml", "rss-deep.xml"]);
}

#[test]
fn why_a_feed_is_broken_is_told() {
    let fault = |file: &str| read(&bytes(file), &base()).expect_err(file);
    for (file, wanted) in [
        ("empty.xml", FeedFault::NotAFeed),
        ("spaces.xml", FeedFault::NotAFeed),
        ("html-page.xml", FeedFault::NotAFeed),
        ("html-error-then-feed.xml", FeedFault::NotAFeed),
        ("xml-of-something-else.xml", FeedFault::NotAFeed),
        ("rss-no-channel.xml", FeedFault::NotAFeed),
        ("json-something-else.json", FeedFault::NotAFeed),
        ("json-items-no-list.json", FeedFault::NotAFeed),
        ("rss-windows-1258-says-utf-8.xml", FeedFault::Encoding),
        // The text ends in the middle of a letter.
        ("rss-truncated.xml", FeedFault::Encoding),
        ("rss-entity-bomb.xml", FeedFault::Entities),
        ("rss-entity-bomb-flat.xml", FeedFault::Entities),
        ("rss-entity-harmless.xml", FeedFault::Entities),
        ("rss-entity-external.xml", FeedFault::Entities),
        ("rss-entity-parameter.xml", FeedFault::Entities),
        ("rss-deep.xml", FeedFault::TooDeep),
        ("json-deep.json", FeedFault::TooDeep),
    ] {
        assert_eq!(fault(file), wanted, "{file}");
    }
    for file in ["rss-truncated-between-items.xml", "json-truncated.json", "rss-cdata-nested.xml"] {
        assert!(matches!(fault(file), FeedFault::Malformed { .. }), "{file}");
    }
    assert_eq!(read(&vec![b' '; MAX_BYTES + 1], &base()), Err(FeedFault::TooLong));
}

const ATOM: &str = "xmlns='http://www.w3.org/2005/Atom'";

fn rss(items: &str) -> String {
    format!("<rss version=\"2.0\"><channel><title>Tin</title>{items}</channel></rss>")
}

fn many(count: usize) -> String {
    let item = |n: usize| {
        format!(
            "<item><title>Tin số {n} &amp; sự kiện</title><link>/tin/{n}</link><pubDate>05/01/2026 08:30</pubDate>\
             <description><![CDATA[<img src='/a.jpg'><p>{}</p>]]></description></item>",
            "Ủy ban nhân dân xã. ".repeat(15)
        )
    };
    rss(&(1..=count).map(item).collect::<String>())
}

/// The time limit for a feed of some megabytes on a slow and busy machine, without optimisation. A
/// reader in quadratic time would need minutes.
const BOUND: Duration = Duration::from_secs(20);

fn timed(text: &str) -> Result<Feed, FeedFault> {
    let start = Instant::now();
    let feed = read(text.as_bytes(), &base());
    assert!(start.elapsed() < BOUND, "{:?} for {:?}", start.elapsed(), text.chars().take(60).collect::<String>());
    feed.iter().for_each(check);
    feed
}

#[test]
fn large_feeds_are_read_in_time_and_only_so_far() {
    for (count, taken) in [(1000, 1000), (5000, MAX_ENTRIES)] {
        let feed = timed(&many(count)).expect("a feed");
        assert_eq!(feed.entries.len(), taken);
        assert_eq!(feed.entries[taken - 1].title, format!("Tin số {taken} & sự kiện"));
        assert_eq!(feed.entries[0].summary.as_ref().map(|text| text.chars().count()), Some(299));
    }
    // The reader also reads what follows the last entry that it takes, so that a feed with a fault
    // is refused as a whole.
    let cut = many(5000);
    assert!(timed(&cut[..cut.len() - 20]).is_err());
    let item = |n: usize| format!("{{\"url\":\"/tin/{n}\",\"title\":\"Tin {n}\"}}");
    let items: Vec<String> = (0..5000).map(item).collect();
    let json = format!("{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{}]}}", items.join(","));
    assert_eq!(timed(&json).map(|feed| feed.entries.len()), Ok(MAX_ENTRIES));
}

/// Forms of feeds that could make a reader repeat its work.
#[test]
fn no_shape_of_feed_takes_long() {
    let full = |piece: &str| piece.repeat((MAX_BYTES - 400) / piece.len());
    let title = |html: &str| rss(&format!("<item><title><![CDATA[Tin {html}]]></title><link>/a</link></item>"));
    let attributes: String = (0..400_000).map(|n| format!(" a{n:x}=''")).collect();
    let spaces = |count: u32| (0..count).map(|n| format!(" xmlns:n{n:x}='urn:x'")).collect::<String>();
    for text in [
        title(&full("<")),
        title(&full("<a ")),
        title(&full("</")),
        title(&full("<!--")),
        title(&format!("<!--{}", full("-"))),
        title(&full("<script></scrip")),
        title(&full("<script>")),
        title(&full("&")),
        title(&full("&#x1F1")),
        title(&full("&amp")),
        title(&full("o\u{323}\u{302}")),
        title(&full("\u{302}")),
        title(&full("a\u{323}".repeat(30).as_str())),
        title(&format!("<a{attributes}>")),
        rss(&format!("<x{attributes}/>")),
        rss(&format!("<link{attributes}/>")),
        rss(&format!("<x{}/>", spaces(150_000))),
        format!("<n1f:rss{}><n1f:channel/>{}</n1f:rss>", spaces(60), "<n1f:item/>".repeat(400_000)),
        format!("<rss xmlns='{}'><channel>{}</channel></rss>", "x".repeat(2_000_000), "<item/>".repeat(400_000)),
        format!(
            "<feed {ATOM} xml:base='/{}/'>{}</feed>",
            "x".repeat(2_000_000),
            "<entry xml:base='a'/>".repeat(100_000)
        ),
        format!("<feed {ATOM} xml:base='/{}/'>{}</feed>", "x".repeat(2000), "<entry xml:base='a'/>".repeat(100_000)),
        rss(&full("<item/>")),
        rss(&full("<a/>")),
        rss(&full("&a;")),
        rss(&full("<![CDATA[]]>")),
        full("<!---->"),
        full("<a>"),
        format!("<!DOCTYPE a {}", full("'a'")),
        format!("<rss {}", full("'")),
        format!("{{\"version\":\"\",\"items\":[{}0]}}", full("0,")),
        format!("{{\"version\":\"\",\"items\":[{{\"a\":[{}0]}}]}}", full("0,")),
        format!("{{\"version\":\"\",\"items\":[{}{{}}]}}", full("{\"url\":\"\",\"title\":\"\"},")),
    ] {
        let _ = timed(&text);
    }
}

#[test]
fn strings_are_cut_at_their_limits() {
    let long = "một hai ba ".repeat(200);
    let link = "a".repeat(MAX_LINK);
    let feed = rss(&format!(
        "<item><title>{long}</title><link>/1</link><description>{long}</description></item>\
         <item><title>b</title><link>/{link}</link></item><item><title>c</title><link>/{}</link></item>",
        "ữ".repeat(MAX_LINK / 5)
    ));
    let feed = timed(&feed).expect("a feed");
    assert_eq!(feed.entries.len(), 1, "an address cannot be cut");
    assert!(feed.entries[0].title.ends_with("…") && feed.entries[0].title.chars().count() > MAX_TITLE - 50);
    assert!(feed.entries[0].summary.as_ref().is_some_and(|text| text.chars().count() > MAX_SUMMARY - 50));
}

/// The entries of small feeds, for rules that no file covers.
#[test]
fn which_entries_are_taken() {
    let titles = |text: &str| match read(text.as_bytes(), &base()) {
        Ok(feed) => {
            feed.entries.iter().map(|e| format!("{} {} {}", e.title, e.link.path(), date(e))).collect::<Vec<_>>()
        }
        Err(fault) => vec![format!("{fault:?}")],
    };
    let item = |inside: &str| titles(&rss(&format!("<item>{inside}</item>")));
    // The feeds have no version, a namespace of their own, or items beside the channel.
    assert_eq!(titles("<rss><channel/><item><title>a</title><link>/a</link></item></rss>"), ["a /a "]);
    let other = "<r:rss xmlns:r='urn:r'><r:channel><r:item><r:title>a</r:title><r:link>/a</r:link><title>b</title></r:item></r:channel></r:rss>";
    assert_eq!(titles(other), ["a /a "]);
    // A `guid` without `isPermaLink` is a link when it is an address; it does not replace an
    // invalid link.
    assert_eq!(item("<title>a</title><link/><guid>https://cong.example/g</guid>"), ["a /g "]);
    assert_eq!(item("<title>a</title><guid>17</guid>"), [""; 0]);
    assert_eq!(item("<title>a</title><link>ftp://cong.example/</link><guid>https://cong.example/g</guid>"), [""; 0]);
    // The first element with a text counts; another date does not replace an invalid one.
    assert_eq!(item("<title/><title>a</title><title>b</title><link/><link>/a</link><link>/b</link>"), ["a /a "]);
    let dated = "<title>a</title><link>/a</link><d:date xmlns:d='http://purl.org/dc/elements/1.1/'>2026-01-05</d:date>";
    assert_eq!(item(&format!("{dated}<pubDate> </pubDate>")), ["a /a 2026-01-05"]);
    assert_eq!(item(&format!("{dated}<pubDate>2026-01-04</pubDate>")), ["a /a 2026-01-04"]);
    assert_eq!(item(&format!("{dated}<pubDate>mai</pubDate>")), ["a /a "]);
    // The HTML of the title is not escaped.
    assert_eq!(item("<title>a<br/>b <b>c</b>d<script>e</script></title><link>/a</link>"), ["a b cd /a "]);
    // An entry without a title does not reserve its link.
    let twice = "<item><title> </title><link>/a</link></item><item><title>b</title><link>/a</link></item>";
    assert_eq!(titles(&rss(twice)), ["b /a "]);

    let atom = |inside: &str| titles(&format!("<feed {ATOM}><entry>{inside}</entry></feed>"));
    assert_eq!(atom("<title>a &hellip; &amp;hellip;</title><link href='/a'/>"), ["a … &hellip; /a "]);
    assert_eq!(atom("<title type='xhtml'><div>a<p>&lt;b&gt;</p>c</div></title><link href='/a'/>"), ["a <b> c /a "]);
    assert_eq!(atom("<title>a</title><summary/><content type='?'/><link href=''/><link href='/a'/>"), ["a /a "]);
    assert_eq!(atom("<title>a</title><link xml:base='http://[/' href='/a'/>"), [""; 0]);
    assert_eq!(atom("<title>a</title><link xml:base='http://[/' href='https://cong.example/a'/>"), ["a /a "]);
    assert_eq!(atom("<title>a</title><link xml:base='//x@evil.example' href='a'/>"), [""; 0]);
    assert_eq!(titles("<feed><entry><title>a</title><link href='/a'/></entry></feed>"), ["NotAFeed"]);
}

/// One small file of each format, for damage.
const SMALL: [&str; 3] = ["rss-cdata-picture.xml", "atom-html.xml", "json-1-1.json"];

#[test]
fn what_is_cut_off_gives_nothing() {
    let base = base();
    for file in SMALL {
        let whole = bytes(file);
        let end = whole.trim_ascii_end().len();
        for at in 0..end {
            assert!(read(&whole[..at], &base).is_err(), "{file} was read after {at} of {end} bytes");
        }
        assert!(read(&whole[..end], &base).is_ok());
    }
}

/// A generator of numbers that gives the same ones in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).expect("a small number")
    }
}

#[test]
fn what_is_damaged_gives_nothing_or_something_whole() {
    let base = base();
    let files: Vec<Vec<u8>> = expected()["feed"]
        .as_array()
        .expect("feeds")
        .iter()
        .map(|feed| bytes(feed["file"].as_str().expect("a file")))
        .filter(|bytes| (1..4000).contains(&bytes.len()))
        .collect();
    let mut dice = Dice(0x5eed);
    let mut read_all_the_same = 0;
    for round in 0..20_000 {
        let mut bytes = files[round % files.len()].clone();
        for _ in 0..=dice.below(4) {
            let at = dice.below(bytes.len());
            match dice.below(4) {
                0 => bytes[at] ^= 1 << dice.below(8),
                1 => bytes[at] = b"<>&;\"'[]{}/!? \0\xFF"[dice.below(16)],
                2 => {
                    bytes.remove(at);
                }
                _ => {
                    let other = dice.below(bytes.len());
                    bytes.swap(at, other);
                }
            }
            if bytes.is_empty() {
                break;
            }
        }
        if let Ok(feed) = read(&bytes, &base) {
            check(&feed);
            read_all_the_same += 1;
        }
    }
    assert!((1000..19_000).contains(&read_all_the_same), "the damage is too small or too great: {read_all_the_same}");
}
