//! What becomes of the output when a build is cut off anywhere: by a full or failing disk, by the end of the process, or
//! by hands in the output folder.

mod disk;
mod hands;
mod strace;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::process::{Command, Output};

use rayon::prelude::*;

use self::strace::{Call, Fault};
use harness::{Files, Portal, TODAY, first_difference, snapshot};

/// What came of running the program. There is no code when it was killed.
pub struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Ran {
    fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// Says why a test does not run here. Where everything must be tested that is a failure: a test that does nothing in silence
/// is worth nothing.
fn skip(why: &str) -> bool {
    assert!(std::env::var_os("TAMQUAN_TEST_ALL").is_none(), "{why}");
    println!("skipped: {why}");
    false
}

/// How the site is built: by the program, since memory is that of one program.
fn arguments(portal: &Portal) -> Vec<OsString> {
    let mut all: Vec<OsString> = [env!("CARGO_BIN_EXE_tamquan"), "build"].map(OsString::from).to_vec();
    all.extend([portal.site().into(), "-o".into(), portal.output().into()]);
    all.extend(["--date", TODAY, "--lang", "en", "--timings"].map(OsString::from));
    all
}

fn run(portal: &Portal) -> Ran {
    let all = arguments(portal);
    Ran::of(Command::new(&all[0]).args(&all[1..]).output().expect("the program runs"))
}

#[track_caller]
fn build(portal: &Portal) -> Ran {
    let ran = run(portal);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    ran
}

/// Everything in the output folder.
fn outputs(portal: &Portal) -> Files {
    snapshot(portal.output())
}

/// What the program writes of this site into an empty folder.
#[track_caller]
fn clean(portal: &Portal) -> Files {
    let twin = portal.copy();
    build(&twin);
    outputs(&twin)
}

/// A small portal with all that outputs are made of: pages and lists in two languages, a picture, an attachment, a term.
fn site() -> Portal {
    Portal::plain()
        .with_english()
        .replace("portal.toml", "[agency]", "taxonomies = [{ name = \"topics\", path = \"chu-de\" }]\n[agency]")
        .picture("static/images/ho.png", 60, 40)
        .write("static/files/cu", "một tệp\n")
        .write("static/kho/cu.txt", "một tệp trong thư mục\n")
        .section("tin", "title = \"Tin\"\nkind = \"article\"", &["Một", "Hai", "Ba", "Bốn"])
        .append("content/tin/p1.md", "![Hồ](/images/ho.png)\n")
        .page("tin/p1.en", "title = \"One\"")
        .page("tin/sen/index", "title = \"Sen\"\nattachments = [\"bieu.pdf\"]\ntaxonomies.topics = [\"Lúa\"]")
        .write("content/tin/sen/bieu.pdf", "%PDF-1.7\n")
}

/// A bit of everything that an afternoon brings; a file becomes a folder and a folder a file.
fn edit(portal: Portal) -> Portal {
    portal
        .append("content/tin/p1.md", "\nCâu thêm.\n")
        .replace("content/tin/p2.md", "Hai", "Hai mươi")
        .remove("content/tin/p3.md")
        .page("tin/p9", "title = \"Chín\"")
        .picture("static/images/moi.png", 30, 50)
        .append("content/tin/p4.md", "![Mới](/images/moi.png)\n")
        .write("content/tin/sen/bieu.pdf", "%PDF-1.7 mới\n")
        .write("templates/404.html", "không có")
        .remove("static/files/cu")
        .write("static/files/cu/moi.txt", "nay là thư mục\n")
        .remove("static/kho")
        .write("static/kho", "nay là tệp\n")
}

/// Nothing that was begun stands around, in the output or beside the memory.
fn nothing_is_left_over(portal: &Portal) -> Result<(), String> {
    let memory = snapshot(&portal.path(".tamquan"));
    let half: Vec<&String> = memory.keys().filter(|p| p.ends_with(".part") || p.ends_with(".new")).collect();
    let marks = ["CACHEDIR.TAG", ".gitignore"].map(|name| memory.get(name).map_or(0, Vec::len));
    held(half.is_empty(), || format!("{half:?} are left"))?;
    held(marks == [44, 2], || "what marks the memory is not whole".to_owned())
}

fn held(it: bool, else_: impl FnOnce() -> String) -> Result<(), String> {
    if it { Ok(()) } else { Err(else_()) }
}

fn same(one: &Files, two: &Files) -> Result<(), String> {
    first_difference(one, two).map_or(Ok(()), Err)
}

/// A build after this one gives what a clean one gives, and the next has nothing to do.
fn recovers(portal: &Portal, new: &Files) -> Result<(), String> {
    let ran = run(portal);
    held(ran.code == Some(0), || format!("the next build fails: {}", ran.err))?;
    same(&outputs(portal), new).map_err(|difference| format!("after the next build, {difference}"))?;
    nothing_is_left_over(portal)?;
    let ran = run(portal);
    let did_nothing = !ran.out.contains("render") && ran.out.contains("(0 new or changed, 0 removed)");
    held(did_nothing, || format!("the build after the next works again:\n{}{}", ran.out, ran.err))
}

/// Each file is what it was or what it is to be, and what is in both is there. `began`: something may have been moved.
fn is_whole(now: &Files, (old, new): (&Files, &Files), began: bool) -> Result<(), String> {
    let staged = |path: &str| path.starts_with(".tamquan-stage");
    for (path, bytes) in now.iter().filter(|(path, _)| !staged(path) && *path != tamquan::output_writer::MARK_FILE) {
        let is_known = old.get(path) == Some(bytes) || (began && new.get(path) == Some(bytes));
        held(is_known, || format!("{path} is neither what it was nor what it is to be"))?;
    }
    let gone = old.keys().find(|path| (!began || new.contains_key(*path)) && !now.contains_key(*path));
    held(gone.is_none(), || format!("{gone:?} is gone"))?;
    // No page is seen without what it shows.
    for (page, bytes) in now.iter().filter(|(path, _)| path.ends_with(".html") && !staged(path)) {
        let text = String::from_utf8_lossy(bytes);
        let mut shown = new.keys().filter(|path| path.starts_with("img/") && text.contains(&format!("\"/{path}")));
        let lacks = shown.find(|path| new.get(page) == Some(bytes) && !now.contains_key(*path));
        held(lacks.is_none(), || format!("{page} stands without {lacks:?}"))?;
    }
    Ok(())
}

/// A site, what was built of it before, and the change that a build is disturbed in.
struct Scene {
    start: fn() -> Portal,
    edit: fn(Portal) -> Portal,
    old: Files,
    new: Files,
    calls: Vec<Call>,
}

impl Scene {
    fn new(start: fn() -> Portal, edit: fn(Portal) -> Portal) -> Self {
        let portal = start();
        let old = outputs(&portal);
        let portal = edit(portal);
        let new = clean(&portal);
        let calls = strace::record(&portal);
        assert_eq!(first_difference(&outputs(&portal), &new), None, "even undisturbed");
        assert_eq!(strace::unknown_calls(&edit(start())), BTreeSet::new(), "do they change the disk?");
        Self { start, edit, old, new, calls }
    }

    /// The position of the first call that moves something to its place.
    fn commit(&self) -> usize {
        let moves = |call: &Call| call.name.starts_with("rename") && call.path.starts_with("public/");
        self.calls.iter().position(moves).expect("something is moved")
    }

    /// Disturbs every call in every way, one build each.
    fn play(&self) {
        let commit = self.commit();
        let cases = self.calls.iter().enumerate().flat_map(|(at, call)| call.faults().map(|fault| (at, call, fault)));
        let cases: Vec<(usize, &Call, Fault)> = cases.collect();
        let one = |(at, call, fault): &(usize, &Call, Fault)| {
            // Each thread counts for itself: one that commits may make the same call as often as
            // one that renders.
            let began = *at >= commit || self.calls[commit..].contains(*call);
            let wrong = self.case(call, *fault, began).err()?;
            Some(format!("{} of {} ({}), {fault:?}: {wrong}\n", call.name, call.path, call.nth))
        };
        let wrong: Vec<String> = cases.par_iter().filter_map(one).collect();
        println!("{} calls, {} cases", self.calls.len(), cases.len());
        assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.concat());
    }

    fn case(&self, call: &Call, fault: Fault, began: bool) -> Result<(), String> {
        let portal = (self.edit)((self.start)());
        let ran = strace::disturbed(&portal, call, fault)?;
        let now = outputs(&portal);
        match ran.code {
            None => held(fault == Fault::Kill, || "killed".to_owned())?,
            // What could be done without is no failure; all that is to be published is.
            Some(0) => same(&now, &self.new)?,
            Some(code) => {
                let is_told = ran.err.contains("error[output-unwritable]") && !ran.err.contains("panicked");
                held(code == 2 && is_told, || format!("ended with {code}: {}", ran.err))?;
            }
        }
        if ran.code != Some(0) {
            is_whole(&now, (&self.old, &self.new), began)?;
        }
        recovers(&portal, &self.new)
    }
}

#[test]
fn the_first_build_cut_off_at_any_call_leaves_nothing_half_done() {
    if strace::is_permitted() {
        Scene::new(site, |portal| portal).play();
    }
}

#[test]
fn a_later_build_cut_off_at_any_call_leaves_every_file_old_or_new() {
    fn built() -> Portal {
        let portal = site();
        build(&portal);
        portal
    }
    if strace::is_permitted() {
        Scene::new(built, edit).play();
    }
}
