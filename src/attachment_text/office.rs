//! Text documents and tables of the office suites: XML in a ZIP archive.

use std::io::{Cursor, Read};

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;
use zip::result::ZipError;

use super::attachment::{AttachmentFault, AttachmentText};
use super::text_sink::TextSink;

/// The longest part of an archive that is read, in bytes unpacked.
const MAX_PART_BYTES: u64 = 64 << 20;

/// How much of an archive is unpacked in all, in bytes.
const MAX_UNPACKED_BYTES: u64 = 256 << 20;

/// How many parts of one kind are read: headers, footers, sheets.
const MAX_PARTS: usize = 1000;

/// How the file of an older office suite begins. One that a password protects looks so too.
const COMPOUND_FILE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

pub(super) fn read_docx(bytes: &[u8]) -> Result<AttachmentText, AttachmentFault> {
    let mut archive = Archive::open(bytes)?;
    let mut sink = TextSink::default();
    // The headers come first, as on the page: there stands who writes, and the number.
    for name in archive.numbered("word/header") {
        read_docx_part(&archive.read(&name)?, &mut sink)?;
    }
    read_docx_part(&archive.read("word/document.xml")?, &mut sink)?;
    let notes = ["word/footnotes.xml", "word/endnotes.xml"].map(str::to_owned).into_iter();
    for name in notes.filter(|name| archive.has(name)).chain(archive.numbered("word/footer")).collect::<Vec<_>>() {
        read_docx_part(&archive.read(&name)?, &mut sink)?;
    }
    let page_count = archive.read("docProps/app.xml").ok().and_then(|xml| noted_pages(&xml, Suite::OfficeOpen));
    sink.finish(page_count)
}

fn read_docx_part(xml: &str, sink: &mut TextSink) -> Result<(), AttachmentFault> {
    // What is written twice for older programs is read once.
    let mut skipped = 0_usize;
    let mut in_text = false;
    walk(xml, |node| {
        match node {
            Node::Open(tag) if skipped > 0 || name(tag) == "Fallback" => skipped += 1,
            Node::Close(_) if skipped > 0 => skipped -= 1,
            Node::Open(tag) => match name(tag) {
                "t" => in_text = true,
                "tab" | "ptab" => sink.push_space(),
                "br" | "cr" => sink.end_line(),
                "noBreakHyphen" => sink.push('-'),
                _ => {}
            },
            Node::Close("t") => in_text = false,
            Node::Close("p") => sink.end_line(),
            Node::Close(_) => {}
            Node::Text(text) if in_text && skipped == 0 => sink.push_flowing(text),
            Node::Text(_) => {}
        }
        !sink.is_cut()
    })?;
    sink.end_line();
    Ok(())
}

pub(super) fn read_xlsx(bytes: &[u8]) -> Result<AttachmentText, AttachmentFault> {
    let mut archive = Archive::open(bytes)?;
    let mut sink = TextSink::default();
    walk(&archive.read("xl/workbook.xml")?, |node| {
        if let Node::Open(tag) = node
            && name(tag) == "sheet"
            && let Some(title) = attribute(tag, "name")
        {
            sink.push_flowing(&title);
            sink.end_line();
        }
        !sink.is_cut()
    })?;
    let shared = match archive.has("xl/sharedStrings.xml") {
        true => shared_strings(&archive.read("xl/sharedStrings.xml")?)?,
        false => Vec::new(),
    };
    let sheets = archive.numbered("xl/worksheets/sheet");
    for name in sheets {
        if sink.is_cut() {
            break;
        }
        read_sheet(&archive.read(&name)?, &shared, &mut sink)?;
    }
    sink.finish(None)
}

fn shared_strings(xml: &str) -> Result<Vec<String>, AttachmentFault> {
    let mut strings: Vec<String> = Vec::new();
    let (mut in_text, mut in_reading) = (false, false);
    walk(xml, |node| {
        match node {
            Node::Open(tag) => match name(tag) {
                "si" => strings.push(String::new()),
                // How a name is spoken, in East Asian tables.
                "rPh" => in_reading = true,
                "t" => in_text = true,
                _ => {}
            },
            Node::Close("t") => in_text = false,
            Node::Close("rPh") => in_reading = false,
            Node::Close(_) => {}
            Node::Text(text) => {
                if let Some(last) = strings.last_mut().filter(|_| in_text && !in_reading) {
                    last.push_str(text);
                }
            }
        }
        true
    })?;
    Ok(strings)
}

