#![no_main]
//! Legal texts as they are copied: no word of the text is lost, and no mark that was inserted is
//! shown, whatever its lines look like.

#[path = "common/faults.rs"]
mod faults;

use std::sync::LazyLock;

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use libfuzzer_sys::fuzz_target;
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use tamquan::content::OwnSite;
use tamquan::diag::Severity;
use tamquan::parse::{ParseSettings, parse};

/// The pieces of lines, one for each byte of the input. None of them is Markdown that removes a
/// letter.
const PIECES: [&str; 64] = [
    "\n",
    "\n\n",
    "\t",
    " ",
    "  ",
    "    ",
    "\u{a0}",
    "Điều 1. ",
    "Điều 12a. ",
    "Điều 3.",
    "Chương I",
    "Chương II ",
    "CHƯƠNG III\n",
    "Mục 1. ",
    "MỤC 2 ",
    "Phần thứ nhất",
    "Phụ lục I",
    "PHỤ LỤC",
    "1. ",
    "2. ",
    "10. ",
    "1.1. ",
    "2.3.4 ",
    "1) ",
    "a) ",
    "b) ",
    "đ) ",
    "aa) ",
    "(1) ",
    "(a) ",
    "- ",
    "– ",
    "+ ",
    "• ",
    "* ",
    "Căn cứ ",
    "Theo đề nghị của ",
    "Xét ",
    "QUYẾT ĐỊNH:",
    "NGHỊ QUYẾT",
    "Nơi nhận:",
    "TM. ỦY BAN NHÂN DÂN",
    "KT. CHỦ TỊCH",
    "CHỦ TỊCH",
    "Nguyễn Văn A",
    "(Đã ký)",
    "Số: 15/2026/QĐ-UBND",
    "ngày 05 tháng 01 năm 2026",
    "Luật Đất đai",
    "khoản 2 Điều 5",
    "tổ chức",
    "cá nhân có liên quan",
    ";",
    ".",
    ":",
    ",",
    "…",
    "“",
    "”",
    "./.",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "\\_\\_\\_",
    "\r\n",
];

/// The portal whose texts these are.
static SITE: LazyLock<OwnSite> = LazyLock::new(|| OwnSite { host: "xa.example".to_owned(), path: String::new() });

fuzz_target!(|bytes: &[u8]| {
    let text: String = bytes.iter().map(|byte| PIECES[usize::from(*byte) % PIECES.len()]).collect();
    let file = format!("+++\n+++\n{text}");
    let settings = ParseSettings { lang: "vi", highlight: true, own_site: &SITE };
    let parsed = parse("content/a.md", file.as_bytes(), settings);
    faults::check(&file.replace("\r\n", "\n").replace('\r', "\n"), &parsed.text.faults);
    if parsed.text.faults.iter().any(|fault| fault.severity == Severity::Error) {
        return;
    }
    let html = parsed.text.body.html.as_str();
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
    let mut shown = String::new();
    write_words(&dom.document, &mut shown);
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
    assert_eq!(letters(&shown), letters(&text), "{html}");
    let marks = |text: &str| text.matches(['*', '#']).count();
    assert!(marks(&shown) <= marks(&text), "a mark that was inserted is shown: {html}");
});

fn write_words(node: &Handle, shown: &mut String) {
    if let NodeData::Text { contents } = &node.data {
        shown.push_str(&contents.borrow());
    }
    for child in node.children.borrow().iter() {
        write_words(child, shown);
    }
}
