//! Reads `[[policy]]` and `[measure]`: what pages may load from other hosts, and send to them.
//!
//! A portal widens its Content-Security-Policy (CSP Level 3) by the name of a host and a purpose.
//! It cannot loosen the policy: there is no key for scripts within a page, and none for all hosts.

use super::agency::report_empty_values;
use super::config_file::CONFIG_FILE;
use super::plain_host::has_plain_host;
use crate::diag::{Code, Diag, Spot};
use crate::node::{Node, NodeValue};
use crate::table_reader::{LocalizedText, NamedChoice, TableReader};

/// What pages do with another host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// They run its scripts.
    Script,
    /// Scripts ask it for data, or send it some.
    Connect,
    /// They show its pictures.
    Image,
    /// They show its pages within them.
    Frame,
    /// They send it forms.
    Form,
    /// They play its sounds and films.
    Media,
}

impl Purpose {
    pub(super) const CHOICES: [NamedChoice<Purpose>; 6] = [
        NamedChoice::new("script", "chạy mã của máy chủ đó", "run its scripts", Purpose::Script),
        NamedChoice::new("connect", "gửi và nhận dữ liệu", "exchange data", Purpose::Connect),
        NamedChoice::new("image", "hiện ảnh", "show its pictures", Purpose::Image),
        NamedChoice::new("frame", "nhúng trang", "show its pages in a frame", Purpose::Frame),
        NamedChoice::new("form", "gửi biểu mẫu", "send forms to it", Purpose::Form),
        NamedChoice::new("media", "phát âm thanh, phim", "play its sounds and films", Purpose::Media),
    ];

    /// The word in `portal.toml`.
    pub fn name(self) -> &'static str {
        NamedChoice::word_of(&Self::CHOICES, &self)
    }
}

/// A host that pages may use.
#[derive(Debug, Clone)]
pub struct AllowedHost {
    /// The origin as the policy names it: `https://ban-do.example`.
    pub origin: String,
    /// What pages do with the host, in the order of [`Purpose`].
    pub purposes: Vec<Purpose>,
    /// Why, for readers. `None` for the host of [`Measure`]: the theme has the words.
    pub reason: Option<LocalizedText>,
}

/// The hosts that pages may use, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// The hosts, that of [`Measure`] first.
    pub hosts: Vec<AllowedHost>,
    /// The place of the first of these settings in `portal.toml`.
    pub spot: Spot,
}

/// The state's measuring of visits (Decree 224/2026, art. 11.3).
#[derive(Debug, Clone)]
pub struct Measure {
    /// The number by which the measuring system knows the portal.
    pub site_id: String,
    /// The origin of the measuring system.
    pub origin: String,
    /// The words of the label in the foot; `None` means those of the theme.
    pub label: Option<LocalizedText>,
}

/// The measuring system of the state.
const MEASURE_ORIGIN: &str = "https://f-emc.ngsp.gov.vn";

impl Policy {
    /// Whether pages may use an address for a purpose.
    pub fn allows(&self, address: &str, purpose: Purpose) -> bool {
        let Ok(url) = url::Url::parse(address) else { return false };
        let origin = url.origin().ascii_serialization();
        self.hosts.iter().any(|host| host.origin == origin && host.purposes.contains(&purpose))
    }

    /// The value of the header `Content-Security-Policy`. Nothing within a page runs, and nothing
    /// comes from a host that is not named.
    pub fn header(&self) -> String {
        let from = |own: &str, purpose: Purpose| {
            let hosts = self.hosts.iter().filter(|host| host.purposes.contains(&purpose));
            hosts.fold(own.to_owned(), |sources, host| format!("{sources} {}", host.origin))
        };
        let frames = from("", Purpose::Frame);
        let mut header = format!(
            "default-src 'none'; script-src {}; style-src 'self'; img-src {}; font-src 'self'; media-src {}; connect-src {}; ",
            from("'self'", Purpose::Script),
            from("'self' data:", Purpose::Image),
            from("'self'", Purpose::Media),
            from("'self'", Purpose::Connect),
        );
        if !frames.is_empty() {
            header.push_str(&format!("frame-src{frames}; "));
        }
        let forms = from("'self' mailto:", Purpose::Form);
        header.push_str(&format!("manifest-src 'self'; form-action {forms}; base-uri 'none'; frame-ancestors 'none'"));
        header
    }
}

