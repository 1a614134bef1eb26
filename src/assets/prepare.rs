//! Gives every style sheet and script its address, and writes these addresses into the files that
//! load it.

use std::collections::{BTreeMap, BTreeSet};

use super::asset_source::{Load, Source, SourceText, is_part, read_source};
use super::colour_tokens::ColourTokens;
use super::contrast::check_contrast;
use super::identity_sheet::{IDENTITY_SHEET, identity_sheet};
use super::load_target::LoadTarget;
use super::static_asset::{StaticAsset, StaticAssets};
use super::style_sheet::minify_sheet;
use crate::config::{CONFIG_FILE, ChosenColour, Identity, Policy, Purpose};
use crate::diag::{Code, Diag, Diags};
use crate::digest::Digest;
use crate::path::SitePath;
use crate::site_files::StaticFile;

/// Prepares all style sheets and scripts, among them the sheet with the colours of `identity`.
/// `base` is the path of the portal on its host; addresses in these files that begin at the root of
/// the portal get it. Warnings are added to `found`.
///
/// # Errors
/// Every file that cannot be read, every style sheet that cannot be parsed, every address in these
/// files that leads to no file of `static/`, at its line, and the colours of `identity` that are
/// not seen.
pub fn prepare<'f>(
    files: impl Iterator<Item = (&'f SitePath, &'f StaticFile)>,
    identity: &Identity,
    policy: &Policy,
    base: &str,
    found: &mut Diags,
) -> Result<StaticAssets, Diags> {
    let files: BTreeMap<&SitePath, &StaticFile> = files.collect();
    let mut faults = Diags::default();
    let identity_path = SitePath::new(IDENTITY_SHEET).ok();
    let identity_path = identity_path.as_ref().filter(|path| !files.contains_key(path));
    let mut sources: BTreeMap<&SitePath, Source> = BTreeMap::new();
    for (path, file) in &files {
        match read_source(path, file) {
            Ok(Some(source)) => drop(sources.insert(path, source)),
            Ok(None) => {}
            Err(fault) => faults.push(fault),
        }
    }
    match read_identity_sheet(&files, identity, found) {
        Ok(source) => sources.extend(identity_path.map(|path| (path, source))),
        Err(found) => faults.extend(found.sorted()),
    }
    for (path, source) in &sources {
        for load in &source.loads {
            // What a script calls for another host may be data or another script.
            let is_allowed = [Purpose::Connect, Purpose::Script].iter().any(|p| policy.allows(&load.address, *p));
            if load.is_of_call && is_allowed {
                continue;
            }
            match broken_load(path, load, |file| files.contains_key(file) || Some(file) == identity_path) {
                Some(fault) if load.is_of_call => found.push(fault),
                Some(fault) => faults.push(fault),
                None => {}
            }
        }
    }
    if faults.has_errors() {
        return Err(faults);
    }
    let urls: BTreeMap<&SitePath, String> = sources.keys().map(|path| (*path, address(path, &sources, base))).collect();
    let asset = |(path, source): (&&SitePath, &Source)| {
        let bytes = source.published(path, &sources, base, |file| urls.get(file).map(String::as_str));
        ((*path).clone(), StaticAsset::new(urls[path].clone(), bytes))
    };
    let imported: BTreeSet<&SitePath> = sources.values().flat_map(imported_files).collect();
    let is_used = identity_path.is_some_and(|path| imported.contains(path));
    let colours = [identity.brand, identity.accent].into_iter().flatten().filter(|_| !is_used);
    let unused = |colour: ChosenColour| Diag::warning(Code::IdentityUnused).file(CONFIG_FILE).spot(colour.spot);
    found.extend(colours.map(unused));
    // A portal that replaces the sheet of its theme has no use for the parts of the old one.
    let is_of_program = |path: &SitePath| matches!(files.get(path), Some(StaticFile::Embedded(_)) | None);
    let is_inside = |path: &SitePath| is_part(path) && (imported.contains(path) || is_of_program(path));
    let published = sources.iter().filter(|(path, _)| !is_inside(path));
    Ok(StaticAssets(published.map(asset).collect()))
}

