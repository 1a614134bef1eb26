//! The templates of a site: its own, those of its theme, and those of the themes below that one.

use std::collections::{BTreeMap, BTreeSet};

/// A template of a theme or of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The file name that messages show.
    pub file: String,
    /// The source text of the template, in the language of Tera.
    pub text: String,
    /// The name of the theme that the template belongs to; `None` for a template of the site.
    pub theme: Option<String>,
}

/// All templates that a site can render.
///
/// A template has the name of its path in `templates/`. Where several layers have a template of
/// this name, the one of the site counts, else that of its theme, else that of the nearest theme
/// below. A name that begins with the name of a theme (`sen/page.html`) always means the file of
/// that theme, so that a template can extend the one that it replaces.
#[derive(Debug, Clone, Default)]
pub struct Templates {
    /// The names of the themes, the one that the site names first.
    themes: Vec<String>,
    /// The templates that count, by name.
    used: BTreeMap<String, Template>,
    /// The templates that others replace, by the name of their theme and their own.
    replaced: BTreeMap<String, Template>,
    /// The names of those of `replaced` that another template needs.
    needed: BTreeSet<String>,
}

impl Templates {
    /// A set without templates. `themes` has the names of the themes, the nearest first.
    pub(super) fn new(themes: Vec<String>) -> Self {
        Self { themes, ..Self::default() }
    }

    /// Adds a template. It replaces the one of the same name that was added before.
    pub(super) fn add(&mut self, name: String, template: Template) {
        if let Some(old) = self.used.insert(name.clone(), template)
            && let Some(theme) = &old.theme
        {
            self.replaced.insert(format!("{theme}/{name}"), old);
        }
    }

    /// Finds the replaced templates that others need, when all templates were added. The rest is
    /// not rendered: it can fill blocks that the site's own templates no longer have.
    pub(super) fn find_needed(&mut self) {
        let named = |template: &Template| quoted_texts(&template.text).map(str::to_owned).collect::<Vec<_>>();
        let mut open: Vec<String> = self.used.values().flat_map(&named).collect();
        // A site can define one component anew: the others are still those of the theme.
        let has_components = |old: &Template| component_definitions(&old.text).next().is_some() && !is_child(&old.text);
        open.extend(self.replaced.iter().filter(|(_, old)| has_components(old)).map(|(name, _)| name.clone()));
        while let Some(name) = open.pop() {
            if let Some(template) = self.replaced.get(&name)
                && self.needed.insert(name)
            {
                open.extend(named(template));
            }
        }
    }

    /// The templates whose names begin with the name of a theme, with that name: the two meanings
    /// of such a name could not be told apart.
    pub(super) fn names_of_themes(&self) -> impl Iterator<Item = (&str, &Template)> {
        let is_taken =
            |name: &str| name.split_once('/').and_then(|(theme, _)| self.themes.iter().find(|known| *known == theme));
        self.used.iter().filter_map(move |(name, template)| Some((is_taken(name)?.as_str(), template)))
    }

    /// The names of the themes, the one that the site names first.
    pub fn themes(&self) -> &[String] {
        &self.themes
    }

    /// How near a template is to the site: 0 for one of the site itself, 1 for one of its theme,
    /// and so on. A file that stands on another one has the smaller number.
    pub fn distance(&self, template: &Template) -> usize {
        let position = |theme: &String| self.themes.iter().position(|known| known == theme);
        template.theme.as_ref().and_then(position).map_or(0, |at| at + 1)
    }

    /// The templates that count, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Template)> {
        self.used.iter().map(|(name, template)| (name.as_str(), template))
    }

    /// The templates that count, and those that they replace and need, by the name with which
    /// [`Templates::find`] finds each of them.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Template)> {
        let needed = self.replaced.iter().filter(|(name, _)| self.needed.contains(*name));
        self.used.iter().chain(needed).map(|(name, template)| (name.as_str(), template))
    }

    /// The templates that others replace, by the name that they share with those.
    pub fn replaced(&self) -> impl Iterator<Item = (&str, &Template)> {
        self.replaced.iter().filter_map(|(name, template)| {
            let shared = name.strip_prefix(template.theme.as_deref()?)?.strip_prefix('/')?;
            Some((shared, template))
        })
    }

    /// All names that mean a template, for a message about a name that means none.
    pub fn names(&self) -> impl Iterator<Item = String> {
        let of_theme = |(name, template): (&String, &Template)| Some(format!("{}/{name}", template.theme.as_ref()?));
        let of_themes = self.used.iter().filter_map(of_theme);
        self.used.keys().cloned().chain(of_themes).chain(self.replaced.keys().cloned())
    }

    /// The nearest theme whose template the one of this name replaces.
    pub fn theme_below(&self, name: &str) -> Option<&str> {
        let has_file = |theme: &&String| self.replaced.contains_key(&format!("{theme}/{name}"));
        self.themes.iter().find(has_file).map(String::as_str)
    }

    /// The template that counts under a name without the name of a theme.
    pub fn get(&self, name: &str) -> Option<&Template> {
        self.used.get(name)
    }

    /// The template that another one means by a name, with the name that identifies it: two names
    /// can mean the same template.
    pub fn find(&self, name: &str) -> Option<(&str, &Template)> {
        let of_theme = || {
            let (theme, rest) = name.split_once('/')?;
            self.used.get_key_value(rest).filter(|(_, template)| template.theme.as_deref() == Some(theme))
        };
        let found = self.used.get_key_value(name).or_else(|| self.replaced.get_key_value(name));
        found.or_else(of_theme).map(|(name, template)| (name.as_str(), template))
    }
}

