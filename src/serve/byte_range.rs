//! Answers requests for a part of a file, with which browsers play and wind videos (RFC 9110,
//! section 14).

use axum::body::Body;
use axum::http::header::{ACCEPT_RANGES, CONTENT_RANGE, HeaderValue};
use axum::http::{Response, StatusCode};
use http_range_header::parse_range_header;

/// The response with a file, or with the part of it that the header `Range` wants. A header with
/// several ranges, or one that cannot be read, gets the whole file, as the RFC allows.
pub(super) fn file_response(bytes: Vec<u8>, wanted: Option<&str>) -> Response<Body> {
    let length = bytes.len() as u64;
    let parsed = wanted.and_then(|wanted| parse_range_header(wanted).ok());
    let mut response = match parsed.map(|ranges| ranges.validate(length)) {
        Some(Err(_)) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
            set_content_range(&mut response, &format!("bytes */{length}"));
            response
        }
        Some(Ok(ranges)) => match ranges.as_slice() {
            [range] => part_response(&bytes, *range.start(), *range.end()),
            _ => Response::new(Body::from(bytes)),
        },
        None => Response::new(Body::from(bytes)),
    };
    response.headers_mut().insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    response
}

fn part_response(bytes: &[u8], first: u64, last: u64) -> Response<Body> {
    let part = usize::try_from(first).ok().zip(usize::try_from(last).ok()).and_then(|(a, b)| bytes.get(a..=b));
    let mut response = Response::new(Body::from(part.unwrap_or_default().to_vec()));
    *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    set_content_range(&mut response, &format!("bytes {first}-{last}/{}", bytes.len()));
    response
}

fn set_content_range(response: &mut Response<Body>, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(CONTENT_RANGE, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_answered_with_its_place() {
        for (wanted, status, place) in [
            (None, 200, None),
            (Some("bytes=0-9"), 206, Some("bytes 0-9/20")),
            (Some("bytes=15-"), 206, Some("bytes 15-19/20")),
            (Some("bytes=-5"), 206, Some("bytes 15-19/20")),
            (Some("bytes=10-100"), 206, Some("bytes 10-19/20")),
            (Some("bytes=20-"), 416, Some("bytes */20")),
            (Some("bytes=0-1,5-6"), 200, None),
            (Some("lines=0-9"), 200, None),
            (Some("bytes=b-a"), 200, None),
        ] {
            let response = file_response(vec![b'a'; 20], wanted);
            let found = response.headers().get(CONTENT_RANGE).and_then(|value| value.to_str().ok());
            assert_eq!((response.status().as_u16(), found), (status, place), "{wanted:?}");
            assert!(response.headers().contains_key(ACCEPT_RANGES));
        }
    }
}
