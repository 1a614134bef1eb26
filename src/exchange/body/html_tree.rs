//! A tree of elements and text in one list, with links to the neighbours of each node: nothing in
//! it is recursive, so that no depth can overflow a stack, and every change takes the same short
//! time.

use html5ever::LocalName;

/// The root node. It is not an element; its children are the content of the body.
pub(super) const TOP: usize = 0;

#[derive(Clone)]
pub(super) enum HtmlNodeKind {
    /// The root node, and nodes that are never shown: comments and processing instructions.
    Hidden,
    Text(String),
    Element(Element),
}

#[derive(Clone)]
pub(super) struct Element {
    pub name: LocalName,
    /// False in SVG and MathML, where names mean something else.
    pub html: bool,
    pub attributes: Vec<(LocalName, String)>,
}

impl Element {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| &**n == name).map(|(_, value)| value.as_str())
    }

    /// Replaces the value of an attribute.
    pub(super) fn set(&mut self, name: &str, value: String) {
        match self.attributes.iter_mut().find(|(n, _)| &**n == name) {
            Some((_, old)) => *old = value,
            None => self.attributes.push((name.into(), value)),
        }
    }

    pub(super) fn unset(&mut self, name: &str) {
        self.attributes.retain(|(n, _)| &**n != name);
    }
}

#[derive(Clone)]
struct HtmlNode {
    kind: HtmlNodeKind,
    /// The depth at which the node was inserted. The parser may have moved it since.
    depth: usize,
    parent: Option<usize>,
    previous_sibling: Option<usize>,
    next_sibling: Option<usize>,
    first_child: Option<usize>,
    last_child: Option<usize>,
}

#[derive(Clone)]
pub(super) struct Tree {
    nodes: Vec<HtmlNode>,
}

/// A step on the way through a tree.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum TreeStep {
    Enter(usize),
    Leave(usize),
}

impl Tree {
    pub(super) fn new() -> Self {
        let mut tree = Self { nodes: Vec::new() };
        tree.add(HtmlNodeKind::Hidden);
        tree
    }

    /// Adds a node without a parent.
    pub(super) fn add(&mut self, kind: HtmlNodeKind) -> usize {
        self.nodes.push(HtmlNode {
            kind,
            depth: 0,
            parent: None,
            previous_sibling: None,
            next_sibling: None,
            first_child: None,
            last_child: None,
        });
        self.nodes.len() - 1
    }

    pub(super) fn kind(&self, node: usize) -> &HtmlNodeKind {
        &self.nodes[node].kind
    }

    pub(super) fn element(&self, node: usize) -> Option<&Element> {
        match &self.nodes[node].kind {
            HtmlNodeKind::Element(element) => Some(element),
            _ => None,
        }
    }

    pub(super) fn element_mut(&mut self, node: usize) -> Option<&mut Element> {
        match &mut self.nodes[node].kind {
            HtmlNodeKind::Element(element) => Some(element),
            _ => None,
        }
    }