/// Reads the tables `policy` and the table `measure`. `own_host` is the host of the portal, and
/// `lang` its default language.
pub(super) fn read_policy(reader: &mut TableReader, own_host: &str, lang: &str) -> (Policy, Option<Measure>) {
    let mut policy = Policy::default();
    let measure = read_measure(reader, lang);
    if let Some((measure, spot)) = &measure {
        let purposes = vec![Purpose::Script, Purpose::Connect, Purpose::Image];
        policy.hosts.push(AllowedHost { origin: measure.origin.clone(), purposes, reason: None });
        policy.spot = *spot;
    }
    for node in reader.named_tables("policy", "host") {
        if policy.hosts.is_empty() {
            policy.spot = node.spot;
        }
        let (host, faults) = read_host(node, own_host, lang, &policy);
        policy.hosts.extend(host);
        reader.faults.extend(faults);
    }
    (policy, measure.map(|(measure, _)| measure))
}

fn read_host(node: &Node, own_host: &str, lang: &str, policy: &Policy) -> (Option<AllowedHost>, Vec<Diag>) {
    let example = "host = \"https://ban-do.example\", for = [\"frame\"], reason = \"…\"";
    let mut inner = TableReader::with_example(node, CONFIG_FILE, example);
    let written = inner.required_text("host");
    let origin = read_origin(&mut inner, "host", &written);
    if let Some(origin) = &origin {
        let spot = inner.spot_of("host");
        if url::Url::parse(origin).is_ok_and(|url| url.host_str() == Some(own_host)) {
            inner.report_fault(Diag::error(Code::PolicyHostOwn).arg("value", origin), spot);
        } else if policy.hosts.iter().any(|other| other.origin == *origin) {
            inner.report_fault(Diag::error(Code::DuplicateName).arg("value", origin), spot);
        }
    }
    let listed = inner.list("for");
    let mut purposes: Vec<Purpose> =
        listed.iter().filter_map(|item| inner.choice_of(item, &Purpose::CHOICES)).collect();
    purposes.sort_unstable();
    purposes.dedup();
    let is_empty = |node: &Node| matches!(&node.value, NodeValue::List(items) if items.is_empty());
    if inner.is_table() && node.get("for").is_none_or(is_empty) {
        let spot = inner.spot_of("for");
        inner.report_fault(Diag::error(Code::MissingKey).arg("key", "for"), spot);
    }
    let reason = inner.localized_text_of_portal("reason", lang);
    if inner.is_table() && node.get("reason").is_none() {
        inner.report_fault(Diag::error(Code::MissingKey).arg("key", "reason"), node.spot);
    }
    report_empty_values(&mut inner, node);
    let host = origin.map(|origin| AllowedHost { origin, purposes, reason });
    (host, inner.finish())
}

fn read_measure(reader: &mut TableReader, lang: &str) -> Option<(Measure, Spot)> {
    let table = reader.table("measure")?;
    let mut inner = TableReader::new(table, CONFIG_FILE);
    let spot = inner.spot_of("site_id");
    let site_id = inner.take_node("site_id").map(|node| match &node.value {
        NodeValue::Text(text) => text.trim().to_owned(),
        NodeValue::Integer(number) => number.to_string(),
        _ => String::new(),
    });
    let is_number = |id: &String| (1..=20).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit());
    match &site_id {
        None => inner.report_fault(Diag::error(Code::MissingKey).arg("key", "site_id"), spot),
        Some(id) if !is_number(id) => inner.report_fault(Diag::error(Code::MeasureSite), spot),
        Some(_) => {}
    }
    let site_id = site_id.filter(is_number);
    let origin = match inner.text("address") {
        Some(address) => read_origin(&mut inner, "address", &address),
        None => Some(MEASURE_ORIGIN.to_owned()),
    };
    let label = inner.localized_text_of_portal("label", lang);
    report_empty_values(&mut inner, table);
    reader.faults.extend(inner.finish());
    Some((Measure { site_id: site_id?, origin: origin?, label }, table.spot))
}

