//! `web.config`, the settings for IIS 10 with the module URL Rewrite 2.1.

use tera::Value;

use super::hosting::{
    CACHE_FOREVER, CONTENT_TYPES, HOST_FILES_PATTERN, base_path, forever_pattern, from_folder, headers_of,
    language_home_urls,
};
use super::redirect_rules::iis_rules;
use crate::html::escape;
use crate::render::value::object::{list_at, text_at};

/// The file `web.config` in the folder of the portal.
pub(crate) fn web_config(settings: &Value, report: &Value) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- Settings for IIS, written by the build: the next build replaces every change. -->\n<configuration>\n<system.webServer>\n<directoryBrowse enabled=\"false\"/>\n<defaultDocument enabled=\"true\"><files><clear/><add value=\"index.html\"/></files></defaultDocument>\n<httpProtocol><customHeaders>\n<remove name=\"X-Powered-By\"/>\n",
    );
    for (name, value) in headers_of(settings) {
        out.push_str(&format!("<add name=\"{name}\" value=\"{}\"/>\n", escape(value)));
    }
    out.push_str("</customHeaders></httpProtocol>\n<staticContent>\n");
    // IIS sends no file whose type it does not know.
    for (extension, kind) in [
        (".avif", "image/avif"),
        (".bin", "application/octet-stream"),
        (".jsonl", "application/jsonl; charset=utf-8"),
        (".jsonld", "application/ld+json; charset=utf-8"),
        (".ics", "text/calendar; charset=utf-8"),
        (".webmanifest", "application/manifest+json"),
        (".webp", "image/webp"),
        (".woff2", "font/woff2"),
    ] {
        out.push_str(&format!(
            "<remove fileExtension=\"{extension}\"/><mimeMap fileExtension=\"{extension}\" mimeType=\"{kind}\"/>\n"
        ));
    }
    out.push_str("</staticContent>\n<rewrite>\n<rules>\n");
    out.push_str(&format!(
        "<rule name=\"host files\" stopProcessing=\"true\"><match url=\"{HOST_FILES_PATTERN}\"/><action type=\"CustomResponse\" statusCode=\"404\" statusReason=\"Not Found\"/></rule>\n"
    ));
    for (at, entry) in list_at(report, "moved").iter().enumerate() {
        let from = regex::escape(from_folder(settings, text_at(entry, "from")));
        out.push_str(&format!(
            "<rule name=\"moved {at}\" stopProcessing=\"true\"><match url=\"^{}$\" ignoreCase=\"false\"/><action type=\"Redirect\" url=\"{}\" redirectType=\"Permanent\" appendQueryString=\"false\"/></rule>\n",
            escape(&from),
            escape(text_at(entry, "to"))
        ));
    }
    out.push_str(&iis_rules(settings, report));
    for (at, url) in list_at(report, "gone").iter().filter_map(Value::as_str).enumerate() {
        let from = regex::escape(from_folder(settings, url));
        out.push_str(&format!(
            "<rule name=\"gone {at}\" stopProcessing=\"true\"><match url=\"^{}$\" ignoreCase=\"false\"/><action type=\"CustomResponse\" statusCode=\"410\" statusReason=\"Gone\"/></rule>\n",
            escape(&from)
        ));
    }
    out.push_str("</rules>\n<outboundRules>\n");
    let header = |name: &str, pattern: &str, header: &str, value: &str| {
        format!(
            "<rule name=\"{name}\"><match serverVariable=\"RESPONSE_{header}\" pattern=\".*\"/><conditions><add input=\"{{REQUEST_URI}}\" pattern=\"{}\"/><add input=\"{{RESPONSE_STATUS}}\" pattern=\"^200\"/></conditions><action type=\"Rewrite\" value=\"{value}\"/></rule>\n",
            escape(pattern)
        )
    };
    out.push_str(&header("forever", &forever_pattern(settings), "Cache_Control", CACHE_FOREVER));
    out.push_str(&header(
        "interfaces",
        &format!("^{}/api/", regex::escape(base_path(settings))),
        "Access_Control_Allow_Origin",
        "*",
    ));
    for (path, kind) in CONTENT_TYPES {
        out.push_str(&header(path, &format!("{}$", regex::escape(path)), "Content_Type", kind));
    }
    out.push_str("</outboundRules>\n</rewrite>\n<httpErrors errorMode=\"Custom\" existingResponse=\"Replace\">\n<remove statusCode=\"404\"/>\n<error statusCode=\"404\" path=\"404.html\" responseMode=\"File\"/>\n<remove statusCode=\"410\"/>\n<error statusCode=\"410\" path=\"410.html\" responseMode=\"File\"/>\n</httpErrors>\n</system.webServer>\n");
    let folder = |url: &str| from_folder(settings, url).trim_end_matches('/').to_owned();
    let errors = language_home_urls(settings).map(|home| (folder(&home), 404, format!("{}\\404.html", folder(&home))));
    let gone = list_at(report, "gone").iter().filter_map(Value::as_str);
    let gone = gone.map(|url| (folder(url), 410, format!("{}\\index.html", folder(url).replace('/', "\\"))));
    for (path, status, page) in errors.chain(gone) {
        out.push_str(&format!(
            "<location path=\"{path}\"><system.webServer><httpErrors errorMode=\"Custom\" existingResponse=\"Replace\"><remove statusCode=\"{status}\"/><error statusCode=\"{status}\" path=\"{page}\" responseMode=\"File\"/></httpErrors></system.webServer></location>\n"
        ));
    }
    out.push_str("</configuration>\n");
    out
}
