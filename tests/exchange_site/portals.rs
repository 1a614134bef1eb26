//! A province that publishes and a commune that takes from it, each a site in a folder that the program itself works on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::SystemTime;

use serde_json::Value;
use tamquan::exchange::item::{Item, LIST, Listing, WITHDRAWN};
use tamquan::exchange::lock::{Hash, Held, Lock};
use tamquan::exchange::name::Name;
use tamquan::exchange::repository::Repository;

use crate::harness::{Files, Folder, copy, output, picture};
use crate::server::{After, Asked, Server, Wire};

/// The moment of all builds of this run: signatures are made and end by the clock, so no day can be written down here.
#[allow(clippy::disallowed_methods)]
pub fn moment() -> &'static str {
    static MOMENT: OnceLock<String> = OnceLock::new();
    MOMENT.get_or_init(|| {
        let past = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a clock");
        past.as_secs().to_string()
    })
}

/// What came of running the program.
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.err);
        self
    }

    /// Something is told, as a code in brackets or in words.
    #[track_caller]
    pub fn tells(self, needle: &str) -> Self {
        assert!(self.out.contains(needle) || self.err.contains(needle), "no {needle:?} in\n{}\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub fn tells_not(self, needle: &str) -> Self {
        assert!(!self.out.contains(needle) && !self.err.contains(needle), "{needle:?} in\n{}\n{}", self.out, self.err);
        self
    }

    /// The one JSON object that it printed.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}\n{}", self.out, self.err))
    }

    /// Code, file and line of what a build with `--json` found.
    #[track_caller]
    pub fn findings(&self) -> Vec<(String, String, u64)> {
        let json = self.json();
        let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
        let one = |one: &Value| (text(one, "code"), text(one, "file"), one["line"].as_u64().unwrap_or_default());
        json["diagnostics"].as_array().expect("diagnostics").iter().map(one).collect()
    }
}

/// The program with these arguments, fetching from this machine.
pub fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tamquan"));
    for name in ["LANG", "LC_ALL", "LC_MESSAGES"] {
        command.env_remove(name);
    }
    command.env("SOURCE_DATE_EPOCH", moment()).args(["--lang", "en", "--loopback-for-tests"]).args(args);
    command
}

pub fn ran(command: &mut Command) -> Ran {
    let result = command.output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Ran { code: result.status.code(), out: text(result.stdout), err: text(result.stderr) }
}

/// A site, beside it the folder of its keys.
pub struct Site(Arc<Folder>);

impl Site {
    /// A portal with a home page.
    pub fn new(portal: &str) -> Self {
        let site = Self(Arc::new(Folder::new()));
        site.put("portal.toml", portal).put("content/_index.md", crate::harness::HOME);
        site
    }

    /// The sources of the site on another machine: what builds left stays behind.
    pub fn copied(&self) -> Self {
        let other = Self(Arc::new(Folder::new()));
        copy(&self.root(), &other.root());
        other
    }

    pub fn root(&self) -> PathBuf {
        self.0.path().join("site")
    }

