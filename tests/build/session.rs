//! Builds in a session of one process, which receives the paths of changed files. They equal a
//! clean build and do no unnecessary work.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use harness::{Portal, first_difference, output, pdf};
use tamquan::diag::{Code, Diag, Diags};
use tamquan::engine::{BuildOptions, BuildReport, ChangedFiles, Progress, ProgressHandle, Session};

/// A portal and the session that builds it.
struct Preview {
    portal: Portal,
    session: Session,
}

impl Preview {
    fn of(portal: Portal) -> Self {
        let mut session = Session::new(portal.options().clone());
        session.build(portal.options().content.now, &ChangedFiles::Unknown).expect("a first build");
        session.save_last_build();
        Self { portal, session }
    }

    /// Builds after a change of these files, given by their paths below the site folder.
    fn build(&mut self, changed: &[&str]) -> Result<BuildReport, Vec<Diag>> {
        let changed: BTreeSet<PathBuf> = changed.iter().map(PathBuf::from).collect();
        let result = self.session.build(self.portal.options().content.now, &ChangedFiles::Paths(changed));
        result.map_err(Diags::sorted)
    }

    fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.portal.path(path).parent().expect("a folder")).expect("a folder");
        fs::write(self.portal.path(path), text).expect("an edit");
    }

    fn append(&self, path: &str, text: &str) {
        self.write(path, &(self.portal.read(path) + text));
    }

    /// Checks that the outputs equal those of a clean build.
    #[track_caller]
    fn equals_clean(&self, at: &str) {
        let clean = self.portal.copy().fresh().build().ok();
        let mut mine = output(self.portal.output());
        mine.remove(tamquan::output_writer::MARK_FILE);
        if let Some(difference) = first_difference(&mine, clean.outputs()) {
            panic!("{at}: {difference}");
        }
    }
}

fn news() -> Portal {
    Portal::plain()
        .section("tin", "title = \"Tin\"\nkind = \"article\"", &["Một", "Hai", "Ba"])
        .append("content/tin/p1.md", "Đầu.\n\n")
        .append("content/tin/p2.md", "Đầu.\n\n## Mục\n\n")
        .write("content/tin/noi.md", "+++\ntitle = \"Nối\"\n+++\nĐầu.\n\n[mục](p2.md#muc)\n")
}

/// The paths without those of the search index, which has the words of every body.
fn without_search(paths: &[String]) -> Vec<&str> {
    paths.iter().map(String::as_str).filter(|path| !path.starts_with("search/")).collect()
}

#[test]
fn a_sentence_reads_one_file_and_renders_one_page() {
    let mut preview = Preview::of(news());
    for n in 0..5 {
        preview.append("content/tin/p1.md", &format!("Câu {n}.\n\n"));
        let outcome = preview.build(&["content/tin/p1.md"]).expect("a build");
        assert_eq!((outcome.parsed, without_search(&outcome.rendered)), (1, vec!["tin/p1/index.html"]));
        assert_eq!(without_search(&outcome.changes.changed), ["tin/p1/index.html"]);
        assert!(is_small(&outcome));
        preview.equals_clean("a sentence");
    }
    // A process that knows only the saved build cache builds the same outputs.
    drop(preview.session);
    let built = preview.portal.build().ok();
    assert_eq!((built.outcome().rendered.len(), built.outcome().parsed), (0, 0));
}

#[test]
fn a_sentence_keeps_the_words_of_attachments() {
    let link = |name: &str| format!("+++\ntitle = \"Một\"\n+++\nĐầu.\n\n[Tệp](/files/{name}.pdf)\n\n");
    let portal = news()
        .write_bytes("static/files/a.pdf", &pdf(&["saffron"]))
        .write_bytes("static/files/b.pdf", &pdf(&["lavender"]))
        .write("content/tin/p1.md", &link("a"));
    let mut preview = Preview::of(portal);
    // The attachment has a word that the body loses, and then the body has another attachment.
    for (step, text) in [link("a") + "Saffron.\n", link("a") + "Câu.\n", link("b")].iter().enumerate() {
        preview.write("content/tin/p1.md", text);
        let outcome = preview.build(&["content/tin/p1.md"]).expect("a build");
        // Another link may lead to an output that only the plan of the site knows.
        assert!(is_small(&outcome) || step == 2, "{step}");
        preview.equals_clean("a sentence beside an attachment");
    }
}

