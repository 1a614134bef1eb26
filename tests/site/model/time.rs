//! Drafts, scheduled pages, expired pages, old addresses, and the moments at which a portal changes
//! without an edit.

use harness::Portal;
use harness::page::in_order;

fn news() -> Portal {
    Portal::plain().section("tin", "title = \"Tin\"\nkind = \"article\"", &["Thường"])
}

#[test]
fn a_draft_leaves_no_trace() {
    let portal = news().page("tin/kin", "title = \"Kín như bưng\"\ndraft = true\naliases = [\"/kin-cu/\"]");
    let built = portal.build().ok();
    built.lacks("/tin/kin/").lacks("/kin-cu/");
    assert!(
        built.holding("Kín như bưng").is_empty() && built.holding("tin/kin").is_empty(),
        "{:?}",
        built.holding("tin/kin")
    );
    portal.with_drafts().build().ok().contains("/tin/kin/", "Kín như bưng").contains("/tin/", "<li>Kín như bưng");
}

#[test]
fn what_lies_in_a_draft_section_waits_with_it() {
    let portal = news()
        .section("kin", "title = \"Kín như bưng\"\ndraft = true", &["Trong kín"])
        .section("kin/sau", "title = \"Sâu hơn\"", &["Trong sâu"])
        .write("content/kin/a.pdf", "%PDF-");
    let built = portal.build().ok();
    for word in ["Kín như bưng", "Trong kín", "Sâu hơn", "Trong sâu", "a.pdf"] {
        assert!(built.holding(word).is_empty(), "{word} stands in {:?}", built.holding(word));
    }
    built.lacks("/kin/").lacks("/kin/a.pdf");
    portal.with_drafts().build().ok().has("/kin/").has("/kin/sau/").has("/kin/a.pdf");
}

#[test]
fn a_portal_has_a_home_page_even_if_its_text_is_a_draft() {
    let portal = Portal::plain().write("content/_index.md", "+++\ntitle = \"Nháp\"\ndraft = true\n+++\n");
    portal.build().ok().has("/").omits("/", "Nháp");
}

#[test]
fn a_page_comes_at_its_hour() {
    let mut portal = news().page("tin/den", "title = \"Đến giờ\"\npublish_at = 2026-05-01T08:00:00");
    for (moment, there) in [("2026-05-01T07:59:59", false), ("2026-05-01T08:00:00", true), ("2026-05-02", true)] {
        portal = portal.on(moment);
        let built = portal.build().ok();
        assert_eq!(built.outputs().contains_key("tin/den/index.html"), there, "{moment}");
        assert_eq!(!built.holding("Đến giờ").is_empty(), there, "{moment}: {:?}", built.holding("Đến giờ"));
    }
}

#[test]
fn a_page_that_is_over_leaves_a_notice_without_a_word_of_it() {
    let front = "title = \"Tuyển dụng\"\ndescription = \"Cần tuyển một kế toán.\"\ntaxonomies.topics = [\"Việc làm\"]\nexpires_at = 2026-05-01";
    let portal = news().replace(
        "portal.toml",
        "[agency]",
        "taxonomies = [{ name = \"topics\", path = \"chu-de\", feed = true }]\n[agency]",
    );
    let portal =
        portal.write("content/tin/viec.md", &format!("+++\n{front}\n+++\nHồ sơ nộp ở Văn phòng.\n")).on("2026-05-01");
    let built = portal.build().ok();
    built.contains("/tin/viec/", "Hồ sơ nộp").contains("/tin/", "<li>Tuyển dụng").has("/chu-de/viec-lam/");
    let built = portal.on("2026-05-02T00:00:00").build().ok();
    built.contains("/tin/viec/", "gone /tin/viec/");
    for word in ["Tuyển dụng", "kế toán", "Hồ sơ nộp", "Việc làm"] {
        assert!(built.holding(word).is_empty(), "{word} stands in {:?}", built.holding(word));
    }
    let told = built.holding("/tin/viec/");
    assert!(
        !told.iter().any(|p| p.contains("sitemap")
            || p.contains("rss")
            || p.contains("atom")
            || p.ends_with(".json")
            || p.ends_with(".jsonl")),
        "{told:?}"
    );
    built.lacks("/chu-de/viec-lam/").omits("/tin/", "viec").contains("/_hosting/nginx.conf", "/tin/viec/");
}

