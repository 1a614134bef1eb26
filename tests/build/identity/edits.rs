//! Random edits of a site, such as editors make between two builds.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use harness::{Files, Portal, picture, snapshot};

/// A small generator that gives the same numbers in every run. The quality of the numbers does not
/// matter here.
pub(super) struct Dice(pub u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())]
    }
}

/// A site that random edits change.
pub(super) struct Editor {
    pub portal: Portal,
    pub dice: Dice,
    /// The number of the step, for texts that no earlier step wrote.
    pub n: usize,
    /// The source files as they were at the start.
    first: Files,
}

/// An edit. It returns a description of its change, for the message when two builds differ.
type Edit = fn(&mut Editor) -> String;

/// Edits with their weights: how often each of them is made.
const EDITS: [(usize, Edit); 58] = [
    (6, sentence),
    (3, heading),
    (3, title),
    (3, front_matter),
    (1, hour),
    (2, new_page),
    (2, page_gone),
    (2, page_renamed),
    (1, page_in_other_case),
    (1, folder_renamed),
    (1, touched),
    (1, same_bytes_at_another_time),
    (2, other_bytes_at_the_old_time),
    (2, as_it_was),
    (2, swapped),
    (1, moved_over_another),
    (1, second_name),
    (1, linked_page),
    (1, linked_folder),
    (1, link_elsewhere),
    (1, translation),
    (1, cascade),
    (2, section),
    (1, template),
    (1, list_partial),
    (1, shortcode),
    (1, included_page),
    (1, facet_pair),
    (1, related),
    (2, template_above_the_theme),
    (1, theme_below),
    (1, hook),
    (1, original),
    (1, selection),
    (1, budget),
    (1, duty),
    (1, no_templates),
    (1, portal_title),
    (1, portal_pages),
    (1, portal_address),
    (1, taxonomy),
    (1, second_taxonomy),
    (1, menu),
    (1, language),
    (1, kind_changed),
    (1, kind_of_its_own),
    (1, word),
    (1, data),
    (1, table_of_pages),
    (3, row),
    (1, attachment),
    (1, beside),
    (1, picture_changed),
    (1, style),
    (2, day),
    (1, drafts),
    (2, output_by_hand),
    (4, mistake),
];

impl Editor {
    pub(super) fn new(portal: Portal, seed: u64) -> Self {
        let first = sources(&portal);
        Self { portal, dice: Dice(seed | 1), n: 0, first }
    }

    pub(super) fn step(&mut self) -> String {
        self.n += 1;
        // A sentence is what people edit most, and the edit of which a preview does not look at the
        // site as a whole. Chance alone would leave some seeds without enough of them.
        if self.n.is_multiple_of(8) {
            return sentence(self);
        }
        let mut left = self.dice.roll(EDITS.iter().map(|(often, _)| often).sum());
        for (often, edit) in EDITS {
            match left.checked_sub(often) {
                Some(rest) => left = rest,
                None => return edit(self),
            }
        }
        "nothing".to_owned()
    }

    /// Restores the source files to an earlier state.
    pub(super) fn restore(&self, then: &Files) {
        let now = sources(&self.portal);
        for path in now.keys().rev().filter(|path| then.get(*path) != now.get(*path)) {
            let at = self.portal.path(path);
            let done = if path.ends_with('/') { fs::remove_dir(&at) } else { fs::remove_file(&at) };
            done.unwrap_or_else(|e| panic!("{path}: {e}"));
        }
        for (path, bytes) in then.iter().filter(|(path, bytes)| now.get(*path) != Some(bytes)) {
            let at = self.portal.path(path);
            match bytes.strip_prefix(LINK) {
                _ if path.ends_with('/') => fs::create_dir(&at),
                Some(to) => symlink(&*String::from_utf8_lossy(to), &at),
                None => fs::write(&at, bytes),
            }
            .unwrap_or_else(|e| panic!("{path}: {e}"));
        }
    }

    /// The files below a folder whose names have this ending, in order. A symbolic link counts as
    /// the file that it leads to.
    fn files(&self, folder: &str, ending: &str) -> Vec<PathBuf> {
        files(&self.portal.path(folder), ending)
    }

    fn page(&mut self) -> PathBuf {
        let all = self.files("content", ".md");
        all[self.dice.roll(all.len())].clone()
    }

    fn page_and_not_section(&mut self) -> PathBuf {
        let mut all = self.files("content", ".md");
        all.retain(|path| !path.ends_with("_index.md"));
        if all.is_empty() { self.page() } else { all[self.dice.roll(all.len())].clone() }
    }

    fn folder(&mut self) -> Option<PathBuf> {
        let all = sources(&self.portal);
        let all: Vec<&String> = all.keys().filter(|p| p.starts_with("content/") && p.ends_with('/')).skip(1).collect();
        let at = all.get(self.dice.roll(all.len().max(1)))?;
        Some(self.portal.path(at.trim_end_matches('/')))
    }

    fn shown(&self, path: &Path) -> String {
        path.strip_prefix(self.portal.root()).unwrap_or(path).display().to_string()
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let at = self.portal.path(path);
        fs::create_dir_all(at.parent().expect("a folder")).expect("a folder");
        fs::write(at, text).unwrap_or_else(|e| panic!("{path}: {e}"));
    }
}

const LINK: &[u8] = b"link to ";

