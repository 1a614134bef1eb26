//! Fills the holes of a body: links, pictures, shortcodes.

use std::cell::RefCell;

use tera::{Context, Value};

use super::picture::Picture;
use super::renderer::Renderer;
use crate::diag::{Code, Diag, Spot};
use crate::html::{block_element, escape_into, push_attribute};
use crate::model::NodeId;
use crate::parse::{Body, Hole, HoleKind};
use crate::render::ask::query::Query;
use crate::render::ask::typed_answers::LinkTarget;
use crate::render::ask::view::View;
use crate::render::value::object::from_json;

/// The largest depth of bodies inside bodies. Readers cannot follow more, and two pages that
/// include each other would never end.
const MAX_DEPTH: usize = 6;

/// The HTML of a node's body.
///
/// # Errors
/// The body cannot be read, or a shortcode does not exist or fails; the fault is at the line of the
/// shortcode.
pub(crate) fn render_body(renderer: &Renderer, view: &View, id: NodeId) -> Result<String, Diag> {
    with_open_text(view, id, || {
        let anchors = view.page_header(id).anchors;
        fill_holes(&HoleFiller { open_links: RefCell::default(), renderer, view, id, anchors }, &*view.body(id)?)
    })
}

/// The HTML of a node's body, or of one block of it, for another page: headings do not lead to
/// themselves.
///
/// # Errors
/// As [`render_body`]; or the body has no such block, which the assembly of the site has checked.
pub(crate) fn render_part(renderer: &Renderer, view: &View, id: NodeId, block: Option<&str>) -> Result<String, Diag> {
    with_open_text(view, id, || {
        let whole = view.body(id)?;
        let filler = HoleFiller { open_links: RefCell::default(), renderer, view, id, anchors: false };
        match block {
            Some(block) => match whole.block(block) {
                Some(part) => fill_holes(&filler, &part),
                None => Err(Diag::error(Code::LinkFragment).arg("value", block)),
            },
            None => fill_holes(&filler, &whole),
        }
    })
}

/// Renders the text of a node, unless too many texts are open around it.
fn with_open_text(view: &View, id: NodeId, render: impl FnOnce() -> Result<String, Diag>) -> Result<String, Diag> {
    let result = match view.open_text(id) {
        depth if depth >= MAX_DEPTH => Err(Diag::error(Code::IncludeCircle).arg("limit", MAX_DEPTH)),
        _ => render(),
    };
    view.close_text();
    result
}

/// The HTML of the body of an item of another portal.
///
/// # Errors
/// No error is expected, because such a body has pictures and no shortcodes.
pub(crate) fn render_imported_body(renderer: &Renderer, view: &View, body: &Body) -> Result<String, Diag> {
    // The pictures have addresses that mean the same from every page, so any node will do.
    let id = NodeId::Section(view.home_section());
    fill_holes(&HoleFiller { open_links: RefCell::default(), renderer, view, id, anchors: false }, body)
}

/// Fills the holes of one body.
struct HoleFiller<'r> {
    /// The targets of the links that are open at the current position.
    open_links: RefCell<Vec<LinkTarget>>,
    renderer: &'r Renderer,
    view: &'r View,
    id: NodeId,
    /// Whether headings get links to themselves.
    anchors: bool,
}

fn fill_holes(filler: &HoleFiller, body: &Body) -> Result<String, Diag> {
    if body.holes.is_empty() {
        return Ok(body.html.clone());
    }
    let mut out = String::with_capacity(body.html.len() + body.holes.len() * 100);
    let mut at = 0;
    let mut faults = Vec::new();
    for hole in &body.holes {
        out.push_str(&body.html[at..hole.at as usize]);
        at = hole.at as usize;
        faults.extend(filler.fill_hole(hole, &mut out).err());
    }
    out.push_str(&body.html[at..]);
    // The first fault ends the rendering of the page, and the others are reported with it.
    let mut faults = faults.into_iter();
    let first = faults.next();
    filler.view.note_further_faults(faults);
    first.map_or(Ok(out), Err)
}

