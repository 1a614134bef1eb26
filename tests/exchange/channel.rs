//! A channel that was published and signed: its files by their paths, as any TUF publisher lays them out.

use std::collections::BTreeMap;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const EXPIRES: &str = "2120-01-01T00:00:00Z";

pub struct Channel {
    key: Ed25519KeyPair,
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Channel {
    /// A channel of one publisher with one key, with these targets; all versions are 1.
    pub fn new(targets: &[(&str, &[u8])]) -> Self {
        let key = Ed25519KeyPair::generate().expect("a key");
        let mut channel = Self { key, files: BTreeMap::new() };
        channel.sign("1.root.json", &channel.root(1));
        let mut listed = serde_json::Map::new();
        for (name, bytes) in targets {
            let hash = hex(&Sha256::digest(bytes));
            listed.insert((*name).to_owned(), json!({ "hashes": { "sha256": hash }, "length": bytes.len() }));
            let (folder, file) = name.rsplit_once('/').map_or(("", *name), |(folder, file)| (folder, file));
            let slash = if folder.is_empty() { "" } else { "/" };
            channel.files.insert(format!("targets/{folder}{slash}{hash}.{file}"), bytes.to_vec());
        }
        let role = |kind: &str| json!({ "_type": kind, "expires": EXPIRES, "spec_version": "1.0.0", "version": 1 });
        let with = |mut role: Value, key: &str, value: Value| {
            role[key] = value;
            role
        };
        channel.sign("1.targets.json", &with(role("targets"), "targets", Value::Object(listed)));
        channel.sign("1.snapshot.json", &with(role("snapshot"), "meta", json!({ "targets.json": { "version": 1 } })));
        channel.sign("timestamp.json", &with(role("timestamp"), "meta", json!({ "snapshot.json": { "version": 1 } })));
        channel
    }

    /// The root that a consumer trusts.
    pub fn trusted(&self) -> &[u8] {
        &self.files["metadata/1.root.json"]
    }

    /// A root of another version.
    pub fn root(&self, version: u64) -> Value {
        let (id, key) = self.public();
        let role = json!({ "keyids": [id], "threshold": 1 });
        let roles = json!({ "root": role, "snapshot": role, "targets": role, "timestamp": role });
        let mut keys = serde_json::Map::new();
        keys.insert(id, key);
        json!({
            "_type": "root", "consistent_snapshot": true, "expires": EXPIRES, "keys": keys, "roles": roles,
            "spec_version": "1.0.0", "version": version,
        })
    }

    /// Signs metadata, and puts it in its place.
    pub fn sign(&mut self, name: &str, signed: &Value) {
        let signature = hex(self.key.sign(canonical(signed).as_bytes()).as_ref());
        let whole = json!({ "signatures": [{ "keyid": self.public().0, "sig": signature }], "signed": signed });
        self.files.insert(format!("metadata/{name}"), whole.to_string().into_bytes());
    }

    fn public(&self) -> (String, Value) {
        let public = hex(self.key.public_key().as_ref());
        let key = json!({ "keytype": "ed25519", "keyval": { "public": public }, "scheme": "ed25519" });
        (hex(&Sha256::digest(canonical(&key))), key)
    }
}

/// The one form of a value that is signed: keys in order, no spaces.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(entries) => {
            let sorted: BTreeMap<&String, &Value> = entries.iter().collect();
            let entries = sorted.iter().map(|(key, value)| format!("\"{key}\":{}", canonical(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
        Value::Array(values) => format!("[{}]", values.iter().map(canonical).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
