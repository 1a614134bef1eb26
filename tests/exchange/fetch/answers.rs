//! Hosts that behave correctly, and the meaning of their answers.

use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use tamquan::exchange::fetch::{FetchFault, FetchFaultKind, FetchResponse, Validators};

use super::{LIMIT, bytes, fault, fetcher, get, host};
use crate::server::{After, Server};

#[test]
fn a_body_comes_as_it_is() {
    let server = Server::start(|_, wire| wire.answer("200 OK", "ETag: \"1\"\r\nX: y\r\n", b"xin ch\xc3\xa0o"));
    let fetcher = fetcher(&server);
    let known = Validators::new(Some("\"1\""), None);
    let body = FetchResponse::Body { bytes: "xin chào".into(), validators: known };
    assert_eq!(get(&fetcher, "a"), Ok(body));
    assert_eq!((fetcher.usage().requests, fetcher.usage().bytes), (1, 9));
    let asked = server.asked().remove(0);
    assert_eq!(asked.path, "x/a");
    assert_eq!(asked.header("user-agent"), Some(concat!("tamquan/", env!("CARGO_PKG_VERSION"))));
    assert_eq!(asked.header("accept-encoding"), Some("identity"));
    for never in ["cookie", "authorization", "referer", "if-none-match"] {
        assert_eq!(asked.header(never), None);
    }
}

#[test]
fn bodies_of_all_framings_are_read() {
    let server = Server::start(|asked, wire| match asked.path.as_str() {
        "x/chunks" => {
            wire.head("200 OK", "Transfer-Encoding: chunked\r\n");
            wire.send("3\r\nabc\r\n2;a=b\r\nde\r\n0\r\nTrailer: x\r\n\r\n");
            After::Keep
        }
        "x/closed" => {
            wire.head("200 OK", "");
            wire.send("abcde");
            After::Close
        }
        "x/old" => {
            wire.send("HTTP/1.0 200 OK\r\n\r\nabcde");
            After::Close
        }
        "x/early" => {
            wire.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
            wire.answer("200 OK", "", "abcde")
        }
        "x/identity" => wire.answer("200 OK", "Content-Encoding: Identity\r\n", "abcde"),
        _ => wire.answer("200 OK", "", ""),
    });
    let fetcher = fetcher(&server);
    for name in ["chunks", "identity", "early", "closed", "old"] {
        assert_eq!(bytes(get(&fetcher, name)), b"abcde", "{name}");
    }
    assert_eq!(bytes(get(&fetcher, "empty")), b"");
}

#[test]
fn one_connection_serves_a_sync() {
    let server = Server::start(|asked, wire| match asked.path.as_str() {
        "x/2.root.json" => wire.answer("404 Not Found", "Content-Type: text/html\r\n", "x".repeat(9_000)),
        _ => wire.answer("200 OK", "", "x"),
    });
    let fetcher = fetcher(&server);
    assert_eq!(get(&fetcher, "2.root.json"), Ok(FetchResponse::Missing));
    for _ in 0..20 {
        assert_eq!(bytes(get(&fetcher, "a")), b"x");
    }
    assert_eq!((server.asked().len(), server.connections()), (21, 1));
}

#[test]
fn a_host_is_asked_for_one_thing_at_a_time() {
    static BUSY: AtomicUsize = AtomicUsize::new(0);
    static MOST: AtomicUsize = AtomicUsize::new(0);
    let server = Server::start(|_, wire| {
        MOST.fetch_max(BUSY.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        thread::sleep(Duration::from_millis(20));
        BUSY.fetch_sub(1, Ordering::SeqCst);
        wire.answer("200 OK", "", "x")
    });
    let fetcher = fetcher(&server);
    thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| bytes(get(&fetcher, "a")));
        }
    });
    assert_eq!((MOST.load(Ordering::SeqCst), server.connections()), (1, 1));
}

#[test]
fn a_kept_connection_that_was_closed_meanwhile_is_made_anew() {
    let server = Server::start(|asked, wire| {
        // The host closes an idle connection at the moment when the next request arrives.
        if asked.connection == 0 && asked.path == "x/b" { After::Close } else { wire.answer("200 OK", "", "x") }
    });
    let fetcher = fetcher(&server);
    assert_eq!(bytes(get(&fetcher, "a")), b"x");
    assert_eq!(bytes(get(&fetcher, "b")), b"x");
    assert_eq!((server.asked().len(), server.connections(), fetcher.usage().requests), (3, 2, 3));
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let server = Server::start(|asked, wire| match asked.header("if-none-match") {
        Some("\"1\"") => {
            wire.head("304 Not Modified", "ETag: \"1\"\r\nContent-Length: 5\r\n");
            After::Keep
        }
        _ => wire.answer("200 OK", "ETag: \"1\"\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n", "abcde"),
    });
    let fetcher = fetcher(&server);
    let Ok(FetchResponse::Body { validators, .. }) = get(&fetcher, "a") else { panic!("no body") };
    let url = fetcher.base().url().join("a").expect("an address");
    assert_eq!(fetcher.get(&url, LIMIT, Some(&validators)), Ok(FetchResponse::Unchanged));
    let other = Validators::new(Some("\"2\""), None);
    assert!(matches!(fetcher.get(&url, LIMIT, Some(&other)), Ok(FetchResponse::Body { .. })));
    assert_eq!(server.asked()[1].header("if-modified-since"), Some("Sun, 06 Nov 1994 08:49:37 GMT"));
    assert_eq!(server.connections(), 1);
}

