//! Writes headings and their ids.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::open_elements::OpenHeading;
use super::summary::first_words;
use super::writer::{MarkdownWriter, SUMMARY_LENGTH};
use crate::diag::{Code, Diag, Spot};
use crate::digest::FastSet;
use crate::html::push_attribute;
use crate::parse::body::{Heading, HoleKind};
use crate::parse::legal_lines::article_id;
use crate::text::fold::{fold, folds_to_ascii};
use crate::text::rule::compile_rule;
use crate::text::slug::slug;

/// The beginning of the ids that the templates of a theme use. Slugs have no underscore, so a
/// heading never gets such an id by itself.
const THEME_ID_PREFIX: &str = "site_";

impl MarkdownWriter<'_> {
    pub(super) fn start_heading(&mut self, level: u8, range: &Range<usize>) {
        while self.headings.last().is_some_and(|open| *open >= level) {
            self.headings.pop();
        }
        self.headings.push(level);
        if is_front_matter(self.cut.text.get(range.clone()).unwrap_or_default()) {
            let spot = self.spot(&(range.start..range.start + 1));
            self.push_fault(Diag::warning(Code::FrontMatterTwice), spot);
        } else {
            self.check_underlined(range);
        }
        let at = self.parsed.body.html.len();
        let id_range = heading_id_range(&self.cut.text, range);
        let is_marked = self.source.get(self.cut.source_offset(range.start)..).is_some_and(|s| s.starts_with('#'));
        let (spot, text) = (self.spot(range), String::new());
        self.heading = Some(OpenHeading { at, id_range, id: None, is_marked, text, spot });
    }

    pub(super) fn end_heading(&mut self) {
        let Some(open) = self.heading.take() else { return };
        let title = open.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let level = (self.headings.len() + 1).min(6) as u8;
        let article = article_id(&title);
        let id = match open.id {
            Some(id) => {
                self.claim_id(&id, open.spot);
                id
            }
            // A heading that the author did not mark as one has the id that links to articles have.
            None => match article.as_ref().filter(|_| !open.is_marked) {
                Some(article) => self.unique_id(article),
                None => self.unique_id(&heading_slug(&title)),
            },
        };
        if title.is_empty() {
            self.push_fault(Diag::error(Code::EmptyHeading), open.spot);
        }
        let inner = self.parsed.body.split_off(open.at);
        self.push_html(&format!("<h{level}"));
        push_attribute(self.html_mut(), "id", &id);
        self.push_html(">");
        self.parsed.body.append(inner);
        self.push_hole(open.spot, HoleKind::Anchor { id: id.clone(), text: title.clone() });
        self.push_html(&format!("</h{level}>\n"));
        if article.is_some() && !open.is_marked && !self.names_article() && self.parsed.facts.summary.is_empty() {
            self.first_paragraph = Some(first_words(&title, SUMMARY_LENGTH));
        }
        (self.article, self.clause) = (article, None);
        self.parsed.facts.ids.push(id.clone());
        self.parsed.facts.headings.push(Heading { level, id, title });
    }

    /// Notes an id that the author wrote, and reports one that is there already or belongs to the
    /// theme.
    pub(super) fn claim_id(&mut self, id: &str, spot: Spot) {
        if id.starts_with(THEME_ID_PREFIX) {
            self.push_fault(Diag::error(Code::ThemeId).arg("value", id).arg("prefix", THEME_ID_PREFIX), spot);
        } else if !self.used_ids.insert(id.to_owned()) {
            self.push_fault(Diag::error(Code::DuplicateId).arg("value", id), spot);
        }
    }

    /// Takes `{#id}` from the end of a heading.
    pub(super) fn take_heading_id<'t>(&mut self, text: &'t str, range: &Range<usize>) -> &'t str {
        let Some(heading) = &mut self.heading else { return text };
        let Some(id_range) = heading.id_range.as_ref().filter(|id_range| id_range.end == range.end) else {
            return text;
        };
        let Some(rest) = self.cut.text.get(id_range.clone()).and_then(|written| text.strip_suffix(written)) else {
            return text;
        };
        heading.id = Some(heading_id(&self.cut.text, id_range).to_owned());
        rest.trim_end()
    }
}

/// Whether a heading that is underlined is front matter: lines with keys in small letters above
/// `---`.
fn is_front_matter(heading: &str) -> bool {
    let is_key = |line: &str| {
        let key = line.split_once(':').map_or("", |(key, _)| key);
        !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    let lines = heading.trim_end().rsplit_once('\n').filter(|(_, underline)| underline.trim() == "---");
    lines.is_some_and(|(lines, _)| lines.lines().all(|line| is_key(line) || line.starts_with([' ', '-'])))
}

/// The ids that the author gives to headings of one line with marks.
pub(super) fn written_ids(text: &str) -> FastSet<String> {
    if memchr::memmem::find(text.as_bytes(), b"{#").is_none() && memchr::memmem::find(text.as_bytes(), b"{ #").is_none()
    {
        return FastSet::default();
    }
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings.filter_map(|line| Some(heading_id(line, &heading_id_range(line, &(0..line.len()))?).to_owned())).collect()
}

/// The id that is written in this place of a text: `{#id}`.
fn heading_id<'t>(text: &'t str, range: &Range<usize>) -> &'t str {
    text.get(range.start + 1..range.end - 1).unwrap_or_default().trim().trim_start_matches('#')
}

/// The place of `{#id}` or `{ #id }` at the end of a heading. Other words in braces are words of
/// the heading.
fn heading_id_range(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let heading = text.get(range.clone())?.trim_end();
    // The heading of two lines has its underline last.
    let is_atx = heading.starts_with('#');
    let lines = if is_atx { heading.lines().next()? } else { heading.rsplit_once('\n')?.0 };
    let without_marks = lines.trim_end().trim_end_matches('#');
    let is_closed = is_atx && without_marks.ends_with(' ');
    let line = if is_closed { without_marks.trim_end() } else { lines.trim_end() };
    let (before, id) = line.strip_suffix('}')?.rsplit_once('{')?;
    let id = id.trim().strip_prefix('#')?;
    let is_id = !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'));
    (is_id && !before.ends_with('\\')).then(|| range.start + before.len()..range.start + line.len())
}

/// The letter đ of an article or point, which comes after d: "Điều 1đ", "Điểm đ".
static D_BY_ITSELF: LazyLock<Option<Regex>> = LazyLock::new(|| compile_rule(r"(?<before>\d|\s)[đĐ](?:\b)"));

/// Whether a đ of a title ends a word. No word of Vietnamese ends with it.
fn may_have_d_by_itself(title: &str) -> bool {
    title.match_indices(['đ', 'Đ']).any(|(at, d)| !title[at + d.len()..].starts_with(char::is_alphanumeric))
}

/// The id of a heading by its words. A heading without any letter of Latin keeps its own letters.
fn heading_slug(title: &str) -> String {
    if title.chars().all(|c| folds_to_ascii(c) || !c.is_alphabetic()) {
        let rule = D_BY_ITSELF.as_ref().filter(|_| may_have_d_by_itself(title));
        return slug(&rule.map_or(title.into(), |rule| rule.replace_all(title, "${before}dd")));
    }
    let lower = title.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| if word.is_ascii() { word.to_owned() } else { fold(word) }).collect::<Vec<_>>().join("-")
}
