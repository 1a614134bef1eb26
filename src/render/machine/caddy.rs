//! The settings for Caddy.

use tera::Value;

use super::hosting::{CACHE_FOREVER, CONTENT_TYPES, base_path, forever_pattern, headers_of, language_home_urls};
use super::redirect_rules::caddy_directives;
use crate::render::value::object::{list_at, text_at};

/// The body of a Caddy site block. A portal below a path of its host leaves everything else of the
/// host alone.
pub(crate) fn caddy(settings: &Value, report: &Value) -> String {
    let base = base_path(settings);
    let directives = site_directives(settings, report);
    let mut errors = String::new();
    for (at, home) in language_home_urls(settings).enumerate() {
        errors.push_str(&format!("\t@lang{at} path {home}*\n\trewrite @lang{at} {home}404.html\n"));
    }
    let others: Vec<String> = language_home_urls(settings).map(|home| format!(" {home}*")).collect();
    match others.is_empty() {
        true => errors.push_str(&format!("\trewrite * {base}/404.html\n")),
        false => errors.push_str(&format!("\t@rest not path{}\n\trewrite @rest {base}/404.html\n", others.concat())),
    }
    errors.push_str("\tfile_server\n");
    let intro = "# import this file inside a site block; root is the folder";
    match base {
        "" => format!("{intro} of the portal\n{directives}handle_errors {{\n{errors}}}\n"),
        _ => format!(
            "{intro} in which the folder of the portal lies as {}\nredir {base} {base}/ permanent\nhandle {base}/* {{\n{directives}}}\nhandle_errors {{\nhandle {base}/* {{\n{errors}}}\n}}\n",
            base.trim_start_matches('/')
        ),
    }
}

/// What answers the requests for files that are there, that moved and that are gone.
fn site_directives(settings: &Value, report: &Value) -> String {
    let base = base_path(settings);
    let mut out = String::from("header {\n");
    for (name, value) in headers_of(settings) {
        out.push_str(&format!("\t{name} \"{value}\"\n"));
    }
    out.push_str(&format!(
        "}}\n@forever {{\n\tpath_regexp {}\n\tfile\n}}\nheader @forever Cache-Control \"{CACHE_FOREVER}\"\n@interfaces {{\n\tpath {base}/api/*\n\tfile\n}}\nheader @interfaces Access-Control-Allow-Origin \"*\"\n",
        forever_pattern(settings)
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
    let hidden = "hide _hosting _headers _redirects .htaccess web.config";
    out.push_str(&format!("file_server {{\n\t{hidden}\n}}\n"));
    out
}
