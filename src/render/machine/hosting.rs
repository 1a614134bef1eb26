//! Header and redirect files: for hosts that read `_headers` and `_redirects`, for nginx and for
//! Caddy.

use tera::Value;

use super::redirect_rules::{caddy_directives, nginx_directives, redirects_lines};
use crate::render::value::object::{list_at, text_at};

/// The headers of every HTTP response, with the policy of the portal. They allow no inline script
/// or style, and nothing from hosts that the portal does not name.
pub fn response_headers(policy: &str) -> [(&'static str, &str); 6] {
    [
        ("Content-Security-Policy", policy),
        ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ]
}

/// The headers of a portal.
fn headers_of(settings: &Value) -> [(&'static str, &str); 6] {
    response_headers(text_at(settings, "config.content_security_policy"))
}

const CACHE_FOREVER: &str = "public, max-age=31536000, immutable";

/// The media types of files whose types hosts often do not know.
const CONTENT_TYPES: [(&str, &str); 5] = [
    ("/feed.json", "application/feed+json; charset=utf-8"),
    ("/rss.xml", "application/rss+xml; charset=utf-8"),
    ("/atom.xml", "application/atom+xml; charset=utf-8"),
    ("/dcat.jsonld", "application/ld+json; charset=utf-8"),
    ("/.well-known/security.txt", "text/plain; charset=utf-8"),
];

/// `_headers`. `assets` are the addresses that change with their contents, which browsers may cache
/// forever.
pub(crate) fn headers<'a>(settings: &Value, assets: impl Iterator<Item = &'a str>) -> String {
    let mut out = String::from("/*\n");
    for (name, value) in headers_of(settings) {
        out.push_str(&format!("  {name}: {value}\n"));
    }
    // The pattern cannot tell the other files of search, which are named by their content too, from
    // the manifests.
    for path in assets.chain(["/img/*", "/search/*.bin"]) {
        out.push_str(&format!("{path}\n  Cache-Control: {CACHE_FOREVER}\n"));
    }
    for (path, kind) in CONTENT_TYPES {
        out.push_str(&format!("{path}\n  Content-Type: {kind}\n"));
        if path.ends_with("feed.json") || path.ends_with(".xml") {
            // This line is for the feeds of sections. The feeds of the home page need their own
            // line, because on some hosts a star does not match the empty text.
            out.push_str(&format!("/*{path}\n  Content-Type: {kind}\n"));
        }
    }
    out.push_str("/api/*\n  Access-Control-Allow-Origin: *\n");
    out
}

/// The home pages of the languages that have a folder of their own. Each such folder has a 404
/// page.
fn language_home_urls(settings: &Value) -> impl Iterator<Item = &str> {
    list_at(settings, "config.languages").iter().map(|language| text_at(language, "url")).filter(|url| *url != "/")
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
    out
}

/// The body of an nginx `server` block.
pub(crate) fn nginx(settings: &Value, report: &Value) -> String {
    let mut out = String::from(
        "# include this file inside a server block; root is the folder of the portal\nindex index.html;\nerror_page 404 /404.html;\ncharset utf-8;\n",
    );
    for (name, value) in headers_of(settings) {
        out.push_str(&format!("add_header {name} \"{value}\" always;\n"));
    }
    out.push_str("location ~* \"\\.[0-9a-f]{10}\\.(css|m?js)$|^/img/|^/search/[0-9a-f]{10}\\.\" {\n  expires 1y;\n");
    for (name, value) in headers_of(settings) {
        out.push_str(&format!("  add_header {name} \"{value}\" always;\n"));
    }
    out.push_str(
        "}\nlocation / {\n  try_files $uri $uri/index.html =404;\n}\nlocation ^~ /_hosting/ { return 404; }\n",
    );
    for home in language_home_urls(settings) {
        out.push_str(&format!(
            "location {home} {{\n  error_page 404 {home}404.html;\n  try_files $uri $uri/index.html =404;\n}}\n"
        ));
    }
    for entry in list_at(report, "moved") {
        out.push_str(&format!("location = {} {{ return 301 {}; }}\n", text_at(entry, "from"), text_at(entry, "to")));
    }
    out.push_str(&nginx_directives(report));
    for url in list_at(report, "gone").iter().filter_map(Value::as_str) {
        out.push_str(&format!("location = {url} {{ error_page 410 {url}index.html; return 410; }}\n"));
    }
    out
}

/// The body of a Caddy site block.
pub(crate) fn caddy(settings: &Value, report: &Value) -> String {
    let mut out = String::from("# import this file inside a site block; root is the folder of the portal\nheader {\n");
    for (name, value) in headers_of(settings) {
        out.push_str(&format!("\t{name} \"{value}\"\n"));
    }
    out.push_str("}\n@forever path_regexp \\.[0-9a-f]{10}\\.(css|m?js)$|^/search/[0-9a-f]{10}\\.\n");
    out.push_str(&format!(
        "header @forever Cache-Control \"{CACHE_FOREVER}\"\nheader /img/* Cache-Control \"{CACHE_FOREVER}\"\n"
    ));
    for entry in list_at(report, "moved") {
        out.push_str(&format!("redir {} {} permanent\n", text_at(entry, "from"), text_at(entry, "to")));
    }
    // Old addresses come first, because `try_files` changes the path of the request.
    out.push_str(&format!("route {{\n{}\ttry_files {{path}} {{path}}/index.html\n}}\n", caddy_directives(report)));
    for (at, url) in list_at(report, "gone").iter().filter_map(Value::as_str).enumerate() {
        out.push_str(&format!("@gone{at} path {url}\nhandle @gone{at} {{\n\trewrite * {url}index.html\n\tfile_server {{\n\t\tstatus 410\n\t}}\n}}\n"));
    }
    out.push_str("file_server {\n\thide _hosting\n}\nhandle_errors {\n");
    for (at, home) in language_home_urls(settings).enumerate() {
        out.push_str(&format!("\t@lang{at} path {home}*\n\trewrite @lang{at} {home}404.html\n"));
    }
    let others: Vec<String> = language_home_urls(settings).map(|home| format!(" {home}*")).collect();
    if others.is_empty() {
        out.push_str("\trewrite * /404.html\n");
    } else {
        out.push_str(&format!("\t@rest not path{}\n\trewrite @rest /404.html\n", others.concat()));
    }
    out.push_str("\tfile_server\n}\n");
    out
}
