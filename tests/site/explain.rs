//! The output of `explain`: the reason for each rendering, the inputs of an output, and the uses of
//! a source file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use harness::Portal;
use tamquan::diag::Messages;
use tamquan::engine::{self, ChangedFiles, ExplainedSubject, FileUse, OutputExplanation, Session};

fn a_while() {
    std::thread::sleep(Duration::from_millis(30));
}

fn news() -> Portal {
    Portal::plain()
        .section("tin", "title = \"Tin\"\nkind = \"article\"", &["Một", "Hai", "Ba"])
        .append("content/tin/p1.md", "Đầu.\n\n")
        .write("data/so.toml", "x = 1\n")
        .write("templates/shortcodes/so.html", "{% set d = load_data(path=\"so.toml\") %}{{ d.x }}")
        .text("so", "Đầu.\n\n{{ so() }}")
        .write("static/files/a.txt", "a")
}

#[track_caller]
fn output(portal: &Portal, what: &str) -> OutputExplanation {
    match engine::explain(portal.options(), what).expect("it was built").subject {
        ExplainedSubject::Output(told) => *told,
        ExplainedSubject::File(uses) => panic!("{what} is the source {}", uses.file),
        ExplainedSubject::Absent(why) => panic!("{what} is absent: {why:?}"),
        ExplainedSubject::Unknown { similar: near } => panic!("{what} is nothing; near are {near:?}"),
    }
}

/// Why an output was rendered, and which kinds of queries had different answers.
#[track_caller]
fn why(portal: &Portal, what: &str) -> (&'static str, BTreeSet<&'static str>) {
    let told = output(portal, what);
    (told.reason.key, told.queries.iter().filter(|asked| asked.caused_render).map(|asked| asked.phrase.key).collect())
}

#[track_caller]
fn uses(portal: &Portal, file: &str) -> BTreeMap<String, BTreeSet<FileUse>> {
    match engine::explain(portal.options(), file).expect("it was built").subject {
        ExplainedSubject::File(uses) => uses.outputs.into_iter().collect(),
        _ => panic!("{file} is no source"),
    }
}

#[test]
fn nothing_is_known_before_the_first_build() {
    assert!(engine::explain(news().options(), "/tin/").is_none());
}

#[test]
fn each_edit_is_the_reason_of_what_it_renders() {
    let portal = news();
    portal.build().ok();
    for what in ["/", "/tin/", "/tin/p1/", "/robots.txt", "/files/a.txt"] {
        assert_eq!(why(&portal, what), ("why-first", BTreeSet::new()), "{what}");
    }
    // An edit of a body.
    a_while();
    let portal = portal.append("content/tin/p1.md", "Câu thêm.\n");
    portal.build().ok();
    let told = output(&portal, "/tin/p1/");
    assert_eq!((told.reason.key, told.changed_bodies), ("why-bodies", vec!["content/tin/p1.md".to_owned()]));
    assert_eq!(why(&portal, "/tin/p2/").0, "why-first", "it was not made again");
    // An edit of a title.
    a_while();
    let portal = portal.replace("content/tin/p1.md", "Một", "Mốt");
    portal.build().ok();
    let (key, questions) = why(&portal, "/tin/p1/");
    assert!(key == "why-both" && questions.contains("ask-page"), "{key} {questions:?}");
    let (key, questions) = why(&portal, "/tin/");
    assert!(key == "why-answers" && questions.contains("ask-list"), "{key} {questions:?}");
    assert_eq!(why(&portal, "/tin/p2/"), ("why-answers", BTreeSet::from(["ask-around"])));
    assert_eq!(why(&portal, "/so/").0, "why-first");
    // An edit of a template that another template includes.
    a_while();
    let portal = portal.append("themes/facts/templates/list.html", "thêm\n");
    portal.build().ok();
    let told = output(&portal, "/tin/");
    assert_eq!((told.reason.key, told.reason.args), ("why-template", vec![("name", "section.html".to_owned())]));
    // An edit of a data file.
    a_while();
    let portal = portal.write("data/so.toml", "x = 2\n");
    portal.build().ok();
    assert_eq!(why(&portal, "/so/"), ("why-answers", BTreeSet::from(["ask-data"])));
    // An edit of a file that is copied.
    a_while();
    let portal = portal.write("static/files/a.txt", "bb");
    portal.build().ok();
    assert_eq!(why(&portal, "/files/a.txt").0, "why-copied");
    // An output that was deleted by hand.
    a_while();
    fs::remove_file(portal.output().join("tin/p3/index.html")).expect("a file less");
    portal.build().ok();
    assert_eq!(why(&portal, "/tin/p3/"), ("why-altered", BTreeSet::new()));
    // A new page.
    a_while();
    let portal = portal.page("tin/p4", "title = \"Bốn\"");
    portal.build().ok();
    assert_eq!(why(&portal, "/tin/p4/").0, "why-new");
    // A build that does not render an output keeps the reason of its last rendering.
    assert_eq!(why(&portal, "/so/"), ("why-answers", BTreeSet::from(["ask-data"])));
    // An edit of the configuration.
    a_while();
    let portal = portal.replace("portal.toml", "title = \"Cổng", "title = \"Trang");
    portal.build().ok();
    assert_eq!(why(&portal, "/so/"), ("why-base", BTreeSet::new()));
    // A build without a build cache.
    let portal = portal.fresh();
    portal.build().ok();
    assert_eq!(why(&portal, "/so/").0, "why-forced");
}