#[test]
fn the_files_beside_a_page_that_is_over_or_hidden_are_not_published() {
    let page = |more: &str| {
        news()
            .write("content/tin/viec/index.md", &format!("+++\ntitle = \"Việc\"\n{more}\n+++\n"))
            .write("content/tin/viec/ho-so.pdf", "%PDF-")
    };
    page("").build().ok().has("/tin/viec/ho-so.pdf");
    for more in ["draft = true", "publish_at = 2027-01-01", "expires_at = 2026-01-01"] {
        let built = page(more).build().ok();
        let left: Vec<&String> = built.outputs().keys().filter(|p| p.ends_with(".pdf")).collect();
        assert!(left.is_empty(), "{more}: {left:?}");
    }
}

#[test]
fn a_section_that_is_over_is_gone_with_all_that_lies_below_it() {
    let portal = Portal::plain()
        .section("he", "title = \"Trại hè\"\nkind = \"event\"\nfeed = true\nexpires_at = 2026-08-31", &[])
        .page("he/a", "title = \"Khai mạc\"\nstarts = 2026-06-01\nplace = \"Sân\"\nchair = \"Đoàn xã\"")
        .section("he/anh", "title = \"Ảnh hè\"\nkind = \"article\"", &["Múa lân"])
        .write("content/he/a.pdf", "%PDF-")
        .append("portal.toml", "[[menus]]\nname = \"main\"\nfrom = \"tree\"\n");
    let built = portal.copy().on("2026-08-31").build().ok();
    built
        .has("/he/a.pdf")
        .has("/he/calendar.ics")
        .contains("/", "item Trại hè /he/")
        .contains("/he/anh/p1/", "Múa lân");
    let moments = built.json("/schedule.json")["moments"].to_string();
    assert!(moments.contains("2026-09-01T00:00:00+07:00") && moments.contains("/he/\""), "{moments}");
    let built = portal.on("2026-09-01").build().ok();
    for url in ["/he/", "/he/a/", "/he/anh/", "/he/anh/p1/"] {
        built.contains(url, &format!("gone {url}")).contains("/_hosting/nginx.conf", url);
    }
    built.lacks("/he/a.pdf").lacks("/he/calendar.ics").lacks("/he/rss.xml").lacks("/api/he.json");
    for word in ["Trại hè", "Khai mạc", "Ảnh hè", "Múa lân"] {
        assert!(built.holding(word).is_empty(), "{word} stands in {:?}", built.holding(word));
    }
    built.omits("/sitemap.xml", "/he/").omits("/schedule.json", "/he/");
}

#[test]
fn a_translation_that_is_over_is_no_translation() {
    let portal = news().with_english().write("content/tin/_index.en.md", "+++\ntitle = \"News\"\n+++\n");
    let portal = portal.write("content/tin/p1.en.md", "+++\ntitle = \"One\"\nexpires_at = 2026-01-01\n+++\n");
    portal.build().ok().contains("/tin/p1/", "other en /en/tin/ false");
}

#[test]
fn an_old_address_leads_to_the_page() {
    let built = news().page("tin/a", "title = \"A\"\naliases = [\"/cu/\", \"/xa/tin.html\", \"rat-cu\"]").build().ok();
    for path in ["/cu/", "/xa/tin.html", "/rat-cu/"] {
        built.contains(path, "moved to https://senvang.lamgiang.gov.vn/tin/a/");
    }
    in_order(built.page("/_redirects"), &["/cu/ /tin/a/", "/rat-cu/ /tin/a/", "/xa/tin.html /tin/a/"]);
    assert!(built.page("/_hosting/nginx.conf").contains("/cu/") && built.page("/_hosting/Caddyfile").contains("/cu/"));
    assert!(!built.page("/sitemap.xml").contains("/cu/"));
}

#[test]
fn a_section_can_have_old_addresses() {
    let built = Portal::plain().section("tin", "title = \"Tin\"\naliases = [\"/tin-tuc/\"]", &[]).build().ok();
    built.contains("/tin-tuc/", "moved to https://senvang.lamgiang.gov.vn/tin/");
}

