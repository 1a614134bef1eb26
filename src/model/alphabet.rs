//! The alphabetical index of a language: its pages by the first letters of their titles, for
//! readers whose browser runs no scripts, so that the search page cannot answer.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::content_tree::ContentTree;
use super::derived::{FacetGroup, FacetValue};
use super::node::PageId;
use super::site::Site;
use super::sort::Sorter;
use crate::config::Lang;
use crate::content::SortBy;
use crate::text::collate::Collator;
use crate::text::lang::is_vietnamese;

/// The template of the search page. A language without such a page has no index.
pub(crate) const SEARCH_TEMPLATE: &str = "search.html";

/// The field of the group, which no kind can have, and the part of the addresses.
const FIELD: &str = "a-z";

/// What titles begin with that begin with a number, and with something else than a Latin letter.
const NUMBERS: &str = "0-9";
const OTHERS: &str = "other";

/// Finds the indexes of all languages. They are facets of the home pages.
pub(super) fn build_alphabets(sorter: &Sorter) -> Vec<FacetGroup> {
    let tree = sorter.tree();
    let langs = tree.config.langs().filter(|lang| tree.page_with_template(*lang, SEARCH_TEMPLATE).is_some());
    langs.map(|lang| build_alphabet(sorter, lang)).filter(|group| !group.values.is_empty()).collect()
}

fn build_alphabet(sorter: &Sorter, lang: Lang) -> FacetGroup {
    let tree = sorter.tree();
    let home = tree.home(lang);
    let base = tree.section(home).info.url.child(FIELD);
    let pages: Vec<PageId> =
        tree.page_ids().filter(|id| tree.is_listed(*id) && tree.page(*id).info.lang == lang).collect();
    let mut by_letter: BTreeMap<(usize, Vec<u8>), FacetValue> = BTreeMap::new();
    for page in sorter.sort_pages(&pages, SortBy::Title, lang) {
        let letter = first_letter(&tree.page(page).info.title, tree.lang_code(lang));
        let group = [NUMBERS, OTHERS].iter().position(|key| *key == letter).map_or(1, |at| at * 2);
        let label = label_of(&letter, tree.lang_code(lang));
        let value = by_letter.entry((group, sorter.collator(lang).key(&label))).or_insert_with(|| FacetValue {
            url: base.child(&address_of(&letter)),
            value: letter,
            label,
            pages: Vec::new(),
            updated: None,
            parts: Vec::new(),
        });
        value.pages.push(page);
    }
    let with_date = |value: FacetValue| FacetValue { updated: tree.latest_update(&value.pages), ..value };
    let values = by_letter.into_values().map(with_date).collect();
    let (field, label) = (FIELD.to_owned(), "A–Z".to_owned());
    FacetGroup { section: home, field, label, values, by_value: Vec::new(), parts: Vec::new() }
}

impl FacetGroup {
    /// Whether this is the alphabetical index of a language, and no field.
    pub fn is_alphabet(&self) -> bool {
        self.field == FIELD
    }
}

impl ContentTree {
    /// The first page of a language that is published with a template.
    pub(crate) fn page_with_template(&self, lang: Lang, template: &str) -> Option<PageId> {
        let uses = |id: &PageId| {
            let page = self.page(*id);
            let is_own = page.info.front.template.as_ref().is_some_and(|own| own.to == template);
            page.info.lang == lang && is_own && !page.gone
        };
        self.page_ids().find(uses)
    }
}

impl Site {
    /// The alphabetical index of a language. `None` if it has none.
    pub fn alphabet(&self, lang: Lang) -> Option<&FacetGroup> {
        self.derived.facets.iter().find(|group| group.is_alphabet() && group.section == self.home(lang))
    }

    /// Whether a page with another title stays where it is in the alphabetical index.
    pub(super) fn keeps_place_in_alphabet(&self, id: PageId, title: &str) -> bool {
        let lang = self.page(id).info.lang;
        let Some(group) = self.alphabet(lang).filter(|_| self.is_listed(id)) else { return true };
        let letter = first_letter(title, self.lang_code(lang));
        let Some(value) = group.values.iter().find(|value| value.value == letter) else { return false };
        let Some(at) = value.pages.iter().position(|page| *page == id) else { return false };
        let collator = Collator::new(self.lang_code(lang));
        let title_of = |at: usize| value.pages.get(at).map(|page| self.page(*page).info.title.as_str());
        let before = at.checked_sub(1).and_then(title_of);
        // Pages with one title are in the order of their files, which is not looked at here.
        before.is_none_or(|before| collator.compare(before, title).is_lt())
            && title_of(at + 1).is_none_or(|after| collator.compare(title, after).is_lt())
    }
}

/// The letter under which a title stands. In Vietnamese, ă â đ ê ô ơ ư are letters of their
/// own, and tones do not count; in other languages, no mark does.
fn first_letter(title: &str, lang: &str) -> String {
    let Some(first) = title.chars().find(|c| c.is_alphanumeric()) else { return OTHERS.to_owned() };
    if first.is_numeric() {
        return NUMBERS.to_owned();
    }
    let is_vietnamese = is_vietnamese(lang);
    let is_shape = |c: char| matches!(c, '\u{302}' | '\u{306}' | '\u{31b}');
    let mut letters = first.to_lowercase().nfd().filter(|c| c.is_alphanumeric() || is_vietnamese && is_shape(*c));
    match letters.next() {
        Some('đ') if is_vietnamese => "đ".to_owned(),
        Some('đ') => "d".to_owned(),
        Some(base @ 'a'..='z') => {
            let letter: String = std::iter::once(base).chain(letters.next().filter(|c| is_shape(*c))).nfc().collect();
            if "ăâêôơư".contains(&letter) { letter } else { base.to_string() }
        }
        _ => OTHERS.to_owned(),
    }
}

fn label_of(letter: &str, lang: &str) -> String {
    match letter {
        NUMBERS => "0–9".to_owned(),
        OTHERS => if is_vietnamese(lang) { "Khác" } else { "Other" }.to_owned(),
        letter => letter.to_uppercase(),
    }
}

/// The part of an address for a letter: letters with marks as Telex types them.
fn address_of(letter: &str) -> String {
    let typed = [("ă", "aw"), ("â", "aa"), ("đ", "dd"), ("ê", "ee"), ("ô", "oo"), ("ơ", "ow"), ("ư", "uw")];
    typed.iter().find(|(own, _)| *own == letter).map_or(letter, |(_, typed)| typed).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_stands_under_its_first_letter() {
        for (title, letter) in [
            ("Ăn toàn", "ă"),
            ("Ấp Đông", "â"),
            ("Áo dài", "a"),
            ("Đăng ký khai sinh", "đ"),
            ("Ở đâu", "ơ"),
            ("Ôn tập", "ô"),
            ("Ước mơ", "ư"),
            ("Êm", "ê"),
            ("“Sổ đỏ” là gì?", "s"),
            ("145/QĐ-UBND", NUMBERS),
            ("Ö", "o"),
            ("Жизнь", OTHERS),
            ("…", OTHERS),
        ] {
            assert_eq!(first_letter(title, "vi"), letter, "{title}");
        }
        assert_eq!(first_letter("Ăn", "en"), "a");
        assert_eq!(first_letter("Đăng", "en"), "d");
    }
}