/// The source files of a site. The bytes of a symbolic link begin with a mark.
pub(super) fn sources(portal: &Portal) -> Files {
    let mut all = snapshot(portal.site());
    all.retain(|path, _| !path.starts_with(".tamquan"));
    for (path, bytes) in &mut all {
        if portal.path(path).is_symlink() {
            bytes.splice(0..0, LINK.iter().copied());
        }
    }
    all
}

/// Whether a symbolic link is among the files: then a file has several paths.
pub(super) fn has_links(files: &Files) -> bool {
    files.values().any(|bytes| bytes.starts_with(LINK))
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(&at).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.is_file() && path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn change(path: &Path, change: impl FnOnce(String) -> String) {
    let Ok(old) = fs::read_to_string(path) else { return };
    fs::write(path, change(old)).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
}

/// Sets a key in the front matter of a page, in place of its earlier value.
fn say(path: &Path, key: &str, line: &str) {
    change(path, |old| {
        let kept = old.lines().filter(|l| !l.starts_with(&format!("{key} =")) && !l.starts_with(&format!("{key}=")));
        kept.collect::<Vec<_>>().join("\n").replacen("+++\n", &format!("+++\n{line}\n"), 1) + "\n"
    });
}

/// Removes a block of text from a file that contains it, and adds it to a file that does not.
fn toggle(path: &Path, block: &str) -> &'static str {
    let mut there = false;
    change(path, |old| {
        there = old.contains(block);
        if there { old.replace(block, "") } else { old + block }
    });
    if there { "gone" } else { "there" }
}

// Edits of texts.

fn sentence(editor: &mut Editor) -> String {
    let (page, n) = (editor.page(), editor.n);
    change(&page, |old| format!("{old}\nCâu thêm số {n}.\n"));
    format!("a sentence in {}", editor.shown(&page))
}

fn heading(editor: &mut Editor) -> String {
    let (page, n) = (editor.page(), editor.n);
    change(&page, |old| format!("{old}\n## Mục {n}\n\n[lên](#muc-{n})\n"));
    format!("a heading in {}", editor.shown(&page))
}

fn title(editor: &mut Editor) -> String {
    let (page, n) = (editor.page(), editor.n);
    change(&page, |old| old.replacen("title = \"", &format!("title = \"{n} "), 1));
    format!("the title of {}", editor.shown(&page))
}

fn front_matter(editor: &mut Editor) -> String {
    let (page, n) = (editor.page_and_not_section(), editor.n);
    let day = n % 27 + 1;
    let (key, value) = match editor.dice.roll(16) {
        0 => ("description", format!("\"Mô tả {n}\"")),
        1 => ("date", format!("2026-10-{day:02}")),
        2 => ("updated", format!("2026-11-{day:02}")),
        3 => ("weight", format!("{}", n % 7)),
        4 => ("draft", format!("{}", n.is_multiple_of(2))),
        5 => ("slug", format!("\"ten-{}\"", n % 5)),
        6 => ("aliases", format!("[\"/cu-{}/\"]", n % 9)),
        7 => ("authors", format!("[\"Người {n}\"]")),
        8 => ("taxonomies.topics", format!("[\"Lúa\", \"Chủ đề {}\"]", n % 4)),
        9 => ("extra.ghi_chu", format!("\"{n}\"")),
        12 => ("listed", format!("{}", n.is_multiple_of(2))),
        13 => ("indexed", format!("{}", n.is_multiple_of(2))),
        14 => ("hidden", format!("{}", n.is_multiple_of(2))),
        10 => ("review_by", format!("2026-11-{day:02}")),
        11 => ("corrections", format!("[{{ date = 2026-11-{day:02}, note = \"Sửa {n}\" }}]")),
        _ => ("publish_at", format!("2026-11-{day:02}")),
    };
    // The key replaces its earlier line: the parser reports a key that is written twice as an
    // error.
    say(&page, key, &format!("{key} = {value}"));
    format!("{key} = {value} in {}", editor.shown(&page))
}

fn hour(editor: &mut Editor) -> String {
    let page = editor.page_and_not_section();
    let (key, hour) = (editor.dice.pick(&["publish_at", "expires_at", "date"]), editor.dice.roll(24));
    say(&page, key, &format!("{key} = 2026-11-23T{hour:02}:00:00"));
    format!("{key} at {hour} o'clock in {}", editor.shown(&page))
}

// Edits that add, move and remove files.

fn new_page(editor: &mut Editor) -> String {
    let n = editor.n;
    let new = editor.page().with_file_name(format!("moi-{n}.md"));
    fs::write(&new, format!("+++\ntitle = \"Mới {n}\"\n+++\nBài mới.\n")).expect("a page");
    format!("a new page {}", editor.shown(&new))
}

fn page_gone(editor: &mut Editor) -> String {
    let page = editor.page();
    fs::remove_file(&page).expect("no page");
    format!("{} is gone", editor.shown(&page))
}

fn renamed(editor: &Editor, from: &Path, to: &Path) -> String {
    let done = if to.exists() { Ok(()) } else { fs::rename(from, to) };
    format!("{} renamed to {}: {done:?}", editor.shown(from), editor.shown(to))
}

fn page_renamed(editor: &mut Editor) -> String {
    let (page, n) = (editor.page(), editor.n);
    renamed(editor, &page, &page.with_file_name(format!("ten-{n}.md")))
}