/// Reads the cells of a sheet, one row a line. Numbers stand as the file has them, so a date is the
/// number of its day.
fn read_sheet(xml: &str, shared: &[String], sink: &mut TextSink) -> Result<(), AttachmentFault> {
    let (mut is_shared, mut in_value) = (false, false);
    let mut value = String::new();
    walk(xml, |node| {
        match node {
            Node::Open(tag) => match name(tag) {
                "c" => is_shared = attribute(tag, "t").is_some_and(|kind| kind == "s"),
                "v" | "t" => in_value = true,
                _ => {}
            },
            Node::Close("v" | "t") => in_value = false,
            Node::Close("c") => {
                let text = match is_shared {
                    true => value.trim().parse().ok().and_then(|index: usize| shared.get(index)).map_or("", |s| s),
                    false => &value,
                };
                sink.push_flowing(text);
                sink.push_space();
                value.clear();
            }
            Node::Close("row") => sink.end_line(),
            Node::Close(_) => {}
            Node::Text(text) if in_value => value.push_str(text),
            Node::Text(_) => {}
        }
        !sink.is_cut()
    })?;
    sink.end_line();
    Ok(())
}

pub(super) fn read_odt(bytes: &[u8]) -> Result<AttachmentText, AttachmentFault> {
    let mut archive = Archive::open(bytes)?;
    let mut sink = TextSink::default();
    // The styles hold the headers and footers.
    for name in ["styles.xml", "content.xml"] {
        if name == "content.xml" || archive.has(name) {
            let xml = archive.read(name).map_err(|fault| archive.odt_fault(fault))?;
            read_odt_part(&xml, &mut sink).map_err(|fault| archive.odt_fault(fault))?;
        }
    }
    let page_count = archive.read("meta.xml").ok().and_then(|xml| noted_pages(&xml, Suite::OpenDocument));
    sink.finish(page_count)
}

fn read_odt_part(xml: &str, sink: &mut TextSink) -> Result<(), AttachmentFault> {
    let (mut paragraphs, mut skipped) = (0_usize, 0_usize);
    walk(xml, |node| {
        match node {
            // Notes of the editors, and what they have taken out.
            Node::Open(tag) if skipped > 0 || matches!(name(tag), "annotation" | "tracked-changes") => skipped += 1,
            Node::Close(_) if skipped > 0 => skipped -= 1,
            Node::Open(tag) => match name(tag) {
                "p" | "h" => paragraphs += 1,
                "s" | "tab" => sink.push_space(),
                "line-break" => sink.end_line(),
                _ => {}
            },
            Node::Close("p" | "h") => {
                paragraphs = paragraphs.saturating_sub(1);
                sink.end_line();
            }
            Node::Close(_) => {}
            Node::Text(text) if paragraphs > 0 && skipped == 0 => sink.push_flowing(text),
            Node::Text(_) => {}
        }
        !sink.is_cut()
    })?;
    sink.end_line();
    Ok(())
}

#[derive(Clone, Copy, PartialEq)]
enum Suite {
    OfficeOpen,
    OpenDocument,
}

/// The number of pages that the writing program has noted.
fn noted_pages(xml: &str, suite: Suite) -> Option<u32> {
    let mut pages = String::new();
    let mut in_pages = false;
    walk(xml, |node| {
        match node {
            Node::Open(tag) if suite == Suite::OpenDocument && name(tag) == "document-statistic" => {
                pages = attribute(tag, "page-count").unwrap_or_default();
            }
            Node::Open(tag) => in_pages = suite == Suite::OfficeOpen && name(tag) == "Pages",
            Node::Close(_) => in_pages = false,
            Node::Text(text) if in_pages => pages.push_str(text),
            Node::Text(_) => {}
        }
        true
    })
    .ok()?;
    pages.trim().parse().ok().filter(|count| *count > 0)
}

