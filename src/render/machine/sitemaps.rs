//! Site maps (sitemaps.org 0.9), robots.txt (RFC 9309) and security.txt (RFC 9116).

use tera::Value;

use crate::html::escape_into;
use crate::plan::SITEMAP_LIMIT;
use crate::render::value::object::{list_at, text_at};

const XML_DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// The site map number `part`, counted from 0.
pub(crate) fn sitemap(addresses: &[Value], part: usize) -> String {
    let mut out = String::from(XML_DECLARATION);
    out.push_str(
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for address in addresses.iter().skip(part * SITEMAP_LIMIT).take(SITEMAP_LIMIT) {
        out.push_str("<url><loc>");
        escape_into(&mut out, text_at(address, "url"));
        out.push_str("</loc>");
        let updated = text_at(address, "updated");
        if !updated.is_empty() {
            out.push_str("<lastmod>");
            out.push_str(updated);
            out.push_str("</lastmod>");
        }
        for other in list_at(address, "alternates") {
            out.push_str("<xhtml:link rel=\"alternate\" hreflang=\"");
            out.push_str(text_at(other, "code"));
            out.push_str("\" href=\"");
            escape_into(&mut out, text_at(other, "url"));
            out.push_str("\"/>");
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out
}

/// The index of the site maps, for a portal with more than one.
pub(crate) fn sitemap_index(base_url: &str, addresses: usize) -> String {
    let mut out = String::from(XML_DECLARATION);
    out.push_str("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for part in 1..=addresses.div_ceil(SITEMAP_LIMIT) {
        out.push_str(&format!("<sitemap><loc>{base_url}/sitemap-{part}.xml</loc></sitemap>\n"));
    }
    out.push_str("</sitemapindex>\n");
    out
}

/// `sitemap.txt`: one address a line.
pub(crate) fn sitemap_text(addresses: &[Value]) -> String {
    addresses.iter().map(|a| format!("{}\n", text_at(a, "url"))).collect()
}

/// `robots.txt`: it allows everything and names the site map; the `own` rules of the site follow.
/// Search engines read groups for the same name as one, and the longest path decides (RFC 9309,
/// section 2.2). That of a portal which search engines may not show closes everything.
pub(crate) fn robots_txt(base_url: &str, is_indexed: bool, own: &str) -> String {
    if !is_indexed {
        return "User-agent: *\nDisallow: /\n".to_owned();
    }
    let own = if own.is_empty() { String::new() } else { format!("\n{own}\n") };
    format!("User-agent: *\nAllow: /\n\nSitemap: {base_url}/sitemap.xml\n{own}")
}

/// `security.txt`: the contact for reports of security flaws. The file must expire within a year
/// (RFC 9116); it expires at the end of the half-year after the current one, so that it changes
/// only twice a year.
pub(crate) fn security_txt(settings: &Value, today: &str) -> String {
    let base = text_at(settings, "config.base_url");
    let contact = match text_at(settings, "agency.email") {
        "" => format!("{base}/"),
        email => format!("mailto:{email}"),
    };
    let (year, month) = today.split_once('-').unwrap_or_default();
    let year: i32 = year.parse().unwrap_or_default();
    let (year, end) = if month < "07" { (year, "12-31") } else { (year + 1, "06-30") };
    let codes: Vec<&str> = list_at(settings, "config.languages").iter().map(|l| text_at(l, "code")).collect();
    format!(
        "Contact: {contact}\nExpires: {year}-{end}T23:59:59+07:00\nPreferred-Languages: {}\nCanonical: {base}/.well-known/security.txt\n",
        codes.join(", ")
    )
}
