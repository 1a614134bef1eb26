//! Checks `[[menus]]` of `portal.toml` against the templates that show them.

use std::collections::BTreeSet;

use crate::config::{CONFIG_FILE, Config, MenuItem, MenuSource, MenuTarget};
use crate::content::{LinkForm, link_form};
use crate::diag::{Code, Diag, Diags};
use crate::site_files::SiteFiles;
use crate::table_reader::nearest_word;

/// The file of the template of the program that shows the menu [`ROW_MENU`] in one row.
const ROW_FILE: &str = "sen: templates/partials/header.html";
const ROW_MENU: &str = "main";
/// How many entries one row holds beside the home page, on a screen of 1,440 pixels.
const ROW_ENTRIES: usize = 7;
/// How many letters an entry of the row has at most.
const ENTRY_LETTERS: usize = 24;

/// Reports the menus that no template shows, and a main menu that does not fit in one row.
pub(super) fn check_menus(config: &Config, sources: &SiteFiles, faults: &mut Diags) {
    report_unused_menus(config, sources, faults);
    // A head of the site itself may have room for more, unless it stands on that of the theme.
    if sources.templates.all().any(|(_, template)| template.file == ROW_FILE) {
        config.menus.iter().filter(|menu| menu.name == ROW_MENU).for_each(|menu| match &menu.items {
            MenuSource::Items(items) => report_wide_menu(config, items, faults),
            MenuSource::Tree => {}
        });
    }
}

fn report_wide_menu(config: &Config, items: &[MenuItem], faults: &mut Diags) {
    // The row begins with the home page. A link to another site is a button at its end.
    let stands_in_row = |item: &&MenuItem| match &item.to {
        MenuTarget::Url(url) => url != "/" && !matches!(link_form(url, &config.own_site), LinkForm::External(_)),
        MenuTarget::Page(path) => path.trim_start_matches("@/") != "_index.md",
        MenuTarget::Nowhere => true,
    };
    let row: Vec<&MenuItem> = items.iter().filter(stands_in_row).collect();
    if let Some(first) = row.get(ROW_ENTRIES) {
        let diag = Diag::warning(Code::MenuLong).arg("count", row.len()).arg("limit", ROW_ENTRIES);
        faults.push(diag.file(CONFIG_FILE).spot(first.spot));
    }
    for item in row {
        let titles = item.title.iter().flat_map(|title| config.languages.iter().map(|l| title.get(&l.code)));
        if let Some(title) = titles.max_by_key(|title| title.chars().count())
            && title.chars().count() > ENTRY_LETTERS
        {
            let diag = Diag::warning(Code::MenuEntryLong).arg("value", title).arg("limit", ENTRY_LETTERS);
            faults.push(diag.file(CONFIG_FILE).spot(item.spot));
        }
    }
}

/// Reports the menus that no template shows.
fn report_unused_menus(config: &Config, sources: &SiteFiles, faults: &mut Diags) {
    let mut shown: BTreeSet<&str> = BTreeSet::new();
    for (_, template) in sources.templates.all() {
        for (at, word) in template.text.match_indices("menus") {
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            let (before, rest) = (&template.text[..at], &template.text[at + word.len()..]);
            if before.ends_with(is_word) || rest.starts_with(is_word) {
                continue;
            }
            // A template that takes its menus in another way may show any of them.
            let Some(name) = rest.strip_prefix('.') else { return };
            let end = name.find(|c| !is_word(c)).unwrap_or(name.len());
            shown.insert(&name[..end]);
        }
    }
    for menu in config.menus.iter().filter(|menu| !shown.contains(menu.name.as_str())) {
        let diag = match nearest_word(&menu.name, shown.iter().copied()) {
            Some(near) => Diag::warning(Code::MenuUnusedNear).arg("near", near),
            None => {
                let names = shown.iter().copied().collect::<Vec<_>>().join(", ");
                Diag::warning(Code::MenuUnused).arg("choices", if names.is_empty() { "–" } else { names.as_str() })
            }
        };
        faults.push(diag.arg("value", &menu.name).file(CONFIG_FILE).spot(menu.spot));
    }
}
