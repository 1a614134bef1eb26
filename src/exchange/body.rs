//! The body of an item: HTML that somebody else wrote, made fit to stand in a page of this portal.
//!
//! One way for both ends. A publisher admits a body before it is signed ([`admit`]), so that what is signed is what will be
//! shown; a consumer admits it again before it is held, because a signature says who wrote something and not what it does;
//! and each build makes it fit once more for the place where it is shown ([`sanitise`]), whoever put the file there.
//!
//! 1. **Read** ([`parse_html`]) as a browser reads, with limits that hold while the tree grows.
//! 2. **Tidy** ([`tidy`]): what is not on the list ([`allow_list`]) goes, values are read and written anew ([`value`],
//!    [`address`]), ids stand once, headings skip no level.
//! 3. **Again**, until reading what was written changes nothing: HTML that is harmless to one parser and not to the next
//!    lives on the difference between the two.
//! 4. **Cut** ([`block`]), where one named block is wanted: what is left is read and tidied like any body.
//! 5. **Place** ([`tidy_tree::place_body`]): headings under the heading of the page, ids under its prefix, pictures at their
//!    addresses; and what is written then is read once more, and must be the same tree.
//! 6. **A second opinion** ([`second_opinion`]), where a body is admitted: `ammonia` is given the result and has nothing to object, or
//!    the body is refused. It comes last because it has no limits of its own: what it is given has been through those of the
//!    first step.
//!
//! Nothing in it is a template: braces and percent signs are text like any other, and the engine never reads a body.

mod link_url;
mod allow_list;
mod block;
mod facts;
mod parse_html;
mod second_opinion;
mod tidy;
mod html_tree;
mod attribute_value;
mod write_html;

use html_tree::Tree;
use url::Url;

pub use parse_html::{
    MAX_ATTRIBUTE_BYTES, MAX_ATTRIBUTES, MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, MAX_REOPENED, MAX_TAG_BYTES,
};

/// Times that a body is tidied and read again until nothing changes any more. Honest ones need one; a tangle of links and
/// tables that a parser unties in its own way needs another.
pub const MAX_ROUNDS: usize = 8;

/// Ids that a refusal tells.
pub const MAX_NAMED_IDS: usize = 20;

/// What a body may name and where it will stand.
pub struct BodyContext<'a> {
    /// Absolute https address of the item's origin: relative links resolve against it.
    pub canonical: &'a str,
    /// The declared picture with this hash (64 hexadecimal digits), if the item declares it. It must always say the same.
    pub pictures: &'a dyn Fn(&str) -> Option<BodyPicture>,
    /// The level of the heading under which the body stands.
    pub parent_level: u8,
    /// Prefix of every id, and of links to one: so ids of several bodies on one page never meet.
    pub prefix: &'a str,
    /// The id, without prefix, of the one block that is wanted: a section, a table, a paragraph. `None` is the whole body.
    pub block: Option<&'a str>,
}

impl<'a> BodyContext<'a> {
    /// The frame that moves nothing: what a publisher signs.
    pub fn for_origin(canonical: &'a str, pictures: &'a dyn Fn(&str) -> Option<BodyPicture>) -> Self {
        Self { canonical, pictures, parent_level: 1, prefix: "", block: None }
    }
}

/// What stands in the place of a declared picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyPicture {
    pub src: String,
    /// Width and height in pixels, when known: they replace those that the body gives.
    pub size: Option<(u32, u32)>,
}

impl BodyPicture {
    /// The picture by its hash, as a published body names it.
    pub fn from_hash(hash: &str) -> Self {
        Self { src: format!("asset:{hash}"), size: None }
    }
}

/// A heading of a body, as it is placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyHeading {
    /// From the level below the frame's to 6, none skipped.
    pub level: u8,
    /// With the frame's prefix.
    pub id: Option<String>,
    /// Plain text.
    pub text: String,
}

/// A body that may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SanitisedBody {
    pub html: String,
    /// Plain text of the first paragraph.
    pub summary: String,
    pub headings: Vec<BodyHeading>,
    pub words: usize,
}

