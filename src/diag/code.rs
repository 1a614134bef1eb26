//! The codes of all messages: stable names for scripts, and the keys of the words in `messages/`.

macro_rules! codes {
    ($($name:ident = $key:literal,)*) => {
        /// What is wrong. Its words, and how to mend it, stand in `messages/vi.ftl` and `messages/en.ftl`.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Code { $($name,)* }

        impl Code {
            pub const ALL: &[Code] = &[$(Code::$name,)*];

            /// Its stable name.
            pub fn name(self) -> &'static str {
                match self { $(Code::$name => $key,)* }
            }
        }
    };
}

codes! {
    AgencyCode = "agency-code",
    BaseUrl = "base-url",
    BrokenImage = "broken-image",
    Css = "css",
    DataFile = "data-file",
    DateDayFirst = "date-day-first",
    DateImpossible = "date-impossible",
    DateOrder = "date-order",
    DateShape = "date-shape",
    DateYear = "date-year",
    DocumentNumber = "document-number",
    DuplicateId = "duplicate-id",
    DuplicateLanguage = "duplicate-language",
    DuplicateName = "duplicate-name",
    DuplicateNumber = "duplicate-number",
    DuplicatePage = "duplicate-page",
    DuplicateUrl = "duplicate-url",
    EmptyHeading = "empty-heading",
    EmptyValue = "empty-value",
    FacetField = "facet-field",
    FieldNameTaken = "field-name-taken",
    FieldType = "field-type",
    FileName = "file-name",
    FootnoteUnused = "footnote-unused",
    ForbiddenCharacter = "forbidden-character",
    FrontMatterMissing = "front-matter-missing",
    FrontMatterNotTable = "front-matter-not-table",
    FrontMatterUnclosed = "front-matter-unclosed",
    HtmlAttribute = "html-attribute",
    HtmlElement = "html-element",
    HtmlSyntax = "html-syntax",
    HtmlUnbalanced = "html-unbalanced",
    ImageElsewhere = "image-elsewhere",
    ImageTooLarge = "image-too-large",
    ImageWithoutAlt = "image-without-alt",
    IncludeCircle = "include-circle",
    IndexAtRoot = "index-at-root",
    InvisibleCharacter = "invisible-character",
    LanguageCode = "language-code",
    LegacyEncoding = "legacy-encoding",
    LinkFile = "link-file",
    LinkFragment = "link-fragment",
    LinkFragmentNear = "link-fragment-near",
    LinkLeaves = "link-leaves",
    LinkLoop = "link-loop",
    LinkPage = "link-page",
    LinkScheme = "link-scheme",
    LinkUnpublished = "link-unpublished",
    Locked = "locked",
    LookAlikeD = "look-alike-d",
    MenuItemTarget = "menu-item-target",
    MissingField = "missing-field",
    MissingKey = "missing-key",
    MissingTitle = "missing-title",
    NoSite = "no-site",
    NoSlug = "no-slug",
    NoTheme = "no-theme",
    NotAChoice = "not-a-choice",
    NotAChoiceNear = "not-a-choice-near",
    NotAPhone = "not-a-phone",
    NotASlug = "not-a-slug",
    NotAUrl = "not-a-url",
    NotAnEmail = "not-an-email",
    NotAnImage = "not-an-image",
    NotNfc = "not-nfc",
    NotUtf8 = "not-utf8",
    NumberOutOfBounds = "number-out-of-bounds",
    NumberOutOfRange = "number-out-of-range",
    NumberSpaces = "number-spaces",
    NumberType = "number-type",
    NumberYear = "number-year",
    OneOf = "one-of",
    OutputForeign = "output-foreign",
    OutputInsideSources = "output-inside-sources",
    OutputUnwritable = "output-unwritable",
    PathCharacter = "path-character",
    PathEscapes = "path-escapes",
    PreviewAtWork = "preview-at-work",
    PreviewBroke = "preview-broke",
    PreviewPort = "preview-port",
    ProcedureCode = "procedure-code",
    RelationCircle = "relation-circle",
    SameName = "same-name",
    ShortcodeEnd = "shortcode-end",
    ShortcodeNotAlone = "shortcode-not-alone",
    ShortcodePlace = "shortcode-place",
    ShortcodeSyntax = "shortcode-syntax",
    ShortcodeUnclosed = "shortcode-unclosed",
    ShortcodeUnknown = "shortcode-unknown",
    ShortcodeUnknownNear = "shortcode-unknown-near",
    StrangeFile = "strange-file",
    Strings = "strings",
    Template = "template",
    TemplateCircle = "template-circle",
    TemplateMissing = "template-missing",
    TermSpelling = "term-spelling",
    TomlSyntax = "toml-syntax",
    TooDeep = "too-deep",
    TooLarge = "too-large",
    UnknownKey = "unknown-key",
    UnknownKeyFar = "unknown-key-far",
    UnknownLanguage = "unknown-language",
    Unreadable = "unreadable",
    WrongKind = "wrong-kind",
    WrongType = "wrong-type",
    YamlSyntax = "yaml-syntax",
}

impl Code {
    /// Whether it says that front matter could not be read at all: what follows from that need not be told.
    pub fn is_front_matter(self) -> bool {
        matches!(
            self,
            Code::FrontMatterMissing
                | Code::FrontMatterUnclosed
                | Code::FrontMatterNotTable
                | Code::TomlSyntax
                | Code::YamlSyntax
                | Code::TooDeep
                | Code::NotUtf8
                | Code::Unreadable
                | Code::TooLarge
                | Code::NumberOutOfRange
        )
    }
}
