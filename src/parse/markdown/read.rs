//! Runs the Markdown parser over a text.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TextMergeWithOffset};

use super::headings::written_ids;
use super::writer::{MAX_NESTING, MarkdownWriter, first_letters, forbidden_fault};
use crate::diag::{Code, Diag, Lines};
use crate::parse::legal_lines::{LegalLayout, legal_layout, may_be_legal};
use crate::parse::legal_parts::{LegalParts, PlainLines, has_article_headings, legal_parts};
use crate::parse::marked_text::{Insertion, has_hidden_signs, show_hidden_signs};
use crate::parse::parsed_file::ParseSettings;
use crate::parse::parsed_text::ParsedText;
use crate::parse::shortcode::cut_shortcodes;
use crate::parse::text_lines::{lines_with_ends, text_lines};
use crate::parse::text_signs::TextSigns;
use crate::text::nfc::{faults, first_forbidden, mend};

/// Reads the Markdown `text`, which starts at byte `offset` of the file whose lines are `lines`.
///
/// Markdown can take a mark that was inserted for a word, in a block of code for example, and would
/// show it. The line of such a mark then gets none, and the text is read once more.
pub(in crate::parse) fn read(text: &str, offset: usize, lines: &Lines, settings: ParseSettings) -> ParsedText {
    let mut plain_lines = PlainLines::default();
    loop {
        let (parsed, misread_lines) = read_once(text, offset, lines, settings, &plain_lines);
        if misread_lines.is_empty() {
            return parsed;
        }
        plain_lines.add(misread_lines);
    }
}

