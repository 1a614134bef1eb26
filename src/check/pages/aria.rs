//! What a page tells screen readers by roles and attributes (WAI-ARIA 1.2), and the languages of
//! its parts: a wrong word there is worse than none, because it takes away what the element says by
//! itself.

use std::collections::HashSet;

use super::frame::is_language;
use crate::check::finder::Finder;
use crate::check::html_page::{ElementId, HtmlPage};
use crate::check::subjects::PageSubject;

/// The roles that authors may use (WAI-ARIA 1.2, 5.4), and those of later drafts.
const ROLES: &str = "alert alertdialog application article banner blockquote button caption cell checkbox code \
    columnheader combobox command comment complementary contentinfo definition deletion dialog directory document \
    emphasis feed figure form generic grid gridcell group heading img image insertion link list listbox listitem log \
    main mark marquee math menu menubar menuitem menuitemcheckbox menuitemradio meter navigation none note option \
    paragraph presentation progressbar radio radiogroup region row rowgroup rowheader scrollbar search searchbox \
    separator slider spinbutton status strong subscript suggestion superscript switch tab table tablist tabpanel term \
    text textbox time timer toolbar tooltip tree treegrid treeitem";

/// The attributes (WAI-ARIA 1.2, 6.7 and 6.8, without `aria-`), and those of the draft of 1.3.
const ATTRIBUTES: &str = "activedescendant atomic autocomplete braillelabel brailleroledescription busy checked \
    colcount colindex colindextext colspan controls current describedby description details disabled dropeffect \
    errormessage expanded flowto grabbed haspopup hidden invalid keyshortcuts label labelledby level live modal \
    multiline multiselectable orientation owns placeholder posinset pressed readonly relevant required \
    roledescription rowcount rowindex rowindextext rowspan selected setsize sort valuemax valuemin valuenow valuetext";

/// The attributes that are true or false.
const TRUE_OR_FALSE: &str = "atomic busy disabled expanded hidden modal multiline multiselectable readonly required \
    selected";

/// The attributes that each name elements of the page.
const REFERENCES: [&str; 3] = ["aria-labelledby", "aria-describedby", "aria-owns"];

/// Finds roles and attributes that are not in the standard or lack something, references to no
/// element, hidden parts that the keyboard reaches, and languages of parts that are none.
pub(crate) fn aria(subject: &PageSubject, finder: &mut Finder) {
    let page = subject.page;
    let ids: HashSet<&str> = page.all().filter_map(|id| page.attribute(id, "id")).collect();
    for id in page.all() {
        for (name, value) in page.attributes(id) {
            let (vi, en) = match name {
                "role" if !value.split_ascii_whitespace().all(is_role) => ("không phải một vai trò", "is no role"),
                "role" if lacks_attribute(page, id, value) => ("thiếu thuộc tính bắt buộc", "lacks its attribute"),
                "lang" if !page.is(id, "html") && !value.is_empty() && !is_language(value) => {
                    ("không phải một ngôn ngữ", "is no language")
                }
                "for" if page.is(id, "label") && !ids.contains(value) => ("trỏ tới id không có", "names no id"),
                _ if REFERENCES.contains(&name) && !value.split_ascii_whitespace().all(|one| ids.contains(one)) => {
                    ("trỏ tới id không có", "names no id")
                }
                _ => match name.strip_prefix("aria-") {
                    Some(own) if !has_word(ATTRIBUTES, own) => ("không phải thuộc tính ARIA", "is no ARIA attribute"),
                    Some(own) if has_word(TRUE_OR_FALSE, own) && !matches!(value, "true" | "false" | "undefined") => {
                        ("chỉ nhận true hoặc false", "takes true or false alone")
                    }
                    _ => continue,
                },
            };
            let whole = format!("{name}=\"{value}\"");
            let found = subject.report_in(finder, id, &[&whole, value, name]);
            found.arg_by_language("what", &format!("{whole} {vi}"), &format!("{whole} {en}"));
        }
        if is_reached(page, id) && is_silent(page, id) {
            let tag = format!("<{}", page.name(id));
            let found = subject.report_in(finder, id, &[&tag, "aria-hidden"]);
            found.arg_by_language(
                "what",
                &format!("{tag}> nằm trong phần aria-hidden mà bàn phím vẫn tới được"),
                &format!("{tag}> is in an aria-hidden part, and the keyboard still reaches it"),
            );
        }
    }
}

fn has_word(words: &str, word: &str) -> bool {
    words.split_ascii_whitespace().any(|one| one == word)
}

fn is_role(name: &str) -> bool {
    has_word(ROLES, name) || name.starts_with("doc-") || name.starts_with("graphics-")
}

/// Whether an element lacks the attribute that its role requires (WAI-ARIA 1.2, 5.2.2). The fields
/// of HTML have it by themselves.
fn lacks_attribute(page: &HtmlPage, id: ElementId, role: &str) -> bool {
    let required = match role {
        "checkbox" | "radio" | "switch" | "menuitemcheckbox" | "menuitemradio" => "aria-checked",
        "combobox" => "aria-expanded",
        "heading" => "aria-level",
        "slider" | "meter" | "scrollbar" => "aria-valuenow",
        _ => return false,
    };
    let has_by_itself = matches!(page.name(id), "input" | "select" | "meter" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
        && required != "aria-expanded";
    !has_by_itself && page.attribute(id, required).is_none()
}

/// Whether the keyboard reaches an element.
fn is_reached(page: &HtmlPage, id: ElementId) -> bool {
    if let Some(at) = page.attribute(id, "tabindex").and_then(|text| text.trim().parse::<i64>().ok()) {
        return at >= 0;
    }
    match page.name(id) {
        "a" => page.attribute(id, "href").is_some(),
        "button" | "select" | "textarea" => page.attribute(id, "disabled").is_none(),
        "input" => page.attribute(id, "disabled").is_none() && page.attribute(id, "type") != Some("hidden"),
        _ => false,
    }
}

/// Whether an element lies in a part that screen readers leave out and that is shown all the same.
fn is_silent(page: &HtmlPage, id: ElementId) -> bool {
    let around = || std::iter::once(id).chain(page.ancestors(id));
    around().any(|at| page.attribute(at, "aria-hidden") == Some("true"))
        && !around().any(|at| {
            ["hidden", "inert"].iter().any(|name| page.attribute(at, name).is_some()) || page.is(at, "template")
        })
}
