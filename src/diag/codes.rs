//! The codes of all messages: stable names for scripts, and the keys of the texts in `messages/`.

macro_rules! codes {
    ($($name:ident = $key:literal,)*) => {
        /// The kind of a diagnostic. Its message and its hint are in `messages/vi.ftl` and
        /// `messages/en.ftl`.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Code {
            $(
                /// The fault that the message of this name in `messages/en.ftl` describes: the key
                /// of the message is the name of the variant in lower case, with hyphens.
                $name,
            )*
        }

        impl Code {
            /// All codes, in the order of their declaration.
            pub const ALL: &[Code] = &[$(Code::$name,)*];

            /// The stable name of the code, which is also the key of its message.
            pub fn name(self) -> &'static str {
                match self { $(Code::$name => $key,)* }
            }
        }
    };
}

codes! {
    AgencyCode = "agency-code",
    AmbiguousNumber = "ambiguous-number",
    BaseUrl = "base-url",
    BrokenImage = "broken-image",
    ComponentUnlinked = "component-unlinked",
    Css = "css",
    DataFile = "data-file",
    DataTooLarge = "data-too-large",
    DateDayFirst = "date-day-first",
    DateImpossible = "date-impossible",
    DateOrder = "date-order",
    DateShape = "date-shape",
    DateYear = "date-year",
    DirectoryTwoRoots = "directory-two-roots",
    DocumentNumber = "document-number",
    DuplicateId = "duplicate-id",
    DuplicateLanguage = "duplicate-language",
    DuplicateName = "duplicate-name",
    DuplicateNumber = "duplicate-number",
    DuplicatePage = "duplicate-page",
    DuplicateUrl = "duplicate-url",
    EmptyHeading = "empty-heading",
    EmptyValue = "empty-value",
    ExchangeAbsent = "exchange-absent",
    ExchangeAddress = "exchange-address",
    ExchangeAltered = "exchange-altered",
    ExchangeBodyAttributes = "exchange-body-attributes",
    ExchangeBodyBlock = "exchange-body-block",
    ExchangeBodyCanonical = "exchange-body-canonical",
    ExchangeBodyDeep = "exchange-body-deep",
    ExchangeBodyElements = "exchange-body-elements",
    ExchangeBodyGrown = "exchange-body-grown",
    ExchangeBodyLong = "exchange-body-long",
    ExchangeBodyReopened = "exchange-body-reopened",
    ExchangeBodyTag = "exchange-body-tag",
    ExchangeBodyUnstable = "exchange-body-unstable",
    ExchangeBroken = "exchange-broken",
    ExchangeBudgetBytes = "exchange-budget-bytes",
    ExchangeBudgetRequests = "exchange-budget-requests",
    ExchangeBudgetTime = "exchange-budget-time",
    ExchangeCertificate = "exchange-certificate",
    ExchangeCertificateEarly = "exchange-certificate-early",
    ExchangeCertificateExpired = "exchange-certificate-expired",
    ExchangeCertificateIssuer = "exchange-certificate-issuer",
    ExchangeCertificateName = "exchange-certificate-name",
    ExchangeDiffers = "exchange-differs",
    ExchangeDisk = "exchange-disk",
    ExchangeElsewhere = "exchange-elsewhere",
    ExchangeEncoded = "exchange-encoded",
    ExchangeExpired = "exchange-expired",
    ExchangeExpiredRoot = "exchange-expired-root",
    ExchangeFeedEncoding = "exchange-feed-encoding",
    ExchangeFeedEntities = "exchange-feed-entities",
    ExchangeFeedMalformed = "exchange-feed-malformed",
    ExchangeFeedNone = "exchange-feed-none",
    ExchangeFeedTooDeep = "exchange-feed-too-deep",
    ExchangeFeedTooLarge = "exchange-feed-too-large",
    ExchangeGarbled = "exchange-garbled",
    ExchangeHead = "exchange-head",
    ExchangeItemForm = "exchange-item-form",
    ExchangeItemFormat = "exchange-item-format",
    ExchangeItemMany = "exchange-item-many",
    ExchangeItemOther = "exchange-item-other",
    ExchangeItemPicture = "exchange-item-picture",
    ExchangeItemRevision = "exchange-item-revision",
    ExchangeItemValue = "exchange-item-value",
    ExchangeKeyDisk = "exchange-key-disk",
    ExchangeKeyExists = "exchange-key-exists",
    ExchangeKeyForm = "exchange-key-form",
    ExchangeKeyMissing = "exchange-key-missing",
    ExchangeKeyRandom = "exchange-key-random",
    ExchangeLockForm = "exchange-lock-form",
    ExchangeLockOld = "exchange-lock-old",
    ExchangeLockVersion = "exchange-lock-version",
    ExchangeMalformed = "exchange-malformed",
    ExchangeManyRoots = "exchange-many-roots",
    ExchangeMissing = "exchange-missing",
    ExchangeNetwork = "exchange-network",
    ExchangeNoAddress = "exchange-no-address",
    ExchangeOlder = "exchange-older",
    ExchangePrivate = "exchange-private",
    ExchangePublisher = "exchange-publisher",
    ExchangeRedirect = "exchange-redirect",
    ExchangeRedirectNowhere = "exchange-redirect-nowhere",
    ExchangeRestored = "exchange-restored",
    ExchangeRoot = "exchange-root",
    ExchangeRootFirst = "exchange-root-first",
    ExchangeShareBroken = "exchange-share-broken",
    ExchangeShareExists = "exchange-share-exists",
    ExchangeShareKeys = "exchange-share-keys",
    ExchangeShareName = "exchange-share-name",
    ExchangeShareNumber = "exchange-share-number",
    ExchangeSignatures = "exchange-signatures",
    ExchangeSlow = "exchange-slow",
    ExchangeSpecification = "exchange-specification",
    ExchangeStatus = "exchange-status",
    ExchangeStatusOdd = "exchange-status-odd",
    ExchangeTls = "exchange-tls",
    ExchangeTooLarge = "exchange-too-large",
    ExchangeUnsigned = "exchange-unsigned",
    FacetField = "facet-field",
    FieldNameTaken = "field-name-taken",
    FieldType = "field-type",
    FileName = "file-name",
    FileTooLarge = "file-too-large",
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
    ImageTooLong = "image-too-long",
    ImageWithoutAlt = "image-without-alt",
    ImportAhead = "import-ahead",
    ImportCut = "import-cut",
    ImportKind = "import-kind",
    IncludeArguments = "include-arguments",
    IncludeCircle = "include-circle",
    IncludeEnded = "include-ended",
    IncludeNoBlock = "include-no-block",
    IncludeNotFetched = "include-not-fetched",
    IncludeOfFeed = "include-of-feed",
    IncludeUnknown = "include-unknown",
    IncludeUnknownNear = "include-unknown-near",
    IncludeWaiting = "include-waiting",
    IndexAtRoot = "index-at-root",
    InvisibleCharacter = "invisible-character",
    LanguageCode = "language-code",
    LegacyEncoding = "legacy-encoding",
    LinkEnded = "link-ended",
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
    MountNoSection = "mount-no-section",
    MountOfFeed = "mount-of-feed",
    MountTaken = "mount-taken",
    NoSite = "no-site",
    NoSlug = "no-slug",
    NoTheme = "no-theme",
    NotAChannel = "not-a-channel",
    NotAChoice = "not-a-choice",
    NotAChoiceNear = "not-a-choice-near",
    NotADigest = "not-a-digest",
    NotADuration = "not-a-duration",
    NotAHost = "not-a-host",
    NotAName = "not-a-name",
    NotAPhone = "not-a-phone",
    NotASlug = "not-a-slug",
    NotAUrl = "not-a-url",
    NotAnEmail = "not-an-email",
    NotAnImage = "not-an-image",
    NotNfc = "not-nfc",
    NotUtf8 = "not-utf8",
    NotWaiting = "not-waiting",
    NumberCase = "number-case",
    NumberDash = "number-dash",
    NumberOutOfBounds = "number-out-of-bounds",
    NumberOutOfRange = "number-out-of-range",
    NumberPlainD = "number-plain-d",
    NumberPrefix = "number-prefix",
    NumberSpaces = "number-spaces",
    NumberType = "number-type",
    NumberYear = "number-year",
    OneOf = "one-of",
    OriginalElsewhere = "original-elsewhere",
    OutputForeign = "output-foreign",
    OutputInsideSources = "output-inside-sources",
    OutputUnwritable = "output-unwritable",
    PageTooLarge = "page-too-large",
    ParentDiffers = "parent-differs",
    PathCharacter = "path-character",
    PathEscapes = "path-escapes",
    PathLong = "path-long",
    PortalNotListed = "portal-not-listed",
    PreviewAtWork = "preview-at-work",
    PreviewBroke = "preview-broke",
    PreviewPort = "preview-port",
    PrivateKey = "private-key",
    ProcedureCode = "procedure-code",
    ProgramFault = "program-fault",
    PublisherElsewhere = "publisher-elsewhere",
    PublisherOurName = "publisher-our-name",
    RelationCircle = "relation-circle",
    SameName = "same-name",
    ShareAddress = "share-address",
    ShareItemTooLarge = "share-item-too-large",
    ShareKeysInside = "share-keys-inside",
    ShareListTooLarge = "share-list-too-large",
    ShareNoItem = "share-no-item",
    ShareNoKeys = "share-no-keys",
    ShareNotBegun = "share-not-begun",
    ShareTwice = "share-twice",
    ShareUnknown = "share-unknown",
    ShortcodeEnd = "shortcode-end",
    ShortcodeNotAlone = "shortcode-not-alone",
    ShortcodePlace = "shortcode-place",
    ShortcodeSyntax = "shortcode-syntax",
    ShortcodeUnclosed = "shortcode-unclosed",
    ShortcodeUnknown = "shortcode-unknown",
    ShortcodeUnknownNear = "shortcode-unknown-near",
    SourceAddress = "source-address",
    SourceEmpty = "source-empty",
    SourceExpired = "source-expired",
    SourceStale = "source-stale",
    StillShown = "still-shown",
    StrangeFile = "strange-file",
    Strings = "strings",
    Template = "template",
    TemplateCircle = "template-circle",
    TemplateMissing = "template-missing",
    TermOfOthers = "term-of-others",
    TermSpelling = "term-spelling",
    TomlSyntax = "toml-syntax",
    TooDeep = "too-deep",
    TooLarge = "too-large",
    UnknownKey = "unknown-key",
    UnknownKeyFar = "unknown-key-far",
    UnknownLanguage = "unknown-language",
    UnknownSource = "unknown-source",
    UnknownSourceNear = "unknown-source-near",
    Unreadable = "unreadable",
    UsesMissing = "uses-missing",
    UsesUnreadable = "uses-unreadable",
    WrongKind = "wrong-kind",
    WrongType = "wrong-type",
    YamlSyntax = "yaml-syntax",
}

impl Code {
    /// Whether the code means that content of another portal is not what its publisher signed.
    pub fn is_distrust(self) -> bool {
        matches!(
            self,
            Code::ExchangeAltered
                | Code::ExchangeUnsigned
                | Code::ExchangeRootFirst
                | Code::ExchangeRoot
                | Code::ExchangeDiffers
                | Code::ExchangeAbsent
                | Code::ExchangeSignatures
                | Code::ExchangeSpecification
                | Code::ExchangeMalformed
        )
    }

    /// Whether the code means that the front matter could not be read at all. Faults that follow
    /// from that need not be reported.
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
