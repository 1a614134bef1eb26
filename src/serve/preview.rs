//! Starts the preview: its lock and its threads, until it is stopped.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

use super::device_keys::{DeviceKeys, reachable_address};
use super::host::Host;
use super::http::Server;
use super::port;
use super::rebuild::PreviewBuilder;
use super::state::PreviewState;
use super::terminal::Terminal;
use super::watch::SiteWatcher;
use crate::config::BaseUrlOption;
use crate::diag::{Code, Diag, Diags};
use crate::engine::{BuildFolders, BuildOptions, CACHE_FOLDER, ContentOptions, Session};
use crate::folder::{Folder, FolderFault};
use crate::model::BuildTime;
use crate::site_files::check_own_folders;

/// The options of a preview.
pub struct PreviewOptions {
    /// The folder of the site.
    pub site: PathBuf,
    /// The output folder. `None` means a folder in `.tamquan/`, so that drafts never get among
    /// published files.
    pub out: Option<PathBuf>,
    /// The address of the portal, as its pages name it. `None` means the address of the preview, so
    /// that absolute links stay in it.
    pub base_url: Option<String>,
    /// The environment whose file is laid over `portal.toml`.
    pub environment: Option<String>,
    /// Whether drafts are shown, and pages whose publication time has not come.
    pub drafts: bool,
    /// The address on which to listen for other devices, which are admitted by keys. `None` means
    /// that the preview is for this machine alone.
    pub host: Option<IpAddr>,
    /// The port to try first.
    pub port: u16,
    /// Whether to open a browser.
    pub open: bool,
    /// Whether to scan the sources every second, without events of the file system.
    pub poll: bool,
    /// The language of messages.
    pub lang: String,
    /// Whether messages are coloured.
    pub colour: bool,
}

/// Shows a portal until the process gets a signal. `clock` gives the moment to build for.
///
/// # Errors
/// When the preview cannot run at all: there is no portal or no free port, or another process has
/// locked the site. Errors in the content are shown, and the preview continues.
pub fn run(preview: PreviewOptions, clock: impl Fn() -> BuildTime + Send + 'static) -> Result<(), Diags> {
    // No folder is created where there is no portal.
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
    let own_host = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let (listener, port) = port::listen(preview.host.unwrap_or(own_host), preview.port, &terminal)?;
    let address = SocketAddr::new(preview.host.map_or(own_host, reachable_address), port);
    let address = format!("http://{address}");

    let now = clock();
    let state = Arc::new(PreviewState::new(&format!("{}-{}", std::process::id(), now.time)));
    let folders = BuildFolders {
        site: preview.site.clone(),
        out: out.clone(),
        // A preview with the default output folder has its own build cache, because the cache
        // describes that output. So a `tamquan build` at the same time does not wait, and does not
        // lose its cache.
        cache: match &preview.out {
            Some(_) => preview.site.join(CACHE_FOLDER),
            None => preview.site.join(CACHE_FOLDER).join("serve"),
        },
    };
    let base_url = Some(match &preview.base_url {
        Some(whole) => BaseUrlOption::Whole(whole.clone()),
        None => BaseUrlOption::Host(address.clone()),
    });
    let environment = preview.environment.clone();
    let content = ContentOptions { base_url, environment, drafts: preview.drafts, now, substitutes: Arc::default() };
    let options = BuildOptions { folders, content, ..BuildOptions::for_site(preview.site.clone(), now) };
    let devices = match preview.host {
        None => None,
        Some(_) => {
            let new_terminal = new_terminal.clone();
            let keys = DeviceKeys::new(&address, port, move |address| new_terminal().show_device_address(address));
            Some(keys.map_err(|_| single_diag(Diag::error(Code::PreviewBroke)))?)
        }
    };
    let first_address = devices.as_ref().map_or_else(|| format!("{address}/"), DeviceKeys::next_address);
    if devices.is_none() {
        terminal.show_address(&address);
    }
    let server = Server::new(Host::new(&out), Arc::clone(&state), port, devices, &preview.lang);
    if preview.open {
        port::open_browser(&first_address);
    }

    let (failed, failure) = oneshot::channel();
    std::thread::spawn(move || {
        // `Messages` cannot be sent to another thread, so each thread makes its own.
        let terminal = new_terminal();
        // Watching begins before the first build reads the sources, so that an edit in between is
        // noticed.
        let watch = SiteWatcher::new(&site, &out, preview.poll, &terminal);
        let builder = PreviewBuilder { session: Session::new(options), watch, state, terminal, clock, out };
        let _ = failed.send(builder.run());
    });
    let served = serve(listener, server, failure);
    drop(held);
    served
}

/// Answers requests until a signal comes, or the first build finds that it cannot run.
fn serve(listener: std::net::TcpListener, server: Server, failure: oneshot::Receiver<Diags>) -> Result<(), Diags> {
    let unable = |error: std::io::Error| single_diag(port::port_fault(0, &error));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(unable)?;
    let result = runtime.block_on(async {
        // Events are small, and must not wait for more data.
        let listener = TcpListener::from_std(listener).map_err(unable)?.tap_io(|stream| drop(stream.set_nodelay(true)));
        let mut terminate = signal(SignalKind::terminate()).map_err(unable)?;
        tokio::select! {
            served = async { axum::serve(listener, server.router()).await } => served.map_err(unable),
            failed = failure => Err(failed.unwrap_or_else(|_| single_diag(Diag::error(Code::PreviewBroke)))),
            _ = terminate.recv() => Ok(()),
            _ = tokio::signal::ctrl_c() => Ok(()),
        }
    });
    // Open connections and a running build end with the process. The next build completes an
    // interrupted one.
    runtime.shutdown_background();
    result
}

/// Locks the preview, because two previews of one site would write into one output folder, each
/// with its own address. `None` if the folder cannot be written.
fn lock_preview(site: &Path, preview: &PreviewOptions) -> Result<Option<fs::File>, Diags> {
    let held = Folder::create_in(site, &site.join(CACHE_FOLDER)).and_then(|cache| cache.lock("preview.lock"));
    match held {
        Ok(file) => Ok(Some(file)),
        Err(FolderFault::Locked(_)) => {
            Err(single_diag(Diag::error(Code::PreviewAtWork).arg("folder", preview.site.display())))
        }
        Err(fault @ FolderFault::Link(_)) => Err(single_diag(Diag::from_folder_fault(&fault, site))),
        // If the disk cannot be written, the build reports it: it cannot write its output either.
        Err(_) => Ok(None),
    }
}

fn single_diag(diag: Diag) -> Diags {
    Diags::from(diag)
}
