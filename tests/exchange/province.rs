//! A province that publishes on a real host, and communes that use its channel.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use tamquan::exchange::format::Sha256Hash;
use tamquan::exchange::format::{Item, LISTING_TARGET, Listing, WITHDRAWALS_TARGET};
use tamquan::exchange::trust::Repository;

use crate::portals::{Ran, Site, name};
use crate::server::{After, Asked, Server, Wire};
use harness::Files;

/// A handler between the host and its clients: it answers a request itself, or returns `None` to
/// leave the request to the host.
pub(crate) type Between = Box<dyn Fn(&Asked, &mut Wire) -> Option<After> + Send + Sync>;

/// The host of a portal: the channels from the folder of the site, all other files from its output.
pub(crate) struct Host {
    pub server: Server,
    between: Arc<Mutex<Option<Between>>>,
}

/// The settings of a portal that knows the province: the channel is on this machine, the pages are
/// not.
pub(crate) const KNOWN: &str = "name = \"Ủy ban nhân dân tỉnh Lam Giang\"\nhosts = [\"lamgiang.gov.vn\"]\n";

impl Host {
    pub(crate) fn of(root: PathBuf) -> Self {
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

    /// Sets the handler between the host and its clients.
    pub(crate) fn between(&self, between: impl Fn(&Asked, &mut Wire) -> Option<After> + Send + Sync + 'static) {
        *self.between.lock().expect("no panic") = Some(Box::new(between));
    }

    pub(crate) fn nobody_between(&self) {
        *self.between.lock().expect("no panic") = None;
    }

    /// Makes the host send every file whose path contains `part` as `change` alters it.
    pub(crate) fn altered(&self, root: PathBuf, part: &'static str, change: fn(&mut Vec<u8>)) {
        self.between(move |asked, wire| {
            let path = asked.path.strip_prefix("exchange/v1/").filter(|path| path.contains(part))?;
            let mut bytes = fs::read(root.join("exchange/share").join(path)).ok()?;
            change(&mut bytes);
            Some(wire.answer("200 OK", "", bytes))
        });
    }

    /// Makes the request with this number, counted from 0, wait. The receiver reports its arrival,
    /// and dropping the sender lets it continue.
    pub(crate) fn stops_at(&self, number: usize) -> (Receiver<()>, Sender<()>) {
        let ((come, has_come), (go, may_go)) = (channel(), channel());
        let state = Mutex::new((0, come, may_go));
        self.between(move |_, _| {
            let mut state = state.lock().expect("no panic");
            state.0 += 1;
            if state.0 == number + 1 {
                // The test may have dropped the receiver.
                let _ = state.1.send(());
                let _ = state.2.recv();
            }
            None
        });
        (has_come, go)
    }

    pub(crate) fn count(&self) -> usize {
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
pub(crate) struct Province {
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

/// Mounts all items of the province into `tin-tinh`.
pub(crate) const MOUNT: &str = "[[mounts]]\nsource = \"tinh\"\ninto = \"tin-tinh\"\n";

impl Province {
    /// A new channel without items.
    pub(crate) fn empty() -> Self {
        let site = Site::new(PROVINCE);
        site.section("tin", "article").section("lich", "event");
        site.share(&["init", "chi-dao"]).code(0);
        let host = Host::of(site.root());
        Self { site, host }
    }

    /// A published channel with two articles and an event.
    pub(crate) fn new() -> Self {
        let province = Self::empty();
        province.article("mua-lu", "Ứng phó mưa lũ", 20, "Chủ động sơ tán dân.\n\n## Việc cần làm\n\nKiểm tra hồ đập.");
        province.article("phong-chay", "Phòng cháy rừng", 21, "Cấm lửa trong rừng.");
        let when = "date = 2025-10-22\nstarts = 2025-11-25T08:00:00\nplace = \"Hội trường\"\nchair = \"Chủ tịch\"\ndescription = \"Họp.\"";
        province.site.page("lich/hop-bao", "Họp báo quý", when, "Mời dự họp.");
        province.publish();
        province
    }

    /// Adds an article of a day in October 2025, with a summary.
    pub(crate) fn article(&self, id: &str, title: &str, day: u8, text: &str) -> &Self {
        let more = format!("date = 2025-10-{day:02}\ndescription = \"Tóm tắt: {id}\"");
        self.site.page(&format!("tin/{id}"), title, &more, text);
        self
    }

    #[track_caller]
    pub(crate) fn publish(&self) -> Ran {
        self.site.share(&["publish"]).code(0)
    }

    #[track_caller]
    pub(crate) fn withdraw(&self, item: &str, state: &str, more: &[&str]) {
        self.site.share(&[&["withdraw", "chi-dao", item, "--state", state], more].concat()).code(0);
    }

    /// The address of the channel.
    pub(crate) fn url(&self) -> String {
        self.host.server.url("exchange/v1/chi-dao/")
    }

    /// The code of the root, which consumers receive by another way.
    pub(crate) fn root_hash(&self) -> String {
        root_hash(&self.site, "chi-dao")
    }

    /// A commune with the province as a source: `more` are further keys of the source, and tables.
    pub(crate) fn commune(&self, more: &str) -> Site {
        self.commune_that_knows(KNOWN, more)
    }

    /// The same as [`Province::commune`], with these settings about the publisher.
    pub(crate) fn commune_that_knows(&self, known: &str, more: &str) -> Site {
        let source = format!("[sources.tinh]\nurl = \"{}\"\nroot = \"{}\"\n{known}", self.url(), self.root_hash());
        let site = Site::new(&format!("{}{source}{more}", harness::PORTAL));
        site.section("tin-tinh", "article");
        site
    }
}

/// All current targets of a channel, by name.
pub(crate) fn published(site: &Site, channel: &str) -> Files {
    let folder = tamquan::folder::Folder::open(&site.path(&format!("exchange/share/{channel}"))).expect("a folder");
    let repository = Repository::open(folder).expect("a channel");
    let target = |name: &str| repository.target(name).expect("a target").unwrap_or_else(|| panic!("no {name}"));
    let mut files = Files::from([
        (LISTING_TARGET.to_owned(), target(LISTING_TARGET)),
        (WITHDRAWALS_TARGET.to_owned(), target(WITHDRAWALS_TARGET)),
    ]);
    for entry in Listing::read(&files[LISTING_TARGET], &name(channel)).expect("a list").items {
        let bytes = target(&entry.target());
        let item = Item::from_verified_bytes(&bytes).expect("an item");
        files.extend(item.assets.iter().map(|asset| (asset.target(), target(&asset.target()))));
        files.insert(entry.target(), bytes);
    }
    files
}

/// A current item of a channel.
#[track_caller]
pub(crate) fn item(site: &Site, channel: &str, id: &str) -> Item {
    let files = published(site, channel);
    let bytes = files.get(&format!("items/{id}.json")).unwrap_or_else(|| panic!("no {id} in {:?}", files.keys()));
    Item::from_verified_bytes(bytes).expect("an item")
}

/// The SHA-256 of the first root of a channel.
pub(crate) fn root_hash(site: &Site, channel: &str) -> String {
    let root = fs::read(site.path(&format!("exchange/share/{channel}/metadata/1.root.json"))).expect("a root");
    Sha256Hash::of(&root).to_string()
}
