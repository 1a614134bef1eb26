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
pub(super) fn headers_of(settings: &Value) -> [(&'static str, &str); 6] {
    response_headers(text_at(settings, "config.content_security_policy"))
}

/// How long browsers keep a file whose address changes with its bytes.
pub(super) const CACHE_FOREVER: &str = "public, max-age=31536000, immutable";

/// The paths of these files, as a regular expression.
pub(super) const FOREVER_PATTERN: &str = r"\.[0-9a-f]{10}\.(css|m?js)$|^/img/|^/search/[0-9a-f]{10}\.";

/// The files that say how to serve the portal, without the slash at their start. Nobody needs to
/// read them.
pub(super) const HOST_FILES_PATTERN: &str = r"^(_hosting/|_headers$|_redirects$|\.htaccess$|web\.config$)";

/// The media types of files whose types hosts often do not know.
pub(super) const CONTENT_TYPES: [(&str, &str); 5] = [
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
pub(super) fn language_home_urls(settings: &Value) -> impl Iterator<Item = &str> {
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
        "# include this file inside a server block; root is the folder of the portal\nindex index.html;\nerror_page 404 /404.html;\ncharset utf-8;\ncharset_types text/html text/plain text/css text/javascript application/javascript;\n# the address of a page ends with a slash; only a page that is there is redirected to\nabsolute_redirect off;\nif (-f $request_filename/index.html) {\n  rewrite ^(.*[^/])$ $1/ permanent;\n}\n",
    );
    // A location with a header of its own has no header of the block around it.
    let headers: String = headers_of(settings)
        .into_iter()
        .map(|(name, value)| format!("  add_header {name} \"{value}\" always;\n"))
        .collect();
    out.push_str(&headers.replace("  add_header", "add_header"));
    out.push_str(&format!(
        "location ~ \"{FOREVER_PATTERN}\" {{\n{headers}  add_header Cache-Control \"{CACHE_FOREVER}\";\n}}\n"
    ));
    for (path, kind) in CONTENT_TYPES {
        let name = path.replace('.', "\\.");
        out.push_str(&format!("location ~ \"{name}$\" {{\n  types {{ }}\n  default_type \"{kind}\";\n}}\n"));
    }
    out.push_str(&format!(
        "location /api/ {{\n{headers}  add_header Access-Control-Allow-Origin \"*\";\n  try_files $uri =404;\n}}\nlocation / {{\n  try_files $uri $uri/index.html =404;\n}}\nlocation ~ \"{}\" {{ return 404; }}\n",
        HOST_FILES_PATTERN.replacen("^(", "^/(", 1)
    ));
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
    out.push_str(&format!(
        "}}\n@forever {{\n\tpath_regexp {FOREVER_PATTERN}\n\tfile\n}}\nheader @forever Cache-Control \"{CACHE_FOREVER}\"\n@interfaces {{\n\tpath /api/*\n\tfile\n}}\nheader @interfaces Access-Control-Allow-Origin \"*\"\n"
    ));
    for (at, (path, kind)) in CONTENT_TYPES.iter().enumerate() {
        // The server of files would write its own type later.
        out.push_str(&format!("@type{at} path *{path}\nheader @type{at} {{\n\tContent-Type \"{kind}\"\n\tdefer\n}}\n"));
    }
    for entry in list_at(report, "moved") {
        out.push_str(&format!("redir {} {} permanent\n", text_at(entry, "from"), text_at(entry, "to")));
    }
    // Old addresses come first, because `try_files` changes the path of the request.
    out.push_str(&format!("route {{\n{}\t@page {{\n\t\tnot path */\n\t\tfile {{\n\t\t\ttry_files {{path}}/index.html\n\t\t}}\n\t}}\n\tredir @page {{path}}/ permanent\n\ttry_files {{path}} {{path}}/index.html\n}}\n", caddy_directives(report)));
    for (at, url) in list_at(report, "gone").iter().filter_map(Value::as_str).enumerate() {
        out.push_str(&format!("@gone{at} path {url}\nhandle @gone{at} {{\n\trewrite * {url}index.html\n\tfile_server {{\n\t\tstatus 410\n\t}}\n}}\n"));
    }
    out.push_str("file_server {\n\thide _hosting _headers _redirects .htaccess web.config\n}\nhandle_errors {\n");
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
