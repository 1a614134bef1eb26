use std::sync::Arc;

use tera::Context;

use super::renderer::Renderer;
use super::templates::MAX_CHAIN;
use crate::diag::Code;
use crate::site_files::{Template, Templates};

fn all(texts: impl IntoIterator<Item = (String, String)>) -> Templates {
    texts.into_iter().map(|(name, text)| (name.clone(), Template { file: name, text, theme: None })).collect()
}

/// A chain of templates, each of which leads to the next, from `a0.html` on.
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
    assert_eq!(renderer.render_template("a.html", &Context::new()).unwrap_err().code, Code::RangeTooLong);
}