fn page_in_other_case(editor: &mut Editor) -> String {
    let page = editor.page_and_not_section();
    let name = page.file_stem().expect("a name").to_string_lossy().into_owned();
    let upper = name.to_uppercase();
    let other = if name == upper { name.to_lowercase() } else { upper };
    renamed(editor, &page, &page.with_file_name(format!("{other}.md")))
}

fn folder_renamed(editor: &mut Editor) -> String {
    let Some(folder) = editor.folder() else { return "nothing".to_owned() };
    let n = editor.n;
    renamed(editor, &folder, &folder.with_file_name(format!("muc-{n}")))
}

fn touched(editor: &mut Editor) -> String {
    let page = editor.page();
    change(&page, |old| old);
    format!("{} touched", editor.shown(&page))
}

fn set_time(path: &Path, time: SystemTime) {
    // An earlier step may have made the path a link to itself: then the file cannot be opened.
    if let Ok(file) = fs::File::options().append(true).open(path) {
        file.set_modified(time).expect("another time");
    }
}

fn same_bytes_at_another_time(editor: &mut Editor) -> String {
    let page = editor.page();
    let bytes = fs::read(&page).expect("a page");
    fs::remove_file(&page).expect("no page");
    fs::write(&page, bytes).expect("the same page");
    let hours = editor.dice.pick(&[1, 24, 24 * 365]);
    let distance = Duration::from_secs(3600 * hours);
    let now = fs::metadata(&page).and_then(|found| found.modified()).expect("a time");
    set_time(&page, if editor.dice.roll(2) == 0 { now + distance } else { now - distance });
    format!("{} at another time", editor.shown(&page))
}

fn other_bytes_at_the_old_time(editor: &mut Editor) -> String {
    let page = editor.page();
    let time = fs::metadata(&page).and_then(|found| found.modified()).expect("a time");
    let digit = char::from(b'0' + (editor.n % 10) as u8);
    change(&page, |old| match old.rfind(|c: char| c.is_ascii_digit()) {
        Some(at) => format!("{}{digit}{}", &old[..at], &old[at + 1..]),
        None => old,
    });
    set_time(&page, time);
    format!("other bytes in {} at its old time", editor.shown(&page))
}

/// Writes a file back with its first bytes, as a checkout does.
fn as_it_was(editor: &mut Editor) -> String {
    let page = editor.page();
    let path = page.strip_prefix(editor.portal.site()).expect("a file of the site").to_string_lossy().into_owned();
    if let Some(old) = editor.first.get(&path) {
        fs::write(&page, old).expect("an old version");
    }
    format!("{} as it was", editor.shown(&page))
}

fn swapped(editor: &mut Editor) -> String {
    let (page, other) = (editor.page(), editor.page());
    let (one, two) = (fs::read(&page).expect("one"), fs::read(&other).expect("the other"));
    fs::write(&page, two).expect("one");
    fs::write(&other, one).expect("the other");
    format!("{} and {} swapped", editor.shown(&page), editor.shown(&other))
}

fn moved_over_another(editor: &mut Editor) -> String {
    let (page, other) = (editor.page_and_not_section(), editor.page_and_not_section());
    let time = fs::metadata(&other).and_then(|found| found.modified()).expect("a time");
    fs::rename(&page, &other).expect("it moved");
    set_time(&other, time);
    format!("{} moved over {}", editor.shown(&page), editor.shown(&other))
}

fn second_name(editor: &mut Editor) -> String {
    let (page, n) = (editor.page_and_not_section(), editor.n);
    let done = fs::hard_link(&page, page.with_file_name(format!("hai-{n}.md")));
    format!("a second name for {}: {done:?}", editor.shown(&page))
}

fn linked_page(editor: &mut Editor) -> String {
    let (page, n) = (editor.page_and_not_section(), editor.n);
    let link = page.with_file_name(format!("lien-{n}.md"));
    symlink(page.file_name().expect("a name"), &link).expect("a link");
    format!("{} is a link to {}", editor.shown(&link), editor.shown(&page))
}

fn linked_folder(editor: &mut Editor) -> String {
    let Some(folder) = editor.folder() else { return "nothing".to_owned() };
    let link = folder.with_file_name(format!("lien-{}", editor.n));
    symlink(folder.file_name().expect("a name"), &link).expect("a link");
    format!("{} is a link to {}", editor.shown(&link), editor.shown(&folder))
}

/// Makes an existing link lead to another page.
fn link_elsewhere(editor: &mut Editor) -> String {
    let links: Vec<PathBuf> = editor.files("content", ".md").into_iter().filter(|path| path.is_symlink()).collect();
    if links.is_empty() {
        return linked_page(editor);
    }
    let link = &links[editor.dice.roll(links.len())];
    let beside = files(link.parent().expect("a folder"), ".md");
    let to = &beside[editor.dice.roll(beside.len())];
    fs::remove_file(link).expect("no link");
    if to != link && to.parent() == link.parent() {
        symlink(to.file_name().expect("a name"), link).expect("a link");
    }
    format!("{} leads to {}", editor.shown(link), editor.shown(to))
}

