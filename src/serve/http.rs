//! Answering browsers: pages with the script that keeps them true, and the news for it.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::http::StatusCode;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream::{Stream, unfold};
use tokio::sync::broadcast;

use super::host::{Host, HostAnswer};
use super::page;
use super::state::{News, PreviewState, SiteStatus};
use super::terminal::language;
use super::visitor::{Refusal, check};
use crate::render::HEADERS;

/// What answers share.
#[derive(Clone)]
pub struct Server {
    host: Host,
    state: Arc<PreviewState>,
    port: u16,
    lang: &'static str,
}

impl Server {
    pub fn new(host: Host, state: Arc<PreviewState>, port: u16, lang: &str) -> Self {
        Self { host, state, port, lang: language(lang) }
    }

    pub fn router(self) -> Router {
        Router::new()
            .route("/__tamquan/events", get(events))
            .route("/__tamquan/live.js", get(async || own("text/javascript; charset=utf-8", page::SCRIPT)))
            .route("/__tamquan/live.css", get(async || own("text/css; charset=utf-8", page::STYLE)))
            .fallback(site)
            .layer(from_fn_with_state(self.clone(), guard))
            .with_state(self)
    }
}

/// Only this machine's own pages and people are answered.
async fn guard(Shared(server): Shared<Server>, request: Request, next: Next) -> Response {
    match check(request.method(), request.uri(), request.headers(), server.port) {
        Ok(()) => next.run(request).await,
        Err(Refusal::Host) => {
            own_text(StatusCode::MISDIRECTED_REQUEST, "This preview answers to 127.0.0.1 and localhost alone.\n")
        }
        Err(Refusal::Foreign) => own_text(StatusCode::FORBIDDEN, "This preview does not answer other sites.\n"),
        Err(Refusal::Method) => {
            let mut response = own_text(StatusCode::METHOD_NOT_ALLOWED, "A preview is to be read.\n");
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            response
        }
    }
}

/// A file of the portal.
async fn site(Shared(server): Shared<Server>, request: Request) -> Response {
    server.state.begun().await;
    // Before the file is read: a page that is older than it says is loaded once more, one that is newer would stay.
    let now = server.state.now();
    let path = request.uri().path().to_owned();
    let reading = tokio::task::spawn_blocking(move || answer(&server, &now, &path));
    reading.await.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

fn answer(server: &Server, now: &SiteStatus, path: &str) -> Response {
    let Some(promises) = &now.promises else {
        let text = now.fault.as_ref().map_or("", |fault| &fault.text);
        let mut response = own("text/html; charset=utf-8", page::waiting(server.lang, text, &now.build));
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        return response;
    };
    let mut response = match server.host.answer(path, promises) {
        HostAnswer::File { status, address, bytes } => {
            let kind = page::content_type(&address);
            let bytes = if kind.starts_with("text/html") { page::live(bytes, &now.build, &address) } else { bytes };
            let mut response = Response::new(Body::from(bytes));
            *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            insert(response.headers_mut(), "Content-Type", &kind);
            response
        }
        HostAnswer::Elsewhere { status, to } => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::MOVED_PERMANENTLY);
            let mut response = status.into_response();
            if let Ok(to) = HeaderValue::from_str(&page::encoded(&to)) {
                response.headers_mut().insert(LOCATION, to);
            }
            response
        }
        HostAnswer::Nothing { status } => StatusCode::from_u16(status).unwrap_or(StatusCode::NOT_FOUND).into_response(),
    };
    // What may change at its address is never kept. Files named after their contents are: the portal promises so.
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, value) in promises.headers(path) {
        if name.eq_ignore_ascii_case("cache-control") && !response.status().is_success() {
            continue;
        }
        insert(response.headers_mut(), name, value);
    }
    response
}

fn insert(headers: &mut HeaderMap, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
        headers.insert(name, value);
    }
}

/// An answer that is not the portal's, with the headers of its pages: its policy allows scripts, styles and news of this very host.
fn own(kind: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    for (name, value) in HEADERS {
        insert(response.headers_mut(), name, value);
    }
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn own_text(status: StatusCode, text: &'static str) -> Response {
    let mut response = own("text/plain; charset=utf-8", text);
    *response.status_mut() = status;
    response
}

/// News as server-sent events, from the build on that the page is of.
async fn events(Shared(server): Shared<Server>, request: Request) -> impl IntoResponse {
    server.state.begun().await;
    // A browser that lost the connection names the last news that it had.
    let last = request.headers().get("last-event-id").and_then(|id| id.to_str().ok());
    let asked = request.uri().query().and_then(|query| query.strip_prefix("since="));
    let (first, later) = server.state.follow(last.or(asked).unwrap_or_default());
    let alive = KeepAlive::default();
    let mut response = Sse::new(stream(server.state, first, later)).keep_alive(alive).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn stream(
    state: Arc<PreviewState>,
    first: VecDeque<News>,
    later: broadcast::Receiver<News>,
) -> impl Stream<Item = Result<Event, Infallible>> {
    unfold((state, first, later), async |(state, mut first, mut later)| {
        let news = match first.pop_front() {
            Some(news) => news,
            None => match later.recv().await {
                Ok(news) => news,
                Err(broadcast::error::RecvError::Lagged(_)) => state.everything(),
                Err(broadcast::error::RecvError::Closed) => return None,
            },
        };
        let event = Event::default().id(news.id).event(news.event).retry(RETRY).data(&news.data);
        Some((Ok(event), (state, first, later)))
    })
}

/// How soon a browser comes back when the connection breaks.
const RETRY: std::time::Duration = std::time::Duration::from_millis(500);