#[test]
fn a_memory_that_cannot_be_read_is_told() {
    let portal = news();
    portal.build().ok();
    fs::write(portal.path(".tamquan/index"), "of somebody").expect("a spoilt index");
    portal.build().ok();
    assert_eq!(why(&portal, "/tin/").0, "why-program");
}

#[test]
fn a_session_notes_the_bodies_that_changed() {
    let portal = news();
    let mut session = Session::new(portal.options().clone());
    session.build(portal.options().content.now, &ChangedFiles::Unknown).expect("a first build");
    session.save_last_build();
    let portal = portal.append("content/tin/p1.md", "Câu thêm.\n");
    let changed = BTreeSet::from([PathBuf::from("content/tin/p1.md")]);
    let outcome = session.build(portal.options().content.now, &ChangedFiles::Paths(changed)).expect("a build");
    assert!(outcome.rendered.contains(&"tin/p1/index.html".to_owned()));
    let told = output(&portal, "/tin/p1/");
    assert_eq!((told.reason.key, told.changed_bodies), ("why-bodies", vec!["content/tin/p1.md".to_owned()]));
}

#[test]
fn an_output_is_found_by_all_its_names() {
    let portal = news().into_folder("public");
    portal.build().ok();
    let whole = portal.output().join("tin/p1/index.html").to_string_lossy().into_owned();
    let names = [
        "/tin/p1/",
        "/tin/p1",
        "tin/p1/index.html",
        "tin/p1/",
        "public/tin/p1/index.html",
        "https://senvang.lamgiang.gov.vn/tin/p1/",
        "https://senvang.lamgiang.gov.vn/tin/p1/?a=1#muc",
        whole.as_str(),
    ];
    for name in names {
        assert_eq!(output(&portal, name).path, "tin/p1/index.html", "{name}");
    }
    let nothing = |what: &str| match engine::explain(portal.options(), what).expect("it was built").subject {
        ExplainedSubject::Unknown { similar: near } => near,
        _ => panic!("{what} is something"),
    };
    match engine::explain(portal.options(), "https://chinhphu.vn/tin/p1/").expect("it was built").subject {
        ExplainedSubject::Absent(why) => assert_eq!(why[0].key, "absent-host"),
        _ => panic!("another host is something"),
    }
    assert!(nothing("/tin/p9/").contains(&"/tin/p1/".to_owned()));
}

#[test]
fn an_output_tells_what_it_is_made_of() {
    let portal = news();
    portal.build().ok();
    let told = output(&portal, "/so/");
    assert_eq!((told.kind, told.source_file.as_deref()), ("page", Some("content/so.md")));
    let templates: Vec<&str> = told.templates.iter().map(|link| link.file.as_str()).collect();
    assert_eq!(templates, ["themes/facts/templates/page.html", "templates/shortcodes/so.html"]);
    assert_eq!(told.bodies, ["content/so.md"]);
    let told = output(&portal, "/tin/");
    let list = told.queries.iter().find(|asked| asked.phrase.key == "ask-list").expect("a list");
    assert!(list.phrase.args.contains(&("list", "tin".to_owned())), "{:?}", list.phrase);
    let answer = list.answer.as_ref().expect("an answer");
    assert!(answer.args.contains(&("count", "3".to_owned())), "{answer:?}");
    assert!(told.templates.iter().any(|link| link.name == "list.html" && link.depth == 1));
    assert!(told.queries.iter().all(|asked| !asked.answer_changed));
}

#[test]
fn a_site_that_changed_since_is_told_with_the_answers_of_now() {
    let portal = news();
    portal.build().ok();
    assert!(!engine::explain(portal.options(), "/tin/").expect("it was built").is_stale);
    a_while();
    let portal = portal.replace("content/tin/p1.md", "Một", "Mốt");
    let explained = engine::explain(portal.options(), "/tin/").expect("it was built");
    assert!(explained.is_stale && !explained.has_errors);
    let told = output(&portal, "/tin/");
    assert!(told.queries.iter().any(|asked| asked.answer_changed && asked.phrase.key == "ask-list"));
    // With errors there are no answers to queries; everything else is printed.
    let portal = portal.append("content/tin/p1.md", "[nơi](khong-co.md)\n");
    let explained = engine::explain(portal.options(), "/tin/").expect("it was built");
    assert!(explained.has_errors);
    assert!(output(&portal, "/tin/").queries.iter().all(|asked| asked.answer.is_none()));
}