fn translation(editor: &mut Editor) -> String {
    let page = editor.page();
    let name = page.file_name().expect("a name").to_string_lossy().into_owned();
    let english = page.with_file_name(name.replacen(".md", ".en.md", 1));
    if name.contains(".en.") || english.exists() {
        return sentence(editor);
    }
    // Most translations take from their original what they do not write. The words of a document
    // are there, because a site with warnings is looked at as a whole.
    let is_document = fs::read_to_string(&page).is_ok_and(|text| text.contains("number ="));
    let words = if is_document { "issuer = \"Committee\"\nsummary = \"On it\"\n" } else { "" };
    let text = format!("+++\ntitle = \"Translation {}\"\n{words}+++\nWords.\n", editor.n);
    // So is a copy of a page of another kind, which may require other words.
    let is_plain = ["tin", "van-ban", "article", "page"].iter().any(|folder| page.iter().any(|part| part == *folder));
    match editor.dice.roll(3) {
        1 | 2 if is_plain || is_document => fs::write(&english, text).expect("a page"),
        _ => drop(fs::copy(&page, &english).expect("a translation")),
    }
    format!("{} translated", editor.shown(&page))
}

/// Gives the pages below a section a value, or takes it back.
fn cascade(editor: &mut Editor) -> String {
    let mut all = editor.files("content", "_index.md");
    all.extend(editor.files("content", "_index.en.md"));
    if all.is_empty() {
        return "nothing".to_owned();
    }
    let (section, n) = (all[editor.dice.roll(all.len())].clone(), editor.n);
    let line = match editor.dice.roll(8) {
        0 => format!("cascade.date = 2026-10-{:02}", n % 27 + 1),
        1 => format!("cascade.authors = [\"Tổ {}\"]", n % 5),
        2 => format!("cascade.taxonomies.topics = [\"Chủ đề {}\"]", n % 4),
        3 => format!("cascade.weight = {}", n % 7),
        // A key that no page below can take is a warning.
        4 if fs::read_to_string(&section).is_ok_and(|text| text.contains("\"article\"")) => {
            format!("cascade.byline = \"Ban {}\"", n % 3)
        }
        6 => format!("cascade.hidden = {}", n.is_multiple_of(2)),
        5 => format!("cascade.search = {}", n.is_multiple_of(2)),
        _ => "cascade.template = \"page.html\"".to_owned(),
    };
    let key = line.split(" =").next().unwrap_or_default();
    match editor.dice.roll(3) {
        0 => change(&section, |old| {
            old.lines().filter(|line| !line.starts_with(key)).collect::<Vec<_>>().join("\n") + "\n"
        }),
        _ => say(&section, key, &line),
    }
    format!("{line} in {}", editor.shown(&section))
}

// Edits of files that many pages depend on.

fn section(editor: &mut Editor) -> String {
    let mut all = editor.files("content", "_index.md");
    all.extend(editor.files("content", "_index.en.md"));
    if all.is_empty() {
        return "nothing".to_owned();
    }
    let page = all[editor.dice.roll(all.len())].clone();
    let n = editor.n;
    let (key, value) = match editor.dice.roll(10) {
        0 | 1 => (
            "sort_by",
            editor.dice.pick(&["\"date\"", "\"title\"", "\"weight\"", "\"updated\"", "\"none\""]).to_owned(),
        ),
        2 | 3 => ("paginate_by", format!("{}", n % 4)),
        4 => ("kind", editor.dice.pick(&["\"article\"", "\"page\"", "\"notice\""]).to_owned()),
        5 => ("template", editor.dice.pick(&["\"section.html\"", "\"index.html\""]).to_owned()),
        6 => ("page_template", "\"page.html\"".to_owned()),
        7 => ("transparent", format!("{}", n.is_multiple_of(2))),
        8 => ("insert_anchor_links", editor.dice.pick(&["\"none\"", "\"right\""]).to_owned()),
        _ => ("in_menu", format!("{}", n.is_multiple_of(2))),
    };
    say(&page, key, &format!("{key} = {value}"));
    format!("{key} = {value} in {}", editor.shown(&page))
}

fn template(editor: &mut Editor) -> String {
    let n = editor.n;
    editor.write("templates/page.html", format!("<p>{n}</p>{{{{ page.content }}}}"));
    "a template".to_owned()
}

fn list_partial(editor: &mut Editor) -> String {
    let n = editor.n;
    for path in ["templates/list.html", "templates/partials/list-cards.html"] {
        editor.write(path, format!("<p>{n}</p>{{% for p in section.pages %}}{{{{ p.title }}}}{{% endfor %}}"));
    }
    "a partial of lists".to_owned()
}

/// Calls of `get_pages` whose answers follow from what other edits change.
pub(super) fn selections(n: usize) -> String {
    let authors: Vec<String> = (n..n + 30).map(|n| format!("\"Người {n}\"")).collect();
    let calls = [
        "sort=\"title\", limit=2".to_owned(),
        "sort=\"-weight\", limit=4".to_owned(),
        "sort=\"-updated\", limit=3".to_owned(),
        "kind=\"article\"".to_owned(),
        "kind=\"document\", sort=\"type\", where={\"status\": [\"in-force\", \"replaced\"]}".to_owned(),
        "where={\"weight\": [0, 1, 2]}".to_owned(),
        format!("where={{\"authors\": [{}]}}", authors.join(", ")),
    ];
    let line = |call: &String| format!("{{% for p in get_pages({call}) %}}{{{{ p.title }}}} {{% endfor %}}\n");
    calls.iter().map(line).chain([CALENDAR.to_owned()]).collect()
}

