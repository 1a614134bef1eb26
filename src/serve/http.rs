//! Answers browsers: with pages that contain the script for live updates, and with the events for
//! the script.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION, RANGE};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream::{Stream, unfold};
use tokio::sync::broadcast;

use super::byte_range::file_response;
use super::device_keys::DeviceKeys;
use super::host::{Host, HostAnswer};
use super::live_page;
use super::state::{News, PreviewState, SiteStatus};
use super::terminal::message_language;
use super::visitor::{HostNames, Refusal, check_visitor};
use crate::config::Policy;
use crate::render::response_headers;

/// The data that all requests share.
#[derive(Clone)]
pub(super) struct Server {
    host: Host,
    state: Arc<PreviewState>,
    port: u16,
    /// The devices that are admitted. `None` if the preview is for this machine alone.
    devices: Option<Arc<DeviceKeys>>,
    lang: &'static str,
}

impl Server {
    pub(super) fn new(
        host: Host,
        state: Arc<PreviewState>,
        port: u16,
        devices: Option<DeviceKeys>,
        lang: &str,
    ) -> Self {
        Self { host, state, port, devices: devices.map(Arc::new), lang: message_language(lang) }
    }

    pub(super) fn router(self) -> Router {
        Router::new()
            .route("/__tamquan/events", get(serve_events))
            .route(
                "/__tamquan/live.js",
                get(async || preview_response("text/javascript; charset=utf-8", live_page::SCRIPT)),
            )
            .route("/__tamquan/live.css", get(async || preview_response("text/css; charset=utf-8", live_page::STYLE)))
            .fallback(serve_file)
            .layer(from_fn_with_state(self.clone(), check_request))
            .with_state(self)
    }
}

/// Refuses requests from other sites, and from devices that were not admitted.
async fn check_request(Shared(server): Shared<Server>, request: Request, next: Next) -> Response {
    let names = server.devices.as_ref().map_or(HostNames::ThisMachine(server.port), |_| HostNames::Any);
    match (check_visitor(request.method(), request.uri(), request.headers(), names), &server.devices) {
        (Ok(()), Some(devices)) => match admit_device(devices, &request) {
            Some(answer) => answer,
            None => next.run(request).await,
        },
        (Ok(()), None) => next.run(request).await,
        (Err(refusal), _) => refusal_response(refusal),
    }
}

/// The answer to a device that is admitted now, or that is not admitted. `None` for a request of an
/// admitted device.
fn admit_device(devices: &DeviceKeys, request: &Request) -> Option<Response> {
    let path = request.uri().path();
    // A program that only asks whether there is something at an address (HEAD) uses no key up.
    let cookie = if request.method() == Method::GET { devices.admit(path) } else { None };
    let is_admitted = cookie.is_some() || devices.is_admitted(request.headers());
    if !is_admitted {
        let text = "Bản xem thử này chỉ dành cho người có địa chỉ kèm khóa, ghi trong cửa sổ dòng lệnh. \
            Mỗi khóa dùng được một lần.\n\
            This preview needs the address with a key that the terminal shows. Each key works once.\n";
        return Some(preview_text_response(StatusCode::FORBIDDEN, text));
    }
    if !DeviceKeys::is_key_path(path) {
        return None;
    }
    let mut response = preview_text_response(StatusCode::SEE_OTHER, "");
    insert_header(response.headers_mut(), "Location", "/");
    if let Some(cookie) = cookie {
        insert_header(response.headers_mut(), "Set-Cookie", &cookie);
    }
    Some(response)
}

fn refusal_response(refusal: Refusal) -> Response {
    match refusal {
        Refusal::WrongHost => preview_text_response(
            StatusCode::MISDIRECTED_REQUEST,
            "This preview answers to 127.0.0.1 and localhost alone.\n",
        ),
        Refusal::Foreign => preview_text_response(StatusCode::FORBIDDEN, "This preview does not answer other sites.\n"),
        Refusal::Method => {
            let mut response = preview_text_response(StatusCode::METHOD_NOT_ALLOWED, "A preview is to be read.\n");
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            response
        }
    }
}

