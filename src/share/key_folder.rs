//! The folder of the keys of a channel. It lies outside the site, because files in the site are
//! published or committed sooner or later.

use std::path::{Path, PathBuf};

use crate::diag::{Code, Diag, Diags};
use crate::exchange::fault_diags;
use crate::exchange::format::ExchangeId;
use crate::exchange::trust::{KeyFault, Keyring, SigningKey, SigningTerms};
use crate::path::resolve_symlinks;

/// The role of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyRole {
    /// Signs the list of all other keys. It should not be kept on machines that publish.
    Root,
    /// Signs the list of targets.
    Targets,
    /// Signs that the list is the newest one. Timers use this key.
    Online,
}

/// A folder with key files.
pub struct KeyFolder(PathBuf);

impl KeyFolder {
    /// The key folder at a path.
    ///
    /// # Errors
    /// When the folder lies in a portal, with or without symbolic links resolved: files in a portal
    /// are published or committed sooner or later.
    pub fn new(folder: PathBuf) -> Result<Self, Diags> {
        let places = [resolve_symlinks(&folder), std::path::absolute(&folder).unwrap_or_else(|_| folder.clone())];
        let is_portal = |place: &&Path| std::fs::symlink_metadata(place.join(crate::config::CONFIG_FILE)).is_ok();
        match places.iter().flat_map(|place| place.ancestors()).find(is_portal) {
            Some(portal) => Err(Diags::from(
                Diag::error(Code::ShareKeysInside).arg("folder", folder.display()).arg("portal", portal.display()),
            )),
            None => Ok(Self(folder)),
        }
    }

    /// The default folder for the keys of a channel, in the settings folder of the user. `None` if
    /// that folder is unknown.
    pub fn default_path(publisher: &ExchangeId, channel: &ExchangeId) -> Option<PathBuf> {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let home = set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config")))?;
        Some(home.join("tamquan/keys").join(publisher.as_str()).join(channel.as_str()))
    }

    /// The path of the folder.
    pub fn path(&self) -> &Path {
        &self.0
    }

    fn key_path(&self, role: KeyRole, number: usize) -> PathBuf {
        self.0.join(match role {
            KeyRole::Root => format!("root-{number}.pem"),
            KeyRole::Targets => format!("targets-{number}.pem"),
            KeyRole::Online => "online.pem".to_owned(),
        })
    }

    /// Creates new keys for all roles and writes them. An existing file is never overwritten.
    ///
    /// # Errors
    /// When such a file exists, or the file system returns an error.
    pub fn generate(&self, terms: SigningTerms) -> Result<Keyring, Diags> {
        let make = |role, count: u8| -> Result<Vec<SigningKey>, Diags> {
            (1..=usize::from(count)).map(|number| Self::create_key(&self.key_path(role, number))).collect()
        };
        let root = make(KeyRole::Root, terms.root_keys)?;
        Ok(Keyring { root, targets: make(KeyRole::Targets, terms.targets_keys)?, online: make(KeyRole::Online, 1)? })
    }

    fn create_key(path: &Path) -> Result<SigningKey, Diags> {
        let key = SigningKey::generate().map_err(|fault| key_diags(&fault, path))?;
        key.write(path).map_err(|fault| key_diags(&fault, path))?;
        Ok(key)
    }

    /// Reads the keys of the folder. The root keys may be missing, because they should be kept
    /// elsewhere.
    ///
    /// # Errors
    /// When a file cannot be read, or a key of another role is missing.
    pub fn read(&self, terms: SigningTerms) -> Result<Keyring, Diags> {
        let read = |path: &Path| SigningKey::read(path).map_err(|fault| key_diags(&fault, path));
        let root = (1..=usize::from(terms.root_keys)).map(|number| self.key_path(KeyRole::Root, number));
        let root = root.filter(|path| path.exists()).map(|path| read(&path)).collect::<Result<_, _>>()?;
        let targets =
            (1..=usize::from(terms.targets_keys)).map(|number| read(&self.key_path(KeyRole::Targets, number)));
        Ok(Keyring {
            root,
            targets: targets.collect::<Result<_, _>>()?,
            online: vec![read(&self.key_path(KeyRole::Online, 1))?],
        })
    }

    /// Reads the keys for a timer: the online key, and the targets keys that are present.
    ///
    /// # Errors
    /// When a key cannot be read.
    pub fn read_online(&self, terms: SigningTerms) -> Result<Keyring, Diags> {
        let path = self.key_path(KeyRole::Online, 1);
        let online = vec![SigningKey::read(&path).map_err(|fault| key_diags(&fault, &path))?];
        let targets = (1..=usize::from(terms.targets_keys)).map(|number| self.key_path(KeyRole::Targets, number));
        // These keys are needed when half of the lifetime of their signature has passed.
        let read = |path: PathBuf| SigningKey::read(&path).map_err(|fault| key_diags(&fault, &path));
        let targets = targets.filter(|path| path.exists()).map(read).collect::<Result<_, _>>()?;
        Ok(Keyring { root: Vec::new(), targets, online })
    }
}

fn key_diags(fault: &KeyFault, path: &Path) -> Diags {
    Diags::from(fault_diags::key_diag(fault, path))
}