#[test]
fn a_title_renders_what_shows_it() {
    let mut preview = Preview::of(news());
    preview.write("content/tin/p1.md", &preview.portal.read("content/tin/p1.md").replace("Một", "Mốt"));
    let outcome = preview.build(&["content/tin/p1.md"]).expect("a build");
    assert!(outcome.rendered.iter().any(|path| path == "tin/index.html"));
    preview.equals_clean("a title");
    preview.append("content/tin/p1.md", "Câu.\n");
    let outcome = preview.build(&["content/tin/p1.md"]).expect("a build");
    assert_eq!(without_search(&outcome.rendered), ["tin/p1/index.html"]);
    preview.equals_clean("a sentence after a title");
}

#[test]
fn a_title_renders_the_templates_that_choose_its_page() {
    let call = |call: &str| format!("{{% for p in get_pages({call}) %}}{{{{ p.title }}}} {{% endfor %}}\n");
    let calls = call("kind=\"article\", sort=\"title\", limit=2") + &call("where={\"authors\": \"Lan\"}");
    let mut preview = Preview::of(news().write("templates/404.html", &calls));
    for (path, from, to, is_shown) in [
        // The titles are Ba, Hai, Một, Nối.
        ("content/tin/p1.md", "Một", "Mốt", false),
        ("content/tin/p1.md", "Mốt", "An", true),
        ("content/tin/p3.md", "Ba", "Bà", true),
        ("content/tin/p2.md", "title", "authors = [\"Lan\"]\ntitle", true),
        ("content/tin/p2.md", "\"Hai\"", "\"Hái\"", true),
        ("content/tin/p2.md", "Lan", "Điệp", true),
        ("content/tin/p2.md", "\"Hái\"", "\"Hài\"", false),
        ("content/tin/p2.md", "## Mục", "Câu.\n\n## Mục", false),
    ] {
        preview.write(path, &preview.portal.read(path).replacen(from, to, 1));
        let outcome = preview.build(&[path]).expect("a build");
        assert!(is_small(&outcome), "{to}");
        assert_eq!(outcome.rendered.iter().any(|path| path == "404.html"), is_shown, "{to}: {:?}", outcome.rendered);
        preview.equals_clean(to);
    }
}

#[test]
fn a_title_renders_its_part_of_the_alphabetical_index() {
    let titles: Vec<String> = (0..210).map(|at| format!("Hội nghị {at:03}")).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let list = "{{ letter.value.label }} {% include \"list.html\" %}";
    let portal = Portal::plain()
        .section("tin", "title = \"Tin\"\nkind = \"article\"", &titles)
        .write("themes/facts/templates/search.html", "{% for l in alphabet() %}{{ l.label }} {% endfor %}")
        .write("themes/facts/templates/alphabet.html", list)
        .page("tim", "title = \"Tìm kiếm\"\ntemplate = \"search.html\"");
    let mut preview = Preview::of(portal);
    let path = "content/tin/p150.md";
    // A new letter is named on the pages of all letters.
    for (from, to, parts, is_in_place) in [
        ("Hội nghị 149", "Hội nghị 149 mới", vec!["a-z/h/trang/2/index.html"], true),
        (
            "Hội nghị 149 mới",
            "Đối thoại",
            vec!["a-z/dd/index.html", "a-z/h/index.html", "a-z/h/trang/2/index.html", "a-z/h/trang/3/index.html"],
            false,
        ),
        ("Đối thoại", "Đối thoại với dân", vec!["a-z/dd/index.html"], true),
    ] {
        preview.write(path, &preview.portal.read(path).replace(from, to));
        let outcome = preview.build(&[path]).expect("a build");
        let rendered: Vec<&String> = outcome.rendered.iter().filter(|path| path.starts_with("a-z/")).collect();
        assert_eq!(rendered, parts, "{to}");
        assert_eq!(is_small(&outcome), is_in_place, "{to}");
        preview.equals_clean(to);
    }
}

