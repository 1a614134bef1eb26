//! Finds the outputs and source files that a name given to `explain` may refer to.

use std::path::Path;

use crate::content::OwnSite;
use crate::engine::build_options::BuildOptions;
use crate::path::percent_decode;

/// At most so many similar addresses are offered if nothing is found.
const MAX_SIMILAR: usize = 5;
/// Addresses less similar than this are no help. 1 means equal.
const MIN_SIMILARITY: f64 = 0.7;

/// The outputs that `what` may refer to in the portal `own`, the most likely first.
pub(super) fn output_candidates(options: &BuildOptions, what: &str, own: &OwnSite) -> Vec<String> {
    let mut what = what.split(['#', '?']).next().unwrap_or(what);
    if let Some((_, rest)) = what.split_once("://") {
        let (named, path) = rest.split_once('/').unwrap_or((rest, ""));
        // An address on another host.
        let is_elsewhere = !named.split(':').next().unwrap_or(named).eq_ignore_ascii_case(&own.host);
        if !own.host.is_empty() && is_elsewhere {
            return Vec::new();
        }
        what = path;
    }
    let mut found = Vec::new();
    let mut add = |path: &str| {
        let path = percent_decode(path.trim_start_matches("./").trim_start_matches('/'));
        let folder = path.trim_end_matches('/');
        let index = if folder.is_empty() { "index.html".to_owned() } else { format!("{folder}/index.html") };
        found.extend([path, index]);
    };
    let below = what.trim_start_matches('/').strip_prefix(own.path.trim_start_matches('/'));
    if let Some(below) = below.filter(|rest| !own.path.is_empty() && (rest.is_empty() || rest.starts_with('/'))) {
        add(below);
    }
    add(what);
    // A path on disk: absolute, relative to the working directory, or relative to the site.
    for folder in [Some(options.folders.out.as_path()), options.folders.out.strip_prefix(&options.folders.site).ok()]
        .into_iter()
        .flatten()
    {
        if let Some(path) = Path::new(what).strip_prefix(folder).ok().and_then(Path::to_str) {
            add(path);
        }
    }
    if let (Ok(path), Ok(out)) = (std::fs::canonicalize(what), std::fs::canonicalize(&options.folders.out))
        && let Some(path) = path.strip_prefix(&out).ok().and_then(Path::to_str)
    {
        add(path);
    }
    found
}

/// The source files that `what` may refer to, by their paths below the site.
pub(super) fn file_candidates(options: &BuildOptions, what: &str) -> Vec<String> {
    // Windows writes backslashes, and no file of a site has one in its name.
    let what = what.strip_prefix("./").unwrap_or(what).replace('\\', "/");
    let what = what.as_str();
    let mut found = Vec::new();
    if let Some(path) = what.strip_prefix("@/") {
        found.push(format!("content/{path}"));
    }
    if !what.starts_with('/') && !what.contains("://") {
        found.push(crate::text::nfc::nfc(what).into_owned());
    }
    if let Some(path) = Path::new(what).strip_prefix(&options.folders.site).ok().and_then(Path::to_str) {
        found.push(crate::text::nfc::nfc(path).into_owned());
    }
    if let (Ok(path), Ok(site)) = (std::path::absolute(what), std::path::absolute(&options.folders.site))
        && let Some(path) = path.strip_prefix(&site).ok().and_then(Path::to_str)
    {
        found.push(crate::text::nfc::nfc(path).into_owned());
    }
    found
}

/// The addresses most similar to `what`, the most similar first.
pub(super) fn similar_addresses<'p>(what: &str, paths: impl Iterator<Item = &'p str>) -> Vec<String> {
    let plain = |text: &str| text.trim_matches('/').trim_end_matches("index.html").trim_end_matches('/').to_lowercase();
    let wanted = plain(what);
    let mut all: Vec<(f64, String)> = paths
        .map(|path| (strsim::normalized_damerau_levenshtein(&wanted, &plain(path)), path))
        .filter(|(alike, _)| *alike >= MIN_SIMILARITY)
        .map(|(alike, path)| (alike, format!("/{}", path.strip_suffix("index.html").unwrap_or(path))))
        .collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    all.into_iter().take(MAX_SIMILAR).map(|(_, path)| path).collect()
}
