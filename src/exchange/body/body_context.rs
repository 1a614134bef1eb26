//! What a body may refer to, and where it is placed.

/// What a body may name and where it will stand.
pub struct BodyContext<'a> {
    /// Absolute https address of the item's origin: relative links resolve against it.
    pub canonical: &'a str,
    /// The declared picture with this hash (64 hexadecimal digits), if the item declares it. It
    /// must always say the same.
    pub pictures: &'a dyn Fn(&str) -> Option<BodyPicture>,
    /// The level of the heading under which the body stands.
    pub parent_level: u8,
    /// Prefix of every id, and of links to one: so ids of several bodies on one page never meet.
    pub prefix: &'a str,
    /// The id, without prefix, of the one block that is wanted: a section, a table, a paragraph.
    /// `None` is the whole body.
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
