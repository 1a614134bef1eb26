//! A static host on the loopback that counts requests and bytes.

use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use crate::Fault;

/// The body of an error page, as long as that of a usual host.
const MISSING: &[u8] = &[b' '; 150];
const MISSING_HEAD: &str =
    "HTTP/1.1 404 Not Found\r\nServer: bench\r\nContent-Type: text/html\r\nConnection: keep-alive\r\n";
const FOUND_HEAD: &str = "HTTP/1.1 200 OK\r\nServer: bench\r\nContent-Type: application/json\r\n\
     Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\nETag: \"0123456789abcdef\"\r\nConnection: keep-alive\r\nAccept-Ranges: bytes\r\n";

#[derive(Default)]
struct Counts {
    requests: AtomicU64,
    /// The bytes of requests and answers, with their heads.
    wire: AtomicU64,
}

/// The counts of the host.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    pub requests: u64,
    pub wire: u64,
}

pub(crate) struct Host {
    port: u16,
    counts: Arc<Counts>,
}

impl Host {
    /// Serves the files below a folder until the process ends.
    pub(crate) fn start(folder: &Path) -> Result<Self, Fault> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let port = listener.local_addr()?.port();
        let counts = Arc::<Counts>::default();
        let (folder, kept): (Arc<PathBuf>, _) = (Arc::new(folder.to_path_buf()), Arc::clone(&counts));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (folder, counts) = (Arc::clone(&folder), Arc::clone(&kept));
                // The client may close the connection at any time.
                thread::spawn(move || drop(talk(&stream, &folder, &counts)));
            }
        });
        Ok(Self { port, counts })
    }

    pub(crate) fn url(&self, channel: &str) -> String {
        format!("http://127.0.0.1:{}/{channel}/", self.port)
    }

    pub(crate) fn seen(&self) -> Seen {
        let read = |count: &AtomicU64| count.load(Ordering::SeqCst);
        Seen { requests: read(&self.counts.requests), wire: read(&self.counts.wire) }
    }
}

impl Seen {
    pub(crate) fn since(self, before: Self) -> Self {
        Self { requests: self.requests - before.requests, wire: self.wire - before.wire }
    }
}

fn talk(stream: &TcpStream, folder: &Path, counts: &Counts) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    loop {
        let mut path = None;
        let mut asked = 0;
        loop {
            let mut line = String::new();
            let read = reader.read_line(&mut line)?;
            if read == 0 {
                return Ok(());
            }
            asked += read as u64;
            if line == "\r\n" {
                break;
            }
            path = path.or_else(|| line.split(' ').nth(1).map(|path| path.trim_start_matches('/').to_owned()));
        }
        let path = path.unwrap_or_default();
        let file = (!path.contains("..")).then(|| fs::read(folder.join(&path)).ok()).flatten();
        let (head, body) = match &file {
            Some(bytes) => (FOUND_HEAD, bytes.as_slice()),
            None => (MISSING_HEAD, MISSING),
        };
        let head = format!("{head}Content-Length: {}\r\n\r\n", body.len());
        let answer = [head.as_bytes(), body].concat();
        counts.requests.fetch_add(1, Ordering::SeqCst);
        counts.wire.fetch_add(asked + answer.len() as u64, Ordering::SeqCst);
        (&*stream).write_all(&answer)?;
    }
}
