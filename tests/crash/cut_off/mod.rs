//! The state of the output folder after a build that was cut off: by a full or failing disk, by the
//! end of the process, or by changes by hand.

mod disk;
mod hands;
mod strace;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::process::{Command, Output};

use rayon::prelude::*;

use self::strace::{Call, Fault};
use harness::{Files, Portal, TODAY, first_difference, snapshot};

/// The result of a run of the program. A killed program has no exit code.
pub(crate) struct Ran {
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

/// Prints why a test does not run here. Where `TAMQUAN_TEST_ALL` is set, a test that cannot run
/// fails.
fn skip(why: &str) -> bool {
    assert!(std::env::var_os("TAMQUAN_TEST_ALL").is_none(), "{why}");
    println!("skipped: {why}");
    false
}

/// The arguments of a build by the program. A build in this process would share the memory of the
/// test.
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

/// All files in the output folder.
fn outputs(portal: &Portal) -> Files {
    snapshot(portal.output())
}

/// The files that the program writes into an empty output folder.
#[track_caller]
fn clean(portal: &Portal) -> Files {
    let twin = portal.copy();
    build(&twin);
    outputs(&twin)
}

/// A small portal with every sort of output: pages and lists in two languages, a picture, an
/// attachment, a term.
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

/// Edits of every sort, as one build may meet them: among them, a file becomes a folder and a
/// folder becomes a file.
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

/// Checks that no temporary file is left in the output folder or the build cache.
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

/// Checks that the next build has the outputs of a clean build, and that the one after it has
/// nothing to do.
fn recovers(portal: &Portal, new: &Files) -> Result<(), String> {
    let ran = run(portal);
    held(ran.code == Some(0), || format!("the next build fails: {}", ran.err))?;
    same(&outputs(portal), new).map_err(|difference| format!("after the next build, {difference}"))?;
    nothing_is_left_over(portal)?;
    let ran = run(portal);
    let did_nothing = !ran.out.contains("render") && ran.out.contains("(0 new or changed, 0 removed)");
    held(did_nothing, || format!("the build after the next works again:\n{}{}", ran.out, ran.err))
}

/// Checks that each file is the old or the new one, and that no file of both outputs is missing.
/// With `began` some outputs may already be in their places.
fn is_whole(now: &Files, (old, new): (&Files, &Files), began: bool) -> Result<(), String> {
    let staged = |path: &str| path.starts_with(".tamquan-stage");
    for (path, bytes) in now.iter().filter(|(path, _)| !staged(path) && *path != tamquan::output_writer::MARK_FILE) {
        let is_known = old.get(path) == Some(bytes) || (began && new.get(path) == Some(bytes));
        held(is_known, || format!("{path} is neither what it was nor what it is to be"))?;
    }
    let gone = old.keys().find(|path| (!began || new.contains_key(*path)) && !now.contains_key(*path));
    held(gone.is_none(), || format!("{gone:?} is gone"))?;
    // Every file that a page shows must be there.
    for (page, bytes) in now.iter().filter(|(path, _)| path.ends_with(".html") && !staged(path)) {
        let text = String::from_utf8_lossy(bytes);
        let mut shown = new.keys().filter(|path| path.starts_with("img/") && text.contains(&format!("\"/{path}")));
        let lacks = shown.find(|path| new.get(page) == Some(bytes) && !now.contains_key(*path));
        held(lacks.is_none(), || format!("{page} stands without {lacks:?}"))?;
    }
    Ok(())
}

/// A site, the outputs of an earlier build, and an edit whose build is disturbed.
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

    /// The position of the first call that moves an output to its place.
    fn commit(&self) -> usize {
        let moves = |call: &Call| call.name.starts_with("rename") && call.path.starts_with("public/");
        self.calls.iter().position(moves).expect("something is moved")
    }

    /// The positions of the calls to disturb: of the calls that do the same to files of the same
    /// sort, the first one, the one in the middle and the last one. With `TAMQUAN_EVERY_CALL` all
    /// of them, which takes three times as long.
    fn chosen(&self) -> Vec<usize> {
        if std::env::var_os("TAMQUAN_EVERY_CALL").is_some() {
            return (0..self.calls.len()).collect();
        }
        let mut sorts: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        let commit = self.commit();
        for (at, call) in self.calls.iter().enumerate() {
            let sort = (at >= commit, &call.name, call.reads, call.sort_of_file());
            sorts.entry(sort).or_default().push(at);
        }
        let ends = |all: &Vec<usize>| [all[0], all[all.len() / 2], all[all.len() - 1]];
        let chosen: BTreeSet<usize> = sorts.values().flat_map(ends).collect();
        chosen.into_iter().collect()
    }

    /// Disturbs the chosen calls in every way, one build for each case.
    fn play(&self) {
        let commit = self.commit();
        let chosen = self.chosen();
        let cases = chosen.iter().map(|at| (*at, &self.calls[*at]));
        let cases = cases.flat_map(|(at, call)| call.faults().map(|fault| (at, call, fault)));
        let cases: Vec<(usize, &Call, Fault)> = cases.collect();
        let one = |(at, call, fault): &(usize, &Call, Fault)| {
            // `nth` counts the calls of one thread: a thread that moves outputs may make the same
            // call as often as a thread that renders.
            let began = *at >= commit || self.calls[commit..].contains(*call);
            let wrong = self.case(call, *fault, began).err()?;
            Some(format!("{} of {} ({}), {fault:?}: {wrong}\n", call.name, call.path, call.nth))
        };
        let wrong: Vec<String> = cases.par_iter().filter_map(one).collect();
        println!("{} of {} calls, {} cases", chosen.len(), self.calls.len(), cases.len());
        assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.concat());
    }

    fn case(&self, call: &Call, fault: Fault, began: bool) -> Result<(), String> {
        let portal = (self.edit)((self.start)());
        let ran = strace::disturbed(&portal, call, fault)?;
        let now = outputs(&portal);
        match ran.code {
            None => held(fault == Fault::Kill, || "killed".to_owned())?,
            // A build may succeed without a file that it only needs for speed, but not without an
            // output.
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
