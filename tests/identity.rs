//! A build that remembers equals one that does not: after every step of long random edit scripts, byte for byte.
//!
//! `TAMQUAN_STEPS` sets the number of steps for all sites together, `TAMQUAN_SEED` the first number of the script.

mod harness;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use harness::{Portal, first_difference};

/// Small and repeatable; what it draws matters, not how well.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.roll(from.len())]
    }
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Files below a folder of the site, in order, by their path from the site.
fn files(site: &Path, folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![site.join(folder)];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(&at).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn edit(path: &Path, change: impl FnOnce(String) -> String) {
    let Ok(old) = fs::read_to_string(path) else { return };
    fs::write(path, change(old)).expect("an edit");
}

/// One edit; returns what it did, for the message when a build differs.
fn step(dice: &mut Dice, portal: &Portal, first: &Path, n: usize) -> String {
    let site = portal.site();
    let content = files(site, "content", ".md");
    let page = dice.pick(&content).clone();
    let shown = |path: &Path| path.strip_prefix(site).unwrap_or(path).display().to_string();
    match dice.roll(24) {
        0..=5 => {
            edit(&page, |old| format!("{old}\nCâu thêm số {n}.\n"));
            format!("a sentence in {}", shown(&page))
        }
        6 | 7 => {
            edit(&page, |old| format!("{old}\n## Mục {n}\n\n[lên](#muc-{n})\n"));
            format!("a heading in {}", shown(&page))
        }
        8 | 9 => {
            edit(&page, |old| old.replacen("title = \"", &format!("title = \"{n} "), 1));
            format!("the title of {}", shown(&page))
        }
        10 => {
            let new = page.with_file_name(format!("moi-{n}.md"));
            fs::write(&new, format!("+++\ntitle = \"Mới {n}\"\n+++\nBài mới.\n")).expect("a page");
            format!("a new page {}", shown(&new))
        }
        11 => {
            let _ = fs::remove_file(&page);
            format!("{} is gone", shown(&page))
        }
        12 => {
            let new = page.with_file_name(format!("ten-{n}.md"));
            let _ = fs::rename(&page, &new);
            format!("{} renamed to {}", shown(&page), shown(&new))
        }
        13 => {
            edit(&page, |old| old);
            format!("{} touched", shown(&page))
        }
        14 | 15 => {
            // As a checkout does: a file is what it was at the start.
            let path = page.strip_prefix(site).expect("a file of the site");
            if let Ok(old) = fs::read(first.join(path)) {
                fs::write(&page, old).expect("an old version");
            }
            format!("{} as it was", shown(&page))
        }
        16 => {
            let other = dice.pick(&content).clone();
            if let (Ok(one), Ok(two)) = (fs::read(&page), fs::read(&other)) {
                fs::write(&page, two).expect("one");
                fs::write(&other, one).expect("the other");
            }
            format!("{} and {} swapped", shown(&page), shown(&other))
        }
        17 => {
            let own = site.join("templates/page.html");
            fs::create_dir_all(site.join("templates")).expect("a folder");
            fs::write(own, format!("<p>{n}</p>{{{{ page.content }}}}")).expect("a template");
            "a template".to_owned()
        }
        18 => {
            let _ = fs::remove_dir_all(site.join("templates"));
            "no templates of its own".to_owned()
        }
        19 => {
            edit(&site.join("portal.toml"), |old| old.replacen("title = \"", &format!("title = \"{n} "), 1));
            "the title of the portal".to_owned()
        }
        20 => {
            let strings = site.join("strings");
            fs::create_dir_all(&strings).expect("a folder");
            fs::write(strings.join("vi.ftl"), format!("page-word = Trang {n}\n")).expect("words");
            "a word of the theme".to_owned()
        }
        21 => {
            for data in files(site, "data", ".csv") {
                edit(&data, |old| format!("{old}Thôn {n},{n}\n"));
            }
            "data".to_owned()
        }
        22 => {
            fs::create_dir_all(site.join("static/tep")).expect("a folder");
            fs::write(site.join("static/tep/a.txt"), format!("{n}")).expect("a file");
            "an attachment".to_owned()
        }
        _ => {
            let outputs = files(portal.output(), "", ".html");
            if outputs.is_empty() {
                return "nothing".to_owned();
            }
            let output = dice.pick(&outputs).clone();
            if dice.roll(2) == 0 {
                let _ = fs::remove_file(&output);
            } else {
                edit(&output, |old| format!("{old}<!-- hand -->"));
            }
            format!("the output {} spoilt by hand", output.display())
        }
    }
}

fn run(name: &str, start: impl Fn() -> Portal, steps: u64, seed: u64) {
    let first = start();
    let mut portal = start();
    let mut dice = Dice(seed | 1);
    let (mut rendered, mut all) = (0, 0);
    portal.build().ok();
    for n in 0..steps as usize {
        if files(portal.site(), "content", ".md").len() < 3 {
            portal = start();
            portal.build().ok();
        }
        let done = step(&mut dice, &portal, first.site(), n);
        // Half of the time the files are old enough to be trusted for their times alone.
        if dice.roll(2) == 0 {
            std::thread::sleep(Duration::from_millis(25));
        }
        let built = portal.build();
        let twin = portal.copy();
        // Pictures are named by what they are made from: making them again would only take time.
        let pictures = ".tamquan/pictures";
        if portal.path(pictures).is_dir() {
            harness::copy(&portal.path(pictures), &twin.path(pictures));
        }
        let clean = twin.build();
        let told = |faults: &[tamquan::diag::Diag]| faults.iter().map(|d| format!("{d:?}")).collect::<Vec<_>>();
        let at = format!("{name}, seed {seed}, step {n}: {done}");
        if !clean.is_ok() {
            assert_eq!(told(built.faults()), told(clean.faults()), "{at}");
            // Back to a site that can be built: nothing is learnt from one that stays broken.
            portal = start();
            portal.build().ok();
            continue;
        }
        assert!(built.is_ok(), "{at}: only the build that remembers fails: {:?}", told(built.faults()));
        assert_eq!(built.warnings(), clean.warnings(), "{at}");
        if let Some(difference) = first_difference(built.outputs(), clean.outputs()) {
            panic!("{at}: {difference}");
        }
        rendered += built.outcome().rendered.len();
        all += built.outputs().len();
    }
    println!("{name}: {steps} steps, {rendered} of {all} outputs rendered");
    assert!(rendered < all, "{name}: nothing was ever kept");
}

#[test]
fn small_sites_of_facts() {
    let start = || {
        Portal::plain()
            .with_english()
            .section("tin", "title = \"Tin\"\nkind = \"article\"", &["Một", "Hai", "Ba", "Bốn"])
            .page("tin/lien", "title = \"Liên\"\ntaxonomies.topics = [\"Lúa\"]")
            .replace(
                "portal.toml",
                "[agency]",
                "taxonomies = [{ name = \"topics\", path = \"chu-de\", feed = true }]\n[agency]",
            )
            .write("content/tin/lien-ket.md", "+++\ntitle = \"Liên kết\"\n+++\n[một](p1.md) và [hai](p2.md)\n")
    };
    run("facts", start, number("TAMQUAN_STEPS", 2000) * 7 / 10, number("TAMQUAN_SEED", 20260705));
}

#[test]
fn a_site_of_every_kind() {
    run("every kind", Portal::of_every_kind, number("TAMQUAN_STEPS", 2000) / 4, number("TAMQUAN_SEED", 4) + 1);
}

#[test]
fn the_example_portal() {
    run("example", Portal::example, number("TAMQUAN_STEPS", 2000) / 20, number("TAMQUAN_SEED", 7) + 2);
}
