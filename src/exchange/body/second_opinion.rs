//! The second opinion: `ammonia` with the same list of elements, and none of the same code.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::{allow_list, attribute_value};

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(allow_list::ALLOWED_ELEMENTS.iter().map(|(name, _)| *name).collect())
        .tag_attributes(
            allow_list::ALLOWED_ELEMENTS.iter().map(|(name, all)| (*name, all.iter().copied().collect())).collect(),
        )
        .generic_attributes(HashSet::from(allow_list::GLOBAL_ATTRIBUTES))
        .generic_attribute_prefixes(HashSet::new())
        .tag_attribute_values(HashMap::new())
        .clean_content_tags(HashSet::from(["script", "style"]))
        .url_schemes(HashSet::from(["asset", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::Custom(Box::new(only_fragments)))
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            ("img", "src") => attribute_value::picture_hash(value).map(|_| value.into()),
            (_, "href" | "cite") if value.starts_with("asset:") => None,
            _ => Some(value.into()),
        })
        .link_rel(None)
        .id_prefix(None)
        .strip_comments(true);
    builder
});

/// Sanitises `html` with `ammonia`.
pub(super) fn clean_with_ammonia(html: &str) -> String {
    CLEANER.clean(html).to_string()
}

fn only_fragments(address: &str) -> Option<Cow<'_, str>> {
    address.starts_with('#').then_some(Cow::Borrowed(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_objects_by_itself() {
        for (written, left) in [
            ("<p onclick=\"x\" title=\"y\">a</p>", "<p>a</p>"),
            ("<a href=\"javascript:x\">a</a>", "<a>a</a>"),
            ("<a href=\"/x\">a</a><a href=\"#x\">b</a>", "<a>a</a><a href=\"#x\">b</a>"),
            ("<a href=\"asset:x\">a</a>", "<a>a</a>"),
            ("<img src=\"https://evil.example/\">", "<img>"),
            ("<script>a</script><svg><p>b</p></svg><!-- c -->", "<p>b</p>"),
        ] {
            assert_eq!(clean_with_ammonia(written), left);
        }
    }
}
