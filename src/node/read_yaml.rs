//! Reads YAML into values with places.

use super::written_value::{MAX_DEPTH, MAX_WHOLE, Node, NodeValue, Syntax, TableEntry, check_characters};
use super::yaml_fault::{explain_yaml_fault, text_root_diag};
use crate::diag::{Code, Diag, Lines, Spot};
use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, YamlData};

/// Reads a mapping of YAML that begins at byte `offset` of the file with the lines `lines`. An
/// empty value counts as absent.
///
/// # Errors
/// The first fault of the text, without a file name.
pub fn from_yaml(text: &str, offset: usize, lines: &Lines) -> Result<Node, Vec<Diag>> {
    let node = read_yaml(text, offset, lines, false)?;
    if matches!(node.value, NodeValue::Table(_)) {
        return Ok(node);
    }
    Err(match text_root_diag(text).filter(|_| node.as_text().is_some()) {
        Some((diag, range)) => vec![diag.spot(lines.spot(range.start + offset..range.end + offset))],
        None => vec![Diag::error(Code::FrontMatterNotTable).spot(node.spot)],
    })
}

/// Reads YAML of any type, else like [`from_yaml`]. An empty text is an empty table. Digits after a
/// zero stay a text, as in tables of CSV: `007` is not 7.
///
/// # Errors
/// The first fault of the text, without a file name.
pub fn any_from_yaml(text: &str, offset: usize, lines: &Lines) -> Result<Node, Vec<Diag>> {
    read_yaml(text, offset, lines, true)
}

fn read_yaml(text: &str, offset: usize, lines: &Lines, keeps_zeros: bool) -> Result<Node, Vec<Diag>> {
    let local = Lines::new(text);
    let first_line = lines.spot(offset..offset).line;
    let shift = |line: usize, column: usize, length: usize| {
        let at = local.offset(line.max(1), column);
        let spot = local.spot(at..at + length.max(1));
        Spot { line: spot.line + first_line - 1, ..spot }
    };
    if yaml_depth(text) > MAX_DEPTH {
        return Err(vec![Diag::error(Code::TooDeep).spot(shift(1, 0, 1)).arg("limit", MAX_DEPTH)]);
    }
    let place = |range: std::ops::Range<usize>| {
        let spot = local.spot(range);
        Spot { line: spot.line + first_line - 1, ..spot }
    };
    let documents = MarkedYaml::load_from_str(text).map_err(|fault| {
        let at = local.offset(fault.marker().line().max(1), fault.marker().col());
        let (diag, range) = explain_yaml_fault(text, fault.info(), at, |byte| place(byte..byte).line);
        vec![diag.spot(place(range))]
    })?;
    let Some(root) = documents.first() else { return Ok(Node::empty_table()) };
    let mut faults = Vec::new();
    let written = |line: usize, start: usize, end: usize| {
        let range = local.offset(line.max(1), start)..local.offset(line.max(1), end);
        text.get(range).filter(|_| keeps_zeros).unwrap_or("").trim()
    };
    let node = yaml_node(root, &shift, &written, &mut faults, 0);
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(node.unwrap_or_else(Node::empty_table))
}

/// An upper bound of the nesting, computed from indentation and brackets, so that the recursive
/// parser never gets text that is nested too deeply.
fn yaml_depth(text: &str) -> usize {
    let mut flow = 0usize;
    let mut deepest = 0usize;
    for line in text.lines() {
        for c in line.chars() {
            match c {
                '[' | '{' => flow += 1,
                ']' | '}' => flow = flow.saturating_sub(1),
                _ => {}
            }
            deepest = deepest.max(flow);
        }
        deepest = deepest.max(indentation(line) / 2);
    }
    deepest
}

/// The length of the spaces at the start of a line, including the signs `-`, `?` and `:` among them
/// that begin a list item, a key or a value.
fn indentation(line: &str) -> usize {
    let bytes = line.as_bytes();
    let space = |at: usize| matches!(bytes.get(at), Some(b' ' | b'\t'));
    let sign =
        |at: usize| matches!(bytes.get(at), Some(b'-' | b'?' | b':')) && (at + 1 == bytes.len() || space(at + 1));
    (0..bytes.len()).find(|at| !space(*at) && !sign(*at)).unwrap_or(bytes.len())
}

fn yaml_node<'t>(
    yaml: &MarkedYaml,
    shift: &impl Fn(usize, usize, usize) -> Spot,
    written: &impl Fn(usize, usize, usize) -> &'t str,
    faults: &mut Vec<Diag>,
    depth: usize,
) -> Option<Node> {
    let (start, end) = (yaml.span.start, yaml.span.end);
    let length = if start.line() == end.line() { end.col().saturating_sub(start.col()) } else { 1 };
    let spot = shift(start.line(), start.col(), length);
    // Aliases can make the value nest more deeply than the text.
    if depth > MAX_DEPTH {
        faults.push(Diag::error(Code::TooDeep).spot(spot).arg("limit", MAX_DEPTH));
        return None;
    }
    let data = match &yaml.data {
        YamlData::Value(Scalar::Null) => return None,
        YamlData::Value(Scalar::Boolean(b)) => NodeValue::Boolean(*b),
        YamlData::Value(Scalar::Integer(n)) => {
            let digits = written(start.line(), start.col(), end.col());
            let is_code = digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit());
            if is_code { NodeValue::Text(digits.to_owned()) } else { NodeValue::Integer(*n) }
        }
        // The reader takes a whole number with too many digits as one with decimals, and rounds it.
        YamlData::Value(Scalar::FloatingPoint(n)) if !n.is_finite() || n.abs() >= MAX_WHOLE => {
            faults.push(Diag::error(Code::NumberOutOfRange).spot(spot));
            return None;
        }
        YamlData::Value(Scalar::FloatingPoint(n)) => NodeValue::Float(n.into_inner()),
        YamlData::Value(Scalar::String(text)) | YamlData::Representation(text, ..) => {
            match check_characters(text, spot) {
                Ok(text) => NodeValue::Text(text),
                Err(fault) => {
                    faults.push(fault);
                    return None;
                }
            }
        }
        YamlData::Sequence(items) => NodeValue::List(
            items.iter().filter_map(|item| yaml_node(item, shift, written, faults, depth + 1)).collect(),
        ),
        YamlData::Mapping(map) => {
            let mut entries = Vec::new();
            for (key, value) in map {
                let at = key.span.start;
                let key_spot = shift(at.line(), at.col(), key.span.end.col().saturating_sub(at.col()));
                let YamlData::Value(Scalar::String(name)) = &key.data else {
                    faults.push(Diag::error(Code::KeyNotText).spot(key_spot));
                    continue;
                };
                if let Some(node) = yaml_node(value, shift, written, faults, depth + 1) {
                    entries.push(TableEntry { key: name.to_string(), spot: key_spot, node });
                }
            }
            NodeValue::Table(entries)
        }
        YamlData::Tagged(..) | YamlData::Alias(_) | YamlData::BadValue => {
            faults.push(Diag::error(Code::YamlReference).spot(spot));
            return None;
        }
    };
    Some(Node { spot, value: data, syntax: Syntax::Yaml })
}
