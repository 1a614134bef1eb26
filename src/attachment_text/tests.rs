use std::io::{Cursor, Write};
use std::sync::Arc;

use zip::write::SimpleFileOptions;

use super::*;
use crate::attachment_text::attachment::MAX_TEXT_BYTES;
use crate::attachment_text::read::pdf_page_count;

fn text(bytes: Vec<u8>, kind: AttachmentKind) -> String {
    read_attachment(Arc::new(bytes), kind).unwrap().text
}

fn fault(bytes: Vec<u8>, kind: AttachmentKind) -> AttachmentFault {
    read_attachment(Arc::new(bytes), kind).unwrap_err()
}

/// A PDF file of these objects, numbered from 1; the first is the catalog.
fn pdf(objects: &[String]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut table = String::new();
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).bytes());
    }
    let (start, count) = (out.len(), objects.len() + 1);
    let end = format!("trailer<</Size {count}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF");
    out.extend(format!("xref\n0 {count}\n0000000000 65535 f \n{table}{end}").bytes());
    out
}

fn stream(entries: &str, content: &str) -> String {
    format!("<<{entries}/Length {}>>stream\n{content}\nendstream", content.len())
}

/// A file of one page with a content, a font and further objects from number 6 on.
fn page(content: &str, font: &str, more: &[String]) -> Vec<u8> {
    let resources = "<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>";
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        format!("<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources{resources}>>"),
        stream("", content),
        font.to_owned(),
    ];
    objects.extend_from_slice(more);
    pdf(&objects)
}

const HELVETICA: &str = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";

#[test]
fn gaps_are_spaces_and_baselines_are_lines() {
    let content = "BT /F 10 Tf 50 700 Td (Dang) Tj [(k) 20 (y)] TJ 40 0 Td (ho) Tj 8 0 Td ( so) Tj
        0 -12 Td [(hai)-300(ba)] TJ ET BT /F 10 Tf 50 600 Td (x) Tj 0 3 Td (2) Tj ET";
    assert_eq!(text(page(content, HELVETICA, &[]), AttachmentKind::Pdf), "Dangky ho so\nhai ba\nx 2\n");
}

#[test]
fn letters_of_a_font_are_vietnamese_in_nfc() {
    let letters = "begincmap 3 beginbfchar <0001> <1EE6> <0002> <0079> <0003> <00620061006E> endbfchar
        2 beginbfchar <0004> <0065> <0005> <03020301> endbfchar endcmap";
    let font = "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[7 0 R]/ToUnicode 6 0 R>>";
    let descendant = "<</Type/Font/Subtype/CIDFontType2/BaseFont/A/DW 500/W[5[0]]>>".to_owned();
    let content = "BT /F 10 Tf 50 700 Td <00010002> Tj 14 0 Td <0003> Tj 20 0 Td <00040005> Tj ET";
    let bytes = page(content, font, &[stream("", letters), descendant]);
    assert_eq!(text(bytes, AttachmentKind::Pdf), "Ủy ban ế\n");
}

#[test]
fn marked_content_says_its_own_text() {
    let content = "BT /F 10 Tf 50 700 Td /Span <</ActualText <FEFF1EE7>>> BDC (u?) Tj EMC (y) Tj ET";
    assert_eq!(text(page(content, HELVETICA, &[]), AttachmentKind::Pdf), "ủy\n");

    // A form inside of such content says nothing else, and does not end it.
    let form = stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", "BT /F 10 Tf 50 700 Td (ab) Tj ET");
    let content = "/Span <</ActualText (one)>> BDC /X Do BT /F 10 Tf 62 700 Td (cd) Tj ET EMC";
    assert_eq!(text(page(content, HELVETICA, &[form]), AttachmentKind::Pdf), "one\n");
}

#[test]
fn an_old_encoding_keeps_all_its_letters() {
    let content = "BT /F 10 Tf 50 700 Td (tr\\255\\356ng) Tj 0 -12 Td (H\\255) Tj ET";
    assert_eq!(text(page(content, HELVETICA, &[]), AttachmentKind::Pdf), "tr\u{ad}îng\nH\n");
}

