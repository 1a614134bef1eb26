//! A repository in memory that can have any fault, and a client of it.

use std::collections::BTreeMap;

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PSS_SHA256, RsaKeyPair,
};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tamquan::exchange::fetch::FetchFault;
use tamquan::exchange::trust::{Distrust, MetadataSource, TrustChain, UpdateFault, to_canonical_json};
use tough::schema::RoleType;

pub(super) const NOW: &str = "2026-11-29T00:00:00Z";
pub(super) const LATER: &str = "2027-11-29T00:00:00Z";
pub(super) const ROLES: [&str; 4] = ["root", "timestamp", "snapshot", "targets"];

pub(super) fn at(time: &str) -> Timestamp {
    time.parse().expect("a moment")
}

enum Pair {
    Ed25519(Ed25519KeyPair),
    Ecdsa(EcdsaKeyPair),
    Rsa(Box<RsaKeyPair>),
}

/// A key, with its object and its id in metadata.
pub(super) struct Key {
    pair: Pair,
    pub id: String,
    pub object: Value,
}

impl Key {
    pub(super) fn ed25519() -> Self {
        let pair = Ed25519KeyPair::generate().expect("a key");
        let public = hex::encode(pair.public_key().as_ref());
        Self::of(Pair::Ed25519(pair), json!({"keytype": "ed25519", "scheme": "ed25519", "keyval": {"public": public}}))
    }

    pub(super) fn ecdsa() -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key");
        let public = pem(pair.public_key().as_der().expect("DER").as_ref());
        let object = json!({"keytype": "ecdsa", "scheme": "ecdsa-sha2-nistp256", "keyval": {"public": public}});
        Self::of(Pair::Ecdsa(pair), object)
    }

    pub(super) fn rsa() -> Self {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).expect("a key");
        let public = pem(pair.public_key().as_der().expect("DER").as_ref());
        let object = json!({"keytype": "rsa", "scheme": "rsassa-pss-sha256", "keyval": {"public": public}});
        Self::of(Pair::Rsa(Box::new(pair)), object)
    }

    fn of(pair: Pair, object: Value) -> Self {
        let id = hex::encode(Sha256::digest(to_canonical_json(&object).expect("canonical")));
        Self { pair, id, object }
    }

    pub(super) fn sign(&self, message: &[u8]) -> String {
        let random = SystemRandom::new();
        hex::encode(match &self.pair {
            Pair::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
            Pair::Ecdsa(pair) => pair.sign(&random, message).expect("signed").as_ref().to_vec(),
            Pair::Rsa(pair) => {
                let mut bytes = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PSS_SHA256, &random, message, &mut bytes).expect("signed");
                bytes
            }
        })
    }
}

fn pem(der: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).expect("text")).collect();
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"))
}

/// The metadata of a publisher, its keys, and the files that its host sends.
pub(super) struct Repository {
    /// The content of each role at its next publication.
    pub roles: BTreeMap<&'static str, Value>,
    /// The keys that sign each role.
    pub signers: BTreeMap<&'static str, Vec<Key>>,
    /// Whether snapshot and timestamp give the lengths and hashes of the metadata that they name.
    pub has_hashes: bool,
    /// The files that the host sends, by name.
    pub files: BTreeMap<String, Vec<u8>>,
    pub asked: Vec<String>,
}

impl Repository {
    /// A repository with version 1 of every role, each with a key of its own.
    pub(super) fn new() -> Self {
        let role = |role: &str| json!({"_type": role, "spec_version": "1.0.31", "version": 0, "expires": LATER});
        let mut roles: BTreeMap<&'static str, Value> = ROLES.into_iter().map(|name| (name, role(name))).collect();
        let signers: BTreeMap<&'static str, Vec<Key>> =
            ROLES.into_iter().map(|name| (name, vec![Key::ed25519()])).collect();
        let root = roles.get_mut("root").expect("a role");
        root["consistent_snapshot"] = json!(true);
        (root["keys"], root["roles"]) = (json!({}), json!({}));
        for (name, keys) in &signers {
            root["keys"][&keys[0].id] = keys[0].object.clone();
            root["roles"][*name] = json!({"keyids": [keys[0].id], "threshold": 1});
        }
        roles.get_mut("targets").expect("a role")["targets"] = json!({});
        let mut repository = Self { roles, signers, has_hashes: false, files: BTreeMap::new(), asked: Vec::new() };
        repository.publish(&["root", "targets", "snapshot", "timestamp"]);
        repository
    }

    pub(super) fn root(&mut self) -> &mut Value {
        self.role("root")
    }

    pub(super) fn role(&mut self, role: &str) -> &mut Value {
        self.roles.get_mut(role).expect("a role")
    }

    /// Sets the keys of a role in the root, and the keys that sign the role.
    pub(super) fn set_keys(&mut self, role: &'static str, keys: Vec<Key>, threshold: u64) {
        for key in &keys {
            let object = key.object.clone();
            self.root()["keys"][&key.id] = object;
        }
        let ids: Vec<&String> = keys.iter().map(|key| &key.id).collect();
        let named = json!({"keyids": ids, "threshold": threshold});
        self.root()["roles"][role] = named;
        self.signers.insert(role, keys);
    }

