//! A build with a build cache writes the same bytes as a build without one, after every step of
//! long random edit scripts.
//!
//! `TAMQUAN_STEPS` sets the number of steps for all sites together, `TAMQUAN_SEED` the first number
//! of the script.

mod edits;
mod held;
mod preview;

use std::time::Duration;

use self::edits::{Editor, selections, sources};
use self::preview::Preview;
use harness::{Built, Files, Portal, first_difference, output};

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Builds a copy of the site in a folder of its own, without a build cache.
fn clean(portal: &Portal) -> Built {
    let twin = portal.copy();
    // The names of pictures depend on their inputs: the picture cache is kept, because encoding
    // them again would only take time.
    let pictures = ".tamquan/pictures";
    if portal.path(pictures).is_dir() {
        harness::copy(&portal.path(pictures), &twin.path(pictures));
    }
    twin.build()
}

fn told(built: &Built) -> Vec<String> {
    built.faults().iter().map(|d| format!("{d:?}")).collect()
}

/// All files in the output folder, also those that no build wrote.
fn published(portal: &Portal) -> Files {
    let mut all = output(portal.output());
    all.remove(tamquan::output_writer::MARK_FILE);
    all
}

/// Sums over all steps of a script.
#[derive(Default)]
struct Counts {
    rendered: usize,
    all: usize,
    broken: usize,
}

fn run(name: &str, start: impl Fn() -> Portal, steps: u64, seed: u64) {
    let mut editor = Editor::new(start(), seed);
    let mut preview = Preview::of(&editor.portal);
    let mut counts = Counts::default();
    let mut good = sources(&editor.portal);
    let usual = editor.portal.build().ok().outputs().len();
    let (mut size, mut stuck) = (usual, 0);
    for n in 0..steps {
        // A site that is empty, that consists of links to itself, or that no edit can mend tests
        // nothing: an error in a later step would hide.
        if good.keys().filter(|path| path.ends_with(".md")).count() < 3 || size > usual * 2 + 40 || stuck > 10 {
            editor.portal = start();
            good = sources(&editor.portal);
            size = editor.portal.build().ok().outputs().len();
            stuck = 0;
        }
        let done = editor.step();
        let at = format!("{name}, seed {seed}, step {n}: {done}");
        // In half of the steps the files are old enough for a build to trust their modification
        // times.
        if editor.dice.roll(2) == 0 {
            std::thread::sleep(Duration::from_millis(25));
        }
        let before = published(&editor.portal);
        let built = editor.portal.build();
        let clean = clean(&editor.portal);
        let previewed = preview.build(&editor.portal);
        if clean.is_ok() {
            let previewed = previewed.unwrap_or_else(|faults| panic!("{at}: only the preview fails: {faults:?}"));
            if let Some(difference) = first_difference(&previewed, clean.outputs()) {
                panic!("{at}: in the preview, {difference}");
            }
            same(&built, &clean, &at);
            good = sources(&editor.portal);
            counts.rendered += built.outcome().rendered.len();
            size = built.outputs().len();
            counts.all += size;
            stuck = 0;
        } else {
            counts.broken += 1;
            stuck += 1;
            assert_eq!(told(&built), told(&clean), "{at}");
            let faults = previewed.err().unwrap_or_default();
            assert_eq!(
                faults.iter().map(|d| format!("{d:?}")).collect::<Vec<_>>(),
                told(&clean),
                "{at}: in the preview"
            );
            if let Some(difference) = first_difference(&before, built.outputs()) {
                panic!("{at}: a build that failed changed the output: {difference}");
            }
            // A broken site is restored at once, or stays broken for some more edits.
            if editor.dice.roll(3) > 0 {
                editor.restore(&good);
            }
        }
        if n % 500 == 499 {
            println!("{name}: {} steps, {} of {} outputs rendered", n + 1, counts.rendered, counts.all);
        }
    }
    let Counts { rendered, all, broken } = counts;
    println!("{name}: {steps} steps, {broken} of them broken, {rendered} of {all} outputs rendered");
    let Preview { builds, small, .. } = preview;
    println!("{name}: {small} of {builds} builds of the preview did not look at the site as a whole");
    // Most random edits arrange something anew. A build that reads the cache from disk also looks at a
    // site with warnings as a whole, to find them again: a language without strings of its own has one.
    assert!(steps < 50 || small * 50 > builds, "{name}: {small} of {builds}");
    assert!(rendered < all, "{name}: nothing was ever kept");
    assert!(broken < steps as usize * 2 / 3, "{name}: {broken} of {steps} steps were of a broken site");
}

