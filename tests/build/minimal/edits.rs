//! The outputs that common edits render. A count that falls is an improvement: enter the new count
//! here.

use std::collections::BTreeSet;

use crate::minimal::work::{build, difference, is_search_file};
use harness::{Portal, pdf};

type Edit = fn(Portal) -> Portal;

/// A portal with a paginated list of two pages each, newest first, a term, a page of another kind
/// and a link to a heading.
fn news() -> Portal {
    let event =
        "kind = \"event\"\ntitle = \"Họp\"\nstarts = 2026-11-25T08:00:00\nplace = \"Hội trường\"\nchair = \"Chủ tịch\"";
    let mut portal = Portal::plain()
        .with_english()
        .replace("portal.toml", "[agency]", "taxonomies = [{ name = \"topics\", path = \"chu-de\" }]\n[agency]")
        .write("themes/facts/templates/event.html", "{{ page.title }}")
        .write("content/tin/_index.md", "+++\ntitle = \"Tin\"\nkind = \"article\"\npaginate_by = 2\n+++\nMọi tin.\n")
        .page("hop", event)
        .text("xem", "[mục](tin/p1.md#muc-mot)");
    for n in 1..=6 {
        let tag = if n == 1 { "taxonomies.topics = [\"Lúa\"]\n" } else { "" };
        let front = format!("+++\ntitle = \"Bài {n}\"\ndate = 2026-11-0{n}\n{tag}+++\n");
        portal = portal.write(&format!("content/tin/p{n}.md"), &format!("{front}Đoạn đầu.\n\n## Mục một\n"));
    }
    portal
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
/// The manifest of the search index. It has the words of all bodies, so every edit of one renders
/// it and the files of the index that changed with it.
const SEARCH: &str = "search/vi.json";
/// The outputs that depend on the addresses of pages and on the days of their changes.
const ADDRESSES: [&str; 2] = ["sitemap.txt", "sitemap.xml"];
/// The outputs that depend on the number of pages and on the day of the newest one.
const COUNTS: [&str; 3] = ["api/index.json", "api/sections.json", "index.html"];
/// The redirects from old addresses, in files for the host.
const REDIRECTS: [&str; 5] = [".htaccess", "_hosting/Caddyfile", "_hosting/nginx.conf", "_redirects", "web.config"];
const PARTS: [&str; 3] = ["tin/index.html", "tin/trang/2/index.html", "tin/trang/3/index.html"];

/// An edit, the number of files that the build parses for it, and the outputs that it renders; the
/// address of a page means its `index.html`.
struct Case {
    name: &'static str,
    edit: Edit,
    parsed: usize,
    rendered: &'static [&'static [&'static str]],
}

const fn case(name: &'static str, parsed: usize, rendered: &'static [&'static [&'static str]], edit: Edit) -> Case {
    Case { name, edit, parsed, rendered }
}

const CASES: [Case; 24] = [
    case("nothing", 0, &[], |p| p),
    case("a sentence", 1, &[&["tin/p2/", SEARCH]], |p| p.append("content/tin/p2.md", "\nCâu.\n")),
    case("a heading", 1, &[&["tin/p2/", SEARCH]], |p| p.replace("content/tin/p2.md", "Mục một", "Mục rộng")),
    // Whether the link leads to a heading depends on the body of the other page.
    case("a sentence where a link leads", 2, &[&["tin/p1/", "xem/", SEARCH]], |p| {
        p.append("content/tin/p1.md", "\nCâu.\n")
    }),
    case("a heading that a link leads to", 2, &[&["tin/p1/", "xem/", SEARCH]], |p| {
        p.replace("content/tin/p1.md", "Mục một", "Mục đầu").replace("content/xem.md", "muc-mot", "muc-dau")
    }),
    case("a title", 4, &[&CARDS, &["tin/p1/", "tin/p2/", "tin/p3/", "tin/trang/3/"]], |p| {
        p.replace("content/tin/p2.md", "Bài 2", "Bài hai")
    }),
    case("a first paragraph", 4, &[&CARDS, &["tin/p1/", "tin/p2/", "tin/p3/", "tin/trang/3/"]], |p| {
        p.replace("content/tin/p2.md", "Đoạn đầu", "Đoạn khác")
    }),
    case("a description", 4, &[&CARDS, &["tin/p1/", "tin/p2/", "tin/p3/", "tin/trang/3/"]], |p| {
        p.replace("content/tin/p2.md", "title", "description = \"Mô tả\"\ntitle")
    }),
    case(
        "a date that moves a page to the front",
        6,
        &[
            &CARDS,
            &ADDRESSES,
            &PARTS,
            &["tin/p1/", "tin/p2/", "tin/p6/", "chu-de/", "chu-de/lua/", "xem/", "api/index.json", "index.html"],
        ],
        |p| p.replace("content/tin/p1.md", "2026-11-01", "2026-11-10"),
    ),
    case(
        "a new term",
        2,
        &[&CARDS, &ADDRESSES, &["tin/p2/", "tin/trang/3/", "chu-de/", "chu-de/lua/", "chu-de/sen/"]],
        |p| p.replace("content/tin/p2.md", "+++\nĐ", "taxonomies.topics = [\"Sen\"]\n+++\nĐ"),
    ),
    case("the last page of a term", 3, &[&CARDS, &ADDRESSES, &["tin/p1/", "tin/trang/3/", "xem/"]], |p| {
        p.replace("content/tin/p1.md", "taxonomies.topics = [\"Lúa\"]\n", "")
    }),
    case("a template of one kind", 1, &[&["hop/"]], |p| p.write("templates/event.html", "x")),
    case("a partial of lists", 3, &[&PARTS, &["chu-de/lua/", "index.html", "en/"]], |p| {
        p.write("templates/list.html", "x")
    }),
    case(
        "a page at the front of a list",
        4,
        &[&CARDS, &ADDRESSES, &COUNTS, &PARTS, &["tin/p6/", "tin/p7/", "tin/trang/4/"]],
        |p| p.page("tin/p7", "title = \"Bài 7\"\ndate = 2026-11-07"),
    ),
    case(
        "a page at the end of a list",
        4,
        &[&CARDS, &ADDRESSES, &COUNTS, &PARTS, &["tin/p0/", "tin/p1/", "tin/trang/4/"]],
        |p| p.page("tin/p0", "title = \"Bài 0\"\ndate = 2026-10-01"),
    ),
    case("a page renamed", 4, &[&CARDS, &ADDRESSES, &["tin/hai/", "tin/p1/", "tin/p3/", "tin/trang/3/"]], |p| {
        p.rename("content/tin/p2.md", "content/tin/hai.md")
    }),
    case("a page gone", 4, &[&CARDS, &ADDRESSES, &COUNTS, &PARTS, &["tin/p1/", "tin/p3/"]], |p| {
        p.remove("content/tin/p2.md")
    }),
    case("an old address", 1, &[&REDIRECTS, &["cu/", "tin/p2/", SEARCH]], |p| {
        p.replace("content/tin/p2.md", "title", "aliases = [\"/cu/\"]\ntitle")
    }),
    case(
        "a translation",
        3,
        &[
            &ADDRESSES,
            &[
                "api/en/index.json",
                "api/sections.json",
                "en/atom.xml",
                "en/feed.json",
                "en/",
                "en/rss.xml",
                "en/tin/p2/",
                "metadata.jsonl",
                "search/en.json",
                "tin/p2/",
            ],
        ],
        |p| p.page("tin/p2.en", "title = \"Two\"\ndate = 2026-11-02"),
    ),
    // A template that asks for the section may show its number of words.
    case(
        "a sentence of a section",
        1,
        &[&PARTS, &["api/tin.json", "metadata.jsonl", SEARCH, "tin/atom.xml", "tin/feed.json", "tin/rss.xml"]],
        |p| p.append("content/tin/_index.md", "\nCâu.\n"),
    ),
    case("a file beside a page", 0, &[&["tin/moi.pdf"]], |p| p.write("content/tin/moi.pdf", "x")),
    case("a file", 0, &[&["moi.pdf"]], |p| p.write("static/moi.pdf", "x")),
    case("data that nobody shows", 0, &[], |p| p.write("data/x.json", "{}")),
    case("the next day", 0, &[&[".well-known/security.txt"]], |p| p.on("2026-11-24")),
];

fn output(name: &str) -> String {
    if name.ends_with('/') { format!("{name}index.html") } else { name.to_owned() }
}

#[test]
fn an_edit_renders_what_shows_it() {
    let mut wrong = String::new();
    for Case { name, edit, parsed, rendered } in CASES {
        let portal = news();
        let before = portal.build().ok();
        let (_, cost) = build(&edit(portal), &before, name);
        let wanted: BTreeSet<String> =
            rendered.iter().flat_map(|paths| paths.iter()).map(|path| output(path)).collect();
        wrong.push_str(&difference(name, &cost, parsed, &wanted));
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// An original passes its date on to its translation, and not its title.
#[test]
fn an_edit_of_an_original_parses_and_renders_its_translation_only_for_what_it_passes_on() {
    let portal = news().page("tin/_index.en", "title = \"News\"").page("tin/p2.en", "title = \"Two\"");
    let before = portal.build().ok();
    let portal = portal.replace("content/tin/p2.md", "Bài 2", "Bài hai");
    let (before, title) = build(&portal, &before, "a title");
    let is_english = |path: &&String| path.starts_with("en/") || path.starts_with("api/en/");
    assert_eq!((title.parsed, title.rendered.iter().filter(is_english).count()), (4, 0), "{:?}", title.rendered);
    let portal = portal.replace("content/tin/p2.md", "2026-11-02", "2026-11-03");
    let (before, date) = build(&portal, &before, "a date");
    assert!(date.rendered.contains("en/tin/p2/index.html"), "{:?}", date.rendered);
    let portal = portal.append("content/tin/p2.en.md", "\nA sentence.\n");
    let (before, sentence) = build(&portal, &before, "a sentence of a translation");
    assert!(sentence.rendered.contains("en/tin/p2/index.html") && sentence.parsed <= 2, "{:?}", sentence.rendered);
    // A default of a section parses the pages below it, and renders those that show it.
    let portal = portal.replace("content/tin/_index.md", "title", "cascade = { byline = \"Văn phòng\" }\ntitle");
    let (before, byline) = build(&portal, &before, "a default");
    assert!(byline.rendered.contains("tin/p1/index.html") && !byline.rendered.contains("hop/index.html"));
    let (_, nothing) = build(&portal, &before, "nothing");
    assert_eq!((nothing.parsed, nothing.rendered.len()), (0, 0));
}

#[test]
fn an_edit_of_an_included_page_renders_the_pages_that_include_it_alone() {
    let mut portal = news()
        .write(
            "templates/shortcodes/include.html",
            "{% set it = include_page(path=path, block=block if block is defined else \"\") %}{{ it.content }}",
        )
        .text("nhung", "Đầu.\n\n{{ include(path=\"@/tin/p4.md\") }}")
        .text("vo", "Đầu.\n\n{{ include(path=\"@/nhung.md\") }}")
        .text("phan", "Đầu.\n\n{{ include(path=\"@/tin/p5.md\", block=\"muc-mot\") }}");
    let mut before = portal.build().ok();
    let mut wrong = Vec::new();
    for (file, parsed, rendered) in [
        ("tin/p3", 1, &["tin/p3/"][..]),
        ("tin/p4", 3, &["tin/p4/", "nhung/", "vo/"]),
        ("tin/p5", 2, &["tin/p5/", "phan/"]),
        ("phan", 2, &["phan/"]),
        ("vo", 3, &["vo/"]),
    ] {
        portal = portal.append(&format!("content/{file}.md"), "\nCâu.\n");
        let (built, cost) = build(&portal, &before, file);
        before = built;
        let wanted: BTreeSet<String> = rendered.iter().chain([&SEARCH]).map(|path| output(path)).collect();
        if (cost.parsed, &cost.rendered) != (parsed, &wanted) {
            wrong.push(format!("{file}: {} and {:?}\n", cost.parsed, cost.rendered));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

#[test]
fn an_edit_of_a_document_renders_the_lists_of_two_values_that_it_is_or_was_on() {
    let pair = "title = \"Văn bản\"\nkind = \"document\"\nfacet_pairs = [[\"field\", \"issued\"]]";
    let mut portal = Portal::plain()
        .write(
            "themes/facts/templates/facet.html",
            "{{ facet.value.label }} {{ section.title }}{% include \"list.html\" %}",
        )
        .section("van-ban", pair, &[]);
    for (at, (field, year)) in [("Đất", 2025), ("Đất", 2026), ("Nước", 2025), ("Nước", 2026)].iter().enumerate()
    {
        let more = format!("field = [\"{field}\"]\nissued = {year}-01-05\neffective = {year}-01-05\n");
        portal = portal.document(&format!("d{at}"), &format!("{}/QĐ-UBND", at + 1), &more);
    }
    portal = portal.append("content/van-ban/d0.md", "Đầu.\n");
    let lists = |cost: &super::work::Cost| -> Vec<String> {
        let of_pairs =
            cost.rendered.iter().filter(|path| path.matches("/nam/").count() == 1 && path.contains("/linh-vuc/"));
        of_pairs.map(|path| path.replace("van-ban/linh-vuc/", "").replace("/index.html", "")).collect()
    };
    let before = portal.build().ok();
    let portal = portal.append("content/van-ban/d0.md", "\nCâu.\n");
    let (before, sentence) = build(&portal, &before, "a sentence of a document");
    assert_eq!(lists(&sentence), [""; 0]);
    let portal = portal.replace("content/van-ban/d0.md", "Về việc d0", "Về việc khác");
    let (before, summary) = build(&portal, &before, "a summary");
    assert_eq!(lists(&summary), ["dat/nam/2025"]);
    let portal = portal.replace("content/van-ban/d0.md", "Đất", "Nước");
    let (before, field) = build(&portal, &before, "a field");
    assert_eq!(lists(&field), ["nuoc/nam/2025"]);
    assert!(!portal.path("public/van-ban/linh-vuc/dat/nam/2025").exists());
    let portal = portal.remove("content/van-ban/d0.md");
    let (_, gone) = build(&portal, &before, "a document gone");
    assert_eq!(lists(&gone), ["nuoc/nam/2025"]);
}

#[test]
fn a_day_on_which_a_page_appears_or_ends_renders_what_lists_it() {
    let day: &[&str] = &[".well-known/security.txt", "schedule.json", "tin/p1/", "tin/p2/", "tin/p3/"];
    let all = [&CARDS[..], &ADDRESSES, &COUNTS, &PARTS, day];
    for (key, more, parsed) in [("publish_at = 2026-11-24", &[][..], 5), ("expires_at = 2026-11-23", &REDIRECTS, 4)] {
        let portal = news().replace("content/tin/p2.md", "title", &format!("{key}\ntitle"));
        let before = portal.build().ok();
        let (_, cost) = build(&portal.on("2026-11-24"), &before, key);
        let wanted: BTreeSet<String> = all.iter().copied().chain([more]).flatten().map(|path| output(path)).collect();
        assert_eq!((cost.parsed, cost.rendered), (parsed, wanted), "{key}");
    }
}

#[test]
fn a_selection_of_pages_renders_when_its_answer_changes() {
    let call = "{% for p in get_pages(kind=\"article\", where={\"topics\": \"Lúa\"}) %}{{ p.title }} {% endfor %}";
    let edits: [(&str, bool, Edit); 6] = [
        ("a sentence", false, |p| p.append("content/tin/p1.md", "\nCâu.\n")),
        ("the title of another page", false, |p| p.replace("content/tin/p2.md", "Bài 2", "Bài hai")),
        ("the title of its page", true, |p| p.replace("content/tin/p1.md", "Bài 1", "Bài một")),
        ("another page with the term", true, |p| {
            p.replace("content/tin/p2.md", "title", "taxonomies.topics = [\"Lúa\"]\ntitle")
        }),
        ("a page of another kind with the term", false, |p| {
            p.replace("content/hop.md", "title", "taxonomies.topics = [\"Lúa\"]\ntitle")
        }),
        ("a page that lists leave out", true, |p| p.replace("content/tin/p1.md", "title", "listed = false\ntitle")),
    ];
    for (name, is_rendered, edit) in edits {
        let portal =
            news().page("chon", "title = \"Chọn\"\ntemplate = \"chon.html\"").write("templates/chon.html", call);
        let before = portal.build().ok();
        let (_, cost) = build(&edit(portal), &before, name);
        assert_eq!(cost.rendered.contains("chon/index.html"), is_rendered, "{name}: {:?}", cost.rendered);
    }
}

#[test]
fn calendars_duties_and_corrections_render_when_their_answers_change() {
    let call = "{% set plan = get_calendar(id=\"ngan-sach\", year=2026) %}{% for one in plan.sets %}{{ one.state }} \
                {{ one.page.title if one.page else \"-\" }} {% endfor %}";
    let corrections =
        "{% set found = get_corrections() %}{% for one in found.items %}{{ one.title }} {{ one.note }}{% endfor %}";
    let duties = "{% set found = get_duties(list=\"dan-chu\") %}{{ found.covered }} {% for one in found.duties %}{{ one.state }} \
                  {% for page in one.pages %}{{ page.title }} {% endfor %}{% endfor %}";
    let budget =
        |front: &str| format!("+++\ntitle = \"Chín tháng\"\ndescription = \"Số liệu\"\nyear = 2026\n{front}\n+++\n");
    let nine = budget("set = \"execution-9-months\"\ndate = 2026-10-09");
    // What is rendered of the calendar, the corrections, the duties.
    let edits: [(&str, [bool; 3], Edit); 11] = [
        ("a sentence of a set", [false; 3], |p| p.append("content/ngan-sach/chin.md", "\nCâu.\n")),
        ("the title of a set", [true, false, false], |p| {
            p.replace("content/ngan-sach/chin.md", "Chín tháng", "9 tháng")
        }),
        ("a set that is late", [true, false, false], |p| {
            p.replace("content/ngan-sach/chin.md", "2026-10-09", "2026-10-19")
        }),
        ("a set that is gone", [true, false, false], |p| p.remove("content/ngan-sach/chin.md")),
        ("a day on which nothing changes", [false; 3], |p| p.on("2026-11-24")),
        ("a correction", [false, true, false], |p| {
            p.replace("content/tin/p1.md", "title", "corrections = [{ date = 2026-11-01, note = \"Sửa\" }]\ntitle")
        }),
        ("a page of a duty", [false, false, true], |p| {
            p.replace("content/tin/p1.md", "title", "fulfils = [\"dan-chu/3\"]\ntitle")
        }),
        ("the title of a page of a duty", [false, false, true], |p| p.replace("content/tin/p3.md", "Bài 3", "Bài ba")),
        ("a sentence of a page of a duty", [false; 3], |p| p.append("content/tin/p3.md", "\nCâu.\n")),
        ("a duty of another list", [false; 3], |p| {
            p.replace("content/tin/p1.md", "title", "fulfils = [\"thong-tin/a\"]\ntitle")
        }),
        ("the title of another page", [false; 3], |p| p.replace("content/tin/p2.md", "Bài 2", "Bài hai")),
    ];
    for (name, wanted, edit) in edits {
        let portal = news()
            .section("ngan-sach", "title = \"Ngân sách\"\nkind = \"budget\"", &[])
            .page("lich", "title = \"Lịch\"\ntemplate = \"lich.html\"")
            .page("sua", "title = \"Đính chính\"\ntemplate = \"sua.html\"")
            .write("content/ngan-sach/chin.md", &nine)
            .write("templates/lich.html", call)
            .write("templates/sua.html", corrections)
            .page("nghia-vu", "title = \"Nghĩa vụ\"\ntemplate = \"nghia-vu.html\"")
            .write("templates/nghia-vu.html", duties)
            .replace("content/tin/p3.md", "title", "fulfils = [\"dan-chu/1\"]\ntitle");
        let before = portal.build().ok();
        let (_, cost) = build(&edit(portal), &before, name);
        let rendered = ["lich", "sua", "nghia-vu"].map(|page| cost.rendered.contains(&format!("{page}/index.html")));
        assert_eq!(rendered, wanted, "{name}: {:?}", cost.rendered);
        assert_eq!(cost.rendered.contains("corrections-atom.xml"), name == "a correction", "{name}");
    }
}

#[test]
fn the_text_of_a_term_renders_the_list_of_the_term() {
    let show =
        "{{ term.name }} {{ term.text.title if term.text else \"-\" }} {{ term.text.content if term.text else \"-\" }}";
    let portal = news()
        .write("themes/facts/templates/taxonomy_single.html", show)
        .write("content/chu-de/lua.md", "+++\ntitle = \"Cây lúa\"\nterm = { topics = \"Lúa\" }\n+++\nGieo mạ.\n");
    let edits: [(&str, Edit); 3] = [
        ("a sentence", |p| p.append("content/chu-de/lua.md", "\nCâu.\n")),
        ("a title", |p| p.replace("content/chu-de/lua.md", "Cây lúa", "Lúa nước")),
        ("the text is gone", |p| p.remove("content/chu-de/lua.md")),
    ];
    for (name, edit) in edits {
        let portal = portal.copy();
        let before = portal.build().ok();
        let (_, cost) = build(&edit(portal), &before, name);
        assert!(cost.rendered.contains("chu-de/lua/index.html"), "{name}: {:?}", cost.rendered);
        assert!(cost.rendered.iter().all(|path| !path.starts_with("tin/")), "{name}: {:?}", cost.rendered);
    }
}

#[test]
fn the_files_of_a_page_render_only_what_lists_them() {
    let list = "{% for f in get_files(path=\"@/tin/p1.md\") %}{{ f.title }} {{ f.size }} {{ f.path }}\n{% endfor %}";
    let edits: [(&str, bool, Edit); 4] = [
        ("a file beside the page", true, |p| p.picture("content/tin/p1/anh.png", 3, 2)),
        ("a longer file", true, |p| p.write("content/tin/p1/so.txt", "abcd")),
        ("a file of its section", false, |p| p.picture("content/tin/anh.png", 3, 2)),
        ("a sentence", false, |p| p.append("content/tin/p1.md", "\nCâu.\n")),
    ];
    for (name, is_rendered, edit) in edits {
        let portal =
            news().page("xem-tep", "title = \"Tệp\"\ntemplate = \"tep.html\"").write("templates/tep.html", list);
        let portal = portal.write("content/tin/p1/so.txt", "abc");
        let before = portal.build().ok();
        assert_eq!(before.page("/xem-tep/"), "so.txt 3 @/tin/p1/so.txt\n");
        let (_, cost) = build(&edit(portal), &before, name);
        assert_eq!(cost.rendered.contains("xem-tep/index.html"), is_rendered, "{name}: {:?}", cost.rendered);
        assert!(!cost.rendered.contains("tin/p1/index.html") || !is_rendered, "{name}: {:?}", cost.rendered);
    }
}

/// Every output depends on these inputs, whatever queries it asks.
#[test]
fn the_configuration_the_kinds_and_the_words_of_the_theme_render_everything() {
    let edits: [Edit; 3] = [
        |p| {
            p.append(
                "portal.toml",
                "[[menus]]\nname = \"main\"\nitems = [{ url = \"https://chinhphu.vn\", title = \"CP\" }]\n",
            )
        },
        |p| p.write("kinds/tam.toml", "label = \"Tạm\""),
        |p| p.write("strings/vi.ftl", "page-word = Tờ\n"),
    ];
    for edit in edits {
        let portal = news();
        let before = portal.build().ok();
        let (built, cost) = build(&edit(portal), &before, "what all is made of");
        let outputs = built.outputs().keys().filter(|path| !is_search_file(path)).count();
        assert_eq!((cost.parsed, cost.rendered.len()), (11, outputs));
    }
}

#[test]
fn an_edit_of_a_site_with_the_theme_of_the_program_renders_little_for_nothing() {
    // The article has a translation, which takes its date and its terms, and is a page of its own
    // without it. The counts are: parsed files, rendered outputs, outputs that were rendered without a change.
    let edits: [(&str, [usize; 3], Edit); 21] = [
        ("nothing", [0, 0, 0], |p| p),
        ("a sentence", [1, 2, 0], |p| p.append("content/article/a.md", "\nCâu.\n")),
        ("a heading", [1, 2, 0], |p| p.replace("content/article/a.md", "Mục một", "Mục rộng")),
        ("a title", [3, 20, 0], |p| p.replace("content/article/a.md", "Trang article", "Trang báo")),
        ("a first paragraph", [3, 20, 0], |p| p.replace("content/article/a.md", "Chữ đầu", "Chữ khác")),
        ("a date", [6, 45, 3], |p| p.replace("content/article/a.md", "date = 2026-10-20", "date = 2026-10-21")),
        ("a new term", [6, 51, 8], |p| p.replace("content/article/a.md", "\"Lúa\"", "\"Lúa\", \"Sen\"")),
        ("the last page of a term", [6, 35, 6], |p| p.replace("content/article/a.md", "\"Lúa\", ", "")),
        ("data", [16, 16, 0], |p| p.replace("data/dan-so.csv", "420", "421")),
        ("a template of one kind", [1, 1, 0], |p| p.write("templates/event.html", "{{ page.title }}")),
        ("a block of one kind above the theme", [1, 1, 0], |p| {
            p.write("templates/event.html", "{% extends \"sen/event.html\" %}{% block side %}x{% endblock side %}")
        }),
        ("a style of the portal", [40, 66, 0], |p| p.write("static/css/site.css", ".tiles { gap: 2rem }")),
        ("the foot of all pages", [40, 64, 0], |p| p.write("templates/hooks/foot.html", "x")),
        ("a partial of all pages", [40, 64, 0], |p| p.write("templates/partials/breadcrumb.html", "x")),
        ("a shortcode", [16, 16, 0], |p| p.write("templates/shortcodes/table.html", "x")),
        // Only some lists show the size of an attachment, but the cards of the pages with it depend
        // on it.
        ("an attachment", [9, 35, 25], |p| p.write_bytes("static/files/a.pdf", &pdf(&["Tai lieu", "Tai lieu"]))),
        ("an attachment of the same size", [0, 1, 0], |p| p.replace("static/files/a.pdf", "%PDF-1.4", "%PDF-1.5")),
        ("a picture", [18, 21, 1], |p| p.picture("static/images/a.png", 800, 500)),
        ("a new page", [4, 17, 1], |p| p.page("article/b", "title = \"B\"\ndate = 2026-11-01")),
        ("a page gone", [5, 27, 2], |p| p.remove("content/article/a.md")),
        ("a style", [40, 66, 0], |p| p.write("static/css/sen.css", "body{}")),
    ];
    let mut wrong = Vec::new();
    for (name, wanted, edit) in edits {
        let portal = Portal::of_every_kind();
        let before = portal.build().ok();
        let (_, cost) = build(&edit(portal), &before, name);
        let found = [cost.parsed, cost.rendered.len(), cost.wasted().len()];
        if found != wanted {
            wrong.push(format!("{name}: {found:?} and not {wanted:?}, for nothing: {:?}\n", cost.wasted()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

#[test]
fn a_sentence_changes_few_files_of_search() {
    let mut portal = Portal::plain().section("tin", "title = \"Tin\"\nkind = \"article\"", &[]);
    for n in 0..600 {
        let text = format!("+++\ntitle = \"Bài {n}\"\n+++\nĐoạn đầu của bài {n}.\n\nThân bài số {n}.\n");
        portal = portal.write(&format!("content/tin/bai-{n}.md"), &text);
    }
    let before = portal.build().ok();
    assert!(before.outputs().keys().filter(|path| is_search_file(path)).count() > 10);
    let portal = portal.append("content/tin/bai-7.md", "\nCâu mới ở cuối.\n");
    let (built, _) = build(&portal, &before, "a sentence");
    let files: Vec<&String> = built.outcome().rendered.iter().filter(|path| is_search_file(path)).collect();
    // The sentence has four words: two are new, one says nothing of a text, one begins a new key.
    assert!((1..=4).contains(&files.len()), "{files:?}");
    let removed = built.outcome().changes.removed.iter().filter(|path| is_search_file(path)).count();
    assert_eq!(removed, files.len());
    // A build of the same knows the new files.
    let (_, cost) = build(&portal, &built, "nothing");
    assert!(cost.rendered.is_empty(), "{:?}", cost.rendered);
}
