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
    /// Names all other keys; to be kept away from machines that publish.
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

    /// The default folder for the keys of a channel: a folder in the user's settings.
    pub fn default_path(publisher: &ExchangeId, channel: &ExchangeId) -> Option<PathBuf> {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let home = set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config")))?;
        Some(home.join("tamquan/keys").join(publisher.as_str()).join(channel.as_str()))
    }

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

    /// Makes new keys for these roles and writes them; a file that is there is never written over.
    ///
    /// # Errors
    /// When the disk refuses, or there is such a file.
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

    /// The keys that are here. Those of the root may be elsewhere, as they should.
    ///
    /// # Errors
    /// When a file cannot be read, or a key that is not of the root is missing.
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

    /// The key alone that a timer signs with.
    ///
    /// # Errors
    /// When it cannot be read.
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
