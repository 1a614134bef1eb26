//! The current state of the preview, and the events for browsers.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};

use tokio::sync::{broadcast, watch};

use super::host_rules::HostRules;
use crate::output_writer::OutputChanges;
use crate::sync::lock_unpoisoned;

/// The number of builds that are remembered. A page of an older build is reloaded without a list of
/// changes.
const MAX_RECENT_BUILDS: usize = 64;
/// The most changed addresses that browsers get. A build with more changes is reported as a change
/// of everything.
const MAX_CHANGED_ADDRESSES: usize = 2_000;
/// The most events that wait for a slow browser.
const NEWS_QUEUE_SIZE: usize = 64;

/// One server-sent event.
#[derive(Debug, Clone)]
pub(super) struct News {
    /// The build that the event is about. A browser that reconnects sends the last one it got.
    pub id: String,
    /// `reload`, `css`, `fault` or `ok`.
    pub event: &'static str,
    /// The data, as JSON.
    pub data: Arc<str>,
}

/// The changes of one build.
#[derive(Clone)]
struct BuildChanges {
    /// The number of the build, from 1.
    number: u64,
    /// Whether only style sheets were edited.
    style_sheets_alone: bool,
    /// The changed addresses. `None` if there are more than `MAX_CHANGED_ADDRESSES`.
    changed: Option<Vec<String>>,
}

/// The state that the thread that builds shares with the one that answers.
pub(super) struct PreviewState {
    inner: Mutex<Inner>,
    news: broadcast::Sender<News>,
    /// Whether the first build has ended, successfully or not.
    first_build_ended: watch::Sender<bool>,
}

struct Inner {
    /// Distinguishes this run of the program from others.
    run: String,
    /// The number of the last build that changed outputs. 0 before the first one.
    number: u64,
    recent_builds: VecDeque<BuildChanges>,
    /// The errors of the last build. `None` if it succeeded.
    fault: Option<SiteFault>,
    /// The host rules of the last good build. `None` if no build has succeeded yet.
    promises: Option<Arc<HostRules>>,
}

/// The errors of the last build.
#[derive(Clone)]
pub(super) struct SiteFault {
    /// For the script, as JSON: texts, places and hints.
    pub json: Arc<str>,
    /// The text that the terminal shows.
    pub text: Arc<str>,
}

/// A copy of the state, for answering one request.
pub(super) struct SiteStatus {
    /// The run and the number of the build.
    pub build: String,
    /// The host rules of the last good build. `None` if no build has succeeded yet.
    pub promises: Option<Arc<HostRules>>,
    pub fault: Option<SiteFault>,
}

impl PreviewState {
    pub(super) fn new(run: &str) -> Self {
        let run = run.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let inner = Inner { run, number: 0, recent_builds: VecDeque::new(), fault: None, promises: None };
        Self {
            inner: Mutex::new(inner),
            news: broadcast::channel(NEWS_QUEUE_SIZE).0,
            first_build_ended: watch::channel(false).0,
        }
    }

    /// Records a successful build, and sends events.
    pub(super) fn record_built(&self, changes: &OutputChanges, style_sheets_alone: bool, promises: HostRules) {
        let mut inner = lock_unpoisoned(&self.inner);
        let was_broken = inner.fault.take().is_some();
        let base = promises.base.clone();
        let is_first = inner.promises.replace(Arc::new(promises)).is_none();
        let paths = changes.added.iter().chain(&changes.changed).chain(&changes.removed);
        let addresses: BTreeSet<String> = paths.map(|path| format!("{base}{}", output_address(path))).collect();
        if is_first || !addresses.is_empty() {
            inner.number += 1;
            let changed = (addresses.len() <= MAX_CHANGED_ADDRESSES).then(|| addresses.into_iter().collect());
            let told = BuildChanges { number: inner.number, style_sheets_alone, changed };
            inner.recent_builds.push_back(told);
            if inner.recent_builds.len() > MAX_RECENT_BUILDS {
                inner.recent_builds.pop_front();
            }
            // A waiting page, which replaces a site that was never built, is of build 0.
            let since = inner.number - 1;
            let news = [was_broken.then(|| inner.status_news()), inner.news_since(since)];
            self.send_news(news.into_iter().flatten());
        } else if was_broken {
            self.send_news([inner.status_news()]);
        }
        self.first_build_ended.send_replace(true);
    }

    /// Records a failed build. The last good build stays in place.
    pub(super) fn record_failed(&self, fault: SiteFault) {
        let mut inner = lock_unpoisoned(&self.inner);
        inner.fault = Some(fault);
        self.send_news([inner.status_news()]);
        self.first_build_ended.send_replace(true);
    }

    fn send_news(&self, news: impl IntoIterator<Item = News>) {
        for news in news {
            // Sending fails only if no browser listens.
            let _ = self.news.send(news);
        }
    }