    pub fn keys(&self) -> PathBuf {
        self.0.path().join("keys")
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub fn put(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let file = self.path(path);
        fs::create_dir_all(file.parent().expect("a file lies in a folder")).expect("a folder");
        fs::write(&file, bytes).unwrap_or_else(|e| panic!("{path}: {e}"));
        self
    }

    #[track_caller]
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    /// Puts `to` in place of every `from`, which must be there.
    #[track_caller]
    pub fn edit(&self, path: &str, from: &str, to: &str) -> &Self {
        let old = self.read(path);
        assert!(old.contains(from), "{path} does not hold {from:?}:\n{old}");
        self.put(path, old.replace(from, to))
    }

    pub fn add(&self, path: &str, text: &str) -> &Self {
        self.put(path, self.read(path) + text)
    }

    /// A section, and the kind of what is in it.
    pub fn section(&self, folder: &str, kind: &str) -> &Self {
        let front = format!("+++\ntitle = \"Mục {folder}\"\nkind = \"{kind}\"\n+++\n");
        self.put(&format!("content/{folder}/_index.md"), front)
    }

    /// A page with more front matter than its title, and a text.
    pub fn page(&self, path: &str, title: &str, more: &str, text: &str) -> &Self {
        self.put(&format!("content/{path}.md"), format!("+++\ntitle = \"{title}\"\n{more}\n+++\n{text}\n"))
    }

    pub fn picture(&self, path: &str) -> &Self {
        self.put(path, picture(path, 900, 600))
    }

    fn run(&self, before: &[&str], args: &[&str]) -> Ran {
        ran(&mut command(&[before, args].concat()))
    }

    pub fn build(&self, args: &[&str]) -> Ran {
        self.run(&["build", &self.root().to_string_lossy()], args)
    }

    pub fn source(&self, args: &[&str]) -> Ran {
        self.run(&["source", "--site", &self.root().to_string_lossy()], args)
    }

    pub fn share(&self, args: &[&str]) -> Ran {
        let (site, keys) = (self.root(), self.keys());
        self.run(&["share", "--site", &site.to_string_lossy(), "--keys", &keys.to_string_lossy()], args)
    }

    /// Fetches what is new and builds; both must go well.
    #[track_caller]
    pub fn follow(&self) -> Ran {
        self.source(&["sync"]).code(0);
        self.build(&[]).code(0)
    }

    /// From now on a build asks its sources again.
    pub fn forget_when_asked(&self) -> &Self {
        match fs::remove_dir_all(self.path(".tamquan/exchange")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => panic!("{error}"),
            _ => self,
        }
    }

    /// All that was written, but the mark of the folder.
    pub fn output(&self) -> Files {
        output(&self.path("public"))
    }

    /// The text of what stands at an address.
    #[track_caller]
    pub fn shows(&self, url: &str) -> String {
        let end = if url.is_empty() || url.ends_with('/') { "index.html" } else { "" };
        self.read(&format!("public/{url}{end}"))
    }

    pub fn has(&self, path: &str) -> bool {
        self.path(path).exists()
    }

    /// What the lock says of a source.
    #[track_caller]
    pub fn held(&self, source: &str) -> Held {
        Lock::read(&self.root()).expect("a lock").sources.remove(&name(source)).expect("the source is held")
    }

    /// The files that the last build wrote or took away.
    pub fn changes(&self) -> Vec<String> {
        let json: Value = serde_json::from_str(&self.read(".tamquan/changes.json")).expect("JSON");
        let all = ["added", "changed", "removed"].map(|key| json[key].as_array().expect("a list").clone()).concat();
        let mut all: Vec<String> = all.iter().map(|path| path.as_str().expect("a path").to_owned()).collect();
        all.sort();
        all
    }
}

pub fn name(text: &str) -> Name {
    Name::new(text).expect("a name")
}

/// Somebody between a host and those who ask it: it answers when it is there, or leaves it to the host.
pub type Between = Box<dyn Fn(&Asked, &mut Wire) -> Option<After> + Send + Sync>;

/// The host of a portal: its channels as they lie in the site, and all else of it as it was built.
pub struct Host {
    pub server: Server,
    between: Arc<Mutex<Option<Between>>>,
}

impl Host {
    pub fn of(root: PathBuf) -> Self {
        let between: Arc<Mutex<Option<Between>>> = Arc::default();
        let other = Arc::clone(&between);
        let server = Server::start(move |asked, wire| {
            let answered = other.lock().expect("no panic").as_ref().and_then(|between| between(asked, wire));
            answered.unwrap_or_else(|| {
                let file = match asked.path.strip_prefix("exchange/v1/") {
                    Some(path) => root.join("exchange/share").join(path),
                    None => root.join("public").join(&asked.path),
                };
                answer(&file, wire)
            })
        });
        Self { server, between }
    }

    /// From now on somebody stands between.
    pub fn between(&self, between: impl Fn(&Asked, &mut Wire) -> Option<After> + Send + Sync + 'static) {
        *self.between.lock().expect("no panic") = Some(Box::new(between));
    }

    pub fn nobody_between(&self) {
        *self.between.lock().expect("no panic") = None;
    }

    /// From now on every file whose path holds `part` comes changed by `change`.
    pub fn altered(&self, root: PathBuf, part: &'static str, change: fn(&mut Vec<u8>)) {
        self.between(move |asked, wire| {
            let path = asked.path.strip_prefix("exchange/v1/").filter(|path| path.contains(part))?;
            let mut bytes = fs::read(root.join("exchange/share").join(path)).ok()?;
            change(&mut bytes);
            Some(wire.answer("200 OK", "", bytes))
        });
    }

