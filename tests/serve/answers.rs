//! The answers of the preview, compared with those of a host that follows the settings of the
//! portal.

use crate::preview::Preview;
use harness::Portal;

fn news() -> Portal {
    Portal::empty()
        .with_english()
        .section("tin", "title = \"Tin\"\nkind = \"article\"", &["Một"])
        .page("tin/hai", "title = \"Hai\"\naliases = [\"/cu/\"]")
        .page("tin/het", "title = \"Hết\"\nexpires_at = 2026-05-01")
        .write("static/tep/a.txt", "chữ")
        .write("static/tep/Đơn xin.txt", "đơn")
}

#[test]
fn pages_come_with_the_headers_that_the_portal_promises() {
    let portal = news();
    let preview = Preview::of(&portal);
    let promised = portal.read(".tamquan/preview/_headers");
    let mut checked = 0;
    for block in promised.split("\n/").map(|block| block.trim_start_matches('/')) {
        let (path, headers) = block.split_once('\n').expect("a path");
        let path = match path {
            "*" => "/".to_owned(),
            path if path.contains('*') => continue,
            path => format!("/{path}"),
        };
        let answer = preview.get(&path);
        if answer.status == 404 {
            continue;
        }
        for (name, value) in headers.lines().filter_map(|line| line.trim().split_once(": ")) {
            assert_eq!(answer.header(&name.to_ascii_lowercase()), value, "{path}: {name}");
            checked += 1;
        }
    }
    assert!(checked >= 10, "{checked} headers");
    assert_eq!(preview.get("/").header("cache-control"), "no-store");
    assert_eq!(preview.get("/api/index.json").header("access-control-allow-origin"), "*");
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/tep/a.txt", "text/plain; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
    ] {
        assert_eq!(preview.get(path).header("content-type"), kind, "{path}");
    }
}

#[test]
fn addresses_are_those_of_folders() {
    let portal = news();
    let preview = Preview::of(&portal);
    let page = preview.get("/tin/");
    assert!(page.status == 200 && page.text().contains("Tin"));
    assert!(page.text().contains("<script src=\"/__tamquan/live.js\""), "the script is in the answer");
    assert!(!portal.read(".tamquan/preview/tin/index.html").contains("__tamquan"), "and in no file");
    // In the preview absolute links of the portal to itself lead to the preview.
    assert!(page.text().contains(&format!("href=\"http://127.0.0.1:{}/tin/\"", preview.port)));
    let moved = preview.get("/tin");
    assert_eq!((moved.status, moved.header("location")), (301, "/tin/"));
    assert_eq!(preview.get("/tin/?a=b").status, 200);
    assert_eq!(preview.get("/tep/a.txt").text(), "chữ");
    assert_eq!(preview.get("/tep/%C4%90%C6%A1n%20xin.txt").text(), "đơn");
    assert_eq!(preview.get("/tep/a.txt/").status, 404);
    assert_eq!(preview.get("/tep/").status, 404, "folders are not listed");
    let head = preview.ask("HEAD", "/tin/", &[]);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), page.header("content-length"));
    let post = preview.ask("POST", "/tin/", &[]);
    assert_eq!((post.status, post.header("allow")), (405, "GET, HEAD"));
}

#[test]
fn what_is_not_there_is_told_in_the_language_of_its_folder() {
    let portal = news();
    let preview = Preview::of(&portal);
    for (path, lang) in [("/khong-co/", "vi"), ("/tin/khong-co", "vi"), ("/en/nothing/", "en")] {
        let answer = preview.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.text().contains(&format!("<html lang=\"{lang}\"")), "{path}: {}", answer.text());
        assert!(!answer.header("content-security-policy").is_empty());
    }
}

#[test]
fn old_addresses_lead_on_and_what_is_over_is_gone() {
    let portal = news();
    let preview = Preview::of(&portal);
    let moved = preview.get("/cu/");
    assert_eq!((moved.status, moved.header("location")), (301, "/tin/hai/"));
    let gone = preview.get("/tin/het/");
    assert_eq!(gone.status, 410);
    assert!(gone.text().contains("live.js"));
}

#[test]
fn nothing_outside_of_the_output_is_shown() {
    let portal = news().write("bi-mat.txt", "bí mật");
    let preview = Preview::of(&portal);
    let out = portal.path(".tamquan/preview");
    std::os::unix::fs::symlink(portal.path("bi-mat.txt"), out.join("link.txt")).expect("a link");
    std::os::unix::fs::symlink(portal.site(), out.join("link")).expect("a link");
    std::os::unix::fs::symlink(out.join("tep/a.txt"), out.join("inside.txt")).expect("a link");
    for path in [
        "/../../bi-mat.txt",
        "/%2e%2e/%2e%2e/bi-mat.txt",
        "/..%2f..%2fbi-mat.txt",
        "/tin/..%5c..%5cbi-mat.txt",
        "/tin/%2e%2e/%2e%2e/%2e%2e/bi-mat.txt",
        "/%252e%252e/bi-mat.txt",
        "//etc/passwd",
        "/tep/a.txt%00.html",
        "/tep/%ff",
        "/tep/%zz",
        "/./tep/a.txt",
        "/tep//a.txt",
        "/link.txt",
        "/link/bi-mat.txt",
        "/link/portal.toml",
        "/_headers",
        "/_redirects",
        "/_hosting/nginx.conf",
        "/.tamquan-output",
        "/%5fheaders",
        "/__tamquan/",
        "/__tamquan/../bi-mat.txt",
    ] {
        let answer = preview.get(path);
        assert_eq!(answer.status, 404, "{path}: {}", answer.text());
        assert!(!answer.text().contains("bí mật"), "{path}");
    }
    assert_eq!(preview.get("/inside.txt").status, 200);
}

