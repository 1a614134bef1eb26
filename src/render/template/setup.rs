//! Makes a renderer with its filters and functions.

use std::sync::Arc;

use tera::Tera;

use super::renderer::{CurrentView, Renderer};
use super::templates::{find_too_long_chain, tera_name, theme_prefixes};
use super::tera_faults::template_faults;
use super::{filters, functions, text_filters};
use crate::diag::Diags;
use crate::site_files::Templates;

impl Renderer {
    /// A renderer of these templates.
    ///
    /// # Errors
    /// All faults of the templates, each at its place.
    pub fn new(templates: Arc<Templates>) -> Result<Arc<Self>, Diags> {
        let current = Arc::new(CurrentView::default());
        let mut tera = Tera::default();
        register_all(&mut tera, &current);
        if let Some(deep) = find_too_long_chain(&templates) {
            return Err(Diags::from(deep));
        }
        let all = templates.all().map(|(name, template)| (tera_name(name, template), template.text.as_str()));
        let added = tera.set_fallback_prefixes(theme_prefixes(&templates)).and_then(|()| tera.add_raw_templates(all));
        if let Err(error) = added {
            return Err(template_faults(&templates, &error, new_tera));
        }
        Ok(Self::from_tera(tera, templates, current))
    }
}

/// A Tera that has the filters and functions, and no template yet.
fn new_tera() -> Tera {
    let mut tera = Tera::default();
    register_all(&mut tera, &Arc::new(CurrentView::default()));
    tera
}

/// Registers the filters and functions of templates.
fn register_all(tera: &mut Tera, current: &Arc<CurrentView>) {
    filters::register(tera, current);
    text_filters::register(tera);
    functions::register(tera, current);
}