/// Reads the origin of a host: a whole name behind `https://`, and nothing else. A port may follow.
fn read_origin<'a>(reader: &mut TableReader<'a>, key: &'a str, text: &str) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let named = url::Url::parse(&whole).ok().filter(|url| {
        let is_login = !url.username().is_empty() || url.password().is_some();
        // Browsers follow CSP Level 3, where an IP address matches nothing.
        has_plain_host(url) && !is_login && url.domain().is_some_and(|host| host.contains('.'))
    });
    let origin =
        named.as_ref().map(|url| format!("https://{}", &url[url::Position::BeforeHost..url::Position::AfterPort]));
    if origin.as_deref() == Some(text.trim_end_matches('/')) {
        return origin;
    }
    let diag = match &origin {
        Some(origin) => Diag::error(Code::PolicyHostNear).arg("suggestion", origin),
        None => Diag::error(Code::PolicyHost),
    };
    let spot = reader.spot_of(key);
    reader.report_fault(diag.arg("value", text), spot);
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The code and the line of a fault.
    type Fault = (&'static str, u32);

    fn policy(toml: &str) -> Result<(Policy, Option<Measure>), Vec<Fault>> {
        let lines = crate::diag::Lines::new(toml);
        let root = crate::node::from_toml(toml, 0, &lines).expect("TOML");
        let mut reader = TableReader::new(&root, CONFIG_FILE);
        let read = read_policy(&mut reader, "xa.example.vn", "vi");
        let faults = reader.finish();
        if faults.is_empty() {
            return Ok(read);
        }
        Err(faults.iter().map(|fault| (fault.code.name(), fault.spot.map_or(0, |spot| spot.line))).collect())
    }

    #[test]
    fn a_policy_names_hosts_and_purposes_and_nothing_else() {
        let (policy, measure) = policy(
            "[measure]\nsite_id = 4711\n[[policy]]\nhost = \"https://ban-do.example\"\nfor = [\"image\", \"frame\"]\nreason = \"Bản đồ\"\n",
        )
        .expect("a policy");
        assert_eq!(measure.map(|measure| measure.site_id).as_deref(), Some("4711"));
        assert!(policy.allows("https://ban-do.example/x?y", Purpose::Frame));
        for other in ["http://ban-do.example/", "https://ban-do.example:8443/", "https://x.ban-do.example/", "/x"] {
            assert!(!policy.allows(other, Purpose::Frame), "{other}");
        }
        assert!(!policy.allows("https://ban-do.example/x", Purpose::Script));
        let header = policy.header();
        assert!(header.contains("script-src 'self' https://f-emc.ngsp.gov.vn; "), "{header}");
        assert!(header.contains("; frame-src https://ban-do.example; "), "{header}");
        assert!(!header.contains("unsafe") && !header.contains('*'), "{header}");
        assert!(!Policy::default().header().contains("frame-src"));
    }

    #[test]
    fn what_would_loosen_the_policy_is_refused() {
        let wrong = [
            ("*", "policy-host"),
            ("https://*.example.vn", "policy-host"),
            ("https:", "policy-host"),
            ("http://ban-do.example", "policy-host-near"),
            ("https://ban-do.example/x", "policy-host-near"),
            ("https://BAN-DO.example", "policy-host-near"),
            ("ban-do.example", "policy-host-near"),
            ("https://a:b@ban-do.example", "policy-host"),
            ("https://ban-do.example; script-src x", "policy-host"),
            ("'unsafe-inline'", "policy-host"),
            ("data:", "policy-host"),
            ("https://localhost", "policy-host"),
            ("https://10.0.0.1", "policy-host"),
            ("https://xa.example.vn", "policy-host-own"),
        ];
        for (host, code) in wrong {
            let toml = format!("[[policy]]\nhost = \"{host}\"\nfor = [\"script\"]\nreason = \"x\"\n");
            assert_eq!(policy(&toml).map(|_| ()), Err(vec![(code, 2)]), "{host}");
        }
        let twice = "[[policy]]\nhost = \"https://a.vn\"\nfor = [\"form\"]\nreason = \"x\"\n".repeat(2);
        assert_eq!(policy(&twice).map(|_| ()), Err(vec![("duplicate-name", 6)]));
        let bare = "[[policy]]\nhost = \"https://a.vn\"\n";
        assert_eq!(policy(bare).map(|_| ()).map_err(|faults| faults.len()), Err(2));
        let nothing = policy("[[policy]]\n").map(|_| ());
        assert_eq!(nothing.map_err(|faults| faults.len()), Err(3), "all that is missing is told at once");
        for id in ["\"abc\"", "\"\"", "-1", "1.5", "\"1; x\""] {
            let toml = format!("[measure]\nsite_id = {id}\n");
            assert!(policy(&toml).is_err(), "{id}");
        }
    }
}
