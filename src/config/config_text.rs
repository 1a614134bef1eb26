//! The text of the configuration: that of `portal.toml`, and that of the file of an environment.

use super::config_file::{CONFIG_FILE, environment_file};
use crate::diag::{Diag, Diags, Lines};
use crate::node::{self, Node, NodeValue, TableEntry};

/// The text of `portal.toml`, with the text of an environment behind it.
///
/// Both are one text, so that every place in it is told apart by its line alone; [`Self::locate`]
/// turns a line of the second part into one of its file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConfigText {
    text: String,
    environment: Option<Environment>,
}

/// The second part of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Environment {
    file: String,
    /// The byte at which the part begins, and the number of lines before it.
    start: usize,
    lines: u32,
}

impl ConfigText {
    /// The text of `portal.toml` alone.
    pub fn new(text: String) -> Self {
        Self { text, environment: None }
    }

    /// Lays the text of the environment `name` over this one.
    #[must_use]
    pub fn with_environment(mut self, name: &str, text: &str) -> Self {
        if !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        let start = self.text.len();
        let lines = memchr::memchr_iter(b'\n', self.text.as_bytes()).count() as u32;
        self.text.push_str(text);
        Self { environment: Some(Environment { file: environment_file(name), start, lines }), ..self }
    }

    /// The parts of the text, each of which changes what the configuration says.
    pub fn parts(&self) -> impl Iterator<Item = &[u8]> {
        let start = self.environment.as_ref().map_or(self.text.len(), |environment| environment.start);
        let (base, rest) = self.text.as_bytes().split_at(start);
        std::iter::once(base).chain((!rest.is_empty()).then_some(rest))
    }

    /// Reads the text. A table of the environment is laid over the table of the same name key by
    /// key; any other value takes the place of the one before.
    ///
    /// # Errors
    /// All faults of syntax.
    pub(super) fn read(&self) -> Result<Node, Vec<Diag>> {
        let lines = Lines::new(&self.text);
        let start = self.environment.as_ref().map_or(self.text.len(), |environment| environment.start);
        let (base, rest) = self.text.split_at(start);
        let base = node::from_toml(base, 0, &lines);
        let over = self.environment.as_ref().map(|_| node::from_toml(rest, start, &lines)).transpose();
        match (base, over) {
            (Ok(base), Ok(over)) => Ok(match over {
                Some(over) => lay_over(base, over),
                None => base,
            }),
            (base, over) => {
                let faults = base.err().into_iter().chain(over.err()).flatten();
                Err(faults.map(|fault| fault.file(CONFIG_FILE)).collect())
            }
        }
    }

    /// The diagnostics with those about the environment placed in its file.
    pub fn locate(&self, diags: Diags) -> Diags {
        let Some(environment) = &self.environment else { return diags };
        let located = diags.sorted().into_iter().map(|mut diag| {
            if diag.file.as_deref() == Some(CONFIG_FILE)
                && let Some(spot) = &mut diag.spot
                && spot.line > environment.lines
            {
                spot.line -= environment.lines;
                diag.file = Some(environment.file.clone());
                // A message may name another line of the same file.
                for (_, line) in diag.args.iter_mut().filter(|(name, _)| *name == "line") {
                    let own = line.parse().ok().and_then(|line: u32| line.checked_sub(environment.lines));
                    *line = own.map_or_else(|| line.clone(), |own| own.to_string());
                }
            }
            diag
        });
        located.collect()
    }
}

/// The table `base` with the keys of `over`.
fn lay_over(base: Node, over: Node) -> Node {
    match (base.value, over.value) {
        (NodeValue::Table(mut entries), NodeValue::Table(more)) => {
            for TableEntry { key, spot, node } in more {
                match entries.iter().position(|entry| entry.key == key) {
                    Some(at) => {
                        let old = entries.remove(at);
                        entries.insert(at, TableEntry { key, spot, node: lay_over(old.node, node) });
                    }
                    None => entries.push(TableEntry { key, spot, node }),
                }
            }
            Node { value: NodeValue::Table(entries), ..base }
        }
        (_, value) => Node { value, spot: over.spot, syntax: over.syntax },
    }
}