/// Shows how the sets of the budget stand, and what was corrected.
const CALENDAR: &str = "{% set plan = get_calendar(id=\"ngan-sach\") %}{% for one in plan.sets %}{{ one.set }} \
    {{ one.state }} {{ one.due or \"-\" }} {{ one.page.title if one.page else \"-\" }}; {% endfor %}\n\
    {% set found = get_corrections() %}{% for one in found.items %}{{ one.title }} {{ one.date }} {{ one.note }} \
    {{ one.url }}; {% endfor %}{{ found.feeds | length }}\n\
    {% set found = get_duties(list=\"dan-chu\") %}{{ found.covered }}: {% for one in found.duties %}{{ one.duty }} \
    {{ one.state }} {{ one.reason }} {% for page in one.pages %}{{ page.title }} {{ page.date or \"-\" }} {% endfor %}\
    {{ one.more }}; {% endfor %}\n";

/// A page of the budget, published on some day, or none any more.
fn budget(editor: &mut Editor) -> String {
    let set = editor.dice.pick(&["estimate-decided", "execution-9-months", "execution-year", "support-result"]);
    let file = editor.portal.path(&format!("content/ngan-sach-{set}.md"));
    if file.exists() && editor.dice.roll(3) == 0 {
        fs::remove_file(&file).expect("no page");
        return format!("no {set}");
    }
    let (day, year, n) = (editor.dice.roll(28) + 1, 2025 + editor.dice.roll(3), editor.n);
    let front = format!("kind = \"budget\"\ntitle = \"Ngân sách {n}\"\nyear = {year}\nset = \"{set}\"");
    let days = format!("date = 2026-10-{day:02}\ncounted_from = 2026-09-{day:02}");
    fs::write(&file, format!("+++\n{front}\n{days}\n+++\nSố liệu.\n")).expect("a page");
    format!("{set} of {year}")
}

/// A page that fulfils duties, or a reason for having none.
fn duty(editor: &mut Editor) -> String {
    let (duty, n) = (editor.dice.roll(14) + 1, editor.n);
    let file = editor.portal.path(&format!("content/cong-khai-{}.md", editor.dice.roll(4)));
    if file.exists() && editor.dice.roll(3) == 0 {
        fs::remove_file(&file).expect("no page");
        return format!("no {}", file.display());
    }
    let front = format!("title = \"Công khai {n}\"\nfulfils = [\"dan-chu/{duty}\", \"thong-tin/a\"]");
    fs::write(&file, format!("+++\n{front}\n+++\nSố liệu.\n")).expect("a page");
    format!("dan-chu/{duty}")
}

fn selection(editor: &mut Editor) -> String {
    let mut text = selections(editor.n);
    if fs::read_to_string(editor.portal.path("portal.toml")).is_ok_and(|text| text.contains("name = \"topics\"")) {
        text += "{% for p in get_pages(where={\"topics\": [\"Lúa\", \"Chủ đề 1\"]}) %}{{ p.title }} {% endfor %}";
    }
    if editor.portal.path("content/_index.md").exists() {
        text += "{% for f in get_files(path=\"@/_index.md\") %}{{ f.title }} {{ f.size }}{% endfor %}";
    }
    // The page for what is not there exists in every language and is in no list itself.
    editor.write("templates/404.html", text);
    "other pages chosen by a template".to_owned()
}

fn shortcode(editor: &mut Editor) -> String {
    let n = editor.n;
    let page = editor.page();
    editor.write("templates/shortcodes/xem.html", format!("<p>{n} {{{{ page.title }}}}</p>"));
    if editor.dice.roll(2) == 0 {
        change(&page, |old| format!("{old}\n{{{{ xem() }}}}\n"));
    }
    format!("a shortcode, perhaps in {}", editor.shown(&page))
}

/// A page that includes another one, or the section of a heading of it.
fn included_page(editor: &mut Editor) -> String {
    let page = editor.page_and_not_section();
    if first_theme(editor) == "facts" {
        let call = "{% set it = include_page(path=path, block=block if block is defined else \"\") %}{{ it.content }}";
        editor.write("templates/shortcodes/include.html", call);
    }
    let path = page.strip_prefix(editor.portal.path("content")).unwrap_or(&page).display().to_string();
    let text = fs::read_to_string(&page).unwrap_or_default();
    let heading = text.lines().find_map(|line| line.strip_prefix("## Mục ")?.parse::<usize>().ok());
    let block = heading.map_or_else(String::new, |n| format!(", block=\"muc-{n}\""));
    let call = format!("{{{{ include(path=\"@/{path}\"{block}) }}}}");
    editor.write("content/nhung.md", format!("+++\ntitle = \"Nhúng\"\n+++\n## Mục\n\n{call}\n"));
    format!("an include of {}", editor.shown(&page))
}

/// The fields that narrow the lists of documents and procedures at once.
fn facet_pair(editor: &mut Editor) -> String {
    let pair = editor.dice.pick(&[
        ("document", "[[\"field\", \"issued\"]]"),
        ("document", "[[\"issued\", \"type\"], [\"field\", \"status\"]]"),
        ("document", "[]"),
        ("service", "[[\"field\", \"level\"]]"),
    ]);
    let mut all = editor.files("content", "_index.md");
    all.retain(|path| fs::read_to_string(path).unwrap_or_default().contains(&format!("kind = \"{}\"", pair.0)));
    let Some(section) = all.first() else { return "no facet pair".to_owned() };
    say(section, "facet_pairs", &format!("facet_pairs = {}", pair.1));
    format!("the facet pairs of {}", editor.shown(section))
}

