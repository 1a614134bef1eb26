//! The preview: its lock, its threads, and its end.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

use super::host::Host;
use super::http::Server;
use super::port;
use super::rebuild::PreviewBuilder;
use super::state::PreviewState;
use super::terminal::Terminal;
use super::watch::SiteWatcher;
use crate::diag::{Code, Diag, Diags};
use crate::engine::{BuildOptions, CACHE_FOLDER, Session};
use crate::folder::{Folder, FolderFault};
use crate::model::BuildTime;
use crate::site_files::check_own_folders;

/// What is to be shown, and how.
pub struct PreviewOptions {
    /// The site's folder.
    pub site: PathBuf,
    /// The output folder; without one, a folder in `.tamquan/`, so that drafts never lie among what is published.
    pub out: Option<PathBuf>,
    /// The address of the portal on its pages; without one, that of the preview, so that absolute links stay in it.
    pub base_url: Option<String>,
    pub drafts: bool,
    /// The port to try first.
    pub port: u16,
    /// Open a browser.
    pub open: bool,
    /// Look through the folder every second and do not wait to be told of edits.
    pub poll: bool,
    /// The language of messages.
    pub lang: String,
    /// Messages may be coloured.
    pub colour: bool,
}

/// Shows a portal until the process is told to stop. `clock` tells the moment to build for.
///
/// # Errors
/// When it cannot be shown at all: no portal, no port, a site that others hold. Errors of the content are shown and waited out.
pub fn run(preview: PreviewOptions, clock: impl Fn() -> BuildTime + Send + 'static) -> Result<(), Diags> {
    // Where there is no portal, nothing is put.
    if !preview.site.join(crate::config::CONFIG_FILE).exists() {
        return Err(single_diag(Diag::error(Code::NoSite).arg("folder", preview.site.display())));
    }
    let unreadable = |error: std::io::Error| single_diag(Diag::error(Code::NoSite).arg("folder", error.kind()));
    let site = fs::canonicalize(&preview.site).map_err(unreadable)?;
    let out = preview.out.clone().unwrap_or_else(|| preview.site.join(CACHE_FOLDER).join("preview"));
    check_own_folders(&preview.site, &out)?;
    let held = lock_preview(&site, &preview)?;
    let new_terminal = {
        let (lang, colour, site) = (preview.lang.clone(), preview.colour, preview.site.clone());
        move || Terminal::new(&lang, colour, &site)
    };
    let terminal = new_terminal();
    let (listener, port) = port::listen(preview.port, &terminal)?;
    let address = format!("http://127.0.0.1:{port}");

    let now = clock();
    let state = Arc::new(PreviewState::new(&format!("{}-{}", std::process::id(), now.time)));
    let order = BuildOptions {
        site: preview.site.clone(),
        out: out.clone(),
        // What a preview remembers is of its own output; a build by hand beside it neither waits nor forgets.
        cache_folder: match &preview.out {
            Some(_) => preview.site.join(CACHE_FOLDER),
            None => preview.site.join(CACHE_FOLDER).join("serve"),
        },
        base_url: Some(preview.base_url.clone().unwrap_or_else(|| address.clone())),
        drafts: preview.drafts,
        now,
        fresh: false,
        force: false,
        timings: false,
        progress: crate::engine::ProgressHandle::default(),
    };
    let server = Server::new(Host::new(&out), Arc::clone(&state), port, &preview.lang);
    terminal.show_address(&address);
    if preview.open {
        port::open_browser(&format!("{address}/"));
    }

    let (failed, failure) = oneshot::channel();
    std::thread::spawn(move || {
        // Words stay with the thread that made them.
        let terminal = new_terminal();
        // Watching begins before the first build reads: what is saved in between is seen.
        let watch = SiteWatcher::new(&site, &out, preview.poll, &terminal);
        let builder = PreviewBuilder { session: Session::new(order), watch, state, terminal, clock, out };
        let _ = failed.send(builder.run());
    });
    let served = serve(listener, server, failure);
    drop(held);
    served
}

/// Answers until a signal comes or the first build finds that it cannot run.
fn serve(listener: std::net::TcpListener, server: Server, failure: oneshot::Receiver<Diags>) -> Result<(), Diags> {
    let unable = |error: std::io::Error| single_diag(port::port_fault(0, &error));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(unable)?;
    let result = runtime.block_on(async {
        // News are small and go at once.
        let listener = TcpListener::from_std(listener).map_err(unable)?.tap_io(|stream| drop(stream.set_nodelay(true)));
        let mut terminate = signal(SignalKind::terminate()).map_err(unable)?;
        tokio::select! {
            served = async { axum::serve(listener, server.router()).await } => served.map_err(unable),
            failed = failure => Err(failed.unwrap_or_else(|_| single_diag(Diag::error(Code::PreviewBroke)))),
            _ = terminate.recv() => Ok(()),
            _ = tokio::signal::ctrl_c() => Ok(()),
        }
    });
    // Open connections and a build at work end with the process; the next build finishes what one left half done.
    runtime.shutdown_background();
    result
}

/// Two previews of one site would write into one folder, each with its own address.
fn lock_preview(site: &Path, preview: &PreviewOptions) -> Result<Option<fs::File>, Diags> {
    let held = Folder::create_in(site, &site.join(CACHE_FOLDER)).and_then(|cache| cache.lock("preview.lock"));
    match held {
        Ok(file) => Ok(Some(file)),
        Err(FolderFault::Locked(_)) => {
            Err(single_diag(Diag::error(Code::PreviewAtWork).arg("folder", preview.site.display())))
        }
        Err(fault @ FolderFault::Link(_)) => Err(single_diag(Diag::from_folder_fault(&fault, site))),
        // A disk that cannot be written holds no output either, and the build says so.
        Err(_) => Ok(None),
    }
}

fn single_diag(diag: Diag) -> Diags {
    Diags::from(diag)
}
