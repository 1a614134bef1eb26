//! What a body may refer to, and where it is placed.

/// The references that a body may contain, and the place where it is shown.
pub struct BodyContext<'a> {
    /// Absolute https address of the item's origin: relative links resolve against it.
    pub canonical: &'a str,
    /// The declared picture with this hash (64 hexadecimal digits), if the item declares it. It
    /// must always say the same.
    pub pictures: &'a dyn Fn(&str) -> Option<BodyPicture>,
    /// The level of the heading above the body.
    pub parent_level: u8,
    /// The prefix of every id, and of links to ids, so that ids of several bodies on one page are
    /// different.
    pub prefix: &'a str,
    /// The id, without prefix, of the block to cut out: a section, a table or a paragraph. `None`
    /// for the whole body.
    pub block: Option<&'a str>,
}

impl<'a> BodyContext<'a> {
    /// The context that changes nothing. Publishers sign bodies in this form.
    pub fn for_origin(canonical: &'a str, pictures: &'a dyn Fn(&str) -> Option<BodyPicture>) -> Self {
        Self { canonical, pictures, parent_level: 1, prefix: "", block: None }
    }
}

/// The replacement of a declared picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyPicture {
    /// The value of `src`: the address of the picture in this portal, or `asset:` and the hash.
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