/// Serves a file of the portal.
async fn serve_file(Shared(server): Shared<Server>, request: Request) -> Response {
    server.state.wait_for_first_build().await;
    // The status is read before the file. A page that is newer than its build number is reloaded
    // once more; one that is older than its number would stay outdated.
    let now = server.state.status();
    let uri = request.uri().clone();
    let range = request.headers().get(RANGE).and_then(|range| range.to_str().ok()).map(str::to_owned);
    let reading = tokio::task::spawn_blocking(move || build_response(&server, &now, &uri, range.as_deref()));
    reading.await.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

fn build_response(server: &Server, now: &SiteStatus, uri: &Uri, range: Option<&str>) -> Response {
    let Some(promises) = &now.promises else {
        let text = now.fault.as_ref().map_or("", |fault| &fault.text);
        let mut response =
            preview_response("text/html; charset=utf-8", live_page::waiting_page(server.lang, text, &now.build));
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        return response;
    };
    let mut response = match server.host.answer(uri.path(), uri.query().unwrap_or_default(), promises) {
        HostAnswer::File { status, address, bytes } => {
            let kind = live_page::content_type(&address);
            let mut response = if kind.starts_with("text/html") {
                let page = live_page::insert_script(bytes, &now.build, &address);
                let mut response = Response::new(Body::from(page));
                *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
                response
            } else {
                file_response(bytes, range)
            };
            insert_header(response.headers_mut(), "Content-Type", &kind);
            response
        }
        HostAnswer::Redirect { status, to } => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::MOVED_PERMANENTLY);
            let mut response = status.into_response();
            if let Ok(to) = HeaderValue::from_str(&live_page::percent_encode(&to)) {
                response.headers_mut().insert(LOCATION, to);
            }
            response
        }
        HostAnswer::NoPage { status } => StatusCode::from_u16(status).unwrap_or(StatusCode::NOT_FOUND).into_response(),
    };
    // Browsers must not cache an address whose content may change. The host rules of the portal
    // allow it for files with a digest in their name.
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, value) in promises.headers(uri.path()) {
        // These headers are about the file at the address, and not about an error page.
        let is_about_file =
            ["cache-control", "access-control-allow-origin"].iter().any(|n| name.eq_ignore_ascii_case(n));
        if is_about_file && !response.status().is_success() {
            continue;
        }
        insert_header(response.headers_mut(), name, value);
    }
    response
}

fn insert_header(headers: &mut HeaderMap, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
        headers.insert(name, value);
    }
}

/// An answer that is not part of the portal. It has the headers of the portal's pages, whose policy
/// allows scripts, styles and events of the same host.
fn preview_response(kind: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    for (name, value) in response_headers(&Policy::default().header()) {
        insert_header(response.headers_mut(), name, value);
    }
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn preview_text_response(status: StatusCode, text: &'static str) -> Response {
    let mut response = preview_response("text/plain; charset=utf-8", text);
    *response.status_mut() = status;
    response
}

/// Serves server-sent events, from the build of the page on.
async fn serve_events(Shared(server): Shared<Server>, request: Request) -> impl IntoResponse {
    server.state.wait_for_first_build().await;
    // A browser that lost the connection sends the ID of the last event that it got.
    let last = request.headers().get("last-event-id").and_then(|id| id.to_str().ok());
    let asked = request.uri().query().and_then(|query| query.strip_prefix("since="));
    let (first, later) = server.state.subscribe(last.or(asked).unwrap_or_default());
    let alive = KeepAlive::default();
    let mut response = Sse::new(news_stream(server.state, first, later)).keep_alive(alive).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn news_stream(
    state: Arc<PreviewState>,
    first: VecDeque<News>,
    later: broadcast::Receiver<News>,
) -> impl Stream<Item = Result<Event, Infallible>> {
    unfold((state, first, later), async |(state, mut first, mut later)| {
        let news = match first.pop_front() {
            Some(news) => news,
            None => match later.recv().await {
                Ok(news) => news,
                Err(broadcast::error::RecvError::Lagged(_)) => state.reload_news(),
                Err(broadcast::error::RecvError::Closed) => return None,
            },
        };
        let event = Event::default().id(news.id).event(news.event).retry(RECONNECT_DELAY).data(&news.data);
        Some((Ok(event), (state, first, later)))
    })
}

/// The time after which a browser reconnects when the connection breaks.
const RECONNECT_DELAY: std::time::Duration = std::time::Duration::from_millis(500);
