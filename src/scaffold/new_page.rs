//! The text of a new page: its front matter with the fields of its kind, and a place for its words.

use super::sample_value::{SampleValues, TO_FILL_IN, quoted};
use super::title_field::title_field;
use crate::content::{Choice, Field, FieldType, Kind, SortBy, common_label};
use crate::diag::Messages;
use crate::node::Syntax;
use crate::text::date::Date;
use crate::text::slug::{shorten_slug, slug};

/// The keys of every page that a new page is offered.
const OFFERED_KEYS: [&str; 7] =
    ["description", "image", "image_alt", "attachments", "publish_at", "expires_at", "review_by"];

/// The widest line of a comment, in characters.
const COMMENT_WIDTH: usize = 100;

/// What a new page is made of.
pub struct NewPage<'a> {
    /// The kind of the page.
    pub kind: &'a Kind,
    /// The words of the title on one line.
    pub words: &'a str,
    /// Whether the section of the page has another kind, so that the page names its own.
    pub names_kind: bool,
    /// The day on which the page is made.
    pub today: Date,
    /// The code of the language of the page.
    pub lang: &'a str,
    /// The texts in the language of the page.
    pub messages: &'a Messages,
    /// The name of the first taxonomy of the portal, if it has one, with its label.
    pub taxonomy: Option<(&'a str, &'a str)>,
    /// The path below `content/` of a page of a kind, or of any kind. `None` if there is none.
    pub page_of: &'a dyn Fn(Option<&str>) -> Option<String>,
}

/// A new page.
pub struct PageText {
    /// The name of the file without its ending, or of the folder. Empty if the words of the title
    /// have no letter or digit of which a name can be made.
    pub name: String,
    /// Whether the page needs a folder of its own, because files lie beside it.
    pub has_folder: bool,
    /// The whole text of the file.
    pub text: String,
    /// The labels of what is still to be filled in.
    pub to_fill_in: Vec<String>,
}

impl NewPage<'_> {
    /// The text and the name of the page.
    pub fn write(&self) -> PageText {
        let (title_key, title) = title_field(self.kind, self.words, self.lang);
        let is_number = self.kind.field(title_key).is_some_and(|field| matches!(field.ty, FieldType::DocumentNumber));
        let number = is_number.then_some(title.as_str());
        let values = SampleValues { today: self.today, number, page_of: self.page_of };
        let is_needed = |field: &&Field| field.required || self.kind.date.as_deref() == Some(field.key.as_str());
        let group_keys: Vec<&str> =
            self.kind.one_of.iter().filter_map(|group| group.first()).map(String::as_str).collect();
        let others = || self.kind.fields.iter().filter(|field| field.key != title_key);
        let (needed, optional): (Vec<&Field>, Vec<&Field>) =
            others().partition(|field| is_needed(field) || group_keys.contains(&field.key.as_str()));

        let mut front = vec![Syntax::Toml.entry(title_key, &quoted(&title))];
        front.push(format!("draft = true  # {}", self.messages.text("add-draft", &[])));
        if self.names_kind {
            front.push(Syntax::Toml.entry("kind", &quoted(&self.kind.name)));
        }
        let is_date_required = self.kind.common_required.iter().any(|key| key == "date");
        if self.kind.date.is_none() && self.kind.has_own_pages && !is_date_required {
            front.push(self.common_line(&values, "date"));
        }
        front.extend(self.kind.common_required.iter().map(|key| self.common_line(&values, key)));
        let mut to_fill_in: Vec<String> = Vec::new();
        for field in &needed {
            self.push_field(&mut front, field, &values, "");
            to_fill_in.push(field.label.get(self.lang).to_owned());
        }

        front.extend([String::new(), format!("# {}", self.messages.text("add-optional", &[]))]);
        for field in &optional {
            self.push_field(&mut front, field, &values, "# ");
        }
        let is_weighed = matches!(self.kind.sort_by, SortBy::Weight).then_some("weight");
        let offered = OFFERED_KEYS.into_iter().chain(is_weighed);
        let offered = offered.filter(|key| !self.kind.common_required.iter().any(|own| own == key));
        front.extend(offered.map(|key| format!("# {}", self.common_line(&values, key))));
        if let Some((name, label)) = self.taxonomy {
            let terms = Syntax::Toml.entry(name, &format!("[{}]", quoted(TO_FILL_IN)));
            front.extend(["# [taxonomies]".to_owned(), format!("# {terms}  # {label}")]);
        }

        let mut text = format!("+++\n{}\n+++\n", front.join("\n"));
        if self.kind.has_own_pages {
            text.push_str(&format!("\n{}\n", self.messages.text("add-body", &[])));
        }
        let name = shorten_slug(slug(self.words));
        // A file called `index` would be the page of its folder.
        let has_folder = name == "index" || needed.iter().any(|field| has_file(&field.ty));
        PageText { name, has_folder, text, to_fill_in }
    }

    /// A key that pages of all kinds may have, with its label.
    fn common_line(&self, values: &SampleValues, key: &str) -> String {
        let value = values.of_common_key(key).unwrap_or_else(|| quoted(TO_FILL_IN));
        format!("{}  # {}", Syntax::Toml.entry(key, &value), common_label(key, self.lang))
    }

    /// A field with its label, below a comment with its help and its choices. `off` is the sign that
    /// makes a comment of it.
    fn push_field(&self, front: &mut Vec<String>, field: &Field, values: &SampleValues, off: &str) {
        let label = field.label.get(self.lang);
        let mut about: Vec<String> = Vec::new();
        about.extend(Some(field.help.get(self.lang).to_owned()).filter(|help| !help.is_empty()));
        about.extend(field.ty.choices().map(|choices| self.choices_text(choices)));
        if !about.is_empty() {
            front.extend(comment_lines(&format!("{label}: {}", about.join(" "))));
        }
        front.push(format!("{off}{}  # {label}", Syntax::Toml.entry(&field.key, &values.of_field(field))));
    }

    fn choices_text(&self, choices: &[Choice]) -> String {
        let words = choices.iter().map(|choice| format!("{} ({})", choice.value, choice.label.get(self.lang)));
        words.collect::<Vec<_>>().join(", ")
    }
}

