//! The outputs that edits of a table of pages render: those of its rows that changed.

use std::collections::BTreeSet;

use crate::minimal::work::{build, difference, is_search_file};
use harness::Portal;

type Edit = fn(Portal) -> Portal;

const TABLE: &str = "data/tin.csv";

/// A portal with a paginated list of two pages each, newest first, whose six pages are rows.
fn news() -> Portal {
    let mut table = "STT;title;date;description;Bài\n".to_owned();
    for n in 1..=6 {
        table.push_str(&format!("{n};Bài {n};0{n}/11/2026;Mô tả {n};\"Đoạn đầu.\n\n## Mục một\n\"\n"));
    }
    let pages = "[[pages]]\nfrom = \"data/tin.csv\"\ninto = \"tin\"\nbody = \"Bài\"\ncolumns = { \"STT\" = false }\n";
    Portal::plain()
        .append("portal.toml", pages)
        .write("content/tin/_index.md", "+++\ntitle = \"Tin\"\nkind = \"article\"\npaginate_by = 2\n+++\n")
        .text("xem", "Xem [mục](tin/bai-1.md#muc-mot).")
        .write(TABLE, &table)
}

/// The outputs that show a card of every page of the section.
const CARDS: [&str; 9] = [
    "api/tin.json",
    "atom.xml",
    "feed.json",
    "metadata.jsonl",
    "rss.xml",
    "search/vi.json",
    "tin/atom.xml",
    "tin/feed.json",
    "tin/rss.xml",
];
const SEARCH: &str = "search/vi.json";
const ADDRESSES: [&str; 2] = ["sitemap.txt", "sitemap.xml"];
const COUNTS: [&str; 3] = ["api/index.json", "api/sections.json", "index.html"];
const PARTS: [&str; 3] = ["tin/index.html", "tin/trang/2/index.html", "tin/trang/3/index.html"];

/// An edit, the number of files that the build parses for it, and the outputs that it renders; the
/// address of a page means its `index.html`.
type Case = (&'static str, usize, &'static [&'static [&'static str]], Edit);

const CASES: [Case; 12] = [
    ("nothing", 0, &[], |p| p),
    ("a sentence", 1, &[&["tin/bai-2/", SEARCH]], |p| {
        p.replace(TABLE, "Mô tả 2;\"Đoạn đầu.\n\n## Mục một\n", "Mô tả 2;\"Đoạn đầu.\n\n## Mục một\n\nCâu.\n")
    }),
    ("a title", 4, &[&CARDS, &["tin/bai-1/", "tin/bai-2/", "tin/bai-3/", "tin/trang/3/"]], |p| {
        p.replace(TABLE, "2;Bài 2;", "2;Bài 2.;")
    }),
    ("a description", 4, &[&CARDS, &["tin/bai-1/", "tin/bai-2/", "tin/bai-3/", "tin/trang/3/"]], |p| {
        p.replace(TABLE, "Mô tả 2", "Mô tả hai")
    }),
    ("a cell of a column that is left out", 0, &[], |p| p.replace(TABLE, "2;Bài 2;", "7;Bài 2;")),
    ("a date in another form", 1, &[&["tin/bai-2/", SEARCH]], |p| p.replace(TABLE, "02/11/2026", "2026-11-02")),
    ("the last row first", 0, &[], |p| {
        let text = p.read(TABLE);
        let (head, rows) = text.split_once('\n').expect("headings");
        let at = rows.find("\n6;").expect("the last row") + 1;
        let moved = format!("{head}\n{}{}", &rows[at..], &rows[..at]);
        p.write(TABLE, &moved)
    }),
    ("empty lines and another separator of lines", 0, &[], |p| {
        let text = p.read(TABLE).replace("\"\n3;", "\"\n\n;;;;\n3;");
        p.write(TABLE, &text)
    }),
    (
        "a new row at the top",
        4,
        &[&CARDS, &ADDRESSES, &COUNTS, &PARTS, &["tin/bai-6/", "tin/bai-7/", "tin/trang/4/"]],
        |p| p.replace(TABLE, "1;Bài 1;", "0;Bài 7;07/11/2026;Mô tả 7;\n1;Bài 1;"),
    ),
    ("a row gone", 4, &[&CARDS, &ADDRESSES, &COUNTS, &PARTS, &["tin/bai-1/", "tin/bai-3/"]], |p| {
        p.replace(TABLE, "2;Bài 2;02/11/2026;Mô tả 2;\"Đoạn đầu.\n\n## Mục một\n\"\n", "")
    }),
    ("a heading of the table in another form", 0, &[], |p| p.replace(TABLE, ";date;", ";Ngày đăng;")),
    ("a row that becomes a file", 1, &[&["tin/bai-2/", SEARCH]], |p| {
        let row = "2;Bài 2;02/11/2026;Mô tả 2;\"Đoạn đầu.\n\n## Mục một\n\"\n";
        let front = "+++\ntitle = \"Bài 2\"\ndate = 2026-11-02\ndescription = \"Mô tả 2\"\n+++\n";
        p.replace(TABLE, row, "").write("content/tin/bai-2.md", &format!("{front}Đoạn đầu.\n\n## Mục một\n"))
    }),
];

fn output(name: &str) -> String {
    if name.ends_with('/') { format!("{name}index.html") } else { name.to_owned() }
}

#[test]
fn an_edit_of_a_table_renders_what_shows_its_rows() {
    let mut wrong = String::new();
    for (name, parsed, rendered, edit) in CASES {
        let portal = news();
        let before = portal.build().ok();
        let (_, cost) = build(&edit(portal), &before, name);
        let wanted: BTreeSet<String> =
            rendered.iter().flat_map(|paths| paths.iter()).map(|path| output(path)).collect();
        wrong.push_str(&difference(name, &cost, parsed, &wanted));
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn one_cell_of_a_long_table_is_the_work_of_one_page() {
    let mut table = "title;Bài\n".to_owned();
    for n in 0..1_000 {
        table.push_str(&format!("Bài số {n};\"Đoạn đầu {n}.\n\nThân bài {n}.\"\n"));
    }
    let portal = Portal::plain()
        .append("portal.toml", "[[pages]]\nfrom = \"data/a.csv\"\ninto = \"a\"\nbody = \"Bài\"\n")
        .write("content/a/_index.md", "+++\ntitle = \"A\"\n+++\n")
        .write("data/a.csv", &table);
    let before = portal.build().ok();
    let portal = portal.replace("data/a.csv", "Thân bài 500.", "Thân bài 500. Câu mới.");
    let (_, cost) = build(&portal, &before, "a sentence");
    let pages: Vec<&String> = cost.rendered.iter().filter(|path| !is_search_file(path)).collect();
    assert_eq!((cost.parsed, pages), (1, vec![&"a/bai-so-500/index.html".to_owned(), &"search/vi.json".to_owned()]));
}
