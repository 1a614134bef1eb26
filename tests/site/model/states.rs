//! States that follow from dates: documents in force, open consultations, current notices.

use harness::Portal;

/// A portal whose pages show their state.
fn shown() -> Portal {
    Portal::plain().write("templates/page.html", "{{ page.title }}: {{ page.fields.status.value if page.fields.status is defined else page.fields.state.value }}")
}

/// Checks the state that a page shows on each of these days.
#[track_caller]
fn states(mut portal: Portal, url: &str, wanted: &[(&str, &str)]) {
    for (day, state) in wanted {
        portal = portal.on(day);
        let built = portal.build().ok();
        let page = built.page(url);
        assert!(page.ends_with(&format!(": {state}")), "on {day}: {page}, not {state}");
    }
}

#[test]
fn a_document_comes_into_force_on_its_day_and_ends_on_its_day() {
    let portal = shown().document("a", "1/QĐ-UBND", "effective = 2026-03-10\nexpires = 2026-06-20");
    states(
        portal,
        "/van-ban/1-qd-ubnd/",
        &[
            ("2026-01-05", "pending"),
            ("2026-03-09", "pending"),
            ("2026-03-10T00:00:00", "in-force"),
            ("2026-03-10", "in-force"),
            ("2026-06-19", "in-force"),
            ("2026-06-20T00:00:00", "expired"),
            ("2027-01-01", "expired"),
        ],
    );
}

#[test]
fn a_document_is_amended_from_the_day_the_other_is_in_force() {
    let portal = shown().document("a", "1/QĐ-UBND", "").document(
        "b",
        "2/QĐ-UBND",
        "amends = [\"1/QĐ-UBND\"]\neffective = 2026-05-01",
    );
    states(
        portal,
        "/van-ban/1-qd-ubnd/",
        &[("2026-01-04", "pending"), ("2026-04-30", "in-force"), ("2026-05-01", "amended")],
    );
}

#[test]
fn a_document_is_replaced_from_the_day_the_other_is_in_force() {
    let portal = shown()
        .document("a", "1/QĐ-UBND", "")
        .document("b", "2/QĐ-UBND", "replaces = [\"1/QĐ-UBND\"]\neffective = 2026-05-01\nexpires = 2026-09-01")
        .document("c", "3/QĐ-UBND", "amends = [\"1/QĐ-UBND\"]\neffective = 2026-02-01");
    states(
        portal,
        "/van-ban/1-qd-ubnd/",
        &[
            ("2026-01-31", "in-force"),
            ("2026-02-01", "amended"),
            ("2026-04-30", "amended"),
            ("2026-05-01", "replaced"),
            // The replacing document has expired, but that does not restore this one.
            ("2026-09-01", "replaced"),
        ],
    );
}

#[test]
fn a_document_amended_by_one_of_another_agency_is_amended() {
    let portal = shown().document("a", "1/QĐ-UBND", "amended_by = [\"5/2026/NĐ-CP\"]");
    states(portal, "/van-ban/1-qd-ubnd/", &[("2026-11-23", "amended")]);
}

#[test]
fn a_consultation_is_open_from_its_first_to_its_last_day() {
    let front = "kind = \"consultation\"\ntitle = \"Dự thảo\"\ndraft_files = [\"/files/a.pdf\"]\nopens = 2026-03-01\ncloses = 2026-03-31\nreceiver = \"Văn phòng\"\nemail = \"a@b.gov.vn\"";
    let days = [
        ("2026-02-28", "upcoming"),
        ("2026-03-01T00:00:00", "open"),
        ("2026-03-31", "open"),
        ("2026-04-01T00:00:00", "closed"),
    ];
    states(shown().write("static/files/a.pdf", "%PDF-").page("y-kien", front), "/y-kien/", &days);
    let answered =
        shown().write("static/files/a.pdf", "%PDF-").page("y-kien", &format!("{front}\noutcome = \"@/bao-cao.md\""));
    let answered =
        answered.document("x", "9/BC-UBND", "type = \"report\"").rename("content/van-ban/x.md", "content/bao-cao.md");
    states(answered, "/y-kien/", &[("2026-04-10", "answered")]);
}

#[test]
fn a_question_is_answered_when_it_says_by_which_day() {
    let front = "kind = \"question\"\nasked_on = 2026-03-01\nquestion = \"Khi nào?\"";
    states(shown().page("hoi", front), "/hoi/", &[("2026-11-23", "received")]);
    states(shown().page("hoi", &format!("{front}\nanswered_on = 2026-03-05")), "/hoi/", &[("2026-11-23", "answered")]);
}

#[test]
fn a_notice_is_shown_on_every_page_while_it_is_in_force() {
    let mut portal = Portal::plain().page("bao", "kind = \"notice\"\ntitle = \"Bão số 5\"\nlevel = \"emergency\"\nstarts = 2026-09-10T06:00:00\nends = 2026-09-12T18:00:00");
    let moments = [
        ("2026-09-10T05:59:59", false),
        ("2026-09-10T06:00:00", true),
        ("2026-09-12T18:00:00", true),
        ("2026-09-12T18:00:01", false),
    ];
    for (moment, there) in moments {
        portal = portal.on(moment);
        let built = portal.build().ok();
        assert_eq!(built.page("/").contains("notice emergency Bão số 5"), there, "{moment}");
    }
}

#[test]
fn a_notice_without_times_holds_from_its_date_on() {
    let portal =
        Portal::plain().page("a", "kind = \"notice\"\ntitle = \"Thông báo\"\nlevel = \"info\"\ndate = 2026-05-01");
    let portal = portal.on("2026-04-30");
    portal.build().ok().omits("/", "notice info");
    portal.on("2026-05-01").build().ok().contains("/", "notice info Thông báo");
}

#[test]
fn the_most_severe_notice_stands_first() {
    let notice = |level: &str| {
        format!("kind = \"notice\"\ntitle = \"{level}\"\nlevel = \"{level}\"\nexpected_recovery = 2026-12-01T00:00:00")
    };
    let mut portal = Portal::plain();
    for level in ["info", "warning", "emergency", "outage"] {
        portal = portal.page(level, &notice(level));
    }
    let built = portal.build().ok();
    let order: Vec<&str> =
        built.page("/").lines().filter_map(|l| l.strip_prefix("notice ")?.split(' ').next()).collect();
    assert_eq!((order.first(), order.last(), order.len()), (Some(&"emergency"), Some(&"info"), 4), "{order:?}");
}

#[test]
fn a_state_can_be_listed() {
    let portal = Portal::plain()
        .write("content/van-ban/_index.md", "+++\ntitle = \"Văn bản\"\nkind = \"document\"\n+++\n")
        .document("a", "1/QĐ-UBND", "effective = 2026-03-10");
    let portal = portal.on("2026-03-09");
    portal.build().ok().has("/van-ban/tinh-trang/chua-co-hieu-luc/").lacks("/van-ban/tinh-trang/con-hieu-luc/");
    portal
        .on("2026-03-10")
        .build()
        .ok()
        .has("/van-ban/tinh-trang/con-hieu-luc/")
        .lacks("/van-ban/tinh-trang/chua-co-hieu-luc/");
}

#[test]
fn a_translation_has_the_state_of_the_page_it_translates() {
    let portal = shown().with_english().document("a", "1/QĐ-UBND", "expires = 2026-06-20");
    let english = portal.read("content/van-ban/a.md").replace("expires = 2026-06-20", "");
    let built = portal.write("content/van-ban/a.en.md", &english).build().ok();
    assert!(built.page("/en/van-ban/1-qd-ubnd/").ends_with(": expired"));
}