/// Both builds must have the same outputs and the same diagnostics.
#[track_caller]
fn same(built: &Built, clean: &Built, at: &str) {
    assert!(built.is_ok(), "{at}: only the build that remembers fails: {:?}", told(built));
    assert_eq!(built.warnings(), clean.warnings(), "{at}");
    if let Some(difference) = first_difference(built.outputs(), clean.outputs()) {
        panic!("{at}: {difference}");
    }
}

/// A fraction of all steps, in hundredths.
fn share(hundredths: u64) -> u64 {
    number("TAMQUAN_STEPS", 800) * hundredths / 100
}

fn with_topics(portal: Portal) -> Portal {
    portal.replace(
        "portal.toml",
        "[agency]",
        "taxonomies = [{ name = \"topics\", path = \"chu-de\", feed = true }]\n[agency]",
    )
}

#[test]
fn small_sites_of_facts() {
    let start = || {
        with_topics(Portal::plain().with_english())
            .section("tin", "title = \"Tin\"\nkind = \"article\"", &["Một", "Hai", "Ba", "Bốn"])
            .page("tin/lien", "title = \"Liên\"\ntaxonomies.topics = [\"Lúa\"]")
            .write("content/tin/lien-ket.md", "+++\ntitle = \"Liên kết\"\n+++\n[một](p1.md) và [hai](p2.md)\n")
            .append("portal.toml", "\n[[pages]]\nfrom = \"data/bang.csv\"\ninto = \"bang\"\nkind = \"page\"\nname = \"name\"\nbody = \"text\"\n")
            .write("content/bang/_index.md", "+++\ntitle = \"Bảng\"\n+++\n")
            .write("templates/404.html", &selections(0))
            .write("content/chu-de/lua.md", "+++\ntitle = \"Cây lúa\"\nterm = { topics = \"Lúa\" }\n+++\nGieo mạ.\n")
            .write("data/bang.csv", "name,title,text\nmot,Dòng một,Chữ đầu.\nhai,Dòng hai,Xem [một](mot.md).\nba,Dòng ba,\n")
    };
    run("facts", start, share(50), number("TAMQUAN_SEED", 20260705));
}

#[test]
fn documents_with_facets_in_folders_below_each_other() {
    let start = || {
        with_topics(Portal::plain().with_english())
            .write("content/van-ban/_index.md", "+++\ntitle = \"Văn bản\"\nkind = \"document\"\npaginate_by = 2\n+++\n")
            .document("mot", "15/QĐ-UBND", "field = [\"Đất đai\"]")
            .document("hai", "16/QĐ-UBND", "replaces = [\"15/QĐ-UBND\"]")
            .document("ba", "17/QĐ-UBND", "amends = [\"16/QĐ-UBND\"]\nexpires = 2026-11-30")
            .section("van-ban/cu", "title = \"Văn bản cũ\"\ntransparent = true", &[])
            .document("cu/bon", "18/QĐ-UBND", "type = \"plan\"")
            .section("tin", "title = \"Tin\"\nkind = \"notice\"", &[])
            .page(
                "tin/mua",
                "title = \"Mưa\"\nlevel = \"warning\"\nstarts = 2026-11-23T06:00:00\nends = 2026-11-23T18:00:00",
            )
            .page("tin/ho/index", "title = \"Hồ\"\nlevel = \"info\"\nattachments = [\"so-do.png\"]")
            .picture("content/tin/ho/so-do.png", 30, 20)
            .write("templates/404.html", &selections(0))
    };
    run("documents", start, share(25), number("TAMQUAN_SEED", 11) + 5);
}

#[test]
fn a_site_of_every_kind() {
    run("every kind", Portal::of_every_kind, share(20), number("TAMQUAN_SEED", 4) + 1);
}

#[test]
fn the_example_portal() {
    run("example", Portal::example, share(5), number("TAMQUAN_SEED", 7) + 2);
}
