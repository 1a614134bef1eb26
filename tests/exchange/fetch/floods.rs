//! Hosts that send too much, that send too slowly, or that send something else than they announce.

use std::thread;
use std::time::{Duration, Instant};

use tamquan::exchange::fetch::{Budget, FetchBounds, FetchFault, FetchFaultKind, FetchResponse};

use super::{LIMIT, bytes, fault, fetcher, fetcher_within, get, hasty, host};
use crate::server::{After, Server};

#[test]
fn a_body_over_the_limit_is_refused_before_it_is_read() {
    let server = Server::start(|asked, wire| match asked.path.as_str() {
        "x/just" => wire.answer("200 OK", "", vec![b'x'; 100_000]),
        _ => wire.answer("200 OK", "", vec![b'x'; 100_001]),
    });
    let fetcher = fetcher(&server);
    assert_eq!(bytes(get(&fetcher, "just")).len(), 100_000);
    assert_eq!(get(&fetcher, "over"), Err(FetchFault::TooLarge { host: host(), limit: LIMIT }));
    assert_eq!(fetcher.usage().bytes, 100_000);
}

#[test]
fn an_endless_body_is_left_at_the_limit() {
    for head in ["Transfer-Encoding: chunked\r\n", "", "Content-Length: 99999999999999999999\r\n"] {
        let server = Server::start(move |_, wire| {
            wire.head("200 OK", head);
            while wire.send("1000\r\n".to_owned() + &"x".repeat(4_096) + "\r\n") {}
            After::Close
        });
        let fetcher = fetcher(&server);
        let fault = get(&fetcher, "a").expect_err("a fault");
        let garbled = head.starts_with("Content");
        let wanted = FetchFault::TooLarge { host: host(), limit: LIMIT };
        assert_eq!(fault, if garbled { FetchFault::InvalidHttp { host: host() } } else { wanted });
        assert_eq!(fetcher.usage().bytes, if garbled { 0 } else { LIMIT + 1 }, "not a byte more than tells");
    }
}

#[test]
fn a_slow_body_ends_with_the_time_for_one_answer() {
    let fault = fault(|_, wire| {
        wire.head("200 OK", "Content-Length: 1000\r\n");
        wire.drip([b'x'; 100], Duration::from_millis(100));
        After::Close
    });
    assert_eq!(fault, FetchFault::TimedOut { host: host(), limit: hasty().response });
    assert_eq!(fault.kind(), FetchFaultKind::Transient);
}

#[test]
fn a_body_that_stands_still_ends_sooner() {
    let fault = fault(|_, wire| {
        wire.head("200 OK", "Content-Length: 1000\r\n");
        wire.send("x");
        thread::sleep(Duration::from_secs(4));
        After::Close
    });
    assert_eq!(fault, FetchFault::TimedOut { host: host(), limit: hasty().read });
}

#[test]
fn a_head_that_does_not_come_or_drips_is_slow() {
    for pause in [3_000, 100] {
        let fault = fault(move |_, wire| {
            wire.drip("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", Duration::from_millis(pause));
            After::Close
        });
        assert_eq!(fault, FetchFault::TimedOut { host: host(), limit: hasty().read }, "{pause}");
    }
    let hints = fault(|_, wire| {
        while wire.send("HTTP/1.1 103 Early Hints\r\n\r\n") {
            thread::sleep(Duration::from_millis(5));
        }
        After::Close
    });
    assert_eq!(hints, FetchFault::TimedOut { host: host(), limit: hasty().read });
}