/// Whether a value of this type names a file beside its page.
fn has_file(ty: &FieldType) -> bool {
    match ty {
        FieldType::File | FieldType::Image => true,
        FieldType::List(item) => has_file(item),
        FieldType::Record(fields) => fields.iter().any(|field| has_file(&field.ty)),
        _ => false,
    }
}

/// A text as lines of comments.
fn comment_lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < COMMENT_WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(format!("# {word}")),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{Kinds, read_front_matter};
    use crate::diag::Lines;
    use crate::node;
    use crate::text::date::Stamp;
    use crate::text::provisional::count_provisional;

    /// The page of a kind with these words, in a language.
    fn page(kind: &Kind, words: &str, lang: &str) -> PageText {
        let messages = Messages::new(lang);
        let today = Stamp::parse("2026-11-23").map(Stamp::day).unwrap_or_default();
        let page_of = |_: Option<&str>| None;
        let taxonomy = Some(("topics", "Chủ đề"));
        NewPage { kind, words, names_kind: true, today, lang, messages: &messages, taxonomy, page_of: &page_of }.write()
    }

    fn front(text: &str) -> &str {
        text.split("+++\n").nth(1).unwrap_or_default()
    }

    #[test]
    fn a_page_of_every_kind_is_right_as_it_is_and_with_each_key_that_it_offers() {
        let kinds = Kinds::read([]).unwrap_or_else(|faults| panic!("{faults:?}"));
        for (kind, lang) in kinds.iter().flat_map(|kind| [(kind, "vi"), (kind, "en")]) {
            let made = page(kind, "Lễ hội \"đình Cả\"", lang);
            assert_eq!(made.name, "le-hoi-dinh-ca");
            let offered: Vec<String> =
                front(&made.text).lines().map(|line| line.strip_prefix("# ").unwrap_or(line).to_owned()).collect();
            let is_line = |line: &&String| line.contains(" = ") && !line.starts_with(char::is_uppercase);
            let all: Vec<&str> = offered.iter().filter(is_line).map(String::as_str).collect();
            let all = all.join("\n").replace("topics = ", "[taxonomies]\ntopics = ");
            for front in [front(&made.text), &all] {
                let root = node::from_toml(front, 0, &Lines::new(front)).unwrap_or_else(|e| panic!("{e:?} in {front}"));
                let taxonomies = ["topics".to_owned()];
                let (read, faults) = read_front_matter(&root, "content/x.md", kind, false, &taxonomies);
                assert!(faults.is_empty(), "{}: {faults:?} in\n{front}", kind.name);
                assert!(read.draft, "{front}");
            }
            for field in &kind.fields {
                assert!(
                    all.lines().any(|line| line.starts_with(&format!("{} = ", field.key))),
                    "{} in {all}",
                    field.key
                );
            }
            assert!(!kind.has_own_pages || count_provisional(&made.text) > 0, "{}", made.text);
            assert!(made.text.lines().all(|line| line.chars().count() <= 160), "{}", made.text);
        }
    }

    #[test]
    fn the_words_of_the_title_are_what_the_kind_makes_the_title_of() {
        let kinds = Kinds::read([("gazette", "gazette.toml", include_str!("files/province/kinds/gazette.toml"))])
            .unwrap_or_else(|faults| panic!("{faults:?}"));
        let line = |kind: &str, words: &str| {
            let made = page(kinds.get(kind).unwrap_or_else(|| panic!("{kind}")), words, "vi");
            made.text.lines().nth(1).unwrap_or_default().to_owned()
        };
        assert_eq!(line("article", "Lễ hội đình Cả"), "title = \"Lễ hội đình Cả\"");
        assert_eq!(line("service", "Đăng ký khai sinh"), "name = \"Đăng ký khai sinh\"");
        assert_eq!(line("document", "15/QĐ-UBND"), "number = \"15/QĐ-UBND\"");
        assert_eq!(line("document", "Về việc lập quỹ"), "summary = \"Về việc lập quỹ\"");
        assert_eq!(line("gazette", "Công báo số 12"), "number = \"12\"");
        assert_eq!(line("gazette", "12"), "number = \"12\"");
    }

    #[test]
    fn the_number_of_a_document_says_its_type() {
        let kinds = Kinds::read([]).unwrap_or_else(|faults| panic!("{faults:?}"));
        let document = kinds.get("document").unwrap_or_else(|| panic!("no document"));
        for (words, kind) in [
            ("15/QĐ-UBND", "decision"),
            ("7/KH-UBND", "plan"),
            ("123/UBND-VX", "official-letter"),
            ("Về việc x", "decision"),
        ] {
            let text = page(document, words, "vi").text;
            assert!(text.contains(&format!("\ntype = \"{kind}\"  # Loại văn bản\n")), "{words}: {text}");
        }
    }
}
