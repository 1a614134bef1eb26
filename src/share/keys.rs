//! The folder of a channel's keys. It lies outside of the site: what is in the site is published or committed sooner or later.

use std::path::{Path, PathBuf};

use crate::diag::{Code, Diag, Diags};
use crate::exchange::keys::{KeyFault, Keyring, SigningKey};
use crate::exchange::name::Name;
use crate::exchange::terms::Terms;
use crate::exchange::told;
use crate::path::real;

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Names all other keys; to be kept away from machines that publish.
    Root,
    /// Signs the list of what is published.
    Targets,
    /// Signs that the list is the newest one: the key that a timer uses.
    Online,
}

/// A folder with key files.
pub struct KeyFolder(PathBuf);

impl KeyFolder {
    /// Keys in a folder.
    ///
    /// # Errors
    /// When the folder lies in a portal, this one or another, as the disk has it or as it is
    /// written: what lies there is published, or committed, sooner or later.
    pub fn new(folder: PathBuf) -> Result<Self, Diags> {
        let places = [real(&folder), std::path::absolute(&folder).unwrap_or_else(|_| folder.clone())];
        let is_portal = |place: &&Path| std::fs::symlink_metadata(place.join(crate::config::FILE)).is_ok();
        match places.iter().flat_map(|place| place.ancestors()).find(is_portal) {
            Some(portal) => Err(Diags::from(
                Diag::error(Code::ShareKeysInside).arg("folder", folder.display()).arg("portal", portal.display()),
            )),
            None => Ok(Self(folder)),
        }
    }

    /// Where the keys of a channel lie when nobody says otherwise: in the folder of this person's settings.
    pub fn usual(publisher: &Name, channel: &Name) -> Option<PathBuf> {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let home = set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config")))?;
        Some(home.join("tamquan/keys").join(publisher.as_str()).join(channel.as_str()))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    fn file(&self, role: Role, number: usize) -> PathBuf {
        self.0.join(match role {
            Role::Root => format!("root-{number}.pem"),
            Role::Targets => format!("targets-{number}.pem"),
            Role::Online => "online.pem".to_owned(),
        })
    }

    /// Makes new keys for these roles and writes them; a file that is there is never written over.
    ///
    /// # Errors
    /// When the disk refuses, or there is such a file.
    pub fn generate(&self, terms: Terms) -> Result<Keyring, Diags> {
        let make = |role, count: u8| -> Result<Vec<SigningKey>, Diags> {
            (1..=usize::from(count)).map(|number| Self::make(&self.file(role, number))).collect()
        };
        let root = make(Role::Root, terms.root_keys)?;
        Ok(Keyring { root, targets: make(Role::Targets, terms.targets_keys)?, online: make(Role::Online, 1)? })
    }

    fn make(path: &Path) -> Result<SigningKey, Diags> {
        let key = SigningKey::generate().map_err(|fault| told(&fault, path))?;
        key.write(path).map_err(|fault| told(&fault, path))?;
        Ok(key)
    }

    /// The keys that are here. Those of the root may be elsewhere, as they should.
    ///
    /// # Errors
    /// When a file cannot be read, or a key that is not of the root is missing.
    pub fn read(&self, terms: Terms) -> Result<Keyring, Diags> {
        let read = |path: &Path| SigningKey::read(path).map_err(|fault| told(&fault, path));
        let root = (1..=usize::from(terms.root_keys)).map(|number| self.file(Role::Root, number));
        let root = root.filter(|path| path.exists()).map(|path| read(&path)).collect::<Result<_, _>>()?;
        let targets = (1..=usize::from(terms.targets_keys)).map(|number| read(&self.file(Role::Targets, number)));
        Ok(Keyring {
            root,
            targets: targets.collect::<Result<_, _>>()?,
            online: vec![read(&self.file(Role::Online, 1))?],
        })
    }

    /// The key alone that a timer signs with.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read_online(&self, terms: Terms) -> Result<Keyring, Diags> {
        let path = self.file(Role::Online, 1);
        let online = vec![SigningKey::read(&path).map_err(|fault| told(&fault, &path))?];
        let targets = (1..=usize::from(terms.targets_keys)).map(|number| self.file(Role::Targets, number));
        // They are needed once their own signature is half over.
        let read = |path: PathBuf| SigningKey::read(&path).map_err(|fault| told(&fault, &path));
        let targets = targets.filter(|path| path.exists()).map(read).collect::<Result<_, _>>()?;
        Ok(Keyring { root: Vec::new(), targets, online })
    }
}

fn told(fault: &KeyFault, path: &Path) -> Diags {
    Diags::from(told::key(fault, path))
}