/// Whether a build did not assemble the whole site.
fn is_small(outcome: &BuildReport) -> bool {
    outcome.phases.iter().all(|(name, _)| *name != "assemble")
}

#[test]
fn other_words_are_put_where_they_stand() {
    let portal = news()
        .append("portal.toml", "[[menus]]\nname = \"main\"\n[[menus.items]]\npage = \"tin/p1.md\"\n")
        .write("content/van-ban/_index.md", "+++\ntitle = \"Văn bản\"\nkind = \"document\"\n+++\n")
        .document("cu", "15/QĐ-UBND", "")
        .document("moi", "16/QĐ-UBND", "replaces = [\"15/QĐ-UBND\"]");
    let mut preview = Preview::of(portal);
    let edits = [
        // The menu of every page shows this title.
        ("content/tin/p1.md", "title = \"Một\"", "title = \"Mốt\""),
        ("content/tin/p2.md", "title = \"Hai\"", "title = \"Hai\"\ndescription = \"Về số hai.\""),
        ("content/tin/p2.md", "Về số hai.", "Về số 2."),
        // Lists and cards show the beginning of a text.
        ("content/tin/p2.md", "Đầu.", "Đầu câu."),
        ("content/van-ban/cu.md", "\n+++\n", "\nauthors = [\"Văn phòng\"]\n+++\n"),
    ];
    for (path, from, to) in edits {
        preview.write(path, &preview.portal.read(path).replacen(from, to, 1));
        let outcome = preview.build(&[path]).expect("a build");
        assert!(is_small(&outcome), "{to}");
        assert!(!outcome.rendered.is_empty(), "{to}");
        preview.equals_clean(to);
    }
    // The page of one document names the other document.
    let cu = "content/van-ban/cu.md";
    let text = preview.portal.read(cu);
    let title = text.lines().find(|line| line.starts_with("title")).map(str::to_owned);
    let edited = title.map_or(text.replacen("+++\n", "+++\ntitle = \"Tên\"\n", 1), |line| {
        text.replace(&line, "title = \"Tên khác\"")
    });
    preview.write(cu, &edited);
    let outcome = preview.build(&[cu]).expect("a build");
    assert!(outcome.rendered.iter().any(|path| path.contains("16-qd-ubnd")), "{:?}", outcome.rendered);
    preview.equals_clean("the name of a document");
    // A process that knows only the saved build cache builds the same outputs.
    preview.session.save_last_build();
    drop(preview.session);
    let built = preview.portal.build().ok();
    assert_eq!((built.outcome().rendered.len(), built.outcome().parsed), (0, 0));
}

#[test]
fn words_by_which_a_site_is_arranged_are_for_the_whole_site() {
    let portal = news()
        .write("content/tin/_index.md", "+++\ntitle = \"Tin\"\nkind = \"article\"\nsort_by = \"title\"\n+++\n")
        .section("unit", "title = \"Đơn vị\"\nkind = \"unit\"", &[])
        .section("person", "title = \"Cán bộ\"\nkind = \"person\"", &[])
        .page("unit/mot", "name = \"Một\"")
        .page("person/a", "name = \"An\"\nposition = \"Chủ tịch\"\nunit = \"@/unit/mot.md\"\nduties = [\"Chung\"]\nbiography = \"Quê xã.\"");
    let mut preview = Preview::of(portal);
    // These titles change the order of the lists, and the description of the people of a unit.
    for (path, from, to) in [("content/tin/p1.md", "Một", "Ắt"), ("content/unit/mot.md", "Một", "Hai")] {
        preview.write(path, &preview.portal.read(path).replacen(from, to, 1));
        let outcome = preview.build(&[path]).expect("a build");
        assert!(!is_small(&outcome), "{path}");
        preview.equals_clean(path);
    }
}

