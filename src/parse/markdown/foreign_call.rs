//! Says how a call of a shortcode of Hugo is written here.

use super::writer::first_letters;
use crate::diag::Diag;

/// Adds the arguments of the message about syntax of another generator. `written` is that syntax.
pub(super) fn describe_foreign_syntax(diag: Diag, written: &str) -> Diag {
    let diag = diag.arg("text", first_letters(written));
    match hugo_call(written) {
        Some(HugoCall::Start(suggestion)) => diag.arg("form", "hugo").arg("suggestion", suggestion),
        Some(HugoCall::End) => diag.arg("form", "hugo-end"),
        None => diag,
    }
}

/// A call of Hugo.
#[derive(Debug, PartialEq, Eq)]
enum HugoCall {
    /// The call in the form of this program.
    Start(String),
    /// The end of a call around text.
    End,
}

/// Reads `{{< name key="value" >}}`, `{{% name %}}` or `{{< /name >}}`. `None` for other syntax,
/// also for a call in a comment.
fn hugo_call(written: &str) -> Option<HugoCall> {
    let inner = written.trim().strip_prefix("{{<").or_else(|| written.trim().strip_prefix("{{%"))?.trim_start();
    if inner.starts_with("/*") {
        return None;
    }
    if inner.starts_with('/') {
        return Some(HugoCall::End);
    }
    // The name may be a path: `blocks/cover`.
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '/')).unwrap_or(inner.len());
    let (name, rest) = inner.split_at(end);
    let name = name.trim_end_matches('/');
    if name.is_empty() {
        return None;
    }
    let inside = rest.strip_suffix("}}").map(|rest| rest.trim_end_matches(['>', '%']).trim_end_matches('/').trim());
    let arguments = inside.and_then(named_arguments).unwrap_or_else(|| "…".to_owned());
    Some(HugoCall::Start(format!("{{{{ {}({arguments}) }}}}", name.replace(['-', '/'], "_"))))
}

/// The arguments of a call if all of them have names and values that need no other form.
fn named_arguments(mut text: &str) -> Option<String> {
    let mut found = Vec::new();
    while !text.is_empty() {
        let (key, rest) = text.split_once('=')?;
        let key = key.trim();
        if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return None;
        }
        let rest = rest.trim_start();
        let (value, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        if value.contains(['"', '\'', '`', '\\']) {
            return None;
        }
        let is_plain = !rest.starts_with('"') && (value.parse::<i64>().is_ok() || matches!(value, "true" | "false"));
        found.push(if is_plain { format!("{key}={value}") } else { format!("{key}=\"{value}\"") });
        text = after.trim_start();
    }
    Some(found.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_of_hugo_is_written_in_the_form_of_this_program() {
        for (written, here) in [
            ("{{< figure src=\"a.png\" alt=\"Lúa\" >}}", "{{ figure(src=\"a.png\", alt=\"Lúa\") }}"),
            (
                "{{<figure src=\"a b.png\" width=300 lazy=true/>}}",
                "{{ figure(src=\"a b.png\", width=300, lazy=true) }}",
            ),
            ("{{% children %}}", "{{ children() }}"),
            ("{{< new-in 0.158.0 />}}", "{{ new_in(…) }}"),
            ("{{< img", "{{ img(…) }}"),
            ("{{% blocks/cover %}}", "{{ blocks_cover() }}"),
            ("{{<toc/>}}", "{{ toc() }}"),
            ("{{< youtube abc >}}", "{{ youtube(…) }}"),
        ] {
            assert_eq!(hugo_call(written), Some(HugoCall::Start(here.to_owned())), "{written}");
        }
        assert_eq!(hugo_call("{{< /details >}}"), Some(HugoCall::End));
        for other in ["{{</* figure */>}}", "{{ x }}", "{% raw %}", ":smile:", "{{<", "{{< >}}"] {
            assert_eq!(hugo_call(other), None, "{other}");
        }
    }
}
