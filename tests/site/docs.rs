//! The manual is right and complete: every example of `docs/templates.md` gives the HTML below it,
//! and `docs/content.md` and `docs/templates.md` mention everything that an author or a designer
//! can write.

use std::path::{Path, PathBuf};

use harness::{Portal, TODAY, copy};
use tamquan::content::{COMMON_KEYS, Field, FieldType, Kinds};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// A template of the manual, and its output.
struct Example {
    line: usize,
    english: bool,
    template: String,
    html: String,
}

/// Every block marked `tera` that is followed by a block marked `html`.
fn examples(manual: &str) -> Vec<Example> {
    let mut found = Vec::new();
    let mut lines = manual.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        let english = match line {
            "```tera" => false,
            "```tera en" => true,
            _ => continue,
        };
        let mut block =
            || lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect::<Vec<_>>().join("\n");
        let template = block();
        let html = block();
        let html = html
            .strip_prefix("```html\n")
            .unwrap_or_else(|| panic!("line {}: no block of html below the example", at + 1));
        found.push(Example { line: at + 1, english, template, html: html.to_owned() });
    }
    found
}

/// Collapses white space to one space, and removes it between tags: a browser shows the same.
fn plain(html: &str) -> String {
    html.split_whitespace().collect::<Vec<_>>().join(" ").replace("> <", "><")
}

#[test]
fn every_example_gives_what_stands_below_it() {
    let mut portal = Portal::bare().on(TODAY);
    copy(&root().join("tests/docs-site"), portal.site());
    let all = examples(&read("docs/templates.md"));
    assert!(all.len() >= 30, "{} examples", all.len());
    let mut wrong = Vec::new();
    for example in &all {
        let (vietnamese, english) =
            if example.english { ("", example.template.as_str()) } else { (example.template.as_str(), "") };
        portal = portal.write("templates/example.html", vietnamese).write("templates/example-en.html", english);
        let built = portal.build();
        if !built.is_ok() {
            wrong.push(format!("line {}: {:?}", example.line, built.faults()));
            continue;
        }
        let given = plain(built.page(if example.english { "/en/tin-tuc/le-hoi/" } else { "/tin-tuc/le-hoi/" }));
        let told = plain(&example.html);
        if given != told {
            wrong.push(format!("line {}\n  told  {told}\n  given {given}", example.line));
        }
    }
    assert!(wrong.is_empty(), "docs/templates.md:\n{}", wrong.join("\n"));
}

/// The files of the part on changing the theme, each with the HTML below it, if there is any.
fn theme_files(manual: &str) -> Vec<(String, String, Option<String>)> {
    let mut found = Vec::new();
    for part in manual.split("\n```theme ").skip(1) {
        let (path, rest) = part.split_once('\n').expect("a path");
        let (text, rest) = rest.split_once("\n```\n").expect("the end of a file");
        let html = rest.strip_prefix("```html\n").and_then(|html| html.split_once("\n```"));
        found.push((path.to_owned(), format!("{text}\n"), html.map(|(html, _)| html.to_owned())));
    }
    found
}

#[test]
fn every_change_of_the_theme_gives_what_stands_below_it() {
    let mut portal = Portal::bare().on(TODAY);
    copy(&root().join("tests/docs-site"), portal.site());
    portal = portal.write("templates/example.html", "").write("templates/example-en.html", "");
    let plain = portal.build().ok();
    let all = theme_files(&read("docs/templates.md"));
    assert!(all.len() >= 6, "{} files", all.len());
    let mut together = portal.copy();
    let add = |portal: Portal, path: &str, text: &str| match portal.path(path).exists() {
        true => portal.append(path, text),
        false => portal.write(path, text),
    };
    for (path, text, html) in &all {
        // Each file by itself, and all of them together.
        together = add(together, path, text);
        for built in [add(portal.copy(), path, text).build().ok(), together.build().ok()] {
            assert_eq!(built.warnings(), plain.warnings(), "{path}");
            let told = html.as_deref().map(self::plain).unwrap_or_default();
            assert!(self::plain(built.page("/lien-he/")).contains(&told), "{path}: {}", built.page("/lien-he/"));
            assert!(told.is_empty() || !self::plain(plain.page("/lien-he/")).contains(&told), "{path}");
        }
    }
}

