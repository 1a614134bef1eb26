//! Finds in templates what browsers do not run or load: the Content-Security-Policy of the portal
//! allows no script and no style within a page, and no frame and nothing else from a host that
//! `[[policy]]` does not name.
//!
//! A template is no HTML document, so the check reads the tags that are written out in it. An
//! address that an expression computes is not known here.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::config::{Policy, Purpose};
use crate::diag::{Code, Diag, Lines};
use crate::site_files::{Template, Templates};
use crate::text::rule::compile_rule;

/// A comment or a part of Tera, which is no HTML.
static NO_HTML: LazyLock<Option<Regex>> =
    LazyLock::new(|| compile_rule(r"(?s)\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}|<!--.*?-->"));

/// A tag with its attributes.
static TAG: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compile_rule(r#"<(?<name>[a-zA-Z][a-zA-Z0-9-]*)(?<attributes>(?:\s(?:[^<>"']|"[^"]*"|'[^']*')*)?)>"#)
});

/// An attribute with its value.
static ATTRIBUTE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compile_rule(
        r#"(?s)\s(?<name>[a-zA-Z][\w:.-]*)\s*=\s*(?:"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<bare>[^\s"'>]+))"#,
    )
});

/// A warning for each part of a template of the site or of its theme that browsers block.
pub fn policy_faults(templates: &Templates, policy: &Policy) -> Vec<Diag> {
    let of_template = |template: &Template| {
        let (html, lines) = (without_tera(&template.text), Lines::new(&template.text));
        let tags = TAG.as_ref().into_iter().flat_map(|rule| rule.captures_iter(&html));
        let faults = tags.filter_map(|found| Tag::from_match(&found)).flat_map(|tag| tag.faults(policy));
        faults.map(|(diag, at)| diag.file(&template.file).spot(lines.spot(at))).collect::<Vec<_>>()
    };
    templates.all().flat_map(|(_, template)| of_template(template)).collect()
}

/// The text with spaces in place of everything that is no HTML, so that all other bytes stay at
/// their places.
fn without_tera(text: &str) -> String {
    let mut html = text.to_owned();
    for found in NO_HTML.as_ref().into_iter().flat_map(|rule| rule.find_iter(text)) {
        let blank: String = found.as_str().bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
        html.replace_range(found.range(), &blank);
    }
    html
}

/// A tag that opens an element.
struct Tag {
    name: String,
    range: Range<usize>,
    /// The names, the values and the places of the attributes.
    attributes: Vec<(String, String, Range<usize>)>,
}

impl Tag {
    fn from_match(found: &regex::Captures) -> Option<Self> {
        let (whole, written) = (found.get(0)?, found.name("attributes")?);
        let attribute = |found: regex::Captures| {
            let range = found.get(0)?.range();
            let value = ["double", "single", "bare"].iter().find_map(|form| found.name(form));
            let start = written.start() + range.start + 1;
            let name = found.name("name")?.as_str().to_ascii_lowercase();
            Some((name, value?.as_str().trim().to_owned(), start..written.start() + range.end))
        };
        let attributes = ATTRIBUTE.as_ref()?.captures_iter(written.as_str()).filter_map(attribute).collect();
        Some(Self { name: found.name("name")?.as_str().to_ascii_lowercase(), range: whole.range(), attributes })
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, ..)| own == name).map(|(_, value, _)| value.as_str())
    }

    /// What browsers block of the element, with the place.
    fn faults(&self, policy: &Policy) -> Vec<(Diag, Range<usize>)> {
        let mut found = Vec::new();
        let inline = |value: &str| Diag::warning(Code::TemplateInline).arg("value", value);
        let is_data = self.value("type").is_some_and(|ty| !matches!(ty, "" | "module" | "text/javascript"));
        match self.name.as_str() {
            "script" if self.value("src").is_none() && !is_data => found.push((inline("<script>"), self.range.clone())),
            "style" => found.push((inline("<style>"), self.range.clone())),
            "iframe" | "frame" if self.value("src").is_some_and(|src| may_frame(policy, src)) => {}
            "iframe" | "frame" | "object" | "embed" => {
                let diag = Diag::warning(Code::TemplateFrame).arg("value", format!("<{}>", self.name));
                found.push((diag, self.range.clone()));
            }
            _ => {}
        }
        for (name, value, at) in &self.attributes {
            let is_handler = name.len() > 2 && name.starts_with("on") && name.bytes().all(|b| b.is_ascii_lowercase());
            let diag = if is_handler || name == "style" {
                inline(&format!("{name}="))
            } else if value.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("javascript:")) {
                inline("javascript:")
            } else if is_elsewhere(value) && self.sends(name) && !policy.allows(value, Purpose::Form) {
                Diag::warning(Code::TemplateForm).arg("value", value)
            } else if is_elsewhere(value) && self.loads(name) && !self.may_load(name, value, policy) {
                Diag::warning(Code::LoadElsewhere).arg("value", value)
            } else {
                continue;
            };
            found.push((diag, at.clone()));
        }
        found
    }

    /// Whether the address in an attribute is loaded with the page.
    fn loads(&self, attribute: &str) -> bool {
        let loads_by = |rels: &[&str]| {
            self.value("rel").is_some_and(|rel| rel.split_ascii_whitespace().any(|word| rels.contains(&word)))
        };
        match (self.name.as_str(), attribute) {
            ("script" | "img" | "source" | "video" | "audio" | "track" | "input", "src" | "srcset")
            | ("video", "poster")
            | ("image" | "use", "href" | "xlink:href") => true,
            ("link", "href") => loads_by(&[
                "stylesheet",
                "icon",
                "apple-touch-icon",
                "preload",
                "modulepreload",
                "manifest",
                "prefetch",
            ]),
            _ => false,
        }
    }

    /// Whether the policy allows to load the address in an attribute.
    fn may_load(&self, attribute: &str, address: &str, policy: &Policy) -> bool {
        let purposes: &[Purpose] = match (self.name.as_str(), attribute) {
            ("script", _) => &[Purpose::Script],
            ("video" | "audio" | "track", "src") => &[Purpose::Media],
            // The element stands in a picture as well as in a film.
            ("source", "src") => &[Purpose::Media, Purpose::Image],
            ("link", _) if self.value("rel").is_none_or(|rel| !rel.contains("icon")) => &[],
            _ => &[Purpose::Image],
        };
        purposes.iter().any(|purpose| policy.allows(address, *purpose))
    }

    /// Whether a form is sent to the address in an attribute.
    fn sends(&self, attribute: &str) -> bool {
        matches!((self.name.as_str(), attribute), ("form", "action") | ("button" | "input", "formaction"))
    }
}

/// Whether a frame may show an address. One that an expression computes may be any of those that
/// the policy allows.
fn may_frame(policy: &Policy, address: &str) -> bool {
    let is_computed = address.trim().is_empty();
    policy.allows(address, Purpose::Frame)
        || is_computed && policy.hosts.iter().any(|host| host.purposes.contains(&Purpose::Frame))
}

/// Whether an address is that of another host.
fn is_elsewhere(address: &str) -> bool {
    let start = address.get(..8).unwrap_or(address).to_ascii_lowercase();
    ["https://", "http://", "//"].iter().any(|scheme| start.starts_with(scheme))
}
