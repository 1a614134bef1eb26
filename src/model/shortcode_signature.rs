//! What each shortcode takes. The first comment of its template may say it:
//!
//! ```text
//! {#- figure(src: picture, alt?: text, caption?: text) -#}
//! {#- document(path: page / number: text) -#}
//! {#- notice(level?: info | warning, title?: text) -#}
//! ```
//!
//! `body: markdown` says that a text must stand between the call and its end.
//! `?` marks an argument that may be missing, and `/` stands between arguments of which one is
//! needed. A shortcode whose template says nothing takes any arguments.

use std::collections::BTreeMap;

use crate::html::block_element;
use crate::site_files::SiteFiles;

/// The folder of the templates of shortcodes.
const FOLDER: &str = "shortcodes/";

/// The shortcodes of a site, by name.
#[derive(Debug, Default)]
pub struct ShortcodeSignatures(BTreeMap<String, ShortcodeSignature>);

/// What a shortcode takes and makes.
#[derive(Debug, PartialEq)]
pub struct ShortcodeSignature {
    /// The arguments; `None` if the template does not say what it takes.
    pub arguments: Option<Vec<Argument>>,
    /// Whether the template shows the text between the call and its end.
    pub takes_body: bool,
    /// Whether the template is empty without a text between the call and its end.
    pub needs_body: bool,
    /// The first element of the template that is a block; `None` if it makes words only.
    pub block: Option<String>,
}

/// An argument of a shortcode.
#[derive(Debug, PartialEq)]
pub struct Argument {
    /// The name.
    pub name: String,
    /// What the value must be.
    pub ty: ArgumentType,
    /// The number of the group of which one argument is needed; `None` if the argument may be
    /// missing.
    pub group: Option<usize>,
}

/// What the value of an argument must be.
#[derive(Debug, Clone, PartialEq)]
pub enum ArgumentType {
    /// Text in quotes.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Flag,
    /// A list in brackets.
    List,
    /// A picture beside the page or in `static/`.
    Picture,
    /// A file beside the page or in `static/`, or the address of one.
    File,
    /// A file in `data/`.
    Data,
    /// A page of the site, by its path.
    Page,
    /// A section of the site, by the path of its `_index.md`.
    Section,
    /// One of these words.
    OneOf(Vec<String>),
}

impl ShortcodeSignatures {
    /// Reads what the templates of a site say.
    pub fn read(sources: &SiteFiles) -> Self {
        let of = |(name, text): (&str, &str)| (name.to_owned(), ShortcodeSignature::read(name, text));
        let named = sources.templates.iter().filter_map(|(path, template)| {
            Some((path.strip_prefix(FOLDER)?.strip_suffix(".html")?, template.text.as_str()))
        });
        Self(named.map(of).collect())
    }

    /// What the shortcode of this name takes; `None` if there is no such shortcode.
    pub fn get(&self, name: &str) -> Option<&ShortcodeSignature> {
        self.0.get(name)
    }

    /// The names of all shortcodes, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl ShortcodeSignature {
    fn read(name: &str, template: &str) -> Self {
        let (comment, rest) = split_first_comment(template);
        let arguments = comment.and_then(|comment| read_arguments(comment, name));
        // `body: markdown` among the arguments is the text between the call and its end.
        let needs_body = comment.is_some_and(|comment| arguments.is_some() && comment.contains("body: markdown"));
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let takes_body = rest.split(|c| !is_word(c)).any(|word| word == "body");
        Self { arguments, takes_body, needs_body, block: block_element(rest).map(str::to_owned) }
    }
}

/// The comment with which a template begins, and what follows it.
fn split_first_comment(template: &str) -> (Option<&str>, &str) {
    let text = template.trim_start();
    match text.strip_prefix("{#").and_then(|text| text.split_once("#}")) {
        Some((comment, rest)) => (Some(comment.trim_start_matches('-').trim_end_matches('-').trim()), rest),
        None => (None, text),
    }
}

/// Reads `name(argument: type, …)`. Returns `None` if the comment says something else.
fn read_arguments(comment: &str, name: &str) -> Option<Vec<Argument>> {
    let list = comment.strip_prefix(name)?.trim_start().strip_prefix('(')?;
    let (list, _) = list.split_once(')')?;
    let mut found = Vec::new();
    let is_argument = |part: &&str| !matches!(part.trim(), "" | "body: markdown");
    for (group, alternatives) in list.split(',').filter(is_argument).enumerate() {
        for one in alternatives.split('/') {
            let (key, ty) = one.split_once(':')?;
            let (key, is_optional) = match key.trim().strip_suffix('?') {
                Some(key) => (key, true),
                None => (key.trim(), false),
            };
            let group = (!is_optional).then_some(group);
            found.push(Argument { name: key.to_owned(), ty: ArgumentType::read(ty.trim())?, group });
        }
    }
    Some(found)
}

impl ArgumentType {
    fn read(written: &str) -> Option<Self> {
        Some(match written {
            "text" => Self::Text,
            "number" => Self::Number,
            "flag" => Self::Flag,
            "list" => Self::List,
            "picture" => Self::Picture,
            "file" => Self::File,
            "data" => Self::Data,
            "page" => Self::Page,
            "section" => Self::Section,
            words if words.contains(['=', '"', ' ']) && !words.contains('|') => return None,
            words => Self::OneOf(words.split('|').map(|word| word.trim().to_owned()).collect()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_comment_says_what_a_shortcode_takes() {
        let read = |text: &str| ShortcodeSignature::read("x", text);
        let found =
            read("{#- x(src: picture, n?: number, path: page / code: text, level?: a | b) -#}\n<b>{{ src }}</b>");
        let arguments = found.arguments.unwrap();
        let names: Vec<(&str, Option<usize>)> = arguments.iter().map(|one| (one.name.as_str(), one.group)).collect();
        assert_eq!(names, [("src", Some(0)), ("n", None), ("path", Some(2)), ("code", Some(2)), ("level", None)]);
        assert_eq!(arguments[4].ty, ArgumentType::OneOf(vec!["a".into(), "b".into()]));
        assert_eq!((found.takes_body, found.block), (false, None));
        for text in ["<b></b>", "{# about #}", "{#- x(src=\"…\") -#}", "{#- y(a: text) -#}"] {
            assert_eq!(read(text).arguments, None, "{text}");
        }
        assert_eq!(read("{#- x() -#}").arguments, Some(Vec::new()));
        let around = read("{#- x(a?: text, body: markdown) -#}{{ body }}");
        assert_eq!((around.arguments.map(|all| all.len()), around.needs_body), (Some(1), true));
        assert!(read("{# body #}{{ body }}").takes_body && !read("{# body #}{{ bodyguard }}").takes_body);
        assert_eq!(read("{# <p> #}<span><div class=\"a\">").block.as_deref(), Some("div"));
    }
}