/// The names behind a tag in a template.
fn tags<'t>(template: &'t str, tag: &str) -> Vec<&'t str> {
    let ends = |c: char| c == ' ' || c == '"';
    let tags = template.split("{%").skip(1).filter_map(|text| text.trim_start_matches('-').trim().strip_prefix(tag));
    tags.filter_map(|rest| rest.trim().trim_start_matches('"').split(ends).next()).collect()
}

#[test]
fn every_block_of_the_theme_is_in_the_manual() {
    let manual = read("docs/templates.md");
    let folder = root().join("themes/sen/templates");
    let mut defined = Vec::new();
    for entry in std::fs::read_dir(folder).expect("templates").map(|entry| entry.expect("a template").path()) {
        if entry.is_dir() {
            continue;
        }
        let name = entry.file_name().expect("a name").to_string_lossy().into_owned();
        let text = read(&format!("themes/sen/templates/{name}"));
        let mut above = Vec::new();
        let mut next = tags(&text, "extends ").first().map(|parent| (*parent).to_owned());
        while let Some(parent) = next {
            let text = read(&format!("themes/sen/templates/{parent}"));
            above.extend(tags(&text, "block ").into_iter().map(str::to_owned));
            next = tags(&text, "extends ").first().map(|parent| (*parent).to_owned());
        }
        let own = tags(&text, "block ").into_iter().filter(|block| above.iter().all(|known| known != block));
        defined.extend(own.map(|block| format!("| `{block}` | `{name}` |")));
    }
    defined.sort();
    let part = part(&manual, "## Blocks of the theme");
    let mut told: Vec<&str> = part.lines().filter(|line| line.starts_with("| `")).collect();
    told.sort_unstable();
    assert!(defined.len() >= 12, "{defined:?}");
    assert_eq!(told.len(), defined.len(), "{told:?} {defined:?}");
    assert!(told.iter().zip(&defined).all(|(row, start)| row.starts_with(start.as_str())), "{told:?} {defined:?}");
}

/// The names that a source file registers with `add("name", …)`.
fn registered(source: &str) -> Vec<String> {
    let text = read(source);
    text.split("add(\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
}

#[test]
fn every_function_and_filter_has_an_example() {
    let manual = read("docs/templates.md");
    let all = examples(&manual);
    let shown = |what: &dyn Fn(&str) -> bool| all.iter().any(|example| what(&example.template));
    let functions = registered("src/render/template/functions.rs");
    let mut filters = registered("src/render/template/filters.rs");
    filters.extend(registered("src/render/template/text_filters.rs"));
    assert!(functions.len() >= 11 && filters.len() >= 9, "{functions:?} {filters:?}");
    for name in functions {
        assert!(manual.contains(&format!("### {name}\n")), "docs/templates.md has no part on {name}");
        assert!(shown(&|template| template.contains(&format!("{name}("))), "no example calls {name}");
    }
    for name in filters {
        assert!(manual.contains(&format!("### {name}\n")), "docs/templates.md has no part on {name}");
        assert!(shown(&|template| template.contains(&format!("| {name}"))), "no example uses {name}");
    }
}

/// The blocks between fences of a part of the manual.
fn blocks(part: &str) -> Vec<&str> {
    part.split("\n```\n").skip(1).step_by(2).collect()
}

#[test]
fn the_table_of_pages_of_the_manual_is_built() {
    let manual = read("docs/content.md");
    let [settings, table] = blocks(self::part(&manual, "## Pages from data"))[..] else { panic!("two blocks") };
    let portal = Portal::empty()
        .append("portal.toml", &format!("\n{settings}\n"))
        .write("content/thu-tuc/_index.md", "+++\ntitle = \"Thủ tục\"\nkind = \"service\"\n+++\n")
        .write("data/thu-tuc.csv", table);
    let built = portal.build().ok();
    assert!(built.warnings().is_empty(), "{:?}", built.warnings());
    built.contains("/thu-tuc/1-001193/", "Nơi nộp").contains("/thu-tuc/", "Cấp bản sao trích lục hộ tịch");
    // The officers' guide has the same table.
    let guide = read("docs/vi/bien-tap.md");
    let start = guide.find("## Trang từ bảng").expect("a part on tables");
    let settings = blocks(&guide[start..])[0];
    let portal = Portal::empty()
        .append(
            "portal.toml",
            &format!("\n{}\n", settings.replace("false }", "false, \"Ghi chú\" = \"description\" }")),
        )
        .write("content/thu-tuc/_index.md", "+++\ntitle = \"Thủ tục\"\nkind = \"service\"\n+++\n")
        .write("data/thu-tuc.csv", table);
    portal.build().ok().has("thu-tuc/1-001193/index.html");
}

#[test]
fn every_key_of_front_matter_is_in_the_manual() {
    let manual = read("docs/content.md");
    for key in COMMON_KEYS {
        let row = [format!("\n| `{key}` |"), format!("\n| `[{key}]` |")];
        assert!(row.iter().any(|row| manual.contains(row)), "docs/content.md has no row for {key}");
    }
}

/// The part of the manual below the heading that begins with `heading`.
fn part<'m>(manual: &'m str, heading: &str) -> &'m str {
    let start = manual.find(&format!("\n{heading}")).unwrap_or_else(|| panic!("docs/content.md has no {heading}")) + 1;
    let level = heading.split(' ').next().unwrap_or("");
    let rest = &manual[start + 1..];
    let end = (2..=level.len()).filter_map(|n| rest.find(&format!("\n{} ", "#".repeat(n)))).min().unwrap_or(rest.len());
    &rest[..end]
}

