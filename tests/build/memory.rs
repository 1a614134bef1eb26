//! The build cache: what a build saves in it, and how the next build deals with a damaged one.

use std::fs;
use std::time::Duration;

use harness::{Built, Portal};
use tamquan::diag::Code;

/// Sleeps until the files are older than the start of the next build.
fn a_while() {
    std::thread::sleep(Duration::from_millis(30));
}

fn news() -> Portal {
    Portal::plain().section("tin", "title = \"Tin\"\nkind = \"article\"", &["Một", "Hai", "Ba"])
}

#[test]
fn a_build_of_the_same_renders_nothing() {
    let portal = news();
    let first = portal.build().ok();
    assert_eq!(first.outcome().rendered.len(), first.outputs().len());
    a_while();
    let second = portal.build().ok();
    assert_eq!((second.outcome().rendered.len(), second.added(), second.changed(), second.removed()), (0, 0, 0, 0));
    assert_eq!(second.outcome().pages, first.outcome().pages);
    second.identical_to(&first);
}

/// The outputs that were rendered, without those of the search index, which has the words of every
/// body.
fn without_search(built: &Built) -> Vec<&str> {
    built.outcome().rendered.iter().map(String::as_str).filter(|path| !path.starts_with("search/")).collect()
}

#[test]
fn a_sentence_renders_its_page_alone() {
    let portal = news();
    portal.build().ok();
    a_while();
    let built = portal.append("content/tin/p2.md", "\nĐoạn đầu.\n\nCâu thêm.\n").build().ok();
    // Lists show the first paragraph of a page.
    assert!(built.outcome().rendered.len() > 1);
    a_while();
    let portal = news();
    let portal = portal.append("content/tin/p2.md", "\nĐoạn đầu.\n");
    portal.build().ok();
    a_while();
    let built = portal.append("content/tin/p2.md", "\nCâu thêm.\n").build().ok();
    assert_eq!(without_search(&built), ["tin/p2/index.html"]);
    built.contains("/tin/p2/", "Câu thêm");
}

#[test]
fn a_page_that_shows_another_follows_it() {
    let portal = news()
        .append("content/tin/p1.md", "Đầu.\n\n")
        .write("templates/shortcodes/xem.html", "{% set other = get_page(path=\"@/tin/p1.md\") %}{{ other.content }}")
        .page("xem", "title = \"Xem\"")
        .append("content/xem.md", "{{ xem() }}\n");
    portal.build().ok();
    a_while();
    let built = portal.append("content/tin/p1.md", "Câu thêm.\n").build().ok();
    assert_eq!(without_search(&built), ["tin/p1/index.html", "xem/index.html"]);
    built.contains("/xem/", "Câu thêm");
}

#[test]
fn an_output_spoilt_by_hand_is_made_again() {
    let portal = news();
    let first = portal.build().ok();
    a_while();
    fs::write(portal.output().join("tin/p1/index.html"), "x").expect("a spoilt file");
    fs::remove_file(portal.output().join("tin/p2/index.html")).expect("a lost file");
    fs::write(portal.output().join("la.txt"), "x").expect("a strange file");
    let built = portal.build().ok();
    assert_eq!((built.outcome().rendered.len(), built.removed()), (2, 1));
    built.identical_to(&first);
}

#[test]
fn warnings_are_told_every_time() {
    let portal = news().append("content/tin/p1.md", "a\u{200b}b\n");
    let first = portal.build().ok();
    assert!(!first.warnings().is_empty());
    a_while();
    let second = portal.build().ok();
    assert_eq!(second.warnings(), first.warnings());
    assert_eq!(second.outcome().rendered.len(), 0);
}

#[test]
fn an_index_cut_or_changed_anywhere_is_as_good_as_none() {
    let portal = news();
    let first = portal.build().ok();
    let path = portal.path(".tamquan/index");
    let whole = fs::read(&path).expect("an index");
    for part in 0..40 {
        let at = whole.len() * part / 40;
        for spoilt in [whole[..at].to_vec(), whole.iter().enumerate().map(|(i, b)| b ^ u8::from(i == at)).collect()] {
            a_while();
            fs::write(&path, &spoilt).expect("a spoilt index");
            portal.build().ok().identical_to(&first);
            fs::write(&path, &spoilt).expect("a spoilt index");
            // After a change of a title the build reads the whole build cache.
            let edited = portal.copy().replace("content/tin/p1.md", "Một", "Mốt").build().ok();
            let before = portal.read("content/tin/p1.md");
            fs::write(portal.path("content/tin/p1.md"), before.replace("Một", "Mốt")).expect("an edit");
            portal.build().ok().identical_to(&edited);
            fs::write(portal.path("content/tin/p1.md"), before).expect("the edit undone");
            portal.build().ok().identical_to(&first);
        }
    }
}