#[test]
fn a_fault_leaves_the_site_and_is_told_until_it_is_mended() {
    let mut preview = Preview::of(news());
    let whole = preview.portal.read("content/tin/p1.md");
    preview.append("content/tin/p1.md", "[nơi](khong-co.md)\n");
    let before = output(preview.portal.output());
    for _ in 0..2 {
        let faults = preview.build(&["content/tin/p1.md"]).map(|_| ()).expect_err("a link that leads nowhere");
        assert_eq!(faults.iter().map(|d| d.code.name()).collect::<Vec<_>>(), ["link-page"]);
        assert_eq!(output(preview.portal.output()), before);
    }
    // The error stays in memory while another file is saved.
    preview.append("content/tin/p3.md", "Câu.\n");
    preview.build(&["content/tin/p3.md"]).map(|_| ()).expect_err("the same link");
    preview.write("content/tin/p1.md", &whole);
    preview.build(&["content/tin/p1.md"]).expect("a build");
    preview.equals_clean("mended");
}

#[test]
fn a_heading_that_others_link_to_may_not_go() {
    let mut preview = Preview::of(news());
    let whole = preview.portal.read("content/tin/p2.md");
    preview.write("content/tin/p2.md", &whole.replace("## Mục", "## Đoạn"));
    let faults = preview.build(&["content/tin/p2.md"]).map(|_| ()).expect_err("a link to a heading that is gone");
    assert_eq!(faults.iter().map(|d| d.file.clone()).collect::<Vec<_>>(), [Some("content/tin/noi.md".to_owned())]);
    preview.write("content/tin/noi.md", &preview.portal.read("content/tin/noi.md").replace("#muc", "#doan"));
    preview.build(&["content/tin/noi.md"]).expect("a build");
    preview.equals_clean("both renamed");
}

#[test]
fn a_shortcode_that_nobody_has_is_told() {
    let mut preview = Preview::of(news());
    preview.append("content/tin/p1.md", "\n{{ khong_co() }}\n");
    let faults = preview.build(&["content/tin/p1.md"]).map(|_| ()).expect_err("an unknown shortcode");
    assert_eq!(faults.len(), 1);
}

#[test]
fn a_picture_that_comes_and_goes_takes_its_versions_with_it() {
    let mut preview = Preview::of(news().picture("content/tin/anh.png", 900, 600));
    preview.append("content/tin/p1.md", "\n![Cầu](anh.png)\n");
    preview.build(&["content/tin/p1.md"]).expect("a build");
    preview.equals_clean("with a picture");
    let whole = preview.portal.read("content/tin/p1.md");
    preview.write("content/tin/p1.md", &whole.replace("![Cầu](anh.png)", ""));
    preview.build(&["content/tin/p1.md"]).expect("a build");
    preview.equals_clean("without it");
}

#[test]
fn files_that_come_and_go_and_all_else_that_changes_is_seen() {
    let mut preview = Preview::of(news());
    preview.write("content/tin/p4.md", "+++\ntitle = \"Bốn\"\n+++\n");
    preview.build(&["content/tin/p4.md"]).expect("a build");
    preview.equals_clean("a new page");
    fs::remove_file(preview.portal.path("content/tin/p3.md")).expect("a page less");
    preview.build(&["content/tin/p3.md"]).expect("a build");
    preview.equals_clean("a page less");
    preview.write("templates/page.html", "<p>khuôn</p>{{ page.content }}");
    preview.build(&["templates/page.html"]).expect("a build");
    preview.equals_clean("a template");
    preview.write("portal.toml", &preview.portal.read("portal.toml").replace("title = \"", "title = \"Mới "));
    preview.build(&["portal.toml"]).expect("a build");
    preview.equals_clean("the configuration");
    // An editor creates a file for a moment and removes it: the site is unchanged.
    let outcome = preview.build(&["content/tin/4913"]).expect("a build");
    assert_eq!((outcome.parsed, outcome.rendered.len()), (0, 0));
}