#[test]
fn the_schedule_holds_every_moment_to_come_in_order() {
    let built = news()
        .page("tin/a", "title = \"A\"\npublish_at = 2026-12-01T08:00:00")
        .page("tin/b", "title = \"B\"\nexpires_at = 2026-12-24")
        .page("tin/cu", "title = \"Đã qua\"\nexpires_at = 2026-01-01")
        .document("c", "1/QĐ-UBND", "effective = 2027-01-01\nexpires = 2027-06-01")
        .page("bao", "kind = \"notice\"\ntitle = \"Bão\"\nlevel = \"info\"\nends = 2026-11-25T18:00:00")
        .build()
        .ok();
    let schedule = built.json("/schedule.json");
    let moments: Vec<(&str, &str, &str)> = schedule["moments"]
        .as_array()
        .expect("moments")
        .iter()
        .map(|m| {
            (
                m["at"].as_str().expect("a time"),
                m["url"].as_str().or(m["file"].as_str()).expect("a place"),
                m["becomes"].as_str().expect("a state"),
            )
        })
        .collect();
    let wanted = [
        ("2026-11-25T18:00:01+07:00", "/bao/", "ended"),
        ("2026-12-01T08:00:00+07:00", "tin/a.md", "published"),
        ("2026-12-25T00:00:00+07:00", "/tin/b/", "gone"),
        ("2027-01-01T00:00:00+07:00", "/van-ban/1-qd-ubnd/", "in-force"),
        ("2027-06-01T00:00:00+07:00", "/van-ban/1-qd-ubnd/", "expired"),
    ];
    assert_eq!(moments, wanted);
    assert_eq!(schedule["next"], wanted[0].0);
}

#[test]
fn the_schedule_holds_the_days_of_reviews_also_those_that_have_passed() {
    let portal = news()
        .page("tin/a", "title = \"A\"\nreview_by = 2027-03-01T08:00:00")
        .page("tin/b", "title = \"B\"\nreview_by = 2026-10-01")
        .page("tin/nhap", "title = \"Nháp\"\ndraft = true\nreview_by = 2027-01-01")
        .page("tin/het", "title = \"Hết\"\nexpires_at = 2026-11-01\nreview_by = 2027-01-01");
    let schedule = portal.build().ok().json("/schedule.json");
    let review = |on: &str, url: &str, file: &str| serde_json::json!({"on": on, "url": url, "file": file});
    let wanted = [review("2026-10-01", "/tin/b/", "tin/b.md"), review("2027-03-01", "/tin/a/", "tin/a.md")];
    assert_eq!(schedule["reviews"], serde_json::json!(wanted));
    // A review changes nothing on a page, so that no build waits for it.
    assert_eq!(schedule["next"], serde_json::Value::Null);
    let portal = portal.replace("content/tin/a.md", "2027-03-01T08:00:00", "2027-04-01");
    assert_eq!(portal.build().ok().json("/schedule.json")["reviews"][1]["on"], "2027-04-01");
}

#[test]
fn the_schedule_of_a_portal_that_nothing_awaits_is_empty() {
    let schedule = news().build().ok().json("/schedule.json");
    assert_eq!((&schedule["next"], schedule["moments"].as_array().map(Vec::len)), (&serde_json::Value::Null, Some(0)));
}

/// A portal that keeps the calendar of the budget, with a page that shows it.
fn budget() -> Portal {
    let show = "{% set plan = get_calendar(id=\"ngan-sach\", year=2026) %}{% for one in plan.sets %}{{ one.set }} \
                {{ one.due or \"-\" }} {{ one.state }}\n{% endfor %}";
    let page = |name: &str, front: &str| format!("+++\ntitle = \"{name}\"\nyear = 2026\n{front}\n+++\n");
    Portal::plain()
        .section("ngan-sach", "title = \"Ngân sách\"\nkind = \"budget\"", &[])
        .write("content/ngan-sach/ba.md", &page("Ba", "set = \"execution-3-months\"\ndate = 2026-04-10"))
        .write("content/ngan-sach/sau.md", &page("Sáu", "set = \"execution-6-months\"\ndate = 2026-07-13"))
        .write("content/ngan-sach/qt.md", &page("QT", "set = \"estimate-decided\"\ndate = 2026-01-20"))
        .page("lich", "title = \"Lịch\"\ntemplate = \"lich.html\"")
        .write("templates/lich.html", show)
}

