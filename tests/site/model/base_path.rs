//! A portal below a path of its host.

use harness::{Built, Portal};
use regex::Regex;

const HOST: &str = "https://lamgiang.gov.vn";
const BASE: &str = "/xa-sen-vang";

fn at(portal: Portal, base: &str) -> Portal {
    portal.replace("portal.toml", "https://senvang.lamgiang.gov.vn", &format!("{HOST}{base}"))
}

fn texts<'b>(built: &'b Built, ending: &str) -> Vec<(&'b String, String)> {
    let files = built.outputs().iter().filter(|(path, _)| path.ends_with(ending));
    files.map(|(path, bytes)| (path, String::from_utf8_lossy(bytes).into_owned())).collect()
}

#[test]
fn pages_below_a_path_are_those_of_the_root_with_the_path_in_every_address() {
    let below = at(Portal::example(), BASE).build().ok();
    let root = at(Portal::example(), "").build().ok();
    // The names of style sheets and scripts follow from their bytes, in which the path stands; the
    // code for cameras draws the address.
    let digests = Regex::new(r#"\.[0-9a-f]{10}\.(css|js)| integrity="[^"]*"|<symbol id="site_qr".*?</symbol>"#)
        .expect("a pattern");
    let address = Regex::new(r#"(?P<before>["= ])/xa-sen-vang(?P<after>[/"])"#).expect("a pattern");
    let pages = texts(&below, ".html");
    assert!(pages.len() > 250, "{}", pages.len());
    for (path, page) in &pages {
        let plain = page.replace(&format!("{HOST}{BASE}/"), &format!("{HOST}/"));
        let plain = address.replace_all(&plain, "$before$after");
        let same = root.page(&format!("/{path}"));
        let (plain, same) = (digests.replace_all(&plain, ""), digests.replace_all(same, ""));
        let other = plain.lines().zip(same.lines()).find(|(one, other)| one != other);
        assert_eq!(other, None, "{path}");
        for attribute in ["href", "src", "action", "data-index"] {
            for rest in page.split(&format!(" {attribute}=\"/")).skip(1) {
                assert!(rest.starts_with("xa-sen-vang/"), "{path}: {attribute} {}", rest.split('"').next().unwrap());
            }
        }
    }
    for (path, sheet) in texts(&below, ".css") {
        for rest in sheet.split("url(").skip(1) {
            assert!(!rest.trim_start_matches('"').starts_with('/') || rest.contains("/xa-sen-vang/"), "{path}: {rest}");
        }
    }
    below.contains("/sitemap.xml", "<loc>https://lamgiang.gov.vn/xa-sen-vang/</loc>");
    below.contains("/robots.txt", "Sitemap: https://lamgiang.gov.vn/xa-sen-vang/sitemap.xml");
    below.contains("/tin-tuc/feed.json", "\"https://lamgiang.gov.vn/xa-sen-vang/tin-tuc/");
    below.contains("/lich-cong-tac/calendar.ics", "@lamgiang.gov.vn.xa-sen-vang");
    below.contains("/lich-cong-tac/calendar.ics", "https://lamgiang.gov.vn/xa-sen-vang/lich-cong-tac/");
}

#[test]
fn the_own_address_ends_at_the_path() {
    let text = "[a](https://lamgiang.gov.vn/xa-sen-vang/gioi-thieu/#x)\n[b](https://lamgiang.gov.vn/khac/)\n\
                [c](/gioi-thieu/)\n[d](@/gioi-thieu.md)\n[e](https://lamgiang.gov.vn/xa-sen-vang)\n\n## X\n";
    let portal = at(Portal::empty(), BASE).write("content/gioi-thieu.md", &format!("+++\ntitle = \"A\"\n+++\n{text}"));
    let built = portal.build().ok();
    for link in [
        "href=\"/xa-sen-vang/gioi-thieu/#x\"",
        "class=\"external\" href=\"https://lamgiang.gov.vn/khac/\"",
        "<a href=\"/xa-sen-vang/gioi-thieu/\">c</a>",
        "<a href=\"/xa-sen-vang/gioi-thieu/\">d</a>",
        "<a href=\"/xa-sen-vang/\">e</a>",
    ] {
        built.contains("/gioi-thieu/", link);
    }
    let wrong = "+++\ntitle = \"B\"\n+++\n[b](https://lamgiang.gov.vn/xa-sen-vang/khac/)\n";
    portal.write("content/b.md", wrong).build().fails_with(&[("link-page", "content/b.md", 4)]);
}

#[test]
fn the_settings_of_hosts_name_addresses_of_the_host() {
    let portal = at(Portal::empty().with_english(), BASE)
        .page("a", "title = \"A\"\naliases = [\"/cu/\"]")
        .page("het", "title = \"Hết\"\nexpires_at = 2026-02-01")
        .write("data/redirects.csv", "from,to\n/Default.aspx,/a/\n/kho/*,https://kho.example/*\n");
    let built = portal.build().ok();
    for line in [
        "/xa-sen-vang/cu/ /xa-sen-vang/a/ 301",
        "/xa-sen-vang/Default.aspx /xa-sen-vang/a/ 301",
        "/xa-sen-vang/kho/* https://kho.example/:splat 301",
        "/xa-sen-vang/het/ /xa-sen-vang/het/index.html 410",
        "/xa-sen-vang/en/* /xa-sen-vang/en/404.html 404",
        "/xa-sen-vang/* /xa-sen-vang/404.html 404",
    ] {
        built.contains("/_redirects", &format!("{line}\n"));
    }
    built.contains("/_headers", "/xa-sen-vang/img/*\n").omits("/_headers", "\n/img/");
    built
        .contains("/.htaccess", "ErrorDocument 404 /xa-sen-vang/404.html")
        .contains("/.htaccess", "\"^cu/$\" \"/xa-sen-vang/a/\"");
    built.contains("/web.config", "url=\"^cu/$\"").contains("/web.config", "url=\"/xa-sen-vang/a/\"");
    built.contains("/web.config", "<location path=\"en\">");
}