#[test]
fn many_sentences_make_no_long_index() {
    let mut preview = Preview::of(news());
    let index = preview.portal.path(".tamquan/index");
    let first = fs::metadata(&index).expect("an index").len();
    for n in 0..200 {
        preview.append("content/tin/p1.md", &format!("Câu số {n}.\n\n"));
        preview.build(&["content/tin/p1.md"]).expect("a build");
    }
    let last = fs::metadata(&index).expect("an index").len();
    assert!(last > first, "nothing was added");
    assert!(last < 2 * first + (1 << 17), "from {first} to {last} bytes");
    drop(preview.session);
    assert_eq!(preview.portal.build().ok().outcome().rendered.len(), 0);
}

#[test]
fn an_output_folder_that_somebody_deleted_is_made_again() {
    let mut preview = Preview::of(news());
    fs::remove_dir_all(preview.portal.output()).expect("no output");
    preview.append("content/tin/p1.md", "Câu.\n");
    preview.build(&["content/tin/p1.md"]).expect("a build");
    preview.equals_clean("made again");
}

#[test]
fn what_is_remembered_may_be_deleted_at_any_time() {
    let mut preview = Preview::of(news());
    fs::remove_dir_all(preview.portal.path(".tamquan")).expect("nothing remembered");
    for n in 0..2 {
        // After a change of a title the session writes the whole build cache again, not only an
        // addition to it.
        preview
            .write("content/tin/p1.md", &preview.portal.read("content/tin/p1.md").replace("title = \"", "title = \"A"));
        preview.build(&["content/tin/p1.md"]).expect("a build");
        preview.session.save_last_build();
        preview.equals_clean(&format!("title {n}"));
    }
    drop(preview.session);
    assert_eq!(preview.portal.build().ok().outcome().rendered.len(), 0);
}

/// A monitor that panics once, at a phase or at a step of any thread, as a library with a fault
/// would.
struct Breaks {
    at: Mutex<Option<&'static str>>,
}

impl Breaks {
    fn reach(&self, name: &'static str) {
        let mut at = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        if *at == Some(name) {
            *at = None;
            panic!("broken at {name}");
        }
    }
}

impl Progress for Breaks {
    fn begin_phase(&self, name: &'static str, _: usize) {
        self.reach(name);
    }

    fn finish_step(&self) {
        self.reach("step");
    }
}

