//! A host on the loopback that behaves as a test defines, correctly or not.

// Each test file uses only a part of this module.
#![allow(dead_code)]

use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A request as it was received.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// The number of the connection, from 0.
    pub connection: usize,
    pub path: String,
    head: Vec<String>,
}

impl Asked {
    /// The value of a header, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.iter().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// Whether a connection stays open after an answer.
pub(crate) enum After {
    Keep,
    Close,
}

/// The host's end of a connection. The client may close the connection at any time.
pub(crate) struct Wire(TcpStream);

impl Wire {
    /// Sends bytes. Returns whether that succeeded.
    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.0.write_all(bytes.as_ref()).is_ok()
    }

    /// Sends bytes one by one, with a pause before each.
    pub(crate) fn drip(&mut self, bytes: impl AsRef<[u8]>, pause: Duration) {
        for byte in bytes.as_ref() {
            thread::sleep(pause);
            if !self.send([*byte]) {
                return;
            }
        }
    }

    /// Sends an answer with headers and a length.
    pub(crate) fn answer(&mut self, status: &str, headers: &str, body: impl AsRef<[u8]>) -> After {
        let body = body.as_ref();
        let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n{headers}\r\n", body.len());
        self.send([head.as_bytes(), body].concat());
        After::Keep
    }

    /// Sends the head of an answer without a length.
    pub(crate) fn head(&mut self, status: &str, headers: &str) {
        self.send(format!("HTTP/1.1 {status}\r\n{headers}\r\n"));
    }
}

pub(crate) struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    over: Arc<AtomicBool>,
}

impl Server {
    pub(crate) fn start(behave: impl Fn(&Asked, &mut Wire) -> After + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let address = listener.local_addr().expect("an address");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let over = Arc::new(AtomicBool::new(false));
        let (behave, log, end) = (Arc::new(behave), Arc::clone(&asked), Arc::clone(&over));
        thread::spawn(move || {
            for (connection, stream) in listener.incoming().enumerate() {
                if end.load(Ordering::SeqCst) {
                    return;
                }
                let (behave, log, end) = (Arc::clone(&behave), Arc::clone(&log), Arc::clone(&end));
                let stream = stream.expect("a connection");
                // Otherwise an answer in several parts would wait for acknowledgements between
                // them.
                stream.set_nodelay(true).expect("a connection");
                thread::spawn(move || talk(connection, &stream, &*behave, &log, &end));
            }
        });
        Self { address, asked, over }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.address)
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no panic").clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.asked().iter().map(|asked| asked.connection + 1).max().unwrap_or(0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.address));
    }
}

fn talk(
    connection: usize,
    stream: &TcpStream,
    behave: &(impl Fn(&Asked, &mut Wire) -> After + ?Sized),
    log: &Mutex<Vec<Asked>>,
    over: &AtomicBool,
) {
    let mut reader = BufReader::new(stream.try_clone().expect("a handle"));
    while let Some(asked) = read(connection, &mut reader) {
        if over.load(Ordering::SeqCst) {
            return;
        }
        log.lock().expect("no panic").push(asked.clone());
        let mut wire = Wire(stream.try_clone().expect("a handle"));
        if matches!(behave(&asked, &mut wire), After::Close) {
            drop(stream.shutdown(Shutdown::Both));
            return;
        }
    }
}

fn read(connection: usize, reader: &mut impl BufRead) -> Option<Asked> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    let path = lines.first()?.split(' ').nth(1)?.trim_start_matches('/').to_owned();
    Some(Asked { connection, path, head: lines.split_off(1) })
}