/// Reads the text without marks in `plain_lines`, and returns the lines whose marks begin neither a
/// heading nor an item, by their first bytes in the text with markers.
fn read_once(
    text: &str,
    offset: usize,
    lines: &Lines,
    settings: ParseSettings,
    plain_lines: &PlainLines,
) -> (ParsedText, Vec<usize>) {
    let mut broken = Vec::new();
    let signs = TextSigns::of(text);
    let cut = cut_shortcodes(text, &mut broken);
    // A text with headings of articles has the word, too, so that only such a text has parts.
    let text_lines: Vec<_> = if may_be_legal(&cut.text) { text_lines(&cut.text).collect() } else { Vec::new() };
    let LegalLayout { is_legal, mut empty_lines } = legal_layout(&text_lines);
    empty_lines.extend(cut.lines_around_calls());
    if signs.has_line_start(b':') {
        empty_lines.extend(cut.lines_before_terms());
    }
    if signs.has_line_start(b'|') {
        empty_lines.extend(cut.lines_before_tables());
    }
    if settings.lang == "vi" && signs.has_line_start(b'>') {
        empty_lines.extend(cut.lines_below_quotes());
    }
    empty_lines.sort_unstable();
    empty_lines.dedup();
    let parts = match is_legal || has_article_headings(&cut.text) {
        true => legal_parts(&text_lines, &empty_lines, plain_lines),
        false => LegalParts::default(),
    };
    let mut awaited_marks: BTreeMap<usize, usize> =
        parts.marks.iter().map(|mark| (cut.source_offset(mark.at), mark.line_at)).collect();
    let mut insertions = parts.insertions;
    insertions.extend(empty_lines.into_iter().map(|at| (at, Insertion::EmptyLine)));
    insertions.sort_by_key(|(at, insertion)| (*at, matches!(insertion, Insertion::Words(_))));
    let cut = cut.with_joined_lines(&parts.joined_lines).with_insertions(insertions);
    let cut = if signs.has_line_start(b'+') { cut.with_points_below_points() } else { cut };
    let cut = cut.with_hidden_signs(is_legal);
    let has_hidden_signs = has_hidden_signs(&cut.text);
    let may_have_conflicts = signs.has_line_start(b'<') || signs.has_line_start(b'>');
    let mut writer = MarkdownWriter::new(text, &cut, signs, offset, lines, settings);
    writer.is_legal = is_legal;
    writer.written_ids = written_ids(text);
    for (diag, range) in broken {
        writer.parsed.faults.push(
            diag.spot(lines.spot(range.start + offset..range.end + offset)).arg("text", first_letters(&text[range])),
        );
    }
    if may_have_conflicts {
        report_conflicts(text, offset, lines, &mut writer);
    }
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST;
    // The characters of the file itself are already checked. An entity such as `&#1;` becomes a
    // character only here, so it is checked here.
    let named = RefCell::new(Vec::new());
    let parser = Parser::new_ext(&cut.text, options);
    // `[//]: # (words)` is how authors write comments.
    let definitions = parser.reference_definitions().iter();
    let written = definitions.filter(|(_, of)| !matches!(of.dest.as_ref(), "#" | "" | "<>"));
    let is_address = |address: &str| address.contains(['.', '/', ':', '@']);
    let written = written.map(|(label, of)| (label.to_lowercase(), (of.span.clone(), is_address(&of.dest))));
    let mut unused: BTreeMap<_, _> = written.collect();
    let written_count = unused.len();
    let events = parser.into_offset_iter().map(|(event, range)| match event {
        Event::Text(text) if is_entity(&cut.text[range.clone()], &text) => match first_forbidden(&text) {
            Some(c) => {
                named.borrow_mut().push((c, range.clone()));
                (Event::Text("\u{fffd}".into()), range)
            }
            None => {
                // An entity can name a character of Symbol as well as the file can contain it.
                let found = faults(&text);
                let text =
                    if found.is_empty() { text } else { mend(Cow::Borrowed(&*text), &found).into_owned().into() };
                (Event::Text(text), range)
            }
        },
        event if !has_hidden_signs => (event, range),
        // An entity in an address or title is no hidden sign, and is checked as such.
        event @ Event::Start(Tag::Link { .. } | Tag::Image { .. })
            if matches!(show_hidden_signs(&cut.text[range.clone()]), Cow::Borrowed(_)) =>
        {
            (event, range)
        }
        event => (show_signs(event), range),
    });
    for (event, range) in TextMergeWithOffset::new(events) {
        if let Event::Start(Tag::Link { id, .. } | Tag::Image { id, .. }) = &event
            && !unused.is_empty()
        {
            unused.remove(&id.to_lowercase());
        }
        if !awaited_marks.is_empty() && matches!(event, Event::Start(Tag::Item | Tag::Heading { .. })) {
            let words = &cut.text[range.clone()];
            let mark = range.end - words.trim_start_matches(' ').len();
            awaited_marks.remove(&cut.source_offset(mark));
        }
        writer.write_event(event, range);
        if writer.nesting > MAX_NESTING {
            break;
        }
    }
    // An address that is left over among others that links use is harmless.
    let is_used = unused.len() < written_count;
    let reported = unused.into_iter().filter(|(_, (_, is_address))| !(is_used && *is_address));
    writer.report_unused_definitions(reported.map(|(label, (place, _))| (label, place)).collect());
    for (c, range) in named.take() {
        let spot = writer.spot(&range);
        writer.push_fault(forbidden_fault(c), spot);
    }
    let misread_lines = if writer.nesting > MAX_NESTING { Vec::new() } else { awaited_marks.into_values().collect() };
    (writer.finish(), misread_lines)
}

/// Reports the marks with which Git shows two versions of the same lines.
fn report_conflicts(text: &str, offset: usize, lines: &Lines, writer: &mut MarkdownWriter) {
    let mut at = 0;
    for line in lines_with_ends(text) {
        if line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ") {
            let spot = lines.spot(at + offset..at + offset + 7);
            writer.push_fault(Diag::error(Code::MergeConflict), spot);
        }
        at += line.len();
    }
}

/// Puts the signs back that were hidden from the parser.
fn show_signs(event: Event) -> Event {
    fn show(text: CowStr<'_>) -> CowStr<'_> {
        match show_hidden_signs(&text) {
            Cow::Owned(shown) => shown.into(),
            Cow::Borrowed(_) => text,
        }
    }
    match event {
        Event::Text(text) => Event::Text(show(text)),
        Event::Code(text) => Event::Code(show(text)),
        Event::Html(text) => Event::Html(show(text)),
        Event::InlineHtml(text) => Event::InlineHtml(show(text)),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Link { link_type, dest_url: show(dest_url), title: show(title), id })
        }
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Image { link_type, dest_url: show(dest_url), title: show(title), id })
        }
        event => event,
    }
}

fn is_entity(written: &str, text: &str) -> bool {
    written.starts_with('&') && written.ends_with(';') && written != text
}