/// What makes pages related, or the related pages of one of them.
fn related(editor: &mut Editor) -> String {
    let (page, n) = (editor.page_and_not_section(), editor.n % 5);
    if editor.dice.roll(2) == 0 {
        let block = format!("[related]\ncount = {n}\nweights = {{ section = {}, kind = 2 }}\n", n + 1);
        let config = editor.portal.path("portal.toml");
        let there = fs::read_to_string(&config).unwrap_or_default().contains("[related]");
        if !there {
            change(&config, |old| format!("{old}\n{block}"));
        }
        return format!("[related] {}", if there { "is there" } else { "added" });
    }
    let other = editor.page_and_not_section();
    let path = other.strip_prefix(editor.portal.path("content")).unwrap_or(&other).display().to_string();
    say(&page, "related", &format!("related = [\"@/{path}\"]"));
    format!("the related pages of {}", editor.shown(&page))
}

/// The theme of the site at the start.
fn first_theme(editor: &Editor) -> &'static str {
    if editor.portal.path("themes/facts").exists() { "facts" } else { "sen" }
}

fn template_above_the_theme(editor: &mut Editor) -> String {
    let (n, theme) = (editor.n, first_theme(editor));
    let name = editor.dice.pick(&["page.html", "section.html", "index.html", "404.html"]);
    // A theme above may have the file, or not.
    let theme = if editor.dice.roll(4) == 0 { "xa" } else { theme };
    let text = match (theme, name) {
        ("sen", "page.html") => format!("{{% block lead %}}<b>{n}</b>{{{{ super() }}}}{{% endblock lead %}}"),
        _ => String::new(),
    };
    let word = if theme == "facts" { "include" } else { "extends" };
    editor.write(&format!("templates/{name}"), format!("{{% {word} \"{theme}/{name}\" %}}{text}"));
    format!("a template above {theme}/{name}")
}

fn theme_below(editor: &mut Editor) -> String {
    let (n, below) = (editor.n, first_theme(editor));
    let theme = if editor.dice.roll(3) == 0 { below } else { "xa" };
    let base = if editor.dice.roll(6) == 0 { "khong-co" } else { below };
    editor.write("themes/xa/theme.toml", format!("# {n}\nbase = \"{base}\"\n"));
    if editor.dice.roll(2) == 0 {
        editor.write("themes/xa/templates/404.html", format!("<p>{n}</p>{{% include \"{below}/404.html\" %}}"));
    } else {
        let _ = fs::remove_file(editor.portal.path("themes/xa/templates/404.html"));
    }
    editor.write("themes/xa/strings/vi.ftl", format!("skip-to-content = Tới phần chính {}\n", n % 3));
    editor.write("themes/xa/static/xa.txt", format!("{n}"));
    change(&editor.portal.path("portal.toml"), |old| {
        let kept = old.lines().filter(|line| !line.starts_with("theme = "));
        format!("theme = \"{theme}\"\n{}\n", kept.collect::<Vec<_>>().join("\n"))
    });
    format!("the theme {theme} above {base}")
}

fn hook(editor: &mut Editor) -> String {
    let n = editor.n;
    let (path, text) = editor.dice.pick(&[
        ("static/css/site.css", ".tiles { order: N }\n"),
        ("static/js/site.js", "document.title += 'N';\n"),
        ("templates/hooks/head.html", "<meta name=\"n\" content=\"N\">\n"),
        ("templates/hooks/foot.html", "<p>N {{ config.title }}</p>\n"),
    ]);
    if editor.portal.path(path).exists() && editor.dice.roll(2) == 0 {
        fs::remove_file(editor.portal.path(path)).expect("no hook");
        return format!("no {path}");
    }
    editor.write(path, text.replace('N', &n.to_string()));
    path.to_owned()
}

/// A file of the theme as it was when the site copied it.
fn original(editor: &mut Editor) -> String {
    let n = editor.n;
    let path = "theme-originals/sen/templates/404.html";
    if editor.portal.path(path).exists() && editor.dice.roll(2) == 0 {
        fs::remove_file(editor.portal.path(path)).expect("no original");
        return "no original".to_owned();
    }
    editor.write(path, format!("{{# {} #}}\n", n % 2));
    "an original".to_owned()
}

fn no_templates(editor: &mut Editor) -> String {
    let _ = fs::remove_dir_all(editor.portal.path("templates"));
    "no templates of its own".to_owned()
}

fn portal_title(editor: &mut Editor) -> String {
    let n = editor.n;
    change(&editor.portal.path("portal.toml"), |old| old.replacen("title = \"", &format!("title = \"{n} "), 1));
    "the title of the portal".to_owned()
}

fn portal_pages(editor: &mut Editor) -> String {
    let key = editor.dice.pick(&["paginate_by", "feed_limit"]);
    let count = editor.n % 5 + 1;
    change(&editor.portal.path("portal.toml"), |old| {
        let kept = old.lines().filter(|line| !line.starts_with(key));
        format!("{key} = {count}\n{}\n", kept.collect::<Vec<_>>().join("\n"))
    });
    format!("{key} = {count}")
}

fn portal_address(editor: &mut Editor) -> String {
    let base = editor.dice.pick(&["", "/xa-sen-vang/"]);
    change(&editor.portal.path("portal.toml"), |old| {
        let line = |line: &str| match line.split_once("gov.vn") {
            Some((host, _)) if line.starts_with("base_url") => format!("{host}gov.vn{base}\""),
            _ => line.to_owned(),
        };
        old.lines().map(line).collect::<Vec<_>>().join("\n") + "\n"
    });
    format!("the portal at {base}")
}

