//! Documents by their numbers. A number is no identity by itself: numbers begin again each year,
//! and several agencies use the same ones. A document is its number, its issuer and its year of
//! issue.

use std::collections::{BTreeMap, HashSet};

use super::content_tree::ContentTree;
use super::node::{NodeId, PageId};
use crate::config::{Agency, Lang, LocalizedAgency};
use crate::content::{FieldValue, FrontMatter, Kind};
use crate::diag::{Code, Diag, Diags, Severity};
use crate::text::date::Date;
use crate::text::number::{DocumentNumber, number_key};
use crate::text::number_reference::{NumberReference, issuer_key};
use crate::text::slug::slug;

/// What tells documents with one number apart. Documents of before 1996 and letters have a day of
/// issue too, so the day is missing only in a broken front matter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NumberIdentity {
    /// Whether another agency than the owner of the portal issued the document.
    is_foreign: bool,
    /// The day of issue.
    issued: Option<Date>,
    /// The issuer, in the form of [`issuer_key`].
    issuer: String,
}

impl NumberIdentity {
    /// The identity of a document with this front matter, in a portal of `agency`.
    pub(super) fn of(kind: &Kind, front: &FrontMatter, agency: &Agency) -> Self {
        let text = |key: &str| front.field(kind, key).and_then(FieldValue::as_text);
        let dated = kind.date.as_deref().and_then(|key| front.field(kind, key)).and_then(FieldValue::as_stamp);
        let issuer = issuer_key(text("issuer").unwrap_or_default());
        // Documents often name their issuer in short: "UBND xã" for "UBND xã Sen Vàng".
        let is_own = |name: &str| issuer_key(name).contains(&issuer) || issuer.contains(&issuer_key(name));
        let is_foreign = !agency.localized.iter().any(|words| is_own(&words.name));
        let is_owner = |words: &LocalizedAgency| is_one_issuer(&issuer_key(&words.name), &issuer);
        let owner = agency.localized.first().filter(|_| agency.localized.iter().any(is_owner));
        let issuer = owner.map_or(issuer.clone(), |words| issuer_key(&words.name));
        Self { is_foreign, issued: dated.map(|stamp| stamp.day()), issuer }
    }

    fn year(&self) -> Option<i16> {
        self.issued.map(|day| day.year())
    }

    /// Whether both are the same document, if they have one number. The day is not compared,
    /// because a mistyped day must not make a second document.
    fn is_same_document(&self, other: &Self) -> bool {
        self.year() == other.year() && self.issuer == other.issuer
    }
}

/// Words for units with which the name of an agency ends when its own name is left out.
const UNITS: [&str; 8] = ["xa", "phuong", "dac-khu", "thi-tran", "huyen", "quan", "tinh", "thanh-pho"];

/// Whether a document names the owner of the portal in short, "UBND xã", or with the unit above,
/// "UBND xã Bình An, tỉnh Lam Giang". Names are in the form of [`issuer_key`]. "Xã Bình" is
/// another commune than "Xã Bình An".
fn is_one_issuer(owner: &str, issuer: &str) -> bool {
    let rest = |long: &str, short: &str| long.strip_prefix(short)?.strip_prefix('-').map(str::to_owned);
    let ends_with_unit = UNITS.iter().any(|unit| issuer.ends_with(&format!("-{unit}")));
    let has_unit_above = |rest: String| UNITS.iter().any(|unit| rest.starts_with(&format!("{unit}-")));
    owner == issuer
        || rest(owner, issuer).is_some() && ends_with_unit
        || rest(issuer, owner).is_some_and(has_unit_above)
}

/// The last parts of the addresses of documents with one number in one folder, in the order of
/// `identities`.
///
/// The document that was issued first has the short form `base`; those of the owner of the portal
/// come before those of others. Later ones of its issuer have the
/// year behind it, and those of another issuer that issuer, so that no address changes when a
/// number is used again. A document that is there twice has one address, and is reported later.
///
/// If `base` is taken by the slug that another file has written, the first one has the year too.
pub(super) fn distinct_slugs(base: &str, identities: &[NumberIdentity], is_base_taken: bool) -> Vec<String> {
    let Some(first) = identities.iter().min() else { return Vec::new() };
    let slug = |own: &NumberIdentity| {
        let mut slug = base.to_owned();
        if own.issuer != first.issuer {
            slug = format!("{slug}-{}", own.issuer);
        }
        let first_year =
            identities.iter().filter(|other| other.issuer == own.issuer).min().and_then(NumberIdentity::year);
        match own.year() {
            Some(year) if first_year != Some(year) || (is_base_taken && slug == base) => format!("{slug}-{year}"),
            _ => slug,
        }
    };
    identities.iter().map(slug).collect()
}