#[test]
fn a_calendar_says_how_each_set_stands_on_its_days() {
    // The tenth of October 2026 is a Saturday, so that the time ends on the Monday after it.
    for (day, nine) in
        [("2026-09-30", "not-yet"), ("2026-10-01", "due"), ("2026-10-12", "due"), ("2026-10-13", "overdue")]
    {
        let built = budget().on(day).build().ok();
        in_order(
            built.page("/lich/"),
            &[
                "estimate-decided - published",
                "execution-3-months 2026-04-10 in-time",
                "execution-6-months 2026-07-10 late",
                &format!("execution-9-months 2026-10-12 {nine}"),
                "execution-year - not-yet",
                "settlement - not-yet",
                "support-policy - if-any",
            ],
        );
    }
    let counted = budget().replace("content/ngan-sach/qt.md", "set =", "counted_from = 2025-12-22\nset =");
    counted
        .on("2027-05-01")
        .build()
        .ok()
        .contains("/lich/", "decided 2026-01-21 in-time")
        .contains("/lich/", "settlement - missing");
}

#[test]
fn the_schedule_holds_the_days_of_a_calendar() {
    let moments = |portal: Portal| {
        let schedule = portal.build().ok().json("/schedule.json");
        let all = schedule["moments"].as_array().expect("moments").clone();
        let told = all.iter().filter(|one| one["year"] == 2026).map(|one| {
            let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
            assert_eq!(one["calendar"], "ngan-sach");
            format!("{} {} {}", text("at"), text("set"), text("becomes"))
        });
        told.collect::<Vec<String>>()
    };
    let settlement = "2027-05-01T00:00:00+07:00 settlement missing".to_owned();
    assert_eq!(
        moments(budget().on("2026-09-01")),
        [
            "2026-10-01T00:00:00+07:00 execution-9-months due",
            "2026-10-13T00:00:00+07:00 execution-9-months overdue",
            &settlement
        ]
    );
    let page = "title = \"Chín\"\nyear = 2026\nset = \"execution-9-months\"\ndate = 2026-10-02";
    assert_eq!(moments(budget().page("ngan-sach/chin", page).on("2026-10-05")), [settlement]);
    // A portal without such pages keeps no calendar.
    assert_eq!(moments(news().on("2026-09-01")), [""; 0]);
}

#[test]
fn corrections_have_a_list_and_feeds() {
    let show = "{% set found = get_corrections() %}{% for one in found.items %}{{ one.date }} {{ one.title }} {{ one.note }} {{ one.number }}\n{% endfor %}";
    let portal = news()
        .page("sua", "title = \"Đính chính\"\ntemplate = \"sua.html\"")
        .write("templates/sua.html", show)
        .page("tin/a", "title = \"A\"\ncorrections = [{ date = 2026-11-01, note = \"Một\" }, { date = 2026-11-20, note = \"Hai\" }]")
        .page("tin/b", "title = \"B\"\ncorrections = [{ date = 2026-11-10, note = \"Ba & bốn\" }]")
        .page("tin/c", "title = \"C\"\ndraft = true\ncorrections = [{ date = 2026-11-10, note = \"Nháp\" }]");
    let built = portal.build().ok();
    in_order(built.page("/sua/"), &["2026-11-20 A Hai 2", "2026-11-10 B Ba", "2026-11-01 A Một 1"]);
    built.contains("/corrections-rss.xml", "/tin/a/#correction-2").contains("/corrections-atom.xml", "Ba &amp; bốn");
    let feed = built.json("/corrections-feed.json");
    assert_eq!(feed["items"].as_array().map(Vec::len), Some(3), "{feed}");
    news().build().ok().lacks("/corrections-rss.xml");
}

#[test]
fn what_the_schedule_says_happens() {
    let portal = news().document("a", "1/QĐ-UBND", "effective = 2027-01-01").document(
        "b",
        "2/QĐ-UBND",
        "effective = 2027-03-01\nreplaces = [\"1/QĐ-UBND\"]",
    );
    let portal = portal.write("templates/page.html", "{{ page.fields.status?.value or \"-\" }}");
    let moments = portal.build().ok().json("/schedule.json")["moments"].clone();
    let mut portal = portal;
    let all = moments.as_array().expect("moments");
    assert_eq!(all.len(), 3, "{moments}");
    for moment in all {
        let at = moment["at"].as_str().expect("a time").trim_end_matches("+07:00");
        let url = moment["url"].as_str().expect("an address");
        portal = portal.on(at);
        assert_eq!(portal.build().ok().page(url), moment["becomes"].as_str().expect("a state"), "{at}");
    }
}

#[test]
fn a_change_in_the_future_is_no_change_that_happened() {
    let built = news().page("tin/a", "title = \"A\"\ndate = 2026-12-31").build().ok();
    let map = built.page("/sitemap.xml");
    assert!(!map.contains("2026-12-31"), "{map}");
}