#[test]
fn a_panic_anywhere_in_a_build_is_told_and_the_next_build_is_a_clean_one() {
    let portal = news().picture("content/tin/anh.png", 900, 600).append("content/tin/p1.md", "\n![Cầu](anh.png)\n");
    let breaks = Arc::new(Breaks { at: Mutex::new(None) });
    let options = BuildOptions {
        progress: ProgressHandle::new(Arc::clone(&breaks) as Arc<dyn Progress>),
        ..portal.options().clone()
    };
    let mut preview = Preview { session: Session::new(options), portal };
    preview.build(&[]).expect("a first build");
    // The cases are a build of the whole site, and a build of one sentence in a site that is in
    // memory.
    let whole = ["read", "parse", "assemble", "compare", "render", "step", "pictures", "write"].map(|at| (at, true));
    for (at, is_whole) in whole.into_iter().chain([("render", false), ("step", false), ("pictures", false)]) {
        let before = output(preview.portal.output());
        // The edits are a picture without a cached version, a title that lists show, and a
        // sentence.
        let _ = fs::remove_dir_all(preview.portal.path(".tamquan/pictures"));
        preview.append("content/tin/p1.md", &format!("Câu {at}.\n"));
        let mut changed = vec!["content/tin/p1.md"];
        if is_whole {
            preview.write(&format!("content/tin/{at}.md"), &format!("+++\ntitle = \"Mới {at}\"\n+++\nThân.\n"));
            changed.push("content/tin");
        }
        *breaks.at.lock().unwrap_or_else(PoisonError::into_inner) = Some(at);
        let faults = preview.build(&changed).err().unwrap_or_default();
        assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), [Code::ProgramFault], "{at}");
        assert!(faults[0].args.iter().any(|(_, text)| text.contains(at)), "{at}: {faults:?}");
        assert_eq!(first_difference(&before, &output(preview.portal.output())), None, "{at}");
        let lock = fs::File::open(preview.portal.path(".tamquan/lock")).expect("the lock");
        lock.try_lock().expect("nobody holds the site");
        drop(lock);
        // After a panic the session does not trust its memory: without any named path it compares
        // all files.
        preview.build(&[]).unwrap_or_else(|faults| panic!("{at}: {faults:?}"));
        preview.equals_clean(at);
    }
}

#[test]
fn a_table_of_pages_is_edited_like_its_pages() {
    let portal = Portal::plain()
        .append("portal.toml", "[[pages]]\nfrom = \"data/a.csv\"\ninto = \"a\"\nbody = \"bai\"\n")
        .write("content/a/_index.md", "+++\ntitle = \"A\"\n+++\nChữ.\n")
        .text("xem", "Xem [lúa](a/lua.md#muc).")
        .write("data/a.csv", "title;bai\nLúa;\"Đầu.\n\n## Mục\n\"\nKhoai;\"Củ.\n\nNhỏ.\"\n");
    let mut preview = Preview::of(portal);
    // A cell, and a text beside the table, which keeps what is known of the rows.
    preview.write("data/a.csv", "title;bai\nLúa;\"Đầu.\n\n## Mục\n\"\nKhoai;\"Củ.\n\nTo.\"\n");
    assert_eq!(preview.build(&["data/a.csv"]).expect("a right table").parsed, 1);
    preview.equals_clean("a cell");
    preview.append("content/xem.md", "\nCâu.\n");
    assert_eq!(preview.build(&["content/xem.md"]).expect("a right page").parsed, 1);
    preview.equals_clean("a text beside");
    // A row gets an error because a page leads to it; the error of another page is told there.
    preview.write("data/a.csv", "title;bai\nLúa;Đầu.\nKhoai;Xem [lúa](lua.md#muc).\n");
    let faults = preview.build(&["data/a.csv"]).err().expect("two links");
    let places: Vec<_> = faults.iter().map(|fault| (fault.file.as_deref(), fault.spot.map(|spot| spot.line))).collect();
    assert_eq!(places, [(Some("content/xem.md"), Some(4)), (Some("data/a.csv"), Some(3))]);
    // A file takes the place of a row, which is an error, and goes again.
    preview.write("data/a.csv", "title;bai\nLúa;\"## Mục\n\"\nKhoai;Củ.\n");
    preview.build(&["data/a.csv"]).expect("a right table");
    preview.write("content/a/khoai.md", "+++\ntitle = \"Khoai\"\n+++\n");
    let faults = preview.build(&["content/a/khoai.md"]).err().expect("a page twice");
    assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), [Code::RecordFile]);
    fs::remove_file(preview.portal.path("content/a/khoai.md")).expect("no file");
    preview.build(&["content/a/khoai.md"]).expect("one page");
    // The kind of the section is that of the rows.
    preview.write("content/a/_index.md", "+++\ntitle = \"A\"\nkind = \"article\"\n+++\n");
    preview.build(&["content/a/_index.md"]).expect("another kind");
    preview.equals_clean("another kind");
}