#[test]
fn two_builds_of_one_site_do_not_meet() {
    let portal = news();
    portal.build().ok();
    let lock = fs::File::open(portal.path(".tamquan/lock")).expect("the lock");
    lock.lock().expect("to hold it");
    let built = portal.build();
    assert_eq!(built.errors().iter().map(|d| d.code).collect::<Vec<_>>(), [Code::Locked]);
    drop(lock);
    portal.build().ok();
}

#[test]
fn a_build_does_not_meet_the_one_before_in_programs_that_were_started_meanwhile() {
    // A child process holds the open files of its parent until it executes its program, and with
    // them the lock.
    let portal = news();
    let ends = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !ends.load(std::sync::atomic::Ordering::Relaxed) {
                    let _ = std::process::Command::new("true").env("TAMQUAN", "1").status();
                }
            });
        }
        let built: Vec<_> = (0..200).map(|_| portal.build()).collect();
        ends.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(built.iter().all(harness::Built::is_ok));
    });
}

#[test]
fn another_day_renders_what_asks_for_it() {
    let portal = news();
    portal.build().ok();
    a_while();
    let later = portal.on("2026-11-24").build().ok();
    assert_eq!(later.outcome().rendered.len(), 1);
}

#[test]
fn a_mistake_in_a_text_that_no_output_shows_is_told() {
    // An expired page has no output, but its links must still lead to existing pages.
    let over = "title = \"Xong\"\nexpires_at = 2026-11-01";
    let portal = news().page("xong", over).append("content/xong.md", "Đoạn đầu.\n\n");
    portal.build().ok();
    a_while();
    let portal = portal.append("content/xong.md", "[hỏng](khong-co.md)\n");
    portal.build().fails_with(&[("link-page", "content/xong.md", 7)]);
}

#[test]
fn versions_of_pictures_that_nobody_shows_are_not_kept() {
    let portal = news().picture("content/tin/anh.png", 900, 600).append("content/tin/p1.md", "\n![Cầu](anh.png)\n");
    portal.build().ok();
    let kept = |portal: &Portal| fs::read_dir(portal.path(".tamquan/pictures")).expect("a folder").count();
    assert!(kept(&portal) > 0);
    a_while();
    let portal = portal.replace("content/tin/p1.md", "![Cầu](anh.png)", "");
    portal.build().ok();
    assert_eq!(kept(&portal), 0);
}

/// A generator of numbers that gives the same ones in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

/// The build cache has false content under a right digest: lengths beyond the file, positions
/// beyond tables. `INDEX=20000` sets the number of trials.
#[test]
fn an_index_that_lies_ends_no_build() {
    let portal = news().append("content/tin/p1.md", "Đầu.\n\n[Hai](p2.md)\n");
    portal.build().ok();
    a_while();
    let path = portal.path(".tamquan/index");
    let whole = fs::read(&path).expect("an index");
    // The head holds the magic number, the identity of the program, and the digest and the length
    // of the body that follows.
    let (head, rest) = whole.split_at(8 + 32);
    let length = usize::try_from(u64::from_le_bytes(rest[32..40].try_into().expect("a length"))).expect("a size");
    let (body, tails) = rest[40..].split_at(length);
    let mut numbers = Numbers(1);
    let count = std::env::var("INDEX").ok().and_then(|count| count.parse().ok()).unwrap_or(60);
    for _ in 0..count {
        let (mut body, mut tails) = (body.to_vec(), tails.to_vec());
        for _ in 0..=numbers.below(4) {
            let spoilt = if numbers.below(4) == 0 { &mut tails } else { &mut body };
            let at = numbers.below(spoilt.len());
            match numbers.below(3) {
                0 => spoilt[at] = [0xff, 0x7f, 0, 1, 0x80][numbers.below(5)],
                1 => spoilt[at] ^= 1 << numbers.below(8),
                _ => {
                    let end = (at + 9).min(spoilt.len());
                    spoilt[at..end].fill(0xff);
                }
            }
        }
        let length = (body.len() as u64).to_le_bytes();
        let index = [head, blake3::hash(&body).as_bytes(), &length, &body, &tails].concat();
        fs::write(&path, &index).expect("a spoilt index");
        let built = portal.build();
        let codes: Vec<Code> = built.errors().iter().map(|diag| diag.code).collect();
        assert!(!codes.contains(&Code::ProgramFault), "{:?}", built.errors());
    }
}