/// The sheet with the colours of `identity`. The contrast of all colours is checked.
fn read_identity_sheet(
    files: &BTreeMap<&SitePath, &StaticFile>,
    identity: &Identity,
    found: &mut Diags,
) -> Result<Source, Diags> {
    let mut tokens = ColourTokens::default();
    for (path, file) in files.iter().filter(|(path, _)| path.extension() == "css") {
        // A sheet that cannot be read was reported.
        let bytes = file.bytes().unwrap_or_default();
        if let Ok(text) = std::str::from_utf8(&bytes)
            && text.contains(":root")
        {
            tokens.add(path.as_str(), text);
        }
    }
    let sheet = identity_sheet(identity, &tokens)?;
    tokens.add(IDENTITY_SHEET, &sheet);
    check_contrast(&tokens, found);
    let sheet = minify_sheet(sheet.as_bytes(), IDENTITY_SHEET)?;
    Ok(Source { text: SourceText::Sheet(sheet), loads: Vec::new() })
}

fn imported_files(source: &Source) -> impl Iterator<Item = &SitePath> {
    source.loads.iter().filter_map(|load| match &load.target {
        LoadTarget::File(file, _) => Some(file),
        _ => None,
    })
}

/// What is wrong with an address.
fn broken_load(path: &SitePath, load: &Load, exists: impl Fn(&SitePath) -> bool) -> Option<Diag> {
    let code = match &load.target {
        LoadTarget::File(file, _) if exists(file) => return None,
        LoadTarget::Inside => return None,
        LoadTarget::File(..) | LoadTarget::Nowhere if load.is_of_call => return None,
        LoadTarget::File(..) | LoadTarget::Nowhere => Code::LoadMissing,
        LoadTarget::OtherHost if load.is_of_call => Code::ScriptElsewhere,
        LoadTarget::OtherHost => Code::LoadElsewhere,
        LoadTarget::Package => Code::LoadPackage,
    };
    let diag = if load.is_of_call { Diag::warning(code) } else { Diag::error(code) };
    Some(diag.arg("value", &load.address).file(format!("static/{path}")).spot(load.spot))
}