/// The last part of the address that the kind makes of a field. `None` if the kind makes none, or
/// if the page has no value in the field. With it, whether the field is a document number.
pub(super) fn pattern_slug(kind: &Kind, front: &FrontMatter) -> Option<(String, bool)> {
    let field = kind.slug.as_deref()?.strip_prefix('{')?.strip_suffix('}')?;
    let text = front.field(kind, field)?.as_text()?;
    Some(match DocumentNumber::parse(text) {
        Ok(number) => (number.slug(), true),
        Err(_) => (slug(text), false),
    })
}

/// The documents that a reference may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NamedDocuments {
    /// No document of this site.
    None,
    /// Exactly one, by its page in the wanted language or else in another one.
    One(PageId),
    /// Several, one page for each document, in the order of their days of issue.
    Several(Vec<PageId>),
}

impl ContentTree {
    /// The documents that a reference on the page `from` may mean, in `lang` as far as they are
    /// translated. Documents of the same publisher as `from` come first, then those of this portal;
    /// documents of others count only if there are none of these. A page means itself only if no
    /// other document has the number.
    pub fn documents_named(&self, reference: &NumberReference, lang: Lang, from: Option<PageId>) -> NamedDocuments {
        let Some(all) = self.lookup.numbers.get(&number_key(&reference.number)) else { return NamedDocuments::None };
        let source = from.and_then(|from| self.origin(from)).map(|origin| origin.source.as_str());
        let own_key = from.map(|from| self.page(from).info.key.as_str());
        let rank = |id: PageId| {
            let of = self.origin(id).map(|origin| origin.source.as_str());
            (of != source, of.is_some())
        };
        let is_meant = |id: &PageId| {
            let page = self.page(*id);
            let kind = self.kind(page.kind);
            let issuer = page.info.front.field(kind, "issuer").and_then(FieldValue::as_text);
            let year = page.date.map(|date| date.day().year());
            reference.allows(year, issuer)
        };
        let mut meant: Vec<PageId> = all.iter().copied().filter(is_meant).collect();
        let is_other = |id: &PageId| Some(self.page(*id).info.key.as_str()) != own_key;
        if meant.iter().any(is_other) {
            meant.retain(is_other);
        }
        let Some(best) = meant.iter().map(|id| rank(*id)).min() else { return NamedDocuments::None };
        // The translations of a document are one document.
        let mut by_key: BTreeMap<&str, PageId> = BTreeMap::new();
        for id in meant.into_iter().filter(|id| rank(*id) == best) {
            let info = &self.page(id).info;
            let known = by_key.entry(&info.key).or_insert(id);
            let preference = |id: PageId| (self.page(id).info.lang != lang, self.page(id).info.lang);
            if preference(id) < preference(*known) {
                *known = id;
            }
        }
        let mut found: Vec<PageId> = by_key.into_values().collect();
        found.sort_by_key(|id| (self.page(*id).date.map(|date| date.start()), *id));
        match found.as_slice() {
            [] => NamedDocuments::None,
            [one] => NamedDocuments::One(*one),
            _ => NamedDocuments::Several(found),
        }
    }

    /// The diagnostic for a reference that means several documents. If only documents of other
    /// portals are meant, it is a warning: what others publish ends no build.
    pub(super) fn ambiguous_number_diag(&self, reference: &NumberReference, documents: &[PageId]) -> Diag {
        let choice = |id: &PageId| {
            let page = self.page(*id);
            let issuer = page.info.front.field(self.kind(page.kind), "issuer").and_then(FieldValue::as_text);
            let year = page.date.map(|date| date.day().year());
            let others = documents.iter().filter(|other| *other != id);
            let is_year_enough = others.clone().all(|other| self.page(*other).date.map(|d| d.day().year()) != year);
            let by_year = year.map_or_else(String::new, |year| format!(" năm {year}"));
            let by_issuer = issuer.filter(|_| !is_year_enough).map_or_else(String::new, |name| format!(" của {name}"));
            format!("“{}{by_year}{by_issuer}” ({})", reference.number, page.info.diag_file())
        };
        let choices: Vec<String> = documents.iter().map(choice).collect();
        let mut diag = Diag::error(Code::AmbiguousNumber)
            .arg("value", &reference.number)
            .arg("count", documents.len())
            .arg("choices", choices.join("; "));
        if documents.iter().all(|id| self.origin(*id).is_some()) {
            diag.severity = Severity::Warning;
        }
        diag
    }
}

