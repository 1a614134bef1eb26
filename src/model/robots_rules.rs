//! Reads the rules for search engines that a site adds to its `robots.txt` (RFC 9309).

use super::content_tree::ContentTree;
use super::media::FileRef;
use crate::diag::{Code, Diag, Diags, Lines};
use crate::path::SitePath;
use crate::table_reader::nearest_word;

/// The address of the rules, and their path in `static/`.
pub const ROBOTS_FILE: &str = "robots.txt";

/// The longest file in bytes. Search engines need not read more (RFC 9309, section 2.5).
const MAX_LENGTH: usize = 500 << 10;

/// The words with which lines begin: those of RFC 9309, and those that search engines have added.
const KNOWN_WORDS: [&str; 8] =
    ["user-agent", "allow", "disallow", "sitemap", "crawl-delay", "host", "clean-param", "content-signal"];

/// The text of `static/robots.txt` of the site, which is added to the rules that the program makes.
/// Empty if there is none. Lines that search engines do not understand are reported.
pub(super) fn read_robots_rules(tree: &ContentTree, faults: &mut Diags) -> String {
    let shown = format!("static/{ROBOTS_FILE}");
    let Some(file) = robots_file(tree) else { return String::new() };
    let bytes = match tree.media.bytes(&file) {
        Ok(bytes) if bytes.len() <= MAX_LENGTH => bytes,
        Ok(_) => {
            faults.push(Diag::error(Code::RobotsTooLong).arg("limit", MAX_LENGTH >> 10).file(shown));
            return String::new();
        }
        Err(error) => {
            faults.push(Diag::error(Code::Unreadable).arg("reason", error.kind()).file(shown));
            return String::new();
        }
    };
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim_start_matches('\u{feff}');
    check_rules(text, |diag| faults.push(diag.file(shown.clone())));
    text.trim().replace("\r\n", "\n")
}

/// The file of the site; a theme has none.
fn robots_file(tree: &ContentTree) -> Option<FileRef> {
    let path = SitePath::resolve("", ROBOTS_FILE)?;
    tree.media.has_static(&path).then_some(FileRef::Static(path))
}

/// Reports lines that search engines skip, and rules that hide the whole portal from all of them.
fn check_rules(text: &str, mut report: impl FnMut(Diag)) {
    let lines = Lines::new(text);
    let (mut at, mut agents, mut follows_rule) = (0, Vec::new(), false);
    for line in text.split_inclusive('\n') {
        let spot = lines.spot(at..at + line.trim_end().len());
        at += line.len();
        let words = line.split('#').next().unwrap_or_default().trim();
        if words.is_empty() {
            continue;
        }
        let Some((word, value)) = words.split_once(':').map(|(word, value)| (word.trim(), value.trim())) else {
            report(Diag::warning(Code::RobotsLine).arg("value", words).spot(spot));
            continue;
        };
        let word = word.to_ascii_lowercase();
        match word.as_str() {
            "user-agent" => {
                if std::mem::take(&mut follows_rule) {
                    agents.clear();
                }
                agents.push(value.to_owned());
            }
            "allow" | "disallow" => {
                follows_rule = true;
                if agents.is_empty() {
                    report(Diag::warning(Code::RobotsNoAgent).arg("value", words).spot(spot));
                } else if word == "disallow" && value == "/" && agents.iter().any(|agent| agent == "*") {
                    report(Diag::warning(Code::RobotsClosed).spot(spot));
                }
            }
            other if KNOWN_WORDS.contains(&other) => {}
            other => report(match nearest_word(other, KNOWN_WORDS.into_iter()) {
                Some(near) => Diag::warning(Code::RobotsLineNear).arg("value", words).arg("near", near).spot(spot),
                None => Diag::warning(Code::RobotsLine).arg("value", words).spot(spot),
            }),
        }
    }
}
