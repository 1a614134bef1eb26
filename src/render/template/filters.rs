//! The filters of templates, in addition to Tera's own.

use std::sync::Arc;

use tera::{Kwargs, Map, State, Tera, TeraResult, Value};

use super::renderer::CurrentView;
use super::text_filters::sort;
use crate::content::NO_SITE;
use crate::html::{block_element, escape_into};
use crate::parse::{ParseSettings, parse};
use crate::render::ask::view::View;
use crate::text::date::{self, Stamp};
use crate::text::{phone, slug};

/// Registers all filters.
pub(crate) fn register(tera: &mut Tera, current: &Arc<CurrentView>) {
    let mut add = |name: &'static str, filter: fn(&Value, &Kwargs, &View) -> TeraResult<Value>| {
        let current = Arc::clone(current);
        tera.register_filter(name, move |value: &Value, kwargs: Kwargs, _: &State| {
            let view = current.view()?;
            filter(value, &kwargs, &view)
        });
    };
    add("date", date);
    add("number", |value, kwargs, view| match (value.as_i128(), value.as_f64(), kwargs.get("decimals")?) {
        (Some(n), _, None) => Ok(view.forms().group(n).into()),
        (_, Some(n), decimals) => Ok(view.forms().decimal(n, decimals.unwrap_or(2)).into()),
        _ => not_a_number_error("number", value),
    });
    add("money", |value, _, view| match value.as_i128() {
        Some(n) => Ok(view.forms().money(n).into()),
        None => not_a_number_error("money", value),
    });
    add("filesize", |value, _, view| match value.as_u64() {
        Some(n) => Ok(view.forms().file_size(n).into()),
        None => not_a_number_error("filesize", value),
    });
    add("tel", |value, _, _| Ok(value.as_str().and_then(phone::tel).unwrap_or_default().into()));
    add("slugify", |value, _, _| Ok(slug::slug(value.as_str().unwrap_or_default()).into()));
    add("paragraphs", |value, _, _| {
        let mut out = String::new();
        for paragraph in value
            .as_str()
            .unwrap_or_default()
            .replace("\r\n", "\n")
            .split("\n\n")
            .map(str::trim)
            .filter(|p| !p.is_empty())
        {
            out.push_str("<p>");
            escape_into(&mut out, paragraph);
            out.push_str("</p>\n");
        }
        Ok(Value::safe_string(&out))
    });
    add("sort", sort);
    add("markdown", |value, kwargs, view| {
        let source = format!("+++\n+++\n{}", value.as_str().unwrap_or_default());
        let parsed = parse(
            "",
            source.as_bytes(),
            ParseSettings { lang: view.lang_code(), highlight: false, own_site: &NO_SITE },
        );
        let html = parsed.text.body.html.as_str();
        if !kwargs.get::<bool>("inline")?.unwrap_or(false) {
            return Ok(Value::safe_string(html));
        }
        let line = html.trim().strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>"));
        match line.filter(|line| block_element(line).is_none()) {
            Some(line) => Ok(Value::safe_string(line)),
            None if html.trim().is_empty() => Ok(Value::safe_string("")),
            None => Err(tera::Error::message(format!("markdown: more than a line: {value}"))),
        }
    });
    add("group_by", |value, kwargs, _| {
        let attribute: &str = kwargs.must_get("attribute")?;
        let mut groups: Vec<(String, Vec<Value>)> = Vec::new();
        for item in value.as_array().unwrap_or(&[]) {
            let Some(key) = item.get_from_path(attribute).filter(|v| !v.is_none()) else { continue };
            let key = key.to_string();
            match groups.iter_mut().find(|(name, _)| *name == key) {
                Some((_, items)) => items.push(item.clone()),
                None => groups.push((key, vec![item.clone()])),
            }
        }
        Ok(groups.into_iter().map(|(name, items)| (name.into(), items.into())).collect::<Map>().into())
    });
}

fn not_a_number_error(filter: &str, value: &Value) -> TeraResult<Value> {
    Err(tera::Error::message(format!("{filter}: not a number: {value}")))
}

/// `"2026-01-05" | date(format="long")`
fn date(value: &Value, kwargs: &Kwargs, view: &View) -> TeraResult<Value> {
    let written = value.as_str().unwrap_or_default();
    let Ok(stamp) = Stamp::parse(written) else {
        return Err(tera::Error::message(format!("date: not a date: {written:?}")));
    };
    let forms = view.forms();
    let text = match kwargs.get::<&str>("format")?.unwrap_or("short") {
        "short" => forms.short(stamp.day()),
        "long" => forms.long(stamp.day()),
        "datetime" => match stamp {
            Stamp::Time(time) => forms.long_time(time),
            Stamp::Day(day) => forms.long(day),
        },
        "short-time" => date::clock(stamp.start()),
        "weekday" => forms.weekday(stamp.day()),
        "year" => stamp.day().year().to_string(),
        "iso" => stamp.iso(),
        other => return Err(tera::Error::message(format!("date: no format {other:?}"))),
    };
    Ok(text.into())
}
