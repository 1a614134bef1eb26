//! Signing keys: their files, and their public halves.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use tough::schema::decoded::{Decoded, Hex};
use tough::schema::key::Key;
use tough::schema::{Role, Signature, Signed};
use tough::sign::Sign as _;

use crate::folder::read_named;

const PEM_BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
/// An Ed25519 key in PEM has some 120 bytes; the largest keys of other kinds have some 13,000.
const MAX_KEY: u64 = 64 << 10;
const PEM_END: &str = "-----END PRIVATE KEY-----";

/// An Ed25519 key pair. Nothing shows its private half.
pub struct SigningKey {
    pair: Ed25519KeyPair,
    id: Decoded<Hex>,
}

/// The keys at hand. Those of the root are elsewhere most of the time.
#[derive(Debug, Default)]
pub struct Keyring {
    /// The keys that sign a new root, which names all keys of the channel. Empty if they are kept
    /// elsewhere.
    pub root: Vec<SigningKey>,
    /// The keys that sign the list of targets, and so every change of the content.
    pub targets: Vec<SigningKey>,
    /// Signs snapshot and timestamp.
    pub online: Vec<SigningKey>,
}

/// Why a key cannot be read or written.
#[derive(Debug)]
pub enum KeyFault {
    /// The file system returned an error: `NotFound` for a key file that is missing,
    /// `AlreadyExists` for a new one whose name is taken.
    Disk(io::Error),
    /// The file holds no Ed25519 key in PKCS #8, as PEM.
    Malformed,
    /// The machine gives no random numbers.
    Random,
}

impl From<io::Error> for KeyFault {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

impl SigningKey {
    /// # Errors
    /// [`KeyFault::Random`]
    pub fn generate() -> Result<Self, KeyFault> {
        Self::from_pair(Ed25519KeyPair::generate().map_err(|_| KeyFault::Random)?)
    }

    fn from_pair(pair: Ed25519KeyPair) -> Result<Self, KeyFault> {
        let id = pair.tuf_key().key_id().map_err(|_| KeyFault::Malformed)?;
        Ok(Self { pair, id })
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// When the file is missing, or is not a key.
    pub fn read(path: &Path) -> Result<Self, KeyFault> {
        let text = read_named(path, MAX_KEY).map_err(io::Error::from)?;
        let text = String::from_utf8(text).map_err(|_| KeyFault::Malformed)?;
        let inner = text
            .trim()
            .strip_prefix(PEM_BEGIN)
            .and_then(|rest| rest.strip_suffix(PEM_END))
            .ok_or(KeyFault::Malformed)?;
        let der =
            BASE64_STANDARD.decode(inner.split_whitespace().collect::<String>()).map_err(|_| KeyFault::Malformed)?;
        Self::from_pair(Ed25519KeyPair::from_pkcs8(&der).map_err(|_| KeyFault::Malformed)?)
    }

    /// Writes a new key file that its owner alone can read. One that is there is never written
    /// over.
    ///
    /// # Errors
    /// When the disk refuses, or there is such a file.
    pub fn write(&self, path: &Path) -> Result<(), KeyFault> {
        if let Some(folder) = path.parent() {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        let der = self.pair.to_pkcs8v1().map_err(|_| KeyFault::Malformed)?;
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        write!(file, "{PEM_BEGIN}\n{}\n{PEM_END}\n", BASE64_STANDARD.encode(der.as_ref()))?;
        Ok(file.sync_all()?)
    }

    /// The public half, as TUF writes it.
    pub fn public(&self) -> Key {
        self.pair.tuf_key()
    }

    /// The TUF key id: SHA-256 of the public half in canonical JSON.
    pub fn id(&self) -> &Decoded<Hex> {
        &self.id
    }

    /// Signs metadata in its canonical form (TUF 1.0, section 4.2.1).
    fn sign(&self, canonical: &[u8]) -> Signature {
        Signature { keyid: self.id.clone(), sig: self.pair.sign(canonical).as_ref().to_vec().into() }
    }
}

/// Metadata signed by all of these keys.
///
/// # Errors
/// When it cannot be written down.
pub fn sign_role<T: Role>(role: T, keys: &[&SigningKey]) -> Result<Signed<T>, tough::schema::Error> {
    let canonical = role.canonical_form()?;
    Ok(Signed { signatures: keys.iter().map(|key| key.sign(&canonical)).collect(), signed: role })
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "SigningKey({} bytes public)", self.pair.public_key().as_ref().len())
    }
}
