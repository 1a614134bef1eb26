//! What the settings of all hosts have in common.

use tera::Value;

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
pub(super) fn forever_pattern(settings: &Value) -> String {
    let base = regex::escape(base_path(settings));
    format!(r"\.[0-9a-f]{{10}}\.(css|m?js)$|^{base}/img/|^{base}/search/[0-9a-f]{{10}}\.")
}

/// The path of the portal on its host, without the slash at its end; empty at the root.
pub(super) fn base_path(settings: &Value) -> &str {
    text_at(settings, "config.base_path")
}

/// An address of the host as the settings in the folder of the portal name it: from this folder,
/// without the slash at its start.
pub(super) fn from_folder<'u>(settings: &Value, url: &'u str) -> &'u str {
    url.strip_prefix(base_path(settings)).unwrap_or(url).trim_start_matches('/')
}

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

/// The addresses on the host of the home pages of the languages that have a folder of their own.
/// Each such folder has a 404 page.
pub(super) fn language_home_urls(settings: &Value) -> impl Iterator<Item = String> {
    let homes = list_at(settings, "config.languages").iter().map(|language| text_at(language, "url"));
    homes.filter(|url| *url != "/").map(|url| format!("{}{url}", base_path(settings)))
}