/// Why a body cannot be shown at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BodyFault {
    /// It has more than [`MAX_BYTES`] bytes.
    TooLong { bytes: usize },
    /// It has more than [`MAX_BYTES`] bytes once it is tidy.
    TooLongAfterTidy { bytes: usize },
    /// More than [`MAX_DEPTH`] elements stand in each other; `element` is the innermost, where it is known.
    TooDeep { line: u64, element: String },
    /// There are more than [`ELEMENTS`] elements.
    TooManyElements { line: u64 },
    /// Formatting that was not ended is opened again more than [`MAX_REOPENED`] times, last by `element`.
    TooManyReopened { line: u64, element: String },
    /// An element has more than [`MAX_ATTRIBUTES`] attributes.
    TooManyAttributes { line: u64, element: String, number: usize },
    /// A tag or comment is longer than [`MAX_TAG_BYTES`] bytes.
    TagTooLong { line: u64 },
    /// It is something else each time it is read, [`MAX_ROUNDS`] times, or to each who reads it.
    Unstable,
    /// The address of the origin is no absolute https address.
    InvalidCanonical,
    /// Nothing has the id of the block that is wanted. `ids` are those that there are, the first [`MAX_NAMED_IDS`] of them.
    NoSuchBlock { ids: Vec<String> },
}

/// Lets a body in, where it comes from somebody else or goes to others: as [`sanitise`] makes it at its origin, when nobody objects.
///
/// # Errors
/// When it cannot be made fit to be shown, or the second opinion would take something out of what was made.
pub fn admit(
    html: &str,
    canonical: &str,
    pictures: &dyn Fn(&str) -> Option<BodyPicture>,
) -> Result<SanitisedBody, BodyFault> {
    let clean = sanitise(html, &BodyContext::for_origin(canonical, pictures))?;
    let opinion = second_opinion::clean_with_ammonia(&clean.html);
    let tree = |html: &str| parse_html::parse(html).map_err(|_| BodyFault::Unstable);
    match opinion == clean.html || tree(&opinion)?.is_same_as(&tree(&clean.html)?) {
        true => Ok(clean),
        false => Err(BodyFault::Unstable),
    }
}

/// Makes a body fit to be shown, or says why it cannot be.
///
/// In a frame of the origin, what comes out comes out again, byte for byte; and what comes out of it gives in any frame
/// what the body itself gives there.
///
/// # Errors
/// When a limit is passed, when no reading of the body is the same twice, or when it has no such block.
pub fn sanitise(html: &str, frame: &BodyContext) -> Result<SanitisedBody, BodyFault> {
    let base = Url::parse(frame.canonical).ok().filter(|url| url.scheme() == "https" && url.has_host());
    let base = base.ok_or(BodyFault::InvalidCanonical)?;
    if html.len() > MAX_BYTES {
        return Err(BodyFault::TooLong { bytes: html.len() });
    }
    let (mut tree, mut written) = tidy_until_stable(html, frame, &base)?;
    if let Some(id) = frame.block {
        block::cut_to_block(&mut tree, id)?;
        // A link out of the block leads to the origin now, like any to a place that the body does not have.
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

/// The tree of a body, and what is written of it: it is read again as that tree, and tidying changes nothing in it.
fn tidy_until_stable(html: &str, frame: &BodyContext, base: &Url) -> Result<(Tree, String), BodyFault> {
    let mut tree = parse_html::parse(html)?;
    let mut first = Some(tree.clone());
    for _ in 0..MAX_ROUNDS {
        tidy::tidy_tree(&mut tree, frame, base);
        let written = write_html::write(&tree);
        if written.len() > MAX_BYTES {
            return Err(BodyFault::TooLongAfterTidy { bytes: written.len() });
        }
        // Most bodies come as they are written here. The same text is read as the same tree, and is tidied as it just was.
        let known = first.take().filter(|read| written == html && read.is_same_as(&tree));
        let is_known = known.is_some();
        // From here on the text is our own: a limit that it passes is no fault in a line of the author's.
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
