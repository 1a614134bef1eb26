//! Parses a case: the description of the fault, the expected diagnostics, and the files of the
//! site.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::Path;

/// A broken site.
pub(super) struct Case {
    pub name: String,
    pub errors: Vec<Expected>,
    /// The warnings, compared only when the site can be built. A place and words may be missing.
    pub warnings: Vec<Expected>,
    pub fine: bool,
    /// The path of an output, and a text that it must contain.
    pub contains: Vec<(String, String)>,
    pub bare: bool,
    pub foreign: bool,
    pub out: Option<String>,
    pub date: Option<String>,
    /// The exit code of the program.
    pub exit: Option<i32>,
    pub files: Vec<File>,
    /// Whether the last diagnostic that was read is a warning.
    words_of_warnings: bool,
}

pub(super) struct Expected {
    pub code: String,
    /// The path of the file; empty for a diagnostic without a file.
    pub file: String,
    /// The line and the column.
    pub at: Option<(u32, u32)>,
    pub english: String,
    pub vietnamese: String,
}

pub(super) struct File {
    pub path: OsString,
    pub what: What,
}

pub(super) enum What {
    Bytes(Vec<u8>),
    Link(String),
    Folder,
    Socket,
    Pipe,
    Picture(u32, u32),
    /// A sparse file of so many bytes, which needs no space on the disk.
    Sparse(u64),
    /// A file of the initial portal is removed.
    Gone,
}

impl Case {
    pub(super) fn read(path: &Path) -> Self {
        let name = format!("{:?}", path.file_stem().expect("a name"));
        let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{name}: {e}"));
        let mut case = Self {
            name,
            errors: Vec::new(),
            warnings: Vec::new(),
            fine: false,
            contains: Vec::new(),
            bare: false,
            foreign: false,
            out: None,
            date: None,
            exit: None,
            files: Vec::new(),
            words_of_warnings: false,
        };
        let (head, files) = match text.find("\n--- ") {
            Some(at) => text.split_at(at + 1),
            None => (text.as_str(), ""),
        };
        let mut lines = head.lines();
        let sentence = lines.next().unwrap_or("");
        assert!(sentence.ends_with('.') && sentence.contains(' '), "{}: begins with no sentence", case.name);
        lines.for_each(|line| case.line(line));
        case.read_files(files);
        assert!(case.fine == case.errors.is_empty(), "{}: says neither what is told nor that all is fine", case.name);
        case
    }

    fn line(&mut self, line: &str) {
        let (word, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        let pair = || rest.split_once(' ').unwrap_or((rest, ""));
        match word {
            "" => {}
            "fine" => self.fine = true,
            "error" | "warning" => {
                let (code, place) = pair();
                let (file, at) = self.place(place);
                let all = if word == "error" { &mut self.errors } else { &mut self.warnings };
                all.push(Expected {
                    code: code.to_owned(),
                    file,
                    at,
                    english: String::new(),
                    vietnamese: String::new(),
                });
                self.words_of_warnings = word == "warning";
            }
            "en" | "vi" => {
                let all = if self.words_of_warnings { &mut self.warnings } else { &mut self.errors };
                let last = all.last_mut().expect("words belong to an error or a warning");
                *(if word == "en" { &mut last.english } else { &mut last.vietnamese }) = rest.to_owned();
            }
            "contains" => self.contains.push((pair().0.to_owned(), pair().1.to_owned())),
            "bare" => self.bare = true,
            "foreign" => self.foreign = true,
            "out" => self.out = Some(rest.to_owned()),
            "date" => self.date = Some(rest.to_owned()),
            "exit" => self.exit = Some(rest.parse().expect("an exit code")),
            other => panic!("{}: what is {other:?}?", self.name),
        }
    }

    /// Parses `content/a.md:3:1`, `content/a.md`, or an empty place.
    fn place(&self, place: &str) -> (String, Option<(u32, u32)>) {
        let parts: Vec<&str> = place.rsplitn(3, ':').collect();
        if let [column, line, file] = parts.as_slice()
            && let (Ok(line), Ok(column)) = (line.parse(), column.parse())
        {
            return ((*file).to_owned(), Some((line, column)));
        }
        assert!(!place.ends_with(|c: char| c.is_ascii_digit()), "{}: {place} needs line and column", self.name);
        (place.to_owned(), None)
    }

    fn read_files(&mut self, text: &str) {
        let mut rest = text;
        while let Some(after) = rest.strip_prefix("--- ") {
            let (head, body) = after.split_once('\n').unwrap_or((after, ""));
            let end = if body.starts_with("--- ") { 0 } else { body.find("\n--- ").map_or(body.len(), |at| at + 1) };
            rest = &body[end..];
            let body = &body[..end];
            let (path, how) = head.split_once(' ').unwrap_or((head, ""));
            let (how, more) = how.split_once(' ').unwrap_or((how, ""));
            let what = match how {
                "" => What::Bytes(body.as_bytes().to_vec()),
                "escaped" => What::Bytes(unescape(body)),
                "document" => What::Bytes(harness::pdf(&[body.trim_end()])),
                "crlf" => What::Bytes(body.replace('\n', "\r\n").into_bytes()),
                "hex" => What::Bytes(hex(body)),
                "link" => What::Link(more.to_owned()),
                "folder" => What::Folder,
                "socket" => What::Socket,
                "pipe" => What::Pipe,
                "gone" => What::Gone,
                "sparse" => What::Sparse(more.parse().expect("a number of bytes")),
                "picture" => {
                    let (width, height) = more.split_once('x').expect("a size");
                    What::Picture(width.parse().expect("a width"), height.parse().expect("a height"))
                }
                other => panic!("{}: {path} is {other}?", self.name),
            };
            self.files.push(File { path: OsString::from_vec(unescape(path)), what });
        }
        assert!(rest.is_empty(), "{}: {rest:?}", self.name);
    }
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).expect("hex"), 16).expect("hex")).collect()
}

/// Replaces `\n`, `\r`, `\\`, `\x1b`, `\u{302}`, and `«text»*1000` by a thousand repetitions of the
/// text.
pub(super) fn unescape(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '«']) {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at..];
        if let Some(inner) = rest.strip_prefix('«') {
            let (repeated, after) = inner.split_once("»*").expect("«…»*n");
            let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
            let times: usize = after[..end].parse().expect("a number");
            out.extend_from_slice(&unescape(repeated).repeat(times));
            rest = &after[end..];
            continue;
        }
        let mut chars = rest[1..].chars();
        let used = match chars.next() {
            Some('n') => push(&mut out, b"\n", 2),
            Some('r') => push(&mut out, b"\r", 2),
            Some('\\') => push(&mut out, b"\\", 2),
            Some('x') => push(&mut out, &[u8::from_str_radix(&rest[2..4], 16).expect("hex")], 4),
            Some('u') => {
                let end = rest.find('}').expect("\\u{…}");
                let letter = u32::from_str_radix(&rest[3..end], 16).ok().and_then(char::from_u32).expect("a character");
                push(&mut out, letter.to_string().as_bytes(), end + 1)
            }
            other => panic!("\\{other:?} in {text}"),
        };
        rest = &rest[used..];
    }
    out.extend_from_slice(rest.as_bytes());
    out
}

fn push(out: &mut Vec<u8>, bytes: &[u8], used: usize) -> usize {
    out.extend_from_slice(bytes);
    used
}
