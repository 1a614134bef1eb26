//! A running preview, and a small HTTP client.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use harness::{Files, Portal, first_difference, output};

/// The time limit for every wait, long enough for a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// The moment that all builds of these tests are for, in seconds since 1970 and as a date.
const EPOCH: &str = "1795410000";
const MOMENT: &str = "2026-11-23T12:00:00";

pub(crate) struct Preview {
    child: Child,
    pub port: u16,
    lines: Arc<Mutex<Vec<String>>>,
    errors: Arc<Mutex<Vec<String>>>,
}

/// An answer of the preview.
pub(crate) struct Response {
    pub status: u16,
    pub headers: HashMap<String, String>,
    pub body: Vec<u8>,
}

impl Response {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

impl Preview {
    /// Starts a preview of a site and waits for its first build.
    pub(crate) fn of(portal: &Portal) -> Self {
        Self::with(portal, &[])
    }

    pub(crate) fn with(portal: &Portal, more: &[&str]) -> Self {
        let preview = Self::start(portal, &[&["--port", "0"], more].concat(), Some(EPOCH));
        preview.until("the first build", || preview.builds() > 0);
        preview
    }

    /// Starts a preview. Without `epoch` the builds use the time of the clock.
    pub(crate) fn start(portal: &Portal, arguments: &[&str], epoch: Option<&str>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tamquan"));
        command.arg("serve").arg(portal.site()).args(["--lang", "en"]).args(arguments);
        command.env_remove("SOURCE_DATE_EPOCH").envs(epoch.map(|epoch| ("SOURCE_DATE_EPOCH", epoch)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let lines = collect(child.stdout.take().expect("its output"));
        let errors = collect(child.stderr.take().expect("its errors"));
        let mut preview = Self { child, port: 0, lines, errors };
        let address =
            || preview.said().iter().find_map(|line| Some(line.split_once("http://127.0.0.1:")?.1.to_owned()));
        preview.until("its address", || address().is_some());
        let port = address().and_then(|rest| rest.split('/').next()?.parse().ok());
        preview.port = port.expect("a port");
        preview
    }

    /// Waits for the end of the process. Returns its exit status.
    pub(crate) fn ended(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("a process of ours") {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "it does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status();
        assert!(sent.is_ok_and(|status| status.success()));
    }

    /// The lines of standard output.
    pub(crate) fn said(&self) -> Vec<String> {
        self.lines.lock().expect("lines").clone()
    }

    /// The text of standard error.
    pub(crate) fn complained(&self) -> String {
        self.errors.lock().expect("lines").join("\n")
    }

    /// The number of builds, with the failed ones.
    pub(crate) fn builds(&self) -> usize {
        let good = self.said().iter().filter(|line| line.ends_with(" ms") || line.ends_with(" ms.")).count();
        good + self.complained().matches("Nothing was written.").count()
    }

    /// The memory of the process, in KiB.
    pub(crate) fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("a process of ours");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a line of memory");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// Waits until a condition is true.
    #[track_caller]
    pub(crate) fn until(&self, what: &str, is_so: impl Fn() -> bool) {
        let begun = Instant::now();
        while !is_so() {
            assert!(begun.elapsed() < PATIENCE, "waited for {what}\n{}\n{}", self.said().join("\n"), self.complained());
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Waits long enough for an unwanted build to begin and end.
    pub(crate) fn a_while(&self) {
        std::thread::sleep(Duration::from_millis(300));
    }

    pub(crate) fn get(&self, path: &str) -> Response {
        self.ask("GET", path, &[])
    }

    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
        let mut request = format!("{method} {path} HTTP/1.0\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            request += &format!("Host: 127.0.0.1:{}\r\n", self.port);
        }
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        let mut reader = BufReader::new(self.connect(&(request + "\r\n")));
        let (status, headers) = head(&mut reader);
        let mut body = Vec::new();
        reader.read_to_end(&mut body).expect("a body");
        Response { status, headers, body }
    }

    fn connect(&self, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
        stream.write_all(request.as_bytes()).expect("a request");
        stream
    }

    /// Follows the events from now on. The events that come at once have been read already.
    pub(crate) fn news(&self) -> News {
        let mut news = self.news_since("");
        news.next();
        news
    }

    pub(crate) fn news_since(&self, build: &str) -> News {
        let request = format!("GET /__tamquan/events?since={build} HTTP/1.0\r\nHost: 127.0.0.1:{}\r\n\r\n", self.port);
        let mut reader = BufReader::new(self.connect(&request));
        let (status, headers) = head(&mut reader);
        assert_eq!((status, headers["content-type"].as_str()), (200, "text/event-stream"));
        News { reader }
    }

    /// Waits until the output equals that of a clean build of the current site.
    #[track_caller]
    pub(crate) fn becomes_clean(&self, portal: &Portal, when: &str) {
        let copy = portal.copy().on(MOMENT).base_url(&format!("http://127.0.0.1:{}", self.port)).fresh();
        copy.build().ok();
        let clean = output(copy.output());
        let difference = || first_difference(&self.output(portal), &clean);
        let begun = Instant::now();
        while let Some(difference) = difference() {
            assert!(
                begun.elapsed() < PATIENCE,
                "{when}: {difference}\n{}\n{}",
                self.said().join("\n"),
                self.complained()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub(crate) fn output(&self, portal: &Portal) -> Files {
        let mut found = Files::new();
        read(&portal.path(".tamquan/preview"), "", &mut found);
        found
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A file that the preview is writing may be removed at any moment.
fn read(folder: &Path, below: &str, found: &mut Files) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            read(&entry.path(), &format!("{path}/"), found);
        } else if let Ok(bytes) = fs::read(entry.path()) {
            found.insert(path, bytes);
        }
    }
}

fn collect(from: impl Read + Send + 'static) -> Arc<Mutex<Vec<String>>> {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&lines);
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            kept.lock().expect("lines").push(line);
        }
    });
    lines
}

fn head(reader: &mut impl BufRead) -> (u16, HashMap<String, String>) {
    let mut line = String::new();
    reader.read_line(&mut line).expect("a status line");
    let status = line.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or_else(|| panic!("{line:?}"));
    let mut headers = HashMap::new();
    loop {
        line.clear();
        reader.read_line(&mut line).expect("a header");
        match line.trim_end().split_once(": ") {
            Some((name, value)) => drop(headers.insert(name.to_ascii_lowercase(), value.to_owned())),
            None => return (status, headers),
        }
    }
}

/// The events in the order of their arrival.
pub(crate) struct News {
    reader: BufReader<TcpStream>,
}

#[derive(Debug)]
pub(crate) struct Event {
    pub id: String,
    pub name: String,
    pub data: serde_json::Value,
}

impl Event {
    /// The addresses that changed.
    pub(crate) fn changed(&self) -> Vec<&str> {
        let addresses = self.data["changed"].as_array().expect("addresses").iter();
        // An edited sentence changes the index of words too.
        addresses.filter_map(|address| address.as_str()).filter(|address| !address.starts_with("/search/")).collect()
    }
}

impl News {
    pub(crate) fn next(&mut self) -> Event {
        let mut event = Event { id: String::new(), name: String::new(), data: serde_json::Value::Null };
        loop {
            let mut line = String::new();
            let read = self.reader.read_line(&mut line).expect("news");
            assert!(read > 0, "the news end");
            match line.trim_end().split_once(": ") {
                Some(("id", id)) => event.id = id.to_owned(),
                Some(("event", name)) => event.name = name.to_owned(),
                Some(("data", data)) => event.data = serde_json::from_str(data).expect("JSON"),
                None if !event.name.is_empty() => return event,
                _ => {}
            }
        }
    }

    /// The next event of this name; other events before it are skipped.
    pub(crate) fn until(&mut self, name: &str) -> Event {
        loop {
            let event = self.next();
            if event.name == name {
                return event;
            }
        }
    }

    /// Whether no event comes for a while.
    pub(crate) fn is_silent(&mut self) -> bool {
        self.reader.get_ref().set_read_timeout(Some(Duration::from_millis(300))).expect("a limit");
        let silent = self.reader.fill_buf().is_err();
        self.reader.get_ref().set_read_timeout(Some(PATIENCE)).expect("a limit");
        silent
    }
}
