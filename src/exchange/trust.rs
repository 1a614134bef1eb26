//! The consumer's side of a TUF repository. What was fetched is worth nothing until the whole chain from a known root has been
//! verified; only then is there a [`Channel`], and what is read through it is what its publisher signed.

use std::io;
use std::path::Path;

use jiff02::Timestamp as Time;
use tough::schema::{RoleType, Target};
use tough::{ExpirationEnforcement, IntoVec as _, Limits, Repository, RepositoryLoader, TargetName, Transport};
use url::Url;

use super::limits;

/// The verified state of a channel.
#[derive(Debug)]
pub struct Channel(Repository);

/// Bytes of a target that were compared with what its publisher signed. There is no other way to make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    bytes: Vec<u8>,
    sha256: [u8; 32],
}

impl Signed {
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn sha256(&self) -> [u8; 32] {
        self.sha256
    }
}

/// Why a channel, or a file of it, is not to be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Distrust {
    /// The time for which a role's signature was given is over: the publisher is silent, or somebody holds the new state back.
    Expired(RoleType),
    /// Older than what was seen before.
    Older(RoleType),
    /// Not signed by enough of the keys that the root names.
    Signatures(RoleType),
    /// The root that is held is none.
    Root,
    /// No root of the channel is the one that somebody was given.
    FirstRoot,
    /// Parts that do not belong together, or a file that is not the one that was signed.
    Differs,
    /// It cannot be read.
    Malformed(RoleType),
    /// So many roots after each other that nobody can have made them in earnest.
    ManyRoots,
    /// The clock of this machine stands before the time of the last check.
    Clock,
    /// A file that was signed for is not in the list.
    Missing(String),
}

#[derive(Debug)]
pub enum Fault {
    Distrust(Distrust),
    /// It could not be fetched; the transport knows why.
    Fetch,
    Disk(io::Error),
}

/// What a chain begins with, and where it is remembered.
pub struct Chain<'a> {
    /// The bytes of a root file that is trusted.
    pub root: &'a [u8],
    /// The address of the channel; it ends with `/`.
    pub base: &'a Url,
    /// A folder with the metadata that was verified before: nothing older is taken after it. It is written to.
    pub store: &'a Path,
}

impl Chain<'_> {
    /// Fetches what is new, and verifies all of it (TUF 1.0, section 5).
    ///
    /// # Errors
    /// When anything of it cannot be fetched or is not right.
    pub async fn verify(&self, transport: impl Transport + 'static) -> Result<Channel, Fault> {
        let below = |folder: &str| self.base.join(folder).map_err(|_| Fault::Distrust(Distrust::Differs));
        let limits = Limits {
            max_root_size: limits::METADATA,
            max_targets_size: limits::TARGETS,
            max_timestamp_size: limits::METADATA,
            max_snapshot_size: limits::METADATA,
            max_root_updates: limits::ROOTS,
        };
        let loader = RepositoryLoader::new(&self.root, below("metadata/")?, below("targets/")?)
            .transport(transport)
            .limits(limits)
            .datastore(self.store)
            .expiration_enforcement(ExpirationEnforcement::Safe);
        loader.load().await.map(Channel).map_err(fault)
    }
}

impl Channel {
    /// When the first of its signatures ends.
    pub fn expires(&self) -> Time {
        let Self(repository) = self;
        let of = [
            repository.root().signed.expires,
            repository.timestamp().signed.expires,
            repository.snapshot().signed.expires,
            repository.targets().signed.expires,
        ];
        of.into_iter().fold(Time::MAX, Time::min)
    }

    /// The versions of root, timestamp, snapshot and targets.
    pub fn versions(&self) -> [u64; 4] {
        let Self(repository) = self;
        let of = [
            repository.root().signed.version,
            repository.timestamp().signed.version,
            repository.snapshot().signed.version,
            repository.targets().signed.version,
        ];
        of.map(std::num::NonZeroU64::get)
    }

    fn target(&self, name: &TargetName) -> Option<&Target> {
        self.0.targets().signed.targets.get(name)
    }

    /// The SHA-256 of a target as it was signed; none when there is no such target.
    pub fn sha256(&self, name: &str) -> Option<[u8; 32]> {
        let target = self.target(&TargetName::new(name).ok()?)?;
        target.hashes.sha256.as_ref().try_into().ok()
    }

    /// Reads a target of at most `limit` bytes.
    ///
    /// # Errors
    /// When there is none, it is larger, cannot be fetched, or is not what was signed.
    pub async fn read(&self, name: &str, limit: u64) -> Result<Signed, Fault> {
        let missing = || Fault::Distrust(Distrust::Missing(name.to_owned()));
        let key = TargetName::new(name).map_err(|_| missing())?;
        let target = self.target(&key).ok_or_else(missing)?;
        if target.length > limit {
            return Err(Fault::Distrust(Distrust::Differs));
        }
        let sha256 = self.sha256(name).ok_or_else(missing)?;
        let stream = self.0.read_target(&key).await.map_err(fault)?.ok_or_else(missing)?;
        let bytes = stream.into_vec().await.map_err(fault)?;
        // More than the length that was signed was refused while it was read; less has another digest.
        Ok(Signed { bytes, sha256 })
    }
}

/// What an error of the library means here. Where its answer came from a transport, that one knows whether anything was wrong
/// with the way, and otherwise what came is not what was signed.
fn fault(error: tough::error::Error) -> Fault {
    use tough::error::Error;
    Fault::Distrust(match error {
        Error::ExpiredMetadata { role, .. } => Distrust::Expired(role),
        Error::OlderMetadata { role, .. } => Distrust::Older(role),
        Error::OlderSnapshotInTimestamp { .. }
        | Error::SnapshotRoleRollback { .. }
        | Error::SnapshotRoleMissing { .. } => Distrust::Older(RoleType::Snapshot),
        Error::VerifyMetadata { role, .. } => Distrust::Signatures(role),
        Error::VerifyTrustedMetadata { .. } | Error::ParseTrustedMetadata { .. } => Distrust::Root,
        Error::ParseMetadata { role, .. } => Distrust::Malformed(role),
        Error::MaxUpdatesExceeded { .. } => Distrust::ManyRoots,
        Error::SystemTimeSteppedBackward { .. } => Distrust::Clock,
        Error::Transport { .. } => return Fault::Fetch,
        Error::DatastoreInit { source, .. }
        | Error::DatastoreCreate { source, .. }
        | Error::DatastoreOpen { source, .. }
        | Error::DatastoreRemove { source, .. } => return Fault::Disk(source),
        _ => Distrust::Differs,
    })
}