impl ContentTree {
    /// The warning about a reference that says another day than that of the document which it
    /// means. `None` if the day is right, or if one of both is missing.
    pub(super) fn number_day_diag(&self, reference: &NumberReference, document: PageId) -> Option<Diag> {
        let (month, day) = reference.month_and_day?;
        let page = self.page(document);
        let kind = self.kind(page.kind);
        let issued = page.info.front.field(kind, kind.date.as_deref()?)?.as_stamp()?.day();
        if (issued.month(), issued.day()) == (month, day) {
            return None;
        }
        let shown = |day: i8, month: i8| format!("{day:02}/{month:02}/{}", issued.year());
        let diag = Diag::warning(Code::NumberDay).arg("value", &reference.number).arg("written", shown(day, month));
        Some(diag.arg("issued", shown(issued.day(), issued.month())).arg("other", page.info.diag_file()))
    }
}

/// Reports documents that are there twice in one language. Returns their later pages.
pub(super) fn report_duplicate_numbers(tree: &ContentTree, faults: &mut Diags) -> HashSet<NodeId> {
    let mut reported = HashSet::new();
    for (number, pages) in &tree.lookup.numbers {
        let mut known: Vec<(Lang, NumberIdentity, PageId)> = Vec::new();
        for id in pages {
            let page = tree.page(*id);
            let identity = NumberIdentity::of(tree.kind(page.kind), &page.info.front, &tree.config.agency);
            let is_same = |(lang, other, _): &&(Lang, NumberIdentity, PageId)| {
                *lang == page.info.lang && other.is_same_document(&identity)
            };
            match known.iter().find(is_same) {
                Some((.., other)) => {
                    let other = tree.page(*other).info.diag_file();
                    let diag = Diag::error(Code::DuplicateNumber).file(page.info.diag_file());
                    faults.push(diag.arg("value", number).arg("other", other));
                    reported.insert(NodeId::Page(*id));
                }
                None => known.push((page.info.lang, identity, *id)),
            }
        }
    }
    reported
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(day: &str, issuer: &str) -> NumberIdentity {
        NumberIdentity { is_foreign: issuer != "UBND xã", issued: day.parse().ok(), issuer: issuer_key(issuer) }
    }

    #[test]
    fn the_owner_is_known_in_short_and_another_commune_is_not() {
        let is_owner = |owner: &str, issuer: &str| is_one_issuer(&issuer_key(owner), &issuer_key(issuer));
        for issuer in ["UBND xã Bình An", "Ủy ban nhân dân xã", "UBND xã", "UBND xã Bình An, tỉnh Lam Giang"]
        {
            assert!(is_owner("Ủy ban nhân dân xã Bình An", issuer), "{issuer}");
        }
        for issuer in ["UBND xã Bình", "UBND xã Bình An Đông", "UBND tỉnh Lam Giang", "UBND", "HĐND xã Bình An"]
        {
            assert!(!is_owner("Ủy ban nhân dân xã Bình An", issuer), "{issuer}");
        }
    }

    #[test]
    fn the_first_document_keeps_the_short_address() {
        let (commune, province) = ("UBND xã", "UBND tỉnh");
        let all = [
            identity("2026-03-02", commune),
            identity("2025-03-01", commune),
            identity("2026-05-01", province),
            identity("2024-09-01", province),
            identity("2025-03-01", "Ủy ban nhân dân xã"),
        ];
        let slugs = distinct_slugs("15-qd-ubnd", &all, false);
        assert_eq!(
            slugs,
            [
                "15-qd-ubnd-2026",
                "15-qd-ubnd",
                "15-qd-ubnd-uy-ban-nhan-dan-tinh-2026",
                "15-qd-ubnd-uy-ban-nhan-dan-tinh",
                "15-qd-ubnd",
            ]
        );
        assert_eq!(distinct_slugs("15-qd-ubnd", &all[1..2], true), ["15-qd-ubnd-2025"]);
    }
}
