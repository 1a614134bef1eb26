//! The steps that make a body fit to be shown, in their order.

use url::Url;

use super::body_context::{BodyContext, BodyPicture};
use super::body_fault::{BodyFault, MAX_ROUNDS};
use super::html_tree::Tree;
use super::parse_html::MAX_BYTES;
use super::sanitised_body::SanitisedBody;
use super::{block, facts, parse_html, second_opinion, tidy, write_html};

/// Lets a body in, where it comes from somebody else or goes to others: as [`sanitise`] makes it at
/// its origin, when nobody objects.
///
/// # Errors
/// When it cannot be made fit to be shown, or the second opinion would take something out of what
/// was made.
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

/// Makes a body fit to be shown, or says why it cannot be.
///
/// In a frame of the origin, what comes out comes out again, byte for byte; and what comes out of
/// it gives in any frame what the body itself gives there.
///
/// # Errors
/// When a limit is passed, when no reading of the body is the same twice, or when it has no such
/// block.
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

/// The tree of a body, and what is written of it: it is read again as that tree, and tidying
/// changes nothing in it.
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
        // From here on the text is our own: a limit that it passes is no fault in a line of the
        // author's.
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