#[test]
fn a_source_file_tells_what_it_is_used_for() {
    let portal = news().picture("static/anh.png", 900, 600).text("anh", "Đầu.\n\n![Cầu](/anh.png)");
    portal.build().ok();
    let of = |ways: &[FileUse]| ways.iter().copied().collect::<BTreeSet<_>>();
    let page = uses(&portal, "content/tin/p1.md");
    assert!(page["tin/p1/index.html"].is_superset(&of(&[FileUse::Own, FileUse::Body])), "{page:?}");
    assert_eq!(page["tin/index.html"], of(&[FileUse::Asked]));
    assert!(page.contains_key("tin/p2/index.html") && page.contains_key("sitemap.xml"));
    assert!(!page.contains_key("so/index.html") && !page.contains_key("robots.txt"), "{page:?}");
    assert_eq!(uses(&portal, "@/tin/p1.md"), page);
    let data = uses(&portal, "data/so.toml");
    assert_eq!(data, BTreeMap::from([("so/index.html".to_owned(), of(&[FileUse::Data]))]));
    let template = uses(&portal, "themes/facts/templates/list.html");
    assert_eq!(template["tin/index.html"], of(&[FileUse::Template]));
    assert!(!template.contains_key("tin/p1/index.html"));
    assert_eq!(uses(&portal, "templates/shortcodes/so.html").into_keys().collect::<Vec<_>>(), ["so/index.html"]);
    assert_eq!(uses(&portal, "static/files/a.txt")["files/a.txt"], of(&[FileUse::Copy]));
    let picture = uses(&portal, "static/anh.png");
    assert!(
        picture["anh.png"].contains(&FileUse::Copy) && picture["anh/index.html"].contains(&FileUse::File),
        "{picture:?}"
    );
    for file in ["portal.toml", "themes/facts/strings/vi.ftl"] {
        let all = uses(&portal, file);
        assert!(all.len() > 10 && all.values().all(|ways| ways.contains(&FileUse::All)), "{file}");
    }
    // The explanation of a derivative of a picture names the pages that show it.
    let version = output(&portal, "/anh/").pictures.first().cloned().expect("a version");
    let told = output(&portal, &version);
    assert_eq!((told.kind, told.shown_by), ("picture", vec!["anh/index.html".to_owned()]));
}

#[test]
fn everything_that_is_said_has_words() {
    let portal = Portal::of_every_kind();
    let built = portal.build().ok();
    let all = ["vi", "en"].map(Messages::new);
    for path in built.outputs().keys() {
        let told = output(&portal, path);
        let phrases = [&told.recipe, &told.reason].into_iter();
        let questions = told.queries.iter().flat_map(|asked| [Some(&asked.phrase), asked.answer.as_ref()]).flatten();
        for phrase in phrases.chain(questions) {
            for messages in &all {
                let text = messages.text(phrase.key, &phrase.args);
                assert!(
                    text != phrase.key && !text.contains("{ $") && !text.contains("{$"),
                    "{path}: {phrase:?}: {text}"
                );
            }
        }
    }
    for way in FileUse::ALL {
        let key = format!("use-{}", way.name());
        assert!(all.iter().all(|messages| messages.text(&key, &[]) != key), "{key}");
    }
}

#[test]
fn the_page_of_a_row_names_its_table_and_line() {
    let pages = "[[pages]]\nfrom = \"data/cay.csv\"\ninto = \"tin\"\nkind = \"page\"\n";
    let portal = news().append("portal.toml", pages).write("data/cay.csv", "title\nLúa\n\nKhoai\n");
    portal.build().ok();
    let told = output(&portal, "/tin/khoai/");
    assert_eq!(told.source_file.as_deref(), Some("data/cay.csv:4"));
    assert!(told.recipe.args.iter().any(|(_, value)| value == "data/cay.csv:4"), "{:?}", told.recipe.args);
    let uses = uses(&portal, "data/cay.csv");
    let own: Vec<&str> =
        uses.iter().filter(|(_, uses)| uses.contains(&FileUse::Own)).map(|(path, _)| path.as_str()).collect();
    assert_eq!(own, ["tin/khoai/index.html", "tin/lua/index.html"]);
}

#[test]
fn a_page_and_the_files_that_it_takes_values_from_name_each_other() {
    let portal = news().with_english().page("tin/_index.en", "title = \"News\"").page("tin/p1.en", "title = \"One\"");
    let portal = portal.replace("content/tin/p1.md", "title", "date = 2026-11-01\ntitle").replace(
        "content/tin/_index.md",
        "title",
        "cascade.byline = \"Văn phòng\"\ntitle",
    );
    portal.build().ok();
    assert_eq!(output(&portal, "/en/tin/p1/").taken_from, ["content/tin/p1.md"]);
    assert_eq!(output(&portal, "/tin/p1/").taken_from, ["content/tin/_index.md"]);
    let of_original = uses(&portal, "content/tin/p1.md");
    assert!(of_original["en/tin/p1/index.html"].contains(&FileUse::Values), "{of_original:?}");
    let of_section = uses(&portal, "content/tin/_index.md");
    assert!(of_section["tin/p2/index.html"].contains(&FileUse::Values), "{of_section:?}");
}
