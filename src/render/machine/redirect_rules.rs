//! The rules of `data/redirects.csv` in the settings of each host.
//!
//! An old address has only letters, digits, spaces, and signs without a meaning in these settings
//! ([`crate::model::OldAddress`]). A rule with parameters comes before the rules without.

use tera::Value;

use super::hosting::from_folder;
use crate::html::escape;
use crate::render::value::object::{list_at, text_at};

/// A rule as the site reports it.
struct Rule<'r> {
    path: &'r str,
    /// The parameters with their values.
    query: Vec<(&'r str, &'r str)>,
    is_prefix: bool,
    to: &'r str,
}

fn rules(report: &Value) -> Vec<Rule<'_>> {
    let mut rules: Vec<Rule> = list_at(report, "rules").iter().map(read_rule).collect();
    // The most particular rule comes first: many parameters, then whole addresses, then long ones.
    rules.sort_by_key(|rule| (std::cmp::Reverse(rule.query.len()), rule.is_prefix, std::cmp::Reverse(rule.path.len())));
    rules
}

fn read_rule(value: &Value) -> Rule<'_> {
    let path = text_at(value, "path");
    let parameters = list_at(value, "query").iter();
    Rule {
        path: path.trim_end_matches('*'),
        query: parameters.map(|pair| (text_at(pair, "name"), text_at(pair, "value"))).collect(),
        is_prefix: path.ends_with('*'),
        to: text_at(value, "to"),
    }
}

impl Rule<'_> {
    /// The new address with `rest` in the place of its star.
    fn target(&self, rest: &str) -> String {
        self.to.strip_suffix('*').map_or_else(|| self.to.to_owned(), |before| format!("{before}{rest}"))
    }

    /// Whether the text that the star of the old address matched is added to the new one.
    fn keeps_rest(&self) -> bool {
        self.is_prefix && self.to.ends_with('*')
    }

    /// The path as a regular expression without anchors.
    fn path_pattern(&self) -> String {
        regex::escape(self.path)
    }
}

/// A path as a request encodes it: spaces part the words of a line of `_redirects`.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte.is_ascii_graphic() {
            true => out.push(char::from(byte)),
            false => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Lines of `_redirects`.
pub(super) fn redirects_lines(report: &Value) -> String {
    let line = |rule: Rule| {
        let query: String = rule.query.iter().map(|(name, value)| format!(" {name}={value}")).collect();
        let star = if rule.is_prefix { "*" } else { "" };
        format!("{}{star}{query} {} 301\n", encoded(rule.path), rule.target(":splat"))
    };
    rules(report).into_iter().map(line).collect()
}

/// Directives of an nginx `server` block.
pub(super) fn nginx_directives(report: &Value) -> String {
    let directive = |rule: Rule| match (rule.query.is_empty(), rule.is_prefix) {
        (true, false) => format!("location = \"{}\" {{ return 301 \"{}\"; }}\n", rule.path, rule.to),
        // `return` would write the rest of the address as it was decoded, with line ends and all.
        (true, true) if rule.keeps_rest() => {
            let pattern = format!("\"^{}(.*)$\"", rule.path_pattern());
            let to = rule.target("$1");
            format!("location ~ {pattern} {{ rewrite {pattern} \"{to}\" permanent; }}\n")
        }
        (true, true) => format!("location ~ \"^{}\" {{ return 301 \"{}\"; }}\n", rule.path_pattern(), rule.to),
        // `if` compares one variable.
        (false, _) => {
            let names: String = rule.query.iter().map(|(name, _)| format!("|$arg_{name}")).collect();
            let values: String = rule.query.iter().map(|(_, value)| format!("|{value}")).collect();
            format!(
                "set $old_address \"$uri{names}\";\nif ($old_address = \"{}{values}\") {{ return 301 \"{}\"; }}\n",
                rule.path, rule.to
            )
        }
    };
    rules(report).into_iter().map(directive).collect()
}

