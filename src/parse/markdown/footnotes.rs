//! Writes footnotes, which are numbered in the order of their first use and published at the end.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::CowStr;

use super::open_elements::{Footnote, FootnoteUse, OpenFootnote};
use super::writer::MarkdownWriter;
use crate::diag::{Code, Diag};

impl MarkdownWriter<'_> {
    /// The number of the footnote with this label; a new label gets the next number.
    pub(super) fn footnote_number(&mut self, label: &str) -> usize {
        let next = self.footnotes.numbers.len() + 1;
        // Labels are compared without case. Upper case first, because only that makes `ß` equal to
        // `ss`.
        let label = label.to_uppercase().to_lowercase();
        *self.footnotes.numbers.entry(label).or_insert(next)
    }

    pub(super) fn footnote_reference(&mut self, label: &CowStr, range: &Range<usize>) {
        self.mark_paragraph_mixed();
        let number = self.footnote_number(label);
        let times = self.footnotes.times.entry(number).or_insert(0);
        *times += 1;
        let again = if *times == 1 { String::new() } else { format!("-{times}") };
        let id = format!("ve-chu-thich_{number}{again}");
        let spot = self.spot(range);
        let inside = self.footnotes.open.last().map(|around| around.number);
        let word = if self.settings.lang == "vi" { "Chú thích" } else { "Footnote" };
        // Links cannot be nested in HTML.
        let (open, close) = if self.links.is_empty() {
            (format!("a href=\"#chu-thich_{number}\" aria-label=\"{word} {number}\""), "a")
        } else {
            ("span".into(), "span")
        };
        self.push_html(&format!("<sup class=\"fn\"><{open} id=\"{id}\">{number}</{close}></sup>"));
        self.footnotes.uses.push(FootnoteUse { number, inside, id, spot });
    }

    /// Opens the definition of a footnote. Its text is kept apart until the end of the file.
    pub(super) fn start_footnote(&mut self, label: &CowStr, range: &Range<usize>) {
        let number = self.footnote_number(label);
        let spot = self.spot(range);
        if !self.footnotes.defined.insert(number) {
            self.push_fault(Diag::error(Code::DuplicateId).arg("value", self.cut.restore(label, self.source)), spot);
        }
        self.footnotes.open.push(OpenFootnote {
            number,
            spot,
            outer_body: std::mem::take(&mut self.parsed.body),
            open_headings: std::mem::take(&mut self.headings),
            outer_headings: std::mem::take(&mut self.parsed.facts.headings),
            outer_ids: std::mem::take(&mut self.parsed.facts.ids),
        });
    }

    /// Closes the definition of a footnote, and goes on with the text around it.
    pub(super) fn end_footnote(&mut self) {
        let Some(around) = self.footnotes.open.pop() else { return };
        self.headings = around.open_headings;
        let body = std::mem::replace(&mut self.parsed.body, around.outer_body);
        let headings = std::mem::replace(&mut self.parsed.facts.headings, around.outer_headings);
        let ids = std::mem::replace(&mut self.parsed.facts.ids, around.outer_ids);
        self.footnotes.bodies.push(Footnote { number: around.number, spot: around.spot, body, headings, ids });
    }

    /// Writes the footnotes that the text refers to, and reports the others.
    pub(super) fn write_footnotes(&mut self) {
        let mut notes = std::mem::take(&mut self.footnotes.bodies);
        let uses = std::mem::take(&mut self.footnotes.uses);
        // Finds the footnotes that the text refers to, directly or through other footnotes, and the
        // first published reference to each of them.
        let mut inside: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
        for (at, one) in uses.iter().enumerate() {
            inside.entry(one.inside).or_default().push(at);
        }
        let mut first: HashMap<usize, usize> = HashMap::new();
        let mut places = vec![None];
        while let Some(place) = places.pop() {
            for at in inside.remove(&place).unwrap_or_default() {
                let number = uses[at].number;
                let known = first.entry(number).or_insert_with(|| {
                    places.push(Some(number));
                    at
                });
                *known = at.min(*known);
            }
        }
        for note in notes.iter().filter(|note| !first.contains_key(&note.number)) {
            self.push_fault(Diag::warning(Code::FootnoteUnused), note.spot);
        }
        notes.retain(|note| first.contains_key(&note.number));
        notes.sort_by_key(|note| note.number);
        if notes.is_empty() {
            return;
        }
        let (words, back) =
            if self.settings.lang == "vi" { ("Chú thích", "Trở lại") } else { ("Footnotes", "Back") };
        for one in &uses {
            if self.used_ids.contains(&one.id) {
                self.push_fault(Diag::error(Code::DuplicateId).arg("value", &one.id), one.spot);
            }
        }
        self.push_html(&format!("<section class=\"footnotes\" aria-label=\"{words}\">\n<ol>\n"));
        for (at, note) in notes.into_iter().enumerate() {
            let number = note.number;
            let Some(first) = first.get(&number).map(|at| &uses[*at]) else { continue };
            // Slugs have no underscore, so only an id that the author wrote can be equal to this
            // one.
            let id = format!("chu-thich_{number}");
            if self.used_ids.contains(&id) {
                self.push_fault(Diag::error(Code::DuplicateId).arg("value", &id), first.spot);
            }
            // The list counts by itself, so an item gets a number only if a footnote before it was
            // left out.
            let value = if number == at + 1 { String::new() } else { format!(" value=\"{number}\"") };
            self.push_html(&format!("<li id=\"{id}\"{value}>\n"));
            self.parsed.facts.ids.push(id);
            self.parsed.facts.ids.extend(note.ids);
            self.parsed.facts.headings.extend(note.headings);
            self.parsed.body.append(note.body);
            let to = &first.id;
            self.push_html(&format!(
                "<p><a href=\"#{to}\" class=\"back\" aria-label=\"{back} {number}\">↩</a></p>\n</li>\n"
            ));
        }
        self.push_html("</ol>\n</section>\n");
    }
}
