//! `.htaccess`, the settings for Apache 2.4 and LiteSpeed: the hosts of most agencies that rent a
//! place (cPanel, DirectAdmin). The folder needs `AllowOverride All`, which these hosts have.

use tera::Value;

use super::hosting::{
    CACHE_FOREVER, CONTENT_TYPES, HOST_FILES_PATTERN, base_path, forever_pattern, from_folder, headers_of,
    language_home_urls,
};
use super::redirect_rules::apache_directives;
use crate::render::value::object::{list_at, text_at};

/// The file `.htaccess` in the folder of the portal.
pub(crate) fn htaccess(settings: &Value, report: &Value) -> String {
    let base = base_path(settings);
    let mut out = format!(
        "# Settings for Apache 2.4 and LiteSpeed, written by the build: the next build replaces every change\nOptions -Indexes -MultiViews\nDirectoryIndex index.html\nDirectorySlash Off\nAddDefaultCharset utf-8\nAddCharset utf-8 .css .js .mjs\nErrorDocument 404 {base}/404.html\n",
    );
    for home in language_home_urls(settings) {
        out.push_str(&format!(
            "<If \"%{{REQUEST_URI}} =~ m#^{}#\">\nErrorDocument 404 {home}404.html\n</If>\n",
            regex::escape(&home)
        ));
    }
    let gone: Vec<&str> = list_at(report, "gone").iter().filter_map(Value::as_str).collect();
    for url in &gone {
        out.push_str(&format!("<If \"%{{REQUEST_URI}} == '{url}'\">\nErrorDocument 410 {url}index.html\n</If>\n"));
    }
    for (path, kind) in CONTENT_TYPES {
        let name = path.rsplit('/').next().unwrap_or_default();
        out.push_str(&format!("<Files \"{name}\">\nForceType \"{kind}\"\n</Files>\n"));
    }
    out.push_str("<IfModule mod_headers.c>\n");
    for (name, value) in headers_of(settings) {
        out.push_str(&format!("Header always set {name} \"{value}\"\n"));
    }
    out.push_str(&format!(
        "<If \"%{{REQUEST_URI}} =~ m#{}#\">\nHeader set Cache-Control \"{CACHE_FOREVER}\"\n</If>\n<If \"%{{REQUEST_URI}} =~ m#^{base}/api/#\">\nHeader set Access-Control-Allow-Origin \"*\"\n</If>\n</IfModule>\n",
        forever_pattern(settings)
    ));
    out.push_str(&format!("RewriteEngine On\nRewriteRule \"{HOST_FILES_PATTERN}\" - [R=404,L]\n"));
    for entry in list_at(report, "moved") {
        let from = from_folder(settings, text_at(entry, "from"));
        out.push_str(&format!(
            "RewriteRule \"^{}$\" \"{}\" [R=301,L,NE,QSD]\n",
            regex::escape(from),
            text_at(entry, "to")
        ));
    }
    out.push_str(&apache_directives(settings, report));
    for url in &gone {
        out.push_str(&format!("RewriteRule \"^{}$\" - [G]\n", regex::escape(from_folder(settings, url))));
    }
    // The address of a page ends with a slash.
    out.push_str(&format!(
        "RewriteCond %{{REQUEST_FILENAME}}/index.html -f\nRewriteRule \"^(.*[^/])$\" \"{base}/$1/\" [R=301,L]\n"
    ));
    out
}