    /// Publishes the next version of each of these roles, in this order.
    pub(super) fn publish(&mut self, roles: &[&'static str]) {
        for role in roles {
            let version = self.roles[role]["version"].as_u64().expect("a version") + 1;
            self.role(role)["version"] = json!(version);
            self.publish_as(role, &format!("{version}.{role}.json"));
        }
    }

    /// Publishes the current content of a role under a name.
    pub(super) fn publish_as(&mut self, role: &'static str, name: &str) {
        let named = match role {
            "snapshot" => Some(("targets.json", "targets")),
            "timestamp" => Some(("snapshot.json", "snapshot")),
            _ => None,
        };
        if let Some((file, of)) = named
            && self.roles[role]["meta"][file]["pinned"].is_null()
        {
            let meta = self.meta(of);
            self.role(role)["meta"] = json!({file: meta});
        }
        let bytes = self.sign(role, &self.roles[role]);
        let name = if role == "timestamp" { "timestamp.json" } else { name };
        self.files.insert(name.to_owned(), bytes);
    }

    /// The description of the newest version of a role for other metadata.
    pub(super) fn meta(&self, role: &str) -> Value {
        let version = self.roles[role]["version"].as_u64().expect("a version");
        match self.files.get(&format!("{version}.{role}.json")).filter(|_| self.has_hashes) {
            Some(bytes) => {
                let sha256 = hex::encode(Sha256::digest(bytes));
                json!({"version": version, "length": bytes.len(), "hashes": {"sha256": sha256}})
            }
            None => json!({"version": version}),
        }
    }

    /// Signs a value with the keys that sign a role.
    pub(super) fn sign(&self, role: &str, value: &Value) -> Vec<u8> {
        let message = to_canonical_json(value).expect("canonical");
        let sign = |key: &Key| json!({"keyid": key.id, "sig": key.sign(&message)});
        let signatures: Vec<Value> = self.signers[role].iter().map(sign).collect();
        json!({"signatures": signatures, "signed": value}).to_string().into_bytes()
    }

    /// Changes a file that the host sends.
    pub(super) fn edit(&mut self, name: &str, change: impl Fn(&mut Value)) {
        let bytes = self.files.get_mut(name).expect("the file");
        let mut value: Value = serde_json::from_slice(bytes).expect("JSON");
        change(&mut value);
        *bytes = value.to_string().into_bytes();
    }
}

impl MetadataSource for Repository {
    fn get(&mut self, name: &str, limit: u64) -> Result<Option<Vec<u8>>, FetchFault> {
        self.asked.push(name.to_owned());
        let bytes = self.files.get(name);
        assert!(bytes.is_none_or(|bytes| bytes.len() as u64 <= limit));
        Ok(bytes.cloned())
    }
}

/// A client and the files that it saved.
pub(super) struct Client {
    root: Vec<u8>,
    pub kept: BTreeMap<String, Vec<u8>>,
}

impl Client {
    /// A client that has only the first root.
    pub(super) fn of(repository: &Repository) -> Self {
        Self { root: repository.files["1.root.json"].clone(), kept: BTreeMap::new() }
    }

    /// A client that is up to date.
    pub(super) fn up_to_date(repository: &mut Repository) -> Self {
        let mut client = Self::of(repository);
        client.update(repository).expect("an update");
        client
    }

    pub(super) fn update(&mut self, repository: &mut Repository) -> Result<TrustChain, UpdateFault> {
        self.update_at(repository, NOW)
    }

    /// Updates as a new process does: the client reads the saved files, and saves them again.
    pub(super) fn update_at(&mut self, repository: &mut Repository, time: &str) -> Result<TrustChain, UpdateFault> {
        repository.asked.clear();
        let mut chain = TrustChain::from_root(&self.root)?;
        for version in 2.. {
            let Some(root) = self.kept.get(&format!("{version}.root.json")) else { break };
            chain.add_root(root)?;
        }
        for (name, role) in
            [("timestamp", RoleType::Timestamp), ("snapshot", RoleType::Snapshot), ("targets", RoleType::Targets)]
        {
            let newest = self.version(name).and_then(|version| self.kept.get(&format!("{version}.{name}.json")));
            if let Some(bytes) = newest {
                chain.restore_role(role, bytes);
            }
        }
        let result = chain.update(repository, at(time));
        self.kept = chain.files().into_iter().map(|(name, bytes)| (name, bytes.to_vec())).collect();
        result.map(|()| chain)
    }

    /// The version of the trusted metadata of a role.
    pub(super) fn version(&self, role: &str) -> Option<u64> {
        let ending = format!(".{role}.json");
        self.kept.keys().filter_map(|name| name.strip_suffix(&ending)?.parse().ok()).max()
    }

    /// The versions of root, timestamp, snapshot and targets; 0 for missing metadata.
    pub(super) fn versions(&self) -> [u64; 4] {
        ROLES.map(|role| self.version(role).unwrap_or(0))
    }

    /// An update that fails.
    #[track_caller]
    pub(super) fn refused(&mut self, repository: &mut Repository) -> Distrust {
        match self.update(repository) {
            Err(UpdateFault::Distrust(why)) => why,
            other => panic!("{:?}", other.map(|chain| chain.files().into_keys().collect::<Vec<_>>())),
        }
    }
}
