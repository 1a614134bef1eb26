//! `_headers` and `_redirects`, for hosts that read these files.

use tera::Value;

use super::hosting::{CACHE_FOREVER, CONTENT_TYPES, base_path, headers_of, language_home_urls};
use super::redirect_rules::redirects_lines;
use crate::render::value::object::{list_at, text_at};

/// `_headers`. `assets` are the addresses that change with their contents, which browsers may cache
/// forever.
pub(crate) fn headers<'a>(settings: &Value, assets: impl Iterator<Item = &'a str>) -> String {
    let base = base_path(settings);
    let mut out = format!("{base}/*\n");
    for (name, value) in headers_of(settings) {
        out.push_str(&format!("  {name}: {value}\n"));
    }
    // The pattern cannot tell the other files of search, which are named by their content too, from
    // the manifests.
    for path in assets.chain(["/img/*", "/search/*.bin"]) {
        out.push_str(&format!("{base}{path}\n  Cache-Control: {CACHE_FOREVER}\n"));
    }
    for (path, kind) in CONTENT_TYPES {
        out.push_str(&format!("{base}{path}\n  Content-Type: {kind}\n"));
        if path.ends_with("feed.json") || path.ends_with(".xml") {
            // This line is for the feeds of sections. The feeds of the home page need their own
            // line, because on some hosts a star does not match the empty text.
            out.push_str(&format!("{base}/*{path}\n  Content-Type: {kind}\n"));
        }
    }
    out.push_str(&format!("{base}/api/*\n  Access-Control-Allow-Origin: *\n"));
    out
}

/// `_redirects`
pub(crate) fn redirects(settings: &Value, report: &Value) -> String {
    let mut out = String::new();
    for entry in list_at(report, "moved") {
        out.push_str(&format!("{} {} 301\n", text_at(entry, "from"), text_at(entry, "to")));
    }
    out.push_str(&redirects_lines(report));
    for url in list_at(report, "gone").iter().filter_map(Value::as_str) {
        out.push_str(&format!("{url} {url}index.html 410\n"));
    }
    for home in language_home_urls(settings) {
        out.push_str(&format!("{home}* {home}404.html 404\n"));
    }
    // At the root of the host this rule is understood.
    let base = base_path(settings);
    if !base.is_empty() {
        out.push_str(&format!("{base}/* {base}/404.html 404\n"));
    }
    out
}