#[test]
fn values_of_fields_that_are_not_drawn() {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]>>",
        "<</Type/Page/Annots[<</Subtype/Widget/V(An)>><</Subtype/Widget/F 2/V(hidden)>>]>>",
    ];
    assert_eq!(text(pdf(&objects.map(str::to_owned)), AttachmentKind::Pdf), "An\n");
}

#[test]
fn forms_are_read_and_come_to_an_end() {
    let form = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Matrix[1 0 0 1 0 -20]";
    let shown = "q BT /F 10 Tf 50 700 Td (trong) Tj ET Q";
    let bytes = page("/X Do", HELVETICA, &[stream(form, shown)]);
    assert_eq!(text(bytes, AttachmentKind::Pdf), "trong\n");

    let content = "BT /F 10 Tf 50 700 Td (ngoài) Tj ET ".to_owned() + &"/X Do ".repeat(30);
    let bytes = page(&content, HELVETICA, &[stream(form, &"/X Do ".repeat(30))]);
    let read = read_attachment(Arc::new(bytes), AttachmentKind::Pdf).unwrap();
    assert!(read.is_cut && read.text.starts_with("ngo"), "{read:?}");
}

#[test]
fn fonts_that_ask_for_too_much_are_left_out() {
    let content = "BT /F 10 Tf 50 700 Td <0041> Tj ET";
    let font = "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[6 0 R]>>";
    for widths in ["/W[0 4294967295 500]", "/W2[0 4294967295 500 1 1]"] {
        let descendant = format!("<</Type/Font/Subtype/CIDFontType2{widths}>>");
        assert_eq!(fault(page(content, font, &[descendant]), AttachmentKind::Pdf), AttachmentFault::WithoutText);
    }
    let font = "<</Type/Font/Subtype/Type1/BaseFont/A/FirstChar 99999999999/LastChar 99999999999/Widths[1]>>";
    assert_eq!(fault(page(content, font, &[]), AttachmentKind::Pdf), AttachmentFault::WithoutText);
}

#[test]
fn pages_are_counted_without_their_content() {
    let bytes = Arc::new(page("", HELVETICA, &[]));
    assert_eq!(pdf_page_count(Arc::clone(&bytes)), Some(1));
    assert_eq!(read_attachment(bytes, AttachmentKind::Pdf), Err(AttachmentFault::WithoutText));
    assert_eq!(pdf_page_count(Arc::new(b"%PDF-1.7 nothing".to_vec())), None);
}

#[test]
fn a_file_that_is_made_to_take_for_ever_is_broken() {
    for piece in ["<<( ", "1 0 obj (\n", "1 0 obj [ 1 "] {
        assert_eq!(fault(piece.repeat(1 << 17).into_bytes(), AttachmentKind::Pdf), AttachmentFault::Broken);
    }
}

