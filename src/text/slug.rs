//! Slugs: the lower-case ASCII words an address is made of.

use super::fold::fold;

/// The words of `s` in folded form, joined by single hyphens: "Văn bản số 15/QĐ-UBND" gives
/// "van-ban-so-15-qd-ubnd".
///
/// Everything that is not an ASCII letter or digit after folding separates words. The result is
/// empty when nothing remains, as for a text in a script that has no ASCII form; the caller must
/// then ask for a slug.
///
/// # Examples
/// ```
/// use tamquan::text::slug::slug;
///
/// assert_eq!(slug("Đường số 5, Xã Sen Vàng"), "duong-so-5-xa-sen-vang");
/// assert_eq!(slug("中文"), "");
/// ```
pub fn slug(s: &str) -> String {
    let folded = fold(s);
    let mut out = String::with_capacity(folded.len());
    for word in folded.split(|c: char| !c.is_ascii_alphanumeric()) {
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push('-');
        }
        out.push_str(word);
    }
    out
}

/// The longest slug that the program makes of a text, in bytes. A folder of the output has this
/// name, and file systems allow 255.
const MAX_NAME: usize = 120;

/// A slug that is short enough for the name of a file: a longer one ends with a whole word.
pub fn shorten_slug(mut slug: String) -> String {
    if slug.len() > MAX_NAME {
        let end = slug[..MAX_NAME].rfind('-').unwrap_or(MAX_NAME);
        slug.truncate(end);
    }
    slug
}

/// True when `s` can stand in an address as it is: what [`slug`] can give, and not empty.
pub fn is_slug(s: &str) -> bool {
    !s.is_empty()
        && s.split('-')
            .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::{is_slug, slug};

    #[test]
    fn a_title_becomes_words_joined_by_hyphens() {
        assert_eq!(slug("Hội nghị đối thoại với nhân dân, quý III"), "hoi-nghi-doi-thoai-voi-nhan-dan-quy-iii");
        assert_eq!(slug("  Xã Đắk Tô – «2026»  "), "xa-dak-to-2026");
    }

    #[test]
    fn a_document_number_becomes_its_address() {
        assert_eq!(slug("224/2026/NĐ-CP"), "224-2026-nd-cp");
        assert_eq!(slug("66.13/2026/NQ-CP"), "66-13-2026-nq-cp");
    }

    #[test]
    fn nothing_can_remain() {
        assert_eq!(slug("— … —"), "");
        assert_eq!(slug("北京"), "");
    }

    #[test]
    fn every_slug_that_is_not_empty_is_a_slug() {
        for text in ["Đường Lê Lợi", "a--b", "-x-", "15/QĐ-UBND", "ﬁ ½"] {
            assert!(is_slug(&slug(text)), "{text}");
        }
    }

    #[test]
    fn what_slug_cannot_give_is_not_a_slug() {
        for text in ["", "-", "a-", "-a", "a--b", "A", "a b", "a_b", "đ", "a/b", "a.b"] {
            assert!(!is_slug(text), "{text}");
        }
    }
}
