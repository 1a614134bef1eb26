//! Templates: one Tera per worker, its functions bound to the page at hand.

use std::sync::{Arc, Mutex, OnceLock, Weak};

use tera::{Context, ErrorKind, Tera};

use super::fingerprint::Fingerprint;
use super::template_timer::TemplateTimer;
use super::view::View;
use super::{filters, functions};
use crate::diag::{Code, Diag, Diags, Spot};
use crate::site_files::Template;
use crate::sync::lock_unpoisoned;
use std::collections::{BTreeMap, BTreeSet};

/// The templates of a site, by name, for whoever makes renderers of them.
pub type Templates = BTreeMap<String, Template>;

/// Renders one file at a time.
pub struct Renderer {
    pub current_view: Arc<CurrentView>,
    tera: Tera,
    templates: Arc<Templates>,
    shortcodes: Vec<String>,
    pub timer: TemplateTimer,
}

/// What lies before the functions of a renderer: the view of the file that is being rendered.
#[derive(Default)]
pub struct CurrentView {
    view: Mutex<Option<Arc<View>>>,
    renderer: OnceLock<Weak<Renderer>>,
}

impl CurrentView {
    /// The view of the file at hand.
    ///
    /// # Errors
    /// When a function is called outside of a rendering, which no template can do.
    pub fn view(&self) -> Result<Arc<View>, tera::Error> {
        lock_unpoisoned(&self.view).clone().ok_or_else(|| tera::Error::message("no page is being rendered"))
    }

    pub fn renderer(&self) -> Option<Arc<Renderer>> {
        self.renderer.get()?.upgrade()
    }
}

impl Renderer {
    /// Prepares the templates.
    ///
    /// # Errors
    /// Everything that is wrong with them, each at its place.
    pub fn new(templates: Arc<Templates>) -> Result<Arc<Self>, Diags> {
        let desk = Arc::new(CurrentView::default());
        let mut tera = Tera::default();
        filters::register(&mut tera, &desk);
        functions::register(&mut tera, &desk);
        if let Some(deep) = find_too_long_chain(&templates) {
            return Err(Diags::from(deep));
        }
        let all = templates.iter().map(|(name, template)| (name.as_str(), template.text.as_str()));
        if let Err(error) = tera.add_raw_templates(all) {
            return Err(template_faults(&templates, &error));
        }
        let shortcodes = templates
            .keys()
            .filter_map(|n| n.strip_prefix("shortcodes/")?.strip_suffix(".html"))
            .map(str::to_owned)
            .collect();
        let renderer =
            Arc::new(Self { current_view: desk, tera, templates, shortcodes, timer: TemplateTimer::default() });
        // The desk is new: nobody has set it.
        let _ = renderer.current_view.renderer.set(Arc::downgrade(&renderer));
        Ok(renderer)
    }

    /// Runs `work` with `view` on the desk.
    pub fn with_view<T>(&self, view: &Arc<View>, work: impl FnOnce() -> T) -> T {
        *lock_unpoisoned(&self.current_view.view) = Some(Arc::clone(view));
        let result = work();
        *lock_unpoisoned(&self.current_view.view) = None;
        result
    }

    pub fn has_template(&self, name: &str) -> bool {
        self.templates.contains_key(name)
    }

    pub fn templates(&self) -> &Arc<Templates> {
        &self.templates
    }

    pub fn shortcodes(&self) -> &[String] {
        &self.shortcodes
    }

    /// Renders the template `name`, to UTF-8.
    ///
    /// # Errors
    /// What went wrong, at its place in the template.
    pub fn render_template(&self, name: &str, context: &Context) -> Result<Vec<u8>, Diag> {
        let mut page = PageBuffer { bytes: Vec::with_capacity(32 << 10), is_full: false };
        let rendered = self.timer.time_template(name, || self.tera.render_to(name, context, &mut page));
        match rendered {
            Err(_) if page.is_full => {
                let file = self.templates.get(name).map_or_else(|| name.to_owned(), |template| template.file.clone());
                Err(Diag::error(Code::PageTooLarge).file(file).arg("limit", MAX_PAGE_BYTES >> 20))
            }
            Err(error) => Err(diag_from_tera(&self.templates, &error)),
            Ok(()) => Ok(page.bytes),
        }
    }

    /// Renders the template of a shortcode.
    ///
    /// # Errors
    /// As [`Renderer::render_template`].
    pub fn render_shortcode(&self, name: &str, context: &Context) -> Result<String, Diag> {
        self.render_template(name, context).map(|html| String::from_utf8_lossy(&html).trim().to_owned())
    }
}

/// The largest file that a template makes: four times the largest content file, and more than any
/// browser on a telephone opens. A loop in a loop is found by it.
const MAX_PAGE_BYTES: usize = 64 << 20;