/// The address of an asset: its name contains the digest of its bytes, and of those of all assets
/// that it loads, and of the path of the portal, which is written into them. Scripts may load each
/// other in circles, so the digest is that of the bytes before addresses are written into them.
fn address(path: &SitePath, sources: &BTreeMap<&SitePath, Source>, base: &str) -> String {
    let mut reached = BTreeSet::from([path]);
    let mut open = vec![path];
    while let Some(next) = open.pop() {
        let loads = sources.get(next).map_or(&[][..], |source| source.loads.as_slice());
        for load in loads {
            if let LoadTarget::File(file, _) = &load.target
                && let Some((file, _)) = sources.get_key_value(file)
                && reached.insert(file)
            {
                open.push(file);
            }
        }
    }
    let bytes = |path: &SitePath| sources.get(path).map_or(&[][..], Source::bytes);
    let digest = match reached.len() {
        1 if base.is_empty() => Digest::of(bytes(path)),
        _ => {
            let loaded = reached.iter().map(|path| bytes(path));
            let base = (!base.is_empty()).then_some(base.as_bytes());
            Digest::of_parts(std::iter::once(bytes(path)).chain(loaded).chain(base))
        }
    };
    let extension = path.extension();
    let stem = path.as_str().trim_end_matches(&format!(".{extension}"));
    format!("/{stem}.{}.{extension}", digest.short())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published(files: &[(&str, &str)]) -> Result<Vec<(String, String)>, Vec<Diag>> {
        published_below("", files)
    }

    fn published_below(base: &str, files: &[(&str, &str)]) -> Result<Vec<(String, String)>, Vec<Diag>> {
        let files: Vec<(SitePath, StaticFile)> = files
            .iter()
            .map(|(path, text)| {
                let bytes: &'static [u8] = Box::leak(text.as_bytes().to_vec().into_boxed_slice());
                (SitePath::new(path).expect("a path"), StaticFile::Embedded(bytes))
            })
            .collect();
        let files = files.iter().map(|(path, file)| (path, file));
        let assets = prepare(files, &Identity::default(), &Policy::default(), base, &mut Diags::default())
            .map_err(Diags::sorted)?;
        let text = |asset: &StaticAsset| String::from_utf8_lossy(&asset.bytes).into_owned();
        Ok(assets.0.values().map(|asset| (asset.url.clone(), text(asset))).collect())
    }

    #[test]
    fn what_is_loaded_has_its_published_address() {
        let files = [
            ("css/x.css", "@import \"y.css\" screen; a { background: url(../images/n.svg) }"),
            ("css/y.css", "b { color: red }"),
            ("images/n.svg", "<svg/>"),
            ("js/a.js", "import {b} from \"./b.js\"; b()"),
            ("js/b.js", "import './a.js'; export const b = () => {}"),
            ("js/c.js", "new Worker('/js/w.js'); fetch('/data/x.json')"),
            ("js/w.js", "postMessage(1)"),
        ];
        let found = published(&files).expect("fine files");
        let url = |name: &str| {
            found.iter().map(|(url, _)| url.as_str()).find(|url| url.starts_with(name)).expect("an asset").to_owned()
        };
        let text = |name: &str| found.iter().find(|(url, _)| url.starts_with(name)).expect("an asset").1.clone();
        let sheet = format!("@import \"{}\" screen;a{{background:url(\"../images/n.svg\")}}", url("/css/y"));
        assert_eq!(text("/css/x"), sheet);
        assert_eq!(text("/js/a"), format!("import{{b}}from\"{}\";b()\n", url("/js/b")));
        assert_eq!(text("/js/b"), format!("import'{}';export const b=()=>{{}}\n", url("/js/a")));
        assert_eq!(text("/js/c"), format!("new Worker('{}');fetch('/data/x.json')\n", url("/js/w")));
        // Another script at the end of a chain changes every address on the way to it.
        let mut edited = files;
        edited[4].1 = "import './a.js'; export const b = () => 1";
        let after = published(&edited).expect("fine files");
        assert!(after.iter().all(|(other, _)| !other.starts_with("/js/") || *other != url("/js/a")));
    }

    #[test]
    fn parts_take_the_place_of_their_imports() {
        let files = [
            (
                "css/x.css",
                "@import \"x/_y.css\";\n@import \"x/_print.css\" print;\n@import \"z.css\";\na { color: red }",
            ),
            ("css/x/_y.css", "@import \"_z.css\"; b { background: url(../../images/n.svg) }"),
            ("css/x/_z.css", "@import \"_y.css\"; i { color: red }"),
            ("css/x/_print.css", "p { color: red }"),
            ("css/z.css", "u { color: red }"),
            ("images/n.svg", "<svg/>"),
        ];
        let found = published(&files).expect("fine files");
        assert_eq!(found.len(), 2, "{found:?}");
        let z = &found[1].0;
        let parts = "i{color:red}b{background:url(\"/images/n.svg\")}@media print{p{color:red}}";
        assert_eq!(found[0].1, format!("@import \"{z}\";{parts}a{{color:red}}"));
        let below = published_below("/xa", &files).expect("fine files");
        assert!(below[0].0 != found[0].0 && below[0].0.starts_with("/css/x."), "{below:?}");
        assert_eq!(
            below[0].1,
            found[0].1.replace("/images", "/xa/images").replace(z.as_str(), &format!("/xa{}", below[1].0))
        );
        // A part changes the address of the sheet.
        let mut edited = files;
        edited[3].1 = "p { color: blue }";
        assert_ne!(published(&edited).expect("fine files")[0].0, found[0].0);
    }

    #[test]
    fn addresses_that_lead_nowhere_are_told_at_their_place() {
        let files = [
            ("css/x.css", "@import \"https://a.vn/x.css\";\na { background: url(none.svg) }\n"),
            ("js/a.js", "import 'lit';\n  import './none.js';\n"),
        ];
        let faults = published(&files).expect_err("faults");
        let told: Vec<_> =
            faults.iter().map(|d| (d.code.name(), d.file.as_deref(), d.spot.map(|s| (s.line, s.column)))).collect();
        assert_eq!(
            told,
            [
                ("load-elsewhere", Some("static/css/x.css"), Some((1, 9))),
                ("load-missing", Some("static/css/x.css"), Some((2, 21))),
                ("load-package", Some("static/js/a.js"), Some((1, 9))),
                ("load-missing", Some("static/js/a.js"), Some((2, 11))),
            ]
        );
    }
}