#[test]
fn packed_objects_may_not_become_gigabytes() {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&vec![b' '; 80 << 20]).unwrap();
    let packed = packed.finish().unwrap();
    let mut bytes = b"%PDF-1.7\n1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>stream\n".to_vec();
    bytes.extend(packed);
    bytes.extend(b"\nendstream\nendobj\n");
    assert_eq!(fault(bytes, AttachmentKind::Pdf), AttachmentFault::TooLarge);
}

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, xml) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(xml.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn paragraphs_notes_and_headers_of_a_text_document() {
    let document = "<w:document xmlns:w='w' xmlns:mc='mc'><w:body><w:p><w:r><w:t>Ủ&#173;y </w:t></w:r><w:r><w:t>ban &amp; \
        x&#227;</w:t><w:tab/><w:t>1</w:t></w:r><w:r><w:delText>bỏ</w:delText><w:instrText>PAGE</w:instrText></w:r></w:p>\
        <w:p><mc:AlternateContent><mc:Choice><w:t>một</w:t></mc:Choice><mc:Fallback><w:t>hai</w:t></mc:Fallback>\
        </mc:AlternateContent></w:p></w:body></w:document>";
    let bytes = archive(&[
        ("word/document.xml", document),
        ("word/header2.xml", "<w:hdr><w:p><w:t>Số 2</w:t></w:p></w:hdr>"),
        ("word/footnotes.xml", "<w:footnotes><w:p><w:t>chú thích</w:t></w:p></w:footnotes>"),
        ("docProps/app.xml", "<Properties><Pages>3</Pages></Properties>"),
    ]);
    let read = read_attachment(Arc::new(bytes), AttachmentKind::Docx).unwrap();
    assert_eq!(read.text, "Số 2\nỦy ban & xã 1\nmột\nchú thích\n");
    assert_eq!((read.page_count, read.is_cut), (Some(3), false));
}

#[test]
fn rows_of_a_workbook() {
    let bytes = archive(&[
        ("xl/workbook.xml", "<workbook><sheets><sheet name='Hộ &amp; khẩu'/></sheets></workbook>"),
        (
            "xl/sharedStrings.xml",
            "<sst><si><t>tên</t><rPh><t>x</t></rPh></si><si><r><t>số </t></r><r><t>tiền</t></r></si></sst>",
        ),
        (
            "xl/worksheets/sheet1.xml",
            "<worksheet><sheetData><row><c t='s'><v>0</v></c><c t='s'><v>1</v></c><c t='s'><v>9</v></c></row>\
             <row><c t='inlineStr'><is><t>An</t></is></c><c/><c><f>1+1</f><v>2</v></c></row></sheetData></worksheet>",
        ),
    ]);
    assert_eq!(text(bytes, AttachmentKind::Xlsx), "Hộ & khẩu\ntên số tiền\nAn 2\n");
}

#[test]
fn paragraphs_of_an_open_document() {
    let content = "<o:document-content><text:tracked-changes><text:p>bỏ</text:p></text:tracked-changes><text:h>Đề<text:s/>án\
        </text:h><text:p>một<text:line-break/>hai<office:annotation><text:p>riêng</text:p></office:annotation></text:p>\
        </o:document-content>";
    let meta = "<m><meta:document-statistic meta:page-count='4'/></m>";
    let read = read_attachment(Arc::new(archive(&[("content.xml", content), ("meta.xml", meta)])), AttachmentKind::Odt);
    let read = read.unwrap();
    assert_eq!((read.text.as_str(), read.page_count), ("Đề án\nmột\nhai\n", Some(4)));
}

#[test]
fn a_text_is_cut_at_its_bound() {
    let word = "chữ ".repeat(MAX_TEXT_BYTES / 4);
    let bytes = archive(&[("word/document.xml", &format!("<w><p><t>{word}</t></p></w>"))]);
    let read = read_attachment(Arc::new(bytes), AttachmentKind::Docx).unwrap();
    assert!(read.is_cut && read.text.len() <= MAX_TEXT_BYTES + 1);
}

#[test]
fn what_cannot_be_read_says_why() {
    let mut protected = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    assert_eq!(fault(protected.clone(), AttachmentKind::Docx), AttachmentFault::Broken);
    protected.extend("EncryptedPackage".bytes().flat_map(|byte| [byte, 0]));
    assert_eq!(fault(protected, AttachmentKind::Xlsx), AttachmentFault::Encrypted);
    let bomb = " ".repeat(65 << 20);
    assert_eq!(fault(archive(&[("word/document.xml", &bomb)]), AttachmentKind::Docx), AttachmentFault::TooLarge);
    let damaged = archive(&[("word/document.xml", "<w><p></w>")]);
    assert_eq!(fault(damaged, AttachmentKind::Docx), AttachmentFault::Broken);
    assert_eq!(fault(vec![0; MAX_ATTACHMENT_BYTES + 1], AttachmentKind::Pdf), AttachmentFault::TooLarge);
    for kind in [AttachmentKind::Pdf, AttachmentKind::Docx, AttachmentKind::Xlsx, AttachmentKind::Odt] {
        assert_eq!(fault(Vec::new(), kind), AttachmentFault::Broken);
    }
}