impl HoleFiller<'_> {
    fn fill_hole(&self, hole: &Hole, out: &mut String) -> Result<(), Diag> {
        match &hole.kind {
            HoleKind::Link { to, title } => self.open_link(to, title, out),
            HoleKind::LinkEnd => {
                let lead = self.open_links.borrow_mut().pop().unwrap_or_default();
                if let Some((kind, size)) = &lead.file {
                    out.push_str(" <span class=\"file\">(");
                    escape_into(out, kind);
                    out.push_str(", ");
                    escape_into(out, size);
                    out.push_str(")</span>");
                } else if lead.is_untranslated
                    && let Some(note) = self.view.text("only-in-other-language", [])
                {
                    out.push_str(" <span class=\"other-language\">(");
                    escape_into(out, &note);
                    out.push_str(")</span>");
                }
            }
            HoleKind::Image { src, alt, title, block } => self.push_image(src, alt, title, *block, out),
            HoleKind::Anchor { id, text: title } => {
                if self.anchors {
                    let label = self.view.text_or("link-to-heading", "#");
                    out.push_str(" <a class=\"anchor\"");
                    push_attribute(out, "href", &format!("#{id}"));
                    push_attribute(out, "aria-label", &format!("{label}: {title}"));
                    out.push_str(">#</a>");
                }
            }
            HoleKind::Shortcode { name, args, body, in_line } => {
                let inner = body.as_ref().map(|body| fill_holes(self, body)).transpose()?;
                let html = self.render_shortcode(name, args, inner, hole.spot)?;
                // The template itself has no block, but a component or a variable of it may.
                if *in_line && block_element(&html).is_some() {
                    return Err(Diag::error(Code::ShortcodeInLine).arg("shortcode", name).spot(hole.spot));
                }
                out.push_str(&html);
            }
        }
        Ok(())
    }

    fn open_link(&self, to: &str, title: &str, out: &mut String) {
        let lead = self.view.link_target(self.id, to);
        out.push_str("<a");
        // A link that leads nowhere becomes plain text: an `a` element without `href` is no link
        // (HTML, 4.5.1).
        if !lead.url.is_empty() {
            push_attribute(out, "href", &lead.url);
        }
        if let Some(lang) = &lead.lang {
            push_attribute(out, "hreflang", lang);
        }
        if !title.is_empty() {
            push_attribute(out, "title", title);
        }
        out.push('>');
        self.open_links.borrow_mut().push(lead);
    }

    fn push_image(&self, src: &str, alt: &str, title: &str, block: bool, out: &mut String) {
        // A picture has no fragment and no query: these signs belong to the name of its file.
        let target = self.view.resolve_reference(self.id, &src.replace('#', "%23").replace('?', "%3F"));
        let Some(value) = target.get_from_path("image") else { return };
        let sizes = "(min-width: 60rem) 44rem, 100vw";
        let picture = Picture { value, alt, sizes, class: "", eager: false }.to_html(self.view);
        if block && !title.is_empty() {
            out.push_str("<figure>");
            out.push_str(&picture);
            out.push_str("<figcaption>");
            escape_into(out, title);
            out.push_str("</figcaption></figure>");
        } else if block {
            out.push_str("<p>");
            out.push_str(&picture);
            out.push_str("</p>");
        } else {
            out.push_str(&picture);
        }
    }

    fn render_shortcode(
        &self,
        name: &str,
        args: &[(String, serde_json::Value)],
        body: Option<String>,
        spot: Spot,
    ) -> Result<String, Diag> {
        let template = format!("shortcodes/{name}.html");
        // Assembling has checked the names. The query is kept, because the output depends on it.
        if !self.view.has_template(&template) {
            return Err(Diag::error(Code::ShortcodeUnknown).arg("value", name).arg("choices", "").spot(spot));
        }
        let mut context = Context::new();
        for (key, value) in args {
            context.insert_value(key.clone(), self.shortcode_argument(key, value));
        }
        if let Some(body) = body {
            context.insert_value("body", Value::safe_string(&body));
        }
        context.insert_value("lang", Value::from(self.view.lang_code()));
        let page = match self.id {
            NodeId::Page(id) => Query::Page(id),
            NodeId::Section(id) => Query::Section(id),
        };
        context.insert_value("page", self.view.ask(page));
        let settings = self.view.ask(Query::Settings(self.view.lang));
        for key in ["config", "agency"] {
            context.insert_value(key, settings.get_from_path(key).cloned().unwrap_or_else(Value::none));
        }
        self.renderer.render_shortcode(&template, &context).map_err(|diag| {
            if self.renderer.is_own_fault(&template, &diag) {
                return diag;
            }
            // A fault that the arguments bring about is placed where the author wrote them.
            Diag { spot: Some(spot), file: None, ..diag }.arg("shortcode", name)
        })
    }

    /// The value of an argument for the template. `src="anh.jpg"` names the file beside the page;
    /// the template gets a path that means the same from every page.
    fn shortcode_argument(&self, key: &str, value: &serde_json::Value) -> Value {
        if let (true, Some(path)) = (matches!(key, "src" | "file" | "poster" | "captions"), value.as_str())
            && let Some(found) = self.view.file_beside(self.id, path)
        {
            return format!("@/{found}").into();
        }
        from_json(value)
    }
}