#[test]
fn a_length_that_lies_is_noticed() {
    let long = fault(|_, wire| {
        wire.head("200 OK", "Content-Length: 10\r\n");
        wire.send("abcde");
        After::Close
    });
    assert_eq!(long, FetchFault::Closed { host: host() });
    // Bytes after the announced length belong neither to this answer nor to the next one.
    let server = Server::start(|asked, wire| match asked.path.as_str() {
        "x/short" => {
            wire.head("200 OK", "Content-Length: 5\r\n");
            wire.send("abcdeHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
            After::Keep
        }
        _ => wire.answer("200 OK", "", "good"),
    });
    let fetcher = fetcher(&server);
    assert_eq!(bytes(get(&fetcher, "short")), b"abcde");
    thread::sleep(Duration::from_millis(50));
    assert_eq!(bytes(get(&fetcher, "next")), b"good");
    let two = fault(|_, wire| wire.answer("200 OK", "Content-Length: 3\r\n", "abcde"));
    assert_eq!(two, FetchFault::InvalidHttp { host: host() });
    let none = fault(|_, wire| {
        wire.head("200 OK", "Content-Length: -1\r\n");
        After::Close
    });
    assert_eq!(none, FetchFault::InvalidHttp { host: host() });
}

#[test]
fn an_answer_that_breaks_off_is_no_answer() {
    for sent in [
        "",
        "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab",
    ] {
        let fault = fault(move |_, wire| {
            wire.send(sent);
            After::Close
        });
        assert_eq!(fault, FetchFault::Closed { host: host() }, "{sent}");
        assert_eq!(fault.kind(), FetchFaultKind::Transient);
    }
}

#[test]
fn nothing_packed_is_taken() {
    for header in [
        "Content-Encoding: gzip",
        "Content-Encoding: br",
        "content-encoding: x-unknown",
        "Content-Encoding: identity, gzip",
    ] {
        let fault = fault(move |_, wire| wire.answer("200 OK", &format!("{header}\r\n"), b"\x1f\x8b\x08\x00"));
        assert_eq!(
            fault,
            FetchFault::Encoded { host: host(), by: header.split_once(": ").expect("a header").1.to_owned() }
        );
        assert_eq!(fault.kind(), FetchFaultKind::Distrust);
    }
    let twice = fault(|_, wire| wire.answer("200 OK", "Content-Encoding: identity\r\nContent-Encoding: gzip\r\n", "x"));
    assert_eq!(twice, FetchFault::Encoded { host: host(), by: "gzip".to_owned() });
    let chunks = fault(|_, wire| {
        wire.head("200 OK", "Transfer-Encoding: gzip, chunked\r\n");
        wire.send("4\r\n\x1f\u{b}\x08\x00\r\n0\r\n\r\n");
        After::Keep
    });
    assert_eq!(chunks, FetchFault::Encoded { host: host(), by: "gzip, chunked".to_owned() });
}

#[test]
fn a_flood_of_headers_is_refused() {
    let one = fault(|_, wire| wire.answer("200 OK", &format!("X: {}\r\n", "x".repeat(20_000)), "x"));
    assert_eq!(one, FetchFault::HeadTooLarge { host: host(), limit: 16 * 1024 });
    assert_eq!(one.kind(), FetchFaultKind::Distrust);
    let many = fault(|_, wire| wire.answer("200 OK", &"X: y\r\n".repeat(1_000), "x"));
    assert_eq!(many, FetchFault::InvalidHttp { host: host() });
    let endless = fault(|_, wire| {
        wire.send("HTTP/1.1 200 OK\r\n");
        while wire.send("X-Filler: x\r\n".repeat(100)) {}
        After::Close
    });
    assert!(matches!(endless, FetchFault::HeadTooLarge { .. } | FetchFault::InvalidHttp { .. }), "{endless:?}");
    // The first line of a chunk does not end, or the trailers do not end.
    let size = fault(|_, wire| {
        wire.head("200 OK", "Transfer-Encoding: chunked\r\n");
        while wire.send("1;".to_owned() + &"x".repeat(4_096)) {}
        After::Close
    });
    assert_eq!(size, FetchFault::InvalidHttp { host: host() });
    let trailers = fault(|_, wire| {
        wire.head("200 OK", "Transfer-Encoding: chunked\r\n");
        wire.send("1\r\nx\r\n0\r\n");
        while wire.send("X: y\r\n") {}
        After::Close
    });
    assert_eq!(trailers, FetchFault::TimedOut { host: host(), limit: hasty().response });
}

#[test]
fn what_is_no_http_is_no_answer() {
    for sent in [
        "SSH-2.0-OpenSSH_9.6\r\n\r\n",
        "<html></html>\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.1 999999 OK\r\n\r\n",
    ] {
        let fault = fault(move |_, wire| {
            wire.send(sent);
            After::Close
        });
        assert_eq!(fault, FetchFault::InvalidHttp { host: host() }, "{sent}");
    }
}

#[test]
fn a_sync_has_so_many_bytes() {
    let server = Server::start(|asked, wire| match asked.path.as_str() {
        "x/chunks" => {
            wire.head("200 OK", "Transfer-Encoding: chunked\r\n");
            while wire.send("1000\r\n".to_owned() + &"x".repeat(4_096) + "\r\n") {}
            After::Close
        }
        _ => wire.answer("200 OK", "", vec![b'x'; 400]),
    });
    for last in ["a", "chunks"] {
        let fetcher = fetcher_within(&server, FetchBounds { bytes: 1_000, ..FetchBounds::default() });
        assert_eq!(bytes(get(&fetcher, "a")).len(), 400);
        assert_eq!(bytes(get(&fetcher, "a")).len(), 400);
        let fault = get(&fetcher, last).expect_err("a fault");
        assert_eq!(fault, FetchFault::Budget { host: host(), of: Budget::Bytes(1_000) });
        assert_eq!(fault.kind(), FetchFaultKind::Distrust);
        assert!(fetcher.usage().bytes <= 1_001);
    }
}

#[test]
fn a_sync_has_so_many_requests() {
    let server = Server::start(|_, wire| wire.answer("404 Not Found", "", ""));
    let fetcher = fetcher_within(&server, FetchBounds { requests: 7, ..FetchBounds::default() });
    for _ in 0..7 {
        assert_eq!(get(&fetcher, "a"), Ok(FetchResponse::Missing));
    }
    let fault = FetchFault::Budget { host: host(), of: Budget::Requests(7) };
    assert_eq!(get(&fetcher, "a"), Err(fault));
    assert_eq!(server.asked().len(), 7);
}

#[test]
fn a_sync_has_so_much_time() {
    let sync = Duration::from_secs(1);
    let server = Server::start(|_, wire| {
        wire.head("200 OK", "Content-Length: 1000\r\n");
        wire.drip([b'x'; 100], Duration::from_millis(100));
        After::Close
    });
    let fetcher = fetcher_within(&server, FetchBounds { sync, ..FetchBounds::default() });
    let begun = Instant::now();
    let over = FetchFault::Budget { host: host(), of: Budget::Time(sync) };
    assert_eq!(get(&fetcher, "a"), Err(over.clone()), "in the middle of an answer");
    assert_eq!(get(&fetcher, "a"), Err(over.clone()), "before a question");
    assert_eq!(over.kind(), FetchFaultKind::Transient);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert_eq!(server.asked().len(), 1);
}