fn taxonomy(editor: &mut Editor) -> String {
    let (from, to) = editor.dice.pick(&[
        ("chu-de", "de-tai"),
        ("de-tai", "chu-de"),
        ("feed = true", "feed = false"),
        ("feed = false", "feed = true"),
    ]);
    change(&editor.portal.path("portal.toml"), |old| old.replace(from, to));
    format!("{from} is {to} in portal.toml")
}

fn second_taxonomy(editor: &mut Editor) -> String {
    let more = "taxonomies = [{ name = \"noi\", path = \"noi\" }, ";
    change(&editor.portal.path("portal.toml"), |old| match old.contains(more) {
        true => old.replacen(more, "taxonomies = [", 1),
        false => old.replacen("taxonomies = [", more, 1),
    });
    let page = editor.page();
    if editor.dice.roll(2) == 0 {
        say(&page, "taxonomies.noi", "taxonomies.noi = [\"Bến\"]");
    }
    format!("another taxonomy, perhaps in {}", editor.shown(&page))
}

fn menu(editor: &mut Editor) -> String {
    let url = editor.dice.pick(&["https://chinhphu.vn", "https://quochoi.vn"]);
    let block = format!("\n[[menus]]\nname = \"phu\"\nitems = [{{ url = \"{url}\", title = \"Ngoài\" }}]\n");
    format!("the menu to {url} is {}", toggle(&editor.portal.path("portal.toml"), &block))
}

fn language(editor: &mut Editor) -> String {
    let state = toggle(&editor.portal.path("portal.toml"), "\n[languages.fr]\ntitle = \"Sen Vang\"\n");
    let home = "content/_index.fr.md";
    if state == "there" {
        editor.write(home, "+++\ntitle = \"Accueil\"\n+++\n");
    } else if editor.dice.roll(4) > 0 {
        for page in editor.files("content", ".fr.md") {
            fs::remove_file(page).expect("no page");
        }
    }
    format!("French is {state}")
}

fn kind_changed(editor: &mut Editor) -> String {
    let n = editor.n;
    let kind = editor.dice.pick(&["article", "page", "document", "notice"]);
    let path = format!("kinds/{kind}.toml");
    let text = match editor.dice.roll(5) {
        0 => {
            let _ = fs::remove_file(editor.portal.path(&path));
            return format!("no {path}");
        }
        1 => format!("label = {{ vi = \"Loại {n}\", en = \"Kind {n}\" }}\n"),
        2 => "sort_by = \"title\"\nfeed = false\n".to_owned(),
        3 => format!("[fields.ghi_chu]\ntype = \"string\"\nlabel = \"Ghi chú {n}\"\n"),
        _ => "[fields.noi]\ntype = \"string\"\n[[facets]]\nfield = \"noi\"\n".to_owned(),
    };
    editor.write(&path, &text);
    format!("{path} says {text:?}")
}

fn kind_of_its_own(editor: &mut Editor) -> String {
    let n = editor.n;
    editor.write(
        "kinds/le-hoi.toml",
        format!("label = \"Lễ hội {n}\"\nsort_by = \"title\"\n[fields.chu_te]\ntype = \"string\"\n"),
    );
    let page = editor.page_and_not_section();
    if editor.dice.roll(2) == 0 {
        say(&page, "kind", "kind = \"le-hoi\"");
    }
    format!("a kind of its own, perhaps of {}", editor.shown(&page))
}

fn word(editor: &mut Editor) -> String {
    let n = editor.n;
    editor.write("strings/vi.ftl", format!("page-word = Trang {n}\n"));
    "a word of the theme".to_owned()
}

fn data(editor: &mut Editor) -> String {
    let n = editor.n;
    for data in editor.files("data", ".csv") {
        change(&data, |old| format!("{old}Thôn {n},{n}\n"));
    }
    "data".to_owned()
}

/// The table whose rows are pages.
const TABLE: &str = "data/bang.csv";
const FIRST_ROWS: &str = "name,title,text\nmot,Dòng một,Chữ đầu.\nhai,Dòng hai,Xem [một](mot.md).\nba,Dòng ba,\n";

/// Makes the rows of a table pages of the home page's folders, or takes the table out.
fn table_of_pages(editor: &mut Editor) -> String {
    if !editor.portal.path(TABLE).exists() {
        editor.write(TABLE, FIRST_ROWS);
    }
    editor.write("content/bang/_index.md", "+++\ntitle = \"Bảng\"\n+++\n");
    let block =
        "\n[[pages]]\nfrom = \"data/bang.csv\"\ninto = \"bang\"\nkind = \"page\"\nname = \"name\"\nbody = \"text\"\n";
    format!("a table of pages is {}", toggle(&editor.portal.path("portal.toml"), block))
}