    pub(super) fn text_mut(&mut self, node: usize) -> Option<&mut String> {
        match &mut self.nodes[node].kind {
            HtmlNodeKind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The name of an element, empty for all else.
    pub(super) fn name(&self, node: usize) -> &str {
        self.element(node).map_or("", |e| &e.name)
    }

    pub(super) fn parent(&self, node: usize) -> Option<usize> {
        self.nodes[node].parent
    }

    pub(super) fn previous_sibling(&self, node: usize) -> Option<usize> {
        self.nodes[node].previous_sibling
    }

    pub(super) fn next_sibling(&self, node: usize) -> Option<usize> {
        self.nodes[node].next_sibling
    }

    pub(super) fn first_child(&self, node: usize) -> Option<usize> {
        self.nodes[node].first_child
    }

    pub(super) fn depth(&self, node: usize) -> usize {
        self.nodes[node].depth
    }

    pub(super) fn append(&mut self, parent: usize, child: usize) {
        self.detach(child);
        let last = self.nodes[parent].last_child;
        let depth = self.nodes[parent].depth + 1;
        let node = &mut self.nodes[child];
        (node.parent, node.previous_sibling, node.depth) = (Some(parent), last, depth);
        match last {
            Some(last) => self.nodes[last].next_sibling = Some(child),
            None => self.nodes[parent].first_child = Some(child),
        }
        self.nodes[parent].last_child = Some(child);
    }

    /// Inserts `node` before `sibling`, if `sibling` has a parent.
    pub(super) fn insert_before(&mut self, sibling: usize, node: usize) {
        self.detach(node);
        let Some(parent) = self.nodes[sibling].parent else { return };
        let before = self.nodes[sibling].previous_sibling;
        let depth = self.nodes[parent].depth + 1;
        let new = &mut self.nodes[node];
        (new.parent, new.previous_sibling, new.next_sibling, new.depth) = (Some(parent), before, Some(sibling), depth);
        self.nodes[sibling].previous_sibling = Some(node);
        match before {
            Some(before) => self.nodes[before].next_sibling = Some(node),
            None => self.nodes[parent].first_child = Some(node),
        }
    }

    /// Takes `node` out, with all that is in it.
    pub(super) fn detach(&mut self, node: usize) {
        let gone = &mut self.nodes[node];
        let (parent, before, after) = (gone.parent.take(), gone.previous_sibling.take(), gone.next_sibling.take());
        match (before, parent) {
            (Some(before), _) => self.nodes[before].next_sibling = after,
            (None, Some(parent)) => self.nodes[parent].first_child = after,
            (None, None) => {}
        }
        match (after, parent) {
            (Some(after), _) => self.nodes[after].previous_sibling = before,
            (None, Some(parent)) => self.nodes[parent].last_child = before,
            (None, None) => {}
        }
    }

    /// Removes `node` and keeps its children in its place.
    pub(super) fn unwrap(&mut self, node: usize) {
        while let Some(child) = self.nodes[node].first_child {
            self.insert_before(node, child);
        }
        self.detach(node);
    }

    pub(super) fn move_children(&mut self, from: usize, to: usize) {
        while let Some(child) = self.nodes[from].first_child {
            self.append(to, child);
        }
    }

    /// Adds text at the end of `parent`: to the text that ends there, if one does.
    pub(super) fn append_text(&mut self, parent: usize, text: &str) {
        if let Some(last) = self.nodes[parent].last_child
            && let Some(old) = self.text_mut(last)
        {
            return old.push_str(text);
        }
        let node = self.add(HtmlNodeKind::Text(text.to_owned()));
        self.append(parent, node);
    }

    /// Adds text before `sibling`, likewise.
    pub(super) fn insert_text_before(&mut self, sibling: usize, text: &str) {
        if let Some(before) = self.nodes[sibling].previous_sibling
            && let Some(old) = self.text_mut(before)
        {
            return old.push_str(text);
        }
        let node = self.add(HtmlNodeKind::Text(text.to_owned()));
        self.insert_before(sibling, node);
    }

    /// The next node in document order after the subtree of `node`.
    pub(super) fn next_after_subtree(&self, mut node: usize) -> Option<usize> {
        loop {
            if let Some(after) = self.nodes[node].next_sibling {
                return Some(after);
            }
            node = self.nodes[node].parent?;
        }
    }

    /// The node that follows in the text.
    pub(super) fn next_in_order(&self, node: usize) -> Option<usize> {
        self.first_child(node).or_else(|| self.next_after_subtree(node))
    }

    /// All nodes below the root, in document order.
    pub(super) fn nodes(&self) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.first_child(TOP), |node| self.next_in_order(*node))
    }

    /// The way through all nodes below the top, in and out of each.
    pub(super) fn steps(&self) -> impl Iterator<Item = TreeStep> + '_ {
        std::iter::successors(self.first_child(TOP).map(TreeStep::Enter), |step| match *step {
            TreeStep::Enter(node) => Some(self.first_child(node).map_or(TreeStep::Leave(node), TreeStep::Enter)),
            TreeStep::Leave(node) => match self.nodes[node].next_sibling {
                Some(after) => Some(TreeStep::Enter(after)),
                None => self.nodes[node].parent.filter(|parent| *parent != TOP).map(TreeStep::Leave),
            },
        })
    }

    /// The maximum depth of nested elements.
    pub(super) fn max_depth(&self) -> usize {
        let (mut deep, mut deepest) = (0, 0);
        for step in self.steps() {
            match step {
                TreeStep::Enter(node) if self.element(node).is_some() => deep += 1,
                TreeStep::Leave(node) if self.element(node).is_some() => deep -= 1,
                _ => {}
            }
            deepest = deepest.max(deep);
        }
        deepest
    }

    /// Makes one text of those that have become neighbours, and drops the empty ones.
    pub(super) fn join_texts(&mut self) {
        let mut at = self.first_child(TOP);
        while let Some(node) = at {
            at = self.next_in_order(node);
            let Some(text) = self.text_mut(node).map(std::mem::take) else { continue };
            match self.previous_sibling(node).filter(|before| matches!(self.kind(*before), HtmlNodeKind::Text(_))) {
                Some(before) => {
                    if let Some(old) = self.text_mut(before) {
                        old.push_str(&text);
                    }
                    self.detach(node);
                }
                None if text.is_empty() => self.detach(node),
                None => {
                    if let Some(old) = self.text_mut(node) {
                        *old = text;
                    }
                }
            }
        }
    }

    /// Whether both hold the same elements and texts in the same order.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        let mut others = other.steps();
        let all = self.steps().all(|step| match (step, others.next()) {
            (TreeStep::Enter(a), Some(TreeStep::Enter(b))) => match (self.kind(a), other.kind(b)) {
                (HtmlNodeKind::Text(a), HtmlNodeKind::Text(b)) => a == b,
                (HtmlNodeKind::Element(a), HtmlNodeKind::Element(b)) => {
                    a.name == b.name && a.html == b.html && a.attributes == b.attributes
                }
                _ => false,
            },
            (TreeStep::Leave(_), Some(TreeStep::Leave(_))) => true,
            _ => false,
        });
        all && others.next().is_none()
    }
}