    pub fn count(&self) -> usize {
        self.server.asked().len()
    }
}

fn answer(file: &Path, wire: &mut Wire) -> After {
    match fs::read(file) {
        Ok(bytes) => wire.answer("200 OK", "", bytes),
        Err(_) => wire.answer("404 Not Found", "", "none"),
    }
}

/// A portal that publishes the channel `chi-dao`, with its host.
pub struct Province {
    pub site: Site,
    pub host: Host,
}

const PROVINCE: &str = "base_url = \"https://lamgiang.gov.vn\"
title = \"Cổng thông tin điện tử tỉnh Lam Giang\"
[agency]
type = \"province\"
name = \"Ủy ban nhân dân tỉnh Lam Giang\"
[[share]]
channel = \"chi-dao\"
title = \"Chỉ đạo, điều hành\"
sections = [\"tin\", \"lich\"]
";

/// Mounts everything of the province into `tin-tinh`.
pub const MOUNT: &str = "[[mounts]]\nsource = \"tinh\"\ninto = \"tin-tinh\"\n";

impl Province {
    /// A channel that was begun, without items.
    pub fn empty() -> Self {
        let site = Site::new(PROVINCE);
        site.section("tin", "article").section("lich", "event");
        site.share(&["init", "chi-dao"]).code(0);
        let host = Host::of(site.root());
        Self { site, host }
    }

    /// Two articles, and an event, published.
    pub fn new() -> Self {
        let province = Self::empty();
        province.article("mua-lu", "Ứng phó mưa lũ", 20, "Chủ động sơ tán dân.\n\n## Việc cần làm\n\nKiểm tra hồ đập.");
        province.article("phong-chay", "Phòng cháy rừng", 21, "Cấm lửa trong rừng.");
        let when = "date = 2025-10-22\nstarts = 2025-11-25T08:00:00\nplace = \"Hội trường\"\nchair = \"Chủ tịch\"\ndescription = \"Họp.\"";
        province.site.page("lich/hop-bao", "Họp báo quý", when, "Mời dự họp.");
        province.publish();
        province
    }

    /// An article of a day of October 2025, with a summary of its own.
    pub fn article(&self, id: &str, title: &str, day: u8, text: &str) -> &Self {
        let more = format!("date = 2025-10-{day:02}\ndescription = \"Tóm tắt: {id}\"");
        self.site.page(&format!("tin/{id}"), title, &more, text);
        self
    }

    #[track_caller]
    pub fn publish(&self) -> Ran {
        self.site.share(&["publish"]).code(0)
    }

    #[track_caller]
    pub fn withdraw(&self, item: &str, state: &str, more: &[&str]) {
        self.site.share(&[&["withdraw", "chi-dao", item, "--state", state], more].concat()).code(0);
    }

    /// Where the channel is fetched from.
    pub fn url(&self) -> String {
        self.host.server.url("exchange/v1/chi-dao/")
    }

    /// The code that others are given by another way.
    pub fn root_hash(&self) -> String {
        root_hash(&self.site, "chi-dao")
    }

    /// A commune that takes from it: `more` are further keys of the source, and tables.
    pub fn commune(&self, more: &str) -> Site {
        let source = format!("[sources.tinh]\nurl = \"{}\"\nroot = \"{}\"\n", self.url(), self.root_hash());
        let site = Site::new(&format!("{}{source}{more}", crate::harness::PORTAL));
        site.section("tin-tinh", "article");
        site
    }
}

/// Every target that a channel has now, by name.
pub fn published(site: &Site, channel: &str) -> Files {
    let repository = Repository::open(&site.path(&format!("exchange/share/{channel}"))).expect("a channel");
    let target = |name: &str| repository.target(name).expect("a target").unwrap_or_else(|| panic!("no {name}"));
    let mut files = Files::from([(LIST.to_owned(), target(LIST)), (WITHDRAWN.to_owned(), target(WITHDRAWN))]);
    for entry in Listing::read(&files[LIST], &name(channel)).expect("a list").items {
        let bytes = target(&entry.target());
        let item = Item::held(&bytes).expect("an item");
        files.extend(item.assets.iter().map(|asset| (asset.target(), target(&asset.target()))));
        files.insert(entry.target(), bytes);
    }
    files
}

/// An item that a channel has now.
#[track_caller]
pub fn item(site: &Site, channel: &str, id: &str) -> Item {
    let files = published(site, channel);
    let bytes = files.get(&format!("items/{id}.json")).unwrap_or_else(|| panic!("no {id} in {:?}", files.keys()));
    Item::held(bytes).expect("an item")
}

/// The SHA-256 of the first root of a channel.
pub fn root_hash(site: &Site, channel: &str) -> String {
    let root = fs::read(site.path(&format!("exchange/share/{channel}/metadata/1.root.json"))).expect("a root");
    Hash::of(&root).to_string()
}

/// The files below a folder whose name or content holds a text, in capitals or not.
pub fn holding(folder: &Path, needle: &str) -> Vec<String> {
    let holds = |bytes: &[u8]| {
        let small = bytes.to_ascii_lowercase();
        memchr::memmem::find(&small, needle.as_bytes()).is_some()
    };
    let files = crate::harness::snapshot(folder);
    files.into_iter().filter(|(path, bytes)| holds(path.as_bytes()) || holds(bytes)).map(|(path, _)| path).collect()
}

/// Both must be the same files.
#[track_caller]
pub fn same(one: &Files, two: &Files) {
    if let Some(difference) = crate::harness::first_difference(one, two) {
        panic!("{difference}");
    }
}
