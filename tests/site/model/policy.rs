//! What pages may load from other hosts, and send to them.

use harness::page::between;
use harness::{Built, Portal};

const MAP: &str = "\n[[policy]]\nhost = \"https://ban-do.example\"\nfor = [\"frame\", \"image\"]\nreason = { vi = \"Bản đồ của tỉnh.\", en = \"The map of the province.\" }\n";
const MEASURE: &str = "\n[measure]\nsite_id = 4711\n";

fn portal() -> Portal {
    Portal::empty().page("du-lieu-ca-nhan", "title = \"Dữ liệu cá nhân\"\ntemplate = \"privacy.html\"")
}

fn policy(built: &Built) -> &str {
    between(built.page("/_headers"), "Content-Security-Policy: ", "\n")
}

#[test]
fn a_host_is_allowed_in_the_files_of_every_host_for_its_purposes_alone() {
    let built = portal().append("portal.toml", MAP).build().ok();
    assert!(built.warnings().is_empty());
    let policy = policy(&built);
    assert!(policy.contains("img-src 'self' data: https://ban-do.example; "), "{policy}");
    assert!(
        policy.contains("frame-src https://ban-do.example; ") && policy.contains("script-src 'self'; "),
        "{policy}"
    );
    for file in ["/_hosting/nginx.conf", "/_hosting/Caddyfile"] {
        built.contains(file, policy);
    }
}

#[test]
fn readers_are_told_of_every_host_with_its_reason() {
    let built = portal().append("portal.toml", MAP).append("portal.toml", MEASURE).build().ok();
    let page = between(built.page("/du-lieu-ca-nhan/"), "id=\"site_outside\"", "</section>");
    assert!(page.contains("ban-do.example") && page.contains("Bản đồ của tỉnh."), "{page}");
    assert!(page.contains("f-emc.ngsp.gov.vn") && page.contains("Điều 11"), "{page}");
    built.contains("/", "href=\"/du-lieu-ca-nhan/\"");
    portal().build().ok().contains("/du-lieu-ca-nhan/", "không tải gì từ máy chủ khác");
}

#[test]
fn every_page_is_measured_without_a_script_within_it() {
    let expired = "title = \"Hết hạn\"\ndate = 2026-01-01\nexpires_at = 2026-02-01";
    let built = portal().page("cu", expired).append("portal.toml", MEASURE).on("2026-11-23").build().ok();
    for page in ["/", "/du-lieu-ca-nhan/", "/404.html", "/cu/"] {
        built.contains(page, "data-site=\"4711\"").contains(page, "data-tracker=\"https://f-emc.ngsp.gov.vn\"");
        built.contains(page, "class=\"measured\"");
    }
    assert!(policy(&built).contains("script-src 'self' https://f-emc.ngsp.gov.vn; "));
    let script = between(built.page("/"), "src=\"/js/measure.", "\"");
    assert!(!script.is_empty());
    portal().build().ok().omits("/", "measure.");
}

#[test]
fn what_a_template_loads_from_a_named_host_is_no_fault() {
    let shortcode = "<iframe src=\"https://ban-do.example/x\" title=\"Bản đồ\"></iframe>";
    let portal = portal().write("templates/shortcodes/ban-do.html", shortcode);
    let codes = |built: &Built| built.warnings().iter().map(|(code, _)| (*code).to_owned()).collect::<Vec<_>>();
    let told = codes(&portal.build().ok());
    assert!(told.contains(&"template-frame".to_owned()), "{told:?}");
    let told = codes(&portal.append("portal.toml", MAP).build().ok());
    assert!(!told.contains(&"template-frame".to_owned()), "{told:?}");
}