impl FromIterator<(String, Template)> for Templates {
    fn from_iter<T: IntoIterator<Item = (String, Template)>>(templates: T) -> Self {
        Self { used: templates.into_iter().collect(), ..Self::default() }
    }
}

/// All texts in quotes. Tera takes the name of a template in no other form, and reports the name of
/// a missing template as an error.
pub fn quoted_texts(text: &str) -> impl Iterator<Item = &str> {
    text.split(['"', '\'', '`'])
}

/// The components that a template defines, each with the byte at which its name begins.
pub fn component_definitions(text: &str) -> impl Iterator<Item = (&str, usize)> {
    text.match_indices("{%").filter_map(|(at, sign)| {
        let tag = &text[at + sign.len()..];
        let rest = tag.trim_start_matches('-').trim_start().strip_prefix("component")?;
        let name = rest.strip_prefix(char::is_whitespace)?.trim_start();
        let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
        (end > 0).then(|| (&name[..end], text.len() - name.len()))
    })
}

/// Whether a template extends another one.
fn is_child(text: &str) -> bool {
    text.split("{%").skip(1).any(|tag| tag.trim_start_matches('-').trim_start().starts_with("extends"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(files: &[(&str, &str, &str)]) -> Templates {
        let mut templates = Templates::new(vec!["rong".to_owned(), "sen".to_owned()]);
        for (theme, name, text) in files {
            let theme = Some((*theme).to_owned()).filter(|theme| !theme.is_empty());
            let file = format!("{} {name}", theme.as_deref().unwrap_or("own"));
            templates.add((*name).to_owned(), Template { file, text: (*text).to_owned(), theme });
        }
        templates.find_needed();
        templates
    }

    #[test]
    fn a_name_means_the_nearest_file_and_the_name_of_a_theme_its_own() {
        let templates = set(&[
            ("sen", "base.html", "{% include 'page.html' %}"),
            ("sen", "page.html", ""),
            ("sen", "list.html", ""),
            ("sen", "old.html", "{% extends 'base.html' %}"),
            ("rong", "page.html", "{% extends \"sen/page.html\" %}"),
            ("rong", "old.html", ""),
            ("", "page.html", "{% extends \"rong/page.html\" %}"),
        ]);
        for (name, found, file) in [
            ("page.html", "page.html", "own page.html"),
            ("rong/page.html", "rong/page.html", "rong page.html"),
            ("sen/page.html", "sen/page.html", "sen page.html"),
            ("sen/list.html", "list.html", "sen list.html"),
            ("list.html", "list.html", "sen list.html"),
        ] {
            let (identity, template) = templates.find(name).expect(name);
            assert_eq!((identity, template.file.as_str()), (found, file), "{name}");
        }
        for name in ["rong/list.html", "sen/no.html", "no.html", "sen", "sen/", ""] {
            assert_eq!(templates.find(name), None, "{name}");
        }
        assert_eq!((templates.iter().count(), templates.all().count()), (4, 6));
        assert_eq!((templates.theme_below("page.html"), templates.theme_below("list.html")), (Some("rong"), None));
    }

    #[test]
    fn replaced_components_stay_and_other_replaced_files_do_not() {
        let templates = set(&[
            ("sen", "components.html", "{% component a() %}{% endcomponent a %}{% include 'sen/b.html' %}"),
            ("sen", "b.html", ""),
            ("sen", "c.html", "{% extends 'd.html' %}{% component c() %}{% endcomponent c %}"),
            ("", "components.html", ""),
            ("", "b.html", ""),
            ("", "c.html", ""),
        ]);
        let names: Vec<&str> = templates.all().map(|(name, _)| name).collect();
        assert_eq!(names, ["b.html", "c.html", "components.html", "sen/b.html", "sen/components.html"]);
    }
}
