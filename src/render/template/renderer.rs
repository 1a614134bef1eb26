//! One instance of Tera for each worker; its functions use the view of the current output.

use std::sync::{Arc, Mutex, OnceLock, Weak};

use tera::{Context, Tera};

use super::template_timer::TemplateTimer;
use super::templates::file_of;
use super::tera_faults::diag_from_tera;
use crate::diag::{Code, Diag};
use crate::render::ask::view::View;
use crate::site_files::{Templates, quoted_texts};
use crate::sync::lock_unpoisoned;

/// Renders one output at a time.
pub struct Renderer {
    /// The view that the functions of the templates use.
    pub current_view: Arc<CurrentView>,
    tera: Tera,
    templates: Arc<Templates>,
    /// Measures the templates when it is enabled.
    pub timer: TemplateTimer,
}

/// The value of a call of a template function, or the error that ends the rendering.
pub(crate) type CallResult = tera::TeraResult<tera::Value>;

/// The view of the output that is being rendered, for the functions of a renderer.
#[derive(Default)]
pub struct CurrentView {
    view: Mutex<Option<Arc<View>>>,
    /// The fault of the call that ended the rendering. Errors of Tera carry only text.
    call_fault: Mutex<Option<Diag>>,
    renderer: OnceLock<Weak<Renderer>>,
}

impl CurrentView {
    /// The view of the current output.
    ///
    /// # Errors
    /// A function is called while no output is being rendered, which no template can do.
    pub fn view(&self) -> Result<Arc<View>, tera::Error> {
        lock_unpoisoned(&self.view).clone().ok_or_else(|| tera::Error::message("no page is being rendered"))
    }

    /// The error of a call, which ends the rendering. The fault is reported at the place of the
    /// call in its template.
    pub(crate) fn fail<T>(&self, fault: Diag) -> Result<T, tera::Error> {
        let name = fault.code.name();
        *lock_unpoisoned(&self.call_fault) = Some(fault);
        Err(tera::Error::message(name))
    }

    /// The renderer itself, for functions that render a body; `None` while it is under
    /// construction.
    pub fn renderer(&self) -> Option<Arc<Renderer>> {
        self.renderer.get()?.upgrade()
    }
}

impl Renderer {
    /// A renderer of a Tera that has the templates, and whose functions use `current_view`.
    pub(super) fn from_tera(tera: Tera, templates: Arc<Templates>, current_view: Arc<CurrentView>) -> Arc<Self> {
        let renderer = Arc::new(Self { current_view, tera, templates, timer: TemplateTimer::default() });
        // `current_view` is new, so its renderer has not been set before.
        let _ = renderer.current_view.renderer.set(Arc::downgrade(&renderer));
        renderer
    }

    /// Runs `work` with `view` as the current view.
    pub fn with_view<T>(&self, view: &Arc<View>, work: impl FnOnce() -> T) -> T {
        *lock_unpoisoned(&self.current_view.view) = Some(Arc::clone(view));
        *lock_unpoisoned(&self.current_view.call_fault) = None;
        let result = work();
        *lock_unpoisoned(&self.current_view.view) = None;
        result
    }

    /// Whether a template of this name exists.
    pub fn has_template(&self, name: &str) -> bool {
        self.templates.get(name).is_some()
    }

    /// The templates of the renderer.
    pub fn templates(&self) -> &Arc<Templates> {
        &self.templates
    }

    /// Renders the template `name` to UTF-8.
    ///
    /// # Errors
    /// The fault of the template at its place, or a page of more than 64 MiB.
    pub fn render_template(&self, name: &str, context: &Context) -> Result<Vec<u8>, Diag> {
        let mut page = PageBuffer { bytes: Vec::with_capacity(32 << 10), is_full: false };
        let rendered = self.timer.time_template(name, || self.tera.render_to(name, context, &mut page));
        match rendered {
            Err(_) if page.is_full => Err(Diag::error(Code::PageTooLarge)
                .file(file_of(&self.templates, name))
                .arg("limit", MAX_PAGE_BYTES >> 20)),
            Err(error) => {
                let diag = diag_from_tera(&self.templates, &error);
                Err(match lock_unpoisoned(&self.current_view.call_fault).take() {
                    Some(fault) => Diag { code: fault.code, args: fault.args, ..diag },
                    None => diag,
                })
            }
            Ok(()) => Ok(page.bytes),
        }
    }

    /// Whether a fault is one of the template of a shortcode of the site, and not of the arguments
    /// that a text gives it: a name in the template is wrong, or the value at fault stands in it.
    pub(super) fn is_own_fault(&self, template: &str, diag: &Diag) -> bool {
        let Some(template) = self.templates.get(template).filter(|template| template.theme.is_none()) else {
            return false;
        };
        let value = diag.args.iter().find(|(name, _)| *name == "value").map(|(_, value)| value.as_str());
        let is_written = || value.is_some_and(|value| quoted_texts(&template.text).any(|text| text == value));
        let is_of_names = matches!(
            diag.code,
            Code::TemplateUndefined
                | Code::TemplateArgument
                | Code::TemplateComponent
                | Code::TemplateComponentOwn
                | Code::TemplateMissing
                | Code::TemplateMissingNear
                | Code::TemplateNeeds
        );
        is_of_names || is_written()
    }

    /// Renders the template of a shortcode.
    ///
    /// # Errors
    /// As [`Renderer::render_template`].
    pub fn render_shortcode(&self, name: &str, context: &Context) -> Result<String, Diag> {
        self.render_template(name, context).map(|html| String::from_utf8_lossy(&html).trim().to_owned())
    }
}

/// The largest output of a template in bytes: four times the largest content file, and more than
/// any browser on a telephone opens. The limit stops loops inside loops.
const MAX_PAGE_BYTES: usize = 64 << 20;

/// The bytes that a template has written, up to `MAX_PAGE_BYTES`.
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
