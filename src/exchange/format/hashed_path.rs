//! Names of target files in a consistent snapshot.

/// The path of a target's file in a consistent snapshot: FOLDER/HASH.NAME (TUF 1.0, section 6.2).
pub fn hashed_path(name: &str, sha256: &[u8]) -> String {
    let hash = hex::encode(sha256);
    match name.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/{hash}.{name}"),
        None => format!("{hash}.{name}"),
    }
}