    /// The events for a browser with a page of the build `since`: first the current status and what
    /// it missed, then all events that follow.
    pub(super) fn subscribe(&self, since: &str) -> (VecDeque<News>, broadcast::Receiver<News>) {
        let inner = lock_unpoisoned(&self.inner);
        let mut first = VecDeque::from([inner.status_news()]);
        match since.rsplit_once('-') {
            Some((run, number)) if run == inner.run => {
                first.extend(number.parse().ok().and_then(|number| inner.news_since(number)));
            }
            // The page is of an earlier run of the program.
            Some(_) => first.push_back(inner.reload_news()),
            None => {}
        }
        (first, self.news.subscribe())
    }

    /// The event for a browser that missed other events.
    pub(super) fn reload_news(&self) -> News {
        lock_unpoisoned(&self.inner).reload_news()
    }

    /// Waits until the first build has ended.
    pub(super) async fn wait_for_first_build(&self) {
        // Waiting cannot fail, because `self` owns the sender.
        let _ = self.first_build_ended.subscribe().wait_for(|begun| *begun).await;
    }

    pub(super) fn status(&self) -> SiteStatus {
        let inner = lock_unpoisoned(&self.inner);
        SiteStatus { build: inner.id(), promises: inner.promises.clone(), fault: inner.fault.clone() }
    }
}

impl Inner {
    fn id(&self) -> String {
        format!("{}-{}", self.run, self.number)
    }

    fn make_news(&self, event: &'static str, data: Arc<str>) -> News {
        News { id: self.id(), event, data }
    }

    /// The event that tells whether the last build succeeded.
    fn status_news(&self) -> News {
        match &self.fault {
            Some(fault) => self.make_news("fault", Arc::clone(&fault.json)),
            None => self.make_news("ok", "{}".into()),
        }
    }

    /// The event for the changes after the build `number`. `None` if nothing has changed.
    fn news_since(&self, number: u64) -> Option<News> {
        if number >= self.number {
            return None;
        }
        if self.recent_builds.front().is_none_or(|oldest| oldest.number > number + 1) {
            return Some(self.reload_news());
        }
        let later: Vec<&BuildChanges> = self.recent_builds.iter().filter(|told| told.number > number).collect();
        let all: Option<Vec<&Vec<String>>> = later.iter().map(|told| told.changed.as_ref()).collect();
        let changed: Option<BTreeSet<&String>> = all.map(|all| all.into_iter().flatten().collect());
        let event = if later.iter().all(|told| told.style_sheets_alone) { "css" } else { "reload" };
        Some(self.make_news(event, serde_json::json!({ "changed": changed }).to_string().into()))
    }

    fn reload_news(&self) -> News {
        self.make_news("reload", "{\"changed\":null}".into())
    }
}

/// The address of an output path from the root of the portal.
fn output_address(path: &str) -> String {
    match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("/{folder}"),
        _ => format!("/{path}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(state: &PreviewState, paths: &[&str], css: bool) {
        let changes =
            OutputChanges { changed: paths.iter().map(|p| (*p).to_owned()).collect(), ..OutputChanges::default() };
        state.record_built(&changes, css, HostRules::default());
    }

    /// The events and data for a page of the build `since`.
    fn news_for_page(state: &PreviewState, since: &str) -> Vec<String> {
        state.subscribe(since).0.iter().map(|news| format!("{} {}", news.event, news.data)).collect()
    }

    #[test]
    fn a_browser_that_was_away_is_told_what_it_missed_and_no_more() {
        let state = PreviewState::new("1");
        change(&state, &["index.html", "a/index.html"], false);
        let first = state.status().build;
        assert_eq!(news_for_page(&state, &first), ["ok {}"]);
        change(&state, &["a/index.html"], true);
        assert_eq!(news_for_page(&state, &first), ["ok {}", "css {\"changed\":[\"/a/\"]}"]);
        change(&state, &["b.txt"], false);
        assert_eq!(news_for_page(&state, &first), ["ok {}", "reload {\"changed\":[\"/a/\",\"/b.txt\"]}"]);
        assert_eq!(news_for_page(&state, &state.status().build), ["ok {}"]);
        assert_eq!(news_for_page(&state, "another-7"), ["ok {}", "reload {\"changed\":null}"]);
    }

    #[test]
    fn one_that_was_away_too_long_is_told_to_load_anew() {
        let state = PreviewState::new("1");
        change(&state, &["a"], false);
        let first = state.status().build;
        for _ in 0..=MAX_RECENT_BUILDS {
            change(&state, &["a"], false);
        }
        assert_eq!(news_for_page(&state, &first), ["ok {}", "reload {\"changed\":null}"]);
    }

    #[test]
    fn a_build_that_changed_nothing_is_no_news() {
        let state = PreviewState::new("1");
        change(&state, &["a"], false);
        let (_, mut news) = state.subscribe("");
        change(&state, &[], false);
        assert!(news.try_recv().is_err());
        state.record_failed(SiteFault { json: "{}".into(), text: "".into() });
        assert_eq!(news.try_recv().map(|n| n.event), Ok("fault"));
        change(&state, &[], false);
        assert_eq!(news.try_recv().map(|n| n.event), Ok("ok"));
    }
}