/// A ZIP archive of which parts are read within a bound.
struct Archive<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    left: u64,
}

impl<'b> Archive<'b> {
    fn open(bytes: &'b [u8]) -> Result<Self, AttachmentFault> {
        if bytes.starts_with(&COMPOUND_FILE) {
            // `EncryptedPackage` in UTF-16, the name of what a password protects.
            let name: Vec<u8> = "EncryptedPackage".bytes().flat_map(|byte| [byte, 0]).collect();
            let is_encrypted = memchr::memmem::find(bytes, &name).is_some();
            return Err(if is_encrypted { AttachmentFault::Encrypted } else { AttachmentFault::Broken });
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| AttachmentFault::Broken)?;
        Ok(Self { zip, left: MAX_UNPACKED_BYTES })
    }

    fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// The parts whose names begin so and go on with a number, in the order of the numbers.
    fn numbered(&self, prefix: &str) -> Vec<String> {
        let number = |name: &str| name.strip_prefix(prefix)?.strip_suffix(".xml")?.parse::<u32>().ok();
        let names = self.zip.file_names().filter_map(Result::ok);
        let mut parts: Vec<_> = names.filter_map(|name| Some((number(&name)?, name))).collect();
        parts.sort_unstable();
        parts.into_iter().take(MAX_PARTS).map(|(_, name)| name.into_owned()).collect()
    }

    /// A part as text.
    fn read(&mut self, name: &str) -> Result<String, AttachmentFault> {
        let part = self.zip.by_name(name).map_err(|fault| match fault {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => AttachmentFault::Encrypted,
            _ => AttachmentFault::Broken,
        })?;
        let limit = MAX_PART_BYTES.min(self.left);
        let mut bytes = Vec::new();
        // One byte more than allowed tells that there was more.
        part.take(limit + 1).read_to_end(&mut bytes).map_err(|_| AttachmentFault::Broken)?;
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or(AttachmentFault::TooLarge)?;
        if bytes.len() as u64 > limit {
            return Err(AttachmentFault::TooLarge);
        }
        String::from_utf8(bytes).map_err(|_| AttachmentFault::Broken)
    }

    /// An encrypted OpenDocument file is an archive whose parts are not XML, as its manifest says.
    fn odt_fault(&mut self, fault: AttachmentFault) -> AttachmentFault {
        let manifest = self.read("META-INF/manifest.xml").unwrap_or_default();
        if manifest.contains(":encryption-data") { AttachmentFault::Encrypted } else { fault }
    }
}

/// A step of a walk; an empty element opens and closes.
enum Node<'t, 'x> {
    Open(&'t BytesStart<'x>),
    Close(&'t str),
    Text(&'t str),
}

/// The name of an element without its prefix.
fn name<'t>(tag: &'t BytesStart<'_>) -> &'t str {
    tag.local_name().into_inner()
}

/// The value of an attribute by its name without a prefix.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    let found = attributes
        .with_checks(false)
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.local_name().into_inner() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
}

/// Walks through a part without building a tree, until `visit` returns false.
fn walk(xml: &str, mut visit: impl FnMut(Node<'_, '_>) -> bool) -> Result<(), AttachmentFault> {
    let mut reader = Reader::from_str(xml.trim_start_matches('\u{feff}'));
    loop {
        let goes_on = match reader.read_event().map_err(|_| AttachmentFault::Broken)? {
            Event::Start(start) => visit(Node::Open(&start)),
            Event::Empty(start) => visit(Node::Open(&start)) && visit(Node::Close(start.local_name().into_inner())),
            Event::End(end) => visit(Node::Close(end.local_name().into_inner())),
            Event::Text(text) => visit(Node::Text(&text)),
            Event::CData(text) => visit(Node::Text(&text)),
            Event::GeneralRef(reference) => visit(Node::Text(&resolve(&reference))),
            Event::Eof => return Ok(()),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::DocType(_) => true,
        };
        if !goes_on {
            return Ok(());
        }
    }
}

/// What a reference stands for; entities of a document's own are never looked up.
fn resolve(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return c.to_string();
    }
    quick_xml::escape::resolve_predefined_entity(reference).unwrap_or_default().to_owned()
}
