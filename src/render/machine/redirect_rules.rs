//! The rules of `data/redirects.csv` in the settings of each host.
//!
//! An old address has only characters without a meaning in these settings
//! ([`crate::model::OldAddress`]). A rule with parameters comes before the rules without.

use tera::Value;

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

    /// The path as a regular expression without anchors.
    fn path_pattern(&self) -> String {
        self.path.replace('.', "\\.").replace('+', "\\+").replace('(', "\\(").replace(')', "\\)")
    }
}

/// Lines of `_redirects`.
pub(super) fn redirects_lines(report: &Value) -> String {
    let line = |rule: Rule| {
        let query: String = rule.query.iter().map(|(name, value)| format!(" {name}={value}")).collect();
        let star = if rule.is_prefix { "*" } else { "" };
        format!("{}{star}{query} {} 301\n", rule.path, rule.target(":splat"))
    };
    rules(report).into_iter().map(line).collect()
}

/// Directives of an nginx `server` block.
pub(super) fn nginx_directives(report: &Value) -> String {
    let directive = |rule: Rule| match (rule.query.is_empty(), rule.is_prefix) {
        (true, false) => format!("location = \"{}\" {{ return 301 \"{}\"; }}\n", rule.path, rule.to),
        (true, true) => {
            format!("location ~ \"^{}(.*)$\" {{ return 301 \"{}\"; }}\n", rule.path_pattern(), rule.target("$1"))
        }
        (false, _) => {
            let names: String = rule.query.iter().map(|(name, _)| format!("|$arg_{name}")).collect();
            let values: String = rule.query.iter().map(|(_, value)| format!("|{value}")).collect();
            format!("if (\"$uri{names}\" = \"{}{values}\") {{ return 301 \"{}\"; }}\n", rule.path, rule.to)
        }
    };
    rules(report).into_iter().map(directive).collect()
}

/// Directives of a Caddy site block. They stand in a `route`, which keeps their order.
pub(super) fn caddy_directives(report: &Value) -> String {
    let rules = rules(report);
    if rules.is_empty() {
        return String::new();
    }
    let mut out = String::new();
    let mut redirects = String::new();
    for (at, rule) in rules.iter().enumerate() {
        let query: String = rule.query.iter().map(|(name, value)| format!("\tquery {name}={value}\n")).collect();
        let star = if rule.is_prefix { "(.*)" } else { "" };
        // The matcher `path` would ignore case.
        let path = format!("\tpath_regexp old{at} \"^{}{star}$\"\n", rule.path_pattern());
        out.push_str(&format!("@old{at} {{\n{path}{query}}}\n"));
        let to = rule.target(&format!("{{re.old{at}.1}}"));
        redirects.push_str(&format!("\tredir @old{at} {to} permanent\n"));
    }
    out.push_str(&format!("route {{\n{redirects}}}\n"));
    out
}