/// What a template wrote.
struct PageBuffer {
    bytes: Vec<u8>,
    is_full: bool,
}

impl std::io::Write for PageBuffer {
    fn write(&mut self, more: &[u8]) -> std::io::Result<usize> {
        self.is_full |= self.bytes.len() + more.len() > MAX_PAGE_BYTES;
        if self.is_full {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Templates that include or extend each other in a longer chain than this are refused: Tera calls
/// itself for each.
const MAX_CHAIN: usize = 16;

/// A template at the beginning of too long a chain.
fn find_too_long_chain(templates: &Templates) -> Option<Diag> {
    let next: BTreeMap<&str, Vec<&str>> = templates
        .iter()
        .map(|(name, template)| (name.as_str(), included_templates(&template.text).collect()))
        .collect();
    // Those from which a chain of one more template begins, over and over.
    let mut left: BTreeSet<&str> = next.keys().copied().collect();
    let shorter = |left: &mut BTreeSet<&str>| {
        let longer = left.iter().copied().filter(|name| next[name].iter().any(|part| left.contains(part))).collect();
        std::mem::replace(left, longer).len() > left.len()
    };
    for _ in 0..MAX_CHAIN {
        shorter(&mut left);
    }
    let name = *left.first()?;
    // What never becomes less are circles, and what leads to them: Tera tells those, unless they
    // are too many for it.
    if left.len() <= MAX_CHAIN * MAX_CHAIN {
        while shorter(&mut left) {}
        if !left.is_empty() {
            return None;
        }
    }
    let file = templates.get(name).map_or(name, |template| template.file.as_str());
    Some(Diag::error(Code::TooDeep).file(file).arg("limit", MAX_CHAIN))
}

/// The templates that a template includes or extends.
fn included_templates(text: &str) -> impl Iterator<Item = &str> {
    text.split("{%").skip(1).filter_map(|tag| {
        let tag = tag.trim_start_matches('-').trim_start();
        let rest = tag.strip_prefix("include").or_else(|| tag.strip_prefix("extends"))?.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
        rest[1..].split(quote).next()
    })
}

/// Of each template, the sum of all that it can reach: what it names, what these name, and the components, which belong to all.
pub fn template_fingerprints(templates: &Templates) -> BTreeMap<String, Fingerprint> {
    let named: BTreeMap<&str, Vec<&str>> = templates
        .iter()
        .map(|(name, template)| {
            (name.as_str(), quoted_texts(&template.text).filter(|part| templates.contains_key(*part)).collect())
        })
        .collect();
    let with_components = templates.iter().filter(|(_, template)| template.text.contains("component"));
    let shared: Vec<&str> = with_components.map(|(name, _)| name.as_str()).collect();
    let reach = |name: &str| {
        let mut reached: BTreeSet<&str> = BTreeSet::new();
        let mut open: Vec<&str> =
            shared.iter().copied().chain(named.get_key_value(name).map(|(name, _)| *name)).collect();
        while let Some(name) = open.pop() {
            if reached.insert(name) {
                open.extend(named.get(name).into_iter().flatten());
            }
        }
        let texts: Vec<(&str, Option<&str>)> = reached
            .into_iter()
            .map(|name| (name, templates.get(name).map(|template| template.text.as_str())))
            .collect();
        Fingerprint::of_serialized(&texts)
    };
    templates.keys().map(|name| (name.clone(), reach(name))).collect()
}

/// Everything in quotes: Tera takes the name of a template in no other form. One that is not there would be an error.
pub(super) fn quoted_texts(text: &str) -> impl Iterator<Item = &str> {
    text.split(['"', '\'', '`'])
}

/// Tera stops at its first fault: each template is tried alone to tell the syntax errors of all.
fn template_faults(templates: &Templates, first: &tera::Error) -> Diags {
    let mut faults = Diags::default();
    let is_syntax = matches!(first.kind(), ErrorKind::SyntaxError(_));
    for (name, template) in templates.iter().filter(|_| is_syntax) {
        let mut alone = Tera::default();
        let desk = Arc::new(CurrentView::default());
        filters::register(&mut alone, &desk);
        functions::register(&mut alone, &desk);
        if let Err(error) = alone.add_raw_template(name, &template.text)
            && matches!(error.kind(), ErrorKind::SyntaxError(report) if is_own_fault(report.message()))
        {
            faults.push(diag_from_tera(templates, &error));
        }
    }
    if let ErrorKind::Msg(reports) = first.kind() {
        faults.extend(split_tera_report(templates, reports));
    }
    if faults.is_empty() {
        faults.push(diag_from_tera(templates, first));
    }
    faults
}

/// Tera tells some faults of many templates as one text: one finding each, and the same words once.
fn split_tera_report(templates: &Templates, reports: &str) -> Vec<Diag> {
    let mut found: Vec<Diag> = Vec::new();
    for report in reports.split("error: ").skip(1) {
        let message = report.lines().next().unwrap_or("").trim();
        let place = report.lines().find_map(|line| line.trim().strip_prefix("--> "));
        let parts: Vec<&str> = place.map_or_else(Vec::new, |p| p.rsplitn(3, ':').collect());
        let [column, line, name] = parts.as_slice() else { continue };
        let (Ok(line), Ok(column)) = (line.parse(), column.parse()) else { continue };
        let file = templates.get(*name).map_or_else(|| (*name).to_owned(), |t| t.file.clone());
        let diag =
            Diag::error(Code::Template).file(file).spot(Spot { line, column, length: 1 }).arg("message", message);
        if found.iter().all(|other| other.args != diag.args) {
            found.push(diag);
        }
    }
    found
}

/// A template alone also lacks those it includes and the components of others; these are no faults of its own.
fn is_own_fault(message: &str) -> bool {
    !["not found", "unknown component", "Unknown component", "doesn't exist", "isn't loaded", "does not exist"]
        .iter()
        .any(|m| message.contains(m))
}

/// A fault of Tera as ours: its place is in the template's file.
fn diag_from_tera(templates: &Templates, error: &tera::Error) -> Diag {
    let file = |name: &str| templates.get(name).map_or_else(|| name.to_owned(), |t| t.file.clone());
    let innermost = || {
        let mut message = String::new();
        let mut source = std::error::Error::source(error);
        while let Some(inner) = source {
            message = inner.to_string();
            source = inner.source();
        }
        message
    };
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let span = report.span();
            let spot = Spot {
                line: span.start_line.max(1) as u32,
                column: span.start_col as u32 + 1,
                length: span.end_col.saturating_sub(span.start_col).max(1) as u32,
            };
            let mut message = report.message().to_owned();
            let deeper = innermost();
            if !deeper.is_empty() && !message.contains(&deeper) {
                message = format!("{message} ({deeper})");
            }
            Diag::error(Code::Template).file(file(report.filename())).spot(spot).arg("message", message)
        }
        ErrorKind::TemplateNotFound(name) => Diag::error(Code::TemplateMissing).arg("value", name),
        ErrorKind::MissingParent { current, parent } => {
            Diag::error(Code::TemplateMissing).file(file(current)).arg("value", parent)
        }
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
            Diag::error(Code::TemplateCircle).file(file(tpl)).arg("value", tpl)
        }
        other => Diag::error(Code::Template).arg("message", other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(texts: impl IntoIterator<Item = (String, String)>) -> Templates {
        texts.into_iter().map(|(name, text)| (name.clone(), Template { file: name, text })).collect()
    }

    /// Templates that lead one to the next, `a0.html` first.
    fn chain(word: &str, count: usize, last: &str) -> Templates {
        let link = |n: usize| (format!("a{n}.html"), format!("{{%- {word} \"a{}.html\" %}}", n + 1));
        all((0..count).map(link).chain([(format!("a{count}.html"), last.to_owned())]))
    }

    fn codes(templates: Templates) -> Vec<Code> {
        let made = Renderer::new(Arc::new(templates));
        made.err().map_or_else(Vec::new, |faults| faults.iter().map(|fault| fault.code).collect())
    }

    #[test]
    fn long_chains_of_templates_are_refused_and_short_ones_are_not() {
        for word in ["include", "extends"] {
            assert_eq!(codes(chain(word, MAX_CHAIN - 1, "x")), []);
            assert_eq!(codes(chain(word, MAX_CHAIN, "x")), [Code::TooDeep]);
            assert_eq!(codes(chain(word, 100_000, "x")), [Code::TooDeep]);
            let circle = format!("{{% {word} 'a0.html' %}}");
            assert_eq!(codes(chain(word, 1, &circle)), [Code::TemplateCircle]);
            assert_eq!(codes(chain(word, 10_000, &circle)), [Code::TooDeep]);
        }
    }

    #[test]
    fn a_template_that_writes_without_end_is_stopped() {
        let text = "{% for a in range(end=10000) %}{% for b in range(end=10000) %}xx{% endfor %}{% endfor %}";
        let renderer = Renderer::new(Arc::new(all([("a.html".to_owned(), text.to_owned())]))).ok().unwrap();
        let fault = renderer.render_template("a.html", &Context::new()).unwrap_err();
        assert_eq!((fault.code, fault.file.as_deref()), (Code::PageTooLarge, Some("a.html")));
        let long = all([("a.html".to_owned(), "{{ range(end=10001) }}".to_owned())]);
        let renderer = Renderer::new(Arc::new(long)).ok().unwrap();
        assert_eq!(renderer.render_template("a.html", &Context::new()).unwrap_err().code, Code::Template);
    }
}