#[test]
fn other_hosts_and_other_sites_are_refused() {
    let portal = news();
    let preview = Preview::of(&portal);
    let port = preview.port;
    for host in [format!("localhost:{port}"), format!("127.0.0.1:{port}"), format!("[::1]:{port}")] {
        assert_eq!(preview.ask("GET", "/", &[("Host", &host)]).status, 200, "{host}");
    }
    for host in [format!("evil.example:{port}"), "127.0.0.1".to_owned(), "localhost:1".to_owned()] {
        for path in ["/", "/__tamquan/events", "/__tamquan/live.js"] {
            let answer = preview.ask("GET", path, &[("Host", &host)]);
            assert_eq!(answer.status, 421, "{host}{path}");
            assert!(answer.body.len() < 200);
        }
    }
    for headers in
        [vec![("Origin", "https://evil.example")], vec![("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "cors")]]
    {
        for path in ["/__tamquan/events", "/api/index.json"] {
            assert_eq!(preview.ask("GET", path, &headers).status, 403, "{headers:?} {path}");
        }
    }
    let visit = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")];
    assert_eq!(preview.ask("GET", "/", &visit).status, 200);
}

#[test]
fn a_portal_below_a_path_is_seen_there() {
    let portal = news().replace("portal.toml", "gov.vn\"", "gov.vn/xa-an/\"");
    let preview = Preview::of(&portal);
    for (path, to) in [
        ("/", "/xa-an/"),
        ("/xa-an", "/xa-an/"),
        ("/xa-an/tin?a=b", "/xa-an/tin/?a=b"),
        ("/xa-an/cu/", "/xa-an/tin/hai/"),
    ] {
        let answer = preview.get(path);
        assert_eq!((answer.status, answer.header("location")), (301, to), "{path}");
    }
    for (path, status) in
        [("/xa-an/", 200), ("/xa-an/tin/hai/", 200), ("/xa-an/tin/het/", 410), ("/xa-an/khong/", 404), ("/tin/", 404)]
    {
        assert_eq!(preview.get(path).status, status, "{path}");
    }
    let page = preview.get("/xa-an/tin/").text();
    assert!(page.contains("href=\"/xa-an/tin/hai/\"") && page.contains("data-shows=\"/xa-an/tin/\""), "{page}");
    assert!(preview.get("/xa-an/khong/").text().contains("<h1"));
}

#[test]
fn other_devices_need_an_address_that_works_once() {
    let portal = news();
    let preview = Preview::with(&portal, &["--host=127.0.0.1"]);
    let keys = || -> Vec<String> {
        let lines = preview.said();
        let ends = lines.iter().filter_map(|line| line.split_once("/__tamquan/key/"));
        ends.map(|(_, rest)| format!("/__tamquan/key/{}", rest.split(' ').next().unwrap_or_default())).collect()
    };
    let [first] = <[String; 1]>::try_from(keys()).expect("one address");
    assert!(preview.said().iter().any(|line| line.contains('▄')), "a code for cameras");
    for path in ["/", "/tin/", "/api/index.json", "/__tamquan/events", "/__tamquan/live.js", "/__tamquan/key/0"] {
        let answer = preview.get(path);
        assert!(answer.status == 403 && !answer.text().contains("Một"), "{path}");
    }
    assert_eq!(preview.ask("HEAD", &first, &[]).status, 403, "a look at an address uses no key up");
    let admitted = preview.get(&first);
    assert_eq!((admitted.status, admitted.header("location")), (303, "/"));
    let cookie = admitted.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    let with_cookie =
        |path: &str, more: &[(&str, &str)]| preview.ask("GET", path, &[&[("Cookie", cookie.as_str())], more].concat());
    assert_eq!(with_cookie("/tin/", &[]).status, 200);
    assert_eq!(with_cookie("/tin/", &[("Host", "may-xa:8080")]).status, 200, "a container has other names and ports");
    assert_eq!(with_cookie(&first, &[]).status, 303, "an admitted device may load the address again");
    assert_eq!(with_cookie("/tin/", &[("Origin", "https://evil.example")]).status, 403);
    assert_eq!(with_cookie("/tin/", &[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "cors")]).status, 403);
    assert_eq!(preview.get(&first).status, 403, "the key is used up");
    preview.until("the next address", || keys().len() == 2);
    let second = keys().pop().expect("an address");
    assert_ne!(first, second);
    assert_eq!(preview.get(&second).status, 303);
    let other_run = Preview::with(&news(), &["--host=127.0.0.1"]);
    assert_eq!(other_run.ask("GET", "/", &[("Cookie", &cookie)]).status, 403, "the cookie ends with the preview");
}
