//! The four roles of TUF metadata as this client reads them (TUF 1.0, section 4), and the
//! verification of their signatures (section 4.2.1). Features that channels do not use, above all
//! delegations, are not read.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU64;

use jiff::Timestamp as Time;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use tough::schema::RoleType;

use super::canonical::to_canonical_json as write_canonical;
use super::distrust::Distrust;
use super::key::PublicKey;
use crate::exchange::format::strict_json;

/// The major version of the specification that this client follows. Another one may give the same
/// fields another meaning (TUF 1.0, section 4.3).
const SPEC_MAJOR_VERSION: &str = "1";

/// Metadata whose form was read and whose signatures were not checked yet.
#[derive(Deserialize)]
pub(super) struct MetadataEnvelope<'b> {
    signatures: Vec<Signature>,
    #[serde(borrow)]
    signed: &'b RawValue,
}

#[derive(Deserialize)]
struct Signature {
    keyid: String,
    /// Hexadecimal digits; anything else is no signature by any key.
    sig: String,
}

/// The fields that every role has.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct RoleHeader {
    #[serde(rename = "_type")]
    role: String,
    spec_version: String,
    version: NonZeroU64,
    /// A moment in RFC 3339.
    expires: String,
}

/// The fields of a role beside those that every role has.
pub(super) trait Role: Sized {
    const TYPE: RoleType;

    /// Reads the fields of this role alone, from JSON.
    fn read(fields: &str) -> Option<Self>;
}

/// A role with its version and the end of its signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct VersionedRole<T> {
    pub version: u64,
    /// Until when the signatures hold.
    pub expires: Time,
    pub role: T,
}

/// Which keys sign for which role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Root {
    /// By key id. `None` for a key that cannot be used: its signatures do not count.
    keys: BTreeMap<String, Option<PublicKey>>,
    roles: BTreeMap<String, RoleKeys>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct RoleKeys {
    keyids: Vec<String>,
    threshold: NonZeroU64,
}

/// Which snapshot is current.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Timestamp {
    pub snapshot: FileMeta,
}

/// Which lists of targets are current.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Snapshot {
    /// The references by file name, including `targets.json`.
    pub meta: BTreeMap<String, FileMeta>,
}

/// The files that the publisher signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Targets {
    /// The targets by path.
    pub targets: BTreeMap<String, TargetMeta>,
}

/// The reference from one metadata file to another.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct FileMeta {
    version: NonZeroU64,
    length: Option<u64>,
    hashes: Option<Hashes>,
}

/// A target as it was signed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TargetMeta {
    /// The length of the file in bytes.
    pub length: u64,
    hashes: Hashes,
}

/// The hashes of a file, in small hexadecimal digits, by algorithm.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Hashes {
    sha256: Option<String>,
    sha512: Option<String>,
}

impl<'b> MetadataEnvelope<'b> {
    /// # Errors
    /// When the bytes are no metadata of this role, or of another major version of the
    /// specification.
    pub(super) fn read<T: Role>(bytes: &'b [u8]) -> Result<(Self, VersionedRole<T>), Distrust> {
        let malformed = || Distrust::Malformed(T::TYPE);
        let envelope: Self = strict_json::read(bytes).map_err(|_| malformed())?;
        let fields = envelope.signed.get();
        let head: RoleHeader = serde_json::from_str(fields).map_err(|_| malformed())?;
        if head.role != T::TYPE.to_string() {
            return Err(malformed());
        }
        if !follows_specification(&head.spec_version) {
            return Err(Distrust::UnsupportedSpec(T::TYPE));
        }
        // Section 4.2.1: each key id occurs only once among the signatures.
        let ids: BTreeSet<&str> = envelope.signatures.iter().map(|one| one.keyid.as_str()).collect();
        if ids.len() != envelope.signatures.len() {
            return Err(malformed());
        }
        let expires = head.expires.parse::<Time>().map_err(|_| malformed())?;
        let role = T::read(fields).ok_or_else(malformed)?;
        Ok((envelope, VersionedRole { version: head.version.get(), expires, role }))
    }

    /// Whether a key signed. A publisher that writes canonical JSON, as this program does, signed
    /// the very bytes that came: to write them anew takes longer than all else, so it is done when
    /// these bytes were not signed.
    fn is_signed_by(&self, key: &PublicKey, signature: &[u8], canonical: &OnceCell<Option<Vec<u8>>>) -> bool {
        let write = || serde_json::from_str(self.signed.get()).ok().and_then(|value| write_canonical(&value).ok());
        key.verifies(self.signed.get().as_bytes(), signature)
            || canonical.get_or_init(write).as_ref().is_some_and(|message| key.verifies(message, signature))
    }
}

/// Whether a version of the specification, as `1.0.31`, has the major number that is read here.
fn follows_specification(version: &str) -> bool {
    let parts: Vec<&str> = version.split('.').collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    (2..=3).contains(&parts.len()) && parts.iter().all(is_number) && parts.first() == Some(&SPEC_MAJOR_VERSION)
}

