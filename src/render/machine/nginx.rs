//! The settings for nginx.

use tera::Value;

use super::hosting::{
    CACHE_FOREVER, CONTENT_TYPES, HOST_FILES_PATTERN, base_path, forever_pattern, headers_of, language_home_urls,
};
use super::redirect_rules::nginx_directives;
use crate::render::value::object::{list_at, text_at};

/// The body of an nginx `server` block. A portal below a path of its host leaves everything else of
/// the host alone.
pub(crate) fn nginx(settings: &Value, report: &Value) -> String {
    let base = base_path(settings);
    let root = match base {
        "" => "the folder of the portal".to_owned(),
        base => format!("the folder in which the folder of the portal lies as {}", base.trim_start_matches('/')),
    };
    let mut out = format!(
        "# include this file inside a server block; root is {root}\n# the address of a page ends with a slash; only a page that is there is redirected to\nabsolute_redirect off;\nif (-f $request_filename/index.html) {{\n  rewrite ^({}/.*[^/])$ $1/ permanent;\n}}\n",
        regex::escape(base)
    );
    let directives = nginx_directives(report);
    let (conditions, locations): (Vec<_>, Vec<_>) = directives.lines().partition(|line| !line.starts_with("location "));
    if !base.is_empty() {
        // What stands in a location is not read for the locations in it.
        out.extend(conditions.iter().flat_map(|line| [line, "\n"]));
        out.push_str(&format!("location {base}/ {{\n"));
    }
    out.push_str(&format!(
        "index index.html;\nerror_page 404 {base}/404.html;\ncharset utf-8;\ncharset_types text/html text/plain text/css text/javascript application/javascript;\n"
    ));
    // A location with a header of its own has no header of the block around it.
    let headers: String = headers_of(settings)
        .into_iter()
        .map(|(name, value)| format!("  add_header {name} \"{value}\" always;\n"))
        .collect();
    out.push_str(&headers.replace("  add_header", "add_header"));
    out.push_str(&format!(
        "location ~ \"{}\" {{\n{headers}  add_header Cache-Control \"{CACHE_FOREVER}\";\n}}\n",
        forever_pattern(settings)
    ));
    for (path, kind) in CONTENT_TYPES {
        let name = path.replace('.', "\\.");
        out.push_str(&format!("location ~ \"{name}$\" {{\n  types {{ }}\n  default_type \"{kind}\";\n}}\n"));
    }
    out.push_str(&format!(
        "location {base}/api/ {{\n{headers}  add_header Access-Control-Allow-Origin \"*\";\n  try_files $uri =404;\n}}\n"
    ));
    let files = "try_files $uri $uri/index.html =404;";
    match base {
        "" => out.push_str(&format!("location / {{\n  {files}\n}}\n")),
        _ => out.push_str(&format!("{files}\n")),
    }
    out.push_str(&format!(
        "location ~ \"{}\" {{ return 404; }}\n",
        HOST_FILES_PATTERN.replacen("^(", &format!("^{}/(", regex::escape(base)), 1)
    ));
    for home in language_home_urls(settings) {
        out.push_str(&format!("location {home} {{\n  error_page 404 {home}404.html;\n  {files}\n}}\n"));
    }
    for entry in list_at(report, "moved") {
        out.push_str(&format!("location = {} {{ return 301 {}; }}\n", text_at(entry, "from"), text_at(entry, "to")));
    }
    match base {
        "" => out.push_str(&directives),
        _ => out.extend(locations.iter().flat_map(|line| [line, "\n"])),
    }
    for url in list_at(report, "gone").iter().filter_map(Value::as_str) {
        out.push_str(&format!("location = {url} {{ error_page 410 {url}index.html; return 410; }}\n"));
    }
    if !base.is_empty() {
        out.push_str("}\n");
    }
    out
}