fn missing(fields: &[Field], above: &str, part: &str, kind: &str, found: &mut Vec<String>) {
    for field in fields {
        let key = format!("{above}{}", field.key);
        if !part.contains(&format!("\n| `{key}` |")) {
            found.push(format!("{kind}: {key}"));
        }
        if let FieldType::Record(inner) = field.ty.item() {
            missing(inner, &format!("{key}."), part, kind, found);
        }
        for choice in field.ty.choices().unwrap_or(&[]) {
            if !part.contains(&format!("`{}`", choice.value)) {
                found.push(format!("{kind}: {key} = {}", choice.value));
            }
        }
    }
}

#[test]
fn every_field_of_every_kind_is_in_the_manual() {
    let manual = read("docs/content.md");
    let kinds = Kinds::read([]).unwrap_or_else(|faults| panic!("{faults:?}"));
    let mut found = Vec::new();
    for kind in kinds.iter() {
        let part = part(&manual, &format!("### {}: ", kind.name));
        missing(&kind.fields, "", part, &kind.name, &mut found);
        for computed in &kind.computed {
            for word in std::iter::once(&computed.key).chain(computed.choices.iter().map(|c| &c.value)) {
                if !part.contains(&format!("`{word}`")) {
                    found.push(format!("{}: {word}", kind.name));
                }
            }
        }
    }
    assert!(found.is_empty(), "docs/content.md lacks\n{}", found.join("\n"));
}

#[test]
fn every_shortcode_is_in_the_manual() {
    let manual = read("docs/content.md");
    let part = part(&manual, "## Shortcodes");
    for name in names(&root().join("themes/sen/templates/shortcodes"), ".html") {
        assert!(part.contains(&format!("{name}(")), "docs/content.md does not tell of {name}()");
    }
}

#[test]
fn no_page_of_the_manual_leads_nowhere() {
    let guides = ["docs/vi/bien-tap.md", "docs/vi/cai-dat.md", "docs/vi/dang-tai.md"];
    for page in ["README.md", "docs/content.md", "docs/templates.md"].into_iter().chain(guides) {
        let text = read(page);
        let folder = root().join(page).parent().map(Path::to_path_buf).unwrap_or_default();
        for to in without_code(&text).split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (file, heading) = to.split_once('#').unwrap_or((to, ""));
            if to.contains("://") {
                continue;
            }
            assert!(folder.join(file).exists(), "{page} leads to {to}, which is not there");
            if heading.is_empty() {
                continue;
            }
            let target =
                if file.is_empty() { text.clone() } else { std::fs::read_to_string(folder.join(file)).expect("text") };
            let is_it = |line: &str| line.starts_with('#') && anchor(line.trim_start_matches(['#', ' '])) == heading;
            assert!(target.lines().any(is_it), "{page} leads to {to}, which has no such heading");
        }
    }
}

/// The anchor that hosts of repositories make of a heading.
fn anchor(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

/// The text without code blocks and code spans, because links in them are examples.
fn without_code(text: &str) -> String {
    let blocks: String = text.split("```").step_by(2).collect();
    blocks.split('`').step_by(2).collect()
}

fn names(folder: &Path, suffix: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut found: Vec<String> =
        entries.filter_map(|e| Some(e.ok()?.file_name().to_str()?.strip_suffix(suffix)?.to_owned())).collect();
    found.sort();
    assert!(!found.is_empty(), "{} is empty", folder.display());
    found
}
