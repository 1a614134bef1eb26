//! Paths in Rust files, found without a parser: the search relies on the form that rustfmt gives.

/// The text without comments and without the module of unit tests, which may use every module.
pub(crate) fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    text.lines().map(|line| line.split_once("//").map_or(line, |(code, _)| code)).collect::<Vec<_>>().join("\n")
}

/// Every path that begins with `crate`, `super` or `self`, with its line number. The lists of `use`
/// are expanded: `crate::{a::{b, c}, d}` gives `crate::a::b`, `crate::a::c` and `crate::d`.
pub(crate) fn paths(text: &str) -> Vec<(Vec<String>, usize)> {
    let code = code(text);
    let mut found = Vec::new();
    for start in ["crate::", "super::", "self::"] {
        for (at, _) in code.match_indices(start) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            let line = code[..at].matches('\n').count() + 1;
            found.extend(expand(&code[at..]).into_iter().map(|path| (path, line)));
        }
    }
    found
}

/// The paths of a use tree such as `a::b` or `a::{b, c::d}` at the beginning of a text.
fn expand(text: &str) -> Vec<Vec<String>> {
    let mut prefix = Vec::new();
    let mut rest = text;
    loop {
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        rest = &rest[name.len()..];
        if name.is_empty() {
            // The star of a glob import, or generic arguments.
            return vec![prefix];
        }
        prefix.push(name);
        let Some(next) = rest.strip_prefix("::") else { return vec![prefix] };
        if let Some(list) = next.strip_prefix('{') {
            let inner = parts(list).into_iter().flat_map(expand);
            return inner.map(|path| prefix.iter().cloned().chain(path).collect()).collect();
        }
        rest = next;
    }
}

/// The parts of `a, b::{c, d}, e}`, without the white space around them.
fn parts(list: &str) -> Vec<&str> {
    let (mut depth, mut from) = (0, 0);
    let mut found = Vec::new();
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            '}' | ',' if depth == 0 => {
                found.push(list[from..at].trim());
                from = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    found.retain(|part| !part.is_empty());
    found
}

#[test]
fn lists_of_names_are_read_to_their_ends() {
    let names = |text: &str| paths(text).into_iter().map(|(path, _)| path.join("::")).collect::<Vec<_>>();
    assert_eq!(
        names("use crate::{assets, data::{self, Page}};"),
        ["crate::assets", "crate::data::self", "crate::data::Page"]
    );
    assert_eq!(
        names("use crate::{\n    model::{self, Site},\n    plan,\n};\nlet x = crate::html::f();\nsuper::a::b(1)"),
        ["crate::model::self", "crate::model::Site", "crate::plan", "crate::html::f", "super::a::b"]
    );
    assert_eq!(names("// use crate::cli;\nuse mycrate::x; use crate::diag::Code as C;"), ["crate::diag::Code"]);
    assert_eq!(
        names("pub(in crate::render) fn f() {}\n#[cfg(test)]\nmod tests {\n    use crate::a;\n}"),
        ["crate::render"]
    );
}
