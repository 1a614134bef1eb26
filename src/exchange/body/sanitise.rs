//! The steps that make a body fit to be shown, in their order.

use url::Url;

use super::body_context::{BodyContext, BodyPicture};
use super::body_fault::{BodyFault, MAX_ROUNDS};
use super::html_tree::Tree;
use super::parse_html::MAX_BYTES;
use super::sanitised_body::SanitisedBody;
use super::{block, facts, parse_html, second_opinion, tidy, write_html};

/// Admits a body that comes from another portal or will be published: sanitises it at its origin,
/// and requires that the second opinion agrees.
///
/// # Errors
/// When the body cannot be sanitised, or the second opinion would change the result.
pub fn admit(
    html: &str,
    canonical: &str,
    pictures: &dyn Fn(&str) -> Option<BodyPicture>,
) -> Result<SanitisedBody, BodyFault> {
    let clean = sanitise(html, &BodyContext::for_origin(canonical, pictures))?;
    let opinion = second_opinion::clean_with_ammonia(&clean.html);
    let tree = |html: &str| parse_html::parse(html).map_err(|_| BodyFault::Unstable);
    let is_same = opinion == clean.html || tree(&opinion)?.is_same_as(&tree(&clean.html)?);
    if is_same { Ok(clean) } else { Err(BodyFault::Unstable) }
}

/// Sanitises a body for a place in a page.
///
/// In the context of the origin, the function is idempotent, byte for byte. Sanitising its output
/// in another context gives the same result as sanitising the body there.
///
/// # Errors
/// When a limit is exceeded, the body does not become stable, or it has no block with the id.
///
/// # Examples
/// ```
/// use tamquan::exchange::body::{BodyContext, sanitise};
///
/// let no_pictures = |_: &str| None;
/// let context = BodyContext::for_origin("https://tinh.example/tin/lu/", &no_pictures);
/// let sent = "<p onclick='x()'>Nước <a href='/so/'>rút</a></p><script>x()</script>";
/// let body = sanitise(sent, &context)?;
/// assert_eq!(body.html, "<p>Nước <a href=\"https://tinh.example/so/\">rút</a></p>");
/// # Ok::<(), tamquan::exchange::body::BodyFault>(())
/// ```
pub fn sanitise(html: &str, frame: &BodyContext) -> Result<SanitisedBody, BodyFault> {
    let base = Url::parse(frame.canonical).ok().filter(|url| url.scheme() == "https" && url.has_host());
    let base = base.ok_or(BodyFault::InvalidCanonical)?;
    if html.len() > MAX_BYTES {
        return Err(BodyFault::TooLong { bytes: html.len() });
    }
    let (mut tree, mut written) = tidy_until_stable(html, frame, &base)?;
    if let Some(id) = frame.block {
        block::cut_to_block(&mut tree, id)?;
        // A link out of the block leads to the origin now, like any to a place that the body does
        // not have.
        (tree, written) = tidy_until_stable(&write_html::write(&tree), frame, &base)?;
    }
    tidy::place_body(&mut tree, frame);
    let facts = facts::collect_facts(&tree);
    let html = write_html::write(&tree);
    if html != written && !parse_html::parse(&html).is_ok_and(|again| again.is_same_as(&tree)) {
        return Err(BodyFault::Unstable);
    }
    Ok(SanitisedBody { html, summary: facts.summary, headings: facts.headings, words: facts.words })
}

/// Tidies a body until it is stable. Returns the tree and its HTML: parsing the HTML gives the same
/// tree, and tidying the tree changes nothing.
fn tidy_until_stable(html: &str, frame: &BodyContext, base: &Url) -> Result<(Tree, String), BodyFault> {
    let mut tree = parse_html::parse(html)?;
    let mut first = Some(tree.clone());
    for _ in 0..MAX_ROUNDS {
        tidy::tidy_tree(&mut tree, frame, base);
        let written = write_html::write(&tree);
        if written.len() > MAX_BYTES {
            return Err(BodyFault::TooLongAfterTidy { bytes: written.len() });
        }
        // Most bodies come as they are written here. The same text is read as the same tree, and is
        // tidied as it just was.
        let known = first.take().filter(|read| written == html && read.is_same_as(&tree));
        let is_known = known.is_some();
        // From here on the text is the program's own output, so a limit that it exceeds cannot be
        // reported for a line of the author.
        let mut again = known.map_or_else(|| parse_html::parse(&written), Ok).map_err(|_| BodyFault::Unstable)?;
        if again.is_same_as(&tree) {
            if !is_known {
                tidy::tidy_tree(&mut again, frame, base);
            }
            if again.is_same_as(&tree) {
                return Ok((tree, written));
            }
        }
        tree = again;
    }
    Err(BodyFault::Unstable)
}