/// Changes, adds, moves or removes a row of the table, so that it may have errors.
fn row(editor: &mut Editor) -> String {
    let Ok(text) = fs::read_to_string(editor.portal.path(TABLE)) else { return table_of_pages(editor) };
    let n = editor.n;
    let mut rows: Vec<String> = text.lines().map(str::to_owned).collect();
    if rows.len() < 3 {
        editor.write(TABLE, FIRST_ROWS);
        return "the table as it was".to_owned();
    }
    let at = 1 + editor.dice.roll(rows.len() - 1);
    let done = match editor.dice.roll(8) {
        0 => {
            rows.insert(at, format!("d{n},Dòng {n},Câu {n}."));
            "added"
        }
        1 => {
            rows.remove(at);
            "gone"
        }
        2 => {
            let row = rows.remove(at);
            rows.insert(1, row);
            "first"
        }
        3 => {
            rows[at] = rows[at].replacen(',', &format!(",{n} "), 1);
            "with another title"
        }
        4 => {
            rows[at].push_str(&format!(" Câu {n}."));
            "with another text"
        }
        5 => {
            rows.insert(at, String::new());
            "below an empty line"
        }
        6 => {
            rows[at].push_str(" [x](khong-co.md)");
            "with a wrong link"
        }
        _ => {
            let other = 1 + editor.dice.roll(rows.len() - 1);
            rows.insert(other, rows[at].clone());
            "written twice"
        }
    };
    editor.write(TABLE, rows.join("\n") + "\n");
    format!("row {at} of the table {done}")
}

// Edits of pictures and of files that a build copies.

fn attachment(editor: &mut Editor) -> String {
    let n = editor.n;
    editor.write("static/tep/a.txt", format!("{n}"));
    "an attachment".to_owned()
}

fn beside(editor: &mut Editor) -> String {
    let (page, n) = (editor.page(), editor.n);
    fs::write(page.with_file_name("kem.txt"), "x".repeat(n % 3000)).expect("a file beside");
    if editor.dice.roll(2) == 0 {
        change(&page, |old| format!("{old}\n[kèm](kem.txt)\n"));
    }
    format!("a file beside {}", editor.shown(&page))
}

fn picture_changed(editor: &mut Editor) -> String {
    let n = editor.n as u32;
    let mut all = editor.files("static", ".png");
    all.extend(editor.files("content", ".png"));
    if all.is_empty() || editor.dice.roll(4) == 0 {
        let page = editor.page();
        editor.write("static/images/them.png", picture("them.png", 20 + n % 30, 20));
        change(&page, |old| format!("{old}\n![Thêm](/images/them.png)\n"));
        return format!("a picture in {}", editor.shown(&page));
    }
    let path = all[editor.dice.roll(all.len())].clone();
    fs::write(&path, picture("x.png", 20 + n % 30, 30)).expect("another picture");
    format!("{} is another picture", editor.shown(&path))
}

fn style(editor: &mut Editor) -> String {
    let n = editor.n % 10;
    let own = "static/css/sen.css";
    if editor.portal.path(own).exists() && editor.dice.roll(2) == 0 {
        fs::remove_file(editor.portal.path(own)).expect("no style");
        return "the style of the theme".to_owned();
    }
    editor.write(own, format!("body {{ color: #00000{n} }}\n"));
    "a style of its own".to_owned()
}

// Edits of the options, the time and the output folder of a build.

fn day(editor: &mut Editor) -> String {
    let days = [
        "2026-11-23",
        "2026-11-23T07:30:00",
        "2026-11-23T12:00:00",
        "2026-11-24",
        "2026-10-15",
        "2026-12-02",
        "2027-02-01",
    ];
    let day = editor.dice.pick(&days);
    editor.portal.set_day(day);
    format!("for {day}")
}

fn drafts(editor: &mut Editor) -> String {
    editor.portal.toggle_drafts();
    format!("with drafts: {}", editor.portal.options().content.drafts)
}

fn output_by_hand(editor: &mut Editor) -> String {
    let mut outputs = files(editor.portal.output(), "");
    // The mark file stays: a build refuses an output folder without it.
    outputs.retain(|path| !path.ends_with(tamquan::output_writer::MARK_FILE));
    if outputs.is_empty() {
        return "nothing".to_owned();
    }
    let output = &outputs[editor.dice.roll(outputs.len())];
    match editor.dice.roll(3) {
        0 => fs::remove_file(output).expect("no output"),
        1 => {
            fs::remove_dir_all(output.parent().expect("a folder")).expect("no folder");
            // Without the mark file a build would refuse the output folder.
            fs::create_dir_all(editor.portal.output()).expect("a folder");
            fs::write(editor.portal.output().join(tamquan::output_writer::MARK_FILE), "").expect("a mark");
        }
        _ => change(output, |old| format!("{old}<!-- hand -->")),
    }
    format!("the output {} spoilt by hand", editor.shown(output))
}

// Edits that make a build fail.

fn mistake(editor: &mut Editor) -> String {
    let page = editor.page();
    match editor.dice.roll(9) {
        0 => change(&page, |old| format!("{old}\n{{{{ khong_co() }}}}\n")),
        1 => change(&page, |old| format!("{old}\n[hỏng](khong-co.md)\n")),
        2 => change(&page, |old| format!("{old}\n[hỏng](#khong-co)\n")),
        3 => say(&page, "khoa_la", "khoa_la = 1"),
        4 => say(&page, "title", "title = "),
        5 => editor.write("templates/page.html", "{% if %}"),
        6 => editor.write("templates/page.html", "{{ page.khong_co }}"),
        7 => change(&editor.portal.path("portal.toml"), |old| format!("khoa_la = 1\n{old}")),
        _ => editor.write("data/hong.json", "{"),
    }
    format!("a mistake, perhaps in {}", editor.shown(&page))
}
