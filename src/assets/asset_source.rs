//! Reads a style sheet or script of `static/`, and writes the addresses of what it loads into it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::load_target::LoadTarget;
use super::script_imports::{ScriptLoad, script_loads};
use super::script_minify::minify_script;
use super::style_sheet::{MinifiedSheet, minify_sheet};
use crate::diag::{Code, Diag, Lines, Spot};
use crate::path::SitePath;
use crate::site_files::StaticFile;

/// A style sheet or script as it was read.
pub(super) struct Source {
    pub text: SourceText,
    pub loads: Vec<Load>,
}

/// The minified text of a source.
pub(super) enum SourceText {
    Sheet(MinifiedSheet),
    Script(Vec<u8>),
}

/// An address in a style sheet or script.
pub(super) struct Load {
    pub address: String,
    pub target: LoadTarget,
    pub spot: Spot,
    /// The bytes of the address in a published script.
    range: Range<usize>,
    /// Whether the address is an argument of a call in a script. What such a call gets may be made
    /// at any time, and the script goes on without it.
    pub is_of_call: bool,
}

/// Reads a style sheet or script; `None` for any other file.
pub(super) fn read_source(path: &SitePath, file: &StaticFile) -> Result<Option<Source>, Diag> {
    let shown = || format!("static/{path}");
    let extension = path.extension();
    let is_script = matches!(extension.as_str(), "js" | "mjs");
    if !is_script && extension != "css" {
        return Ok(None);
    }
    let bytes =
        file.bytes().map_err(|error| Diag::error(Code::Unreadable).file(shown()).arg("reason", error.kind()))?;
    if is_script {
        return Ok(Some(read_script(path, bytes)));
    }
    let sheet = minify_sheet(&bytes, &shown())?;
    let load = |address: &str, spot| Load {
        target: LoadTarget::read(path, address, false),
        address: address.to_owned(),
        spot,
        range: 0..0,
        is_of_call: false,
    };
    let loads = sheet.addresses.iter().map(|found| load(&found.address, found.spot)).collect();
    Ok(Some(Source { loads, text: SourceText::Sheet(sheet) }))
}

/// A script without its comments. A script that is not UTF-8 is published as it is.
fn read_script(path: &SitePath, bytes: Vec<u8>) -> Source {
    let Ok(script) = std::str::from_utf8(&bytes) else {
        return Source { loads: Vec::new(), text: SourceText::Script(bytes) };
    };
    let lines = Lines::new(script);
    let written = script_loads(script);
    let minified = minify_script(script).map(|minified| (script_loads(&minified), minified));
    let published = minified.filter(|(loads, _)| loads.len() == written.len());
    let (loads, published) = published.unwrap_or_else(|| (written.clone(), script.to_owned()));
    let load = |(published, written): (ScriptLoad, ScriptLoad)| {
        let address = &script[written.range.clone()];
        let target = match written.is_module {
            true => LoadTarget::read(path, address, true),
            false => LoadTarget::read_of_call(address),
        };
        let (address, spot) = (address.to_owned(), lines.spot(written.range));
        Load { target, address, spot, range: published.range, is_of_call: !written.is_module }
    };
    let loads = loads.into_iter().zip(written).map(load).collect();
    Source { loads, text: SourceText::Script(published.into_bytes()) }
}

impl Source {
    /// The bytes before addresses are written into them.
    pub(super) fn bytes(&self) -> &[u8] {
        match &self.text {
            SourceText::Sheet(sheet) => sheet.text.as_bytes(),
            SourceText::Script(bytes) => bytes,
        }
    }

    /// The published bytes: addresses of assets have their digests, and parts take the place of the
    /// rules that import them.
    pub(super) fn published<'u>(
        &self,
        path: &SitePath,
        sources: &BTreeMap<&SitePath, Source>,
        base: &str,
        url: impl Fn(&SitePath) -> Option<&'u str>,
    ) -> Vec<u8> {
        let new_address = |target: &LoadTarget| {
            let LoadTarget::File(file, rest) = target else { return None };
            match url(file) {
                Some(url) => Some(format!("{base}{url}{rest}")),
                None => (!base.is_empty()).then(|| format!("{base}/{file}{rest}")),
            }
        };
        if self.loads.iter().all(|load| new_address(&load.target).is_none()) {
            return self.bytes().to_vec();
        }
        match &self.text {
            SourceText::Sheet(sheet) => {
                let sheet = sheet.with_parts(|address| sheet_part(path, address, sources, base, &mut vec![path]));
                let replaced = sheet.with_addresses(|address| new_address(&LoadTarget::read(path, address, false)));
                replaced.into_bytes()
            }
            SourceText::Script(bytes) => {
                let mut out = Vec::with_capacity(bytes.len());
                let mut done = 0;
                for load in &self.loads {
                    if let Some(new) = new_address(&load.target) {
                        out.extend_from_slice(&bytes[done..load.range.start]);
                        out.extend_from_slice(new.as_bytes());
                        done = load.range.end;
                    }
                }
                out.extend_from_slice(&bytes[done..]);
                out
            }
        }
    }
}

/// The rules of the part that the sheet `from` imports at `address`, with those of its own parts.
/// `None` if the address leads to no part. A part that imports itself, through `open`, adds
/// nothing.
fn sheet_part<'s>(
    from: &SitePath,
    address: &str,
    sources: &BTreeMap<&'s SitePath, Source>,
    base: &str,
    open: &mut Vec<&'s SitePath>,
) -> Option<String> {
    let LoadTarget::File(file, _) = LoadTarget::read(from, address, false) else { return None };
    let (file, source) = sources.get_key_value(&file).filter(|(file, _)| is_part(file))?;
    let SourceText::Sheet(sheet) = &source.text else { return None };
    if open.contains(file) {
        return Some(String::new());
    }
    open.push(file);
    let whole = sheet.with_parts(|address| sheet_part(file, address, sources, base, open));
    open.pop();
    // An address in a part is relative to the part, and not to the sheet that it becomes a part of.
    Some(whole.with_addresses(|address| match LoadTarget::read(file, address, false) {
        LoadTarget::File(file, rest) => Some(format!("{base}/{file}{rest}")),
        _ => None,
    }))
}

/// Whether the name of a file is that of a part of a style sheet: it begins with `_`. Such a file
/// is published within the sheets that import it, and by itself only if none does.
pub(super) fn is_part(path: &SitePath) -> bool {
    path.name().starts_with('_') && path.extension() == "css"
}
