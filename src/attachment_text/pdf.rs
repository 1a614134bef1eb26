//! PDF files: what their pages say, line by line.

use std::sync::Arc;

use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};
use hayro_syntax::page::{Page, Resources};
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::attachment::{AttachmentFault, AttachmentText, MAX_PAGES};
use super::pdf_guard::check_before_opening;
use super::pdf_page::{PageReader, decode_text};
use super::pdf_transform::Transform;

/// How many notes and form fields of a page are read.
const MAX_ANNOTATIONS: usize = 1000;

/// Signs of an annotation that is not shown: hidden, and no view.
const HIDDEN: u32 = 1 << 1 | 1 << 5;

pub(super) fn page_count(bytes: Arc<Vec<u8>>) -> Option<u32> {
    open(bytes).ok().and_then(|pdf| u32::try_from(pdf.pages().len()).ok())
}

pub(super) fn read_pdf(bytes: Arc<Vec<u8>>) -> Result<AttachmentText, AttachmentFault> {
    let pdf = open(bytes)?;
    let pages = pdf.pages();
    let page_count = u32::try_from(pages.len()).map_err(|_| AttachmentFault::TooLarge)?;
    if page_count == 0 {
        return Err(AttachmentFault::Broken);
    }
    let mut reader = PageReader::new();
    for page in pages.iter().take(MAX_PAGES) {
        if reader.is_done() {
            break;
        }
        read_page(page, &mut reader);
    }
    if pages.len() > MAX_PAGES {
        reader.cut();
    }
    reader.finish(page_count)
}

fn open(bytes: Arc<Vec<u8>>) -> Result<Pdf, AttachmentFault> {
    check_before_opening(&bytes)?;
    Pdf::new(bytes).map_err(|fault| match fault {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm) => {
            AttachmentFault::Encrypted
        }
        LoadPdfError::Decryption(_) | LoadPdfError::Invalid => AttachmentFault::Broken,
    })
}

fn read_page<'a>(page: &Page<'a>, reader: &mut PageReader<'a>) {
    let raw = page.raw();
    match raw.get::<Object<'a>>("Contents") {
        Some(Object::Stream(stream)) => {
            if let Some(content) = reader.unpack(&stream) {
                reader.read_content(&content, page.resources(), Transform::IDENTITY);
            }
        }
        Some(Object::Array(parts)) => {
            // A word may go on from one part to the next, so they are read as one.
            let mut content = Vec::new();
            for part in parts.iter::<Stream<'a>>() {
                if reader.is_done() {
                    break;
                }
                let Some(part) = reader.unpack(&part) else { continue };
                content.extend_from_slice(&part);
                content.push(b' ');
            }
            reader.read_content(&content, page.resources(), Transform::IDENTITY);
        }
        _ => {}
    }
    reader.end_line();
    let annotations = raw.get::<Array<'a>>("Annots");
    for annotation in annotations.iter().flat_map(Array::iter::<Dict<'a>>).take(MAX_ANNOTATIONS) {
        read_annotation(&annotation, page.resources(), reader);
        reader.end_line();
    }
}

/// Reads what a form field or a note shows on the page.
fn read_annotation<'a>(annotation: &Dict<'a>, resources: &Resources<'a>, reader: &mut PageReader<'a>) {
    if annotation.get::<u32>("F").unwrap_or(0) & HIDDEN != 0 {
        return;
    }
    let shown = annotation.get::<Dict<'a>>("AP").and_then(|looks| looks.get::<Object<'a>>("N"));
    let stream = match shown {
        Some(Object::Stream(stream)) => Some(stream),
        Some(Object::Dict(states)) => {
            annotation.get::<Name<'a>>("AS").and_then(|state| states.get::<Stream<'a>>(state))
        }
        _ => None,
    };
    if let Some(stream) = stream {
        reader.read_form(&stream, resources, Transform::IDENTITY);
    } else if let Some(value) = annotation.get::<PdfString<'a>>("V") {
        // A field that the program that opens the file has yet to draw.
        reader.push_line(&decode_text(&value));
    }
}