/// Lines of the `route` of a Caddy site block, which keeps their order. They come before
/// `try_files`, which changes the path of the request.
pub(super) fn caddy_directives(report: &Value) -> String {
    let mut matchers = String::new();
    let mut redirects = String::new();
    for (at, rule) in rules(report).iter().enumerate() {
        // The matcher `path` would ignore case, and `query` wants only one of several parameters
        // in the versions before 2.7.
        let end = if rule.is_prefix { "" } else { "$" };
        let path = format!("\t\tpath_regexp \"^{}{end}\"\n", rule.path_pattern());
        let is_wanted = |(name, value): &(&str, &str)| format!("{{query.{name}}} == \"{value}\"");
        let wanted: Vec<String> = rule.query.iter().map(is_wanted).collect();
        let query =
            if wanted.is_empty() { String::new() } else { format!("\t\texpression `{}`\n", wanted.join(" && ")) };
        matchers.push_str(&format!("\t@old{at} {{\n{path}{query}\t}}\n"));
        // `{uri}` is the address as it was requested: nothing in it was decoded.
        redirects.push_str(&match rule.keeps_rest() {
            true => {
                let folder = rule.path.trim_end_matches('/');
                let to = rule.target("");
                let to = to.trim_end_matches('/');
                format!("\troute @old{at} {{\n\t\turi strip_prefix {folder}\n\t\tredir {to}{{uri}} permanent\n\t}}\n")
            }
            false => format!("\tredir @old{at} {} permanent\n", rule.to),
        });
    }
    matchers + &redirects
}

/// Directives of `.htaccess`. A pattern there begins behind the slash of the folder, and the host
/// encodes what it took from the address before it sends it back.
pub(super) fn apache_directives(settings: &Value, report: &Value) -> String {
    let directive = |rule: Rule| {
        let condition = |(name, value): &(&str, &str)| {
            format!(
                "RewriteCond %{{QUERY_STRING}} \"(?:^|&){}={}(?:&|$)\"\n",
                regex::escape(name),
                regex::escape(value)
            )
        };
        let conditions: String = rule.query.iter().map(condition).collect();
        let pattern = regex::escape(from_folder(settings, rule.path));
        // A per cent sign would be a reference to a condition.
        let fixed = || rule.to.replace('%', "\\%");
        let (pattern, to, flags) = match (rule.is_prefix, rule.keeps_rest()) {
            (true, true) => (format!("^{pattern}(.*)$"), rule.target("$1"), "R=301,L"),
            (true, false) => (format!("^{pattern}"), fixed(), "R=301,L,NE,QSD"),
            (false, _) => (format!("^{pattern}$"), fixed(), "R=301,L,NE,QSD"),
        };
        format!("{conditions}RewriteRule \"{pattern}\" \"{to}\" [{flags}]\n")
    };
    rules(report).into_iter().map(directive).collect()
}

/// Rules of `web.config`, whose patterns begin behind the slash of the folder too.
pub(super) fn iis_rules(settings: &Value, report: &Value) -> String {
    let rule_xml = |(at, rule): (usize, Rule)| {
        let condition = |(name, value): &(&str, &str)| {
            let pattern = format!("(?:^|&){}={}(?:&|$)", regex::escape(name), regex::escape(value));
            format!("<add input=\"{{QUERY_STRING}}\" pattern=\"{}\" ignoreCase=\"false\"/>", escape(&pattern))
        };
        let conditions: String = rule.query.iter().map(condition).collect();
        let conditions = match conditions.is_empty() {
            true => conditions,
            false => format!("<conditions logicalGrouping=\"MatchAll\">{conditions}</conditions>"),
        };
        let pattern = regex::escape(from_folder(settings, rule.path));
        let end = if rule.is_prefix { "(.*)$" } else { "$" };
        let (to, keeps) =
            if rule.keeps_rest() { (rule.target("{R:1}"), "true") } else { (rule.to.to_owned(), "false") };
        format!(
            "<rule name=\"old {at}\" stopProcessing=\"true\"><match url=\"{}\" ignoreCase=\"false\"/>{conditions}<action type=\"Redirect\" url=\"{}\" redirectType=\"Permanent\" appendQueryString=\"{keeps}\"/></rule>\n",
            escape(&format!("^{pattern}{end}")),
            escape(&to)
        )
    };
    rules(report).into_iter().enumerate().map(rule_xml).collect()
}