#[test]
fn nothing_can_be_unchanged_that_was_not_known() {
    let fault = fault(|_, wire| {
        wire.head("304 Not Modified", "");
        After::Keep
    });
    assert_eq!(fault, FetchFault::Status { host: host(), status: 304 });
    assert_eq!(fault.kind(), FetchFaultKind::Distrust);
}

#[test]
fn what_is_missing_is_no_fault() {
    for status in ["404 Not Found", "410 Gone"] {
        let server = Server::start(move |_, wire| wire.answer(status, "", "no"));
        assert_eq!(get(&fetcher(&server), "a"), Ok(FetchResponse::Missing), "{status}");
    }
    // The client does not read the body of such an answer: it may be endless or cut off.
    let server = Server::start(|asked, wire| {
        wire.head("404 Not Found", "Transfer-Encoding: chunked\r\n");
        if asked.path == "x/endless" {
            while wire.send("1000\r\n".to_owned() + &"x".repeat(4_096) + "\r\n") {}
        }
        After::Close
    });
    let fetcher = fetcher(&server);
    assert_eq!(get(&fetcher, "endless"), Ok(FetchResponse::Missing));
    assert_eq!(get(&fetcher, "stops"), Ok(FetchResponse::Missing));
    assert!(fetcher.usage().bytes < 100_000, "{:?}", fetcher.usage());
}

#[test]
fn no_redirect_is_followed() {
    for status in
        ["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"]
    {
        let elsewhere = Server::start(|_, wire| wire.answer("200 OK", "", "x"));
        let location = format!("Location: {}\r\n", elsewhere.url("cổng"));
        let server = Server::start(move |_, wire| wire.answer(status, &location, "gone there"));
        let fault = get(&fetcher(&server), "a").expect_err("a fault");
        let FetchFault::Redirect { status: said, to: Some(to), .. } = &fault else { panic!("{fault:?}") };
        assert!(status.starts_with(&said.to_string()));
        assert_eq!(*to, elsewhere.url("c\u{fffd}\u{fffd}\u{fffd}ng"));
        assert_eq!(fault.kind(), FetchFaultKind::Distrust);
        assert_eq!(elsewhere.asked().len(), 0);
    }
    let red = fault(|_, wire| wire.answer("302 Found", "Location: \u{1b}[31m\r\n", ""));
    assert_eq!(red, FetchFault::InvalidHttp { host: host() }, "what a terminal would obey");
    let nowhere = fault(|_, wire| wire.answer("302 Found", "", ""));
    assert_eq!(nowhere, FetchFault::Redirect { host: host(), status: 302, to: None });
}

#[test]
fn other_answers_are_no_files() {
    for (status, kind) in [
        ("201 Created", FetchFaultKind::Distrust),
        ("204 No Content", FetchFaultKind::Distrust),
        ("206 Partial Content", FetchFaultKind::Distrust),
        ("401 Unauthorized", FetchFaultKind::Transient),
        ("403 Forbidden", FetchFaultKind::Transient),
        ("429 Too Many Requests", FetchFaultKind::Transient),
        ("500 Internal Server Error", FetchFaultKind::Transient),
        ("503 Service Unavailable", FetchFaultKind::Transient),
    ] {
        let fault = fault(move |_, wire| wire.answer(status, "", ""));
        assert!(
            matches!(fault, FetchFault::Status { status: said, .. } if status.starts_with(&said.to_string())),
            "{fault:?}"
        );
        assert_eq!(fault.kind(), kind, "{status}");
    }
}

#[test]
fn proxies_of_the_environment_are_not_used() {
    let mut again = Command::new(std::env::current_exe().expect("this program"));
    again.args(["--exact", "fetch::answers::a_body_comes_as_it_is"]);
    for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        again.env(name, "http://127.0.0.1:9");
    }
    let output = again.env_remove("NO_PROXY").env_remove("no_proxy").output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}
