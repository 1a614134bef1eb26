//! Opens the port of the preview, and a browser for it.

use std::io;
use std::net::{IpAddr, TcpListener};
use std::process::{Command, Stdio};

use super::terminal::Terminal;
use crate::diag::{Code, Diag, Diags};

/// The number of ports to try after the first.
const MAX_PORTS: u16 = 100;

/// Listens on the address `host`, at `first` or the next free port. Returns the port. Port 0 means
/// any free port.
///
/// # Errors
/// When none of these ports is available.
pub(super) fn listen(host: IpAddr, first: u16, terminal: &Terminal) -> Result<(TcpListener, u16), Diags> {
    let unable = |error: io::Error| Diags::from(port_fault(first, &error));
    let mut last = io::Error::from(io::ErrorKind::AddrInUse);
    for port in first..=first.saturating_add(MAX_PORTS) {
        match TcpListener::bind((host, port)) {
            Ok(listener) => {
                listener.set_nonblocking(true).map_err(unable)?;
                let had = listener.local_addr().map_err(unable)?.port();
                if first != 0 && had != first {
                    terminal.show_port_taken(first, had);
                }
                return Ok((listener, had));
            }
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => last = error,
            Err(error) => return Err(unable(error)),
        }
    }
    Err(unable(last))
}

pub(super) fn port_fault(port: u16, error: &io::Error) -> Diag {
    Diag::error(Code::PreviewPort).arg("port", port).arg("reason", error.kind())
}

/// Opens the default browser. If it cannot be started, the address is still in the terminal.
pub(super) fn open_browser(address: &str) {
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let mut command = Command::new(program);
    command.arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Ok(mut child) = command.spawn() {
        // The thread waits for the child, so that no zombie process remains.
        std::thread::spawn(move || child.wait());
    }
}