impl Root {
    /// Whether enough keys of a role signed. Keys are counted by their values: one key under
    /// several ids is one (TUF 1.0, section 5.3.4 wants "a threshold of keys").
    ///
    /// # Errors
    /// [`Distrust::TooFewSignatures`]
    pub(super) fn verify(&self, role: RoleType, envelope: &MetadataEnvelope) -> Result<(), Distrust> {
        let too_few = || Distrust::TooFewSignatures(role);
        let named = self.roles.get(&role.to_string()).ok_or_else(too_few)?;
        let canonical = OnceCell::new();
        let signed = envelope.signatures.iter().filter_map(|signature| {
            let key = self.keys.get(&signature.keyid).filter(|_| named.keyids.contains(&signature.keyid))?.as_ref()?;
            let bytes = hex::decode(&signature.sig).ok()?;
            envelope.is_signed_by(key, &bytes, &canonical).then_some(key)
        });
        let signers: BTreeSet<&PublicKey> = signed.collect();
        if (signers.len() as u64) < named.threshold.get() { Err(too_few()) } else { Ok(()) }
    }
}

impl Role for Root {
    const TYPE: RoleType = RoleType::Root;

    fn read(fields: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct RootFields {
            keys: BTreeMap<String, Value>,
            roles: BTreeMap<String, RoleKeys>,
        }
        let RootFields { keys, roles } = serde_json::from_str(fields).ok()?;
        let keys = keys.into_iter().map(|(id, key)| (id, PublicKey::read(&key))).collect();
        let is_unique = |role: &RoleKeys| role.keyids.iter().collect::<BTreeSet<_>>().len() == role.keyids.len();
        let wanted = [RoleType::Root, RoleType::Timestamp, RoleType::Snapshot, RoleType::Targets];
        let is_whole = wanted.iter().all(|role| roles.get(&role.to_string()).is_some_and(is_unique));
        is_whole.then_some(Self { keys, roles })
    }
}

impl Role for Timestamp {
    const TYPE: RoleType = RoleType::Timestamp;

    fn read(fields: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct TimestampFields {
            meta: TimestampMeta,
        }
        #[derive(Deserialize)]
        struct TimestampMeta {
            #[serde(rename = "snapshot.json")]
            snapshot: FileMeta,
        }
        let TimestampFields { meta } = serde_json::from_str(fields).ok()?;
        Some(Self { snapshot: meta.snapshot })
    }
}

impl Role for Snapshot {
    const TYPE: RoleType = RoleType::Snapshot;

    fn read(fields: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct SnapshotFields {
            meta: BTreeMap<String, FileMeta>,
        }
        let SnapshotFields { meta } = serde_json::from_str(fields).ok()?;
        meta.contains_key(TARGETS_FILE).then_some(Self { meta })
    }
}

impl Role for Targets {
    const TYPE: RoleType = RoleType::Targets;

    fn read(fields: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct TargetsFields {
            targets: BTreeMap<String, TargetMeta>,
        }
        let TargetsFields { targets } = serde_json::from_str(fields).ok()?;
        Some(Self { targets })
    }
}

/// The name of the top-level list of targets in a snapshot.
const TARGETS_FILE: &str = "targets.json";

impl Snapshot {
    /// The reference to the top-level list of targets. [`Role::read`] refuses a snapshot without
    /// it.
    pub(super) fn targets(&self) -> Option<&FileMeta> {
        self.meta.get(TARGETS_FILE)
    }
}

impl FileMeta {
    pub(super) fn version(&self) -> u64 {
        self.version.get()
    }

    /// Whether bytes have the length and the hashes, as far as these are given.
    pub(super) fn matches_bytes(&self, bytes: &[u8]) -> bool {
        self.length.is_none_or(|length| length == bytes.len() as u64)
            && self.hashes.as_ref().is_none_or(|hashes| hashes.match_bytes(bytes))
    }
}

impl TargetMeta {
    /// Whether bytes are those that were signed.
    pub fn matches_bytes(&self, bytes: &[u8]) -> bool {
        self.length == bytes.len() as u64 && self.hashes.match_bytes(bytes)
    }

    /// The SHA-256, which gives a file of a channel its name.
    pub fn sha256(&self) -> Option<[u8; 32]> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(self.hashes.sha256.as_ref()?, &mut bytes).ok()?;
        Some(bytes)
    }

    /// The hash in the file name in a consistent snapshot (section 6.2).
    pub fn name_hash(&self) -> Option<&str> {
        self.hashes.sha256.as_deref().or(self.hashes.sha512.as_deref())
    }
}

impl Hashes {
    /// Whether every hash of a known algorithm is that of the bytes. Without one nothing is.
    fn match_bytes(&self, bytes: &[u8]) -> bool {
        use sha2::Digest as _;
        let is_256 = |hash: &String| *hash == hex::encode(sha2::Sha256::digest(bytes));
        let is_512 = |hash: &String| *hash == hex::encode(sha2::Sha512::digest(bytes));
        let is_any = self.sha256.is_some() || self.sha512.is_some();
        is_any && self.sha256.as_ref().is_none_or(is_256) && self.sha512.as_ref().is_none_or(is_512)
    }
}
